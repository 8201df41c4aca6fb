//! Incomplete rows and robust tests where they could go wrong: against slow formulas, at the edges, and what must not
//! change when rows are moved.
//! Not here: comparison with the peer (`sem_rows`).

mod reference;

use nalgebra::{DMatrix, DVector};
use psychometrics::Error;
use psychometrics::sem::fiml::Fiml;
use psychometrics::sem::fiml_cases::Cases;
use psychometrics::sem::fiml_point::Point;
use psychometrics::sem::fiml_rows::Sufficient;
use psychometrics::sem::objective::{Directions, Discrepancy, Implied, Information};
use psychometrics::sem::robust::{self, Correction};
use psychometrics::sem::robust_missing::{Fitted, corrected, moments, saturated_information};
use psychometrics::sem::saturated::saturated;
use rand::{RngExt, SeedableRng};
use reference::{names, near};

fn letters(count: usize) -> Vec<String> {
    (0..count).map(|j| format!("v{j}")).collect()
}

/// Correlated columns with a share of their values missing.
fn columns(rows: usize, variables: usize, missing: f64, seed: u64) -> Vec<Vec<f64>> {
    let mut random = rand_pcg::Pcg64::seed_from_u64(seed);
    let mut columns = vec![Vec::with_capacity(rows); variables];
    for _ in 0..rows {
        let common: f64 = random.random::<f64>() * 3.0;
        for (j, column) in columns.iter_mut().enumerate() {
            let value = common * (1.0 + 0.1 * j as f64) + random.random::<f64>() * 2.0 + j as f64;
            column.push(if random.random::<f64>() < missing { f64::NAN } else { value });
        }
    }
    columns
}

