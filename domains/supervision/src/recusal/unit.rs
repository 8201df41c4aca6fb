//! Checks of a unit: who of its people has to withdraw from a matter, kept so that the head can arrange it and the person
//! can see it. Not here: the comparison itself (`super`).

use jiff::Timestamp;
use kernel::actor::Role;
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::rulebook::Rulebook;
use law::rules::recusal::Matter;
use serde_json::json;

use super::arranging::{arranger, arranges, open_arranging};
use super::{Counterpart, Live, decide, live, statement, touching};
use crate::permission::{heads, person, wanted};
use crate::store::register as sql;

/// What is asked: who of a unit has to withdraw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The unit that handles the matter.
    pub unit: String,
    /// The other side.
    pub counterpart: Counterpart,
    /// What kind of matter.
    pub matter: Matter,
    /// What it is about, in a line.
    pub about: String,
}

/// A check as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Id.
    pub id: String,
    /// Unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// The other side.
    pub counterpart: String,
    /// Code of the kind of matter.
    pub matter: String,
    /// What it is about.
    pub about: String,
    /// Account that asked.
    pub asked_by: String,
    /// Its name.
    pub asked_name: String,
    /// When.
    pub asked_at: Timestamp,
    /// How many have to withdraw or to say something.
    pub hits: i64,
    /// `clear`, `asking`, `waiting` or `arranged`.
    pub state: String,
    /// The unit whose head arranges; none: the inspectors of the county.
    pub arranger: Option<String>,
    pub(super) counterpart_code: String,
    /// What the head arranged, by whom, when.
    pub arranged: Option<(String, String, Timestamp)>,
}

fn read(row: &Row) -> Result<Check, DbError> {
    let arranged = row.get::<Option<String>>(11)?.zip(row.get::<Option<String>>(12)?);
    Ok(Check {
        id: row.text(0)?,
        unit: row.text(1)?,
        unit_name: row.text(2)?,
        counterpart: row.text(3)?,
        matter: row.text(4)?,
        about: row.text(5)?,
        asked_by: row.text(6)?,
        asked_name: row.text(7)?,
        asked_at: row.get(8)?,
        hits: row.int(9)?,
        state: row.text(10)?,
        arranger: row.get(14)?,
        counterpart_code: row.text(15)?,
        arranged: arranged.zip(row.get::<Option<Timestamp>>(13)?).map(|((says, by), at)| (says, by, at)),
    })
}

/// The code of a kind of matter.
#[must_use]
pub fn code(matter: Matter) -> &'static str {
    match matter {
        Matter::Administrative => "administrative",
        Matter::Petition => "petition",
        Matter::PeerReview => "peer-review",
    }
}

/// The kind of matter of a stored code.
pub(super) fn matter_of(code: &str) -> Matter {
    [Matter::Petition, Matter::PeerReview]
        .into_iter()
        .find(|matter| self::code(*matter) == code)
        .unwrap_or(Matter::Administrative)
}

