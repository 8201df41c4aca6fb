//! Work: written down once, confirmed by co-workers, counted for every item it serves.

use duty::evidence::{self, Answer, PartnerState, Support};
use duty::scoring::Actual;
use jiff::civil::date;
use rust_decimal::Decimal;

use crate::ground::{Town, refused};

/// Entries of two co-workers, with a retry, a refusal for each field, a confirmation and a withdrawal.
pub fn record_and_confirm(town: &Town) {
    let mine = town.items(&town.letter_in_force("a").expect("in force").id);
    let theirs = town.items(&town.letter_in_force("b").expect("in force").id);
    let (checks, visits, duty) = (&mine[0], &mine[1], &mine[3]);
    let mut new = town.entry("phone-0001", &[(&checks.id, 12), (&visits.id, 5), (&duty.id, 0)]);
    new.partners = vec!["b".into()];
    let sent = new.clone();
    let first = town.write("a", move |tx, actor| evidence::enter(tx, actor, &sent)).expect("entered");
    let sent = new.clone();
    let again = town.write("a", move |tx, actor| evidence::enter(tx, actor, &sent)).expect("sent again");
    assert!(!first.again && again.again && first.id == again.id, "the same entry sent twice is one");
    let bare = town.entry("phone-0001", &[]);
    let retry = town.write("a", move |tx, actor| evidence::enter(tx, actor, &bare)).expect("answered");
    assert_eq!(retry.id, first.id, "a retry is answered by its key");

    wrong_entries(town, &checks.id, &theirs[0].id);
    confirm(town, &first.id, &theirs[0].id);

    let more = town.entry("phone-0002", &[(&checks.id, 30)]);
    town.write("a", move |tx, actor| evidence::enter(tx, actor, &more)).expect("entered");
    for item in mine.iter().chain(&theirs) {
        counted(town, item);
    }
    let item = checks.clone();
    let standing = town
        .read("h", move |tx, scope| Ok(evidence::standing_of_item(tx, scope, &item)?))
        .expect("the head sees it");
    assert_eq!(
        (standing.entries, standing.quantity, standing.confirmations),
        (2, Some(Decimal::from(42)), 1)
    );
    assert_eq!(standing.actual(checks), Some(Actual::Amount(Some(Decimal::from(42)))));
    let scored = standing.score(checks).expect("points");
    assert_eq!(scored.points, Some(Decimal::from(70)), "42 of 60: {}", scored.working.zh);

    let partners = &theirs[0];
    let item = partners.clone();
    let standing =
        town.read("b", move |tx, scope| Ok(evidence::standing_of_item(tx, scope, &item)?)).expect("read");
    assert_eq!(
        (standing.entries, standing.quantity),
        (1, Some(Decimal::from(7))),
        "confirmed, not typed again"
    );
    let mut earlier = town.entry("phone-0005", &[(&checks.id, 4), (&visits.id, 1)]);
    earlier.happened_on = date(2026, 1, 20);
    earlier.supports[1].reached_on = Some(date(2026, 1, 19));
    let id = town.write("a", move |tx, actor| evidence::enter(tx, actor, &earlier)).expect("entered").id;
    counted(town, checks);
    counted(town, visits);
    town.write("a", move |tx, actor| evidence::withdraw(tx, actor, &id, "录入有误")).expect("withdrawn");
    withdraw(town, &first.id, checks);
    for item in mine.iter().chain(&theirs) {
        counted(town, item);
    }
    attach_nothing_demanded(town, &checks.id);
}

/// What is kept of an item is what its entries say.
fn counted(town: &Town, item: &duty::letter::Item) {
    let (wanted, id) = (item.clone(), item.id.clone());
    let kept =
        town.read("o", move |tx, scope| Ok(evidence::standing_of_item(tx, scope, &wanted)?)).expect("read");
    let entries = town.read("o", move |tx, scope| Ok(evidence::of_item(tx, scope, &id)?)).expect("read");
    let amounts: Vec<Decimal> = entries.iter().filter_map(|one| one.quantity).collect();
    let newest = entries.iter().filter(|one| one.quantity.is_some()).max_by(|a, b| {
        (a.evidence.happened_on, &a.evidence.id).cmp(&(b.evidence.happened_on, &b.evidence.id))
    });
    assert_eq!(kept.entries, i64::try_from(entries.len()).expect("few"), "{}", item.title);
    assert_eq!(kept.quantity, (!amounts.is_empty()).then(|| amounts.iter().sum()), "{}", item.title);
    assert_eq!(kept.latest, newest.and_then(|one| one.quantity), "{}", item.title);
    assert_eq!(kept.reached_on, entries.iter().filter_map(|one| one.reached_on).max(), "{}", item.title);
    assert_eq!(kept.last_on, entries.iter().map(|one| one.evidence.happened_on).max(), "{}", item.title);
}

