//! Profiles of residual and random-effect standard deviations and of correlations, in which the model is written anew:
//! `Σ = D C Cᵀ D` with `D` the standard deviations and rows of `C` of length one, made from unbounded numbers.
//! Not here: profiles of fixed effects (see `profile`).

use super::components::covariances;
use super::deviance::Likelihood;
use super::fit::Found;
use super::newton::minimise;
use super::profile::outwards;
use super::small;

/// A term: effects of one grouping that go together.
#[derive(Debug, Clone)]
struct Term {
    grouping: usize,
    /// The effects, in the order in which `C` is triangular.
    effects: Vec<usize>,
    /// Covariances at the best model.
    start: Vec<f64>,
}

/// A model written in standard deviations and correlations.
pub(super) struct SpreadParameters {
    likelihood: Likelihood,
    terms: Vec<Term>,
    names: Vec<(String, Vec<String>)>,
    scale: Vec<Vec<f64>>,
    sigma: f64,
    best: f64,
    limit: f64,
}

impl SpreadParameters {
    /// From the best model by plain likelihood; `limit` is the normal quantile of the intervals.
    pub fn new(found: &Found<'_, '_>, limit: f64) -> Self {
        let mut terms = Vec::new();
        for (grouping, own) in found.design.groupings.iter().enumerate() {
            let matrix = covariances(found, grouping);
            let q = own.columns.len();
            let mut first = 0;
            for &block in &own.blocks {
                let effects: Vec<usize> = (first..first + block).collect();
                let start = effects.iter().flat_map(|&a| effects.iter().map(move |&b| (a, b)));
                let start = start.map(|(a, b)| matrix[a * q + b]).collect();
                terms.push(Term { grouping, effects, start });
                first += block;
            }
        }
        let names = |grouping: &super::design::Grouping<'_>| {
            (grouping.name.clone(), grouping.columns.iter().map(|column| column.name.clone()).collect())
        };
        Self {
            likelihood: found.likelihood.clone(),
            terms,
            names: found.design.groupings.iter().map(names).collect(),
            scale: found.sums.levels.iter().map(|levels| levels.scale.clone()).collect(),
            sigma: found.sigma(),
            best: found.minimum.value,
            limit,
        }
    }

    /// Limits of the residual standard deviation.
    pub fn sigma(&mut self) -> (Option<f64>, Option<f64>) {
        let start = self.numbers();
        let at = start.len() - 1;
        let width = (0.5 / self.likelihood.size()).sqrt();
        let mut side = |sign: f64| {
            let mut from = start.clone();
            let mut far =
                |times: f64| self.lost(&mut from, at, start[at] + sign * times * width) - self.limit;
            outwards(&mut far, 1.5, 3.0).map(|times| (start[at] + sign * times * width).exp())
        };
        (side(-1.0), side(1.0))
    }

    /// Limits of a standard deviation.
    pub fn deviation(&mut self, group: &str, effect: &str) -> (Option<f64>, Option<f64>) {
        let Some((term, place)) = self.find(group, effect) else { return (None, None) };
        let start = self.numbers();
        let at = self.offset(term) + place;
        let own = start[at];
        let (grouping, column) = (self.terms[term].grouping, self.terms[term].effects[place]);
        let unit = own.max(0.05 * self.sigma / self.scale[grouping][column]);
        let mut from = start.clone();
        let lower = if own <= 0.0 || self.lost(&mut from, at, 0.0) < self.limit {
            Some(0.0)
        } else {
            from.clone_from(&start);
            // The root is sought between the estimate and zero, where it is known to be.
            let mut far = |share: f64| self.lost(&mut from, at, own * (1.0 - share)) - self.limit;
            Some(own * (1.0 - crate::numeric::root::between(&mut far, 0.0, 1.0, 1e-9)))
        };
        from.clone_from(&start);
        let mut far = |times: f64| self.lost(&mut from, at, own + times * unit) - self.limit;
        (lower, outwards(&mut far, 0.1, 0.4).map(|times| own + times * unit))
    }

    /// Limits of a correlation; −1 or 1 where the likelihood allows all values on that side.
    pub fn correlation(&mut self, group: &str, first: &str, second: &str) -> (Option<f64>, Option<f64>) {
        let found = (self.find(group, first), self.find(group, second));
        let (Some((term, a)), Some((_, b))) = found else { return (None, None) };
        let before = self.terms[term].clone();
        self.put_first(term, a, b);
        let start = self.numbers();
        let at = self.offset(term) + self.terms[term].effects.len();
        let mut side = |sign: f64| {
            let mut from = start.clone();
            if self.lost(&mut from, at, sign * 1e3) < self.limit {
                return Some(sign);
            }
            from.clone_from(&start);
            let mut far = |angle: f64| self.lost(&mut from, at, start[at] + sign * angle) - self.limit;
            let angle = outwards(&mut far, 0.2, 0.8)?;
            let raw = start[at] + sign * angle;
            Some(raw / (1.0 + raw * raw).sqrt())
        };
        let limits = if start[at].is_finite() { (side(-1.0), side(1.0)) } else { (None, None) };
        self.terms[term] = before;
        limits
    }

    fn find(&self, group: &str, effect: &str) -> Option<(usize, usize)> {
        let grouping = self.names.iter().position(|(name, _)| name == group)?;
        let column = self.names[grouping].1.iter().position(|name| name == effect)?;
        self.terms.iter().enumerate().find_map(|(at, term)| {
            let place = term.effects.iter().position(|&own| own == column)?;
            (term.grouping == grouping).then_some((at, place))
        })
    }

    fn put_first(&mut self, term: usize, a: usize, b: usize) {
        let own = &self.terms[term];
        let m = own.effects.len();
        let order: Vec<usize> = [a, b].into_iter().chain((0..m).filter(|&i| i != a && i != b)).collect();
        let effects = order.iter().map(|&i| own.effects[i]).collect();
        let pairs = order.iter().flat_map(|&i| order.iter().map(move |&j| (i, j)));
        let start = pairs.map(|(i, j)| own.start[i * m + j]).collect();
        self.terms[term] = Term { grouping: own.grouping, effects, start };
    }

    fn offset(&self, term: usize) -> usize {
        self.terms[..term].iter().map(|term| term.effects.len() * (term.effects.len() + 1) / 2).sum()
    }

    /// Standard deviations and raw rows of `C` of each term at the best model, and the logarithm of the residual's.
    fn numbers(&self) -> Vec<f64> {
        let mut numbers = Vec::new();
        for term in &self.terms {
            let m = term.effects.len();
            let sd: Vec<f64> = (0..m).map(|i| term.start[i * m + i].max(0.0).sqrt()).collect();
            numbers.extend_from_slice(&sd);
            let root = semidefinite_factor(&term.start, m);
            for i in 1..m {
                // A correlation of one would be at infinity; a large number stands for it.
                let last = root[i * m + i].abs().max(1e-3 * sd[i]).max(1e-300);
                numbers.extend((0..i).map(|j| root[i * m + j] / last));
            }
        }
        numbers.push(self.sigma.ln());
        numbers
    }

    /// Templates in the units of the sums, and the residual standard deviation.
    fn templates(&self, numbers: &[f64]) -> (Vec<Vec<f64>>, f64) {
        let sigma = numbers[numbers.len() - 1].exp();
        let mut all: Vec<Vec<f64>> = self.likelihood.q.iter().map(|q| vec![0.0; q * q]).collect();
        let mut at = 0;
        for term in &self.terms {
            let (m, q) = (term.effects.len(), self.likelihood.q[term.grouping]);
            let (sd, raw) = (&numbers[at..at + m], &numbers[at + m..at + m * (m + 1) / 2]);
            at += m * (m + 1) / 2;
            // Effects stand in the order of the data again before the factor is taken.
            let mut rows = vec![0.0; m * m];
            let first = term.effects.iter().copied().min().unwrap_or(0);
            for i in 0..m {
                let own = &raw[i * (i.max(1) - 1) / 2..i * (i.max(1) - 1) / 2 + i];
                let length = (1.0 + small::dot(own, own)).sqrt();
                let scale = self.scale[term.grouping][term.effects[i]];
                let row = &mut rows[(term.effects[i] - first) * m..][..m];
                for (j, value) in own.iter().copied().chain([1.0]).enumerate() {
                    row[j] = sd[i] * scale * value / (length * sigma);
                }
            }
            let mut matrix = vec![0.0; m * m];
            small::add_outer(&mut matrix, &rows, &rows, (m, m, m), 1.0);
            let factor = semidefinite_factor(&matrix, m);
            for i in 0..m {
                for j in 0..=i {
                    all[term.grouping][(first + i) * q + first + j] = factor[i * m + j];
                }
            }
        }
        (all, sigma)
    }

    /// The root of what the deviance loses when number `at` is held at `held` and all others are free.
    fn lost(&mut self, from: &mut Vec<f64>, at: usize, held: f64) -> f64 {
        let free: Vec<usize> = (0..from.len()).filter(|&i| i != at).collect();
        let mut whole = from.clone();
        whole[at] = held;
        let start: Vec<f64> = free.iter().map(|&i| whole[i]).collect();
        let mut smooth = |x: &[f64]| {
            let mut numbers = whole.clone();
            for (&i, value) in free.iter().zip(x) {
                numbers[i] = *value;
            }
            let (value, slope) = self.value(&numbers)?;
            Some((value, free.iter().map(|&i| slope[i]).collect()))
        };
        match minimise(&mut smooth, &start) {
            Some(found) => {
                for (&i, value) in free.iter().zip(&found.x) {
                    whole[i] = *value;
                }
                *from = whole;
                (found.value - self.best).max(0.0).sqrt()
            }
            None => f64::NAN,
        }
    }

    fn value(&mut self, numbers: &[f64]) -> Option<(f64, Vec<f64>)> {
        let (templates, sigma) = self.templates(numbers);
        let (value, along, along_sigma) = self.likelihood.absolute(&templates, sigma)?;
        let slope = |i: usize| {
            let width = 1e-6 * numbers[i].abs().max(1e-3);
            let moved = |sign: f64| {
                let mut moved = numbers.to_vec();
                moved[i] += sign * width;
                self.templates(&moved)
            };
            let ((up, sigma_up), (down, sigma_down)) = (moved(1.0), moved(-1.0));
            let mut sum = along_sigma * (sigma_up - sigma_down);
            for ((up, down), along) in up.iter().zip(&down).zip(&along) {
                sum += up
                    .iter()
                    .zip(down)
                    .zip(along)
                    .map(|((up, down), along)| along * (up - down))
                    .sum::<f64>();
            }
            sum / (2.0 * width)
        };
        Some((value, (0..numbers.len()).map(slope).collect()))
    }
}

/// The Cholesky factor of a matrix that may be singular: a pivot of zero leaves its column empty.
fn semidefinite_factor(matrix: &[f64], m: usize) -> Vec<f64> {
    let mut l = vec![0.0; m * m];
    for j in 0..m {
        let pivot = matrix[j * m + j] - (0..j).map(|k| l[j * m + k] * l[j * m + k]).sum::<f64>();
        if pivot <= 1e-14 * matrix[j * m + j] || pivot.is_nan() {
            continue;
        }
        l[j * m + j] = pivot.sqrt();
        for i in j + 1..m {
            let inner: f64 = (0..j).map(|k| l[i * m + k] * l[j * m + k]).sum();
            l[i * m + j] = (matrix[i * m + j] - inner) / l[j * m + j];
        }
    }
    l
}
