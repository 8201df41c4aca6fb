//! Test of the model, its likelihood and the indices of its fit, named and defined as in lavaan.
//! Not here: residuals ([`super::residuals`]) and the independence model ([`super::baseline`]).

use super::baseline::baseline;
use super::basis::Basis;
use super::estimator::Kind;
use super::fit::statistics_modelled;
use super::fitted::Fitted;
use super::indices::{Incremental, Rmsea, incremental, rmsea};
use super::residuals::{GroupMoments, root_mean_squares};
use super::robust_fit::RobustFit;
use crate::Result;
use crate::numeric::chisquare;
use crate::numeric::linear::{factor, log_determinant};

/// Measures of fit. What does not exist (a p without degrees of freedom, AIC of least squares) is absent.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Fit {
    /// Distinct free parameters, less independent `==`.
    pub npar: usize,
    /// `F/2`.
    pub fmin: f64,
    /// Test of the model.
    pub chisq: f64,
    /// Its degrees of freedom.
    pub df: usize,
    /// Its p.
    pub pvalue: Option<f64>,
    /// Test of the independence model.
    pub baseline_chisq: f64,
    /// Its degrees of freedom.
    pub baseline_df: usize,
    /// Its p.
    pub baseline_pvalue: Option<f64>,
    /// CFI, TLI and their kin.
    #[serde(flatten)]
    pub incremental: Incremental,
    /// Log likelihood of the model, given variables left out.
    pub logl: Option<f64>,
    /// Log likelihood of the saturated model.
    pub unrestricted_logl: Option<f64>,
    /// Akaike: `-2 logl + 2 npar`.
    pub aic: Option<f64>,
    /// Schwarz: `-2 logl + ln(N) npar`.
    pub bic: Option<f64>,
    /// Rows over all groups.
    pub ntotal: usize,
    /// Schwarz adjusted: `ln((N+2)/24)` in place of `ln N`.
    pub bic2: Option<f64>,
    /// RMSEA with its interval and its tests.
    #[serde(flatten)]
    pub rmsea: Rmsea,
    /// Root mean square residual, with means where modelled.
    pub rmr: f64,
    /// The same of covariances alone.
    pub rmr_nomean: f64,
    /// Standardised root mean square residual (Bentler's; for ordinal items of correlations alone).
    pub srmr: f64,
    /// Residuals over sample standard deviations, with means.
    pub srmr_bentler: f64,
    /// The same of covariances alone.
    pub srmr_bentler_nomean: f64,
    /// Root mean square of correlation residuals.
    pub crmr: f64,
    /// The same without means.
    pub crmr_nomean: f64,
    /// As Mplus defines it; not for ordinal items.
    pub srmr_mplus: Option<f64>,
    /// The same without means.
    pub srmr_mplus_nomean: Option<f64>,
    /// Hoelter's critical N at 5 %.
    pub cn_05: Option<f64>,
    /// Hoelter's critical N at 1 %.
    pub cn_01: Option<f64>,
    /// Goodness of fit index in the weights of the estimator.
    pub gfi: Option<f64>,
    /// The same adjusted for degrees of freedom.
    pub agfi: Option<f64>,
    /// The same times `df` over moments.
    pub pgfi: Option<f64>,
    /// McDonald's index `exp(-(chisq - df) / 2N)`.
    pub mfi: f64,
    /// Expected cross validation index `(chisq + 2 npar)/N`; not for ordinal items.
    pub ecvi: Option<f64>,
    /// Weighted root mean square residual; for ordinal items.
    pub wrmr: Option<f64>,
    /// Scaling factor of the log likelihood of the saturated model (MLR).
    pub scaling_factor_h1: Option<f64>,
    /// Scaling factor of the log likelihood of the model (MLR).
    pub scaling_factor_h0: Option<f64>,
    /// Scaled test, and indices made from it.
    #[serde(flatten)]
    pub robust: Option<RobustFit>,
}

impl Fit {
    /// Scaling factor of the test, where it was scaled.
    #[must_use]
    pub fn scaling(&self) -> Option<f64> {
        self.robust.as_ref().map(|robust| robust.chisq_scaling_factor).filter(|factor| factor.is_finite())
    }
}

/// Number of independent free parameters.
pub(crate) fn free_count(fitted: &Fitted) -> Result<usize> {
    let space = fitted.constraints.free_space(&fitted.parameters)?;
    Ok(space.map_or(fitted.table.slots, |space| space.ncols()))
}

