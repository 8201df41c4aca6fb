//! The organiser's view: how far each organ is, places, what is overdue by office, grades as counts; and what the
//! organisation department sets going: the assessment, a quarter, approvals, pools, the year's end. Nobody is ranked.

use axum::extract::{Query, State as Ax};
use axum::response::Response;
use duty::cycle::{self, Cycle, State as YearState};
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::{Actor, Area, Fault, Tx};
use law::Record;
use web::charts::Head;
use web::charts::bars::{self, Bin, Progress};
use web::components::field::Choice;
use web::components::{Cell, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem};

use super::committee::places_words;
use super::export::{self, Cell as Out};
use super::sheet::{Form, Sheet};
use super::{Asked, said};
use crate::appraisal::{GRADES, State};
use crate::cockpit::{self, Cockpit, Organ, Waiting};
use crate::quota;

struct Found {
    year: Cycle,
    /// The year being worked, for the quarters.
    now: Option<Cycle>,
    view: Cockpit,
    pools: Vec<quota::PoolRow>,
    today: Date,
}

fn read(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &law::Rulebook,
    asked: Option<i16>,
) -> Result<Option<Found>, Fault> {
    if !super::oversees(actor) {
        return Err(Fault::NotFound);
    }
    let Some(year) = super::year(tx, asked)? else { return Ok(None) };
    let view = cockpit::read(tx, &actor.scope(Area::Duty), book, &year.id)?;
    let pools = quota::pools(tx, &year.id)?;
    Ok(Some(Found { now: cycle::current(tx)?, view, pools, today: tx.today(), year }))
}

/// `GET /cockpit`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    draw(page, &house, &actor, asked.year, FormState::default(), &[]).await
}

pub(crate) async fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    year: Option<i16>,
    form: FormState,
    decisions: &[Record],
) -> Result<Response, Problem> {
    let (asking, book) = (actor.clone(), house.book());
    let found = house.read(move |tx| read(tx, &asking, &book, year)).await?;
    let page = page
        .titled_by("assessment-cockpit")
        .led_by("assessment-cockpit-lead")
        .back_to("/assessment", "assessment-room")
        .across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    sheet.decisions(decisions);
    let Some(found) = found else {
        sheet.text(t.of("assessment-no-year"));
        return sheet.done();
    };
    let state = said(t, found.year.state.words());
    sheet.lesser(
        &t.with("assessment-year-state", &[("year", &found.year.year.to_string()), ("state", &state)]),
    );
    charts(&mut sheet, &found.view);
    sheet.heading("assessment-organs");
    sheet.add(&organs(&page, &found));
    sheet.heading("assessment-waiting");
    sheet.add(&waiting(t, &found.view.waiting));
    if actor.is_county(Role::Organiser) {
        starts(&mut sheet, &found);
        places(&mut sheet, &found);
    }
    sheet.done()
}

fn charts(sheet: &mut Sheet<'_>, view: &Cockpit) {
    let t = &sheet.page.t;
    if view.organs.is_empty() {
        return;
    }
    let rows: Vec<Progress> = view
        .organs
        .iter()
        .map(|organ| Progress { label: organ.name.clone(), done: organ.done(), total: organ.people() })
        .collect();
    let (done, all) = rows.iter().fold((0, 0), |sum, row| (sum.0 + row.done, sum.1 + row.total));
    let about = t.with("assessment-chart-progress-about", &[("done", &done), ("total", &all)]);
    let head = Head::new("progress", t.of("assessment-chart-progress"), about, t.of("assessment-organ"));
    sheet.add(&bars::progress(t, head, &rows));
    let graded: u64 = view.grades.iter().sum();
    if graded < SMALL {
        return;
    }
    // A count of one or two would point at people; below five it is told as “fewer than five”.
    let names = GRADES
        .into_iter()
        .map(|grade| super::grade_words(t, grade))
        .chain([t.of("assessment-without-grade").to_owned()]);
    let bins: Vec<Bin> = names
        .zip(view.grades)
        .map(|(name, count)| {
            let few = count > 0 && count < SMALL;
            let label =
                if few { t.with("assessment-fewer", &[("name", &name), ("n", &SMALL)]) } else { name };
            Bin { label, count: if few { 0 } else { count } }
        })
        .collect();
    let head = Head::new(
        "grades",
        t.of("assessment-chart-grades"),
        t.of("assessment-chart-grades-about"),
        t.of("assessment-grade"),
    );
    sheet.add(&bars::distribution(t, head, &bins));
}

/// The smallest count that is told.
const SMALL: u64 = 5;

/// Each organ leads to where this reader works on it: the committee's page, or the list of the unit.
fn organs(page: &Page, found: &Found) -> Table {
    let t = &page.t;
    let decides = page
        .signed
        .as_ref()
        .is_some_and(|who| who.roles.iter().any(|role| role == "committee" || role == "organiser"));
    let room = if decides { "/assessment/committee" } else { "/assessment/units" };
    let mut table = Table::new(t, "organs", t.of("assessment-organs"))
        .caption_unseen()
        .column(t.of("assessment-organ"))
        .number_column(t.of("assessment-people"));
    for state in State::ALL {
        table = table.number_column(said(t, state.words()));
    }
    let mut table = table
        .column(t.of("assessment-places"))
        .empty(t.of("assessment-not-opened"))
        .export(format!("/cockpit.xlsx?year={}", found.year.year))
        .filter();
    for organ in &found.view.organs {
        let mut row = vec![
            Cell::link(format!("{room}/{}?year={}", organ.id, found.year.year), organ.name.as_str()),
            Cell::number(t, organ.people()),
        ];
        row.extend(organ.states.iter().map(|count| Cell::number(t, *count)));
        row.push(places_words(t, &organ.places).into());
        table.push(row);
    }
    table
}

