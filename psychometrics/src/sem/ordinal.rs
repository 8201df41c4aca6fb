//! Ordinal items: statistics, weights and the robust tests of diagonally weighted and unweighted least squares.
//! Not here: polychoric correlations and their sampling covariance (`correlation`), the discrepancy (`squares`).
//!
//! Statistics stand item by item with their thresholds, then the polychoric correlations column by column below the
//! diagonal.

use nalgebra::{DMatrix, DVector};

use super::gamma::{GammaProducts, diagonal};
use super::gamma_blocks::across;
use super::objective::Implied;
use super::robust_missing::{Corrected, gather};
use super::scaling::Statistics;
use super::squares::{Weighed, Weight};
use crate::correlation::{Both, Polychoric, SamplingCovariance};
use crate::numeric::linear;
use crate::{Error, Result};

/// Ordinal statistics of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct OrdinalGroup {
    /// Number of rows.
    pub rows: f64,
    /// Number of thresholds of each variable; none of a continuous one.
    pub thresholds: Vec<usize>,
    /// Thresholds (of a continuous variable its mean), then variances of continuous variables, then polychoric
    /// correlations, or covariances with continuous variables.
    pub statistics: DVector<f64>,
    /// Means of the variables, 0 behind an ordinal item.
    pub means: DVector<f64>,
    /// Thresholds alone.
    pub taus: DVector<f64>,
    /// Polychoric correlations as a matrix; variances and covariances of continuous variables as they are.
    pub correlations: DMatrix<f64>,
    /// N times the sampling covariance of the statistics.
    pub gamma: DMatrix<f64>,
}

/// Which weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrdinalWeight {
    /// One over the diagonal of Gamma (DWLS: WLSM, WLSMV).
    Diagonal,
    /// All ones (ULS: ULSM, ULSMV).
    None,
    /// The inverse of Gamma (WLS).
    Full,
}

