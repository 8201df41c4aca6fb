//! Where the search begins: each factor by itself from its indicators, then how factors go together, then regressions.
//! Not here: the search ([`super::search`]).

use std::collections::HashMap;

use nalgebra::{DMatrix, DVector};

use super::objective::Implied;
use super::table::{Row, Table};
use super::tokens::Operator;

/// How bold the start is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Boldness {
    /// Everything is estimated from the sample.
    Full,
    /// Factors are uncorrelated and explain nothing of each other.
    Apart,
    /// Small equal loadings, small factor variances.
    Plain,
}

/// A parameter vector to begin with.
pub(crate) fn start(table: &Table, samples: &[Implied], boldness: Boldness) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); table.slots];
    let mut said: Vec<Option<f64>> = vec![None; table.slots];
    for (group, sample) in samples.iter().enumerate() {
        let guess = Guess::of(table, group + 1, sample, boldness);
        for row in table.rows.iter().filter(|row| row.group == group + 1) {
            let Some(slot) = row.slot else { continue };
            let value = guess.of_row(row);
            sums[slot].0 += if value.is_finite() { value } else { 0.0 };
            sums[slot].1 += 1.0;
            if let Some(start) = row.start {
                said[slot] = Some(start);
            }
        }
    }
    sums.iter().zip(said).map(|((sum, count), said)| said.unwrap_or(sum / f64::max(*count, 1.0))).collect()
}

struct Guess<'a> {
    rows: Vec<&'a Row>,
    at: HashMap<&'a str, usize>,
    /// Covariances of latent variables (first) and observed ones.
    all: DMatrix<f64>,
    latent: usize,
    loadings: HashMap<(usize, usize), f64>,
    slopes: HashMap<(usize, usize), f64>,
    sample: &'a Implied,
    thresholds: HashMap<&'a str, usize>,
    boldness: Boldness,
}

impl<'a> Guess<'a> {
    fn of(table: &'a Table, group: usize, sample: &'a Implied, boldness: Boldness) -> Guess<'a> {
        let names = &table.names;
        let latent = names.latent.len();
        let size = latent + names.observed.len();
        let mut all = DMatrix::identity(size, size);
        all.view_mut((latent, latent), (names.observed.len(), names.observed.len()))
            .copy_from(&sample.covariance);
        let at = names
            .latent
            .iter()
            .chain(&names.observed)
            .enumerate()
            .map(|(at, name)| (name.as_str(), at))
            .collect();
        let rows: Vec<&Row> = table.rows.iter().filter(|row| row.group == group).collect();
        let mut thresholds = HashMap::new();
        let mut next = 0;
        for name in &names.observed {
            thresholds.insert(name.as_str(), next);
            next += rows.iter().filter(|row| row.op == Operator::Threshold && row.lhs == *name).count();
        }
        let (loadings, slopes) = (HashMap::new(), HashMap::new());
        let mut guess = Guess { rows, at, all, latent, loadings, slopes, sample, thresholds, boldness };
        guess.factors();
        guess.regress();
        guess
    }

    fn index(&self, name: &str) -> usize {
        self.at.get(name).copied().unwrap_or(0)
    }

    /// Factors level by level: those of observed variables first, then those of factors.
    fn factors(&mut self) {
        let mut done = vec![false; self.latent];
        loop {
            let ready = (0..self.latent).find(|&f| {
                !done[f] && self.indicators(f).iter().all(|&(item, _)| item >= self.latent || done[item])
            });
            let Some(f) = ready else { break };
            done[f] = true;
            self.factor(f, &done);
        }
    }

    /// Indicators of a factor with the row that says so.
    fn indicators(&self, f: usize) -> Vec<(usize, &'a Row)> {
        let measured =
            self.rows.iter().filter(|row| row.op == Operator::Measures && self.index(&row.lhs) == f);
        measured.map(|row| (self.index(&row.rhs), *row)).collect()
    }

    fn factor(&mut self, f: usize, done: &[bool]) {
        let items = self.indicators(f);
        let places: Vec<usize> = items.iter().map(|(item, _)| *item).collect();
        let block = DMatrix::from_fn(places.len(), places.len(), |i, j| self.all[(places[i], places[j])]);
        let plain = self.boldness == Boldness::Plain;
        let loadings = if plain { plain_loadings(&block) } else { one_factor(&block) };
        let scale = self.scale(f, &items, &loadings, &block);
        let size = loadings.norm_squared().max(1e-12);
        for other in 0..self.all.nrows() {
            let known = other >= self.latent || (other != f && done.get(other) == Some(&true));
            let covariance: f64 =
                (0..places.len()).map(|i| loadings[i] / size * self.all[(places[i], other)]).sum();
            let inside = places.iter().position(|&item| item == other).map(|i| loadings[i]);
            let mut covariance = inside.unwrap_or(if known { covariance } else { 0.0 });
            if other < self.latent && inside.is_none() {
                let most = 0.85 * self.all[(other, other)].abs().sqrt();
                covariance = covariance.clamp(-most, most);
                if self.boldness != Boldness::Full {
                    covariance = 0.0;
                }
            }
            self.all[(f, other)] = covariance * scale;
            self.all[(other, f)] = covariance * scale;
        }
        self.all[(f, f)] = scale * scale;
        for (i, &item) in places.iter().enumerate() {
            self.loadings.insert((f, item), loadings[i] / scale);
        }
    }

    /// Standard deviation of a factor in the unit that its fixed loading or variance gives it.
    fn scale(&self, f: usize, items: &[(usize, &Row)], loadings: &DVector<f64>, block: &DMatrix<f64>) -> f64 {
        for (i, (_, row)) in items.iter().enumerate() {
            if let Some(fixed) = row.fixed.filter(|&fixed| fixed != 0.0) {
                let least = 0.15 * block[(i, i)].abs().sqrt();
                let loading = if loadings[i].abs() < least { least } else { loadings[i] };
                return (loading / fixed).abs().max(1e-6) * (loading / fixed).signum();
            }
        }
        let variance = self
            .rows
            .iter()
            .find(|row| row.op == Operator::Covaries && row.lhs == row.rhs && self.index(&row.lhs) == f);
        variance.and_then(|row| row.fixed).filter(|&v| v > 0.0).map_or(1.0, f64::sqrt)
    }

    fn regress(&mut self) {
        if self.boldness != Boldness::Full {
            return;
        }
        let mut equations: HashMap<usize, Vec<usize>> = HashMap::new();
        for row in self.rows.iter().filter(|row| row.op == Operator::Regresses) {
            equations.entry(self.index(&row.lhs)).or_default().push(self.index(&row.rhs));
        }
        for (y, xs) in equations {
            let square = DMatrix::from_fn(xs.len(), xs.len(), |i, j| {
                self.all[(xs[i], xs[j])] * if i == j { 1.01 } else { 1.0 }
            });
            let side = DVector::from_fn(xs.len(), |i, _| self.all[(xs[i], y)]);
            if let Some(slopes) = square.cholesky().map(|factor| factor.solve(&side)) {
                for (i, &x) in xs.iter().enumerate() {
                    self.slopes.insert((y, x), slopes[i]);
                }
            }
        }
    }

    fn of_row(&self, row: &Row) -> f64 {
        let (a, b) = (self.index(&row.lhs), self.index(&row.rhs));
        match row.op {
            Operator::Measures => self.loadings.get(&(a, b)).copied().unwrap_or(1.0),
            Operator::Regresses => self.slopes.get(&(a, b)).copied().unwrap_or(0.0),
            Operator::Covaries if a == b => self.residual(a),
            Operator::Covaries if self.free_standing(a) && self.free_standing(b) => self.all[(a, b)],
            Operator::Intercept if a >= self.latent => self.sample.mean[a - self.latent],
            Operator::Threshold => {
                let number = row.rhs.trim_start_matches('t').parse::<usize>().unwrap_or(1);
                let first = self.thresholds.get(row.lhs.as_str()).copied().unwrap_or(0);
                self.sample.thresholds.get(first + number.saturating_sub(1)).copied().unwrap_or(0.0)
            }
            Operator::Scales => 1.0,
            _ => 0.0,
        }
    }

    /// Whether nothing in the model explains a variable.
    fn free_standing(&self, v: usize) -> bool {
        !self.rows.iter().any(|row| match row.op {
            Operator::Measures => self.index(&row.rhs) == v,
            Operator::Regresses => self.index(&row.lhs) == v,
            _ => false,
        })
    }

    /// What is left of a variance when loadings and regressions have taken theirs; never too little.
    fn residual(&self, v: usize) -> f64 {
        let mut by: Vec<(usize, f64)> = Vec::new();
        by.extend(
            self.loadings.iter().filter(|((_, item), _)| *item == v).map(|((f, _), loading)| (*f, *loading)),
        );
        by.extend(self.slopes.iter().filter(|((y, _), _)| *y == v).map(|((_, x), slope)| (*x, *slope)));
        let total = self.all[(v, v)];
        let explained: f64 =
            by.iter().flat_map(|(i, a)| by.iter().map(move |(j, b)| a * b * self.all[(*i, *j)])).sum();
        if self.boldness == Boldness::Plain && !by.is_empty() {
            return 0.5 * total;
        }
        let least = if by.is_empty() { 1.0 } else { 0.1 };
        (total - explained).clamp(least * total.abs() * 0.999, total.abs())
    }
}

