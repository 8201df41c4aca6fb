//! Outside records as a workbook: the headings, the template, and reading a sheet into rows of words. Not here: who a
//! row is about and whether it may stand (`import`).

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx, open_workbook_from_rs};
use law::Text;
use people::formats::archive::Archive;
use people::formats::dates::PartialDate;
use people::formats::{FormatError, Place};
use rust_xlsxwriter::{DataValidation, Format, Workbook, XlsxError};

use crate::form::Form;

/// A column of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// Name of the person.
    Name,
    /// Citizen number.
    IdNumber,
    /// Unit.
    Unit,
    /// What it was.
    Title,
    /// How it was given.
    Form,
    /// First day.
    Starts,
    /// Last day.
    Ends,
    /// Minutes.
    Minutes,
    /// Class hours.
    Hours,
    /// Days.
    Days,
    /// Who held it.
    HeldBy,
    /// Whether it counts.
    Counts,
    /// Number of the certificate.
    Reference,
}

/// The columns with their headings, whether they are needed, and what is written in them.
pub const COLUMNS: [(Column, &str, &str, bool, &str, &str); 13] = [
    (Column::Name, "姓名", "Name", true, "与名册一致", "as on the roster"),
    (
        Column::IdNumber,
        "身份证号",
        "ID number",
        false,
        "与“单位”填一项，用来区分重名",
        "this or the unit, to tell people of one name apart",
    ),
    (Column::Unit, "单位", "Unit", false, "单位全称", "full name of the unit"),
    (Column::Title, "培训名称", "Training", true, "2–60 字", "2 to 60 characters"),
    (Column::Form, "培训形式", "Form", true, "从下拉列表选", "from the list"),
    (Column::Starts, "开始日期", "First day", false, "如 2026-04-13", "e.g. 2026-04-13"),
    (Column::Ends, "结业日期", "Last day", true, "如 2026-04-17", "e.g. 2026-04-17"),
    (
        Column::Minutes,
        "分钟",
        "Minutes",
        false,
        "“分钟”“学时”“天数”至少填一项",
        "minutes, class hours or days: at least one",
    ),
    (
        Column::Hours,
        "学时",
        "Class hours",
        false,
        "按条例口径折算成分钟登记",
        "turned into minutes by the rulebook",
    ),
    (Column::Days, "天数", "Days", false, "可写半天，如 2.5", "halves allowed, e.g. 2.5"),
    (Column::HeldBy, "主办单位", "Held by", true, "2–60 字", "2 to 60 characters"),
    (Column::Counts, "是否计入", "Counts", false, "是或否，不填为是", "yes or no; yes if empty"),
    (
        Column::Reference,
        "凭证编号",
        "Certificate",
        false,
        "结业证书编号，可不填",
        "number of the certificate, if any",
    ),
];

/// Most rows read.
pub const MOST_ROWS: usize = 20_000;

/// A row as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number as the spreadsheet program shows it.
    pub number: u32,
    cells: Vec<(Column, String)>,
}

impl Row {
    /// What stands in a column; empty if nothing does.
    #[must_use]
    pub fn cell(&self, column: Column) -> &str {
        self.cells.iter().find(|(known, _)| *known == column).map_or("", |(_, text)| text.as_str())
    }
}

/// A sheet that has headings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// The rows beneath them.
    pub rows: Vec<Row>,
    /// Columns that are needed and not there.
    pub missing: Vec<Column>,
}

/// The heading of a column.
#[must_use]
pub fn heading(column: Column) -> Text {
    let found = COLUMNS.iter().find(|(known, ..)| *known == column);
    found.map_or(Text::new("", ""), |(_, zh, en, ..)| Text::new(*zh, *en))
}

/// Where a row stands.
#[must_use]
pub fn place(row: u32) -> Place {
    Place::row(row)
}

fn recognise(text: &str) -> Option<Column> {
    let plain: String = text.trim().trim_end_matches('*').split_whitespace().collect::<Vec<_>>().join(" ");
    let same = |name: &str| plain.eq_ignore_ascii_case(name) || plain.replace(' ', "") == name;
    COLUMNS.iter().find(|(_, zh, en, ..)| same(zh) || same(en)).map(|(column, ..)| *column)
}

