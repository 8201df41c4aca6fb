//! The files of the repository as text, and what the rules ask of a path. Not here: what is in a file.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::rust::{self, Reading};

const SKIPPED: [&str; 8] = [
    ".git",
    "target",
    "node_modules",
    "mutants.out",
    "mutants.out.old",
    "demo-county",
    "test-results",
    "pictures",
];

/// One text file.
#[derive(Debug, Clone)]
pub struct File {
    /// Path from the root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
    reading: OnceLock<Result<Reading, String>>,
}

impl File {
    /// A file with its text.
    #[must_use]
    pub fn new(path: String, text: String) -> File {
        File { path, text, reading: OnceLock::new() }
    }

    /// What stands in a Rust file; read once.
    ///
    /// # Errors
    /// If it is not Rust.
    pub fn reading(&self) -> Result<&Reading, &str> {
        self.reading.get_or_init(|| rust::read(self)).as_ref().map_err(String::as_str)
    }

    /// A file that stands only in a test.
    #[must_use]
    pub fn invented(path: &str, text: &str) -> File {
        File::new(path.to_owned(), text.to_owned())
    }

    /// Whether its name ends so, e.g. `.rs`.
    #[must_use]
    pub fn ends(&self, ending: &str) -> bool {
        self.path.ends_with(ending)
    }

    /// Its first folder: the crate, or `domains`.
    #[must_use]
    pub fn wing(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }

    /// Whether all of it is test code: a folder `tests`, an example, or a crate that only tests.
    #[must_use]
    pub fn is_test(&self) -> bool {
        ["tests", "examples", "benches"].iter().any(|folder| self.path.split('/').any(|part| part == *folder))
            || self.wing() == "tidy"
    }
}

/// The whole repository.
#[derive(Debug, Clone, Default)]
pub struct House {
    /// Its text files, by path.
    pub files: Vec<File>,
}

impl House {
    /// Reads the repository this crate stands in.
    ///
    /// # Errors
    /// If a folder cannot be listed.
    pub fn read() -> std::io::Result<House> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
        let mut files = Vec::new();
        walk(&root, &root, &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(House { files })
    }

    /// A house of a few files, for the tests of the rules.
    #[must_use]
    pub fn of(files: &[(&str, &str)]) -> House {
        House { files: files.iter().map(|(path, text)| File::invented(path, text)).collect() }
    }

    /// The files whose name ends so.
    pub fn ending<'a>(&'a self, ending: &'a str) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |file| file.ends(ending))
    }

    /// The files in a folder, however deep.
    pub fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |file| file.path.starts_with(folder))
    }

    /// The text at a path.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
    }
}

fn walk(root: &Path, folder: &Path, into: &mut Vec<File>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if SKIPPED.iter().any(|skipped| name == *skipped) {
            continue;
        }
        let path: PathBuf = entry.path();
        if entry.file_type()?.is_dir() {
            walk(root, &path, into)?;
        } else if let (Ok(text), Ok(inside)) = (fs::read_to_string(&path), path.strip_prefix(root)) {
            // What is not UTF-8 (pictures, samples in other encodings) is nobody's prose or code.
            into.push(File::new(inside.to_string_lossy().replace('\\', "/"), text));
        }
    }
    Ok(())
}
