//! Orthogonal rotation: orthomax by whole turns and then plane by plane, other criteria by gradient projection.
//! Not here: criteria, and the choice among starts.

use nalgebra::DMatrix;

use super::Ended;
use super::criterion::Criterion;

/// Rotates `start` from `turn` on.
pub(super) fn rotate(
    criterion: &Criterion,
    start: &DMatrix<f64>,
    turn: DMatrix<f64>,
    tolerance: f64,
    most: usize,
) -> Ended {
    let (turn, iterations) = match criterion {
        Criterion::Orthomax(gamma) => orthomax(start, turn, *gamma, most),
        _ => project(criterion, start, turn, tolerance, most),
    };
    let loadings = start * &turn;
    let (value, slope) = criterion.look(&loadings);
    let product = loadings.tr_mul(&slope);
    let gradient = 0.5 * (&product - product.transpose()).norm();
    let factors = turn.ncols();
    Ended {
        loadings,
        phi: DMatrix::identity(factors, factors),
        turn,
        criterion: value,
        gradient,
        iterations,
        converged: gradient <= tolerance,
    }
}

/// The orthogonal matrix nearest to `matrix`.
fn nearest(matrix: DMatrix<f64>) -> Option<DMatrix<f64>> {
    let found = matrix.svd(true, true);
    Some(found.u? * found.v_t?)
}

/// Whole turns (Kaiser 1958 in the matrix form of Horst) until they gain little, then plane rotations by their closed
/// form (Kaiser 1958), which end with the last digit.
fn orthomax(start: &DMatrix<f64>, mut turn: DMatrix<f64>, gamma: f64, most: usize) -> (DMatrix<f64>, usize) {
    let criterion = Criterion::Orthomax(gamma);
    let (mut gained, mut iterations) = (0.0, 0);
    while iterations < most {
        iterations += 1;
        let slope = -criterion.look(&(start * &turn)).1;
        let found = (start.tr_mul(&slope)).svd(true, true);
        let total = found.singular_values.sum();
        let (Some(u), Some(v)) = (found.u, found.v_t) else { break };
        turn = u * v;
        if total < gained * (1.0 + 1e-6) {
            break;
        }
        gained = total;
    }
    let mut loadings = start * &turn;
    let factors = loadings.ncols();
    for _ in 0..most {
        iterations += 1;
        let mut largest = 0.0_f64;
        for a in 0..factors {
            for b in a + 1..factors {
                let angle = plane_angle(&loadings, a, b, gamma);
                largest = largest.max(angle.abs());
                turn_plane(&mut loadings, a, b, angle);
                turn_plane(&mut turn, a, b, angle);
            }
        }
        if largest < 1e-15 {
            break;
        }
    }
    // Thousands of plane rotations leave rounding in the turning.
    (nearest(turn.clone()).unwrap_or(turn), iterations)
}

fn plane_angle(loadings: &DMatrix<f64>, a: usize, b: usize, gamma: f64) -> f64 {
    let (mut u_sum, mut v_sum, mut cosine, mut sine) = (0.0, 0.0, 0.0, 0.0);
    for (x, y) in loadings.column(a).iter().zip(loadings.column(b).iter()) {
        let (u, v) = (x * x - y * y, 2.0 * x * y);
        u_sum += u;
        v_sum += v;
        cosine += u * u - v * v;
        sine += 2.0 * u * v;
    }
    let share = gamma / loadings.nrows() as f64;
    let (up, across) = (sine - 2.0 * share * u_sum * v_sum, cosine - share * (u_sum * u_sum - v_sum * v_sum));
    if up == 0.0 && across == 0.0 { 0.0 } else { 0.25 * up.atan2(across) }
}

fn turn_plane(matrix: &mut DMatrix<f64>, a: usize, b: usize, angle: f64) {
    let (sine, cosine) = angle.sin_cos();
    for row in 0..matrix.nrows() {
        let (x, y) = (matrix[(row, a)], matrix[(row, b)]);
        matrix[(row, a)] = cosine * x + sine * y;
        matrix[(row, b)] = cosine * y - sine * x;
    }
}

/// Gradient projection on the orthogonal matrices (Jennrich 2001).
fn project(
    criterion: &Criterion,
    start: &DMatrix<f64>,
    mut turn: DMatrix<f64>,
    tolerance: f64,
    most: usize,
) -> (DMatrix<f64>, usize) {
    let (mut value, mut slope) = criterion.look(&(start * &turn));
    let (mut length, mut iterations) = (1.0, 0);
    while iterations < most {
        iterations += 1;
        let gradient = start.tr_mul(&slope);
        let product = turn.tr_mul(&gradient);
        let projected = gradient - &turn * (0.5 * (&product + product.transpose()));
        let square = projected.norm_squared();
        if square.sqrt() < tolerance {
            break;
        }
        length *= 2.0;
        let mut taken = false;
        for _ in 0..40 {
            if let Some(next) = nearest(&turn - length * &projected) {
                let (there, there_slope) = criterion.look(&(start * &next));
                // Where the criterion is flat to rounding, not rising is enough.
                let flat = square * length < 1e-14 * value.abs() && there <= value + 1e-15 * value.abs();
                if there < value - 0.5 * square * length || flat {
                    (turn, value, slope, taken) = (next, there, there_slope, true);
                    break;
                }
            }
            length *= 0.5;
        }
        if !taken {
            break;
        }
    }
    (turn, iterations)
}
