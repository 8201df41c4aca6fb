//! The set 行动学习小组: people around a real service problem, with its owner and its sponsor. Not here: what its level
//! needs (`level`), opening and beginning one (`opening`), its end (`closing`), rounds (`round`).

pub mod closing;
pub mod offer;
mod opening;
pub mod taking;

use jiff::Unit;
use jiff::civil::{Date, DateDifference};
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Scope, Tx, params};

pub use opening::{NewSet, begin, change, open, set_goal, stop};

use crate::coded::coded;
use crate::level::{self, Design, Element, Facts, Wanted};
use crate::store::set as sql;

coded! {
    /// Where a set stands.
    State {
        /// Being put together.
        Preparing = "preparing", "筹备中", "being prepared";
        /// At work.
        Running = "running", "进行中", "at work";
        /// Closed with its result.
        Closed = "closed", "已结束", "closed";
        /// Ended before its end.
        Stopped = "stopped", "已中止", "stopped";
    }
}

coded! {
    /// What somebody is in a set.
    Part {
        /// The problem is theirs.
        Owner = "owner", "问题负责人", "owner";
        /// Backs it.
        Sponsor = "sponsor", "支持领导", "sponsor";
        /// Coaches it.
        Coach = "coach", "学习教练", "coach";
        /// Works in it.
        Member = "member", "成员", "member";
    }
}

/// A set.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionSet {
    /// Id.
    pub id: String,
    /// The unit whose service it is about.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// What it is called.
    pub title: String,
    /// The problem as seen before the first round.
    pub problem: String,
    /// Whom it troubles.
    pub residents: String,
    /// Results wanted.
    pub wanted: Vec<Wanted>,
    /// 1 to 4.
    pub level: i64,
    /// The target whose measure shows the result.
    pub target: Option<String>,
    /// What was reached of it when the set began.
    pub target_then: Option<f64>,
    /// Who can be asked about the trade.
    pub experts: String,
    /// Who puts the solution into practice.
    pub implements: String,
    /// Day of the final presentation.
    pub presents_on: Option<Date>,
    /// No solutions before that day.
    pub diagnosis_until: Option<Date>,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Elements agreed by word.
    pub agreed: Vec<Element>,
    /// Why it began although something was missing.
    pub began_without: Option<String>,
    /// Where it stands.
    pub state: State,
}

/// Somebody who belongs to a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Person.
    pub person: String,
    /// What they are in it.
    pub part: Part,
    /// Name.
    pub name: String,
    /// Name of their unit.
    pub unit_name: String,
    /// What they want to learn; empty: not said.
    pub goal: String,
    /// Their unit.
    pub unit: String,
}

/// Codes separated by spaces, as stored.
pub(crate) fn codes<T: Copy>(all: &[T], code: impl Fn(T) -> &'static str) -> String {
    all.iter().map(|one| code(*one)).collect::<Vec<_>>().join(" ")
}

fn read(row: &Row) -> Result<ActionSet, DbError> {
    Ok(ActionSet {
        id: row.text(0)?,
        unit: row.text(1)?,
        unit_name: row.text(2)?,
        title: row.text(3)?,
        problem: row.text(4)?,
        residents: row.text(5)?,
        wanted: row.word(6)?.split(' ').filter_map(Wanted::from_code).collect(),
        level: row.int(7)?,
        target: row.get(8)?,
        target_then: row.get(9)?,
        experts: row.text(10)?,
        implements: row.text(11)?,
        presents_on: row.get(12)?,
        diagnosis_until: row.get(13)?,
        starts_on: row.get(14)?,
        ends_on: row.get(15)?,
        agreed: row.word(16)?.split(' ').filter_map(Element::from_code).collect(),
        began_without: row.get(17)?,
        state: State::read(row, 18)?,
    })
}

/// A set, in scope or as one of its people.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<ActionSet, Fault> {
    let row = tx.row(scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// The sets in scope and those the person of the scope belongs to, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<ActionSet>, DbError> {
    tx.rows(scope, sql::LIST, &[])?.iter().map(read).collect()
}

