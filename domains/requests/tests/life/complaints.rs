//! Complaints about a person: out of every list, never with who is concerned, the identity sealed.

use kernel::Fault;
use kernel::ledger;
use requests::accused::{self, Identified};
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
        assert!(refused(pass("town")).contains("who it is about"), "nobody said yet");
        identify(&place, "inspector", &taken.id, "village-head").expect("identified");
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

fn identify(place: &Place, name: &str, id: &str, person: &str) -> Result<(), Fault> {
    let (id, whom) = (id.to_owned(), person.to_owned());
    place.write(name, move |tx, actor| {
        let whom = match whom.as_str() {
            "outside" => Identified::Outside,
            person => Identified::Person(person.to_owned()),
        };
        accused::identify(tx, actor, &id, &whom)
    })
}

#[test]
fn a_name_that_matches_nobody_is_passed_on_only_once_somebody_said_who_it_is() {
    for place in Place::all() {
        let taken = about(&place, "某书记");
        let keep = || {
            let id = taken.id.clone();
            place
                .write("inspector", move |tx, actor| complaint::pass(tx, actor, &book(), &id, &Passing::Keep))
        };
        assert!(refused(keep()).contains("who it is about"));
        let (id, part) = (taken.id.clone(), "town".to_owned());
        let meant = place
            .read("inspector", move |tx, actor| accused::meant(tx, actor, &id, &part))
            .expect("looked for");
        assert_eq!(meant.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["town-head"]);
        assert!(refused(identify(&place, "inspector", &taken.id, "inspector")).contains("step aside"));
        assert!(refused(identify(&place, "inspector", &taken.id, "nobody")).contains("Choose"));
        identify(&place, "inspector", &taken.id, "outside").expect("said");
        keep().expect("kept");
    }
}

#[test]
fn when_it_turns_out_to_be_about_an_inspector_it_leaves_the_inspectors_and_namesakes_are_free_again() {
    for place in Place::all() {
        let taken = about(&place, "干部clerk");
        identify(&place, "inspector", &taken.id, "inspector2").expect("identified");
        for name in ["inspector", "inspector2"] {
            assert!(matches!(find(&place, name, &taken.id), Err(Fault::NotFound)), "{name}");
            assert!(place.todos(name).is_empty(), "{name}");
        }
        let id = taken.id.clone();
        let accused = place
            .read("committee", move |tx, actor| Ok(complaint::find(tx, actor, &id)?.1.accused))
            .expect("found");
        assert_eq!(accused.iter().map(|one| one.0.as_str()).collect::<Vec<_>>(), ["inspector2"]);
        assert_eq!(place.todos("committee").len(), 1);
    }
}

#[test]
fn it_is_passed_neither_to_a_unit_beneath_that_of_the_person_concerned_nor_to_one_that_is_not_there() {
    for place in Place::all() {
        let taken = about(&place, "干部town-head");
        identify(&place, "inspector", &taken.id, "town-head").expect("identified");
        let pass = |unit: &'static str| {
            let id = taken.id.clone();
            place.write("inspector", move |tx, actor| {
                complaint::pass(tx, actor, &book(), &id, &Passing::Head(unit.to_owned()))
            })
        };
        for unit in ["town", "village"] {
            assert!(refused(pass(unit)).contains("PET-12"), "{unit}");
        }
        assert!(refused(pass("nowhere")).contains("Choose"));
        assert!(refused(pass("county")).contains("no head"));
        pass("water").expect("an office outside");
    }
}

#[test]
fn a_complaint_never_lies_with_nobody_when_those_who_examine_it_step_aside() {
    for place in Place::all() {
        let taken = about(&place, "干部clerk");
        let aside = |name: &str| {
            let id = taken.id.clone();
            place.write(name, move |tx, actor| complaint::recuse(tx, actor, &id, "亲属关系"))
        };
        aside("inspector").expect("the other inspector has it");
        assert!(place.todos("inspector").is_empty(), "out of sight");
        assert_eq!(place.todos("inspector2").len(), 1);
        aside("inspector2").expect("the leading body has it");
        assert!(place.todos("inspector2").is_empty());
        assert_eq!(place.todos("committee").len(), 1);
        assert!(find(&place, "committee", &taken.id).is_ok());
        assert!(refused(aside("committee")).contains("anybody else"));
        assert_eq!(place.todos("committee").len(), 1, "it stays where it was");
    }
}

