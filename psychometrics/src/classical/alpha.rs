//! Coefficient alpha and all that is read beside it: intervals, items among the others, alpha without each item.
//!
//! Correlations are the covariances divided by the standard deviations of everybody who answered an item, also with gaps.
//! Not here: Guttman's bounds and split halves (see `guttman`, `splits`), omega (see `efa`).

use nalgebra::DMatrix;
use serde::Serialize;

use super::People;
use super::smc::Multiple;
use crate::answers::{Answers, Missing, Moments};
use crate::numeric::{linear, normal, student};
use crate::{Error, Result};

/// Two ends.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

/// How the correlations among items lie.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InterItem {
    /// Mean correlation.
    pub mean: f64,
    /// Median correlation.
    pub median: f64,
    /// Least correlation.
    pub min: f64,
    /// Largest correlation.
    pub max: f64,
    /// Variance of the correlations, divided by their number less one; none for one pair.
    pub variance: Option<f64>,
    /// Mean covariance.
    pub mean_covariance: f64,
}

/// An item among the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemTotal {
    /// The item.
    pub item: String,
    /// How many answered it.
    pub n: u64,
    /// Correlation with the respondent's mean, the item included; none where that needs rows that were not given.
    pub raw_r: Option<f64>,
    /// The same between standardised items: `sum_j r_ij / sqrt(sum R)`.
    pub std_r: f64,
    /// Corrected for overlap: as `std_r`, with the squared multiple correlations on the diagonal of `R`.
    pub r_cor: f64,
    /// Correlation with the sum of the other items: `sum_{j != i} c_ij / sqrt(c_ii sum C_{-i,-i})`.
    pub r_drop: f64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
}

/// The scale without an item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dropped {
    /// The item left out.
    pub item: String,
    /// Alpha from covariances.
    pub raw_alpha: f64,
    /// Alpha from correlations.
    pub std_alpha: f64,
    /// Guttman's lambda 6.
    pub g6: f64,
    /// Mean correlation.
    pub average_r: f64,
    /// Signal to noise, `k r / (1 - r)` with the mean correlation r.
    pub signal_noise: f64,
    /// Standard error of alpha.
    pub se: f64,
    /// Variance of the correlations; none for one pair.
    pub var_r: Option<f64>,
    /// Median correlation.
    pub median_r: f64,
}

/// Coefficient alpha of a scale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alpha {
    /// Rows, answered or not.
    pub n: u64,
    /// Items.
    pub k: usize,
    /// Alpha from covariances, `k/(k-1) (1 - tr C / sum C)` (Cronbach 1951).
    pub raw_alpha: f64,
    /// Alpha from correlations.
    pub std_alpha: f64,
    /// Guttman's lambda 6 from squared multiple correlations, `1 - sum (1 - smc) / sum R`.
    pub g6: f64,
    /// Mean correlation.
    pub average_r: f64,
    /// Median correlation.
    pub median_r: f64,
    /// Signal to noise, `k r / (1 - r)` with the mean correlation r.
    pub signal_noise: f64,
    /// Standard error of raw alpha (Duhachek and Iacobucci 2004), with the number of rows as n also where answers are
    /// missing.
    pub ase: f64,
    /// Coverage of the intervals.
    pub level: f64,
    /// Interval from the F distribution with n - 1 and (n - 1)(k - 1) degrees of freedom (Feldt 1965).
    pub feldt: Interval,
    /// Interval `raw_alpha` plus and minus a normal quantile times `ase`; for 95 % that is 1.96, as its authors have it.
    pub duhachek: Interval,
    /// Mean of the respondents' means over the items they answered; none where that needs rows that were not given.
    pub mean: Option<f64>,
    /// Standard deviation of those means.
    pub sd: Option<f64>,
    /// Whether the correlations are singular or not positive definite, so that squared multiple correlations come from a
    /// pseudo-inverse.
    pub singular: bool,
    /// Items that go against the rest (`r_drop` below zero): perhaps to be keyed the other way.
    pub against: Vec<String>,
    /// The correlations among items.
    pub inter_item: InterItem,
    /// Each item among the others.
    pub items: Vec<ItemTotal>,
    /// The scale without each item; empty where only two items are there, as one item has no alpha.
    pub dropped: Vec<Dropped>,
}

