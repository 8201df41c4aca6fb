//! The statements of this room. Not here: what a row means.

pub(crate) mod register;
pub(crate) mod review;
pub(crate) mod standing;
pub(crate) mod vacancy;

/// All of them.
pub(crate) const ALL: &[&[(&str, &str)]] =
    &[register::STATEMENTS, review::STATEMENTS, standing::STATEMENTS, vacancy::STATEMENTS];
