//! One two-way table: its polychoric correlation with standard error, likelihood and a test of normality.
//! Not here: many items at once (see `polychoric`).

use serde::Serialize;
use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::axis::Axis;
use super::grid::Grid;
use super::influence::Influence;
use super::joint;
use super::polychoric::{EmptyCells, Estimator, Margins, Options};
use crate::answers::Tables;
use crate::{Error, Result};

/// One item as its margin: all categories with their counts, and the thresholds of the used ones.
#[derive(Debug, Clone, Copy)]
pub(super) struct Margin<'a> {
    pub name: &'a str,
    pub counts: &'a [u64],
    pub axis: &'a Axis,
}

impl<'a> Margin<'a> {
    pub fn of(tables: &'a Tables, axes: &'a [Axis], item: usize) -> Self {
        Self { name: &tables.names()[item], counts: tables.margin(item), axis: &axes[item] }
    }
}

/// What is known of a pair after fitting.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    pub rho: f64,
    pub standard_error: f64,
    pub n: u64,
    pub log_likelihood: f64,
    pub chi_square: f64,
    pub df: usize,
    pub gradient: f64,
    pub iterations: usize,
    pub converged: bool,
    pub boundary: bool,
    pub empty_cells: usize,
    pub thresholds: (Vec<f64>, Vec<f64>),
    pub influence: Option<Influence>,
}

/// A polychoric correlation by itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PolychoricPair {
    /// The correlation.
    pub rho: f64,
    /// Its standard error, the uncertainty of the thresholds included; NaN where `at_boundary`.
    pub standard_error: f64,
    /// People in the table.
    pub n: u64,
    /// Thresholds of the row item.
    pub row_thresholds: Vec<f64>,
    /// Thresholds of the column item.
    pub column_thresholds: Vec<f64>,
    /// Σ n ln π.
    pub log_likelihood: f64,
    /// Likelihood ratio against the table without restrictions, a test of bivariate normality.
    pub chi_square: f64,
    /// rc − r − c.
    pub df: usize,
    /// Its probability; `None` with no degrees of freedom.
    pub p: Option<f64>,
    /// The largest derivative of the likelihood left.
    pub gradient: f64,
    /// Evaluations of the likelihood.
    pub iterations: usize,
    /// Whether the maximum was reached.
    pub converged: bool,
    /// Whether the likelihood is highest at ρ = ±1.
    pub at_boundary: bool,
    /// Cells nobody fell into.
    pub empty_cells: usize,
}

/// The polychoric correlation of one table of counts, rows by columns. Categories nobody chose are left out.
///
/// # Errors
/// [`Error::Argument`] for a ragged table, [`Error::Constant`] where fewer than two rows or columns are used.
///
/// ```
/// use psychometrics::correlation::{PolychoricOptions, polychoric_of_table};
/// let found = polychoric_of_table(&[vec![40, 10], vec![10, 40]], &PolychoricOptions::default())?;
/// // Halves that agree with probability 0.8: sin(0.3 pi).
/// assert!((found.rho - (0.3 * std::f64::consts::PI).sin()).abs() < 1e-12);
/// # Ok::<(), psychometrics::Error>(())
/// ```
pub fn polychoric_of_table(table: &[Vec<u64>], options: &Options) -> Result<PolychoricPair> {
    let width = table.first().map_or(0, Vec::len);
    if table.iter().any(|row| row.len() != width) {
        let why = "every row needs the same number of columns".to_owned();
        return Err(Error::Argument { what: "table".to_owned(), why });
    }
    let counts: Vec<u64> = table.iter().flatten().copied().collect();
    let rows: Vec<u64> = table.iter().map(|row| row.iter().sum()).collect();
    let columns: Vec<u64> = (0..width).map(|b| table.iter().map(|row| row[b]).sum()).collect();
    let axis = |margin: &[u64], item: &str| {
        let margin: Vec<f64> = margin.iter().map(|&count| count as f64).collect();
        Axis::of(&margin).ok_or_else(|| Error::Constant { item: item.to_owned() })
    };
    let (row_axis, column_axis) = (axis(&rows, "rows")?, axis(&columns, "columns")?);
    let row = Margin { name: "rows", counts: &rows, axis: &row_axis };
    let column = Margin { name: "columns", counts: &columns, axis: &column_axis };
    let found = fit(&mut Grid::default(), &row, &column, &counts, options, false)?;
    Ok(PolychoricPair {
        rho: found.rho,
        standard_error: found.standard_error,
        n: found.n,
        row_thresholds: found.thresholds.0,
        column_thresholds: found.thresholds.1,
        log_likelihood: found.log_likelihood,
        chi_square: found.chi_square,
        df: found.df,
        p: upper_tail(found.chi_square, found.df),
        gradient: found.gradient,
        iterations: found.iterations,
        converged: found.converged,
        at_boundary: found.boundary,
        empty_cells: found.empty_cells,
    })
}

/// P(χ² > `value`); `None` without degrees of freedom.
fn upper_tail(value: f64, df: usize) -> Option<f64> {
    ChiSquared::new(df as f64).ok().filter(|_| df > 0).map(|chi| chi.sf(value))
}

