//! A form on its way in and back out: what was typed, kept in order, and what is wrong with it, by field.
//!
//! A handler takes a [`FormState`], reads each field with a typed getter (which records what is wrong), and
//! either does the work or renders the same page with the same `FormState` at 422. Not here: how a field
//! looks (`components/field.rs`), and the extractors (`forms/body.rs`).

pub mod body;
mod getters;
mod reading;

pub use reading::narrow;

use kernel::Fault;
use law::decision::{Record, Text};

use crate::argument::{Arg, Value};
use crate::errors::Problem;
use crate::i18n::Lookup;

/// Largest form body without files, in bytes.
pub const MAX_BODY: usize = 1_000_000;
/// Most fields one form may send.
pub const MAX_FIELDS: usize = 4_000;
/// Longest field name, in bytes.
pub const MAX_NAME: usize = 120;
/// Longest value of one field, in bytes.
pub const MAX_VALUE: usize = 200_000;

/// A form that is not a form: too much of it, or not text. Answered with 400 or 413.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// More than [`MAX_BODY`] bytes, [`MAX_FIELDS`] fields, or a value longer than [`MAX_VALUE`].
    #[error("the form is larger than this page accepts")]
    TooLarge,
    /// Bytes that are not UTF-8 text, or control characters no person types.
    #[error("the form is not readable text")]
    NotText,
    /// Neither `application/x-www-form-urlencoded` nor `multipart/form-data`, as the page expects.
    #[error("the body is not a form")]
    NotAForm,
}

/// What a message about a field says.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A text of the house and its arguments.
    Key(String, Vec<(&'static str, Value)>),
    /// A text that came with a decision, in both languages.
    Said(Text),
}

impl Message {
    /// The message in the reader's language.
    pub fn say(&self, t: &Lookup) -> String {
        match self {
            Message::Key(key, args) if args.is_empty() => t.of(key).to_owned(),
            Message::Key(key, args) => {
                let args: Vec<(&str, &dyn Arg)> =
                    args.iter().map(|(name, value)| (*name, value as &dyn Arg)).collect();
                t.with(key, &args)
            }
            Message::Said(text) => t.both(text).to_owned(),
        }
    }
}

/// One thing wrong with one field.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldError {
    /// Name of the field; empty for something wrong with the whole form.
    pub field: String,
    /// What is wrong and how to mend it.
    pub message: Message,
}

/// Values and errors of one form. `FormState::default()` is the empty form of a first visit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FormState {
    values: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

impl FormState {
    /// Reads an urlencoded body.
    ///
    /// # Errors
    /// When the body breaks a limit or is not text.
    pub fn parse(body: &[u8]) -> Result<FormState, FormError> {
        if body.len() > MAX_BODY {
            return Err(FormError::TooLarge);
        }
        let mut form = FormState::default();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let name = decode(&pair[..at])?;
            let value = decode(pair.get(at + 1..).unwrap_or_default())?;
            form.add(name, value)?;
        }
        Ok(form)
    }

    /// Adds one pair as received, cleaned: line ends become `\n`, control characters are refused.
    ///
    /// # Errors
    /// When a limit is broken or the value holds control characters.
    pub fn add(&mut self, name: String, value: String) -> Result<(), FormError> {
        if self.values.len() >= MAX_FIELDS || name.len() > MAX_NAME || value.len() > MAX_VALUE {
            return Err(FormError::TooLarge);
        }
        let value = value.replace("\r\n", "\n").replace('\r', "\n");
        let control = |c: char| c.is_control() && c != '\n' && c != '\t';
        if name.contains(control) || value.contains(control) {
            return Err(FormError::NotText);
        }
        self.values.push((name, value));
        Ok(())
    }

    /// A form with this value filled in beforehand.
    #[must_use]
    pub fn prefilled(mut self, name: &str, value: impl Into<String>) -> FormState {
        self.set(name, value);
        self
    }

    /// Fills in or replaces a value.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.retain(|(known, _)| known != name);
        self.values.push((name.to_owned(), value.into()));
    }

    /// Fills in the chosen values of a repeated field.
    pub fn set_all<S: Into<String>>(&mut self, name: &str, values: impl IntoIterator<Item = S>) {
        self.values.retain(|(known, _)| known != name);
        self.values.extend(values.into_iter().map(|value| (name.to_owned(), value.into())));
    }

    /// The first value of a field as typed; empty if it was not sent.
    pub fn value(&self, name: &str) -> &str {
        let found = self.values.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// All values of a repeated field, in order, as typed.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the field was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.values(name).next().is_some()
    }

    /// Whether a repeated field holds this value.
    pub fn holds(&self, name: &str, value: &str) -> bool {
        self.values(name).any(|known| known == value)
    }

    /// Every pair as sent, in order; for forms whose field names carry ids, e.g. `share-<id>`.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The pairs whose name begins with `prefix`, with the prefix taken off: `("<id>", value)`.
    pub fn pairs_of<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.pairs().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value)))
    }

    /// Records something wrong with a field, by the key of its text. `field` empty: the whole form.
    pub fn error(&mut self, field: &str, key: &str) {
        self.error_with(field, key, &[]);
    }

    /// Records something wrong with a field, with the arguments of its text.
    pub fn error_with(&mut self, field: &str, key: &str, args: &[(&'static str, &dyn Arg)]) {
        let args = args.iter().map(|(name, arg)| (*name, arg.value())).collect();
        self.push(field, Message::Key(key.to_owned(), args));
    }

    /// Records what a refused decision says about the field that holds its fact.
    pub fn refused(&mut self, field: &str, why: &Text) {
        self.push(field, Message::Said(why.clone()));
    }

    /// Puts the refusals of an operation beside their fields and answers the decisions they rest on.
    ///
    /// # Errors
    /// Every other fault, which ends the request.
    pub fn take(&mut self, fault: Fault) -> Result<Vec<Record>, Problem> {
        let Fault::Refused(refusals) = fault else { return Err(fault.into()) };
        let mut decisions = Vec::new();
        for refusal in refusals {
            self.refused(refusal.field.as_deref().unwrap_or_default(), &refusal.text);
            decisions.extend(refusal.decision.map(|decision| *decision));
        }
        Ok(decisions)
    }

    fn push(&mut self, field: &str, message: Message) {
        // One message per field: the first thing wrong is the one to mend first.
        if !field.is_empty() && self.errors.iter().any(|error| error.field == field) {
            return;
        }
        self.errors.push(FieldError { field: field.to_owned(), message });
    }

    /// Whether nothing is wrong so far.
    pub fn is_ok(&self) -> bool {
        self.errors.is_empty()
    }

    /// What is wrong, in the order it was found.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// What is wrong with one field, in the reader's language.
    pub fn error_of(&self, field: &str, t: &Lookup) -> Option<String> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.message.say(t))
    }

    /// Takes out the values of secret fields, so that a re-rendered page never carries a password.
    pub fn forget(&mut self, names: &[&str]) {
        self.values.retain(|(name, _)| !names.contains(&name.as_str()));
    }
}

/// Percent-decodes one part of an urlencoded body. Bytes that are not UTF-8 are refused, not replaced: a
/// name silently changed would be filed under the wrong person.
fn decode(bytes: &[u8]) -> Result<String, FormError> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().copied();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => match (rest.next().and_then(hex), rest.next().and_then(hex)) {
                (Some(high), Some(low)) => out.push(high * 16 + low),
                _ => return Err(FormError::NotText),
            },
            other => out.push(other),
        }
    }
    String::from_utf8(out).map_err(|_| FormError::NotText)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}