/// All measures.
pub(crate) fn measures(fitted: &Fitted, moments: &[GroupMoments]) -> Result<Fit> {
    let npar = free_count(fitted)?;
    let df = statistics_modelled(&fitted.table, &fitted.layout) - npar;
    let n = fitted.effective_rows();
    let chisq = n * fitted.value;
    let base = baseline(fitted)?;
    let residual = root_mean_squares(fitted, moments);
    let likelihood = likelihood(fitted, moments)?;
    let ntotal = fitted.rows();
    let information = |penalty: f64| likelihood.map(|(logl, _)| -2.0 * logl + penalty * npar as f64);
    let ordinal = fitted.layout.ordinal();
    let critical = |p: f64| {
        let known = df == 0 || chisq > 0.0;
        known.then(|| if df == 0 { 1.0 } else { chisquare::quantile(p, df as f64) / (chisq / n) + 1.0 })
    };
    let gfi = gfi(fitted, moments);
    let counted = (fitted.samples.len() * fitted.layout.statistics().len()) as f64;
    Ok(Fit {
        npar,
        fmin: 0.5 * if fitted.plain_rows() { fitted.value } else { fmin(fitted) },
        chisq,
        df,
        pvalue: (df > 0).then(|| chisquare::above(chisq, df as f64)),
        baseline_chisq: base.chisq,
        baseline_df: base.df,
        baseline_pvalue: (base.df > 0).then(|| chisquare::above(base.chisq, base.df as f64)),
        incremental: incremental(chisq, df as f64, base.chisq, base.df as f64),
        logl: likelihood.map(|(logl, _)| logl),
        unrestricted_logl: likelihood.map(|(_, free)| free),
        aic: information(2.0),
        bic: information((ntotal as f64).ln()),
        ntotal,
        bic2: information(((ntotal as f64 + 2.0) / 24.0).ln()),
        rmsea: rmsea(chisq, df as f64, n, fitted.samples.len()),
        rmr: residual.rmr,
        rmr_nomean: residual.rmr_nomean,
        srmr: if ordinal { residual.srmr_nomean } else { residual.srmr },
        srmr_bentler: residual.srmr,
        srmr_bentler_nomean: residual.srmr_nomean,
        crmr: residual.crmr,
        crmr_nomean: residual.crmr_nomean,
        srmr_mplus: (!ordinal).then_some(residual.mplus),
        srmr_mplus_nomean: (!ordinal).then_some(residual.mplus_nomean),
        cn_05: critical(0.95),
        cn_01: critical(0.99),
        gfi,
        agfi: gfi.map(|gfi| if df > 0 { 1.0 - counted / df as f64 * (1.0 - gfi) } else { 1.0 }),
        pgfi: gfi.map(|gfi| df as f64 / counted * gfi),
        mfi: (-0.5 * (chisq - df as f64) / n).exp(),
        ecvi: (!ordinal).then(|| (chisq + 2.0 * npar as f64) / n),
        wrmr: ordinal.then(|| (chisq / fitted.layout.statistics().len() as f64).sqrt()),
        scaling_factor_h1: None,
        scaling_factor_h0: None,
        robust: None,
    })
}

/// `F` weighted by rows where the test uses rows less one; least squares carry the factor `(n-1)/n` themselves.
fn fmin(fitted: &Fitted) -> f64 {
    if fitted.options.estimator.is_likelihood() {
        return fitted.value;
    }
    fitted.value * fitted.effective_rows() / fitted.rows() as f64
}

/// Log likelihood of the model and of the saturated one, without that of given variables.
fn likelihood(fitted: &Fitted, moments: &[GroupMoments]) -> Result<Option<(f64, f64)>> {
    if !fitted.options.estimator.is_likelihood() {
        return Ok(None);
    }
    let (mut model, mut free) = (0.0, 0.0);
    for (group, moments) in moments.iter().enumerate() {
        let rows = fitted.samples[group].rows as f64;
        let s = &moments.sample_covariance;
        let whole = |matrix: &nalgebra::DMatrix<f64>| -> Result<f64> {
            let p = matrix.nrows() as f64;
            Ok(p * (std::f64::consts::TAU.ln() + 1.0)
                + log_determinant(&factor(matrix, "the sample covariance matrix")?))
        };
        let given = fitted.given();
        let of_given = if given.is_empty() {
            0.0
        } else {
            whole(&nalgebra::DMatrix::from_fn(given.len(), given.len(), |i, j| s[(given[i], given[j])]))?
        };
        let saturated = match &fitted.basis {
            Basis::Incomplete(_, fiml) => fiml.list[group].saturated.log_likelihood + 0.5 * rows * of_given,
            _ => -0.5 * rows * (whole(s)? - of_given),
        };
        free += saturated;
        model += saturated - 0.5 * rows * fitted.values[group];
    }
    Ok(Some((model, free)))
}

/// `1 - (s - sigma)'W(s - sigma) / s'Ws` with the estimator's weights (Tanaka and Huba 1985), averaged by rows.
fn gfi(fitted: &Fitted, moments: &[GroupMoments]) -> Option<f64> {
    let mut sum = 0.0;
    for (group, moments) in moments.iter().enumerate() {
        let weight = match fitted.options.estimator.kind() {
            Kind::Generalised => &moments.sample_covariance,
            Kind::Likelihood | Kind::Incomplete => &moments.implied_covariance,
            _ => {
                let rest = fitted.values[group] / fitted.discrepancy.whole(group)?;
                sum += fitted.samples[group].rows as f64 * (1.0 - rest);
                continue;
            }
        };
        let inverse = factor(weight, "the weight").ok()?.inverse();
        // What given variables do among themselves is no part of the model.
        let given = fitted.given();
        let quadratic = |x: &nalgebra::DMatrix<f64>| {
            let mut x = x.clone();
            given.iter().for_each(|&i| given.iter().for_each(|&j| x[(i, j)] = 0.0));
            let pressed = &inverse * x;
            0.5 * pressed.dot(&pressed.transpose())
        };
        let (mut rest, mut all) =
            (quadratic(&moments.residual_covariance), quadratic(&moments.sample_covariance));
        if fitted.table.means {
            let mut mean = nalgebra::DVector::from_column_slice(&moments.sample_mean);
            let mut distance = &mean - nalgebra::DVector::from_column_slice(&moments.implied_mean);
            for &at in &given {
                (mean[at], distance[at]) = (0.0, 0.0);
            }
            rest += distance.dot(&(&inverse * &distance));
            all += mean.dot(&(&inverse * &mean));
        }
        sum += fitted.samples[group].rows as f64 * (1.0 - rest / all);
    }
    Some(sum / fitted.rows() as f64)
}
