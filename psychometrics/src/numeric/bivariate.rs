//! The bivariate normal distribution with unit variances: density, lower probability, rectangles.
//! Not here: correlations from tables (see `correlation`).

use std::f64::consts::{PI, TAU};

use super::legendre;
use super::normal;

/// A rectangle found as a difference of corners is kept where it is at least this share of its largest corner;
/// below, the cancelled digits matter and it is integrated anew.
const CANCELLED: f64 = 1e-6;

/// Density of the standard bivariate normal at (`h`, `k`) for |`rho`| < 1.
#[must_use]
pub fn density(h: f64, k: f64, rho: f64) -> f64 {
    let left = (1.0 - rho) * (1.0 + rho);
    (-(h * h - 2.0 * rho * h * k + k * k) / (2.0 * left)).exp() / (TAU * left.sqrt())
}

/// Probability that X ≤ `h` and Y ≤ `k` under correlation `rho`, absolute error about 1e-15.
///
/// Plackett's identity dΦ₂/dρ = φ₂ integrated in asin ρ; near |ρ| = 1 the expansion of Drezner & Wesolowsky (1990)
/// with the terms of Genz (2004). Infinite limits and |ρ| = 1 are allowed; NaN where |ρ| > 1.
///
/// ```
/// use psychometrics::numeric::bivariate::below;
/// // A quarter plus asin(rho) / 2 pi, known since Sheppard (1899).
/// assert!((below(0.0, 0.0, 0.5) - 1.0 / 3.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn below(h: f64, k: f64, rho: f64) -> f64 {
    if h.is_nan() || k.is_nan() || !(-1.0..=1.0).contains(&rho) {
        return f64::NAN;
    }
    if h == f64::NEG_INFINITY || k == f64::NEG_INFINITY {
        return 0.0;
    }
    if h == f64::INFINITY {
        return normal::below(k);
    }
    if k == f64::INFINITY {
        return normal::below(h);
    }
    let found = if rho.abs() < 0.925 { moderate(h, k, rho) } else { extreme(-h, -k, rho) };
    found.clamp(0.0, normal::below(h.min(k)))
}

/// Φ(h)Φ(k) plus the integral of the density over the correlation.
fn moderate(h: f64, k: f64, rho: f64) -> f64 {
    let (product, half_squares) = (h * k, 0.5 * (h * h + k * k));
    let half = 0.5 * rho.asin();
    let value = |angle: f64| {
        let sine = angle.sin();
        ((sine * product - half_squares) / (1.0 - sine * sine)).exp()
    };
    let nodes = if rho.abs() < 0.3 { 12 } else { 20 };
    let sum: f64 = legendre::rule(nodes)
        .iter()
        .map(|&(node, weight)| weight * (value(half * (1.0 - node)) + value(half * (1.0 + node))))
        .sum();
    normal::below(h) * normal::below(k) + sum * half / TAU
}

/// P(X > h, Y > k) for |rho| near one.
fn extreme(h: f64, k: f64, rho: f64) -> f64 {
    let k = if rho < 0.0 { -k } else { k };
    let tail = if rho.abs() < 1.0 { near_line(h, k, rho) } else { 0.0 };
    if rho > 0.0 {
        return tail + normal::below(-h.max(k));
    }
    let strip = if k > h {
        if h < 0.0 { normal::below(k) - normal::below(h) } else { normal::below(-h) - normal::below(-k) }
    } else {
        0.0
    };
    strip - tail
}

