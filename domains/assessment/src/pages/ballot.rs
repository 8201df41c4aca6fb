//! Answering with a code, for anybody, without an account and with nothing personal in any address: the code is
//! posted, the page of its people comes back, the answers are posted with it.

use askama::Template;
use axum::extract::State as Ax;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use kernel::Tx;
use web::components::field::ErrorSummary;
use web::i18n::Lookup;
use web::{FormState, House, Markup, Page, Problem, see_other, show, show_again};

use super::act;
use crate::terms::{MARKED, answers, question};
use crate::vote::{self, Answer};
use web::sheet::{Form, Sheet};

struct Question {
    name: String,
    label: String,
    hint: String,
    answers: Vec<(String, String)>,
}

struct Subject {
    name: String,
    about: String,
    questions: Vec<Question>,
}

#[derive(Template)]
#[template(path = "assessment/ballot.html")]
struct BallotPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    errors: Markup,
    lead: String,
    code: &'a str,
    subjects: Vec<Subject>,
}

/// `GET /ballot`
pub async fn ask(page: Page) -> Result<Response, Problem> {
    draw_code(page, &FormState::default())
}

fn draw_code(page: Page, form: &FormState) -> Result<Response, Problem> {
    let page = page.titled_by("assessment-ballot").led_by("assessment-ballot-lead");
    let mut sheet = Sheet::new(&page, form);
    let code = sheet.field("code", "assessment-slip-code", |field| {
        field.max(20).hint("assessment-ballot-code-hint").autocomplete("off")
    });
    sheet.add(&Form::to("/ballot").part(code).button(page.t.of("assessment-ballot-begin")));
    sheet.done()
}

/// `POST /ballot`: the page of a code.
pub async fn begin(page: Page, Ax(house): Ax<House>, mut form: FormState) -> Result<Response, Problem> {
    let Some(code) = form.required_text("code", 40) else { return draw_code(page, &form) };
    let asked = code.clone();
    match house.county().read(move |tx| vote::page(tx, &asked)).await {
        Ok(found) => draw(page, &FormState::default(), &code, &found),
        Err(fault) => {
            form.take(fault)?;
            draw_code(page, &form)
        }
    }
}

fn draw(page: Page, form: &FormState, code: &str, found: &vote::Page) -> Result<Response, Problem> {
    let page = page.titled_with("assessment-ballot-of", &[("unit", &found.unit)]);
    let t = &page.t;
    let errors = Markup::of(&ErrorSummary::new(t, form));
    let lead = t.with("assessment-ballot-about", &[("n", &found.subjects.len()), ("day", &found.closes_on)]);
    let subjects = found.subjects.iter().enumerate().map(|(place, one)| subject(t, place, one)).collect();
    let view = BallotPage { form, errors, lead, code, subjects, page: &page };
    let mut response = if form.is_ok() { show(&view)? } else { show_again(&view)? };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn subject(t: &Lookup, place: usize, one: &vote::Subject) -> Subject {
    let questions = MARKED.into_iter().enumerate().map(|(marked, dimension)| {
        let mut given: Vec<(String, String)> = answers()
            .iter()
            .enumerate()
            .map(|(answer, text)| (answer.to_string(), t.both(text).to_owned()))
            .collect();
        given.push(("-".to_owned(), t.of("assessment-ballot-cannot").to_owned()));
        Question {
            name: format!("m_{place}_{marked}"),
            label: t.both(&dimension.words().text()).to_owned(),
            hint: t.both(&question(dimension)).to_owned(),
            answers: given,
        }
    });
    let parts = [one.unit.as_str(), one.post.as_str()];
    let about: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Subject { name: one.name.clone(), about: about.join(" · "), questions: questions.collect() }
}

/// `POST /ballot/answers`: cast, once.
pub async fn cast(page: Page, Ax(house): Ax<House>, mut form: FormState) -> Result<Response, Problem> {
    let Some(code) = form.required_text("code", 40) else { return draw_code(page, &form) };
    let asked = code.clone();
    let found = match house.county().read(move |tx| vote::page(tx, &asked)).await {
        Ok(found) => found,
        Err(fault) => {
            form.take(fault)?;
            return draw_code(page, &form);
        }
    };
    let answers: Vec<Answer> = found
        .subjects
        .iter()
        .enumerate()
        .map(|(place, one)| {
            let mut marks = [None; 4];
            for (marked, mark) in marks.iter_mut().enumerate() {
                *mark = form.value(&format!("m_{place}_{marked}")).parse().ok();
            }
            Answer { appraisal: one.appraisal.clone(), marks }
        })
        .collect();
    let used = code.clone();
    match act(&house, &mut form, move |tx: &mut Tx<'_>| vote::cast(tx, &used, &answers)).await? {
        Ok(_) => Ok(see_other("/ballot").notice("assessment-done-ballot", &[]).into_response()),
        Err(_) => draw(page, &form, &code, &found),
    }
}
