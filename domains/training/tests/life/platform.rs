//! Statements of a platform whose account the county does not know: kept, assigned once for what came and what comes,
//! given over when that was wrong, set aside with a reason.

use kernel::{Scope, ledger};
use serde_json::{Value, json};
use training::record::Source;
use training::xapi::{
    self,
    actor::{self, State},
};

use crate::ground::{County, refused};
use crate::records::{records, take};

fn id(n: u8) -> String {
    format!("00000000-0000-4000-9000-0000000000{n:02}")
}

fn statement(n: u8, who: &str) -> Value {
    json!({
        "id": id(n),
        "actor": {"account": {"homePage": "https://other.example", "name": who}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": format!("https://other.example/{n}")},
        "result": {"duration": "PT40M"}
    })
}

fn stated(county: &County, person: &str) -> (usize, i64) {
    let all = records(county, person);
    let from: Vec<i64> = all.iter().filter(|one| one.source == Source::Xapi).map(|one| one.minutes).collect();
    (from.len(), from.iter().sum())
}

fn named(county: &County, state: State) -> Vec<(String, i64)> {
    let found = county.read("t", move |tx, _, _| Ok(actor::listed(tx, state, (1, 10))?)).expect("read");
    assert_eq!(found.0.len(), found.1, "one page holds them all");
    found.0.into_iter().map(|one| (one.actor, one.statements)).collect()
}

fn assign(county: &County, who: &'static str, n: u8, person: &'static str) -> Result<i64, kernel::Fault> {
    let which = id(n);
    county.write(who, move |tx, by| actor::assign(tx, by, &which, person))
}

/// From unknown to whose it is.
pub fn unknown(county: &County) {
    let key = county.write("t", |tx, actor| xapi::make(tx, actor, "省网院", 480)).expect("made");
    let mut void = statement(9, "plat-1");
    void["verb"] = json!({"id": "http://adlnet.gov/expapi/verbs/voided"});
    void["object"] = json!({"objectType": "StatementRef", "id": id(3)});
    let first = json!([statement(1, "plat-1"), statement(2, "plat-1"), statement(3, "plat-1"), void]);
    take(county, &key, first).expect("kept");
    take(county, &key, statement(4, "plat-2")).expect("kept");
    assert_eq!(named(county, State::Waiting).len(), 2);
    assert!(refused(assign(county, "h1", 1, "b4")).contains("培训机构"));
    assert!(refused(assign(county, "t", 1, "")).contains("请选择人员"));
    assert_eq!(assign(county, "t", 1, "b4").expect("assigned"), 2, "what was voided stays void");
    assert_eq!(stated(county, "b4"), (2, 80));
    take(county, &key, statement(5, "plat-1")).expect("taken");
    assert_eq!(stated(county, "b4"), (3, 120), "what comes later is theirs at once");
    assert!(refused(assign(county, "t", 1, "b4")).contains("已经对应"));
    assert_eq!(assign(county, "t", 1, "b1").expect("given over"), 3);
    assert_eq!((stated(county, "b4"), stated(county, "b1")), ((0, 0), (3, 120)));
    assert_eq!(assign(county, "t", 1, "b4").expect("given back"), 3);
    assert_eq!((stated(county, "b4"), stated(county, "b1")), ((3, 120), (0, 0)));
    let aside =
        |reason: &'static str| county.write("t", move |tx, by| actor::set_aside(tx, by, &id(4), reason));
    assert!(refused(aside("")).contains("理由"));
    aside("测试账号").expect("set aside");
    take(county, &key, statement(6, "plat-2")).expect("kept");
    assert_eq!(named(county, State::Waiting), []);
    assert_eq!(named(county, State::Aside), [("plat-2".to_owned(), 2)]);
    assert_eq!(named(county, State::Assigned), [("plat-1".to_owned(), 5)]);
    assert_eq!(assign(county, "t", 6, "b5").expect("assigned after all"), 2);
    let source = key.0.clone();
    let acts = county
        .read("o", move |tx, _, _| Ok(ledger::history(tx, &Scope::county("a test"), "xapi-source", &source)?))
        .expect("read");
    let count = |kind: &str| acts.iter().filter(|act| act.kind == kind).count();
    assert_eq!((count("xapi-actor.assigned"), count("xapi-actor.set-aside")), (4, 1));
}
