//! Normative documents 规范性文件 of the county: what they are, and the days the rules give them. Not here: what is done
//! before one is issued (`issuing`), entering one that was issued before (`registering`), its evaluation before it lapses (`evaluation`), the picture of all (`ages`).

pub mod ages;
pub mod evaluation;
mod extension;
pub mod issuing;
pub mod registering;

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::Rulebook;
use law::decision::{Decision, Outcome};
use law::rules::document_validity::{self, DocumentKind, Facts, Validity};
use serde_json::json;

use crate::act::note;
use crate::coded::coded;
use crate::count::{self, What};
use crate::store::document as sql;

pub use registering::register;

coded! {
    /// What kind of document it is.
    Kind {
        /// An ordinary one.
        Normal = "normal", "一般规范性文件", "ordinary document";
        /// A public notice.
        Notice = "notice", "通告", "public notice";
        /// Interim or trial.
        Trial = "trial", "暂行、试行文件", "interim or trial document";
    }
}

coded! {
    /// Who issues it.
    Issuer {
        /// A department.
        Department = "department", "部门", "department";
        /// The government.
        Government = "government", "政府", "government";
    }
}

coded! {
    /// Where it stands. That its time is over is not a state but follows from the day.
    State {
        /// Being made.
        Draft = "draft", "起草中", "being drafted";
        /// Issued.
        Issued = "issued", "已印发", "issued";
        /// Repealed.
        Repealed = "repealed", "已废止", "repealed";
        /// Replaced by a revised one.
        Replaced = "replaced", "已被替代", "replaced";
    }
}

impl Kind {
    fn fact(self) -> DocumentKind {
        match self {
            Kind::Normal => DocumentKind::Normal,
            Kind::Notice => DocumentKind::Notice,
            Kind::Trial => DocumentKind::Trial,
        }
    }
}

/// A normative document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Id.
    pub id: String,
    /// The office that answers for it.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Title.
    pub title: String,
    /// Number.
    pub number: String,
    /// Who issues it.
    pub issuer: Issuer,
    /// Kind.
    pub kind: Kind,
    /// Issued on.
    pub issued_on: Date,
    /// First day in force.
    pub effective_on: Date,
    /// The last day it says itself.
    pub valid_until: Option<Date>,
    /// Touches market entities.
    pub market: bool,
    /// Where it was published; empty: nowhere.
    pub published_at: String,
    /// Where it stands.
    pub state: State,
    /// Last day of validity by the rule.
    pub lapses_on: Option<Date>,
    /// Its evaluation is due.
    pub evaluate_on: Option<Date>,
    /// The result is reported by then.
    pub report_on: Option<Date>,
    /// A new version is submitted by then.
    pub submit_on: Option<Date>,
    /// Repealed or replaced on.
    pub ended_on: Option<Date>,
    /// By which document.
    pub ended_document: String,
    /// Kept in force after an evaluation: the first day of the new term.
    pub renewed_from: Option<Date>,
    /// The day on which it was published, where it was entered.
    pub published_on: Option<Date>,
    /// Its text, where it was entered; empty in lists.
    pub body: String,
}

fn read(row: &Row) -> Result<Document, DbError> {
    Ok(Document {
        id: row.text(0)?,
        unit: row.text(1)?,
        unit_name: row.text(2)?,
        title: row.text(3)?,
        number: row.text(4)?,
        issuer: Issuer::read(row, 5)?,
        kind: Kind::read(row, 6)?,
        issued_on: row.get(7)?,
        effective_on: row.get(8)?,
        valid_until: row.get(9)?,
        market: row.get(10)?,
        published_at: row.text(11)?,
        state: State::read(row, 12)?,
        lapses_on: row.get(13)?,
        evaluate_on: row.get(14)?,
        report_on: row.get(15)?,
        submit_on: row.get(16)?,
        ended_on: row.get(17)?,
        ended_document: row.get::<Option<String>>(18)?.unwrap_or_default(),
        renewed_from: row.get(19)?,
        published_on: row.get(20)?,
        body: row.text(21)?,
    })
}

