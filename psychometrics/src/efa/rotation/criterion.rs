//! What a rotation makes small, with its gradient in the loadings.
//! Not here: how it is made small (see `oblique` and `orthogonal`).

use nalgebra::DMatrix;

/// A criterion of simplicity.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Criterion {
    /// −¼ Σ λ⁴ + γ/4p Σ_columns (Σ λ²)²: quartimax at γ = 0, varimax at γ = 1 (Harman 1976).
    Orthomax(f64),
    /// ¼ Σ_{a≠b} (Σ λ_a² λ_b² − γ/p Σ λ_a² Σ λ_b²) (Jennrich & Sampson 1966).
    Oblimin(f64),
    /// Σ (λ − target)² over the entries of the target that are numbers (Browne 1972).
    Target(DMatrix<f64>),
}

impl Criterion {
    /// Value and gradient at `loadings`.
    pub fn look(&self, loadings: &DMatrix<f64>) -> (f64, DMatrix<f64>) {
        match self {
            Self::Orthomax(gamma) => {
                let squares = loadings.map(|value| value * value);
                let mut rest = squares.clone();
                for mut column in rest.column_iter_mut() {
                    let mean = column.sum() * gamma / loadings.nrows() as f64;
                    column.add_scalar_mut(-mean);
                }
                (-0.25 * squares.dot(&rest), -loadings.component_mul(&rest))
            }
            Self::Oblimin(gamma) => oblimin(loadings, *gamma),
            Self::Target(target) => {
                let miss = loadings
                    .zip_map(target, |found, wanted| if wanted.is_nan() { 0.0 } else { found - wanted });
                (miss.norm_squared(), 2.0 * miss)
            }
        }
    }
}

/// The squares of the other columns, summed row by row, are the row's sum less the column itself.
fn oblimin(loadings: &DMatrix<f64>, gamma: f64) -> (f64, DMatrix<f64>) {
    let (p, k) = loadings.shape();
    let squares = loadings.map(|value| value * value);
    let totals: Vec<f64> = (0..p).map(|i| squares.row(i).sum()).collect();
    let mut value = 0.0;
    let mut gradient = DMatrix::zeros(p, k);
    let whole: f64 = totals.iter().sum();
    for b in 0..k {
        let own = squares.column(b);
        let lost = gamma / p as f64 * (whole - own.sum());
        let plain = loadings.column(b);
        let source = own.iter().zip(plain.iter()).zip(&totals);
        for (target, ((square, loading), total)) in gradient.column_mut(b).iter_mut().zip(source) {
            let others = total - square - lost;
            value += square * others;
            *target = loading * others;
        }
    }
    (0.25 * value, gradient)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradients_are_those_of_the_criteria() {
        let loadings = DMatrix::from_fn(5, 3, |i, j| ((i * 7 + j * 5) % 11) as f64 / 11.0 - 0.4);
        let mut target = loadings.map(|value| if value > 0.2 { f64::NAN } else { 0.0 });
        target[(0, 0)] = 0.7;
        for criterion in [
            Criterion::Orthomax(0.0),
            Criterion::Orthomax(1.0),
            Criterion::Oblimin(0.0),
            Criterion::Oblimin(-0.7),
            Criterion::Target(target),
        ] {
            let (_, gradient) = criterion.look(&loadings);
            for at in 0..15 {
                let mut moved = loadings.clone();
                moved[at] += 1e-6;
                let right = criterion.look(&moved).0;
                moved[at] -= 2e-6;
                let slope = (right - criterion.look(&moved).0) / 2e-6;
                assert!((slope - gradient[at]).abs() < 1e-8, "{criterion:?}");
            }
        }
    }
}
