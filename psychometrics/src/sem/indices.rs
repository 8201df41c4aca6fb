//! Indices made from a test and its degrees of freedom alone.
//! Not here: the tests ([`super::measures`]).

use crate::numeric::chisquare;

/// Indices that measure against the independence model.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Incremental {
    /// Comparative fit index (Bentler 1990).
    pub cfi: f64,
    /// Tucker-Lewis index (1973), not bounded.
    pub tli: f64,
    /// Another name of it.
    pub nnfi: f64,
    /// Relative fit index (Bollen 1986).
    pub rfi: f64,
    /// Normed fit index (Bentler and Bonett 1980).
    pub nfi: f64,
    /// The same times the share of degrees of freedom.
    pub pnfi: f64,
    /// Incremental fit index (Bollen 1989).
    pub ifi: f64,
    /// Relative noncentrality index (McDonald and Marsh 1990).
    pub rni: f64,
}

/// From the test of the model and that of the independence model. With one variable alone there is nothing to compare:
/// all are then 1 (`pnfi` 0).
#[must_use]
pub fn incremental(chisq: f64, df: f64, base: f64, base_df: f64) -> Incremental {
    if base_df <= 0.0 || base <= 0.0 {
        let one = 1.0;
        return Incremental {
            cfi: one,
            tli: one,
            nnfi: one,
            rfi: one,
            nfi: one,
            pnfi: 0.0,
            ifi: one,
            rni: one,
        };
    }
    let over = |value: f64| value.max(0.0);
    let (mine, worst) = (over(chisq - df), over(chisq - df).max(over(base - base_df)));
    let ratio = base / base_df;
    let tli = if df > 0.0 {
        let (above, below) = (ratio - chisq / df, ratio - 1.0);
        if above < 0.0 && below < 0.0 { 1.0 } else { above / below }
    } else {
        1.0
    };
    let rfi = if df > 0.0 && ratio - chisq / df >= 0.0 { (ratio - chisq / df) / ratio } else { 1.0 };
    Incremental {
        cfi: if worst == 0.0 { 1.0 } else { 1.0 - mine / worst },
        tli,
        nnfi: tli,
        rfi,
        nfi: (base - chisq) / base,
        pnfi: df / base_df * (base - chisq) / base,
        ifi: if base - df < 0.0 { 1.0 } else { (base - chisq) / (base - df) },
        rni: if base == base_df { 1.0 } else { 1.0 - (chisq - df) / (base - base_df) },
    }
}

/// Root mean square error of approximation (Steiger and Lind 1980; Browne and Cudeck 1993).
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Rmsea {
    /// `sqrt(G max(0, chisq - df) / (N df))` with `G` groups.
    pub rmsea: f64,
    /// Lower end of the interval.
    pub rmsea_ci_lower: f64,
    /// Upper end of the interval.
    pub rmsea_ci_upper: f64,
    /// Its level, 0.90.
    pub rmsea_ci_level: f64,
    /// p of the hypothesis that it is at most 0.05.
    pub rmsea_pvalue: Option<f64>,
    /// That bound.
    pub rmsea_close_h0: f64,
    /// p of the hypothesis that it is at least 0.08.
    pub rmsea_notclose_pvalue: Option<f64>,
    /// That bound.
    pub rmsea_notclose_h0: f64,
}

/// From a test; `n` rows as the test counts them.
#[must_use]
pub fn rmsea(chisq: f64, df: f64, n: f64, groups: usize) -> Rmsea {
    let groups = groups as f64;
    let unit = |noncentrality: f64| if df > 0.0 { (noncentrality / (n * df) * groups).sqrt() } else { 0.0 };
    let at = |bound: f64| n * df * bound * bound / groups;
    let below = |bound: f64| (df > 0.0).then(|| chisquare::noncentral_below(chisq, df, at(bound)));
    let end = |p: f64| if df > 0.0 { unit(chisquare::noncentrality(chisq, df, p)) } else { 0.0 };
    Rmsea {
        rmsea: unit((chisq - df).max(0.0)),
        rmsea_ci_lower: end(0.95),
        rmsea_ci_upper: end(0.05),
        rmsea_ci_level: 0.90,
        rmsea_pvalue: below(0.05).map(|p| 1.0 - p),
        rmsea_close_h0: 0.05,
        rmsea_notclose_pvalue: below(0.08),
        rmsea_notclose_h0: 0.08,
    }
}
