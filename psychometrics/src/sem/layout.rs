//! Where each parameter stands in the matrices `Sigma = Lambda (I-B)^-1 Psi (I-B)^-T Lambda' + Theta`,
//! `mu = nu + Lambda (I-B)^-1 alpha`, group by group.
//! Not here: the matrices' values ([`super::matrices`]).
//!
//! Observed variables that take part in regressions, or covary with something that does, stand among the latent ones
//! with loading one and no residual; their own residuals and intercepts are then in Psi and alpha.

use std::collections::{HashMap, HashSet};

use super::options::Parameterization;
use super::table::{Row, Table};
use super::tokens::Operator;
use crate::{Error, Result};

/// A matrix of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Matrix {
    Lambda,
    Theta,
    Psi,
    Beta,
    Nu,
    Alpha,
    /// Thresholds: row is the variable, column the threshold.
    Tau,
    /// Scales of the variables under ordinal items.
    Scale,
}

/// An element of a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub matrix: Matrix,
    pub row: usize,
    pub column: usize,
}

/// A parameter of the table in its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Entry {
    pub place: Place,
    /// Row of the parameter table.
    pub row: usize,
    /// Element of the parameter vector, where free.
    pub slot: Option<usize>,
    /// Value, where fixed.
    pub fixed: f64,
}

/// One group's entries, the free ones also by number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    pub entries: Vec<Entry>,
    /// Numbers of the free entries.
    pub free: Vec<usize>,
}

/// Places of all parameters of a model.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layout {
    pub observed: Vec<String>,
    /// Latent variables, then the observed ones that stand among them.
    pub hidden: Vec<String>,
    /// Number of truly latent variables.
    pub latent: usize,
    /// For each hidden variable beyond the latent: which observed one it is.
    pub stands_for: Vec<usize>,
    pub groups: Vec<Group>,
    pub means: bool,
    /// Number of thresholds of each observed variable; zero where it is continuous.
    pub thresholds: Vec<usize>,
    pub parameterization: Parameterization,
    pub slots: usize,
    observed_at: HashMap<String, usize>,
    hidden_at: HashMap<String, usize>,
}

/// Observed variables that must stand among the latent ones.
fn raised(table: &Table, all: bool) -> Vec<usize> {
    let names = &table.names;
    if all {
        return (0..names.observed.len()).collect();
    }
    let latent: HashSet<&String> = names.latent.iter().collect();
    let mut up: HashSet<&String> = names.equations.iter().chain(&names.given).collect();
    let pairs: Vec<&Row> = table
        .rows
        .iter()
        .filter(|row| row.group == 1 && row.op == Operator::Covaries && row.lhs != row.rhs)
        .collect();
    loop {
        let before = up.len();
        for row in &pairs {
            let high = |name: &String| latent.contains(name) || up.contains(name);
            if high(&row.lhs) || high(&row.rhs) {
                for name in [&row.lhs, &row.rhs] {
                    if !latent.contains(name) {
                        up.insert(name);
                    }
                }
            }
        }
        if up.len() == before {
            break;
        }
    }
    (0..names.observed.len()).filter(|&at| up.contains(&names.observed[at])).collect()
}

impl Layout {
    /// The layout of a table. With `all` every observed variable stands among the latent ones, so that any parameter
    /// one may think of has a place.
    pub fn of(table: &Table, parameterization: Parameterization, all: bool) -> Result<Layout> {
        let names = &table.names;
        let stands_for = raised(table, all);
        let mut hidden = names.latent.clone();
        hidden.extend(stands_for.iter().map(|&at| names.observed[at].clone()));
        let by_name =
            |list: &[String]| list.iter().cloned().enumerate().map(|(at, name)| (name, at)).collect();
        let mut layout = Layout {
            observed_at: by_name(&names.observed),
            hidden_at: by_name(&hidden),
            observed: names.observed.clone(),
            latent: names.latent.len(),
            hidden,
            stands_for,
            groups: Vec::new(),
            means: table.means,
            thresholds: vec![0; names.observed.len()],
            parameterization,
            slots: table.slots,
        };
        for row in table.rows.iter().filter(|row| row.op == Operator::Threshold && row.group == 1) {
            layout.thresholds[layout.observed_at[&row.lhs]] += 1;
        }
        for group in 1..=table.groups {
            layout.add_group(table, group)?;
        }
        layout.checked()
    }

