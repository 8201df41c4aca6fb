//! A year taken up again: a grade filled in after an investigation ended (AS-23), and a closed year reopened by a
//! reasoned act. Not here: remedies the person takes (appeal).

use kernel::actor::Role;
use kernel::case::{self, About};
use kernel::procedure::{By, Limit, Procedure, Step, Way, Words};
use kernel::{Actor, Area, Fault, Refusal, Tx, params};
use law::{Rulebook, Text};
use serde_json::json;

use crate::annual::{DECIDE, NOTICE, OPINION, PUBLICITY, advance, record, superior};
use crate::appraisal::{self, Form, State};
use crate::permission::{organiser, wanted};
use crate::store::appraisal as sql;
use crate::{eligibility, verify};

/// How a reopened year runs: verified again, decided again, made known again.
pub const REOPENED: Procedure = Procedure {
    id: "annual-reopened",
    version: 1,
    title: Words::new("年度考核重新办理", "A year's assessment taken up again"),
    about: Words::new(
        "已办结的年度考核因结案、更正等原因重新办理，须写明依据文件和理由。",
        "A closed assessment is taken up again because a case ended or an error is corrected, by a document and a reason.",
    ),
    basis: &["AS-23"],
    steps: &[
        Step {
            id: "verify",
            title: Words::new("重新核实、提出等次建议", "Verify again and propose"),
            by: By::Role(Role::Head),
            limit: Limit::Open,
            ways: &[Way {
                outcome: "proposed",
                title: Words::new("报考核委员会", "Send to the committee"),
                to: Some("decide"),
                reason: false,
            }],
            not_by: &[],
            public: false,
        },
        DECIDE,
        PUBLICITY,
        NOTICE,
        OPINION,
    ],
};

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
