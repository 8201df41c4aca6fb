//! Rows of several variables, sorted by which of them are missing: what every estimator that looks at rows reads.
//! Not here: what is computed from them (`fiml`, `saturated`, `gamma`), and reading files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use nalgebra::{DMatrix, DVector};

use super::complete::sum;
use crate::{Error, Result};

/// Consecutive rows that miss the same variables.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Which rows.
    pub rows: Range<usize>,
    /// The variables missing in them, rising; empty where the rows are complete.
    pub missing: Vec<usize>,
}

/// Rows of `p` variables, sorted into runs of one missing pattern. Rows without a single value are left out and counted.
///
/// Columns without missing values are borrowed, so complete data cost no copy.
#[derive(Debug, Clone)]
pub struct Cases<'a> {
    columns: Vec<Cow<'a, [f64]>>,
    runs: Vec<Run>,
    empty: usize,
    /// Exact position in the caller's columns of each row kept, where rows had to be moved.
    order: Option<Vec<usize>>,
}

impl<'a> Cases<'a> {
    /// Sorts rows by their missing pattern (NaN is missing).
    ///
    /// # Errors
    /// [`Error::Argument`] for columns of unequal length or a name too few, [`Error::Value`] for an infinite value,
    /// [`Error::TooFew`] for fewer than two rows with a value, or a variable with fewer than two values;
    /// [`Error::Constant`] for a variable that never varies.
    pub fn new(names: &[String], columns: &[&'a [f64]]) -> Result<Self> {
        let rows = columns.first().map_or(0, |column| column.len());
        if columns.is_empty()
            || names.len() != columns.len()
            || columns.iter().any(|column| column.len() != rows)
        {
            return Err(Error::Argument {
                what: "columns".to_owned(),
                why: "there must be one name for each column and all columns must be equally long".to_owned(),
            });
        }
        let mut complete = true;
        for (name, column) in names.iter().zip(columns) {
            complete &= look(name, column)?;
        }
        if complete {
            if rows < 2 {
                return Err(too_few_rows(rows));
            }
            return Ok(Self {
                columns: columns.iter().map(|&column| Cow::Borrowed(column)).collect(),
                runs: vec![Run { rows: 0..rows, missing: Vec::new() }],
                empty: 0,
                order: None,
            });
        }
        Self::sorted(columns, rows)
    }

    /// Only the complete rows of `columns` (listwise deletion).
    ///
    /// # Errors
    /// As [`Cases::new`].
    pub fn listwise(names: &[String], columns: &[&[f64]]) -> Result<Cases<'static>> {
        let rows = columns.first().map_or(0, |column| column.len());
        if columns.iter().any(|column| column.len() != rows) {
            return Err(Error::Argument { what: "columns".to_owned(), why: "not equally long".to_owned() });
        }
        let order: Vec<usize> =
            (0..rows).filter(|&row| columns.iter().all(|column| !column[row].is_nan())).collect();
        let kept: Vec<Vec<f64>> =
            columns.iter().map(|column| order.iter().map(|&row| column[row]).collect()).collect();
        for (name, column) in names.iter().zip(&kept) {
            look(name, column)?;
        }
        if order.len() < 2 {
            return Err(too_few_rows(order.len()));
        }
        Ok(Cases {
            runs: vec![Run { rows: 0..order.len(), missing: Vec::new() }],
            columns: kept.into_iter().map(Cow::Owned).collect(),
            empty: 0,
            order: Some(order),
        })
    }

    fn sorted(columns: &[&'a [f64]], rows: usize) -> Result<Self> {
        let words = columns.len().div_ceil(64);
        let mut masks = vec![0_u64; rows * words];
        for (j, column) in columns.iter().enumerate() {
            for (row, value) in column.iter().enumerate() {
                masks[row * words + j / 64] |= u64::from(value.is_nan()) << (j % 64);
            }
        }
        let mut groups: BTreeMap<(u32, &[u64]), Vec<usize>> = BTreeMap::new();
        for (row, mask) in masks.chunks_exact(words).enumerate() {
            let count = mask.iter().map(|word| word.count_ones()).sum();
            groups.entry((count, mask)).or_default().push(row);
        }
        let everything = u32::try_from(columns.len()).unwrap_or(u32::MAX);
        let mut order = Vec::with_capacity(rows);
        let mut runs = Vec::new();
        for ((count, mask), members) in &groups {
            if *count == everything {
                continue;
            }
            let missing = (0..columns.len()).filter(|j| mask[j / 64] >> (j % 64) & 1 == 1).collect();
            runs.push(Run { rows: order.len()..order.len() + members.len(), missing });
            order.extend_from_slice(members);
        }
        if order.len() < 2 {
            return Err(too_few_rows(order.len()));
        }
        let moved = |column: &&[f64]| {
            let values = order.iter().map(|&row| if column[row].is_nan() { 0.0 } else { column[row] });
            Cow::Owned(values.collect::<Vec<f64>>())
        };
        Ok(Self {
            columns: columns.iter().map(moved).collect(),
            runs,
            empty: rows - order.len(),
            order: Some(order),
        })
    }

    /// Some of the variables, in the order given; runs that no longer differ stay apart.
    #[must_use]
    pub fn only(&self, variables: &[usize]) -> Cases<'_> {
        Cases {
            columns: variables.iter().map(|&j| Cow::Borrowed(self.column(j))).collect(),
            runs: self
                .runs
                .iter()
                .map(|run| Run {
                    rows: run.rows.clone(),
                    missing: (0..variables.len())
                        .filter(|&at| run.missing.contains(&variables[at]))
                        .collect(),
                })
                .collect(),
            empty: self.empty,
            order: self.order.clone(),
        }
    }

