//! Commitments: who does what by when. Each is a to-do of its person; what happened is written once by that person and
//! becomes, through the operation of room duty, evidence for items of their letter in the same transaction.

use jiff::civil::Date;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::decision::Text;
use serde_json::json;

use super::writing::to_write;
use super::{sql, with_set};
use crate::coded::coded;
use crate::procedure::COMMITMENT;
use crate::set;

coded! {
    /// What became of a commitment.
    State {
        /// Not yet answered.
        Open = "open", "进行中", "open";
        /// Done as promised.
        Done = "done", "已兑现", "done";
        /// Something else happened.
        Otherwise = "otherwise", "结果有变", "otherwise";
        /// Dropped.
        Dropped = "dropped", "不再执行", "dropped";
    }
}

/// A commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// Id.
    pub id: String,
    /// Its round.
    pub round: String,
    /// Number of the round.
    pub round_number: i64,
    /// Its set.
    pub set: String,
    /// Who.
    pub person: String,
    /// Their name.
    pub name: String,
    /// What.
    pub what: String,
    /// By when.
    pub by_on: Date,
    /// What became of it.
    pub state: State,
    /// When it happened.
    pub happened_on: Option<Date>,
    /// What happened.
    pub happened: String,
    /// The entry of evidence it became.
    pub evidence: Option<String>,
}

/// What happened, as its person says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Done as promised, or otherwise.
    pub as_promised: bool,
    /// When.
    pub happened_on: Date,
    /// What happened.
    pub happened: String,
    /// For which items of one's letter it is evidence; may be empty.
    pub supports: Vec<duty::evidence::Support>,
}

fn read(row: &Row) -> Result<Commitment, DbError> {
    Ok(Commitment {
        id: row.text(0)?,
        round: row.text(1)?,
        round_number: row.int(2)?,
        set: row.text(3)?,
        person: row.text(4)?,
        name: row.text(5)?,
        what: row.text(6)?,
        by_on: row.get(7)?,
        state: State::read(row, 8)?,
        happened_on: row.get(9)?,
        happened: row.text(10)?,
        evidence: row.get(11)?,
    })
}

/// The commitments of a set that was found in scope.
///
/// # Errors
/// If they cannot be read.
pub fn of_set(tx: &mut Tx<'_>, set: &str) -> Result<Vec<Commitment>, DbError> {
    tx.rows(&with_set(), sql::COMMITMENTS, params![set])?.iter().map(read).collect()
}

