//! Reading a list of units: one row a unit, with the unit above it as it is written. Not here: which unit is meant,
//! whether it is known (`unit_import`).

use jiff::civil::Date;
use law::decision::Text;
use serde::Serialize;

use super::super::codes::{self, Coded};
use super::super::finding::{Finding, Place, Reading};
use super::cells::Cells;
use super::grid::{Grid, Raw};
use super::headings::{self, Columns};
use super::unit_columns::{UNIT_COLUMNS, UnitColumn};

/// A list of units as read.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct UnitList {
    /// The rows, without empty ones and the example.
    pub rows: Vec<UnitRow>,
    /// Headings nobody knows; their columns were left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown_headings: Vec<String>,
}

/// A row: a unit. What is empty in the file is `None` or empty here.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[expect(
    missing_docs,
    reason = "the fields are the columns; UNIT_COLUMNS says what each is in both languages"
)]
pub struct UnitRow {
    /// Number of the row as the spreadsheet program shows it.
    pub row: u32,
    pub above: String,
    pub name: String,
    pub short: String,
    pub kind: Option<Coded>,
    pub posts_admin: Option<i64>,
    pub posts_institution: Option<i64>,
    pub sort: Option<i64>,
    pub opened_on: Option<Date>,
    pub document: String,
    /// Civil affairs, statistics, credit: in this order everywhere.
    pub codes: [UnitCode; 3],
}

/// A code as written.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct UnitCode {
    /// The code; empty if there is none.
    pub code: String,
    /// Date of its list.
    pub as_of: Option<Date>,
}

/// The columns of the codes, in the order of [`UnitRow::codes`].
pub const CODE_COLUMNS: [(UnitColumn, UnitColumn); 3] = [
    (UnitColumn::CivilCode, UnitColumn::CivilAsOf),
    (UnitColumn::StatisticsCode, UnitColumn::StatisticsAsOf),
    (UnitColumn::CreditCode, UnitColumn::CreditAsOf),
];

/// Largest establishment and place in an order.
const MOST: i64 = 99_999;

/// Reads a sheet; none if it has no headings.
pub(super) fn read(grid: &Grid) -> Option<Reading<UnitList>> {
    let (head, places) = headings::find::<UnitColumn>(grid)?;
    let (number, heads) = grid.get(head)?;
    let mut findings = Vec::new();
    let unknown_headings = headings::unknown::<UnitColumn>(*number, heads, &places, &mut findings);
    let mut list = UnitList { rows: Vec::new(), unknown_headings };
    missing_columns(*number, &places, &mut findings);
    for (row, cells) in grid.iter().skip(head + 1) {
        let footer = headings::begins_footer(cells) && headings::is_empty(UnitColumn::Kind, cells, &places);
        if headings::is_example(cells) || footer {
            continue;
        }
        let mut cells = Cells { row: *row, cells, places: &places, findings: Vec::new() };
        list.rows.push(read_row(&mut cells));
        findings.append(&mut cells.findings);
    }
    if list.rows.is_empty() {
        findings.push(Finding::error(
            Place::whole(),
            "",
            Text::new("名录中没有单位行。", "The list has no rows of units."),
            Text::new("请在表头下方逐行填写后再上传。", "Fill in rows below the headings."),
        ));
    }
    Some(Reading { value: list, findings })
}

/// A required column that is missing as a whole is reported once, at the headings.
fn missing_columns(row: u32, places: &[Option<usize>], findings: &mut Vec<Finding>) {
    for heading in UNIT_COLUMNS.iter().filter(|heading| heading.required) {
        if places.get(heading.column.place()).copied().flatten().is_none() {
            findings.push(Finding::error(
                Place::row(row),
                heading.field,
                Text::new(
                    format!("表头中没有“{}”。", heading.zh),
                    format!("There is no heading {}.", heading.en),
                ),
                Text::new(
                    format!("请增加“{}”一列，或使用下载的模板。", heading.zh),
                    format!("Add a column {}, or use the template.", heading.en),
                ),
            ));
        }
    }
}

fn read_row(cells: &mut Cells<'_>) -> UnitRow {
    let row = UnitRow {
        row: cells.row,
        above: cells.text(UnitColumn::Above),
        name: cells.text(UnitColumn::Name),
        short: cells.text(UnitColumn::Short),
        kind: cells.code(UnitColumn::Kind, &codes::UNIT_KIND),
        posts_admin: cells.integer(UnitColumn::PostsAdmin, MOST),
        posts_institution: cells.integer(UnitColumn::PostsInstitution, MOST),
        sort: cells.integer(UnitColumn::Sort, MOST),
        opened_on: day(cells, UnitColumn::OpenedOn),
        document: cells.text(UnitColumn::Document),
        codes: CODE_COLUMNS
            .map(|(code, as_of)| UnitCode { code: cells.code_number(code), as_of: day(cells, as_of) }),
    };
    for (column, value, most) in [
        (UnitColumn::Name, &row.name, 60),
        (UnitColumn::Short, &row.short, 60),
        (UnitColumn::Document, &row.document, 80),
    ] {
        at_most(cells, column, value, most);
    }
    for column in [UnitColumn::Name, UnitColumn::Kind] {
        if matches!(cells.raw(column), Raw::Empty) && has_column(cells, column) {
            cells.error(
                column.heading(),
                Text::new("没有填写。", "is missing."),
                Text::new("这一项必填；空行请整行删去。", "It is required; delete rows that are not meant."),
            );
        }
    }
    row
}

fn has_column(cells: &Cells<'_>, column: UnitColumn) -> bool {
    cells.places.get(column.place()).copied().flatten().is_some()
}

fn at_most(cells: &mut Cells<'_>, column: UnitColumn, value: &str, most: usize) {
    let length = value.chars().count();
    if length > most {
        cells.error(
            column.heading(),
            Text::new(
                format!("有 {length} 字，最多 {most} 字。"),
                format!("has {length} characters; {most} at most."),
            ),
            Text::new("请精简。", "Shorten it."),
        );
    }
}

/// A month or year alone counts as its first day.
fn day(cells: &mut Cells<'_>, column: UnitColumn) -> Option<Date> {
    cells.date_or_finding(column)?.first_day()
}
