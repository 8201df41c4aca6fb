//! Weighted least squares on any statistics: `F_g = (s - sigma)' W (s - sigma)`, full or diagonal `W`.
//! Not here: where weights come from (Gamma matrices, polychoric correlations).

use nalgebra::{DMatrix, DVector};

use super::objective::{Directions, Discrepancy, Evaluation, Implied, Information};
use super::scaling::Statistics;
use crate::{Error, Result};

/// The weights of one group's statistics.
#[derive(Debug, Clone, PartialEq)]
pub enum Weight {
    /// All ones: unweighted.
    None,
    /// A diagonal.
    Diagonal(DVector<f64>),
    /// A whole symmetric matrix.
    Full(DMatrix<f64>),
}

impl Weight {
    /// `W x`.
    #[must_use]
    pub fn times(&self, x: &DVector<f64>) -> DVector<f64> {
        match self {
            Weight::None => x.clone(),
            Weight::Diagonal(weights) => x.component_mul(weights),
            Weight::Full(whole) => whole * x,
        }
    }

    /// `D' W D`.
    #[must_use]
    pub fn squeezed(&self, jacobian: &DMatrix<f64>) -> DMatrix<f64> {
        match self {
            Weight::None => jacobian.tr_mul(jacobian),
            Weight::Diagonal(weights) => {
                let mut scaled = jacobian.clone();
                for mut column in scaled.column_iter_mut() {
                    column.component_mul_assign(weights);
                }
                jacobian.tr_mul(&scaled)
            }
            Weight::Full(whole) => jacobian.tr_mul(&(whole * jacobian)),
        }
    }
}

/// Statistics of one group with their weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// Number of rows, or the factor that stands for it.
    pub rows: f64,
    /// Statistics in the order of [`Statistics`].
    pub observed: DVector<f64>,
    /// Their weights.
    pub weight: Weight,
}

/// Weighted least squares.
#[derive(Debug, Clone)]
pub struct WeightedSquares {
    groups: Vec<Weighed>,
    statistics: Statistics,
}

impl WeightedSquares {
    /// From statistics and weights of each group.
    ///
    /// # Errors
    /// [`Error::Argument`] where lengths do not agree.
    pub fn new(groups: Vec<Weighed>, statistics: Statistics) -> Result<WeightedSquares> {
        let length = statistics.len();
        for group in &groups {
            let weights = match &group.weight {
                Weight::None => length,
                Weight::Diagonal(weights) => weights.len(),
                Weight::Full(whole) => whole.nrows(),
            };
            if group.observed.len() != length || weights != length {
                return Err(Error::Argument {
                    what: "the weights".to_owned(),
                    why: format!("{length} statistics need as many observed values and weights"),
                });
            }
        }
        Ok(WeightedSquares { groups, statistics })
    }
}

impl Discrepancy for WeightedSquares {
    fn groups(&self) -> usize {
        self.groups.len()
    }

    fn share(&self, group: usize) -> f64 {
        self.groups[group].rows / self.groups.iter().map(|group| group.rows).sum::<f64>()
    }

    fn value(&self, group: usize, implied: &Implied) -> Result<f64> {
        let rest = &self.groups[group].observed - self.statistics.vector(implied);
        let value = rest.dot(&self.groups[group].weight.times(&rest));
        if value.is_finite() {
            return Ok(value);
        }
        Err(Error::NotPositiveDefinite {
            what: "the implied covariance matrix".to_owned(),
            smallest: f64::NAN,
        })
    }

    fn evaluate(
        &self,
        group: usize,
        implied: &Implied,
        directions: &Directions,
        _: Information,
    ) -> Result<Evaluation> {
        let weight = &self.groups[group].weight;
        let rest = &self.groups[group].observed - self.statistics.vector(implied);
        let pressed = weight.times(&rest);
        let jacobian = directions.jacobian(self.statistics.means);
        Ok(Evaluation {
            value: rest.dot(&pressed),
            slope: self.statistics.spread(&(-2.0 * pressed)),
            curvature: 2.0 * weight.squeezed(&jacobian),
        })
    }
}
