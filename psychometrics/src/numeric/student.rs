//! The incomplete beta function and from it Student's t and Fisher's F, exact also with hundreds of millions of degrees
//! of freedom, where the usual sums of log-gammas lose their digits; and the noncentral t.
//! Not here: tests and intervals made of them.

use super::normal;

/// Nodes and weights of the Gauss-Legendre rule with eight points on (-1, 1), the positive half.
const LEGENDRE: [(f64, f64); 4] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
];

/// `ln Gamma(z) - ((z - 1/2) ln z - z + ln(2 pi)/2)`, the error of Stirling's formula.
fn stirling_error(z: f64) -> f64 {
    if z < 16.0 {
        const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;
        return libm::lgamma(z) - ((z - 0.5) * z.ln() - z + HALF_LN_TWO_PI);
    }
    let r = 1.0 / (z * z);
    (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r / 1188.0)))) / z
}

/// `ln(1 + d)` where `ratio` is `1 + d`: whichever keeps its digits.
fn log_ratio(ratio: f64, d: f64) -> f64 {
    if d.abs() < 0.5 { d.ln_1p() } else { ratio.ln() }
}

/// `x^a y^b / B(a,b)` with `y = 1 - x`, by deviance and Stirling errors (Loader 2000).
fn beta_kernel(x: f64, y: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || y <= 0.0 {
        return 0.0;
    }
    let n = a + b;
    // x n - a, written so that it keeps its digits near the mean.
    let off = x * b - y * a;
    let deviance = a * log_ratio(x * n / a, off / a) + b * log_ratio(y * n / b, -off / b);
    let errors = stirling_error(n) - stirling_error(a) - stirling_error(b);
    (a * b / (std::f64::consts::TAU * n)).sqrt() * (deviance + errors).exp()
}

/// What [`beta_kernel`] is multiplied with to give the incomplete beta function at `x` below its mean: the contracted
/// continued fraction of DiDonato and Morris (1992, formula 9), which takes the distance from the mean as a number of its
/// own and so keeps its digits where `x` or `y` is close to one.
fn beta_fraction(x: f64, y: f64, a: f64, b: f64) -> f64 {
    let c = 1.0 + (y * a - x * b);
    let (c0, c1) = (b / a, 1.0 + 1.0 / a);
    let (mut before, mut before_over) = (0.0, 1.0);
    let (mut now, mut now_over) = (1.0, c / c1);
    let mut fraction = c1 / c;
    let (mut p, mut s) = (1.0, a + 1.0);
    for step in 1..2_000_000 {
        let n = f64::from(step);
        let t = n / a;
        let w = n * (b - n) * x;
        let alpha = p * (p + c0) * (a / s).powi(2) * w * x;
        let beta = n + w / s + (t + 1.0) / (c1 + t + t) * (c + n * (1.0 + y));
        (before, now) = (now, alpha * before + beta * now);
        (before_over, now_over) = (now_over, alpha * before_over + beta * now_over);
        let last = fraction;
        fraction = now / now_over;
        if (fraction - last).abs() <= 1e-16 * fraction.abs() {
            break;
        }
        (p, s) = (t + 1.0, s + 2.0);
        // Kept near one, or they would overflow.
        (before, before_over) = (before / now_over, before_over / now_over);
        (now, now_over) = (fraction, 1.0);
    }
    fraction
}

/// Regularised incomplete beta function at `x` and its complement, `y = 1 - x` given so that it keeps its digits.
#[must_use]
pub fn beta_shares(x: f64, y: f64, a: f64, b: f64) -> (f64, f64) {
    if x.is_nan() || y.is_nan() {
        return (f64::NAN, f64::NAN);
    }
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if y <= 0.0 {
        return (1.0, 0.0);
    }
    if x * b < y * a {
        let share = (beta_kernel(x, y, a, b) * beta_fraction(x, y, a, b)).min(1.0);
        (share, 1.0 - share)
    } else {
        let share = (beta_kernel(x, y, a, b) * beta_fraction(y, x, b, a)).min(1.0);
        (1.0 - share, share)
    }
}

/// The point below which a share `p` of the beta distribution lies, and one minus it; `q = 1 - p`.
fn beta_quantile(p: f64, q: f64, a: f64, b: f64) -> (f64, f64) {
    if beta_shares(0.5, 0.5, a, b).0 < p {
        let (y, x) = lower_beta_quantile(q, p, b, a);
        return (x, y);
    }
    lower_beta_quantile(p, q, a, b)
}

