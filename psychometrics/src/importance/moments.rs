//! Means and products of columns over the rows in which all are there. They add over chunks, files and machines.
//! Not here: pairwise complete moments of questionnaires (see `answers`).

use nalgebra::DMatrix;

use crate::numeric::crossproduct::{Products, ROWS};
use crate::{Error, Result};

/// Moments of several columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    /// Names of the columns.
    pub names: Vec<String>,
    /// Complete rows.
    pub n: usize,
    /// Rows left out.
    pub left_out: usize,
    /// Sum of the weights; `n` without weights.
    pub weight: f64,
    /// Means.
    pub means: Vec<f64>,
    /// Sums of products of distances from the means.
    pub products: DMatrix<f64>,
}

impl Moments {
    /// Moments of `columns` (NaN = missing; a row counts where all are there), each row counting by its weight.
    ///
    /// ```
    /// use psychometrics::importance::moments::Moments;
    /// let names = ["a".to_string(), "b".to_string()];
    /// let found = Moments::of(&names, &[&[1.0, 2.0, 3.0, 9.0], &[2.0, 4.0, 6.0, f64::NAN]], None).unwrap();
    /// assert_eq!((found.n, found.left_out, found.products[(0, 1)]), (3, 1, 4.0));
    /// ```
    ///
    /// # Errors
    /// [`Error::Argument`] where lengths differ or a weight is negative; [`Error::TooFew`] below two complete rows.
    pub fn of(names: &[String], columns: &[&[f64]], weights: Option<&[f64]>) -> Result<Self> {
        let rows = check(names, columns, weights)?;
        let kept = complete(columns, weights, rows);
        let n = kept.as_ref().map_or(rows, Vec::len);
        if n < 2 {
            return Err(Error::TooFew { what: "complete rows".to_owned(), needed: 2, found: n });
        }
        let row = |place: usize| kept.as_ref().map_or(place, |kept| kept[place] as usize);
        let at = |place: usize| weights.map_or(1.0, |weights| weights[row(place)]);
        let weight: f64 = (0..n).map(at).sum();
        let mean = |column: &&[f64]| (0..n).map(|place| at(place) * column[row(place)]).sum::<f64>() / weight;
        let means: Vec<f64> = columns.iter().map(mean).collect();
        let mut products = Products::new(columns.len());
        for from in (0..n).step_by(ROWS) {
            let count = ROWS.min(n - from);
            for (c, (column, mean)) in columns.iter().zip(&means).enumerate() {
                let out = products.column(c);
                out[count..].fill(0.0);
                for (place, out) in out[..count].iter_mut().enumerate() {
                    *out = column[row(from + place)] - mean;
                }
                if weights.is_some() {
                    out[..count]
                        .iter_mut()
                        .enumerate()
                        .for_each(|(place, out)| *out *= at(from + place).sqrt());
                }
            }
            products.add();
        }
        let products = products.matrix();
        Ok(Self { names: names.to_vec(), n, left_out: rows - n, weight, means, products })
    }

    /// Adds the moments of other rows of the same columns.
    ///
    /// # Errors
    /// [`Error::Argument`] where the names differ.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if self.names != other.names {
            let why = "moments of different columns cannot be added".to_owned();
            return Err(Error::Argument { what: "columns".to_owned(), why });
        }
        let whole = self.weight + other.weight;
        let share = self.weight * other.weight / whole;
        let gaps: Vec<f64> = other.means.iter().zip(&self.means).map(|(other, own)| other - own).collect();
        for i in 0..gaps.len() {
            for j in 0..gaps.len() {
                self.products[(i, j)] += other.products[(i, j)] + share * gaps[i] * gaps[j];
            }
        }
        for (mean, gap) in self.means.iter_mut().zip(&gaps) {
            *mean += gap * other.weight / whole;
        }
        self.n += other.n;
        self.left_out += other.left_out;
        self.weight = whole;
        Ok(())
    }

    /// The place of a column.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn place(&self, name: &str) -> Result<usize> {
        let found = self.names.iter().position(|known| known == name);
        found.ok_or_else(|| Error::UnknownColumn { name: name.to_owned() })
    }

    /// The moments of some columns, in that order.
    #[must_use]
    pub fn select(&self, places: &[usize]) -> Self {
        Self {
            names: places.iter().map(|&at| self.names[at].clone()).collect(),
            means: places.iter().map(|&at| self.means[at]).collect(),
            products: self.products.select_columns(places).select_rows(places),
            ..*self
        }
    }

    /// Correlations.
    ///
    /// # Errors
    /// [`Error::Constant`] for a column that does not vary.
    pub fn correlation(&self) -> Result<DMatrix<f64>> {
        for (at, name) in self.names.iter().enumerate() {
            let size = self.weight * self.means[at] * self.means[at];
            if self.products[(at, at)] <= 1e-26 * size {
                return Err(Error::Constant { item: name.clone() });
            }
        }
        Ok(crate::numeric::linear::to_correlation(&self.products))
    }

    /// Standard deviation of a column (n - 1, with weights their sum - 1).
    #[must_use]
    pub fn sd(&self, at: usize) -> f64 {
        (self.products[(at, at)] / (self.weight - 1.0)).sqrt()
    }
}

/// The number of rows, where everything fits together.
pub(super) fn check(names: &[String], columns: &[&[f64]], weights: Option<&[f64]>) -> Result<usize> {
    let refuse = |why: String| Err(Error::Argument { what: "columns".to_owned(), why });
    if names.len() != columns.len() {
        return refuse(format!("{} names for {} columns", names.len(), columns.len()));
    }
    let rows = columns.first().map_or(0, |column| column.len());
    if let Some(at) = columns.iter().position(|column| column.len() != rows) {
        return refuse(format!("\"{}\" has {} rows, \"{}\" {rows}", names[at], columns[at].len(), names[0]));
    }
    if let Some(weights) = weights {
        if weights.len() != rows {
            return refuse(format!("{} weights for {rows} rows", weights.len()));
        }
        if let Some(row) = weights.iter().position(|weight| *weight < 0.0) {
            return refuse(format!("the weight of row {} is negative", row + 1));
        }
    }
    Ok(rows)
}

/// The rows in which everything is there and the weight above zero; none where that is all of them.
pub(super) fn complete(columns: &[&[f64]], weights: Option<&[f64]>, rows: usize) -> Option<Vec<u32>> {
    let gap = |column: &&&[f64]| column.iter().map(|value| value * 0.0).sum::<f64>() != 0.0;
    let gaps: Vec<&&[f64]> = columns.iter().filter(gap).collect();
    if gaps.is_empty() && weights.is_none() {
        return None;
    }
    let whole = |&row: &u32| {
        let row = row as usize;
        gaps.iter().all(|column| column[row].is_finite())
            && weights.is_none_or(|weights| weights[row] > 0.0 && weights[row].is_finite())
    };
    Some((0..rows as u32).filter(whole).collect())
}
