//! The contract of GeoReport v2: names of elements and fields, codes of failures, dates, both forms.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::actor::Role;
use requests::coded::Kind;
use requests::{sorting, ticket};
use serde_json::Value;
use web::testing::{Answer, Doors, encoded};

use crate::ground::{Place, book, sorted};

fn open(place: &Place) -> Doors {
    Doors::open(&place.ground.county, requests::routes(), requests::TEXTS)
}

/// As a program asks: no cookie, no header of a browser.
fn ask(doors: &Doors, path: &str) -> Answer {
    doors.send(None, Request::get(path).body(Body::empty()).expect("a request"))
}

fn post(doors: &Doors, path: &str, form: &[(&str, &str)]) -> Answer {
    let request = Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(encoded(form)));
    doors.send(None, request.expect("a request"))
}

fn json(answer: &Answer) -> Value {
    assert!(answer.kind.starts_with("application/json"), "{}", answer.kind);
    serde_json::from_str(&answer.body).expect("json")
}

fn key(place: &Place) -> String {
    let admin = kernel::testing::actor("system", &[(Role::SystemAdmin, None)]);
    place
        .ground
        .county
        .write_now(move |tx| requests::open311::key::issue(tx, &admin, "随手拍小程序", "李工"))
        .expect("issued")
}

fn fields(value: &Value) -> Vec<String> {
    let mut names: Vec<String> = value.as_object().expect("an object").keys().cloned().collect();
    names.sort();
    names
}

#[test]
fn discovery_and_services_have_the_elements_of_the_specification_in_both_forms() {
    let place = Place::one();
    let doors = open(&place);
    let found = json(&ask(&doors, "/open311/v2/discovery.json"));
    assert_eq!(fields(&found), ["changeset", "contact", "endpoints", "key_service"]);
    assert_eq!(fields(&found["endpoints"][0]), ["changeset", "formats", "specification", "type", "url"]);
    let services = json(&ask(&doors, "/open311/v2/services.json"));
    assert_eq!(
        fields(&services[0]),
        ["description", "group", "keywords", "metadata", "service_code", "service_name", "type"]
    );
    assert!(
        services
            .as_array()
            .is_some_and(|all| all.len() >= 20 && all.iter().all(|one| one["metadata"].is_boolean()))
    );
    for (path, start) in [
        ("discovery", "<discovery>"),
        ("services", "<services><service>"),
        ("services/road", "<service_definition>"),
        ("requests", "<service_requests>"),
    ] {
        let answer = ask(&doors, &format!("/open311/v2/{path}.xml"));
        assert!(answer.kind.starts_with("text/xml"), "{}", answer.kind);
        assert!(answer.body.starts_with("<?xml") && answer.body.contains(start), "{}", answer.body);
    }
    let definition = json(&ask(&doors, "/open311/v2/services/road.json"));
    assert_eq!(fields(&definition), ["attributes", "service_code"]);
    assert_eq!(
        fields(&definition["attributes"][0]),
        [
            "code",
            "datatype",
            "datatype_description",
            "description",
            "order",
            "required",
            "values",
            "variable"
        ]
    );
    assert_eq!(definition["attributes"][0]["values"][0]["key"], "small");
}

#[test]
fn failures_are_a_list_of_code_and_description_with_the_status_of_the_specification() {
    let place = Place::one();
    let doors = open(&place);
    let key = key(&place);
    let check = |answer: Answer, status: StatusCode| {
        assert_eq!(answer.status, status, "{}", answer.body);
        let value = json(&answer);
        assert_eq!(fields(&value[0]), ["code", "description"]);
        assert_eq!(value[0]["code"], status.as_u16());
    };
    check(ask(&doors, "/open311/v2/services/nothing.json"), StatusCode::NOT_FOUND);
    check(ask(&doors, "/open311/v2/requests/260302-2222-2222.json"), StatusCode::NOT_FOUND);
    check(ask(&doors, "/open311/v2/tokens/260302-2222-2222.json"), StatusCode::NOT_FOUND);
    check(ask(&doors, "/open311/v2/requests.json?start_date=yesterday"), StatusCode::BAD_REQUEST);
    let path = "/open311/v2/requests.json";
    let full = [("service_code", "light"), ("address_string", "东街"), ("description", "不亮")];
    check(post(&doors, path, &full), StatusCode::FORBIDDEN);
    let with = |api_key: &str, rest: &[(&str, &str)]| {
        let mut form = vec![("api_key", api_key)];
        form.extend(rest);
        post(&doors, path, &form)
    };
    check(with("wrong", &full), StatusCode::FORBIDDEN);
    check(with(&key, &[("address_string", "东街")]), StatusCode::BAD_REQUEST);
    check(with(&key, &[("service_code", "none"), ("address_string", "东街")]), StatusCode::NOT_FOUND);
    check(with(&key, &[("service_code", "light")]), StatusCode::BAD_REQUEST);
    check(with(&key, &[("service_code", "light"), ("lat", "north"), ("long", "1")]), StatusCode::BAD_REQUEST);
    let xml = post(&doors, "/open311/v2/requests.xml", &full);
    assert!(xml.body.contains("<errors><error><code>403</code><description>"), "{}", xml.body);
}

