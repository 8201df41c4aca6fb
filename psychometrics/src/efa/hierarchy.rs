//! A general factor above correlated factors: Schmid-Leiman, and the reliability of sums that follows from it.
//! Not here: alpha and its intervals (see `classical`).

use nalgebra::DMatrix;
use rand::Rng;
use serde::Serialize;

use super::extraction::{Extraction, extract};
use super::rotation::{Rotation, Search, rotate};
use super::solution::named;
use crate::numeric::{linear, serial};
use crate::{Error, Result};

/// Correlated factors taken apart into one general and several group factors (Schmid & Leiman 1957).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchmidLeiman {
    /// Loadings of the items on the general factor.
    pub general: Vec<f64>,
    /// Loadings on what is left of each group factor, items by factors.
    #[serde(serialize_with = "serial::rows")]
    pub group: DMatrix<f64>,
    /// Communalities.
    pub communalities: Vec<f64>,
    /// Uniquenesses, 1 − communality.
    pub uniquenesses: Vec<f64>,
    /// Share of each communality that is general.
    pub general_share: Vec<f64>,
    /// Loadings of the factors on the general factor.
    pub second_order: Vec<f64>,
    /// Pattern of the oblique factors.
    #[serde(serialize_with = "serial::rows")]
    pub oblique: DMatrix<f64>,
    /// Their correlations.
    #[serde(serialize_with = "serial::rows")]
    pub phi: DMatrix<f64>,
    /// Whether extraction and rotation at both levels ended.
    pub converged: bool,
    /// Improper parts, in words.
    pub remarks: Vec<String>,
}

/// Reliability of the sum of items by a hierarchical factor model (McDonald 1999; Zinbarg et al. 2005).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Omega {
    /// Names of the items.
    pub items: Vec<String>,
    /// (Σ general loadings)²/V, V being the sum of the correlation matrix; `None` with one factor, where nothing tells
    /// general from group.
    pub omega_hierarchical: Option<f64>,
    /// `omega_hierarchical` over `omega_total`: its limit for an endless test of this kind.
    pub omega_limit: Option<f64>,
    /// 1 − Σ uniquenesses/V.
    pub omega_total: f64,
    /// Standardised alpha.
    pub alpha: f64,
    /// Guttman's λ₆ from squared multiple correlations; `None` where the matrix has no inverse.
    pub lambda6: Option<f64>,
    /// Share of the explained variance that is general.
    pub explained_common_variance: Option<f64>,
    /// For each group factor, over the items that load on it most: omega of their sum, its general and its group part;
    /// `None` where no item loads most on it.
    pub groups: Vec<Option<GroupOmega>>,
    /// Items turned round because their general loading was negative.
    pub reversed: Vec<String>,
    /// The loadings, rows of reversed items turned round.
    pub schmid_leiman: SchmidLeiman,
}

/// Reliability of the sum of one group of items.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupOmega {
    /// The items.
    pub items: Vec<String>,
    /// `general` + `group`.
    pub total: f64,
    /// (Σ general loadings)² over the variance of the sum.
    pub general: f64,
    /// (Σ group loadings)² over the variance of the sum.
    pub group: f64,
}

