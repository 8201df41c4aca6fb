//! A year of training in the demo county, through the room's own operations: needs and the plan adopted, classes of
//! different forms filled, held, concluded and looked back on, and one open for enrolment today. Not here: what the
//! classes are (`catalogue`), one class's life (`running`).

mod bank;
pub mod catalogue;
mod roll;
mod running;

use jiff::civil::Date;
use kernel::{Fault, Role, Tx, clock};
use training::form::{Form, Topic};
use training::need::Proposal;
use training::programme::Draft;
use training::{amendment, need, programme, survey, year};

use crate::DemoError;
use crate::living::course::{Course, Phase, World, on};
use crate::living::day;
use catalogue::{PROGRAMMES, Planned, planned};

/// The phase whose ids are the programmes, in the order of the catalogue.
pub const PROGRAMMES_OF: &str = "training-programmes";

/// The phase that leaves the id of a class.
#[must_use]
pub fn announced(key: &str) -> String {
    format!("class-{key}-announced")
}

/// Needs are gathered and the year's plan is adopted.
///
/// # Errors
/// What an operation refused.
pub fn plan(course: &mut Course<'_>, which: i16) -> Result<(), DemoError> {
    let phase = |key, zh, en| Phase::named((key, zh, en, 1));
    let of = move |month, of_month| day(which, month, of_month);
    course.live(
        phase("training-opened", "征集培训需求", "Training needs are gathered"),
        1,
        on(of(3, 24), 8),
        move |tx, world, _| {
            let trainer = world.appointed(tx, Role::Trainer)?;
            year::open(tx, &trainer, which, of(3, 29)).map(|()| Vec::new())
        },
    )?;
    course.live(
        phase("training-asked", "填写培训需求调查", "The survey of needs is answered"),
        1,
        on(of(3, 26), 10),
        move |tx, world, _| answer_survey(tx, world, which).map(|()| Vec::new()),
    )?;
    course.live(
        phase("training-proposed", "单位提出培训需求", "Units propose needs"),
        1,
        on(of(3, 27), 15),
        move |tx, world, _| propose(tx, world, which),
    )?;
    course.live(
        phase(PROGRAMMES_OF, "拟订培训项目", "Programmes are drafted"),
        1,
        on(of(3, 31), 9),
        move |tx, world, _| draft(tx, world, which),
    )?;
    course.live(
        phase(bank::BANK, "充实题库", "The question bank is filled"),
        1,
        on(of(4, 2), 9),
        |tx, world, _| bank::fill(tx, world),
    )?;
    course.live(
        phase("training-adopted", "审定年度培训计划", "The training plan is adopted"),
        1,
        on(of(4, 3), 16),
        move |tx, world, _| {
            let organiser = world.organiser(tx)?;
            let document = format!("凤县{which}年度干部教育培训计划（凤组发〔{which}〕7号）");
            year::adopt(tx, &organiser, which, &document).map(|()| Vec::new())
        },
    )
}

/// One in eight answers the survey.
fn answer_survey(tx: &mut Tx<'_>, world: &World, which: i16) -> Result<(), Fault> {
    let county = world.invention.clone();
    for person in 0..county.people.len() {
        let mut throws = county.dice.throws("survey", person);
        if !world.is_present(person) || !throws.chance(12) || county.people[person].unit == 0 {
            continue;
        }
        let first = throws.pick(Topic::ALL).copied().unwrap_or(Topic::Residents);
        let second = if throws.chance(45) { Topic::Mediation } else { Topic::Emergency };
        let mut topics = vec![first];
        if second != first {
            topics.push(second);
        }
        let form = if throws.chance(50) { Form::OnTheJob } else { Form::OffPost };
        let wish = if throws.chance(20) { "少讲概念，多带着真事练" } else { "" };
        let actor = world.somebody(tx, person)?;
        survey::answer(tx, &actor, which, &survey::Answer { topics, form, wish: wish.to_owned() })?;
    }
    Ok(())
}

const PROPOSED: [(&str, &str, i64); 4] = [
    ("新进人员上岗", "新进人员一个月内能独立接待来访、走完一件事的程序", 6),
    ("低保民主评议程序", "村干部能按程序独立主持一次民主评议，不再返工", 12),
    ("当面调解", "包村干部能做一次当面调解，写出能执行的协议", 15),
    ("汛期值守", "值班人员接到险情二十分钟内报告，口径不乱", 10),
];

