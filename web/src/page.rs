//! The page every template receives as `page`: the reader's language and text size, who is signed in, where
//! in the house, the one-shot notice. A handler takes [`Page`] as an argument, gives it a title and passes
//! it on. Not here: identity itself; [`Signed`] is plain data put into the request by the session layer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};

use crate::argument::Arg;
use crate::errors::Problem;
use crate::forms::FormState;
use crate::i18n::{Language, Lookup};
use crate::navigation::{self, Entry};
use crate::notices::{self, Notice};
use crate::preferences::TextSize;
use crate::site::Site;

/// Who is signed in, as the pages need it. Put an `Arc<Signed>` into the request's extensions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signed {
    /// Id of the person (or account) in the county.
    pub id: String,
    /// Name as shown.
    pub name: String,
    /// Unit of the present post, as shown; may be empty.
    pub unit: String,
    /// Post, as shown; may be empty.
    pub post: String,
    /// Codes of the roles held; the navigation shows rooms by them.
    pub roles: Vec<String>,
    /// Came in by a password somebody gave, and reaches nothing but the page that chooses another.
    pub must_choose: bool,
}

/// A link with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Path in this house.
    pub href: String,
    /// What it says.
    pub text: String,
}

/// What the layer read from one request.
#[derive(Clone)]
pub struct Visit {
    site: Arc<Site>,
    language: Language,
    size: TextSize,
    path: String,
    notice: Option<Arc<Notice>>,
    shown: Arc<AtomicBool>,
    pub(crate) signed: Option<Arc<Signed>>,
}

impl Visit {
    pub(crate) fn read(
        site: Arc<Site>,
        headers: &HeaderMap,
        uri: &Uri,
        signed: Option<Arc<Signed>>,
    ) -> Visit {
        let accepted =
            || headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Visit {
            language: cookie(headers, "lang")
                .and_then(Language::from_tag)
                .unwrap_or_else(|| Language::from_accept(accepted())),
            size: cookie(headers, "size").and_then(TextSize::from_code).unwrap_or_default(),
            path: uri.path_and_query().map_or_else(|| uri.path().to_owned(), ToString::to_string),
            notice: cookie(headers, notices::COOKIE).and_then(Notice::decode).map(Arc::new),
            shown: Arc::new(AtomicBool::new(false)),
            site,
            signed,
        }
    }

    pub(crate) fn notice_was_shown(&self) -> bool {
        self.shown.load(Ordering::Relaxed)
    }
}

/// A cookie of the request, by name.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Everything about the page around a room's content. Extract it in a handler: `async fn show(page: Page)`.
#[derive(Clone)]
pub struct Page {
    /// The texts in the reader's language: `{{ page.t.of("key") }}`.
    pub t: Lookup,
    /// Title and heading.
    pub title: String,
    /// A sentence under the heading: what this page is for.
    pub lead: Option<String>,
    /// Where "back" leads, above the heading.
    pub back: Option<Link>,
    /// Path and query of this request.
    pub path: String,
    /// Who is signed in.
    pub signed: Option<Arc<Signed>>,
    /// Size of the text.
    pub size: TextSize,
    /// Whether the content may use the whole width (tables, charts).
    pub wide: bool,
    visit: Visit,
}

impl Page {
    pub(crate) fn of(visit: Visit) -> Page {
        Page {
            t: visit.site.texts.lookup(visit.language),
            title: String::new(),
            lead: None,
            back: None,
            path: visit.path.clone(),
            signed: visit.signed.clone(),
            size: visit.size,
            wide: false,
            visit,
        }
    }

