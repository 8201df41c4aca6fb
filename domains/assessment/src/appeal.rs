//! Remedies against a grade: 复核 by the deciding organ, 申诉 to the civil-service authority, each a procedure of
//! its own with its clock (公务员法 95, 96). The result stands meanwhile, and no remedy ends in a heavier one.

use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::procedure::Procedure;
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::rules::Grade;
use law::rules::appeal::{self as rule, Route};
use law::{Record, Rulebook, Text};
use serde_json::json;

use crate::appraisal::{self, Appraisal, grade_from, stored};
use crate::coded::coded;
use crate::notice;
use crate::permission::wanted;
use crate::procedure::{COMPLAINT, RECONSIDERATION};
use crate::store::{appraisal as appraisal_sql, grade as sql, result as result_sql};
use crate::{eligibility, quota};

coded! {
    /// The way a remedy takes.
    Remedy {
        /// 复核 by the organ that decided.
        Reconsideration = "reconsideration", "复核", "reconsideration";
        /// 申诉 after it.
        AfterReconsideration = "complaint-after-reconsideration", "复核后申诉", "complaint after reconsideration";
        /// 申诉 without it.
        Complaint = "complaint", "直接申诉", "direct complaint";
    }
}

impl Remedy {
    fn route(self) -> Route {
        match self {
            Remedy::Reconsideration => Route::Reconsideration,
            Remedy::AfterReconsideration => Route::ComplaintAfterReconsideration,
            Remedy::Complaint => Route::Complaint,
        }
    }

    /// The procedure it runs on.
    #[must_use]
    pub fn procedure(self) -> &'static Procedure {
        if self == Remedy::Reconsideration { &RECONSIDERATION } else { &COMPLAINT }
    }
}

/// A remedy taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Appeal {
    /// Id.
    pub id: String,
    /// The appraisal.
    pub appraisal: String,
    /// Person.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// The way it takes.
    pub remedy: Remedy,
    /// When the result was known.
    pub known_on: Date,
    /// When it was filed.
    pub filed_on: Date,
    /// Its grounds.
    pub grounds: String,
    /// Last day to decide.
    pub decide_by: Date,
    /// The last day is provisional.
    pub provisional: bool,
    /// The time to decide was extended.
    pub extended: bool,
    /// `open`, `kept`, `changed` or `withdrawn`.
    pub state: String,
    /// The grade contested.
    pub contested: Option<Grade>,
    /// Account that decided it.
    pub contested_by: Option<String>,
    /// The grade it was changed to.
    pub new_grade: Option<Grade>,
    /// The answer.
    pub answer: String,
    /// Who decided.
    pub decided_name: Option<String>,
    /// When.
    pub decided_on: Option<Date>,
    /// The case.
    pub case: String,
    /// The decision on time, as kept.
    pub decision: Record,
}

fn appeal(row: &Row) -> Result<Appeal, DbError> {
    let code = row.text(5)?;
    let remedy = Remedy::from_code(&code).ok_or(DbError::Stored { what: "a remedy", why: code })?;
    let decision = serde_json::from_str(&row.text(20)?)
        .map_err(|error| DbError::Stored { what: "a decision", why: error.to_string() })?;
    Ok(Appeal {
        id: row.text(0)?,
        appraisal: row.text(1)?,
        person: row.text(2)?,
        name: row.text(3)?,
        unit: row.text(4)?,
        remedy,
        known_on: row.get(6)?,
        filed_on: row.get(7)?,
        grounds: row.text(8)?,
        decide_by: row.get(9)?,
        provisional: row.get(10)?,
        extended: row.get(11)?,
        state: row.text(12)?,
        contested: grade_from(&row.text(13)?),
        contested_by: row.get(14)?,
        new_grade: row.get::<Option<String>>(15)?.and_then(|code| grade_from(&code)),
        answer: row.text(16)?,
        decided_name: row.get(17)?,
        decided_on: row.get(18)?,
        case: row.text(19)?,
        decision,
    })
}

/// One remedy in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Appeal, Fault> {
    let row = tx.row(scope, sql::APPEAL, params![id])?.ok_or(Fault::NotFound)?;
    Ok(appeal(&row)?)
}

/// The remedies taken against a result, oldest first.
///
/// # Errors
/// If they cannot be read.
pub fn of(tx: &mut Tx<'_>, scope: &Scope, appraisal: &str) -> Result<Vec<Appeal>, DbError> {
    tx.rows(scope, sql::APPEALS, params![appraisal])?.iter().map(appeal).collect()
}

/// The remedies that wait for a decision, most pressing first.
///
/// # Errors
/// If they cannot be read.
pub fn open(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Appeal>, DbError> {
    tx.rows(scope, sql::OPEN_APPEALS, &[])?.iter().map(appeal).collect()
}

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
    let grounds = wanted(grounds, "grounds", "请写明事实和理由。", "Give the facts and the grounds.")?;
    let id = tx.id();
    let (name, link, words) = (&appraisal.name, appraisal.link(), remedy.words());
    let about = About {
        subject: ("grade-appeal", &id),
        unit: Some(&appraisal.unit),
        person: Some(&appraisal.person),
        title: Text::new(format!("考核结果{}：{name}", words.zh), format!("{}: {name}", words.en)),
        link: &link,
    };
    let role = if remedy == Remedy::Reconsideration { Role::Committee } else { Role::Organiser };
    let case = case::open(
        tx,
        remedy.procedure(),
        &about,
        &Assigned::role(role, None).by(decide_by, found.provisional),
    )?;
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
