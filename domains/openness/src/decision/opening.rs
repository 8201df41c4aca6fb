//! Proposing a decision and starting it. Not here: what is prepared after.

use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, Fault, Refusal, Tx, params};
use law::rules::decision_gate::Facts;
use law::{Rulebook, Text};
use serde_json::json;

use super::{article, done, find, note, set_facts, shown, took, unshown};
use crate::notice::{next, record, unit_of};
use crate::office;
use crate::permission::{poster, short, wanted};
use crate::procedure::DECISION;
use crate::store::decision as sql;

/// What a decision is: which steps it needs follows from it. Proposed by the unit, set by the deciding body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traits {
    /// Opinions differ widely.
    pub wide_disagreement: bool,
    /// A professional matter.
    pub professional: bool,
    /// Stability or public safety may suffer.
    pub risk: bool,
    /// Touches market activity.
    pub market: bool,
    /// Affects market entities closely.
    pub business: bool,
    /// A normative document.
    pub normative: bool,
    /// Exploratory reform with no national rule.
    pub exploratory: bool,
    /// By law not open to the public.
    pub not_public: bool,
}

impl Traits {
    /// Facts with these traits.
    #[must_use]
    pub fn onto(self, facts: Facts) -> Facts {
        Facts {
            wide_disagreement: self.wide_disagreement,
            professional: self.professional,
            risk: self.risk,
            market: self.market,
            business: self.business,
            normative: self.normative,
            exploratory: self.exploratory,
            not_public: self.not_public,
            ..facts
        }
    }
}

/// What is proposed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewDecision {
    /// Title.
    pub title: String,
    /// Unit that proposes and would lead it.
    pub unit: String,
    /// What is proposed and why.
    pub proposal: String,
    /// What residents are asked.
    pub question: String,
    /// What the unit takes it to be.
    pub traits: Traits,
}

/// Proposes a decision; the deciding body has to start it.
///
/// # Errors
/// Refusals by field; who may propose is whoever may post for the unit.
pub fn propose(tx: &mut Tx<'_>, actor: &Actor, new: &NewDecision) -> Result<String, Fault> {
    poster(tx, actor, &new.unit)?;
    let (unit_name, _, kind) = unit_of(tx, &new.unit)?;
    if !matches!(kind.as_str(), "office" | "township" | "county") {
        return Err(Refusal::new(
            "决策建议由县级部门或者乡镇（街道）提出，请选择提出单位。",
            "A decision is proposed by an office of the county or a town; choose it.",
        )
        .at("unit")
        .into());
    }
    let title = short(&wanted(&new.title, "title", "请写决策事项。", "Name the decision.")?, "title", 100)?;
    let proposal =
        wanted(&new.proposal, "proposal", "请写决策建议和理由。", "Say what is proposed and why.")?;
    let question = wanted(
        &new.question,
        "question",
        "请写向群众征求什么意见，用群众听得懂的话。",
        "Say in plain words what residents are asked.",
    )?;
    let facts = new.traits.onto(Facts::default());
    let written = serde_json::to_string(&facts).map_err(|error| kernel::DbError::Stored {
        what: "the facts of a decision",
        why: error.to_string(),
    })?;
    let year = tx.today().year();
    let number = format!("{year}-{:02}", next(tx, &format!("decision-{year}"))?);
    let (id, now) = (tx.id(), tx.now());
    let about = About {
        subject: ("decision", &id),
        unit: Some(&new.unit),
        person: None,
        title: Text::new(title.as_str(), format!("{unit_name}: {title}")),
        link: &format!("/openness/decisions/{id}"),
    };
    let first = office::assigned(tx, actor)?;
    let case = case::open(tx, &DECISION, &about, &first)?;
    tx.execute(
        sql::ADD,
        params![&id, &number, year, &title, &new.unit, &proposal, &question, written, &case, now],
    )?;
    note(tx, actor, &id, ("proposed", &unshown(), ""))?;
    let facts = json!({ "number": number });
    record(tx, actor, ("decision.proposed", ("decision", &id)), &new.unit, facts, None)?;
    Ok(id)
}

