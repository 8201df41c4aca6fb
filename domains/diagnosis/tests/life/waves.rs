//! Two waves: their days, what happens by itself, codes that answer once.

use diagnosis::bank::{Form, Wave};
use diagnosis::due::{self, Due};
use diagnosis::study::{self, NewStudy};
use jiff::civil::date;
use kernel::case;

use crate::ground::{LAST, Place, answers, book, new_study, refused, who};

#[test]
fn a_class_is_asked_in_two_waves_that_open_remind_and_close_by_themselves() {
    for place in Place::all() {
        let asked = place.read("tr", |tx, _| Ok(due::due(tx)?)).expect("read");
        assert!(matches!(asked.as_slice(), [Due::Slips(class, ..)] if class == "c1"), "{asked:?}");
        place.pass(date(2026, 3, 2));
        let waits = |name: &'static str| {
            place.read(name, move |tx, actor| Ok(case::todos(tx, actor, 9)?.len())).expect("read")
        };
        assert_eq!(waits("tr"), 1, "the trainer is asked for the slips");
        let (id, slips) = place.open();
        assert_eq!((slips.len(), waits("tr")), (30, 0));
        place.pass(LAST);
        assert_eq!(place.wave(&id, Wave::Pulse).state, "open");
        assert_eq!(waits("p3"), 1);
        place.give(&slips[0].own, answers(0, Wave::Pulse)).expect("given");
        assert_eq!(place.wave(&id, Wave::Pulse).answered, 1);
        for day in [date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 9)] {
            place.pass(day);
        }
        let pulse = place.wave(&id, Wave::Pulse);
        assert_eq!((pulse.reminders, pulse.closes_on), (2, date(2026, 3, 9)));
        place.pass(date(2026, 3, 10));
        assert_eq!((place.wave(&id, Wave::Pulse).state.as_str(), waits("p3")), ("closed", 0));
        let later = place.wave(&id, Wave::Later);
        let days = LAST.until(later.opens_on).expect("days").get_days();
        assert!((30..=60).contains(&days) && book().calendar().is_working_day(later.opens_on));
        place.pass(later.opens_on);
        assert_eq!(waits("p3"), 1);
        let mine = place.read("p3", |tx, actor| Ok(case::todos(tx, actor, 9)?.remove(0).case)).expect("one");
        place.write("p3", move |tx, actor| due::say(tx, actor, &mine, true)).expect("said");
        assert_eq!(waits("p3"), 0);
        place.pass(later.closes_on.tomorrow().expect("a day"));
        assert_eq!(place.wave(&id, Wave::Later).state, "closed");
        assert!(place.read("tr", |tx, _| Ok(due::due(tx)?)).expect("read").is_empty());
    }
}

#[test]
fn a_code_answers_once_in_each_wave_and_not_before_between_or_after() {
    for place in Place::all() {
        let (id, slips) = place.open();
        let code = slips[4].own.as_str();
        assert!(refused(place.give(code, answers(4, Wave::Pulse))).contains("opens on 2026-03-04"));
        place.pass(LAST);
        assert!(refused(place.give("ABCD-ABCD-ABCD", answers(4, Wave::Pulse))).contains("no such code"));
        let few = (0..53).map(|at| (at < 20).then_some(3)).collect();
        assert!(refused(place.give(code, few)).contains("20 of 53"));
        place.give(&code.to_lowercase(), answers(4, Wave::Pulse)).expect("given");
        assert!(refused(place.give(code, answers(5, Wave::Pulse))).contains("has answered"));
        assert!(refused(place.give(&slips[4].seen, vec![Some(3); 5])).contains("opens on"));
        place.pass(date(2026, 3, 10));
        assert!(refused(place.give(&slips[5].own, answers(5, Wave::Pulse))).contains("opens on"));
        let later = place.wave(&id, Wave::Later);
        place.pass(later.opens_on);
        place.give(code, answers(4, Wave::Later)).expect("the same code answers the second wave");
        place.give(&slips[4].seen, vec![Some(5), None, Some(4), Some(4), Some(1)]).expect("seen");
        assert!(refused(place.give(&slips[4].seen, vec![Some(3); 5])).contains("has answered"));
        place.pass(later.closes_on.tomorrow().expect("a day"));
        assert!(refused(place.give(&slips[6].own, answers(6, Wave::Later))).contains("no such code"));
    }
}

#[test]
fn a_study_is_opened_once_by_who_runs_the_class_and_not_for_a_day_past() {
    let place = Place::one();
    let past = NewStudy { opens_on: date(2026, 3, 1), ..new_study() };
    assert!(
        refused(place.write("tr", move |tx, actor| study::open(tx, actor, &book(), &past))).contains("past")
    );
    let stranger = place.write("head", |tx, actor| study::open(tx, actor, &book(), &new_study()));
    assert!(
        matches!(stranger, Err(kernel::Fault::NotFound)),
        "a head of a unit does not run the county's class"
    );
    place.open();
    let again = NewStudy { form: Form::Short, ..new_study() };
    assert!(
        refused(place.write("tr", move |tx, actor| study::open(tx, actor, &book(), &again)))
            .contains("already")
    );
    assert!(who("head").is(kernel::Role::Head));
}

#[test]
fn a_house_closed_on_the_day_opens_the_wave_later_for_as_long() {
    let place = Place::one();
    let (id, _) = place.open();
    place.pass(date(2026, 4, 20));
    let pulse = place.wave(&id, Wave::Pulse);
    assert_eq!(
        (pulse.state.as_str(), pulse.opens_on, pulse.closes_on),
        ("open", date(2026, 4, 20), date(2026, 4, 23))
    );
}

#[test]
fn every_procedure_is_sound() {
    for procedure in diagnosis::procedures() {
        assert_eq!(procedure.defects(), Vec::<String>::new());
    }
}
