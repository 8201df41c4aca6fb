//! A task sent down from an office of the county to a town: it cites a duty, and the rule says whether it may be sent.
//! A refused one is kept with its reason. Not here: the rule (law, `duty-admission`), admission of a new duty (`change`).

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::Rulebook;
use law::decision::{Outcome, Record, Text};
use law::rules::duty_admission::{self, Admitted, Facts, List as OnList};
use serde_json::json;

use super::{Duty, List, duty};
use crate::act::{note, record_of};
use crate::coded::coded;
use crate::count::{self, What};
use crate::limit::within;
use crate::permission;
use crate::procedure::TASK;
use crate::store::town as sql;

coded! {
    /// Where a task stands.
    State {
        /// Sent; the town has not answered.
        Sent = "sent", "待乡镇确认", "sent";
        /// Not sent: the lists forbid it.
        Refused = "refused", "不予下达", "refused";
        /// Accepted.
        Accepted = "accepted", "办理中", "accepted";
        /// The town objects.
        Objected = "objected", "乡镇有异议", "objected to";
        /// Taken back by the office.
        Withdrawn = "withdrawn", "已撤回", "withdrawn";
        /// Done.
        Done = "done", "已完成", "done";
    }
}

/// A task.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Id.
    pub id: String,
    /// The office that sends it.
    pub office: String,
    /// Its name.
    pub office_name: String,
    /// The town.
    pub town: String,
    /// Its name.
    pub town_name: String,
    /// What it is called.
    pub title: String,
    /// What is to be done.
    pub what: String,
    /// By when.
    pub due_on: Date,
    /// The duty it cites.
    pub duty: Option<String>,
    /// The list of that duty; none: on no list.
    pub list: Option<List>,
    /// Where it stands.
    pub state: State,
    /// The decision it was sent or refused by.
    pub decision: Record,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// What the town answered.
    pub answer: String,
    /// When.
    pub answered_at: Option<Timestamp>,
}

fn read(row: &Row) -> Result<Task, DbError> {
    let decision = serde_json::from_str(row.word(11)?)
        .map_err(|error| DbError::Stored { what: "a decision", why: error.to_string() })?;
    Ok(Task {
        id: row.text(0)?,
        office: row.text(1)?,
        office_name: row.text(2)?,
        town: row.text(3)?,
        town_name: row.text(4)?,
        title: row.text(5)?,
        what: row.text(6)?,
        due_on: row.get(7)?,
        duty: row.get(8)?,
        list: List::from_code(row.word(9)?),
        state: State::read(row, 10)?,
        decision,
        sent_at: row.get(12)?,
        answer: row.text(13)?,
        answered_at: row.get(14)?,
    })
}

/// A task whose office or town is in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Task, Fault> {
    let row = tx.row(scope, sql::TASK, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// What narrows a list; empty: everything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The office.
    pub office: String,
    /// The town.
    pub town: String,
    /// Code of a state.
    pub state: String,
}

/// A page of tasks in scope, newest first, and how many there are.
///
/// # Errors
/// If they cannot be read.
pub fn list(
    tx: &mut Tx<'_>,
    scope: &Scope,
    filter: &Filter,
    (most, from): (i64, i64),
) -> Result<(Vec<Task>, i64), DbError> {
    let (office, town, state) = (&*filter.office, &*filter.town, &*filter.state);
    let rows = tx.rows(scope, sql::TASKS, params![office, town, state, most, from])?;
    let found = rows.iter().map(read).collect::<Result<_, _>>()?;
    let count = tx.row(scope, sql::COUNT_TASKS, params![office, town, state])?;
    Ok((found, count.map_or(Ok(0), |row| row.int(0))?))
}

/// A task as an office writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTask {
    /// The office.
    pub office: String,
    /// The town.
    pub town: String,
    /// What it is called.
    pub title: String,
    /// What is to be done.
    pub what: String,
    /// By when.
    pub due_on: Date,
    /// The duty it cites; none: it is on no list.
    pub duty: Option<String>,
}

fn own() -> Scope {
    Scope::county("the task was found in scope, or its step belongs to whoever acts")
}

/// The decision on a task that cites a duty, or none.
#[must_use]
pub fn judge(duty: Option<&Duty>, book: &Rulebook, on: Date) -> law::Decision<duty_admission::Answer> {
    let facts = Facts {
        list: match duty.map(|duty| duty.list) {
            Some(List::Basic) => OnList::Basic,
            Some(List::Cooperating) => OnList::Cooperating,
            Some(List::TakenBack) => OnList::TakenBack,
            None => OnList::None,
        },
        lead: duty.map(|duty| duty.lead.clone()).filter(|lead| !lead.is_empty()),
    };
    duty_admission::decide(&facts, book, on)
}

fn check(tx: &mut Tx<'_>, new: &NewTask) -> Result<Option<Duty>, Fault> {
    let today = tx.today();
    if new.due_on < today {
        let (zh, en) = ("完成期限不得早于今天。", "It cannot be due before today.");
        return Err(Refusal::new(zh, en).at("due_on").into());
    }
    let Some(id) = &new.duty else { return Ok(None) };
    let found = duty(tx, id)?;
    let stands = found.from_on <= today && found.to_on.is_none_or(|to| to >= today);
    if found.town != new.town || !stands {
        let (zh, en) = (
            "所选事项不在该乡镇（街道）现行清单上，请重新选择。",
            "This duty is not on the town's lists today; choose again.",
        );
        return Err(Refusal::new(zh, en).at("duty").into());
    }
    Ok(Some(found))
}

