//! Decisions: what is missing stops them, dissent stays inside, the lawful way of a pilot, evaluation and suspension.

use jiff::civil::date;
use openness::decision::meeting::{self, Meeting};
use openness::decision::opening::{self, NewDecision, Start, Traits};
use openness::decision::preparing::{self, Draft};
use openness::decision::review::{self, Opinion};
use openness::decision::view::{self, View};
use openness::decision::{self, after, voice};

use crate::ground::{Place, book, refused};

pub fn proposed(place: &Place, who: &str) -> String {
    place
        .write(who, |tx, actor| {
            let new = NewDecision {
                title: "农村客运班线调整方案".into(),
                unit: "office".into(),
                proposal: "合并三条亏损班线，改开预约公交。".into(),
                question: "您希望班车几点到村口？".into(),
                traits: Traits::default(),
            };
            opening::propose(tx, actor, &new)
        })
        .expect("proposed")
}

pub fn start(place: &Place, id: &str, traits: Traits, ground: &str) -> Result<(), kernel::Fault> {
    let (of, ground) = (id.to_owned(), ground.to_owned());
    place.write("committee", move |tx, actor| {
        let words = "交通运输局已作可行性论证".into();
        let new = Start { starts: true, unit: "office".into(), words, traits, ground: ground.clone() };
        opening::start(tx, actor, &book(), (&of, &new))
    })
}

pub fn draft(place: &Place, who: &str, id: &str, words: &str) -> Result<(), kernel::Fault> {
    let (of, words) = (id.to_owned(), words.to_owned());
    place.write(who, move |tx, actor| {
        let draft = Draft {
            draft: words.clone(),
            explanation: "客流下降。".into(),
            basis: "道路运输条例。".into(),
            options: 2,
        };
        preparing::write(tx, actor, &of, &draft)
    })
}

pub fn started(place: &Place, exploratory: bool) -> String {
    let id = proposed(place, "office");
    start(place, &id, Traits { exploratory, ..Traits::default() }, "").expect("started");
    draft(place, "office", &id, "自7月起调整。").expect("drafted");
    id
}

pub fn commented(place: &Place, id: &str) {
    let of = id.to_owned();
    place
        .write("office", move |tx, actor| {
            preparing::open_comment(tx, actor, &book(), &of, (date(2026, 4, 1), ""))
        })
        .expect("opened");
}

pub fn sent(place: &Place, id: &str, due: jiff::civil::Date, why: &str) -> Result<(), kernel::Fault> {
    let (of, why) = (id.to_owned(), why.to_owned());
    place.write("office", move |tx, actor| review::send(tx, actor, &book(), (&of, due, &why)))
}

pub fn given(
    place: &Place,
    who: &str,
    id: &str,
    (passed, exploratory): (bool, bool),
) -> Result<(), kernel::Fault> {
    let of = id.to_owned();
    place.write(who, move |tx, actor| {
        let new = Opinion { passed, exploratory, words: "依据和权限的意见".into() };
        review::give(tx, actor, &of, &new)
    })
}

pub fn reviewed(place: &Place, id: &str, passed: bool) {
    place.on(date(2026, 4, 2));
    sent(place, id, date(2026, 4, 14), "").expect("sent");
    given(place, "jurist", id, (passed, false)).expect("given");
}

pub fn view(name: &str, stance: &str, words: &str) -> View {
    View { name: name.into(), stance: stance.into(), words: words.into() }
}

pub fn table(place: &Place, id: &str) -> Result<(), kernel::Fault> {
    let of = id.to_owned();
    place.write("office", move |tx, actor| meeting::table(tx, actor, &book(), &of))
}

pub fn decide(place: &Place, id: &str, head_last: bool) -> Result<(), kernel::Fault> {
    let of = id.to_owned();
    place.write("committee", move |tx, actor| {
        let new = Meeting {
            views: vec![
                view("甲", "for", ""),
                view("乙", "against", "冬季路滑，预约车到不了高山村。"),
                view("县长", "for", ""),
            ],
            head_last,
            outcome: "adopted".into(),
            words: "通过，高山村保留原班线。".into(),
            ..Meeting::default()
        };
        meeting::decide(tx, actor, &book(), (&of, &new))
    })
}

