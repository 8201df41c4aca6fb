//! What changed from the end of the class to back at work: of the same people where that may be told, else between
//! the two waves. Not here: whether it may be told (`disclosure`).

use psychometrics::classical::{Sample, independent_samples, paired_of_samples};

use super::{LEVEL, Line};
use crate::counts::Pairs;

/// Change of a construct.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// People in it: those in both waves, or the smaller wave.
    pub n: u64,
    /// Later less earlier.
    pub difference: f64,
    /// Its interval.
    pub interval: (f64, f64),
    /// In standard deviations: of both waves on average (paired), pooled (unpaired).
    pub effect: f64,
    /// Its interval; none where everybody changed alike.
    pub effect_interval: Option<(f64, f64)>,
    /// Of the same people.
    pub paired: bool,
}

/// Of those in both waves; none below three, or where nothing varies.
#[must_use]
pub fn change_paired(pairs: &Pairs, scale: usize) -> Option<Change> {
    let moved = pairs.moved.get(scale)?;
    if moved.first.n < 3 {
        return None;
    }
    let (first, second, change) = (moved.first.sample(), moved.second.sample(), moved.change().sample());
    let found = paired_of_samples(first, second, change, LEVEL).ok()?;
    let interval = (found.test.interval.lower, found.test.interval.upper);
    let effect = (found.d_av.interval.lower, found.d_av.interval.upper);
    (interval.0.is_finite() && found.d_av.value.is_finite()).then_some(Change {
        n: found.n,
        difference: found.difference,
        interval,
        effect: found.d_av.value,
        effect_interval: (effect.0.is_finite() && effect.1.is_finite()).then_some(effect),
        paired: true,
    })
}

/// Between the waves as two groups, from what the page shows anyway.
#[must_use]
pub fn change_unpaired(before: &Line, after: &Line) -> Option<Change> {
    let sample = |line: &Line| Sample { n: line.n, mean: line.mean, sd: line.sd };
    if before.n < 2 || after.n < 2 {
        return None;
    }
    let found = independent_samples(sample(after), sample(before), LEVEL).ok()?;
    let effect = (found.d.interval.lower, found.d.interval.upper);
    let interval = (found.welch.interval.lower, found.welch.interval.upper);
    (interval.0.is_finite() && found.d.value.is_finite()).then_some(Change {
        n: before.n.min(after.n),
        difference: found.difference,
        interval,
        effect: found.d.value,
        effect_interval: (effect.0.is_finite() && effect.1.is_finite()).then_some(effect),
        paired: false,
    })
}
