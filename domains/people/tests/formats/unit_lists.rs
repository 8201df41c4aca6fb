//! Lists of units: the template, its headings and pick lists.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use people::formats::Severity;
use people::formats::sheet::{
    Columns, UNIT_COLUMNS, UnitColumn, read_units, recognise_unit_column, template_of,
};
use people::formats::table::Language;

#[test]
fn every_heading_of_a_list_of_units_is_recognised_in_every_spelling() {
    for (at, heading) in UNIT_COLUMNS.iter().enumerate() {
        assert_eq!(heading.column.place(), at, "{}", heading.zh);
        for written in [heading.zh, heading.en, heading.field].iter().chain(heading.variants) {
            assert_eq!(recognise_unit_column(written), Some(heading.column), "{written}");
        }
    }
    for passed in UnitColumn::PASSED {
        assert_eq!(recognise_unit_column(passed), None, "{passed}");
    }
}

#[test]
fn the_template_of_units_offers_lists_and_its_example_is_no_unit() {
    for (language, sheet, town) in
        [(Language::Zh, "单位名录", "乡镇（街道）"), (Language::En, "Units", "Township or sub-district")]
    {
        let bytes = template_of(language, UnitColumn::Above, &["凤县".to_owned()]).unwrap();
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
        assert_eq!(book.sheet_names().first().map(String::as_str), Some(sheet));
        let lists = book.worksheet_range("lists").unwrap();
        let cells: Vec<String> = lists.cells().map(|(_, _, cell)| cell.to_string()).collect();
        assert!(cells.contains(&"凤县".to_owned()) && cells.contains(&town.to_owned()), "{cells:?}");
        let head = book.worksheet_range_at(0).unwrap().unwrap();
        let star = |column: u32| matches!(head.get_value((0, column)), Some(Data::String(text)) if text.ends_with('*'));
        assert!(
            star(UnitColumn::Name as u32) && star(UnitColumn::Kind as u32) && !star(UnitColumn::Above as u32)
        );
        let read = read_units(&bytes).unwrap();
        assert!(read.value.rows.is_empty() && read.value.unknown_headings.is_empty());
        assert_eq!(read.worst(), Some(Severity::Error));
        assert_eq!(read.findings.len(), 1);
    }
}

#[test]
fn titles_above_and_signatures_below_a_list_are_no_units() {
    let text = "凤县单位名录\n填报日期：2026年1月\n序号,单位名称,类型,星座\n1,甲镇,镇,\n填表人：张示例,,,\n";
    let read = read_units(text.as_bytes()).unwrap();
    let names: Vec<_> = read.value.rows.iter().map(|row| (row.row, row.name.as_str())).collect();
    assert_eq!(names, [(4, "甲镇")]);
    assert_eq!(read.value.unknown_headings, ["星座"]);
    assert_eq!(read.value.rows[0].kind.map(|kind| kind.code), Some("township"));
    assert!(read_units("甲,乙\n1,2\n".as_bytes()).is_err());
}
