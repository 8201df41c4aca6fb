//! Programmes 培训项目: what the year's plan holds, differentiated by kind of person, category of post and stage, with
//! what differs stated. Not here: adopting the plan (`year`), running a class (`announcement`).

use kernel::db::Row;
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use crate::act::{On, note};
use crate::form::{Category, Form, Kind, NeedState, ProgrammeState, Stage, joined, several};
use crate::store::{need as needs, programme as sql};
use crate::year::{number, open_to_all};
use crate::{need, permission, year};

/// What a programme says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Draft {
    /// Title.
    pub title: String,
    /// What should be different at work afterwards.
    pub purpose: String,
    /// The target whose measure shows the result.
    pub target: Option<String>,
    /// How it is given.
    pub form: Form,
    /// Kinds of persons it is for; empty: all.
    pub kinds: Vec<Kind>,
    /// Categories of post, likewise.
    pub categories: Vec<Category>,
    /// Stages, likewise.
    pub stages: Vec<Stage>,
    /// What is done differently for them.
    pub differs: String,
    /// Planned time in minutes.
    pub minutes: i64,
    /// Planned classes.
    pub classes: i64,
    /// Planned people over all classes; 0 where it is not said.
    pub people: i64,
    /// Planned month, 1 to 12; none: through the year.
    pub month: Option<i64>,
}

impl Draft {
    /// The same with its texts trimmed, as it is stored.
    pub(crate) fn trimmed(&self) -> Draft {
        let trim = |text: &str| text.trim().to_owned();
        Draft {
            title: trim(&self.title),
            purpose: trim(&self.purpose),
            differs: trim(&self.differs),
            ..self.clone()
        }
    }
}

/// A programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// Id.
    pub id: String,
    /// Year.
    pub year: i16,
    /// What it says.
    pub draft: Draft,
    /// Where it stands.
    pub state: ProgrammeState,
}

fn programme(row: &Row) -> Result<Programme, DbError> {
    Ok(Programme {
        id: row.text(0)?,
        year: number(row, 1)?,
        draft: Draft {
            title: row.text(2)?,
            purpose: row.text(3)?,
            target: row.get(4)?,
            form: Form::read(row, 5)?,
            kinds: several(row.word(6)?, Kind::from_code),
            categories: several(row.word(7)?, Category::from_code),
            stages: several(row.word(8)?, Stage::from_code),
            differs: row.text(9)?,
            minutes: row.int(10)?,
            classes: row.int(12)?,
            people: row.int(13)?,
            month: row.get(14)?,
        },
        state: ProgrammeState::read(row, 11)?,
    })
}

/// One programme.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub fn find(tx: &mut Tx<'_>, id: &str) -> Result<Programme, Fault> {
    let row = tx.row(&open_to_all(), sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(programme(&row)?)
}

/// The programmes of a year, in the order in which they were drafted.
///
/// # Errors
/// If they cannot be read.
pub fn of_year(tx: &mut Tx<'_>, which: i16) -> Result<Vec<Programme>, DbError> {
    tx.rows(&open_to_all(), sql::OF_YEAR, params![which])?.iter().map(programme).collect()
}

/// The targets a programme may serve: id, title, unit. Those carried from a unit above are left out.
///
/// # Errors
/// If they cannot be read.
pub fn targets(tx: &mut Tx<'_>, which: i16) -> Result<Vec<(String, String, String)>, DbError> {
    let scope = Scope::county("a programme names the target it serves; the plan is the county's");
    tx.rows(&scope, needs::TARGETS, params![which])?
        .iter()
        .map(|row| Ok((row.text(0)?, row.text(1)?, row.text(2)?)))
        .collect()
}

/// The refusals of a draft, each at its field.
pub(crate) fn check(tx: &mut Tx<'_>, which: i16, draft: &Draft) -> Result<(), Fault> {
    let mut refusals = Vec::new();
    let mut wrong = |field: &str, zh: &str, en: &str| refusals.push(Refusal::new(zh, en).at(field));
    let length = |text: &str| text.trim().chars().count();
    if !(4..=60).contains(&length(&draft.title)) {
        wrong("title", "项目名称写 4–60 字。", "A title has 4 to 60 characters.");
    }
    if !(8..=400).contains(&length(&draft.purpose)) {
        let zh = "写明训后工作上应有什么不同，8–400 字。";
        wrong("purpose", zh, "Say in 8 to 400 characters what should be different at work.");
    }
    if length(&draft.differs) > 400 {
        wrong("differs", "差异化安排写 400 字以内。", "What differs has at most 400 characters.");
    }
    let narrowed = !draft.kinds.is_empty() || !draft.categories.is_empty() || !draft.stages.is_empty();
    if narrowed && length(&draft.differs) < 4 {
        let zh = "限定了对象，请写明对他们有什么不同的安排。";
        wrong("differs", zh, "It is for some only: say what is done differently for them.");
    }
    if !(15..=500_000).contains(&draft.minutes) {
        wrong("minutes", "计划时间写 15–500000 分钟。", "Planned time is 15 to 500,000 minutes.");
    }
    if !(1..=200).contains(&draft.classes) {
        wrong("classes", "计划期数写 1–200。", "1 to 200 classes are planned.");
    }
    if !(0..=20_000).contains(&draft.people) {
        wrong("people", "计划人数写 20000 以内。", "At most 20,000 people are planned.");
    }
    if draft.month.is_some_and(|month| !(1..=12).contains(&month)) {
        wrong("month", "月份写 1–12。", "A month is 1 to 12.");
    }
    if let Some(target) = &draft.target
        && !targets(tx, which)?.iter().any(|(id, ..)| id == target)
    {
        wrong("target", "所选目标不在本年度目标中。", "That is not a target of the year.");
    }
    if refusals.is_empty() { Ok(()) } else { Err(Fault::Refused(refusals)) }
}

