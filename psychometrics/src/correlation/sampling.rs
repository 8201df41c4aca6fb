//! The sampling covariance of thresholds and polychoric correlations, which weighted least squares stands on.
//!
//! Muthén's (1984) sandwich written person by person: everybody's influence on every threshold depends on one answer
//! and on every correlation on two, so a row of influences is looked up in small tables and the covariance is one
//! matrix product over people.
//!
//! Not here: the models that use it (see `sem`).

use nalgebra::DMatrix;
use rayon::prelude::*;
use serde::Serialize;

use super::axis::Axis;
use super::pair::Fit;
use super::polychoric::{Margins, Options, Polychoric, axes, fits, gather};
use crate::answers::Answers;
use crate::numeric::serial;
use crate::{Error, Result};

/// People taken together in one matrix product.
const CHUNK: usize = 256;
/// Statistics taken together in one matrix product.
const BLOCK: usize = 192;

/// N times the sampling covariance of thresholds and polychoric correlations.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SamplingCovariance {
    /// What the rows and columns stand for: `item|t1`, `item|t2`, … item by item, then `later~~earlier` for the strict
    /// lower triangle column by column: (2,1), (3,1), …, (3,2), …
    pub statistics: Vec<String>,
    /// How many of `statistics` are thresholds.
    pub thresholds: usize,
    /// Respondents N.
    pub n: u64,
    /// Γ = N · acov.
    #[serde(serialize_with = "serial::rows")]
    pub gamma: DMatrix<f64>,
}

/// Two-step polychoric correlations together with N times the sampling covariance of thresholds and correlations
/// (Muthén 1984, as products of scores; pairwise where answers are missing).
///
/// For listwise results keep the complete rows first ([`Answers::keep`]).
///
/// # Errors
/// Those of [`super::polychoric()`]; [`Error::Model`] where a correlation is ±1 and has no sampling variance;
/// [`Error::Argument`] for options other than two-step with each item's own margin.
pub fn polychoric_with_covariance(
    answers: &Answers,
    options: &Options,
) -> Result<(Polychoric, SamplingCovariance)> {
    if options.margins != Margins::Own || options.estimator != super::Estimator::TwoStep {
        let why = "the covariance needs two-step estimates with each item's own thresholds".to_owned();
        return Err(Error::Argument { what: "options".to_owned(), why });
    }
    let tables = answers.tables();
    let axes = axes(&tables)?;
    let fits = fits(&tables, &axes, options, true)?;
    let matrix = gather(&tables, &axes, &fits, options);
    if let Some([first, second]) = matrix.at_boundary.first() {
        let why =
            format!("\"{first}\" and \"{second}\" correlate perfectly, so there is no sampling variance");
        return Err(Error::Model(why));
    }
    let columns = columns(answers, &axes, &fits);
    let n = answers.rows();
    let covariance = SamplingCovariance {
        statistics: statistics(&matrix.items, &axes),
        thresholds: axes.iter().map(|axis| axis.cuts.len()).sum(),
        n: n as u64,
        gamma: products(&columns, n) * n as f64,
    };
    Ok((matrix, covariance))
}

fn statistics(items: &[String], axes: &[Axis]) -> Vec<String> {
    let cuts = items.iter().zip(axes);
    let mut names: Vec<String> = cuts
        .flat_map(|(item, axis)| (1..=axis.cuts.len()).map(move |cut| format!("{item}|t{cut}")))
        .collect();
    for (j, earlier) in items.iter().enumerate() {
        names.extend(items[j + 1..].iter().map(|later| format!("{later}~~{earlier}")));
    }
    names
}

/// A statistic as a function of one or two answers.
struct Column {
    first: usize,
    second: Option<usize>,
    width: usize,
    table: Vec<f64>,
}

struct Columns {
    codes: Vec<Vec<u8>>,
    list: Vec<Column>,
}

fn columns(answers: &Answers, axes: &[Axis], fits: &[Fit]) -> Columns {
    let codes = axes.iter().enumerate().map(|(item, axis)| codes(&answers.codes(item), axis)).collect();
    let mut list = Vec::new();
    for (item, axis) in axes.iter().enumerate() {
        for cut in 0..axis.cuts.len() {
            let mut table: Vec<f64> = (0..axis.categories()).map(|code| axis.influence(cut, code)).collect();
            table.push(0.0);
            list.push(Column { first: item, second: None, width: 1, table });
        }
    }
    let pairs = (0..axes.len()).flat_map(|j| (j + 1..axes.len()).map(move |i| (i, j)));
    for ((i, j), fit) in pairs.zip(fits) {
        let (width, table) =
            fit.influence.as_ref().map_or((1, Vec::new()), |found| (found.width, found.table.clone()));
        list.push(Column { first: i, second: Some(j), width, table });
    }
    Columns { codes, list }
}

/// Places among the used categories; one beyond the last where the answer is missing.
fn codes(raw: &[u8], axis: &Axis) -> Vec<u8> {
    let missing = u8::try_from(axis.categories()).unwrap_or(u8::MAX);
    let mut map = [missing; 256];
    for (code, place) in axis.place.iter().enumerate() {
        if let Some(place) = place {
            map[code] = u8::try_from(*place).unwrap_or(missing);
        }
    }
    raw.iter().map(|&code| map[usize::from(code)]).collect()
}

/// Σ over people of influence times influence. Blocks of columns go their own way, so the sums do not depend on how
/// many threads there are.
fn products(columns: &Columns, n: usize) -> DMatrix<f64> {
    let size = columns.list.len();
    let starts: Vec<usize> = (0..size).step_by(BLOCK).collect();
    let blocks: Vec<(usize, DMatrix<f64>)> =
        starts.into_par_iter().map(|start| (start, block(columns, n, start))).collect();
    let mut whole = DMatrix::zeros(size, size);
    for (start, part) in blocks {
        for b in 0..part.ncols() {
            for a in b..part.nrows() {
                whole[(start + a, start + b)] = part[(a, b)];
                whole[(start + b, start + a)] = part[(a, b)];
            }
        }
    }
    whole
}

/// Columns `start..start + BLOCK` of the lower triangle, rows from `start` on.
fn block(columns: &Columns, n: usize, start: usize) -> DMatrix<f64> {
    let rest = &columns.list[start..];
    let width = rest.len().min(BLOCK);
    let mut sum = DMatrix::zeros(rest.len(), width);
    let mut people = DMatrix::zeros(CHUNK, width);
    let mut turned = DMatrix::zeros(rest.len(), CHUNK);
    for from in (0..n).step_by(CHUNK) {
        let to = (from + CHUNK).min(n);
        if to - from < CHUNK {
            people.fill(0.0);
            turned.fill(0.0);
        }
        for (place, column) in rest.iter().enumerate() {
            let first = &columns.codes[column.first][from..to];
            let second = column.second.map(|item| &columns.codes[item][from..to]);
            for person in 0..to - from {
                let row = usize::from(first[person]) * column.width;
                let value = column.table[row + second.map_or(0, |codes| usize::from(codes[person]))];
                turned[(place, person)] = value;
                if place < width {
                    people[(person, place)] = value;
                }
            }
        }
        sum.gemm(1.0, &turned, &people, 1.0);
    }
    sum
}