/// Sends a task, or keeps it as refused: by the list its duty stands on. Answers its id and where it stands.
///
/// # Errors
/// A refusal: not the head of the office, a day that has passed, a duty of another town.
pub fn send(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    new: &NewTask,
) -> Result<(String, State), Fault> {
    permission::head(tx, actor, &new.office)?;
    let cited = check(tx, new)?;
    let (today, now, id) = (tx.today(), tx.now(), tx.id());
    let decision = judge(cited.as_ref(), book, today);
    if let Outcome::Refused { why, .. } = &decision.outcome {
        return Err(Refusal::new(&*why.zh, &*why.en).at("duty").into());
    }
    let admitted = decision.value().map(|answer| answer.admitted);
    let goes = matches!(admitted, Some(Admitted::Sent | Admitted::SentWithLead));
    let state = if goes { State::Sent } else { State::Refused };
    let record = record_of(&decision)?;
    let stored = serde_json::to_string(&record)
        .map_err(|error| DbError::Stored { what: "a decision", why: error.to_string() })?;
    let list = cited.as_ref().map_or("none", |duty| duty.list.code());
    tx.execute(
        sql::ADD_TASK,
        params![
            &id,
            &new.office,
            &new.town,
            &new.title,
            &new.what,
            new.due_on,
            new.duty.as_deref(),
            list,
            state.code(),
            &stored,
            &actor.account,
            now
        ],
    )?;
    count::add(tx, What::Task, (&new.office, &new.town, state.code()), 1)?;
    if goes {
        let link = format!("/oversight/tasks/{id}");
        let about = About {
            subject: ("town-task", &id),
            unit: Some(&new.town),
            person: None,
            title: Text::new(&*new.title, &*new.title),
            link: &link,
        };
        let to = within(Assigned::role(Role::Head, Some(&new.town)), book, 5, today);
        case::open(tx, &TASK, &about, &to)?;
    }
    let kind = if goes { "task.sent" } else { "task.refused" };
    let facts = json!({"office": new.office, "list": list, "duty": new.duty});
    note(tx, actor, kind, ("town-task", &id, &new.town), (facts, Some(&record)))?;
    Ok((id, state))
}

/// How a town or its office takes a step of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// The town accepts.
    Accept,
    /// The town objects.
    Object,
    /// The office takes it back.
    Withdraw,
    /// The office answers the objection and keeps it.
    Keep,
    /// The town reports it done.
    Finish,
}

impl Move {
    /// The step and its outcome.
    #[must_use]
    pub fn way(self) -> (&'static str, &'static str) {
        match self {
            Move::Accept => ("answer", "accepted"),
            Move::Object => ("answer", "objected"),
            Move::Withdraw => ("settle", "withdrawn"),
            Move::Keep => ("settle", "kept"),
            Move::Finish => ("do", "done"),
        }
    }

    /// The move of an outcome.
    #[must_use]
    pub fn from_outcome(outcome: &str) -> Option<Move> {
        [Move::Accept, Move::Object, Move::Withdraw, Move::Keep, Move::Finish]
            .into_iter()
            .find(|one| one.way().1 == outcome)
    }
}

/// Takes a step of a task.
///
/// # Errors
/// A refusal: the step is not the actor's, a reason is missing.
pub fn take(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (way, said): (Move, &str),
) -> Result<(), Fault> {
    let task = find(tx, &own(), id)?;
    let case = case::of_subject(tx, &TASK, "town-task", id)?.ok_or(Fault::NotFound)?;
    let (today, now) = (tx.today(), tx.now());
    let town = || Assigned::role(Role::Head, Some(&task.town)).by(task.due_on.max(today), false);
    let next = match way {
        Move::Accept | Move::Keep => Some(town()),
        Move::Object => Some(within(Assigned::role(Role::Head, Some(&task.office)), book, 5, today)),
        Move::Withdraw | Move::Finish => None,
    };
    case::advance(tx, &TASK, &case, way.way(), actor, said, next)?;
    let state = match way {
        Move::Accept | Move::Keep => State::Accepted,
        Move::Object => State::Objected,
        Move::Withdraw => State::Withdrawn,
        Move::Finish => State::Done,
    };
    match way {
        Move::Accept | Move::Object => {
            tx.execute(sql::ANSWER_TASK, params![id, state.code(), said, now])?;
        }
        Move::Withdraw | Move::Keep | Move::Finish => {
            tx.execute(sql::TASK_STATE, params![id, state.code()])?;
        }
    }
    count::turn(tx, What::Task, (&task.office, &task.town), (task.state.code(), state.code()))?;
    let kind = match way {
        Move::Accept => "task.accepted",
        Move::Object => "task.objected",
        Move::Withdraw => "task.withdrawn",
        Move::Keep => "task.kept",
        Move::Finish => "task.done",
    };
    note(tx, actor, kind, ("town-task", id, &task.town), (json!({}), None))
}
