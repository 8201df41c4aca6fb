//! Two peer reviews: one of the closed year from its commitment to its closing, one of the running year whose findings
//! wait for answers.

use jiff::civil::Date;
use kernel::clock::at_hour;
use kernel::{Actor, Fault, Role, Scope, Tx};
use rust_decimal::Decimal;
use supervision::review::file::{self, NewFile};
use supervision::review::finding::{self, NewAnswer};
use supervision::review::opening::{self, NewReview};
use supervision::review::{Kind, State, find};

use super::{Told, head, pairs, told, unit_id};
use crate::DemoError;
use crate::living::course::{Course, Phase, World};
use crate::living::day;

const FIRST: &str = "review-first";
const SECOND: &str = "review-second";

/// Files of the year before, a review of them, the word and the draw.
///
/// # Errors
/// What an operation refused.
pub fn begin_first(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let days = [day(year, 4, 15), day(year, 4, 16), day(year, 4, 16)];
    begin(course, (FIRST, 0), (year - 1, day(year, 7, 10)), days)
}

/// The review of the running year.
///
/// # Errors
/// What an operation refused.
pub fn begin_second(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let days = [day(year, 7, 31), day(year, 8, 3), day(year, 8, 4)];
    begin(course, (SECOND, 1), (year - 1, day(year, 11, 18)), days)
}

fn begin(
    course: &mut Course<'_>,
    (key, which): (&'static str, usize),
    (of_year, review_by): (i16, Date),
    days: [Date; 3],
) -> Result<(), DemoError> {
    let told = told()?;
    let named = (key, "开展同级监督并抽取案卷", "A peer review is opened and drawn", 1);
    let at = move |part: usize| at_hour(days[part.min(2)], if part == 2 { 16 } else { 9 });
    course.live(Phase::named(named), 3, at, move |tx, world, part| {
        let Some((reviewed, reviewer)) = pairs(world).get(which).copied() else { return Ok(Vec::new()) };
        let inspector = world.appointed(tx, Role::Inspector)?;
        let Some(chief) = head(tx, world, reviewed)? else { return Ok(Vec::new()) };
        match part {
            0 => {
                files(tx, world, &told, (reviewed, of_year))?;
                let new = review(tx, world, (reviewed, reviewer), (of_year, review_by))?;
                Ok(vec![opening::open(tx, &inspector, &world.book, &new)?])
            }
            1 => {
                for id in standing_at(tx, reviewed, world, State::Word)? {
                    opening::give_word(tx, &chief, &world.book, &id, "椒红时节")?;
                }
                Ok(Vec::new())
            }
            _ => {
                for id in standing_at(tx, reviewed, world, State::Draw)? {
                    opening::reveal(tx, &inspector, &id)?;
                }
                Ok(Vec::new())
            }
        }
    })
}

/// The reviews of a unit that stand at a step: parts of one phase find each other by it.
fn standing_at(tx: &mut Tx<'_>, unit: usize, world: &World, state: State) -> Result<Vec<String>, Fault> {
    let scope = Scope::county("the demo finds its own reviews");
    let unit = unit_id(world, unit)?;
    let (all, _) = supervision::review::list(tx, &scope, (0, 50))?;
    let fit = all.into_iter().filter(|one| one.reviewed.0 == unit && one.state == state);
    Ok(fit.map(|one| one.id).collect())
}

fn files(tx: &mut Tx<'_>, world: &World, told: &Told, (unit, year): (usize, i16)) -> Result<(), Fault> {
    let Some(chief) = head(tx, world, unit)? else { return Ok(()) };
    let (id, short) = (unit_id(world, unit)?, world.invention.units[unit].short.clone());
    let mut throws = world.invention.dice.throws("review-files", unit + usize::from(year.unsigned_abs()));
    for (kind, mark, titles, n) in [
        (Kind::Finance, "财", &told.finance, 24_usize),
        (Kind::Project, "项", &told.project, 14),
        (Kind::Appointment, "人", &told.appointment, 8),
    ] {
        for at in 0..n {
            let title = titles.get(at % titles.len().max(1)).cloned().unwrap_or_default();
            let month = 1 + at % 12;
            let amount = match kind {
                Kind::Finance => Some(i64::from(throws.between(300, 30_000))),
                Kind::Project => Some(i64::from(throws.between(40, 900)) * 1_000),
                Kind::Appointment => None,
            };
            let firm = if kind == Kind::Project { throws.pick(&told.firms).cloned() } else { None };
            let new = NewFile {
                kind,
                year: i64::from(year),
                number: format!("{short}{mark}〔{year}〕{}号", at + 1),
                title: format!("{month}月{title}"),
                amount: amount.map(Decimal::from),
                counterpart: firm.unwrap_or_default(),
            };
            file::add(tx, &chief, &id, &new)?;
        }
    }
    Ok(())
}

fn review(
    tx: &mut Tx<'_>,
    world: &World,
    (reviewed, reviewer): (usize, usize),
    (of_year, review_by): (i16, Date),
) -> Result<NewReview, Fault> {
    let (county, today) = (&world.invention, tx.today());
    let wide = Scope::county("the demo looks who sits where");
    let unit = unit_id(world, reviewer)?;
    let seated = duty::seat::in_unit(tx, &wide, &unit, today)?;
    let mut reviewers: Vec<String> =
        seated.iter().filter(|seat| !seat.is_head).take(2).map(|seat| seat.person.clone()).collect();
    if reviewers.is_empty() {
        reviewers = seated.iter().take(1).map(|seat| seat.person.clone()).collect();
    }
    Ok(NewReview {
        title: format!(
            "{}查看{}{of_year}年度案卷",
            county.units[reviewer].short, county.units[reviewed].short
        ),
        year: i64::from(of_year),
        reviewed: unit_id(world, reviewed)?,
        reviewer: unit,
        kinds: vec![Kind::Finance, Kind::Project, Kind::Appointment],
        size: 8,
        reviewers,
        review_by,
    })
}

/// The drawn files are looked at, and the findings handed in.
///
/// # Errors
/// What an operation refused.
pub fn look(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    hand_in(course, ("review-first-found", 0), day(year, 7, 4))
}

/// The same for the second review.
///
/// # Errors
/// What an operation refused.
pub fn hand_in_second(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    hand_in(course, ("review-second-found", 1), day(year, 11, 16))
}

fn hand_in(course: &mut Course<'_>, (key, which): (&'static str, usize), on: Date) -> Result<(), DemoError> {
    let told = told()?;
    let named = (key, "查看抽中的案卷", "Drawn files are looked at", 1);
    course.live(
        Phase::named(named),
        1,
        move |_| at_hour(on, 8),
        move |tx, world, _| {
            let Some((reviewed, reviewer)) = pairs(world).get(which).copied() else { return Ok(Vec::new()) };
            let Some(chief) = head(tx, world, reviewer)? else { return Ok(Vec::new()) };
            let open = standing_at(tx, reviewed, world, State::Review)?;
            for id in &open {
                for (place, one) in finding::drawn(tx, id)?.iter().enumerate() {
                    // Every third file has something; the first review finds one thing more.
                    let found = if place % 3 == 0 && place / 3 < 3 - which {
                        told.finding.get(place / 3)
                    } else {
                        None
                    };
                    let found = found.map(|found| (found.clause.as_str(), found.says.as_str()));
                    let looker = looker(tx, world, &chief, (id, &one.counterpart))?;
                    finding::look(tx, &looker, &world.book, (id, &one.file), found)?;
                }
                finding::hand_in(tx, &chief, &world.book, id)?;
            }
            Ok(open)
        },
    )
}

