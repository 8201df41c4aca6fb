//! Linear mixed models by restricted or plain maximum likelihood: random intercepts and slopes, nested and crossed.
//! Not here: generalised models, and models without random effects (see `importance`).
//!
//! [`fit()`] is the door. A formula ([`formula`]) and named columns make a design (`design`); the rows are read twice
//! and leave only sums (`sums`); the profiled deviance (`deviance`) touches only these, whatever the number of rows.

mod bucketed;
pub mod compare;
mod components;
mod crossed;
mod degrees;
mod dense;
pub(crate) mod design;
mod deviance;
mod fit;
pub mod formula;
mod newton;
mod pattern;
mod profile;
pub mod report;
mod selected;
mod separate;
pub(crate) mod small;
mod spread_parameters;
mod structure;
mod sums;

pub use compare::compare;
pub use fit::{fit, icc_reml};
