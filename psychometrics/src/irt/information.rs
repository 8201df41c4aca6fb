//! The observed information by Louis (1982): the curvature of the completed log-likelihood plus, over rows, the
//! covariance of its gradient within the row's posterior. Exact; the cost grows with rows times pairs of items.
//! Not here: the faster sum for many rows of many items (see `spread`).

use nalgebra::DMatrix;
use rayon::prelude::*;

use super::expectation::{Expected, Work};
use super::layout::Layout;
use super::responses::MISSING;
use super::slots::{Slot, of_group, of_item};
use super::stock::Stock;
use super::tables::{Hint, Tables, Window};

/// Rows handled before their pairs are put away.
const CHUNK: usize = 8192;

/// Score functions of one group.
pub(crate) struct Scores {
    /// By item, category and parameter concerned.
    pub items: Vec<Vec<Vec<Slot>>>,
    pub group: Vec<Slot>,
}

impl Scores {
    /// The score functions under the parameters.
    pub fn new(work: &Work, layout: &Layout, x: &[f64], group: usize) -> Self {
        let items =
            (0..work.stocks[group].items).map(|item| of_item(layout, group, item, x, &work.nodes)).collect();
        Self { items, group: of_group(layout, group, x, &work.nodes) }
    }

    /// The slots that speak in a row, item by item, the group's last.
    pub fn of_row<'a>(&'a self, codes: &'a [u8]) -> impl Iterator<Item = &'a [Slot]> {
        codes
            .iter()
            .zip(&self.items)
            .filter(|(code, _)| **code != MISSING)
            .map(|(code, item)| item[*code as usize].as_slice())
            .chain(std::iter::once(self.group.as_slice()))
    }
}

/// Posteriors of a run of rows, each in its window.
struct Posteriors {
    windows: Vec<Window>,
    values: Vec<f64>,
    stride: usize,
}

impl Posteriors {
    fn of(&self, row: usize) -> (Window, &[f64]) {
        let window = self.windows[row];
        (window, &self.values[row * self.stride + window.from..row * self.stride + window.to])
    }
}

/// The sum over rows of the covariance of the score within the posterior.
pub(crate) fn missing(work: &Work, layout: &Layout, x: &[f64], expected: &Expected) -> DMatrix<f64> {
    let mut sum = DMatrix::zeros(layout.free, layout.free);
    for (group, stock) in work.stocks.iter().enumerate() {
        let tables = work.tables(layout, x, group);
        let scores = Scores::new(work, layout, x, group);
        own_squares(&mut sum, &scores, &expected.counts[group], &expected.totals[group]);
        let rows: Vec<usize> = (0..stock.rows()).collect();
        for run in rows.chunks(CHUNK) {
            let posteriors = posteriors(stock, &tables, run, work.hints(group));
            sum -= mean_squares(stock, &scores, run, &posteriors, layout.free);
            for (p, q, value) in pair_squares(stock, &scores, run, &posteriors) {
                sum[(p, q)] += value;
                sum[(q, p)] += value;
            }
        }
    }
    sum
}

/// Normalised posteriors.
fn posteriors(stock: &Stock, tables: &Tables, rows: &[usize], hints: &[Hint]) -> Posteriors {
    let (stride, width) = (tables.stride, stock.packs.len());
    let mut values = vec![0.0; rows.len() * stride];
    let windows = values
        .par_chunks_mut(stride)
        .zip(rows)
        .map(|(buffer, &row)| {
            let mut hint = hints[row];
            let window = tables.posterior(&stock.state[row * width..(row + 1) * width], &mut hint, buffer);
            let share = 1.0 / window.sum;
            buffer[window.from..window.to].iter_mut().for_each(|value| *value *= share);
            window
        })
        .collect();
    Posteriors { windows, values, stride }
}

/// Expected squares of the scores of one item, of the group, and of the group with each item.
fn own_squares(sum: &mut DMatrix<f64>, scores: &Scores, counts: &[Vec<f64>], totals: &[f64]) {
    let mut add = |one: &Slot, two: &Slot, weights: &[f64], both: bool| {
        let value: f64 = one.table.iter().zip(&two.table).zip(weights).map(|((a, b), w)| a * b * w).sum();
        sum[(one.place, two.place)] += value;
        if both {
            sum[(two.place, one.place)] += value;
        }
    };
    for (item, counts) in scores.items.iter().zip(counts) {
        let stride = counts.len() / item.len();
        for (slots, row) in item.iter().zip(counts.chunks_exact(stride)) {
            for one in slots {
                slots.iter().for_each(|two| add(one, two, row, false));
                scores.group.iter().for_each(|two| add(one, two, row, true));
            }
        }
    }
    for one in &scores.group {
        scores.group.iter().for_each(|two| add(one, two, totals, false));
    }
}

