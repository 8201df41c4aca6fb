//! Steps of other rooms that stood still: one chain from the reminder over a note to the office above to its conclusion,
//! and reminders of the running year that are answered, explained, or still open.

use jiff::civil::Date;
use kernel::clock::at_hour;
use kernel::{Fault, Role, Scope, Tx};
use supervision::standing::{self, Conclusion, Kind, State, explanation, note as notes, reminder};

use super::{head, told};
use crate::DemoError;
use crate::living::course::{Course, Phase, World};
use crate::living::day;

/// Reminded of in the closed year, and standing for long.
const LONG: &str = "standing-long";
const LATE: &str = "standing-late";

/// Where in the invention a unit stands.
fn place(world: &World, unit: &str) -> Option<usize> {
    world.ids("units").ok()?.iter().position(|id| id == unit)
}

/// Reminds of the oldest step of the first offices that have one, at most `most`; answers the matters.
fn remind_first(tx: &mut Tx<'_>, world: &World, (most, words): (usize, &str)) -> Result<Vec<String>, Fault> {
    let inspector = world.appointed(tx, Role::Inspector)?;
    let scope = inspector.scope(kernel::Area::Power);
    let mut matters = Vec::new();
    for office in standing::offices(tx, &scope, &world.book)? {
        let Some(unit) = place(world, &office.id).filter(|_| office.overdue > 0) else { continue };
        // The county's own office has nobody above it to write to.
        if unit == 0 || matters.len() >= most || head(tx, world, unit)?.is_none() {
            continue;
        }
        let steps = standing::steps(tx, &scope, &world.book, (&office.id, Kind::Overdue), (0, 5))?;
        let Some(step) = steps.into_iter().find(|step| step.matter.is_none()) else { continue };
        matters.push(reminder::remind(tx, &inspector, &world.book, &step.id, (words, None))?);
    }
    Ok(matters)
}

/// Reminders of steps that are late for long.
///
/// # Errors
/// What an operation refused.
pub fn remind(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let told = told()?;
    let named = (LONG, "催办逾期已久的环节", "Reminding of steps late for long", 1);
    let at = at_hour(day(year, 10, 15), 9);
    course.live(
        Phase::named(named),
        1,
        move |_| at,
        move |tx, world, _| remind_first(tx, world, (2, &told.words)),
    )
}

/// An explanation is asked about what still stands of them.
///
/// # Errors
/// What an operation refused.
pub fn ask(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let told = told()?;
    let named = ("standing-long-asked", "要求说明逾期已久的情况", "Asking why steps are late for long", 1);
    let at = at_hour(day(year, 12, 19), 9);
    course.live(
        Phase::named(named),
        1,
        move |_| at,
        move |tx, world, _| ask_all(tx, world, (LONG, State::Reminded), &told.question),
    )
}

/// Asks about the matters of a phase that stand where they stood and whose step was not taken since.
fn ask_all(
    tx: &mut Tx<'_>,
    world: &World,
    (phase, state): (&str, State),
    question: &str,
) -> Result<Vec<String>, Fault> {
    supervision::due::close(tx)?;
    let inspector = world.appointed(tx, Role::Inspector)?;
    let mut asked = Vec::new();
    for id in world.ids(phase)?.iter() {
        if of(tx, id)?.state == state {
            explanation::ask(tx, &inspector, &world.book, id, question)?;
            asked.push(id.clone());
        }
    }
    Ok(asked)
}

fn of(tx: &mut Tx<'_>, id: &str) -> Result<standing::Matter, Fault> {
    standing::find(tx, &Scope::county("the demo finds its own matters"), id)
}

/// The matters of a phase that stand somewhere.
fn at(tx: &mut Tx<'_>, world: &World, phase: &str, state: State) -> Result<Vec<standing::Matter>, Fault> {
    let mut found = Vec::new();
    for id in world.ids(phase)?.iter() {
        let matter = of(tx, id)?;
        if matter.state == state {
            found.push(matter);
        }
    }
    Ok(found)
}