/// Compares what the people of a unit declared with a counterpart; answers the id of the check. Where somebody has to
/// withdraw, the head of the unit gets it to arrange, or the head above where it is the head; whoever only has to say
/// something says it first.
///
/// # Errors
/// Refusals by field: `unit`, `counterpart`, `about`; an account without a person.
pub fn ask(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, asked: &Asked) -> Result<String, Fault> {
    let me = person(actor)?.to_owned();
    let (zh, en) = ("请写明对方名称。", "Name the counterpart.");
    let name = wanted(&asked.counterpart.name, "counterpart", (zh, en), 100)?;
    let about = wanted(
        &asked.about,
        "about",
        ("请用一句话写明办理的事项。", "Say in a line what the matter is."),
        200,
    )?;
    let wide = Scope::county("the program compares what was declared; it shows it to nobody");
    let row = tx.row(&wide, crate::store::review::UNIT, params![&asked.unit])?;
    let unit = row.ok_or_else(|| Refusal::new("请选择办理单位。", "Choose the unit.").at("unit"))?.text(0)?;
    serving(tx, actor, &me, &unit)?;
    let hits = hits(tx, book, (&unit, &asked.counterpart, asked.matter))?;
    let (id, now) = (tx.id(), tx.now());
    let count = i64::try_from(hits.len()).unwrap_or(i64::MAX);
    let asking = hits.iter().any(|hit| hit.ask);
    let state = match (hits.is_empty(), asking) {
        (true, _) => "clear",
        (false, true) => "asking",
        (false, false) => "waiting",
    };
    let arranger = arranger(tx, &unit, &hits)?;
    let of_code = asked.counterpart.code.trim().to_uppercase();
    tx.execute(
        sql::CHECK_ADD,
        params![
            &id,
            &unit,
            &name,
            &of_code,
            code(asked.matter),
            &about,
            &me,
            &actor.name,
            now,
            count,
            state,
            arranger.as_deref()
        ],
    )?;
    for hit in &hits {
        tx.execute(
            sql::HIT_ADD,
            params![&id, &hit.person, &hit.name, &hit.interest, i64::from(hit.ask), &hit.decision],
        )?;
    }
    let link = format!("/supervision/recusal/{id}");
    for hit in hits.iter().filter(|hit| hit.ask) {
        statement::open(tx, book, (&id, &hit.person), &link)?;
    }
    if !hits.is_empty() && !asking {
        open_arranging(tx, book, (&id, &unit), arranger.as_deref())?;
    }
    record(tx, actor, "recusal.checked", (&id, &unit), json!({"matter": code(asked.matter)}))?;
    Ok(id)
}

/// Only matters of one's own unit are checked; inspectors may check any.
fn serving(tx: &mut Tx<'_>, actor: &Actor, me: &str, unit: &str) -> Result<(), Fault> {
    let scope = Scope::county("somebody's own seat");
    let serves = duty::seat::of_person(tx, &scope, me, tx.today())?.is_some_and(|seat| seat.unit == unit);
    if !serves && !heads(actor, unit) && !crate::permission::inspects(actor) {
        return Err(Refusal::new(
            "只能核对本单位办理的事项。",
            "Only matters that your own unit handles can be checked.",
        )
        .at("unit")
        .into());
    }
    Ok(())
}

/// Somebody of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Person.
    pub person: String,
    /// Name.
    pub name: String,
    /// The interest it rests on.
    pub interest: String,
    /// Only the name is alike: the person says first.
    pub ask: bool,
    /// What the person said: the counterpart is the one declared, or another.
    pub said: Option<bool>,
    /// The decision, JSON.
    pub decision: String,
}

impl Hit {
    /// Whether the person still has to say something.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.ask && self.said.is_none()
    }

    /// Whether the person has to withdraw.
    #[must_use]
    pub fn withdraws(&self) -> bool {
        !self.ask || self.said == Some(true)
    }
}

fn hits(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    (unit, counterpart, matter): (&str, &Counterpart, Matter),
) -> Result<Vec<Hit>, Fault> {
    let today = tx.today();
    let wide = Scope::county("the program compares what was declared; it shows it to nobody");
    let rows = tx.rows(&wide, sql::LIVE_IN, params![unit, today])?;
    let mut people: Vec<(String, Vec<Live>)> = Vec::new();
    for row in &rows {
        let Some(one) = live(tx, row)? else { continue };
        let name = row.text(4)?;
        match people.last_mut().filter(|(_, known)| known.iter().any(|before| before.person == one.person)) {
            Some((_, known)) => known.push(one),
            None => people.push((name, vec![one])),
        }
    }
    let mut found = Vec::new();
    for (name, interests) in people {
        let decision = decide(&interests, counterpart, matter, (book, today));
        let Some(value) = decision.value().filter(|value| value.withdraw || value.ask) else { continue };
        let Some((touched, _)) = touching(&interests, counterpart) else { continue };
        let record = decision
            .record()
            .and_then(|record| serde_json::to_string(&record))
            .map_err(|error| DbError::Stored { what: "a decision", why: error.to_string() })?;
        found.push(Hit {
            person: touched.person.clone(),
            name,
            interest: touched.id.clone(),
            ask: value.ask,
            said: None,
            decision: record,
        });
    }
    Ok(found)
}

