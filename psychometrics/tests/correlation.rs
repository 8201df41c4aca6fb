//! Correlations against reference results, and what must hold of any.
//! Not here: factor analysis (see `efa`).

mod reference;

use proptest::prelude::*;
use psychometrics::answers::{Answers, Frame};
use psychometrics::correlation::{
    EmptyCells, Estimator, Kind, Margins, Method, Missing, PolychoricOptions, covariance,
    covariance_of_tables, mixed, pearson, pearson_of_tables, polychoric, polychoric_of_table,
    polychoric_with_covariance, polyserial,
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
        near(pair, found.rho, number(&values["ml_rho"]), 3e-3);
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

#[test]
fn pearson_correlations_are_those_of_the_references_from_columns_and_from_tables() {
    let holzinger = reference::holzinger();
    let names = reference::tests_of_holzinger();
    let expected = reference::reference("holzinger_x1_x9__efa_3f");
    let found = pearson(&names, &holzinger.select(&names).unwrap(), Missing::Pairwise, 0.95).unwrap();
    same_matrix("r", &found.correlations, &names, &expected["correlation"], 1e-12);
    let items = reference::items();
    let frame = reference::synthetic_missing();
    let expected = reference::reference("synthetic_missing__efa_16f");
    let found = pearson(&items, &frame.select(&items).unwrap(), Missing::Pairwise, 0.95).unwrap();
    same_matrix("r", &found.correlations, &items, &expected["correlation"], 1e-12);
    let tables = frame.answers(&items).unwrap().tables();
    let counted = pearson_of_tables(&tables, 0.95).unwrap();
    assert!((&counted.correlations - &found.correlations).amax() < 1e-13);
    assert_eq!(counted.n, found.n);
    let rows = covariance(&items, &frame.select(&items).unwrap(), Missing::Pairwise).unwrap();
    let counted = covariance_of_tables(&tables).unwrap();
    assert!((&counted.covariances - &rows.covariances).amax() < 1e-13);
    all_near("means", &counted.means, &rows.means, 1e-13);
}

#[test]
fn intervals_and_probabilities_of_pearson_are_those_of_the_textbook() {
    // r = 0.6 with n = 28: z = atanh(.6) = .693147, half-width 1.959964 / 5.
    let x: Vec<f64> = (0..28).map(|row| f64::from(row % 7) - 3.0).collect();
    let noise: Vec<f64> = (0..28).map(|row| f64::from((row * 5) % 28 / 7) - 1.5).collect();
    let y: Vec<f64> = x.iter().zip(&noise).map(|(x, e)| x + e).collect();
    let names = reference::names(&["x", "y"]);
    let found = pearson(&names, &[x, y], Missing::Listwise, 0.95).unwrap();
    let r = found.correlations[(0, 1)];
    let reach = 1.959_963_984_540_054 / 5.0;
    near("lower", found.lower[(0, 1)], (r.atanh() - reach).tanh(), 1e-14);
    near("upper", found.upper[(0, 1)], (r.atanh() + reach).tanh(), 1e-14);
    near("se", found.standard_errors[(0, 1)], ((1.0 - r * r) / 26.0).sqrt(), 1e-14);
    assert!(found.p[(0, 1)] < 1e-4 && found.p_holm[(0, 1)] == found.p[(0, 1)]);
    assert!(found.positive_definite);
}

#[test]
fn pearson_refuses_constants_and_pairs_without_shared_rows() {
    let names = reference::names(&["x", "y"]);
    let nan = f64::NAN;
    let refused =
        |columns: [Vec<f64>; 2], missing| pearson(&names, &columns, missing, 0.95).unwrap_err().to_string();
    assert!(refused([vec![1.0, 2.0], vec![5.1, 5.1]], Missing::Pairwise).contains("\"y\" is constant"));
    assert!(refused([vec![1.0, 2.0, nan], vec![nan, nan, 1.0]], Missing::Listwise).contains("complete rows"));
    assert!(refused([vec![1.0, 2.0, nan], vec![nan, 3.0, 1.0]], Missing::Pairwise).contains("both"));
    assert!(refused([vec![1.0, 2.0], vec![1.0]], Missing::Pairwise).contains("rows"));
    assert!(refused([vec![1.0, 2.0], vec![1.0, f64::INFINITY]], Missing::Pairwise).contains("row 2"));
}

/// Cuts x at thresholds into 1, 2, 3, ...
fn cut(x: f64, cuts: &[f64]) -> f64 {
    1.0 + cuts.iter().filter(|&&cut| x > cut).count() as f64
}

/// Quantiles of a bivariate normal laid out on a lattice: x, and y with correlation `rho`.
fn lattice(rho: f64, side: usize) -> (Vec<f64>, Vec<f64>) {
    let quantile =
        |place: usize| psychometrics::numeric::normal::quantile((place as f64 + 0.5) / side as f64);
    let points = (0..side * side).map(|at| (quantile(at / side), quantile(at % side)));
    points.map(|(x, e)| (x, rho * x + (1.0 - rho * rho).sqrt() * e)).unzip()
}

#[test]
fn a_polyserial_correlation_finds_the_correlation_behind_the_cuts() {
    for rho in [-0.8, 0.0, 0.3, 0.9] {
        let (x, y) = lattice(rho, 150);
        let answers: Vec<f64> = y.iter().map(|&y| cut(y, &[-1.0, 0.2, 1.1])).collect();
        let shifted: Vec<f64> = x.iter().map(|x| 100.0 + 15.0 * x).collect();
        let two_step = polyserial(["x", "y"], &shifted, &answers, Estimator::TwoStep).unwrap();
        let joint = polyserial(["x", "y"], &shifted, &answers, Estimator::MaximumLikelihood).unwrap();
        near("two-step", two_step.rho, rho, 5e-3);
        near("joint", joint.rho, rho, 5e-3);
        assert!(joint.converged && joint.gradient < 1e-6 && two_step.converged, "{joint:?}");
        near("errors", two_step.standard_error / joint.standard_error, 1.0, 0.05);
        assert!(joint.log_likelihood >= two_step.log_likelihood - 1e-6);
    }
}

#[test]
fn a_measured_variable_that_orders_the_answers_perfectly_is_at_the_boundary() {
    let x: Vec<f64> = (0..60).map(f64::from).collect();
    let y: Vec<f64> = x.iter().map(|x| (x / 20.0).floor()).collect();
    let found = polyserial(["x", "y"], &x, &y, Estimator::MaximumLikelihood).unwrap();
    assert!(found.at_boundary && found.rho == 1.0 && found.standard_error.is_nan());
}

#[test]
fn a_mixed_matrix_holds_each_correlation_by_its_own_method() {
    let (x, y) = lattice(0.5, 60);
    let coarse: Vec<f64> = y.iter().map(|&y| cut(y, &[-0.5, 0.5])).collect();
    let halves: Vec<f64> = x.iter().map(|&x| cut(x, &[0.1])).collect();
    let names = reference::names(&["x", "coarse", "y", "halves"]);
    let kinds = [Kind::Continuous, Kind::Ordinal, Kind::Continuous, Kind::Ordinal];
    let found = mixed(&names, &[x, coarse, y, halves], &kinds, Estimator::TwoStep).unwrap();
    assert_eq!(found.methods[0][2], Method::Pearson);
    assert_eq!(found.methods[1][0], Method::Polyserial);
    assert_eq!(found.methods[3][1], Method::Polychoric);
    for (i, j) in [(0, 1), (0, 2), (1, 3), (2, 3)] {
        near("behind", found.correlations[(i, j)], 0.5, 0.02);
    }
    assert!(found.converged);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_table_has_a_correlation_with_its_error_or_a_named_refusal(
        rows in 1usize..17,
        columns in 1usize..17,
        seed in 0u64..u64::MAX,
        sparse in 1u64..40,
        joint: bool,
    ) {
        let mut state = seed | 1;
        let mut draw = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let value = (state >> 33) % 40;
            if value < sparse { value } else { 0 }
        };
        let table: Vec<Vec<u64>> = (0..rows).map(|_| (0..columns).map(|_| draw()).collect()).collect();
        let estimator = if joint { Estimator::MaximumLikelihood } else { Estimator::TwoStep };
        let options = PolychoricOptions { estimator, ..PolychoricOptions::default() };
        match polychoric_of_table(&table, &options) {
            Ok(found) => {
                prop_assert!(found.rho.abs() <= 1.0 && found.log_likelihood.is_finite() && found.chi_square >= 0.0);
                prop_assert_eq!(found.at_boundary, found.rho.abs() == 1.0);
                prop_assert!(found.standard_error.is_finite() || found.at_boundary || !found.converged, "{:?}", found);
                if !joint {
                    prop_assert!(found.converged, "{:?} {:?}", found, table);
                }
            }
            Err(error) => prop_assert!(matches!(error, psychometrics::Error::Constant { .. }), "{}", error),
        }
    }
}

