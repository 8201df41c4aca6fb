//! Fit of the whole model from first and second moments: M2 (Maydeu-Olivares and Joe 2005, 2006) and, where its moments are
//! too many, C2 (Cai and Monroe 2014) or M2* (Cai and Hansen 2013); with two categories the three are the same.
//! Rows with a missing answer are left out.
//! Not here: fit of single items (see `item_fit`), pairs (see `dependence`).

use nalgebra::{DMatrix, DVector};
use serde::Serialize;

use super::curve::{Curve, Form};
use super::fit::Fit;
use super::item_fit::chi_square_above;
use super::layout::{Index, Layout};
use super::noncentral;
use super::plan::{self, Options, Sharing};
use super::quadrature::Nodes;
use super::residuals;
use super::responses::{Responses, argument};
use crate::{Error, Result};

/// Which moments are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Moments {
    /// Shares of all categories and of all pairs of categories (M2).
    Categories,
    /// Means of scores and of their products (M2*).
    Scores,
    /// Shares of all categories, and means of products of scores (C2, Cai and Monroe 2014): few moments, and enough of them
    /// to tell the parameters of few items apart.
    Mixed,
}

/// Fit of the model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelFit {
    /// Which moments were compared.
    pub moments: Moments,
    /// The statistic.
    pub m2: f64,
    /// Moments less parameters.
    pub df: usize,
    /// Probability of a larger value.
    pub p: Option<f64>,
    /// `sqrt(max(0, M2 / df - 1) / (n - 1))`.
    pub rmsea: f64,
    /// Lower end of its 90 % interval.
    pub rmsea_lower: f64,
    /// Upper end of its 90 % interval.
    pub rmsea_upper: f64,
    /// Root mean square of the differences of correlations seen and expected.
    pub srmsr: f64,
    /// The statistic of items that have nothing in common.
    pub null_m2: f64,
    /// Its degrees of freedom.
    pub null_df: usize,
    /// Comparative fit index.
    pub cfi: f64,
    /// Tucker–Lewis index.
    pub tli: f64,
    /// Rows without a missing answer.
    pub n: usize,
}

/// Fit of a calibration of one group.
///
/// # Errors
/// [`Error::Model`] where there are no more moments than parameters, [`Error::TooFew`] complete rows, [`Error::Argument`]
/// above 3,000 moments or for several groups, [`Error::Singular`] where moments determine each other.
pub fn model_fit(fit: &Fit, responses: &Responses, moments: Moments) -> Result<ModelFit> {
    let [estimate] = fit.groups.as_slice() else {
        return Err(argument("fit", "M2 is for calibrations of one group"));
    };
    let values: Vec<Vec<f64>> = estimate.items.iter().map(|item| item.values.clone()).collect();
    let responses = responses.recoded(&values)?;
    let rows = responses.complete_rows();
    if rows.len() < 2 {
        return Err(Error::TooFew { what: "complete rows".into(), needed: 2, found: rows.len() });
    }
    let families = estimate.items.iter().map(|item| item.family).collect();
    let options = Options { families: Some(families), ..Options::of(super::plan::Family::Graded) };
    let layout = plan::layout(&responses, None, &Sharing::anchored(responses.items()), &options)?;
    let nodes = fit.quadrature.nodes()?;
    let curves = fit.curves(0);
    let functions = functions(&curves, moments);
    let list = Moment::all(&functions, moments);
    if list.len() > 3000 {
        return Err(argument("moments", format!("{} are too many; the scores give fewer", list.len())));
    }
    if list.len() <= layout.free {
        return Err(Error::Model(format!(
            "{} moments cannot test a model of {} parameters",
            list.len(),
            layout.free
        )));
    }
    let seen = seen(&responses, &rows, &functions, &list);
    let world = World::new(&curves, &functions, &nodes, estimate.mean, estimate.variance);
    let slopes =
        world.slopes(&list, &functions, &curves, &layout, &nodes, (estimate.mean, estimate.variance));
    let m2 = statistic(&world, &list, &seen, &slopes, rows.len())?;
    let (null_m2, null_df) = alone(&responses, &rows, &functions, &list, &seen, &nodes)?;
    let weights = nodes.weights(estimate.mean, estimate.variance);
    let srmsr = residuals::correlations(&responses, &rows, &curves, &nodes.theta, &weights);
    Ok(told(moments, (m2, list.len() - layout.free), (null_m2, null_df), srmsr, rows.len()))
}

