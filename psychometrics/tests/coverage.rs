//! Whether intervals hold the truth as often as they say: each is computed on many made-up data sets whose truth is known.
//! Ignored by default, as it takes minutes; `cargo xtask bench psychometrics` runs it and keeps the rows it prints.
//! Not here: estimates themselves against references.
#![allow(clippy::print_stdout, reason = "the rows are the result")]

use psychometrics::answers::{Answers, Missing as Gaps};
use psychometrics::classical::alpha_of_columns;
use psychometrics::correlation::{PolychoricOptions, polychoric};
use psychometrics::irt::{self, Curve, Family, Form, Responses};
use psychometrics::nested::anova::one_way;
use psychometrics::nested::groups::Groups;
use psychometrics::nested::mixed::{fit as mixed, report};
use psychometrics::nested::variables::{Variable, Variables};
use psychometrics::numeric::normal::quantile;
use psychometrics::sem::{Data, Estimator, Model, Options, fit};
use psychometrics::simulate::{Levels, Missing, Population, Simulator, simulate_answers};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use rayon::prelude::*;

/// A parameter's interval and its true value.
type Held = (f64, f64, f64);

fn names(items: usize) -> Vec<String> {
    (1..=items).map(|item| format!("x{item}")).collect()
}

/// Runs the analysis on `sets` data sets, prints the share of intervals that hold the truth, and refuses a share further
/// from 95 % than chance and, for intervals that are right for many rows only, `slack` allow.
fn holds(what: &str, sets: u64, slack: f64, analyse: impl Fn(u64) -> Vec<Held> + Send + Sync) {
    let each: Vec<Vec<Held>> = (0..sets).into_par_iter().map(analyse).collect();
    let inside = |held: &Held| f64::from(u8::from(held.0 <= held.2 && held.2 <= held.1));
    let shares: Vec<f64> = each
        .iter()
        .filter(|list| !list.is_empty())
        .map(|list| list.iter().map(inside).sum::<f64>() / list.len() as f64)
        .collect();
    let n = shares.len() as f64;
    let mean = shares.iter().sum::<f64>() / n;
    let se = (shares.iter().map(|share| (share - mean).powi(2)).sum::<f64>() / (n * (n - 1.0))).sqrt();
    let good = (mean - 0.95).abs() <= 3.3 * se + slack;
    println!(
        "| {what} | 95 % | {:.1} % | {:.1} % | {} | {} |",
        100.0 * mean,
        100.0 * se,
        shares.len(),
        if good { "yes" } else { "no" }
    );
    assert!(good, "{what}: {mean} with a standard error of {se}");
    assert!(
        n > 0.98 * sets as f64,
        "{what}: {} of {sets} data sets gave no interval",
        sets as usize - shares.len()
    );
}

/// One factor; items continuous, or cut at thresholds.
fn one_factor(
    loadings: &[f64],
    thresholds: &[f64],
    levels: Option<Levels>,
    rows: usize,
    seed: u64,
) -> Vec<Vec<f64>> {
    let population = Population {
        loadings: loadings.iter().map(|loading| vec![*loading]).collect(),
        correlations: vec![vec![1.0]],
        thresholds: vec![thresholds.to_vec(); loadings.len()],
        levels,
        criterion: None,
        missing: Missing::None,
    };
    Simulator::new(&population, rows, seed).unwrap().all().items
}

#[test]
#[ignore = "takes minutes"]
fn feldts_interval_of_alpha_holds_it_95_times_in_100_and_that_of_duhachek_nearly() {
    let truth = 6.0 * 0.36 / (1.0 + 5.0 * 0.36);
    let alpha = |set: u64| {
        alpha_of_columns(&names(6), &one_factor(&[0.6; 6], &[], None, 100, set), Gaps::Pairwise).unwrap()
    };
    holds("alpha, Feldt: 6 parallel items, n = 100", 4000, 0.0, |set| {
        let found = alpha(set);
        vec![(found.feldt.lower, found.feldt.upper, truth)]
    });
    holds("alpha, Duhachek and Iacobucci: the same", 4000, 0.02, |set| {
        let found = alpha(set);
        vec![(found.duhachek.lower, found.duhachek.upper, truth)]
    });
}

#[test]
#[ignore = "takes minutes"]
fn the_intervals_of_both_intraclass_correlations_hold_them_95_times_in_100() {
    let of: Vec<f64> = (0..320).map(|row| f64::from(row / 8)).collect();
    let groups = Groups::from_numbers(&of).unwrap();
    let truth = 0.64 * 0.3;
    let second = 8.0 * truth / (1.0 + 7.0 * truth);
    holds("ICC(1) and ICC(2): 40 groups of 8", 4000, 0.0, |set| {
        let levels = Levels { groups: 40, icc: vec![0.3] };
        let rows = one_factor(&[0.8, 0.8], &[], Some(levels), 320, set);
        let found = one_way("x", &rows[0], &groups, 0.95).unwrap();
        vec![(found.icc1_lower, found.icc1_upper, truth), (found.icc2_lower, found.icc2_upper, second)]
    });
}

