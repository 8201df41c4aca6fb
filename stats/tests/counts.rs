//! Files of counts in place of answers: the same results, and a refusal by name where rows are needed.
//! Not here: the counting itself (crate `psychometrics`).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod line;

use line::{Desk, answer};
use serde_json::Value;

/// Two hundred people and six items with something in common, without gaps.
fn complete() -> String {
    let mut text = "unit,q1,q2,q3,q4,q5,q6\n".to_owned();
    for person in 0..200 {
        let cells: Vec<String> = (1..=6).map(|item| answer(person, item, 5).to_string()).collect();
        text.push_str(&format!("{},{}\n", person % 4, cells.join(",")));
    }
    text
}

/// The same with a gap in every fifth row.
fn gapped() -> String {
    let cut = |(row, line): (usize, &str)| {
        let mut cells: Vec<&str> = line.split(',').collect();
        if row > 0 && row % 5 == 0 {
            cells[1 + row % 6] = "";
        }
        cells.join(",") + "\n"
    };
    complete().lines().enumerate().map(cut).collect()
}

/// Parameters in the order of their names.
fn by_name(list: &[Value]) -> Vec<Value> {
    let mut list = list.to_vec();
    list.sort_by_key(|one| format!("{} {} {}", one["lhs"], one["op"], one["rhs"]));
    list
}

/// Whether two results agree in every number, to rounding.
fn same(a: &Value, b: &Value, at: &str) {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(a), keys(b), "{at}");
            a.iter().for_each(|(key, value)| same(value, &b[key], &format!("{at}.{key}")));
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{at}");
            // Indices of equal size stand in an order that rounding decides.
            let (a, b) =
                if at.ends_with("modification") { (by_name(a), by_name(b)) } else { (a.clone(), b.clone()) };
            a.iter().zip(&b).enumerate().for_each(|(place, (a, b))| same(a, b, &format!("{at}[{place}]")));
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            // How far a search went is rounding and not result.
            let rounding = at.contains("gradient") || at.contains("iterations");
            assert!(rounding || (a - b).abs() <= 1e-7 * (1.0 + a.abs()), "{at}: {a} and {b}");
        }
        _ => assert_eq!(a, b, "{at}"),
    }
}

/// A line on rows and the same line on counts of them.
fn on_both(desk: &Desk, line: &str) {
    let rows = desk.json(line);
    let counts = desk.json(&line.replace("FILE", "FOLDER/counts.json"));
    same(&rows, &counts, line);
}

#[test]
fn counts_of_complete_answers_give_what_the_answers_give() {
    let desk = Desk::with(&complete());
    desk.say("tables export FILE --items q1:q6 --out FOLDER/counts.json").unwrap();
    for line in [
        "alpha FILE --items q1:q6",
        "alpha FILE --items q1:q4 --reverse q2 --range 1,5",
        "items FILE --items q1:q6",
        "guttman FILE --items q1:q6",
        "omega FILE --items q1:q6 --factors 1",
        "omega FILE --items q1:q6 --factors 2",
        "efa FILE --items q1:q6 --factors 2 --extraction ml",
        "efa FILE --items q1:q6 --factors 1 --polychoric",
        "parallel FILE --items q1:q6 --replicates 5",
        "polychoric FILE --items q1:q6",
        "cfa FILE --model f=~q1+q2+q3+q4",
        "cfa FILE --model f=~q1+q2+q3+q4 --estimator gls",
        "cfa FILE --model f=~q1+q2+q3+q4 --estimator uls --meanstructure",
        "cfa FILE --model f=~q1+q2+q3+q4 --wishart --std-lv",
        "sem FILE --model q1~q2+q3",
    ] {
        on_both(&desk, line);
    }
}

