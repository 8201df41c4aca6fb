//! Fit indices of scaled tests: `scaled` ones put the scaled statistic into the usual formula, `robust` ones estimate
//! what the usual index would be in the population (Brosseau-Liard, Savalei & Li 2012; Brosseau-Liard & Savalei 2014;
//! Savalei 2018, 2021; Zhang & Savalei 2022).
//! Not here: the tests themselves (`robust`) and plain indices (`indices`).

use serde::Serialize;

use super::robust::{Correction, ScaledTest};
use super::robust_missing::Corrected;
use crate::numeric::chisquare;

/// A model's plain and scaled test.
#[derive(Debug, Clone, PartialEq)]
pub struct Tested {
    /// The plain statistic.
    pub chi2: f64,
    /// Its degrees of freedom.
    pub df: f64,
    /// The scaled one.
    pub scaled: ScaledTest,
}

/// Indices of a scaled test, named as in lavaan with `_scaled` and `_robust`. NaN where an index does not exist.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RobustFit {
    /// The scaled statistic.
    pub chisq_scaled: f64,
    /// Its degrees of freedom.
    pub df_scaled: f64,
    /// Its p.
    pub pvalue_scaled: f64,
    /// What the plain statistic was divided by.
    pub chisq_scaling_factor: f64,
    /// What was added afterwards (`scaled_shifted` only, else 0).
    pub chisq_shift: f64,
    /// Scaled statistic of the independence model.
    pub baseline_chisq_scaled: f64,
    /// Its degrees of freedom.
    pub baseline_df_scaled: f64,
    /// Its p.
    pub baseline_pvalue_scaled: f64,
    /// What its plain statistic was divided by.
    pub baseline_chisq_scaling_factor: f64,
    /// Comparative fit index of the scaled statistics.
    pub cfi_scaled: f64,
    /// Tucker-Lewis index of them.
    pub tli_scaled: f64,
    /// Another name of it.
    pub nnfi_scaled: f64,
    /// Relative fit index of them.
    pub rfi_scaled: f64,
    /// Normed fit index of them.
    pub nfi_scaled: f64,
    /// The same times the share of degrees of freedom.
    pub pnfi_scaled: f64,
    /// Incremental fit index of them.
    pub ifi_scaled: f64,
    /// Relative noncentrality index of them.
    pub rni_scaled: f64,
    /// Robust comparative fit index.
    pub cfi_robust: f64,
    /// Robust Tucker-Lewis index.
    pub tli_robust: f64,
    /// Another name of it.
    pub nnfi_robust: f64,
    /// Robust relative noncentrality index.
    pub rni_robust: f64,
    /// RMSEA of the scaled statistic.
    #[serde(flatten)]
    pub rmsea_scaled: RmseaScaled,
    /// Robust RMSEA.
    #[serde(flatten)]
    pub rmsea_robust: RmseaRobust,
}

impl RobustFit {
    /// The same where no test is scaled, so that only the robust indices of incomplete rows exist.
    #[must_use]
    pub fn without_scaled(mut self) -> Self {
        for value in [
            &mut self.chisq_scaled,
            &mut self.df_scaled,
            &mut self.pvalue_scaled,
            &mut self.chisq_scaling_factor,
            &mut self.chisq_shift,
            &mut self.baseline_chisq_scaled,
            &mut self.baseline_df_scaled,
            &mut self.baseline_pvalue_scaled,
            &mut self.baseline_chisq_scaling_factor,
            &mut self.cfi_scaled,
            &mut self.tli_scaled,
            &mut self.nnfi_scaled,
            &mut self.rfi_scaled,
            &mut self.nfi_scaled,
            &mut self.pnfi_scaled,
            &mut self.ifi_scaled,
            &mut self.rni_scaled,
            &mut self.rmsea_scaled.rmsea_scaled,
            &mut self.rmsea_scaled.rmsea_ci_lower_scaled,
            &mut self.rmsea_scaled.rmsea_ci_upper_scaled,
            &mut self.rmsea_scaled.rmsea_pvalue_scaled,
            &mut self.rmsea_scaled.rmsea_notclose_pvalue_scaled,
        ] {
            *value = f64::NAN;
        }
        self
    }
}

