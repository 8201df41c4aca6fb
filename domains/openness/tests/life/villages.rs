//! Village affairs: what is missing, posting an item, busy finances.

use jiff::civil::date;
use kernel::Area;
use openness::notice::NewNotice;
use openness::village::{self, Period};

use crate::ground::{Place, book, refused};

fn quarter(n: i8) -> Period {
    let from = date(2026, n * 3 - 2, 1);
    Period { from, to: date(2026, n * 3, 1).last_of_month() }
}

fn month(n: i8) -> Period {
    Period { from: date(2026, n, 1), to: date(2026, n, 1).last_of_month() }
}

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
                village::post(tx, actor, &book(), ("v1", "finance", quarter(1)), &new)
            })
        };
        assert!(refused(post(date(2026, 3, 16))).contains("Organic Law of Village Committees, art. 35"));
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
                village::post(tx, actor, &book(), ("v1", "subsidies", quarter(1)), &new)
            })
        };
        assert!(refused(post(None)).contains("text that stay"));
        let number = post(Some("临时救助 1 户 800 元。")).expect("posted").0.number;
        place.on(date(2026, 3, 18));
        let shown =
            place.read("nobody", move |tx, _| openness::notice::find_public(tx, &number)).expect("shown");
        assert!(shown.erased && !shown.body.contains("王桂兰"));
    }
}

fn posts(place: &Place, item: &'static str, period: Period) -> Result<(String, bool), kernel::Fault> {
    let done = place.write("village", move |tx, actor| {
        let until = tx.today().saturating_add(jiff::Span::new().days(15));
        let new = NewNotice {
            title: "村务公开".into(),
            body: "见村务公开栏。".into(),
            closes_on: Some(until),
            ..NewNotice::default()
        };
        village::post(tx, actor, &book(), ("v1", item, period), &new)
    });
    done.map(|(posted, late)| (posted.number, late))
}

#[test]
fn a_missed_period_is_made_up_and_shown_as_late_and_two_on_one_day_are_both_kept() {
    for place in Place::all() {
        place.on(date(2026, 7, 6));
        assert_eq!(missing(&place, "village"), [("v1".into(), 8)]);
        for (period, is_late) in [(quarter(1), true), (quarter(2), true), (quarter(3), false)] {
            assert_eq!(posts(&place, "meetings", period).expect("posted").1, is_late, "{period:?}");
        }
        assert_eq!(missing(&place, "village"), [("v1".into(), 6)]);
        let (village, postings) = place
            .read("village", |tx, actor| {
                let scope = actor.scope(Area::Power);
                let found = village::one(tx, &scope, &book(), ("v1", 2026))?;
                Ok((found, village::postings(tx, "v1", 2026)?))
            })
            .expect("read");
        let of = village.items.iter().find(|one| one.0.code == "meetings").expect("the item");
        assert_eq!((of.2.missing, of.2.late, of.2.due), (0, 2, None));
        let late: Vec<bool> = postings.iter().map(|one| one.late).collect();
        assert_eq!(late, [false, true, true], "the latest period first");
    }
}

#[test]
fn a_posting_is_for_a_period_of_its_item_that_has_begun() {
    for place in Place::all() {
        assert!(refused(posts(&place, "meetings", month(1))).contains("quarter by quarter"));
        assert!(refused(posts(&place, "meetings", quarter(2))).contains("has not begun"));
        place.write("town", |tx, actor| village::set_rhythm(tx, actor, "v1", true)).expect("set");
        assert!(refused(posts(&place, "finance", quarter(1))).contains("month by month"));
        assert!(!posts(&place, "finance", month(3)).expect("posted").1);
        assert!(posts(&place, "finance", month(1)).expect("made up").1);
        assert_eq!(missing(&place, "village"), [("v1".into(), 1)], "February");
    }
}

#[test]
fn a_posting_beside_one_in_time_is_not_late_and_its_notice_names_item_and_period() {
    for place in Place::all() {
        posts(&place, "assets", quarter(1)).expect("posted");
        place.on(date(2026, 4, 20));
        let (number, late) = posts(&place, "assets", quarter(1)).expect("posted");
        assert!(!late);
        let found = place.read("nobody", move |tx, _| {
            let notice = openness::notice::find_public(tx, &number)?;
            Ok(village::of_notice(tx, &notice.id)?.expect("village affairs"))
        });
        let found = found.expect("read");
        assert_eq!((found.item.as_str(), found.period, found.late), ("assets", quarter(1), false));
    }
}

#[test]
fn what_was_posted_before_periods_were_named_counts_for_the_one_it_was_posted_in() {
    let only =
        |schema: kernel::db::migrate::Schema| kernel::db::migrate::Schema { statements: &[], ..schema };
    let (people, now) = (only(people::schema()), only(openness::schema()));
    let before = kernel::db::migrate::Schema { migrations: &now.migrations[..2], ..now };
    for ground in kernel::testing::grounds(&[people, before]) {
        ground
            .county
            .write_now(|tx| {
                crate::ground::build(tx)?;
                for day in ["2026-02-10", "2026-05-06"] {
                    tx.execute(
                        "insert into village_posting (unit_id, item, posted_on, notice_id) values ('v1', 'assets', $1, $1)",
                        kernel::params![day],
                    )?;
                }
                Ok::<_, kernel::Fault>(())
            })
            .expect("posted");
        let clock = ground.county.clock().clone();
        drop(ground.county);
        let opening = kernel::county::Opening {
            place: ground.place.clone(),
            clock,
            entropy: kernel::ids::Entropy::seeded(9),
            keyring: kernel::seal::Keyring::given(&"07".repeat(32)),
            readers: 1,
        };
        let county = kernel::County::open(&opening, &[people, now], true).expect("migrated");
        county.clock().set(kernel::clock::at_hour(date(2026, 7, 6), 9));
        let found = county.read_now(|tx| {
            let scope = kernel::Scope::county("a test");
            village::one(tx, &scope, &book(), ("v1", 2026))
        });
        let found = found.expect("read");
        let of = found.items.iter().find(|one| one.0.code == "assets").expect("the item");
        assert_eq!((of.2.missing, of.2.late), (0, 0));
        assert_eq!(of.2.slots.iter().filter(|slot| slot.posted).count(), 2);
    }
}
