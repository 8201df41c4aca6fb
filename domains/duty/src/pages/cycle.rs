//! The years: the list, opening one, where it stands by unit, moving it on.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::actor::Role;
use kernel::{Area, Fault, Scope};
use web::charts::Head;
use web::charts::bars::{self, Progress as Bar};
use web::components::{Cell, Confirm, FactList, History, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Markup, Page, Problem, see_other, show, show_again};

use super::{cycle_state, hundredths, said};
use crate::cycle::{self, Cycle, MOVES, Progress, State as Stage};
use crate::letter;
use web::spreadsheet::{self, Cell as Out};

#[derive(Template)]
#[template(path = "duty/cycles.html")]
struct CyclesPage<'a> {
    page: &'a Page,
    table: Table,
    may_open: bool,
}

/// `GET /duty/cycles`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let all = house.read(|tx| Ok(cycle::all(tx)?)).await?;
    let page = page.titled_by("duty-cycles").led_by("duty-cycles-lead").back_to("/duty", "duty-room");
    let t = &page.t;
    let may_open = actor.is_county(Role::Organiser);
    let mut table = Table::new(t, "cycles", t.of("duty-cycles"))
        .caption_unseen()
        .column(t.of("duty-cycle-year"))
        .column(t.of("duty-state"))
        .column(t.of("duty-cycle-letters-by"))
        .column(t.of("duty-cycle-assessment-by"))
        .empty(t.of("duty-cycles-empty"));
    if may_open {
        table = table.empty_next("/duty/cycles/new", t.of("duty-cycle-open"));
    }
    for one in &all {
        table.push(vec![
            Cell::link(format!("/duty/cycles/{}", one.id), year_words(t, one)),
            Cell::drawn(&cycle_state(t, one.state)),
            one.letters_by.into(),
            one.assessment_by.into(),
        ]);
    }
    show(&CyclesPage { page: &page, table, may_open })
}

/// `2026年度`.
pub(crate) fn year_words(t: &Lookup, cycle: &Cycle) -> String {
    t.with("duty-year", &[("year", &cycle.year.to_string())])
}

#[derive(Template)]
#[template(path = "duty/cycle.html")]
struct CyclePage<'a> {
    page: &'a Page,
    id: &'a str,
    facts: FactList,
    chart: Option<web::charts::Chart>,
    table: Table,
    moves: Vec<(String, String)>,
    organiser: bool,
    may_letter: bool,
    assessing: bool,
    history: History,
}

/// `GET /duty/cycles/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let organiser = actor.is_county(Role::Organiser);
    let asked = id.clone();
    let (found, progress, acts) = house
        .read(move |tx| {
            let found = cycle::find(tx, &asked)?;
            let progress = cycle::progress(tx, &actor.scope(Area::Duty), &asked)?;
            let everybody =
                Scope::county("what was done to a year is known to everybody who serves in the county");
            let acts = super::history::read(tx, &everybody, &crate::procedure::LETTER, ("cycle", &asked))?;
            Ok((found, progress, acts))
        })
        .await?;
    let page = page
        .titled_with("duty-cycle-title", &[("year", &found.year.to_string())])
        .back_to("/duty/cycles", "duty-cycles")
        .across();
    let t = &page.t;
    let facts = FactList::new()
        .drawn(t.of("duty-state"), Markup::of(&cycle_state(t, found.state)))
        .fact(t.of("duty-cycle-letters-by"), &t.date(found.letters_by))
        .fact(t.of("duty-cycle-assessment-by"), &t.date(found.assessment_by))
        .fact(
            t.of("duty-cycle-publicity-from"),
            &found.publicity_from.map(|day| t.date(day)).unwrap_or_default(),
        );
    let moves = MOVES.iter().filter(|step| organiser && step.from == found.state && offered(step.to));
    let moves = moves.map(|step| (step.to.code().to_owned(), move_words(t, step.to))).collect();
    let view = CyclePage {
        page: &page,
        id: &id,
        facts,
        chart: chart(t, &progress),
        table: table(t, &id, &progress),
        moves,
        organiser,
        may_letter: organiser && matches!(found.state, Stage::Agreed | Stage::Running),
        assessing: matches!(found.state, Stage::Assessing | Stage::Publicity | Stage::Reopened),
        history: acts.history(t),
    };
    show(&view)
}

