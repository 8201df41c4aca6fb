//! Reading another's declarations: an inspector says why, a second inspector agrees, then the first opens them for the day.
//! Each of the three is an act, and the person sees them here and among what was opened about them. Not here: one's own
//! (`super`).

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::procedure::Words;
use kernel::seal::{self, Purpose, Sealing};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::decision::Text;
use law::rulebook::Rulebook;
use serde_json::json;

use super::contact::{Contact, contacts};
use super::{Confirmed, Interest, confirmed, interests, record};
use crate::permission::{inspector, wanted, within};
use crate::procedure::READING;
use crate::store::register as sql;

/// What the seal of somebody's declarations is for: two inspectors open it.
pub const SEAL: Purpose = Purpose {
    id: "declaration-reading",
    title: Words::new("查看利害关系和政商接触登记", "Reading declared interests and contacts"),
    two_people: true,
};

/// The subject of the case of a reading.
const SUBJECT: &str = "register-reading";

/// Working days for each step of a reading.
const DAYS: u32 = 2;

/// A reading that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Id.
    pub id: String,
    /// Whose declarations.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Account of who asks.
    pub account: String,
    /// Person of who asks.
    pub asker: Option<String>,
    /// Their name.
    pub reader: String,
    /// Why.
    pub purpose: String,
    /// When.
    pub at: Timestamp,
    /// Who agreed (true) or declined.
    pub second: Option<(String, bool)>,
    /// The day it was opened, on which it may be read.
    pub opened_on: Option<Date>,
    opening: String,
}

fn row(row: &Row) -> Result<Reading, DbError> {
    let second: Option<String> = row.get(8)?;
    let agreed: Option<i64> = row.get(9)?;
    Ok(Reading {
        id: row.text(0)?,
        person: row.text(1)?,
        name: row.text(2)?,
        account: row.text(3)?,
        asker: row.get(4)?,
        reader: row.text(5)?,
        purpose: row.text(6)?,
        at: row.get(7)?,
        second: second.zip(agreed.map(|agreed| agreed == 1)),
        opened_on: row.get(10)?,
        opening: row.get::<Option<String>>(11)?.unwrap_or_default(),
    })
}

fn wide() -> Scope {
    Scope::county("inspectors ask for, agree to and open readings, which the person is shown")
}

/// The seal of somebody's declarations, made when somebody first asks to read them.
fn seal_of(tx: &mut Tx<'_>, person: &str) -> Result<String, Fault> {
    if let Some(row) = tx.row(&wide(), sql::SEAL, params![person])? {
        return Ok(row.text(0)?);
    }
    let sealing =
        Sealing { purpose: &SEAL, subject: ("register", person), owner: Some(person), opens_until: None };
    let id = seal::seal(tx, &sealing, person.as_bytes())?;
    tx.execute(sql::SEAL_ADD, params![person, &id])?;
    Ok(id)
}

fn not_own(actor: &Actor, person: &str) -> Result<(), Refusal> {
    if actor.person.as_deref() != Some(person) {
        return Ok(());
    }
    Err(Refusal::new(
        "本人的登记请在“我的登记”中查看，也不能由本人同意他人查看。",
        "Your own declarations stand under “My declarations”; nor do you agree to their being read.",
    ))
}

/// Asks to read the declarations of somebody; another inspector has to agree. Answers the id of the asking.
///
/// # Errors
/// Refusals: not an inspector, field `purpose`; [`Fault::NotFound`].
pub fn ask(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    person: &str,
    purpose: &str,
) -> Result<String, Fault> {
    inspector(actor)?;
    not_own(actor, person)?;
    let purpose =
        wanted(purpose, "purpose", ("请写明因何事查看。", "Say for which matter you read them."), 200)?;
    tx.row(&wide(), sql::PERSON, params![person])?.ok_or(Fault::NotFound)?;
    let sealed = seal_of(tx, person)?;
    let opening = seal::ask(tx, actor, &sealed, &purpose)?;
    let (id, now, today) = (tx.id(), tx.now(), tx.today());
    let me = actor.person.as_deref();
    tx.execute(
        sql::READING_ADD,
        params![&id, person, &actor.account, &actor.name, &purpose, now, today, &opening, me],
    )?;
    let link = format!("/supervision/register/readings/{id}");
    let about = About {
        subject: (SUBJECT, &id),
        unit: None,
        person: None,
        // Lists say that something waits; whose declarations it is about only the page says.
        title: Text::new("查看登记的申请", "A request to read declarations"),
        link: &link,
    };
    let county = || Assigned::role(Role::Inspector, None);
    let case = case::open(tx, &READING, &about, &county())?;
    let next = within(book, county(), today, DAYS);
    case::advance(tx, &READING, &case, ("standing-ask", "asked"), actor, "", Some(next))?;
    record(tx, actor, "register.reading-asked", (&id, person), json!({}))?;
    Ok(id)
}

