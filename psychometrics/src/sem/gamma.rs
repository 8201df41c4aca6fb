//! The sampling covariance of covariances without normality (asymptotically distribution free), and the traces that
//! scaled tests take from it.
//! Not here: what is made of the traces (`robust`); the sampling covariance of polychorics (`correlation`).
//!
//! Throughout `V` is the weight of the estimator, `Gamma` the covariance of `sqrt(N)` times the statistics, `Delta` their
//! derivative in the parameters, `E = Delta'V Delta` and `U = V - V Delta E^-1 Delta' V`.

use nalgebra::{DMatrix, DVector};

use super::fiml_cases::Cases;
use super::gamma_blocks::{BLOCK, across, add_cross, centred, mirror, over_parts, total};
use super::gamma_scores::{distances, mean_score, score_products};
use super::objective::Directions;
use crate::Result;
use crate::numeric::linear;

/// Place of `(i, j)`, `i >= j`, in the lower triangle of a `p x p` matrix read column by column.
#[must_use]
pub fn vech(p: usize, i: usize, j: usize) -> usize {
    j * p - j * (j + 1) / 2 + i
}

/// `Gamma` of the covariances (divisor n) of complete rows, with the means in front where `means` is set:
/// `sum (c_i - c)(c_i - c)' / n` with `c_i` the row itself and the lower triangle of `(y - m)(y - m)'` (Browne 1984).
///
/// `factor` turns the rows first: `x = factor' (y - m)`. With `factor factor' = Sigma^-1` and `half_diagonal` set (which
/// multiplies squares by sqrt(1/2)) the normal theory weight of the result is the identity.
#[must_use]
pub fn adf(
    cases: &Cases<'_>,
    mean: &DVector<f64>,
    factor: Option<&DMatrix<f64>>,
    half_diagonal: bool,
    means: bool,
) -> DMatrix<f64> {
    let first = if means { cases.variables() } else { 0 };
    let diagonal = if half_diagonal { std::f64::consts::FRAC_1_SQRT_2 } else { 1.0 };
    spread(cases, mean, means, |rows| match factor {
        Some(factor) => products(&(rows * factor), first, diagonal),
        None => products(rows, first, diagonal),
    })
}

/// The same where some variables are given and not random: of every product the part that regression on them foretells
/// is taken away first. What concerns given variables alone has then no variance.
///
/// # Errors
/// [`crate::Error::NotPositiveDefinite`] where the given variables follow from each other.
pub fn adf_given(
    cases: &Cases<'_>,
    mean: &DVector<f64>,
    means: bool,
    given: &[usize],
) -> Result<DMatrix<f64>> {
    let sample = super::gamma_blocks::covariance(cases, mean);
    let (p, x) = (cases.variables(), given.len());
    let own = DMatrix::from_fn(x, x, |i, j| sample[(given[i], given[j])]);
    let shared = DMatrix::from_fn(x, p, |i, j| sample[(given[i], j)]);
    let slopes = linear::factor(&own, "the covariances of given variables")?.solve(&shared);
    let mut turn = DMatrix::zeros(p, p);
    for (i, &from) in given.iter().enumerate() {
        turn.row_mut(from).copy_from(&slopes.row(i));
    }
    let first = if means { p } else { 0 };
    Ok(spread(cases, mean, means, |rows| products(rows, first, 1.0) - products(&(rows * &turn), first, 1.0)))
}

/// Covariance, divisor n, of what is made of each block of centred rows.
fn spread(
    cases: &Cases<'_>,
    mean: &DVector<f64>,
    means: bool,
    make: impl Fn(&DMatrix<f64>) -> DMatrix<f64> + Sync,
) -> DMatrix<f64> {
    let p = cases.variables();
    let width = if means { p } else { 0 } + p * (p + 1) / 2;
    let found = over_parts(cases.rows(), 16_384, |part| {
        let mut cross = DMatrix::zeros(width, width);
        let mut sum = DVector::zeros(width);
        let mut row = part.start;
        while row < part.end {
            let end = (row + BLOCK).min(part.end);
            let mut rows = DMatrix::zeros(end - row, p);
            centred(cases, row..end, mean, &mut rows);
            let products = make(&rows);
            add_cross(&mut cross, &products);
            for (total, column) in sum.iter_mut().zip(products.as_slice().chunks_exact(end - row)) {
                *total += column.iter().sum::<f64>();
            }
            row = end;
        }
        (cross, sum)
    });
    let (crosses, sums): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    #[allow(clippy::cast_precision_loss)]
    let n = cases.rows() as f64;
    let mut whole = total(crosses, width) / n;
    mirror(&mut whole);
    let middle = sums.into_iter().fold(DVector::zeros(width), |whole: DVector<f64>, part| whole + part) / n;
    whole.ger(-1.0, &middle, &middle, 1.0);
    whole
}

/// The rows themselves (where `first` is not zero) and their products in pairs.
fn products(rows: &DMatrix<f64>, first: usize, diagonal: f64) -> DMatrix<f64> {
    let (count, p) = rows.shape();
    let mut whole = DMatrix::zeros(count, first + p * (p + 1) / 2);
    if first > 0 {
        whole.columns_mut(0, p).copy_from(rows);
    }
    let mut columns = whole.as_mut_slice()[first * count..].chunks_exact_mut(count);
    let column = |j: usize| &rows.as_slice()[j * count..(j + 1) * count];
    for j in 0..p {
        for i in j..p {
            let by = if i == j { diagonal } else { 1.0 };
            for ((to, a), b) in columns.next().into_iter().flatten().zip(column(i)).zip(column(j)) {
                *to = by * a * b;
            }
        }
    }
    whole
}

