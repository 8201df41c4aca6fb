//! How far a year is, for whoever answers for units: letters, quarters, the assessment by organ and step, places, what is
//! overdue by office, grades as counts. Nobody is ranked. Not here: what the organisation department sets going
//! (cockpit_starts), its tables as workbooks (cockpit_sheets).

use axum::extract::{Query, State as Ax};
use axum::response::Response;
use duty::cycle::{self, Cycle, Progress, State as YearState};
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::{Actor, Area, Fault, Tx};
use law::Record;
use web::charts::Head;
use web::charts::bars::{self, Bin, Progress as Bar};
use web::components::{Cell, Table, Tabs};
use web::i18n::Lookup;
use web::page::Link;
use web::{Acting, FormState, House, Page, Problem};

use super::cockpit_starts;
use super::committee::places_words;
use super::{Asked, said, show_decisions};
use crate::appraisal::{GRADES, State};
use crate::cockpit::{self, Cockpit, Organ, Waiting};
use crate::quota;
use web::sheet::Sheet;

pub(super) struct Found {
    pub(super) year: Cycle,
    /// Every year there is, newest first.
    years: Vec<i16>,
    /// The year being worked, for the quarters.
    pub(super) now: Option<Cycle>,
    pub(super) view: Cockpit,
    letters: Vec<Progress>,
    pub(super) pools: Vec<quota::PoolRow>,
    pub(super) today: Date,
}

/// The year asked for, else the one being assessed, else the one being worked.
fn year_of(tx: &mut Tx<'_>, asked: Option<i16>) -> Result<Option<Cycle>, Fault> {
    if asked.is_some() {
        return super::year(tx, asked);
    }
    let assessed = super::year(tx, None)?.filter(|year| year.state != YearState::Closed);
    Ok(match assessed {
        Some(year) => Some(year),
        None => cycle::current(tx)?,
    })
}

pub(super) fn read(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &law::Rulebook,
    asked: Option<i16>,
) -> Result<Option<Found>, Fault> {
    if !super::oversees(actor) {
        return Err(Fault::NotFound);
    }
    let Some(year) = year_of(tx, asked)? else { return Ok(None) };
    let scope = actor.scope(Area::Duty);
    let view = cockpit::read(tx, &scope, book, &year.id)?;
    let mut letters = cycle::progress(tx, &scope, &year.id)?;
    letters.retain(|unit| unit.letters > 0);
    let years = cycle::all(tx)?.into_iter().map(|one| one.year).collect();
    let pools = quota::pools(tx, &year.id)?;
    Ok(Some(Found { now: cycle::current(tx)?, view, letters, pools, today: tx.today(), years, year }))
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
    show_decisions(&mut sheet, decisions);
    let Some(found) = found else {
        sheet.text(t.of("assessment-no-year"));
        return sheet.done();
    };
    if found.years.len() > 1 {
        sheet.add(&tabs(t, &found));
    }
    let state = said(t, found.year.state.words());
    sheet.lesser(
        &t.with("assessment-year-state", &[("year", &found.year.year.to_string()), ("state", &state)]),
    );
    letters(&mut sheet, &found);
    quarters(&mut sheet, &found.view);
    if !found.view.organs.is_empty() {
        sheet.heading("assessment-annual");
        charts(&mut sheet, &found.view);
        sheet.add(&organs(&page, &found));
    }
    sheet.heading("assessment-waiting");
    sheet.add(&waiting(t, &found));
    if actor.is_county(Role::Organiser) {
        cockpit_starts::add(&mut sheet, &found);
    }
    sheet.done()
}

fn tabs(t: &Lookup, found: &Found) -> Tabs {
    let href = |year: i16| format!("/cockpit?year={year}");
    let link = |year: &i16| Link {
        href: href(*year),
        text: t.with("assessment-year-of", &[("year", &year.to_string())]),
    };
    Tabs::new(t.of("assessment-year"), found.years.iter().map(link).collect(), href(found.year.year))
}

