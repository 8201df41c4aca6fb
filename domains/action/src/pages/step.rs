//! One step of a round as a form. What is typed is kept by every button of the form, so that nothing is lost without
//! scripts; with them the draft is kept on the device too. Not here: what may be written (`round`).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Actor, Area, Fault, Tx};
use web::components::field::Choice;
use web::{Acting, FormState, House, Page, Problem, see_other, show, show_again};

use super::{choices, said, written};
use crate::permission;
use crate::round::{self, Assumption, Question, Round, Step, Tested, Written, commitment};
use crate::set::{self, ActionSet, Member};

struct Found {
    round: Round,
    set: ActionSet,
    members: Vec<Member>,
    written: Written,
    before: Option<String>,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Found, Fault> {
    let scope = actor.scope(Area::Learning);
    let round = round::find(tx, &scope, id)?;
    let set = set::find(tx, &scope, &round.set)?;
    let members = set::members(tx, &set.id)?;
    permission::inside(actor, &members)?;
    // The problem as the round before saw it: seen anew, not typed again.
    let rounds = round::of_set(tx, &set.id)?;
    let before = match rounds.iter().find(|one| one.number + 1 == round.number) {
        Some(before) => round::written(tx, before)?.texts.remove(&Step::Problem).map(|(body, _)| body),
        None => Some(set.problem.clone()),
    };
    Ok(Found { written: round::written(tx, &round)?, before, members, set, round })
}

/// As [`read`]; none for who sees the round and does not work in its set.
fn seen(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Option<Found>, Fault> {
    let round = round::find(tx, &actor.scope(Area::Learning), id)?;
    let members = set::members(tx, &round.set)?;
    if permission::is_inside(actor, &members) { read(tx, actor, id).map(Some) } else { Ok(None) }
}

#[derive(Template)]
#[template(path = "action/step.html")]
struct StepPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    round: &'a Round,
    step: Step,
    hint: String,
    before: Option<&'a str>,
    questions: Vec<&'a Question>,
    earlier: Vec<&'a Question>,
    assumptions: Vec<(&'a Assumption, String)>,
    tested: Vec<Choice>,
    commitments: Vec<(String, String, String)>,
    principles: Vec<String>,
    people: Vec<Choice>,
    back: Option<(Step, String)>,
    on: Option<(Step, String)>,
}

impl StepPage<'_> {
    fn is(&self, code: &str) -> bool {
        self.step.code() == code
    }

    fn has_text(&self) -> bool {
        matches!(self.step, Step::Problem | Step::Happened | Step::Reflection | Step::Next)
    }
}

fn beside(step: Step, by: isize) -> Option<Step> {
    let at = Step::ALL.iter().position(|one| *one == step)?;
    Step::ALL.get(at.checked_add_signed(by)?).copied()
}

fn filled(found: &Found, actor: &Actor, step: Step) -> FormState {
    let text = found.written.texts.get(&step).map(|(body, _)| body.clone());
    let text = match (step, text) {
        (Step::Problem, None) => found.before.clone().unwrap_or_default(),
        (_, text) => text.unwrap_or_default(),
    };
    let number = found.round.number;
    let mine = found
        .written
        .principles
        .iter()
        .find(|one| one.round == number && Some(&one.person) == actor.person.as_ref())
        .map(|one| one.body.clone());
    let mut form = FormState::default()
        .prefilled("body", text)
        .prefilled("principle", mine.unwrap_or_default())
        .prefilled("person", actor.person.clone().unwrap_or_default());
    for one in &found.written.assumptions {
        form.set(&format!("found-{}", one.id), one.found.code());
    }
    form.set_all("open", found.written.questions.iter().filter(|one| one.open).map(|one| one.id.clone()));
    form
}

fn draw(
    page: Page,
    found: &Found,
    form: &FormState,
    (step, again): (Step, bool),
) -> Result<Response, Problem> {
    let (round, all) = (&found.round, &found.written);
    let number = round.number;
    let lead = format!("{} · {}", found.set.title, page.t.with("action-round-number", &[("n", &number)]));
    let title = said(&page.t, step.words());
    let page = page.titled(title).led(lead).back_to(format!("/action/rounds/{}", round.id), "action-round");
    let t = &page.t;
    let named = |step: Option<Step>| step.map(|step| (step, said(t, step.words())));
    let view = StepPage {
        step,
        hint: t.of(&format!("action-hint-{}", step.code())).to_owned(),
        before: found.before.as_deref().filter(|_| step == Step::Problem),
        questions: all.questions.iter().filter(|one| one.round == number).collect(),
        earlier: all.questions.iter().filter(|one| one.round < number && one.open).collect(),
        assumptions: all
            .assumptions
            .iter()
            .filter(|one| one.round == number)
            .map(|one| (one, format!("found-{}", one.id)))
            .collect(),
        tested: choices(t, Tested::ALL, |one| (one.code(), one.words())),
        commitments: all
            .commitments
            .iter()
            .filter(|one| one.round_number == number)
            .map(|one| {
                let line = t.with(
                    "action-commitment-line",
                    &[("who", &one.name), ("what", &one.what), ("day", &one.by_on)],
                );
                let state = t.labelled(&said(t, one.state.words()), &one.happened);
                (format!("/action/commitments/{}", one.id), line, state)
            })
            .collect(),
        principles: all
            .principles
            .iter()
            .filter(|one| one.round == number)
            .map(|one| t.labelled(&one.name, &one.body))
            .collect(),
        people: people(&found.members),
        back: named(beside(step, -1)),
        on: named(beside(step, 1)),
        page: &page,
        form,
        round,
    };
    if again { show_again(&view) } else { show(&view) }
}

fn people(members: &[Member]) -> Vec<Choice> {
    let mut found: Vec<Choice> = Vec::new();
    for one in members {
        if !found.iter().any(|known| known.value == one.person) {
            found.push(Choice::new(&*one.person, format!("{} {}", one.name, one.unit_name)));
        }
    }
    found
}

/// `GET /action/rounds/{id}/{step}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, step)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let step = Step::from_code(&step).ok_or_else(Problem::not_found)?;
    let asker = actor.clone();
    let seen = house.read(move |tx| seen(tx, &asker, &id)).await?;
    // Who sees the set and does not work in it reads the round, and does not write in it.
    let Some(found) = seen else { return Err(Problem::forbidden()) };
    let form = filled(&found, &actor, step);
    draw(page, &found, &form, (step, false))
}

