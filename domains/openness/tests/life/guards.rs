//! What keeps a decision honest: a review is of the draft it read, nobody reviews their own work, the deciding body says
//! what a decision is, names of dissenters stay closed, meetings stay apart, nothing of a closed decision is posted.

use jiff::civil::date;
use law::rules::decision_gate::{Fair, Review};
use openness::decision::meeting::{self, Meeting};
use openness::decision::opening::{self, Start, Traits};
use openness::decision::preparing::{self, FairReview};
use openness::decision::view::{self, View};
use openness::decision::{self, Decision, hearing, voice};

use crate::decisions::{
    commented, decide, draft, given, proposed, reviewed, sent, start, started, table, view,
};
use crate::ground::{Place, book, refused};

fn found(place: &Place, id: &str) -> Decision {
    let of = id.to_owned();
    place.read("committee", move |tx, actor| decision::find(tx, actor, &of)).expect("found")
}

fn papers(place: &Place, id: &str) -> Vec<String> {
    let of = id.to_owned();
    let all = place.read("committee", move |tx, _| Ok(decision::papers(tx, &of)?)).expect("read");
    all.into_iter().map(|(item, _)| item).collect()
}

#[test]
fn a_draft_is_not_changed_while_the_jurist_has_it_and_a_new_one_is_reviewed_anew() {
    for place in Place::all() {
        let id = started(&place, false);
        commented(&place, &id);
        place.on(date(2026, 4, 2));
        let of = id.clone();
        place
            .write("office", move |tx, actor| {
                let new = FairReview {
                    fair: Fair::Passed,
                    by_regulator: true,
                    heard: true,
                    words: "不限制竞争".into(),
                    ..FairReview::default()
                };
                preparing::review_fairness(tx, actor, &of, &new)
            })
            .expect("reviewed");
        sent(&place, &id, date(2026, 4, 14), "").expect("sent");
        let swapped = draft(&place, "office", &id, "自7月起全部停运。");
        assert!(refused(swapped).contains("with the jurist"));
        given(&place, "jurist", &id, (true, false)).expect("given");
        assert_eq!(found(&place, &id).facts.review, Review::Passed);
        draft(&place, "office", &id, "自7月起全部停运。").expect("rewritten");
        let facts = found(&place, &id).facts;
        assert_eq!((facts.review, facts.review_sent, facts.review_due), (Review::None, None, None));
        assert_eq!((facts.fair, facts.fair_heard, facts.fair_by_regulator), (Fair::None, false, false));
        assert!(!facts.pack.iter().any(|item| item == "review" || item == "fair"), "{:?}", facts.pack);
        assert!(!papers(&place, &id).iter().any(|item| item == "review" || item == "fair"));
        assert!(
            refused(table(&place, &id)).contains("the legality review"),
            "the old opinion does not carry the new draft"
        );
    }
}

#[test]
fn the_sum_of_comments_leaves_the_file_when_comment_opens_again() {
    for place in Place::all() {
        let id = started(&place, false);
        commented(&place, &id);
        reviewed(&place, &id, true);
        table(&place, &id).expect("tabled");
        assert!(papers(&place, &id).iter().any(|item| item == "comments"));
        let of = id.clone();
        place
            .write("committee", move |tx, actor| {
                let new = Meeting {
                    views: vec![view("甲", "against", "票价未定"), view("县长", "against", "再议")],
                    head_last: true,
                    outcome: "returned".into(),
                    words: "补充票价后再议。".into(),
                    ..Meeting::default()
                };
                meeting::decide(tx, actor, &book(), (&of, &new))
            })
            .expect("returned");
        let of = id.clone();
        place
            .write("office", move |tx, actor| {
                preparing::open_comment(tx, actor, &book(), &of, (date(2026, 5, 6), ""))
            })
            .expect("opened again");
        assert!(!papers(&place, &id).iter().any(|item| item == "comments"));
        assert!(!found(&place, &id).facts.pack.iter().any(|item| item == "comments"));
        place.write("nobody", |tx, _| voice::comment(tx, "2026-01", "票价太高")).expect("taken");
        place.on(date(2026, 5, 7));
        assert!(refused(table(&place, &id)).contains("papers of the file"));
    }
}

