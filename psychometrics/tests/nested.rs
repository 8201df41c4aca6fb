//! Agreement, intraclass correlations and mixed models against reference results, plain matrices and known cases.
//! Not here: regressions without random effects (see `importance`).

mod reference;

use nalgebra::{DMatrix, DVector};
use psychometrics::Error;
use psychometrics::nested::agreement::{Agreement, OfGroup, Scale, agreement, rwg_j};
use psychometrics::nested::centring::centre;
use psychometrics::nested::groups::Groups;
use psychometrics::nested::mixed::report::{Fit, Options};
use psychometrics::nested::mixed::{compare, fit, icc_reml};
use psychometrics::nested::nulls::Null;
use psychometrics::nested::pseudo::{null_agreement, pseudo_groups};
use psychometrics::nested::raters::raters;
use psychometrics::nested::variables::{Variable, Variables};
use psychometrics::nested::{anova, variables};
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

fn check_icc(values: &[f64], groups: &Groups, expected: &Value) {
    let found = anova::one_way("x", values, groups, 0.95).unwrap();
    for (key, value) in [
        ("msb", found.ms_between),
        ("msw", found.ms_within),
        ("dfb", found.df_between as f64),
        ("dfw", found.df_within as f64),
        ("F", found.f),
        ("p", found.p),
        ("icc1_multilevel", found.icc1),
        ("icc2_multilevel", found.icc2),
        ("mean_group_size", found.mean_group_size),
        ("n0_unbalanced", found.n0),
        ("icc1_n0", found.icc1_n0),
    ] {
        near(key, value, number(&expected[key]), 1e-9);
    }
    near("icc_reml", icc_reml(values, groups).unwrap(), number(&expected["icc_reml"]), 1e-6);
    assert!(found.icc1_lower < found.icc1_n0 && found.icc1_n0 < found.icc1_upper);
}

