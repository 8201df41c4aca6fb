//! Documents that age: their days, what rests on a lapsed one, evaluation, and the gates before one is issued.

use jiff::civil::date;
use kernel::Fault;
use oversight::document::ages;
use oversight::document::evaluation::{self, Fate, Proposal};
use oversight::document::issuing::{self, Issued, Outcome, Recorded, Review};
use oversight::document::registering::{self, Completion};
use oversight::document::{self, Filter, Issuer, NewDocument};
use oversight::item;

use crate::ground::{County, book, law, on, publish, refused, register, trial};

#[test]
fn an_expired_basis_blocks_new_cases_and_says_which_clause() {
    for county in County::all() {
        let document = register(&county);
        let id = publish(&county, "M-11", vec![on(&document, true)]);
        let opened = |day| {
            let of = id.clone();
            county.read("g", move |tx, _| item::open_for_cases(tx, &book(), &of, day))
        };
        assert!(opened(date(2026, 6, 30)).expect("still valid").open);
        let answer = opened(date(2026, 7, 1));
        let Err(Fault::Refused(refusals)) = &answer else { panic!("{answer:?}") };
        let decision = refusals[0].decision.as_ref().expect("a decision");
        assert_eq!(decision.rule, "document-validity");
        assert!(decision.reasons.iter().any(|reason| reason.citation.clause == "NDOC-01"));
        assert!(refused(answer).contains("已失效"));
    }
}

#[test]
fn what_the_county_has_not_confirmed_lets_nothing_stand_that_says_its_own_end() {
    for county in County::all() {
        let document = register(&county);
        let id = publish(&county, "M-14", vec![on(&document, true)]);
        let bare = law::Rulebook::built_in().expect("the rulebook");
        let opened = |day| {
            let (of, book) = (id.clone(), bare.clone());
            county.read("g", move |tx, _| item::open_for_cases(tx, &book, &of, day))
        };
        // How long a trial document is valid is another county's rule until this one confirms it.
        assert!(opened(date(2027, 1, 1)).expect("not decided").open);
        assert!(refused(opened(date(2024, 6, 1))).contains("已失效"), "it is not in force yet");
    }
}

#[test]
fn a_law_beside_a_lapsed_document_keeps_the_item_open() {
    for county in County::all() {
        let document = register(&county);
        let id = publish(&county, "M-12", vec![law(), on(&document, false)]);
        let found = county
            .read("g", move |tx, _| item::open_for_cases(tx, &book(), &id, date(2026, 8, 1)))
            .expect("open");
        assert!(found.open);
        assert_eq!(found.gone().count(), 1);
    }
}

#[test]
fn an_evaluation_begins_by_itself_once_and_keeping_extends_the_document() {
    for county in County::all() {
        let document = register(&county);
        county.on(date(2025, 12, 29));
        let look = || oversight::due::run(&county.ground.county, &book()).expect("looked");
        assert_eq!(look(), 0);
        county.on(date(2025, 12, 30));
        assert_eq!(look(), 1);
        assert_eq!(look(), 0, "an evaluation is begun once");
        let todo = county.waits("m", "document-evaluation").pop().expect("a to-do");
        assert_eq!(todo.due, Some(date(2026, 4, 30)));
        let id = todo.subject_id.clone();
        let propose = |until| {
            let of = id.clone();
            county.write("m", move |tx, actor| {
                let why = "执行顺利，与上位法一致。".to_owned();
                let new = Proposal { proposal: Fate::Keep, why, until_on: until };
                evaluation::propose(tx, actor, &book(), &of, &new)
            })
        };
        assert!(refused(propose(None)).contains("延长到哪一天"));
        propose(Some(date(2028, 6, 30))).expect("proposed");
        assert_eq!(county.waits("j", "document-evaluation").len(), 1);
        let of = id.clone();
        county
            .write("j", move |tx, actor| evaluation::review(tx, actor, &of, (true, "合法")))
            .expect("reviewed");
        let of = id.clone();
        let early = county.write("m", move |tx, actor| {
            evaluation::decide(tx, actor, &book(), &of, (Fate::Keep, "会议纪要"))
        });
        assert!(refused(early).contains("不由您办理"));
        let of = id.clone();
        county
            .write("c", move |tx, actor| {
                evaluation::decide(tx, actor, &book(), &of, (Fate::Keep, "县政府第3次常务会议"))
            })
            .expect("decided");
        let found = county.read("j", move |tx, scope| document::find(tx, scope, &document)).expect("found");
        assert_eq!(found.lapses_on, Some(date(2028, 6, 30)));
        assert_eq!(look(), 0);
    }
}

