//! What factors come from: correlations of answers or of counts, and how factors are taken out of them.
//! Not here: the factors (`factors`, `omega`).

use clap::{Args, ValueEnum};
use nalgebra::DMatrix;
use psychometrics::answers::{Frame, Moments, Tables};
use psychometrics::correlation::{PolychoricOptions, polychoric};
use psychometrics::efa::Extraction;
use rand_pcg::Pcg64;

use crate::Stopped;
use crate::counts;
use crate::input::{Input, Missing, is_counts};
use crate::reliability::{missing, moments};

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
    /// Their covariances; the correlations where these are polychoric.
    pub covariance: DMatrix<f64>,
    /// Rows.
    pub n: u64,
    /// Whether the correlations had to be smoothed.
    pub smoothed: bool,
}

impl Correlated {
    fn of_moments(moments: Moments) -> Self {
        let Moments { names, rows, covariance, correlation, .. } = moments;
        Self { items: names, correlation, covariance, n: rows, smoothed: false }
    }

    /// The covariances divided by the number of rows, as maximum likelihood has them; polychoric correlations as they are.
    pub fn of_rows(&self) -> DMatrix<f64> {
        let n = self.n as f64;
        if self.covariance == self.correlation {
            self.covariance.clone()
        } else {
            &self.covariance * ((n - 1.0) / n)
        }
    }

    fn of_tables(tables: &Tables) -> Result<Self, Stopped> {
        let found = polychoric(tables, &PolychoricOptions::default())?;
        Ok(Self {
            items: found.items,
            covariance: found.correlations.clone(),
            correlation: found.correlations,
            n: tables.rows(),
            smoothed: found.smoothed,
        })
    }
}

/// The correlations of rows, or of a file of counts where there are none.
///
/// # Errors
/// A file or a column that cannot be read, correlations that do not exist.
pub fn correlated(input: &Input, frame: Option<&Frame>, source: &Source) -> Result<Correlated, Stopped> {
    missing(input)?;
    let Some(frame) = frame else {
        let tables = counts::of_input(input)?;
        let moments = Moments::from_tables(&tables);
        moments.check()?;
        return if source.polychoric {
            Correlated::of_tables(&tables)
        } else {
            Ok(Correlated::of_moments(moments))
        };
    };
    let items = input.items(frame)?;
    if source.polychoric {
        let packed = frame.answers(&items)?;
        let whole = input.missing == Some(Missing::Listwise);
        return Correlated::of_tables(&if whole { packed.complete_tables() } else { packed.tables() });
    }
    let moments = moments(frame, &items, input)?;
    moments.check()?;
    Ok(Correlated::of_moments(moments))
}

/// The rows of a file, group by group; none where it holds counts, or is so large that it is counted.
///
/// # Errors
/// A file or a column that cannot be read.
pub fn parts(input: &Input, with_rows: bool) -> Result<Vec<(Option<String>, Option<Frame>)>, Stopped> {
    if is_counts(&input.file) || (!with_rows && input.items.is_some() && input.is_large()) {
        return Ok(vec![(None, None)]);
    }
    let parts = input.parts(input.read()?)?;
    Ok(parts.into_iter().map(|part| (part.group, Some(part.frame))).collect())
}
