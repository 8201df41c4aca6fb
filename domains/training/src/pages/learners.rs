//! Who is in a class: the list and as a workbook, the class leader, the teams with the seed they were drawn from.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use web::components::field::Choice;
use web::components::{Cell, FactList, Table};
use web::download::download;
use web::i18n::Lookup;
use web::spreadsheet::{self, Cell as Out};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Asker, act, any_class, attended, local, said, standing_tag, time};
use crate::announcement::{self, Detail, Invitation};
use crate::class::{Class, Learner};
use crate::form::{ClassState, Presence, Standing};
use crate::roll::{self, Attendance};
use crate::team::{self, Team};
use crate::{enrolment, permission};
use web::sheet::{Form, Sheet};

struct Found {
    class: Class,
    detail: Detail,
    people: Vec<Learner>,
    teams: Vec<Team>,
    rolls: std::collections::BTreeMap<String, Attendance>,
    invitations: Vec<Invitation>,
}

async fn read(house: &House, actor: &Asker, id: &str) -> Result<Found, Problem> {
    let (asker, which) = (actor.clone(), id.to_owned());
    let found = house
        .read(move |tx| {
            Ok(Found {
                class: any_class(tx, &asker, &which)?,
                detail: announcement::detail(tx, &which)?,
                people: enrolment::everybody(tx, &which)?,
                teams: team::of_class(tx, &which)?,
                rolls: roll::attendance(&roll::of_class(tx, &which)?),
                invitations: announcement::invitations(tx, &which)?,
            })
        })
        .await?;
    let inside = |one: &Learner| Some(&one.person) == actor.person.as_ref() && one.standing.takes_part();
    if permission::answers_for(actor, &found.class) || found.people.iter().any(inside) {
        return Ok(found);
    }
    Err(Problem::forbidden())
}

fn people_table(t: &Lookup, found: &Found, answers: bool) -> Table {
    let mut table = Table::new(t, "learners", t.of("training-learners"))
        .caption_unseen()
        .column(t.of("training-name"))
        .column(t.of("training-unit"))
        .column(t.of("training-standing"))
        .column(t.of("training-team"))
        .empty(t.of("training-learners-none"))
        .filter();
    if answers {
        table = table
            .column(t.of("training-attendance"))
            .number_column(t.of("training-time"))
            .export(format!("/training/classes/{}/learners.xlsx", found.class.id));
    }
    for one in &found.people {
        if !answers && !one.standing.takes_part() {
            continue;
        }
        let team = found.teams.iter().find(|team| Some(team.number) == one.team);
        let name: Cell = if answers
            && !matches!(one.standing, Standing::Withdrawn | Standing::Finished | Standing::NotFinished)
        {
            let href = format!("/training/classes/{}/withdrawal?person={}", found.class.id, one.person);
            Cell::link(href, one.name.as_str())
        } else {
            one.name.as_str().into()
        };
        let mut cells = vec![
            name,
            one.unit_name.as_str().into(),
            Cell::drawn(&standing_tag(t, one.standing)),
            team.map(|team| team.name.clone()).unwrap_or_default().into(),
        ];
        if answers {
            let roll = found.rolls.get(&one.person).cloned().unwrap_or_default();
            cells.push(attended(t, &roll).into());
            cells.push(Cell::Number(time(t, roll.minutes)));
        }
        table.push(cells);
    }
    table
}

fn draw(page: Page, actor: &Asker, found: &Found, form: &FormState) -> Result<Response, Problem> {
    let class = &found.class;
    let page = page
        .titled_by("training-learners")
        .led(class.title.clone())
        .back_to(format!("/training/classes/{}", class.id), "training-class")
        .across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let answers = permission::answers_for(actor, class);
    let open = matches!(class.state, ClassState::Announced | ClassState::Running);
    if answers && open {
        sheet.hint("training-learners-hint");
    }
    sheet.add(&people_table(t, found, answers));
    let inside: Vec<&Learner> = found.people.iter().filter(|one| one.standing.takes_part()).collect();
    if answers && open && !inside.is_empty() {
        sheet.heading("training-leader");
        let people: Vec<Choice> = inside
            .iter()
            .map(|one| Choice::new(one.person.as_str(), t.labelled(&one.unit_name, &one.name)))
            .collect();
        let field = sheet
            .field("leader", "training-leader", |field| field.select(&people).hint("training-leader-hint"));
        let action = format!("/training/classes/{}/leader", class.id);
        sheet.add(&Form::to(action).part(field).button(t.of("training-leader-name")));
    }
    if answers && !found.invitations.is_empty() {
        sheet.heading("training-units-asked");
        let mut table = Table::new(t, "asked", t.of("training-units-asked"))
            .caption_unseen()
            .column(t.of("training-unit"))
            .number_column(t.of("training-places"))
            .column(t.of("training-answered"));
        for one in &found.invitations {
            let href = format!("/training/classes/{}/nomination?unit={}", class.id, one.unit);
            let named = found
                .people
                .iter()
                .filter(|person| person.unit == one.unit && person.standing != Standing::Withdrawn)
                .count();
            let named = i64::try_from(named).unwrap_or(0);
            let answered = match one.answered_at {
                None => String::new(),
                Some(at) if named == 0 => t.labelled(&t.moment(local(at)), t.of("training-decline")),
                Some(at) => t.labelled(&t.moment(local(at)), &t.with("training-named-n", &[("n", &named)])),
            };
            table.push(vec![
                Cell::link(href, one.unit_name.as_str()),
                Cell::number(t, one.seats),
                answered.into(),
            ]);
        }
        sheet.add(&table);
    }
    teams(&mut sheet, found, (answers && open, &inside));
    sheet.done()
}

