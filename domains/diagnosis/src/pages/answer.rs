//! Answering with a code, for anybody, without an account and with nothing personal in any address: the code is posted,
//! its questions come back on one page, the answers are posted with it. A draft stays on the device until then.

use askama::Template;
use axum::extract::State as Ax;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use kernel::Tx;
use web::components::field::ErrorSummary;
use web::{FormState, House, Markup, Page, Problem, see_other, show, show_again};

use super::act;
use crate::answer::{self, Opens};
use crate::bank::Wave;
use crate::code::hash_of;
use web::sheet::{Form, Sheet};

struct Question {
    name: String,
    words: String,
}

#[derive(Template)]
#[template(path = "diagnosis/answer.html")]
struct AnswerPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    errors: Markup,
    lead: Vec<String>,
    code: &'a str,
    draft: String,
    scale: Vec<(&'static str, &'a str)>,
    questions: Vec<Question>,
}

/// `GET /answer`
pub async fn ask(page: Page) -> Result<Response, Problem> {
    draw_code(page, &FormState::default())
}

fn draw_code(page: Page, form: &FormState) -> Result<Response, Problem> {
    let page = page.titled_by("diagnosis-answer").led_by("diagnosis-answer-lead");
    let mut sheet = Sheet::new(&page, form);
    let code = sheet.field("code", "diagnosis-slip-code", |field| {
        field.max(20).hint("diagnosis-slip-code-hint").autocomplete("off")
    });
    sheet.add(&Form::to("/answer").part(code).button(page.t.of("diagnosis-begin")));
    sheet.hint("diagnosis-answer-who-sees");
    sheet.done()
}

/// `POST /answer`: the questions of a code.
pub async fn begin(page: Page, Ax(house): Ax<House>, mut form: FormState) -> Result<Response, Problem> {
    let Some(code) = form.required_text("code", 40) else { return draw_code(page, &form) };
    let asked = code.clone();
    match house.county().read(move |tx| answer::opens(tx, &asked)).await {
        Ok(opens) => draw(page, &FormState::default(), &code, &opens),
        Err(fault) => {
            form.take(fault)?;
            draw_code(page, &form)
        }
    }
}

fn draw(page: Page, form: &FormState, code: &str, opens: &Opens) -> Result<Response, Problem> {
    let page = page.titled_with("diagnosis-answer-of", &[("class", &opens.title)]);
    let t = &page.t;
    let kind = match (opens.seen, opens.wave) {
        (true, _) => "diagnosis-answer-seen",
        (false, Wave::Pulse) => "diagnosis-answer-pulse",
        (false, Wave::Later) => "diagnosis-answer-later",
    };
    let lead = vec![
        t.of(kind).to_owned(),
        t.with("diagnosis-answer-until", &[("n", &opens.questions.len()), ("day", &opens.closes_on)]),
        t.with("diagnosis-answer-promise", &[("least", &opens.least)]),
    ];
    let scale = vec![
        ("1", t.of("diagnosis-scale-1")),
        ("2", t.of("diagnosis-scale-2")),
        ("3", t.of("diagnosis-scale-3")),
        ("4", t.of("diagnosis-scale-4")),
        ("5", t.of("diagnosis-scale-5")),
    ];
    let question = |(at, (_, words)): (usize, &(String, law::Text))| Question {
        name: format!("q_{at}"),
        words: t.both(words).to_owned(),
    };
    let questions = opens.questions.iter().enumerate().map(question).collect();
    let errors = Markup::of(&ErrorSummary::new(t, form));
    let draft =
        hash_of(code).chars().take(16).chain([if opens.wave == Wave::Later { '2' } else { '1' }]).collect();
    let view = AnswerPage { form, errors, lead, code, draft, scale, questions, page: &page };
    let mut response = if form.is_ok() { show(&view)? } else { show_again(&view)? };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `POST /answer/answers`: given, once in each wave.
pub async fn give(page: Page, Ax(house): Ax<House>, mut form: FormState) -> Result<Response, Problem> {
    let Some(code) = form.required_text("code", 40) else { return draw_code(page, &form) };
    // The most any set asks; those not shown are never looked at.
    let given: Vec<Option<u8>> = (0..200).map(|at| form.value(&format!("q_{at}")).parse().ok()).collect();
    let used = code.clone();
    if act(&house, &mut form, move |tx: &mut Tx<'_>| answer::give(tx, &used, &given)).await?.is_some() {
        return Ok(see_other("/answer").notice("diagnosis-done-answer", &[]).into_response());
    }
    let asked = code.clone();
    match house.county().read(move |tx| answer::opens(tx, &asked)).await {
        Ok(opens) => draw(page, &form, &code, &opens),
        Err(_) => draw_code(page, &form),
    }
}
