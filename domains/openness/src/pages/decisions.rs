//! Major decisions inside: the list and the year's catalogue, one decision with what is missing. Not here: proposing one
//! (`decision_new`), the forms of its steps (`decision_forms`), comments (`voice`).

use axum::extract::{Path, Query, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Fault, Tx, case};
use law::rules::decision_gate::Gate;
use law::{Record, Rulebook};
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, FactList, Table, Timeline, TimelineEntry, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Markup, Page, Problem, see_other};

use super::decision_forms::{self, Doing};
use super::decision_new::propose_traits;
use super::decision_sent;
use super::{act, decision_tag, refused};
use crate::decision::after::{self, Evaluation};
use crate::decision::view::{self, Sitting};
use crate::decision::{self, Decision, Done, review};
use crate::office;
use crate::permission::is_poster;

/// Which form is open, or which year is listed.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(rename = "do")]
    doing: Option<String>,
    pub(crate) year: Option<i64>,
}

/// `GET /openness/decisions`
pub async fn list(page: Page, Ax(house): Ax<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    draw_list(page, &house, &actor, FormState::default()).await
}

pub(super) async fn draw_list(
    page: Page,
    house: &House,
    actor: &Actor,
    form: FormState,
) -> Result<Response, Problem> {
    let asking = actor.clone();
    let (all, government, offices) = house
        .read(move |tx| Ok((decision::list(tx, &asking)?, office::of_government(tx)?, office::all(tx)?)))
        .await?;
    let page = page
        .titled_by("openness-decisions")
        .led_by("openness-decisions-lead")
        .back_to("/openness", "openness-room")
        .across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    match &government {
        Some((_, name)) => sheet.text(&t.with("openness-office-is", &[("name", name)])),
        None => sheet.text(t.of("openness-office-none")),
    }
    if is_poster(actor) {
        let path = "/openness/decisions/new".to_owned();
        sheet.links(vec![(path, t.of("openness-decision-new").to_owned())]);
    }
    let mut table = Table::new(t, "decisions", t.of("openness-decisions"))
        .caption_unseen()
        .column(t.of("openness-number"))
        .column(t.of("openness-title"))
        .column(t.of("openness-lead-unit"))
        .column(t.of("openness-state"))
        .number_column(t.of("openness-comments"))
        .empty(t.of("openness-decisions-none"))
        .export("/openness/decisions.xlsx");
    for one in &all {
        table.push(vec![
            one.number.as_str().into(),
            Cell::link(format!("/openness/decisions/{}", one.id), one.title.as_str()),
            one.unit_name.as_str().into(),
            Cell::drawn(&decision_tag(t, &one.state, one.suspended_on.is_some())),
            Cell::number(t, one.comments),
        ]);
    }
    sheet.add(&table);
    if office::may_name(actor) {
        let choices: Vec<Choice> = offices.into_iter().map(|(id, name)| Choice::new(id, name)).collect();
        let unit = sheet.field("unit", "openness-office", |field| field.select(&choices));
        let named = Form::to("/openness/office").part(unit).button(t.of("openness-office-name"));
        sheet.fold(t.of("openness-office-name"), &named, !form.is_ok());
    }
    sheet.done()
}

/// What one decision's page shows.
pub(crate) struct Found {
    pub(crate) decision: Decision,
    pub(crate) steps: Vec<Done>,
    pub(crate) sittings: Vec<Sitting>,
    pub(crate) evaluations: Vec<Evaluation>,
    /// The open step of the case, if it is mine.
    pub(crate) mine: Option<String>,
    /// The legality review waits for me.
    pub(crate) review: bool,
    /// I lead it.
    pub(crate) leads: bool,
    /// I act for the deciding body.
    pub(crate) decides: bool,
    pub(crate) gate: Option<Record>,
}