/// Sum of products of posterior mean scores.
fn mean_squares(
    stock: &Stock,
    scores: &Scores,
    rows: &[usize],
    posteriors: &Posteriors,
    free: usize,
) -> DMatrix<f64> {
    let mut means = DMatrix::<f64>::zeros(free, rows.len());
    means.as_mut_slice().par_chunks_mut(free).enumerate().for_each(|(at, column)| {
        let (window, posterior) = posteriors.of(at);
        let codes = &stock.codes[rows[at] * stock.items..(rows[at] + 1) * stock.items];
        let root = stock.frequency[rows[at]].sqrt();
        for slot in scores.of_row(codes).flatten() {
            column[slot.place] += root * dot(&slot.table[window.from..window.to], posterior);
        }
    });
    &means * means.transpose()
}

/// A dot product in four strands.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    for (x, y) in a.chunks_exact(4).zip(b.chunks_exact(4)) {
        for k in 0..4 {
            sums[k] += x[k] * y[k];
        }
    }
    sums[0] + sums[1] + (sums[2] + sums[3])
}

/// Expected products of the scores of two items, by counting how much posterior each pair of answers has at each point.
fn pair_squares(
    stock: &Stock,
    scores: &Scores,
    rows: &[usize],
    posteriors: &Posteriors,
) -> Vec<(usize, usize, f64)> {
    (0..stock.items)
        .into_par_iter()
        .flat_map_iter(|item| {
            let counts = pair_counts(stock, scores, rows, posteriors, item);
            contract(scores, item, &counts, posteriors.stride)
        })
        .collect()
}

/// For each category of `item`, each later item and each of its categories: posterior mass at each point.
fn pair_counts(
    stock: &Stock,
    scores: &Scores,
    rows: &[usize],
    posteriors: &Posteriors,
    item: usize,
) -> Vec<f64> {
    let stride = posteriors.stride;
    let starts = starts(scores, item);
    let all = starts.last().copied().unwrap_or(0);
    let mut counts = vec![0.0; scores.items[item].len() * all * stride];
    for (at, &row) in rows.iter().enumerate() {
        let codes = &stock.codes[row * stock.items..(row + 1) * stock.items];
        if codes[item] == MISSING {
            continue;
        }
        let (window, posterior) = posteriors.of(at);
        let times = stock.frequency[row];
        let table = &mut counts[codes[item] as usize * all * stride..][..all * stride];
        for (start, &code) in starts.iter().zip(&codes[item + 1..]) {
            if code != MISSING {
                let target = &mut table[(start + code as usize) * stride + window.from..][..posterior.len()];
                target.iter_mut().zip(posterior).for_each(|(sum, p)| *sum += times * p);
            }
        }
    }
    counts
}

/// Where the categories of each item after `item` begin; the last is their number.
fn starts(scores: &Scores, item: usize) -> Vec<usize> {
    let mut starts = vec![0];
    for other in &scores.items[item + 1..] {
        starts.push(starts.last().copied().unwrap_or(0) + other.len());
    }
    starts
}

fn contract(scores: &Scores, item: usize, counts: &[f64], stride: usize) -> Vec<(usize, usize, f64)> {
    let starts = starts(scores, item);
    let all = starts.last().copied().unwrap_or(0);
    let mut found = Vec::new();
    let mut weighted = vec![0.0; stride];
    for (c, slots) in scores.items[item].iter().enumerate() {
        for (other, start) in scores.items[item + 1..].iter().zip(&starts) {
            for (d, others) in other.iter().enumerate() {
                let row = &counts[(c * all + start + d) * stride..][..stride];
                for one in slots {
                    weighted.iter_mut().zip(&one.table).zip(row).for_each(|((w, a), b)| *w = a * b);
                    for two in others {
                        found.push((one.place, two.place, dot(&weighted, &two.table)));
                    }
                }
            }
        }
    }
    found
}