fn views(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

/// Minus two times the log likelihood, row by row with a factorisation each.
fn slow_deviance(columns: &[Vec<f64>], mean: &DVector<f64>, covariance: &DMatrix<f64>) -> f64 {
    let mut sum = 0.0;
    for row in 0..columns[0].len() {
        let there: Vec<usize> = (0..columns.len()).filter(|&j| !columns[j][row].is_nan()).collect();
        if there.is_empty() {
            continue;
        }
        let part = covariance.select_rows(&there).select_columns(&there);
        let rest = DVector::from_iterator(there.len(), there.iter().map(|&j| columns[j][row] - mean[j]));
        let factor = part.cholesky().unwrap();
        sum += there.len() as f64 * std::f64::consts::TAU.ln() + factor.determinant().ln();
        sum += rest.dot(&factor.solve(&rest));
    }
    sum
}

#[test]
fn the_downdated_likelihood_is_that_of_every_row_by_itself_however_much_is_missing() {
    for (missing, rows) in [(0.0, 30), (0.05, 200), (0.5, 120), (0.85, 400)] {
        let data = columns(rows, 7, missing, 5);
        let cases = Cases::new(&letters(7), &views(&data)).unwrap();
        let gathered = Sufficient::new(&cases);
        let covariance =
            DMatrix::from_fn(7, 7, |i, j| if i == j { 2.0 } else { 0.8 - 0.05 * i.abs_diff(j) as f64 });
        let mean = DVector::from_fn(7, |j, _| 2.0 + j as f64);
        let point = Point::new(&mean, &covariance).unwrap();
        let found = gathered.deviance(&point);
        near("deviance", found, slow_deviance(&data, &mean, &covariance), 1e-12);
        assert_eq!(cases.rows() + cases.empty(), rows);
    }
}

#[test]
fn information_by_downdates_is_that_of_the_moments_by_differences_with_half_of_the_values_missing() {
    let data = columns(150, 4, 0.45, 11);
    let cases = Cases::new(&letters(4), &views(&data)).unwrap();
    let fiml = Fiml::new(&[cases]).unwrap();
    let all = moments(4);
    let base = Implied {
        mean: &fiml.list[0].saturated.mean + DVector::from_element(4, 0.1),
        covariance: &fiml.list[0].saturated.covariance * 1.2,
        thresholds: DVector::zeros(0),
    };
    let gradient = |implied: &Implied| {
        let slope = fiml.evaluate(0, implied, &all, Information::Expected).unwrap().slope;
        DVector::from_fn(all.len(), |k, _| {
            slope.mean.dot(&all.mean(k)) + slope.covariance.dot(&all.covariance(k))
        })
    };
    let mut numeric = DMatrix::zeros(all.len(), all.len());
    for k in 0..all.len() {
        let moved = |by: f64| Implied {
            mean: &base.mean + all.mean(k) * by,
            covariance: &base.covariance + all.covariance(k) * by,
            thresholds: DVector::zeros(0),
        };
        numeric.set_column(k, &((gradient(&moved(1e-5)) - gradient(&moved(-1e-5))) / 2e-5));
    }
    let found = fiml.evaluate(0, &base, &all, Information::Observed).unwrap().curvature;
    assert!((&numeric - &found).amax() < 1e-6, "{:.2e}", (numeric - found).amax());
}

#[test]
fn expected_information_is_observed_information_averaged_over_samples() {
    // With the sample moments of each pattern equal to the model's the two are the same.
    let data = columns(400, 3, 0.0, 2);
    let cases = Cases::new(&letters(3), &views(&data)).unwrap();
    let fiml = Fiml::new(&[cases]).unwrap();
    let found = &fiml.list[0].saturated;
    let at = Implied {
        mean: found.mean.clone(),
        covariance: found.covariance.clone(),
        thresholds: DVector::zeros(0),
    };
    let all = moments(3);
    let of = |kind| fiml.evaluate(0, &at, &all, kind).unwrap().curvature;
    assert!((of(Information::Expected) - of(Information::Observed)).amax() < 1e-10);
}

#[test]
fn moving_rows_changes_nothing() {
    let data = columns(300, 5, 0.2, 3);
    let moved: Vec<Vec<f64>> = data.iter().map(|column| column.iter().rev().copied().collect()).collect();
    let fit = |data: &[Vec<f64>]| {
        let cases = Cases::new(&letters(5), &views(data)).unwrap();
        saturated(&cases, &Sufficient::new(&cases)).unwrap()
    };
    let (a, b) = (fit(&data), fit(&moved));
    assert!(a.converged && (a.covariance - b.covariance).amax() < 1e-9);
    near("log likelihood", a.log_likelihood, b.log_likelihood, 1e-13);
}

#[test]
fn em_ends_where_the_slope_is_zero() {
    let data = columns(200, 6, 0.4, 8);
    let cases = Cases::new(&letters(6), &views(&data)).unwrap();
    let rows = Sufficient::new(&cases);
    let found = saturated(&cases, &rows).unwrap();
    let point = Point::new(&found.mean, &found.covariance).unwrap();
    let (mean, covariance) = rows.slope(&point, &rows.sums(&point, |_, _| ()).0);
    assert!(found.converged && mean.amax() < 1e-6 && covariance.amax() < 1e-6, "{mean} {covariance}");
}

#[test]
fn two_variables_never_there_together_are_named() {
    let mut data = columns(60, 3, 0.0, 4);
    for row in 0..60 {
        data[if row % 2 == 0 { 0 } else { 1 }][row] = f64::NAN;
    }
    let cases = Cases::new(&letters(3), &views(&data)).unwrap();
    let found = saturated(&cases, &Sufficient::new(&cases)).unwrap();
    assert_eq!(found.never_together, [(1, 0)]);
}

#[test]
fn data_that_cannot_be_used_are_refused_by_name() {
    let refuse = |columns: &[&[f64]]| Cases::new(&letters(columns.len()), columns).unwrap_err();
    let nan = f64::NAN;
    assert!(matches!(refuse(&[&[1.0, 1.0, 1.0]]), Error::Constant { item } if item == "v0"));
    assert!(matches!(refuse(&[&[nan, nan, nan], &[1.0, 2.0, 3.0]]), Error::TooFew { .. }));
    assert!(matches!(refuse(&[&[1.0, f64::INFINITY]]), Error::Value { row: 2, .. }));
    assert!(matches!(refuse(&[]), Error::Argument { .. }));
    assert!(matches!(refuse(&[&[1.0, 2.0], &[1.0]]), Error::Argument { .. }));
    // Two columns that say the same.
    let same: Vec<f64> = (0..9).map(f64::from).collect();
    let mut gaps = same.clone();
    gaps[3] = nan;
    let cases = Cases::new(&letters(2), &[&same, &same]).unwrap();
    assert!(matches!(Fiml::new(&[cases]), Err(Error::NotPositiveDefinite { .. })));
    let cases = Cases::new(&letters(2), &[&same, &gaps]).unwrap();
    match Fiml::new(&[cases]) {
        Err(Error::NotPositiveDefinite { .. }) => {}
        // EM comes near the edge without reaching it: then it must say so by its smallest eigenvalue.
        Ok(found) => assert!(found.list[0].saturated.covariance.symmetric_eigenvalues().min() < 1e-6),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn one_variable_and_two_rows_are_enough() {
    let cases = Cases::new(&names(&["a"]), &[&[1.0, 3.0]]).unwrap();
    let fiml = Fiml::new(&[cases]).unwrap();
    near("mean", fiml.list[0].saturated.mean[0], 2.0, 1e-14);
    near("variance", fiml.list[0].saturated.covariance[(0, 0)], 1.0, 1e-14);
    near("independence", fiml.saturated_log_likelihood(), fiml.independence_log_likelihood(), 1e-12);
}

#[test]
fn rows_without_a_value_are_counted_and_left_out() {
    let nan = f64::NAN;
    let (first, second) = ([1.0, nan, 3.0, 2.0], [2.0, nan, nan, 1.0]);
    let cases = Cases::new(&letters(2), &[&first, &second]).unwrap();
    assert_eq!((cases.rows(), cases.empty(), cases.patterns()), (3, 1, 2));
    assert_eq!((cases.position(0), cases.position(1), cases.position(2)), (0, 3, 2));
}

/// The saturated model as if it were fitted, on complete and on incomplete rows.
fn saturated_fit(data: &[Vec<f64>], robust: bool) -> (f64, f64, f64) {
    let p = data.len();
    let cases = Cases::new(&letters(p), &views(data)).unwrap();
    let fiml = Fiml::new(std::slice::from_ref(&cases)).unwrap();
    let group = &fiml.list[0];
    let implied = Implied {
        mean: group.saturated.mean.clone(),
        covariance: group.saturated.covariance.clone(),
        thresholds: DVector::zeros(0),
    };
    let all: Directions = moments(p);
    let slots: Vec<usize> = (0..all.len()).collect();
    let fitted =
        Fitted { cases: &cases, group, implied: &implied, directions: &all, slots: &slots, given: &[] };
    let found = corrected(&[fitted], all.len(), None, robust).unwrap();
    (found.chi2, found.trace, found.baseline_trace)
}

#[test]
fn corrected_fit_of_a_saturated_model_is_perfect_and_of_complete_rows_needs_no_correction() {
    let incomplete = columns(300, 4, 0.15, 21);
    for robust in [false, true] {
        let (chi2, trace, _) = saturated_fit(&incomplete, robust);
        assert!(chi2.abs() < 1e-8 && trace.abs() < 1e-8, "{chi2} {trace}");
    }
    let complete = columns(300, 4, 0.0, 21);
    let (_, trace, baseline) = saturated_fit(&complete, false);
    assert!(trace.abs() < 1e-9);
    // Six covariances are free of the independence model.
    near("baseline", baseline, 6.0, 1e-8);
}

#[test]
fn the_saturated_trace_of_complete_rows_is_the_same_by_both_ways() {
    let data = columns(250, 5, 0.0, 33);
    let cases = Cases::new(&letters(5), &views(&data)).unwrap();
    let fiml = Fiml::new(std::slice::from_ref(&cases)).unwrap();
    let long = saturated_information(&cases, &fiml.list[0]).unwrap().trace();
    near("trace", long, robust::saturated_trace(&cases, true).unwrap(), 1e-10);
    // Given variables: the same as leaving their own moments out of the matrices.
    let information = saturated_information(&cases, &fiml.list[0]).unwrap();
    let pairs: Vec<(usize, usize)> = (0..5).flat_map(|j| (j..5).map(move |i| (i, j))).collect();
    let kept: Vec<usize> = (0..20)
        .filter(|&at| if at < 5 { at > 1 } else { pairs[at - 5].0 > 1 || pairs[at - 5].1 > 1 })
        .collect();
    let whole = information.inverse.cholesky().unwrap().inverse();
    let part = |matrix: &DMatrix<f64>| matrix.select_rows(&kept).select_columns(&kept);
    let expected = part(&whole).cholesky().unwrap().inverse().dot(&part(&information.first_order));
    let (mean, covariance) = cases.moments().unwrap();
    let found = robust::saturated_trace_given(&cases, &mean, &covariance, true, &[0, 1]).unwrap();
    near("given", found, expected, 1e-9);
}

#[test]
fn scaled_differences_are_those_of_the_reference() {
    let expected = reference::reference("holzinger_by_school__invariance_lrt_mlr");
    let of = |model: &str| {
        let fit = &expected["fit"][model];
        let value = |name: &str| reference::number(&fit[name]);
        (value("chisq"), value("df"), value("chisq.scaling.factor"))
    };
    let differences = reference::column(&expected["table"], "Chisq diff");
    let probabilities = reference::column(&expected["table"], "Pr(>Chisq)");
    for (at, pair) in ["configural", "metric", "scalar", "strict"].windows(2).enumerate() {
        let found = robust::scaled_difference(of(pair[1]), of(pair[0]));
        near(pair[1], found.statistic, differences[at + 1], 1e-9);
        near(pair[1], found.p_value, probabilities[at + 1], 1e-9);
    }
}

#[test]
fn scaled_tests_that_do_not_exist_say_so() {
    for kind in [
        Correction::SatorraBentler,
        Correction::YuanBentlerMplus,
        Correction::MeanVarAdjusted,
        Correction::ScaledShifted,
    ] {
        // Without degrees of freedom the plain statistic stands, and nothing is said of how likely it is.
        let none = robust::scaled_test(kind, 1e-13, 0.0, 0.0, 0.0);
        assert_eq!((none.statistic, none.df), (1e-13, 0.0));
        assert!(none.scaling_factor.is_nan() && none.shift.is_nan() && none.p_value.is_nan());
    }
    assert!(robust::scaled_test(Correction::YuanBentlerMplus, 10.0, 3.0, -1.0, f64::NAN).statistic.is_nan());
    assert!(robust::scaled_difference((10.0, 5.0, 0.5), (9.0, 4.0, 2.0)).statistic.is_nan());
    // Normal data: every correction leaves the statistic alone.
    for kind in [Correction::SatorraBentler, Correction::MeanVarAdjusted, Correction::ScaledShifted] {
        near("normal", robust::scaled_test(kind, 12.0, 7.0, 7.0, 7.0).statistic, 12.0, 1e-12);
    }
}
