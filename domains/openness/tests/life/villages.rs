//! Village affairs: what is missing, posting an item, busy finances.

use jiff::civil::date;
use kernel::Area;
use openness::notice::NewNotice;
use openness::village;

use crate::ground::{Place, book, refused};

fn missing(place: &Place, who: &str) -> Vec<(String, i64)> {
    let all =
        place.read(who, |tx, actor| village::year(tx, &actor.scope(Area::Power), &book(), 2026, (600, 0)));
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

#[test]
fn the_last_period_of_a_year_is_missing_once_the_year_is_over() {
    for place in Place::all() {
        place.on(date(2026, 12, 31));
        assert_eq!(missing(&place, "village"), [("v1".into(), 12)]);
        place.on(date(2027, 1, 1));
        assert_eq!(missing(&place, "village"), [("v1".into(), 16)]);
    }
}

#[test]
fn villages_are_read_page_by_page_and_one_by_one() {
    for place in Place::all() {
        let (second, all, one) = place
            .read("town", |tx, actor| {
                let scope = actor.scope(Area::Power);
                let second = village::year(tx, &scope, &book(), 2026, (1, 1))?;
                Ok((second, village::count(tx, &scope)?, village::one(tx, &scope, &book(), ("v1", 2026))?))
            })
            .expect("read");
        assert_eq!((second.len(), second[0].unit.as_str(), all, one.unit.as_str()), (1, "v2", 2, "v1"));
        let other = place
            .read("village", |tx, actor| village::one(tx, &actor.scope(Area::Power), &book(), ("v2", 2026)));
        assert!(matches!(other, Err(kernel::Fault::NotFound)));
    }
}

#[test]
fn who_was_helped_is_shown_for_its_time_only() {
    for place in Place::all() {
        let post = |lasting: Option<&'static str>| {
            place.write("village", move |tx, actor| {
                let new = NewNotice {
                    title: "一季度救助补贴发放".into(),
                    body: "王桂兰家临时救助 800 元。".into(),
                    lasting_title: lasting.map(|_| "一季度救助补贴发放".into()),
                    lasting_body: lasting.map(str::to_owned),
                    closes_on: Some(date(2026, 3, 17)),
                    ..NewNotice::default()
                };
                village::post(tx, actor, &book(), ("v1", "subsidies"), &new)
            })
        };
        assert!(refused(post(None)).contains("text that stay"));
        let number = post(Some("临时救助 1 户 800 元。")).expect("posted").number;
        place.on(date(2026, 3, 18));
        let shown =
            place.read("nobody", move |tx, _| openness::notice::find_public(tx, &number)).expect("shown");
        assert!(shown.erased && !shown.body.contains("王桂兰"));
    }
}