#[test]
#[ignore = "takes minutes"]
fn satterthwaites_intervals_of_fixed_effects_hold_them_95_times_in_100_also_with_few_groups() {
    const GROUPS: usize = 12;
    const EACH: usize = 6;
    holds("mixed model, fixed effects of both levels: 12 groups of 6", 3000, 0.005, |set| {
        let mut random = Pcg64::seed_from_u64(set);
        let mut draw = || quantile(random.random::<f64>().clamp(1e-15, 1.0 - 1e-15));
        let (mut y, mut unit, mut own, mut shared) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for group in 0..GROUPS {
            let (of_group, u) = (draw(), 0.7 * draw());
            for _ in 0..EACH {
                let x = draw();
                y.push(1.0 + 0.3 * x + 0.5 * of_group + u + draw());
                unit.push(group as f64);
                own.push(x);
                shared.push(of_group);
            }
        }
        let mut variables = Variables::new();
        for (name, column) in [("y", &y), ("own", &own), ("shared", &shared), ("unit", &unit)] {
            variables.add(name, Variable::Number(column)).unwrap();
        }
        let options = report::Options { modes: false, ..report::Options::default() };
        let found = mixed("y ~ own + shared + (1 | unit)", &variables, &options).unwrap();
        found.fixed.iter().zip([1.0, 0.3, 0.5]).map(|(one, truth)| (one.lower, one.upper, truth)).collect()
    });
}

fn loadings(rows: &[Vec<f64>], truths: &[f64], estimator: Estimator) -> Vec<Held> {
    let columns: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
    let model = Model::read("f =~ x1 + x2 + x3 + x4").unwrap();
    let ordered = if estimator == Estimator::Wlsmv { names(4) } else { Vec::new() };
    let options = Options { standardize_latent: true, estimator, ordered, ..Options::default() };
    let Ok(found) = fit(&model, &Data::from_columns(names(4), &columns).unwrap(), &options) else {
        return Vec::new();
    };
    let held = |one: &psychometrics::sem::Parameter, truth: f64| Some((one.ci_lower?, one.ci_upper?, truth));
    found.parameters.iter().zip(truths).filter_map(|(one, truth)| held(one, *truth)).collect()
}

#[test]
#[ignore = "takes minutes"]
fn intervals_of_loadings_hold_them_95_times_in_100() {
    let truths = [0.5, 0.6, 0.7, 0.8];
    holds("CFA, ML: 4 loadings, n = 300", 3000, 0.008, |set| {
        loadings(&one_factor(&truths, &[], None, 300, set), &truths, Estimator::Ml)
    });
    holds("CFA, MLR: the same", 3000, 0.012, |set| {
        loadings(&one_factor(&truths, &[], None, 300, set), &truths, Estimator::Mlr)
    });
    holds("CFA, FIML, 15 % missing: the same", 1000, 0.012, |set| {
        let mut rows = one_factor(&truths, &[], None, 300, set);
        let mut random = Pcg64::seed_from_u64(set + 1_000_000);
        rows.iter_mut().flatten().filter(|_| random.random::<f64>() < 0.15).for_each(|cell| *cell = f64::NAN);
        loadings(&rows, &truths, Estimator::Fiml)
    });
    holds("CFA, WLSMV: 4 loadings of items of 4 categories, n = 500", 1000, 0.015, |set| {
        loadings(&one_factor(&truths, &[-1.0, 0.2, 1.1], None, 500, set), &truths, Estimator::Wlsmv)
    });
}

#[test]
#[ignore = "takes minutes"]
fn intervals_of_polychoric_correlations_hold_them_95_times_in_100() {
    holds("polychoric correlation of .48: 4 categories, n = 400", 3000, 0.01, |set| {
        let rows = one_factor(&[0.8, 0.6], &[-1.0, 0.2, 1.1], None, 400, set);
        let tables = Answers::from_columns(&names(2), &rows).unwrap().tables();
        let found = polychoric(&tables, &PolychoricOptions::default()).unwrap();
        let (rho, se) = (found.correlations[(0, 1)], found.standard_errors[(0, 1)]);
        vec![(rho - 1.96 * se, rho + 1.96 * se, 0.48)]
    });
}

#[test]
#[ignore = "takes minutes"]
fn intervals_of_slopes_of_item_response_models_hold_them_95_times_in_100() {
    let slopes = [0.8, 1.1, 1.4, 1.7, 1.2];
    let curves: Vec<Curve> = slopes
        .iter()
        .map(|slope| Curve { form: Form::Graded, slope: *slope, intercepts: vec![1.5, 0.1, -1.3] })
        .collect();
    holds("graded response: 5 slopes, n = 800", 1000, 0.01, |set| {
        let mut random = Pcg64::seed_from_u64(set);
        let columns = simulate_answers(&curves, 0.0, 1.0, 800, &mut random).unwrap().0;
        let responses = Responses::from_columns(&names(5), &columns).unwrap();
        let found = irt::fit(&responses, &irt::Options::of(Family::Graded)).unwrap();
        let items = found.groups[0].items.iter().zip(slopes);
        items
            .filter_map(|(one, slope)| one.se_a.map(|se| (one.a - 1.96 * se, one.a + 1.96 * se, slope)))
            .collect()
    });
}
