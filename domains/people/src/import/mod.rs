//! Import 导入: what a file read by `formats` would do to the roster, shown before it is done. [`plan`] changes
//! nothing; [`carry_out`] does all of a plan in one transaction or nothing. Nothing is overwritten that the plan did
//! not list. Not here: reading files, keeping the upload between the two steps (`upload`).

mod carry;
mod identity;
mod incoming;
mod places;
mod units;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{Fault, Scope, Tx, params};
use law::decision::Text;
use sha2::{Digest, Sha256};

use crate::formats::photo::Photo;
use crate::formats::read::ReadFile;
use crate::formats::{Finding, Place, Severity};
use crate::person::{Change, Kind, NewPerson};
use crate::post::Category;
use crate::store::import as store;
use crate::tenure::TenureKind;

pub use carry::{Done, carry_out};
pub(crate) use units::{normal, readings, shared};

/// A file to be imported.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub hash: String,
    /// What was read out of it.
    pub file: ReadFile,
}

impl Source {
    /// Reads a file for import.
    ///
    /// # Errors
    /// As `formats::read_file`.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Source, crate::formats::FormatError> {
        let file = crate::formats::read_file(name, bytes)?;
        Ok(Source { name: name.to_owned(), hash: hex::encode(Sha256::digest(bytes)), file })
    }
}

/// What the file does not say and whoever imports it does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Defaults {
    /// Kind of people who are new and whose kind is not given: appointment forms never give it.
    pub kind: Option<Kind>,
}

/// What an import would do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Name of the file.
    pub file_name: String,
    /// Hash of the file.
    pub file_hash: String,
    /// When the same file was carried out before.
    pub done_before: Option<Timestamp>,
    /// Rows and forms read.
    pub rows_read: usize,
    /// What was found in reading and in comparing with the roster, gravest first.
    pub findings: Vec<Finding>,
    /// Every person of the file.
    pub people: Vec<Planned>,
    /// Posts that do not exist yet.
    pub posts: Vec<PlannedPost>,
}

/// What an import would do with one person.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Where in the file.
    pub place: Place,
    /// Name.
    pub name: String,
    /// Added, changed or left as they are.
    pub step: Step,
    /// Tenures that would begin.
    pub tenures: Vec<PlannedTenure>,
    /// The appointment form that would be kept with the person.
    pub form: Option<Form>,
}

/// What would happen to the facts of a person.
#[derive(Debug, Clone)]
pub enum Step {
    /// New.
    Add(Box<NewPerson>),
    /// Known, with facts that differ.
    Change {
        /// Who.
        id: String,
        /// As the roster has them now.
        before: Box<NewPerson>,
        /// As they would be.
        after: Box<NewPerson>,
        /// What differs.
        changes: Vec<Change>,
    },
    /// Known, nothing differs.
    Leave {
        /// Who.
        id: String,
    },
    /// Cannot be imported; a finding says why.
    Blocked,
}

/// A tenure that would begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedTenure {
    /// The unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// The post.
    pub post: PostRef,
    /// Its title; empty for people with a unit and no post.
    pub post_title: String,
    /// How.
    pub kind: TenureKind,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Option<Date>,
}

/// The post of a planned tenure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostRef {
    /// None.
    None,
    /// One that exists.
    Known(String),
    /// One of [`Plan::posts`], by position.
    Planned(usize),
}

/// A post that would be set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedPost {
    /// The unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Title.
    pub title: String,
    /// Category.
    pub category: Category,
    /// Level.
    pub level: Option<String>,
    /// Seats: as many as the file puts into it.
    pub seats: i64,
}

/// An appointment form to keep: the form as a file without its photo, and the photo.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// The form, written by `formats::lrmx`.
    pub body: String,
    /// The photo.
    pub photo: Option<Photo>,
}

/// How many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// People who would be added.
    pub add: usize,
    /// People who would be changed.
    pub change: usize,
    /// People left as they are.
    pub leave: usize,
    /// People who cannot be imported.
    pub blocked: usize,
    /// Tenures that would begin.
    pub tenures: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

