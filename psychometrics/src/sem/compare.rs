//! Nested models side by side: differences of their tests, plain or scaled.
//! Not here: the fits.

use super::estimator::Test;
use super::measures::Fit;
use super::shifted;
use super::solution::Solution;
use crate::numeric::chisquare;
use crate::{Error, Result};

/// One model of a comparison, with its difference from the model before it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Compared {
    /// Name given by the caller.
    pub model: String,
    /// Degrees of freedom.
    pub df: usize,
    /// Akaike.
    pub aic: Option<f64>,
    /// Schwarz.
    pub bic: Option<f64>,
    /// Test, not scaled.
    pub chisq: f64,
    /// Comparative fit index.
    pub cfi: f64,
    /// RMSEA of the model.
    pub rmsea: f64,
    /// SRMR of the model.
    pub srmr: f64,
    /// Difference of the tests from the less restricted model before; scaled (Satorra and Bentler 2001) when the models
    /// have scaled tests, scaled and shifted (Satorra 2000) when they have such. Absent where the formula fails.
    pub chisq_diff: Option<f64>,
    /// Difference of the degrees of freedom.
    pub df_diff: Option<usize>,
    /// p of the difference.
    pub p_diff: Option<f64>,
    /// RMSEA of the difference.
    pub rmsea_diff: Option<f64>,
    /// Difference of CFI.
    pub cfi_diff: Option<f64>,
    /// Whether the difference is scaled.
    pub scaled: bool,
}

/// The scaled difference of two tests (Satorra and Bentler 2001): `(T0 - T1) (d0 - d1) / (d0 c0 - d1 c1)` with the plain
/// tests `T`, degrees of freedom `d`, scaling factors `c` of the more (0) and the less (1) restricted model.
///
/// # Errors
/// [`Error::Argument`] where the scaling of the difference is not positive, or there are no degrees of freedom between.
pub fn scaled_difference(t: (f64, f64), d: (usize, usize), c: (f64, f64)) -> Result<f64> {
    let between = d.0 as f64 - d.1 as f64;
    let scale = (d.0 as f64 * c.0 - d.1 as f64 * c.1) / between;
    if !(between > 0.0 && scale > 0.0) {
        return Err(Error::Argument {
            what: "the scaled difference".to_owned(),
            why: "its scaling is not positive; these models are too close for this formula".to_owned(),
        });
    }
    Ok((t.0 - t.1) / scale)
}

/// Which difference of scaled tests is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// Satorra and Bentler (2001) of tests scaled by their mean, Satorra (2000) of the others.
    Own,
    /// Satorra (2000), scaled and shifted; needs [`super::Options::keep_slopes`].
    Satorra2000,
}

/// Models in the order of their degrees of freedom, each against the one before it.
///
/// # Errors
/// [`Error::TooFew`] with fewer than two models.
pub fn compare(models: &[(&str, &Solution)]) -> Result<Vec<Compared>> {
    compare_by(models, Difference::Own)
}

/// As [`compare`], with the difference that is wanted.
///
/// # Errors
/// [`Error::TooFew`] with fewer than two models.
pub fn compare_by(models: &[(&str, &Solution)], how: Difference) -> Result<Vec<Compared>> {
    if models.len() < 2 {
        return Err(Error::TooFew { what: "models".to_owned(), needed: 2, found: models.len() });
    }
    let mut order: Vec<&(&str, &Solution)> = models.iter().collect();
    order.sort_by_key(|(_, solution)| solution.fit.df);
    let mut found: Vec<Compared> = Vec::with_capacity(order.len());
    for (at, (name, solution)) in order.iter().enumerate() {
        let fit = &solution.fit;
        let mut one = Compared {
            model: (*name).to_owned(),
            df: fit.df,
            aic: fit.aic,
            bic: fit.bic,
            chisq: fit.chisq,
            cfi: fit.incremental.cfi,
            rmsea: fit.rmsea.rmsea,
            srmr: fit.srmr,
            chisq_diff: None,
            df_diff: None,
            p_diff: None,
            rmsea_diff: None,
            cfi_diff: None,
            scaled: false,
        };
        if at > 0 {
            difference(&mut one, solution, order[at - 1].1, how);
        }
        found.push(one);
    }
    Ok(found)
}

fn difference(one: &mut Compared, now: &Solution, before: &Solution, how: Difference) {
    let df = now.fit.df - before.fit.df;
    one.df_diff = Some(df);
    one.cfi_diff = Some(now.fit.incremental.cfi - before.fit.incremental.cfi);
    let plain = now.fit.chisq - before.fit.chisq;
    one.scaled = now.test != Test::Standard || how == Difference::Satorra2000;
    let chisq = if now.test.squares() || how == Difference::Satorra2000 {
        match (&now.slopes, &before.slopes) {
            (Some(narrow), Some(wide)) => shifted::difference(narrow, wide, plain, df),
            _ => None,
        }
    } else if one.scaled {
        let factor = |fit: &Fit| if fit.df == 0 { Some(1.0) } else { fit.scaling() };
        let factors = factor(&now.fit).zip(factor(&before.fit));
        factors.and_then(|factors| {
            scaled_difference((now.fit.chisq, before.fit.chisq), (now.fit.df, before.fit.df), factors).ok()
        })
    } else {
        Some(plain)
    };
    one.chisq_diff = chisq;
    let Some(chisq) = chisq.filter(|_| df > 0) else { return };
    one.p_diff = Some(chisquare::above(chisq, df as f64));
    let rows: usize = now.rows.iter().sum();
    let groups = now.rows.len() as f64;
    one.rmsea_diff = Some(((chisq - df as f64).max(0.0) / (df as f64 * rows as f64) * groups).sqrt());
}
