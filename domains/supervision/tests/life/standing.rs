//! A late step from the reminder to the conclusion; what may not be done before its day or by whom it is not for.

use jiff::civil::{Date, date};
use kernel::{Fault, params};
use supervision::standing::{self, Conclusion, Kind, State, explanation, note, reminder};

use crate::assert_intact;
use crate::ground::{LEARNING, Town, book, note as noted, refused};

/// Reminds of a step as somebody; answers the matter.
pub fn remind(town: &Town, who: &str, step: &str) -> Result<String, Fault> {
    let step = step.to_owned();
    town.write(who, move |tx, actor| reminder::remind(tx, actor, &book(), &step, ("请先办老人的件", None)))
}

fn state(town: &Town, id: &str) -> State {
    let id = id.to_owned();
    town.read("i", move |tx, _, scope| Ok(standing::find(tx, scope, &id)?.state)).expect("a matter")
}

#[test]
fn late_and_idle_steps_are_counted_by_office_in_the_order_of_the_directory() {
    for town in Town::all() {
        town.on(date(2026, 1, 5));
        town.permit("village", None);
        town.on(date(2026, 2, 10));
        town.permit("east", Some(date(2026, 2, 27)));
        town.permit("east", Some(date(2026, 3, 2)));
        town.permit("west", Some(date(2026, 2, 26)));
        town.permit("west", None);
        town.on(date(2026, 3, 2));
        let counts = |who: &str| {
            let all = town.read(who, |tx, _, scope| Ok(standing::offices(tx, scope, &book())?));
            let all = all.expect("offices");
            all.into_iter().map(|one| (one.id, one.overdue, one.idle.unwrap_or(-1))).collect::<Vec<_>>()
        };
        let line = |id: &str, overdue, idle| (id.to_owned(), overdue, idle);
        let whole = vec![line("county", 0, 0), line("west", 1, 0), line("east", 1, 0), line("village", 0, 1)];
        assert_eq!(counts("i"), whole, "due today is not late; what began lately is not idle");
        assert_eq!(counts("s"), whole[2..], "whoever oversees the east sees the east and its village");
        assert_eq!(counts("w"), whole[1..2]);
        assert_eq!(counts("a"), Vec::new(), "no role, no offices");
        let steps = town.read("s", |tx, _, scope| {
            standing::steps(tx, scope, &book(), ("west", Kind::Overdue), (0, 10)).map_err(Fault::from)
        });
        assert_eq!(steps.expect("steps"), Vec::new(), "the west is not theirs");
    }
}

#[test]
fn what_people_learn_does_not_stand_among_steps_of_power() {
    for town in Town::all() {
        town.on(date(2026, 1, 5));
        town.opened(&LEARNING, "east", None);
        let late = town.opened(&LEARNING, "east", Some(date(2026, 1, 9)));
        town.permit("east", Some(date(2026, 2, 27)));
        town.on(date(2026, 3, 2));
        let found = town.read("s", |tx, _, scope| {
            let office = standing::office(tx, scope, &book(), "east")?.0;
            let steps = standing::steps(tx, scope, &book(), ("east", Kind::Overdue), (0, 10))?;
            let idle = standing::steps(tx, scope, &book(), ("east", Kind::Idle), (0, 10))?;
            Ok((office.overdue, office.idle, steps, idle))
        });
        let (overdue, idle, steps, none) = found.expect("an office");
        assert_eq!((overdue, idle, steps.len(), none.len()), (1, Some(0), 1, 0));
        assert_eq!(steps[0].procedure, "power-item");
        assert!(matches!(remind(&town, "s", &late), Err(Fault::NotFound)), "nobody is reminded of it");
    }
}

