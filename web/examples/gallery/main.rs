//! Serves every component on one page at `127.0.0.1:8611`, for looking at them: `/`, `/paper`, `/fields`.
//! `?signed=no` shows the page of a visitor. Not a part of the product.

mod pictures;
mod samples;

use std::sync::Arc;

use askama::Template;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, http::header};
use law::decision::Text;
use web::charts::Chart;
use web::i18n::WEB;
use web::{
    Document, FormState, Markup, Page, Problem, Room, Signed, Site, Texts, see_other, show, show_again,
};

#[derive(Template)]
#[template(path = "gallery.html", config = "examples/askama.toml")]
struct Gallery<'a> {
    page: &'a Page,
    components: Vec<(&'static str, Markup)>,
    charts: Vec<(&'static str, Chart)>,
}

#[derive(Template)]
#[template(path = "paper.html", config = "examples/askama.toml")]
struct Paper<'a> {
    page: &'a Page,
    document: Document,
}

async fn gallery(page: Page) -> Result<Response, Problem> {
    let page = page.titled("组件").led("每个组件一份样例，用于核对样式。").back_to("/more", "web-more");
    show(&Gallery { page: &page, components: samples::components(&page), charts: pictures::charts(&page.t) })
}

async fn paper(page: Page) -> Result<Response, Problem> {
    let page = page.titled("文书");
    show(&Paper { page: &page, document: pictures::document(&page.t) })
}

async fn paper_docx(page: Page) -> Result<Response, Problem> {
    let bytes = pictures::document(&page.t).docx().map_err(Problem::internal)?;
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    Ok(([(header::CONTENT_TYPE, kind)], bytes).into_response())
}

async fn save(page: Page, mut form: FormState) -> Result<Response, Problem> {
    form.required_text("title", 80);
    form.required_text("summary", 200);
    form.required_integer("weight", 0..=100);
    if form.is_ok() {
        return Ok(see_other("/").notice("web-page-total", &[("n", &3)]).into_response());
    }
    let page = page.titled("表单");
    let fields = samples::Fields { page: &page, form: &form, choices: samples::choices(&page.t) };
    show_again(&Gallery { page: &page, components: vec![("fields", Markup::of(&fields))], charts: vec![] })
}

async fn sign_in(mut request: Request, next: Next) -> Response {
    if request.uri().query() != Some("signed=no") {
        request.extensions_mut().insert(Arc::new(Signed {
            id: "1".into(),
            name: "赵示例".into(),
            unit: "黄牛铺镇".into(),
            post: "民政专干".into(),
            roles: vec!["organiser".into()],
            must_choose: false,
        }));
    }
    next.run(request).await
}

const fn room(path: &'static str, label: &'static str, icon: &'static str, bar: bool) -> Room {
    Room { path, label, icon, roles: &[], public: false, bar }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let texts = Texts::build(&[WEB])?;
    let county = Text::new("凤县", "Feng County");
    let mut site = Site::new(texts, county, Box::new(|| "gallery".to_owned()))?;
    site.demo = true;
    site.rooms = vec![
        room("/", "web-steps", "todo", true),
        room("/paper", "web-house", "duty", true),
        room("/learning", "web-language", "learning", true),
        room("/people", "web-rooms", "people", false),
        room("/law", "web-verified-read", "law", false),
    ];
    let rooms = Router::new()
        .route("/", get(gallery))
        .route("/paper", get(paper))
        .route("/paper.docx", get(paper_docx))
        .route("/fields", post(save));
    let app = web::dress(rooms, Arc::new(site)).layer(middleware::from_fn(sign_in));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8611").await?;
    Ok(axum::serve(listener, app).await?)
}
