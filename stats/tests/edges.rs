//! Data that are hardly any, through every command: a result or a refusal that says why, never an end of the program, and
//! no number that is none without its mark.
//! Not here: ordinary data (`command`, `counts`).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod line;

use line::{Desk, answer};

/// Every command with sensible words, on items q1 to q4, an outcome y and a column unit.
const LINES: [&str; 44] = [
    "alpha FILE --items ITEMS",
    "alpha FILE --items ITEMS --missing listwise",
    "alpha FILE --items ITEMS --reverse q1 --group unit",
    "items FILE --items ITEMS",
    "items FILE --items ITEMS --weights y",
    "guttman FILE --items ITEMS",
    "scores FILE --items ITEMS",
    "scores FILE --items ITEMS --score prorated",
    "norms FILE --items ITEMS",
    "compare FILE --items ITEMS --group unit",
    "compare FILE --paired q1,y",
    "ols FILE --outcome y --items ITEMS",
    "ols FILE --outcome y --items ITEMS --robust hc3",
    "ols FILE --model y~q1 --moderation q1,unit",
    "importance FILE --outcome y --items ITEMS",
    "importance FILE --outcome y --items ITEMS --bootstrap 20",
    "omega FILE --items ITEMS --factors 1",
    "omega FILE --items ITEMS",
    "efa FILE --items ITEMS --factors 1",
    "efa FILE --items ITEMS --factors 2 --extraction ml --rotation promax",
    "efa FILE --items ITEMS --factors 1 --extraction pa --polychoric",
    "efa FILE --items ITEMS --factors 1 --scores tenberge",
    "parallel FILE --items ITEMS --replicates 3",
    "parallel FILE --items ITEMS --replicates 3 --resample --vss 2",
    "irt FILE --items ITEMS",
    "irt FILE --items ITEMS --model gpcm --fit",
    "irt FILE --items ITEMS --model rasch",
    "irt FILE --items ITEMS --model grm --scores wle",
    "irt FILE --items ITEMS --group unit --dif",
    "polychoric FILE --items ITEMS",
    "polychoric FILE --items ITEMS --ml --correct 0.5",
    "polychoric FILE --items ITEMS --continuous y",
    "cfa FILE --model f=~MODEL",
    "cfa FILE --model f=~MODEL --estimator MLR",
    "cfa FILE --model f=~MODEL --missing fiml",
    "cfa FILE --model f=~MODEL --missing pairwise",
    "cfa FILE --model f=~MODEL --ordered all --items ITEMS",
    "sem FILE --model y~MODEL",
    "invariance FILE --model f=~MODEL --group unit",
    "icc FILE --items ITEMS --cluster unit",
    "icc FILE --items ITEMS --raters",
    "rwg FILE --items ITEMS --cluster unit",
    "lmer FILE --model y~q1+(1|unit)",
    "tables export FILE --items ITEMS",
];

/// A file of rows; `answer` says what row and item hold.
fn table(rows: usize, answer: impl Fn(usize, usize) -> String) -> String {
    let mut text = "unit,q1,q2,q3,q4,y\n".to_owned();
    for row in 0..rows {
        let cells: Vec<String> = (1..=5).map(|item| answer(row, item)).collect();
        text.push_str(&format!("{},{}\n", 1 + row % 2, cells.join(",")));
    }
    text
}

/// An answer from 1 to `most` as a cell.
fn mixed(row: usize, item: usize, most: usize) -> String {
    answer(row, item, most).to_string()
}

/// Runs every line on the data, with words and as JSON; answers how many gave a result.
fn all_lines(data: &str, items: &str) -> usize {
    let desk = Desk::with(data);
    let model = if items == "q1" { "q1" } else { "q1+q2+q3+q4" };
    let mut results = 0;
    for line in LINES {
        let line = line.replace("ITEMS", items).replace("MODEL", model);
        match desk.say(&line) {
            Ok(text) => {
                let unsaid = |word: &str| word.contains("NaN") || ["inf", "-inf"].contains(&word);
                assert!(!text.split_whitespace().any(unsaid), "{line}:\n{text}");
                results += 1;
            }
            Err(why) => assert!(why.split_whitespace().count() >= 3, "{line}: \"{why}\" says too little"),
        }
    }
    results
}

/// What a line says of the data.
fn refusal(data: &str, line: &str) -> String {
    Desk::with(data).say(line).unwrap_err()
}

