//! Shares 分解: which person or unit beneath carries which part of a target, in hundredths of a percent. Not here:
//! whether the parts make a whole (`balance`), what a person's part becomes in a letter (`compose`).

use std::collections::BTreeSet;

use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use crate::coded::coded;
use crate::method::Method;
use crate::permission;
use crate::scheme::WHOLE;
use crate::seat;
use crate::store::target as sql;
use crate::target::{self, NewTarget, Source, State, Target};

coded! {
    /// In what capacity somebody carries a part.
    Part {
        /// 牵头: answers for the whole of it being done.
        Lead = "lead", "牵头", "lead";
        /// 承担.
        Carry = "carry", "承担", "carry";
        /// 协助.
        Assist = "assist", "协助", "assist";
    }
}

/// Who carries a part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bearer {
    /// A person.
    Person(String),
    /// A unit beneath.
    Unit(String),
}

/// A part to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewShare {
    /// To whom.
    pub to: Bearer,
    /// Hundredths of a percent of the target.
    pub part: i64,
    /// In what capacity.
    pub role: Part,
}

/// A part of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Id.
    pub id: String,
    /// Target.
    pub target: String,
    /// Who carries it.
    pub to: Bearer,
    /// Their name.
    pub name: String,
    /// Hundredths of a percent.
    pub part: i64,
    /// In what capacity.
    pub role: Part,
}

fn share(row: &Row) -> Result<Share, DbError> {
    let person: Option<String> = row.get(2)?;
    let unit: Option<String> = row.get(3)?;
    let to = match (person, unit) {
        (Some(person), _) => Bearer::Person(person),
        (None, Some(unit)) => Bearer::Unit(unit),
        (None, None) => return Err(DbError::Stored { what: "a share", why: "it has no bearer".into() }),
    };
    Ok(Share {
        id: row.text(0)?,
        target: row.text(1)?,
        to,
        name: row.get::<Option<String>>(4)?.unwrap_or_default(),
        part: row.int(5)?,
        role: Part::read(row, 6)?,
    })
}

/// The shares of all targets of a unit.
///
/// # Errors
/// If they cannot be read.
pub fn of_unit(tx: &mut Tx<'_>, scope: &Scope, cycle: &str, unit: &str) -> Result<Vec<Share>, DbError> {
    tx.rows(scope, sql::SHARES_OF_UNIT, params![cycle, unit])?.iter().map(share).collect()
}

/// The shares of all targets in scope.
///
/// # Errors
/// If they cannot be read.
pub fn of_cycle(tx: &mut Tx<'_>, scope: &Scope, cycle: &str) -> Result<Vec<Share>, DbError> {
    tx.rows(scope, sql::SHARES_OF_CYCLE, params![cycle])?.iter().map(share).collect()
}

/// The shares of a target.
///
/// # Errors
/// If they cannot be read.
pub fn of_target(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Vec<Share>, DbError> {
    tx.rows(scope, sql::SHARES_OF_TARGET, params![id])?.iter().map(share).collect()
}

/// An adopted target with the part one person carries of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The target.
    pub target: Target,
    /// Hundredths of a percent.
    pub part: i64,
    /// In what capacity.
    pub role: Part,
}

/// What a person carries of adopted targets in a cycle.
///
/// # Errors
/// If it cannot be read.
pub fn of_person(tx: &mut Tx<'_>, scope: &Scope, person: &str, cycle: &str) -> Result<Vec<Held>, DbError> {
    let rows = tx.rows(scope, sql::OF_PERSON, params![person, cycle])?;
    rows.iter()
        .map(|row| Ok(Held { target: target::read(row)?, part: row.int(19)?, role: Part::read(row, 20)? }))
        .collect()
}