#[test]
fn counts_of_answers_with_gaps_give_what_pairs_of_answers_give() {
    let desk = Desk::with(&gapped());
    desk.say("tables export FILE --items q1:q6 --out FOLDER/counts.json").unwrap();
    for line in [
        "guttman FILE --items q1:q6",
        "efa FILE --items q1:q6 --factors 1",
        "polychoric FILE --items q1:q6",
        "cfa FILE --model f=~q1+q2+q3+q4 --missing pairwise",
    ] {
        on_both(&desk, line);
    }
    let counted = desk.json("cfa FOLDER/counts.json --model f=~q1+q2+q3+q4 --missing pairwise");
    let rows = counted["rows"][0].as_u64().unwrap();
    assert!((180..190).contains(&rows), "the rarest pair decides: {rows}");
    let refused = desk.say("cfa FOLDER/counts.json --model f=~q1+q2+q3+q4").unwrap_err();
    assert!(
        refused.contains("gaps") && refused.contains("listwise") && refused.contains("pairwise"),
        "{refused}"
    );
    // Complete rows, counted, are what listwise takes.
    desk.say("tables export FILE --items q1:q6 --missing listwise --out FOLDER/complete.json").unwrap();
    let whole = desk.json("alpha FOLDER/complete.json");
    same(&desk.json("alpha FILE --items q1:q6 --missing listwise"), &whole, "alpha");
}

#[test]
fn merged_counts_of_two_halves_give_what_the_whole_gives() {
    let whole = complete();
    let lines: Vec<&str> = whole.lines().collect();
    let half = |from: usize, to: usize| format!("{}\n{}\n", lines[0], lines[from..to].join("\n"));
    let desk = Desk::with(&whole);
    for (name, text) in [("one", half(1, 88)), ("two", half(88, 201))] {
        desk.put(&format!("{name}.csv"), text.as_bytes());
        desk.say(&format!("tables export FOLDER/{name}.csv --items q1:q6 --out FOLDER/{name}.json")).unwrap();
    }
    desk.say("tables merge FOLDER/one.json FOLDER/two.json --out FOLDER/counts.json").unwrap();
    on_both(&desk, "alpha FILE --items q1:q6");
    on_both(&desk, "cfa FILE --model f=~q1+q2+q3+q4");
    on_both(&desk, "polychoric FILE --items q1:q6");
}

#[test]
fn what_needs_rows_is_refused_by_name_when_given_counts() {
    let desk = Desk::with(&complete());
    desk.say("tables export FILE --items q1:q6 --out FOLDER/c.json").unwrap();
    for (line, wanted) in [
        ("irt FOLDER/c.json", "an item response model needs the rows"),
        ("scores FOLDER/c.json", "scoring people needs the rows"),
        ("norms FOLDER/c.json", "a norm table needs the rows"),
        ("compare FOLDER/c.json --paired q1,q2", "comparing people needs the rows"),
        ("icc FOLDER/c.json --raters", "an intraclass correlation needs the rows"),
        ("rwg FOLDER/c.json --cluster unit", "agreement within clusters needs the rows"),
        ("lmer FOLDER/c.json --model q1~(1|unit)", "a mixed model needs the rows"),
        ("ols FOLDER/c.json --model q1~q2", "a regression needs the rows"),
        ("importance FOLDER/c.json --model q1~q2", "relative importance needs the rows"),
        ("efa FOLDER/c.json --factors 1 --scores regression", "--scores needs the rows"),
        ("parallel FOLDER/c.json --resample", "--resample needs the rows"),
        ("items FOLDER/c.json --weights q1", "--weights needs the rows"),
        ("polychoric FOLDER/c.json --continuous q1", "--continuous needs the rows"),
        ("cfa FOLDER/c.json --model f=~q1+q2+q3 --estimator mlr", "the estimator mlr needs the rows"),
        ("cfa FOLDER/c.json --model f=~q1+q2+q3 --estimator wlsmv", "the estimator wlsmv needs the rows"),
        ("cfa FOLDER/c.json --model f=~q1+q2+q3 --ordered all", "--ordered needs the rows"),
        ("cfa FOLDER/c.json --model f=~q1+q2+q3 --missing fiml", "needs the rows"),
        ("alpha FOLDER/c.json --group unit", "counts hold no groups"),
        ("invariance FOLDER/c.json --group unit --model f=~q1+q2+q3", "needs the rows"),
    ] {
        let error = desk.say(line).unwrap_err();
        assert!(error.contains(wanted), "{line}: {error}");
    }
}
