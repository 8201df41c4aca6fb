//! Estimators of structural models that look at rows: incomplete rows, sandwich errors, scaled tests, against lavaan.
//! The model here is a plain confirmatory one at the reference's estimates, so that nothing depends on a search.
//! Not here: fitting (`sem`), model syntax.

mod reference;

use nalgebra::{DMatrix, DVector};
use psychometrics::sem::fiml::Fiml;
use psychometrics::sem::fiml_cases::Cases;
use psychometrics::sem::fiml_point::Point;
use psychometrics::sem::gamma_scores::score_products;
use psychometrics::sem::objective::{Direction, Directions, Discrepancy, Implied, Information};
use psychometrics::sem::robust;
use psychometrics::sem::robust_fit::{RobustFit, Tested, robust_fit};
use reference::{matrix, near, number, text_column};
use serde_json::Value;

/// One free cell of a confirmatory model: observed `row`, or factors `row` and `column`.
#[derive(Clone, Copy, PartialEq)]
enum Cell {
    Loading(usize, usize),
    Factor(usize, usize),
    Residual(usize),
    Mean(usize),
}

/// A confirmatory factor model at given numbers.
struct Cfa {
    loadings: DMatrix<f64>,
    factors: DMatrix<f64>,
    residuals: DVector<f64>,
    means: DVector<f64>,
    free: Vec<Cell>,
    errors: Vec<f64>,
}

impl Cfa {
    /// The estimates of a reference; `means` are the sample's where the reference has none.
    fn of(reference: &Value, names: &[String], means: Vec<f64>) -> Self {
        let table = &reference["parameters"];
        let (lhs, op, rhs) = (text_column(table, "lhs"), text_column(table, "op"), text_column(table, "rhs"));
        let (values, errors) = (reference::column(table, "est"), reference::column(table, "se"));
        let mut factors: Vec<&String> = Vec::new();
        for (name, op) in lhs.iter().zip(&op) {
            if op == "=~" && !factors.contains(&name) {
                factors.push(name);
            }
        }
        let (p, m) = (names.len(), factors.len());
        let item = |name: &String| names.iter().position(|other| other == name);
        let factor = |name: &String| factors.iter().position(|other| *other == name);
        let mut model = Self {
            loadings: DMatrix::zeros(p, m),
            factors: DMatrix::zeros(m, m),
            residuals: DVector::zeros(p),
            means: DVector::from_vec(means),
            free: Vec::new(),
            errors: Vec::new(),
        };
        for row in 0..lhs.len() {
            let cell = match op[row].as_str() {
                "=~" => Cell::Loading(item(&rhs[row]).unwrap(), factor(&lhs[row]).unwrap()),
                "~~" => match (factor(&lhs[row]), factor(&rhs[row])) {
                    (Some(a), Some(b)) => Cell::Factor(a, b),
                    _ => Cell::Residual(item(&lhs[row]).unwrap()),
                },
                "~1" => match item(&lhs[row]) {
                    Some(item) => Cell::Mean(item),
                    None => continue,
                },
                _ => continue,
            };
            model.set(cell, values[row]);
            if errors[row] > 0.0 {
                model.free.push(cell);
                model.errors.push(errors[row]);
            }
        }
        model
    }

    fn set(&mut self, cell: Cell, value: f64) {
        match cell {
            Cell::Loading(j, k) => self.loadings[(j, k)] = value,
            Cell::Factor(a, b) => (self.factors[(a, b)], self.factors[(b, a)]) = (value, value),
            Cell::Residual(j) => self.residuals[j] = value,
            Cell::Mean(j) => self.means[j] = value,
        }
    }

    fn get(&self, cell: Cell) -> f64 {
        match cell {
            Cell::Loading(j, k) => self.loadings[(j, k)],
            Cell::Factor(a, b) => self.factors[(a, b)],
            Cell::Residual(j) => self.residuals[j],
            Cell::Mean(j) => self.means[j],
        }
    }

    fn implied(&self) -> Implied {
        let covariance = &self.loadings * &self.factors * self.loadings.transpose()
            + DMatrix::from_diagonal(&self.residuals);
        Implied { mean: self.means.clone(), covariance, thresholds: DVector::zeros(0) }
    }