fn told(moments: Moments, own: (f64, usize), null: (f64, usize), srmsr: f64, n: usize) -> ModelFit {
    let ((m2, df), (null_m2, null_df)) = (own, null);
    let rmsea = |excess: f64| (excess.max(0.0) / (df as f64 * (n as f64 - 1.0))).sqrt();
    let (lower, upper) = noncentral::interval(m2, df as f64, 0.9);
    let (excess, null_excess) = ((m2 - df as f64).max(0.0), (null_m2 - null_df as f64).max(0.0));
    let ratio = null_m2 / null_df as f64;
    ModelFit {
        moments,
        m2,
        df,
        p: chi_square_above(m2, df as f64),
        rmsea: rmsea(m2 - df as f64),
        rmsea_lower: rmsea(lower),
        rmsea_upper: rmsea(upper),
        srmsr,
        null_m2,
        null_df,
        cfi: if null_excess > 0.0 { (1.0 - excess / null_excess).clamp(0.0, 1.0) } else { 1.0 },
        tli: (ratio - m2 / df as f64) / (ratio - 1.0),
        n,
    }
}

/// Functions of an item's answer: by item, function and category.
type Functions = Vec<Vec<Vec<f64>>>;

/// Indicators of the categories but the first, then the score, as far as they are asked for.
fn functions(curves: &[Curve], moments: Moments) -> Functions {
    let one = |curve: &Curve| {
        let k = curve.categories();
        let mut own: Vec<Vec<f64>> = Vec::new();
        if moments != Moments::Scores {
            own.extend((1..k).map(|at| (0..k).map(|c| f64::from(u8::from(c == at))).collect()));
        }
        if moments != Moments::Categories {
            own.push((0..k).map(|c| c as f64).collect());
        }
        own
    };
    curves.iter().map(one).collect()
}

/// A function of one item, or the product of functions of two.
#[derive(Debug, Clone, Copy)]
struct Moment {
    first: (usize, usize),
    second: Option<(usize, usize)>,
}

impl Moment {
    fn all(functions: &Functions, moments: Moments) -> Vec<Self> {
        let places = |range: &dyn Fn(usize) -> std::ops::Range<usize>| -> Vec<(usize, usize)> {
            let own = |(item, f): (usize, &Vec<Vec<f64>>)| {
                range(f.len()).map(move |a| (item, a)).collect::<Vec<_>>()
            };
            functions.iter().enumerate().flat_map(own).collect()
        };
        let (alone, paired) = match moments {
            Moments::Mixed => (places(&|all| 0..all - 1), places(&|all| all - 1..all)),
            _ => (places(&|all| 0..all), places(&|all| 0..all)),
        };
        let mut all: Vec<Self> = alone.iter().map(|&first| Self { first, second: None }).collect();
        for &first in &paired {
            let later = paired.iter().filter(|second| second.0 > first.0);
            all.extend(later.map(|&second| Self { first, second: Some(second) }));
        }
        all
    }

    fn parts(self) -> impl Iterator<Item = (usize, usize)> {
        std::iter::once(self.first).chain(self.second)
    }
}

/// Conditional means of the functions and of products of functions of one item, at each point.
struct World {
    weights: Vec<f64>,
    /// By item and function.
    means: Vec<Vec<Vec<f64>>>,
    /// By item and two functions.
    squares: Vec<Vec<Vec<Vec<f64>>>>,
}