#[test]
fn a_reminder_names_its_matter_and_the_day_by_which_it_is_answered() {
    for town in Town::all() {
        town.on(date(2026, 2, 10));
        let steps = [0, 1].map(|_| town.permit("east", Some(date(2026, 2, 27))));
        town.on(date(2026, 3, 2));
        let with = |step: &str, day: Date| {
            let step = step.to_owned();
            town.write("s", move |tx, actor| reminder::remind(tx, actor, &book(), &step, ("", Some(day))))
        };
        assert!(refused(with(&steps[0], date(2026, 3, 2))).contains("今天以后"));
        assert!(refused(with(&steps[0], date(2026, 3, 7))).contains("休息日"));
        assert!(refused(with(&steps[0], date(2026, 6, 1))).contains("三十个工作日"));
        remind(&town, "s", &steps[0]).expect("reminded");
        let later = with(&steps[1], date(2026, 3, 13)).expect("reminded");
        let waiting = town.waits("h", "standing-reminder");
        assert!(waiting.iter().all(|todo| todo.title.zh == "催办：张三的采砂许可"), "{waiting:?}");
        let days: Vec<_> = waiting.iter().map(|todo| todo.due).collect();
        assert_eq!(
            days,
            [Some(date(2026, 3, 9)), Some(date(2026, 3, 13))],
            "the rule's day, then the one written"
        );
        let ask = |day| {
            town.on(day);
            let id = later.clone();
            town.write("s", move |tx, actor| explanation::ask(tx, actor, &book(), &id, "为什么还没有审查？"))
        };
        assert!(refused(ask(date(2026, 3, 13))).contains("2026-03-13"));
        ask(date(2026, 3, 16)).expect("asked after the day that was written");
        assert_intact(&town);
    }
}

#[test]
fn a_reminder_goes_from_somebody_above_once_and_on_its_day() {
    for town in Town::all() {
        town.on(date(2026, 2, 10));
        let step = town.permit("east", Some(date(2026, 2, 27)));
        town.on(date(2026, 2, 27));
        assert!(refused(remind(&town, "s", &step)).contains("没有逾期"));
        town.on(date(2026, 3, 2));
        assert!(refused(remind(&town, "h", &step)).contains("分管领导"), "an office does not remind itself");
        assert!(matches!(remind(&town, "w", &step), Err(Fault::NotFound)), "out of reach");
        let matter = remind(&town, "s", &step).expect("reminded");
        assert!(refused(remind(&town, "i", &step)).contains("已经催办过"));
        assert_eq!(town.waits("h", "standing-reminder").len(), 1);
        assert!(town.waits("a", "standing-reminder").is_empty());
        let id = matter.clone();
        let answered = town.write("h", move |tx, actor| {
            reminder::answer(tx, actor, &id, ("在等县里批复", Some(date(2026, 3, 6))))
        });
        answered.expect("answered");
        assert_eq!(state(&town, &matter), State::Answered);
        assert!(town.waits("h", "standing-reminder").is_empty());
        let none = town.read("i", |tx, _, scope| Ok(standing::office(tx, scope, &book(), "east")?.0.overdue));
        assert_eq!(none.expect("an office"), 1, "the reminder is no step that stands still itself");
        assert_intact(&town);
    }
}

#[test]
fn nothing_is_concluded_before_the_explanation_is_read() {
    for town in Town::all() {
        let (step, matter) = asked(&town);
        let early = conclude(&town, "s", &matter, Conclusion::Justified);
        assert!(refused(early).contains("还没有阅看"));
        let id = matter.clone();
        let told = town.write("h", move |tx, actor| {
            explanation::explain(tx, actor, &book(), &id, "县级批复 3 月才下来，已函告申请人。")
        });
        told.expect("explained");
        assert!(refused(conclude(&town, "s", &matter, Conclusion::Hasten)).contains("还没有阅看"));
        let id = matter.clone();
        let other = town.write("i", move |tx, actor| explanation::read(tx, actor, &book(), &id));
        assert!(refused(other).contains("不由您办理"), "whoever asked reads");
        let id = matter.clone();
        let read = town.write("s", move |tx, actor| explanation::read(tx, actor, &book(), &id));
        read.expect("read");
        conclude(&town, "s", &matter, Conclusion::Justified).expect("concluded");
        let id = matter.clone();
        let found = town.read("h", move |tx, _, scope| standing::find(tx, scope, &id)).expect("a matter");
        assert_eq!(found.state, State::Concluded);
        assert_eq!(found.conclusion.map(|one| one.0), Some(Conclusion::Justified));
        assert_eq!(found.step_id, step);
        assert_intact(&town);
    }
}

