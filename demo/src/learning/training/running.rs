//! One class lived: announced, filled, held session by session, concluded, looked back on. Nobody does what their role
//! does not let them. Not here: which classes there are.

use std::path::Path;

use jiff::civil::Date;
use kernel::{Actor, Fault, Role, Scope, Tx, clock, files};
use training::announcement::{self, Announcement};
use training::class::{self, Learner};
use training::form::{Sharing, Standing};
use training::session::{self, Plan};
use training::{conclusion, enrolment, exercise, leave, reaction, report, team};

use super::catalogue::{MATERIALS, Planned};
use super::{PROGRAMMES_OF, announced, bank, roll};
use crate::DemoError;
use crate::dice::Throws;
use crate::invention::Invention;
use crate::living::course::{Course, Phase, World, on};
use crate::living::day;
use crate::living::evidence::is_away;

pub(super) fn all() -> Scope {
    Scope::county("the demo reads what it lives")
}

fn phase(key: &str, what: &str, (zh, en): (&'static str, &'static str)) -> Phase {
    Phase { key: format!("class-{key}-{what}"), zh, en, weight: 1 }
}

/// The towns that have a head, in order.
pub(super) fn towns(world: &World) -> Vec<usize> {
    let county = &world.invention;
    (0..county.units.len())
        .filter(|unit| county.units[*unit].kind == "township" && county.head_of(*unit).is_some())
        .collect()
}

/// The units asked: towns, then departments, as many as the places need.
fn asked(world: &World, places: usize) -> Vec<(usize, usize)> {
    let county = &world.invention;
    let mut units = towns(world);
    let many = units.len();
    let office = |unit: &usize| county.units[*unit].kind == "office" && county.head_of(*unit).is_some();
    units.extend((0..county.units.len()).filter(office));
    let each = places.div_ceil(units.len().max(1)).max(1);
    let mut left = places;
    let mut found = Vec::new();
    for (at, unit) in units.into_iter().enumerate() {
        let there = available(county, world, unit, None).len();
        // Of a large class the towns send enough people each that a report can tell them apart.
        let wanted = if at < many && places >= 100 { each.max(9) } else { each };
        let seats = wanted.min(left).min(there);
        if seats > 0 {
            found.push((unit, seats));
            left -= seats;
        }
    }
    found
}

/// Who of a unit can be named: present, not its head, not away on the day.
fn available(county: &Invention, world: &World, unit: usize, on: Option<Date>) -> Vec<usize> {
    county
        .in_unit(unit)
        .filter(|person| world.is_present(*person) && county.head_of(unit) != Some(*person))
        .filter(|person| on.is_none_or(|on| !is_away(county, *person, on)))
        .collect()
}

/// A class is announced; its id is left.
///
/// # Errors
/// What an operation refused.
pub(super) fn announce(course: &mut Course<'_>, one: &Planned) -> Result<(), DemoError> {
    let planned = one.clone();
    let named =
        Phase { key: announced(one.key), zh: "发布培训班次", en: "A class is announced", weight: 1 };
    course.live(named, 1, on(one.announced, 9), move |tx, world, _| {
        let trainer = world.appointed(tx, Role::Trainer)?;
        let places = planned.capacity(world.invention.people.len());
        let invited = asked(world, places);
        let kept: usize = invited.iter().map(|(_, seats)| seats).sum();
        let mut units = Vec::new();
        for (unit, seats) in invited {
            units.push((world.id("units", unit)?, i64::try_from(seats).unwrap_or(1)));
        }
        let extra = if planned.own { 4 } else { 0 };
        let new = Announcement {
            title: planned.title.into(),
            about: planned.about.into(),
            trainer: trainer.person.clone().ok_or(Fault::NotFound)?,
            trainers: "县委党校教师和业务部门同志".into(),
            place: planned.place.into(),
            link: planned.link.into(),
            capacity: i64::try_from(kept + extra).unwrap_or(1).max(1),
            enrol_until: planned.filled,
            own_enrolment: planned.own || kept == 0,
            evaluated: true,
        };
        let plans: Vec<Plan> = planned.sessions.iter().map(|session| plan_of(&planned, *session)).collect();
        let school = world.invention.unit("dangxiao").ok_or(Fault::NotFound)?;
        let school = world.id("units", school)?;
        let programme = world.id(PROGRAMMES_OF, planned.programme)?;
        Ok(vec![announcement::announce(tx, &trainer, (&programme, &school), &new, &plans, &units)?])
    })
}