    fn add_group(&mut self, table: &Table, group: usize) -> Result<()> {
        let mut entries = Vec::new();
        for (at, row) in table.rows.iter().enumerate().filter(|(_, row)| row.group == group) {
            let place = self.place(&row.lhs, row.op, &row.rhs).ok_or_else(|| {
                Error::Model(format!("\"{} {} {}\" has no place in it", row.lhs, row.op.sign(), row.rhs))
            })?;
            entries.push(Entry { place, row: at, slot: row.slot, fixed: row.fixed.unwrap_or(0.0) });
        }
        let free = (0..entries.len()).filter(|&at| entries[at].slot.is_some()).collect();
        self.groups.push(Group { entries, free });
        Ok(())
    }

    fn checked(self) -> Result<Layout> {
        if self.parameterization == Parameterization::Delta {
            for (at, &of) in self.stands_for.iter().enumerate() {
                let column = self.latent + at;
                let explains =
                    |entry: &Entry| entry.place.matrix == Matrix::Beta && entry.place.column == column;
                if self.thresholds[of] > 0
                    && self.groups.iter().any(|group| group.entries.iter().any(explains))
                {
                    return Err(Error::Model(format!(
                        "the ordinal item \"{}\" explains another variable; that needs the theta parameterization",
                        self.observed[of]
                    )));
                }
            }
        }
        Ok(self)
    }

    /// Number of observed variables.
    pub fn variables(&self) -> usize {
        self.observed.len()
    }

    /// Place of an observed variable.
    pub fn observed_place(&self, name: &str) -> Option<usize> {
        self.observed_at.get(name).copied()
    }

    /// Place among the hidden variables, the latent ones and those that stand among them.
    pub fn hidden_place(&self, name: &str) -> Option<usize> {
        self.hidden_at.get(name).copied()
    }

    /// Whether an observed variable stands among the latent ones.
    fn is_raised(&self, name: &str) -> bool {
        self.hidden_at.contains_key(name)
    }

    /// Where a parameter stands; none where the variable is unknown or the pair has no common matrix.
    pub fn place(&self, lhs: &str, op: Operator, rhs: &str) -> Option<Place> {
        let hidden = |name: &str| self.hidden_at.get(name).copied();
        let observed = |name: &str| self.observed_at.get(name).copied();
        let at = |matrix, row: Option<usize>, column: Option<usize>| {
            Some(Place { matrix, row: row?, column: column? })
        };
        match op {
            Operator::Measures if self.is_raised(rhs) => at(Matrix::Beta, hidden(rhs), hidden(lhs)),
            Operator::Measures => at(Matrix::Lambda, observed(rhs), hidden(lhs)),
            Operator::Regresses => at(Matrix::Beta, hidden(lhs), hidden(rhs)),
            Operator::Covaries if self.is_raised(lhs) && self.is_raised(rhs) => {
                at(Matrix::Psi, hidden(lhs), hidden(rhs))
            }
            Operator::Covaries => at(Matrix::Theta, observed(lhs), observed(rhs)),
            Operator::Intercept if self.is_raised(lhs) => at(Matrix::Alpha, hidden(lhs), Some(0)),
            Operator::Intercept => at(Matrix::Nu, observed(lhs), Some(0)),
            Operator::Threshold => {
                let number = rhs.strip_prefix('t').and_then(|rest| rest.parse::<usize>().ok());
                at(Matrix::Tau, observed(lhs), number.and_then(|number| number.checked_sub(1)))
            }
            Operator::Scales => at(Matrix::Scale, observed(lhs), Some(0)),
            Operator::Defines | Operator::Equals => None,
        }
    }

    /// Whether any item is ordinal.
    pub fn ordinal(&self) -> bool {
        self.thresholds.iter().any(|&count| count > 0)
    }
}
