//! A whole exploratory factor analysis: taken out, rotated, described and judged.
//! Not here: how many factors there should be (see `retention`), scores of people (see `scores`).

use nalgebra::DMatrix;
use rand::Rng;
use serde::Serialize;

use super::extraction::{Extraction, extract};
use super::fit::{self, Fit};
use super::rotation::{Rotation, Search, rotate, sums_of_squares};
use crate::numeric::{linear, serial};
use crate::{Error, Result};

/// What is wanted of a factor analysis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Options {
    /// Number of factors.
    pub factors: usize,
    /// How they are taken out.
    pub extraction: Extraction,
    /// How they are rotated.
    pub rotation: Rotation,
    /// How the rotation is sought.
    pub search: Search,
    /// Least uniqueness allowed (0.005).
    pub lowest_uniqueness: f64,
    /// Gradient at which extraction ends (for principal axis: change of a communality).
    pub tolerance: f64,
    /// The most rounds of extraction.
    pub most_iterations: usize,
    /// Confidence of the interval of RMSEA (0.90).
    pub confidence: f64,
}

impl Options {
    /// Minres with quartimin rotation without Kaiser's normalisation, one start.
    #[must_use]
    pub fn of(factors: usize) -> Self {
        Self {
            factors,
            extraction: Extraction::Minres,
            rotation: Rotation::Quartimin,
            search: Search::default(),
            lowest_uniqueness: 0.005,
            tolerance: 1e-11,
            most_iterations: 5000,
            confidence: 0.90,
        }
    }
}

/// An exploratory factor analysis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Efa {
    /// Names of the items.
    pub items: Vec<String>,
    /// What was asked for.
    pub options: Options,
    /// People behind the correlations.
    pub n: Option<u64>,
    /// Pattern: items by factors; factors by falling `ss_loadings`, each with a sum that is not negative.
    #[serde(serialize_with = "serial::rows")]
    pub loadings: DMatrix<f64>,
    /// Correlations of items with factors, ΛΦ.
    #[serde(serialize_with = "serial::rows")]
    pub structure: DMatrix<f64>,
    /// Correlations of the factors.
    #[serde(serialize_with = "serial::rows")]
    pub phi: DMatrix<f64>,
    /// Loadings before rotation.
    #[serde(serialize_with = "serial::rows")]
    pub unrotated: DMatrix<f64>,
    /// Correlations less what the factors reproduce; uniquenesses on the diagonal.
    #[serde(serialize_with = "serial::rows")]
    pub residuals: DMatrix<f64>,
    /// Share of each item the factors explain, diag(ΛΦΛ').
    pub communalities: Vec<f64>,
    /// Its uniqueness.
    pub uniquenesses: Vec<f64>,
    /// How many factors an item loads on, (Σ λ²)²/Σ λ⁴ (Hofmann 1978).
    pub complexity: Vec<f64>,
    /// Variance each factor explains, diag(ΦΛ'Λ).
    pub ss_loadings: Vec<f64>,
    /// The same over the number of items.
    pub proportion: Vec<f64>,
    /// Running sum of `proportion`.
    pub cumulative: Vec<f64>,
    /// The same as a share of what all factors explain.
    pub proportion_explained: Vec<f64>,
    /// Eigenvalues of the correlation matrix, falling.
    pub eigenvalues: Vec<f64>,
    /// Items whose uniqueness stands at the lower bound: the factors explain all of them, which data seldom mean.
    pub heywood: Vec<String>,
    /// Whether extraction and rotation both ended.
    pub converged: bool,
    /// Where not, or where the solution is improper, why.
    pub remarks: Vec<String>,
    /// Largest derivative left by extraction.
    pub extraction_gradient: f64,
    /// Its rounds.
    pub extraction_iterations: usize,
    /// What extraction made small: ½ Σ residual², or the likelihood discrepancy.
    pub discrepancy: f64,
    /// What the rotation made small.
    pub rotation_criterion: f64,
    /// Norm of its projected gradient.
    pub rotation_gradient: f64,
    /// Its steps.
    pub rotation_iterations: usize,
    /// Starts of the rotation, and how many of them ended alike.
    pub rotation_starts: usize,
    /// How many of the starts ended at the same criterion.
    pub rotation_agreeing: usize,
    /// Fit.
    pub fit: Fit,
}

