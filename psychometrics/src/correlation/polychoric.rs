//! Polychoric correlations of all pairs of a set of ordinal items, from their tables alone.
//! Not here: one pair by itself (see `pair`), items beside measured variables (see `mixed`).

use nalgebra::DMatrix;
use rayon::prelude::*;
use serde::Serialize;

use super::axis::Axis;
use super::grid::Grid;
use super::pair::{Fit, Margin, fit};
use crate::answers::Tables;
use crate::numeric::{linear, serial};
use crate::{Error, Result};

/// Eigenvalues below this are lifted to it where a matrix has to be smoothed.
pub const FLOOR: f64 = 1e-8;

/// Whose answers an item's thresholds come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Margins {
    /// Everybody who answered the item: one set of thresholds per item.
    #[default]
    Own,
    /// Those who answered both items of the pair.
    Pair,
}

/// What is done with cells nobody fell into.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EmptyCells {
    /// They stay empty, as the likelihood has it.
    #[default]
    Keep,
    /// Each gets this count, the others unchanged (as a continuity correction; 0.5 is usual).
    Fill(f64),
    /// In two-by-two tables each gets this count and its neighbours lose it, so that the margins stay (lavaan; 0.5).
    FillTwoByTwo(f64),
}

/// What is maximised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimator {
    /// Thresholds from margins, then the correlation given these (Olsson 1979, second estimator).
    #[default]
    TwoStep,
    /// Thresholds and correlation together, pair by pair (Olsson 1979, first estimator).
    MaximumLikelihood,
}

/// How polychoric correlations are found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Options {
    /// Whose answers thresholds come from.
    pub margins: Margins,
    /// What is done with empty cells.
    pub empty_cells: EmptyCells,
    /// What is maximised.
    pub estimator: Estimator,
    /// Whether a matrix that is not positive definite is smoothed.
    pub smooth: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            margins: Margins::Own,
            empty_cells: EmptyCells::Keep,
            estimator: Estimator::TwoStep,
            smooth: true,
        }
    }
}

/// Polychoric correlations (tetrachoric where both items have two categories) with their standard errors.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Polychoric {
    /// Names of the items.
    pub items: Vec<String>,
    /// What was asked for.
    pub options: Options,
    /// The matrix to go on with: smoothed where `smoothed` says so.
    #[serde(serialize_with = "serial::rows")]
    pub correlations: DMatrix<f64>,
    /// Standard errors, the thresholds' own uncertainty included; NaN where the correlation is ±1, 0 on the diagonal.
    #[serde(serialize_with = "serial::rows")]
    pub standard_errors: DMatrix<f64>,
    /// Thresholds of each item from its own margin, rising.
    pub thresholds: Vec<Vec<f64>>,
    /// √(F(1−F)/N)/φ(τ) for each threshold.
    pub threshold_standard_errors: Vec<Vec<f64>>,
    /// How many answered both items; on the diagonal, the item.
    pub n: Vec<Vec<u64>>,
    /// Log-likelihood Σ n ln π of each pair.
    #[serde(serialize_with = "serial::rows")]
    pub log_likelihood: DMatrix<f64>,
    /// Likelihood ratio of each table against a table without restrictions: a test of bivariate normality.
    #[serde(serialize_with = "serial::rows")]
    pub chi_square: DMatrix<f64>,
    /// Degrees of freedom of `chi_square`: rc − r − c.
    pub df: Vec<Vec<usize>>,
    /// The largest |dL/dρ| left, over all pairs inside (−1, 1).
    pub max_gradient: f64,
    /// Whether every maximum was reached (or lies at ±1).
    pub converged: bool,
    /// Pairs whose likelihood is highest at ρ = ±1: perfect agreement, or an empty corner in a two-by-two table.
    pub at_boundary: Vec<[String; 2]>,
    /// How many pairs have at least one empty cell.
    pub pairs_with_empty_cells: usize,
    /// Smallest eigenvalue of the matrix as estimated.
    pub smallest_eigenvalue: f64,
    /// Whether `correlations` was smoothed because it was not positive definite.
    pub smoothed: bool,
    /// The matrix as estimated, where it was smoothed.
    #[serde(serialize_with = "serial::maybe_rows")]
    pub unsmoothed: Option<DMatrix<f64>>,
}

