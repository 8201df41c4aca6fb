//! Weighted description of one column: survey weights, and weights only here.
//! Not here: weighted tables and anything inferential beyond the mean.

use serde::Serialize;

use super::packed::same_shape;
use crate::{Error, Result};

/// A weighted description.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Weighted {
    /// Rows with an answer and a weight above zero.
    pub n: usize,
    /// Sum of their weights.
    pub weight: f64,
    /// Effective sample size, `(sum w)^2 / sum w^2` (Kish 1965).
    pub effective_n: f64,
    /// `sum w x / sum w`.
    pub mean: f64,
    /// `sqrt(n/(n-1) sum w (x - mean)^2 / sum w)`, the plain one where weights are equal; none for one row.
    pub sd: Option<f64>,
    /// Linearised standard error of the mean for rows drawn with replacement,
    /// `sqrt(n/(n-1) sum w^2 (x - mean)^2) / sum w`; none for one row.
    pub se: Option<f64>,
    /// Least answer.
    pub min: f64,
    /// Largest answer.
    pub max: f64,
    /// The least answer at or below which half of the weight lies.
    pub median: f64,
    /// Weighted share of each value, where there are at most 16 values.
    pub shares: Option<Vec<Share>>,
}

/// A value and its weighted share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// The value.
    pub value: f64,
    /// Its share of the weight, 0 to 1.
    pub share: f64,
}

/// Describes a column under weights; rows whose answer or weight is missing do not count.
///
/// # Errors
/// [`Error::Argument`] for columns of different length, [`Error::Value`] for a negative or infinite weight,
/// [`Error::TooFew`] where no row is left.
///
/// ```
/// use psychometrics::answers::weighted;
/// let found = weighted("q1", &[1.0, 2.0, f64::NAN], &[3.0, 1.0, 5.0])?;
/// assert_eq!((found.n, found.mean, found.median), (2, 1.25, 1.0));
/// # Ok::<(), psychometrics::Error>(())
/// ```
pub fn weighted(name: &str, values: &[f64], weights: &[f64]) -> Result<Weighted> {
    same_shape(&[name.to_owned(), "weights".to_owned()], [values.len(), weights.len()].into_iter())?;
    if let Some(row) = weights.iter().position(|weight| *weight < 0.0 || weight.is_infinite()) {
        return Err(Error::Value {
            item: "weights".to_owned(),
            row: row + 1,
            value: weights[row].to_string(),
            why: "is not a weight".to_owned(),
        });
    }
    let counted = |(value, weight): &(f64, f64)| !value.is_nan() && *weight > 0.0;
    let mut pairs: Vec<(f64, f64)> =
        values.iter().copied().zip(weights.iter().copied()).filter(counted).collect();
    if pairs.is_empty() {
        return Err(Error::TooFew { what: format!("weighted answers to \"{name}\""), needed: 1, found: 0 });
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n = pairs.len();
    let weight: f64 = pairs.iter().map(|(_, w)| w).sum();
    let mean = pairs.iter().map(|(x, w)| w * x).sum::<f64>() / weight;
    let spread = |power: i32| {
        let sum: f64 = pairs.iter().map(|(x, w)| w.powi(power) * (x - mean).powi(2)).sum();
        (n > 1).then(|| n as f64 / (n - 1) as f64 * sum)
    };
    let mut below = 0.0;
    let middle = pairs.iter().find(|(_, w)| {
        below += w;
        below >= 0.5 * weight
    });
    Ok(Weighted {
        n,
        weight,
        effective_n: weight * weight / pairs.iter().map(|(_, w)| w * w).sum::<f64>(),
        mean,
        sd: spread(1).map(|sum| (sum / weight).sqrt()),
        se: spread(2).map(|sum| sum.sqrt() / weight),
        min: pairs[0].0,
        max: pairs[n - 1].0,
        median: middle.unwrap_or(&pairs[n - 1]).0,
        shares: shares(&pairs, weight),
    })
}

/// Shares of the values of sorted pairs, unless there are too many.
fn shares(pairs: &[(f64, f64)], weight: f64) -> Option<Vec<Share>> {
    let mut found: Vec<Share> = Vec::new();
    for group in pairs.chunk_by(|a, b| a.0 == b.0) {
        if found.len() == super::MOST_CATEGORIES {
            return None;
        }
        found.push(Share { value: group[0].0, share: group.iter().map(|(_, w)| w).sum::<f64>() / weight });
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_weights_give_the_plain_mean_deviation_and_standard_error() {
        let values = [1.0, 2.0, 4.0, 4.0, 5.0];
        let found = weighted("q", &values, &[2.5; 5]).unwrap();
        let variance = values.iter().map(|x| (x - 3.2f64).powi(2)).sum::<f64>() / 4.0;
        assert!((found.sd.unwrap() - variance.sqrt()).abs() < 1e-14);
        assert!((found.se.unwrap() - (variance / 5.0).sqrt()).abs() < 1e-14);
        assert!((found.effective_n - 5.0).abs() < 1e-12 && found.median == 4.0);
        assert_eq!(found.shares.unwrap().len(), 4);
    }

    #[test]
    fn weights_that_are_none_are_refused() {
        assert!(matches!(weighted("q", &[1.0], &[-1.0]), Err(Error::Value { row: 1, .. })));
        assert!(matches!(weighted("q", &[1.0], &[f64::NAN]), Err(Error::TooFew { .. })));
        assert!(matches!(weighted("q", &[1.0], &[]), Err(Error::Argument { .. })));
    }
}
