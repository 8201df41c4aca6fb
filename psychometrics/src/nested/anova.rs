//! Intraclass correlations of people in groups, from the one-way analysis of variance.
//! Not here: judges who rate the same targets (see `raters`), agreement within single groups (see `agreement`).

use super::groups::{Groups, NOBODY};
use crate::classical::Sample;
use crate::numeric::tails;
use crate::{Error, Result};

/// ICC(1), ICC(2) and what they come from. Mean squares are in squared units of the variable.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct OneWay {
    /// The variable.
    pub variable: String,
    /// Rows with a value and a group.
    pub n: usize,
    /// Rows left out because value or group is missing.
    pub rows_left_out: usize,
    /// Groups with at least one value.
    pub groups: usize,
    /// Mean of all values.
    pub mean: f64,
    /// Mean square between groups.
    pub ms_between: f64,
    /// Mean square within groups.
    pub ms_within: f64,
    /// Degrees of freedom between, groups - 1.
    pub df_between: usize,
    /// Degrees of freedom within, n - groups.
    pub df_within: usize,
    /// F of the differences between groups; infinite where nothing varies within.
    pub f: f64,
    /// Probability of such an F or a larger one without differences between groups.
    pub p: f64,
    /// ICC(1) = (MSB - MSW) / (MSB + (m - 1) MSW) with m the mean group size (Bliese 2000).
    pub icc1: f64,
    /// ICC(2) = (MSB - MSW) / MSB, the reliability of group means.
    pub icc2: f64,
    /// Mean group size.
    pub mean_group_size: f64,
    /// n0 = (n - Σ size² / n) / (groups - 1), the size that makes ICC(1) unbiased for unequal groups (Searle 1971).
    pub n0: f64,
    /// ICC(1) with n0 instead of the mean size.
    pub icc1_n0: f64,
    /// ICC(2) by the Spearman-Brown formula from `icc1_n0` and the mean size.
    pub icc2_n0: f64,
    /// Level of the intervals, such as 0.95.
    pub confidence: f64,
    /// Lower limit of ICC(1) (from the F distribution with n0; exact for equal group sizes).
    pub icc1_lower: f64,
    /// Upper limit of ICC(1).
    pub icc1_upper: f64,
    /// Lower limit of ICC(2).
    pub icc2_lower: f64,
    /// Upper limit of ICC(2).
    pub icc2_upper: f64,
    /// Share of variance between groups in the sample, SSB / (SSB + SSW).
    pub eta_squared: f64,
    /// Design effect 1 + (m - 1) ICC(1) with the mean size (Kish 1965); ICC(1) below zero counts as it is.
    pub design_effect: f64,
    /// Design effect with the size-weighted mean size Σ size² / n, for unequal groups.
    pub design_effect_unequal: f64,
    /// n / `design_effect_unequal`: how many independent rows these are worth for a mean.
    pub effective_n: f64,
}

struct Squares {
    n: usize,
    groups: usize,
    mean: f64,
    between: f64,
    within: f64,
    sizes_squared: f64,
}

/// One-way analysis of variance of `values` (NaN = missing) over `groups`, with intervals at `confidence`.
///
/// ```
/// use psychometrics::nested::{anova, groups::Groups};
/// let groups = Groups::from_numbers(&[1.0, 1.0, 2.0, 2.0]).unwrap();
/// let found = anova::one_way("x", &[1.0, 2.0, 3.0, 4.0], &groups, 0.95).unwrap();
/// assert!((found.f - 8.0).abs() < 1e-12);
/// assert!((found.icc1 - 7.0 / 9.0).abs() < 1e-12);
/// ```
///
/// # Errors
/// [`Error::TooFew`] below two groups or without a group of two; [`Error::Constant`] where nothing varies;
/// [`Error::Argument`] where lengths differ or `confidence` is no share.
pub fn one_way(name: &str, values: &[f64], groups: &Groups, confidence: f64) -> Result<OneWay> {
    check(values, groups, confidence)?;
    let squares = squares(values, groups);
    let left_out = values.len() - squares.n;
    of_squares(name, squares, left_out, confidence)
}

/// The same from how the variable is spread in each group: size, mean and standard deviation (n − 1), whatever it is
/// for a group of one. Groups of none do not count.
///
/// # Errors
/// As [`one_way`].
pub fn one_way_of_groups(name: &str, groups: &[Sample], confidence: f64) -> Result<OneWay> {
    is_share(confidence)?;
    let sizes = || groups.iter().filter(|group| group.n > 0).map(|group| (group.n as f64, group));
    let rows: u64 = groups.iter().map(|group| group.n).sum();
    let mean = sizes().map(|(n, group)| n * group.mean).sum::<f64>() / rows as f64;
    let spread = |n: f64, sd: f64| if n > 1.0 { (n - 1.0) * sd * sd } else { 0.0 };
    let squares = Squares {
        n: usize::try_from(rows).unwrap_or(usize::MAX),
        groups: sizes().count(),
        mean,
        between: sizes().map(|(n, group)| n * (group.mean - mean).powi(2)).sum(),
        within: sizes().map(|(n, group)| spread(n, group.sd)).sum(),
        sizes_squared: sizes().map(|(n, _)| n * n).sum(),
    };
    of_squares(name, squares, 0, confidence)
}