fn plan_of(
    planned: &Planned,
    (on, minutes, content, title): (Date, i64, training::form::Content, &'static str),
) -> Plan {
    Plan {
        on,
        starts: planned.starts(),
        minutes,
        content,
        title: title.into(),
        trainer: String::new(),
        place: String::new(),
        part: None,
    }
}

/// A class from its announcement to the look back.
///
/// # Errors
/// What an operation refused.
pub(super) fn live(course: &mut Course<'_>, one: &Planned) -> Result<(), DemoError> {
    announce(course, one)?;
    let (key, large) = (one.key, one.is_large());
    let (planned, root) = (one.clone(), course.files());
    course.live(
        phase(key, "filled", ("选派和报名", "People come into the class")),
        1,
        on(one.filled, 10),
        move |tx, world, _| {
            fill(tx, world, &planned)?;
            prepare(tx, world, &planned, &root).map(|()| Vec::new())
        },
    )?;
    let days: Vec<Date> = one.sessions.iter().map(|session| session.0).collect();
    let at = move |part: usize| on(days[part.min(days.len() - 1)], 18)(part);
    course.live(
        phase(key, "held", ("上课和登记出勤", "Sessions are held")),
        one.sessions.len(),
        at,
        move |tx, world, part| roll::keep(tx, world, key, part).map(|()| Vec::new()),
    )?;
    let end = clock::at_hour(one.last(), 20);
    course.live(
        phase(key, "concluded", ("办理结业", "The class is concluded")),
        1,
        move |_| end,
        move |tx, world, _| {
            if large {
                bank::take(tx, world, key)?;
            }
            conclude(tx, world, key).map(|()| Vec::new())
        },
    )?;
    let recent = one.last() >= day(one.last().year(), 10, 20);
    let after = one.last().saturating_add(jiff::Span::new().days(3));
    course.live(
        phase(key, "looked-back", ("评价和心得", "Reaction and reports")),
        1,
        on(after, 9),
        move |tx, world, _| look_back(tx, world, key, recent).map(|()| Vec::new()),
    )
}

fn fill(tx: &mut Tx<'_>, world: &World, planned: &Planned) -> Result<(), Fault> {
    let county = world.invention.clone();
    let class = world.id(&announced(planned.key), 0)?;
    let first = planned.sessions.first().map_or(planned.filled, |session| session.0);
    for (unit, seats) in asked(world, planned.capacity(county.people.len())) {
        let Some(head) = county.head_of(unit) else { continue };
        let head = world.somebody(tx, head)?;
        let id = world.id("units", unit)?;
        let people = available(&county, world, unit, Some(first));
        // Each class takes other people of the unit.
        let from = if people.is_empty() { 0 } else { planned.programme * 3 % people.len() };
        let chosen: Vec<String> = (0..seats.min(people.len()))
            .map(|n| world.person(people[(from + n) % people.len()]))
            .collect::<Result<_, _>>()?;
        if chosen.is_empty() {
            enrolment::decline(tx, &head, &class, &id, "近期值守任务重，人员抽不出来")?;
        } else {
            enrolment::nominate(tx, &head, &class, &id, &chosen)?;
        }
    }
    if planned.own { enrol_some(tx, world, planned.key, 6) } else { Ok(()) }
}

/// Some people enrol themselves; more than there are places for, so that a few wait.
pub(super) fn enrol_some(tx: &mut Tx<'_>, world: &World, key: &str, most: usize) -> Result<(), Fault> {
    let county = world.invention.clone();
    let class = world.id(&announced(key), 0)?;
    let mut enrolled = 0;
    for person in 0..county.people.len() {
        if enrolled == most {
            break;
        }
        let mut throws = county.dice.throws(key, person);
        if !world.is_present(person) || county.people[person].unit == 0 || !throws.chance(30) {
            continue;
        }
        let actor = world.somebody(tx, person)?;
        match enrolment::enrol(tx, &actor, &class) {
            Ok(_) => enrolled += 1,
            // Somebody the class is not for, or who is in it already, does not come.
            Err(Fault::Refused(_) | Fault::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A leader, teams, units with material, an exercise.
fn prepare(tx: &mut Tx<'_>, world: &World, planned: &Planned, root: &Path) -> Result<(), Fault> {
    let class = world.id(&announced(planned.key), 0)?;
    let trainer = world.appointed(tx, Role::Trainer)?;
    let learners = class::learners(tx, &all(), &class)?;
    if let Some(first) = learners.first() {
        announcement::name_leader(tx, &trainer, &class, &first.person)?;
    }
    if !planned.parts.is_empty() {
        let rows: Vec<_> =
            planned.parts.iter().map(|(title, task)| (None, (*title).into(), (*task).into())).collect();
        session::put_parts(tx, &trainer, &class, &rows)?;
        join_parts(tx, &trainer, &class)?;
        attach(tx, &trainer, &class, root)?;
    }
    let teams = i64::try_from(learners.len() / 6).unwrap_or(1).min(20);
    if teams >= 2 {
        team::draw(tx, &trainer, &class, teams)?;
        let task = "每组用本单位一件真事练一遍，另一组当群众提意见；练完写复盘。";
        exercise::set(tx, &trainer, &class, ("带着真事练一遍", task, 90))?;
    }
    if planned.is_large() {
        bank::set(tx, world, &trainer, &class, planned.last())?;
    }
    // Somebody of an off-post class asks leave from one session and gets it.
    if planned.sessions.len() >= 5
        && let Some(learner) = learners.get(2)
    {
        ask_leave(tx, world, (&class, &trainer), learner)?;
    }
    Ok(())
}

/// Each session of the remote class belongs to its unit.
fn join_parts(tx: &mut Tx<'_>, trainer: &Actor, class: &str) -> Result<(), Fault> {
    let parts = session::parts(tx, class)?;
    let rows: Vec<(Option<String>, Plan)> = session::of_class(tx, class)?
        .into_iter()
        .zip(&parts)
        .map(|(session, part)| (Some(session.id), Plan { part: Some(part.id.clone()), ..session.plan }))
        .collect();
    session::put(tx, trainer, class, &rows)
}

/// The material of the remote class, stored beside the database before its unit is held.
fn attach(tx: &mut Tx<'_>, trainer: &Actor, class: &str, root: &Path) -> Result<(), Fault> {
    for (part, words) in session::parts(tx, class)?.iter().zip(MATERIALS) {
        let stored = match files::store(root, words.as_bytes()) {
            Ok(stored) => stored,
            Err(files::FileError::Refused(refusal)) => return Err(refusal.into()),
            Err(error @ files::FileError::Disk { .. }) => {
                return Err(Fault::Db(kernel::DbError::Schema(error.to_string())));
            }
        };
        let name = format!("{}.txt", part.title);
        files::attach(tx, ("class-part", &part.id), &stored, &name, (None, None), &trainer.account)?;
    }
    Ok(())
}

fn ask_leave(
    tx: &mut Tx<'_>,
    world: &World,
    (class, trainer): (&str, &Actor),
    learner: &Learner,
) -> Result<(), Fault> {
    let Some(person) = world.position(&learner.person) else { return Ok(()) };
    let actor = world.somebody(tx, person)?;
    let Some(second) = session::of_class(tx, class)?.into_iter().nth(1) else { return Ok(()) };
    let request = leave::ask(tx, &actor, class, &[second.id], "市里来镇现场核查，需到场")?;
    leave::answer(tx, trainer, &world.book, (class, &request), true, "")
}

fn conclude(tx: &mut Tx<'_>, world: &World, key: &str) -> Result<(), Fault> {
    let class = world.id(&announced(key), 0)?;
    let trainer = world.appointed(tx, Role::Trainer)?;
    debrief(tx, world, &class)?;
    let found = class::one(tx, &all(), &class)?;
    let outcomes = conclusion::candidates(tx, &world.book, &found)?
        .into_iter()
        .map(|one| {
            let too_much = one.leave.as_ref().is_some_and(leave::means_withdrawal);
            (one.learner.person, one.minutes > 0 && !too_much)
        })
        .collect();
    conclusion::conclude(tx, &trainer, &world.book, &class, &outcomes).map(drop)
}

fn debrief(tx: &mut Tx<'_>, world: &World, class: &str) -> Result<(), Fault> {
    let learners = class::learners(tx, &all(), class)?;
    for exercise in exercise::of_class(tx, class)? {
        for team in team::of_class(tx, class)? {
            let writer = learners.iter().find(|one| one.team == Some(team.number));
            let Some(writer) = writer.and_then(|one| world.position(&one.person)) else { continue };
            let actor = world.somebody(tx, writer)?;
            let sheet = exercise::Sheet {
                happened: "照程序走了一遍，比平时多用了一刻钟，少返工一次".into(),
                helped: "材料提前一天发到人".into(),
                hindered: "有人一开口就下结论".into(),
                principle: "先把事实摆齐，再谈怎么办".into(),
                at_work: "下一次村民代表会议".into(),
            };
            exercise::debrief(tx, &actor, &exercise.id, team.number, &sheet)?;
        }
    }
    Ok(())
}

const USES: [(&str, &str); 4] = [
    ("来访先复述一遍对方的诉求再答复", "下周一接待日"),
    ("会前一天把材料发给参会的人", "本月村民代表会议"),
    ("调解协议写明谁、几时、做什么", "手头这起土地纠纷"),
    ("值班记录按时间一条一条写", "下一个夜班"),
];

/// Learners look back on a class. Of a class just over some have not yet; of one long over everybody has, as a trainer who goes
/// after it would see to.
fn look_back(tx: &mut Tx<'_>, world: &World, key: &str, recent: bool) -> Result<(), Fault> {
    let class = world.id(&announced(key), 0)?;
    let chance = format!("back-{key}");
    for one in class::learners(tx, &all(), &class)? {
        let Some(person) = world.position(&one.person).filter(|_| one.standing == Standing::Finished) else {
            continue;
        };
        let mut throws = world.invention.dice.throws(&chance, person);
        let actor = world.somebody(tx, person)?;
        if throws.chance(85) || !recent {
            reaction::give(tx, &actor, &class, &answer(&mut throws))?;
        }
        if throws.chance(80) || !recent {
            let (what, when) = throws.pick(&USES).copied().unwrap_or(USES[0]);
            let shared = if throws.chance(40) { Sharing::Class } else { Sharing::Own };
            let words = report::Words {
                what: what.into(),
                when: when.into(),
                with: "本单位同事".into(),
                obstacle: String::new(),
                learned: String::new(),
                shared,
            };
            report::write(tx, &actor, &class, &words, true)?;
        }
    }
    Ok(())
}

fn answer(throws: &mut Throws) -> reaction::Answer {
    let mut mark = || u8::try_from(throws.between(3, 5)).unwrap_or(4);
    let marks = reaction::Question::ALL.iter().map(|question| (*question, mark())).collect();
    let helpful = if throws.chance(30) { "当场练、当场复盘" } else { "" };
    let better = if throws.chance(15) { "材料再早两天发" } else { "" };
    reaction::Answer { marks, helpful: helpful.into(), better: better.into() }
}
