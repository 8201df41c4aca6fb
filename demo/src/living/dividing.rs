//! Who carries which part of a unit's targets. Pure. A section's targets are carried by the section with a deputy
//! assisting; the others by those who lead; a village's by all its cadres. Nobody over the county's limits.

use std::collections::BTreeMap;

use crate::invention::{Invention, TargetPlan};

/// The whole of a target.
pub const WHOLE: i64 = 10_000;
/// Most targets one person carries in the demo; the county's limit is the house's proposal of 8.
const MOST_TARGETS: usize = 8;
/// Most of the unit's 100 one person carries, in hundredths, with some room below the county's limit.
const MOST_LOAD: i64 = 3_800;

/// A part of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Position of the person; or
    pub person: Option<usize>,
    /// of the unit beneath.
    pub unit: Option<usize>,
    /// In hundredths of a percent.
    pub part: i64,
    /// `lead`, `carry`, `assist`.
    pub role: &'static str,
}

impl Part {
    fn person(person: usize, part: i64, role: &'static str) -> Part {
        Part { person: Some(person), unit: None, part, role }
    }
}

/// The parts of every target of a unit, by position of the target. `present`: who is on the roster.
#[must_use]
pub fn of_unit(
    county: &Invention,
    unit: usize,
    present: &dyn Fn(usize) -> bool,
) -> BTreeMap<usize, Vec<Part>> {
    let people: Vec<usize> = county.in_unit(unit).filter(|person| present(*person)).collect();
    let crew = Crew::of(county, &people);
    let mut parts = BTreeMap::new();
    let mut count: BTreeMap<usize, usize> = BTreeMap::new();
    let targets = county.targets.iter().enumerate().filter(|(_, target)| target.unit == unit);
    for (position, (at, target)) in targets.enumerate() {
        let beneath = units_beneath(county, at, target);
        let own = if unit == 0 {
            0
        } else if beneath.is_empty() {
            WHOLE
        } else {
            5_500
        };
        let mut shares =
            if own > 0 { among_people(&crew, target, position, own, &count) } else { Vec::new() };
        shares.extend(among_units(county, target, &beneath, WHOLE - own));
        for share in &shares {
            if let Some(person) = share.person {
                *count.entry(person).or_default() += 1;
            }
        }
        parts.insert(at, shares);
    }
    relieve(county, &people, &mut parts);
    parts
}

/// Who does what in a unit.
struct Crew<'a> {
    county: &'a Invention,
    head: Vec<usize>,
    deputies: Vec<usize>,
    section_heads: Vec<usize>,
    everybody: &'a [usize],
}

impl<'a> Crew<'a> {
    fn of(county: &'a Invention, people: &'a [usize]) -> Crew<'a> {
        let with = |test: &dyn Fn(&str, bool) -> bool| {
            let fits = |person: &&usize| {
                let post = &county.posts[county.people[**person].post];
                test(&post.role, post.is_head)
            };
            people.iter().filter(fits).copied().collect::<Vec<_>>()
        };
        Crew {
            county,
            head: with(&|_, is_head| is_head),
            deputies: with(&|role, is_head| !is_head && !matches!(role, "section" | "staff")),
            section_heads: with(&|role, _| role == "section"),
            everybody: people,
        }
    }

    fn section(&self, name: &str) -> Vec<usize> {
        let in_it = |person: &&usize| {
            self.county.posts[self.county.people[**person].post].section.as_deref() == Some(name)
        };
        let mut found: Vec<usize> = self.everybody.iter().filter(in_it).copied().collect();
        found.sort_by_key(|person| self.county.posts[self.county.people[*person].post].role != "section");
        found
    }
}

fn units_beneath(county: &Invention, at: usize, target: &TargetPlan) -> Vec<usize> {
    let mut units: Vec<usize> = county
        .targets
        .iter()
        .filter(|child| child.parent == Some(at))
        .map(|child| child.unit)
        .filter(|unit| county.head_of(*unit).is_some())
        .collect();
    units.dedup();
    if target.unit == 0 {
        // Of the offices only the one that leads carries a part of the county's target; the others' own targets
        // merely refer to it.
        let leads = |unit: &usize| {
            county.units[*unit].kind == "township"
                || target.office.as_deref() == Some(&county.units[*unit].key)
        };
        units.retain(leads);
    }
    units
}

fn among_units(county: &Invention, target: &TargetPlan, units: &[usize], whole: i64) -> Vec<Part> {
    let weights: Vec<i64> = units
        .iter()
        .map(|unit| if target.office.as_deref() == Some(&county.units[*unit].key) { 3 } else { 1 })
        .collect();
    let role = |unit: usize| {
        if target.office.as_deref() == Some(county.units[unit].key.as_str()) { "lead" } else { "carry" }
    };
    let parts = split(whole, &weights);
    units
        .iter()
        .zip(parts)
        .map(|(unit, part)| Part { person: None, unit: Some(*unit), part, role: role(*unit) })
        .collect()
}

