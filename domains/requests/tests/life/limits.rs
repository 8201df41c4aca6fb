//! What binds a ticket: the published limit of its item, hours to the minute, more time once with a reason.

use jiff::civil::date;
use requests::coded::{Kind, State};
use requests::{request, sorting, ticket};

use crate::ground::{Place, asked, book, refused, sorted};

const ANSWER: &str = "3月3日到现场换了灯头和电缆，当晚亮灯，已电话告知。";

#[test]
fn more_time_is_asked_for_once_with_a_reason_and_decided_by_the_county_desk() {
    for place in Place::all() {
        let taken = place.sorted(Kind::Service, "works");
        let id = taken.id.clone();
        let ask = |why: &'static str, until: Option<jiff::civil::Date>| {
            let of = id.clone();
            place
                .write("works", move |tx, actor| ticket::ask_extension(tx, actor, &book(), &of, (why, until)))
        };
        let decide = |who: &str, agreed: bool, note: &'static str| {
            let of = id.clone();
            place.write(who, move |tx, actor| {
                ticket::decide_extension(tx, actor, &book(), &of, (agreed, note))
            })
        };
        assert!(refused(ask(" ", Some(date(2026, 3, 12)))).contains("in time"));
        assert!(refused(ask("等电缆到货", None)).contains("after 2026-03-09"));
        assert!(refused(ask("等电缆到货", Some(date(2026, 3, 17)))).contains("not after 2026-03-16"));
        ask("等电缆到货", Some(date(2026, 3, 12))).expect("asked");
        assert_eq!(place.todos("desk"), [("request-service".to_owned(), "extend".to_owned())]);
        assert!(refused(decide("works", true, "")).contains("county"));
        assert!(refused(decide("desk", false, "")).contains("reason"));
        assert_eq!(decide("desk", true, "").expect("agreed"), Some(date(2026, 3, 12)));
        let now = place.now(&id);
        assert_eq!((now.state, now.due), (State::Handling, Some(date(2026, 3, 12))));
        let told = place.resident(&taken, |tx, found| Ok(request::said(tx, &found.id)?)).expect("said");
        assert!(told.iter().any(|one| one.body.contains("2026年3月12日") && one.body.contains("等电缆到货")));
        assert!(refused(ask("还要等", Some(date(2026, 3, 13)))).contains("already"));
        place.on(date(2026, 3, 12));
        let of = id.clone();
        place
            .write("works", move |tx, actor| ticket::answer(tx, actor, &book(), &of, ANSWER))
            .expect("answered");
        assert_eq!(place.now(&id).in_time, Some(true));
        let late = place.sorted(Kind::Service, "works").id;
        place.on(date(2026, 4, 20));
        let of = late.clone();
        let too_late = place.write("works", move |tx, actor| {
            ticket::ask_extension(tx, actor, &book(), &of, ("来不及", Some(date(2026, 4, 24))))
        });
        assert!(refused(too_late).contains("ended"));
    }
}

#[test]
fn a_ticket_in_hours_is_late_by_the_minute() {
    let confirmed = || {
        let confirmation = law::rulebook::Confirmation {
            clause: "HOT-09".into(),
            name: "day".into(),
            by: "县政务服务局".into(),
            document: "核对记录".into(),
            on: date(2026, 1, 5),
        };
        book().with_county(Vec::new(), vec![confirmation], Vec::new()).expect("a confirmation that fits")
    };
    for place in Place::all() {
        let in_time = |hours: i64| {
            let taken = place.ask(asked("自来水停了一天"));
            let (of, answered) = (taken.id.clone(), taken.id.clone());
            place
                .write("desk", move |tx, actor| {
                    let new = sorting::Sorted { category: "water".into(), ..sorted(Kind::Service, "works") };
                    sorting::sort(tx, actor, &confirmed(), &of, &new)
                })
                .expect("sorted");
            let clock = place.ground.county.clock();
            clock.set(
                clock.now() + jiff::SignedDuration::from_hours(hours) + jiff::SignedDuration::from_mins(1),
            );
            place
                .write("works", move |tx, actor| ticket::answer(tx, actor, &confirmed(), &answered, ANSWER))
                .expect("answered");
            place.now(&taken.id).in_time
        };
        place.ground.county.clock().set(kernel::clock::at_hour(date(2026, 3, 2), 9));
        assert_eq!(in_time(23), Some(true), "a minute past 23 hours");
        place.ground.county.clock().set(kernel::clock::at_hour(date(2026, 3, 5), 9));
        assert_eq!(in_time(24), Some(false), "a minute past 24 hours, though the day is not over");
    }
}

#[test]
fn the_published_limit_of_its_item_goes_before_what_the_desk_remembers() {
    for place in Place::all() {
        let jurist = kernel::testing::actor("jurist", &[(kernel::actor::Role::Jurist, None)]);
        let says: oversight::item::Says = serde_json::from_value(serde_json::json!({
            "name": "路灯报修", "kind": "service", "words": "", "who": "居民",
            "bases": [{"title": "城市道路照明设施管理规定", "number": "", "article": "", "issued_on": null,
                "valid_until": null, "document": null, "founds": true}],
            "conditions": [], "materials": [], "steps": [],
            "statutory": null, "promised": {"n": 3, "unit": "working-days"},
            "fee": "", "fee_basis": "", "place": "政务中心", "hours": "工作日", "phone": "1", "remedy": "复议"
        }))
        .expect("what an item says");
        let item = place
            .ground
            .county
            .write_now(move |tx| {
                let fresh = oversight::item::Fresh {
                    unit: "works".into(),
                    code: "L-1".into(),
                    says: says.clone(),
                    from_on: None,
                };
                oversight::item::adopt(tx, &jurist, &book(), (&fresh, "目录"))
            })
            .expect("published");
        let id = place.ask(asked("路灯坏了")).id;
        let of = id.clone();
        place
            .write("desk", move |tx, actor| {
                let new = sorting::Sorted {
                    item: item.clone(),
                    item_days: Some(30),
                    ..sorted(Kind::Service, "works")
                };
                sorting::sort(tx, actor, &book(), &of, &new)
            })
            .expect("sorted");
        assert_eq!(place.now(&id).due, Some(date(2026, 3, 5)), "three working days, as published");
    }
}
