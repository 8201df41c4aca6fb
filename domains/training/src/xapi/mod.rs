//! Learning recorded elsewhere, as xAPI 1.0.3 statements: sources with their keys, taking statements in, and what is
//! counted of them. Idempotent by id; a batch is taken whole or not at all. Not here: the shape of a statement
//! (`statement`) and the doors (`pages/xapi`).

pub mod actor;
pub mod source;
pub mod statement;

use std::collections::BTreeSet;

use jiff::Timestamp;
use kernel::county::Retry;
use kernel::{Actor, DbError, Scope, Tx, clock, params};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::act::{On, note};
use crate::form::Form;
use crate::record::{self, Record};
use crate::seat;
use crate::store::{record as sql, seat as people_sql};
use statement::Statement;

pub use source::{Source, keeps_sources, make, sources, withdraw};

/// Most statements of one request.
pub const MOST: usize = 500;
/// The verbs that are counted, after `http://adlnet.gov/expapi/verbs/`.
pub const COUNTED: [&str; 3] = ["attended", "completed", "passed"];
const VERBS: [&str; 2] = ["http://adlnet.gov/expapi/verbs/", "https://adlnet.gov/expapi/verbs/"];

/// A statement kept, as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Id.
    pub id: String,
    /// Source.
    pub source: String,
    /// IRI of the verb.
    pub verb: String,
    /// Who it names.
    pub actor: String,
    /// What it is about.
    pub object: String,
    /// What was made of it: `counted`, `verb`, `person`, `duration`, `result`, `object`, `again`, `group`,
    /// `aside`, `voided`.
    pub why: String,
    /// When it came.
    pub stored_at: Timestamp,
    /// Whose it is, if known.
    pub person: String,
}

/// Why statements were not taken.
#[derive(Debug)]
pub enum Trouble {
    /// No key, or not a key of a source.
    Key,
    /// Something in the body is malformed.
    Malformed(statement::Fault),
    /// A statement of this id with another content is there.
    Conflict(String),
    /// The program could not.
    Fault(kernel::Fault),
}

impl From<kernel::Fault> for Trouble {
    fn from(fault: kernel::Fault) -> Trouble {
        Trouble::Fault(fault)
    }
}

impl Retry for Trouble {
    fn again(&self) -> bool {
        matches!(self, Trouble::Fault(fault) if fault.again())
    }
}

impl From<DbError> for Trouble {
    fn from(error: DbError) -> Trouble {
        Trouble::Fault(error.into())
    }
}

fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

const KEPT_FOR: &str = "statements are kept for the training section, which keeps training for the county";

/// The statements kept, the latest first, at most `most`.
///
/// # Errors
/// If they cannot be read.
pub fn kept(tx: &mut Tx<'_>, most: u32) -> Result<Vec<Kept>, DbError> {
    tx.rows(&Scope::county(KEPT_FOR), sql::STATEMENTS_KEPT, params![most])?
        .iter()
        .map(|row| {
            Ok(Kept {
                id: row.text(0)?,
                source: row.text(1)?,
                verb: row.text(2)?,
                actor: row.text(3)?,
                object: row.text(4)?,
                why: row.text(5)?,
                stored_at: row.get(6)?,
                person: row.text(7)?,
            })
        })
        .collect()
}

struct Known {
    id: String,
    name: String,
    minutes: i64,
}

fn source(tx: &mut Tx<'_>, key: &str, secret: &str) -> Result<Known, Trouble> {
    let found = tx.row(&Scope::county(KEPT_FOR), sql::SOURCE, params![key])?.ok_or(Trouble::Key)?;
    // The secret is long and random, and hashes are compared: nothing is learnt from how long it takes.
    if found.word(2)? != hash(secret) {
        return Err(Trouble::Key);
    }
    Ok(Known { id: found.text(0)?, name: found.text(1)?, minutes: found.int(3)? })
}

/// Checks a key without taking anything in.
///
/// # Errors
/// [`Trouble::Key`].
pub fn check_key(tx: &mut Tx<'_>, (key, secret): (&str, &str)) -> Result<(), Trouble> {
    source(tx, key, secret).map(drop)
}

