//! The estimators by the names they have in the field, and what each is made of: what is minimised, how standard errors
//! are made, which test stands beside the plain one.
//! Not here: how any of that is computed.

use super::robust::Correction;

/// What is minimised, and how standard errors and test are then made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimator {
    /// Normal theory maximum likelihood.
    Ml,
    /// The same with standard errors from products of scores (needs rows).
    Mlf,
    /// Maximum likelihood with Satorra-Bentler scaled test and robust standard errors (needs rows).
    Mlm,
    /// The same with the scaled and shifted test.
    Mlmv,
    /// The same with the mean and variance adjusted test (Satterthwaite).
    Mlmvs,
    /// Maximum likelihood with sandwich standard errors and Yuan-Bentler scaled test (needs rows).
    Mlr,
    /// Generalised least squares with the inverse of the sample covariance as weight.
    Gls,
    /// Unweighted least squares over the lower triangle, each element once (as lavaan does).
    Uls,
    /// Unweighted least squares, robust standard errors, Satorra-Bentler scaled test.
    Ulsm,
    /// Unweighted least squares, robust standard errors, scaled and shifted test.
    Ulsmv,
    /// Unweighted least squares, robust standard errors, mean and variance adjusted test.
    Ulsmvs,
    /// Weighted least squares with the full inverse of Gamma (asymptotically distribution free; needs rows).
    Wls,
    /// Diagonally weighted least squares, standard errors from the weights alone (needs rows or ordinal tables).
    Dwls,
    /// Diagonally weighted least squares, robust standard errors, Satorra-Bentler scaled test.
    Wlsm,
    /// Diagonally weighted least squares (of ordinal items on polychoric correlations), robust standard errors, scaled
    /// and shifted test.
    Wlsmv,
    /// Diagonally weighted least squares, robust standard errors, mean and variance adjusted test.
    Wlsmvs,
    /// Full information maximum likelihood over rows with missing answers (needs rows).
    Fiml,
    /// Full information maximum likelihood with sandwich standard errors and scaled test (needs rows).
    FimlRobust,
}

/// What an estimator minimises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The likelihood of complete rows.
    Likelihood,
    /// The likelihood of rows with gaps.
    Incomplete,
    /// Squares weighted by the inverse of the sample covariances.
    Generalised,
    /// Squares.
    Unweighted,
    /// Squares weighted by the whole inverse of Gamma.
    Weighted,
    /// Squares weighted by the inverse of Gamma's diagonal.
    Diagonal,
}

/// How standard errors are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Errors {
    /// From the information alone.
    Standard,
    /// From products of casewise scores.
    FirstOrder,
    /// Sandwich with the sampling covariance of the moments (Browne 1984, Satorra and Bentler 1994).
    RobustSem,
    /// Sandwich with products of casewise scores (Huber 1967, White 1980).
    HuberWhite,
}

/// Which test stands beside the plain one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// None.
    Standard,
    /// Scaled by the mean (Satorra and Bentler 1994).
    SatorraBentler,
    /// Scaled by the mean, from the information of casewise scores (Yuan and Bentler 2000).
    YuanBentler,
    /// The same as Mplus approximates it (Asparouhov and Muthen 2005).
    YuanBentlerMplus,
    /// Adjusted by mean and variance (Satterthwaite 1941).
    MeanVarAdjusted,
    /// Scaled and shifted (Asparouhov and Muthen 2010).
    ScaledShifted,
}

impl Test {
    /// The correction it makes; none for the plain one.
    #[must_use]
    pub fn correction(self) -> Option<Correction> {
        Some(match self {
            Test::Standard => return None,
            Test::SatorraBentler => Correction::SatorraBentler,
            Test::YuanBentler => Correction::YuanBentler,
            Test::YuanBentlerMplus => Correction::YuanBentlerMplus,
            Test::MeanVarAdjusted => Correction::MeanVarAdjusted,
            Test::ScaledShifted => Correction::ScaledShifted,
        })
    }

    /// Whether it needs the squares of `U Gamma`.
    pub(crate) fn squares(self) -> bool {
        matches!(self, Test::MeanVarAdjusted | Test::ScaledShifted)
    }
}

impl Estimator {
    /// What it minimises.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Estimator::Ml
            | Estimator::Mlf
            | Estimator::Mlm
            | Estimator::Mlmv
            | Estimator::Mlmvs
            | Estimator::Mlr => Kind::Likelihood,
            Estimator::Gls => Kind::Generalised,
            Estimator::Uls | Estimator::Ulsm | Estimator::Ulsmv | Estimator::Ulsmvs => Kind::Unweighted,
            Estimator::Wls => Kind::Weighted,
            Estimator::Dwls | Estimator::Wlsm | Estimator::Wlsmv | Estimator::Wlsmvs => Kind::Diagonal,
            Estimator::Fiml | Estimator::FimlRobust => Kind::Incomplete,
        }
    }

    /// Its own standard errors.
    #[must_use]
    pub fn errors(self) -> Errors {
        match self {
            Estimator::Mlf => Errors::FirstOrder,
            Estimator::Mlr | Estimator::FimlRobust => Errors::HuberWhite,
            Estimator::Ml
            | Estimator::Gls
            | Estimator::Uls
            | Estimator::Wls
            | Estimator::Dwls
            | Estimator::Fiml => Errors::Standard,
            _ => Errors::RobustSem,
        }
    }

    /// Its own test.
    #[must_use]
    pub fn test(self) -> Test {
        match self {
            Estimator::Mlm | Estimator::Ulsm | Estimator::Wlsm => Test::SatorraBentler,
            Estimator::Mlmv | Estimator::Ulsmv | Estimator::Wlsmv => Test::ScaledShifted,
            Estimator::Mlmvs | Estimator::Ulsmvs | Estimator::Wlsmvs => Test::MeanVarAdjusted,
            Estimator::Mlr | Estimator::FimlRobust => Test::YuanBentlerMplus,
            _ => Test::Standard,
        }
    }

    /// Whether means belong to it whatever the text says.
    pub(crate) fn needs_means(self) -> bool {
        self.kind() == Kind::Incomplete
    }

    /// Whether `F` is a log likelihood, so that AIC and BIC exist.
    #[must_use]
    pub fn is_likelihood(self) -> bool {
        matches!(self.kind(), Kind::Likelihood | Kind::Incomplete)
    }

    /// Whether ordinal items may be fitted by it.
    #[must_use]
    pub fn takes_ordinal(self) -> bool {
        matches!(self.kind(), Kind::Unweighted | Kind::Weighted | Kind::Diagonal)
    }
}
