//! Answers nested in groups: agreement, intraclass correlations, linear mixed models.
//! Not here: reading files (see `answers`) and drawing.
