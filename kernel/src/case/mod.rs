//! Cases 案卷: runs of procedures. The open step of a case is somebody's to-do; its taken steps are its history.
//! Not here: what a step means for the thing it concerns. The domain changes its row, then calls [`advance`].

use jiff::Timestamp;
use jiff::civil::Date;
use law::decision::Text;

use crate::actor::{Actor, Role};
use crate::db::{DbError, Row, Tx};
use crate::fault::{Fault, Refusal};
use crate::params;
use crate::procedure::{Procedure, Taken, Way};
use crate::scope::Scope;

mod waiting;

pub use waiting::{Standing, Todo, standing, todos};

crate::statements! {
    OPEN_CASE = "insert into case_file (id, procedure, version, subject_kind, subject_id, unit_id, person_id, \
        title_zh, title_en, link, opened_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    OPEN_STEP = "insert into case_step (id, case_id, step, opened_at, due_on, due_provisional, by_person, by_role, by_unit, office, \
        procedure) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($9, (select c.unit_id from case_file c where c.id = $2)), \
        (select c.procedure from case_file c where c.id = $2))";
    OPEN_STEP_OF = "select s.id, s.step, s.by_person, s.by_role, s.by_unit, c.unit_id, c.subject_kind, c.subject_id, s.due_on \
        from case_step s join case_file c on c.id = s.case_id where s.case_id = $1 and s.done_at is null";
    TAKEN = "select step, done_by from case_step where case_id = $1 and done_at is not null order by opened_at, id";
    TAKE = "update case_step set done_at = $2, done_by = $3, done_name = $4, outcome = $5, note = $6 \
        where id = $1 and done_at is null";
    CLOSE = "update case_file set closed_at = $2, outcome = $3 where id = $1";
    OF_SUBJECT = "select c.id from case_file c where c.subject_kind = $1 and c.subject_id = $2 and c.procedure = $3 \
        order by c.opened_at desc, c.id desc limit 1";
    STEPS = "select s.step, s.opened_at, s.due_on, s.due_provisional, s.done_at, s.done_name, s.outcome, s.note \
        from case_step s where s.case_id = $1 order by s.opened_at, s.id";
    TODO_PERSON = "select s.id, c.id, c.procedure, s.step, c.title_zh, c.title_en, c.link, s.opened_at, s.due_on, \
        s.due_provisional, c.unit_id, c.subject_id from case_step s join case_file c on c.id = s.case_id \
        where s.by_person = $1 and s.done_at is null order by coalesce(s.due_on, '9999'), s.opened_at limit $2";
    TODO_ROLE = "select s.id, c.id, c.procedure, s.step, c.title_zh, c.title_en, c.link, s.opened_at, s.due_on, \
        s.due_provisional, c.unit_id, c.subject_id from case_step s join case_file c on c.id = s.case_id \
        where s.by_role = $1 and s.by_unit = $2 and s.done_at is null \
        order by coalesce(s.due_on, '9999'), s.opened_at limit $3";
    TODO_COUNTY = "select s.id, c.id, c.procedure, s.step, c.title_zh, c.title_en, c.link, s.opened_at, s.due_on, \
        s.due_provisional, c.unit_id, c.subject_id from case_step s join case_file c on c.id = s.case_id \
        where s.by_role = $1 and s.by_unit is null and s.done_at is null \
        order by coalesce(s.due_on, '9999'), s.opened_at limit $2";
    COUNT_BY_STEP = "select c.procedure, s.step, c.unit_id, count(*), \
        sum(case when s.due_on is not null and s.due_on < $1 then 1 else 0 end) \
        from case_step s join case_file c on c.id = s.case_id \
        where s.done_at is null and $scope(c.unit_id, c.person_id) \
        group by c.procedure, s.step, c.unit_id order by c.procedure, s.step, c.unit_id";
    REASSIGN = "update case_step set by_person = $2, by_role = $3, by_unit = $4, office = coalesce($4, office) where id = $1 and done_at is null";
}

/// Who has to take the step that opens, and by when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// A named person (id), or
    pub person: Option<String>,
    /// whoever holds a role on a unit (`None`: on the county).
    pub role: Option<(Role, Option<String>)>,
    /// Last day; `None` if the step has no limit.
    pub due: Option<Date>,
    /// The day rests on a calendar year not yet announced.
    pub provisional: bool,
}

