//! Linear mixed models against reference results and published intervals.
//! Not here: agreement and intraclass correlations (see `nested`), plain matrices (see `mixed_matrices`).

mod reference;

use psychometrics::nested::centring::centre;
use psychometrics::nested::groups::Groups;
use psychometrics::nested::mixed::report::{Fit, Options};
use psychometrics::nested::mixed::{compare, fit};
use psychometrics::nested::variables::{Variable, Variables};
use rand::RngExt;
use rand_pcg::Pcg64;
use reference::{FACTORS, all_near, column, items_of, matrix, near, number, numbers};
use serde_json::Value;

fn plain() -> Options<'static> {
    Options { restricted: false, ..Options::default() }
}

/// Compares every number of a reference fit.
fn check(found: &Fit, expected: &Value) {
    assert!(found.converged && !found.singular, "{:?}", found.remarks);
    assert!(found.gradient.iter().all(|slope| slope.abs() < 1e-9), "{:?}", found.gradient);
    near("criterion", found.criterion, number(&expected["criterion"]), 1e-9);
    near("loglik", found.loglik, number(&expected["loglik"]), 1e-9);
    near("aic", found.aic, number(&expected["aic"]), 1e-9);
    near("bic", found.bic, number(&expected["bic"]), 1e-9);
    all_near("theta", &found.theta, &numbers(&expected["theta"]), 1e-6);
    near("sigma", found.sigma, number(&expected["sigma"]), 1e-6);
    assert_eq!(
        (found.n as f64, found.groups[0].levels as f64),
        (number(&expected["n"]), number(&expected["n_groups"]))
    );
    let of = |value: fn(&psychometrics::nested::mixed::report::FixedEffect) -> f64| {
        found.fixed.iter().map(value).collect::<Vec<f64>>()
    };
    all_near("estimates", &of(|effect| effect.estimate), &column(&expected["fixed"], "est"), 1e-6);
    all_near("errors", &of(|effect| effect.se), &column(&expected["fixed"], "se"), 1e-6);
    all_near("t", &of(|effect| effect.t), &column(&expected["fixed"], "t"), 1e-6);
    let vcov = matrix(&expected["vcov_fixed"]).concat();
    all_near("covariances", &found.vcov_fixed.concat(), &vcov, 1e-5);
    let components: Vec<f64> = found.varcorr.iter().map(|row| row.vcov).collect();
    all_near("variances", &components, &column(&expected["varcorr"], "vcov"), 2e-6);
    let deviations: Vec<f64> = found.varcorr.iter().map(|row| row.sdcor.unwrap()).collect();
    all_near("deviations", &deviations, &column(&expected["varcorr"], "sdcor"), 1e-6);
    let modes = &found.modes.as_ref().unwrap()[0];
    for (at, effect) in modes.effects.iter().enumerate() {
        let own: Vec<f64> = modes.levels.iter().map(|level| level.values[at]).collect();
        all_near(effect, &own, &column(&expected["blup"], effect), 2e-5);
    }
    let variances: Vec<f64> = modes.levels.iter().flat_map(|level| level.variances.concat()).collect();
    let known = expected["blup_cond_var"].as_array().unwrap();
    let known: Vec<f64> = known
        .iter()
        .flat_map(|value| if value.is_number() { vec![number(value)] } else { matrix(value).concat() })
        .collect();
    all_near("conditional variances", &variances, &known, 1e-5);
    near("fixed variance", found.var_fixed, number(&expected["var_fixed_linear_predictor"]), 1e-6);
}

fn check_both(name: &str, formula: &str, variables: &Variables<'_>) {
    let expected = reference::reference(name);
    check(&fit(formula, variables, &Options::default()).unwrap(), &expected["REML"]);
    check(&fit(formula, variables, &plain()).unwrap(), &expected["ML"]);
}

/// Scale means of the synthetic set.
fn scales() -> Vec<Vec<f64>> {
    let frame = reference::synthetic_complete();
    let scale = |factor: &&str| {
        let items = items_of(factor);
        let items: Vec<&[f64]> = items.iter().map(|item| frame.numbers(item).unwrap()).collect();
        (0..frame.rows()).map(|row| items.iter().map(|item| item[row]).sum::<f64>() / 3.0).collect()
    };
    FACTORS.iter().map(scale).collect()
}

#[test]
fn models_of_the_sleep_study_are_those_of_the_reference() {
    let frame = reference::sleepstudy();
    let variables = Variables::of_frame(&frame).unwrap();
    check_both("sleepstudy__lmer_random_intercept", "Reaction ~ Days + (1 | Subject)", &variables);
    check_both("sleepstudy__lmer_random_slope", "Reaction ~ Days + (Days | Subject)", &variables);
}

