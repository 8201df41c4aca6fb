//! Reading a file of whatever format, told apart by its content, never by its name alone. Serialises to what
//! `shanzhi read FILE --json` prints.

use serde::Serialize;

use super::archive::Archive;
use super::bundle::{self, Bundle};
use super::finding::{Finding, Reading, Severity};
use super::photo::Photo;
use super::sheet::{self, Roster};
use super::{Appointment, FormatError, lrm, lrmx, text};

/// A file as read. As JSON: `{"name", "format", "value", "findings"}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReadFile {
    /// Name of the file.
    pub name: String,
    /// What was in it.
    #[serde(flatten)]
    pub content: Content,
}

/// What a file held.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "format", rename_all = "lowercase")]
pub enum Content {
    /// An appointment form of editor 3.x.
    Lrmx(Reading<Appointment>),
    /// An appointment form of editor 2.0, without its picture.
    Lrm(Reading<Appointment>),
    /// A roster in a workbook.
    Xlsx(Reading<Roster>),
    /// A roster in comma-separated text.
    Csv(Reading<Roster>),
    /// A zip of forms and rosters.
    Bundle(Reading<Bundle>),
    /// A picture by itself.
    Picture(Reading<Photo>),
}

impl ReadFile {
    /// What was found while reading.
    pub fn findings(&self) -> &[Finding] {
        match &self.content {
            Content::Lrmx(reading) | Content::Lrm(reading) => &reading.findings,
            Content::Xlsx(reading) | Content::Csv(reading) => &reading.findings,
            Content::Bundle(reading) => &reading.findings,
            Content::Picture(reading) => &reading.findings,
        }
    }

    /// Whether nothing found keeps it from being imported.
    pub fn importable(&self) -> bool {
        self.findings().iter().all(|finding| finding.severity != Severity::Error)
    }
}

/// Largest file read, in bytes.
pub const MOST_BYTES: usize = 256 * 1024 * 1024;

/// Reads a file.
///
/// # Errors
/// No known format, or one that cannot be read at all; see [`FormatError::text`] for the sentence to show.
pub fn read_file(name: &str, bytes: &[u8]) -> Result<ReadFile, FormatError> {
    if bytes.len() > MOST_BYTES {
        return Err(FormatError::TooLarge { bytes: bytes.len() as u64, most: MOST_BYTES as u64 });
    }
    Ok(ReadFile { name: name.to_owned(), content: content(name, bytes)? })
}

fn content(name: &str, bytes: &[u8]) -> Result<Content, FormatError> {
    if bytes.starts_with(b"PK") {
        return packed(bytes);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(FormatError::OldWorkbook);
    }
    if let Some(photo) = Photo::of_bytes(bytes) {
        return Ok(Content::Picture(Reading { value: photo, findings: Vec::new() }));
    }
    let decoded = text::decode(bytes.get(..bytes.len().min(sheet::MOST_BYTES)).unwrap_or_default());
    let start = decoded.text.trim_start();
    if start.starts_with('<') {
        return lrmx::read(bytes).map(Content::Lrmx);
    }
    if start.starts_with('"') && lrm::is_lrm(start) {
        return lrm::read(bytes, None).map(Content::Lrm);
    }
    match sheet::read(bytes) {
        Ok(reading) => Ok(Content::Csv(reading)),
        // A name tells what it was meant for, and so which complaint helps.
        Err(error) => match ending(name).as_str() {
            "csv" | "txt" => Err(error),
            "lrm" => Err(lrm::read(bytes, None).err().unwrap_or(error)),
            "lrmx" | "xml" => Err(FormatError::Malformed { line: 1, why: "no element".to_owned() }),
            _ => Err(FormatError::Unknown),
        },
    }
}

fn packed(bytes: &[u8]) -> Result<Content, FormatError> {
    if Archive::open(bytes)?.has("xl/workbook.xml") {
        return sheet::read(bytes).map(Content::Xlsx);
    }
    bundle::read(bytes).map(Content::Bundle)
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}