impl Assigned {
    /// To a person.
    #[must_use]
    pub fn person(person: impl Into<String>) -> Assigned {
        Assigned { person: Some(person.into()), role: None, due: None, provisional: false }
    }

    /// To whoever holds `role` on `unit`, or on the county.
    #[must_use]
    pub fn role(role: Role, unit: Option<&str>) -> Assigned {
        Assigned { person: None, role: Some((role, unit.map(str::to_owned))), due: None, provisional: false }
    }

    /// By that day.
    #[must_use]
    pub fn by(mut self, due: Date, provisional: bool) -> Assigned {
        self.due = Some(due);
        self.provisional = provisional;
        self
    }
}

/// What a case is about.
#[derive(Debug, Clone)]
pub struct About<'a> {
    /// Kind and id of the thing.
    pub subject: (&'a str, &'a str),
    /// The unit it belongs to.
    pub unit: Option<&'a str>,
    /// The person it is about.
    pub person: Option<&'a str>,
    /// Title as it stands in to-do lists.
    pub title: Text,
    /// Path of the page where the step is taken.
    pub link: &'a str,
}

/// Opens a case at the first step of its procedure; answers its id. The caller records the act.
///
/// # Errors
/// If the case cannot be written.
pub fn open(
    tx: &mut Tx<'_>,
    procedure: &Procedure,
    about: &About<'_>,
    first: &Assigned,
) -> Result<String, Fault> {
    let Some(step) = procedure.steps.first() else { return Err(Fault::NotFound) };
    let id = tx.id();
    let now = tx.now();
    tx.execute(
        OPEN_CASE,
        params![
            &id,
            procedure.id,
            procedure.version,
            about.subject.0,
            about.subject.1,
            about.unit,
            about.person,
            &about.title.zh,
            &about.title.en,
            about.link,
            now
        ],
    )?;
    open_step(tx, &id, step.id, first)?;
    Ok(id)
}

fn open_step(tx: &mut Tx<'_>, case: &str, step: &str, to: &Assigned) -> Result<(), DbError> {
    let (id, now) = (tx.id(), tx.now());
    let role = to.role.as_ref().map(|(role, _)| role.code());
    let unit = to.role.as_ref().and_then(|(_, unit)| unit.as_deref());
    tx.execute(
        OPEN_STEP,
        params![&id, case, step, now, to.due, to.provisional, to.person.as_deref(), role, unit],
    )?;
    Ok(())
}

/// The open step of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenStep {
    /// Row of the step.
    pub id: String,
    /// Which step.
    pub step: String,
    /// The person it waits for.
    pub by_person: Option<String>,
    /// The role it waits for.
    pub by_role: Option<Role>,
    /// The unit of that role.
    pub by_unit: Option<String>,
    /// Last day.
    pub due: Option<Date>,
}

impl OpenStep {
    /// Whether it waits for this actor: for their person, or for a role they hold on that unit or on the county.
    /// A role held further up the tree does not take steps of the units beneath.
    #[must_use]
    pub fn waits_for(&self, actor: &Actor) -> bool {
        if self.by_person.is_some() && self.by_person == actor.person {
            return true;
        }
        let Some(role) = self.by_role else { return false };
        actor
            .grants
            .iter()
            .any(|grant| grant.role == role && (grant.unit.is_none() || grant.unit == self.by_unit))
    }
}

/// The open step of a case, if it has not closed.
///
/// # Errors
/// If the case cannot be read.
pub fn open_step_of(tx: &mut Tx<'_>, case: &str) -> Result<Option<OpenStep>, DbError> {
    let scope = Scope::county("a step is found by its case; who may take it is checked on the step");
    let Some(row) = tx.row(&scope, OPEN_STEP_OF, params![case])? else { return Ok(None) };
    Ok(Some(OpenStep {
        id: row.text(0)?,
        step: row.text(1)?,
        by_person: row.get(2)?,
        by_role: row.get::<Option<String>>(3)?.and_then(|code| Role::from_code(&code)),
        by_unit: row.get(4)?,
        due: row.get(8)?,
    }))
}

/// The newest case of a procedure on a thing.
///
/// # Errors
/// If it cannot be read.
pub fn of_subject(
    tx: &mut Tx<'_>,
    procedure: &Procedure,
    kind: &str,
    id: &str,
) -> Result<Option<String>, DbError> {
    let scope = Scope::county("a case is found by a subject that was loaded in scope");
    tx.row(&scope, OF_SUBJECT, params![kind, id, procedure.id])?.map(|row| row.text(0)).transpose()
}