/// Who looks at a file: the head, or somebody without an interest in its counterpart.
fn looker(
    tx: &mut Tx<'_>,
    world: &World,
    chief: &Actor,
    (id, counterpart): (&str, &str),
) -> Result<Actor, Fault> {
    let scope = Scope::county("the demo finds its own reviews");
    let review = find(tx, &scope, id)?;
    if opening::looks_at(tx, chief, &world.book, (&review, counterpart))? {
        return Ok(chief.clone());
    }
    for (person, _) in supervision::review::reviewers(tx, id)? {
        let Some(one) = world.position(&person) else { continue };
        let actor = world.somebody(tx, one)?;
        if opening::looks_at(tx, &actor, &world.book, (&review, counterpart))? {
            return Ok(actor);
        }
    }
    world.appointed(tx, Role::Inspector)
}

/// The office reviewed answers.
///
/// # Errors
/// What an operation refused.
pub fn answer(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let told = told()?;
    let named = ("review-first-answered", "答复同级监督发现的问题", "Findings are answered", 1);
    let on = day(year, 7, 16);
    course.live(
        Phase::named(named),
        1,
        move |_| at_hour(on, 15),
        move |tx, world, _| {
            let Some((reviewed, _)) = pairs(world).first().copied() else { return Ok(Vec::new()) };
            let Some(chief) = head(tx, world, reviewed)? else { return Ok(Vec::new()) };
            for id in standing_at(tx, reviewed, world, State::Answer)? {
                for one in finding::of_review(tx, &id)? {
                    let says = told.finding.iter().find(|found| found.says == one.says);
                    let says = says.map(|found| found.answer.clone()).unwrap_or_default();
                    let new = NewAnswer { agreed: true, says, by: Some(day(year, 7, 25)) };
                    finding::answer(tx, &chief, (&id, &one.id), &new)?;
                }
                finding::hand_in_answers(tx, &chief, &world.book, &id)?;
            }
            Ok(Vec::new())
        },
    )
}

/// The reviewing office checks again and closes.
///
/// # Errors
/// What an operation refused.
pub fn settle(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let told = told()?;
    let named = ("review-first-closed", "复核并了结同级监督", "A peer review is closed", 1);
    let on = day(year, 7, 29);
    course.live(
        Phase::named(named),
        1,
        move |_| at_hour(on, 10),
        move |tx, world, _| {
            let Some((reviewed, reviewer)) = pairs(world).first().copied() else { return Ok(Vec::new()) };
            let Some(chief) = head(tx, world, reviewer)? else { return Ok(Vec::new()) };
            let scope = Scope::county("the demo finds its own reviews");
            for id in standing_at(tx, reviewed, world, State::Recheck)? {
                find(tx, &scope, &id)?;
                for one in finding::of_review(tx, &id)? {
                    let says = told.finding.iter().find(|found| found.says == one.says);
                    let says = says.map(|found| found.recheck.clone()).unwrap_or_default();
                    finding::recheck(tx, &chief, (&id, &one.id), (true, &says))?;
                }
                finding::close(tx, &chief, &world.book, &id)?;
            }
            Ok(Vec::new())
        },
    )
}
