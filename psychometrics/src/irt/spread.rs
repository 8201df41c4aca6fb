//! The observed information of many rows of many items.
//! Rows whose posteriors lie near each other are taken together; there the score functions are polynomials of the trait to
//! more digits than are asked for, so the covariance within a row's posterior is a small matrix, and these matrices
//! have few principal components over rows. What is left is to count those for each pair of answers.
//! Not here: the exact sum over points (see `information`), which few items or few rows get.

use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

use super::expansion::{balance, matrices, polynomials, principal, weighted};
use super::expectation::Work;
use super::information::Scores;
use super::layout::Layout;
use super::responses::MISSING;
use super::slots::Slot;
use super::stock::Stock;
use super::tables::{Hint, Tables};
use crate::numeric::wide::{self, Kernel};

/// How far the expansion goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Depth {
    /// Degree of the polynomials.
    pub degree: usize,
    /// Principal components below this share of the largest are left out.
    pub share: f64,
    /// Points of the trait whose rows are taken together.
    pub width: usize,
}

/// Enough for standard errors to eight digits with slopes that let the expansion pay.
pub(crate) fn full(items: usize) -> Depth {
    if items < 40 {
        Depth { degree: 8, share: 1e-7, width: 2 }
    } else {
        Depth { degree: 5, share: 1e-5, width: 3 }
    }
}

/// Enough to steer steps by.
pub(crate) const ROUGH: Depth = Depth { degree: 2, share: 1e-2, width: 4 };

/// Rows taken together, in the order of the items (and the group's distribution as one more with a single category).
struct Bin<'a> {
    scores: &'a Scores,
    /// First cell of each item; the last entry is the number of cells. An item has one cell more than categories, for
    /// missing answers.
    starts: &'a [usize],
    /// Cell of each answer, row by row.
    cells: Vec<u16>,
    /// Components of each row, row by row.
    components: Vec<f64>,
    /// Number of components, padded.
    padded: usize,
    /// For each component the symmetric matrix it stands for.
    shapes: Vec<DMatrix<f64>>,
    /// Polynomials at the points, orthonormal under the mean posterior, already times that posterior.
    weighted: Vec<Vec<f64>>,
}

/// Whether counting pairs at every point costs more than the expansion, and the expansion is good: with many items
/// posteriors are narrow.
pub(crate) fn pays(work: &Work) -> bool {
    work.stocks.iter().all(|stock| stock.items >= 24)
        && work.stocks.iter().map(Stock::rows).sum::<usize>() > 3000
}

/// The sum over rows of the covariance of the score within the posterior.
pub(crate) fn missing(work: &Work, layout: &Layout, x: &[f64], depth: Depth) -> DMatrix<f64> {
    let mut sum = DMatrix::zeros(layout.free, layout.free);
    for (group, stock) in work.stocks.iter().enumerate() {
        let tables = work.tables(layout, x, group);
        let scores = Scores::new(work, layout, x, group);
        let starts = starts(&scores);
        let hints = work.hints(group);
        let parts: Vec<DMatrix<f64>> = bins(stock, &tables, hints, depth.width)
            .into_par_iter()
            .map(|rows| {
                let posteriors = Posteriors::new(stock, &tables, &rows, hints);
                let bin = Bin::new(stock, &rows, &posteriors, &scores, &starts, &work.nodes.theta, depth);
                bin.covariance(layout.free)
            })
            .collect();
        parts.iter().for_each(|part| sum += part);
    }
    sum
}

/// Rows by the place of their posterior's mean, `width` points together.
fn bins(stock: &Stock, tables: &Tables, hints: &[Hint], width: usize) -> Vec<Vec<usize>> {
    let packs = stock.packs.len();
    let places: Vec<u16> = stock
        .state
        .par_chunks(packs)
        .zip(hints)
        .with_min_len(512)
        .map_init(
            || vec![0.0; tables.stride],
            |buffer, (state, hint)| {
                let window = tables.posterior(state, &mut hint.clone(), buffer);
                let posterior = &buffer[window.from..window.to];
                let moment: f64 = posterior.iter().zip(window.from..).map(|(p, at)| p * at as f64).sum();
                (moment / window.sum / width as f64) as u16
            },
        )
        .collect();
    let mut bins = vec![Vec::new(); tables.stride / width + 1];
    places.iter().enumerate().for_each(|(row, &place)| bins[place as usize].push(row));
    bins.retain(|rows| !rows.is_empty());
    bins
}

