//! The register of files from a workbook: a trial reading that names row, field, what is wrong and how to mend it; then
//! all of it or nothing. The workbook waits with its account between the two. Not here: registering one file (`file`).

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx, open_workbook_from_rs};
use kernel::{Actor, Fault, Refusal, Scope, Tx, params};
use law::Text;
use people::formats::FormatError;
use people::formats::archive::Archive;
use rust_decimal::Decimal;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::file::{self, Kind, NewFile};
use crate::store::review as sql;

/// The headings: Chinese, English, whether needed.
pub const COLUMNS: [(&str, &str, bool); 6] = [
    ("类别", "Kind", true),
    ("年度", "Year", true),
    ("案卷号", "Number", true),
    ("标题", "Title", true),
    ("金额（元）", "Amount (yuan)", false),
    ("对方", "Counterpart", false),
];

/// Most rows read.
pub const MOST_ROWS: usize = 5_000;

/// Something wrong: row as the spreadsheet program shows it, field, what and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Row, from 1.
    pub row: u32,
    /// Heading of the column.
    pub field: Text,
    /// The sentence.
    pub says: Text,
}

/// Rows as typed: number and cells by column.
pub type Rows = Vec<(u32, Vec<String>)>;

/// What a workbook would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Rows read.
    pub rows: usize,
    /// Files to register.
    pub new: Vec<NewFile>,
    /// Files that are registered already.
    pub known: usize,
    /// What is wrong; with anything here nothing is registered.
    pub wrong: Vec<Wrong>,
}

fn refuse(error: &FormatError) -> Refusal {
    let text = error.text();
    Refusal::new(text.zh, text.en).at("file")
}

/// Reads the first sheet that has the headings; rows come with cells in the order of [`COLUMNS`].
///
/// # Errors
/// No workbook, a damaged one, one that expands beyond the limits, too many rows; a refusal for missing headings.
pub fn read(bytes: &[u8]) -> Result<Rows, Refusal> {
    if !bytes.starts_with(b"PK") {
        return Err(Refusal::new("请上传 .xlsx 工作簿。", "Upload a workbook of type .xlsx.").at("file"));
    }
    Archive::open(bytes).and_then(|mut archive| archive.measure()).map_err(|error| refuse(&error))?;
    let damaged = |error: calamine::XlsxError| refuse(&FormatError::Damaged { why: error.to_string() });
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(damaged)?;
    for name in book.sheet_names() {
        if let Some(rows) = of_grid(&cells(&mut book, &name)?) {
            return Ok(rows);
        }
    }
    let heads: Vec<&str> = COLUMNS.iter().filter(|column| column.2).map(|column| column.0).collect();
    let heads_en: Vec<&str> = COLUMNS.iter().filter(|column| column.2).map(|column| column.1).collect();
    Err(Refusal::new(
        format!("没有找到表头，第一行应有：{}。请按模板填写。", heads.join("、")),
        format!("No headings: the first row holds {}. Use the template.", heads_en.join(", ")),
    )
    .at("file"))
}

fn words(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Float(number) => number.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::String(text) => text.trim().chars().take(400).collect(),
        DataRef::SharedString(text) => text.trim().chars().take(400).collect(),
        _ => String::new(),
    }
}

