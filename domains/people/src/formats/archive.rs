//! Opening zip archives from strangers: names in any encoding, limits on number, size and expansion, names that
//! climb out of their folder refused. Nothing is ever written to disk.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{FormatError, text};

/// Most files in an archive.
pub const MOST_FILES: usize = 20_000;
/// Most bytes all files together may expand to.
pub const MOST_TOTAL: u64 = 256 * 1024 * 1024;
/// Most bytes one file may expand to.
pub const MOST_FILE: u64 = 64 * 1024 * 1024;
/// How many times its packed size a file above [`RATIO_FROM`] may expand to.
pub const MOST_RATIO: u64 = 200;
/// Size from which the ratio counts: small tables of blanks pack very well.
pub const RATIO_FROM: u64 = 4 * 1024 * 1024;

/// An archive being read, with what is left of its allowance.
pub struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

/// A file of an archive.
pub enum Entry {
    /// Its name and content.
    File(String, Vec<u8>),
    /// A folder, or litter of an operating system.
    Nothing,
    /// A name that leads out of its folder.
    Unsafe(String),
    /// One that does not open: damaged, or locked with a password.
    Closed(String, String),
}

impl<'a> Archive<'a> {
    /// Opens an archive.
    ///
    /// # Errors
    /// Damaged, or too many files.
    pub fn open(bytes: &'a [u8]) -> Result<Archive<'a>, FormatError> {
        let zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| FormatError::Damaged { why: error.to_string() })?;
        if zip.len() > MOST_FILES {
            return Err(FormatError::TooMany { what: "files", most: MOST_FILES as u64 });
        }
        Ok(Archive { zip, left: MOST_TOTAL })
    }

    /// Number of entries.
    pub fn count(&self) -> usize {
        self.zip.len()
    }

    /// Whether it holds this file.
    pub fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// It expands beyond the limits. What only this entry suffers from is an [`Entry`].
    pub fn read(&mut self, index: usize) -> Result<Entry, FormatError> {
        let left = self.left;
        let mut file = match self.zip.by_index(index) {
            Ok(file) => file,
            Err(error) => return Ok(Entry::Closed(format!("#{}", index + 1), error.to_string())),
        };
        let name = name_of(file.name_raw()).into_owned();
        if file.is_dir() || is_litter(&name) {
            return Ok(Entry::Nothing);
        }
        if is_unsafe(&name) || file.is_symlink() {
            return Ok(Entry::Unsafe(name));
        }
        let packed = file.compressed_size();
        let most = left.min(MOST_FILE);
        let mut content = Vec::new();
        // The size an archive declares may be a lie: count what really comes out.
        let read = (&mut file).take(most + 1).read_to_end(&mut content);
        let size = content.len() as u64;
        if size > most || (size > RATIO_FROM && size / MOST_RATIO > packed) {
            return Err(FormatError::Bomb);
        }
        drop(file);
        self.left = left - size;
        match read {
            Ok(_) => Ok(Entry::File(name, content)),
            Err(error) => Ok(Entry::Closed(name, error.to_string())),
        }
    }

    /// Expands everything once, keeping nothing, to make sure a reader that does not count is safe.
    ///
    /// # Errors
    /// It expands beyond the limits.
    pub fn measure(&mut self) -> Result<(), FormatError> {
        for index in 0..self.count() {
            self.read(index)?;
        }
        Ok(())
    }
}

/// Names are UTF-8 where that makes sense, otherwise the code page of Chinese Windows.
fn name_of(raw: &[u8]) -> Cow<'_, str> {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => Cow::Borrowed(name),
        Err(_) => Cow::Owned(text::decode(raw).text),
    };
    if name.contains('\\') { Cow::Owned(name.replace('\\', "/")) } else { name }
}

fn is_unsafe(name: &str) -> bool {
    name.starts_with('/')
        || name.contains('\0')
        || name.as_bytes().get(1) == Some(&b':')
        || name.split('/').any(|part| part == ".." || part == ".")
}

fn is_litter(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    name.starts_with("__MACOSX/")
        || last.starts_with("._")
        || last.starts_with("~$")
        || matches!(last.to_ascii_lowercase().as_str(), ".ds_store" | "thumbs.db" | "desktop.ini")
}