impl OrdinalGroup {
    /// From polychoric correlations (not smoothed) and their sampling covariance.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn new(polychoric: &Polychoric, sampling: &SamplingCovariance) -> Self {
        let correlations = polychoric.unsmoothed.as_ref().unwrap_or(&polychoric.correlations).clone();
        let p = correlations.nrows();
        let cuts = polychoric.thresholds.iter().flatten().copied();
        let pairs = (0..p).flat_map(|j| (j + 1..p).map(move |i| (i, j))).map(|(i, j)| correlations[(i, j)]);
        Self {
            rows: sampling.n as f64,
            thresholds: polychoric.thresholds.iter().map(Vec::len).collect(),
            means: DVector::zeros(p),
            taus: DVector::from_vec(cuts.clone().collect()),
            statistics: DVector::from_vec(cuts.chain(pairs).collect()),
            correlations: correlations.clone(),
            gamma: sampling.gamma.clone(),
        }
    }

    /// From ordinal items and continuous variables together.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn of_both(both: Both) -> Self {
        let moments = Implied {
            mean: DVector::from_vec(both.means),
            covariance: both.covariance,
            thresholds: DVector::from_vec(both.cuts),
        };
        let order = Statistics { thresholds: both.thresholds, means: true };
        Self {
            rows: both.n as f64,
            statistics: order.vector(&moments),
            thresholds: order.thresholds,
            means: moments.mean,
            taus: moments.thresholds,
            correlations: moments.covariance,
            gamma: both.gamma,
        }
    }

    /// Moments as the models' search takes them: behind ordinal items means zero and variances one.
    #[must_use]
    pub fn moments(&self) -> Implied {
        Implied {
            mean: self.means.clone(),
            covariance: self.correlations.clone(),
            thresholds: self.taus.clone(),
        }
    }

    /// Number of thresholds, and of means and variances of continuous variables: what variables have by themselves.
    #[must_use]
    pub fn cuts(&self) -> usize {
        self.thresholds.iter().map(|&count| if count == 0 { 2 } else { count }).sum()
    }

    /// Whether a continuous variable is among the items.
    #[must_use]
    pub fn mixed(&self) -> bool {
        self.thresholds.contains(&0)
    }

    /// Diagonal of the weights.
    ///
    /// # Errors
    /// [`Error::Argument`] for full weights, which are no diagonal; [`Error::Singular`] for a statistic without variance.
    pub fn diagonal(&self, weight: OrdinalWeight) -> Result<DVector<f64>> {
        match weight {
            OrdinalWeight::None => Ok(DVector::from_element(self.statistics.len(), 1.0)),
            OrdinalWeight::Diagonal => {
                let spread = self.gamma.diagonal();
                if spread.iter().any(|&value| !(value > 0.0 && value.is_finite())) {
                    return Err(Error::Singular {
                        what: "the sampling covariance of the polychoric correlations".to_owned(),
                        why: "one of them has no variance".to_owned(),
                    });
                }
                Ok(spread.map(f64::recip))
            }
            OrdinalWeight::Full => Err(Error::Argument {
                what: "weight".to_owned(),
                why: "full weights are no diagonal".to_owned(),
            }),
        }
    }

    /// What the least squares discrepancy takes. The test counts `n - 1` rows, as lavaan does.
    ///
    /// # Errors
    /// As [`OrdinalGroup::diagonal`]; [`Error::NotPositiveDefinite`] for full weights of too few rows.
    pub fn weighed(&self, weight: OrdinalWeight) -> Result<Weighed> {
        let weights = match weight {
            OrdinalWeight::None => Weight::None,
            OrdinalWeight::Diagonal => Weight::Diagonal(self.diagonal(weight)?),
            OrdinalWeight::Full => Weight::Full(super::gamma_factor::inverse(
                &self.gamma,
                "the sampling covariance of the polychoric correlations",
            )?),
        };
        Ok(Weighed { rows: self.rows - 1.0, observed: self.statistics.clone(), weight: weights })
    }

    /// What the scaled tests and robust standard errors need, with `delta` the derivative of the statistics in the
    /// group's parameters.
    ///
    /// # Errors
    /// As [`OrdinalGroup::diagonal`].
    pub fn products(&self, share: f64, weight: OrdinalWeight, delta: &DMatrix<f64>) -> Result<GammaProducts> {
        if weight == OrdinalWeight::Full {
            let inverse = super::gamma_factor::inverse(&self.gamma, "the sampling covariance")?;
            return Ok(super::gamma::any_weights(share, &inverse, &self.gamma, delta));
        }
        Ok(diagonal(share, &self.diagonal(weight)?, &self.gamma, delta))
    }

    /// The independence model, whose only parameters are the thresholds: its discrepancy `F_g` and the products for its
    /// scaled test, in which thresholds have no part.
    ///
    /// # Errors
    /// As [`OrdinalGroup::diagonal`].
    pub fn independence(&self, share: f64, weight: OrdinalWeight) -> Result<(f64, GammaProducts)> {
        let cuts = self.cuts();
        let count = self.statistics.len() - cuts;
        let rest = self.statistics.rows(cuts, count).into_owned();
        let gamma = self.gamma.view((cuts, cuts), (count, count)).into_owned();
        let none = DMatrix::zeros(count, 0);
        if weight == OrdinalWeight::Full {
            // The thresholds move with the correlations: their part is projected out of the weights.
            let inverse = super::gamma_factor::inverse(&gamma, "the sampling covariance")?;
            let value = rest.dot(&(&inverse * &rest));
            return Ok((value, super::gamma::any_weights(share, &inverse, &gamma, &none)));
        }
        let weights = self.diagonal(weight)?.rows(cuts, count).into_owned();
        let value = rest.component_mul(&weights).dot(&rest);
        Ok((value, diagonal(share, &weights, &gamma, &none)))
    }
}

