//! The yearly review of village and community cadres: meetings held and voted in, recorded by the head of the village
//! or, about the head, by the leader of the town who looks after it; confirmed by the head of the town.

use assessment::village::{self, Meeting};
use kernel::{Fault, Scope, Tx};
use law::rules::Grade;

use super::course::{Course, Phase, World, on, parts, slice};
use super::{day, letters, targets, year_key};
use crate::DemoError;
use crate::invention::Fate;

const UNITS: usize = 12;

/// Holds and confirms the meetings of a year.
///
/// # Errors
/// What an operation refused.
pub fn review(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let county = course.invention();
    let is_village = |unit: &usize| matches!(county.units[*unit].kind, "village" | "community");
    let units: Vec<usize> = letters::lettered(&county).into_iter().filter(is_village).collect();
    let count = parts(units.len(), UNITS);
    let held = ("villages-held", "村（社区）干部民主评议", "Review of village cadres", 45);
    let of = units.clone();
    course.live(Phase::of_year(year, held), count, on(day(year, 12, 27), 9), move |tx, world, part| {
        for at in slice(part, UNITS, of.len()) {
            record_unit(tx, world, (of[at], year, 12))?;
        }
        Ok(Vec::new())
    })?;
    let confirmed = ("villages-confirmed", "镇确认评议结果", "Towns confirm the results", 6);
    course.live(Phase::of_year(year, confirmed), count, on(day(year, 12, 28), 9), move |tx, world, part| {
        for at in slice(part, UNITS, units.len()) {
            confirm_unit(tx, world, (units[at], year))?;
        }
        Ok(Vec::new())
    })
}

/// Records the meetings of a village, held in a month: its head about the others, a leader of the town about the head.
///
/// # Errors
/// What the operation refused.
pub fn record_unit(
    tx: &mut Tx<'_>,
    world: &World,
    (unit, year, month): (usize, i16, i8),
) -> Result<(), Fault> {
    let county = &world.invention;
    let cycle = world.id(&year_key(year, "cycle"), 0)?;
    let [head, above] = letters::signers(tx, world, unit)?;
    let held = county.dice.throws("village-day", unit).between(4, 15);
    for person in county.in_unit(unit).filter(|person| world.is_present(*person)) {
        let is_head = county.head_of(unit) == Some(person);
        let mut throws = county.dice.throws("village-vote", person);
        let entitled = 34 + throws.below(26) as u32;
        let attended = entitled * (82 + throws.below(15) as u32) / 100;
        let liked = 22 + throws.below(46) as u32;
        let failed = county.fates.contains(&Fate::Distrusted(person));
        let votes = if failed {
            [attended / 10, attended / 5, attended / 5, attended - attended / 10 - 2 * (attended / 5)]
        } else {
            let excellent = attended * liked / 100;
            let competent = (attended - excellent) * 80 / 100;
            let basic = (attended - excellent - competent) / 2;
            [excellent, competent, basic, attended - excellent - competent - basic]
        };
        let invalid = votes[3].min(1);
        let votes = [votes[0], votes[1], votes[2], votes[3] - invalid];
        let mut meeting = Meeting {
            held_on: Some(day(year, month, i8::try_from(held).unwrap_or(10))),
            chaired_by: if is_head { above.name.clone() } else { head.name.clone() },
            entitled,
            attended,
            votes,
            invalid,
            proposed: None,
            note: String::new(),
        };
        meeting.proposed = meeting.most_voted();
        let actor = if is_head { &above } else { &head };
        village::record(tx, actor, &world.book, &cycle, &world.person(person)?, &meeting)?;
    }
    Ok(())
}

fn confirm_unit(tx: &mut Tx<'_>, world: &World, (unit, year): (usize, i16)) -> Result<(), Fault> {
    let cycle = world.id(&year_key(year, "cycle"), 0)?;
    let town = targets::head(tx, world, world.invention.units[unit].parent.unwrap_or(0))?;
    let unit_id = world.id("units", unit)?;
    let scope = Scope::units(vec![unit_id.clone()], None);
    for review in village::in_cycle(tx, &scope, &cycle)?.into_iter().filter(|review| review.result.is_none())
    {
        let result = review.meeting.proposed.unwrap_or(Grade::Competent);
        village::confirm(tx, &town, &world.book, &review.id, result, "")?;
    }
    Ok(())
}
