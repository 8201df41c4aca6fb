//! One scale: mean with interval, distribution, reliability. Not here: bands (the file above), change, agreement.

use psychometrics::answers::{Moments, Tables};
use psychometrics::classical::{Sample, alpha_of_moments};
use psychometrics::efa::omega_one_factor;
use psychometrics::numeric::student::t_quantile;
use serde_json::json;

use super::LEVEL;
use crate::counts::{Counts, Layout, PARTS, Patterns, Sums, digits};

/// How far a scale can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weak {
    /// Alpha of at least .70.
    #[default]
    Sound,
    /// Between .50 and .70: for groups only, and with care.
    Rough,
    /// Below .50: the questions do not measure one thing here.
    Poor,
}

/// Reliability of a scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reliability {
    /// Cronbach's alpha.
    pub alpha: f64,
    /// Its interval (Feldt).
    pub interval: (f64, f64),
    /// McDonald's omega of one factor; none where it does not exist.
    pub omega: Option<f64>,
    /// What that means.
    pub weak: Weak,
}

/// How a scale stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// People with a score.
    pub n: u64,
    /// Mean, 1 to 5, turned so that high helps.
    pub mean: f64,
    /// Standard deviation (n - 1); zero for one person.
    pub sd: f64,
    /// Interval of the mean from t; none for one person.
    pub interval: Option<(f64, f64)>,
    /// How many scores lie nearest to 1, 2, 3, 4, 5.
    pub shares: [u64; 5],
    /// Reliability; none with one question or too few answers.
    pub reliability: Option<Reliability>,
}

/// How a scale stands in some counts; none where nobody has a score.
#[must_use]
pub fn line(counts: &Counts, layout: &Layout, scale: usize, names: &[String]) -> Option<Line> {
    let scores = counts.scores(layout, scale);
    let n: u64 = scores.values().sum();
    if n == 0 {
        return None;
    }
    let mut sums = Sums::default();
    scores.iter().for_each(|(score, count)| sums.add(*score, i64::try_from(*count).unwrap_or(0)));
    let Sample { mean, sd, .. } = sums.sample();
    let sd = if n > 1 { sd } else { 0.0 };
    let interval = (n > 1).then(|| {
        let half = t_quantile(0.5 + LEVEL / 2.0, n as f64 - 1.0) * sd / (n as f64).sqrt();
        (mean - half, mean + half)
    });
    let mut shares = [0; 5];
    for (score, count) in &scores {
        let nearest = ((score + PARTS / 2) / PARTS).clamp(1, 5);
        shares[usize::try_from(nearest - 1).unwrap_or(0)] += count;
    }
    Some(Line {
        n,
        mean,
        sd,
        interval,
        shares,
        reliability: reliability(&counts.patterns[scale], layout.sizes[scale], names),
    })
}

fn reliability(patterns: &Patterns, size: usize, names: &[String]) -> Option<Reliability> {
    if size < 2 {
        return None;
    }
    let moments = Moments::from_tables(&tables(patterns, names)?);
    let found = alpha_of_moments(&moments).ok().filter(|found| found.raw_alpha.is_finite())?;
    let omega = omega_one_factor(names, &moments.covariance).ok().filter(|omega| omega.converged);
    // As it is shown: two places that read .70 must not be judged differently.
    let weak = match (found.raw_alpha * 100.0).round() / 100.0 {
        alpha if alpha < 0.5 => Weak::Poor,
        alpha if alpha < 0.7 => Weak::Rough,
        _ => Weak::Sound,
    };
    Some(Reliability {
        alpha: found.raw_alpha,
        interval: (found.feldt.lower, found.feldt.upper),
        omega: omega.map(|omega| omega.omega_total),
        weak,
    })
}

/// The two-way tables of a scale's questions, as `psychometrics` keeps and adds them.
#[must_use]
pub fn tables(patterns: &Patterns, names: &[String]) -> Option<Tables> {
    let size = names.len();
    let mut joint = vec![[[0_u64; 6]; 6]; size * size];
    let mut single = vec![[0_u64; 6]; size];
    let mut rows = 0;
    for (pattern, count) in patterns.iter() {
        let given: Vec<usize> = digits(pattern, size).map(usize::from).collect();
        rows += count;
        for (i, one) in given.iter().enumerate() {
            single[i][*one] += count;
            for (j, other) in given.iter().enumerate().skip(i + 1) {
                joint[i * size + j][*one][*other] += count;
            }
        }
    }
    let known = |i: usize| -> Vec<usize> { (1..6).filter(|value| single[i][*value] > 0).collect() };
    let items: Vec<serde_json::Value> = (0..size)
        .map(|i| {
            let counts: Vec<u64> = known(i).into_iter().map(|value| single[i][value]).collect();
            let values: Vec<f64> = known(i).into_iter().map(|value| value as f64).collect();
            json!({ "name": names[i], "values": values, "counts": counts })
        })
        .collect();
    let mut pairs: Vec<Vec<u64>> = Vec::new();
    for i in 0..size {
        for j in i + 1..size {
            let table = &joint[i * size + j];
            let (rows, columns) = (known(i), known(j));
            pairs.push(rows.iter().flat_map(|a| columns.iter().map(|b| table[*a][*b])).collect());
        }
    }
    let form = json!({ "format": "psychometrics-tables", "version": 1, "rows": rows, "items": items, "pairs": pairs });
    Tables::from_json(&form.to_string()).ok()
}
