//! Least squares, shares of R², bootstrap and moderation against reference results, plain sums and known cases.
//! Not here: random effects (see `nested`).

mod reference;

use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;
use psychometrics::Error;
use psychometrics::importance::bootstrap::bootstrap;
use psychometrics::importance::composite::composite;
use psychometrics::importance::moderation::{self, moderation};
use psychometrics::importance::moments::Moments;
use psychometrics::importance::ols::{Coefficient, Regression, Robust, from_moments, ols};
use psychometrics::importance::shares::{Predictor, importance};
use psychometrics::importance::{shapley, terms};
use psychometrics::nested::variables::{Variable, Variables};
use rand::RngExt;
use rand_pcg::Pcg64;
use reference::{FACTORS, all_near, by_name, column, items_of, names, near, number, numbers};
use serde_json::Value;

/// Scale means of the synthetic set, then `transfer`.
fn columns() -> Vec<Vec<f64>> {
    let frame = reference::synthetic_complete();
    let scale = |factor: &&str| -> Vec<f64> {
        let items = items_of(factor);
        let items: Vec<&[f64]> = items.iter().map(|item| frame.numbers(item).unwrap()).collect();
        (0..frame.rows()).map(|row| items.iter().map(|item| item[row]).sum::<f64>() / 3.0).collect()
    };
    let mut columns: Vec<Vec<f64>> = FACTORS.iter().map(scale).collect();
    columns.push(frame.numbers("transfer").unwrap().to_vec());
    columns
}