#[test]
fn a_complaint_found_while_an_office_works_on_it_leaves_that_office_without_a_trace_of_its_words() {
    for place in Place::all() {
        let taken = place.sorted(Kind::Service, "works");
        assert_eq!(place.todos("works").len(), 1);
        let id = taken.id.clone();
        let sort = move |tx: &mut kernel::Tx<'_>, actor: &kernel::Actor| {
            let how = Sorted { accused: "干部works".into(), ..sorted(Kind::Complaint, "") };
            sorting::sort(tx, actor, &book(), &id, &how).map(drop)
        };
        place.write("desk", sort).expect("taken over");
        for name in ["desk", "works", "works-head"] {
            assert!(place.todos(name).is_empty(), "{name}");
            assert!(matches!(find(&place, name, &taken.id), Err(Fault::NotFound)), "{name}");
        }
        assert_eq!(find(&place, "inspector", &taken.id).expect("found"), State::Received);
        assert_eq!(place.todos("inspector").len(), 1);
        let titles = titles(&place, &taken.id);
        assert_eq!(titles.len(), 3, "sorting, handling, complaint");
        assert!(titles.iter().all(|(title, link)| !title.contains("路灯") && link.contains("complaints")));
        let sums = place
            .read("desk", |tx, actor| Ok(requests::figures::read(tx, actor, "2026-03", "2026-03")?.by_kind))
            .expect("read");
        let service = sums.get(&Kind::Service);
        assert!(service.is_none_or(|sums| sums.received == 0 && sums.open == 0));
    }
}

/// Titles and links of every case of a request.
fn titles(place: &Place, id: &str) -> Vec<(String, String)> {
    let id = id.to_owned();
    place
        .ground
        .county
        .read_now(move |tx| {
            let scope = kernel::Scope::county("a test looks");
            let rows = tx.rows(
                &scope,
                "select c.title_zh, c.link from case_file c where c.subject_id = $1",
                kernel::params![&id],
            )?;
            rows.iter().map(|row| Ok::<_, Fault>((row.text(0)?, row.text(1)?))).collect()
        })
        .expect("read")
}

#[test]
fn what_nobody_sorted_yet_is_seen_by_the_desk_alone_and_its_case_holds_no_words_of_the_resident() {
    for place in Place::all() {
        let taken = place.ask(asked("村支书收了我家的钱不办事"));
        assert!(titles(&place, &taken.id).iter().all(|(title, _)| title.ends_with(&taken.number)));
        let jurist = kernel::testing::actor("jurist", &[(kernel::Role::Jurist, None)]);
        let (id, number) = (taken.id.clone(), taken.number.clone());
        let seen = move |tx: &mut kernel::Tx<'_>, actor: &kernel::Actor| -> Result<usize, Fault> {
            let mut seen = usize::from(requests::request::see(tx, actor, &id).is_ok());
            seen += listing::search(tx, actor, &number, "", 9)?.len();
            for what in ["open", "all"] {
                for kind in ["", "unsorted"] {
                    let wanted = Wanted { what: what.into(), kind: kind.into(), ..Wanted::default() };
                    seen += listing::list(tx, actor, &wanted, 9)?.len();
                }
            }
            Ok(seen)
        };
        let looks = seen.clone();
        assert_eq!(place.ground.county.read_now(move |tx| looks(tx, &jurist)).expect("read"), 0);
        let looks = seen.clone();
        assert_eq!(place.read("committee", move |tx, actor| looks(tx, actor)).expect("read"), 0);
        assert_eq!(place.read("desk", move |tx, actor| seen(tx, actor)).expect("read"), 6);
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
        let opened = unseal("inspector", "open", opening.clone()).expect("opened");
        let who =
            complaint::Identity {
                name: "王举报".into(), phone: "13900000000".into(), post: String::new()
            };
        assert_eq!(opened, Some(who));
        assert!(refused(unseal("inspector", "open", opening)).contains("opens once"));
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
