//! Agreement by chance: groups of the same sizes thrown together at random (Bliese, Halverson & Rothberg 1994), and
//! answers drawn from a null distribution (Dunlap, Burke & Smith-Crowe 2003).
//! Not here: the indices themselves (see `agreement`).

use rand::{Rng, RngExt};
use rand_pcg::Pcg64;
use rayon::prelude::*;

use super::agreement::{joined, rwg_j};
use super::groups::{Groups, NOBODY};
use super::nulls::Null;
use super::spread::quantile;
use crate::{Error, Result};

/// rwg(j) of real groups against groups of the same sizes made at random from the same people.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct PseudoGroups {
    /// How often the groups were made anew.
    pub replicates: usize,
    /// Mean rwg(j) of the real groups.
    pub observed_mean: f64,
    /// Mean over the replicates of the mean rwg(j).
    pub random_mean: f64,
    /// Standard deviation of the replicates' means.
    pub random_sd: f64,
    /// The value that 95 % of the replicates' means stay below.
    pub random_mean_95: f64,
    /// (1 + replicates whose mean reaches the observed one) / (1 + replicates).
    pub p: f64,
    /// Share of the real groups at or above .70.
    pub observed_share_70: f64,
    /// Share of the random groups at or above .70.
    pub random_share_70: f64,
    /// Each group: its rwg(j), and how often a random group of its size agrees as much.
    pub groups: Vec<AgainstChance>,
}

/// A real group against random groups of its size.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AgainstChance {
    /// The group.
    pub group: String,
    /// Its complete rows.
    pub size: usize,
    /// Its rwg(j); none below two rows.
    pub rwg_j: Option<f64>,
    /// (1 + replicates in which the random group in its place agrees as much) / (1 + replicates).
    pub p: Option<f64>,
}

/// rwg(j) when answers are drawn from a null distribution.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct NullAgreement {
    /// Size of the group.
    pub size: usize,
    /// Number of items (drawn independently).
    pub items: usize,
    /// Number of draws.
    pub replicates: usize,
    /// Mean rwg(j).
    pub mean: f64,
    /// Its standard deviation.
    pub sd: f64,
    /// 90 % of the draws stay below.
    pub limit_90: f64,
    /// 95 % of the draws stay below: the critical value at the 5 % level.
    pub limit_95: f64,
    /// 99 % of the draws stay below.
    pub limit_99: f64,
}

/// Compares rwg(j) of `groups` with that of `replicates` random groupings of the same people into the same sizes.
/// Rows that lack an item or a group are left out. The same state of `random` gives the same result whatever the
/// number of threads.
///
/// # Errors
/// [`Error::TooFew`] without replicates, items or a group of two complete rows; [`Error::Argument`] for lengths that differ.
pub fn pseudo_groups(
    items: &[&[f64]],
    groups: &Groups,
    null_variance: f64,
    replicates: usize,
    random: &mut impl Rng,
) -> Result<PseudoGroups> {
    check(items, groups, null_variance, replicates)?;
    let whole = |row: usize| groups.codes()[row] != NOBODY && items.iter().all(|item| item[row].is_finite());
    let rows: Vec<u32> = (0..groups.codes().len()).filter(|&row| whole(row)).map(|row| row as u32).collect();
    let groups = groups.of_rows(&rows)?;
    let kept: Vec<Vec<f64>> =
        items.iter().map(|item| rows.iter().map(|&row| item[row as usize]).collect()).collect();
    let columns: Vec<&[f64]> = kept.iter().map(Vec::as_slice).collect();
    let observed = rwg_j(&columns, &groups.sorted(), null_variance);
    let (mean, share) = mean_and_share(&observed).ok_or_else(|| Error::TooFew {
        what: "complete rows in the largest group".to_owned(),
        needed: 2,
        found: 1,
    })?;
    let seed: u64 = random.random();
    let one = |replicate: usize| {
        let mut own = Pcg64::new(u128::from(seed), replicate as u128);
        let mut codes = groups.codes().to_vec();
        shuffle(&mut codes, &mut own);
        let shuffled = Groups::from_codes(groups.labels().to_vec(), codes)?;
        let found = rwg_j(&columns, &shuffled.sorted(), null_variance);
        let reached = |(own, chance): (&Option<f64>, &Option<f64>)| chance >= own;
        let (mean, share) = mean_and_share(&found).unwrap_or((f64::NAN, f64::NAN));
        Ok((mean, share, observed.iter().zip(&found).map(reached).collect::<Vec<bool>>()))
    };
    let found: Vec<(f64, f64, Vec<bool>)> =
        (0..replicates).into_par_iter().map(one).collect::<Result<_>>()?;
    let mut means: Vec<f64> = found.iter().map(|(mean, _, _)| *mean).collect();
    means.sort_unstable_by(f64::total_cmp);
    let (random_mean, random_sd) = mean_and_sd(&means);
    let as_often = |count: usize| (1 + count) as f64 / (1 + replicates) as f64;
    let against = |(at, size): (usize, usize)| AgainstChance {
        group: groups.labels()[at].clone(),
        size,
        rwg_j: observed[at],
        p: observed[at].map(|_| as_often(found.iter().filter(|(_, _, reached)| reached[at]).count())),
    };
    Ok(PseudoGroups {
        replicates,
        observed_mean: mean,
        random_mean,
        random_sd,
        random_mean_95: quantile(&means, 0.95).unwrap_or(f64::NAN),
        p: as_often(means.iter().filter(|&&random| random >= mean).count()),
        observed_share_70: share,
        random_share_70: found.iter().map(|(_, share, _)| share).sum::<f64>() / replicates as f64,
        groups: groups.sizes().into_iter().enumerate().map(against).collect(),
    })
}

