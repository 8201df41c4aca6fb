//! Linear mixed models of made data against the plain matrix of all rows: crossed, nested, weighted; and refusals.
//! Not here: reference results (see `mixed`).

mod reference;

use nalgebra::{DMatrix, DVector};
use psychometrics::Error;
use psychometrics::nested::groups::Groups;
use psychometrics::nested::mixed::fit;
use psychometrics::nested::mixed::report::{Fit, Options};
use psychometrics::nested::variables::{Variable, Variables};
use rand::RngExt;
use rand_pcg::Pcg64;
use reference::near;

fn plain() -> Options<'static> {
    Options { restricted: false, ..Options::default() }
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
    let mut others = Variables::new();
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
