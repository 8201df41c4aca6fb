//! The register: advice asks for a reason, only what a clause forbids is refused, an excess is explained upward.

use burden::entry::{self, NewEntry, explanation, figures};
use burden::procedures;
use jiff::civil::date;
use kernel::case;
use law::rules::burden_check::{Facts, Kind};

use crate::ground::{Place, book, document, refused};

#[test]
fn the_procedures_of_the_room_are_sound() {
    for procedure in procedures() {
        assert_eq!(procedure.defects(), Vec::<String>::new());
    }
}

#[test]
fn a_long_document_is_noted_once_its_reason_is_given() {
    for place in Place::all() {
        let said = refused(place.note("office", document("office", 4_200)));
        assert!(said.contains("Grassroots, art. 2 ") && said.contains("give the reason"), "{said}");
        let with =
            NewEntry { reason: "附有应急处置流程图说明。".into(), ..document("office", 4_200) };
        let id = place.note("office", with).expect("noted");
        let found = place.read("office", move |tx, actor| entry::find(tx, actor, &id)).expect("found");
        assert_eq!((found.advice, found.reason.as_str()), (1, "附有应急处置流程图说明。"));
        assert!(place.note("office", document("office", 4_000)).is_ok());
    }
}

#[test]
fn what_a_clause_forbids_is_refused_whatever_the_reason() {
    for place in Place::all() {
        let mut new = document("office", 800);
        new.facts.orders_below = true;
        new.reason = "领导要求".into();
        assert!(
            refused(place.note("office", new))
                .contains("Forbidden by Provisions on Easing the Burden of the Grassroots, art. 1;")
        );
        let inspection = NewEntry {
            facts: Facts {
                kind: Kind::Inspection,
                planned: true,
                filed: true,
                text: Some("查阅台账和截图".into()),
                ..Facts::default()
            },
            ..document("office", 0)
        };
        assert!(
            refused(place.note("office", inspection))
                .contains("Forbidden by Provisions on Easing the Burden of the Grassroots, art. 8;")
        );
    }
}

#[test]
fn nobody_notes_for_an_office_that_is_not_theirs_and_nobody_sees_it() {
    for place in Place::all() {
        assert!(refused(place.note("other", document("office", 800))).contains("own office"));
        place.note("office", document("office", 800)).expect("noted");
        let seen = |who: &str| {
            place.read(who, |tx, actor| Ok(entry::list(tx, actor, None, (50, 0))?)).expect("read").len()
        };
        assert_eq!((seen("office"), seen("other"), seen("committee")), (1, 0, 1));
    }
}

#[test]
fn the_second_comprehensive_meeting_of_a_year_asks_for_a_reason() {
    for place in Place::all() {
        let meeting = NewEntry {
            facts: Facts { kind: Kind::Meeting, comprehensive: true, minutes: Some(50), ..Facts::default() },
            ..document("office", 0)
        };
        place.note("office", meeting.clone()).expect("the first");
        assert!(refused(place.note("office", meeting.clone())).contains("art. 4–6"));
        place.on(date(2027, 1, 8));
        place.note("office", meeting).expect("a new year");
    }
}

#[test]
fn one_comprehensive_inspection_a_year_is_for_central_departments_not_for_offices_of_the_county() {
    for place in Place::all() {
        let inspection = NewEntry {
            facts: Facts {
                kind: Kind::Inspection,
                planned: true,
                filed: true,
                comprehensive: true,
                ..Facts::default()
            },
            ..document("office", 0)
        };
        for _ in 0..2 {
            place.note("office", inspection.clone()).expect("no number is set by the county");
        }
        let unfiled = NewEntry { facts: Facts { filed: false, ..inspection.facts.clone() }, ..inspection };
        assert!(refused(place.note("office", unfiled)).contains("By Provisions on Easing"));
    }
}

#[test]
fn more_documents_than_last_year_are_explained_once_and_read_above() {
    for place in Place::all() {
        place.on(date(2025, 6, 2));
        for _ in 0..2 {
            place.note("office", document("office", 900)).expect("last year");
        }
        place.on(date(2026, 3, 2));
        for _ in 0..2 {
            place.note("office", document("office", 900)).expect("no more than last year");
        }
        let more = NewEntry { reason: "新增防汛任务".into(), ..document("office", 900) };
        assert!(refused(place.note("office", document("office", 900))).contains("art. 1 "));
        for _ in 0..2 {
            place.note("office", more.clone()).expect("with a reason");
        }
        let open = place.read("office", |tx, actor| Ok(case::todos(tx, actor, 20)?)).expect("read");
        assert_eq!(open.iter().filter(|todo| todo.procedure == "burden-explanation").count(), 1);
        let id = open[0].subject_id.clone();
        let (of, above) = (id.clone(), id.clone());
        place
            .write("office", move |tx, actor| {
                explanation::explain(tx, actor, &book(), (&of, "因防汛新增两件，明年合并发文。"))
            })
            .expect("explained");
        place
            .write("committee", move |tx, actor| explanation::read(tx, actor, &above, "已阅，按计划压减。"))
            .expect("read");
        let figures =
            place.read("committee", |tx, actor| Ok(figures::of_year(tx, actor, 2026)?)).expect("read");
        assert_eq!(figures[0].this, (4, 2, 3_600));
        assert_eq!(figures[0].last, Some((2, 0, 1_800)));
    }
}

#[test]
fn the_text_is_not_kept_but_how_much_of_it_was_examined_and_what_was_found() {
    for place in Place::all() {
        let mut new = document("office", 900);
        new.facts.text = Some("各村 强制使用 本应用".into());
        new.reason = "试用期内登记安装情况。".into();
        let id = place.note("office", new).expect("noted");
        let found =
            place.read("office", move |tx, actor| burden::entry::find(tx, actor, &id)).expect("found");
        assert_eq!((found.facts.text.as_deref(), found.facts.examined), (None, Some(9)));
        let words: Vec<&str> = found.facts.found.iter().map(|found| found.word.as_str()).collect();
        assert_eq!(words, ["强制使用"]);
        let kept = found.decision.expect("a decision");
        let again =
            law::rules::burden_check::decide(&found.facts, &book(), found.on).record().expect("written");
        assert_eq!(again, kept, "what is kept gives the same decision again");
        assert!(kept.reasons.iter().any(|reason| reason.text.zh.contains("共查9字，查到：强制使用")));
    }
}
