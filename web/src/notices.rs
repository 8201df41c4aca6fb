//! One-shot notices: what happens next, told once on the page after a 303.
//!
//! A notice travels in a cookie that holds only the key of a text and its short arguments (a day, a number,
//! the name of an office), never personal data; it is cleared by the page that shows it. Clearing a cookie
//! is not a write: a GET changes nothing in the county.

use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use form_urlencoded::Serializer;

use crate::argument::{Arg, Value};
use crate::i18n::Lookup;

/// Name of the cookie.
pub const COOKIE: &str = "notice";
/// Longest cookie value sent, in bytes; longer arguments are dropped.
const MAX: usize = 1_000;

/// A notice on its way: the key of a text and its arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    key: String,
    args: Vec<(String, Value)>,
}

impl Notice {
    /// A notice with the key of its text and the arguments of it. No names of persons.
    pub fn new(key: &str, args: &[(&str, &dyn Arg)]) -> Notice {
        let args = args.iter().map(|(name, arg)| ((*name).to_owned(), arg.value())).collect();
        Notice { key: key.to_owned(), args }
    }

    /// The sentence in the reader's language.
    pub fn say(&self, t: &Lookup) -> String {
        if self.args.is_empty() {
            return t.of(&self.key).to_owned();
        }
        let args: Vec<(&str, &dyn Arg)> =
            self.args.iter().map(|(name, value)| (name.as_str(), value as &dyn Arg)).collect();
        t.with(&self.key, &args)
    }

    /// The cookie value: `key=&name=value…`, percent-encoded; the first letter of a value is its kind.
    pub fn encode(&self) -> String {
        let mut out = Serializer::new(String::new());
        out.append_pair(&self.key, "");
        for (name, value) in &self.args {
            let coded = match value {
                Value::Text(text) => format!("t{text}"),
                Value::Integer(number) => format!("n{number}"),
                Value::Decimal(number) => format!("m{number}"),
                Value::Date(date) => format!("d{date}"),
                Value::Both(text) => format!("b{}\u{1f}{}", text.zh, text.en),
            };
            out.append_pair(name, &coded);
        }
        out.finish()
    }

    /// Reads a cookie value; nothing if it is not one of ours.
    pub fn decode(cookie: &str) -> Option<Notice> {
        if cookie.len() > MAX {
            return None;
        }
        let mut pairs = form_urlencoded::parse(cookie.as_bytes());
        let (key, _) = pairs.next().filter(|(key, _)| !key.is_empty())?;
        let args =
            pairs.filter_map(|(name, coded)| Some((name.into_owned(), decode_value(&coded)?))).collect();
        Some(Notice { key: key.into_owned(), args })
    }
}

fn decode_value(coded: &str) -> Option<Value> {
    let mut chars = coded.chars();
    let kind = chars.next()?;
    let rest = chars.as_str();
    match kind {
        't' => Some(Value::Text(rest.to_owned())),
        'n' => rest.parse().ok().map(Value::Integer),
        'm' => rest.parse().ok().map(Value::Decimal),
        'd' => rest.parse().ok().map(Value::Date),
        'b' => {
            let (zh, en) = rest.split_once('\u{1f}')?;
            Some(Value::Both(law::decision::Text::new(zh, en)))
        }
        _ => None,
    }
}

/// The `Set-Cookie` value that forgets the notice.
pub const CLEARING: &str = "notice=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax";

/// The answer to every change that succeeded: 303 to the page that shows it, with a notice if there is
/// something to say.
#[derive(Debug, Clone, PartialEq)]
pub struct SeeOther {
    path: String,
    notice: Option<Notice>,
}

/// Sends the reader to a path of this house after a change: `see_other("/duty/letters")`.
pub fn see_other(path: impl Into<String>) -> SeeOther {
    SeeOther { path: path.into(), notice: None }
}

impl SeeOther {
    /// Says on the next page what happens next, to whom and by when.
    #[must_use]
    pub fn notice(mut self, key: &str, args: &[(&str, &dyn Arg)]) -> SeeOther {
        self.notice = Some(Notice::new(key, args));
        self
    }
}

impl IntoResponse for SeeOther {
    fn into_response(self) -> Response {
        // A path from outside the house would be an open redirect; the front page is always safe.
        let path = if is_local(&self.path) { self.path.as_str() } else { "/" };
        let mut response = StatusCode::SEE_OTHER.into_response();
        if let Ok(location) = HeaderValue::from_str(path) {
            response.headers_mut().insert(LOCATION, location);
        }
        let cookie = self.notice.map(|notice| notice.encode()).filter(|cookie| cookie.len() <= MAX);
        if let Some(cookie) = cookie {
            let header = format!("{COOKIE}={cookie}; Path=/; Max-Age=120; HttpOnly; SameSite=Lax");
            if let Ok(header) = HeaderValue::from_str(&header) {
                response.headers_mut().append(SET_COOKIE, header);
            }
        }
        response
    }
}

/// Whether a path stays in this house: begins with one slash, and no browser reads it as another host.
pub fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path[1..].starts_with(['/', '\\'])
        && !path.contains(|c: char| c.is_control() || c == '\\')
        && path.is_ascii()
}
