//! Answers nested in groups: agreement, intraclass correlations, linear mixed models.
//! Not here: reading files (see `answers`) and drawing.
//!
//! - [`groups`]: who belongs to which group; [`variables`]: the named columns a model speaks of.
//! - [`anova`]: ICC(1), ICC(2) and their F test; [`raters`]: the six coefficients for judges.
//! - [`agreement`]: rwg, rwg(j), r*wg(j), AD and awg of each group; [`nulls`]: what no agreement would look like;
//!   [`pseudo`]: agreement by chance, from groups thrown together at random.
//! - [`centring`]: group means and what is left within groups.
//! - [`mixed`]: linear mixed models.

pub mod agreement;
pub mod anova;
pub mod centring;
pub mod groups;
pub mod mixed;
pub mod nulls;
pub mod pseudo;
pub mod raters;
pub mod spread;
pub mod variables;
mod within;
