//! Letters of a year: made from targets, offered by whoever signs for the unit, contested by some and amended or kept,
//! signed by both sides, the passwords being those of the demo.

use duty::letter::{self, Letter, NewComment, State};
use duty::{cycle, measure::Measure};
use jiff::civil::Date;
use kernel::account::Proof;
use kernel::{Actor, Area, Fault, Tx};
use rust_decimal::Decimal;

use super::course::{Course, Named, Phase, World, on, parts, slice};
use super::{day, season, targets, year_key};
use crate::DemoError;
use crate::invention::Invention;

/// Units of one transaction.
const UNITS: usize = 8;
const REASON: &str = "本岗位业务以数量任务为主，已与本人沟通";

/// Agrees all letters of a year and lets the year begin.
///
/// # Errors
/// What an operation refused.
pub fn agree(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let season = season(&course.invention().plan, year);
    let [drafted, offered, answered, amended, resigned, signed] = season.letters;
    let units = lettered(&course.invention());
    let count = parts(units.len(), UNITS);
    let steps: [(Named, Date, Step); 6] = [
        (("letters", "拟定责任书", "Drafting letters", 27), drafted, draft),
        (("offered", "发出责任书", "Offering letters", 45), offered, offer),
        (("answered", "本人签订或提出意见", "Holders sign or comment", 27), answered, answer),
        (("amended", "答复意见、修改责任书", "Answering comments", 5), amended, amend),
        (("resigned", "修改后签订", "Signing after amendment", 3), resigned, sign_rest),
        (("in-force", "单位签订、责任书生效", "Signing for the unit", 17), signed, countersign),
    ];
    for (named, when, step) in steps {
        let units = units.clone();
        course.live(Phase::of_year(year, named), count, on(when, 9), move |tx, world, part| {
            let cycle = world.id(&year_key(year, "cycle"), 0)?;
            for at in slice(part, UNITS, units.len()) {
                step(tx, world, (year, &cycle, units[at]))?;
            }
            Ok(Vec::new())
        })?;
    }
    let begins = Phase::of_year(year, ("running", "年度目标开始实施", "The year begins", 1));
    course.live(begins, 1, on(season.running, 9), move |tx, world, _| {
        let organiser = world.organiser(tx)?;
        let cycle = world.id(&year_key(year, "cycle"), 0)?;
        cycle::advance(tx, &organiser, &cycle, cycle::State::Running, "")?;
        Ok(Vec::new())
    })
}

