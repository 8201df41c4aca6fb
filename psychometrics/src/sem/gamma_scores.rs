//! Products of casewise scores: what a sandwich estimate needs of the rows, complete or not.
//! Not here: the sandwich itself (`robust`).
//!
//! With `z = W (y - centre)` the score of a parameter that moves Sigma by `w (l r' + r l')` is `w (l'z r'z - l'W r)`: a
//! product of two numbers per row, never a row as long as `vech(Sigma)`. Rows with gaps use `W_t` in place of `W`.

use nalgebra::{DMatrix, DVector};

use super::fiml_cases::{Cases, Run};
use super::fiml_information::through;
use super::fiml_point::downdate;
use super::gamma_blocks::{BLOCK, across, add_cross, centred, mirror, over_parts, total};
use super::objective::Directions;

/// Sums over rows of casewise scores of the log likelihood.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreProducts {
    /// `sum s s'`, one row and column per parameter of the group.
    pub cross: DMatrix<f64>,
    /// Number of rows.
    pub count: f64,
}

impl ScoreProducts {
    /// `sum s s' / n`: the first-order information of one row, the meat of the Huber-White sandwich.
    #[must_use]
    pub fn meat(&self) -> DMatrix<f64> {
        &self.cross / self.count
    }

    /// Covariance of the scores (divisor n): the meat of the Satorra-Bentler sandwich when the scores were taken about
    /// the sample mean. `mean` is their mean, see [`mean_score`].
    #[must_use]
    pub fn covariance(&self, mean: &DVector<f64>) -> DMatrix<f64> {
        &self.cross / self.count - mean * mean.transpose()
    }
}

/// Mean score of complete rows with mean `centre` and covariance `sample`: zero at a maximum of the likelihood.
#[must_use]
pub fn mean_score(sample: &DMatrix<f64>, weight: &DMatrix<f64>, directions: &Directions) -> DVector<f64> {
    let slope = through(&directions.pool, &(weight * sample * weight - weight));
    let list = &directions.list;
    DVector::from_iterator(list.len(), list.iter().map(|step| step.weight * slope[(step.left, step.right)]))
}

/// Room for one block of rows.
struct Room {
    rows: DMatrix<f64>,
    products: DMatrix<f64>,
    projected: DMatrix<f64>,
    scores: DMatrix<f64>,
}

impl Room {
    fn new(count: usize, p: usize, rest: usize, parameters: usize) -> Self {
        Self {
            rows: DMatrix::zeros(count, p),
            products: DMatrix::zeros(count, p),
            projected: DMatrix::zeros(count, rest),
            scores: DMatrix::zeros(count, parameters),
        }
    }

    /// Product of each row with column `k` of the pool, of which the first are the unit vectors.
    fn along(&self, k: usize) -> &[f64] {
        let p = self.products.ncols();
        let (from, k) = if k < p { (&self.products, k) } else { (&self.projected, k - p) };
        let count = from.nrows();
        &from.as_slice()[k * count..(k + 1) * count]
    }
}

/// Sums of products of casewise scores at `centre` (the implied means, or the sample's for scores about the sample
/// mean) and `weight = Sigma^-1`.
#[must_use]
pub fn score_products(
    cases: &Cases<'_>,
    centre: &DVector<f64>,
    weight: &DMatrix<f64>,
    directions: &Directions,
) -> ScoreProducts {
    let (p, parameters) = (cases.variables(), directions.list.len());
    let rest = directions.pool.columns(p, directions.pool.ncols() - p).into_owned();
    let inner = through(&directions.pool, weight);
    let found = over_parts(cases.rows(), 4096, |part| {
        let mut cross = DMatrix::zeros(parameters, parameters);
        let mut room = Room::new(0, p, rest.ncols(), parameters);
        let mut row = part.start;
        while row < part.end {
            let end = (row + BLOCK).min(part.end);
            if end - row != room.rows.nrows() {
                room = Room::new(end - row, p, rest.ncols(), parameters);
            }
            centred(cases, row..end, centre, &mut room.rows);
            room.products.gemm(1.0, &room.rows, weight, 0.0);
            let corrections = correct_block(cases, row..end, weight, &mut room.products, &directions.pool);
            room.projected.gemm(1.0, &room.products, &rest, 0.0);
            fill_scores(&mut room, directions, &inner);
            for correction in &corrections {
                correction.apply(&mut room.scores, directions);
            }
            add_cross(&mut cross, &room.scores);
            row = end;
        }
        cross
    });
    let mut cross = total(found, parameters);
    mirror(&mut cross);
    #[allow(clippy::cast_precision_loss)]
    ScoreProducts { cross, count: cases.rows() as f64 }
}