/// The office above is told, takes it up; the office then explains, which is read before the conclusion.
///
/// # Errors
/// What an operation refused.
pub fn note(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let days: [(Date, i8); 5] = [
        (day(year, 4, 16), 9),
        (day(year, 4, 17), 9),
        (day(year, 4, 17), 15),
        (day(year, 4, 20), 9),
        (day(year, 4, 20), 16),
    ];
    let named = ("standing-noted", "报告上级单位并作出结论", "The office above is told", 1);
    let when = move |part: usize| at_hour(days[part.min(4)].0, days[part.min(4)].1);
    course.live(Phase::named(named), 5, when, move |tx, world, part| {
        let inspector = world.appointed(tx, Role::Inspector)?;
        match part {
            0 => {
                supervision::due::close(tx)?;
                for one in at(tx, world, LONG, State::Asked)? {
                    let step = standing::step(tx, &inspector.scope(kernel::Area::Power), &one.step_id)?;
                    let above = place(world, &one.office).and_then(|unit| world.invention.units[unit].parent);
                    let Some(above) = above else { continue };
                    if step.done_at.is_none() && head(tx, world, above)?.is_some() {
                        notes::send(
                            tx,
                            &inspector,
                            &world.book,
                            &one.id,
                            "催办并要求说明后，仍未办理也未说明。",
                        )?;
                    }
                }
            }
            1 => {
                for one in at(tx, world, LONG, State::Noted)? {
                    let above = place(world, &one.office).and_then(|unit| world.invention.units[unit].parent);
                    let Some(above) = above else { continue };
                    if let Some(chief) = head(tx, world, above)? {
                        notes::take_up(tx, &chief, &one.id, "已约谈该单位负责人，限一周内说明情况。")?;
                    }
                }
            }
            2 => explain(
                tx,
                world,
                (LONG, &[State::Asked, State::TakenUp]),
                "承办人员调离后没有交接，任务无人办理；程序里没有写明调离后由谁接办。",
            )?,
            3 => {
                for one in at(tx, world, LONG, State::Explained)? {
                    explanation::read(tx, &inspector, &world.book, &one.id)?;
                }
            }
            _ => {
                for one in at(tx, world, LONG, State::Read)? {
                    let why = "调离后没有接办人是程序的缺口，应当写明由单位负责人接办。";
                    explanation::conclude(tx, &inspector, &one.id, (Conclusion::Systemic, why))?;
                }
            }
        }
        Ok(Vec::new())
    })
}

fn explain(
    tx: &mut Tx<'_>,
    world: &World,
    (phase, states): (&str, &[State]),
    says: &str,
) -> Result<(), Fault> {
    for state in states {
        for one in at(tx, world, phase, *state)? {
            let Some(unit) = place(world, &one.office) else { continue };
            if let Some(chief) = head(tx, world, unit)? {
                explanation::explain(tx, &chief, &world.book, &one.id, says)?;
            }
        }
    }
    Ok(())
}

/// Reminders of late steps; one office answers the next day.
///
/// # Errors
/// What an operation refused.
pub fn remind_late(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let told = told()?;
    let named = (LATE, "催办逾期的环节", "Reminding of late steps", 1);
    let days = [day(year, 10, 28), day(year, 10, 29)];
    let when = move |part: usize| at_hour(days[part.min(1)], 15);
    course.live(Phase::named(named), 2, when, move |tx, world, part| {
        if part == 0 {
            return remind_first(tx, world, (4, &told.words));
        }
        let inspector = world.appointed(tx, Role::Inspector)?;
        let scope = inspector.scope(kernel::Area::Power);
        for office in standing::offices(tx, &scope, &world.book)? {
            let (matters, _) = standing::matters_of(tx, &scope, &office.id, (0, 1))?;
            let Some(one) = matters.into_iter().find(|one| one.state == State::Reminded) else { continue };
            let Some(unit) = place(world, &office.id) else { continue };
            if let Some(chief) = head(tx, world, unit)? {
                let answer = ("分管同志外出学习，已安排他人代办。", Some(day(year, 11, 6)));
                reminder::answer(tx, &chief, &one.id, answer)?;
                break;
            }
        }
        Ok(Vec::new())
    })
}

/// Up to today: what still stands is asked about, one explanation is read and waits for its conclusion.
///
/// # Errors
/// What an operation refused.
pub fn reach_today(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let told = told()?;
    let named = ("standing-asked", "要求说明逾期的情况", "Asking why steps are late", 1);
    let days = [(day(year, 11, 16), 9), (day(year, 11, 16), 17), (day(year, 11, 17), 8)];
    let when = move |part: usize| at_hour(days[part.min(2)].0, days[part.min(2)].1);
    course.live(Phase::named(named), 3, when, move |tx, world, part| {
        let inspector = world.appointed(tx, Role::Inspector)?;
        match part {
            0 => {
                let mut asked = ask_all(tx, world, (LATE, State::Answered), &told.question)?;
                let still = at(tx, world, LATE, State::Reminded)?;
                if let Some(one) = still.first() {
                    explanation::ask(tx, &inspector, &world.book, &one.id, &told.question)?;
                    asked.push(one.id.clone());
                }
                Ok(asked)
            }
            1 => {
                if let Some(one) = at(tx, world, LATE, State::Asked)?.first()
                    && let Some(unit) = place(world, &one.office)
                    && let Some(chief) = head(tx, world, unit)?
                {
                    let says = "承办人员外出学习，交接不及时；已安排专人办理，本周内办结。";
                    explanation::explain(tx, &chief, &world.book, &one.id, says)?;
                }
                Ok(Vec::new())
            }
            _ => {
                if let Some(one) = at(tx, world, LATE, State::Explained)?.first() {
                    explanation::read(tx, &inspector, &world.book, &one.id)?;
                }
                Ok(Vec::new())
            }
        }
    })
}
