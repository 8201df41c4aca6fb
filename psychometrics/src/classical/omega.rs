//! McDonald's omega from loadings: of one factor, and of a general factor beside group factors (Schmid and Leiman 1957).
//! Not here: finding the loadings (see `efa` and `sem`).

use nalgebra::DMatrix;
use serde::Serialize;

use super::alpha::{Alpha, alpha_of_moments};
use crate::answers::Moments;
use crate::{Error, Result};

/// Reliability under one factor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Omega {
    /// `(sum l)^2 / ((sum l)^2 + sum u)` with loadings l and unique variances u (McDonald 1999).
    pub omega_total: f64,
    /// `(sum l)^2` over the observed variance of the sum, where that was given.
    pub omega_observed: Option<f64>,
    /// Average variance extracted, `sum l^2 / (sum l^2 + sum u)` (Fornell and Larcker 1981).
    pub ave: f64,
    /// Items with a unique variance below zero: the solution is not proper.
    pub heywood: Vec<String>,
}

/// Omega of one factor from loadings and unique variances, in the units of the items.
/// `observed` is the variance of the items' sum where it is known.
///
/// # Errors
/// [`Error::Argument`] where lists differ in length; [`Error::TooFew`] without an item.
///
/// ```
/// use psychometrics::classical::omega_one_factor;
/// let names: Vec<String> = ["a", "b", "c"].iter().map(|name| name.to_string()).collect();
/// let found = omega_one_factor(&names, &[0.8, 0.7, 0.6], &[0.36, 0.51, 0.64], None)?;
/// assert!((found.omega_total - 4.41 / 5.92).abs() < 1e-12);
/// # Ok::<(), psychometrics::Error>(())
/// ```
pub fn omega_one_factor(
    names: &[String],
    loadings: &[f64],
    uniquenesses: &[f64],
    observed: Option<f64>,
) -> Result<Omega> {
    if loadings.len() != names.len() || uniquenesses.len() != names.len() {
        let why = format!(
            "{} items, {} loadings, {} uniquenesses",
            names.len(),
            loadings.len(),
            uniquenesses.len()
        );
        return Err(Error::Argument { what: "omega".to_owned(), why });
    }
    if names.is_empty() {
        return Err(Error::TooFew { what: "items for omega".to_owned(), needed: 1, found: 0 });
    }
    let common = loadings.iter().sum::<f64>().powi(2);
    let squares: f64 = loadings.iter().map(|loading| loading * loading).sum();
    let unique: f64 = uniquenesses.iter().sum();
    let improper = names.iter().zip(uniquenesses).filter(|(_, unique)| **unique < 0.0);
    Ok(Omega {
        omega_total: common / (common + unique),
        omega_observed: observed.filter(|variance| *variance > 0.0).map(|variance| common / variance),
        ave: squares / (squares + unique),
        heywood: improper.map(|(name, _)| name.clone()).collect(),
    })
}

/// One item of a Schmid-Leiman solution.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchmidLeiman {
    /// The item.
    pub item: String,
    /// Loading on the general factor.
    pub general: f64,
    /// Loadings on the group factors.
    pub group: Vec<f64>,
    /// Communality under the oblique solution, `(P phi P')_ii`.
    pub h2: f64,
    /// Unique variance, `1 - h2`.
    pub u2: f64,
    /// Share of the communality that is general, `general^2 / h2`.
    pub p2: f64,
    /// Whether the item was turned, having a negative loading on the general factor.
    pub turned: bool,
}

/// Reliability under a general factor and group factors, from correlations; items with a negative general loading are
/// turned first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OmegaHierarchical {
    /// `(sum of general loadings)^2 / V`, V the sum of the correlations.
    pub omega_h: f64,
    /// `1 - sum u2 / V`.
    pub omega_total: f64,
    /// `omega_h / omega_total`: what a test of endless length would keep.
    pub omega_limit: f64,
    /// Alpha of the items as turned, from correlations.
    pub alpha: f64,
    /// Guttman's lambda 6 of the items as turned.
    pub g6: f64,
    /// Explained common variance of the general factor: its sum of squared loadings over that of all factors.
    pub ecv: f64,
    /// For each group factor, over the items that load highest on it: the share of their variance that is general.
    pub group_general: Vec<Option<f64>>,
    /// And the share that is the group factor's own (omega hierarchical of the subscale).
    pub group_own: Vec<Option<f64>>,
    /// Loadings of the factors on the general factor.
    pub second_order: Vec<f64>,
    /// The items.
    pub items: Vec<SchmidLeiman>,
}

/// Loadings of two factors on a general one, which two correlated factors alone do not determine: both are taken as
/// `sqrt(|phi|)`, the second negative where the factors correlate negatively.
#[must_use]
pub fn second_order_of_two(phi: f64) -> Vec<f64> {
    let size = phi.abs().sqrt();
    vec![size, size.copysign(phi)]
}