fn move_words(t: &Lookup, to: Stage) -> String {
    t.of(&format!("duty-move-{}", to.code())).to_owned()
}

fn with_people(progress: &[Progress]) -> impl Iterator<Item = &Progress> {
    progress.iter().filter(|one| one.targets > 0 || one.letters > 0)
}

fn chart(t: &Lookup, progress: &[Progress]) -> Option<web::charts::Chart> {
    let count = |value: i64| u64::try_from(value).unwrap_or(0);
    let bars: Vec<Bar> = with_people(progress)
        .filter(|one| one.letters > 0)
        .map(|one| Bar { label: one.name.clone(), done: count(one.in_force), total: count(one.letters) })
        .collect();
    if bars.is_empty() {
        return None;
    }
    let (done, total) = bars.iter().fold((0, 0), |sum, bar| (sum.0 + bar.done, sum.1 + bar.total));
    let head = Head::new(
        "letters-in-force",
        t.of("duty-chart-letters"),
        t.with("duty-chart-letters-about", &[("done", &done), ("total", &total)]),
        t.of("duty-unit"),
    );
    // Many villages would make the picture longer than its point; the table below has them all.
    let shown: Vec<Bar> = if bars.len() > 30 { by_parent(t, progress) } else { bars };
    Some(bars::progress(t, head, &shown))
}

/// Letters of units summed under the unit above them, where there are too many units to draw each.
fn by_parent(t: &Lookup, progress: &[Progress]) -> Vec<Bar> {
    let mut sums: Vec<(Option<&str>, String, u64, u64)> = Vec::new();
    for one in progress.iter().filter(|one| one.letters > 0) {
        let has_children = progress
            .iter()
            .any(|other| other.parent.as_deref() == Some(one.unit.as_str()) && other.letters > 0);
        let above = one.parent.as_deref().and_then(|id| progress.iter().find(|other| other.unit == id));
        let (key, name) = match above {
            Some(above) if above.parent.is_some() && !has_children => {
                (Some(above.unit.as_str()), above.name.clone())
            }
            _ => (Some(one.unit.as_str()), one.name.clone()),
        };
        let at = sums.iter().position(|sum| sum.0 == key).unwrap_or_else(|| {
            sums.push((key, name, 0, 0));
            sums.len() - 1
        });
        if let Some(sum) = sums.get_mut(at) {
            sum.2 += u64::try_from(one.in_force).unwrap_or(0);
            sum.3 += u64::try_from(one.letters).unwrap_or(0);
        }
    }
    let named = |name: String| t.with("duty-and-beneath", &[("unit", &name)]);
    sums.into_iter().map(|(_, name, done, total)| Bar { label: named(name), done, total }).collect()
}

const COLUMNS: [&str; 7] = [
    "duty-target-count",
    "duty-weight-sum",
    "duty-target-drafts",
    "duty-letter-count",
    "duty-letters-in-force",
    "duty-letters-contested",
    "duty-entry-count",
];

fn numbers(one: &Progress) -> [i64; 7] {
    [one.targets, one.weight, one.drafts, one.letters, one.in_force, one.contested, one.entries]
}

fn table(t: &Lookup, id: &str, progress: &[Progress]) -> Table {
    let mut table = Table::new(t, "units", t.of("duty-cycle-units"))
        .column(t.of("duty-unit"))
        .filter()
        .export(format!("/duty/cycles/{id}/progress.xlsx"))
        .empty(t.of("duty-cycle-units-empty"));
    for key in COLUMNS {
        table = table.number_column(t.of(key));
    }
    for one in progress {
        let mut cells = vec![Cell::link(format!("/duty/units/{}?cycle={id}", one.unit), one.name.as_str())];
        for (at, value) in numbers(one).into_iter().enumerate() {
            cells.push(if at == 1 {
                Cell::Number(t.decimal(hundredths(value)))
            } else {
                Cell::number(t, value)
            });
        }
        table.push(cells);
    }
    table
}