#[test]
fn nobody_reviews_what_they_wrote_or_starts_what_they_proposed_or_decides_what_they_tabled() {
    for place in Place::all() {
        let own = proposed(&place, "lead-committee");
        let of = own.clone();
        let alone = place.write("lead-committee", move |tx, actor| {
            let words = "已论证".into();
            let new = Start { starts: true, unit: "office".into(), words, ..Start::default() };
            opening::start(tx, actor, &book(), (&of, &new))
        });
        assert!(refused(alone).contains("You proposed this"));
        start(&place, &own, Traits::default(), "").expect("started by the others");
        draft(&place, "both", &own, "自7月起调整。").expect("drafted");
        commented(&place, &own);
        place.on(date(2026, 4, 2));
        sent(&place, &own, date(2026, 4, 14), "").expect("sent");
        assert!(refused(given(&place, "both", &own, (true, false))).contains("somebody else reviews"));
        given(&place, "jurist", &own, (true, false)).expect("another jurist");
        let of = own.clone();
        place
            .write("lead-committee", move |tx, actor| meeting::table(tx, actor, &book(), &of))
            .expect("tabled");
        let of = own.clone();
        let both = place.write("lead-committee", move |tx, actor| {
            let views = vec![view("甲", "for", ""), view("县长", "for", "")];
            let (outcome, words) = ("adopted".into(), "通过".into());
            meeting::decide(
                tx,
                actor,
                &book(),
                (&of, &Meeting { views, head_last: true, outcome, words, ..Meeting::default() }),
            )
        });
        assert!(refused(both).contains("somebody else"));
        decide(&place, &own, true).expect("the others decide");
    }
}

#[test]
fn the_deciding_body_says_what_a_decision_is_and_the_jurist_confirms_a_pilot() {
    for place in Place::all() {
        let id = proposed(&place, "office");
        let closed = Traits { not_public: true, ..Traits::default() };
        assert!(refused(start(&place, &id, closed, " ")).contains("provision"));
        let traits = Traits { exploratory: true, risk: true, ..Traits::default() };
        start(&place, &id, traits, "").expect("started");
        let facts = found(&place, &id).facts;
        assert!(facts.risk && facts.exploratory && !facts.not_public, "as the deciding body set it");
        draft(&place, "office", &id, "自7月起调整。").expect("drafted");
        sent(&place, &id, date(2026, 3, 11), "").expect("sent");
        given(&place, "jurist", &id, (false, false)).expect("not confirmed");
        let of = id.clone();
        let pilot = place.write("office", move |tx, actor| {
            preparing::state_legal_risk(tx, actor, &book(), (&of, "无上位法依据", "三个村，一年"))
        });
        assert!(refused(pilot).contains("art. 25(2)"));
        let plain = started(&place, false);
        sent(&place, &plain, date(2026, 3, 11), "").expect("sent");
        let more = given(&place, "jurist", &plain, (false, true));
        assert!(refused(more).contains("did not start it as exploratory"));
    }
}

#[test]
fn what_is_by_law_not_public_is_decided_and_filed_without_a_notice() {
    for place in Place::all() {
        let id = proposed(&place, "office");
        let traits = Traits { not_public: true, ..Traits::default() };
        start(&place, &id, traits, "保守国家秘密法，方案涉及应急物资储备点位").expect("started");
        draft(&place, "office", &id, "调整储备点位。").expect("drafted");
        let of = id.clone();
        let asked = place.write("office", move |tx, actor| {
            preparing::open_comment(tx, actor, &book(), &of, (date(2026, 4, 1), ""))
        });
        assert!(refused(asked).contains("not public"));
        reviewed(&place, &id, true);
        table(&place, &id).expect("tabled");
        decide(&place, &id, true).expect("decided");
        let of = id.clone();
        place.write("office", move |tx, actor| meeting::report(tx, actor, &of, "已批复")).expect("reported");
        let of = id.clone();
        let shown =
            place.write("office", move |tx, actor| meeting::publish(tx, actor, &book(), (&of, "公布如下")));
        assert!(refused(shown).contains("not public"));
        let of = id.clone();
        place
            .write("office", move |tx, actor| {
                meeting::keep_private(tx, actor, &book(), (&of, "凤政发〔2026〕9号，发至应急、发改"))?;
                meeting::file(tx, actor, &book(), &of)
            })
            .expect("issued and filed");
        assert_eq!(found(&place, &id).state, "closed");
        let notices = place.read("nobody", |tx, _| Ok(openness::notice::counts(tx)?)).expect("read");
        assert!(notices.is_empty(), "{notices:?}");
        let open = place.read("nobody", |tx, _| decision::find_public(tx, "2026-01"));
        assert!(matches!(open, Err(kernel::Fault::NotFound)));
        let public = started(&place, false);
        let kept = place
            .write("office", move |tx, actor| meeting::keep_private(tx, actor, &book(), (&public, "不公布")));
        assert!(kept.is_err(), "what is public is not kept back");
    }
}

pub fn tabled(place: &Place) -> String {
    let id = started(place, false);
    commented(place, &id);
    reviewed(place, &id, true);
    table(place, &id).expect("tabled");
    id
}

fn meet(place: &Place, id: &str, views: &[View], (outcome, why): (&str, &str)) -> Result<(), kernel::Fault> {
    let (of, views) = (id.to_owned(), views.to_vec());
    let (outcome, why) = (outcome.to_owned(), why.to_owned());
    place.write("committee", move |tx, actor| {
        let new = Meeting {
            views: views.clone(),
            head_last: true,
            explanation: why.clone(),
            outcome: outcome.clone(),
            words: "会议决定。".into(),
        };
        meeting::decide(tx, actor, &book(), (&of, &new))
    })
}