/// Divides a target: these shares take the place of those there were. Parts need not make a whole yet; the balance
/// shows what is missing. A unit beneath that is given a part finds a draft of its own to adopt.
///
/// # Errors
/// Refusals: not who divides it, parts out of range or over the whole, somebody twice, a person or unit that is
/// not in or under the unit; [`Fault::NotFound`].
pub fn divide(tx: &mut Tx<'_>, actor: &Actor, id: &str, shares: &[NewShare]) -> Result<(), Fault> {
    let target = target::find(tx, &actor.scope(kernel::Area::Duty), id)?;
    permission::drafter(tx, actor, &target.unit)?;
    target::planning_cycle(tx, &target.cycle)?;
    if target.state == State::Withdrawn {
        return Err(Refusal::new("目标已撤销，不能分解。", "The target is withdrawn.").into());
    }
    check(shares)?;
    for share in shares {
        check_place(tx, &target, share)?;
    }
    tx.execute(sql::CLEAR_SHARES, params![id])?;
    for share in shares {
        let (row, role) = (tx.id(), share.role.code());
        let (person, unit) = match &share.to {
            Bearer::Person(person) => (Some(person), None),
            Bearer::Unit(unit) => (None, Some(unit)),
        };
        tx.execute(sql::ADD_SHARE, params![&row, id, person, unit, share.part, role])?;
    }
    let parts: i64 = shares.iter().map(|share| share.part).sum();
    let facts = json!({ "bearers": shares.len(), "parts": parts });
    let act = Act {
        kind: "target.divided",
        subject: ("target", id),
        unit: Some(&target.unit),
        person: None,
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    hand_down(tx, actor, &target, shares)
}

fn check(shares: &[NewShare]) -> Result<(), Fault> {
    let mut seen = BTreeSet::new();
    let mut refusals = Vec::new();
    for share in shares {
        let (Bearer::Person(to) | Bearer::Unit(to)) = &share.to;
        if !(1..=WHOLE).contains(&share.part) {
            refusals.push(
                Refusal::new("每份应大于 0、不超过 100%。", "Each part is more than 0 and at most 100%.")
                    .at(format!("part-{to}")),
            );
        }
        if !seen.insert(&share.to) {
            refusals.push(
                Refusal::new("同一人或单位只能列一次。", "A person or unit is listed once.")
                    .at(format!("part-{to}")),
            );
        }
    }
    let sum: i64 = shares.iter().map(|share| share.part).sum();
    if sum > WHOLE {
        let now = crate::balance::percent(sum);
        refusals.push(
            Refusal::new(
                format!("各份合计 {now}，超过了 100%。"),
                format!("The parts sum to {now}, which is more than 100%."),
            )
            .at("parts"),
        );
    }
    if refusals.is_empty() { Ok(()) } else { Err(Fault::Refused(refusals)) }
}

fn check_place(tx: &mut Tx<'_>, target: &Target, share: &NewShare) -> Result<(), Fault> {
    let today = tx.today();
    let tree = target::scope_of_tree();
    let (to, fits) = match &share.to {
        Bearer::Person(person) => {
            (person, tx.row(&tree, sql::SITS_UNDER, params![person, &target.unit, today])?.is_some())
        }
        Bearer::Unit(unit) => (unit, tx.row(&tree, sql::LIES_UNDER, params![unit, &target.unit])?.is_some()),
    };
    if fits {
        return Ok(());
    }
    Err(Refusal::new(
        "目标只能分解给本单位的人员或下属单位。",
        "A target is divided among people of the unit and units beneath it.",
    )
    .at(format!("part-{to}"))
    .into())
}

/// Drafts for each unit beneath, unless it already carries this target.
fn hand_down(tx: &mut Tx<'_>, actor: &Actor, target: &Target, shares: &[NewShare]) -> Result<(), Fault> {
    let existing = target::children(tx, &target::scope_of_tree(), &target.id)?;
    for share in shares {
        let Bearer::Unit(unit) = &share.to else { continue };
        if existing.iter().any(|child| child.unit == *unit) {
            continue;
        }
        let name = seat::unit(tx, &target::scope_of_tree(), &target.unit)?
            .map_or_else(String::new, |unit| unit.name);
        let draft =
            NewTarget {
                source: Source::Superior,
                source_ref: format!("{name}：{}", target.says.title).chars().take(200).collect(),
                baseline: target.says.baseline.map(|amount| {
                    crate::compose::portion(amount, share.part, &target.says.measure_unit, false)
                }),
                goal: target.says.goal.map(|amount| {
                    crate::compose::portion(amount, share.part, &target.says.measure_unit, true)
                }),
                method: handed_method(&target.says.method),
                ..target.says.clone()
            };
        target::store(tx, actor, (&target.cycle, unit), Some(&target.id), &draft)?;
    }
    Ok(())
}

/// Steps name amounts of the whole, which are not those of a part: the unit beneath begins from the usual method.
fn handed_method(method: &Method) -> Method {
    match method {
        Method::Steps { .. } => Method::usual(crate::measure::Measure::Quantity, None),
        other => other.clone(),
    }
}
