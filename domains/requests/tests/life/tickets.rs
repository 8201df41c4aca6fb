//! Service requests: dispatched, returned, answered, rated, taken up again.

use jiff::civil::date;
use kernel::Fault;
use requests::coded::{Kind, Level, State};
use requests::rating::{self, Given};
use requests::submission::Asked;
use requests::{dates, figures, listing, message, request, sorting, ticket};

use crate::ground::{Place, asked, book, refused};

const ANSWER: &str = "3月3日到现场换了灯头和电缆，当晚亮灯，已电话告知。";

fn given(resolved: bool, level: Level) -> Given {
    Given { responded: true, resolved, level, words: String::new() }
}

#[test]
fn what_is_asked_waits_for_the_desk_and_is_found_only_with_number_and_secret() {
    for place in Place::all() {
        let taken = place.ask(asked("水管爆了"));
        assert_eq!(taken.due, date(2026, 3, 17));
        assert_eq!(place.todos("desk"), [("request-sorting".to_owned(), "sort".to_owned())]);
        assert!(place.todos("works").is_empty());
        let state = place.resident(&taken, |_, found| Ok(found.state)).expect("found");
        assert_eq!(state, State::Received);
        let (number, other) = (taken.number.clone(), "2222-2222-2222".to_owned());
        let guess = place.ground.county.read_now(move |tx| request::of_resident(tx, &number, &other));
        assert!(refused(guess.map(drop)).contains("no such request"));
    }
}

