//! Many rows: a sample of them leads near the solution, and all of them are needed only for the last steps.
//! Not here: the steps themselves (see `estimate`).

use super::estimate::{self, Limits, Reached};
use super::expectation::Work;
use super::information;
use super::layout::Layout;
use super::maximisation::assemble;
use super::responses::Responses;
use super::stock::Stock;

/// Rows of the sample.
const SAMPLE: usize = 5000;

/// The change of a parameter below which the exact information takes over from the sample's.
const NEAR: f64 = 2e-5;

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
    let missing = information::missing(&small, layout, &first.x, &first.expected);
    for _ in 0..3 {
        let (gradient, curvature) = assemble(layout, &first.x, &small.nodes, &first.expected);
        first.gradient = gradient;
        if estimate::step(&mut small, layout, &mut first, &-(curvature + &missing)).is_none() {
            break;
        }
    }
    let missing = missing * (work.weight() / small.weight());
    let expected = work.expect(layout, &first.x)?;
    let mut reached =
        Reached { path: vec![expected.log_likelihood], expected, newton_steps: 0, em_iterations: 0, ..first };
    for _ in 0..12 {
        let (gradient, curvature) = assemble(layout, &reached.x, &work.nodes, &reached.expected);
        reached.gradient = gradient;
        match estimate::step(work, layout, &mut reached, &-(curvature + &missing)) {
            Some(change) if change > NEAR => reached.newton_steps += 1,
            _ => break,
        }
    }
    finish(work, layout, &mut reached, limits);
    if want_information && reached.information.is_none() {
        reached.information = Some(estimate::observed(work, layout, &reached));
    }
    Some(reached)
}

/// The exact information serves for several steps, so near the solution.
fn finish(work: &mut Work, layout: &Layout, reached: &mut Reached, limits: Limits) {
    let limits = Limits { newton_steps: reached.newton_steps + limits.newton_steps, ..limits };
    while !estimate::done(work, layout, reached, limits) {
        let information = estimate::observed(work, layout, reached);
        let mut all = 0.0;
        for _ in 0..4 {
            let Some(change) = estimate::step(work, layout, reached, &information) else {
                reached.reason.get_or_insert_with(|| "no step raises the log-likelihood any more".to_owned());
                return;
            };
            all += change;
            reached.newton_steps += 1;
            reached.information = (all < NEAR).then(|| information.clone());
            if estimate::done(work, layout, reached, limits) {
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
