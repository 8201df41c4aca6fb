//! The ledger 台账: every act, in order, without gaps, each carrying the hash of the one before. Written in the
//! transaction of the change it records. Not here: who may act (procedures), how history is drawn (web).

use jiff::Timestamp;
use jiff::civil::Date;
use law::decision::Record;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::actor::Actor;
use crate::clock;
use crate::db::{DbError, Engine, Head, Row, Tx};
use crate::scope::Scope;

crate::statements! {
    HEAD = "select seq, hash from ledger_head where one = 1";
    HEAD_LOCKED = "select seq, hash from ledger_head where one = 1 for update";
    APPEND = "insert into ledger (seq, at, account, person, actor_name, kind, subject_kind, subject_id, unit_id, \
        about_person, facts, decision, previous, hash) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    MOVE_HEAD = "update ledger_head set seq = $1, hash = $2 where one = 1";
    ALL = "select l.seq, l.at, l.account, l.person, l.actor_name, l.kind, l.subject_kind, l.subject_id, l.unit_id, \
        l.about_person, l.facts, l.decision, l.previous, l.hash from ledger l order by l.seq";
    OF_SUBJECT = "select l.seq, l.at, l.account, l.person, l.actor_name, l.kind, l.subject_kind, l.subject_id, l.unit_id, \
        l.about_person, l.facts, l.decision, l.previous, l.hash from ledger l \
        where l.subject_kind = $1 and l.subject_id = $2 and $scope(l.unit_id, l.about_person) order by l.seq";
    RECENT = "select l.seq, l.at, l.account, l.person, l.actor_name, l.kind, l.subject_kind, l.subject_id, l.unit_id, \
        l.about_person, l.facts, l.decision, l.previous, l.hash from ledger l \
        where l.seq < $1 and $scope(l.unit_id, l.about_person) order by l.seq desc limit $2";
    CHOSEN = "select l.seq, l.at, l.account, l.person, l.actor_name, l.kind, l.subject_kind, l.subject_id, l.unit_id, \
        l.about_person, l.facts, l.decision, l.previous, l.hash from ledger l \
        where l.seq < $1 and l.at >= $2 and l.at < $3 and l.kind >= $4 and l.kind < $5 \
        and $scope(l.unit_id, l.about_person) order by l.seq desc limit $6";
}

/// What somebody did, as a domain reports it. Borrowed; the ledger adds order, time and hash.
#[derive(Debug, Clone)]
pub struct Act<'a> {
    /// Noun and past participle, e.g. `letter.signed`.
    pub kind: &'a str,
    /// What it was done to: kind and id.
    pub subject: (&'a str, &'a str),
    /// The unit concerned: with it, who may read the act.
    pub unit: Option<&'a str>,
    /// The person concerned.
    pub person: Option<&'a str>,
    /// What was done, without free text that could hold secrets.
    pub facts: Json,
    /// The decision it rests on.
    pub decision: Option<&'a Record>,
}

/// One entry of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Position, from 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Account that acted.
    pub account: String,
    /// Person that acted, if there is one.
    pub person: Option<String>,
    /// Name at the time.
    pub actor_name: String,
    /// What was done.
    pub kind: String,
    /// To what kind of thing.
    pub subject_kind: String,
    /// To which one.
    pub subject_id: String,
    /// In which unit.
    pub unit: Option<String>,
    /// About whom.
    pub about_person: Option<String>,
    /// Details, JSON.
    pub facts: String,
    /// The decision it rests on, JSON.
    pub decision: Option<String>,
    /// Hash of the entry before.
    pub previous: Vec<u8>,
    /// Hash of this entry.
    pub hash: Vec<u8>,
}

