//! Setting up, describing, changing and closing posts.

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Actor, Fault, Role};
use web::{Acting, FormState, House, Page, Problem};

use super::unit_form::kept_unit;
use super::{Ask, choices, directory, done, today, write};
use crate::post::{self, Category, Description, NewPost, Post};

/// The post a form is about, for whoever keeps the roster of its unit.
async fn kept_post(house: &House, actor: &Actor, id: &str) -> Result<Post, Problem> {
    let (actor, id) = (actor.clone(), id.to_owned());
    house
        .read(move |tx| {
            let post = post::find(tx, &directory(&actor), &id)?;
            if actor.holds(tx, Role::Organiser, &post.unit)? { Ok(post) } else { Err(Fault::NotFound) }
        })
        .await
}

/// The fields of what a post is.
fn terms<'a>(ask: Ask<'a>, page: &'a Page) -> Ask<'a> {
    let categories = choices(&page.t, Category::ALL, |category| (category.code(), category.words()));
    ask.field("title", "people-post-title", |f| f.max(40))
        .field("category", "people-category", |f| f.why("people-category-why").radios(&categories))
        .field("level", "people-level", |f| f.short().max(20).hint("people-level-hint").optional())
        .field("seats", "people-seats", |f| f.number())
        .field("is_head", "people-head-mark", |f| f.tick().hint("people-head-hint").optional())
}

/// The four parts of a description.
fn description_fields(ask: Ask<'_>) -> Ask<'_> {
    ask.field("duties", "people-duties", |f| f.textarea(8).max(4000).hint("people-duties-hint").optional())
        .field("powers", "people-powers", |f| f.textarea(6).max(4000).hint("people-powers-hint").optional())
        .field("qualifications", "people-qualifications", |f| {
            f.textarea(6).max(4000).hint("people-qualifications-hint").optional()
        })
        .field("way_up", "people-way-up", |f| f.textarea(5).max(4000).hint("people-way-up-hint").optional())
}

fn read_description(form: &mut FormState) -> Description {
    let mut part = |name: &str| form.text(name, 4000).unwrap_or_default();
    Description {
        duties: part("duties"),
        powers: part("powers"),
        qualifications: part("qualifications"),
        way_up: part("way_up"),
    }
}

fn read(form: &mut FormState, unit: &str, opened_on: jiff::civil::Date) -> Option<NewPost> {
    let title = form.required_text("title", 40);
    let category = form.required_coded("category", Category::ALL, Category::code);
    let seats = form.required_integer("seats", 1..=999);
    Some(NewPost {
        unit: unit.to_owned(),
        title: title?,
        category: category?,
        level: form.text("level", 20),
        is_head: form.ticked("is_head"),
        seats: seats?,
        description: read_description(form),
        opened_on,
    })
}

fn draw_new(page: Page, unit: &crate::unit::Unit, form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_with("people-post-new-in", &[("unit", &unit.name)])
        .back_to(format!("/units/{}", unit.id), "people-unit");
    let ask = Ask::new(&page, form, format!("/units/{}/posts", unit.id), "people-post-add");
    let ask =
        terms(ask, &page).field("opened_on", "people-opened-on", |f| f.date()).heading("people-description");
    description_fields(ask).draw()
}

/// `GET /units/{id}/posts`
pub async fn new(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let unit = kept_unit(&house, &actor, &id).await?;
    let form = FormState::default()
        .prefilled("category", Category::General.code())
        .prefilled("seats", "1")
        .prefilled("opened_on", today(&house).to_string());
    draw_new(page, &unit, &form)
}

/// `POST /units/{id}/posts`
pub async fn create(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let unit = kept_unit(&house, &actor, &id).await?;
    let opened_on = form.required_date("opened_on").unwrap_or(today(&house));
    let new = read(&mut form, &id, opened_on);
    if let (Some(new), true) = (new, form.is_ok())
        && let Some(post) = write(&house, &mut form, move |tx| post::add(tx, &actor, &new)).await?
    {
        return Ok(done("/posts", &post, "people-post-added"));
    }
    draw_new(page, &unit, &form)
}

fn titled(page: Page, key: &str, post: &Post) -> Page {
    page.titled_with(key, &[("post", &post.title)]).back_to(format!("/posts/{}", post.id), "people-post")
}

fn draw_description(page: Page, post: &Post, form: &FormState) -> Result<Response, Problem> {
    let page = titled(page, "people-describe-of", post).led_by("people-describe-lead");
    description_fields(Ask::new(
        &page,
        form,
        format!("/posts/{}/description", post.id),
        "people-describe-save",
    ))
    .draw()
}

/// `GET /posts/{id}/description`
pub async fn describing(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let post = kept_post(&house, &actor, &id).await?;
    let mut form = FormState::default();
    for (field, _, text) in post.description.parts() {
        form.set(field, text);
    }
    draw_description(page, &post, &form)
}

/// `POST /posts/{id}/description`
pub async fn describe(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let post = kept_post(&house, &actor, &id).await?;
    let description = read_description(&mut form);
    if form.is_ok() {
        let which = id.clone();
        if write(&house, &mut form, move |tx| post::describe(tx, &actor, &which, &description))
            .await?
            .is_some()
        {
            return Ok(done("/posts", &id, "people-post-described"));
        }
    }
    draw_description(page, &post, &form)
}

fn draw_terms(page: Page, post: &Post, form: &FormState) -> Result<Response, Problem> {
    let page = titled(page, "people-post-change-of", post);
    terms(Ask::new(&page, form, format!("/posts/{}/terms", post.id), "people-save"), &page).draw()
}

/// `GET /posts/{id}/terms`
pub async fn changing(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let post = kept_post(&house, &actor, &id).await?;
    let form = FormState::default()
        .prefilled("title", post.title.clone())
        .prefilled("category", post.category.code())
        .prefilled("level", post.level.clone().unwrap_or_default())
        .prefilled("seats", post.seats.to_string())
        .prefilled("is_head", if post.is_head { "1" } else { "" });
    draw_terms(page, &post, &form)
}

/// `POST /posts/{id}/terms`
pub async fn change(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let post = kept_post(&house, &actor, &id).await?;
    let new = read(&mut form, &post.unit, post.opened_on);
    if let (Some(new), true) = (new, form.is_ok()) {
        let which = id.clone();
        if write(&house, &mut form, move |tx| post::change(tx, &actor, &which, &new)).await?.is_some() {
            house.forget_sessions();
            return Ok(done("/posts", &id, "people-post-changed"));
        }
    }
    draw_terms(page, &post, &form)
}

fn draw_closure(page: Page, post: &Post, form: &FormState) -> Result<Response, Problem> {
    let page = titled(page, "people-post-close-of", post);
    Ask::new(&page, form, format!("/posts/{}/closure", post.id), "people-post-close")
        .say(page.t.of("people-post-close-about"))
        .field("on", "people-post-closed-from", |f| f.date())
        .grave()
        .draw()
}

/// `GET /posts/{id}/closure`
pub async fn closing(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let post = kept_post(&house, &actor, &id).await?;
    draw_closure(page, &post, &FormState::default().prefilled("on", today(&house).to_string()))
}

/// `POST /posts/{id}/closure`
pub async fn close(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let post = kept_post(&house, &actor, &id).await?;
    if let (Some(on), true) = (form.required_date("on"), form.is_ok()) {
        let which = id.clone();
        if write(&house, &mut form, move |tx| post::close(tx, &actor, &which, on)).await?.is_some() {
            return Ok(done("/posts", &id, "people-post-closed"));
        }
    }
    draw_closure(page, &post, &form)
}
