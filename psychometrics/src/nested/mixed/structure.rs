//! How the random effects are eliminated: by size of group, group by group, or by blocks of a sparse matrix. All three
//! give the same numbers; the first that fits is the fastest.
//! Not here: what is done with the numbers (see `deviance`).
//!
//! With `T` the lower triangular template of a grouping (relative to the residual), `Λ` the templates of all groups,
//! `A = ΛᵀZᵀZΛ + I` and `V = I + ZΛΛᵀZᵀ` (Bates et al. 2015): `log|V| = log|A|`, and
//! `[X y]ᵀV⁻¹[X y] = [X y]ᵀ[X y] − BᵀA⁻¹B` with `B = ΛᵀZᵀ[X y]`.

use nalgebra::DMatrix;

use super::bucketed::Bucketed;
use super::crossed::Crossed;
use super::separate::Separate;
use super::sums::Sums;
use crate::Result;

/// What is left when the random effects are eliminated.
#[derive(Debug, Clone)]
pub struct Reduced {
    /// `log|A|`.
    pub log_det: f64,
    /// `[X y]ᵀV⁻¹[X y]`, `w × w`.
    pub matrix: DMatrix<f64>,
}

/// The fixed effects at given templates.
#[derive(Debug, Clone)]
pub struct Solved {
    /// `−β` and a one, so that `[X y]` times it is the residual.
    pub residual: Vec<f64>,
    /// `(XᵀV⁻¹X)⁻¹`, `p × p`; zero in the row and column of an effect that is held.
    pub inverse: Vec<f64>,
    /// `log|XᵀV⁻¹X|`.
    pub log_det: f64,
    /// The penalised residual sum of squares.
    pub rss: f64,
}

/// The parts of the slope of the likelihood along the template of a grouping, `q × q`.
#[derive(Debug, Clone)]
pub struct Slopes {
    /// `Σ (ZᵀV⁻¹Z) T`, with restricted likelihood `Σ (ZᵀPZ) T`.
    pub trace: Vec<f64>,
    /// `Σ u uᵀT` with `u = ZᵀV⁻¹(y − Xβ)`.
    pub outer: Vec<f64>,
}

/// Conditional modes of a grouping: `q` numbers of each group, and `q × q` variances relative to the residual's.
#[derive(Debug, Clone)]
pub struct Modes {
    /// Modes.
    pub values: Vec<f64>,
    /// Variances given the data, the fixed effects taken as known.
    pub variances: Vec<f64>,
}

/// One of the three ways.
#[derive(Debug, Clone)]
pub enum Structure {
    /// One grouping with one effect: groups alike in `zᵀz` are eliminated together.
    Bucketed(Bucketed),
    /// One grouping.
    Separate(Separate),
    /// Several groupings.
    Crossed(Box<Crossed>),
}

impl Structure {
    /// The fastest way that fits.
    ///
    /// # Errors
    /// [`crate::Error::Model`] where crossed groupings are too large.
    pub fn of(sums: &Sums) -> Result<Self> {
        if sums.levels.len() > 1 {
            return Ok(Self::Crossed(Box::new(Crossed::new(sums)?)));
        }
        let separate = Separate::new(sums);
        Ok(match Bucketed::new(sums) {
            Some(bucketed) => Self::Bucketed(bucketed),
            None => Self::Separate(separate),
        })
    }

    /// Eliminates the random effects; none where rounding makes that impossible.
    pub fn reduce(&mut self, templates: &[Vec<f64>]) -> Option<Reduced> {
        match self {
            Self::Bucketed(bucketed) => Some(bucketed.reduce(templates[0][0])),
            Self::Separate(separate) => separate.reduce(&templates[0]),
            Self::Crossed(crossed) => crossed.reduce(templates),
        }
    }

    /// The slopes at the templates of the last [`Self::reduce`].
    pub fn slopes(&mut self, templates: &[Vec<f64>], solved: &Solved, restricted: bool) -> Vec<Slopes> {
        match self {
            Self::Bucketed(bucketed) => vec![bucketed.slopes(templates[0][0], solved, restricted)],
            Self::Separate(separate) => vec![separate.slopes(&templates[0], solved, restricted)],
            Self::Crossed(crossed) => crossed.slopes(templates, solved, restricted),
        }
    }

    /// The modes at the templates of the last [`Self::reduce`].
    pub fn modes(&mut self, templates: &[Vec<f64>], solved: &Solved) -> Vec<Modes> {
        match self {
            Self::Bucketed(bucketed) => vec![bucketed.modes(templates[0][0], solved)],
            Self::Separate(separate) => vec![separate.modes(&templates[0], solved)],
            Self::Crossed(crossed) => crossed.modes(templates, solved),
        }
    }
}
