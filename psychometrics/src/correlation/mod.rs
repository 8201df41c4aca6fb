//! Correlations: Pearson, polychoric, tetrachoric, polyserial, with their sampling covariance.
//! Not here: reading files (see `answers`) and drawing.

mod axis;
mod both;
mod grid;
mod influence;
mod joint;
mod levels;
mod mixed;
mod moments;
mod pair;
mod pearson;
mod polychoric;
mod polyserial;
mod sampling;

pub use both::{Both, both};
pub use mixed::{Kind, Method, Mixed, mixed};
pub use pair::{PolychoricPair, polychoric_of_table};
pub use pearson::{
    Covariance, Missing, Pearson, covariance, covariance_of_tables, pearson, pearson_of_tables,
};
pub use polychoric::{
    EmptyCells, Estimator, FLOOR, Margins, Options as PolychoricOptions, Polychoric, polychoric,
};
pub use polyserial::{Polyserial, polyserial};
pub use sampling::{SamplingCovariance, polychoric_with_covariance};
