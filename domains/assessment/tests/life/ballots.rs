//! The anonymous review: codes, answers, what is stored and what comes out.

use std::collections::BTreeMap;

use assessment::appraisal::State;
use assessment::ballot::{self, Opened};
use assessment::tally::Tally;
use assessment::vote::{self, Answer};
use duty::scheme::Source;
use jiff::civil::date;
use kernel::{Fault, Tx, params};

use crate::ground::{Place, fields, refused, whole};

fn open(place: &Place, served: usize) -> Opened {
    let opened = place.write("o", move |tx, actor| {
        let served = BTreeMap::from([("office".to_owned(), served)]);
        ballot::open(tx, actor, "2025", "office", date(2026, 3, 6), &served)
    });
    opened.expect("opened")
}

fn cast(place: &Place, code: &str, mark: Option<u8>) -> Result<usize, Fault> {
    let code = code.to_owned();
    place.ground.county.write_now(move |tx: &mut Tx<'_>| {
        let page = vote::page(tx, &code)?;
        let answers: Vec<Answer> = page
            .subjects
            .iter()
            .map(|one| Answer { appraisal: one.appraisal.clone(), marks: [mark; 4] })
            .collect();
        vote::cast(tx, &code, &answers)
    })
}

#[test]
fn the_staff_get_alike_codes_and_those_served_their_own() {
    for place in Place::all() {
        place.open();
        let opened = open(&place, 6);
        let staff = opened.slips.iter().filter(|slip| slip.kind == "staff").count();
        let served = opened.slips.iter().filter(|slip| slip.kind == "served").count();
        assert_eq!((staff, served, opened.slips.len()), (7, 6, 13));
        let code = opened.slips.iter().find(|slip| slip.kind == "staff").expect("a slip").code.clone();
        let page: Result<vote::Page, Fault> = place.ground.county.read_now(move |tx| vote::page(tx, &code));
        let page = page.expect("it opens");
        let peers = page.subjects.iter().filter(|one| one.source == Source::Peers).count();
        let head: Vec<&str> = page
            .subjects
            .iter()
            .filter(|one| one.source == Source::Subordinates)
            .map(|one| one.name.as_str())
            .collect();
        assert_eq!((peers, head), (7, vec!["局长示例"]));
    }
}

#[test]
fn a_code_works_once_and_says_so_clearly() {
    for place in Place::all() {
        place.open();
        let opened = open(&place, 0);
        let code = opened.slips[0].code.clone();
        assert!(refused(cast(&place, "2222-2222-2222", Some(0))).contains("没有这个测评码"));
        assert_eq!(fields(cast(&place, &code, None)), ["answers"], "nothing answered uses nothing up");
        assert_eq!(cast(&place, &code.to_lowercase().replace('-', " "), Some(0)).expect("cast"), 8);
        assert!(refused(cast(&place, &code, Some(0))).contains("已经用过"));
        place.on(date(2026, 3, 7));
        assert!(refused(cast(&place, &opened.slips[1].code, Some(0))).contains("已经结束"));
    }
}

#[test]
fn nothing_stored_tells_a_code_or_joins_it_to_an_answer() {
    for place in Place::all() {
        place.open();
        let opened = open(&place, 0);
        let codes: Vec<String> = opened.slips.iter().map(|slip| slip.code.replace('-', "")).collect();
        cast(&place, &opened.slips[0].code, Some(3)).expect("cast");
        let read: Result<(), Fault> = place.ground.county.read_now(move |tx| {
            for sql in
                ["select c.hash, c.group_id from ballot_code c", "select l.facts, l.subject_id from ledger l"]
            {
                for row in tx.rows(&whole(), sql, &[])? {
                    let said = format!("{}{}", row.text(0)?, row.text(1)?).replace('-', "");
                    assert!(!codes.iter().any(|code| said.contains(code.as_str())), "{said}");
                }
            }
            // An answer has a random id, its round, its subject and its source, and nothing else.
            let filled = tx.rows(
                &whole(),
                "select x.id, x.marks from ballot_answer x where x.marks is not null",
                &[],
            )?;
            assert_eq!(filled.len(), 8);
            assert!(filled.iter().all(|row| row.text(0).is_ok_and(|id| id.len() == 32)));
            let places = tx.rows(&whole(), "select count(*) from ballot_answer x", &[])?;
            assert_eq!(places[0].int(0)?, 7 * 8, "as many places as codes can answer");
            let acts = tx.rows(
                &whole(),
                "select l.account, l.person, l.facts from ledger l where l.kind = 'review-round.answered'",
                &[],
            )?;
            assert_eq!(
                (acts[0].text(0)?, acts[0].get::<Option<String>>(1)?, acts[0].text(2)?),
                ("code-holder".into(), None, "{}".into())
            );
            Ok(())
        });
        read.expect("read");
    }
}

