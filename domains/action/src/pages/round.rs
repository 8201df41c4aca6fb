//! One round: the circle, everything written in it by step, and one's own note, which nobody else sees.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Area, Fault, Tx};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other, show, show_again};

use super::circle::Circle;
use super::{said, written};
use crate::permission;
use crate::round::{self, Round, Step, Written};
use crate::set::{self, ActionSet, State as SetState};

/// A step with what was written under it.
struct Part {
    href: String,
    title: String,
    done: bool,
    text: String,
    lines: Vec<String>,
}

#[derive(Template)]
#[template(path = "action/round.html")]
struct RoundPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    round: &'a Round,
    circle: Circle,
    parts: Vec<Part>,
    writes: bool,
    inside: bool,
    next: Option<(String, String)>,
}

struct Found {
    round: Round,
    set: ActionSet,
    written: Written,
    note: String,
    inside: bool,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Found, Fault> {
    let scope = actor.scope(Area::Learning);
    let round = round::find(tx, &scope, id)?;
    let set = set::find(tx, &scope, &round.set)?;
    let members = set::members(tx, &set.id)?;
    Ok(Found {
        written: round::written(tx, &round)?,
        note: round::note_of(tx, actor, id)?,
        inside: permission::is_inside(actor, &members),
        round,
        set,
    })
}

/// What a step holds, as lines.
fn lines(t: &Lookup, round: &Round, written: &Written, step: Step) -> Vec<String> {
    let number = round.number;
    match step {
        Step::Questions => written
            .questions
            .iter()
            .filter(|one| one.round == number)
            .map(|one| t.labelled(&one.name, &one.body))
            .collect(),
        Step::Assumptions => written
            .assumptions
            .iter()
            .filter(|one| one.round == number)
            .map(|one| {
                let found = said(t, one.found.words());
                t.with(
                    "action-assumption-line",
                    &[("body", &one.body), ("test", &one.test), ("found", &found)],
                )
            })
            .collect(),
        Step::Commitments => written
            .commitments
            .iter()
            .filter(|one| one.round_number == number)
            .map(|one| {
                t.with(
                    "action-commitment-line",
                    &[("who", &one.name), ("what", &one.what), ("day", &one.by_on)],
                )
            })
            .collect(),
        Step::Happened => written
            .commitments
            .iter()
            .filter(|one| one.round_number == number && one.state != round::commitment::State::Open)
            .map(|one| t.labelled(&format!("{}·{}", one.what, said(t, one.state.words())), &one.happened))
            .collect(),
        Step::Principles => written
            .principles
            .iter()
            .filter(|one| one.round == number)
            .map(|one| t.labelled(&one.name, &one.body))
            .collect(),
        Step::Problem | Step::Reflection | Step::Next => Vec::new(),
    }
}

fn draw(page: Page, found: &Found, form: &FormState, again: bool) -> Result<Response, Problem> {
    let (round, all) = (&found.round, &found.written);
    let page = page
        .titled_with("action-round-of", &[("set", &found.set.title), ("n", &round.number)])
        .back_to(format!("/action/sets/{}", round.set), "action-set");
    let t = &page.t;
    let writes = found.inside && round.open && found.set.state == SetState::Running;
    let parts = Step::ALL.iter().map(|step| Part {
        href: format!("/action/rounds/{}/{}", round.id, step.code()),
        title: said(t, step.words()),
        done: all.done(round, *step),
        text: all.texts.get(step).map(|(body, _)| body.clone()).unwrap_or_default(),
        lines: lines(t, round, all, *step),
    });
    let view = RoundPage {
        circle: Circle::of(t, round, all),
        parts: parts.collect(),
        next: all
            .stands_at(round)
            .filter(|_| writes)
            .map(|step| (format!("/action/rounds/{}/{}", round.id, step.code()), said(t, step.words()))),
        inside: found.inside,
        writes,
        page: &page,
        form,
        round,
    };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /action/rounds/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    let form = FormState::default().prefilled("note", &*found.note);
    draw(page, &found, &form, false)
}

/// `POST /action/rounds/{id}/note`: keeps one's own note.
pub async fn keep_note(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let note = form.text("note", 4_000).unwrap_or_default();
    let (asker, asked) = (actor.clone(), id.clone());
    if written(&house, &mut form, move |tx| round::keep_note(tx, &asker, &asked, &note)).await?.is_some() {
        return Ok(see_other(format!("/action/rounds/{id}")).notice("action-note-kept", &[]).into_response());
    }
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    draw(page, &found, &form, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round() -> Round {
        Round {
            id: "r".into(),
            set: "s".into(),
            number: 1,
            meets_on: jiff::civil::date(2026, 3, 2),
            open: true,
        }
    }

    #[test]
    fn an_empty_round_stands_at_its_first_step() {
        let mut all = Written::default();
        assert_eq!(all.stands_at(&round()), Some(Step::Problem));
        all.texts.insert(Step::Problem, (" ".into(), "甲".into()));
        assert_eq!(all.stands_at(&round()), Some(Step::Problem), "blanks say nothing");
        all.texts.insert(Step::Problem, ("等候时间长".into(), "甲".into()));
        assert_eq!(all.stands_at(&round()), Some(Step::Questions));
    }
}
