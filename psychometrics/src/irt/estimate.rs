//! Marginal maximum likelihood (Bock and Aitkin 1981): EM with squared extrapolation (Varadhan and Roland 2008), then
//! Newton on the observed information until the gradient is nought but for rounding.
//! Not here: what the answer is called (see `fit`).

use nalgebra::{DMatrix, DVector};

use super::expectation::{Expected, Work};
use super::information;
use super::layout::{Cluster, Layout};
use super::maximisation::{ascent, assemble, maximise};
use super::spread;

/// When to stop.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub em_iterations: usize,
    pub newton_steps: usize,
    pub gradient: f64,
}

/// Where a climb came to.
#[derive(Debug, Clone)]
pub(crate) struct Reached {
    pub x: Vec<f64>,
    pub expected: Expected,
    pub gradient: DVector<f64>,
    /// Observed information at `x`, or so near that the difference is rounding.
    pub information: Option<DMatrix<f64>>,
    pub path: Vec<f64>,
    pub em_iterations: usize,
    pub newton_steps: usize,
    pub converged: bool,
    pub reason: Option<String>,
}

/// The change of a parameter in an EM step below which Newton takes over.
const HANDOVER: f64 = 3e-3;

/// The change of a parameter below which the information before a step serves as the information after it.
const SAME: f64 = 1e-9;

/// Several starting points are no use here: the log-likelihood of completed data is concave.
pub(crate) fn climb(
    work: &mut Work,
    layout: &Layout,
    x: Vec<f64>,
    limits: Limits,
    want_information: bool,
) -> Option<Reached> {
    let mut reached = em(work, layout, x, limits)?;
    newton(work, layout, &mut reached, limits);
    if want_information && reached.information.is_none() {
        reached.information = Some(observed(work, layout, &reached));
    }
    Some(reached)
}

/// EM until steps are small; the log-likelihood never falls.
pub(crate) fn em(work: &mut Work, layout: &Layout, x: Vec<f64>, limits: Limits) -> Option<Reached> {
    let clusters = layout.clusters();
    let expected = work.expect(layout, &x)?;
    let mut reached = Reached {
        x,
        path: vec![expected.log_likelihood],
        expected,
        gradient: DVector::zeros(layout.free),
        information: None,
        em_iterations: 0,
        newton_steps: 0,
        converged: false,
        reason: None,
    };
    while reached.em_iterations < limits.em_iterations && layout.free > 0 {
        let change = cycle(work, layout, &clusters, &mut reached);
        if change < HANDOVER {
            break;
        }
    }
    reached.gradient = assemble(layout, &reached.x, &work.nodes, &reached.expected).0;
    Some(reached)
}

/// Two EM steps and an extrapolation, which is kept only where it does not fall below the second step.
fn cycle(work: &mut Work, layout: &Layout, clusters: &[Cluster], reached: &mut Reached) -> f64 {
    let first = maximise(layout, clusters, &reached.x, work, &reached.expected);
    let change = largest_change(&first, &reached.x);
    let Some(expected) = work.expect(layout, &first) else { return 0.0 };
    reached.em_iterations += 1;
    let zero = std::mem::replace(&mut reached.x, first);
    reached.path.push(expected.log_likelihood);
    reached.expected = expected;
    if change < HANDOVER {
        return change;
    }
    let second = maximise(layout, clusters, &reached.x, work, &reached.expected);
    reached.em_iterations += 1;
    let once: Vec<f64> = reached.x.iter().zip(&zero).map(|(a, b)| a - b).collect();
    let twice: Vec<f64> = second.iter().zip(&reached.x).zip(&once).map(|((a, b), r)| a - b - r).collect();
    let length = |values: &[f64]| values.iter().map(|value| value * value).sum::<f64>().sqrt();
    let stretch = (length(&once) / length(&twice).max(1e-300)).clamp(1.0, 64.0);
    if stretch > 1.0 {
        let far: Vec<f64> = (0..zero.len())
            .map(|k| zero[k] + 2.0 * stretch * once[k] + stretch * stretch * twice[k])
            .collect();
        if let Some(expected) =
            work.expect(layout, &far).filter(|e| e.log_likelihood >= reached.expected.log_likelihood)
        {
            reached.path.push(expected.log_likelihood);
            (reached.x, reached.expected) = (far, expected);
            return change;
        }
    }
    if let Some(expected) = work.expect(layout, &second) {
        reached.path.push(expected.log_likelihood);
        (reached.x, reached.expected) = (second, expected);
    }
    change
}

