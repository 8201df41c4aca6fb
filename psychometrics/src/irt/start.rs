//! Where estimation starts: a one-factor solution of the answers taken as numbers, turned into slopes and intercepts.
//! Not here: anything exact.

use super::curve::Form;
use super::layout::{Index, Layout};
use super::responses::{MISSING, Responses};
use crate::numeric::normal::quantile;

/// The scale between the normal ogive and the logistic curve.
const OGIVE: f64 = 1.702;

/// Starting values of all free parameters from the answers of `rows`.
pub(crate) fn values(responses: &Responses, rows: &[usize], layout: &Layout) -> Vec<f64> {
    let loadings = one_factor(responses, rows);
    let mut x = vec![0.0; layout.free];
    for population in &layout.populations {
        if let Index::Free(place) = population.variance {
            x[place] = 1.0;
        }
    }
    for units in layout.units.iter().rev() {
        for (item, unit) in units.iter().enumerate() {
            let margin = margin(responses, rows, item);
            for (index, value) in unit.index.iter().zip(start(unit.form, loadings[item], &margin)) {
                if let Index::Free(place) = *index {
                    x[place] = value;
                }
            }
        }
    }
    x
}

/// Slope and intercepts of an item with this loading and these shares of its categories.
fn start(form: Form, loading: f64, shares: &[f64]) -> Vec<f64> {
    let unique = (1.0 - loading * loading).sqrt();
    let mut values = Vec::with_capacity(shares.len());
    match form {
        Form::Graded => {
            values.push(OGIVE * loading / unique);
            let mut above = 1.0;
            for share in &shares[..shares.len() - 1] {
                above -= share;
                values.push(OGIVE * quantile(above.clamp(1e-7, 1.0 - 1e-7)) / unique);
            }
        }
        Form::Credit => {
            values.push(OGIVE * loading / unique * if shares.len() == 2 { 1.0 } else { 0.6 });
            values.extend(shares[1..].iter().map(|share| (share / shares[0]).ln()));
        }
    }
    values
}

/// Shares of the categories, each at least a little.
fn margin(responses: &Responses, rows: &[usize], item: usize) -> Vec<f64> {
    let mut counts = vec![0.5; responses.values(item).len()];
    for &row in rows {
        let code = responses.row(row)[item];
        if code != MISSING {
            counts[code as usize] += 1.0;
        }
    }
    let sum: f64 = counts.iter().sum();
    counts.iter().map(|count| count / sum).collect()
}

/// Loadings on one factor by iterated principal axes, missing answers at the item's mean, signed to a positive sum.
fn one_factor(responses: &Responses, rows: &[usize]) -> Vec<f64> {
    let items = responses.items();
    let correlations = correlations(responses, rows);
    let mut communality = vec![0.4; items];
    let mut loadings = vec![0.6; items];
    for _ in 0..25 {
        let mut vector = loadings.clone();
        let mut root = 0.0;
        for _ in 0..10 {
            let next: Vec<f64> = (0..items)
                .map(|i| {
                    let row = &correlations[i * items..(i + 1) * items];
                    row.iter().zip(&vector).map(|(r, v)| r * v).sum::<f64>()
                        + (communality[i] - 1.0) * vector[i]
                })
                .collect();
            let length = next.iter().map(|value| value * value).sum::<f64>().sqrt();
            if length < 1e-12 {
                break;
            }
            root = length;
            vector = next.iter().map(|value| value / length).collect();
        }
        loadings = vector.iter().map(|value| (value * root.sqrt()).clamp(-0.95, 0.95)).collect();
        communality = loadings.iter().map(|value| value * value).collect();
    }
    let sign = if loadings.iter().sum::<f64>() < 0.0 { -1.0 } else { 1.0 };
    // Coarse categories hold correlations down; the slope is kept away from nought and from walls.
    loadings
        .iter()
        .map(|value| {
            let lifted = (sign * value * 1.08).clamp(-0.93, 0.93);
            if lifted.abs() < 0.1 { if lifted < 0.0 { -0.1 } else { 0.1 } } else { lifted }
        })
        .collect()
}

fn correlations(responses: &Responses, rows: &[usize]) -> Vec<f64> {
    let items = responses.items();
    let mut mean = vec![0.0; items];
    let mut answered = vec![0.0; items];
    for &row in rows {
        for (item, &code) in responses.row(row).iter().enumerate().filter(|(_, code)| **code != MISSING) {
            mean[item] += f64::from(code);
            answered[item] += 1.0;
        }
    }
    mean.iter_mut().zip(&answered).for_each(|(sum, n)| *sum /= f64::max(*n, 1.0));
    let mut products = vec![0.0; items * items];
    let mut off = vec![0.0; items];
    for &row in rows {
        for (item, &code) in responses.row(row).iter().enumerate() {
            off[item] = if code == MISSING { 0.0 } else { f64::from(code) - mean[item] };
        }
        for i in 0..items {
            let target = &mut products[i * items..(i + 1) * items];
            target.iter_mut().zip(&off).for_each(|(sum, one)| *sum += off[i] * one);
        }
    }
    let deviation: Vec<f64> = (0..items).map(|i| products[i * items + i].sqrt().max(1e-9)).collect();
    (0..items * items)
        .map(|at| {
            if at / items == at % items {
                1.0
            } else {
                products[at] / (deviation[at / items] * deviation[at % items])
            }
        })
        .collect()
}
