//! Rotation of factors to simple structure, with or without Kaiser's normalisation, from one or many starts.
//! Not here: where the factors come from (see `extraction`).

mod criterion;
mod oblique;
mod orthogonal;

use nalgebra::DMatrix;
use rand::Rng;
use serde::Serialize;

use self::criterion::Criterion;
use crate::numeric::serial;
use crate::{Error, Result};

/// A rotation.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rotation {
    /// The factors stay as they were taken out.
    None,
    /// Orthogonal, the variance of squared loadings in columns (Kaiser 1958).
    Varimax,
    /// Orthogonal, the variance of squared loadings in rows.
    Quartimax,
    /// Oblique: varimax, and then towards its loadings raised to a power (Hendrickson & White 1964); 4 is customary.
    Promax {
        /// The power.
        power: f64,
    },
    /// The same done wholly on rows of length one, the regression on the powers too, as `psych::fa` in R does it;
    /// Promax with Kaiser's normalisation normalises for its varimax only, as `stats::promax` there does.
    NormalisedPromax {
        /// The power.
        power: f64,
    },
    /// Oblique: direct oblimin (Jennrich & Sampson 1966); γ = 0 is quartimin, negative γ less oblique.
    Oblimin {
        /// γ, at most 0.8.
        gamma: f64,
    },
    /// Quartimin, which is oblimin with γ = 0.
    #[default]
    Quartimin,
    /// Towards a target, entries that are NaN left free (Browne 1972). Columns keep the target's order and signs.
    Target {
        /// Items by factors.
        #[serde(serialize_with = "serial::rows")]
        target: DMatrix<f64>,
        /// Whether factors may correlate.
        oblique: bool,
    },
}

/// How a rotation is sought.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Search {
    /// Whether rows are brought to length one while rotating (Kaiser 1958).
    pub kaiser: bool,
    /// Starts from random turnings besides the factors as they are; the best end is taken.
    pub random_starts: usize,
    /// Norm of the projected gradient at which the rotation has ended.
    pub tolerance: f64,
    /// The most steps from one start.
    pub most_iterations: usize,
}

impl Default for Search {
    fn default() -> Self {
        Self { kaiser: false, random_starts: 0, tolerance: 1e-10, most_iterations: 5000 }
    }
}

/// Rotated factors, sorted by falling sums of squares, each with a sum of loadings that is not negative.
#[derive(Debug, Clone, PartialEq)]
pub struct Rotated {
    /// Pattern: items by factors.
    pub loadings: DMatrix<f64>,
    /// Correlations of the factors.
    pub phi: DMatrix<f64>,
    /// `T` with `loadings = A (T')⁻¹` and `phi = T'T`, A being what was rotated.
    pub turn: DMatrix<f64>,
    /// What was made small, at its end (of normalised rows under Kaiser's normalisation); 0 where nothing was sought.
    pub criterion: f64,
    /// Norm of the projected gradient there.
    pub gradient: f64,
    /// Steps from the start that won.
    pub iterations: usize,
    /// Whether the gradient reached the tolerance.
    pub converged: bool,
    /// Starts made.
    pub starts: usize,
    /// How many of them ended at the same criterion (to 1e-7).
    pub agreeing: usize,
}

/// The end of one search.
#[derive(Debug, Clone)]
struct Ended {
    loadings: DMatrix<f64>,
    phi: DMatrix<f64>,
    turn: DMatrix<f64>,
    criterion: f64,
    gradient: f64,
    iterations: usize,
    converged: bool,
}

/// Rotates the columns of `loadings`. `rng` is asked only for random starts.
///
/// # Errors
/// [`Error::Argument`] for a target of another shape, an oblimin γ above 0.8, a promax power below 1, loadings that are
/// not finite, or a turning that becomes singular.
pub fn rotate(
    loadings: &DMatrix<f64>,
    rotation: &Rotation,
    search: &Search,
    rng: &mut impl Rng,
) -> Result<Rotated> {
    check(loadings, rotation)?;
    let mut found = match rotation {
        Rotation::Promax { power } if loadings.ncols() > 1 => {
            let varimax = normalised(loadings, &Rotation::Varimax, search, rng)?;
            promax(loadings, varimax, *power)?
        }
        Rotation::NormalisedPromax { power } if loadings.ncols() > 1 => {
            let lengths = lengths(loadings, true);
            let start = divided(loadings, &lengths);
            let varimax = normalised(&start, &Rotation::Varimax, &Search { kaiser: false, ..*search }, rng)?;
            let mut found = promax(&start, varimax, *power)?;
            found.loadings.row_iter_mut().zip(&lengths).for_each(|(mut row, length)| row *= *length);
            found
        }
        other => normalised(loadings, other, search, rng)?,
    };
    if !matches!(rotation, Rotation::Target { .. } | Rotation::None) {
        arrange(&mut found);
    }
    Ok(found)
}

