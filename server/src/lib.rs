//! The doors of the house: which rooms there are, how a county is opened, and the commands. Everything a county does
//! is done in the rooms; here is only what joins them.

mod archive;
pub mod assembly;
pub mod backup;
pub mod beginning;
pub mod commands;
pub mod daily;
mod filling;
pub mod health;
pub mod home;
pub mod pace;
pub mod place;
