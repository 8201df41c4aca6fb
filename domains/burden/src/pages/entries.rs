//! What offices send down: the list, noting one with its check, one with what the clauses said. Not here: figures.

use axum::extract::{Path, Query, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::Actor;
use law::Record;
use law::rules::burden_check::{Facts, Form as DocumentForm, Issuer, Kind};
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, FactList, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::lint;
use super::{EACH, act, from_page, kind_name, refused, said, turn, units};
use crate::entry::{self, NewEntry};
use crate::permission::is_noter;

/// Which kind, which page.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    kind: Option<String>,
    page: Option<String>,
}

/// Kinds that are noted by hand; requests for data note themselves.
const NOTED: [Kind; 5] = [Kind::Document, Kind::Meeting, Kind::Inspection, Kind::Secondment, Kind::Pilot];

/// `GET /burden/entries`
pub async fn list(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let kind = asked.kind.as_deref().and_then(entry::kind);
    let (number, window) = from_page(asked.page.as_deref());
    let asking = actor.clone();
    let entries = house.read(move |tx| Ok(entry::list(tx, &asking, kind, window)?)).await?;
    let page = page
        .titled_by("burden-entries")
        .led_by("burden-entries-lead")
        .back_to("/burden", "burden-room")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let mut links = vec![("/burden/entries".to_owned(), t.of("burden-all").to_owned())];
    for kind in NOTED {
        links.push((format!("/burden/entries?kind={}", entry::code(kind)), kind_name(t, kind).to_owned()));
    }
    if is_noter(&actor) {
        links.push(("/burden/entries/new".to_owned(), t.of("burden-entry-new").to_owned()));
    }
    sheet.links(links);
    let mut table = Table::new(t, "entries", t.of("burden-entries"))
        .caption_unseen()
        .column(t.of("burden-title"))
        .column(t.of("burden-kind"))
        .column(t.of("burden-unit"))
        .column(t.of("burden-day"))
        .column(t.of("burden-advice"))
        .empty(t.of("burden-entries-none"));
    for one in entries.iter().take(EACH) {
        table.push(vec![
            Cell::link(format!("/burden/entries/{}", one.id), one.title.as_str()),
            kind_name(t, one.kind).into(),
            one.unit_name.as_str().into(),
            one.on.into(),
            Cell::drawn(&advice_tag(t, one.advice)),
        ]);
    }
    sheet.add(&table);
    let path = match kind {
        Some(kind) => format!("/burden/entries?kind={}", entry::code(kind)),
        None => "/burden/entries".to_owned(),
    };
    turn(&mut sheet, &path, number, entries.len() > EACH);
    sheet.done()
}

fn advice_tag(t: &Lookup, advice: i64) -> StateTag {
    if advice == 0 {
        StateTag::new(Tone::Done, t.of("burden-no-advice"))
    } else {
        StateTag::new(Tone::Info, t.with("burden-advice-of", &[("n", &advice)]))
    }
}

/// `GET /burden/entries/new`
pub async fn new(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let kind = asked.kind.as_deref().and_then(entry::kind).filter(|kind| NOTED.contains(kind));
    match kind {
        Some(kind) => draw_new(page, &house, &actor, kind, FormState::default(), &[]).await,
        None => choose(page, &actor),
    }
}

fn choose(page: Page, actor: &Actor) -> Result<Response, Problem> {
    if !is_noter(actor) {
        return Err(Problem::forbidden());
    }
    let page =
        page.titled_by("burden-entry-new").led_by("burden-choose-kind").back_to("/burden", "burden-room");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let link = |kind: Kind| {
        let href = format!("/burden/entries/new?kind={}", entry::code(kind));
        (href, kind_name(t, kind).to_owned())
    };
    sheet.links(NOTED.into_iter().map(link).collect());
    sheet.done()
}

fn choices(t: &Lookup, pairs: &[(&str, &str)]) -> Vec<Choice> {
    pairs.iter().map(|(value, key)| Choice::new(*value, t.of(key))).collect()
}