#[test]
fn models_of_the_synthetic_set_are_those_of_the_reference() {
    let (frame, scales) = (reference::synthetic_complete(), scales());
    let mut variables = Variables::new();
    for name in ["dept", "transfer"] {
        variables.add(name, Variable::Number(frame.numbers(name).unwrap())).unwrap();
    }
    for (name, scale) in FACTORS.iter().zip(&scales) {
        variables.add(name, Variable::Number(scale)).unwrap();
    }
    let groups = Groups::from_numbers(frame.numbers("dept").unwrap()).unwrap();
    let (ss, mt) = (centre(&scales[6], &groups).unwrap(), centre(&scales[1], &groups).unwrap());
    for (name, part) in
        [("SS_cwc", &ss.within), ("SS_gm", &ss.between), ("MT_cwc", &mt.within), ("MT_gm", &mt.between)]
    {
        variables.add(name, Variable::Number(part)).unwrap();
    }
    check_both("synthetic_complete__lmer_null", "transfer ~ 1 + (1 | dept)", &variables);
    let all = format!("transfer ~ {} + (1 | dept)", FACTORS.join(" + "));
    check_both("synthetic_complete__lmer_16scales", &all, &variables);
    let both = "transfer ~ SS_cwc + SS_gm + MT_cwc + MT_gm + (1 | dept)";
    check_both("synthetic_complete__lmer_within_between", both, &variables);
}

/// Satterthwaite's degrees of freedom and the profile intervals that lme4 and lmerTest print for this model.
#[test]
fn degrees_of_freedom_and_profiles_of_the_sleep_study_are_the_published_ones() {
    let frame = reference::sleepstudy();
    let variables = Variables::of_frame(&frame).unwrap();
    let options = Options { profile: true, ..Options::default() };
    let found = fit("Reaction ~ Days + (Days | Subject)", &variables, &options).unwrap();
    all_near("df", &[found.fixed[0].df, found.fixed[1].df], &[17.0, 17.0], 1e-8);
    let limits: Vec<f64> = found
        .varcorr
        .iter()
        .flat_map(|row| [row.profile_lower.unwrap(), row.profile_upper.unwrap()])
        .chain(found.fixed.iter().flat_map(|row| [row.profile_lower.unwrap(), row.profile_upper.unwrap()]))
        .collect();
    let known = [
        14.3814, 37.7160, 3.8012, 8.7534, -0.4815, 0.6850, 22.8983, 28.8580, 237.6807, 265.1295, 7.3587,
        13.5759,
    ];
    all_near("limits", &limits, &known, 1e-4);
    let found = fit("Reaction ~ Days + (1 | Subject)", &variables, &Options::default()).unwrap();
    all_near("df", &[found.fixed[0].df, found.fixed[1].df], &[22.8102, 161.0], 1e-5);
}

#[test]
fn a_variance_of_zero_is_a_result_and_is_said() {
    // Groups that differ less than chance would make them.
    let y: Vec<f64> = (0..60).map(|row| f64::from(row % 6)).collect();
    let g: Vec<f64> = (0..60).map(|row| f64::from(row / 6)).collect();
    let mut variables = Variables::new();
    variables.add("y", Variable::Number(&y)).unwrap();
    variables.add("g", Variable::Number(&g)).unwrap();
    let found = fit("y ~ 1 + (1 | g)", &variables, &Options { profile: true, ..Options::default() }).unwrap();
    assert!(
        found.converged && found.singular && found.remarks[0].contains("does not vary"),
        "{:?}",
        found.remarks
    );
    assert_eq!((found.theta[0], found.varcorr[0].vcov, found.icc), (0.0, 0.0, 0.0));
    near("sigma", found.sigma, (60.0 * 35.0 / 12.0 / 59.0f64).sqrt(), 1e-9);
    assert_eq!(found.varcorr[0].profile_lower, Some(0.0));
    assert!(found.varcorr[0].profile_upper.unwrap() > 0.0);
}

#[test]
fn nested_models_are_compared_by_plain_likelihood() {
    let frame = reference::sleepstudy();
    let variables = Variables::of_frame(&frame).unwrap();
    let formulas = ["Reaction ~ Days + (Days | Subject)", "Reaction ~ Days + (1 | Subject)"];
    let found = compare(&formulas, &variables, &Options::default()).unwrap();
    near("chi-square", found[1].chi_square.unwrap(), 1794.0786430052 - 1751.9393444632, 1e-8);
    assert_eq!(found[1].df, Some(2));
    near("p", found[1].p.unwrap(), (-0.5f64 * 42.139298542).exp(), 1e-9);
}

/// Run by hand or by the benchmark.
#[test]
#[ignore = "takes a minute; coverage by simulation"]
fn intervals_with_satterthwaite_degrees_of_freedom_cover_the_truth() {
    let mut covered = 0;
    for seed in 0..2000 {
        let made = small_sample(seed);
        let mut variables = Variables::new();
        for (name, column) in ["g", "x", "y"].iter().zip(&made) {
            variables.add(name, Variable::Number(column)).unwrap();
        }
        let options = Options { modes: false, ..Options::default() };
        let found = fit("y ~ x + (1 | g)", &variables, &options).unwrap();
        covered += usize::from(found.fixed[1].lower <= 0.5 && 0.5 <= found.fixed[1].upper);
    }
    let share = covered as f64 / 2000.0;
    assert!((share - 0.95).abs() < 0.015, "{share}");
}

/// Eight groups of five, the predictor varying between groups.
fn small_sample(seed: u64) -> [Vec<f64>; 3] {
    let mut random = Pcg64::new(u128::from(seed), 11);
    let mut noise = move || (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0;
    let mut columns = [Vec::new(), Vec::new(), Vec::new()];
    for group in 0..8 {
        let (x, effect) = (noise(), noise());
        for _ in 0..5 {
            columns[0].push(f64::from(group));
            columns[1].push(x);
            columns[2].push(0.5 * x + effect + noise());
        }
    }
    columns
}
