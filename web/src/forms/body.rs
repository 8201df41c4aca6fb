//! The extractors that read a form from a request: [`FormState`] for urlencoded bodies, [`Upload`] for
//! `multipart/form-data` with files. Limits are refused before a body is held whole. Not here: what a file
//! is and where it is kept (the kernel sniffs types and stores).

use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;

use super::{FormError, FormState, MAX_BODY};
use crate::errors::Problem;

/// Largest single file, in bytes.
pub const MAX_FILE: usize = 20_000_000;
/// Largest body with files, in bytes.
pub const MAX_UPLOAD: usize = 60_000_000;
/// Most files in one form.
pub const MAX_FILES: usize = 20;

/// One file as sent.
#[derive(Debug, Clone, PartialEq)]
pub struct SentFile {
    /// Name of the form field.
    pub field: String,
    /// The file's own name without any path, at most 200 characters.
    pub name: String,
    /// The bytes.
    pub bytes: Bytes,
}

/// A form with files. Empty file fields leave no entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Upload {
    /// The other fields.
    pub form: FormState,
    /// The files in the order sent; a file over [`MAX_FILE`] is dropped with an error on its field.
    pub files: Vec<SentFile>,
}

impl Upload {
    /// The files of one field.
    pub fn files_of<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a SentFile> {
        self.files.iter().filter(move |file| file.field == field)
    }
}

impl From<FormError> for Problem {
    fn from(error: FormError) -> Problem {
        match error {
            FormError::TooLarge => Problem::too_large(),
            FormError::NotText | FormError::NotAForm => Problem::bad_request("web-problem-not-a-form"),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for FormState {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<FormState, Problem> {
        if !content_type(&request).starts_with("application/x-www-form-urlencoded") {
            return Err(FormError::NotAForm.into());
        }
        let body = axum::body::to_bytes(request.into_body(), MAX_BODY).await;
        let body = body.map_err(|_| Problem::from(FormError::TooLarge))?;
        Ok(FormState::parse(&body)?)
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Problem;

    async fn from_request(mut request: Request, state: &S) -> Result<Upload, Problem> {
        if !content_type(&request).starts_with("multipart/form-data") {
            return Err(FormError::NotAForm.into());
        }
        DefaultBodyLimit::max(MAX_UPLOAD).apply(&mut request);
        let mut parts =
            Multipart::from_request(request, state).await.map_err(|_| Problem::from(FormError::NotAForm))?;
        let mut upload = Upload::default();
        while let Some(part) = parts.next_field().await.map_err(refuse)? {
            let field = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(base_name);
            let bytes = part.bytes().await.map_err(refuse)?;
            upload.take(field, file_name, bytes)?;
        }
        Ok(upload)
    }
}

impl Upload {
    fn take(&mut self, field: String, file_name: Option<String>, bytes: Bytes) -> Result<(), FormError> {
        let Some(name) = file_name else {
            let value = String::from_utf8(bytes.into()).map_err(|_| FormError::NotText)?;
            return self.form.add(field, value);
        };
        if name.is_empty() && bytes.is_empty() {
            return Ok(());
        }
        if self.files.len() >= MAX_FILES {
            return Err(FormError::TooLarge);
        }
        if bytes.len() > MAX_FILE {
            self.form.error_with(&field, "web-error-file-too-large", &[("name", &name), ("max", &20)]);
            return Ok(());
        }
        self.files.push(SentFile { field, name, bytes });
        Ok(())
    }
}

fn content_type(request: &Request) -> &str {
    request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn refuse(error: MultipartError) -> Problem {
    match error.status().as_u16() {
        413 => FormError::TooLarge.into(),
        _ => FormError::NotAForm.into(),
    }
}

/// Some browsers send the whole path of a file; only its last part is a name.
fn base_name(sent: &str) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(200).collect()
}
