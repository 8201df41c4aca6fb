//! The named columns a model speaks of: numbers, or texts that make groups and categories.
//! Not here: reading them from files, and what a model makes of them.

use crate::answers::{Column, Frame};
use crate::{Error, Result};

/// One column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Variable<'a> {
    /// Numbers; NaN is missing.
    Number(&'a [f64]),
    /// Texts; none is missing.
    Text(&'a [Option<String>]),
}

impl Variable<'_> {
    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        match self {
            Self::Number(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }

    /// Whether the value of a row is missing (NaN, infinite, or no text).
    #[must_use]
    pub fn missing(&self, row: usize) -> bool {
        match self {
            Self::Number(values) => !values[row].is_finite(),
            Self::Text(values) => values[row].is_none(),
        }
    }

    /// Whether any value is missing.
    #[must_use]
    pub fn any_missing(&self) -> bool {
        match self {
            // Anything times zero is zero unless it is missing; summing keeps the loop free of branches.
            Self::Number(values) => values.iter().map(|value| value * 0.0).sum::<f64>() != 0.0,
            Self::Text(values) => values.iter().any(Option::is_none),
        }
    }
}

/// Named columns of equal length, borrowed.
///
/// ```
/// use psychometrics::nested::variables::{Variable, Variables};
/// let days = [0.0, 1.0, 2.0];
/// let mut variables = Variables::new();
/// variables.add("days", Variable::Number(&days)).unwrap();
/// assert_eq!(variables.rows(), 3);
/// assert!(variables.get("hours").is_err());
/// ```
#[derive(Debug, Clone, Default)]
pub struct Variables<'a> {
    entries: Vec<(&'a str, Variable<'a>)>,
}

impl<'a> Variables<'a> {
    /// No columns yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// All columns of a frame.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`] where the frame does not have a column it names.
    pub fn of_frame(frame: &'a Frame) -> Result<Self> {
        let mut variables = Self::new();
        for name in frame.names() {
            let variable = match frame.column(name)? {
                Column::Numbers(values) => Variable::Number(values),
                Column::Texts { cells, .. } => Variable::Text(cells),
            };
            variables.add(name, variable)?;
        }
        Ok(variables)
    }

    /// Adds a column.
    ///
    /// # Errors
    /// [`Error::Argument`] where the name is taken or the length differs from the columns before.
    pub fn add(&mut self, name: &'a str, variable: Variable<'a>) -> Result<()> {
        let refuse = |why: String| Err(Error::Argument { what: format!("column \"{name}\""), why });
        if self.entries.iter().any(|(known, _)| *known == name) {
            return refuse("there is one of that name already".to_owned());
        }
        if !self.entries.is_empty() && variable.rows() != self.rows() {
            return refuse(format!("it has {} rows, the others have {}", variable.rows(), self.rows()));
        }
        self.entries.push((name, variable));
        Ok(())
    }

    /// How many rows the columns have.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.entries.first().map_or(0, |(_, variable)| variable.rows())
    }

    /// The column of that name.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn get(&self, name: &str) -> Result<Variable<'a>> {
        let found = self.entries.iter().find(|(known, _)| *known == name);
        found.map(|&(_, variable)| variable).ok_or_else(|| Error::UnknownColumn { name: name.to_owned() })
    }
}
