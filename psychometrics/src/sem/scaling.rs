//! Ordinal items: moments of the standard normal variables under them, and the order in which statistics stand.
//! Not here: thresholds and polychoric correlations of data.
//!
//! With scale `s_i`: `Sigma*_ij = s_i s_j Sigma_ij`, `tau*_ik = s_i (tau_ik - mu_i)`. In the delta parameterization
//! `s_i` is the parameter `x ~*~ x` and `Sigma*_ii = 1`; in theta it is `Sigma_ii^(-1/2)`. Continuous variables have
//! `s_i = 1` (Muthen 1984; Muthen and Asparouhov 2002).

use nalgebra::{DMatrix, DVector};

use super::layout::{Layout, Matrix, Place};
use super::matrices::Matrices;
use super::objective::{Directions, Implied, Slope};
use super::options::Parameterization;

/// The order of a group's statistics.
///
/// All continuous: means (where modelled), then the lower triangle of the covariance matrix column by column with its
/// diagonal. With ordinal items: variable by variable its thresholds or its mean; then the variances of the continuous
/// variables; then the lower triangle column by column without the diagonal.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    /// Number of thresholds of each variable; zero where continuous.
    pub thresholds: Vec<usize>,
    /// Whether means are among them.
    pub means: bool,
}

impl Statistics {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        let p = self.thresholds.len();
        let levels = if self.ordinal() {
            self.thresholds.iter().map(|&count| count.max(1)).sum::<usize>()
                - self.thresholds.iter().filter(|&&c| c > 0).count()
        } else if self.means {
            p
        } else {
            0
        };
        levels + p * (p + 1) / 2
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.thresholds.is_empty()
    }

    /// Whether any variable is ordinal.
    #[must_use]
    pub fn ordinal(&self) -> bool {
        self.thresholds.iter().any(|&count| count > 0)
    }

    /// Moments as one vector of statistics.
    #[must_use]
    pub fn vector(&self, moments: &Implied) -> DVector<f64> {
        self.gathered(&moments.mean, &moments.thresholds, |i, j| moments.covariance[(i, j)])
    }

    /// First derivatives as one vector: an off-diagonal element stands twice in Sigma.
    #[must_use]
    pub fn slope(&self, slope: &Slope) -> DVector<f64> {
        let twice = |i, j| if i == j { slope.covariance[(i, j)] } else { 2.0 * slope.covariance[(i, j)] };
        self.gathered(&slope.mean, &slope.thresholds, twice)
    }

    /// The other way: derivatives in the statistics as a [`Slope`].
    #[must_use]
    pub fn spread(&self, by: &DVector<f64>) -> Slope {
        let p = self.thresholds.len();
        let mut slope = Slope {
            mean: DVector::zeros(p),
            covariance: DMatrix::zeros(p, p),
            thresholds: DVector::zeros(self.thresholds.iter().sum()),
        };
        for (at, what) in self.order().into_iter().enumerate() {
            match what {
                Statistic::Mean(i) => slope.mean[i] = by[at],
                Statistic::Threshold(k) => slope.thresholds[k] = by[at],
                Statistic::Covariance(i, j) if i == j => slope.covariance[(i, i)] = by[at],
                Statistic::Covariance(i, j) => {
                    slope.covariance[(i, j)] = 0.5 * by[at];
                    slope.covariance[(j, i)] = 0.5 * by[at];
                }
            }
        }
        slope
    }

    fn gathered(
        &self,
        mean: &DVector<f64>,
        thresholds: &DVector<f64>,
        covariance: impl Fn(usize, usize) -> f64,
    ) -> DVector<f64> {
        let order = self.order();
        DVector::from_iterator(
            order.len(),
            order.into_iter().map(|what| match what {
                Statistic::Mean(i) => mean[i],
                Statistic::Threshold(k) => thresholds[k],
                Statistic::Covariance(i, j) => covariance(i, j),
            }),
        )
    }

    /// What each statistic is.
    #[must_use]
    pub fn order(&self) -> Vec<Statistic> {
        let p = self.thresholds.len();
        let mut order = Vec::with_capacity(self.len());
        let ordinal = self.ordinal();
        let mut next = 0;
        for i in 0..p {
            for _ in 0..self.thresholds[i] {
                order.push(Statistic::Threshold(next));
                next += 1;
            }
            if self.thresholds[i] == 0 && (self.means || ordinal) {
                order.push(Statistic::Mean(i));
            }
        }
        if ordinal {
            order.extend((0..p).filter(|&i| self.thresholds[i] == 0).map(|i| Statistic::Covariance(i, i)));
        }
        for j in 0..p {
            let first = if ordinal { j + 1 } else { j };
            order.extend((first..p).map(|i| Statistic::Covariance(i, j)));
        }
        order
    }
}

