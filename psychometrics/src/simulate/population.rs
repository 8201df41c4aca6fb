//! Ordinal answers from a factor model with groups: latent answers `y* = loadings eta + e` of variance one, cut at thresholds.
//! Factors of persons in groups: `eta = sqrt(icc) b + sqrt(1 - icc) w`, where `b` (of the group) and `w` (of the person) have the
//! factors' correlations.
//! Not here: item response curves (see `simulate_answers`).

use nalgebra::{DMatrix, DVector};
use rand::RngExt;
use rand_pcg::Pcg64;
use rayon::prelude::*;

use super::criterion::{Criterion, Missing};
use super::gauss::{Gauss, stream};
use crate::numeric::linear;
use crate::{Error, Result};

/// Rows of a block.
const BLOCK: usize = 4096;

/// Persons in groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Levels {
    /// Number of groups; persons are dealt out in runs as equal as can be.
    pub groups: usize,
    /// Share of each factor's variance that lies between groups.
    pub icc: Vec<f64>,
}

/// A stated population.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// Loadings, items by factors.
    pub loadings: Vec<Vec<f64>>,
    /// Correlations of the factors.
    pub correlations: Vec<Vec<f64>>,
    /// For each item its rising thresholds on the latent answer; none for an item that stays continuous.
    pub thresholds: Vec<Vec<f64>>,
    /// Groups, if any.
    pub levels: Option<Levels>,
    /// A criterion, if any.
    pub criterion: Option<Criterion>,
    /// Gaps.
    pub missing: Missing,
}

/// Some rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Number of the first row, counted from nought.
    pub first: usize,
    /// By item: answers from 1 upwards (latent answers without thresholds), NaN where missing.
    pub items: Vec<Vec<f64>>,
    /// Group of each row, counted from nought; empty without groups.
    pub groups: Vec<usize>,
    /// The criterion; empty without one.
    pub criterion: Vec<f64>,
}

/// Makes rows of a population, block by block.
///
/// ```
/// use psychometrics::simulate::{Missing, Population, Simulator};
/// let population = Population {
///     loadings: vec![vec![0.8], vec![0.7], vec![0.6]],
///     correlations: vec![vec![1.0]],
///     thresholds: vec![vec![-1.0, 0.0, 1.0]; 3],
///     levels: None,
///     criterion: None,
///     missing: Missing::Completely { share: 0.03 },
/// };
/// let simulator = Simulator::new(&population, 10_000, 42)?;
/// let rows: usize = simulator.blocks().map(|block| block.items[0].len()).sum();
/// assert_eq!(rows, 10_000);
/// # Ok::<(), psychometrics::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Simulator {
    population: Population,
    rows: usize,
    seed: u64,
    /// A root of the factors' correlations.
    root: DMatrix<f64>,
    /// Standard deviation of each item's own part.
    unique: Vec<f64>,
}

/// Correlations of first-order factors from loadings on second-order ones: `G P G'` with ones on the diagonal.
///
/// # Errors
/// [`Error::Argument`] where shapes differ, [`Error::NotPositiveDefinite`] where a first-order factor would need negative
/// variance of its own.
pub fn second_order(loadings: &[Vec<f64>], correlations: &[Vec<f64>]) -> Result<Vec<Vec<f64>>> {
    let (loadings, correlations) = (matrix("loadings", loadings)?, matrix("correlations", correlations)?);
    if correlations.nrows() != correlations.ncols() || loadings.ncols() != correlations.nrows() {
        return Err(refused("second-order factors", "loadings and correlations do not fit"));
    }
    let mut whole = &loadings * correlations * loadings.transpose();
    for k in 0..whole.nrows() {
        if whole[(k, k)] > 1.0 {
            return Err(Error::NotPositiveDefinite {
                what: format!("the variance of factor {}", k + 1),
                smallest: 1.0 - whole[(k, k)],
            });
        }
        whole[(k, k)] = 1.0;
    }
    Ok(whole.row_iter().map(|row| row.iter().copied().collect()).collect())
}

