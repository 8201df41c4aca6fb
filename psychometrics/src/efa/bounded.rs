//! Newton's method for a smooth function in a box, with every bound that is met named in the result.
//! Not here: the functions (see `discrepancy`).

use nalgebra::{DMatrix, DVector};

/// A function that can be looked at point by point; the Hessian is asked for only where a step is taken from.
pub(super) trait Smooth {
    /// What is kept of a point.
    type Point;
    fn look(&self, at: &DVector<f64>) -> Self::Point;
    fn value(point: &Self::Point) -> f64;
    fn gradient(&self, point: &Self::Point) -> DVector<f64>;
    fn hessian(&self, point: &Self::Point) -> DMatrix<f64>;
}

/// Where the search ended.
#[derive(Debug, Clone)]
pub(super) struct Minimum {
    pub at: DVector<f64>,
    pub value: f64,
    /// Largest component of the gradient among the parameters not held by a bound.
    pub gradient: f64,
    pub iterations: usize,
    /// Parameters at their lower bound, the function falling beyond it.
    pub at_lower: Vec<usize>,
}

/// Minimises `function` over `lower ≤ x ≤ upper`.
///
/// Parameters at a bound towards which the function falls are held; for the rest the Newton equations are solved, with a
/// ridge where the Hessian is not positive definite, and the step is projected on the box and halved until it descends.
pub(super) fn minimise<F: Smooth>(
    function: &F,
    start: DVector<f64>,
    (lower, upper): (f64, f64),
    tolerance: f64,
    most: usize,
) -> Minimum {
    let mut at = start.map(|x| x.clamp(lower, upper));
    let mut point = function.look(&at);
    let mut gradient = function.gradient(&point);
    let mut iterations = 0;
    while iterations < most {
        let free = free(&at, &gradient, lower, upper);
        if largest(&gradient, &free) < tolerance {
            break;
        }
        iterations += 1;
        let step = newton_step(&function.hessian(&point), &gradient, &free);
        let Some((next, there)) = descend(function, &at, &point, &gradient, &step, (lower, upper)) else {
            break;
        };
        (at, point) = (next, there);
        gradient = function.gradient(&point);
    }
    let free = free(&at, &gradient, lower, upper);
    Minimum {
        value: F::value(&point),
        gradient: largest(&gradient, &free),
        iterations,
        at_lower: (0..at.len()).filter(|&i| at[i] <= lower && gradient[i] > 0.0).collect(),
        at,
    }
}

fn free(at: &DVector<f64>, gradient: &DVector<f64>, lower: f64, upper: f64) -> Vec<usize> {
    let held = |i: usize| (at[i] <= lower && gradient[i] > 0.0) || (at[i] >= upper && gradient[i] < 0.0);
    (0..at.len()).filter(|&i| !held(i)).collect()
}

fn largest(gradient: &DVector<f64>, free: &[usize]) -> f64 {
    free.iter().map(|&i| gradient[i].abs()).fold(0.0, f64::max)
}

fn newton_step(hessian: &DMatrix<f64>, gradient: &DVector<f64>, free: &[usize]) -> DVector<f64> {
    let block = DMatrix::from_fn(free.len(), free.len(), |a, b| hessian[(free[a], free[b])]);
    let slope = DVector::from_iterator(free.len(), free.iter().map(|&i| -gradient[i]));
    let size = block.diagonal().amax().max(1e-8);
    let mut ridge = 0.0;
    let mut step = DVector::zeros(gradient.len());
    for _ in 0..40 {
        let mut lifted = block.clone();
        (0..free.len()).for_each(|i| lifted[(i, i)] += ridge);
        // A pivot at rounding level would send the step anywhere.
        if let Some(factor) =
            lifted.cholesky().filter(|factor| factor.l_dirty().diagonal().min() > 1e-7 * size.sqrt())
        {
            let solved = factor.solve(&slope);
            free.iter().enumerate().for_each(|(a, &i)| step[i] = solved[a]);
            return step;
        }
        ridge = if ridge == 0.0 { 1e-6 * size } else { 4.0 * ridge };
    }
    free.iter().enumerate().for_each(|(a, &i)| step[i] = slope[a]);
    step
}

fn descend<F: Smooth>(
    function: &F,
    at: &DVector<f64>,
    point: &F::Point,
    gradient: &DVector<f64>,
    step: &DVector<f64>,
    (lower, upper): (f64, f64),
) -> Option<(DVector<f64>, F::Point)> {
    let value = F::value(point);
    let mut share = 1.0;
    while share > 1e-10 {
        let next = (at + share * step).map(|x| x.clamp(lower, upper));
        let there = function.look(&next);
        let promised = gradient.dot(&(&next - at));
        let fallen = F::value(&there) - value;
        // Near the minimum the value is flat to rounding, and the whole Newton step is trusted.
        let flat = share == 1.0
            && promised.abs() < 1e-13 * (1.0 + value.abs())
            && fallen < 1e-13 * (1.0 + value.abs());
        if fallen <= 1e-4 * promised || flat {
            return (next != *at).then_some((next, there));
        }
        share *= 0.5;
    }
    None
}
