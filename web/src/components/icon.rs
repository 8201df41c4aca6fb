//! The icons: strokes on a 20 × 20 grid, drawn inline so that they take the colour of the text. An icon
//! always stands beside its word and is hidden from screen readers. Not here: pictures.

use std::fmt;

/// An icon by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon(&'static str);

/// The icon of this name; a plain dot for a name the house does not know.
pub fn icon(name: &str) -> Icon {
    let found = PATHS.iter().find(|(known, _)| *known == name);
    Icon(found.map_or("M8 10a2 2 0 1 0 4 0a2 2 0 1 0-4 0", |(_, path)| path))
}

/// Names and strokes.
const PATHS: [(&str, &str); 37] = [
    ("house", "M2.5 8 10 3l7.5 5M4 8.5V16h12V8.5M8 16v-5h4v5"),
    ("person", "M10 10a3.2 3.2 0 1 0 0-6.4a3.2 3.2 0 0 0 0 6.4ZM3.5 17c.6-3.3 3.2-5 6.5-5s5.9 1.7 6.5 5"),
    (
        "people",
        "M7.5 9.5a2.8 2.8 0 1 0 0-5.6a2.8 2.8 0 0 0 0 5.6ZM2 16.5c.5-3 2.7-4.5 5.5-4.5s5 1.5 5.5 4.5M13 4.2a2.8 2.8 0 0 1 0 5.1M15 12.3c1.7.6 2.7 2 3 4.2",
    ),
    ("appraisal", "M5 4h10v13H5zM8 2.5h4v3H8zM7.5 11l2 2 3.2-3.8"),
    ("back", "M12.5 4 6.5 10l6 6"),
    ("next", "M7.5 4l6 6-6 6"),
    ("up", "M10 16V4M5 9l5-5 5 5"),
    ("down", "M10 4v12M5 11l5 5 5-5"),
    ("more", "M3.5 5.5h13M3.5 10h13M3.5 14.5h13"),
    ("todo", "M3.5 5l1.5 1.5L7.5 4M3.5 11.5 5 13l2.5-2.5M10 5.5h6.5M10 12h6.5"),
    ("duty", "M5 2.5h7l3 3v12H5zM12 2.5v3h3M7.5 9h5M7.5 12h5M7.5 15h3"),
    ("learning", "M2 7l8-3.5L18 7l-8 3.5zM5.5 9v4c1.5 1.3 3 1.9 4.5 1.9s3-.6 4.5-1.9V9M18 7v5"),
    ("law", "M10 3v14M6 17h8M4 6h12M4 6l-2 5a2.2 2.2 0 0 0 4 0zM16 6l-2 5a2.2 2.2 0 0 0 4 0z"),
    ("chart", "M3 17h14M5.5 14v-4M10 14V5M14.5 14V8"),
    ("unit", "M7.5 3h5v4h-5zM2.5 13h5v4h-5zM12.5 13h5v4h-5zM10 7v3M5 13v-3h10v3"),
    (
        "settings",
        "M10 12.5a2.5 2.5 0 1 0 0-5a2.5 2.5 0 0 0 0 5ZM10 2.5v2.5M10 15v2.5M2.5 10H5M15 10h2.5M4.7 4.7l1.8 1.8M13.5 13.5l1.8 1.8M15.3 4.7l-1.8 1.8M6.5 13.5l-1.8 1.8",
    ),
    (
        "ledger",
        "M4 3h10.5a1.5 1.5 0 0 1 1.5 1.5V17H5.5A1.5 1.5 0 0 1 4 15.5zM4 15.5A1.5 1.5 0 0 1 5.5 14H16M7.5 6.5h5",
    ),
    ("file", "M5 2.5h7l3 3v12H5zM12 2.5v3h3"),
    ("download", "M10 3v9M6 8.5l4 4 4-4M4 16.5h12"),
    ("search", "M8.8 14.5a5.7 5.7 0 1 0 0-11.4a5.7 5.7 0 0 0 0 11.4ZM13 13l4 4"),
    ("print", "M6 8V3h8v5M6 14H3.5V8h13v6H14M6 12h8v5H6z"),
    ("calendar", "M3.5 4.5h13v12h-13zM3.5 8h13M7 2.5v3M13 2.5v3"),
    ("draft", "M4 16l.8-3.3L13.5 4l2.5 2.5-8.7 8.7zM11.5 6l2.5 2.5"),
    ("waiting", "M10 17a7 7 0 1 0 0-14a7 7 0 0 0 0 14ZM10 6v4.2l2.8 1.8"),
    ("active", "M10 17a7 7 0 1 0 0-14a7 7 0 0 0 0 14ZM8.5 7.2l4 2.8-4 2.8z"),
    ("done", "M10 17a7 7 0 1 0 0-14a7 7 0 0 0 0 14ZM6.8 10.2l2.3 2.3 4.2-4.6"),
    ("late", "M10 3 18 17H2zM10 8v4M10 14v.8"),
    ("returned", "M7.5 5 4 8.5 7.5 12M4.3 8.5H12a4 4 0 0 1 0 8H8"),
    ("stopped", "M10 17a7 7 0 1 0 0-14a7 7 0 0 0 0 14ZM7.3 7.3l5.4 5.4M12.7 7.3l-5.4 5.4"),
    (
        "public",
        "M10 17a7 7 0 1 0 0-14a7 7 0 0 0 0 14ZM3 10h14M10 3c-4.5 4.5-4.5 9.5 0 14M10 3c4.5 4.5 4.5 9.5 0 14",
    ),
    ("sealed", "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9"),
    ("archived", "M3 4h14v3.5H3zM4.5 7.5V16h11V7.5M8 10.5h4"),
    ("info", "M10 17a7 7 0 1 0 0-14a7 7 0 0 0 0 14ZM10 9.2v4.3M10 6.3v.8"),
    ("yes", "M4.5 10.5l3.8 3.8 7.2-8"),
    ("no", "M5 5l10 10M15 5 5 15"),
    (
        "question",
        "M10 17a7 7 0 1 0 0-14a7 7 0 0 0 0 14ZM7.9 8c.2-1.2 1-1.9 2.2-1.9 1.3 0 2.2.8 2.2 1.9 0 1.6-2.2 1.7-2.2 3.3M10 13.5v.7",
    ),
    ("link", "M11.5 4h4.5v4.5M16 4l-7 7M14 11.5V16H4V6h4.5"),
];

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.0;
        write!(
            f,
            r#"<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d="{path}"/></svg>"#
        )
    }
}

impl askama::filters::HtmlSafe for Icon {}
