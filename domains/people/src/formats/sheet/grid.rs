//! Cells out of a workbook or of comma-separated text, before anybody knows what they mean.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx, open_workbook_from_rs};

use super::super::archive::Archive;
use super::super::dates::PartialDate;
use super::super::{FormatError, text};

/// Most rows read.
pub const MOST_ROWS: u32 = 200_000;
/// Most columns read; what stands further right is no roster's.
pub const MOST_COLUMNS: usize = 256;
/// Longest text of a cell that is read.
const MOST_CHARACTERS: usize = 20_000;

/// A cell as found.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Raw {
    /// Nothing.
    #[default]
    Empty,
    /// Text, outer blanks gone.
    Text(String),
    /// A number, with the epoch its workbook counts days from.
    Number(f64, bool),
    /// A cell the spreadsheet holds for a date.
    Date(PartialDate),
    /// An error of the spreadsheet (`#REF!`).
    Fault(String),
}

/// Rows with their numbers as the spreadsheet program shows them; empty rows are left out.
pub type Grid = Vec<(u32, Vec<Raw>)>;

impl Raw {
    /// The cell as text: numbers without a needless `.0`.
    pub fn words(&self) -> String {
        match self {
            Raw::Empty => String::new(),
            Raw::Text(text) | Raw::Fault(text) => text.clone(),
            Raw::Number(number, _) => number.to_string(),
            Raw::Date(date) => date.to_string(),
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        *self == Raw::Empty
    }

    fn of_text(written: &str) -> Raw {
        let text = written.trim().trim_matches('\u{feff}');
        if text.is_empty() {
            return Raw::Empty;
        }
        Raw::Text(text.chars().take(MOST_CHARACTERS).collect())
    }
}

/// The sheets of a workbook, in its order.
///
/// # Errors
/// Damaged, expanding beyond the limits, or with too many rows.
pub fn of_workbook(bytes: &[u8]) -> Result<Vec<Grid>, FormatError> {
    Archive::open(bytes)?.measure()?;
    let damaged = |error: calamine::XlsxError| FormatError::Damaged { why: error.to_string() };
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(damaged)?;
    let mut grids = Vec::new();
    for name in workbook.sheet_names() {
        // Chart sheets have no cells.
        let Ok(mut grid) = sheet_cells(&mut workbook, &name) else { continue };
        if grid.len() > MOST_ROWS as usize {
            return Err(FormatError::TooMany { what: "rows", most: u64::from(MOST_ROWS) });
        }
        spread_merged(&mut workbook, &name, &mut grid);
        grids.push(grid);
    }
    Ok(grids)
}

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads cell by cell: a sheet with one cell in its far corner must not cost a full rectangle.
fn sheet_cells(workbook: &mut Book<'_>, name: &str) -> Result<Grid, calamine::XlsxError> {
    let epoch_1904 = workbook.has_1904_epoch();
    let mut reader = workbook.worksheet_cells_reader(name)?;
    let mut grid: Grid = Vec::new();
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        let column = column as usize;
        let raw = raw(cell.get_value(), epoch_1904);
        if column >= MOST_COLUMNS || raw.is_empty() {
            continue;
        }
        let number = row.saturating_add(1);
        if grid.last().is_none_or(|(last, _)| *last != number) {
            if grid.len() > MOST_ROWS as usize {
                break;
            }
            grid.push((number, Vec::new()));
        }
        if let Some((_, cells)) = grid.last_mut() {
            if cells.len() <= column {
                cells.resize(column + 1, Raw::Empty);
            }
            if let Some(slot) = cells.get_mut(column) {
                *slot = raw;
            }
        }
    }
    Ok(grid)
}

