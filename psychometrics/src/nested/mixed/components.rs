//! Variances of the random effects in the units of the data, their modes, and the parts of variance.
//! Not here: the fit (see `fit`).

use super::fit::Found;
use super::report::{GroupModes, Mode, VarianceComponent};
use crate::numeric::crossproduct::ROWS;

/// The parameters and the slope along them in the units of the data, term by term and column by column.
pub(super) fn theta(found: &Found<'_, '_>) -> (Vec<f64>, Vec<f64>) {
    let scaled = found.likelihood.places.iter().enumerate().map(|(at, place)| {
        let scale = found.sums.levels[place.grouping].scale[place.row];
        (found.minimum.x[at] / scale, found.point.slope[at] * scale)
    });
    scaled.unzip()
}

/// The template of a grouping in the units of the data, `q × q`.
fn template(found: &Found<'_, '_>, grouping: usize) -> Vec<f64> {
    let levels = &found.sums.levels[grouping];
    let mut template = found.likelihood.templates(&found.minimum.x).swap_remove(grouping);
    for (row, scale) in template.chunks_exact_mut(levels.q).zip(&levels.scale) {
        row.iter_mut().for_each(|value| *value /= scale);
    }
    template
}

/// Covariances of the random effects of a grouping, `q × q`.
pub(super) fn covariances(found: &Found<'_, '_>, grouping: usize) -> Vec<f64> {
    let q = found.sums.levels[grouping].q;
    let template = template(found, grouping);
    let mut out = vec![0.0; q * q];
    super::small::add_outer(&mut out, &template, &template, (q, q, q), found.sigma().powi(2));
    out
}

/// Variances, then covariances, of each term; the residual last.
pub(super) fn varcorr(found: &Found<'_, '_>) -> Vec<VarianceComponent> {
    let mut rows = Vec::new();
    for (at, grouping) in found.design.groupings.iter().enumerate() {
        let q = grouping.columns.len();
        let matrix = covariances(found, at);
        let name = |a: usize| Some(grouping.columns[a].name.clone());
        let row = |a: usize, b: Option<usize>| {
            let own = |a: usize| matrix[a * q + a].sqrt();
            let vcov = matrix[a * q + b.unwrap_or(a)];
            let sdcor = match b {
                None => Some(own(a)),
                Some(b) => Some(vcov / (own(a) * own(b))).filter(|value| value.is_finite()),
            };
            let (var1, var2) = (name(a), b.and_then(name));
            let group = grouping.name.clone();
            VarianceComponent { group, var1, var2, vcov, sdcor, profile_lower: None, profile_upper: None }
        };
        let mut first = 0;
        for &block in &grouping.blocks {
            let own = first..first + block;
            rows.extend(own.clone().map(|a| row(a, None)));
            rows.extend(
                own.clone().flat_map(|a| (a + 1..own.end).map(move |b| (a, b))).map(|(a, b)| row(a, Some(b))),
            );
            first += block;
        }
    }
    rows.push(VarianceComponent {
        group: "Residual".to_owned(),
        var1: None,
        var2: None,
        vcov: found.sigma().powi(2),
        sdcor: Some(found.sigma()),
        profile_lower: None,
        profile_upper: None,
    });
    rows
}

/// Why the fit is singular, if it is: an entry on the diagonal of a template below 1e-4, in units of the residual.
pub(super) fn singular(found: &Found<'_, '_>) -> Vec<String> {
    let mut why = Vec::new();
    for (place, value) in found.likelihood.places.iter().zip(&found.minimum.x) {
        if place.row == place.column && *value < 1e-4 {
            let grouping = &found.design.groupings[place.grouping];
            let effect = &grouping.columns[place.row].name;
            let matrix = covariances(found, place.grouping);
            let variance = matrix[place.row * grouping.columns.len() + place.row];
            why.push(if variance < 1e-7 * found.sigma().powi(2) {
                format!("{effect} does not vary between groups of {}", grouping.name)
            } else {
                format!("{effect} is fully determined by the other effects of {}", grouping.name)
            });
        }
    }
    why
}