/// Cells one by one: a sheet that claims a million rows takes no more room than what is written in it.
fn cells(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<(u32, Vec<(usize, String)>)>, Refusal> {
    let unread = |error: calamine::XlsxError| refuse(&FormatError::Damaged { why: error.to_string() });
    let mut reader = book.worksheet_cells_reader(name).map_err(unread)?;
    let mut grid: Vec<(u32, Vec<(usize, String)>)> = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(unread)? {
        let (row, column) = cell.get_position();
        let words = words(cell.get_value());
        if column > 64 || words.is_empty() {
            continue;
        }
        let number = row.saturating_add(1);
        if grid.last().is_none_or(|(last, _)| *last != number) {
            if grid.len() > MOST_ROWS {
                return Err(Refusal::new(
                    format!("一次最多 {MOST_ROWS} 行，请分成几个文件。"),
                    format!("At most {MOST_ROWS} rows at once; split the file."),
                )
                .at("file"));
            }
            grid.push((number, Vec::new()));
        }
        if let Some((_, cells)) = grid.last_mut() {
            cells.push((column as usize, words));
        }
    }
    Ok(grid)
}

fn of_grid(grid: &[(u32, Vec<(usize, String)>)]) -> Option<Rows> {
    let ((_, head), beneath) = grid.split_first()?;
    let place = |(zh, en, _): &(&str, &str, bool)| {
        head.iter().find(|(_, said)| said == zh || said.eq_ignore_ascii_case(en)).map(|(at, _)| *at)
    };
    let places: Vec<Option<usize>> = COLUMNS.iter().map(place).collect();
    if COLUMNS.iter().zip(&places).any(|(column, place)| column.2 && place.is_none()) {
        return None;
    }
    let row = |(number, cells): &(u32, Vec<(usize, String)>)| {
        let of = |place: &Option<usize>| {
            let found = cells.iter().find(|(at, _)| Some(*at) == *place);
            found.map(|(_, text)| text.clone()).unwrap_or_default()
        };
        (*number, places.iter().map(of).collect())
    };
    Some(beneath.iter().map(row).collect())
}

fn row_of(typed: &[String]) -> Result<NewFile, (usize, Text)> {
    let cell = |at: usize| typed.get(at).map_or("", String::as_str);
    let kind = Kind::ALL.iter().find(|kind| {
        let words = kind.words();
        words.zh == cell(0) || words.en.eq_ignore_ascii_case(cell(0)) || kind.code() == cell(0)
    });
    let Some(kind) = kind else {
        return Err((0, Text::new("应填财务、项目或者人事。", "Finance, project or appointment.")));
    };
    let year = cell(1).parse::<i64>().ok().filter(|year| (2000..=2100).contains(year));
    let Some(year) = year else {
        return Err((1, Text::new("应为四位年度，如 2025。", "A year of four digits, e.g. 2025.")));
    };
    if cell(2).is_empty() || cell(2).chars().count() > 60 || cell(2).contains(['|', ',', '"', '\n', '\r']) {
        return Err((
            2,
            Text::new(
                "应填 1–60 字，不含“|”、逗号、引号和换行。",
                "1 to 60 characters without bar, comma, quote or line end.",
            ),
        ));
    }
    if cell(3).is_empty() || cell(3).chars().count() > 120 {
        return Err((3, Text::new("应填 1–120 字。", "1 to 120 characters.")));
    }
    let amount = match cell(4).replace([',', '，'], "") {
        text if text.is_empty() => None,
        text => match text.parse::<Decimal>() {
            Ok(amount) if !amount.is_sign_negative() => Some(amount.round_dp(2)),
            _ => return Err((4, Text::new("应为不小于 0 的数，如 12800.50。", "A number not below 0."))),
        },
    };
    Ok(NewFile {
        kind: *kind,
        year,
        number: cell(2).to_owned(),
        title: cell(3).to_owned(),
        amount,
        counterpart: cell(5).to_owned(),
    })
}

/// Works out what rows would do now.
///
/// # Errors
/// If the register cannot be read.
pub fn plan(tx: &mut Tx<'_>, unit: &str, rows: &Rows) -> Result<Plan, Fault> {
    let mut plan = Plan { rows: rows.len(), ..Plan::default() };
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for (number, typed) in rows {
        let heading =
            |at: usize| COLUMNS.get(at).map_or(Text::new("", ""), |(zh, en, _)| Text::new(*zh, *en));
        match row_of(typed) {
            Err((at, says)) => plan.wrong.push(Wrong { row: *number, field: heading(at), says }),
            Ok(new) => match seen.insert(new.number.clone(), *number) {
                Some(first) => plan.wrong.push(Wrong {
                    row: *number,
                    field: heading(2),
                    says: Text::new(
                        format!("与第 {first} 行重复，请删去一行。"),
                        format!("The same as row {first}; delete one."),
                    ),
                }),
                None if file::is_known(tx, unit, &new.number)? => plan.known += 1,
                None => plan.new.push(new),
            },
        }
    }
    Ok(plan)
}

/// Keeps a workbook until it is carried out or withdrawn; answers its id.
///
/// # Errors
/// A refusal: not a keeper of the unit's register.
pub fn keep(
    tx: &mut Tx<'_>,
    actor: &Actor,
    unit: &str,
    (name, bytes): (&str, &[u8]),
) -> Result<String, Fault> {
    file::keeper(tx, actor, unit)?;
    tx.execute(sql::UPLOAD_FORGET_ALL, params![&actor.account])?;
    let (id, now) = (tx.id(), tx.now());
    let hash = hex::encode(Sha256::digest(bytes));
    tx.execute(sql::UPLOAD_ADD, params![&id, &actor.account, unit, name, &hash, bytes, now])?;
    file::record(tx, actor, "review-sheet.kept", (&id, unit), json!({"file": hash}))?;
    Ok(id)
}

/// The workbook of an account: unit, name, bytes.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub fn kept(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(String, String, Vec<u8>), Fault> {
    let scope = Scope::county("a workbook is its own account's");
    let row = tx.row(&scope, sql::UPLOAD, params![id, &actor.account])?.ok_or(Fault::NotFound)?;
    Ok((row.text(0)?, row.text(1)?, row.get(3)?))
}

/// Carries a workbook out: every new file, or nothing; answers how many.
///
/// # Errors
/// Refusals: anything wrong, nothing new, something changed since it was shown.
pub fn carry_out(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (rows, shown): (&Rows, usize),
) -> Result<usize, Fault> {
    let (unit, _, _) = kept(tx, actor, id)?;
    let plan = plan(tx, &unit, rows)?;
    if !plan.wrong.is_empty() || plan.new.is_empty() || plan.new.len() != shown {
        return Err(Refusal::new(
            "试读以后目录有了变动，或者表中还有问题，本次未登记；请看重新试读的结果。",
            "Something changed since the trial reading or is still wrong; nothing was registered. Below is a new reading.",
        )
        .into());
    }
    for new in &plan.new {
        file::add(tx, actor, &unit, new)?;
    }
    forget(tx, actor, id)?;
    Ok(plan.new.len())
}

/// Forgets a workbook.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub fn forget(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), Fault> {
    let (unit, ..) = kept(tx, actor, id)?;
    tx.execute(sql::UPLOAD_FORGET, params![id])?;
    file::record(tx, actor, "review-sheet.forgotten", (id, &unit), json!({}))
}
