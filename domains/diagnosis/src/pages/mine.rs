//! The questionnaires that wait for me: where to answer them, and saying that I have. The page does not know whether I
//! have, and says so. Not here: answering (`answer`).

use axum::extract::State as Ax;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Actor, DbError, Fault, Scope, Tx, case, params};
use web::components::Deadline;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::act;
use crate::bank::Wave;
use crate::due;
use crate::store::study as sql;
use crate::study::{self, Study};
use web::sheet::{Form, Sheet};

struct Waiting {
    case: String,
    title: String,
    wave: Wave,
    closes_on: Date,
}

fn read(tx: &mut Tx<'_>, actor: &Actor) -> Result<(Vec<Waiting>, Vec<Study>, Date), Fault> {
    let Some(person) = &actor.person else { return Ok((Vec::new(), Vec::new(), tx.today())) };
    let scope = Scope::county("what somebody was asked, read by themselves");
    let rows = tx.rows(&scope, sql::ASKED_HIM, params![person])?;
    let mut waiting = Vec::new();
    for row in &rows {
        let case = row.text(0)?;
        if case::open_step_of(tx, &case)?.is_some() {
            let one = Waiting {
                case,
                title: row.text(1)?,
                wave: Wave::from_number(row.int(2)?),
                closes_on: row.get(3)?,
            };
            waiting.push(one);
        }
    }
    Ok((waiting, study::asked_of(tx, person)?, tx.today()))
}

/// `GET /diagnosis/mine`
pub async fn show_mine(page: Page, Ax(house): Ax<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    let asking = actor.clone();
    let (waiting, studies, today) = house.read(move |tx| read(tx, &asking)).await?;
    let book = house.book();
    let page = page
        .titled_by("diagnosis-mine")
        .led_by("diagnosis-mine-lead")
        .back_to("/diagnosis", "diagnosis-room");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    if waiting.is_empty() {
        sheet.text(t.of("diagnosis-mine-none"));
    }
    for one in &waiting {
        sheet.lesser(
            &t.with("diagnosis-of-wave", &[("class", &one.title), ("wave", &t.both(&one.wave.text()))]),
        );
        sheet.add(&Deadline::counted(t, book.calendar(), (one.closes_on, false), today));
        sheet.links(vec![("/answer".to_owned(), t.of("diagnosis-go-answer").to_owned())]);
        let said = Form::to("/diagnosis/mine").hidden("case", one.case.as_str());
        let said = said.way("act", "done", t.of("diagnosis-said-done"), true);
        sheet.add(&said.way("act", "not", t.of("diagnosis-said-not"), true));
    }
    if !studies.is_empty() {
        sheet.heading("diagnosis-mine-reports");
        let link = |one: &Study| (format!("/diagnosis/report?study={}", one.id), one.title.clone());
        sheet.links(studies.iter().map(link).collect());
    }
    sheet.done()
}

/// `POST /diagnosis/mine`
pub async fn say(
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (case, done) = (form.value("case").to_owned(), form.value("act") == "done");
    let own = actor.clone();
    let person = actor.person.clone().ok_or_else(Problem::not_found)?;
    let work = move |tx: &mut Tx<'_>| {
        let scope = Scope::county("what somebody was asked, read by themselves");
        let rows = tx.rows(&scope, sql::ASKED_HIM, params![&person])?;
        let cases = rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, DbError>>()?;
        if !cases.contains(&case) {
            return Err(Fault::NotFound);
        }
        due::say(tx, &own, &case, done)
    };
    let answered = act(&house, &mut form, work).await?;
    let key = if answered.is_some() { "diagnosis-done-said" } else { "diagnosis-done-said-before" };
    Ok(see_other("/diagnosis/mine").notice(key, &[]).into_response())
}
