//! Changing one's intended application before it was first tried, with what it said before kept in the ledger. Not here:
//! writing and taking it back (`intending`).

use jiff::civil::Date;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, Fault, Refusal, Scope, Tx, params};
use law::decision::Text;
use serde_json::json;

use super::intending::{NewIntention, check, check_witness, end_case, own, record};
use super::{Intention, attempts_of, sql};
use crate::procedure::ATTEMPT;

/// Whether somebody may change an application: whoever wrote it, until it is first tried.
///
/// # Errors
/// If it cannot be read.
pub fn may_change(tx: &mut Tx<'_>, actor: &Actor, found: &Intention) -> Result<bool, Fault> {
    let mine = actor.person.as_deref() == Some(found.person.as_str()) && found.withdrawn_at.is_none();
    Ok(mine && attempts_of(tx, &Scope::own(&found.person), &found.id)?.is_empty())
}

/// Changes one's own application until it is first tried; what it said before stays in the ledger, and the to-do
/// follows the new day. What help is wanted is asked for on its own.
///
/// # Errors
/// Refusals by field as for a new one; another's, taken back, tried already, nothing changed; [`Fault::NotFound`].
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: &str, new: &NewIntention) -> Result<(), Fault> {
    let found = own(tx, actor, id)?;
    if !may_change(tx, actor, &found)? {
        let (zh, en) = (
            "已经记过尝试，打算不再修改；可以另写一项。",
            "It has been tried and stays as it is; write another.",
        );
        return Err(Refusal::new(zh, en).into());
    }
    check(new, tx.today())?;
    check_witness(tx, &found.person, new.witness.as_deref())?;
    let said = |what: &str, when: Date, setting: &str, with_whom: &str| {
        format!("{}；{when}；{}；{}", what.trim(), setting.trim(), with_whom.trim())
    };
    let was = said(&found.what, found.when_on, &found.setting, &found.with_whom);
    let becomes = said(&new.what, new.when_on, &new.setting, &new.with_whom);
    if was == becomes && found.witness == new.witness {
        return Err(Refusal::new("没有任何改动。", "Nothing is changed.").into());
    }
    let (what, setting, with_whom) = (new.what.trim(), new.setting.trim(), new.with_whom.trim());
    tx.execute(sql::CHANGE, params![id, what, new.when_on, setting, with_whom, new.witness.as_deref()])?;
    end_case(tx, &ATTEMPT, ("intention", id, &found.person), ("try", "lapsed"))?;
    wait_for(tx, (id, &found.unit, &found.person), (what, new.when_on))?;
    let facts = json!({ "was": was, "becomes": becomes, "witness_was": found.witness });
    record(tx, actor, "transfer.changed", (id, &found.unit, &found.person), facts)
}

/// Trying it becomes a to-do by its day.
pub(super) fn wait_for(
    tx: &mut Tx<'_>,
    (id, unit, person): (&str, &str, &str),
    (what, when_on): (&str, Date),
) -> Result<(), Fault> {
    let about = About {
        subject: ("intention", id),
        unit: Some(unit),
        person: Some(person),
        title: Text::new(what, what),
        link: &format!("/action/intentions/{id}/attempt"),
    };
    case::open(tx, &ATTEMPT, &about, &Assigned::person(person).by(when_on, false))?;
    Ok(())
}
