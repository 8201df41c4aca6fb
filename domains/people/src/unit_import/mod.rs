//! Import of units 单位名录: what a list of units would do to the county's tree, shown before it is done. [`plan`]
//! changes nothing; [`carry_out`] does all of a plan in one transaction or nothing. What the file leaves empty stays as
//! it is; units the file does not name stay. Not here: reading files (`formats`), people and posts.

mod carry;
mod compare;
pub(crate) mod known;
mod naming;
mod tree;
mod unplaced;

use kernel::{Fault, Scope, Tx};
use law::decision::Text;
use sha2::{Digest, Sha256};

use crate::formats::sheet::{self, UnitColumn, UnitList};
use crate::formats::{Finding, FormatError, Place, Reading, Severity};
use crate::unit::{Code, NewUnit, UnitKind};

pub use carry::{Basis, Done, carry_out};

/// A list of units to be imported.
#[derive(Debug, Clone)]
pub struct Source {
    /// Name of the file.
    pub name: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub hash: String,
    /// What was read out of it.
    pub list: Reading<UnitList>,
}

impl Source {
    /// Reads a file for import.
    ///
    /// # Errors
    /// As `formats::sheet::read_units`.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Source, FormatError> {
        let list = sheet::read_units(bytes)?;
        Ok(Source { name: name.to_owned(), hash: hex::encode(Sha256::digest(bytes)), list })
    }
}

/// What an import would do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Name of the file.
    pub file_name: String,
    /// Hash of the file.
    pub file_hash: String,
    /// Rows read.
    pub rows_read: usize,
    /// What was found in reading and in comparing with the county, gravest first.
    pub findings: Vec<Finding>,
    /// Every unit of the file, each after the one above it.
    pub units: Vec<Planned>,
}

/// What an import would do with one unit.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Where in the file.
    pub place: Place,
    /// Its name as the file has it.
    pub name: String,
    /// Name of the unit above, as it would be; empty for the county.
    pub above: String,
    /// Added, changed or left as it is.
    pub step: Step,
}

/// What would happen to a unit.
#[derive(Debug, Clone)]
pub enum Step {
    /// New. Its parent is where [`Above`] says.
    Add(Box<Fresh>),
    /// Known, with something that differs.
    Change(Box<Changed>),
    /// Known, nothing differs.
    Leave {
        /// Which.
        id: String,
    },
    /// Cannot be imported; a finding on it or on the unit above says why.
    Blocked,
}

/// Under which unit one stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Above {
    /// Under none: the county.
    None,
    /// Under one that exists.
    Known(String),
    /// Under one of [`Plan::units`], by position.
    Planned(usize),
}

/// A unit to be set up; `unit.parent` is filled in when it is.
#[derive(Debug, Clone)]
pub struct Fresh {
    /// Under which.
    pub above: Above,
    /// The rest.
    pub unit: NewUnit,
    /// Its codes.
    pub codes: Vec<Code>,
}

/// A known unit with what would change.
#[derive(Debug, Clone)]
pub struct Changed {
    /// Which.
    pub id: String,
    /// As it stands now.
    pub before: Standing,
    /// As it would stand.
    pub after: Standing,
    /// Codes that would be noted.
    pub codes: Vec<Code>,
    /// Everything that differs, to be shown.
    pub changes: Vec<Change>,
}

/// What a list of units says of one, codes apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Under which.
    pub above: Above,
    /// Full name.
    pub name: String,
    /// Name in lists and charts.
    pub short_name: String,
    /// Kind.
    pub kind: UnitKind,
    /// Administrative establishment.
    pub posts_admin: i64,
    /// Institution establishment.
    pub posts_institution: i64,
    /// Place among its siblings.
    pub sort: i64,
    /// First day.
    pub opened_on: jiff::civil::Date,
    /// The document that set it up.
    pub document: String,
}

/// One thing that would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What.
    pub column: UnitColumn,
    /// As it is; empty for nothing.
    pub before: Text,
    /// As it would be.
    pub after: Text,
}

