//! One ordinal item as cuts of a standard normal: thresholds with what is asked of them again and again.
//! Not here: pairs of items (see `grid`).

use crate::numeric::normal;

/// The thresholds of one item and their constants.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Axis {
    /// Thresholds τ₁ < … , one fewer than there are used categories.
    pub cuts: Vec<f64>,
    /// Φ(τ).
    pub below: Vec<f64>,
    /// φ(τ).
    pub density: Vec<f64>,
    /// How many people the thresholds were taken from.
    pub n: f64,
    /// For each category of the margin its place among the used ones; `None` where nobody chose it.
    pub place: Vec<Option<usize>>,
    /// Standard deviation of the categories' ranks over Σ φ(τ): what a Pearson correlation of ranks is multiplied by.
    pub stretch: f64,
}

impl Axis {
    /// Thresholds at the cumulated shares of `margin`; `None` where fewer than two categories are used.
    pub fn of(margin: &[f64]) -> Option<Self> {
        let mut used = Vec::with_capacity(margin.len());
        let place = margin
            .iter()
            .map(|&count| {
                (count > 0.0).then(|| {
                    used.push(count);
                    used.len() - 1
                })
            })
            .collect();
        let n: f64 = used.iter().sum();
        if used.len() < 2 {
            return None;
        }
        let mut axis =
            Self { cuts: Vec::new(), below: Vec::new(), density: Vec::new(), n, place, stretch: 1.0 };
        let mut lower = 0.0;
        for pair in 0..used.len() - 1 {
            lower += used[pair];
            // The rarer side keeps its digits.
            let upper: f64 = used[pair + 1..].iter().sum();
            let cut = if lower <= upper { normal::quantile(lower / n) } else { -normal::quantile(upper / n) };
            axis.cuts.push(cut);
            axis.below.push(lower / n);
            axis.density.push(normal::density(cut));
        }
        axis.stretch = spread_of_ranks(&used, n) / axis.density.iter().sum::<f64>();
        Some(axis)
    }

    /// Number of used categories.
    pub fn categories(&self) -> usize {
        self.cuts.len() + 1
    }

    /// Threshold below category `category` (−∞ for the first) and above it (∞ for the last).
    pub fn limits(&self, category: usize) -> (f64, f64) {
        let low = if category == 0 { f64::NEG_INFINITY } else { self.cuts[category - 1] };
        (low, self.cuts.get(category).copied().unwrap_or(f64::INFINITY))
    }

    /// Influence of one answer in `category` on threshold `cut`: (1[category ≤ cut] − Φ(τ)) / (N φ(τ)).
    pub fn influence(&self, cut: usize, category: usize) -> f64 {
        let indicator = if category <= cut { 1.0 } else { 0.0 };
        (indicator - self.below[cut]) / (self.n * self.density[cut])
    }

    /// Standard error of each threshold, √(F(1−F)/N)/φ(τ).
    pub fn standard_errors(&self) -> Vec<f64> {
        let spread = |(&share, &density): (&f64, &f64)| (share * (1.0 - share) / self.n).sqrt() / density;
        self.below.iter().zip(&self.density).map(spread).collect()
    }
}

fn spread_of_ranks(counts: &[f64], n: f64) -> f64 {
    let ranked = || counts.iter().enumerate().map(|(rank, &count)| (rank as f64, count));
    let mean = ranked().map(|(rank, count)| rank * count).sum::<f64>() / n;
    (ranked().map(|(rank, count)| count * (rank - mean) * (rank - mean)).sum::<f64>() / n).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_stand_at_the_shares_and_skip_unused_categories() {
        let axis = Axis::of(&[25.0, 0.0, 50.0, 25.0]).unwrap();
        assert!((axis.cuts[0] + 0.674_489_750_196_081_7).abs() < 1e-14);
        assert!((axis.cuts[0] + axis.cuts[1]).abs() < 1e-15);
        assert_eq!(axis.place, [Some(0), None, Some(1), Some(2)]);
        assert!(Axis::of(&[0.0, 7.0]).is_none());
        let moved: f64 = [25.0, 50.0, 25.0].iter().zip(0..).map(|(n, c)| n * axis.influence(1, c)).sum();
        assert!(moved.abs() < 1e-15, "influences of everybody cancel");
    }
}