#[test]
fn agreement_and_intraclass_correlations_are_those_of_the_reference() {
    let (frame, scales) = (reference::synthetic_complete(), scales());
    let groups = Groups::from_numbers(frame.numbers("dept").unwrap()).unwrap();
    let expected = reference::reference("synthetic_complete__icc_rwg_16scales");
    check_icc(frame.numbers("transfer").unwrap(), &groups, &expected["transfer"]);
    for (factor, scale) in FACTORS.iter().zip(&scales) {
        let own = &expected["scales"][factor];
        check_icc(scale, &groups, &own["icc"]);
        let names = items_of(factor);
        let items: Vec<&[f64]> = names.iter().map(|item| frame.numbers(item).unwrap()).collect();
        let scale = Scale { name: factor, item_names: &names, items: &items, low: 1.0, high: 5.0 };
        let found = agreement(&scale, &groups, &Null::Uniform).unwrap();
        let own = &own["agreement"];
        let of = |index: fn(&OfGroup) -> Option<f64>| {
            found.groups.iter().map(|group| index(group).unwrap()).collect::<Vec<f64>>()
        };
        near("null variance", found.null_variance, number(&own["ranvar_uniform"]), 1e-12);
        all_near("rwg(j)", &of(|group| group.rwg_j), &column(&own["rwg_j"], "rwg.j"), 1e-9);
        all_near("sizes", &of(|group| Some(group.size as f64)), &column(&own["rwg_j"], "gsize"), 0.0);
        all_near(
            "r*wg(j)",
            &of(|group| group.rwg_j_lindell),
            &column(&own["rwg_j_lindell"], "rwg.lindell"),
            1e-9,
        );
        all_near("AD", &of(|group| group.ad_mean), &column(&own["ad_m"], "AD.M"), 1e-9);
        all_near(
            "rwg",
            &of(|group| group.rwg_scale_mean),
            &column(&own["rwg_single_scale_mean"], "rwg"),
            1e-9,
        );
        near("mean", found.rwg_j.mean.unwrap(), number(&own["rwg_j_mean"]), 1e-9);
        near("median", found.rwg_j.median.unwrap(), number(&own["rwg_j_median"]), 1e-9);
        near("share", found.rwg_j.share_at_least_70.unwrap(), number(&own["rwg_j_share_ge_70"]), 1e-9);
        let alone = rwg_j(&items, &groups.sorted(), 2.0);
        assert!(
            alone
                .iter()
                .zip(&found.groups)
                .all(|(alone, group)| (alone.unwrap() - group.rwg_j.unwrap()).abs() < 1e-12)
        );
    }
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

/// Made data: `x`, groups `a` (inside `c`), `b` (crossed), weights, a text, and a response.
struct Made {
    x: Vec<f64>,
    a: Vec<f64>,
    b: Vec<f64>,
    c: Vec<f64>,
    text: Vec<Option<String>>,
    weights: Vec<f64>,
    y: Vec<f64>,
}

fn made(n: usize, seed: u64) -> Made {
    let mut random = Pcg64::new(u128::from(seed), 7);
    let mut noise = move || (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0;
    let effects: Vec<[f64; 4]> = (0..120).map(|_| [noise(), noise(), noise(), noise()]).collect();
    let mut made = Made {
        x: Vec::new(),
        a: Vec::new(),
        b: Vec::new(),
        c: Vec::new(),
        text: Vec::new(),
        weights: Vec::new(),
        y: Vec::new(),
    };
    for row in 0..n {
        let (a, b) = (row * 7 % 90, (row * row + 3 * row) % 75);
        let c = a / 10;
        let x = 3.0 + noise();
        let text = ["low", "mid", "top"][row % 3];
        let group =
            1.2 * effects[a][0] + (0.8 * effects[b][1] + 0.5 * effects[b][3] * (x - 3.0)) + effects[c][2];
        made.y.push(2.0 + 0.7 * x + (row % 3) as f64 + group + noise());
        made.x.push(x);
        made.a.push(a as f64);
        made.b.push(b as f64);
        made.c.push(c as f64);
        made.text.push(Some(text.to_owned()));
        made.weights.push(0.5 + (row % 4) as f64);
    }
    made
}

impl Made {
    fn variables(&self) -> Variables<'_> {
        let mut variables = Variables::new();
        for (name, column) in [("x", &self.x), ("a", &self.a), ("b", &self.b), ("c", &self.c), ("y", &self.y)]
        {
            variables.add(name, Variable::Number(column)).unwrap();
        }
        variables.add("text", Variable::Text(&self.text)).unwrap();
        variables
    }
}

/// Minus twice the log-likelihood by the plain matrix of all rows, and the estimates at its parameters.
fn by_matrices(
    x: &DMatrix<f64>,
    y: &[f64],
    weights: Option<&[f64]>,
    sigma: f64,
    parts: &[(DMatrix<f64>, DMatrix<f64>)],
    restricted: bool,
) -> (f64, DVector<f64>, DMatrix<f64>) {
    let n = y.len();
    let mut v = DMatrix::from_fn(n, n, |i, j| {
        if i == j { sigma * sigma / weights.map_or(1.0, |weights| weights[i]) } else { 0.0 }
    });
    for (z, covariance) in parts {
        v += z * covariance * z.transpose();
    }
    let factor = v.cholesky().unwrap();
    let log = |l: DMatrix<f64>| 2.0 * l.diagonal().map(f64::ln).sum();
    let y = DVector::from_column_slice(y);
    let information = x.transpose() * factor.solve(x);
    let inner = information.clone().cholesky().unwrap();
    let beta = inner.solve(&(x.transpose() * factor.solve(&y)));
    let residual = &y - x * &beta;
    let square = residual.dot(&factor.solve(&residual));
    let m = (n - if restricted { x.ncols() } else { 0 }) as f64;
    let value = log(factor.l())
        + square
        + m * std::f64::consts::TAU.ln()
        + if restricted { log(inner.l()) } else { 0.0 };
    (value, beta, inner.inverse())
}

/// `Z` of a grouping: for each group the columns `effects`.
fn incidence(codes: &[f64], effects: &[&[f64]]) -> DMatrix<f64> {
    let groups = Groups::from_numbers(codes).unwrap();
    let q = effects.len();
    let mut z = DMatrix::zeros(codes.len(), groups.count() * q);
    for (row, &code) in groups.codes().iter().enumerate() {
        for (at, effect) in effects.iter().enumerate() {
            z[(row, code as usize * q + at)] = effect[row];
        }
    }
    z
}

/// The covariance of the effects of all groups, from the report.
fn spread_of(found: &Fit, group: &str, effects: &[&str], count: usize) -> DMatrix<f64> {
    let q = effects.len();
    let of = |a: &str, b: &str| {
        let same = |row: &&psychometrics::nested::mixed::report::VarianceComponent| {
            let pair = (row.var1.as_deref().unwrap_or(""), row.var2.as_deref());
            row.group == group
                && if a == b { pair == (a, None) } else { pair == (a, Some(b)) || pair == (b, Some(a)) }
        };
        found.varcorr.iter().find(same).map_or(0.0, |row| row.vcov)
    };
    DMatrix::from_fn(count * q, count * q, |i, j| {
        if i / q == j / q { of(effects[i % q], effects[j % q]) } else { 0.0 }
    })
}

/// Checks a fit of the made data against plain matrices.
fn check_made(made: &Made, formula: &str, groupings: &[(&str, &[f64], bool)], options: &Options<'_>) {
    let n = made.y.len();
    let found = fit(formula, &made.variables(), options).unwrap();
    assert!(found.converged, "{formula}: {:?}", found.remarks);
    let ones = vec![1.0; n];
    let parts: Vec<(DMatrix<f64>, DMatrix<f64>)> = groupings
        .iter()
        .map(|&(name, codes, sloped)| {
            let effects: Vec<&[f64]> = if sloped { vec![&ones, &made.x] } else { vec![&ones] };
            let labels: &[&str] = if sloped { &["(Intercept)", "x"] } else { &["(Intercept)"] };
            let z = incidence(codes, &effects);
            let count = z.ncols() / effects.len();
            (z, spread_of(&found, name, labels, count))
        })
        .collect();
    let x = DMatrix::from_fn(n, 2, |i, j| if j == 0 { 1.0 } else { made.x[i] });
    let (value, beta, covariance) =
        by_matrices(&x, &made.y, options.weights, found.sigma, &parts, options.restricted);
    near(&format!("{formula}: criterion"), found.criterion, value, 1e-10);
    for (at, effect) in found.fixed.iter().enumerate() {
        near("estimate", effect.estimate, beta[at], 1e-9);
        near("error", effect.se, covariance[(at, at)].sqrt(), 1e-9);
    }
    // Nothing nearby is better.
    for step in [0.97, 1.03] {
        for at in 0..parts.len() {
            let mut moved = parts.clone();
            moved[at].1 *= step;
            let (other, ..) =
                by_matrices(&x, &made.y, options.weights, found.sigma, &moved, options.restricted);
            assert!(other > value - 1e-9, "{formula}: {other} is below {value}");
        }
        let (other, ..) =
            by_matrices(&x, &made.y, options.weights, found.sigma * step, &parts, options.restricted);
        assert!(other > value);
    }
}

#[test]
fn crossed_and_nested_groupings_agree_with_plain_matrices() {
    let made = made(420, 1);
    for options in [Options::default(), plain()] {
        let crossed = "y ~ x + (1 | a) + (1 | b)";
        check_made(&made, crossed, &[("a", &made.a, false), ("b", &made.b, false)], &options);
        let sloped = "y ~ x + (1 | c) + (1 | a:c) + (x | b)";
        let groupings: [(&str, &[f64], bool); 3] =
            [("c", &made.c, false), ("a:c", &made.a, false), ("b", &made.b, true)];
        check_made(&made, sloped, &groupings, &options);
        let nested = "y ~ x + (x || c/a)";
        let groupings: [(&str, &[f64], bool); 2] = [("c", &made.c, true), ("a:c", &made.a, true)];
        check_made(&made, nested, &groupings, &options);
    }
}

#[test]
fn weights_divide_the_residual_variance_in_all_three_ways_of_elimination() {
    let made = made(300, 2);
    for restricted in [true, false] {
        let options = Options { restricted, weights: Some(&made.weights), ..Options::default() };
        check_made(&made, "y ~ x + (1 | b)", &[("b", &made.b, false)], &options);
        check_made(&made, "y ~ x + (x | b)", &[("b", &made.b, true)], &options);
        check_made(
            &made,
            "y ~ x + (1 | a) + (1 | b)",
            &[("a", &made.a, false), ("b", &made.b, false)],
            &options,
        );
    }
}

#[test]
fn texts_become_contrasts_and_repeated_columns_are_left_out_and_named() {
    let made = made(300, 3);
    let mut variables = made.variables();
    let double: Vec<f64> = made.x.iter().map(|x| 2.0 * x + 1.0).collect();
    variables.add("double", Variable::Number(&double)).unwrap();
    let terms = |formula: &str| {
        let found = fit(formula, &variables, &Options::default()).unwrap();
        let terms: Vec<String> = found.fixed.iter().map(|effect| effect.term.clone()).collect();
        (terms.join(" "), found.dropped.join(" "), found.criterion)
    };
    let (with, _, criterion) = terms("y ~ text * x + (1 | a)");
    assert_eq!(with, "(Intercept) textmid texttop x textmid:x texttop:x");
    let (without, dropped, same) = terms("y ~ 0 + text + text:x + (1 | a)");
    assert_eq!(
        (without.as_str(), dropped.as_str()),
        ("textlow textmid texttop textlow:x textmid:x texttop:x", "")
    );
    // The same space of columns, so the same plain likelihood; the restricted one counts the columns' lengths.
    let ml = |formula: &str| fit(formula, &variables, &plain()).unwrap().criterion;
    near("plain", ml("y ~ text * x + (1 | a)"), ml("y ~ 0 + text + text:x + (1 | a)"), 1e-10);
    assert!(criterion.is_finite() && same.is_finite());
    assert_eq!(terms("y ~ x + double + (1 | a)").1, "double");
}

#[test]
fn rows_with_gaps_are_left_out_and_the_order_and_units_of_rows_do_not_matter() {
    let made = made(300, 4);
    let variables = made.variables();
    let mut longer = [made.x.clone(), made.b.clone(), made.y.clone()];
    longer[0].push(f64::NAN);
    longer[1].push(1.0);
    longer[2].push(5.0);
    longer.iter_mut().for_each(|column| column.reverse());
    longer[0].iter_mut().for_each(|x| *x *= 1e4);
    let mut others = variables::Variables::new();
    for (name, column) in ["x", "b", "y"].iter().zip(&longer) {
        others.add(name, Variable::Number(column)).unwrap();
    }
    let other = fit("y ~ x + (x | b)", &others, &plain()).unwrap();
    let same = fit("y ~ x + (x | b)", &variables, &plain()).unwrap();
    assert_eq!((other.n, other.rows_left_out), (300, 1));
    near("criterion", other.criterion, same.criterion, 1e-10);
    near("slope", other.fixed[1].estimate * 1e4, same.fixed[1].estimate, 1e-8);
    near("t", other.fixed[1].t, same.fixed[1].t, 1e-7);
    near("df", other.fixed[1].df, same.fixed[1].df, 1e-6);
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
fn models_that_cannot_be_estimated_are_refused_by_name() {
    let made = made(60, 5);
    let mut variables = made.variables();
    let (flat, row): (Vec<f64>, Vec<f64>) = (vec![3.0; 60], (0..60).map(f64::from).collect());
    variables.add("flat", Variable::Number(&flat)).unwrap();
    variables.add("row", Variable::Number(&row)).unwrap();
    let refused = |formula: &str| fit(formula, &variables, &Options::default()).unwrap_err();
    assert!(matches!(refused("y ~ x"), Error::Model(_)));
    assert!(matches!(refused("y ~ nobody + (1 | a)"), Error::UnknownColumn { .. }));
    assert!(matches!(refused("text ~ x + (1 | a)"), Error::Model(_)));
    assert!(matches!(refused("flat ~ x + (1 | c)"), Error::Constant { .. }));
    assert!(matches!(refused("y ~ x + (1 | flat)"), Error::TooFew { .. }));
    assert!(matches!(refused("y ~ x + (1 | row)"), Error::Model(_)));
    assert!(matches!(refused("y ~ x + (1 | a) + (x | a)"), Error::Model(_)));
    assert!(matches!(refused("y ~ x + (1 | a"), Error::Syntax { .. }));
    assert!(matches!(refused("row ~ row + (1 | c)"), Error::Singular { .. }));
    let negative = vec![-1.0; 60];
    let options = Options { weights: Some(&negative), ..Options::default() };
    assert!(matches!(fit("y ~ x + (1 | a)", &variables, &options), Err(Error::Value { .. })));
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

#[test]
fn the_ratings_of_shrout_and_fleiss_give_the_published_coefficients() {
    let judges: [[f64; 6]; 4] = [
        [9.0, 6.0, 8.0, 7.0, 10.0, 6.0],
        [2.0, 1.0, 4.0, 1.0, 5.0, 2.0],
        [5.0, 3.0, 6.0, 2.0, 6.0, 4.0],
        [8.0, 2.0, 8.0, 6.0, 9.0, 7.0],
    ];
    let columns: Vec<&[f64]> = judges.iter().map(|judge| &judge[..]).collect();
    let found = raters(&columns, 0.95).unwrap();
    let icc: Vec<f64> = found.coefficients.iter().map(|own| own.icc).collect();
    for (found, known) in icc.iter().zip([0.17, 0.29, 0.71, 0.44, 0.62, 0.91]) {
        assert!((found - known).abs() < 0.005, "{found} instead of {known}");
    }
    let limits: Vec<(f64, f64)> = found.coefficients.iter().map(|own| (own.lower, own.upper)).collect();
    for (found, known) in limits.iter().zip([
        (-0.13, 0.72),
        (0.02, 0.76),
        (0.34, 0.95),
        (-0.88, 0.91),
        (0.07, 0.93),
        (0.68, 0.99),
    ]) {
        assert!(
            (found.0 - known.0).abs() < 0.006 && (found.1 - known.1).abs() < 0.006,
            "{found:?} {known:?}"
        );
    }
}

fn scale_of<'a>(names: &'a [String], items: &'a [&'a [f64]]) -> Scale<'a> {
    Scale { name: "s", item_names: names, items, low: 1.0, high: 5.0 }
}