/// RMSEA of the scaled statistic with its 90 % interval and tests.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RmseaScaled {
    /// The index.
    pub rmsea_scaled: f64,
    /// Lower end.
    pub rmsea_ci_lower_scaled: f64,
    /// Upper end.
    pub rmsea_ci_upper_scaled: f64,
    /// p of the hypothesis that it is at most 0.05.
    pub rmsea_pvalue_scaled: f64,
    /// p of the hypothesis that it is at least 0.08.
    pub rmsea_notclose_pvalue_scaled: f64,
}

/// Robust RMSEA with its 90 % interval and tests.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RmseaRobust {
    /// The index.
    pub rmsea_robust: f64,
    /// Lower end.
    pub rmsea_ci_lower_robust: f64,
    /// Upper end.
    pub rmsea_ci_upper_robust: f64,
    /// p of the hypothesis that it is at most 0.05.
    pub rmsea_pvalue_robust: f64,
    /// p of the hypothesis that it is at least 0.08.
    pub rmsea_notclose_pvalue_robust: f64,
}

/// A statistic with what it is when the model holds: degrees of freedom, or a scaling factor times them.
#[derive(Debug, Clone, Copy)]
struct Excess {
    chi2: f64,
    df: f64,
    /// Expected value.
    expected: f64,
}

impl Excess {
    fn over(self) -> f64 {
        self.chi2 - self.expected
    }
}

fn cfi(model: Excess, base: Excess) -> f64 {
    let (mine, worst) = (model.over().max(0.0), model.over().max(base.over()).max(0.0));
    if worst == 0.0 { 1.0 } else { 1.0 - mine / worst }
}

fn tli(model: Excess, base: Excess) -> f64 {
    let below = base.over() * model.df;
    if model.df > 0.0 && below != 0.0 { 1.0 - model.over() * base.df / below } else { 1.0 }
}

fn rni(model: Excess, base: Excess) -> f64 {
    1.0 - model.over() / base.over()
}

fn rfi(model: Excess, base: Excess) -> f64 {
    if !(model.df > 0.0 && base.df > 0.0) {
        return 1.0;
    }
    let ratio = base.chi2 / base.df;
    let gain = ratio - model.chi2 / model.df;
    if gain < 0.0 { 1.0 } else { gain / ratio }
}

/// All indices from the tests of the model and of the independence model.
///
/// `rows` is N as the plain statistic counts it, `corrected` what takes the place of the plain statistics in robust
/// indices of ordinal items and of incomplete rows.
#[must_use]
pub fn robust_fit(
    model: &Tested,
    baseline: &Tested,
    rows: f64,
    groups: usize,
    corrected: Option<&Corrected>,
) -> RobustFit {
    let scaled = |tested: &Tested| Excess {
        chi2: tested.scaled.statistic,
        df: tested.scaled.df,
        expected: tested.scaled.df,
    };
    let (mine, base) = (scaled(model), scaled(baseline));
    let plain = |tested: &Tested| Excess { chi2: tested.chi2, df: tested.df, expected: tested.scaled.trace };
    let (whole, none) = match corrected {
        Some(found) => (
            Excess { chi2: found.chi2, df: model.df, expected: found.trace },
            Excess { chi2: found.baseline_chi2, df: baseline.df, expected: found.baseline_trace },
        ),
        None => (plain(model), plain(baseline)),
    };
    // A fractional df has no robust version.
    let exists = model.scaled.correction != Correction::MeanVarAdjusted && model.df > 0.0;
    let robust = |index: fn(Excess, Excess) -> f64| if exists { index(whole, none) } else { f64::NAN };
    let nfi = (base.chi2 - mine.chi2) / base.chi2;
    RobustFit {
        chisq_scaled: mine.chi2,
        df_scaled: mine.df,
        pvalue_scaled: model.scaled.p_value,
        chisq_scaling_factor: model.scaled.scaling_factor,
        chisq_shift: model.scaled.shift,
        baseline_chisq_scaled: base.chi2,
        baseline_df_scaled: base.df,
        baseline_pvalue_scaled: baseline.scaled.p_value,
        baseline_chisq_scaling_factor: baseline.scaled.scaling_factor,
        cfi_scaled: cfi(mine, base),
        tli_scaled: tli(mine, base),
        nnfi_scaled: tli(mine, base),
        rfi_scaled: rfi(mine, base),
        nfi_scaled: nfi,
        pnfi_scaled: mine.df / base.df * nfi,
        ifi_scaled: if base.chi2 < mine.df { 1.0 } else { (base.chi2 - mine.chi2) / (base.chi2 - mine.df) },
        rni_scaled: rni(mine, base),
        cfi_robust: robust(cfi),
        tli_robust: robust(tli),
        nnfi_robust: robust(tli),
        rni_robust: robust(rni),
        rmsea_scaled: rmsea_scaled(model, rows, groups),
        rmsea_robust: rmsea_robust(model, whole, corrected.is_some(), exists, rows, groups),
    }
}

