//! One item as its office and the legality review work on it: the version that is made, the versions there were, and the
//! step that waits. Not here: the form of a version (`item_form`), the page for everybody (`open::item`).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::ledger::{self, Entry};
use kernel::{Actor, Fault, Tx};
use law::Rulebook;
use web::components::{Cell, FactList, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::items::state_tag;
use super::open::item as public;
use super::{Asker, Course, act, said, scope};
use crate::item::{self, Item, Standing, State as Stands, Version, VersionState};
use crate::permission;
use crate::procedure::{ITEM, WITHDRAWAL};

struct Seen {
    item: Item,
    versions: Vec<Version>,
    standing: Option<Standing>,
    course: Course,
    leaving: Course,
    heads: bool,
    acts: Vec<Entry>,
}

impl Seen {
    /// The version that is being made.
    fn open(&self) -> Option<&Version> {
        let open = [VersionState::Draft, VersionState::Review, VersionState::Approved];
        self.versions.iter().find(|version| open.contains(&version.state))
    }

    fn shown(&self) -> Option<&Version> {
        let current = self.versions.iter().find(|version| version.number == self.item.version);
        self.open().or(current).or(self.versions.first())
    }
}

fn read(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<Seen, Fault> {
    let scope = scope(actor);
    let found = item::find(tx, &scope, id)?;
    let versions = item::versions(tx, &scope, id)?;
    let course = Course::of(tx, &ITEM, ("power-item", id))?;
    let leaving = Course::of(tx, &WITHDRAWAL, ("power-item", id))?;
    let heads = permission::heads(tx, actor, &found.unit)?;
    let acts = ledger::history(tx, &scope, "power-item", id)?;
    let mut seen = Seen { item: found, versions, standing: None, course, leaving, heads, acts };
    let today = tx.today();
    if let Some(shown) = seen.shown() {
        let standing = item::standing_of(tx, book, (id, shown.number), &shown.says, today)?;
        seen.standing = Some(standing);
    }
    Ok(seen)
}

async fn load(house: &House, actor: &Asker, id: &str) -> Result<Seen, Problem> {
    let (by, book, of) = (actor.clone(), house.book(), id.to_owned());
    house.read(move |tx| read(tx, &by, &book, &of)).await
}

pub(super) fn version_tag(t: &Lookup, state: VersionState) -> StateTag {
    let tone = match state {
        VersionState::Draft => Tone::Draft,
        VersionState::Review => Tone::Waiting,
        VersionState::Approved => Tone::Active,
        VersionState::InForce => Tone::Public,
        VersionState::Replaced => Tone::Archived,
        VersionState::Withdrawn => Tone::Stopped,
    };
    StateTag::new(tone, said(t, state.words()))
}

fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    seen: &Seen,
    form: &FormState,
) -> Result<Response, Problem> {
    let page = page.titled(seen.item.name.clone()).back_to("/oversight/items", "oversight-items").across();
    let t = page.t.clone();
    let mut sheet = Sheet::new(&page, form);
    sheet.add(
        &FactList::new()
            .fact(t.of("oversight-code"), &seen.item.code)
            .fact(t.of("oversight-office"), &seen.item.unit_name)
            .drawn(t.of("oversight-state"), web::Markup::of(&state_tag(&t, seen.item.state))),
    );
    if !seen.course.steps.is_empty() {
        sheet.add(&seen.course.bar(&t, &house.book(), &ITEM));
    }
    for row in seen.course.steps.iter().rev().take(1).chain(seen.leaving.steps.iter().rev().take(1)) {
        if let Some(note) = row.note.as_deref().filter(|note| !note.is_empty()) {
            sheet.quoted(note);
        }
    }
    steps(&mut sheet, actor, seen);
    links(&mut sheet, seen);
    if let (Some(shown), Some(standing)) = (seen.shown(), &seen.standing) {
        sheet.heading("oversight-item-says");
        for part in public::draw(&page, (&seen.item, shown), standing) {
            sheet.add(&part);
        }
    }
    sheet.heading("oversight-versions");
    sheet.add(&versions(&t, &seen.versions));
    sheet.heading("oversight-history");
    sheet.add(&history(&t, &seen.acts));
    sheet.done()
}

/// The acts on a thing of this room, in words (`oversight-act-…`).
pub(super) fn history(t: &Lookup, acts: &[Entry]) -> web::components::History {
    let lines = acts.iter().map(|act| {
        let key = format!("oversight-act-{}", act.kind.replace('.', "-"));
        web::components::ActLine {
            at: t.moment(super::local(act.at)),
            who: act.actor_name.clone(),
            what: t.get(&key).unwrap_or(&act.kind).to_owned(),
            note: String::new(),
            number: act.seq.to_string(),
        }
    });
    web::components::History::new(t, lines.collect())
}

fn steps(sheet: &mut Sheet<'_>, actor: &Actor, seen: &Seen) {
    let t = sheet.page.t.clone();
    let base = format!("/oversight/items/{}", seen.item.id);
    match seen.course.step_for(actor) {
        Some("draft") => {
            let form = Form::to(format!("{base}/submission"))
                .way("way", "sent", t.of("oversight-send"), false)
                .way("way", "dropped", t.of("oversight-drop"), true);
            sheet.add(&form);
        }
        Some("review") => {
            let why = sheet.field("why", "oversight-review-why", |field| {
                field.optional().textarea(3).max(600).hint("oversight-review-hint")
            });
            let form = Form::to(format!("{base}/review"))
                .part(why)
                .way("way", "passed", t.of("oversight-pass"), false)
                .way("way", "returned", t.of("oversight-return"), true);
            sheet.add(&form);
        }
        _ => {}
    }
    if seen.leaving.step_for(actor).is_some() {
        sheet.heading("oversight-withdrawal-asked");
        let why =
            sheet.field("leaving", "oversight-review-why", |field| field.optional().textarea(3).max(600));
        let form = Form::to(format!("{base}/withdrawal-review"))
            .part(why)
            .way("way", "passed", t.of("oversight-withdraw-agree"), false)
            .way("way", "refused", t.of("oversight-withdraw-refuse"), true);
        sheet.add(&form);
    }
}

fn links(sheet: &mut Sheet<'_>, seen: &Seen) {
    let t = sheet.page.t.clone();
    let base = format!("/oversight/items/{}", seen.item.id);
    let mut links = Vec::new();
    let editable = seen.open().is_none_or(|open| open.state == VersionState::Draft);
    if seen.heads && editable && seen.item.state != Stands::Withdrawn {
        links.push((format!("{base}/change"), t.of("oversight-change").to_owned()));
    }
    if seen.item.state == Stands::Published {
        links.push((format!("/open/items/{}", seen.item.id), t.of("oversight-public-page").to_owned()));
    }
    sheet.links(links);
    if seen.heads && seen.item.state == Stands::Published && seen.leaving.open.is_none() {
        let form =
            Form::to(format!("{base}/withdrawal")).way("way", "ask", t.of("oversight-withdraw-ask"), true);
        sheet.fold(t.of("oversight-withdrawal"), &form, false);
    }
}

fn versions(t: &Lookup, all: &[Version]) -> Table {
    let mut table = Table::new(t, "versions", t.of("oversight-versions"))
        .caption_unseen()
        .number_column(t.of("oversight-number"))
        .column(t.of("oversight-item"))
        .column(t.of("oversight-from"))
        .column(t.of("oversight-to"))
        .column(t.of("oversight-state"));
    for one in all {
        let day = |day: Option<jiff::civil::Date>| day.map(|day| t.day(day)).unwrap_or_default();
        table.push(vec![
            Cell::number(t, one.number),
            one.says.name.as_str().into(),
            day(one.from_on).into(),
            day(one.to_on).into(),
            Cell::drawn(&version_tag(t, one.state)),
        ]);
    }
    table
}

/// `GET /oversight/items/{id}`
///
/// # Errors
/// If there is no such item in reach.
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let seen = load(&house, &actor, &id).await?;
    draw(page, &house, &actor, &seen, &FormState::default())
}

