//! Scores of persons on the trait, each with its standard error.
//! Not here: sum scores (see `classical`), factor scores (see `efa`).

use std::collections::HashMap;

use rayon::prelude::*;
use serde::Serialize;

use super::curve::Curve;
use super::fit::Fit;
use super::quadrature::Nodes;
use super::reliability;
use super::responses::{MISSING, Responses, argument};
use super::tables::{padded, probabilities};
use crate::Result;

/// How a person is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Mean of the posterior over the points of the calibration; its standard deviation is the error.
    Eap,
    /// Mode of the posterior; the error from its curvature.
    Map,
    /// Mode of the likelihood; the error from its curvature. None where all answers lie at one end.
    Ml,
    /// Warm's (1989) weighted likelihood: the root of `score + J / (2 I)` with `J = sum P' P'' / P`; error `1 / sqrt(I)`.
    Wle,
}

/// Scores in the order of the rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scores {
    /// How they were made.
    pub method: Method,
    /// The score; none without answers, or where maximum likelihood has none.
    pub score: Vec<Option<f64>>,
    /// Its standard error.
    pub se: Vec<Option<f64>>,
    /// Number of items answered.
    pub answered: Vec<usize>,
    /// Rows that have answers but, by maximum likelihood, no finite score.
    pub unbounded: usize,
    /// Empirical reliability: with `V` the variance of scores and `E` the mean squared error, `V / (V + E)` for posterior
    /// scores, `(V - E) / V` for likelihood scores (not below nought).
    pub empirical_reliability: Option<f64>,
}

/// Scores persons with the items of a calibration; `group` gives the prior distribution and the items' parameters.
///
/// ```
/// use psychometrics::irt::{fit, scores, Family, Method, Options, Responses};
/// let names = vec!["first".to_owned(), "second".to_owned(), "third".to_owned()];
/// let columns = [
///     vec![0., 0., 0., 0., 0., 0., 1., 1., 1., 1., 1., 1., 1., 1., 0., 1.],
///     vec![0., 0., 0., 1., 0., 0., 0., 1., 0., 1., 1., 1., 1., 1., 1., 1.],
///     vec![0., 0., 1., 0., 0., 1., 1., 0., 0., 1., 1., 0., 1., 1., 0., 1.],
/// ];
/// let responses = Responses::from_columns(&names, &columns)?;
/// let rasch = fit(&responses, &Options::of(Family::Rasch))?;
/// let eap = scores(&rasch, 0, &responses, Method::Eap)?;
/// assert!(eap.score[0] < eap.score[15]);
/// # Ok::<(), psychometrics::Error>(())
/// ```
///
/// # Errors
/// [`crate::Error::Argument`] for a group or items that are not in the calibration, [`crate::Error::Value`] for an answer
/// that is no category there.
pub fn scores(fit: &Fit, group: usize, responses: &Responses, method: Method) -> Result<Scores> {
    let Some(estimate) = fit.groups.get(group) else {
        return Err(argument("group", format!("{group} of {}", fit.groups.len())));
    };
    let values: Vec<Vec<f64>> = estimate.items.iter().map(|item| item.values.clone()).collect();
    let responses = responses.recoded(&values)?;
    let nodes = fit.quadrature.nodes()?;
    let scorer = Scorer::new(fit.curves(group), estimate.mean, estimate.variance, nodes);
    let (firsts, place) = distinct(&responses);
    let found: Vec<Option<(f64, f64)>> =
        firsts.par_iter().with_min_len(64).map(|&row| scorer.score(responses.row(row), method)).collect();
    let answered: Vec<usize> = (0..responses.rows())
        .map(|row| responses.row(row).iter().filter(|code| **code != MISSING).count())
        .collect();
    let all: Vec<Option<(f64, f64)>> = place.iter().map(|&at| found[at]).collect();
    let finite: Vec<(f64, f64)> = all.iter().copied().flatten().collect();
    let unbounded = all.iter().zip(&answered).filter(|(one, n)| one.is_none() && **n > 0).count();
    Ok(Scores {
        method,
        score: all.iter().map(|one| one.map(|(score, _)| score)).collect(),
        se: all.iter().map(|one| one.map(|(_, error)| error)).collect(),
        answered,
        unbounded,
        empirical_reliability: empirical(&finite, method),
    })
}

