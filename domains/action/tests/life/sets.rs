//! A set: its design, a round with a commitment that becomes evidence, private notes, closing, and the unit's answer.

use action::level::{Element, Wanted};
use action::round::{self, Round, Step, Tested, commitment};
use action::set::closing::{self, NewClosing};
use action::set::{self, NewSet, State, offer};
use duty::evidence::Support;
use jiff::civil::date;
use kernel::{Area, Fault, Scope};
use rust_decimal::Decimal;

use crate::ground::{Town, book, refused};

/// A set of the third level of the town.
pub fn design() -> NewSet {
    NewSet {
        unit: "town".into(),
        title: "窗口少跑一趟".into(),
        problem: "老人办高龄补贴平均要跑三趟，缺什么材料当场说不清。".into(),
        residents: "示例村七十岁以上老人".into(),
        wanted: vec![Wanted::Solution, Wanted::Growth],
        target: Some("target".into()),
        owner: Some("b".into()),
        sponsor: Some("h".into()),
        coach: Some("t".into()),
        members: ["a", "b", "c", "v"].map(str::to_owned).to_vec(),
        experts: "县民政局业务股".into(),
        implements: "镇便民服务中心".into(),
        presents_on: Some(date(2026, 6, 20)),
        diagnosis_until: Some(date(2026, 3, 20)),
        starts_on: date(2026, 3, 2),
        ends_on: date(2026, 6, 30),
        agreed: Element::ALL
            .iter()
            .copied()
            .filter(|one| one.is_agreed_by_word() && one.level() <= 3)
            .collect(),
    }
}

/// Puts the set together and begins it: three goals are missing, and whoever begins it says why.
pub fn begin(town: &Town) -> String {
    let outsider = town.write("c", |tx, actor| set::open(tx, actor, &design()));
    assert!(refused(outsider).contains("单位负责人"), "a member of the staff puts no set together");
    let few = town.write("h", |tx, actor| {
        let id = set::open(tx, actor, &NewSet { members: vec!["a".into()], ..design() })?;
        set::begin(tx, actor, &id, "先试一试")
    });
    assert!(refused(few).contains("还差 3 人"), "a set of one does not begin for any reason");
    let id = town.write("h", |tx, actor| set::open(tx, actor, &design())).expect("put together");
    let asked = id.clone();
    town.write("a", move |tx, actor| set::set_goal(tx, actor, &asked, "学会先问清楚再动手")).expect("a goal");
    let (asked, other) = (id.clone(), id.clone());
    assert!(
        refused(town.write("h", move |tx, actor| set::set_goal(tx, actor, &asked, "旁听")))
            .contains("成员本人")
    );
    let missing = town.read("h", move |tx, _, scope| {
        let (found, people) = (set::find(tx, scope, &other)?, set::members(tx, &other)?);
        Ok(set::design_of(&found, &people).missing().map(|needed| needed.element).collect::<Vec<_>>())
    });
    assert_eq!(missing.expect("read"), [Element::Goals]);
    let (asked, other) = (id.clone(), id.clone());
    assert!(
        refused(town.write("b", move |tx, actor| set::begin(tx, actor, &asked, ""))).contains("还缺 1 项")
    );
    town.write("b", move |tx, actor| set::begin(tx, actor, &other, "成员下周补写学习目标")).expect("begun");
    assert_eq!(town.waits("t", "action-round").len(), 1, "the coach holds the round");
    let asked = id.clone();
    assert!(
        refused(town.write("b", move |tx, actor| set::begin(tx, actor, &asked, "再来"))).contains("已经启动")
    );
    id
}

fn last(town: &Town, set: &str) -> Round {
    let set = set.to_owned();
    let rounds = town.read("a", move |tx, _, _| Ok(round::of_set(tx, &set)?)).expect("read");
    rounds.last().expect("a round").clone()
}

fn stands_at(town: &Town, round: &Round) -> Option<Step> {
    let round = round.clone();
    town.read("a", move |tx, _, _| Ok(round::written(tx, &round)?.stands_at(&round))).expect("read")
}