fn teams(sheet: &mut Sheet<'_>, found: &Found, (draws, inside): (bool, &[&Learner])) {
    let t = &sheet.page.t.clone();
    let id = &found.class.id;
    if !found.teams.is_empty() {
        sheet.heading("training-teams");
        let people: Vec<Learner> = inside.iter().map(|one| (*one).clone()).collect();
        for team in &found.teams {
            sheet.lesser(&team.name);
            let units: Vec<String> = team::mixed(&people, team.number)
                .into_iter()
                .map(|(unit, n)| if n > 1 { format!("{unit} {n}") } else { unit })
                .collect();
            let names: Vec<&str> = people
                .iter()
                .filter(|one| one.team == Some(team.number))
                .map(|one| one.name.as_str())
                .collect();
            sheet.add(
                &FactList::new()
                    .fact(t.of("training-team-people"), &t.join(&names))
                    .fact(t.of("training-team-units"), &t.join(&units)),
            );
        }
        if let Some(seed) = &found.detail.seed {
            let at = found.detail.drawn_at.map(|at| t.moment(local(at))).unwrap_or_default();
            let by = found.detail.drawn_by.clone().unwrap_or_default();
            sheet.text(&t.with("training-drawn", &[("by", &by), ("at", &at)]));
            sheet.folded(
                t.of("training-draw-again-how"),
                vec![t.of("training-draw-how").to_owned(), t.with("training-draw-seed", &[("seed", seed)])],
                false,
            );
            sheet.links(vec![(
                format!("/training/classes/{id}/draw.csv"),
                t.of("training-draw-list").to_owned(),
            )]);
        }
    }
    if draws && inside.len() >= 4 {
        if found.teams.is_empty() {
            sheet.heading("training-teams");
        }
        let field =
            sheet.field("teams", "training-teams-n", |field| field.number().hint("training-teams-hint"));
        let draw = Form::to(format!("/training/classes/{id}/teams")).part(field);
        sheet.add(&draw.button(t.of(if found.teams.is_empty() {
            "training-draw"
        } else {
            "training-draw-anew"
        })));
    }
}

/// `GET /training/classes/{id}/learners`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = read(&house, &actor, &id).await?;
    let form = FormState::default().prefilled("leader", found.class.leader.clone().unwrap_or_default());
    draw(page, &actor, &found, &form)
}

/// `GET /training/classes/{id}/learners.xlsx`
pub async fn export(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = read(&house, &actor, &id).await?;
    if !permission::answers_for(&actor, &found.class) {
        return Err(Problem::forbidden());
    }
    let t = &page.t;
    let mut heads: Vec<String> = ["training-name", "training-unit", "training-standing", "training-team"]
        .iter()
        .map(|key| t.of(key).to_owned())
        .collect();
    heads.extend(Presence::ALL.iter().map(|one| said(t, one.words())));
    heads.push(t.of("training-minutes").to_owned());
    let rows: Vec<Vec<Out>> = found
        .people
        .iter()
        .map(|one| {
            let team = found.teams.iter().find(|team| Some(team.number) == one.team);
            let roll = found.rolls.get(&one.person).cloned().unwrap_or_default();
            let mut cells: Vec<Out> = vec![
                one.name.as_str().into(),
                one.unit_name.as_str().into(),
                said(t, one.standing.words()).into(),
                team.map(|team| team.name.clone()).unwrap_or_default().into(),
            ];
            let times = |presence| Out::from(roll.sessions.get(&presence).copied().unwrap_or(0));
            cells.extend(Presence::ALL.iter().copied().map(times));
            cells.push(roll.minutes.into());
            cells
        })
        .collect();
    spreadsheet::sheet(&found.class.title, &heads, &rows)
}

/// `GET /training/classes/{id}/draw.csv`: what whoever wants to draw again needs.
pub async fn draw_list(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = read(&house, &actor, &id).await?;
    let seed = found.detail.seed.clone().ok_or_else(Problem::not_found)?;
    let mut out = String::from("\u{feff}person,unit,unit_lot,person_lot,team\r\n");
    for one in found.people.iter().filter(|one| one.team.is_some()) {
        let team = one.team.unwrap_or(0);
        let (unit, person) = (team::lot(&seed, &one.unit), team::lot(&seed, &one.person));
        let _ = write!(out, "{},{},{unit},{person},{team}\r\n", one.person, one.unit);
    }
    Ok(download("draw.csv", "text/csv; charset=utf-8", out.into_bytes()))
}

/// `POST /training/classes/{id}/leader`
pub async fn name_leader(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (by, which, person) =
        (actor.clone(), id.clone(), form.required_text("leader", 64).unwrap_or_default());
    if form.is_ok()
        && act(&house, &mut form, move |tx| announcement::name_leader(tx, &by, &which, &person))
            .await?
            .is_some()
    {
        let to = see_other(format!("/training/classes/{id}/learners"));
        return Ok(to.notice("training-done-leader", &[]).into_response());
    }
    let found = read(&house, &actor, &id).await?;
    draw(page, &actor, &found, &form)
}

/// `POST /training/classes/{id}/teams`
pub async fn draw_teams(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let teams = form.required_integer("teams", 2..=20);
    if let (Some(teams), true) = (teams, form.is_ok()) {
        let (by, which) = (actor.clone(), id.clone());
        if act(&house, &mut form, move |tx| team::draw(tx, &by, &which, teams)).await?.is_some() {
            let to = see_other(format!("/training/classes/{id}/learners"));
            return Ok(to.notice("training-done-drawn", &[("n", &teams)]).into_response());
        }
    }
    let found = read(&house, &actor, &id).await?;
    draw(page, &actor, &found, &form)
}
