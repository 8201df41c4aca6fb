//! A workbook with known columns: its template, and reading it into rows of words. Not here: what the columns of a sheet
//! are and what a row means (`items`, `duties`).

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx, open_workbook_from_rs};
use people::formats::archive::Archive;
use people::formats::{FormatError, PartialDate};
use rust_xlsxwriter::{DataValidation, Format, Workbook, XlsxError};

/// A column of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub zh: &'static str,
    /// Its heading in English.
    pub en: &'static str,
    /// Whether it has to be there.
    pub needed: bool,
    /// What is written in it.
    pub how_zh: &'static str,
    /// The same in English.
    pub how_en: &'static str,
    /// Words to choose from.
    pub choices: &'static [&'static str],
}

impl Column {
    /// A column.
    #[must_use]
    pub const fn new(
        zh: &'static str,
        en: &'static str,
        needed: bool,
        how: (&'static str, &'static str),
    ) -> Column {
        Column { zh, en, needed, how_zh: how.0, how_en: how.1, choices: &[] }
    }

    /// The same with words to choose from.
    #[must_use]
    pub const fn of(self, choices: &'static [&'static str]) -> Column {
        Column { choices, ..self }
    }
}

/// Most rows read.
pub const MOST_ROWS: usize = 20_000;
/// Most characters of a cell.
const MOST_WORDS: usize = 4_000;

/// A row as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number as the spreadsheet program shows it.
    pub number: u32,
    cells: Vec<(&'static str, String)>,
}

impl Row {
    /// What stands in a column; empty if nothing does.
    #[must_use]
    pub fn cell(&self, column: &Column) -> &str {
        self.cells.iter().find(|(known, _)| *known == column.zh).map_or("", |(_, text)| text.as_str())
    }
}

/// A sheet that has headings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// The rows beneath them.
    pub rows: Vec<Row>,
    /// Columns that are needed and not there.
    pub missing: Vec<&'static Column>,
}

type Grid = Vec<(u32, Vec<(usize, String)>)>;

/// Reads the first sheet of a workbook that has the headings.
///
/// # Errors
/// No workbook, a damaged one, one that expands beyond the limits, too many rows.
pub fn read(bytes: &[u8], columns: &'static [Column]) -> Result<Sheet, FormatError> {
    if !bytes.starts_with(b"PK") {
        let old = bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]);
        return Err(if old { FormatError::OldWorkbook } else { FormatError::Unknown });
    }
    Archive::open(bytes)?.measure()?;
    let damaged = |error: calamine::XlsxError| FormatError::Damaged { why: error.to_string() };
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(damaged)?;
    let needed = columns.iter().filter(|column| column.needed);
    let mut best = Sheet { missing: needed.collect(), ..Sheet::default() };
    for name in book.sheet_names() {
        let Ok(rows) = grid(&mut book, &name) else { continue };
        let found = of_grid(&rows, columns)?;
        if found.missing.is_empty() {
            return Ok(found);
        }
        if found.missing.len() < best.missing.len() {
            best = found;
        }
    }
    Ok(best)
}

fn grid(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Grid, calamine::XlsxError> {
    let epoch = book.has_1904_epoch();
    let mut reader = book.worksheet_cells_reader(name)?;
    let mut grid: Grid = Vec::new();
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        let words = words(cell.get_value(), epoch);
        if column > 64 || words.is_empty() {
            continue;
        }
        let number = row.saturating_add(1);
        if grid.last().is_none_or(|(last, _)| *last != number) {
            if grid.len() > MOST_ROWS + 10 {
                break;
            }
            grid.push((number, Vec::new()));
        }
        if let Some((_, cells)) = grid.last_mut() {
            cells.push((column as usize, words));
        }
    }
    Ok(grid)
}

