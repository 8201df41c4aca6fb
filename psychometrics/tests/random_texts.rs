//! Random texts against the readers of models and of csv files: bytes without sense, and texts that have nearly the right
//! form. Nothing may end the program; what is read the one way is read the same the other way. The same is tried for
//! longer by the targets in `fuzz`.
//! Not here: what readers make of particular texts (see `answers` and `sem`).

use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;
use psychometrics::answers::{Column, Frame, Limits, OrdinalFile};
use psychometrics::sem::{Data, Model, Options, fit};

/// Words of the language of models in any order.
fn nearly_a_model() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        6 => prop::sample::select(vec!["a", "b", "c", "d", "e", "f", "g", "x.1", "题"]),
        4 => prop::sample::select(vec!["=~", "~", "~~", "~1", "~*~", ":=", "==", "|", "+", "*", "-", "/", "^"]),
        2 => prop::sample::select(vec!["(", ")", ",", ";", "\n", "#", "!", "\"", "NA", "start", "equal", "c", "exp"]),
        2 => prop::sample::select(vec!["1", "0", "0.5", "2e400", "-3", ".", "1e", "999999999999"]),
    ];
    prop::collection::vec(word, 0..40).prop_map(|words| words.join(" "))
}

/// Statements that are right one by one and may contradict each other.
fn a_model() -> impl Strategy<Value = String> {
    let variable = || prop::sample::select(vec!["a", "b", "c", "d", "e", "g", "f", "h"]);
    let modifier = prop::sample::select(vec!["", "0.5*", "NA*", "l*", "start(0.3)*", "1*"]);
    let operator = prop::sample::select(vec!["=~", "~", "~~"]);
    let term = (modifier, variable()).prop_map(|(modifier, name)| format!("{modifier}{name}"));
    let statement = (variable(), operator, prop::collection::vec(term, 1..4))
        .prop_map(|(left, operator, terms)| format!("{left} {operator} {}", terms.join(" + ")));
    prop::collection::vec(statement, 1..5).prop_map(|statements| statements.join("\n"))
}

/// Cells in rows of nearly equal length.
fn nearly_a_table() -> impl Strategy<Value = String> {
    let cell = prop::sample::select(vec![
        "1",
        "2",
        "5",
        "",
        "NA",
        "-3",
        "1.0",
        "1e2",
        " 4 ",
        "\"3\"",
        "\"",
        "x",
        "9999999999",
        "0.5",
        "1,2",
        "\u{feff}",
    ]);
    let row = prop::collection::vec(cell, 1..4).prop_map(|cells| cells.join(","));
    let end = prop::sample::select(vec!["\n", "\r\n", "\n\n", "\r", "\r\r"]);
    (prop::collection::vec((row, end), 0..8), prop::bool::ANY).prop_map(|(rows, head)| {
        let body: String = rows.into_iter().map(|(row, end)| row + end).collect();
        if head { format!("a,b\n{body}") } else { body }
    })
}

/// Reads it whole and in blocks; what both can read has to be the same.
fn read_both_ways(bytes: &[u8]) -> Result<(), TestCaseError> {
    let whole = Frame::read(bytes, &Limits::default());
    let counted = OrdinalFile::open(bytes, Limits::default()).and_then(|file| {
        let names = file.names().to_vec();
        file.tables(&names, |_, _| true)
    });
    let (Ok(frame), Ok(tables)) = (whole, counted) else { return Ok(()) };
    if frame.names().iter().all(|name| matches!(frame.column(name), Ok(Column::Numbers(_)))) {
        prop_assert_eq!(frame.answers(frame.names()).unwrap().tables(), tables);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn bytes_without_sense_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Model::read(&String::from_utf8_lossy(&bytes));
        read_both_ways(&bytes)?;
    }

    #[test]
    fn texts_that_look_like_tables_are_read_the_same_whole_and_in_blocks(text in nearly_a_table()) {
        read_both_ways(text.as_bytes())?;
    }

    #[test]
    fn texts_that_look_like_models_are_read_or_refused_with_a_place(text in nearly_a_model()) {
        if let Err(error) = Model::read(&text) {
            prop_assert!(error.to_string().starts_with("model"), "{}", error);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn models_that_contradict_themselves_are_fitted_or_refused_but_give_no_estimate_that_is_no_number(text in a_model()) {
        let names: Vec<String> = ["a", "b", "c", "d", "e", "g"].map(str::to_owned).to_vec();
        let covariance = DMatrix::from_fn(6, 6, |i, j| if i == j { 1.0 } else { 0.3 + 0.02 * (i + j) as f64 });
        let data = Data::from_moments(names, 200, DVector::zeros(6), covariance).unwrap();
        let options = Options { iterations: 20, standardized_errors: false, ..Options::default() };
        if let Ok(found) = Model::read(&text).and_then(|model| fit(&model, &data, &options)) {
            prop_assert!(found.parameters.iter().all(|one| !one.est.is_nan()), "{}", text);
        }
    }
}
