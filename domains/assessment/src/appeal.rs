//! Remedies against a grade: 复核 by the deciding organ, 申诉 to the civil-service authority, each a procedure of
//! its own with its clock (公务员法 95, 96). The result stands meanwhile, and no remedy ends in a heavier one.

mod reading;

pub use reading::{Appeal, Remedy, find, of, open};

use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, Fault, Refusal, Scope, Tx, params};
use law::rules::Grade;
use law::rules::appeal as rule;
use law::{Record, Rulebook, Text};
use serde_json::json;

use crate::appraisal::{self, Appraisal, stored};
use crate::notice;
use crate::permission::wanted;
use crate::store::{appraisal as appraisal_sql, grade as sql, result as result_sql};
use crate::{eligibility, quota};

/// The day from which the time to file runs, if the way is open after what was filed before.
fn known_on(appraisal: &Appraisal, remedy: Remedy, before: &[Appeal]) -> Result<Date, Refusal> {
    let told = notice::known_on(appraisal).ok_or_else(|| {
        Refusal::new("收到书面通知后方可提出。", "A remedy is open once the written notice has been given.")
    })?;
    if before.iter().any(|one| one.state == "open") {
        return Err(Refusal::new("已有一件在办，办结后再提出。", "One is under way; wait for its decision."));
    }
    let reconsidered =
        before.iter().rev().find(|one| one.remedy == Remedy::Reconsideration && one.state != "withdrawn");
    let complained =
        before.iter().any(|one| one.remedy != Remedy::Reconsideration && one.state != "withdrawn");
    match (remedy, reconsidered) {
        _ if complained => Err(Refusal::new("已经申诉并作出处理决定。", "A complaint was decided already.")),
        (Remedy::Reconsideration, Some(_)) => Err(Refusal::new(
            "已经复核，不服的可以申诉。",
            "It was reconsidered already; the next way is a complaint.",
        )),
        (Remedy::AfterReconsideration, Some(answered)) => Ok(answered.decided_on.unwrap_or(told)),
        (Remedy::AfterReconsideration, None) => Err(Refusal::new(
            "尚未复核；可申请复核或者直接申诉。",
            "There was no reconsideration; ask for one or complain directly.",
        )),
        (Remedy::Complaint, Some(_)) => Err(Refusal::new(
            "已经复核，请选择“复核后申诉”。",
            "It was reconsidered; choose the complaint after reconsideration.",
        )),
        (Remedy::Reconsideration | Remedy::Complaint, None) => Ok(told),
    }
}

/// The clock of a remedy filed today, or the refusal if its time is over or there is no such way.
fn timed(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    remedy: Remedy,
    (kind, known_on): (rule::Contested, Date),
) -> Result<(rule::Remedy, Date, Record), Fault> {
    let today = tx.today();
    let facts = rule::Facts { kind, known_on, filed_on: Some(today), route: remedy.route(), complex: false };
    let decision = rule::decide(&facts, book, today);
    let found = eligibility::settled(&decision)?;
    let decided = eligibility::record(&decision)?;
    let Some(decide_by) = found.decide_by else {
        let last = found.file_by;
        return Err(Refusal::new(
            format!("期限已于 {last} 届满。"),
            format!("The time to file ended on {last}."),
        )
        .because(decided)
        .into());
    };
    Ok((found, decide_by, decided))
}

