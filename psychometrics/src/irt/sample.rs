//! Many rows: a sample of them leads near the solution, and all of them are needed only for the last steps.
//! Not here: the steps themselves (see `estimate`).

use nalgebra::{DMatrix, DVector};

use super::estimate::{self, Limits, Reached};
use super::expectation::Work;
use super::information;
use super::layout::Layout;
use super::maximisation::{ascent, assemble};
use super::responses::Responses;
use super::secant::Secant;
use super::spread;
use super::stock::Stock;

/// Rows of the sample.
const SAMPLE: usize = 5000;

/// The change of a parameter below which the exact information takes over from the sample's.
const NEAR: f64 = 1e-3;

/// The change of a parameter above which the curvature has to be taken anew.
const BENT: f64 = 3e-3;

/// The change of a parameter below which what a step shows still holds for the next one.
const STRAIGHT: f64 = 0.1;

/// The change of a parameter over which what missing traits take away stays the same to the digits standard errors need.
const SETTLED: f64 = 5e-5;

/// `most` rows or fewer, evenly spaced.
pub(crate) fn spaced(rows: usize, most: usize) -> Vec<usize> {
    if rows <= most { (0..rows).collect() } else { (0..most).map(|k| k * rows / most).collect() }
}

/// Whether there are enough different rows to make a sample worth while.
pub(crate) fn pays(work: &Work) -> bool {
    work.stocks.iter().map(Stock::rows).sum::<usize>() > 4 * SAMPLE
}

/// EM and Newton on a sample, then on all rows: first with the sample's information about what missing traits take
/// away, then with that of all rows.
pub(crate) fn climb(
    work: &mut Work,
    responses: &Responses,
    members: &[Vec<usize>],
    layout: &Layout,
    x: Vec<f64>,
    limits: Limits,
    want_information: bool,
) -> Option<Reached> {
    let mut small = sampled(work, responses, members);
    let mut first = estimate::em(&mut small, layout, x, limits)?;
    let missing = if small.stocks.iter().all(|stock| stock.items >= 10) {
        spread::missing(&small, layout, &first.x, spread::ROUGH)
    } else {
        information::missing(&small, layout, &first.x, &first.expected)
    };
    for _ in 0..2 {
        // The sample's counts hold a little more than its likelihood, so steps are not judged by that.
        let (gradient, curvature) = assemble(layout, &first.x, &small.nodes, &first.expected);
        let Some(step) = ascent(&-(curvature + &missing), &gradient) else { break };
        let x: Vec<f64> = first.x.iter().zip(step.iter()).map(|(x, d)| x + d).collect();
        let Some(expected) = small.expect(layout, &x) else { break };
        (first.x, first.expected) = (x, expected);
    }
    let missing = missing * (work.weight() / small.weight());
    let expected = work.expect(layout, &first.x)?;
    let mut reached =
        Reached { path: vec![expected.log_likelihood], expected, newton_steps: 0, em_iterations: 0, ..first };
    approach(work, layout, &mut reached, &missing, if want_information { NEAR } else { 0.0 }, limits);
    finish(work, layout, &mut reached, limits);
    if want_information && reached.information.is_none() {
        reached.information = Some(estimate::observed(work, layout, &reached));
    }
    Some(reached)
}

/// Steps by the sample's information about what missing traits take away, mended as they go, until they are smaller than
/// `near` or help no more.
fn approach(
    work: &mut Work,
    layout: &Layout,
    reached: &mut Reached,
    missing: &DMatrix<f64>,
    near: f64,
    limits: Limits,
) {
    let near_information = |work: &Work, reached: &Reached| {
        -(assemble(layout, &reached.x, &work.nodes, &reached.expected).1 + missing)
    };
    let Some(mut secant) = Secant::new(near_information(work, reached)) else { return };
    let mut change = f64::INFINITY;
    let mut idle = 0;
    while idle < 2 && change > near && reached.newton_steps < 25 {
        if estimate::done(work, layout, reached, limits) {
            return;
        }
        if change.is_finite() && change > BENT {
            secant.renew(near_information(work, reached));
        }
        let (before, from) = (reached.gradient.clone(), reached.x.clone());
        let direction = secant.direction(&before);
        let Some(step) = estimate::stride(work, layout, reached, &direction) else { return };
        change = step;
        reached.newton_steps += 1;
        reached.gradient = assemble(layout, &reached.x, &work.nodes, &reached.expected).0;
        idle = if reached.gradient.amax() < 0.5 * before.amax() { 0 } else { idle + 1 };
        if change < STRAIGHT {
            let moved = DVector::from_fn(from.len(), |k, _| reached.x[k] - from[k]);
            secant.learn(moved, &before, &reached.gradient);
        }
    }
}

/// What missing traits take away changes so slowly that one exact sum of it serves to the end, with the curvature of the
/// completed log-likelihood at each new point.
fn finish(work: &mut Work, layout: &Layout, reached: &mut Reached, limits: Limits) {
    let limits = Limits { newton_steps: reached.newton_steps + limits.newton_steps, ..limits };
    while !estimate::done(work, layout, reached, limits) {
        let missing = estimate::missing(work, layout, reached);
        let mut all = 0.0;
        for _ in 0..4 {
            let (_, curvature) = assemble(layout, &reached.x, &work.nodes, &reached.expected);
            let Some(change) = estimate::step(work, layout, reached, &-(curvature + &missing)) else {
                reached.reason.get_or_insert_with(|| "no step raises the log-likelihood any more".to_owned());
                return;
            };
            all += change;
            reached.newton_steps += 1;
            if estimate::done(work, layout, reached, limits) {
                let (_, curvature) = assemble(layout, &reached.x, &work.nodes, &reached.expected);
                reached.information = (all < SETTLED).then(|| -(curvature + missing));
                return;
            }
        }
    }
}

/// Evenly spaced rows of every group, with half a count for each category by its share, so that none is unused.
fn sampled(work: &Work, responses: &Responses, members: &[Vec<usize>]) -> Work {
    let all: usize = members.iter().map(Vec::len).sum();
    let stocks: Vec<Stock> = members
        .iter()
        .map(|rows| {
            let share = (SAMPLE * rows.len() / all).max(500);
            Stock::new(responses, spaced(rows.len(), share).into_iter().map(|at| rows[at]))
        })
        .collect();
    let mut small = Work::new(work.nodes.clone(), stocks);
    small.pseudo = Some(
        work.stocks
            .iter()
            .map(|stock| {
                (0..responses.items())
                    .map(|item| {
                        let margin = stock.margin(item, responses.values(item).len());
                        let sum: f64 = margin.iter().sum::<f64>().max(1.0);
                        margin.iter().map(|one| one / sum).collect()
                    })
                    .collect()
            })
            .collect(),
    );
    small
}