/// Schmid-Leiman of `factors` factors: taken out, varimax with Kaiser's normalisation, then quartimin from there, and
/// one general factor of their correlations by minres (with two factors both load √|φ| on it).
///
/// # Errors
/// Those of [`extract`] and [`rotate`].
pub fn schmid_leiman(
    correlation: &DMatrix<f64>,
    factors: usize,
    extraction: Extraction,
    rng: &mut impl Rng,
) -> Result<SchmidLeiman> {
    let taken = extract(correlation, factors, extraction, 0.005, 1e-11, 5000)?;
    let kaiser = Search { kaiser: true, ..Search::default() };
    let varimax = rotate(&taken.loadings, &Rotation::Varimax, &kaiser, rng)?;
    let oblique = rotate(&varimax.loadings, &Rotation::Quartimin, &Search::default(), rng)?;
    let mut remarks = Vec::new();
    if !taken.heywood.is_empty() {
        let places: Vec<String> = taken.heywood.iter().map(|item| (item + 1).to_string()).collect();
        remarks.push(format!("Heywood case: uniqueness at its bound for item {}", places.join(", ")));
    }
    let (second_order, ended) = second_order(&oblique.phi, &mut remarks)?;
    let general: Vec<f64> = oblique
        .loadings
        .row_iter()
        .map(|row| row.iter().zip(&second_order).map(|(a, g)| a * g).sum())
        .collect();
    let mut group = oblique.loadings.clone();
    for (mut column, loading) in group.column_iter_mut().zip(&second_order) {
        column *= (1.0 - loading * loading).max(0.0).sqrt();
    }
    let communalities: Vec<f64> = varimax.loadings.row_iter().map(|row| row.norm_squared()).collect();
    Ok(SchmidLeiman {
        uniquenesses: communalities.iter().map(|share| 1.0 - share).collect(),
        general_share: general.iter().zip(&communalities).map(|(g, share)| g * g / share).collect(),
        general,
        group,
        communalities,
        second_order,
        phi: oblique.phi,
        oblique: oblique.loadings,
        converged: taken.converged && varimax.gradient < 1e-6 && oblique.converged && ended,
        remarks,
    })
}

/// Loadings of the factors on one factor above them.
fn second_order(phi: &DMatrix<f64>, remarks: &mut Vec<String>) -> Result<(Vec<f64>, bool)> {
    match phi.nrows() {
        1 => Ok((vec![1.0], true)),
        2 => {
            remarks.push("two factors cannot tell a general one: equal loadings are assumed".to_owned());
            let size = phi[(0, 1)].abs().sqrt();
            Ok((vec![size, size * phi[(0, 1)].signum()], true))
        }
        _ => {
            let found = extract(phi, 1, Extraction::Minres, 0.005, 1e-11, 5000)?;
            if let Some(factor) = found.heywood.first() {
                remarks.push(format!("Heywood case at the second order: factor {}", factor + 1));
            }
            Ok((found.loadings.column(0).iter().copied().collect(), found.converged))
        }
    }
}

/// Omega of the sum of all items. Items whose general loading is negative are turned round first and named.
///
/// # Errors
/// Those of [`schmid_leiman`]; [`Error::Argument`] where names and matrix do not match.
pub fn omega(
    names: &[String],
    correlation: &DMatrix<f64>,
    factors: usize,
    extraction: Extraction,
    rng: &mut impl Rng,
) -> Result<Omega> {
    named(names, correlation)?;
    let mut parts = schmid_leiman(correlation, factors, extraction, rng)?;
    let signs: Vec<f64> = parts.general.iter().map(|&load| if load < 0.0 { -1.0 } else { 1.0 }).collect();
    let size = names.len();
    let keyed = DMatrix::from_fn(size, size, |i, j| correlation[(i, j)] * signs[i] * signs[j]);
    for (item, sign) in signs.iter().enumerate() {
        parts.general[item] *= sign;
        parts.group.row_mut(item).scale_mut(*sign);
    }
    let (whole, p) = (keyed.sum(), size as f64);
    let unique: f64 = parts.uniquenesses.iter().sum();
    let general: f64 = parts.general.iter().sum::<f64>().powi(2);
    let common = parts.general.iter().map(|load| load * load).sum::<f64>();
    let several = factors > 1;
    let unique_of_inverse = keyed
        .clone()
        .cholesky()
        .map(|factor| factor.inverse().diagonal().iter().map(|d| d.recip()).sum::<f64>());
    Ok(Omega {
        items: names.to_vec(),
        omega_hierarchical: several.then_some(general / whole),
        omega_limit: several.then_some(general / (whole - unique)),
        omega_total: 1.0 - unique / whole,
        alpha: p / (p - 1.0) * (1.0 - p / whole),
        lambda6: unique_of_inverse.map(|sum| 1.0 - sum / whole),
        explained_common_variance: several.then_some(common / (common + parts.group.norm_squared())),
        groups: (0..factors).map(|factor| group_omega(names, &keyed, &parts, factor)).collect(),
        reversed: names.iter().zip(&signs).filter(|pair| *pair.1 < 0.0).map(|pair| pair.0.clone()).collect(),
        schmid_leiman: parts,
    })
}

