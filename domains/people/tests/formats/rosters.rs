//! Rosters: the template and what people make of it.

use people::formats::sheet::{COLUMNS, Column, Holds, Roster, read, recognise, template};
use people::formats::table::Language;
use people::formats::{FormatError, PartialDate, Reading, Severity};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

const GBK: &[u8] = include_bytes!("../samples/roster_gbk.csv");

fn csv(text: &str) -> Reading<Roster> {
    read(text.as_bytes()).unwrap()
}

fn book(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Reading<Roster> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    read(&workbook.save_to_buffer().unwrap()).unwrap()
}

fn said(reading: &Reading<Roster>) -> Vec<&str> {
    reading.findings.iter().map(|finding| finding.problem.zh.as_str()).collect()
}

#[test]
fn the_template_is_read_back_as_an_empty_roster_in_both_languages() {
    for language in [Language::Zh, Language::En] {
        let bytes = template(language, &["某镇".to_owned(), "某局".to_owned()]).unwrap();
        let reading = read(&bytes).unwrap();
        assert!(reading.value.rows.is_empty(), "the example row is skipped");
        assert!(reading.value.unknown_headings.is_empty());
        assert_eq!(reading.worst(), Some(Severity::Warning));
        assert_eq!(template(language, &["某镇".to_owned(), "某局".to_owned()]).unwrap(), bytes);
    }
}

#[test]
fn the_example_row_would_be_read_without_a_finding() {
    let heads: Vec<&str> = COLUMNS.iter().map(|heading| heading.zh).collect();
    let example: Vec<&str> = COLUMNS
        .iter()
        .map(|heading| if heading.column == Column::Remarks { "" } else { heading.example[0] })
        .collect();
    let reading = csv(&format!("{}\n{}\n", heads.join(","), example.join(",")));
    assert_eq!(reading.findings, []);
    assert_eq!(reading.value.rows[0].rank.unwrap().zh, "四级主任科员");
}

#[test]
fn every_column_stands_where_its_number_says_and_no_heading_means_two_columns() {
    for (at, heading) in COLUMNS.iter().enumerate() {
        assert_eq!(heading.column as usize, at);
        for written in heading.variants.iter().chain([&heading.zh, &heading.en, &heading.field]) {
            assert_eq!(recognise(written), Some(heading.column), "{written}");
        }
        if let Holds::Code(table) = heading.holds {
            assert!(!table.entries.is_empty());
        }
    }
    assert_eq!(recognise(" 姓 名* "), Some(Column::Name));
    assert_eq!(recognise("出生\n年月（必填）"), Some(Column::Birth));
    assert_eq!(recognise("星座"), None);
}

#[test]
fn a_gbk_list_with_titles_numbering_and_footer_is_read_and_its_faults_named_by_row() {
    let reading = read(GBK).unwrap();
    let said = said(&reading);
    assert_eq!(reading.value.rows.len(), 4, "{said:?}");
    assert!(said.contains(&"第 4 行“出生年月”写的是 1990.13，月份应为 01–12。"), "{said:?}");
    assert!(said.contains(&"第 6 行“姓名”没有填写。"), "{said:?}");
    assert!(said.contains(&"第 7 行“出生年月”写的是 1991-02-30，该月没有这一天。"), "{said:?}");
    assert!(
        said.iter().any(|text| text.starts_with("第 7 行“身份证号”写的是 *****，应为 18 位，现有 5 位")),
        "{said:?}"
    );
    assert_eq!(reading.value.unknown_headings, ["工资卡号"]);
    let four = &reading.value.rows[1];
    assert_eq!((four.name.as_str(), four.sex.unwrap().zh), ("李四", "男"));
    assert_eq!(four.birth, Some(PartialDate::parse("1988.03").unwrap()));
    assert_eq!(four.tenure_from, Some(PartialDate::parse("2020.03.01").unwrap()));
}

