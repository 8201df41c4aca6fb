//! Items that work differently in groups, found by likelihood ratios of models of several groups (Thissen, Steinberg and
//! Wainer 1993): the item's parameters equal over groups against its own in each, with anchors that tie the groups'
//! scales and means and variances of later groups free.
//! Not here: the test by regression (see `dif_regression`).

use serde::Serialize;

use super::fit::{Fit, calibrate};
use super::item_fit::chi_square_above;
use super::plan::{Family, Freed, Options, Sharing};
use super::quadrature::Nodes;
use super::responses::{Responses, argument};
use crate::Result;
use crate::answers::Groups;

/// Which items tie the groups.
#[derive(Debug, Clone, PartialEq)]
pub enum Anchors {
    /// All items but the one tested.
    AllOthers,
    /// These (by place); only the others are tested, and all of those are free but the one tested.
    Items(Vec<usize>),
}

/// One item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LikelihoodDif {
    /// The item.
    pub name: String,
    /// Everything free against everything equal: twice the difference of log-likelihoods.
    pub chi_square: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// Probability of a larger value.
    pub p: Option<f64>,
    /// `p` adjusted for the number of items (Benjamini and Hochberg 1995).
    pub p_adjusted: Option<f64>,
    /// Intercepts free against everything equal (uniform).
    pub uniform_chi_square: f64,
    /// Degrees of freedom.
    pub uniform_df: usize,
    /// Probability of a larger value.
    pub uniform_p: Option<f64>,
    /// Slope free as well (not uniform); none where slopes are fixed or common.
    pub non_uniform_chi_square: Option<f64>,
    /// Degrees of freedom.
    pub non_uniform_df: usize,
    /// Probability of a larger value.
    pub non_uniform_p: Option<f64>,
    /// For each later group: mean over its trait of the difference between its expected answer and the first group's.
    pub expected_difference: Vec<f64>,
    /// The same of the absolute difference.
    pub absolute_difference: Vec<f64>,
    /// Whether all models converged.
    pub converged: bool,
}

/// Tests every item (or every item that is no anchor).
///
/// # Errors
/// As [`super::fit_groups`]; [`crate::Error::Argument`] for anchors that are none.
pub fn dif_likelihood(
    responses: &Responses,
    groups: &Groups,
    options: &Options,
    anchors: &Anchors,
) -> Result<Vec<LikelihoodDif>> {
    let items = responses.items();
    let options = Options { standard_errors: false, ..options.clone() };
    let tested: Vec<usize> = match anchors {
        Anchors::AllOthers => (0..items).collect(),
        Anchors::Items(list) => {
            if list.is_empty() || list.iter().any(|&item| item >= items) {
                return Err(argument("anchors", "at least one, each the place of an item"));
            }
            (0..items).filter(|item| !list.contains(item)).collect()
        }
    };
    let equal = Sharing::anchored(items);
    let first = calibrate(responses, Some(groups), &equal, &options, None)?;
    let run =
        |sharing: &Sharing, from: &Fit| calibrate(responses, Some(groups), sharing, &options, Some(from));
    let mut found = Vec::new();
    match anchors {
        Anchors::AllOthers => {
            for &item in &tested {
                let slope = own_slope(options.family_of(item));
                let uniform = run(&freed(&equal, item, false), &first)?;
                let whole = if slope { run(&freed(&equal, item, true), &uniform)? } else { uniform.clone() };
                found.push(told(responses, item, [&first, &uniform, &whole], slope)?);
            }
        }
        Anchors::Items(_) => {
            let free = |equal: &Sharing, item: usize| freed(equal, item, own_slope(options.family_of(item)));
            let base = tested.iter().fold(equal, |sharing, &item| free(&sharing, item));
            let whole = run(&base, &first)?;
            for &item in &tested {
                let slope = own_slope(options.family_of(item));
                let tied = |by: Freed| {
                    let mut sharing = base.clone();
                    sharing.items[item] = by;
                    sharing
                };
                let uniform = run(&tied(Freed { slope: false, intercepts: true }), &whole)?;
                let constrained = run(&tied(Freed::default()), &whole)?;
                found.push(told(responses, item, [&constrained, &uniform, &whole], slope)?);
            }
        }
    }
    adjust(&mut found);
    Ok(found)
}

const fn own_slope(family: Family) -> bool {
    matches!(family, Family::TwoParameter | Family::Graded | Family::GeneralisedPartialCredit)
}

fn freed(sharing: &Sharing, item: usize, slope: bool) -> Sharing {
    let mut sharing = sharing.clone();
    sharing.items[item] = Freed { slope, intercepts: true };
    sharing
}

/// From the model with the item equal, with its intercepts free, and with everything free.
fn told(responses: &Responses, item: usize, fits: [&Fit; 3], slope: bool) -> Result<LikelihoodDif> {
    let [equal, uniform, whole] = fits;
    let ratio = |small: &Fit, large: &Fit| {
        let chi_square = (2.0 * (large.log_likelihood - small.log_likelihood)).max(0.0);
        let df = large.parameters - small.parameters;
        (chi_square, df, chi_square_above(chi_square, df as f64))
    };
    let (chi_square, df, p) = ratio(equal, whole);
    let (uniform_chi_square, uniform_df, uniform_p) = ratio(equal, uniform);
    let (other, non_uniform_df, non_uniform_p) = ratio(uniform, whole);
    let nodes = whole.quadrature.nodes()?;
    let differences: Vec<(f64, f64)> =
        (1..whole.groups.len()).map(|group| difference(whole, group, item, &nodes)).collect();
    Ok(LikelihoodDif {
        name: responses.names()[item].clone(),
        chi_square,
        df,
        p,
        p_adjusted: None,
        uniform_chi_square,
        uniform_df,
        uniform_p,
        non_uniform_chi_square: slope.then_some(other),
        non_uniform_df,
        non_uniform_p,
        expected_difference: differences.iter().map(|one| one.0).collect(),
        absolute_difference: differences.iter().map(|one| one.1).collect(),
        converged: fits.iter().all(|fit| fit.converged),
    })
}

/// Mean difference of expected answers over the trait of a group, plain and absolute.
fn difference(fit: &Fit, group: usize, item: usize, nodes: &Nodes) -> (f64, f64) {
    let estimate = &fit.groups[group];
    let (own, first) = (estimate.items[item].curve(), fit.groups[0].items[item].curve());
    let weights = nodes.weights(estimate.mean, estimate.variance);
    nodes.theta.iter().zip(weights).fold((0.0, 0.0), |(plain, absolute), (&theta, weight)| {
        let gap = own.expected(theta).0 - first.expected(theta).0;
        (plain + weight * gap, absolute + weight * gap.abs())
    })
}

/// Benjamini and Hochberg: the smallest of `p n / rank` at this rank or above.
fn adjust(found: &mut [LikelihoodDif]) {
    let mut order: Vec<(usize, f64)> =
        found.iter().enumerate().filter_map(|(at, one)| one.p.map(|p| (at, p))).collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let n = order.len() as f64;
    let mut least = 1.0_f64;
    for (rank, (at, p)) in order.into_iter().enumerate().rev() {
        least = least.min(p * n / (rank + 1) as f64);
        found[at].p_adjusted = Some(least);
    }
}
