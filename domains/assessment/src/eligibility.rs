//! Whether somebody's year ends in a grade: the law's rule asked with the facts that room people keeps.
//! Not here: the rule (law), the facts (people).

use kernel::{Fault, Refusal, Scope, Tx};
use law::decision::Outcome;
use law::rules::grade_eligibility::{self, Eligibility};
use law::{Decision, Record, Rulebook};

use crate::appraisal::Appraisal;

/// The decision on a person's year by today's law.
pub(crate) fn ask(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    (person, year): (&str, i16),
    refused: bool,
) -> Result<Decision<Eligibility>, Fault> {
    let scope = Scope::county("the rule is asked about a person whose appraisal was loaded in scope");
    let mut facts = people::standing::assessment_facts(tx, &scope, person, year)?;
    facts.refused_without_reason |= refused;
    Ok(grade_eligibility::decide(&facts, book, tx.today()))
}

/// The decision on an appraisal loaded in scope.
///
/// # Errors
/// If the facts cannot be read.
pub fn of(tx: &mut Tx<'_>, book: &Rulebook, appraisal: &Appraisal) -> Result<Decision<Eligibility>, Fault> {
    ask(tx, book, (&appraisal.person, appraisal.year), appraisal.refused)
}

/// A decision as kept and drawn.
pub(crate) fn record<T: serde::Serialize>(decision: &Decision<T>) -> Result<Record, Fault> {
    decision
        .record()
        .map_err(|error| Fault::Db(kernel::DbError::Stored { what: "a decision", why: error.to_string() }))
}

/// The value of a decision, or the refusal it means: what to confirm or to mend.
pub(crate) fn settled<T: Clone + serde::Serialize>(decision: &Decision<T>) -> Result<T, Fault> {
    let refusal = match &decision.outcome {
        Outcome::Found { value } => return Ok(value.clone()),
        Outcome::NeedsConfirmation { parameters, .. } => {
            let list = parameters.join("、");
            Refusal::new(
                format!("{list} 尚待本县核实确认，确认前不能据此办理。请由组织部门在规则库中登记核实文件。"),
                format!(
                    "{} awaits the county's confirmation and cannot be relied on before; register the document in the rulebook.",
                    parameters.join(", ")
                ),
            )
        }
        Outcome::Refused { why, .. } => Refusal::new(why.zh.clone(), why.en.clone()),
    };
    Err(refusal.because(record(decision)?).into())
}