/// Appends an act in the current transaction; answers its position.
///
/// # Errors
/// If the ledger cannot be written.
pub fn record(tx: &mut Tx<'_>, actor: &Actor, act: &Act<'_>) -> Result<i64, DbError> {
    let before = match tx.head() {
        Some(head) => head,
        None => head(tx)?,
    };
    let decision = act
        .decision
        .map(serde_json::to_string)
        .transpose()
        .map_err(|error| DbError::Stored { what: "a decision", why: error.to_string() })?;
    let mut entry = Entry {
        seq: before.seq + 1,
        at: tx.now(),
        account: actor.account.clone(),
        person: actor.person.clone(),
        actor_name: actor.name.clone(),
        kind: act.kind.to_owned(),
        subject_kind: act.subject.0.to_owned(),
        subject_id: act.subject.1.to_owned(),
        unit: act.unit.map(str::to_owned),
        about_person: act.person.map(str::to_owned),
        facts: act.facts.to_string(),
        decision,
        previous: before.hash,
        hash: Vec::new(),
    };
    entry.hash = entry.computed_hash();
    tx.insert(
        APPEND,
        crate::params![
            entry.seq,
            entry.at,
            &entry.account,
            entry.person.as_deref(),
            &entry.actor_name,
            &entry.kind,
            &entry.subject_kind,
            &entry.subject_id,
            entry.unit.as_deref(),
            entry.about_person.as_deref(),
            &entry.facts,
            entry.decision.as_deref(),
            entry.previous.as_slice(),
            entry.hash.as_slice()
        ],
    )?;
    tx.count_act(Head { seq: entry.seq, hash: entry.hash });
    Ok(entry.seq)
}

/// The head as stored. On PostgreSQL two transactions could read one head; the row lock makes them queue.
fn head(tx: &mut Tx<'_>) -> Result<Head, DbError> {
    let scope = Scope::county("the ledger's own head");
    let sql = if tx.engine() == Engine::Postgres { HEAD_LOCKED } else { HEAD };
    let row = tx.row(&scope, sql, &[])?.ok_or_else(|| DbError::Schema("the ledger has no head".into()))?;
    Ok(Head { seq: row.int(0)?, hash: row.get(1)? })
}

/// Stores the head a transaction's acts have moved; once for all of them, when it ends.
pub(crate) fn keep_head(tx: &mut Tx<'_>) -> Result<(), DbError> {
    if let Some(head) = tx.head() {
        tx.execute(MOVE_HEAD, crate::params![head.seq, head.hash.as_slice()])?;
    }
    Ok(())
}

impl Entry {
    /// The hash this entry must carry: SHA-256 over the hash before and every field, each preceded by its length.
    #[must_use]
    pub fn computed_hash(&self) -> Vec<u8> {
        let mut hasher = Sha256::new();
        hasher.update(&self.previous);
        let seq = self.seq.to_string();
        let at = clock::stamp(self.at);
        let fields: [Option<&str>; 12] = [
            Some(&seq),
            Some(&at),
            Some(&self.account),
            self.person.as_deref(),
            Some(&self.actor_name),
            Some(&self.kind),
            Some(&self.subject_kind),
            Some(&self.subject_id),
            self.unit.as_deref(),
            self.about_person.as_deref(),
            Some(&self.facts),
            self.decision.as_deref(),
        ];
        for field in fields {
            // A missing field and an empty one must not hash alike.
            let length = field.map_or(u64::MAX, |text| text.len() as u64);
            hasher.update(length.to_be_bytes());
            hasher.update(field.unwrap_or("").as_bytes());
        }
        hasher.finalize().to_vec()
    }

    fn from_row(row: &Row) -> Result<Entry, DbError> {
        Ok(Entry {
            seq: row.int(0)?,
            at: row.get(1)?,
            account: row.text(2)?,
            person: row.get(3)?,
            actor_name: row.text(4)?,
            kind: row.text(5)?,
            subject_kind: row.text(6)?,
            subject_id: row.text(7)?,
            unit: row.get(8)?,
            about_person: row.get(9)?,
            facts: row.text(10)?,
            decision: row.get(11)?,
            previous: row.get(12)?,
            hash: row.get(13)?,
        })
    }
}

