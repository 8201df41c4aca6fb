//! Intraclass correlations of judges who rate the same targets (Shrout & Fleiss 1979; McGraw & Wong 1996).
//! Not here: people in groups of different sizes (see `anova`).

use crate::numeric::tails::{fisher_above, fisher_limit};
use crate::{Error, Result};

/// One of the six coefficients.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Coefficient {
    /// `ICC1`, `ICC2`, `ICC3` for a single judge; `ICC1k`, `ICC2k`, `ICC3k` for the mean of all judges.
    pub name: String,
    /// What it tells.
    pub meaning: String,
    /// The coefficient.
    pub icc: f64,
    /// F of the test against zero.
    pub f: f64,
    /// Its degrees of freedom.
    pub df1: f64,
    /// The lower ones.
    pub df2: f64,
    /// Probability of such an F or a larger one if the coefficient were zero.
    pub p: f64,
    /// Lower limit of the interval.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// The six coefficients and the two-way analysis of variance they come from.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Raters {
    /// Targets rated by all judges.
    pub targets: usize,
    /// Judges.
    pub judges: usize,
    /// Targets left out because a rating is missing.
    pub rows_left_out: usize,
    /// Mean square between targets.
    pub ms_targets: f64,
    /// Mean square between judges.
    pub ms_judges: f64,
    /// Residual mean square of the two-way analysis.
    pub ms_residual: f64,
    /// Mean square within targets of the one-way analysis.
    pub ms_within: f64,
    /// Level of the intervals.
    pub confidence: f64,
    /// ICC1, ICC2, ICC3, ICC1k, ICC2k, ICC3k.
    pub coefficients: Vec<Coefficient>,
}

struct Squares {
    n: f64,
    k: f64,
    targets: f64,
    judges: f64,
    residual: f64,
    within: f64,
}

/// The six coefficients for `judges` (a column of ratings each, one row for each target, NaN = missing; targets that
/// lack a rating are left out).
///
/// ```
/// // The ratings of Shrout & Fleiss 1979.
/// let judges = [
///     [9.0, 6.0, 8.0, 7.0, 10.0, 6.0],
///     [2.0, 1.0, 4.0, 1.0, 5.0, 2.0],
///     [5.0, 3.0, 6.0, 2.0, 6.0, 4.0],
///     [8.0, 2.0, 8.0, 6.0, 9.0, 7.0],
/// ];
/// let columns: Vec<&[f64]> = judges.iter().map(|judge| &judge[..]).collect();
/// let found = psychometrics::nested::raters::raters(&columns, 0.95).unwrap();
/// assert!((found.coefficients[1].icc - 0.29).abs() < 0.005);
/// ```
///
/// # Errors
/// [`Error::TooFew`] below two judges or two complete targets; [`Error::Constant`] where all ratings are equal.
pub fn raters(judges: &[&[f64]], confidence: f64) -> Result<Raters> {
    if !(confidence > 0.0 && confidence < 1.0) {
        let why = format!("{confidence} is not between 0 and 1");
        return Err(Error::Argument { what: "confidence".to_owned(), why });
    }
    if judges.len() < 2 {
        return Err(Error::TooFew { what: "judges".to_owned(), needed: 2, found: judges.len() });
    }
    let rows = judges.iter().map(|judge| judge.len()).min().unwrap_or(0);
    let complete: Vec<usize> =
        (0..rows).filter(|&row| judges.iter().all(|judge| judge[row].is_finite())).collect();
    if complete.len() < 2 {
        let what = "targets rated by all judges".to_owned();
        return Err(Error::TooFew { what, needed: 2, found: complete.len() });
    }
    let squares = squares(judges, &complete);
    if squares.targets + squares.within <= 0.0 {
        return Err(Error::Constant { item: "all ratings".to_owned() });
    }
    Ok(Raters {
        targets: complete.len(),
        judges: judges.len(),
        rows_left_out: judges[0].len() - complete.len(),
        ms_targets: squares.targets,
        ms_judges: squares.judges,
        ms_residual: squares.residual,
        ms_within: squares.within,
        confidence,
        coefficients: coefficients(&squares, 0.5 * (1.0 - confidence)),
    })
}

