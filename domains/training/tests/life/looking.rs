//! Looking back on a class: reports that are their writers' own, reaction that names nobody.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Scope, ledger};
use training::form::Sharing;
use training::{reaction, report};

use crate::ground::{County, refused};

/// Everybody, without narrowing.
fn all() -> Scope {
    Scope::county("a test")
}

/// Reports are their writers' own; reaction names nobody.
pub fn back(county: &County, class: &str) {
    let words = report::Words {
        what: "下月评议先定收入口径".into(),
        when: "五月评议会".into(),
        with: "包村干部".into(),
        obstacle: String::new(),
        learned: String::new(),
        shared: Sharing::Own,
    };
    let (id, empty) = (class.to_owned(), report::Words { what: String::new(), ..words.clone() });
    assert!(
        refused(county.write("a1", move |tx, actor| report::write(tx, actor, &id, &empty, true)))
            .contains("这一项")
    );
    let (id, own) = (class.to_owned(), words.clone());
    county.write("a1", move |tx, actor| report::write(tx, actor, &id, &own, true)).expect("handed in");
    assert!(county.waits("a1").is_empty());
    let read = |who: &str| {
        let id = class.to_owned();
        county.read(who, move |tx, actor, _| report::shared(tx, actor, &id)).expect("read").len()
    };
    assert_eq!((read("t"), read("a3"), read("h1")), (0, 0, 0), "nobody else reads what is not shared");
    let (id, shared) = (class.to_owned(), report::Words { shared: Sharing::Class, ..words });
    county.write("a1", move |tx, actor| report::write(tx, actor, &id, &shared, true)).expect("shared");
    assert_eq!((read("t"), read("a3"), read("h1")), (1, 1, 0), "the class reads it, the head does not");
    react(county, class);
}

fn react(county: &County, class: &str) {
    let answer = |mark: u8| reaction::Answer {
        marks: reaction::Question::ALL.iter().map(|one| (*one, mark)).collect(),
        helpful: "演练".into(),
        better: String::new(),
    };
    let (id, half) = (class.to_owned(), reaction::Answer { marks: BTreeMap::new(), ..answer(4) });
    assert!(
        refused(county.write("a1", move |tx, actor| reaction::give(tx, actor, &id, &half)))
            .contains("选一项")
    );
    for (at, who) in (1_u8..).zip(["a1", "a3", "b2", "b3"]) {
        let (id, given) = (class.to_owned(), answer(at));
        county.write(who, move |tx, actor| reaction::give(tx, actor, &id, &given)).expect("given");
    }
    let (id, twice) = (class.to_owned(), answer(5));
    assert!(
        refused(county.write("a1", move |tx, actor| reaction::give(tx, actor, &id, &twice)))
            .contains("已经评价")
    );
    let summary = |county: &County| {
        let id = class.to_owned();
        county.read("t", move |tx, _, _| reaction::summary(tx, &id)).expect("read").expect("asked")
    };
    assert!(summary(county).counts.is_empty(), "nothing is shown while it is asked");
    let (id, last) = (class.to_owned(), answer(5));
    county.write("b5", move |tx, actor| reaction::give(tx, actor, &id, &last)).expect("given");
    let shown = summary(county);
    assert_eq!(shown.given, 5);
    assert!(shown.counts.values().all(|counts| *counts == [1, 1, 1, 1, 1]));
    let id = class.to_owned();
    let acts =
        county.read("o", move |tx, _, _| Ok(ledger::history(tx, &all(), "class", &id)?)).expect("read");
    let given: Vec<_> = acts.iter().filter(|act| act.kind == "reaction.given").collect();
    assert_eq!(given.len(), 5);
    let names: BTreeSet<_> = given
        .iter()
        .map(|act| (act.account.as_str(), act.person.clone(), act.about_person.clone()))
        .collect();
    assert_eq!(names.len(), 1, "the ledger does not say who answered");
    assert!(names.iter().all(|(_, person, about)| person.is_none() && about.is_none()));
}
