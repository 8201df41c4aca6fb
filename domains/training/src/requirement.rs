//! What the regulation asks of somebody's training and whether it is met: the decisions `training-hours` and
//! `training-after-promotion` on their records. The answer is met or not met; it is never a score.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use kernel::{DbError, Fault, Scope, Tx};
use law::decision::Outcome;
use law::rules::training_hours::{self, Hours, Tier};
use law::rules::{training_after_promotion, training_record::Taken};
use law::{Record as Decision, Rulebook};

use crate::record::{self, Record};
use crate::seat::{self, Held, Untiered};

/// How somebody stands in a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The year.
    pub year: i16,
    /// Whose requirement applies; none where a fact for it is missing, which the decision names.
    pub tier: Option<Tier>,
    /// The decision on the hours, as of the year's end or today.
    pub decision: Decision,
    /// Its result, if there is one.
    pub hours: Option<Hours>,
    /// A promotion within the last two years whose training had to be made up, with its decision.
    pub promotion: Option<Promotion>,
    /// The records of the year, the latest first.
    pub records: Vec<Record>,
}

/// A promotion and what it means for training.
#[derive(Debug, Clone, PartialEq)]
pub struct Promotion {
    /// The post promoted to.
    pub post: String,
    /// Since when.
    pub on: Date,
    /// The decision.
    pub decision: Decision,
}

fn stored(error: &serde_json::Error) -> DbError {
    DbError::Stored { what: "a decision", why: error.to_string() }
}

/// The decision on hours for some records as of a day; records that ended later are left out.
///
/// # Errors
/// If the decision cannot be written. A tier that is not known is a refusal in the decision.
pub fn hours(
    book: &Rulebook,
    tier: &Result<Tier, Untiered>,
    records: &[Record],
    as_of: Date,
) -> Result<(Decision, Option<Hours>), DbError> {
    let tier = match tier {
        Ok(tier) => *tier,
        Err(why) => {
            let outcome = Outcome::Refused { fact: "tier".to_owned(), why: why.text() };
            let rule = training_hours::RULE.name.to_owned();
            return Ok((Decision { rule, on: as_of, outcome, reasons: Vec::new() }, None));
        }
    };
    let taken: Vec<Taken> = records.iter().filter(|one| one.ended_on <= as_of).map(Record::taken).collect();
    let decision =
        training_hours::decide(&training_hours::Facts { tier, as_of, records: taken }, book, as_of);
    let value = decision.value().cloned();
    Ok((decision.record().map_err(|error| stored(&error))?, value))
}

/// How somebody stands in a year, their records read in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such person.
pub fn of_person(
    tx: &mut Tx<'_>,
    scope: &Scope,
    book: &Rulebook,
    person: &str,
    year: i16,
) -> Result<Standing, Fault> {
    let (_, kind, rank) = seat::person(tx, person)?;
    let posts = seat::posts(tx, person)?;
    let as_of = date(year, 12, 31).min(tx.today());
    let held = posts.iter().rev().find(|one| one.from <= as_of && one.to.is_none_or(|to| to >= as_of));
    let level = held.map_or("", |one| one.level.as_str());
    let tier = seat::tier((kind, held.and_then(|one| one.category)), level, &rank);
    let all = record::of_person(tx, scope, person)?;
    let (decision, found) = hours(book, &tier, &all, as_of)?;
    let promotion = promotion(book, &posts, &rank, &all, as_of)?;
    let records = all.into_iter().filter(|one| one.ended_on.year() == year).collect();
    Ok(Standing { year, tier: tier.ok(), decision, hours: found, promotion, records })
}

/// The last promotion within two years before a day, if training had to be made up after it. Whether it was met
/// before is looked at on the eve of the promotion and, for a yearly requirement, at the end of the year before.
fn promotion(
    book: &Rulebook,
    posts: &[Held],
    rank: &str,
    records: &[Record],
    as_of: Date,
) -> Result<Option<Promotion>, DbError> {
    let since = as_of.checked_sub(2.years()).unwrap_or(as_of);
    let raised = posts.windows(2).rev().find(|pair| {
        let (Some(before), Some(after)) = (seat::height(&pair[0].level), seat::height(&pair[1].level)) else {
            return false;
        };
        after > before && pair[1].from > since && pair[1].from <= as_of
    });
    let Some([before, after]) = raised else { return Ok(None) };
    let tier = seat::tier((None, before.category), &before.level, rank);
    let met_on = |day: Date| -> Result<bool, DbError> {
        Ok(hours(book, &tier, records, day)?.1.is_some_and(|hours| hours.met))
    };
    let eve = after.from.yesterday().unwrap_or(after.from);
    let met_before = met_on(eve)? || met_on(date(after.from.year() - 1, 12, 31))?;
    let mut completed_on = None;
    let mut ended: Vec<Date> =
        records.iter().map(|one| one.ended_on).filter(|day| *day >= after.from && *day <= as_of).collect();
    ended.sort_unstable();
    for day in ended {
        if !met_before && met_on(day)? {
            completed_on = Some(day);
            break;
        }
    }
    let facts = training_after_promotion::Facts {
        promoted_on: after.from,
        met_before,
        completed_on,
        as_of: Some(as_of),
    };
    let decision = training_after_promotion::decide(&facts, book, as_of);
    let decision = decision.record().map_err(|error| stored(&error))?;
    Ok(Some(Promotion { post: after.title.clone(), on: after.from, decision }))
}

/// How somebody of a unit stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Who.
    pub member: seat::Member,
    /// Minutes that count in the span of their requirement.
    pub minutes: u64,
    /// Met or not; none where the decision could not be reached.
    pub met: Option<bool>,
    /// Whether the clauses bind them at all.
    pub bound: bool,
    /// Records of the span.
    pub records: usize,
}

/// How the people of a unit and those beneath it stand in a year, in scope.
///
/// # Errors
/// If it cannot be read.
pub fn of_unit(
    tx: &mut Tx<'_>,
    scope: &Scope,
    book: &Rulebook,
    unit: &str,
    year: i16,
) -> Result<Vec<Line>, Fault> {
    let as_of = date(year, 12, 31).min(tx.today());
    let staff = seat::staff(tx, scope, unit)?;
    // Five years and a day reach the longest span of the regulation.
    let since = as_of.checked_sub(5.years()).unwrap_or(as_of);
    let mut by_person: std::collections::BTreeMap<String, Vec<Record>> = std::collections::BTreeMap::new();
    for one in record::of_unit(tx, scope, unit, since)? {
        by_person.entry(one.person.clone()).or_default().push(one);
    }
    let mut lines = Vec::with_capacity(staff.len());
    for member in staff {
        let records = by_person.remove(&member.person).unwrap_or_default();
        let tier = seat::tier((member.kind, member.category), &member.level, &member.rank);
        let (_, found) = hours(book, &tier, &records, as_of)?;
        let minutes = found.as_ref().map_or(0, |hours| hours.minutes);
        let count = records.iter().filter(|one| one.ended_on.year() == year).count();
        let bound = tier != Err(Untiered::NotBound);
        lines.push(Line { member, minutes, met: found.map(|hours| hours.met), bound, records: count });
    }
    Ok(lines)
}
