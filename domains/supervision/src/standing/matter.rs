//! A matter: what was sent to an office because of one step, and what came back. Not here: taking its steps.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Scope, Tx, params};
use law::Record;

use crate::coded::coded;
use crate::store::standing as sql;

coded! {
    /// Where a matter stands.
    State {
        /// The office was reminded.
        Reminded = "reminded", "已催办", "reminded";
        /// It answered.
        Answered = "answered", "已答复催办", "reminder answered";
        /// An explanation was asked for.
        Asked = "asked", "已要求说明", "explanation asked for";
        /// It was given.
        Explained = "explained", "已说明，待阅", "explained, not yet read";
        /// It was read.
        Read = "read", "已阅，待结论", "read, not yet concluded";
        /// The office above was told.
        Noted = "noted", "已报告上级单位", "office above told";
        /// It took the matter up.
        TakenUp = "taken-up", "上级单位已处理", "taken up above";
        /// There is a conclusion.
        Concluded = "concluded", "已有结论", "concluded";
        /// The step was taken before an explanation was needed.
        Moved = "moved", "环节已办", "the step was taken";
    }
}

coded! {
    /// What came of an explanation.
    Conclusion {
        /// Waiting on others or on the law.
        Justified = "justified", "有正当理由（等待他方或者依法中止）", "justified: waiting on others or on the law";
        /// Nothing that justifies it.
        Hasten = "hasten", "理由不充分，应当加快办理", "not justified: to be hastened";
        /// The procedure itself is at fault.
        Systemic = "systemic", "程序本身需要修改", "systemic: the procedure is to be amended";
    }
}

/// A matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// Id.
    pub id: String,
    /// The step it is about.
    pub step_id: String,
    /// The office.
    pub office: String,
    /// Its name.
    pub office_name: String,
    /// Procedure of the step.
    pub procedure: String,
    /// The step.
    pub step: String,
    /// The role it waits for.
    pub role: Option<Role>,
    /// Since when.
    pub since: Date,
    /// Its limit.
    pub due: Option<Date>,
    /// Where it stands.
    pub state: State,
    /// Day of the reminder.
    pub reminded_on: Date,
    /// Who reminded.
    pub reminded_by: String,
    /// The day by which the office is asked to answer; none: reminded before such a day was written.
    pub answer_by: Option<Date>,
    /// What the reminder said besides.
    pub words: String,
    /// What the office answered, until when it promised, who, when.
    pub answer: Option<(String, Option<Date>, String, Timestamp)>,
    /// Day of the request, person who asked, their name, what they asked.
    pub asked: Option<(Date, String, String, String)>,
    /// The explanation, by whom, when.
    pub explanation: Option<(String, String, Timestamp)>,
    /// Who read it, when.
    pub read: Option<(String, Timestamp)>,
    /// The conclusion, its reasons, by whom, when.
    pub conclusion: Option<(Conclusion, String, String, Timestamp)>,
    /// Day of the note, to which office, by whom, what it says.
    pub note: Option<(Date, String, String, String)>,
    /// What the office above does, by whom, when.
    pub taken_up: Option<(String, String, Timestamp)>,
    /// The step was taken on that day.
    pub moved_on: Option<Date>,
}

fn both<A, B>(first: Option<A>, second: Option<B>) -> Option<(A, B)> {
    first.zip(second)
}

fn read(row: &Row) -> Result<Matter, DbError> {
    let answer = both(row.get::<Option<String>>(13)?, row.get::<Option<String>>(15)?);
    let answered_at: Option<Timestamp> = row.get(16)?;
    let promised: Option<Date> = row.get(14)?;
    let asked = both(row.get::<Option<Date>>(17)?, row.get::<Option<String>>(18)?);
    let question = both(row.get::<Option<String>>(19)?, row.get::<Option<String>>(20)?);
    let explanation = both(row.get::<Option<String>>(21)?, row.get::<Option<String>>(22)?);
    let concluded = both(row.get::<Option<String>>(26)?, row.get::<Option<String>>(27)?);
    let concluder = both(row.get::<Option<String>>(28)?, row.get::<Option<Timestamp>>(29)?);
    let note = both(row.get::<Option<Date>>(30)?, row.get::<Option<String>>(31)?);
    let noter = both(row.get::<Option<String>>(32)?, row.get::<Option<String>>(33)?);
    let taken = both(row.get::<Option<String>>(34)?, row.get::<Option<String>>(35)?);
    Ok(Matter {
        id: row.text(0)?,
        step_id: row.text(1)?,
        office: row.text(2)?,
        office_name: row.text(3)?,
        procedure: row.text(4)?,
        step: row.text(5)?,
        role: row.get::<Option<String>>(6)?.and_then(|code| Role::from_code(&code)),
        since: row.get(7)?,
        due: row.get(8)?,
        state: State::read(row, 9)?,
        reminded_on: row.get(10)?,
        reminded_by: row.text(11)?,
        words: row.text(12)?,
        answer: both(answer, answered_at).map(|((text, by), at)| (text, promised, by, at)),
        asked: both(asked, question).map(|((on, person), (name, text))| (on, person, name, text)),
        explanation: both(explanation, row.get::<Option<Timestamp>>(23)?)
            .map(|((text, by), at)| (text, by, at)),
        read: both(row.get::<Option<String>>(24)?, row.get::<Option<Timestamp>>(25)?),
        conclusion: both(concluded, concluder)
            .and_then(|((code, why), (by, at))| Some((Conclusion::from_code(&code)?, why, by, at))),
        note: both(note, noter).map(|((on, to), (by, words))| (on, to, by, words)),
        taken_up: both(taken, row.get::<Option<Timestamp>>(36)?).map(|((text, by), at)| (text, by, at)),
        moved_on: row.get(37)?,
        answer_by: row.get(38)?,
    })
}

/// A matter in scope of its office.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Matter, Fault> {
    let row = tx.row(scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// A matter as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Id.
    pub id: String,
    /// Procedure of the step.
    pub procedure: String,
    /// The step.
    pub step: String,
    /// Where it stands.
    pub state: State,
    /// Day of the reminder.
    pub reminded_on: Date,
    /// What came of it.
    pub conclusion: Option<Conclusion>,
}

/// The matters of an office, newest first, and how many there are.
///
/// # Errors
/// If they cannot be read.
pub fn matters_of(
    tx: &mut Tx<'_>,
    scope: &Scope,
    office: &str,
    (from, most): (i64, i64),
) -> Result<(Vec<Listed>, i64), DbError> {
    let all = tx.row(scope, sql::MATTERS, params![office])?.map_or(Ok(0), |row| row.int(0))?;
    let rows = tx.rows(scope, sql::OF_OFFICE, params![office, most, from])?;
    let listed = rows.iter().map(|row| {
        Ok(Listed {
            id: row.text(0)?,
            procedure: row.text(1)?,
            step: row.text(2)?,
            state: State::read(row, 3)?,
            reminded_on: row.get(4)?,
            conclusion: row.get::<Option<String>>(5)?.and_then(|code| Conclusion::from_code(&code)),
        })
    });
    Ok((listed.collect::<Result<_, DbError>>()?, all))
}

/// Records an act on a matter; nothing that was written goes into the ledger.
pub(crate) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    (id, office): (&str, &str),
    (facts, decision): (serde_json::Value, Option<&Record>),
) -> Result<(), Fault> {
    let act =
        Act { kind, subject: ("standing-matter", id), unit: Some(office), person: None, facts, decision };
    ledger::record(tx, actor, &act)?;
    Ok(())
}
