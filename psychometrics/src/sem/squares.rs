//! Weighted least squares on any statistics: `F_g = (s - sigma)' W (s - sigma)`, full or diagonal `W`.
//! Not here: where weights come from (Gamma matrices, polychoric correlations).

use nalgebra::{DMatrix, DVector};

use super::gamma_blocks::across;
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
            Weight::Full(whole) => across(jacobian, &(whole * jacobian)),
            Weight::None => sparse(jacobian, None).unwrap_or_else(|| across(jacobian, jacobian)),
            Weight::Diagonal(weights) => {
                if let Some(found) = sparse(jacobian, Some(weights)) {
                    return found;
                }
                let mut scaled = jacobian.clone();
                for mut column in scaled.column_iter_mut() {
                    column.component_mul_assign(weights);
                }
                across(jacobian, &scaled)
            }
        }
    }
}

/// `D' diag(w) D` where few elements of each row of `D` are not zero; none where there are too many to gain by it.
fn sparse(jacobian: &DMatrix<f64>, weights: Option<&DVector<f64>>) -> Option<DMatrix<f64>> {
    let (rows, columns) = jacobian.shape();
    let mut filled: Vec<Vec<(usize, f64)>> = vec![Vec::new(); rows];
    for (at, column) in jacobian.column_iter().enumerate() {
        for (row, &value) in column.iter().enumerate().filter(|(_, value)| **value != 0.0) {
            filled[row].push((at, value));
        }
    }
    let work: usize = filled.iter().map(|row| row.len() * row.len()).sum();
    if work * 20 > rows * columns * columns {
        return None;
    }
    let mut whole = DMatrix::zeros(columns, columns);
    for (row, list) in filled.iter().enumerate() {
        let weight = weights.map_or(1.0, |weights| weights[row]);
        for &(b, right) in list {
            for &(a, left) in list {
                whole[(a, b)] += weight * left * right;
            }
        }
    }
    Some(whole)
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

    fn whole(&self, group: usize) -> Option<f64> {
        let group = &self.groups[group];
        Some(group.observed.dot(&group.weight.times(&group.observed)))
    }
}
