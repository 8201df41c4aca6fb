//! Where a county lives, as commands are told, and opening it with the machine's clock and entropy.

use std::path::PathBuf;

use clap::Args;
use kernel::clock::Clock;
use kernel::county::{CountyError, Opening};
use kernel::ids::Entropy;
use kernel::{County, Place};

use crate::assembly;

/// Where a county lives.
#[derive(Debug, Clone, Args)]
pub struct Where {
    /// Folder of the county: its database and its attachments.
    #[arg(long, default_value = "county", value_name = "DIR")]
    pub dir: PathBuf,
    /// A PostgreSQL database instead of the embedded one, as postgres://user@host/name.
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// The county's schema in that database.
    #[arg(long, default_value = "shanzhi", value_name = "NAME")]
    pub schema: String,
}

impl Where {
    /// The place for the kernel.
    #[must_use]
    pub fn place(&self) -> Place {
        match &self.database {
            None => Place::Folder(self.dir.clone()),
            Some(url) => Place::Postgres {
                url: url.clone(),
                schema: self.schema.clone(),
                files: self.dir.join("files"),
            },
        }
    }

    /// How it is opened by a server: the machine's clock and entropy.
    #[must_use]
    pub fn opening(&self) -> Opening {
        let readers = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 16);
        Opening { place: self.place(), clock: Clock::System, entropy: Entropy::from_system(), readers }
    }

    /// Opens it for serving or changing; `create` makes it if there is none.
    ///
    /// # Errors
    /// As [`County::open`].
    pub fn open(&self, create: bool) -> Result<County, CountyError> {
        County::open(&self.opening(), &assembly::schemas(), create)
    }

    /// Opens it only to read, also beside a running server.
    ///
    /// # Errors
    /// As [`County::inspect`].
    pub fn inspect(&self) -> Result<County, CountyError> {
        County::inspect(&self.opening())
    }
}