fn plain_loadings(block: &DMatrix<f64>) -> DVector<f64> {
    DVector::from_fn(block.nrows(), |i, _| {
        let sign = if block[(0, i)] < 0.0 { -1.0 } else { 1.0 };
        0.5 * sign * block[(i, i)].abs().sqrt()
    })
}

/// Loadings of one factor of variance one by iterated principal axes on the correlations, in the variables' units.
fn one_factor(block: &DMatrix<f64>) -> DVector<f64> {
    let size = block.nrows();
    let sd = DVector::from_fn(size, |i, _| block[(i, i)].abs().sqrt().max(1e-12));
    if size == 1 {
        return DVector::from_element(1, 0.95 * sd[0]);
    }
    let r = DMatrix::from_fn(size, size, |i, j| block[(i, j)] / (sd[i] * sd[j]));
    if size == 2 {
        let loading = r[(0, 1)].abs().clamp(0.05, 0.95).sqrt();
        let sign = if r[(0, 1)] < 0.0 { -1.0 } else { 1.0 };
        return DVector::from_vec(vec![loading * sd[0], sign * loading * sd[1]]);
    }
    let mut loadings =
        DVector::from_fn(size, |i, _| (0..size).filter(|&j| j != i).map(|j| r[(i, j)]).sum::<f64>());
    if loadings.norm() < 1e-8 {
        loadings[0] = 1.0;
    }
    loadings /= loadings.norm().max(1e-12);
    for _ in 0..40 {
        // One step of least squares for each loading, the others held.
        for i in 0..size {
            let (mut above, mut below) = (0.0, 1e-6);
            for j in (0..size).filter(|&j| j != i) {
                above += r[(i, j)] * loadings[j];
                below += loadings[j] * loadings[j];
            }
            loadings[i] = (above / below).clamp(-0.97, 0.97);
        }
    }
    if loadings.sum() < 0.0 {
        loadings.neg_mut();
    }
    loadings.component_mul(&sd)
}
