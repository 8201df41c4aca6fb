//! What goes with the outcome: shares of explained variance (Lindeman, Merenda & Gold), always of one stated outcome.
//! Not here: causes. A share says what goes together, and the page says that too.

use nalgebra::DMatrix;
use psychometrics::importance::moments::Moments;
use psychometrics::importance::shares::importance;
use rand_pcg::Pcg64;

use super::DRIVERS_LEAST;
use crate::bank::{CONSTRUCTS, SCALES};
use crate::counts::{Cross, PARTS};

/// A construct's part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Driver {
    /// Which construct.
    pub scale: usize,
    /// Its share of what is explained; all sum to one.
    pub share: f64,
    /// Correlation with the outcome.
    pub correlation: f64,
}

/// What explains an outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Drivers {
    /// People with every score.
    pub n: i64,
    /// Explained share of the outcome's variance in these answers.
    pub r2: f64,
    /// The same less what chance explains; none where there are no people to spare.
    pub adjusted: Option<f64>,
    /// Largest share first.
    pub drivers: Vec<Driver>,
    /// Fewer than ten people for each construct: the order is rough.
    pub rough: bool,
}

/// Why there is nothing to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoDrivers {
    /// Fewer complete answers than [`DRIVERS_LEAST`]: so many.
    TooFew(i64),
    /// Everybody answered alike, or constructs cannot be told apart.
    Alike,
}

/// The moments of the scores, exact until the last step.
fn moments(cross: &Cross, names: &[String]) -> Moments {
    let n = i128::from(cross.rows);
    let parts = PARTS as f64;
    let mut products = DMatrix::zeros(SCALES, SCALES);
    let mut at = 0;
    for i in 0..SCALES {
        for j in 0..=i {
            let about =
                n * i128::from(cross.products[at]) - i128::from(cross.sums[i]) * i128::from(cross.sums[j]);
            let value = about as f64 / n as f64 / parts / parts;
            products[(i, j)] = value;
            products[(j, i)] = value;
            at += 1;
        }
    }
    let means = cross.sums.iter().map(|sum| *sum as f64 / n as f64 / parts).collect();
    let rows = usize::try_from(cross.rows).unwrap_or(0);
    Moments { names: names.to_vec(), n: rows, left_out: 0, weight: rows as f64, means, products }
}

/// What goes with the outcome of `cross`.
///
/// # Errors
/// [`NoDrivers`] where it cannot or should not be said.
pub fn drivers(cross: &Cross) -> Result<Drivers, NoDrivers> {
    if cross.rows < DRIVERS_LEAST {
        return Err(NoDrivers::TooFew(cross.rows));
    }
    let names: Vec<String> = (0..SCALES).map(|scale| scale.to_string()).collect();
    let moments = moments(cross, &names);
    let varies = |scale: &usize| moments.products[(*scale, *scale)] > 1e-9;
    if !varies(&CONSTRUCTS) {
        return Err(NoDrivers::Alike);
    }
    let scales: Vec<usize> = (0..CONSTRUCTS).filter(varies).collect();
    let predictors: Vec<&str> = scales.iter().map(|scale| names[*scale].as_str()).collect();
    let mut random = Pcg64::new(0, 0);
    let found = importance(&moments, &names[CONSTRUCTS], &predictors, 1000, &mut random)
        .map_err(|_| NoDrivers::Alike)?;
    if !found.r2.is_finite() || found.r2 <= 0.0 {
        return Err(NoDrivers::Alike);
    }
    let mut drivers: Vec<Driver> = scales
        .iter()
        .zip(&found.predictors)
        .map(|(scale, one)| Driver { scale: *scale, share: one.lmg_share, correlation: one.correlation })
        .collect();
    drivers.sort_by(|a, b| b.share.total_cmp(&a.share));
    let spare = cross.rows - i64::try_from(scales.len()).unwrap_or(0) - 1;
    let adjusted = (spare > 0).then(|| 1.0 - (1.0 - found.r2) * (cross.rows - 1) as f64 / spare as f64);
    let rough = cross.rows < 10 * i64::try_from(scales.len()).unwrap_or(0);
    Ok(Drivers { n: cross.rows, r2: found.r2, adjusted, drivers, rough })
}
