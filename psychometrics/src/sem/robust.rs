//! Standard errors and tests that hold without normality: sandwiches, scaled statistics, scaled differences.
//! Not here: the sums over rows they stand on (`gamma`, `gamma_scores`), fit indices (`robust_fit`).

use nalgebra::{DMatrix, DVector};
use serde::Serialize;

use super::fiml_cases::Cases;
use super::fiml_point::Point;
use super::gamma_scores::distances;
use crate::Result;
use crate::numeric::chisquare;

/// Covariance of estimates `A^-1 B A^-1 / N` from the inverse information `bread = A^-1` and the `meat = B` of one row.
///
/// With observed information and [`super::gamma_scores::ScoreProducts::meat`] these are Huber-White standard errors
/// (MLR); with expected information `Delta'V Delta` and `Delta'V Gamma V Delta` those of Browne and Satorra-Bentler
/// (MLM, WLSMV).
#[must_use]
pub fn sandwich(bread: &DMatrix<f64>, meat: &DMatrix<f64>, rows: f64) -> DMatrix<f64> {
    bread * meat * bread / rows
}

/// Which correction a scaled test makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Correction {
    /// `T / (tr(U Gamma) / df)` (Satorra & Bentler 1994).
    SatorraBentler,
    /// `T / ((tr(A1^-1 B1) - tr(A0^-1 B0)) / df)`, traces of the saturated model and of the model (Yuan & Bentler 2000
    /// as approximated by Asparouhov & Muthen 2005).
    YuanBentlerMplus,
    /// `T / (tr(U Gamma) / df)` with the information of the rows in `U` (Yuan & Bentler 2000).
    YuanBentler,
    /// `T / (tr / df*)` with `df* = tr(U Gamma)^2 / tr((U Gamma)^2)` (Satterthwaite).
    MeanVarAdjusted,
    /// `a T + df - a tr(U Gamma)` with `a = sqrt(df / tr((U Gamma)^2))` (Asparouhov & Muthen 2010).
    ScaledShifted,
}

/// A test statistic made to behave like a chi-square.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScaledTest {
    /// How.
    pub correction: Correction,
    /// The corrected statistic; the plain one where there are no degrees of freedom, NaN where the factor is negative.
    pub statistic: f64,
    /// Its degrees of freedom; a fraction for `mean_var_adjusted`.
    pub df: f64,
    /// Probability of at least this statistic if the model holds.
    pub p_value: f64,
    /// What the plain statistic was divided by.
    pub scaling_factor: f64,
    /// What was added afterwards; 0 except for `scaled_shifted`.
    pub shift: f64,
    /// `tr(U Gamma)` or the difference of traces that stands for it.
    pub trace: f64,
}

/// Makes the corrected test of `chi2` with `df` degrees of freedom from `tr(U Gamma)` and `tr((U Gamma)^2)`; the second
/// may be NaN where the correction does not use it.
#[must_use]
pub fn scaled_test(correction: Correction, chi2: f64, df: f64, trace: f64, square: f64) -> ScaledTest {
    let (scaling_factor, degrees, shift) = match correction {
        Correction::SatorraBentler | Correction::YuanBentler | Correction::YuanBentlerMplus => {
            (trace / df, df, 0.0)
        }
        Correction::MeanVarAdjusted => (square / trace, trace * trace / square, 0.0),
        Correction::ScaledShifted => {
            let a = (df / square).sqrt();
            (a.recip(), df, df - a * trace)
        }
    };
    let usable = df > 0.0 && scaling_factor > 0.0 && scaling_factor.is_finite();
    // Without degrees of freedom there is nothing to scale.
    let statistic = match usable {
        true => chi2 / scaling_factor + shift,
        false if df == 0.0 => chi2,
        false => f64::NAN,
    };
    let degrees = if df == 0.0 { 0.0 } else { degrees };
    ScaledTest {
        correction,
        statistic,
        df: degrees,
        p_value: above(statistic, degrees),
        scaling_factor: if usable { scaling_factor } else { f64::NAN },
        shift: if usable { shift } else { f64::NAN },
        trace,
    }
}

/// Probability that a chi-square with `df` degrees of freedom is at least `statistic`; NaN where either is no number.
#[must_use]
pub fn above(statistic: f64, df: f64) -> f64 {
    if df > 0.0 && statistic.is_finite() { chisquare::above(statistic.max(0.0), df) } else { f64::NAN }
}

