//! A polychoric correlation and its thresholds found together by maximum likelihood (Olsson 1979).
//! Not here: the two-step estimate (see `grid`), which is where this starts from.

use nalgebra::{DMatrix, DVector};

use crate::numeric::{bivariate, normal};

/// The maximum of the likelihood in all parameters.
#[derive(Debug, Clone)]
pub(super) struct Joint {
    pub rows: Vec<f64>,
    pub columns: Vec<f64>,
    pub rho: f64,
    pub standard_error: f64,
    pub log_likelihood: f64,
    pub gradient: f64,
    pub iterations: usize,
    pub converged: bool,
}

struct Evaluation {
    log_likelihood: f64,
    gradient: DVector<f64>,
    hessian: DMatrix<f64>,
    products: DMatrix<f64>,
}

/// Thresholds of both items and the correlation, as one point.
#[derive(Clone)]
struct Point {
    rows: Vec<f64>,
    columns: Vec<f64>,
    rho: f64,
}

impl Point {
    fn moved(&self, step: &DVector<f64>, share: f64) -> Option<Self> {
        let mut next = self.clone();
        let (m, q) = (self.rows.len(), self.columns.len());
        next.rows.iter_mut().enumerate().for_each(|(a, cut)| *cut += share * step[a]);
        next.columns.iter_mut().enumerate().for_each(|(b, cut)| *cut += share * step[m + b]);
        next.rho += share * step[m + q];
        let rising = |cuts: &[f64]| cuts.windows(2).all(|pair| pair[0] < pair[1]);
        (rising(&next.rows) && rising(&next.columns) && next.rho.abs() < 1.0).then_some(next)
    }
}

/// Newton's method from the two-step estimate; the steps fall back on products of scores where the likelihood is not
/// concave, and are halved until the likelihood rises.
pub(super) fn maximise(rows: &[f64], columns: &[f64], rho: f64, counts: &[f64]) -> Joint {
    let n: f64 = counts.iter().sum();
    let mut point = Point { rows: rows.to_vec(), columns: columns.to_vec(), rho };
    let mut here = evaluate(&point, counts);
    let (mut iterations, mut converged) = (0, false);
    while iterations < 100 && !converged {
        iterations += 1;
        let Some(step) = ascent(&here) else { break };
        let rise = here.gradient.dot(&step);
        let mut share = 1.0;
        let taken = loop {
            if let Some(next) = point.moved(&step, share) {
                let there = evaluate(&next, counts);
                // The slack is the rounding of a sum of n logarithms.
                if there.log_likelihood >= here.log_likelihood - 1e-13 * n {
                    break Some((next, there));
                }
            }
            share *= 0.5;
            if share < 1e-8 {
                break None;
            }
        };
        let Some((next, there)) = taken else { break };
        (point, here) = (next, there);
        converged = rise < 1e-20 * n || here.gradient.amax() < 1e-11 * n;
    }
    let last = here.gradient.len() - 1;
    let variance =
        (-here.hessian.clone()).cholesky().map_or(f64::NAN, |factor| factor.inverse()[(last, last)]);
    Joint {
        rho: point.rho,
        rows: point.rows,
        columns: point.columns,
        standard_error: variance.sqrt(),
        log_likelihood: here.log_likelihood,
        gradient: here.gradient.amax(),
        iterations,
        converged,
    }
}

fn ascent(here: &Evaluation) -> Option<DVector<f64>> {
    let factor = (-here.hessian.clone()).cholesky().or_else(|| here.products.clone().cholesky())?;
    Some(factor.solve(&here.gradient))
}

/// Derivatives of Φ₂ at one corner; an infinite limit has no derivative in itself nor in ρ.
#[derive(Clone, Copy, Default)]
struct Corner {
    below: f64,
    by_row: f64,
    by_column: f64,
    density: f64,
}

fn corners(point: &Point) -> Vec<Corner> {
    let spread = ((1.0 - point.rho) * (1.0 + point.rho)).sqrt();
    let (r, c) = (point.rows.len() + 1, point.columns.len() + 1);
    let mut found = vec![Corner::default(); (r + 1) * (c + 1)];
    for a in 1..=r {
        for b in 1..=c {
            let h = point.rows.get(a - 1).copied().unwrap_or(f64::INFINITY);
            let k = point.columns.get(b - 1).copied().unwrap_or(f64::INFINITY);
            let corner = &mut found[a * (c + 1) + b];
            corner.below = bivariate::below(h, k, point.rho);
            if a < r {
                let rest = if b < c { normal::below((k - point.rho * h) / spread) } else { 1.0 };
                corner.by_row = normal::density(h) * rest;
            }
            if b < c {
                let rest = if a < r { normal::below((h - point.rho * k) / spread) } else { 1.0 };
                corner.by_column = normal::density(k) * rest;
            }
            if a < r && b < c {
                corner.density = bivariate::density(h, k, point.rho);
            }
        }
    }
    found
}

