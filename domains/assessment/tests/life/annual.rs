//! A year from opening to the closed file.

use assessment::appraisal::{self, Form, State};
use assessment::items::{Adjustment, Came};
use assessment::terms::Terms;
use assessment::working::plain;
use assessment::{annual, formula, items, notice, verify};
use jiff::civil::date;
use kernel::{Area, Fault, case};
use law::rules::Grade;
use rust_decimal::Decimal;

use crate::ground::{Place, STAFF, book, fields, points, proposal, refused};

#[test]
fn everybody_due_to_take_part_is_opened_once_and_has_a_to_do() {
    for place in Place::all() {
        // 12 civil servants; the two village cadres have a scheme of their own.
        assert_eq!(place.open(), 12);
        assert_eq!(place.open(), 0);
        let todos = place.read("a", |tx, actor| Ok(case::todos(tx, actor, 20)?)).expect("read");
        assert_eq!(todos.iter().map(|todo| todo.step.as_str()).collect::<Vec<_>>(), ["summary"]);
        assert_eq!(todos[0].due, Some(date(2026, 3, 31)));
        assert_eq!(place.of("a").organ, "office");
    }
}

#[test]
fn only_the_organisation_department_opens_and_only_a_year_being_assessed() {
    for place in Place::all() {
        let by_head =
            place.write("h", |tx, actor| annual::open(tx, actor, &book(), "2025", date(2025, 12, 31)));
        assert!(refused(by_head).contains("组织部门"));
        place.fact("update cycle set state = 'running'", &[]);
        let early =
            place.write("o", |tx, actor| annual::open(tx, actor, &book(), "2025", date(2025, 12, 31)));
        assert!(refused(early).contains("转入“考核”"));
    }
}

#[test]
fn the_summary_is_pre_filled_from_the_work_recorded_and_only_the_person_hands_it_in() {
    for place in Place::all() {
        place.open();
        let a = place.of("a");
        let draft = place.read("a", move |tx, _| annual::prefill(tx, &a)).expect("read");
        assert_eq!(draft, "5月\n6日 走访一组\n\n9月\n12日 走访二组");
        let id = place.of("a").id;
        let other = place.write("b", move |tx, actor| annual::submit(tx, actor, &id, "代写"));
        assert!(matches!(other, Err(Fault::NotFound)), "{other:?}");
        let id = place.of("a").id;
        assert_eq!(
            fields(place.write("a", move |tx, actor| annual::submit(tx, actor, &id, "  "))),
            ["summary"]
        );
        place.sum_up("a");
        assert_eq!(place.of("a").state, State::Survey);
    }
}

#[test]
fn items_are_scored_from_what_is_recorded_and_an_adjustment_needs_its_reason() {
    for place in Place::all() {
        place.open();
        place.no_review();
        place.sum_up("a");
        let a = place.of("a");
        let table = place.read("h", move |tx, _| Ok(items::table(tx, &a)?)).expect("read");
        // 30 of 40 households, no breach.
        assert_eq!(points(&items::for_sums(&table)), [Some("75".to_owned()), Some("100".to_owned())]);
        let id = place.of("a").id;
        let adjust = |reason: &str| Adjustment {
            item: "ib".to_owned(),
            came: Some(Came { amount: Some(Decimal::TWO), ..Came::default() }),
            points: None,
            reason: reason.to_owned(),
        };
        let silent = verify::Proposal { corrections: vec![adjust("")], ..proposal(Some(Grade::Competent)) };
        let without = id.clone();
        let refused =
            place.write("h", move |tx, actor| verify::propose(tx, actor, &book(), &without, &silent));
        assert_eq!(fields(refused), ["reason_1"]);
        let said = verify::Proposal {
            corrections: vec![
                adjust("两件超期"),
                Adjustment {
                    item: "ia".to_owned(),
                    came: None,
                    points: Some(Decimal::from(85)),
                    reason: "受灾停走两月".to_owned(),
                },
            ],
            ..proposal(Some(Grade::Competent))
        };
        place.write("h", move |tx, actor| verify::propose(tx, actor, &book(), &id, &said)).expect("proposed");
        let a = place.of("a");
        let sheet = a.sheet.clone().expect("kept");
        assert_eq!(points(&sheet.items), [Some("85".to_owned()), Some("80".to_owned())]);
        let terms = Terms::of(&duty::scheme::Scheme::default(), sheet.category);
        // 绩 (85×60+80×40)/100 = 83, the rest 90 by the superior alone: (90×60+83×40)/100
        assert_eq!(formula::compute(&sheet, &terms).total.map(plain).as_deref(), Some("87.2"));
        let table = place.read("a", move |tx, _| Ok(items::table(tx, &a)?)).expect("read");
        assert_eq!(table[1].reason, "两件超期");
        assert!(table[1].working.zh.contains("100−2次×10分"), "{}", table[1].working.zh);
    }
}

