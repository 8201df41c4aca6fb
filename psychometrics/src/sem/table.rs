//! The parameter table: every parameter of the model, free or fixed, in lavaan's order.
//! Not here: values of given variables and starts, which need data ([`super::start`]); equality over groups
//! ([`super::ties`]).

use std::collections::{HashMap, HashSet};

use super::names::Names;
use super::options::{Equality, Options, Parameterization};
use super::syntax::{Model, Term};
use super::tokens::Operator;
use crate::{Error, Result};

/// One parameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub lhs: String,
    pub op: Operator,
    pub rhs: String,
    /// Counted from 1.
    pub group: usize,
    /// Whether the user wrote it.
    pub user: bool,
    /// Whether it is a moment of given variables, taken from the sample.
    pub given: bool,
    /// Label given by the user; may be empty.
    pub label: String,
    /// Value where it is not free. NaN while a given variable's moment is not known.
    pub fixed: Option<f64>,
    /// Start given by the user.
    pub start: Option<f64>,
    /// Which element of the parameter vector it is, where it is free.
    pub slot: Option<usize>,
}

/// All parameters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    pub rows: Vec<Row>,
    pub names: Names,
    pub groups: usize,
    pub means: bool,
    /// Length of the parameter vector.
    pub slots: usize,
}

/// How many thresholds each ordinal item has.
pub(crate) type Thresholds = HashMap<String, usize>;

struct Draft<'a> {
    names: &'a Names,
    options: &'a Options,
    means: bool,
    groups: usize,
    rows: Vec<Row>,
}

fn row(lhs: &str, op: Operator, rhs: &str, user: bool) -> Row {
    Row {
        lhs: lhs.to_owned(),
        op,
        rhs: rhs.to_owned(),
        group: 1,
        user,
        given: false,
        label: String::new(),
        fixed: None,
        start: None,
        slot: None,
    }
}

/// The table of `model` for so many groups.
pub(crate) fn table(
    model: &Model,
    options: &Options,
    groups: usize,
    thresholds: &Thresholds,
) -> Result<Table> {
    let names = Names::of(model, &options.ordered)?;
    let spoken = model.terms.iter().any(|term| term.op == Operator::Intercept);
    let levels =
        [Equality::Intercepts, Equality::Means, Equality::Thresholds].iter().any(|&e| options.equal(e));
    let means = options.means.unwrap_or(false)
        || !names.ordinal.is_empty()
        || spoken
        || levels
        || options.growth
        || (options.means.is_none() && (groups > 1 || options.estimator.needs_means()));
    let mut draft = Draft { names: &names, options, means, groups, rows: Vec::new() };
    draft.rows = model.terms.iter().map(|term| oriented(term, &names)).collect();
    draft.add_defaults(thresholds)?;
    draft.fix_scales();
    draft.fix_means();
    draft.fix_ordinal();
    let first = std::mem::take(&mut draft.rows);
    let mut rows = Vec::with_capacity(first.len() * groups);
    for group in 1..=groups {
        rows.extend(first.iter().cloned().map(|row| Row { group, ..row }));
    }
    draft.rows = rows;
    draft.free_beyond_the_first();
    draft.modify(model)?;
    let rows = draft.rows;
    let mut table = Table { rows, names, groups, means, slots: 0 };
    super::ties::tie(&mut table, model, options)?;
    Ok(table)
}

/// A term as a row; covariances with the variable mentioned first on the left.
fn oriented(term: &Term, names: &Names) -> Row {
    let place = |name: &String| {
        let latent = names.latent.iter().position(|other| other == name);
        latent.or_else(|| {
            names.observed.iter().position(|other| other == name).map(|at| at + names.latent.len())
        })
    };
    if term.op == Operator::Covaries && place(&term.rhs) < place(&term.lhs) {
        return row(&term.rhs, term.op, &term.lhs, true);
    }
    row(&term.lhs, term.op, &term.rhs, true)
}

