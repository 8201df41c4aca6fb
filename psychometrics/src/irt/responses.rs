//! The answers of persons to ordinal items as whole rows, which is what item response models need.
//! Not here: counts of answers (see `answers`), and any model.

use serde::Serialize;

use crate::answers::{Answers, code};
use crate::{Error, Result};

/// The most categories an item may have.
pub const MOST_CATEGORIES: usize = 16;

/// The code of an answer that is missing.
pub(crate) const MISSING: u8 = u8::MAX;

/// Answers of persons (rows) to items (columns), each coded by the place of its value among the values of the item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Responses {
    names: Vec<String>,
    values: Vec<Vec<f64>>,
    rows: usize,
    codes: Vec<u8>,
}

impl Responses {
    /// Reads columns of numbers, NaN where an answer is missing; the categories of an item are the values found in it.
    ///
    /// # Errors
    /// [`Error::Argument`] where the numbers of names and columns or the lengths of columns differ, [`Error::Value`]
    /// for an infinite value, [`Error::TooManyCategories`] above 16 values, [`Error::TooFew`] without items.
    pub fn from_columns<C: AsRef<[f64]>>(names: &[String], columns: &[C]) -> Result<Self> {
        if names.len() != columns.len() {
            return Err(argument("names", format!("{} for {} columns", names.len(), columns.len())));
        }
        let Some(first) = columns.first() else {
            return Err(Error::TooFew { what: "items".into(), needed: 1, found: 0 });
        };
        let rows = first.as_ref().len();
        let (mut coded, mut values) = (Vec::with_capacity(columns.len()), Vec::with_capacity(columns.len()));
        for (name, column) in names.iter().zip(columns) {
            let column = column.as_ref();
            if column.len() != rows {
                return Err(argument("columns", format!("\"{name}\" has {} rows, not {rows}", column.len())));
            }
            let (codes, found) = match whole_numbers(name, column) {
                Some(found) => found,
                None => any_numbers(name, column)?,
            };
            coded.push(codes);
            values.push(found);
        }
        let codes = row_by_row(&coded, rows);
        Ok(Self { names: names.to_vec(), values, rows, codes })
    }

    /// The same answers, unpacked.
    #[must_use]
    pub fn from_answers(answers: &Answers) -> Self {
        let (rows, items) = (answers.rows(), answers.items());
        let coded: Vec<Vec<u8>> = (0..items).map(|item| answers.codes(item)).collect();
        let codes = row_by_row(&coded, rows);
        let values = (0..items).map(|item| answers.values(item).to_vec()).collect();
        Self { names: answers.names().to_vec(), values, rows, codes }
    }

    /// Number of persons.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Number of items.
    #[must_use]
    pub const fn items(&self) -> usize {
        self.names.len()
    }

    /// Names of the items.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The values of an item, rising; an answer is coded by its place here.
    #[must_use]
    pub fn values(&self, item: usize) -> &[f64] {
        &self.values[item]
    }

    /// The place of the answer among the item's values; nothing where it is missing.
    #[must_use]
    pub fn answer(&self, row: usize, item: usize) -> Option<usize> {
        let code = self.codes[row * self.items() + item];
        (code != MISSING).then_some(code as usize)
    }

    /// The codes of one person, [`MISSING`] where there is no answer.
    pub(crate) fn row(&self, row: usize) -> &[u8] {
        &self.codes[row * self.items()..(row + 1) * self.items()]
    }

    /// How many chose each category of an item.
    #[must_use]
    pub fn counts(&self, item: usize) -> Vec<u64> {
        let mut counts = vec![0; self.values[item].len()];
        for row in 0..self.rows {
            if let Some(code) = self.answer(row, item) {
                counts[code] += 1;
            }
        }
        counts
    }

    /// The rows without any missing answer.
    #[must_use]
    pub fn complete_rows(&self) -> Vec<usize> {
        (0..self.rows).filter(|&row| !self.row(row).contains(&MISSING)).collect()
    }

    /// The same answers under the values (and their order) of another set, such as the one items were calibrated on.
    ///
    /// # Errors
    /// [`Error::Argument`] where the number of items differs, [`Error::Value`] where a value is unknown there.
    pub fn recoded(&self, values: &[Vec<f64>]) -> Result<Self> {
        if values.len() != self.items() {
            return Err(argument("items", format!("{} expected, {} found", values.len(), self.items())));
        }
        let mut codes = self.codes.clone();
        for (place, code) in codes.iter_mut().enumerate().filter(|(_, code)| **code != MISSING) {
            let item = place % self.items();
            let value = self.values[item][*code as usize];
            let Some(found) = values[item].iter().position(|one| *one == value) else {
                return Err(Error::Value {
                    item: self.names[item].clone(),
                    row: place / self.items() + 1,
                    value: value.to_string(),
                    why: "is no category of this item in the calibration".into(),
                });
            };
            *code = found as u8;
        }
        Ok(Self { names: self.names.clone(), values: values.to_vec(), rows: self.rows, codes })
    }
}

/// Codes of each row together, from codes of each item; some rows at a time, as both ways of going through stay in the
/// cache only so.
fn row_by_row(coded: &[Vec<u8>], rows: usize) -> Vec<u8> {
    const TOGETHER: usize = 64;
    let items = coded.len();
    let mut codes = vec![MISSING; rows * items];
    for (part, start) in codes.chunks_mut(TOGETHER * items.max(1)).zip((0..rows).step_by(TOGETHER)) {
        for (item, column) in coded.iter().enumerate() {
            let column = &column[start..(start + TOGETHER).min(rows)];
            for (row, &code) in part.chunks_exact_mut(items).zip(column) {
                row[item] = code;
            }
        }
    }
    codes
}

/// Codes and values of a column of whole numbers; none for what [`any_numbers`] has to look at.
fn whole_numbers(name: &str, column: &[f64]) -> Option<(Vec<u8>, Vec<f64>)> {
    let coded = code(name, column, Vec::new()).ok()?;
    Some((coded.codes, coded.values))
}

/// Codes and values of a column of any numbers.
fn any_numbers(name: &str, column: &[f64]) -> Result<(Vec<u8>, Vec<f64>)> {
    let found = distinct(name, column)?;
    let code = |value: &f64| found.iter().position(|one| one == value).map_or(MISSING, |place| place as u8);
    Ok((column.iter().map(code).collect(), found))
}

/// The different values of a column, rising.
fn distinct(name: &str, column: &[f64]) -> Result<Vec<f64>> {
    let mut found: Vec<f64> = Vec::new();
    let mut last = f64::NAN;
    for (row, &value) in column.iter().enumerate() {
        if value.is_nan() || value == last {
            continue;
        }
        if value.is_infinite() {
            return Err(Error::Value {
                item: name.to_owned(),
                row: row + 1,
                value: value.to_string(),
                why: "is not a number an answer can have".into(),
            });
        }
        last = value;
        if let Err(place) = found.binary_search_by(|one| one.total_cmp(&(value + 0.0))) {
            found.insert(place, value + 0.0);
        }
    }
    if found.len() > MOST_CATEGORIES {
        return Err(Error::TooManyCategories {
            item: name.to_owned(),
            found: found.len(),
            most: MOST_CATEGORIES,
        });
    }
    Ok(found)
}

/// An argument refused.
pub(crate) fn argument(what: &str, why: impl Into<String>) -> Error {
    Error::Argument { what: what.to_owned(), why: why.into() }
}