fn group_omega(
    names: &[String],
    keyed: &DMatrix<f64>,
    parts: &SchmidLeiman,
    factor: usize,
) -> Option<GroupOmega> {
    let members: Vec<usize> = (0..names.len())
        .filter(|&item| {
            let row = parts.group.row(item);
            (0..row.len()).all(|other| row[other].abs() <= row[factor].abs())
        })
        .collect();
    let variance: f64 = members.iter().flat_map(|&i| members.iter().map(move |&j| keyed[(i, j)])).sum();
    let general = members.iter().map(|&item| parts.general[item]).sum::<f64>().powi(2) / variance;
    let group = members.iter().map(|&item| parts.group[(item, factor)]).sum::<f64>().powi(2) / variance;
    (!members.is_empty()).then(|| GroupOmega {
        items: members.iter().map(|&item| names[item].clone()).collect(),
        total: general + group,
        general,
        group,
    })
}

/// Omega from one factor fitted to a covariance matrix (McDonald 1999).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OneFactorOmega {
    /// Names of the items.
    pub items: Vec<String>,
    /// Loadings in the items' units, the factor's variance one.
    pub loadings: Vec<f64>,
    /// Residual variances.
    pub residuals: Vec<f64>,
    /// (Σλ)²/((Σλ)² + Σθ).
    pub omega_total: f64,
    /// (Σλ)² over the observed variance of the sum.
    pub omega_observed: f64,
    /// Average variance extracted, Σλ²/(Σλ² + Σθ) (Fornell & Larcker 1981).
    pub average_variance_extracted: f64,
    /// Whether the fit ended.
    pub converged: bool,
    /// Items whose residual variance stands at its bound.
    pub heywood: Vec<String>,
}

/// Omega by one factor and maximum likelihood from a covariance matrix; with divisor N it is what a structural model
/// gives.
///
/// # Errors
/// [`Error::TooFew`] below three items; [`Error::Constant`]; [`Error::NotPositiveDefinite`].
pub fn omega_one_factor(names: &[String], covariance: &DMatrix<f64>) -> Result<OneFactorOmega> {
    if names.len() < 3 {
        return Err(Error::TooFew { what: "items".to_owned(), needed: 3, found: names.len() });
    }
    if covariance.shape() != (names.len(), names.len()) {
        let why = format!("{} rows for {} names", covariance.nrows(), names.len());
        return Err(Error::Argument { what: "covariance matrix".to_owned(), why });
    }
    if let Some(item) = (0..names.len()).find(|&item| covariance[(item, item)] <= 0.0) {
        return Err(Error::Constant { item: names[item].clone() });
    }
    let correlation = linear::to_correlation(covariance);
    let found = extract(&correlation, 1, Extraction::MaximumLikelihood, 1e-6, 1e-12, 5000)?;
    let deviation = covariance.diagonal().map(f64::sqrt);
    let loadings: Vec<f64> =
        found.loadings.iter().zip(deviation.iter()).map(|(load, sd)| load * sd).collect();
    let residuals: Vec<f64> =
        found.uniquenesses.iter().zip(deviation.iter()).map(|(unique, sd)| unique * sd * sd).collect();
    let common = loadings.iter().sum::<f64>().powi(2);
    let squares: f64 = loadings.iter().map(|load| load * load).sum();
    let unique: f64 = residuals.iter().sum();
    Ok(OneFactorOmega {
        items: names.to_vec(),
        omega_total: common / (common + unique),
        omega_observed: common / covariance.sum(),
        average_variance_extracted: squares / (squares + unique),
        loadings,
        residuals,
        converged: found.converged,
        heywood: found.heywood.iter().map(|&item| names[item].clone()).collect(),
    })
}
