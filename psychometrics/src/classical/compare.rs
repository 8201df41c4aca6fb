//! Differences of two means, of different people or of the same, with effect sizes and their intervals.
//!
//! Intervals of effect sizes are exact under normality: the noncentralities under which the t found lies at either end.
//! Not here: more than two groups and covariates (see `nested`, `importance`).

use serde::Serialize;

use super::Interval;
use crate::numeric::student;
use crate::{Error, Result};

/// Size, mean and spread of a group.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Sample {
    /// How many.
    pub n: u64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation, divided by n - 1.
    pub sd: f64,
}

impl Sample {
    /// Of the values that are there; the spread of one value is NaN.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let kept = || values.iter().copied().filter(|value| !value.is_nan());
        let n = kept().count();
        let rough = kept().sum::<f64>() / n as f64;
        let mean = rough + kept().map(|value| value - rough).sum::<f64>() / n as f64;
        let squares: f64 = kept().map(|value| (value - mean).powi(2)).sum();
        Self { n: n as u64, mean, sd: (squares / (n as f64 - 1.0)).sqrt() }
    }
}

/// A test of one difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Test {
    /// The difference over its standard error.
    pub t: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Probability of a t as far from zero on either side, were there no difference.
    pub p: f64,
    /// Standard error of the difference.
    pub se: f64,
    /// Interval of the difference.
    pub interval: Interval,
}

/// An effect size.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effect {
    /// The effect.
    pub value: f64,
    /// Its interval from the noncentral t.
    pub interval: Interval,
}

/// The difference of two groups of different people, first less second.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// First group.
    pub first: Sample,
    /// Second group.
    pub second: Sample,
    /// Difference of the means.
    pub difference: f64,
    /// Coverage of the intervals.
    pub level: f64,
    /// Equal variances assumed (Student 1908).
    pub student: Test,
    /// Unequal variances (Welch 1947).
    pub welch: Test,
    /// Pooled standard deviation.
    pub pooled_sd: f64,
    /// Cohen's d, the difference over the pooled standard deviation.
    pub d: Effect,
    /// Hedges' g, d times the exact correction `Gamma(df/2) / (sqrt(df/2) Gamma((df-1)/2))`; none for one degree of
    /// freedom.
    pub g: Option<Effect>,
    /// Glass' delta, the difference over the standard deviation of the second group.
    pub glass_delta: f64,
}

/// The difference of the same people at two times, second less first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paired {
    /// First time, among those with both.
    pub first: Sample,
    /// Second time.
    pub second: Sample,
    /// Those with both.
    pub n: u64,
    /// Mean difference.
    pub difference: f64,
    /// Standard deviation of the differences.
    pub sd_difference: f64,
    /// Correlation of the two times; none where one of them is constant.
    pub r: Option<f64>,
    /// Coverage of the intervals.
    pub level: f64,
    /// Paired t test.
    pub test: Test,
    /// d_z, the mean difference over the standard deviation of the differences.
    pub d_z: Effect,
    /// d_av, the mean difference over the root mean square of the two standard deviations (Cumming 2012), its interval
    /// that of d_z rescaled (Algina and Keselman 2003).
    pub d_av: Effect,
    /// d_z with Hedges' exact correction for n - 1 degrees of freedom; none for one.
    pub g_z: Option<Effect>,
    /// d_av with the same correction.
    pub g_av: Option<Effect>,
}

/// Compares the values of two groups of different people; NaN does not count.
///
/// # Errors
/// As [`independent_samples`].
///
/// ```
/// let found = psychometrics::classical::independent(&[4.0, 5.0, 6.0], &[1.0, 2.0, 3.0], 0.95)?;
/// assert!((found.d.value - 3.0).abs() < 1e-12 && found.student.p < 0.03);
/// # Ok::<(), psychometrics::Error>(())
/// ```
pub fn independent(first: &[f64], second: &[f64], level: f64) -> Result<Difference> {
    independent_samples(Sample::of(first), Sample::of(second), level)
}

/// Compares two groups of which only size, mean and spread are known.
///
/// # Errors
/// [`Error::TooFew`] for a group of fewer than two, [`Error::Constant`] where neither group has any spread,
/// [`Error::Argument`] for a level outside 0 to 1.
pub fn independent_samples(first: Sample, second: Sample, level: f64) -> Result<Difference> {
    for sample in [first, second] {
        check(sample.n, level)?;
    }
    let (n1, n2) = (first.n as f64, second.n as f64);
    let difference = first.mean - second.mean;
    let df = n1 + n2 - 2.0;
    let pooled_sd = (((n1 - 1.0) * first.sd.powi(2) + (n2 - 1.0) * second.sd.powi(2)) / df).sqrt();
    if pooled_sd.is_nan() || pooled_sd <= 0.0 {
        return Err(Error::Constant { item: "the values within both groups".to_owned() });
    }
    let (v1, v2) = (first.sd.powi(2) / n1, second.sd.powi(2) / n2);
    let welch_df = (v1 + v2).powi(2) / (v1 * v1 / (n1 - 1.0) + v2 * v2 / (n2 - 1.0));
    let root = (n1 * n2 / (n1 + n2)).sqrt();
    let student = test(difference, pooled_sd / root, df, level);
    let d = effect(difference / pooled_sd, student.t, df, root, level);
    Ok(Difference {
        first,
        second,
        difference,
        level,
        welch: test(difference, (v1 + v2).sqrt(), welch_df, level),
        student,
        pooled_sd,
        g: corrected(&d, df),
        d,
        glass_delta: difference / second.sd,
    })
}

