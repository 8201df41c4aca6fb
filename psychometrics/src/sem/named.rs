//! Estimators, standard errors, tests and equalities by the names lavaan's users know.
//! Not here: what they mean (`estimator`, `options`).

use super::estimator::{Errors, Estimator, Test};
use super::options::Equality;

/// What has a name in the field.
pub trait Named: Copy + Send + Sync + 'static {
    /// All names, each with what it stands for.
    const NAMES: &'static [(&'static str, Self)];

    /// What a name stands for, however its letters are written; none if it is not known.
    #[must_use]
    fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, one)| *one)
    }
}

/// Full information over rows with gaps has no name of its own there: it is `ml` or `mlr` with missing answers.
impl Named for Estimator {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("ml", Estimator::Ml),
        ("mlf", Estimator::Mlf),
        ("mlm", Estimator::Mlm),
        ("mlmv", Estimator::Mlmv),
        ("mlmvs", Estimator::Mlmvs),
        ("mlr", Estimator::Mlr),
        ("gls", Estimator::Gls),
        ("uls", Estimator::Uls),
        ("ulsm", Estimator::Ulsm),
        ("ulsmv", Estimator::Ulsmv),
        ("ulsmvs", Estimator::Ulsmvs),
        ("wls", Estimator::Wls),
        ("dwls", Estimator::Dwls),
        ("wlsm", Estimator::Wlsm),
        ("wlsmv", Estimator::Wlsmv),
        ("wlsmvs", Estimator::Wlsmvs),
    ];
}

impl Named for Errors {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("standard", Errors::Standard),
        ("first.order", Errors::FirstOrder),
        ("robust.sem", Errors::RobustSem),
        ("robust.huber.white", Errors::HuberWhite),
    ];
}

impl Named for Test {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("standard", Test::Standard),
        ("satorra.bentler", Test::SatorraBentler),
        ("yuan.bentler", Test::YuanBentler),
        ("yuan.bentler.mplus", Test::YuanBentlerMplus),
        ("mean.var.adjusted", Test::MeanVarAdjusted),
        ("scaled.shifted", Test::ScaledShifted),
    ];
}

impl Named for Equality {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("loadings", Equality::Loadings),
        ("intercepts", Equality::Intercepts),
        ("thresholds", Equality::Thresholds),
        ("residuals", Equality::Residuals),
        ("residual.covariances", Equality::ResidualCovariances),
        ("lv.variances", Equality::LatentVariances),
        ("lv.covariances", Equality::LatentCovariances),
        ("means", Equality::Means),
        ("regressions", Equality::Regressions),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_in_capitals_too_and_an_unknown_one_is_not() {
        assert_eq!(Estimator::named("MLR"), Some(Estimator::Mlr));
        assert_eq!(Test::named("Satorra.Bentler"), Some(Test::SatorraBentler));
        assert_eq!(Errors::named("robust"), None);
        assert_eq!(Equality::named("lv.variances"), Some(Equality::LatentVariances));
    }
}
