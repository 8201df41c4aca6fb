//! The remedy an answer names: where, within which time, and by which day where that day is known. Not here: asking for it
//! (`review`), the periods (crate `law`).

use jiff::civil::Date;
use kernel::Fault;
use law::Rulebook;
use law::calendar::{Period, Unit};
use law::decision::Record;
use law::rules::appeal::{self, Contested, Route};
use law::rules::disclosure_request::Answer;

use crate::dates;
use crate::request::Request;

/// A remedy with its last day, counted from a day.
pub(crate) struct Remedy {
    /// As the letter says it.
    pub words: String,
    /// Last day to ask, counted from the day given.
    pub file_by: Date,
    /// It may move.
    pub provisional: bool,
    /// The decision.
    pub record: Record,
}

/// A day as letters write it.
pub(crate) fn spoken(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// A period as letters write it.
fn span(period: Period) -> String {
    let unit = match period.unit {
        Unit::CalendarDays => "日",
        Unit::WorkingDays => "个工作日",
        Unit::Months => "个月",
        Unit::Years => "年",
        Unit::Hours => "小时",
    };
    format!("{}{unit}", period.n)
}

/// Whether an answer reaches the resident the day it is written: on the page they look at.
pub(crate) fn at_once(request: &Request) -> bool {
    request.reply_by.is_empty() || request.reply_by == "online"
}

fn judged(
    book: &Rulebook,
    (kind, route): (Contested, Route),
    known_on: Date,
) -> Result<(appeal::Remedy, Record), Fault> {
    let facts = appeal::Facts { kind, known_on, filed_on: None, route, complex: false };
    dates::found(&appeal::decide(&facts, book, known_on))
}

/// The time to ask, and its last day where the day it runs from is known.
fn within(remedy: &appeal::Remedy, known: bool) -> String {
    let span = span(remedy.file_in);
    if known {
        format!("{span}内（{}（含当日）前）", spoken(remedy.file_by))
    } else {
        format!("{span}内")
    }
}

/// Against an opinion, or against its review: review by the organ above.
pub(crate) fn review(
    book: &Rulebook,
    known_on: Date,
    (reviewed, known): (bool, bool),
) -> Result<Remedy, Fault> {
    let route = if reviewed { Route::ReReview } else { Route::Review };
    let (value, record) = judged(book, (Contested::PetitionOpinion, route), known_on)?;
    let (what, to) = if reviewed { ("复查", "复核") } else { ("处理", "复查") };
    let within = within(&value, known);
    Ok(Remedy {
        words: format!("对本{what}意见不服的，可以自收到之日起{within}请求上一级机关{to}。"),
        file_by: value.file_by,
        provisional: value.provisional,
        record,
    })
}

/// Against what an office did by an administrative procedure or its duty: reconsideration or the courts.
pub(crate) fn of_act(book: &Rulebook, today: Date, known: bool) -> Result<(String, Record), Fault> {
    let act = Contested::AdministrativeAct;
    let (asked, record) = judged(book, (act, Route::AdministrativeReconsideration), today)?;
    let (sued, _) = judged(book, (act, Route::Litigation), today)?;
    let (asked, sued) = (within(&asked, known), within(&sued, known));
    let words = format!(
        "对本答复不服的，可以自知道之日起{asked}申请行政复议，或者自知道之日起{sued}向人民法院提起行政诉讼。"
    );
    Ok((words, record))
}

/// Against an answer to a request for information: where something was withheld, reconsideration comes first.
pub(crate) fn of_answer(
    book: &Rulebook,
    (outcome, today): (Answer, Date),
    known: bool,
) -> Result<(String, Record), Fault> {
    let withheld = matches!(
        outcome,
        Answer::Partly | Answer::RefusedSecret | Answer::RefusedThirdParty | Answer::RefusedInternal
    );
    if !withheld {
        return of_act(book, today, known);
    }
    let place = (Contested::InformationWithheld, Route::AdministrativeReconsideration);
    let (asked, record) = judged(book, place, today)?;
    let within = within(&asked, known);
    let words = format!(
        "对不予公开的决定不服的，应当自知道之日起{within}先申请行政复议；对行政复议决定不服的，可以再依法提起行政诉讼。"
    );
    Ok((words, record))
}

/// What is too late once the time to answer is over.
pub(crate) fn still_running(request: &Request, today: Date) -> Result<(), kernel::Refusal> {
    match request.due.filter(|due| *due < today) {
        None => Ok(()),
        Some(due) => Err(kernel::Refusal::new(
            format!("办理期限已于{}届满，不能再延长期限或者征求意见，请直接办理并答复。", spoken(due)),
            format!("The time to answer ended on {due}; it cannot be extended and nobody is asked any more."),
        )
        .at("note")),
    }
}