#[test]
fn a_program_sends_a_request_finds_it_by_token_and_id_and_sees_nothing_personal() {
    for place in Place::all() {
        let doors = open(&place);
        let key = key(&place);
        let form = [
            ("api_key", key.as_str()),
            ("service_code", "light"),
            ("lat", "34.5"),
            ("long", "107.4"),
            ("first_name", "六"),
            ("last_name", "赵"),
            ("phone", "13900000003"),
            ("description", "赵六家门口的灯不亮"),
            ("attribute[POLE]", "0371"),
        ];
        let made = json(&post(&doors, "/open311/v2/requests.json", &form));
        assert_eq!(fields(&made[0]), ["account_id", "service_notice", "service_request_id"]);
        let number = made[0]["service_request_id"].as_str().expect("an id").to_owned();
        let token = json(&ask(&doors, &format!("/open311/v2/tokens/{number}.json")));
        assert_eq!(token[0]["service_request_id"], number.as_str());
        let one = ask(&doors, &format!("/open311/v2/requests/{number}.json"));
        let value = json(&one);
        assert_eq!(
            fields(&value[0]),
            [
                "address",
                "address_id",
                "agency_responsible",
                "description",
                "expected_datetime",
                "lat",
                "long",
                "media_url",
                "requested_datetime",
                "service_code",
                "service_name",
                "service_notice",
                "service_request_id",
                "status",
                "status_notes",
                "updated_datetime",
                "zipcode"
            ]
        );
        assert_eq!((value[0]["status"].as_str(), value[0]["lat"].as_f64()), (Some("open"), Some(34.5)));
        assert_eq!(value[0]["requested_datetime"], "2026-03-02T01:00:00Z");
        assert_eq!(value[0]["expected_datetime"], "2026-03-17T18:00:00+08:00", "the end of that working day");
        for secret in ["赵六", "13900000003", "门口"] {
            assert!(!one.body.contains(secret), "{secret} is published");
        }
    }
}

