//! Contacts with businesses 政商接触: with whom, on what occasion, what it was about in a line, what became of gifts.
//! Not here: interests (`super`), which contact is allowed: the lists stand beside the form.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use super::{body, own, record, replaced};
use crate::coded::coded;
use crate::permission::{person, wanted};
use crate::store::register as sql;

coded! {
    /// On what occasion.
    Occasion {
        /// A visit to the firm.
        Visit = "visit", "走访调研", "a visit to the firm";
        /// Hearing what it proposes.
        Hearing = "hearing", "听取意见、座谈", "hearing what it proposes";
        /// Help with a matter.
        Help = "help", "协调办理事项", "help with a matter";
        /// An event of firms or chambers.
        Event = "event", "企业、商协会的活动", "an event of firms or chambers";
        /// A study visit.
        Study = "study", "学习考察", "a study visit";
        /// A working meal.
        Meal = "meal", "工作餐", "a working meal";
        /// Anything else.
        Other = "other", "其他", "other";
    }
}

coded! {
    /// What became of gifts.
    Gifts {
        /// None were offered.
        None = "none", "没有", "none were offered";
        /// Refused on the spot.
        Refused = "refused", "当场谢绝", "refused on the spot";
        /// Handed in.
        HandedIn = "handed-in", "已上交登记", "handed in";
    }
}

/// What is declared.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NewContact {
    /// With which firm.
    pub firm: String,
    /// On which day.
    pub on: Date,
    /// On what occasion.
    pub occasion: Occasion,
    /// What it was about.
    pub said: String,
    /// What became of gifts.
    pub gifts: Gifts,
    /// What and to whom, if they were handed in.
    pub gift_note: String,
}

/// A contact as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Id of this wording.
    pub id: String,
    /// Whose declaration.
    pub person: String,
    /// What it says.
    pub says: NewContact,
    /// When it was declared.
    pub declared_at: Timestamp,
    /// When another wording took its place.
    pub replaced_at: Option<Timestamp>,
    root: String,
}

fn read(tx: &mut Tx<'_>, row: &Row) -> Result<Contact, DbError> {
    Ok(Contact {
        id: row.text(0)?,
        person: row.text(2)?,
        says: body::unlock(tx, row, 3)?,
        declared_at: row.get(5)?,
        replaced_at: row.get(6)?,
        root: row.text(1)?,
    })
}

/// Every wording of a person's contacts, the latest contact first.
///
/// # Errors
/// If they cannot be read.
pub fn contacts(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Contact>, DbError> {
    let rows = tx.rows(scope, sql::CONTACTS, params![person])?;
    let mut found = rows.iter().map(|row| read(tx, row)).collect::<Result<Vec<_>, _>>()?;
    found.sort_by_key(|one| std::cmp::Reverse(one.says.on));
    Ok(found)
}

/// One's own contact.
///
/// # Errors
/// [`Fault::NotFound`] if there is none, or it is another's.
pub fn contact(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Contact, Fault> {
    let me = person(actor)?;
    let row = tx.row(&own(me), sql::CONTACT, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(tx, &row)?)
}

fn sound(new: &NewContact, today: Date) -> Result<(), Refusal> {
    wanted(&new.firm, "firm", ("请写明是哪个企业、商协会。", "Say which firm or chamber."), 100)?;
    wanted(&new.said, "said", ("请用一句话写明谈了什么。", "Say in a line what it was about."), 200)?;
    if new.on > today {
        return Err(Refusal::new("接触日期不能在今天之后。", "The day lies ahead.").at("on"));
    }
    if new.gifts == Gifts::HandedIn && new.gift_note.trim().is_empty() {
        return Err(
            Refusal::new("请写明上交了什么、交给谁。", "Say what was handed in and to whom.").at("gift_note")
        );
    }
    Ok(())
}

fn write(tx: &mut Tx<'_>, me: &str, (id, root): (&str, &str), new: &NewContact) -> Result<(), Fault> {
    let says = NewContact {
        firm: new.firm.trim().to_owned(),
        said: new.said.trim().to_owned(),
        gift_note: new.gift_note.trim().to_owned(),
        ..new.clone()
    };
    let (now, locked) = (tx.now(), body::lock(tx, id, &says)?);
    tx.execute(sql::CONTACT_ADD, params![id, root, me, &locked.key, locked.body, now])?;
    Ok(())
}

/// Declares a contact; answers its id.
///
/// # Errors
/// Refusals by field: `firm`, `said`, `on`, `gift_note`; an account without a person.
pub fn declare(tx: &mut Tx<'_>, actor: &Actor, new: &NewContact) -> Result<String, Fault> {
    let me = person(actor)?.to_owned();
    sound(new, tx.today())?;
    let id = tx.id();
    write(tx, &me, (&id, &id), new)?;
    record(tx, actor, "contact.declared", (&id, &me), json!({"occasion": new.occasion.code()}))?;
    Ok(id)
}

/// Puts another wording in the place of one's own.
///
/// # Errors
/// As [`declare`]; a refusal if it has been replaced already.
pub fn amend(tx: &mut Tx<'_>, actor: &Actor, id: &str, new: &NewContact) -> Result<String, Fault> {
    let before = contact(tx, actor, id)?;
    sound(new, tx.today())?;
    let (next, now) = (tx.id(), tx.now());
    if tx.execute(sql::CONTACT_REPLACE, params![id, &next, now])? == 0 {
        return Err(replaced().into());
    }
    write(tx, &before.person, (&next, &before.root), new)?;
    record(tx, actor, "contact.amended", (&next, &before.person), json!({"before": id}))?;
    Ok(next)
}
