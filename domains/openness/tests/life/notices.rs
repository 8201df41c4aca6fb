//! Notices: the days they need, objections without a name, the conclusion, and what is erased.

use jiff::civil::date;
use kernel::Role;
use openness::notice::{self, NewNotice, Wanted, closing, objection, posting};
use openness::procedures;
use openness::ticket::Slip;

use crate::ground::{Place, appointment, book, refused};

#[test]
fn the_procedures_are_sound_and_answers_lie_with_somebody() {
    for procedure in procedures() {
        assert_eq!(procedure.defects(), Vec::<String>::new());
    }
    assert!(notice::KINDS.iter().all(|kind| matches!(kind.answered_by, Role::Head | Role::Organiser)));
}

#[test]
fn a_notice_that_would_close_too_early_is_refused_with_the_clause_and_the_earliest_day() {
    for place in Place::all() {
        let early = place.write("organiser", |tx, actor| {
            posting::publish(tx, actor, &book(), &appointment(date(2026, 3, 6)))
        });
        let said = refused(early);
        assert!(
            said.contains("Regulations on Selecting and Appointing Leading Cadres")
                && said.contains("2026-03-09"),
            "{said}"
        );
        let due = place.write("organiser", |tx, actor| {
            posting::publish(tx, actor, &book(), &appointment(date(2026, 3, 9)))
        });
        assert_eq!(due.expect("posted").number, "2026-0001");
    }
}

#[test]
fn a_kind_whose_days_the_county_has_not_confirmed_is_not_posted() {
    for place in Place::all() {
        let done = place.write("organiser", |tx, actor| {
            let new = NewNotice {
                kind: "declaration-statistics".into(),
                unit: "zuzhibu".into(),
                title: "领导干部报告事项汇总".into(),
                body: "共核查 40 人。".into(),
                closes_on: Some(date(2026, 4, 1)),
                ..NewNotice::default()
            };
            posting::publish(tx, actor, &book(), &new)
        });
        assert!(refused(done).contains("confirm"));
    }
}

#[test]
fn nobody_posts_for_a_unit_that_is_not_theirs() {
    for place in Place::all() {
        let done = place.write("office", |tx, actor| {
            posting::publish(tx, actor, &book(), &appointment(date(2026, 3, 20)))
        });
        assert!(refused(done).contains("head of the unit"));
    }
}

#[test]
fn a_notice_about_people_needs_the_words_that_stay() {
    for place in Place::all() {
        let done = place.write("organiser", |tx, actor| {
            let new = NewNotice { lasting_body: None, ..appointment(date(2026, 3, 9)) };
            posting::publish(tx, actor, &book(), &new)
        });
        assert!(refused(done).contains("text that stay"));
    }
}

#[test]
fn names_are_gone_the_day_after_the_time_is_over() {
    for place in Place::all() {
        let posted = place.write("organiser", |tx, actor| {
            posting::publish(tx, actor, &book(), &appointment(date(2026, 3, 9)))
        });
        let number = posted.expect("posted").number;
        let shown = |place: &Place| {
            let number = number.clone();
            place.read("nobody", move |tx, _| notice::find_public(tx, &number)).expect("shown")
        };
        place.on(date(2026, 3, 9));
        assert_eq!(openness::due::run(&place.ground.county).expect("run"), 0, "the last day counts");
        assert!(shown(&place).body.contains("林照岩"));
        place.on(date(2026, 3, 10));
        assert_eq!(openness::due::run(&place.ground.county).expect("run"), 1);
        assert_eq!(openness::due::run(&place.ground.county).expect("run"), 0, "once is enough");
        let after = shown(&place);
        assert!(!after.personal && !after.title.contains("林照岩") && !after.body.contains("林照岩"));
    }
}

fn object(place: &Place, number: &str) -> Slip {
    let number = number.to_owned();
    place
        .write("nobody", move |tx, _| objection::object(tx, &book(), &number, "年限与本人所知不符"))
        .expect("taken")
}

#[test]
fn an_objection_is_followed_with_its_secret_and_holds_back_the_conclusion() {
    for place in Place::all() {
        let posted = place
            .write("organiser", |tx, actor| {
                posting::publish(tx, actor, &book(), &appointment(date(2026, 3, 9)))
            })
            .expect("posted");
        let slip = object(&place, &posted.number);
        let asked = slip.clone();
        let waits = place.read("nobody", move |tx, _| objection::follow(tx, &asked.number, &asked.secret));
        assert!(!waits.expect("followed").answered);
        let (number, wrong) = (slip.number.clone(), "2222-2222-2222".to_owned());
        let guessed = place.read("nobody", move |tx, _| objection::follow(tx, &number, &wrong));
        assert!(refused(guessed).contains("do not fit"));
        place.on(date(2026, 3, 11));
        let (id, again) = (posted.id.clone(), posted.id.clone());
        let early = place.write("organiser", move |tx, actor| closing::conclude(tx, actor, &id, "公示期满"));
        assert!(refused(early).contains("await an answer"));
        let of = posted.id.clone();
        let all = place
            .read("organiser", move |tx, actor| objection::of_notice(tx, actor, &of, (20, 0)))
            .expect("read");
        let objection = all[0].objection.id.clone();
        place
            .write("organiser", move |tx, actor| {
                objection::answer(tx, actor, &objection, (false, "经查，任职年限符合规定。"))
            })
            .expect("answered");
        let after = place.read("nobody", move |tx, _| objection::follow(tx, &slip.number, &slip.secret));
        assert_eq!(after.expect("followed").answer, "经查，任职年限符合规定。");
        place
            .write("organiser", move |tx, actor| closing::conclude(tx, actor, &again, "没有影响任职的问题。"))
            .expect("concluded");
    }
}

#[test]
fn no_objection_is_taken_after_the_last_day() {
    for place in Place::all() {
        let posted = place
            .write("organiser", |tx, actor| {
                posting::publish(tx, actor, &book(), &appointment(date(2026, 3, 9)))
            })
            .expect("posted");
        place.on(date(2026, 3, 10));
        let late =
            place.write("nobody", move |tx, _| objection::object(tx, &book(), &posted.number, "来晚了"));
        assert!(refused(late).contains("time of this notice is over"));
    }
}

#[test]
fn what_is_counted_is_what_is_listed() {
    for place in Place::all() {
        for day in [9, 10, 11] {
            place
                .write("organiser", move |tx, actor| {
                    posting::publish(tx, actor, &book(), &appointment(date(2026, 3, day)))
                })
                .expect("posted");
        }
        place
            .write("organiser", |tx, actor| {
                posting::draft(tx, actor, &book(), &appointment(date(2026, 3, 20)))
            })
            .expect("drafted");
        let (listed, counted) = place
            .read("nobody", |tx, _| {
                let wanted = Wanted { kind: Some("appointment".into()), unit: Some("zuzhibu".into()) };
                let all = notice::list_public(tx, &wanted, (50, 0))?;
                Ok((all.len(), notice::counts(tx)?))
            })
            .expect("read");
        assert_eq!((listed, counted.len(), counted[0].notices), (3, 1, 3), "a draft is not public");
    }
}
