//! Nobody passes what is their own, and nothing becomes a basis without its reviews.

use jiff::civil::date;
use oversight::document::evaluation::{self, Fate, Proposal};
use oversight::document::issuing::{self, Issued, Outcome, Recorded, Review};
use oversight::document::{self, Issuer, NewDocument};
use oversight::item;
use oversight::town::change::{self, Kind, NewChange, Resolution, Wanted};

use crate::ground::{County, book, fresh, law, on, publish, refused, register, trial};
use crate::towns;

#[test]
fn what_was_issued_before_is_registered_by_the_legality_review_of_another_office() {
    for county in County::all() {
        let try_as =
            |who: &str| county.write(who, |tx, actor| document::register(tx, actor, &book(), &trial()));
        assert!(refused(try_as("m")).contains("法制审核人员"), "a head would pass every review over");
        assert!(refused(try_as("b")).contains("其他法制审核人员"));
        try_as("j").expect("the legality review registers it");
    }
}

#[test]
fn a_head_who_is_also_the_jurist_passes_no_item_of_their_own() {
    for county in County::all() {
        let id = county
            .write("b", |tx, actor| item::begin(tx, actor, &book(), &fresh("M-41", vec![law()])))
            .expect("drafted");
        let (sent, passed) = (id.clone(), id.clone());
        // Another head sends it; what it says is still the drafter's.
        county.write("m", move |tx, actor| item::send(tx, actor, &book(), &sent)).expect("sent");
        let pass = |who: &str| {
            let of = passed.clone();
            county.write(who, move |tx, actor| item::review(tx, actor, &book(), &of, (true, "")))
        };
        assert!(refused(pass("b")).contains("须由另一人审核"));
        pass("j").expect("passed by somebody else");
        let of = id.clone();
        county.write("b", move |tx, actor| item::ask_withdrawal(tx, actor, &book(), &of)).expect("asked");
        let settle = |who: &str| {
            let of = id.clone();
            county.write(who, move |tx, actor| item::settle_withdrawal(tx, actor, &of, (true, "")))
        };
        assert!(refused(settle("b")).contains("另一人"));
        settle("j").expect("withdrawn by somebody else");
    }
}

#[test]
fn a_head_who_sent_a_document_or_an_evaluation_does_not_review_it() {
    for county in County::all() {
        let new = NewDocument { number: "草案9".into(), published_at: String::new(), ..trial() };
        let id = county.write("b", move |tx, actor| issuing::draft(tx, actor, &book(), &new)).expect("begun");
        let of = id.clone();
        county.write("b", move |tx, actor| issuing::send(tx, actor, &book(), &of)).expect("sent");
        let legal = |who: &str| {
            let of = id.clone();
            county.write(who, move |tx, actor| issuing::legality(tx, actor, &book(), &of, (true, "合法")))
        };
        assert!(refused(legal("b")).contains("另一人"));
        legal("j").expect("legal");
        let document = register(&county);
        let id = county.write("b", move |tx, actor| evaluation::begin(tx, actor, &document)).expect("begun");
        let of = id.clone();
        county
            .write("b", move |tx, actor| {
                let new =
                    Proposal { proposal: Fate::Repeal, why: "已有上位规定".into(), until_on: None };
                evaluation::propose(tx, actor, &book(), &of, &new)
            })
            .expect("proposed");
        let review = |who: &str| {
            let of = id.clone();
            county.write(who, move |tx, actor| evaluation::review(tx, actor, &of, (true, "同意")))
        };
        assert!(refused(review("b")).contains("另一人"));
        review("j").expect("reviewed");
    }
}

fn admission(office: &str) -> NewChange {
    NewChange {
        kind: Kind::Admission,
        town: "town".into(),
        office: office.into(),
        task: None,
        duty: None,
        name: "社工站管理".into(),
        class: "民生服务".into(),
        wanted: Wanted::Basic,
        basis: "社会救助暂行办法".into(),
        resources: "每年经费5万元".into(),
        reason: "就近服务".into(),
    }
}

#[test]
fn a_change_of_a_list_is_reviewed_by_somebody_who_did_not_ask_for_it() {
    for county in County::all() {
        towns::set(&county);
        let same = county.write("z", |tx, actor| change::ask(tx, actor, &book(), &admission("town")));
        assert!(refused(same).contains("不能是同一个单位"), "a town would hear itself");
        let id = county
            .write("b", |tx, actor| change::ask(tx, actor, &book(), &admission("civil")))
            .expect("asked");
        let of = id.clone();
        county
            .write("z", move |tx, actor| change::give_opinion(tx, actor, &book(), &of, "同意"))
            .expect("heard");
        let review = |who: &str| {
            let of = id.clone();
            county.write(who, move |tx, actor| change::review(tx, actor, &book(), &of, "合法"))
        };
        assert!(refused(review("b")).contains("另一人"));
        review("j").expect("reviewed");
        let of = id.clone();
        county
            .write("c", move |tx, actor| {
                let resolution =
                    Resolution { agreed: true, document: "会议纪要".into(), note: String::new() };
                change::decide(tx, actor, &book(), &of, &resolution)
            })
            .expect("decided");
    }
}