fn empirical(found: &[(f64, f64)], method: Method) -> Option<f64> {
    let (scores, errors): (Vec<f64>, Vec<f64>) = found.iter().copied().unzip();
    let share = reliability::empirical(&scores, &errors)?;
    match method {
        Method::Eap | Method::Map => Some(share),
        // V / (V + E) = r gives E / V = 1 / r - 1.
        Method::Ml | Method::Wle => (share > 0.0).then(|| (2.0 - share.recip()).max(0.0)),
    }
}

/// The first row of each pattern and, for each row, the place of its pattern.
fn distinct(responses: &Responses) -> (Vec<usize>, Vec<usize>) {
    let mut places: HashMap<&[u8], usize> = HashMap::new();
    let mut firsts = Vec::new();
    let place = (0..responses.rows())
        .map(|row| {
            *places.entry(responses.row(row)).or_insert_with(|| {
                firsts.push(row);
                firsts.len() - 1
            })
        })
        .collect();
    (firsts, place)
}

/// Curves and prior, with tables at the points.
pub(crate) struct Scorer {
    curves: Vec<Curve>,
    mean: f64,
    variance: f64,
    theta: Vec<f64>,
    weights: Vec<f64>,
    tables: Vec<Vec<f64>>,
}

impl Scorer {
    pub fn new(curves: Vec<Curve>, mean: f64, variance: f64, nodes: Nodes) -> Self {
        let tables = curves.iter().map(|curve| probabilities(curve, &nodes)).collect();
        let weights = nodes.weights(mean, variance);
        Self { curves, mean, variance, theta: nodes.theta, weights, tables }
    }

    /// Score and error of one person.
    pub fn score(&self, codes: &[u8], method: Method) -> Option<(f64, f64)> {
        if codes.iter().all(|code| *code == MISSING) {
            return None;
        }
        match method {
            Method::Eap => self.eap(codes),
            Method::Map => {
                let (score, bend) = self.peak(codes, self.mean, 1.0 / self.variance)?;
                Some((score, (-bend).sqrt().recip()))
            }
            Method::Ml => {
                if !self.bounded(codes) {
                    return None;
                }
                let (score, bend) = self.peak(codes, 0.0, 0.0)?;
                (bend < 0.0).then(|| (score, (-bend).sqrt().recip()))
            }
            Method::Wle => self.wle(codes),
        }
    }

    fn answers<'a>(&'a self, codes: &'a [u8]) -> impl Iterator<Item = (usize, usize)> + 'a {
        codes
            .iter()
            .enumerate()
            .filter(|(_, code)| **code != MISSING)
            .map(|(item, code)| (item, *code as usize))
    }

    fn eap(&self, codes: &[u8]) -> Option<(f64, f64)> {
        let points = self.theta.len();
        let mut posterior = self.weights.clone();
        for (turn, (item, code)) in self.answers(codes).enumerate() {
            let table = &self.tables[item][code * padded(points)..][..points];
            posterior.iter_mut().zip(table).for_each(|(value, p)| *value *= p);
            if turn % 8 == 7 {
                let most = posterior.iter().copied().fold(0.0, f64::max);
                posterior.iter_mut().for_each(|value| *value /= most);
            }
        }
        let sum: f64 = posterior.iter().sum();
        let mean = posterior.iter().zip(&self.theta).map(|(p, t)| p * t).sum::<f64>() / sum;
        let square =
            posterior.iter().zip(&self.theta).map(|(p, t)| p * (t - mean).powi(2)).sum::<f64>() / sum;
        mean.is_finite().then(|| (mean, square.sqrt()))
    }