fn evaluate(point: &Point, counts: &[f64]) -> Evaluation {
    let (m, q) = (point.rows.len(), point.columns.len());
    let (r, c, size) = (m + 1, q + 1, m + q + 1);
    let grid = corners(point);
    let at = |a: usize, b: usize| grid[a * (c + 1) + b];
    let mut here = Evaluation {
        log_likelihood: 0.0,
        gradient: DVector::zeros(size),
        hessian: DMatrix::zeros(size, size),
        products: DMatrix::zeros(size, size),
    };
    let mut weights = vec![0.0; (r + 1) * (c + 1)];
    for a in 0..r {
        for b in 0..c {
            let count = counts[a * c + b];
            if count <= 0.0 {
                continue;
            }
            let (low, high) = ((at(a, b), at(a, b + 1)), (at(a + 1, b), at(a + 1, b + 1)));
            let probability = (high.1.below - high.0.below - low.1.below + low.0.below).max(1e-300);
            here.log_likelihood += count * probability.ln();
            weights[a * (c + 1) + b] = count / probability;
            let parts = [
                (a < m, a, high.1.by_row - high.0.by_row),
                (a > 0, a.wrapping_sub(1), low.0.by_row - low.1.by_row),
                (b < q, m + b, high.1.by_column - low.1.by_column),
                (b > 0, (m + b).wrapping_sub(1), low.0.by_column - high.0.by_column),
                (true, m + q, high.1.density - high.0.density - low.1.density + low.0.density),
            ];
            for &(_, i, first) in parts.iter().filter(|part| part.0) {
                here.gradient[i] += count / probability * first;
                for &(_, j, second) in parts.iter().filter(|part| part.0) {
                    here.products[(i, j)] += count / (probability * probability) * first * second;
                }
            }
        }
    }
    here.hessian -= &here.products;
    bend(point, &grid, &weights, &mut here.hessian);
    here
}

/// Adds Σ (n/π) d²π, gathered corner by corner.
fn bend(point: &Point, grid: &[Corner], weights: &[f64], hessian: &mut DMatrix<f64>) {
    let (m, q, rho) = (point.rows.len(), point.columns.len(), point.rho);
    let (r, c) = (m + 1, q + 1);
    let left = (1.0 - rho) * (1.0 + rho);
    let weight = |a: usize, b: usize| weights[a * (c + 1) + b];
    let last = m + q;
    for a in 1..=r {
        for b in 1..=c {
            // Cells beyond the last have weight zero.
            let total = weight(a - 1, b - 1) - weight(a, b - 1) - weight(a - 1, b) + weight(a, b);
            let corner = grid[a * (c + 1) + b];
            let (row, column) = (a - 1, m + b - 1);
            if a < r {
                let h = point.rows[a - 1];
                hessian[(row, row)] += total * (-h * corner.by_row - rho * corner.density);
            }
            if b < c {
                let k = point.columns[b - 1];
                hessian[(column, column)] += total * (-k * corner.by_column - rho * corner.density);
            }
            if a < r && b < c {
                let (h, k) = (point.rows[a - 1], point.columns[b - 1]);
                let mixed = [
                    (row, column, 1.0),
                    (row, last, -(h - rho * k) / left),
                    (column, last, -(k - rho * h) / left),
                ];
                for (i, j, factor) in mixed {
                    hessian[(i, j)] += total * corner.density * factor;
                    hessian[(j, i)] += total * corner.density * factor;
                }
                hessian[(last, last)] += total * corner.density * bivariate::log_slope(h, k, rho);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradient_and_hessian_are_those_of_the_likelihood() {
        let counts: Vec<f64> = (0..12).map(|cell| f64::from(3 + (cell * 5) % 7)).collect();
        let point = Point { rows: vec![-0.8, 0.1, 1.1], columns: vec![-0.3, 0.9], rho: 0.4 };
        let here = evaluate(&point, &counts);
        for i in 0..6 {
            let mut step = DVector::zeros(6);
            step[i] = 1e-5;
            let (right, left) = (
                evaluate(&point.moved(&step, 1.0).unwrap(), &counts),
                evaluate(&point.moved(&step, -1.0).unwrap(), &counts),
            );
            let slope = (right.log_likelihood - left.log_likelihood) / 2e-5;
            assert!((slope - here.gradient[i]).abs() < 1e-6, "{i}: {slope} {}", here.gradient[i]);
            let bend = (right.gradient - left.gradient) / 2e-5;
            assert!((bend - here.hessian.column(i)).amax() < 1e-6, "{i}");
        }
        let found = maximise(&point.rows, &point.columns, 0.0, &counts);
        assert!(found.converged && found.gradient < 1e-8, "{found:?}");
    }
}
