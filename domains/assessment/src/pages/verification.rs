//! The superior's page: items to check and adjust with reasons, marks by name, comment, proposal. One form.
//! Not here: what is allowed (verify).

use axum::extract::{Path, State as Ax};
use axum::response::{IntoResponse, Response};
use duty::measure::Measure;
use jiff::civil::Date;
use kernel::Tx;
use law::Record;
use rust_decimal::Decimal;
use web::components::field::Choice;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::appraisal::{Found, came_words, read, score_part, titled};
use super::{act, grade_choices, grade_of, show_decisions};
use crate::appraisal::State;
use crate::items::{Adjustment, Came, Line};
use crate::terms::{MARKED, question};
use crate::verify::{self, Proposal};
use crate::working::plain;
use web::sheet::{Form, Sheet};

/// `GET /assessment/{id}/verification`
pub async fn ask(
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
    actor: &kernel::Actor,
    id: String,
    form: FormState,
    decisions: &[Record],
) -> Result<Response, Problem> {
    let (asking, book) = (actor.clone(), house.book());
    let (found, highest, outcome) = house
        .read(move |tx| {
            let found = read(tx, &asking, &book, &id)?;
            let decision = crate::eligibility::of(tx, &book, &found.appraisal)?;
            let highest = decision.value().and_then(|found| found.highest);
            Ok((found, highest, crate::eligibility::record(&decision)?))
        })
        .await?;
    if found.appraisal.state != State::Verify {
        return Ok(see_other(found.appraisal.link()).into_response());
    }
    let page = titled(page, &found.appraisal).back_to(found.appraisal.link(), "assessment-appraisal");
    let form = prefilled(form, &found);
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    show_decisions(&mut sheet, decisions);
    let sentence = super::eligibility_sentence(t, &outcome);
    sheet.add(&page.decision(&outcome, &sentence).about_person());
    if !found.appraisal.summary.is_empty() {
        let lines = found.appraisal.summary.lines().map(str::to_owned).collect();
        sheet.folded(t.of("assessment-summary"), lines, true);
    }
    score_part(&mut sheet, &found);
    sheet.heading("assessment-verify");
    let mut proposal = Form::to(format!("{}/verification", found.appraisal.link()))
        .autosave_briefly(format!("verify-{}", found.appraisal.id));
    for (place, line) in found.items.iter().enumerate() {
        proposal = item_fields(&mut sheet, proposal, place, line);
    }
    for (place, dimension) in MARKED.into_iter().enumerate() {
        let label = t.labelled(t.both(&dimension.words().text()), t.both(&question(dimension)));
        let name = format!("mark_{place}");
        proposal = proposal.part(sheet.field(&name, &label, |field| field.number()));
    }
    if found.appraisal.sending_unit.is_some() {
        proposal =
            proposal.part(sheet.field("heard", "assessment-heard", |field| field.textarea(3).max(2_000)));
    }
    proposal =
        proposal.part(sheet.field("comment", "assessment-comment", |field| field.textarea(5).max(4_000)));
    let choices: Vec<Choice> = grade_choices(t, highest);
    if highest.is_some() {
        proposal =
            proposal.part(sheet.field("grade", "assessment-grade-proposed", |field| field.radios(&choices)));
    }
    let note = sheet.field("note", "assessment-return-note", |field| field.textarea(2).max(1_000).optional());
    proposal = proposal.part(note).way("act", "propose", t.of("assessment-propose"), false);
    sheet.add(&proposal.way("act", "return", t.of("assessment-return-to-summary"), true));
    sheet.done()
}

/// The fields of one item: what came of it as recorded, points instead, why.
fn item_fields(sheet: &mut Sheet<'_>, form: Form, place: usize, line: &Line) -> Form {
    let t = &sheet.page.t;
    let (came, points, reason) =
        (format!("came_{place}"), format!("points_{place}"), format!("reason_{place}"));
    let label = |key: &str| t.labelled(&line.title, t.of(key));
    let hint = t.with("assessment-came-hint", &[("came", &came_words(t, line))]);
    let came_label = label("assessment-came");
    let form = form.part(sheet.field(&came, &came_label, |field| match line.measure {
        Measure::Milestone => field.date().optional().hint_text(&hint),
        Measure::Rating => field.optional().hint("assessment-ratings-hint"),
        Measure::Quantity | Measure::Standard => field.number().optional().hint_text(&hint),
    }));
    let (points_label, reason_label) = (label("assessment-adjusted"), label("assessment-adjusted-why"));
    form.part(sheet.field(&points, &points_label, |field| field.number().optional())).part(sheet.field(
        &reason,
        &reason_label,
        |field| field.max(500).optional(),
    ))
}

