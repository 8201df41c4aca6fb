//! Places for 优秀 and their publicity.

use assessment::appraisal::State;
use assessment::{publicity, quota};
use jiff::civil::date;
use kernel::Fault;
use law::rules::Grade;

use crate::ground::{Place, book, confirmed, refused};

#[test]
fn places_are_kept_and_an_approval_adds_one() {
    for place in Place::all() {
        // Eight are due to take part in the office: 20 percent is 1.6, so one place.
        place.ready_to_decide(&[("a", Grade::Excellent), ("b", Grade::Excellent), ("c", Grade::Competent)]);
        assert_eq!(place.decide("a", Some(Grade::Excellent), "").expect("decided"), State::Publicity);
        let full = place.decide("b", Some(Grade::Excellent), "");
        match &full {
            Err(Fault::Refused(refusals)) => {
                assert_eq!(refusals[0].field.as_deref(), Some("grade"));
                let decision = refusals[0].decision.as_ref().expect("its decision");
                assert!(decision.clauses().contains(&"AS-05"), "{decision:?}");
            }
            other => panic!("not refused: {other:?}"),
        }
        let approve = |document: &'static str, on| {
            place.write("o", move |tx, actor| quota::approve(tx, actor, "2025", "office", document, on))
        };
        assert!(refused(approve("组函〔2026〕3号", date(2199, 2, 1))).contains("不能晚于今天"));
        assert!(refused(approve(" ", date(2026, 2, 1))).contains("批准文件"));
        approve("组函〔2026〕3号", date(2026, 2, 1)).expect("approved");
        // 25 percent of eight is two.
        assert_eq!(place.decide("b", Some(Grade::Excellent), "").expect("decided"), State::Publicity);
        let places = place.read("o", |tx, _| quota::places(tx, &book(), "2025", "office", "civil-servant"));
        let places = places.expect("read");
        assert_eq!((places.due, places.places, places.taken, places.left()), (8, 2, 2, 0));
    }
}

#[test]
fn small_organs_share_a_pool_and_do_not_exceed_it_together() {
    for place in Place::all() {
        place.open();
        // The county's own office has three people, the town one: 0.6 and 0.2 places alone.
        let alone = place.read("o", |tx, _| quota::places(tx, &book(), "2025", "county", "civil-servant"));
        assert_eq!(alone.expect("read").places, 0);
        let pooled = place.write("o", |tx, actor| {
            let organs = ["county", "town", "office"].map(str::to_owned);
            quota::pool(tx, actor, "2025", "县直小单位", law::rules::pooled_quota::Method::Sum, &organs)
        });
        pooled.expect("pooled");
        // Twelve together give two; the office has one of its own, one is to compare.
        let county = place.read("o", |tx, _| quota::places(tx, &book(), "2025", "county", "civil-servant"));
        assert_eq!(county.expect("read").places, 1);
        let office = place.read("o", |tx, _| quota::places(tx, &book(), "2025", "office", "civil-servant"));
        assert_eq!(office.expect("read").places, 2);
        place.no_review();
        for person in ["a", "b"] {
            place.sum_up(person);
            place.propose(person, Some(Grade::Excellent)).expect("proposed");
            place.decide(person, Some(Grade::Excellent), "").expect("decided");
        }
        let county = place.read("o", |tx, _| quota::places(tx, &book(), "2025", "county", "civil-servant"));
        assert_eq!(county.expect("read").places, 0, "the office took the place to compare");
        let twice = place.write("o", |tx, actor| {
            let organs = ["town", "office"].map(str::to_owned);
            quota::pool(tx, actor, "2025", "另一统筹", law::rules::pooled_quota::Method::Sum, &organs)
        });
        assert!(refused(twice).contains("已在另一统筹中"));
    }
}

#[test]
fn each_pool_is_listed_with_its_own_organs() {
    use law::rules::pooled_quota::Method::{LargestRemainder, Sum};
    for place in Place::all() {
        place.open();
        let pool = |name: &'static str, method, organs: [&'static str; 2]| {
            place.write("o", move |tx, actor| {
                quota::pool(tx, actor, "2025", name, method, &organs.map(str::to_owned))
            })
        };
        pool("县直小单位", Sum, ["county", "office"]).expect("pooled");
        pool("乡镇村", LargestRemainder, ["town", "village"]).expect("pooled");
        let listed = place.read("o", |tx, _| Ok(quota::pools(tx, "2025")?)).expect("read");
        let mut found: Vec<(String, String, usize)> =
            listed.into_iter().map(|pool| (pool.name, pool.method, pool.organs.len())).collect();
        found.sort();
        let wanted = [("乡镇村", "largest-remainder", 2), ("县直小单位", "sum", 2)];
        assert_eq!(found, wanted.map(|(name, method, organs)| (name.to_owned(), method.to_owned(), organs)));
    }
}

