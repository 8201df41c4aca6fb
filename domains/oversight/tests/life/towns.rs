//! Duty lists: tasks that cite a duty, what is refused, admission and adjustment.

use jiff::civil::date;
use oversight::town::change::{self, Kind, NewChange, Resolution, Wanted};
use oversight::town::task::{self, Filter, Move, NewTask, State};
use oversight::town::{self, List, NewDuty};

use crate::ground::{County, book, refused};

fn duty(list: List, name: &str) -> NewDuty {
    let led = list != List::Basic;
    NewDuty {
        list,
        class: "民生服务".into(),
        sort: None,
        name: name.into(),
        lead: if led { "示例县民政局".into() } else { String::new() },
        lead_id: led.then(|| "civil".into()),
        lead_part: if led { "牵头并办理".into() } else { String::new() },
        town_part: if list == List::Cooperating { "入户核实".into() } else { String::new() },
    }
}

/// Sets the lists of the town; answers the ids of the three duties in the order of the lists.
pub fn set(county: &County) -> [String; 3] {
    county
        .write("j", |tx, actor| {
            let all = [
                duty(List::Basic, "特困人员供养申请受理"),
                duty(List::Cooperating, "救助对象核查"),
                duty(List::TakenBack, "殡葬管理执法"),
            ];
            town::set(tx, actor, "town", (&all, "示办发〔2025〕8号")).map(|_| ())
        })
        .expect("the lists are set");
    county
        .read("j", |tx, _| {
            let today = tx.today();
            let all = town::on_day(tx, "town", today)?;
            Ok(List::ALL
                .iter()
                .map(|list| {
                    all.iter().find(|one| one.list == *list).map(|one| one.id.clone()).unwrap_or_default()
                })
                .collect::<Vec<_>>())
        })
        .expect("read")
        .try_into()
        .expect("three")
}

fn new_task(duty: Option<String>) -> NewTask {
    NewTask {
        office: "civil".into(),
        town: "town".into(),
        title: "核查救助对象".into(),
        what: "逐户核实，报送名册。".into(),
        due_on: date(2026, 4, 30),
        duty,
    }
}

fn send(county: &County, duty: Option<String>) -> (String, State) {
    county.write("m", move |tx, actor| task::send(tx, actor, &book(), &new_task(duty.clone()))).expect("kept")
}

#[test]
fn a_task_goes_down_by_the_list_its_duty_stands_on() {
    for county in County::all() {
        let [basic, cooperating, taken] = set(&county);
        assert_eq!(send(&county, Some(basic)).1, State::Sent);
        let (id, state) = send(&county, Some(cooperating));
        assert_eq!(state, State::Sent);
        let found = county.read("z", move |tx, scope| task::find(tx, scope, &id)).expect("seen by the town");
        let lead = found.decision.value().and_then(|value| value.get("lead")?.as_str()).map(str::to_owned);
        assert_eq!(lead.as_deref(), Some("示例县民政局"), "a cooperating duty says who leads");
        let (id, state) = send(&county, Some(taken));
        assert_eq!(state, State::Refused);
        let found =
            county.read("m", move |tx, scope| task::find(tx, scope, &id)).expect("seen by the office");
        assert!(found.decision.reasons.iter().any(|one| one.citation.clause == "LD-10" && !one.held));
        assert_eq!(send(&county, None).1, State::Refused);
        let refused = county.read("j", |tx, scope| {
            let filter = Filter { state: "refused".into(), ..Filter::default() };
            Ok(task::list(tx, scope, &filter, (50, 0))?.1)
        });
        assert_eq!(refused.expect("listed"), 2);
        assert_eq!(county.waits("z", "town-task").len(), 2, "refused tasks wait for nobody");
    }
}

#[test]
fn a_duty_of_another_town_carries_no_task() {
    for county in County::all() {
        let [basic, ..] = set(&county);
        let answer = county.write("m", move |tx, actor| {
            let mut new = new_task(Some(basic.clone()));
            new.town = "other".into();
            task::send(tx, actor, &book(), &new)
        });
        assert!(refused(answer).contains("不在该乡镇"));
    }
}

#[test]
fn an_objection_goes_back_to_the_office_and_needs_words() {
    for county in County::all() {
        let [basic, ..] = set(&county);
        let (id, _) = send(&county, Some(basic));
        let take = |who: &str, way: Move, said: &'static str| {
            let of = id.clone();
            county.write(who, move |tx, actor| task::take(tx, actor, &book(), &of, (way, said)))
        };
        assert!(refused(take("z", Move::Object, "")).contains("理由"));
        assert!(refused(take("m", Move::Accept, "")).contains("不由您办理"));
        take("z", Move::Object, "期限太短").expect("objected");
        assert_eq!(county.waits("m", "town-task").len(), 1);
        take("m", Move::Keep, "期限由省里统一规定").expect("kept");
        take("z", Move::Finish, "已报送名册").expect("done");
        let of = id.clone();
        let found = county.read("m", move |tx, scope| task::find(tx, scope, &of)).expect("found");
        assert_eq!(found.state, State::Done);
    }
}