pub(crate) fn read(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<Found, Fault> {
    let of = match decision::find(tx, actor, id) {
        Ok(found) => found,
        Err(Fault::NotFound) => after::find_for_evaluator(tx, actor, id)?,
        Err(other) => return Err(other),
    };
    let today = tx.today();
    let waits = |step: case::OpenStep| step.waits_for(actor).then_some(step.step);
    let mine = case::open_step_of(tx, &of.case)?.and_then(waits);
    let review = match &of.review_case {
        Some(case) => {
            case::open_step_of(tx, case)?.is_some_and(|step| step.waits_for(actor))
                && review::may_review(tx, actor, id)?
        }
        None => false,
    };
    let gate = match of.state.as_str() {
        "preparing" => Some(decision::gate(&of.facts, Gate::Table, book, today)?),
        "decided" => Some(decision::gate(&of.facts, Gate::Publish, book, today)?),
        _ => None,
    };
    let sittings = view::sittings(tx, actor, &of)?;
    let leads = actor.holds(tx, kernel::Role::Head, &of.unit)?;
    Ok(Found {
        steps: decision::steps(tx, id)?,
        evaluations: after::evaluations(tx, id)?,
        decision: of,
        sittings,
        mine,
        review,
        leads,
        decides: office::acts(tx, actor)?,
        gate,
    })
}

/// `GET /openness/decisions/{id}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let doing = asked.doing.unwrap_or_default();
    draw_one(page, &house, &actor, (id, doing), FormState::default(), &[]).await
}

async fn draw_one(
    page: Page,
    house: &House,
    actor: &Actor,
    (id, doing): (String, String),
    mut form: FormState,
    why: &[Record],
) -> Result<Response, Problem> {
    let (asking, book) = (actor.clone(), house.book());
    let (found, offices) =
        house.read(move |tx| Ok((read(tx, &asking, &book, &id)?, office::all(tx)?))).await?;
    let units: Vec<Choice> = offices.into_iter().map(|(id, name)| Choice::new(id, name)).collect();
    let of = &found.decision;
    if doing == Doing::Start.code() && !form.has("do") {
        propose_traits(&mut form, of);
    }
    let page = page.titled(of.title.as_str()).back_to("/openness/decisions", "openness-decisions").across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    refused(&mut sheet, why);
    let ways = decision_forms::ways(actor, &found);
    if let Some(doing) = Doing::from_code(&doing).filter(|doing| ways.contains(doing)) {
        sheet.heading(doing.label());
        decision_forms::draw(&mut sheet, doing, &found, &units);
        return sheet.done();
    }
    sheet.add(&head(t, of));
    let path = format!("/openness/decisions/{}", of.id);
    let mut links: Vec<(String, String)> = ways
        .iter()
        .map(|doing| (format!("{path}?do={}", doing.code()), t.of(doing.label()).to_owned()))
        .collect();
    if of.comments > 0 || of.comment_notice.is_some() {
        links.push((format!("{path}/comments"), t.of("openness-comments").to_owned()));
    }
    links.push((format!("{path}/file"), t.of("openness-file").to_owned()));
    if of.public {
        links.push((format!("/open/decisions/{}", of.number), t.of("openness-as-everybody").to_owned()));
    }
    sheet.links(links);
    if let Some(record) = &found.gate {
        sheet.heading("openness-missing");
        let open = record.value().and_then(|value| value.get("open")).is_some_and(|open| open == true);
        let key = if open { "openness-nothing-missing" } else { "openness-steps-missing" };
        let sentence = t.of(key).to_owned();
        sheet.decision(record, &sentence, true);
    }
    sheet.heading("openness-proposal");
    sheet.quoted(&of.proposal);
    sheet.heading("openness-question");
    sheet.quoted(&of.question);
    rest(&mut sheet, &found);
    sheet.done()
}

