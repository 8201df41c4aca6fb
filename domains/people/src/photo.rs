//! Photos of persons: kept in the county's file store, found through the appointment form they came with.

use std::fs;
use std::path::Path;

use kernel::files::{self, FileError};
use kernel::{Fault, Scope, Tx, params};

use crate::formats::photo::{Photo, PhotoKind};
use crate::import::Plan;
use crate::store::person as store;

/// The media type of a photo.
#[must_use]
pub fn media_type(kind: PhotoKind) -> &'static str {
    match kind {
        PhotoKind::Jpeg => "image/jpeg",
        PhotoKind::Png => "image/png",
    }
}

/// Puts the photos of a plan into the file store; before the plan is carried out, outside its transaction.
///
/// # Errors
/// If the store refuses one or the disk does.
pub fn keep(root: &Path, plan: &Plan) -> Result<(), FileError> {
    for photo in plan.photos() {
        files::store(root, photo.bytes())?;
    }
    Ok(())
}

/// The hash of a person's photo in the file store, if they have one and are in scope.
///
/// # Errors
/// If it cannot be read.
pub fn hash_of(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Option<String>, Fault> {
    let today = tx.today();
    Ok(match tx.row(scope, store::FORM, params![person, today])? {
        Some(row) => row.get(1)?,
        None => None,
    })
}

/// A photo out of the file store; none if it is not there or no picture.
#[must_use]
pub fn load(root: &Path, hash: &str) -> Option<Photo> {
    Photo::of_bytes(&fs::read(files::path_of(root, hash)).ok()?)
}
