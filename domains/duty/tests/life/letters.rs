//! Letters: generated, offered, contested, amended, signed by both, revised.

use duty::compose::Draft;
use duty::letter::{self, Item, NewComment, Side, State};
use duty::scheme::WHOLE;
use kernel::Fault;
use kernel::account::Proof;

use crate::ground::{Town, book, refused};
use crate::targets;

/// Drafts a letter for everybody.
pub fn generate(town: &Town) {
    let cycle = town.cycle();
    let done = town
        .write("o", move |tx, actor| letter::generate(tx, actor, &book(), &cycle, None))
        .expect("letters are drafted");
    assert_eq!(done.made.len(), 6);
    assert_eq!(done.without_targets, ["示例县"], "the county itself has no targets here");
    let cycle = town.cycle();
    let again =
        town.write("o", move |tx, actor| letter::generate(tx, actor, &book(), &cycle, None)).expect("again");
    assert_eq!((again.made.len(), again.skipped), (0, 6), "nobody gets a second letter");
}

/// Offers a letter as whoever stands above its holder.
pub fn offer(town: &Town, head: &str, id: &str) -> Result<(), Fault> {
    let id = id.to_owned();
    town.write(head, move |tx, actor| letter::offer(tx, actor, &book(), &id, "按方案执行"))
}

fn contest(town: &Town, who: &str, id: &str, comments: Vec<NewComment>) -> Result<(), Fault> {
    let id = id.to_owned();
    town.write(who, move |tx, actor| letter::contest(tx, actor, &book(), &id, &comments))
}

fn amend(town: &Town, who: &str, id: &str, items: Vec<Draft>) -> Result<(), Fault> {
    let id = id.to_owned();
    town.write(who, move |tx, actor| letter::amend(tx, actor, &book(), &id, &items, "按意见调整"))
}

/// From targets to letters in force for two of the town; the village's stays unsigned.
pub fn agree_all(town: &Town) {
    generate(town);
    let (mine, theirs) = (town.letter_of("a"), town.letter_of("b"));
    let items = town.items(&mine);
    assert_eq!(items.iter().map(|item| item.weight).sum::<i64>(), WHOLE);
    let goals: Vec<Option<String>> =
        items.iter().map(|item| item.goal.map(|goal| goal.to_string())).collect();
    assert_eq!(
        goals[..3],
        [Some("72".into()), Some("25".into()), Some("95".into())],
        "shares of counts, levels whole"
    );
    assert_eq!(
        items.iter().filter(|item| item.target.is_none()).count(),
        2,
        "two lines of the post's duties"
    );
    let head = town.letter_of("h");
    assert_eq!(
        town.items(&head)[0].goal.map(|goal| goal.to_string()),
        Some("120".into()),
        "the head answers for all of it"
    );

    offer(town, "h", &mine).expect("offered");
    agree_one(town, &mine, &items);
    offer(town, "h", &theirs).expect("offered");
    town.sign("b", &theirs).expect("signed");
    town.sign("h", &theirs).expect("signed for the unit");
    assert!(town.letter_in_force("b").is_some() && town.letter_in_force("h").is_none());
    run(town);
}

fn agree_one(town: &Town, mine: &str, items: &[Item]) {
    assert_eq!(town.todos("a").len(), 1, "an offered letter waits for its holder");
    assert!(refused(contest(town, "a", mine, vec![])).contains("至少对一条"));
    let comments = vec![
        NewComment {
            item: Some(items[0].id.clone()),
            body: "沿山三组道路不通，72 户年底前难以走完。".into(),
        },
        NewComment { item: None, body: "  ".into() },
    ];
    contest(town, "a", mine, comments).expect("contested");
    assert_eq!(town.read_letter(mine).state, State::Contested);
    let before = town.read_letter(mine).body_hash;
    let mut drafts: Vec<Draft> = items.iter().map(Item::draft).collect();
    drafts[0].goal = Some(60.into());
    let mut short = drafts.clone();
    short[0].weight -= 1;
    assert!(refused(amend(town, "h", mine, short)).contains("合计应为 100"));
    let mut foreign = drafts.clone();
    foreign[0].root = Some(town.items(&town.letter_of("b"))[0].root.clone());
    assert!(refused(amend(town, "h", mine, foreign)).contains("不属于这份责任书"));
    amend(town, "h", mine, drafts).expect("amended");
    let offered = town.read_letter(mine);
    assert_eq!(offered.state, State::Offered);
    assert_ne!(offered.body_hash, before, "an amended document is another document");
    let id = mine.to_owned();
    let said = town.read("h", move |tx, scope| Ok(letter::comments(tx, scope, &id)?)).expect("read");
    let about = said[0].item.as_ref();
    assert!(town.items(mine).iter().any(|item| Some(&item.id) == about), "a comment stays beside its item");

    assert!(refused(town.sign("h", mine)).contains("不由本人办理"), "the head does not sign for the holder");
    assert_eq!(town.sign("a", mine).expect("signed"), Side::Holder);
    assert!(refused(town.sign("a", mine)).contains("不由本人办理"), "the holder does not sign for the unit");
    assert_eq!(town.sign("h", mine).expect("signed for the unit"), Side::Head);
    let force = town.letter_in_force("a").expect("in force");
    assert_eq!((force.id.as_str(), force.state), (mine, State::InForce));
    let id = mine.to_owned();
    let signatures = town.read("a", move |tx, scope| Ok(letter::signatures(tx, scope, &id)?)).expect("read");
    assert_eq!(signatures.len(), 2);
    assert!(signatures.iter().all(|signature| Some(&signature.hash) == force.body_hash.as_ref()));
}

