//! A remedy as it is read. Not here: filing and deciding one (the file above).

use jiff::civil::Date;
use kernel::db::Row;
use kernel::procedure::Procedure;
use kernel::{DbError, Fault, Scope, Tx, params};
use law::Record;
use law::rules::Grade;
use law::rules::appeal::Route;

use crate::appraisal::grade_from;
use crate::coded::coded;
use crate::procedure::{COMPLAINT, RECONSIDERATION};
use crate::store::grade as sql;

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
    pub(super) fn route(self) -> Route {
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
