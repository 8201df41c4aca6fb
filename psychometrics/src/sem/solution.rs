//! What a fit gives back: parameters with their errors, fit, residuals, what could be changed.
//! Not here: how each is computed.

use nalgebra::{DMatrix, DVector};

use super::corrections::corrections;
use super::estimator::{Errors, Estimator, Test};
use super::fitted::Fitted;
use super::measures::{Fit, measures};
use super::modification::{Modification, Release, modification, releases};
use super::objective::Information;
use super::options::Likelihood;
use super::reliability::{Reliability, reliability};
use super::residuals::{GroupMoments, moments};
use super::scores::{Weights, weights};
use super::search::Ending;
use super::shifted::Slopes;
use super::standard::{Standardized, standardized};
use super::tokens::Operator;
use crate::Result;
use crate::numeric::normal;
use crate::numeric::serial;

/// A fitted model.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Solution {
    /// Estimator.
    pub estimator: Estimator,
    /// Divisor of the covariances.
    pub likelihood: Likelihood,
    /// Information behind the standard errors.
    pub information: Information,
    /// How the standard errors are made.
    pub errors: Errors,
    /// The test beside the plain one.
    pub test: Test,
    /// Whether means are modelled.
    pub means: bool,
    /// Observed variables in the model's order.
    pub observed: Vec<String>,
    /// Latent variables.
    pub latent: Vec<String>,
    /// Names of the groups; one empty name where there is only one.
    pub groups: Vec<String>,
    /// Rows used in each group.
    pub rows: Vec<usize>,
    /// How the search ended.
    pub ending: Ending,
    /// Every parameter, free or fixed, in the table's order; defined ones at the end.
    pub parameters: Vec<Parameter>,
    /// Names of the free parameters, for `vcov`.
    pub free: Vec<String>,
    /// Covariances of the free parameters.
    #[serde(serialize_with = "serial::maybe_rows")]
    pub vcov: Option<DMatrix<f64>>,
    /// Test, likelihood and indices of fit.
    pub fit: Fit,
    /// Sample moments, implied moments and what is between them, for each group.
    pub moments: Vec<GroupMoments>,
    /// Share of variance explained of everything that something explains.
    pub r_squared: Vec<RSquared>,
    /// Reliability of each factor with observed indicators.
    pub reliability: Vec<Reliability>,
    /// What freeing each fixed parameter would do; largest index first.
    pub modification: Vec<Modification>,
    /// What releasing each equality would do.
    pub releases: Vec<Release>,
    /// Weights of factor scores, for each group.
    pub score_weights: Vec<Weights>,
    /// For the difference of scaled and shifted tests.
    #[serde(skip)]
    pub(crate) slopes: Option<Slopes>,
    /// What should be looked at before the numbers are believed.
    pub warnings: Vec<String>,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Parameter {
    /// Left side.
    pub lhs: String,
    /// Operator.
    pub op: Operator,
    /// Right side; empty for an intercept, the formula for a defined parameter.
    pub rhs: String,
    /// Group, from 1; 0 for a defined parameter.
    pub group: usize,
    /// Label; may be empty.
    pub label: String,
    /// Whether it was estimated.
    pub free: bool,
    /// Whether it is a sample moment of given variables.
    pub given: bool,
    /// Number among the distinct free parameters, from 1; 0 where fixed. Equal parameters share it.
    pub number: usize,
    /// Estimate.
    pub est: f64,
    /// Standard error; 0 where fixed, absent where the information has no inverse.
    pub se: Option<f64>,
    /// Estimate over standard error.
    pub z: Option<f64>,
    /// Two-sided p of `z`.
    pub p: Option<f64>,
    /// Lower confidence limit.
    pub ci_lower: Option<f64>,
    /// Upper confidence limit.
    pub ci_upper: Option<f64>,
    /// Latent variables standardised.
    pub std_lv: Option<Standardized>,
    /// All variables standardised.
    pub std_all: Option<Standardized>,
    /// All but given variables standardised.
    pub std_nox: Option<Standardized>,
}

/// Explained variance of one variable.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct RSquared {
    /// Group, from 1.
    pub group: usize,
    /// The variable.
    pub variable: String,
    /// One minus residual over total variance.
    pub value: f64,
}

/// Everything that is asked for about a fitted model.
pub(crate) fn solution(mut fitted: Fitted) -> Result<Solution> {
    let moments = moments(&fitted);
    let mut fit = measures(&fitted, &moments)?;
    let mut slopes = None;
    let base = (fit.baseline_chisq, fit.baseline_df);
    if let Some(found) = corrections(&fitted, (fit.chisq, fit.df), base)? {
        fitted.vcov = found.vcov;
        slopes = found.slopes;
        fit.robust = found.fit;
        (fit.scaling_factor_h1, fit.scaling_factor_h0) =
            (found.factors.map(|f| f.0), found.factors.map(|f| f.1));
    }
    let fitted = &fitted;
    let options = &fitted.options;
    let (modification, releases) = if options.modification {
        (modification(fitted)?, releases(fitted)?)
    } else {
        (Vec::new(), Vec::new())
    };
    Ok(Solution {
        estimator: options.estimator,
        likelihood: options.likelihood,
        information: options.information(),
        errors: options.errors(),
        test: options.test(),
        means: fitted.table.means,
        observed: fitted.table.names.observed.clone(),
        latent: fitted.table.names.latent.clone(),
        groups: fitted.labels.clone(),
        rows: fitted.samples.iter().map(|sample| sample.rows).collect(),
        ending: fitted.ending.clone(),
        parameters: parameters(fitted)?,
        free: free_names(fitted),
        vcov: fitted.vcov.clone(),
        warnings: super::warnings::warnings(fitted, &fit),
        fit,
        r_squared: r_squared(fitted),
        reliability: reliability(fitted),
        moments,
        modification,
        releases,
        score_weights: if fitted.layout.ordinal() { Vec::new() } else { weights(fitted)? },
        slopes,
    })
}

