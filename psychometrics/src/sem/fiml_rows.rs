//! What the normal likelihood needs of rows with missing values: for each missing pattern its count, its mean and as
//! many rows as its covariance has rank. After this nothing looks at single rows any more.
//! Not here: the likelihood (`fiml_point`); rows one by one for sandwich estimates (`gamma_scores`).

use std::ops::Range;

use nalgebra::{DMatrix, DVector};

use super::fiml_cases::{Cases, Run};
use super::gamma_blocks::scatter;

/// One missing pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// How many rows of data have it.
    pub count: f64,
    /// The variables missing in it, rising.
    pub missing: Vec<usize>,
    /// Its rows in [`Sufficient`]: first `sqrt(count)` times the mean less the centre, then rows whose sum of squares
    /// and products is that of the data about the pattern's mean.
    pub rows: Range<usize>,
}

/// Sufficient statistics of a sample from a multivariate normal with missing values.
#[derive(Debug, Clone, PartialEq)]
pub struct Sufficient {
    /// Number of variables.
    pub variables: usize,
    /// Number of rows of data.
    pub count: f64,
    /// Number of values that are there.
    pub values: f64,
    /// What was taken from every value before anything else: the mean over the rows that have it.
    pub centre: DVector<f64>,
    /// The patterns, fewest missing first.
    pub patterns: Vec<Pattern>,
    /// All rows, one after the other, `variables` numbers each, zero where missing.
    pub table: Vec<f64>,
}

impl Sufficient {
    /// Gathers the statistics.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn new(cases: &Cases<'_>) -> Self {
        let p = cases.variables();
        let centre = DVector::from_iterator(p, cases.margins().iter().map(|margin| margin.mean));
        let mut table = Vec::with_capacity(cases.rows() * p);
        let mut patterns = Vec::with_capacity(cases.patterns());
        for run in cases.runs() {
            let start = table.len() / p;
            add_run(cases, run, &centre, &mut table);
            patterns.push(Pattern {
                count: run.rows.len() as f64,
                missing: run.missing.clone(),
                rows: start..table.len() / p,
            });
        }
        let values = patterns.iter().map(|pattern| pattern.count * (p - pattern.missing.len()) as f64).sum();
        Self { variables: p, count: cases.rows() as f64, values, centre, patterns, table }
    }

    /// Share of rows in which both variables of each pair are there, `p x p`.
    #[must_use]
    pub fn coverage(&self) -> DMatrix<f64> {
        let mut together = DMatrix::from_element(self.variables, self.variables, self.count);
        for pattern in &self.patterns {
            for &j in &pattern.missing {
                for i in 0..self.variables {
                    together[(i, j)] -= pattern.count;
                    if pattern.missing.binary_search(&i).is_err() {
                        together[(j, i)] -= pattern.count;
                    }
                }
            }
        }
        together / self.count
    }

    /// A first guess at the covariances: products over the rows that have both, made positive definite by shrinking the
    /// covariances until they are.
    #[must_use]
    pub fn pairwise(&self) -> DMatrix<f64> {
        let p = self.variables;
        let mut sums = DMatrix::zeros(p, p);
        super::gamma_blocks::add_outer(&mut sums, &self.table);
        super::gamma_blocks::mirror(&mut sums);
        let coverage = self.coverage();
        let mut whole = DMatrix::from_fn(p, p, |i, j| {
            let pairs = coverage[(i, j)] * self.count;
            if pairs > 0.0 { sums[(i, j)] / pairs } else { 0.0 }
        });
        let mut left = 60;
        while nalgebra::Cholesky::new(whole.clone()).is_none() && left > 0 {
            let factor = if left == 1 { 0.0 } else { 0.9 };
            for j in 0..p {
                for i in 0..p {
                    if i != j {
                        whole[(i, j)] *= factor;
                    }
                }
            }
            left -= 1;
        }
        whole
    }
}

/// Adds the rows of one run: its mean, then its scatter.
#[allow(clippy::cast_precision_loss)]
fn add_run(cases: &Cases<'_>, run: &Run, centre: &DVector<f64>, table: &mut Vec<f64>) {
    let (p, n) = (cases.variables(), run.rows.len());
    let mut mean = DVector::zeros(p);
    for j in (0..p).filter(|j| run.missing.binary_search(j).is_err()) {
        mean[j] =
            cases.column(j)[run.rows.clone()].iter().map(|value| value - centre[j]).sum::<f64>() / n as f64;
    }
    let root = (n as f64).sqrt();
    table.extend(mean.iter().map(|value| value * root));
    if n == 1 {
        return;
    }
    if n > p - run.missing.len() {
        add_factor(scatter(cases, run.rows.clone(), &(mean + centre)), table);
        return;
    }
    // Helmert contrasts: n - 1 rows with the same scatter as the n rows about their mean.
    let mut running = vec![0.0; p];
    for (done, row) in run.rows.clone().enumerate() {
        let (count, start) = (done as f64, table.len());
        if done > 0 {
            let scale = (count * (count + 1.0)).sqrt().recip();
            table.extend((0..p).map(|j| (running[j] - count * cases.column(j)[row]) * scale));
            for &j in &run.missing {
                table[start + j] = 0.0;
            }
        }
        for (j, sum) in running.iter_mut().enumerate() {
            *sum += cases.column(j)[row];
        }
    }
}

/// Adds the columns of a factor `L` of `scatter = L L'`, as many as its rank.
fn add_factor(mut scatter: DMatrix<f64>, table: &mut Vec<f64>) {
    let p = scatter.nrows();
    let least: Vec<f64> = scatter.diagonal().iter().map(|value| value * 1e-14).collect();
    for k in 0..p {
        let pivot = scatter[(k, k)];
        if pivot <= least[k] {
            continue;
        }
        let column = scatter.column(k) / pivot.sqrt();
        for j in k..p {
            let by = column[j];
            for i in k..p {
                scatter[(i, j)] -= column[i] * by;
            }
        }
        let start = table.len();
        table.extend(column.iter().copied());
        table[start..start + k].fill(0.0);
    }
}
