//! Which predictors matter: least squares, Shapley shares, relative weights, moderation.
//! Not here: reading files (see `answers`) and drawing.
