//! What notices say about people: who posts them, what is gone after their time, who reads objections, one answer for
//! several, and the reason for a shorter time.

use jiff::civil::date;
use openness::notice::{self, NewNotice, Wanted, closing, objection, posting};

use crate::ground::{Place, appointment, book, refused};

fn notice(kind: &str, unit: &str) -> NewNotice {
    NewNotice {
        kind: kind.into(),
        unit: unit.into(),
        title: "关于有关事项的公告".into(),
        body: "有关事项公告如下。".into(),
        closes_on: Some(date(2026, 4, 30)),
        ..NewNotice::default()
    }
}

#[test]
fn a_kind_is_posted_by_whoever_keeps_it_and_from_where_it_belongs() {
    for place in Place::all() {
        let tries = |who: &str, kind: &'static str, unit: &'static str| {
            place.write(who, move |tx, actor| posting::publish(tx, actor, &book(), &notice(kind, unit)))
        };
        for kind in ["decision-comment", "decision-result", "hearing-notice"] {
            assert!(
                refused(tries("office", kind, "office")).contains("from the page of its decision"),
                "{kind}"
            );
        }
        assert!(refused(tries("village", "village-affairs", "v1")).contains("decision or village"));
        for kind in ["appointment", "rank-promotion", "grade-excellent", "honours"] {
            let said = refused(tries("candidate", kind, "zuzhibu"));
            assert!(said.contains("not for your role"), "{kind}: {said}");
        }
        assert!(refused(tries("desk", "declaration-statistics", "zuzhibu")).contains("not for your role"));
        tries("office", "report", "office").expect("a report");
    }
}

#[test]
fn what_stays_is_another_text_and_names_nobody_of_the_county() {
    for place in Place::all() {
        let tries = |change: fn(&mut NewNotice)| {
            place.write("organiser", move |tx, actor| {
                let mut new = appointment(date(2026, 3, 9));
                change(&mut new);
                posting::publish(tx, actor, &book(), &new)
            })
        };
        let same = tries(|new| new.lasting_body = Some(new.body.clone()));
        assert!(refused(same).contains("nothing would be erased"));
        let named = tries(|new| new.lasting_body = Some("公示林照岩一人。".into()));
        assert!(refused(named).contains("林照岩"));
        let title = tries(|new| new.lasting_title = Some(new.title.clone()));
        assert!(refused(title).contains("林照岩"));
        let report = place.write("office", |tx, actor| {
            let lasting = Some("处理1人。".to_owned());
            let new = NewNotice { closes_on: None, lasting_body: lasting, ..notice("report", "office") };
            posting::publish(tx, actor, &book(), &new)
        });
        assert!(refused(report).contains("give the last day"));
    }
}

#[test]
fn names_are_not_shown_after_the_last_day_even_before_they_are_erased() {
    for place in Place::all() {
        let posted = place.write("organiser", |tx, actor| {
            posting::publish(tx, actor, &book(), &appointment(date(2026, 3, 9)))
        });
        let posted = posted.expect("posted");
        place.on(date(2026, 3, 10));
        let (number, id) = (posted.number.clone(), posted.id.clone());
        let (open, lines, inside) = place
            .read("organiser", move |tx, actor| {
                let lines = notice::list_public(tx, &Wanted::default(), (10, 0))?;
                Ok((notice::find_public(tx, &number)?, lines, notice::find(tx, actor, &id)?))
            })
            .expect("read");
        assert!(open.erased && !open.body.contains("林照岩") && !open.title.contains("林照岩"));
        assert!(!lines[0].title.contains("林照岩") && !inside.body.contains("林照岩"));
        let of = posted.id.clone();
        let named =
            place.write("organiser", move |tx, actor| closing::conclude(tx, actor, &of, "同意林照岩任职。"));
        assert!(refused(named).contains("林照岩"), "the conclusion stays for good");
        place
            .write("organiser", move |tx, actor| {
                closing::conclude(tx, actor, &posted.id, "没有影响任职的问题。")
            })
            .expect("concluded");
    }
}

