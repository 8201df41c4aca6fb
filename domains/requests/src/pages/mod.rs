//! The pages of this room, one file per noun, and what several of them share. Not here: what is allowed (the nouns).

pub mod acts;
mod asking;
pub mod complaint_list;
pub mod complaints;
pub mod detail;
mod drawing;
pub mod entry;
pub mod figures;
pub mod follow;
mod forms;
pub mod keys;
pub mod material;
pub mod open311;
pub mod picture;
pub mod queue;
pub mod report;
mod residents;

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::response::Response;
use kernel::files::{self, Attachment, FileError, Stored};
use kernel::{Fault, Tx, params};
use web::forms::body::SentFile;
use web::{FormState, House, Problem};

use crate::request::known;
use crate::store::request as sql;

/// Writes; puts refusals beside their fields. Every other fault ends the request.
pub(crate) async fn act<T, F>(house: &House, form: &mut FormState, work: F) -> Result<Option<T>, Problem>
where
    T: Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
{
    match house.county().write(work).await {
        Ok(value) => Ok(Some(value)),
        Err(fault) => {
            form.take(fault)?;
            Ok(None)
        }
    }
}

/// Most files of one submission.
const MOST_FILES: usize = 5;
/// Largest file of a resident, in bytes.
const LARGEST: usize = 10 * 1024 * 1024;

/// What a resident may send: pictures and PDF. Archives and documents with programs in them are not taken, so nothing
/// here is ever unpacked.
fn taken_from_residents(bytes: &[u8]) -> bool {
    files::sniff(bytes).is_some_and(|kind| kind.starts_with("image/") || kind == "application/pdf")
}

/// Says beside the field which files of a form may not be kept; answers whether all may.
pub(crate) fn fits(form: &mut FormState, sent: &[SentFile], from_resident: bool) -> bool {
    if let Some(first) = sent.first().filter(|_| from_resident && sent.len() > MOST_FILES) {
        form.error_with(&first.field, "requests-files-many", &[("most", &MOST_FILES)]);
        return false;
    }
    for file in sent {
        if from_resident && file.bytes.len() > LARGEST {
            form.error_with(&file.field, "requests-file-large", &[("name", &file.name)]);
        } else if from_resident && !taken_from_residents(&file.bytes) {
            form.error_with(&file.field, "requests-file-kind", &[("name", &file.name)]);
        }
    }
    form.is_ok()
}

/// Takes away what was kept for a form that was refused after all, unless the same bytes belong to something else.
pub(crate) async fn discard(house: &House, kept: Vec<(Stored, String)>) -> Result<(), Problem> {
    let root = house.county().files().to_owned();
    for (file, _) in kept {
        let hash = file.hash.clone();
        let used = house.read(move |tx| Ok(tx.row(&known(), sql::FILE_IN_USE, params![&hash])?.is_some()));
        if !used.await? {
            // Gone already: somebody else's refusal took the same bytes away.
            std::fs::remove_file(files::path_of(&root, &file.hash)).ok();
        }
    }
    Ok(())
}

/// Keeps the files of a form whose other fields were checked; what may not be kept is said beside the field.
pub(crate) async fn keep(
    house: &House,
    form: &mut FormState,
    sent: Vec<SentFile>,
    from_resident: bool,
) -> Result<Vec<(Stored, String)>, Problem> {
    let mut kept = Vec::new();
    if !fits(form, &sent, from_resident) {
        return Ok(kept);
    }
    for file in sent {
        let (root, bytes) = (house.county().files().to_owned(), file.bytes.clone());
        let stored = tokio::task::spawn_blocking(move || files::store(&root, &bytes)).await;
        match stored.map_err(Problem::internal)? {
            Ok(stored) => kept.push((stored, file.name)),
            Err(FileError::Refused(refusal)) => form.refused(&file.field, &refusal.text),
            Err(error @ FileError::Disk { .. }) => return Err(Problem::unavailable(error)),
        }
    }
    Ok(kept)
}

/// A kept file, as something to save: never shown as a page of this house.
pub(crate) fn send(house: &House, file: &Attachment) -> Result<Response, Problem> {
    let path = files::path_of(house.county().files(), &file.hash);
    let bytes = std::fs::read(path).map_err(Problem::internal)?;
    let mut response = web::download::download(&file.name, "application/octet-stream", bytes);
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A page nobody keeps a copy of.
pub(crate) fn unkept(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
