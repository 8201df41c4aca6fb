//! What is known of a mixed model once it is fitted: the fields of the result, with their meaning.
//! Not here: how they are computed (see `fit`, `degrees`, `profile`).

/// A fixed effect.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct FixedEffect {
    /// Its name, such as `(Intercept)`, `x`, `cohortB`, `x:z`.
    pub term: String,
    /// Estimate, in units of the response for one unit of the term.
    pub estimate: f64,
    /// Standard error.
    pub se: f64,
    /// Estimate / standard error.
    pub t: f64,
    /// Satterthwaite's degrees of freedom (Fai & Cornelius 1996; Kuznetsova et al. 2017).
    pub df: f64,
    /// Two-sided probability of such a t or a larger one.
    pub p: f64,
    /// Lower limit of the interval from t with `df`.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// Lower limit of Wald's interval, from the normal distribution.
    pub wald_lower: f64,
    /// Upper limit of Wald's interval.
    pub wald_upper: f64,
    /// Lower limit of the interval from the profile of the likelihood, where asked for.
    pub profile_lower: Option<f64>,
    /// Upper limit of that interval.
    pub profile_upper: Option<f64>,
}

/// A variance, covariance or the residual variance.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct VarianceComponent {
    /// The grouping, or `Residual`.
    pub group: String,
    /// The effect; none for the residual.
    pub var1: Option<String>,
    /// The second effect of a covariance; none for a variance.
    pub var2: Option<String>,
    /// Variance or covariance.
    pub vcov: f64,
    /// Standard deviation or correlation; none for a correlation with an effect that does not vary.
    pub sdcor: Option<f64>,
    /// Lower limit for `sdcor` from the profile of the likelihood, where asked for.
    pub profile_lower: Option<f64>,
    /// Upper limit.
    pub profile_upper: Option<f64>,
}

/// A grouping.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct GroupCount {
    /// Its name.
    pub group: String,
    /// How many groups.
    pub levels: usize,
}

/// The random effects of one group.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Mode {
    /// The group.
    pub level: String,
    /// Conditional modes (best linear unbiased predictions), one for each effect.
    pub values: Vec<f64>,
    /// Their conditional variances and covariances, the fixed effects taken as known.
    pub variances: Vec<Vec<f64>>,
}

/// The random effects of a grouping.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct GroupModes {
    /// The grouping.
    pub group: String,
    /// Names of the effects.
    pub effects: Vec<String>,
    /// Each group.
    pub levels: Vec<Mode>,
}

/// A fitted linear mixed model.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Fit {
    /// The formula as given.
    pub formula: String,
    /// `REML` or `ML`.
    pub method: String,
    /// Rows used.
    pub n: usize,
    /// Rows left out because something is missing.
    pub rows_left_out: usize,
    /// The groupings, those with most groups first.
    pub groups: Vec<GroupCount>,
    /// Whether the minimum was reached.
    pub converged: bool,
    /// Whether a variance is zero or a correlation one: the data do not support all random effects.
    pub singular: bool,
    /// What to say of convergence and singularity.
    pub remarks: Vec<String>,
    /// Steps of the search.
    pub rounds: usize,
    /// Entries of the relative Cholesky factors, column by column (as lme4 orders them).
    pub theta: Vec<f64>,
    /// The slope of `criterion` along `theta`.
    pub gradient: Vec<f64>,
    /// Restricted or plain deviance, minus twice the log-likelihood.
    pub criterion: f64,
    /// Log-likelihood (restricted with REML).
    pub loglik: f64,
    /// Parameters counted by AIC and BIC: fixed effects, `theta` and the residual variance.
    pub parameters: usize,
    /// criterion + 2 parameters.
    pub aic: f64,
    /// criterion + log(n) parameters.
    pub bic: f64,
    /// Residual standard deviation.
    pub sigma: f64,
    /// n - parameters.
    pub df_residual: usize,
    /// Level of all intervals.
    pub confidence: f64,
    /// The fixed effects.
    pub fixed: Vec<FixedEffect>,
    /// Their variances and covariances, in the order of `fixed`.
    pub vcov_fixed: Vec<Vec<f64>>,
    /// Fixed effects left out because others say the same.
    pub dropped: Vec<String>,
    /// Variances and correlations of the random effects, and the residual.
    pub varcorr: Vec<VarianceComponent>,
    /// Lower limit of `sigma` from the profile, where asked for.
    pub sigma_lower: Option<f64>,
    /// Upper limit of `sigma`.
    pub sigma_upper: Option<f64>,
    /// Variance (n - 1) of the fixed part over the rows.
    pub var_fixed: f64,
    /// Mean over the rows of the variance of the random part (Johnson 2014).
    pub var_random: f64,
    /// var_random / (var_random + sigma²).
    pub icc: f64,
    /// var_fixed / (var_fixed + var_random + sigma²) (Nakagawa & Schielzeth 2013).
    pub r2_marginal: f64,
    /// (var_fixed + var_random) / (var_fixed + var_random + sigma²).
    pub r2_conditional: f64,
    /// Modes of the random effects, where asked for.
    pub modes: Option<Vec<GroupModes>>,
}

/// How a model is fitted.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Restricted likelihood (REML) rather than plain (ML).
    pub restricted: bool,
    /// Weights of the rows (the residual variance is divided by them); NaN leaves a row out.
    pub weights: Option<&'a [f64]>,
    /// Level of the intervals.
    pub confidence: f64,
    /// Whether the modes of the random effects are wanted.
    pub modes: bool,
    /// Whether intervals from the profile of the likelihood are wanted (they take many fits).
    pub profile: bool,
}

impl Default for Options<'_> {
    /// REML, no weights, 95 %, with modes, without profiles.
    fn default() -> Self {
        Self { restricted: true, weights: None, confidence: 0.95, modes: true, profile: false }
    }
}
