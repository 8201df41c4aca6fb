//! The likelihood of one two-way table as a function of the correlation, its thresholds known.
//!
//! By Plackett's identity dΦ₂/dρ = φ₂ all corners of all cells move together: from one correlation to the next only
//! densities are summed, and Newton's last steps are so short that one density per corner is enough.
//!
//! Not here: thresholds that move as well (see `joint`), standard errors (see `influence`).

use std::f64::consts::TAU;

use super::axis::Axis;
use crate::numeric::{bivariate, legendre};

/// Beyond this the integral from zero loses digits, and each corner is found by itself.
const MODERATE: f64 = 0.925;
/// Nearer to ±1 than this nothing interior is looked for.
const LIMIT: f64 = 1.0 - 1e-9;
/// A cell less probable than this is integrated rather than subtracted from its corners.
const RARE: f64 = 1e-9;

/// Log-likelihood and its derivatives at one correlation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slopes {
    /// Σ n ln π.
    pub log_likelihood: f64,
    /// dL/dρ.
    pub score: f64,
    /// d²L/dρ².
    pub curvature: f64,
    /// Σ n (dln π/dρ)².
    pub information: f64,
}

/// Where the likelihood is highest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Maximum {
    /// The correlation.
    pub rho: f64,
    /// The likelihood there.
    pub slopes: Slopes,
    /// Evaluations used.
    pub iterations: usize,
    /// Whether the maximum is at ρ = ±1.
    pub boundary: bool,
}

/// A table on its grid of thresholds; the buffers serve one table after another.
#[derive(Debug, Clone, Default)]
pub(super) struct Grid {
    rows: usize,
    columns: usize,
    counts: Vec<f64>,
    /// Interior corners, row by row: hk and (h² + k²)/2.
    product: Vec<f64>,
    half_squares: Vec<f64>,
    start: Vec<f64>,
    corners: Vec<(f64, f64)>,
    /// Corners with their edges, (rows + 1) × (columns + 1).
    below: Vec<f64>,
    density: Vec<f64>,
    slope: Vec<f64>,
    limits: (Vec<(f64, f64)>, Vec<(f64, f64)>),
    reach: f64,
    rho: f64,
    placed: bool,
}

impl Grid {
    /// Puts a table of `counts` (row-major) on the thresholds of its items.
    pub fn place(&mut self, rows: &Axis, columns: &Axis, counts: &[f64]) {
        (self.rows, self.columns) = (rows.categories(), columns.categories());
        self.counts.clear();
        self.counts.extend_from_slice(counts);
        self.product.clear();
        self.half_squares.clear();
        self.start.clear();
        self.corners.clear();
        for (&h, &share) in rows.cuts.iter().zip(&rows.below) {
            for (&k, &other) in columns.cuts.iter().zip(&columns.below) {
                self.product.push(h * k);
                self.half_squares.push(0.5 * (h * h + k * k));
                self.start.push(share * other);
                self.corners.push((h, k));
            }
        }
        self.reach = 1.0 + self.half_squares.iter().copied().fold(0.0, f64::max);
        self.limits.0.clear();
        self.limits.0.extend((0..self.rows).map(|a| rows.limits(a)));
        self.limits.1.clear();
        self.limits.1.extend((0..self.columns).map(|b| columns.limits(b)));
        self.edge(rows, columns);
        self.placed = false;
    }

    /// Fills the edges of the grid: zero at −∞, the margins at ∞.
    fn edge(&mut self, rows: &Axis, columns: &Axis) {
        let width = self.columns + 1;
        for buffer in [&mut self.below, &mut self.density, &mut self.slope] {
            buffer.clear();
            buffer.resize((self.rows + 1) * width, 0.0);
        }
        for (a, &share) in rows.below.iter().enumerate() {
            self.below[(a + 1) * width + self.columns] = share;
        }
        for (b, &share) in columns.below.iter().enumerate() {
            self.below[self.rows * width + b + 1] = share;
        }
        self.below[self.rows * width + self.columns] = 1.0;
    }

    /// Moves every corner to correlation `rho`.
    pub fn move_to(&mut self, rho: f64) {
        if rho.abs() >= MODERATE {
            for at in 0..self.corners.len() {
                let (h, k) = self.corners[at];
                let place = self.interior(at);
                self.below[place] = bivariate::below(h, k, rho);
            }
        } else {
            let whole = !self.placed || self.rho.abs() >= MODERATE || (rho - self.rho).abs() > rho.abs();
            if whole {
                for at in 0..self.start.len() {
                    let place = self.interior(at);
                    self.below[place] = self.start[at];
                }
            }
            self.advance(if whole { 0.0 } else { self.rho }, rho);
        }
        self.rho = rho;
        self.placed = true;
        self.densities();
    }

