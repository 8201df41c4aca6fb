//! How a model is to be estimated: defaults of the parameter table, equality across groups, errors and test.
//! Not here: the estimators ([`super::estimator`]), the model text ([`super::syntax`]) and the data ([`super::data`]).

use super::estimator::{Errors, Estimator, Kind, Test};
use super::objective::Information;

/// Divisor of the covariance matrix and factor of the test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Likelihood {
    /// `n` everywhere.
    Normal,
    /// `n - 1` everywhere (as EQS and AMOS).
    Wishart,
}

/// What is held equal across groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Equality {
    /// `=~`.
    Loadings,
    /// `~1` of observed variables; latent means are then free beyond the first group.
    Intercepts,
    /// Thresholds of ordinal items; latent means and response scales are then free beyond the first group.
    Thresholds,
    /// Residual variances of observed variables.
    Residuals,
    /// Residual covariances of observed variables.
    ResidualCovariances,
    /// Variances of latent variables.
    LatentVariances,
    /// Covariances of latent variables.
    LatentCovariances,
    /// Means of latent variables.
    Means,
    /// `~`.
    Regressions,
}

/// How the scale of a variable under an ordinal item is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Parameterization {
    /// Its total variance is one; the residual variance follows.
    Delta,
    /// Its residual variance is one; the total variance follows.
    Theta,
}

/// Everything that is not model or data. `Options::default()` does what lavaan's `cfa()` and `sem()` do.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Estimator; maximum likelihood.
    pub estimator: Estimator,
    /// Normal or Wishart likelihood; normal.
    pub likelihood: Likelihood,
    /// Information for standard errors; `None` takes the estimator's own (observed for incomplete rows and sandwiches of
    /// scores, else expected).
    pub information: Option<Information>,
    /// How standard errors are made; `None` takes the estimator's own way.
    pub errors: Option<Errors>,
    /// Which test is made beside the plain one; `None` takes the estimator's own.
    pub test: Option<Test>,
    /// Whether means are modelled; `None`: when the text speaks of them, with several groups, ordinal items or FIML.
    pub means: Option<bool>,
    /// Latent variances are one and first loadings free.
    pub standardize_latent: bool,
    /// Covariances of latent variables are zero unless written.
    pub orthogonal: bool,
    /// Given observed variables keep their sample moments; else these are estimated. `None`: they keep them where a
    /// likelihood is maximised.
    pub fixed_given: Option<bool>,
    /// Observed variables are brought to standard deviation one (divisor `n - 1`) and mean zero first.
    pub standardize_observed: bool,
    /// The defaults of `cfa()`/`sem()`: first loadings one, variances and exogenous covariances free. Without it
    /// only what is written is free, as with `lavaan()`.
    pub automatic: bool,
    /// Latent means free and intercepts of observed variables zero, as with `growth()`.
    pub growth: bool,
    /// Items to be treated as ordinal.
    pub ordered: Vec<String>,
    /// With WLSMV and nothing `ordered` all items are ordinal, unless this is set.
    pub continuous: bool,
    /// Scale of ordinal items.
    pub parameterization: Parameterization,
    /// What is equal across groups.
    pub group_equal: Vec<Equality>,
    /// Exceptions from it, such as `f=~x2` or `x1~1`.
    pub group_partial: Vec<String>,
    /// Level of the confidence intervals of parameters; 0.95.
    pub level: f64,
    /// Most steps of a search; 200. Newton steps settle in some ten; what takes many times that has no minimum inside.
    pub iterations: usize,
    /// Whether standardised solutions get standard errors.
    pub standardized_errors: bool,
    /// Whether CFI, TLI and RMSEA are also corrected for incomplete rows and ordinal items, which for many variables
    /// takes longer than the fit.
    pub robust_indices: bool,
    /// Whether modification indices are computed.
    pub modification: bool,
    /// Whether what the difference test of Satorra (2000) needs is kept; always so for scaled and shifted tests.
    pub keep_slopes: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            estimator: Estimator::Ml,
            likelihood: Likelihood::Normal,
            information: None,
            errors: None,
            test: None,
            means: None,
            standardize_latent: false,
            orthogonal: false,
            fixed_given: None,
            standardize_observed: false,
            automatic: true,
            growth: false,
            ordered: Vec::new(),
            continuous: false,
            parameterization: Parameterization::Delta,
            group_equal: Vec::new(),
            group_partial: Vec::new(),
            level: 0.95,
            iterations: 200,
            standardized_errors: true,
            robust_indices: true,
            modification: true,
            keep_slopes: false,
        }
    }
}

impl Options {
    /// The information used for standard errors.
    #[must_use]
    pub fn information(&self) -> Information {
        if !self.estimator.is_likelihood() {
            return Information::Expected;
        }
        let observed = self.estimator.kind() == Kind::Incomplete
            || matches!(self.errors(), Errors::HuberWhite | Errors::FirstOrder);
        self.information.unwrap_or(if observed { Information::Observed } else { Information::Expected })
    }

    /// How standard errors are made.
    #[must_use]
    pub fn errors(&self) -> Errors {
        self.errors.unwrap_or(self.estimator.errors())
    }

    /// Which test is made beside the plain one.
    #[must_use]
    pub fn test(&self) -> Test {
        self.test.unwrap_or(self.estimator.test())
    }

    /// Whether given observed variables keep their sample moments.
    #[must_use]
    pub fn fixed(&self) -> bool {
        self.fixed_given.unwrap_or(self.estimator.is_likelihood())
    }

    /// Whether something is to be equal across groups.
    #[must_use]
    pub fn equal(&self, what: Equality) -> bool {
        self.group_equal.contains(&what)
    }
}