/// One group of a fitted model of ordinal items.
#[derive(Debug, Clone, Copy)]
pub struct FittedOrdinal<'a> {
    /// Its statistics.
    pub group: &'a OrdinalGroup,
    /// Implied correlations.
    pub implied: &'a DMatrix<f64>,
    /// Derivative of the statistics in the group's parameters.
    pub delta: &'a DMatrix<f64>,
    /// Which free parameter each of the group's parameters is.
    pub slots: &'a [usize],
}

/// Robust CFI, TLI and RMSEA of ordinal items (Savalei 2021): normal theory maximum likelihood of the polychoric
/// correlations at the least squares estimates. `inverse` is the inverse of `sum share Delta'W Delta` in the free
/// parameters.
///
/// # Errors
/// [`Error::NotPositiveDefinite`] where the polychoric correlations or the implied ones are not, [`Error::Argument`] where
/// a continuous variable is among the items: then these indices do not exist.
pub fn corrected(
    groups: &[FittedOrdinal<'_>],
    weight: OrdinalWeight,
    inverse: &DMatrix<f64>,
) -> Result<Corrected> {
    if groups.iter().any(|group| group.group.mixed()) {
        let why = "they are known for ordinal items alone".to_owned();
        return Err(Error::Argument { what: "robust indices".to_owned(), why });
    }
    let total: f64 = groups.iter().map(|group| group.group.rows).sum();
    let size = inverse.nrows();
    let mut found = Corrected { chi2: 0.0, trace: 0.0, baseline_chi2: 0.0, baseline_trace: 0.0 };
    let (mut crossed, mut normal, mut meat) =
        (DMatrix::zeros(size, size), DMatrix::zeros(size, size), DMatrix::zeros(size, size));
    for fitted in groups {
        let group = fitted.group;
        let (cuts, share) = (group.cuts(), group.rows / total);
        let count = group.statistics.len() - cuts;
        let sample = linear::factor(&group.correlations, "the polychoric correlations")?;
        let implied = linear::factor(fitted.implied, "the implied correlations")?;
        let v = implied.inverse();
        let own = linear::log_determinant(&sample);
        #[allow(clippy::cast_precision_loss)]
        let p = v.nrows() as f64;
        found.chi2 += group.rows * (linear::log_determinant(&implied) - own + v.dot(&group.correlations) - p);
        found.baseline_chi2 -= group.rows * own;
        let gamma = group.gamma.view((cuts, cuts), (count, count)).into_owned();
        // Not weighted by the groups' shares, as lavaan has it, so that indices agree.
        found.baseline_trace += gamma.trace() / share;
        let delta = fitted.delta.rows(cuts, count).into_owned();
        let weights = normal_weights(&v);
        let pressed = match weight {
            OrdinalWeight::Full => {
                let whole = super::gamma_factor::inverse(&group.gamma, "the sampling covariance")?;
                whole.view((cuts, cuts), (count, count)) * &delta
            }
            _ => DMatrix::from_diagonal(&group.diagonal(weight)?.rows(cuts, count).into_owned()) * &delta,
        };
        let turned = &weights * &delta;
        let spread = &gamma * &pressed;
        found.trace += weights.dot(&gamma);
        gather(&mut crossed, &across(&spread, &turned), fitted.slots, share);
        gather(&mut normal, &across(&delta, &turned), fitted.slots, share);
        gather(&mut meat, &across(&pressed, &spread), fitted.slots, share);
    }
    found.trace += ((inverse * normal) * (inverse * meat)).trace() - 2.0 * (inverse * crossed).trace();
    Ok(found)
}

/// Normal theory weights of correlations below the diagonal: `v_ik v_jl + v_il v_jk`.
fn normal_weights(v: &DMatrix<f64>) -> DMatrix<f64> {
    let p = v.nrows();
    let pairs: Vec<(usize, usize)> = (0..p).flat_map(|j| (j + 1..p).map(move |i| (i, j))).collect();
    DMatrix::from_fn(pairs.len(), pairs.len(), |a, b| {
        let ((i, j), (k, l)) = (pairs[a], pairs[b]);
        v[(i, k)] * v[(j, l)] + v[(i, l)] * v[(j, k)]
    })
}
