//! One's own copy (《个人信息保护法》 art. 45): everything the register says is about a person, as JSON by area with the files
//! attached, in one zip. Secrets, and what would tell of others, are not in it. Not here: who asks, and the act.

use std::io::{Cursor, Write};
use std::path::Path;

use kernel::db::Cell;
use kernel::{DbError, Scope, Tx, params};
use serde_json::{Map, Value, json};
use thiserror::Error;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::register::{self, Area, Held, RegisterError};
use crate::store;

/// Files together are at most so large in one copy; those beyond are named and not packed.
const LARGEST: u64 = 200 * 1024 * 1024;

/// What stops a copy.
#[derive(Debug, Error)]
pub enum CopyError {
    /// The register.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The zip.
    #[error("own copy: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// Writing it.
    #[error("own copy: {0}")]
    Write(#[from] std::io::Error),
}

/// What a person's rows are: by area, and the files that go with them.
#[derive(Debug, Clone)]
pub struct Own {
    areas: Vec<(&'static str, Value)>,
    /// Names and hashes.
    files: Vec<(String, String)>,
    /// How many rows.
    pub rows: usize,
}

impl Own {
    /// What was read elsewhere, to be packed.
    #[must_use]
    pub fn of(areas: Vec<(&'static str, Value)>, files: Vec<(String, String)>) -> Own {
        Own { areas, files, rows: 0 }
    }
}

/// Reads everything of a person.
///
/// # Errors
/// If it cannot be read; a register that cannot be read counts as that.
pub fn read(tx: &mut Tx<'_>, person: &str) -> Result<Own, DbError> {
    let areas = register::areas()
        .map_err(|error| DbError::Stored { what: "register of personal data", why: error.to_string() })?;
    let mut own = Own { areas: Vec::new(), files: Vec::new(), rows: 0 };
    for area in areas {
        let mut tables = Map::new();
        for held in &area.tables {
            let rows = rows_of(tx, held, person)?;
            own.rows += rows.len();
            if !rows.is_empty() {
                tables.insert(held.table.clone(), json!({ "about": said(&held.about.text()), "rows": rows }));
            }
        }
        if !tables.is_empty() {
            own.areas.push((area.code, described(area, tables)));
        }
    }
    for row in tx.rows(&Scope::own(person), store::FILES, &[])? {
        own.files.push((row.text(0)?, row.text(1)?));
    }
    Ok(own)
}

fn said(text: &law::Text) -> Value {
    json!({ "zh": text.zh, "en": text.en })
}

fn described(area: &Area, tables: Map<String, Value>) -> Value {
    json!({
        "area": said(&area.name.text()),
        "why": said(&area.why.text()),
        "basis": said(&area.basis.text()),
        "kept": said(&area.kept.text()),
        "tables": tables,
    })
}

fn rows_of(tx: &mut Tx<'_>, held: &Held, person: &str) -> Result<Vec<Value>, DbError> {
    let Some(sql) = store::own(held) else { return Ok(Vec::new()) };
    let columns = held.copied();
    let scope = Scope::county("somebody asks for what is about themselves; the statement names them");
    let mut rows = Vec::new();
    tx.each(&scope, &sql, params![person], |row| {
        let mut object = Map::new();
        for (at, column) in columns.iter().enumerate() {
            object.insert((*column).to_owned(), value(row.cell(at)?));
        }
        rows.push(Value::Object(object));
        Ok(())
    })?;
    Ok(rows)
}

fn value(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Text(text) => Value::from(text),
        Cell::Int(number) => Value::from(number),
        Cell::Real(number) => Value::from(number),
        // Bytes are files and photographs, which lie beside as files, or hashes nobody reads.
        Cell::Bytes(bytes) => json!({ "bytes": bytes.len() }),
    }
}

/// Packs it; `files` is the folder of the county's attachments.
///
/// # Errors
/// [`CopyError`].
pub fn pack(own: &Own, files: &Path, readme: &str) -> Result<Vec<u8>, CopyError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    zip.start_file("README.txt", options)?;
    zip.write_all(readme.as_bytes())?;
    for (code, area) in &own.areas {
        zip.start_file(format!("{code}.json"), options)?;
        zip.write_all(format!("{area:#}\n").as_bytes())?;
    }
    let mut packed = 0;
    let mut missing = Vec::new();
    for (number, (name, hash)) in own.files.iter().enumerate() {
        let path = kernel::files::path_of(files, hash);
        let size = std::fs::metadata(&path).map(|about| about.len());
        match size {
            Ok(size) if packed + size <= LARGEST => {
                packed += size;
                zip.start_file(format!("files/{:04}-{}", number + 1, plain(name)), options)?;
                zip.write_all(&std::fs::read(&path)?)?;
            }
            _ => missing.push(name.as_str()),
        }
    }
    if !missing.is_empty() {
        zip.start_file("files-not-packed.txt", options)?;
        zip.write_all(missing.join("\n").as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A name that is one file wherever it is unpacked.
fn plain(name: &str) -> String {
    let kept: String =
        name.chars().filter(|c| !c.is_control() && !r#"/\:*?"<>|"#.contains(*c)).take(120).collect();
    let kept = kept.trim_matches('.').trim().to_owned();
    if kept.is_empty() { "file".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_name_cannot_leave_the_folder_it_is_unpacked_into() {
        assert_eq!(plain("../../etc/passwd"), "etcpasswd");
        assert_eq!(plain("证明 材料.pdf"), "证明 材料.pdf");
        assert_eq!(plain("..."), "file");
    }
}