/// First cells of the items and of the group.
fn starts(scores: &Scores) -> Vec<usize> {
    let mut starts = vec![0];
    let mut all = 0;
    for item in &scores.items {
        all += item.len() + 1;
        starts.push(all);
    }
    starts.push(all + 1);
    starts
}

/// Normalised posteriors of the rows of a bin, all over the same points, times the root of the row's frequency.
pub(super) struct Posteriors {
    from: usize,
    to: usize,
    values: Vec<f64>,
}

impl Posteriors {
    fn new(stock: &Stock, tables: &Tables, rows: &[usize], hints: &[Hint]) -> Self {
        let (stride, width) = (tables.stride, stock.packs.len());
        let mut values = Vec::with_capacity(rows.len() * stride);
        let mut buffer = vec![0.0; stride];
        let (mut from, mut to) = (stride, 0);
        for &row in rows {
            buffer.fill(0.0);
            let mut hint = hints[row];
            let window =
                tables.posterior(&stock.state[row * width..(row + 1) * width], &mut hint, &mut buffer);
            buffer.iter_mut().for_each(|value| *value /= window.sum);
            (from, to) = (from.min(window.from), to.max(window.to));
            values.extend_from_slice(&buffer);
        }
        let kept = to - from;
        let values =
            values.chunks_exact(stride).flat_map(|row| row[from..from + kept].iter().copied()).collect();
        Self { from, to, values }
    }

    pub fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.to - self.from)
    }
}

impl<'a> Bin<'a> {
    fn new(
        stock: &Stock,
        rows: &[usize],
        posteriors: &Posteriors,
        scores: &'a Scores,
        starts: &'a [usize],
        theta: &[f64],
        depth: Depth,
    ) -> Self {
        let frequency: Vec<f64> = rows.iter().map(|&row| stock.frequency[row]).collect();
        let mut mean = vec![0.0; posteriors.to - posteriors.from];
        for (posterior, times) in posteriors.rows().zip(&frequency) {
            mean.iter_mut().zip(posterior).for_each(|(sum, p)| *sum += times * p);
        }
        let all: f64 = frequency.iter().sum();
        mean.iter_mut().for_each(|value| *value /= all);
        let polynomials =
            polynomials(&mean, &theta[posteriors.from..posteriors.to.min(theta.len())], depth.degree);
        let mut polynomials = polynomials;
        let mut weighted = weighted(&polynomials, &mean, posteriors.from);
        balance(&mut polynomials, &mut weighted, scores);
        let matrices = matrices(posteriors, &polynomials, &frequency);
        let (components, shapes, padded) = principal(&matrices, polynomials.len(), depth.share);
        let items = stock.items;
        let mut cells = Vec::with_capacity(rows.len() * (items + 1));
        for &row in rows {
            let codes = &stock.codes[row * items..(row + 1) * items];
            for (item, &code) in codes.iter().enumerate() {
                let code = if code == MISSING { scores.items[item].len() } else { code as usize };
                cells.push((starts[item] + code) as u16);
            }
            cells.push(starts[items] as u16);
        }
        Self { scores, starts, cells, components, padded, shapes, weighted }
    }

    /// The bin's share of the information that is missing.
    fn covariance(&self, free: usize) -> DMatrix<f64> {
        let mut sum = DMatrix::zeros(free, free);
        let expansions = self.expansions();
        let last = *self.starts.last().unwrap_or(&0);
        let items = self.starts.len() - 1;
        let mut table = Vec::new();
        for item in 0..items {
            let categories = self.starts[item + 1] - self.starts[item];
            let others = last - self.starts[item];
            table.clear();
            table.resize(categories * others * self.padded, 0.0);
            wide::widest(Pairs { bin: self, item, table: &mut table });
            self.contract(item, &table, &expansions, &mut sum);
        }
        sum
    }

