//! Which predictors matter: least squares, Shapley shares, relative weights, moderation.
//! Not here: reading files (see `answers`) and drawing.
//!
//! - [`moments`]: means and products of columns, from which nearly everything here is computed; they add over files.
//! - [`ols`]: least squares with robust standard errors; [`terms`]: the same from a formula.
//! - [`shares`]: how much of R² each predictor brings (LMG or Shapley, relative weights, and simpler measures);
//!   [`shapley`]: the shares themselves, over all subsets; [`bootstrap`]: their intervals.
//! - [`moderation`]: whether one predictor changes what another does; [`composite`]: means of standardised columns.

pub mod bootstrap;
mod collinear;
pub mod composite;
pub mod moderation;
pub mod moments;
mod neyman;
pub mod ols;
mod sandwich;
pub mod shapley;
pub mod shares;
pub mod terms;