/// What the upper probability lacks of its value at |rho| = 1 (with its sign), by expansion and quadrature.
fn near_line(h: f64, k: f64, rho: f64) -> f64 {
    let product = h * k;
    let left = (1.0 - rho) * (1.0 + rho);
    let root = left.sqrt();
    let gap = (h - k) * (h - k);
    let (c, d) = ((4.0 - product) / 8.0, (12.0 - product) / 16.0);
    let mut sum = 0.0;
    let exponent = -0.5 * (gap / left + product);
    if exponent > -700.0 {
        sum += root
            * exponent.exp()
            * (1.0 - c * (gap - left) * (1.0 - d * gap / 5.0) / 3.0 + c * d * left * left / 5.0);
    }
    if product > -100.0 {
        let distance = gap.sqrt();
        let strip = TAU.sqrt() * normal::below(-distance / root);
        sum -= (-0.5 * product).exp() * strip * distance * (1.0 - c * gap * (1.0 - d * gap / 5.0) / 3.0);
    }
    let half = 0.5 * root;
    for &(node, weight) in legendre::rule(20) {
        for at in [1.0 - node, 1.0 + node] {
            let square = (half * at) * (half * at);
            let exponent = -0.5 * (gap / square + product);
            if exponent > -700.0 {
                let rest = (1.0 - square).sqrt();
                let exact = (-0.5 * product * (1.0 - rest) / (1.0 + rest)).exp() / rest;
                sum += half * weight * exponent.exp() * (exact - (1.0 + c * square * (1.0 + d * square)));
            }
        }
    }
    -sum / TAU
}

/// Probability that `h.0` < X ≤ `h.1` and `k.0` < Y ≤ `k.1`; limits may be infinite.
///
/// Reflected into the lower tail before the corners are subtracted, and integrated directly where they cancel, so that
/// small cells keep about ten digits.
#[must_use]
pub fn rectangle(h: (f64, f64), k: (f64, f64), rho: f64) -> f64 {
    if !(h.0 < h.1 && k.0 < k.1) {
        return if h.0.is_nan() || h.1.is_nan() || k.0.is_nan() || k.1.is_nan() { f64::NAN } else { 0.0 };
    }
    let (mut h, mut k, mut rho) = (h, k, rho);
    if h.0 + h.1 > 0.0 {
        (h, rho) = ((-h.1, -h.0), -rho);
    }
    if k.0 + k.1 > 0.0 {
        (k, rho) = ((-k.1, -k.0), -rho);
    }
    let largest = below(h.1, k.1, rho);
    let found = largest - below(h.0, k.1, rho) - below(h.1, k.0, rho) + below(h.0, k.0, rho);
    if found > CANCELLED * largest && found > 1e-9 || rho.abs() == 1.0 {
        return found.max(0.0);
    }
    strips(h, k, rho)
}

/// The rectangle as an integral over X of the density times the probability of Y's interval, over the stretch where
/// the integrand lives. Its logarithm is concave, so one peak is all there is to find.
fn strips(h: (f64, f64), k: (f64, f64), rho: f64) -> f64 {
    let spread = ((1.0 - rho) * (1.0 + rho)).sqrt();
    let value = |x: f64| normal::density(x) * between((k.0 - rho * x) / spread, (k.1 - rho * x) / spread);
    let (mut low, mut high) = (h.0.max(-38.0), h.1.min(38.0));
    if low >= high {
        return 0.0;
    }
    let (start, end) = (low, high);
    for _ in 0..80 {
        let (first, second) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        let (left, right) = (value(first), value(second));
        // Where both have vanished, the mean of the strip in X's direction says on which side the mass is.
        let toward_right = if left == 0.0 && right == 0.0 {
            rho * 0.5 * (k.0.max(-38.0) + k.1.min(38.0)) > first
        } else {
            left < right
        };
        if toward_right { low = first } else { high = second }
    }
    let peak = 0.5 * (low + high);
    let width = spread.min(1.0);
    let mut sum = 0.0;
    for side in [-1.0, 1.0] {
        let mut from = peak;
        for _ in 0..400 {
            let to = (from + side * width).clamp(start, end);
            if to == from {
                break;
            }
            let part = legendre::integral(from.min(to), from.max(to), value);
            sum += part;
            from = to;
            if part <= 1e-17 * sum {
                break;
            }
        }
    }
    sum
}

/// Φ(high) − Φ(low), taken in the tail where both are small.
fn between(low: f64, high: f64) -> f64 {
    if low > 0.0 {
        normal::below(-low) - normal::below(-high)
    } else {
        normal::below(high) - normal::below(low)
    }
}

