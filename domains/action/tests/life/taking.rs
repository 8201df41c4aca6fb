//! An offer taken up by another unit: a to-do of who holds it, and what came of it for everybody to read.

use action::archive;
use action::set::taking::{self, NewTaking, State};
use jiff::civil::date;
use kernel::{DbError, Scope};

use crate::ground::{Town, refused};

fn new(unit: &str, person: &str) -> NewTaking {
    NewTaking {
        unit: unit.into(),
        person: person.into(),
        first: "先在村便民点试用一周退件单".into(),
        by_on: date(2026, 5, 29),
    }
}

fn take(town: &Town, who: &str, set: &str, new: NewTaking) -> Result<String, kernel::Fault> {
    let set = set.to_owned();
    town.write(who, move |tx, actor| taking::take_up(tx, actor, &set, &new))
}

/// From taking it up to what came of it.
pub fn taken(town: &Town, set: &str) {
    assert!(refused(take(town, "h", set, new("town", "d"))).contains("就是该单位提供的"));
    assert!(refused(take(town, "d", set, new("village", "v"))).contains("单位负责人"));
    let vague =
        NewTaking { first: "试".into(), by_on: date(2020, 1, 1), person: "a".into(), ..new("village", "v") };
    let vague = refused(take(town, "v", set, vague));
    assert!(
        vague.contains("先试什么") && vague.contains("一年之内") && vague.contains("该单位人员"),
        "{vague}"
    );
    let id = take(town, "v", set, new("village", "v")).expect("taken up");
    assert!(refused(take(town, "v", set, new("village", "v"))).contains("正在试"));
    assert_eq!(town.waits("v", "action-taking").len(), 1);
    let tell = |who: &str, state: State, came: &'static str| {
        let id = id.clone();
        town.write(who, move |tx, actor| taking::tell(tx, actor, &id, (state, came)))
    };
    let came = "试了一周，十二位老人一次办成，退件单要再短一些。";
    assert!(refused(tell("h", State::Works, came)).contains("本人写明"));
    assert!(refused(tell("v", State::Open, "好")).contains("选择结果"));
    tell("v", State::Tried, "只来了两位老人，还看不出来。").expect("told");
    assert_eq!(town.waits("v", "action-taking"), []);
    tell("v", State::Works, came).expect("told again once it is clear");
    assert!(refused(tell("v", State::Unfit, came)).contains("已经写明"));
    let dropped = take(town, "k", set, new("county", "o")).expect("taken up by the county");
    let (which, again) = (dropped.clone(), dropped);
    let stranger = town.write("h", move |tx, actor| taking::drop_it(tx, actor, &which, "人手不够"));
    assert!(refused(stranger).contains("单位负责人"));
    town.write("o", move |tx, actor| taking::drop_it(tx, actor, &again, "人手不够，明年再试"))
        .expect("dropped");
    assert_eq!(town.waits("o", "action-taking"), []);
    let of = set.to_owned();
    let all = town.read("d", move |tx, _, _| Ok(taking::of_set(tx, &of)?)).expect("everybody reads it");
    let states: Vec<(&str, State)> = all.iter().map(|one| (one.unit.as_str(), one.state)).collect();
    assert!(states.contains(&("village", State::Works)) && states.contains(&("county", State::Dropped)));
    assert_eq!(all.iter().find(|one| one.id == id).map(|one| one.came.as_str()), Some(came));
    let acts = town.read("d", move |tx, _, _| taking::history(tx, &id)).expect("read");
    let kinds: Vec<&str> = acts.iter().map(|act| act.kind.as_str()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "action.taken-told").count(), 2, "{kinds:?}");
    archived(town, set);
}

fn archived(town: &Town, set: &str) {
    let entries = town.read("a", |tx, _, scope| Ok(archive::archive_entries(tx, scope, "a")?)).expect("read");
    let link = format!("/action/sets/{set}");
    assert!(entries.iter().any(|one| one.link == link && one.title.zh.contains("已结束")), "{entries:?}");
    let other: Result<_, DbError> =
        town.ground.county.read_now(|tx| archive::archive_entries(tx, &Scope::own("d"), "a"));
    assert_eq!(other.expect("read"), []);
}