fn among_people(
    crew: &Crew<'_>,
    target: &TargetPlan,
    position: usize,
    whole: i64,
    count: &BTreeMap<usize, usize>,
) -> Vec<Part> {
    let free = |person: &usize| count.get(person).copied().unwrap_or(0) < MOST_TARGETS;
    let assisting = crew.deputies.get(position % crew.deputies.len().max(1)).copied().filter(|one| free(one));
    let mut bearers: Vec<(usize, i64, &'static str)> = Vec::new();
    match target.section.as_deref().map(|name| crew.section(name)).filter(|section| !section.is_empty()) {
        Some(section) => {
            let staff = section.len() as i64 - 1;
            let lead = if staff > 0 { 2 * staff.min(3) } else { 5 };
            bearers.extend(
                section.iter().enumerate().map(|(at, person)| {
                    if at == 0 { (*person, lead, "lead") } else { (*person, 2, "carry") }
                }),
            );
            bearers.extend(assisting.map(|person| (person, 1, "assist")));
        }
        None if target.section.is_some() || crew.section_heads.is_empty() => {
            let offset = position % crew.everybody.len().max(1);
            let turn = crew.everybody.iter().cycle().skip(offset).take(crew.everybody.len().min(5));
            bearers.extend(
                turn.filter(|one| free(one))
                    .enumerate()
                    .map(|(at, person)| if at == 0 { (*person, 3, "lead") } else { (*person, 2, "carry") }),
            );
        }
        None => {
            let first = assisting.or_else(|| crew.head.first().copied());
            bearers.extend(first.map(|person| (person, 3, "lead")));
            let others = crew.head.iter().chain(&crew.deputies).chain(&crew.section_heads);
            bearers
                .extend(others.filter(|one| Some(**one) != first && free(one)).map(|one| (*one, 2, "carry")));
        }
    }
    let weights: Vec<i64> = bearers.iter().map(|bearer| bearer.1).collect();
    let parts = split(whole, &weights);
    bearers.iter().zip(parts).map(|((person, _, role), part)| Part::person(*person, part, role)).collect()
}

/// Parts of `whole` in proportion to `weights`, summing to it exactly.
#[must_use]
pub fn split(whole: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i64 = weights.iter().sum();
    if sum <= 0 {
        return Vec::new();
    }
    let mut parts: Vec<i64> = weights.iter().map(|weight| whole * weight / sum).collect();
    let missing = whole - parts.iter().sum::<i64>();
    if let Some(first) = parts.first_mut() {
        *first += missing;
    }
    parts
}

/// Moves parts from whoever carries too much to whoever carries least, until nobody does.
fn relieve(county: &Invention, people: &[usize], parts: &mut BTreeMap<usize, Vec<Part>>) {
    // Each step moves a tenth of a target; the bound only stops a unit too small to be balanced.
    for _ in 0..400 {
        let (mut load, mut count) = (BTreeMap::new(), BTreeMap::new());
        for person in people {
            load.insert(*person, 0);
            count.insert(*person, 0);
        }
        for (target, shares) in parts.iter() {
            for share in shares {
                if let Some(person) = share.person {
                    *load.entry(person).or_default() += county.targets[*target].weight * share.part / WHOLE;
                    *count.entry(person).or_default() += 1;
                }
            }
        }
        let Some((from, _)) = load.iter().find(|(_, load)| **load > MOST_LOAD) else { return };
        let mut to: Vec<(&usize, &i64)> = load.iter().filter(|(person, _)| *person != from).collect();
        to.sort_by_key(|(_, load)| **load);
        let heaviest = parts.iter_mut().max_by_key(|(target, shares)| {
            let part =
                shares.iter().filter(|share| share.person == Some(*from)).map(|share| share.part).max();
            part.map_or(-1, |part| if part > 1_000 { part * county.targets[**target].weight } else { -1 })
        });
        let Some((_, shares)) = heaviest else { return };
        let Some(to) = to.iter().map(|(person, _)| **person).find(|person| {
            shares.iter().any(|share| share.person == Some(*person)) || count[person] < MOST_TARGETS
        }) else {
            return;
        };
        let Some(given) = shares.iter_mut().find(|share| share.person == Some(*from)) else { return };
        given.part -= 1_000;
        match shares.iter_mut().find(|share| share.person == Some(to)) {
            Some(share) => share.part += 1_000,
            None => shares.push(Part::person(to, 1_000, "assist")),
        }
    }
}
