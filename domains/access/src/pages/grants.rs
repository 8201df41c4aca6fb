//! Rights: proposed on an account's page, answered by another person, ended, and looked through once a year. Every one of
//! these asks again who one is. Not here: the account's page (`accounts`).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::Actor;
use kernel::actor::{Grant, ROLES, Role};
use web::components::field::Choice;
use web::components::lists::FactList;
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, Proven, see_other};

use super::accounts::draw_account;
use crate::proposal::{self, Proposal, Proposed};
use crate::{keeping, review};

fn role_name(t: &Lookup, role: &str) -> String {
    t.of(&format!("access-role-{role}")).to_owned()
}

/// `POST /accounts/{id}/grants`
pub async fn propose(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    keeping::check_keeper(&actor)?;
    let role = form.required_coded("role", &ROLES, Role::code);
    let unit = form.text("unit", 60);
    let to = form.date("to");
    let reason = form.required_text("reason", 200);
    let (Some(role), Some(reason), true) = (role, reason, form.is_ok()) else {
        return draw_account(&house, page, actor, &id, &form).await;
    };
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let (keeper, account_id) = (actor.clone(), id.clone());
    let held = Grant { role, unit };
    let done =
        house.county().write(move |tx| proposal::propose(tx, &keeper, &account_id, &held, to, &reason)).await;
    let notice = match done {
        Ok(Proposed::Waits) => "access-grant-proposed",
        Ok(Proposed::Holds) => "access-grant-first",
        Err(fault) => {
            form.take(fault)?;
            return draw_account(&house, page, actor, &id, &form).await;
        }
    };
    house.forget_sessions();
    Ok(see_other(format!("/accounts/{id}")).notice(notice, &[]).into_response())
}

/// `POST /accounts/{id}/grants/{grant}/end`
pub async fn end(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    Path((id, grant)): Path<(String, String)>,
    form: FormState,
) -> Result<Response, Problem> {
    keeping::check_keeper(&actor)?;
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let account_id = id.clone();
    house.county().write(move |tx| keeping::end_grant(tx, &actor, &account_id, &grant)).await?;
    house.forget_sessions();
    Ok(see_other(format!("/accounts/{id}")).notice("access-grant-ended", &[]).into_response())
}

fn facts(t: &Lookup, found: &Proposal) -> FactList {
    let unit = found.unit.as_ref().map(|(_, name)| name.clone());
    let facts = FactList::new()
        .fact(t.of("access-name"), &format!("{}（{}）", found.name, found.login))
        .fact(t.of("access-role"), &role_name(t, &found.role))
        .fact(t.of("access-unit"), &unit.unwrap_or_else(|| t.of("access-whole-county").to_owned()))
        .fact(t.of("access-reason"), &found.reason);
    let until = match (&found.tenure, found.to) {
        (Some(_), _) => t.of("access-proposal-tenure").to_owned(),
        (None, Some(day)) => t.day(day),
        (None, None) => t.of("access-proposal-open").to_owned(),
    };
    let proposed = t.with(
        "access-proposal-by",
        &[("name", &found.proposed.1), ("day", &t.day(kernel::clock::date_at(found.proposed.2)))],
    );
    facts.fact(t.of("access-to"), &until).fact(t.of("access-proposal-proposed"), &proposed)
}

/// `GET /accounts/proposals`: those that wait.
pub async fn proposals(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| proposal::waiting(tx, &actor)).await?;
    let page = page.titled_by("access-proposals").led_by("access-proposals-lead");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    if found.is_empty() {
        sheet.text(t.of("access-proposals-none"));
    }
    for one in &found {
        sheet.words_heading(&t.with("access-proposal-of", &[("name", &one.name)]));
        sheet.add(&facts(t, one));
        let href = format!("/accounts/proposals/{}", one.id);
        sheet.links(vec![(href, t.of("access-proposal-look").to_owned())]);
    }
    sheet.links(vec![("/accounts/review".to_owned(), t.of("access-review").to_owned())]);
    sheet.done()
}