#[test]
fn a_decision_with_missing_steps_is_not_tabled_and_each_is_named() {
    for place in Place::all() {
        let id = started(&place, false);
        let said = refused(table(&place, &id));
        let named = ["public comment", "the legality review", "papers of the file", "art. 15, 25, 29"];
        assert!(named.iter().all(|words| said.contains(words)) && !said.contains("DEC-"), "{said}");
        commented(&place, &id);
        let said = refused(table(&place, &id));
        assert!(said.contains("public comment, over"), "comment still runs: {said}");
    }
}

#[test]
fn comment_shorter_than_thirty_days_is_refused_unless_explained() {
    for place in Place::all() {
        let id = started(&place, false);
        for (reason, held) in [("", false), ("汛期将至，渡口停航在即。", true)] {
            let of = id.clone();
            let done = place.write("office", move |tx, actor| {
                preparing::open_comment(tx, actor, &book(), &of, (date(2026, 3, 20), reason))
            });
            if held {
                done.expect("explained");
            } else {
                assert!(refused(done).contains("2026-04-01"));
            }
        }
    }
}

#[test]
fn the_jurist_has_seven_working_days_unless_the_reason_for_less_is_given_and_shown() {
    for place in Place::all() {
        let id = started(&place, false);
        assert!(refused(sent(&place, &id, date(2026, 3, 10), "")).contains("too little time"));
        let same_day = sent(&place, &id, date(2026, 3, 2), "汛期将至");
        assert!(refused(same_day).contains("too little time"), "a reason does not make a review of no time");
        sent(&place, &id, date(2026, 3, 11), "不必说明").expect("seven working days need no reason");
        let steps = place.read("office", move |tx, _| Ok(decision::steps(tx, &id)?)).expect("read");
        let last = steps.last().expect("a step");
        assert!(!last.shown.zh.contains("不必说明") && last.shown.en.contains("2026-03-11"));
        let hurried = started(&place, false);
        sent(&place, &hurried, date(2026, 3, 10), "汛期将至，渡口停航在即。").expect("explained");
        let (facts, steps) = place
            .read("office", move |tx, actor| {
                let of = decision::find(tx, actor, &hurried)?;
                Ok((of.facts, decision::steps(tx, &hurried)?))
            })
            .expect("read");
        assert!(facts.review_shorter_explained);
        assert!(steps.last().expect("a step").shown.zh.contains("渡口停航在即"), "the reason is shown");
    }
}

#[test]
fn a_decision_goes_its_way_to_the_file_and_dissent_stays_inside() {
    for place in Place::all() {
        let id = started(&place, false);
        commented(&place, &id);
        reviewed(&place, &id, true);
        table(&place, &id).expect("tabled");
        assert!(refused(decide(&place, &id, false)).contains("speaks last"));
        decide(&place, &id, true).expect("decided");
        let of = id.clone();
        let early =
            place.write("office", move |tx, actor| meeting::publish(tx, actor, &book(), (&of, "公布如下")));
        assert!(refused(early).contains("art. 31–33"));
        let of = id.clone();
        place
            .write("office", move |tx, actor| {
                meeting::report(tx, actor, &of, "凤政请〔2026〕3号，已批复")?;
                meeting::publish(tx, actor, &book(), (&of, "自7月1日起调整班线。"))?;
                meeting::file(tx, actor, &book(), &of)
            })
            .expect("published and filed");
        let of = id.clone();
        let shown = place
            .read("nobody", move |tx, _| {
                let found = decision::find_public(tx, "2026-01")?;
                Ok((found, decision::steps(tx, &of)?))
            })
            .expect("public");
        assert_eq!(shown.0.state, "closed");
        let told = |words: &str| words.contains('乙') || words.contains("高山村");
        assert!(shown.1.iter().all(|done| !told(&done.shown.zh) && !told(&done.shown.en)));
        let record = place
            .write("committee", move |tx, actor| view::on_record(tx, actor, &id, "2027年高山村班线事故追责"));
        let record = record.expect("kept");
        assert_eq!(record.dissent.iter().map(|view| view.name.as_str()).collect::<Vec<_>>(), ["乙"]);
    }
}