#[test]
fn dates_of_every_kind_in_a_workbook_are_read() {
    let reading = book(|sheet| {
        sheet.write_row(0, 0, ["Name", "Unit", "Birth"]).unwrap();
        let day = Format::new().set_num_format("yyyy/m/d");
        let date = ExcelDateTime::from_ymd(1990, 3, 1).unwrap();
        sheet.write_datetime_with_format(1, 2, &date, &day).unwrap();
        sheet.write_number(2, 2, 32933.0).unwrap();
        sheet.write_number(3, 2, 1990.3).unwrap();
        sheet.write_number(4, 2, 199_003.0).unwrap();
        sheet.write_number(5, 2, 19_900_301.0).unwrap();
        sheet.write_string(6, 2, "1990年3月").unwrap();
        sheet.write_number(7, 2, 1990.0).unwrap();
        sheet.write_number(8, 2, 1990.12).unwrap();
        for row in 1..9 {
            sheet.write_string(row, 0, format!("某{row}")).unwrap();
            sheet.write_string(row, 1, "某镇").unwrap();
        }
    });
    assert_eq!(reading.findings, []);
    let births: Vec<String> = reading.value.rows.iter().map(|row| row.birth.unwrap().to_string()).collect();
    assert_eq!(
        births,
        ["1990-03-01", "1990-03-01", "1990-03", "1990-03", "1990-03-01", "1990-03", "1990", "1990-12"]
    );
}

#[test]
fn a_number_that_may_be_january_or_october_is_asked_back_unless_the_identity_number_settles_it() {
    let reading = book(|sheet| {
        sheet.write_row(0, 0, ["姓名", "单位", "出生年月", "身份证号"]).unwrap();
        for row in 1..3 {
            sheet.write_string(row, 0, format!("某{row}")).unwrap();
            sheet.write_string(row, 1, "某镇").unwrap();
            sheet.write_number(row, 2, 1990.1).unwrap();
        }
        sheet.write_string(2, 3, with_check("61033019901015901")).unwrap();
    });
    assert_eq!(
        said(&reading),
        ["第 2 行“出生年月”写的是 1990.1，分不清是 1990.01 还是 1990.10（表格软件会去掉末尾的 0）。"]
    );
    assert_eq!(reading.value.rows[1].birth.unwrap().to_string(), "1990-10");
}

fn with_check(digits: &str) -> String {
    format!("{digits}{}", people::formats::citizen_id::check_character(digits).unwrap())
}

#[test]
fn sex_and_birth_are_taken_from_the_identity_number_when_left_empty_and_never_overwritten() {
    let id = with_check("61033019900301901");
    let reading = csv(&format!(
        "姓名,单位,性别,出生年月,身份证号\n甲,某镇,,,{id}\n乙,某镇,女,1991.03,{}",
        with_check("61033019900301903")
    ));
    let rows = &reading.value.rows;
    assert_eq!(
        (rows[0].sex.unwrap().zh, rows[0].birth.unwrap().to_string()),
        ("男", "1990-03-01".to_owned())
    );
    assert_eq!((rows[1].sex.unwrap().zh, rows[1].birth.unwrap().to_string()), ("女", "1991-03".to_owned()));
    let fields: Vec<&str> = reading.findings.iter().map(|finding| finding.field.as_str()).collect();
    assert_eq!(fields, ["birth", "sex"]);
    assert!(reading.importable());
}

#[test]
fn an_identity_number_kept_as_a_number_is_refused_because_its_end_is_lost() {
    let reading = book(|sheet| {
        sheet.write_row(0, 0, ["姓名", "单位", "身份证号"]).unwrap();
        sheet.write_row(1, 0, ["某", "某镇"]).unwrap();
        sheet.write_number(1, 2, 610_330_199_003_019_010.0).unwrap();
    });
    assert_eq!(said(&reading), ["第 2 行“身份证号”被表格软件存成了数字，末几位已经丢失。"]);
    let reading = csv("姓名,单位,身份证号\n某,某镇,6.1033E+17");
    assert_eq!(said(&reading), ["第 2 行“身份证号”被表格软件存成了数字，末几位已经丢失。"]);
}

