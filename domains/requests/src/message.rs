//! Words between resident and office outside the steps: questions, supplements, explanations. Not here: answers.

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
