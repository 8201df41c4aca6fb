//! Transfer: learners of a class are asked, write at most three applications, try them, and others see it.

use action::archive;
use action::transfer::{
    self, NewAttempt, NewIntention, Outcome, Road, Seen, Sight, Source, Thought, arriving,
};
use jiff::civil::date;
use kernel::Scope;
use kernel::ledger::{self, Act};
use serde_json::json;

use crate::ground::{Town, book, refused};

fn intention() -> NewIntention {
    NewIntention {
        source: Source::Class,
        source_id: "class".into(),
        what: "退件时当场写明缺什么".into(),
        when_on: date(2026, 3, 20),
        setting: "便民服务窗口".into(),
        with_whom: "窗口同事".into(),
        witness: Some("b".into()),
        help: "需要统一的退件单".into(),
    }
}

fn attempt(key: &str) -> NewAttempt {
    NewAttempt {
        happened_on: date(2026, 3, 2),
        what: "给两位老人写了缺的材料".into(),
        as_intended: true,
        alike: false,
        thought: Thought::Ahead,
        principle: "要紧的话写下来".into(),
        outcome: Outcome::Worked,
        witness: Some("b".into()),
        client_key: key.into(),
    }
}

#[test]
fn the_program_asks_the_learners_of_a_class_that_has_ended_once() {
    for town in Town::all() {
        let run = || action::due::run(&town.ground.county, &book()).expect("done");
        assert_eq!((run(), run()), (1, 0));
        assert_eq!(town.waits("c", "transfer-intention").len(), 1);
    }
}

/// From the invitation to what arrived.
pub fn use_it(town: &Town) {
    let by_learner = town.write("a", |tx, actor| transfer::invite_class(tx, actor, &book(), "class"));
    assert!(by_learner.is_err(), "a learner asks nobody");
    let asked = town.write("t", |tx, actor| transfer::invite_class(tx, actor, &book(), "class"));
    assert_eq!(asked.expect("asked"), 3);
    let again = town.write("t", |tx, actor| transfer::invite_class(tx, actor, &book(), "class"));
    assert_eq!(again.expect("asked"), 0, "nobody is asked twice");
    assert_eq!(town.waits("a", "transfer-intention").len(), 1);
    let stranger = town.write("d", |tx, actor| transfer::intend(tx, actor, &intention()));
    assert!(stranger.is_err(), "who did not learn there writes nothing for it");
    prefilled(town);
    let id = write_three(town);
    change(town, &id);
    let attempt_id = try_it(town, &id);
    see_it(town, &attempt_id);
    let asked = id.clone();
    let late = town.write("a", move |tx, actor| transfer::change(tx, actor, &asked, &later()));
    assert!(refused(late).contains("已经记过尝试"));
    let entries = town.read("a", |tx, _, scope| Ok(archive::archive_entries(tx, scope, "a")?)).expect("read");
    assert_eq!(entries.len(), 1, "what another saw, and nothing else");
    assert!(entries[0].title.zh.contains("乙示例见证") && !entries[0].title.zh.contains('4'), "{entries:?}");
    count(town, &id);
}

/// What the report after the class says is not typed again, and is its writer's alone.
fn prefilled(town: &Town) {
    town.write("a", |tx, actor| {
        tx.execute(
            "insert into class_report (class_id, person_id, unit_id, use_what, use_when, use_with, obstacle, learned, shared, changed_at) \
            values ('class', 'a', 'town', '退件写条子', '周一接待', '窗口同事', '', '', 'none', '2026-03-01T00:00:00Z')",
            &[],
        )?;
        let subject = ("class-report", "class");
        let act = Act { kind: "report.kept", subject, unit: None, person: None, facts: json!({}), decision: None };
        ledger::record(tx, actor, &act)?;
        Ok(())
    })
    .expect("written");
    let said = |who: &str| {
        let asked = who.to_owned();
        town.read(who, move |tx, _, _| Ok(transfer::reported(tx, &asked, "class")?)).expect("read")
    };
    assert_eq!(said("a").map(|(what, ..)| what).as_deref(), Some("退件写条子"));
    assert_eq!(said("b"), None);
}

fn write_three(town: &Town) -> String {
    let short = town.write("a", |tx, actor| {
        transfer::intend(
            tx,
            actor,
            &NewIntention { what: "改".into(), setting: String::new(), ..intention() },
        )
    });
    let short = refused(short);
    assert!(short.contains("怎样做") && short.contains("什么场合"), "{short}");
    let self_seen = town.write("a", |tx, actor| {
        transfer::intend(tx, actor, &NewIntention { witness: Some("a".into()), ..intention() })
    });
    assert!(refused(self_seen).contains("另外一人"));
    let id = town.write("a", |tx, actor| transfer::intend(tx, actor, &intention())).expect("written");
    assert_eq!(town.waits("a", "transfer-intention"), [], "the to-do to write is done with the first");
    for _ in 0..2 {
        town.write("a", |tx, actor| transfer::intend(tx, actor, &intention())).expect("written");
    }
    let fourth = town.write("a", |tx, actor| transfer::intend(tx, actor, &intention()));
    assert!(refused(fourth).contains("最多写三项"));
    assert_eq!(town.waits("a", "transfer-attempt").len(), 3);
    id
}

/// The same application, later and elsewhere.
fn later() -> NewIntention {
    NewIntention { when_on: date(2026, 3, 25), setting: "残联窗口".into(), ..intention() }
}