/// A commitment in reach of whoever sees its set.
///
/// # Errors
/// [`Fault::NotFound`].
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Commitment, Fault> {
    let row = tx.row(scope, sql::COMMITMENT, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// Notes that somebody of the set promised something; it becomes their to-do. Answers its id.
///
/// # Errors
/// Refusals by field: `what`, `by_on`, `person`; as writing in a round.
pub fn commit(
    tx: &mut Tx<'_>,
    actor: &Actor,
    round: &str,
    (person, what, by_on): (&str, &str, Date),
) -> Result<String, Fault> {
    let (found, set, members) = to_write(tx, actor, round)?;
    let what = what.trim();
    if !(4..=100).contains(&what.chars().count()) {
        return Err(Refusal::new("承诺内容写 4–100 字。", "Say the commitment in 4 to 100 characters.")
            .at("what")
            .into());
    }
    let today = tx.today();
    if by_on < today || by_on > set.ends_on {
        return Err(Refusal::new(
            "完成日期应在今天之后、小组结束日期之前。",
            "The day lies between today and the last day of the set.",
        )
        .at("by_on")
        .into());
    }
    let Some(member) = members.iter().find(|one| one.person == person) else {
        return Err(Refusal::new("请从小组人员中选择由谁完成。", "Choose somebody of the set.")
            .at("person")
            .into());
    };
    let (id, now) = (tx.id(), tx.now());
    tx.execute(sql::COMMIT, params![&id, round, person, &member.name, what, by_on, now])?;
    let about = About {
        subject: ("action-commitment", &id),
        unit: Some(&set.unit),
        person: Some(person),
        title: Text::new(format!("{what}（{}）", set.title), format!("{what} ({})", set.title)),
        link: &format!("/action/commitments/{id}"),
    };
    case::open(tx, &COMMITMENT, &about, &Assigned::person(person).by(by_on, false))?;
    super::writing::record(tx, actor, "action.committed", (&found, &set), json!({ "by": by_on }))?;
    Ok(id)
}

/// Says what became of one's commitment. What is chosen of one's letter receives it as evidence at once: title, day and
/// text are those of the commitment, nothing is typed again.
///
/// # Errors
/// Refusals: another's commitment, answered already, fields; those of the evidence itself.
pub fn report(tx: &mut Tx<'_>, actor: &Actor, id: &str, report: &Report) -> Result<(), Fault> {
    let found = find(tx, &actor.scope(Area::Learning), id)?;
    mine(actor, &found)?;
    let happened = report.happened.trim();
    if !(2..=2_000).contains(&happened.chars().count()) {
        return Err(Refusal::new("请写明结果（2–2000 字）。", "Say what happened (2 to 2,000 characters).")
            .at("happened")
            .into());
    }
    if report.happened_on > tx.today() {
        return Err(Refusal::new("日期不能晚于今天。", "The day cannot be later than today.")
            .at("happened_on")
            .into());
    }
    let evidence = if report.supports.is_empty() {
        None
    } else {
        let new = duty::evidence::NewEvidence {
            happened_on: report.happened_on,
            title: found.what.clone(),
            body: happened.to_owned(),
            client_key: format!("commitment-{id}"),
            supports: report.supports.clone(),
            partners: Vec::new(),
        };
        Some(duty::evidence::enter(tx, actor, &new)?.id)
    };
    let state = if report.as_promised { State::Done } else { State::Otherwise };
    answer(tx, id, (state, Some(report.happened_on), happened, evidence.as_deref()))?;
    end(tx, actor, id, ("done", ""))?;
    record(
        tx,
        actor,
        "action.commitment-answered",
        &found,
        json!({ "state": state.code(), "evidence": evidence.is_some() }),
    )
}

/// Drops one's commitment, with the reason.
///
/// # Errors
/// Refusals: another's, answered already, no reason.
pub fn drop_it(tx: &mut Tx<'_>, actor: &Actor, id: &str, why: &str) -> Result<(), Fault> {
    let found = find(tx, &actor.scope(Area::Learning), id)?;
    mine(actor, &found)?;
    let why = why.trim();
    if !(2..=400).contains(&why.chars().count()) {
        return Err(Refusal::new(
            "请写明为什么不再执行（2–400 字）。",
            "Say why it is dropped (2 to 400 characters).",
        )
        .at("note")
        .into());
    }
    answer(tx, id, (State::Dropped, None, why, None))?;
    end(tx, actor, id, ("dropped", why))?;
    record(tx, actor, "action.commitment-answered", &found, json!({ "state": "dropped", "reason": why }))
}

fn mine(actor: &Actor, found: &Commitment) -> Result<(), Refusal> {
    if actor.person.as_deref() != Some(found.person.as_str()) {
        return Err(Refusal::new(
            "承诺的结果由承诺人本人填写。",
            "What became of a commitment is said by who made it.",
        ));
    }
    if found.state != State::Open {
        return Err(Refusal::new("这项承诺已经写明结果。", "This commitment has been answered already."));
    }
    Ok(())
}

fn answer(
    tx: &mut Tx<'_>,
    id: &str,
    (state, on, happened, evidence): (State, Option<Date>, &str, Option<&str>),
) -> Result<(), Fault> {
    let now = tx.now();
    if tx.execute(sql::REPORT, params![id, state.code(), on, happened, evidence, now])? == 0 {
        return Err(
            Refusal::new("这项承诺已经写明结果。", "This commitment has been answered already.").into()
        );
    }
    Ok(())
}

fn end(tx: &mut Tx<'_>, actor: &Actor, id: &str, (outcome, note): (&str, &str)) -> Result<(), Fault> {
    if let Some(case) = case::of_subject(tx, &COMMITMENT, "action-commitment", id)? {
        case::advance(tx, &COMMITMENT, &case, ("do", outcome), actor, note, None)?;
    }
    Ok(())
}

fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    found: &Commitment,
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let set = set::find(tx, &with_set(), &found.set)?;
    let act = Act {
        kind,
        subject: ("action-commitment", &found.id),
        unit: Some(&set.unit),
        person: Some(&found.person),
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}
