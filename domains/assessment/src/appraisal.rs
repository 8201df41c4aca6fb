//! An appraisal 年度考核: one person's year, from the self-summary to the closed file. Here: what it is and how it
//! is read. Not here: the steps (annual, verify, grade, notice), the sums (formula).

use crate::coded::coded;
use duty::measure::Category;
use jiff::Timestamp;
use kernel::db::Row;
use kernel::procedure::Procedure;
use kernel::{DbError, Fault, Refusal, Scope, Tx, params};
use law::decision::Record;
use law::rules::Grade;
use rust_decimal::Decimal;

use crate::formula::Sheet;
use crate::store::appraisal as sql;

coded! {
    /// The open step of an appraisal.
    State {
        /// The person writes the summary.
        Summary = "summary", "总结述职", "self-summary";
        /// The anonymous review of the organ runs.
        Survey = "survey", "民主测评", "multi-source review";
        /// The superior verifies and proposes.
        Verify = "verify", "了解核实", "verification";
        /// The committee decides.
        Decide = "decide", "审核评鉴", "decision";
        /// Waits for an investigation to end.
        Later = "later", "待结案补定", "later, once the case ends";
        /// A proposed 优秀 is public.
        Publicity = "publicity", "公示", "publicity";
        /// The written notice is due.
        Notice = "notice", "书面反馈", "written notice";
        /// The person may state an opinion.
        Opinion = "opinion", "本人意见", "the person's opinion";
        /// Done.
        Closed = "closed", "已办结", "closed";
    }
}

impl State {
    /// Whether a decision has become the result.
    #[must_use]
    pub fn is_result(self) -> bool {
        matches!(self, State::Notice | State::Opinion | State::Closed)
    }
}

coded! {
    /// How a year ends. The last three are states, not grades.
    Form {
        /// With a grade.
        Grade = "grade", "确定等次", "a grade";
        /// With a comment and no grade.
        CommentOnly = "comment-only", "只写评语、不定等次", "a comment, no grade";
        /// Took part, no grade.
        NoGrade = "no-grade", "参加考核、不定等次", "took part, no grade";
        /// Neither, until an investigation ends.
        Later = "later", "结案后补定", "later, once the case ends";
    }
}

/// The grades a committee may give, best first.
pub const GRADES: [Grade; 4] =
    [Grade::Excellent, Grade::Competent, Grade::BasicallyCompetent, Grade::Incompetent];

/// The grade of a stored or sent word.
#[must_use]
pub fn grade_from(code: &str) -> Option<Grade> {
    GRADES.into_iter().find(|grade| grade.id() == code)
}