fn step_words(t: &Lookup, waiting: &Waiting) -> (String, String) {
    let procedure = crate::procedures().iter().find(|procedure| procedure.id == waiting.procedure);
    let title = procedure.map_or_else(|| waiting.procedure.clone(), |procedure| said(t, procedure.title));
    let step = procedure.and_then(|procedure| procedure.step(&waiting.step));
    (title, step.map_or_else(|| waiting.step.clone(), |step| said(t, step.title)))
}

fn waiting(t: &Lookup, waiting: &[Waiting]) -> Table {
    let mut table = Table::new(t, "waiting", t.of("assessment-waiting"))
        .caption_unseen()
        .column(t.of("assessment-unit"))
        .column(t.of("assessment-procedure"))
        .column(t.of("assessment-step"))
        .number_column(t.of("assessment-open"))
        .number_column(t.of("assessment-overdue"))
        .empty(t.of("assessment-waiting-none"))
        .filter();
    for one in waiting {
        let (procedure, step) = step_words(t, one);
        table.push(vec![
            one.unit.as_str().into(),
            procedure.into(),
            step.into(),
            Cell::number(t, one.open),
            Cell::number(t, one.overdue),
        ]);
    }
    table
}

fn path(found: &Found) -> String {
    format!("/cockpit?year={}", found.year.year)
}

/// What the organisation department sets going.
fn starts(sheet: &mut Sheet<'_>, found: &Found) {
    let t = &sheet.page.t;
    sheet.heading("assessment-start");
    if matches!(found.year.state, YearState::Assessing | YearState::Reopened) {
        let on =
            sheet.field("on", "assessment-open-on", |field| field.date().hint("assessment-open-on-hint"));
        sheet.add(&Form::to(path(found)).part(on).way("act", "open", t.of("assessment-open-annual"), false));
        sheet.add(&Form::to(path(found)).way("act", "lapse", t.of("assessment-lapse"), true));
    }
    if found.now.is_some() {
        let quarters: Vec<Choice> = (1..=4)
            .map(|n: i64| {
                Choice::new(n.to_string(), t.with("assessment-quarter-of", &[("n", &n.to_string())]))
            })
            .collect();
        let quarter = sheet.field("quarter", "assessment-quarter", |field| field.radios(&quarters));
        let due = sheet.field("due_on", "assessment-quarter-due", |field| field.date());
        sheet.add(&Form::to(path(found)).part(quarter).part(due).way(
            "act",
            "quarter",
            t.of("assessment-open-quarter"),
            true,
        ));
    }
    let next = match found.year.state {
        YearState::Assessing => Some((YearState::Publicity, "assessment-year-publicity")),
        YearState::Publicity | YearState::Reopened => Some((YearState::Closed, "assessment-year-close")),
        _ => None,
    };
    if let Some((to, key)) = next {
        let note = sheet.field("move_note", "assessment-year-note", |field| field.max(300).optional());
        let form = Form::to(path(found)).hidden("to", to.code()).part(note);
        sheet.add(&form.way("act", "move", t.of(key), true));
    }
}

/// Approvals and pools.
fn places(sheet: &mut Sheet<'_>, found: &Found) {
    let t = &sheet.page.t;
    let choices: Vec<Choice> =
        found.view.organs.iter().map(|organ| Choice::new(organ.id.as_str(), organ.name.as_str())).collect();
    if choices.is_empty() {
        return;
    }
    sheet.heading("assessment-approval");
    let organ = sheet.field("organ", "assessment-organ", |field| field.select(&choices));
    let document = sheet.field("document", "assessment-approval-document", |field| field.max(120));
    let on = sheet.field("approved_on", "assessment-approval-on", |field| field.date());
    let form = Form::to(path(found)).part(organ).part(document).part(on);
    sheet.add(&form.way("act", "approve", t.of("assessment-approve"), true));
    sheet.heading("assessment-pools");
    for pool in &found.pools {
        sheet.text(&t.labelled(&pool.name, &t.join(&pool.organs)));
    }
    let methods = Choice::list(
        t,
        &[("sum", "assessment-pool-sum"), ("largest-remainder", "assessment-pool-remainder")],
    );
    let name = sheet.field("name", "assessment-pool-name", |field| field.max(60));
    let method = sheet.field("method", "assessment-pool-method", |field| field.radios(&methods));
    let organs = sheet.field("organs", "assessment-organs", |field| field.checkboxes(&choices));
    let form = Form::to(path(found)).part(name).part(method).part(organs);
    sheet.add(&form.way("act", "pool", t.of("assessment-pool"), true));
}

/// `GET /cockpit.xlsx`
pub async fn sheet(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (asking, book) = (actor.clone(), house.book());
    let found =
        house.read(move |tx| read(tx, &asking, &book, asked.year)).await?.ok_or_else(Problem::not_found)?;
    let t = &page.t;
    let mut heads = vec![t.of("assessment-organ").to_owned(), t.of("assessment-people").to_owned()];
    heads.extend(State::ALL.iter().map(|state| said(t, state.words())));
    heads.push(t.of("assessment-places").to_owned());
    let count = |count: u64| Out::from(i64::try_from(count).unwrap_or(i64::MAX));
    let row = |organ: &Organ| {
        let mut row: Vec<Out> = vec![organ.name.as_str().into(), count(organ.people())];
        row.extend(organ.states.iter().map(|one| count(*one)));
        row.push(places_words(t, &organ.places).into());
        row
    };
    let rows: Vec<Vec<Out>> = found.view.organs.iter().map(row).collect();
    let title =
        t.with("assessment-cockpit-file", &[("year", &found.year.year.to_string()), ("day", &found.today)]);
    export::sheet(&title, &heads, &rows)
}
