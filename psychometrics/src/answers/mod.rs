//! Answers as bit planes, their two-way tables, and columns of numbers read from csv.
//! Not here: reading files (see `answers`) and drawing.