#[test]
fn what_waits_for_a_desk_of_the_county_lies_with_the_county_itself() {
    for town in Town::all() {
        town.on(date(2026, 2, 10));
        town.county_permit(date(2026, 2, 27));
        town.on(date(2026, 3, 2));
        let all = town.read("i", |tx, _, scope| Ok(standing::offices(tx, scope, &book())?)).expect("offices");
        let late: Vec<_> = all.iter().filter(|one| one.overdue > 0).map(|one| one.id.as_str()).collect();
        assert_eq!(late, ["county"]);
        let steps = town.read("k", |tx, _, scope| {
            Ok(standing::steps(tx, scope, &book(), ("county", Kind::Overdue), (0, 10))?)
        });
        let steps = steps.expect("steps");
        assert_eq!((steps.len(), steps[0].office.as_deref()), (1, Some("county")));
        let matter = remind(&town, "i", &steps[0].id).expect("reminded");
        assert_eq!(state(&town, &matter), State::Reminded);
        assert_eq!(town.waits("k", "standing-reminder").len(), 1);
    }
}

#[test]
fn steps_of_sealed_complaints_are_neither_counted_nor_listed_nor_reminded_of() {
    for town in Town::all() {
        town.on(date(2026, 2, 10));
        let step = town.sealed(date(2026, 2, 27));
        town.on(date(2026, 3, 2));
        for who in ["i", "k", "s"] {
            let all = town.read(who, |tx, _, scope| Ok(standing::offices(tx, scope, &book())?));
            assert!(all.expect("offices").iter().all(|one| one.overdue == 0), "{who}");
            let one = town.read(who, |tx, _, scope| {
                Ok(standing::steps(tx, scope, &book(), ("county", Kind::Overdue), (0, 10))?)
            });
            assert_eq!(one.expect("steps"), Vec::new(), "{who}");
            assert!(matches!(remind(&town, who, &step), Err(Fault::NotFound)), "{who}");
        }
        let count =
            town.read("i", |tx, _, scope| Ok(standing::office(tx, scope, &book(), "county")?.0.overdue));
        assert_eq!(count.expect("an office"), 0);
    }
}

fn conclude(town: &Town, who: &str, matter: &str, what: Conclusion) -> Result<(), Fault> {
    let id = matter.to_owned();
    town.write(who, move |tx, actor| explanation::conclude(tx, actor, &id, (what, "县级批复未下")))
}

/// A late step of the east, reminded of, about which an explanation was asked. Today is then 10 March.
pub fn asked(town: &Town) -> (String, String) {
    town.on(date(2026, 2, 10));
    let step = town.permit("east", Some(date(2026, 2, 27)));
    town.on(date(2026, 3, 2));
    let matter = remind(town, "s", &step).expect("reminded");
    let ask = |day| {
        town.on(day);
        let id = matter.clone();
        town.write("s", move |tx, actor| explanation::ask(tx, actor, &book(), &id, "为什么还没有审查？"))
    };
    assert!(refused(ask(date(2026, 3, 9))).contains("2026-03-09"), "five working days are not over");
    ask(date(2026, 3, 10)).expect("asked");
    assert!(town.waits("h", "standing-reminder").is_empty(), "the request takes the reminder's place");
    assert_eq!(town.waits("h", "standing-explanation").len(), 1);
    (step, matter)
}

#[test]
fn what_is_not_explained_in_time_is_noted_to_the_office_above() {
    for town in Town::all() {
        let (_, matter) = asked(&town);
        let send = |day| {
            town.on(day);
            let id = matter.clone();
            town.write("s", move |tx, actor| note::send(tx, actor, &book(), &id, "催办、要求说明均未答复"))
        };
        assert!(refused(send(date(2026, 3, 24))).contains("2026-03-24"));
        send(date(2026, 3, 25)).expect("noted");
        assert_eq!(state(&town, &matter), State::Noted);
        assert!(town.waits("w", "standing-note").is_empty());
        assert_eq!(town.waits("k", "standing-note").len(), 1);
        let id = matter.clone();
        let own = town.write("h", move |tx, actor| note::take_up(tx, actor, &id, "我自己处理"));
        assert!(refused(own).contains("不由您办理"));
        let id = matter.clone();
        let above = town.write("k", move |tx, actor| note::take_up(tx, actor, &id, "由水利局派人到镇里会审"));
        above.expect("taken up");
        assert_eq!(state(&town, &matter), State::TakenUp);
        let id = matter.clone();
        let late =
            town.write("h", move |tx, actor| explanation::explain(tx, actor, &book(), &id, "人手不足"));
        late.expect("an explanation is still heard");
        assert_eq!(state(&town, &matter), State::Explained);
        assert_intact(&town);
    }
}

