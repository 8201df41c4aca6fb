//! Learning in the demo county, through the rooms' own operations. One file per room.

pub mod action;
pub mod diagnosis;
pub mod training;
