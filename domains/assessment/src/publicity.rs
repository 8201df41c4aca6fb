//! Publicity 公示 of proposed grades 优秀 within an organ, for as long as the law asks, with objections that are
//! answered before it closes. Not here: the proposal and the decision (verify, grade).

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::rules::publicity::{self as rule, Posting};
use law::{Rulebook, Text};
use serde_json::json;

use crate::annual::{advance, record};
use crate::appraisal::{self, Appraisal, State};
use crate::permission::{organiser, wanted};
use crate::procedure::GRADE_PUBLICITY;
use crate::store::{appraisal as appraisal_sql, grade as sql};
use crate::{eligibility, grade};

/// A publicity in an organ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Id.
    pub id: String,
    /// Cycle.
    pub cycle: String,
    /// Organ.
    pub organ: String,
    /// Its name.
    pub organ_name: String,
    /// Day of posting.
    pub posted_on: Date,
    /// Last day for objections.
    pub closes_on: Date,
    /// The last day rests on a calendar year not yet announced.
    pub provisional: bool,
    /// Whether objections are taken.
    pub open: bool,
    case: String,
}

/// Somebody whose proposed grade is posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The appraisal.
    pub appraisal: String,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: String,
}

/// An objection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Id.
    pub id: String,
    /// The appraisal objected to.
    pub appraisal: String,
    /// Whose it is.
    pub about: String,
    /// Who objects; `None` if they asked not to be named.
    pub by: Option<String>,
    /// What they say.
    pub body: String,
    /// When.
    pub filed_at: Timestamp,
    /// `open`, `upheld` or `dismissed`.
    pub state: String,
    /// The answer.
    pub answer: String,
    /// Who answered.
    pub answered_name: Option<String>,
}

fn posted(row: &Row) -> Result<Posted, DbError> {
    Ok(Posted {
        id: row.text(0)?,
        cycle: row.text(1)?,
        organ: row.text(2)?,
        organ_name: row.text(3)?,
        posted_on: row.get(4)?,
        closes_on: row.get(5)?,
        provisional: row.get(6)?,
        open: row.text(7)? == "open",
        case: row.text(8)?,
    })
}

fn public() -> Scope {
    Scope::county("what is posted is for everybody who serves in the county")
}

/// A publicity.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub fn find(tx: &mut Tx<'_>, id: &str) -> Result<Posted, Fault> {
    let row = tx.row(&public(), sql::PUBLICITY, params![id])?.ok_or(Fault::NotFound)?;
    Ok(posted(&row)?)
}

/// The publicities of a cycle, open or closed.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>, cycle: &str, open: bool) -> Result<Vec<Posted>, DbError> {
    let state = if open { "open" } else { "closed" };
    tx.rows(&public(), sql::PUBLICITIES, params![cycle, state])?.iter().map(posted).collect()
}

