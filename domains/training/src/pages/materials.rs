//! Materials of a class and of its parts: adding files and fetching them, always as downloads.

use axum::extract::{Path, Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use kernel::Fault;
use kernel::files::{self, Attachment, FileError};
use serde::Deserialize;
use serde_json::json;
use web::components::FileItem;
use web::download::download;
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, Upload, see_other};

use super::{Asker, any_class};
use crate::act::{On, note};
use crate::class::Class;
use crate::{announcement, permission, seat, session};
use web::sheet::{Form, Sheet};

/// A material as the list shows it.
pub(crate) fn file_item(t: &Lookup, class: &str, file: &Attachment) -> FileItem {
    FileItem {
        name: file.name.clone(),
        href: format!("/training/classes/{class}/files/{}", file.id),
        size: u64::try_from(file.size).unwrap_or(0),
        kind: if file.kind == "text/plain" {
            t.of("training-plain-text").to_owned()
        } else {
            file.kind.rsplit('/').next().unwrap_or_default().to_owned()
        },
        by: String::new(),
    }
}

/// Which part.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Of {
    part: Option<String>,
}

async fn read(house: &House, actor: &Asker, id: String) -> Result<Class, Problem> {
    let asker = actor.clone();
    let class = house.read(move |tx| any_class(tx, &asker, &id)).await?;
    if permission::answers_for(actor, &class) { Ok(class) } else { Err(Problem::forbidden()) }
}

fn draw(page: Page, class: &Class, part: Option<&str>, form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_by("training-material-add")
        .led(class.title.clone())
        .back_to(format!("/training/classes/{}", class.id), "training-class");
    let mut sheet = Sheet::new(&page, form);
    let query = part.map(|part| format!("?part={part}")).unwrap_or_default();
    let field = sheet.field("file", "training-files", |field| field.files("").hint("training-files-hint"));
    let to = format!("/training/classes/{}/files{query}", class.id);
    sheet.add(&Form::to(to).with_files().part(field).button(page.t.of("training-material-add")));
    sheet.done()
}

/// `GET /training/classes/{id}/files`
pub async fn ask(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let class = read(&house, &actor, id).await?;
    draw(page, &class, of.part.as_deref(), &FormState::default())
}

/// `POST /training/classes/{id}/files`
pub async fn add(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
    mut upload: Upload,
) -> Result<Response, Problem> {
    let class = read(&house, &actor, id.clone()).await?;
    let mut stored = Vec::new();
    for file in upload.files_of("file").cloned().collect::<Vec<_>>() {
        let root = house.county().files().to_owned();
        let bytes = file.bytes.clone();
        let kept = tokio::task::spawn_blocking(move || files::store(&root, &bytes))
            .await
            .map_err(Problem::internal)?;
        match kept {
            Ok(kept) => stored.push((kept, file.name)),
            Err(FileError::Refused(refusal)) => upload.form.refused("file", &refusal.text),
            Err(error @ FileError::Disk { .. }) => return Err(Problem::unavailable(error)),
        }
    }
    if stored.is_empty() && upload.form.is_ok() {
        upload.form.error("file", "training-files-none");
    }
    if upload.form.is_ok() {
        let (by, part, count) = (actor.clone(), of.part.clone(), stored.len());
        let done = house.county().write(move |tx| -> Result<(), Fault> {
            let (class, _) = announcement::going_on(tx, &by, &id)?;
            let subject = match &part {
                None => ("training-class", id.as_str()),
                Some(part) if session::parts(tx, &id)?.iter().any(|one| one.id == *part) => {
                    ("class-part", part.as_str())
                }
                Some(_) => return Err(Fault::NotFound),
            };
            for (file, name) in &stored {
                files::attach(tx, subject, file, name, (Some(class.unit.as_str()), None), &by.account)?;
                let facts = json!({"hash": file.hash, "size": file.size});
                note(tx, &by, "class.material-added", On::class(&class), facts)?;
            }
            Ok(())
        });
        match done.await {
            Ok(()) => {
                let to = see_other(format!("/training/classes/{}", class.id));
                return Ok(to.notice("training-done-files", &[("n", &count)]).into_response());
            }
            Err(fault) => {
                upload.form.take(fault)?;
            }
        }
    }
    draw(page, &class, of.part.as_deref(), &upload.form)
}

/// `GET /training/classes/{id}/files/{file}`
pub async fn fetch(
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let found = house
        .read(move |tx| {
            any_class(tx, &actor, &id)?;
            let mut all = files::of_subject(tx, &seat::directory(), ("training-class", &id))?;
            for part in session::parts(tx, &id)? {
                all.extend(files::of_subject(tx, &seat::directory(), ("class-part", &part.id))?);
            }
            all.into_iter().find(|one| one.id == file).ok_or(Fault::NotFound)
        })
        .await?;
    let path = files::path_of(house.county().files(), &found.hash);
    let bytes = tokio::task::spawn_blocking(move || std::fs::read(path)).await.map_err(Problem::internal)?;
    let mut response = download(&found.name, "application/octet-stream", bytes.map_err(Problem::internal)?);
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    Ok(response)
}
