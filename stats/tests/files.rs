//! Files as people have them: gaps written in several ways, workbooks, items keyed the other way, drawings, and what is left
//! of an output that could not be made.
//! Not here: counts (`counts`) and data that are hardly any (`edges`).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod line;

use line::{Desk, answer};
use rust_xlsxwriter::Workbook;

/// Ninety people: a unit, four items of which q4 is keyed the other way and has gaps, and an outcome.
fn rows() -> Vec<Vec<String>> {
    let mut rows = vec![["unit", "q1", "q2", "q3", "q4", "y"].map(str::to_owned).to_vec()];
    for person in 0..90 {
        let own = |item: usize| answer(person, item, 5).to_string();
        let turned = (6 - answer(person, 4, 5)).to_string();
        let q4 = if person % 30 == 3 { String::new() } else { turned };
        let y = format!("{}.5", answer(person, 5, 20));
        rows.push(vec![["a", "b", "c"][person % 3].to_owned(), own(1), own(2), own(3), q4, y]);
    }
    rows
}

fn csv(gap: &str) -> String {
    let line = |row: &Vec<String>| {
        let cells: Vec<&str> = row.iter().map(|cell| if cell.is_empty() { gap } else { cell }).collect();
        cells.join(",") + "\n"
    };
    rows().iter().map(line).collect()
}

/// The same rows as a workbook, numbers as numbers.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in rows().iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_gap_may_be_empty_or_na_and_a_workbook_says_what_csv_says() {
    let desk = Desk::with(&csv(""));
    desk.put("na.csv", csv("NA").as_bytes());
    desk.put("book.xlsx", &workbook());
    for line in [
        "alpha FILE --items q1:q4 --reverse q4 --range 1,5",
        "items FILE --items q1:q4",
        "icc FILE --items q1:q3 --cluster unit",
        "cfa FILE --items q1:q4 --missing fiml",
        "lmer FILE --model y~q1+(1|unit)",
        "norms FILE --items q1:q3 --group unit",
        "tables export FILE --items q1:q4",
    ] {
        let direct = desk.say(line).unwrap();
        for other in ["FOLDER/na.csv", "FOLDER/book.xlsx"] {
            assert_eq!(desk.say(&line.replace("FILE", other)).unwrap(), direct, "{line} of {other}");
        }
    }
    assert_eq!(desk.json("items FILE --items q4")["items"][0]["missing"], 3);
}

#[test]
fn a_file_and_its_items_are_enough_for_what_needs_no_more() {
    let desk = Desk::with(&csv(""));
    for command in [
        "alpha",
        "items",
        "guttman",
        "omega",
        "efa",
        "parallel",
        "polychoric",
        "cfa",
        "sem",
        "irt",
        "scores",
        "norms",
    ] {
        let words = format!("{command} FILE --items q1:q4 --reverse q4 --range 1,5");
        assert!(desk.say(&words).is_ok_and(|text| text.len() > 40), "{command}");
        assert_eq!(desk.json(&words)["command"], *command);
    }
    for (line, wanted) in [
        ("icc FILE --items q1:q3", "--cluster"),
        ("rwg FILE --items q1:q3", "--cluster"),
        ("invariance FILE --items q1:q3", "--group"),
        ("compare FILE --items q1:q3", "--group"),
        ("ols FILE --items q1:q3", "--outcome"),
        ("importance FILE --items q1:q3", "--outcome"),
    ] {
        let error = desk.say(line).unwrap_err();
        assert!(error.contains(wanted), "{line}: {error}");
    }
    // A model is one factor of the items where none is given.
    let (own, said) = (desk.json("cfa FILE --items q1:q3"), desk.json("cfa FILE --model factor=~q1+q2+q3"));
    assert_eq!(own["fit"]["chisq"], said["fit"]["chisq"]);
    assert_eq!(own["parameters"], said["parameters"]);
}

