//! The chi-square distribution, central and noncentral, and the noncentrality that puts a value at a given probability.
//! Not here: tests and fit measures that use them (`sem`).

use statrs::function::gamma::{gamma_lr, gamma_ur, ln_gamma};

/// From degrees of freedom and noncentrality of this size on the sums below would take long, and the normal
/// approximation is exact to about eight digits.
const LARGE: f64 = 1e7;

/// The normal deviate that stands for `x` (Sankaran 1959: a power of chi-square that is nearly normal).
fn far(x: f64, df: f64, noncentrality: f64) -> f64 {
    let (one, two, three) = (df + noncentrality, df + 2.0 * noncentrality, df + 3.0 * noncentrality);
    let h = 1.0 - 2.0 * (one / two) * (three / two) / 3.0;
    let p = two / one / one;
    let m = (h - 1.0) * (1.0 - 3.0 * h);
    let middle = 1.0 + h * p * (h - 1.0 - 0.5 * (2.0 - h) * m * p);
    ((x / one).powf(h) - middle) / (h * (2.0 * p).sqrt() * (1.0 + 0.5 * m * p))
}

/// Probability that chi-square with `df` degrees of freedom is at most `x`; one where `df` is zero and `x` not negative.
#[must_use]
pub fn below(x: f64, df: f64) -> f64 {
    if x.is_nan() || df.is_nan() {
        return f64::NAN;
    }
    if x <= 0.0 {
        return if df == 0.0 && x == 0.0 { 1.0 } else { 0.0 };
    }
    if df <= 0.0 || x.is_infinite() {
        return 1.0;
    }
    if df > LARGE { super::normal::below(far(x, df, 0.0)) } else { gamma_lr(0.5 * df, 0.5 * x) }
}

/// Probability that chi-square with `df` degrees of freedom exceeds `x`, exact in the far tail.
#[must_use]
pub fn above(x: f64, df: f64) -> f64 {
    if x.is_nan() || df.is_nan() {
        return f64::NAN;
    }
    if x <= 0.0 {
        return if df == 0.0 && x == 0.0 { 0.0 } else { 1.0 };
    }
    if df <= 0.0 || x.is_infinite() {
        return 0.0;
    }
    if df > LARGE { super::normal::below(-far(x, df, 0.0)) } else { gamma_ur(0.5 * df, 0.5 * x) }
}

/// The point below which chi-square with `df` degrees of freedom lies with probability `p`; NaN outside `0..=1`.
#[must_use]
pub fn quantile(p: f64, df: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) || df.is_nan() || df < 0.0 {
        return f64::NAN;
    }
    if p == 0.0 || df == 0.0 {
        return 0.0;
    }
    if p == 1.0 {
        return f64::INFINITY;
    }
    let rest = |x: f64| if p > 0.5 { (1.0 - p) - above(x, df) } else { below(x, df) - p };
    root(rest, df.max(1.0))
}

/// Zero of a rising function that is negative at 0, to the last digits: the bracket is doubled, then halved by the
/// better of secant and middle.
fn root(rising: impl Fn(f64) -> f64, first: f64) -> f64 {
    let (mut low, mut high) = (0.0, first);
    for _ in 0..1100 {
        if rising(high) >= 0.0 {
            break;
        }
        low = high;
        high *= 2.0;
    }
    let (mut at_low, mut at_high) = (rising(low), rising(high));
    for step in 0..300 {
        if (high - low) <= 4.0 * f64::EPSILON * high.abs() || at_high == 0.0 {
            break;
        }
        let secant = high - at_high * (high - low) / (at_high - at_low);
        let inside = secant > low && secant < high && step % 3 != 2;
        let middle = if inside { secant } else { 0.5 * (low + high) };
        let value = rising(middle);
        if value < 0.0 { (low, at_low) = (middle, value) } else { (high, at_high) = (middle, value) }
    }
    high
}

/// `x^a e^-x / Gamma(a + 1)` to full relative precision also for large arguments (Loader 2000).
fn power_over_factorial(a: f64, x: f64) -> f64 {
    if a < 30.0 {
        return (a * x.ln() - x - ln_gamma(a + 1.0)).exp();
    }
    let stirling =
        (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * a * a)) / (a * a)) / (a * a)) / a;
    let apart = (x - a) / a;
    // apart - ln(1 + apart), by its series where the difference would lose its digits.
    let deviance = if apart.abs() < 0.1 {
        let mut power = apart * apart;
        let mut sum = 0.0;
        for k in 2..20 {
            sum += power / f64::from(k);
            power *= -apart;
        }
        sum
    } else {
        apart - apart.ln_1p()
    };
    (-stirling - a * deviance).exp() / (std::f64::consts::TAU * a).sqrt()
}

