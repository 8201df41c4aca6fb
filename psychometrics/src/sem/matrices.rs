//! The model's matrices at a parameter vector, the moments they imply, and how these move with each parameter.
//! Not here: second derivatives ([`super::bend`]), ordinal scaling ([`super::scaling`]).

use nalgebra::{DMatrix, DVector};

use super::layout::{Entry, Layout, Matrix, Place};
use super::objective::{Direction, Directions, Implied};
use crate::{Error, Result};

/// One group's matrices.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Matrices {
    pub lambda: DMatrix<f64>,
    pub theta: DMatrix<f64>,
    pub psi: DMatrix<f64>,
    pub beta: DMatrix<f64>,
    pub nu: DVector<f64>,
    pub alpha: DVector<f64>,
    /// Thresholds of each observed variable.
    pub tau: Vec<Vec<f64>>,
    /// Scales of each observed variable.
    pub scale: DVector<f64>,
    /// `(I - B)^-1`.
    pub total: DMatrix<f64>,
    /// `Lambda (I - B)^-1`.
    pub reach: DMatrix<f64>,
    /// Covariances of the hidden variables.
    pub hidden: DMatrix<f64>,
    /// `Lambda Cov(eta)`.
    pub cross: DMatrix<f64>,
    /// Means of the hidden variables.
    pub centre: DVector<f64>,
    /// Whether any regression stands in the model.
    pub regressions: bool,
}

/// The value of an entry at a parameter vector.
fn value(entry: &Entry, parameters: &[f64]) -> f64 {
    entry.slot.map_or(entry.fixed, |slot| parameters[slot])
}

impl Matrices {
    /// The matrices of group `group` (from 0) at `parameters`.
    ///
    /// # Errors
    /// [`Error::Singular`] where `I - B` has no inverse.
    pub fn at(layout: &Layout, group: usize, parameters: &[f64]) -> Result<Matrices> {
        let (p, m) = (layout.variables(), layout.hidden.len());
        let mut all = Matrices {
            lambda: DMatrix::zeros(p, m),
            theta: DMatrix::zeros(p, p),
            psi: DMatrix::zeros(m, m),
            beta: DMatrix::zeros(m, m),
            nu: DVector::zeros(p),
            alpha: DVector::zeros(m),
            tau: layout.thresholds.iter().map(|&count| vec![0.0; count]).collect(),
            scale: DVector::repeat(p, 1.0),
            total: DMatrix::identity(m, m),
            reach: DMatrix::zeros(0, 0),
            hidden: DMatrix::zeros(0, 0),
            cross: DMatrix::zeros(0, 0),
            centre: DVector::zeros(m),
            regressions: false,
        };
        for (at, &of) in layout.stands_for.iter().enumerate() {
            all.lambda[(of, layout.latent + at)] = 1.0;
        }
        for entry in &layout.groups[group].entries {
            all.put(entry.place, value(entry, parameters));
        }
        all.complete()?;
        Ok(all)
    }

    fn put(&mut self, place: Place, value: f64) {
        let (row, column) = (place.row, place.column);
        match place.matrix {
            Matrix::Lambda => self.lambda[(row, column)] = value,
            Matrix::Theta => {
                self.theta[(row, column)] = value;
                self.theta[(column, row)] = value;
            }
            Matrix::Psi => {
                self.psi[(row, column)] = value;
                self.psi[(column, row)] = value;
            }
            Matrix::Beta => {
                self.beta[(row, column)] = value;
                self.regressions = true;
            }
            Matrix::Nu => self.nu[row] = value,
            Matrix::Alpha => self.alpha[row] = value,
            Matrix::Tau => {
                if let Some(place) = self.tau[row].get_mut(column) {
                    *place = value;
                }
            }
            Matrix::Scale => self.scale[row] = value,
        }
    }

