//! What is done to a year from its page. Not here: what is allowed (the nouns), the page itself (appraisal).

use axum::extract::{Path, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Area, Tx};
use web::{Acting, FormState, House, Page, Problem, Proven, see_other};

use super::appraisal::draw;
use super::{Acted, act, grade_of};
use crate::appeal::{self, Remedy};
use crate::grade::{self, Verdict};
use crate::{annual, notice, reopen};

/// `POST /assessment/{id}/notice`
pub async fn give_notice(
    page: Page,
    house: Ax<House>,
    acting: Acting,
    Path(id): Path<String>,
    proven: Proven,
    form: FormState,
) -> Result<Response, Problem> {
    act_on(page, house, acting, Path((id, "notice".to_owned())), proven, form).await
}

/// What was done, and the key of the sentence that says so; `None` where the form itself is wrong.
type Done = Option<(Acted<()>, &'static str)>;

/// `POST /assessment/{id}/{noun}`: whatever is done to a year.
pub async fn act_on(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path((id, noun)): Path<(String, String)>,
    proven: Proven,
    mut form: FormState,
) -> Result<Response, Problem> {
    if noun == "decision"
        && let Some(asked) = proven.ask(&house, &page, &actor, &form).await?
    {
        return Ok(asked);
    }
    let done = match noun.as_str() {
        "summary" | "opinion" | "appeals" => by_the_person(&house, &actor, &id, &noun, &mut form).await?,
        "decision" => decision(&house, &actor, &id, &mut form).await?,
        "notice" | "refusal" | "resumption" | "reopening" => {
            by_the_office(&house, &actor, &id, &noun, &mut form).await?
        }
        _ => return Err(Problem::not_found()),
    };
    match done {
        Some((Ok(()), key)) => Ok(see_other(format!("/assessment/{id}")).notice(key, &[]).into_response()),
        Some((Err(decisions), _)) => draw(page, &house, &actor, id, form, &decisions).await,
        None => draw(page, &house, &actor, id, form, &[]).await,
    }
}

async fn by_the_person(
    house: &House,
    actor: &Actor,
    id: &str,
    noun: &str,
    form: &mut FormState,
) -> Result<Done, Problem> {
    let (who, id, book) = (actor.clone(), id.to_owned(), house.book());
    match noun {
        "summary" => {
            let summary = form.value("summary").to_owned();
            let work = move |tx: &mut Tx<'_>| annual::submit(tx, &who, &id, &summary).map(|_| ());
            Ok(Some((act(house, form, work).await?, "assessment-done-summary")))
        }
        "opinion" => {
            let (agrees, remarks) = (form.value("opinion") == "agree", form.value("opinion_text").to_owned());
            let work = move |tx: &mut Tx<'_>| notice::answer(tx, &who, &id, agrees, &remarks);
            Ok(Some((act(house, form, work).await?, "assessment-done-opinion")))
        }
        _ => {
            let route =
                form.required_choice("route", Remedy::CODES).and_then(|code| Remedy::from_code(&code));
            let Some(route) = route else { return Ok(None) };
            let grounds = form.value("grounds").to_owned();
            let work = move |tx: &mut Tx<'_>| appeal::file(tx, &who, &book, &id, route, &grounds).map(|_| ());
            Ok(Some((act(house, form, work).await?, "assessment-done-appeal")))
        }
    }
}

async fn decision(house: &House, actor: &Actor, id: &str, form: &mut FormState) -> Result<Done, Problem> {
    let (who, id, book, note) = (actor.clone(), id.to_owned(), house.book(), form.value("note").to_owned());
    if form.value("act") == "return" {
        let work = move |tx: &mut Tx<'_>| grade::send_back(tx, &who, &id, &note);
        return Ok(Some((act(house, form, work).await?, "assessment-done-returned")));
    }
    let verdict = Verdict { grade: grade_of(form, "grade"), note };
    let work = move |tx: &mut Tx<'_>| grade::decide(tx, &who, &book, &id, &verdict).map(|_| ());
    Ok(Some((act(house, form, work).await?, "assessment-done-decided")))
}

async fn by_the_office(
    house: &House,
    actor: &Actor,
    id: &str,
    noun: &str,
    form: &mut FormState,
) -> Result<Done, Problem> {
    let (who, id, book, note) = (actor.clone(), id.to_owned(), house.book(), form.value("note").to_owned());
    match noun {
        "notice" => {
            let work = move |tx: &mut Tx<'_>| notice::give(tx, &who, &book, &id);
            Ok(Some((act(house, form, work).await?, "assessment-done-noticed")))
        }
        "refusal" => {
            let work = move |tx: &mut Tx<'_>| annual::record_refusal(tx, &who, &id, &note);
            Ok(Some((act(house, form, work).await?, "assessment-done-refusal")))
        }
        "resumption" => {
            let work = move |tx: &mut Tx<'_>| reopen::resume(tx, &who, &book, &id).map(|_| ());
            Ok(Some((act(house, form, work).await?, "assessment-done-resumed")))
        }
        _ => {
            let document = form.value("document").to_owned();
            let work = move |tx: &mut Tx<'_>| reopen::reopen(tx, &who, &id, &document, &note);
            Ok(Some((act(house, form, work).await?, "assessment-done-reopened")))
        }
    }
}

/// `POST /assessment/appeals/{id}`: decided, extended or withdrawn.
pub async fn act_on_appeal(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    proven: Proven,
    mut form: FormState,
) -> Result<Response, Problem> {
    if !matches!(form.value("act"), "withdraw" | "extend")
        && let Some(asked) = proven.ask(&house, &page, &actor, &form).await?
    {
        return Ok(asked);
    }
    let (asking, asked) = (actor.clone(), id.clone());
    let found = house.read(move |tx| appeal::find(tx, &asking.scope(Area::Duty), &asked)).await?;
    let (who, book) = (actor.clone(), house.book());
    let answer = form.value("answer").to_owned();
    let new_grade = grade_of(&mut form, "new_grade");
    let done = match form.value("act") {
        "withdraw" => act(&house, &mut form, move |tx| appeal::withdraw(tx, &who, &id)).await?,
        "extend" => {
            act(&house, &mut form, move |tx| appeal::extend(tx, &who, &book, &id, &answer).map(|_| ()))
                .await?
        }
        _ => {
            act(&house, &mut form, move |tx| appeal::decide(tx, &who, &book, &id, new_grade, &answer)).await?
        }
    };
    match done {
        Ok(()) => Ok(see_other(format!("/assessment/{}", found.appraisal))
            .notice("assessment-done-appeal-settled", &[])
            .into_response()),
        Err(decisions) => draw(page, &house, &actor, found.appraisal, form, &decisions).await,
    }
}
