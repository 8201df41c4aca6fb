//! Item response models: calibration by marginal maximum likelihood, scores of persons, fit of items and of the model,
//! local dependence, and items that work differently in groups.
//! Not here: factor models of correlations (see `efa`, `sem`).

mod curve;
mod dependence;
mod dif_likelihood;
mod dif_regression;
mod estimate;
mod expansion;
mod expectation;
mod fit;
mod information;
mod item_fit;
mod layout;
mod maximisation;
mod model_fit;
mod noncentral;
mod ordinal;
mod plan;
mod quadrature;
pub mod reliability;
mod residuals;
mod responses;
mod sample;
mod scores;
mod secant;
mod slots;
mod spread;
mod start;
mod stock;
mod sweep;
mod tables;

pub use curve::{Curve, Form};
pub use dependence::{Dependence, Pair, dependence};
pub use dif_likelihood::{Anchors, LikelihoodDif, dif_likelihood};
pub use dif_regression::{Match, Ratio, RegressionDif, dif_regression};
pub use fit::{Fit, GroupEstimate, ItemEstimate, fit, fit_groups};
pub use item_fit::{ItemFit, item_fit};
pub use model_fit::{ModelFit, Moments, model_fit};
pub use plan::{Family, Freed, Options, Sharing};
pub use quadrature::Quadrature;
pub use responses::{MOST_CATEGORIES, Responses};
pub use scores::{Method, Scores, scores};