/// How the deciding body starts a decision, or does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    /// Whether it starts.
    pub starts: bool,
    /// Lead unit.
    pub unit: String,
    /// How the proposal was studied, or why it is not started.
    pub words: String,
    /// What the decision is, as the deciding body finds it.
    pub traits: Traits,
    /// By which provision it is not open to the public, where it is not.
    pub ground: String,
}

/// Starts a decision, says what it is and names its lead unit (DEC-01), or says why not.
///
/// # Errors
/// A refusal where it is not theirs or their own proposal, without a reason for not starting, or without the ground on
/// which it is not public.
pub fn start(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (id, new): (&str, &Start),
) -> Result<(), Fault> {
    office::acting(tx, actor)?;
    let of = find(tx, actor, id)?;
    if took(tx, actor, id, &["proposed"])? {
        return Err(own_proposal(&article(book, "DEC-01", tx.today())).into());
    }
    let now = tx.now();
    let words = new.words.trim();
    if !new.starts {
        case::advance(tx, &DECISION, &of.case, ("start", "dropped"), actor, words, None)?;
        tx.execute(sql::SET_STATE, params![id, "dropped", words, now])?;
        return done(tx, actor, &of, ("dropped", unshown(), words), None);
    }
    let unit = new.unit.as_str();
    let unit_name = lead_unit(tx, unit)?;
    let words = wanted(words, "words", "请写研究论证的情况。", "Say how the proposal was studied.")?;
    let ground = ground(new)?;
    let next = Assigned::role(Role::Head, Some(unit));
    case::advance(tx, &DECISION, &of.case, ("start", "started"), actor, &words, Some(next))?;
    tx.execute(sql::START, params![id, unit, !new.traits.not_public, now])?;
    let facts = Facts { studied: true, lead_named: true, ..new.traits.onto(of.facts.clone()) };
    set_facts(tx, id, &facts)?;
    let set = json!({
        "not_public": facts.not_public, "exploratory": facts.exploratory, "market": facts.market, "risk": facts.risk,
        "professional": facts.professional, "business": facts.business, "normative": facts.normative,
        "wide_disagreement": facts.wide_disagreement
    });
    record(tx, actor, ("decision.traits-set", ("decision", id)), unit, set, None)?;
    let started =
        shown(format!("决定启动，由{unit_name}承办。"), format!("To be prepared; led by {unit_name}."));
    done(tx, actor, &of, ("started", started, &words), None)?;
    match ground {
        Some(ground) => done(tx, actor, &of, ("kept-private", unshown(), &ground), None),
        None => Ok(()),
    }
}

/// Whether it starts is decided by the deciding body, not by whoever asks for it; their office may lead it all the same.
fn own_proposal(clause: &Text) -> Refusal {
    Refusal::new(
        format!(
            "这项决策建议由您提出，是否启动由决策机关决定（{}），您不能自己办理启动：请由决策机关的另一名经办负责人登录办理。\
             启动后仍可以由提出建议的单位承办。",
            clause.zh
        ),
        format!(
            "You proposed this; whether it starts is decided by the deciding body ({}), so you cannot start it yourself. Ask \
             another of those who act for the deciding body to sign in and take this step. The proposing unit may lead it \
             all the same.",
            clause.en
        ),
    )
}

/// The name of the unit that leads a decision: an office of the county.
fn lead_unit(tx: &mut Tx<'_>, unit: &str) -> Result<String, Fault> {
    if let Ok((name, _, kind)) = unit_of(tx, unit)
        && kind == "office"
    {
        return Ok(name);
    }
    Err(Refusal::new(
        "承办单位应当是县级部门，请从名单中选择；乡镇（街道）、村（社区）提出的建议也由县级部门承办。",
        "The lead unit is an office of the county: choose one from the list, for what towns and villages propose too.",
    )
    .at("unit")
    .into())
}

/// The ground on which a decision is kept from the public; none where it is public.
fn ground(new: &Start) -> Result<Option<String>, Refusal> {
    if !new.traits.not_public {
        return Ok(None);
    }
    let (zh, en) = (
        "依法不予公开的，请写明依据的条款和理由。",
        "Name the provision by which it is not public, and why.",
    );
    let words = wanted(&new.ground, "ground", zh, en)?;
    short(&words, "ground", 500).map(Some)
}