fn words(value: &DataRef<'_>, epoch: bool) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.trim().chars().take(MOST_WORDS).collect(),
        DataRef::SharedString(text) => text.trim().chars().take(MOST_WORDS).collect(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        DataRef::DateTime(date) => PartialDate::from_number(date.as_f64(), epoch)
            .map_or_else(|_| date.as_f64().to_string(), |date| date.to_string()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.trim().to_owned(),
        DataRef::Error(error) => error.to_string(),
    }
}

fn recognise(text: &str, columns: &'static [Column]) -> Option<&'static Column> {
    let plain: String = text.trim().trim_end_matches('*').split_whitespace().collect::<Vec<_>>().join(" ");
    columns.iter().find(|column| {
        [column.zh, column.en]
            .into_iter()
            .any(|name| plain.eq_ignore_ascii_case(name) || plain.replace(' ', "") == name)
    })
}

/// The headings stand in one of the first ten rows; everything beneath is data.
fn of_grid(grid: &Grid, columns: &'static [Column]) -> Result<Sheet, FormatError> {
    let known = |cells: &[(usize, String)]| -> Vec<(usize, &'static Column)> {
        cells.iter().filter_map(|(at, text)| Some((*at, recognise(text, columns)?))).collect()
    };
    let head = grid
        .iter()
        .take(10)
        .enumerate()
        .map(|(at, (_, cells))| (at, known(cells)))
        .max_by_key(|(at, found)| (found.len(), std::cmp::Reverse(*at)));
    let needed = columns.iter().filter(|column| column.needed);
    let Some((at, known)) = head else {
        return Ok(Sheet { rows: Vec::new(), missing: needed.collect() });
    };
    let missing = needed.filter(|column| !known.iter().any(|(_, found)| found == column)).collect();
    let beneath = grid.get(at + 1..).unwrap_or_default();
    if beneath.len() > MOST_ROWS {
        return Err(FormatError::TooMany { what: "rows", most: MOST_ROWS as u64 });
    }
    let rows = beneath.iter().map(|(number, cells)| Row {
        number: *number,
        cells: cells
            .iter()
            .filter_map(|(at, text)| {
                let (_, column) = known.iter().find(|(column, _)| column == at)?;
                Some((column.zh, text.clone()))
            })
            .collect(),
    });
    Ok(Sheet { rows: rows.filter(|row| !row.cells.is_empty()).collect(), missing })
}

/// Writes a workbook: the headings with lists to choose from, the rows given, and a sheet that explains each column.
///
/// # Errors
/// If the workbook cannot be written.
pub fn write(
    (name, english): (&str, bool),
    columns: &'static [Column],
    rows: &[Vec<String>],
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@").set_text_wrap());
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    for (at, column) in (0_u16..).zip(columns) {
        let mark = if column.needed { "*" } else { "" };
        let head = format!("{}{mark}", if english { column.en } else { column.zh });
        sheet.write_string_with_format(0, at, &head, &bold)?;
        sheet.set_column_width(at, 20)?;
        sheet.set_column_format(at, &text)?;
        if !column.choices.is_empty() {
            let list = DataValidation::new().allow_list_strings(column.choices)?;
            sheet.add_data_validation(1, at, 2_000, at, &list)?;
        }
    }
    for (number, cells) in (1_u32..).zip(rows) {
        for (at, cell) in (0_u16..).zip(cells) {
            sheet.write_string_with_format(number, at, cell, &text)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let explained = book.add_worksheet();
    explained.set_name(if english { "How to fill in" } else { "填写说明" })?;
    for (row, column) in (0_u32..).zip(columns) {
        let must = match (column.needed, english) {
            (true, true) => "needed",
            (true, false) => "必填",
            (false, true) => "may stay empty",
            (false, false) => "可不填",
        };
        explained.write_string_with_format(row, 0, if english { column.en } else { column.zh }, &bold)?;
        explained.write_string(row, 1, must)?;
        explained.write_string(row, 2, if english { column.how_en } else { column.how_zh })?;
    }
    explained.autofit();
    book.save_to_buffer()
}