/// A first visit shows what is recorded; what was typed stays.
fn prefilled(mut form: FormState, found: &Found) -> FormState {
    if form.has("comment") {
        return form;
    }
    for (place, line) in found.items.iter().enumerate() {
        form.set(&format!("came_{place}"), came_value(line));
    }
    for (place, mark) in found.appraisal.marks.iter().enumerate() {
        form.set(&format!("mark_{place}"), mark.map(plain).unwrap_or_default());
    }
    form.set("comment", found.appraisal.comment.clone());
    form.set("heard", found.appraisal.heard.clone());
    if let Some(grade) = found.appraisal.proposed {
        form.set("grade", grade.id());
    }
    form
}

fn came_value(line: &Line) -> String {
    match line.measure {
        Measure::Milestone => line.came.reached.map(|day| day.to_string()).unwrap_or_default(),
        Measure::Rating => {
            line.came.ratings.iter().map(|rating| plain(*rating)).collect::<Vec<_>>().join(" ")
        }
        Measure::Quantity | Measure::Standard => line.came.amount.map(plain).unwrap_or_default(),
    }
}

fn came_of(form: &mut FormState, place: usize, line: &Line) -> Option<Came> {
    let name = format!("came_{place}");
    if form.value(&name).trim() == came_value(line) {
        return None;
    }
    let limit = Decimal::from(1_000_000_000_000_i64);
    match line.measure {
        Measure::Milestone => {
            form.date(&name).map(|day: Date| Came { reached: Some(day), ..Came::default() })
        }
        Measure::Quantity | Measure::Standard => form
            .decimal(&name, 4, -limit..=limit)
            .map(|amount| Came { amount: Some(amount), ..Came::default() }),
        Measure::Rating => {
            let typed = form.value(&name).to_owned();
            let ratings: Result<Vec<Decimal>, _> =
                typed.split([' ', ',', '，', '、']).filter(|one| !one.is_empty()).map(str::parse).collect();
            match ratings {
                Ok(ratings) => Some(Came { ratings, ..Came::default() }),
                Err(_) => {
                    form.error(&name, "assessment-ratings-wrong");
                    None
                }
            }
        }
    }
}

fn corrections(form: &mut FormState, items: &[Line]) -> Vec<Adjustment> {
    let mut found = Vec::new();
    for (place, line) in items.iter().enumerate() {
        let came = came_of(form, place, line);
        let points = form.decimal(&format!("points_{place}"), 2, Decimal::ZERO..=Decimal::from(150));
        let mut reason = form.value(&format!("reason_{place}")).to_owned();
        // Ratings are not in evidence, so entering them for the first time is no correction.
        let entered = line.measure == Measure::Rating && line.came.ratings.is_empty() && points.is_none();
        if entered && came.is_some() && reason.trim().is_empty() {
            reason = "负责人依据评价情况填写".to_owned();
        }
        if came.is_some() || points.is_some() || !reason.trim().is_empty() {
            found.push(Adjustment { item: line.item.clone(), came, points, reason });
        }
    }
    found
}

/// `POST /assessment/{id}/verification`
pub async fn propose(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (asking, book, asked) = (actor.clone(), house.book(), id.clone());
    let found = house.read(move |tx| read(tx, &asking, &book, &asked)).await?;
    let (who, book, asked) = (actor.clone(), house.book(), id.clone());
    if form.value("act") == "return" {
        let note = form.value("note").to_owned();
        return match act(&house, &mut form, move |tx| verify::send_back(tx, &who, &asked, &note)).await? {
            Ok(()) => Ok(see_other("/assessment").notice("assessment-done-returned", &[]).into_response()),
            Err(decisions) => draw(page, &house, &actor, id, form, &decisions).await,
        };
    }
    let mut marks = [None; 4];
    for (place, mark) in marks.iter_mut().enumerate() {
        *mark = form.decimal(&format!("mark_{place}"), 2, Decimal::ZERO..=Decimal::ONE_HUNDRED);
    }
    let proposal = Proposal {
        corrections: corrections(&mut form, &found.items),
        marks,
        comment: form.value("comment").to_owned(),
        heard: form.value("heard").to_owned(),
        grade: grade_of(&mut form, "grade"),
    };
    if !form.is_ok() {
        return draw(page, &house, &actor, id, form, &[]).await;
    }
    let work = move |tx: &mut Tx<'_>| verify::propose(tx, &who, &book, &asked, &proposal);
    match act(&house, &mut form, work).await? {
        Ok(()) => Ok(see_other("/assessment").notice("assessment-done-proposed", &[]).into_response()),
        Err(decisions) => draw(page, &house, &actor, id, form, &decisions).await,
    }
}
