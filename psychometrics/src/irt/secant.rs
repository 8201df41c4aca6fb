//! Newton steps by an information that is only nearly right, mended by what each step has shown of the true one
//! (limited-memory BFGS with the near information in place of a multiple of the identity; Nocedal 1980).
//! Not here: where the near information comes from (see `sample`).

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// A near information, factored, with the steps taken since.
pub(crate) struct Secant {
    factor: Cholesky<f64, Dyn>,
    steps: Vec<Step>,
}

/// What one step showed: by how much the gradient fell.
struct Step {
    moved: DVector<f64>,
    fell: DVector<f64>,
    /// `1 / (moved . fell)`.
    inverse: f64,
}

impl Secant {
    /// From an information; none where it is not positive definite.
    pub fn new(information: DMatrix<f64>) -> Option<Self> {
        information.cholesky().map(|factor| Self { factor, steps: Vec::new() })
    }

    /// A better near information for the same parameters; the steps stay. Nothing changes where it is not positive definite.
    pub fn renew(&mut self, information: DMatrix<f64>) {
        if let Some(factor) = information.cholesky() {
            self.factor = factor;
        }
    }

    /// Learns from a step, if the log-likelihood was concave along it.
    pub fn learn(&mut self, moved: DVector<f64>, before: &DVector<f64>, after: &DVector<f64>) {
        let fell = before - after;
        let product = moved.dot(&fell);
        if product > 0.0 {
            self.steps.push(Step { moved, fell, inverse: product.recip() });
        }
    }

    /// The step uphill: the product of the mended inverse with the gradient, by the two-loop recursion.
    pub fn direction(&self, gradient: &DVector<f64>) -> DVector<f64> {
        let mut rest = gradient.clone();
        let mut shares = Vec::with_capacity(self.steps.len());
        for step in self.steps.iter().rev() {
            let share = step.inverse * step.moved.dot(&rest);
            rest.axpy(-share, &step.fell, 1.0);
            shares.push(share);
        }
        let mut direction = self.factor.solve(&rest);
        for (step, share) in self.steps.iter().zip(shares.into_iter().rev()) {
            let back = step.inverse * step.fell.dot(&direction);
            direction.axpy(share - back, &step.moved, 1.0);
        }
        direction
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_by_a_near_matrix_solve_equations_of_the_true_one() {
        let size = 6;
        let truth = DMatrix::from_fn(size, size, |i, j| if i == j { 3.0 + i as f64 } else { 0.5 });
        let near = DMatrix::from_fn(size, size, |i, j| truth[(i, j)] * (1.0 + 0.2 * ((i * j) as f64).sin()));
        let near = 0.5 * (&near + near.transpose());
        let right = DVector::from_fn(size, |i, _| i as f64 - 2.0);
        let mut secant = Secant::new(near).unwrap();
        let (mut x, mut gradient) = (DVector::zeros(size), right.clone());
        for _ in 0..12 {
            let moved = secant.direction(&gradient);
            x += &moved;
            let after = &right - &truth * &x;
            secant.learn(moved, &gradient, &after);
            gradient = after;
        }
        assert!(gradient.amax() < 1e-12, "{}", gradient.amax());
    }

    #[test]
    fn a_matrix_that_is_not_positive_definite_is_refused() {
        assert!(Secant::new(DMatrix::from_element(2, 2, 1.0)).is_none());
    }
}
