//! Intervals for shares of R²: rows drawn anew with replacement, percentile and BCa limits (Efron 1987).
//! Not here: the shares themselves (see `shares`).
//!
//! A replicate is one weighted sum of products over the rows; nothing else touches them.

use nalgebra::DMatrix;
use rand::{Rng, RngExt};
use rand_pcg::Pcg64;
use rayon::prelude::*;

use super::moments::{check, complete};
use super::shapley;
use super::shares::Simple;
use crate::nested::spread::quantile;
use crate::numeric::crossproduct::{Products, ROWS};
use crate::numeric::{linear, normal};
use crate::{Error, Result};

/// Intervals of one measure.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Interval {
    /// The measure of the sample.
    pub estimate: f64,
    /// Standard deviation over the replicates.
    pub se: f64,
    /// Lower percentile limit.
    pub lower: f64,
    /// Upper percentile limit.
    pub upper: f64,
    /// Lower limit corrected for bias and acceleration; none where all replicates lie on one side of the estimate.
    pub bca_lower: Option<f64>,
    /// Upper one.
    pub bca_upper: Option<f64>,
}

/// Intervals of a predictor's measures.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct OfPredictor {
    /// Its name.
    pub name: String,
    /// Mean gain in R² over all orders of entry.
    pub lmg: Interval,
    /// Its share of R².
    pub lmg_share: Interval,
    /// Relative weight.
    pub genizi: Interval,
    /// Share of replicates in which it is the most important by `lmg`.
    pub first_share: f64,
}

/// Intervals of all predictors.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Bootstrap {
    /// The response.
    pub response: String,
    /// Replicates that could be used.
    pub replicates: usize,
    /// Replicates left out because a column did not vary in them or predictors were not independent.
    pub failed: usize,
    /// Level of the intervals.
    pub confidence: f64,
    /// Groups of rows left out in turn for the acceleration (single rows in small samples).
    pub jackknife_groups: usize,
    /// R² of all predictors.
    pub r2: Interval,
    /// Each predictor.
    pub predictors: Vec<OfPredictor>,
}

/// The most rows or groups of rows left out in turn.
const JACKKNIFE_MOST: usize = 400;

/// Bootstraps the shares of the predictors (`names`, `predictors`; NaN = missing, incomplete rows are left out) for the
/// response. The same state of `random` gives the same result whatever the number of threads.
///
/// # Errors
/// As [`super::shares::importance`]; [`Error::Argument`] above [`shapley::EXACT_MOST`] predictors or for `confidence`;
/// [`Error::TooFew`] below ten replicates.
pub fn bootstrap(
    response: (&str, &[f64]),
    names: &[String],
    predictors: &[&[f64]],
    replicates: usize,
    confidence: f64,
    random: &mut impl Rng,
) -> Result<Bootstrap> {
    check_request(names.len(), replicates, confidence)?;
    let mut all_names = names.to_vec();
    all_names.push(response.0.to_owned());
    let mut columns = predictors.to_vec();
    columns.push(response.1);
    let sample = Sample::of(&all_names, &columns)?;
    let whole = sample.measures(&vec![1; sample.n], names).ok_or_else(|| Error::TooFew {
        what: "rows in which the predictors vary independently".to_owned(),
        needed: names.len() + 2,
        found: sample.n,
    })?;
    let seed: u64 = random.random();
    let draw = |replicate: usize| {
        let mut own = Pcg64::new(u128::from(seed), replicate as u128);
        let mut counts = vec![0u32; sample.n];
        for _ in 0..sample.n {
            counts[own.random_range(0..sample.n)] += 1;
        }
        sample.measures(&counts, names)
    };
    let drawn: Vec<Vec<f64>> = (0..replicates).into_par_iter().filter_map(draw).collect();
    if drawn.len() < 10 {
        return Err(Error::TooFew { what: "usable replicates".to_owned(), needed: 10, found: drawn.len() });
    }
    let (groups, left) = sample.left_out(names);
    let interval = |at: usize| {
        let own = |all: &[Vec<f64>]| all.iter().map(|measures| measures[at]).collect::<Vec<f64>>();
        limits(whole[at], own(&drawn), &own(&left), confidence)
    };
    let p = names.len();
    let leads = |k: usize| {
        let first = drawn.iter().filter(|own| (0..p).all(|other| own[1 + k] >= own[1 + other]));
        first.count() as f64 / drawn.len() as f64
    };
    let of_predictor = |k: usize| OfPredictor {
        name: names[k].clone(),
        lmg: interval(1 + k),
        lmg_share: interval(1 + p + k),
        genizi: interval(1 + 2 * p + k),
        first_share: leads(k),
    };
    Ok(Bootstrap {
        response: response.0.to_owned(),
        replicates: drawn.len(),
        failed: replicates - drawn.len(),
        confidence,
        jackknife_groups: groups,
        r2: interval(0),
        predictors: (0..p).map(of_predictor).collect(),
    })
}