#[test]
fn ordinary_data_are_answered_by_every_command() {
    let data = table(60, |row, item| mixed(row, item, 5));
    // The Rasch model is for two answers, and this one has five.
    assert_eq!(all_lines(&data, "q1:q4"), LINES.len() - 1);
    assert!(refusal(&data, "irt FILE --items q1:q4 --model rasch").contains("q1"));
}

#[test]
fn one_item_is_described_and_what_needs_more_is_refused() {
    let data = table(40, |row, item| mixed(row, item, 5));
    assert!(all_lines(&data, "q1") > 10);
    assert!(refusal(&data, "alpha FILE --items q1").contains("at least 2 needed, 1 found"));
    let factors = Desk::with(&data).say("efa FILE --items q1 --factors 1").unwrap();
    assert!(factors.contains("! 1 factors are more than 1 items can tell"), "{factors}");
}

#[test]
fn two_rows_are_described_and_what_needs_more_is_refused() {
    let data = table(2, |row, item| mixed(row, item, 5));
    assert!(all_lines(&data, "q1:q4") > 5);
}

#[test]
fn everybody_answering_the_same_is_said_with_the_name_of_the_item() {
    let data = table(30, |_, _| "3".to_owned());
    assert!(all_lines(&data, "q1:q4") > 3);
    for line in [
        "alpha FILE --items q1:q4",
        "guttman FILE --items q1:q4",
        "efa FILE --items q1:q4 --factors 1",
        "omega FILE --items q1:q4 --factors 1",
        "polychoric FILE --items q1:q4",
        "cfa FILE --model f=~q1+q2+q3+q4",
        "cfa FILE --model f=~q1+q2+q3+q4 --missing fiml",
        "irt FILE --items q1:q4",
        "ols FILE --outcome y --items q1:q4",
    ] {
        let why = refusal(&data, line);
        assert!(why.contains("q1") || why.contains("\"y\""), "{line}: {why}");
    }
}

#[test]
fn nobody_answering_is_said() {
    let data = table(30, |_, _| String::new());
    all_lines(&data, "q1:q4");
    for line in ["alpha FILE --items q1:q4", "cfa FILE --model f=~q1+q2+q3+q4", "irt FILE --items q1:q4"] {
        assert!(refusal(&data, line).contains("q1") || refusal(&data, line).contains("0 found"), "{line}");
    }
}

#[test]
fn sixteen_categories_are_ordered_answers_and_seventeen_are_refused_by_what_needs_categories() {
    let sixteen = table(160, |row, item| mixed(row, item, 16));
    assert!(all_lines(&sixteen, "q1:q4") > 30);
    assert!(Desk::with(&sixteen).say("polychoric FILE --items q1:q4").is_ok());
    let seventeen = table(170, |row, item| mixed(row, item, 17));
    all_lines(&seventeen, "q1:q4");
    assert!(Desk::with(&seventeen).say("alpha FILE --items q1:q4").is_ok(), "numbers need no categories");
    for line in
        ["polychoric FILE --items q1:q4", "irt FILE --items q1:q4", "tables export FILE --items q1:q4"]
    {
        let why = refusal(&seventeen, line);
        assert!(why.contains("item \"q") && why.contains("at most 16"), "{line}: {why}");
    }
}

#[test]
fn items_that_say_the_same_are_answered_or_named() {
    let data = table(60, |row, _| mixed(row, 1, 5));
    all_lines(&data, "q1:q4");
    let desk = Desk::with(&data);
    assert!((desk.json("alpha FILE --items q1:q4")["raw_alpha"].as_f64().unwrap() - 1.0).abs() < 1e-12);
    for line in ["ols FILE --outcome y --items q1:q4", "importance FILE --outcome y --items q1:q4"] {
        let why = desk.say(line).unwrap_err();
        assert!(why.contains("q1") && why.contains("q2"), "{line}: {why}");
    }
}

#[test]
fn a_row_that_is_no_row_is_named_with_its_line() {
    for (data, wanted) in [
        ("a,b\n1,2\n3\n", "line 3"),
        ("a,a\n1,2\n", "\"a\""),
        ("", "empty"),
        ("a,b\n1,x\n2,3\n", "\"x\""),
        ("a,b\n1.5,2\n2,3\n", "1.5"),
    ] {
        let why = refusal(data, "tables export FILE --items a,b");
        assert!(why.to_lowercase().contains(wanted), "{data:?}: {why}");
    }
}