/// Names of the free parameters: the label, or how the first row with it is written.
fn free_names(fitted: &Fitted) -> Vec<String> {
    let mut names = vec![String::new(); fitted.table.slots];
    for row in &fitted.table.rows {
        let Some(slot) = row.slot.filter(|&slot| names[slot].is_empty()) else { continue };
        names[slot] = if !row.label.is_empty() {
            row.label.clone()
        } else if row.group > 1 {
            format!("{}{}{}.g{}", row.lhs, row.op.sign(), row.rhs, row.group)
        } else {
            format!("{}{}{}", row.lhs, row.op.sign(), row.rhs)
        };
    }
    names
}

fn parameters(fitted: &Fitted) -> Result<Vec<Parameter>> {
    let estimates = fitted.estimates();
    let standard = standardized(fitted, &estimates)?;
    let mut found = Vec::with_capacity(fitted.table.rows.len());
    for (at, row) in fitted.table.rows.iter().enumerate() {
        let se = match row.slot {
            None => Some(0.0),
            Some(slot) => fitted.vcov.as_ref().map(|vcov| vcov[(slot, slot)].max(0.0).sqrt()),
        };
        let mut one = Parameter {
            lhs: row.lhs.clone(),
            op: row.op,
            rhs: row.rhs.clone(),
            group: row.group,
            label: row.label.clone(),
            free: row.slot.is_some(),
            given: row.given,
            number: row.slot.map_or(0, |slot| slot + 1),
            ..blank(estimates[at], se, row.slot.is_some(), fitted.options.level)
        };
        let [lv, all, nox] = &standard;
        (one.std_lv, one.std_all, one.std_nox) = (lv[at], all[at], nox[at]);
        found.push(one);
    }
    let rows = fitted.table.rows.len();
    for (at, defined) in fitted.constraints.definitions().iter().enumerate() {
        let slope = fitted.constraints.defined(at, &fitted.parameters)?;
        let by = DVector::from_vec(slope.by);
        let se = fitted.vcov.as_ref().map(|vcov| by.dot(&(vcov * &by)).max(0.0).sqrt());
        let mut one = Parameter {
            lhs: defined.name.clone(),
            op: Operator::Defines,
            rhs: defined.text.clone(),
            label: defined.name.clone(),
            ..blank(slope.value, se, true, fitted.options.level)
        };
        let [lv, all, nox] = &standard;
        (one.std_lv, one.std_all, one.std_nox) = (lv[rows + at], all[rows + at], nox[rows + at]);
        found.push(one);
    }
    Ok(found)
}

/// A parameter's numbers; its names are filled in by the caller.
fn blank(est: f64, se: Option<f64>, moves: bool, level: f64) -> Parameter {
    let z = se.filter(|&se| moves && se > 0.0).map(|se| est / se);
    let width = normal::quantile(0.5 + 0.5 * level);
    Parameter {
        lhs: String::new(),
        op: Operator::Defines,
        rhs: String::new(),
        group: 0,
        label: String::new(),
        free: false,
        given: false,
        number: 0,
        est,
        se,
        z,
        p: z.map(|z| 2.0 * normal::below(-z.abs())),
        ci_lower: se.map(|se| est - width * se),
        ci_upper: se.map(|se| est + width * se),
        std_lv: None,
        std_all: None,
        std_nox: None,
    }
}

fn r_squared(fitted: &Fitted) -> Vec<RSquared> {
    let (layout, mut found) = (&fitted.layout, Vec::new());
    for (group, matrices) in fitted.matrices.iter().enumerate() {
        let mut put = |variable: &String, residual: f64, total: f64| {
            let value = if total > 0.0 { 1.0 - residual / total } else { f64::NAN };
            found.push(RSquared { group: group + 1, variable: variable.clone(), value });
        };
        for (at, name) in layout.observed.iter().enumerate() {
            let raised = layout.stands_for.iter().position(|&of| of == at).map(|place| place + layout.latent);
            let sigma = fitted.implied[group].covariance[(at, at)];
            match raised {
                Some(row) if matrices.beta.row(row).amax() > 0.0 => {
                    if layout.thresholds[at] > 0 {
                        let whole = matrices.covariance();
                        let common = whole[(at, at)] - matrices.psi[(row, row)];
                        let scale = super::scaling::scales(matrices, layout, &whole)[at];
                        put(name, 1.0 - common * scale * scale, 1.0);
                    } else {
                        put(name, matrices.psi[(row, row)], sigma);
                    }
                }
                None if matrices.lambda.row(at).amax() > 0.0 => {
                    if layout.thresholds[at] > 0 {
                        let common = matrices.covariance()[(at, at)] - matrices.theta[(at, at)];
                        let scale = super::scaling::scales(matrices, layout, &matrices.covariance())[at];
                        put(name, 1.0 - common * scale * scale, 1.0);
                    } else {
                        put(name, matrices.theta[(at, at)], sigma);
                    }
                }
                _ => {}
            }
        }
        for at in 0..layout.latent {
            if matrices.beta.row(at).amax() > 0.0 {
                put(&layout.hidden[at], matrices.psi[(at, at)], matrices.hidden[(at, at)]);
            }
        }
    }
    found
}
