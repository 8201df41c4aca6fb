//! What befell people, as the organisation department records it from documents: sanctions, investigations, leave,
//! attachments, secondment, retirement. Recorded in four sittings, each after the documents were made.

use jiff::civil::Date;
use kernel::{Actor, Fault, Tx};
use law::rules::SanctionKind;
use people::person::{self, LeftHow};
use people::standing::{self, InvestigationOutcome, LeaveKind, NewLeave, NewSanction};
use people::tenure::{self, NewTenure, TenureKind};

use super::course::{Course, Phase, World, on};
use super::day;
use crate::DemoError;
use crate::invention::Fate;

/// A sitting of recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sitting {
    /// Before the closed year begins.
    Before,
    /// At its middle.
    Middle,
    /// At its end.
    End,
    /// In the spring of the running year.
    Spring,
    /// In its autumn.
    Autumn,
}

/// Records what is known by a sitting.
///
/// # Errors
/// What an operation refused.
pub fn record(course: &mut Course<'_>, sitting: Sitting) -> Result<(), DemoError> {
    let year = course.invention().plan.year_closed;
    let (key, sits_on) = match sitting {
        Sitting::Before => ("standing-before", day(year, 1, 10)),
        Sitting::Middle => ("standing-middle", day(year, 7, 13)),
        Sitting::End => ("standing-end", day(year, 12, 23)),
        Sitting::Spring => ("standing-spring", day(year + 1, 4, 21)),
        Sitting::Autumn => ("standing-autumn", day(year + 1, 9, 12)),
    };
    let named = (key, "登记请假、处分、挂职等情况", "Recording leave, sanctions and attachments", 1);
    course.live(Phase::named(named), 1, on(sits_on, 15), move |tx, world, _| {
        let organiser = world.organiser(tx)?;
        let mut left = Vec::new();
        for fate in &world.invention.fates {
            left.extend(record_one(tx, world, (&organiser, year), (sitting, fate))?);
        }
        Ok(left)
    })
}

fn record_one(
    tx: &mut Tx<'_>,
    world: &World,
    (actor, year): (&Actor, i16),
    (sitting, fate): (Sitting, &Fate),
) -> Result<Option<String>, Fault> {
    use Sitting::{Autumn, End, Middle, Spring};
    if let Some((who, kind, decided_on, document)) = sanction_of(sitting, fate, year) {
        let person = world.person(who)?;
        if sitting == Spring {
            close_investigation(tx, actor, (&person, decided_on))?;
        }
        let new = NewSanction { person, kind, decided_on, document: document.to_owned() };
        standing::record_sanction(tx, actor, &new)?;
        return Ok(None);
    }
    match (sitting, fate) {
        (End, Fate::InvestigatedThenWarned(who)) => {
            investigate(tx, world, actor, (*who, day(year, 10, 15))).map(Some)
        }
        (Autumn, Fate::Investigated(who)) => {
            investigate(tx, world, actor, (*who, day(year + 1, 9, 10))).map(Some)
        }
        (End, Fate::LongIll(who)) => {
            leave(tx, world, actor, (*who, LeaveKind::Sick, day(year, 3, 10), 256)).map(Some)
        }
        (Middle, Fate::Ill(who)) => {
            leave(tx, world, actor, (*who, LeaveKind::Sick, day(year, 5, 6), 46)).map(Some)
        }
        (End, Fate::Maternity(who)) => {
            leave(tx, world, actor, (*who, LeaveKind::Maternity, day(year, 4, 1), 183)).map(Some)
        }
        (Middle, Fate::Attached { person, to }) => {
            place(tx, world, actor, (*person, *to, TenureKind::Attached, day(year, 3, 1))).map(Some)
        }
        (Middle, Fate::Seconded { person, to }) => {
            place(tx, world, actor, (*person, *to, TenureKind::Seconded, day(year, 6, 1))).map(Some)
        }
        (Spring, Fate::Attached { person, .. }) => {
            end_place(tx, world, actor, (*person, TenureKind::Attached, day(year + 1, 2, 28))).map(|()| None)
        }
        (End, Fate::Seconded { person, .. }) => {
            end_place(tx, world, actor, (*person, TenureKind::Seconded, day(year, 9, 30))).map(|()| None)
        }
        (Autumn, Fate::Retires(who)) => {
            let person = world.person(*who)?;
            person::leave(tx, actor, &person, LeftHow::Retired, day(year + 1, 5, 31), "凤人退演〔2026〕5号")?;
            Ok(None)
        }
        _ => Ok(None),
    }
}

