//! The registry over HTTP: list, schema, decide. Needs no account: it applies published law to facts it does not keep.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::clock;
use law::registry::{self, Rule};
use serde::Deserialize;
use serde_json::{Value, json};
use web::{House, Problem};

fn described(rule: &Rule) -> Value {
    json!({
        "name": rule.name,
        "title": rule.title,
        "about": rule.about,
        "clauses": rule.clauses,
        "facts": rule.schema(),
        "example": rule.example_facts(),
    })
}

/// `GET /api/v1/decisions`
pub async fn list() -> Json<Vec<Value>> {
    Json(registry::rules().iter().map(described).collect())
}

/// `GET /api/v1/decisions/{name}`
pub async fn schema(Path(name): Path<String>) -> Result<Json<Value>, Problem> {
    registry::find(&name).map(|rule| Json(described(rule))).ok_or_else(Problem::not_found)
}

/// The day whose law applies; today if not given.
#[derive(Debug, Deserialize)]
pub struct On {
    on: Option<String>,
}

/// `POST /api/v1/decisions/{name}?on=DATE` with the facts as the body: 200 with the decision, found or needing
/// confirmation; 422 with the decision if it refuses.
pub async fn decide(
    State(house): State<House>,
    Path(name): Path<String>,
    Query(on): Query<On>,
    body: Bytes,
) -> Result<Response, Problem> {
    let facts: Value =
        serde_json::from_slice(&body).map_err(|_| Problem::bad_request("rules-api-facts-not-json"))?;
    let today = clock::date_at(house.county().clock().now());
    let on = match on.on.as_deref() {
        None => today,
        Some(text) => text.parse::<Date>().map_err(|_| Problem::bad_request("rules-api-on-not-date"))?,
    };
    let record = registry::decide(&name, &facts, &house.book(), on).map_err(|_| Problem::not_found())?;
    let status = match record.outcome {
        law::decision::Outcome::Refused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    Ok((status, Json(record)).into_response())
}