    fn directions(&self) -> Directions {
        let (p, m) = self.loadings.shape();
        let mut pool = DMatrix::zeros(p, p + 2 * m);
        pool.columns_mut(0, p).fill_with_identity();
        pool.columns_mut(p, m).copy_from(&self.loadings);
        pool.columns_mut(p + m, m).copy_from(&(&self.loadings * &self.factors));
        let none = Direction { left: 0, right: 0, weight: 0.0, mean: 0, mean_weight: 0.0 };
        let one = |cell: &Cell| match *cell {
            Cell::Loading(j, k) => Direction { left: j, right: p + m + k, weight: 1.0, ..none },
            Cell::Factor(a, b) => {
                Direction { left: p + a, right: p + b, weight: if a == b { 0.5 } else { 1.0 }, ..none }
            }
            Cell::Residual(j) => Direction { left: j, right: j, weight: 0.5, ..none },
            Cell::Mean(j) => Direction { mean: j, mean_weight: 1.0, ..none },
        };
        Directions { pool, list: self.free.iter().map(one).collect(), dense: None }
    }

    /// Slope of the discrepancy in the free cells.
    fn gradient(&self, of: &Fiml) -> DVector<f64> {
        let (directions, implied, rows) = (self.directions(), self.implied(), &of.list[0].rows);
        let point = Point::new(&implied.mean, &implied.covariance).unwrap();
        let (mean, covariance) = rows.slope(&point, &rows.sums(&point, |_, _| ()).0);
        let turned = &covariance * &directions.pool;
        let along = |step: &Direction| {
            2.0 * step.weight * directions.pool.column(step.left).dot(&turned.column(step.right))
                + step.mean_weight * directions.pool.column(step.mean).dot(&mean)
        };
        DVector::from_iterator(self.free.len(), directions.list.iter().map(along)) / rows.count
    }

    /// Half the second derivative of the discrepancy by differences of the slope: the observed information of one row.
    fn observed(&mut self, of: &Fiml) -> DMatrix<f64> {
        let size = self.free.len();
        let mut whole = DMatrix::zeros(size, size);
        for (a, cell) in self.free.clone().into_iter().enumerate() {
            let (value, step) = (self.get(cell), 1e-5);
            self.set(cell, value + step);
            let up = self.gradient(of);
            self.set(cell, value - step);
            let down = self.gradient(of);
            self.set(cell, value);
            whole.set_column(a, &((up - down) / (4.0 * step)));
        }
        (&whole + whole.transpose()) / 2.0
    }
}

fn columns<'a>(frame: &'a psychometrics::answers::Frame, names: &[String]) -> Vec<&'a [f64]> {
    frame.select(names).unwrap()
}

fn means(columns: &[&[f64]]) -> Vec<f64> {
    columns.iter().map(|column| column.iter().sum::<f64>() / column.len() as f64).collect()
}

