//! Each item by itself: how many answered, the centre, the spread, the shape, and the shares of its answers.
//! Not here: an item among the others (see `alpha`).

use serde::Serialize;

use crate::answers::{Answers, MOST_CATEGORIES, Tables};

/// A value and how often it was given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// The value.
    pub value: f64,
    /// How many gave it.
    pub count: u64,
    /// Their share of those who answered, 0 to 1.
    pub share: f64,
}

/// What one item looks like. Numbers that do not exist (the spread of one answer, the shape of equal answers) are none.
///
/// Skewness and kurtosis of type 1 are `g1 = m3 / m2^1.5` and `g2 = m4 / m2^2 - 3` with moments divided by n; type 2 is
/// unbiased under normality (`G1 = g1 sqrt(n(n-1))/(n-2)`, `G2 = ((n+1) g2 + 6)(n-1)/((n-2)(n-3))`, as in SAS and SPSS);
/// type 3 is `b1 = g1 ((n-1)/n)^1.5`, `b2 = (g2+3)(1-1/n)^2 - 3` (Joanes and Gill 1998).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemStatistics {
    /// The item.
    pub item: String,
    /// How many answered.
    pub n: u64,
    /// How many did not.
    pub missing: u64,
    /// Mean.
    pub mean: Option<f64>,
    /// Standard deviation, divided by n - 1.
    pub sd: Option<f64>,
    /// Standard error of the mean, `sd / sqrt(n)`.
    pub se: Option<f64>,
    /// Median; the mean of the two middle answers of an even number.
    pub median: Option<f64>,
    /// Least answer.
    pub min: Option<f64>,
    /// Largest answer.
    pub max: Option<f64>,
    /// Skewness, type 1.
    pub skew_type1: Option<f64>,
    /// Skewness, type 2.
    pub skew_type2: Option<f64>,
    /// Skewness, type 3.
    pub skew_type3: Option<f64>,
    /// Kurtosis, type 1.
    pub kurtosis_type1: Option<f64>,
    /// Kurtosis, type 2.
    pub kurtosis_type2: Option<f64>,
    /// Kurtosis, type 3.
    pub kurtosis_type3: Option<f64>,
    /// How often each value was given, where there are at most 16 values.
    pub shares: Option<Vec<Share>>,
}

/// Describes every item of packed answers, which takes no two-way tables.
#[must_use]
pub fn item_statistics_of_answers(answers: &Answers) -> Vec<ItemStatistics> {
    let of = |(item, margin): (usize, Vec<u64>)| {
        let pairs = answers.values(item).iter().copied().zip(margin).filter(|(_, count)| *count > 0);
        describe(&answers.names()[item], &pairs.collect::<Vec<_>>(), answers.rows() as u64)
    };
    answers.margins().into_iter().enumerate().map(of).collect()
}

/// Describes every item of a set of tables.
#[must_use]
pub fn item_statistics_of_tables(tables: &Tables) -> Vec<ItemStatistics> {
    let of = |i: usize| {
        let pairs = tables.values(i).iter().copied().zip(tables.margin(i).iter().copied());
        describe(
            &tables.names()[i],
            &pairs.filter(|(_, count)| *count > 0).collect::<Vec<_>>(),
            tables.rows(),
        )
    };
    (0..tables.items()).map(of).collect()
}

/// Describes one column of any numbers, NaN where one is missing.
///
/// ```
/// let found = psychometrics::classical::item_statistics("q1", &[1.0, 2.0, 2.0, 5.0, f64::NAN]);
/// assert_eq!((found.n, found.missing, found.median), (4, 1, Some(2.0)));
/// ```
#[must_use]
pub fn item_statistics(item: &str, column: &[f64]) -> ItemStatistics {
    let mut sorted: Vec<f64> = column.iter().copied().filter(|value| !value.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    let runs = sorted.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u64));
    describe(item, &runs.collect::<Vec<_>>(), column.len() as u64)
}

/// Describes rising values with their counts.
fn describe(item: &str, pairs: &[(f64, u64)], rows: u64) -> ItemStatistics {
    let n: u64 = pairs.iter().map(|(_, count)| count).sum();
    let size = n as f64;
    let sum = |term: &dyn Fn(f64) -> f64| {
        pairs.iter().map(|(value, count)| *count as f64 * term(*value)).sum::<f64>()
    };
    let least = pairs.first().map_or(0.0, |pair| pair.0);
    let mean = least + sum(&|value| value - least) / size;
    let power = |exponent: i32| sum(&|value| (value - mean).powi(exponent)) / size;
    let (m2, m3, m4) = (power(2), power(3), power(4));
    let there = |value: f64| value.is_finite().then_some(value);
    let shaped = pairs.len() > 1;
    let g1 = shaped.then(|| m3 / m2.powf(1.5));
    let g2 = shaped.then(|| m4 / (m2 * m2) - 3.0);
    let sd = if n > 1 { there((m2 * size / (size - 1.0)).sqrt()) } else { None };
    let shares = (pairs.len() <= MOST_CATEGORIES).then(|| {
        let share = |&(value, count): &(f64, u64)| Share { value, count, share: count as f64 / size };
        pairs.iter().map(share).collect()
    });
    ItemStatistics {
        item: item.to_owned(),
        n,
        missing: rows - n,
        mean: there(mean).filter(|_| n > 0),
        sd,
        se: sd.map(|sd| sd / size.sqrt()),
        median: median(pairs, n),
        min: pairs.first().map(|pair| pair.0),
        max: pairs.last().map(|pair| pair.0),
        skew_type1: g1,
        skew_type2: g1.and_then(|g1| there(g1 * (size * (size - 1.0)).sqrt() / (size - 2.0))),
        skew_type3: g1.map(|g1| g1 * ((size - 1.0) / size).powf(1.5)),
        kurtosis_type1: g2,
        kurtosis_type2: g2
            .filter(|_| n > 3)
            .map(|g2| ((size + 1.0) * g2 + 6.0) * (size - 1.0) / ((size - 2.0) * (size - 3.0))),
        kurtosis_type3: g2.map(|g2| (g2 + 3.0) * (1.0 - size.recip()).powi(2) - 3.0),
        shares,
    }
}

/// The middle of rising values with their counts.
fn median(pairs: &[(f64, u64)], n: u64) -> Option<f64> {
    let at = |place: u64| {
        let mut below = 0;
        pairs.iter().find_map(|(value, count)| {
            below += count;
            (below > place).then_some(*value)
        })
    };
    let (low, high) = (at(n.checked_sub(1)? / 2)?, at(n / 2)?);
    Some(low + 0.5 * (high - low))
}
