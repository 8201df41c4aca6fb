//! Interests and contacts with businesses, declared by oneself. Only the person sees them, and inspectors who say why,
//! which the person sees. Amended, never deleted. Not here: contacts (`contact`), reading another's (`reading`),
//! what follows for a matter (`recusal`).

pub(crate) mod body;
pub mod confirmation;
pub mod contact;
pub mod firm;
pub mod reading;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use crate::coded::coded;
use crate::permission::{person, wanted};
use crate::store::register as sql;

coded! {
    /// What an interest consists in.
    Kind {
        /// Runs or manages a business.
        Role = "role", "任职、经营", "runs or manages it";
        /// Holds shares.
        Shares = "shares", "投资、持股", "holds shares";
        /// Works for it part-time.
        PartTime = "part-time", "兼职、取酬", "works for it part-time";
        /// Employed there.
        Employed = "employed", "受雇", "employed there";
        /// Lends, borrows, lets or rents.
        Debt = "debt", "借贷、租赁", "lends, borrows, lets or rents";
        /// Anything else.
        Other = "other", "其他利害关系", "other interest";
    }
}

coded! {
    /// Whose interest it is.
    Holder {
        /// One's own.
        Own = "self", "本人", "oneself";
        /// Husband or wife.
        Spouse = "spouse", "配偶", "spouse";
        /// Children and their spouses.
        Child = "child", "子女及其配偶", "children and their spouses";
        /// Parents.
        Parent = "parent", "父母", "parents";
        /// Brothers and sisters.
        Sibling = "sibling", "兄弟姐妹", "brothers and sisters";
        /// Close in-laws and others within three generations.
        Kin = "kin", "三代以内旁系血亲、近姻亲", "kin within three generations, close in-laws";
    }
}

/// What is declared.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NewInterest {
    /// What it consists in.
    pub kind: Kind,
    /// Whose it is.
    pub holder: Holder,
    /// With whom.
    pub firm: String,
    /// Unified social credit code; may be empty.
    pub code: String,
    /// What it is, in a line.
    pub what: String,
    /// Since when.
    pub from_on: Option<Date>,
    /// Until when; none while it lasts.
    pub to_on: Option<Date>,
}

/// A declaration as it stands or stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interest {
    /// Id of this wording.
    pub id: String,
    /// Id of the first wording.
    pub root: String,
    /// Whose declaration.
    pub person: String,
    /// What it says.
    pub says: NewInterest,
    /// When it was declared.
    pub declared_at: Timestamp,
    /// When another wording took its place.
    pub replaced_at: Option<Timestamp>,
}

fn read(tx: &mut Tx<'_>, row: &Row) -> Result<Interest, DbError> {
    Ok(Interest {
        id: row.text(0)?,
        root: row.text(1)?,
        person: row.text(2)?,
        says: body::unlock(tx, row, 3)?,
        declared_at: row.get(5)?,
        replaced_at: row.get(6)?,
    })
}

/// The scope of one's own declarations: nobody's role reaches further.
#[must_use]
pub fn own(person: &str) -> Scope {
    Scope::own(person)
}

/// Every wording of a person's interests, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn interests(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Interest>, DbError> {
    let rows = tx.rows(scope, sql::INTERESTS, params![person])?;
    rows.iter().map(|row| read(tx, row)).collect()
}

