//! Measures of relative importance of predictors, side by side.
//! Not here: their intervals (see `bootstrap`).

use nalgebra::DMatrix;
use rand::Rng;

use super::moments::Moments;
use super::{collinear, shapley};
use crate::nested::mixed::small;
use crate::numeric::linear;
use crate::{Error, Result};

/// A predictor. All measures are shares of the response's variance.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Predictor {
    /// Its name.
    pub name: String,
    /// Mean gain in R² over all orders of entry (Lindeman, Merenda & Gold 1980); these sum to R².
    pub lmg: f64,
    /// `lmg` / R².
    pub lmg_share: f64,
    /// Standard error of `lmg` from sampling orders; none where all subsets were walked.
    pub lmg_se: Option<f64>,
    /// Relative weight (Genizi 1993; Johnson 2000); these sum to R².
    pub genizi: f64,
    /// `genizi` / R².
    pub genizi_share: f64,
    /// Squared correlation with the response after all predictors are made uncorrelated with as little change as
    /// possible (Zuber & Strimmer 2011); these sum to R².
    pub car: f64,
    /// Coefficient times correlation, both standardised (Pratt 1987); these sum to R² but may be negative.
    pub pratt: f64,
    /// Gain in R² when it enters last.
    pub last: f64,
    /// R² when it enters first: its squared correlation.
    pub first: f64,
    /// Squared standardised coefficient.
    pub betasq: f64,
    /// Standardised coefficient.
    pub beta: f64,
    /// Correlation with the response.
    pub correlation: f64,
    /// Rank by `lmg`, 1 the largest.
    pub rank: usize,
    /// What it adds on average to 0, 1, 2 … others (conditional dominance, Azen & Budescu 2003).
    pub conditional: Option<Vec<f64>>,
}

/// Relative importance of all predictors.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Importance {
    /// The response.
    pub response: String,
    /// Rows used.
    pub n: usize,
    /// Rows left out.
    pub rows_left_out: usize,
    /// R² of all predictors.
    pub r2: f64,
    /// Variance of the response (n - 1).
    pub var_y: f64,
    /// Whether all subsets were walked.
    pub exact: bool,
    /// Subsets walked, or orders sampled.
    pub count: usize,
    /// Each predictor.
    pub predictors: Vec<Predictor>,
}

/// Measures of importance of `predictors` for `response`. Up to [`shapley::EXACT_MOST`] predictors all subsets are
/// walked; beyond, `orders` random orders are sampled and the error is told.
///
/// ```
/// use psychometrics::importance::{moments::Moments, shares::importance};
/// let names = ["a".to_string(), "b".to_string(), "y".to_string()];
/// let columns: [&[f64]; 3] = [&[1.0, 2.0, 3.0, 4.0, 6.0], &[2.0, 1.0, 4.0, 3.0, 5.0], &[1.0, 3.0, 2.0, 5.0, 6.0]];
/// let moments = Moments::of(&names, &columns, None).unwrap();
/// let mut random = rand_pcg::Pcg64::new(1, 1);
/// let found = importance(&moments, "y", &["a", "b"], 10_000, &mut random).unwrap();
/// let sum: f64 = found.predictors.iter().map(|predictor| predictor.lmg).sum();
/// assert!((sum - found.r2).abs() < 1e-12);
/// ```
///
/// # Errors
/// [`Error::UnknownColumn`], [`Error::Constant`], [`Error::Singular`] naming the predictors, [`Error::TooFew`].
pub fn importance(
    moments: &Moments,
    response: &str,
    predictors: &[&str],
    orders: usize,
    random: &mut impl Rng,
) -> Result<Importance> {
    let own = chosen(moments, response, predictors)?;
    let p = predictors.len();
    let correlation = own.correlation()?;
    let simple = Simple::of(&correlation, &own.names[..p])?;
    let shares = if p <= shapley::EXACT_MOST {
        shapley::exact(&correlation)
    } else {
        shapley::sampled(&correlation, orders, random)
    };
    let r2 = simple.r2;
    let rank = |k: usize| 1 + shares.lmg.iter().filter(|&&other| other > shares.lmg[k]).count();
    let predictor = |k: usize| {
        let (beta, r) = (simple.beta[k], correlation[(k, p)]);
        Predictor {
            name: own.names[k].clone(),
            lmg: shares.lmg[k],
            lmg_share: shares.lmg[k] / r2,
            lmg_se: shares.se.as_ref().map(|se| se[k]),
            genizi: simple.genizi[k],
            genizi_share: simple.genizi[k] / r2,
            car: simple.car[k],
            pratt: beta * r,
            last: simple.last[k],
            first: r * r,
            betasq: beta * beta,
            beta,
            correlation: r,
            rank: rank(k),
            conditional: shares.conditional.as_ref().map(|all| all[k].clone()),
        }
    };
    Ok(Importance {
        response: response.to_owned(),
        n: own.n,
        rows_left_out: own.left_out,
        r2,
        var_y: own.sd(p).powi(2),
        exact: shares.se.is_none(),
        count: shares.count,
        predictors: (0..p).map(predictor).collect(),
    })
}

/// The moments of the predictors and, last, the response.
pub(super) fn chosen(moments: &Moments, response: &str, predictors: &[&str]) -> Result<Moments> {
    if predictors.is_empty() {
        return Err(Error::TooFew { what: "predictors".to_owned(), needed: 1, found: 0 });
    }
    let mut places: Vec<usize> = predictors.iter().map(|name| moments.place(name)).collect::<Result<_>>()?;
    places.push(moments.place(response)?);
    if moments.n < places.len() + 1 {
        let what = "complete rows".to_owned();
        return Err(Error::TooFew { what, needed: places.len() + 1, found: moments.n });
    }
    Ok(moments.select(&places))
}

/// The measures that need no subsets.
pub(super) struct Simple {
    pub r2: f64,
    pub beta: Vec<f64>,
    pub last: Vec<f64>,
    pub genizi: Vec<f64>,
    pub car: Vec<f64>,
}

impl Simple {
    /// From correlations of the predictors and, last, the response.
    pub fn of(correlation: &DMatrix<f64>, names: &[String]) -> Result<Self> {
        let p = names.len();
        let factor = collinear::factor(correlation, names)?;
        let r: Vec<f64> = (0..p).map(|i| correlation[(i, p)]).collect();
        let mut beta = r.clone();
        small::solve(&factor, &mut beta, p, 1);
        let r2 = small::dot(&beta, &beta);
        small::solve_transposed(&factor, &mut beta, p, 1);
        let mut inverse = vec![0.0; p * p];
        small::inverse(&factor, &mut inverse, p);
        let last = (0..p).map(|i| beta[i] * beta[i] / inverse[i * p + i]).collect();
        // The symmetric root of the correlations and its inverse.
        let among = correlation.view((0, 0), (p, p)).into_owned();
        let (values, vectors) = linear::eigen(&among);
        let (mut root, mut turned) = (DMatrix::zeros(p, p), DMatrix::zeros(p, p));
        for (k, value) in values.iter().enumerate() {
            let vector = vectors.column(k);
            let own = vector * vector.transpose();
            root += value.max(0.0).sqrt() * &own;
            turned += value.max(1e-300).sqrt().recip() * own;
        }
        let with = turned * nalgebra::DVector::from_vec(r);
        let car: Vec<f64> = with.iter().map(|value| value * value).collect();
        let weight = |k: usize| (0..p).map(|j| root[(k, j)] * root[(k, j)] * car[j]).sum();
        Ok(Self { r2, beta, last, genizi: (0..p).map(weight).collect(), car })
    }
}
