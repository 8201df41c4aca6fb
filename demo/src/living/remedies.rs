//! What comes after a year was closed: a reconsideration and a complaint about a grade, a grade filled in once an
//! investigation ended, and the checks of improvement plans.

use assessment::appeal::{self, Remedy};
use assessment::appraisal::{self, Appraisal, State};
use assessment::{notice, plan, reopen};
use kernel::{Area, Fault, Scope, Tx};

use super::assessing::{member_but, propose, verifier};
use super::course::{Course, Phase, World, on};
use super::{day, grading, year_key};
use crate::DemoError;
use crate::invention::Fate;

/// Whoever failed asks for reconsideration on the last day.
///
/// # Errors
/// What an operation refused.
pub fn ask_again(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let named = ("appealed", "申请复核", "Reconsideration is asked for", 1);
    course.live(Phase::of_year(year, named), 1, on(day(year + 1, 3, 11), 10), move |tx, world, _| {
        let Some((one, person)) = failed(tx, world, year)? else { return Ok(Vec::new()) };
        let actor = world.somebody(tx, person)?;
        let grounds = "本人下半年被临时抽调参加专项工作三个月，原岗位目标未及时调整，请求复核。";
        Ok(vec![appeal::file(tx, &actor, &world.book, &one.id, Remedy::Reconsideration, grounds)?])
    })
}

/// The reconsideration and the complaint after it are decided; neither changes the grade.
///
/// # Errors
/// What an operation refused.
pub fn decide(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let phase = |key, zh, en| Phase::of_year(year, (key, zh, en, 1));
    let decided = phase("reconsidered", "作出复核决定", "The reconsideration is decided");
    course.live(decided, 1, on(day(year + 1, 3, 27), 10), move |tx, world, _| {
        let Some((one, _)) = failed(tx, world, year)? else { return Ok(Vec::new()) };
        let part = [one.decided_by.clone().unwrap_or_default(), one.proposed_by.clone().unwrap_or_default()];
        let member = member_but(tx, world, &[&part[0], &part[1]])?;
        let answer = "经核查，抽调时间为一个月且已相应核减目标，其余目标仍未完成，事实清楚，维持原结果。";
        for open in open_appeals(tx, &one)? {
            appeal::decide(tx, &member, &world.book, &open, None, answer)?;
        }
        Ok(Vec::new())
    })?;
    let complained = phase("complained", "提出申诉", "A complaint is made");
    course.live(complained, 1, on(day(year + 1, 4, 3), 10), move |tx, world, _| {
        let Some((one, person)) = failed(tx, world, year)? else { return Ok(Vec::new()) };
        let actor = world.somebody(tx, person)?;
        let grounds = "不服复核决定，请求公务员主管部门处理。";
        Ok(vec![appeal::file(tx, &actor, &world.book, &one.id, Remedy::AfterReconsideration, grounds)?])
    })
}

/// In the spring of the running year: the open case of the year before ends, and its grade is filled in.
///
/// # Errors
/// What an operation refused.
pub fn fill_in(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let phase = |key| Phase::of_year(year, (key, "结案后补定等次", "A grade is filled in", 1));
    let when = |of_month| on(day(year + 1, 4, of_month), 10);
    course.live(phase("resumed"), 1, when(22), move |tx, world, _| {
        let Some((one, _)) = later(tx, world, year)? else { return Ok(Vec::new()) };
        let organiser = world.organiser(tx)?;
        reopen::resume(tx, &organiser, &world.book, &one.id)?;
        Ok(Vec::new())
    })?;
    course.live(phase("filled-in"), 1, when(24), move |tx, world, _| {
        let Some((one, person)) = later(tx, world, year)?.filter(|(one, _)| one.state == State::Verify)
        else {
            return Ok(Vec::new());
        };
        let actor = verifier(tx, world, &one, person)?;
        propose(tx, world, &actor, &one, (person, false))?;
        let Some((one, _)) = later(tx, world, year)? else { return Ok(Vec::new()) };
        grading::decide(tx, world, &one)?;
        Ok(Vec::new())
    })?;
    course.live(phase("filled-in-noticed"), 1, when(27), move |tx, world, _| {
        let Some((one, person)) = later(tx, world, year)?.filter(|(one, _)| one.state == State::Notice)
        else {
            return Ok(Vec::new());
        };
        let actor = verifier(tx, world, &one, person)?;
        notice::give(tx, &actor, &world.book, &one.id)?;
        let own = world.somebody(tx, person)?;
        notice::answer(tx, &own, &one.id, true, "")?;
        Ok(Vec::new())
    })
}

