//! Checks of a unit: who of its people has to withdraw from a matter, kept so that the head can arrange it and the person
//! can see it. Not here: the comparison itself (`super`).

use jiff::Timestamp;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::decision::Text;
use law::rulebook::Rulebook;
use law::rules::recusal::Matter;
use serde_json::json;

use super::{Counterpart, Live, decide, live, touching};
use crate::permission::{heads, person, wanted, within};
use crate::procedure::RECUSAL;
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
    /// `clear`, `waiting` or `arranged`.
    pub state: String,
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

/// Compares what the people of a unit declared with a counterpart; answers the id of the check. Where somebody has to
/// withdraw, the head of the unit gets it to arrange.
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
    let serves = duty::seat::of_person(tx, &wide, &me, tx.today())?.is_some_and(|seat| seat.unit == unit);
    if !serves && !heads(actor, &unit) && !crate::permission::inspects(actor) {
        return Err(Refusal::new(
            "只能核对本单位办理的事项。",
            "Only matters that your own unit handles can be checked.",
        )
        .at("unit")
        .into());
    }
    let hits = hits(tx, book, (&unit, &asked.counterpart, asked.matter))?;
    let (id, now, today) = (tx.id(), tx.now(), tx.today());
    let count = i64::try_from(hits.len()).unwrap_or(i64::MAX);
    let state = if hits.is_empty() { "clear" } else { "waiting" };
    let of_code = asked.counterpart.code.trim().to_uppercase();
    tx.execute(
        sql::CHECK_ADD,
        params![&id, &unit, &name, &of_code, code(asked.matter), &about, &me, &actor.name, now, count, state],
    )?;
    for hit in &hits {
        tx.execute(
            sql::HIT_ADD,
            params![&id, &hit.person, &hit.name, &hit.interest, i64::from(hit.ask), &hit.decision],
        )?;
    }
    if !hits.is_empty() {
        let link = format!("/supervision/recusal/{id}");
        let title = Text::new("有人员需要回避", "Somebody has to withdraw");
        let subject =
            About { subject: ("recusal", &id), unit: Some(&unit), person: None, title, link: &link };
        let head = within(book, Assigned::role(Role::Head, Some(&unit)), today, 2);
        case::open(tx, &RECUSAL, &subject, &head)?;
    }
    record(tx, actor, "recusal.checked", (&id, &unit), json!({"matter": code(asked.matter)}))?;
    Ok(id)
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
    /// The decision, JSON.
    pub decision: String,
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
        let (one, name) = (live(row)?, row.text(5)?);
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
            decision: record,
        });
    }
    Ok(found)
}

/// A check: of one's unit, asked by oneself, or about oneself.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Check, Fault> {
    let row = tx.row(scope, sql::CHECK, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// Who has to withdraw: for the head of the unit only.
///
/// # Errors
/// If they cannot be read.
pub fn who(tx: &mut Tx<'_>, actor: &Actor, check: &Check) -> Result<Vec<Hit>, Fault> {
    if !heads(actor, &check.unit) {
        return Ok(Vec::new());
    }
    let wide = Scope::county("the head of the unit is told who has to withdraw");
    let rows = tx.rows(&wide, sql::HITS, params![&check.id])?;
    let read = |row: &Row| -> Result<Hit, DbError> {
        let ask: i64 = row.int(3)?;
        Ok(Hit {
            person: row.text(0)?,
            name: row.text(1)?,
            interest: row.text(2)?,
            ask: ask == 1,
            decision: row.text(4)?,
        })
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Checks of one's units and those one asked for, newest first, and how many there are.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>, scope: &Scope, (from, most): (i64, i64)) -> Result<(Vec<Check>, i64), DbError> {
    let all = tx.row(scope, sql::CHECKS_COUNT, &[])?.map_or(Ok(0), |row| row.int(0))?;
    let rows = tx.rows(scope, sql::CHECKS, params![most, from])?;
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
    /// The decision, JSON.
    pub decision: String,
    /// `waiting` or `arranged`.
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
                decision: row.text(6)?,
                state: row.text(7)?,
            })
        })
        .collect()
}

/// The head says what is arranged.
///
/// # Errors
/// Refusals: not theirs, arranged already; field `arrangement`.
pub fn arrange(tx: &mut Tx<'_>, actor: &Actor, id: &str, says: &str) -> Result<(), Fault> {
    let check = find(tx, &actor.scope(Area::Power), id)?;
    let says = wanted(says, "arrangement", ("请写明由谁接办。", "Say who takes over."), 400)?;
    let case = case::of_subject(tx, &RECUSAL, "recusal", id)?.ok_or(Fault::NotFound)?;
    let now = tx.now();
    tx.execute(sql::ARRANGE, params![id, &says, &actor.name, now])?;
    case::advance(tx, &RECUSAL, &case, ("arrange", "arranged"), actor, "", None)?;
    record(tx, actor, "recusal.arranged", (id, &check.unit), json!({}))
}

fn record(
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