fn propose(tx: &mut Tx<'_>, world: &World, which: i16) -> Result<Vec<String>, Fault> {
    let mut left = Vec::new();
    for (unit, (topic, wanted, people)) in running::towns(world).into_iter().zip(PROPOSED) {
        let Some(head) = world.invention.head_of(unit) else { continue };
        let head = world.somebody(tx, head)?;
        let unit = world.id("units", unit)?;
        let new = Proposal { unit, target: None, topic: topic.into(), wanted: wanted.into(), people };
        left.push(need::propose(tx, &head, which, &new)?);
    }
    Ok(left)
}

/// The people a programme is planned for: the places of its classes.
fn people(world: &World, which: i16, programme: usize) -> i64 {
    let all = world.invention.people.len();
    let places: usize =
        planned(which).iter().filter(|one| one.programme == programme).map(|one| one.capacity(all)).sum();
    i64::try_from(places).unwrap_or(0)
}

/// A second run of a programme is added in the course of the year: an amendment of the adopted plan.
fn amend(tx: &mut Tx<'_>, world: &World, which: i16, programme: usize) -> Result<(), Fault> {
    let trainer = world.appointed(tx, Role::Trainer)?;
    let id = world.id(PROGRAMMES_OF, programme)?;
    let was = programme::find(tx, &id)?.draft;
    let again = catalogue::open(which).capacity(world.invention.people.len());
    let people = was.people + i64::try_from(again).unwrap_or(0);
    let new = Draft { classes: was.classes + 1, people, ..was };
    let document = format!("凤县干部教育培训联席会议纪要〔{which}〕4号");
    amendment::change(tx, &trainer, &id, &new, ("第一期报名人数多，冬闲时增办一期", &document))
}

fn draft(tx: &mut Tx<'_>, world: &World, which: i16) -> Result<Vec<String>, Fault> {
    let trainer = world.appointed(tx, Role::Trainer)?;
    need::collect(tx, &trainer, which)?;
    let proposed = world.ids("training-proposed")?;
    let targets = programme::targets(tx, which)?;
    let mut left = Vec::new();
    for (at, one) in PROGRAMMES.iter().enumerate() {
        let target =
            targets.iter().find(|(_, title, _)| !one.target.is_empty() && title.contains(one.target));
        let draft = Draft {
            title: one.title.into(),
            purpose: one.purpose.into(),
            target: target.map(|(id, ..)| id.clone()),
            form: one.form,
            kinds: one.kinds.to_vec(),
            categories: one.categories.to_vec(),
            stages: one.stages.to_vec(),
            differs: one.differs.into(),
            minutes: one.minutes,
            classes: 1,
            people: people(world, which, at),
            month: planned(which)
                .iter()
                .find(|class| class.programme == at)
                .and_then(|class| class.sessions.first().map(|(day, ..)| i64::from(day.month()))),
        };
        let answers: Vec<String> = proposed.get(at).cloned().into_iter().collect();
        left.push(programme::draft(tx, &trainer, which, &draft, &answers)?);
    }
    year::submit(tx, &trainer, &world.book, which, "")?;
    Ok(left)
}

/// Lives the classes of the catalogue that end between two days, each from its announcement to the look back.
///
/// # Errors
/// What an operation refused.
pub fn hold(course: &mut Course<'_>, which: i16, (after, until): (Date, Date)) -> Result<(), DemoError> {
    for one in planned(which) {
        if one.last() > after && one.last() <= until {
            running::live(course, &one)?;
        }
    }
    Ok(())
}

/// The class that is open today: units are asked and have not answered yet.
///
/// # Errors
/// What an operation refused.
pub fn open_today(course: &mut Course<'_>, which: i16) -> Result<(), DemoError> {
    let one = catalogue::open(which);
    let programme = one.programme;
    course.live(
        Phase::named(("training-amended", "登记培训计划调整", "The training plan is amended", 1)),
        1,
        on(one.announced, 8),
        move |tx, world, _| amend(tx, world, which, programme).map(|()| Vec::new()),
    )?;
    running::announce(course, &one)?;
    let at = clock::at_hour(day(which, 11, 16), 9);
    course.live(
        Phase::named(("class-winter-enrolled", "自主报名冬季班", "People enrol themselves", 1)),
        1,
        move |_| at,
        |tx, world, _| running::enrol_some(tx, world, "winter", 6).map(|()| Vec::new()),
    )
}

/// The last days of the two large classes, which are diagnosed.
#[must_use]
pub fn large(which: i16) -> [(&'static str, Date); 2] {
    let last = |key: &str| {
        let found = planned(which).into_iter().find(|one| one.key == key);
        found.as_ref().map_or(day(which, 12, 31), Planned::last)
    };
    [("spring", last("spring")), ("autumn", last("autumn"))]
}
