//! Proposing a decision and starting it. Not here: what is prepared after.

use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, Fault, Tx, params};
use law::Text;
use law::rules::decision_gate::Facts;
use serde_json::json;

use super::{done, find, set_facts};
use crate::notice::{next, record, unit_of};
use crate::permission::{committee, poster, short, wanted};
use crate::procedure::DECISION;
use crate::store::decision as sql;

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

/// Proposes a decision; the deciding body has to start it.
///
/// # Errors
/// Refusals by field; who may propose is whoever may post for the unit.
pub fn propose(tx: &mut Tx<'_>, actor: &Actor, new: &NewDecision) -> Result<String, Fault> {
    poster(tx, actor, &new.unit)?;
    let (unit_name, _, _) = unit_of(tx, &new.unit)?;
    let title = short(&wanted(&new.title, "title", "请写决策事项。", "Name the decision.")?, "title", 100)?;
    let proposal =
        wanted(&new.proposal, "proposal", "请写决策建议和理由。", "Say what is proposed and why.")?;
    let question = wanted(
        &new.question,
        "question",
        "请写向群众征求什么意见，用群众听得懂的话。",
        "Say in plain words what residents are asked.",
    )?;
    let facts = Facts {
        wide_disagreement: new.wide_disagreement,
        professional: new.professional,
        risk: new.risk,
        market: new.market,
        business: new.business,
        normative: new.normative,
        exploratory: new.exploratory,
        not_public: new.not_public,
        ..Facts::default()
    };
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
    let case = case::open(tx, &DECISION, &about, &Assigned::role(Role::Committee, None))?;
    tx.execute(
        sql::ADD,
        params![&id, &number, year, &title, &new.unit, &proposal, &question, written, &case, now],
    )?;
    let facts = json!({ "number": number });
    record(tx, actor, ("decision.proposed", ("decision", &id)), &new.unit, facts, None)?;
    Ok(id)
}

/// Starts a decision and names its lead unit (DEC-01), or says why not.
///
/// # Errors
/// A refusal where it is not theirs, or without a reason for not starting.
pub fn start(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (unit, starts, words): (&str, bool, &str),
) -> Result<(), Fault> {
    committee(actor)?;
    let of = find(tx, actor, id)?;
    let now = tx.now();
    if !starts {
        case::advance(tx, &DECISION, &of.case, ("start", "dropped"), actor, words, None)?;
        tx.execute(sql::SET_STATE, params![id, "dropped", words.trim(), now])?;
        return done(tx, actor, &of, ("dropped", "", words.trim()), None);
    }
    let (unit_name, _, _) = unit_of(tx, unit)?;
    let words = wanted(words, "words", "请写研究论证的情况。", "Say how the proposal was studied.")?;
    let next = Assigned::role(Role::Head, Some(unit));
    case::advance(tx, &DECISION, &of.case, ("start", "started"), actor, &words, Some(next))?;
    tx.execute(sql::START, params![id, unit, !of.facts.not_public, now])?;
    let facts = Facts { studied: true, lead_named: true, ..of.facts.clone() };
    set_facts(tx, id, &facts)?;
    let shown = format!("决定启动，由{unit_name}承办。");
    done(tx, actor, &of, ("started", &shown, &words), None)
}
