//! Tails and quantiles of t, F and chi-square, to nearly full precision also for huge degrees of freedom and tiny tails.
//! Not here: the normal distribution (see `normal`) and noncentral distributions.
//!
//! The incomplete beta function is its continued fraction, run until it settles (about the root of the larger
//! parameter), times a leading factor after Loader (2000), which keeps its digits where logarithms of gamma cancel.

use super::root;

const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// What Stirling's formula leaves out of the logarithm of the gamma function at `z + 1`.
fn stirling_error(z: f64) -> f64 {
    if z < 16.0 {
        return libm::lgamma(z + 1.0) - (z + 0.5) * z.ln() + z - HALF_LN_TWO_PI;
    }
    let s = (z * z).recip();
    let parts = [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360_360.0];
    parts.iter().rev().fold(0.0, |sum, part| sum * s + part) / z
}

/// `x ln(x / m) + m - x`, where `difference` is `x - m`, without cancellation when they are close.
fn deviance_part(x: f64, m: f64, difference: f64) -> f64 {
    if difference.abs() >= 0.1 * (x + m) {
        return x * (x / m).ln() - difference;
    }
    let v = difference / (x + m);
    let mut sum = difference * v;
    let mut power = 2.0 * x * v;
    for j in 1..1000 {
        power *= v * v;
        let next = sum + power / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// The continued fraction of the incomplete beta function (Lentz's method).
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let guard = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = guard(1.0 - (a + b) * x / (a + 1.0)).recip();
    let mut h = d;
    for step in 1..200_000 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = guard(1.0 + even * d).recip();
        c = guard(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = guard(1.0 + odd * d).recip();
        c = guard(1.0 + odd / c);
        let change = d * c;
        h *= change;
        if (change - 1.0).abs() < 2.3e-16 {
            break;
        }
    }
    h
}

/// The regularised incomplete beta function below `x` and above it, where `y = 1 - x` is given as well so that
/// neither loses digits.
#[must_use]
pub fn incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if !(x > 0.0 && y > 0.0) {
        return if x <= 0.0 {
            (0.0, 1.0)
        } else if y <= 0.0 {
            (1.0, 0.0)
        } else {
            (f64::NAN, f64::NAN)
        };
    }
    let n = a + b;
    let gap = a * y - b * x;
    let log = stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - deviance_part(a, n * x, gap)
        - deviance_part(b, n * y, -gap);
    let lead = log.exp() * (a * b / n).sqrt() * (-HALF_LN_TWO_PI).exp();
    if x < (a + 1.0) / (n + 2.0) {
        let below = lead * fraction(a, b, x) / a;
        (below, 1.0 - below)
    } else {
        let above = lead * fraction(b, a, y) / b;
        (1.0 - above, above)
    }
}

/// Probability that Student's t with `df` degrees of freedom is at least `|t|` away from zero, both sides together.
#[must_use]
pub fn student_two_sided(t: f64, df: f64) -> f64 {
    if df.is_infinite() {
        return 2.0 * super::normal::below(-t.abs());
    }
    if t.is_infinite() {
        return 0.0;
    }
    let square = t * t;
    incomplete_beta(0.5 * df, 0.5, df / (df + square), square / (df + square)).0
}

/// The `t` with `student_two_sided(t, df) = share`; NaN outside `0 < share <= 1` and for `df` not above zero.
#[must_use]
pub fn student_limit(share: f64, df: f64) -> f64 {
    if !(share > 0.0 && share <= 1.0 && df > 0.0) {
        return f64::NAN;
    }
    if df.is_infinite() {
        return -super::normal::quantile(0.5 * share);
    }
    let miss = |log_t: f64| student_two_sided(log_t.exp(), df).ln() - share.ln();
    root::between(miss, -40.0, 700.0, 1e-15).exp()
}

/// Probability that F with `df1` and `df2` degrees of freedom is above `f`.
#[must_use]
pub fn fisher_above(f: f64, df1: f64, df2: f64) -> f64 {
    if f <= 0.0 {
        return 1.0;
    }
    if f.is_infinite() {
        return 0.0;
    }
    let whole = df2 + df1 * f;
    incomplete_beta(0.5 * df2, 0.5 * df1, df2 / whole, df1 * f / whole).0
}

/// The point of F with a share `above` of it above; NaN outside `0 < above < 1`.
#[must_use]
pub fn fisher_limit(above: f64, df1: f64, df2: f64) -> f64 {
    if !(above > 0.0 && above < 1.0 && df1 > 0.0 && df2 > 0.0) {
        return f64::NAN;
    }
    let odds = |p: f64| p.ln() - (-p).ln_1p();
    let miss = |log_f: f64| {
        let whole = df2 + df1 * log_f.exp();
        let (up, down) = incomplete_beta(0.5 * df2, 0.5 * df1, df2 / whole, df1 * log_f.exp() / whole);
        (up.max(1e-320).ln() - down.max(1e-320).ln()) - odds(above)
    };
    root::between(miss, -300.0, 300.0, 1e-15).exp()
}

/// Probability that chi-square with `df` degrees of freedom (a whole number) is above `x`: a finite sum of positive parts.
#[must_use]
pub fn chi_square_above(x: f64, df: usize) -> f64 {
    if df == 0 || x.is_nan() {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 1.0;
    }
    let half = 0.5 * x;
    let (mut sum, mut at) = if df % 2 == 1 { (libm::erfc(half.sqrt()), 0.5) } else { ((-half).exp(), 1.0) };
    while at < 0.5 * df as f64 - 0.25 {
        sum += (at * half.ln() - half - libm::lgamma(at + 1.0)).exp();
        at += 1.0;
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, known: f64, relative: f64) {
        assert!(((found - known) / known).abs() < relative, "{found} instead of {known}");
    }

    #[test]
    fn tails_known_in_closed_form_are_met() {
        // t with 1 df is Cauchy's, with 2 df algebraic; F with 2 and d is a power.
        close(student_two_sided(3.0, 1.0), 1.0 - 2.0 * 3f64.atan() / std::f64::consts::PI, 1e-13);
        close(student_two_sided(50.0, 2.0), 1.0 - 50.0 / 2502f64.sqrt(), 1e-11);
        close(fisher_above(3.0, 2.0, 10.0), 1.6f64.powi(-5), 1e-13);
        close(fisher_above(4.0, 1.0, 7.0), student_two_sided(2.0, 7.0), 1e-13);
        close(chi_square_above(7.0, 2), (-3.5f64).exp(), 1e-14);
        close(chi_square_above(3.841_458_820_694_124, 1), 0.05, 1e-12);
        close(chi_square_above(18.307_038_053_275_14, 10), 0.05, 1e-12);
    }

    #[test]
    fn limits_undo_the_tails_from_one_to_ten_million_degrees_of_freedom() {
        for df in [1.0, 2.5, 17.0, 1983.0, 1e5, 1e7] {
            for share in [0.9, 0.05, 1e-3, 1e-12] {
                close(student_two_sided(student_limit(share, df), df), share, 1e-11);
            }
            close(fisher_above(fisher_limit(0.025, 59.0, df), 59.0, df), 0.025, 1e-11);
            close(fisher_above(fisher_limit(0.975, 59.0, df), 59.0, df), 0.975, 1e-11);
        }
        close(student_limit(0.05, 1e9), 1.959_963_984_540_054, 1e-8);
        close(student_limit(0.05, 10.0), 2.228_138_851_964_939, 1e-11);
    }
}