#[test]
fn repealing_ends_the_document_and_what_rests_on_it_alone() {
    for county in County::all() {
        let document = register(&county);
        let item = publish(&county, "M-13", vec![on(&document, true)]);
        let of = document.clone();
        let id = county.write("m", move |tx, actor| evaluation::begin(tx, actor, &of)).expect("begun");
        let of = id.clone();
        county
            .write("m", move |tx, actor| {
                let new =
                    Proposal { proposal: Fate::Repeal, why: "已有上位规定".into(), until_on: None };
                evaluation::propose(tx, actor, &book(), &of, &new)
            })
            .expect("proposed");
        let of = id.clone();
        county
            .write("j", move |tx, actor| evaluation::review(tx, actor, &of, (true, "同意")))
            .expect("reviewed");
        county
            .write("c", move |tx, actor| {
                evaluation::decide(tx, actor, &book(), &id, (Fate::Repeal, "示政发〔2026〕9号"))
            })
            .expect("decided");
        let answer =
            county.read("g", move |tx, _| item::open_for_cases(tx, &book(), &item, date(2026, 3, 2)));
        assert!(refused(answer).contains("已失效"));
    }
}

#[test]
fn those_that_lapse_within_six_months_are_found_and_counted_by_office() {
    for county in County::all() {
        register(&county);
        county
            .write("j", |tx, actor| {
                let mut new = trial();
                new.number = "示民发〔2026〕1号".into();
                new.issued_on = date(2026, 1, 5);
                new.effective_on = date(2026, 1, 10);
                document::register(tx, actor, &book(), &new)
            })
            .expect("registered");
        let found = county.read("j", |tx, scope| {
            let filter =
                Filter { from: Some(date(2026, 3, 2)), to: Some(date(2026, 9, 2)), ..Filter::default() };
            let soon = document::list(tx, scope, &filter, (50, 0))?;
            Ok((soon.1, ages::by_office(tx, scope)?))
        });
        let (soon, offices) = found.expect("read");
        assert_eq!(soon, 1);
        assert_eq!(offices.len(), 1);
        assert_eq!(offices[0].counts, [1, 0, 1, 0]);
    }
}

fn market() -> NewDocument {
    NewDocument {
        unit: "market".into(),
        title: "示例县集贸市场管理办法".into(),
        number: "草案1".into(),
        issuer: Issuer::Government,
        market: true,
        published_at: String::new(),
        issued_on: date(2026, 3, 2),
        effective_on: date(2026, 6, 1),
        ..trial()
    }
}

fn done(review: Review) -> Recorded {
    Recorded {
        review,
        outcome: Outcome::Passed,
        from_on: (review == Review::Comment).then(|| date(2026, 3, 3)),
        done_on: date(2026, 4, 10),
        regulator: true,
        heard: true,
        ends_on: None,
        no_milder: false,
        said: "没有不同意见".into(),
        by_name: String::new(),
    }
}

