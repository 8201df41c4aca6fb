//! The year of training: opened to gather needs, its plan handed in, adopted or returned. Not here: needs (`need`,
//! `survey`) and programmes (`programme`).

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::{Rulebook, Text};
use serde_json::json;

use crate::act::{On, note};
use crate::form::{ProgrammeState, YearState};
use crate::store::{need as sql, programme as programmes};
use crate::{amendment, permission, procedure, programme};

/// A year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// Year.
    pub year: i16,
    /// Where it stands.
    pub state: YearState,
    /// Last day of the survey of needs.
    pub survey_until: Date,
    /// The case of its adoption.
    pub case: Option<String>,
    /// The document it was adopted by; empty before.
    pub document: String,
    /// When it was adopted.
    pub adopted_at: Option<Timestamp>,
    /// Why programmes are to be added to the adopted plan; empty while none are handed in.
    pub added_why: String,
}

const OPEN_TO_ALL: &str = "the year's plan is open to everybody who serves in the county";

pub(crate) fn open_to_all() -> Scope {
    Scope::county(OPEN_TO_ALL)
}

pub(crate) fn number(row: &Row, column: usize) -> Result<i16, DbError> {
    i16::try_from(row.int(column)?).map_err(|_| DbError::Cell { column, expected: "a year" })
}

fn year(row: &Row) -> Result<Year, DbError> {
    Ok(Year {
        year: number(row, 0)?,
        state: YearState::read(row, 1)?,
        survey_until: row.get(2)?,
        case: row.get(3)?,
        document: row.text(4)?,
        adopted_at: row.get(5)?,
        added_why: row.text(6)?,
    })
}

/// A year, if it was opened.
///
/// # Errors
/// If it cannot be read.
pub fn find(tx: &mut Tx<'_>, which: i16) -> Result<Option<Year>, DbError> {
    tx.row(&open_to_all(), sql::YEAR, params![which])?.map(|row| year(&row)).transpose()
}

/// A year that was opened.
///
/// # Errors
/// [`Fault::NotFound`] if it was not.
pub fn wanted(tx: &mut Tx<'_>, which: i16) -> Result<Year, Fault> {
    find(tx, which)?.ok_or(Fault::NotFound)
}

/// Every year, the latest first.
///
/// # Errors
/// If they cannot be read.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Year>, DbError> {
    tx.rows(&open_to_all(), sql::YEARS, params![])?.iter().map(year).collect()
}

/// Opens a year: needs are gathered from now, the survey runs until a day.
///
/// # Errors
/// A refusal: not the training section, opened already, a day of the survey that is past.
pub fn open(tx: &mut Tx<'_>, actor: &Actor, which: i16, survey_until: Date) -> Result<(), Fault> {
    permission::trainer(actor)?;
    if find(tx, which)?.is_some() {
        return Err(Refusal::new("该年度已经开始征集。", "That year has been opened.").at("year").into());
    }
    if survey_until < tx.today() {
        let (zh, en) = ("调查截止日期不能早于今天。", "The survey cannot end before today.");
        return Err(Refusal::new(zh, en).at("survey_until").into());
    }
    let now = tx.now();
    tx.execute(sql::OPEN_YEAR, params![which, survey_until, now])?;
    let id = which.to_string();
    note(tx, actor, "training-year.opened", On::county("training-year", &id), json!({"until": survey_until}))
}

/// Hands the plan in: what is drafted goes to the organisation department. Where the plan was adopted before, what is
/// drafted is to be added to it (计划外增设), and `why` says why.
///
/// # Errors
/// A refusal: not the training section, nothing drafted, handed in already, an addition without a reason (`why`).
pub fn submit(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, which: i16, why: &str) -> Result<(), Fault> {
    permission::trainer(actor)?;
    let found = wanted(tx, which)?;
    if found.state == YearState::Submitted {
        return Err(Refusal::new("计划已在审定中。", "The plan has been handed in.").into());
    }
    let drafted = programme::of_year(tx, which)?;
    let drafted = drafted.iter().filter(|one| one.state == ProgrammeState::Draft).count();
    if drafted == 0 {
        let (zh, en) = ("没有待审定的项目，请先拟订项目。", "There is no draft; draft a programme first.");
        return Err(Refusal::new(zh, en).into());
    }
    let why = if found.adopted_at.is_some() { why.trim() } else { "" };
    if found.adopted_at.is_some() && !(4..=200).contains(&why.chars().count()) {
        let (zh, en) = (
            "本年度计划已审定，请写明增设理由（4–200 字）。",
            "The plan is adopted: say why this is added (4 to 200).",
        );
        return Err(Refusal::new(zh, en).at("why").into());
    }
    let (case, facts) = hand_in(tx, book, &found, drafted)?;
    tx.execute(sql::SUBMIT, params![which, &case, why])?;
    let id = which.to_string();
    let facts = if why.is_empty() { facts } else { json!({"programmes": drafted, "why": why}) };
    note(tx, actor, "training-plan.submitted", On::county("training-year", &id), facts)
}

