//! A page put together from parts: headings, words, components and forms, in the order they are added. For pages
//! that are a column of such parts; a page with a shape of its own has a template. Not here: what stands on any page.

use crate::components::field::{Choice, ErrorSummary, Field};
use crate::page::{Link, show, show_again};
use crate::{FormState, Markup, Page, Problem};
use askama::Template;
use askama::filters::HtmlSafe;
use axum::response::Response;
use law::Record;

/// What kind of words a part is.
#[derive(Clone, Copy)]
enum WordsKind {
    Heading,
    Lesser,
    Paragraph,
    Hint,
    Said,
}

#[derive(Template)]
#[template(path = "sheet/words.html")]
struct Words<'a> {
    kind: WordsKind,
    text: &'a str,
}
impl HtmlSafe for Words<'_> {}

#[derive(Template)]
#[template(path = "sheet/links.html")]
struct Links {
    links: Vec<Link>,
}
impl HtmlSafe for Links {}

#[derive(Template)]
#[template(path = "sheet/long.html")]
struct Long<'a> {
    title: &'a str,
    lines: Vec<Markup>,
    open: bool,
}
impl HtmlSafe for Long<'_> {}

#[derive(Template)]
#[template(path = "sheet/folded.html")]
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
#[template(path = "sheet/form.html")]
pub struct Form {
    action: String,
    method: &'static str,
    files: bool,
    autosave: Option<String>,
    brief: bool,
    hidden: Vec<(String, String)>,
    fields: Vec<Markup>,
    buttons: Vec<Button>,
}
impl HtmlSafe for Form {}

impl Form {
    /// A form that posts to a path.
    #[must_use]
    pub fn to(action: impl Into<String>) -> Form {
        Form {
            action: action.into(),
            method: "post",
            files: false,
            autosave: None,
            brief: false,
            hidden: Vec::new(),
            fields: Vec::new(),
            buttons: Vec::new(),
        }
    }

    /// A form that asks for a page: what is typed goes into its address.
    #[must_use]
    pub fn search(action: impl Into<String>) -> Form {
        Form { method: "get", ..Form::to(action) }
    }

    /// Sends files along.
    #[must_use]
    pub fn with_files(mut self) -> Form {
        self.files = true;
        self
    }

    /// Keeps its draft on the device.
    #[must_use]
    pub fn autosave(mut self, key: impl Into<String>) -> Form {
        self.autosave = Some(key.into());
        self
    }

    /// Keeps its draft on the device for as long as the tab is open: for what weighs on a person, who may sit at a computer that
    /// others use.
    #[must_use]
    pub fn autosave_briefly(self, key: impl Into<String>) -> Form {
        Form { brief: true, ..self.autosave(key) }
    }

    /// A value sent along.
    #[must_use]
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Form {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// Any component among the fields.
    #[must_use]
    pub fn part(mut self, part: Markup) -> Form {
        self.fields.push(part);
        self
    }

    /// The main button.
    #[must_use]
    pub fn button(mut self, label: impl Into<String>) -> Form {
        self.buttons.push(Button { label: label.into(), name: "", value: String::new(), quiet: false });
        self
    }

    /// A button that says which way.
    #[must_use]
    pub fn way(mut self, name: &'static str, value: &str, label: impl Into<String>, quiet: bool) -> Form {
        self.buttons.push(Button { label: label.into(), name, value: value.to_owned(), quiet });
        self
    }
}

#[derive(Template)]
#[template(path = "sheet/page.html")]
struct Drawn<'a> {
    page: &'a Page,
    errors: Markup,
    parts: Vec<Markup>,
}

