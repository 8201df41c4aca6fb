//! Open311 GeoReport v2: discovery, services, requests and tokens, in JSON and XML. Posts come from programs with a key and
//! no browser. Not here: what a request then goes through.

use std::collections::HashMap;

use axum::extract::{Path, Query, State as Ax};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp, Zoned};
use kernel::{Fault, Tx};
use serde_json::{Value, json};
use web::{FormState, House, Page};

use crate::category::{self, Category};
use crate::coded::{Channel, ReplyBy};
use crate::open311::{self, Published, Wanted, key, xml};
use crate::submission::{self, Asked};

/// Rows of a page unless asked otherwise, and at most, as the specification says.
const ROWS: i64 = 1_000;
/// Rows passed over at most: further back, a program asks for an earlier span.
const FURTHEST: i64 = 20_000;
/// The longest span of one list, as the specification says.
const SPAN: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What an answer is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Xml,
}

/// A failure as the specification writes it.
struct Failure(StatusCode, &'static str);

type Answer = Result<Value, Failure>;

/// The name without its ending, and what the ending asks for; JSON where there is none.
fn split(file: &str) -> (&str, Form) {
    match file.rsplit_once('.') {
        Some((name, "xml")) => (name, Form::Xml),
        Some((name, "json")) => (name, Form::Json),
        _ => (file, Form::Json),
    }
}

fn answer(form: Form, root: &str, result: Answer) -> Response {
    let (status, root, value) = match result {
        Ok(value) => (StatusCode::OK, root, value),
        Err(Failure(status, why)) => {
            (status, "errors", json!([{ "code": status.as_u16(), "description": why }]))
        }
    };
    let (kind, body) = match form {
        Form::Json => ("application/json; charset=utf-8", value.to_string()),
        Form::Xml => ("text/xml; charset=utf-8", xml::document(root, &value)),
    };
    let mut response = (status, body).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

fn failed(error: &impl std::fmt::Display) -> Failure {
    let _ = error;
    Failure(StatusCode::INTERNAL_SERVER_ERROR, "the request could not be processed")
}

const NOT_FOUND: Failure = Failure(StatusCode::NOT_FOUND, "jurisdiction_id or resource was not found");

/// There is one jurisdiction, named by the host; another one is not known here.
fn in_jurisdiction(asked: &HashMap<String, String>, headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    asked.get("jurisdiction_id").is_none_or(|one| one.is_empty() || one == name || one == host)
}

/// `GET /open311/v2/{file}`: discovery, services, requests.
pub async fn top(
    page: Page,
    Ax(house): Ax<House>,
    Path(file): Path<String>,
    Query(asked): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if !in_jurisdiction(&asked, &headers) {
        return answer(split(&file).1, "errors", Err(NOT_FOUND));
    }
    match split(&file) {
        ("discovery", form) => answer(form, "discovery", Ok(discovery(&page, &headers))),
        ("services", form) => {
            let all: Vec<Value> = category::categories().iter().map(|one| service(&page, one)).collect();
            answer(form, "services", Ok(Value::Array(all)))
        }
        ("requests", form) => answer(form, "service_requests", requests(&page, &house, &asked).await),
        (_, form) => answer(form, "errors", Err(NOT_FOUND)),
    }
}

fn discovery(page: &Page, headers: &HeaderMap) -> Value {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let local = host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
    let scheme = if local { "http" } else { "https" };
    json!({
        "changeset": "2026-01-01T00:00:00+08:00",
        "contact": page.t.of("requests-open311-contact"),
        "key_service": page.t.of("requests-open311-key"),
        "endpoints": [{
            "specification": "http://wiki.open311.org/GeoReport_v2",
            "url": format!("{scheme}://{host}/open311/v2"),
            "changeset": "2026-01-01T00:00:00+08:00",
            "type": "production",
            "formats": ["text/xml", "application/json"],
        }],
    })
}

fn service(page: &Page, one: &Category) -> Value {
    json!({
        "service_code": one.code,
        "service_name": page.t.both(&one.name()),
        "description": page.t.both(&one.about),
        "metadata": one.attribute.is_some(),
        "type": "realtime",
        "keywords": one.keywords,
        "group": page.t.both(&one.group),
    })
}

/// `GET /open311/v2/services/{file}`: the definition of a service.
pub async fn definition(
    page: Page,
    Path(file): Path<String>,
    Query(asked): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let (code, form) = split(&file);
    if !in_jurisdiction(&asked, &headers) {
        return answer(form, "errors", Err(NOT_FOUND));
    }
    let Some(one) = category::category(code) else {
        let why = "service_code was not found";
        return answer(form, "errors", Err(Failure(StatusCode::NOT_FOUND, why)));
    };
    let attributes: Vec<Value> = one
        .attribute
        .iter()
        .map(|attribute| {
            let values: Vec<Value> = attribute
                .values
                .iter()
                .map(|(code, zh, en)| json!({ "key": code, "name": page.t.choose(zh, en) }))
                .collect();
            json!({
                "variable": true,
                "code": attribute.code,
                "datatype": if values.is_empty() { "string" } else { "singlevaluelist" },
                "required": false,
                "datatype_description": "",
                "order": 1,
                "description": page.t.both(&attribute.name()),
                "values": values,
            })
        })
        .collect();
    answer(form, "service_definition", Ok(json!({ "service_code": one.code, "attributes": attributes })))
}

fn moment(asked: &HashMap<String, String>, name: &str) -> Result<Option<Timestamp>, Failure> {
    match asked.get(name).filter(|text| !text.is_empty()) {
        None => Ok(None),
        // A plus sign in an address arrives as a blank.
        Some(text) => text.replace(' ', "+").parse().map(Some).map_err(|_| {
            Failure(StatusCode::BAD_REQUEST, "start_date and end_date are given as 2026-01-01T00:00:00Z")
        }),
    }
}

fn wanted(asked: &HashMap<String, String>, now: Timestamp) -> Result<Wanted, Failure> {
    let (start, end) = (moment(asked, "start_date")?, moment(asked, "end_date")?);
    let shifted = |at: Timestamp, by: SignedDuration| at.checked_add(by).unwrap_or(at);
    let (from, to) = match (start, end) {
        (Some(start), Some(end)) => (start, end.min(shifted(start, SPAN))),
        (Some(start), None) => (start, shifted(start, SPAN)),
        (None, Some(end)) => (shifted(end, -SPAN), end),
        (None, None) => (shifted(now, -SPAN), now),
    };
    let number = |name: &str, usual: i64| {
        asked.get(name).and_then(|text| text.parse::<i64>().ok()).filter(|n| *n > 0).unwrap_or(usual)
    };
    let most = number("page_size", ROWS).min(ROWS);
    let skip = number("page", 1).saturating_sub(1).saturating_mul(most);
    if skip > FURTHEST {
        return Err(Failure(StatusCode::BAD_REQUEST, "page lies too far back: ask for an earlier end_date"));
    }
    let words: Vec<&str> =
        asked.get("status").map(|text| text.split(',').map(str::trim).collect()).unwrap_or_default();
    let open = match (words.contains(&"open"), words.contains(&"closed")) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    };
    let codes = asked.get("service_code").map(|text| {
        text.split(',').map(|code| code.trim().to_owned()).filter(|code| !code.is_empty()).collect()
    });
    Ok(Wanted { from, to, codes: codes.unwrap_or_default(), open, most, skip })
}

async fn requests(page: &Page, house: &House, asked: &HashMap<String, String>) -> Answer {
    let ids: Vec<String> = asked
        .get("service_request_id")
        .map(|text| {
            text.split(',').map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).take(100).collect()
        })
        .unwrap_or_default();
    let now = house.county().clock().now();
    let wanted = wanted(asked, now)?;
    let found = house
        .county()
        .read(move |tx: &mut Tx<'_>| {
            if ids.is_empty() {
                return Ok::<_, Fault>(open311::list(tx, &wanted)?);
            }
            let mut found = Vec::new();
            for id in &ids {
                found.extend(open311::find(tx, id)?);
            }
            Ok(found)
        })
        .await
        .map_err(|error| failed(&error))?;
    Ok(Value::Array(found.iter().map(|one| written(page, one)).collect()))
}