/// Once around the circle.
pub fn go_round(town: &Town, set: &str) {
    let first = last(town, set);
    let id = first.id.clone();
    let outside = id.clone();
    assert!(
        refused(town.write("h", move |tx, actor| round::write(tx, actor, &outside, (Step::Problem, "看法"))))
            .contains("成员")
    );
    let asked = id.clone();
    town.write("a", move |tx, actor| {
        round::write(tx, actor, &asked, (Step::Problem, "材料清单没有当面交代。"))
    })
    .expect("written");
    let asked = id.clone();
    let advice = town.write("a", move |tx, actor| round::ask(tx, actor, &asked, "应该发一张清单"));
    assert!(refused(advice).contains("问号"), "advice is no question");
    let asked = id.clone();
    town.write("c", move |tx, actor| {
        round::ask(tx, actor, &asked, "老人是在哪一步回头的？")?;
        round::assume(tx, actor, &asked, ("老人不看墙上的清单", "请五位老人当场找清单"))
    })
    .expect("asked");
    assert_eq!(stands_at(town, &first), Some(Step::Commitments));
    let early = id.clone();
    let too_early = town.write("b", move |tx, actor| round::finish(tx, actor, &early, ("再走一轮", None)));
    assert!(refused(too_early).contains("行动承诺"), "a round is not finished before its steps");
    keep_promise(town, &id);
    assert_eq!(stands_at(town, &first), Some(Step::Reflection));
    notes_stay_private(town, &id);
    let asked = id.clone();
    town.write("b", move |tx, actor| {
        let at = round::find(tx, &actor.scope(Area::Learning), &asked)?;
        let all = round::written(tx, &at)?;
        let assumption = all.assumptions.first().ok_or(Fault::NotFound)?;
        round::find_out(tx, actor, &asked, (&assumption.id, Tested::Held))?;
        round::write(tx, actor, &asked, (Step::Reflection, "我们一直替老人着急，却没有问过他们。"))?;
        round::name_principle(tx, actor, &asked, "先看对方怎样做，再改自己的流程。")
    })
    .expect("reflected");
    let asked = id.clone();
    let second = town.write("b", move |tx, actor| {
        round::finish(tx, actor, &asked, ("清单改成口头交代，再看一轮。", Some(date(2026, 4, 1))))
    });
    let second = second.expect("finished").expect("another round");
    let late = town.write("a", move |tx, actor| round::ask(tx, actor, &id, "还有什么没问到？"));
    assert!(refused(late).contains("已经结束"));
    let todos = town.waits("t", "action-round");
    assert_eq!(todos.len(), 1, "only the next round waits");
    assert!(todos[0].link.ends_with(&second));
}

fn keep_promise(town: &Town, round: &str) {
    let asked = round.to_owned();
    let outsider = town.write("b", move |tx, actor| {
        commitment::commit(tx, actor, &asked, ("d", "当面交代材料清单", date(2026, 3, 10)))
    });
    assert!(refused(outsider).contains("小组人员"));
    let asked = round.to_owned();
    let promise = town
        .write("b", move |tx, actor| {
            commitment::commit(tx, actor, &asked, ("a", "退件时当场写明缺什么", date(2026, 3, 10)))
        })
        .expect("promised");
    let todos = town.waits("a", "action-commitment");
    assert_eq!(todos.iter().map(|todo| todo.due).collect::<Vec<_>>(), [Some(date(2026, 3, 10))]);
    let report = |happened_on| commitment::Report {
        as_promised: true,
        happened_on,
        happened: "十二位老人一次办成。".into(),
        supports: vec![Support { item: "item".into(), quantity: Some(Decimal::from(12)), reached_on: None }],
    };
    let asked = promise.clone();
    let other =
        town.write("b", move |tx, actor| commitment::report(tx, actor, &asked, &report(date(2026, 3, 2))));
    assert!(refused(other).contains("承诺人本人"));
    let asked = promise.clone();
    let future =
        town.write("a", move |tx, actor| commitment::report(tx, actor, &asked, &report(date(2026, 3, 9))));
    assert!(refused(future).contains("不能晚于今天"));
    assert_eq!(town.waits("a", "action-commitment").len(), 1, "nothing is half written");
    let asked = promise.clone();
    town.write("a", move |tx, actor| commitment::report(tx, actor, &asked, &report(date(2026, 3, 2))))
        .expect("said");
    assert_eq!(town.waits("a", "action-commitment"), []);
    let entry = town.read("a", move |tx, actor, scope| {
        let found = commitment::find(tx, scope, &promise)?;
        let entry = found.evidence.ok_or(Fault::NotFound)?;
        duty::evidence::find(tx, &actor.scope(Area::Duty), &entry)
    });
    let entry = entry.expect("the result is evidence of the letter");
    assert_eq!((entry.title.as_str(), entry.body.as_str()), ("退件时当场写明缺什么", "十二位老人一次办成。"));
    let measured = town.read("a", |tx, _, _| set::measured(tx, "target")).expect("read").expect("a target");
    assert_eq!(measured.now, Some(12.0), "and moves the linked measure");
}

