//! The report after a class 培训心得: prompted by what will be used at work. It is its writer's own; others read it only
//! as far as they choose to share it. Not here: attempts at using it (room `action`).

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::Text;
use serde_json::json;

use crate::act::{On, note};
use crate::class::{self, Class, Learner};
use crate::form::Sharing;
use crate::store::evaluation as sql;
use crate::year::open_to_all;
use crate::{permission, procedure, seat};

/// What a report says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What will be used at work.
    pub what: String,
    /// When and where first.
    pub when: String,
    /// With whom.
    pub with: String,
    /// What may stand in the way, and what help is needed.
    pub obstacle: String,
    /// What was learnt; may be empty.
    pub learned: String,
    /// Who may read it.
    pub shared: Sharing,
}

/// One's own report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What it says so far.
    pub words: Words,
    /// The case, open until it is handed in.
    pub case: Option<String>,
    /// When it was handed in.
    pub handed_in_at: Option<Timestamp>,
    /// The unit they came from.
    pub unit: String,
}

/// A report somebody shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// What it says.
    pub words: Words,
    /// Whose.
    pub name: String,
    /// Their unit.
    pub unit_name: String,
}

fn words(row: &kernel::Row) -> Result<Words, DbError> {
    Ok(Words {
        what: row.text(0)?,
        when: row.text(1)?,
        with: row.text(2)?,
        obstacle: row.text(3)?,
        learned: row.text(4)?,
        shared: Sharing::read(row, 5)?,
    })
}

/// Asks for the reports of those who finished, each by a to-do.
pub(crate) fn ask(tx: &mut Tx<'_>, class: &Class, learners: &[&Learner], until: Date) -> Result<(), Fault> {
    for one in learners {
        let about = About {
            subject: ("class-report", &class.id),
            unit: Some(&one.unit),
            person: Some(&one.person),
            title: Text::new(class.title.as_str(), class.title.as_str()),
            link: &format!("/training/classes/{}/report", class.id),
        };
        let case =
            case::open(tx, &procedure::REPORT, &about, &Assigned::person(&*one.person).by(until, false))?;
        let now = tx.now();
        tx.execute(sql::REPORT_ASK, params![&class.id, &one.person, &one.unit, &case, now])?;
    }
    Ok(())
}

/// One's own report of a class, once it is asked for.
///
/// # Errors
/// If it cannot be read.
pub fn own(tx: &mut Tx<'_>, person: &str, class: &str) -> Result<Option<Report>, DbError> {
    let Some(row) = tx.row(&Scope::own(person), sql::REPORT_OWN, params![class, person])? else {
        return Ok(None);
    };
    Ok(Some(Report { words: words(&row)?, case: row.get(6)?, handed_in_at: row.get(7)?, unit: row.text(8)? }))
}

/// The reports of a class that are shared with the actor: with the class for whoever was in it or answers for it, with
/// the head as well for heads of the writer's unit.
///
/// # Errors
/// If they cannot be read.
pub fn shared(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Vec<Shared>, Fault> {
    let found = class::one(tx, &seat::directory(), id)?;
    let learners = class::learners(tx, &seat::directory(), id)?;
    let inside = permission::answers_for(actor, &found)
        || learners.iter().any(|one| Some(&one.person) == actor.person.as_ref());
    let scope = Scope::county("shared by their writers; who may read each is checked below");
    let mut reports = Vec::new();
    for row in tx.rows(&scope, sql::REPORTS_SHARED, params![id])? {
        let one = Shared { words: words(&row)?, name: row.text(6)?, unit_name: row.text(7)? };
        let unit = row.text(8)?;
        let heads = one.words.shared == Sharing::Head && actor.holds(tx, kernel::Role::Head, &unit)?;
        if inside || heads {
            reports.push(one);
        }
    }
    Ok(reports)
}

/// How many reports are asked for and how many are written: what the trainer sees of those not shared.
///
/// # Errors
/// If they cannot be counted.
pub fn counts(tx: &mut Tx<'_>, class: &str) -> Result<(i64, i64), DbError> {
    let row = tx.row(&open_to_all(), sql::REPORT_COUNT, params![class])?;
    row.map_or(Ok((0, 0)), |row| Ok((row.int(0)?, row.int(1)?)))
}

/// Keeps a report as far as it is, or hands it in. It can be changed and shared otherwise later.
///
/// # Errors
/// A refusal by field: `what`, `when` missing when handed in, too long; [`Fault::NotFound`] if none is asked for.
pub fn write(tx: &mut Tx<'_>, actor: &Actor, id: &str, new: &Words, hand_in: bool) -> Result<(), Fault> {
    let person = actor.person.as_deref().ok_or(Fault::NotFound)?;
    let before = own(tx, person, id)?.ok_or(Fault::NotFound)?;
    let done = hand_in || before.handed_in_at.is_some();
    let mut refusals = Vec::new();
    let limits = [
        ("what", &new.what, 400, true),
        ("when", &new.when, 200, true),
        ("with", &new.with, 200, false),
        ("obstacle", &new.obstacle, 400, false),
        ("learned", &new.learned, 1_000, false),
    ];
    for (field, text, most, needed) in limits {
        let length = text.trim().chars().count();
        if length > most {
            refusals.push(
                Refusal::new(format!("写 {most} 字以内。"), format!("At most {most} characters.")).at(field),
            );
        } else if done && needed && length < 2 {
            refusals.push(Refusal::new("请写上这一项。", "This part is needed.").at(field));
        }
    }
    if !refusals.is_empty() {
        return Err(Fault::Refused(refusals));
    }
    let now = tx.now();
    let handed = done.then(|| before.handed_in_at.unwrap_or(now));
    tx.execute(
        sql::REPORT_PUT,
        params![
            id,
            person,
            new.what.trim(),
            new.when.trim(),
            new.with.trim(),
            new.obstacle.trim(),
            new.learned.trim(),
            new.shared.code(),
            now,
            handed
        ],
    )?;
    if let (true, Some(case)) = (hand_in, &before.case)
        && case::open_step_of(tx, case)?.is_some()
    {
        case::advance(tx, &procedure::REPORT, case, ("write", "handed-in"), actor, "", None)?;
    }
    let found = class::one(tx, &seat::directory(), id)?;
    let kind = if hand_in { "report.handed-in" } else { "report.kept" };
    note(tx, actor, kind, On::class(&found).about(&before.unit, person), json!({"shared": new.shared}))
}
