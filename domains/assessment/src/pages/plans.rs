//! Improvement plans: drafted, agreed, looked at on the agreed days, concluded.

use axum::extract::{Path, State as Ax};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Actor, Area, Tx};
use law::Record;
use web::components::field::Choice;
use web::components::{Cell, FactList, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::course::{self, Course};
use super::{act, local, show_decisions};
use crate::plan::{self, Check, Draft, Plan};
use crate::procedure::PLAN;
use web::sheet::{Form, Sheet};

fn tag(t: &Lookup, plan: &Plan) -> StateTag {
    let tone = match (plan.state.as_str(), plan.outcome.as_deref()) {
        ("draft", _) => Tone::Draft,
        ("agree" | "close", _) => Tone::Waiting,
        ("follow", _) => Tone::Active,
        (_, Some("improved")) => Tone::Done,
        _ => Tone::Stopped,
    };
    let state = plan.outcome.as_deref().unwrap_or(&plan.state);
    StateTag::new(tone, t.of(&format!("assessment-plan-{state}")))
}

/// `GET /assessment/plans`
pub async fn list(page: Page, Ax(house): Ax<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    let plans = house.read(move |tx| Ok(plan::list(tx, &actor.scope(Area::Duty))?)).await?;
    let page = page
        .titled_by("assessment-plans")
        .led_by("assessment-plans-lead")
        .back_to("/assessment", "assessment-room");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let mut table = Table::new(t, "plans", t.of("assessment-plans"))
        .caption_unseen()
        .column(t.of("assessment-name"))
        .column(t.of("assessment-unit"))
        .column(t.of("assessment-year"))
        .column(t.of("assessment-state"))
        .column(t.of("assessment-plan-until"))
        .empty(t.of("assessment-plans-none"));
    for one in &plans {
        table.push(vec![
            Cell::link(format!("/assessment/plans/{}", one.id), one.name.as_str()),
            one.unit_name.as_str().into(),
            one.year.to_string().into(),
            Cell::drawn(&tag(t, one)),
            one.until.map(|day| day.to_string()).unwrap_or_default().into(),
        ]);
    }
    sheet.add(&table);
    sheet.done()
}

struct Found {
    plan: Plan,
    checks: Vec<Check>,
    helpers: Vec<(String, String)>,
    course: Course,
    today: Date,
}

/// `GET /assessment/plans/{id}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw(page, &house, &actor, id, FormState::default(), &[]).await
}

async fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    id: String,
    mut form: FormState,
    decisions: &[Record],
) -> Result<Response, Problem> {
    let asking = actor.clone();
    let found = house
        .read(move |tx| {
            let plan = plan::find(tx, &asking, &id)?;
            let (checks, helpers) = (plan::checks(tx, &plan)?, plan::helpers(tx, &plan)?);
            let course = course::read(tx, &asking.scope(Area::Duty), &plan.case, ("improvement-plan", &id))?;
            Ok(Found { checks, helpers, course, today: tx.today(), plan })
        })
        .await?;
    let one = &found.plan;
    if !form.has("goals") {
        form.set("goals", one.goals.clone());
        form.set("helper", one.helper.clone().unwrap_or_default());
        let days: Vec<String> = found.checks.iter().map(|check| check.due_on.to_string()).collect();
        form.set("checks", days.join(" "));
    }
    let page = page
        .titled_with("assessment-plan-title", &[("name", &one.name)])
        .back_to("/assessment/plans", "assessment-plans");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    show_decisions(&mut sheet, decisions);
    let facts = FactList::new()
        .drawn(t.of("assessment-state"), web::Markup::of(&tag(t, one)))
        .fact(t.of("assessment-unit"), &one.unit_name)
        .fact(t.of("assessment-plan-helper"), one.helper_name.as_deref().unwrap_or_default())
        .fact(t.of("assessment-plan-until"), &one.until.map(|day| t.date(day)).unwrap_or_default());
    sheet.add(&facts);
    if let Some((name, note)) = found.course.sent_back() {
        sheet.text(&t.with("assessment-sent-back", &[("name", &name), ("note", &note)]));
    }
    if !one.goals.is_empty() {
        sheet.heading("assessment-plan-goals");
        sheet.quoted(&one.goals);
    }
    acts(&mut sheet, actor, &found);
    sheet.heading("assessment-plan-checks");
    sheet.add(&checks(t, &found.checks));
    if !one.closing.is_empty() {
        sheet.heading("assessment-plan-closing");
        sheet.quoted(&one.closing);
    }
    sheet.add(&found.course.bar(t, &house.book(), &PLAN, found.today));
    sheet.done()
}

