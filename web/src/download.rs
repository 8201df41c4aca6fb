//! A file to keep: its name in any script, its media type, and values written into addresses. Not here: what is in it.

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The media type of a docx.
pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A file to keep, with its name in any script (RFC 6266).
pub fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    let named = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{}", encoded(name)));
    headers.insert(CONTENT_DISPOSITION, named.unwrap_or(HeaderValue::from_static("attachment")));
    response
}

/// A value for the query of an address or a header: everything but unreserved characters as `%XX`.
pub fn encoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_name_is_sent_as_utf_8_and_cannot_end_the_header() {
        let named = |name: &str| {
            let response = download(name, XLSX, Vec::new());
            response
                .headers()
                .get(CONTENT_DISPOSITION)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let wanted = "attachment; filename*=UTF-8''%E8%A1%A8-1.xlsx";
        assert_eq!(named("表-1.xlsx").as_deref(), Some(wanted));
        assert_eq!(named("a\r\nb").as_deref(), Some("attachment; filename*=UTF-8''a%0D%0Ab"));
    }
}