/// One's own interest.
///
/// # Errors
/// [`Fault::NotFound`] if there is none, or it is another's.
pub fn interest(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Interest, Fault> {
    let me = person(actor)?;
    let row = tx.row(&own(me), sql::INTEREST, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(tx, &row)?)
}

fn sound(new: &NewInterest) -> Result<(), Refusal> {
    wanted(&new.firm, "firm", ("请写明与哪个企业、单位。", "Say with which firm or body."), 100)?;
    wanted(&new.what, "what", ("请用一句话写明是什么关系。", "Say in a line what it is."), 200)?;
    let code = new.code.trim();
    if !code.is_empty() && (code.len() != 18 || !code.chars().all(|c| c.is_ascii_alphanumeric())) {
        return Err(Refusal::new(
            "统一社会信用代码应为 18 位字母、数字；不清楚的可以不填。",
            "The credit code has 18 letters and digits; leave it empty if it is not known.",
        )
        .at("code"));
    }
    if new.from_on.zip(new.to_on).is_some_and(|(from, to)| to < from) {
        return Err(Refusal::new("终止日早于起始日。", "It ends before it begins.").at("to_on"));
    }
    Ok(())
}

fn write(tx: &mut Tx<'_>, me: &str, (id, root): (&str, &str), new: &NewInterest) -> Result<(), Fault> {
    let says = NewInterest {
        firm: new.firm.trim().to_owned(),
        code: new.code.trim().to_uppercase(),
        what: new.what.trim().to_owned(),
        ..new.clone()
    };
    let (now, locked) = (tx.now(), body::lock(tx, id, &says)?);
    tx.execute(sql::INTEREST_ADD, params![id, root, me, &locked.key, locked.body, now])?;
    Ok(())
}

/// Declares an interest of one's own or of relatives; answers its id.
///
/// # Errors
/// Refusals by field: `firm`, `what`, `code`, `to_on`; an account without a person.
pub fn declare(tx: &mut Tx<'_>, actor: &Actor, new: &NewInterest) -> Result<String, Fault> {
    let me = person(actor)?.to_owned();
    sound(new)?;
    let id = tx.id();
    write(tx, &me, (&id, &id), new)?;
    record(tx, actor, "interest.declared", (&id, &me), json!({"kind": new.kind.code()}))?;
    Ok(id)
}

/// Puts another wording in the place of one's own; the one before stays. Answers the id of the new one.
///
/// # Errors
/// As [`declare`]; a refusal if it has been replaced already.
pub fn amend(tx: &mut Tx<'_>, actor: &Actor, id: &str, new: &NewInterest) -> Result<String, Fault> {
    let before = interest(tx, actor, id)?;
    sound(new)?;
    let (next, now) = (tx.id(), tx.now());
    if tx.execute(sql::INTEREST_REPLACE, params![id, &next, now])? == 0 {
        return Err(replaced().into());
    }
    write(tx, &before.person, (&next, &before.root), new)?;
    record(tx, actor, "interest.amended", (&next, &before.person), json!({"before": id}))?;
    Ok(next)
}

pub(crate) fn replaced() -> Refusal {
    Refusal::new(
        "这一条已经更正过，请在最新的一条上修改。",
        "It has been amended already; change the newest wording.",
    )
}

/// A yearly confirmation: year, entries then, when.
pub type Confirmed = (i64, i64, Timestamp);

/// The years a person confirmed, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn confirmed(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Confirmed>, DbError> {
    let rows = tx.rows(scope, sql::CONFIRMED, params![person])?;
    rows.iter().map(|row| Ok((row.int(0)?, row.int(1)?, row.get(2)?))).collect()
}

/// Confirms for this year that what is declared is complete as it stands.
///
/// # Errors
/// A refusal: an account without a person.
pub fn confirm(tx: &mut Tx<'_>, actor: &Actor) -> Result<i64, Fault> {
    let me = person(actor)?.to_owned();
    let entries = tx.row(&own(&me), sql::ENTRIES, params![&me])?.map_or(Ok(0), |row| row.int(0))?;
    let (now, year) = (tx.now(), i64::from(tx.today().year()));
    tx.execute(sql::CONFIRM, params![&me, year, entries, now])?;
    confirmation::end(tx, actor, &me)?;
    record(tx, actor, "register.confirmed", (&me, &me), json!({"year": year}))?;
    Ok(year)
}

/// Records an act on a declaration: about the person, in no unit, so that no role reads it by a unit.
pub(crate) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    (id, person): (&str, &str),
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let act =
        Act { kind, subject: ("register", id), unit: None, person: Some(person), facts, decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(())
}
