//! Plans: the list, making one from a report, a plan with its measures and what the next diagnosis shows.

use axum::extract::{Path, Query, State as Ax};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Actor, Area, Fault, Tx};
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, FactList, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Markup, Page, Problem, see_other};

use super::progress::moved;
use super::report::query;
use super::{act, two};
use crate::bank::{self, construct};
use crate::library;
use crate::plan::{self, Measure, NewPlan, Plan};
use crate::progress::{self, Progress};
use crate::report::{self, Of};
use web::sheet::{Form, Sheet};

/// Most measures a plan is made with.
const MOST: usize = 4;

fn construct_name(t: &Lookup, code: &str) -> String {
    construct(code).map(|(_, one)| t.both(&one.name).to_owned()).unwrap_or_default()
}

fn tag(t: &Lookup, plan: &Plan) -> StateTag {
    let (tone, key) = if plan.running {
        (Tone::Active, "diagnosis-plan-running")
    } else {
        (Tone::Done, "diagnosis-plan-reviewed")
    };
    StateTag::new(tone, t.of(key))
}

/// `GET /diagnosis/plans`
pub async fn list(page: Page, Ax(house): Ax<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    let asking = actor.clone();
    let plans = house.read(move |tx| Ok(plan::list(tx, &asking.scope(Area::Learning))?)).await?;
    let page = page
        .titled_by("diagnosis-plans")
        .led_by("diagnosis-plans-lead")
        .back_to("/diagnosis", "diagnosis-room")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let mut table = Table::new(t, "plans", t.of("diagnosis-plans"))
        .caption_unseen()
        .column(t.of("diagnosis-construct"))
        .column(t.of("diagnosis-unit"))
        .column(t.of("diagnosis-review-on"))
        .column(t.of("diagnosis-state"))
        .empty(t.of("diagnosis-plans-none"));
    for one in &plans {
        table.push(vec![
            Cell::link(format!("/diagnosis/plans/{}", one.id), construct_name(t, &one.construct)),
            one.unit_name.as_str().into(),
            one.review_on.into(),
            Cell::drawn(&tag(t, one)),
        ]);
    }
    sheet.add(&table);
    sheet.done()
}

/// What a plan is made from.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    construct: Option<String>,
    study: Option<String>,
    unit: Option<String>,
    bank: Option<String>,
    year: Option<i16>,
    /// The unit it belongs to, where the report is not of a unit.
    of_unit: Option<String>,
}

impl Asked {
    fn of(&self) -> Of {
        if let Some(study) = &self.study {
            return Of::Study(study.clone());
        }
        let (bank, year) =
            (self.bank.clone().unwrap_or_else(|| bank::OWN.to_owned()), self.year.unwrap_or(0));
        match &self.unit {
            Some(unit) => Of::Unit { bank, year, unit: unit.clone() },
            None => Of::County { bank, year },
        }
    }
}

struct Ground {
    title: String,
    unit: String,
    unit_name: String,
    people: Vec<(String, String)>,
    units: Vec<(String, String)>,
}

fn ground(tx: &mut Tx<'_>, actor: &Actor, asked: &Asked, chosen: &str) -> Result<Ground, Fault> {
    let head = report::head(tx, actor, &asked.of())?;
    let scope = actor.scope(Area::Learning);
    let mut units = Vec::new();
    for row in tx.rows(&scope, crate::store::study::UNITS, &[])? {
        units.push((row.text(0)?, row.text(1)?));
    }
    let wanted = Some(chosen.to_owned()).filter(|unit| !unit.is_empty());
    let wanted = wanted.or_else(|| asked.of_unit.clone()).or_else(|| head.unit.clone());
    let unit = wanted.or_else(|| units.first().map(|(id, _)| id.clone())).ok_or(Fault::NotFound)?;
    let unit_name =
        units.iter().find(|(id, _)| *id == unit).map(|(_, name)| name.clone()).ok_or(Fault::NotFound)?;
    let people = plan::people(tx, actor, &unit)?;
    Ok(Ground { title: head.name.unwrap_or_default(), unit, unit_name, people, units })
}

/// `GET /diagnosis/plans/new`
pub async fn new(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    draw_new(page, &house, &actor, asked, FormState::default()).await
}

