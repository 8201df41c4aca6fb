//! The doors of the house: which rooms there are, how a county is opened, and the commands. Everything a county does
//! is done in the rooms; here is only what joins them.

mod archive;
pub mod assembly;
pub mod backup;
pub mod beginning;
mod clockwatch;
pub mod commands;
pub mod daily;
pub mod doors;
mod filling;
pub mod health;
pub mod home;
pub mod metrics;
pub mod openapi;
pub mod pace;
pub mod place;
pub mod tls;
