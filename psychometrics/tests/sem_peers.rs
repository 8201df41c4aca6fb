//! Structural models of many kinds against numbers recorded from lavaan 0.6-14: estimators, errors, tests, groups, given
//! variables, growth, gaps, ordinal items. The numbers stand in `data/lavaan.json`, each with the model and options.
//! Not here: the larger references (`sem.rs`).

mod reference;

use psychometrics::answers::{Frame, Limits};
use psychometrics::sem::compare::{Difference, compare_by};
use psychometrics::sem::objective::Information;
use psychometrics::sem::{
    Data, Equality, Estimator, Likelihood, Model, Named, Options, Parameterization, Solution, fit,
};
use reference::{near, number};
use serde_json::Value;

/// Industrialisation and democracy in 75 countries (Bollen 1989).
fn democracy() -> Frame {
    Frame::read(&include_bytes!("data/democracy.csv")[..], &Limits::default()).unwrap()
}

/// The nine tests cut into four ordered categories each, by where the recorded numbers were cut.
fn cut(frame: &Frame, cuts: &Value) -> Vec<(String, Vec<f64>)> {
    let of = |(name, cuts): (&String, &Value)| {
        let cuts: Vec<f64> = cuts.as_array().unwrap().iter().map(number).collect();
        let category = |value: &f64| cuts.iter().filter(|cut| value > cut).count() as f64 + 1.0;
        (name.clone(), frame.numbers(name).unwrap().iter().map(category).collect())
    };
    cuts.as_object().unwrap().iter().map(of).collect()
}

/// Some answers of Holzinger and Swineford taken out: test `t` of row `r` where `(7 r + 3 t) mod 17` is zero.
fn holed(frame: &Frame) -> Vec<(String, Vec<f64>)> {
    (1..=9)
        .map(|test| {
            let name = format!("x{test}");
            let column = frame.numbers(&name).unwrap().iter().enumerate();
            let hole = |(row, value): (usize, &f64)| {
                if (7 * (row + 1) + 3 * test) % 17 == 0 { f64::NAN } else { *value }
            };
            (name, column.map(hole).collect())
        })
        .collect()
}

fn columns(data: &str, cuts: &Value) -> (Vec<(String, Vec<f64>)>, Option<Vec<String>>) {
    let frame = if data == "democracy" { democracy() } else { reference::holzinger() };
    let mut found: Vec<(String, Vec<f64>)> = match data {
        "ordinal" => cut(&frame, cuts),
        "holes" => holed(&frame),
        _ => Vec::new(),
    };
    for name in frame.names() {
        if let (Ok(column), false) = (frame.numbers(name), found.iter().any(|(known, _)| known == name)) {
            found.push((name.clone(), column.to_vec()));
        }
    }
    let schools = frame.texts("school").ok();
    (found, schools.map(|cells| cells.iter().map(|cell| cell.clone().unwrap_or_default()).collect()))
}

/// What one of the peer's names stands for.
fn known<T: Named>(name: &str) -> T {
    T::named(name).unwrap_or_else(|| panic!("{name}"))
}

/// Full information over rows with gaps has no name of its own there.
fn estimator(name: &str) -> Estimator {
    match name {
        "fiml" => Estimator::Fiml,
        "fimlrobust" => Estimator::FimlRobust,
        other => known(other),
    }
}

/// Options as words, `key=value` or a key alone; also whether rows are divided by school.
fn options(words: &str, columns: &[(String, Vec<f64>)]) -> (Options, bool) {
    let (mut found, mut grouped) = (Options::default(), false);
    for word in words.split_whitespace() {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        match key {
            "estimator" => found.estimator = estimator(value),
            "test" => found.test = Some(known(value)),
            "se" => found.errors = Some(known(value)),
            "information" if value == "observed" => found.information = Some(Information::Observed),
            "information" => found.information = Some(Information::Expected),
            "wishart" => found.likelihood = Likelihood::Wishart,
            "means" => found.means = Some(true),
            "stdlv" => found.standardize_latent = true,
            "stdov" => found.standardize_observed = true,
            "orthogonal" => found.orthogonal = true,
            "randomx" => found.fixed_given = Some(false),
            "continuous" => found.continuous = true,
            "theta" => found.parameterization = Parameterization::Theta,
            "plain" => found.automatic = false,
            "growth" => found.growth = true,
            "ordered" => found.ordered = columns[..9].iter().map(|(name, _)| name.clone()).collect(),
            "school" => grouped = true,
            "equal" => found.group_equal = value.split(',').map(known).collect(),
            "partial" => {
                found.group_partial = word["partial=".len()..].split(',').map(str::to_owned).collect()
            }
            other => panic!("{other}"),
        }
    }
    (found, grouped)
}

