//! Words between resident and office outside the steps: questions, supplements, explanations. Not here: answers.

use jiff::civil::Date;
use kernel::files::{self, Stored};
use kernel::{Actor, Fault, Refusal, Tx, params};
use serde_json::json;

use crate::permission::{answers_for, wanted};
use crate::request::{self, Request, known};
use crate::store::request as sql;

/// Most messages a resident adds to one request.
const MOST: i64 = 60;

/// The resident adds words or documents.
///
/// # Errors
/// Refused without words, when it is closed, and after many of them.
pub fn add(tx: &mut Tx<'_>, found: &Request, text: &str, stored: &[(Stored, String)]) -> Result<(), Fault> {
    if !found.open {
        return Err(
            Refusal::new("这件诉求已经办结，不能再补充。", "It is closed; nothing can be added.").into()
        );
    }
    let text = wanted(text, "body", "请写明要补充的内容。", "Write what you add.")?;
    let row = tx.row(&known(), sql::COUNT_OF_RESIDENT, params![&found.id])?;
    if row.map_or(Ok(0), |row| row.int(0))? >= MOST {
        return Err(Refusal::new(
            "补充次数已满，请等待答复。",
            "You have added a great deal; please await the answer.",
        )
        .at("body")
        .into());
    }
    request::say(tx, found, None, "supplement", &text)?;
    for (file, name) in stored {
        files::attach(tx, ("request", &found.id), file, name, (None, None), "resident")?;
    }
    request::record(
        tx,
        &Actor::code_holder(),
        found,
        "request.supplemented",
        json!({ "files": stored.len() }),
        None,
    )?;
    Ok(())
}

/// Whoever handles a request adds what came in otherwise — by phone, by post, in person — with the day it came. The caller
/// has checked that they handle it.
///
/// # Errors
/// Refused without words, once it is closed, and with a day that lies ahead or before the request; fields `material`,
/// `dated_on`.
pub(crate) fn enclose(
    tx: &mut Tx<'_>,
    actor: &Actor,
    found: &Request,
    (text, on): (&str, Option<Date>),
    stored: &[(Stored, String)],
) -> Result<(), Fault> {
    if !found.open {
        let (zh, en) = ("这件诉求已经办结，不能再补充。", "It is closed; nothing can be added.");
        return Err(Refusal::new(zh, en).at("material").into());
    }
    let text = wanted(text, "material", "请写明补充的内容。", "Say what was added.")?;
    let on =
        on.ok_or_else(|| Refusal::new("请写明收到的日期。", "Say on which day it came in.").at("dated_on"))?;
    if on > tx.today() || on < found.received_on {
        let (zh, en) = (
            "收到日期应当在诉求收到之日和今天之间。",
            "The day lies between the day of the request and today.",
        );
        return Err(Refusal::new(zh, en).at("dated_on").into());
    }
    request::say_dated(tx, found, Some(actor), ("material", &text), Some(on))?;
    let unit = found.unit.as_deref().filter(|_| !found.sealed);
    for (file, name) in stored {
        files::attach(tx, ("request", &found.id), file, name, (unit, None), &actor.account)?;
    }
    request::record(tx, actor, found, "request.enclosed", json!({ "files": stored.len(), "on": on }), None)?;
    Ok(())
}

/// As `enclose`, to a request that is no complaint.
///
/// # Errors
/// As `enclose`, and refused to who does not answer for it.
pub fn enclose_known(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    added: (&str, Option<Date>),
    stored: &[(Stored, String)],
) -> Result<(), Fault> {
    let found = request::find(tx, &request::scope(actor), id)?;
    answers_for(actor, &found)?;
    enclose(tx, actor, &found, added, stored)
}

/// The office writes to the resident: a question, an explanation with a plan.
///
/// # Errors
/// Refused without words, and to who does not answer for it.
pub fn write(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    text: &str,
    stored: &[(Stored, String)],
) -> Result<(), Fault> {
    let found = request::find(tx, &request::scope(actor), id)?;
    answers_for(actor, &found)?;
    let text = wanted(text, "message", "请写明要说的话。", "Write what you say.")?;
    request::say(tx, &found, Some(actor), "message", &text)?;
    for (file, name) in stored {
        files::attach(tx, ("request", id), file, name, (found.unit.as_deref(), None), &actor.account)?;
    }
    request::record(tx, actor, &found, "request.written-to", json!({ "files": stored.len() }), None)?;
    Ok(())
}
