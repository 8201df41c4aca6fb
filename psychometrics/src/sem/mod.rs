//! Confirmatory factor analysis and structural equation models.
//! Not here: reading files (see `answers`) and drawing.