fn squares(judges: &[&[f64]], rows: &[usize]) -> Squares {
    let (n, k) = (rows.len() as f64, judges.len() as f64);
    let of_judge: Vec<f64> =
        judges.iter().map(|judge| rows.iter().map(|&row| judge[row]).sum::<f64>() / n).collect();
    let mean = of_judge.iter().sum::<f64>() / k;
    let (mut targets, mut within, mut residual) = (0.0, 0.0, 0.0);
    for &row in rows {
        let target = judges.iter().map(|judge| judge[row]).sum::<f64>() / k;
        targets += k * (target - mean) * (target - mean);
        for (judge, own) in judges.iter().zip(&of_judge) {
            within += (judge[row] - target) * (judge[row] - target);
            let left = judge[row] - target - own + mean;
            residual += left * left;
        }
    }
    let judges: f64 = of_judge.iter().map(|own| n * (own - mean) * (own - mean)).sum();
    Squares {
        n,
        k,
        targets: targets / (n - 1.0),
        judges: judges / (k - 1.0),
        residual: residual / ((n - 1.0) * (k - 1.0)),
        within: within / (n * (k - 1.0)),
    }
}

fn coefficients(s: &Squares, tail: f64) -> Vec<Coefficient> {
    let (n, k) = (s.n, s.k);
    let one_way = (s.targets / s.within, n - 1.0, n * (k - 1.0));
    let two_way = (s.targets / s.residual, n - 1.0, (n - 1.0) * (k - 1.0));
    let limits =
        |(f, df1, df2): (f64, f64, f64)| (f / fisher_limit(tail, df1, df2), f * fisher_limit(tail, df2, df1));
    let (low1, high1) = limits(one_way);
    let (low3, high3) = limits(two_way);
    let single = |f: f64| if f.is_infinite() { 1.0 } else { (f - 1.0) / (f + k - 1.0) };
    let mean = |f: f64| 1.0 - f.recip();
    let stepped = |icc: f64| k * icc / (1.0 + (k - 1.0) * icc);
    let icc2 =
        (s.targets - s.residual) / (s.targets + (k - 1.0) * s.residual + k * (s.judges - s.residual) / n);
    let icc2k = (s.targets - s.residual) / (s.targets + (s.judges - s.residual) / n);
    let (low2, high2) = random_judges(s, icc2, tail);
    let row = |name: &str, meaning: &str, icc: f64, f: (f64, f64, f64), limits: (f64, f64)| Coefficient {
        name: name.to_owned(),
        meaning: meaning.to_owned(),
        icc,
        f: f.0,
        df1: f.1,
        df2: f.2,
        p: fisher_above(f.0, f.1, f.2),
        lower: limits.0,
        upper: limits.1,
    };
    vec![
        row("ICC1", "single judge, other judges for each target", single(one_way.0), one_way, {
            (single(low1), single(high1))
        }),
        row("ICC2", "single judge, judges drawn at random, absolute agreement", icc2, two_way, (low2, high2)),
        row("ICC3", "single judge, these judges only, consistency", single(two_way.0), two_way, {
            (single(low3), single(high3))
        }),
        row("ICC1k", "mean of the judges, other judges for each target", mean(one_way.0), one_way, {
            (mean(low1), mean(high1))
        }),
        row("ICC2k", "mean of the judges, drawn at random, absolute agreement", icc2k, two_way, {
            (stepped(low2), stepped(high2))
        }),
        row(
            "ICC3k",
            "mean of these judges, consistency",
            mean(two_way.0),
            two_way,
            (mean(low3), mean(high3)),
        ),
    ]
}

/// The interval of ICC2, with the approximate degrees of freedom of Satterthwaite (McGraw & Wong 1996).
fn random_judges(s: &Squares, icc: f64, tail: f64) -> (f64, f64) {
    let (n, k) = (s.n, s.k);
    if s.residual <= 0.0 && s.judges <= 0.0 {
        return (1.0, 1.0);
    }
    // Both parts are multiplied by the square of the residual, so that a residual of zero does no harm.
    let judges = k * icc * s.judges;
    let targets = (n * (1.0 + (k - 1.0) * icc) - k * icc) * s.residual;
    let above = (k - 1.0) * (n - 1.0) * (judges + targets) * (judges + targets);
    let below = (n - 1.0) * judges * judges + targets * targets;
    let v = above / below;
    let (upper, lower) = (fisher_limit(tail, n - 1.0, v), fisher_limit(tail, v, n - 1.0));
    let mixed = k * s.judges + (k * n - k - n) * s.residual;
    let low = n * (s.targets - upper * s.residual) / (upper * mixed + n * s.targets);
    let high = n * (lower * s.targets - s.residual) / (mixed + n * lower * s.targets);
    (low, high)
}
