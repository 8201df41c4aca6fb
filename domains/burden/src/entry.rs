//! What offices send down: documents, meetings, inspections, secondments, pilots, each held against the provisions on
//! burden. Advice asks for a reason; only what a clause forbids is refused. Not here: requests for data (`data`).

pub mod explanation;
pub mod figures;

use jiff::civil::Date;
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
pub use law::rules::burden_check::characters;
use law::rules::burden_check::{self, Checked, Facts, Kind, Weight};
use law::{Decision as Ruling, Record, Rulebook};
use serde_json::json;

use crate::permission::{office, wanted};
use crate::store::entry as sql;

/// Kinds that are noted here, with their codes.
pub const KINDS: [(Kind, &str); 6] = [
    (Kind::Document, "document"),
    (Kind::Meeting, "meeting"),
    (Kind::Inspection, "inspection"),
    (Kind::DataRequest, "data-request"),
    (Kind::Secondment, "secondment"),
    (Kind::Pilot, "pilot"),
];

/// The code of a kind.
#[must_use]
pub fn code(kind: Kind) -> &'static str {
    KINDS.iter().find(|one| one.0 == kind).map_or("document", |one| one.1)
}

/// The kind of a code.
#[must_use]
pub fn kind(code: &str) -> Option<Kind> {
    KINDS.iter().find(|one| one.1 == code).map(|one| one.0)
}

/// Something to be noted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewEntry {
    /// The issuing office.
    pub unit: String,
    /// Title.
    pub title: String,
    /// What the rule asks; the yearly counts are filled in by the program.
    pub facts: Facts,
    /// Why it is needed all the same, where advice asks for it.
    pub reason: String,
}

/// Something noted.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Id.
    pub id: String,
    /// The issuing office.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Kind.
    pub kind: Kind,
    /// Year.
    pub year: i64,
    /// Day.
    pub on: Date,
    /// Title.
    pub title: String,
    /// Facts.
    pub facts: Facts,
    /// How many clauses it ran against.
    pub advice: i64,
    /// The reason given.
    pub reason: String,
    /// What the rule said; none in lists.
    pub decision: Option<Record>,
    /// Who noted it.
    pub by_name: String,
}

fn entry(row: &Row) -> Result<Entry, DbError> {
    let (code, facts, decision) = (row.text(3)?, row.text(7)?, row.text(10)?);
    Ok(Entry {
        id: row.text(0)?,
        unit: row.text(1)?,
        unit_name: row.text(2)?,
        kind: kind(&code).ok_or(DbError::Stored { what: "a kind of burden", why: code })?,
        year: row.int(4)?,
        on: row.get(5)?,
        title: row.text(6)?,
        facts: serde_json::from_str(&facts)
            .map_err(|error| DbError::Stored { what: "facts of burden", why: error.to_string() })?,
        advice: row.int(8)?,
        reason: row.text(9)?,
        decision: serde_json::from_str(&decision).ok(),
        by_name: row.text(11)?,
    })
}

/// How many of a kind an office noted in a year; none if it kept no register that year.
///
/// # Errors
/// If it cannot be read.
pub fn counted(tx: &mut Tx<'_>, unit: &str, year: i64, kind: Kind) -> Result<Option<i64>, DbError> {
    let scope = Scope::county("the counts an office’s own plan is held against");
    if tx.row(&scope, sql::KEPT, params![unit, year])?.is_none() {
        return Ok(None);
    }
    let row = tx.row(&scope, sql::COUNT, params![unit, year, code(kind)])?;
    Ok(Some(row.map_or(Ok(0), |row| row.int(0))?))
}

/// What the provisions say of a plan, with the office's own counts filled in. Nothing is kept.
///
/// # Errors
/// If the counts cannot be read.
pub fn check(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    unit: &str,
    facts: &Facts,
) -> Result<(Facts, Ruling<Checked>), DbError> {
    let today = tx.today();
    let year = i64::from(today.year());
    let mut facts = facts.clone();
    facts.this_year = Some(counted(tx, unit, year, facts.kind)?.unwrap_or(0));
    facts.last_year = counted(tx, unit, year - 1, facts.kind)?;
    if facts.kind != Kind::Document && !facts.comprehensive {
        facts.this_year = None;
    }
    if facts.comprehensive {
        facts.this_year = Some(comprehensive(tx, unit, year, facts.kind)?);
    }
    let ruling = burden_check::decide(&facts, book, today);
    Ok((facts, ruling))
}

/// Comprehensive meetings or inspections of an office in a year so far.
fn comprehensive(tx: &mut Tx<'_>, unit: &str, year: i64, kind: Kind) -> Result<i64, DbError> {
    let name = format!("{}-comprehensive", code(kind));
    let scope = Scope::county("the counts an office’s own plan is held against");
    tx.row(&scope, sql::COUNT, params![unit, year, &name])?.map_or(Ok(0), |row| row.int(0))
}

fn written(record: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(record).map_err(|error| DbError::Stored { what: "burden", why: error.to_string() })
}

