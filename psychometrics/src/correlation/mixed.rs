//! One matrix for measured and ordinal variables: Pearson, polyserial and polychoric, each where it belongs.
//! Not here: the single correlations themselves.

use nalgebra::DMatrix;
use rayon::prelude::*;
use serde::Serialize;

use super::moments::same_lengths;
use super::pearson::{self, Missing};
use super::polychoric::{Estimator, FLOOR, Options, polychoric};
use super::polyserial::polyserial;
use crate::answers::Answers;
use crate::numeric::{linear, serial};
use crate::{Error, Result};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A measured variable.
    Continuous,
    /// An ordinal item of at most 16 categories.
    Ordinal,
}

/// How a correlation was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A column with itself.
    Identity,
    /// Between measured variables.
    Pearson,
    /// Between a measured and an ordinal variable.
    Polyserial,
    /// Between ordinal variables.
    Polychoric,
}

/// Correlations of variables of both kinds, pairwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mixed {
    /// Names of the columns.
    pub items: Vec<String>,
    /// What each holds.
    pub kinds: Vec<Kind>,
    /// How each correlation was found.
    pub methods: Vec<Vec<Method>>,
    /// The matrix to go on with: smoothed where `smoothed` says so.
    #[serde(serialize_with = "serial::rows")]
    pub correlations: DMatrix<f64>,
    /// Standard errors; for Pearson (1 − r²)/√n. NaN where a correlation is ±1 by its likelihood.
    #[serde(serialize_with = "serial::rows")]
    pub standard_errors: DMatrix<f64>,
    /// Rows behind each pair.
    pub n: Vec<Vec<u64>>,
    /// Whether every maximum was reached.
    pub converged: bool,
    /// Smallest eigenvalue of the matrix as estimated.
    pub smallest_eigenvalue: f64,
    /// Whether `correlations` was smoothed because it was not positive definite.
    pub smoothed: bool,
}

/// Pearson, polyserial and polychoric correlations of columns (NaN = missing), each over the rows the pair has.
///
/// Two-step estimates take the thresholds of ordinal pairs from each item's own margin, of polyserial pairs from the
/// rows of the pair.
///
/// # Errors
/// Those of the single correlations.
pub fn mixed<C: AsRef<[f64]> + Sync>(
    names: &[String],
    columns: &[C],
    kinds: &[Kind],
    estimator: Estimator,
) -> Result<Mixed> {
    let columns: Vec<&[f64]> = columns.iter().map(AsRef::as_ref).collect();
    same_lengths(names, &columns)?;
    if kinds.len() != names.len() {
        let why = format!("{} kinds for {} columns", kinds.len(), names.len());
        return Err(Error::Argument { what: "kinds".to_owned(), why });
    }
    let size = names.len();
    let mut found = Mixed {
        items: names.to_vec(),
        kinds: kinds.to_vec(),
        methods: vec![vec![Method::Identity; size]; size],
        correlations: DMatrix::identity(size, size),
        standard_errors: DMatrix::zeros(size, size),
        n: (0..size).map(|i| (0..size).map(|j| shared(columns[i], columns[j])).collect()).collect(),
        converged: true,
        smallest_eigenvalue: 1.0,
        smoothed: false,
    };
    let of = |kind: Kind| -> Vec<usize> { (0..size).filter(|&i| kinds[i] == kind).collect() };
    let (measured, ordinal) = (of(Kind::Continuous), of(Kind::Ordinal));
    measured_block(&mut found, &measured, &columns)?;
    ordinal_block(&mut found, &ordinal, &columns, estimator)?;
    cross_block(&mut found, (&measured, &ordinal), &columns, estimator)?;
    found.smallest_eigenvalue = linear::smallest_eigenvalue(&found.correlations);
    if found.smallest_eigenvalue < FLOOR {
        (found.correlations, found.smoothed) = linear::smoothed(&found.correlations, FLOOR);
    }
    Ok(found)
}

fn shared(x: &[f64], y: &[f64]) -> u64 {
    x.iter().zip(y).filter(|(x, y)| !x.is_nan() && !y.is_nan()).count() as u64
}

impl Mixed {
    fn put(&mut self, i: usize, j: usize, method: Method, rho: f64, error: f64) {
        for (a, b) in [(i, j), (j, i)] {
            self.methods[a][b] = method;
            self.correlations[(a, b)] = rho;
            self.standard_errors[(a, b)] = error;
        }
    }
}

fn measured_block(found: &mut Mixed, places: &[usize], columns: &[&[f64]]) -> Result<()> {
    if places.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = places.iter().map(|&i| found.items[i].clone()).collect();
    let chosen: Vec<&[f64]> = places.iter().map(|&i| columns[i]).collect();
    let block = pearson::pearson(&names, &chosen, Missing::Pairwise, 0.95)?;
    for (a, &i) in places.iter().enumerate() {
        for (b, &j) in places.iter().enumerate().take(a) {
            let r = block.correlations[(a, b)];
            let error = (1.0 - r * r) / (block.n[a][b] as f64).sqrt();
            found.put(i, j, Method::Pearson, r, error);
        }
    }
    Ok(())
}

fn ordinal_block(
    found: &mut Mixed,
    places: &[usize],
    columns: &[&[f64]],
    estimator: Estimator,
) -> Result<()> {
    if places.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = places.iter().map(|&i| found.items[i].clone()).collect();
    let chosen: Vec<&[f64]> = places.iter().map(|&i| columns[i]).collect();
    let tables = Answers::from_columns(&names, &chosen)?.tables();
    let block = polychoric(&tables, &Options { estimator, smooth: false, ..Options::default() })?;
    found.converged &= block.converged;
    for (a, &i) in places.iter().enumerate() {
        for (b, &j) in places.iter().enumerate().take(a) {
            found.put(i, j, Method::Polychoric, block.correlations[(a, b)], block.standard_errors[(a, b)]);
        }
    }
    Ok(())
}

fn cross_block(
    found: &mut Mixed,
    (measured, ordinal): (&[usize], &[usize]),
    columns: &[&[f64]],
    estimator: Estimator,
) -> Result<()> {
    let pairs: Vec<(usize, usize)> =
        measured.iter().flat_map(|&i| ordinal.iter().map(move |&j| (i, j))).collect();
    let items = &found.items;
    let results = pairs
        .par_iter()
        .map(|&(i, j)| polyserial([&items[i], &items[j]], columns[i], columns[j], estimator))
        .collect::<Result<Vec<_>>>()?;
    for ((i, j), result) in pairs.into_iter().zip(results) {
        found.converged &= result.converged;
        found.put(i, j, Method::Polyserial, result.rho, result.standard_error);
    }
    Ok(())
}
