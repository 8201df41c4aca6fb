//! Answers and their tables against plain counting, and the carried data.
//! Not here: statistics.

mod reference;

use proptest::prelude::*;
use psychometrics::answers::{Answers, Frame, Limits, Tables};
use psychometrics::{Error, Result};

/// Names `q0`, `q1`, ...
fn names(items: usize) -> Vec<String> {
    (0..items).map(|item| format!("q{item}")).collect()
}

/// The joint counts of two columns by plain counting.
fn plain(answers: &Answers, i: usize, j: usize) -> Vec<u64> {
    let (a, b) = (answers.column(i), answers.column(j));
    let mut cells = vec![0; answers.values(i).len() * answers.values(j).len()];
    for (a, b) in a.iter().zip(&b) {
        let row = answers.values(i).iter().position(|value| value == a);
        let column = answers.values(j).iter().position(|value| value == b);
        if let Some((row, column)) = row.zip(column) {
            cells[row * answers.values(j).len() + column] += 1;
        }
    }
    cells
}

/// Columns of up to `categories` values with gaps.
fn columns() -> impl Strategy<Value = Vec<Vec<f64>>> {
    (1usize..9, 0usize..60).prop_flat_map(|(items, rows)| {
        let column = (1i32..17).prop_flat_map(move |categories| {
            let cell = prop_oneof![1 => Just(f64::NAN), 6 => (0..categories).prop_map(f64::from)];
            proptest::collection::vec(cell, rows)
        });
        proptest::collection::vec(column, items)
    })
}

proptest! {
    #[test]
    fn tables_are_what_plain_counting_gives(columns in columns()) {
        let answers = Answers::from_columns(&names(columns.len()), &columns).unwrap();
        let tables = answers.tables();
        for i in 0..columns.len() {
            let back = answers.column(i);
            prop_assert!(back.iter().zip(&columns[i]).all(|(a, b)| a == b || (a.is_nan() && b.is_nan())));
            for j in 0..columns.len() {
                prop_assert_eq!(tables.pair(i, j), plain(&answers, i, j));
            }
        }
    }

    #[test]
    fn merging_tables_of_parts_gives_the_tables_of_the_whole(columns in columns(), at in 0.0..1.0f64) {
        let cut = (at * columns[0].len() as f64) as usize;
        let all = names(columns.len());
        let part = |from: usize, to: usize| {
            let part: Vec<&[f64]> = columns.iter().map(|column| &column[from..to]).collect();
            Answers::from_columns(&all, &part).unwrap().tables()
        };
        let mut merged = Tables::nothing(&all);
        merged.merge(&part(cut, columns[0].len())).unwrap();
        merged.merge(&part(0, cut)).unwrap();
        prop_assert_eq!(merged, part(0, columns[0].len()));
    }

    #[test]
    fn rows_may_be_permuted_and_items_selected_before_or_after_counting(columns in columns()) {
        let all = names(columns.len());
        let tables = Answers::from_columns(&all, &columns).unwrap().tables();
        let turned: Vec<Vec<f64>> = columns.iter().map(|column| column.iter().rev().copied().collect()).collect();
        let backwards: Vec<String> = all.iter().rev().cloned().collect();
        let answers = Answers::from_columns(&all, &turned).unwrap().select(&backwards).unwrap();
        prop_assert_eq!(answers.tables(), tables.select(&backwards).unwrap());
    }

    #[test]
    fn reversing_answers_reverses_their_tables(columns in columns()) {
        let all = names(columns.len());
        let answers = Answers::from_columns(&all, &columns).unwrap();
        let first = vec![all[0].clone()];
        let turned = answers.reversed(&first, Some((0.0, 20.0))).unwrap();
        prop_assert_eq!(turned.tables(), answers.tables().reversed(&first, Some((0.0, 20.0))).unwrap());
        let back = turned.column(0);
        prop_assert!(columns[0].iter().zip(back).all(|(a, b)| 20.0 - a == b || (a.is_nan() && b.is_nan())));
    }

    #[test]
    fn complete_tables_count_the_complete_rows_only(columns in columns()) {
        let answers = Answers::from_columns(&names(columns.len()), &columns).unwrap();
        let kept = answers.keep(&answers.complete()).unwrap();
        prop_assert_eq!(answers.complete_tables(), kept.tables());
        let rows = (0..answers.rows()).filter(|&row| columns.iter().all(|column| !column[row].is_nan())).count();
        prop_assert_eq!(kept.rows(), rows);
    }
}