/// Alpha from packed answers, with intervals of 95 %.
///
/// # Errors
/// [`Error::TooFew`] for fewer than two items, or rows that answered a pair; [`Error::Constant`].
pub fn alpha_of_answers(answers: &Answers, missing: Missing) -> Result<Alpha> {
    if missing == Missing::Listwise {
        let complete = answers.complete();
        if complete.contains(&false) {
            return alpha_of_answers(&answers.keep(&complete)?, Missing::Pairwise);
        }
    }
    let moments = Moments::covariances(answers);
    let people = People::from_moments(&moments).unwrap_or_else(|| People::from_answers(answers));
    alpha(&moments, Some(&people), 0.95)
}

/// Alpha from columns of any numbers, NaN where an answer is missing, with intervals of 95 %.
///
/// # Errors
/// As [`alpha_of_answers`] and [`Moments::from_columns`].
pub fn alpha_of_columns<C: AsRef<[f64]> + Sync>(
    names: &[String],
    columns: &[C],
    missing: Missing,
) -> Result<Alpha> {
    // Ordinal answers are counted much faster than they are multiplied.
    if let Ok(answers) = Answers::from_columns(names, columns) {
        return alpha_of_answers(&answers, missing);
    }
    let moments = Moments::from_columns(names, columns)?;
    if missing == Missing::Listwise && !moments.complete() {
        let whole = |row: &usize| columns.iter().all(|column| !column.as_ref()[*row].is_nan());
        let rows: Vec<usize> = (0..moments.rows as usize).filter(whole).collect();
        let kept = |column: &C| rows.iter().map(|&row| column.as_ref()[row]).collect();
        let columns: Vec<Vec<f64>> = columns.iter().map(kept).collect();
        return alpha_of_columns(names, &columns, Missing::Pairwise);
    }
    let people = People::from_moments(&moments).unwrap_or_else(|| People::from_columns(columns));
    alpha(&moments, Some(&people), 0.95)
}

/// Alpha from moments alone, with intervals of 95 %. Where answers are missing, what needs rows is none.
///
/// # Errors
/// As [`alpha_of_answers`].
pub fn alpha_of_moments(moments: &Moments) -> Result<Alpha> {
    alpha(moments, People::from_moments(moments).as_ref(), 0.95)
}

/// Alpha from moments and, where known, the respondents' means.
///
/// # Errors
/// As [`alpha_of_answers`]; [`Error::Argument`] for a level outside 0 to 1 or where the items add up to no variance.
pub fn alpha(moments: &Moments, people: Option<&People>, level: f64) -> Result<Alpha> {
    let k = moments.items();
    if k < 2 {
        return Err(Error::TooFew { what: "items for alpha".to_owned(), needed: 2, found: k });
    }
    if !(level > 0.0 && level < 1.0) {
        return Err(Error::Argument {
            what: "level".to_owned(),
            why: format!("{level} is not between 0 and 1"),
        });
    }
    moments.check()?;
    let covariance = &moments.covariance;
    let correlation = linear::to_correlation(covariance);
    let multiple = Multiple::of(&correlation);
    let size = moments.rows as f64;
    let whole = Sums::whole(covariance, &correlation);
    if whole.covariances <= 0.0 {
        let why = "the items add up to no variance".to_owned();
        return Err(Error::Argument { what: "alpha".to_owned(), why });
    }
    let inter_item = inter_item(covariance, &correlation);
    let raw_alpha = whole.raw_alpha();
    let ase = (whole.uncertainty() / size).sqrt();
    let items = item_totals(moments, people, &correlation, &multiple);
    let reach = if level == 0.95 { 1.96 } else { normal::quantile(0.5 + 0.5 * level) } * ase;
    Ok(Alpha {
        n: moments.rows,
        k,
        raw_alpha,
        std_alpha: whole.std_alpha(),
        g6: whole.g6(&multiple.smc),
        average_r: whole.average_r(),
        median_r: inter_item.median,
        signal_noise: whole.signal_noise(),
        ase,
        level,
        feldt: feldt(raw_alpha, size, k as f64, level),
        duhachek: Interval { lower: raw_alpha - reach, upper: raw_alpha + reach },
        mean: people.map(|people| people.mean),
        sd: people.map(|people| people.sd).filter(|sd| !sd.is_nan()),
        singular: multiple.singular,
        against: items.iter().filter(|item| item.r_drop < 0.0).map(|item| item.item.clone()).collect(),
        inter_item,
        items,
        dropped: if k > 2 { dropped(moments, &correlation, &multiple, &whole) } else { Vec::new() },
    })
}

