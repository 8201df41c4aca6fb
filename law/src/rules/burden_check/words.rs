//! Which words of a text judge by traces, check-ins or forced use: the text becomes facts, how much was examined and what
//! was found, and only those are judged. Not here: what follows from a word (`kinds`).

use crate::inquiry::{Inquiry, Stop};
use crate::rules::indicator_flag::{has_any, passages};

use super::Facts;

/// The clauses with word lists that apply to what is sent down.
pub(super) const CLAUSES: [&str; 3] = ["LD-07", "LD-09", "APP-02"];

/// The words of a clause; none where it is not in force.
pub(super) fn of(clause: &str, inquiry: &Inquiry<'_>) -> Result<Option<Vec<String>>, Stop> {
    match inquiry.book.clause(clause, inquiry.on) {
        Some(_) => inquiry.take(clause, "words").map(Some),
        None => Ok(None),
    }
}

/// How many characters were examined and which listed words were found, from the text or, where it is not kept, from what
/// was noted of it; none where there was no text.
pub(super) fn examine(facts: &Facts, inquiry: &Inquiry<'_>) -> Result<Option<(i64, Vec<String>)>, Stop> {
    let Some(text) = facts.text.as_deref() else {
        let found = facts.found.iter().map(|found| found.word.clone()).collect();
        return Ok(facts.examined.map(|examined| (examined, found)));
    };
    let lower = text.to_lowercase();
    let unless: Vec<String> = inquiry.take("LD-07", "unless")?;
    let exceptions: Vec<String> = inquiry.take("LD-07", "exceptions")?;
    let judged: Vec<&str> = passages(&lower)
        .filter(|passage| !has_any(passage, &unless) && !has_any(passage, &exceptions))
        .collect();
    let mut found: Vec<String> = Vec::new();
    for clause in CLAUSES {
        for word in of(clause, inquiry)?.unwrap_or_default() {
            let wanted = word.to_lowercase();
            if !found.contains(&word) && judged.iter().any(|passage| passage.contains(wanted.as_str())) {
                found.push(word);
            }
        }
    }
    Ok(Some((characters(text), found)))
}

/// Characters of a text as documents count them: everything but white space.
#[must_use]
pub fn characters(text: &str) -> i64 {
    i64::try_from(text.chars().filter(|c| !c.is_whitespace()).count()).unwrap_or(i64::MAX)
}
