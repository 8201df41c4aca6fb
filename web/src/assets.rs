//! Style sheets, the script and the emblem: compiled in, compressed once at the start, served under an
//! address that names their content so that a browser asks once. Not here: attachments (kernel).

use std::io::Write;

use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// One file served from memory.
#[derive(Debug, Clone)]
struct Asset {
    /// Name with the hash of the content in it, e.g. `style.1f0c9a2b.css`.
    name: String,
    kind: &'static str,
    etag: HeaderValue,
    plain: Bytes,
    gzip: Bytes,
}

/// All files of the house that are not pages.
#[derive(Debug, Clone)]
pub struct Assets {
    assets: Vec<Asset>,
    /// Address of the style sheet of every page.
    pub style: String,
    /// Address of the style sheet of A4 documents.
    pub document: String,
    /// Address of the script.
    pub script: String,
    /// Address of the emblem.
    pub icon: String,
}

impl Assets {
    /// Compresses and names the files.
    ///
    /// # Errors
    /// Compression into memory, which does not fail in practice.
    pub fn new() -> std::io::Result<Assets> {
        let css = "text/css; charset=utf-8";
        let style = asset("style", "css", css, include_bytes!("../static/style.css"))?;
        let document = asset("document", "css", css, include_bytes!("../static/document.css"))?;
        let js = "text/javascript; charset=utf-8";
        let script = asset("house", "js", js, include_bytes!("../static/house.js"))?;
        let icon = asset("icon", "svg", "image/svg+xml", include_bytes!("../static/icon.svg"))?;
        let address = |asset: &Asset| format!("/static/{}", asset.name);
        Ok(Assets {
            style: address(&style),
            document: address(&document),
            script: address(&script),
            icon: address(&icon),
            assets: vec![style, document, script, icon],
        })
    }

    /// Answers `GET /static/{name}`.
    pub fn serve(&self, name: &str, headers: &HeaderMap) -> Response {
        let Some(asset) = self.assets.iter().find(|asset| asset.name == name) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let mut out = HeaderMap::new();
        // The name changes with the content, so a copy never goes stale.
        out.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
        out.insert(ETAG, asset.etag.clone());
        out.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if headers.get(IF_NONE_MATCH) == Some(&asset.etag) {
            return (StatusCode::NOT_MODIFIED, out).into_response();
        }
        out.insert(CONTENT_TYPE, HeaderValue::from_static(asset.kind));
        let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if accepted.contains("gzip") {
            out.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            return (out, asset.gzip.clone()).into_response();
        }
        (out, asset.plain.clone()).into_response()
    }

    /// Compressed size of everything a first visit loads, in bytes.
    pub fn weight(&self) -> usize {
        self.assets.iter().map(|asset| asset.gzip.len()).sum()
    }
}

fn asset(stem: &str, ending: &str, kind: &'static str, plain: &'static [u8]) -> std::io::Result<Asset> {
    let hash = hex::encode(&Sha256::digest(plain)[..6]);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(plain)?;
    let etag = HeaderValue::from_str(&format!("\"{hash}\"")).map_err(std::io::Error::other)?;
    Ok(Asset {
        name: format!("{stem}.{hash}.{ending}"),
        kind,
        etag,
        plain: Bytes::from_static(plain),
        gzip: Bytes::from(gzip.finish()?),
    })
}
