//! The routine review of each quarter: opened for everybody, summed up by each from what they recorded, remarked on
//! by whoever signs for the unit. In the quarter under way some are still to come.

use assessment::routine::{self, Review, State};
use jiff::civil::Date;
use kernel::{Fault, Scope, Tx};

use super::course::{Course, Phase, World, on, parts, slice};
use super::{letters, year_key};
use crate::{DemoError, roles};

/// People, and reviews of units, of one transaction.
const PEOPLE: usize = 200;
const UNITS: usize = 10;

/// A quarter of a year and the days of its review.
#[derive(Debug, Clone, Copy)]
pub struct Quarter {
    /// Year.
    pub year: i16,
    /// 1 to 4.
    pub quarter: i64,
    /// Opened on, summed up on, remarked on.
    pub days: [Date; 3],
    /// Last day for the summary.
    pub due: Date,
    /// How many of a hundred hand in, and how many of those are remarked on.
    pub done: (u32, u32),
}

/// Reviews a quarter.
///
/// # Errors
/// What an operation refused.
pub fn review(course: &mut Course<'_>, of: Quarter) -> Result<(), DemoError> {
    let keys: [&'static str; 3] = match of.quarter {
        1 => ["q1-opened", "q1-summed", "q1-remarked"],
        2 => ["q2-opened", "q2-summed", "q2-remarked"],
        3 => ["q3-opened", "q3-summed", "q3-remarked"],
        _ => ["q4-opened", "q4-summed", "q4-remarked"],
    };
    let phase = |at: usize, weight| {
        let named = [
            (keys[0], "组织平时考核", "Opening the quarter's review", weight),
            (keys[1], "撰写季度小结", "Summing up the quarter", weight),
            (keys[2], "负责人写季度评语", "Remarks on the quarter", weight),
        ];
        Phase::of_year(of.year, named[at])
    };
    let all = course.invention().people.len();
    let units = letters::lettered(&course.invention());
    course.live(phase(0, 1), 1, on(of.days[0], 9), move |tx, world, _| {
        let organiser = world.organiser(tx)?;
        routine::open(tx, &organiser, &world.id(&year_key(of.year, "cycle"), 0)?, of.quarter, of.due)?;
        Ok(Vec::new())
    })?;
    course.live(phase(1, 18), parts(all, PEOPLE), on(of.days[1], 17), move |tx, world, part| {
        for person in slice(part, PEOPLE, all) {
            sum_up(tx, world, person, of)?;
        }
        Ok(Vec::new())
    })?;
    course.live(phase(2, 7), parts(units.len(), UNITS), on(of.days[2], 17), move |tx, world, part| {
        for at in slice(part, UNITS, units.len()) {
            remark_unit(tx, world, units[at], of)?;
        }
        Ok(Vec::new())
    })
}

fn sum_up(tx: &mut Tx<'_>, world: &World, person: usize, of: Quarter) -> Result<(), Fault> {
    if !world.is_present(person) {
        return Ok(());
    }
    let mut throws = world.invention.dice.throws(&format!("sums-up-{}-{}", of.year, of.quarter), person);
    // In the quarter under way, whoever a visitor signs in as still has theirs to write.
    let waits = of.done.0 < 100 && roles::cast(&world.invention).iter().any(|one| one.2 == person);
    if waits || !throws.chance(of.done.0) {
        return Ok(());
    }
    let (cycle, id) = (world.id(&year_key(of.year, "cycle"), 0)?, world.person(person)?);
    let reviews = routine::of_person(tx, &Scope::own(&id), &cycle, &id)?;
    let open =
        reviews.into_iter().find(|review| review.quarter == of.quarter && review.state == State::Summary);
    let Some(review) = open else { return Ok(()) };
    let actor = world.somebody(tx, person)?;
    let work = routine::prefill(tx, &review)?;
    let closing = throws.pick(&CLOSING).copied().unwrap_or_default();
    let summary = if work.is_empty() {
        format!("本季度按岗位职责完成日常工作。{closing}")
    } else {
        format!("{work}\n\n{closing}")
    };
    routine::submit(tx, &actor, &world.book, &review.id, &summary)
}

const CLOSING: [&str; 5] = [
    "存在问题：个别事项跟进不够及时。下一步提前一周与牵头股室对接。",
    "本季度任务按进度推进，无逾期事项。",
    "不足：对新政策吃得不透，下季度抓紧学懂弄通并用到办件中。",
    "下一步把群众反映集中的两个问题列为重点，明确完成时间。",
    "有一项工作因天气原因延后，已调整安排，不影响全年目标。",
];

const REMARKS: [&str; 6] = [
    "工作主动，能独当一面，群众反映好。",
    "完成了季度任务，办件质量稳定；注意总结规律。",
    "任务完成及时，与村上沟通顺畅。",
    "态度端正，业务上还需再熟一些，下季度安排老同志带一带。",
    "急难任务顶得上，汛期值守认真。",
    "能按时完成任务，调研还不够深，建议多到现场。",
];

fn remark_unit(tx: &mut Tx<'_>, world: &World, unit: usize, of: Quarter) -> Result<(), Fault> {
    let cycle = world.id(&year_key(of.year, "cycle"), 0)?;
    let unit_id = world.id("units", unit)?;
    let signers = letters::signers(tx, world, unit)?;
    // The leader a visitor signs in as still has to remark on the heads of the departments.
    let overseer =
        world.invention.holder("county", "executive").map(|person| world.account(person)).transpose()?;
    let head = world.invention.head_of(unit).map(|head| world.person(head)).transpose()?;
    let scope = Scope::county("the demo acts for every head in turn");
    let waiting = |review: &Review| review.quarter == of.quarter && review.state == State::Remark;
    for (at, review) in
        routine::in_unit(tx, &scope, &cycle, &unit_id)?.into_iter().filter(waiting).enumerate()
    {
        let [own, above] = &signers;
        let actor = if Some(&review.person) == head.as_ref() { above } else { own };
        let mut throws =
            world.invention.dice.throws(&format!("remarks-{}-{}", of.year, of.quarter), unit * 512 + at);
        let waits = of.done.1 < 100 && Some(actor.account.as_str()) == overseer.as_deref();
        if waits || !throws.chance(of.done.1) {
            continue;
        }
        let remark = throws.pick(&REMARKS).copied().unwrap_or_default();
        let grade = routine::may_grade(&world.book, tx.today()).then_some(1);
        routine::remark(tx, actor, &world.book, &review.id, remark, grade)?;
    }
    Ok(())
}