    /// Adds the integral of the density from one correlation to another, in the angle asin ρ.
    fn advance(&mut self, from: f64, to: f64) {
        let (start, end) = (from.asin(), to.asin());
        let (middle, half) = (0.5 * (start + end), 0.5 * (end - start));
        let furthest = from.abs().max(to.abs());
        let change = 2.0 * half.abs() * self.reach / (1.0 - furthest * furthest);
        if change < 1e-5 {
            return self.add(middle, 2.0 * half / TAU);
        }
        // Enough nodes for exp(change · x) on an interval of length one.
        let nodes = match change {
            c if c < 0.3 => 4,
            c if c < 3.0 => 8,
            c if c < 8.0 => 12,
            _ => 20,
        };
        for &(node, weight) in legendre::rule(nodes) {
            self.add(middle - half * node, weight * half / TAU);
            self.add(middle + half * node, weight * half / TAU);
        }
    }

    fn add(&mut self, angle: f64, weight: f64) {
        let sine = angle.sin();
        let scale = 1.0 / (1.0 - sine * sine);
        let inner = self.columns - 1;
        for a in 0..self.rows - 1 {
            let row = a * inner..(a + 1) * inner;
            let target = (a + 1) * (self.columns + 1) + 1;
            let products = self.product[row.clone()].iter().zip(&self.half_squares[row]);
            for (below, (product, squares)) in self.below[target..target + inner].iter_mut().zip(products) {
                *below += weight * ((sine * product - squares) * scale).exp();
            }
        }
    }

    /// φ₂ and dφ₂/dρ at every corner.
    fn densities(&mut self) {
        let rho = self.rho;
        let left = ((1.0 - rho) * (1.0 + rho)).max(f64::MIN_POSITIVE);
        let (scale, constant) = (1.0 / left, 1.0 / (TAU * left.sqrt()));
        for at in 0..self.product.len() {
            let (product, squares) = (self.product[at], self.half_squares[at]);
            let density = constant * ((rho * product - squares) * scale).exp();
            let place = self.interior(at);
            self.density[place] = density;
            let slope = rho * left + product * (1.0 + rho * rho) - 2.0 * rho * squares;
            self.slope[place] = density * slope * scale * scale;
        }
    }

    fn interior(&self, at: usize) -> usize {
        let inner = self.columns - 1;
        (at / inner + 1) * (self.columns + 1) + at % inner + 1
    }

    /// Probability of a cell and its first two derivatives in ρ.
    pub fn cell(&self, row: usize, column: usize) -> (f64, f64, f64) {
        let width = self.columns + 1;
        let (lower, upper) = (row * width + column, (row + 1) * width + column);
        let difference = |of: &[f64]| (of[upper + 1] - of[upper]) - (of[lower + 1] - of[lower]);
        let mut probability = difference(&self.below);
        if probability < RARE && self.counts[row * self.columns + column] > 0.0 {
            let exact = bivariate::rectangle(self.limits.0[row], self.limits.1[column], self.rho);
            probability = exact.max(1e-300);
        }
        (probability, difference(&self.density), difference(&self.slope))
    }

    /// The likelihood where the corners stand.
    pub fn slopes(&self) -> Slopes {
        let mut sum = Slopes { log_likelihood: 0.0, score: 0.0, curvature: 0.0, information: 0.0 };
        for row in 0..self.rows {
            for column in 0..self.columns {
                let count = self.counts[row * self.columns + column];
                if count > 0.0 {
                    let (probability, first, second) = self.cell(row, column);
                    let ratio = first / probability;
                    sum.log_likelihood += count * probability.ln();
                    sum.score += count * ratio;
                    sum.curvature += count * (second / probability - ratio * ratio);
                    sum.information += count * ratio * ratio;
                }
            }
        }
        sum
    }

    /// The correlation of highest likelihood by Newton's steps inside a shrinking bracket.
    pub fn maximise(&mut self, start: f64) -> Maximum {
        let (mut low, mut high) = (-1.0_f64, 1.0_f64);
        let mut rho = start.clamp(-0.95, 0.95);
        self.move_to(rho);
        let mut slopes = self.slopes();
        let mut iterations = 1;
        while iterations < 100 {
            if slopes.score > 0.0 {
                low = rho
            } else {
                high = rho
            }
            let step = if slopes.curvature < 0.0 {
                -slopes.score / slopes.curvature
            } else {
                slopes.score / slopes.information
            };
            let mut next = rho + step;
            // Written so that a step that is not a number is bisected as well.
            if !(next > low && next < high) {
                next = 0.5 * (low + high);
            }
            if (next - rho).abs() < 1e-12 || next.abs() > LIMIT {
                break;
            }
            rho = next;
            self.move_to(rho);
            slopes = self.slopes();
            iterations += 1;
        }
        let interior = Maximum { rho, slopes, iterations, boundary: false };
        self.against_the_ends(interior)
    }

