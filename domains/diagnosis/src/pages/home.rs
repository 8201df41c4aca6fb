//! The room: what waits for me here, the reports I may read, the classes I run. Not here: any of those pages.

use axum::extract::State as Ax;
use axum::response::Response;
use kernel::case::{self, Todo};
use kernel::{Actor, Fault, Tx};
use web::components::{Cell, Deadline, StateTag, Table, TodoList, Tone, lists};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem};

use crate::bank::Wave;
use crate::permission::{answers_for_units, is_keeper};
use crate::report;
use crate::study::{self, Study, WaveRow};
use web::sheet::Sheet;

struct Found {
    todos: Vec<Todo>,
    studies: Vec<(Study, Vec<WaveRow>, bool)>,
    years: Vec<(String, i16, i64)>,
    units: Vec<(String, String, i64)>,
    names: Vec<(String, String)>,
    subjects: bool,
    today: jiff::civil::Date,
}

fn read(tx: &mut Tx<'_>, actor: &Actor) -> Result<Found, Fault> {
    let here: Vec<&str> = crate::procedures().iter().map(|procedure| procedure.id).collect();
    let mut todos = case::todos(tx, actor, 30)?;
    todos.retain(|todo| here.contains(&todo.procedure.as_str()));
    let mut studies = Vec::new();
    for one in study::list(tx, actor)? {
        let (waves, runs) = (study::waves(tx, &one.id)?, study::runs(tx, actor, &one)?);
        studies.push((one, waves, runs));
    }
    let years = report::years(tx)?;
    let mut units = Vec::new();
    if let Some((bank, year, _)) = years.first() {
        units = report::units(tx, actor, bank, *year, Wave::Later)?;
        if units.is_empty() {
            units = report::units(tx, actor, bank, *year, Wave::Pulse)?;
        }
    }
    let names = crate::licensed::list(tx)?.into_iter().map(|one| (one.id, one.name)).collect();
    let subjects = !study::subjects(tx, actor)?.is_empty();
    Ok(Found { todos, studies, years, units, names, subjects, today: tx.today() })
}

/// `GET /diagnosis`
pub async fn show_room(page: Page, Ax(house): Ax<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    let asking = actor.clone();
    let found = house.read(move |tx| read(tx, &asking)).await?;
    let book = house.book();
    let page = page.titled_by("diagnosis-room").led_by("diagnosis-room-lead").across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let drawn = |todo: &Todo| {
        let step = crate::procedures().into_iter().find(|one| one.id == todo.procedure);
        let title =
            step.and_then(|one| one.step(&todo.step)).map(|step| t.choose(step.title.zh, step.title.en));
        lists::Todo {
            title: title.unwrap_or_default().to_owned(),
            about: t.both(&todo.title).to_owned(),
            due: todo
                .due
                .map(|due| Deadline::counted(t, book.calendar(), (due, todo.provisional), found.today)),
            href: todo.link.clone(),
            button: t.of("diagnosis-take").to_owned(),
        }
    };
    sheet.add(&TodoList::new(found.todos.iter().map(drawn).collect(), t.of("diagnosis-nothing-waits")));
    let mut links = vec![("/diagnosis/mine".to_owned(), t.of("diagnosis-mine").to_owned())];
    if answers_for_units(&actor) {
        links.push(("/diagnosis/plans".to_owned(), t.of("diagnosis-plans").to_owned()));
        if found.subjects {
            links.push(("/diagnosis/new".to_owned(), t.of("diagnosis-new").to_owned()));
        }
    }
    links.push(("/diagnosis/library".to_owned(), t.of("diagnosis-library").to_owned()));
    links.push(("/diagnosis/bank".to_owned(), t.of("diagnosis-bank").to_owned()));
    if is_keeper(&actor) {
        links.push(("/diagnosis/quality".to_owned(), t.of("diagnosis-quality").to_owned()));
        links.push(("/diagnosis/norms".to_owned(), t.of("diagnosis-norms").to_owned()));
        links.push(("/diagnosis/terms".to_owned(), t.of("diagnosis-terms").to_owned()));
    }
    sheet.links(links);
    if answers_for_units(&actor) {
        sheet.heading("diagnosis-reports");
        sheet.add(&reports(t, &found));
        sheet.heading("diagnosis-studies");
        sheet.add(&studies(t, &found.studies));
    }
    sheet.done()
}

fn reports(t: &Lookup, found: &Found) -> Table {
    let mut table = Table::new(t, "reports", t.of("diagnosis-reports"))
        .caption_unseen()
        .column(t.of("diagnosis-report-of"))
        .column(t.of("diagnosis-bank-used"))
        .number_column(t.of("diagnosis-year"))
        .number_column(t.of("diagnosis-people-or-classes"))
        .empty(t.of("diagnosis-reports-none"));
    let name = |bank: &str| match found.names.iter().find(|(id, _)| id == bank) {
        Some((_, name)) => name.clone(),
        None => t.of("diagnosis-bank-own").to_owned(),
    };
    for (bank, year, classes) in &found.years {
        table.push(vec![
            Cell::link(format!("/diagnosis/report?bank={bank}&year={year}"), t.of("diagnosis-county")),
            name(bank).into(),
            Cell::Number(year.to_string()),
            Cell::Number(t.with("diagnosis-classes", &[("n", classes)])),
        ]);
    }
    if let Some((bank, year, _)) = found.years.first() {
        for (unit, unit_name, rows) in &found.units {
            table.push(vec![
                Cell::link(
                    format!("/diagnosis/report?bank={bank}&year={year}&unit={unit}"),
                    unit_name.as_str(),
                ),
                name(bank).into(),
                Cell::Number(year.to_string()),
                Cell::Number(t.with("diagnosis-people", &[("n", rows)])),
            ]);
        }
    }
    table
}

/// Who runs a class comes to its slips and waves, everybody else to what it said.
fn studies(t: &Lookup, all: &[(Study, Vec<WaveRow>, bool)]) -> Table {
    let mut table = Table::new(t, "studies", t.of("diagnosis-studies"))
        .caption_unseen()
        .column(t.of("diagnosis-class"))
        .column(t.of("diagnosis-unit"))
        .column(t.both(&Wave::Pulse.text()))
        .column(t.both(&Wave::Later.text()))
        .empty(t.of("diagnosis-studies-none"));
    for (study, waves, runs) in all {
        let href = match runs {
            true => format!("/diagnosis/studies/{}", study.id),
            false => format!("/diagnosis/report?study={}", study.id),
        };
        let wave = |wave: Wave| -> Cell {
            waves
                .iter()
                .find(|one| one.wave == wave)
                .map_or_else(|| "".into(), |one| Cell::drawn(&wave_tag(t, one)))
        };
        table.push(vec![
            Cell::link(href, study.title.as_str()),
            study.unit_name.as_str().into(),
            wave(Wave::Pulse),
            wave(Wave::Later),
        ]);
    }
    table
}

/// The state of a wave, with its days.
pub(super) fn wave_tag(t: &Lookup, wave: &WaveRow) -> StateTag {
    match wave.state.as_str() {
        "planned" => {
            StateTag::new(Tone::Waiting, t.with("diagnosis-wave-planned", &[("day", &wave.opens_on)]))
        }
        "open" => {
            let args: [(&str, &dyn web::argument::Arg); 2] =
                [("day", &wave.closes_on), ("n", &wave.answered)];
            StateTag::new(Tone::Active, t.with("diagnosis-wave-open", &args))
        }
        _ => StateTag::new(Tone::Done, t.with("diagnosis-wave-closed", &[("n", &wave.answered)])),
    }
}