fn wrong_entries(town: &Town, mine: &str, theirs: &str) {
    let enter = |new: evidence::NewEvidence| {
        refused(town.write("a", move |tx, actor| evidence::enter(tx, actor, &new)))
    };
    let mut new = town.entry("phone-0003", &[(mine, 0)]);
    new.happened_on = date(2026, 3, 3);
    new.title = "x".into();
    let said = enter(new);
    assert!(
        said.contains("2–100 字") && said.contains("不能晚于今天") && said.contains("完成的数量"),
        "{said}"
    );
    assert!(enter(town.entry("phone-0003", &[])).contains("至少选择一条"));
    assert!(enter(town.entry("phone-0003", &[(theirs, 1)])).contains("不在本人现行的责任书中"));
    let mut new = town.entry("phone-0003", &[(mine, 1)]);
    new.happened_on = date(2025, 12, 31);
    assert!(enter(new).contains("所属年度"));
    let mut new = town.entry("phone-0003", &[(mine, 1)]);
    new.partners = vec!["a".into()];
    assert!(enter(new).contains("不必请本人"));
    let mut new = town.entry("phone-0003", &[(mine, 1)]);
    new.partners = vec!["nobody".into()];
    assert!(enter(new).contains("没有这位同事"));
    let cycle = town.cycle();
    let entries =
        town.read("a", move |tx, scope| Ok(evidence::of_person(tx, scope, "a", &cycle)?)).expect("read");
    assert_eq!(entries.len(), 1, "nothing of a refused entry is kept");
    assert_eq!(entries[0].supports.len(), 3);
}

fn confirm(town: &Town, entry: &str, item: &str) {
    assert_eq!(town.todos("b").len(), 1, "a co-worker finds it among what waits for them");
    let id = entry.to_owned();
    let found = town
        .read("b", move |tx, scope| evidence::find(tx, scope, &id))
        .expect("whoever was asked may read it");
    assert_eq!(found.person, "a");
    let answer = |support: Option<Support>| {
        let id = entry.to_owned();
        town.write("b", move |tx, actor| {
            evidence::answer(tx, actor, &id, &Answer::Confirmed(support.clone()))
        })
    };
    let support = |quantity: Option<i64>| Support {
        item: item.to_owned(),
        quantity: quantity.map(Decimal::from),
        reached_on: None,
    };
    assert!(refused(answer(Some(support(None)))).contains("完成的数量"));
    answer(Some(support(Some(7)))).expect("confirmed");
    assert!(refused(answer(None)).contains("已经确认过"));
    assert!(town.todos("b").is_empty());
    let id = entry.to_owned();
    let partners = town
        .read("a", move |tx, scope| {
            let found = evidence::find(tx, scope, &id)?;
            Ok(evidence::partners(tx, &found)?)
        })
        .expect("read");
    assert_eq!((partners.len(), partners[0].state), (1, PartnerState::Confirmed));
}

fn withdraw(town: &Town, entry: &str, item: &duty::letter::Item) {
    let by = |who: &str, note: &'static str| {
        let id = entry.to_owned();
        town.write(who, move |tx, actor| evidence::withdraw(tx, actor, &id, note))
    };
    assert!(refused(by("h", "重复")).contains("只能由记录人"));
    assert!(refused(by("a", "")).contains("理由"));
    by("a", "与另一条重复").expect("withdrawn");
    assert!(refused(by("a", "再撤")).contains("已经撤回"));
    let item = item.clone();
    let standing =
        town.read("a", move |tx, scope| Ok(evidence::standing_of_item(tx, scope, &item)?)).expect("read");
    assert_eq!(
        (standing.entries, standing.quantity),
        (1, Some(Decimal::from(30))),
        "it supports nothing any more"
    );
}

fn attach_nothing_demanded(town: &Town, item: &str) {
    let mut new = town.entry("phone-0004", &[(item, 1)]);
    new.body = String::new();
    let id = town
        .write("a", move |tx, actor| evidence::enter(tx, actor, &new))
        .expect("neither text nor file needed")
        .id;
    let stored = kernel::files::store(town.ground.county.files(), "核查表".as_bytes()).expect("stored");
    let (entry, file) = (id.clone(), stored.clone());
    let foreign = town.write("h", move |tx, actor| evidence::attach(tx, actor, &entry, &file, "核查表.txt"));
    assert!(refused(foreign).contains("由记录人添加"));
    town.write("a", move |tx, actor| evidence::attach(tx, actor, &id, &stored, "核查表.txt"))
        .expect("attached");
}
