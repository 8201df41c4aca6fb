//! Rosters and lists of units: the templates the program gives out, and the reading of workbooks and comma-separated
//! text that follow them more or less. A row of a roster is one person in one post, a row of a list of units one unit.
//! Not here: who the person is and whether the unit exists (people).

mod cells;
mod columns;
mod grid;
mod headings;
mod rows;
mod template;
mod unit_columns;
mod unit_rows;

use serde::Serialize;

use super::FormatError;
use super::citizen_id::CitizenId;
use super::codes::Coded;
use super::dates::PartialDate;
use super::finding::Reading;

pub use columns::{COLUMNS, Column, recognise};
pub use headings::{Columns, Heading, Holds};
pub use template::{template, template_of};
pub use unit_columns::{UNIT_COLUMNS, UnitColumn, recognise_unit_column};
pub use unit_rows::{CODE_COLUMNS, UnitCode, UnitList, UnitRow};

/// A roster as read.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Roster {
    /// The rows, without empty ones and the example.
    pub rows: Vec<RosterRow>,
    /// Headings nobody knows; their columns were left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown_headings: Vec<String>,
}

/// A row: a person in a post.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[expect(missing_docs, reason = "the fields are the columns; COLUMNS says what each is in both languages")]
pub struct RosterRow {
    /// Number of the row as the spreadsheet program shows it.
    pub row: u32,
    pub unit: String,
    pub name: String,
    pub sex: Option<Coded>,
    pub birth: Option<PartialDate>,
    pub nation: Option<Coded>,
    pub native_place: String,
    pub id_number: Option<CitizenId>,
    pub personnel_kind: Option<Coded>,
    pub political_status: Option<Coded>,
    pub party_joined: Option<PartialDate>,
    pub work_started: Option<PartialDate>,
    pub education: Option<Coded>,
    pub degree: Option<Coded>,
    pub school: String,
    pub post: String,
    pub post_category: Option<Coded>,
    pub rank: Option<Coded>,
    pub tenure_kind: Option<Coded>,
    pub tenure_from: Option<PartialDate>,
    pub tenure_to: Option<PartialDate>,
    pub appointed_by: Option<Coded>,
    pub phone: String,
    pub remarks: String,
}

/// Largest file read, in bytes.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Reads a roster from a workbook (`.xlsx`) or comma-separated text, whichever the bytes are.
///
/// # Errors
/// Neither; damaged; beyond the limits; or without a row of headings.
pub fn read(bytes: &[u8]) -> Result<Reading<Roster>, FormatError> {
    grids(bytes)?.iter().find_map(rows::read).ok_or(FormatError::NoHeadings)
}

/// Reads a list of units from a workbook (`.xlsx`) or comma-separated text, whichever the bytes are.
///
/// # Errors
/// Neither; damaged; beyond the limits; or without a row of headings.
pub fn read_units(bytes: &[u8]) -> Result<Reading<UnitList>, FormatError> {
    grids(bytes)?.iter().find_map(unit_rows::read).ok_or(FormatError::NoUnitHeadings)
}

fn grids(bytes: &[u8]) -> Result<Vec<grid::Grid>, FormatError> {
    if bytes.len() > MOST_BYTES {
        return Err(FormatError::TooLarge { bytes: bytes.len() as u64, most: MOST_BYTES as u64 });
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(FormatError::OldWorkbook);
    }
    if bytes.starts_with(b"PK") { grid::of_workbook(bytes) } else { Ok(vec![grid::of_csv(bytes)?]) }
}
