//! What a model is fitted to: moments, or columns of answers from which moments are taken, group by group.
//! Not here: incomplete rows (the estimators that use them take the columns as they are).

use std::borrow::Cow;

use nalgebra::{DMatrix, DVector};

use super::complete::moments;
use super::objective::Implied;
use crate::{Error, Result};

/// Data of all groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Data<'a> {
    names: Vec<String>,
    groups: Vec<Source<'a>>,
}

/// Data of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Source<'a> {
    /// The group's name; empty where there is only one.
    pub label: String,
    content: Content<'a>,
}

#[derive(Debug, Clone, PartialEq)]
enum Content<'a> {
    Moments { rows: usize, mean: DVector<f64>, covariance: DMatrix<f64> },
    Columns(Vec<Cow<'a, [f64]>>),
}

/// Moments of a group's complete rows over a model's variables.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sample {
    pub rows: usize,
    /// Covariances with the divisor `rows`.
    pub moments: Implied,
}

fn argument(what: &str, why: impl Into<String>) -> Error {
    Error::Argument { what: what.to_owned(), why: why.into() }
}

impl<'a> Data<'a> {
    /// One group's moments; `covariance` has the divisor `rows` (multiply by `(n-1)/n` where it has `n-1`).
    ///
    /// # Errors
    /// [`Error::Argument`] where sizes do not agree or a moment is not a number.
    pub fn from_moments(
        names: Vec<String>,
        rows: usize,
        mean: DVector<f64>,
        covariance: DMatrix<f64>,
    ) -> Result<Data<'static>> {
        Data { names, groups: Vec::new() }.with_moments("", rows, mean, covariance)
    }

    /// These data and one more group.
    ///
    /// # Errors
    /// As [`Data::from_moments`].
    pub fn with_moments(
        mut self,
        label: &str,
        rows: usize,
        mean: DVector<f64>,
        covariance: DMatrix<f64>,
    ) -> Result<Data<'a>> {
        let p = self.names.len();
        if mean.len() != p || covariance.shape() != (p, p) {
            return Err(argument(
                "the moments",
                format!("{p} names need {p} means and {p} x {p} covariances"),
            ));
        }
        if mean.iter().chain(covariance.iter()).any(|value| !value.is_finite()) {
            return Err(argument("the moments", "one of them is not a number"));
        }
        if (&covariance - covariance.transpose()).amax() > 1e-8 * covariance.amax() {
            return Err(argument("the covariances", "the matrix is not symmetric"));
        }
        if rows < 2 {
            return Err(Error::TooFew { what: "rows".to_owned(), needed: 2, found: rows });
        }
        self.groups
            .push(Source { label: label.to_owned(), content: Content::Moments { rows, mean, covariance } });
        Ok(self)
    }

    /// No group yet; for [`Data::with_moments`].
    #[must_use]
    pub fn named(names: Vec<String>) -> Data<'static> {
        Data { names, groups: Vec::new() }
    }

    /// One group's columns; NaN is a missing answer.
    ///
    /// # Errors
    /// [`Error::Argument`] where lengths do not agree.
    pub fn from_columns(names: Vec<String>, columns: &[&'a [f64]]) -> Result<Data<'a>> {
        lengths(&names, columns)?;
        let columns = columns.iter().map(|column| Cow::Borrowed(*column)).collect();
        Ok(Data { names, groups: vec![Source { label: String::new(), content: Content::Columns(columns) }] })
    }

    /// Columns with the group that each row belongs to; groups stand in the order of their first row. Rows with an
    /// empty group name are left out.
    ///
    /// # Errors
    /// [`Error::Argument`] where lengths do not agree.
    pub fn from_grouped(names: Vec<String>, columns: &[&[f64]], group: &[String]) -> Result<Data<'static>> {
        lengths(&names, columns)?;
        if columns.first().is_some_and(|column| column.len() != group.len()) {
            return Err(argument("the groups", "as many names as rows are needed"));
        }
        let mut labels: Vec<&String> = Vec::new();
        let mut rows: Vec<Vec<usize>> = Vec::new();
        for (row, name) in group.iter().enumerate().filter(|(_, name)| !name.trim().is_empty()) {
            let at = labels.iter().position(|label| *label == name).unwrap_or_else(|| {
                labels.push(name);
                rows.push(Vec::new());
                labels.len() - 1
            });
            rows[at].push(row);
        }
        let groups = labels
            .iter()
            .zip(&rows)
            .map(|(label, rows)| {
                let take =
                    |column: &&[f64]| Cow::Owned(rows.iter().map(|&row| column[row]).collect::<Vec<f64>>());
                Source {
                    label: (*label).clone(),
                    content: Content::Columns(columns.iter().map(take).collect()),
                }
            })
            .collect();
        Ok(Data { names, groups })
    }

    /// Number of groups.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// Names of the groups.
    #[must_use]
    pub fn labels(&self) -> Vec<String> {
        self.groups.iter().map(|group| group.label.clone()).collect()
    }

    /// The rows that answered all of these variables; moments are left as they are.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub(crate) fn answered(&self, given: &[String]) -> Result<Data<'static>> {
        let places = self.places(given)?;
        let groups = self.groups.iter().map(|group| Source {
            label: group.label.clone(),
            content: match &group.content {
                Content::Moments { rows, mean, covariance } => {
                    Content::Moments { rows: *rows, mean: mean.clone(), covariance: covariance.clone() }
                }
                Content::Columns(columns) => {
                    let rows = columns.first().map_or(0, |column| column.len());
                    let kept: Vec<usize> = (0..rows)
                        .filter(|&row| places.iter().all(|&at| columns[at][row].is_finite()))
                        .collect();
                    let take =
                        |column: &Cow<[f64]>| Cow::Owned(kept.iter().map(|&row| column[row]).collect());
                    Content::Columns(columns.iter().map(take).collect())
                }
            },
        });
        Ok(Data { names: self.names.clone(), groups: groups.collect() })
    }

    /// The same with some variables brought to mean zero and standard deviation one (divisor `n - 1`), group by group over
    /// the rows that have them; where `listwise`, over the rows that have all of `observed`.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`]; [`Error::Constant`].
    pub(crate) fn standardized(
        &self,
        observed: &[String],
        which: &[String],
        listwise: bool,
    ) -> Result<Data<'static>> {
        let whole = if listwise { self.answered(observed)? } else { self.answered(&[])? };
        let places = self.places(which)?;
        let groups = whole
            .groups
            .into_iter()
            .map(|group| Ok(Source { content: group.content.standardized(&places, which)?, ..group }))
            .collect::<Result<_>>()?;
        Ok(Data { names: self.names.clone(), groups })
    }

    /// Places of a model's variables among the names.
    fn places(&self, observed: &[String]) -> Result<Vec<usize>> {
        observed
            .iter()
            .map(|name| {
                let place = self.names.iter().position(|other| other == name);
                place.ok_or_else(|| Error::UnknownColumn { name: name.clone() })
            })
            .collect()
    }

    /// A group's columns of a model's variables as they are.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`], and [`Error::Argument`] where only moments are known.
    pub(crate) fn columns(&self, group: usize, observed: &[String]) -> Result<Vec<&[f64]>> {
        let places = self.places(observed)?;
        match &self.groups[group].content {
            Content::Columns(columns) => Ok(places.iter().map(|&at| columns[at].as_ref()).collect()),
            Content::Moments { .. } => {
                Err(argument("the data", "this estimator needs rows; moments alone are not enough"))
            }
        }
    }

    /// A group's moments over a model's variables; of columns those of the rows without any missing answer.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`], [`Error::TooFew`], [`Error::Constant`].
    pub(crate) fn sample(&self, group: usize, observed: &[String]) -> Result<Sample> {
        let places = self.places(observed)?;
        let (rows, mean, covariance) = match &self.groups[group].content {
            Content::Moments { rows, mean, covariance } => {
                let mean = DVector::from_iterator(places.len(), places.iter().map(|&at| mean[at]));
                let size = places.len();
                (*rows, mean, DMatrix::from_fn(size, size, |i, j| covariance[(places[i], places[j])]))
            }
            Content::Columns(columns) => {
                let columns: Vec<&[f64]> = places.iter().map(|&at| columns[at].as_ref()).collect();
                moments(&columns)?
            }
        };
        for (at, name) in observed.iter().enumerate() {
            if covariance[(at, at)] <= 0.0 {
                return Err(Error::Constant { item: name.clone() });
            }
        }
        Ok(Sample { rows, moments: Implied { mean, covariance, thresholds: DVector::zeros(0) } })
    }
}

