//! Fit of single items: S-X2 (Orlando and Thissen 2000, for more categories Kang and Chen 2008).
//! Persons are grouped by their sum score; for each group the shares of an item's categories are set against those the
//! model expects given the sum score (Lord and Wingersky 1984). Rows with a missing answer are left out.
//!
//! Sparse cells are joined in this order: score groups nobody is in are dropped, and the lowest and highest possible score,
//! where the answer is certain; a group of one person goes to the next; in a group with an expected number below one the
//! smallest category joins its smaller neighbour until none is below one or two are left; last categories used by hardly any
//! group join the one before; a group that still has such a cell joins the neighbouring group with fewer persons.
//! Not here: fit of the whole model (see `model_fit`).

use serde::Serialize;
use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::curve::Curve;
use super::fit::Fit;
use super::responses::{Responses, argument};
use super::tables::{padded, probabilities};
use crate::{Error, Result};

/// Fit of one item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemFit {
    /// The item.
    pub name: String,
    /// The statistic; none where no degrees of freedom are left.
    pub s_x2: Option<f64>,
    /// Degrees of freedom: cells less score groups less parameters of the item.
    pub df: usize,
    /// Probability of a larger value.
    pub p: Option<f64>,
    /// `sqrt((X2 / df - 1) / (n - 1))`, nought where that is negative.
    pub rmsea: Option<f64>,
    /// Cells compared after joining.
    pub cells: usize,
    /// Score groups after joining.
    pub score_groups: usize,
    /// Rows without a missing answer.
    pub n: usize,
}

/// S-X2 of every item of a calibration of one group.
///
/// # Errors
/// [`Error::TooFew`] below two complete rows or three items, [`Error::Argument`] where the answers are not those calibrated.
pub fn item_fit(fit: &Fit, responses: &Responses) -> Result<Vec<ItemFit>> {
    let [estimate] = fit.groups.as_slice() else {
        return Err(argument("fit", "item fit is for calibrations of one group"));
    };
    let values: Vec<Vec<f64>> = estimate.items.iter().map(|item| item.values.clone()).collect();
    let responses = responses.recoded(&values)?;
    let rows = responses.complete_rows();
    if rows.len() < 2 {
        return Err(Error::TooFew { what: "complete rows".into(), needed: 2, found: rows.len() });
    }
    if responses.items() < 3 {
        return Err(Error::TooFew { what: "items".into(), needed: 3, found: responses.items() });
    }
    let nodes = fit.quadrature.nodes()?;
    let curves = fit.curves(0);
    let weights = nodes.weights(estimate.mean, estimate.variance);
    let tables: Vec<Vec<f64>> = curves.iter().map(|curve| probabilities(curve, &nodes)).collect();
    let expected = Expected { curves: &curves, tables: &tables, weights: &weights };
    let sums: Vec<usize> =
        rows.iter().map(|&row| responses.row(row).iter().map(|&code| code as usize).sum()).collect();
    Ok((0..responses.items())
        .map(|item| {
            let shares = expected.shares(item);
            let categories = curves[item].categories();
            let mut cells: Vec<Group> = shares
                .into_iter()
                .map(|share| Group { seen: vec![0.0; categories], expected: share })
                .collect();
            for (&row, &sum) in rows.iter().zip(&sums) {
                cells[sum].seen[responses.row(row)[item] as usize] += 1.0;
            }
            for group in &mut cells {
                let persons = group.persons();
                group.expected.iter_mut().for_each(|share| *share *= persons);
            }
            let last = cells.len() - 1;
            let inner = joined(cells[1..last].to_vec());
            // Slope and intercepts; where the slope is fixed, the free variance takes its place.
            told(&responses.names()[item], &inner, categories, rows.len())
        })
        .collect())
}

fn told(name: &str, groups: &[Group], parameters: usize, n: usize) -> ItemFit {
    let cells = groups.iter().flat_map(|group| &group.expected).filter(|value| **value > 0.0).count();
    let df = cells.saturating_sub(groups.len() + parameters);
    let value: f64 = groups
        .iter()
        .flat_map(|group| group.seen.iter().zip(&group.expected))
        .filter(|(_, expected)| **expected > 0.0)
        .map(|(seen, expected)| (seen - expected).powi(2) / expected)
        .sum();
    let s_x2 = (df > 0).then_some(value);
    let ratio = value / df as f64;
    ItemFit {
        name: name.to_owned(),
        s_x2,
        df,
        p: s_x2.and_then(|value| chi_square_above(value, df as f64)),
        rmsea: s_x2.map(|_| ((ratio - 1.0).max(0.0) / (n as f64 - 1.0)).sqrt()),
        cells,
        score_groups: groups.len(),
        n,
    }
}

/// Probability of a larger chi-square.
pub(crate) fn chi_square_above(value: f64, df: f64) -> Option<f64> {
    ChiSquared::new(df).ok().map(|distribution| distribution.sf(value))
}

/// What the model expects.
struct Expected<'a> {
    curves: &'a [Curve],
    tables: &'a [Vec<f64>],
    weights: &'a [f64],
}