#[test]
fn an_objection_is_read_by_whoever_answers_it_and_not_by_the_candidate() {
    for place in Place::all() {
        let posted = place
            .write("organiser", |tx, actor| {
                posting::publish(tx, actor, &book(), &appointment(date(2026, 3, 9)))
            })
            .expect("posted");
        let number = posted.number.clone();
        place
            .write("nobody", move |tx, _| objection::object(tx, &book(), &number, "我是他的同事，年限不实"))
            .expect("taken");
        let seen = |who: &str| {
            let of = posted.id.clone();
            place
                .read(who, move |tx, actor| objection::of_notice(tx, actor, &of, (20, 0)))
                .expect("read")
                .remove(0)
        };
        for who in ["candidate", "committee", "desk"] {
            let one = seen(who);
            assert!(!one.readable && one.objection.body.is_empty(), "{who}");
        }
        assert_eq!(seen("organiser").objection.body, "我是他的同事，年限不实");
        let id = seen("organiser").objection.id;
        place
            .write("organiser", move |tx, actor| objection::answer(tx, actor, &id, (false, "经查符合规定。")))
            .expect("answered");
        assert!(seen("organiser").readable, "whoever answered it may read it again");
        assert!(seen("candidate").objection.answer.is_empty());
    }
}

#[test]
fn a_flood_that_says_the_same_is_answered_once_with_open_ones_first() {
    for place in Place::all() {
        let posted = place
            .write("organiser", |tx, actor| {
                posting::publish(tx, actor, &book(), &appointment(date(2026, 3, 9)))
            })
            .expect("posted");
        let mut slips = Vec::new();
        for _ in 0..25 {
            let number = posted.number.clone();
            let slip =
                place.write("nobody", move |tx, _| objection::object(tx, &book(), &number, "年限不实"));
            slips.push(slip.expect("taken"));
        }
        let page = |from: i64| {
            let of = posted.id.clone();
            place
                .read("organiser", move |tx, actor| objection::of_notice(tx, actor, &of, (20, from)))
                .expect("read")
        };
        assert_eq!((page(0).len(), page(20).len()), (20, 5));
        let ids: Vec<String> = page(0).into_iter().map(|seen| seen.objection.id).collect();
        let (of, empty) = (posted.id.clone(), posted.id.clone());
        let none = place.write("organiser", move |tx, actor| {
            objection::answer_all(tx, actor, (&empty, &[]), (false, "同一答复"))
        });
        assert!(refused(none).contains("at least one"));
        place
            .write("organiser", move |tx, actor| {
                objection::answer_all(tx, actor, (&of, &ids), (false, "经查任职文件，年限符合规定。"))
            })
            .expect("answered");
        let first = page(0);
        assert!(first[..5].iter().all(|seen| !seen.objection.answered), "open ones first");
        assert!(first[5..].iter().all(|seen| seen.objection.answered));
        let slip = slips.remove(0);
        let own = place.read("nobody", move |tx, _| objection::follow(tx, &slip.number, &slip.secret));
        assert_eq!(own.expect("followed").answer, "经查任职文件，年限符合规定。");
    }
}

#[test]
fn a_shorter_comment_keeps_and_shows_its_reason_also_when_it_was_a_draft_first() {
    for place in Place::all() {
        let tries = |why: Option<&'static str>| {
            place.write("office", move |tx, actor| {
                let new = NewNotice {
                    closes_on: Some(date(2026, 3, 20)),
                    shorter_because: why.map(str::to_owned),
                    ..notice("market-document-comment", "office")
                };
                posting::draft(tx, actor, &book(), &new)
            })
        };
        assert!(refused(tries(None)).contains("Regulations on Improving the Business Environment, art. 62"));
        let drafted = tries(Some("市场价格波动，补贴标准须在月内执行。")).expect("explained");
        place.on(date(2026, 3, 3));
        place
            .write("office", move |tx, actor| posting::post(tx, actor, &book(), &drafted.id))
            .expect("a draft with its reason can be posted");
        let shown =
            place.read("nobody", move |tx, _| notice::find_public(tx, &drafted.number)).expect("shown");
        assert_eq!(shown.shorter, "市场价格波动，补贴标准须在月内执行。");
        let list = place.write("office", |tx, actor| {
            let new = NewNotice {
                closes_on: Some(date(2026, 3, 4)),
                shorter_because: Some("急".into()),
                ..notice("list-change", "office")
            };
            posting::publish(tx, actor, &book(), &new)
        });
        assert!(
            refused(list).contains("Practice of publicity"),
            "no reason shortens what the clause does not say in general"
        );
    }
}