/// A time as the specification writes it.
fn stamp(at: Timestamp) -> String {
    format!("{at:.0}")
}

/// A time of the county, with its zone.
fn zoned(at: &Zoned) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn written(page: &Page, one: &Published) -> Value {
    let neutral = page.t.of("requests-open311-neutral");
    json!({
        "service_request_id": one.id,
        "status": one.status,
        "status_notes": page.t.both(&one.notes),
        "service_name": page.t.both(&one.name),
        "service_code": one.code,
        "description": if one.description.is_empty() { neutral } else { &one.description },
        "agency_responsible": one.agency,
        "service_notice": "",
        "requested_datetime": stamp(one.requested),
        "updated_datetime": stamp(one.updated),
        "expected_datetime": one.expected.as_ref().map(zoned),
        "address": one.address,
        "address_id": one.address_id,
        "zipcode": null,
        "lat": one.lat,
        "long": one.long,
        "media_url": null,
    })
}

/// `GET /open311/v2/requests/{file}`
pub async fn request(
    page: Page,
    Ax(house): Ax<House>,
    Path(file): Path<String>,
    Query(asked): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let (id, form) = split(&file);
    if !in_jurisdiction(&asked, &headers) {
        return answer(form, "errors", Err(NOT_FOUND));
    }
    let id = id.to_owned();
    let found = house.county().read(move |tx: &mut Tx<'_>| Ok::<_, Fault>(open311::find(tx, &id)?)).await;
    let result = match found {
        Ok(Some(one)) => Ok(json!([written(&page, &one)])),
        Ok(None) => Err(Failure(StatusCode::NOT_FOUND, "service_request_id was not found")),
        Err(error) => Err(failed(&error)),
    };
    answer(form, "service_requests", result)
}

/// `GET /open311/v2/tokens/{file}`
pub async fn token(Ax(house): Ax<House>, Path(file): Path<String>) -> Response {
    let (token, form) = split(&file);
    let asked = token.to_owned();
    let found =
        house.county().read(move |tx: &mut Tx<'_>| Ok::<_, Fault>(open311::of_token(tx, &asked)?)).await;
    let result = match found {
        Ok(Some(id)) => Ok(json!([{ "service_request_id": id, "token": token }])),
        Ok(None) => Err(Failure(StatusCode::NOT_FOUND, "token was not found")),
        Err(error) => Err(failed(&error)),
    };
    answer(form, "service_requests", result)
}

fn asked_of(form: &FormState) -> Result<Asked, Failure> {
    let bad = |why| Failure(StatusCode::BAD_REQUEST, why);
    let text = |name: &str| form.value(name).trim().to_owned();
    let code = text("service_code");
    if code.is_empty() {
        return Err(bad("service_code was not provided"));
    }
    if category::category(&code).is_none() {
        return Err(Failure(StatusCode::NOT_FOUND, "service_code was not found"));
    }
    let degrees = |name: &str, most: f64| match text(name) {
        typed if typed.is_empty() => Ok(None),
        typed => typed
            .parse::<f64>()
            .ok()
            .filter(|n| n.is_finite() && n.abs() <= most)
            .map(Some)
            .ok_or(bad("lat and long are decimal degrees")),
    };
    let at = degrees("lat", 90.0)?.zip(degrees("long", 180.0)?);
    let (address, place) = (text("address_string"), text("address_id"));
    if at.is_none() && address.is_empty() && place.is_empty() {
        return Err(bad("lat/long, address_string or address_id was not provided"));
    }
    let mut body = text("description");
    if body.is_empty() {
        body = category::category(&code).map(|one| one.name().zh).unwrap_or_default();
    }
    let attributes = form.pairs_of("attribute").filter(|(_, value)| !value.trim().is_empty());
    for (name, value) in attributes {
        body.push_str(&format!("\n{}：{}", name.trim_matches(['[', ']']), value.trim()));
    }
    let name = [text("last_name"), text("first_name")].concat();
    Ok(Asked {
        body,
        place,
        address,
        category: code,
        name,
        phone: text("phone"),
        reply_by: Some(ReplyBy::Online),
        channel: Some(Channel::Open311),
        at,
        ..Asked::default()
    })
}

async fn create(page: &Page, house: &House, form: &FormState) -> Answer {
    let given = form.value("api_key").trim().to_owned();
    if given.is_empty() {
        return Err(Failure(StatusCode::FORBIDDEN, "api_key was not provided"));
    }
    let asked = asked_of(form)?;
    let book = house.book();
    let done = house
        .county()
        .write(move |tx: &mut Tx<'_>| {
            let Some(id) = key::known(tx, &given)? else { return Ok::<_, Fault>(None) };
            let asked = Asked { key: Some(id), ..asked.clone() };
            submission::submit(tx, &book, &asked, &[]).map(Some)
        })
        .await;
    match done {
        Ok(Some(submitted)) => {
            let notice = page
                .t
                .with("requests-open311-notice", &[("secret", &submitted.secret), ("day", &submitted.due)]);
            Ok(
                json!([{ "service_request_id": submitted.number, "service_notice": notice, "account_id": null }]),
            )
        }
        Ok(None) => Err(Failure(StatusCode::FORBIDDEN, "api_key is not valid")),
        Err(Fault::Refused(_)) => {
            Err(Failure(StatusCode::BAD_REQUEST, "description or another field is too long"))
        }
        Err(error) => Err(failed(&error)),
    }
}

/// `POST /open311/v2/{file}`: a request of a program.
pub async fn post(page: Page, Ax(house): Ax<House>, Path(file): Path<String>, form: FormState) -> Response {
    let (name, written_in) = split(&file);
    if name != "requests" {
        return answer(written_in, "errors", Err(NOT_FOUND));
    }
    answer(written_in, "service_requests", create(&page, &house, &form).await)
}
