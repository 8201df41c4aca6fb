//! Classical test theory: item statistics, reliability, scale scores, norms, comparisons.
//! Not here: reading files (see `answers`) and drawing.
