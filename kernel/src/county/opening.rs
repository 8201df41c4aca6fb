//! Where a county lives and with what it is opened, and what may hinder that. Not here: opening it.

use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use super::server;
use crate::clock::Clock;
use crate::db::{DbError, Sources};
use crate::ids::Entropy;
use crate::seal::Keyring;

/// Where a county lives.
#[derive(Debug, Clone)]
pub enum Place {
    /// A folder with `county.sqlite` and `files/`.
    Folder(PathBuf),
    /// A schema of a PostgreSQL database, and the folder for attachments.
    Postgres {
        /// Connection address, `postgres://…`.
        url: String,
        /// Schema name: letters, digits, `_`.
        schema: String,
        /// Folder for attachments.
        files: PathBuf,
    },
}

/// How a county is opened.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Where it lives.
    pub place: Place,
    /// Its clock.
    pub clock: Clock,
    /// Its source of ids and secrets.
    pub entropy: Entropy,
    /// Who keeps the key under which sealed values lie.
    pub keyring: Keyring,
    /// Reader threads (SQLite) or connections (PostgreSQL).
    pub readers: usize,
}

impl Opening {
    pub(super) fn sources(&self) -> Sources {
        Sources { entropy: self.entropy.clone(), keyring: self.keyring.clone() }
    }

    pub(super) fn post(&self, url: &str, schema: &str) -> server::Post {
        server::Post {
            url: url.to_owned(),
            schema: schema.to_owned(),
            clock: self.clock.clone(),
            sources: Arc::new(self.sources()),
            lost: Arc::default(),
        }
    }
}

/// What went wrong while opening.
#[derive(Debug, Error)]
pub enum CountyError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The folder or a file in it.
    #[error("{path}: {why}")]
    File {
        /// The path concerned.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// Another process serves this county.
    #[error("{0} is being served by another process; stop that one first")]
    InUse(PathBuf),
    /// Another program serves this schema.
    #[error("the schema {0} is being served by another program; stop that one first")]
    Served(String),
    /// There is no county there.
    #[error("{0} holds no county; `shanzhi init` makes one")]
    Missing(PathBuf),
}
