//! Least squares with an intercept, from moments or from rows; from rows also robust standard errors and leverage.
//! Not here: random effects (see `nested::mixed`), and how R² is shared out (see `shares`).

use super::moments::Moments;
use super::{collinear, sandwich};
use crate::nested::mixed::small;
use crate::numeric::tails;
use crate::{Error, Result};

/// Standard errors that do not need equal variances (White 1980; MacKinnon & White 1985; Cribari-Neto 2004). With
/// `e` the residual, `h` the leverage, `k` coefficients, the variance of a row is taken as
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Robust {
    /// `e²`
    Hc0,
    /// `e² n / (n - k)`
    Hc1,
    /// `e² / (1 - h)`
    Hc2,
    /// `e² / (1 - h)²`
    Hc3,
    /// `e² / (1 - h)^min(4, n h / k)`
    Hc4,
}

/// A coefficient.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Coefficient {
    /// Its name; `(Intercept)` first.
    pub term: String,
    /// Estimate.
    pub estimate: f64,
    /// Standard error under equal variances.
    pub se: f64,
    /// Estimate / standard error.
    pub t: f64,
    /// Two-sided probability from t with the residual degrees of freedom.
    pub p: f64,
    /// Lower limit of the interval.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// Robust standard error, where asked for.
    pub robust_se: Option<f64>,
    /// t with it.
    pub robust_t: Option<f64>,
    /// Its probability.
    pub robust_p: Option<f64>,
    /// Lower limit of its interval.
    pub robust_lower: Option<f64>,
    /// Upper limit.
    pub robust_upper: Option<f64>,
    /// The coefficient when all columns have variance one; none for the intercept.
    pub standardised: Option<f64>,
    /// Variance inflation: 1 / (1 - R² of this predictor on the others); none for the intercept.
    pub vif: Option<f64>,
}

/// A regression.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Regression {
    /// The variable to be explained.
    pub response: String,
    /// Rows used.
    pub n: usize,
    /// Rows left out because something is missing.
    pub rows_left_out: usize,
    /// The coefficients.
    pub coefficients: Vec<Coefficient>,
    /// Their variances and covariances under equal variances.
    pub vcov: Vec<Vec<f64>>,
    /// Which robust standard errors these are.
    pub robust: Option<Robust>,
    /// Robust variances and covariances.
    pub robust_vcov: Option<Vec<Vec<f64>>>,
    /// Explained share of the variance.
    pub r2: f64,
    /// The same less what chance explains, 1 - (1 - R²)(n - 1)/(n - k).
    pub adj_r2: f64,
    /// F of all predictors together.
    pub f: f64,
    /// Its degrees of freedom: predictors.
    pub df_model: usize,
    /// Residual degrees of freedom.
    pub df_residual: usize,
    /// Probability of such an F or a larger one.
    pub p: f64,
    /// Residual standard deviation.
    pub sigma: f64,
    /// Log-likelihood under normal residuals.
    pub loglik: f64,
    /// -2 loglik + 2 (k + 1).
    pub aic: f64,
    /// -2 loglik + log(n) (k + 1).
    pub bic: f64,
    /// Largest distance of Cook (1977); only from rows.
    pub cooks_max: Option<f64>,
    /// Largest leverage; only from rows.
    pub leverage_max: Option<f64>,
    /// Level of the intervals.
    pub confidence: f64,
    /// What else is to be said.
    pub remarks: Vec<String>,
}

