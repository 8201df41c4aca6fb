//! The security headers of every answer, each with its reason. Not here: headers about one page (caching,
//! downloads).

use axum::http::HeaderMap;
use axum::http::header::{HeaderName, HeaderValue};

/// The content security policy, directive by directive.
pub const DIRECTIVES: [(&str, &str, &str); 9] = [
    ("default-src", "'none'", "whatever is not named below is not loaded: no fonts, media, frames, workers"),
    (
        "script-src",
        "'self'",
        "our one script, from our address; no inline script, so injected text cannot run",
    ),
    ("style-src", "'self'", "our style sheets; no inline style, so injected text cannot redraw a page"),
    ("img-src", "'self'", "portraits and attachments from the county's own store"),
    ("connect-src", "'self'", "autosave and progress talk to this house only"),
    ("form-action", "'self'", "a forged form cannot send what a person typed elsewhere"),
    ("frame-ancestors", "'none'", "no other page can lay itself over ours"),
    ("base-uri", "'none'", "an injected base cannot bend our links"),
    ("manifest-src", "'self'", "the phone's home-screen entry"),
];

/// The policy as one header value.
pub fn policy() -> String {
    DIRECTIVES.map(|(directive, value, _)| format!("{directive} {value}")).join("; ")
}

/// The other headers, with their reasons.
const OTHERS: [(&str, &str, &str); 6] = [
    ("x-content-type-options", "nosniff", "an attachment is never guessed to be a page"),
    ("x-frame-options", "DENY", "frame-ancestors for browsers that do not know it"),
    (
        "referrer-policy",
        "same-origin",
        "addresses carry ids; other sites do not learn them, our Origin check does",
    ),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=()",
        "no tracking, no check-in",
    ),
    ("cross-origin-opener-policy", "same-origin", "a page that opened ours cannot hold on to it"),
    ("cross-origin-resource-policy", "same-origin", "nobody embeds our images or data"),
];

/// For two years only https, also for hosts beneath this one: sent only where the house is reached by https.
pub const HTTPS_ONLY: &str = "max-age=63072000; includeSubDomains";

/// The headers of every answer, made once.
pub fn headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&policy()) {
        headers.insert("content-security-policy", value);
    }
    for (name, value, _) in OTHERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers
}