/// Files a remedy against one's own result. Answers its id.
///
/// # Errors
/// A refusal with its decision where the law opens no such way or the time is over.
pub fn file(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    appraisal_id: &str,
    remedy: Remedy,
    grounds: &str,
) -> Result<String, Fault> {
    let own = actor.person.as_deref().map_or_else(Scope::nothing, Scope::own);
    let appraisal = appraisal::find(tx, &own, appraisal_id)?;
    let kind = notice::contested(&appraisal).filter(|_| appraisal.state.is_result()).ok_or_else(|| {
        Refusal::new(
            "还没有可以申请复核或者申诉的结果。",
            "There is no result yet against which a remedy is open.",
        )
    })?;
    let before = of(tx, &own, appraisal_id)?;
    let known_on = known_on(&appraisal, remedy, &before)?;
    let today = tx.today();
    let (found, decide_by, decided) = timed(tx, book, remedy, (kind, known_on))?;
    let grounds = wanted(grounds, "grounds", "请写明事实和理由。", "Give the facts and the grounds.")?;
    let id = tx.id();
    let case = open_case(tx, &appraisal, remedy, &id, (decide_by, found.provisional))?;
    tx.execute(
        sql::ADD_APPEAL,
        params![
            &id,
            appraisal_id,
            &appraisal.person,
            &appraisal.unit,
            remedy.code(),
            known_on,
            today,
            &grounds,
            decide_by,
            found.provisional,
            appraisal.grade.map_or("no-grade", Grade::id),
            appraisal.decided_by.as_deref(),
            &case,
            stored("a decision", &decided)?
        ],
    )?;
    act(
        tx,
        actor,
        &appraisal,
        &id,
        "appeal.filed",
        json!({ "route": remedy.code(), "decide_by": decide_by }),
        Some(&decided),
    )?;
    Ok(id)
}

/// Opens the case of a remedy with whoever decides it, by the day it is to be decided.
fn open_case(
    tx: &mut Tx<'_>,
    appraisal: &Appraisal,
    remedy: Remedy,
    id: &str,
    (decide_by, provisional): (Date, bool),
) -> Result<String, Fault> {
    let (name, link, words) = (&appraisal.name, appraisal.link(), remedy.words());
    let about = About {
        subject: ("grade-appeal", id),
        unit: Some(&appraisal.unit),
        person: Some(&appraisal.person),
        title: Text::new(format!("考核结果{}：{name}", words.zh), format!("{}: {name}", words.en)),
        link: &link,
    };
    let role = if remedy == Remedy::Reconsideration { Role::Committee } else { Role::Organiser };
    case::open(tx, remedy.procedure(), &about, &Assigned::role(role, None).by(decide_by, provisional))
}

fn act(
    tx: &mut Tx<'_>,
    actor: &Actor,
    appraisal: &Appraisal,
    id: &str,
    kind: &str,
    facts: serde_json::Value,
    decision: Option<&Record>,
) -> Result<(), Fault> {
    let (unit, person) = (Some(appraisal.unit.as_str()), Some(appraisal.person.as_str()));
    ledger::record(tx, actor, &Act { kind, subject: ("grade-appeal", id), unit, person, facts, decision })?;
    Ok(())
}

/// Decides a remedy: keeps the result, or changes it to a lighter one. Whoever decided the result does not decide.
///
/// # Errors
/// A refusal for the same person, a result not lighter than the contested one, or without an answer.
pub fn decide(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    new_grade: Option<Grade>,
    answer: &str,
) -> Result<(), Fault> {
    let scope = actor.scope(Area::Duty);
    let appeal = find(tx, &scope, id)?;
    let appraisal = appraisal::find(tx, &scope, &appeal.appraisal)?;
    let involved = [appeal.contested_by.as_ref(), appraisal.proposed_by.as_ref()];
    if involved.contains(&Some(&actor.account)) || actor.person.as_deref() == Some(appeal.person.as_str()) {
        return Err(Refusal::new(
            "您参与了原结果的办理，应当回避，由他人办理。",
            "You took part in the result; somebody else decides.",
        )
        .into());
    }
    let answer = wanted(
        answer,
        "answer",
        "请写明查明的事实、理由和决定。",
        "Write the facts found, the reasons and the decision.",
    )?;
    if let Some(grade) = new_grade {
        if appeal.contested.is_some_and(|contested| grade <= contested) {
            return Err(Refusal::new(
                "变更后的等次应当比原等次为轻；不得因复核、申诉加重处理。",
                "A changed result is lighter than the one contested; a remedy never makes it heavier.",
            )
            .at("grade")
            .into());
        }
        if grade == Grade::Excellent {
            quota::check(tx, book, &appraisal)?;
        }
        change_grade(tx, actor, &appraisal, grade, &answer)?;
    }
    let (step, today) = (if appeal.extended { "decide-extended" } else { "decide" }, tx.today());
    let outcome = if new_grade.is_some() { "changed" } else { "kept" };
    case::advance(tx, appeal.remedy.procedure(), &appeal.case, (step, outcome), actor, &answer, None)?;
    tx.execute(
        sql::SETTLE_APPEAL,
        params![id, outcome, new_grade.map(Grade::id), &answer, &actor.name, today],
    )?;
    act(
        tx,
        actor,
        &appraisal,
        id,
        "appeal.decided",
        json!({ "outcome": outcome, "grade": new_grade.map(Grade::id) }),
        Some(&appeal.decision),
    )
}

