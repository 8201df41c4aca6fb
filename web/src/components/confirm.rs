//! The page before something that cannot be taken back: what will happen and to whom. And the progress of
//! long work. Not here: doing either.

use askama::Template;

use super::Markup;
use crate::i18n::Lookup;
use crate::page::Link;

/// A confirmation: instead of a dialogue, a page with one form.
#[derive(Debug, Clone, Template)]
#[template(path = "components/confirm.html")]
pub struct Confirm {
    t: Lookup,
    action: String,
    button: String,
    effects: Vec<String>,
    to: Vec<Markup>,
    hidden: Vec<(String, String)>,
    fields: Vec<Markup>,
    back: Option<Link>,
    grave: bool,
}

impl Confirm {
    /// A form that posts to `action` with one button whose words are a verb and its object (退回修改).
    pub fn new(t: &Lookup, action: impl Into<String>, button: impl Into<String>) -> Confirm {
        Confirm {
            t: t.clone(),
            action: action.into(),
            button: button.into(),
            effects: Vec::new(),
            to: Vec::new(),
            hidden: Vec::new(),
            fields: Vec::new(),
            back: None,
            grave: false,
        }
    }

    /// Adds a sentence on what will happen.
    #[must_use]
    pub fn effect(mut self, sentence: impl Into<String>) -> Confirm {
        self.effects.push(sentence.into());
        self
    }

    /// Adds somebody or something it happens to, e.g. `Markup::of(&person_line)`.
    #[must_use]
    pub fn to(mut self, whom: Markup) -> Confirm {
        self.to.push(whom);
        self
    }

    /// Adds a value to send along.
    #[must_use]
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Confirm {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// Adds a field, e.g. `Markup::of(&page.field(&form, "password", "…").password())`.
    #[must_use]
    pub fn field(mut self, field: Markup) -> Confirm {
        self.fields.push(field);
        self
    }

    /// The way out: leaves everything as it is.
    #[must_use]
    pub fn back(mut self, href: impl Into<String>, text: impl Into<String>) -> Confirm {
        self.back = Some(Link { href: href.into(), text: text.into() });
        self
    }

    /// It binds or cannot be undone: the button is red.
    #[must_use]
    pub fn grave(mut self) -> Confirm {
        self.grave = true;
        self
    }
}

impl askama::filters::HtmlSafe for Confirm {}

/// Long work under way. The script asks `url` for JSON
/// `{"done": 120, "total": 1200, "text": "…", "next": "/path" or null}` and goes to `next` when it is given;
/// without the script the reader follows the link to look again.
#[derive(Debug, Clone, Template)]
#[template(path = "components/work.html")]
pub struct Work {
    t: Lookup,
    url: String,
    done: u64,
    total: u64,
    text: String,
}

impl Work {
    /// Work that has done so much of so much; `total` 0 while it is not yet known.
    pub fn new(t: &Lookup, url: impl Into<String>, done: u64, total: u64, text: impl Into<String>) -> Work {
        Work { t: t.clone(), url: url.into(), done, total, text: text.into() }
    }
}

impl askama::filters::HtmlSafe for Work {}