/// The sets a person belongs to, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn of_person(tx: &mut Tx<'_>, person: &str) -> Result<Vec<ActionSet>, DbError> {
    tx.rows(&Scope::own(person), sql::OF_PERSON, params![person])?.iter().map(read).collect()
}

/// The people of a set that was found in scope: owner, sponsor, coach, members.
///
/// # Errors
/// If they cannot be read.
pub fn members(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Member>, DbError> {
    let scope = Scope::county("the people of a set are read with the set, which was found in scope");
    tx.rows(&scope, sql::MEMBERS, params![id])?
        .iter()
        .map(|row| {
            Ok(Member {
                person: row.text(0)?,
                part: Part::read(row, 1)?,
                name: row.text(2)?,
                unit_name: row.text(3)?,
                goal: row.text(4)?,
                unit: row.text(5)?,
            })
        })
        .collect()
}

/// What the rule of the levels says of a set and its people.
#[must_use]
pub fn design_of(set: &ActionSet, people: &[Member]) -> Design {
    let has = |part| people.iter().any(|one| one.part == part);
    let members = people.iter().filter(|one| one.part == Part::Member);
    let said = |text: &str| !text.trim().is_empty();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    level::design(&Facts {
        wanted: set.wanted.clone(),
        members: count(members.clone().count()),
        owner: has(Part::Owner),
        sponsor: has(Part::Sponsor),
        experts: said(&set.experts),
        presentation: set.presents_on.is_some(),
        implementation: said(&set.implements),
        diagnosis: set.diagnosis_until.is_some(),
        coach: has(Part::Coach),
        goals: count(members.filter(|one| said(&one.goal)).count()),
        months: months(set.starts_on, set.ends_on),
        agreed: set.agreed.clone(),
    })
}

/// Whole months from one day to another; none backwards.
fn months(from: Date, to: Date) -> u32 {
    let span = from.until(DateDifference::new(to).largest(Unit::Month));
    span.map_or(0, |span| u32::try_from(span.get_months()).unwrap_or(0))
}

/// The measure that shows the result of a set.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// What the target says.
    pub title: String,
    /// Unit of the amounts.
    pub measure_unit: String,
    /// Where the year began and where it should end.
    pub baseline: Option<rust_decimal::Decimal>,
    /// See there.
    pub goal: Option<rust_decimal::Decimal>,
    /// What is reached now.
    pub now: Option<f64>,
}

/// The measure of a target as it stands now; `None` for a target that is no more.
///
/// # Errors
/// If it cannot be read.
pub fn measured(tx: &mut Tx<'_>, target: &str) -> Result<Option<Measured>, Fault> {
    let scope =
        Scope::county("the target of a set that was found in scope: an amount of the unit, of nobody");
    let found = match duty::target::find(tx, &scope, target) {
        Ok(found) => found,
        Err(Fault::NotFound) => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let row = tx.row(&scope, sql::REACHED, params![target])?;
    let (sum, mean): (Option<f64>, Option<f64>) = match &row {
        Some(row) => (row.get(0)?, row.get(1)?),
        None => (None, None),
    };
    let says = found.says;
    let now = if duty::measure::is_ratio(&says.measure_unit) { mean } else { sum };
    Ok(Some(Measured {
        title: says.title,
        measure_unit: says.measure_unit,
        baseline: says.baseline,
        goal: says.goal,
        now,
    }))
}

/// Records an act on a set.
pub(crate) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    (id, unit): (&str, &str),
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let act =
        Act { kind, subject: ("action-set", id), unit: Some(unit), person: None, facts, decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// Somebody a set names: in service today, with the unit they sit in.
pub(crate) struct Named {
    pub(crate) person: String,
    pub(crate) name: String,
    pub(crate) unit: String,
}

/// Somebody of the directory by id.
pub(crate) fn named(tx: &mut Tx<'_>, person: &str) -> Result<Option<Named>, DbError> {
    let today = tx.today();
    let scope = Scope::county("names are in the directory, open to everybody who serves in the county");
    let seat = duty::seat::of_person(tx, &scope, person, today)?;
    Ok(seat.map(|seat| Named { person: seat.person, name: seat.name, unit: seat.unit }))
}
