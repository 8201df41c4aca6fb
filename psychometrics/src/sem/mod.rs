//! Structural equation models in lavaan's language: confirmatory factors, paths, means, groups.
//! Not here: exploratory factors (`efa`), and the multilevel.
//!
//! ```
//! use psychometrics::sem::{Data, Model, Options, fit};
//! let model = Model::read("f =~ a + b + c + d").unwrap();
//! let names: Vec<String> = ["a", "b", "c", "d"].map(String::from).to_vec();
//! let covariance = nalgebra::DMatrix::from_row_slice(4, 4, &[
//!     1.0, 0.5, 0.4, 0.45, 0.5, 1.0, 0.35, 0.4, 0.4, 0.35, 1.0, 0.3, 0.45, 0.4, 0.3, 1.0,
//! ]);
//! let data = Data::from_moments(names, 400, nalgebra::DVector::zeros(4), covariance).unwrap();
//! let solution = fit(&model, &data, &Options::default()).unwrap();
//! assert!(solution.ending.converged && solution.fit.df == 2);
//! ```

mod baseline;
mod basis;
mod bend;
mod bilinear;
pub mod compare;
mod complete;
mod constraints;
mod corrections;
mod data;
mod definite;
mod estimator;
mod expression;
pub mod fiml;
pub mod fiml_cases;
pub mod fiml_information;
pub mod fiml_point;
pub mod fiml_rows;
mod fit;
mod fitted;
pub mod gamma;
pub mod gamma_blocks;
pub mod gamma_factor;
pub mod gamma_scores;
mod gamma_tiles;
pub mod indices;
pub mod invariance;
mod layout;
mod matrices;
mod measures;
mod modification;
mod modifier;
mod named;
mod names;
pub mod normal;
pub mod objective;
mod options;
pub mod ordinal;
mod problem;
mod reliability;
mod residuals;
pub mod robust;
pub mod robust_fit;
pub mod robust_missing;
pub mod saturated;
mod scaling;
pub mod scores;
mod search;
mod shares;
mod shifted;
mod solution;
mod soundness;
pub mod squares;
mod standard;
mod standpoint;
mod start;
mod syntax;
mod table;
#[cfg(test)]
mod tests;
mod ties;
mod tokens;
mod warnings;

pub use data::{Data, Source};
pub use estimator::{Errors, Estimator, Kind, Test};
pub use fit::fit;
pub use measures::Fit;
pub use modification::{Modification, Release};
pub use named::Named;
pub use objective::Information;
pub use options::{Equality, Likelihood, Options, Parameterization};
pub use reliability::Reliability;
pub use residuals::GroupMoments;
pub use scaling::{Statistic, Statistics};
pub use search::Ending;
pub use solution::{Parameter, RSquared, Solution};
pub use standard::Standardized;
pub use syntax::Model;
pub use tokens::Operator;
