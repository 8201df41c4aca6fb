//! Norms: where a raw score lies in a norm group, from counts that add.
//! Not here: the raw scores (see `scores`).

use serde::{Deserialize, Serialize};

use crate::numeric::normal;
use crate::{Error, Result};

/// How often each raw score occurs in a norm group. Tables of several groups add by [`NormTable::merge`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Counts", into = "Counts")]
pub struct NormTable {
    raw: Vec<f64>,
    counts: Vec<u64>,
}

/// The form in which a norm table travels: `{"raw":[..],"counts":[..]}`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Counts {
    raw: Vec<f64>,
    counts: Vec<u64>,
}

impl From<NormTable> for Counts {
    fn from(table: NormTable) -> Self {
        Self { raw: table.raw, counts: table.counts }
    }
}

impl TryFrom<Counts> for NormTable {
    type Error = Error;

    fn try_from(counts: Counts) -> Result<Self> {
        let refuse = |why: &str| Err(Error::Argument { what: "norm table".to_owned(), why: why.to_owned() });
        if counts.raw.len() != counts.counts.len() {
            return refuse("raw scores and counts differ in number");
        }
        if counts.raw.iter().any(|raw| !raw.is_finite())
            || counts.raw.windows(2).any(|pair| pair[0] >= pair[1])
        {
            return refuse("the raw scores are not rising numbers");
        }
        if counts.counts.iter().try_fold(0u64, |sum, count| sum.checked_add(*count)).is_none() {
            return refuse("the counts pass the largest whole number");
        }
        Ok(Self { raw: counts.raw, counts: counts.counts })
    }
}

/// Where a raw score lies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Norm {
    /// The raw score.
    pub raw: f64,
    /// How many have it.
    pub freq: u64,
    /// Percentile rank: percent below, and half of those with the same score.
    pub pr_mid: f64,
    /// Percent at or below.
    pub pr_le: f64,
    /// Percent below.
    pub pr_lt: f64,
    /// Linear T score, `50 + 10 (raw - mean)/sd`; none where there is no spread.
    pub t_linear: Option<f64>,
    /// Normalised z score, the normal quantile of `pr_mid`; none where nobody lies below or nobody above.
    pub z_normalised: Option<f64>,
    /// Normalised T score, `50 + 10 z`.
    pub t_normalised: Option<f64>,
    /// Stanine, `5 + 2 z` rounded half to even and kept within 1 and 9.
    pub stanine: Option<u8>,
    /// Sten, `5.5 + 2 z`, not rounded.
    pub sten: Option<f64>,
}

impl NormTable {
    /// Counts raw scores; NaN does not count. Scores are one where they are equal to the last digit.
    ///
    /// # Errors
    /// [`Error::Value`] for an infinite score.
    pub fn new(scores: &[f64]) -> Result<Self> {
        if let Some(row) = scores.iter().position(|score| score.is_infinite()) {
            let (value, why) = (scores[row].to_string(), "is not finite".to_owned());
            return Err(Error::Value { item: "score".to_owned(), row: row + 1, value, why });
        }
        let mut sorted: Vec<f64> = scores.iter().copied().filter(|score| !score.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        let runs = sorted.chunk_by(|a, b| a == b);
        let (raw, counts) = runs.map(|run| (run[0] + 0.0, run.len() as u64)).unzip();
        Ok(Self { raw, counts })
    }

    /// Adds the counts of another group.
    pub fn merge(&mut self, other: &Self) {
        for (&raw, &count) in other.raw.iter().zip(&other.counts) {
            match self.raw.binary_search_by(|known| known.total_cmp(&raw)) {
                Ok(place) => self.counts[place] += count,
                Err(place) => {
                    self.raw.insert(place, raw);
                    self.counts.insert(place, count);
                }
            }
        }
    }

    /// Size of the norm group.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Mean; none without a score.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let least = *self.raw.first()?;
        let sum: f64 =
            self.raw.iter().zip(&self.counts).map(|(raw, count)| (raw - least) * *count as f64).sum();
        Some(least + sum / self.n() as f64)
    }