#[test]
fn results_come_out_only_after_closing_and_small_groups_stay_silent() {
    for place in Place::all() {
        place.open();
        let opened = open(&place, 3);
        for slip in opened.slips.iter().filter(|slip| slip.kind == "staff").take(6) {
            cast(&place, &slip.code, Some(1)).expect("cast");
        }
        for slip in opened.slips.iter().filter(|slip| slip.kind == "served") {
            cast(&place, &slip.code, Some(3)).expect("cast");
        }
        place.sum_up("a");
        let a = place.of("a");
        let id = a.id.clone();
        let during = place.read("o", move |tx, _| Ok(ballot::tallies(tx, &id)?)).expect("read");
        assert_eq!(during, [[Tally::default(); 4]; 3], "nothing while the round is open");
        let round = opened.round.clone();
        assert_eq!(fields(place.write("o", move |tx, actor| ballot::close(tx, actor, &round, ""))), ["note"]);
        place.on(date(2026, 3, 7));
        let round = opened.round.clone();
        assert_eq!(
            place.write("o", move |tx, actor| ballot::close(tx, actor, &round, "")).expect("closed"),
            1
        );
        assert_eq!(place.of("a").state, State::Verify);
        let id = a.id.clone();
        let after = place.read("o", move |tx, _| Ok(ballot::tallies(tx, &id)?)).expect("read");
        assert_eq!(after[0], [Tally([0, 6, 0, 0]); 4]);
        let sheet = place.read("h", move |tx, _| assessment::verify::sheet(tx, &a)).expect("read");
        let terms = assessment::terms::Terms::of(&duty::scheme::Scheme::default(), sheet.category);
        let lines = assessment::working::working(&sheet, &terms);
        assert!(lines[0].text.zh.contains("同级85（6人平均）"), "{}", lines[0].text.zh);
        assert!(lines[0].text.zh.contains("服务对象参评不足5人"), "{}", lines[0].text.zh);
        let codes: Result<i64, Fault> = place
            .ground
            .county
            .read_now(|tx| Ok(tx.rows(&whole(), "select count(*) from ballot_code c", &[])?[0].int(0)?));
        assert_eq!(codes.expect("read"), 0, "codes are destroyed when the round closes");
    }
}

#[test]
fn lost_slips_are_replaced_and_no_longer_open_anything() {
    for place in Place::all() {
        place.open();
        let opened = open(&place, 0);
        cast(&place, &opened.slips[0].code, Some(0)).expect("cast");
        let round = opened.round.clone();
        let groups = place.read("o", move |tx, actor| ballot::groups(tx, actor, &round)).expect("read");
        assert_eq!(groups.iter().map(|group| (group.codes, group.used)).collect::<Vec<_>>(), [(7, 1)]);
        let (round, group) = (opened.round.clone(), groups[0].id.clone());
        let slips =
            place.write("o", move |tx, actor| ballot::reissue(tx, actor, &round, &group)).expect("reissued");
        assert_eq!(slips.len(), 6);
        assert!(refused(cast(&place, &opened.slips[1].code, Some(0))).contains("没有这个测评码"));
        for slip in &slips {
            cast(&place, &slip.code, Some(0)).expect("cast");
        }
        let filled: Result<i64, Fault> = place.ground.county.read_now(|tx| {
            let sql = "select count(*) from ballot_answer x where x.marks is null and x.source = $1";
            Ok(tx.rows(&whole(), sql, params!["peers"])?[0].int(0)?)
        });
        assert_eq!(filled.expect("read"), 0, "never more answers than codes, and a place for each");
        let (round, group) = (opened.round.clone(), groups[0].id.clone());
        let none = place.write("o", move |tx, actor| ballot::reissue(tx, actor, &round, &group));
        assert!(refused(none).contains("没有可以重发"), "every code has come back");
        let round = opened.round.clone();
        place
            .write("o", move |tx, actor| ballot::close(tx, actor, &round, ""))
            .expect("closed early without a reason, since nothing is out");
    }
}

#[test]
fn a_unit_too_small_for_anonymity_gets_no_codes() {
    for place in Place::all() {
        place.open();
        let town = place.write("o", |tx, actor| {
            ballot::open(tx, actor, "2025", "town", date(2026, 3, 6), &BTreeMap::new())
        });
        assert!(refused(town).contains("没有达到 5 人"));
        let again = open(&place, 0);
        assert!(!again.slips.is_empty());
        let twice = place.write("o", |tx, actor| {
            ballot::open(tx, actor, "2025", "office", date(2026, 3, 6), &BTreeMap::new())
        });
        assert!(refused(twice).contains("正在进行"));
    }
}

#[test]
fn a_round_closes_on_a_day_to_come_and_gives_each_unit_at_most_five_hundred_codes() {
    for place in Place::all() {
        place.open();
        place.on(date(2026, 3, 2));
        let open = |day, codes: usize| {
            place.write("o", move |tx, actor| {
                let served = BTreeMap::from([("office".to_owned(), codes)]);
                ballot::open(tx, actor, "2025", "office", day, &served)
            })
        };
        assert!(refused(open(date(2026, 3, 1), 0)).contains("不能早于今天"));
        assert!(refused(open(date(2026, 3, 6), 501)).contains("最多 500"));
        let opened = open(date(2026, 3, 2), 500).expect("opened for this very day");
        assert_eq!(opened.slips.len(), 507);
    }
}

#[test]
fn a_second_round_under_way_keeps_people_waiting_though_the_first_is_over() {
    for place in Place::all() {
        place.open();
        let first = open(&place, 0);
        place
            .write("o", move |tx, actor| ballot::close(tx, actor, &first.round, "测评码遗失，重新组织"))
            .expect("closed");
        let second = open(&place, 0);
        place.sum_up("a");
        assert_eq!(place.of("a").state, State::Survey, "the second round has not come in");
        place
            .write("o", move |tx, actor| ballot::close(tx, actor, &second.round, "按期收回"))
            .expect("closed");
        assert_eq!(place.of("a").state, State::Verify);
        place.sum_up("b");
        assert_eq!(place.of("b").state, State::Verify, "both rounds are over");
    }
}

#[test]
fn a_code_works_to_the_end_of_the_last_day_and_not_after_it() {
    for place in Place::all() {
        place.open();
        let opened = open(&place, 0);
        place.on(date(2026, 3, 6));
        cast(&place, &opened.slips[0].code, Some(0)).expect("cast on the last day");
        place.on(date(2026, 3, 7));
        assert_eq!(fields(cast(&place, &opened.slips[1].code, Some(0))), ["code"]);
    }
}
