//! The maximisation step: parameters that fit the expected numbers, and the slope and curvature of that fit.
//! Not here: the curvature that missing traits take away (see `information`).

use nalgebra::{DMatrix, DVector};

use super::curve::{Curve, Form, logistic};
use super::expectation::{Expected, Work};
use super::layout::{Cluster, Layout, Part};
use super::quadrature::Nodes;

/// Value, gradient and second derivatives of the log-likelihood of completed data, in a part's own parameters.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub value: f64,
    pub gradient: DVector<f64>,
    pub curvature: DMatrix<f64>,
}

impl Piece {
    fn new(parameters: usize) -> Self {
        Self {
            value: 0.0,
            gradient: DVector::zeros(parameters),
            curvature: DMatrix::zeros(parameters, parameters),
        }
    }

    fn bend(&mut self, i: usize, j: usize, by: f64) {
        self.curvature[(i, j)] += by;
        if i != j {
            self.curvature[(j, i)] += by;
        }
    }
}

/// The piece of an item in a group or of a group's distribution.
pub(crate) fn piece(layout: &Layout, part: Part, x: &[f64], nodes: &Nodes, expected: &Expected) -> Piece {
    match part {
        Part::Item(group, item) => {
            let curve = layout.curve(group, item, x);
            let counts = &expected.counts[group][item];
            match curve.form {
                Form::Graded => graded(&curve, nodes, counts),
                Form::Credit => credit(&curve, nodes, counts),
            }
        }
        Part::Group(group) => {
            let (mean, variance) = layout.population(group, x);
            population(nodes, mean, variance, &expected.totals[group])
        }
    }
}

/// Each boundary is a logistic regression of "at least c" against "c - 1", and each inner category adds
/// `log(1 - exp(d_{c+1} - d_c))`.
fn graded(curve: &Curve, nodes: &Nodes, counts: &[f64]) -> Piece {
    let mut piece = Piece::new(curve.categories());
    let stride = counts.len() / curve.categories();
    for (c, &d) in curve.intercepts.iter().enumerate() {
        let (lower, upper) = (&counts[c * stride..][..stride], &counts[(c + 1) * stride..][..stride]);
        let (mut first, mut first_a, mut second, mut second_a, mut second_aa) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (point, &theta) in nodes.theta.iter().enumerate() {
            let (below, above) = (lower[point], upper[point]);
            if below + above == 0.0 {
                continue;
            }
            let z = curve.slope * theta + d;
            let (at_least, less) = logistic(z);
            // log F(z) = min(z, 0) - log(1 + exp(-|z|)), and the logarithm is -log of the larger of F and 1 - F.
            let larger = at_least.max(less).ln();
            piece.value += above * (z.min(0.0) + larger) + below * (larger - z.max(0.0));
            let slope = above * less - below * at_least;
            let bend = (below + above) * at_least * less;
            first += slope;
            first_a += theta * slope;
            second -= bend;
            second_a -= theta * bend;
            second_aa -= theta * theta * bend;
        }
        piece.gradient[c + 1] += first;
        piece.gradient[0] += first_a;
        piece.bend(c + 1, c + 1, second);
        piece.bend(0, c + 1, second_a);
        piece.bend(0, 0, second_aa);
    }
    for c in 1..curve.intercepts.len() {
        let chosen: f64 = counts[c * stride..][..stride].iter().sum();
        let gap = curve.intercepts[c - 1] - curve.intercepts[c];
        let grown = gap.exp_m1();
        piece.value += chosen * (-(-gap).exp_m1()).ln();
        piece.gradient[c] += chosen / grown;
        piece.gradient[c + 1] -= chosen / grown;
        let bend = chosen * (1.0 + 1.0 / grown) / grown;
        piece.bend(c, c, -bend);
        piece.bend(c + 1, c + 1, -bend);
        piece.bend(c, c + 1, bend);
    }
    piece
}

/// A multinomial logistic regression at each point.
fn credit(curve: &Curve, nodes: &Nodes, counts: &[f64]) -> Piece {
    let k = curve.categories();
    let mut piece = Piece::new(k);
    let stride = counts.len() / k;
    for (point, &theta) in nodes.theta.iter().enumerate() {
        let all: f64 = (0..k).map(|c| counts[c * stride + point]).sum();
        if all == 0.0 {
            continue;
        }
        let p = curve.bend(theta).probability;
        let mean: f64 = (0..k).map(|c| c as f64 * p[c]).sum();
        let square: f64 = (0..k).map(|c| (c * c) as f64 * p[c]).sum();
        let exponent =
            |c: usize| if c == 0 { 0.0 } else { c as f64 * curve.slope * theta + curve.intercepts[c - 1] };
        let top = (0..k).max_by(|&a, &b| p[a].total_cmp(&p[b])).unwrap_or(0);
        let log_top = p[top].ln() - exponent(top);
        for c in 0..k {
            let here = counts[c * stride + point];
            piece.value += here * (exponent(c) + log_top);
            piece.gradient[0] += theta * here * (c as f64 - mean);
            if c == 0 {
                continue;
            }
            piece.gradient[c] += here - all * p[c];
            piece.bend(0, c, -theta * all * p[c] * (c as f64 - mean));
            piece.bend(c, c, -all * p[c]);
            for other in 1..=c {
                piece.bend(c, other, all * p[c] * p[other]);
            }
        }
        piece.curvature[(0, 0)] -= theta * theta * all * (square - mean * mean);
    }
    piece
}