/// Takes the open step of a case and opens the next, assigned by `next` (asked only if there is one).
/// Answers the way taken. The caller changes its own row before and records the act after.
///
/// # Errors
/// A refusal if the case is closed, the step is not `step`, is not this actor's, or the procedure says no.
pub fn advance(
    tx: &mut Tx<'_>,
    procedure: &Procedure,
    case: &str,
    (step, outcome): (&str, &str),
    actor: &Actor,
    note: &str,
    next: Option<Assigned>,
) -> Result<&'static Way, Fault> {
    let Some(open) = open_step_of(tx, case)? else {
        return Err(Refusal::new("此件已办结，不能再办理。", "This case is closed.").into());
    };
    if open.step != step {
        let now_at = procedure
            .step(&open.step)
            .map_or(Text::new("其他步骤", "another step"), |step| step.title.text());
        return Err(Refusal::new(
            format!("此件已进入“{}”，请刷新后再看。", now_at.zh),
            format!("This case has moved on to “{}”; load the page again.", now_at.en),
        )
        .into());
    }
    if !open.waits_for(actor) && actor.account != "program" {
        return Err(Refusal::new("这一步不由您办理。", "This step is not yours to take.").into());
    }
    let way = procedure.way(step, outcome, &taken(tx, case)?, actor, note)?;
    let now = tx.now();
    let note = Some(note.trim()).filter(|note| !note.is_empty());
    let changed = tx.execute(TAKE, params![&open.id, now, &actor.account, &actor.name, outcome, note])?;
    if changed == 0 {
        return Err(
            Refusal::new("这一步刚刚已由他人办理。", "Somebody else has just taken this step.").into()
        );
    }
    match (way.to, next) {
        (None, _) => {
            tx.execute(CLOSE, params![case, now, outcome])?;
        }
        (Some(to), Some(next)) => open_step(tx, case, to, &next)?,
        (Some(_), None) => {
            return Err(Fault::Db(DbError::Schema(format!(
                "{}: the next step has nobody to take it",
                procedure.id
            ))));
        }
    }
    Ok(way)
}

fn taken(tx: &mut Tx<'_>, case: &str) -> Result<Vec<Taken>, DbError> {
    let scope = Scope::county("steps are read by their case");
    let rows = tx.rows(&scope, TAKEN, params![case])?;
    rows.iter()
        .map(|row| {
            Ok(Taken { step: row.text(0)?, account: row.get::<Option<String>>(1)?.unwrap_or_default() })
        })
        .collect()
}

/// A step as the step bar and the history draw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRow {
    /// Which step.
    pub step: String,
    /// When it opened.
    pub opened_at: Timestamp,
    /// Last day.
    pub due: Option<Date>,
    /// The last day is provisional.
    pub provisional: bool,
    /// When it was taken.
    pub done_at: Option<Timestamp>,
    /// By whom, as they were called then.
    pub done_name: Option<String>,
    /// How it ended.
    pub outcome: Option<String>,
    /// The reason given.
    pub note: Option<String>,
}

/// All steps of a case, oldest first.
///
/// # Errors
/// If they cannot be read.
pub fn steps(tx: &mut Tx<'_>, case: &str) -> Result<Vec<StepRow>, DbError> {
    let scope = Scope::county("steps are read by a case whose subject was loaded in scope");
    tx.rows(&scope, STEPS, params![case])?.iter().map(step_row).collect()
}

fn step_row(row: &Row) -> Result<StepRow, DbError> {
    Ok(StepRow {
        step: row.text(0)?,
        opened_at: row.get(1)?,
        due: row.get(2)?,
        provisional: row.get(3)?,
        done_at: row.get(4)?,
        done_name: row.get(5)?,
        outcome: row.get(6)?,
        note: row.get(7)?,
    })
}

/// Hands an open step to somebody else, e.g. when a post changes hands. The caller records the act.
///
/// # Errors
/// If the step cannot be changed.
pub fn reassign(tx: &mut Tx<'_>, step_id: &str, to: &Assigned) -> Result<(), DbError> {
    let role = to.role.as_ref().map(|(role, _)| role.code());
    let unit = to.role.as_ref().and_then(|(_, unit)| unit.as_deref());
    tx.execute(REASSIGN, params![step_id, to.person.as_deref(), role, unit])?;
    Ok(())
}