/// Derivative of ln φ₂ in the correlation, at (`h`, `k`).
#[must_use]
pub fn log_slope(h: f64, k: f64, rho: f64) -> f64 {
    let left = (1.0 - rho) * (1.0 + rho);
    (rho * left + h * k * (1.0 + rho * rho) - rho * (h * h + k * k)) / (left * left)
}

/// The orthant probability 1/4 + asin(ρ)/2π (Sheppard 1899), and its inverse: the correlation at which half-and-half
/// items agree with probability 2 `orthant`.
#[must_use]
pub fn correlation_of_orthant(orthant: f64) -> f64 {
    (TAU * (orthant.clamp(0.0, 0.5) - 0.25)).clamp(-0.5 * PI, 0.5 * PI).sin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_probability_agrees_with_direct_integration_everywhere() {
        for rho in [-0.999, -0.95, -0.93, -0.7, -0.2, 0.0, 0.1, 0.5, 0.9, 0.924, 0.926, 0.97, 0.999] {
            for (h, k) in
                [(0.0, 0.0), (1.0, -0.5), (-2.0, -1.5), (2.5, 2.4), (-3.0, 0.3), (0.7, 0.7001), (1.2, -1.2)]
            {
                let spread = ((1.0_f64 - rho) * (1.0 + rho)).sqrt();
                let mut sum = 0.0;
                for step in 0..2000 {
                    let width = (h + 12.0) / 2000.0;
                    let from = -12.0 + width * f64::from(step);
                    sum += legendre::integral(from, from + width, |x| {
                        normal::density(x) * normal::below((k - rho * x) / spread)
                    });
                }
                let found = below(h, k, rho);
                assert!((found - sum).abs() < 3e-15, "h {h}, k {k}, rho {rho}: {found} against {sum}");
            }
        }
    }

    #[test]
    fn orthants_follow_sheppard_and_the_ends_are_reached() {
        for step in -100..=100 {
            let rho = f64::from(step) / 100.0;
            let exact = 0.25 + rho.asin() / TAU;
            assert!((below(0.0, 0.0, rho) - exact).abs() < 1e-15, "{rho}");
            assert!((correlation_of_orthant(exact) - rho).abs() < 1e-14);
        }
        assert!((below(0.3, 1.0, 1.0) - normal::below(0.3)).abs() < 1e-16);
        assert!((below(0.3, -0.2, -1.0) - (normal::below(0.3) + normal::below(-0.2) - 1.0)).abs() < 1e-15);
        assert!(below(0.0, 0.0, 1.5).is_nan());
        assert_eq!(below(f64::NEG_INFINITY, 1.0, 0.3), 0.0);
        assert!((below(f64::INFINITY, 1.0, 0.3) - normal::below(1.0)).abs() < 1e-16);
    }

    #[test]
    fn rectangles_add_up_and_small_ones_keep_their_digits() {
        let cuts = [f64::NEG_INFINITY, -1.5, -0.2, 0.9, 2.2, f64::INFINITY];
        for rho in [-0.97, -0.4, 0.0, 0.6, 0.95, 0.99] {
            let mut sum = 0.0;
            for a in 0..5 {
                for b in 0..5 {
                    sum += rectangle((cuts[a], cuts[a + 1]), (cuts[b], cuts[b + 1]), rho);
                }
            }
            assert!((sum - 1.0).abs() < 1e-13, "{rho}: {sum}");
        }
        // Independent: the product of two tails.
        let tail = normal::below(-7.0);
        let found = rectangle((7.0, f64::INFINITY), (7.0, f64::INFINITY), 0.0);
        assert!((found / (tail * tail) - 1.0).abs() < 1e-9, "{found}");
        let crossed = rectangle((f64::NEG_INFINITY, -2.0), (2.0, f64::INFINITY), 0.9);
        let fine: f64 = (0..4000)
            .map(|step| -12.0 + 0.0025 * f64::from(step))
            .map(|from| {
                legendre::integral(from, from + 0.0025, |x| {
                    normal::density(x) * normal::below(-(2.0 - 0.9 * x) / (1.0_f64 - 0.81).sqrt())
                })
            })
            .sum();
        assert!((crossed / fine - 1.0).abs() < 1e-9, "{crossed} against {fine}");
    }
}
