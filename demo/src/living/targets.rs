//! A year's targets: the county's are drafted and divided by the organisation department, which hands a draft to each
//! unit that carries a part; the units say theirs, whoever stands above adopts them, and everything is divided.

use std::collections::BTreeMap;

use duty::cycle::{self, Dates};
use duty::measure::{Category, Measure};
use duty::method::Method;
use duty::scheme::Scheme;
use duty::share::{self, Bearer, NewShare, Part as ShareRole};
use duty::target::{self, NewTarget, Source};
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::{Actor, Area, Fault, Tx};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::course::{Course, Phase, World, on};
use super::dividing::{self, Part};
use super::{day, season, year_key};
use crate::DemoError;
use crate::invention::{Invention, TargetPlan};

/// Opens a year and brings it to the point where letters can be made.
///
/// # Errors
/// What an operation refused.
pub fn plan_year(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let phase = |key, zh, en, weight| Phase::of_year(year, (key, zh, en, weight));
    let season = season(&course.invention().plan, year);
    let dates =
        Dates { letters_by: day(year, 3, 31), assessment_by: day(year + 1, 3, 31), publicity_from: None };
    let opened = phase("cycle", "建立责任年度", "Opening the responsibility year", 1);
    course.live(opened, 1, on(season.opened, 9), move |tx, world, _| {
        let organiser = world.organiser(tx)?;
        Ok(vec![cycle::open(tx, &organiser, year, dates, &Scheme::default())?])
    })?;
    let groups = groups(&course.invention());
    let parts = groups.len();
    let drafted = phase("targets", "拟定和分解目标", "Drafting and dividing targets", 18);
    let at = move |part: usize| {
        let days = i64::try_from(part.min(11)).unwrap_or(0) + 1;
        on(season.opened.saturating_add(days.days()), 10)(part)
    };
    course.live(drafted, parts, at, move |tx, world, part| {
        let cycle = world.id(&year_key(year, "cycle"), 0)?;
        let mut left = Vec::new();
        for unit in &groups[part] {
            left.extend(draft_unit(tx, world, (&cycle, year), *unit)?);
        }
        Ok(left)
    })?;
    let adopted = phase("adopted", "审定目标", "Adopting targets", 4);
    course.live(adopted, 1, on(season.adopted, 10), move |tx, world, _| {
        adopt_all(tx, world, year).map(|()| Vec::new())
    })?;
    let agreed = phase("agreed", "目标定稿", "Settling the targets", 1);
    course.live(agreed, 1, on(season.agreed, 9), move |tx, world, _| {
        let organiser = world.organiser(tx)?;
        let cycle = world.id(&year_key(year, "cycle"), 0)?;
        cycle::advance(tx, &organiser, &cycle, cycle::State::Agreed, "")?;
        Ok(Vec::new())
    })
}

/// Staffed units in groups of one transaction, superior units first: the county, then offices and towns, then the rest.
fn groups(county: &Invention) -> Vec<Vec<usize>> {
    let staffed = |kinds: &[&str]| {
        let fits =
            |unit: &usize| kinds.contains(&county.units[*unit].kind) && county.head_of(*unit).is_some();
        (0..county.units.len()).filter(fits).collect::<Vec<_>>()
    };
    let mut groups = vec![vec![0]];
    for level in [staffed(&["office", "institution", "township"]), staffed(&["village", "community"])] {
        groups.extend(level.chunks(12).map(<[usize]>::to_vec));
    }
    groups
}

/// Drafts and divides the targets of a unit; answers `position=id` of each.
fn draft_unit(
    tx: &mut Tx<'_>,
    world: &World,
    (cycle, year): (&str, i16),
    unit: usize,
) -> Result<Vec<String>, Fault> {
    let county = &world.invention;
    let actor = if unit == 0 { world.organiser(tx)? } else { head(tx, world, unit)? };
    let unit_id = world.id("units", unit)?;
    let mut handed = target::of_unit(tx, &actor.scope(Area::Duty), cycle, &unit_id)?;
    let mut known = known(world, year)?;
    let parts = dividing::of_unit(county, unit, &|person| world.is_present(person));
    let mut left = Vec::new();
    for (position, plan) in county.targets.iter().enumerate().filter(|(_, plan)| plan.unit == unit) {
        let says = new_target(plan, year);
        let parent =
            plan.parent.and_then(|parent| above(tx, world, cycle, parent, &known).transpose()).transpose()?;
        let given = handed.iter().position(|draft| parent.is_some() && draft.parent == parent);
        let id = match given {
            Some(at) => {
                let draft = handed.remove(at);
                target::change(tx, &actor, &draft.id, &says)?;
                draft.id
            }
            None => target::add(tx, &actor, (cycle, &unit_id), parent.as_deref(), &says)?,
        };
        if let Some(parts) = parts.get(&position) {
            let shares = parts.iter().map(|part| new_share(world, part)).collect::<Result<Vec<_>, _>>()?;
            share::divide(tx, &actor, &id, &shares)?;
        }
        known.insert(position, id.clone());
        left.push(format!("{position}={id}"));
    }
    Ok(left)
}