#[test]
fn the_head_proposes_another_decides_and_the_person_closes_the_file() {
    for place in Place::all() {
        place.ready_to_decide(&[("a", Grade::Competent)]);
        let id = place.of("a").id;
        let by_head = place.write("h", move |tx, actor| {
            assessment::grade::decide(tx, actor, &book(), &id, &assessment::grade::Verdict::default())
        });
        assert!(refused(by_head).contains("考核委员会"));
        assert!(refused(place.decide("a", Some(Grade::BasicallyCompetent), "")).contains("理由"));
        assert_eq!(place.decide("a", Some(Grade::Competent), "").expect("decided"), State::Notice);
        let a = place.of("a");
        assert_eq!(
            (a.form, a.grade, a.decided_name.as_deref()),
            (Some(Form::Grade), Some(Grade::Competent), Some("考委示例"))
        );
        assert!(notice::sentence(&a).expect("a result").zh.contains("确定为“称职”等次"));
        place.finish("a");
        let a = place.of("a");
        assert_eq!((a.state, a.opinion.as_deref()), (State::Closed, Some("agree")));
        assert_eq!(
            place.acts("a"),
            [
                "appraisal.summarised",
                "appraisal.proposed",
                "appraisal.decided",
                "appraisal.noticed",
                "appraisal.opinion"
            ]
        );
    }
}

#[test]
fn nobody_verifies_or_decides_about_themselves_and_a_head_is_verified_above() {
    for place in Place::all() {
        place.open();
        place.no_review();
        place.sum_up("h");
        assert!(matches!(place.propose("h", Some(Grade::Competent)), Err(Fault::Refused(_))));
        let id = place.of("h").id;
        place
            .write("k", move |tx, actor| {
                verify::propose(tx, actor, &book(), &id, &proposal(Some(Grade::Competent)))
            })
            .expect("the county's head verifies");
        // The county's head sits on the committee too, but whoever verified does not decide.
        let id = place.of("h").id;
        let both = place.write("k", move |tx, actor| {
            let verdict = assessment::grade::Verdict { grade: Some(Grade::Competent), note: String::new() };
            assessment::grade::decide(tx, actor, &book(), &id, &verdict)
        });
        assert!(refused(both).contains("须由另一人办理"));
        place.decide("h", Some(Grade::Competent), "").expect("decided by another");
    }
}

#[test]
fn a_proposal_without_comment_or_marks_names_each_field() {
    for place in Place::all() {
        place.open();
        place.no_review();
        place.sum_up("b");
        let id = place.of("b").id;
        let empty = verify::Proposal { grade: Some(Grade::Competent), ..verify::Proposal::default() };
        let refused = place.write("h", move |tx, actor| verify::propose(tx, actor, &book(), &id, &empty));
        assert_eq!(fields(refused), ["comment", "mark_0", "mark_1", "mark_2", "mark_3"]);
    }
}

#[test]
fn somebody_on_probation_gets_a_comment_and_no_grade() {
    for place in Place::all() {
        place.fact("update person set hired_on = $1 where id = 'd'", &["2025-07-01"]);
        place.open();
        place.no_review();
        place.sum_up("d");
        assert!(refused(place.propose("d", Some(Grade::Competent))).contains("不能定等次"));
        place.propose("d", None).expect("proposed");
        assert_eq!(place.decide("d", None, "").expect("decided"), State::Notice);
        let d = place.of("d");
        assert_eq!((d.form, d.grade), (Some(Form::CommentOnly), None));
        assert!(notice::sentence(&d).expect("a result").zh.contains("只写评语"));
    }
}

#[test]
fn a_warning_closes_excellent_and_the_refusal_carries_its_clause() {
    for place in Place::all() {
        place.fact(
            "insert into sanction (id, person_id, kind, decided_on, document, recorded_at) values ('s', 'e', 'warning', '2025-06-01', $1, '2025-06-01')",
            &["处分决定"],
        );
        place.open();
        place.no_review();
        place.sum_up("e");
        let refused = place.propose("e", Some(Grade::Excellent));
        let Err(Fault::Refused(refusals)) = refused else { panic!("not refused") };
        let decision = refusals[0].decision.as_ref().expect("its decision");
        assert!(decision.clauses().contains(&"AS-24"), "{decision:?}");
        place.propose("e", Some(Grade::Competent)).expect("proposed");
    }
}

