//! The needs of a year: from where, about what, what became of them; proposing one, collecting, setting aside.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::actor::Role;
use kernel::{Actor, Area};
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Asker, act, said};
use crate::form::{NeedSource, NeedState, Topic};
use crate::need::{Need, Proposal};
use crate::survey::Counts;
use crate::{need, permission, seat, survey, year};
use web::sheet::{Form, Sheet};

fn need_tag(t: &Lookup, state: NeedState) -> StateTag {
    let tone = match state {
        NeedState::Open => Tone::Waiting,
        NeedState::Planned => Tone::Done,
        NeedState::SetAside => Tone::Stopped,
    };
    StateTag::new(tone, said(t, state.words()))
}

/// What a need is about in the reader's language: topics of the survey are known by code.
pub(crate) fn topic(t: &Lookup, need: &Need) -> String {
    match (need.source, Topic::from_code(&need.source_ref)) {
        (NeedSource::Survey, Some(topic)) => said(t, topic.words()),
        (NeedSource::Plan, _) => said(t, NeedSource::Plan.words()),
        _ => need.topic.clone(),
    }
}

fn table(t: &Lookup, needs: &[Need], keeps: bool) -> Table {
    let mut table = Table::new(t, "needs", t.of("training-needs"))
        .caption_unseen()
        .column(t.of("training-topic"))
        .column(t.of("training-unit"))
        .column(t.of("training-source"))
        .column(t.of("training-wanted"))
        .number_column(t.of("training-people"))
        .column(t.of("training-state"))
        .column(t.of("training-note"))
        .empty(t.of("training-needs-none"))
        .filter();
    for one in needs {
        let what = topic(t, one);
        let first = if keeps && one.state == NeedState::Open {
            Cell::link(format!("/training/needs/{}/setting-aside", one.id), what)
        } else {
            what.into()
        };
        table.push(vec![
            first,
            one.unit_name.as_str().into(),
            said(t, one.source.words()).into(),
            one.wanted.as_str().into(),
            Cell::number(t, one.people),
            Cell::drawn(&need_tag(t, one.state)),
            match &one.programme {
                Some(programme) => {
                    Cell::link(format!("/training/programmes/{programme}"), t.of("training-programme"))
                }
                None => one.note.as_str().into(),
            },
        ]);
    }
    table
}

fn topics(t: &Lookup, counts: &Counts) -> Table {
    let mut table = Table::new(t, "survey", t.of("training-survey-topics"))
        .caption_unseen()
        .column(t.of("training-topic"))
        .number_column(t.of("training-people"))
        .empty(t.of("training-survey-few"));
    for (topic, people) in counts.topics.iter().filter(|(_, people)| *people >= survey::LEAST) {
        table.push(vec![said(t, topic.words()).into(), Cell::number(t, *people)]);
    }
    table
}

/// `GET /training/years/{year}/needs`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(which): Path<i16>,
) -> Result<Response, Problem> {
    let asker = actor.clone();
    let (needs, counts, ended) = house
        .read(move |tx| {
            let year = year::wanted(tx, which)?;
            let needs = need::of_year(tx, &asker.scope(Area::Learning), which)?;
            Ok((needs, survey::counts(tx, which)?, tx.today() > year.survey_until))
        })
        .await?;
    let page = page
        .titled_with("training-needs-of", &[("year", &which.to_string())])
        .back_to(format!("/training/years/{which}"), "training-plan")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let keeps = permission::keeps(&actor);
    let mut links = Vec::new();
    if keeps || actor.is(Role::Head) {
        links.push((format!("/training/years/{which}/needs/new"), t.of("training-need-propose").to_owned()));
    }
    sheet.links(links);
    if keeps {
        sheet.hint("training-collect-hint");
        let action = format!("/training/years/{which}/collection");
        sheet.add(&Form::to(action).button(t.of("training-collect")));
    }
    sheet.add(&table(t, &needs, keeps));
    if keeps {
        sheet.heading("training-survey-topics");
        sheet.text(&t.with("training-survey-answered", &[("n", &counts.answers)]));
        if ended {
            sheet.add(&topics(t, &counts));
            if counts.answers >= survey::LEAST && !counts.wishes.is_empty() {
                sheet.folded(t.of("training-survey-wishes"), counts.wishes.clone(), false);
            }
        } else {
            sheet.hint("training-survey-running");
        }
    }
    sheet.done()
}

/// Which unit.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Of {
    unit: Option<String>,
}

/// The units somebody may speak for.
pub(crate) async fn units_of(house: &House, actor: &Asker) -> Result<Vec<Choice>, Problem> {
    let asker = actor.clone();
    let units = house
        .read(move |tx| {
            let scope = if permission::keeps(&asker) {
                seat::directory()
            } else {
                kernel::Scope::units(asker.units_as(Role::Head).map(str::to_owned).collect(), None)
            };
            Ok(seat::units(tx, &scope)?)
        })
        .await?;
    Ok(units.into_iter().map(|(id, name)| Choice::new(id, name)).collect())
}

