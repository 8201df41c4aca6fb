//! An adopted plan: changed only by an amendment that keeps what it was; added to with a reason and an approval. And
//! the numbers of certificates, which are never given twice.

use kernel::ledger::{self, Act};
use kernel::{Actor, Fault, Scope, Tx, params};
use serde_json::json;
use training::amendment::{self, Kind};
use training::form::{Form, ProgrammeState};
use training::programme::Draft;
use training::{certificate, programme, year};

use crate::ground::{County, book, refused};

const GROUNDS: (&str, &str) = ("报名人数多，分两期", "县培训联席会议纪要〔2026〕3号");

/// What the plan said is kept, and the plan's own document too.
pub fn amended(county: &County, id: &str) {
    let which = id.to_owned();
    let was = county.read("t", move |tx, _, _| programme::find(tx, &which)).expect("found").draft;
    let new = Draft { classes: 2, people: 80, month: Some(5), ..was.clone() };
    let change = |who: &str, draft: &Draft, grounds: (&'static str, &'static str)| {
        let (id, draft) = (id.to_owned(), draft.clone());
        county.write(who, move |tx, actor| amendment::change(tx, actor, &id, &draft, grounds))
    };
    let (of, draft) = (id.to_owned(), new.clone());
    let plain = county.write("t", move |tx, actor| programme::change(tx, actor, &of, &draft, &[]));
    assert!(refused(plain).contains("计划调整"));
    assert!(refused(change("h1", &new, GROUNDS)).contains("组织部门登记"));
    assert!(refused(change("t", &was, GROUNDS)).contains("没有任何改动"));
    let bare = refused(change("t", &new, ("", "")));
    assert!(bare.contains("理由") && bare.contains("文号"), "{bare}");
    change("t", &new, GROUNDS).expect("amended");
    let which = id.to_owned();
    let now = county.read("t", move |tx, _, _| programme::find(tx, &which)).expect("found");
    assert_eq!((now.draft, now.state), (new.clone(), ProgrammeState::Adopted));
    let of = id.to_owned();
    let kept = county.read("a1", move |tx, _, _| Ok(amendment::of_programme(tx, &of)?)).expect("read");
    assert_eq!((kept[0].was.as_ref(), kept[0].becomes.as_ref()), (Some(&was), Some(&new)));
    assert_eq!((kept[0].reason.as_str(), kept[0].document.as_str()), GROUNDS);
    let of = id.to_owned();
    let runs = county.write("o", move |tx, actor| amendment::withdraw(tx, actor, &of, GROUNDS));
    assert!(refused(runs).contains("已经办班"));
    let of = id.to_owned();
    let acts = county
        .read("o", move |tx, _, _| Ok(ledger::history(tx, &Scope::county("a test"), "programme", &of)?))
        .expect("read");
    assert!(acts.iter().any(|act| act.kind == "training-plan.changed"));
    added(county, &new);
}

fn added(county: &County, like: &Draft) {
    let extra = Draft { title: "汛期应急处置班".into(), form: Form::OnTheJob, ..like.clone() };
    let id =
        county.write("t", move |tx, actor| programme::draft(tx, actor, 2026, &extra, &[])).expect("drafted");
    let submit =
        |why: &'static str| county.write("t", move |tx, actor| year::submit(tx, actor, &book(), 2026, why));
    assert!(refused(submit("")).contains("增设理由"));
    submit("入汛提前，应急培训须提前").expect("handed in");
    county.write("o", |tx, actor| year::give_back(tx, actor, 2026, "请写明课时")).expect("returned");
    let plan = county.read("t", |tx, _, _| year::wanted(tx, 2026)).expect("found");
    assert_eq!(plan.state.code(), "adopted", "what was adopted stays adopted");
    submit("入汛提前，应急培训须提前").expect("handed in again");
    county.write("o", |tx, actor| year::adopt(tx, actor, 2026, "县培训计划〔2026〕5号")).expect("adopted");
    let plan = county.read("t", |tx, _, _| year::wanted(tx, 2026)).expect("found");
    assert_eq!(plan.document, "县培训计划〔2026〕1号", "the plan keeps its own document");
    let all = county.read("a1", |tx, _, _| Ok(amendment::of_year(tx, 2026)?)).expect("read");
    let one = all.iter().find(|one| one.kind == Kind::Added).expect("entered");
    assert_eq!((one.programme.as_str(), one.title()), (id.as_str(), "汛期应急处置班"));
    assert_eq!(
        (one.reason.as_str(), one.document.as_str()),
        ("入汛提前，应急培训须提前", "县培训计划〔2026〕5号")
    );
    assert!(one.was.is_none());
    let of = id.clone();
    county.write("o", move |tx, actor| amendment::withdraw(tx, actor, &of, GROUNDS)).expect("taken out");
    let gone = county.read("t", move |tx, _, _| programme::find(tx, &id)).expect("found");
    assert_eq!(gone.state, ProgrammeState::Withdrawn);
}

fn note(tx: &mut Tx<'_>, actor: &Actor, kind: &str, number: &str) -> Result<(), Fault> {
    let subject = ("certificate", number);
    let act = Act { kind, subject, unit: None, person: None, facts: json!({}), decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// The number of a certificate that is gone is not given again, and two given at once differ.
pub fn numbered(county: &County, class: &str) {
    let scope = || Scope::county("a test");
    let known = "select k.number from certificate k where k.class_id = $1 order by k.number";
    let id = class.to_owned();
    let numbers =
        county.read("t", move |tx, _, _| Ok(tx.rows(&scope(), known, params![&id])?)).expect("read");
    assert_eq!(numbers.len(), 5);
    let last = numbers[4].text(0).expect("a number");
    assert_eq!(last, "2026-0005");
    let gone = last.clone();
    county
        .write("t", move |tx, actor| {
            tx.execute("delete from certificate where number = $1", params![&gone])?;
            note(tx, actor, "certificate.lost", &gone)
        })
        .expect("gone");
    let given: Vec<String> = std::thread::scope(|threads| {
        let county = &county.ground.county;
        let take = || {
            let taken: Result<String, Fault> = county.write_now(|tx| {
                let number = certificate::next_number(tx)?;
                note(tx, &Actor::program(), "certificate.numbered", &number)?;
                Ok(number)
            });
            taken
        };
        let all: Vec<_> = (0..4).map(|_| threads.spawn(take)).collect();
        all.into_iter().map(|one| one.join().expect("joined").expect("taken")).collect()
    });
    let mut sorted = given.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted, ["2026-0006", "2026-0007", "2026-0008", "2026-0009"], "{given:?}");
}