fn checks(t: &Lookup, checks: &[Check]) -> Table {
    let mut table = Table::new(t, "checks", t.of("assessment-plan-checks"))
        .caption_unseen()
        .column(t.of("assessment-due"))
        .column(t.of("assessment-plan-done"))
        .column(t.of("assessment-plan-seen"));
    for one in checks {
        let done = one.done_at.map(|at| t.moment(local(at))).unwrap_or_default();
        table.push(vec![one.due_on.into(), done.into(), one.note.as_str().into()]);
    }
    table
}

fn acts(sheet: &mut Sheet<'_>, actor: &Actor, found: &Found) {
    let (t, one) = (&sheet.page.t, &found.plan);
    let waits = found.course.open.as_ref().is_some_and(|open| open.waits_for(actor));
    let path = format!("/assessment/plans/{}", one.id);
    if !waits {
        return;
    }
    match one.state.as_str() {
        "draft" => {
            let helpers: Vec<Choice> =
                found.helpers.iter().map(|(id, name)| Choice::new(id.as_str(), name.as_str())).collect();
            let goals = sheet.field("goals", "assessment-plan-goals", |field| field.textarea(6).max(4_000));
            let helper = sheet.field("helper", "assessment-plan-helper", |field| field.select(&helpers));
            let days = sheet.field("checks", "assessment-plan-checks", |field| {
                field.max(200).hint("assessment-plan-checks-hint")
            });
            let form = Form::to(path).part(goals).part(helper).part(days);
            sheet.add(&form.way("act", "draft", t.of("assessment-plan-give"), false));
        }
        "agree" => {
            let note = sheet
                .field("note", "assessment-plan-change", |field| field.textarea(3).max(1_000).optional());
            let form = Form::to(path).part(note).way("act", "agree", t.of("assessment-agree"), false);
            sheet.add(&form.way("act", "dispute", t.of("assessment-plan-ask-change"), true));
        }
        "follow" => {
            let Some(next) = found.checks.iter().find(|check| check.done_at.is_none()) else { return };
            let note =
                sheet.field("check_note", "assessment-plan-seen", |field| field.textarea(4).max(2_000));
            let form = Form::to(path).hidden("check", next.id.clone()).part(note);
            sheet.add(&form.way(
                "act",
                "check",
                t.with("assessment-plan-check-of", &[("day", &next.due_on)]),
                false,
            ));
        }
        _ => {
            let closing =
                sheet.field("closing", "assessment-plan-closing", |field| field.textarea(4).max(2_000));
            let form =
                Form::to(path).part(closing).way("act", "improved", t.of("assessment-plan-improved"), false);
            sheet.add(&form.way("act", "not-improved", t.of("assessment-plan-not-improved"), true));
        }
    }
}

/// `POST /assessment/plans/{id}`
pub async fn act_on(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (who, asked) = (actor.clone(), id.clone());
    let text = |form: &FormState, name: &str| form.value(name).to_owned();
    let way = text(&form, "act");
    let done = match way.as_str() {
        "draft" => {
            let typed = text(&form, "checks");
            let days: Result<Vec<Date>, _> = typed
                .split([' ', ',', '，', '、', '\n'])
                .filter(|day| !day.is_empty())
                .map(str::parse)
                .collect();
            let Ok(checks) = days else {
                form.error("checks", "assessment-plan-checks-wrong");
                return draw(page, &house, &actor, id, form, &[]).await;
            };
            let draft = Draft { goals: text(&form, "goals"), helper: text(&form, "helper"), checks };
            act(&house, &mut form, move |tx| plan::draft(tx, &who, &asked, &draft)).await?
        }
        "agree" | "dispute" => {
            let (agrees, note) = (way == "agree", text(&form, "note"));
            act(&house, &mut form, move |tx| plan::answer(tx, &who, &asked, agrees, &note)).await?
        }
        "check" => {
            let (check, note) = (text(&form, "check"), text(&form, "check_note"));
            act(&house, &mut form, move |tx: &mut Tx<'_>| {
                plan::check(tx, &who, &asked, &check, &note).map(|_| ())
            })
            .await?
        }
        _ => {
            let (improved, closing) = (way == "improved", text(&form, "closing"));
            act(&house, &mut form, move |tx| plan::close(tx, &who, &asked, improved, &closing)).await?
        }
    };
    match done {
        Ok(()) => Ok(see_other("/assessment").notice("assessment-done-plan", &[]).into_response()),
        Err(decisions) => draw(page, &house, &actor, id, form, &decisions).await,
    }
}
