//! Places for 优秀: how many an organ has by the law's rule, how many are taken, approvals of a larger share, and
//! pools of small organs. Counted by kind of personnel. Not here: who gets one (grade).

use jiff::civil::Date;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::rules::excellent_quota::{self, Approval};
use law::rules::pooled_quota::{self, Method, Pool, PoolUnit};
use law::{Record, Rulebook};
use serde_json::json;

use crate::appraisal::Appraisal;
use crate::eligibility;
use crate::permission::{organiser, wanted};
use crate::store::grade as sql;

/// Where the places of an organ stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Places {
    /// How many are due to take part.
    pub due: u32,
    /// Places of the organ; with a pool, its own and what it may take from the rest.
    pub places: u32,
    /// Places taken.
    pub taken: u32,
    /// Name of the pool, if it is counted in one.
    pub pool: Option<String>,
    /// The decision the places rest on.
    pub decision: Record,
}

impl Places {
    /// Places left.
    #[must_use]
    pub fn left(&self) -> u32 {
        self.places.saturating_sub(self.taken)
    }
}

struct Count {
    organ: String,
    name: String,
    due: u32,
    taken: u32,
}

/// The county: places are counted over whole organs, whoever asks.
fn whole() -> Scope {
    Scope::county("places are counted over whole organs; only counts leave this function")
}

fn counts(tx: &mut Tx<'_>, cycle: &str, organ: &str, kind: &str, but: &str) -> Result<Vec<Count>, DbError> {
    let number = |value: i64| u32::try_from(value).unwrap_or(u32::MAX);
    let rows = tx.rows(&whole(), sql::COUNTS, params![cycle, kind, organ, but])?;
    rows.iter()
        .map(|row| {
            Ok(Count {
                organ: row.text(0)?,
                name: row.text(1)?,
                due: number(row.int(2)?),
                taken: number(row.int(3)?),
            })
        })
        .collect()
}

fn approval(tx: &mut Tx<'_>, cycle: &str, organ: &str) -> Result<Option<Approval>, DbError> {
    let row = tx.row(&whole(), sql::APPROVAL, params![cycle, organ])?;
    row.map(|row| Ok(Approval { document: row.text(0)?, date: row.get(1)? })).transpose()
}

fn pool_of(tx: &mut Tx<'_>, cycle: &str, organ: &str) -> Result<Option<(String, Method)>, DbError> {
    let Some(row) = tx.row(&whole(), sql::POOL_OF, params![cycle, organ])? else { return Ok(None) };
    let method = if row.text(2)? == "largest-remainder" { Method::LargestRemainder } else { Method::Sum };
    Ok(Some((row.text(1)?, method)))
}

/// The places of an organ for one kind of personnel, and how many are taken.
///
/// # Errors
/// A refusal with its decision if the rule has no result.
pub fn places(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    cycle: &str,
    organ: &str,
    kind: &str,
) -> Result<Places, Fault> {
    places_but(tx, book, (cycle, organ, kind), "")
}

fn places_but(tx: &mut Tx<'_>, book: &Rulebook, of: (&str, &str, &str), but: &str) -> Result<Places, Fault> {
    let (cycle, organ, kind) = of;
    let counts = counts(tx, cycle, organ, kind, but)?;
    let approval = approval(tx, cycle, organ)?;
    let today = tx.today();
    let own = counts.iter().find(|count| count.organ == organ);
    let (due, taken) = own.map_or((0, 0), |own| (own.due, own.taken));
    let Some((pool, method)) = pool_of(tx, cycle, organ)? else {
        let facts =
            excellent_quota::Facts { due_to_take_part: due, approval, rounding: None, proposed: None };
        let decision = excellent_quota::decide(&facts, book, today);
        let places = eligibility::settled(&decision)?.places;
        return Ok(Places { due, places, taken, pool: None, decision: eligibility::record(&decision)? });
    };
    let units = counts
        .iter()
        .map(|count| PoolUnit { unit: count.name.clone(), due_to_take_part: count.due })
        .collect();
    let decision =
        pooled_quota::decide(&pooled_quota::Facts { units, approval, rounding: None, method }, book, today);
    let found = eligibility::settled(&decision)?;
    let places = places_in_pool(&counts, &found, organ);
    Ok(Places { due, places, taken, pool: Some(pool), decision: eligibility::record(&decision)? })
}

/// What an organ may have: its part of the pool, and what the others have not taken of the places to compare.
fn places_in_pool(counts: &[Count], pool: &Pool, organ: &str) -> u32 {
    let (mut mine, mut taken_by_others) = (0, 0);
    for (count, unit) in counts.iter().zip(&pool.units) {
        if count.organ == organ {
            mine = unit.places;
        } else {
            taken_by_others += count.taken.saturating_sub(unit.places);
        }
    }
    mine + pool.to_compare.saturating_sub(taken_by_others)
}

