//! One clause: what it says, where it stood when, its parameters over time, and what the county decided on them.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Actor, clock, settings};
use law::rulebook::{CLAUSE_TEXT, Clause, Confirmation, Override, Parameter};
use serde_json::Value;
use std::sync::Arc;
use web::components::field::Choice;
use web::components::table::{Cell, Table};
use web::{Acting, FormState, House, Page, Problem, see_other, show_again};

use super::verified_tag;
use crate::county::{self, Addition};

/// An addition of the county to this clause, as listed.
struct Added {
    id: String,
    said: String,
}

#[derive(Template)]
#[template(path = "rules/clause.html")]
struct ClausePage<'a> {
    page: &'a Page,

    clause: &'a Clause,
    articles: Table,
    parameters: Table,
    added: Vec<Added>,
    keeper: bool,
    names: Vec<Choice>,
    form: &'a FormState,
}

/// `GET /law/clauses/{id}`
pub async fn show(
    page: Page,
    State(house): State<House>,
    acting: Option<Acting>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw(page, &house, acting.map(|acting| acting.0), &id, &FormState::default()).await
}

async fn draw(
    page: Page,
    house: &House,
    actor: Option<Arc<Actor>>,
    id: &str,
    form: &FormState,
) -> Result<Response, Problem> {
    let book = house.book();
    let (regulation, clause) = book.find(id).ok_or_else(Problem::not_found)?;
    let kept = house.read(|tx| Ok(settings::county_rules(tx)?)).await?;
    let title = format!("{} · {}", clause.id, page.t.both(&regulation.title));
    let page = page.titled(title).back_to(format!("/law/regulations/{}", regulation.id), "rules-regulation");
    let t = &page.t;
    let mut articles = Table::new(t, "articles", t.of("rules-articles"))
        .column(t.of("rules-article"))
        .column(t.of("rules-in-force"));
    for article in &clause.articles {
        let number = if article.article.is_empty() {
            t.of("rules-article-unknown").to_owned()
        } else {
            article.article.clone()
        };
        articles.push(vec![Cell::Text(number), Cell::Text(interval(article.from, article.to))]);
    }
    let mut parameters = Table::new(t, "parameters", t.of("rules-parameters"))
        .column(t.of("rules-parameter"))
        .column(t.of("rules-value"))
        .column(t.of("rules-in-force"))
        .column(t.of("rules-verified"));
    for parameter in &clause.parameters {
        for dated in &parameter.values {
            parameters.push(vec![
                Cell::Text(format!("{} ({})", t.both(&parameter.label), parameter.name)),
                Cell::Text(t.both(&parameter.kind.words(&dated.value)).to_owned()),
                Cell::Text(interval(dated.from, dated.to)),
                Cell::drawn(&verified_tag(t, parameter.verified)),
            ]);
        }
    }
    let added = kept.iter().filter_map(|kept| added(&page, kept, id)).collect();
    let names = names(&page, clause);
    let keeper = actor.is_some_and(|actor| county::check_keeper(&actor).is_ok());
    let view = ClausePage { page: &page, clause, articles, parameters, added, keeper, names, form };
    if form.is_ok() { web::show(&view) } else { show_again(&view) }
}

fn interval(from: Date, to: Option<Date>) -> String {
    to.map_or_else(|| format!("{from} —"), |to| format!("{from} — {to}"))
}

fn names(page: &Page, clause: &Clause) -> Vec<Choice> {
    let text = Choice::new(CLAUSE_TEXT, page.t.of("rules-clause-text"));
    let own = |parameter: &Parameter| Choice::new(&*parameter.name, page.t.both(&parameter.label));
    std::iter::once(text).chain(clause.parameters.iter().map(own)).collect()
}

/// The addition in a sentence, if it is about this clause.
fn added(page: &Page, kept: &settings::CountyRule, clause: &str) -> Option<Added> {
    let body: Value = serde_json::from_str(&kept.body).ok()?;
    if body.get("clause")?.as_str()? != clause {
        return None;
    }
    let text = |name: &str| match body.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    let said = match kept.kind.as_str() {
        "override" => page.t.with(
            "rules-added-override",
            &[
                ("name", &text("name")),
                ("value", &text("value")),
                ("from", &text("from")),
                ("approver", &text("approver")),
                ("document", &text("document")),
            ],
        ),
        _ => page.t.with(
            "rules-added-confirmation",
            &[
                ("name", &text("name")),
                ("by", &text("by")),
                ("document", &text("document")),
                ("on", &text("on")),
            ],
        ),
    };
    Some(Added { id: kept.id.clone(), said })
}

/// `POST /law/clauses/{id}/confirmation`
pub async fn confirm(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let name = form.required_text("name", 60);
    let document = form.required_text("document", 120);
    let (Some(name), Some(document)) = (name, document) else {
        return draw(page, &house, Some(actor), &id, &form).await;
    };
    let on = clock::date_at(house.county().clock().now());
    let by = actor.name.clone();
    let addition = Addition::Confirmation(Confirmation { clause: id.clone(), name, by, document, on });
    keep(page, house, actor, id, form, addition).await
}

/// `POST /law/clauses/{id}/override`
pub async fn override_parameter(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let name = form.required_text("name", 60);
    let typed = form.required_text("value", 200);
    let from = form.required_date("from");
    let to = form.date("to");
    let approver = form.required_text("approver", 60);
    let document = form.required_text("document", 120);
    let decided_on = form.required_date("decided_on");
    let (Some(name), Some(typed), Some(from), Some(approver), Some(document), Some(decided_on), true) =
        (name, typed, from, approver, document, decided_on, form.is_ok())
    else {
        return draw(page, &house, Some(actor), &id, &form).await;
    };
    // A number, a period or a list is JSON; anything else is a word.
    let value = serde_json::from_str(&typed).unwrap_or(Value::String(typed));
    let change = Override { clause: id.clone(), name, value, from, to, approver, document, decided_on };
    keep(page, house, actor, id, form, Addition::Override(change)).await
}

async fn keep(
    page: Page,
    house: House,
    actor: Arc<Actor>,
    id: String,
    mut form: FormState,
    addition: Addition,
) -> Result<Response, Problem> {
    let keeper = actor.clone();
    if let Err(fault) = house.county().write(move |tx| county::add(tx, &keeper, &addition)).await {
        form.take(fault)?;
        return draw(page, &house, Some(actor), &id, &form).await;
    }
    house.reload_book().await?;
    Ok(see_other(format!("/law/clauses/{id}")).notice("rules-added", &[]).into_response())
}

/// `POST /law/additions/{id}/withdrawal`
pub async fn withdraw(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    house.county().write(move |tx| county::withdraw(tx, &actor, &id)).await?;
    house.reload_book().await?;
    Ok(see_other("/law").notice("rules-withdrawn", &[]).into_response())
}
