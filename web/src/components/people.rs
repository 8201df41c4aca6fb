//! A person in a line, and the path of a unit. Not here: the archive of a person (room `people`).

use askama::Template;

use crate::page::Link;

/// A person with post and unit, as one line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Template)]
#[template(path = "components/person.html")]
pub struct PersonLine {
    name: String,
    href: Option<String>,
    place: String,
    note: Option<String>,
}

impl PersonLine {
    /// A person with the unit and post they hold; either may be empty.
    pub fn new(name: impl Into<String>, unit: &str, post: &str) -> PersonLine {
        let place = [unit, post].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        PersonLine { name: name.into(), href: None, place, note: None }
    }

    /// The name leads here.
    #[must_use]
    pub fn link(mut self, href: impl Into<String>) -> PersonLine {
        self.href = Some(href.into());
        self
    }

    /// A few words after the line, e.g. 分管 or 挂职.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> PersonLine {
        self.note = Some(note.into());
        self
    }
}

impl askama::filters::HtmlSafe for PersonLine {}

/// Where a unit stands: county › town › village. The last one is the unit itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Template)]
#[template(path = "components/unit_path.html")]
pub struct UnitPath {
    label: String,
    steps: Vec<Link>,
}

impl UnitPath {
    /// The path from the top down. `label` names the list for screen readers, in the reader's language.
    pub fn new(label: impl Into<String>, steps: Vec<Link>) -> UnitPath {
        UnitPath { label: label.into(), steps }
    }
}

impl askama::filters::HtmlSafe for UnitPath {}