#[test]
fn a_unit_merged_over_its_people_counts_for_each_of_them() {
    let reading = book(|sheet| {
        sheet.write_row(0, 0, ["单位", "姓名"]).unwrap();
        sheet.merge_range(1, 0, 3, 0, "某镇", &Format::new()).unwrap();
        for row in 1..5 {
            sheet.write_string(row, 1, format!("某{row}")).unwrap();
        }
    });
    let units: Vec<&str> = reading.value.rows.iter().map(|row| row.unit.as_str()).collect();
    assert_eq!(units, ["某镇", "某镇", "某镇", ""]);
    assert_eq!(said(&reading), ["第 5 行“单位”没有填写。"]);
}

#[test]
fn a_cell_in_the_far_corner_costs_nothing() {
    let reading = book(|sheet| {
        sheet.write_row(0, 0, ["姓名", "单位"]).unwrap();
        sheet.write_row(1, 0, ["某", "某镇"]).unwrap();
        sheet.write_string(1_048_575, 16_383, "x").unwrap();
    });
    assert_eq!(reading.value.rows.len(), 1);
}

#[test]
fn the_sheet_with_the_headings_is_found_among_several() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write_string(0, 0, "封面").unwrap();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, ["单位", "姓名"]).unwrap();
    sheet.write_row(1, 0, ["某镇", "某"]).unwrap();
    assert_eq!(read(&workbook.save_to_buffer().unwrap()).unwrap().value.rows.len(), 1);
}

#[test]
fn separators_byte_order_marks_quotes_and_spreadsheet_guards_are_understood() {
    for text in [
        "姓名,单位,联系电话\n某,某镇,0917\n",
        "\u{feff}姓名,单位,联系电话\r\n某,某镇,\"0917\"\r\n",
        "姓名;单位;联系电话\n某;某镇;0917",
        "姓名\t单位\t联系电话\n某\t某镇\t0917",
        "sep=;\n姓名;单位;联系电话\n某;某镇;0917",
        "姓名,单位,联系电话\n某,某镇,=\"0917\"",
        "姓名,单位,联系电话\n某,某镇,'0917",
    ] {
        let reading = csv(text);
        assert_eq!(
            (reading.value.rows[0].unit.as_str(), reading.value.rows[0].phone.as_str()),
            ("某镇", "0917"),
            "{text}"
        );
    }
}

#[test]
fn rows_that_repeat_and_numbers_under_two_names_are_found_but_two_posts_are_not() {
    let id = with_check("61033019900301901");
    let reading = csv(&format!(
        "姓名,单位,职务,身份证号\n甲,某镇,镇长,{id}\n甲,某镇,书记,{id}\n甲,某镇,镇长,{id}\n乙,某镇,科员,{id}\n"
    ));
    let found: Vec<(Option<u32>, Severity)> =
        reading.findings.iter().map(|finding| (finding.place.row, finding.severity)).collect();
    assert_eq!(found, [(Some(4), Severity::Warning), (Some(5), Severity::Error)]);
}

#[test]
fn choices_outside_the_list_and_ends_before_beginnings_are_errors_with_a_way_out() {
    let reading = csv("姓名,单位,人员类别,任职时间,免职时间\n甲,某镇,神仙,2020.01,2019.01\n");
    assert_eq!(
        said(&reading),
        [
            "第 2 行“人员类别”写的是“神仙”，不在可选项中。",
            "第 2 行“免职时间”写的是 2019.01，早于任职时间 2020.01。"
        ]
    );
    assert!(reading.findings[0].mending.zh.contains("公务员、参公人员"));
    assert_eq!(reading.findings[0].place.row, Some(2));
}

#[test]
fn a_sheet_without_names_or_units_is_refused_or_named() {
    assert_eq!(read("甲,乙\n1,2".as_bytes()), Err(FormatError::NoHeadings));
    let reading = csv("姓名,职务\n某,科员");
    assert_eq!(reading.findings[0].field, "unit");
    assert_eq!(reading.findings.len(), 1);
}
