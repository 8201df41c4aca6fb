//! The components, one each: small templates of `templates/components/`, compiled once here and used by
//! every room as values: `{{ deadline }}`. Each is plain data plus the reader's texts; none knows a room.

pub mod confirm;
pub mod decision;
pub mod field;
pub mod files;
pub mod icon;
pub mod lists;
pub mod passkey;
pub mod people;
pub mod procedure;
pub mod state;
pub mod table;

pub use confirm::{Confirm, Work};
pub use decision::DecisionPanel;
pub use field::{Choice, ErrorSummary, Field};
pub use files::{FileItem, FileList};
pub use icon::{Icon, icon};
pub use lists::{ActLine, FactList, History, Pager, Tabs, Timeline, TimelineEntry, Todo, TodoList};
pub use people::{PersonLine, UnitPath};
pub use procedure::{Deadline, Span, Step, StepState, Steps};
pub use state::{Notice, StateTag, Tone};
pub use table::{Cell, Table};

use std::fmt::{self, Write};

/// Finished HTML made by a component, to be put into a cell or a list beside plain text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Markup(String);

impl Markup {
    /// Draws a component. What it holds is escaped by its own template.
    pub fn of(component: &impl askama::filters::HtmlSafe) -> Markup {
        let mut out = String::new();
        if write!(out, "{component}").is_err() {
            tracing::error!("a component could not be drawn");
        }
        Markup(out)
    }

    /// Plain text, escaped.
    pub fn text(text: &str) -> Markup {
        Markup(escape(text))
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