#[test]
fn a_document_that_touches_the_market_is_not_issued_before_its_reviews() {
    for county in County::all() {
        let id = county.write("s", |tx, actor| issuing::draft(tx, actor, &book(), &market())).expect("begun");
        county.on(date(2026, 4, 13));
        let record = |review: Review| {
            let of = id.clone();
            county.write("s", move |tx, actor| issuing::record(tx, actor, &of, &done(review)))
        };
        assert!(refused(record(Review::Legality)).contains("法制审核"));
        record(Review::Comment).expect("comment");
        record(Review::Collective).expect("collective");
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
                    number: "示政发〔2026〕12号".into(),
                    effective_on: date(2026, 6, 1),
                    published_at: "县政府公报".into(),
                };
                issuing::issue(tx, actor, &book(), &of, &issued)
            })
        };
        let answer = issue();
        let Err(Fault::Refused(refusals)) = &answer else { panic!("{answer:?}") };
        let decision = refusals[0].decision.as_ref().expect("a decision");
        assert!(decision.reasons.iter().any(|reason| reason.citation.clause == "FC-04" && !reason.held));
        record(Review::Fair).expect("fair competition");
        issue().expect("issued");
        let of = id.clone();
        let found = county.read("j", move |tx, scope| document::find(tx, scope, &of)).expect("found");
        assert_eq!(found.lapses_on, Some(date(2028, 5, 31)));
        assert_eq!(found.state, document::State::Issued);
    }
}

#[test]
fn a_document_registered_without_its_place_of_publication_is_completed_and_then_carries() {
    for county in County::all() {
        let bare = || NewDocument { published_at: String::new(), ..trial() };
        let id = county
            .write("j", move |tx, actor| document::register(tx, actor, &book(), &bare()))
            .expect("registered");
        let carries = |id: &str| {
            let of = id.to_owned();
            let found = county.read("j", move |tx, scope| {
                let found = document::find(tx, scope, &of)?;
                let today = tx.today();
                Ok((found.validity(&book(), today).value().expect("confirmed").carries, found))
            });
            found.expect("read")
        };
        assert!(!carries(&id).0, "unpublished it is no basis");
        let complete =
            |who: &'static str, at: &'static str, on: Option<jiff::civil::Date>, body: &'static str| {
                let of = id.clone();
                county.write(who, move |tx, actor| {
                    let new = Completion { published_at: at.into(), published_on: on, body: body.into() };
                    registering::complete(tx, actor, &book(), &of, &new)
                })
            };
        assert!(refused(complete("m", "县政府网站", Some(date(2024, 6, 25)), "")).contains("法制审核"));
        assert!(refused(complete("j", "", None, "")).contains("请写公布载体"));
        assert!(refused(complete("j", "县政府网站", None, "")).contains("请写公布日期"));
        assert!(refused(complete("j", "县政府网站", Some(date(2024, 6, 1)), "")).contains("早于印发日期"));
        assert!(refused(complete("j", "县政府网站", Some(date(2031, 6, 1)), "")).contains("晚于今天"));
        complete("j", "县政府网站", Some(date(2024, 6, 25)), "").expect("completed");
        let (does, found) = carries(&id);
        assert!(does, "published it is a basis");
        assert_eq!(found.published_on, Some(date(2024, 6, 25)));
        let again = complete("j", "别处", Some(date(2024, 6, 26)), "第一条 为了规范临时救助，制定本办法。");
        again.expect("the text comes later");
        let found = carries(&id).1;
        assert_eq!(
            (found.published_at.as_str(), found.body.as_str()),
            ("县政府网站", "第一条 为了规范临时救助，制定本办法。")
        );
        assert!(refused(complete("j", "", None, "别的正文")).contains("不能改动"));
    }
}

#[test]
fn a_document_in_force_before_it_was_issued_is_refused_at_its_day() {
    for county in County::all() {
        let register = |effective_on| {
            county.write("j", move |tx, actor| {
                document::register(tx, actor, &book(), &NewDocument { effective_on, ..trial() })
            })
        };
        assert!(refused(register(date(2024, 6, 19))).contains("2024-06-19 早于印发日期 2024-06-20"));
        register(date(2024, 6, 20)).expect("in force from the day of issue");
    }
}
