//! Requests for information: correction, parties, more time, answers and the yearly report.

use jiff::civil::{Date, date};
use requests::coded::{Applicant, Kind, State};
use requests::information::{self, Party};
use requests::submission::Submitted;
use requests::{annual, dates, due, sorting};

use crate::ground::{Place, asked, book, refused, sorted};

fn taken(place: &Place) -> Submitted {
    place.sorted(Kind::Information, "works")
}

fn ask_correction(place: &Place, taken: &Submitted, until: Date) -> Result<(), kernel::Fault> {
    let id = taken.id.clone();
    place.write("works", move |tx, actor| {
        information::ask_correction(tx, actor, &book(), &id, ("请写明需要哪一年的预算", until))
    })
}

#[test]
fn a_correction_is_asked_for_once_and_starts_the_clock_anew() {
    for place in Place::all() {
        let taken = taken(&place);
        assert_eq!(place.now(&taken.id).due, Some(date(2026, 3, 30)));
        ask_correction(&place, &taken, date(2026, 3, 20)).expect("asked");
        assert_eq!(place.now(&taken.id).state, State::Correcting);
        assert!(place.todos("works").is_empty());
        place.on(date(2026, 3, 16));
        let due = place
            .resident(&taken, |tx, found| information::correct(tx, &book(), found, "2025年度预算"))
            .expect("corrected");
        assert_eq!(due, Some(date(2026, 4, 14)));
        assert!(refused(ask_correction(&place, &taken, date(2026, 4, 1))).contains("once"));
    }
}

#[test]
fn a_correction_asked_for_too_late_is_refused_and_silence_gives_the_request_up() {
    for place in Place::all() {
        let late = taken(&place);
        let silent = taken(&place);
        ask_correction(&place, &silent, date(2026, 3, 10)).expect("asked");
        place.on(date(2026, 3, 12));
        assert!(refused(ask_correction(&place, &late, date(2026, 4, 1))).contains("2026-03-11"));
        assert_eq!(due::run(&place.ground.county, &book()).expect("run"), 1);
        assert_eq!(due::run(&place.ground.county, &book()).expect("run"), 0, "it happens twice");
        let now = place.now(&silent.id);
        assert_eq!((now.state, now.open, now.outcome.as_str()), (State::Withdrawn, false, "withdrawn"));
    }
}

#[test]
fn a_third_partys_days_do_not_count_and_its_silence_is_told_only_after_them() {
    for place in Place::all() {
        let taken = taken(&place);
        place.on(date(2026, 3, 4));
        let ask = taken.id.clone();
        let by = place
            .write("works", move |tx, actor| {
                information::consult(tx, actor, &book(), &ask, (Party::Third, "合同价格是否涉及商业秘密"))
            })
            .expect("asked");
        assert_eq!(by, date(2026, 3, 25));
        let hear = |said: &'static str| {
            let id = taken.id.clone();
            place.write("works", move |tx, actor| information::hear(tx, actor, &book(), &id, (said, "")))
        };
        assert!(refused(hear("silent")).contains("not over"));
        assert!(refused(hear("objected")).contains("reason"));
        place.on(date(2026, 3, 26));
        assert_eq!(due::run(&place.ground.county, &book()).expect("run"), 1);
        assert_eq!(place.now(&taken.id).due, Some(date(2026, 4, 21)), "fifteen working days later");
        let dates = place.resident(&taken, |tx, found| Ok(dates::of(tx, &found.id)?)).expect("dates");
        assert_eq!(dates.iter().filter(|one| one.what == "reply" && !one.dropped).count(), 1);
    }
}

#[test]
fn more_time_needs_the_head_and_comes_once() {
    for place in Place::all() {
        let taken = taken(&place);
        let ask = || {
            let id = taken.id.clone();
            place.write("works", move |tx, actor| information::ask_extension(tx, actor, &id, "档案在外地"))
        };
        ask().expect("asked");
        let decide = |name: &'static str| {
            let id = taken.id.clone();
            place.write(name, move |tx, actor| {
                information::decide_extension(tx, actor, &book(), &id, (true, "需调阅档案"))
            })
        };
        assert!(refused(decide("works")).contains("not yours"));
        assert_eq!(decide("works-head").expect("agreed"), Some(date(2026, 4, 28)));
        assert!(refused(ask()).contains("once"));
    }
}

