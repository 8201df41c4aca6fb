//! Any list as a workbook or as comma-separated text. Text is always text: nothing typed by one person becomes a
//! formula in the program of another. Not here: which rows and columns a person may export.

use jiff::civil::Date;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::FormatError;
use super::dates::PartialDate;

/// A cell to write.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, never a formula.
    Text(String),
    /// A whole number, with thousands separators.
    Integer(i64),
    /// A number with this many decimals.
    Number(f64, u8),
    /// A day.
    Date(Date),
    /// A date to the year, month or day, written as text: a spreadsheet has no months.
    Month(PartialDate),
    /// Yes or no: 是 or 否 in Chinese, yes or no in English.
    YesNo(bool, Language),
}

/// Language of what is written into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Cell {
        Cell::Integer(number)
    }
}

/// Most characters a workbook's cell may hold.
const MOST_CHARACTERS: usize = 32_767;
/// Most rows of a sheet, headings and title taken off.
const MOST_ROWS: usize = 1_048_574;

/// Writes a workbook of one sheet: the title, the headings (frozen, with filters), the rows. The same table gives
/// the same bytes.
///
/// # Errors
/// More rows or columns than a sheet has.
pub fn xlsx(title: &str, headings: &[&str], rows: &[Vec<Cell>]) -> Result<Vec<u8>, FormatError> {
    if rows.len() > MOST_ROWS {
        return Err(FormatError::TooMany { what: "rows", most: MOST_ROWS as u64 });
    }
    let mut workbook = Workbook::new();
    date_workbook(&mut workbook)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(title)).map_err(failed)?;
    fill(sheet, title, headings, rows).map_err(failed)?;
    workbook.save_to_buffer().map_err(failed)
}

/// Workbooks carry the time of their making; a fixed one keeps equal tables equal.
pub(crate) fn date_workbook(workbook: &mut Workbook) -> Result<(), FormatError> {
    let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    Ok(())
}

pub(crate) fn failed(error: XlsxError) -> FormatError {
    FormatError::Write { why: error.to_string() }
}

fn fill(sheet: &mut Worksheet, title: &str, headings: &[&str], rows: &[Vec<Cell>]) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold().set_border(FormatBorder::Thin).set_align(FormatAlign::Center);
    sheet.write_string_with_format(0, 0, title, &Format::new().set_bold().set_font_size(14.0))?;
    let mut widths: Vec<usize> = headings.iter().map(|text| width(text)).collect();
    for (column, text) in (0..).zip(headings) {
        sheet.write_string_with_format(1, column, *text, &heading)?;
    }
    for (row, cells) in (2..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            let written = write(sheet, row, column, cell)?;
            if let Some(widest) = widths.get_mut(usize::from(column)) {
                *widest = written.max(*widest);
            }
        }
    }
    for (column, width) in (0..).zip(&widths) {
        let width = u16::try_from((*width).clamp(6, 48)).unwrap_or(48);
        sheet.set_column_width(column, f64::from(width) + 2.0)?;
    }
    sheet.set_freeze_panes(2, 0)?;
    if let (Ok(last_row), Ok(columns)) = (u32::try_from(rows.len() + 1), u16::try_from(headings.len()))
        && columns > 0
        && !rows.is_empty()
    {
        sheet.autofilter(1, 0, last_row, columns - 1)?;
    }
    Ok(())
}

/// Writes a cell and returns how wide it is.
fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<usize, XlsxError> {
    match cell {
        Cell::Integer(number) => {
            #[expect(clippy::cast_precision_loss, reason = "a spreadsheet has no other numbers")]
            let value = *number as f64;
            sheet.write_number_with_format(row, column, value, &Format::new().set_num_format("#,##0"))?;
            Ok(number.to_string().len() + 3)
        }
        Cell::Number(number, decimals) if number.is_finite() => {
            let format = if *decimals == 0 {
                "#,##0".to_owned()
            } else {
                format!("#,##0.{}", "0".repeat(usize::from(*decimals)))
            };
            sheet.write_number_with_format(row, column, *number, &Format::new().set_num_format(format))?;
            Ok(12)
        }
        Cell::Date(date) if date.year() >= 1900 => {
            let day = ExcelDateTime::from_ymd(
                date.year().unsigned_abs(),
                date.month().unsigned_abs(),
                date.day().unsigned_abs(),
            )?;
            sheet.write_datetime_with_format(
                row,
                column,
                &day,
                &Format::new().set_num_format("yyyy-mm-dd"),
            )?;
            Ok(10)
        }
        Cell::Empty => Ok(0),
        other => {
            let text: String = plain(other).chars().take(MOST_CHARACTERS).collect();
            sheet.write_string(row, column, &text)?;
            Ok(width(&text))
        }
    }
}

/// Writes comma-separated text in UTF-8 with a byte-order mark, as spreadsheet programs here expect.
///
/// # Errors
/// None that is known; the writer may run out of memory.
pub fn csv(headings: &[&str], rows: &[Vec<Cell>]) -> Result<Vec<u8>, FormatError> {
    let failed = |error: ::csv::Error| FormatError::Write { why: error.to_string() };
    let mut writer = ::csv::WriterBuilder::new()
        .flexible(true)
        .terminator(::csv::Terminator::CRLF)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    writer.write_record(headings.iter().map(|text| defused(text))).map_err(failed)?;
    for cells in rows {
        let texts = cells.iter().map(|cell| match cell {
            Cell::Text(text) => defused(text),
            other => plain(other),
        });
        writer.write_record(texts).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| FormatError::Write { why: error.to_string() })
}

/// Text a spreadsheet would take for a formula gets an apostrophe in front, which makes it text.
fn defused(text: &str) -> String {
    let risky = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || text.starts_with(['\t', '\r', '\n']);
    if risky { format!("'{text}") } else { text.to_owned() }
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Number(number, decimals) => format!("{number:.0$}", usize::from(*decimals)),
        Cell::Date(date) => date.to_string(),
        Cell::Month(date) => date.to_string(),
        Cell::YesNo(yes, language) => match (yes, language) {
            (true, Language::Zh) => "是",
            (false, Language::Zh) => "否",
            (true, Language::En) => "yes",
            (false, Language::En) => "no",
        }
        .to_owned(),
    }
}

/// Width in columns: Chinese characters take two.
fn width(text: &str) -> usize {
    let line = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    text.lines().map(line).max().unwrap_or(0)
}

/// A sheet's name has at most 31 characters and none of `[]:*?/\`.
fn sheet_name(title: &str) -> String {
    let name: String =
        title.chars().filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control()).take(31).collect();
    if name.trim().is_empty() { "Sheet1".to_owned() } else { name }
}