/// Probability that noncentral chi-square is at most `x`: the Poisson mixture of central ones, summed outwards from its
/// largest weight. Absolute error about 1e-13.
#[must_use]
pub fn noncentral_below(x: f64, df: f64, noncentrality: f64) -> f64 {
    if x.is_nan() || df.is_nan() || noncentrality.is_nan() || noncentrality < 0.0 || df < 0.0 {
        return f64::NAN;
    }
    if noncentrality == 0.0 {
        return below(x, df);
    }
    if x <= 0.0 {
        return 0.0;
    }
    if x.is_infinite() {
        return 1.0;
    }
    if noncentrality.is_infinite() {
        return 0.0;
    }
    if df + noncentrality > LARGE {
        return super::normal::below(far(x, df, noncentrality));
    }
    let (rate, half) = (0.5 * noncentrality, 0.5 * x);
    let centre = rate.floor();
    let weight = power_over_factorial(centre, rate);
    let shape = 0.5 * df + centre;
    let middle = if shape == 0.0 { 1.0 } else { gamma_lr(shape, half) };
    // x^a e^-x / Gamma(a+1): what P(a, x) loses when a grows by one.
    let drop = power_over_factorial(shape, half);
    let mut sum = weight * middle;
    let (mut w, mut p, mut d, mut j, mut a) = (weight, middle, drop, centre, shape);
    loop {
        p -= d;
        a += 1.0;
        d *= half / a;
        j += 1.0;
        w *= rate / j;
        sum += w * p.max(0.0);
        if w < 1e-18 * (1.0 + sum) || p <= 0.0 || !p.is_finite() {
            break;
        }
    }
    (w, p, d, j, a) = (weight, middle, drop, centre, shape);
    while j >= 1.0 {
        d *= a / half;
        a -= 1.0;
        p = if a <= 0.0 { 1.0 } else { (p + d).min(1.0) };
        w *= j / rate;
        j -= 1.0;
        sum += w * p;
        if w < 1e-18 {
            break;
        }
    }
    sum.clamp(0.0, 1.0)
}

/// The noncentrality at which chi-square with `df` degrees of freedom lies below `x` with probability `p`; zero where
/// even the central one lies below `x` more rarely than that.
#[must_use]
pub fn noncentrality(x: f64, df: f64, p: f64) -> f64 {
    if x.is_nan() || df.is_nan() || !(0.0..1.0).contains(&p) {
        return f64::NAN;
    }
    if below(x, df) <= p || x <= 0.0 {
        return 0.0;
    }
    root(|l| p - noncentral_below(x, df, l), x.max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_and_probabilities_undo_each_other() {
        for df in [1.0, 2.0, 24.0, 960.0, 1e5] {
            for p in [1e-9, 0.01, 0.5, 0.95, 0.999_999] {
                assert!((below(quantile(p, df), df) / p - 1.0).abs() < 1e-9, "{p} {df}");
            }
        }
        assert!((quantile(0.95, 24.0) - 36.415_028_501_807_31).abs() < 1e-10);
    }

    #[test]
    fn the_noncentral_agrees_with_its_plain_sum_and_is_inverted() {
        for (x, df, l) in [(85.3, 24.0, 46.2), (3.0, 1.0, 0.5), (900.0, 960.0, 20.0), (2.0, 0.0, 1.0)] {
            let mut sum = 0.0;
            let mut weight: f64 = (-0.5_f64 * l).exp();
            for j in 0..800 {
                let j = f64::from(j);
                sum += weight * below(x, df + 2.0 * j);
                weight *= 0.5 * l / (j + 1.0);
            }
            let found = noncentral_below(x, df, l);
            assert!((found - sum).abs() < 1e-12, "{found} {sum}");
            assert!((noncentrality(x, df, found) / l - 1.0).abs() < 1e-9);
        }
        let large = noncentral_below(2e6, 1e3, 2e6 - 1e3);
        assert!((large - 0.5).abs() < 1e-2);
    }

    #[test]
    fn the_sum_and_the_approximation_meet_where_one_takes_over() {
        for (df, l) in [(1e3, 9e6), (5.0, 9.9e6), (2.5e6, 7e6)] {
            let spread = (2.0_f64 * (df + 2.0 * l)).sqrt();
            for z in [-2.0, -0.5, 0.0, 1.0, 3.0] {
                let x = df + l + z * spread;
                let (sum, normal) = (noncentral_below(x, df, l), super::super::normal::below(far(x, df, l)));
                assert!((sum - normal).abs() < 1e-7, "{df} {l} {z}: {sum} {normal}");
            }
        }
        let df: f64 = 9.9e6;
        for z in [-3.0, 0.0, 2.0] {
            let x = df + z * (2.0 * df).sqrt();
            assert!((below(x, df) - super::super::normal::below(far(x, df, 0.0))).abs() < 1e-7);
        }
    }

    #[test]
    fn numbers_beyond_all_measure_are_answered_at_once() {
        for (x, df, l) in [(1e18, 24.0, 1e18), (1e300, 3.0, 1.0), (5.0, 1e18, 0.0), (1e17, 1e17, 1e17)] {
            assert!((0.0..=1.0).contains(&noncentral_below(x, df, l)));
            assert!((0.0..=1.0).contains(&below(x, df)) && (0.0..=1.0).contains(&above(x, df)));
            assert!(noncentrality(x, df, 0.05) >= 0.0);
        }
    }
}
