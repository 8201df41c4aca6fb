//! Local dependence: what two items have in common beyond the trait.
//! Not here: fit of single items (see `item_fit`).

use rayon::prelude::*;
use serde::Serialize;

use super::fit::Fit;
use super::item_fit::chi_square_above;
use super::responses::{Responses, argument};
use super::scores::{Method, scores};
use super::tables::{padded, probabilities};
use crate::Result;

/// Two items.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// The first item.
    pub first: String,
    /// The second item.
    pub second: String,
    /// Rows that answered both.
    pub n: usize,
    /// Yen's (1984) Q3: correlation of residuals from the answers expected at the EAP score; none where one is constant.
    /// Items so alike that the trait becomes what they share have steep slopes and a low Q3: `standardised` shows them.
    pub q3: Option<f64>,
    /// Chen and Thissen's (1997) X2 of the two-way table against the expected one.
    pub x2: f64,
    /// The likelihood ratio of the same tables.
    pub g2: f64,
    /// `(k1 - 1)(k2 - 1)`.
    pub df: usize,
    /// Probability of a larger X2.
    pub p: Option<f64>,
    /// `(X2 - df) / sqrt(2 df)`, with the sign of the correlation seen less that expected.
    pub standardised: f64,
    /// `sqrt(X2 / (n (min(k1, k2) - 1)))`, with the same sign.
    pub cramer_v: f64,
}

/// Local dependence of all pairs of items.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dependence {
    /// All pairs, first item first.
    pub pairs: Vec<Pair>,
    /// Mean of Q3; what is far above it (0.2) points to dependence (Christensen, Makransky and Horton 2017).
    pub q3_mean: Option<f64>,
    /// Largest Q3.
    pub q3_max: Option<f64>,
}

/// Q3 and LD-X2 of all pairs.
///
/// # Errors
/// As [`scores`]; [`crate::Error::Argument`] for a calibration of several groups.
pub fn dependence(fit: &Fit, responses: &Responses) -> Result<Dependence> {
    let [estimate] = fit.groups.as_slice() else {
        return Err(argument("fit", "local dependence is for calibrations of one group"));
    };
    let values: Vec<Vec<f64>> = estimate.items.iter().map(|item| item.values.clone()).collect();
    let responses = responses.recoded(&values)?;
    let residuals = residuals(fit, &responses)?;
    let nodes = fit.quadrature.nodes()?;
    let weights = nodes.weights(estimate.mean, estimate.variance);
    let tables: Vec<Vec<f64>> = fit.curves(0).iter().map(|curve| probabilities(curve, &nodes)).collect();
    let items = responses.items();
    let places: Vec<(usize, usize)> = (0..items).flat_map(|i| (i + 1..items).map(move |j| (i, j))).collect();
    let pairs: Vec<Pair> = places
        .into_par_iter()
        .map(|(i, j)| {
            let expected = joint(&tables[i], &tables[j], &weights);
            pair(&responses, i, j, &expected, &residuals)
        })
        .collect();
    let q3: Vec<f64> = pairs.iter().filter_map(|pair| pair.q3).collect();
    Ok(Dependence {
        q3_mean: (!q3.is_empty()).then(|| q3.iter().sum::<f64>() / q3.len() as f64),
        q3_max: q3.iter().copied().reduce(f64::max),
        pairs,
    })
}

/// Answers less those expected at the score, item by item, NaN where missing.
fn residuals(fit: &Fit, responses: &Responses) -> Result<Vec<Vec<f64>>> {
    let eap = scores(fit, 0, responses, Method::Eap)?;
    let curves = fit.curves(0);
    Ok((0..responses.items())
        .into_par_iter()
        .map(|item| {
            let one = |row: usize| match (responses.answer(row, item), eap.score[row]) {
                (Some(code), Some(theta)) => code as f64 - curves[item].expected(theta).0,
                _ => f64::NAN,
            };
            (0..responses.rows()).map(one).collect()
        })
        .collect())
}

/// Expected joint probabilities, row-major.
pub(crate) fn joint(first: &[f64], second: &[f64], weights: &[f64]) -> Vec<f64> {
    let stride = padded(weights.len());
    let mut table = Vec::with_capacity(first.len() / stride * second.len() / stride);
    for a in first.chunks_exact(stride) {
        for b in second.chunks_exact(stride) {
            table.push(a.iter().zip(b).zip(weights).map(|((x, y), w)| x * y * w).sum());
        }
    }
    table
}

fn pair(responses: &Responses, i: usize, j: usize, expected: &[f64], residuals: &[Vec<f64>]) -> Pair {
    let (rows, columns) = (responses.values(i).len(), responses.values(j).len());
    let mut seen = vec![0.0; rows * columns];
    for row in 0..responses.rows() {
        if let (Some(a), Some(b)) = (responses.answer(row, i), responses.answer(row, j)) {
            seen[a * columns + b] += 1.0;
        }
    }
    let n: f64 = seen.iter().sum();
    let (mut x2, mut g2) = (0.0, 0.0);
    for (one, share) in seen.iter().zip(expected) {
        let expected = n * share;
        if expected > 0.0 {
            x2 += (one - expected).powi(2) / expected;
        }
        if *one > 0.0 {
            g2 += 2.0 * one * (one / expected).ln();
        }
    }
    let sign = if correlation(&seen, columns) < correlation(expected, columns) { -1.0 } else { 1.0 };
    let df = (rows - 1) * (columns - 1);
    Pair {
        first: responses.names()[i].clone(),
        second: responses.names()[j].clone(),
        n: n as usize,
        q3: paired_correlation(&residuals[i], &residuals[j]),
        x2,
        g2,
        df,
        p: chi_square_above(x2, df as f64),
        standardised: sign * (x2 - df as f64) / (2.0 * df as f64).sqrt(),
        cramer_v: if n > 0.0 { sign * (x2 / (n * (rows.min(columns) - 1) as f64)).sqrt() } else { 0.0 },
    }
}

/// Correlation of the places of a two-way table; nought where one margin is constant.
fn correlation(table: &[f64], columns: usize) -> f64 {
    let (mut n, mut x, mut y, mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for (at, &count) in table.iter().enumerate() {
        let (a, b) = ((at / columns) as f64, (at % columns) as f64);
        n += count;
        x += count * a;
        y += count * b;
        xx += count * a * a;
        yy += count * b * b;
        xy += count * a * b;
    }
    let (vx, vy) = (xx - x * x / n, yy - y * y / n);
    if vx > 0.0 && vy > 0.0 { (xy - x * y / n) / (vx * vy).sqrt() } else { 0.0 }
}

fn paired_correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let both = || a.iter().zip(b).filter(|(x, y)| !x.is_nan() && !y.is_nan());
    let n = both().count() as f64;
    if n < 2.0 {
        return None;
    }
    let (x, y) = both().fold((0.0, 0.0), |(x, y), (a, b)| (x + a, y + b));
    let (x, y) = (x / n, y / n);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (a, b) in both() {
        xx += (a - x).powi(2);
        yy += (b - y).powi(2);
        xy += (a - x) * (b - y);
    }
    (xx > 0.0 && yy > 0.0).then(|| xy / (xx * yy).sqrt())
}
