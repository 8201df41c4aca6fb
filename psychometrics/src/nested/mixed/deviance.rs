//! The profiled deviance of a linear mixed model and its slope (Bates, Mächler, Bolker & Walker 2015).
//! Not here: eliminating random effects (see `structure`), finding the minimum (see `newton`).
//!
//! With `m = n` (or `n − p` with restricted likelihood): `d(θ) = log|A| [+ log|XᵀV⁻¹X|] + m (1 + log(2π r²/m)) − Σ log w`.

use nalgebra::DMatrix;

use super::design::Design;
use super::structure::{Reduced, Slopes, Solved, Structure};
use super::sums::Sums;
use crate::Result;

/// Where a parameter stands: the grouping, and row and column of its template.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Grouping.
    pub grouping: usize,
    /// Row.
    pub row: usize,
    /// Column, not after the row.
    pub column: usize,
}

/// A fixed effect held at a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    /// Which.
    pub effect: usize,
    /// Its value, in the units of the data and without centring.
    pub value: f64,
}

/// The likelihood of a model.
#[derive(Debug, Clone)]
pub struct Likelihood {
    /// Whether it is the restricted one.
    pub restricted: bool,
    /// Free entries of the templates.
    pub places: Vec<Place>,
    /// Random effects of a group, for each grouping.
    pub q: Vec<usize>,
    /// A fixed effect that is held; with plain likelihood only.
    pub held: Option<Held>,
    n: usize,
    p: usize,
    means: Vec<f64>,
    intercept: Option<usize>,
    log_weights: f64,
    structure: Structure,
}

/// The likelihood at certain parameters.
#[derive(Debug, Clone)]
pub struct Point {
    /// Minus twice the log-likelihood, profiled over fixed effects and residual variance.
    pub deviance: f64,
    /// Its slope.
    pub slope: Vec<f64>,
    /// The fixed effects.
    pub solved: Solved,
    /// Parts of the slope.
    pub slopes: Vec<Slopes>,
}

impl Likelihood {
    /// The likelihood of `design` with its sums.
    ///
    /// # Errors
    /// [`crate::Error::Model`] where crossed groupings are too large.
    pub fn new(design: &Design<'_>, sums: &Sums, restricted: bool) -> Result<Self> {
        let mut places = Vec::new();
        for (grouping, own) in design.groupings.iter().enumerate() {
            let mut first = 0;
            for &block in &own.blocks {
                for column in first..first + block {
                    places.extend((column..first + block).map(|row| Place { grouping, row, column }));
                }
                first += block;
            }
        }
        Ok(Self {
            restricted,
            places,
            q: sums.levels.iter().map(|levels| levels.q).collect(),
            held: None,
            n: sums.n,
            p: sums.w - 1,
            means: sums.means.clone(),
            intercept: sums.kept.iter().position(|&at| design.fixed[at].is_intercept()),
            log_weights: sums.log_weights,
            structure: Structure::of(sums)?,
        })
    }

    /// `n − p` with restricted likelihood, `n` otherwise.
    #[must_use]
    pub fn size(&self) -> f64 {
        (self.n - if self.restricted { self.p } else { 0 }) as f64
    }

    /// Which fixed effect is the intercept.
    #[must_use]
    pub fn intercept(&self) -> Option<usize> {
        self.intercept
    }

    /// The templates at `theta`, `q × q` each.
    #[must_use]
    pub fn templates(&self, theta: &[f64]) -> Vec<Vec<f64>> {
        let mut templates: Vec<Vec<f64>> = self.q.iter().map(|q| vec![0.0; q * q]).collect();
        for (place, value) in self.places.iter().zip(theta) {
            templates[place.grouping][place.row * self.q[place.grouping] + place.column] = *value;
        }
        templates
    }

    /// Where every group's effects are independent with the residual's size: a start in the units of `sums`.
    #[must_use]
    pub fn start(&self) -> Vec<f64> {
        self.places.iter().map(|place| f64::from(u8::from(place.row == place.column))).collect()
    }

    /// The deviance and its slope at `theta`; none where rounding makes them impossible.
    pub fn point(&mut self, theta: &[f64]) -> Option<Point> {
        let templates = self.templates(theta);
        let Reduced { log_det, matrix } = self.structure.reduce(&templates)?;
        let solved = self.solve(&matrix)?;
        let slopes = self.structure.slopes(&templates, &solved, self.restricted);
        let m = self.size();
        let log_det = log_det + if self.restricted { solved.log_det } else { 0.0 };
        let deviance = log_det + m * (1.0 + (std::f64::consts::TAU * solved.rss / m).ln()) - self.log_weights;
        let slope = self.along(&slopes, m / solved.rss);
        deviance.is_finite().then_some(Point { deviance, slope, solved, slopes })
    }

