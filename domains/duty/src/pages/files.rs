//! One entry of evidence: what it supports, co-workers and their answers, files; withdrawing it. Files are kept
//! beside the database and never shown as pages.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use kernel::files::{self, Attachment, FileError};
use kernel::{Actor, Area, Fault, Scope, Tx};
use web::components::{Cell, Confirm, FactList, FileItem, FileList, History, StateTag, Table, Tone};
use web::forms::body::Upload;
use web::i18n::Lookup;
use web::{Acting, FormState, House, Markup, Page, Problem, see_other, show, show_again};

use super::cycle::ConfirmPage;
use super::evidence::{ItemRow, item_rows, supports as typed_supports};
use super::history::{self, Course};
use super::{local, said, slowly};
use crate::evidence::{self, Answer, Evidence, OwnItem, Partner, PartnerState, Supported};
use crate::procedure::CONFIRMATION;
use web::download::download;

struct Found {
    entry: Evidence,
    supports: Vec<Supported>,
    partners: Vec<Partner>,
    files: Vec<Attachment>,
    course: Course,
    own: Vec<OwnItem>,
    is_author: bool,
    asked: bool,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Found, Fault> {
    let scope = actor.scope(Area::Duty);
    let entry = evidence::find(tx, &scope, id)?;
    let me = actor.person.as_deref().unwrap_or_default();
    let partners = evidence::partners(tx, &entry)?;
    let asked = entry.withdrawn_at.is_none()
        && partners.iter().any(|one| one.person == me && one.state == PartnerState::Asked);
    let mut own = if asked { evidence::own_items(tx, me)? } else { Vec::new() };
    own.retain(|item| item.cycle == entry.cycle && item.state.records());
    Ok(Found {
        supports: evidence::supports(tx, &entry)?,
        files: attached(tx, &entry)?,
        course: history::read(tx, &scope, &CONFIRMATION, ("evidence", id))?,
        is_author: entry.person == me,
        asked,
        partners,
        own,
        entry,
    })
}

/// The files of an entry go with it: whoever may read the entry, a co-worker of another unit too, may open them.
fn attached(tx: &mut Tx<'_>, found: &Evidence) -> Result<Vec<Attachment>, Fault> {
    let with_entry = Scope::county("files are read with the entry, which was found in scope");
    Ok(files::of_subject(tx, &with_entry, ("evidence", &found.id))?)
}

#[derive(Template)]
#[template(path = "duty/evidence.html")]
struct EntryPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    entry: &'a Evidence,
    state: StateTag,
    facts: FactList,
    supports: Table,
    partners: Option<Table>,
    files: FileList,
    items: Vec<ItemRow>,
    asked: bool,
    may_change: bool,
    history: History,
}

fn draw(page: Page, found: &Found, form: &FormState, again: bool) -> Result<Response, Problem> {
    let entry = &found.entry;
    let back = if found.is_author { "/duty/evidence".to_owned() } else { "/duty".to_owned() };
    let label = if found.is_author { "duty-evidence-mine" } else { "duty-room" };
    let page = page.titled(entry.title.clone()).back_to(back, label);
    let t = &page.t;
    let state = match entry.withdrawn_at {
        Some(_) => StateTag::new(Tone::Stopped, t.of("duty-withdrawn")),
        None => StateTag::new(Tone::Done, t.of("duty-counted")),
    };
    let view = EntryPage {
        state,
        facts: FactList::new()
            .fact(t.of("duty-day"), &t.date(entry.happened_on))
            .fact(t.of("duty-author"), &entry.name)
            .fact(t.of("duty-written-at"), &t.moment(local(entry.created_at)))
            .fact(t.of("duty-details"), &entry.body),
        supports: supports_table(t, found),
        partners: (!found.partners.is_empty()).then(|| partners_table(t, &found.partners)),
        files: FileList::new(t, found.files.iter().map(|file| file_item(entry, file)).collect()),
        items: item_rows(&found.own, form),
        asked: found.asked,
        may_change: found.is_author && entry.withdrawn_at.is_none(),
        history: found.course.history(t),
        page: &page,
        form,
        entry,
    };
    if again { show_again(&view) } else { show(&view) }
}

fn file_item(entry: &Evidence, file: &Attachment) -> FileItem {
    FileItem {
        name: file.name.clone(),
        href: format!("/duty/evidence/{}/files/{}", entry.id, file.id),
        size: u64::try_from(file.size).unwrap_or(0),
        kind: file.kind.rsplit('/').next().unwrap_or_default().to_owned(),
        by: String::new(),
    }
}

fn supports_table(t: &Lookup, found: &Found) -> Table {
    let mut table = Table::new(t, "supports", t.of("duty-for-items"))
        .caption_unseen()
        .column(t.of("duty-item"))
        .number_column(t.of("duty-amount"))
        .column(t.of("duty-reached-on"))
        .column(t.of("duty-holder"));
    for one in &found.supports {
        let amount = one.support.quantity.map(|amount| format!("{} {}", t.decimal(amount), one.measure_unit));
        let partner = found.partners.iter().find(|partner| partner.person == one.person);
        table.push(vec![
            one.title.as_str().into(),
            Cell::Number(amount.unwrap_or_default()),
            one.support.reached_on.map(|day| t.day(day)).unwrap_or_default().into(),
            partner.map_or(found.entry.name.as_str(), |partner| partner.name.as_str()).into(),
        ]);
    }
    table
}

