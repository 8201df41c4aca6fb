//! What answers would look like without any agreement: the variance that rwg compares with.
//! Not here: the indices (see `agreement`).

use crate::{Error, Result};

/// How people would answer who do not agree at all.
#[derive(Debug, Clone, PartialEq)]
pub enum Null {
    /// All A options are equally likely; variance (A² - 1) / 12.
    Uniform,
    /// Answers pile up slightly at one end (leniency), five options: .05 .15 .20 .35 .25 (LeBreton & Senter 2008).
    SlightSkew,
    /// Moderately, five options: 0 .10 .15 .40 .35.
    ModerateSkew,
    /// Heavily, five options: 0 0 .10 .40 .50.
    HeavySkew,
    /// Likelihoods rise evenly to the middle option and fall again, any number of options; variance
    /// (A² + 2A - 3) / 24 for odd A, (A² + 2A - 2) / 24 for even A (James, Demaree & Wolf 1984).
    Triangular,
    /// Near the normal curve, five options (.07 .24 .38 .24 .07) or seven (.02 .08 .20 .40 .20 .08 .02).
    Normal,
    /// A likelihood for each option, the lowest option first; they are made to sum to one.
    Shares(Vec<f64>),
    /// The variance itself.
    Variance(f64),
}

impl Null {
    /// The null named by a word: `uniform`, `slight_skew`, `moderate_skew`, `heavy_skew`, `triangular`, `normal`.
    ///
    /// # Errors
    /// [`Error::Argument`] for another word.
    pub fn named(word: &str) -> Result<Self> {
        match word {
            "uniform" => Ok(Self::Uniform),
            "slight_skew" => Ok(Self::SlightSkew),
            "moderate_skew" => Ok(Self::ModerateSkew),
            "heavy_skew" => Ok(Self::HeavySkew),
            "triangular" => Ok(Self::Triangular),
            "normal" => Ok(Self::Normal),
            _ => Err(Error::Argument {
                what: "null distribution".to_owned(),
                why: format!(
                    "\"{word}\" is none of uniform, slight_skew, moderate_skew, heavy_skew, triangular, normal"
                ),
            }),
        }
    }

    /// The variance for `options` answer options one apart.
    ///
    /// ```
    /// use psychometrics::nested::nulls::Null;
    /// assert_eq!(Null::Uniform.variance(5).unwrap(), 2.0);
    /// assert!((Null::SlightSkew.variance(5).unwrap() - 1.34).abs() < 1e-12);
    /// ```
    ///
    /// # Errors
    /// [`Error::Argument`] where the null is not known for that number of options.
    pub fn variance(&self, options: usize) -> Result<f64> {
        if let Self::Variance(variance) = self {
            return if *variance > 0.0 && variance.is_finite() {
                Ok(*variance)
            } else {
                Err(refused(format!("a variance of {variance} is not above zero")))
            };
        }
        let shares = self.shares(options)?;
        let mean: f64 = shares.iter().enumerate().map(|(at, share)| at as f64 * share).sum();
        Ok(shares.iter().enumerate().map(|(at, share)| (at as f64 - mean).powi(2) * share).sum())
    }

    /// The likelihood of each of `options` options.
    ///
    /// # Errors
    /// [`Error::Argument`] where the null is not known for that number of options, or is given by its variance only.
    pub fn shares(&self, options: usize) -> Result<Vec<f64>> {
        if options < 2 {
            return Err(refused(format!("{options} answer options leave no room to disagree")));
        }
        let only =
            |counts: &str| refused(format!("known for {counts} options, not for {options}; give shares"));
        let shares: Vec<f64> = match (self, options) {
            (Self::Uniform, _) => vec![1.0; options],
            (Self::SlightSkew, 5) => vec![0.05, 0.15, 0.20, 0.35, 0.25],
            (Self::ModerateSkew, 5) => vec![0.0, 0.10, 0.15, 0.40, 0.35],
            (Self::HeavySkew, 5) => vec![0.0, 0.0, 0.10, 0.40, 0.50],
            (Self::SlightSkew | Self::ModerateSkew | Self::HeavySkew, _) => return Err(only("five")),
            (Self::Normal, 5) => vec![0.07, 0.24, 0.38, 0.24, 0.07],
            (Self::Normal, 7) => vec![0.02, 0.08, 0.20, 0.40, 0.20, 0.08, 0.02],
            (Self::Normal, _) => return Err(only("five and seven")),
            (Self::Triangular, _) => (0..options).map(|at| (at + 1).min(options - at) as f64).collect(),
            (Self::Shares(shares), _) if shares.len() == options => shares.clone(),
            (Self::Shares(shares), _) => {
                return Err(refused(format!("{} shares are given for {options} options", shares.len())));
            }
            (Self::Variance(_), _) => {
                return Err(refused("given by its variance only, where likelihoods are needed".to_owned()));
            }
        };
        let sum: f64 = shares.iter().sum();
        if shares.iter().any(|share| share.is_nan() || *share < 0.0) || !(sum > 0.0 && sum.is_finite()) {
            return Err(refused("shares must be numbers not below zero, and some above".to_owned()));
        }
        Ok(shares.iter().map(|share| share / sum).collect())
    }
}

fn refused(why: String) -> Error {
    Error::Argument { what: "null distribution".to_owned(), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_variances_of_the_nulls_are_met() {
        for (null, options, known) in [
            (Null::Uniform, 7, 4.0),
            (Null::ModerateSkew, 5, 0.90),
            (Null::HeavySkew, 5, 0.44),
            (Null::Normal, 5, 1.04),
            (Null::Normal, 7, 1.40),
            (Null::Triangular, 5, 32.0 / 24.0),
            (Null::Triangular, 6, 46.0 / 24.0),
        ] {
            assert!((null.variance(options).unwrap() - known).abs() < 1e-12, "{null:?}");
        }
        assert!(Null::HeavySkew.variance(7).is_err() && Null::Shares(vec![1.0, -1.0]).variance(2).is_err());
    }
}