/// What a form of a step asks to be written.
struct Typed {
    body: String,
    question: String,
    open: Vec<String>,
    assumption: String,
    test: String,
    tested: Vec<(String, Tested)>,
    what: String,
    person: String,
    by_on: Option<Date>,
    principle: String,
    meets_on: Option<Date>,
    finishes: bool,
}

fn typed(form: &mut FormState, step: Step) -> Typed {
    let mut text = |name: &str, most: usize| form.text(name, most).unwrap_or_default();
    let (body, question, assumption) = (text("body", 4_000), text("question", 400), text("assumption", 400));
    let (test, what, principle) = (text("test", 400), text("what", 100), text("principle", 400));
    let tested = form
        .pairs_of("found-")
        .filter_map(|(id, code)| Some((id.to_owned(), Tested::from_code(code)?)))
        .collect();
    let by_on = form.date("by_on");
    if step == Step::Commitments && !what.is_empty() && by_on.is_none() && form.is_ok() {
        form.error("by_on", "action-by-missing");
    }
    Typed {
        open: form.values("open").map(str::to_owned).collect(),
        person: form.value("person").to_owned(),
        meets_on: form.date("meets_on"),
        finishes: form.has("finish"),
        body,
        question,
        assumption,
        test,
        tested,
        what,
        by_on,
        principle,
    }
}

