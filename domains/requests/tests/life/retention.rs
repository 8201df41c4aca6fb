//! Contacts are kept as long as the county confirmed and no longer; what was asked and answered stays.

use jiff::civil::date;
use kernel::Scope;
use law::Rulebook;
use law::rulebook::Confirmation;
use requests::coded::{Kind, ReplyBy};
use requests::request;
use requests::sorting;
use requests::submission::Asked;
use requests::{accused, complaint, due, ticket};

use crate::ground::{Place, asked, book, sorted};

fn confirmed() -> Rulebook {
    let one = Confirmation {
        clause: "REQ-01".into(),
        name: "keep".into(),
        by: "县委办".into(),
        document: "核对记录".into(),
        on: date(2026, 1, 5),
    };
    book().with_county(Vec::new(), vec![one], Vec::new()).expect("a confirmation that fits")
}

fn answered(place: &Place) -> String {
    let taken = place.ask(Asked {
        name: "赵六".into(),
        phone: "13900000001".into(),
        reply_by: Some(ReplyBy::Post),
        post_address: "东街 8 号".into(),
        ..asked("路灯不亮")
    });
    let id = taken.id.clone();
    let done = place.write("desk", move |tx, actor| {
        sorting::sort(tx, actor, &book(), &id, &sorted(Kind::Service, "works")).map(drop)
    });
    done.expect("sorted");
    let id = taken.id.clone();
    let done = place.write("works", move |tx, actor| ticket::answer(tx, actor, &book(), &id, "已修好。"));
    done.expect("answered");
    taken.id
}

#[test]
fn contacts_are_erased_when_their_time_is_over_and_not_a_day_before() {
    for place in Place::all() {
        let id = answered(&place);
        let contacts = || {
            let found = place.now(&id);
            (found.name, found.phone, found.post_address)
        };
        let whole = ("赵六".to_owned(), "13900000001".to_owned(), "东街 8 号".to_owned());
        place.on(date(2030, 3, 2));
        assert_eq!(due::run(&place.ground.county, &book()).expect("a look"), 0, "no time was confirmed");
        place.on(date(2029, 3, 2));
        assert_eq!(due::run(&place.ground.county, &confirmed()).expect("a look"), 0);
        assert_eq!(contacts(), whole);
        place.on(date(2029, 3, 3));
        assert_eq!(due::run(&place.ground.county, &confirmed()).expect("a look"), 1);
        assert_eq!(contacts(), Default::default());
        assert_eq!(place.now(&id).body, "路灯不亮");
        assert_eq!(due::run(&place.ground.county, &confirmed()).expect("a look"), 0);
    }
}

#[test]
fn what_is_under_way_keeps_its_contacts_and_a_closed_complaint_loses_its_identity() {
    for place in Place::all() {
        place.ask(Asked { name: "赵六".into(), ..asked("路灯不亮") });
        let told = Asked { name: "王举报".into(), accused: "干部clerk".into(), ..asked("收钱办事") };
        let id = place.ask(told).id;
        let (of, closed) = (id.clone(), id.clone());
        let done = place.write("inspector", move |tx, actor| {
            accused::identify(tx, actor, &of, &accused::Identified::Person("clerk".into()))?;
            complaint::pass(tx, actor, &book(), &of, &complaint::Passing::Keep)?;
            complaint::answer(tx, actor, &of, (true, "已核查处理。"))
        });
        done.expect("closed");
        place.on(date(2029, 3, 3));
        assert_eq!(due::run(&place.ground.county, &confirmed()).expect("a look"), 1);
        let sealed =
            place.read("inspector", move |tx, actor| Ok(complaint::find(tx, actor, &closed)?.1.sealed));
        assert_eq!(sealed.expect("a complaint"), None);
        let open = place.ground.county.read_now(|tx| {
            let scope = Scope::county("a test looks");
            let row = tx.row(&scope, "select r.id from request r where r.open = 1", &[])?;
            let id = row.map(|row| row.text(0)).transpose()?.unwrap_or_default();
            request::find(tx, &scope, &id)
        });
        assert_eq!(open.expect("the open one").name, "赵六");
    }
}
