//! What came in otherwise on a request or a complaint, added by whoever handles it, with its day. Not here: what residents add
//! themselves (`follow`), letters to them (`acts`).

use axum::extract::{Path, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::Tx;
use web::forms::body::Upload;
use web::sheet::{Form, Sheet};
use web::{Acting, House, Page, Problem, see_other};

use super::{act, complaints, detail, discard, keep};
use crate::permission::answers_for;
use crate::request::{find, scope};
use crate::{complaint, message};

/// The form, folded away; posted beneath the path of what it is added to.
pub(super) fn draw(sheet: &mut Sheet<'_>, base: &str) {
    let t = sheet.page.t.clone();
    let open = ["material", "dated_on"].iter().any(|field| sheet.form.has(field));
    let parts = [
        sheet.field("material", "requests-material-words", |field| {
            field.textarea(4).max(4000).hint("requests-material-hint")
        }),
        sheet.field("dated_on", "requests-material-on", |field| field.date()),
        sheet.field("material_files", "requests-files", |field| field.files("").optional()),
    ];
    let form = parts.into_iter().fold(Form::to(format!("{base}/materials")).with_files(), Form::part);
    sheet.fold(t.of("requests-material"), &form.button(t.of("requests-material-send")), open);
}

/// `POST /requests/{id}/materials`
pub async fn enclose(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut upload: Upload,
) -> Result<Response, Problem> {
    let sent = std::mem::take(&mut upload.files);
    let mut form = upload.form;
    let (asking, of) = (actor.clone(), id.clone());
    house.read(move |tx| Ok(answers_for(&asking, &find(tx, &scope(&asking), &of)?)?)).await?;
    let (text, on) = (form.value("material").to_owned(), form.required_date("dated_on"));
    let kept = if form.is_ok() { keep(&house, &mut form, sent, false).await? } else { Vec::new() };
    if !form.is_ok() {
        discard(&house, kept).await?;
        return detail::draw(page, &house, &actor, id, form).await;
    }
    let (who, of, stored) = (actor.clone(), id.clone(), kept.clone());
    let work = move |tx: &mut Tx<'_>| message::enclose_known(tx, &who, &of, (&text, on), &stored);
    if act(&house, &mut form, work).await?.is_some() {
        return Ok(added(format!("/requests/{id}")));
    }
    discard(&house, kept).await?;
    detail::draw(page, &house, &actor, id, form).await
}

/// `POST /requests/complaints/{id}/materials`
pub async fn enclose_sealed(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut upload: Upload,
) -> Result<Response, Problem> {
    let sent = std::mem::take(&mut upload.files);
    let mut form = upload.form;
    let (asking, of) = (actor.clone(), id.clone());
    house.read(move |tx| complaint::find(tx, &asking, &of).map(drop)).await?;
    let (text, on) = (form.value("material").to_owned(), form.required_date("dated_on"));
    let kept = if form.is_ok() { keep(&house, &mut form, sent, false).await? } else { Vec::new() };
    if !form.is_ok() {
        discard(&house, kept).await?;
        return complaints::draw(page, &house, &actor, id, form, None).await;
    }
    let (who, of, stored) = (actor.clone(), id.clone(), kept.clone());
    let work = move |tx: &mut Tx<'_>| complaint::enclose(tx, &who, &of, (&text, on), &stored);
    if act(&house, &mut form, work).await?.is_some() {
        return Ok(added(format!("/requests/complaints/{id}")));
    }
    discard(&house, kept).await?;
    complaints::draw(page, &house, &actor, id, form, None).await
}

fn added(to: String) -> Response {
    see_other(to).notice("requests-done-material", &[]).into_response()
}
