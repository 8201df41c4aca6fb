//! The normal distribution to full double precision.
//! Not here: the bivariate normal (see `correlation`), and t, F and chi-square, which `statrs` gives.

/// Density of the standard normal at `x`.
#[must_use]
pub fn density(x: f64) -> f64 {
    const ROOT_TWO_PI: f64 = 2.506_628_274_631_000_5;
    (-0.5 * x * x).exp() / ROOT_TWO_PI
}

/// Probability that a standard normal is at most `x`; exact in the lower tail.
#[must_use]
pub fn below(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// The point below which a share `p` of the standard normal lies; infinite at 0 and 1, NaN outside.
///
/// Starts from the rational approximation of Acklam and takes two steps of Halley, which leaves rounding error only.
#[must_use]
pub fn quantile(p: f64) -> f64 {
    if p.is_nan() || !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p == 0.0 {
        return f64::NEG_INFINITY;
    }
    if p == 1.0 {
        return f64::INFINITY;
    }
    if p > 0.5 {
        // 1 - p is exact here, and the lower tail keeps its digits.
        return -quantile(1.0 - p);
    }
    let mut x = rough_quantile(p);
    for _ in 0..2 {
        let step = (below(x) - p) / density(x);
        x -= step / (1.0 + 0.5 * x * step);
    }
    x
}

/// Acklam's rational approximation for `0 < p <= 0.5`, relative error below 1.2e-9.
fn rough_quantile(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] =
        [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416];
    let polynomial = |parts: &[f64], at: f64| parts.iter().fold(0.0, |sum, part| sum * at + part);
    if p < 0.02425 {
        let q = (-2.0 * p.ln()).sqrt();
        return polynomial(&C, q) / (polynomial(&D, q) * q + 1.0);
    }
    let q = p - 0.5;
    let r = q * q;
    polynomial(&A, r) * q / (polynomial(&B, r) * r + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantile_undoes_the_probability_over_the_whole_range() {
        for step in 1..2000 {
            let x = -8.0 + 0.004 * f64::from(step);
            assert!((quantile(below(x)) - x).abs() < 1e-12 * x.abs().max(1.0), "at {x}");
        }
        assert!((quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-15);
        assert!(quantile(-0.1).is_nan() && quantile(0.0).is_infinite());
    }
}
