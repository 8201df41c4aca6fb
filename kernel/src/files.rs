//! Attachments: content-addressed files beside the database. What a file is, is told from its bytes, never from
//! its name; markup is refused, so nothing stored here can be served as a page.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::db::{DbError, Tx};
use crate::fault::{Fault, Refusal};
use crate::params;
use crate::scope::Scope;

crate::statements! {
    KNOW = "insert into stored_file (hash, size, kind, added_at) values ($1, $2, $3, $4) on conflict (hash) do nothing";
    ATTACH = "insert into attachment (id, subject_kind, subject_id, hash, name, unit_id, person_id, added_at, added_by) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OF_SUBJECT = "select a.id, a.name, a.hash, f.kind, f.size, a.added_at from attachment a \
        join stored_file f on f.hash = a.hash where a.subject_kind = $1 and a.subject_id = $2 \
        and $scope(a.unit_id, a.person_id) order by a.added_at, a.id";
    ONE = "select a.id, a.name, a.hash, f.kind, f.size, a.added_at from attachment a \
        join stored_file f on f.hash = a.hash where a.id = $1 and $scope(a.unit_id, a.person_id)";
}

/// The largest attachment, in bytes.
pub const LARGEST: usize = 20 * 1024 * 1024;

/// A file in the store, before it is attached to anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// SHA-256 of the content, in hex: its name in the store.
    pub hash: String,
    /// Size in bytes.
    pub size: i64,
    /// Media type told from the content.
    pub kind: String,
}

/// Why a file was not stored.
#[derive(Debug, Error)]
pub enum FileError {
    /// It may not be.
    #[error("refused")]
    Refused(Refusal),
    /// The disk.
    #[error("{path}: {why}")]
    Disk {
        /// Where.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
}

/// The media type of some bytes, or `None` if it is a kind the house does not keep.
#[must_use]
pub fn sniff(bytes: &[u8]) -> Option<&'static str> {
    if let Some(known) = infer::get(bytes) {
        let kind = known.mime_type();
        let kept = kind.starts_with("image/") && !kind.contains("svg")
            || matches!(
                kind,
                "application/pdf"
                    | "application/zip"
                    | "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
                    | "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                    | "application/vnd.openxmlformats-officedocument.presentationml.presentation"
                    | "application/msword"
                    | "application/vnd.ms-excel"
                    | "application/x-ole-storage"
                    | "audio/mpeg"
                    | "audio/m4a"
                    | "video/mp4"
            );
        return kept.then_some(kind);
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let start = text.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    let markup = start.starts_with('<') || start.starts_with("%!");
    (!markup && !text.contains('\0')).then_some("text/plain")
}

/// Puts bytes into the store; the same bytes are kept once. Durable before it returns.
///
/// # Errors
/// [`FileError::Refused`] if too large, empty or of a kind not kept; [`FileError::Disk`].
pub fn store(root: &Path, bytes: &[u8]) -> Result<Stored, FileError> {
    let refuse = |zh: &str, en: &str| Err(FileError::Refused(Refusal::new(zh, en).at("file")));
    if bytes.is_empty() {
        return refuse("文件是空的，请重新选择。", "The file is empty; choose another.");
    }
    if bytes.len() > LARGEST {
        return refuse(
            "文件超过 20 MB，请压缩或拆分后再传。",
            "The file is larger than 20 MB; compress or split it.",
        );
    }
    let Some(kind) = sniff(bytes) else {
        return refuse(
            "这种文件不收。可传图片、PDF、Word、Excel、PPT、纯文本或 ZIP。",
            "This kind of file is not accepted: send a picture, PDF, Word, Excel, PowerPoint, plain text or ZIP.",
        );
    };
    let hash = hex::encode(Sha256::digest(bytes));
    let path = path_of(root, &hash);
    let disk = |why| FileError::Disk { path: path.clone(), why };
    if !path.exists() {
        let folder = path.parent().unwrap_or(root);
        fs::create_dir_all(folder).map_err(disk)?;
        let half = folder.join(format!("{hash}.half"));
        let mut file = fs::File::create(&half).map_err(disk)?;
        file.write_all(bytes).map_err(disk)?;
        file.sync_all().map_err(disk)?;
        fs::rename(&half, &path).map_err(disk)?;
    }
    Ok(Stored { hash, size: i64::try_from(bytes.len()).unwrap_or(i64::MAX), kind: kind.to_owned() })
}

/// Where the content of a hash lies.
#[must_use]
pub fn path_of(root: &Path, hash: &str) -> PathBuf {
    root.join(hash.get(..2).unwrap_or("00")).join(hash)
}

/// An attachment of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Id.
    pub id: String,
    /// File name as given.
    pub name: String,
    /// Hash of the content.
    pub hash: String,
    /// Media type.
    pub kind: String,
    /// Size in bytes.
    pub size: i64,
    /// When it was added, RFC 3339.
    pub added_at: String,
}

/// Attaches a stored file; answers the attachment's id. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn attach(
    tx: &mut Tx<'_>,
    subject: (&str, &str),
    stored: &Stored,
    name: &str,
    (unit, person): (Option<&str>, Option<&str>),
    by: &str,
) -> Result<String, DbError> {
    let (id, now) = (tx.id(), tx.now());
    tx.execute(KNOW, params![&stored.hash, stored.size, &stored.kind, now])?;
    let clean: String = name.chars().filter(|c| !c.is_control() && !"/\\\"".contains(*c)).take(120).collect();
    let clean = if clean.trim().is_empty() { "附件".to_owned() } else { clean };
    tx.execute(ATTACH, params![&id, subject.0, subject.1, &stored.hash, clean, unit, person, now, by])?;
    Ok(id)
}

fn attachment(row: &crate::db::Row) -> Result<Attachment, DbError> {
    Ok(Attachment {
        id: row.text(0)?,
        name: row.text(1)?,
        hash: row.text(2)?,
        kind: row.text(3)?,
        size: row.int(4)?,
        added_at: row.text(5)?,
    })
}

/// The attachments of a thing, in scope, oldest first.
///
/// # Errors
/// If they cannot be read.
pub fn of_subject(tx: &mut Tx<'_>, scope: &Scope, subject: (&str, &str)) -> Result<Vec<Attachment>, DbError> {
    tx.rows(scope, OF_SUBJECT, params![subject.0, subject.1])?.iter().map(attachment).collect()
}

/// One attachment, in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Attachment, Fault> {
    let row = tx.row(scope, ONE, params![id])?.ok_or(Fault::NotFound)?;
    Ok(attachment(&row)?)
}
