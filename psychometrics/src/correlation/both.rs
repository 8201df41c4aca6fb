//! Thresholds, means, variances, covariances, polyserial and polychoric correlations of measured and ordinal variables
//! together, with their sampling covariance: Muthén's (1984) sandwich, with products of scores for information.
//!
//! Everybody moves each statistic by an influence, and the sampling covariance is the sum of their products. A pair's
//! influence is its score, less what the variables' own statistics move it by, over the sum of its squared scores.
//!
//! Not here: the models that use it (see `sem`); ordinal items alone, which tables make much faster (see `sampling`).

use nalgebra::DMatrix;
use rayon::prelude::*;

use super::levels::Level;
use super::polychoric::{Estimator, Options, axes, fits};
use super::polyserial::{between, polyserial};
use crate::answers::Answers;
use crate::numeric::normal;
use crate::{Error, Result};

/// People taken together in one matrix product, and such products in one task.
const CHUNK: usize = 256;
const CHUNKS: usize = 16;

/// Statistics of variables of both kinds.
#[derive(Debug, Clone, PartialEq)]
pub struct Both {
    /// Rows.
    pub n: u64,
    /// Number of thresholds of each variable; none of a measured one.
    pub thresholds: Vec<usize>,
    /// All thresholds, item by item.
    pub cuts: Vec<f64>,
    /// Means; 0 for what lies behind an ordinal item.
    pub means: Vec<f64>,
    /// Covariances (divisor n), with variance 1 for what lies behind an ordinal item.
    pub covariance: DMatrix<f64>,
    /// N times the sampling covariance of: variable by variable its thresholds or its mean; the variances of the measured
    /// variables; the covariances below the diagonal column by column.
    pub gamma: DMatrix<f64>,
}

/// Two-step statistics of complete columns, those marked ordinal in at most 16 whole numbers.
///
/// # Errors
/// [`Error::TooFew`] rows, [`Error::Constant`], [`Error::Singular`]; [`Error::Model`] where two variables correlate
/// perfectly; those of [`Answers::from_columns`].
pub fn both(names: &[String], columns: &[&[f64]], ordinal: &[bool]) -> Result<Both> {
    let rows = columns.first().map_or(0, |column| column.len());
    if rows < 3 {
        return Err(Error::TooFew { what: "complete rows".to_owned(), needed: 3, found: rows });
    }
    let level = |i: usize| {
        if ordinal[i] {
            Level::ordinal(&names[i], columns[i])
        } else {
            Level::measured(&names[i], columns[i])
        }
    };
    let levels = (0..names.len()).map(level).collect::<Result<Vec<_>>>()?;
    let places: Vec<(usize, usize)> =
        (0..names.len()).flat_map(|j| (j + 1..names.len()).map(move |i| (i, j))).collect();
    let pairs: Vec<Pair> = places
        .into_par_iter()
        .map(|(i, j)| {
            Pair::of([&names[i], &names[j]], [columns[i], columns[j]], [&levels[i], &levels[j]], [i, j])
        })
        .collect::<Result<_>>()?;
    let mut covariance = DMatrix::from_diagonal(&nalgebra::DVector::from_iterator(
        levels.len(),
        levels.iter().map(|level| level.deviation().powi(2)),
    ));
    for pair in &pairs {
        let [i, j] = pair.at;
        let value = pair.rho * levels[i].deviation() * levels[j].deviation();
        (covariance[(i, j)], covariance[(j, i)]) = (value, value);
    }
    Ok(Both {
        n: rows as u64,
        thresholds: levels.iter().map(|level| level.cuts().len()).collect(),
        cuts: levels.iter().flat_map(|level| level.cuts().iter().copied()).collect(),
        means: levels.iter().map(Level::mean).collect(),
        covariance,
        gamma: products(&levels, &pairs, rows) * rows as f64,
    })
}

/// Two variables.
struct Pair {
    at: [usize; 2],
    rho: f64,
    /// Sums of the score in the correlation times those in the parameters of either variable.
    by: [Vec<f64>; 2],
    /// Sum of its squares.
    information: f64,
    /// Of two ordinal items what each pair of answers moves the correlation by, and the length of a line of it.
    table: Vec<f64>,
    width: usize,
}

/// A person's scores: in the correlation, and in the parameters of either variable.
struct Scores {
    rho: f64,
    by: [Vec<f64>; 2],
}

