//! A page of this room put together from parts: headings, words, components and forms, in the order they are added.
//! Not here: what stands on any page.

use askama::Template;
use askama::filters::HtmlSafe;
use axum::response::Response;
use web::components::field::{ErrorSummary, Field};
use web::page::Link;
use web::{FormState, Markup, Page, Problem, show, show_again};

/// What kind of words a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WordsKind {
    Heading,
    Lesser,
    Paragraph,
    Hint,
}

#[derive(Template)]
#[template(path = "diagnosis/words.html")]
struct Words<'a> {
    kind: WordsKind,
    text: &'a str,
}
impl HtmlSafe for Words<'_> {}

#[derive(Template)]
#[template(path = "diagnosis/links.html")]
struct Links {
    links: Vec<Link>,
}
impl HtmlSafe for Links {}

#[derive(Template)]
#[template(path = "diagnosis/long.html")]
struct Long<'a> {
    title: &'a str,
    lines: Vec<Markup>,
    open: bool,
}
impl HtmlSafe for Long<'_> {}

/// A button of a form.
struct Button {
    label: String,
    name: &'static str,
    value: String,
    quiet: bool,
}

/// A form under construction.
#[derive(Template)]
#[template(path = "diagnosis/form.html")]
pub(crate) struct Form {
    action: String,
    files: bool,
    hidden: Vec<(String, String)>,
    fields: Vec<Markup>,
    buttons: Vec<Button>,
}
impl HtmlSafe for Form {}

impl Form {
    /// A form that posts to a path.
    pub(crate) fn to(action: impl Into<String>) -> Form {
        Form {
            action: action.into(),
            files: false,
            hidden: Vec::new(),
            fields: Vec::new(),
            buttons: Vec::new(),
        }
    }

    /// Sends files along.
    pub(crate) fn with_files(mut self) -> Form {
        self.files = true;
        self
    }

    /// A value sent along.
    pub(crate) fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Form {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// Any component among the fields.
    pub(crate) fn part(mut self, part: Markup) -> Form {
        self.fields.push(part);
        self
    }

    /// The main button.
    pub(crate) fn button(mut self, label: impl Into<String>) -> Form {
        self.buttons.push(Button { label: label.into(), name: "", value: String::new(), quiet: false });
        self
    }

    /// A button that says which way.
    pub(crate) fn way(
        mut self,
        name: &'static str,
        value: &str,
        label: impl Into<String>,
        quiet: bool,
    ) -> Form {
        self.buttons.push(Button { label: label.into(), name, value: value.to_owned(), quiet });
        self
    }
}

#[derive(Template)]
#[template(path = "diagnosis/page.html")]
struct Drawn<'a> {
    page: &'a Page,
    errors: Markup,
    parts: Vec<Markup>,
}

/// A page under construction.
pub(crate) struct Sheet<'a> {
    /// The page around it.
    pub page: &'a Page,
    /// The form as sent, or empty.
    pub form: &'a FormState,
    named: Vec<(String, String)>,
    headed: bool,
    parts: Vec<Markup>,
}

impl<'a> Sheet<'a> {
    /// An empty page.
    pub(crate) fn new(page: &'a Page, form: &'a FormState) -> Sheet<'a> {
        Sheet { page, form, named: Vec::new(), headed: false, parts: Vec::new() }
    }

    fn words(&mut self, kind: WordsKind, text: &str) {
        self.parts.push(Markup::of(&Words { kind, text }));
    }

    /// A heading, by key.
    pub(crate) fn heading(&mut self, key: &str) {
        let text = self.page.t.of(key).to_owned();
        self.headed = true;
        self.words(WordsKind::Heading, &text);
    }

    /// A heading that is already words, beneath the last one; right under the title it is a full heading.
    pub(crate) fn lesser(&mut self, text: &str) {
        let kind = if self.headed { WordsKind::Lesser } else { WordsKind::Heading };
        self.words(kind, text);
    }

    /// A paragraph.
    pub(crate) fn text(&mut self, text: &str) {
        text.split("\n\n")
            .filter(|part| !part.trim().is_empty())
            .for_each(|part| self.words(WordsKind::Paragraph, part));
    }

    /// A hint, by key.
    pub(crate) fn hint(&mut self, key: &str) {
        let text = self.page.t.of(key).to_owned();
        self.words(WordsKind::Hint, &text);
    }

    /// A component.
    pub(crate) fn add(&mut self, part: &impl HtmlSafe) {
        self.parts.push(Markup::of(part));
    }

    /// Links as buttons; nothing if there are none.
    pub(crate) fn links(&mut self, links: Vec<(String, String)>) {
        if links.is_empty() {
            return;
        }
        let links = links.into_iter().map(|(href, text)| Link { href, text }).collect();
        self.parts.push(Markup::of(&Links { links }));
    }

    /// Lines folded away under a title.
    pub(crate) fn folded(&mut self, title: &str, lines: Vec<String>, open: bool) {
        let lines = lines.iter().map(|line| Markup::text(line)).collect();
        self.parts.push(Markup::of(&Long { title, lines, open }));
    }

    /// A field, drawn; the error summary then knows what it is called.
    pub(crate) fn field<'s>(
        &mut self,
        name: &'s str,
        label: &'s str,
        shape: impl FnOnce(Field<'s>) -> Field<'s>,
    ) -> Markup
    where
        'a: 's,
    {
        self.named.push((name.to_owned(), label.to_owned()));
        Markup::of(&shape(self.page.field(self.form, name, label)))
    }

    /// The answer: 200, or 422 if the form has errors.
    pub(crate) fn done(self) -> Result<Response, Problem> {
        let mut summary = ErrorSummary::new(&self.page.t, self.form);
        for (name, label) in &self.named {
            summary = summary.named(name, label);
        }
        let errors = Markup::of(&summary);
        let drawn = Drawn { page: self.page, errors, parts: self.parts };
        if self.form.is_ok() { show(&drawn) } else { show_again(&drawn) }
    }
}
