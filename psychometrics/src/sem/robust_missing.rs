//! Scaled tests and corrected fit indices with missing values.
//! Not here: the estimates and their sandwich (`fiml`, `gamma_scores`), complete rows (`robust`).
//!
//! These need the information of all means and covariances at the saturated solution, a matrix with one row for each
//! moment; that is the one place where such a matrix is formed.

use nalgebra::{DMatrix, DVector};

use super::fiml::Group;
use super::fiml_cases::Cases;
use super::fiml_information::{through, traces};
use super::fiml_point::Point;
use super::fitted::inverted;
use super::gamma_blocks::{across, mirror};
use super::gamma_factor::inverse;
use super::gamma_scores::score_products;
use super::objective::{Direction, Directions, Implied, Information};
use crate::numeric::linear;
use crate::{Error, Result};

/// Each mean, then each covariance (lower triangle column by column), as a parameter of its own.
#[must_use]
pub fn moments(p: usize) -> Directions {
    let none = Direction { left: 0, right: 0, weight: 0.0, mean: 0, mean_weight: 0.0 };
    let means = (0..p).map(|j| Direction { mean: j, mean_weight: 1.0, ..none });
    let pairs = (0..p).flat_map(|j| (j..p).map(move |i| (i, j)));
    let covariances =
        pairs.map(|(i, j)| Direction { left: i, right: j, weight: if i == j { 0.5 } else { 1.0 }, ..none });
    Directions { pool: DMatrix::identity(p, p), list: means.chain(covariances).collect(), dense: None }
}

/// Information of all means and covariances of one group at its saturated solution, per row.
#[derive(Debug, Clone)]
pub struct SaturatedInformation {
    /// Observed information.
    pub observed: DMatrix<f64>,
    /// Its inverse.
    pub inverse: DMatrix<f64>,
    /// Information from products of casewise scores.
    pub first_order: DMatrix<f64>,
}

/// Both informations of a group.
///
/// # Errors
/// [`crate::Error::NotPositiveDefinite`] where moments are not identified, as with variables never there together.
pub fn saturated_information(cases: &Cases<'_>, group: &Group) -> Result<SaturatedInformation> {
    let all = moments(cases.variables());
    let point = Point::new(&group.saturated.mean, &group.saturated.covariance)?;
    let observed = group.rows.curvature(&point, &all, Information::Observed).information / group.rows.count;
    Ok(SaturatedInformation {
        inverse: inverse(&observed, "the information of the saturated moments")?,
        observed,
        first_order: score_products(cases, &point.mean, &point.weight, &all).meat(),
    })
}

impl SaturatedInformation {
    /// `tr(A1^-1 B1)`: what the scaled test of MLR with missing values starts from.
    #[must_use]
    pub fn trace(&self) -> f64 {
        self.inverse.dot(&self.first_order)
    }
}

/// One group of a model fitted to incomplete rows.
#[derive(Debug, Clone, Copy)]
pub struct Fitted<'a> {
    /// Its rows.
    pub cases: &'a Cases<'a>,
    /// The same gathered, with the saturated solution.
    pub group: &'a Group,
    /// Moments the model implies at the estimates.
    pub implied: &'a Implied,
    /// Their derivatives in the group's parameters.
    pub directions: &'a Directions,
    /// Which free parameter each of the group's parameters is.
    pub slots: &'a [usize],
    /// Given variables, whose covariances the independence model keeps.
    pub given: &'a [usize],
}

/// What corrected CFI, TLI and RMSEA are made of (see [`super::robust_fit`]).
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Corrected {
    /// `N F` of the model as if the reference moments came from complete data.
    pub chi2: f64,
    /// Its expectation under the model, in place of the degrees of freedom.
    pub trace: f64,
    /// The same of the independence model.
    pub baseline_chi2: f64,
    /// Its expectation.
    pub baseline_trace: f64,
}

