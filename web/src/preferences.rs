//! The reader's choice of language and text size, kept in two cookies so that it holds before signing in.

use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};

use crate::forms::FormState;
use crate::i18n::Language;
use crate::notices::{is_local, see_other};

/// Size of the text on every page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextSize {
    /// 16 px.
    #[default]
    Normal,
    /// 20 px.
    Large,
    /// 24 px.
    Larger,
}

impl TextSize {
    /// All sizes, smallest first.
    pub const ALL: [TextSize; 3] = [TextSize::Normal, TextSize::Large, TextSize::Larger];

    /// The code in the cookie and in the class of the page.
    pub fn code(self) -> &'static str {
        match self {
            TextSize::Normal => "16",
            TextSize::Large => "20",
            TextSize::Larger => "24",
        }
    }

    /// Key of its name.
    pub fn label(self) -> &'static str {
        match self {
            TextSize::Normal => "web-size-normal",
            TextSize::Large => "web-size-large",
            TextSize::Larger => "web-size-larger",
        }
    }

    /// The size of a cookie value, if it is one.
    pub fn from_code(code: &str) -> Option<TextSize> {
        TextSize::ALL.into_iter().find(|size| size.code() == code)
    }
}

/// `POST /preferences` with `lang` or `size`, and `return`, the path to go back to.
pub async fn save(form: FormState) -> Response {
    let back = form.value("return");
    let back = if is_local(back) { back } else { "/" };
    let mut response = see_other(back).into_response();
    let mut keep = |name: &str, value: &str| {
        let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    };
    if let Some(language) = Language::from_tag(form.value("lang")) {
        keep("lang", language.tag());
    }
    if let Some(size) = TextSize::from_code(form.value("size")) {
        keep("size", size.code());
    }
    response
}
