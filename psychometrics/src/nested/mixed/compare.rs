//! Likelihood-ratio tests between nested mixed models, all fitted anew by plain likelihood.
//! Not here: whether the models are nested, which only their author knows.

use super::fit::fit;
use super::report::Options;
use crate::nested::variables::Variables;
use crate::numeric::chisquare;
use crate::{Error, Result};

/// A model among others.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Compared {
    /// Its formula.
    pub formula: String,
    /// Parameters.
    pub parameters: usize,
    /// AIC.
    pub aic: f64,
    /// BIC.
    pub bic: f64,
    /// Log-likelihood.
    pub loglik: f64,
    /// Minus twice that.
    pub deviance: f64,
    /// What the deviance loses against the model before.
    pub chi_square: Option<f64>,
    /// Parameters gained against the model before.
    pub df: Option<usize>,
    /// Probability of such a loss or a larger one if the model before were true; too large where variances are tested,
    /// which cannot be negative.
    pub p: Option<f64>,
    /// Whether the fit is singular.
    pub singular: bool,
}

/// Fits `formulas` by plain likelihood and tests each against the one before, from few parameters to many.
///
/// # Errors
/// Those of [`fit`]; [`Error::Model`] where the models do not use the same rows; [`Error::TooFew`] below two models.
pub fn compare(formulas: &[&str], variables: &Variables<'_>, options: &Options<'_>) -> Result<Vec<Compared>> {
    if formulas.len() < 2 {
        return Err(Error::TooFew { what: "models".to_owned(), needed: 2, found: formulas.len() });
    }
    let plain = Options { restricted: false, modes: false, profile: false, ..*options };
    let mut fits =
        formulas.iter().map(|formula| fit(formula, variables, &plain)).collect::<Result<Vec<_>>>()?;
    fits.sort_by_key(|fit| fit.parameters);
    if let Some(other) = fits.iter().find(|fit| fit.n != fits[0].n) {
        return Err(Error::Model(format!(
            "\"{}\" uses {} rows and \"{}\" {}: leave out the rows with missing values first",
            fits[0].formula, fits[0].n, other.formula, other.n
        )));
    }
    let row = |at: usize| {
        let own = &fits[at];
        let before = at.checked_sub(1).map(|before| &fits[before]);
        let chi_square = before.map(|before| (before.criterion - own.criterion).max(0.0));
        let df = before.map(|before| own.parameters - before.parameters);
        Compared {
            formula: own.formula.clone(),
            parameters: own.parameters,
            aic: own.aic,
            bic: own.bic,
            loglik: own.loglik,
            deviance: own.criterion,
            chi_square,
            df,
            p: chi_square.zip(df).filter(|(_, df)| *df > 0).map(|(x, df)| chisquare::above(x, df as f64)),
            singular: own.singular,
        }
    };
    Ok((0..fits.len()).map(row).collect())
}
