//! Village affairs: what is missing, posting an item, busy finances.

use jiff::civil::date;
use kernel::Area;
use openness::notice::NewNotice;
use openness::village;

use crate::ground::{Place, book, refused};

fn missing(place: &Place, who: &str) -> Vec<(String, i64)> {
    let all = place.read(who, |tx, actor| village::year(tx, &actor.scope(Area::Power), &book(), 2026));
    all.expect("read").iter().map(|village| (village.unit.clone(), village.missing())).collect()
}

#[test]
fn a_quarter_that_passed_without_a_posting_is_missing_for_each_item() {
    for place in Place::all() {
        place.on(date(2026, 3, 31));
        assert_eq!(missing(&place, "town"), [("v1".into(), 0), ("v2".into(), 0)]);
        place.on(date(2026, 4, 1));
        assert_eq!(missing(&place, "town"), [("v1".into(), 4), ("v2".into(), 4)]);
        assert_eq!(missing(&place, "village"), [("v1".into(), 4)], "a village sees its own");
    }
}

#[test]
fn a_posting_of_fifteen_days_fills_its_quarter_and_a_shorter_one_is_refused() {
    for place in Place::all() {
        let post = |until| {
            place.write("village", move |tx, actor| {
                let new = NewNotice {
                    title: "一季度财务收支".into(),
                    body: "收入 3.2 万元，支出 2.8 万元。".into(),
                    closes_on: Some(until),
                    ..NewNotice::default()
                };
                village::post(tx, actor, &book(), ("v1", "finance"), &new)
            })
        };
        assert!(refused(post(date(2026, 3, 16))).contains("VIL-03"));
        post(date(2026, 3, 17)).expect("posted");
        place.on(date(2026, 4, 1));
        assert_eq!(missing(&place, "village"), [("v1".into(), 3)]);
    }
}

#[test]
fn busy_finances_are_due_every_month() {
    for place in Place::all() {
        place.write("town", |tx, actor| village::set_rhythm(tx, actor, "v1", true)).expect("set");
        // January and February passed.
        assert_eq!(missing(&place, "village"), [("v1".into(), 2)]);
        let other = place.write("village", |tx, actor| village::set_rhythm(tx, actor, "v2", true));
        assert!(other.is_err(), "another village is out of reach");
    }
}