#[test]
fn gaps_single_rows_and_full_agreement_within_groups_are_handled() {
    let g = [1.0, 1.0, 1.0, 2.0, 3.0, 3.0, f64::NAN];
    let a = [4.0, 4.0, f64::NAN, 2.0, 5.0, 5.0, 1.0];
    let b = [3.0, 4.0, 5.0, 2.0, 5.0, 5.0, 1.0];
    let names = reference::names(&["a", "b"]);
    let items: [&[f64]; 2] = [&a, &b];
    let groups = Groups::from_numbers(&g).unwrap();
    let found: Agreement = agreement(&scale_of(&names, &items), &groups, &Null::Uniform).unwrap();
    assert_eq!((found.rows, found.rows_left_out), (5, 1));
    let sizes: Vec<usize> = found.groups.iter().map(|group| group.size).collect();
    assert_eq!(sizes, [2, 1, 2]);
    assert_eq!((found.groups[1].rwg_j, found.rwg_j.undefined), (None, 1));
    assert_eq!((found.groups[2].rwg_j, found.groups[2].awg), (Some(1.0), Some(1.0)));
    // Answers that are no whole options go another way to the same numbers.
    let shifted: Vec<Vec<f64>> =
        items.iter().map(|item| item.iter().map(|x| 0.9 * (x - 1.0) + 1.0).collect()).collect();
    let shifted: Vec<&[f64]> = shifted.iter().map(Vec::as_slice).collect();
    let other = agreement(&scale_of(&names, &shifted), &groups, &Null::Variance(2.0 * 0.81)).unwrap();
    near("rwg(j)", other.groups[0].rwg_j.unwrap(), found.groups[0].rwg_j.unwrap(), 1e-12);
    near("AD", other.groups[0].ad_median.unwrap(), 0.9 * found.groups[0].ad_median.unwrap(), 1e-12);
    assert_eq!(rwg_j(&items, &groups.sorted(), 2.0)[1], None);
    let outside: [&[f64]; 2] = [&b, &[9.0; 7]];
    assert!(matches!(
        agreement(&scale_of(&names, &outside), &groups, &Null::Uniform),
        Err(Error::Value { .. })
    ));
    let alone = Groups::from_numbers(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]).unwrap();
    assert!(matches!(
        agreement(&scale_of(&names, &items), &alone, &Null::Uniform),
        Err(Error::TooFew { .. })
    ));
}

