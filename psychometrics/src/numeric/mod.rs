//! The numerical ground of the crate: the normal distribution and its relatives, and symmetric matrices.
//! Not here: anything that knows of items or factors.

pub mod linear;
pub mod normal;
pub mod student;