#[test]
fn without_words_or_with_an_answer_nobody_can_give_it_is_refused_by_field() {
    let place = Place::one();
    let wrong = Asked {
        name: "长".repeat(61),
        reply_by: requests::coded::ReplyBy::from_code("phone"),
        ..Asked::default()
    };
    let result =
        place.ground.county.write_now(move |tx| requests::submission::submit(tx, &book(), &wrong, &[]));
    match result {
        Err(Fault::Refused(refusals)) => {
            let fields: Vec<_> = refusals.into_iter().filter_map(|refusal| refusal.field).collect();
            assert_eq!(fields, ["body", "name", "phone"]);
        }
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_ticket_goes_round_with_its_clock_and_closes_only_with_an_answer() {
    for place in Place::all() {
        let taken = place.sorted(Kind::Service, "water");
        let id = taken.id.clone();
        assert_eq!(place.now(&id).due, Some(date(2026, 3, 9)), "five working days");
        assert_eq!(place.todos("water-head").len(), 1, "no desk there: the head");
        place.on(date(2026, 3, 4));
        let (a, b, c) = (id.clone(), id.clone(), id.clone());
        assert!(
            refused(place.write("water-head", move |tx, actor| ticket::send_back(tx, actor, &a, " ")))
                .contains("office's matter")
        );
        place
            .write("water-head", move |tx, actor| ticket::send_back(tx, actor, &b, "路灯由住建部门管理"))
            .expect("returned");
        assert_eq!(place.now(&id).state, State::Returned);
        place
            .write("desk", move |tx, actor| ticket::dispatch(tx, actor, &c, "works", "").map(drop))
            .expect("dispatched");
        let moved = place.now(&id);
        assert_eq!((moved.unit.as_deref(), moved.due), (Some("works"), Some(date(2026, 3, 9))));
        let (a, b, c) = (id.clone(), id.clone(), id.clone());
        assert!(
            refused(place.write("works", move |tx, actor| ticket::answer(tx, actor, &book(), &a, "")))
                .contains("without an answer")
        );
        assert!(
            refused(place.write("works", move |tx, actor| ticket::answer(
                tx,
                actor,
                &book(),
                &b,
                "已于【日期】修好"
            )))
            .contains("fill in")
        );
        let other = place.write("town-head", {
            let id = id.clone();
            move |tx, actor| ticket::answer(tx, actor, &book(), &id, ANSWER)
        });
        assert!(matches!(other, Err(Fault::NotFound)), "{other:?}");
        place
            .write("works", move |tx, actor| ticket::answer(tx, actor, &book(), &c, ANSWER))
            .expect("answered");
        let closed = place.now(&id);
        assert_eq!((closed.state, closed.in_time, closed.open), (State::Answered, Some(true), false));
        assert!(place.todos("works").is_empty());
    }
}

#[test]
fn a_reason_that_does_not_hold_leaves_it_with_the_first_receiver_and_says_why() {
    let place = Place::one();
    let id = place.sorted(Kind::Service, "water").id;
    let (a, b, c) = (id.clone(), id.clone(), id.clone());
    place.write("water-head", move |tx, actor| ticket::send_back(tx, actor, &a, "太远")).expect("returned");
    let without =
        place.write("desk", move |tx, actor| ticket::dispatch(tx, actor, &b, "water", "").map(drop));
    assert!(refused(without).contains("reason"));
    place
        .write("desk", move |tx, actor| ticket::dispatch(tx, actor, &c, "water", "属于供水职责").map(drop))
        .expect("kept");
    assert_eq!(place.now(&id).unit.as_deref(), Some("water"));
}

#[test]
fn residents_rate_once_reopen_once_and_closed_not_resolved_stays_in_the_figures() {
    for place in Place::all() {
        let taken = place.sorted(Kind::Service, "works");
        let id = taken.id.clone();
        let early = place.resident(&taken, |tx, found| rating::rate(tx, &found, &given(true, Level::Fair)));
        assert!(refused(early).contains("not closed"));
        let answer = |id: String| {
            place
                .write("works", move |tx, actor| ticket::answer(tx, actor, &book(), &id, ANSWER))
                .expect("answered");
        };
        answer(id.clone());
        place
            .resident(&taken, |tx, found| rating::rate(tx, &found, &given(false, Level::Dissatisfied)))
            .expect("rated");
        let again = place.resident(&taken, |tx, found| rating::rate(tx, &found, &given(true, Level::Fair)));
        assert!(refused(again).contains("already"));
        place.on(date(2026, 3, 6));
        let due = place
            .resident(&taken, |tx, found| rating::reopen(tx, &book(), &found, "又灭了"))
            .expect("reopened");
        assert_eq!(due, date(2026, 3, 13));
        assert_eq!(place.todos("works").len(), 1);
        answer(id.clone());
        place
            .resident(&taken, |tx, found| rating::rate(tx, &found, &given(false, Level::Fair)))
            .expect("rated again");
        let twice = place.resident(&taken, |tx, found| rating::reopen(tx, &book(), &found, "还是不亮"));
        assert!(refused(twice).contains("once"));
        let all = place
            .read("desk", |tx, actor| Ok(figures::read(tx, actor, "2026-03", "2026-03")?.all))
            .expect("read");
        assert_eq!((all.received, all.closed, all.rated, all.reopened, all.unresolved), (1, 1, 1, 1, 1));
        assert_eq!((all.responded, all.resolved, all.satisfied, all.open), (1, 0, 1, 0));
        let left = id.clone();
        place
            .write("desk", move |tx, actor| rating::exclude(tx, actor, &left, "诉求不属实"))
            .expect("left out");
        let all = place
            .read("desk", |tx, actor| Ok(figures::read(tx, actor, "2026-03", "2026-03")?.all))
            .expect("read");
        assert_eq!((all.rated, all.excluded, all.satisfied), (0, 1, 0));
    }
}

#[test]
fn a_ticket_takes_its_counts_along_when_it_is_reopened_and_given_to_another_office() {
    for place in Place::all() {
        let taken = place.sorted(Kind::Service, "water");
        let id = taken.id.clone();
        let answer = |name: &str| {
            let id = id.clone();
            place
                .write(name, move |tx, actor| ticket::answer(tx, actor, &book(), &id, ANSWER))
                .expect("answered");
        };
        answer("water-head");
        place
            .resident(&taken, |tx, found| rating::rate(tx, &found, &given(false, Level::Dissatisfied)))
            .expect("rated");
        place.resident(&taken, |tx, found| rating::reopen(tx, &book(), &found, "又灭了")).expect("reopened");
        let (back, on) = (id.clone(), id.clone());
        place
            .write("water-head", move |tx, actor| ticket::send_back(tx, actor, &back, "属住建部门"))
            .expect("returned");
        place
            .write("desk", move |tx, actor| ticket::dispatch(tx, actor, &on, "works", "").map(drop))
            .expect("dispatched");
        place.on(date(2026, 3, 30));
        answer("works");
        place
            .resident(&taken, |tx, found| rating::rate(tx, &found, &given(true, Level::Satisfied)))
            .expect("rated again");
        let sums = |name: &str| {
            let all = place
                .read(name, |tx, actor| Ok(figures::read(tx, actor, "2026-03", "2026-03")?.all))
                .expect("read");
            [all.received, all.closed, all.in_time, all.late, all.rated, all.resolved, all.reopened]
        };
        assert_eq!(sums("overseer"), [0; 7], "nothing is left with the first office");
        assert_eq!(sums("works"), [1, 1, 0, 1, 1, 1, 1]);
    }
}

#[test]
fn a_rating_of_what_an_officer_wrote_down_counts_once_somebody_else_called_back() {
    for place in Place::all() {
        let accuses = place.write("works", |tx, actor| {
            let asked = Asked { accused: "干部clerk".into(), ..asked("收钱") };
            requests::submission::submit_for_caller(tx, actor, &book(), &asked, &[]).map(drop)
        });
        assert!(refused(accuses).contains("county's desk or an inspector"));
        let taken = place
            .write("works", |tx, actor| {
                requests::submission::submit_for_caller(tx, actor, &book(), &asked("路灯不亮"), &[])
            })
            .expect("written down");
        let (a, b, c, d) = (taken.id.clone(), taken.id.clone(), taken.id.clone(), taken.id.clone());
        place
            .write("desk", move |tx, actor| {
                sorting::sort(tx, actor, &book(), &a, &crate::ground::sorted(Kind::Service, "works"))
                    .map(drop)
            })
            .expect("sorted");
        place
            .write("works", move |tx, actor| ticket::answer(tx, actor, &book(), &b, ANSWER))
            .expect("answered");
        place
            .resident(&taken, |tx, found| rating::rate(tx, &found, &given(true, Level::Satisfied)))
            .expect("rated");
        let sums = || {
            let all = place
                .read("desk", |tx, actor| Ok(figures::read(tx, actor, "2026-03", "2026-03")?.all))
                .expect("read");
            (all.rated, all.excluded, all.satisfied)
        };
        assert_eq!(sums(), (0, 1, 0));
        assert!(
            refused(place.write("works", move |tx, actor| rating::confirm(tx, actor, &c)))
                .contains("desk of the county")
        );
        place.write("desk", move |tx, actor| rating::confirm(tx, actor, &d)).expect("called back");
        assert_eq!(sums(), (1, 0, 1));
    }
}

#[test]
fn repeats_are_merged_and_answered_with_the_one_under_way() {
    let place = Place::one();
    let first = place.sorted(Kind::Service, "works");
    let second = place.ask(asked("同一个路口的灯也不亮"));
    let (id, into) = (second.id.clone(), first.number.clone());
    place.write("desk", move |tx, actor| sorting::merge(tx, actor, &book(), &id, &into)).expect("merged");
    let state = place.resident(&second, |_, found| Ok((found.state, found.merged_into))).expect("found");
    assert_eq!(state, (State::Merged, Some(first.id.clone())));
    let third = place.ask(asked("灯"));
    let own = third.number.clone();
    let wrong = place.write("desk", move |tx, actor| sorting::merge(tx, actor, &book(), &third.id, &own));
    assert!(refused(wrong).contains("under way"));
}

#[test]
fn an_office_sees_its_own_and_an_overseer_exactly_their_lines() {
    for place in Place::all() {
        place.sorted(Kind::Service, "works");
        place.sorted(Kind::Service, "water");
        place.ask(asked("还没有分办"));
        let seen = |name: &str| {
            place
                .read(name, |tx, actor| {
                    let wanted = listing::Wanted { what: "open".into(), ..listing::Wanted::default() };
                    Ok((
                        listing::list(tx, actor, &wanted, 50)?
                            .into_iter()
                            .map(|line| line.unit)
                            .collect::<Vec<_>>(),
                        figures::read(tx, actor, "2026-03", "2026-03")?.all.received,
                    ))
                })
                .expect("read")
        };
        assert_eq!(seen("overseer"), (vec!["示例water".to_owned()], 1));
        assert_eq!(seen("works"), (vec!["示例works".to_owned()], 1));
        assert_eq!(seen("desk").0.len(), 3);
        assert_eq!(seen("village-head"), (Vec::new(), 0));
        let found = place
            .read("overseer", |tx, actor| Ok(listing::search(tx, actor, "路灯", "", 50)?.len()))
            .expect("read");
        assert_eq!(found, 1);
    }
}

#[test]
fn words_go_both_ways_while_it_is_open_and_every_date_has_its_clause() {
    let place = Place::one();
    let taken = place.sorted(Kind::Service, "works");
    let id = taken.id.clone();
    place
        .write("works", move |tx, actor| {
            message::write(tx, actor, &id, "电缆要从外县调，预计本月十日修好。", &[])
        })
        .expect("written");
    place.resident(&taken, |tx, found| message::add(tx, &found, "灯杆编号 0371", &[])).expect("added");
    let said = place.resident(&taken, |tx, found| Ok(request::said(tx, &found.id)?)).expect("said");
    assert_eq!(said.iter().map(|one| one.by_resident).collect::<Vec<_>>(), [false, true]);
    let all = place.resident(&taken, |tx, found| Ok(dates::of(tx, &found.id)?)).expect("dates");
    let clauses: Vec<_> = all.iter().map(|one| (one.clause.as_str(), one.met_on.is_some())).collect();
    assert_eq!(clauses, [("PET-01", true), ("HOT-08", false)]);
    assert!(all.iter().all(|one| one.decision.is_some()));
}
