//! Report once: what is held is answered by the program, what was asked before is shown, only the rest goes to units.

use burden::data::asking::{self, NewRequest};
use burden::data::{self, answering};
use burden::fact;
use jiff::civil::date;
use kernel::{Area, case};

use crate::ground::{Place, book, refused};

fn request(labels: &[&str]) -> NewRequest {
    NewRequest {
        unit: "office".into(),
        title: "春季安全生产摸底".into(),
        purpose: "安排检查频次".into(),
        year: 2026,
        due_on: Some(date(2026, 3, 20)),
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        units: vec!["town".into(), "far".into()],
        ..NewRequest::default()
    }
}

fn ask(place: &Place, new: NewRequest) -> Result<String, kernel::Fault> {
    place.write("office", move |tx, actor| asking::ask(tx, actor, &book(), &new))
}

#[test]
fn what_the_program_holds_is_answered_at_once_and_nobody_is_asked() {
    for place in Place::all() {
        let id = ask(&place, request(&["在岗人数（人）", "编制数"])).expect("asked");
        let (found, answers) = place
            .read("office", move |tx, actor| Ok((data::find(tx, actor, &id)?, data::answers(tx, &id)?)))
            .expect("read");
        assert_eq!((found.state.as_str(), found.answered), ("closed", 2));
        let mut given: Vec<&str> = answers.iter().map(|given| given.2.as_str()).collect();
        given.sort_unstable();
        assert_eq!(given, ["0", "20", "20", "5"]);
        let todos = place.read("town", |tx, actor| Ok(case::todos(tx, actor, 20)?)).expect("read");
        assert!(todos.is_empty(), "a town was asked for what is held");
    }
}

#[test]
fn only_what_is_left_goes_to_the_units_and_each_answers_for_itself() {
    for place in Place::all() {
        let id = ask(&place, request(&["编制数", "辖区加油站数"])).expect("asked");
        let asks =
            place.read("town", |tx, actor| Ok(answering::asked_of(tx, actor, (20, 0))?)).expect("read");
        assert_eq!(asks.len(), 1);
        let of = asks[0].ask.id.clone();
        let other = of.clone();
        let part = place.read("town", move |tx, actor| answering::find(tx, actor, &of)).expect("found");
        let open: Vec<_> = part.lines.iter().filter(|line| line.given.is_none()).collect();
        assert_eq!(open.len(), 1, "the establishment is answered already");
        let field = open[0].field.id.clone();
        assert!(place.read("far", move |tx, actor| answering::find(tx, actor, &other)).is_err());
        let of = part.ask.id.clone();
        let empty = place.write("town", move |tx, actor| answering::answer(tx, actor, &of, &[]));
        assert!(refused(empty).contains("加油站"));
        let of = part.ask.id.clone();
        place
            .write("town", move |tx, actor| {
                answering::answer(tx, actor, &of, &[(field.clone(), "3".to_owned())])
            })
            .expect("answered");
        let found = place.read("office", move |tx, actor| data::find(tx, actor, &id)).expect("found");
        assert_eq!((found.state.as_str(), found.answered, found.asked), ("open", 1, 2));
    }
}

#[test]
fn a_question_asked_before_is_shown_and_asks_for_a_reason() {
    for place in Place::all() {
        let first = ask(&place, request(&["辖区加油站数"])).expect("asked");
        place.on(date(2026, 3, 10));
        let again = request(&["辖区 加油站数（座）", "辖区液化气站数"]);
        let looked = again.clone();
        let plan = place.read("office", move |tx, _| asking::plan(tx, &book(), &looked)).expect("looked");
        assert!(plan.questions[0].before.is_none(), "another wording with a unit is another question");
        let again = request(&["辖区加油站数：", "辖区液化气站数"]);
        let looked = again.clone();
        let plan = place.read("office", move |tx, _| asking::plan(tx, &book(), &looked)).expect("looked");
        assert_eq!(plan.questions[0].before.as_ref().map(|before| before.request.clone()), Some(first));
        assert!(plan.questions[1].before.is_none());
        assert!(refused(ask(&place, again.clone())).contains("By Provisions on Easing the Burden"));
        ask(&place, NewRequest { reason: "月内新增两座".into(), ..again }).expect("with a reason");
    }
}

#[test]
fn every_fact_has_a_sum_on_every_engine() {
    for place in Place::all() {
        for one in &fact::FACTS {
            let sum = place
                .read("committee", |tx, actor| Ok(one.of(tx, &actor.scope(Area::Power), "town", 2026)?));
            let sum = sum.unwrap_or_else(|error| panic!("{}: {error}", one.code));
            // Training rests on nobody here: fewer than three people are not summed up.
            assert_eq!(sum.is_none(), one.code == "training", "{}", one.code);
        }
    }
}

#[test]
fn a_town_asks_its_villages_and_nobody_asks_upwards() {
    for place in Place::all() {
        let offered = |who: &str| {
            let all = place.read(who, |tx, actor| Ok(asking::offered(tx, actor)?)).expect("read");
            all.into_iter().map(|one| one.0).collect::<Vec<_>>()
        };
        assert_eq!(offered("town"), ["v1", "v2"], "its own villages");
        assert_eq!(offered("office"), ["other", "town", "far"], "departments and towns, not itself");
        assert_eq!(offered("far"), Vec::<String>::new(), "a town without villages");
        let ask = |units: &[&str]| {
            let units = units.iter().map(|unit| (*unit).to_owned()).collect();
            let new = NewRequest { unit: "town".into(), units, ..request(&["辖区加油站数"]) };
            place.write("town", move |tx, actor| asking::ask(tx, actor, &book(), &new))
        };
        for above in ["office", "county", "far", "town"] {
            assert!(refused(ask(&["v1", above])).contains("units beneath"), "{above}");
        }
        let id = ask(&["v1", "v2"]).expect("asked");
        let asks = place.read("town", move |tx, _| Ok(data::asks(tx, &id)?)).expect("read");
        assert_eq!(asks.len(), 2);
    }
}