/// The Schmid-Leiman transformation of an oblique pattern: general loadings `P g`, group loadings
/// `P_j sqrt(1 - g_j^2)`, with g the loadings of the factors on the general factor.
///
/// # Errors
/// [`Error::Argument`] where sizes do not fit; [`Error::Model`] where a factor loads above one on the general factor.
pub fn schmid_leiman(
    names: &[String],
    pattern: &DMatrix<f64>,
    phi: &DMatrix<f64>,
    second_order: &[f64],
) -> Result<Vec<SchmidLeiman>> {
    let factors = pattern.ncols();
    if names.len() != pattern.nrows() || phi.shape() != (factors, factors) || second_order.len() != factors {
        let why =
            format!("{} items, {factors} factors, {} second-order loadings", names.len(), second_order.len());
        return Err(Error::Argument { what: "Schmid-Leiman".to_owned(), why });
    }
    if let Some(place) = second_order.iter().position(|loading| loading.is_nan() || loading.abs() > 1.0) {
        let value = second_order[place];
        return Err(Error::Model(format!(
            "factor {} loads {value:.3} on the general factor, which leaves it less than no variance of its own",
            place + 1
        )));
    }
    let communalities = pattern * phi * pattern.transpose();
    let item = |i: usize| {
        let row = pattern.row(i);
        let general: f64 = row.iter().zip(second_order).map(|(loading, g)| loading * g).sum();
        let sign = if general < 0.0 { -1.0 } else { 1.0 };
        let own = |(loading, g): (&f64, &f64)| sign * loading * (1.0 - g * g).sqrt();
        let h2 = communalities[(i, i)];
        SchmidLeiman {
            item: names[i].clone(),
            general: sign * general,
            group: row.iter().zip(second_order).map(own).collect(),
            h2,
            u2: 1.0 - h2,
            p2: general * general / h2,
            turned: sign < 0.0,
        }
    };
    Ok((0..names.len()).map(item).collect())
}

/// Omega hierarchical from the correlations of the items, an oblique pattern, the correlations of its factors, and the
/// loadings of these on a general factor (one-factor solution of `phi`; [`second_order_of_two`] for two factors).
///
/// # Errors
/// As [`schmid_leiman`] and [`alpha_of_moments`]; [`Error::Argument`] where the correlations have another size.
pub fn omega_hierarchical(
    names: &[String],
    correlation: &DMatrix<f64>,
    pattern: &DMatrix<f64>,
    phi: &DMatrix<f64>,
    second_order: &[f64],
) -> Result<OmegaHierarchical> {
    let k = names.len();
    if correlation.shape() != (k, k) {
        let why = format!("{k} items, a matrix of {}", correlation.nrows());
        return Err(Error::Argument { what: "correlations".to_owned(), why });
    }
    let items = schmid_leiman(names, pattern, phi, second_order)?;
    let sign: Vec<f64> = items.iter().map(|item| if item.turned { -1.0 } else { 1.0 }).collect();
    let turned = DMatrix::from_fn(k, k, |i, j| sign[i] * sign[j] * correlation[(i, j)]);
    let total = turned.sum();
    let alpha = alpha_of_correlations(names, &turned)?;
    let general: f64 = items.iter().map(|item| item.general).sum();
    let unique: f64 = items.iter().map(|item| item.u2).sum();
    let (omega_h, omega_total) = (general * general / total, 1.0 - unique / total);
    let squares: f64 = items.iter().map(|item| item.general.powi(2)).sum();
    let group_squares: f64 = items.iter().flat_map(|item| &item.group).map(|loading| loading * loading).sum();
    let (group_general, group_own) =
        (0..pattern.ncols()).map(|factor| group(&items, &turned, factor)).unzip();
    Ok(OmegaHierarchical {
        omega_h,
        omega_total,
        omega_limit: omega_h / omega_total,
        alpha: alpha.std_alpha,
        g6: alpha.g6,
        ecv: squares / (squares + group_squares),
        group_general,
        group_own,
        second_order: second_order.to_vec(),
        items,
    })
}

/// Shares of the variance of the items that load highest on a group factor: general, and the factor's own.
fn group(items: &[SchmidLeiman], correlation: &DMatrix<f64>, factor: usize) -> (Option<f64>, Option<f64>) {
    let highest = |item: &SchmidLeiman| {
        let order = |a: &usize, b: &usize| item.group[*a].abs().total_cmp(&item.group[*b].abs());
        (0..item.group.len()).max_by(order)
    };
    let members: Vec<usize> = (0..items.len()).filter(|&i| highest(&items[i]) == Some(factor)).collect();
    if members.is_empty() {
        return (None, None);
    }
    let total = correlation.select_rows(&members).select_columns(&members).sum();
    let general: f64 = members.iter().map(|&i| items[i].general).sum();
    let own: f64 = members.iter().map(|&i| items[i].group[factor]).sum();
    (Some(general * general / total), Some(own * own / total))
}

/// Alpha of standardised items.
fn alpha_of_correlations(names: &[String], correlation: &DMatrix<f64>) -> Result<Alpha> {
    let k = names.len();
    alpha_of_moments(&Moments {
        names: names.to_vec(),
        rows: 2,
        counts: DMatrix::from_element(k, k, 2.0),
        means: vec![0.0; k],
        covariance: correlation.clone(),
        correlation: correlation.clone(),
    })
}
