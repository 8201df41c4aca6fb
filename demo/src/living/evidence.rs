//! Work recorded through the year: some entries each week, each written once, some confirmed by a colleague two days
//! later; at the year's end everybody sums up the amounts reached. What people write comes from the data of the
//! target. Nobody records anything while ill.

use duty::evidence::{self, Answer, NewEvidence, OwnItem, Standing, Support};
use duty::letter::Item;
use duty::measure::{Measure, is_ratio};
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use kernel::{Area, Fault, Tx};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::course::{Course, Phase, World, on, parts, slice};
use super::{day, year_key};
use crate::DemoError;
use crate::dice::Throws;
use crate::invention::{Fate, Invention};

/// Entries a person writes in a week, in hundredths.
const WEEKLY: u32 = 17;
/// People whose year-end entries share a transaction.
const CLOSING: usize = 200;

/// Records work week by week from the day the year began, or from the day after `after`, until `until`.
///
/// # Errors
/// What an operation refused.
pub fn record_weeks(
    course: &mut Course<'_>,
    year: i16,
    (key, after, until): (&'static str, Date, Date),
) -> Result<(), DemoError> {
    let fridays = fridays(after, until);
    let count = fridays.len() * 2;
    let weight = 3 * u32::try_from(fridays.len()).unwrap_or(0);
    let named = (key, "记录工作纪实", "Recording work", weight);
    let days = fridays.clone();
    let at = move |part: usize| {
        let friday = days[part / 2];
        if part.is_multiple_of(2) { on(friday, 16)(0) } else { on(friday.saturating_add(3.days()), 9)(0) }
    };
    course.live(Phase::of_year(year, named), count, at, move |tx, world, part| {
        let friday = fridays[part / 2];
        for entry in written_in(world, friday) {
            if part % 2 == 0 {
                write(tx, world, &entry, (year, friday))?;
            } else if let Some(partner) = entry.partner {
                confirm(tx, world, partner, (entry.person, friday))?;
            }
        }
        Ok(Vec::new())
    })
}

/// Everybody sums up the year: amounts reached, milestones, what was not yet written.
///
/// # Errors
/// What an operation refused.
pub fn sum_up_year(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let all = course.invention().people.len();
    let named = ("summed-up", "年末汇总完成情况", "Summing up the year's work", 22);
    course.live(
        Phase::of_year(year, named),
        parts(all, CLOSING),
        on(day(year, 12, 26), 10),
        move |tx, world, part| {
            for person in slice(part, CLOSING, all) {
                close_person(tx, world, person, year)?;
            }
            Ok(Vec::new())
        },
    )
}

fn fridays(after: Date, until: Date) -> Vec<Date> {
    let mut found = Vec::new();
    let mut at = after;
    while let Ok(next) = at.checked_add(Span::new().days(1)) {
        at = next;
        if at > until {
            break;
        }
        if at.weekday() == jiff::civil::Weekday::Friday {
            found.push(at);
        }
    }
    found
}

/// An entry somebody writes in a week.
struct Written {
    person: usize,
    partner: Option<usize>,
    throws: Throws,
}

fn written_in(world: &World, friday: Date) -> Vec<Written> {
    let county = &world.invention;
    let week = friday.to_string();
    let mut found = Vec::new();
    for person in 0..county.people.len() {
        let mut throws = county.dice.throws(&week, person);
        if county.people[person].unit == 0 || !world.is_present(person) || is_away(county, person, friday) {
            continue;
        }
        if throws.chance(WEEKLY) {
            let partner = throws.chance(30).then(|| colleague(world, person, &mut throws)).flatten();
            found.push(Written { person, partner, throws });
        }
    }
    found
}

fn colleague(world: &World, person: usize, throws: &mut Throws) -> Option<usize> {
    let county = &world.invention;
    let others: Vec<usize> = county
        .in_unit(county.people[person].unit)
        .filter(|other| *other != person && world.is_present(*other))
        .collect();
    throws.pick(&others).copied()
}

/// Whether somebody is ill, on leave or gone on a day.
#[must_use]
pub fn is_away(county: &Invention, person: usize, on: Date) -> bool {
    let year = county.plan.year_closed;
    county.fates.iter().any(|fate| match fate {
        Fate::LongIll(who) => *who == person && on >= day(year, 3, 10) && on <= day(year, 11, 20),
        Fate::Maternity(who) => *who == person && on >= day(year, 4, 1) && on <= day(year, 9, 30),
        Fate::Ill(who) => *who == person && on >= day(year, 5, 6) && on <= day(year, 6, 20),
        Fate::Retires(who) => *who == person && on >= day(year + 1, 6, 1),
        _ => false,
    })
}

fn write(tx: &mut Tx<'_>, world: &World, entry: &Written, (year, friday): (i16, Date)) -> Result<(), Fault> {
    let county = &world.invention;
    let actor = world.somebody(tx, entry.person)?;
    let mut throws = entry.throws.clone();
    let items = items_of(tx, world, entry.person, year)?;
    // Targets rather than the post's standing duties, three times out of four.
    let (targets, duties): (Vec<&OwnItem>, Vec<&OwnItem>) =
        items.iter().partition(|item| county.notes(&item.title).is_some());
    let from =
        if targets.is_empty() || (!duties.is_empty() && throws.chance(25)) { &duties } else { &targets };
    let Some(item) = throws.pick(from) else { return Ok(()) };
    let back = throws.between(0, 4);
    let happened_on = friday.saturating_sub(Span::new().days(i64::from(back))).max(day(year, 3, 6));
    let title = text_of(county, entry.person, item, &mut throws);
    let mut supports = vec![support(item, happened_on, &mut throws)];
    // One entry may serve several items: typed once.
    if let Some(other) = from.iter().find(|other| other.id != item.id && other.measure == Measure::Standard)
        && throws.chance(20)
    {
        supports.push(Support { item: other.id.clone(), quantity: None, reached_on: None });
    }
    let new = NewEvidence {
        happened_on,
        title,
        body: body_of(&mut throws),
        client_key: format!("demo-{friday}-{}", entry.person),
        supports,
        partners: entry.partner.map(|partner| world.person(partner)).transpose()?.into_iter().collect(),
    };
    evidence::enter(tx, &actor, &new)?;
    Ok(())
}

fn items_of(tx: &mut Tx<'_>, world: &World, person: usize, year: i16) -> Result<Vec<OwnItem>, Fault> {
    let items = evidence::own_items(tx, &world.person(person)?)?;
    Ok(items.into_iter().filter(|item| item.year == year).collect())
}

fn text_of(county: &Invention, person: usize, item: &OwnItem, throws: &mut Throws) -> String {
    let unit = county.people[person].unit;
    let notes = county.notes(&item.title).unwrap_or_else(|| county.everyday(person));
    let note = throws.pick(notes).cloned().unwrap_or_else(|| item.title.chars().take(90).collect());
    let within = |kinds: &[&str], near: bool| {
        let fits = |plan: &&crate::invention::UnitPlan| {
            kinds.contains(&plan.kind) && (!near || plan.parent == Some(unit))
        };
        county.units.iter().filter(fits).map(|plan| plan.short.clone()).collect::<Vec<_>>()
    };
    let mut villages = within(&["village"], county.units[unit].kind == "township");
    if villages.is_empty() {
        villages = within(&["village"], false);
    }
    let mut fill = |text: String, place: &str, from: Vec<String>| {
        let chosen = throws.pick(&from).cloned().unwrap_or_default();
        text.replace(place, &chosen)
    };
    let text = fill(note, "{村}", villages);
    let text = fill(text, "{镇}", within(&["township"], false));
    let mine = county.units[unit].short.clone();
    fill(text, "{单位}", within(&["office"], false).into_iter().filter(|name| *name != mine).collect())
}

fn body_of(throws: &mut Throws) -> String {
    const MORE: [&str; 6] = [
        "",
        "",
        "",
        "已当场答复，后续由我跟进。",
        "还有一处要下周复核。",
        "已向负责人口头报告，不再另报材料。",
    ];
    throws.pick(&MORE).copied().unwrap_or_default().to_owned()
}

fn support(item: &OwnItem, on: Date, throws: &mut Throws) -> Support {
    let quantity = (item.measure == Measure::Quantity).then(|| amount(item, on, throws));
    let due = item.measure == Measure::Milestone && on.month() >= 6 && throws.chance(30);
    Support { item: item.id.clone(), quantity, reached_on: due.then_some(on) }
}

fn amount(item: &OwnItem, on: Date, throws: &mut Throws) -> Decimal {
    if is_ratio(&item.measure_unit) {
        let level = 88.0 + f64::from(on.month()) * 0.6 + throws.middling() * 3.0;
        return Decimal::from_f64(level.min(99.0)).unwrap_or_default().round_dp(1);
    }
    Decimal::from(match item.measure_unit.as_str() {
        "亩" => throws.between(5, 40),
        "人" | "人次" => throws.between(2, 12),
        "亿元" | "万元" => 1,
        _ => throws.between(1, 3),
    })
}

fn confirm(
    tx: &mut Tx<'_>,
    world: &World,
    partner: usize,
    (person, friday): (usize, Date),
) -> Result<(), Fault> {
    let asked = evidence::asked_of(tx, &world.person(partner)?)?;
    let actor = world.somebody(tx, partner)?;
    let author = &world.invention.people[person].name;
    let mut throws =
        world.invention.dice.throws("confirms", partner * 64 + usize::try_from(friday.day()).unwrap_or(0));
    // Somebody who is away answers later or not at all; a few are never asked again.
    if is_away(&world.invention, partner, friday) || throws.chance(4) {
        return Ok(());
    }
    for one in asked.iter().filter(|one| one.author == *author) {
        let answer = if throws.chance(2) {
            Answer::Declined("当天我在外地开会，没有参与这项工作。".to_owned())
        } else {
            Answer::Confirmed(own_support(tx, world, partner, (&one.evidence, &actor))?)
        };
        evidence::answer(tx, &actor, &one.evidence, &answer)?;
    }
    Ok(())
}

/// The partner's own item that the entry serves too, if it is one that carries no amount.
fn own_support(
    tx: &mut Tx<'_>,
    world: &World,
    partner: usize,
    (entry, actor): (&str, &kernel::Actor),
) -> Result<Option<Support>, Fault> {
    let found = evidence::find(tx, &actor.scope(Area::Duty), entry)?;
    let served = evidence::supports(tx, &found)?;
    let own = items_of(tx, world, partner, found.happened_on.year())?;
    let fits = |item: &&OwnItem| {
        matches!(item.measure, Measure::Standard | Measure::Rating)
            && served.iter().any(|served| served.title == item.title)
    };
    Ok(own.iter().find(fits).map(|item| Support { item: item.id.clone(), quantity: None, reached_on: None }))
}

fn close_person(tx: &mut Tx<'_>, world: &World, person: usize, year: i16) -> Result<(), Fault> {
    let county = &world.invention;
    let happened_on = day(year, 12, 25);
    if county.people[person].unit == 0 || !world.is_present(person) || long_ill(county, person) {
        return Ok(());
    }
    let actor = world.somebody(tx, person)?;
    let scope = actor.scope(Area::Duty);
    let cycle = world.id(&year_key(year, "cycle"), 0)?;
    let Some(letter) = duty::letter::in_force(tx, &scope, &world.person(person)?, &cycle)? else {
        return Ok(());
    };
    let standings = evidence::standings_of_letter(tx, &scope, &letter.id)?;
    let mut throws = county.dice.throws("reached", person);
    let share = reached_share(county, person, &mut throws);
    let items = duty::letter::items(tx, &scope, &letter.id)?;
    let reached = |item: &Item| reached(item, standings.get(&item.id), share, (happened_on, &mut throws));
    let supports: Vec<Support> = items.iter().filter_map(reached).collect();
    if supports.is_empty() {
        return Ok(());
    }
    let new = NewEvidence {
        happened_on,
        title: "核对全年完成数，与股室台账一致".to_owned(),
        body: "本条只汇总数量，过程见前述各条。".to_owned(),
        client_key: format!("demo-{year}-end-{person}"),
        supports,
        partners: Vec::new(),
    };
    evidence::enter(tx, &actor, &new)?;
    Ok(())
}

/// What is still to be written so that an item stands at `share` of its goal.
fn reached(
    item: &Item,
    standing: Option<&Standing>,
    share: Decimal,
    (happened_on, throws): (Date, &mut Throws),
) -> Option<Support> {
    let (quantity, reached_on) = match item.measure {
        Measure::Quantity => {
            let goal = item.goal.unwrap_or_default();
            let quantity = if is_ratio(&item.measure_unit) {
                (goal * share).min(Decimal::ONE_HUNDRED).round_dp(1)
            } else {
                let added = standing.and_then(|one| one.quantity).unwrap_or_default();
                let done = item.baseline.unwrap_or_default() + added;
                (goal * share - done).round_dp(if goal.fract().is_zero() { 0 } else { 2 })
            };
            (Some(quantity).filter(|quantity| *quantity > Decimal::ZERO), None)
        }
        Measure::Milestone if standing.is_none_or(|one| one.reached_on.is_none()) => {
            let due = item.due_on.unwrap_or(happened_on);
            let late = throws.chance(12);
            let day = if late { due.saturating_add(9.days()) } else { due.saturating_sub(6.days()) };
            (None, Some(day.min(happened_on)))
        }
        _ => (None, None),
    };
    let written = quantity.is_some() || reached_on.is_some();
    written.then(|| Support { item: item.id.clone(), quantity, reached_on })
}

fn long_ill(county: &Invention, person: usize) -> bool {
    county.fates.iter().any(|fate| matches!(fate, Fate::LongIll(who) if *who == person))
}

/// How much of their goals somebody reached, by chance; less for those whose year fell short.
fn reached_share(county: &Invention, person: usize, throws: &mut Throws) -> Decimal {
    let fell = county.fates.iter().find_map(|fate| match fate {
        Fate::FellShort(who) if *who == person => Some(Decimal::new(62, 2)),
        Fate::Failed(who) if *who == person => Some(Decimal::new(35, 2)),
        _ => None,
    });
    let usual = Decimal::from_f64(0.90 + throws.middling() * 0.18).unwrap_or(Decimal::ONE).round_dp(3);
    fell.unwrap_or(usual)
}
