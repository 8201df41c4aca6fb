//! The clocks of a petition once it was accepted: the sixty days, a limit set by another law, and what is added. Not here:
//! which step is asked for (`super`).

use super::*;

/// An administrative procedure or a duty has the limit of the law it follows, counted from acceptance.
pub(super) fn statutory(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Stood, Stop> {
    let start = needed(facts.start, "start")?;
    let days = needed(facts.limit_days, "limit_days")?;
    let basis = needed(facts.limit_basis.as_deref().filter(|basis| !basis.trim().is_empty()), "limit_basis")?;
    if facts.done_on.is_some_and(|done| done < start) {
        return Stop::refuse("done_on", "办理之日早于起算日，请核对。", "done before it started");
    }
    let period = if facts.limit_working { Period::working_days(days) } else { Period::days(days) };
    let due =
        inquiry.book.calendar().due(start, period).map_err(|error| Stop::period("limit_days", error))?;
    let in_time = facts.done_on.map(|done| done <= due.date);
    let noted = vec![
        ("route", json!(facts.route)),
        ("sixty_days", json!(false)),
        ("limit_days", json!(days)),
        ("limit_working", json!(facts.limit_working)),
        ("limit_basis", json!(basis)),
        ("due", json!(due.date)),
        ("done_on", json!(facts.done_on)),
    ];
    inquiry.note("PET-10", in_time != Some(false), noted)?;
    count::end(inquiry, start, period, "limit_days")?;
    Ok(Stood { due: Some(due.date), in_time, allowed: true, provisional: due.provisional })
}

/// A period from its start, with the extension and hearings where the stage has them.
pub(super) fn clock(
    facts: &Facts,
    inquiry: &mut Inquiry<'_>,
    clause: &str,
    name: &str,
) -> Result<Stood, Stop> {
    let start = needed(facts.start, "start")?;
    if facts.done_on.is_some_and(|done| done < start) {
        return Stop::refuse("done_on", "办理之日早于起算日，请核对。", "done before it started");
    }
    let period: Period = inquiry.take(clause, name)?;
    let calendar = inquiry.book.calendar();
    let first = calendar.due(start, period).map_err(|error| Stop::period("start", error))?;
    let mut due = first;
    if facts.extended && clause == "PET-05" {
        let more: Period = inquiry.take("PET-05", "extension")?;
        due = further(inquiry, due, more)?;
    }
    if facts.hearing_days > 0 && clause == "PET-07" {
        due = further(inquiry, due, Period::days(facts.hearing_days))?;
    }
    let in_time = facts.done_on.map(|done| done <= due.date);
    let mut noted =
        vec![("start", json!(start)), ("due", json!(due.date)), ("done_on", json!(facts.done_on))];
    if facts.extended {
        noted.push(("extended", json!(true)));
    }
    if facts.hearing_days > 0 {
        noted.push(("hearing_days", json!(facts.hearing_days)));
    }
    inquiry.note(clause, in_time != Some(false), noted)?;
    count::end(inquiry, start, period, "start")?;
    if clause != "PET-04" {
        count::note_petition(inquiry, due.date)?;
    }
    Ok(Stood { due: Some(due.date), in_time, allowed: true, provisional: due.provisional })
}

pub(super) fn further(inquiry: &Inquiry<'_>, from: Due, more: Period) -> Result<Due, Stop> {
    let due = inquiry.book.calendar().due(from.date, more).map_err(|error| Stop::period("start", error))?;
    Ok(Due { provisional: due.provisional || from.provisional, ..due })
}
