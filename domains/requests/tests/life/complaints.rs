//! Complaints about a person: out of every list, never with who is concerned, the identity sealed.

use kernel::Fault;
use kernel::ledger;
use requests::coded::{Kind, State};
use requests::complaint::{self, Passing};
use requests::listing::{self, Wanted};
use requests::sorting::{self, Sorted};
use requests::submission::{Asked, Submitted};

use crate::ground::{Place, asked, book, refused, sorted};

fn about(place: &Place, accused: &str) -> Submitted {
    place.ask(Asked {
        accused: accused.to_owned(),
        accused_unit: "示例village".to_owned(),
        name: "王举报".to_owned(),
        phone: "13900000000".to_owned(),
        ..asked("收了钱才给盖章")
    })
}

fn find(place: &Place, name: &str, id: &str) -> Result<State, Fault> {
    let id = id.to_owned();
    place.read(name, move |tx, actor| Ok(complaint::find(tx, actor, &id)?.0.state))
}

#[test]
fn nobody_but_who_examines_it_finds_a_complaint_by_any_list_search_or_to_do() {
    for place in Place::all() {
        let taken = about(&place, "干部village-head");
        assert!(taken.sealed);
        for name in ["desk", "works", "town-head", "village-head", "committee", "overseer"] {
            assert!(matches!(find(&place, name, &taken.id), Err(Fault::NotFound)), "{name}");
            assert!(place.todos(name).is_empty(), "{name}");
            let (number, id) = (taken.number.clone(), taken.id.clone());
            let seen = place
                .read(name, move |tx, actor| {
                    let mut seen = listing::search(tx, actor, &number, "", 9)?.len();
                    for what in ["open", "overdue", "all"] {
                        for kind in ["", "complaint"] {
                            let wanted = Wanted { what: what.into(), kind: kind.into(), ..Wanted::default() };
                            seen += listing::list(tx, actor, &wanted, 99)?.len();
                        }
                    }
                    seen += complaint::list(tx, actor, "", 99)?.len();
                    let scope = actor.scope(kernel::Area::Ledger);
                    seen += ledger::history(tx, &scope, "request", &id)?.len();
                    seen += usize::from(
                        requests::request::find(tx, &requests::request::scope(actor), &id).is_ok(),
                    );
                    Ok(seen)
                })
                .expect("read");
            assert_eq!(seen, 0, "{name}");
        }
        assert_eq!(find(&place, "inspector", &taken.id).expect("found"), State::Received);
        assert_eq!(place.todos("inspector").len(), 1);
    }
}

#[test]
fn a_complaint_about_an_inspector_goes_to_the_leading_body_and_past_that_inspector() {
    for place in Place::all() {
        let taken = about(&place, "干部inspector");
        for name in ["inspector", "inspector2", "desk"] {
            assert!(matches!(find(&place, name, &taken.id), Err(Fault::NotFound)), "{name}");
            assert!(place.todos(name).is_empty(), "{name}");
        }
        assert!(find(&place, "committee", &taken.id).is_ok());
    }
}

#[test]
fn it_is_passed_to_the_head_of_the_unit_above_and_never_to_the_unit_or_person_concerned() {
    for place in Place::all() {
        let taken = about(&place, "干部village-head");
        let pass = |unit: &'static str| {
            let id = taken.id.clone();
            place.write("inspector", move |tx, actor| {
                complaint::pass(tx, actor, &book(), &id, &Passing::Head(unit.to_owned()))
            })
        };
        assert!(refused(pass("village")).contains("PET-12"));
        pass("town").expect("passed");
        assert!(find(&place, "town-head", &taken.id).is_ok());
        assert!(matches!(find(&place, "village-head", &taken.id), Err(Fault::NotFound)));
        let id = taken.id.clone();
        place
            .write("town-head", move |tx, actor| {
                complaint::answer(tx, actor, &id, (true, "已核查，给予批评教育。"))
            })
            .expect("answered");
        let said =
            place.resident(&taken, |tx, found| Ok((found.state, requests::request::said(tx, &found.id)?)));
        let (state, said) = said.expect("found");
        assert_eq!((state, said.len()), (State::Answered, 1));
    }
}

#[test]
fn whoever_steps_aside_sees_it_no_longer() {
    let place = Place::one();
    let taken = about(&place, "干部clerk");
    let (a, b) = (taken.id.clone(), taken.id.clone());
    place.write("inspector", move |tx, actor| complaint::recuse(tx, actor, &a, "亲属关系")).expect("aside");
    assert!(matches!(find(&place, "inspector", &taken.id), Err(Fault::NotFound)));
    assert!(find(&place, "inspector2", &taken.id).is_ok());
    let empty = place.write("inspector2", move |tx, actor| complaint::recuse(tx, actor, &b, ""));
    assert!(refused(empty).contains("step aside"));
}

#[test]
fn the_identity_is_nowhere_in_clear_and_opens_only_with_a_second_person() {
    for place in Place::all() {
        let taken = about(&place, "干部clerk");
        let id = taken.id.clone();
        let stored = place
            .ground
            .county
            .read_now(move |tx| {
                let scope = kernel::Scope::county("a test looks");
                let row = tx.row(
                    &scope,
                    "select r.name, r.phone from request r where r.id = $1",
                    kernel::params![&id],
                )?;
                let row = row.ok_or(Fault::NotFound)?;
                Ok::<_, Fault>((row.text(0)?, row.text(1)?))
            })
            .expect("read");
        assert_eq!(stored, (String::new(), String::new()));
        let unseal = |name: &'static str, act: &'static str, words: String| {
            let id = taken.id.clone();
            place.write(name, move |tx, actor| complaint::unseal(tx, actor, &id, (act, &words)))
        };
        unseal("inspector", "ask", "需要当面核实".into()).expect("asked");
        let id = taken.id.clone();
        let opening = place
            .read("inspector", move |tx, actor| {
                let sealed = complaint::find(tx, actor, &id)?.1.sealed.ok_or(Fault::NotFound)?;
                Ok(kernel::seal::openings_of(tx, &sealed)?.remove(0).id)
            })
            .expect("an asking");
        assert!(refused(unseal("inspector", "open", opening.clone())).contains("Two people"));
        assert!(refused(unseal("inspector", "agree", opening.clone())).contains("Somebody else"));
        unseal("inspector2", "agree", opening.clone()).expect("agreed");
        let opened = unseal("inspector", "open", opening).expect("opened");
        assert_eq!(opened, Some(("王举报".to_owned(), "13900000000".to_owned())));
    }
}

#[test]
fn a_complaint_found_among_the_rest_leaves_every_list_at_once() {
    for place in Place::all() {
        let taken = place.ask(Asked { name: "王举报".into(), ..asked("村里的干部clerk收钱") });
        let id = taken.id.clone();
        place
            .write("desk", move |tx, actor| {
                let how = Sorted { accused: "干部clerk".into(), ..sorted(Kind::Complaint, "") };
                sorting::sort(tx, actor, &book(), &id, &how).map(drop)
            })
            .expect("taken over");
        assert!(matches!(find(&place, "desk", &taken.id), Err(Fault::NotFound)));
        assert!(find(&place, "inspector", &taken.id).is_ok());
        let wanted = Wanted { what: "all".into(), ..Wanted::default() };
        let seen = place
            .read("desk", move |tx, actor| Ok(listing::list(tx, actor, &wanted, 9)?.len()))
            .expect("read");
        assert_eq!(seen, 0);
    }
}
