//! Which rows of the parameter table are one parameter: equal labels, `equal()`, equality across groups.
//! Not here: constraints written with `==` ([`super::constraints`]).

use std::collections::{HashMap, HashSet};

use super::options::{Equality, Options};
use super::syntax::Model;
use super::table::{Row, Table, pick};
use super::tokens::Operator;
use crate::{Error, Result};

/// Sets of rows that are the same parameter, as a forest.
struct Sets {
    above: Vec<usize>,
}

impl Sets {
    fn root(&mut self, mut at: usize) -> usize {
        while self.above[at] != at {
            self.above[at] = self.above[self.above[at]];
            at = self.above[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        self.above[high] = low;
    }
}

/// Gives every free row its slot in the parameter vector; rows tied to a fixed one become fixed.
pub(super) fn tie(table: &mut Table, model: &Model, options: &Options) -> Result<()> {
    let mut sets = Sets { above: (0..table.rows.len()).collect() };
    let mut labelled: HashMap<&str, usize> = HashMap::new();
    for (at, row) in table.rows.iter().enumerate() {
        if !row.label.is_empty() {
            let first = *labelled.entry(row.label.as_str()).or_insert(at);
            sets.join(first, at);
        }
    }
    for (a, b) in named_equal(table, model)? {
        sets.join(a, b);
    }
    for (a, b) in across(table, options) {
        sets.join(a, b);
    }
    let mut values: HashMap<usize, f64> = HashMap::new();
    for at in 0..table.rows.len() {
        if let Some(value) = table.rows[at].fixed {
            let root = sets.root(at);
            let old = *values.entry(root).or_insert(value);
            if old != value && !(old.is_nan() && value.is_nan()) && root != at {
                let row = &table.rows[at];
                return Err(Error::Model(format!(
                    "\"{}{}{}\" is tied to a parameter fixed at another value",
                    row.lhs,
                    row.op.sign(),
                    row.rhs
                )));
            }
        }
    }
    let mut slots: HashMap<usize, usize> = HashMap::new();
    for at in 0..table.rows.len() {
        let root = sets.root(at);
        match values.get(&root) {
            Some(&value) => {
                table.rows[at].fixed = Some(value);
                table.rows[at].slot = None;
            }
            None => {
                let next = slots.len();
                table.rows[at].slot = Some(*slots.entry(root).or_insert(next));
            }
        }
    }
    table.slots = slots.len();
    Ok(())
}

fn written(row: &Row) -> String {
    format!("{}{}{}", row.lhs, row.op.sign(), row.rhs)
}

/// Pairs of rows said equal by `equal("f=~x2")*x3`.
fn named_equal(table: &Table, model: &Model) -> Result<Vec<(usize, usize)>> {
    let each = table.rows.len() / table.groups;
    let mut pairs = Vec::new();
    for (at, term) in model.terms.iter().enumerate() {
        for group in 0..table.groups {
            let Some(name) = pick(&term.modifier.equal, group).filter(|name| !name.is_empty()) else {
                continue;
            };
            let range = group * each..(group + 1) * each;
            let other = range
                .clone()
                .find(|&other| written(&table.rows[other]) == *name || table.rows[other].label == *name);
            let other = other
                .ok_or_else(|| Error::Model(format!("equal(\"{name}\"): there is no such parameter")))?;
            pairs.push((other, range.start + at));
        }
    }
    Ok(pairs)
}

/// Pairs of rows in the first and a later group that the options make equal.
fn across(table: &Table, options: &Options) -> Vec<(usize, usize)> {
    if table.groups < 2 || options.group_equal.is_empty() {
        return Vec::new();
    }
    let strip = |text: &String| text.chars().filter(|sign| !sign.is_whitespace()).collect::<String>();
    let partial: HashSet<String> = options.group_partial.iter().map(strip).collect();
    let modelled: HashSet<String> = table.names.modelled().into_iter().collect();
    let latent: HashSet<&String> = table.names.latent.iter().collect();
    let each = table.rows.len() / table.groups;
    let mut pairs = Vec::new();
    for at in 0..each {
        let row = &table.rows[at];
        if row.fixed.is_some() || partial.contains(&written(row)) || !wanted(row, options, &modelled, &latent)
        {
            continue;
        }
        for group in 1..table.groups {
            let other = &table.rows[group * each + at];
            let apart = !row.label.is_empty() && !other.label.is_empty() && row.label != other.label;
            if other.fixed.is_none() && !apart {
                pairs.push((at, group * each + at));
            }
        }
    }
    pairs
}

fn wanted(row: &Row, options: &Options, modelled: &HashSet<String>, latent: &HashSet<&String>) -> bool {
    let (observed, hidden, variance) =
        (modelled.contains(&row.lhs), latent.contains(&row.lhs), row.lhs == row.rhs);
    let what = match row.op {
        Operator::Measures => Equality::Loadings,
        Operator::Regresses => Equality::Regressions,
        Operator::Threshold => Equality::Thresholds,
        Operator::Intercept if observed => Equality::Intercepts,
        Operator::Intercept if hidden => Equality::Means,
        Operator::Covaries if observed && variance => Equality::Residuals,
        Operator::Covaries if observed => Equality::ResidualCovariances,
        Operator::Covaries if hidden && variance => Equality::LatentVariances,
        Operator::Covaries if hidden => Equality::LatentCovariances,
        _ => return false,
    };
    options.equal(what)
}