#[test]
fn em_moments_of_incomplete_rows_are_those_of_the_reference() {
    let (frame, names) = (reference::synthetic_missing(), reference::items());
    let expected = reference::reference("synthetic_missing__cfa16_fiml");
    let cases = Cases::new(&names, &columns(&frame, &names)).unwrap();
    assert_eq!(cases.patterns() as f64, number(&expected["n_patterns"]));
    let fiml = Fiml::new(&[cases]).unwrap();
    let found = &fiml.list[0].saturated;
    assert!(found.converged);
    near("log likelihood", found.log_likelihood, number(&expected["unrestricted_logl"]), 1e-10);
    let moments = &expected["h1_em_moments"][0];
    let covariance = matrix(&moments["cov"]);
    let mut worst = 0.0_f64;
    for (i, row) in covariance.iter().enumerate() {
        for (j, expected) in row.iter().enumerate() {
            worst = worst.max((found.covariance[(i, j)] - expected).abs());
        }
    }
    let mean = reference::by_name(&moments["mean"], &names);
    let worst_mean = mean.iter().zip(found.mean.iter()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(worst < 2e-5 && worst_mean < 2e-5);
    let base = 2.0 * (fiml.saturated_log_likelihood() - fiml.independence_log_likelihood());
    near("baseline", base, number(&expected["baseline_chisq"]), 1e-9);
}

#[test]
fn the_likelihood_its_slope_and_its_errors_at_the_reference_with_incomplete_rows() {
    let (frame, names) = (reference::synthetic_missing(), reference::items());
    let expected = reference::reference("synthetic_missing__cfa16_fiml");
    let cases = Cases::new(&names, &columns(&frame, &names)).unwrap();
    let fiml = Fiml::new(&[cases]).unwrap();
    let mut model = Cfa::of(&expected, &names, vec![0.0; 48]);
    assert_eq!(model.free.len(), 264);
    let value = fiml.value(0, &model.implied()).unwrap();
    near("chi2", value * 2000.0, number(&expected["chisq"]), 1e-7);
    for kind in [Information::Expected, Information::Observed] {
        fiml.evaluate(0, &model.implied(), &model.directions(), kind).unwrap();
    }
    assert!(model.gradient(&fiml).amax() < 1e-5);
    let information = model.observed(&fiml);
    let found = (information.cholesky().unwrap().inverse() / 2000.0).diagonal().map(f64::sqrt);
    let worst = model.errors.iter().zip(found.iter()).map(|(a, b)| (b / a - 1.0).abs()).fold(0.0, f64::max);
    assert!(worst < 1e-4);
}

#[test]
fn analytic_curvature_agrees_with_differences_where_the_moments_are_the_parameters() {
    let (frame, names) = (reference::synthetic_missing(), reference::items()[..5].to_vec());
    let cases = Cases::new(&names, &columns(&frame, &names)).unwrap();
    let fiml = Fiml::new(&[cases]).unwrap();
    let found = &fiml.list[0].saturated;
    let mut model = Cfa {
        loadings: DMatrix::identity(5, 5),
        factors: &found.covariance * 1.3,
        residuals: DVector::zeros(5),
        means: &found.mean + DVector::from_element(5, 0.2),
        free: Vec::new(),
        errors: Vec::new(),
    };
    model.free = (0..5).flat_map(|i| (0..=i).map(move |j| Cell::Factor(i, j))).collect();
    model.free.extend((0..5).map(Cell::Mean));
    let numeric = model.observed(&fiml);
    let analytic =
        fiml.evaluate(0, &model.implied(), &model.directions(), Information::Observed).unwrap().curvature
            / 2.0;
    assert!((numeric - analytic).amax() < 1e-7);
}

/// Everything MLR says of one complete group.
fn check_mlr(reference: &Value, names: &[String], columns: &[&[f64]], tolerance: f64) {
    let cases = Cases::new(names, columns).unwrap();
    let n = cases.rows() as f64;
    let mut model = Cfa::of(reference, names, means(columns));
    let fiml = Fiml::new(std::slice::from_ref(&cases)).unwrap();
    let fit = &reference["fit_measures"];
    let chi2 = n * fiml.value(0, &model.implied()).unwrap();
    near("chi2", chi2, number(&fit["chisq"]), 1e-9);
    assert!(model.gradient(&fiml).amax() < 1e-5);
    let bread = model.observed(&fiml).cholesky().unwrap().inverse();
    let implied = model.implied();
    let weight = implied.covariance.clone().cholesky().unwrap().inverse();
    let scores = score_products(&cases, &implied.mean, &weight, &model.directions());
    let errors = robust::sandwich(&bread, &scores.meat(), n);
    for (a, error) in model.errors.iter().enumerate() {
        near("standard error", errors[(a, a)].sqrt() / error, 1.0, tolerance);
    }
    let saturated = robust::saturated_trace(&cases, false).unwrap();
    let p = names.len() as f64;
    near("h1", saturated / (p * (p + 1.0) / 2.0), number(&fit["scaling.factor.h1"]), 1e-9);
    let trace = (&bread * scores.meat()).trace();
    near("h0", trace / model.free.len() as f64, number(&fit["scaling.factor.h0"]), tolerance);
    let df = number(&fit["df"]);
    let test =
        robust::scaled_test(robust::Correction::YuanBentlerMplus, chi2, df, saturated - trace, f64::NAN);
    near("scaled", test.statistic, number(&fit["chisq.scaled"]), tolerance);
    near("scaled p", test.p_value, number(&fit["pvalue.scaled"]), tolerance);
    let baseline = psychometrics::sem::saturated::independence(&cases, false);
    let factor = (saturated - baseline.trace) / number(&fit["baseline.df"]);
    near("baseline factor", factor, number(&fit["baseline.chisq.scaling.factor"]), 1e-9);
    let base = 2.0 * (fiml.saturated_log_likelihood() - fiml.independence_log_likelihood());
    let base_df = number(&fit["baseline.df"]);
    let kind = robust::Correction::YuanBentlerMplus;
    let scaled = robust::scaled_test(kind, base, base_df, saturated - baseline.trace, f64::NAN);
    let (model, none) = (Tested { chi2, df, scaled: test }, Tested { chi2: base, df: base_df, scaled });
    check_indices(&robust_fit(&model, &none, n, 1, None), fit, tolerance);
}

/// Every index whose name the reference has.
fn check_indices(found: &RobustFit, fit: &Value, tolerance: f64) {
    let written = serde_json::to_value(found).unwrap();
    let mut known = 0;
    for (name, value) in written.as_object().unwrap() {
        let dotted = name.replace('_', ".");
        if !fit[&dotted].is_null() {
            // The peer's interval is found to four digits only.
            let within = if dotted.contains(".ci.") { tolerance.max(2e-5) } else { tolerance };
            near(name, number(value), number(&fit[&dotted]), within);
            known += 1;
        }
    }
    assert!(known >= 28, "only {known} indices were compared");
}

#[test]
fn robust_errors_and_scaled_tests_of_holzinger_are_those_of_the_reference() {
    let (frame, names) = (reference::holzinger(), reference::tests_of_holzinger());
    let expected = reference::reference("holzinger__cfa_mlr");
    check_mlr(&expected, &names, &columns(&frame, &names), 1e-6);
}

#[test]
fn robust_errors_and_scaled_tests_of_sixteen_factors_are_those_of_the_reference() {
    let (frame, names) = (reference::synthetic_complete(), reference::items());
    let expected = reference::reference("synthetic_complete__cfa16_mlr");
    check_mlr(&expected, &names, &columns(&frame, &names), 1e-4);
}

#[test]
fn traces_by_whole_matrices_and_by_rows_are_the_same() {
    use psychometrics::sem::gamma::{any_weights, normal_both, normal_first, u_gamma};
    let (frame, names) = (reference::holzinger(), reference::tests_of_holzinger());
    let columns = columns(&frame, &names);
    let cases = Cases::new(&names, &columns).unwrap();
    let model = Cfa::of(&reference::reference("holzinger__cfa_ml"), &names, means(&columns));
    let implied = model.implied();
    let weight = implied.covariance.clone().cholesky().unwrap().inverse();
    let fiml = Fiml::new(std::slice::from_ref(&cases)).unwrap();
    let directions = model.directions();
    let information = fiml.evaluate(0, &implied, &directions, Information::Expected).unwrap().curvature / 2.0;
    let inverse = information.cholesky().unwrap().inverse();
    let one = normal_first(&cases, 1.0, &implied.mean, &weight, &directions, false);
    let two = normal_both(&cases, 1.0, &implied.mean, &weight, &directions, false).unwrap();
    near("trace", one.trace, two.trace, 1e-10);
    assert!((&one.first - &two.first).amax() < 1e-9);
    let (a, b) = (u_gamma(&[one], &inverse).0, u_gamma(std::slice::from_ref(&two), &inverse));
    near("first", a, b.0, 1e-9);
    let test = robust::scaled_test(robust::Correction::SatorraBentler, 85.305_521_77, 24.0, b.0, b.1);
    // What the peer prints for the same model with MLM.
    near("scaled", test.statistic, 80.872, 1e-4);
    // The same through the unturned weight matrix of normal theory.
    let gamma = psychometrics::sem::gamma::adf(&cases, &implied.mean, None, false, false);
    let p = names.len();
    let pairs: Vec<(usize, usize)> = (0..p).flat_map(|j| (j..p).map(move |i| (i, j))).collect();
    let normal = DMatrix::from_fn(pairs.len(), pairs.len(), |a, b| {
        let ((i, j), (k, l)) = (pairs[a], pairs[b]);
        let whole = weight[(i, k)] * weight[(j, l)] + weight[(i, l)] * weight[(j, k)];
        whole * if i == j { 0.5 } else { 1.0 } * if k == l { 0.5 } else { 1.0 }
    });
    let three = any_weights(1.0, &normal, &gamma, &directions.jacobian(false));
    let c = u_gamma(&[three], &inverse);
    near("first", b.0, c.0, 1e-9);
    near("second", b.1, c.1, 1e-9);
}