async fn draw_new(
    page: Page,
    house: &House,
    actor: &Actor,
    asked: Asked,
    form: FormState,
) -> Result<Response, Problem> {
    let (asking, from, chosen) = (actor.clone(), asked.clone(), form.value("unit").to_owned());
    let found = house.read(move |tx| ground(tx, &asking, &from, &chosen)).await?;
    let code = asked.construct.clone().unwrap_or_default();
    let (_, about) = construct(&code).ok_or_else(Problem::not_found)?;
    let of = asked.of();
    let name = page.t.both(&about.name).to_owned();
    let page = page
        .titled_with("diagnosis-plan-title", &[("name", &name)])
        .led_by("diagnosis-plan-lead")
        .back_to(format!("/diagnosis/report?{}", query(&of)), "diagnosis-report");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    if !found.title.is_empty() {
        sheet.text(&t.labelled(t.of("diagnosis-report"), &found.title));
    }
    sheet.folded(
        t.of("diagnosis-library"),
        library::about(&code).map(|way| t.labelled(t.both(&way.by.text()), t.both(&way.text))).collect(),
        true,
    );
    let base = format!("/diagnosis/plans/new?construct={code}&{}", query(&of));
    let units: Vec<Choice> =
        found.units.iter().map(|(id, name)| Choice::new(id.as_str(), name.as_str())).collect();
    if units.len() > 1 {
        // A unit has its own people, so that choosing another asks for the page again.
        let unit = sheet.field("unit", "diagnosis-plan-unit", |field| field.select(&units));
        sheet.add(&Form::to(base.as_str()).part(unit).way(
            "act",
            "unit",
            t.of("diagnosis-plan-unit-choose"),
            true,
        ));
    }
    sheet.lesser(&found.unit_name);
    let people: Vec<Choice> =
        found.people.iter().map(|(id, name)| Choice::new(id.as_str(), name.as_str())).collect();
    let mut whole = Form::to(base).hidden("unit", found.unit.as_str());
    let meeting = sheet.field("meeting", "diagnosis-meeting", |field| {
        field.textarea(4).max(4000).hint("diagnosis-meeting-hint")
    });
    whole = whole.part(meeting);
    whole = measure_fields(&mut sheet, &people, whole);
    let review =
        sheet.field("review_on", "diagnosis-review-on", |field| field.date().hint("diagnosis-review-hint"));
    whole = whole.part(review);
    sheet.add(&whole.way("act", "make", t.of("diagnosis-plan-make"), false));
    sheet.done()
}

const NAMES: [[&str; 3]; MOST] = [
    ["words_0", "owner_0", "due_0"],
    ["words_1", "owner_1", "due_1"],
    ["words_2", "owner_2", "due_2"],
    ["words_3", "owner_3", "due_3"],
];

/// The fields of all measures; only the first is asked for.
fn measure_fields(sheet: &mut Sheet<'_>, people: &[Choice], mut whole: Form) -> Form {
    for (place, [words, owner, due]) in NAMES.into_iter().enumerate() {
        let parts = [
            sheet.field(words, "diagnosis-measure", |field| {
                let field = field.textarea(2).max(500);
                if place > 0 { field.optional() } else { field }
            }),
            sheet.field(owner, "diagnosis-owner", |field| {
                let field = field.select(people);
                if place > 0 { field.optional() } else { field }
            }),
            sheet.field(due, "diagnosis-due", |field| {
                let field = field.date();
                if place > 0 { field.optional() } else { field }
            }),
        ];
        whole = parts.into_iter().fold(whole, Form::part);
    }
    whole
}

/// `POST /diagnosis/plans/new`
pub async fn make(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
    mut form: FormState,
) -> Result<Response, Problem> {
    if form.value("act") == "unit" {
        return draw_new(page, &house, &actor, asked, form).await;
    }
    let mut measures = Vec::new();
    for (place, [words, owner, due]) in NAMES.into_iter().enumerate() {
        let wanted = place == 0 || !form.value(words).trim().is_empty();
        if wanted {
            let found =
                (form.required_text(words, 500), form.required_text(owner, 60), form.required_date(due));
            if let (Some(words), Some(owner), Some(due)) = found {
                measures.push((words, owner, due));
            }
        }
    }
    let (meeting, review_on) = (form.required_text("meeting", 4000), form.required_date("review_on"));
    let (Some(meeting), Some(review_on), true) = (meeting, review_on, form.is_ok()) else {
        return draw_new(page, &house, &actor, asked, form).await;
    };
    let new = NewPlan {
        of: asked.of(),
        unit: form.value("unit").to_owned(),
        construct: asked.construct.clone().unwrap_or_default(),
        meeting,
        measures,
        review_on,
    };
    let who = actor.clone();
    match act(&house, &mut form, move |tx: &mut Tx<'_>| plan::make(tx, &who, &new)).await? {
        Some(id) => Ok(see_other(format!("/diagnosis/plans/{id}"))
            .notice("diagnosis-done-plan", &[("day", &review_on)])
            .into_response()),
        None => draw_new(page, &house, &actor, asked, form).await,
    }
}

struct Found {
    plan: Plan,
    measures: Vec<Measure>,
    since: Option<Progress>,
    waits: bool,
    today: Date,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Found, Fault> {
    let scope = actor.scope(Area::Learning);
    let (plan, measures) = match plan::find(tx, &scope, id) {
        Ok(found) => found,
        // An owner of a measure reads the plan it belongs to.
        Err(Fault::NotFound) => plan::find_for_owner(tx, actor, id)?,
        Err(error) => return Err(error),
    };
    let since = progress::since(tx, &plan)?;
    let waits = plan::waits_for(tx, actor, &plan)?;
    Ok(Found { plan, measures, since, waits, today: tx.today() })
}

/// `GET /diagnosis/plans/{id}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw_one(page, &house, &actor, id, FormState::default()).await
}

