//! Full-information maximum likelihood for rows with missing values, in one or more groups.
//! Not here: how a model makes moments and how the minimum is found; robust tests with missing values
//! (`robust_missing`).

use super::fiml_cases::Cases;
use super::fiml_point::Point;
use super::fiml_rows::Sufficient;
use super::objective::{Directions, Discrepancy, Evaluation, Implied, Information, Slope};
use super::saturated::{Independence, Saturated, independence, saturated};
use crate::Result;

/// One group's rows, gathered, with its saturated and independence models.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Sufficient statistics per missing pattern.
    pub rows: Sufficient,
    /// The unrestricted solution, from which `F_g` counts.
    pub saturated: Saturated,
    /// Every variable by itself.
    pub independence: Independence,
}

/// `F_g = (-2 log L_g(model) + 2 log L_g(saturated)) / n_g` over the values that are there, so `chi2 = N F` is the
/// likelihood ratio against the saturated model.
///
/// ```
/// use psychometrics::sem::fiml::Fiml;
/// use psychometrics::sem::fiml_cases::Cases;
/// let names = ["a".to_owned(), "b".to_owned()];
/// let a = [1.0, 2.0, 4.0, f64::NAN, 3.0, 1.5];
/// let b = [0.5, 2.5, 3.0, 1.0, f64::NAN, 1.0];
/// let cases = Cases::new(&names, &[&a[..], &b[..]])?;
/// let fiml = Fiml::new(&[cases])?;
/// assert!(fiml.list[0].saturated.converged);
/// # Ok::<(), psychometrics::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Fiml {
    /// The groups.
    pub list: Vec<Group>,
    total: f64,
}

impl Fiml {
    /// Gathers the rows of each group and finds its saturated moments.
    ///
    /// # Errors
    /// As [`saturated`].
    pub fn new(groups: &[Cases<'_>]) -> Result<Self> {
        let list = groups
            .iter()
            .map(|cases| {
                let rows = Sufficient::new(cases);
                let saturated = saturated(cases, &rows)?;
                Ok(Group { rows, saturated, independence: independence(cases, true) })
            })
            .collect::<Result<Vec<_>>>()?;
        let total = list.iter().map(|group| group.rows.count).sum();
        Ok(Self { list, total })
    }

    /// Unrestricted log likelihood of all groups.
    #[must_use]
    pub fn saturated_log_likelihood(&self) -> f64 {
        self.list.iter().map(|group| group.saturated.log_likelihood).sum()
    }

    /// Log likelihood of all groups under the independence model.
    #[must_use]
    pub fn independence_log_likelihood(&self) -> f64 {
        self.list.iter().map(|group| group.independence.log_likelihood).sum()
    }

    fn relative(&self, group: usize, deviance: f64) -> f64 {
        let group = &self.list[group];
        (deviance + 2.0 * group.saturated.log_likelihood) / group.rows.count
    }
}

impl Discrepancy for Fiml {
    fn groups(&self) -> usize {
        self.list.len()
    }

    fn share(&self, group: usize) -> f64 {
        self.list[group].rows.count / self.total
    }

    fn value(&self, group: usize, implied: &Implied) -> Result<f64> {
        let point = Point::new(&implied.mean, &implied.covariance)?;
        Ok(self.relative(group, self.list[group].rows.deviance(&point)))
    }

    fn evaluate(
        &self,
        group: usize,
        implied: &Implied,
        directions: &Directions,
        information: Information,
    ) -> Result<Evaluation> {
        let rows = &self.list[group].rows;
        let point = Point::new(&implied.mean, &implied.covariance)?;
        let found = rows.curvature(&point, directions, information);
        let (mean, covariance) = rows.slope(&point, &found.sums);
        Ok(Evaluation {
            value: self.relative(group, found.sums.deviance),
            slope: Slope {
                mean: mean / rows.count,
                covariance: covariance / rows.count,
                thresholds: implied.thresholds.map(|_| 0.0),
            },
            curvature: found.information * (2.0 / rows.count),
        })
    }
}
