//! Two-way tables of ordinal items: counts only, so they add.
//! Not here: counting rows (see `count`), the form in which tables travel (see `exchange`).

use super::Answers;
use crate::{Error, Result};

/// Margins and two-way tables of a set of ordinal items.
#[derive(Debug, Clone, PartialEq)]
pub struct Tables {
    pub(super) names: Vec<String>,
    pub(super) values: Vec<Vec<f64>>,
    pub(super) rows: u64,
    pub(super) margins: Vec<Vec<u64>>,
    pub(super) pairs: Vec<Vec<u64>>,
}

impl Tables {
    /// Tables of zeros for the items and categories of `answers`.
    pub(super) fn empty(answers: &Answers) -> Self {
        let values: Vec<Vec<f64>> = (0..answers.items()).map(|item| answers.values(item).to_vec()).collect();
        let mut tables = Self::zeros(answers.names().to_vec(), values);
        tables.rows = answers.rows() as u64;
        tables
    }

    /// Tables of zeros.
    pub(super) fn zeros(names: Vec<String>, values: Vec<Vec<f64>>) -> Self {
        let margins = values.iter().map(|values| vec![0; values.len()]).collect();
        let mut pairs = Vec::with_capacity(pair_count(values.len()));
        for (i, rows) in values.iter().enumerate() {
            pairs.extend(values[i + 1..].iter().map(|columns| vec![0; rows.len() * columns.len()]));
        }
        Self { names, values, rows: 0, margins, pairs }
    }

    /// Tables over no rows, to merge others into.
    #[must_use]
    pub fn nothing(names: &[String]) -> Self {
        Self::zeros(names.to_vec(), vec![Vec::new(); names.len()])
    }

    /// Items.
    #[must_use]
    pub fn items(&self) -> usize {
        self.names.len()
    }

    /// Names of the items.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Respondents, whether they answered or not.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Category values of item `i`, rising.
    #[must_use]
    pub fn values(&self, i: usize) -> &[f64] {
        &self.values[i]
    }

    /// How many chose each category of item `i`, among everybody who answered it.
    #[must_use]
    pub fn margin(&self, i: usize) -> &[u64] {
        &self.margins[i]
    }

    /// How many answered item `i`.
    #[must_use]
    pub fn answered(&self, i: usize) -> u64 {
        self.margins[i].iter().sum()
    }

    /// Joint counts of items `i` and `j` among those who answered both: row-major,
    /// `values(i).len()` rows and `values(j).len()` columns.
    #[must_use]
    pub fn pair(&self, i: usize, j: usize) -> Vec<u64> {
        let (height, width) = (self.values[i].len(), self.values[j].len());
        if i < j {
            return self.pairs[pair_place(self.items(), i, j)].clone();
        }
        let mut cells = vec![0; height * width];
        for row in 0..height {
            if i == j {
                cells[row * width + row] = self.margins[i][row];
                continue;
            }
            for column in 0..width {
                cells[row * width + column] =
                    self.pairs[pair_place(self.items(), j, i)][column * height + row];
            }
        }
        cells
    }

    /// The joint counts of `i < j` as they are kept, row-major; empty unless `i < j`.
    #[must_use]
    pub fn upper(&self, i: usize, j: usize) -> &[u64] {
        if i < j { &self.pairs[pair_place(self.items(), i, j)] } else { &[] }
    }