/// Refuses if no place is left for this appraisal; answers the decision it rests on.
pub(crate) fn check(tx: &mut Tx<'_>, book: &Rulebook, appraisal: &Appraisal) -> Result<Record, Fault> {
    let of = (appraisal.cycle.as_str(), appraisal.organ.as_str(), appraisal.kind.as_str());
    let found = places_but(tx, book, of, &appraisal.id)?;
    if found.left() > 0 {
        return Ok(found.decision);
    }
    let (places, taken) = (found.places, found.taken);
    Err(Refusal::new(
        format!("优秀名额 {places} 个，已用 {taken} 个，没有余额。可改定其他等次，或先取得提高比例的批准文件、调整统筹。"),
        format!("All {places} places for the grade excellent are taken ({taken}). Choose another grade, or first register the approval of a larger share or a pool."),
    )
    .at("grade")
    .because(found.decision)
    .into())
}

/// Registers the approval of a larger share for an organ.
///
/// # Errors
/// A refusal without document or with a day in the future.
pub fn approve(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: &str,
    organ: &str,
    document: &str,
    on: Date,
) -> Result<(), Fault> {
    organiser(actor)?;
    let document =
        wanted(document, "document", "请写明批准文件的名称或文号。", "Name the approving document.")?;
    if on > tx.today() {
        return Err(Refusal::new("批准日期不能晚于今天。", "The approval cannot be later than today.")
            .at("approved_on")
            .into());
    }
    tx.execute(sql::ADD_APPROVAL, params![cycle, organ, &document, on])?;
    let facts = json!({ "organ": organ, "document": document, "on": on });
    let act = Act {
        kind: "quota.approved",
        subject: ("cycle", cycle),
        unit: Some(organ),
        person: None,
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// Counts several organs together (AS-07). An organ is in one pool at most.
///
/// # Errors
/// A refusal with fewer than two organs, without a name, or if an organ is in a pool already.
pub fn pool(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: &str,
    name: &str,
    method: Method,
    organs: &[String],
) -> Result<String, Fault> {
    organiser(actor)?;
    let name = wanted(name, "name", "请写统筹的名称，如“县直小单位”。", "Name the pool.")?;
    if organs.len() < 2 {
        return Err(Refusal::new("统筹至少要有两个单位。", "A pool has at least two organs.")
            .at("organs")
            .into());
    }
    let id = tx.id();
    let code = if method == Method::LargestRemainder { "largest-remainder" } else { "sum" };
    tx.execute(sql::ADD_POOL, params![&id, cycle, &name, code])?;
    for organ in organs {
        if pool_of(tx, cycle, organ)?.is_some() {
            let unit = crate::appraisal::unit_name(tx, organ)?;
            return Err(Refusal::new(
                format!("“{unit}”已在另一统筹中，一个单位只能参加一个统筹。"),
                format!("“{unit}” is in another pool already."),
            )
            .at("organs")
            .into());
        }
        tx.execute(sql::ADD_TO_POOL, params![cycle, organ, &id])?;
    }
    let facts = json!({ "name": name, "method": code, "organs": organs });
    let act = Act {
        kind: "quota.pooled",
        subject: ("cycle", cycle),
        unit: None,
        person: None,
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(id)
}

/// A pool as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// `sum` or `largest-remainder`.
    pub method: String,
    /// Names of its organs.
    pub organs: Vec<String>,
}

/// The pools of a cycle.
///
/// # Errors
/// If they cannot be read.
pub fn pools(tx: &mut Tx<'_>, cycle: &str) -> Result<Vec<PoolRow>, DbError> {
    let mut found: Vec<PoolRow> = Vec::new();
    for row in tx.rows(&whole(), sql::POOLS, params![cycle])? {
        let (id, organ) = (row.text(0)?, row.text(3)?);
        match found.last_mut() {
            Some(pool) if pool.id == id => pool.organs.push(organ),
            _ => found.push(PoolRow { id, name: row.text(1)?, method: row.text(2)?, organs: vec![organ] }),
        }
    }
    Ok(found)
}

/// An organ whose people are assessed, with one kind of personnel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organ {
    /// Id of the unit.
    pub id: String,
    /// Name.
    pub name: String,
    /// Kind of personnel.
    pub kind: String,
    /// How many are assessed.
    pub people: i64,
}

/// The organs of a cycle in scope, by kind of personnel.
///
/// # Errors
/// If they cannot be read.
pub fn organs(tx: &mut Tx<'_>, scope: &Scope, cycle: &str) -> Result<Vec<Organ>, DbError> {
    let rows = tx.rows(scope, sql::ORGANS, params![cycle])?;
    rows.iter()
        .map(|row| {
            Ok(Organ { id: row.text(0)?, name: row.text(1)?, kind: row.text(2)?, people: row.int(3)? })
        })
        .collect()
}