/// What is done about the letters of a unit: year, cycle, unit.
type Step = fn(&mut Tx<'_>, &World, (i16, &str, usize)) -> Result<(), Fault>;

/// Newcomers get their letters when they join: drafted, offered, signed by both in a fortnight.
///
/// # Errors
/// What an operation refused.
pub fn agree_newcomers(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let county = course.invention();
    let mut units: Vec<usize> =
        county.people[county.from_the_start()..].iter().map(|person| person.unit).collect();
    units.sort_unstable();
    units.dedup();
    let steps: [Step; 4] = [draft, offer, sign_rest, countersign];
    let named = ("newcomer-letters", "新录用人员签订责任书", "Newcomers' letters", 8);
    let at = move |part: usize| on(day(year, 7, 17 + 3 * i8::try_from(part).unwrap_or(0)), 9)(part);
    course.live(Phase::named(named), steps.len(), at, move |tx, world, part| {
        let cycle = world.id(&year_key(year, "cycle"), 0)?;
        for unit in &units {
            steps[part](tx, world, (year, &cycle, *unit))?;
        }
        Ok(Vec::new())
    })
}

/// Units whose people have letters: all staffed ones but the county itself, whose leaders the city assesses.
#[must_use]
pub fn lettered(county: &Invention) -> Vec<usize> {
    (1..county.units.len()).filter(|unit| county.head_of(*unit).is_some()).collect()
}

fn draft(tx: &mut Tx<'_>, world: &World, (_, cycle, unit): (i16, &str, usize)) -> Result<(), Fault> {
    let organiser = world.organiser(tx)?;
    letter::generate(tx, &organiser, &world.book, cycle, Some(&world.id("units", unit)?))?;
    Ok(())
}

/// Who signs for the unit: its head with its people, and whoever stands above with the head.
///
/// # Errors
/// If the unit has no head.
pub fn signers(tx: &mut Tx<'_>, world: &World, unit: usize) -> Result<[Actor; 2], Fault> {
    let above = match world.overseer(unit) {
        Some(person) => world.somebody(tx, person)?,
        None => targets::head(tx, world, world.invention.units[unit].parent.unwrap_or(0))?,
    };
    Ok([targets::head(tx, world, unit)?, above])
}

fn offer(tx: &mut Tx<'_>, world: &World, (_, cycle, unit): (i16, &str, usize)) -> Result<(), Fault> {
    let id = world.id("units", unit)?;
    for signer in signers(tx, world, unit)? {
        for found in letter::of_unit(tx, &signer.scope(Area::Duty), cycle, &id)? {
            if found.state == State::Draft && is_for(&found, &signer, world, unit)? {
                let offered = letter::offer(tx, &signer, &world.book, &found.id, "");
                // Where the emphasis of the category is not met, the head gives the reason.
                if let Err(Fault::Refused(_)) = offered {
                    letter::offer(tx, &signer, &world.book, &found.id, REASON)?;
                } else {
                    offered?;
                }
            }
        }
    }
    Ok(())
}

/// Whether a letter of the unit is this signer's to agree: the head's own is for whoever stands above.
fn is_for(found: &Letter, signer: &Actor, world: &World, unit: usize) -> Result<bool, Fault> {
    let head = world.invention.head_of(unit).map(|head| world.person(head)).transpose()?;
    let of_head = Some(&found.person) == head.as_ref();
    Ok(of_head == (signer.person != head))
}

fn letters_at(
    tx: &mut Tx<'_>,
    (world, cycle, unit): (&World, &str, usize),
    state: State,
) -> Result<Vec<(Letter, usize)>, Fault> {
    let scope = kernel::Scope::county("the demo acts for every holder in turn");
    let found = letter::of_unit(tx, &scope, cycle, &world.id("units", unit)?)?;
    let of_state = found.into_iter().filter(|letter| letter.state == state);
    let of_whom = of_state.filter_map(|letter| {
        let person = world.position(&letter.person)?;
        Some((letter, person))
    });
    Ok(of_whom.collect())
}

fn contests(world: &World, year: i16, person: usize) -> bool {
    world.invention.dice.throws(&year_key(year, "contests"), person).chance(4)
}

fn answer(tx: &mut Tx<'_>, world: &World, (year, cycle, unit): (i16, &str, usize)) -> Result<(), Fault> {
    for (letter, person) in letters_at(tx, (world, cycle, unit), State::Offered)? {
        let holder = world.somebody(tx, person)?;
        if contests(world, year, person) {
            let items = letter::items(tx, &holder.scope(Area::Duty), &letter.id)?;
            let item = items.iter().find(|item| item.measure == Measure::Quantity).or(items.first());
            let comment = NewComment {
                item: item.map(|item| item.id.clone()),
                body: "这一条与去年实际工作量相比偏高，且时间与汛期重叠，建议适当调减。".to_owned(),
            };
            letter::contest(tx, &holder, &world.book, &letter.id, &[comment])?;
        } else {
            sign(tx, world, &holder, &letter)?;
        }
    }
    Ok(())
}

fn sign(tx: &mut Tx<'_>, world: &World, actor: &Actor, letter: &Letter) -> Result<(), Fault> {
    let proof = Proof::of_demo_account(tx, &actor.account)?;
    let seen = letter.body_hash.clone().unwrap_or_default();
    letter::sign(tx, actor, &world.book, &letter.id, &proof, &seen)?;
    Ok(())
}

fn sign_rest(tx: &mut Tx<'_>, world: &World, (_, cycle, unit): (i16, &str, usize)) -> Result<(), Fault> {
    for (letter, person) in letters_at(tx, (world, cycle, unit), State::Offered)? {
        let holder = world.somebody(tx, person)?;
        sign(tx, world, &holder, &letter)?;
    }
    Ok(())
}

fn amend(tx: &mut Tx<'_>, world: &World, (_, cycle, unit): (i16, &str, usize)) -> Result<(), Fault> {
    let signers = signers(tx, world, unit)?;
    for (letter, person) in letters_at(tx, (world, cycle, unit), State::Contested)? {
        let Some(signer) =
            signers.iter().find(|signer| is_for(&letter, signer, world, unit).unwrap_or(false))
        else {
            continue;
        };
        let items = letter::items(tx, &signer.scope(Area::Duty), &letter.id)?;
        let mut drafts: Vec<_> = items.iter().map(letter::Item::draft).collect();
        let asked = drafts
            .iter_mut()
            .find(|item| item.measure == Measure::Quantity && !item.measure_unit.contains('%'));
        match (asked, person % 3) {
            (Some(item), 0 | 1) => {
                item.goal = item.goal.map(|goal| (goal * Decimal::new(95, 2)).ceil());
                letter::amend(
                    tx,
                    signer,
                    &world.book,
                    &letter.id,
                    &drafts,
                    "采纳意见，目标值调减；其余不变",
                )?;
            }
            _ => letter::keep(
                tx,
                signer,
                &world.book,
                &letter.id,
                "该项为上级下达任务，不能调减；已安排同事协助",
            )?,
        }
    }
    Ok(())
}

fn countersign(tx: &mut Tx<'_>, world: &World, (_, cycle, unit): (i16, &str, usize)) -> Result<(), Fault> {
    let signers = signers(tx, world, unit)?;
    for (letter, _) in letters_at(tx, (world, cycle, unit), State::SignedByHolder)? {
        for signer in &signers {
            if is_for(&letter, signer, world, unit)? {
                sign(tx, world, signer, &letter)?;
            }
        }
    }
    Ok(())
}