async fn draw_new(
    page: Page,
    house: &House,
    actor: &Actor,
    kind: Kind,
    form: FormState,
    why: &[Record],
) -> Result<Response, Problem> {
    if !is_noter(actor) {
        return Err(Problem::forbidden());
    }
    let units = units(house, actor).await?;
    let name = kind_name(&page.t, kind).to_owned();
    let page = page
        .titled_with("burden-note-a", &[("kind", &name)])
        .led_by("burden-note-lead")
        .back_to("/burden/entries", "burden-entries");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    refused(&mut sheet, why);
    let whole = Form::to("/burden/entries/new")
        .hidden("kind", entry::code(kind))
        .autosave(format!("burden-{}", entry::code(kind)))
        .part(sheet.field("unit", "burden-office", |field| field.select(&units)))
        .part(sheet.field("title", "burden-title", |field| field.max(120)));
    let whole = asked_of(&mut sheet, whole, kind);
    let reason = sheet.field("reason", "burden-reason", |field| {
        field.textarea(2).max(1_000).optional().hint("burden-reason-hint")
    });
    sheet.add(&whole.part(reason).button(t.of("burden-check-and-note")));
    sheet.done()
}

/// What is asked of a kind.
fn asked_of(sheet: &mut Sheet<'_>, whole: Form, kind: Kind) -> Form {
    let whole = match kind {
        Kind::Document => document(sheet, whole),
        Kind::Meeting => ticks(
            sheet,
            whole,
            &[
                ("comprehensive", "burden-is-comprehensive-meeting"),
                ("deputy_level", "burden-is-deputy-level"),
                ("calls_chiefs", "burden-calls-chiefs"),
            ],
        ),
        Kind::Inspection => ticks(
            sheet,
            whole,
            &[
                ("planned", "burden-is-planned"),
                ("filed", "burden-is-filed"),
                ("comprehensive", "burden-is-comprehensive-inspection"),
                ("calls_chiefs", "burden-wants-chiefs"),
            ],
        ),
        Kind::Secondment => ticks(sheet, whole, &[("from_below", "burden-from-below")]),
        _ => ticks(sheet, whole, &[("on_list", "burden-on-list")]),
    };
    let whole = match kind {
        Kind::Meeting => {
            whole.part(sheet.field("minutes", "burden-minutes", |field| field.number().short().optional()))
        }
        _ => whole,
    };
    match kind {
        Kind::Secondment | Kind::Pilot => whole,
        Kind::Inspection => whole.part(sheet.field("text", "burden-criteria", |field| {
            field.textarea(4).max(20_000).optional().hint("burden-text-hint")
        })),
        _ => whole.part(sheet.field("text", "burden-text", |field| {
            field.textarea(6).max(20_000).optional().hint("burden-text-hint")
        })),
    }
}

fn ticks(sheet: &mut Sheet<'_>, form: Form, pairs: &[(&'static str, &'static str)]) -> Form {
    let mut form = form;
    for (name, label) in pairs {
        form = form.part(sheet.field(name, label, |field| field.tick().optional()));
    }
    form
}

fn document(sheet: &mut Sheet<'_>, form: Form) -> Form {
    let t = &sheet.page.t;
    let forms = choices(
        t,
        &[
            ("special", "burden-form-special"),
            ("comprehensive", "burden-form-comprehensive"),
            ("note", "burden-form-note"),
        ],
    );
    let issuers = choices(
        t,
        &[
            ("department", "burden-issuer-department"),
            ("committee", "burden-issuer-committee"),
            ("coordination", "burden-issuer-coordination"),
        ],
    );
    let form = form
        .part(sheet.field("form", "burden-form", |field| field.radios(&forms)))
        .part(sheet.field("issuer", "burden-issuer", |field| field.radios(&issuers)))
        .part(sheet.field("characters", "burden-characters", |field| {
            field.number().short().optional().hint("burden-characters-hint")
        }));
    ticks(
        sheet,
        form,
        &[
            ("orders_below", "burden-orders-below"),
            ("asks_report", "burden-asks-report"),
            ("asks_matching", "burden-asks-matching"),
            ("task_down", "burden-task-down"),
            ("on_duty_list", "burden-on-duty-list"),
        ],
    )
}