async fn draw(
    house: &House,
    page: Page,
    actor: Arc<Actor>,
    id: &str,
    form: &FormState,
) -> Result<Response, Problem> {
    let asked = id.to_owned();
    let ((found, may), administrators) = house
        .read(move |tx| Ok((proposal::find(tx, &actor, &asked)?, proposal::administrators(tx)?)))
        .await?;
    let page = page.titled_by("access-proposal").back_to("/accounts/proposals", "access-proposals");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    sheet.add(&facts(t, &found));
    if Role::from_code(&found.role).is_some_and(|role| kernel::account::SEPARATED.contains(&role)) {
        sheet.heading("access-separated");
        sheet.text(t.of("access-separated-lead"));
        let mut list = FactList::new();
        for (role, name) in &administrators {
            list = list.fact(role_name(t, role.code()), name);
        }
        sheet.add(&list);
    }
    match (&found.answered, may) {
        (Some((name, at)), _) => {
            let key =
                if found.grant.is_some() { "access-proposal-approved" } else { "access-proposal-declined" };
            sheet.text(&t.with(key, &[("name", name), ("day", &t.day(kernel::clock::date_at(*at)))]));
        }
        (None, false) => sheet.text(t.of("access-proposal-waits")),
        (None, true) => {
            sheet.text(t.of("access-proposal-effect"));
            let form = Form::to(format!("/accounts/proposals/{id}"));
            let form = form.way("way", "approved", t.of("access-proposal-approve"), false);
            sheet.add(&form.way("way", "declined", t.of("access-proposal-decline"), true));
        }
    }
    sheet.done()
}

/// `GET /accounts/proposals/{id}`
pub async fn show(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw(&house, page, actor, &id, &FormState::default()).await
}

/// `POST /accounts/proposals/{id}`
pub async fn answer(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    if !proposal::takes_part(&actor) {
        return Err(Problem::not_found());
    }
    let Some(way) = form.required_choice("way", &["approved", "declined"]) else {
        return draw(&house, page, actor, &id, &form).await;
    };
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let (approver, asked, approve) = (actor.clone(), id.clone(), way == "approved");
    let done = house.county().write(move |tx| proposal::answer(tx, &approver, &asked, approve)).await;
    if let Err(fault) = done {
        form.take(fault)?;
        return draw(&house, page, actor, &id, &form).await;
    }
    house.forget_sessions();
    let notice = if approve { "access-proposal-done" } else { "access-proposal-refused" };
    Ok(see_other("/accounts/proposals").notice(notice, &[]).into_response())
}

async fn draw_review(
    house: &House,
    page: Page,
    actor: Arc<Actor>,
    form: &FormState,
) -> Result<Response, Problem> {
    let asker = actor.clone();
    let found = house.read(move |tx| review::last(tx, &asker)).await?;
    let page = page.titled_by("access-review").led_by("access-review-lead");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let Some((review, lines)) = found else {
        sheet.text(t.of("access-review-none"));
        return sheet.done();
    };
    if review.closed {
        sheet.text(&t.with("access-review-over", &[("year", &review.year.to_string())]));
        return sheet.done();
    }
    let (year, due) = (review.year.to_string(), t.day(review.due));
    sheet.text(&t.with("access-review-left", &[("year", &year), ("left", &review.left), ("day", &due)]));
    let ways = Choice::list(t, &[("keep", "access-review-keep"), ("end", "access-review-end")]);
    let mut sent = Form::to("/accounts/review");
    for line in &lines {
        if line.account == actor.account {
            sheet.text(t.of("access-review-own"));
            continue;
        }
        let unit = line.unit.clone().unwrap_or_else(|| t.of("access-whole-county").to_owned());
        let until = line.to.map_or_else(|| t.of("access-proposal-open").to_owned(), |day| t.day(day));
        let label = t.with(
            "access-review-line",
            &[
                ("name", &line.who.0),
                ("login", &line.who.1),
                ("role", &role_name(t, &line.role)),
                ("unit", &unit),
                ("from", &t.day(line.from)),
                ("until", &until),
                ("reason", &line.reason),
            ],
        );
        let field = sheet.owned_with(&format!("way-{}", line.grant), &label, &ways);
        sent = sent.part(field);
    }
    if lines.iter().any(|line| line.account != actor.account) {
        sheet.add(&sent.button(t.of("access-review-do")));
    }
    sheet.done()
}

/// `GET /accounts/review`
pub async fn review_page(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    draw_review(&house, page, actor, &FormState::default()).await
}

/// `POST /accounts/review`: says of those marked whether they stay.
pub async fn review_said(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    mut form: FormState,
) -> Result<Response, Problem> {
    if !proposal::takes_part(&actor) {
        return Err(Problem::not_found());
    }
    let said: Vec<(String, bool)> = form
        .pairs_of("way-")
        .filter(|(_, way)| matches!(*way, "keep" | "end"))
        .map(|(grant, way)| (grant.to_owned(), way == "keep"))
        .collect();
    if said.is_empty() {
        form.error("", "access-review-nothing");
        return draw_review(&house, page, actor, &form).await;
    }
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let (reviewer, n) = (actor.clone(), said.len());
    match house.county().write(move |tx| review::say(tx, &reviewer, &said)).await {
        Ok(left) => {
            house.forget_sessions();
            let notice =
                see_other("/accounts/review").notice("access-review-said", &[("n", &n), ("left", &left)]);
            Ok(notice.into_response())
        }
        Err(fault) => {
            form.take(fault)?;
            draw_review(&house, page, actor, &form).await
        }
    }
}