fn slices(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

fn check(found: &Regression, expected: &Value) {
    let of = |value: fn(&Coefficient) -> f64| found.coefficients.iter().map(value).collect::<Vec<f64>>();
    all_near("estimates", &of(|own| own.estimate), &column(&expected["coef"], "est"), 1e-9);
    all_near("errors", &of(|own| own.se), &column(&expected["coef"], "se"), 1e-9);
    all_near("t", &of(|own| own.t), &column(&expected["coef"], "t"), 1e-9);
    for (found, known) in of(|own| own.p).iter().zip(column(&expected["coef"], "p")) {
        assert!((found - known).abs() <= 1e-9 * known.max(1e-300), "p {found:e} instead of {known:e}");
    }
    if expected["coef"]["columns"]["se_hc3"].is_array() {
        let robust = of(|own| own.robust_se.unwrap());
        all_near("robust errors", &robust, &column(&expected["coef"], "se_hc3"), 1e-9);
    }
    let terms: Vec<String> = found.coefficients[1..].iter().map(|own| own.term.clone()).collect();
    let tail = |value: fn(&Coefficient) -> Option<f64>| {
        found.coefficients[1..].iter().map(|own| value(own).unwrap()).collect::<Vec<f64>>()
    };
    all_near("standardised", &tail(|own| own.standardised), &by_name(&expected["beta_std"], &terms), 1e-9);
    all_near("vif", &tail(|own| own.vif), &by_name(&expected["vif"], &terms), 1e-9);
    for (key, value) in [
        ("r2", found.r2),
        ("adj_r2", found.adj_r2),
        ("sigma", found.sigma),
        ("n", found.n as f64),
        ("loglik", found.loglik),
        ("aic", found.aic),
        ("cooks_max", found.cooks_max.unwrap()),
    ] {
        near(key, value, number(&expected[key]), 1e-9);
    }
    let f = &expected["F"];
    let known = [number(&f["value"]), number(&f["numdf"]), number(&f["dendf"])];
    all_near("F", &[found.f, found.df_model as f64, found.df_residual as f64], &known, 1e-9);
}

#[test]
fn the_regression_on_sixteen_scales_is_that_of_the_reference() {
    let columns = columns();
    let all = slices(&columns);
    let predictors = names(&FACTORS);
    let found = ols(("transfer", all[16]), &predictors, &all[..16], Some(Robust::Hc3), 0.95).unwrap();
    check(&found, &reference::reference("synthetic_complete__ols_16scales"));
    let mut every = predictors.clone();
    every.push("transfer".to_owned());
    let moments = Moments::of(&every, &all, None).unwrap();
    let other = from_moments(&moments, "transfer", &FACTORS, 0.95).unwrap();
    near("r2", other.r2, found.r2, 1e-12);
    for (a, b) in other.coefficients.iter().zip(&found.coefficients) {
        near(&a.term, a.estimate, b.estimate, 1e-11);
    }
}

#[test]
fn shares_of_sixteen_scales_are_those_of_the_reference() {
    let columns = columns();
    let mut every = names(&FACTORS);
    every.push("transfer".to_owned());
    let moments = Moments::of(&every, &slices(&columns), None).unwrap();
    let found = importance(&moments, "transfer", &FACTORS, 100, &mut Pcg64::new(1, 1)).unwrap();
    let expected = reference::reference("synthetic_complete__relaimpo_16");
    let keys = names(&FACTORS);
    let of = |value: fn(&Predictor) -> f64| found.predictors.iter().map(value).collect::<Vec<f64>>();
    for (key, found) in [
        ("lmg", of(|own| own.lmg)),
        ("own_shapley_all_subsets", of(|own| own.lmg)),
        ("genizi", of(|own| own.genizi)),
        ("car", of(|own| own.car)),
        ("pratt", of(|own| own.pratt)),
        ("last", of(|own| own.last)),
        ("first", of(|own| own.first)),
    ] {
        all_near(key, &found, &by_name(&expected[key], &keys), 1e-11);
    }
    near("r2", found.r2, number(&expected["r2"]), 1e-11);
    near("variance", found.var_y, number(&expected["var_y"]), 1e-9);
    let matrix = moments.correlation().unwrap();
    let order: Vec<usize> = [16].into_iter().chain(0..16).collect();
    let known = reference::matrix(&expected["cor"]).concat();
    let own: Vec<f64> =
        order.iter().flat_map(|&i| order.iter().map(move |&j| (i, j))).map(|at| matrix[at]).collect();
    all_near("correlations", &own, &known, 1e-11);
    assert!(found.exact && found.count == 1 << 16);
}

#[test]
fn moderation_of_inner_by_outer_is_that_of_the_reference() {
    let columns = columns();
    let all = slices(&columns);
    let pick = |list: &[&str], reversed: &[bool]| {
        let own: Vec<&[f64]> =
            list.iter().map(|name| all[FACTORS.iter().position(|factor| factor == name).unwrap()]).collect();
        composite(&names(list), &own, reversed).unwrap()
    };
    let inner = pick(&["MT", "PSE", "TEPE", "LR"], &[false; 4]);
    let outer = pick(&["SS", "PS", "PC", "OC", "POP", "SAN"], &[false, false, false, false, false, true]);
    let expected = reference::reference("synthetic_complete__moderation_inner_outer");
    all_near("inner", &inner, &numbers(&expected["inner"]), 1e-11);
    all_near("outer", &outer, &numbers(&expected["outer"]), 1e-11);
    let options = moderation::Options { robust: Some(Robust::Hc3), ..moderation::Options::default() };
    let found = moderation(("transfer", all[16]), ("ic", &inner), ("oc", &outer), &[], &options).unwrap();
    check(&found.main, &expected["main"]);
    check(&found.interaction, &expected["interaction"]);
    near("F", found.f_change, number(&expected["f_change"]["F"]), 1e-9);
    near("p", found.p_change, number(&expected["f_change"]["p"]), 1e-11);
    let plain = moderation::Options::default();
    let found = moderation(("transfer", all[16]), ("ic", &inner), ("oc", &outer), &[], &plain).unwrap();
    for (slope, known) in found.simple_slopes.iter().zip(expected["simple_slopes"].as_array().unwrap()) {
        near("w", slope.w, number(&known["w"]), 1e-9);
        near("slope", slope.slope, number(&known["slope"]), 1e-9);
        near("error", slope.se, number(&known["se"]), 1e-9);
        near("t", slope.t, number(&known["t"]), 1e-9);
    }
    all_near("borders", &found.johnson_neyman.borders, &numbers(&expected["johnson_neyman"]), 1e-9);
    assert_eq!((found.johnson_neyman.region.as_str(), found.johnson_neyman.share_of_rows), ("outside", 1.0));
    // Centring changes no slope at a given moderator, nor what is drawn.
    let raw = moderation::Options { centre: false, ..plain };
    let other =
        moderation(("transfer", all[16]), ("ic", &inner), ("oc", &outer), &[("LR", all[0])], &raw).unwrap();
    let same = moderation(
        ("transfer", all[16]),
        ("ic", &inner),
        ("oc", &outer),
        &[("LR", all[0])],
        &plain_options(),
    )
    .unwrap();
    for (a, b) in other.simple_slopes.iter().zip(&same.simple_slopes) {
        near("slope", a.slope, b.slope, 1e-9);
        near("error", a.se, b.se, 1e-9);
    }
    for (a, b) in other.lines[2].points.iter().zip(&same.lines[2].points) {
        all_near("line", &[a.predictor, a.response, a.upper], &[b.predictor, b.response, b.upper], 1e-9);
    }
}

fn plain_options() -> moderation::Options {
    moderation::Options::default()
}

/// Random predictors with some structure and a response.
fn sample(n: usize, p: usize, seed: u64) -> (Vec<String>, Vec<Vec<f64>>) {
    let mut random = Pcg64::new(u128::from(seed), 9);
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); p + 1];
    for _ in 0..n {
        let common: f64 = random.random();
        let mut sum = 0.0;
        for (at, column) in columns[..p].iter_mut().enumerate() {
            let own: f64 = random.random();
            column.push(5.0 + common + own * (1.0 + at as f64));
            sum += own * at as f64 + common;
        }
        columns[p].push(sum + 2.0 * random.random::<f64>());
    }
    let mut labels: Vec<String> = (0..p).map(|at| format!("x{at}")).collect();
    labels.push("y".to_owned());
    (labels, columns)
}

