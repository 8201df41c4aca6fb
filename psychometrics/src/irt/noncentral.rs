//! The noncentral chi-square distribution, for intervals of misfit.
//! Not here: the central one, which `statrs` gives.

use statrs::distribution::{ChiSquared, ContinuousCDF};

/// Probability that a noncentral chi-square is at most `value`: a Poisson mixture of central ones, summed outwards from
/// its middle.
fn below(value: f64, df: f64, noncentrality: f64) -> f64 {
    let half = 0.5 * noncentrality;
    let central = |k: f64| ChiSquared::new(df + 2.0 * k).map_or(0.0, |distribution| distribution.cdf(value));
    if half == 0.0 {
        return central(0.0);
    }
    let weight = |k: f64| (k * half.ln() - half - libm::lgamma(k + 1.0)).exp();
    let middle = half.floor();
    let mut sum = 0.0;
    let mut k = middle;
    while k >= 0.0 {
        let term = weight(k);
        sum += term * central(k);
        if term < 1e-17 {
            break;
        }
        k -= 1.0;
    }
    k = middle + 1.0;
    loop {
        let (term, share) = (weight(k), central(k));
        sum += term * share;
        if term * share < 1e-17 || term < 1e-17 {
            return sum;
        }
        k += 1.0;
    }
}

/// The interval of the noncentrality that a chi-square of `value` leaves, at a level such as 0.9.
pub(crate) fn interval(value: f64, df: f64, level: f64) -> (f64, f64) {
    let tail = 0.5 * (1.0 - level);
    (root(value, df, 1.0 - tail), root(value, df, tail))
}

/// The noncentrality under which `value` has this probability below it; nought where even the central one has less.
fn root(value: f64, df: f64, share: f64) -> f64 {
    if value.is_nan() || value <= 0.0 || below(value, df, 0.0) <= share {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, value.max(df) + 10.0);
    while below(value, df, high) > share && high < 1e7 {
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if below(value, df, middle) > share {
            low = middle
        } else {
            high = middle
        }
        if high - low < 1e-11 * high.max(1.0) {
            break;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_known_chi_square_is_that_of_tables() {
        // The interval of RMSEA of the three-factor model of Holzinger and Swineford: 0.0714 to 0.1137 at n = 301.
        let (low, high) = interval(85.305_522, 24.0, 0.9);
        let rmsea = |excess: f64| (excess / (24.0 * 301.0)).sqrt();
        assert!((rmsea(low) - 0.0714).abs() < 1e-4 && (rmsea(high) - 0.1137).abs() < 1e-4);
        assert_eq!(interval(3.0, 24.0, 0.9), (0.0, 0.0));
    }
}
