//! Whether a document may be kept in force until a day, and from when its new term counts. Not here: proposing and
//! deciding it (`evaluation`), how long a term is (law, `document-validity`).

use jiff::civil::Date;
use kernel::{Fault, Refusal};
use law::decision::Record;
use law::rules::document_validity::{self, Facts};
use law::{Decision, Rulebook};

use super::Document;
use crate::act::record_of;

/// A new term of a document, with the decision it rests on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Extended {
    /// Its first day: the one after the document would have lapsed.
    pub(super) from: Date,
    /// Its last day.
    pub(super) until: Date,
    /// The decision.
    pub(super) record: Record,
}

fn refuse<T>((zh, en): (&str, &str)) -> Result<T, Fault> {
    Err(Refusal::new(zh, en).at("until_on").into())
}

/// The new term a document would get, kept until a day.
///
/// # Errors
/// A refusal: no day, a document that has lapsed (nothing is left to keep), a day no later than the present one or later
/// than the rule gives its kind, periods the county has not confirmed.
pub(super) fn check(
    document: &Document,
    book: &Rulebook,
    until: Option<Date>,
    today: Date,
) -> Result<Extended, Fault> {
    let Some(until) = until.filter(|until| *until > today) else {
        return refuse(("继续有效的，请写明延长到哪一天。", "To keep it, say until when."));
    };
    let present = document.validity(book, today);
    let Some(now) = present.value() else { return unknown(&present) };
    if now.lapses_on < today {
        return Err(Refusal::new(
            format!("文件已于{}届满失效，不能再决定继续有效；确需执行的，请重新制定。", now.lapses_on),
            format!("The document lapsed on {}; it cannot be kept. Make it anew.", now.lapses_on),
        )
        .at("until_on")
        .because(record_of(&present)?)
        .into());
    }
    if until <= now.lapses_on {
        return refuse((
            "新的届满日应当晚于现在的届满日。",
            "The new last day must be later than the present one.",
        ));
    }
    let from = now.lapses_on.tomorrow().unwrap_or(now.lapses_on);
    let facts = Facts { renewed_from: Some(from), valid_until: Some(until), ..document.facts() };
    let decision = document_validity::decide(&facts, book, today);
    let Some(found) = decision.value() else { return unknown(&decision) };
    let record = record_of(&decision)?;
    if found.too_long {
        let (zh, en) = (
            "延长的时间超过这类文件的一般有效期，请改为较早的日期。",
            "This is longer than documents of its kind are valid; give an earlier day.",
        );
        return Err(Refusal::new(zh, en).at("until_on").because(record).into());
    }
    Ok(Extended { from, until, record })
}

fn unknown<V: serde::Serialize, T>(decision: &Decision<V>) -> Result<T, Fault> {
    let (zh, en) = (
        "有效期的规定尚待本县核实，核实后再决定继续有效。",
        "The county has not confirmed how long documents are valid; confirm it before keeping one.",
    );
    Err(Refusal::new(zh, en).at("until_on").because(record_of(decision)?).into())
}
