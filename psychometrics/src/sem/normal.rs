//! Normal theory from moments: maximum likelihood and generalised least squares.
//! Not here: other weights ([`super::squares`]), rows with missing answers.
//!
//! Maximum likelihood: `F_g = ln|Sigma| - ln|S| + tr(S Sigma^-1) - p + (m-mu)' Sigma^-1 (m-mu)` (Joreskog 1969).
//! Generalised least squares: `F_g = tr[(S^-1 (S - Sigma))^2]/2 + (m-mu)' S^-1 (m-mu)` (Joreskog and Goldberger 1972).

use nalgebra::{DMatrix, DVector};

use super::definite::Factor;
use super::objective::{Directions, Discrepancy, Evaluation, Implied, Information, Slope};
use crate::numeric::linear::{factor, log_determinant, smallest_eigenvalue};
use crate::{Error, Result};

/// Sample moments of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    /// Number of rows, or the factor that stands for it.
    pub weight: f64,
    /// Means; where the model leaves means alone they are not looked at.
    pub mean: DVector<f64>,
    /// Covariance matrix, already with the divisor that is wanted.
    pub covariance: DMatrix<f64>,
}

/// Maximum likelihood.
#[derive(Debug, Clone)]
pub struct MaximumLikelihood {
    groups: Vec<Moments>,
    log_determinants: Vec<f64>,
    means: bool,
}

impl MaximumLikelihood {
    /// From moments; `means` says whether the model has a mean structure.
    ///
    /// # Errors
    /// [`crate::Error::NotPositiveDefinite`] where a sample covariance matrix is not.
    pub fn new(groups: Vec<Moments>, means: bool) -> Result<MaximumLikelihood> {
        let log_determinants = groups
            .iter()
            .map(|group| Ok(log_determinant(&factor(&group.covariance, "the sample covariance matrix")?)))
            .collect::<Result<Vec<f64>>>()?;
        Ok(MaximumLikelihood { groups, log_determinants, means })
    }

    /// `m - mu`, zero without mean structure.
    fn distance(&self, group: usize, implied: &Implied) -> DVector<f64> {
        let mean = &self.groups[group].mean;
        if self.means { mean - &implied.mean } else { DVector::zeros(implied.covariance.nrows()) }
    }
}

impl Discrepancy for MaximumLikelihood {
    fn groups(&self) -> usize {
        self.groups.len()
    }

    fn share(&self, group: usize) -> f64 {
        self.groups[group].weight / self.groups.iter().map(|group| group.weight).sum::<f64>()
    }

    fn value(&self, group: usize, implied: &Implied) -> Result<f64> {
        let sigma = implied_factor(implied)?;
        let sample = &self.groups[group].covariance;
        let distance = self.distance(group, implied);
        let pressed = sigma.lower_inverse();
        // tr(S Sigma^-1) = tr(L^-1 S L^-T).
        let trace = (&pressed * sample).dot(&pressed);
        let apart = (&pressed * &distance).norm_squared();
        Ok(sigma.log_determinant() - self.log_determinants[group] + trace - sample.nrows() as f64 + apart)
    }

    fn evaluate(
        &self,
        group: usize,
        implied: &Implied,
        directions: &Directions,
        information: Information,
    ) -> Result<Evaluation> {
        let sigma = implied_factor(implied)?;
        let inverse = sigma.inverse();
        let distance = self.distance(group, implied);
        let sample = &self.groups[group].covariance + &distance * distance.transpose();
        let pressed = &inverse * &sample;
        let middle = &pressed * &inverse;
        let pulled = &inverse * &distance;
        let p = sample.nrows();
        let value = sigma.log_determinant() - self.log_determinants[group] + pressed.trace() - p as f64;
        let mut by_covariance = &inverse - &middle;
        by_covariance.fill_lower_triangle_with_upper_triangle();
        let slope = Slope { mean: -2.0 * &pulled, covariance: by_covariance, thresholds: DVector::zeros(0) };
        let gram = directions.gram(&inverse);
        let mut curvature = match information {
            Information::Expected => directions.squared(&gram),
            Information::Observed => {
                directions.mixed(&gram, &directions.gram(&middle)) - directions.squared(&gram)
            }
        };
        if self.means {
            directions.add_means(&gram, &mut curvature);
            if information == Information::Observed {
                add_cross(directions, &gram, &directions.pool.tr_mul(&pulled), &mut curvature);
            }
        }
        Ok(Evaluation { value, slope, curvature })
    }