/// `GET /training/years/{year}/needs/new`
pub async fn new(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(which): Path<i16>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let mut form = FormState::default();
    let first: Option<String> = actor.units_as(Role::Head).next().map(str::to_owned);
    if let Some(unit) = of.unit.or(first) {
        form.set("unit", unit);
    }
    draw_new(page, &house, &actor, which, &form).await
}

async fn draw_new(
    page: Page,
    house: &House,
    actor: &Asker,
    which: i16,
    form: &FormState,
) -> Result<Response, Problem> {
    let units = units_of(house, actor).await?;
    if units.is_empty() {
        return Err(Problem::forbidden());
    }
    let unit = form.value("unit").to_owned();
    let targets = house.read(move |tx| Ok(need::targets_of(tx, &unit, which)?)).await?;
    let targets: Vec<Choice> = targets.into_iter().map(|(id, title)| Choice::new(id, title)).collect();
    let page = page
        .titled_by("training-need-propose")
        .led_by("training-need-lead")
        .back_to(format!("/training/years/{which}/needs"), "training-needs");
    let mut sheet = Sheet::new(&page, form);
    let mut proposal = Form::to(format!("/training/years/{which}/needs")).autosave("training-need");
    proposal = proposal.part(sheet.field("unit", "training-unit", |field| field.select(&units)));
    if !targets.is_empty() {
        let field = sheet.field("target", "training-target", |field| {
            field.select(&targets).optional().hint("training-need-target-hint")
        });
        proposal = proposal.part(field);
    }
    proposal = proposal.part(sheet.field("topic", "training-topic", |field| field.max(60)));
    proposal =
        proposal.part(sheet.field("wanted", "training-wanted", |field| {
            field.textarea(3).max(400).hint("training-wanted-hint")
        }));
    proposal = proposal.part(sheet.field("people", "training-people", |field| field.number()));
    sheet.add(&proposal.button(page.t.of("training-need-propose")));
    sheet.done()
}

/// `POST /training/years/{year}/needs`
pub async fn propose(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(which): Path<i16>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let unit = form.required_text("unit", 64).unwrap_or_default();
    let target = form.text("target", 64);
    let topic = form.required_text("topic", 60).unwrap_or_default();
    let wanted = form.required_text("wanted", 400).unwrap_or_default();
    let people = form.required_integer("people", 1..=10_000).unwrap_or_default();
    let new = Proposal { unit, target, topic, wanted, people };
    if form.is_ok() {
        let by = actor.clone();
        if act(&house, &mut form, move |tx| need::propose(tx, &by, which, &new)).await?.is_some() {
            let to = see_other(format!("/training/years/{which}/needs"));
            return Ok(to.notice("training-done-need", &[]).into_response());
        }
    }
    draw_new(page, &house, &actor, which, &form).await
}

/// `POST /training/years/{year}/collection`
pub async fn collect(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(which): Path<i16>,
) -> Result<Response, Problem> {
    let done = house.county().write(move |tx| need::collect(tx, &actor, which)).await?;
    let to = see_other(format!("/training/years/{which}/needs"));
    let (plans, topics) = (done.plans, done.topics);
    Ok(to.notice("training-done-collected", &[("plans", &plans), ("topics", &topics)]).into_response())
}

async fn draw_aside(
    page: Page,
    house: &House,
    actor: &Actor,
    id: String,
    form: &FormState,
) -> Result<Response, Problem> {
    let scope = actor.scope(Area::Learning);
    let found = house.read(move |tx| need::find(tx, &scope, &id)).await?;
    let what = topic(&page.t, &found);
    let page = page
        .titled_with("training-set-aside-of", &[("topic", &what)])
        .back_to(format!("/training/years/{}/needs", found.year), "training-needs");
    let mut sheet = Sheet::new(&page, form);
    sheet.quoted(&found.wanted);
    sheet.hint("training-set-aside-hint");
    let note = sheet.field("note", "training-reason", |field| field.textarea(3).max(200));
    let action = format!("/training/needs/{}/setting-aside", found.id);
    sheet.add(&Form::to(action).part(note).button(page.t.of("training-set-aside")));
    sheet.done()
}

/// `GET /training/needs/{id}/setting-aside`
pub async fn ask_aside(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw_aside(page, &house, &actor, id, &FormState::default()).await
}

/// `POST /training/needs/{id}/setting-aside`
pub async fn set_aside(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (by, which, note) = (actor.clone(), id.clone(), form.value("note").to_owned());
    match act(&house, &mut form, move |tx| need::set_aside(tx, &by, &which, &note)).await? {
        Some(year) => {
            let to = see_other(format!("/training/years/{year}/needs"));
            Ok(to.notice("training-done-aside", &[]).into_response())
        }
        None => draw_aside(page, &house, &actor, id, &form).await,
    }
}
