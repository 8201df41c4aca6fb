//! How well factors reproduce a correlation matrix.
//! Not here: confirmatory models (see `sem`).

use nalgebra::DMatrix;
use serde::Serialize;

use crate::numeric::{chisquare, linear};

/// Fit of a factor model to correlations of p items from n people with k factors. What needs n is `None` without it;
/// what needs degrees of freedom is `None` where there are none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fit {
    /// p(p − 1)/2 − pk + k(k − 1)/2; negative where the factors are more than the items can tell.
    pub df: i64,
    /// tr(Σ⁻¹R) − ln|Σ⁻¹R| − p, Σ being the reproduced matrix with a unit diagonal; `None` where one of the matrices
    /// is not positive definite.
    pub objective: Option<f64>,
    /// (n − 1 − (2p + 5)/6 − 2k/3) × `objective` (Bartlett 1951): what R's `factanal` and psych call STATISTIC.
    pub chi_square: Option<f64>,
    /// Probability of `chi_square`.
    pub p: Option<f64>,
    /// −ln|R|: the objective of no factor.
    pub null_objective: Option<f64>,
    /// (n − 1 − (2p + 5)/6) × `null_objective`.
    pub null_chi_square: Option<f64>,
    /// p(p − 1)/2.
    pub null_df: i64,
    /// Tucker & Lewis (1973) from the objectives over their degrees of freedom.
    pub tli: Option<f64>,
    /// √max(χ²/(n df) − 1/(n − 1), 0).
    pub rmsea: Option<f64>,
    /// Lower end of its interval, √(λ/((n − 1) df)) at the noncentrality λ that leaves the upper tail.
    pub rmsea_lower: Option<f64>,
    /// Upper end.
    pub rmsea_upper: Option<f64>,
    /// Confidence of the interval.
    pub rmsea_confidence: f64,
    /// χ² − df ln n.
    pub bic: Option<f64>,
    /// χ² − df ln((n + 2)/24).
    pub sabic: Option<f64>,
    /// n Σ residual², both triangles: the empirical chi-square.
    pub chi_square_empirical: Option<f64>,
    /// Its probability.
    pub p_empirical: Option<f64>,
    /// `chi_square_empirical` − df ln n.
    pub ebic: Option<f64>,
    /// √ mean squared off-diagonal residual.
    pub rmsr: f64,
    /// The same with df in place of the number of residuals.
    pub rmsr_corrected: Option<f64>,
    /// 1 − Σ residual² / Σ r², diagonals included.
    pub fit: f64,
    /// The same off the diagonal.
    pub fit_off: f64,
}

/// Fit of `model` = ΛΦΛ' (communalities on the diagonal) to `correlation`.
pub(super) fn of(
    correlation: &DMatrix<f64>,
    model: &DMatrix<f64>,
    factors: usize,
    n: Option<f64>,
    confidence: f64,
) -> Fit {
    let p = correlation.nrows() as f64;
    let k = factors as f64;
    let df = (0.5 * p * (p - 1.0) - p * k + 0.5 * k * (k - 1.0)) as i64;
    let positive = (df > 0).then_some(df as f64);
    let residual = correlation - model;
    let (all, diagonal) = (residual.norm_squared(), residual.diagonal().norm_squared());
    let off = all - diagonal;
    let (whole, whole_off) = (correlation.norm_squared(), correlation.norm_squared() - p);
    let objective = objective(correlation, model);
    let null_objective = correlation.clone().cholesky().map(|factor| -linear::log_determinant(&factor));
    let pairs = p * (p - 1.0);
    let scaled = |n: f64| n - 1.0 - (2.0 * p + 5.0) / 6.0 - 2.0 * k / 3.0;
    let chi_square = objective.zip(n).map(|(value, n)| (value * scaled(n)).max(0.0));
    let tested = |value: Option<f64>| value.zip(positive).map(|(value, df)| chisquare::above(value, df));
    let empirical = n.map(|n| n * off);
    let penalised = |value: Option<f64>, by: &dyn Fn(f64) -> f64| {
        value.zip(positive).zip(n).map(|((value, df), n)| value - df * by(n))
    };
    let tail = 0.5 * (1.0 - confidence);
    let end = |chance: f64| Some(rmsea_end(chi_square?, positive?, n?, chance));
    Fit {
        df,
        objective,
        chi_square,
        p: tested(chi_square),
        null_objective,
        null_chi_square: null_objective.zip(n).map(|(value, n)| value * (n - 1.0 - (2.0 * p + 5.0) / 6.0)),
        null_df: (0.5 * pairs) as i64,
        tli: tucker_lewis(
            objective.zip(positive),
            null_objective.map(|value| (value, 0.5 * pairs)),
            n.map(scaled),
        ),
        rmsea: chi_square
            .zip(positive)
            .zip(n)
            .map(|((value, df), n)| (value / (n * df) - 1.0 / (n - 1.0)).max(0.0).sqrt()),
        rmsea_lower: end(1.0 - tail),
        rmsea_upper: end(tail),
        rmsea_confidence: confidence,
        bic: penalised(chi_square, &f64::ln),
        sabic: penalised(chi_square, &|n| ((n + 2.0) / 24.0).ln()),
        chi_square_empirical: empirical,
        p_empirical: tested(empirical),
        ebic: penalised(empirical, &f64::ln),
        rmsr: if pairs > 0.0 { (off / pairs).sqrt() } else { 0.0 },
        rmsr_corrected: positive.map(|df| (0.5 * off / df).sqrt()),
        fit: 1.0 - all / whole,
        fit_off: if whole_off > 0.0 { 1.0 - off / whole_off } else { 1.0 },
    }
}

/// The RMSEA at which `chi_square` lies below itself with probability `chance`.
fn rmsea_end(chi_square: f64, df: f64, n: f64, chance: f64) -> f64 {
    (chisquare::noncentrality(chi_square, df, chance) / ((n - 1.0) * df)).sqrt()
}

/// Objectives with their degrees of freedom, own and of no factor, and the multiplier of the chi-square.
fn tucker_lewis(own: Option<(f64, f64)>, none: Option<(f64, f64)>, scale: Option<f64>) -> Option<f64> {
    let ((own, df), (none, null_df), scale) = (own?, none?, scale?);
    let (own, none) = (own / df, none / null_df);
    Some((none - own) / (none - 1.0 / scale))
}

/// tr(Σ⁻¹R) − ln|Σ⁻¹R| − p with Σ's diagonal set to that of R.
fn objective(correlation: &DMatrix<f64>, model: &DMatrix<f64>) -> Option<f64> {
    let mut reproduced = model.clone();
    reproduced.set_diagonal(&correlation.diagonal());
    let own = correlation.clone().cholesky()?;
    let factor = reproduced.cholesky()?;
    let trace = factor.solve(correlation).trace();
    let logarithm = linear::log_determinant(&own) - linear::log_determinant(&factor);
    Some((trace - logarithm - correlation.nrows() as f64).max(0.0))
}
