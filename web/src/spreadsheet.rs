//! A list as a spreadsheet, for every room. Not here: which rows (each page exports what it shows).

use axum::response::Response;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::download::{XLSX, download};
use crate::errors::Problem;

/// A cell of a spreadsheet.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number, so that it can be added up.
    Number(Decimal),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}
impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}
impl From<i64> for Cell {
    fn from(number: i64) -> Cell {
        Cell::Number(Decimal::from(number))
    }
}
impl From<Decimal> for Cell {
    fn from(number: Decimal) -> Cell {
        Cell::Number(number)
    }
}
impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or_else(|| Cell::Text(String::new()), Into::into)
    }
}

/// A list as a spreadsheet named `title`.
///
/// # Errors
/// If the workbook cannot be written.
pub fn sheet(title: &str, heads: &[String], rows: &[Vec<Cell>]) -> Result<Response, Problem> {
    let bytes = write(title, heads, rows).map_err(Problem::internal)?;
    Ok(download(&format!("{title}.xlsx"), XLSX, bytes))
}

fn write(title: &str, heads: &[String], rows: &[Vec<Cell>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let page = book.add_worksheet();
    let name: String = title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
    page.set_name(name)?;
    for (column, head) in (0_u16..).zip(heads) {
        page.write_string_with_format(0, column, head, &bold)?;
    }
    for (row, cells) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Text(text) => page.write_string(row, column, text)?,
                Cell::Number(number) => {
                    page.write_number(row, column, number.to_f64().unwrap_or_default())?
                }
            };
        }
    }
    page.set_freeze_panes(1, 0)?;
    page.autofit();
    book.save_to_buffer()
}