/// The regression of `response` on `predictors` from moments alone.
///
/// ```
/// use psychometrics::importance::{moments::Moments, ols};
/// let names = ["x".to_string(), "y".to_string()];
/// let moments = Moments::of(&names, &[&[0.0, 1.0, 2.0, 3.0], &[1.0, 3.0, 4.0, 8.0]], None).unwrap();
/// let found = ols::from_moments(&moments, "y", &["x"], 0.95).unwrap();
/// assert!((found.coefficients[1].estimate - 2.2).abs() < 1e-12);
/// ```
///
/// # Errors
/// [`Error::UnknownColumn`]; [`Error::Constant`]; [`Error::Singular`] naming the predictors; [`Error::TooFew`] rows.
pub fn from_moments(
    moments: &Moments,
    response: &str,
    predictors: &[&str],
    confidence: f64,
) -> Result<Regression> {
    let mut places: Vec<usize> = predictors.iter().map(|name| moments.place(name)).collect::<Result<_>>()?;
    places.push(moments.place(response)?);
    let solved = Solved::of(moments.select(&places))?;
    solved.report(confidence)
}

/// The regression of `response` on the columns `predictors` (NaN = missing; incomplete rows are left out), with robust
/// standard errors where asked for. Coefficients are refined on the rows themselves.
///
/// # Errors
/// As [`from_moments`], and [`Error::Argument`] where lengths differ.
pub fn ols(
    response: (&str, &[f64]),
    names: &[String],
    predictors: &[&[f64]],
    robust: Option<Robust>,
    confidence: f64,
) -> Result<Regression> {
    let mut all_names = names.to_vec();
    all_names.push(response.0.to_owned());
    let mut columns = predictors.to_vec();
    columns.push(response.1);
    let mut solved = Solved::of(Moments::of(&all_names, &columns, None)?)?;
    let rows = sandwich::read(&mut solved, &columns, robust);
    let mut report = solved.report(confidence)?;
    sandwich::complete_report(&mut report, &solved, &rows, robust);
    Ok(report)
}

/// Normal equations in standardised columns, solved.
#[derive(Debug, Clone)]
pub(super) struct Solved {
    /// Moments of the predictors and, last, the response.
    pub moments: Moments,
    /// Factor of the predictors' correlations, row-major.
    pub factor: Vec<f64>,
    /// Inverse of the predictors' correlations, row-major.
    pub inverse: Vec<f64>,
    /// Roots of the sums of squares of all columns.
    pub scale: Vec<f64>,
    /// Slopes in the units of the data.
    pub slopes: Vec<f64>,
    /// Residual sum of squares.
    pub rss: f64,
}

impl Solved {
    /// Solves for the last column of `moments`.
    pub fn of(moments: Moments) -> Result<Self> {
        let p = moments.names.len() - 1;
        if moments.n < p + 2 {
            let what = "complete rows".to_owned();
            return Err(Error::TooFew { what, needed: p + 2, found: moments.n });
        }
        let correlation = moments.correlation()?;
        let factor = collinear::factor(&correlation, &moments.names[..p])?;
        let mut standardised: Vec<f64> = (0..p).map(|i| correlation[(i, p)]).collect();
        small::solve(&factor, &mut standardised, p, 1);
        let left = 1.0 - small::dot(&standardised, &standardised);
        small::solve_transposed(&factor, &mut standardised, p, 1);
        let mut inverse = vec![0.0; p * p];
        small::inverse(&factor, &mut inverse, p);
        let scale: Vec<f64> = moments.products.diagonal().iter().map(|value| value.sqrt()).collect();
        let slopes = (0..p).map(|i| standardised[i] * scale[p] / scale[i]).collect();
        let rss = left.max(0.0) * moments.products[(p, p)];
        Ok(Self { moments, factor, inverse, scale, slopes, rss })
    }

    /// Predictors.
    pub fn p(&self) -> usize {
        self.slopes.len()
    }