fn raw(value: &DataRef<'_>, epoch_1904: bool) -> Raw {
    match value {
        DataRef::Empty => Raw::Empty,
        DataRef::String(text) => Raw::of_text(text),
        DataRef::SharedString(text) => Raw::of_text(text),
        #[expect(clippy::cast_precision_loss, reason = "a spreadsheet has no other numbers")]
        DataRef::Int(number) => Raw::Number(*number as f64, epoch_1904),
        DataRef::Float(number) => Raw::Number(*number, epoch_1904),
        DataRef::Bool(yes) => Raw::Text(if *yes { "是" } else { "否" }.to_owned()),
        DataRef::DateTime(date) => {
            // Some formats look like dates to a reader and are numbers to the writer: keep the number then.
            PartialDate::from_number(date.as_f64(), epoch_1904)
                .map_or(Raw::Number(date.as_f64(), epoch_1904), Raw::Date)
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            PartialDate::parse(text).map_or_else(|_| Raw::of_text(text), Raw::Date)
        }
        DataRef::Error(error) => Raw::Fault(error.to_string()),
    }
}

/// A cell merged over several rows (a unit beside its people) counts for each of them.
fn spread_merged(workbook: &mut Book<'_>, name: &str, grid: &mut Grid) {
    let Some(Ok(regions)) = Some(workbook.merge_cells_by_sheet_name(name)) else { return };
    for region in regions.into_iter().take(MOST_ROWS as usize) {
        let (top, bottom, column) =
            (region.start.0 + 1, region.end.0.saturating_add(1), region.start.1 as usize);
        if bottom <= top || region.end.1 != region.start.1 || column >= MOST_COLUMNS {
            continue;
        }
        let first = grid.partition_point(|(row, _)| *row < top);
        let Some(value) =
            grid.get(first).filter(|(row, _)| *row == top).and_then(|(_, cells)| cells.get(column)).cloned()
        else {
            continue;
        };
        for (row, cells) in grid.iter_mut().skip(first + 1).take_while(|(row, _)| *row <= bottom) {
            debug_assert!(*row > top);
            if let Some(slot) = cells.get_mut(column).filter(|slot| slot.is_empty()) {
                *slot = value.clone();
            }
        }
    }
}

/// The rows of comma-, semicolon- or tab-separated text in any of our encodings.
///
/// # Errors
/// Too many rows.
pub fn of_csv(bytes: &[u8]) -> Result<Grid, FormatError> {
    let decoded = text::decode(bytes);
    // The reader counts a CR LF as part of the next line, so row numbers would be one short.
    let text = decoded.text.replace("\r\n", "\n").replace('\r', "\n");
    let (separator, body) = separator(&text);
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(body.as_bytes());
    let skipped = text.len() - body.len();
    let offset = text.bytes().take(skipped).filter(|&byte| byte == b'\n').count() as u64;
    let mut grid: Grid = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| FormatError::Damaged { why: error.to_string() })?;
        if grid.len() >= MOST_ROWS as usize {
            return Err(FormatError::TooMany { what: "rows", most: u64::from(MOST_ROWS) });
        }
        let line = record.position().map_or(0, ::csv::Position::line) + offset;
        let cells: Vec<Raw> =
            record.iter().take(MOST_COLUMNS).map(|cell| Raw::of_text(undefused(cell))).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            grid.push((u32::try_from(line).unwrap_or(u32::MAX), cells));
        }
    }
    Ok(grid)
}

/// Undoes what keeps spreadsheets from guessing: `="0123"` and the apostrophe before a sign.
fn undefused(cell: &str) -> &str {
    let cell = cell.trim();
    if let Some(inside) = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return inside;
    }
    match cell.strip_prefix('\'') {
        Some(rest)
            if rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
                || rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
        {
            rest
        }
        _ => cell,
    }
}

/// The separator, from a `sep=` line or from the first line that has any, and the text without the `sep=` line.
fn separator(text: &str) -> (u8, &str) {
    if let Some(rest) = text.strip_prefix("sep=")
        && let Some((said, body)) = rest.split_once('\n')
        && let Some(&byte) = said.as_bytes().first()
        && byte.is_ascii()
        && !byte.is_ascii_control()
    {
        return (byte, body);
    }
    let candidates = [b',', b'\t', b';', b'|'];
    for line in text.lines().take(20) {
        let count = |byte: &u8| line.bytes().filter(|other| other == byte).count();
        if let Some(best) = candidates.iter().copied().max_by_key(|byte| (count(byte), *byte == b','))
            && count(&best) > 0
        {
            return (best, text);
        }
    }
    (b',', text)
}