/// The density on the points is an exponential family in `theta` and `theta^2`; parameters are mean and variance.
fn population(nodes: &Nodes, mean: f64, variance: f64, totals: &[f64]) -> Piece {
    let mut piece = Piece::new(2);
    let weights = nodes.weights(mean, variance);
    let first =
        |theta: f64| [(theta - mean) / variance, (theta - mean).powi(2) / (2.0 * variance * variance)];
    let second = |theta: f64| {
        let off = theta - mean;
        [-1.0 / variance, -off / variance.powi(2), -off * off / variance.powi(3)]
    };
    let (mut slope, mut bend, mut product) = ([0.0; 2], [0.0; 3], [0.0; 3]);
    for (&theta, weight) in nodes.theta.iter().zip(&weights) {
        let (one, two) = (first(theta), second(theta));
        for (k, (i, j)) in [(0, 0), (0, 1), (1, 1)].into_iter().enumerate() {
            bend[k] += weight * two[k];
            product[k] += weight * one[i] * one[j];
        }
        slope[0] += weight * one[0];
        slope[1] += weight * one[1];
    }
    for (point, &theta) in nodes.theta.iter().enumerate().filter(|(point, _)| totals[*point] > 0.0) {
        let (here, one, two) = (totals[point], first(theta), second(theta));
        piece.value += here * weights[point].max(f64::MIN_POSITIVE).ln();
        for (k, (i, j)) in [(0, 0), (0, 1), (1, 1)].into_iter().enumerate() {
            piece.bend(i, j, here * (two[k] - bend[k] - product[k] + slope[i] * slope[j]));
        }
        piece.gradient[0] += here * (one[0] - slope[0]);
        piece.gradient[1] += here * (one[1] - slope[1]);
    }
    piece
}

/// Gradient of the marginal log-likelihood (Fisher's identity) and the second derivatives of the completed one.
pub(crate) fn assemble(
    layout: &Layout,
    x: &[f64],
    nodes: &Nodes,
    expected: &Expected,
) -> (DVector<f64>, DMatrix<f64>) {
    let mut gradient = DVector::zeros(layout.free);
    let mut curvature = DMatrix::zeros(layout.free, layout.free);
    for part in layout.parts() {
        let indices = layout.indices(part);
        if indices.iter().all(|index| index.free().is_none()) {
            continue;
        }
        let piece = piece(layout, part, x, nodes, expected);
        for (i, one) in indices.iter().enumerate() {
            let Some(row) = one.free() else { continue };
            gradient[row] += piece.gradient[i];
            for (j, two) in indices.iter().enumerate() {
                if let Some(column) = two.free() {
                    curvature[(row, column)] += piece.curvature[(i, j)];
                }
            }
        }
    }
    (gradient, curvature)
}

/// Newton steps on the completed log-likelihood of every cluster, halved where they would lower it.
pub(crate) fn maximise(
    layout: &Layout,
    clusters: &[Cluster],
    x: &[f64],
    work: &Work,
    expected: &Expected,
) -> Vec<f64> {
    let mut next = x.to_vec();
    for cluster in clusters {
        for _ in 0..4 {
            if climb(layout, cluster, &mut next, &work.nodes, expected) < 1e-5 {
                break;
            }
        }
    }
    next
}

/// One step for a cluster; the largest change of a parameter.
fn climb(layout: &Layout, cluster: &Cluster, x: &mut Vec<f64>, nodes: &Nodes, expected: &Expected) -> f64 {
    let size = cluster.places.len();
    let place = |free: usize| cluster.places.binary_search(&free).ok();
    let mut gradient = DVector::zeros(size);
    let mut bend = DMatrix::zeros(size, size);
    let mut value = 0.0;
    for &part in &cluster.parts {
        let piece = piece(layout, part, x, nodes, expected);
        let places: Vec<Option<usize>> =
            layout.indices(part).iter().map(|index| index.free().and_then(place)).collect();
        value += piece.value;
        for (i, row) in places.iter().enumerate() {
            let Some(row) = *row else { continue };
            gradient[row] += piece.gradient[i];
            for (j, column) in places.iter().enumerate() {
                if let Some(column) = *column {
                    bend[(row, column)] -= piece.curvature[(i, j)];
                }
            }
        }
    }
    let Some(step) = ascent(&bend, &gradient) else { return 0.0 };
    let mut share = 1.0;
    while share > 1e-6 {
        let mut tried = x.clone();
        for (k, &free) in cluster.places.iter().enumerate() {
            tried[free] += share * step[k];
        }
        if layout.proper_parts(&cluster.parts, &tried) {
            let now: f64 =
                cluster.parts.iter().map(|&part| piece(layout, part, &tried, nodes, expected).value).sum();
            if now >= value - 1e-13 * value.abs() {
                *x = tried;
                return share * step.amax();
            }
        }
        share *= 0.5;
    }
    0.0
}

/// Solves for a step uphill, adding to the diagonal where the matrix is not positive definite.
pub(crate) fn ascent(information: &DMatrix<f64>, gradient: &DVector<f64>) -> Option<DVector<f64>> {
    let mut ridge = 0.0;
    for _ in 0..12 {
        let mut lifted = information.clone();
        for i in 0..lifted.nrows() {
            let diagonal = lifted[(i, i)].abs().max(1e-8);
            lifted[(i, i)] += ridge * diagonal;
        }
        if let Some(factor) = lifted.cholesky() {
            let step = factor.solve(gradient);
            if step.iter().all(|value| value.is_finite()) {
                return Some(step);
            }
        }
        ridge = if ridge == 0.0 { 1e-4 } else { ridge * 8.0 };
    }
    None
}