/// The acts on one thing, oldest first, as far as the scope reaches.
///
/// # Errors
/// If the ledger cannot be read.
pub fn history(tx: &mut Tx<'_>, scope: &Scope, kind: &str, id: &str) -> Result<Vec<Entry>, DbError> {
    tx.rows(scope, OF_SUBJECT, crate::params![kind, id])?.iter().map(Entry::from_row).collect()
}

/// The last acts before a position, newest first: a page of the ledger.
///
/// # Errors
/// If the ledger cannot be read.
pub fn recent(tx: &mut Tx<'_>, scope: &Scope, before: Option<i64>, most: u32) -> Result<Vec<Entry>, DbError> {
    let before = before.unwrap_or(i64::MAX);
    tx.rows(scope, RECENT, crate::params![before, most])?.iter().map(Entry::from_row).collect()
}

/// Which acts are looked for: those whose kind begins so, and those of a day in China.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// How the kind begins, such as `account.`; empty for every kind.
    pub kind: String,
    /// The day, or every day.
    pub day: Option<Date>,
}

/// The last acts of those wanted before a position, newest first.
///
/// # Errors
/// If the ledger cannot be read.
pub fn chosen(
    tx: &mut Tx<'_>,
    scope: &Scope,
    wanted: &Wanted,
    before: Option<i64>,
    most: u32,
) -> Result<Vec<Entry>, DbError> {
    let (from, to) = match wanted.day {
        Some(day) => (clock::at_hour(day, 0), clock::at_hour(day.tomorrow().unwrap_or(day), 0)),
        None => (Timestamp::UNIX_EPOCH, Timestamp::MAX),
    };
    // Kinds are plain letters, points and hyphens; a brace comes after all of them.
    let past = format!("{}{{", wanted.kind);
    let values = crate::params![before.unwrap_or(i64::MAX), from, to, &wanted.kind, past, most];
    tx.rows(scope, CHOSEN, values)?.iter().map(Entry::from_row).collect()
}

/// What recomputing the whole ledger found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Every entry is there and carries its hash.
    Intact {
        /// Number of entries.
        entries: i64,
        /// Hash of the last one, in hex.
        head: String,
    },
    /// The first entry that is wrong.
    Broken {
        /// Its position.
        seq: i64,
        /// What is wrong with it.
        why: &'static str,
    },
}

/// Recomputes the ledger from its first entry.
///
/// # Errors
/// If the ledger cannot be read.
pub fn verify(tx: &mut Tx<'_>) -> Result<Finding, DbError> {
    keep_head(tx)?;
    let scope = Scope::county("recomputing the ledger reads all of it");
    let mut expected = 1;
    let mut previous = vec![0u8; 32];
    let mut broken = None;
    tx.each(&scope, ALL, &[], |row| {
        if broken.is_some() {
            return Ok(());
        }
        let seq = row.int(0)?;
        let Ok(entry) = Entry::from_row(row) else {
            broken = Some((seq, "an entry cannot be read"));
            return Ok(());
        };
        let why = if entry.seq != expected {
            Some("an entry is missing before this one")
        } else if entry.previous != previous {
            Some("it does not follow the entry before it")
        } else if entry.hash != entry.computed_hash() {
            Some("its content is not what was written")
        } else {
            None
        };
        if let Some(why) = why {
            broken = Some((if entry.seq == expected { entry.seq } else { expected }, why));
        }
        expected += 1;
        previous = entry.hash;
        Ok(())
    })?;
    if let Some((seq, why)) = broken {
        return Ok(Finding::Broken { seq, why });
    }
    let head = tx.row(&scope, HEAD, &[])?.ok_or_else(|| DbError::Schema("the ledger has no head".into()))?;
    if head.int(0)? != expected - 1 || head.get::<Vec<u8>>(1)? != previous {
        return Ok(Finding::Broken { seq: expected, why: "entries are missing at the end" });
    }
    Ok(Finding::Intact { entries: expected - 1, head: hex::encode(previous) })
}