/// rwg(j) of `replicates` groups of `size` people who answer `items` items of `options` options independently by `null`.
///
/// # Errors
/// [`Error::TooFew`] below two people, one item or one replicate; [`Error::Argument`] from the null.
pub fn null_agreement(
    size: usize,
    items: usize,
    options: usize,
    null: &Null,
    replicates: usize,
    random: &mut impl Rng,
) -> Result<NullAgreement> {
    for (what, found, needed) in [("people", size, 2), ("items", items, 1), ("replicates", replicates, 1)] {
        if found < needed {
            return Err(Error::TooFew { what: what.to_owned(), needed, found });
        }
    }
    let shares = null.shares(options)?;
    let variance = null.variance(options)?;
    let bounds: Vec<f64> = shares
        .iter()
        .scan(0.0, |sum, share| {
            *sum += share;
            Some(*sum)
        })
        .collect();
    let seed: u64 = random.random();
    let one = |replicate: usize| {
        let mut own = Pcg64::new(u128::from(seed), replicate as u128);
        let mut total = 0.0;
        for _ in 0..items {
            let (mut sum, mut squares) = (0.0, 0.0);
            for _ in 0..size {
                let point: f64 = own.random();
                let answer = bounds.iter().take(options - 1).filter(|&&bound| bound <= point).count() as f64;
                sum += answer;
                squares += answer * answer;
            }
            total += (squares - sum * sum / size as f64) / (size as f64 - 1.0);
        }
        joined(items as f64, total / items as f64 / variance)
    };
    let mut found: Vec<f64> = (0..replicates).into_par_iter().map(one).collect();
    found.sort_unstable_by(f64::total_cmp);
    let (mean, sd) = mean_and_sd(&found);
    let limit = |share: f64| quantile(&found, share).unwrap_or(f64::NAN);
    Ok(NullAgreement {
        size,
        items,
        replicates,
        mean,
        sd,
        limit_90: limit(0.90),
        limit_95: limit(0.95),
        limit_99: limit(0.99),
    })
}

fn check(items: &[&[f64]], groups: &Groups, null_variance: f64, replicates: usize) -> Result<()> {
    if items.is_empty() || replicates == 0 {
        let what = if items.is_empty() { "items" } else { "replicates" };
        return Err(Error::TooFew { what: what.to_owned(), needed: 1, found: 0 });
    }
    if null_variance.is_nan()
        || null_variance <= 0.0
        || items.iter().any(|item| item.len() != groups.codes().len())
    {
        let why = "the null variance must be above zero and items as long as the groups".to_owned();
        return Err(Error::Argument { what: "random groups".to_owned(), why });
    }
    Ok(())
}

fn mean_and_share(values: &[Option<f64>]) -> Option<(f64, f64)> {
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let n = known.len() as f64;
    let share = known.iter().filter(|&&value| value >= 0.7).count() as f64 / n;
    (!known.is_empty()).then(|| (known.iter().sum::<f64>() / n, share))
}

fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, if values.len() > 1 { (squares / (n - 1.0)).sqrt() } else { 0.0 })
}

fn shuffle(codes: &mut [u32], random: &mut Pcg64) {
    for at in (1..codes.len()).rev() {
        codes.swap(at, random.random_range(0..=at));
    }
}
