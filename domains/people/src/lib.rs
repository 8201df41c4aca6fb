//! people

pub mod formats;
