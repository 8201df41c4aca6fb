//! The expectation step: log-likelihood and expected numbers of answers at each point of the trait.
//! Not here: what is done with them (see `maximisation`, `information`).

use rayon::prelude::*;

use super::layout::Layout;
use super::quadrature::Nodes;
use super::stock::Stock;
use super::sweep::Sweep;
use super::tables::{Hint, Tables};
use crate::numeric::wide;

/// Rows that one task handles; the division depends on the number of rows only, so sums do not depend on threads.
fn task(rows: usize) -> usize {
    (rows.div_ceil(16)).max(8192)
}

/// The data of all groups and where each row's posterior stood last.
#[derive(Debug, Clone)]
pub(crate) struct Work {
    pub nodes: Nodes,
    pub stocks: Vec<Stock>,
    hints: Vec<Vec<Hint>>,
    /// Counts added to each category of each item, spread like the group's distribution; only where the rows are a
    /// sample that may lack a category.
    pub pseudo: Option<Vec<Vec<Vec<f64>>>>,
}

/// What one expectation step gives.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    pub log_likelihood: f64,
    /// By group and item: expected number in each category (rows) at each point (padded).
    pub counts: Vec<Vec<Vec<f64>>>,
    /// By group: expected number of persons at each point.
    pub totals: Vec<Vec<f64>>,
}

impl Work {
    /// Rows of every group over the points.
    pub fn new(nodes: Nodes, stocks: Vec<Stock>) -> Self {
        let hints = stocks.iter().map(|stock| vec![Hint::NONE; stock.rows()]).collect();
        Self { nodes, stocks, hints, pseudo: None }
    }

    /// Number of persons.
    pub fn weight(&self) -> f64 {
        self.stocks.iter().map(Stock::weight).sum()
    }

    /// Tables of a group under the parameters.
    pub fn tables(&self, layout: &Layout, x: &[f64], group: usize) -> Tables {
        let stock = &self.stocks[group];
        let curves: Vec<_> = (0..stock.items).map(|item| layout.curve(group, item, x)).collect();
        let (mean, variance) = layout.population(group, x);
        Tables::new(stock, &curves, &self.nodes, &self.nodes.weights(mean, variance))
    }

    /// Where each row's posterior stood last.
    pub fn hints(&self, group: usize) -> &[Hint] {
        &self.hints[group]
    }

    /// The expectation step; nothing where the parameters are impossible or some row has no likelihood under them.
    pub fn expect(&mut self, layout: &Layout, x: &[f64]) -> Option<Expected> {
        if !layout.proper(x) {
            return None;
        }
        let mut found = Expected { log_likelihood: 0.0, counts: Vec::new(), totals: Vec::new() };
        for group in 0..self.stocks.len() {
            let tables = self.tables(layout, x, group);
            let stock = &self.stocks[group];
            let (log_likelihood, counts) = pass(stock, &tables, &mut self.hints[group]);
            found.log_likelihood += log_likelihood
                + stock
                    .total
                    .iter()
                    .zip(&tables.scale)
                    .filter(|(n, _)| **n > 0.0)
                    .map(|(n, s)| n * s)
                    .sum::<f64>();
            let first = stock.packs.first().map_or(0, super::stock::Pack::states);
            let mut total = vec![0.0; tables.stride];
            for row in counts[..first * tables.stride].chunks_exact(tables.stride) {
                total.iter_mut().zip(row).for_each(|(sum, one)| *sum += one);
            }
            let categories: Vec<usize> = layout.units[group].iter().map(|unit| unit.index.len()).collect();
            let mut folded = fold(stock, &counts, tables.stride, &categories);
            if let Some(pseudo) = &self.pseudo {
                add_pseudo(&mut folded, &pseudo[group], &tables.prior);
            }
            found.counts.push(folded);
            found.totals.push(total);
        }
        found.log_likelihood.is_finite().then_some(found)
    }
}

/// One pass over the rows of a group.
fn pass(stock: &Stock, tables: &Tables, hints: &mut [Hint]) -> (f64, Vec<f64>) {
    let (width, stride, task) = (stock.packs.len().max(1), tables.stride, task(stock.rows()));
    let parts: Vec<(f64, Vec<f64>)> = stock
        .state
        .par_chunks(task * width)
        .zip(stock.frequency.par_chunks(task))
        .zip(hints.par_chunks_mut(task))
        .map(|((state, frequency), hints)| {
            let counts = vec![0.0; stock.states * stride];
            wide::widest(Sweep { tables, width, state, frequency, hints, counts })
        })
        .collect();
    let mut counts = vec![0.0; stock.states * stride];
    let mut log_likelihood = 0.0;
    for (sum, part) in parts {
        log_likelihood += sum;
        counts.iter_mut().zip(part).for_each(|(all, one)| *all += one);
    }
    (log_likelihood, counts)
}

/// Counts of packs to counts of items.
fn fold(stock: &Stock, counts: &[f64], stride: usize, categories: &[usize]) -> Vec<Vec<f64>> {
    let mut items: Vec<Vec<f64>> = categories.iter().map(|k| vec![0.0; k * stride]).collect();
    for pack in &stock.packs {
        for state in 0..pack.states() {
            let row = &counts[(pack.base + state) * stride..][..stride];
            for (place, &item) in pack.items.iter().enumerate() {
                if let Some(code) = pack.answer(state, place, categories[item]) {
                    let target = &mut items[item][code * stride..][..stride];
                    target.iter_mut().zip(row).for_each(|(sum, one)| *sum += one);
                }
            }
        }
    }
    items
}

fn add_pseudo(counts: &mut [Vec<f64>], pseudo: &[Vec<f64>], prior: &[f64]) {
    for (item, shares) in counts.iter_mut().zip(pseudo) {
        for (row, share) in item.chunks_exact_mut(prior.len()).zip(shares) {
            row.iter_mut().zip(prior).for_each(|(one, weight)| *one += share * weight);
        }
    }
}