fn hand_in(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    found: &Year,
    drafted: usize,
) -> Result<(String, serde_json::Value), Fault> {
    let which = found.year;
    let today = tx.today();
    let due = book.calendar().add_working_days(today, 10).ok();
    let mut first = Assigned::role(Role::Organiser, None);
    if let Some(due) = due {
        first = first.by(due.date, due.provisional);
    }
    let id = which.to_string();
    let about = About {
        subject: ("training-year", &id),
        unit: None,
        person: None,
        title: if found.adopted_at.is_none() {
            Text::new(
                format!("{which}年度干部教育培训计划（{drafted}个项目）"),
                format!("Training plan {which} ({drafted} programmes)"),
            )
        } else {
            Text::new(
                format!("{which}年度干部教育培训计划增设{drafted}个项目"),
                format!("{drafted} programmes to be added to the training plan {which}"),
            )
        },
        link: &format!("/training/years/{which}"),
    };
    let case = case::open(tx, &procedure::PLAN, &about, &first)?;
    Ok((case, json!({"programmes": drafted})))
}

/// Adopts the plan: every draft of the year is in it from now. What is added to a plan adopted before is entered as an
/// amendment each, with the reason given when it was handed in; the plan keeps its own document.
///
/// # Errors
/// A refusal: not the organisation department, not handed in, no document named.
pub fn adopt(tx: &mut Tx<'_>, actor: &Actor, which: i16, document: &str) -> Result<(), Fault> {
    permission::organiser(actor)?;
    let document = document.trim();
    if document.is_empty() || document.chars().count() > 100 {
        let (zh, en) = ("请写明印发文件（100 字以内）。", "Name the document (at most 100 characters).");
        return Err(Refusal::new(zh, en).at("document").into());
    }
    let before = wanted(tx, which)?;
    take(tx, actor, which, ("adopted", ""))?;
    let (now, id) = (tx.now(), which.to_string());
    if before.adopted_at.is_none() {
        tx.execute(sql::ADOPT, params![which, document, now, &actor.account])?;
    } else {
        for one in programme::of_year(tx, which)?.iter().filter(|one| one.state == ProgrammeState::Draft) {
            amendment::added(tx, actor, one, (&before.added_why, document))?;
        }
        tx.execute(sql::ADOPT_ADDED, params![which])?;
    }
    let programmes = tx.execute(programmes::ADOPT_DRAFTS, params![which])?;
    let facts = json!({"document": document, "programmes": programmes});
    note(tx, actor, "training-plan.adopted", On::county("training-year", &id), facts)
}

/// Returns the plan, with what is to be amended.
///
/// # Errors
/// A refusal: not the organisation department, not handed in, no reason.
pub fn give_back(tx: &mut Tx<'_>, actor: &Actor, which: i16, reason: &str) -> Result<(), Fault> {
    permission::organiser(actor)?;
    take(tx, actor, which, ("returned", reason))?;
    tx.execute(sql::RETURN, params![which])?;
    let id = which.to_string();
    note(
        tx,
        actor,
        "training-plan.returned",
        On::county("training-year", &id),
        json!({"reason": reason.trim()}),
    )
}

fn take(tx: &mut Tx<'_>, actor: &Actor, which: i16, (outcome, reason): (&str, &str)) -> Result<(), Fault> {
    let found = wanted(tx, which)?;
    let case = found.case.filter(|_| found.state == YearState::Submitted);
    let Some(case) = case else {
        return Err(Refusal::new("计划不在审定中。", "The plan is not waiting to be adopted.").into());
    };
    case::advance(tx, &procedure::PLAN, &case, ("adopt", outcome), actor, reason, None)?;
    Ok(())
}
