//! Items: drafted by their office, reviewed, published from a day, replaced and withdrawn; found by everybody.

use jiff::civil::date;
use kernel::Fault;
use oversight::item::search::{Index, Question, Shelf};
use oversight::item::{self, Item, Kind, State, VersionState};
use oversight::says::{Days, Limit};

use crate::ground::{County, book, fresh, law, publish, refused, says};

#[test]
fn an_item_is_published_only_after_the_legality_review() {
    for county in County::all() {
        let id = county
            .write("m", |tx, actor| item::begin(tx, actor, &book(), &fresh("M-01", vec![law()])))
            .expect("drafted");
        assert_eq!(county.waits("m", "power-item").len(), 1);
        let of = id.clone();
        assert!(matches!(county.read("j", move |tx, _| item::find_public(tx, &of)), Err(Fault::NotFound)));
        let of = id.clone();
        county.write("m", move |tx, actor| item::send(tx, actor, &book(), &of)).expect("sent");
        assert_eq!(county.waits("m", "power-item").len(), 0);
        assert_eq!(county.waits("j", "power-item").len(), 1);
        let of = id.clone();
        let own = county.write("m", move |tx, actor| item::review(tx, actor, &book(), &of, (true, "")));
        assert!(refused(own).contains("不由您办理"));
        let of = id.clone();
        county
            .write("j", move |tx, actor| item::review(tx, actor, &book(), &of, (false, "地点写全")))
            .expect("sent back");
        assert_eq!(county.waits("m", "power-item").len(), 1);
        let of = id.clone();
        county.write("m", move |tx, actor| item::send(tx, actor, &book(), &of)).expect("sent again");
        let of = id.clone();
        county
            .write("j", move |tx, actor| item::review(tx, actor, &book(), &of, (true, "")))
            .expect("passed");
        let found = county.read("g", move |tx, _| item::find_public(tx, &id)).expect("public");
        assert_eq!((found.state, found.version), (State::Published, 1));
    }
}

#[test]
fn a_promise_longer_than_the_law_is_refused_with_its_decision() {
    for county in County::all() {
        let mut new = fresh("M-02", vec![law()]);
        new.says.promised = Some(Limit { n: 16, unit: Days::Working });
        let answer = county.write("m", move |tx, actor| item::begin(tx, actor, &book(), &new));
        let Err(Fault::Refused(refusals)) = &answer else { panic!("{answer:?}") };
        let decision = refusals[0].decision.as_ref().expect("a decision");
        assert_eq!(decision.rule, "promised-limit");
        assert!(decision.reasons.iter().any(|reason| reason.citation.clause == "AL-02" && !reason.held));
        assert!(refused(answer).contains("长于法定时限"));
    }
}

#[test]
fn a_fee_without_a_basis_and_a_power_without_one_are_refused() {
    for county in County::all() {
        let mut new = fresh("M-03", vec![law()]);
        new.says.fee = "每件10元".into();
        let answer = county.write("m", move |tx, actor| item::begin(tx, actor, &book(), &new));
        assert!(refused(answer).contains("收费依据"));
        let mut base = law();
        base.founds = false;
        let new = fresh("M-03", vec![base]);
        let answer = county.write("m", move |tx, actor| item::begin(tx, actor, &book(), &new));
        assert!(refused(answer).contains("设定依据"));
    }
}

#[test]
fn a_head_drafts_for_the_own_office_only_and_a_code_is_given_once() {
    for county in County::all() {
        publish(&county, "M-04", vec![law()]);
        let other =
            county.write("s", |tx, actor| item::begin(tx, actor, &book(), &fresh("M-05", vec![law()])));
        assert!(refused(other).contains("本单位负责人"));
        let twice =
            county.write("m", |tx, actor| item::begin(tx, actor, &book(), &fresh("M-04", vec![law()])));
        assert!(refused(twice).contains("已经有了"));
    }
}

#[test]
fn a_version_waits_for_its_day_and_then_replaces_the_one_before() {
    for county in County::all() {
        let id = publish(&county, "M-06", vec![law()]);
        county.on(date(2026, 3, 3));
        let of = id.clone();
        county
            .write("m", move |tx, actor| {
                let mut new = says(vec![law()]);
                new.name = "临时救助（新）".into();
                item::change(tx, actor, &book(), &of, (&new, Some(date(2026, 4, 1))))
            })
            .expect("changed");
        let of = id.clone();
        county.write("m", move |tx, actor| item::send(tx, actor, &book(), &of)).expect("sent");
        let of = id.clone();
        county
            .write("j", move |tx, actor| item::review(tx, actor, &book(), &of, (true, "")))
            .expect("passed");
        let now = |county: &County| {
            let of = id.clone();
            county.read("j", move |tx, _| item::find_public(tx, &of)).expect("public")
        };
        assert_eq!((now(&county).version, now(&county).name.as_str()), (1, "临时救助"));
        assert_eq!(oversight::due::run(&county.ground.county, &book()).expect("looked"), 0);
        county.on(date(2026, 4, 1));
        assert_eq!(oversight::due::run(&county.ground.county, &book()).expect("looked"), 1);
        assert_eq!((now(&county).version, now(&county).name.as_str()), (2, "临时救助（新）"));
        let of = id.clone();
        let all = county.read("j", move |tx, scope| Ok(item::versions(tx, scope, &of)?)).expect("versions");
        assert_eq!(all[1].state, VersionState::Replaced);
        assert_eq!(all[1].to_on, Some(date(2026, 3, 31)));
    }
}