/// How many letters are in force; the units whose letters are not, each with what is missing.
fn letters(sheet: &mut Sheet<'_>, found: &Found) {
    let t = &sheet.page.t;
    if found.letters.is_empty() {
        return;
    }
    let sum = |of: fn(&Progress) -> i64| found.letters.iter().map(of).sum::<i64>();
    let (all, signed) = (sum(|one| one.letters), sum(|one| one.in_force));
    sheet.heading("assessment-letters");
    sheet.text(&t.with("assessment-letters-about", &[("all", &all), ("signed", &signed)]));
    let open: Vec<&Progress> = found.letters.iter().filter(|one| one.in_force < one.letters).collect();
    if !open.is_empty() {
        let mut table = Table::new(t, "letters", t.of("assessment-letters-open"))
            .column(t.of("assessment-unit"))
            .number_column(t.of("assessment-letters-drafts"))
            .number_column(t.of("assessment-letters-signing"))
            .number_column(t.of("assessment-letters-contested"));
        for one in open {
            let signing = one.letters - one.in_force - one.letter_drafts - one.contested;
            table.push(vec![
                Cell::link(format!("/duty/units/{}?cycle={}", one.unit, found.year.id), one.name.as_str()),
                Cell::number(t, one.letter_drafts),
                Cell::number(t, signing),
                Cell::number(t, one.contested),
            ]);
        }
        sheet.add(&table);
    }
    sheet.links(vec![(
        format!("/duty/cycles/{}", found.year.id),
        t.of("assessment-letters-units").to_owned(),
    )]);
}

fn quarters(sheet: &mut Sheet<'_>, view: &Cockpit) {
    let t = &sheet.page.t;
    if view.quarters.is_empty() {
        return;
    }
    sheet.heading("assessment-quarters");
    let mut table = Table::new(t, "quarters", t.of("assessment-quarters"))
        .caption_unseen()
        .column(t.of("assessment-quarter"))
        .number_column(t.of("assessment-people"))
        .number_column(t.of("assessment-quarters-done"));
    for (quarter, done, all) in &view.quarters {
        let name = t.with("assessment-quarter-of", &[("n", &quarter.to_string())]);
        table.push(vec![name.into(), Cell::number(t, *all), Cell::number(t, *done)]);
    }
    sheet.add(&table);
}

/// Bars only for organs that are not done: a row of full bars says nothing a sentence does not.
fn charts(sheet: &mut Sheet<'_>, view: &Cockpit) {
    let t = &sheet.page.t;
    let rows: Vec<Bar> = view
        .organs
        .iter()
        .map(|organ| Bar { label: organ.name.clone(), done: organ.done(), total: organ.people() })
        .collect();
    let (done, all) = rows.iter().fold((0, 0), |sum, row| (sum.0 + row.done, sum.1 + row.total));
    let about = t.with("assessment-chart-progress-about", &[("done", &done), ("total", &all)]);
    let open: Vec<Bar> = rows.into_iter().filter(|row| row.done < row.total).collect();
    if open.is_empty() {
        sheet.text(&about);
    } else {
        let head = Head::new("progress", t.of("assessment-chart-progress"), about, t.of("assessment-organ"));
        sheet.add(&bars::progress(t, head, &open));
    }
    grades(sheet, view);
}

fn grades(sheet: &mut Sheet<'_>, view: &Cockpit) {
    let t = &sheet.page.t;
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
        .number_column(t.of("assessment-people"))
        .column(t.of("assessment-steps"))
        .column(t.of("assessment-places"))
        .export(format!("/cockpit.xlsx?year={}", found.year.year))
        .filter();
    for organ in &found.view.organs {
        table.push(vec![
            Cell::link(format!("{room}/{}?year={}", organ.id, found.year.year), organ.name.as_str()),
            Cell::number(t, organ.people()),
            steps(t, organ).into(),
            places_words(t, &organ.places).into(),
        ]);
    }
    table
}

/// The steps an organ's people stand at, with how many at each: “民主测评 3、已办结 9”.
fn steps(t: &Lookup, organ: &Organ) -> String {
    let at: Vec<String> = State::ALL
        .iter()
        .zip(&organ.states)
        .filter(|(_, count)| **count > 0)
        .map(|(state, count)| format!("{} {}", said(t, state.words()), t.number(*count)))
        .collect();
    t.join(&at)
}

pub(super) fn step_words(t: &Lookup, waiting: &Waiting) -> (String, String) {
    let procedure = crate::procedures().iter().find(|procedure| procedure.id == waiting.procedure);
    let title = procedure.map_or_else(|| waiting.procedure.clone(), |procedure| said(t, procedure.title));
    let step = procedure.and_then(|procedure| procedure.step(&waiting.step));
    (title, step.map_or_else(|| waiting.step.clone(), |step| said(t, step.title)))
}

fn waiting(t: &Lookup, found: &Found) -> Table {
    let mut table = Table::new(t, "waiting", t.of("assessment-waiting"))
        .caption_unseen()
        .column(t.of("assessment-unit"))
        .column(t.of("assessment-procedure"))
        .column(t.of("assessment-step"))
        .number_column(t.of("assessment-open"))
        .number_column(t.of("assessment-overdue"))
        .empty(t.of("assessment-waiting-none"))
        .filter();
    if !found.view.waiting.is_empty() {
        table = table.export(format!("/cockpit/steps.xlsx?year={}", found.year.year));
    }
    for one in &found.view.waiting {
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
