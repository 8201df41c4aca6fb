//! Correlations: Pearson, polychoric, tetrachoric, polyserial, with their sampling covariance.
//! Not here: reading files (see `answers`) and drawing.

mod axis;
mod grid;
mod influence;
mod joint;
mod pair;
mod polychoric;
mod sampling;

pub use pair::{PolychoricPair, polychoric_of_table};
pub use polychoric::{
    EmptyCells, Estimator, FLOOR, Margins, Options as PolychoricOptions, Polychoric, polychoric,
};
pub use sampling::{SamplingCovariance, polychoric_with_covariance};