/// A check whoever reads it; the caller says who may.
pub(super) fn load(tx: &mut Tx<'_>, id: &str) -> Result<Check, Fault> {
    let wide = Scope::county("who asked, who arranges and whom it concerns is looked at beside it");
    let row = tx.row(&wide, sql::CHECK, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// A check that one asked for, arranges, or that is about oneself.
///
/// # Errors
/// [`Fault::NotFound`] for everybody else.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Check, Fault> {
    let check = load(tx, id)?;
    let me = actor.person.as_deref();
    let theirs = me == Some(&check.asked_by) || arranges(actor, &check);
    if theirs || all_hits(tx, id)?.iter().any(|hit| me == Some(&hit.person)) {
        return Ok(check);
    }
    Err(Fault::NotFound)
}

pub(super) fn all_hits(tx: &mut Tx<'_>, check: &str) -> Result<Vec<Hit>, Fault> {
    let wide = Scope::county("who is told whom a check concerns is decided by the caller");
    let rows = tx.rows(&wide, sql::HITS, params![check])?;
    let read = |row: &Row| -> Result<Hit, DbError> {
        let ask: i64 = row.int(3)?;
        Ok(Hit {
            person: row.text(0)?,
            name: row.text(1)?,
            interest: row.text(2)?,
            ask: ask == 1,
            said: row.get::<Option<i64>>(5)?.map(|said| said == 1),
            decision: row.text(4)?,
        })
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Who has to withdraw, for whoever arranges; for others themselves alone.
///
/// # Errors
/// If they cannot be read.
pub fn who(tx: &mut Tx<'_>, actor: &Actor, check: &Check) -> Result<Vec<Hit>, Fault> {
    let mut found = all_hits(tx, &check.id)?;
    if !arranges(actor, check) {
        found.retain(|hit| actor.person.as_ref() == Some(&hit.person));
    }
    Ok(found)
}

/// Checks that one asked for or arranges, newest first, and how many there are.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, (from, most): (i64, i64)) -> Result<(Vec<Check>, i64), DbError> {
    let wide = Scope::county("the statement finds what one asked for or arranges, and nothing else");
    let me = actor.person.as_deref().unwrap_or_default();
    let mut units: Vec<&str> = actor.units_as(Role::Head).collect();
    if crate::permission::inspects(actor) {
        units.push("-");
    }
    let units = format!("|{}|", units.join("|"));
    let all = tx.row(&wide, sql::CHECKS_COUNT, params![me, &units])?.map_or(Ok(0), |row| row.int(0))?;
    let rows = tx.rows(&wide, sql::CHECKS, params![me, &units, most, from])?;
    Ok((rows.iter().map(read).collect::<Result<_, _>>()?, all))
}

/// What a declaration of one's own led to: check, unit, counterpart, what it is about, when, whether one is asked, the
/// decision, its state, the interest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mine {
    /// The check.
    pub check: String,
    /// Unit that handles the matter.
    pub unit_name: String,
    /// The other side.
    pub counterpart: String,
    /// What it is about.
    pub about: String,
    /// When.
    pub at: Timestamp,
    /// Only the name is alike.
    pub ask: bool,
    /// What one said to that.
    pub said: Option<bool>,
    /// The decision, JSON.
    pub decision: String,
    /// `asking`, `waiting`, `arranged` or `clear`.
    pub state: String,
}

/// What a person's declarations led to, newest first.
///
/// # Errors
/// If it cannot be read.
pub fn mine(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Mine>, DbError> {
    let rows = tx.rows(scope, sql::HITS_OF, params![person])?;
    rows.iter()
        .map(|row| {
            let ask: i64 = row.int(5)?;
            Ok(Mine {
                check: row.text(0)?,
                unit_name: row.text(1)?,
                counterpart: row.text(2)?,
                about: row.text(3)?,
                at: row.get(4)?,
                ask: ask == 1,
                said: row.get::<Option<i64>>(9)?.map(|said| said == 1),
                decision: row.text(6)?,
                state: row.text(7)?,
            })
        })
        .collect()
}

pub(super) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    (id, unit): (&str, &str),
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let act = Act { kind, subject: ("recusal", id), unit: Some(unit), person: None, facts, decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(())
}