    fn metric(&self, _: usize, implied: &Implied) -> Option<DMatrix<f64>> {
        implied_factor(implied).ok().map(|sigma| sigma.inverse())
    }
}

/// The factor of the implied covariances, or why there is none.
fn implied_factor(implied: &Implied) -> Result<Factor> {
    Factor::of(implied.covariance.clone()).ok_or_else(|| Error::NotPositiveDefinite {
        what: "the implied covariance matrix".to_owned(),
        smallest: smallest_eigenvalue(&implied.covariance),
    })
}

/// `2 h'dSigma_a Sigma^-1 dmu_b` and its transpose, `h = Sigma^-1 (m - mu)` given by its products with the pool.
fn add_cross(directions: &Directions, gram: &DMatrix<f64>, h: &DVector<f64>, whole: &mut DMatrix<f64>) {
    for (b, second) in directions.list.iter().enumerate().filter(|(_, step)| step.mean_weight != 0.0) {
        for (a, first) in directions.list.iter().enumerate().filter(|(_, step)| step.weight != 0.0) {
            let sum = h[first.left] * gram[(first.right, second.mean)]
                + h[first.right] * gram[(first.left, second.mean)];
            let term = 2.0 * first.weight * second.mean_weight * sum;
            whole[(a, b)] += term;
            whole[(b, a)] += term;
        }
    }
}

/// Generalised least squares.
#[derive(Debug, Clone)]
pub struct GeneralisedSquares {
    groups: Vec<Moments>,
    inverses: Vec<DMatrix<f64>>,
    means: bool,
}

impl GeneralisedSquares {
    /// From moments.
    ///
    /// # Errors
    /// [`crate::Error::NotPositiveDefinite`] where a sample covariance matrix is not.
    pub fn new(groups: Vec<Moments>, means: bool) -> Result<GeneralisedSquares> {
        let inverses = groups
            .iter()
            .map(|group| Ok(factor(&group.covariance, "the sample covariance matrix")?.inverse()))
            .collect::<Result<Vec<_>>>()?;
        Ok(GeneralisedSquares { groups, inverses, means })
    }

    fn parts(&self, group: usize, implied: &Implied) -> (f64, Slope) {
        let (sample, inverse) = (&self.groups[group], &self.inverses[group]);
        let rest = inverse * (&sample.covariance - &implied.covariance);
        let distance = if self.means {
            &sample.mean - &implied.mean
        } else {
            DVector::zeros(implied.covariance.nrows())
        };
        let pulled = inverse * &distance;
        let value = 0.5 * rest.dot(&rest.transpose()) + distance.dot(&pulled);
        let mut by_covariance = -(&rest * inverse);
        by_covariance.fill_lower_triangle_with_upper_triangle();
        (value, Slope { mean: -2.0 * pulled, covariance: by_covariance, thresholds: DVector::zeros(0) })
    }
}

impl Discrepancy for GeneralisedSquares {
    fn groups(&self) -> usize {
        self.groups.len()
    }

    fn share(&self, group: usize) -> f64 {
        self.groups[group].weight / self.groups.iter().map(|group| group.weight).sum::<f64>()
    }

    fn value(&self, group: usize, implied: &Implied) -> Result<f64> {
        Ok(self.parts(group, implied).0)
    }

    fn evaluate(
        &self,
        group: usize,
        implied: &Implied,
        directions: &Directions,
        _: Information,
    ) -> Result<Evaluation> {
        let (value, slope) = self.parts(group, implied);
        let gram = directions.gram(&self.inverses[group]);
        let mut curvature = directions.squared(&gram);
        if self.means {
            directions.add_means(&gram, &mut curvature);
        }
        Ok(Evaluation { value, slope, curvature })
    }

    fn metric(&self, group: usize, _: &Implied) -> Option<DMatrix<f64>> {
        Some(self.inverses[group].clone())
    }
}