/// Notes something an office sends down.
///
/// # Errors
/// A refusal with the clause where one forbids it, or where advice asks for a reason and none is given.
pub fn note(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, new: &NewEntry) -> Result<String, Fault> {
    office(tx, actor, &new.unit)?;
    let title = wanted(&new.title, ("title", 120), "请写标题。", "Give a title.")?;
    let (facts, ruling) = check(tx, book, &new.unit, &new.facts)?;
    let checked = allowed(&ruling, &new.reason)?;
    let record = record_of(&ruling)?;
    let (id, now, today) = (tx.id(), tx.now(), tx.today());
    let (year, kind) = (i64::from(today.year()), code(facts.kind));
    // The text itself is not kept: only how much was examined and what was found in it.
    let kept = facts.without_text(book, today).unwrap_or_else(|_| Facts { text: None, ..facts.clone() });
    let advice = i64::try_from(checked.advice.len()).unwrap_or(0);
    let reason = if advice > 0 { new.reason.trim() } else { "" };
    tx.execute(
        sql::ADD,
        params![
            &id,
            &new.unit,
            kind,
            year,
            today,
            &title,
            written(&kept)?,
            advice,
            reason,
            written(&record)?,
            &actor.name,
            now
        ],
    )?;
    let amount = match facts.kind {
        Kind::Document => facts.characters.unwrap_or(0),
        Kind::Meeting => facts.minutes.unwrap_or(0),
        _ => 0,
    };
    count_up(tx, &new.unit, (year, kind), (advice > 0, amount))?;
    if facts.comprehensive {
        count_up(tx, &new.unit, (year, &format!("{kind}-comprehensive")), (false, 0))?;
    }
    let said: Vec<&str> = checked.advice.iter().map(|advice| advice.clause.as_str()).collect();
    let facts = json!({ "kind": kind, "advice": said, "reason": !reason.is_empty() });
    let act = Act {
        kind: "burden.noted",
        subject: ("burden-entry", &id),
        unit: Some(&new.unit),
        person: None,
        facts,
        decision: Some(&record),
    };
    ledger::record(tx, actor, &act)?;
    if checked.advice.iter().any(|advice| advice.weight == Weight::Explain) {
        explanation::ask(tx, actor, book, (&new.unit, year))?;
    }
    Ok(id)
}

pub(crate) fn count_up(
    tx: &mut Tx<'_>,
    unit: &str,
    (year, kind): (i64, &str),
    (advice, amount): (bool, i64),
) -> Result<(), DbError> {
    tx.execute(sql::COUNT_UP, params![unit, year, kind, i64::from(advice), amount])?;
    Ok(())
}

/// A ruling as it is kept and drawn.
///
/// # Errors
/// If it cannot be written as JSON.
pub fn record_of(ruling: &Ruling<Checked>) -> Result<Record, DbError> {
    ruling.record().map_err(|error| DbError::Stored { what: "a decision", why: error.to_string() })
}

/// What was found, if it may go on with the reason given.
pub(crate) fn allowed(ruling: &Ruling<Checked>, reason: &str) -> Result<Checked, Fault> {
    let record = record_of(ruling)?;
    let Some(checked) = ruling.value() else {
        return Err(Refusal::new(
            "减负审查不能得出结果，请看下面的依据。",
            "The check has no result; the reasons are below.",
        )
        .because(record)
        .into());
    };
    let clauses = |weights: &[Weight]| {
        let of = checked.advice.iter().filter(|advice| weights.contains(&advice.weight));
        let all: Vec<&str> = of.map(|advice| advice.clause.as_str()).collect();
        record.cited(|reason| !reason.held && all.contains(&reason.citation.clause.as_str()))
    };
    if checked.forbidden {
        let named = clauses(&[Weight::Forbidden]);
        return Err(Refusal::new(
            format!("{}明文禁止，不能登记发出；请改正后再办。", named.zh),
            format!("Forbidden by {}; mend it first.", named.en),
        )
        .because(record)
        .into());
    }
    if checked.reason_asked && reason.trim().is_empty() {
        let named = clauses(&[Weight::General, Weight::Explain]);
        return Err(Refusal::new(
            format!("按{}一般不宜这样办；确有必要的，请写明理由，随本件留存。", named.zh),
            format!(
                "By {} this is not done in general; if it is needed, give the reason, which is kept with it.",
                named.en
            ),
        )
        .at("reason")
        .because(record)
        .into());
    }
    Ok(checked.clone())
}

/// Something noted, in reach of somebody.
///
/// # Errors
/// [`Fault::NotFound`] out of reach.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Entry, Fault> {
    let row = tx.row(&actor.scope(Area::Power), sql::ONE, params![id])?.ok_or(Fault::NotFound)?;
    Ok(entry(&row)?)
}

/// What was noted, newest first, of one kind if wanted.
///
/// # Errors
/// If it cannot be read.
pub fn list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: Option<Kind>,
    (most, from): (i64, i64),
) -> Result<Vec<Entry>, DbError> {
    let scope = actor.scope(Area::Power);
    let rows = match of {
        Some(kind) => tx.rows(&scope, sql::LIST_KIND, params![most, from, code(kind)])?,
        None => tx.rows(&scope, sql::LIST, params![most, from])?,
    };
    rows.iter().map(entry).collect()
}

/// Units somebody may choose.
///
/// # Errors
/// If they cannot be read.
pub fn units(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<(String, String)>, DbError> {
    tx.rows(scope, sql::UNITS, &[])?.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect()
}

/// Units data may be asked of by a unit: a town asks the villages beneath it, an office of the county asks departments and
/// towns; nobody asks those above, and a village asks nobody.
///
/// # Errors
/// If they cannot be read.
pub fn askable(tx: &mut Tx<'_>, asker: &str) -> Result<Vec<(String, String)>, DbError> {
    let scope = Scope::county("whom one may ask is the county's own telephone book");
    let kind = tx.row(&scope, sql::UNIT, params![asker])?.map(|row| row.text(1)).transpose()?;
    let rows = match kind.as_deref() {
        Some("county" | "office") => tx.rows(&scope, sql::OF_COUNTY, params![asker])?,
        _ => tx.rows(&scope, sql::BENEATH, params![asker])?,
    };
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect()
}