#[test]
fn ten_million_answers_in_sixteen_categories_are_no_matter() {
    use psychometrics::numeric::bivariate::rectangle;
    let cut = |place: usize| match place {
        0 => f64::NEG_INFINITY,
        16 => f64::INFINITY,
        inside => 0.3 * (inside as f64 - 8.0),
    };
    let limits = |place: usize| (cut(place), cut(place + 1));
    let count = |a: usize, b: usize| (1e7 * rectangle(limits(a), limits(b), 0.6)).round() as u64;
    let table: Vec<Vec<u64>> = (0..16).map(|a| (0..16).map(|b| count(a, b)).collect()).collect();
    let n: u64 = table.iter().flatten().sum();
    assert!(n > 9_000_000, "{n}");
    let found = polychoric_of_table(&table, &PolychoricOptions::default()).unwrap();
    near("rho", found.rho, 0.6, 1e-6);
    assert!(found.converged && found.standard_error < 1e-3);
}

#[test]
fn an_empty_corner_of_a_two_by_two_table_is_perfect_or_filled() {
    let table = [vec![30, 0], vec![20, 50]];
    let plain = polychoric_of_table(&table, &PolychoricOptions::default()).unwrap();
    assert!(plain.at_boundary && plain.rho == 1.0);
    let with = |empty_cells| {
        let options = PolychoricOptions { empty_cells, ..PolychoricOptions::default() };
        polychoric_of_table(&table, &options).unwrap()
    };
    for rule in [EmptyCells::Fill(0.5), EmptyCells::FillTwoByTwo(0.5)] {
        let filled = with(rule);
        assert!(filled.rho > 0.8 && filled.rho < 1.0 && filled.standard_error.is_finite(), "{filled:?}");
    }
}