    /// Adds the counts of other rows of the same items; categories are united.
    ///
    /// # Errors
    /// [`Error::Argument`] where the items differ, [`Error::TooManyCategories`] where an item would have more than 16.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if self.names != other.names {
            return Err(Error::Argument {
                what: "tables to merge".to_owned(),
                why: format!("different items: {} and {}", self.names.join(" "), other.names.join(" ")),
            });
        }
        if self.values != other.values {
            let mut united = Vec::with_capacity(self.items());
            for (i, mine) in self.values.iter().enumerate() {
                united.push(union(&self.names[i], mine, &other.values[i])?);
            }
            let mut whole = Self::zeros(self.names.clone(), united);
            whole.rows = self.rows;
            whole.add(self);
            *self = whole;
        }
        self.rows += other.rows;
        self.add(other);
        Ok(())
    }

    /// Adds margins and pairs of tables whose categories all occur here.
    fn add(&mut self, other: &Self) {
        let places: Vec<Vec<usize>> =
            self.values.iter().zip(&other.values).map(|(mine, theirs)| places(mine, theirs)).collect();
        let mut pair = 0;
        for i in 0..self.items() {
            for (&place, count) in places[i].iter().zip(&other.margins[i]) {
                self.margins[i][place] += count;
            }
            for j in i + 1..self.items() {
                let (width, columns) = (self.values[j].len(), other.values[j].len());
                for (cell, count) in other.pairs[pair].iter().enumerate() {
                    let (row, column) = (cell / columns, cell % columns);
                    self.pairs[pair][places[i][row] * width + places[j][column]] += count;
                }
                pair += 1;
            }
        }
    }

    /// Some of the items, in the order given.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn select(&self, names: &[String]) -> Result<Self> {
        let place = |name: &String| {
            let found = self.names.iter().position(|known| known == name);
            found.ok_or_else(|| Error::UnknownColumn { name: name.clone() })
        };
        let kept = names.iter().map(place).collect::<Result<Vec<_>>>()?;
        let mut pairs = Vec::with_capacity(pair_count(kept.len()));
        for (at, &i) in kept.iter().enumerate() {
            pairs.extend(kept[at + 1..].iter().map(|&j| self.pair(i, j)));
        }
        Ok(Self {
            names: names.to_vec(),
            values: kept.iter().map(|&i| self.values[i].clone()).collect(),
            rows: self.rows,
            margins: kept.iter().map(|&i| self.margins[i].clone()).collect(),
            pairs,
        })
    }

    /// The same counts with the named items keyed the other way: `least + most - answer`, the bounds being those given or
    /// else the least and the most value that occur in the item.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`]; [`Error::Argument`] where an answer lies outside the bounds.
    pub fn reversed(&self, names: &[String], bounds: Option<(f64, f64)>) -> Result<Self> {
        let mut turned = self.values.clone();
        for name in names {
            let found = self.names.iter().position(|known| known == name);
            let i = found.ok_or_else(|| Error::UnknownColumn { name: name.clone() })?;
            let Some((&least, &most)) = self.values[i].first().zip(self.values[i].last()) else { continue };
            let (low, high) = super::frame::within(name, (least, most), bounds)?;
            // Falling for the moment: the counts keep their places, and sorting them is left to the union below.
            turned[i] = self.values[i].iter().map(|value| low + high - value).collect();
        }
        let mut sorted = turned.clone();
        for values in &mut sorted {
            values.sort_by(f64::total_cmp);
        }
        let mut whole = Self::zeros(self.names.clone(), sorted);
        whole.rows = self.rows;
        whole.add(&Self { values: turned, ..self.clone() });
        Ok(whole)
    }
}

/// How many pairs `items` items have.
pub(super) fn pair_count(items: usize) -> usize {
    items * items.saturating_sub(1) / 2
}

/// The place of the pair `i < j` in the list of pairs.
pub(super) fn pair_place(items: usize, i: usize, j: usize) -> usize {
    i * (2 * items - i - 1) / 2 + j - i - 1
}

/// The place in `mine` of each value in `theirs`.
fn places(mine: &[f64], theirs: &[f64]) -> Vec<usize> {
    theirs.iter().map(|value| mine.iter().position(|known| known == value).unwrap_or(0)).collect()
}

/// The values of both, rising.
fn union(item: &str, mine: &[f64], theirs: &[f64]) -> Result<Vec<f64>> {
    let mut all: Vec<f64> = mine.iter().chain(theirs).copied().collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    if all.len() > super::MOST_CATEGORIES {
        return Err(super::coding::too_many(item, all.len()));
    }
    Ok(all)
}
