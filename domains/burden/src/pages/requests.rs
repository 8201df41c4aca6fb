//! Requests for data by whoever asks: the list, a new one with what the program holds and what was asked before, one
//! with its answers. Not here: answering (`asks`).

use axum::extract::{Path, Query, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Fault, Tx};
use law::Record;
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, FactList, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Markup, Page, Problem, see_other, spreadsheet};

use super::{EACH, act, from_page, refused, said, turn, units};
use crate::data::asking::{self, NewRequest, Plan, may_ask};
use crate::data::{self, Ask, DataField, DataRequest, Given};
use crate::fact::FACTS;

/// Which page.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    page: Option<String>,
}

/// `GET /burden/requests`
pub async fn list(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (number, window) = from_page(asked.page.as_deref());
    let asking = actor.clone();
    let all = house.read(move |tx| Ok(data::list(tx, &asking, window)?)).await?;
    let page = page
        .titled_by("burden-requests")
        .led_by("burden-requests-lead")
        .back_to("/burden", "burden-room")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    if may_ask(&actor) {
        let path = "/burden/requests/new".to_owned();
        sheet.links(vec![(path, t.of("burden-request-new").to_owned())]);
    }
    let mut table = Table::new(t, "requests", t.of("burden-requests"))
        .caption_unseen()
        .column(t.of("burden-title"))
        .column(t.of("burden-asker"))
        .column(t.of("burden-asked-on"))
        .column(t.of("burden-due"))
        .number_column(t.of("burden-answered"))
        .empty(t.of("burden-requests-none"));
    for one in all.iter().take(EACH) {
        table.push(vec![
            Cell::link(format!("/burden/requests/{}", one.id), one.title.as_str()),
            one.unit_name.as_str().into(),
            one.asked_on.into(),
            one.due_on.into(),
            Cell::Number(format!("{} / {}", t.number(one.answered), t.number(one.asked))),
        ]);
    }
    sheet.add(&table);
    turn(&mut sheet, "/burden/requests", number, all.len() > EACH);
    sheet.done()
}

/// `GET /burden/requests/new`
pub async fn new(page: Page, Ax(house): Ax<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    draw_new(page, &house, &actor, FormState::default(), &[], None).await
}

async fn draw_new(
    page: Page,
    house: &House,
    actor: &Actor,
    form: FormState,
    why: &[Record],
    planned: Option<Plan>,
) -> Result<Response, Problem> {
    if !may_ask(actor) {
        return Err(Problem::forbidden());
    }
    let own = units(house, actor).await?;
    let who = actor.clone();
    let (asked, year) =
        house.read(move |tx| Ok((asking::offered(tx, &who)?, i64::from(tx.today().year())))).await?;
    let asked: Vec<Choice> = asked.into_iter().map(|(id, name)| Choice::new(id, name)).collect();
    let page = page
        .titled_by("burden-request-new")
        .led_by("burden-request-new-lead")
        .back_to("/burden/requests", "burden-requests");
    let t = &page.t;
    let facts: Vec<Choice> =
        FACTS.iter().map(|fact| Choice::new(fact.code, t.choose(fact.name.zh, fact.name.en))).collect();
    let form = if form.has("year") { form } else { form.prefilled("year", year.to_string()) };
    let mut sheet = Sheet::new(&page, &form);
    refused(&mut sheet, why);
    if let Some(plan) = &planned {
        draw_plan(&mut sheet, plan);
    }
    let again =
        planned.as_ref().is_some_and(|plan| plan.questions.iter().any(|question| question.before.is_some()));
    let mut whole = Form::to("/burden/requests/new")
        .part(sheet.field("unit", "burden-asker", |field| field.select(&own)))
        .part(sheet.field("title", "burden-title", |field| field.max(120)))
        .part(sheet.field("purpose", "burden-purpose", |field| field.textarea(2).max(1_000)))
        .part(sheet.field("year", "burden-year", |field| field.number().short()))
        .part(sheet.field("due_on", "burden-due", |field| field.date()))
        .part(sheet.field("facts", "burden-facts", |field| {
            field.checkboxes(&facts).optional().hint("burden-facts-hint")
        }))
        .part(sheet.field("labels", "burden-labels", |field| {
            field.textarea(5).max(2_000).optional().hint("burden-labels-hint")
        }))
        .part(sheet.field("units", "burden-asked-units", |field| field.checkboxes(&asked)));
    if again || form.has("reason") {
        whole = whole.part(
            sheet.field("reason", "burden-again-reason", |field| field.textarea(2).max(1_000).optional()),
        );
    }
    let sends = planned.is_some();
    let whole = whole.way("act", "check", t.of("burden-check-request"), sends);
    let whole = if sends { whole.way("act", "ask", t.of("burden-send-request"), false) } else { whole };
    sheet.add(&whole);
    sheet.done()
}

fn draw_plan(sheet: &mut Sheet<'_>, plan: &Plan) {
    let t = &sheet.page.t;
    sheet.heading("burden-plan");
    let mut table = Table::new(t, "plan", t.of("burden-plan"))
        .caption_unseen()
        .column(t.of("burden-field"))
        .column(t.of("burden-what-becomes"));
    for question in &plan.questions {
        let becomes: Cell = match (question.fact, &question.before) {
            (Some(fact), _) => Cell::drawn(&StateTag::new(
                Tone::Done,
                t.with("burden-held-as", &[("name", &t.choose(fact.name.zh, fact.name.en))]),
            )),
            (None, Some(before)) => Cell::link(
                format!("/burden/requests/{}", before.request),
                t.with(
                    "burden-asked-before",
                    &[("day", &before.asked_on), ("unit", &before.unit_name), ("title", &before.title)],
                ),
            ),
            (None, None) => t.of("burden-goes-to-units").into(),
        };
        table.push(vec![question.label.as_str().into(), becomes]);
    }
    sheet.add(&table);
    let sentence = said(t, &plan.record);
    sheet.decision(&plan.record, &sentence, false);
    if plan.left().count() == 0 {
        sheet.text(t.of("burden-nothing-left"));
    }
}

