//! The numerical ground of the crate: the normal distribution and its relatives, symmetric matrices, sums of products.
//! Not here: anything that knows of items or factors.

pub mod bivariate;
pub mod chisquare;
pub mod crossproduct;
pub mod draw;
pub mod legendre;
pub mod linear;
pub mod normal;
pub mod root;
pub mod serial;
pub mod student;
pub mod tails;
pub(crate) mod wide;