impl Draft<'_> {
    fn add_defaults(&mut self, thresholds: &Thresholds) -> Result<()> {
        let names = self.names;
        let mut more: Vec<(String, Operator, String)> = Vec::new();
        let mut put = |lhs: &String, op, rhs: &str| more.push((lhs.clone(), op, rhs.to_owned()));
        for item in &names.ordinal {
            for at in 1..=thresholds.get(item).copied().unwrap_or(0) {
                put(item, Operator::Threshold, &format!("t{at}"));
            }
        }
        for name in names.modelled().iter().chain(&names.latent) {
            put(name, Operator::Covaries, name);
        }
        if self.options.automatic {
            let both: Vec<String> =
                names.latent_explained.iter().chain(&names.observed_explained).cloned().collect();
            for list in [&names.latent_exogenous, &both] {
                for (at, a) in list.iter().enumerate() {
                    list[at + 1..].iter().for_each(|b| put(a, Operator::Covaries, b));
                }
            }
        }
        for (at, a) in names.given.iter().enumerate() {
            names.given[at..].iter().for_each(|b| put(a, Operator::Covaries, b));
        }
        for item in &names.ordinal {
            put(item, Operator::Scales, item);
        }
        if self.means {
            for name in names.observed.iter().chain(&names.latent) {
                put(name, Operator::Intercept, "");
            }
        }
        let key = |row: &Row| (row.lhs.clone(), row.op.sign(), row.rhs.clone());
        let said: HashSet<_> = self.rows.iter().map(key).collect();
        for (lhs, op, rhs) in more {
            if !said.contains(&(lhs.clone(), op.sign(), rhs.clone())) {
                self.rows.push(row(&lhs, op, &rhs, false));
            }
        }
        if self.rows.len() * self.groups > 2_000_000 {
            return Err(Error::Model("it has more than two million parameters".to_owned()));
        }
        Ok(())
    }

    /// Scales of latent variables, single indicators, covariances that are off, moments of given variables.
    fn fix_scales(&mut self) {
        let latent: HashSet<&String> = self.names.latent.iter().collect();
        let given: HashSet<&String> = self.names.given.iter().collect();
        let single = self.single_indicators();
        let mut scaled: HashSet<String> = HashSet::new();
        let (automatic, options) = (self.options.automatic, self.options);
        for row in &mut self.rows {
            let variance = row.op == Operator::Covaries && row.lhs == row.rhs;
            if variance && !row.user && !given.contains(&row.lhs) {
                let alone = single.contains(&row.lhs) && !latent.contains(&row.lhs);
                if !automatic || alone {
                    row.fixed = Some(0.0);
                }
            }
            if variance && options.standardize_latent && latent.contains(&row.lhs) {
                row.fixed = Some(1.0);
            }
            let first = row.op == Operator::Measures && scaled.insert(row.lhs.clone());
            if first && automatic && !options.standardize_latent {
                row.fixed = Some(1.0);
            }
            let pair = row.op == Operator::Covaries && !variance && !row.user;
            if pair && options.orthogonal && latent.contains(&row.lhs) && latent.contains(&row.rhs) {
                row.fixed = Some(0.0);
            }
            let moment = (row.op == Operator::Covaries && given.contains(&row.rhs)
                || row.op == Operator::Intercept)
                && given.contains(&row.lhs);
            if moment && !row.user && options.fixed() {
                row.fixed = Some(f64::NAN);
                row.given = true;
            }
        }
    }

    /// Indicators that alone measure a latent variable and measure no other.
    fn single_indicators(&self) -> HashSet<String> {
        let (mut of_latent, mut of_item): (HashMap<&String, usize>, HashMap<&String, usize>) =
            Default::default();
        for row in self.rows.iter().filter(|row| row.op == Operator::Measures) {
            *of_latent.entry(&row.lhs).or_default() += 1;
            *of_item.entry(&row.rhs).or_default() += 1;
        }
        self.rows
            .iter()
            .filter(|row| row.op == Operator::Measures && of_latent[&row.lhs] == 1 && of_item[&row.rhs] == 1)
            .map(|row| row.rhs.clone())
            .collect()
    }

    fn fix_means(&mut self) {
        let latent: HashSet<&String> = self.names.latent.iter().collect();
        let growth = self.options.growth;
        for row in self.rows.iter_mut().filter(|row| row.op == Operator::Intercept && !row.user && !row.given)
        {
            // growth() turns the usual around: intercepts of items are zero, latent means free.
            if latent.contains(&row.lhs) != growth {
                row.fixed = Some(0.0);
            }
        }
    }

    fn fix_ordinal(&mut self) {
        let ordinal: HashSet<&String> = self.names.ordinal.iter().collect();
        for row in self.rows.iter_mut().filter(|row| !row.user && ordinal.contains(&row.lhs)) {
            match row.op {
                Operator::Intercept => row.fixed = Some(0.0),
                Operator::Covaries if row.lhs == row.rhs => row.fixed = Some(1.0),
                Operator::Scales => row.fixed = Some(1.0),
                _ => {}
            }
        }
    }

    /// What equality across groups sets free in the later groups.
    fn free_beyond_the_first(&mut self) {
        let options = self.options;
        let levels = options.equal(Equality::Intercepts) || options.equal(Equality::Thresholds);
        let latent: HashSet<&String> = self.names.latent.iter().collect();
        let ordinal: HashSet<&String> = self.names.ordinal.iter().collect();
        for row in self.rows.iter_mut().filter(|row| row.group > 1 && !row.user) {
            let variance = row.op == Operator::Covaries && row.lhs == row.rhs;
            let mean = row.op == Operator::Intercept && latent.contains(&row.lhs);
            if mean && levels && !options.equal(Equality::Means) {
                row.fixed = None;
            }
            let scaled = options.standardize_latent && options.equal(Equality::Loadings);
            if variance && latent.contains(&row.lhs) && scaled && !options.equal(Equality::LatentVariances) {
                row.fixed = None;
            }
            if options.equal(Equality::Thresholds) {
                let delta = options.parameterization == Parameterization::Delta;
                if row.op == Operator::Scales && delta {
                    row.fixed = None;
                }
                if variance && ordinal.contains(&row.lhs) && !delta && !options.equal(Equality::Residuals) {
                    row.fixed = None;
                }
            }
        }
    }

    fn modify(&mut self, model: &Model) -> Result<()> {
        let each = self.rows.len() / self.groups;
        for (at, term) in model.terms.iter().enumerate() {
            let modifier = &term.modifier;
            for length in
                [modifier.fixed.len(), modifier.starts.len(), modifier.labels.len(), modifier.equal.len()]
            {
                if length > 1 && length != self.groups {
                    let groups = self.groups;
                    return Err(Error::Model(format!(
                        "the modifier of \"{}{}{}\" has {length} values for {groups} group(s)",
                        term.lhs,
                        term.op.sign(),
                        term.rhs
                    )));
                }
            }
            for group in 0..self.groups {
                let row = &mut self.rows[group * each + at];
                if let Some(fixed) = pick(&modifier.fixed, group) {
                    row.fixed = *fixed;
                }
                if let Some(start) = pick(&modifier.starts, group) {
                    row.start = Some(*start);
                }
                if let Some(label) = pick(&modifier.labels, group) {
                    row.label.clone_from(label);
                }
            }
        }
        Ok(())
    }
}

/// The value for a group: the only one, or its own.
pub(crate) fn pick<T>(values: &[T], group: usize) -> Option<&T> {
    if values.len() == 1 { values.first() } else { values.get(group) }
}
