//! Where steps stand still: the offices in the order of the directory, and one office with its steps and matters.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::{Actor, Area, Fault, Tx};
use web::components::{Cell, Deadline, FactList, Pager, Table, Tabs};
use web::page::Link;
use web::sheet::Sheet;
use web::spreadsheet::{self, Cell as Out};
use web::{Acting, FormState, House, Page, Problem};

use super::{PER_PAGE, Paged, Shelf, count, matter_tag, role};
use crate::permission::may_hasten;
use crate::standing::{self, Kind, Office, Step};

/// `GET /supervision/standing`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let book = house.book();
    let all = house.read(move |tx| Ok(standing::offices(tx, &actor.scope(Area::Power), &book)?)).await?;
    let page = page
        .titled_by("supervision-standing")
        .led_by("supervision-standing-lead")
        .back_to("/supervision", "supervision-room");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let still: Vec<&Office> = all.iter().filter(|one| one.overdue + one.idle.unwrap_or(0) > 0).collect();
    let mut table = Table::new(t, "offices", t.of("supervision-standing"))
        .caption_unseen()
        .column(t.of("supervision-office"))
        .number_column(t.of("supervision-overdue"))
        .number_column(t.of("supervision-idle"))
        .filter()
        .export("/supervision/standing.xlsx")
        .empty(t.of("supervision-standing-none"));
    for one in &still {
        table.push(vec![
            Cell::link(format!("/supervision/standing/{}", one.id), &*one.name),
            Cell::number(t, one.overdue),
            idle_cell(t, one.idle),
        ]);
    }
    sheet.add(&table);
    let rest = all.len() - still.len();
    if rest > 0 && !still.is_empty() {
        sheet.text(&t.with("supervision-standing-rest", &[("n", &rest)]));
    }
    sheet.hint("supervision-standing-order");
    sheet.done()
}

/// `GET /supervision/standing.xlsx`
pub async fn sheet(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let book = house.book();
    let all = house.read(move |tx| Ok(standing::offices(tx, &actor.scope(Area::Power), &book)?)).await?;
    let t = &page.t;
    let keys = ["supervision-office", "supervision-overdue", "supervision-idle"];
    let heads: Vec<String> = keys.iter().map(|key| t.of(key).to_owned()).collect();
    let rows: Vec<Vec<Out>> = all
        .iter()
        .map(|one| vec![one.name.clone().into(), one.overdue.into(), idle_out(t, one.idle)])
        .collect();
    spreadsheet::sheet(t.of("supervision-standing"), &heads, &rows)
}

/// How many steps are idle, or that the days are not confirmed yet.
fn idle(t: &web::i18n::Lookup, n: Option<i64>) -> String {
    n.map_or_else(|| t.of("supervision-idle-unconfirmed").to_owned(), |n| t.number(n))
}

fn idle_cell(t: &web::i18n::Lookup, n: Option<i64>) -> Cell {
    n.map_or_else(|| t.of("supervision-idle-unconfirmed").into(), |n| Cell::number(t, n))
}

fn idle_out(t: &web::i18n::Lookup, n: Option<i64>) -> Out {
    n.map_or_else(|| t.of("supervision-idle-unconfirmed").to_owned().into(), Out::from)
}

struct Found {
    office: Office,
    above: Option<(String, String)>,
    steps: Vec<Step>,
    matters: Vec<standing::Listed>,
    all_matters: i64,
    hastens: bool,
    today: jiff::civil::Date,
}

fn read(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &law::Rulebook,
    (id, kind): (&str, Kind),
    (from, past): (i64, bool),
) -> Result<Found, Fault> {
    let scope = actor.scope(Area::Power);
    let (office, above) = standing::office(tx, &scope, book, id)?;
    let steps =
        if past { Vec::new() } else { standing::steps(tx, &scope, book, (id, kind), (from, PER_PAGE))? };
    let window = (if past { from } else { 0 }, PER_PAGE);
    let (matters, all_matters) = standing::matters_of(tx, &scope, id, window)?;
    let hastens = may_hasten(tx, actor, id)?;
    Ok(Found { office, above, steps, matters, all_matters, hastens, today: tx.today() })
}

