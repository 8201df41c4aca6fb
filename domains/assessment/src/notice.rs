//! The written notice 书面反馈 and the person's opinion on it; with the opinion the year's file closes.
//! Not here: the page and the document (pages), remedies (appeal).

use jiff::civil::Date;
use kernel::case::{self, Assigned};
use kernel::clock::date_at;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, Fault, Scope, Tx, params};
use law::Rulebook;
use law::Text;
use law::rules::Grade;
use law::rules::appeal::{self as rule, Contested, Route};
use serde_json::json;

use crate::annual::{advance, record};
use crate::appraisal::{self, Appraisal, Form, State};
use crate::permission::{organiser, wanted};
use crate::store::appraisal as sql;
use crate::terms::OPINION_DAYS;

/// Gives the written notice: the superior hands it over and says so. Opens the time for the person's opinion.
///
/// # Errors
/// A refusal if the step is not this actor's.
pub fn give(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<(), Fault> {
    let appraisal = appraisal::find(tx, &actor.scope(Area::Duty), id)?;
    appraisal.must_be(State::Notice)?;
    let (now, today) = (tx.now(), tx.today());
    tx.execute(sql::SET_NOTICE, params![id, now, &actor.name])?;
    let next = Assigned::person(&appraisal.person);
    let next = match book.calendar().add_working_days(today, u32::from(OPINION_DAYS)) {
        Ok(due) => next.by(due.date, due.provisional),
        Err(_) => next,
    };
    advance(tx, actor, &appraisal, "noticed", "", Some(next))?;
    let facts = json!({ "form": appraisal.form.map(Form::code), "grade": appraisal.grade.map(Grade::id) });
    record(tx, actor, &appraisal, "appraisal.noticed", facts, appraisal.eligibility.as_ref())
}

/// The person's opinion on the notice; closes the file. The result stands either way.
///
/// # Errors
/// A refusal without remarks where there are some, or if the step is not this person's.
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, id: &str, agrees: bool, remarks: &str) -> Result<(), Fault> {
    let own = actor.person.as_deref().map_or_else(Scope::nothing, Scope::own);
    let appraisal = appraisal::find(tx, &own, id)?;
    appraisal.must_be(State::Opinion)?;
    let remarks = if agrees {
        remarks.trim().to_owned()
    } else {
        wanted(remarks, "opinion_text", "请写明您的意见。", "Write your remarks.")?
    };
    let (now, opinion) = (tx.now(), if agrees { "agree" } else { "remarks" });
    tx.execute(sql::SET_OPINION, params![id, opinion, &remarks, now])?;
    advance(tx, actor, &appraisal, if agrees { "agreed" } else { "remarked" }, &remarks, None)?;
    record(tx, actor, &appraisal, "appraisal.opinion", json!({ "opinion": opinion }), None)
}

/// Closes the files whose time for an opinion is over without one. Answers how many.
///
/// # Errors
/// A refusal for anybody but the organisation department.
pub fn lapse(tx: &mut Tx<'_>, actor: &Actor, cycle: &str) -> Result<u32, Fault> {
    organiser(actor)?;
    let (now, today) = (tx.now(), tx.today());
    let mut lapsed = 0;
    for appraisal in appraisal::in_state(tx, &actor.scope(Area::Duty), cycle, State::Opinion)? {
        let open = case::open_step_of(tx, &appraisal.case)?;
        if open.and_then(|step| step.due).is_none_or(|due| due >= today) {
            continue;
        }
        tx.execute(sql::SET_OPINION, params![&appraisal.id, "silent", "", now])?;
        advance(tx, &Actor::program(), &appraisal, "silent", "", None)?;
        lapsed += 1;
    }
    let facts = json!({ "lapsed": lapsed });
    let act = Act {
        kind: "assessment.opinions-lapsed",
        subject: ("cycle", cycle),
        unit: None,
        person: None,
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(lapsed)
}

/// What the law calls the result when it is contested.
#[must_use]
pub fn contested(appraisal: &Appraisal) -> Option<Contested> {
    match (appraisal.form, appraisal.grade) {
        (_, Some(Grade::Incompetent)) => Some(Contested::Incompetent),
        (_, Some(Grade::BasicallyCompetent)) => Some(Contested::BasicallyCompetent),
        (_, Some(Grade::Competent)) => Some(Contested::NotExcellent),
        (Some(Form::NoGrade | Form::CommentOnly), None) => Some(Contested::NoGrade),
        _ => None,
    }
}

/// The day the result was known to the person.
#[must_use]
pub fn known_on(appraisal: &Appraisal) -> Option<Date> {
    appraisal.noticed_at.map(date_at)
}

/// What the person may do against the result, by the law: the decision for reconsideration, to be drawn as it is.
#[must_use]
pub fn remedy(appraisal: &Appraisal, book: &Rulebook, on: Date) -> Option<law::Decision<rule::Remedy>> {
    let facts = rule::Facts {
        kind: contested(appraisal)?,
        known_on: known_on(appraisal)?,
        filed_on: None,
        route: Route::Reconsideration,
        complex: false,
    };
    Some(rule::decide(&facts, book, on))
}

/// The result in a sentence with its reason, as the notice prints it; `None` while there is none.
#[must_use]
pub fn sentence(appraisal: &Appraisal) -> Option<Text> {
    let (year, name, unit) = (appraisal.year, &appraisal.name, &appraisal.unit_name);
    let form = appraisal.form.filter(|_| appraisal.state.is_result())?;
    let said = match (form, appraisal.grade) {
        (Form::Grade, Some(grade)) => {
            let grade = grade.text();
            Text::new(format!("确定为“{}”等次", grade.zh), format!("was graded “{}”", grade.en))
        }
        (Form::CommentOnly, _) => Text::new("只写评语，不确定等次", "received a comment and no grade"),
        (Form::NoGrade, _) => Text::new("参加考核，不确定等次", "took part and received no grade"),
        (Form::Later | Form::Grade, _) => return None,
    };
    let reason = appraisal.eligibility.as_ref().and_then(|record| {
        record
            .reasons
            .iter()
            .find(|reason| reason.held && !matches!(form, Form::Grade))
            .map(|reason| reason.text.clone())
    });
    let (because_zh, because_en) = match reason {
        Some(reason) => (
            format!("，依据：{}", reason.zh.trim_end_matches('。')),
            format!(", because: {}", reason.en.trim_end_matches('.')),
        ),
        None => (String::new(), String::new()),
    };
    let decided = appraisal.decided_name.clone().unwrap_or_default();
    Some(Text::new(
        format!("{unit}{name}同志{year}年度考核，经{decided}审核，{}{because_zh}。", said.zh),
        format!(
            "In the assessment of {year}, {name} of {unit} {}{because_en}; decided by {decided}.",
            said.en
        ),
    ))
}
