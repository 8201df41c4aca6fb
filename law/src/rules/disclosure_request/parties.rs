//! Whoever else is asked before a request for information is answered: a third party, an office that made it together.
//! Not here: the applicant's own clocks (`super`).

use super::*;

/// Against a third party's objection information is released only for a major public interest.
pub(super) fn objection(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<(), Stop> {
    let released = matches!(facts.outcome, Some(Answer::Granted | Answer::Partly));
    if !(released && facts.third_objected) {
        return Ok(());
    }
    let noted = vec![("third_objected", json!(true)), ("public_interest", json!(facts.public_interest))];
    inquiry.note("INF-10", facts.public_interest, noted)?;
    if facts.public_interest {
        return Ok(());
    }
    Stop::refuse(
        "public_interest",
        "第三方不同意公开，只有不公开会对公共利益造成重大影响的才可以公开，须写明理由（INF-10）。",
        "the third party objected: it is released only where withholding it would gravely harm the public interest, with \
         the reason given (INF-10)",
    )
}

pub(super) fn consult(facts: &Facts, inquiry: &mut Inquiry<'_>, clocks: &mut Clocks) -> Result<(), Stop> {
    if let Some(asked) = facts.third_asked_on {
        let due = period(inquiry, "INF-07", "opinion", asked, "third_asked_on")?;
        let silent = facts.third_answered_on.is_none() && facts.today.is_some_and(|today| today > due.date);
        inquiry.note(
            "INF-07",
            true,
            vec![
                ("third_asked_on", json!(asked)),
                ("third_by", json!(due.date)),
                ("third_silent", json!(silent)),
            ],
        )?;
        (clocks.third_by, clocks.third_silent) = (Some(due.date), silent);
        clocks.provisional |= due.provisional;
    }
    if let Some(asked) = facts.partner_asked_on {
        let due = period(inquiry, "INF-08", "opinion", asked, "partner_asked_on")?;
        let silent = facts.partner_answered_on.is_none() && facts.today.is_some_and(|today| today > due.date);
        inquiry.note(
            "INF-08",
            true,
            vec![
                ("partner_asked_on", json!(asked)),
                ("partner_by", json!(due.date)),
                ("partner_silent", json!(silent)),
            ],
        )?;
        (clocks.partner_by, clocks.partner_silent) = (Some(due.date), silent);
        clocks.provisional |= due.provisional;
    }
    Ok(())
}
