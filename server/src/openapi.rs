//! What programs may ask of the house, as an OpenAPI 3.1 document: the rules from their own registry, the service requests
//! of Open311, the doors for learning records, and whether the house is well. Not here: the pages people read.

use axum::Json;
use law::registry::{self, Rule};
use serde_json::{Map, Value, json};

const DATE_TIME: &str = "date-time";

/// `GET /api/v1/openapi.json`
pub async fn show() -> Json<Value> {
    Json(document())
}

/// The document.
#[must_use]
pub fn document() -> Value {
    let mut paths = Map::new();
    paths.insert(
        "/healthz".to_owned(),
        json!({ "get": plain("Whether the program runs", &[("200", "It does")]) }),
    );
    let ready = [("200", "The database answers"), ("503", "It does not just now")];
    paths.insert("/readyz".to_owned(), json!({ "get": plain("Whether the county can be served", &ready) }));
    paths.extend(of_rules());
    paths.extend(of_requests());
    paths.extend(of_learning());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "善治 Shanzhi",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Rules of law as decisions that cite their clauses, service requests by Open311 GeoReport v2, \
                            learning records by xAPI 1.0.3. A GET never writes.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": [
            { "name": "decisions", "description": "Published law applied to given facts; nothing of them is kept" },
            { "name": "open311", "description": "Service requests of residents, by programs with a key" },
            { "name": "xapi", "description": "Learning records of other platforms" },
            { "name": "running", "description": "For those who watch the house" },
        ],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "responses": { "Problem": problem() },
            "securitySchemes": {
                "platform": { "type": "http", "scheme": "basic", "description": "Key and secret of a platform" },
            },
        },
    })
}

fn plain(summary: &str, answers: &[(&str, &str)]) -> Value {
    let text = json!({ "text/plain": { "schema": { "type": "string" } } });
    let responses: Map<String, Value> = answers
        .iter()
        .map(|(status, about)| ((*status).to_owned(), json!({ "description": about, "content": text })))
        .collect();
    json!({ "tags": ["running"], "summary": summary, "responses": responses })
}