async fn again(
    page: Page,
    house: &House,
    actor: &Asker,
    id: &str,
    form: &FormState,
) -> Result<Response, Problem> {
    let seen = load(house, actor, id).await?;
    draw(page, house, actor, &seen, form)
}

/// `POST /oversight/items/{id}/submission`: the draft goes to the review, or is dropped.
///
/// # Errors
/// If it cannot be written.
pub async fn submit(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let dropped = form.value("way") == "dropped";
    let (by, book, of) = (actor.clone(), house.book(), id.clone());
    let work = move |tx: &mut Tx<'_>| {
        if dropped { item::drop_draft(tx, &by, &of) } else { item::send(tx, &by, &book, &of) }
    };
    match act(&house, &mut form, work).await? {
        Some(()) => {
            let key = if dropped { "oversight-done-dropped" } else { "oversight-done-sent" };
            Ok(see_other(format!("/oversight/items/{id}")).notice(key, &[]).into_response())
        }
        None => again(page, &house, &actor, &id, &form).await,
    }
}

/// `POST /oversight/items/{id}/review`
///
/// # Errors
/// If it cannot be written.
pub async fn review(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let passed = form.value("way") == "passed";
    let why = form.text("why", 600).unwrap_or_default();
    if !passed && why.is_empty() {
        form.error("why", "oversight-why-needed");
    }
    let (by, book, of) = (actor.clone(), house.book(), id.clone());
    let work = move |tx: &mut Tx<'_>| item::review(tx, &by, &book, &of, (passed, &why));
    match act(&house, &mut form, work).await? {
        Some(()) => {
            let key = if passed { "oversight-done-passed" } else { "oversight-done-returned" };
            Ok(see_other(format!("/oversight/items/{id}")).notice(key, &[]).into_response())
        }
        None => again(page, &house, &actor, &id, &form).await,
    }
}

/// `POST /oversight/items/{id}/withdrawal`: asks to take it out.
///
/// # Errors
/// If it cannot be written.
pub async fn ask_withdrawal(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (by, book, of) = (actor.clone(), house.book(), id.clone());
    match act(&house, &mut form, move |tx| item::ask_withdrawal(tx, &by, &book, &of)).await? {
        Some(()) => Ok(see_other(format!("/oversight/items/{id}"))
            .notice("oversight-done-withdrawal-asked", &[])
            .into_response()),
        None => again(page, &house, &actor, &id, &form).await,
    }
}

/// `POST /oversight/items/{id}/withdrawal-review`
///
/// # Errors
/// If it cannot be written.
pub async fn settle_withdrawal(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let agreed = form.value("way") == "passed";
    let why = form.text("leaving", 600).unwrap_or_default();
    if !agreed && why.is_empty() {
        form.error("leaving", "oversight-why-needed");
    }
    let (by, of) = (actor.clone(), id.clone());
    let work = move |tx: &mut Tx<'_>| item::settle_withdrawal(tx, &by, &of, (agreed, &why));
    match act(&house, &mut form, work).await? {
        Some(()) => {
            let key = if agreed { "oversight-done-withdrawn" } else { "oversight-done-kept" };
            Ok(see_other(format!("/oversight/items/{id}")).notice(key, &[]).into_response())
        }
        None => again(page, &house, &actor, &id, &form).await,
    }
}
