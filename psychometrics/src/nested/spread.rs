//! How an index is spread over groups: mean, median, quartiles, share at or above a limit.
//! Not here: the indices themselves.

/// An index over the groups in which it is defined.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Spread {
    /// Groups in which the index is defined.
    pub groups: usize,
    /// Groups in which it is not.
    pub undefined: usize,
    /// Mean over the groups (each counts once); none where it is defined in no group.
    pub mean: Option<f64>,
    /// Median.
    pub median: Option<f64>,
    /// Standard deviation (n - 1).
    pub sd: Option<f64>,
    /// Smallest.
    pub min: Option<f64>,
    /// Quartiles by linear interpolation (type 7).
    pub lower_quartile: Option<f64>,
    /// The upper one.
    pub upper_quartile: Option<f64>,
    /// Largest.
    pub max: Option<f64>,
    /// Share of groups at or above .70.
    pub share_at_least_70: Option<f64>,
}

impl Spread {
    /// Over `values`, one of each group.
    #[must_use]
    pub fn of(values: impl Iterator<Item = Option<f64>>) -> Self {
        let mut known = Vec::new();
        let mut undefined = 0;
        for value in values {
            match value {
                Some(value) => known.push(value),
                None => undefined += 1,
            }
        }
        let n = known.len() as f64;
        let some = !known.is_empty();
        let mean = known.iter().sum::<f64>() / n;
        let squares: f64 = known.iter().map(|value| (value - mean) * (value - mean)).sum();
        let at_least = known.iter().filter(|&&value| value >= 0.7).count() as f64 / n;
        // Parting around three places costs a fraction of sorting.
        let median = placed(&mut known, 0.5);
        let (lower, upper) = (placed(&mut known, 0.25), placed(&mut known, 0.75));
        Self {
            groups: known.len(),
            undefined,
            mean: some.then_some(mean),
            median,
            sd: (known.len() > 1).then(|| (squares / (n - 1.0)).sqrt()),
            min: known.iter().copied().reduce(f64::min),
            lower_quartile: lower,
            upper_quartile: upper,
            max: known.iter().copied().reduce(f64::max),
            share_at_least_70: some.then_some(at_least),
        }
    }
}

/// The quantile of values in any order, which it parts around it.
fn placed(values: &mut [f64], share: f64) -> Option<f64> {
    let at = share * values.len().checked_sub(1)? as f64;
    let (_, &mut below, above) = values.select_nth_unstable_by(at.floor() as usize, f64::total_cmp);
    let next = above.iter().copied().reduce(f64::min).unwrap_or(below);
    Some(below + at.fract() * (next - below))
}

/// The quantile of sorted values by linear interpolation between them (type 7); none where there are no values.
#[must_use]
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = share.clamp(0.0, 1.0) * last as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (at - below as f64) * (sorted[above] - sorted[below]))
}
