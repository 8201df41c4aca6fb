//! Items that work differently in groups, found by ordinal logistic regression (Swaminathan and Rogers 1990; Zumbo 1999):
//! does the group tell anything of the answer once persons are matched?
//! Not here: the test by models of groups (see `dif_likelihood`).

use rayon::prelude::*;
use serde::Serialize;

use super::item_fit::chi_square_above;
use super::ordinal::{self, Regression};
use super::responses::{Responses, argument};
use crate::answers::Groups;
use crate::{Error, Result};

/// What persons are matched on.
#[derive(Debug, Clone, PartialEq)]
pub enum Match {
    /// The sum of the places of all answers.
    Sum,
    /// The sum without the item itself.
    Rest,
    /// The sum of these items (by place) and the item itself.
    Anchors(Vec<usize>),
    /// A score for each row, NaN where there is none.
    Score(Vec<f64>),
}

/// One likelihood ratio.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ratio {
    /// Twice the difference of log-likelihoods.
    pub chi_square: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// Probability of a larger value.
    pub p: Option<f64>,
    /// Change of McFadden's R².
    pub mcfadden: f64,
    /// Change of Nagelkerke's R².
    pub nagelkerke: f64,
    /// Change of Cox and Snell's R².
    pub cox_snell: f64,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegressionDif {
    /// The item.
    pub name: String,
    /// Rows used.
    pub n: usize,
    /// Group beyond the match: the item is easier for one group throughout.
    pub uniform: Ratio,
    /// Group by match beyond both: the difference changes with the trait.
    pub non_uniform: Ratio,
    /// Both together.
    pub both: Ratio,
    /// Log odds of each later group against the first, from the uniform model.
    pub log_odds: Vec<f64>,
    /// Their standard errors.
    pub se: Option<Vec<f64>>,
    /// Whether all three regressions converged.
    pub converged: bool,
}

/// Tests every item. Rows without a group, without the match or without the item are left out; with [`Match::Sum`],
/// [`Match::Rest`] and [`Match::Anchors`] the answers summed must be complete.
///
/// # Errors
/// [`Error::Argument`] where lengths differ or there are fewer than two groups, [`Error::TooFew`] rows,
/// [`Error::Constant`] where an item has one category among the rows used.
pub fn dif_regression(responses: &Responses, groups: &Groups, by: &Match) -> Result<Vec<RegressionDif>> {
    if groups.of.len() != responses.rows() {
        return Err(argument("groups", format!("{} rows, not {}", groups.of.len(), responses.rows())));
    }
    if groups.labels.len() < 2 {
        return Err(Error::TooFew { what: "groups".into(), needed: 2, found: groups.labels.len() });
    }
    match by {
        Match::Score(score) if score.len() != responses.rows() => {
            return Err(argument("score", format!("{} rows, not {}", score.len(), responses.rows())));
        }
        Match::Anchors(anchors) if anchors.iter().any(|&item| item >= responses.items()) => {
            return Err(argument("anchors", "a place beyond the last item"));
        }
        _ => {}
    }
    (0..responses.items()).into_par_iter().map(|item| one(responses, groups, by, item)).collect()
}

/// The match of a row.
fn matched(responses: &Responses, by: &Match, item: usize, row: usize) -> Option<f64> {
    let sum = |items: &mut dyn Iterator<Item = usize>| -> Option<f64> {
        items.map(|one| responses.answer(row, one).map(|code| code as f64)).sum()
    };
    match by {
        Match::Sum => sum(&mut (0..responses.items())),
        Match::Rest => sum(&mut (0..responses.items()).filter(|one| *one != item)),
        Match::Anchors(anchors) => {
            sum(&mut anchors.iter().copied().filter(|one| *one != item).chain(std::iter::once(item)))
        }
        Match::Score(score) => Some(score[row]).filter(|value| value.is_finite()),
    }
}

/// A model against one with fewer terms, `n` rows; the first log-likelihood is that of thresholds alone.
fn likelihood_ratio((null, small, large): (f64, f64, f64), n: f64, df: usize) -> Ratio {
    let cox_snell = |value: f64| -(2.0 * (null - value) / n).exp_m1();
    let most = -(2.0 * null / n).exp_m1();
    let chi_square = (2.0 * (large - small)).max(0.0);
    Ratio {
        chi_square,
        df,
        p: chi_square_above(chi_square, df as f64),
        mcfadden: (small - large) / null,
        nagelkerke: (cox_snell(large) - cox_snell(small)) / most,
        cox_snell: cox_snell(large) - cox_snell(small),
    }
}

fn one(responses: &Responses, groups: &Groups, by: &Match, item: usize) -> Result<RegressionDif> {
    let name = responses.names()[item].clone();
    let used: Vec<(f64, usize, usize)> = (0..responses.rows())
        .filter_map(|row| {
            let code = responses.answer(row, item)?;
            Some((matched(responses, by, item, row)?, groups.of[row]?, code))
        })
        .collect();
    let n = used.len() as f64;
    if used.len() < 10 {
        return Err(Error::TooFew {
            what: format!("rows for item \"{name}\""),
            needed: 10,
            found: used.len(),
        });
    }
    let mut found: Vec<usize> = used.iter().map(|one| one.2).collect();
    found.sort_unstable();
    found.dedup();
    if found.len() < 2 {
        return Err(Error::Constant { item: name });
    }
    let y: Vec<usize> = used.iter().map(|one| found.binary_search(&one.2).unwrap_or(0)).collect();
    let mean = used.iter().map(|one| one.0).sum::<f64>() / n;
    let spread = (used.iter().map(|one| (one.0 - mean).powi(2)).sum::<f64>() / n).sqrt();
    if spread == 0.0 {
        return Err(Error::Constant { item: format!("the match of {name}") });
    }
    let later = groups.labels.len() - 1;
    let design = |depth: usize| -> Vec<Vec<f64>> {
        let row = |&(score, group, _): &(f64, usize, usize)| {
            let score = (score - mean) / spread;
            let dummy = |at: usize| f64::from(u8::from(group == at));
            let mut row: Vec<f64> = if depth > 0 { vec![score] } else { Vec::new() };
            row.extend((1..=later).filter(|_| depth > 1).map(dummy));
            row.extend((1..=later).filter(|_| depth > 2).map(|at| dummy(at) * score));
            row
        };
        used.iter().map(row).collect()
    };
    let models: Vec<Regression> = (0..4).map(|depth| ordinal::fit(&design(depth), &y, found.len())).collect();
    let of = |depth: usize| models[depth].log_likelihood;
    let ratio =
        |small: usize, large: usize, df: usize| likelihood_ratio((of(0), of(small), of(large)), n, df);
    Ok(RegressionDif {
        n: used.len(),
        uniform: ratio(1, 2, later),
        non_uniform: ratio(2, 3, later),
        both: ratio(1, 3, 2 * later),
        log_odds: models[2].slopes[1..].to_vec(),
        se: models[2].errors.as_ref().map(|errors| errors[1..].to_vec()),
        converged: models[1..].iter().all(|model| model.converged),
        name,
    })
}