/// The complaint is decided by the civil-service authority.
///
/// # Errors
/// What an operation refused.
pub fn decide_complaint(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let named = ("complaint-decided", "作出申诉处理决定", "The complaint is decided", 1);
    course.live(Phase::of_year(year, named), 1, on(day(year + 1, 5, 20), 10), move |tx, world, _| {
        let Some((one, _)) = failed(tx, world, year)? else { return Ok(Vec::new()) };
        let organiser = world.organiser(tx)?;
        let answer = "复核认定事实清楚，程序符合规定，维持复核决定；建议单位重新明确岗位目标并安排帮带。";
        for open in open_appeals(tx, &one)? {
            appeal::decide(tx, &organiser, &world.book, &open, None, answer)?;
        }
        Ok(Vec::new())
    })
}

/// A check of improvement plans by the helper, the first or the second.
///
/// # Errors
/// What an operation refused.
pub fn check_plans(course: &mut Course<'_>, year: i16, second: bool) -> Result<(), DemoError> {
    let (key, when) =
        if second { ("plans-second", day(year + 1, 7, 30)) } else { ("plans-first", day(year + 1, 4, 29)) };
    let named = (key, "检查改进计划", "Checking improvement plans", 1);
    course.live(Phase::of_year(year, named), 1, on(when, 16), move |tx, world, _| {
        let organiser = world.organiser(tx)?;
        for found in
            plan::list(tx, &organiser.scope(Area::Duty))?.into_iter().filter(|found| found.state == "follow")
        {
            let helper = found.helper.clone().unwrap_or_default();
            let open = plan::checks(tx, &found)?.into_iter().find(|check| check.done_at.is_none());
            let (Some(check), Some(at)) = (open, world.position(&helper)) else { continue };
            let actor = world.somebody(tx, at)?;
            let note = if second {
                "二季度目标按期完成，调研报告有自己的办法。"
            } else {
                "逾期办件已清零，能主动请教；现场调研还没有开展。"
            };
            plan::check(tx, &actor, &found.id, &check.id, note)?;
        }
        Ok(Vec::new())
    })
}

fn open_appeals(tx: &mut Tx<'_>, one: &Appraisal) -> Result<Vec<String>, Fault> {
    let scope = Scope::own(&one.person);
    let all = appeal::of(tx, &scope, &one.id)?;
    Ok(all.into_iter().filter(|appeal| appeal.state == "open").map(|appeal| appeal.id).collect())
}

fn of_fate(
    tx: &mut Tx<'_>,
    world: &World,
    year: i16,
    pick: impl Fn(&Fate) -> Option<usize>,
) -> Result<Option<(Appraisal, usize)>, Fault> {
    let Some(person) = world.invention.fates.iter().find_map(pick) else { return Ok(None) };
    let (cycle, id) = (world.id(&year_key(year, "cycle"), 0)?, world.person(person)?);
    Ok(appraisal::of_year(tx, &Scope::own(&id), &cycle, &id)?.map(|one| (one, person)))
}

fn failed(tx: &mut Tx<'_>, world: &World, year: i16) -> Result<Option<(Appraisal, usize)>, Fault> {
    of_fate(tx, world, year, |fate| match fate {
        Fate::Failed(who) => Some(*who),
        _ => None,
    })
}

fn later(tx: &mut Tx<'_>, world: &World, year: i16) -> Result<Option<(Appraisal, usize)>, Fault> {
    of_fate(tx, world, year, |fate| match fate {
        Fate::InvestigatedThenWarned(who) => Some(*who),
        _ => None,
    })
}