    /// Minus twice the plain log-likelihood at `templates` and residual standard deviation `sigma`, with its slopes
    /// along all entries of the templates and along `sigma`.
    pub fn absolute(&mut self, templates: &[Vec<f64>], sigma: f64) -> Option<(f64, Vec<Vec<f64>>, f64)> {
        let Reduced { log_det, matrix } = self.structure.reduce(templates)?;
        let solved = self.solve(&matrix)?;
        let slopes = self.structure.slopes(templates, &solved, false);
        let (n, square) = (self.n as f64, sigma * sigma);
        let value =
            log_det + n * (std::f64::consts::TAU * square).ln() + solved.rss / square - self.log_weights;
        let both = |slopes: &Slopes| {
            let pairs = slopes.trace.iter().zip(&slopes.outer);
            pairs.map(|(trace, outer)| 2.0 * (trace - outer / square)).collect()
        };
        let along_sigma = 2.0 * n / sigma - 2.0 * solved.rss / (square * sigma);
        value.is_finite().then(|| (value, slopes.iter().map(both).collect(), along_sigma))
    }

    /// The modes at `theta`.
    pub fn modes(&mut self, theta: &[f64]) -> Option<(Vec<super::structure::Modes>, Solved)> {
        let templates = self.templates(theta);
        let reduced = self.structure.reduce(&templates)?;
        let solved = self.solve(&reduced.matrix)?;
        let modes = self.structure.modes(&templates, &solved);
        Some((modes, solved))
    }

    /// Slopes along the free entries, `2 (trace − weight · outer)`.
    fn along(&self, slopes: &[Slopes], weight: f64) -> Vec<f64> {
        let of = |place: &Place| {
            let at = place.row * self.q[place.grouping] + place.column;
            let own = &slopes[place.grouping];
            2.0 * (own.trace[at] - weight * own.outer[at])
        };
        self.places.iter().map(of).collect()
    }

    /// Slopes of the residual sum of squares along the free entries.
    #[must_use]
    pub fn rss_slope(&self, point: &Point) -> Vec<f64> {
        let of = |place: &Place| {
            -2.0 * point.slopes[place.grouping].outer[place.row * self.q[place.grouping] + place.column]
        };
        self.places.iter().map(of).collect()
    }

    fn solve(&self, matrix: &DMatrix<f64>) -> Option<Solved> {
        let p = self.p;
        let Some(held) = self.held else {
            let (inverse, beta, log_det, rss) = normal(matrix, p)?;
            let residual = beta.iter().map(|beta| -beta).chain([1.0]).collect();
            return Some(Solved { residual, inverse, log_det, rss });
        };
        // An intercept is held in the units of the data, so the columns must not be centred.
        let back = self.uncentring(held.effect);
        let whole = back.transpose() * matrix * &back;
        let free: Vec<usize> = (0..p).filter(|&at| at != held.effect).collect();
        let mut pick = DMatrix::zeros(p + 1, p);
        for (to, &from) in free.iter().enumerate() {
            pick[(from, to)] = 1.0;
        }
        pick[(held.effect, p - 1)] = -held.value;
        pick[(p, p - 1)] = 1.0;
        let (_, beta, log_det, rss) = normal(&(pick.transpose() * whole * &pick), p - 1)?;
        let mut own = DMatrix::zeros(p, 1);
        for (at, beta) in beta.iter().enumerate() {
            own[at] = -beta;
        }
        own[p - 1] = 1.0;
        let residual = (back * pick * own).iter().copied().collect();
        Some(Solved { residual, inverse: vec![0.0; p * p], log_det, rss })
    }

    /// The matrix that turns centred columns of `[X y]` back, where the held effect is the intercept.
    fn uncentring(&self, effect: usize) -> DMatrix<f64> {
        let mut back = DMatrix::identity(self.p + 1, self.p + 1);
        if self.intercept == Some(effect) {
            for (column, mean) in self.means.iter().enumerate().filter(|&(column, _)| column != effect) {
                back[(effect, column)] = *mean;
            }
        }
        back
    }
}

/// Inverse, coefficients, log-determinant and residual sum of squares of the normal equations in the first `p` columns.
fn normal(matrix: &DMatrix<f64>, p: usize) -> Option<(Vec<f64>, Vec<f64>, f64, f64)> {
    let w = p + 1;
    let mut rows: Vec<f64> = (0..w * w).map(|at| matrix[(at / w, at % w)]).collect();
    let scale: Vec<f64> = (0..w).map(|i| rows[i * w + i].sqrt()).collect();
    if scale.iter().any(|value| value.is_nan() || *value <= 0.0) {
        return None;
    }
    for (at, value) in rows.iter_mut().enumerate() {
        *value /= scale[at / w] * scale[at % w];
    }
    super::small::factor(&mut rows, w)?;
    let root = rows[w * w - 1] * scale[p];
    let l: Vec<f64> = (0..p * p).map(|at| rows[at / p * w + at % p]).collect();
    let mut beta: Vec<f64> = (0..p).map(|j| rows[p * w + j] * scale[p]).collect();
    super::small::solve_transposed(&l, &mut beta, p, 1);
    let mut inverse = vec![0.0; p * p];
    super::small::inverse(&l, &mut inverse, p);
    for i in 0..p {
        beta[i] /= scale[i];
        for j in 0..p {
            inverse[i * p + j] /= scale[i] * scale[j];
        }
    }
    let log_det = 2.0 * (0..p).map(|i| (l[i * p + i] * scale[i]).ln()).sum::<f64>();
    Some((inverse, beta, log_det, root * root))
}