/// Reads the first sheet of a workbook that has the headings.
///
/// # Errors
/// No workbook, a damaged one, one that expands beyond the limits, too many rows.
pub fn read(bytes: &[u8]) -> Result<Sheet, FormatError> {
    if !bytes.starts_with(b"PK") {
        let old = bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]);
        return Err(if old { FormatError::OldWorkbook } else { FormatError::Unknown });
    }
    Archive::open(bytes)?.measure()?;
    let damaged = |error: calamine::XlsxError| FormatError::Damaged { why: error.to_string() };
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(damaged)?;
    let mut best = Sheet { missing: needed().collect(), ..Sheet::default() };
    for name in book.sheet_names() {
        let Ok(rows) = grid(&mut book, &name) else { continue };
        let found = of_grid(&rows)?;
        if found.missing.is_empty() {
            return Ok(found);
        }
        if found.missing.len() < best.missing.len() {
            best = found;
        }
    }
    Ok(best)
}

fn needed() -> impl Iterator<Item = Column> {
    COLUMNS.iter().filter(|(_, _, _, needed, ..)| *needed).map(|(column, ..)| *column)
}

type Grid = Vec<(u32, Vec<(usize, String)>)>;

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
        DataRef::String(text) => text.trim().chars().take(400).collect(),
        DataRef::SharedString(text) => text.trim().chars().take(400).collect(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        DataRef::DateTime(date) => PartialDate::from_number(date.as_f64(), epoch)
            .map_or_else(|_| date.as_f64().to_string(), |date| date.to_string()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.trim().to_owned(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// The headings stand in one of the first ten rows; everything beneath is data.
fn of_grid(grid: &Grid) -> Result<Sheet, FormatError> {
    let columns = |cells: &[(usize, String)]| -> Vec<(usize, Column)> {
        cells.iter().filter_map(|(at, text)| Some((*at, recognise(text)?))).collect()
    };
    let head = grid
        .iter()
        .take(10)
        .enumerate()
        .map(|(at, (_, cells))| (at, columns(cells)))
        .max_by_key(|(at, found)| (found.len(), std::cmp::Reverse(*at)));
    let Some((at, known)) = head else {
        return Ok(Sheet { rows: Vec::new(), missing: needed().collect() });
    };
    let missing = needed().filter(|column| !known.iter().any(|(_, found)| found == column)).collect();
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
                Some((*column, text.clone()))
            })
            .collect(),
    });
    Ok(Sheet { rows: rows.filter(|row| !row.cells.is_empty()).collect(), missing })
}

/// Writes the template: the headings with lists to choose from, and a sheet that explains each.
///
/// # Errors
/// If the workbook cannot be written.
pub fn template(english: bool) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let text = Format::new().set_num_format("@");
    let sheet = book.add_worksheet();
    sheet.set_name(if english { "Records" } else { "外部培训" })?;
    for (at, (column, zh, en, needed, ..)) in (0_u16..).zip(COLUMNS) {
        let mark = if needed { "*" } else { "" };
        let head = format!("{}{mark}", if english { en } else { zh });
        sheet.write_string_with_format(0, at, &head, &bold)?;
        sheet.set_column_width(at, 16)?;
        match column {
            Column::IdNumber | Column::Reference => {
                sheet.set_column_format(at, &text)?;
            }
            Column::Form => {
                let words =
                    Form::ALL.iter().map(|form| if english { form.words().en } else { form.words().zh });
                let list = DataValidation::new().allow_list_strings(&words.collect::<Vec<_>>())?;
                sheet.add_data_validation(1, at, 2_000, at, &list)?;
            }
            Column::Counts => {
                let words = if english { ["yes", "no"] } else { ["是", "否"] };
                sheet.add_data_validation(
                    1,
                    at,
                    2_000,
                    at,
                    &DataValidation::new().allow_list_strings(&words)?,
                )?;
            }
            _ => {}
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let explained = book.add_worksheet();
    explained.set_name(if english { "How to fill in" } else { "填写说明" })?;
    for (row, (_, zh, en, needed, how_zh, how_en)) in (0_u32..).zip(COLUMNS) {
        let must = match (needed, english) {
            (true, true) => "needed",
            (true, false) => "必填",
            (false, true) => "may stay empty",
            (false, false) => "可不填",
        };
        explained.write_string_with_format(row, 0, if english { en } else { zh }, &bold)?;
        explained.write_string(row, 1, must)?;
        explained.write_string(row, 2, if english { how_en } else { how_zh })?;
    }
    explained.autofit();
    book.save_to_buffer()
}