    /// Components of the rows with each pair of answers, of this item and itself or a later one.
    #[inline(always)]
    fn count<const K: usize>(&self, item: usize, table: &mut [f64]) {
        let items = self.starts.len() - 1;
        let (first, others) = (self.starts[item], self.starts[items] - self.starts[item]);
        for (cells, components) in self.cells.chunks_exact(items).zip(self.components.chunks_exact(K)) {
            let Some(components) = components.first_chunk::<K>() else { continue };
            let row = &mut table[(cells[item] as usize - first) * others * K..][..others * K];
            for &cell in &cells[item..] {
                if let Some(target) = row[(cell as usize - first) * K..].first_chunk_mut::<K>() {
                    for k in 0..K {
                        target[k] += components[k];
                    }
                }
            }
        }
    }

    /// Slots of a cell; none where the answer is missing.
    fn slots(&self, item: usize, code: usize) -> &[Slot] {
        if item == self.scores.items.len() {
            return &self.scores.group;
        }
        self.scores.items[item].get(code).map_or(&[], Vec::as_slice)
    }

    /// Coefficients of the score functions in the polynomials, by cell, slot and polynomial.
    fn expansions(&self) -> Vec<Vec<Vec<f64>>> {
        let mut all = Vec::new();
        for item in 0..self.starts.len() - 1 {
            for code in 0..self.starts[item + 1] - self.starts[item] {
                let slots = self.slots(item, code).iter();
                let fold = |table: &[f64]| {
                    self.weighted.iter().map(|one| one.iter().zip(table).map(|(a, b)| a * b).sum()).collect()
                };
                all.push(slots.map(|slot| fold(&slot.table)).collect());
            }
        }
        all
    }

    fn contract(&self, item: usize, table: &[f64], expansions: &[Vec<Vec<f64>>], sum: &mut DMatrix<f64>) {
        let items = self.starts.len() - 1;
        let (first, others, degree) =
            (self.starts[item], self.starts[items] - self.starts[item], self.weighted.len());
        let mut turned = vec![0.0; degree];
        for code in 0..self.starts[item + 1] - first {
            for (slot, expansion) in self.slots(item, code).iter().zip(&expansions[first + code]) {
                let turns: Vec<f64> = self
                    .shapes
                    .iter()
                    .flat_map(|shape| {
                        (shape * DVector::from_column_slice(expansion)).iter().copied().collect::<Vec<_>>()
                    })
                    .collect();
                for other in item..items {
                    for (place, cell) in (self.starts[other]..self.starts[other + 1]).enumerate() {
                        if other == item && place != code {
                            continue;
                        }
                        let counted =
                            &table[(code * others + cell - first) * self.padded..][..self.shapes.len()];
                        turned.fill(0.0);
                        for (count, turn) in counted.iter().zip(turns.chunks_exact(degree)) {
                            turned.iter_mut().zip(turn).for_each(|(sum, one)| *sum += count * one);
                        }
                        for (two, second) in self.slots(other, place).iter().zip(&expansions[cell]) {
                            let value: f64 = turned.iter().zip(second).map(|(a, b)| a * b).sum();
                            sum[(slot.place, two.place)] += value;
                            if other != item {
                                sum[(two.place, slot.place)] += value;
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The counting of one item's pairs.
struct Pairs<'a> {
    bin: &'a Bin<'a>,
    item: usize,
    table: &'a mut [f64],
}

impl Kernel for Pairs<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        match self.bin.padded {
            2 => self.bin.count::<2>(self.item, self.table),
            4 => self.bin.count::<4>(self.item, self.table),
            6 => self.bin.count::<6>(self.item, self.table),
            8 => self.bin.count::<8>(self.item, self.table),
            12 => self.bin.count::<12>(self.item, self.table),
            _ => self.bin.count::<24>(self.item, self.table),
        }
    }
}