async fn draw_one(
    page: Page,
    house: &House,
    actor: &Actor,
    id: String,
    form: FormState,
) -> Result<Response, Problem> {
    let asking = actor.clone();
    let found = house.read(move |tx| read(tx, &asking, &id)).await?;
    let name = construct_name(&page.t, &found.plan.construct);
    let page = page
        .titled_with("diagnosis-plan-title", &[("name", &name)])
        .back_to("/diagnosis/plans", "diagnosis-plans");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    let plan = &found.plan;
    let path = format!("/diagnosis/plans/{}", plan.id);
    let before =
        plan.before.map(|(mean, n)| t.with("diagnosis-mean-of", &[("mean", &two(t, mean)), ("n", &n)]));
    let since =
        found.since.as_ref().map_or_else(|| t.of("diagnosis-since-none").to_owned(), |since| moved(t, since));
    let mut facts = FactList::new()
        .fact(t.of("diagnosis-unit"), &plan.unit_name)
        .drawn(t.of("diagnosis-state"), Markup::of(&tag(t, plan)))
        .fact(t.of("diagnosis-review-on"), &t.date(plan.review_on))
        .fact(t.of("diagnosis-made-on"), &t.date(plan.made_on))
        .fact(t.of("diagnosis-before"), before.as_deref().unwrap_or_default())
        .fact(t.of("diagnosis-since"), &since);
    if !plan.finding.is_empty() {
        facts = facts.fact(t.of("diagnosis-finding"), &plan.finding);
    }
    sheet.add(&facts);
    sheet
        .links(vec![(format!("/diagnosis/report?{}", query(&plan.of)), t.of("diagnosis-report").to_owned())]);
    sheet.heading("diagnosis-meeting");
    plan.meeting.lines().for_each(|line| sheet.text(line));
    sheet.heading("diagnosis-measures");
    sheet.add(&measures_table(t, found.today, &found.measures));
    for one in found.measures.iter().filter(|one| one.done_on.is_none()) {
        if actor.person.as_deref() == Some(one.owner.as_str()) {
            sheet.lesser(&one.words);
            let note = sheet.field("note", "diagnosis-measure-note", |field| field.textarea(3).max(2000));
            let done = Form::to(path.as_str()).hidden("measure", one.id.as_str()).part(note);
            sheet.add(&done.way("act", "done", t.of("diagnosis-measure-done"), false));
        }
    }
    if plan.running && found.waits {
        sheet.heading("diagnosis-review");
        let finding = sheet.field("finding", "diagnosis-finding", |field| {
            field.textarea(3).max(2000).hint("diagnosis-finding-hint")
        });
        sheet.add(&Form::to(path).part(finding).way("act", "review", t.of("diagnosis-review"), false));
    }
    sheet.done()
}

fn measures_table(t: &Lookup, today: Date, measures: &[Measure]) -> Table {
    let mut table = Table::new(t, "measures", t.of("diagnosis-measures"))
        .caption_unseen()
        .column(t.of("diagnosis-measure"))
        .column(t.of("diagnosis-owner"))
        .column(t.of("diagnosis-due"))
        .column(t.of("diagnosis-done-on"))
        .column(t.of("diagnosis-measure-note"));
    for one in measures {
        table.push(vec![
            Cell::Text(one.words.clone()),
            one.owner_name.as_str().into(),
            one.due_on.into(),
            match one.done_on {
                Some(day) => day.into(),
                None if one.due_on < today => {
                    Cell::drawn(&StateTag::new(Tone::Stopped, t.of("diagnosis-overdue")))
                }
                None => "—".into(),
            },
            Cell::Text(one.note.clone()),
        ]);
    }
    table
}

/// `POST /diagnosis/plans/{id}`: a measure done, or the review.
pub async fn act_on(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (who, asked) = (actor.clone(), id.clone());
    let done = if form.value("act") == "review" {
        let finding = form.value("finding").to_owned();
        act(&house, &mut form, move |tx: &mut Tx<'_>| plan::review(tx, &who, &asked, &finding)).await?
    } else {
        let (measure, note) = (form.value("measure").to_owned(), form.value("note").to_owned());
        act(&house, &mut form, move |tx: &mut Tx<'_>| plan::carry_out(tx, &who, &measure, &note).map(drop))
            .await?
    };
    match done {
        Some(()) => Ok(see_other(format!("/diagnosis/plans/{id}"))
            .notice("diagnosis-done-noted", &[])
            .into_response()),
        None => draw_one(page, &house, &actor, id, form).await,
    }
}
