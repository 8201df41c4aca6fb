//! One variable of a model of measured and ordinal variables: thresholds, or mean and variance, with what each person
//! moves them by.
//! Not here: pairs of variables (see `both`).

use super::axis::Axis;
use crate::answers::Answers;
use crate::{Error, Result};

/// A variable by itself.
pub(super) enum Level {
    /// An ordinal item: the place of everybody's answer among the used categories.
    Ordinal { axis: Axis, codes: Vec<u8> },
    /// A measured variable, standardised.
    Measured { mean: f64, deviation: f64, values: Vec<f64>, inverse: [[f64; 2]; 2] },
}

impl Level {
    /// From answers in categories.
    pub fn ordinal(name: &String, column: &[f64]) -> Result<Self> {
        let answers = Answers::from_columns(std::slice::from_ref(name), &[column])?;
        let margin: Vec<f64> = answers.margins()[0].iter().map(|&count| count as f64).collect();
        let axis = Axis::of(&margin).ok_or_else(|| Error::Constant { item: name.clone() })?;
        Ok(Self::Ordinal { axis, codes: answers.codes(0) })
    }

    /// From numbers.
    pub fn measured(name: &str, column: &[f64]) -> Result<Self> {
        let n = column.len() as f64;
        let mean = column.iter().sum::<f64>() / n;
        let variance = column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
        let deviation = variance.sqrt();
        if !deviation.is_finite() {
            let why = format!("\"{name}\" is not finite");
            return Err(Error::Argument { what: "columns".to_owned(), why });
        }
        if deviation <= 1e-12 * mean.abs() || deviation == 0.0 {
            return Err(Error::Constant { item: name.to_owned() });
        }
        let values: Vec<f64> = column.iter().map(|x| (x - mean) / deviation).collect();
        let mut level = Self::Measured { mean, deviation, values, inverse: [[0.0; 2]; 2] };
        let (mut a, mut b, mut c) = (0.0, 0.0, 0.0);
        for person in 0..column.len() {
            let (by_mean, by_variance) = level.normal_scores(person);
            a += by_mean * by_mean;
            b += by_mean * by_variance;
            c += by_variance * by_variance;
        }
        let determinant = a * c - b * b;
        if determinant <= 1e-14 * a * c {
            return Err(Error::Singular {
                what: format!("the mean and variance of \"{name}\""),
                why: "it takes two values only; treat it as ordinal".to_owned(),
            });
        }
        if let Self::Measured { inverse, .. } = &mut level {
            *inverse = [[c / determinant, -b / determinant], [-b / determinant, a / determinant]];
        }
        Ok(level)
    }

    /// Thresholds; none of a measured variable.
    pub fn cuts(&self) -> &[f64] {
        match self {
            Self::Ordinal { axis, .. } => &axis.cuts,
            Self::Measured { .. } => &[],
        }
    }

    /// How many numbers describe the variable.
    pub fn parameters(&self) -> usize {
        match self {
            Self::Ordinal { axis, .. } => axis.cuts.len(),
            Self::Measured { .. } => 2,
        }
    }

    /// Mean, 0 behind an ordinal item.
    pub fn mean(&self) -> f64 {
        match self {
            Self::Ordinal { .. } => 0.0,
            Self::Measured { mean, .. } => *mean,
        }
    }

    /// Standard deviation (divisor n), 1 behind an ordinal item.
    pub fn deviation(&self) -> f64 {
        match self {
            Self::Ordinal { .. } => 1.0,
            Self::Measured { deviation, .. } => *deviation,
        }
    }

    /// Derivatives of a person's normal log-likelihood in mean and variance.
    fn normal_scores(&self, person: usize) -> (f64, f64) {
        let Self::Measured { deviation, values, .. } = self else { return (0.0, 0.0) };
        let u = values[person];
        (u / deviation, (u * u - 1.0) / (2.0 * deviation * deviation))
    }

    /// What a person moves the thresholds, or mean and variance, by.
    pub fn influence(&self, person: usize, into: &mut [f64]) {
        match self {
            Self::Ordinal { axis, codes } => {
                for (cut, value) in into.iter_mut().enumerate() {
                    *value = axis.influence(cut, usize::from(codes[person]));
                }
            }
            Self::Measured { inverse, .. } => {
                let (a, b) = self.normal_scores(person);
                into[0] = inverse[0][0] * a + inverse[0][1] * b;
                into[1] = inverse[1][0] * a + inverse[1][1] * b;
            }
        }
    }
}
