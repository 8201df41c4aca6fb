//! The list of files attached to a thing. Not here: storing and sending files (kernel).

use askama::Template;

use crate::i18n::Lookup;

/// One file of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileItem {
    /// Name as given by whoever sent it.
    pub name: String,
    /// Where to fetch it.
    pub href: String,
    /// Size in bytes.
    pub size: u64,
    /// Kind in words, e.g. `PDF`; may be empty.
    pub kind: String,
    /// Who added it and when, in words; may be empty.
    pub by: String,
}

/// Files with size and origin; says so when there are none.
#[derive(Debug, Clone, Template)]
#[template(path = "components/files.html")]
pub struct FileList {
    t: Lookup,
    files: Vec<FileItem>,
}

impl FileList {
    /// The list.
    pub fn new(t: &Lookup, files: Vec<FileItem>) -> FileList {
        FileList { t: t.clone(), files }
    }

    fn about(&self, file: &FileItem) -> String {
        let size = self.t.size(file.size);
        let parts = [file.kind.as_str(), size.as_str(), file.by.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

impl askama::filters::HtmlSafe for FileList {}