/// Fit of incomplete rows judged on the scale of complete ones (Zhang & Savalei 2022): version 6, or version 3 where
/// the fit is `robust` to non-normality. The information of the model's `size` free parameters is taken at the saturated
/// moments; `space` spans the parameters that satisfy its equality constraints, where it has any.
///
/// # Errors
/// As [`saturated_information`]; [`Error::Singular`] where the model is not identified there.
pub fn corrected(
    groups: &[Fitted<'_>],
    size: usize,
    space: Option<&DMatrix<f64>>,
    robust: bool,
) -> Result<Corrected> {
    let total: f64 = groups.iter().map(|group| group.group.rows.count).sum();
    let mut sums = Sums {
        traces: 0.0,
        baseline: 0.0,
        information: DMatrix::zeros(size, size),
        complete: DMatrix::zeros(size, size),
        crossed: DMatrix::zeros(size, size),
        meat: DMatrix::zeros(size, size),
    };
    let mut found = Corrected { chi2: 0.0, trace: 0.0, baseline_chi2: 0.0, baseline_trace: 0.0 };
    for fitted in groups {
        let saturated = &fitted.group.saturated;
        let n = fitted.group.rows.count;
        found.chi2 += n * complete_discrepancy(fitted.implied, &saturated.mean, &saturated.covariance)?;
        let alone = &fitted.group.independence;
        let alone = Implied {
            mean: alone.mean.clone(),
            covariance: kept_covariances(&alone.variance, &saturated.covariance, fitted.given),
            thresholds: DVector::zeros(0),
        };
        found.baseline_chi2 += n * complete_discrepancy(&alone, &saturated.mean, &saturated.covariance)?;
        sums.add(fitted, n / total, robust)?;
    }
    let inverse = inverted(&sums.information, space).ok_or_else(|| Error::Singular {
        what: "the information of the model at the saturated moments".to_owned(),
        why: "the model may not be identified".to_owned(),
    })?;
    let left = &inverse * &sums.complete;
    found.trace = sums.traces
        + if robust {
            (&left * (&inverse * &sums.meat)).trace() - 2.0 * (&inverse * &sums.crossed).trace()
        } else {
            -left.trace()
        };
    found.baseline_trace = sums.baseline;
    Ok(found)
}

/// Variances alone, and what given variables share.
fn kept_covariances(variance: &DVector<f64>, saturated: &DMatrix<f64>, given: &[usize]) -> DMatrix<f64> {
    let mut covariance = DMatrix::from_diagonal(variance);
    for &i in given {
        for &j in given.iter().filter(|&&j| j != i) {
            covariance[(i, j)] = saturated[(i, j)];
        }
    }
    covariance
}

/// Minus two times the log likelihood ratio per row of complete data with these moments.
fn complete_discrepancy(implied: &Implied, mean: &DVector<f64>, covariance: &DMatrix<f64>) -> Result<f64> {
    let point = Point::new(&implied.mean, &implied.covariance)?;
    let sample = linear::log_determinant(&linear::factor(covariance, "the saturated covariance")?);
    let rest = mean - &implied.mean;
    #[allow(clippy::cast_precision_loss)]
    let p = mean.len() as f64;
    let quadratic = (rest.transpose() * &point.weight * &rest)[(0, 0)];
    Ok(point.log_determinant - sample + point.weight.dot(covariance) - p + quadratic)
}

/// Sums over groups, in the free parameters, of what the traces are made of.
struct Sums {
    traces: f64,
    baseline: f64,
    /// `sum share Delta' Wm Delta`.
    information: DMatrix<f64>,
    /// `sum share Delta' Wc Delta`.
    complete: DMatrix<f64>,
    /// `sum share Delta' J Wm^-1 Wc Delta`.
    crossed: DMatrix<f64>,
    /// `sum share Delta' J Delta`.
    meat: DMatrix<f64>,
}

impl Sums {
    fn add(&mut self, fitted: &Fitted<'_>, share: f64, robust: bool) -> Result<()> {
        let saturated = &fitted.group.saturated;
        let weight = Point::new(&saturated.mean, &saturated.covariance)?.weight;
        let all = moments(fitted.cases.variables());
        let complete = complete_information(&all, &weight);
        let information = saturated_information(fitted.cases, fitted.group)?;
        let spread = if robust {
            &information.inverse * &information.first_order * &information.inverse
        } else {
            information.inverse.clone()
        };
        self.traces += complete.dot(&spread);
        let delta = fitted.directions.jacobian(true);
        let pressed = &complete * &delta;
        gather(&mut self.complete, &across(&delta, &pressed), fitted.slots, share);
        let observed = &information.observed * &delta;
        gather(&mut self.information, &across(&delta, &observed), fitted.slots, share);
        if robust {
            let turned = &information.first_order * (&information.inverse * &pressed);
            gather(&mut self.crossed, &across(&delta, &turned), fitted.slots, share);
            let scores = score_products(fitted.cases, &saturated.mean, &weight, fitted.directions);
            gather(&mut self.meat, &scores.meat(), fitted.slots, share);
        }
        self.baseline += independence_trace(
            (fitted.cases.variables(), fitted.given),
            &complete,
            &information,
            &spread,
            robust,
        )?;
        Ok(())
    }
}

/// The trace of the independence model: its parameters are the means and variances themselves.
fn independence_trace(
    (p, given): (usize, &[usize]),
    complete: &DMatrix<f64>,
    information: &SaturatedInformation,
    spread: &DMatrix<f64>,
    robust: bool,
) -> Result<f64> {
    let pairs = given.iter().flat_map(|&j| given.iter().filter(move |&&i| i > j).map(move |&i| (i, j)));
    let variances = (0..p).map(|j| (j, j));
    let places = variances.chain(pairs).map(|(i, j)| p + super::gamma::vech(p, i, j));
    let own: Vec<usize> = (0..p).chain(places).collect();
    let inner =
        |matrix: &DMatrix<f64>| DMatrix::from_fn(own.len(), own.len(), |a, b| matrix[(own[a], own[b])]);
    let bread = inverse(&inner(&information.observed), "the information of the independence model")?;
    let left = &bread * inner(complete);
    let whole = complete.dot(spread);
    if !robust {
        return Ok(whole - left.trace());
    }
    let crossed = &information.first_order * (&information.inverse * complete);
    let meat = &bread * inner(&information.first_order);
    Ok(whole - 2.0 * (&bread * inner(&crossed)).trace() + (left * meat).trace())
}

/// Information of means and covariances of complete normal rows.
fn complete_information(all: &Directions, weight: &DMatrix<f64>) -> DMatrix<f64> {
    let inner = through(&all.pool, weight);
    let mut whole = traces(all, &inner, &(&inner * 0.5));
    let p = weight.nrows();
    whole.view_mut((0, 0), (p, p)).copy_from(weight);
    mirror(&mut whole);
    whole
}

/// Adds a group's matrix to the free parameters its own parameters are.
pub fn gather(whole: &mut DMatrix<f64>, part: &DMatrix<f64>, slots: &[usize], share: f64) {
    for (b, &to) in slots.iter().enumerate() {
        for (a, &from) in slots.iter().enumerate() {
            whole[(from, to)] += share * part[(a, b)];
        }
    }
}
