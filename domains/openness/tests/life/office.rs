//! The office of the county government: what waits for it, whom it names as lead, and what it does not do itself.

use kernel::case;
use openness::decision::opening::{self, NewDecision, Start, Traits};
use openness::{decision, office};

use crate::decisions::proposed;
use crate::ground::{Place, book, refused};

fn named(place: &Place) {
    place.write("organiser", |tx, actor| office::name(tx, actor, "zfb")).expect("named");
}

fn waits(place: &Place, who: &str) -> usize {
    place.read(who, |tx, actor| Ok(case::todos(tx, actor, 20)?.len())).expect("read")
}

fn start(place: &Place, who: &str, id: &str, unit: &'static str) -> Result<(), kernel::Fault> {
    let of = id.to_owned();
    place.write(who, move |tx, actor| {
        let words = "已作可行性论证".into();
        let new = Start { starts: true, unit: unit.into(), words, ..Start::default() };
        opening::start(tx, actor, &book(), (&of, &new))
    })
}

#[test]
fn a_proposal_waits_for_the_office_of_the_government_and_not_for_the_committee() {
    for place in Place::all() {
        let before = proposed(&place, "office");
        assert_eq!((waits(&place, "government"), waits(&place, "committee")), (0, 1), "none is named yet");
        named(&place);
        let id = proposed(&place, "office");
        assert_eq!((waits(&place, "government"), waits(&place, "committee")), (1, 1));
        let reads = |who: &str, id: &str| {
            let of = id.to_owned();
            place.read(who, move |tx, actor| decision::find(tx, actor, &of)).is_ok()
        };
        assert!(reads("government", &id) && !reads("town", &id), "it reads what others propose");
        assert!(refused(start(&place, "town", &id, "office")).contains("This is for 示例zfb"));
        start(&place, "government", &id, "office").expect("started");
        start(&place, "committee", &before, "office").expect("what waited for the committee stays with it");
    }
}

#[test]
fn the_lead_unit_is_an_office_of_the_county_and_no_village() {
    for place in Place::all() {
        named(&place);
        let id = proposed(&place, "office");
        for unit in ["v1", "town", "county", "", "no-such"] {
            assert!(
                refused(start(&place, "government", &id, unit)).contains("an office of the county"),
                "{unit}"
            );
        }
        start(&place, "government", &id, "office").expect("an office");
        let offered = place.read("government", |tx, _| Ok(office::all(tx)?)).expect("read");
        let ids: Vec<&str> = offered.iter().map(|one| one.0.as_str()).collect();
        assert_eq!(ids, ["zuzhibu", "office", "zfb"]);
        let may = place.read("organiser", |tx, actor| {
            Ok(office::proposers(tx, &actor.scope(kernel::Area::Power))?.len())
        });
        assert_eq!(may.expect("read"), 4, "offices and the town, no village");
    }
}

#[test]
fn what_the_office_proposes_itself_is_started_by_the_leading_body() {
    for place in Place::all() {
        named(&place);
        let propose = |who: &str, unit: &'static str| {
            place.write(who, move |tx, actor| {
                let new = NewDecision {
                    title: "政务公开专区建设方案".into(),
                    unit: unit.into(),
                    proposal: "在政务大厅设公开专区。".into(),
                    question: "您想在专区查到什么？".into(),
                    traits: Traits::default(),
                };
                opening::propose(tx, actor, &new)
            })
        };
        assert!(refused(propose("village", "v1")).contains("an office of the county or a town"));
        let id = propose("government", "zfb").expect("proposed");
        assert_eq!((waits(&place, "government"), waits(&place, "committee")), (0, 1));
        let own = refused(start(&place, "government", &id, "zfb"));
        assert!(
            own.contains("art. 10, 11") && own.contains("Ask another") && own.contains("all the same"),
            "{own}"
        );
        start(&place, "committee", &id, "zfb").expect("started, and the proposing office leads it");
    }
}

#[test]
fn which_office_it_is_is_said_by_whoever_keeps_the_units() {
    for place in Place::all() {
        let by =
            |who: &str, unit: &'static str| place.write(who, move |tx, actor| office::name(tx, actor, unit));
        assert!(refused(by("office", "office")).contains("organisation department"));
        assert!(refused(by("organiser", "v1")).contains("an office of the county"));
        by("organiser", "zfb").expect("named");
        let found = place.read("nobody", |tx, _| Ok(office::of_government(tx)?)).expect("read");
        assert_eq!(found.expect("one").0, "zfb");
    }
}
