//! Models of ordinal items and continuous variables together against numbers recorded from lavaan 0.6-14, which stand in
//! `data/mixed.json`.
//! Not here: ordinal items alone (`sem_peers.rs`).

mod reference;

use psychometrics::correlation::both;
use psychometrics::sem::{Data, Equality, Estimator, Model, Options, Parameterization, Solution, fit};
use reference::{holzinger, near, number};
use serde_json::Value;

const MODEL: &str = "visual =~ x1 + x2 + x3\n textual =~ x4 + x5 + x6\n speed =~ x7 + x8 + x9";

/// The nine tests, some of them cut into categories.
fn columns(cuts: &Value) -> (Vec<String>, Vec<Vec<f64>>) {
    let frame = holzinger();
    let names = reference::tests_of_holzinger();
    let column = |name: &String| -> Vec<f64> {
        let values = frame.numbers(name).unwrap();
        let Some(cuts) = cuts[name].as_array() else { return values.to_vec() };
        let category = |value: &f64| cuts.iter().filter(|cut| *value > number(cut)).count() as f64 + 1.0;
        values.iter().map(category).collect()
    };
    let columns = names.iter().map(column).collect();
    (names, columns)
}

fn options(case: &str) -> Options {
    let mut found = Options {
        estimator: match case {
            "dwls" => Estimator::Dwls,
            "wls" => Estimator::Wls,
            "ulsmv" => Estimator::Ulsmv,
            _ => Estimator::Wlsmv,
        },
        ordered: ["x1", "x2", "x3", "x7"].map(str::to_owned).to_vec(),
        ..Options::default()
    };
    if case == "theta" {
        found.parameterization = Parameterization::Theta;
    }
    if case == "groups" {
        found.group_equal = vec![Equality::Loadings];
    }
    found
}

fn fitted(case: &str, cuts: &Value) -> Solution {
    let (names, columns) = columns(cuts);
    let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let data = if case == "groups" {
        let schools: Vec<String> =
            holzinger().texts("school").unwrap().iter().map(|cell| cell.clone().unwrap()).collect();
        Data::from_grouped(names, &slices, &schools).unwrap()
    } else {
        Data::from_columns(names, &slices).unwrap()
    };
    fit(&Model::read(MODEL).unwrap(), &data, &options(case)).unwrap()
}

#[test]
fn models_of_ordinal_and_continuous_variables_agree_with_the_numbers_of_the_peer() {
    let all: Value = serde_json::from_str(include_str!("data/mixed.json")).unwrap();
    let mut wrong = Vec::new();
    for (case, expected) in all["cases"].as_object().unwrap() {
        let found = fitted(case, &all["cuts"]);
        assert!(found.ending.converged, "{case}: {:?}", found.ending);
        let mut compare = |what: String, mine: f64, theirs: f64| {
            if (mine - theirs).abs() > 1e-4 * theirs.abs().max(1.0) {
                wrong.push(format!("{case}: {what}: {mine} for {theirs}"));
            }
        };
        for (key, pair) in expected["parameters"].as_object().unwrap() {
            let mine = found
                .parameters
                .iter()
                .find(|one| format!("{}{}{}.{}", one.lhs, one.op.sign(), one.rhs, one.group) == *key)
                .unwrap_or_else(|| panic!("{case}: {key} is missing"));
            compare(key.clone(), mine.est, number(&pair[0]));
            compare(format!("error of {key}"), mine.se.unwrap(), number(&pair[1]));
        }
        let own = serde_json::to_value(&found.fit).unwrap();
        for (key, value) in expected["fit"].as_object().unwrap() {
            compare(key.clone(), number(&own[key]), number(value));
        }
    }
    assert!(wrong.is_empty(), "{} numbers are not the peer's:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_sampling_covariance_of_ordinal_items_alone_is_that_of_their_tables() {
    let all: Value = serde_json::from_str(include_str!("data/mixed.json")).unwrap();
    let (names, columns) = columns(&all["cuts"]);
    let kept = [0, 1, 2, 6];
    let names: Vec<String> = kept.iter().map(|&at| names[at].clone()).collect();
    let slices: Vec<&[f64]> = kept.iter().map(|&at| columns[at].as_slice()).collect();
    let found = both(&names, &slices, &[true; 4]).unwrap();
    let answers = psychometrics::answers::Answers::from_columns(&names, &slices).unwrap();
    let (matrix, sampling) = psychometrics::correlation::polychoric_with_covariance(
        &answers,
        &psychometrics::correlation::PolychoricOptions::default(),
    )
    .unwrap();
    assert!((&found.covariance - &matrix.correlations).amax() < 1e-10);
    assert!((&found.gamma - &sampling.gamma).amax() < 1e-8);
    near("threshold", found.cuts[0], matrix.thresholds[0][0], 1e-14);
}

#[test]
fn a_variable_that_is_not_in_categories_is_refused_as_an_ordinal_item() {
    let (names, columns) = columns(&Value::Null);
    let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let data = Data::from_columns(names, &slices).unwrap();
    assert!(fit(&Model::read(MODEL).unwrap(), &data, &options("wlsmv")).is_err());
}
