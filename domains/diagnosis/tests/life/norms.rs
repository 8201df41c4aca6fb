//! Norms: what they are made of, when reports go by them; and the short form, which norms leave out.

use diagnosis::bank::{Form, OWN, Wave, own};
use diagnosis::norm::{self, From};
use diagnosis::quality;
use diagnosis::report::{self, Of, Report};
use diagnosis::study::{self, NewStudy};
use diagnosis::terms::Terms;
use jiff::civil::date;
use psychometrics::answers::Tables;

use crate::ground::{LAST, Place, answers, book, new_study, refused};

fn report_of(place: &Place, id: &str) -> Report {
    let of = Of::Study(id.to_owned());
    place.read("tr", move |tx, actor| Ok(report::report(tx, actor, &of)?.1)).expect("a report")
}

/// Counts as if twelve counties had answered alike.
fn of_twelve_counties(place: &Place) -> Tables {
    let one = place
        .read("tr", |tx, actor| quality::take(tx, actor, OWN, Wave::Later))
        .expect("taken")
        .tables()
        .expect("tables");
    let mut all = one.clone();
    (1..12).for_each(|_| all.merge(&one).expect("the same questions"));
    norm::read(all.to_json().expect("json").as_bytes()).expect("read")
}

#[test]
fn reports_go_by_counts_of_several_counties_once_they_are_taken_and_not_after_they_are_set_aside() {
    for place in Place::all() {
        let id = place.lived();
        let fixed = report_of(&place, &id);
        assert!(fixed.norm.is_none() && fixed.cuts.iter().all(|cuts| *cuts == Terms::default().cuts));
        let tables = of_twelve_counties(&place);
        let from = |name: &str| From::Brought { name: name.into(), tables: Box::new(tables.clone()) };
        let nameless = from(" ");
        let said = place.write("tr", move |tx, actor| norm::set(tx, actor, OWN, Wave::Later, &nameless));
        assert!(refused(said).contains("whose answers"));
        let named = from("四县 2025 年度");
        place.write("tr", move |tx, actor| norm::set(tx, actor, OWN, Wave::Later, &named)).expect("set");
        let found = report_of(&place, &id);
        let norm = found.norm.as_ref().expect("a norm");
        // One person in thirty left out one question in some constructs; nobody left out all.
        assert!(norm.brought && (300..=360).contains(&norm.people()), "{norm:?}");
        let (line, cuts) = (found.waves[1].as_ref().unwrap().lines[0].clone().unwrap(), found.cuts[0]);
        assert!(cuts.barrier < line.mean && line.mean < cuts.catalyst, "{cuts:?} {line:?}");
        assert!(((cuts.catalyst - cuts.barrier) - norm.places[0].sd).abs() < 1e-12);
        place.write("tr", |tx, actor| norm::set_aside(tx, actor, OWN, Wave::Later)).expect("set aside");
        assert_eq!(report_of(&place, &id), fixed);
    }
}

#[test]
fn a_norm_of_too_few_people_or_by_somebody_else_is_refused() {
    let place = Place::one();
    place.lived();
    let few = place.write("tr", |tx, actor| norm::set(tx, actor, OWN, Wave::Later, &From::Own));
    assert!(refused(few).contains("300 people"));
    let head = place.write("head", |tx, actor| norm::set(tx, actor, OWN, Wave::Later, &From::Own));
    assert!(refused(head).contains("organisation department"));
    let none = place.write("tr", |tx, actor| norm::set_aside(tx, actor, OWN, Wave::Pulse));
    assert!(matches!(none, Err(kernel::Fault::NotFound)));
    assert!(norm::read(b"{\"rows\": 3").unwrap_err().text.en.contains("no file of counts"));
}

#[test]
fn the_short_form_is_told_too() {
    let place = Place::one();
    let short = NewStudy { form: Form::Short, ..new_study() };
    let opened = place.write("tr", move |tx, actor| study::open(tx, actor, &book(), &short)).expect("opened");
    let give = |wave: Wave| {
        let asked = own().asked(Form::Short, wave);
        for (n, slip) in opened.slips.iter().enumerate() {
            let all = answers(n, wave);
            let given = asked.iter().map(|item| all[*item].or(Some(3))).collect();
            place.give(&slip.own, given).expect("given");
        }
    };
    place.pass(LAST);
    give(Wave::Pulse);
    place.pass(date(2026, 3, 12));
    place.pass(place.wave(&opened.id, Wave::Later).opens_on);
    give(Wave::Later);
    place.pass(place.wave(&opened.id, Wave::Later).closes_on.tomorrow().expect("a day"));
    let found = report_of(&place, &opened.id);
    for wave in &found.waves {
        let wave = wave.as_ref().expect("told");
        for line in &wave.lines[..16] {
            let line = line.as_ref().expect("one question is enough where one is asked");
            assert_eq!((line.n, line.reliability), (30, None));
        }
    }
    assert!(found.change.iter().all(|change| change.is_some_and(|change| change.paired)));
    assert!(found.own.is_ok(), "the outcome is asked in the second wave: {:?}", found.own);
    assert!(found.agreement[0].is_some(), "agreement is told of the question asked");
    let taken = place.read("tr", |tx, actor| quality::take(tx, actor, OWN, Wave::Later)).expect("taken");
    assert_eq!(quality::model_fit(&taken), Err(quality::NoFit::TooFew(0)));
    assert_eq!(quality::questions(&taken).map(|found| found.len()), Ok(53));
}