fn change_grade(
    tx: &mut Tx<'_>,
    actor: &Actor,
    appraisal: &Appraisal,
    grade: Grade,
    answer: &str,
) -> Result<(), Fault> {
    let now = tx.now();
    let eligibility =
        appraisal.eligibility.as_ref().map(|record| stored("a decision", record)).transpose()?;
    tx.execute(
        appraisal_sql::SET_GRADE,
        params![&appraisal.id, "grade", grade.id(), eligibility, &actor.account, &actor.name, now, answer],
    )?;
    tx.execute(result_sql::VOID, params![&appraisal.id, "经复核、申诉变更等次", now])?;
    Ok(())
}

/// Extends the time to decide a complaint because the case is complex (AS-31).
///
/// # Errors
/// A refusal without a reason, or where the law allows no extension.
pub fn extend(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    reason: &str,
) -> Result<Date, Fault> {
    let scope = actor.scope(Area::Duty);
    let appeal = find(tx, &scope, id)?;
    let appraisal = appraisal::find(tx, &scope, &appeal.appraisal)?;
    let kind = notice::contested(&appraisal).ok_or(Fault::NotFound)?;
    let facts = rule::Facts {
        kind,
        known_on: appeal.known_on,
        filed_on: Some(appeal.filed_on),
        route: appeal.remedy.route(),
        complex: true,
    };
    let decision = rule::decide(&facts, book, tx.today());
    let found = eligibility::settled(&decision)?;
    let decided = eligibility::record(&decision)?;
    let until = found.decide_by.unwrap_or(appeal.decide_by);
    let next = Assigned::role(Role::Organiser, None).by(until, found.provisional);
    case::advance(
        tx,
        appeal.remedy.procedure(),
        &appeal.case,
        ("decide", "extended"),
        actor,
        reason,
        Some(next),
    )?;
    tx.execute(sql::EXTEND_APPEAL, params![id, until, found.provisional, stored("a decision", &decided)?])?;
    act(tx, actor, &appraisal, id, "appeal.extended", json!({ "decide_by": until }), Some(&decided))?;
    Ok(until)
}

/// Withdraws one's own remedy.
///
/// # Errors
/// A refusal if it was decided.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), Fault> {
    let own = actor.person.as_deref().map_or_else(Scope::nothing, Scope::own);
    let appeal = find(tx, &own, id)?;
    let appraisal = appraisal::find(tx, &own, &appeal.appraisal)?;
    let today = tx.today();
    if let Some(open) = case::open_step_of(tx, &appeal.case)? {
        // The step waits for whoever decides; withdrawing is the person's own, so it is handed to them first.
        case::reassign(tx, &open.id, &Assigned::person(&appeal.person))?;
    }
    let step = if appeal.extended { "decide-extended" } else { "decide" };
    case::advance(tx, appeal.remedy.procedure(), &appeal.case, (step, "withdrawn"), actor, "", None)?;
    tx.execute(sql::SETTLE_APPEAL, params![id, "withdrawn", None::<&str>, "", &actor.name, today])?;
    act(tx, actor, &appraisal, id, "appeal.withdrawn", json!({}), None)
}