#[test]
fn whether_the_majority_was_left_is_computed_from_the_views() {
    for place in Place::all() {
        let id = tabled(&place);
        let views =
            [view("甲", "against", "费用不清"), view("乙", "reserved", "再看一年"), view("县长", "for", "")];
        assert!(refused(meet(&place, &id, &views, ("adopted", ""))).contains("departs from the majority"));
        meet(&place, &id, &views, ("adopted", "冬季前必须定下来。")).expect("explained");
        let facts = found(&place, &id).facts;
        assert!(facts.against_majority && facts.departure_explained);
        let other = tabled_again(&place);
        let for_it = [view("甲", "for", ""), view("乙", "for", ""), view("县长", "against", "不同意")];
        assert!(
            refused(meet(&place, &other, &for_it, ("rejected", ""))).contains("departs from the majority")
        );
        meet(&place, &other, &for_it, ("adopted", "")).expect("the majority");
        assert!(!found(&place, &other).facts.against_majority);
    }
}

fn tabled_again(place: &Place) -> String {
    let id = started(place, false);
    let of = id.clone();
    place
        .write("office", move |tx, actor| {
            preparing::open_comment(tx, actor, &book(), &of, (date(2026, 5, 6), ""))
        })
        .expect("opened");
    place.on(date(2026, 5, 7));
    sent(place, &id, date(2026, 5, 20), "").expect("sent");
    given(place, "jurist", &id, (true, false)).expect("given");
    table(place, &id).expect("tabled");
    id
}

#[test]
fn meetings_stay_apart_and_names_are_for_the_deciding_body_and_the_inspector() {
    for place in Place::all() {
        let id = tabled(&place);
        let first = [view("甲", "against", "费用不清"), view("县长", "against", "补材料")];
        meet(&place, &id, &first, ("returned", "")).expect("returned");
        table(&place, &id).expect("tabled again");
        let views: Vec<View> = (0..9).map(|n| view(&format!("委员{n}"), "for", "")).collect();
        meet(&place, &id, &views, ("adopted", "")).expect("nine views");
        let seen = |who: &str| {
            let of = id.clone();
            place
                .read(who, move |tx, actor| {
                    let of = decision::find(tx, actor, &of)?;
                    Ok(view::sittings(tx, actor, &of)?)
                })
                .expect("read")
        };
        for who in ["committee", "inspector"] {
            let all = seen(who);
            let names: Vec<usize> = all.iter().map(|sitting| sitting.views.len()).collect();
            assert_eq!((all[0].meeting, all[1].meeting, names), (1, 2, vec![2, 9]), "{who}");
        }
        for who in ["office", "organiser", "desk", "jurist"] {
            let all = seen(who);
            assert_eq!((all[0].counts, all[1].counts), ((0, 2, 0), (9, 0, 0)), "{who}");
            assert!(all.iter().all(|sitting| sitting.views.is_empty()), "{who} reads who said what");
        }
        let asks = |who: &str, why: &'static str| {
            let of = id.clone();
            place.write(who, move |tx, actor| view::on_record(tx, actor, &of, why))
        };
        assert!(refused(asks("organiser", "了解情况")).contains("deciding body and the inspector only"));
        assert!(refused(asks("inspector", " ")).contains("for which case"));
        assert_eq!(asks("inspector", "2027年第3号容错认定").expect("read").dissent.len(), 2);
        let steps = place.read("office", move |tx, _| Ok(decision::steps(tx, &id)?)).expect("read");
        let last = steps.last().expect("a step");
        assert_eq!((last.step.as_str(), last.inner.as_str()), ("record-read", "2027年第3号容错认定"));
        assert!(last.shown.zh.is_empty());
    }
}

#[test]
fn a_hearing_counts_when_the_papers_were_there_seven_days_before_and_it_was_held() {
    for place in Place::all() {
        let id = started(&place, false);
        commented(&place, &id);
        let announce = |on| {
            let of = id.clone();
            place
                .write("office", move |tx, actor| {
                    hearing::announce(
                        tx,
                        actor,
                        &book(),
                        &of,
                        (on, "镇政府会议室；参加人：沿线三村各两名村民"),
                    )
                })
                .map(drop)
        };
        announce(date(2026, 4, 20)).expect("announced");
        reviewed(&place, &id, true);
        let papers = |on| {
            let of = id.clone();
            place.write("office", move |tx, actor| {
                hearing::send_papers(tx, actor, &of, (on, "逐户送达，回执存档"))
            })
        };
        place.on(date(2026, 4, 21));
        assert!(refused(table(&place, &id)).contains("the hearing"), "no papers");
        assert!(refused(papers(date(2026, 4, 22))).contains("cannot be to come"));
        papers(date(2026, 4, 14)).expect("noted");
        assert!(refused(table(&place, &id)).contains("the hearing"), "six days");
        papers(date(2026, 4, 13)).expect("noted");
        table(&place, &id).expect("seven days");
    }
}