/// Feldt's interval.
fn feldt(alpha: f64, n: f64, k: f64, level: f64) -> Interval {
    let (d1, d2) = (n - 1.0, (n - 1.0) * (k - 1.0));
    let upper_share = 0.5 + 0.5 * level;
    Interval {
        lower: 1.0 - (1.0 - alpha) * student::f_quantile(upper_share, d1, d2),
        upper: 1.0 - (1.0 - alpha) / student::f_quantile(upper_share, d2, d1),
    }
}

/// Sums over matrices from which alpha and its kin are closed forms.
#[derive(Debug, Clone, Copy)]
struct Sums {
    k: f64,
    variances: f64,
    covariances: f64,
    /// Sum of squared covariances, the trace of `C C`.
    squares: f64,
    /// Sum of squared row sums, the sum of `C C`.
    row_squares: f64,
    correlations: f64,
}

impl Sums {
    /// Over all items.
    fn whole(covariance: &DMatrix<f64>, correlation: &DMatrix<f64>) -> Self {
        Self {
            k: covariance.nrows() as f64,
            variances: covariance.trace(),
            covariances: covariance.sum(),
            squares: covariance.norm_squared(),
            row_squares: covariance.column_sum().norm_squared(),
            correlations: correlation.sum(),
        }
    }

    /// Over all items but one, whose row sums and column are given.
    fn without(self, i: usize, covariance: &DMatrix<f64>, rows: &[f64], correlation_row: f64) -> Self {
        let own = covariance[(i, i)];
        let column = covariance.column(i);
        // Row sums without the item are r_j - c_ij, the item's own row left out.
        let crossed: f64 = rows.iter().zip(&column).map(|(row, c)| row * c).sum();
        Self {
            k: self.k - 1.0,
            variances: self.variances - own,
            covariances: self.covariances - 2.0 * rows[i] + own,
            squares: self.squares - 2.0 * column.norm_squared() + own * own,
            row_squares: self.row_squares - 2.0 * crossed + column.norm_squared() - (rows[i] - own).powi(2),
            correlations: self.correlations - 2.0 * correlation_row + 1.0,
        }
    }

    fn raw_alpha(self) -> f64 {
        self.k / (self.k - 1.0) * (1.0 - self.variances / self.covariances)
    }

    fn std_alpha(self) -> f64 {
        self.k / (self.k - 1.0) * (1.0 - self.k / self.correlations)
    }

    fn average_r(self) -> f64 {
        (self.correlations - self.k) / (self.k * (self.k - 1.0))
    }

    fn signal_noise(self) -> f64 {
        self.k * self.average_r() / (1.0 - self.average_r())
    }

    fn g6(self, smc: &[f64]) -> f64 {
        1.0 - (self.k - smc.iter().sum::<f64>()) / self.correlations
    }