fn partners_table(t: &Lookup, partners: &[Partner]) -> Table {
    let mut table = Table::new(t, "partners", t.of("duty-partners"))
        .caption_unseen()
        .column(t.of("duty-partner"))
        .column(t.of("duty-state"))
        .column(t.of("duty-note"));
    for one in partners {
        let tone = match one.state {
            PartnerState::Asked => Tone::Waiting,
            PartnerState::Confirmed => Tone::Done,
            PartnerState::Declined => Tone::Returned,
        };
        table.push(vec![
            one.name.as_str().into(),
            Cell::drawn(&StateTag::new(tone, said(t, one.state.words()))),
            one.note.as_deref().unwrap_or_default().into(),
        ]);
    }
    table
}

/// `GET /duty/evidence/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    draw(page, &found, &FormState::default(), false)
}

/// `POST /duty/evidence/{id}/confirmation`: a co-worker says that it was so, or that it was not.
pub async fn answer(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let declined = form.value("answer") == "declined";
    let answers = if declined {
        vec![Answer::Declined(form.required_text("note", 400).unwrap_or_default())]
    } else {
        typed_supports(&mut form).into_iter().map(|support| Answer::Confirmed(Some(support))).collect()
    };
    if answers.len() > 1 {
        form.error("item", "duty-confirm-one-item");
    }
    let answer = answers.into_iter().next().unwrap_or(Answer::Confirmed(None));
    if form.is_ok() {
        let (asker, asked) = (actor.clone(), id.clone());
        match house.county().write(move |tx| evidence::answer(tx, &asker, &asked, &answer)).await {
            Ok(()) => {
                let key = if declined { "duty-declined" } else { "duty-confirmed" };
                return Ok(see_other(format!("/duty/evidence/{id}")).notice(key, &[]).into_response());
            }
            Err(fault) => {
                form.take(fault)?;
            }
        }
    }
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    draw(page, &found, &form, true)
}

fn draw_withdrawal(page: Page, found: &Found, form: &FormState, again: bool) -> Result<Response, Problem> {
    let back = format!("/duty/evidence/{}", found.entry.id);
    let page = page.titled_by("duty-withdraw").led(found.entry.title.clone()).back_to(&back, "duty-entry");
    let t = &page.t;
    let mut confirm = Confirm::new(t, format!("{back}/withdrawal"), t.of("duty-withdraw"))
        .effect(t.with("duty-withdraw-effect", &[("n", &found.supports.len())]))
        .field(Markup::of(&page.field(form, "note", "duty-reason").textarea(2).max(400)))
        .back(back.as_str(), t.of("duty-leave-as-is"))
        .grave();
    for one in &found.partners {
        confirm = confirm.to(Markup::text(&one.name));
    }
    let view = ConfirmPage { page: &page, form, confirm };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /duty/evidence/{id}/withdrawal`
pub async fn ask_withdrawal(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    draw_withdrawal(page, &found, &FormState::default(), false)
}

/// `POST /duty/evidence/{id}/withdrawal`
pub async fn withdraw(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let note = form.required_text("note", 400).unwrap_or_default();
    if form.is_ok() {
        let (asker, asked) = (actor.clone(), id.clone());
        match house.county().write(move |tx| evidence::withdraw(tx, &asker, &asked, &note)).await {
            Ok(()) => {
                return Ok(see_other(format!("/duty/evidence/{id}"))
                    .notice("duty-withdrawn-done", &[])
                    .into_response());
            }
            Err(fault) => {
                form.take(fault)?;
            }
        }
    }
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    draw_withdrawal(page, &found, &form, true)
}

/// `POST /duty/evidence/{id}/files`
pub async fn attach(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut upload: Upload,
) -> Result<Response, Problem> {
    let mut stored = Vec::new();
    if upload.files.is_empty() && upload.form.is_ok() {
        upload.form.error("file", "duty-file-none");
    }
    for sent in std::mem::take(&mut upload.files) {
        let (root, bytes) = (house.county().files().to_owned(), sent.bytes.clone());
        match slowly(move || files::store(&root, &bytes)).await? {
            Ok(file) => stored.push((file, sent.name)),
            Err(FileError::Refused(refusal)) => upload.form.refused("file", &refusal.text),
            Err(error @ FileError::Disk { .. }) => return Err(Problem::unavailable(error)),
        }
    }
    if upload.form.is_ok() {
        let (asker, asked, count) = (actor.clone(), id.clone(), stored.len());
        let done = house.county().write(move |tx| -> Result<(), Fault> {
            for (file, name) in &stored {
                evidence::attach(tx, &asker, &asked, file, name)?;
            }
            Ok(())
        });
        match done.await {
            Ok(()) => {
                return Ok(see_other(format!("/duty/evidence/{id}"))
                    .notice("duty-files-added", &[("n", &count)])
                    .into_response());
            }
            Err(fault) => {
                upload.form.take(fault)?;
            }
        }
    }
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    draw(page, &found, &upload.form, true)
}

/// `GET /duty/evidence/{id}/files/{file}`: an attachment, as a download only.
pub async fn fetch(
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let found = house
        .read(move |tx| {
            let entry = evidence::find(tx, &actor.scope(Area::Duty), &id)?;
            attached(tx, &entry)?.into_iter().find(|one| one.id == file).ok_or(Fault::NotFound)
        })
        .await?;
    let path = files::path_of(house.county().files(), &found.hash);
    let bytes = slowly(move || std::fs::read(path)).await?.map_err(Problem::internal)?;
    let mut response = download(&found.name, "application/octet-stream", bytes);
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    Ok(response)
}
