//! Squared multiple correlation of each item with the others, for all items and for all but one.
//! Not here: what is made of them.

use nalgebra::DMatrix;

/// Squared multiple correlations, kept within 0 and 1.
#[derive(Debug, Clone)]
pub(super) struct Multiple {
    /// One per item.
    pub smc: Vec<f64>,
    /// Whether the correlations were singular or worse, so that a pseudo-inverse was taken.
    pub singular: bool,
    inverse: DMatrix<f64>,
}

impl Multiple {
    /// `1 - 1 / (R^-1)_ii`; by the pseudo-inverse where `R` is not positive definite.
    pub fn of(correlation: &DMatrix<f64>) -> Self {
        let factor = nalgebra::Cholesky::new(correlation.clone());
        let sound = factor.as_ref().is_some_and(|factor| {
            let diagonal = factor.l_dirty().diagonal();
            diagonal.min() > 1e-7 * diagonal.max()
        });
        let inverse = match factor {
            Some(factor) if sound => factor.inverse(),
            _ => pseudo_inverse(correlation),
        };
        Self { smc: smc(inverse.diagonal().iter()), singular: !sound, inverse }
    }

    /// The squared multiple correlations among the items without `dropped`, in their order.
    ///
    /// The inverse without an item is the inverse of the whole less one outer product (a Schur complement), so no second
    /// inversion is needed.
    pub fn without(&self, correlation: &DMatrix<f64>, dropped: usize) -> Vec<f64> {
        if self.singular {
            let rest = correlation.clone().remove_row(dropped).remove_column(dropped);
            return Self::of(&rest).smc;
        }
        let inverse = &self.inverse;
        let own = inverse[(dropped, dropped)];
        let kept = (0..inverse.nrows()).filter(|&i| i != dropped);
        let diagonal: Vec<f64> =
            kept.map(|i| inverse[(i, i)] - inverse[(i, dropped)].powi(2) / own).collect();
        smc(diagonal.iter())
    }
}

/// From the diagonal of an inverse.
fn smc<'a>(diagonal: impl Iterator<Item = &'a f64>) -> Vec<f64> {
    diagonal.map(|value| (1.0 - value.recip()).clamp(0.0, 1.0)).collect()
}

/// The pseudo-inverse of a symmetric matrix: eigenvalues of next to nothing stay nothing.
fn pseudo_inverse(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let (values, vectors) = crate::numeric::linear::eigen(matrix);
    let least = f64::EPSILON.sqrt() * values.iter().fold(0.0f64, |most, value| most.max(value.abs()));
    let inverted = values.map(|value| if value.abs() > least { value.recip() } else { 0.0 });
    &vectors * DMatrix::from_diagonal(&inverted) * vectors.transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropping_an_item_is_what_starting_without_it_gives() {
        let all = DMatrix::from_fn(5, 5, |i, j| if i == j { 1.0 } else { 0.2 + 0.05 * (i + j) as f64 });
        let multiple = Multiple::of(&all);
        for dropped in 0..5 {
            let rest = Multiple::of(&all.clone().remove_row(dropped).remove_column(dropped));
            for (found, expected) in multiple.without(&all, dropped).iter().zip(&rest.smc) {
                assert!((found - expected).abs() < 1e-12);
            }
        }
        assert!(!multiple.singular && Multiple::of(&DMatrix::from_element(3, 3, 1.0)).singular);
    }
}
