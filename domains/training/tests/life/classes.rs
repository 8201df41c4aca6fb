//! From the need to the report: the year's plan, a class announced, filled, held, concluded and looked back on.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time, date, time};
use kernel::files;
use kernel::{Fault, Scope};
use training::announcement::{self, Announcement};
use training::form::{Content, Form, NeedState, Presence, ProgrammeState, Stage, Standing, Topic};
use training::need::Proposal;
use training::programme::Draft;
use training::roll::Mark;
use training::session::Plan;
use training::{
    class, conclusion, enrolment, exercise, leave, need, programme, roll, session, survey, team, year,
};

use crate::ground::{County, book, refused};

/// The days of the class.
pub const DAYS: [Date; 3] = [date(2026, 4, 13), date(2026, 4, 14), date(2026, 4, 15)];

/// Everybody, without narrowing.
fn all() -> Scope {
    Scope::county("a test")
}

/// Gathers needs, drafts a programme and has it adopted; answers it.
pub fn plan(county: &County) -> String {
    county.write("t", |tx, actor| year::open(tx, actor, 2026, date(2026, 3, 10))).expect("opened");
    let proposal = |people| Proposal {
        unit: "town1".into(),
        target: None,
        topic: "低保民主评议".into(),
        wanted: "村干部能按程序独立完成一次评议".into(),
        people,
    };
    let stranger = proposal(12);
    let strange = county.write("h2", move |tx, actor| need::propose(tx, actor, 2026, &stranger));
    assert!(refused(strange).contains("本单位负责人"));
    let none = proposal(0);
    assert!(
        refused(county.write("h1", move |tx, actor| need::propose(tx, actor, 2026, &none))).contains("人数")
    );
    let new = proposal(12);
    let id = county.write("h1", move |tx, actor| need::propose(tx, actor, 2026, &new)).expect("proposed");
    for who in ["a1", "a2", "a3", "a4", "b1"] {
        answer_survey(county, who);
    }
    let too_many =
        survey::Answer { topics: Topic::ALL[..4].to_vec(), form: Form::OffPost, wish: String::new() };
    let refusal = county.write("b2", move |tx, actor| survey::answer(tx, actor, 2026, &too_many));
    assert!(refused(refusal).contains("1–3"));
    county.go_to(date(2026, 3, 11), 9);
    let late = survey::Answer { topics: vec![Topic::Law], form: Form::OffPost, wish: String::new() };
    assert!(
        refused(county.write("b2", move |tx, actor| survey::answer(tx, actor, 2026, &late))).contains("截止")
    );
    let collected = county.write("t", |tx, actor| need::collect(tx, actor, 2026)).expect("collected");
    assert_eq!(collected.topics, 1, "five people named one topic");
    let again = county.write("t", |tx, actor| need::collect(tx, actor, 2026)).expect("collected");
    assert_eq!(again.topics, 0, "nothing is collected twice");
    adopt(county, id)
}

fn answer_survey(county: &County, who: &str) {
    let answer =
        survey::Answer { topics: vec![Topic::Mediation], form: Form::OffPost, wish: "多练少讲".into() };
    county.write(who, move |tx, actor| survey::answer(tx, actor, 2026, &answer)).expect("answered");
}

fn draft() -> Draft {
    Draft {
        title: "低保评议与矛盾调解实务班".into(),
        purpose: "回去后能按程序主持一次民主评议，能做一次当面调解".into(),
        target: None,
        form: Form::OffPost,
        kinds: Vec::new(),
        categories: Vec::new(),
        stages: vec![Stage::New, Stage::Early],
        differs: "新任的先跟一次评议现场，再上课".into(),
        minutes: 1_080,
        classes: 1,
        people: 40,
        month: Some(4),
    }
}

fn adopt(county: &County, need: String) -> String {
    let vague = Draft { differs: String::new(), ..draft() };
    let refusal = county.write("t", move |tx, actor| programme::draft(tx, actor, 2026, &vague, &[]));
    assert!(refused(refusal).contains("不同的安排"));
    let answers = vec![need.clone()];
    let id = county
        .write("t", move |tx, actor| programme::draft(tx, actor, 2026, &draft(), &answers))
        .expect("drafted");
    let found = county.read("h1", move |tx, _, scope| need::find(tx, scope, &need)).expect("found");
    assert_eq!(found.state, NeedState::Planned);
    county.write("t", |tx, actor| year::submit(tx, actor, &book(), 2026, "")).expect("handed in");
    assert_eq!(county.waits("o"), ["training-plan"]);
    assert!(
        refused(county.write("t", |tx, actor| year::adopt(tx, actor, 2026, "文件"))).contains("组织部门")
    );
    county.write("o", |tx, actor| year::give_back(tx, actor, 2026, "请补充村干部项目")).expect("returned");
    county.write("t", |tx, actor| year::submit(tx, actor, &book(), 2026, "")).expect("handed in again");
    county.write("o", |tx, actor| year::adopt(tx, actor, 2026, "县培训计划〔2026〕1号")).expect("adopted");
    assert!(county.waits("o").is_empty());
    let which = id.clone();
    let found = county.read("a1", move |tx, _, _| programme::find(tx, &which)).expect("found");
    assert_eq!(found.state, ProgrammeState::Adopted);
    id
}

