//! My learning: what needs me now in this room, my classes, what I can enrol for, where I stand with the hours; and
//! for whoever keeps training or heads a unit, the way to their work. Not here: any of it in full.

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, Todo};
use kernel::{Actor, Area, Fault, Tx};
use law::Rulebook;
use web::components::{Cell, Table, TodoList};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem};

use super::{class_tag, deadline, hours_sentence, said, span, standing_tag};
use crate::class::{self, Class};
use crate::form::Standing;
use crate::requirement::{self, Standing as Required};
use crate::year::Year;
use crate::{announcement, permission, seat, year};
use web::sheet::Sheet;

const MOST: u32 = 30;

struct Found {
    todos: Vec<Todo>,
    mine: Vec<(Class, Standing)>,
    open: Vec<(Class, Date)>,
    required: Option<Required>,
    survey: Option<Year>,
    year: Option<i16>,
    units: Vec<(String, String)>,
    today: Date,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook) -> Result<Found, Fault> {
    let today = tx.today();
    let mut todos = case::todos(tx, actor, MOST)?;
    todos.retain(|todo| crate::procedures().iter().any(|one| one.id == todo.procedure));
    let (mut mine, mut required) = (Vec::new(), None);
    if let Some(person) = &actor.person {
        let scope = actor.scope(Area::Learning);
        mine = class::of_person(tx, &scope, person)?;
        required = Some(requirement::of_person(tx, &scope, book, person, today.year())?);
    }
    let mut open = Vec::new();
    for one in class::open(tx, &seat::directory())? {
        let detail = announcement::detail(tx, &one.id)?;
        let known =
            mine.iter().any(|(class, standing)| class.id == one.id && *standing != Standing::Withdrawn);
        if detail.own_enrolment && detail.enrol_until >= today && !known {
            open.push((one, detail.enrol_until));
        }
    }
    let years = year::all(tx)?;
    let survey = years.iter().find(|one| one.survey_until >= today).cloned();
    let year = years.first().map(|one| one.year);
    let mut units = Vec::new();
    for unit in actor.units_as(Role::Head).map(str::to_owned).collect::<Vec<_>>() {
        let name = seat::unit_name(tx, &unit)?;
        units.push((unit, name));
    }
    Ok(Found { todos, mine, open, required, survey, year, units, today })
}

fn mine_table(t: &Lookup, mine: &[(Class, Standing)]) -> Table {
    let mut table = Table::new(t, "mine", t.of("training-mine"))
        .caption_unseen()
        .column(t.of("training-class"))
        .column(t.of("training-days"))
        .column(t.of("training-state"))
        .column(t.of("training-standing"))
        .empty(t.of("training-mine-none"));
    for (class, standing) in mine {
        table.push(vec![
            Cell::link(format!("/training/classes/{}", class.id), class.title.as_str()),
            span(t, class).into(),
            Cell::drawn(&class_tag(t, class.state)),
            Cell::drawn(&standing_tag(t, *standing)),
        ]);
    }
    table
}

fn open_table(t: &Lookup, open: &[(Class, Date)]) -> Table {
    let mut table = Table::new(t, "open", t.of("training-open"))
        .caption_unseen()
        .column(t.of("training-class"))
        .column(t.of("training-form"))
        .column(t.of("training-days"))
        .column(t.of("training-enrol-until"))
        .empty(t.of("training-open-none"));
    for (class, until) in open {
        table.push(vec![
            Cell::link(format!("/training/classes/{}", class.id), class.title.as_str()),
            said(t, class.form.words()).into(),
            span(t, class).into(),
            t.date(until).into(),
        ]);
    }
    table
}

fn todo_line(t: &Lookup, book: &Rulebook, todo: &Todo, today: Date) -> web::components::Todo {
    let procedure = crate::procedures().into_iter().find(|one| one.id == todo.procedure);
    let step = procedure.and_then(|procedure| procedure.step(&todo.step));
    web::components::Todo {
        title: step.map_or_else(|| todo.step.clone(), |step| said(t, step.title)),
        about: t.both(&todo.title).to_owned(),
        due: todo.due.map(|due| deadline(t, book, (due, todo.provisional), today)),
        href: todo.link.clone(),
        button: t.of("training-take").to_owned(),
    }
}

fn ways(t: &Lookup, actor: &Actor, found: &Found) -> Vec<(String, String)> {
    let mut ways = Vec::new();
    let mut way = |href: String, key: &str| ways.push((href, t.of(key).to_owned()));
    if permission::keeps(actor) || actor.is_county(Role::Organiser) || actor.is(Role::Head) {
        match found.year {
            Some(year) => way(format!("/training/years/{year}"), "training-plan"),
            None if permission::keeps(actor) => way("/training/years".to_owned(), "training-plan"),
            None => {}
        }
    }
    way("/training/classes".to_owned(), "training-classes");
    if permission::keeps(actor) {
        way("/training/questions".to_owned(), "training-questions");
        way("/training/imports".to_owned(), "training-imports");
    }
    if crate::xapi::keeps_sources(actor) {
        way("/training/sources".to_owned(), "training-sources");
    }
    ways
}

/// `GET /training`
pub async fn show_mine(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let (asker, book) = (actor.clone(), house.book());
    let found = house.read(move |tx| read(tx, &asker, &book)).await?;
    let page = page.titled_by("training-room");
    let t = &page.t;
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    let book = house.book();
    let todos = found.todos.iter().map(|todo| todo_line(t, &book, todo, found.today)).collect();
    sheet.add(&TodoList::new(todos, t.of("training-todos-none")));
    if let Some(survey) = &found.survey
        && actor.person.is_some()
    {
        sheet.text(&t.with("training-survey-open", &[("until", &t.date(survey.survey_until))]));
        let href = format!("/training/years/{}/survey", survey.year);
        sheet.links(vec![(href, t.of("training-survey-answer").to_owned())]);
    }
    if let (Some(required), Some(person)) = (&found.required, &actor.person) {
        sheet.heading("training-hours");
        let sentence = hours_sentence(t, &required.decision, required.hours.as_ref());
        sheet.decision(&required.decision, &sentence, true);
        sheet.links(vec![(format!("/training/people/{person}"), t.of("training-statement").to_owned())]);
    }
    if actor.person.is_some() {
        sheet.heading("training-mine");
        sheet.add(&mine_table(t, &found.mine));
        sheet.heading("training-open");
        sheet.add(&open_table(t, &found.open));
    }
    sheet.heading("training-ways");
    sheet.links(ways(t, &actor, &found));
    if !found.units.is_empty() {
        sheet.heading("training-units");
        let link = |(id, name): &(String, String)| (format!("/training/units/{id}"), name.clone());
        sheet.links(found.units.iter().map(link).collect());
    }
    sheet.done()
}
