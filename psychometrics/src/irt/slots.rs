//! How the log-probability of an answer moves with the parameters, at each point of the trait.
//! Constants over the trait are left out: only covariances within a row's posterior are taken of these.
//! Not here: second derivatives (see `maximisation`).

use super::curve::{Curve, Form};
use super::layout::{Index, Layout, Part};
use super::quadrature::Nodes;
use super::tables::padded;

/// One parameter that an answer speaks about.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    /// Place in the vector of parameters.
    pub place: usize,
    /// The derivative at each point, padded with nought.
    pub table: Vec<f64>,
}

/// Slots of an item by category.
pub(crate) fn of_item(
    layout: &Layout,
    group: usize,
    item: usize,
    x: &[f64],
    nodes: &Nodes,
) -> Vec<Vec<Slot>> {
    let curve = layout.curve(group, item, x);
    let index = &layout.units[group][item].index;
    (0..curve.categories()).map(|c| of_category(&curve, index, c, nodes)).collect()
}

fn of_category(curve: &Curve, index: &[Index], c: usize, nodes: &Nodes) -> Vec<Slot> {
    let k = curve.categories();
    let concerned: Vec<usize> = match curve.form {
        Form::Graded => [0, c, c + 1]
            .into_iter()
            .enumerate()
            .filter(|&(at, p)| at == 0 || (1..k).contains(&p))
            .map(|(_, p)| p)
            .collect(),
        Form::Credit => (0..k).collect(),
    };
    let mut slots = Vec::new();
    for parameter in concerned {
        let Some(place) = index[parameter].free() else { continue };
        let mut table: Vec<f64> =
            nodes.theta.iter().map(|&theta| derivative(curve, c, parameter, theta)).collect();
        table.resize(padded(table.len()), 0.0);
        slots.push(Slot { place, table });
    }
    slots
}

/// Derivative of `log P_c` but for a constant.
fn derivative(curve: &Curve, c: usize, parameter: usize, theta: f64) -> f64 {
    let bend = curve.bend(theta);
    match (curve.form, parameter) {
        (Form::Graded, 0) => {
            let cumulative = |m: usize| -> f64 { at_least(curve, m, theta) };
            theta * (1.0 - cumulative(c) - cumulative(c + 1))
        }
        (Form::Graded, m) => -at_least(curve, m, theta),
        (Form::Credit, 0) => {
            let mean: f64 = (0..curve.categories()).map(|m| m as f64 * bend.probability[m]).sum();
            theta * (c as f64 - mean)
        }
        (Form::Credit, m) => -bend.probability[m],
    }
}

/// `P(X >= m)` of a graded item.
fn at_least(curve: &Curve, m: usize, theta: f64) -> f64 {
    match m {
        0 => 1.0,
        m if m > curve.intercepts.len() => 0.0,
        m => super::curve::logistic(curve.slope * theta + curve.intercepts[m - 1]).0,
    }
}

/// Slots of a group's distribution.
pub(crate) fn of_group(layout: &Layout, group: usize, x: &[f64], nodes: &Nodes) -> Vec<Slot> {
    let (mean, variance) = layout.population(group, x);
    let forms: [&dyn Fn(f64) -> f64; 2] = [&|theta: f64| (theta - mean) / variance, &|theta: f64| {
        (theta - mean).powi(2) / (2.0 * variance * variance)
    }];
    layout
        .indices(Part::Group(group))
        .iter()
        .zip(forms)
        .filter_map(|(index, form)| {
            let mut table: Vec<f64> = nodes.theta.iter().map(|&theta| form(theta)).collect();
            table.resize(padded(table.len()), 0.0);
            index.free().map(|place| Slot { place, table })
        })
        .collect()
}