fn fitted(case: &Value, cuts: &Value) -> Solution {
    let (columns, schools) = columns(case["data"].as_str().unwrap(), cuts);
    let (options, grouped) = options(case["options"].as_str().unwrap(), &columns);
    let names: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
    let slices: Vec<&[f64]> = columns.iter().map(|(_, column)| column.as_slice()).collect();
    let data = if grouped {
        Data::from_grouped(names, &slices, &schools.unwrap()).unwrap()
    } else {
        Data::from_columns(names, &slices).unwrap()
    };
    fit(&Model::read(case["model"].as_str().unwrap()).unwrap(), &data, &options).unwrap()
}

fn agrees(name: &str, case: &Value, found: &Solution) {
    assert!(found.ending.converged, "{name}: {:?}", found.ending);
    // A wider tolerance stands where the peer stopped early.
    let tolerance = case["tolerance"].as_f64().unwrap_or(5e-5);
    let expected = case["parameters"].as_object().unwrap();
    for (key, pair) in expected {
        let mine = found.parameters.iter().find(|one| {
            let rhs = if one.op.sign() == ":=" { "" } else { &one.rhs };
            format!("{}{}{rhs}.{}", one.lhs, one.op.sign(), one.group) == *key
        });
        let mine = mine.unwrap_or_else(|| panic!("{name}: {key} is missing"));
        near(&format!("{name}: {key}"), mine.est, number(&pair[0]), tolerance);
        near(&format!("{name}: error of {key}"), mine.se.unwrap(), number(&pair[1]), tolerance);
    }
    let fit = serde_json::to_value(&found.fit).unwrap();
    for (key, value) in case["fit"].as_object().unwrap() {
        near(&format!("{name}: {key}"), number(&fit[key]), number(value), 2.0 * tolerance);
    }
    for (key, value) in case["indices"].as_object().unwrap() {
        let mine = found
            .modification
            .iter()
            .find(|one| format!("{}{}{}.{}", one.lhs, one.op.sign(), one.rhs, one.group) == *key)
            .unwrap_or_else(|| panic!("{name}: no index of {key}"));
        near(&format!("{name}: index of {key}"), mine.mi, number(value), 20.0 * tolerance);
    }
}

#[test]
fn models_of_every_kind_agree_with_the_numbers_of_the_peer() {
    let all: Value = serde_json::from_str(include_str!("data/lavaan.json")).unwrap();
    let cases = all["cases"].as_object().unwrap();
    for (name, case) in cases {
        agrees(name, case, &fitted(case, &all["cuts"]));
    }
    assert!(cases.len() > 50);
}

/// The chi-square difference of a model from the same with more equal, both fitted by `estimator`.
fn difference(estimator: Estimator, how: Difference, grouped: bool) -> f64 {
    let (columns, schools) = columns("holzinger", &Value::Null);
    let names: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
    let slices: Vec<&[f64]> = columns.iter().map(|(_, column)| column.as_slice()).collect();
    let wide = "visual =~ x1 + x2 + x3\n textual =~ x4 + x5 + x6\n speed =~ x7 + x8 + x9";
    let narrow = "visual =~ x1 + a*x2 + a*x3\n textual =~ x4 + b*x5 + b*x6\n speed =~ x7 + x8 + x9";
    let keep_slopes = how == Difference::Satorra2000;
    let options = |group_equal| Options { estimator, keep_slopes, group_equal, ..Options::default() };
    let found: Vec<Solution> = if grouped {
        let data = Data::from_grouped(names, &slices, &schools.unwrap()).unwrap();
        let steps = [vec![Equality::Loadings], vec![Equality::Loadings, Equality::Intercepts]];
        steps.map(|equal| fit(&Model::read(wide).unwrap(), &data, &options(equal)).unwrap()).into()
    } else {
        let data = Data::from_columns(names, &slices).unwrap();
        [wide, narrow].map(|text| fit(&Model::read(text).unwrap(), &data, &options(vec![])).unwrap()).into()
    };
    compare_by(&[("wide", &found[0]), ("narrow", &found[1])], how).unwrap()[1].chisq_diff.unwrap()
}

#[test]
fn differences_of_nested_models_agree_with_the_numbers_of_the_peer() {
    for (estimator, how, grouped, expected) in [
        (Estimator::Ml, Difference::Own, false, 11.943_877_44),
        (Estimator::Mlm, Difference::Own, false, 12.527_895_41),
        (Estimator::Mlm, Difference::Satorra2000, false, 11.248_399_36),
        (Estimator::Mlr, Difference::Own, false, 10.859_429_38),
        (Estimator::Mlr, Difference::Satorra2000, false, 11.400_446_40),
        (Estimator::Mlmv, Difference::Own, false, 11.248_399_36),
        (Estimator::Mlm, Difference::Own, true, 54.933_983_47),
        (Estimator::Mlm, Difference::Satorra2000, true, 38.960_905_69),
        (Estimator::Mlr, Difference::Own, true, 40.838_391_23),
        (Estimator::Mlr, Difference::Satorra2000, true, 38.394_428_84),
    ] {
        near(&format!("{estimator:?} {how:?}"), difference(estimator, how, grouped), expected, 5e-5);
    }
}