/// `POST /burden/entries/new`
pub async fn note(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let Some(kind) = entry::kind(form.value("kind")).filter(|kind| NOTED.contains(kind)) else {
        return Err(Problem::not_found());
    };
    let (unit, title) = (form.required_text("unit", 64), form.required_text("title", 120));
    let facts = facts(&mut form, kind);
    let (Some(unit), Some(title), true) = (unit, title, form.is_ok()) else {
        return draw_new(page, &house, &actor, kind, form, &[]).await;
    };
    let new = NewEntry { unit, title, facts, reason: form.value("reason").to_owned() };
    let (who, book) = (actor.clone(), house.book());
    let done = act(&house, &mut form, move |tx| entry::note(tx, &who, &book, &new)).await?;
    match done {
        Ok(id) => {
            Ok(see_other(format!("/burden/entries/{id}")).notice("burden-done-noted", &[]).into_response())
        }
        Err(why) => draw_new(page, &house, &actor, kind, form, &why).await,
    }
}

fn facts(form: &mut FormState, kind: Kind) -> Facts {
    let typed = form.integer("characters", 0..=1_000_000);
    let minutes = form.integer("minutes", 0..=10_000);
    let text = Some(form.value("text").trim().to_owned()).filter(|text| !text.is_empty());
    // Pasted text is counted rather than believed.
    let characters = text.as_deref().map(entry::characters).or(typed);
    let document = kind == Kind::Document;
    if document && characters.is_none() {
        form.error("characters", "burden-error-characters");
    }
    let ticked = |name: &str| form.ticked(name);
    Facts {
        kind,
        form: document.then(|| match form.value("form") {
            "comprehensive" => DocumentForm::Comprehensive,
            "note" => DocumentForm::Note,
            _ => DocumentForm::Special,
        }),
        issuer: document.then(|| match form.value("issuer") {
            "committee" => Issuer::Committee,
            "coordination" => Issuer::Coordination,
            _ => Issuer::Department,
        }),
        characters: characters.filter(|_| document),
        orders_below: ticked("orders_below"),
        // So are the demands for reports that stand in it.
        asks_report: ticked("asks_report") || text.as_deref().is_some_and(lint::asks_report),
        asks_matching: ticked("asks_matching") || text.as_deref().is_some_and(lint::asks_matching),
        task_down: ticked("task_down"),
        on_duty_list: ticked("on_duty_list"),
        comprehensive: ticked("comprehensive"),
        minutes: minutes.filter(|_| kind == Kind::Meeting),
        deputy_level: ticked("deputy_level"),
        calls_chiefs: ticked("calls_chiefs"),
        planned: ticked("planned"),
        filed: ticked("filed"),
        from_below: ticked("from_below"),
        on_list: ticked("on_list"),
        text,
        ..Facts::default()
    }
}

/// `GET /burden/entries/{id}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| entry::find(tx, &actor, &id)).await?;
    let page = page.titled(found.title.as_str()).back_to("/burden/entries", "burden-entries");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let mut facts = FactList::new()
        .fact(t.of("burden-kind"), kind_name(t, found.kind))
        .fact(t.of("burden-unit"), &found.unit_name)
        .fact(t.of("burden-day"), &t.date(found.on))
        .fact(t.of("burden-by"), &found.by_name);
    if let Some(characters) = found.facts.characters {
        facts = facts.fact(t.of("burden-characters"), &t.number(characters));
    }
    if let Some(minutes) = found.facts.minutes {
        facts = facts.fact(t.of("burden-minutes"), &t.number(minutes));
    }
    sheet.add(&facts);
    if let Some(record) = &found.decision {
        let sentence = said(t, record);
        sheet.decision(record, &sentence, true);
    }
    if !found.reason.is_empty() {
        sheet.heading("burden-reason");
        sheet.quoted(&found.reason);
    }
    sheet.done()
}
