//! What lies between sample and model: residual moments raw, as correlations, standardised, and their root mean squares.
//! Not here: tests of the whole model ([`super::measures`]).

use nalgebra::{DMatrix, DVector};

use super::fitted::Fitted;
use super::matrices::free_places;
use super::objective::Directions;
use crate::numeric::linear::to_correlation;
use crate::numeric::serial;

/// Moments of one group.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct GroupMoments {
    /// Sample means.
    pub sample_mean: Vec<f64>,
    /// Sample covariances with the divisor of the estimator (of ordinal items polychoric correlations).
    #[serde(serialize_with = "serial::rows")]
    pub sample_covariance: DMatrix<f64>,
    /// Sample thresholds of ordinal items.
    pub sample_thresholds: Vec<f64>,
    /// Implied means.
    pub implied_mean: Vec<f64>,
    /// Implied covariances.
    #[serde(serialize_with = "serial::rows")]
    pub implied_covariance: DMatrix<f64>,
    /// Implied thresholds.
    pub implied_thresholds: Vec<f64>,
    /// Sample less implied covariances.
    #[serde(serialize_with = "serial::rows")]
    pub residual_covariance: DMatrix<f64>,
    /// Sample less implied correlations.
    #[serde(serialize_with = "serial::rows")]
    pub residual_correlation: DMatrix<f64>,
    /// Residual covariances over their standard errors under normal theory; 0 where there is no error.
    #[serde(serialize_with = "serial::maybe_rows")]
    pub residual_standardized: Option<DMatrix<f64>>,
    /// Covariances of the latent variables.
    #[serde(serialize_with = "serial::rows")]
    pub latent_covariance: DMatrix<f64>,
    /// Means of the latent variables.
    pub latent_mean: Vec<f64>,
}

/// Of all groups.
pub(crate) fn moments(fitted: &Fitted) -> Vec<GroupMoments> {
    let latent = fitted.layout.latent;
    (0..fitted.samples.len())
        .map(|group| {
            let (sample, implied) = (&fitted.samples[group], &fitted.implied[group]);
            let rows = sample.rows as f64;
            let factor =
                if fitted.plain_rows() || fitted.layout.ordinal() { 1.0 } else { rows / (rows - 1.0) };
            let covariance = &sample.moments.covariance * factor;
            let matrices = &fitted.matrices[group];
            // Without a mean structure the model takes the means as they are.
            let mean = if fitted.table.means { &implied.mean } else { &sample.moments.mean };
            GroupMoments {
                sample_mean: sample.moments.mean.as_slice().to_vec(),
                residual_covariance: &covariance - &implied.covariance,
                residual_correlation: to_correlation(&covariance) - to_correlation(&implied.covariance),
                residual_standardized: standardized(fitted, group, &covariance),
                sample_covariance: covariance,
                sample_thresholds: sample.moments.thresholds.as_slice().to_vec(),
                implied_mean: mean.as_slice().to_vec(),
                implied_covariance: implied.covariance.clone(),
                implied_thresholds: implied.thresholds.as_slice().to_vec(),
                latent_covariance: matrices.hidden.view((0, 0), (latent, latent)).into_owned(),
                latent_mean: matrices.centre.rows(0, latent).as_slice().to_vec(),
            }
        })
        .collect()
}

/// `r_ij / sqrt[(s_ii s_jj + s_ij^2)/n - d'Vd]` with implied moments and `d` the slope of `sigma_ij` (Joreskog 1981).
fn standardized(fitted: &Fitted, group: usize, covariance: &DMatrix<f64>) -> Option<DMatrix<f64>> {
    let vcov = fitted.vcov.as_ref().filter(|_| !fitted.layout.ordinal())?;
    let (layout, matrices) = (&fitted.layout, &fitted.matrices[group]);
    let places = free_places(layout, group);
    let directions = matrices.directions(layout, &places);
    let entries = &layout.groups[group];
    let slots: Vec<usize> = entries.free.iter().filter_map(|&at| entries.entries[at].slot).collect();
    let sigma = &fitted.implied[group].covariance;
    let less = if fitted.plain_rows() { 0 } else { 1 };
    let rows = (fitted.samples[group].rows - less) as f64;
    let p = sigma.nrows();
    let moves = moves(&directions, &slots);
    let mut found = DMatrix::zeros(p, p);
    for j in 0..p {
        for i in j..p {
            let moving = &moves[i * p + j];
            let taken: f64 = moving
                .iter()
                .flat_map(|(s, a)| moving.iter().map(move |(t, b)| a * b * vcov[(*s, *t)]))
                .sum();
            let free = (sigma[(i, i)] * sigma[(j, j)] + sigma[(i, j)] * sigma[(i, j)]) / rows;
            let residual = covariance[(i, j)] - sigma[(i, j)];
            let value = if free - taken > 1e-9 * free { residual / (free - taken).sqrt() } else { 0.0 };
            found[(i, j)] = value;
            found[(j, i)] = value;
        }
    }
    Some(found)
}

