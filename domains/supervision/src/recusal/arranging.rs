//! Who arranges what a check found, and what they arrange: the head of the unit, the one above where that head has to
//! withdraw, the inspectors where nobody is above. Not here: who has to withdraw (`unit`).

use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, Fault, Refusal, Scope, Tx, params};
use law::decision::Text;
use law::rulebook::Rulebook;
use serde_json::json;

use super::unit::{Check, Hit, find, record};
use crate::permission::{heads, wanted, within};
use crate::procedure::RECUSAL;
use crate::store::register as sql;

/// The unit whose head arranges: the unit itself, the one above where its own head has to withdraw, none where nobody is
/// above.
pub(super) fn arranger(tx: &mut Tx<'_>, unit: &str, hits: &[Hit]) -> Result<Option<String>, Fault> {
    let (wide, today) = (Scope::county("seats and units are in the directory"), tx.today());
    for hit in hits {
        let seat = duty::seat::of_person(tx, &wide, &hit.person, today)?;
        if seat.is_some_and(|seat| seat.is_head && seat.unit == unit) {
            let row = tx.row(&wide, crate::store::standing::OFFICE, params![unit])?;
            return Ok(row.map(|row| row.get::<Option<String>>(2)).transpose()?.flatten());
        }
    }
    Ok(Some(unit.to_owned()))
}

/// Gives a check to whoever arranges it.
pub(super) fn open_arranging(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    (id, unit): (&str, &str),
    arranger: Option<&str>,
) -> Result<(), Fault> {
    let (link, today) = (format!("/supervision/recusal/{id}"), tx.today());
    let title = Text::new("有人员需要回避", "Somebody has to withdraw");
    let subject = About { subject: ("recusal", id), unit: Some(unit), person: None, title, link: &link };
    let to = match arranger {
        Some(above) => Assigned::role(Role::Head, Some(above)),
        None => Assigned::role(Role::Inspector, None),
    };
    case::open(tx, &RECUSAL, &subject, &within(book, to, today, 2))?;
    Ok(())
}

/// Whether somebody arranges what a check found, and so learns who has to withdraw.
#[must_use]
pub fn arranges(actor: &Actor, check: &Check) -> bool {
    match &check.arranger {
        Some(unit) => heads(actor, unit),
        None => crate::permission::inspects(actor),
    }
}

/// The head says what is arranged.
///
/// # Errors
/// Refusals: not theirs, arranged already, somebody has not said yet; field `arrangement`.
pub fn arrange(tx: &mut Tx<'_>, actor: &Actor, id: &str, says: &str) -> Result<(), Fault> {
    let check = find(tx, actor, id)?;
    if check.state == "asking" {
        return Err(Refusal::new(
            "请先等本人说明对方是不是登记的企业，再作安排。",
            "Somebody has to say first whether the counterpart is the one declared.",
        )
        .into());
    }
    let says = wanted(says, "arrangement", ("请写明由谁接办。", "Say who takes over."), 400)?;
    let case = case::of_subject(tx, &RECUSAL, "recusal", id)?.ok_or(Fault::NotFound)?;
    let now = tx.now();
    tx.execute(sql::ARRANGE, params![id, &says, &actor.name, now])?;
    case::advance(tx, &RECUSAL, &case, ("arrange", "arranged"), actor, "", None)?;
    record(tx, actor, "recusal.arranged", (id, &check.unit), json!({}))
}