/// Drafts a programme that answers needs; answers its id.
///
/// # Errors
/// Refusals by field: `title`, `purpose`, `differs`, `minutes`, `target`, `need`.
pub fn draft(
    tx: &mut Tx<'_>,
    actor: &Actor,
    which: i16,
    draft: &Draft,
    answers: &[String],
) -> Result<String, Fault> {
    permission::trainer(actor)?;
    year::wanted(tx, which)?;
    check(tx, which, draft)?;
    let (id, now) = (tx.id(), tx.now());
    tx.execute(
        sql::ADD,
        params![
            &id,
            which,
            draft.title.trim(),
            draft.purpose.trim(),
            draft.target.as_deref(),
            draft.form.code(),
            joined(&draft.kinds, Kind::code),
            joined(&draft.categories, Category::code),
            joined(&draft.stages, Stage::code),
            draft.differs.trim(),
            draft.minutes,
            draft.classes,
            draft.people,
            draft.month,
            now
        ],
    )?;
    answer(tx, actor, which, &id, answers)?;
    note(tx, actor, "programme.drafted", On::county("programme", &id), json!({"needs": answers.len()}))?;
    Ok(id)
}

fn answer(tx: &mut Tx<'_>, actor: &Actor, which: i16, id: &str, answers: &[String]) -> Result<(), Fault> {
    for need in answers {
        let found = need::find(tx, &actor.scope(Area::Learning), need)?;
        if found.year != which || found.state != NeedState::Open {
            let (zh, en) = ("所选需求已有安排，请刷新后重选。", "A need has been dealt with; choose again.");
            return Err(Refusal::new(zh, en).at("need").into());
        }
        tx.execute(needs::SETTLE, params![need, NeedState::Planned.code(), id, ""])?;
    }
    Ok(())
}

/// Changes a draft, and which needs it answers.
///
/// # Errors
/// As [`draft`]; a refusal once it is adopted.
pub fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    draft: &Draft,
    answers: &[String],
) -> Result<(), Fault> {
    permission::trainer(actor)?;
    let found = find(tx, id)?;
    if found.state != ProgrammeState::Draft {
        let (zh, en) =
            ("已审定的项目通过登记计划调整修改。", "An adopted programme is changed by an amendment.");
        return Err(Refusal::new(zh, en).into());
    }
    check(tx, found.year, draft)?;
    tx.execute(
        sql::CHANGE,
        params![
            id,
            draft.title.trim(),
            draft.purpose.trim(),
            draft.target.as_deref(),
            draft.form.code(),
            joined(&draft.kinds, Kind::code),
            joined(&draft.categories, Category::code),
            joined(&draft.stages, Stage::code),
            draft.differs.trim(),
            draft.minutes,
            draft.classes,
            draft.people,
            draft.month
        ],
    )?;
    tx.execute(needs::FREE, params![id])?;
    answer(tx, actor, found.year, id, answers)?;
    note(tx, actor, "programme.changed", On::county("programme", id), json!({"needs": answers.len()}))
}

/// Takes a draft back; its needs are open again. An adopted one is taken out by an amendment.
///
/// # Errors
/// A refusal: not the training section, adopted, taken back already.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<i16, Fault> {
    permission::trainer(actor)?;
    let found = find(tx, id)?;
    if found.state == ProgrammeState::Adopted {
        let (zh, en) =
            ("已审定的项目通过登记计划调整取消。", "An adopted programme is taken out by an amendment.");
        return Err(Refusal::new(zh, en).into());
    }
    take_back(tx, id)?;
    note(tx, actor, "programme.withdrawn", On::county("programme", id), json!({}))?;
    Ok(found.year)
}

/// Takes a programme out and opens its needs again. One with a class stays.
pub(crate) fn take_back(tx: &mut Tx<'_>, id: &str) -> Result<(), Fault> {
    if !crate::class::of_programme(tx, &open_to_all(), id)?.is_empty() {
        let (zh, en) = ("该项目已经办班，不能撤下。", "A class runs this programme; it stays.");
        return Err(Refusal::new(zh, en).into());
    }
    if tx.execute(sql::WITHDRAW, params![id])? == 0 {
        return Err(Refusal::new("该项目已经撤下。", "It has been taken back already.").into());
    }
    tx.execute(needs::FREE, params![id])?;
    Ok(())
}