#[test]
fn a_failed_review_stops_a_decision_but_not_a_pilot_with_its_risk_stated() {
    for place in Place::all() {
        let plain = started(&place, false);
        commented(&place, &plain);
        let pilot = started(&place, true);
        commented(&place, &pilot);
        reviewed(&place, &plain, false);
        sent(&place, &pilot, date(2026, 4, 14), "").expect("sent");
        given(&place, "jurist", &pilot, (false, true)).expect("given");
        assert!(refused(table(&place, &plain)).contains("art. 25"));
        let of = plain.clone();
        let forbidden = place.write("office", move |tx, actor| {
            preparing::state_legal_risk(tx, actor, &book(), (&of, "无上位法依据", "一年"))
        });
        assert!(refused(forbidden).contains("art. 25(2)"));
        assert!(refused(table(&place, &pilot)).contains("art. 25(2)"));
        let of = pilot.clone();
        place
            .write("office", move |tx, actor| {
                preparing::state_legal_risk(
                    tx,
                    actor,
                    &book(),
                    (&of, "无上位法依据", "三个村，一年，出现事故即停"),
                )
            })
            .expect("stated");
        table(&place, &pilot).expect("tabled");
        let record =
            place.write("committee", move |tx, actor| view::on_record(tx, actor, &pilot, "试点容错认定"));
        assert_eq!(record.expect("kept").pilot, "三个村，一年，出现事故即停");
    }
}

#[test]
fn comments_are_grouped_and_each_group_is_answered_before_it_is_tabled() {
    for place in Place::all() {
        let id = started(&place, false);
        commented(&place, &id);
        let slip =
            place.write("nobody", |tx, _| voice::comment(tx, "2026-01", "早班车改到七点半")).expect("taken");
        reviewed(&place, &id, true);
        assert!(refused(table(&place, &id)).contains("papers of the file"), "a comment in no group");
        let of = id.clone();
        place
            .write("office", move |tx, actor| {
                let all = voice::ungrouped(tx, actor, &of, 10)?;
                let ids: Vec<String> = all.into_iter().map(|one| one.id).collect();
                voice::put(tx, actor, &of, (&ids, None, "班次时间"))
            })
            .expect("grouped");
        assert!(refused(table(&place, &id)).contains("papers of the file"), "a group without an answer");
        let of = id.clone();
        place
            .write("office", move |tx, actor| {
                let group = voice::groups(tx, &of)?.remove(0);
                voice::answer(tx, actor, &of, (&group.id, "yes", "早班车改为七点半。"))
            })
            .expect("answered");
        table(&place, &id).expect("tabled");
        let followed = place.read("nobody", move |tx, _| voice::follow(tx, &slip.number, &slip.secret));
        let group = followed.expect("followed").group.expect("in a group");
        assert_eq!((group.1.as_str(), group.2.as_str()), ("yes", "早班车改为七点半。"));
        let late = place.write("nobody", |tx, _| voice::comment(tx, "2026-01", "晚了"));
        assert!(refused(late).contains("not open"));
    }
}

#[test]
fn whoever_assessed_first_does_not_evaluate_and_only_an_emergency_suspends() {
    for place in Place::all() {
        let id = started(&place, false);
        commented(&place, &id);
        reviewed(&place, &id, true);
        table(&place, &id).expect("tabled");
        decide(&place, &id, true).expect("decided");
        let of = id.clone();
        place
            .write("office", move |tx, actor| {
                meeting::report(tx, actor, &of, "已批复")?;
                meeting::publish(tx, actor, &book(), (&of, "公布")).map(drop)
            })
            .expect("published");
        let order = |unit: &'static str| {
            let of = id.clone();
            place.write("committee", move |tx, actor| {
                after::order_evaluation(tx, actor, &book(), &of, (unit, "群众意见较多", date(2026, 5, 1)))
            })
        };
        assert!(refused(order("office")).contains("art. 36"));
        order("town").expect("ordered");
        let of = id.clone();
        place
            .write("town", move |tx, actor| {
                let open = after::evaluations(tx, &of)?.remove(0);
                after::evaluate(tx, actor, &of, (&open.id, "总体可行，建议保留冬季班线。"))
            })
            .expect("evaluated");
        let suspend = |emergency: bool| {
            let of = id.clone();
            place.write("committee", move |tx, actor| {
                after::suspend(tx, actor, &book(), &of, (emergency, true, "山体滑坡"))
            })
        };
        assert!(refused(suspend(false)).contains("art. 37"));
        suspend(true).expect("suspended");
        let of = id.clone();
        place
            .write("committee", move |tx, actor| after::resume(tx, actor, &of, "险情排除"))
            .expect("resumed");
    }
}
