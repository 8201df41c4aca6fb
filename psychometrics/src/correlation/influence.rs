//! What one person's two answers do to a two-step polychoric correlation, thresholds included.
//!
//! With A the sums of products of scores (Muthén 1984): the correlation solves its score equation given thresholds that
//! are themselves estimates, so a person's influence is (s_ρ − A₂₁ · influence on the thresholds) / A₂₂. It depends on
//! the two answers only, missing being one more answer, so a small table holds it for everybody.
//!
//! Not here: the covariance of many correlations (see `sampling`).

use super::axis::Axis;
use super::grid::Grid;
use crate::numeric::normal;

/// The influence of every combination of answers; the last row and column are "not answered".
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Influence {
    /// Row-major, (row categories + 1) × (column categories + 1).
    pub table: Vec<f64>,
    /// Categories of the column item, plus one.
    pub width: usize,
}

impl Influence {
    /// The influences at the maximum on which `grid` stands. `lone` says whether those who answered only one of the
    /// items moved the thresholds (they did where thresholds come from each item's own margin).
    pub fn of(grid: &Grid, rows: &Axis, columns: &Axis, counts: &[f64], rho: f64, lone: bool) -> Self {
        let (r, c) = (rows.categories(), columns.categories());
        let mut scores = vec![0.0; r * c];
        let mut weights = vec![0.0; r * c];
        let mut information = 0.0;
        for (at, (&count, score)) in counts.iter().zip(&mut scores).enumerate() {
            let (probability, first, _) = grid.cell(at / c, at % c);
            if count > 0.0 {
                *score = first / probability;
                weights[at] = count * *score / probability;
                information += count * *score * *score;
            }
        }
        let by_row = shares(rows, columns, rho, |a, b| weights[a * c + b]);
        let by_column = shares(columns, rows, rho, |b, a| weights[a * c + b]);
        let width = c + 1;
        let mut table = vec![0.0; (r + 1) * width];
        for a in 0..=r {
            for b in 0..=c {
                let mut sum = 0.0;
                if a < r && (lone || b < c) {
                    sum -= (0..r - 1).map(|cut| by_row[cut] * rows.influence(cut, a)).sum::<f64>();
                }
                if b < c && (lone || a < r) {
                    sum -= (0..c - 1).map(|cut| by_column[cut] * columns.influence(cut, b)).sum::<f64>();
                }
                if a < r && b < c {
                    sum += scores[a * c + b];
                }
                table[a * width + b] = sum / information;
            }
        }
        Self { table, width }
    }

    /// Sampling variance: the sum of squared influences over everybody who answered both items or one of them.
    pub fn variance(&self, counts: &[f64], row_margin: &[f64], column_margin: &[f64]) -> f64 {
        let c = self.width - 1;
        let r = self.table.len() / self.width - 1;
        let square = |a: usize, b: usize| self.table[a * self.width + b].powi(2);
        let mut sum = 0.0;
        for a in 0..r {
            let both: f64 = counts[a * c..(a + 1) * c].iter().sum();
            sum += (row_margin[a] - both).max(0.0) * square(a, c);
            sum += (0..c).map(|b| counts[a * c + b] * square(a, b)).sum::<f64>();
        }
        for b in 0..c {
            let both: f64 = (0..r).map(|a| counts[a * c + b]).sum();
            sum += (column_margin[b] - both).max(0.0) * square(r, b);
        }
        sum
    }
}

/// A₂₁ for the thresholds of `own`: Σ n s_ρ dln π/dτ, with `weight` = n s_ρ / π of a cell.
fn shares(own: &Axis, other: &Axis, rho: f64, weight: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    let spread = ((1.0 - rho) * (1.0 + rho)).sqrt();
    let mut found = Vec::with_capacity(own.cuts.len());
    for (cut, (&at, &density)) in own.cuts.iter().zip(&own.density).enumerate() {
        let mut sum = 0.0;
        let mut before = 0.0;
        for b in 0..other.categories() {
            let limit = other.cuts.get(b).map_or(1.0, |&k| normal::below((k - rho * at) / spread));
            sum += (limit - before) * (weight(cut, b) - weight(cut + 1, b));
            before = limit;
        }
        found.push(density * sum);
    }
    found
}