/// Newton on the observed information.
pub(crate) fn newton(work: &mut Work, layout: &Layout, reached: &mut Reached, limits: Limits) {
    loop {
        if done(work, layout, reached, limits) {
            return;
        }
        let information = observed(work, layout, reached);
        let Some(change) = step(work, layout, reached, &information) else {
            reached.reason.get_or_insert_with(|| "no step raises the log-likelihood any more".to_owned());
            return;
        };
        reached.newton_steps += 1;
        reached.information = (change < SAME).then_some(information);
    }
}

/// Whether to stop, with the verdict written down.
pub(crate) fn done(work: &Work, layout: &Layout, reached: &mut Reached, limits: Limits) -> bool {
    let (gradient, _) = assemble(layout, &reached.x, &work.nodes, &reached.expected);
    let most = if gradient.is_empty() { 0.0 } else { gradient.amax() };
    reached.gradient = gradient;
    // Sums over many rows cannot be known better than their rounding.
    let rounding = 2e-14 * work.weight();
    if most < limits.gradient.max(rounding) {
        reached.converged = true;
        reached.reason = None;
        return true;
    }
    if reached.newton_steps >= limits.newton_steps {
        reached.reason =
            Some(format!("the gradient is still {most:.1e} after {} Newton steps", reached.newton_steps));
        return true;
    }
    false
}

/// The observed information at the point reached.
pub(crate) fn observed(work: &Work, layout: &Layout, reached: &Reached) -> DMatrix<f64> {
    let (_, curvature) = assemble(layout, &reached.x, &work.nodes, &reached.expected);
    -(curvature + missing(work, layout, reached))
}

/// What missing traits take from the information.
pub(crate) fn missing(work: &Work, layout: &Layout, reached: &Reached) -> DMatrix<f64> {
    if spread::pays(work) {
        spread::missing(work, layout, &reached.x, spread::full(work.stocks[0].items))
    } else {
        information::missing(work, layout, &reached.x, &reached.expected)
    }
}

/// One step, halved until it does not lower the log-likelihood; the largest change of a parameter.
pub(crate) fn step(
    work: &mut Work,
    layout: &Layout,
    reached: &mut Reached,
    information: &DMatrix<f64>,
) -> Option<f64> {
    let direction = ascent(information, &reached.gradient)?;
    stride(work, layout, reached, &direction)
}

/// A step in this direction, halved until it does not lower the log-likelihood; the largest change of a parameter.
pub(crate) fn stride(
    work: &mut Work,
    layout: &Layout,
    reached: &mut Reached,
    direction: &DVector<f64>,
) -> Option<f64> {
    let mut share = 1.0;
    for _ in 0..30 {
        let tried: Vec<f64> = reached.x.iter().zip(direction.iter()).map(|(x, d)| x + share * d).collect();
        if let Some(expected) = work.expect(layout, &tried) {
            let before = reached.expected.log_likelihood;
            if expected.log_likelihood >= before - 1e-13 * before.abs() {
                let change = largest_change(&tried, &reached.x);
                reached.path.push(expected.log_likelihood);
                (reached.x, reached.expected) = (tried, expected);
                return Some(change);
            }
        }
        share *= 0.5;
    }
    None
}

fn largest_change(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max)
}
