//! Where a county lives, as commands are told, and opening it with the machine's clock and entropy.

use std::path::PathBuf;

use clap::Args;
use kernel::clock::Clock;
use kernel::county::{CountyError, Opening};
use kernel::ids::Entropy;
use kernel::seal::Keyring;
use kernel::{County, Place};

use crate::assembly;

const KEY_FILE: &str = "master.key";

/// A variable of the environment that says something.
fn named(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

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

    /// The options by which a command finds the same county again, as they are typed; empty for the usual place.
    #[must_use]
    pub fn options(&self) -> String {
        let usual = Where { dir: "county".into(), database: None, schema: "shanzhi".to_owned() };
        let mut options = String::new();
        if self.dir != usual.dir {
            options.push_str(&format!(" --dir {}", typed(&self.dir.to_string_lossy())));
        }
        if let Some(database) = &self.database {
            options.push_str(&format!(" --database {}", typed(database)));
        }
        if self.database.is_some() && self.schema != usual.schema {
            options.push_str(&format!(" --schema {}", typed(&self.schema)));
        }
        options
    }

    /// Who keeps the master key: `SHANZHI_MASTER_KEY` (64 hexadecimal digits), `SHANZHI_MASTER_KEY_COMMAND` (a program
    /// that writes them), or a file.
    #[must_use]
    pub fn keyring(&self) -> Keyring {
        match (named("SHANZHI_MASTER_KEY"), named("SHANZHI_MASTER_KEY_COMMAND"), self.key_file()) {
            (Some(digits), ..) => Keyring::given(&digits),
            (None, Some(command), _) => Keyring::told_by(command),
            (None, None, file) => Keyring::in_file(file.unwrap_or_else(|| self.dir.join(KEY_FILE))),
        }
    }

    /// The file of the master key, where it is kept in one: `SHANZHI_MASTER_KEY_FILE`, or `master.key` in the county's
    /// folder.
    #[must_use]
    pub fn key_file(&self) -> Option<PathBuf> {
        if named("SHANZHI_MASTER_KEY").or(named("SHANZHI_MASTER_KEY_COMMAND")).is_some() {
            return None;
        }
        Some(named("SHANZHI_MASTER_KEY_FILE").map_or_else(|| self.dir.join(KEY_FILE), PathBuf::from))
    }

    /// How it is opened by a server: the machine's clock and entropy.
    #[must_use]
    pub fn opening(&self) -> Opening {
        let readers = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 16);
        Opening {
            place: self.place(),
            clock: Clock::System,
            entropy: Entropy::from_system(),
            keyring: self.keyring(),
            readers,
        }
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

/// A word as a shell takes it for one.
fn typed(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:@=,+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_options_of_a_place_are_what_has_to_be_typed_to_find_it_again() {
        let place = |dir: &str, database: Option<&str>, schema: &str| {
            Where { dir: dir.into(), database: database.map(str::to_owned), schema: schema.to_owned() }
                .options()
        };
        assert_eq!(place("county", None, "shanzhi"), "");
        assert_eq!(place("/srv/凤县", None, "shanzhi"), " --dir /srv/凤县");
        assert_eq!(place("my county's", None, "shanzhi"), " --dir 'my county'\\''s'");
        let database = "postgres://a@b/c?sslmode=require";
        let expected = format!(" --database '{database}' --schema feng");
        assert_eq!(place("county", Some(database), "feng"), expected);
    }
}