    /// Number of variables.
    #[must_use]
    pub fn variables(&self) -> usize {
        self.columns.len()
    }

    /// Number of rows that hold at least one value.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.runs.last().map_or(0, |run| run.rows.end)
    }

    /// Number of rows without any value, which are in none of the results.
    #[must_use]
    pub fn empty(&self) -> usize {
        self.empty
    }

    /// The runs, fewest missing first.
    #[must_use]
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Number of different missing patterns.
    #[must_use]
    pub fn patterns(&self) -> usize {
        self.runs.len()
    }

    /// Whether nothing is missing.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.runs.iter().all(|run| run.missing.is_empty())
    }

    /// Values of variable `j` in the sorted rows; 0 where missing.
    #[must_use]
    pub fn column(&self, j: usize) -> &[f64] {
        &self.columns[j]
    }

    /// Where the sorted row `row` stood in the columns given.
    #[must_use]
    pub fn position(&self, row: usize) -> usize {
        self.order.as_ref().map_or(row, |order| order[row])
    }

    /// Mean and variance (divisor n) of each variable over the rows that have it, with that number of rows.
    #[must_use]
    pub fn margins(&self) -> Vec<Margin> {
        (0..self.variables()).map(|j| self.margin(j)).collect()
    }

    fn margin(&self, j: usize) -> Margin {
        let present = || self.runs.iter().filter(move |run| !run.missing.contains(&j));
        let slices = || present().map(|run| &self.columns[j][run.rows.clone()]);
        let count: usize = present().map(|run| run.rows.len()).sum();
        #[allow(clippy::cast_precision_loss)]
        let n = count as f64;
        let mean = slices().map(sum).sum::<f64>() / n;
        let (mut second, mut fourth) = (0.0, 0.0);
        for (squares, fourths) in slices().map(|slice| powers(slice, mean)) {
            second += squares;
            fourth += fourths;
        }
        Margin { count, mean, variance: second / n, fourth: fourth / n }
    }

    /// Means and covariances (divisor n) of complete rows; `None` where something is missing.
    #[must_use]
    pub fn moments(&self) -> Option<(DVector<f64>, DMatrix<f64>)> {
        if !self.is_complete() {
            return None;
        }
        let mean = DVector::from_iterator(self.variables(), self.margins().iter().map(|margin| margin.mean));
        let covariance = super::gamma_blocks::covariance(self, &mean);
        Some((mean, covariance))
    }
}

/// One variable by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margin {
    /// Rows that have it.
    pub count: usize,
    /// Mean over them.
    pub mean: f64,
    /// Variance over them, divisor n.
    pub variance: f64,
    /// Fourth central moment over them.
    pub fourth: f64,
}

fn too_few_rows(found: usize) -> Error {
    Error::TooFew { what: "rows with a value".to_owned(), needed: 2, found }
}

/// Sums of second and fourth powers about a mean, in strands that the processor adds side by side.
fn powers(values: &[f64], mean: f64) -> (f64, f64) {
    let (mut second, mut fourth) = ([0.0; 8], [0.0; 8]);
    let mut add = |strand: usize, value: f64| {
        let square = (value - mean) * (value - mean);
        second[strand] += square;
        fourth[strand] += square * square;
    };
    let eights = values.chunks_exact(8);
    eights.remainder().iter().for_each(|value| add(0, *value));
    for eight in eights {
        (0..8).for_each(|strand| add(strand, eight[strand]));
    }
    (second.iter().sum(), fourth.iter().sum())
}

/// Refuses what no estimator can use; true where nothing is missing.
fn look(name: &str, column: &[f64]) -> Result<bool> {
    // Mostly there is nothing to refuse, which a sum shows.
    #[allow(clippy::float_cmp)]
    if sum(column).is_finite() && column.iter().any(|value| *value != column[0]) {
        return Ok(true);
    }
    let (mut found, mut first, mut varies) = (0, f64::NAN, false);
    for (row, &value) in column.iter().enumerate() {
        if value.is_infinite() {
            return Err(Error::Value {
                item: name.to_owned(),
                row: row + 1,
                value: value.to_string(),
                why: "is not finite".to_owned(),
            });
        }
        if !value.is_nan() {
            if found == 0 {
                first = value;
            }
            #[allow(clippy::float_cmp)]
            {
                varies |= value != first;
            }
            found += 1;
        }
    }
    if found < 2 {
        return Err(Error::TooFew { what: format!("values of \"{name}\""), needed: 2, found });
    }
    if !varies {
        return Err(Error::Constant { item: name.to_owned() });
    }
    Ok(found == column.len())
}
