//! A plan against a barrier, its measures and its review.

use diagnosis::bank::Wave;
use diagnosis::plan::{self, NewPlan};
use diagnosis::progress;
use diagnosis::report::Of;
use jiff::civil::date;
use kernel::{Area, Fault, case};

use crate::ground::{LAST, Place, answers, refused};

fn new_plan() -> NewPlan {
    NewPlan {
        of: Of::Unit { bank: "own".into(), year: 2026, unit: "office".into() },
        unit: "office".into(),
        construct: "SS".into(),
        meeting: "支部会上与学员、分管领导一起看了结果。".into(),
        measures: vec![("学员回来三天内谈一次".into(), "p2".into(), date(2026, 7, 1))],
        review_on: date(2026, 9, 1),
    }
}

#[test]
fn a_plan_gives_its_owners_to_dos_and_is_reviewed_by_the_head() {
    for place in Place::all() {
        place.lived();
        let id = place.write("head", |tx, actor| plan::make(tx, actor, &new_plan())).expect("made");
        let waits = |name: &'static str| {
            place
                .read(name, |tx, actor| {
                    Ok(case::todos(tx, actor, 9)?.into_iter().map(|todo| todo.step).collect::<Vec<_>>())
                })
                .expect("read")
        };
        assert_eq!(waits("p2"), ["carry-out"]);
        assert_eq!(waits("head"), ["review"]);
        let found = |place: &Place| {
            let id = id.clone();
            place
                .read("head", move |tx, actor| plan::find(tx, &actor.scope(Area::Learning), &id))
                .expect("found")
        };
        let (kept, measures) = found(&place);
        assert!(kept.before.is_some_and(|(mean, n)| n == 14 && mean > 1.0));
        let measure = measures[0].id.clone();
        let other = measure.clone();
        let stranger = place.write("p3", move |tx, actor| plan::carry_out(tx, actor, &other, "代办"));
        assert!(matches!(stranger, Err(Fault::NotFound)));
        place.write("p2", move |tx, actor| plan::carry_out(tx, actor, &measure, "谈了 12 人")).expect("done");
        let (name, empty) = (id.clone(), id.clone());
        assert!(
            refused(place.write("head", move |tx, actor| plan::review(tx, actor, &empty, " ")))
                .contains("Say")
        );
        place
            .write("head", move |tx, actor| plan::review(tx, actor, &name, "上升了，继续"))
            .expect("reviewed");
        let (kept, measures) = found(&place);
        assert!(!kept.running && measures[0].done_on.is_some());
        assert!(waits("p2").is_empty() && waits("head").is_empty());
    }
}

#[test]
fn a_plan_without_those_concerned_or_with_strangers_is_refused_field_by_field() {
    let place = Place::one();
    place.lived();
    let wrong = NewPlan {
        meeting: String::new(),
        measures: vec![(String::new(), "p20".into(), date(2020, 1, 1))],
        review_on: date(2026, 1, 1),
        ..new_plan()
    };
    match place.write("head", move |tx, actor| plan::make(tx, actor, &wrong)) {
        Err(Fault::Refused(refusals)) => {
            let fields: Vec<_> = refusals.into_iter().filter_map(|refusal| refusal.field).collect();
            assert_eq!(fields, ["meeting", "words_0", "owner_0", "due_0", "review_on"]);
        }
        other => panic!("not refused: {other:?}"),
    }
    let elsewhere = NewPlan { unit: "town".into(), ..new_plan() };
    assert!(matches!(
        place.write("head", move |tx, actor| plan::make(tx, actor, &elsewhere)),
        Err(Fault::NotFound)
    ));
}

#[test]
fn a_plan_says_whether_the_waves_opened_since_moved() {
    for place in Place::all() {
        let (id, slips) = place.open();
        place.pass(LAST);
        for (n, slip) in slips.iter().enumerate() {
            place.give(&slip.own, answers(n, Wave::Pulse)).expect("given");
        }
        place.pass(date(2026, 3, 12));
        let of = Of::County { bank: "own".into(), year: 2026 };
        let new = NewPlan { of, measures: new_plan().measures, ..new_plan() };
        let plan = place.write("tr", move |tx, actor| plan::make(tx, actor, &new)).expect("made");
        let since = |place: &Place| {
            let plan = plan.clone();
            place
                .read("tr", move |tx, actor| {
                    let (found, _) = plan::find(tx, &actor.scope(Area::Learning), &plan)?;
                    progress::since(tx, &found)
                })
                .expect("read")
        };
        assert_eq!(since(&place), None, "the wave it was made from does not count");
        let later = place.wave(&id, Wave::Later);
        place.pass(later.opens_on);
        for (n, slip) in slips.iter().enumerate() {
            place.give(&slip.own, answers(n, Wave::Later)).expect("given");
        }
        place.pass(later.closes_on.tomorrow().expect("a day"));
        let found = since(&place).expect("a wave since");
        let change = found.change.expect("compared");
        assert_eq!((found.wave, found.line.n), (Wave::Later, 30));
        assert!(change.interval.0 > 0.0 && !change.paired, "{change:?}");
    }
}
