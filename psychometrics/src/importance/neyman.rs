//! The region of Johnson & Neyman (1936): the values of the moderator at which the predictor's slope differs from zero.
//! Not here: the model (see `moderation`).

use super::ols::Regression;

/// Where the slope differs from zero, at the level of the intervals.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct JohnsonNeyman {
    /// Borders of the region as the moderator enters the model (centred or not), rising; none, one or two.
    pub borders: Vec<f64>,
    /// The same in the moderator's own units.
    pub borders_own: Vec<f64>,
    /// `between`: the slope differs from zero between the borders; `outside`: below the lower and above the upper;
    /// `above`, `below`: on one side of the only border; `everywhere`; `nowhere`.
    pub region: String,
    /// Share of the rows whose moderator lies where the slope differs from zero.
    pub share_of_rows: f64,
    /// Smallest value of the moderator in the data, as it enters the model.
    pub observed_min: f64,
    /// Largest.
    pub observed_max: f64,
}

/// Borders of the region: `(b₁ + b₃ w)² = t² (v₁₁ + 2 w v₁₃ + w² v₃₃)`.
pub(super) fn johnson_neyman(found: &Regression, limit: f64, moderator: &[f64], shift: f64) -> JohnsonNeyman {
    let last = found.coefficients.len() - 1;
    let vcov = found.robust_vcov.as_ref().unwrap_or(&found.vcov);
    let (b1, b3) = (found.coefficients[1].estimate, found.coefficients[last].estimate);
    let square = limit * limit;
    let a = b3 * b3 - square * vcov[last][last];
    let b = 2.0 * (b1 * b3 - square * vcov[1][last]);
    let c = b1 * b1 - square * vcov[1][1];
    let significant = |w: f64| (a * w + b) * w + c > 0.0;
    let borders = roots(a, b, c);
    let region = match borders[..] {
        [] if c > 0.0 => "everywhere",
        [] => "nowhere",
        [border] if significant(border + border.abs().max(1.0)) => "above",
        [_] => "below",
        _ if a > 0.0 => "outside",
        _ => "between",
    };
    let inside = moderator.iter().filter(|&&w| significant(w)).count();
    JohnsonNeyman {
        borders_own: borders.iter().map(|border| border + shift).collect(),
        borders,
        region: region.to_owned(),
        share_of_rows: inside as f64 / moderator.len() as f64,
        observed_min: moderator.iter().copied().fold(f64::INFINITY, f64::min),
        observed_max: moderator.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    }
}

/// Real roots of `a w² + b w + c`, rising, without cancellation.
fn roots(a: f64, b: f64, c: f64) -> Vec<f64> {
    if a == 0.0 {
        return if b == 0.0 { Vec::new() } else { vec![-c / b] };
    }
    let inner = b * b - 4.0 * a * c;
    if inner.is_nan() || inner <= 0.0 {
        return Vec::new();
    }
    let q = -0.5 * (b + inner.sqrt().copysign(b));
    let mut found =
        if q == 0.0 { vec![-inner.sqrt() / (2.0 * a), inner.sqrt() / (2.0 * a)] } else { vec![q / a, c / q] };
    found.sort_unstable_by(f64::total_cmp);
    found
}
