//! Least squares from a formula such as `y ~ x * cohort`, with products and text variables.
//! Not here: the formula itself and the coding of texts (see `nested::mixed::formula`), random effects.

use super::ols::{Regression, Robust, ols};
use crate::nested::mixed::design::Design;
use crate::nested::mixed::formula::Formula;
use crate::nested::variables::Variables;
use crate::{Error, Result};

/// The regression of a formula with an intercept and without random effects; a text variable stands for its levels but
/// the first (treatment contrasts).
///
/// ```
/// use psychometrics::importance::terms::formula;
/// use psychometrics::nested::variables::{Variable, Variables};
/// let (x, y) = ([1.0, 2.0, 3.0, 4.0, 5.0], [1.0, 2.0, 2.0, 5.0, 4.0]);
/// let cohort = ["a", "b", "a", "b", "b"].map(|text| Some(text.to_string()));
/// let mut variables = Variables::new();
/// variables.add("x", Variable::Number(&x)).unwrap();
/// variables.add("y", Variable::Number(&y)).unwrap();
/// variables.add("cohort", Variable::Text(&cohort)).unwrap();
/// let found = formula("y ~ x + cohort", &variables, None, 0.95).unwrap();
/// assert_eq!(found.coefficients[2].term, "cohortb");
/// ```
///
/// # Errors
/// [`Error::Syntax`]; [`Error::Model`] with random effects or without an intercept; those of [`ols`].
pub fn formula(
    text: &str,
    variables: &Variables<'_>,
    robust: Option<Robust>,
    confidence: f64,
) -> Result<Regression> {
    let read = Formula::read(text)?;
    if !read.random.is_empty() {
        return Err(Error::Model("least squares has no random effects".to_owned()));
    }
    let design = Design::new(&read, variables, None)?;
    if !design.fixed.iter().any(|column| column.is_intercept()) {
        return Err(Error::Model("a regression without an intercept is not offered".to_owned()));
    }
    let values = |column: &crate::nested::mixed::design::Column<'_>| {
        let mut values = vec![0.0; design.n];
        column.fill(design.rows.as_deref(), 0, &mut values);
        values
    };
    let terms: Vec<_> = design.fixed.iter().filter(|column| !column.is_intercept()).collect();
    let columns: Vec<Vec<f64>> = terms.iter().map(|column| values(column)).collect();
    let names: Vec<String> = terms.iter().map(|column| column.name.clone()).collect();
    let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let response = values(&design.response);
    let mut found = ols((&design.response.name, &response), &names, &slices, robust, confidence)?;
    found.rows_left_out = design.left_out;
    Ok(found)
}
