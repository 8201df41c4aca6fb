//! Correlations against reference results, and what must hold of any.
//! Not here: factor analysis (see `efa`).

mod reference;

use psychometrics::answers::{Answers, Frame};
use psychometrics::correlation::{
    Estimator, Margins, PolychoricOptions, polychoric, polychoric_of_table, polychoric_with_covariance,
};
use reference::{all_near, matrix, near, number, outside_bfi_keyed, outside_frame, outside_reference};
use serde_json::Value;

/// Checks the entries of a reference matrix whose names are a subset of `names`.
fn same_matrix(
    what: &str,
    found: &nalgebra::DMatrix<f64>,
    names: &[String],
    expected: &Value,
    tolerance: f64,
) {
    let values = matrix(expected);
    let place = |name: &Value| names.iter().position(|own| own == name.as_str().unwrap()).unwrap();
    let rows: Vec<usize> = expected["rows"].as_array().unwrap().iter().map(place).collect();
    for (a, &i) in rows.iter().enumerate() {
        for (b, &j) in rows.iter().enumerate() {
            near(&format!("{what} {} {}", names[i], names[j]), found[(i, j)], values[a][b], tolerance);
        }
    }
}

fn check_polychoric(frame: &Frame, items: &[String], expected: &Value) {
    let answers = frame.answers(items).unwrap();
    let tables = answers.tables();
    let found = polychoric(&tables, &PolychoricOptions::default()).unwrap();
    assert!(found.converged && found.max_gradient < 1e-6, "{}", found.max_gradient);
    let exact = &expected["exact_twostep"];
    same_matrix("rho", &found.correlations, items, &exact["rho"], 1e-7);
    let likelihood = -&found.log_likelihood;
    same_matrix("likelihood", &likelihood, items, &exact["neg_loglik"], 1e-9);
    for (name, cuts) in exact["thresholds"].as_object().unwrap() {
        let item = items.iter().position(|own| own == name).unwrap();
        let cuts: Vec<f64> =
            (1..=cuts.as_object().unwrap().len()).map(|k| number(&cuts[k.to_string()])).collect();
        all_near(name, &found.thresholds[item], &cuts, 1e-12);
    }
    same_matrix("psych", &found.correlations, items, &expected["psych_correct0_global"]["rho"], 1e-3);
    let pair = PolychoricOptions { margins: Margins::Pair, ..PolychoricOptions::default() };
    let local = polychoric(&tables, &pair).unwrap();
    same_matrix("local", &local.correlations, items, &expected["psych_correct0_local"]["rho"], 1e-3);
    // psych fills empty cells only where thresholds are taken pair by pair, so its default is the plain estimate.
    same_matrix("filled", &found.correlations, items, &expected["psych_correct05"]["rho"], 1e-3);
    let listwise = polychoric(&answers.complete_tables(), &PolychoricOptions::default()).unwrap();
    same_matrix("listwise", &listwise.correlations, items, &expected["lavaan_listwise"]["rho"], 2e-6);
    check_joint(&answers, items, expected);
}

/// Maximum likelihood of thresholds and correlation together, against polycor.
fn check_joint(answers: &Answers, items: &[String], expected: &Value) {
    let Some(pairs) = expected["polycor_listwise"].as_object() else { return };
    let tables = answers.complete_tables();
    let ml = PolychoricOptions { estimator: Estimator::MaximumLikelihood, ..PolychoricOptions::default() };
    for (pair, values) in pairs {
        let (row, column) = pair.split_once("~~").unwrap();
        let place = |name: &str| items.iter().position(|own| own == name).unwrap();
        let (i, j) = (place(row), place(column));
        let counts = tables.pair(i, j);
        let table: Vec<Vec<u64>> = counts.chunks(tables.values(j).len()).map(<[u64]>::to_vec).collect();
        let found = polychoric_of_table(&table, &ml).unwrap();
        // polycor stops early: ours is nearer to the maximum.
        near(pair, found.rho, number(&values["ml_rho"]), 1e-3);
        assert!(found.chi_square <= number(&values["ml_chisq"]) + 1e-3);
        near(pair, found.standard_error.powi(2) / number(&values["ml_var"]), 1.0, 2e-2);
        near(pair, found.chi_square, number(&values["ml_chisq"]), 1e-2);
        assert_eq!(found.df as f64, number(&values["ml_df"]));
        assert!(found.converged && found.gradient < 1e-6, "{found:?}");
        let two_step = polychoric_of_table(&table, &PolychoricOptions::default()).unwrap();
        near(pair, two_step.rho, number(&values["twostep_rho"]), 1e-3);
        assert!(found.log_likelihood >= two_step.log_likelihood);
    }
}

#[test]
fn polychorics_of_the_synthetic_set_are_those_of_the_references() {
    let items = reference::items();
    let expected = reference::reference("synthetic_complete__polychoric");
    check_polychoric(&reference::synthetic_complete(), &items, &expected);
}

#[test]
fn polychorics_with_missing_answers_are_those_of_the_references() {
    let items = reference::items();
    let expected = reference::reference("synthetic_missing__polychoric");
    check_polychoric(&reference::synthetic_missing(), &items, &expected);
}

#[test]
#[ignore = "reads data that are not carried"]
fn polychorics_of_outside_data_are_those_of_the_references() {
    let science = reference::names(&["Comfort", "Work", "Future", "Benefit"]);
    check_polychoric(&outside_frame("science"), &science, &outside_reference("science__polychoric"));
    let bfi = outside_bfi_keyed();
    let items: Vec<String> = ["A", "C", "E", "N", "O"]
        .iter()
        .flat_map(|scale| (1..=5).map(move |k| format!("{scale}{k}")))
        .collect();
    check_polychoric(&bfi, &items, &outside_reference("bfi_all25__polychoric"));
}

