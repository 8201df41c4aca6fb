//! The components, one each: small templates of `templates/components/`, compiled once here and used by
//! every room as values: `{{ deadline }}`. Each is plain data plus the reader's texts; none knows a room.

pub mod field;
pub mod icon;

/// Finished HTML made by a component, to be put into a cell or a list beside plain text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Markup(String);

impl Markup {
    /// Renders a component. What a component holds is escaped by its own template.
    ///
    /// # Errors
    /// If the component cannot be written.
    pub fn of(
        component: &(impl askama::Template + askama::filters::HtmlSafe),
    ) -> Result<Markup, askama::Error> {
        component.render().map(Markup)
    }

    /// Plain text, escaped.
    pub fn text(text: &str) -> Markup {
        Markup(escape(text))
    }
}

impl std::fmt::Display for Markup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Markup {}

/// Escapes text for HTML and SVG, in content and in quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
