//! The command line as a user meets it: what it answers, what it refuses and how it says so.
//! Not here: whether the numbers are right (crate `psychometrics` tests that against references).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod line;

use line::Desk;
use serde_json::Value;

const ANSWERS: &str = "unit,q1,q2,q3,q4,y\na,1,2,1,5,2.5\na,2,2,3,4,3\nb,3,4,3,2,5.5\nb,4,3,5,2,6\nb,5,4,4,1,7.5\na,2,1,2,4,2\na,4,5,4,2,8\nb,3,3,,3,4.5\n";

/// What a command line said about the answers; lines joined by && share a folder.
fn said(line: &str) -> Result<String, String> {
    let desk = Desk::with(ANSWERS);
    let mut printed = String::new();
    for one in line.split(" && ") {
        printed = desk.words(&one.split(' ').collect::<Vec<_>>())?;
    }
    Ok(printed)
}

fn json(line: &str) -> Value {
    serde_json::from_str(&said(&format!("{line} --json")).unwrap()).unwrap()
}

#[test]
fn alpha_is_the_same_from_answers_and_from_counts_of_them() {
    let direct = json("alpha FILE --items q1:q3");
    let counted = json("tables export FILE --items q1:q3 --out FOLDER/t.json && alpha FOLDER/t.json");
    let value = |one: &Value| one["raw_alpha"].as_f64().unwrap();
    assert!((value(&direct) - value(&counted)).abs() < 1e-12);
    assert_eq!(direct["statistics"][2]["n"], 7);
}

#[test]
fn counts_of_two_files_add() {
    let merged = json(
        "tables export FILE --items q1:q3 --out FOLDER/a.json && tables merge FOLDER/a.json FOLDER/a.json --out FOLDER/b.json",
    );
    assert_eq!(merged["rows"], 16);
}

#[test]
fn an_item_keyed_the_other_way_is_turned_before_anything_is_computed() {
    let turned = json("alpha FILE --items q1:q4 --reverse q4 --range 1,5");
    assert!(turned["raw_alpha"].as_f64().unwrap() > 0.9);
    assert!(
        json("alpha FILE --items q1:q4")["raw_alpha"].as_f64().unwrap()
            < turned["raw_alpha"].as_f64().unwrap()
    );
}

#[test]
fn groups_answer_one_after_another() {
    let found = json("items FILE --items q1 --group unit");
    let names: Vec<&Value> = found["groups"].as_array().unwrap().iter().map(|one| &one["group"]).collect();
    assert_eq!(names, ["a", "b"]);
}

#[test]
fn what_cannot_be_worked_with_is_refused_by_name() {
    for (line, wanted) in [
        ("alpha FILE --items q1,q9", "q9"),
        ("alpha FOLDER/none.csv", "none.csv"),
        ("icc FILE --items q1", "--cluster"),
        ("cfa FILE --model f=~", "line 1"),
        ("lmer FILE --model y~q1", "(1 | g)"),
        ("alpha FILE --items q1:q3 --missing fiml", "pairwise or listwise"),
        ("compare FILE --items q1 --group q2", "two are compared"),
        ("ols FILE --model y~q1*q2", "--moderation"),
    ] {
        let error = said(line).unwrap_err();
        assert!(error.contains(wanted), "{line}: {error}");
    }
}

#[test]
fn a_drawing_is_written_whole_and_only_where_there_is_one() {
    let drawn = "ols FILE --model y~q1+q2 --plot FOLDER/p.svg && items FILE --items q1 --plot FOLDER/q.svg";
    assert!(said(drawn).unwrap_err().contains("no drawing"));
}

#[test]
fn every_command_describes_its_keys() {
    let schema = json("schema");
    for command in "alpha items omega guttman efa parallel cfa sem invariance polychoric irt scores icc rwg lmer ols importance \
                    norms compare tables simulate"
        .split_whitespace()
    {
        assert!(schema[command].is_object(), "{command}");
    }
}
