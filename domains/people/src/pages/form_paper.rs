//! The appointment form of a person, as a file and on paper, and their photo. For the roster's keeper and for the
//! person: the form holds the family.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Actor, Area, Fault, Scope, Tx};
use web::document::{Block, Document};
use web::i18n::Lookup;
use web::{Acting, House, Markup, Page, Problem, show};

use super::today;
use crate::formats::{Appointment, PartialDate, lrmx};
use crate::{check, form, person, photo, tenure};

/// The form of a person for whoever keeps the roster and for themselves.
async fn appointment(house: &House, actor: &Actor, id: &str) -> Result<Appointment, Problem> {
    let (asker, id, files) = (actor.clone(), id.to_owned(), house.county().files().to_owned());
    house
        .read(move |tx| {
            let scope = actor_scope(tx, &asker, &id)?;
            let person = person::find(tx, &scope, &id)?;
            let tenures = tenure::of_person(tx, &scope, &id)?;
            let kept = form::kept(tx, &scope, &id)?;
            let photo = kept.as_ref().and_then(|kept| photo::load(&files, kept.photo.as_deref()?));
            Ok(form::of(&person, &tenures, kept.as_ref(), photo, tx.today()))
        })
        .await
}

/// The form holds the family: it is for the roster's keeper and for the person, not for every superior.
fn actor_scope(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Scope, Fault> {
    if actor.person.as_deref() == Some(id) || check::keeps(tx, actor, id)? {
        Ok(actor.scope(Area::People))
    } else {
        Err(Fault::NotFound)
    }
}

/// `GET /people/{id}/form.lrmx`
pub async fn form_file(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let form = appointment(&house, &actor, &id).await?;
    Ok(web::download::download(&format!("{}.lrmx", form.name), "application/xml", lrmx::write(&form)))
}

#[derive(Template)]
#[template(path = "people/paper.html")]
struct PaperPage<'a> {
    page: &'a Page,
    paper: Markup,
    file: String,
    file_words: &'a str,
}

/// `GET /people/{id}/form`: the form on paper.
pub async fn form_paper(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let form = appointment(&house, &actor, &id).await?;
    let page = page.titled_by("people-form").back_to(format!("/people/{id}"), "people-archive");
    let paper = document(&page.t, &form, today(&house)).html();
    let file = format!("/people/{id}/form.lrmx");
    show(&PaperPage { page: &page, paper, file, file_words: page.t.of("people-form-file") })
}

fn document(t: &Lookup, form: &Appointment, today: Date) -> Document {
    use crate::formats::appointment::{FIELDS as FORM_FIELDS, Kind};
    let mut facts = Vec::new();
    for field in FORM_FIELDS.iter().filter(|field| matches!(field.kind, Kind::Name | Kind::Line | Kind::Date))
    {
        let value = form.text(field.element).unwrap_or_default();
        if !value.is_empty() {
            let value = PartialDate::parse(value)
                .ok()
                .filter(|_| field.kind == Kind::Date)
                .map_or(value.to_owned(), |d| d.dotted());
            facts.push(vec![t.choose(field.zh, field.en).to_owned(), value]);
        }
    }
    let mut paper = Document::new(t, t.of("people-form")).block(Block::Table {
        caption: String::new(),
        head: vec![t.of("people-form-item").to_owned(), t.of("people-form-content").to_owned()],
        rows: facts,
        widths: vec![1, 2],
    });
    let resume = form.resume.to_text();
    for (key, text) in [
        ("people-form-resume", resume.as_str()),
        ("people-form-rewards", &form.rewards),
        ("people-form-appraisals", &form.appraisals),
        ("people-form-reason", &form.reason),
    ] {
        if text.is_empty() {
            continue;
        }
        paper = paper.heading(1, t.of(key));
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            paper = paper.paragraph(line.trim());
        }
    }
    if form.family.is_empty() { paper } else { family(t, paper, form, today) }
}

/// The family as a table, with ages on the form's own day for them.
fn family(t: &Lookup, paper: Document, form: &Appointment, today: Date) -> Document {
    let head = [
        "people-form-kinship",
        "people-name",
        "people-form-age",
        "people-form-politics",
        "people-form-place",
    ];
    let on = PartialDate::parse(&form.age_date).ok().and_then(|day| day.first_day()).unwrap_or(today);
    let rows = form.family.iter().map(|member| {
        let age = member.age_on(on).map(|age| age.to_string()).unwrap_or_default();
        vec![
            member.kinship.clone(),
            member.name.clone(),
            age,
            member.political_status.clone(),
            member.post.clone(),
        ]
    });
    paper.heading(1, t.of("people-form-family")).block(Block::Table {
        caption: String::new(),
        head: head.map(|key| t.of(key).to_owned()).to_vec(),
        rows: rows.collect(),
        widths: vec![2, 2, 1, 2, 5],
    })
}

/// `GET /people/{id}/photo`
pub async fn show_photo(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let hash = house.read(move |tx| photo::hash_of(tx, &actor.scope(Area::People), &id)).await?;
    let hash = hash.ok_or_else(Problem::not_found)?;
    let picture = photo::load(house.county().files(), &hash).ok_or_else(Problem::not_found)?;
    let headers =
        [(CONTENT_TYPE, photo::media_type(picture.kind())), (CACHE_CONTROL, "private, max-age=3600")];
    Ok((headers, picture.bytes().to_vec()).into_response())
}
