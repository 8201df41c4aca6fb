//! Which variables a model names and what they are to it: latent or observed, explained or given.
//! Not here: parameters ([`super::table`]).

use std::collections::HashSet;

use super::syntax::{Model, Term};
use super::tokens::Operator;
use crate::{Error, Result};

/// Most variables, latent and observed together.
const MOST: usize = 1200;

/// The variables of a model, each list in the order of first mention.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Names {
    /// Latent variables: what stands left of `=~`.
    pub latent: Vec<String>,
    /// Observed: indicators, then explained, then given, then those only in `~~` or `~1`.
    pub observed: Vec<String>,
    /// Observed and given: they explain and are explained by nothing.
    pub given: Vec<String>,
    /// Latent and exogenous.
    pub latent_exogenous: Vec<String>,
    /// Latent and only explained.
    pub latent_explained: Vec<String>,
    /// Observed and only explained.
    pub observed_explained: Vec<String>,
    /// Observed indicators.
    pub indicators: Vec<String>,
    /// Every name in a regression.
    pub equations: Vec<String>,
    /// Items with thresholds, in the order of `observed`.
    pub ordinal: Vec<String>,
}

/// Names in the order of first mention, once each.
fn once<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut seen = HashSet::new();
    names.filter(|name| seen.insert(name.as_str())).cloned().collect()
}

fn without(names: &[String], others: &[&[String]]) -> Vec<String> {
    let gone: HashSet<&String> = others.iter().flat_map(|list| list.iter()).collect();
    names.iter().filter(|name| !gone.contains(name)).cloned().collect()
}

impl Names {
    /// Reads them from the terms; `ordered` are items treated as ordinal beside those with `|`.
    pub fn of(model: &Model, ordered: &[String]) -> Result<Names> {
        let all = |op: Operator, side: fn(&Term) -> &String| {
            once(model.terms.iter().filter(move |term| term.op == op).map(side))
        };
        let latent = all(Operator::Measures, |term| &term.lhs);
        let measured = all(Operator::Measures, |term| &term.rhs);
        let explained = all(Operator::Regresses, |term| &term.lhs);
        let explaining = all(Operator::Regresses, |term| &term.rhs);
        let indicators = without(&measured, &[&latent]);
        let loose_explained = without(&explained, &[&latent, &indicators]);
        let mut given = without(&explaining, &[&latent, &indicators, &loose_explained]);
        let extra = once(model.terms.iter().flat_map(|term| match term.op {
            Operator::Covaries => vec![&term.lhs, &term.rhs],
            Operator::Intercept | Operator::Threshold | Operator::Scales => vec![&term.lhs],
            _ => Vec::new(),
        }));
        let extra = without(&extra, &[&latent]);
        let observed = once(indicators.iter().chain(&loose_explained).chain(&given).chain(&extra));
        // A given variable whose variance or mean the user speaks of is modelled, not given.
        let spoken: HashSet<&String> = model
            .terms
            .iter()
            .filter(|term| matches!(term.op, Operator::Covaries | Operator::Intercept))
            .flat_map(|term| [&term.lhs, &term.rhs])
            .collect();
        given.retain(|name| !spoken.contains(name));
        let thresholds: HashSet<&String> = model
            .terms
            .iter()
            .filter(|term| term.op == Operator::Threshold)
            .map(|term| &term.lhs)
            .chain(ordered)
            .collect();
        let ordinal: Vec<String> = observed
            .iter()
            .filter(|name| thresholds.contains(name) && !given.contains(name))
            .cloned()
            .collect();
        let only_explained = without(&explained, &[&measured, &explaining]);
        let names = Names {
            latent_exogenous: without(&latent, &[&measured, &explained]),
            latent_explained: latent.iter().filter(|name| only_explained.contains(name)).cloned().collect(),
            observed_explained: without(&observed, &[&without(&observed, &[&only_explained])]),
            equations: once(
                model
                    .terms
                    .iter()
                    .filter(|term| term.op == Operator::Regresses)
                    .flat_map(|term| [&term.lhs, &term.rhs]),
            ),
            latent,
            observed,
            given,
            indicators,
            ordinal,
        };
        names.checked()
    }

    fn checked(self) -> Result<Names> {
        let count = self.latent.len() + self.observed.len();
        if count > MOST {
            return Err(Error::Model(format!("it names {count} variables; at most {MOST} are possible")));
        }
        if self.observed.is_empty() {
            return Err(Error::Model("no observed variable is named in it".to_owned()));
        }
        Ok(self)
    }

    /// Observed variables that are not merely given.
    pub fn modelled(&self) -> Vec<String> {
        without(&self.observed, &[&self.given])
    }
}