/// A reading that was asked for, as inspectors see it; never the one whose declarations it is about.
///
/// # Errors
/// A refusal: not an inspector; [`Fault::NotFound`].
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Reading, Fault> {
    inspector(actor)?;
    let found = row(&tx.row(&wide(), sql::READING, params![id])?.ok_or(Fault::NotFound)?)?;
    if actor.person.as_deref() == Some(&found.person) || found.opening.is_empty() {
        return Err(Fault::NotFound);
    }
    Ok(found)
}

fn the_case(tx: &mut Tx<'_>, id: &str) -> Result<String, Fault> {
    case::of_subject(tx, &READING, SUBJECT, id)?.ok_or(Fault::NotFound)
}

/// A second inspector agrees to a reading, or declines it with a reason.
///
/// # Errors
/// Refusals: not an inspector, the one who asked, answered already, declined without a reason; [`Fault::NotFound`].
pub fn answer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (agreed, why): (bool, &str),
) -> Result<(), Fault> {
    let found = find(tx, actor, id)?;
    if found.account == actor.account || (found.asker.is_some() && found.asker == actor.person) {
        return Err(Refusal::new(
            "查看须由另一名纪检监察人员同意，不能由申请人自己同意。",
            "Another inspector has to agree, not the one who asked.",
        )
        .into());
    }
    let case = the_case(tx, id)?;
    let today = tx.today();
    let next = agreed.then(|| {
        let asker = match &found.asker {
            Some(person) => Assigned::person(person),
            None => Assigned::role(Role::Inspector, None),
        };
        within(book, asker, today, DAYS)
    });
    let outcome = if agreed { "agreed" } else { "declined" };
    case::advance(tx, &READING, &case, ("standing-agree", outcome), actor, why, next)?;
    if agreed {
        seal::agree(tx, actor, &found.opening)?;
    } else {
        seal::decline(tx, actor, &found.opening)?;
    }
    tx.execute(sql::READING_ANSWER, params![id, &actor.name, agreed])?;
    let kind = if agreed { "register.reading-agreed" } else { "register.reading-declined" };
    record(tx, actor, kind, (id, &found.person), json!({}))
}

/// Whoever asked opens the declarations that another agreed to open; they may be read until the day ends. Answers whose they
/// are.
///
/// # Errors
/// Refusals: not an inspector, not the one who asked, nobody agreed yet, opened already; [`Fault::NotFound`].
pub fn open(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<String, Fault> {
    let found = find(tx, actor, id)?;
    let plain = seal::open(tx, actor, &SEAL, &found.opening)?;
    if plain != found.person.as_bytes() {
        return Err(Fault::NotFound);
    }
    let case = the_case(tx, id)?;
    case::advance(tx, &READING, &case, ("standing-open", "opened"), actor, "", None)?;
    let today = tx.today();
    tx.execute(sql::READING_OPENED, params![id, today])?;
    record(tx, actor, "register.read", (id, &found.person), json!({}))?;
    Ok(found.person)
}

/// What an inspector reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Name of the person.
    pub name: String,
    /// Why it is read.
    pub purpose: String,
    /// Interests, every wording.
    pub interests: Vec<Interest>,
    /// Contacts, every wording.
    pub contacts: Vec<Contact>,
    /// Yearly confirmations.
    pub confirmed: Vec<Confirmed>,
}

/// The declarations of somebody, for the inspector who opened them today with another's agreement.
///
/// # Errors
/// A refusal: not an inspector; [`Fault::NotFound`] without an opening of today.
pub fn read(tx: &mut Tx<'_>, actor: &Actor, person: &str) -> Result<Read, Fault> {
    inspector(actor)?;
    let (wide, today) = (wide(), tx.today());
    let open =
        tx.row(&wide, sql::READING_OPEN, params![&actor.account, person, today])?.ok_or(Fault::NotFound)?;
    let name = tx.row(&wide, sql::PERSON, params![person])?.ok_or(Fault::NotFound)?.text(1)?;
    Ok(Read {
        name,
        purpose: open.text(0)?,
        interests: interests(tx, &wide, person)?,
        contacts: contacts(tx, &wide, person)?,
        confirmed: confirmed(tx, &wide, person)?,
    })
}

/// Readings of one's own declarations that were asked for: by whom, why, when, who agreed and whether it was opened; newest
/// first.
///
/// # Errors
/// If they cannot be read.
pub fn readings(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Reading>, DbError> {
    tx.rows(scope, sql::READINGS, params![person])?.iter().map(row).collect()
}