/// R² of a subset by plain solving.
fn r2(correlation: &DMatrix<f64>, subset: &[usize]) -> f64 {
    let p = correlation.nrows() - 1;
    let r = DVector::from_iterator(subset.len(), subset.iter().map(|&k| correlation[(k, p)]));
    let among = correlation.select_columns(subset).select_rows(subset);
    if subset.is_empty() { 0.0 } else { r.dot(&among.lu().solve(&r).unwrap()) }
}

#[test]
fn shares_equal_the_mean_over_all_orders_by_plain_solving() {
    for p in [1usize, 2, 3, 5] {
        let (labels, columns) = sample(60, p, p as u64);
        let correlation = Moments::of(&labels, &slices(&columns), None).unwrap().correlation().unwrap();
        let found = shapley::exact(&correlation);
        for k in 0..p {
            let mut share = 0.0;
            for mask in (0..1usize << p).filter(|mask| mask >> k & 1 == 0) {
                let subset: Vec<usize> = (0..p).filter(|&other| mask >> other & 1 == 1).collect();
                let mut with = subset.clone();
                with.push(k);
                let factorial = |m: usize| (1..=m).map(|i| i as f64).product::<f64>();
                let weight = factorial(subset.len()) * factorial(p - 1 - subset.len()) / factorial(p);
                share += weight * (r2(&correlation, &with) - r2(&correlation, &subset));
            }
            near("share", found.lmg[k], share, 1e-12);
        }
    }
}

#[test]
fn sampled_orders_come_near_all_subsets_and_tell_their_error() {
    let (labels, columns) = sample(300, 15, 4);
    let correlation = Moments::of(&labels, &slices(&columns), None).unwrap().correlation().unwrap();
    let exact = shapley::exact(&correlation);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            (shapley::sampled(&correlation, 4000, &mut Pcg64::new(2, 2)), shapley::exact(&correlation))
        })
    };
    let (sampled, again) = run(3);
    assert_eq!((sampled.clone(), again), run(1));
    assert_eq!(exact, run(2).1);
    let errors = sampled.se.unwrap();
    for (k, error) in errors.iter().enumerate() {
        assert!((sampled.lmg[k] - exact.lmg[k]).abs() < 4.5 * error + 1e-12, "predictor {k}");
    }
    near("sum", sampled.lmg.iter().sum(), exact.lmg.iter().sum(), 1e-12);
}

