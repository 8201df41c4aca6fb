//! A small county lived to the end: twice alike, on from an interruption, and with something to do for everybody.

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use demo::{DemoError, Plan, Progress, Summary};
use kernel::clock::Clock;
use kernel::county::Place;
use kernel::{County, DbError, Fault, account, case};

const PLAN: Plan = Plan { people: 60, seed: 1, year_closed: 2025, year_running: 2026, practice: false };

fn open(folder: &Path) -> (County, Clock) {
    let opening = demo::opening(Place::Folder(folder.to_owned()), &PLAN);
    (County::open(&opening, &demo::schemas(), true).expect("a county"), opening.clock)
}

fn live(folder: &Path, tell: &dyn Fn(Progress)) -> Summary {
    let (county, clock) = open(folder);
    demo::live(&county, &clock, PLAN, tell).unwrap_or_else(|error| panic!("{error}"))
}

/// A county lived once without interruption, for all tests.
struct Lived {
    _folder: tempfile::TempDir,
    county: County,
    clock: Clock,
    summary: Summary,
}

fn lived() -> &'static Lived {
    static LIVED: OnceLock<Lived> = OnceLock::new();
    LIVED.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let (county, clock) = open(folder.path());
        let summary = demo::live(&county, &clock, PLAN, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
        Lived { _folder: folder, county, clock, summary }
    })
}

#[test]
fn the_same_seed_lives_the_same_ledger() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(live(folder.path(), &|_| {}), lived().summary);
}

#[test]
fn a_life_that_was_interrupted_twice_goes_on_and_nothing_is_lived_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    for stop_after in [40, 160] {
        let told = AtomicU32::new(0);
        let stop = |_: Progress| {
            assert!(told.fetch_add(1, Ordering::Relaxed) < stop_after, "stopped on purpose");
        };
        let stopped = std::panic::catch_unwind(AssertUnwindSafe(|| live(folder.path(), &stop)));
        assert!(stopped.is_err(), "it was to be stopped after {stop_after}");
    }
    let whole = live(folder.path(), &|_| {});
    assert_eq!(whole.acts, lived().summary.acts);
    assert_eq!(live(folder.path(), &|_| {}), whole, "lived to the end it stays as it is");
}

#[test]
fn progress_never_goes_back_and_ends_at_the_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let last = AtomicU32::new(0);
    live(folder.path(), &|progress| {
        assert!(progress.done >= last.load(Ordering::Relaxed) && progress.done <= progress.total);
        last.store(progress.done, Ordering::Relaxed);
        assert!(!progress.phase.zh.is_empty() && !progress.phase.en.is_empty());
    });
    assert_eq!(last.load(Ordering::Relaxed), 1_000);
}

#[test]
fn whoever_a_visitor_signs_in_as_has_something_to_do_but_the_administrators() {
    let waiting = lived().county.read_now(|tx| {
        let mut found = Vec::new();
        for role in demo::roles(tx)? {
            let actor = account::actor(tx, &role.account)?.expect("an account in use");
            found.push((role.key, case::todos(tx, &actor, 20)?.len()));
        }
        Ok::<_, DbError>(found)
    });
    let waiting = waiting.expect("roles");
    assert_eq!(waiting.len(), 13 + usize::from(waiting.iter().any(|(key, _)| key == "second-inspector")));
    for (key, todos) in waiting {
        assert_eq!(todos == 0, key.ends_with("-admin"), "{key} has {todos}");
    }
}

#[test]
fn nothing_of_power_or_training_is_late_beyond_belief() {
    let late = lived().county.read_now(|tx| {
        let scope = kernel::Scope::county("a test looks at every open step");
        let from = tx.today().saturating_sub(jiff::Span::new().days(45));
        let sql = "select c.procedure, s.step, s.due_on from case_step s join case_file c on c.id = s.case_id \
            where s.done_at is null and s.due_on < $1 and (c.procedure like 'request-%' or c.procedure like 'training-%' \
            or c.procedure like 'openness-%' or c.procedure like 'power-%' or c.procedure like 'duty-%' \
            or c.procedure in ('town-task', 'normative-document', 'recusal'))";
        tx.rows(&scope, sql, kernel::params![from])?
            .iter()
            .map(|row| Ok(format!("{} {} {}", row.text(0)?, row.text(1)?, row.text(2)?)))
            .collect::<Result<Vec<_>, DbError>>()
    });
    assert_eq!(late.expect("steps"), Vec::<String>::new(), "a few days late is life, months are not");
}

#[test]
fn two_people_can_sign_in_who_open_together_what_is_sealed() {
    let plan = Plan::default();
    let county = demo::invention::Invention::of(plan).expect("a county");
    let seats: Vec<_> = demo::cast(&county)
        .into_iter()
        .filter(|(key, ..)| key.ends_with("inspector"))
        .map(|(.., person)| person)
        .collect();
    assert!(seats.len() == 2 && seats[0] != seats[1], "{seats:?}");
}

#[test]
fn another_plan_and_the_machines_clock_are_refused() {
    let Lived { county, clock, .. } = lived();
    let other = Plan { seed: 2, ..PLAN };
    assert!(matches!(demo::live(county, clock, other, &|_| {}), Err(DemoError::OtherPlan { .. })));
    let machine = Clock::System;
    assert!(matches!(demo::live(county, &machine, PLAN, &|_| {}), Err(DemoError::Clock)));
}

#[test]
fn a_county_for_practice_has_its_people_and_no_year() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = Plan { people: 60, practice: true, ..Plan::default() };
    let opening = demo::opening(Place::Folder(folder.path().to_owned()), &plan);
    let county = County::open(&opening, &demo::schemas(), true).expect("opened");
    let summary = demo::live(&county, &opening.clock, plan, &|_| {}).expect("lived");
    assert_eq!(summary.people, 60);
    let found = county.read_now(|tx| Ok::<_, Fault>((demo::roles(tx)?.len(), duty::cycle::all(tx)?.len())));
    let (roles, years) = found.expect("read");
    assert!(roles >= 11 && years == 0, "{roles} roles, {years} years");
}
