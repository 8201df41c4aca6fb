//! What is seen of a request while it is handled: material added on either side, the first handling and the second, how many
//! there are by the filters in use, and figures that add up.

use axum::http::StatusCode;
use jiff::civil::date;
use kernel::Actor;
use requests::coded::Kind;
use requests::listing::{self, Wanted};
use requests::submission::Asked;
use requests::{dates, figures, rating, ticket};
use web::testing::Doors;

use crate::ground::{Place, asked, book, who};
use crate::pages::{open, upload};

const PDF: [(&str, &[u8]); 1] = [("proof.pdf", b"%PDF-1.7\n")];

#[test]
fn a_complaint_is_supplemented_by_the_resident_and_by_who_examines_it_with_its_day() {
    let place = Place::one();
    let doors = open(&place);
    let told = Asked { name: "王举报".into(), accused: "干部works".into(), ..asked("收钱办事") };
    let taken = place.ask(told);
    let both = [("number", taken.number.as_str()), ("secret", taken.secret.as_str())];
    let page = doors.post(None, "/open/requests", &both);
    assert!(page.body.contains("action=\"/open/requests/messages\""), "{}", page.seen());
    let added = upload(
        &doors,
        None,
        "/open/requests/messages",
        &[both[0], both[1], ("body", "还有一张收条")],
        &[("slip.png", b"\x89PNG\r\n\x1a\n0000")],
    );
    assert!(added.seen().contains("还有一张收条"), "{}", added.seen());
    let inspector = who("inspector");
    let base = format!("/requests/complaints/{}", taken.id);
    let path = format!("{base}/materials");
    let send = |who: &Actor, on: &str| {
        upload(&doors, Some(who), &path, &[("material", "村民来信附账目"), ("dated_on", on)], &PDF)
    };
    for (on, said) in [("", "必填"), ("2026-03-01", "收到之日"), ("2026-03-09", "收到之日")] {
        let refused = send(&inspector, on);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{on}");
        assert!(said == "必填" || refused.seen().contains(said), "{on}: {}", refused.seen());
    }
    for name in ["desk", "works-head", "works"] {
        assert_eq!(send(&who(name), "2026-03-02").status, StatusCode::NOT_FOUND, "{name}");
    }
    assert_eq!(send(&inspector, "2026-03-02").status, StatusCode::SEE_OTHER);
    let page = doors.get(Some(&inspector), &base).seen();
    for seen in ["还有一张收条", "村民来信附账目", "2026年3月2日", "slip.png", "proof.pdf"] {
        assert!(page.contains(seen), "{seen}: {page}");
    }
    let page = doors.post(None, "/open/requests", &both);
    assert!(page.seen().contains("slip.png"), "{}", page.seen());
    assert!(!page.body.contains("账目") && !page.body.contains("proof.pdf"), "of others: {}", page.seen());
}

#[test]
fn what_an_office_adds_to_a_request_stands_on_it_with_its_day() {
    let place = Place::one();
    let doors = open(&place);
    let taken = place.sorted(Kind::Service, "works");
    let path = format!("/requests/{}/materials", taken.id);
    let form = [("material", "来电说还有两盏不亮"), ("dated_on", "2026-03-02")];
    let other = upload(&doors, Some(&who("town-head")), &path, &form, &PDF);
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    assert_eq!(upload(&doors, Some(&who("works")), &path, &form, &PDF).status, StatusCode::SEE_OTHER);
    let both = [("number", taken.number.as_str()), ("secret", taken.secret.as_str())];
    let page = doors.post(None, "/open/requests", &both).seen();
    assert!(page.contains("来电说还有两盏不亮") && page.contains("2026年3月2日（周一）收到"), "{page}");
}

/// Answers, lets the resident have it taken up again four days later.
fn reopened(place: &Place) -> String {
    let taken = place.sorted(Kind::Service, "works");
    let id = taken.id.clone();
    let done = place.write("works", move |tx, actor| ticket::answer(tx, actor, &book(), &id, "已修好。"));
    done.expect("answered");
    place.on(date(2026, 3, 6));
    place.resident(&taken, |tx, found| rating::reopen(tx, &book(), &found, "又灭了")).expect("reopened");
    taken.id
}