/// What scaled tests need of one group. Groups are weighted by their share where they are put together.
#[derive(Debug, Clone, PartialEq)]
pub struct GammaProducts {
    /// `n_g / N`.
    pub share: f64,
    /// `tr(V Gamma)`.
    pub trace: f64,
    /// `tr(V Gamma V Gamma)`; NaN where only the first trace was asked for.
    pub square: f64,
    /// `Delta' V Gamma V Delta`: also the meat of the robust standard errors.
    pub first: DMatrix<f64>,
    /// `Delta' V Gamma V Gamma V Delta`; empty where only the first trace was asked for.
    pub second: DMatrix<f64>,
}

/// Normal theory weights at `Sigma = weight^-1`, complete rows: everything without a matrix of the size of `Gamma`.
/// `means` says whether means are part of the model.
#[must_use]
pub fn normal_first(
    cases: &Cases<'_>,
    share: f64,
    mean: &DVector<f64>,
    weight: &DMatrix<f64>,
    directions: &Directions,
    means: bool,
) -> GammaProducts {
    #[allow(clippy::cast_precision_loss)]
    let n = cases.rows() as f64;
    let (_, fourth) = distances(cases, mean, weight);
    let sample = super::gamma_blocks::covariance(cases, mean);
    let turned = weight * &sample;
    let linear = if means { turned.trace() } else { 0.0 };
    GammaProducts {
        share,
        trace: 0.5 * (fourth / n - (&turned * &turned).trace()) + linear,
        square: f64::NAN,
        first: score_products(cases, mean, weight, directions)
            .covariance(&mean_score(&sample, weight, directions)),
        second: DMatrix::zeros(0, 0),
    }
}

/// As [`normal_first`], with the squares that mean-and-variance adjustment needs: forms `Gamma` once.
///
/// # Errors
/// [`crate::Error::NotPositiveDefinite`] for a weight that is not.
pub fn normal_both(
    cases: &Cases<'_>,
    share: f64,
    mean: &DVector<f64>,
    weight: &DMatrix<f64>,
    directions: &Directions,
    means: bool,
) -> Result<GammaProducts> {
    let factor = linear::factor(weight, "the inverse of the implied covariance")?.l();
    let gamma = adf(cases, mean, Some(&factor), true, means);
    let turned =
        Directions { pool: factor.tr_mul(&directions.pool), list: directions.list.clone(), dense: None };
    let p = cases.variables();
    let first = if means { p } else { 0 };
    let mut delta = turned.jacobian(means);
    for j in 0..p {
        delta.row_mut(first + vech(p, j, j)).scale_mut(std::f64::consts::FRAC_1_SQRT_2);
    }
    Ok(white(share, &gamma, &delta))
}

/// Weights that are a diagonal matrix (as in diagonally weighted and unweighted least squares).
#[must_use]
pub fn diagonal(
    share: f64,
    weights: &DVector<f64>,
    gamma: &DMatrix<f64>,
    delta: &DMatrix<f64>,
) -> GammaProducts {
    let roots = weights.map(f64::sqrt);
    let scaled = DMatrix::from_fn(gamma.nrows(), gamma.ncols(), |i, j| roots[i] * gamma[(i, j)] * roots[j]);
    let mut steps = delta.clone();
    for (mut row, root) in steps.row_iter_mut().zip(roots.iter()) {
        row.scale_mut(*root);
    }
    white(share, &scaled, &steps)
}

/// Any weights, also such as are not positive definite.
#[must_use]
pub fn any_weights(
    share: f64,
    weights: &DMatrix<f64>,
    gamma: &DMatrix<f64>,
    delta: &DMatrix<f64>,
) -> GammaProducts {
    let turned = weights * gamma;
    let pressed = weights * delta;
    let spread = gamma * &pressed;
    GammaProducts {
        share,
        trace: turned.trace(),
        square: turned.dot(&turned.transpose()),
        first: across(&pressed, &spread),
        second: across(&spread, &(weights * &spread)),
    }
}

/// With the identity as weight.
fn white(share: f64, gamma: &DMatrix<f64>, delta: &DMatrix<f64>) -> GammaProducts {
    let half = gamma * delta;
    GammaProducts {
        share,
        trace: gamma.trace(),
        square: gamma.norm_squared(),
        first: across(delta, &half),
        second: across(&half, &half),
    }
}

/// `tr(U Gamma)` and, where the squares are there, `tr(U Gamma U Gamma)` over all groups together.
///
/// `first` and `second` of the groups must already be in the free parameters, as `inverse = E^-1` is, with
/// `E = sum_g share_g Delta_g' V_g Delta_g`. The second trace counts the links between groups that equality constraints
/// make.
#[must_use]
pub fn u_gamma(groups: &[GammaProducts], inverse: &DMatrix<f64>) -> (f64, f64) {
    let size = inverse.nrows();
    let sum = |part: fn(&GammaProducts) -> &DMatrix<f64>| {
        groups.iter().fold(DMatrix::zeros(size, size), |whole, group| whole + part(group) * group.share)
    };
    let left = inverse * sum(|group| &group.first);
    let first = groups.iter().map(|group| group.trace).sum::<f64>() - left.trace();
    if groups.iter().any(|group| group.second.is_empty() != (size == 0)) {
        return (first, f64::NAN);
    }
    let second = inverse * sum(|group| &group.second);
    let squares: f64 = groups.iter().map(|group| group.square).sum();
    (first, squares - 2.0 * second.trace() + (&left * &left).trace())
}