#[test]
fn every_command_with_a_drawing_draws_it() {
    let desk = Desk::with(&csv(""));
    for line in [
        "alpha FILE --items q1:q3",
        "efa FILE --items q1:q4 --factors 1",
        "parallel FILE --items q1:q4 --replicates 3",
        "cfa FILE --items q1:q4",
        "irt FILE --items q1:q4",
        "irt FILE --items q1:q4 --draw information",
        "icc FILE --items q1:q3 --cluster unit",
        "lmer FILE --model y~q1+(1|unit)",
        "ols FILE --outcome y --items q1:q3",
        "importance FILE --outcome y --items q1:q3",
    ] {
        desk.say(&format!("{line} --plot FOLDER/drawn.svg")).unwrap();
        let svg = std::fs::read_to_string(desk.path().join("drawn.svg")).unwrap();
        assert!(
            svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>") && svg.contains("<title>"),
            "{line}"
        );
        assert!(!svg.contains("NaN"), "{line}");
        std::fs::remove_file(desk.path().join("drawn.svg")).unwrap();
    }
}

#[test]
fn outputs_are_there_whole_or_not_at_all_and_nothing_else_is_left() {
    let desk = Desk::with(&csv(""));
    let model = r#"{"items":["a","b","c"],"loadings":[[0.7],[0.6],[0.5]],"correlations":[[1]],"thresholds":[[0],[0],[0]]}"#;
    desk.put("model.json", model.as_bytes());
    desk.say("simulate FOLDER/model.json --rows 500 --out FOLDER/people.csv").unwrap();
    desk.say("scores FILE --items q1:q3 --out FOLDER/scores.csv").unwrap();
    desk.say("scores FILE --items q1:q3 --out FOLDER/none/scores.csv").unwrap_err();
    desk.say("items FILE --items q1:q3 --plot FOLDER/none.svg").unwrap_err();
    let mut names: Vec<String> = std::fs::read_dir(desk.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["answers.csv", "model.json", "people.csv", "scores.csv"]);
    let lines = |name: &str| std::fs::read_to_string(desk.path().join(name)).unwrap().lines().count();
    assert_eq!((lines("people.csv"), lines("scores.csv")), (501, 91));
}

#[cfg(unix)]
#[test]
fn results_are_for_whom_the_folder_is_for_and_not_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::with(&csv(""));
    let plain = desk.path().join("answers.csv").metadata().unwrap().permissions().mode();
    desk.say("scores FILE --items q1:q3 --out FOLDER/scores.csv").unwrap();
    assert_eq!(desk.path().join("scores.csv").metadata().unwrap().permissions().mode(), plain);
}

#[test]
fn survey_weights_describe_the_population_the_rows_stand_for() {
    let desk = Desk::with("q,w\n1,3\n2,1\n,5\n");
    let found = desk.json("items FILE --items q --weights w");
    assert_eq!((found["items"][0]["mean"].as_f64(), found["items"][0]["n"].as_u64()), (Some(1.25), Some(2)));
    assert!(desk.say("items FILE --items q --weights none").unwrap_err().contains("none"));
}

#[test]
fn factors_turn_towards_a_target_whose_free_places_are_empty() {
    let desk = Desk::with(&csv(""));
    desk.put("target.csv", b"item,F1,F2\nq1,,0\nq2,,0\nq3,0,\ny,0,\n");
    let found =
        desk.json("efa FILE --items q1:q3,y --factors 2 --rotation target --target FOLDER/target.csv");
    assert_eq!(found["loadings"].as_array().unwrap().len(), 4);
    desk.put("short.csv", b"F1,F2\n,0\n");
    let error = desk
        .say("efa FILE --items q1:q3,y --factors 2 --rotation target --target FOLDER/short.csv")
        .unwrap_err();
    assert!(error.contains("4 rows and 2 columns are needed, 1 and 2 found"), "{error}");
    desk.put("other.csv", b"item,F1,F2\nq2,,0\nq1,,0\nq3,0,\ny,0,\n");
    let error = desk
        .say("efa FILE --items q1:q3,y --factors 2 --rotation target --target FOLDER/other.csv")
        .unwrap_err();
    assert!(error.contains("q1, q2, q3, y in this order"), "{error}");
}

#[test]
fn measured_columns_correlate_with_ordered_ones_by_the_polyserial_correlation() {
    let desk = Desk::with(&csv(""));
    let found = desk.json("polychoric FILE --items q1:q3 --continuous y");
    assert_eq!(found["items"].as_array().unwrap().len(), 4);
    assert_eq!(
        (&found["methods"][0][1], &found["methods"][0][3]),
        (&"polychoric".into(), &"polyserial".into())
    );
    let plain = desk.json("polychoric FILE --items q1:q3 --continuous q1:q3");
    assert_eq!(plain["methods"][0][1], "pearson");
}