/// One person's year.
#[derive(Debug, Clone, PartialEq)]
pub struct Appraisal {
    /// Id.
    pub id: String,
    /// Cycle.
    pub cycle: String,
    /// Calendar year.
    pub year: i16,
    /// Person.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Where they are assessed.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// The person's own unit, if another assesses.
    pub sending_unit: Option<String>,
    /// The organ whose places count.
    pub organ: String,
    /// Kind of personnel.
    pub kind: String,
    /// Category of the post.
    pub category: Category,
    /// Whether they head the unit.
    pub leads: bool,
    /// The letter in force.
    pub letter: Option<String>,
    /// Id of the procedure its case runs on.
    pub procedure: String,
    /// The case.
    pub case: String,
    /// Where it stands.
    pub state: State,
    /// Refuses to take part, without reason, after education.
    pub refused: bool,
    /// The self-summary.
    pub summary: String,
    /// When it was handed in.
    pub summary_at: Option<Timestamp>,
    /// What the sending unit said.
    pub heard: String,
    /// The comment 评语.
    pub comment: String,
    /// The superior's marks by name, in the order of [`crate::terms::MARKED`].
    pub marks: [Option<Decimal>; 4],
    /// How the year ends, as last proposed or decided.
    pub form: Option<Form>,
    /// What was proposed, by whom and when.
    pub proposed: Option<Grade>,
    /// Account that proposed.
    pub proposed_by: Option<String>,
    /// Who proposed.
    pub proposed_name: Option<String>,
    /// When.
    pub proposed_at: Option<Timestamp>,
    /// The grade in force.
    pub grade: Option<Grade>,
    /// What the sums were made of.
    pub sheet: Option<Sheet>,
    /// The eligibility it rests on.
    pub eligibility: Option<Record>,
    /// Account that decided.
    pub decided_by: Option<String>,
    /// Who decided.
    pub decided_name: Option<String>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// With which remark.
    pub decided_note: String,
    /// When the notice was given.
    pub noticed_at: Option<Timestamp>,
    /// By whom.
    pub noticed_name: Option<String>,
    /// `agree`, `remarks` or `silent`.
    pub opinion: Option<String>,
    /// The remarks.
    pub opinion_text: String,
    /// When.
    pub opinion_at: Option<Timestamp>,
    /// When the assessment was opened.
    pub opened_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

fn json<T: serde::de::DeserializeOwned>(what: &'static str, text: &str) -> Result<T, DbError> {
    serde_json::from_str(text).map_err(|error| DbError::Stored { what, why: error.to_string() })
}

/// As stored.
pub(crate) fn stored<T: serde::Serialize>(what: &'static str, value: &T) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| DbError::Stored { what, why: error.to_string() })
}

fn of_code<T>(what: &'static str, code: String, from: impl Fn(&str) -> Option<T>) -> Result<T, DbError> {
    from(&code).ok_or(DbError::Stored { what, why: code })
}

fn optional<T>(
    what: &'static str,
    code: Option<String>,
    from: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, DbError> {
    code.map(|code| of_code(what, code, from)).transpose()
}

fn appraisal(row: &Row) -> Result<Appraisal, DbError> {
    let year = i16::try_from(row.int(2)?).unwrap_or(i16::MAX);
    let given: Vec<Option<Decimal>> = json("marks", &row.text(21)?)?;
    let mut marks = [None; 4];
    marks.iter_mut().zip(given).for_each(|(slot, given)| *slot = given);
    Ok(Appraisal {
        id: row.text(0)?,
        cycle: row.text(1)?,
        year,
        person: row.text(3)?,
        name: row.text(4)?,
        unit: row.text(5)?,
        unit_name: row.text(6)?,
        sending_unit: row.get(7)?,
        organ: row.text(8)?,
        kind: row.text(9)?,
        category: of_code("a category", row.text(10)?, Category::from_code)?,
        leads: row.get(11)?,
        letter: row.get(12)?,
        procedure: row.text(13)?,
        case: row.text(14)?,
        state: of_code("a state", row.text(15)?, State::from_code)?,
        refused: row.get(16)?,
        summary: row.text(17)?,
        summary_at: row.get(18)?,
        heard: row.text(19)?,
        comment: row.text(20)?,
        marks,
        form: optional("a form", row.get(22)?, Form::from_code)?,
        proposed: optional("a grade", row.get(23)?, grade_from)?,
        proposed_by: row.get(24)?,
        proposed_name: row.get(25)?,
        proposed_at: row.get(26)?,
        grade: optional("a grade", row.get(27)?, grade_from)?,
        sheet: row.get::<Option<String>>(28)?.map(|text| json("a sheet", &text)).transpose()?,
        eligibility: row.get::<Option<String>>(29)?.map(|text| json("a decision", &text)).transpose()?,
        decided_by: row.get(30)?,
        decided_name: row.get(31)?,
        decided_at: row.get(32)?,
        decided_note: row.text(33)?,
        noticed_at: row.get(34)?,
        noticed_name: row.get(35)?,
        opinion: row.get(36)?,
        opinion_text: row.text(37)?,
        opinion_at: row.get(38)?,
        opened_at: row.get(39)?,
        closed_at: row.get(40)?,
    })
}

impl Appraisal {
    /// The procedure its case runs on.
    #[must_use]
    pub fn runs(&self) -> &'static Procedure {
        if self.procedure == crate::procedure::REOPENED.id {
            &crate::procedure::REOPENED
        } else {
            &crate::procedure::ANNUAL
        }
    }

    /// Refuses unless it stands at a step.
    ///
    /// # Errors
    /// A refusal that names where it stands.
    pub(crate) fn must_be(&self, state: State) -> Result<(), Refusal> {
        if self.state == state {
            return Ok(());
        }
        let (now, wanted) = (self.state.words(), state.words());
        Err(Refusal::new(
            format!("此件现在“{}”，不能办理“{}”，请刷新后再看。", now.zh, wanted.zh),
            format!("This assessment stands at “{}”, not at “{}”; load the page again.", now.en, wanted.en),
        ))
    }

    /// The path of its page.
    #[must_use]
    pub fn link(&self) -> String {
        format!("/assessment/{}", self.id)
    }

    /// How the year ended, for reading: grade, or the state without one; `None` while there is no result.
    #[must_use]
    pub fn result(&self) -> Option<law::Text> {
        if !self.state.is_result() {
            return None;
        }
        self.grade.map(Grade::text).or_else(|| self.form.map(|form| form.words().text()))
    }
}

/// One appraisal in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Appraisal, Fault> {
    let row = tx.row(scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(appraisal(&row)?)
}

fn list(rows: &[Row]) -> Result<Vec<Appraisal>, DbError> {
    rows.iter().map(appraisal).collect()
}

/// The years of a person, latest first.
///
/// # Errors
/// If they cannot be read.
pub fn of_person(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Appraisal>, DbError> {
    list(&tx.rows(scope, sql::OF_PERSON, params![person])?)
}

/// A person's appraisal of a cycle.
///
/// # Errors
/// If it cannot be read.
pub fn of_year(
    tx: &mut Tx<'_>,
    scope: &Scope,
    cycle: &str,
    person: &str,
) -> Result<Option<Appraisal>, DbError> {
    tx.row(scope, sql::OF_YEAR, params![cycle, person])?.as_ref().map(appraisal).transpose()
}

/// The appraisals of a unit in a cycle, its head first, then by name.
///
/// # Errors
/// If they cannot be read.
pub fn in_unit(tx: &mut Tx<'_>, scope: &Scope, cycle: &str, unit: &str) -> Result<Vec<Appraisal>, DbError> {
    list(&tx.rows(scope, sql::IN_UNIT, params![cycle, unit])?)
}

/// The appraisals of an organ in a cycle, by unit and name.
///
/// # Errors
/// If they cannot be read.
pub fn in_organ(tx: &mut Tx<'_>, scope: &Scope, cycle: &str, organ: &str) -> Result<Vec<Appraisal>, DbError> {
    list(&tx.rows(scope, sql::IN_ORGAN, params![cycle, organ])?)
}

/// The appraisals that stand at a step, by unit and name.
///
/// # Errors
/// If they cannot be read.
pub fn in_state(
    tx: &mut Tx<'_>,
    scope: &Scope,
    cycle: &str,
    state: State,
) -> Result<Vec<Appraisal>, DbError> {
    list(&tx.rows(scope, sql::IN_STATE, params![cycle, state.code()])?)
}

/// The honours list of a cycle: results 优秀, by unit and name.
///
/// # Errors
/// If they cannot be read.
pub fn honours(tx: &mut Tx<'_>, scope: &Scope, cycle: &str) -> Result<Vec<Appraisal>, DbError> {
    list(&tx.rows(scope, sql::GRADED_EXCELLENT, params![cycle])?)
}

/// The name of a unit, from the directory.
///
/// # Errors
/// If it cannot be read.
pub fn unit_name(tx: &mut Tx<'_>, unit: &str) -> Result<String, DbError> {
    let scope = Scope::county("names of units are in the directory");
    Ok(tx.row(&scope, sql::UNIT_NAME, params![unit])?.map(|row| row.text(0)).transpose()?.unwrap_or_default())
}

/// The name of a person, from the directory.
///
/// # Errors
/// If it cannot be read.
pub fn person_name(tx: &mut Tx<'_>, person: &str) -> Result<String, DbError> {
    let scope = Scope::county("names are in the directory, open to everybody who serves in the county");
    Ok(tx
        .row(&scope, sql::PERSON_NAME, params![person])?
        .map(|row| row.text(0))
        .transpose()?
        .unwrap_or_default())
}
