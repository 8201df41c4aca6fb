//! Whether a model measures the same in all groups: configural, metric, scalar, strict, and what each step costs.
//! Not here: the comparison of tests ([`super::compare`]).

use super::compare::{Compared, compare};
use super::data::Data;
use super::estimator::Estimator;
use super::fit::fit;
use super::options::{Equality, Options};
use super::solution::Solution;
use super::syntax::Model;
use crate::{Error, Result};

/// A step of equality across groups; each holds what the ones before it hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The same model in every group, nothing equal.
    Configural,
    /// Loadings equal.
    Metric,
    /// Intercepts (of ordinal items thresholds) too.
    Scalar,
    /// Residual variances too.
    Strict,
}

impl Level {
    /// All four.
    pub const ALL: [Level; 4] = [Level::Configural, Level::Metric, Level::Scalar, Level::Strict];

    /// What is equal.
    #[must_use]
    pub fn equal(self) -> Vec<Equality> {
        let all = [Equality::Loadings, Equality::Intercepts, Equality::Thresholds, Equality::Residuals];
        let count = match self {
            Level::Configural => 0,
            Level::Metric => 1,
            Level::Scalar => 3,
            Level::Strict => 4,
        };
        all[..count].to_vec()
    }

    /// Its name in small letters.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::Configural => "configural",
            Level::Metric => "metric",
            Level::Scalar => "scalar",
            Level::Strict => "strict",
        }
    }
}

/// The fits of all steps with their comparison.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Invariance {
    /// Steps in order.
    pub levels: Vec<Level>,
    /// Their fits.
    pub solutions: Vec<Solution>,
    /// Each step against the one before it.
    pub table: Vec<Compared>,
}

/// Fits the steps and compares them.
///
/// # Errors
/// [`Error::TooFew`] with fewer than two groups or steps; else those of [`fit`].
pub fn invariance(model: &Model, data: &Data, options: &Options, levels: &[Level]) -> Result<Invariance> {
    if data.groups() < 2 {
        return Err(Error::TooFew { what: "groups".to_owned(), needed: 2, found: data.groups() });
    }
    let solutions: Vec<Solution> = levels
        .iter()
        .map(|level| {
            let mut group_equal = level.equal();
            let wlsmv = options.estimator == Estimator::Wlsmv && !options.continuous;
            if options.ordered.is_empty() && !wlsmv {
                group_equal.retain(|&what| what != Equality::Thresholds);
            }
            fit(model, data, &Options { group_equal, ..options.clone() })
        })
        .collect::<Result<_>>()?;
    let named: Vec<(&str, &Solution)> = levels.iter().map(|level| level.name()).zip(&solutions).collect();
    let table = compare(&named)?;
    Ok(Invariance { levels: levels.to_vec(), table, solutions })
}