    /// Duhachek and Iacobucci's Q, n times the squared standard error of alpha.
    fn uncertainty(self) -> f64 {
        let first = self.covariances * (self.squares + self.variances * self.variances);
        let second = 2.0 * self.variances * self.row_squares;
        2.0 * self.k * self.k / ((self.k - 1.0).powi(2) * self.covariances.powi(3)) * (first - second)
    }
}

/// Each item among the others.
fn item_totals(
    moments: &Moments,
    people: Option<&People>,
    correlation: &DMatrix<f64>,
    multiple: &Multiple,
) -> Vec<ItemTotal> {
    let covariance = &moments.covariance;
    let (total, rows) = (covariance.sum(), covariance.column_sum());
    let (standard, standard_rows) = (correlation.sum(), correlation.column_sum());
    let k = moments.items() as f64;
    let corrected = standard - k + multiple.smc.iter().sum::<f64>();
    let one = |i: usize| {
        let own = covariance[(i, i)];
        let rest = total - 2.0 * rows[i] + own;
        ItemTotal {
            item: moments.names[i].clone(),
            n: moments.counts[(i, i)] as u64,
            raw_r: people.map(|people| people.item_total[i]),
            std_r: standard_rows[i] / standard.sqrt(),
            r_cor: (standard_rows[i] - 1.0 + multiple.smc[i]) / corrected.sqrt(),
            r_drop: (rows[i] - own) / (own * rest).sqrt(),
            mean: moments.means[i],
            sd: own.sqrt(),
        }
    };
    (0..moments.items()).map(one).collect()
}

/// The scale without each item.
fn dropped(moments: &Moments, correlation: &DMatrix<f64>, multiple: &Multiple, whole: &Sums) -> Vec<Dropped> {
    let rows: Vec<f64> = moments.covariance.column_sum().iter().copied().collect();
    let correlation_rows = correlation.column_sum();
    let sorted = sorted_pairs(correlation);
    let one = |i: usize| {
        let rest = whole.without(i, &moments.covariance, &rows, correlation_rows[i]);
        let kept: Vec<f64> =
            sorted.iter().filter(|pair| pair.1 != i && pair.2 != i).map(|pair| pair.0).collect();
        Dropped {
            item: moments.names[i].clone(),
            raw_alpha: rest.raw_alpha(),
            std_alpha: rest.std_alpha(),
            g6: rest.g6(&multiple.without(correlation, i)),
            average_r: rest.average_r(),
            signal_noise: rest.signal_noise(),
            se: (rest.uncertainty() / moments.rows as f64).sqrt(),
            var_r: variance(&kept),
            median_r: middle(&kept),
        }
    };
    (0..moments.items()).map(one).collect()
}

/// The correlations among items with their pairs, rising.
fn sorted_pairs(correlation: &DMatrix<f64>) -> Vec<(f64, usize, usize)> {
    let k = correlation.nrows();
    let mut pairs: Vec<(f64, usize, usize)> =
        (0..k).flat_map(|i| (i + 1..k).map(move |j| (correlation[(i, j)], i, j))).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    pairs
}

/// How the correlations among items lie.
#[must_use]
pub fn inter_item(covariance: &DMatrix<f64>, correlation: &DMatrix<f64>) -> InterItem {
    let sorted: Vec<f64> = sorted_pairs(correlation).into_iter().map(|pair| pair.0).collect();
    let pairs = sorted.len() as f64;
    InterItem {
        mean: sorted.iter().sum::<f64>() / pairs,
        median: middle(&sorted),
        min: sorted.first().copied().unwrap_or(f64::NAN),
        max: sorted.last().copied().unwrap_or(f64::NAN),
        variance: variance(&sorted),
        mean_covariance: 0.5 * (covariance.sum() - covariance.trace()) / pairs,
    }
}

/// The variance, divided by the number less one.
fn variance(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (values.len() > 1).then(|| values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0))
}

/// The middle of rising values.
fn middle(sorted: &[f64]) -> f64 {
    let n = sorted.len();
    if n == 0 { f64::NAN } else { 0.5 * (sorted[(n - 1) / 2] + sorted[n / 2]) }
}