impl Content<'static> {
    /// With the variables at these places standardised.
    fn standardized(self, places: &[usize], names: &[String]) -> Result<Content<'static>> {
        let constant = |at: usize| Error::Constant { item: names[at].clone() };
        Ok(match self {
            Content::Moments { rows, mut mean, mut covariance } => {
                for (number, &at) in places.iter().enumerate() {
                    let sd = (covariance[(at, at)] * rows as f64 / (rows as f64 - 1.0)).sqrt();
                    if sd.is_nan() || sd <= 0.0 {
                        return Err(constant(number));
                    }
                    mean[at] = 0.0;
                    covariance.row_mut(at).unscale_mut(sd);
                    covariance.column_mut(at).unscale_mut(sd);
                }
                Content::Moments { rows, mean, covariance }
            }
            Content::Columns(mut columns) => {
                for (number, &at) in places.iter().enumerate() {
                    let there: Vec<f64> = columns[at].iter().copied().filter(|v| v.is_finite()).collect();
                    let count = there.len() as f64;
                    let mean = there.iter().sum::<f64>() / count;
                    let squares: f64 = there.iter().map(|value| (value - mean).powi(2)).sum();
                    let sd = (squares / (count - 1.0)).sqrt();
                    if sd.is_nan() || sd <= 0.0 {
                        return Err(constant(number));
                    }
                    columns[at] = columns[at].iter().map(|value| (value - mean) / sd).collect();
                }
                Content::Columns(columns)
            }
        })
    }
}

fn lengths(names: &[String], columns: &[&[f64]]) -> Result<()> {
    let rows = columns.first().map_or(0, |column| column.len());
    if names.len() != columns.len() || columns.iter().any(|column| column.len() != rows) {
        return Err(argument("the columns", "as many as names are needed, all of one length"));
    }
    Ok(())
}
