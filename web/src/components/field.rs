//! The one form field: label, why it is asked, hint, error, kept value. And the summary of errors that links
//! to the fields. Not here: reading a form (`forms`).

use std::fmt;

use askama::Template;

use crate::forms::{FieldError, FormState};
use crate::i18n::Lookup;

/// One value to choose from in a select, radio or checkbox field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Code sent with the form.
    pub value: String,
    /// What the reader sees.
    pub label: String,
    /// A line below the label; may be empty. Radios and checkboxes only.
    pub hint: String,
}

impl Choice {
    /// A choice of a code and its words.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into(), hint: String::new() }
    }

    /// The choice with a line that explains it.
    #[must_use]
    pub fn explained(mut self, hint: impl Into<String>) -> Choice {
        self.hint = hint.into();
        self
    }

    /// Choices whose labels are texts: code and key of each.
    pub fn list(t: &Lookup, pairs: &[(&str, &str)]) -> Vec<Choice> {
        pairs.iter().map(|(code, key)| Choice::new(*code, t.of(key))).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind<'a> {
    Input { kind: &'static str, mode: &'static str },
    TextArea { rows: u8 },
    Select(&'a [Choice]),
    Radios(&'a [Choice]),
    Checkboxes(&'a [Choice]),
    Tick,
    File { accept: &'a str, many: bool },
}

/// A field of a form. Made by [`crate::Page::field`]; the methods chain in a template. Fields are required
/// unless `.optional()`; the label of an optional field says so.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    t: &'a Lookup,
    form: &'a FormState,
    name: &'a str,
    label: &'a str,
    why: Option<&'a str>,
    hint: Option<&'a str>,
    hint_text: Option<&'a str>,
    unit: Option<&'a str>,
    autocomplete: Option<&'a str>,
    optional: bool,
    max: Option<u32>,
    width: &'static str,
    kind: Kind<'a>,
}

impl<'a> Field<'a> {
    /// A line of text. `label` is a key, or already a label where no such key exists.
    pub fn new(t: &'a Lookup, form: &'a FormState, name: &'a str, label: &'a str) -> Field<'a> {
        Field {
            t,
            form,
            name,
            label,
            why: None,
            hint: None,
            hint_text: None,
            unit: None,
            autocomplete: None,
            optional: false,
            max: None,
            width: "",
            kind: Kind::Input { kind: "text", mode: "" },
        }
    }

    /// Key of the sentence that says why this is asked and by what basis.
    #[must_use]
    pub fn why(mut self, key: &'a str) -> Self {
        self.why = Some(key);
        self
    }

    /// Key of a hint on how to fill it in.
    #[must_use]
    pub fn hint(mut self, key: &'a str) -> Self {
        self.hint = Some(key);
        self
    }

    /// A hint that is already text, e.g. with numbers in it.
    #[must_use]
    pub fn hint_text(mut self, text: &'a str) -> Self {
        self.hint_text = Some(text);
        self
    }

    /// Words after the field, e.g. 元, %, 天 (text, not a key).
    #[must_use]
    pub fn unit(mut self, unit: &'a str) -> Self {
        self.unit = Some(unit);
        self
    }

    /// May stay empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Longest text in characters; the script shows how many are left.
    #[must_use]
    pub fn max(mut self, characters: u32) -> Self {
        self.max = Some(characters);
        self
    }

    /// The `autocomplete` purpose, e.g. `username`.
    #[must_use]
    pub fn autocomplete(mut self, purpose: &'a str) -> Self {
        self.autocomplete = Some(purpose);
        self
    }

    /// A short box, for codes and numbers.
    #[must_use]
    pub fn short(mut self) -> Self {
        self.width = "short";
        self
    }

    /// Several lines of text.
    #[must_use]
    pub fn textarea(mut self, rows: u8) -> Self {
        self.kind = Kind::TextArea { rows };
        self
    }

    /// A number; a text box with a numeric keyboard, so that `1,234` and full-width digits can be typed.
    #[must_use]
    pub fn number(mut self) -> Self {
        self.kind = Kind::Input { kind: "text", mode: "decimal" };
        self.width = "short";
        self
    }

    /// A day.
    #[must_use]
    pub fn date(mut self) -> Self {
        self.kind = Kind::Input { kind: "date", mode: "" };
        self.width = "short";
        self
    }

    /// A password that exists already; never filled in again by the page.
    #[must_use]
    pub fn password(mut self) -> Self {
        self.kind = Kind::Input { kind: "password", mode: "" };
        self.autocomplete = Some("current-password");
        self
    }

    /// A password being chosen.
    #[must_use]
    pub fn new_password(mut self) -> Self {
        self = self.password();
        self.autocomplete = Some("new-password");
        self
    }

    /// A drop-down list; for more than about seven choices.
    #[must_use]
    pub fn select(mut self, choices: &'a [Choice]) -> Self {
        self.kind = Kind::Select(choices);
        self
    }

    /// One of a few, all in sight.
    #[must_use]
    pub fn radios(mut self, choices: &'a [Choice]) -> Self {
        self.kind = Kind::Radios(choices);
        self
    }

    /// Any of a few.
    #[must_use]
    pub fn checkboxes(mut self, choices: &'a [Choice]) -> Self {
        self.kind = Kind::Checkboxes(choices);
        self
    }

    /// One box to tick; the label stands beside it. Sends `1`.
    #[must_use]
    pub fn tick(mut self) -> Self {
        self.kind = Kind::Tick;
        self
    }

    /// A file; the form needs `enctype="multipart/form-data"`. `accept` as in HTML, e.g. `.xlsx,.csv`.
    #[must_use]
    pub fn file(mut self, accept: &'a str) -> Self {
        self.kind = Kind::File { accept, many: false };
        self
    }

    /// Several files.
    #[must_use]
    pub fn files(mut self, accept: &'a str) -> Self {
        self.kind = Kind::File { accept, many: true };
        self
    }

    fn label_text(&self) -> &str {
        self.t.get(self.label).unwrap_or(self.label)
    }

    fn is_group(&self) -> bool {
        matches!(self.kind, Kind::Radios(_) | Kind::Checkboxes(_))
    }

    fn id(&self) -> String {
        field_id(self.name)
    }

    fn hints(&self) -> Vec<&str> {
        let keys = [self.why, self.hint].into_iter().flatten().map(|key| self.t.of(key));
        keys.chain(self.hint_text).collect()
    }

    fn error(&self) -> Option<String> {
        self.form.error_of(self.name, self.t)
    }

    /// Ids of hint and error for `aria-describedby`; empty when there are neither.
    fn described_by(&self) -> String {
        let id = self.id();
        let hint = (!self.hints().is_empty()).then(|| format!("{id}-hint"));
        let error = self.error().is_some().then(|| format!("{id}-error"));
        [hint, error].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn value(&self) -> &str {
        match self.kind {
            Kind::Input { kind: "password", .. } | Kind::File { .. } => "",
            _ => self.form.value(self.name),
        }
    }
}

/// The id of a field's control, made of its name: what the summary links to.
pub fn field_id(name: &str) -> String {
    format!("f-{name}")
}

#[derive(Template)]
#[template(path = "components/field.html")]
struct Drawn<'f, 'a> {
    f: &'f Field<'a>,
    id: String,
    error: Option<String>,
    described: String,
}

impl fmt::Display for Field<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let drawn = Drawn { f: self, id: self.id(), error: self.error(), described: self.described_by() };
        drawn.render_into(out).map_err(|_| fmt::Error)
    }
}

impl askama::filters::HtmlSafe for Field<'_> {}

/// What is wrong with a form, each line a link to its field; draws nothing when all is well.
#[derive(Template)]
#[template(path = "components/error_summary.html")]
pub struct ErrorSummary<'a> {
    t: &'a Lookup,
    form: &'a FormState,
    names: Vec<(&'a str, &'a str)>,
}

impl<'a> ErrorSummary<'a> {
    /// The summary of a form.
    pub fn new(t: &'a Lookup, form: &'a FormState) -> ErrorSummary<'a> {
        ErrorSummary { t, form, names: Vec::new() }
    }

    /// Says how a field is called, so that its line reads `权重：“一百”不是数字…`: name and key of the label.
    #[must_use]
    pub fn named(mut self, field: &'a str, label: &'a str) -> Self {
        self.names.push((field, label));
        self
    }

    fn line(&self, error: &FieldError) -> String {
        let said = error.message.say(self.t);
        match self.names.iter().find(|(field, _)| *field == error.field) {
            Some((_, label)) => self.t.labelled(self.t.get(label).unwrap_or(label), &said),
            None => said,
        }
    }
}

impl askama::filters::HtmlSafe for ErrorSummary<'_> {}