impl Pair {
    fn of(names: [&String; 2], columns: [&[f64]; 2], levels: [&Level; 2], at: [usize; 2]) -> Result<Self> {
        let empty = || levels.map(|level| vec![0.0; level.parameters()]);
        let mut pair = Self { at, rho: 0.0, by: empty(), information: 0.0, table: Vec::new(), width: 0 };
        if levels.iter().all(|level| matches!(level, Level::Ordinal { .. })) {
            pair.polychoric(names, columns)?;
        } else {
            pair.rho = correlation(names, columns, levels)?;
        }
        if pair.rho.abs() > 1.0 - 1e-7 {
            let why = format!(
                "\"{}\" and \"{}\" correlate perfectly, so there is no sampling variance",
                names[0], names[1]
            );
            return Err(Error::Model(why));
        }
        if pair.width > 0 {
            return Ok(pair);
        }
        let mut scores = Scores { rho: 0.0, by: empty() };
        for person in 0..columns[0].len() {
            score(levels, pair.rho, person, &mut scores);
            pair.information += scores.rho * scores.rho;
            for (sums, own) in pair.by.iter_mut().zip(&scores.by) {
                sums.iter_mut().zip(own).for_each(|(sum, one)| *sum += scores.rho * one);
            }
        }
        Ok(pair)
    }

    /// Two ordinal items, from their table.
    fn polychoric(&mut self, names: [&String; 2], columns: [&[f64]; 2]) -> Result<()> {
        // Pairs of tables have the later item first.
        let names = [names[1].clone(), names[0].clone()];
        let tables = Answers::from_columns(&names, &[columns[1], columns[0]])?.tables();
        let found = fits(&tables, &axes(&tables)?, &Options::default(), true)?;
        if let Some(fit) = found.into_iter().next() {
            self.rho = fit.rho;
            if let Some(influence) = fit.influence {
                (self.table, self.width) = (influence.table, influence.width);
            }
        }
        Ok(())
    }
}

fn correlation(names: [&String; 2], columns: [&[f64]; 2], levels: [&Level; 2]) -> Result<f64> {
    let serial = |measured: usize, item: usize| {
        let names = [names[measured].as_str(), names[item].as_str()];
        polyserial(names, columns[measured], columns[item], Estimator::TwoStep).map(|found| found.rho)
    };
    match levels {
        [Level::Measured { values: one, .. }, Level::Measured { values: two, .. }] => {
            Ok(one.iter().zip(two).map(|(a, b)| a * b).sum::<f64>() / one.len() as f64)
        }
        [Level::Measured { .. }, _] => serial(0, 1),
        [_, Level::Measured { .. }] => serial(1, 0),
        // Two ordinal items have tables.
        _ => Ok(0.0),
    }
}

/// Scores of a person under the correlation `rho`.
fn score(levels: [&Level; 2], rho: f64, person: usize, into: &mut Scores) {
    let [first, second] = &mut into.by;
    into.rho = match levels {
        [
            Level::Measured { values: one, deviation: s, .. },
            Level::Measured { values: two, deviation: t, .. },
        ] => measured((one[person], two[person]), (*s, *t), rho, (first, second)),
        [Level::Measured { values, deviation, .. }, Level::Ordinal { axis, codes }] => {
            let limits = axis.limits(usize::from(codes[person]));
            serial((values[person], *deviation), limits, usize::from(codes[person]), rho, (first, second))
        }
        [Level::Ordinal { axis, codes }, Level::Measured { values, deviation, .. }] => {
            let limits = axis.limits(usize::from(codes[person]));
            serial((values[person], *deviation), limits, usize::from(codes[person]), rho, (second, first))
        }
        // Two ordinal items have tables.
        [Level::Ordinal { .. }, Level::Ordinal { .. }] => 0.0,
    };
}

/// Two measured variables: the bivariate normal density.
fn measured(u: (f64, f64), s: (f64, f64), rho: f64, by: (&mut [f64], &mut [f64])) -> f64 {
    let left = (1.0 - rho) * (1.0 + rho);
    for (u, v, s, by) in [(u.0, u.1, s.0, by.0), (u.1, u.0, s.1, by.1)] {
        let pull = (u - rho * v) / left;
        by[0] = pull / s;
        by[1] = (u * pull - 1.0) / (2.0 * s * s);
    }
    let square = u.0 * u.0 + u.1 * u.1;
    (rho * left + u.0 * u.1 * (1.0 + rho * rho) - rho * square) / (left * left)
}

