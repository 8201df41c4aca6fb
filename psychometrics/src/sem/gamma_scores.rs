//! Products of casewise scores: what a sandwich estimate needs of the rows, complete or not.
//! Not here: the sandwich itself (`robust`).
//!
//! With `z = W (y - centre)` the score of a parameter that moves Sigma by `w (l r' + r l')` is `w (l'z r'z - l'W r)`: a
//! product of two numbers per row, never a row as long as `vech(Sigma)`. Rows with gaps use `W_t` in place of `W`.

use nalgebra::{DMatrix, DVector};

use super::fiml_cases::{Cases, Run};
use super::fiml_information::through;
use super::fiml_point::downdate;
use super::gamma_blocks::{BLOCK, Precision, across, add_cross, centred, mirror, over_parts, total};
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

/// From this many complete rows on, products of scores are added up in single precision inside a block of rows, and in
/// double over blocks. Rounding then moves a standard error by about 1e-7 of itself (measured with 100,000 rows and 216
/// parameters), and by less the more blocks there are.
const MANY: usize = 16_384;

/// Room for one block of rows.
struct Room<T> {
    rows: DMatrix<f64>,
    products: DMatrix<f64>,
    projected: DMatrix<f64>,
    /// Products of each row with each column of the pool, of which the first are the unit vectors.
    along: DMatrix<T>,
    scores: DMatrix<T>,
}

impl<T: Precision> Room<T> {
    fn new(count: usize, p: usize, wide: usize, parameters: usize) -> Self {
        Self {
            rows: DMatrix::zeros(count, p),
            products: DMatrix::zeros(count, p),
            projected: DMatrix::zeros(count, wide - p),
            along: DMatrix::from_element(count, wide, T::zero()),
            scores: DMatrix::from_element(count, parameters, T::zero()),
        }
    }

    fn round(&mut self) {
        let split = self.products.len();
        let (units, rest) = self.along.as_mut_slice().split_at_mut(split);
        for (to, from) in [(units, self.products.as_slice()), (rest, self.projected.as_slice())] {
            for (to, value) in to.iter_mut().zip(from) {
                *to = T::of(*value);
            }
        }
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
    let single = cases.is_complete() && cases.rows() >= MANY;
    let at = At { cases, centre, weight, directions, inner: through(&directions.pool, weight) };
    let found = over_parts(cases.rows(), 4096, |part| {
        if single { at.products::<f32>(part) } else { at.products::<f64>(part) }
    });
    let mut cross = total(found, directions.list.len());
    mirror(&mut cross);
    #[allow(clippy::cast_precision_loss)]
    ScoreProducts { cross, count: cases.rows() as f64 }
}

/// Where scores are taken.
struct At<'a> {
    cases: &'a Cases<'a>,
    centre: &'a DVector<f64>,
    weight: &'a DMatrix<f64>,
    directions: &'a Directions,
    /// Products of the pool with itself through the weight.
    inner: DMatrix<f64>,
}

impl At<'_> {
    /// The products over some of the rows, upper triangle.
    fn products<T: Precision>(&self, part: std::ops::Range<usize>) -> DMatrix<f64> {
        let (p, parameters) = (self.cases.variables(), self.directions.list.len());
        let pool = &self.directions.pool;
        let wide = pool.ncols();
        let rest = pool.columns(p, wide - p).into_owned();
        let padded = T::padded(parameters);
        let mut cross = DMatrix::zeros(padded, padded);
        let mut sum = DMatrix::from_element(padded, padded, T::zero());
        let mut room = Room::<T>::new(0, p, wide, padded);
        let (mut row, mut blocks) = (part.start, 0);
        while row < part.end {
            let end = (row + BLOCK).min(part.end);
            if end - row != room.rows.nrows() {
                room = Room::new(end - row, p, wide, padded);
            }
            centred(self.cases, row..end, self.centre, &mut room.rows);
            room.products.gemm(1.0, &room.rows, self.weight, 0.0);
            let corrections = correct_block(self.cases, row..end, self.weight, &mut room.products, pool);
            room.projected.gemm(1.0, &room.products, &rest, 0.0);
            room.round();
            self.fill(&room.along, &mut room.scores);
            for correction in &corrections {
                correction.apply(&mut room.scores, self.directions);
            }
            if !T::tiled(&mut cross, &room.scores) {
                add_cross(&mut sum, &room.scores);
                blocks += 1;
            }
            if blocks == T::BLOCKS || (blocks > 0 && end == part.end) {
                take_over(&mut cross, &mut sum);
                blocks = 0;
            }
            row = end;
        }
        cross.resize(parameters, parameters, 0.0)
    }

    /// The scores of a block as if nothing were missing.
    fn fill<T: Precision>(&self, along: &DMatrix<T>, scores: &mut DMatrix<T>) {
        let count = along.nrows();
        let of = |k: usize| &along.as_slice()[k * count..(k + 1) * count];
        for (step, column) in self.directions.list.iter().zip(scores.as_mut_slice().chunks_exact_mut(count)) {
            if step.weight == 0.0 {
                column.fill(T::zero());
            } else {
                let by = T::of(step.weight);
                let constant = T::of(step.weight * self.inner[(step.left, step.right)]);
                for ((score, left), right) in column.iter_mut().zip(of(step.left)).zip(of(step.right)) {
                    *score = by * *left * *right - constant;
                }
            }
            if step.mean_weight != 0.0 {
                let by = T::of(step.mean_weight);
                for (score, value) in column.iter_mut().zip(of(step.mean)) {
                    *score += by * *value;
                }
            }
        }
    }
}

/// Adds the upper triangle of `from` to that of `to` and clears it.
fn take_over<T: Precision>(to: &mut DMatrix<f64>, from: &mut DMatrix<T>) {
    let size = to.nrows().max(1);
    let columns = to.as_mut_slice().chunks_exact_mut(size).zip(from.as_slice().chunks_exact(size));
    for (j, (to, from)) in columns.enumerate() {
        for (to, from) in to[..=j].iter_mut().zip(&from[..=j]) {
            *to += from.double();
        }
    }
    from.as_mut_slice().fill(T::zero());
}

/// What one run of incomplete rows within a block adds to its scores: `w sum l'u r'u`.
struct Correction {
    rows: std::ops::Range<usize>,
    /// The pool's products with the run's steps, one column per step.
    steps: DMatrix<f64>,
}

impl Correction {
    fn apply<T: Precision>(&self, scores: &mut DMatrix<T>, directions: &Directions) {
        for (a, step) in directions.list.iter().enumerate().filter(|(_, step)| step.weight != 0.0) {
            let back: f64 = self.steps.column_iter().map(|u| u[step.left] * u[step.right]).sum();
            let mut column = scores.column_mut(a);
            for score in column.rows_range_mut(self.rows.clone()).iter_mut() {
                *score += T::of(step.weight * back);
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
        let mut room = Room::<f64>::new(0, p, p, 0);
        let mut squares = vec![0.0; BLOCK];
        let mut row = part.start;
        while row < part.end {
            let end = (row + BLOCK).min(part.end);
            if end - row != room.rows.nrows() {
                room = Room::new(end - row, p, p, 0);
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