fn problem() -> Value {
    json!({
        "description": "A problem (RFC 9457), in the reader's language",
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}

fn of(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn list_of(name: &str) -> Value {
    json!({ "type": "array", "items": of(name) })
}

fn schemas() -> Value {
    let (mut all, requests) = (common_schemas(), request_schemas());
    if let (Some(all), Value::Object(requests)) = (all.as_object_mut(), requests) {
        all.extend(requests);
    }
    all
}

fn request_schemas() -> Value {
    let text = json!({ "type": "string" });
    let moment = json!({ "type": "string", "format": DATE_TIME });
    let perhaps = json!({ "type": ["string", "null"] });
    json!({
        "Service": {
            "type": "object",
            "required": ["service_code", "service_name", "metadata", "type"],
            "properties": {
                "service_code": text, "service_name": text, "description": text,
                "metadata": { "type": "boolean" }, "type": { "enum": ["realtime"] }, "group": text,
            },
        },
        "ServiceRequest": {
            "type": "object",
            "required": ["service_request_id", "status", "service_code", "requested_datetime"],
            "properties": {
                "service_request_id": text, "status": { "enum": ["open", "closed"] }, "status_notes": text,
                "service_name": text, "service_code": text, "description": text,
                "requested_datetime": moment, "updated_datetime": moment,
                "expected_datetime": { "type": ["string", "null"], "format": DATE_TIME },
                "address": perhaps, "lat": { "type": ["number", "null"] }, "long": { "type": ["number", "null"] },
            },
        }
    })
}

fn common_schemas() -> Value {
    let text = json!({ "type": "string" });
    let both =
        json!({ "type": "object", "required": ["zh", "en"], "properties": { "zh": text, "en": text } });
    json!({
        "Text": both,
        "Problem": {
            "type": "object",
            "required": ["type", "title", "status"],
            "properties": {
                "type": text, "title": text, "status": { "type": "integer" }, "detail": text, "instance": text,
            },
        },
        "Rule": {
            "type": "object",
            "required": ["name", "title", "about", "clauses", "facts", "example"],
            "properties": {
                "name": text, "title": of("Text"), "about": of("Text"),
                "clauses": { "type": "array", "items": text },
                "facts": { "type": "object", "description": "JSON Schema of the facts" },
                "example": { "type": "object" },
            },
        },
        "Decision": {
            "type": "object",
            "required": ["rule", "on", "outcome", "reasons"],
            "properties": {
                "rule": text,
                "on": { "type": "string", "format": "date" },
                "outcome": { "type": "string", "description": "found, needing confirmation by the county, or refused" },
                "value": { "description": "What was found" },
                "reasons": { "type": "array", "items": { "type": "object" } },
            },
        },
        "Open311Errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "description"],
                "properties": { "code": { "type": "integer" }, "description": text },
            },
        },
    })
}

fn in_path(name: &str, about: &str, schema: &Value) -> Value {
    json!({ "name": name, "in": "path", "required": true, "description": about, "schema": schema })
}

fn in_query(name: &str, about: &str, schema: &Value) -> Value {
    json!({ "name": name, "in": "query", "required": false, "description": about, "schema": schema })
}

fn answered(about: &str, schema: &Value) -> Value {
    json!({ "description": about, "content": { "application/json": { "schema": schema } } })
}

fn refused() -> Value {
    json!({ "$ref": "#/components/responses/Problem" })
}

/// Each rule has a path of its own, so that its facts stand beside it; the router answers them all by one route.
fn of_rules() -> Map<String, Value> {
    let mut paths = Map::new();
    let list = json!({
        "get": {
            "tags": ["decisions"], "operationId": "listRules", "summary": "The rules with the facts they take",
            "responses": { "200": answered("All rules", &list_of("Rule")) },
        },
    });
    paths.insert("/api/v1/decisions".to_owned(), list);
    for rule in registry::rules() {
        paths.insert(format!("/api/v1/decisions/{}", rule.name), of_rule(rule));
    }
    let own = json!({
        "get": {
            "tags": ["running"], "operationId": "openapi", "summary": "This document",
            "responses": { "200": answered("OpenAPI 3.1", &json!({ "type": "object" })) },
        },
    });
    paths.insert("/api/v1/openapi.json".to_owned(), own);
    paths
}

fn of_rule(rule: &Rule) -> Value {
    let mut facts = rule.schema();
    if let Some(schema) = facts.as_object_mut() {
        // A schema within a document has no dialect of its own.
        schema.remove("$schema");
        schema.remove("$id");
    }
    let day = json!({ "type": "string", "format": "date" });
    json!({
        "get": {
            "tags": ["decisions"], "operationId": format!("describe-{}", rule.name), "summary": rule.title.en,
            "responses": { "200": answered("The rule", &of("Rule")) },
        },
        "post": {
            "tags": ["decisions"], "operationId": format!("decide-{}", rule.name),
            "summary": rule.title.en, "description": rule.about.en,
            "parameters": [in_query("on", "The day whose law applies; today if not given", &day)],
            "requestBody": {
                "required": true,
                "content": { "application/json": { "schema": facts, "example": rule.example_facts() } },
            },
            "responses": {
                "200": answered("Decided, or to be confirmed by the county first", &of("Decision")),
                "400": refused(),
                "413": refused(),
                "422": answered("Refused: which fact is at fault, and why", &of("Decision")),
            },
        },
    })
}

fn of_requests() -> Map<String, Value> {
    let errors = |about: &str| answered(about, &of("Open311Errors"));
    let text = json!({ "type": "string" });
    let moment = json!({ "type": "string", "format": DATE_TIME });
    let get = |id: &str, summary: &str, parameters: Value, schema: Value, statuses: &[&str]| {
        let mut responses = Map::new();
        responses.insert("200".to_owned(), answered(summary, &schema));
        for status in statuses {
            responses.insert((*status).to_owned(), errors("Not like this"));
        }
        json!({
            "tags": ["open311"], "operationId": id, "summary": summary, "parameters": parameters, "responses": responses,
        })
    };
    let place = in_query("jurisdiction_id", "The host itself, or nothing", &text);
    let listed = json!([
        place,
        in_query("service_request_id", "Numbers, at most 100, with commas between", &text),
        in_query("service_code", "Codes with commas between", &text),
        in_query("start_date", "From", &moment),
        in_query("end_date", "To; at most 90 days after", &moment),
        in_query("status", "open, closed or both", &text),
        in_query("page", "From 1", &json!({ "type": "integer", "minimum": 1 })),
        in_query("page_size", "At most 1,000", &json!({ "type": "integer", "minimum": 1, "maximum": 1000 })),
    ]);
    let named =
        |name: &str| json!([in_path(name, "Without an ending, or with .json or .xml", &text), place.clone()]);
    let (object, things) =
        (json!({ "type": "object" }), json!({ "type": "array", "items": { "type": "object" } }));
    let discovery = get("discovery", "What is spoken here", json!([place]), object.clone(), &["404"]);
    let services = get("services", "What may be asked for", json!([place]), list_of("Service"), &["404"]);
    let definition = get("service", "What a service asks", named("service_code"), object, &["404"]);
    let requests = get("requests", "Published requests", listed, list_of("ServiceRequest"), &["400", "404"]);
    let one = get("request", "One request", named("service_request_id"), list_of("ServiceRequest"), &["404"]);
    let token = get("token", "The number behind a token", named("token_id"), things, &["404"]);
    let paths = [
        ("/open311/v2/discovery.json", json!({ "get": discovery })),
        ("/open311/v2/services.json", json!({ "get": services })),
        ("/open311/v2/services/{service_code}", json!({ "get": definition })),
        ("/open311/v2/requests.json", json!({ "get": requests, "post": sending() })),
        ("/open311/v2/requests/{service_request_id}", json!({ "get": one })),
        ("/open311/v2/tokens/{token_id}", json!({ "get": token })),
    ];
    paths.into_iter().map(|(path, item)| (path.to_owned(), item)).collect()
}

fn sending() -> Value {
    let text = json!({ "type": "string" });
    let errors = |about: &str| answered(about, &of("Open311Errors"));
    let made = json!({
        "type": "array",
        "items": { "type": "object", "required": ["service_request_id"], "properties": { "service_request_id": text } },
    });
    let fields = json!({
        "type": "object",
        "required": ["api_key", "service_code"],
        "properties": {
            "api_key": text, "service_code": text, "description": text, "address_string": text, "address_id": text,
            "lat": { "type": "number", "minimum": -90, "maximum": 90 },
            "long": { "type": "number", "minimum": -180, "maximum": 180 },
            "first_name": text, "last_name": text, "phone": text,
        },
    });
    json!({
        "tags": ["open311"], "operationId": "sendRequest", "summary": "A request, with a place and the key of a program",
        "requestBody": { "required": true, "content": { "application/x-www-form-urlencoded": { "schema": fields } } },
        "responses": {
            "200": answered("Its number", &made),
            "400": errors("A field is missing or cannot be read"),
            "403": errors("The key is missing or unknown"),
            "404": errors("The service is unknown"),
            "413": refused(),
            "415": refused(),
            "422": refused(),
            "429": refused(),
        },
    })
}

fn of_learning() -> Map<String, Value> {
    let error = json!({
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["field", "why"],
                "properties": { "field": { "type": "string" }, "why": { "type": "string" } },
            },
        },
    });
    let ids = json!({ "type": "array", "items": { "type": "string", "format": "uuid" } });
    let statement = json!({ "type": "object", "required": ["actor", "verb", "object"] });
    let version = json!({
        "name": "X-Experience-API-Version", "in": "header", "required": true,
        "schema": { "type": "string", "pattern": "^1\\.0(\\..*)?$" },
    });
    let about = json!({
        "tags": ["xapi"], "operationId": "xapiAbout", "summary": "The versions spoken",
        "responses": { "200": answered("Versions", &json!({ "type": "object" })) },
    });
    let take = json!({
        "tags": ["xapi"], "operationId": "sendStatements", "summary": "Statements about learning, all kept or none",
        "security": [{ "platform": [] }],
        "parameters": [version],
        "requestBody": {
            "required": true,
            "content": {
                "application/json": {
                    "schema": { "oneOf": [statement, { "type": "array", "items": statement }] },
                },
            },
        },
        "responses": {
            "200": answered("Their ids", &ids),
            "400": answered("Which field is at fault", &error),
            "401": answered("The key is missing or unknown", &error),
            "409": answered("An id is there with another content", &error),
            "413": refused(),
        },
    });
    let paths = [("/xapi/about", json!({ "get": about })), ("/xapi/statements", json!({ "post": take }))];
    paths.into_iter().map(|(path, item)| (path.to_owned(), item)).collect()
}