/// The id of a superior target: it was drafted in an earlier group, or is found by its title in its unit.
fn above(
    tx: &mut Tx<'_>,
    world: &World,
    cycle: &str,
    position: usize,
    known: &BTreeMap<usize, String>,
) -> Result<Option<String>, Fault> {
    if let Some(id) = known.get(&position) {
        return Ok(Some(id.clone()));
    }
    let plan = &world.invention.targets[position];
    let unit = world.id("units", plan.unit)?;
    let scope = kernel::Scope::county("the demo looks a superior target up by its title");
    let found = target::of_unit(tx, &scope, cycle, &unit)?;
    Ok(found.into_iter().find(|target| target.says.title == plan.title).map(|target| target.id))
}

/// Ids of the targets drafted so far, by position.
///
/// # Errors
/// Never: a year not drafted yet has none.
pub fn known(world: &World, year: i16) -> Result<BTreeMap<usize, String>, Fault> {
    let Ok(left) = world.ids(&year_key(year, "targets")) else { return Ok(BTreeMap::new()) };
    let pair = |note: &String| {
        let (position, id) = note.split_once('=')?;
        Some((position.parse().ok()?, id.to_owned()))
    };
    Ok(left.iter().filter_map(pair).collect())
}

/// The head of a unit as an actor.
///
/// # Errors
/// If the unit has none.
pub fn head(tx: &mut Tx<'_>, world: &World, unit: usize) -> Result<Actor, Fault> {
    let person = world.invention.head_of(unit).ok_or(Fault::NotFound)?;
    world.somebody(tx, person)
}

fn new_share(world: &World, part: &Part) -> Result<NewShare, Fault> {
    let to = match (part.person, part.unit) {
        (Some(person), _) => Bearer::Person(world.person(person)?),
        (None, Some(unit)) => Bearer::Unit(world.id("units", unit)?),
        (None, None) => return Err(Fault::NotFound),
    };
    Ok(NewShare { to, part: part.part, role: ShareRole::from_code(part.role).unwrap_or(ShareRole::Carry) })
}

/// What a target says in a year.
#[must_use]
pub fn new_target(plan: &TargetPlan, year: i16) -> NewTarget {
    let measure = match plan.measure {
        'm' => Measure::Milestone,
        'r' => Measure::Rating,
        's' => Measure::Standard,
        _ => Measure::Quantity,
    };
    let due: Option<Date> = format!("{year}-{}", plan.due).parse().ok();
    let amount =
        |value: Option<f64>| value.and_then(Decimal::from_f64).map(|value| value.round_dp(2).normalize());
    let quantity = measure == Measure::Quantity;
    NewTarget {
        title: plan.title.clone(),
        source: Source::from_code(&plan.source).unwrap_or(Source::Plan),
        source_ref: plan.cited.clone(),
        emphasis: Category::from_code(plan.emphasis).unwrap_or(Category::General),
        measure,
        measure_unit: if matches!(measure, Measure::Quantity | Measure::Rating) {
            plan.unit_word.clone()
        } else {
            String::new()
        },
        // Work done within the year starts from nothing; a level or a stock starts from where it stood.
        baseline: amount(plan.base)
            .filter(|_| quantity && (plan.unit_word.contains('%') || plan.unit_word == "亩")),
        goal: amount(plan.goal).filter(|_| quantity),
        due_on: due,
        weight: plan.weight,
        method: Method::usual(measure, due),
        evidence_wanted: plan.want.clone(),
    }
}

fn adopt_all(tx: &mut Tx<'_>, world: &World, year: i16) -> Result<(), Fault> {
    let organiser = world.organiser(tx)?;
    for (position, id) in known(world, year)? {
        let unit = world.invention.targets[position].unit;
        // A village's targets are adopted by its town; an office's and a town's by the organisation department.
        let town = world.invention.units[unit].parent.filter(|parent| *parent != 0);
        let actor = match town {
            Some(town) => head(tx, world, town)?,
            None => organiser.clone(),
        };
        let adopted = target::adopt(tx, &actor, &world.book, &id, "");
        // Words that count documents are flagged; where the target asks for fewer of them, it stands with its reason.
        if let Err(Fault::Refused(_)) = adopted {
            target::adopt(tx, &actor, &world.book, &id, "减负规定要求文件只减不增，本项看减少情况")?;
        } else {
            adopted?;
        }
    }
    Ok(())
}