fn sessions() -> Vec<Plan> {
    let plan = |on: Date, starts: Time, content, title: &str| Plan {
        on,
        starts,
        minutes: 360,
        content,
        title: title.to_owned(),
        trainer: "张老师".into(),
        place: String::new(),
        part: None,
    };
    vec![
        plan(DAYS[0], time(9, 0, 0, 0), Content::Theory, "政策与程序"),
        plan(DAYS[1], time(9, 0, 0, 0), Content::Skill, "评议与调解"),
        plan(DAYS[2], time(9, 0, 0, 0), Content::Practice, "现场演练"),
    ]
}

/// What is said of the class.
pub fn announcement(capacity: i64) -> Announcement {
    Announcement {
        title: "低保评议实务班（第一期）".into(),
        about: "回去后能按程序主持一次民主评议".into(),
        trainer: "t".into(),
        trainers: "张老师、李老师".into(),
        place: "县委党校二楼".into(),
        link: String::new(),
        capacity,
        enrol_until: date(2026, 4, 10),
        own_enrolment: true,
        evaluated: true,
    }
}

/// Announces a class of the programme for two towns; answers it.
pub fn announce(county: &County, programme: &str, capacity: i64) -> String {
    let of = programme.to_owned();
    let nowhere = Announcement { place: String::new(), ..announcement(capacity) };
    let invited = vec![("town1".to_owned(), 3), ("town2".to_owned(), 3)];
    let asked = invited.clone();
    let refusal = county.write("t", move |tx, actor| {
        announcement::announce(tx, actor, (&of, "school"), &nowhere, &sessions(), &asked)
    });
    assert!(refused(refusal).contains("地点"));
    let (of, asked) = (programme.to_owned(), invited.clone());
    let late = Announcement { enrol_until: date(2026, 3, 1), ..announcement(capacity) };
    let refusal = county.write("t", move |tx, actor| {
        announcement::announce(tx, actor, (&of, "school"), &late, &sessions(), &asked)
    });
    assert!(refused(refusal).contains("不能早于今天"));
    let (of, asked) = (programme.to_owned(), invited);
    let id = county
        .write("t", move |tx, actor| {
            announcement::announce(tx, actor, (&of, "school"), &announcement(capacity), &sessions(), &asked)
        })
        .expect("announced");
    assert_eq!(county.waits("h1"), ["training-nomination"]);
    assert_eq!(county.waits("t"), ["training-class"]);
    let ends = county.read("a1", |tx, _, _| Ok(class::ending_on(tx, &all(), DAYS[2])?)).expect("read");
    assert_eq!(ends.first().map(|one| one.id.clone()), Some(id.clone()), "the last session is the last day");
    id
}

