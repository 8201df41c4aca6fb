//! Templates of lists: headings, an example row, pick lists on a sheet of their own, and a sheet that explains each
//! column. Codes are never asked for: the lists hold names.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, Format, FormatAlign, FormatBorder, Formula, Workbook,
    Worksheet, XlsxError,
};

use super::super::FormatError;
use super::super::codes::Entry;
use super::super::table::{Language, date_workbook, failed};
use super::columns::Column;
use super::headings::{Columns, Heading, Holds};

/// Last row the pick lists reach to.
const LAST_ROW: u32 = 20_000;
/// Name of the sheet with the lists.
const LISTS: &str = "lists";

/// Writes the template of a roster. With names of units, the unit column has a pick list too.
///
/// # Errors
/// The workbook cannot be written.
pub fn template(language: Language, units: &[String]) -> Result<Vec<u8>, FormatError> {
    template_of(language, Column::Unit, units)
}

/// Writes the template of a list; `names` are what the county has to choose from in the column `named`.
///
/// # Errors
/// The workbook cannot be written.
pub fn template_of<C: Columns>(
    language: Language,
    named: C,
    names: &[String],
) -> Result<Vec<u8>, FormatError> {
    let mut workbook = Workbook::new();
    date_workbook(&mut workbook)?;
    let lists = lists(language, named, names);
    fill(workbook.add_worksheet(), language, &lists).map_err(failed)?;
    explain::<C>(workbook.add_worksheet(), language).map_err(failed)?;
    write_lists(workbook.add_worksheet(), &lists).map_err(failed)?;
    workbook.save_to_buffer().map_err(failed)
}

struct List<C> {
    column: C,
    names: Vec<String>,
}

fn lists<C: Columns>(language: Language, named: C, chosen: &[String]) -> Vec<List<C>> {
    let name = |entry: &Entry| if language == Language::Zh { entry.zh } else { entry.en }.to_owned();
    let mut lists = Vec::new();
    for heading in C::all() {
        let names: Vec<String> = match heading.holds {
            Holds::Code(table) => table.entries.iter().map(name).collect(),
            _ if heading.column == named => chosen.to_vec(),
            _ => Vec::new(),
        };
        if !names.is_empty() {
            lists.push(List { column: heading.column, names });
        }
    }
    lists
}

fn label<C>(heading: &Heading<C>, language: Language) -> &'static str {
    if language == Language::Zh { heading.zh } else { heading.en }
}

fn index(language: Language) -> usize {
    usize::from(language == Language::En)
}

fn fill<C: Columns>(sheet: &mut Worksheet, language: Language, lists: &[List<C>]) -> Result<(), XlsxError> {
    sheet.set_name(C::SHEET.get(index(language)).copied().unwrap_or_default())?;
    let text = Format::new().set_num_format("@");
    let example = Format::new().set_num_format("@").set_italic().set_font_color(0x0066_6666);
    for (at, heading) in (0..).zip(C::all()) {
        let mut style =
            Format::new().set_bold().set_border(FormatBorder::Thin).set_align(FormatAlign::Center);
        if heading.required {
            style = style.set_font_color(0x00B0_1E1E);
        }
        let star = if heading.required { "*" } else { "" };
        sheet.set_column_format(at, &text)?;
        sheet.set_column_width(at, heading.column.width())?;
        sheet.write_string_with_format(0, at, format!("{}{star}", label(heading, language)), &style)?;
        sheet.write_string_with_format(1, at, heading.column.example(index(language)), &example)?;
    }
    for (at, list) in (0..).zip(lists) {
        let column = u16::try_from(list.column.place()).unwrap_or_default();
        sheet.add_data_validation(1, column, LAST_ROW, column, &pick(at, list, language)?)?;
    }
    sheet.set_freeze_panes(1, 2)?;
    Ok(())
}

/// A pick list that advises: other spellings are understood on import, so nothing is forbidden.
fn pick<C: Columns>(at: u16, list: &List<C>, language: Language) -> Result<DataValidation, XlsxError> {
    let letter = rust_xlsxwriter::column_number_to_name(at);
    let range = format!("={LISTS}!${letter}$2:${letter}${}", list.names.len() + 1);
    let heading = list.column.heading();
    let (title, message) = match language {
        Language::Zh => ("不在列表中", "请尽量从下拉列表中选；确有需要可以保留所填内容。"),
        Language::En => ("Not in the list", "Please choose from the list if you can."),
    };
    let note = heading.note.get(index(language)).copied().unwrap_or_default();
    DataValidation::new()
        .allow_list_formula(Formula::new(range))
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title(title)?
        .set_error_message(message)?
        .set_input_title(label(heading, language))?
        .set_input_message(note)
}

fn write_lists<C: Columns>(sheet: &mut Worksheet, lists: &[List<C>]) -> Result<(), XlsxError> {
    sheet.set_name(LISTS)?;
    for (at, list) in (0..).zip(lists) {
        sheet.write_string(0, at, list.column.heading().field)?;
        for (row, name) in (1..).zip(&list.names) {
            sheet.write_string(row, at, name)?;
        }
    }
    sheet.set_hidden(true);
    Ok(())
}

fn explain<C: Columns>(sheet: &mut Worksheet, language: Language) -> Result<(), XlsxError> {
    let (name, heads, general) = match language {
        Language::Zh => (
            "填写说明",
            ["列", "是否必填", "怎样填", "示例"],
            [
                "列的先后可以调整，不用的列可以删去，表头文字请保留。",
                "第 2 行是示例，导入时自动跳过。先试读、列出问题，再一次性导入；有一处错误就一行也不导入。",
            ],
        ),
        Language::En => (
            "Notes",
            ["Column", "Required", "How to fill it in", "Example"],
            [
                "Columns may be moved or removed; keep the words of the headings.",
                "Row 2 is an example and is skipped. The file is read first and its problems are listed; then all or nothing is imported.",
            ],
        ),
    };
    sheet.set_name(name)?;
    let bold = Format::new().set_bold();
    for (row, line) in (0..).zip(general) {
        sheet.write_string(row, 0, line)?;
    }
    for (at, head) in (0..).zip(heads) {
        sheet.write_string_with_format(3, at, head, &bold)?;
    }
    let required = if language == Language::Zh { "必填" } else { "required" };
    for (row, heading) in (4..).zip(C::all()) {
        sheet.write_string(row, 0, label(heading, language))?;
        sheet.write_string(row, 1, if heading.required { required } else { "" })?;
        sheet.write_string(row, 2, heading.note.get(index(language)).copied().unwrap_or_default())?;
        sheet.write_string(row, 3, heading.example.get(index(language)).copied().unwrap_or_default())?;
    }
    sheet.set_column_width(0, 18.0)?;
    sheet.set_column_width(2, 60.0)?;
    sheet.set_column_width(3, 28.0)?;
    Ok(())
}
