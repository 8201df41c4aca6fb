//! What factors come from: correlations of answers or of counts, and how factors are taken out of them.
//! Not here: the factors (`factors`, `omega`).

use clap::{Args, ValueEnum};
use nalgebra::DMatrix;
use psychometrics::answers::Frame;
use psychometrics::correlation::{PolychoricOptions, polychoric};
use psychometrics::efa::Extraction;
use rand_pcg::Pcg64;

use crate::Stopped;
use crate::counts;
use crate::input::{Input, Missing};
use crate::reliability::moments;

/// How factors are taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Minres,
    Ml,
    Pa,
}

/// Which correlations the factors come from.
#[derive(Debug, Clone, Args)]
pub struct Source {
    /// Polychoric correlations instead of Pearson's.
    #[arg(long)]
    pub polychoric: bool,
    /// How factors are taken out.
    #[arg(long, value_enum, default_value = "minres")]
    extraction: By,
    /// Seed of everything drawn.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Source {
    /// The extraction asked for.
    pub fn extraction(&self) -> Extraction {
        match self.extraction {
            By::Minres => Extraction::Minres,
            By::Ml => Extraction::MaximumLikelihood,
            By::Pa => Extraction::PrincipalAxis,
        }
    }

    /// The source of everything drawn.
    pub fn random(&self) -> Pcg64 {
        Pcg64::new(u128::from(self.seed), 1)
    }
}

/// Correlations with the number of rows they rest on.
pub struct Correlated {
    /// Names of the items.
    pub items: Vec<String>,
    /// Their correlations.
    pub correlation: DMatrix<f64>,
    /// Rows.
    pub n: u64,
    /// Whether the correlations had to be smoothed.
    pub smoothed: bool,
}

/// The correlations of a file of answers or of counts.
///
/// # Errors
/// A file or a column that cannot be read, correlations that do not exist.
pub fn correlated(input: &Input, frame: Option<&Frame>, source: &Source) -> Result<Correlated, Stopped> {
    let Some(frame) = frame else {
        let tables = counts::of_input(input)?;
        let items = tables.names().to_vec();
        if source.polychoric {
            let found = polychoric(&tables, &PolychoricOptions::default())?;
            return Ok(Correlated {
                items,
                correlation: found.correlations,
                n: tables.rows(),
                smoothed: found.smoothed,
            });
        }
        let moments = psychometrics::answers::Moments::from_tables(&tables);
        return Ok(Correlated { items, correlation: moments.correlation, n: tables.rows(), smoothed: false });
    };
    let items = input.items(frame)?;
    let whole = input.missing == Some(Missing::Listwise);
    if source.polychoric {
        let packed = frame.answers(&items)?;
        let tables = if whole { packed.complete_tables() } else { packed.tables() };
        let found = polychoric(&tables, &PolychoricOptions::default())?;
        return Ok(Correlated {
            items,
            correlation: found.correlations,
            n: tables.rows(),
            smoothed: found.smoothed,
        });
    }
    let found = moments(frame, &items, input)?;
    Ok(Correlated { items, correlation: found.correlation, n: found.rows, smoothed: false })
}