impl World {
    fn new(curves: &[Curve], functions: &Functions, nodes: &Nodes, mean: f64, variance: f64) -> Self {
        let mut world =
            Self { weights: nodes.weights(mean, variance), means: Vec::new(), squares: Vec::new() };
        for (curve, functions) in curves.iter().zip(functions) {
            let p: Vec<Vec<f64>> = nodes.theta.iter().map(|&theta| curve.probabilities(theta)).collect();
            let mean = |f: &dyn Fn(usize) -> f64| -> Vec<f64> {
                p.iter().map(|p| p.iter().enumerate().map(|(c, p)| p * f(c)).sum()).collect()
            };
            world.means.push(functions.iter().map(|f| mean(&|c| f[c])).collect());
            world.squares.push(
                functions
                    .iter()
                    .map(|f| functions.iter().map(|g| mean(&|c| f[c] * g[c])).collect())
                    .collect(),
            );
        }
        world
    }

    fn expected(&self, moment: Moment) -> f64 {
        let (i, a) = moment.first;
        match moment.second {
            None => self.means[i][a].iter().zip(&self.weights).map(|(m, w)| m * w).sum(),
            Some((j, b)) => {
                let pairs = self.means[i][a].iter().zip(&self.means[j][b]);
                pairs.zip(&self.weights).map(|((x, y), w)| x * y * w).sum()
            }
        }
    }

    /// Expected product of two moments' functions.
    fn product(&self, one: Moment, two: Moment) -> f64 {
        let mut factors: [Option<&[f64]>; 4] = [None; 4];
        let mut used = 0;
        for (item, f) in one.parts() {
            let same = two.parts().find(|(other, _)| *other == item);
            factors[used] = Some(same.map_or(&self.means[item][f], |(_, g)| &self.squares[item][f][g]));
            used += 1;
        }
        for (item, g) in two.parts().filter(|(item, _)| one.parts().all(|(other, _)| other != *item)) {
            factors[used] = Some(&self.means[item][g]);
            used += 1;
        }
        let factor = |at: usize, point: usize| factors[at].map_or(1.0, |row| row[point]);
        (0..self.weights.len())
            .map(|q| self.weights[q] * factor(0, q) * factor(1, q) * factor(2, q) * factor(3, q))
            .sum()
    }