    /// First and second derivative of the log-likelihood of a person.
    fn slope(&self, codes: &[u8], theta: f64) -> (f64, f64) {
        self.answers(codes).fold((0.0, 0.0), |(first, second), (item, code)| {
            let bend = self.curves[item].bend(theta);
            (first + bend.first[code], second + bend.second[code])
        })
    }

    /// Whether the likelihood falls at both ends.
    fn bounded(&self, codes: &[u8]) -> bool {
        let (mut up, mut down) = (false, false);
        for (item, code) in self.answers(codes) {
            let curve = &self.curves[item];
            let (lowest, highest) = (code == 0, code + 1 == curve.categories());
            let (top, bottom) = if curve.slope > 0.0 { (highest, lowest) } else { (lowest, highest) };
            if curve.slope != 0.0 {
                up |= !top;
                down |= !bottom;
            }
        }
        up && down
    }

    /// Newton with a bracket on the concave logarithm of the posterior (of the likelihood with precision nought); the mode and
    /// the second derivative there.
    fn peak(&self, codes: &[u8], mean: f64, precision: f64) -> Option<(f64, f64)> {
        let at = |theta: f64| {
            let (first, second) = self.slope(codes, theta);
            (first - (theta - mean) * precision, second - precision)
        };
        let (mut low, mut high, mut theta) = (-500.0, 500.0, mean);
        for _ in 0..200 {
            let (first, second) = at(theta);
            let step = first / -second;
            if first == 0.0 || step.abs() < 1e-12 * theta.abs().max(1.0) {
                break;
            }
            if first > 0.0 {
                low = theta
            } else {
                high = theta
            }
            theta += if step.is_finite() { step.clamp(-2.0, 2.0) } else { 2.0_f64.copysign(first) };
            if theta <= low || theta >= high {
                theta = 0.5 * (low + high);
            }
        }
        (theta.abs() < 499.0).then(|| (theta, at(theta).1))
    }

    /// The root of Warm's equation nearest to the mode of the posterior, by bracketing and false position (Illinois).
    fn wle(&self, codes: &[u8]) -> Option<(f64, f64)> {
        let parts = |theta: f64| {
            let (first, _) = self.slope(codes, theta);
            let (mut information, mut bias) = (0.0, 0.0);
            for (item, _) in self.answers(codes) {
                let curve = &self.curves[item];
                let bend = curve.bend(theta);
                for c in 0..curve.categories() {
                    let (p, s) = (bend.probability[c], bend.first[c]);
                    information += p * s * s;
                    bias += p * s * (s * s + bend.second[c]);
                }
            }
            (first + bias / (2.0 * information), information)
        };
        let start = self.peak(codes, 0.0, 1.0)?.0;
        let (mut low, mut high) = (start, start);
        let (mut at_low, mut at_high) = (parts(low).0, parts(high).0);
        while at_low < 0.0 && low > -60.0 {
            low -= 0.5;
            at_low = parts(low).0;
        }
        while at_high > 0.0 && high < 60.0 {
            high += 0.5;
            at_high = parts(high).0;
        }
        if !(at_low >= 0.0 && at_high <= 0.0) {
            return None;
        }
        let mut theta = start;
        for _ in 0..200 {
            theta =
                if at_low == at_high { low } else { (low * at_high - high * at_low) / (at_high - at_low) };
            let value = parts(theta).0;
            if value > 0.0 {
                (low, at_low, at_high) = (theta, value, at_high * 0.5);
            } else {
                (high, at_high, at_low) = (theta, value, at_low * 0.5);
            }
            if value == 0.0 || (high - low).abs() < 1e-12 {
                break;
            }
        }
        let information = parts(theta).1;
        (information > 0.0).then(|| (theta, information.sqrt().recip()))
    }
}
