//! Structural equation models in lavaan syntax: confirmatory factor models, paths, groups.
//! Not here: exploratory factors (`efa`).

pub mod fiml;
pub mod fiml_cases;
pub mod fiml_information;
pub mod fiml_point;
pub mod fiml_rows;
pub mod gamma;
pub mod gamma_blocks;
pub mod gamma_scores;
pub mod objective;
pub mod robust;
pub mod saturated;