/// Factor analysis of a correlation matrix from `n` people. `rng` is asked only for random starts of the rotation.
///
/// # Errors
/// Those of [`extract`] and [`rotate`]; [`Error::Argument`] where names and matrix do not match.
///
/// ```
/// use nalgebra::DMatrix;
/// use psychometrics::efa::{Options, factor_analysis};
/// use rand::SeedableRng;
/// let pattern = DMatrix::from_row_slice(6, 2, &[0.8, 0., 0.7, 0., 0.6, 0., 0., 0.8, 0., 0.7, 0., 0.6]);
/// let mut r = &pattern * DMatrix::from_row_slice(2, 2, &[1., 0.3, 0.3, 1.]) * pattern.transpose();
/// r.fill_diagonal(1.0);
/// let names: Vec<String> = (1..=6).map(|item| format!("q{item}")).collect();
/// let found = factor_analysis(&names, &r, Some(500), &Options::of(2), &mut rand_pcg::Pcg64::seed_from_u64(1))?;
/// assert!(found.converged && (found.phi[(0, 1)] - 0.3).abs() < 1e-6);
/// # Ok::<(), psychometrics::Error>(())
/// ```
pub fn factor_analysis(
    names: &[String],
    correlation: &DMatrix<f64>,
    n: Option<u64>,
    options: &Options,
    rng: &mut impl Rng,
) -> Result<Efa> {
    named(names, correlation)?;
    let taken = extract(
        correlation,
        options.factors,
        options.extraction,
        options.lowest_uniqueness,
        options.tolerance,
        options.most_iterations,
    )?;
    let turned = rotate(&taken.loadings, &options.rotation, &options.search, rng)?;
    let structure = &turned.loadings * &turned.phi;
    let model = &structure * turned.loadings.transpose();
    let ss_loadings = sums_of_squares(&turned.loadings, &turned.phi);
    let explained: f64 = ss_loadings.iter().sum();
    let proportion: Vec<f64> = ss_loadings.iter().map(|sum| sum / names.len() as f64).collect();
    let mut found = Efa {
        items: names.to_vec(),
        options: options.clone(),
        n,
        complexity: turned.loadings.row_iter().map(|row| complexity(row.iter().copied())).collect(),
        cumulative: (1..=proportion.len()).map(|upto| proportion[..upto].iter().sum()).collect(),
        proportion,
        proportion_explained: ss_loadings.iter().map(|sum| sum / explained).collect(),
        ss_loadings,
        communalities: model.diagonal().iter().copied().collect(),
        uniquenesses: taken.uniquenesses.iter().copied().collect(),
        eigenvalues: linear::eigen(correlation).0.iter().copied().collect(),
        heywood: taken.heywood.iter().map(|&item| names[item].clone()).collect(),
        converged: taken.converged && turned.converged,
        remarks: Vec::new(),
        extraction_gradient: taken.gradient,
        extraction_iterations: taken.iterations,
        discrepancy: taken.discrepancy,
        rotation_criterion: turned.criterion,
        rotation_gradient: turned.gradient,
        rotation_iterations: turned.iterations,
        rotation_starts: turned.starts,
        rotation_agreeing: turned.agreeing,
        fit: fit::of(correlation, &model, options.factors, n.map(|n| n as f64), options.confidence),
        unrotated: taken.loadings,
        loadings: turned.loadings,
        residuals: correlation - model,
        structure,
        phi: turned.phi,
    };
    found.remarks = remarks(&found, taken.converged, turned.converged);
    Ok(found)
}

/// Refuses names that are not as many as the matrix has rows.
pub(super) fn named(names: &[String], correlation: &DMatrix<f64>) -> Result<()> {
    if names.len() == correlation.nrows() {
        return Ok(());
    }
    let why = format!("{} names for {} rows", names.len(), correlation.nrows());
    Err(Error::Argument { what: "names".to_owned(), why })
}

/// (Σ λ²)²/Σ λ⁴; 0 for an item without loadings.
fn complexity(row: impl Iterator<Item = f64>) -> f64 {
    let (squares, fourths) = row.fold((0.0, 0.0), |sum, value| {
        let square = value * value;
        (sum.0 + square, sum.1 + square * square)
    });
    if fourths > 0.0 { squares * squares / fourths } else { 0.0 }
}

fn remarks(found: &Efa, extracted: bool, rotated: bool) -> Vec<String> {
    let mut list = Vec::new();
    if !extracted {
        let left = found.extraction_gradient;
        list.push(format!(
            "extraction stopped after {} rounds with {left:.1e} left",
            found.extraction_iterations
        ));
    }
    if !rotated {
        let left = found.rotation_gradient;
        list.push(format!(
            "rotation stopped after {} steps with gradient {left:.1e}",
            found.rotation_iterations
        ));
    }
    if !found.heywood.is_empty() {
        let items = found.heywood.join(", ");
        let lowest = found.options.lowest_uniqueness;
        list.push(format!("Heywood case: the uniqueness of {items} stands at the bound {lowest}"));
    }
    if found.fit.df < 0 {
        list.push(format!(
            "{} factors are more than {} items can tell",
            found.options.factors,
            found.items.len()
        ));
    }
    if found.fit.objective.is_none() {
        list.push("the correlation matrix is not positive definite: no likelihood-based fit".to_owned());
    }
    if found.rotation_agreeing < found.rotation_starts {
        list.push(format!(
            "{} of {} starts of the rotation ended at the best criterion; others are local minima",
            found.rotation_agreeing, found.rotation_starts
        ));
    }
    list
}