/// Polychoric correlations of all pairs. For listwise results give the tables of the complete rows
/// ([`crate::answers::Answers::complete_tables`]).
///
/// # Errors
/// [`Error::Constant`] where an item has fewer than two used categories; [`Error::TooFew`] for a pair nobody answered
/// both of, or for no items.
///
/// ```
/// use psychometrics::answers::Answers;
/// use psychometrics::correlation::{PolychoricOptions, polychoric};
/// let names = ["a".to_owned(), "b".to_owned()];
/// let columns = [vec![1., 1., 2., 2., 3., 3., 1., 2., 3., 2.], vec![1., 2., 2., 2., 3., 2., 1., 1., 3., 3.]];
/// let tables = Answers::from_columns(&names, &columns)?.tables();
/// let found = polychoric(&tables, &PolychoricOptions::default())?;
/// assert!(found.converged && found.correlations[(0, 1)] > 0.7);
/// # Ok::<(), psychometrics::Error>(())
/// ```
pub fn polychoric(tables: &Tables, options: &Options) -> Result<Polychoric> {
    let axes = axes(tables)?;
    let fits = fits(tables, &axes, options, false)?;
    Ok(gather(tables, &axes, &fits, options))
}

/// Thresholds of every item from its own margin.
pub(super) fn axes(tables: &Tables) -> Result<Vec<Axis>> {
    if tables.items() == 0 {
        return Err(Error::TooFew { what: "items".to_owned(), needed: 1, found: 0 });
    }
    (0..tables.items())
        .map(|item| {
            let margin: Vec<f64> = tables.margin(item).iter().map(|&count| count as f64).collect();
            if margin.iter().sum::<f64>() == 0.0 {
                let what = format!("answers to \"{}\"", tables.names()[item]);
                return Err(Error::TooFew { what, needed: 2, found: 0 });
            }
            Axis::of(&margin).ok_or_else(|| Error::Constant { item: tables.names()[item].clone() })
        })
        .collect()
}

/// Every pair i < j, in the order of the strict lower triangle taken column by column: (1,0), (2,0), … (2,1), …
pub(super) fn fits(tables: &Tables, axes: &[Axis], options: &Options, influences: bool) -> Result<Vec<Fit>> {
    let items = tables.items();
    let pairs: Vec<(usize, usize)> = (0..items).flat_map(|j| (j + 1..items).map(move |i| (i, j))).collect();
    pairs
        .into_par_iter()
        .map_init(Grid::default, |grid, (i, j)| {
            let (row, column) = (Margin::of(tables, axes, i), Margin::of(tables, axes, j));
            fit(grid, &row, &column, &tables.pair(i, j), options, influences)
        })
        .collect()
}

/// Puts the pairs in matrices.
pub(super) fn gather(tables: &Tables, axes: &[Axis], fits: &[Fit], options: &Options) -> Polychoric {
    let items = tables.items();
    let mut raw = DMatrix::identity(items, items);
    let mut standard_errors = DMatrix::zeros(items, items);
    let mut log_likelihood = DMatrix::zeros(items, items);
    let mut chi_square = DMatrix::zeros(items, items);
    let mut n = vec![vec![0; items]; items];
    let mut df = vec![vec![0; items]; items];
    for (item, line) in n.iter_mut().enumerate() {
        line[item] = tables.margin(item).iter().sum();
    }
    let places = (0..items).flat_map(|j| (j + 1..items).map(move |i| (i, j)));
    let mut at_boundary = Vec::new();
    for ((i, j), fit) in places.zip(fits) {
        for (a, b) in [(i, j), (j, i)] {
            raw[(a, b)] = fit.rho;
            standard_errors[(a, b)] = fit.standard_error;
            log_likelihood[(a, b)] = fit.log_likelihood;
            chi_square[(a, b)] = fit.chi_square;
            n[a][b] = fit.n;
            df[a][b] = fit.df;
        }
        if fit.boundary {
            at_boundary.push([tables.names()[j].clone(), tables.names()[i].clone()]);
        }
    }
    let smallest_eigenvalue = linear::smallest_eigenvalue(&raw);
    let wanted = options.smooth && smallest_eigenvalue < FLOOR;
    let (correlations, smoothed) = if wanted { linear::smoothed(&raw, FLOOR) } else { (raw.clone(), false) };
    let inside = fits.iter().filter(|fit| !fit.boundary);
    Polychoric {
        items: tables.names().to_vec(),
        options: *options,
        correlations,
        standard_errors,
        thresholds: axes.iter().map(|axis| axis.cuts.clone()).collect(),
        threshold_standard_errors: axes.iter().map(Axis::standard_errors).collect(),
        n,
        log_likelihood,
        chi_square,
        df,
        max_gradient: inside.map(|fit| fit.gradient).fold(0.0, f64::max),
        converged: fits.iter().all(|fit| fit.converged),
        at_boundary,
        pairs_with_empty_cells: fits.iter().filter(|fit| fit.empty_cells > 0).count(),
        smallest_eigenvalue,
        smoothed,
        unsmoothed: smoothed.then_some(raw),
    }
}