/// Writes what was typed under a step; what stands already is not written again.
fn keep(tx: &mut Tx<'_>, actor: &Actor, id: &str, (step, typed): (Step, &Typed)) -> Result<(), Fault> {
    let found = read(tx, actor, id)?;
    let number = found.round.number;
    let was = found.written.texts.get(&step).map(|(body, _)| body.as_str()).unwrap_or_default();
    match step {
        Step::Next if typed.finishes => {
            round::finish(tx, actor, id, (&typed.body, typed.meets_on))?;
        }
        Step::Problem | Step::Happened | Step::Reflection | Step::Next => {
            if typed.body.trim() != was {
                round::write(tx, actor, id, (step, &typed.body))?;
            }
        }
        Step::Questions => {
            if !typed.question.is_empty() {
                round::ask(tx, actor, id, &typed.question)?;
            }
            for one in found.written.questions.iter().filter(|one| one.round == number) {
                let open = typed.open.contains(&one.id);
                if open != one.open {
                    round::keep_question(tx, actor, id, (&one.id, open))?;
                }
            }
        }
        Step::Assumptions => {
            if !typed.assumption.is_empty() || !typed.test.is_empty() {
                round::assume(tx, actor, id, (&typed.assumption, &typed.test))?;
            }
            for one in found.written.assumptions.iter().filter(|one| one.round == number) {
                if let Some((_, now)) =
                    typed.tested.iter().find(|(known, now)| *known == one.id && *now != one.found)
                {
                    round::find_out(tx, actor, id, (&one.id, *now))?;
                }
            }
        }
        Step::Commitments => {
            if let (false, Some(by_on)) = (typed.what.is_empty(), typed.by_on) {
                commitment::commit(tx, actor, id, (&typed.person, &typed.what, by_on))?;
            }
        }
        Step::Principles => {
            let mine =
                |one: &&round::Principle| one.round == number && Some(&one.person) == actor.person.as_ref();
            let was =
                found.written.principles.iter().find(mine).map(|one| one.body.as_str()).unwrap_or_default();
            if typed.principle.trim() != was {
                round::name_principle(tx, actor, id, &typed.principle)?;
            }
        }
    }
    Ok(())
}

/// `POST /action/rounds/{id}/{step}`: keeps what was typed, then goes where the button says.
pub async fn write(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, step)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let step = Step::from_code(&step).ok_or_else(Problem::not_found)?;
    let typed = typed(&mut form, step);
    let finishes = typed.finishes;
    let to = Step::from_code(form.value("to")).unwrap_or(step);
    let (asker, asked) = (actor.clone(), id.clone());
    // A form that changes nothing writes nothing; the write without an act would be refused.
    let (reader, known) = (actor.clone(), id.clone());
    let before = house.read(move |tx| read(tx, &reader, &known)).await?;
    let done = if form.is_ok() && changes(&before, &actor, (step, &typed)) {
        written(&house, &mut form, move |tx| keep(tx, &asker, &asked, (step, &typed))).await?.is_some()
    } else {
        form.is_ok()
    };
    if !done {
        return draw(page, &before, &form, (step, true));
    }
    if finishes {
        let told = see_other(format!("/action/sets/{}", before.set.id)).notice("action-round-ended", &[]);
        return Ok(told.into_response());
    }
    let told = see_other(format!("/action/rounds/{id}/{}", to.code())).notice("action-kept", &[]);
    Ok(told.into_response())
}

/// Whether a form asks for anything to be written.
fn changes(found: &Found, actor: &Actor, (step, typed): (Step, &Typed)) -> bool {
    let number = found.round.number;
    match step {
        Step::Next if typed.finishes => true,
        Step::Problem | Step::Happened | Step::Reflection | Step::Next => {
            typed.body.trim()
                != found.written.texts.get(&step).map(|(body, _)| body.as_str()).unwrap_or_default()
        }
        Step::Questions => {
            let mut own = found.written.questions.iter().filter(|one| one.round == number);
            !typed.question.is_empty() || own.any(|one| one.open != typed.open.contains(&one.id))
        }
        Step::Assumptions => {
            let stands = |one: &Assumption, id: &str, now: Tested| one.id == id && one.found != now;
            !typed.assumption.is_empty()
                || !typed.test.is_empty()
                || typed
                    .tested
                    .iter()
                    .any(|(id, now)| found.written.assumptions.iter().any(|one| stands(one, id, *now)))
        }
        Step::Commitments => !typed.what.is_empty(),
        Step::Principles => {
            let mine =
                |one: &&round::Principle| one.round == number && Some(&one.person) == actor.person.as_ref();
            typed.principle.trim()
                != found.written.principles.iter().find(mine).map(|one| one.body.as_str()).unwrap_or_default()
        }
    }
}