/// How many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Units to be set up.
    pub add: usize,
    /// Units to be changed.
    pub change: usize,
    /// Units left as they are.
    pub leave: usize,
    /// Units that cannot be imported.
    pub blocked: usize,
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
        for unit in &self.units {
            match unit.step {
                Step::Add(_) => counts.add += 1,
                Step::Change(_) => counts.change += 1,
                Step::Leave { .. } => counts.leave += 1,
                Step::Blocked => counts.blocked += 1,
            }
        }
        let of = |severity| self.findings.iter().filter(|finding| finding.severity == severity).count();
        counts.errors = of(Severity::Error);
        counts.warnings = of(Severity::Warning);
        counts
    }

    /// Whether nothing stands in its way.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let counts = self.counts();
        counts.errors == 0 && counts.blocked == 0
    }

    /// Whether nothing stands in its way and it does something.
    #[must_use]
    pub fn can_be_carried_out(&self) -> bool {
        let counts = self.counts();
        self.is_clean() && counts.add + counts.change > 0
    }

    /// The known units that would change.
    pub fn changed(&self) -> impl Iterator<Item = &Changed> {
        self.units.iter().filter_map(|unit| match &unit.step {
            Step::Change(changed) => Some(&**changed),
            _ => None,
        })
    }

    /// Whether a known unit would be renamed or moved: that takes effect on a day.
    #[must_use]
    pub fn turns(&self) -> bool {
        self.changed().any(Changed::turns)
    }

    /// Whether the establishment of a known unit would change: that takes a document.
    #[must_use]
    pub fn establishes(&self) -> bool {
        self.changed().any(Changed::establishes)
    }

    /// A mark of what the plan would do. Two plans with the same mark do the same.
    #[must_use]
    pub fn mark(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.file_hash.as_bytes());
        for unit in &self.units {
            hasher.update(format!("{:?}{:?}{:?}", unit.name, unit.above, unit.step).as_bytes());
        }
        hex::encode(hasher.finalize()).chars().take(16).collect()
    }
}

impl Changed {
    /// Whether it is renamed or moved.
    #[must_use]
    pub fn turns(&self) -> bool {
        self.before.name != self.after.name || self.before.above != self.after.above
    }

    /// Whether its establishment changes.
    #[must_use]
    pub fn establishes(&self) -> bool {
        let posts = |of: &Standing| (of.posts_admin, of.posts_institution);
        posts(&self.before) != posts(&self.after)
    }
}

/// Works out what importing a list would do, with everything that stands in its way. Changes nothing. The scope is
/// that of the units the actor keeps; changing or adding to others is an error, naming them is none.
///
/// # Errors
/// If the units cannot be read.
pub fn plan(tx: &mut Tx<'_>, scope: &Scope, source: &Source) -> Result<Plan, Fault> {
    let today = tx.today();
    let known = known::Units::load(tx, scope)?;
    let rows = &source.list.value.rows;
    let mut findings = source.list.findings.clone();
    let placed = tree::place(&known, rows, &mut findings);
    let units = compare::steps(&known, rows, &placed, today, &mut findings);
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    Ok(Plan {
        file_name: source.name.clone(),
        file_hash: source.hash.clone(),
        rows_read: rows.len(),
        findings,
        units,
    })
}

/// A finding on a column of a row: `第 14 行“上级单位”` and the rest of the sentence.
fn finding(
    severity: Severity,
    row: u32,
    column: UnitColumn,
    (zh, en): (String, String),
    (mend_zh, mend_en): (&str, &str),
) -> Finding {
    use crate::formats::sheet::Columns;
    let heading = column.heading();
    Finding {
        place: Place::row(row),
        field: heading.field.to_owned(),
        problem: Text::new(
            format!("第 {row} 行“{}”{zh}", heading.zh),
            format!("Row {row}, {}: {en}", heading.en),
        ),
        mending: Text::new(mend_zh, mend_en),
        severity,
    }
}