/// [`beta_quantile`] where it is at most one half: Newton's steps kept inside a bracket.
fn lower_beta_quantile(p: f64, q: f64, a: f64, b: f64) -> (f64, f64) {
    let (mut low, mut high) = (0.0, 0.5);
    let mut x = (a / (a + b)).clamp(1e-8, 0.5);
    for _ in 0..200 {
        let (below, above) = beta_shares(x, 1.0 - x, a, b);
        let excess = if p < q { below - p } else { q - above };
        if excess > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let step = excess * x * (1.0 - x) / beta_kernel(x, 1.0 - x, a, b);
        if step.abs() <= 2e-16 * x {
            break;
        }
        let mut next = x - step;
        if !(next > low && next < high) {
            next = if low == 0.0 { high * 0.1 } else { 0.5 * (low + high) };
        }
        x = next;
    }
    (x, 1.0 - x)
}

/// Probability that |t| with `df` degrees of freedom is at least `|t|`.
#[must_use]
pub fn t_two_sided(t: f64, df: f64) -> f64 {
    let square = t * t;
    beta_shares(df / (df + square), square / (df + square), 0.5 * df, 0.5).0
}

/// The point below which a share `p` of Student's t with `df` degrees of freedom lies; NaN outside 0 to 1.
#[must_use]
pub fn t_quantile(p: f64, df: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) || df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if p == 0.5 {
        return 0.0;
    }
    let tail = 2.0 * p.min(1.0 - p);
    if tail == 0.0 {
        return if p < 0.5 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let (x, y) = beta_quantile(tail, 1.0 - tail, 0.5 * df, 0.5);
    let size = (df * y / x).sqrt();
    if p < 0.5 { -size } else { size }
}

/// Probability that F with `d1` and `d2` degrees of freedom is at least `f`.
#[must_use]
pub fn f_above(f: f64, d1: f64, d2: f64) -> f64 {
    let whole = d1 * f + d2;
    beta_shares(d1 * f / whole, d2 / whole, 0.5 * d1, 0.5 * d2).1
}

/// The point below which a share `p` of F with `d1` and `d2` degrees of freedom lies; NaN outside 0 to 1.
#[must_use]
pub fn f_quantile(p: f64, d1: f64, d2: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) || d1.is_nan() || d2.is_nan() || d1 <= 0.0 || d2 <= 0.0 {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return if p == 0.0 { 0.0 } else { f64::INFINITY };
    }
    let (x, y) = beta_quantile(p, 1.0 - p, 0.5 * d1, 0.5 * d2);
    d2 / d1 * x / y
}

/// Probability that a noncentral t with `df` degrees of freedom and noncentrality `delta` is at most `t`:
/// the normal probability of `t s - delta` over the distribution of `s = sqrt(chi2/df)`, by Gauss-Legendre panels laid
/// over the bulk of `s` and over the place where the probability turns.
#[must_use]
pub fn noncentral_t_below(t: f64, df: f64, delta: f64) -> f64 {
    let mode = (((df - 1.0) / df).max(0.0)).sqrt();
    let spread = (0.5 / df).sqrt();
    let (low, high) =
        ((mode - 12.0 * spread).max(0.0), mode + 12.0 * spread + if df < 4.0 { 4.0 } else { 0.0 });
    let turn = delta / t;
    let width = 9.0 / t.abs();
    let mut cuts = vec![low, high];
    cuts.extend([turn - width, turn, turn + width].iter().filter(|cut| **cut > low && **cut < high));
    cuts.sort_by(f64::total_cmp);
    let density = |s: f64| {
        let power = if df > 1.0 { (df - 1.0) * log_ratio(s / mode, (s - mode) / mode) } else { 0.0 };
        (power - 0.5 * df * (s - mode) * (s + mode)).exp()
    };
    let (mut mass, mut below) = (0.0, 0.0);
    for pair in cuts.windows(2) {
        const PANELS: i32 = 24;
        let half = 0.5 * (pair[1] - pair[0]) / f64::from(PANELS);
        for panel in 0..PANELS {
            let centre = pair[0] + half * f64::from(2 * panel + 1);
            for (node, weight) in LEGENDRE {
                for s in [centre - half * node, centre + half * node] {
                    let share = half * weight * density(s);
                    mass += share;
                    below += share * normal::below(t * s - delta);
                }
            }
        }
    }
    below / mass
}

