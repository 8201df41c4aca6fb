//! The Atom feed of notices (RFC 4287), whole or of a kind or unit. Entries carry the text that stays, since readers keep
//! what they once fetched. Not here: what is in a notice.

use axum::extract::{Query, State as Ax};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST, VARY};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use web::i18n::Lookup;
use web::{House, Page, Problem};

use super::open_notices::{Asked, query};
use crate::notice::{self, Line};

/// Entries of a feed.
const MOST: i64 = 50;

/// `GET /open/notices.atom`
pub async fn atom(
    page: Page,
    headers: HeaderMap,
    Ax(house): Ax<House>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let wanted = asked.wanted();
    let filter = wanted.clone();
    let (lines, latest, id) = house
        .read(move |tx| {
            let lines = notice::list_public(tx, &filter, (MOST, 0))?;
            let latest = if lines.is_empty() { notice::latest(tx)? } else { None };
            Ok((lines, latest, notice::feed_id(tx)?))
        })
        .await?;
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).filter(|host| is_host(host));
    // Behind a proxy that ends TLS the door says so; without one it is plain.
    let secure = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    let base = match host {
        Some(host) => format!("{}://{host}", if secure { "https" } else { "http" }),
        None => String::new(),
    };
    let title = match &wanted.kind {
        Some(code) => notice::kind::find(code).map(|kind| super::kind_name(&page.t, kind).to_owned()),
        None => None,
    };
    let title = title.unwrap_or_else(|| page.t.of("openness-notices").to_owned());
    let title = format!("{} {title}", page.county());
    let updated = lines.iter().map(|line| line.updated_at).max().or(latest).unwrap_or(Timestamp::UNIX_EPOCH);
    // Before anything is posted nobody follows the feed; the county's name then tells it from others.
    let id = id.unwrap_or_else(|| web::download::encoded(page.county()));
    let query = query(&wanted);
    let body = write(&page.t, (&base, &query, &feed_id(&id, &query)), &title, page.county(), updated, &lines);
    let kind = [
        (CONTENT_TYPE, "application/atom+xml; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=300"),
        (VARY, "accept-language, cookie, host, x-forwarded-proto"),
    ];
    Ok((kind, body).into_response())
}

fn is_host(host: &str) -> bool {
    host.len() <= 255
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'))
}

fn write(
    t: &Lookup,
    (base, query, id): (&str, &str, &str),
    title: &str,
    author: &str,
    updated: Timestamp,
    lines: &[Line],
) -> String {
    let own = format!("{base}/open/notices.atom{query}");
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.push_str(&format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
        t.language().tag()
    ));
    out.push_str(&format!("<title>{}</title>\n<id>{}</id>\n", escape(title), escape(id)));
    out.push_str(&format!("<updated>{updated}</updated>\n"));
    out.push_str(&format!("<author><name>{}</name></author>\n", escape(author)));
    out.push_str(&format!("<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n", escape(&own)));
    let list = format!("{base}/open/notices{query}");
    out.push_str(&format!("<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n", escape(&list)));
    for line in lines {
        let href = format!("{base}/open/notices/{}", line.number);
        out.push_str("<entry>\n");
        out.push_str(&format!("<title>{}</title>\n", escape(&line.lasting_title)));
        out.push_str(&format!("<id>urn:uuid:{}</id>\n<updated>{}</updated>\n", line.id, line.updated_at));
        if let Some(day) = line.posted_on {
            let at = kernel::clock::at_hour(day, 0);
            out.push_str(&format!("<published>{at}</published>\n"));
        }
        out.push_str(&format!("<author><name>{}</name></author>\n", escape(&line.unit_name)));
        out.push_str(&format!(
            "<category term=\"{}\" label=\"{}\"/>\n",
            line.kind.code,
            escape(super::kind_name(t, line.kind))
        ));
        out.push_str(&format!("<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n", escape(&href)));
        let mut text = line.lasting_body.clone();
        if !line.shorter.is_empty() {
            text.push_str(&format!("\n\n{}: {}", t.of("openness-shorter"), line.shorter));
        }
        out.push_str(&format!("<content type=\"text\">{}</content>\n</entry>\n", escape(&text)));
    }
    out.push_str("</feed>\n");
    out
}

/// The id of a feed: the county's own, the same when the house moves to another address.
fn feed_id(county: &str, query: &str) -> String {
    format!("tag:shanzhi.invalid,2026:{county}:notices{}", query.replace(['?', '&'], ":"))
}

/// Text within XML; characters XML cannot hold are left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