impl Simulator {
    /// Checks the population.
    ///
    /// # Errors
    /// [`Error::Argument`] for shapes, thresholds, shares or numbers that do not fit, [`Error::NotPositiveDefinite`] for factor
    /// correlations that are none or an item whose factors explain more than all of it.
    pub fn new(population: &Population, rows: usize, seed: u64) -> Result<Self> {
        let loadings = matrix("loadings", &population.loadings)?;
        let correlations = matrix("correlations", &population.correlations)?;
        let factors = correlations.nrows();
        if correlations.ncols() != factors || loadings.ncols() != factors {
            return Err(refused("correlations", "one row and column for each factor is needed"));
        }
        if (&correlations - correlations.transpose()).amax() > 1e-12
            || correlations.diagonal().iter().any(|one| *one != 1.0)
        {
            return Err(refused("correlations", "not symmetric with ones on the diagonal"));
        }
        if population.thresholds.len() != loadings.nrows() {
            return Err(refused("thresholds", "one list for each item is needed"));
        }
        if population
            .thresholds
            .iter()
            .any(|list| list.iter().any(|t| t.is_nan()) || list.windows(2).any(|pair| pair[0] >= pair[1]))
        {
            return Err(refused("thresholds", "not rising"));
        }
        check_extras(population, rows, factors, loadings.nrows())?;
        let (values, vectors) = linear::eigen(&correlations);
        let smallest = values.min();
        if smallest < -1e-12 {
            return Err(Error::NotPositiveDefinite {
                what: "the correlations of the factors".into(),
                smallest,
            });
        }
        let root = vectors * DMatrix::from_diagonal(&values.map(|value| value.max(0.0).sqrt()));
        let mut unique = Vec::with_capacity(loadings.nrows());
        for (item, row) in loadings.row_iter().enumerate() {
            let left = 1.0 - (row * &correlations * row.transpose())[(0, 0)];
            if left < -1e-12 {
                return Err(Error::NotPositiveDefinite {
                    what: format!("the own variance of item {}", item + 1),
                    smallest: left,
                });
            }
            unique.push(left.max(0.0).sqrt());
        }
        Ok(Self { population: population.clone(), rows, seed, root, unique })
    }

    /// Number of blocks.
    #[must_use]
    pub const fn number(&self) -> usize {
        self.rows.div_ceil(BLOCK)
    }