#[test]
fn robust_errors_equal_plain_sandwiches() {
    let (labels, columns) = sample(40, 3, 8);
    let all = slices(&columns);
    let x = DMatrix::from_fn(40, 4, |i, j| if j == 0 { 1.0 } else { columns[j - 1][i] });
    let y = DVector::from_column_slice(&columns[3]);
    let bread = (x.transpose() * &x).try_inverse().unwrap();
    let residual = &y - &x * (&bread * x.transpose() * &y);
    let hat = &x * &bread * x.transpose();
    for (kind, weight) in [
        (Robust::Hc0, (|_| 1.0) as fn(f64) -> f64),
        (Robust::Hc1, |_| 40.0 / 36.0),
        (Robust::Hc2, |h| 1.0 / (1.0 - h)),
        (Robust::Hc3, |h| (1.0 - h).powi(-2)),
        (Robust::Hc4, |h| (1.0 - h).powf(-(10.0 * h).min(4.0))),
    ] {
        let found = ols(("y", all[3]), &labels[..3], &all[..3], Some(kind), 0.95).unwrap();
        let meat =
            DMatrix::from_diagonal(&DVector::from_fn(40, |i, _| residual[i].powi(2) * weight(hat[(i, i)])));
        let known = &bread * x.transpose() * meat * &x * &bread;
        for (at, own) in found.coefficients.iter().enumerate() {
            near("robust error", own.robust_se.unwrap(), known[(at, at)].sqrt(), 1e-8);
        }
    }
}

#[test]
fn predictors_that_make_up_another_are_named() {
    let (mut labels, mut columns) = sample(30, 2, 3);
    let both: Vec<f64> = (0..30).map(|row| columns[0][row] - 2.0 * columns[1][row]).collect();
    columns.insert(2, both);
    labels.insert(2, "both".to_owned());
    let all = slices(&columns);
    match ols(("y", all[3]), &labels[..3], &all[..3], None, 0.95) {
        Err(Error::Singular { why, .. }) => {
            assert!(why.starts_with("\"both\"") && why.contains("\"x0\"") && why.contains("\"x1\""), "{why}");
        }
        other => panic!("{other:?}"),
    }
    let flat = vec![2.0; 30];
    assert!(matches!(ols(("y", all[3]), &labels[..1], &[&flat], None, 0.95), Err(Error::Constant { .. })));
    assert!(matches!(ols(("y", &flat), &labels[..1], &all[..1], None, 0.95), Err(Error::Constant { .. })));
    assert!(matches!(
        ols(("y", &all[3][..2]), &labels[..1], &[&all[0][..2]], None, 0.95),
        Err(Error::TooFew { .. })
    ));
    assert!(matches!(
        ols(("y", all[3]), &labels[..1], &[&all[0][..2]], None, 0.95),
        Err(Error::Argument { .. })
    ));
    let exact: Vec<f64> = columns[0].iter().map(|x| 3.0 * x - 1.0).collect();
    let found = ols(("y", &exact), &labels[..1], &all[..1], Some(Robust::Hc3), 0.95).unwrap();
    assert!(!found.remarks.is_empty());
    near("slope", found.coefficients[1].estimate, 3.0, 1e-12);
}

#[test]
fn numbers_far_from_zero_lose_no_digits_of_the_coefficients() {
    let x: Vec<f64> = (0..50).map(|row| 1e7 + f64::from(row % 7)).collect();
    let z: Vec<f64> = (0..50).map(|row| 1e6 + f64::from(row * row % 11)).collect();
    let y: Vec<f64> = x.iter().zip(&z).map(|(x, z)| 2.0 * (x - 1e7) - 3.0 * (z - 1e6) + 5.0).collect();
    let found = ols(("y", &y), &names(&["x", "z"]), &[&x, &z], None, 0.95).unwrap();
    near("x", found.coefficients[1].estimate, 2.0, 1e-12);
    near("z", found.coefficients[2].estimate, -3.0, 1e-12);
}

