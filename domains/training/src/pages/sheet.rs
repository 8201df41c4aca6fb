//! A page of this room put together from parts: headings, words, components and forms, in the order they are added.
//! Not here: what stands on any page.

use askama::Template;
use askama::filters::HtmlSafe;
use axum::response::Response;
use law::Record;
use web::components::field::{Choice, ErrorSummary, Field};
use web::page::Link;
use web::{FormState, Markup, Page, Problem, show, show_again};

/// What kind of words a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WordsKind {
    Heading,
    Lesser,
    Paragraph,
    Hint,
    Said,
}

#[derive(Template)]
#[template(path = "training/words.html")]
struct Words<'a> {
    kind: WordsKind,
    text: &'a str,
}
impl HtmlSafe for Words<'_> {}

#[derive(Template)]
#[template(path = "training/links.html")]
struct Links {
    links: Vec<Link>,
}
impl HtmlSafe for Links {}

#[derive(Template)]
#[template(path = "training/long.html")]
struct Long<'a> {
    title: &'a str,
    lines: Vec<Markup>,
    open: bool,
}
impl HtmlSafe for Long<'_> {}

#[derive(Template)]
#[template(path = "training/folded.html")]
struct Folded<'a> {
    title: &'a str,
    form: Markup,
    open: bool,
}
impl HtmlSafe for Folded<'_> {}

/// A button of a form.
struct Button {
    label: String,
    name: &'static str,
    value: String,
    quiet: bool,
}

/// A form under construction.
#[derive(Template)]
#[template(path = "training/form.html")]
pub(crate) struct Form {
    action: String,
    method: &'static str,
    autosave: Option<String>,
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
            method: "post",
            autosave: None,
            hidden: Vec::new(),
            fields: Vec::new(),
            buttons: Vec::new(),
        }
    }

    /// A form that asks for a page: what is typed goes into its address.
    pub(crate) fn search(action: impl Into<String>) -> Form {
        Form { method: "get", ..Form::to(action) }
    }

    /// Keeps its draft on the device.
    pub(crate) fn autosave(mut self, key: impl Into<String>) -> Form {
        self.autosave = Some(key.into());
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

/// A form that sends files.
#[derive(Template)]
#[template(path = "training/sending.html")]
pub(crate) struct Sending {
    /// Where to.
    pub action: String,
    /// The field.
    pub field: Markup,
    /// The words of the button.
    pub button: String,
}
impl HtmlSafe for Sending {}

#[derive(Template)]
#[template(path = "training/page.html")]
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

    /// What somebody wrote, line by line.
    pub(crate) fn quoted(&mut self, text: &str) {
        text.lines()
            .filter(|line| !line.trim().is_empty())
            .for_each(|line| self.words(WordsKind::Said, line));
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

    /// A form folded away under a title.
    pub(crate) fn fold(&mut self, title: &str, form: &Form, open: bool) {
        self.parts.push(Markup::of(&Folded { title, form: Markup::of(form), open }));
    }

    /// A decision with its sentence, and the way to contest it where it is about a person.
    pub(crate) fn decision(&mut self, record: &Record, sentence: &str, about_person: bool) {
        let panel = self.page.decision(record, sentence);
        let panel = if about_person { panel.about_person() } else { panel };
        self.parts.push(Markup::of(&panel));
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

    /// A field whose name and label are made for the row it stands in.
    pub(crate) fn owned<'s>(
        &mut self,
        name: &'s str,
        label: &'s str,
        shape: impl FnOnce(Field<'s>) -> Field<'s>,
    ) -> Markup
    where
        'a: 's,
    {
        self.field(name, label, shape)
    }

    /// Radios whose name and label are made for the row they stand in.
    pub(crate) fn owned_with(&mut self, name: &str, label: &str, choices: &[Choice]) -> Markup {
        self.named.push((name.to_owned(), label.to_owned()));
        Markup::of(&self.page.field(self.form, name, label).radios(choices))
    }

    /// A number that may be left out, whose name and label are made for the row it stands in.
    pub(crate) fn owned_number(&mut self, name: &str, label: &str) -> Markup {
        self.named.push((name.to_owned(), label.to_owned()));
        Markup::of(&self.page.field(self.form, name, label).number().optional().short())
    }

    /// A heading that is already words.
    pub(crate) fn words_heading(&mut self, text: &str) {
        self.headed = true;
        self.words(WordsKind::Heading, text);
    }

    /// A heading among the fields of a form.
    pub(crate) fn drawn_heading(&mut self, key: &str) -> Markup {
        self.headed = true;
        Markup::of(&Words { kind: WordsKind::Heading, text: self.page.t.of(key) })
    }

    /// A hint among the fields of a form.
    pub(crate) fn drawn_hint(&self, key: &str) -> Markup {
        Markup::of(&Words { kind: WordsKind::Hint, text: self.page.t.of(key) })
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