fn check_request(predictors: usize, replicates: usize, confidence: f64) -> Result<()> {
    if replicates < 10 {
        return Err(Error::TooFew { what: "replicates".to_owned(), needed: 10, found: replicates });
    }
    if predictors > shapley::EXACT_MOST || !(confidence > 0.0 && confidence < 1.0) {
        let why = format!("at most {} predictors, and a level between 0 and 1", shapley::EXACT_MOST);
        return Err(Error::Argument { what: "bootstrap".to_owned(), why });
    }
    Ok(())
}

/// Complete rows, and the means that are subtracted from them.
struct Sample<'a> {
    columns: &'a [&'a [f64]],
    kept: Option<Vec<u32>>,
    n: usize,
    means: Vec<f64>,
}

impl<'a> Sample<'a> {
    fn of(names: &[String], columns: &'a [&'a [f64]]) -> Result<Self> {
        let rows = check(names, columns, None)?;
        let kept = complete(columns, None, rows);
        let n = kept.as_ref().map_or(rows, Vec::len);
        if n < columns.len() + 1 {
            let what = "complete rows".to_owned();
            return Err(Error::TooFew { what, needed: columns.len() + 1, found: n });
        }
        let sample = Self { columns, kept, n, means: Vec::new() };
        let mean = |column: &&[f64]| (0..n).map(|place| column[sample.row(place)]).sum::<f64>() / n as f64;
        let means = columns.iter().map(mean).collect();
        Ok(Self { means, ..sample })
    }

    fn row(&self, place: usize) -> usize {
        self.kept.as_ref().map_or(place, |kept| kept[place] as usize)
    }

    /// The number of groups of rows, and the measures without each of them.
    fn left_out(&self, names: &[String]) -> (usize, Vec<Vec<f64>>) {
        let groups = self.n.min(JACKKNIFE_MOST);
        let left = |group: usize| {
            let counts: Vec<u32> = (0..self.n).map(|row| u32::from(row * groups / self.n != group)).collect();
            self.measures(&counts, names)
        };
        (groups, (0..groups).into_par_iter().filter_map(left).collect())
    }

    /// R², then `lmg`, its shares and relative weights of all predictors, with each row counted as often as stated.
    fn measures(&self, counts: &[u32], names: &[String]) -> Option<Vec<f64>> {
        let w = self.columns.len();
        let used: Vec<(usize, f64)> = counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
            .map(|(place, &count)| (self.row(place), f64::from(count).sqrt()))
            .collect();
        // A last column of ones gives the sums, for the means of the replicate.
        let mut products = Products::new(w + 1);
        for rows in used.chunks(ROWS) {
            for c in 0..=w {
                let out = products.column(c);
                out[rows.len()..].fill(0.0);
                if c == w {
                    out.iter_mut().zip(rows).for_each(|(out, (_, root))| *out = *root);
                } else {
                    let (column, mean) = (self.columns[c], self.means[c]);
                    out.iter_mut()
                        .zip(rows)
                        .for_each(|(out, (row, root))| *out = (column[*row] - mean) * root);
                }
            }
            products.add();
        }
        let n = products.get(w, w);
        let centred = |i: usize, j: usize| products.get(i, j) - products.get(i, w) * products.get(j, w) / n;
        let matrix = DMatrix::from_fn(w, w, centred);
        let flat = |i: usize| matrix[(i, i)] <= 1e-26 * n * self.means[i] * self.means[i];
        if (0..w).any(flat) {
            return None;
        }
        let correlation = linear::to_correlation(&matrix);
        let simple = Simple::of(&correlation, names).ok()?;
        let lmg = shapley::exact(&correlation).lmg;
        let mut all = vec![simple.r2];
        all.extend_from_slice(&lmg);
        all.extend(lmg.iter().map(|share| share / simple.r2));
        all.extend(simple.genizi);
        Some(all)
    }
}

fn limits(estimate: f64, mut drawn: Vec<f64>, left: &[f64], confidence: f64) -> Interval {
    drawn.sort_unstable_by(f64::total_cmp);
    let n = drawn.len() as f64;
    let mean = drawn.iter().sum::<f64>() / n;
    let se = (drawn.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let at = |share: f64| quantile(&drawn, share).unwrap_or(f64::NAN);
    let tail = 0.5 * (1.0 - confidence);
    let below = drawn.iter().filter(|&&value| value < estimate).count() as f64
        + 0.5 * drawn.iter().filter(|&&value| value == estimate).count() as f64;
    let bias = normal::quantile(below / n);
    let acceleration = acceleration(left);
    let corrected = |share: f64| {
        let z = bias + normal::quantile(share);
        let moved = normal::below(bias + z / (1.0 - acceleration * z));
        (bias.is_finite() && moved.is_finite()).then(|| at(moved))
    };
    Interval {
        estimate,
        se,
        lower: at(tail),
        upper: at(1.0 - tail),
        bca_lower: corrected(tail),
        bca_upper: corrected(1.0 - tail),
    }
}

/// A sixth of the skewness of the values with rows left out in turn.
fn acceleration(left: &[f64]) -> f64 {
    let mean = left.iter().sum::<f64>() / left.len() as f64;
    let (mut squares, mut cubes) = (0.0, 0.0);
    for value in left {
        let gap = mean - value;
        squares += gap * gap;
        cubes += gap * gap * gap;
    }
    if squares > 0.0 { cubes / (6.0 * squares.powf(1.5)) } else { 0.0 }
}
