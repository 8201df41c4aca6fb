//! Model texts without sense: refused by name, never a stop of the program.
//! Not here: results (`sem.rs`).

use psychometrics::sem::{Data, Model, Options, fit};

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_or_the_fit_stop_the_program(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "a", "b", "c", "d", "f", "g", "=~", "~", "~~", "~1", ":=", "==", "+", "*", "NA", "1", "0.5", "(", ")", "c(",
            ",", "\n", ";", "start(", "equal(\"f=~a\")", "-", "#x\n", "|", "t1", "~*~", "?", "^", "/", "<", "\"", "1e9",
        ]), 0..40),
        tidy in proptest::bool::ANY,
    ) {
        let text = words.join(if tidy { " " } else { "" });
        if let Ok(model) = Model::read(&text) {
            let names: Vec<String> = ["a", "b", "c", "d"].map(String::from).to_vec();
            let columns: Vec<Vec<f64>> =
                (1..5).map(|k| (0..40).map(|i| ((i * k * k + i / 3) % 7) as f64).collect()).collect();
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let data = Data::from_columns(names, &columns).unwrap();
            let options = Options { iterations: 20, ..Options::default() };
            let _ = fit(&model, &data, &options);
        }
    }
}