/// A measured variable and an answer between two limits: the normal density times the probability of the answer given it.
fn serial(
    (u, s): (f64, f64),
    (low, high): (f64, f64),
    code: usize,
    rho: f64,
    (by_measured, by_cuts): (&mut [f64], &mut [f64]),
) -> f64 {
    let root = ((1.0 - rho) * (1.0 + rho)).sqrt();
    let at = |cut: f64| (cut - rho * u) / root;
    let density = |cut: f64| if cut.is_finite() { normal::density(at(cut)) } else { 0.0 };
    let probability = between(at(low), at(high));
    let (below, above) = (density(low) / probability, density(high) / probability);
    by_cuts.fill(0.0);
    if code > 0 {
        by_cuts[code - 1] = -below / root;
    }
    if let Some(cut) = by_cuts.get_mut(code) {
        *cut = above / root;
    }
    let pull = u + rho / root * (above - below);
    by_measured[0] = pull / s;
    by_measured[1] = (u * pull - 1.0) / (2.0 * s * s);
    let slope = |cut: f64| if cut.is_finite() { (rho * cut - u) / (root * root * root) } else { 0.0 };
    above * slope(high) - below * slope(low)
}

/// Sum over people of influence times influence.
fn products(levels: &[Level], pairs: &[Pair], rows: usize) -> DMatrix<f64> {
    let task = CHUNK * CHUNKS;
    let starts: Vec<usize> = (0..rows).step_by(task).collect();
    let parts: Vec<DMatrix<f64>> = starts
        .into_par_iter()
        .map(|start| {
            let mut people = People::new(levels, pairs);
            let mut sum = DMatrix::zeros(people.size, people.size);
            for from in (start..(start + task).min(rows)).step_by(CHUNK) {
                let moved = people.influences(from, (from + CHUNK).min(rows));
                sum.gemm(1.0, &moved, &moved.transpose(), 1.0);
            }
            sum
        })
        .collect();
    parts.into_iter().reduce(|sum, part| sum + part).unwrap_or_else(|| DMatrix::zeros(0, 0))
}

/// What people move the statistics by.
struct People<'a> {
    levels: &'a [Level],
    pairs: &'a [Pair],
    /// Influence on the parameters of each variable.
    own: Vec<Vec<f64>>,
    scores: Vec<Scores>,
    size: usize,
}

impl<'a> People<'a> {
    fn new(levels: &'a [Level], pairs: &'a [Pair]) -> Self {
        let own: Vec<Vec<f64>> = levels.iter().map(|level| vec![0.0; level.parameters()]).collect();
        let scores = pairs
            .iter()
            .map(|pair| Scores { rho: 0.0, by: pair.at.map(|at| vec![0.0; levels[at].parameters()]) })
            .collect();
        let size = own.iter().map(Vec::len).sum::<usize>() + pairs.len();
        Self { levels, pairs, own, scores, size }
    }

    /// A column for each of these people.
    fn influences(&mut self, from: usize, to: usize) -> DMatrix<f64> {
        let mut moved = DMatrix::zeros(self.size, to - from);
        for (person, mut column) in (from..to).zip(moved.column_iter_mut()) {
            let mut at = 0;
            let mut put = |value: f64| {
                column[at] = value;
                at += 1;
            };
            for (level, own) in self.levels.iter().zip(&mut self.own) {
                level.influence(person, own);
                let first = if matches!(level, Level::Measured { .. }) { 1 } else { own.len() };
                own[..first].iter().for_each(|value| put(*value));
            }
            for (level, own) in self.levels.iter().zip(&self.own) {
                if matches!(level, Level::Measured { .. }) {
                    put(own[1]);
                }
            }
            for (pair, scores) in self.pairs.iter().zip(&mut self.scores) {
                put(pair.influence(self.levels, &self.own, person, scores));
            }
        }
        moved
    }
}

impl Pair {
    /// What a person moves the covariance by, who moves the variables' own parameters by `own`.
    fn influence(&self, levels: &[Level], own: &[Vec<f64>], person: usize, scores: &mut Scores) -> f64 {
        let [i, j] = self.at;
        if let (Level::Ordinal { codes: a, .. }, Level::Ordinal { codes: b, .. }) = (&levels[i], &levels[j]) {
            return self.table[usize::from(a[person]) * self.width + usize::from(b[person])];
        }
        score([&levels[i], &levels[j]], self.rho, person, scores);
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
        let known = product(&self.by[0], &own[i]) + product(&self.by[1], &own[j]);
        let (s, t) = (levels[i].deviation(), levels[j].deviation());
        // From the correlation to the covariance: the delta method.
        let mut moved = s * t * (scores.rho - known) / self.information;
        for (level, own, other) in [(&levels[i], &own[i], t), (&levels[j], &own[j], s)] {
            if let Level::Measured { deviation, .. } = level {
                moved += self.rho * other / (2.0 * deviation) * own[1];
            }
        }
        moved
    }
}
