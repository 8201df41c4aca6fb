//! Grades: the committee decides each one, by name, on eligibility and places. A proposed 优秀 goes to publicity,
//! everything else to the written notice. Not here: the proposal (verify), what follows (result).

use kernel::case::Assigned;
use kernel::{Actor, Area, Fault, Refusal, Tx, params};
use law::Rulebook;
use law::inquiry::Inquiry;
use law::rules::Grade;
use serde_json::json;

use crate::annual::{advance, by_itself, in_time, record, superior};
use crate::appraisal::{self, Appraisal, Form, State, stored};
use crate::permission::{committee, wanted};
use crate::store::{appraisal as sql, result as result_sql};
use crate::verify::{check_grade, form_of, not_oneself};
use crate::{eligibility, quota, routine};

/// What the committee decides about one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The grade; `None` where none is due.
    pub grade: Option<Grade>,
    /// The committee's remark; asked for where it departs from the proposal.
    pub note: String,
}

/// Decides an appraisal. Answers where it then stands.
///
/// # Errors
/// A refusal with its decision where eligibility or places do not allow the grade, or without a reason where the
/// committee departs from the proposal.
pub fn decide(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    verdict: &Verdict,
) -> Result<State, Fault> {
    committee(actor)?;
    let appraisal = appraisal::find(tx, &actor.scope(Area::Duty), id)?;
    appraisal.must_be(State::Decide)?;
    not_oneself(actor, &appraisal)?;
    let decision = eligibility::of(tx, book, &appraisal)?;
    let found = eligibility::settled(&decision)?;
    let decided = eligibility::record(&decision)?;
    check_grade(&found, &decided, verdict.grade)?;
    let form = form_of(&found);
    let departs = form == Form::Grade && appraisal.proposed.is_some() && verdict.grade != appraisal.proposed;
    if departs && verdict.note.trim().is_empty() {
        return Err(Refusal::new(
            "与建议等次不同，请写明理由。",
            "This departs from the proposal; give the reason.",
        )
        .at("note")
        .into());
    }
    let mut places = None;
    if verdict.grade == Some(Grade::Excellent) {
        check_quarters(tx, book, &appraisal)?;
        places = Some(quota::check(tx, book, &appraisal)?);
    }
    let now = tx.now();
    tx.execute(
        sql::SET_GRADE,
        params![
            id,
            form.code(),
            verdict.grade.map(Grade::id),
            stored("a decision", &decided)?,
            &actor.account,
            &actor.name,
            now,
            verdict.note.trim()
        ],
    )?;
    // What followed from an earlier result of the year no longer does.
    tx.execute(result_sql::VOID, params![id, "等次重新确定", now])?;
    let (outcome, next) = next_of(tx, book, &appraisal, form, verdict.grade)?;
    advance(tx, actor, &appraisal, outcome, &verdict.note, Some(next))?;
    let facts = json!({
        "form": form.code(), "grade": verdict.grade.map(Grade::id), "proposed": appraisal.proposed.map(Grade::id),
        "places": places.as_ref().map(|record| &record.outcome),
    });
    record(tx, actor, &appraisal, "appraisal.decided", facts, Some(&decided))?;
    Ok(appraisal::find(tx, &actor.scope(Area::Duty), id)?.state)
}

fn next_of(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    appraisal: &Appraisal,
    form: Form,
    grade: Option<Grade>,
) -> Result<(&'static str, Assigned), Fault> {
    match (form, grade) {
        (Form::Later, _) => Ok(("later", by_itself())),
        (_, Some(Grade::Excellent)) => Ok(("excellent", by_itself())),
        _ => Ok(("decided", notice_step(tx, book, appraisal)?)),
    }
}

/// The step of the written notice: with the superior, within five working days.
pub(crate) fn notice_step(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    appraisal: &Appraisal,
) -> Result<Assigned, Fault> {
    let next = superior(tx, appraisal)?;
    Ok(match book.calendar().add_working_days(tx.today(), 5) {
        Ok(due) => next.by(due.date, due.provisional),
        Err(_) => next,
    })
}

/// Where the county has confirmed AS-32 and quarters were graded, 优秀 comes from those mostly 好 with no 一般 or 较差.
fn check_quarters(tx: &mut Tx<'_>, book: &Rulebook, appraisal: &Appraisal) -> Result<(), Fault> {
    let counts = routine::graded(tx, &appraisal.cycle, &appraisal.person)?;
    let all: u32 = counts.iter().sum();
    let on = tx.today();
    if all == 0 || !routine::may_grade(book, on) {
        return Ok(());
    }
    let held = counts[0] * 2 > all && counts[2] + counts[3] == 0;
    let mut inquiry = Inquiry::new("routine-excellent", book, on);
    let result = inquiry.note("AS-32", held, vec![("quarters", json!(counts))]).map(|()| held);
    let decision = inquiry.finish(result);
    if held {
        return Ok(());
    }
    Err(Refusal::new(
        "平时考核结果不是多为“好”，或者有“一般”“较差”，不能定优秀。",
        "The quarters were not mostly good, or one was fair or poor: not excellent.",
    )
    .at("grade")
    .because(eligibility::record(&decision)?)
    .into())
}

/// Sends an appraisal back to whoever verified it, with the reason.
///
/// # Errors
/// A refusal without a reason, or if the step is not open to this actor.
pub fn send_back(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<(), Fault> {
    committee(actor)?;
    let appraisal = appraisal::find(tx, &actor.scope(Area::Duty), id)?;
    appraisal.must_be(State::Decide)?;
    not_oneself(actor, &appraisal)?;
    let reason = wanted(reason, "note", "请写明需要核实什么。", "Say what is to be verified.")?;
    let next = superior(tx, &appraisal)?;
    let next = in_time(tx, &appraisal, next)?;
    advance(tx, actor, &appraisal, "returned", &reason, Some(next))?;
    record(tx, actor, &appraisal, "appraisal.returned", json!({ "to": "verify" }), None)
}