fn run(town: &Town) {
    let id = town.cycle();
    let early = id.clone();
    let open = town.write("o", move |tx, actor| {
        duty::cycle::advance(tx, actor, &early, duty::cycle::State::Running, "")
    });
    assert!(refused(open).contains("没有签完"));
    town.write("o", move |tx, actor| {
        duty::cycle::advance(tx, actor, &id, duty::cycle::State::Running, "其余岗位人员近期到位")
    })
    .expect("the year is under way");
}

/// A revision: a further version, in force only when both have signed it.
pub fn revise(town: &Town) {
    let old = town.letter_in_force("a").expect("in force");
    let id = old.id.clone();
    let by_holder = town.write("a", move |tx, actor| letter::revise(tx, actor, &book(), &id, "任务变了"));
    assert!(refused(by_holder).contains("负责人或组织部门提出"));
    let id = old.id.clone();
    let new =
        town.write("h", move |tx, actor| letter::revise(tx, actor, &book(), &id, "分工调整")).expect("begun");
    let id = old.id.clone();
    let twice = town.write("h", move |tx, actor| letter::revise(tx, actor, &book(), &id, "再改"));
    assert!(refused(twice).contains("正在商定"));
    assert_eq!(town.letter_in_force("a").expect("one").id, old.id, "until then the old one holds");
    let roots = |id: &str| town.items(id).iter().map(|item| item.root.clone()).collect::<Vec<_>>();
    assert_eq!(roots(&new), roots(&old.id), "what stays keeps its root, so that evidence follows");
    let standing = |letter: String| {
        town.read("a", move |tx, scope| Ok(duty::evidence::standings_of_letter(tx, scope, &letter)?))
            .expect("read")
    };
    let (before, after) = (standing(old.id.clone()), standing(new.clone()));
    let amounts = |all: &std::collections::BTreeMap<String, duty::evidence::Standing>| {
        let mut amounts: Vec<_> = all.values().map(|one| (one.entries, one.quantity)).collect();
        amounts.sort();
        amounts
    };
    assert!(!before.is_empty());
    assert_eq!(amounts(&before), amounts(&after));
    offer(town, "h", &new).expect("offered");
    town.sign("a", &new).expect("signed");
    town.sign("h", &new).expect("signed for the unit");
    assert_eq!(town.read_letter(&old.id).state, State::Revised);
    assert_eq!(town.letter_in_force("a").expect("one").version, 2);
}

#[test]
fn a_document_changed_behind_the_back_of_its_signer_is_not_signed() {
    for town in Town::all() {
        targets::divide_and_agree(&town);
        generate(&town);
        let id = town.letter_of("a");
        offer(&town, "h", &id).expect("offered");
        let seen = town.read_letter(&id).body_hash.expect("offered");
        let (other, unseen) = (id.clone(), "0".repeat(64));
        let not_shown = town.write("a", move |tx, actor| {
            let proof = Proof::of_demo_account(tx, &actor.account)?;
            letter::sign(tx, actor, &book(), &other, &proof, &unseen)
        });
        assert!(refused(not_shown).contains("有变动"));
        let item = town.items(&id)[0].id.clone();
        town.write("o", move |tx, actor| {
            tx.execute("update letter_item set goal = 999 where id = $1", kernel::params![&item])?;
            let act = kernel::ledger::Act {
                kind: "test.tampered",
                subject: ("letter_item", &item),
                unit: None,
                person: None,
                facts: serde_json::json!({}),
                decision: None,
            };
            Ok(kernel::ledger::record(tx, actor, &act)?)
        })
        .expect("tampered");
        let tampered = town.write("a", move |tx, actor| {
            let proof = Proof::of_demo_account(tx, &actor.account)?;
            letter::sign(tx, actor, &book(), &id, &proof, &seen)
        });
        assert!(refused(tampered).contains("有变动"));
    }
}

