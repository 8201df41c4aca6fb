//! Item response models: two-parameter logistic, graded response, generalised partial credit.
//! Not here: reading files (see `answers`) and drawing.