#[test]
fn the_synthetic_set_takes_a_third_of_a_byte_an_answer() {
    let frame = reference::synthetic_missing();
    let answers = frame.answers(&reference::items()).unwrap();
    assert_eq!((answers.rows(), answers.items(), answers.bytes()), (2000, 48, 32_000));
    assert_eq!(answers.complete().iter().filter(|&&whole| whole).count(), 453);
    assert_eq!(answers.tables().answered(0), 2000 - 67);
    assert_eq!(reference::lsat6().rows(), 1000);
    assert_eq!(reference::sleepstudy().groups("Subject").unwrap().labels.len(), 18);
    assert_eq!(reference::holzinger().groups("school").unwrap().labels, ["Grant-White", "Pasteur"]);
    assert!(!reference::reference("sleepstudy__lmer_random_slope").is_null());
}

#[test]
fn sixteen_categories_fill_a_byte_alone_and_none_is_lost() {
    let columns: Vec<Vec<f64>> = (0..3)
        .map(|item| (0..64).map(|row| f64::from((row * (item + 1) + row / 16) % 16)).collect())
        .collect();
    let answers = Answers::from_columns(&names(3), &columns).unwrap();
    assert_eq!(answers.bytes(), 128);
    assert_eq!(answers.tables().pair(2, 0), plain(&answers, 2, 0));
}

/// Reads a text with small limits.
fn read(text: &str) -> Result<Frame> {
    Frame::read(text.as_bytes(), &Limits { bytes: 1000, rows: 3, columns: 4 })
}

#[test]
fn a_csv_file_that_cannot_be_read_is_refused_with_its_line() {
    let refused = |text: &str, line: usize, part: &str| match read(text) {
        Err(Error::File { line: found, problem }) => {
            assert!(found == line && problem.contains(part), "{found}: {problem}");
        }
        other => panic!("{other:?}"),
    };
    refused("", 1, "empty");
    refused("a,b\n1,2\n1\n", 3, "1 cells, where the header has 2");
    refused("a,a\n", 1, "two columns");
    refused("a,,b\n", 1, "column 2 has no name");
    refused("a,b,c,d,e\n", 1, "at most 4");
    refused("a\n1\n1\n1\n1\n", 0, "more than 3 rows");
    refused(&format!("a\n{}\n", "x".repeat(2000)), 0, "larger");
    let odd = Frame::read(&b"a\n1\n\xff\xfe\n"[..], &Limits::default());
    assert!(matches!(odd, Err(Error::File { line: 3, .. })), "{odd:?}");
}

#[test]
fn a_text_among_numbers_is_named_with_row_and_line() {
    let frame = read("\u{feff}a ,\"b\"\r\n1,\"x, y\"\r\nNA,\r\n3x,\"\"\"z\"\"\"\r\n").unwrap();
    assert_eq!(frame.names(), ["a", "b"]);
    match frame.numbers("a") {
        Err(Error::Value { item, row: 3, value, why }) => {
            assert!(item == "a" && value == "\"3x\"" && why.contains("line 4"), "{value} {why}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(frame.texts("b").unwrap()[2].as_deref(), Some("\"z\""));
    assert!(matches!(frame.numbers("c"), Err(Error::UnknownColumn { .. })));
}

#[test]
fn reversing_refuses_values_outside_the_bounds() {
    let mut frame = read("a\n1\n\n4\n").unwrap();
    let all = reference::names(&["a"]);
    assert!(matches!(frame.reverse(&all, Some((1.0, 3.0))), Err(Error::Argument { .. })));
    frame.reverse(&all, None).unwrap();
    assert_eq!(frame.numbers("a").unwrap()[0], 4.0);
}