#[test]
fn under_investigation_the_year_waits_and_is_filled_in_when_the_case_ends() {
    for place in Place::all() {
        place.fact(
            "insert into investigation (id, person_id, opened_on, document, recorded_at) values ('i', 'f', '2025-10-01', $1, '2025-10-01')",
            &["立案决定"],
        );
        place.open();
        place.no_review();
        place.sum_up("f");
        let commented = place.propose("f", None);
        assert!(refused(commented).contains("不写评语"));
        let id = place.of("f").id;
        let silent = verify::Proposal { comment: String::new(), ..proposal(None) };
        place
            .write("h", move |tx, actor| verify::propose(tx, actor, &book(), &id, &silent))
            .expect("proposed");
        assert_eq!(place.decide("f", None, "").expect("decided"), State::Later);
        let id = place.of("f").id;
        let still = place.write("o", move |tx, actor| assessment::reopen::resume(tx, actor, &book(), &id));
        assert!(refused(still).contains("尚未结案"));
        place.fact(
            "update investigation set closed_on = $1, outcome = 'none' where id = 'i'",
            &["2026-02-20"],
        );
        let id = place.of("f").id;
        let form = place
            .write("o", move |tx, actor| assessment::reopen::resume(tx, actor, &book(), &id))
            .expect("resumed");
        assert_eq!((form, place.of("f").state), (Form::Grade, State::Verify));
        place.propose("f", Some(Grade::Competent)).expect("proposed");
        place.decide("f", Some(Grade::Competent), "").expect("decided");
        assert_eq!(place.of("f").grade, Some(Grade::Competent));
    }
}

#[test]
fn refusing_to_take_part_is_recorded_with_its_reason_and_fixes_the_grade() {
    for place in Place::all() {
        place.open();
        place.no_review();
        let id = place.of("g").id;
        let bare = place.write("o", move |tx, actor| annual::record_refusal(tx, actor, &id, ""));
        assert_eq!(fields(bare), ["note"]);
        let id = place.of("g").id;
        place
            .write("o", move |tx, actor| annual::record_refusal(tx, actor, &id, "1月8日谈话，仍拒绝"))
            .expect("recorded");
        assert!(refused(place.propose("g", Some(Grade::Competent))).contains("不称职"));
        place.propose("g", Some(Grade::Incompetent)).expect("proposed");
    }
}

#[test]
fn somebody_attached_for_more_than_half_the_year_is_assessed_by_the_host() {
    for place in Place::all() {
        place.fact(
            "insert into tenure (id, person_id, unit_id, kind, from_on, document) values ('x', 'b', 'town', 'attached', '2025-03-01', $1)",
            &["挂职文件"],
        );
        place.open();
        let b = place.of("b");
        assert_eq!(
            (b.unit.as_str(), b.sending_unit.as_deref(), b.organ.as_str()),
            ("town", Some("office"), "town")
        );
        place
            .write("o", |tx, actor| assessment::ballot::waive(tx, actor, "2025", "town", "人数少"))
            .expect("waived");
        place.sum_up("b");
        let (id, again) = (b.id.clone(), b.id);
        let deaf = place.write("t", move |tx, actor| {
            verify::propose(tx, actor, &book(), &id, &proposal(Some(Grade::Competent)))
        });
        assert_eq!(fields(deaf), ["heard"]);
        let heard = verify::Proposal { heard: "表现好".to_owned(), ..proposal(Some(Grade::Competent)) };
        place
            .write("t", move |tx, actor| verify::propose(tx, actor, &book(), &again, &heard))
            .expect("proposed");
    }
}

#[test]
fn an_opinion_not_given_in_time_lapses_and_remarks_need_words() {
    for place in Place::all() {
        place.ready_to_decide(&[("a", Grade::Competent), ("b", Grade::Competent)]);
        for person in ["a", "b"] {
            place.decide(person, Some(Grade::Competent), "").expect("decided");
            let id = place.of(person).id;
            place.write("h", move |tx, actor| notice::give(tx, actor, &book(), &id)).expect("noticed");
        }
        let id = place.of("a").id;
        assert_eq!(
            fields(place.write("a", move |tx, actor| notice::answer(tx, actor, &id, false, ""))),
            ["opinion_text"]
        );
        let id = place.of("a").id;
        place
            .write("a", move |tx, actor| notice::answer(tx, actor, &id, false, "第二项计分有误"))
            .expect("answered");
        assert_eq!(place.write("o", |tx, actor| notice::lapse(tx, actor, "2025")).expect("ran"), 0);
        place.on(date(2026, 3, 10));
        assert_eq!(place.write("o", |tx, actor| notice::lapse(tx, actor, "2025")).expect("ran"), 1);
        let b = place.of("b");
        assert_eq!((b.state, b.opinion.as_deref()), (State::Closed, Some("silent")));
    }
}

#[test]
fn a_colleague_sees_nothing_of_anothers_year_and_the_head_sees_the_unit() {
    for place in Place::all() {
        place.open();
        let id = place.of("a").id;
        let peer = place.read("b", move |tx, actor| appraisal::find(tx, &actor.scope(Area::Duty), &id));
        assert!(matches!(peer, Err(Fault::NotFound)), "{peer:?}");
        let seen = place
            .read("h", |tx, actor| Ok(appraisal::in_unit(tx, &actor.scope(Area::Duty), "2025", "office")?))
            .expect("read");
        assert_eq!(seen.len(), STAFF.len() + 1);
        let own = place
            .read("b", |tx, actor| Ok(appraisal::in_unit(tx, &actor.scope(Area::Duty), "2025", "office")?))
            .expect("read");
        assert_eq!(own.iter().map(|one| one.person.as_str()).collect::<Vec<_>>(), ["b"]);
    }
}