impl Plan {
    /// How many of each.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for person in &self.people {
            counts.tenures += person.tenures.len();
            match person.step {
                Step::Add(_) => counts.add += 1,
                Step::Change { .. } => counts.change += 1,
                Step::Leave { .. } => counts.leave += 1,
                Step::Blocked => counts.blocked += 1,
            }
        }
        let of = |severity| self.findings.iter().filter(|finding| finding.severity == severity).count();
        counts.errors = of(Severity::Error);
        counts.warnings = of(Severity::Warning);
        counts
    }

    /// Whether nothing stands in its way: no error, and somebody in it.
    #[must_use]
    pub fn can_be_carried_out(&self) -> bool {
        let counts = self.counts();
        counts.errors == 0 && counts.blocked == 0 && !self.people.is_empty()
    }

    /// A mark of what the plan would do. Two plans with the same mark do the same.
    #[must_use]
    pub fn mark(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.file_hash.as_bytes());
        for person in &self.people {
            hasher.update(format!("{:?}{:?}{:?}", person.name, person.step, person.tenures).as_bytes());
        }
        for post in &self.posts {
            hasher.update(format!("{post:?}").as_bytes());
        }
        hex::encode(hasher.finalize()).chars().take(16).collect()
    }

    /// The photos the plan would keep. Put them into the county's file store before carrying the plan out.
    pub fn photos(&self) -> impl Iterator<Item = &Photo> {
        self.people.iter().filter_map(|person| person.form.as_ref()?.photo.as_ref())
    }
}

/// Works out what importing a file would do, with everything that stands in its way. Changes nothing. The scope is
/// that of the units whose roster the actor keeps; people and units beyond it are findings.
///
/// # Errors
/// If the roster cannot be read.
pub fn plan(tx: &mut Tx<'_>, scope: &Scope, source: &Source, defaults: Defaults) -> Result<Plan, Fault> {
    let people = incoming::of_file(&source.file);
    let mut findings = source.file.findings().to_vec();
    let rows_read = people.iter().map(|person| person.places.len()).sum();
    let mut places = places::Places::load(tx, scope)?;
    let mut known = identity::Known::load(tx, scope, &people)?;
    let today = tx.today();
    let mut planned = Vec::with_capacity(people.len());
    for person in people {
        let step = known.step(&person, defaults, today, &mut findings);
        let of = match &step {
            Step::Change { id, .. } | Step::Leave { id } => Some(id.clone()),
            Step::Add(_) | Step::Blocked => None,
        };
        let tenures = places.tenures(&person, of.as_deref(), today, &mut findings);
        let form = person.form.as_deref().map(incoming::kept_form);
        planned.push(Planned { place: person.place, name: person.name, step, tenures, form });
    }
    let posts = places.finish(&mut findings);
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let before = Scope::county("whether a file was imported before concerns whoever imports it again");
    let row = tx.row(&before, store::RUN_SAME, params![&source.hash])?;
    Ok(Plan {
        file_name: source.name.clone(),
        file_hash: source.hash.clone(),
        done_before: row.map(|row| row.get(0)).transpose()?,
        rows_read,
        findings,
        people: planned,
        posts,
    })
}

/// The head of a sentence that names a place: `第 14 行`, `张示例.lrmx`.
fn named(place: &Place) -> Text {
    let file = place.file.as_deref().map(|file| format!("{file} ")).unwrap_or_default();
    match place.row {
        Some(row) => Text::new(format!("{file}第 {row} 行"), format!("{file}Row {row}")),
        None if file.is_empty() => Text::new("本表", "The form"),
        None => Text::new(file.clone(), file),
    }
}

/// A finding on a place, its sentences begun with the place.
fn finding(
    severity: Severity,
    place: &Place,
    field: &str,
    (zh, en): (String, String),
    (mend_zh, mend_en): (&str, &str),
) -> Finding {
    let at = named(place);
    Finding {
        place: place.clone(),
        field: field.to_owned(),
        problem: Text::new(format!("{}{zh}", at.zh), format!("{}: {en}", at.en)),
        mending: Text::new(mend_zh, mend_en),
        severity,
    }
}
