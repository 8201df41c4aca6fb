//! One intended application: its attempts, what help is wanted and what was answered; taking it back.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::ledger::{self, Entry};
use kernel::{Actor, Area, Fault, Tx};
use web::components::{Cell, FactList, History, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other, show, show_again};

use super::{history, said, transfer::stands, written};
use crate::permission;
use crate::transfer::{self, Attempt, Intention, Seen};

struct Found {
    intention: Intention,
    attempts: Vec<Attempt>,
    acts: Vec<Entry>,
    mine: bool,
    changes: bool,
    answers: bool,
    today: jiff::civil::Date,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Found, Fault> {
    let scope = actor.scope(Area::Learning);
    let intention = transfer::find(tx, &scope, id)?;
    let mine = actor.person.as_deref() == Some(intention.person.as_str());
    let answers = !mine
        && !intention.help.is_empty()
        && intention.help_answer.is_none()
        && intention.withdrawn_at.is_none()
        && permission::keeps(tx, actor, &intention.unit)?;
    Ok(Found {
        changes: transfer::may_change(tx, actor, &intention)?,
        attempts: transfer::attempts_of(tx, &scope, id)?,
        acts: ledger::history(tx, &scope, "intention", id)?,
        mine: mine && intention.withdrawn_at.is_none(),
        answers,
        today: tx.today(),
        intention,
    })
}

#[derive(Template)]
#[template(path = "action/intention.html")]
struct IntentionPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    id: &'a str,
    state: StateTag,
    facts: FactList,
    attempts: Table,
    mine: bool,
    changes: bool,
    answers: bool,
    history: History,
}

/// Whether an attempt was seen, drawn.
pub(super) fn seen_state(t: &Lookup, seen: Seen) -> StateTag {
    let tone = match seen {
        Seen::Nobody => Tone::Info,
        Seen::Asked => Tone::Waiting,
        Seen::Confirmed => Tone::Done,
        Seen::Declined => Tone::Returned,
    };
    StateTag::new(tone, said(t, seen.words()))
}

fn draw(page: Page, found: &Found, form: &FormState, again: bool) -> Result<Response, Problem> {
    let one = &found.intention;
    let back = if found.mine { "/action".to_owned() } else { format!("/action/transfer/units/{}", one.unit) };
    let label = if found.mine { "action-room" } else { "action-unit-view" };
    let page = page.titled(one.what.clone()).led(one.source_title.clone()).back_to(back, label);
    let t = &page.t;
    let seen = found.attempts.iter().filter(|attempt| attempt.seen == Seen::Confirmed).count();
    let transferred = found.attempts.iter().filter(|attempt| attempt.is_transferred()).count();
    let facts = FactList::new()
        .fact(t.of("action-name"), &one.name)
        .fact(t.of("action-when"), &t.date(one.when_on))
        .fact(t.of("action-setting"), &one.setting)
        .fact(t.of("action-with-whom"), &one.with_whom)
        .fact(t.of("action-help"), &one.help)
        .fact(t.of("action-help-answer"), one.help_answer.as_deref().unwrap_or_default())
        .fact(t.of("action-help-by"), one.help_by.as_deref().unwrap_or_default());
    let mut attempts = Table::new(t, "attempts", t.of("action-attempts"))
        .caption_unseen()
        .column(t.of("action-did"))
        .column(t.of("action-day"))
        .column(t.of("action-road"))
        .column(t.of("action-outcome"))
        .column(t.of("action-seen-by"))
        .empty(t.of("action-attempts-none"));
    if found.mine {
        attempts = attempts.empty_next(format!("/action/intentions/{}/attempt", one.id), t.of("action-try"));
    }
    for attempt in &found.attempts {
        attempts.push(vec![
            Cell::link(format!("/action/attempts/{}", attempt.id), &*attempt.what),
            attempt.happened_on.into(),
            said(t, attempt.road.words()).into(),
            said(t, attempt.outcome.words()).into(),
            Cell::drawn(&seen_state(t, attempt.seen)),
        ]);
    }
    let view = IntentionPage {
        id: &one.id,
        state: stands(t, one, (found.attempts.len(), seen, transferred), found.today),
        facts,
        attempts,
        mine: found.mine,
        changes: found.changes,
        answers: found.answers,
        history: history(t, &found.acts),
        page: &page,
        form,
    };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /action/intentions/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    let form = FormState::default().prefilled("help", &*found.intention.help);
    draw(page, &found, &form, false)
}

/// `POST /action/intentions/{id}/help`: the learner says what help is wanted, or the head what is done about it.
pub async fn help(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (asker, asked) = (actor.clone(), id.clone());
    let done = if form.has("answer") {
        let answer = form.required_text("answer", 400).unwrap_or_default();
        let work = move |tx: &mut Tx<'_>| transfer::answer_help(tx, &asker, &asked, &answer);
        written(&house, &mut form, work).await?.map(|()| "action-help-answered")
    } else {
        let help = form.text("help", 400).unwrap_or_default();
        let work = move |tx: &mut Tx<'_>| transfer::ask_help(tx, &asker, &asked, &help);
        written(&house, &mut form, work).await?.map(|()| "action-help-asked")
    };
    if let Some(key) = done {
        return Ok(see_other(format!("/action/intentions/{id}")).notice(key, &[]).into_response());
    }
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    draw(page, &found, &form, true)
}

/// `POST /action/intentions/{id}/withdrawal`
pub async fn withdraw(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    house.county().write(move |tx| transfer::withdraw(tx, &actor, &id)).await?;
    Ok(see_other("/action").notice("action-intention-withdrawn", &[]).into_response())
}