fn admission() -> NewChange {
    NewChange {
        kind: Kind::Admission,
        town: "town".into(),
        office: "civil".into(),
        task: None,
        duty: None,
        name: "流动人口救助登记".into(),
        class: "民生服务".into(),
        wanted: Wanted::Basic,
        basis: "某省条例第十条".into(),
        resources: "增加编制1名，每年经费3万元".into(),
        reason: "就近办理".into(),
    }
}

fn carry(county: &County, id: &str, heard: &str, agreed: bool) {
    let of = id.to_owned();
    county
        .write(heard, move |tx, actor| change::give_opinion(tx, actor, &book(), &of, "同意，人员到位后承接"))
        .expect("an opinion");
    let of = id.to_owned();
    county
        .write("j", move |tx, actor| change::review(tx, actor, &book(), &of, "符合规定"))
        .expect("a review");
    let of = id.to_owned();
    county
        .write("c", move |tx, actor| {
            let resolution = Resolution {
                agreed,
                document: "县委编委会议纪要〔2026〕2号".into(),
                note: if agreed { String::new() } else { "没有相应力量".into() },
            };
            change::decide(tx, actor, &book(), &of, &resolution)
        })
        .expect("decided");
}

fn lists(county: &County) -> Vec<(List, String)> {
    county
        .read("j", |tx, _| {
            let today = tx.today();
            Ok(town::on_day(tx, "town", today)?.into_iter().map(|one| (one.list, one.name)).collect())
        })
        .expect("read")
}

#[test]
fn an_admitted_duty_stands_on_the_list_and_then_carries_tasks() {
    for county in County::all() {
        set(&county);
        let bare = county.write("m", |tx, actor| {
            let new = NewChange { resources: String::new(), ..admission() };
            change::ask(tx, actor, &book(), &new)
        });
        assert!(refused(bare).contains("人、财、物"));
        let id = county.write("m", |tx, actor| change::ask(tx, actor, &book(), &admission())).expect("asked");
        let todo = county.waits("z", "duty-admission").pop().expect("the town is heard");
        assert_eq!(todo.due, Some(date(2026, 3, 16)), "ten working days");
        carry(&county, &id, "z", true);
        assert!(lists(&county).contains(&(List::Basic, "流动人口救助登记".into())));
        let of = id.clone();
        county.write("j", move |tx, actor| change::report(tx, actor, &of)).expect("reported");
        let of = id.clone();
        let found = county.read("z", move |tx, scope| change::find(tx, scope, &of)).expect("found");
        assert_eq!(found.reported_on, Some(date(2026, 3, 2)));
    }
}

#[test]
fn a_refused_admission_changes_nothing() {
    for county in County::all() {
        set(&county);
        let id = county.write("m", |tx, actor| change::ask(tx, actor, &book(), &admission())).expect("asked");
        carry(&county, &id, "z", false);
        assert_eq!(lists(&county).len(), 3);
        let again = county.write("j", move |tx, actor| change::report(tx, actor, &id));
        assert!(refused(again).contains("已办结"));
    }
}

#[test]
fn an_adjustment_moves_a_duty_from_one_list_to_another() {
    for county in County::all() {
        let [basic, ..] = set(&county);
        let asked = |wanted: Wanted| {
            let duty = basic.clone();
            county.write("z", move |tx, actor| {
                let new = NewChange {
                    kind: Kind::Adjustment,
                    duty: Some(duty.clone()),
                    name: "特困人员供养申请受理".into(),
                    wanted,
                    basis: String::new(),
                    resources: String::new(),
                    ..admission()
                };
                change::ask(tx, actor, &book(), &new)
            })
        };
        assert!(refused(asked(Wanted::Basic)).contains("已在这张清单上"));
        let id = asked(Wanted::TakenBack).expect("asked");
        carry(&county, &id, "m", true);
        county.on(date(2026, 3, 3));
        let now = lists(&county);
        assert!(now.contains(&(List::TakenBack, "特困人员供养申请受理".into())));
        assert!(!now.contains(&(List::Basic, "特困人员供养申请受理".into())));
        assert_eq!(now.len(), 3);
    }
}

#[test]
fn only_the_legality_review_of_the_county_sets_lists() {
    for county in County::all() {
        let answer = county
            .write("m", |tx, actor| town::set(tx, actor, "town", (&[duty(List::Basic, "某事")], "文件")));
        assert!(refused(answer).contains("法制审核"));
    }
}