/// `POST /burden/requests/new`: `check` looks, `ask` asks.
pub async fn ask(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let texts = (
        form.required_text("unit", 64),
        form.required_text("title", 120),
        form.required_text("purpose", 1_000),
        form.required_integer("year", 2_000..=2_100),
        form.required_date("due_on"),
    );
    let (Some(unit), Some(title), Some(purpose), Some(year), Some(due_on)) = texts else {
        return draw_new(page, &house, &actor, form, &[], None).await;
    };
    let many = |name: &str| form.values(name).map(str::to_owned).collect::<Vec<_>>();
    let new = NewRequest {
        unit,
        title,
        purpose,
        year,
        due_on: Some(due_on),
        facts: many("facts"),
        labels: form.value("labels").lines().map(str::to_owned).collect(),
        units: many("units"),
        reason: form.value("reason").to_owned(),
    };
    let (book, looked) = (house.book(), new.clone());
    let planned = house.read(move |tx| asking::plan(tx, &book, &looked)).await?;
    if form.value("act") != "ask" {
        return draw_new(page, &house, &actor, form, &[], Some(planned)).await;
    }
    let (who, book) = (actor.clone(), house.book());
    let done = act(&house, &mut form, move |tx| asking::ask(tx, &who, &book, &new)).await?;
    match done {
        Ok(id) => Ok(see_other(format!("/burden/requests/{id}"))
            .notice("burden-done-asked", &[("day", &due_on)])
            .into_response()),
        Err(why) => draw_new(page, &house, &actor, form, &why, Some(planned)).await,
    }
}

struct Found {
    request: DataRequest,
    fields: Vec<DataField>,
    asks: Vec<Ask>,
    answers: Vec<Given>,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Found, Fault> {
    let request = data::find(tx, actor, id)?;
    let (fields, asks) = (data::fields(tx, id)?, data::asks(tx, id)?);
    let answers = data::answers(tx, id)?;
    Ok(Found { request, fields, asks, answers })
}

impl Found {
    fn given(&self, ask: &Ask, field: &DataField) -> Option<&Given> {
        self.answers.iter().find(|given| given.0 == ask.id && given.1 == field.id)
    }
}

/// `GET /burden/requests/{id}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    let one = &found.request;
    let page = page.titled(one.title.as_str()).back_to("/burden/requests", "burden-requests").across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let (tone, key) = if one.state == "closed" {
        (Tone::Done, "burden-all-answered")
    } else {
        (Tone::Waiting, "burden-awaiting")
    };
    sheet.add(
        &FactList::new()
            .fact(t.of("burden-asker"), &one.unit_name)
            .fact(t.of("burden-purpose"), &one.purpose)
            .fact(t.of("burden-year"), &one.year.to_string())
            .fact(t.of("burden-asked-on"), &t.date(one.asked_on))
            .fact(t.of("burden-due"), &t.date(one.due_on))
            .drawn(t.of("burden-state"), Markup::of(&StateTag::new(tone, t.of(key)))),
    );
    if !one.reason.is_empty() {
        sheet.heading("burden-again-reason");
        sheet.quoted(&one.reason);
    }
    let held = found.fields.iter().filter(|field| !field.fact.is_empty()).count();
    if held > 0 {
        sheet.text(&t.with("burden-held-count", &[("n", &held)]));
    }
    sheet.heading("burden-answers");
    sheet.add(&table(t, &found).export(format!("/burden/requests/{}/answers.xlsx", one.id)));
    if let Some(record) = &one.decision {
        let sentence = said(t, record);
        sheet.decision(record, &sentence, false);
    }
    sheet.done()
}

fn table(t: &Lookup, found: &Found) -> Table {
    let mut table =
        Table::new(t, "answers", t.of("burden-answers")).caption_unseen().column(t.of("burden-unit"));
    for field in &found.fields {
        table = table.column(field.label.as_str());
    }
    for ask in &found.asks {
        let cell = |field: &DataField| -> Cell {
            match found.given(ask, field) {
                Some(given) if given.3 => Cell::Number(given.2.clone()),
                Some(given) => given.2.as_str().into(),
                None => Cell::drawn(&StateTag::new(Tone::Waiting, t.of("burden-awaiting"))),
            }
        };
        let cells = found.fields.iter().map(cell);
        table.push(std::iter::once(Cell::Text(ask.unit_name.clone())).chain(cells).collect());
    }
    table
}

/// `GET /burden/requests/{id}/answers.xlsx`
pub async fn workbook(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    let first = page.t.of("burden-unit").to_owned();
    let heads: Vec<String> =
        std::iter::once(first).chain(found.fields.iter().map(|field| field.label.clone())).collect();
    let rows: Vec<Vec<spreadsheet::Cell>> = found
        .asks
        .iter()
        .map(|ask| {
            let cells =
                found.fields.iter().map(|field| found.given(ask, field).map(|given| given.2.clone()).into());
            std::iter::once(ask.unit_name.as_str().into()).chain(cells).collect()
        })
        .collect();
    spreadsheet::sheet(&found.request.title, &heads, &rows)
}
