//! A post with its description and who held it, and the description on paper 岗位说明书.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::Role;
use web::components::{Cell, FactList, StateTag, Table, Tone, UnitPath};
use web::document::Document;
use web::i18n::Lookup;
use web::{Acting, House, Markup, Page, Problem, show};

use super::{directory, said, steps, today};
use crate::post::{self, Description, Post, Wording};
use crate::tenure::{self, Tenure};
use crate::unit::{self, Unit};

struct Seen {
    post: Post,
    path: Vec<Unit>,
    held: Vec<Tenure>,
    wordings: Vec<Wording>,
    keeps: bool,
}

async fn seen(house: &House, actor: &kernel::Actor, id: &str) -> Result<Seen, Problem> {
    let (actor, id) = (actor.clone(), id.to_owned());
    house
        .read(move |tx| {
            let scope = directory(&actor);
            let post = post::find(tx, &scope, &id)?;
            Ok(Seen {
                path: unit::path(tx, &scope, &post.unit)?,
                held: tenure::of_post(tx, &scope, &id)?,
                wordings: post::wordings(tx, &scope, &id)?,
                keeps: actor.holds(tx, Role::Organiser, &post.unit)?,
                post,
            })
        })
        .await
}

/// The parts of a description as pages show them: heading, paragraphs.
fn parts(t: &Lookup, description: &Description) -> Vec<(String, Vec<String>)> {
    let parts = description.parts();
    let part = |(_, (zh, en), text): &(&str, (&str, &str), &str)| {
        let mut en = (*en).to_owned();
        if let Some(first) = en.get_mut(0..1) {
            first.make_ascii_uppercase();
        }
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        (t.choose(zh, &en).to_owned(), lines)
    };
    parts.iter().map(part).collect()
}

#[derive(Template)]
#[template(path = "people/post.html")]
struct PostPage<'a> {
    page: &'a Page,
    seen: &'a Seen,
    path: UnitPath,
    state: Option<StateTag>,
    facts: FactList,
    parts: Vec<(String, Vec<String>)>,
    held: Table,
    wordings: Table,
}

fn held(t: &Lookup, seen: &Seen) -> Table {
    let mut held = Table::new(t, "held", t.of("people-post-held"))
        .caption_unseen()
        .column(t.of("people-name"))
        .column(t.of("people-tenure-kind"))
        .column(t.of("people-from"))
        .column(t.of("people-to"))
        .empty(t.of("people-post-never"));
    for tenure in &seen.held {
        held.push(vec![
            Cell::link(format!("/people/{}", tenure.person), tenure.person_name.as_str()),
            said(t, tenure.kind.words()).into(),
            tenure.from_on.into(),
            tenure.to_on.map_or_else(|| t.of("people-to-now").to_owned(), |to| to.to_string()).into(),
        ]);
    }
    held
}

fn wordings(t: &Lookup, seen: &Seen) -> Table {
    let mut wordings = Table::new(t, "wordings", t.of("people-wordings"))
        .caption_unseen()
        .column(t.of("people-wording-at"))
        .column(t.of("people-wording-by"))
        .empty(t.of("people-wordings-none"));
    for wording in &seen.wordings {
        wordings.push(vec![kernel::clock::date_at(wording.at).into(), wording.by.as_str().into()]);
    }
    wordings
}

/// `GET /posts/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let seen = seen(&house, &actor, &id).await?;
    let on = today(&house);
    let page = page
        .titled(seen.post.title.clone())
        .led_by("people-post-lead")
        .back_to(format!("/units/{}", seen.post.unit), "people-unit");
    let t = &page.t;
    let serving = seen.held.iter().filter(|tenure| tenure.lasts_on(on)).count();
    let seats = t.with(
        "people-post-filled",
        &[("filled", &i64::try_from(serving).unwrap_or_default()), ("seats", &seen.post.seats)],
    );
    let facts = FactList::new()
        .fact(t.of("people-category"), &said(t, seen.post.category.words()))
        .fact(t.of("people-level"), seen.post.level.as_deref().unwrap_or_default())
        .fact(t.of("people-seats"), &seats)
        .fact(t.of("people-head-mark"), if seen.post.is_head { t.of("people-head-yes") } else { "" })
        .fact(t.of("people-opened-on"), &t.day(seen.post.opened_on));
    let view = PostPage {
        path: UnitPath::new(t.of("people-unit-path"), steps(&seen.path)),
        state: seen
            .post
            .closed_on
            .map(|on| StateTag::new(Tone::Archived, t.with("people-unit-closed-on", &[("on", &on)]))),
        parts: parts(t, &seen.post.description),
        facts,
        held: held(t, &seen),
        wordings: wordings(t, &seen),
        page: &page,
        seen: &seen,
    };
    show(&view)
}

fn document(t: &Lookup, seen: &Seen) -> Document {
    let unit = seen.path.last().map(|unit| unit.name.clone()).unwrap_or_default();
    let title = t.with("people-description-of", &[("unit", &unit), ("post", &seen.post.title)]);
    let mut paper = Document::new(t, title).heading(1, t.of("people-description-basics"));
    let level = seen.post.level.clone().unwrap_or_else(|| t.of("people-none").to_owned());
    let category = said(t, seen.post.category.words());
    paper = paper.paragraph(t.with(
        "people-description-basics-text",
        &[
            ("unit", &unit),
            ("post", &seen.post.title),
            ("category", &category),
            ("level", &level),
            ("seats", &seen.post.seats),
        ],
    ));
    for (heading, lines) in parts(t, &seen.post.description) {
        paper = paper.heading(1, heading);
        if lines.is_empty() {
            paper = paper.paragraph(t.of("people-description-missing"));
        }
        for line in lines {
            paper = paper.paragraph(line);
        }
    }
    let at = seen.wordings.first().map(|wording| kernel::clock::date_at(wording.at));
    Document { date: at, ..paper }
}

#[derive(Template)]
#[template(path = "people/paper.html")]
struct PaperPage<'a> {
    page: &'a Page,
    paper: Markup,
    file: String,
    file_words: &'a str,
}

/// `GET /posts/{id}/paper`
pub async fn paper(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let seen = seen(&house, &actor, &id).await?;
    let page = page.titled(seen.post.title.clone()).back_to(format!("/posts/{id}"), "people-post");
    let paper = document(&page.t, &seen).html();
    let file = format!("/posts/{id}/description.docx");
    show(&PaperPage { page: &page, paper, file, file_words: page.t.of("people-docx") })
}

/// `GET /posts/{id}/description.docx`
pub async fn docx(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let seen = seen(&house, &actor, &id).await?;
    let paper = document(&page.t, &seen);
    let bytes = paper.docx().map_err(Problem::internal)?;
    Ok(web::download::download(&format!("{}.docx", paper.title), web::download::DOCX, bytes))
}