/// Fits one table. `counts` is row-major over all categories of both items, used or not.
pub(super) fn fit(
    grid: &mut Grid,
    row: &Margin<'_>,
    column: &Margin<'_>,
    counts: &[u64],
    options: &Options,
    influence: bool,
) -> Result<Fit> {
    let n: u64 = counts.iter().sum();
    if n == 0 {
        let what = format!("people who answered both \"{}\" and \"{}\"", row.name, column.name);
        return Err(Error::TooFew { what, needed: 2, found: 0 });
    }
    let own;
    let (rows, columns) = match options.margins {
        Margins::Own => (row.axis, column.axis),
        Margins::Pair => {
            own = pair_axes(row, column, counts)?;
            (&own.0, &own.1)
        }
    };
    let used = compress(counts, rows, columns);
    let filled = fill(&used, columns.categories(), options.empty_cells);
    grid.place(rows, columns, &filled);
    let best = grid.maximise(grid.rough(rows.stretch * columns.stretch));
    let (mut spread, mut table) = (f64::NAN, None);
    if !best.boundary && (influence || options.estimator == Estimator::TwoStep) {
        let lone = options.margins == Margins::Own;
        let found = Influence::of(grid, rows, columns, &used, best.rho, lone);
        let margin = |side: &Margin<'_>, axis: &Axis| kept(side.counts, axis);
        spread = found.variance(&used, &margin(row, rows), &margin(column, columns)).sqrt();
        table = influence.then_some(found);
    }
    let cells = used.len();
    let mut result = Fit {
        rho: best.rho,
        standard_error: spread,
        n,
        log_likelihood: best.slopes.log_likelihood,
        chi_square: 0.0,
        df: (cells + 1).saturating_sub(rows.categories() + columns.categories() + 1),
        gradient: best.slopes.score.abs(),
        iterations: best.iterations,
        converged: best.boundary || best.slopes.score.abs() <= 1e-7 * (1.0 + best.slopes.information),
        boundary: best.boundary,
        empty_cells: used.iter().filter(|&&count| count == 0.0).count(),
        thresholds: (rows.cuts.clone(), columns.cuts.clone()),
        influence: table,
    };
    if options.estimator == Estimator::MaximumLikelihood && !best.boundary {
        all_together(&mut result, rows, columns, &filled);
    }
    result.chi_square = likelihood_ratio(&filled, result.log_likelihood);
    Ok(result)
}

/// Replaces the two-step estimate by the joint one.
fn all_together(result: &mut Fit, rows: &Axis, columns: &Axis, counts: &[f64]) {
    let found = joint::maximise(&rows.cuts, &columns.cuts, result.rho, counts);
    result.rho = found.rho;
    result.standard_error = found.standard_error;
    result.log_likelihood = found.log_likelihood;
    result.gradient = found.gradient;
    result.iterations += found.iterations;
    result.converged = found.converged;
    result.thresholds = (found.rows, found.columns);
}

/// 2 Σ n ln(n / N) − 2 L.
fn likelihood_ratio(counts: &[f64], log_likelihood: f64) -> f64 {
    let n: f64 = counts.iter().sum();
    let free: f64 = counts.iter().filter(|&&count| count > 0.0).map(|&count| count * (count / n).ln()).sum();
    (2.0 * (free - log_likelihood)).max(0.0)
}

/// Thresholds from the margins of the pair.
fn pair_axes(row: &Margin<'_>, column: &Margin<'_>, counts: &[u64]) -> Result<(Axis, Axis)> {
    let width = column.counts.len();
    let rows: Vec<f64> =
        counts.chunks_exact(width).map(|line| line.iter().map(|&count| count as f64).sum()).collect();
    let columns: Vec<f64> =
        (0..width).map(|b| counts.iter().skip(b).step_by(width).map(|&count| count as f64).sum()).collect();
    let axis = |margin: &[f64], name: &str, other: &str| {
        let item = format!("{name}, among those who answered {other},");
        Axis::of(margin).ok_or(Error::Constant { item })
    };
    Ok((axis(&rows, row.name, column.name)?, axis(&columns, column.name, row.name)?))
}

/// The counts of used categories only.
fn compress(counts: &[u64], rows: &Axis, columns: &Axis) -> Vec<f64> {
    let width = columns.place.len();
    let mut used = Vec::with_capacity(rows.categories() * columns.categories());
    for (line, _) in counts.chunks_exact(width).zip(&rows.place).filter(|(_, place)| place.is_some()) {
        let cells = line.iter().zip(&columns.place).filter(|(_, place)| place.is_some());
        used.extend(cells.map(|(&count, _)| count as f64));
    }
    used
}

/// A margin without its unused categories.
fn kept(counts: &[u64], axis: &Axis) -> Vec<f64> {
    let cells = counts.iter().zip(&axis.place).filter(|(_, place)| place.is_some());
    cells.map(|(&count, _)| count as f64).collect()
}

/// The counts the likelihood is given.
fn fill(counts: &[f64], width: usize, rule: EmptyCells) -> Vec<f64> {
    match rule {
        EmptyCells::Fill(count) => {
            counts.iter().map(|&cell| if cell == 0.0 { count } else { cell }).collect()
        }
        EmptyCells::FillTwoByTwo(count) if counts.len() == 4 && width == 2 => {
            let diagonal = counts[0] == 0.0 || counts[3] == 0.0;
            let other = counts[1] == 0.0 || counts[2] == 0.0;
            // Two empty cells in a row or column cannot be: categories nobody chose are left out.
            let shift = if diagonal == other {
                0.0
            } else if diagonal {
                count
            } else {
                -count
            };
            [1.0, -1.0, -1.0, 1.0].iter().zip(counts).map(|(sign, cell)| cell + sign * shift).collect()
        }
        _ => counts.to_vec(),
    }
}
