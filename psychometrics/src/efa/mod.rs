//! Exploratory factor analysis: how many factors, extraction, rotation, scores.
//! Not here: reading files (see `answers`) and drawing.