#[test]
fn answers_name_their_clause_and_stand_in_the_rows_of_the_yearly_report() {
    for place in Place::all() {
        let mut all = Vec::new();
        for line in ["granted", "partly", "secret", "petition"] {
            let taken = taken(&place);
            let id = taken.id.clone();
            place
                .write("works", move |tx, actor| {
                    information::answer(
                        tx,
                        actor,
                        &book(),
                        &id,
                        (line, "经审查，现答复如下，理由见附件。", ""),
                    )
                })
                .expect("answered");
            all.push(taken);
        }
        let open = taken(&place);
        let wrong = open.id.clone();
        assert!(
            refused(place.write("works", move |tx, actor| {
                information::answer(tx, actor, &book(), &wrong, ("withdrawn", "x", ""))
            }))
            .contains("Choose")
        );
        let clauses: Vec<String> = all
            .iter()
            .map(|taken| {
                let dates = place.resident(taken, |tx, found| Ok(dates::of(tx, &found.id)?)).expect("dates");
                dates.into_iter().find(|one| one.what == "outcome").expect("an outcome").clause
            })
            .collect();
        assert_eq!(clauses, ["INF-05", "INF-12", "INF-09", "INF-14"]);
        let report = place.read("desk", |tx, actor| annual::read(tx, actor, 2026, "")).expect("report");
        let n = |row: &annual::ByApplicant| row.values().sum::<i64>();
        assert_eq!((n(&report.received), n(&report.carried_in), n(&report.carried_out)), (5, 0, 1));
        assert_eq!(report.answered.get("secret").map(n), Some(1));
        let next = place.read("desk", |tx, actor| annual::read(tx, actor, 2027, "")).expect("report");
        assert_eq!((n(&next.carried_in), n(&next.carried_out)), (1, 1));
    }
}

#[test]
fn who_asks_is_counted_as_the_desk_wrote_it() {
    let place = Place::one();
    let taken = place.ask(asked("申请公开2025年危房改造名单"));
    let id = taken.id;
    place
        .write("desk", move |tx, actor| {
            let how = requests::sorting::Sorted {
                applicant: Some(Applicant::Business),
                ..sorted(Kind::Information, "works")
            };
            sorting::sort(tx, actor, &book(), &id, &how).map(drop)
        })
        .expect("sorted");
    let report = place.read("works", |tx, actor| annual::read(tx, actor, 2026, "works")).expect("report");
    assert_eq!(report.received.get("business"), Some(&1));
}

fn answered(
    place: &Place,
    taken: &Submitted,
    line: &'static str,
    interest: &'static str,
) -> Result<(), kernel::Fault> {
    let id = taken.id.clone();
    place.write("works", move |tx, actor| {
        information::answer(tx, actor, &book(), &id, (line, "经审查，现答复如下。", interest))
    })
}

#[test]
fn what_is_withheld_goes_to_reconsideration_first_and_what_is_released_may_go_to_court() {
    for place in Place::all() {
        let words = |line: &'static str| {
            let taken = taken(&place);
            answered(&place, &taken, line, "").expect("answered");
            let said = place
                .resident(&taken, |tx, found| Ok(requests::request::said(tx, &found.id)?))
                .expect("said");
            said.into_iter().find(|one| one.kind == "answer").expect("an answer").body
        };
        for line in ["partly", "secret", "third-party", "internal"] {
            let words = words(line);
            assert!(words.contains("先申请行政复议") && words.contains("2026年5月6日（含当日）"), "{words}");
        }
        assert!(words("granted").contains("6个月内"));
    }
}

#[test]
fn against_an_objection_it_is_released_only_for_a_public_interest() {
    for place in Place::all() {
        let taken = taken(&place);
        let (ask, hear) = (taken.id.clone(), taken.id.clone());
        place
            .write("works", move |tx, actor| {
                information::consult(tx, actor, &book(), &ask, (Party::Third, "是否涉及商业秘密"))
            })
            .expect("asked");
        place.on(date(2026, 3, 4));
        place
            .write("works", move |tx, actor| {
                information::hear(tx, actor, &book(), &hear, ("objected", "涉及报价"))
            })
            .expect("heard");
        assert!(refused(answered(&place, &taken, "granted", "")).contains("INF-10"));
        assert!(refused(answered(&place, &taken, "partly", " ")).contains("INF-10"));
        answered(&place, &taken, "partly", "涉及饮用水安全").expect("released");
        let dates = place.resident(&taken, |tx, found| Ok(dates::of(tx, &found.id)?)).expect("dates");
        assert!(dates.iter().any(|one| one.what == "outcome" && one.clause == "INF-10"));
    }
}

#[test]
fn nobody_is_asked_and_nothing_extended_once_the_time_is_over() {
    for place in Place::all() {
        let taken = taken(&place);
        place.on(date(2026, 3, 31));
        let (a, b) = (taken.id.clone(), taken.id.clone());
        let asked = place.write("works", move |tx, actor| {
            information::consult(tx, actor, &book(), &a, (Party::Third, "征求"))
        });
        assert!(refused(asked).contains("ended on 2026-03-30"));
        let more =
            place.write("works", move |tx, actor| information::ask_extension(tx, actor, &b, "档案在外地"));
        assert!(refused(more).contains("ended on 2026-03-30"));
    }
}

#[test]
fn a_partner_is_waited_for_until_the_answer_is_due_and_no_longer() {
    for place in Place::all() {
        let taken = taken(&place);
        place.on(date(2026, 3, 16));
        let id = taken.id.clone();
        let by = place
            .write("works", move |tx, actor| {
                information::consult(tx, actor, &book(), &id, (Party::Partner, "征求"))
            })
            .expect("asked");
        assert_eq!(by, date(2026, 3, 30), "fifteen working days would end on 7 April");
    }
}
