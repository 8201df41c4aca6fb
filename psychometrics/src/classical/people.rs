//! Each respondent's mean over the items answered, its spread, and how each item goes with it.
//! Not here: scores under other rules (see `scores`).

use serde::Serialize;

use crate::answers::respondents::{Together, respondents};
use crate::answers::{Answers, Moments};

/// The means of respondents over the items they answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct People {
    /// Respondents who answered at least one item.
    pub n: u64,
    /// Mean of their means.
    pub mean: f64,
    /// Standard deviation of their means, divided by n - 1; NaN for one respondent.
    pub sd: f64,
    /// Correlation of each item with the mean, the item itself included, over those who answered the item.
    pub item_total: Vec<f64>,
}

/// Adds one respondent.
fn add(sums: &mut Together, x: f64, t: f64) {
    sums.n += 1.0;
    sums.x += x;
    sums.t += t;
    sums.xx += x * x;
    sums.xt += x * t;
    sums.tt += t * t;
}

/// The correlation of an item with the means.
fn correlation(sums: &Together) -> f64 {
    let cross = |a: f64, b: f64, ab: f64| ab - a * b / sums.n;
    let spread = cross(sums.x, sums.x, sums.xx) * cross(sums.t, sums.t, sums.tt);
    cross(sums.x, sums.t, sums.xt) / spread.sqrt()
}

impl People {
    /// From moments, where every row answered every item; none where there are gaps.
    #[must_use]
    pub fn from_moments(moments: &Moments) -> Option<Self> {
        if !moments.complete() || moments.items() == 0 {
            return None;
        }
        let items = moments.items() as f64;
        let total = moments.covariance.sum();
        let sums = moments.covariance.column_sum();
        let one = |i: usize| sums[i] / (moments.covariance[(i, i)] * total).sqrt();
        Some(Self {
            n: moments.rows,
            mean: moments.means.iter().sum::<f64>() / items,
            sd: total.sqrt() / items,
            item_total: (0..moments.items()).map(one).collect(),
        })
    }

    /// From columns, NaN where an answer is missing.
    #[must_use]
    pub fn from_columns<C: AsRef<[f64]>>(columns: &[C]) -> Self {
        let rows = columns.first().map_or(0, |column| column.as_ref().len());
        let (mut sums, mut counts) = (vec![0.0; rows], vec![0.0; rows]);
        for column in columns {
            for ((sum, count), value) in sums.iter_mut().zip(&mut counts).zip(column.as_ref()) {
                if !value.is_nan() {
                    *sum += value;
                    *count += 1.0;
                }
            }
        }
        let means: Vec<f64> = sums.iter().zip(&counts).map(|(sum, count)| sum / count).collect();
        let centre =
            means.iter().copied().filter(|mean| !mean.is_nan()).fold((0.0, 0.0), |s, m| (s.0 + m, s.1 + 1.0));
        let centre = centre.0 / centre.1;
        let mut total = Together::default();
        for mean in means.iter().filter(|mean| !mean.is_nan()) {
            add(&mut total, 0.0, mean - centre);
        }
        let with = |column: &C| {
            let mut sums = Together::default();
            for (value, mean) in column.as_ref().iter().zip(&means).filter(|(value, _)| !value.is_nan()) {
                add(&mut sums, value - centre, mean - centre);
            }
            correlation(&sums)
        };
        Self::gather(centre, &total, columns.iter().map(with).collect())
    }

    /// From packed answers, with gaps or without.
    #[must_use]
    pub fn from_answers(answers: &Answers) -> Self {
        match respondents(answers) {
            Some(found) => {
                Self::gather(found.centre, &found.all, found.items.iter().map(correlation).collect())
            }
            None => {
                let columns: Vec<Vec<f64>> = (0..answers.items()).map(|item| answers.column(item)).collect();
                Self::from_columns(&columns)
            }
        }
    }

    /// From sums of means from which `centre` was taken.
    fn gather(centre: f64, total: &Together, item_total: Vec<f64>) -> Self {
        Self {
            n: total.n as u64,
            mean: centre + total.t / total.n,
            sd: ((total.tt - total.t * total.t / total.n) / (total.n - 1.0)).sqrt(),
            item_total,
        }
    }
}
