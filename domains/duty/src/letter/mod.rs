//! The letter 目标责任书: what one person answers for in one year, agreed and signed by both sides. A revision is a
//! further version. Not here: composing items (`compose`), the document (`document`), agreeing it (`agreeing`).

mod agreeing;
mod drafting;
mod items;
mod listing;
mod signing;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, OpenStep};
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Scope, Tx, params};
use law::decision::Text;
use rust_decimal::Decimal;

pub use agreeing::{Comment, NewComment, amend, comments, contest, keep, offer, offer_all, return_to_amend};
pub use drafting::{Generated, change, drop_draft, generate, revise};
pub use listing::{Filter, Listed, listed};
pub(crate) use signing::close_all;
pub use signing::{Side, Signature, close, sign, signatures};

use crate::balance::{self, Finding, Weighed};
use crate::coded::coded;
use crate::compose::Draft;
use crate::document::{self, Document};
use crate::measure::{self, Category, Measure};
use crate::method::Method;
use crate::procedure::LETTER;
use crate::scheme::Scheme;
use crate::store::letter as sql;

coded! {
    /// Where a letter stands.
    State {
        /// Being drafted by the head.
        Draft = "draft", "拟定中", "draft";
        /// Offered to the holder.
        Offered = "offered", "待本人签订", "offered";
        /// The holder has comments, or the head returned it.
        Contested = "contested", "待答复意见", "contested";
        /// Signed by the holder.
        SignedByHolder = "signed-by-holder", "待单位签订", "signed by the holder";
        /// Signed by both.
        InForce = "in-force", "已生效", "in force";
        /// Replaced by a later version.
        Revised = "revised", "已修订", "revised";
        /// Ended with the year or with the post.
        Closed = "closed", "已终止", "closed";
        /// Given up before it was signed.
        Dropped = "dropped", "已作废", "dropped";
    }
}

impl State {
    /// Whether it is still being agreed.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, State::Draft | State::Offered | State::Contested | State::SignedByHolder)
    }
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Id.
    pub id: String,
    /// Cycle.
    pub cycle: String,
    /// Its year.
    pub year: i16,
    /// The holder.
    pub person: String,
    /// Unit.
    pub unit: String,
    /// Post.
    pub post: Option<String>,
    /// Who signs, or signed, for the unit.
    pub head_person: Option<String>,
    /// Name of the holder as it stands in the document.
    pub holder_name: String,
    /// Name of the unit as it stands in the document.
    pub unit_name: String,
    /// Title of the post as it stands in the document.
    pub post_title: String,
    /// Name of who signs for the unit as it stands in the document.
    pub head_name: String,
    /// Category of the post.
    pub category: Category,
    /// Version, from 1.
    pub version: i64,
    /// Wording of the document.
    pub form: i64,
    /// Where it stands.
    pub state: State,
    /// Hash of the document as last offered, hex SHA-256.
    pub body_hash: Option<String>,
    /// When it was last offered.
    pub offered_at: Option<Timestamp>,
    /// In force from.
    pub in_force_on: Option<Date>,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
    /// The letter it replaces.
    pub replaces: Option<String>,
}

/// An item of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Id.
    pub id: String,
    /// The same item in the first version; evidence follows it.
    pub root: String,
    /// Letter.
    pub letter: String,
    /// Target it carries; `None` for a duty of the post itself.
    pub target: Option<String>,
    /// The basis as printed.
    pub source: String,
    /// What is asked.
    pub title: String,
    /// How it is measured.
    pub measure: Measure,
    /// Unit of the amounts.
    pub measure_unit: String,
    /// Where the year begins.
    pub baseline: Option<Decimal>,
    /// Where it should end.
    pub goal: Option<Decimal>,
    /// By when.
    pub due_on: Option<Date>,
    /// Hundredths of the letter's 100.
    pub weight: i64,
    /// How a result becomes points.
    pub method: Method,
    /// What shows the result.
    pub evidence_wanted: String,
    /// Place in the letter.
    pub sort: i64,
}

impl Item {
    /// The item as it goes into a form.
    #[must_use]
    pub fn draft(&self) -> Draft {
        Draft {
            root: Some(self.root.clone()),
            target: self.target.clone(),
            source: self.source.clone(),
            title: self.title.clone(),
            measure: self.measure,
            measure_unit: self.measure_unit.clone(),
            baseline: self.baseline,
            goal: self.goal,
            due_on: self.due_on,
            weight: self.weight,
            method: self.method.clone(),
            evidence_wanted: self.evidence_wanted.clone(),
        }
    }
}

fn letter(row: &Row) -> Result<Letter, DbError> {
    Ok(Letter {
        id: row.text(0)?,
        cycle: row.text(1)?,
        person: row.text(2)?,
        unit: row.text(3)?,
        post: row.get(4)?,
        head_person: row.get(5)?,
        holder_name: row.text(6)?,
        unit_name: row.text(7)?,
        post_title: row.text(8)?,
        head_name: row.text(9)?,
        category: Category::read(row, 10)?,
        version: row.int(11)?,
        form: row.int(12)?,
        state: State::read(row, 13)?,
        body_hash: row.get(14)?,
        offered_at: row.get(15)?,
        in_force_on: row.get(16)?,
        closed_at: row.get(17)?,
        replaces: row.get(18)?,
        year: i16::try_from(row.int(19)?).map_err(|_| DbError::Cell { column: 19, expected: "a year" })?,
    })
}