/// For each pair of row and column (not above it) the slots that move that covariance, with how much.
fn moves(directions: &Directions, slots: &[usize]) -> Vec<Vec<(usize, f64)>> {
    let p = directions.pool.nrows();
    let mut found = vec![Vec::new(); p * p];
    let filled: Vec<Vec<usize>> =
        directions.pool.column_iter().map(|column| (0..p).filter(|&i| column[i] != 0.0).collect()).collect();
    for (step, &slot) in directions.list.iter().zip(slots).filter(|(step, _)| step.weight != 0.0) {
        for &i in &filled[step.left] {
            for &j in &filled[step.right] {
                let by = step.weight * directions.pool[(i, step.left)] * directions.pool[(j, step.right)];
                let by = if i == j { 2.0 * by } else { by };
                found[i.max(j) * p + i.min(j)].push((slot, by));
            }
        }
    }
    found
}

/// Root mean squares of the residuals, averaged over groups by their rows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct RootMeanSquares {
    pub rmr: f64,
    pub rmr_nomean: f64,
    pub srmr: f64,
    pub srmr_nomean: f64,
    pub crmr: f64,
    pub crmr_nomean: f64,
    pub mplus: f64,
    pub mplus_nomean: f64,
}

/// Sums of squares of one kind of residual: covariances below the diagonal, variances, means.
struct Squares {
    pairs: f64,
    variances: f64,
    means: f64,
}

fn squares(p: usize, pair: impl Fn(usize, usize) -> f64, mean: impl Fn(usize) -> f64) -> Squares {
    let mut found = Squares { pairs: 0.0, variances: 0.0, means: 0.0 };
    for i in 0..p {
        found.means += mean(i).powi(2);
        found.variances += pair(i, i).powi(2);
        found.pairs += (0..i).map(|j| pair(i, j).powi(2)).sum::<f64>();
    }
    found
}

/// Over all groups (Joreskog and Sorbom 1981; Bentler 1995; Bollen 1989; Muthen 2018).
pub(crate) fn root_mean_squares(fitted: &Fitted, groups: &[GroupMoments]) -> RootMeanSquares {
    let total = fitted.rows() as f64;
    let mut all = RootMeanSquares::default();
    for (group, moments) in groups.iter().enumerate() {
        let share = fitted.samples[group].rows as f64 / total;
        let one = of_group(moments, fitted.table.means, &fitted.layout.thresholds);
        all.rmr += share * one.rmr;
        all.rmr_nomean += share * one.rmr_nomean;
        all.srmr += share * one.srmr;
        all.srmr_nomean += share * one.srmr_nomean;
        all.crmr += share * one.crmr;
        all.crmr_nomean += share * one.crmr_nomean;
        all.mplus += share * one.mplus;
        all.mplus_nomean += share * one.mplus_nomean;
    }
    all
}

fn of_group(moments: &GroupMoments, means: bool, thresholds: &[usize]) -> RootMeanSquares {
    let (s, sigma) = (&moments.sample_covariance, &moments.implied_covariance);
    let p = s.nrows();
    let sd = DVector::from_fn(p, |i, _| s[(i, i)].sqrt());
    let fitted_sd = DVector::from_fn(p, |i, _| sigma[(i, i)].sqrt());
    let (m, mu) = (&moments.sample_mean, &moments.implied_mean);
    let raw = squares(p, |i, j| s[(i, j)] - sigma[(i, j)], |i| m[i] - mu[i]);
    let bentler =
        squares(p, |i, j| (s[(i, j)] - sigma[(i, j)]) / (sd[i] * sd[j]), |i| (m[i] - mu[i]) / sd[i]);
    let bollen =
        squares(p, |i, j| moments.residual_correlation[(i, j)], |i| m[i] / sd[i] - mu[i] / fitted_sd[i]);
    let variances: f64 = (0..p).map(|i| ((s[(i, i)] - sigma[(i, i)]) / s[(i, i)]).powi(2)).sum();
    let pairs = (p * (p - 1) / 2) as f64;
    // Ordinal items: their thresholds take the place of means, and their variances are no statistics.
    let levels = if thresholds.iter().any(|&count| count > 0) {
        thresholds.iter().map(|&count| count.max(1)).sum::<usize>() as f64
    } else {
        p as f64
    };
    let tau: f64 =
        moments.sample_thresholds.iter().zip(&moments.implied_thresholds).map(|(a, b)| (a - b).powi(2)).sum();
    let root = |sum: f64, count: f64| if count > 0.0 { (sum / count).sqrt() } else { 0.0 };
    let with = |sum: f64, by: &Squares, count: f64| {
        if means { root(sum + by.means + tau, count + levels) } else { root(sum, count) }
    };
    let whole = pairs + p as f64;
    // Beside ordinal items variances count among the numbers and not in the sum, as lavaan has it.
    let varied = if thresholds.iter().any(|&count| count > 0) { 0.0 } else { 1.0 };
    RootMeanSquares {
        rmr: with(raw.pairs + raw.variances, &raw, whole),
        rmr_nomean: root(raw.pairs + varied * raw.variances, whole),
        srmr: with(bentler.pairs + bentler.variances, &bentler, whole),
        srmr_nomean: root(bentler.pairs + varied * bentler.variances, whole),
        crmr: with(bollen.pairs, &bentler, pairs),
        crmr_nomean: root(bollen.pairs, pairs),
        mplus: with(bollen.pairs + variances, &bollen, whole),
        mplus_nomean: root(bollen.pairs + variances, whole),
    }
}