/// Rotates with rows of length one if that is wanted, and gives them their lengths back.
fn normalised(
    loadings: &DMatrix<f64>,
    rotation: &Rotation,
    search: &Search,
    rng: &mut impl Rng,
) -> Result<Rotated> {
    let lengths = lengths(loadings, search.kaiser);
    let start = divided(loadings, &lengths);
    let single = loadings.ncols() == 1 && !matches!(rotation, Rotation::Target { .. });
    let mut found = if matches!(rotation, Rotation::None) || single {
        still(&start)
    } else {
        best(&criterion(rotation, &lengths), oblique(rotation), &start, search, rng)?
    };
    found.loadings.row_iter_mut().zip(&lengths).for_each(|(mut row, length)| row *= *length);
    Ok(found)
}

/// What rows are divided by: their lengths, or one.
fn lengths(loadings: &DMatrix<f64>, kaiser: bool) -> Vec<f64> {
    let length = |norm: f64| if kaiser && norm > 0.0 { norm } else { 1.0 };
    loadings.row_iter().map(|row| length(row.norm())).collect()
}

/// Each row divided by its number.
fn divided(loadings: &DMatrix<f64>, lengths: &[f64]) -> DMatrix<f64> {
    let mut found = loadings.clone();
    found.row_iter_mut().zip(lengths).for_each(|(mut row, length)| row /= *length);
    found
}

fn check(loadings: &DMatrix<f64>, rotation: &Rotation) -> Result<()> {
    let refuse = |what: &str, why: String| Err(Error::Argument { what: what.to_owned(), why });
    if loadings.is_empty() || loadings.iter().any(|value| !value.is_finite()) {
        return refuse("loadings", "empty, or not finite".to_owned());
    }
    match rotation {
        Rotation::Oblimin { gamma } if gamma.is_nan() || *gamma > 0.8 => {
            refuse("gamma of oblimin", format!("{gamma} is above 0.8, where the criterion has no minimum"))
        }
        Rotation::Promax { power } | Rotation::NormalisedPromax { power }
            if power.is_nan() || *power < 1.0 =>
        {
            refuse("power of promax", format!("{power} is below 1"))
        }
        Rotation::Target { target, .. } if target.shape() != loadings.shape() => {
            let (rows, columns) = target.shape();
            refuse(
                "target",
                format!("{rows} by {columns}, loadings are {} by {}", loadings.nrows(), loadings.ncols()),
            )
        }
        _ => Ok(()),
    }
}

fn still(start: &DMatrix<f64>) -> Rotated {
    let factors = start.ncols();
    Rotated {
        loadings: start.clone(),
        phi: DMatrix::identity(factors, factors),
        turn: DMatrix::identity(factors, factors),
        criterion: 0.0,
        gradient: 0.0,
        iterations: 0,
        converged: true,
        starts: 1,
        agreeing: 1,
    }
}

/// The criterion; a target is brought to the scale of normalised rows.
fn criterion(rotation: &Rotation, lengths: &[f64]) -> Criterion {
    match rotation {
        Rotation::Varimax => Criterion::Orthomax(1.0),
        Rotation::Quartimax => Criterion::Orthomax(0.0),
        Rotation::Oblimin { gamma } => Criterion::Oblimin(*gamma),
        Rotation::Target { target, .. } => {
            let mut scaled = target.clone();
            scaled.row_iter_mut().zip(lengths).for_each(|(mut row, length)| row /= *length);
            Criterion::Target(scaled)
        }
        Rotation::None
        | Rotation::Quartimin
        | Rotation::Promax { .. }
        | Rotation::NormalisedPromax { .. } => Criterion::Oblimin(0.0),
    }
}

fn oblique(rotation: &Rotation) -> bool {
    matches!(
        rotation,
        Rotation::Oblimin { .. } | Rotation::Quartimin | Rotation::Target { oblique: true, .. }
    )
}