/// A page under construction.
pub struct Sheet<'a> {
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
    #[must_use]
    pub fn new(page: &'a Page, form: &'a FormState) -> Sheet<'a> {
        Sheet { page, form, named: Vec::new(), headed: false, parts: Vec::new() }
    }

    fn words(&mut self, kind: WordsKind, text: &str) {
        self.parts.push(Markup::of(&Words { kind, text }));
    }

    /// A heading, by key.
    pub fn heading(&mut self, key: &str) {
        let text = self.page.t.of(key).to_owned();
        self.headed = true;
        self.words(WordsKind::Heading, &text);
    }

    /// A heading that is already words, beneath the last one; right under the title it is a full heading.
    pub fn lesser(&mut self, text: &str) {
        let kind = if self.headed { WordsKind::Lesser } else { WordsKind::Heading };
        self.words(kind, text);
    }

    /// A paragraph.
    pub fn text(&mut self, text: &str) {
        text.split("\n\n")
            .filter(|part| !part.trim().is_empty())
            .for_each(|part| self.words(WordsKind::Paragraph, part));
    }

    /// What somebody wrote, line by line.
    pub fn quoted(&mut self, text: &str) {
        text.lines()
            .filter(|line| !line.trim().is_empty())
            .for_each(|line| self.words(WordsKind::Said, line));
    }

    /// A hint, by key.
    pub fn hint(&mut self, key: &str) {
        let text = self.page.t.of(key).to_owned();
        self.words(WordsKind::Hint, &text);
    }

    /// A component.
    pub fn add(&mut self, part: &impl HtmlSafe) {
        self.parts.push(Markup::of(part));
    }

    /// Links as buttons; nothing if there are none.
    pub fn links(&mut self, links: Vec<(String, String)>) {
        if links.is_empty() {
            return;
        }
        let links = links.into_iter().map(|(href, text)| Link { href, text }).collect();
        self.parts.push(Markup::of(&Links { links }));
    }

    /// Lines folded away under a title.
    pub fn folded(&mut self, title: &str, lines: Vec<String>, open: bool) {
        let lines = lines.iter().map(|line| Markup::text(line)).collect();
        self.parts.push(Markup::of(&Long { title, lines, open }));
    }

    /// A form folded away under a title.
    pub fn fold(&mut self, title: &str, form: &Form, open: bool) {
        self.parts.push(Markup::of(&Folded { title, form: Markup::of(form), open }));
    }

    /// A decision with its sentence, and the way to contest it where it is about a person.
    pub fn decision(&mut self, record: &Record, sentence: &str, about_person: bool) {
        let panel = self.page.decision(record, sentence);
        let panel = if about_person { panel.about_person() } else { panel };
        self.parts.push(Markup::of(&panel));
    }

    /// A field, drawn; the error summary then knows what it is called.
    pub fn field<'s>(
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

    /// Radios whose name and label are made for the row they stand in.
    pub fn owned_with(&mut self, name: &str, label: &str, choices: &[Choice]) -> Markup {
        self.named.push((name.to_owned(), label.to_owned()));
        Markup::of(&self.page.field(self.form, name, label).radios(choices))
    }

    /// A number that may be left out, whose name and label are made for the row it stands in.
    pub fn owned_number(&mut self, name: &str, label: &str) -> Markup {
        self.named.push((name.to_owned(), label.to_owned()));
        Markup::of(&self.page.field(self.form, name, label).number().optional().short())
    }

    /// A heading that is already words.
    pub fn words_heading(&mut self, text: &str) {
        self.headed = true;
        self.words(WordsKind::Heading, text);
    }

    /// A heading among the fields of a form.
    pub fn drawn_heading(&mut self, key: &str) -> Markup {
        self.headed = true;
        Markup::of(&Words { kind: WordsKind::Heading, text: self.page.t.of(key) })
    }

    /// A hint among the fields of a form.
    pub fn drawn_hint(&self, key: &str) -> Markup {
        Markup::of(&Words { kind: WordsKind::Hint, text: self.page.t.of(key) })
    }

    /// The parts by themselves, in their order: for a page that keeps them and draws its frame anew each time.
    #[must_use]
    pub fn parts(self) -> Vec<Markup> {
        self.parts
    }

    /// The answer: 200, or 422 if the form has errors.
    ///
    /// # Errors
    /// If the page cannot be written.
    pub fn done(self) -> Result<Response, Problem> {
        let mut summary = ErrorSummary::new(&self.page.t, self.form);
        for (name, label) in &self.named {
            summary = summary.named(name, label);
        }
        let errors = Markup::of(&summary);
        let drawn = Drawn { page: self.page, errors, parts: self.parts };
        if self.form.is_ok() { show(&drawn) } else { show_again(&drawn) }
    }
}
