//! One set: the circle, what its level needs and what is missing, its people, rounds, commitments, and how it ended.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::ledger::{self, Entry};
use kernel::{Actor, Area, Fault, Scope, Tx, case};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use web::components::{FactList, History, Markup, Notice, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other, show, show_again};

use super::circle::Circle;
use super::{history, listing, local, said, set_state, written};
use crate::level::Design;
use crate::permission;
use crate::procedure::CHANGE;
use crate::round::{self, Round, Written};
use crate::set::closing::{self, Closing};
use crate::set::offer;
use crate::set::{self, ActionSet, Measured, Member, Part, State as SetState};

pub(super) struct Found {
    pub(super) set: ActionSet,
    pub(super) members: Vec<Member>,
    pub(super) design: Design,
    pub(super) measured: Option<Measured>,
    rounds: Vec<Round>,
    written: Option<Written>,
    closing: Option<Closing>,
    offered: bool,
    answers: bool,
    pub(super) runs: bool,
    inside: bool,
    goal: Option<String>,
    acts: Vec<Entry>,
}

pub(super) fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Found, Fault> {
    let scope = actor.scope(Area::Learning);
    let set = set::find(tx, &scope, id)?;
    // Its people see what was done with it, whatever unit they sit in.
    let with_set = Scope::county("the acts on a set that was found in scope");
    let members = set::members(tx, id)?;
    let rounds = round::of_set(tx, id)?;
    let written = match rounds.last() {
        Some(last) => Some(round::written(tx, last)?),
        None => None,
    };
    let answers = match case::of_subject(tx, &CHANGE, "action-set", id)? {
        Some(case) => case::open_step_of(tx, &case)?.is_some_and(|step| step.waits_for(actor)),
        None => false,
    };
    let measured = match &set.target {
        Some(target) => set::measured(tx, target)?,
        None => None,
    };
    Ok(Found {
        design: set::design_of(&set, &members),
        inside: permission::is_inside(actor, &members),
        runs: permission::may_run(tx, actor, &set, &members)?,
        goal: members
            .iter()
            .find(|one| one.part == Part::Member && Some(&one.person) == actor.person.as_ref())
            .map(|one| one.goal.clone()),
        closing: closing::of_set(tx, id)?,
        offered: offer::of_set(tx, id)?.is_some_and(|one| one.withdrawn_at.is_none()),
        acts: ledger::history(tx, &with_set, "action-set", id)?,
        measured,
        rounds,
        written,
        answers,
        members,
        set,
    })
}

/// An element of the design as the page says it.
struct Line {
    held: bool,
    name: String,
    found: String,
    level: String,
}

#[derive(Template)]
#[template(path = "action/set.html")]
struct SetPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    set: &'a ActionSet,
    state: StateTag,
    notices: Vec<Notice>,
    actions: Vec<(String, String, bool)>,
    facts: FactList,
    circle: Option<Circle>,
    next: Option<(String, String)>,
    level: String,
    elements: Vec<Line>,
    people: Table,
    writes_goal: bool,
    rounds: Option<Table>,
    commitments: Option<Table>,
    closing: Option<FactList>,
    answers: bool,
    history: History,
}

impl SetPage<'_> {
    fn lacks(&self) -> usize {
        self.elements.iter().filter(|line| !line.held).count()
    }
}

