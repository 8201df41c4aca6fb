//! How a model is to be estimated: estimator, defaults of the parameter table, equality across groups.
//! Not here: the model text ([`super::syntax`]) and the data ([`super::data`]).

use super::objective::Information;

/// What is minimised, and how standard errors and test are then made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimator {
    /// Normal theory maximum likelihood.
    Ml,
    /// Generalised least squares with the inverse of the sample covariance as weight.
    Gls,
    /// Unweighted least squares over the lower triangle, each element once (as lavaan does).
    Uls,
    /// Weighted least squares with the full inverse of Gamma (asymptotically distribution free; needs rows).
    Wls,
    /// Diagonally weighted least squares, standard errors from the weights alone (needs rows or ordinal tables).
    Dwls,
    /// Maximum likelihood with Satorra-Bentler scaled test and robust standard errors (needs rows).
    Mlm,
    /// Maximum likelihood with sandwich standard errors and Yuan-Bentler scaled test (needs rows).
    Mlr,
    /// Full information maximum likelihood over rows with missing answers (needs rows).
    Fiml,
    /// Full information maximum likelihood with sandwich standard errors and scaled test (needs rows).
    FimlRobust,
    /// Ordinal items: diagonally weighted least squares on polychoric correlations, robust standard errors, scaled and
    /// shifted test.
    Wlsmv,
}

impl Estimator {
    /// Whether means belong to it whatever the text says.
    pub(crate) fn needs_means(self) -> bool {
        matches!(self, Estimator::Fiml | Estimator::FimlRobust | Estimator::Wlsmv)
    }

    /// Whether `F` is a log likelihood, so that AIC and BIC exist.
    #[must_use]
    pub fn is_likelihood(self) -> bool {
        matches!(
            self,
            Estimator::Ml | Estimator::Mlm | Estimator::Mlr | Estimator::Fiml | Estimator::FimlRobust
        )
    }
}

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
    /// Information for standard errors; `None` takes the estimator's own (observed for MLR and FIML, else expected).
    pub information: Option<Information>,
    /// Whether means are modelled; `None`: when the text speaks of them, with several groups, ordinal items or FIML.
    pub means: Option<bool>,
    /// Latent variances are one and first loadings free.
    pub standardize_latent: bool,
    /// Covariances of latent variables are zero unless written.
    pub orthogonal: bool,
    /// Given observed variables keep their sample moments; else these are estimated.
    pub fixed_given: bool,
    /// The defaults of `cfa()`/`sem()`: first loadings one, variances and exogenous covariances free. Without it
    /// only what is written is free, as with `lavaan()`.
    pub automatic: bool,
    /// Latent means free and intercepts of observed variables zero, as with `growth()`.
    pub growth: bool,
    /// Items to be treated as ordinal.
    pub ordered: Vec<String>,
    /// Scale of ordinal items.
    pub parameterization: Parameterization,
    /// What is equal across groups.
    pub group_equal: Vec<Equality>,
    /// Exceptions from it, such as `f=~x2` or `x1~1`.
    pub group_partial: Vec<String>,
    /// Level of the confidence intervals of parameters; 0.95.
    pub level: f64,
    /// Most steps of the search; 500.
    pub iterations: usize,
    /// Whether standardised solutions get standard errors.
    pub standardized_errors: bool,
    /// Whether CFI, TLI and RMSEA are also corrected for incomplete rows and ordinal items, which for many variables
    /// takes longer than the fit.
    pub robust_indices: bool,
    /// Whether modification indices are computed.
    pub modification: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            estimator: Estimator::Ml,
            likelihood: Likelihood::Normal,
            information: None,
            means: None,
            standardize_latent: false,
            orthogonal: false,
            fixed_given: true,
            automatic: true,
            growth: false,
            ordered: Vec::new(),
            parameterization: Parameterization::Delta,
            group_equal: Vec::new(),
            group_partial: Vec::new(),
            level: 0.95,
            iterations: 500,
            standardized_errors: true,
            robust_indices: true,
            modification: true,
        }
    }
}

impl Options {
    /// The information used for standard errors.
    #[must_use]
    pub fn information(&self) -> Information {
        self.information.unwrap_or(match self.estimator {
            Estimator::Mlr | Estimator::Fiml | Estimator::FimlRobust => Information::Observed,
            _ => Information::Expected,
        })
    }

    /// Whether something is to be equal across groups.
    #[must_use]
    pub fn equal(&self, what: Equality) -> bool {
        self.group_equal.contains(&what)
    }
}