#[test]
fn lists_are_narrowed_by_span_status_service_and_id_and_words_only_where_the_desk_published_them() {
    for place in Place::all() {
        let first = place.sorted(Kind::Service, "works");
        let second = place.ask(crate::ground::asked("垃圾没有清运"));
        let id = second.id.clone();
        place
            .write("desk", move |tx, actor| {
                let how = sorting::Sorted {
                    category: "waste".into(),
                    title: "垃圾清运".into(),
                    ..sorted(Kind::Service, "town")
                };
                sorting::sort(tx, actor, &book(), &id, &how).map(drop)
            })
            .expect("sorted");
        let (a, b) = (first.id.clone(), first.id.clone());
        place
            .write("works", move |tx, actor| ticket::answer(tx, actor, &book(), &a, "已修好"))
            .expect("answered");
        let doors = open(&place);
        let ids = |query: &str| {
            let value = json(&ask(&doors, &format!("/open311/v2/requests.json?{query}")));
            let all = value.as_array().expect("a list");
            all.iter()
                .map(|one| one["service_request_id"].as_str().unwrap_or_default().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(ids("").len(), 2);
        assert_eq!(ids("status=open"), [second.number.as_str()]);
        assert_eq!(ids("status=closed"), [first.number.as_str()]);
        assert_eq!(ids("status=open,closed").len(), 2);
        assert_eq!(ids("service_code=waste"), [second.number.as_str()]);
        assert_eq!(ids(&format!("service_request_id={},{}", first.number, second.number)).len(), 2);
        assert_eq!(ids("start_date=2026-03-03T00:00:00Z").len(), 0);
        assert_eq!(ids("start_date=2026-03-01T00:00:00%2B08:00&end_date=2026-03-04T00:00:00Z").len(), 2);
        assert_eq!((ids("page_size=1&page=1").len(), ids("page_size=1&page=3").len()), (1, 0));
        let shown = |number: &str| {
            json(&ask(&doors, &format!("/open311/v2/requests/{number}.json")))[0]["description"].clone()
        };
        assert!(!shown(&first.number).as_str().unwrap_or_default().contains("路口"));
        let phone = b.clone();
        assert!(
            crate::ground::refused(place.write("desk", move |tx, actor| {
                ticket::publish(tx, actor, &phone, "联系 13900000004")
            }))
            .contains("personal")
        );
        place
            .write("desk", move |tx, actor| ticket::publish(tx, actor, &b, "十字路口路灯不亮"))
            .expect("published");
        assert_eq!(shown(&first.number), "十字路口路灯不亮");
    }
}

#[test]
fn a_key_that_was_withdrawn_opens_nothing_and_only_administrators_issue_one() {
    let place = Place::one();
    let doors = open(&place);
    let key = key(&place);
    let stranger = kernel::testing::actor("desk", &[(Role::Desk, None)]);
    let refused =
        place.ground.county.write_now(move |tx| requests::open311::key::issue(tx, &stranger, "x", "y"));
    assert!(refused.is_err());
    let admin = kernel::testing::actor("system", &[(Role::SystemAdmin, None)]);
    place
        .ground
        .county
        .write_now(move |tx| {
            let id = requests::open311::key::all(tx)?.remove(0).id;
            requests::open311::key::withdraw(tx, &admin, &id)
        })
        .expect("withdrawn");
    let form = [("api_key", key.as_str()), ("service_code", "light"), ("address_string", "东街")];
    assert_eq!(post(&doors, "/open311/v2/requests.json", &form).status, StatusCode::FORBIDDEN);
}

#[test]
fn a_list_that_asks_for_nothing_holds_a_thousand_requests_of_the_last_ninety_days() {
    for place in Place::all() {
        let filled = place.ground.county.write_now(|tx| {
            let now = tx.now();
            let old = now - jiff::SignedDuration::from_hours(91 * 24);
            for (first, last, at) in [(1, 1_005, now), (2_001, 2_003, old)] {
                tx.execute(
                    "insert into request (id, number, secret, kind, category, title, body, state, open, sealed, address, channel, \
                    name, phone, reply_by, applicant, people, received_at, received_on, month, due_provisional, facts, outcome, \
                    reopened, published, public_words, updated_at) \
                    with recursive n(i) as (select cast($1 as bigint) union all select i + 1 from n where i < $2) \
                    select 'r' || cast(i as text), 'n' || cast(i as text), 'hash', 'service', 'light', '', '不公开的话', 'handling', 1, 0, '', 'online', \
                    '', '', '', 'person', 1, $3, '2026-03-02', '2026-03', 0, '{}', '', 0, 0, '', $3 from n",
                    kernel::params![first, last, at],
                )?;
            }
            let act = kernel::ledger::Act {
                kind: "county.filled",
                subject: ("unit", "county"),
                unit: None,
                person: None,
                facts: serde_json::json!({}),
                decision: None,
            };
            kernel::ledger::record(tx, &kernel::Actor::program(), &act)?;
            Ok::<_, kernel::Fault>(())
        });
        filled.expect("filled");
        let doors = open(&place);
        let count = |path: &str| json(&ask(&doors, path)).as_array().map_or(0, Vec::len);
        assert_eq!(count("/open311/v2/requests.json"), 1_000, "as many rows as the specification says");
        assert_eq!(
            count("/open311/v2/requests.json?page=2"),
            5,
            "those older than ninety days are not in it"
        );
        assert_eq!(count("/open311/v2/requests.json?page_size=5000"), 1_000);
        assert_eq!(count("/open311/v2/requests.json?page_size=50&page=3"), 50);
        assert_eq!(count("/open311/v2/requests.json?end_date=2025-12-31T00:00:00Z"), 3);
        assert!(!ask(&doors, "/open311/v2/requests.json").body.contains("不公开的话"));
        assert_eq!(ask(&doors, "/open311/v2/requests.json?page=9999").status, StatusCode::BAD_REQUEST);
    }
}