fn item(row: &Row) -> Result<Item, DbError> {
    let method = row.text(12)?;
    let method = serde_json::from_str(&method)
        .map_err(|error| DbError::Stored { what: "a scoring method", why: error.to_string() })?;
    Ok(Item {
        id: row.text(0)?,
        root: row.text(1)?,
        letter: row.text(2)?,
        target: row.get(3)?,
        source: row.text(4)?,
        title: row.text(5)?,
        measure: Measure::read(row, 6)?,
        measure_unit: row.text(7)?,
        baseline: measure::loaded(row.get(8)?),
        goal: measure::loaded(row.get(9)?),
        due_on: row.get(10)?,
        weight: row.int(11)?,
        method,
        evidence_wanted: row.text(13)?,
        sort: row.int(14)?,
    })
}

/// A letter, in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Letter, Fault> {
    let row = tx.row(scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(letter(&row)?)
}

/// All letters of a person, newest first, every version.
///
/// # Errors
/// If they cannot be read.
pub fn of_person(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Letter>, DbError> {
    tx.rows(scope, sql::OF_PERSON, params![person])?.iter().map(letter).collect()
}

/// The letter of a person that counts for a cycle: in force, or closed with the year or the post.
///
/// # Errors
/// If it cannot be read.
pub fn in_force(
    tx: &mut Tx<'_>,
    scope: &Scope,
    person: &str,
    cycle: &str,
) -> Result<Option<Letter>, DbError> {
    tx.row(scope, sql::IN_FORCE, params![person, cycle])?.as_ref().map(letter).transpose()
}

/// Every letter in scope that counts for a cycle.
///
/// # Errors
/// If they cannot be read.
pub fn all_in_force(tx: &mut Tx<'_>, scope: &Scope, cycle: &str) -> Result<Vec<Letter>, DbError> {
    tx.rows(scope, sql::ALL_IN_FORCE, params![cycle])?.iter().map(letter).collect()
}

/// The letters of a unit in a cycle, without versions that were replaced or dropped.
///
/// # Errors
/// If they cannot be read.
pub fn of_unit(tx: &mut Tx<'_>, scope: &Scope, cycle: &str, unit: &str) -> Result<Vec<Letter>, DbError> {
    tx.rows(scope, sql::OF_UNIT, params![cycle, unit])?.iter().map(letter).collect()
}

/// The items of a letter, in their order.
///
/// # Errors
/// If they cannot be read.
pub fn items(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Vec<Item>, DbError> {
    tx.rows(scope, sql::ITEMS, params![id])?.iter().map(item).collect()
}

/// The document of a letter.
///
/// # Errors
/// If the items cannot be read.
pub fn document(tx: &mut Tx<'_>, scope: &Scope, letter: &Letter) -> Result<Document, DbError> {
    let items = items(tx, scope, &letter.id)?;
    Ok(document::of(letter, &items, letter.year))
}

/// What the checks of the scheme and the burden rules say of items.
#[must_use]
pub fn findings(
    items: &[Draft],
    category: Category,
    scheme: &Scheme,
    (book, on): (&law::rulebook::Rulebook, Date),
) -> Vec<Finding> {
    let weighed: Vec<Weighed<'_>> = items
        .iter()
        .map(|item| Weighed { title: &item.title, measure: item.measure, weight: item.weight })
        .collect();
    let mut found = balance::of_letter(&weighed, category, scheme);
    for (at, item) in items.iter().enumerate() {
        let words = format!("{}。{}。{}", item.title, item.measure_unit, item.evidence_wanted);
        found.extend(balance::flag(balance::About::Item(at), &words, book, on));
    }
    found
}

/// One line of a person's archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveEntry {
    /// When.
    pub on: Date,
    /// What.
    pub title: Text,
    /// Where it is shown.
    pub link: String,
}

/// The letters of a person as lines of their archive: those that were in force.
///
/// # Errors
/// If they cannot be read.
pub fn archive_entries(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<ArchiveEntry>, DbError> {
    let letters = of_person(tx, scope, person)?;
    let entries = letters.into_iter().filter_map(|letter| {
        let on = letter.in_force_on?;
        let (year, unit, version) = (letter.year, &letter.unit_name, letter.version);
        let title = Text::new(
            format!("签订{year}年度目标责任书（{unit}，第{version}版）"),
            format!("Responsibility letter for {year} ({unit}, version {version})"),
        );
        Some(ArchiveEntry { on, title, link: format!("/duty/letters/{}", letter.id) })
    });
    Ok(entries.collect())
}

/// The open step of a letter that was found in scope, if it is still being agreed.
///
/// # Errors
/// If it cannot be read.
pub fn open_step(tx: &mut Tx<'_>, letter: &Letter) -> Result<Option<OpenStep>, DbError> {
    match case::of_subject(tx, &LETTER, "letter", &letter.id)? {
        Some(case) => case::open_step_of(tx, &case),
        None => Ok(None),
    }
}

/// Whether an actor may begin a revision of a letter or close it: who signs for the unit, or the organisation
/// department.
///
/// # Errors
/// If posts and grants cannot be read.
pub fn may_end(tx: &mut Tx<'_>, actor: &Actor, letter: &Letter) -> Result<bool, Fault> {
    if actor.is_county(Role::Organiser) {
        return Ok(true);
    }
    let superior = drafting::superior_of(tx, letter)?;
    Ok(superior.person.is_some() && superior.person == actor.person)
}
