//! What could not be done, told to a person or a program: error pages in both languages, and RFC 9457
//! problem documents for those who ask for JSON. A problem names a request id for the log and carries no
//! personal data. Not here: refusals of rules, which are decisions and have their own panel.

use askama::Template;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use law::decision::Text;

use crate::argument::Arg;
use crate::forms::Message;
use crate::page::Page;

/// Something that ends a request without its page. Handlers return `Result<_, Problem>`; the layer of
/// [`crate::site::dress`] turns it into a page or a JSON document.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    status: StatusCode,
    message: Option<Message>,
    cause: Option<String>,
    retry_after: Option<u32>,
}

impl Problem {
    /// A problem with the usual text of its status.
    pub fn new(status: StatusCode) -> Problem {
        Problem { status, message: None, cause: None, retry_after: None }
    }

    /// 400: the request cannot be read; the key says what is wrong with it.
    pub fn bad_request(key: &str) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST).saying(key, &[])
    }

    /// 403: the reader may not do or see this.
    pub fn forbidden() -> Problem {
        Problem::new(StatusCode::FORBIDDEN)
    }

    /// 404: not there, or not for this reader's eyes: the two look alike on purpose.
    pub fn not_found() -> Problem {
        Problem::new(StatusCode::NOT_FOUND)
    }

    /// 409: somebody was faster, or the step is not open; the key says which.
    pub fn conflict(key: &str) -> Problem {
        Problem::new(StatusCode::CONFLICT).saying(key, &[])
    }

    /// 413: more than this page accepts.
    pub fn too_large() -> Problem {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE)
    }

    /// 422: understood, but it does not hold; for programs (pages re-render their form instead).
    pub fn unprocessable(key: &str, args: &[(&'static str, &dyn Arg)]) -> Problem {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY).saying(key, args)
    }

    /// 429: too many attempts; the next one after so many seconds.
    pub fn too_many(retry_after_seconds: u32) -> Problem {
        let mut problem = Problem::new(StatusCode::TOO_MANY_REQUESTS);
        problem.retry_after = Some(retry_after_seconds);
        problem
    }

    /// 500: our fault. The cause goes to the log under the request id, never to the page.
    pub fn internal(cause: impl std::fmt::Display) -> Problem {
        let mut problem = Problem::new(StatusCode::INTERNAL_SERVER_ERROR);
        problem.cause = Some(cause.to_string());
        problem
    }

    /// 503: too many at once; again after so many seconds.
    pub fn busy(retry_after_seconds: u32) -> Problem {
        let mut problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE);
        problem.retry_after = Some(retry_after_seconds);
        problem
    }

    /// 503: not just now.
    pub fn unavailable(cause: impl std::fmt::Display) -> Problem {
        let mut problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE);
        problem.cause = Some(cause.to_string());
        problem.retry_after = Some(5);
        problem
    }

    /// The same problem with a text of the room instead of the usual one.
    #[must_use]
    pub fn saying(mut self, key: &str, args: &[(&'static str, &dyn Arg)]) -> Problem {
        let args = args.iter().map(|(name, arg)| (*name, arg.value())).collect();
        self.message = Some(Message::Key(key.to_owned(), args));
        self
    }

    /// The same problem with a text that came with it, in both languages.
    #[must_use]
    pub fn told(mut self, text: Text) -> Problem {
        self.message = Some(Message::Said(text));
        self
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Key prefix of the texts of this status; kinds without texts of their own share the nearest.
    fn stem(&self) -> &'static str {
        match self.status.as_u16() {
            401 => "web-problem-401",
            403 => "web-problem-403",
            404 | 410 => "web-problem-404",
            405 => "web-problem-405",
            409 => "web-problem-409",
            413 => "web-problem-413",
            415 => "web-problem-415",
            422 => "web-problem-422",
            429 => "web-problem-429",
            502..=504 => "web-problem-503",
            500.. => "web-problem-500",
            _ => "web-problem-400",
        }
    }

    /// Writes the cause to the log, under the id the reader sees.
    pub(crate) fn log(&self, request_id: &str, path: &str) {
        if self.status.is_server_error() {
            let cause = self.cause.as_deref().unwrap_or("-");
            tracing::error!(request_id, path, status = self.status.as_u16(), cause, "request failed");
        }
    }

    /// The answer as a page.
    pub(crate) fn page(&self, page: Page, request_id: &str) -> Response {
        let title = page.t.of(&format!("{}-title", self.stem())).to_owned();
        let detail = self.detail(&page);
        let next = page.t.of(&format!("{}-next", self.stem())).to_owned();
        let page = page.titled(title);
        let view = ProblemPage { page: &page, detail, next, request_id, status: self.status.as_u16() };
        let body = view.render().unwrap_or_else(|_| self.status.to_string());
        self.answer("text/html; charset=utf-8", body)
    }

    /// The answer as a problem document (RFC 9457).
    pub(crate) fn json(&self, page: &Page, request_id: &str) -> Response {
        let body = serde_json::json!({
            "type": "about:blank",
            "title": page.t.of(&format!("{}-title", self.stem())),
            "status": self.status.as_u16(),
            "detail": self.detail(page),
            "instance": format!("urn:request:{request_id}"),
        });
        self.answer("application/problem+json", body.to_string())
    }

    fn detail(&self, page: &Page) -> String {
        match &self.message {
            Some(message) => message.say(&page.t),
            None => page.t.of(self.stem()).to_owned(),
        }
    }

    fn answer(&self, kind: &'static str, body: String) -> Response {
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        self.retry(headers);
        response
    }

    /// Says when to come again, if that is known.
    pub(crate) fn retry(&self, headers: &mut HeaderMap) {
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
}

impl IntoResponse for Problem {
    /// The problem rides on the response; the layer that knows the reader's language draws it.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Problem {
        Problem::internal(error)
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ProblemPage<'a> {
    page: &'a Page,
    detail: String,
    next: String,
    request_id: &'a str,
    status: u16,
}
