//! What an estimator minimises, seen from the model: a value, its slope and its curvature in the implied moments.
//! Not here: how a model makes moments (`matrices`), how the minimum is found (`search`), and each
//! estimator's own formula (`normal`, `squares`, and the estimators that look at rows).
//!
//! Scale, the same for all: `F = sum_g (n_g/N) F_g` with `chi2 = N F`, so for normal theory `F_g` is minus two times the
//! log likelihood ratio against the saturated model, per row. Half the expected second derivative of `F` is the
//! information of one row, and the covariance of the estimates its inverse over `N`.

use nalgebra::{DMatrix, DVector};

use crate::Result;

/// Moments that a model implies in one group of `p` observed variables.
#[derive(Debug, Clone, PartialEq)]
pub struct Implied {
    /// Means, length `p`.
    pub mean: DVector<f64>,
    /// Covariances, `p x p`, symmetric. Of ordinal items those of the underlying normal variables.
    pub covariance: DMatrix<f64>,
    /// Standardised thresholds of the ordinal items, item after item, rising; empty when all is continuous.
    pub thresholds: DVector<f64>,
}

/// First derivatives of `F_g`: `dF = mean'dmu + tr(covariance dSigma) + thresholds'dtau`.
///
/// `covariance` is symmetric, so the derivative in one off-diagonal element of Sigma (which stands there twice) is two
/// times the entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Slope {
    /// In the means, length `p`; zero where the estimator does not look at means.
    pub mean: DVector<f64>,
    /// In the covariances, `p x p`, symmetric.
    pub covariance: DMatrix<f64>,
    /// In the thresholds; as long as [`Implied::thresholds`].
    pub thresholds: DVector<f64>,
}

/// Which second derivative is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Information {
    /// Its expectation when the model holds.
    Expected,
    /// As it is in these data.
    Observed,
}

/// How the moments move with one parameter:
/// `dSigma = weight (l r' + r l')`, `dmu = mean_weight m`, where `l`, `r`, `m` are columns of [`Directions::pool`].
///
/// A variance has `left == right` and weight 1/2; a parameter that leaves the means (or Sigma) alone has weight zero
/// there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Direction {
    /// Column of the pool.
    pub left: usize,
    /// Column of the pool.
    pub right: usize,
    /// Factor of the covariance part.
    pub weight: f64,
    /// Column of the pool by which the means move.
    pub mean: usize,
    /// Factor of the mean part.
    pub mean_weight: f64,
}

/// First derivatives of the moments of one group in all of its parameters, as pairs of columns of one small matrix.
///
/// The pool is `[I | Lambda (I-B)^-1 | Lambda Cov(eta)]`, `p x (p + 2m)`. Whatever is bilinear in `dSigma` needs only the
/// products of the pool's columns: `tr(V dSigma_a V dSigma_b) = 2 w_a w_b [(l'Vx)(r'Vy) + (l'Vy)(r'Vx)]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Directions {
    /// The columns, `p x (p + 2m)`; the first `p` are the unit vectors.
    pub pool: DMatrix<f64>,
    /// One for each parameter of the group, in the group's order.
    pub list: Vec<Direction>,
    /// For models with ordinal items, where thresholds and scaling do not fit into pairs of columns: the whole
    /// derivative, rows ordered as `squares` says. `list` is empty then.
    pub dense: Option<DMatrix<f64>>,
}

impl Directions {
    /// Number of parameters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.dense.as_ref().map_or(self.list.len(), DMatrix::ncols)
    }

    /// Whether the group has no parameter at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Derivative of Sigma in parameter `k`, `p x p`.
    #[must_use]
    pub fn covariance(&self, k: usize) -> DMatrix<f64> {
        let step = self.list[k];
        let (left, right) = (self.pool.column(step.left), self.pool.column(step.right));
        let half = left * right.transpose() * step.weight;
        &half + half.transpose()
    }

    /// Derivative of the means in parameter `k`, length `p`.
    #[must_use]
    pub fn mean(&self, k: usize) -> DVector<f64> {
        let step = self.list[k];
        self.pool.column(step.mean) * step.mean_weight
    }

    /// The whole derivative, `(p if means) + p(p+1)/2` rows: means first, then the lower triangle of Sigma column by
    /// column with its diagonal (`vech`). With ordinal items the dense one is returned as it is.
    #[must_use]
    pub fn jacobian(&self, means: bool) -> DMatrix<f64> {
        if let Some(dense) = &self.dense {
            return dense.clone();
        }
        let p = self.pool.nrows();
        let first = if means { p } else { 0 };
        let mut whole = DMatrix::zeros(first + p * (p + 1) / 2, self.list.len());
        for (k, step) in self.list.iter().enumerate() {
            let (left, right) = (self.pool.column(step.left), self.pool.column(step.right));
            let mut row = first;
            for j in 0..p {
                for i in j..p {
                    whole[(row, k)] = step.weight * (left[i] * right[j] + right[i] * left[j]);
                    row += 1;
                }
            }
            if means && step.mean_weight != 0.0 {
                whole.view_mut((0, k), (p, 1)).copy_from(&(self.pool.column(step.mean) * step.mean_weight));
            }
        }
        whole
    }
}

/// An estimator's discrepancy at one point.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// `F_g`.
    pub value: f64,
    /// Its first derivatives in the moments.
    pub slope: Slope,
    /// `D'HD` with `D` the directions and `H` the second derivative of `F_g` in the moments (expected or observed).
    /// What the second derivative of the moments adds to an observed Hessian is added by the model.
    pub curvature: DMatrix<f64>,
}

/// What is minimised. Implementations are pure: the same moments give the same numbers.
pub trait Discrepancy: Sync {
    /// Number of groups.
    fn groups(&self) -> usize;

    /// `n_g / N` of a group.
    fn share(&self, group: usize) -> f64;

    /// `F_g` alone, for line searches.
    ///
    /// # Errors
    /// [`crate::Error::NotPositiveDefinite`] where `F_g` does not exist; the search then takes a shorter step.
    fn value(&self, group: usize, implied: &Implied) -> Result<f64>;

    /// Value, slope and curvature together, so that factorisations are made once.
    ///
    /// # Errors
    /// As [`Discrepancy::value`].
    fn evaluate(
        &self,
        group: usize,
        implied: &Implied,
        directions: &Directions,
        information: Information,
    ) -> Result<Evaluation>;

    /// `s'Ws` of the statistics themselves, for least squares; none else.
    fn whole(&self, _group: usize) -> Option<f64> {
        None
    }

    /// `W` where the expected curvature is `tr(W dSigma W dSigma) + 2 dmu'W dmu`, as under normal theory; none else.
    fn metric(&self, _group: usize, _implied: &Implied) -> Option<DMatrix<f64>> {
        None
    }
}