/// The best end over the starts.
fn best(
    criterion: &Criterion,
    oblique: bool,
    start: &DMatrix<f64>,
    search: &Search,
    rng: &mut impl Rng,
) -> Result<Rotated> {
    let factors = start.ncols();
    let mut ends: Vec<Ended> = Vec::with_capacity(1 + search.random_starts);
    let end_from = |turn: DMatrix<f64>| {
        if oblique {
            oblique::rotate(criterion, start, turn, search.tolerance, search.most_iterations)
        } else {
            Some(orthogonal::rotate(criterion, start, turn, search.tolerance, search.most_iterations))
        }
    };
    for place in 0..=search.random_starts {
        let turn = if place == 0 { DMatrix::identity(factors, factors) } else { random_turn(factors, rng) };
        let end = end_from(turn);
        // Symmetric loadings may start on a ridge, where there is no slope: a turning to nowhere in particular leaves it.
        let stuck = place == 0 && end.as_ref().is_none_or(|end| end.iterations == 0);
        let freed = if stuck { end_from(aside(factors)) } else { None };
        ends.extend(match (end, freed) {
            (Some(end), Some(freed)) if freed.criterion < end.criterion - 1e-10 => Some(freed),
            (end, freed) => end.or(freed),
        });
    }
    let lowest = ends.iter().map(|end| end.criterion).fold(f64::INFINITY, f64::min);
    let agreeing = ends.iter().filter(|end| end.criterion - lowest < 1e-7).count();
    // Among ends of equal height the first, so that more starts change nothing where there is one minimum.
    let winner = ends.into_iter().find(|end| end.criterion - lowest < 1e-10);
    let Some(end) = winner else {
        let why = "the factors became linearly dependent".to_owned();
        return Err(Error::Argument { what: "rotation".to_owned(), why });
    };
    Ok(Rotated {
        loadings: end.loadings,
        phi: end.phi,
        turn: end.turn,
        criterion: end.criterion,
        gradient: end.gradient,
        iterations: end.iterations,
        converged: end.converged,
        starts: 1 + search.random_starts,
        agreeing,
    })
}

/// A fixed orthogonal matrix without symmetry.
fn aside(factors: usize) -> DMatrix<f64> {
    DMatrix::from_fn(factors, factors, |i, j| {
        let place = (i * factors + j) as f64;
        (1.0 + 0.7 * place + 0.13 * place * place).sin() + if i == j { 2.0 } else { 0.0 }
    })
    .qr()
    .q()
}

/// A random orthogonal matrix: the Q of a matrix of standard normals.
fn random_turn(factors: usize, rng: &mut impl Rng) -> DMatrix<f64> {
    let draws = DMatrix::from_fn(factors, factors, |_, _| crate::numeric::draw::normal(rng));
    draws.qr().q()
}

/// From varimax by least squares towards |λ|^(power − 1) λ, with factors brought back to variance one.
fn promax(start: &DMatrix<f64>, varimax: Rotated, power: f64) -> Result<Rotated> {
    let target = varimax.loadings.map(|value| value * value.abs().powf(power - 1.0));
    let singular = || Error::Singular {
        what: "the promax transformation".to_owned(),
        why: "varimax factors are linearly dependent; fewer factors may help".to_owned(),
    };
    let cross = varimax.loadings.tr_mul(&varimax.loadings).cholesky().ok_or_else(singular)?;
    let mut change = cross.solve(&varimax.loadings.tr_mul(&target));
    let inverse = change.tr_mul(&change).cholesky().ok_or_else(singular)?.inverse();
    for (mut column, entry) in change.column_iter_mut().zip(inverse.diagonal().iter()) {
        column *= entry.sqrt();
    }
    let turned = &varimax.turn * &change;
    let phi = change.tr_mul(&change).cholesky().ok_or_else(singular)?.inverse();
    let back = turned.clone().try_inverse().ok_or_else(singular)?.transpose();
    Ok(Rotated { loadings: start * &turned, phi, turn: back, ..varimax })
}

/// Sorts factors by falling sums of squares diag(Φ Λ'Λ) and gives each a sum of loadings that is not negative.
fn arrange(found: &mut Rotated) {
    let strength = sums_of_squares(&found.loadings, &found.phi);
    let mut order: Vec<usize> = (0..strength.len()).collect();
    order.sort_by(|&a, &b| strength[b].total_cmp(&strength[a]));
    let signs: Vec<f64> =
        order.iter().map(|&at| if found.loadings.column(at).sum() < 0.0 { -1.0 } else { 1.0 }).collect();
    let sorted = |matrix: &DMatrix<f64>| {
        let mut chosen = matrix.select_columns(&order);
        chosen.column_iter_mut().zip(&signs).for_each(|(mut column, sign)| column *= *sign);
        chosen
    };
    found.loadings = sorted(&found.loadings);
    found.turn = sorted(&found.turn);
    let size = order.len();
    found.phi = DMatrix::from_fn(size, size, |a, b| {
        if a == b { 1.0 } else { found.phi[(order[a], order[b])] * signs[a] * signs[b] }
    });
}

/// diag(Φ Λ'Λ), the variance each factor explains.
pub(super) fn sums_of_squares(loadings: &DMatrix<f64>, phi: &DMatrix<f64>) -> Vec<f64> {
    (phi * loadings.tr_mul(loadings)).diagonal().iter().copied().collect()
}