#[test]
fn an_exception_to_fair_competition_needs_that_nothing_milder_would_do() {
    for county in County::all() {
        let new = NewDocument {
            unit: "market".into(),
            number: "草案2".into(),
            issuer: Issuer::Government,
            market: true,
            published_at: String::new(),
            ..trial()
        };
        let id = county.write("s", move |tx, actor| issuing::draft(tx, actor, &book(), &new)).expect("begun");
        county.on(date(2026, 4, 13));
        let record = |review: Review, no_milder: bool| {
            let of = id.clone();
            let exception = review == Review::Fair;
            let done = Recorded {
                review,
                outcome: if exception { Outcome::Exception } else { Outcome::Passed },
                from_on: (review == Review::Comment).then(|| date(2026, 3, 3)),
                done_on: date(2026, 4, 10),
                regulator: true,
                heard: true,
                ends_on: exception.then(|| date(2027, 12, 31)),
                no_milder,
                said: "见审查表".into(),
                by_name: String::new(),
            };
            county.write("s", move |tx, actor| issuing::record(tx, actor, &of, &done)).expect("recorded");
        };
        record(Review::Comment, false);
        record(Review::Collective, false);
        record(Review::Fair, false);
        let of = id.clone();
        county.write("s", move |tx, actor| issuing::send(tx, actor, &book(), &of)).expect("sent");
        let of = id.clone();
        county
            .write("j", move |tx, actor| issuing::legality(tx, actor, &book(), &of, (true, "合法")))
            .expect("legal");
        let issue = || {
            let of = id.clone();
            county.write("s", move |tx, actor| {
                let issued = Issued {
                    number: "示政发〔2026〕15号".into(),
                    effective_on: date(2026, 6, 1),
                    published_at: "县政府公报".into(),
                };
                issuing::issue(tx, actor, &book(), &of, &issued)
            })
        };
        assert!(refused(issue()).contains("还不齐备"));
        record(Review::Fair, true);
        issue().expect("issued");
    }
}

#[test]
fn a_document_that_is_still_being_made_is_no_basis_and_may_be_given_up() {
    for county in County::all() {
        let new =
            NewDocument { number: "示民发〔2026〕8号".into(), published_at: String::new(), ..trial() };
        let draft =
            county.write("m", move |tx, actor| issuing::draft(tx, actor, &book(), &new)).expect("begun");
        let linked = vec![on(&draft, true)];
        let named = county
            .write("m", move |tx, actor| item::begin(tx, actor, &book(), &fresh("M-42", linked.clone())));
        assert!(refused(named).contains("尚未印发"));
        let mut basis = law();
        basis.number = "示民发〔2026〕8号".into();
        let id = county
            .write("j", move |tx, actor| {
                let mut new = fresh("M-43", vec![basis.clone()]);
                oversight::import::items::link(tx, &mut new.says.bases)?;
                item::adopt(tx, actor, &book(), (&new, "示政发〔2026〕1号"))
            })
            .expect("adopted without the link");
        county
            .write("m", move |tx, actor| issuing::drop_draft(tx, actor, &draft, "不再需要"))
            .expect("given up");
        let open = county.read("g", move |tx, _| item::open_for_cases(tx, &book(), &id, date(2026, 3, 3)));
        assert!(open.expect("the item is still there").open);
    }
}

#[test]
fn a_document_is_kept_only_before_it_lapses_and_not_longer_than_its_kind() {
    for county in County::all() {
        let document = register(&county);
        let of = document.clone();
        let id = county.write("m", move |tx, actor| evaluation::begin(tx, actor, &of)).expect("begun");
        county.on(date(2026, 1, 5));
        assert_eq!(
            oversight::due::run(&county.ground.county, &book()).expect("looked"),
            0,
            "no second evaluation while one is open"
        );
        let keep = |until| {
            let of = id.clone();
            county.write("m", move |tx, actor| {
                let new =
                    Proposal { proposal: Fate::Keep, why: "执行顺利".into(), until_on: Some(until) };
                evaluation::propose(tx, actor, &book(), &of, &new)
            })
        };
        assert!(refused(keep(date(2026, 6, 30))).contains("晚于现在的届满日"));
        assert!(refused(keep(date(2028, 7, 1))).contains("一般有效期"));
        keep(date(2028, 6, 30)).expect("proposed");
        let of = id.clone();
        county
            .write("j", move |tx, actor| evaluation::review(tx, actor, &of, (true, "合法")))
            .expect("reviewed");
        // The decision comes a day after the document lapsed.
        county.on(date(2026, 7, 1));
        let decide = |fate| {
            let of = id.clone();
            county
                .write("c", move |tx, actor| evaluation::decide(tx, actor, &book(), &of, (fate, "会议纪要")))
        };
        assert!(refused(decide(Fate::Keep)).contains("届满失效"));
        decide(Fate::Revise).expect("it can still be made anew");
    }
}

#[test]
fn an_item_given_to_another_office_moves_on_its_day() {
    for county in County::all() {
        let id = publish(&county, "M-44", vec![law()]);
        let of = id.clone();
        county
            .write("j", move |tx, actor| {
                let mut new = fresh("M-44", vec![law()]);
                new.unit = "market".into();
                new.from_on = Some(date(2026, 4, 1));
                item::adopt(tx, actor, &book(), (&new, "示政发〔2026〕2号"))
                    .map(|again| assert_eq!(again, of))
            })
            .expect("adopted");
        let unit = || {
            let of = id.clone();
            let item = county.read("j", move |tx, _| item::find_public(tx, &of)).expect("public");
            (item.unit, item.version)
        };
        assert_eq!(unit(), ("civil".to_owned(), 1), "its day has not come");
        county.on(date(2026, 4, 1));
        assert_eq!(oversight::due::run(&county.ground.county, &book()).expect("looked"), 1);
        assert_eq!(unit(), ("market".to_owned(), 2));
    }
}