fn draw(page: Page, found: &Found, form: &FormState, again: bool) -> Result<Response, Problem> {
    let set = &found.set;
    let page =
        page.titled(set.title.clone()).led(set.unit_name.clone()).back_to("/action/sets", "action-sets");
    let t = &page.t;
    let running = set.state == SetState::Running;
    let last = found.rounds.last();
    let circle = last.zip(found.written.as_ref()).map(|(last, written)| Circle::of(t, last, written));
    let next = last.filter(|last| found.inside && running && last.open).zip(found.written.as_ref()).and_then(
        |(last, written)| {
            let step = written.stands_at(last)?;
            Some((format!("/action/rounds/{}/{}", last.id, step.code()), said(t, step.words())))
        },
    );
    let view = SetPage {
        state: set_state(t, set.state),
        notices: notices(t, found),
        actions: actions(t, found),
        facts: facts(t, found),
        circle,
        next,
        level: match found.design.because {
            Some(wanted) => t.with(
                "action-level-because",
                &[("n", &i64::from(found.design.level)), ("wanted", &said(t, wanted.words()))],
            ),
            None => t.of("action-level-none").to_owned(),
        },
        elements: lines(t, &found.design),
        people: listing::people(t, &found.members),
        writes_goal: found.goal.is_some() && matches!(set.state, SetState::Preparing | SetState::Running),
        rounds: (!found.rounds.is_empty()).then(|| listing::rounds(t, &found.rounds)),
        commitments: found
            .written
            .as_ref()
            .filter(|all| !all.commitments.is_empty())
            .map(|all| listing::commitments(t, &all.commitments)),
        closing: found.closing.as_ref().map(|closing| closed(t, found, closing)),
        answers: found.answers,
        history: history(t, &found.acts),
        page: &page,
        form,
        set,
    };
    if again { show_again(&view) } else { show(&view) }
}

fn lines(t: &Lookup, design: &Design) -> Vec<Line> {
    design
        .needed
        .iter()
        .map(|needed| Line {
            held: needed.held,
            name: said(t, needed.element.words()),
            found: t.both(&needed.found).to_owned(),
            level: t.with("action-level-n", &[("n", &i64::from(needed.element.level()))]),
        })
        .collect()
}

fn notices(t: &Lookup, found: &Found) -> Vec<Notice> {
    let mut all = Vec::new();
    let missing = found.design.missing().count();
    if missing > 0 && matches!(found.set.state, SetState::Preparing | SetState::Running) {
        all.push(Notice::new(Tone::Info, t.with("action-missing", &[("missing", &missing)])));
    }
    if let Some(why) = &found.set.began_without {
        all.push(Notice::new(Tone::Info, t.with("action-began-without", &[("why", why)])));
    }
    if found.set.state == SetState::Running && found.rounds.iter().all(|round| !round.open) {
        all.push(Notice::new(Tone::Waiting, t.of("action-ready-to-close")));
    }
    all
}

/// Where the set can be taken: path, words, whether it is the main one.
fn actions(t: &Lookup, found: &Found) -> Vec<(String, String, bool)> {
    if !found.runs {
        return Vec::new();
    }
    let id = &found.set.id;
    let link =
        |noun: &str, key: &str, main: bool| (format!("/action/sets/{id}/{noun}"), t.of(key).to_owned(), main);
    match found.set.state {
        SetState::Preparing => {
            // What no reason can make up for comes first: the design, not the beginning.
            let barred = found.design.barred().next().is_some();
            let mut all = vec![
                link("beginning", "action-begin", !barred),
                link("design", "action-design-change", barred),
                link("ending", "action-stop", false),
            ];
            if barred {
                all.swap(0, 1);
            }
            all
        }
        SetState::Running => {
            let ready = found.rounds.iter().all(|round| !round.open);
            let mut all =
                vec![link("design", "action-design-change", false), link("ending", "action-stop", false)];
            if ready {
                all.insert(0, link("closing", "action-close", true));
            }
            all
        }
        SetState::Closed => vec![link(
            "offer",
            if found.offered { "action-offer-again" } else { "action-offer" },
            !found.offered,
        )],
        SetState::Stopped => Vec::new(),
    }
}

/// A measured amount with its unit.
pub(super) fn amount(t: &Lookup, value: Option<f64>, unit: &str) -> String {
    match value.and_then(Decimal::from_f64) {
        Some(value) => format!("{} {unit}", t.decimal(value.round_dp(2).normalize())),
        None => t.of("action-not-measured").to_owned(),
    }
}