/// Reads a body: one statement or a list of them.
///
/// # Errors
/// The first fault; a list that is empty, too long, or names an id twice.
pub fn read(body: &Value) -> Result<Vec<(Statement, Value)>, statement::Fault> {
    let fault = |field: &str, why: String| statement::Fault { field: field.to_owned(), why };
    let Some(list) = body.as_array() else {
        return Ok(vec![(statement::read(body, "statement")?, body.clone())]);
    };
    if list.is_empty() || list.len() > MOST {
        return Err(fault(
            "statements",
            format!("has {} statements; 1 to {MOST} are taken at once", list.len()),
        ));
    }
    let mut seen = BTreeSet::new();
    let mut found = Vec::with_capacity(list.len());
    for (n, value) in list.iter().enumerate() {
        let one = statement::read(value, &format!("statements[{n}]"))?;
        if one.id.as_ref().is_some_and(|id| !seen.insert(id.clone())) {
            return Err(fault(&format!("statements[{n}].id"), "stands in the list twice".to_owned()));
        }
        found.push((one, value.clone()));
    }
    Ok(found)
}

/// Takes statements in; answers their ids in order. What was sent before with the same content is passed over.
///
/// # Errors
/// [`Trouble`]: nothing is stored then.
pub fn take(
    tx: &mut Tx<'_>,
    (key, secret): (&str, &str),
    statements: &[(Statement, Value)],
) -> Result<Vec<String>, Trouble> {
    let from = source(tx, key, secret)?;
    let mut ids = Vec::with_capacity(statements.len());
    let (mut new, mut counted) = (0, 0);
    for (one, body) in statements {
        let id = one.id.clone().unwrap_or_else(|| tx.id());
        let content = hash(&compared(body));
        let known = tx.row(&Scope::county(KEPT_FOR), sql::STATEMENT, params![&id])?;
        match known {
            Some(known) if known.word(0)? == content => {}
            Some(_) => return Err(Trouble::Conflict(id)),
            None => {
                new += 1;
                counted += i64::from(keep(tx, &from, (&id, &content), one, body)?);
            }
        }
        ids.push(id);
    }
    if new > 0 {
        let facts = json!({"statements": new, "counted": counted});
        note(tx, &Actor::program(), "xapi.taken", On::county("xapi-source", &from.id), facts)?;
    }
    Ok(ids)
}

/// What of a body is compared for the same statement: all but what a store adds (xAPI 1.0.3, 2.3.1).
fn compared(body: &Value) -> String {
    let mut body = body.clone();
    if let Some(map) = body.as_object_mut() {
        for added in ["id", "stored", "timestamp", "authority", "version", "attachments"] {
            map.remove(added);
        }
    }
    body.to_string()
}

fn keep(
    tx: &mut Tx<'_>,
    from: &Known,
    (id, content): (&str, &str),
    one: &Statement,
    body: &Value,
) -> Result<bool, Trouble> {
    let whose = whose(tx, from, one)?;
    let now = tx.now();
    let (record, why) = made_of(tx, from, (id, now), one, &whose)?;
    let (person, unit) = match whose {
        Whose::Known(person, unit) => (Some(person), Some(unit)),
        Whose::Unknown | Whose::Aside | Whose::Group => (None, None),
    };
    tx.execute(
        sql::STATEMENT_ADD,
        params![
            id,
            &from.id,
            &one.verb,
            &one.actor,
            &one.object,
            person,
            unit,
            record,
            why,
            content,
            body.to_string(),
            now
        ],
    )?;
    Ok(why == "counted")
}

/// Whose a statement is.
enum Whose {
    /// A person with their unit.
    Known(String, String),
    /// Nobody has said yet.
    Unknown,
    /// Set aside.
    Aside,
    /// Not one person.
    Group,
}

/// The person a statement names: as was decided for the platform's account, else by the login of that name.
fn whose(tx: &mut Tx<'_>, from: &Known, one: &Statement) -> Result<Whose, Trouble> {
    if !one.is_one {
        return Ok(Whose::Group);
    }
    let with_unit = |tx: &mut Tx<'_>, person: String| -> Result<Whose, Trouble> {
        let unit = seat::unit_of(tx, &person)?;
        Ok(unit.map_or(Whose::Unknown, |unit| Whose::Known(person, unit)))
    };
    if let Some(row) = tx.row(&Scope::county(KEPT_FOR), sql::ACTOR, params![&from.id, &one.actor])? {
        return match row.get::<Option<String>>(1)? {
            Some(person) => with_unit(tx, person),
            None => Ok(Whose::Aside),
        };
    }
    let Some(login) = &one.account else { return Ok(Whose::Unknown) };
    match tx.row(&seat::directory(), people_sql::BY_LOGIN, params![login])? {
        Some(row) => with_unit(tx, row.text(0)?),
        None => Ok(Whose::Unknown),
    }
}