#[test]
fn the_first_handling_and_the_second_are_told_apart_with_all_their_steps() {
    for place in Place::all() {
        let id = reopened(&place);
        let of = id.clone();
        let all = place.read("desk", move |tx, _| Ok(dates::of(tx, &of)?)).expect("dates");
        let told: Vec<_> =
            all.iter().map(|one| (one.what.as_str(), one.handling, one.starts_on.day())).collect();
        assert_eq!(told, [("register", 1, 2), ("ticket", 1, 2), ("ticket", 2, 6)]);
    }
    let place = Place::one();
    let id = reopened(&place);
    let doors: Doors = open(&place);
    let page = doors.get(Some(&who("works")), &format!("/requests/{id}"));
    let seen = page.seen();
    for said in ["群众诉求受理分办", "第一次办理（2026年3月2日", "重新办理（2026年3月6日", "答复并办结"]
    {
        assert!(seen.contains(said), "{said}: {seen}");
    }
    doors.assert_drawn(Some(&who("works")), &format!("/requests/{id}"));
    let plain = place.sorted(Kind::Service, "works");
    let page = doors.get(Some(&who("works")), &format!("/requests/{}", plain.id)).seen();
    assert!(!page.contains("第一次办理"), "handled once: {page}");
}

fn count(place: &Place, name: &'static str, (what, kind, unit): (&str, &str, &str)) -> (i64, usize) {
    let wanted = Wanted { what: what.into(), kind: kind.into(), unit: unit.into(), before: String::new() };
    let found = place.read(name, move |tx, actor| {
        Ok((listing::count(tx, actor, &wanted)?, listing::list(tx, actor, &wanted, 100)?.len()))
    });
    found.expect("listed")
}

#[test]
fn a_list_says_how_many_there_are_by_the_filters_in_use() {
    for place in Place::all() {
        place.ask(asked("还没有分办"));
        let services = [0; 3].map(|_| place.sorted(Kind::Service, "works"));
        place.sorted(Kind::Petition, "water");
        let id = services[0].id.clone();
        let done = place.write("works", move |tx, actor| ticket::answer(tx, actor, &book(), &id, "已修好。"));
        done.expect("answered");
        place.on(date(2026, 3, 12));
        for (name, filter, n) in [
            ("desk", ("open", "", ""), 4),
            ("desk", ("all", "", ""), 5),
            ("desk", ("all", "service", ""), 3),
            ("desk", ("open", "service", "works"), 2),
            ("desk", ("overdue", "", ""), 2),
            ("desk", ("overdue", "petition", ""), 0),
            ("desk", ("overdue", "service", "works"), 2),
            ("works", ("open", "", ""), 2),
            ("works", ("all", "", "works"), 3),
            ("works", ("overdue", "service", ""), 2),
            ("overseer", ("open", "", ""), 1),
        ] {
            assert_eq!(
                count(&place, name, filter),
                (n, usize::try_from(n).expect("few")),
                "{name} {filter:?}"
            );
        }
        let found = |typed: &'static str| {
            place.read("desk", move |tx, actor| {
                Ok((listing::found(tx, actor, typed)?, listing::search(tx, actor, typed, "", 100)?.len()))
            })
        };
        assert_eq!(found("路灯").expect("found"), ((4, true), 4));
        assert_eq!(found("没有这个词").expect("found"), ((0, true), 0));
    }
    let place = Place::one();
    place.sorted(Kind::Service, "works");
    let doors = open(&place);
    let seen = |path: &str| doors.get(Some(&who("desk")), path).seen();
    assert!(seen("/requests?kind=petition").contains("在办诉求 0 件"));
    assert!(seen("/requests?what=all&kind=service").contains("符合条件的诉求 1 件"));
    assert!(seen("/requests?q=%E8%B7%AF%E7%81%AF").contains("找到 1 件"));
}

#[test]
fn figures_add_up_and_each_says_what_it_counts() {
    for place in Place::all() {
        place.ask(asked("还没有分办"));
        reopened(&place);
        place.sorted(Kind::Petition, "town");
        place.on(date(2026, 4, 20));
        place.sorted(Kind::Service, "water");
        let read = |from: &'static str, to: &'static str| {
            place.read("desk", move |tx, actor| Ok(figures::read(tx, actor, from, to)?.all)).expect("read")
        };
        let march = read("2026-03", "2026-03");
        assert_eq!((march.received, march.closed, march.waiting(), march.open), (3, 0, 3, 3));
        assert_eq!(march.overdue, 3, "what came in later is not among those of March");
        let both = read("2026-03", "2026-04");
        assert_eq!((both.received, both.open, both.overdue), (4, 4, 3));
        assert_eq!(both.open, both.waiting() + both.reviewed());
    }
    let place = Place::one();
    reopened(&place);
    let doors = open(&place);
    let page = doors.get(Some(&who("desk")), "/requests/figures");
    for said in ["每个数统计什么", "未办结加上复查复核中", "截至 2026年3月6日"] {
        assert!(page.seen().contains(said), "{said}: {}", page.seen());
    }
    assert_eq!(page.body.matches("class=\"entries\"").count(), 4, "figures read as entries on a phone");
}
