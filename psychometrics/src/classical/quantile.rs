//! Quantiles of the nine types of Hyndman and Fan (1996), as R numbers them.
//! Not here: normal quantiles (see `numeric::normal`).

use serde::Serialize;

use crate::{Error, Result};

/// Which definition of a quantile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Inverse of the empirical distribution.
    Type1,
    /// The same, averaged where it jumps.
    Type2,
    /// Nearest even order statistic (SAS).
    Type3,
    /// Linear interpolation of the empirical distribution.
    Type4,
    /// Knots midway through its steps.
    Type5,
    /// `p(n+1)` (Weibull; SPSS, Minitab).
    Type6,
    /// `1 + p(n-1)` (R, Excel).
    Type7,
    /// Approximately median-unbiased.
    Type8,
    /// Approximately unbiased for normal data (Blom).
    Type9,
}

impl Kind {
    /// By its number, 1 to 9.
    ///
    /// # Errors
    /// [`Error::Argument`] for another number.
    pub fn from_number(number: u8) -> Result<Self> {
        const ALL: [Kind; 9] = [
            Kind::Type1,
            Kind::Type2,
            Kind::Type3,
            Kind::Type4,
            Kind::Type5,
            Kind::Type6,
            Kind::Type7,
            Kind::Type8,
            Kind::Type9,
        ];
        let found = usize::from(number).checked_sub(1).and_then(|place| ALL.get(place));
        found.copied().ok_or_else(|| Error::Argument {
            what: "type of quantile".to_owned(),
            why: format!("{number} is not between 1 and 9"),
        })
    }
}

/// Quantiles of the values that are there, at shares from 0 to 1.
///
/// # Errors
/// [`Error::TooFew`] without a value, [`Error::Argument`] for a share outside 0 to 1.
///
/// ```
/// use psychometrics::classical::{Kind, quantiles};
/// assert_eq!(quantiles(&[1.0, 2.0, 3.0, 4.0], &[0.5, 0.9], Kind::Type7)?, [2.5, 3.7]);
/// # Ok::<(), psychometrics::Error>(())
/// ```
pub fn quantiles(values: &[f64], shares: &[f64], kind: Kind) -> Result<Vec<f64>> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    if sorted.is_empty() {
        return Err(Error::TooFew { what: "values for a quantile".to_owned(), needed: 1, found: 0 });
    }
    if let Some(share) = shares.iter().find(|share| !(0.0..=1.0).contains(*share)) {
        let why = format!("{share} is not between 0 and 1");
        return Err(Error::Argument { what: "share of a quantile".to_owned(), why });
    }
    sorted.sort_by(f64::total_cmp);
    Ok(shares.iter().map(|share| sorted_quantile(&sorted, *share, kind)).collect())
}

/// A quantile of rising values, NaN without one.
pub(super) fn sorted_quantile(sorted: &[f64], share: f64, kind: Kind) -> f64 {
    // What R allows for rounding in the product of share and number.
    const FUZZ: f64 = 4.0 * f64::EPSILON;
    let n = sorted.len() as f64;
    let between = |a: f64, b: f64| a + share * (n + 1.0 - a - b);
    let place = match kind {
        Kind::Type1 | Kind::Type2 => n * share,
        Kind::Type3 => n * share - 0.5,
        Kind::Type4 => between(0.0, 1.0),
        Kind::Type5 => between(0.5, 0.5),
        Kind::Type6 => between(0.0, 0.0),
        Kind::Type7 => between(1.0, 1.0),
        Kind::Type8 => between(1.0 / 3.0, 1.0 / 3.0),
        Kind::Type9 => between(0.375, 0.375),
    };
    let whole = (place + FUZZ).floor();
    let rest = if (place - whole).abs() < FUZZ { 0.0 } else { place - whole };
    let weight = match kind {
        Kind::Type1 => f64::from(u8::from(rest > 0.0)),
        Kind::Type2 => {
            if rest > 0.0 {
                1.0
            } else {
                0.5
            }
        }
        Kind::Type3 => f64::from(u8::from(rest != 0.0 || whole.rem_euclid(2.0) == 1.0)),
        _ => rest,
    };
    let at = |place: f64| sorted.get((place.max(1.0) as usize).min(sorted.len()).wrapping_sub(1)).copied();
    let (low, high) = (at(whole).unwrap_or(f64::NAN), at(whole + 1.0).unwrap_or(f64::NAN));
    if weight == 0.0 {
        low
    } else if weight == 1.0 {
        high
    } else {
        (1.0 - weight) * low + weight * high
    }
}
