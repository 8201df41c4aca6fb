//! What happens when the time of a notice is over: its conclusion, and the personal part erased. Not here: posting.

use kernel::case;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use super::{find, posting, record};
use crate::permission::wanted;
use crate::procedure::NOTICE;
use crate::store::notice as sql;

/// Concludes a notice once its time is over and every objection is answered.
///
/// # Errors
/// A refusal before that, without words, or where the step is not theirs.
pub fn conclude(tx: &mut Tx<'_>, actor: &Actor, id: &str, words: &str) -> Result<(), Fault> {
    let found = find(tx, actor, id)?;
    let words = wanted(words, "conclusion", "请写明结论。", "Give the conclusion.")?;
    // The conclusion stays for good, after everything about people is erased.
    if found.kind.personal
        && let Some(name) = super::named(tx, (&words, &words))?
    {
        return Err(posting::naming(&name).at("conclusion").into());
    }
    let today = tx.today();
    if let Some(last) = found.closes_on.filter(|last| today <= *last) {
        return Err(Refusal::new(
            format!("公示期到 {last} 才满，期满后再作结论。"),
            format!("The notice is up until {last}; conclude after that."),
        )
        .into());
    }
    if found.open_objections > 0 {
        return Err(Refusal::new(
            format!("还有 {} 件异议没有答复，答复后再作结论。", found.open_objections),
            format!("{} objection(s) await an answer; conclude after that.", found.open_objections),
        )
        .into());
    }
    case::advance(tx, &NOTICE, &found.case, ("conclude", "concluded"), actor, "已作结论", None)?;
    let now = tx.now();
    tx.execute(sql::CLOSE, params![id, &words, now])?;
    let facts = json!({ "objections": found.objections });
    record(tx, actor, ("notice.concluded", ("notice", id)), &found.unit, facts, None)?;
    Ok(())
}

/// Erases what may be shown only while a notice is posted, where the time is over; answers how many.
///
/// # Errors
/// If it cannot be written.
pub fn erase_expired(tx: &mut Tx<'_>) -> Result<u32, DbError> {
    let (today, now) = (tx.today(), tx.now());
    let scope = Scope::county("the program erases on its day what may not be shown longer");
    let rows = tx.rows(&scope, sql::EXPIRED, params![today])?;
    let mut done = 0;
    for row in &rows {
        let (id, unit) = (row.text(0)?, row.text(1)?);
        tx.execute(sql::ERASE, params![&id, now])?;
        let act = ("notice.personal-part-erased", ("notice", id.as_str()));
        record(tx, &Actor::program(), act, &unit, json!({}), None)?;
        done += 1;
    }
    Ok(done)
}

/// Whether anything is to be erased today.
///
/// # Errors
/// If it cannot be read.
pub fn any_expired(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    let today = tx.today();
    let scope = Scope::county("the program looks for what may not be shown longer");
    Ok(tx.row(&scope, sql::EXPIRED, params![today])?.is_some())
}
