//! Item response models: calibration by marginal maximum likelihood, scores of persons, fit of items and of the model,
//! local dependence, and items that work differently in groups.
//! Not here: factor models of correlations (see `efa`, `sem`).

mod curve;
mod estimate;
mod expectation;
mod fit;
mod information;
mod layout;
mod maximisation;
mod plan;
mod quadrature;
pub mod reliability;
mod responses;
mod sample;
mod slots;
mod spread;
mod start;
mod stock;
mod tables;

pub use curve::{Curve, Form};
pub use fit::{Fit, GroupEstimate, ItemEstimate, fit, fit_groups};
pub use plan::{Family, Freed, Groups, Options, Sharing};
pub use quadrature::Quadrature;
pub use responses::{MOST_CATEGORIES, Responses};
