//! What a reader found wrong with a file, place by place, and how to mend it. A finding never stops a read by
//! itself: the caller decides what may pass. Files that cannot be read at all are [`super::FormatError`]s.

use law::decision::Text;
use serde::Serialize;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Note,
    /// Read, but somebody should look at it.
    Warning,
    /// The value could not be read; the record must not be imported as it stands.
    Error,
}

/// Where in a file something stands. Counting starts at 1 everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Place {
    /// Name of the file, when it came out of a bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Row of the sheet, as the spreadsheet program numbers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// Element of the form (`ChuShengNianYue`) or field number of the old form (`2`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element: Option<String>,
    /// Line within the element, or the number of the family member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

impl Place {
    /// The file as a whole.
    pub fn whole() -> Place {
        Place::default()
    }

    /// A row of a sheet.
    pub fn row(row: u32) -> Place {
        Place { row: Some(row), ..Place::default() }
    }

    /// An element of a form.
    pub fn element(name: &str) -> Place {
        Place { element: Some(name.to_owned()), ..Place::default() }
    }

    /// A line of an element of a form.
    pub fn line(name: &str, line: u32) -> Place {
        Place { element: Some(name.to_owned()), line: Some(line), ..Place::default() }
    }
}

/// One thing found while reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// The field at fault, by its name in the value read (`birth`); empty for the file as a whole.
    pub field: String,
    /// What is wrong, in a sentence that names the place and what was written.
    pub problem: Text,
    /// How to mend it, in a sentence.
    pub mending: Text,
    /// How much it matters.
    pub severity: Severity,
}

impl Finding {
    /// A finding that keeps the record from being imported.
    pub fn error(place: Place, field: &str, problem: Text, mending: Text) -> Finding {
        Finding { place, field: field.to_owned(), problem, mending, severity: Severity::Error }
    }

    /// A finding somebody should look at.
    pub fn warning(place: Place, field: &str, problem: Text, mending: Text) -> Finding {
        Finding { place, field: field.to_owned(), problem, mending, severity: Severity::Warning }
    }

    /// A finding worth knowing.
    pub fn note(place: Place, field: &str, problem: Text, mending: Text) -> Finding {
        Finding { place, field: field.to_owned(), problem, mending, severity: Severity::Note }
    }
}

/// What was read, and what was found while reading it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading<T> {
    /// The value, as far as it could be read.
    pub value: T,
    /// What was found, in the order of the file.
    pub findings: Vec<Finding>,
}

impl<T> Reading<T> {
    /// The gravest finding, if there is any.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// Whether nothing found keeps the value from being imported.
    pub fn importable(&self) -> bool {
        self.worst() != Some(Severity::Error)
    }
}

/// Shortens what was written in a file so that it can be quoted in a sentence.
pub(crate) fn quoted(written: &str) -> String {
    const LONGEST: usize = 40;
    let plain: String = written.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if plain.chars().count() <= LONGEST {
        return plain;
    }
    let mut short: String = plain.chars().take(LONGEST).collect();
    short.push('…');
    short
}
