//! Lists written out.

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use people::formats::PartialDate;
use people::formats::table::{Cell, Language, csv, xlsx};
use std::io::Cursor;

fn rows() -> Vec<Vec<Cell>> {
    vec![
        vec![
            Cell::from("=1+1"),
            Cell::Integer(1_200),
            Cell::Number(2.5, 2),
            Cell::Date(jiff::civil::date(2026, 3, 2)),
        ],
        vec![
            Cell::from("@甲"),
            Cell::Empty,
            Cell::Month(PartialDate::parse("199003").unwrap()),
            Cell::YesNo(true, Language::Zh),
        ],
    ]
}

#[test]
fn a_workbook_keeps_types_and_never_holds_a_formula() {
    let bytes = xlsx("干部[名册]", &["甲", "乙", "丙", "丁"], &rows()).unwrap();
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["干部名册"]);
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(range.get_value((0, 0)), Some(&Data::String("干部[名册]".into())));
    assert_eq!(range.get_value((2, 0)), Some(&Data::String("=1+1".into())));
    assert_eq!(range.get_value((2, 1)), Some(&Data::Float(1200.0)));
    assert!(matches!(range.get_value((2, 3)), Some(Data::DateTime(_))));
    assert_eq!(range.get_value((3, 2)), Some(&Data::String("1990-03".into())));
    assert!(book.worksheet_formula("干部名册").unwrap().is_empty());
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    let heads = ["甲", "乙", "丙", "丁"];
    assert_eq!(xlsx("名册", &heads, &rows()).unwrap(), xlsx("名册", &heads, &rows()).unwrap());
}

#[test]
fn comma_separated_text_is_defused_quoted_and_marked() {
    let bytes = csv(
        &["甲", "乙"],
        &[
            vec![Cell::from("=HYPERLINK(1)"), Cell::from("甲,乙")],
            vec![Cell::from(" +1"), Cell::Integer(-5)],
            vec![Cell::from("－1"), Cell::from("a\"b")],
        ],
    )
    .unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text, "\u{feff}甲,乙\r\n'=HYPERLINK(1),\"甲,乙\"\r\n' +1,-5\r\n'－1,\"a\"\"b\"\r\n");
}