/// The scores of a block as if nothing were missing.
fn fill_scores(room: &mut Room, directions: &Directions, inner: &DMatrix<f64>) {
    let count = room.rows.nrows();
    let mut scores = std::mem::replace(&mut room.scores, DMatrix::zeros(0, 0));
    for (step, column) in directions.list.iter().zip(scores.as_mut_slice().chunks_exact_mut(count)) {
        let (weight, constant) = (step.weight, step.weight * inner[(step.left, step.right)]);
        if weight == 0.0 {
            column.fill(0.0);
        } else {
            for ((score, left), right) in
                column.iter_mut().zip(room.along(step.left)).zip(room.along(step.right))
            {
                *score = weight * left * right - constant;
            }
        }
        if step.mean_weight != 0.0 {
            for (score, value) in column.iter_mut().zip(room.along(step.mean)) {
                *score += step.mean_weight * value;
            }
        }
    }
    room.scores = scores;
}

/// What one run of incomplete rows within a block adds to its scores: `w sum l'u r'u`.
struct Correction {
    rows: std::ops::Range<usize>,
    /// The pool's products with the run's steps, one column per step.
    steps: DMatrix<f64>,
}

impl Correction {
    fn apply(&self, scores: &mut DMatrix<f64>, directions: &Directions) {
        for (a, step) in directions.list.iter().enumerate().filter(|(_, step)| step.weight != 0.0) {
            let back: f64 = self.steps.column_iter().map(|u| u[step.left] * u[step.right]).sum();
            let mut column = scores.column_mut(a);
            for score in column.rows_range_mut(self.rows.clone()).iter_mut() {
                *score += step.weight * back;
            }
        }
    }
}

/// Turns `W (y - mu)` into `W_t (y - mu)` for the incomplete rows of a block, and says what their scores lack.
fn correct_block(
    cases: &Cases<'_>,
    rows: std::ops::Range<usize>,
    weight: &DMatrix<f64>,
    products: &mut DMatrix<f64>,
    pool: &DMatrix<f64>,
) -> Vec<Correction> {
    let runs = cases.runs();
    let first = runs.partition_point(|run| run.rows.end <= rows.start);
    let touched = runs[first..].iter().take_while(|run| run.rows.start < rows.end);
    touched
        .filter(|run| !run.missing.is_empty())
        .map(|run| {
            let inside = run.rows.start.max(rows.start) - rows.start..run.rows.end.min(rows.end) - rows.start;
            let basis = correct_run(run, inside.clone(), weight, products);
            let basis = DMatrix::from_vec(weight.nrows(), run.missing.len(), basis);
            Correction { rows: inside, steps: across(pool, &basis) }
        })
        .collect()
}

fn correct_run(
    run: &Run,
    inside: std::ops::Range<usize>,
    weight: &DMatrix<f64>,
    products: &mut DMatrix<f64>,
) -> Vec<f64> {
    let p = weight.nrows();
    let mut basis = Vec::with_capacity(p * run.missing.len());
    downdate(weight, &run.missing, &mut basis);
    for row in inside {
        for (&m, step) in run.missing.iter().zip(basis.chunks_exact(p)) {
            let by = products[(row, m)] / step[m];
            for (j, value) in step.iter().enumerate() {
                products[(row, j)] -= by * value;
            }
        }
        for &m in &run.missing {
            products[(row, m)] = 0.0;
        }
    }
    basis
}

/// Sums over complete rows of the squared Mahalanobis distance and of its square.
#[must_use]
pub fn distances(cases: &Cases<'_>, centre: &DVector<f64>, weight: &DMatrix<f64>) -> (f64, f64) {
    let p = cases.variables();
    let found = over_parts(cases.rows(), 4096, |part| {
        let (mut second, mut fourth) = (0.0, 0.0);
        let mut room = Room::new(0, p, 0, 0);
        let mut squares = vec![0.0; BLOCK];
        let mut row = part.start;
        while row < part.end {
            let end = (row + BLOCK).min(part.end);
            if end - row != room.rows.nrows() {
                room = Room::new(end - row, p, 0, 0);
            }
            centred(cases, row..end, centre, &mut room.rows);
            room.products.gemm(1.0, &room.rows, weight, 0.0);
            squares.fill(0.0);
            let columns = room.rows.as_slice().chunks_exact(end - row);
            for (left, right) in columns.zip(room.products.as_slice().chunks_exact(end - row)) {
                for ((sum, a), b) in squares.iter_mut().zip(left).zip(right) {
                    *sum += a * b;
                }
            }
            for square in &squares[..end - row] {
                second += square;
                fourth += square * square;
            }
            row = end;
        }
        (second, fourth)
    });
    found.into_iter().fold((0.0, 0.0), |(second, fourth), (a, b)| (second + a, fourth + b))
}