/// The facts of the rule from a row of the documents an item rests on.
pub(crate) fn facts_of_row(row: &Row) -> Result<Facts, DbError> {
    Ok(Facts {
        kind: Kind::read(row, 3)?.fact(),
        effective_on: row.get(5)?,
        valid_until: row.get(6)?,
        renewed_from: row.get(11)?,
        ended_on: row.get(7)?,
        published: !row.word(9)?.is_empty() && row.word(10)? != State::Draft.code(),
        market: row.get(8)?,
    })
}

impl Document {
    /// The decision on its validity on a day.
    #[must_use]
    pub fn validity(&self, book: &Rulebook, day: Date) -> Decision<Validity> {
        document_validity::decide(&self.facts(), book, day)
    }

    pub(super) fn facts(&self) -> Facts {
        Facts {
            kind: self.kind.fact(),
            effective_on: self.effective_on,
            valid_until: self.valid_until,
            renewed_from: self.renewed_from,
            ended_on: self.ended_on,
            published: !self.published_at.is_empty(),
            market: self.market,
        }
    }
}

/// A document in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Document, Fault> {
    let row = tx.row(scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// A document by its number, in scope.
///
/// # Errors
/// If it cannot be read.
pub fn by_number(tx: &mut Tx<'_>, scope: &Scope, number: &str) -> Result<Option<Document>, DbError> {
    tx.row(scope, sql::BY_NUMBER, params![number])?.as_ref().map(read).transpose()
}

/// What narrows the register; empty: everything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Unit id.
    pub unit: String,
    /// Code of a state.
    pub state: String,
    /// Lapses on that day or later.
    pub from: Option<Date>,
    /// Lapses on that day or before.
    pub to: Option<Date>,
}

/// A page of the register in scope, and how many there are.
///
/// # Errors
/// If it cannot be read.
pub fn list(
    tx: &mut Tx<'_>,
    scope: &Scope,
    filter: &Filter,
    (most, from): (i64, i64),
) -> Result<(Vec<Document>, i64), DbError> {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let (first, last) = (day(filter.from), day(filter.to));
    let (unit, state) = (&*filter.unit, &*filter.state);
    let rows = tx.rows(scope, sql::LIST, params![unit, state, &first, &last, most, from])?;
    let found = rows.iter().map(read).collect::<Result<_, _>>()?;
    let count = tx.row(scope, sql::COUNT, params![unit, state, &first, &last])?;
    Ok((found, count.map_or(Ok(0), |row| row.int(0))?))
}

/// Documents that can be named as a basis: id, title and number.
///
/// # Errors
/// If they cannot be read.
pub fn choices(tx: &mut Tx<'_>) -> Result<Vec<(String, String, String)>, DbError> {
    let scope = Scope::county("issued documents are public");
    let rows = tx.rows(&scope, sql::CHOICES, &[])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.text(2)?))).collect()
}

/// A document as somebody enters it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// The office that answers for it.
    pub unit: String,
    /// Title.
    pub title: String,
    /// Number; of a draft, a working name.
    pub number: String,
    /// Who issues it.
    pub issuer: Issuer,
    /// Kind.
    pub kind: Kind,
    /// Issued on; of a draft, the day wanted.
    pub issued_on: Date,
    /// First day in force.
    pub effective_on: Date,
    /// The last day it says itself.
    pub valid_until: Option<Date>,
    /// Touches market entities.
    pub market: bool,
    /// Where it was published; empty: nowhere, or not known yet.
    pub published_at: String,
    /// When.
    pub published_on: Option<Date>,
    /// Its text; empty: entered later.
    pub body: String,
}