    /// Derivatives of the expected moments with respect to the parameters.
    fn slopes(
        &self,
        list: &[Moment],
        functions: &Functions,
        curves: &[Curve],
        layout: &Layout,
        nodes: &Nodes,
        population: (f64, f64),
    ) -> DMatrix<f64> {
        let mut slopes = DMatrix::zeros(list.len(), layout.free);
        let gradients: Vec<Vec<Vec<Vec<f64>>>> = curves
            .iter()
            .map(|curve| nodes.theta.iter().map(|&theta| curve.gradient(theta)).collect())
            .collect();
        let (mean, variance) = population;
        for (row, moment) in list.iter().enumerate() {
            for (item, f) in moment.parts() {
                let other = moment.parts().find(|(other, _)| *other != item);
                for (parameter, index) in layout.units[0][item].index.iter().enumerate() {
                    let Index::Free(place) = *index else { continue };
                    slopes[(row, place)] += (0..self.weights.len())
                        .map(|q| {
                            let here = dot(&gradients[item][q][parameter], &functions[item][f]);
                            self.weights[q] * here * other.map_or(1.0, |(j, b)| self.means[j][b][q])
                        })
                        .sum::<f64>();
                }
            }
            let whole = self.expected(*moment);
            let moved = |score: &dyn Fn(f64) -> f64| -> f64 {
                let centre: f64 = self.weights.iter().zip(&nodes.theta).map(|(w, &t)| w * score(t)).sum();
                let value = |q: usize| moment.parts().map(|(i, a)| self.means[i][a][q]).product::<f64>();
                (0..self.weights.len())
                    .map(|q| self.weights[q] * value(q) * score(nodes.theta[q]))
                    .sum::<f64>()
                    - whole * centre
            };
            if let Index::Free(place) = layout.populations[0].mean {
                slopes[(row, place)] += moved(&|theta| (theta - mean) / variance);
            }
            if let Index::Free(place) = layout.populations[0].variance {
                slopes[(row, place)] += moved(&|theta| (theta - mean).powi(2) / (2.0 * variance * variance));
            }
        }
        slopes
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn seen(responses: &Responses, rows: &[usize], functions: &Functions, list: &[Moment]) -> DVector<f64> {
    let mut sums = DVector::zeros(list.len());
    for &row in rows {
        let codes = responses.row(row);
        for (sum, moment) in sums.iter_mut().zip(list) {
            *sum += moment.parts().map(|(item, f)| functions[item][f][codes[item] as usize]).product::<f64>();
        }
    }
    sums / rows.len() as f64
}

/// `n e' (Xi^-1 - Xi^-1 D (D' Xi^-1 D)^-1 D' Xi^-1) e`.
fn statistic(
    world: &World,
    list: &[Moment],
    seen: &DVector<f64>,
    slopes: &DMatrix<f64>,
    n: usize,
) -> Result<f64> {
    let expected = DVector::from_iterator(list.len(), list.iter().map(|&moment| world.expected(moment)));
    let mut covariance = DMatrix::zeros(list.len(), list.len());
    for i in 0..list.len() {
        for j in 0..=i {
            let value = world.product(list[i], list[j]) - expected[i] * expected[j];
            (covariance[(i, j)], covariance[(j, i)]) = (value, value);
        }
    }
    let singular =
        |why: &str| Error::Singular { what: "the covariance of the moments".into(), why: why.into() };
    let factor = covariance.cholesky().ok_or_else(|| singular("some moments determine others"))?;
    let lower = factor.l_dirty();
    let solve =
        |right: &DMatrix<f64>| lower.solve_lower_triangular(right).ok_or_else(|| singular("no solution"));
    let error = solve(&DMatrix::from_column_slice(list.len(), 1, (seen - expected).as_slice()))?;
    let turned = solve(slopes)?;
    let inner =
        turned.tr_mul(&turned).cholesky().ok_or_else(|| singular("the parameters are not identified"))?;
    let share = turned.tr_mul(&error);
    let explained = share.dot(&inner.solve(&share));
    Ok(n as f64 * (error.norm_squared() - explained))
}

/// The statistic of items that have nothing in common, each category with its own share.
fn alone(
    responses: &Responses,
    rows: &[usize],
    functions: &Functions,
    list: &[Moment],
    seen: &DVector<f64>,
    nodes: &Nodes,
) -> Result<(f64, usize)> {
    let mut curves = Vec::new();
    let mut units = Vec::new();
    let mut free = 0;
    for item in 0..responses.items() {
        let k = responses.values(item).len();
        let mut shares: Vec<f64> = vec![1e-10; k];
        rows.iter().for_each(|&row| shares[responses.row(row)[item] as usize] += 1.0);
        curves.push(Curve {
            form: Form::Credit,
            slope: 0.0,
            intercepts: (1..k).map(|c| (shares[c] / shares[0]).ln()).collect(),
        });
        let mut index = vec![Index::Fixed(0.0)];
        index.extend((0..k - 1).map(|c| Index::Free(free + c)));
        free += k - 1;
        units.push(super::layout::Unit { form: Form::Credit, index });
    }
    if list.len() <= free {
        return Err(Error::Model(format!("{} moments cannot test {free} shares", list.len())));
    }
    let population = super::layout::Population { mean: Index::Fixed(0.0), variance: Index::Fixed(1.0) };
    let layout = Layout { units: vec![units], populations: vec![population], free };
    let world = World::new(&curves, functions, nodes, 0.0, 1.0);
    let slopes = world.slopes(list, functions, &curves, &layout, nodes, (0.0, 1.0));
    Ok((statistic(&world, list, seen, &slopes, rows.len())?, list.len() - free))
}
