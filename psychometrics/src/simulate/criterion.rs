//! What is added to the answers: a continuous criterion, and gaps.
//! Not here: the answers themselves (see `population`).

/// A continuous outcome `intercept + scale (eta b + u + e)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// Weight of each factor.
    pub weights: Vec<f64>,
    /// The intercept.
    pub intercept: f64,
    /// What the sum is multiplied by.
    pub scale: f64,
    /// Standard deviation of `u`, the same for all of a group; nought without groups.
    pub group_sd: f64,
    /// Standard deviation of `e`.
    pub error_sd: f64,
}

/// Which answers are missing.
#[derive(Debug, Clone, PartialEq)]
pub enum Missing {
    /// None.
    None,
    /// Each with this probability, whatever it would have been.
    Completely {
        /// The probability.
        share: f64,
    },
    /// Each with a probability that depends on another item, which itself is never missing:
    /// `logistic(logit(share) + slope z)`, where `z` is that item's latent answer (mean 0, variance 1).
    ByItem {
        /// Place of the item.
        item: usize,
        /// Probability where that item is average.
        share: f64,
        /// How steeply it rises.
        slope: f64,
    },
}

impl Missing {
    /// Probability that the answer to `item` is missing.
    pub(crate) fn probability(&self, item: usize, latent: &[f64]) -> f64 {
        match *self {
            Self::None => 0.0,
            Self::Completely { share } => share,
            Self::ByItem { item: driver, .. } if driver == item => 0.0,
            Self::ByItem { item: driver, share, slope } => {
                let odds = share / (1.0 - share) * (slope * latent[driver]).exp();
                odds / (1.0 + odds)
            }
        }
    }

    /// What is wrong with it, if anything.
    pub(crate) fn fault(&self, items: usize) -> Option<String> {
        let share = match *self {
            Self::None => 0.0,
            Self::Completely { share } | Self::ByItem { share, .. } => share,
        };
        if !(0.0..1.0).contains(&share) {
            return Some(format!("a share of {share} cannot be missing"));
        }
        match *self {
            Self::ByItem { item, .. } if item >= items => Some(format!("item {item} of {items}")),
            Self::ByItem { slope, .. } if !slope.is_finite() => Some("the slope is not a number".to_owned()),
            _ => None,
        }
    }
}