    /// The page with this title.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Page {
        self.title = title.into();
        self
    }

    /// The page with the title of this key.
    #[must_use]
    pub fn titled_by(mut self, key: &str) -> Page {
        self.title = self.t.of(key).to_owned();
        self
    }

    /// The page with the title of this key and its arguments.
    #[must_use]
    pub fn titled_with(mut self, key: &str, args: &[(&str, &dyn Arg)]) -> Page {
        self.title = self.t.with(key, args);
        self
    }

    /// The page with a sentence under its heading, by key.
    #[must_use]
    pub fn led_by(mut self, key: &str) -> Page {
        self.lead = Some(self.t.of(key).to_owned());
        self
    }

    /// The page with this sentence under its heading.
    #[must_use]
    pub fn led(mut self, lead: impl Into<String>) -> Page {
        self.lead = Some(lead.into());
        self
    }

    /// The page with a way back above its heading: where to, and the key of what is there.
    #[must_use]
    pub fn back_to(mut self, href: impl Into<String>, key: &str) -> Page {
        self.back = Some(Link { href: href.into(), text: self.t.of(key).to_owned() });
        self
    }

    /// The page across the whole width.
    #[must_use]
    pub fn across(mut self) -> Page {
        self.wide = true;
        self
    }

    /// The site this page belongs to.
    pub fn site(&self) -> &Site {
        &self.visit.site
    }

    /// Language of the page.
    pub fn language(&self) -> Language {
        self.t.language()
    }

    /// Name of the county in the reader's language.
    pub fn county(&self) -> &str {
        self.t.both(&self.visit.site.county)
    }

    /// Whether this is the demo county.
    pub fn is_demo(&self) -> bool {
        self.visit.site.demo
    }

    /// The entries of the navigation for this reader.
    pub fn navigation(&self) -> Vec<Entry> {
        let path = self.path.split('?').next().unwrap_or_default();
        navigation::entries(&self.visit.site.rooms, self.signed.as_deref(), path)
    }

    /// The entries of the phone's bottom bar: at most three; 更多 follows them.
    pub fn bar(&self) -> Vec<Entry> {
        self.navigation().into_iter().filter(|entry| entry.room.bar).take(3).collect()
    }

    /// The one-shot notice as a sentence. Once asked for, the cookie is cleared with this answer.
    pub fn notice(&self) -> Option<String> {
        let notice = self.visit.notice.as_ref()?;
        self.visit.shown.store(true, Ordering::Relaxed);
        Some(notice.say(&self.t))
    }

    /// The title of the browser's tab; says first when the form has errors.
    pub fn tab_title(&self) -> String {
        let house = self.t.of("web-house");
        if self.title.is_empty() {
            return house.to_owned();
        }
        format!("{} · {house}", self.title)
    }

    /// Everything above the content: skip link, banner, header, navigation.
    pub fn top(&self) -> Top<'_> {
        Top { page: self }
    }

    /// Way back, notice, heading and lead.
    pub fn heading(&self) -> Heading<'_> {
        Heading { page: self, titled: true }
    }

    /// Way back and notice only, for a page whose content brings its own `h1` (a document).
    pub fn heading_untitled(&self) -> Heading<'_> {
        Heading { page: self, titled: false }
    }

    /// Everything below the content: preferences and the phone's bar.
    pub fn bottom(&self) -> Bottom<'_> {
        Bottom { page: self }
    }

    /// The summary of a form's errors, to stand first in the content; nothing if there are none. Say how the
    /// fields are called: `{{ page.errors(form).named("title", "duty-letter-title") }}`.
    pub fn errors<'a>(&'a self, form: &'a FormState) -> crate::components::field::ErrorSummary<'a> {
        crate::components::field::ErrorSummary::new(&self.t, form)
    }

    /// A field of a form: `{{ page.field(form, "title", "duty-letter-title").max(80) }}`.
    pub fn field<'a>(
        &'a self,
        form: &'a FormState,
        name: &'a str,
        label: &'a str,
    ) -> crate::components::field::Field<'a> {
        crate::components::field::Field::new(&self.t, form, name, label)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Page {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Page, Problem> {
        match parts.extensions.get::<Visit>() {
            Some(visit) => Ok(Page::of(visit.clone())),
            None => Err(Problem::internal("a page was asked for outside web::site::dress")),
        }
    }
}

/// Answers 200 with a page.
///
/// # Errors
/// If the page cannot be written.
pub fn show(view: &impl Template) -> Result<Response, Problem> {
    Ok(Html(view.render()?).into_response())
}

/// Answers 422 with the page of a form that could not be accepted: kept values, summary, fields marked.
///
/// # Errors
/// If the page cannot be written.
pub fn show_again(view: &impl Template) -> Result<Response, Problem> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(view.render()?)).into_response())
}

/// See [`Page::top`].
#[derive(Template)]
#[template(path = "parts/top.html")]
pub struct Top<'a> {
    page: &'a Page,
}

/// See [`Page::heading`].
#[derive(Template)]
#[template(path = "parts/heading.html")]
pub struct Heading<'a> {
    page: &'a Page,
    titled: bool,
}

/// See [`Page::bottom`].
#[derive(Template)]
#[template(path = "parts/bottom.html")]
pub struct Bottom<'a> {
    page: &'a Page,
}

impl askama::filters::HtmlSafe for Top<'_> {}
impl askama::filters::HtmlSafe for Heading<'_> {}
impl askama::filters::HtmlSafe for Bottom<'_> {}