fn rest(sheet: &mut Sheet<'_>, found: &Found) {
    let t = &sheet.page.t;
    let of = &found.decision;
    if !of.pilot.is_empty() {
        sheet.heading("openness-pilot");
        sheet.quoted(&of.pilot);
        sheet.quoted(&of.legal_risk);
    }
    if !of.outcome.is_empty() {
        sheet.heading("openness-outcome");
        sheet.quoted(&of.outcome);
    }
    if !found.sittings.is_empty() {
        sheet.heading("openness-views");
        sheet.hint("openness-views-hint");
        found.sittings.iter().for_each(|sitting| draw_sitting(sheet, sitting));
    }
    if !found.evaluations.is_empty() {
        sheet.heading("openness-evaluation");
        for one in &found.evaluations {
            sheet.lesser(&one.unit_name);
            sheet.quoted(&one.why);
            sheet.quoted(&one.words);
        }
    }
    sheet.heading("openness-done-steps");
    sheet.add(&timeline(t, &found.steps, true));
}

/// One meeting: its figures, and who said what for whoever reads that.
fn draw_sitting(sheet: &mut Sheet<'_>, sitting: &Sitting) {
    let t = &sheet.page.t;
    let n = sitting.meeting.to_string();
    sheet.lesser(&t.with("openness-sitting", &[("n", &n)]));
    let (agree, against, reserved) = sitting.counts;
    let counts: [(&str, &dyn web::argument::Arg); 3] =
        [("agree", &agree), ("against", &against), ("reserved", &reserved)];
    sheet.text(&t.with("openness-views-counts", &counts));
    if sitting.views.is_empty() {
        return;
    }
    let mut table = Table::new(t, format!("views-{n}"), t.of("openness-views"))
        .column(t.of("openness-who"))
        .column(t.of("openness-stance"))
        .column(t.of("openness-said"));
    for view in &sitting.views {
        let stance = decision_forms::stance(t, &view.stance);
        table.push(vec![view.name.as_str().into(), stance.into(), view.words.as_str().into()]);
    }
    sheet.add(&table.caption_unseen());
}

fn head(t: &Lookup, of: &Decision) -> FactList {
    let mut facts = FactList::new()
        .fact(t.of("openness-number"), &of.number)
        .fact(t.of("openness-lead-unit"), &of.unit_name)
        .drawn(t.of("openness-state"), Markup::of(&decision_tag(t, &of.state, of.suspended_on.is_some())))
        .fact(t.of("openness-comments"), &t.number(of.comments));
    if let Some(day) = of.facts.comment_to {
        facts = facts.fact(t.of("openness-comment-until"), &t.date(day));
    }
    facts
}

/// What was done; for everybody only what is shown, without who.
pub(crate) fn timeline(t: &Lookup, steps: &[Done], inside: bool) -> Timeline {
    let entry = |done: &Done| TimelineEntry {
        when: t.day(done.on),
        title: t.of(&format!("openness-step-{}", done.step)).to_owned(),
        text: if inside && !done.inner.is_empty() {
            format!("{} {}", t.both(&done.shown), done.inner).trim().to_owned()
        } else {
            t.both(&done.shown).to_owned()
        },
        href: None,
        tone: Tone::Done,
    };
    Timeline::new(steps.iter().filter(|done| inside || !done.shown.zh.is_empty()).map(entry).collect())
}

/// `POST /openness/decisions/{id}`
pub async fn act_on(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let code = form.value("do").to_owned();
    let Some(doing) = Doing::from_code(&code) else { return Err(Problem::not_found()) };
    if doing == Doing::Decide && form.value("outcome") == "more" {
        return draw_one(page, &house, &actor, (id, code), form, &[]).await;
    }
    let Some(asked) = decision_sent::read(&mut form, doing) else {
        return draw_one(page, &house, &actor, (id, code), form, &[]).await;
    };
    let (who, of, book) = (actor.clone(), id.clone(), house.book());
    let done = act(&house, &mut form, move |tx| decision_sent::take(tx, &who, &book, &of, &asked)).await?;
    match done {
        Ok(()) => Ok(see_other(format!("/openness/decisions/{id}"))
            .notice("openness-done-step", &[])
            .into_response()),
        Err(why) => draw_one(page, &house, &actor, (id, code), form, &why).await,
    }
}