/// How many documents in scope lapse within so long from today, and how many have lapsed.
///
/// # Errors
/// If they cannot be counted.
pub fn near_the_end(tx: &mut Tx<'_>, scope: &Scope, until: Date) -> Result<(i64, i64), DbError> {
    let today = tx.today();
    let lapsing = tx.row(scope, sql::LAPSING, params![today, until])?.map_or(Ok(0), |row| row.int(0))?;
    let lapsed = tx.row(scope, sql::LAPSED, params![today])?.map_or(Ok(0), |row| row.int(0))?;
    Ok((lapsing, lapsed))
}

pub(crate) fn own() -> Scope {
    Scope::county("the document was found in scope, or its step belongs to whoever acts")
}

/// Writes a document; answers its id. The caller has checked who may.
pub(super) fn put(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    new: &NewDocument,
    state: State,
) -> Result<(String, Decision<Validity>), Fault> {
    if by_number(tx, &own(), &new.number)?.is_some() {
        let zh = format!("文号“{}”已经登记，请核对。", new.number);
        let en = format!("A document with the number {} is there already.", new.number);
        return Err(Refusal::new(zh, en).at("number").into());
    }
    let facts = Facts {
        kind: new.kind.fact(),
        effective_on: new.effective_on,
        valid_until: new.valid_until,
        renewed_from: None,
        ended_on: None,
        published: !new.published_at.is_empty(),
        market: new.market,
    };
    let (today, now, id) = (tx.today(), tx.now(), tx.id());
    let decision = document_validity::decide(&facts, book, today);
    if let Outcome::Refused { fact, why } = &decision.outcome {
        return Err(Refusal::new(&*why.zh, &*why.en).at(fact.clone()).into());
    }
    let days = decision.value();
    tx.execute(
        sql::ADD,
        params![
            &id,
            &new.unit,
            &new.title,
            &new.number,
            new.issuer.code(),
            new.kind.code(),
            new.issued_on,
            new.effective_on,
            new.valid_until,
            new.market,
            &new.published_at,
            state.code(),
            days.map(|found| found.lapses_on),
            days.map(|found| found.evaluate_on),
            days.map(|found| found.report_on),
            days.map(|found| found.submit_on),
            now,
            new.published_on,
            &new.body
        ],
    )?;
    count::add(tx, What::Document, (&new.unit, "", state.code()), 1)?;
    Ok((id, decision))
}

/// Ends a document: repealed or replaced, from today.
pub(super) fn end(tx: &mut Tx<'_>, document: &Document, (state, by): (State, &str)) -> Result<(), DbError> {
    let today = tx.today();
    tx.execute(sql::END, params![&document.id, state.code(), today, by])?;
    count::turn(tx, What::Document, (&document.unit, ""), (document.state.code(), state.code()))
}

/// Keeps the days of a document as the rule gives them now.
pub(super) fn keep_days(tx: &mut Tx<'_>, book: &Rulebook, document: &Document) -> Result<bool, Fault> {
    let today = tx.today();
    let decision = document.validity(book, today);
    let Some(found) = decision.value() else { return Ok(false) };
    if document.lapses_on == Some(found.lapses_on) && document.evaluate_on == Some(found.evaluate_on) {
        return Ok(false);
    }
    let values = params![&document.id, found.lapses_on, found.evaluate_on, found.report_on, found.submit_on];
    tx.execute(sql::DAYS, values)?;
    Ok(true)
}

/// Counts the days of every issued document anew: after the county changed a period. Answers how many moved.
///
/// # Errors
/// If they cannot be read or written.
pub fn count_anew(tx: &mut Tx<'_>, book: &Rulebook) -> Result<usize, Fault> {
    let rows = tx.rows(&own(), sql::ISSUED, &[])?;
    let all: Vec<Document> = rows.iter().map(read).collect::<Result<_, _>>()?;
    let mut moved = 0;
    for document in &all {
        if keep_days(tx, book, document)? {
            moved += 1;
            let on = ("normative-document", &*document.id, &*document.unit);
            note(tx, &Actor::program(), "document.counted", on, (json!({}), None))?;
        }
    }
    Ok(moved)
}
