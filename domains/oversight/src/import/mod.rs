//! The catalogue and the duty lists from a workbook: a trial reading that says row, field, problem and mending, then all
//! of it or nothing. Not here: reading cells (`sheet`).

pub mod duties;
mod exported;
pub mod items;
pub mod sheet;
pub mod upload;

use law::decision::Text;
use people::formats::{Finding, Place};

use sheet::{Column, Row};

/// What is wrong with a field of a row.
pub(crate) fn finding(row: &Row, column: &Column, problem: Text, mending: (&str, &str)) -> Finding {
    Finding::error(Place::row(row.number), column.zh, problem, Text::new(mending.0, mending.1))
}

/// What is wrong with a sheet that lacks columns.
pub(crate) fn lacking(columns: &[&Column]) -> Vec<Finding> {
    columns
        .iter()
        .map(|column| {
            Finding::error(
                Place::whole(),
                column.zh,
                Text::new(
                    format!("表中没有“{}”这一列。", column.zh),
                    format!("There is no column “{}”.", column.en),
                ),
                Text::new("请按模板补上该列。", "Add the column as in the template."),
            )
        })
        .collect()
}

/// The text of a column, refused where it is empty or too long.
pub(crate) fn worded(row: &Row, column: &Column, most: usize, wrong: &mut Vec<Finding>) -> Option<String> {
    let text = row.cell(column);
    let length = text.chars().count();
    if length > 0 && length <= most {
        return Some(text.to_owned());
    }
    let problem = if length == 0 {
        Text::new("没有填写。", "It is empty.")
    } else {
        Text::new(format!("共{length}字，超过{most}字。"), format!("{length} characters, more than {most}."))
    };
    let mending = (format!("请写 1–{most} 字。"), format!("Write 1 to {most} characters."));
    wrong.push(finding(row, column, problem, (&mending.0, &mending.1)));
    None
}