/// `GET /duty/cycles/{id}/progress.xlsx`
pub async fn progress_sheet(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (found, progress) = house
        .read(move |tx| Ok((cycle::find(tx, &id)?, cycle::progress(tx, &actor.scope(Area::Duty), &id)?)))
        .await?;
    let t = &page.t;
    let heads: Vec<String> = ["duty-unit"].iter().chain(&COLUMNS).map(|key| t.of(key).to_owned()).collect();
    let rows: Vec<Vec<Out>> = progress
        .iter()
        .map(|one| {
            let mut cells: Vec<Out> = vec![one.name.clone().into()];
            let values = numbers(one).into_iter().enumerate();
            cells.extend(
                values.map(|(at, value)| if at == 1 { Out::from(hundredths(value)) } else { value.into() }),
            );
            cells
        })
        .collect();
    spreadsheet::sheet(&t.with("duty-cycle-title", &[("year", &found.year.to_string())]), &heads, &rows)
}

#[derive(Template)]
#[template(path = "duty/confirm.html")]
pub(super) struct ConfirmPage<'a> {
    pub page: &'a Page,
    pub form: &'a FormState,
    pub confirm: Confirm,
}

fn draw_move(
    page: Page,
    found: &Cycle,
    to: Stage,
    form: &FormState,
    again: bool,
) -> Result<Response, Problem> {
    let back = format!("/duty/cycles/{}", found.id);
    let page = page.titled_by(&format!("duty-move-{}", to.code())).back_to(&back, "duty-cycle");
    let t = &page.t;
    let (from, then) = (said(t, found.state.words()), said(t, to.words()));
    let year = found.year.to_string();
    let reason = MOVES.iter().any(|step| step.from == found.state && step.to == to && step.reason);
    let note = page.field(form, "note", "duty-reason").textarea(3).max(400);
    let note = if reason { note } else { note.optional() };
    let confirm = Confirm::new(t, format!("{back}/moves/{}", to.code()), move_words(t, to))
        .effect(t.with("duty-move-effect", &[("year", &year), ("from", &from), ("to", &then)]))
        .effect(t.of(&format!("duty-move-{}-effect", to.code())))
        .field(Markup::of(&note))
        .back(back.as_str(), t.of("duty-leave-as-is"));
    let view = ConfirmPage { page: &page, form, confirm };
    if again { show_again(&view) } else { show(&view) }
}

/// Publicity and closing belong to the pages that know the results; here they are not found.
fn offered(to: Stage) -> bool {
    !matches!(to, Stage::Publicity | Stage::Closed)
}

fn stage(code: &str) -> Result<Stage, Problem> {
    Stage::from_code(code).filter(|to| offered(*to)).ok_or_else(Problem::not_found)
}

/// `GET /duty/cycles/{id}/moves/{to}`
pub async fn ask_move(
    page: Page,
    State(house): State<House>,
    Acting(_): Acting,
    Path((id, to)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let to = stage(&to)?;
    let found = house.read(move |tx| cycle::find(tx, &id)).await?;
    draw_move(page, &found, to, &FormState::default(), false)
}

/// `POST /duty/cycles/{id}/moves/{to}`
pub async fn advance(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, to)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let to = stage(&to)?;
    let note = form.text("note", 400).unwrap_or_default();
    if form.is_ok() {
        let asked = id.clone();
        match house.county().write(move |tx| cycle::advance(tx, &actor, &asked, to, &note)).await {
            Ok(()) => {
                let moved = said(&page.t, to.words());
                return Ok(see_other(format!("/duty/cycles/{id}"))
                    .notice("duty-moved", &[("to", &moved)])
                    .into_response());
            }
            Err(fault) => {
                form.take(fault)?;
            }
        }
    }
    let found = house.read(move |tx| cycle::find(tx, &id)).await?;
    draw_move(page, &found, to, &form, true)
}

/// `POST /duty/cycles/{id}/letters`: drafts a letter for everybody in the county who has none.
pub async fn generate(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (book, asked) = (house.book(), id.clone());
    let done = house.county().write(move |tx| letter::generate(tx, &actor, &book, &asked, None)).await;
    let done = done.map_err(|fault: Fault| Problem::from(fault))?;
    Ok(see_other(format!("/duty/cycles/{id}"))
        .notice("duty-letters-drafted", &[("n", &done.made.len()), ("had", &done.skipped)])
        .into_response())
}
