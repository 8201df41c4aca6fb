//! Scale scores of respondents with the rule for missing answers stated.
//! Not here: factor scores (see `efa`), scores of response models (see `irt`).

use serde::Serialize;

use crate::{Error, Result};

/// What a score is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Score {
    /// Mean of the answered items.
    Mean,
    /// Sum of the answered items.
    Sum,
    /// Mean of the answered items times the number of items: what the sum would be, had the gaps been answered alike.
    Prorated,
}

/// What a score is and who gets one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rule {
    /// What a score is.
    pub score: Score,
    /// The least share of the items that must be answered, 0 to 1; always at least one item.
    pub least_share: f64,
}

/// Scores of every respondent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scores {
    /// The rule.
    pub rule: Rule,
    /// How many answers the rule asks for.
    pub least_answers: usize,
    /// A score per row, NaN (`null` in JSON) where too few items were answered.
    pub values: Vec<f64>,
    /// How many have a score.
    pub n: usize,
    /// Mean of the scores; none without one.
    pub mean: Option<f64>,
    /// Standard deviation of the scores; none with fewer than two.
    pub sd: Option<f64>,
}

/// Scores from the columns of a scale, NaN where an answer is missing.
///
/// # Errors
/// [`Error::TooFew`] without a column; [`Error::Argument`] for columns of different length or a share outside 0 to 1.
///
/// ```
/// use psychometrics::classical::{Rule, Score, scale_scores};
/// let columns = [vec![1.0, 2.0], vec![3.0, f64::NAN], vec![5.0, f64::NAN]];
/// let found = scale_scores(&columns, Rule { score: Score::Mean, least_share: 0.5 })?;
/// assert!(found.values[0] == 3.0 && found.values[1].is_nan());
/// # Ok::<(), psychometrics::Error>(())
/// ```
pub fn scale_scores<C: AsRef<[f64]>>(columns: &[C], rule: Rule) -> Result<Scores> {
    let refuse = |what: &str, why: String| Err(Error::Argument { what: what.to_owned(), why });
    let Some(first) = columns.first() else {
        return Err(Error::TooFew { what: "items of a scale".to_owned(), needed: 1, found: 0 });
    };
    let rows = first.as_ref().len();
    if columns.iter().any(|column| column.as_ref().len() != rows) {
        return refuse("columns", "they differ in length".to_owned());
    }
    if !(0.0..=1.0).contains(&rule.least_share) {
        return refuse("least share answered", format!("{} is not between 0 and 1", rule.least_share));
    }
    let items = columns.len() as f64;
    // Two thirds of three items are two, whatever the rounding of 2/3.
    let least = (rule.least_share * items - 1e-9).ceil().max(1.0);
    let (mut sums, mut counts) = (vec![0.0; rows], vec![0.0; rows]);
    for column in columns {
        for ((sum, count), value) in sums.iter_mut().zip(&mut counts).zip(column.as_ref()) {
            if !value.is_nan() {
                *sum += value;
                *count += 1.0;
            }
        }
    }
    let score = |(sum, count): (f64, f64)| match rule.score {
        _ if count < least => f64::NAN,
        Score::Mean => sum / count,
        Score::Sum => sum,
        Score::Prorated => sum / count * items,
    };
    let values: Vec<f64> = sums.into_iter().zip(counts).map(score).collect();
    let kept: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    let n = kept.len();
    let mean = kept.iter().sum::<f64>() / n as f64;
    let squares: f64 = kept.iter().map(|value| (value - mean).powi(2)).sum();
    Ok(Scores {
        rule,
        least_answers: least as usize,
        values,
        n,
        mean: (n > 0).then_some(mean),
        sd: (n > 1).then(|| (squares / (n as f64 - 1.0)).sqrt()),
    })
}