    /// The interior maximum, unless the likelihood at ρ = 1 or −1 is as high.
    fn against_the_ends(&mut self, interior: Maximum) -> Maximum {
        for end in [1.0, -1.0] {
            if let Some(at_end) = self.log_likelihood_at_end(end)
                && at_end >= interior.slopes.log_likelihood - 1e-9 - 1e-12 * at_end.abs()
            {
                let slopes = Slopes {
                    log_likelihood: at_end,
                    score: interior.slopes.score,
                    curvature: 0.0,
                    information: 0.0,
                };
                self.rho = end;
                return Maximum { rho: end, slopes, boundary: true, ..interior };
            }
        }
        interior
    }

    /// The log-likelihood under perfect correlation; `None` where it cannot have given the table.
    fn log_likelihood_at_end(&self, end: f64) -> Option<f64> {
        // A perfect correlation fills a path of cells; a fuller table cannot come from it.
        let filled = self.counts.iter().filter(|&&count| count > 0.0).count();
        if filled > self.rows + self.columns - 1 {
            return None;
        }
        let mut sum = 0.0;
        for row in 0..self.rows {
            for column in 0..self.columns {
                let count = self.counts[row * self.columns + column];
                if count > 0.0 {
                    let probability = bivariate::rectangle(self.limits.0[row], self.limits.1[column], end);
                    if probability < 1e-12 {
                        return None;
                    }
                    sum += count * probability.ln();
                }
            }
        }
        Some(sum)
    }

    /// A starting value: the Pearson correlation of the categories' ranks, stretched for the coarseness of both items.
    pub fn rough(&self, stretch: f64) -> f64 {
        let (mut n, mut x, mut y, mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for row in 0..self.rows {
            for column in 0..self.columns {
                let count = self.counts[row * self.columns + column];
                let (a, b) = (row as f64, column as f64);
                n += count;
                x += count * a;
                y += count * b;
                xx += count * a * a;
                yy += count * b * b;
                xy += count * a * b;
            }
        }
        let spread = ((xx - x * x / n) * (yy - y * y / n)).sqrt();
        let pearson = (xy - x * y / n) / spread;
        if pearson.is_finite() { pearson * stretch } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axes() -> (Axis, Axis) {
        (
            Axis::of(&[30.0, 200.0, 400.0, 300.0, 70.0]).unwrap(),
            Axis::of(&[500.0, 300.0, 150.0, 50.0]).unwrap(),
        )
    }

    #[test]
    fn corners_moved_step_by_step_stand_where_the_exact_probability_puts_them() {
        let (rows, columns) = axes();
        let mut grid = Grid::default();
        grid.place(&rows, &columns, &[1.0; 20]);
        for rho in
            [0.3, 0.3000001, 0.31, 0.5, 0.9, 0.92, 0.93, 0.99, 0.6, -0.1, -0.5, -0.8, -0.91, -0.95, 0.0]
        {
            grid.move_to(rho);
            for at in 0..grid.corners.len() {
                let (h, k) = grid.corners[at];
                let place = grid.interior(at);
                let exact = bivariate::below(h, k, rho);
                assert!(
                    (grid.below[place] - exact).abs() < 1e-14,
                    "rho {rho}: {} {exact}",
                    grid.below[place]
                );
            }
        }
    }

    #[test]
    fn derivatives_are_those_of_the_likelihood() {
        let (rows, columns) = axes();
        let counts: Vec<f64> = (0..20).map(|cell| f64::from(1 + (cell * 7) % 11)).collect();
        let mut grid = Grid::default();
        grid.place(&rows, &columns, &counts);
        let mut at = |rho: f64| {
            grid.move_to(rho);
            grid.slopes()
        };
        for rho in [-0.6, 0.1, 0.8] {
            let (left, here, right) = (at(rho - 1e-5), at(rho), at(rho + 1e-5));
            let score = (right.log_likelihood - left.log_likelihood) / 2e-5;
            assert!((score - here.score).abs() < 1e-5 * here.score.abs().max(1.0));
            let curvature = (right.score - left.score) / 2e-5;
            assert!((curvature - here.curvature).abs() < 1e-5 * here.curvature.abs().max(1.0));
        }
    }

    #[test]
    fn perfect_tables_end_at_one_and_others_do_not() {
        let axis = Axis::of(&[10.0, 20.0, 30.0]).unwrap();
        let mut grid = Grid::default();
        grid.place(&axis, &axis, &[10.0, 0.0, 0.0, 0.0, 20.0, 0.0, 0.0, 0.0, 30.0]);
        let found = grid.maximise(grid.rough(1.0));
        assert!(found.boundary && found.rho == 1.0);
        grid.place(&axis, &axis, &[9.0, 1.0, 0.0, 1.0, 18.0, 1.0, 0.0, 1.0, 29.0]);
        let found = grid.maximise(grid.rough(1.0));
        assert!(!found.boundary && found.rho > 0.9 && found.slopes.score.abs() < 1e-8);
        let reversed = Axis::of(&[30.0, 20.0, 10.0]).unwrap();
        grid.place(&axis, &reversed, &[0.0, 0.0, 10.0, 0.0, 20.0, 0.0, 30.0, 0.0, 0.0]);
        assert_eq!(grid.maximise(grid.rough(1.0)).rho, -1.0);
    }
}