#[test]
fn a_withdrawn_item_is_no_longer_public() {
    for county in County::all() {
        let id = publish(&county, "M-07", vec![law()]);
        let of = id.clone();
        county.write("m", move |tx, actor| item::ask_withdrawal(tx, actor, &book(), &of)).expect("asked");
        let of = id.clone();
        let twice = county.write("m", move |tx, actor| item::ask_withdrawal(tx, actor, &book(), &of));
        assert!(refused(twice).contains("审核"));
        let of = id.clone();
        county
            .write("j", move |tx, actor| item::settle_withdrawal(tx, actor, &of, (true, "")))
            .expect("agreed");
        let of = id.clone();
        assert!(matches!(county.read("g", move |tx, _| item::find_public(tx, &of)), Err(Fault::NotFound)));
    }
}

#[test]
fn a_leader_in_charge_sees_exactly_the_own_line() {
    for county in County::all() {
        publish(&county, "M-08", vec![law()]);
        county
            .write("j", |tx, actor| {
                let mut new = fresh("S-01", vec![law()]);
                new.unit = "market".into();
                item::adopt(tx, actor, &book(), (&new, "示政发〔2026〕1号"))
            })
            .expect("adopted");
        let codes = |who: &str| {
            let all =
                county.read(who, |tx, scope| Ok(item::list(tx, scope, &item::Filter::default(), (50, 0))?));
            let (items, count) = all.expect("listed");
            let codes: Vec<String> = items.into_iter().map(|one| one.code).collect();
            (codes, count)
        };
        assert_eq!(codes("o"), (vec!["M-08".to_owned()], 1));
        assert_eq!(codes("j").1, 2);
        assert_eq!(codes("g").1, 0);
    }
}

#[test]
fn a_search_finds_what_people_call_a_thing_and_follows_the_catalogue() {
    for county in County::all() {
        publish(&county, "M-09", vec![law()]);
        let shelf = std::sync::Arc::new(Shelf::default());
        let find = |words: &'static str| {
            let shelf = shelf.clone();
            let found = county.read("g", move |tx, _| {
                let question = Question { words: words.into(), ..Question::default() };
                Ok(shelf.index(tx)?.find(&question, 0, 10))
            });
            found.expect("searched").items.into_iter().map(|one| one.code).collect::<Vec<_>>()
        };
        assert_eq!(find("困难补助"), ["M-09"]);
        assert_eq!(find("临时救助怎么办"), ["M-09"]);
        assert!(find("采矿").is_empty());
        county
            .write("j", |tx, actor| {
                let mut new = fresh("S-02", vec![law()]);
                new.unit = "market".into();
                new.says.name = "采矿许可".into();
                item::adopt(tx, actor, &book(), (&new, "示政发〔2026〕1号"))
            })
            .expect("adopted");
        assert_eq!(find("采矿"), ["S-02"]);
    }
}

#[test]
fn the_best_match_comes_first_and_what_hardly_fits_is_left_out() {
    let item = |code: &str, name: &str| Item {
        id: code.into(),
        unit: "civil".into(),
        unit_name: "县民政局".into(),
        code: code.into(),
        name: name.into(),
        kind: Kind::Service,
        state: State::Published,
        version: 1,
    };
    let index = Index::of(vec![
        (item("1", "高龄津贴发放"), "老人补贴".into()),
        (item("2", "最低生活保障金发放"), "低保".into()),
        (item("3", "残疾人生活补贴"), String::new()),
    ]);
    let find = |words: &str| {
        let question = Question { words: words.into(), ..Question::default() };
        index.find(&question, 0, 10).items.into_iter().map(|one| one.code).collect::<Vec<_>>()
    };
    assert_eq!(find("低保"), ["2"]);
    assert_eq!(find("老人补贴").first().map(String::as_str), Some("1"));
    assert_eq!(find("最低生活保障"), ["2"]);
    assert_eq!(find("").len(), 3);
    assert!(find("？？").len() == 3, "signs alone ask for everything");
}