    /// Standard deviation, divided by n - 1; none with fewer than two scores.
    #[must_use]
    pub fn sd(&self) -> Option<f64> {
        let (mean, n) = (self.mean()?, self.n() as f64);
        let squares: f64 =
            self.raw.iter().zip(&self.counts).map(|(raw, count)| (raw - mean).powi(2) * *count as f64).sum();
        (n > 1.0).then(|| (squares / (n - 1.0)).sqrt())
    }

    /// Every raw score that occurs with its norms.
    ///
    /// ```
    /// let table = psychometrics::classical::NormTable::new(&[1.0, 2.0, 2.0, 3.0])?;
    /// assert_eq!(table.rows()[1].pr_mid, 50.0);
    /// # Ok::<(), psychometrics::Error>(())
    /// ```
    #[must_use]
    pub fn rows(&self) -> Vec<Norm> {
        let (mean, sd, n) = (self.mean().unwrap_or(f64::NAN), self.sd(), self.n() as f64);
        let mut below = 0;
        let one = |(&raw, &freq): (&f64, &u64)| {
            below += freq;
            norm(raw, (below - freq, freq), n, mean, sd)
        };
        self.raw.iter().zip(&self.counts).map(one).collect()
    }

    /// Where any raw score would lie, also one that nobody has.
    ///
    /// # Errors
    /// [`Error::TooFew`] for an empty table.
    pub fn place(&self, raw: f64) -> Result<Norm> {
        let Some(mean) = self.mean() else {
            return Err(Error::TooFew { what: "scores of the norm group".to_owned(), needed: 1, found: 0 });
        };
        let count = |keep: &dyn Fn(f64) -> bool| {
            self.raw.iter().zip(&self.counts).filter(|(known, _)| keep(**known)).map(|(_, count)| count).sum()
        };
        let counts = (count(&|known| known < raw), count(&|known| known == raw));
        Ok(norm(raw, counts, self.n() as f64, mean, self.sd()))
    }
}

/// The norms of a score, given how many lie below it and how many have it.
fn norm(raw: f64, (below, freq): (u64, u64), n: f64, mean: f64, sd: Option<f64>) -> Norm {
    let (below, same) = (below as f64, freq as f64);
    let share = (below + 0.5 * same) / n;
    let z = Some(normal::quantile(share)).filter(|z| z.is_finite());
    Norm {
        raw,
        freq,
        pr_mid: 100.0 * share,
        pr_le: 100.0 * (below + same) / n,
        pr_lt: 100.0 * below / n,
        t_linear: sd.filter(|sd| *sd > 0.0).map(|sd| 50.0 + 10.0 * (raw - mean) / sd),
        z_normalised: z,
        t_normalised: z.map(|z| 50.0 + 10.0 * z),
        stanine: z.map(|z| (5.0 + 2.0 * z).round_ties_even().clamp(1.0, 9.0) as u8),
        sten: z.map(|z| 5.5 + 2.0 * z),
    }
}

/// Normal scores of ranks, `quantile((rank - 3/8)/(n + 1/4))` with the mean rank of ties (Blom 1958); NaN stays NaN.
#[must_use]
pub fn blom_scores(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).filter(|&row| !values[row].is_nan()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let n = order.len() as f64;
    let mut scores = vec![f64::NAN; values.len()];
    let mut before = 0;
    for ties in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = before as f64 + 0.5 * (ties.len() as f64 + 1.0);
        for &row in ties {
            scores[row] = normal::quantile((rank - 0.375) / (n + 0.25));
        }
        before += ties.len();
    }
    scores
}

/// Standard error of measurement of a score, `sd sqrt(1 - reliability)`.
///
/// # Errors
/// [`Error::Argument`] for a reliability above 1 or a negative standard deviation.
pub fn measurement_error(sd: f64, reliability: f64) -> Result<f64> {
    if !(reliability <= 1.0 && sd >= 0.0) {
        let why = format!("reliability {reliability}, standard deviation {sd}");
        return Err(Error::Argument { what: "standard error of measurement".to_owned(), why });
    }
    Ok(sd * (1.0 - reliability).sqrt())
}