/// Where the RMSEA is counted from: a statistic, its degrees of freedom, and the factor that turns its noncentrality
/// into that of the plain statistic.
#[derive(Debug, Clone, Copy)]
struct Noncentral {
    chi2: f64,
    df: f64,
    factor: f64,
    rows: f64,
    groups: f64,
}

impl Noncentral {
    fn index(self, noncentrality: f64) -> f64 {
        (self.factor * noncentrality.max(0.0) / (self.rows * self.df) * self.groups).sqrt()
    }

    fn end(self, p: f64) -> f64 {
        self.index(chisquare::noncentrality(self.chi2, self.df, p))
    }

    fn below(self, bound: f64) -> f64 {
        let noncentrality = self.rows * self.df * bound * bound / (self.factor * self.groups);
        chisquare::noncentral_below(self.chi2, self.df, noncentrality)
    }

    fn exists(self) -> bool {
        self.df > 0.0 && self.chi2.is_finite() && self.factor > 0.0
    }
}

#[allow(clippy::cast_precision_loss)]
fn rmsea_scaled(model: &Tested, rows: f64, groups: usize) -> RmseaScaled {
    // Except for the shifted test the plain statistic is judged against its expectation, as lavaan does.
    let (chi2, df) = match model.scaled.correction {
        Correction::ScaledShifted => (model.scaled.statistic, model.df),
        _ => (model.chi2, model.scaled.trace),
    };
    let at = Noncentral { chi2, df, factor: 1.0, rows, groups: groups as f64 };
    let some = |value: f64| if at.exists() && model.df > 0.0 { value } else { f64::NAN };
    RmseaScaled {
        rmsea_scaled: some(at.index(chi2 - df)),
        rmsea_ci_lower_scaled: some(at.end(0.95)),
        rmsea_ci_upper_scaled: some(at.end(0.05)),
        rmsea_pvalue_scaled: some(1.0 - at.below(0.05)),
        rmsea_notclose_pvalue_scaled: some(at.below(0.08)),
    }
}

#[allow(clippy::cast_precision_loss)]
fn rmsea_robust(
    model: &Tested,
    whole: Excess,
    corrected: bool,
    exists: bool,
    rows: f64,
    groups: usize,
) -> RmseaRobust {
    let groups = groups as f64;
    let (chi2, factor) = if corrected {
        let factor = whole.expected / whole.df;
        (whole.chi2 / factor, factor)
    } else {
        (model.scaled.statistic, model.scaled.scaling_factor)
    };
    if whole.df == 0.0 {
        return RmseaRobust {
            rmsea_robust: 0.0,
            rmsea_ci_lower_robust: 0.0,
            rmsea_ci_upper_robust: 0.0,
            rmsea_pvalue_robust: f64::NAN,
            rmsea_notclose_pvalue_robust: f64::NAN,
        };
    }
    let at = Noncentral { chi2, df: whole.df, factor, rows, groups };
    let some = |value: f64| if exists && at.exists() { value } else { f64::NAN };
    RmseaRobust {
        rmsea_robust: some((whole.over().max(0.0) / (rows * whole.df) * groups).sqrt()),
        rmsea_ci_lower_robust: some(at.end(0.95)),
        rmsea_ci_upper_robust: some(at.end(0.05)),
        rmsea_pvalue_robust: some(1.0 - at.below(0.05)),
        rmsea_notclose_pvalue_robust: some(at.below(0.08)),
    }
}