/// The people posted, by unit and name.
///
/// # Errors
/// If they cannot be read.
pub fn names(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Named>, DbError> {
    let rows = tx.rows(&public(), sql::NAMES, params![id])?;
    rows.iter()
        .map(|row| Ok(Named { appraisal: row.text(0)?, name: row.text(1)?, unit: row.text(2)? }))
        .collect()
}

/// The earliest day a publicity posted today may close.
///
/// # Errors
/// A refusal with its decision where the county has yet to confirm the period.
pub fn earliest(tx: &mut Tx<'_>, book: &Rulebook) -> Result<rule::Posted, Fault> {
    let today = tx.today();
    let facts = rule::Facts { kind: Posting::GradeExcellent, posted_on: today, closes_on: None };
    eligibility::settled(&rule::decide(&facts, book, today))
}

/// The decision that the time is long enough, or its refusal.
fn enough_time(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    closes_on: Date,
) -> Result<(rule::Posted, law::Record), Fault> {
    let today = tx.today();
    let facts = rule::Facts { kind: Posting::GradeExcellent, posted_on: today, closes_on: Some(closes_on) };
    let decision = rule::decide(&facts, book, today);
    let found = eligibility::settled(&decision)?;
    let decided = eligibility::record(&decision)?;
    if found.enough != Some(true) {
        let earliest = found.earliest_close;
        return Err(Refusal::new(
            format!("公示时间不够，最早 {earliest} 截止。"),
            format!("The time is too short: it may close on {earliest} at the earliest."),
        )
        .at("closes_on")
        .because(decided)
        .into());
    }
    Ok((found, decided))
}

/// Posts everybody of an organ whose proposed 优秀 waits for it. Answers the id.
///
/// # Errors
/// A refusal with its decision if the time is too short or not yet confirmed, or if nobody waits.
pub fn open(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    cycle: &str,
    organ: &str,
    closes_on: Date,
) -> Result<String, Fault> {
    organiser(actor)?;
    let county = Scope::county("the organisation department posts for the whole county");
    let waiting = tx.rows(&county, sql::WAITING, params![cycle, organ])?;
    if waiting.is_empty() {
        return Err(Refusal::new(
            "本单位没有待公示的拟优秀人员。",
            "Nobody of this organ waits for publicity.",
        )
        .into());
    }
    let today = tx.today();
    let (found, decided) = enough_time(tx, book, closes_on)?;
    let (id, now, name) = (tx.id(), tx.now(), appraisal::unit_name(tx, organ)?);
    let link = format!("/assessment/publicity/{id}");
    let about = About {
        subject: ("grade-publicity", &id),
        unit: Some(organ),
        person: None,
        title: Text::new(format!("拟优秀公示：{name}"), format!("Publicity: {name}")),
        link: &link,
    };
    let close = Assigned::role(Role::Organiser, None).by(closes_on, found.provisional);
    let case = case::open(tx, &GRADE_PUBLICITY, &about, &close)?;
    tx.execute(
        sql::ADD_PUBLICITY,
        params![&id, cycle, organ, today, closes_on, found.provisional, &case, now],
    )?;
    for row in &waiting {
        tx.execute(sql::ADD_NAME, params![&id, row.text(0)?])?;
    }
    let facts = json!({ "people": waiting.len(), "posted_on": today, "closes_on": closes_on });
    let act = Act {
        kind: "grade-publicity.opened",
        subject: ("grade-publicity", &id),
        unit: Some(organ),
        person: None,
        facts,
        decision: Some(&decided),
    };
    ledger::record(tx, actor, &act)?;
    Ok(id)
}

/// Objects to a posted name. Who asks not to be named is not stored.
///
/// # Errors
/// A refusal if it is closed, the name is not posted, or nothing is said.
pub fn object(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    appraisal_id: &str,
    body: &str,
    named: bool,
) -> Result<String, Fault> {
    let posted = find(tx, id)?;
    if !posted.open || tx.today() > posted.closes_on {
        return Err(Refusal::new(
            "公示已结束，不再收取异议；可向组织部门反映。",
            "The publicity is over; turn to the organisation department.",
        )
        .into());
    }
    if !names(tx, id)?.iter().any(|named| named.appraisal == appraisal_id) {
        return Err(Refusal::new("请选择对谁有异议。", "Choose whom the objection is about.")
            .at("appraisal")
            .into());
    }
    let body =
        wanted(body, "body", "请写明异议的事实和依据。", "Say what the objection is and what it rests on.")?;
    let (objection, now) = (tx.id(), tx.now());
    let by = actor.person.as_deref().filter(|_| named);
    tx.execute(sql::ADD_OBJECTION, params![&objection, id, appraisal_id, &posted.organ, by, &body, now])?;
    let nobody = Actor::code_holder();
    let author = if named { actor } else { &nobody };
    let act = Act {
        kind: "grade-publicity.objected",
        subject: ("grade-publicity", id),
        unit: Some(&posted.organ),
        person: None,
        facts: json!({ "objection": objection }),
        decision: None,
    };
    ledger::record(tx, author, &act)?;
    Ok(objection)
}

/// The objections of a publicity, for the organisation department.
///
/// # Errors
/// If they cannot be read.
pub fn objections(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Vec<Objection>, Fault> {
    organiser(actor)?;
    let rows = tx.rows(&actor.scope(Area::Duty), sql::OBJECTIONS, params![id])?;
    let found = rows.iter().map(|row| {
        Ok::<_, DbError>(Objection {
            id: row.text(0)?,
            appraisal: row.text(1)?,
            about: row.text(2)?,
            by: row.get(4)?,
            body: row.text(5)?,
            filed_at: row.get(6)?,
            state: row.text(7)?,
            answer: row.text(8)?,
            answered_name: row.get(9)?,
        })
    });
    Ok(found.collect::<Result<_, _>>()?)
}

/// Answers an objection: upheld, or dismissed, with what was found.
///
/// # Errors
/// A refusal without an answer, or if it was answered already.
pub fn answer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    objection: &str,
    upheld: bool,
    answer: &str,
) -> Result<(), Fault> {
    organiser(actor)?;
    let row = tx.row(&actor.scope(Area::Duty), sql::OBJECTION, params![objection])?.ok_or(Fault::NotFound)?;
    let (publicity, unit) = (row.text(0)?, row.text(3)?);
    let answer =
        wanted(answer, "answer", "请写明核实情况和处理意见。", "Write what was found and what follows.")?;
    let (state, now) = (if upheld { "upheld" } else { "dismissed" }, tx.now());
    if tx.execute(sql::ANSWER_OBJECTION, params![objection, state, &answer, &actor.name, now])? == 0 {
        return Err(Refusal::new("这一异议已经答复。", "This objection has been answered.").into());
    }
    let act = Act {
        kind: "grade-publicity.objection-answered",
        subject: ("grade-publicity", &publicity),
        unit: Some(&unit),
        person: None,
        facts: json!({ "objection": objection, "state": state }),
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// Sends a posted name on to its notice, or back to the committee.
fn send_on(
    tx: &mut Tx<'_>,
    (actor, book): (&Actor, &Rulebook),
    appraisal: &Appraisal,
    (id, upheld): (&str, bool),
) -> Result<(), Fault> {
    if upheld {
        tx.execute(
            appraisal_sql::SET_GRADE,
            params![
                &appraisal.id,
                appraisal.form.map(|form| form.code()),
                None::<&str>,
                appraisal
                    .eligibility
                    .as_ref()
                    .map(|record| appraisal::stored("a decision", record))
                    .transpose()?,
                appraisal.decided_by.as_deref(),
                appraisal.decided_name.as_deref(),
                appraisal.decided_at,
                ""
            ],
        )?;
        let committee = Assigned::role(Role::Committee, None);
        advance(tx, &Actor::program(), appraisal, "objected", "公示期间异议成立", Some(committee))?;
        record(tx, actor, appraisal, "appraisal.objected", json!({ "publicity": id }), None)?;
    } else {
        let next = grade::notice_step(tx, book, appraisal)?;
        advance(tx, &Actor::program(), appraisal, "passed", "", Some(next))?;
    }
    Ok(())
}

/// Closes a publicity after its last day, once every objection is answered: names without an upheld objection go
/// on to the notice, the others back to the committee. Answers how many went each way.
///
/// # Errors
/// A refusal before the time is over or while an objection is open.
pub fn close(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<(u32, u32), Fault> {
    organiser(actor)?;
    let posted = find(tx, id)?;
    if tx.today() <= posted.closes_on {
        let last = posted.closes_on;
        return Err(Refusal::new(
            format!("公示到 {last} 止（当日计入），次日起方可办结。"),
            format!("It runs through {last}; it can be closed from the day after."),
        )
        .into());
    }
    let objections = objections(tx, actor, id)?;
    if objections.iter().any(|objection| objection.state == "open") {
        return Err(Refusal::new(
            "还有异议没有答复，答复后方可办结。",
            "An objection is still open; answer it first.",
        )
        .into());
    }
    let now = tx.now();
    case::advance(tx, &GRADE_PUBLICITY, &posted.case, ("close", "closed"), actor, "", None)?;
    tx.execute(sql::CLOSE_PUBLICITY, params![id, now])?;
    let scope = actor.scope(Area::Duty);
    let (mut passed, mut back) = (0, 0);
    for named in names(tx, id)? {
        let appraisal = appraisal::find(tx, &scope, &named.appraisal)?;
        if appraisal.state != State::Publicity {
            continue;
        }
        let upheld = objections.iter().any(|one| one.appraisal == appraisal.id && one.state == "upheld");
        send_on(tx, (actor, book), &appraisal, (id, upheld))?;
        if upheld {
            back += 1;
        } else {
            passed += 1;
        }
    }
    let act = Act {
        kind: "grade-publicity.closed",
        subject: ("grade-publicity", id),
        unit: Some(&posted.organ),
        person: None,
        facts: json!({ "passed": passed, "back": back, "objections": objections.len() }),
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok((passed, back))
}
