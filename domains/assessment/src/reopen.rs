//! A year taken up again: a grade filled in after an investigation ended (AS-23), and a closed year reopened by a
//! reasoned act. Not here: remedies the person takes (appeal).

use kernel::case::{self, About};
use kernel::{Actor, Area, Fault, Refusal, Tx, params};
use law::{Rulebook, Text};
use serde_json::json;

use crate::annual::{advance, record, superior};
use crate::appraisal::{self, Form, State};
use crate::permission::{organiser, wanted};
use crate::procedure::REOPENED;
use crate::store::appraisal as sql;
use crate::{eligibility, verify};

/// Takes up a year that waited for an investigation to end, once the rules say so (AS-23).
///
/// # Errors
/// A refusal with its decision while the case is still open.
pub fn resume(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<Form, Fault> {
    organiser(actor)?;
    let appraisal = appraisal::find(tx, &actor.scope(Area::Duty), id)?;
    appraisal.must_be(State::Later)?;
    let decision = eligibility::of(tx, book, &appraisal)?;
    let decided = eligibility::record(&decision)?;
    let form = verify::form_of(&eligibility::settled(&decision)?);
    if form == Form::Later {
        return Err(Refusal::new(
            "尚未结案，不能补定。",
            "The case is still open; nothing can be filled in yet.",
        )
        .because(decided)
        .into());
    }
    let next = superior(tx, &appraisal)?;
    advance(tx, &Actor::program(), &appraisal, "resumed", "", Some(next))?;
    record(tx, actor, &appraisal, "appraisal.resumed", json!({ "form": form.code() }), Some(&decided))?;
    Ok(form)
}

/// Opens a closed year of a person again. The result in force stays until another is decided.
///
/// # Errors
/// A refusal without document or reason, or if the year is not closed.
pub fn reopen(tx: &mut Tx<'_>, actor: &Actor, id: &str, document: &str, reason: &str) -> Result<(), Fault> {
    organiser(actor)?;
    let appraisal = appraisal::find(tx, &actor.scope(Area::Duty), id)?;
    appraisal.must_be(State::Closed)?;
    let document = wanted(document, "document", "请写明依据文件。", "Name the document it rests on.")?;
    let reason = wanted(reason, "note", "请写明重新办理的理由。", "Give the reason.")?;
    let link = appraisal.link();
    let (year, name) = (appraisal.year, &appraisal.name);
    let about = About {
        subject: ("appraisal", id),
        unit: Some(&appraisal.unit),
        person: Some(&appraisal.person),
        title: Text::new(
            format!("{year}年度考核重新办理：{name}"),
            format!("Assessment {year} taken up again: {name}"),
        ),
        link: &link,
    };
    let first = superior(tx, &appraisal)?;
    let case = case::open(tx, &REOPENED, &about, &first)?;
    tx.execute(sql::SET_CASE, params![id, REOPENED.id, &case, State::Verify.code()])?;
    let facts = json!({ "document": document, "reason": reason });
    record(tx, actor, &appraisal, "appraisal.reopened", facts, None)
}
