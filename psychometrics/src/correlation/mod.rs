//! Correlations: Pearson, polychoric, tetrachoric, polyserial, with their sampling covariance.
//! Not here: reading files (see `answers`) and drawing.