#[test]
fn awg_is_one_for_agreement_and_undefined_where_the_mean_leaves_no_room() {
    let g = [1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0];
    let a = [1.0, 5.0, 1.0, 5.0, 5.0, 5.0, 5.0, 4.0];
    let names = reference::names(&["a"]);
    let items: [&[f64]; 1] = [&a];
    let found =
        agreement(&scale_of(&names, &items), &Groups::from_numbers(&g).unwrap(), &Null::Uniform).unwrap();
    // Half at each end is the largest variance there can be: awg is -1.
    near("awg", found.groups[0].awg.unwrap(), -1.0, 1e-12);
    assert_eq!((found.groups[1].awg, found.groups[0].rwg_j), (None, Some(0.0)));
}

#[test]
fn intraclass_correlations_at_the_edges_are_results_or_refusals() {
    let groups = Groups::from_numbers(&[1.0, 1.0, 2.0, 2.0]).unwrap();
    let apart = anova::one_way("x", &[1.0, 1.0, 2.0, 2.0], &groups, 0.95).unwrap();
    assert_eq!((apart.icc1, apart.p, apart.icc1_lower), (1.0, 0.0, 1.0));
    let alike = anova::one_way("x", &[1.0, 2.0, 1.0, 2.0], &groups, 0.95).unwrap();
    assert_eq!((alike.f, alike.icc1), (0.0, -1.0));
    assert!(matches!(anova::one_way("x", &[3.0; 4], &groups, 0.95), Err(Error::Constant { .. })));
    assert!(matches!(anova::one_way("x", &[f64::NAN; 4], &groups, 0.95), Err(Error::TooFew { .. })));
    assert!(matches!(
        anova::one_way("x", &[1.0, f64::NAN, 2.0, f64::NAN], &groups, 0.95),
        Err(Error::TooFew { .. })
    ));
    assert!(matches!(anova::one_way("x", &[1.0], &groups, 0.95), Err(Error::Argument { .. })));
    assert!(matches!(Groups::from_numbers(&[f64::NAN]), Err(Error::TooFew { .. })));
}