#[test]
fn the_office_above_still_takes_up_what_was_explained_late() {
    for town in Town::all() {
        let (_, matter) = asked(&town);
        town.on(date(2026, 3, 25));
        let id = matter.clone();
        let noted = town.write("s", move |tx, actor| note::send(tx, actor, &book(), &id, "未答复"));
        noted.expect("noted");
        let id = matter.clone();
        let late =
            town.write("h", move |tx, actor| explanation::explain(tx, actor, &book(), &id, "人手不足"));
        late.expect("explained");
        assert_eq!(town.waits("k", "standing-note").len(), 1);
        let doors = crate::pages::doors(&town);
        let page = format!("/supervision/matters/{matter}");
        doors.done(Some(&town.who("k")), &format!("{page}/taking-up"), &[("taken_up", "派人到镇里会审")]);
        assert!(town.waits("k", "standing-note").is_empty());
        assert_eq!(state(&town, &matter), State::Explained);
        assert!(!doors.get(Some(&town.who("k")), &page).body.contains("/taking-up"), "said once");
    }
}

#[test]
fn nothing_is_noted_about_a_step_that_was_taken() {
    for town in Town::all() {
        let (step, matter) = asked(&town);
        town.on(date(2026, 3, 25));
        town.examine("h", &step);
        let sent = town.write("s", move |tx, actor| note::send(tx, actor, &book(), &matter, "未答复"));
        assert!(refused(sent).contains("已经办理"));
    }
}

#[test]
fn while_the_days_are_not_confirmed_nothing_is_called_idle() {
    for town in Town::all() {
        town.on(date(2025, 6, 2));
        town.permit("west", None);
        town.on(date(2026, 3, 2));
        let plain = law::Rulebook::built_in().expect("the rulebook is sound");
        let all = town.read("i", move |tx, _, scope| Ok(standing::offices(tx, scope, &plain)?));
        assert!(all.expect("offices").iter().all(|one| one.idle.is_none()));
    }
}

#[test]
fn a_reminder_ends_by_itself_when_the_step_is_taken() {
    for town in Town::all() {
        town.on(date(2026, 2, 10));
        let step = town.permit("east", Some(date(2026, 2, 27)));
        town.on(date(2026, 3, 2));
        let matter = remind(&town, "k", &step).expect("the head above reminds");
        assert_eq!(
            supervision::due::run(&town.ground.county, &book()).expect("a look"),
            0,
            "nothing was taken yet"
        );
        town.examine("h", &step);
        assert_eq!(supervision::due::run(&town.ground.county, &book()).expect("a look"), 1);
        assert_eq!(supervision::due::run(&town.ground.county, &book()).expect("a look"), 0);
        assert_eq!(state(&town, &matter), State::Moved);
        assert!(town.waits("h", "standing-reminder").is_empty());
        assert_intact(&town);
    }
}

#[test]
fn what_waits_for_a_vacant_post_lies_with_the_unit_above_and_comes_back() {
    for town in Town::all() {
        town.permit("village", Some(date(2026, 3, 20)));
        assert_eq!(town.waits("v", "power-item").len(), 1);
        let held_until = |day: Option<Date>| {
            let changed = town.write("o", move |tx, _| {
                tx.execute("update account_grant set to_on = $1 where unit_id = 'village'", params![day])?;
                noted(tx)
            });
            changed.expect("a grant");
        };
        let look = || supervision::due::run(&town.ground.county, &book()).expect("a look");
        assert_eq!(look(), 0, "the post is held");
        held_until(Some(date(2026, 2, 28)));
        assert_eq!(look(), 1);
        assert_eq!(look(), 0);
        let todo = town.waits("h", "power-item").pop().expect("the town's head sees it");
        assert_eq!(todo.due, Some(date(2026, 3, 20)), "its limit stays");
        held_until(None);
        assert_eq!(look(), 1, "the post is held again");
        assert!(town.waits("h", "power-item").is_empty());
        assert_eq!(town.waits("v", "power-item").len(), 1);
        assert_intact(&town);
    }
}