/// The sanction that becomes known at a sitting.
fn sanction_of(
    sitting: Sitting,
    fate: &Fate,
    year: i16,
) -> Option<(usize, SanctionKind, Date, &'static str)> {
    use Sitting::{Before, End, Middle, Spring};
    let (who, kind, decided_on, document) = match (sitting, fate) {
        (Before, Fate::MajorDemeritBefore(who)) => {
            (who, SanctionKind::MajorDemerit, day(year - 1, 8, 20), "凤政务处分演〔2024〕6号")
        }
        (Middle, Fate::Warned(who)) => {
            (who, SanctionKind::Warning, day(year, 5, 20), "凤政务处分演〔2025〕2号")
        }
        (Middle, Fate::Demerit(who)) => {
            (who, SanctionKind::Demerit, day(year, 6, 25), "凤政务处分演〔2025〕4号")
        }
        (End, Fate::PartySevereWarning(who)) => {
            (who, SanctionKind::PartySeriousWarning, day(year, 8, 12), "凤纪处演〔2025〕7号")
        }
        (Spring, Fate::InvestigatedThenWarned(who)) => {
            (who, SanctionKind::Warning, day(year + 1, 4, 20), "凤政务处分演〔2026〕3号")
        }
        _ => return None,
    };
    Some((*who, kind, decided_on, document))
}

fn investigate(
    tx: &mut Tx<'_>,
    world: &World,
    actor: &Actor,
    (who, since): (usize, Date),
) -> Result<String, Fault> {
    standing::open_investigation(tx, actor, &world.person(who)?, since, "立案决定书（演示）")
}

fn close_investigation(tx: &mut Tx<'_>, actor: &Actor, (person, closed): (&str, Date)) -> Result<(), Fault> {
    let scope = actor.scope(kernel::Area::People);
    for open in standing::investigations(tx, &scope, person)?.iter().filter(|one| one.closed_on.is_none()) {
        standing::close_investigation(tx, actor, &open.id, closed, InvestigationOutcome::Warning)?;
    }
    Ok(())
}

fn leave(
    tx: &mut Tx<'_>,
    world: &World,
    actor: &Actor,
    (who, kind, from_on, days): (usize, LeaveKind, Date, i64),
) -> Result<String, Fault> {
    let new =
        NewLeave { person: world.person(who)?, kind, from_on, half_days: days * 2, note: String::new() };
    standing::record_leave(tx, actor, &new)
}

fn place(
    tx: &mut Tx<'_>,
    world: &World,
    actor: &Actor,
    (who, to, kind, from_on): (usize, usize, TenureKind, Date),
) -> Result<String, Fault> {
    let new = NewTenure {
        person: world.person(who)?,
        unit: world.id("units", to)?,
        post: None,
        kind,
        from_on,
        document: "凤组派演〔2025〕2号".to_owned(),
    };
    tenure::begin(tx, actor, &new)
}

fn end_place(
    tx: &mut Tx<'_>,
    world: &World,
    actor: &Actor,
    (who, kind, last): (usize, TenureKind, Date),
) -> Result<(), Fault> {
    let scope = actor.scope(kernel::Area::People);
    let person = world.person(who)?;
    for held in tenure::of_person(tx, &scope, &person)?.iter().filter(|held| held.kind == kind) {
        if held.to_on.is_none() {
            tenure::finish(tx, actor, &held.id, last, "期满（演示）")?;
        }
    }
    Ok(())
}
