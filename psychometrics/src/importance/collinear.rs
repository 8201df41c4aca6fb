//! The Cholesky factor of predictors' products, or the name of the one that others make up.
//! Not here: the regression (see `ols`).

use nalgebra::DMatrix;

use crate::nested::mixed::small;
use crate::{Error, Result};

/// How little of a predictor may be its own, as a share of its variance.
const LEAST: f64 = 1e-11;

/// The factor of the correlations of predictors, row-major; refused with names where one is made up of others before it.
///
/// # Errors
/// [`Error::Singular`].
pub fn factor(correlation: &DMatrix<f64>, names: &[String]) -> Result<Vec<f64>> {
    let p = names.len();
    let mut l = vec![0.0; p * p];
    for j in 0..p {
        for i in 0..j {
            let inner = small::dot(&l[j * p..j * p + i], &l[i * p..i * p + i]);
            l[j * p + i] = (correlation[(j, i)] - inner) / l[i * p + i];
        }
        let own = correlation[(j, j)] - small::dot(&l[j * p..j * p + j], &l[j * p..j * p + j]);
        if own.is_nan() || own <= LEAST {
            return Err(made_up(&l, j, p, names));
        }
        l[j * p + j] = own.sqrt();
    }
    Ok(l)
}

/// Which predictors before `j` make it up: those with a weight in its regression on them.
fn made_up(l: &[f64], j: usize, p: usize, names: &[String]) -> Error {
    let mut weights = l[j * p..j * p + j].to_vec();
    for i in (0..j).rev() {
        for k in i + 1..j {
            weights[i] -= l[k * p + i] * weights[k];
        }
        weights[i] /= l[i * p + i];
    }
    let parts = weights.iter().zip(names).filter(|(weight, _)| weight.abs() > 1e-5);
    let parts: Vec<String> = parts.map(|(weight, name)| format!("{weight:.4} \"{name}\"")).collect();
    Error::Singular {
        what: "the set of predictors".to_owned(),
        why: format!("\"{}\" is made up of {} (standardised)", names[j], parts.join(", ")),
    }
}
