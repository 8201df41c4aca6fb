//! Reliability of the sum of each factor's indicators, as the model sees it, and alpha beside it.
//! Not here: reliability without a model (`classical`).

use super::fitted::Fitted;

/// One factor's reliability in one group.
///
/// With `t = (sum l)^2 var(f)` over the factor's observed indicators: `omega = t/(t + sum Theta)` (Bollen 1980),
/// `omega2 = t / sum Sigma` (Bentler 1972), `omega3 = t / sum S` (McDonald 1999), each sum over the whole block.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Reliability {
    /// Group, from 1.
    pub group: usize,
    /// The factor.
    pub factor: String,
    /// Number of indicators.
    pub indicators: usize,
    /// Cronbach's alpha from sample covariances; absent with one indicator.
    pub alpha: Option<f64>,
    /// Of the model's own true and error variance.
    pub omega: Option<f64>,
    /// With the model's total variance below.
    pub omega2: Option<f64>,
    /// With the sample's total variance below.
    pub omega3: Option<f64>,
    /// Average variance extracted `sum(l^2) var(f) / (sum(l^2) var(f) + sum theta)` (Fornell and Larcker 1981).
    pub ave: Option<f64>,
}

/// Of all factors that have observed continuous indicators.
pub(crate) fn reliability(fitted: &Fitted) -> Vec<Reliability> {
    let layout = &fitted.layout;
    let mut found = Vec::new();
    if layout.ordinal() {
        return found;
    }
    for (group, matrices) in fitted.matrices.iter().enumerate() {
        for factor in 0..layout.latent {
            let loading = |item: usize| {
                let raised = layout.stands_for.iter().position(|&of| of == item).map(|at| at + layout.latent);
                raised.map_or(matrices.lambda[(item, factor)], |row| matrices.beta[(row, factor)])
            };
            let residual = |i: usize, j: usize| {
                let row =
                    |item| layout.stands_for.iter().position(|&of| of == item).map(|at| at + layout.latent);
                match (row(i), row(j)) {
                    (Some(a), Some(b)) => matrices.psi[(a, b)],
                    _ => matrices.theta[(i, j)],
                }
            };
            let name = &layout.hidden[factor];
            let items: Vec<usize> =
                (0..layout.variables()).filter(|&item| measures(fitted, group, name, item)).collect();
            if items.is_empty() {
                continue;
            }
            let over = |of: &dyn Fn(usize, usize) -> f64| -> f64 {
                items.iter().map(|&i| items.iter().map(|&j| of(i, j)).sum::<f64>()).sum()
            };
            let variance = matrices.hidden[(factor, factor)];
            let sum: f64 = items.iter().map(|&item| loading(item)).sum();
            let squares: f64 = items.iter().map(|&item| loading(item).powi(2)).sum();
            let truth = sum * sum * variance;
            let sample = &fitted.samples[group].moments.covariance;
            let total = over(&|i, j| sample[(i, j)]);
            let own: f64 = items.iter().map(|&item| sample[(item, item)]).sum();
            let k = items.len() as f64;
            let errors: f64 = items.iter().map(|&item| residual(item, item)).sum();
            let share = |above: f64, below: f64| Some(above / below).filter(|share| share.is_finite());
            found.push(Reliability {
                group: group + 1,
                factor: name.clone(),
                indicators: items.len(),
                alpha: if items.len() > 1 { share(k / (k - 1.0) * (total - own), total) } else { None },
                omega: share(truth, truth + over(&|i, j| residual(i, j))),
                omega2: share(truth, over(&|i, j| fitted.implied[group].covariance[(i, j)])),
                omega3: share(truth, total),
                ave: share(squares * variance, squares * variance + errors),
            });
        }
    }
    found
}

fn measures(fitted: &Fitted, group: usize, factor: &str, item: usize) -> bool {
    let observed = &fitted.layout.observed[item];
    fitted.table.rows.iter().any(|row| {
        row.group == group + 1
            && row.op == super::tokens::Operator::Measures
            && row.lhs == factor
            && row.rhs == *observed
            && row.fixed != Some(0.0)
    })
}