#[test]
fn signing_needs_the_signers_own_password_just_given() {
    for town in Town::all() {
        targets::divide_and_agree(&town);
        generate(&town);
        let id = town.letter_of("a");
        offer(&town, "h", &id).expect("offered");
        let seen = town.read_letter(&id).body_hash.expect("offered");
        let (again, hash) = (id.clone(), seen.clone());
        let borrowed = town.write("a", move |tx, actor| {
            let other = kernel::account::of_person(tx, "b")?.ok_or(Fault::NotFound)?;
            let proof = Proof::of_demo_account(tx, &other)?;
            letter::sign(tx, actor, &book(), &again, &proof, &hash)
        });
        assert!(refused(borrowed).contains("重新输入密码"));
        let proof = town.write("a", |tx, actor| Proof::of_demo_account(tx, &actor.account)).expect("given");
        let later = town.ground.county.clock().now().checked_add(jiff::ToSpan::minutes(6)).expect("a time");
        town.ground.county.clock().set(later);
        let stale = town.write("a", move |tx, actor| letter::sign(tx, actor, &book(), &id, &proof, &seen));
        assert!(refused(stale).contains("重新输入密码"));
    }
}

#[test]
fn a_contested_letter_can_be_kept_with_a_reason_and_a_signed_one_returned() {
    for town in Town::all() {
        targets::divide_and_agree(&town);
        generate(&town);
        let id = town.letter_of("b");
        offer(&town, "h", &id).expect("offered");
        contest(&town, "b", &id, vec![NewComment { item: None, body: "任务偏重".into() }])
            .expect("contested");
        let again = id.clone();
        let silent = town.write("h", move |tx, actor| letter::keep(tx, actor, &book(), &again, ""));
        assert!(refused(silent).contains("维持原文的理由"));
        let again = id.clone();
        town.write("h", move |tx, actor| letter::keep(tx, actor, &book(), &again, "与同岗位一致"))
            .expect("kept");
        town.sign("b", &id).expect("signed");
        let again = id.clone();
        town.write("h", move |tx, actor| letter::return_to_amend(tx, actor, &book(), &again, "漏了一条"))
            .expect("returned");
        assert_eq!(town.read_letter(&id).state, State::Contested);
        let drafts = town.items(&id).iter().map(Item::draft).collect();
        amend(&town, "h", &id, drafts).expect("offered again");
        assert_eq!(town.todos("b").len(), 1, "it waits for the holder again");
    }
}

#[test]
fn the_head_of_a_unit_agrees_with_whoever_stands_above() {
    for town in Town::all() {
        targets::divide_and_agree(&town);
        generate(&town);
        let (town_head, village_head) = (town.letter_of("h"), town.letter_of("v"));
        assert!(
            refused(offer(&town, "h", &town_head)).contains("不由本人办理"),
            "nobody drafts their own letter"
        );
        offer(&town, "k", &town_head).expect("the county's head offers it");
        town.sign("h", &town_head).expect("signed");
        town.sign("k", &town_head).expect("signed for the county");
        offer(&town, "h", &village_head).expect("the town's head offers the village's");
        assert_eq!(town.read_letter(&village_head).head_name, "镇长示例");
    }
}

#[test]
fn a_letter_that_judges_by_traces_is_offered_only_with_a_reason_and_shows_its_clause() {
    for town in Town::all() {
        targets::divide_and_agree(&town);
        generate(&town);
        let id = town.letter_of("a");
        let mut drafts: Vec<Draft> = town.items(&id).iter().map(Item::draft).collect();
        drafts[0].title = "每月打卡走访农户".into();
        let changed = id.clone();
        town.write("h", move |tx, actor| letter::change(tx, actor, &changed, &drafts)).expect("changed");
        let bare = id.clone();
        let silent = town.write("h", move |tx, actor| letter::offer(tx, actor, &book(), &bare, " "));
        let Err(Fault::Refused(refusals)) = silent else { panic!("offered without a reason") };
        assert_eq!(refusals.len(), 1);
        assert_eq!(refusals[0].field.as_deref(), Some("note"));
        assert!(refusals[0].text.zh.ends_with("如确需如此，请写明理由。"), "{}", refusals[0].text.zh);
        let decision = refusals[0].decision.as_ref().expect("the clause comes with the refusal");
        let broken = decision.reasons.iter().filter(|reason| !reason.held);
        let broken: Vec<&str> = broken.map(|reason| reason.citation.clause.as_str()).collect();
        assert_eq!(broken, ["APP-02"]);
        assert_eq!(town.read_letter(&id).state, State::Draft);
        offer(&town, "h", &id).expect("offered with a reason");
        assert_eq!(town.read_letter(&id).state, State::Offered);
    }
}