/// One statistic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    /// Mean of a variable.
    Mean(usize),
    /// Threshold, counted over all items.
    Threshold(usize),
    /// Covariance of row and column; row not above column.
    Covariance(usize, usize),
}

impl Layout {
    /// The order of this model's statistics, the same in every group.
    pub(crate) fn statistics(&self) -> Statistics {
        Statistics { thresholds: self.thresholds.clone(), means: self.means }
    }
}

/// The scales `s_i` where `raw` are the unscaled moments.
pub(crate) fn scales(matrices: &Matrices, layout: &Layout, raw: &DMatrix<f64>) -> Vec<f64> {
    (0..layout.variables())
        .map(|i| match layout.parameterization {
            _ if layout.thresholds[i] == 0 => 1.0,
            Parameterization::Delta => matrices.scale[i],
            Parameterization::Theta => 1.0 / raw[(i, i)].sqrt(),
        })
        .collect()
}

/// Scaled moments.
pub(crate) fn scaled(matrices: &Matrices, layout: &Layout, raw: &Implied) -> Implied {
    let s = scales(matrices, layout, &raw.covariance);
    let p = s.len();
    let covariance = DMatrix::from_fn(p, p, |i, j| {
        if i == j && layout.thresholds[i] > 0 { 1.0 } else { s[i] * s[j] * raw.covariance[(i, j)] }
    });
    let mut thresholds = Vec::new();
    for (i, scale) in s.iter().enumerate() {
        thresholds.extend(matrices.tau[i].iter().map(|tau| scale * (tau - raw.mean[i])));
    }
    let mean = DVector::from_fn(p, |i, _| if layout.thresholds[i] > 0 { 0.0 } else { raw.mean[i] });
    Implied { mean, covariance, thresholds: DVector::from_vec(thresholds) }
}

/// Derivatives of the scaled statistics in the elements at `places`.
pub(crate) fn dense(
    matrices: &Matrices,
    layout: &Layout,
    places: &[Place],
    raw: &Directions,
) -> DMatrix<f64> {
    let (sigma, mean) = (matrices.covariance(), matrices.mean());
    let s = scales(matrices, layout, &sigma);
    let order = layout.statistics().order();
    let mut offsets = vec![0; s.len()];
    for i in 1..s.len() {
        offsets[i] = offsets[i - 1] + layout.thresholds[i - 1];
    }
    let owner: Vec<(usize, usize)> =
        (0..s.len()).flat_map(|i| (0..layout.thresholds[i]).map(move |k| (i, k))).collect();
    let mut whole = DMatrix::zeros(order.len(), places.len());
    for (column, place) in places.iter().enumerate() {
        let (by_sigma, by_mean) = (raw.covariance(column), raw.mean(column));
        let by_scale: Vec<f64> = (0..s.len())
            .map(|i| match layout.parameterization {
                _ if layout.thresholds[i] == 0 => 0.0,
                Parameterization::Delta => {
                    f64::from(u8::from(place.matrix == Matrix::Scale && place.row == i))
                }
                Parameterization::Theta => -0.5 * s[i] * by_sigma[(i, i)] / sigma[(i, i)],
            })
            .collect();
        for (at, what) in order.iter().enumerate() {
            whole[(at, column)] = match *what {
                Statistic::Mean(i) => by_mean[i],
                Statistic::Covariance(i, j) => {
                    s[i] * s[j] * by_sigma[(i, j)] + (by_scale[i] * s[j] + s[i] * by_scale[j]) * sigma[(i, j)]
                }
                Statistic::Threshold(k) => {
                    let (i, number) = owner[k];
                    let here = place.matrix == Matrix::Tau && place.row == i && place.column == number;
                    by_scale[i] * (matrices.tau[i][number] - mean[i])
                        + s[i] * (f64::from(u8::from(here)) - by_mean[i])
                }
            };
        }
    }
    whole
}
