//! Who keeps the county's master key: a file only its owner may read, a value, a command, or a device that never gives
//! the key away. Not here: the keys of purposes, which are stored wrapped by it.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};

use thiserror::Error;

use super::suite::{KEY, Suite};
use crate::ids::Entropy;

/// Why a key could not be used.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The file of the master key.
    #[error("the master key {path}: {why}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// Others may read the file.
    #[error("the master key {0} can be read by others; give it mode 600")]
    Open(PathBuf),
    /// Not 64 hexadecimal digits.
    #[error("the master key is not 64 hexadecimal digits")]
    Shape,
    /// The command that tells it.
    #[error("the command for the master key: {0}")]
    Command(String),
    /// A key that was locked under another master key, or was changed.
    #[error("the key does not open with this master key")]
    Other,
}

/// Wraps and unwraps the keys of purposes. A security module implements it without letting its key out.
pub trait KeyKeeper: Send + Sync {
    /// Locks a key for a context; `nonce` is fresh.
    ///
    /// # Errors
    /// If the keeper cannot be reached.
    fn wrap(
        &self,
        suite: Suite,
        nonce: [u8; 12],
        context: &[u8],
        key: &[u8; KEY],
    ) -> Result<Vec<u8>, KeyError>;

    /// Unlocks it.
    ///
    /// # Errors
    /// If the keeper cannot be reached, or the key was not wrapped by it in this context.
    fn unwrap(&self, suite: Suite, context: &[u8], wrapped: &[u8]) -> Result<[u8; KEY], KeyError>;
}

/// The keeper of a county's master key. Cheap to clone. Nothing is read before the first value is sealed or opened.
#[derive(Clone)]
pub struct Keyring(Arc<dyn KeyKeeper>);

impl std::fmt::Debug for Keyring {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Keyring")
    }
}

impl Keyring {
    /// Kept in a file of mode 600, made when it is first needed.
    #[must_use]
    pub fn in_file(path: impl Into<PathBuf>) -> Keyring {
        Keyring::from_source(Source::File(path.into()))
    }

    /// Given as 64 hexadecimal digits.
    #[must_use]
    pub fn given(digits: &str) -> Keyring {
        Keyring::from_source(Source::Given(digits.to_owned()))
    }

    /// Told by a command, which writes 64 hexadecimal digits.
    #[must_use]
    pub fn told_by(command: impl Into<String>) -> Keyring {
        Keyring::from_source(Source::Command(command.into()))
    }

    /// Kept by a security module or a key service.
    #[must_use]
    pub fn kept_by(keeper: Arc<dyn KeyKeeper>) -> Keyring {
        Keyring(keeper)
    }

    /// Whether the keeper can be reached: something is wrapped and unwrapped.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self) -> Result<(), KeyError> {
        let wrapped = self.0.wrap(Suite::Sm, [0; 12], b"check", &[0; KEY])?;
        self.0.unwrap(Suite::Sm, b"check", &wrapped).map(drop)
    }

    fn from_source(source: Source) -> Keyring {
        Keyring(Arc::new(Held { source, key: Mutex::new(None) }))
    }

    pub(crate) fn keeper(&self) -> &dyn KeyKeeper {
        self.0.as_ref()
    }
}

enum Source {
    File(PathBuf),
    Given(String),
    Command(String),
}

struct Held {
    source: Source,
    key: Mutex<Option<[u8; KEY]>>,
}

impl Held {
    fn key(&self) -> Result<[u8; KEY], KeyError> {
        let mut held = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = *held {
            return Ok(key);
        }
        let key = match &self.source {
            Source::Given(digits) => read_digits(digits)?,
            Source::File(path) => read_file(path)?,
            Source::Command(command) => read_digits(&run(command)?)?,
        };
        *held = Some(key);
        Ok(key)
    }
}

impl KeyKeeper for Held {
    fn wrap(
        &self,
        suite: Suite,
        nonce: [u8; 12],
        context: &[u8],
        key: &[u8; KEY],
    ) -> Result<Vec<u8>, KeyError> {
        suite.lock(&self.key()?, nonce, context, key).ok_or(KeyError::Other)
    }

    fn unwrap(&self, suite: Suite, context: &[u8], wrapped: &[u8]) -> Result<[u8; KEY], KeyError> {
        let plain = suite.unlock(&self.key()?, context, wrapped).ok_or(KeyError::Other)?;
        plain.try_into().map_err(|_| KeyError::Other)
    }
}

fn read_digits(digits: &str) -> Result<[u8; KEY], KeyError> {
    let bytes = hex::decode(digits.trim()).map_err(|_| KeyError::Shape)?;
    bytes.try_into().map_err(|_| KeyError::Shape)
}

fn read_file(path: &Path) -> Result<[u8; KEY], KeyError> {
    let failed = |why| KeyError::File { path: path.to_owned(), why };
    match std::fs::read_to_string(path) {
        Ok(digits) => {
            if is_open(path).map_err(failed)? {
                return Err(KeyError::Open(path.to_owned()));
            }
            read_digits(&digits)
        }
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => make_file(path).map_err(failed),
        Err(why) => Err(failed(why)),
    }
}

fn make_file(path: &Path) -> std::io::Result<[u8; KEY]> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let key = Entropy::from_system().bytes::<KEY>();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{}", hex::encode(key))?;
    // A sealed value whose key was lost with the power is lost for good.
    file.sync_all()?;
    Ok(key)
}

#[cfg(unix)]
fn is_open(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open(_: &Path) -> std::io::Result<bool> {
    Ok(false)
}

fn run(command: &str) -> Result<String, KeyError> {
    let told = Command::new("sh").args(["-c", command]).output();
    let told = told.map_err(|error| KeyError::Command(error.to_string()))?;
    if !told.status.success() {
        return Err(KeyError::Command(told.status.to_string()));
    }
    String::from_utf8(told.stdout).map_err(|_| KeyError::Shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped_by(keyring: &Keyring) -> Result<Vec<u8>, KeyError> {
        keyring.keeper().wrap(Suite::Sm, [1; 12], b"purpose", &[9; KEY])
    }

    #[test]
    fn a_file_is_made_once_for_its_owner_alone_and_found_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys/master.key");
        let first = wrapped_by(&Keyring::in_file(&path)).expect("wrapped");
        assert!(!is_open(&path).expect("its mode"));
        let again = Keyring::in_file(&path);
        assert_eq!(again.keeper().unwrap(Suite::Sm, b"purpose", &first).expect("unwrapped"), [9; KEY]);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_refused_by_name() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("master.key");
        std::fs::write(&path, "00".repeat(32)).expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("opened to others");
        let said = wrapped_by(&Keyring::in_file(&path)).err().map(|error| error.to_string());
        assert!(said.is_some_and(|said| said.contains("mode 600")));
    }

    #[test]
    fn digits_that_are_no_key_and_a_command_that_fails_are_said() {
        assert!(matches!(wrapped_by(&Keyring::given("abc")), Err(KeyError::Shape)));
        assert!(matches!(wrapped_by(&Keyring::told_by("exit 3")), Err(KeyError::Command(_))));
        let told = Keyring::told_by(format!("echo {}", "05".repeat(32)));
        let given = Keyring::given(&"05".repeat(32));
        assert_eq!(wrapped_by(&told).expect("told"), wrapped_by(&given).expect("given"));
    }
}