fn verb(one: &Statement) -> &str {
    VERBS.iter().find_map(|base| one.verb.strip_prefix(base)).unwrap_or_default()
}

/// The record a statement becomes, and why it does or does not.
fn made_of(
    tx: &mut Tx<'_>,
    from: &Known,
    (id, stored_at): (&str, Timestamp),
    one: &Statement,
    whose: &Whose,
) -> Result<(Option<String>, &'static str), Trouble> {
    if verb(one) == "voided" {
        return void(tx, from, one);
    }
    if !COUNTED.contains(&verb(one)) {
        return Ok((None, "verb"));
    }
    if !one.is_activity {
        return Ok((None, "object"));
    }
    if one.success == Some(false) {
        return Ok((None, "result"));
    }
    let (person, unit) = match whose {
        Whose::Known(person, unit) => (person, unit),
        Whose::Unknown => return Ok((None, "person")),
        Whose::Aside => return Ok((None, "aside")),
        Whose::Group => return Ok((None, "group")),
    };
    let Some(minutes) = one.minutes.filter(|minutes| (1..=from.minutes).contains(minutes)) else {
        return Ok((None, "duration"));
    };
    let values = params![&from.id, person, &one.object];
    if tx.row(&Scope::county(KEPT_FOR), sql::COUNTED_BEFORE, values)?.is_some() {
        return Ok((None, "again"));
    }
    let at = one.at.map_or(stored_at, |at| at.min(stored_at));
    let new = Record {
        id: String::new(),
        person: person.clone(),
        unit: unit.clone(),
        title: one.title.clone().unwrap_or_else(|| one.object.chars().take(60).collect()),
        form: Form::Online,
        minutes,
        half_days: None,
        started_on: None,
        ended_on: clock::date_at(at),
        held_by: from.name.clone(),
        source: record::Source::Xapi,
        source_ref: id.to_owned(),
        recognised: true,
    };
    let Some(record) = write(tx, &new)? else { return Ok((None, "again")) };
    let on = On::county("training-record", &record).about(unit, person);
    note(tx, &Actor::program(), "training-record.stated", on, json!({"minutes": minutes, "statement": id}))?;
    Ok((Some(record), "counted"))
}

/// Writes the record of a statement; none if it is there. One made before, withdrawn when its account went over to
/// somebody else, and theirs again now, counts again.
fn write(tx: &mut Tx<'_>, new: &Record) -> Result<Option<String>, DbError> {
    let (record, added) = record::add(tx, new)?;
    if added {
        return Ok(Some(record));
    }
    let source = new.source.code();
    if tx.execute(sql::REVIVE, params![&new.person, source, &new.source_ref, new.minutes])? == 0 {
        return Ok(None);
    }
    let values = params![&new.person, source, &new.source_ref];
    let revived = tx.row(&Scope::county(KEPT_FOR), sql::RECORD_BY_REF, values)?;
    revived.map(|row| row.text(0)).transpose()
}

/// A statement that voids another of the same source withdraws the record made of it.
fn void(tx: &mut Tx<'_>, from: &Known, one: &Statement) -> Result<(Option<String>, &'static str), Trouble> {
    let values = params![&one.object, &from.id];
    let record = tx.row(&Scope::county(KEPT_FOR), sql::RECORD_OF, values)?;
    // Marked even where it did not count: whoever it is given to later, it stays void.
    tx.execute(sql::VOIDED, params![&one.object, &from.id])?;
    let Some(row) = record else {
        return Ok((None, "voided"));
    };
    let (record, now) = (row.text(0)?, tx.now());
    tx.execute(sql::WITHDRAW, params![&record, now])?;
    let facts = json!({"statement": one.object});
    note(tx, &Actor::program(), "training-record.voided", On::county("training-record", &record), facts)?;
    Ok((None, "voided"))
}