/// `GET /supervision/standing/{office}`
pub async fn office(
    page: Page,
    State(house): State<House>,
    Extension(shelf): Extension<Shelf>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(asked): Query<Paged>,
) -> Result<Response, Problem> {
    let kind = if asked.kind.as_deref() == Some("idle") { Kind::Idle } else { Kind::Overdue };
    let past = asked.kind.as_deref() == Some("past");
    let (book, reading, window) = (house.book(), house.book(), (asked.from(), past));
    let found = house.read(move |tx| read(tx, &actor, &book, (&id, kind), window)).await?;
    let base = format!("/supervision/standing/{}", found.office.id);
    let page =
        page.titled(found.office.name.clone()).back_to("/supervision/standing", "supervision-standing");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let above = found.above.as_ref().map(|(_, name)| name.as_str()).unwrap_or_default();
    sheet.add(
        &FactList::new()
            .fact(t.of("supervision-overdue"), &t.number(found.office.overdue))
            .fact(t.of("supervision-idle"), &idle(t, found.office.idle))
            .fact(t.of("supervision-above"), above),
    );
    let link =
        |kind: &str, key: &str| Link { href: format!("{base}?kind={kind}"), text: t.of(key).to_owned() };
    let now = if past {
        "past"
    } else if kind == Kind::Idle {
        "idle"
    } else {
        "overdue"
    };
    let tabs = vec![
        link("overdue", "supervision-overdue"),
        link("idle", "supervision-idle"),
        link("past", "supervision-matters"),
    ];
    sheet.add(&Tabs::new(t.of("supervision-standing"), tabs, format!("{base}?kind={now}")));
    let path = format!("{base}?kind={now}");
    if past {
        sheet.add(&matters(t, &shelf, &found.matters));
        sheet.add(&Pager::new(t, &path, count(asked.number()), count(found.all_matters), count(PER_PAGE)));
    } else {
        let all = if kind == Kind::Idle { found.office.idle.unwrap_or(0) } else { found.office.overdue };
        sheet.add(&steps(t, &shelf, &reading, &found));
        sheet.add(&Pager::new(t, &path, count(asked.number()), count(all), count(PER_PAGE)));
    }
    sheet.done()
}

fn steps(t: &web::i18n::Lookup, shelf: &Shelf, book: &law::Rulebook, found: &Found) -> Table {
    let mut table = Table::new(t, "steps", t.of("supervision-steps"))
        .column(t.of("supervision-step"))
        .column(t.of("supervision-by"))
        .column(t.of("supervision-since"))
        .column(t.of("supervision-due"))
        .number_column(t.of("supervision-over"))
        .column(t.of("supervision-sent"))
        .entries()
        .empty(t.of("supervision-steps-none"));
    for one in &found.steps {
        let (procedure, step) = shelf.names(t, &one.procedure, &one.step);
        let due: Cell = match one.due {
            Some(due) => Cell::drawn(&Deadline::on(t, due).provisional(one.provisional).short()),
            None => t.of("supervision-no-limit").into(),
        };
        let sent = match &one.matter {
            Some(sent) => Cell::link(
                format!("/supervision/matters/{}", sent.matter),
                super::said(t, sent.state.words()),
            ),
            None if found.hastens => {
                Cell::link(format!("/supervision/steps/{}/reminder", one.id), t.of("supervision-remind"))
            }
            None => t.of("supervision-nothing-sent").into(),
        };
        table.push(vec![
            format!("{procedure}{}{step}", t.choose("：", ": ")).into(),
            role(t, one.role).into(),
            one.since.into(),
            due,
            Cell::number(t, i64::from(standing::over(one, book, found.today))),
            sent,
        ]);
    }
    table
}

fn matters(t: &web::i18n::Lookup, shelf: &Shelf, all: &[standing::Listed]) -> Table {
    let mut table = Table::new(t, "matters", t.of("supervision-matters"))
        .column(t.of("supervision-step"))
        .column(t.of("supervision-reminded-on"))
        .column(t.of("supervision-state"))
        .column(t.of("supervision-conclusion"))
        .empty(t.of("supervision-matters-none"));
    for one in all {
        let (procedure, step) = shelf.names(t, &one.procedure, &one.step);
        table.push(vec![
            Cell::link(
                format!("/supervision/matters/{}", one.id),
                format!("{procedure}{}{step}", t.choose("：", ": ")),
            ),
            one.reminded_on.into(),
            Cell::drawn(&matter_tag(t, one.state)),
            one.conclusion.map(|one| super::said(t, one.words())).unwrap_or_default().into(),
        ]);
    }
    table
}