/// The modes, in the units of the data.
pub(super) fn modes(found: &mut Found<'_, '_>) -> Option<Vec<GroupModes>> {
    let (all, _) = found.likelihood.modes(&found.minimum.x)?;
    let square = found.sigma().powi(2);
    let of_grouping = |(at, modes): (usize, super::structure::Modes)| {
        let grouping = &found.design.groupings[at];
        let (q, scale) = (grouping.columns.len(), &found.sums.levels[at].scale);
        let mode = |(group, level): (usize, &String)| Mode {
            level: level.clone(),
            values: (0..q).map(|a| modes.values[group * q + a] / scale[a]).collect(),
            variances: (0..q)
                .map(|a| {
                    let own = |b: usize| modes.variances[(group * q + a) * q + b];
                    (0..q).map(|b| square * own(b) / (scale[a] * scale[b])).collect()
                })
                .collect(),
        };
        GroupModes {
            group: grouping.name.clone(),
            effects: grouping.columns.iter().map(|column| column.name.clone()).collect(),
            levels: grouping.groups.labels().iter().enumerate().map(mode).collect(),
        }
    };
    Some(all.into_iter().enumerate().map(of_grouping).collect())
}

/// Mean over the rows of `zᵀΣz`, summed over the groupings; rows count by their weights.
pub(super) fn random_variance(found: &Found<'_, '_>) -> f64 {
    let mut total = 0.0;
    for (at, levels) in found.sums.levels.iter().enumerate() {
        let q = levels.q;
        let mut mean = vec![0.0; q * q];
        for zz in levels.zz.chunks_exact(q * q) {
            super::small::axpy(1.0, zz, &mut mean);
        }
        let matrix = covariances(found, at);
        for a in 0..q {
            for b in 0..q {
                total += mean[a * q + b] * levels.scale[a] * levels.scale[b] * matrix[a * q + b];
            }
        }
    }
    total / sum_of_weights(found)
}

fn sum_of_weights(found: &Found<'_, '_>) -> f64 {
    let mut block = vec![0.0; ROWS];
    let mut sum = 0.0;
    for from in (0..found.sums.n).step_by(ROWS) {
        let block = &mut block[..ROWS.min(found.sums.n - from)];
        if !found.design.root_weights(from, block) {
            return found.sums.n as f64;
        }
        sum += block.iter().map(|root| root * root).sum::<f64>();
    }
    sum
}

/// Variance (n - 1) over the rows of the fixed part.
pub(super) fn fixed_variance(found: &Found<'_, '_>) -> f64 {
    let (p, n) = (found.sums.w - 1, found.sums.n as f64);
    let beta = found.fixed();
    if found.design.weights.is_some() {
        return weighted_rows(found, &beta);
    }
    let skip = found.likelihood.intercept();
    let (mut squares, mut mean) = (0.0, 0.0);
    for i in (0..p).filter(|&i| Some(i) != skip) {
        mean += beta[i] * (found.sums.true_means[i] - found.sums.means[i]);
        for j in (0..p).filter(|&j| Some(j) != skip) {
            squares += beta[i] * beta[j] * found.sums.products[(i, j)];
        }
    }
    ((squares - n * mean * mean) / (n - 1.0)).max(0.0)
}

/// The same where the sums are weighted, by reading the rows once more.
fn weighted_rows(found: &Found<'_, '_>, beta: &[f64]) -> f64 {
    let n = found.sums.n;
    let (mut block, mut all) = (vec![0.0; ROWS], vec![0.0; n]);
    for from in (0..n).step_by(ROWS) {
        let count = ROWS.min(n - from);
        for (&column, beta) in found.sums.kept.iter().zip(beta) {
            found.design.fixed[column].fill(found.design.rows.as_deref(), from, &mut block[..count]);
            super::small::axpy(*beta, &block[..count], &mut all[from..from + count]);
        }
    }
    let mean = all.iter().sum::<f64>() / n as f64;
    all.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n as f64 - 1.0)
}