#[test]
fn chance_agreement_does_not_depend_on_threads_and_finds_real_groups() {
    let g: Vec<f64> = (0..200).map(|row| f64::from(row / 10)).collect();
    let mut random = Pcg64::new(3, 3);
    let item = |random: &mut Pcg64| -> Vec<f64> {
        g.iter()
            .map(|group| (3.0 + (group % 3.0) - 1.0 + random.random_range(-1.0..1.0f64)).round())
            .collect()
    };
    let (a, b) = (item(&mut random), item(&mut random));
    let items: [&[f64]; 2] = [&a, &b];
    let groups = Groups::from_numbers(&g).unwrap();
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| pseudo_groups(&items, &groups, 2.0, 300, &mut Pcg64::new(5, 5)).unwrap())
    };
    let found = run(1);
    assert_eq!(found, run(3));
    assert!(found.p < 0.01 && found.observed_mean > found.random_mean_95);
    let chance = null_agreement(10, 3, 5, &Null::Uniform, 4000, &mut Pcg64::new(6, 6)).unwrap();
    assert!(chance.limit_95 > 0.4 && chance.limit_95 < 0.75 && chance.mean < chance.limit_90, "{chance:?}");
}

#[test]
fn balanced_models_are_the_analysis_of_variance() {
    let g: Vec<f64> = (0..80).map(|row| f64::from(row / 8)).collect();
    let y: Vec<f64> = (0..80).map(|row| f64::from((row * 37) % 23) + 2.0 * f64::from(row / 8 % 4)).collect();
    let groups = Groups::from_numbers(&g).unwrap();
    let known = anova::one_way("y", &y, &groups, 0.95).unwrap();
    near("icc", icc_reml(&y, &groups).unwrap(), known.icc1, 1e-9);
}

/// Ten thousand intervals; run by hand or by the benchmark.
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