/// Compares two times of the same people, row by row; rows without both do not count.
///
/// # Errors
/// [`Error::Argument`] for lists of different length or a level outside 0 to 1, [`Error::TooFew`] for fewer than two rows
/// with both, [`Error::Constant`] where all differ alike.
pub fn paired(first: &[f64], second: &[f64], level: f64) -> Result<Paired> {
    if first.len() != second.len() {
        let why = format!("{} and {} rows", first.len(), second.len());
        return Err(Error::Argument { what: "paired values".to_owned(), why });
    }
    let both: Vec<(f64, f64)> = first
        .iter()
        .copied()
        .zip(second.iter().copied())
        .filter(|(a, b)| !a.is_nan() && !b.is_nan())
        .collect();
    check(both.len() as u64, level)?;
    let of = |part: &dyn Fn(&(f64, f64)) -> f64| Sample::of(&both.iter().map(part).collect::<Vec<_>>());
    let (before, after, change) = (of(&|pair| pair.0), of(&|pair| pair.1), of(&|pair| pair.1 - pair.0));
    let cross: f64 = both.iter().map(|(a, b)| (a - before.mean) * (b - after.mean)).sum();
    paired_by(before, after, change, cross / (both.len() as f64 - 1.0), level)
}

/// The same from how the first time, the second and the change (second less first) are spread over the same people.
///
/// # Errors
/// [`Error::Argument`] for a level outside 0 to 1 or numbers of people that differ, [`Error::TooFew`] below two people,
/// [`Error::Constant`] where all differ alike.
pub fn paired_of_samples(first: Sample, second: Sample, change: Sample, level: f64) -> Result<Paired> {
    if first.n != second.n || first.n != change.n {
        let why = format!("{}, {} and {} people", first.n, second.n, change.n);
        return Err(Error::Argument { what: "paired values".to_owned(), why });
    }
    check(change.n, level)?;
    let covariance = 0.5 * (first.sd.powi(2) + second.sd.powi(2) - change.sd.powi(2));
    paired_by(first, second, change, covariance, level)
}

fn paired_by(before: Sample, after: Sample, change: Sample, covariance: f64, level: f64) -> Result<Paired> {
    if change.sd.is_nan() || change.sd <= 0.0 {
        return Err(Error::Constant { item: "the differences".to_owned() });
    }
    let n = change.n as f64;
    let root = n.sqrt();
    let test = test(change.mean, change.sd / root, n - 1.0, level);
    let d_z = effect(change.mean / change.sd, test.t, n - 1.0, root, level);
    let scale = change.sd / (0.5 * (before.sd.powi(2) + after.sd.powi(2))).sqrt();
    let d_av = scaled(&d_z, scale);
    let r = covariance / (before.sd * after.sd);
    Ok(Paired {
        first: before,
        second: after,
        n: change.n,
        difference: change.mean,
        sd_difference: change.sd,
        r: r.is_finite().then_some(r),
        level,
        test,
        g_z: corrected(&d_z, n - 1.0),
        g_av: corrected(&d_av, n - 1.0),
        d_z,
        d_av,
    })
}

/// Refuses groups too small and levels that are none.
fn check(n: u64, level: f64) -> Result<()> {
    if n < 2 {
        return Err(Error::TooFew { what: "values to compare".to_owned(), needed: 2, found: n as usize });
    }
    if !(level > 0.0 && level < 1.0) {
        return Err(Error::Argument {
            what: "level".to_owned(),
            why: format!("{level} is not between 0 and 1"),
        });
    }
    Ok(())
}

/// A t test.
fn test(difference: f64, se: f64, df: f64, level: f64) -> Test {
    let t = difference / se;
    let reach = student::t_quantile(0.5 + 0.5 * level, df) * se;
    let interval = Interval { lower: difference - reach, upper: difference + reach };
    Test { t, df, p: student::t_two_sided(t, df), se, interval }
}

/// An effect whose t is it times `root`.
fn effect(value: f64, t: f64, df: f64, root: f64, level: f64) -> Effect {
    let end = |share: f64| student::noncentrality(share, t, df) / root;
    Effect { value, interval: Interval { lower: end(0.5 + 0.5 * level), upper: end(0.5 - 0.5 * level) } }
}

/// An effect in other units.
fn scaled(effect: &Effect, by: f64) -> Effect {
    let interval = Interval { lower: effect.interval.lower * by, upper: effect.interval.upper * by };
    Effect { value: effect.value * by, interval }
}

/// Hedges' exact correction for small samples.
fn corrected(effect: &Effect, df: f64) -> Option<Effect> {
    if df <= 1.0 {
        return None;
    }
    // Differences of log-gammas lose their digits where df is large; there the series has them all.
    let factor = if df < 200.0 {
        (libm::lgamma(0.5 * df) - libm::lgamma(0.5 * (df - 1.0))).exp() / (0.5 * df).sqrt()
    } else {
        let r = df.recip();
        1.0 - r * (3.0 / 4.0 + r * (7.0 / 32.0 + r * (9.0 / 128.0 - r * (59.0 / 2048.0))))
    };
    Some(scaled(effect, factor))
}