    /// Turns a matrix of the centred model (intercept first) into that of the data's own units of the intercept.
    pub fn uncentre(&self, matrix: &[f64]) -> Vec<Vec<f64>> {
        let (p, k) = (self.p(), self.p() + 1);
        let means = &self.moments.means;
        let turned = |i: usize, j: usize| -> f64 {
            let row = |i: usize| -> Vec<(usize, f64)> {
                if i > 0 {
                    vec![(i, 1.0)]
                } else {
                    (0..k).map(|a| (a, if a == 0 { 1.0 } else { -means[a - 1] })).collect()
                }
            };
            row(i)
                .iter()
                .flat_map(|a| row(j).into_iter().map(move |b| (a, b)))
                .map(|(a, b)| a.1 * b.1 * matrix[a.0 * k + b.0])
                .sum()
        };
        (0..=p).map(|i| (0..=p).map(|j| turned(i, j)).collect()).collect()
    }

    fn report(&self, confidence: f64) -> Result<Regression> {
        if !(confidence > 0.0 && confidence < 1.0) {
            let why = format!("{confidence} is not between 0 and 1");
            return Err(Error::Argument { what: "confidence".to_owned(), why });
        }
        let (p, k, n) = (self.p(), self.p() + 1, self.moments.n);
        let df = n - k;
        let total = self.moments.products[(p, p)];
        let mut remarks = Vec::new();
        if self.rss <= 1e-24 * total {
            remarks.push("the predictors explain the response completely; tests mean nothing".to_owned());
        }
        let square = self.rss / df as f64;
        let mut centred = vec![0.0; k * k];
        centred[0] = square / self.moments.weight;
        for i in 0..p {
            for j in 0..p {
                centred[(i + 1) * k + j + 1] =
                    square * self.inverse[i * p + j] / (self.scale[i] * self.scale[j]);
            }
        }
        let vcov = self.uncentre(&centred);
        let r2 = 1.0 - self.rss / total;
        let f = if p == 0 { f64::NAN } else { (total - self.rss) / p as f64 / square };
        let (nn, parameters) = (n as f64, (k + 1) as f64);
        let loglik = -0.5 * nn * ((std::f64::consts::TAU * self.rss / nn).ln() + 1.0);
        Ok(Regression {
            response: self.moments.names[p].clone(),
            n,
            rows_left_out: self.moments.left_out,
            coefficients: self.coefficients(&vcov, df as f64, confidence),
            vcov,
            robust: None,
            robust_vcov: None,
            r2,
            adj_r2: 1.0 - (1.0 - r2) * (nn - 1.0) / df as f64,
            f,
            df_model: p,
            df_residual: df,
            p: if p == 0 { f64::NAN } else { tails::fisher_above(f, p as f64, df as f64) },
            sigma: square.sqrt(),
            loglik,
            aic: 2.0 * parameters - 2.0 * loglik,
            bic: nn.ln() * parameters - 2.0 * loglik,
            cooks_max: None,
            leverage_max: None,
            confidence,
            remarks,
        })
    }

    fn coefficients(&self, vcov: &[Vec<f64>], df: f64, confidence: f64) -> Vec<Coefficient> {
        let p = self.p();
        let limit = tails::student_limit(1.0 - confidence, df);
        let names = self.moments.names[..p].iter().map(String::as_str);
        let below: f64 = self.slopes.iter().zip(&self.moments.means).map(|(slope, mean)| slope * mean).sum();
        let estimates = [self.moments.means[p] - below].into_iter().chain(self.slopes.iter().copied());
        let coefficient = |(at, (term, estimate)): (usize, (&str, f64))| {
            let se = vcov[at][at].sqrt();
            let own = at.checked_sub(1);
            Coefficient {
                term: term.to_owned(),
                estimate,
                se,
                t: estimate / se,
                p: tails::student_two_sided(estimate / se, df),
                lower: estimate - limit * se,
                upper: estimate + limit * se,
                robust_se: None,
                robust_t: None,
                robust_p: None,
                robust_lower: None,
                robust_upper: None,
                standardised: own.map(|i| estimate * self.scale[i] / self.scale[p]),
                vif: own.map(|i| self.inverse[i * p + i]),
            }
        };
        ["(Intercept)"].into_iter().chain(names).zip(estimates).enumerate().map(coefficient).collect()
    }
}