fn of_squares(name: &str, squares: Squares, rows_left_out: usize, confidence: f64) -> Result<OneWay> {
    let squares = enough(name, squares)?;
    let Squares { n, groups: count, mean, between, within, sizes_squared } = squares;
    let (df_between, df_within) = (count - 1, n - count);
    let (d1, d2) = (df_between as f64, df_within as f64);
    let (msb, msw) = (between / d1, within / d2);
    let f = msb / msw;
    let size = n as f64 / count as f64;
    let weighted_size = sizes_squared / n as f64;
    let n0 = (n as f64 - weighted_size) / d1;
    let icc1 = (msb - msw) / (msb + (size - 1.0) * msw);
    let icc1_n0 = (msb - msw) / (msb + (n0 - 1.0) * msw);
    let tail = 0.5 * (1.0 - confidence);
    // A variable that does not vary within groups has an infinite F, and all its limits are one.
    let low = f / tails::fisher_limit(tail, d1, d2);
    let high = f * tails::fisher_limit(tail, d2, d1);
    let share = |f: f64| if f.is_infinite() { 1.0 } else { (f - 1.0) / (f + n0 - 1.0) };
    let design = 1.0 + (weighted_size - 1.0) * icc1_n0;
    Ok(OneWay {
        variable: name.to_owned(),
        n,
        rows_left_out,
        groups: count,
        mean,
        ms_between: msb,
        ms_within: msw,
        df_between,
        df_within,
        f,
        p: tails::fisher_above(f, d1, d2),
        icc1,
        icc2: if msb > 0.0 { (msb - msw) / msb } else { f64::NEG_INFINITY },
        mean_group_size: size,
        n0,
        icc1_n0,
        icc2_n0: size * icc1_n0 / (1.0 + (size - 1.0) * icc1_n0),
        confidence,
        icc1_lower: share(low),
        icc1_upper: share(high),
        icc2_lower: 1.0 - low.recip(),
        icc2_upper: 1.0 - high.recip(),
        eta_squared: between / (between + within),
        design_effect: 1.0 + (size - 1.0) * icc1,
        design_effect_unequal: design,
        effective_n: n as f64 / design,
    })
}

/// Refuses what cannot be compared: one group, groups of one, or nothing that varies.
fn enough(name: &str, squares: Squares) -> Result<Squares> {
    let Squares { n, groups, .. } = squares;
    if groups < 2 {
        return Err(Error::TooFew { what: format!("groups with \"{name}\""), needed: 2, found: groups });
    }
    if n == groups {
        let what = format!("rows with \"{name}\" (some group must have two)");
        return Err(Error::TooFew { what, needed: groups + 1, found: n });
    }
    let size = n as f64 * squares.mean * squares.mean;
    if squares.between + squares.within <= 1e-28 * size {
        return Err(Error::Constant { item: name.to_owned() });
    }
    Ok(squares)
}

fn check(values: &[f64], groups: &Groups, confidence: f64) -> Result<()> {
    if values.len() != groups.codes().len() {
        return Err(Error::Argument {
            what: "groups".to_owned(),
            why: format!("{} rows have a group, {} have a value", groups.codes().len(), values.len()),
        });
    }
    is_share(confidence)
}

fn is_share(confidence: f64) -> Result<()> {
    if confidence > 0.0 && confidence < 1.0 {
        return Ok(());
    }
    let why = format!("{confidence} is not between 0 and 1");
    Err(Error::Argument { what: "confidence".to_owned(), why })
}

fn squares(values: &[f64], groups: &Groups) -> Squares {
    let rows = || {
        let paired = values.iter().zip(groups.codes());
        paired.filter(|(value, code)| value.is_finite() && **code != NOBODY).map(|(v, c)| (*v, *c as usize))
    };
    let mut sizes = vec![0usize; groups.count()];
    let mut means = vec![0.0; groups.count()];
    let (mut n, mut total) = (0, 0.0);
    for (value, group) in rows() {
        sizes[group] += 1;
        means[group] += value;
        n += 1;
        total += value;
    }
    let mean = total / n as f64;
    for (sum, &size) in means.iter_mut().zip(&sizes) {
        *sum /= size as f64;
    }
    let within = rows().map(|(value, group)| (value - means[group]) * (value - means[group])).sum();
    let part = |(&size, &group): (&usize, &f64)| size as f64 * (group - mean) * (group - mean);
    let between = sizes.iter().zip(&means).filter(|(size, _)| **size > 0).map(part).sum();
    Squares {
        n,
        groups: sizes.iter().filter(|&&size| size > 0).count(),
        mean,
        between,
        within,
        sizes_squared: sizes.iter().map(|&size| (size * size) as f64).sum(),
    }
}
