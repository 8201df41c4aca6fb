//! What a command answers: a text to read, JSON to compute with, a picture where one is asked for; and where they go.
//! Not here: how any of them is made.

use std::io::{self, Read};
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::Stopped;

/// What a command found.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Exact results under documented keys.
    pub json: Map<String, Value>,
    /// The same to read.
    pub text: String,
    /// A drawing, where the command has one.
    pub svg: Option<String>,
}

impl Answer {
    /// An answer from a result that writes itself as an object, and its text.
    ///
    /// # Errors
    /// A result that cannot be written.
    pub fn new(result: &impl serde::Serialize, text: impl Into<String>) -> Result<Self, Stopped> {
        let json = match serde_json::to_value(result)? {
            Value::Object(map) => map,
            other => Map::from_iter([("result".to_owned(), other)]),
        };
        Ok(Self { json, text: text.into(), svg: None })
    }

    /// The answer with one more key.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl serde::Serialize) -> Self {
        self.json.insert(key.to_owned(), json!(value));
        self
    }

    /// The answer with a drawing.
    #[must_use]
    pub fn drawn(mut self, svg: Option<String>) -> Self {
        self.svg = svg;
        self
    }

    /// Answers of several groups as one: JSON under `groups`, texts one after another with the group above.
    #[must_use]
    pub fn of_groups(answers: Vec<(Option<String>, Self)>) -> Self {
        let mut whole = Self::default();
        let mut groups = Vec::new();
        for (group, answer) in answers {
            let Some(name) = group else { return answer };
            whole.text.push_str(&format!("── {name} ──\n{}\n", answer.text));
            let mut json = answer.json;
            json.insert("group".to_owned(), json!(name));
            groups.push(Value::Object(json));
            whole.svg = whole.svg.or(answer.svg);
        }
        whole.json.insert("groups".to_owned(), Value::Array(groups));
        whole
    }
}

/// Writes a file so that it is there whole or not at all.
///
/// # Errors
/// A place that cannot be written to.
pub fn write_whole(path: &Path, mut bytes: &[u8]) -> Result<(), Stopped> {
    keep_whole(path, &mut bytes)
}

/// Copies what can be read into a file, under another name first: it is there whole or not at all.
///
/// # Errors
/// A place that cannot be written to.
pub fn keep_whole(path: &Path, from: &mut impl Read) -> Result<(), Stopped> {
    let problem = |error: io::Error| format!("{}: {error}", path.display());
    let mut builder = tempfile::Builder::new();
    // Without this a file would be for its owner alone, which drafts are and results are not.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut draft = builder.tempfile_in(folder(path)).map_err(problem)?;
    io::copy(from, &mut draft).map_err(problem)?;
    draft.persist(path).map_err(|error| problem(error.error))?;
    Ok(())
}

/// The folder a file is in.
pub fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
