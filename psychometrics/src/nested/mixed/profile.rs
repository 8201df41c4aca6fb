//! Intervals from the profile of the likelihood: the values at which the best model that holds a parameter there is just
//! as much worse than the best model as chi-square with one degree of freedom allows. Plain likelihood throughout.
//! Not here: Wald's intervals (see `fit`), the parameters of random effects (see `spread_parameters`).

use super::deviance::{Held, Likelihood};
use super::fit::{Found, value};
use super::newton::minimise;
use super::report::Fit;
use super::spread_parameters::SpreadParameters;
use crate::Result;
use crate::numeric::{normal, root};

/// Adds profile intervals to a report.
///
/// # Errors
/// Those of a fit by plain likelihood.
pub(super) fn complete(report: &mut Fit, found: &Found<'_, '_>, confidence: f64) -> Result<()> {
    let plain = Found::search(found.design, found.sums, false)?;
    let limit = normal::quantile(0.5 + 0.5 * confidence);
    let best = plain.minimum.value;
    let (estimates, covariance) = (plain.fixed(), plain.covariance());
    for (effect, row) in report.fixed.iter_mut().enumerate() {
        let (estimate, se) = (estimates[effect], covariance[(effect, effect)].sqrt());
        let mut likelihood = plain.likelihood.clone();
        let mut theta = plain.minimum.x.clone();
        let mut side = |sign: f64| {
            theta.clone_from(&plain.minimum.x);
            let mut far = |times: f64| {
                likelihood.held = Some(Held { effect, value: estimate + sign * times * se });
                signed_root(&mut likelihood, &mut theta, best) - limit
            };
            outwards(&mut far, 0.8 * limit, 1.5 * limit).map(|times| estimate + sign * times * se)
        };
        (row.profile_lower, row.profile_upper) = (side(-1.0), side(1.0));
    }
    let mut parameters = SpreadParameters::new(&plain, limit);
    (report.sigma_lower, report.sigma_upper) = parameters.sigma();
    for row in &mut report.varcorr {
        if row.var1.is_none() {
            (row.profile_lower, row.profile_upper) = (report.sigma_lower, report.sigma_upper);
        } else if let (Some(first), None) = (&row.var1, &row.var2) {
            (row.profile_lower, row.profile_upper) = parameters.deviation(&row.group, first);
        } else if let (Some(first), Some(second)) = (&row.var1, &row.var2) {
            (row.profile_lower, row.profile_upper) = parameters.correlation(&row.group, first, second);
        }
    }
    Ok(())
}

/// The root of what the deviance loses.
fn signed_root(likelihood: &mut Likelihood, theta: &mut Vec<f64>, best: f64) -> f64 {
    match minimise(&mut |x: &[f64]| value(likelihood, x), theta) {
        Some(found) => {
            theta.clone_from(&found.x);
            (found.value - best).max(0.0).sqrt()
        }
        None => f64::NAN,
    }
}

/// The zero of a function that rises from below zero at the origin: the bracket is widened until it holds it.
pub(super) fn outwards(f: &mut dyn FnMut(f64) -> f64, near: f64, far: f64) -> Option<f64> {
    let (mut low, mut high) = (near, far);
    for _ in 0..60 {
        let value = f(low);
        if value.is_nan() {
            return None;
        }
        if value < 0.0 {
            break;
        }
        (low, high) = (0.5 * low, low);
    }
    for _ in 0..60 {
        let value = f(high);
        if value.is_nan() {
            return None;
        }
        if value >= 0.0 {
            return Some(root::between(f, low, high, 1e-9));
        }
        (low, high) = (high, 2.0 * high);
    }
    None
}