/// `tr(A1^-1 B1)` of the saturated model of one group of complete rows, in closed form from squared Mahalanobis
/// distances: `(mean d^4 - p) / 2`, plus `p` where means are part of the model.
///
/// # Errors
/// [`crate::Error::NotPositiveDefinite`] for a singular sample covariance; [`crate::Error::Argument`] for incomplete rows
/// (see [`super::robust_missing`]).
pub fn saturated_trace(cases: &Cases<'_>, means: bool) -> Result<f64> {
    let Some((mean, covariance)) = cases.moments() else {
        return Err(crate::Error::Argument {
            what: "rows".to_owned(),
            why: "must be complete for the closed form of the saturated trace".to_owned(),
        });
    };
    saturated_trace_at(cases, &mean, &covariance, means)
}

/// As [`saturated_trace`], where mean and covariance (divisor n) of the rows are known already.
///
/// # Errors
/// [`crate::Error::NotPositiveDefinite`] for a singular sample covariance.
#[allow(clippy::cast_precision_loss)]
pub fn saturated_trace_at(
    cases: &Cases<'_>,
    mean: &DVector<f64>,
    covariance: &DMatrix<f64>,
    means: bool,
) -> Result<f64> {
    let point = Point::new(mean, covariance)?;
    let (_, fourth) = distances(cases, mean, &point.weight);
    let p = cases.variables() as f64;
    Ok(0.5 * (fourth / cases.rows() as f64 - p) + if means { p } else { 0.0 })
}

/// The saturated trace where the moments among some variables are given and not modelled (lavaan's `fixed.x`): what
/// all variables have less what the given ones have by themselves, since given them the rest is a model of its own.
///
/// # Errors
/// As [`saturated_trace_at`].
pub fn saturated_trace_given(
    cases: &Cases<'_>,
    mean: &DVector<f64>,
    covariance: &DMatrix<f64>,
    means: bool,
    given: &[usize],
) -> Result<f64> {
    let all = saturated_trace_at(cases, mean, covariance, means)?;
    if given.is_empty() {
        return Ok(all);
    }
    let some = cases.only(given);
    let own = DVector::from_iterator(given.len(), given.iter().map(|&j| mean[j]));
    let block = DMatrix::from_fn(given.len(), given.len(), |i, j| covariance[(given[i], given[j])]);
    Ok(all - saturated_trace_at(&some, &own, &block, means)?)
}

/// `tr(A0^-1 B0)` of the independence model in closed form: the terms of [`super::saturated::Independence::traces`]
/// without those of given variables, whose moments make a saturated model of their own.
///
/// # Errors
/// As [`saturated_trace_at`].
pub fn independence_trace(
    cases: &Cases<'_>,
    traces: &[f64],
    mean: &DVector<f64>,
    covariance: &DMatrix<f64>,
    means: bool,
    given: &[usize],
) -> Result<f64> {
    let own = traces.iter().enumerate().filter(|(j, _)| !given.contains(j)).map(|(_, trace)| trace).sum();
    if given.is_empty() {
        return Ok(own);
    }
    let part = DVector::from_iterator(given.len(), given.iter().map(|&j| mean[j]));
    let block = DMatrix::from_fn(given.len(), given.len(), |i, j| covariance[(given[i], given[j])]);
    Ok(own + saturated_trace_at(&cases.only(given), &part, &block, means)?)
}

/// Scaling factors of the log likelihood and of the test under MLR.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LikelihoodScaling {
    /// `tr(A1^-1 B1)` over the number of saturated moments.
    pub saturated: f64,
    /// `tr(A0^-1 B0)` over the number of parameters, before equality constraints as lavaan counts them.
    pub model: f64,
}

/// A scaled difference of two nested models' statistics.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScaledDifference {
    /// `(T0 - T1) / factor`; NaN where the factor is not positive.
    pub statistic: f64,
    /// `df0 - df1`.
    pub df: f64,
    /// Probability of at least this statistic if the narrower model holds.
    pub p_value: f64,
    /// `(df0 c0 - df1 c1) / (df0 - df1)`.
    pub scaling_factor: f64,
}

/// Satorra & Bentler (2001): the narrower model has the plain statistic, degrees of freedom and scaling factor of
/// `narrow`, the wider one those of `wide`. A model without degrees of freedom has any factor (0 is taken).
#[must_use]
pub fn scaled_difference(narrow: (f64, f64, f64), wide: (f64, f64, f64)) -> ScaledDifference {
    let (narrow_chi2, narrow_df, narrow_factor) = narrow;
    let (wide_chi2, wide_df, wide_factor) = wide;
    let df = narrow_df - wide_df;
    let weighed = |df: f64, factor: f64| if df > 0.0 { df * factor } else { 0.0 };
    let scaling_factor = (weighed(narrow_df, narrow_factor) - weighed(wide_df, wide_factor)) / df;
    let usable = df > 0.0 && scaling_factor > 0.0;
    let statistic = if usable { (narrow_chi2 - wide_chi2) / scaling_factor } else { f64::NAN };
    ScaledDifference { statistic, df, p_value: above(statistic, df), scaling_factor }
}