fn facts(t: &Lookup, found: &Found) -> FactList {
    let set = &found.set;
    let day = |day: Option<Date>| day.map(|day| t.date(day)).unwrap_or_default();
    let mut facts = FactList::new()
        .fact(t.of("action-problem"), &set.problem)
        .fact(t.of("action-residents"), &set.residents)
        .fact(
            t.of("action-wanted"),
            &set.wanted.iter().map(|one| said(t, one.words())).collect::<Vec<_>>().join(t.choose("；", "; ")),
        )
        .fact(t.of("action-days"), &format!("{}–{}", t.date(set.starts_on), t.date(set.ends_on)))
        .fact(t.of("action-diagnosis"), &day(set.diagnosis_until))
        .fact(t.of("action-presents"), &day(set.presents_on))
        .fact(t.of("action-experts"), &set.experts)
        .fact(t.of("action-implements"), &set.implements);
    if let Some(measured) = &found.measured {
        let unit = &measured.measure_unit;
        let goal = measured.goal.map(|goal| t.decimal(goal)).unwrap_or_default();
        facts = facts.fact(
            t.of("action-target"),
            &t.with(
                "action-measured",
                &[
                    ("title", &measured.title),
                    ("then", &amount(t, set.target_then, unit)),
                    ("now", &amount(t, measured.now, unit)),
                    ("goal", &format!("{goal} {unit}")),
                ],
            ),
        );
    }
    facts
}

fn closed(t: &Lookup, found: &Found, closing: &Closing) -> FactList {
    let mut facts = FactList::new()
        .fact(t.of("action-changed"), &closing.says.changed)
        .fact(t.of("action-principles"), &closing.says.principles)
        .fact(t.of("action-unit-change"), &closing.says.unit_change)
        .fact(
            t.of("action-closed-by"),
            &format!("{} {}", closing.closed_by, t.moment(local(closing.closed_at))),
        );
    if let Some(measured) = &found.measured {
        let unit = &measured.measure_unit;
        let text = t.with(
            "action-measured-closed",
            &[
                ("then", &amount(t, found.set.target_then, unit)),
                ("now", &amount(t, closing.target_now, unit)),
            ],
        );
        facts = facts.fact(t.of("action-measure"), &text);
    }
    if let Some(answer) = &closing.answer {
        let key = if answer.adopted { "action-adopted" } else { "action-declined" };
        let tone = if answer.adopted { Tone::Done } else { Tone::Returned };
        facts = facts
            .drawn(t.of("action-answer"), Markup::of(&StateTag::new(tone, t.of(key))))
            .fact(t.of("action-answer-note"), &answer.note)
            .fact(t.of("action-answered-by"), &format!("{} {}", answer.by, t.moment(local(answer.at))));
    }
    if found.offered {
        facts = facts.drawn(t.of("action-offered"), Markup::text(t.of("action-offered-yes")));
    }
    facts
}

/// `GET /action/sets/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    let form = FormState::default().prefilled("goal", found.goal.clone().unwrap_or_default());
    draw(page, &found, &form, false)
}

/// `POST /action/sets/{id}/goal`
pub async fn set_goal(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let goal = form.required_text("goal", 200).unwrap_or_default();
    let (asked, asker) = (id.clone(), actor.clone());
    if written(&house, &mut form, move |tx| set::set_goal(tx, &asker, &asked, &goal)).await?.is_some() {
        return Ok(see_other(format!("/action/sets/{id}")).notice("action-goal-kept", &[]).into_response());
    }
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    draw(page, &found, &form, true)
}

/// `POST /action/sets/{id}/answer`: the head of the unit says what becomes of what the set asks.
pub async fn answer(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let note = form.required_text("note", 1_000).unwrap_or_default();
    let adopted = form.value("answer") == "adopted";
    let (asked, asker) = (id.clone(), actor.clone());
    let work = move |tx: &mut Tx<'_>| closing::answer(tx, &asker, &asked, (adopted, &note));
    if written(&house, &mut form, work).await?.is_some() {
        return Ok(see_other(format!("/action/sets/{id}"))
            .notice("action-change-answered", &[])
            .into_response());
    }
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    draw(page, &found, &form, true)
}
