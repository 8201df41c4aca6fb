//! Structural equation models in lavaan syntax: confirmatory factor models, paths, groups.
//! Not here: exploratory factors (`efa`).

pub mod objective;
