//! The yearly survey as people answer it: voluntary, changed until its last day.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Asker, act, choices};
use crate::form::{Form as Given, Topic};
use crate::survey::{self, Answer};
use crate::year;
use web::sheet::{Form, Sheet};

async fn draw(page: Page, house: &House, which: i16, form: &FormState) -> Result<Response, Problem> {
    let (found, today) = house.read(move |tx| Ok((year::wanted(tx, which)?, tx.today()))).await?;
    let page = page
        .titled_with("training-survey-of", &[("year", &which.to_string())])
        .led_by("training-survey-lead")
        .back_to("/training", "training-room");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    if today > found.survey_until {
        sheet.text(&t.with("training-survey-ended", &[("until", &t.date(found.survey_until))]));
        return sheet.done();
    }
    sheet.text(&t.with("training-survey-until-day", &[("until", &t.date(found.survey_until))]));
    let topics = choices(t, Topic::ALL, |one| (one.code(), one.words()));
    let forms = choices(t, Given::ALL, |one| (one.code(), one.words()));
    let mut answer = Form::to(format!("/training/years/{which}/survey"));
    answer = answer.part(sheet.field("topic", "training-survey-topic", |field| {
        field.checkboxes(&topics).hint("training-survey-three")
    }));
    answer = answer.part(sheet.field("form", "training-survey-form", |field| field.radios(&forms)));
    answer = answer
        .part(sheet.field("wish", "training-survey-wish", |field| field.textarea(2).max(200).optional()));
    sheet.add(&answer.button(t.of("training-survey-send")));
    sheet.done()
}

/// `GET /training/years/{year}/survey`
pub async fn ask(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(which): Path<i16>,
) -> Result<Response, Problem> {
    let asker: Asker = actor.clone();
    let own = house
        .read(move |tx| match &asker.person {
            Some(person) => Ok(survey::own(tx, person, which)?),
            None => Ok(None),
        })
        .await?;
    let mut form = FormState::default();
    if let Some(own) = own {
        form.set_all("topic", own.topics.iter().map(|topic| topic.code()));
        form.set("form", own.form.code());
        form.set("wish", own.wish);
    }
    draw(page, &house, which, &form).await
}

/// `POST /training/years/{year}/survey`
pub async fn answer(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(which): Path<i16>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let topics = form.choices("topic", Topic::CODES);
    let topics: Vec<Topic> = topics.iter().filter_map(|code| Topic::from_code(code)).collect();
    let given = form.required_coded("form", Given::ALL, Given::code);
    let wish = form.text("wish", 200).unwrap_or_default();
    if let (Some(given), true) = (given, form.is_ok()) {
        let new = Answer { topics, form: given, wish };
        if act(&house, &mut form, move |tx| survey::answer(tx, &actor, which, &new)).await?.is_some() {
            return Ok(see_other("/training").notice("training-done-survey", &[]).into_response());
        }
    }
    draw(page, &house, which, &form).await
}
