//! Within and between: the mean of a variable in each group, and what is left of each value beyond it.
//! Not here: models that use both (see `mixed`).

use super::groups::{Groups, NOBODY};
use crate::{Error, Result};

/// A variable taken apart, one number for each row; NaN where value or group is missing.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Centred {
    /// The value less its group's mean.
    pub within: Vec<f64>,
    /// The group's mean.
    pub between: Vec<f64>,
    /// Mean of all values that have a group.
    pub grand_mean: f64,
}

/// Takes `values` (NaN = missing) apart into group means and distances from them (Enders & Tofighi 2007). Means are over
/// the values that are there.
///
/// ```
/// use psychometrics::nested::{centring::centre, groups::Groups};
/// let groups = Groups::from_numbers(&[1.0, 1.0, 2.0]).unwrap();
/// let centred = centre(&[1.0, 3.0, 7.0], &groups).unwrap();
/// assert_eq!(centred.within, [-1.0, 1.0, 0.0]);
/// assert_eq!(centred.between, [2.0, 2.0, 7.0]);
/// ```
///
/// # Errors
/// [`Error::Argument`] where lengths differ.
pub fn centre(values: &[f64], groups: &Groups) -> Result<Centred> {
    if values.len() != groups.codes().len() {
        let why = format!("{} rows have a group, {} have a value", groups.codes().len(), values.len());
        return Err(Error::Argument { what: "groups".to_owned(), why });
    }
    let mut sums = vec![(0.0, 0.0); groups.count()];
    for (value, code) in values.iter().zip(groups.codes()) {
        if value.is_finite() && *code != NOBODY {
            let (sum, n) = &mut sums[*code as usize];
            *sum += value;
            *n += 1.0;
        }
    }
    let (total, n) = sums.iter().fold((0.0, 0.0), |all, group| (all.0 + group.0, all.1 + group.1));
    let between: Vec<f64> = values
        .iter()
        .zip(groups.codes())
        .map(|(value, &code)| {
            if code == NOBODY || !value.is_finite() {
                f64::NAN
            } else {
                sums[code as usize].0 / sums[code as usize].1
            }
        })
        .collect();
    let within = values.iter().zip(&between).map(|(value, mean)| value - mean).collect();
    Ok(Centred { within, between, grand_mean: total / n })
}
