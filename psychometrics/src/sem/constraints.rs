//! Labels, parameters defined by `:=`, and constraints by `==`, as functions of the parameter vector.
//! Not here: equal labels and equality over groups, which are one parameter from the beginning ([`super::ties`]).

use std::collections::HashMap;

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::expression::{Expression, Slope};
use super::syntax::Model;
use super::table::Table;
use crate::{Error, Result};

/// What a label stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Target {
    Row(usize),
    Defined(usize),
}

/// Labels of a model with what is computed from them.
pub(crate) struct Constraints<'a> {
    model: &'a Model,
    targets: HashMap<String, Target>,
    /// Slot and fixed value of each row of the table.
    rows: Vec<(Option<usize>, f64)>,
    slots: usize,
}

/// Definitions that refer to definitions that refer to…
const DEEPEST: usize = 40;

impl<'a> Constraints<'a> {
    /// Of a model and its table.
    ///
    /// # Errors
    /// [`Error::Model`] where a formula speaks of a label that nothing has, or defines one twice.
    pub fn of(model: &'a Model, table: &Table) -> Result<Constraints<'a>> {
        let mut targets = HashMap::new();
        for (at, row) in table.rows.iter().enumerate() {
            targets.insert(format!(".p{}.", at + 1), Target::Row(at));
            if !row.label.is_empty() {
                targets.entry(row.label.clone()).or_insert(Target::Row(at));
            }
        }
        for (at, defined) in model.defined.iter().enumerate() {
            if targets.insert(defined.name.clone(), Target::Defined(at)).is_some() {
                return Err(Error::Model(format!("\"{}\" is defined and is also a label", defined.name)));
            }
        }
        let rows = table.rows.iter().map(|row| (row.slot, row.fixed.unwrap_or(0.0))).collect();
        let found = Constraints { model, targets, rows, slots: table.slots };
        let zeros = vec![0.0; table.slots];
        for at in 0..model.defined.len() {
            found.defined(at, &zeros)?;
        }
        found.equalities(&zeros)?;
        Ok(found)
    }

    /// What `:=` defines.
    pub fn definitions(&self) -> &[super::syntax::Defined] {
        &self.model.defined
    }

    /// Both sides of every `==` as they were written.
    pub fn equality_texts(&self) -> Vec<(String, String)> {
        self.model.equal.iter().map(|equal| equal.text.clone()).collect()
    }

    /// Whether there is any `==`.
    pub fn any(&self) -> bool {
        !self.model.equal.is_empty()
    }

    fn formula(
        &self,
        formula: &Expression,
        depth: usize,
        of_row: &dyn Fn(usize) -> Slope,
        by: usize,
    ) -> Result<Slope> {
        if depth > DEEPEST {
            return Err(Error::Model(
                "definitions refer to each other in a circle, or too deeply".to_owned(),
            ));
        }
        let mut labels = Vec::new();
        formula.labels(&mut labels);
        let mut known: HashMap<String, Slope> = HashMap::new();
        for label in labels {
            let slope = match self.targets.get(&label) {
                None => continue,
                Some(Target::Row(row)) => of_row(*row),
                Some(Target::Defined(at)) => {
                    self.formula(&self.model.defined[*at].formula, depth + 1, of_row, by)?
                }
            };
            known.insert(label, slope);
        }
        formula.slope(by, &|label| known.get(label).cloned())
    }

    fn row(&self, row: usize, parameters: &[f64]) -> Slope {
        let (slot, fixed) = self.rows[row];
        let mut slope = Slope::constant(slot.map_or(fixed, |slot| parameters[slot]), self.slots);
        if let Some(slot) = slot {
            slope.by[slot] = 1.0;
        }
        slope
    }

    /// Value and derivatives of a defined parameter.
    pub fn defined(&self, at: usize, parameters: &[f64]) -> Result<Slope> {
        self.formula(&self.model.defined[at].formula, 0, &|row| self.row(row, parameters), self.slots)
    }

    /// A defined parameter where rows have other values, such as standardised ones, each with derivatives `by` long.
    pub fn defined_from(&self, at: usize, by: usize, of_row: &dyn Fn(usize) -> Slope) -> Result<Slope> {
        self.formula(&self.model.defined[at].formula, 0, of_row, by)
    }

    /// Left minus right of every `==`, and their derivatives.
    pub fn equalities(&self, parameters: &[f64]) -> Result<(DVector<f64>, DMatrix<f64>)> {
        let count = self.model.equal.len();
        let mut values = DVector::zeros(count);
        let mut jacobian = DMatrix::zeros(count, self.slots);
        for (at, equal) in self.model.equal.iter().enumerate() {
            let of_row = |row: usize| self.row(row, parameters);
            let left = self.formula(&equal.left, 0, &of_row, self.slots)?;
            let right = self.formula(&equal.right, 0, &of_row, self.slots)?;
            values[at] = left.value - right.value;
            for slot in 0..self.slots {
                jacobian[(at, slot)] = left.by[slot] - right.by[slot];
            }
        }
        Ok((values, jacobian))
    }

    /// The space in which the parameters may move at this point: orthonormal columns, none needed without `==`.
    pub fn free_space(&self, parameters: &[f64]) -> Result<Option<DMatrix<f64>>> {
        if !self.any() {
            return Ok(None);
        }
        let (_, jacobian) = self.equalities(parameters)?;
        Ok(Some(null_space(&jacobian)))
    }

    /// The nearest point where all `==` hold, by Gauss-Newton; none where it is not reached.
    pub fn onto(&self, parameters: &[f64]) -> Option<Vec<f64>> {
        let mut now = DVector::from_column_slice(parameters);
        for _ in 0..50 {
            let (values, jacobian) = self.equalities(now.as_slice()).ok()?;
            let size = values.amax();
            if !size.is_finite() {
                return None;
            }
            if size < 1e-13 * (1.0 + now.amax()) {
                return Some(now.as_slice().to_vec());
            }
            let inverse = jacobian.pseudo_inverse(1e-12).ok()?;
            now -= inverse * values;
        }
        let (values, _) = self.equalities(now.as_slice()).ok()?;
        (values.amax() < 1e-8).then(|| now.as_slice().to_vec())
    }
}

/// Orthonormal columns that span what `matrix` maps to zero.
pub(crate) fn null_space(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let count = matrix.ncols();
    let square = matrix.tr_mul(matrix);
    let scale = square.diagonal().amax().max(f64::MIN_POSITIVE);
    let found = SymmetricEigen::new(square);
    let kept: Vec<usize> = (0..count).filter(|&at| found.eigenvalues[at] < 1e-12 * scale).collect();
    found.eigenvectors.select_columns(&kept)
}