impl Expected<'_> {
    /// For each sum score the expected share of each category of the item.
    fn shares(&self, item: usize) -> Vec<Vec<f64>> {
        let points = self.weights.len();
        let others = self.sums(item);
        let categories = self.curves[item].categories();
        let table = &self.tables[item];
        (0..others.len() + categories - 1)
            .map(|sum| {
                let mut row: Vec<f64> = (0..categories)
                    .map(|c| {
                        let rest = sum.checked_sub(c).and_then(|rest| others.get(rest));
                        let here = &table[c * padded(points)..][..points];
                        rest.map_or(0.0, |rest| {
                            rest.iter().zip(here).zip(self.weights).map(|((r, p), w)| r * p * w).sum()
                        })
                    })
                    .collect();
                let all: f64 = row.iter().sum();
                row.iter_mut().for_each(|value| *value = if all > 0.0 { *value / all } else { 0.0 });
                row
            })
            .collect()
    }

    /// Probability of each sum score of the other items at each point.
    fn sums(&self, left_out: usize) -> Vec<Vec<f64>> {
        let points = self.weights.len();
        let mut sums = vec![vec![1.0; points]];
        for (item, curve) in self.curves.iter().enumerate().filter(|(item, _)| *item != left_out) {
            let mut next = vec![vec![0.0; points]; sums.len() + curve.categories() - 1];
            for (sum, row) in sums.iter().enumerate() {
                for c in 0..curve.categories() {
                    let here = &self.tables[item][c * padded(points)..][..points];
                    for ((target, value), p) in next[sum + c].iter_mut().zip(row).zip(here) {
                        *target += value * p;
                    }
                }
            }
            sums = next;
        }
        sums
    }
}

/// One score group.
#[derive(Debug, Clone)]
struct Group {
    seen: Vec<f64>,
    expected: Vec<f64>,
}

impl Group {
    fn persons(&self) -> f64 {
        self.seen.iter().sum()
    }

    fn take(&mut self, other: &Self) {
        self.seen.iter_mut().zip(&other.seen).for_each(|(sum, one)| *sum += one);
        self.expected.iter_mut().zip(&other.expected).for_each(|(sum, one)| *sum += one);
    }

    fn sparse(&self) -> bool {
        self.expected.iter().any(|&value| value < 1.0 && value != 0.0)
    }

    /// Joins categories until none is below one or two are left; those freed stand at the end with nought.
    fn narrow(&mut self) {
        let whole = self.expected.len();
        while self.expected.len() > 2 && self.expected.iter().any(|&value| value < 1.0) {
            let least = self.expected.iter().copied().fold(f64::INFINITY, f64::min);
            let Some(at) = self.expected.iter().rposition(|&value| value == least) else { break };
            let neighbour = match at {
                0 => 1,
                last if last + 1 == self.expected.len() => last - 1,
                inner if self.expected[inner - 1] <= self.expected[inner + 1] => inner - 1,
                inner => inner + 1,
            };
            self.expected[neighbour] += self.expected[at];
            self.seen[neighbour] += self.seen[at];
            self.expected.remove(at);
            self.seen.remove(at);
        }
        self.expected.resize(whole, 0.0);
        self.seen.resize(whole, 0.0);
    }
}

/// The joining described at the head.
fn joined(mut groups: Vec<Group>) -> Vec<Group> {
    groups.retain(|group| group.persons() > 0.0);
    let mut at = 0;
    while groups.len() > 1 && at < groups.len() {
        if groups[at].persons() == 1.0 {
            let one = groups.remove(at);
            let target = at.min(groups.len() - 1);
            groups[target].take(&one);
        } else {
            at += 1;
        }
    }
    if groups.first().is_some_and(|group| group.seen.len() > 2) {
        groups.iter_mut().for_each(Group::narrow);
        drop_rare_categories(&mut groups);
    }
    while groups.len() > 1 {
        let Some(at) = groups.iter().position(Group::sparse) else { break };
        let one = groups.remove(at);
        let target = match at {
            0 => 0,
            last if last == groups.len() => last - 1,
            inner if groups[inner - 1].persons() <= groups[inner].persons() => inner - 1,
            inner => inner,
        };
        groups[target].take(&one);
    }
    groups
}

/// Last categories with less than one expected for each ten groups, and any used in less than a twentieth of the groups,
/// join the one before.
fn drop_rare_categories(groups: &mut [Group]) {
    let rows = groups.len();
    let floor = (rows as f64 * 0.1).ceil();
    loop {
        let width = groups.first().map_or(0, |group| group.expected.len());
        let last: f64 = groups.iter().map(|group| group.expected[width - 1]).sum();
        if width <= 2 || last >= floor {
            break;
        }
        groups.iter_mut().for_each(|group| join_category(group, width - 1));
    }
    let width = groups.first().map_or(0, |group| group.expected.len());
    for category in (1..width).rev() {
        let used = groups.iter().filter(|group| group.expected[category] > 0.0).count();
        if (used as f64) < 0.05 * rows as f64 {
            groups.iter_mut().for_each(|group| join_category(group, category));
        }
    }
}

fn join_category(group: &mut Group, category: usize) {
    group.expected[category - 1] += group.expected[category];
    group.seen[category - 1] += group.seen[category];
    group.expected.remove(category);
    group.seen.remove(category);
}
