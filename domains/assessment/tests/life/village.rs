//! Village cadres and the quarters.

use assessment::routine;
use assessment::village::{self, Meeting};
use jiff::civil::date;
use kernel::{Area, Fault};
use law::rules::Grade;

use crate::ground::{Place, book, confirmed, fields, refused};

fn meeting(result: Grade, votes: [u32; 4]) -> Meeting {
    Meeting {
        held_on: Some(date(2025, 12, 10)),
        chaired_by: "包村干部".to_owned(),
        entitled: 40,
        attended: 36,
        votes,
        invalid: 1,
        proposed: Some(result),
        note: String::new(),
    }
}

fn record(place: &Place, result: Grade, votes: [u32; 4]) -> Result<String, Fault> {
    place.write("w", move |tx, actor| {
        village::record(tx, actor, &book(), "2025", "v", &meeting(result, votes))
    })
}

#[test]
fn the_record_of_a_meeting_is_checked_field_by_field() {
    for place in Place::all() {
        let empty = place
            .write("w", |tx, actor| village::record(tx, actor, &book(), "2025", "v", &Meeting::default()));
        assert_eq!(fields(empty), ["held_on", "chaired_by", "attended", "votes", "proposed"]);
        assert_eq!(fields(record(&place, Grade::Excellent, [20, 10, 6, 0])), ["votes"]);
        assert_eq!(fields(record(&place, Grade::Competent, [20, 10, 2, 0])), ["note"]);
        let own = place.write("w", |tx, actor| {
            village::record(tx, actor, &book(), "2025", "w", &meeting(Grade::Competent, [0, 30, 0, 0]))
        });
        assert!(refused(own).contains("本人不能填报"));
        let peer = place.write("v", |tx, actor| {
            village::record(tx, actor, &book(), "2025", "w", &meeting(Grade::Competent, [0, 30, 0, 0]))
        });
        assert!(matches!(peer, Err(Fault::NotFound)));
    }
}

#[test]
fn the_township_confirms_and_a_second_incompetent_in_a_row_ends_the_office() {
    for place in Place::all() {
        place.fact(
            "insert into village_review (id, cycle_id, year, person_id, unit_id, held_on, chaired_by, entitled, attended, excellent, \
            competent, basic, incompetent, invalid, proposed, result, state, note, recorded_by, recorded_name, case_id) \
            values ('r0', '2024', 2024, 'v', 'village', '2024-12-11', '镇干部', 40, 30, 0, 5, 5, 20, 0, 'incompetent', 'incompetent', \
            'closed', $1, 'x', 'x', 'x')",
            &[""],
        );
        let id = record(&place, Grade::Incompetent, [0, 5, 5, 25]).expect("recorded");
        assert!(refused(record(&place, Grade::Incompetent, [0, 5, 5, 25])).contains("已有记录"));
        let (one, two, three, four) = (id.clone(), id.clone(), id.clone(), id);
        let bare = place
            .write("t", move |tx, actor| village::confirm(tx, actor, &book(), &one, Grade::Competent, ""));
        assert_eq!(fields(bare), ["note"]);
        let ends = place
            .write("t", move |tx, actor| village::confirm(tx, actor, &book(), &two, Grade::Incompetent, ""));
        assert!(ends.expect("confirmed"));
        let review = place
            .read("v", move |tx, actor| village::find(tx, &actor.scope(Area::Duty), &three))
            .expect("own");
        let decision = review.decision.expect("its decision");
        assert!(decision.clauses().contains(&"VIL-02"), "{decision:?}");
        assert_eq!(review.state, "end");
        place
            .write("o", move |tx, actor| village::end_office(tx, actor, &four, "镇政〔2026〕2号"))
            .expect("carried out");
    }
}

#[test]
fn a_wrong_record_is_discarded_and_recorded_again() {
    for place in Place::all() {
        let id = record(&place, Grade::Competent, [5, 28, 0, 0]).expect("recorded");
        place.write("t", move |tx, actor| village::discard(tx, actor, &id, "票数有误")).expect("discarded");
        let again = record(&place, Grade::Competent, [5, 29, 0, 0]).expect("recorded again");
        let ends = place
            .write("t", move |tx, actor| village::confirm(tx, actor, &book(), &again, Grade::Competent, ""));
        assert!(!ends.expect("confirmed"));
    }
}

fn quarter(place: &Place) {
    place
        .write("o", |tx, actor| routine::open(tx, actor, "2025", 3, date(2026, 3, 10)))
        .map(|opened| assert_eq!(opened, 12))
        .expect("opened");
}

fn review_of(place: &Place, person: &'static str) -> routine::Review {
    let all = place
        .read("o", move |tx, actor| Ok(routine::of_person(tx, &actor.scope(Area::Duty), "2025", person)?));
    all.expect("read").remove(0)
}

#[test]
fn a_quarter_is_summed_up_from_the_work_recorded_and_remarked_without_a_grade() {
    for place in Place::all() {
        quarter(&place);
        let review = review_of(&place, "a");
        let draft = place.read("a", move |tx, _| routine::prefill(tx, &review)).expect("read");
        assert_eq!(draft, "9月\n12日 走访二组");
        let id = review_of(&place, "a").id;
        let (one, two, three, four) = (id.clone(), id.clone(), id.clone(), id);
        place
            .write("a", move |tx, actor| routine::submit(tx, actor, &book(), &one, "走访十户"))
            .expect("handed in");
        let graded =
            place.write("h", move |tx, actor| routine::remark(tx, actor, &book(), &two, "好", Some(0)));
        assert!(refused(graded).contains("AS-32"));
        place
            .write("h", move |tx, actor| routine::send_back(tx, actor, &three, "请补充数字"))
            .expect("returned");
        let (again, last) = (four.clone(), four);
        place
            .write("a", move |tx, actor| routine::submit(tx, actor, &book(), &again, "走访十户，解决三件"))
            .expect("again");
        place
            .write("h", move |tx, actor| routine::remark(tx, actor, &book(), &last, "工作扎实", None))
            .expect("remarked");
        assert_eq!(review_of(&place, "a").state, routine::State::Closed);
    }
}

#[test]
fn where_the_county_confirmed_quarterly_grades_good_has_its_share() {
    for place in Place::all() {
        quarter(&place);
        let book = || confirmed(&[("AS-32", "share")]);
        // Eight in the office: 40 percent is 3.2, so three.
        for (number, person) in ["a", "b", "c", "d"].into_iter().enumerate() {
            let id = review_of(&place, person).id;
            let own = id.clone();
            place
                .write(person, move |tx, actor| routine::submit(tx, actor, &book(), &own, "小结"))
                .expect("handed in");
            let remarked =
                place.write("h", move |tx, actor| routine::remark(tx, actor, &book(), &id, "评语", Some(0)));
            assert_eq!(remarked.is_ok(), number < 3, "{person}: {remarked:?}");
        }
        let id = review_of(&place, "d").id;
        let bare = id.clone();
        assert_eq!(
            fields(place.write("h", move |tx, actor| routine::remark(
                tx,
                actor,
                &book(),
                &bare,
                "评语",
                None
            ))),
            ["grade"]
        );
        place
            .write("h", move |tx, actor| routine::remark(tx, actor, &book(), &id, "评语", Some(1)))
            .expect("fairly good");
    }
}