/// Until it is tried its writer may change it; what it said before is in the ledger, and the to-do follows.
fn change(town: &Town, id: &str) {
    let change = |who: &str, new: NewIntention| {
        let asked = id.to_owned();
        town.write(who, move |tx, actor| transfer::change(tx, actor, &asked, &new))
    };
    assert!(change("b", later()).is_err(), "nobody changes another's");
    assert!(refused(change("a", intention())).contains("没有任何改动"));
    assert!(refused(change("a", NewIntention { what: "改".into(), ..later() })).contains("怎样做"));
    change("a", later()).expect("changed");
    let waiting = town.waits("a", "transfer-attempt");
    assert_eq!(waiting.len(), 3);
    assert_eq!(waiting.iter().filter(|todo| todo.due == Some(date(2026, 3, 25))).count(), 1);
    let asked = id.to_owned();
    let acts = town
        .read("a", move |tx, _, scope| Ok(ledger::history(tx, scope, "intention", &asked)?))
        .expect("read");
    let changed = acts.iter().find(|act| act.kind == "transfer.changed").expect("an act");
    assert!(
        changed.facts.contains("便民服务窗口") && changed.facts.contains("2026-03-20"),
        "{}",
        changed.facts
    );
}

fn try_it(town: &Town, id: &str) -> String {
    let asked = id.to_owned();
    let other =
        town.write("b", move |tx, actor| transfer::record(tx, actor, &book(), &asked, &attempt("attempt-1")));
    assert!(other.is_err(), "nobody records for another");
    let asked = id.to_owned();
    let tried = town
        .write("a", move |tx, actor| transfer::record(tx, actor, &book(), &asked, &attempt("attempt-1")))
        .expect("recorded");
    assert_eq!(tried.classified.road, Road::Forward);
    assert_eq!(town.waits("a", "transfer-attempt").len(), 2, "what was tried waits no more");
    let asked = id.to_owned();
    let known = town.read("a", move |tx, _, _| Ok(transfer::attempt_by_key(tx, &asked, "attempt-1")?));
    assert_eq!(known.expect("read"), Some(tried.id.clone()), "sent again it is the same attempt");
    tried.id
}

fn see_it(town: &Town, id: &str) {
    assert_eq!(town.waits("b", "transfer-confirmation").len(), 1);
    let asked = id.to_owned();
    let own = town.write("a", move |tx, actor| {
        transfer::confirm(tx, actor, &asked, &Sight { rating: Some(5), note: String::new() })
    });
    assert!(refused(own).contains("见证人"), "nobody sees themselves");
    let asked = id.to_owned();
    let six = town.write("b", move |tx, actor| {
        transfer::confirm(tx, actor, &asked, &Sight { rating: Some(6), note: String::new() })
    });
    assert!(refused(six).contains("1–5"));
    let asked = id.to_owned();
    town.write("b", move |tx, actor| {
        transfer::confirm(tx, actor, &asked, &Sight { rating: Some(4), note: "老人很满意".into() })
    })
    .expect("seen");
    assert_eq!(town.waits("b", "transfer-confirmation"), []);
    let asked = id.to_owned();
    let twice = town.write("b", move |tx, actor| {
        transfer::confirm(tx, actor, &asked, &Sight { rating: None, note: String::new() })
    });
    assert!(refused(twice).contains("已经确认过"));
    let asked = id.to_owned();
    let found = town.read("a", move |tx, _, scope| transfer::find_attempt(tx, scope, &asked)).expect("found");
    assert!(found.is_transferred() && found.seen == Seen::Confirmed);
}

fn count(town: &Town, id: &str) {
    let scope = Scope::county("the test counts everything");
    let lines: Result<_, kernel::DbError> =
        town.ground.county.read_now(move |tx| transfer::confirmed(tx, &scope, "class"));
    let lines = lines.expect("read");
    assert_eq!(lines.len(), 1);
    let one = &lines[0];
    assert_eq!(
        (one.person.as_str(), one.intended, one.attempts, one.seen, one.transferred),
        ("a", 3, 1, 1, 1)
    );
    assert_eq!(one.rating(), Some(4.0), "the outcome as another saw it");
    let arrived = town.read("t", |tx, _, scope| Ok(arriving::arrivals(tx, scope)?)).expect("read");
    let class = arrived.iter().find(|one| one.id == "class").expect("the class");
    assert_eq!(
        (class.learners, class.writers, class.intended, class.tried, class.transferred),
        (3, 1, 3, 1, 1)
    );
    assert_eq!((class.low, class.forward, class.backward), (0, 1, 0));
    help(town, id);
    let asked = id.to_owned();
    town.write("a", move |tx, actor| transfer::withdraw(tx, actor, &asked)).expect("taken back");
    let scope = Scope::county("the test counts everything");
    let lines: Result<_, kernel::DbError> =
        town.ground.county.read_now(move |tx| transfer::confirmed(tx, &scope, "class"));
    assert_eq!(
        lines.expect("read").first().map(|one| (one.intended, one.seen)),
        Some((2, 0)),
        "it counts nowhere"
    );
}

fn help(town: &Town, id: &str) {
    let wants = town
        .read("h", |tx, _, scope| Ok(arriving::of_unit(tx, scope, ("town", date(2026, 1, 1)))?))
        .expect("read");
    assert!(wants.len() == 3 && wants.iter().all(|(one, _)| one.help.contains("退件单")));
    let asked = id.to_owned();
    let own = town.write("a", move |tx, actor| transfer::answer_help(tx, actor, &asked, "自己想办法"));
    assert!(refused(own).contains("单位负责人"));
    let asked = id.to_owned();
    town.write("h", move |tx, actor| {
        transfer::answer_help(tx, actor, &asked, "本月印好退件单，窗口各领一本")
    })
    .expect("answered");
    let asked = id.to_owned();
    let found = town.read("a", move |tx, _, scope| transfer::find(tx, scope, &asked)).expect("found");
    assert_eq!(found.help_by.as_deref(), Some("镇长示例"));
}