/// The noncentrality under which a share `p` of the noncentral t with `df` degrees of freedom lies below `t`.
#[must_use]
pub fn noncentrality(p: f64, t: f64, df: f64) -> f64 {
    if !t.is_finite() || df.is_nan() || df <= 0.0 || !(p > 0.0 && p < 1.0) {
        return f64::NAN;
    }
    let excess = |delta: f64| noncentral_t_below(t, df, delta) - p;
    let spread = (1.0 + 0.5 * t * t / df).sqrt();
    let start = t - normal::quantile(p) * spread;
    let (mut low, mut high) = (start - spread, start + spread);
    for _ in 0..60 {
        if excess(low) < 0.0 {
            low -= 2.0 * (high - low);
        } else if excess(high) > 0.0 {
            high += 2.0 * (high - low);
        } else {
            break;
        }
    }
    let (mut at_low, mut at_high) = (excess(low), excess(high));
    for _ in 0..200 {
        // False position, with the weight of an end halved that stays for a second time (Illinois).
        let middle = high - at_high * (high - low) / (at_high - at_low);
        let at_middle = excess(middle);
        if at_middle * at_high < 0.0 {
            (low, at_low) = (high, at_high);
        } else {
            at_low *= 0.5;
        }
        (high, at_high) = (middle, at_middle);
        if at_high == 0.0 || (high - low).abs() <= 1e-14 * high.abs().max(1.0) {
            break;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_quantiles_of_t_and_f_agree_with_tables() {
        let near =
            |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 2e-12, "{found} {expected}");
        near(t_quantile(0.975, 1.0), 12.706_204_736_174_694);
        near(t_quantile(0.025, 2.0), -4.302_652_729_749_462);
        near(t_quantile(0.975, 30.0), 2.042_272_456_301_237_8);
        near(t_quantile(0.975, 1999.0), 1.961_151_420_170_561_3);
        near(t_quantile(0.975, 1e7), 1.959_964_221_767_204_9);
        near(f_quantile(0.975, 1999.0, 93_953.0), 1.063_656_680_735_852);
        near(f_quantile(0.025, 5.0, 3.0), 0.128_806_398_421_261_96);
        let (huge, more) = (9_999_999.0f64, 469_999_953.0);
        let normal = 1.959_963_984_540_054 * (2.0 / huge + 2.0 / more).sqrt();
        assert!((f_quantile(0.975, huge, more).ln() - normal).abs() < 1e-6);
        near(f_above(f_quantile(0.975, huge, more), huge, more), 0.025);
        near(f_quantile(0.01, 1.0, 2.0), 2.000_200_020_002_003_4e-4);
        near(f_quantile(0.999, 0.7, 12.0), 22.899_263_126_897_566);
        near(f_above(1.2, 30.0, 40.0), 0.291_768_954_987_255_8);
        near(t_two_sided(-7.3, 12.0), 9.476_763_355_361_556e-6);
        near(t_two_sided(-1.5, 1e8), 0.133_614_405_694_707_45);
        assert!(t_quantile(1.5, 3.0).is_nan() && t_quantile(0.0, 3.0) == f64::NEG_INFINITY);
    }

    #[test]
    fn the_noncentral_t_agrees_with_tables_and_is_undone_by_its_noncentrality() {
        let near =
            |found: f64, expected: f64| assert!((found - expected).abs() < 1e-11, "{found} {expected}");
        near(noncentral_t_below(2.0, 10.0, 1.5), 0.659_154_072_442_026_3);
        near(noncentral_t_below(-1.0, 3.0, -2.0), 0.842_650_566_030_041_1);
        near(noncentral_t_below(5.0, 1.0, 4.0), 0.432_766_442_492_269_9);
        near(noncentral_t_below(0.5, 100.0, 0.0), 0.690_913_217_084_556_7);
        for (t, df) in [(0.0, 1.0), (-3.0, 2.0), (40.0, 5.0), (2500.0, 1e7), (1.0, 1e8)] {
            for p in [0.025, 0.5, 0.975] {
                near(noncentral_t_below(t, df, noncentrality(p, t, df)), p);
            }
        }
    }
}
