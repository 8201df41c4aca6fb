//! What minres and maximum likelihood minimise, as functions of the uniquenesses alone.
//!
//! Given the uniquenesses the loadings follow from an eigen decomposition (Jöreskog 1967; Harman & Jones 1966), and both
//! functions and their exact first and second derivatives are sums over its vectors.
//!
//! Not here: the search (see `bounded`), the loadings (see `extraction`).

use nalgebra::{DMatrix, DVector};

use super::bounded::Smooth;
use crate::numeric::linear;

/// Eigenvalues (falling) and vectors at some uniquenesses, and how many of the first are explained by factors.
pub(super) struct Spectrum {
    pub values: DVector<f64>,
    pub vectors: DMatrix<f64>,
    pub kept: usize,
    pub discrepancy: f64,
}

/// ½ Σ λ² over the eigenvalues of R − Ψ that no factor takes; parameters ψ.
pub(super) struct LeastSquares<'a> {
    pub correlation: &'a DMatrix<f64>,
    pub factors: usize,
}

/// Σ (λ − ln λ − 1) over the eigenvalues of Ψ^-½ R Ψ^-½ that no factor takes; parameters ln ψ.
pub(super) struct Likelihood<'a> {
    pub correlation: &'a DMatrix<f64>,
    pub factors: usize,
}

impl Smooth for LeastSquares<'_> {
    type Point = Spectrum;

    fn look(&self, at: &DVector<f64>) -> Spectrum {
        let mut reduced = self.correlation.clone();
        for (i, psi) in at.iter().enumerate() {
            reduced[(i, i)] -= psi;
        }
        let (values, vectors) = linear::eigen(&reduced);
        let kept = values.iter().take(self.factors).filter(|&&value| value > 0.0).count();
        let discrepancy = 0.5 * values.iter().skip(kept).map(|value| value * value).sum::<f64>();
        Spectrum { values, vectors, kept, discrepancy }
    }

    fn value(point: &Spectrum) -> f64 {
        point.discrepancy
    }

    fn gradient(&self, point: &Spectrum) -> DVector<f64> {
        -point.weighted(|value| value)
    }

    fn hessian(&self, point: &Spectrum) -> DMatrix<f64> {
        let rest = point.outer(|_| 1.0);
        let first = rest.component_mul(&rest);
        first + point.crossed(|left, kept| 2.0 * left / (left - kept))
    }
}

impl Smooth for Likelihood<'_> {
    type Point = Spectrum;

    fn look(&self, at: &DVector<f64>) -> Spectrum {
        let scale: Vec<f64> = at.iter().map(|log| (-0.5 * log).exp()).collect();
        let size = scale.len();
        let scaled = DMatrix::from_fn(size, size, |i, j| self.correlation[(i, j)] * (scale[i] * scale[j]));
        let (values, vectors) = linear::eigen(&scaled);
        let kept = values.iter().take(self.factors).filter(|&&value| value > 1.0).count();
        let loss = |value: &f64| {
            // Near one the terms cancel: the logarithm of one plus the excess keeps the digits.
            let excess = value - 1.0;
            if *value > 0.0 { excess - excess.ln_1p() } else { f64::INFINITY }
        };
        let discrepancy = values.iter().skip(kept).map(loss).sum();
        Spectrum { values, vectors, kept, discrepancy }
    }

    fn value(point: &Spectrum) -> f64 {
        point.discrepancy
    }

    fn gradient(&self, point: &Spectrum) -> DVector<f64> {
        -point.weighted(|value| value - 1.0)
    }

    fn hessian(&self, point: &Spectrum) -> DMatrix<f64> {
        let first = point.outer(|_| 1.0).component_mul(&point.outer(|value| value));
        first + point.crossed(|left, kept| (left - 1.0) * (left + kept) / (left - kept))
    }
}

impl Spectrum {
    /// Σ over what no factor takes of weight(λ) v_i².
    fn weighted(&self, weight: impl Fn(f64) -> f64) -> DVector<f64> {
        let mut sum = DVector::zeros(self.values.len());
        for j in self.kept..self.values.len() {
            let share = weight(self.values[j]);
            sum.iter_mut().zip(self.vectors.column(j).iter()).for_each(|(sum, v)| *sum += share * v * v);
        }
        sum
    }

    /// Σ over what no factor takes of weight(λ) v v'.
    fn outer(&self, weight: impl Fn(f64) -> f64) -> DMatrix<f64> {
        let rest = self.vectors.columns(self.kept, self.values.len() - self.kept);
        let mut scaled = rest.clone_owned();
        for (mut column, value) in scaled.column_iter_mut().zip(self.values.iter().skip(self.kept)) {
            column *= weight(*value);
        }
        scaled * rest.transpose()
    }

    /// Σ over pairs of a vector v no factor takes and one u a factor takes of weight(λ_v, λ_u) v_i u_i v_l u_l.
    fn crossed(&self, weight: impl Fn(f64, f64) -> f64) -> DMatrix<f64> {
        let size = self.values.len();
        let mut sum = DMatrix::<f64>::zeros(size, size);
        for m in 0..self.kept {
            let part = self.outer(|value| weight(value, self.values[m]));
            let u = self.vectors.column(m).clone_owned();
            for l in 0..size {
                let at = l * size..(l + 1) * size;
                let target = sum.as_mut_slice()[at.clone()].iter_mut();
                for ((sum, part), other) in target.zip(&part.as_slice()[at]).zip(u.as_slice()) {
                    *sum += part * (other * u[l]);
                }
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn correlation() -> DMatrix<f64> {
        let loadings =
            DMatrix::from_row_slice(6, 2, &[0.8, 0.1, 0.7, -0.2, 0.6, 0.3, 0.1, 0.7, -0.1, 0.6, 0.3, 0.5]);
        let mut whole = &loadings * loadings.transpose();
        for i in 0..6 {
            whole[(i, i)] = 1.0;
            whole[(i, (i + 1) % 6)] += 0.04;
            whole[((i + 1) % 6, i)] += 0.04;
        }
        whole
    }

    fn check<F: Smooth>(function: &F, at: &DVector<f64>) {
        let here = function.look(at);
        let (gradient, hessian) = (function.gradient(&here), function.hessian(&here));
        for i in 0..at.len() {
            let mut step = DVector::zeros(at.len());
            step[i] = 1e-5;
            let (right, left) = (function.look(&(at + &step)), function.look(&(at - &step)));
            let slope = (F::value(&right) - F::value(&left)) / 2e-5;
            assert!((slope - gradient[i]).abs() < 1e-9, "{slope} {}", gradient[i]);
            let bend = (function.gradient(&right) - function.gradient(&left)) / 2e-5;
            assert!((bend - hessian.column(i)).amax() < 1e-7);
        }
    }

    #[test]
    fn derivatives_are_those_of_the_functions() {
        let whole = correlation();
        let psi = DVector::from_row_slice(&[0.4, 0.5, 0.6, 0.45, 0.7, 0.55]);
        for factors in [1, 2, 3] {
            check(&LeastSquares { correlation: &whole, factors }, &psi);
            check(&Likelihood { correlation: &whole, factors }, &psi.map(f64::ln));
        }
    }
}