#[test]
fn an_approval_of_today_counts_and_one_of_tomorrow_is_refused() {
    for place in Place::all() {
        place.open();
        let today = date(2026, 3, 9);
        place.on(today);
        let approve = |on| {
            place.write("o", move |tx, actor| quota::approve(tx, actor, "2025", "office", "组函3号", on))
        };
        assert!(refused(approve(date(2026, 3, 10))).contains("不能晚于今天"));
        approve(today).expect("approved");
    }
}

#[test]
fn a_proposed_excellent_is_public_for_five_working_days_before_it_is_a_result() {
    for place in Place::all() {
        place.ready_to_decide(&[("a", Grade::Excellent)]);
        place.decide("a", Some(Grade::Excellent), "").expect("decided");
        assert_eq!(place.of("a").result(), None);
        let unconfirmed = place.write("o", |tx, actor| {
            publicity::open(tx, actor, &confirmed(&[]), "2025", "office", date(2026, 3, 9))
        });
        assert!(refused(unconfirmed).contains("AS-08.publicity"));
        let short = place
            .write("o", |tx, actor| publicity::open(tx, actor, &book(), "2025", "office", date(2026, 3, 6)));
        assert!(refused(short).contains("2026-03-09"));
        let id = place
            .write("o", |tx, actor| publicity::open(tx, actor, &book(), "2025", "office", date(2026, 3, 9)))
            .expect("posted");
        place.on(date(2026, 3, 9));
        let posted = id.clone();
        let early = place.write("o", move |tx, actor| publicity::close(tx, actor, &book(), &posted));
        assert!(refused(early).contains("次日起"));
        place.on(date(2026, 3, 10));
        let closed =
            place.write("o", move |tx, actor| publicity::close(tx, actor, &book(), &id)).expect("closed");
        assert_eq!(closed, (1, 0));
        assert_eq!(place.of("a").state, State::Notice);
        assert_eq!(place.of("a").result().map(|text| text.zh).as_deref(), Some("优秀"));
    }
}

#[test]
fn an_upheld_objection_sends_the_name_back_and_gives_its_place_free() {
    for place in Place::all() {
        place.ready_to_decide(&[("a", Grade::Excellent)]);
        place.decide("a", Some(Grade::Excellent), "").expect("decided");
        let id = place
            .write("o", |tx, actor| publicity::open(tx, actor, &book(), "2025", "office", date(2026, 3, 9)))
            .expect("posted");
        let (about, posted) = (place.of("a").id, id.clone());
        let objection = place
            .write("b", move |tx, actor| {
                publicity::object(tx, actor, &posted, &about, "第三季度有两件超期", false)
            })
            .expect("filed");
        place.on(date(2026, 3, 10));
        let posted = id.clone();
        let open = place.write("o", move |tx, actor| publicity::close(tx, actor, &book(), &posted));
        assert!(refused(open).contains("没有答复"));
        let posted = id.clone();
        let listed =
            place.read("o", move |tx, actor| publicity::objections(tx, actor, &posted)).expect("read");
        assert_eq!(
            (listed.len(), listed[0].by.clone()),
            (1, None),
            "who asked not to be named is not stored"
        );
        place
            .write("o", move |tx, actor| publicity::answer(tx, actor, &objection, true, "经核实属实"))
            .expect("answered");
        let posted = id.clone();
        assert_eq!(
            place.write("o", move |tx, actor| publicity::close(tx, actor, &book(), &posted)).expect("closed"),
            (0, 1)
        );
        let a = place.of("a");
        assert_eq!((a.state, a.grade), (State::Decide, None));
        place.on(date(2026, 3, 11));
        let late = place.write("b", move |tx, actor| publicity::object(tx, actor, &id, "x", "迟了", true));
        assert!(refused(late).contains("公示已结束"));
    }
}