#[test]
fn formulas_with_texts_and_products_give_the_same_as_columns() {
    let (_, columns) = sample(60, 2, 6);
    let text: Vec<Option<String>> =
        (0..60).map(|row| ["a", "b"].get(row % 3).map(|text| (*text).to_owned())).collect();
    let mut variables = Variables::new();
    for (name, column) in ["x", "z", "y"].iter().zip(&columns) {
        variables.add(name, Variable::Number(column)).unwrap();
    }
    variables.add("t", Variable::Text(&text)).unwrap();
    let found = terms::formula("y ~ x * t + z", &variables, Some(Robust::Hc3), 0.95).unwrap();
    let labels: Vec<&str> = found.coefficients.iter().map(|own| own.term.as_str()).collect();
    assert_eq!(labels, ["(Intercept)", "x", "tb", "z", "x:tb"]);
    assert_eq!((found.n, found.rows_left_out), (40, 20));
    assert!(matches!(terms::formula("y ~ x + (1 | t)", &variables, None, 0.95), Err(Error::Model(_))));
    assert!(matches!(terms::formula("y ~ 0 + x", &variables, None, 0.95), Err(Error::Model(_))));
}

#[test]
fn bootstrap_intervals_hold_the_estimate_and_do_not_depend_on_threads() {
    let (labels, columns) = sample(120, 4, 12);
    let all = slices(&columns);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            bootstrap(("y", all[4]), &labels[..4], &all[..4], 400, 0.95, &mut Pcg64::new(4, 4)).unwrap()
        })
    };
    let found = run(1);
    assert_eq!(found, run(3));
    for own in &found.predictors {
        assert!(own.lmg.lower < own.lmg.estimate && own.lmg.estimate < own.lmg.upper, "{own:?}");
        assert!(own.lmg.bca_lower.unwrap() < own.lmg.bca_upper.unwrap());
    }
    assert_eq!((found.replicates, found.failed, found.jackknife_groups), (400, 0, 120));
    let moments = Moments::of(&labels, &all, None).unwrap();
    let predictors: Vec<&str> = labels[..4].iter().map(String::as_str).collect();
    let whole = importance(&moments, "y", &predictors, 1, &mut Pcg64::new(1, 1)).unwrap();
    near("estimate", found.predictors[2].lmg.estimate, whole.predictors[2].lmg, 1e-12);
    near("weight", found.predictors[2].genizi.estimate, whole.predictors[2].genizi, 1e-12);
}

proptest! {
    #[test]
    fn moments_of_parts_add_up_to_those_of_the_whole(
        rows in proptest::collection::vec((-9.0f64..9.0, -9.0f64..9.0, 0.1f64..5.0), 6..200),
        share in 0.2f64..0.8,
    ) {
        let labels = names(&["a", "b"]);
        let a: Vec<f64> = rows.iter().map(|row| 100.0 + row.0).collect();
        let b: Vec<f64> = rows.iter().map(|row| row.1).collect();
        let w: Vec<f64> = rows.iter().map(|row| row.2).collect();
        let cut = (rows.len() as f64 * share) as usize;
        prop_assume!(cut >= 2 && rows.len() - cut >= 2);
        let whole = Moments::of(&labels, &[&a, &b], Some(&w)).unwrap();
        let mut parts = Moments::of(&labels, &[&a[..cut], &b[..cut]], Some(&w[..cut])).unwrap();
        parts.merge(&Moments::of(&labels, &[&a[cut..], &b[cut..]], Some(&w[cut..])).unwrap()).unwrap();
        prop_assert_eq!(whole.n, parts.n);
        prop_assert!((whole.products - parts.products).amax() < 1e-7);
        prop_assert!((whole.means[0] - parts.means[0]).abs() < 1e-10);
    }

    #[test]
    fn shares_sum_to_r2_and_follow_their_predictors(seed in 0u64..500) {
        let (labels, columns) = sample(40, 5, seed);
        let correlation = Moments::of(&labels, &slices(&columns), None).unwrap().correlation().unwrap();
        let found = shapley::exact(&correlation);
        let all: Vec<usize> = (0..5).collect();
        prop_assert!((found.lmg.iter().sum::<f64>() - r2(&correlation, &all)).abs() < 1e-11);
        let order = [3usize, 0, 4, 1, 2, 5];
        let turned = shapley::exact(&correlation.select_columns(&order).select_rows(&order));
        for (new, &old) in order[..5].iter().enumerate() {
            prop_assert!((turned.lmg[new] - found.lmg[old]).abs() < 1e-12);
        }
    }
}