#[test]
fn the_sampling_covariance_is_symmetric_and_its_diagonal_holds_the_standard_errors() {
    let items: Vec<String> = reference::items()[..7].to_vec();
    for frame in [reference::synthetic_complete(), reference::synthetic_missing()] {
        let answers = frame.answers(&items).unwrap();
        let (found, covariance) =
            polychoric_with_covariance(&answers, &PolychoricOptions::default()).unwrap();
        let (gamma, n) = (&covariance.gamma, covariance.n as f64);
        assert_eq!(covariance.thresholds, 28);
        assert_eq!(gamma.nrows(), 28 + 21);
        assert_eq!(covariance.statistics[28], "LR2~~LR1");
        assert_eq!(covariance.statistics[28 + 6], "LR3~~LR2");
        assert!((gamma - gamma.transpose()).amax() < 1e-12);
        let mut place = 28;
        for j in 0..7 {
            for i in j + 1..7 {
                let expected = found.standard_errors[(i, j)].powi(2) * n;
                near(&covariance.statistics[place], gamma[(place, place)], expected, 1e-10);
                place += 1;
            }
        }
        near("t1", gamma[(0, 0)], found.threshold_standard_errors[0][0].powi(2) * n, 1e-10);
        assert!(gamma.clone().symmetric_eigenvalues().min() > 0.0);
    }
}

#[test]
fn two_categories_give_the_tetrachoric_correlation_with_its_closed_form_at_halves() {
    for (agree, differ) in [(40, 10), (25, 25), (10, 40), (49, 1)] {
        let table = [vec![agree, differ], vec![differ, agree]];
        let found = polychoric_of_table(&table, &PolychoricOptions::default()).unwrap();
        let share = f64::from(u32::try_from(agree).unwrap()) / 50.0;
        near("rho", found.rho, (std::f64::consts::PI * (share - 0.5)).sin(), 1e-11);
        assert_eq!(found.df, 0);
        assert!(found.p.is_none());
    }
}

#[test]
fn perfect_agreement_is_one_at_the_boundary_and_the_matrix_is_smoothed_and_says_so() {
    let a: Vec<f64> = (0..300).map(|row| f64::from(1 + (row * 7) % 4)).collect();
    let b: Vec<f64> = (0..300).map(|row| f64::from(1 + (row * row) % 3)).collect();
    let answers = Answers::from_columns(&reference::names(&["a", "same", "b"]), &[a.clone(), a, b]).unwrap();
    let found = polychoric(&answers.tables(), &PolychoricOptions::default()).unwrap();
    assert_eq!(found.at_boundary, [["a".to_owned(), "same".to_owned()]]);
    assert_eq!(found.unsmoothed.as_ref().unwrap()[(0, 1)], 1.0);
    assert!(found.smoothed && found.converged && found.smallest_eigenvalue < 1e-8);
    assert!(psychometrics::numeric::linear::smallest_eigenvalue(&found.correlations) > 0.0);
    assert!(polychoric_with_covariance(&answers, &PolychoricOptions::default()).is_err());
}

#[test]
fn turning_an_item_round_turns_the_sign_and_swapping_items_changes_nothing() {
    let table: [[u64; 4]; 3] = [[12, 20, 5, 1], [8, 40, 22, 6], [0, 11, 19, 17]];
    let options = PolychoricOptions::default();
    let straight: Vec<Vec<u64>> = table.iter().map(|row| row.to_vec()).collect();
    let turned: Vec<Vec<u64>> = table.iter().map(|row| row.iter().rev().copied().collect()).collect();
    let swapped: Vec<Vec<u64>> = (0..4).map(|b| table.iter().map(|row| row[b]).collect()).collect();
    let padded: Vec<Vec<u64>> = table.iter().map(|row| [&row[..2], &[0], &row[2..]].concat()).collect();
    let first = polychoric_of_table(&straight, &options).unwrap();
    for (other, sign) in [(turned, -1.0), (swapped, 1.0), (padded, 1.0)] {
        let found = polychoric_of_table(&other, &options).unwrap();
        near("rho", sign * found.rho, first.rho, 1e-12);
        near("se", found.standard_error, first.standard_error, 1e-10);
    }
}

#[test]
fn what_cannot_be_correlated_is_refused_by_name() {
    let options = PolychoricOptions::default();
    let refused = |columns: &[Vec<f64>]| {
        let names = reference::names(&["a", "b"]);
        let tables = Answers::from_columns(&names, columns).unwrap().tables();
        polychoric(&tables, &options).unwrap_err().to_string()
    };
    let nan = f64::NAN;
    assert!(refused(&[vec![1.0, 2.0, 1.0], vec![3.0, 3.0, 3.0]]).contains("\"b\" is constant"));
    assert!(refused(&[vec![1.0, 2.0, nan, nan], vec![nan, nan, 1.0, 2.0]]).contains("both"));
    assert!(refused(&[vec![1.0, 2.0], vec![nan, nan]]).contains("\"b\""));
    let one = Answers::from_columns(&reference::names(&["a"]), &[vec![1.0, 2.0]]).unwrap();
    assert_eq!(polychoric(&one.tables(), &options).unwrap().correlations[(0, 0)], 1.0);
}