    fn complete(&mut self) -> Result<()> {
        let m = self.psi.nrows();
        if self.regressions {
            let rest = DMatrix::identity(m, m) - &self.beta;
            self.total =
                rest.lu().try_inverse().filter(|inverse| inverse.iter().all(|v| v.is_finite())).ok_or_else(
                    || Error::Singular {
                        what: "the matrix of regressions".to_owned(),
                        why: "some variables explain each other completely".to_owned(),
                    },
                )?;
            self.reach = &self.lambda * &self.total;
            self.hidden = &self.total * &self.psi * self.total.transpose();
            self.centre = &self.total * &self.alpha;
        } else {
            self.reach.clone_from(&self.lambda);
            self.hidden.clone_from(&self.psi);
            self.centre.clone_from(&self.alpha);
        }
        self.cross = &self.lambda * &self.hidden;
        Ok(())
    }

    /// Sigma as the matrices give it, before any scaling of ordinal items.
    pub fn covariance(&self) -> DMatrix<f64> {
        let mut sigma = &self.cross * self.lambda.transpose() + &self.theta;
        sigma.fill_lower_triangle_with_upper_triangle();
        sigma
    }

    /// Means as the matrices give them.
    pub fn mean(&self) -> DVector<f64> {
        &self.nu + &self.lambda * &self.centre
    }

    /// The implied moments of a group.
    pub fn implied(&self, layout: &Layout) -> Implied {
        let raw = Implied { mean: self.mean(), covariance: self.covariance(), thresholds: DVector::zeros(0) };
        if layout.ordinal() { super::scaling::scaled(self, layout, &raw) } else { raw }
    }

    /// `[I | reach | cross]`.
    fn pool(&self) -> DMatrix<f64> {
        let (p, m) = (self.lambda.nrows(), self.lambda.ncols());
        let mut pool = DMatrix::zeros(p, p + 2 * m);
        for at in 0..p {
            pool[(at, at)] = 1.0;
        }
        pool.view_mut((0, p), (p, m)).copy_from(&self.reach);
        pool.view_mut((0, p + m), (p, m)).copy_from(&self.cross);
        pool
    }

    /// How the moments move with the element at `place`. Thresholds and scales move nothing here.
    pub fn direction(&self, place: Place) -> Direction {
        let (p, m) = (self.lambda.nrows(), self.lambda.ncols());
        let (row, column) = (place.row, place.column);
        let mut step = Direction { left: 0, right: 0, weight: 0.0, mean: 0, mean_weight: 0.0 };
        let half = if row == column { 0.5 } else { 1.0 };
        match place.matrix {
            Matrix::Lambda => {
                step = Direction {
                    left: row,
                    right: p + m + column,
                    weight: 1.0,
                    mean: row,
                    mean_weight: self.centre[column],
                };
            }
            Matrix::Theta => (step.left, step.right, step.weight) = (row, column, half),
            Matrix::Psi => (step.left, step.right, step.weight) = (p + row, p + column, half),
            Matrix::Beta => {
                step = Direction {
                    left: p + row,
                    right: p + m + column,
                    weight: 1.0,
                    mean: p + row,
                    mean_weight: self.centre[column],
                };
            }
            Matrix::Nu => (step.mean, step.mean_weight) = (row, 1.0),
            Matrix::Alpha => (step.mean, step.mean_weight) = (p + row, 1.0),
            Matrix::Tau | Matrix::Scale => {}
        }
        step
    }

    /// The directions of the elements at `places`.
    pub fn directions(&self, layout: &Layout, places: &[Place]) -> Directions {
        let list: Vec<Direction> = places.iter().map(|&place| self.direction(place)).collect();
        let mut found = Directions { pool: self.pool(), list, dense: None };
        if layout.ordinal() {
            found.dense = Some(super::scaling::dense(self, layout, places, &found));
        }
        found
    }
}

/// Places of the free entries of a group.
pub(crate) fn free_places(layout: &Layout, group: usize) -> Vec<Place> {
    let group = &layout.groups[group];
    group.free.iter().map(|&at| group.entries[at].place).collect()
}
