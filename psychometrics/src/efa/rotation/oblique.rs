//! Oblique rotation by gradient projection (Jennrich 2002), finished by a quasi-Newton method.
//!
//! Gradient projection goes downhill in short steps, which keeps to the valley it started in, as other programs do;
//! near the bottom it crawls, and limited-memory BFGS over the directions of the factors takes the rest.
//!
//! Not here: criteria, and the choice among starts.

use std::collections::VecDeque;

use nalgebra::{DMatrix, DVector};

use super::Ended;
use super::criterion::Criterion;

/// Where gradient projection hands over.
const NEAR: f64 = 3e-3;
/// Past steps remembered.
const MEMORY: usize = 20;

/// A turning of the factors: unit columns `turn`, loadings `A (turn')⁻¹`.
struct Place {
    turn: DMatrix<f64>,
    loadings: DMatrix<f64>,
    value: f64,
    /// Projected on the directions that keep the columns' lengths.
    gradient: DMatrix<f64>,
}

fn look(criterion: &Criterion, start: &DMatrix<f64>, turn: DMatrix<f64>) -> Option<Place> {
    let inverse = turn.clone().try_inverse()?;
    let loadings = start * inverse.transpose();
    let (value, slope) = criterion.look(&loadings);
    let mut gradient = -(loadings.tr_mul(&slope) * inverse).transpose();
    for (mut column, direction) in gradient.column_iter_mut().zip(turn.column_iter()) {
        let along = column.dot(&direction);
        column.axpy(-along, &direction, 1.0);
    }
    value.is_finite().then_some(Place { turn, loadings, value, gradient })
}

fn unit(mut turn: DMatrix<f64>) -> DMatrix<f64> {
    for mut column in turn.column_iter_mut() {
        column.normalize_mut();
    }
    turn
}

/// Rotates `start` obliquely from `turn` on. `None` where the first turning is singular.
pub(super) fn rotate(
    criterion: &Criterion,
    start: &DMatrix<f64>,
    turn: DMatrix<f64>,
    tolerance: f64,
    most: usize,
) -> Option<Ended> {
    let mut here = look(criterion, start, turn)?;
    let mut iterations = 0;
    let mut length = 1.0;
    while here.gradient.norm() > NEAR && iterations < most {
        iterations += 1;
        length *= 2.0;
        let square = here.gradient.norm_squared();
        let mut taken = None;
        for _ in 0..30 {
            let next = look(criterion, start, unit(&here.turn - length * &here.gradient));
            if let Some(next) = next.filter(|next| next.value < here.value - 0.5 * square * length) {
                taken = Some(next);
                break;
            }
            length *= 0.5;
        }
        match taken {
            Some(next) => here = next,
            None => break,
        }
    }
    iterations += finish(criterion, start, &mut here, tolerance, most.saturating_sub(iterations));
    let gradient = here.gradient.norm();
    Some(Ended {
        loadings: here.loadings,
        phi: here.turn.tr_mul(&here.turn),
        turn: here.turn,
        criterion: here.value,
        gradient,
        iterations,
        converged: gradient <= tolerance,
    })
}

/// Limited-memory BFGS (Nocedal 1980) over unnormalised directions; lengths do not matter to the criterion, so the
/// gradient never points along them.
fn finish(
    criterion: &Criterion,
    start: &DMatrix<f64>,
    here: &mut Place,
    tolerance: f64,
    most: usize,
) -> usize {
    let mut memory: VecDeque<(DVector<f64>, DVector<f64>)> = VecDeque::with_capacity(MEMORY);
    let mut free = here.turn.clone();
    let mut slope = flat(&here.gradient);
    let mut iterations = 0;
    while iterations < most && here.gradient.norm() > tolerance {
        iterations += 1;
        let mut step = -direction(&memory, &slope);
        let mut fall = step.dot(&slope);
        if fall >= 0.0 {
            memory.clear();
            step = -&slope;
            fall = -slope.norm_squared();
        }
        let taken = search(criterion, start, here, &free, (&step, fall));
        let Some((next_free, next)) = taken else {
            if memory.is_empty() {
                break;
            }
            memory.clear();
            continue;
        };
        let next_slope = free_gradient(&next_free, &next.gradient);
        let (moved, bent) = (flat(&next_free) - flat(&free), &next_slope - &slope);
        if moved.dot(&bent) > 1e-14 * moved.norm() * bent.norm() {
            if memory.len() == MEMORY {
                memory.pop_front();
            }
            memory.push_back((moved, bent));
        }
        (free, slope, *here) = (next_free, next_slope, next);
    }
    iterations
}

/// Shortens the step until the criterion falls enough, or, where it is flat to rounding, until its slope does.
fn search(
    criterion: &Criterion,
    start: &DMatrix<f64>,
    here: &Place,
    free: &DMatrix<f64>,
    (step, fall): (&DVector<f64>, f64),
) -> Option<(DMatrix<f64>, Place)> {
    let shaped = DMatrix::from_column_slice(free.nrows(), free.ncols(), step.as_slice());
    let rounding = 1e-14 * here.value.abs();
    let mut share = 1.0;
    for _ in 0..30 {
        let moved = free + share * &shaped;
        if let Some(next) = look(criterion, start, unit(moved.clone())) {
            let enough = next.value <= here.value + 1e-4 * share * fall;
            let flat_there = next.value <= here.value + rounding
                && free_gradient(&moved, &next.gradient).dot(step).abs() <= 0.9 * fall.abs();
            if enough || flat_there {
                return Some((moved, next));
            }
        }
        share *= 0.5;
    }
    None
}

/// The gradient in unnormalised directions: each column over its length.
fn free_gradient(free: &DMatrix<f64>, gradient: &DMatrix<f64>) -> DVector<f64> {
    let mut scaled = gradient.clone();
    for (mut column, direction) in scaled.column_iter_mut().zip(free.column_iter()) {
        column /= direction.norm();
    }
    flat(&scaled)
}

fn flat(matrix: &DMatrix<f64>) -> DVector<f64> {
    DVector::from_column_slice(matrix.as_slice())
}

/// The two-loop recursion.
fn direction(memory: &VecDeque<(DVector<f64>, DVector<f64>)>, slope: &DVector<f64>) -> DVector<f64> {
    let mut found = slope.clone();
    let mut shares = Vec::with_capacity(memory.len());
    for (moved, bent) in memory.iter().rev() {
        let share = moved.dot(&found) / moved.dot(bent);
        found.axpy(-share, bent, 1.0);
        shares.push(share);
    }
    if let Some((moved, bent)) = memory.back() {
        found *= moved.dot(bent) / bent.norm_squared();
    }
    for ((moved, bent), share) in memory.iter().zip(shares.iter().rev()) {
        let back = bent.dot(&found) / moved.dot(bent);
        found.axpy(share - back, moved, 1.0);
    }
    found
}