fn notes_stay_private(town: &Town, round: &str) {
    let asked = round.to_owned();
    town.write("c", move |tx, actor| round::keep_note(tx, actor, &asked, "我自己也常常不耐烦。"))
        .expect("kept");
    for (person, seen) in [("c", "我自己也常常不耐烦。"), ("a", ""), ("t", ""), ("h", ""), ("o", "")]
    {
        let asked = round.to_owned();
        let note = town.read(person, move |tx, actor, _| Ok(round::note_of(tx, actor, &asked)?));
        assert_eq!(note.expect("read"), seen, "{person}");
    }
    let asked = round.to_owned();
    let acts = town.read("t", move |tx, _, _| {
        Ok(kernel::ledger::history(tx, &Scope::own("t"), "action-note", &asked)?.len())
    });
    assert_eq!(acts.expect("read"), 0, "that a note was written concerns only its writer");
}

/// Closes the set after its second round, the head answers, and the experience is offered.
pub fn close_and_offer(town: &Town, id: &str) {
    let new = || NewClosing {
        changed: "高龄补贴由平均三趟减为一趟。".into(),
        principles: "先看对方怎样做，再改自己的流程。".into(),
        unit_change: "退件一律书面写明缺什么。".into(),
    };
    let asked = id.to_owned();
    let open = town.write("b", move |tx, actor| closing::close(tx, actor, &book(), &asked, &new()));
    assert!(refused(open).contains("一轮没有结束"));
    let second = last(town, id);
    let round = second.id.clone();
    town.write("a", move |tx, actor| {
        round::write(tx, actor, &round, (Step::Problem, "口头交代仍会漏。"))?;
        round::ask(tx, actor, &round, "谁来确认老人听明白了？")?;
        round::assume(tx, actor, &round, ("说了就等于听懂", "请老人复述一遍"))?;
        commitment::commit(tx, actor, &round, ("a", "请老人复述缺的材料", date(2026, 4, 10)))
    })
    .expect("second round");
    let promise = town.waits("a", "action-commitment").pop().expect("a promise").subject_id;
    town.write("a", move |tx, actor| commitment::drop_it(tx, actor, &promise, "流程已改，不再需要"))
        .expect("dropped");
    let round = second.id.clone();
    town.write("a", move |tx, actor| {
        round::write(tx, actor, &round, (Step::Reflection, "书面比口头可靠。"))?;
        round::name_principle(tx, actor, &round, "要紧的话写下来。")?;
        round::finish(tx, actor, &round, ("可以结束了。", None))
    })
    .expect("finished");
    let asked = id.to_owned();
    town.write("b", move |tx, actor| closing::close(tx, actor, &book(), &asked, &new())).expect("closed");
    let asked = id.to_owned();
    let found =
        town.read("a", move |tx, _, scope| Ok((set::find(tx, scope, &asked)?, closing::of_set(tx, &asked)?)));
    let (found, closed) = found.expect("read");
    let closed = closed.expect("closed");
    assert_eq!((found.state, found.target_then, closed.target_now), (State::Closed, None, Some(12.0)));
    assert_eq!(town.waits("a", "transfer-intention").len(), 1, "members are asked what they mean to use");
    answer(town, id);
    let asked = id.to_owned();
    town.write("b", move |tx, actor| {
        offer::offer(
            tx,
            actor,
            &asked,
            ("退件写清楚，少跑两趟", "老人办补贴常跑三趟；退件时当场写明缺什么，一次办成。", ""),
        )
    })
    .expect("offered");
    let offers = town.read("d", |tx, _, _| Ok(offer::all(tx)?)).expect("read");
    assert_eq!(offers.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), ["退件写清楚，少跑两趟"]);
}

fn answer(town: &Town, id: &str) {
    assert_eq!(town.waits("h", "action-change").len(), 1, "the head is asked");
    let asked = id.to_owned();
    let other =
        town.write("v", move |tx, actor| closing::answer(tx, actor, &asked, (true, "三月底前印好退件单")));
    assert!(refused(other).contains("不由您办理"));
    let asked = id.to_owned();
    town.write("h", move |tx, actor| closing::answer(tx, actor, &asked, (true, "三月底前印好退件单")))
        .expect("answered");
    assert_eq!(town.waits("h", "action-change"), []);
}

#[test]
fn a_set_that_is_stopped_waits_for_nobody() {
    for town in Town::all() {
        let id = begin(&town);
        let asked = id.clone();
        let without = town.write("b", move |tx, actor| set::stop(tx, actor, &asked, " "));
        assert!(refused(without).contains("理由"));
        town.write("b", move |tx, actor| set::stop(tx, actor, &id, "问题已由县里统一解决")).expect("stopped");
        assert_eq!(town.waits("t", "action-round"), []);
    }
}

#[test]
fn a_set_is_seen_by_its_people_and_those_who_keep_its_unit() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    let id = begin(town);
    for (person, sees) in [("a", true), ("v", true), ("h", true), ("t", true), ("k", true), ("d", false)] {
        let asked = id.clone();
        let found = town.read(person, move |tx, _, scope| set::find(tx, scope, &asked));
        assert_eq!(found.is_ok(), sees, "{person}");
    }
}