fn people(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn standing(county: &County, class: &str, person: &str) -> Standing {
    let (class, person) = (class.to_owned(), person.to_owned());
    let everybody = county.read("t", move |tx, _, _| Ok(enrolment::everybody(tx, &class)?)).expect("read");
    everybody.iter().find(|one| one.person == person).expect("came in").standing
}

/// People come in, wait, leave, and move up.
pub fn fill(county: &County, class: &str) {
    let id = class.to_owned();
    let refusal = county.write("h1", move |tx, actor| {
        enrolment::nominate(tx, actor, &id, "town1", &people(&["a1", "a2", "a3", "a4"]))
    });
    assert!(refused(refusal).contains("3个名额"));
    let id = class.to_owned();
    let done = county
        .write("h1", move |tx, actor| {
            enrolment::nominate(tx, actor, &id, "town1", &people(&["a1", "a2", "a3"]))
        })
        .expect("named");
    assert_eq!(done, (3, 0));
    assert!(county.waits("h1").is_empty(), "the unit has answered");
    for who in ["b1", "b2", "b3", "b4", "b5"] {
        let id = class.to_owned();
        county.write(who, move |tx, actor| enrolment::enrol(tx, actor, &id)).expect("enrolled");
    }
    assert_eq!(standing(county, class, "b3"), Standing::Enrolled);
    assert_eq!(standing(county, class, "b4"), Standing::Waiting);
    let id = class.to_owned();
    let again = county.write("b4", move |tx, actor| enrolment::enrol(tx, actor, &id));
    assert!(refused(again).contains("候补"));
    let id = class.to_owned();
    county.write("b1", move |tx, actor| enrolment::withdraw(tx, actor, &id, "b1")).expect("left");
    assert_eq!(standing(county, class, "b4"), Standing::Enrolled, "the first who waits moves up");
    assert_eq!(county.waits("b4"), ["training-place"]);
    let id = class.to_owned();
    county.write("b4", move |tx, actor| enrolment::answer_place(tx, actor, &id, false)).expect("passed on");
    assert_eq!(standing(county, class, "b5"), Standing::Enrolled, "the next moves up");
    let id = class.to_owned();
    county.write("b5", move |tx, actor| enrolment::answer_place(tx, actor, &id, true)).expect("taken");
    assert!(county.waits("b5").is_empty());
    let id = class.to_owned();
    county
        .write("h2", move |tx, actor| enrolment::decline(tx, actor, &id, "town2", "防汛值班"))
        .expect("declined");
    lead_and_team(county, class);
}

fn lead_and_team(county: &County, class: &str) {
    let id = class.to_owned();
    let outsider = county.write("t", move |tx, actor| announcement::name_leader(tx, actor, &id, "b6"));
    assert!(refused(outsider).contains("本班学员"));
    let id = class.to_owned();
    county.write("t", move |tx, actor| announcement::name_leader(tx, actor, &id, "a1")).expect("named");
    assert_eq!(county.waits("a1"), ["training-class"]);
    let id = class.to_owned();
    let many = county.write("t", move |tx, actor| team::draw(tx, actor, &id, 4));
    assert!(refused(many).contains("至少两人"));
    let id = class.to_owned();
    let seed = county.write("t", move |tx, actor| team::draw(tx, actor, &id, 2)).expect("drawn");
    let id = class.to_owned();
    let learners = county.read("t", move |tx, _, _| Ok(class::learners(tx, &all(), &id)?)).expect("read");
    let given: Vec<(String, String)> =
        learners.iter().map(|one| (one.person.clone(), one.unit.clone())).collect();
    let again: BTreeMap<String, i64> = team::deal(&seed, &given, 2).into_iter().collect();
    for one in &learners {
        assert_eq!(one.team, again.get(&one.person).copied(), "whoever has the seed draws the same");
    }
}

/// The class is held: material, roll, leave, an exercise with its debrief; then it is concluded.
pub fn hold(county: &County, class: &str) {
    attach(county, class);
    let id = class.to_owned();
    let sessions = county.read("t", move |tx, _, _| Ok(session::of_class(tx, &id)?)).expect("read");
    let (id, second) = (class.to_owned(), sessions[1].id.clone());
    let request = county
        .write("a2", move |tx, actor| leave::ask(tx, actor, &id, std::slice::from_ref(&second), "家人住院"))
        .expect("asked");
    assert!(county.waits("t").contains(&"training-leave".to_owned()));
    let (id, asked) = (class.to_owned(), request.clone());
    let refusal =
        county.write("t", move |tx, actor| leave::answer(tx, actor, &book(), (&id, &asked), false, ""));
    assert!(refused(refusal).contains("理由"));
    let id = class.to_owned();
    county
        .write("t", move |tx, actor| leave::answer(tx, actor, &book(), (&id, &request), true, ""))
        .expect("granted");
    exercise_and_debrief(county, class);
    for (at, session) in sessions.iter().enumerate() {
        let (id, one) = (class.to_owned(), session.id.clone());
        let early = county.write("a1", move |tx, actor| keep(tx, actor, (&id, &one), &[]));
        assert!(refused(early).contains("还没有开始"));
        county.go_to(DAYS[at], 18);
        let (id, one) = (class.to_owned(), session.id.clone());
        let stranger = county.write("a3", move |tx, actor| keep(tx, actor, (&id, &one), &[]));
        assert!(refused(stranger).contains("班长"));
        let away: &[&str] = if at == 1 { &["a2"] } else { &[] };
        let (id, one, away) = (class.to_owned(), session.id.clone(), people(away));
        county.write("a1", move |tx, actor| keep(tx, actor, (&id, &one), &away)).expect("kept");
        if at == 0 {
            crate::attending::partly(county, class, &session.id);
        }
    }
    assert!(county.waits("a1").is_empty(), "every roll is in");
    assert!(county.waits("t").contains(&"training-class".to_owned()), "concluding it waits for the trainer");
    conclude(county, class);
}

fn attach(county: &County, class: &str) {
    let root = county.ground.county.files().to_owned();
    let stored = files::store(&root, "评议程序十问".as_bytes()).expect("stored");
    let id = class.to_owned();
    county
        .write("t", move |tx, actor| {
            let subject = ("training-class", id.as_str());
            files::attach(tx, subject, &stored, "评议程序.txt", (Some("school"), None), &actor.account)?;
            session::put_parts(tx, actor, &id, &[(None, "第一讲".into(), "读材料，写下一个疑问".into())])
        })
        .expect("attached");
    let id = class.to_owned();
    let parts = county.read("a1", move |tx, _, _| Ok(session::parts(tx, &id)?)).expect("read");
    assert_eq!(parts.len(), 1);
}

fn keep(
    tx: &mut kernel::Tx<'_>,
    actor: &kernel::Actor,
    (class, session): (&str, &str),
    away: &[String],
) -> Result<(), Fault> {
    let learners = class::learners(tx, &all(), class)?;
    let entries = learners
        .iter()
        .map(|one| {
            let presence = if away.contains(&one.person) { Presence::Leave } else { Presence::Present };
            (one.person.clone(), Mark::from(presence))
        })
        .collect();
    roll::keep(tx, actor, &book(), (class, session), &entries)
}

fn exercise_and_debrief(county: &County, class: &str) {
    let id = class.to_owned();
    let task = "两组各主持一次模拟评议，另一组提反对意见。";
    let exercise = county
        .write("t", move |tx, actor| exercise::set(tx, actor, &id, ("模拟评议", task, 60)))
        .expect("set");
    let id = class.to_owned();
    let team = county
        .read("a1", move |tx, _, _| Ok(class::learners(tx, &all(), &id)?))
        .expect("read")
        .into_iter()
        .find(|one| one.person == "a1")
        .and_then(|one| one.team)
        .expect("in a team");
    let sheet = exercise::Sheet {
        happened: "按七步走完，用时四十分钟".into(),
        helped: "提前发了材料".into(),
        hindered: "争论收入口径".into(),
        principle: "先定口径再评议".into(),
        at_work: "下月评议会".into(),
    };
    let (id, theirs) = (exercise.clone(), sheet.clone());
    let other = 3 - team;
    assert!(
        refused(county.write("a1", move |tx, actor| exercise::debrief(tx, actor, &id, other, &theirs)))
            .contains("本组")
    );
    let id = exercise.clone();
    county.write("a1", move |tx, actor| exercise::debrief(tx, actor, &id, team, &sheet)).expect("written");
    let found = county.read("a2", move |tx, _, _| Ok(exercise::debriefs(tx, &exercise)?)).expect("read");
    assert_eq!(found.len(), 1);
}

fn conclude(county: &County, class: &str) {
    let id = class.to_owned();
    let none =
        county.write("t", move |tx, actor| conclusion::conclude(tx, actor, &book(), &id, &BTreeMap::new()));
    assert!(refused(none).contains("是否结业"));
    let id = class.to_owned();
    let candidates = county
        .read("t", move |tx, _, _| {
            let found = class::one(tx, &all(), &id)?;
            conclusion::candidates(tx, &book(), &found)
        })
        .expect("read");
    let ill = candidates.iter().find(|one| one.learner.person == "a2").expect("in the class");
    let decision = ill.leave.as_ref().expect("off-post training is bound by the clause");
    assert!(leave::means_withdrawal(decision), "a third of the course is more than a seventh");
    assert_eq!(ill.minutes, 720);
    let outcomes: BTreeMap<String, bool> =
        candidates.iter().map(|one| (one.learner.person.clone(), one.learner.person != "a2")).collect();
    let id = class.to_owned();
    let done = county
        .write("t", move |tx, actor| conclusion::conclude(tx, actor, &book(), &id, &outcomes))
        .expect("concluded");
    assert_eq!((done.finished, done.not_finished), (5, 1));
    assert!(county.waits("t").is_empty());
    assert_eq!(county.waits("a1"), ["training-report"]);
    assert!(county.waits("a2").is_empty(), "who did not finish is not asked");
}
