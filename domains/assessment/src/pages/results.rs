//! What follows from grades, for the organisation department: drawn up by organ, confirmed with a document or set
//! aside with a reason. Each stays a proposal until then.

use axum::extract::{Query, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Area, Fault, Tx};
use law::Record;
use web::components::field::Choice;
use web::components::{Cell, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, Proven, see_other};

use super::{Asked, act, show_decisions};
use crate::quota;
use crate::result::{self, Consequence};
use web::sheet::{Form, Sheet};

struct Found {
    year: i16,
    organs: Vec<(String, String)>,
    consequences: Vec<Consequence>,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, asked: &Asked) -> Result<Option<Found>, Fault> {
    if !crate::ballot::may_organise(actor) {
        return Err(Fault::NotFound);
    }
    let scope = actor.scope(Area::Duty);
    let Some(year) = super::year(tx, asked.year)? else { return Ok(None) };
    let mut organs: Vec<(String, String)> = Vec::new();
    for organ in quota::organs(tx, &scope, &year.id)? {
        if !organs.iter().any(|(id, _)| *id == organ.id) {
            organs.push((organ.id, organ.name));
        }
    }
    let consequences = match &asked.unit {
        Some(organ) => result::of_organ(tx, &scope, &year.id, organ)?,
        None => Vec::new(),
    };
    Ok(Some(Found { year: year.year, organs, consequences }))
}

/// `GET /assessment/results`
pub async fn list(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    draw(page, &house, &actor, asked, FormState::default(), &[]).await
}

fn path(year: i16, organ: &str) -> String {
    format!("/assessment/results?year={year}&unit={}", web::download::encoded(organ))
}

async fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    asked: Asked,
    form: FormState,
    decisions: &[Record],
) -> Result<Response, Problem> {
    let (asking, wanted) = (actor.clone(), asked.clone());
    let found = house.read(move |tx| read(tx, &asking, &wanted)).await?;
    let page = page
        .titled_by("assessment-results")
        .led_by("assessment-results-lead")
        .back_to("/assessment", "assessment-room")
        .across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    show_decisions(&mut sheet, decisions);
    let Some(found) = found else {
        sheet.text(t.of("assessment-no-year"));
        return sheet.done();
    };
    let links = found.organs.iter().map(|(id, name)| (path(found.year, id), name.clone())).collect();
    sheet.lesser(&t.with("assessment-year-of", &[("year", &found.year.to_string())]));
    let Some(organ) = asked.unit else {
        sheet.text(t.of("assessment-results-choose"));
        sheet.links(links);
        return sheet.done();
    };
    let name =
        found.organs.iter().find(|(id, _)| *id == organ).map(|(_, name)| name.clone()).unwrap_or_default();
    sheet.lesser(&name);
    let draw_up = Form::to(path(found.year, &organ)).way("act", "draw-up", t.of("assessment-draw-up"), false);
    sheet.hint("assessment-draw-up-hint");
    sheet.add(&draw_up);
    settle_form(&mut sheet, &found, &organ);
    sheet.add(&table(t, &found.consequences));
    sheet.heading("assessment-organs");
    sheet.links(links);
    sheet.done()
}

fn settle_form(sheet: &mut Sheet<'_>, found: &Found, organ: &str) {
    let t = &sheet.page.t;
    let open: Vec<Choice> = found
        .consequences
        .iter()
        .filter(|one| one.state == "proposed")
        .map(|one| {
            Choice::new(one.id.as_str(), t.labelled(&one.name, t.both(&one.text)))
                .explained(one.clause.as_str())
        })
        .collect();
    if open.is_empty() {
        return;
    }
    sheet.heading("assessment-settle");
    let ids = sheet.field("ids", "assessment-consequences", |field| field.checkboxes(&open));
    let document = sheet.field("document", "assessment-document", |field| field.max(120).optional());
    let reason = sheet.field("reason", "assessment-set-aside-why", |field| field.max(500).optional());
    let form = Form::to(path(found.year, organ)).part(ids).part(document).part(reason);
    let form = form.way("act", "confirm", t.of("assessment-confirm"), false);
    sheet.add(&form.way("act", "set-aside", t.of("assessment-set-aside"), true));
}

fn table(t: &Lookup, consequences: &[Consequence]) -> Table {
    let mut table = Table::new(t, "consequences", t.of("assessment-consequences"))
        .column(t.of("assessment-name"))
        .column(t.of("assessment-consequence"))
        .column(t.of("assessment-clause"))
        .column(t.of("assessment-state"))
        .column(t.of("assessment-document"))
        .column(t.of("assessment-settled-by"))
        .empty(t.of("assessment-consequences-none"))
        .filter();
    for one in consequences {
        let basis = if one.document.is_empty() { &one.reason } else { &one.document };
        table.push(vec![
            Cell::link(format!("/assessment/{}", one.appraisal), one.name.as_str()),
            t.both(&one.text).into(),
            one.clause.as_str().into(),
            t.of(&format!("assessment-consequence-{}", one.state)).into(),
            basis.as_str().into(),
            one.settled_name.as_deref().unwrap_or_default().into(),
        ]);
    }
    table
}

/// `POST /assessment/results`: draws up, confirms or sets aside.
pub async fn act_on(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
    proven: Proven,
    mut form: FormState,
) -> Result<Response, Problem> {
    if matches!(form.value("act"), "confirm" | "set-aside")
        && let Some(asked) = proven.ask(&house, &page, &actor, &form).await?
    {
        return Ok(asked);
    }
    let (who, book, wanted) = (actor.clone(), house.book(), asked.clone());
    let ids: Vec<String> = form.values("ids").map(str::to_owned).collect();
    let (document, reason) = (form.value("document").to_owned(), form.value("reason").to_owned());
    let (done, key) = match form.value("act") {
        "confirm" => (
            act(&house, &mut form, move |tx| result::confirm(tx, &who, &ids, &document)).await?,
            "assessment-done-confirmed",
        ),
        "set-aside" => (
            act(&house, &mut form, move |tx| result::set_aside(tx, &who, &ids, &reason)).await?,
            "assessment-done-set-aside",
        ),
        _ => {
            let work = move |tx: &mut Tx<'_>| {
                let year = super::year(tx, wanted.year)?.ok_or(Fault::NotFound)?;
                result::draw_up(tx, &who, &book, &year.id, wanted.unit.as_deref().unwrap_or_default())
            };
            (act(&house, &mut form, work).await?, "assessment-done-drawn-up")
        }
    };
    match done {
        Ok(count) => {
            let organ = asked.unit.unwrap_or_default();
            let to = format!(
                "/assessment/results?unit={}{}",
                web::download::encoded(&organ),
                asked.year.map(|year| format!("&year={year}")).unwrap_or_default()
            );
            Ok(see_other(to).notice(key, &[("n", &count)]).into_response())
        }
        Err(decisions) => draw(page, &house, &actor, asked, form, &decisions).await,
    }
}
