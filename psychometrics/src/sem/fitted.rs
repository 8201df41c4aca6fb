//! A model at its estimates: what every result is computed from.
//! Not here: the results themselves.

use nalgebra::DMatrix;

use super::basis::Basis;
use super::constraints::Constraints;
use super::data::Sample;
use super::definite::Factor;
use super::gamma_blocks::across;
use super::layout::{Layout, Matrix};
use super::matrices::Matrices;
use super::objective::{Discrepancy, Implied};
use super::options::{Likelihood, Options, Parameterization};
use super::search::Ending;
use super::table::Table;

/// Everything known once the search has ended.
pub(crate) struct Fitted<'a> {
    pub table: Table,
    pub layout: Layout,
    pub options: Options,
    pub basis: Basis<'a>,
    pub constraints: Constraints<'a>,
    pub samples: Vec<Sample>,
    pub labels: Vec<String>,
    pub parameters: Vec<f64>,
    pub ending: Ending,
    pub matrices: Vec<Matrices>,
    pub implied: Vec<Implied>,
    /// `F` and each `F_g`.
    pub value: f64,
    pub values: Vec<f64>,
    /// Covariances of the parameters; none where the information has no inverse.
    pub vcov: Option<DMatrix<f64>>,
    /// What was minimised.
    pub discrepancy: Box<dyn Discrepancy>,
}

impl Fitted<'_> {
    /// Number of rows over all groups.
    pub fn rows(&self) -> usize {
        self.samples.iter().map(|sample| sample.rows).sum()
    }

    /// Whether `n` (else `n - 1`) stands for the rows in tests and standard errors.
    pub fn plain_rows(&self) -> bool {
        plain_rows(&self.options)
    }

    /// `N` as tests and standard errors use it: all rows, or all rows less one for each group.
    pub fn effective_rows(&self) -> f64 {
        let less = if self.plain_rows() { 0 } else { self.samples.len() };
        (self.rows() - less) as f64
    }

    /// The estimate of a row of the table.
    pub fn estimate(&self, row: usize) -> f64 {
        let row = &self.table.rows[row];
        row.slot.map_or(row.fixed.unwrap_or(f64::NAN), |slot| self.parameters[slot])
    }

    /// Estimates of all rows; residual variances of ordinal items as they follow from their scale.
    pub fn estimates(&self) -> Vec<f64> {
        let mut found: Vec<f64> = (0..self.table.rows.len()).map(|row| self.estimate(row)).collect();
        for (group, entries) in self.layout.groups.iter().enumerate() {
            for entry in &entries.entries {
                let place = entry.place;
                let raised = place.row >= self.layout.latent;
                let variable = match place.matrix {
                    Matrix::Theta => place.row,
                    Matrix::Psi if raised => self.layout.stands_for[place.row - self.layout.latent],
                    Matrix::Scale => place.row,
                    _ => continue,
                };
                if self.layout.thresholds[variable] == 0 {
                    continue;
                }
                let matrices = &self.matrices[group];
                let delta = self.layout.parameterization == Parameterization::Delta;
                if place.matrix == Matrix::Scale {
                    if !delta {
                        found[entry.row] = 1.0 / matrices.covariance()[(variable, variable)].sqrt();
                    }
                } else if place.row == place.column && delta {
                    let all = matrices.covariance()[(variable, variable)];
                    let own = if place.matrix == Matrix::Theta {
                        matrices.theta[(variable, variable)]
                    } else {
                        matrices.psi[(place.row, place.row)]
                    };
                    found[entry.row] = matrices.scale[variable].powi(-2) - (all - own);
                }
            }
        }
        found
    }

    /// Places of the given variables whose moments are the sample's.
    pub fn given(&self) -> Vec<usize> {
        let names = &self.table.names;
        if !self.table.rows.iter().any(|row| row.given) {
            return Vec::new();
        }
        (0..names.observed.len()).filter(|&at| names.given.contains(&names.observed[at])).collect()
    }
}

/// Whether `n` stands for the rows: normal likelihood and estimators on likelihoods.
pub(crate) fn plain_rows(options: &Options) -> bool {
    options.estimator.is_likelihood() && options.likelihood == Likelihood::Normal
}

/// The inverse of an information matrix within the free space; none where it has none.
pub(crate) fn inverted(information: &DMatrix<f64>, space: Option<&DMatrix<f64>>) -> Option<DMatrix<f64>> {
    let inner = match space {
        None => information.clone(),
        Some(space) => across(space, &(information * space)),
    };
    let size = inner.nrows();
    let scale: Vec<f64> = (0..size).map(|i| inner[(i, i)]).collect();
    if scale.iter().any(|&s| !(s > 0.0 && s.is_finite())) {
        return if size == 0 { Some(DMatrix::zeros(information.nrows(), information.nrows())) } else { None };
    }
    let root: Vec<f64> = scale.iter().map(|s| s.sqrt().recip()).collect();
    let scaled = DMatrix::from_fn(size, size, |i, j| inner[(i, j)] * root[i] * root[j]);
    let factor = Factor::of(scaled)?;
    if factor.least() < 1e-7 {
        return None;
    }
    let mut inverse = factor.inverse();
    for j in 0..size {
        for i in 0..size {
            inverse[(i, j)] *= root[i] * root[j];
        }
    }
    Some(match space {
        None => inverse,
        Some(space) => space * inverse * space.transpose(),
    })
}
