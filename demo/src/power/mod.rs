//! Power in the open, lived through the operations of its rooms: one file per room. Not here: the order of the phases
//! (`living`).

pub mod burden;
pub mod openness;
pub mod oversight;
pub mod requests;
pub mod supervision;
