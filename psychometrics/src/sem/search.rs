//! The minimum of the discrepancy: Fisher scoring from afar, Newton when near, each step shortened until it helps.
//! Not here: the discrepancy ([`super::problem`]) and where to begin ([`super::start`]).

use nalgebra::{DMatrix, DVector};

use super::constraints::Constraints;
use super::definite::Factor;
use super::gamma_blocks::across;
use super::objective::Information;
use super::problem::{Point, Problem};

/// How a search ended.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Ending {
    /// Whether the largest element of the gradient of `F/2` is below 1e-9 (or as small as rounding allows).
    pub converged: bool,
    /// Steps taken.
    pub iterations: usize,
    /// The largest absolute element of the gradient of `F/2` in the free parameters.
    pub max_abs_gradient: f64,
    /// Why the search ended, in words.
    pub reason: String,
}

/// A parameter vector with how it was reached.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub parameters: Vec<f64>,
    pub ending: Ending,
}

/// Gradient of `F/2` at which the search ends at once, and at which it counts as converged.
const FINE: f64 = 1e-13;
const ENOUGH: f64 = 1e-9;

/// Steps without a fall of the discrepancy after which the search gives up.
const STALLED: usize = 40;

struct Search<'a> {
    problem: &'a Problem<'a>,
    constraints: &'a Constraints<'a>,
    now: Vec<f64>,
    value: f64,
}

/// A direction with the slope along it.
struct Step {
    by: DVector<f64>,
    slope: f64,
    gradient: f64,
    damped: bool,
}

/// Minimises from `start`; none where the discrepancy does not exist there.
pub(crate) fn search(
    problem: &Problem,
    constraints: &Constraints,
    start: &[f64],
    most: usize,
) -> Option<Found> {
    let now = if constraints.any() { constraints.onto(start)? } else { start.to_vec() };
    let value = problem.value(&now)?;
    Some(Search { problem, constraints, now, value }.run(most))
}

impl Search<'_> {
    fn run(mut self, most: usize) -> Found {
        let (mut near, mut best, mut idle) = (false, f64::INFINITY, 0);
        let mut gradient = f64::INFINITY;
        let mut reason = format!("{most} steps were not enough");
        let mut iterations = 0;
        let mut settled = false;
        let (mut mark, mut since) = (self.value, 0);
        while iterations < most {
            let Some(step) = self.step(near) else {
                reason = "the information matrix could not be used for a step".to_owned();
                break;
            };
            gradient = step.gradient;
            idle = if gradient < 0.5 * best { 0 } else { idle + 1 };
            best = best.min(gradient);
            settled = gradient < ENOUGH || -step.slope < 1e-20 * (1.0 + self.value.abs());
            if gradient < FINE || (settled && idle >= 2) {
                reason = "the gradient vanished".to_owned();
                break;
            }
            // A slope that stays while the value does not fall any more: there is no minimum inside.
            since += 1;
            if self.value < mark - 1e-7 * (1.0 + mark.abs()) || settled {
                (mark, since) = (self.value, 0);
            }
            if since > STALLED {
                reason = "the discrepancy falls no further, though its slope has not vanished".to_owned();
                break;
            }
            iterations += 1;
            near = -step.slope < 1e-2 * (1.0 + self.value.abs()) && !step.damped;
            if !self.walk(&step) {
                reason =
                    if settled { "the gradient vanished" } else { "no step made the discrepancy smaller" }
                        .to_owned();
                break;
            }
        }
        let ending = Ending { converged: settled, iterations, max_abs_gradient: gradient, reason };
        Found { parameters: self.now, ending }
    }

    fn step(&self, near: bool) -> Option<Step> {
        if self.now.is_empty() {
            return Some(Step { by: DVector::zeros(0), slope: 0.0, gradient: 0.0, damped: false });
        }
        let space = self.constraints.free_space(&self.now).ok()?;
        if near
            && let Ok(point) = self.problem.point(&self.now, Information::Observed)
            && let Some(step) = solved(&point, space.as_ref(), 0.0)
        {
            return Some(step);
        }
        let point = self.problem.point(&self.now, Information::Expected).ok()?;
        let mut damping = 0.0;
        for _ in 0..30 {
            if let Some(step) = solved(&point, space.as_ref(), damping) {
                return Some(step);
            }
            damping = if damping == 0.0 { 1e-8 } else { damping * 10.0 };
        }
        None
    }

    /// Goes along the step as far as it helps.
    fn walk(&mut self, step: &Step) -> bool {
        let from = DVector::from_column_slice(&self.now);
        let mut length = 1.0;
        // Below this the value cannot tell better from worse; the gradient, which is exact, is trusted.
        let blind = -step.slope < 1e-9 * (1.0 + self.value.abs());
        for _ in 0..60 {
            let trial = &from + &step.by * length;
            let trial = trial.as_slice();
            let trial =
                if self.constraints.any() { self.constraints.onto(trial) } else { Some(trial.to_vec()) };
            if let Some(trial) = trial
                && let Some(value) = self.problem.value(&trial)
            {
                let slack = if blind { 1e-12 * (1.0 + self.value.abs()) } else { 0.0 };
                if value <= self.value + 1e-4 * length * step.slope + slack {
                    (self.now, self.value) = (trial, value);
                    return true;
                }
            }
            length *= 0.5;
        }
        false
    }
}

/// The Newton step for a point, in the free space; none where the matrix is not positive definite.
fn solved(point: &Point, space: Option<&DMatrix<f64>>, damping: f64) -> Option<Step> {
    let (mut hessian, gradient) = match space {
        None => (point.hessian.clone(), point.gradient.clone()),
        Some(space) => (across(space, &(&point.hessian * space)), space.tr_mul(&point.gradient)),
    };
    let size = gradient.len();
    // Parameters may have very different units: the diagonal is brought to one first.
    let scale: Vec<f64> = (0..size).map(|i| hessian[(i, i)].abs().sqrt()).collect();
    if scale.iter().any(|s| !s.is_finite()) {
        return None;
    }
    let scale: Vec<f64> = scale.iter().map(|&s| if s > 0.0 { 1.0 / s } else { 1.0 }).collect();
    for j in 0..size {
        for i in 0..size {
            hessian[(i, j)] *= scale[i] * scale[j];
        }
        hessian[(j, j)] += damping;
    }
    let factor = Factor::of(hessian)?;
    if factor.least() < 1e-9 && damping < 1e-7 {
        return None;
    }
    let scaled = DVector::from_fn(size, |i, _| -gradient[i] * scale[i]);
    let mut by = factor.solve(&scaled);
    for i in 0..size {
        by[i] *= scale[i];
    }
    let slope = gradient.dot(&by);
    let by = space.map_or(by.clone(), |space| space * &by);
    (by.iter().all(|v| v.is_finite()) && slope <= 0.0).then(|| Step {
        by,
        slope,
        gradient: 0.5 * gradient.amax(),
        damped: damping > 0.0,
    })
}
