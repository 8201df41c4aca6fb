//! Gauss-Legendre quadrature on an interval.
//! Not here: quadrature for the normal distribution of a trait (see `irt`).

/// Nodes in (0, 1) with their weights; the rule is symmetric about zero.
type Half = &'static [(f64, f64)];

const FOUR: [(f64, f64); 2] = [
    (0.861_136_311_594_052_6, 0.347_854_845_137_453_85),
    (0.339_981_043_584_856_26, 0.652_145_154_862_546_1),
];
const EIGHT: [(f64, f64); 4] = [
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
    (0.525_532_409_916_329, 0.313_706_645_877_887_27),
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
];
const TWELVE: [(f64, f64); 6] = [
    (0.981_560_634_246_719_2, 0.047_175_336_386_511_83),
    (0.904_117_256_370_474_9, 0.106_939_325_995_318_43),
    (0.769_902_674_194_304_7, 0.160_078_328_543_346_22),
    (0.587_317_954_286_617_5, 0.203_167_426_723_065_92),
    (0.367_831_498_998_180_2, 0.233_492_536_538_354_8),
    (0.125_233_408_511_468_9, 0.249_147_045_813_402_77),
];
const TWENTY: [(f64, f64); 10] = [
    (0.993_128_599_185_094_9, 0.017_614_007_139_152_118),
    (0.963_971_927_277_913_8, 0.040_601_429_800_386_94),
    (0.912_234_428_251_326, 0.062_672_048_334_109_07),
    (0.839_116_971_822_218_8, 0.083_276_741_576_704_75),
    (0.746_331_906_460_150_8, 0.101_930_119_817_240_44),
    (0.636_053_680_726_515, 0.118_194_531_961_518_41),
    (0.510_867_001_950_827_1, 0.131_688_638_449_176_64),
    (0.373_706_088_715_419_55, 0.142_096_109_318_382_04),
    (0.227_785_851_141_645_07, 0.149_172_986_472_603_74),
    (0.076_526_521_133_497_34, 0.152_753_387_130_725_84),
];

/// A rule with 4, 8, 12 or 20 nodes: the smallest of these that has at least `nodes`.
#[must_use]
pub fn rule(nodes: usize) -> Half {
    match nodes {
        0..=4 => &FOUR,
        5..=8 => &EIGHT,
        9..=12 => &TWELVE,
        _ => &TWENTY,
    }
}

/// Integral of `function` from `from` to `to` with 20 nodes, exact for polynomials of degree 39.
pub fn integral(from: f64, to: f64, mut function: impl FnMut(f64) -> f64) -> f64 {
    let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
    let sum: f64 = TWENTY
        .iter()
        .map(|&(node, weight)| weight * (function(middle - half * node) + function(middle + half * node)))
        .sum();
    half * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_exact_for_the_polynomials_it_should_be_exact_for() {
        for nodes in [4_usize, 8, 12, 20] {
            let degree = i32::try_from(2 * nodes - 2).unwrap();
            let sum: f64 = rule(nodes).iter().map(|(node, weight)| 2.0 * weight * node.powi(degree)).sum();
            assert!((sum - 2.0 / f64::from(degree + 1)).abs() < 1e-15, "{nodes} nodes");
        }
        assert!((integral(0.0, 2.0, f64::exp) - 2.0_f64.exp_m1()).abs() < 1e-14);
    }
}