    /// All blocks in turn, each made when it is asked for.
    pub fn blocks(&self) -> impl Iterator<Item = Block> + '_ {
        (0..self.number()).map(|number| self.block(number))
    }

    /// All rows at once, made on all threads.
    #[must_use]
    pub fn all(&self) -> Block {
        let blocks: Vec<Block> =
            (0..self.number()).into_par_iter().map(|number| self.block(number)).collect();
        let mut whole = Block {
            first: 0,
            items: vec![Vec::new(); self.unique.len()],
            groups: Vec::new(),
            criterion: Vec::new(),
        };
        for block in blocks {
            whole.items.iter_mut().zip(block.items).for_each(|(all, one)| all.extend(one));
            whole.groups.extend(block.groups);
            whole.criterion.extend(block.criterion);
        }
        whole
    }

    /// The block of this number; empty beyond the last.
    #[must_use]
    pub fn block(&self, number: usize) -> Block {
        let first = (number * BLOCK).min(self.rows);
        let rows = (self.rows - first).min(BLOCK);
        let items = self.unique.len();
        let mut block = Block {
            first,
            items: vec![Vec::with_capacity(rows); items],
            groups: Vec::new(),
            criterion: Vec::new(),
        };
        let mut random = stream(self.seed, 2 * number as u64);
        let mut gauss = Gauss::default();
        let mut between: Option<(usize, DVector<f64>, f64)> = None;
        let mut latent = vec![0.0; items];
        for row in first..first + rows {
            let mut eta = self.factors(&mut gauss, &mut random);
            let mut shift = 0.0;
            if let Some(levels) = &self.population.levels {
                let group = row * levels.groups / self.rows;
                if between.as_ref().is_none_or(|(last, ..)| *last != group) {
                    between = Some(self.group(group));
                }
                if let Some((_, of_group, u)) = &between {
                    for (k, icc) in levels.icc.iter().enumerate() {
                        eta[k] = icc.sqrt() * of_group[k] + (1.0 - icc).sqrt() * eta[k];
                    }
                    shift = *u;
                }
                block.groups.push(group);
            }
            for (item, own) in self.unique.iter().enumerate() {
                let common: f64 =
                    self.population.loadings[item].iter().zip(eta.iter()).map(|(l, e)| l * e).sum();
                latent[item] = common + own * gauss.next(&mut random);
            }
            if let Some(criterion) = &self.population.criterion {
                let sum: f64 = criterion.weights.iter().zip(eta.iter()).map(|(b, e)| b * e).sum();
                let error = criterion.error_sd * gauss.next(&mut random);
                block.criterion.push(criterion.intercept + criterion.scale * (sum + shift + error));
            }
            for (item, column) in block.items.iter_mut().enumerate() {
                column.push(self.answer(item, &latent, &mut random));
            }
        }
        block
    }

    fn factors(&self, gauss: &mut Gauss, random: &mut Pcg64) -> DVector<f64> {
        let free = DVector::from_fn(self.root.ncols(), |_, _| gauss.next(random));
        &self.root * free
    }

    /// What a group has in common; from the group's own stream, so that it may straddle blocks.
    fn group(&self, group: usize) -> (usize, DVector<f64>, f64) {
        let mut random = stream(self.seed, 2 * group as u64 + 1);
        let mut gauss = Gauss::default();
        let between = self.factors(&mut gauss, &mut random);
        let sd = self.population.criterion.as_ref().map_or(0.0, |criterion| criterion.group_sd);
        (group, between, sd * gauss.next(&mut random))
    }

    fn answer(&self, item: usize, latent: &[f64], random: &mut Pcg64) -> f64 {
        let probability = self.population.missing.probability(item, latent);
        if probability > 0.0 && random.random::<f64>() < probability {
            return f64::NAN;
        }
        let thresholds = &self.population.thresholds[item];
        if thresholds.is_empty() {
            latent[item]
        } else {
            1.0 + thresholds.iter().filter(|threshold| **threshold <= latent[item]).count() as f64
        }
    }
}

fn check_extras(population: &Population, rows: usize, factors: usize, items: usize) -> Result<()> {
    if let Some(levels) = &population.levels {
        if levels.groups == 0 || levels.groups > rows.max(1) {
            return Err(refused("groups", format!("{} groups for {rows} rows", levels.groups)));
        }
        if levels.icc.len() != factors || levels.icc.iter().any(|icc| !(0.0..=1.0).contains(icc)) {
            return Err(refused("icc", "a share from 0 to 1 for each factor is needed"));
        }
    }
    if let Some(criterion) = &population.criterion {
        let numbers = [criterion.intercept, criterion.scale, criterion.group_sd, criterion.error_sd];
        if criterion.weights.len() != factors
            || numbers.iter().chain(&criterion.weights).any(|one| !one.is_finite())
        {
            return Err(refused("criterion", "a weight for each factor and finite numbers are needed"));
        }
    }
    population.missing.fault(items).map_or(Ok(()), |why| Err(refused("missing", why)))
}

fn matrix(what: &str, rows: &[Vec<f64>]) -> Result<DMatrix<f64>> {
    let columns = rows.first().map_or(0, Vec::len);
    if columns == 0 || rows.iter().any(|row| row.len() != columns) {
        return Err(refused(what, "rows of one length are needed"));
    }
    if rows.iter().flatten().any(|value| !value.is_finite()) {
        return Err(refused(what, "not all finite numbers"));
    }
    Ok(DMatrix::from_fn(rows.len(), columns, |i, j| rows[i][j]))
}

pub(crate) fn refused(what: &str, why: impl Into<String>) -> Error {
    Error::Argument { what: what.to_owned(), why: why.into() }
}
