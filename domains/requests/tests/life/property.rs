//! Whatever is tried in whatever order, a request never leaves what its procedures allow and its counts agree with it.

use jiff::ToSpan;
use jiff::civil::date;
use law::rules::petition::Route;
use proptest::prelude::*;
use requests::coded::{Kind, Level, State};
use requests::information::{self, Party};
use requests::opinion::Opinion;
use requests::petition;
use requests::rating::{self, Given};
use requests::submission::Submitted;
use requests::{figures, review, ticket};

use crate::ground::{Place, book};

/// One attempt, refused or not.
fn attempt(place: &Place, taken: &Submitted, which: u8) {
    let given = Given {
        responded: true,
        resolved: which.is_multiple_of(2),
        level: Level::Fair,
        words: String::new(),
    };
    match which % 18 {
        0 => drop(place.resident(taken, |tx, found| information::correct(tx, &book(), found, "补正"))),
        1 => drop(place.resident(taken, |tx, found| review::ask(tx, &book(), &found, "不服"))),
        2 => drop(place.resident(taken, move |tx, found| rating::rate(tx, &found, &given))),
        3 => drop(place.resident(taken, |tx, found| rating::reopen(tx, &book(), &found, "没有解决"))),
        other => {
            let (name, work) = by_office(other);
            let id = taken.id.clone();
            drop(place.write(name, move |tx, actor| work(tx, actor, &id)));
        }
    }
}

fn opinion() -> Opinion {
    Opinion { request: "甲".into(), facts: "乙".into(), opinion: "丙".into(), basis: "丁".into() }
}

/// What an office may try: who, and what.
fn by_office(which: u8) -> (&'static str, Work) {
    match which {
        4 => ("works", |tx, actor, id| ticket::answer(tx, actor, &book(), id, "已修好")),
        5 => ("works", |tx, actor, id| ticket::send_back(tx, actor, id, "不属本单位")),
        6 => ("desk", |tx, actor, id| ticket::dispatch(tx, actor, id, "works", "属本单位").map(drop)),
        7 => ("works", |tx, actor, id| {
            let until = tx.today().tomorrow().unwrap_or_default();
            information::ask_correction(tx, actor, &book(), id, ("不明确", until))
        }),
        8 => ("works", |tx, actor, id| {
            information::consult(tx, actor, &book(), id, (Party::Third, "征求")).map(drop)
        }),
        9 => ("works", |tx, actor, id| information::hear(tx, actor, &book(), id, ("agreed", "")).map(drop)),
        10 => ("works", |tx, actor, id| information::answer(tx, actor, &book(), id, ("granted", "公开", ""))),
        11 => ("works", |tx, actor, id| {
            petition::accept(tx, actor, &book(), id, (Route::Petition, "受理", None)).map(drop)
        }),
        12 => ("works", |tx, actor, id| petition::object(tx, actor, &book(), id, "不属职权")),
        13 => {
            ("desk", |tx, actor, id| petition::settle(tx, actor, &book(), id, ("works", "属职权")).map(drop))
        }
        14 => ("works", |tx, actor, id| petition::answer(tx, actor, &book(), id, &opinion())),
        15 => ("works", |tx, actor, id| {
            let until = request_due(tx, id)?.and_then(|due| due.tomorrow().ok());
            ticket::ask_extension(tx, actor, &book(), id, ("等材料", until))
        }),
        16 => {
            ("desk", |tx, actor, id| ticket::decide_extension(tx, actor, &book(), id, (true, "")).map(drop))
        }
        _ => ("desk", |tx, actor, id| review::decide(tx, actor, &book(), id, (&opinion(), 0))),
    }
}

fn request_due(tx: &mut kernel::Tx<'_>, id: &str) -> Result<Option<jiff::civil::Date>, kernel::Fault> {
    let scope = kernel::Scope::county("a test looks at the day that binds");
    Ok(requests::request::find(tx, &scope, id)?.due)
}

type Work = fn(&mut kernel::Tx<'_>, &kernel::Actor, &str) -> Result<(), kernel::Fault>;

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_attempts_breaks_a_request_or_its_counts(
        kind in 0_usize..3,
        attempts in proptest::collection::vec((0_u8..18, 0_i32..9), 1..24),
    ) {
        let place = Place::one();
        let kind = [Kind::Service, Kind::Information, Kind::Petition][kind];
        let taken = place.sorted(kind, "works");
        let mut day = date(2026, 3, 2);
        for (which, days) in attempts {
            day = day.checked_add(days.days()).unwrap_or(day);
            place.on(day);
            attempt(&place, &taken, which);
            let now = place.now(&taken.id);
            prop_assert_eq!(now.kind, kind);
            let closed = matches!(now.state, State::Answered | State::Routed | State::Withdrawn | State::Refused);
            prop_assert_eq!(now.open, !closed, "{:?}", now.state);
            let waiting: usize = ["desk", "works", "works-head"].iter().map(|name| place.todos(name).iter().filter(|todo| todo.0 != "request-sorting").count()).sum();
            let program = now.state == State::Correcting;
            prop_assert!(!now.open || program || waiting >= 1, "{:?} lies with nobody", now.state);
            prop_assert!(now.open || waiting == 0, "{:?} is closed and waits", now.state);
        }
        let found = place.read("desk", |tx, actor| Ok(figures::read(tx, actor, "2026-03", "2026-03")?.all)).expect("read");
        prop_assert_eq!(found.received, 1);
        prop_assert!(found.closed <= 1 && found.rated <= 1 && found.resolved <= found.rated);
        prop_assert_eq!(found.open, i64::from(place.now(&taken.id).open));
    }
}
