//! A small tree of elements out of XML as other programs write it, within limits, and strict writing of text.
//! Document type declarations are refused, so no entity can be declared, let alone expanded.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use serde::Serialize;

use super::{FormatError, text};

/// Longest XML text read, in bytes.
pub const MOST_BYTES: usize = 12 * 1024 * 1024;
/// Deepest nesting read.
pub const MOST_DEPTH: usize = 16;
/// Most elements read.
pub const MOST_ELEMENTS: usize = 10_000;

/// An element with its attributes and what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Element {
    /// Local name: any prefix is dropped.
    pub name: String,
    /// Attributes in the order written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, String)>,
    /// What it holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<Content>,
}

/// What an element holds, piece by piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    /// Text, entities resolved.
    Text(String),
    /// An element.
    Element(Element),
}

impl Element {
    /// All text directly in the element, as written.
    pub fn text(&self) -> String {
        self.content
            .iter()
            .filter_map(|piece| match piece {
                Content::Text(text) => Some(text.as_str()),
                Content::Element(_) => None,
            })
            .collect()
    }

    /// The child elements, in order.
    pub fn children(&self) -> impl Iterator<Item = &Element> {
        self.content.iter().filter_map(|piece| match piece {
            Content::Element(element) => Some(element),
            Content::Text(_) => None,
        })
    }

    /// Whether the name is this one, capitals apart.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The element with its text tidied and the blanks between its children dropped, so that writing and
    /// reading it again changes nothing.
    pub fn tidied(&self) -> Element {
        let own = text::tidy_block(&self.text());
        let own = (!own.is_empty()).then_some(Content::Text(own));
        let children = self.children().map(|child| Content::Element(child.tidied()));
        Element {
            name: self.name.clone(),
            attributes: self
                .attributes
                .iter()
                .map(|(name, value)| (name.clone(), text::tidy_line(value)))
                .collect(),
            content: own.into_iter().chain(children).collect(),
        }
    }

    /// Writes the element on one line of markup.
    pub fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape_into(value, out);
            out.push('"');
        }
        out.push('>');
        for piece in &self.content {
            match piece {
                Content::Text(text) => escape_into(text, out),
                Content::Element(element) => element.write(out),
            }
        }
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
    }
}

/// Writes text so that any XML reader gives it back unchanged; a line ends in CR LF, the CR as a reference
/// because readers would otherwise drop it.
pub fn escape_into(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#xD;\n"),
            other => out.push(other),
        }
    }
}

/// Reads the root element.
///
/// # Errors
/// Too large, too deep or too many elements; a document type declaration; markup that does not close.
pub fn parse(source: &str) -> Result<Element, FormatError> {
    if source.len() > MOST_BYTES {
        return Err(FormatError::TooLarge { bytes: source.len() as u64, most: MOST_BYTES as u64 });
    }
    let mended = mend_markup(source);
    let mut reader = Reader::from_str(&mended);
    reader.config_mut().allow_dangling_amp = true;
    let mut build = Build::default();
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                return Err(FormatError::Malformed {
                    line: line_at(&mended, reader.error_position()),
                    why: error.to_string(),
                });
            }
        };
        match event {
            Event::Start(start) => build.open(&start)?,
            Event::Empty(start) => {
                build.open(&start)?;
                build.close();
            }
            Event::End(_) => build.close(),
            Event::Text(piece) => build.text(&piece),
            Event::CData(piece) => build.text(&piece),
            Event::GeneralRef(reference) => build.text(&resolve(&reference)),
            Event::DocType(_) => return Err(FormatError::Declaration),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => return build.finish(line_at(&mended, mended.len() as u64)),
        }
    }
}

#[derive(Default)]
struct Build {
    open: Vec<Element>,
    root: Option<Element>,
    seen: usize,
}

impl Build {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), FormatError> {
        self.seen += 1;
        if self.seen > MOST_ELEMENTS {
            return Err(FormatError::TooMany { what: "elements", most: MOST_ELEMENTS as u64 });
        }
        if self.open.len() >= MOST_DEPTH {
            return Err(FormatError::TooMany { what: "levels", most: MOST_DEPTH as u64 });
        }
        let local = start.local_name();
        let name = if is_name(local.as_ref()) { local.as_ref() } else { "_" };
        let mut element = Element { name: name.to_owned(), ..Element::default() };
        for attribute in start.html_attributes().with_checks(false).flatten() {
            let key = attribute.key.as_ref();
            if key.starts_with("xmlns") || !is_name(key) {
                continue;
            }
            element.attributes.push((key.to_owned(), text::tidy_line(&attribute.value)));
        }
        self.open.push(element);
        Ok(())
    }

    fn close(&mut self) {
        let Some(done) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.content.push(Content::Element(done)),
            None => {
                self.root.get_or_insert(done);
            }
        }
    }

    fn text(&mut self, piece: &str) {
        let Some(element) = self.open.last_mut() else { return };
        match element.content.last_mut() {
            Some(Content::Text(before)) => before.push_str(piece),
            _ => element.content.push(Content::Text(piece.to_owned())),
        }
    }

    fn finish(self, line: u32) -> Result<Element, FormatError> {
        match (self.open.last(), self.root) {
            (Some(open), _) => {
                Err(FormatError::Malformed { line, why: format!("<{}> is not closed", open.name) })
            }
            (None, Some(root)) => Ok(root),
            (None, None) => Err(FormatError::Malformed { line, why: "no element".to_owned() }),
        }
    }
}

/// A name that can be written back.
fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
}

/// The character a reference stands for; a reference nobody knows stays as it was typed.
fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> String {
    let named = match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => reference.resolve_char_ref().ok().flatten(),
    };
    named.map_or_else(|| format!("&{};", &**reference), String::from)
}

/// Literal line ends as XML defines them, and line breaks written as `<br>` and a `<` that opens nothing made
/// harmless before parsing.
fn mend_markup(source: &str) -> String {
    let broken = text::break_lines(&source.replace("\r\n", "\n").replace('\r', "\n"));
    let mut out = String::with_capacity(broken.len());
    let mut chars = broken.chars().peekable();
    while let Some(c) = chars.next() {
        let opens =
            chars.peek().is_some_and(|&next| next.is_alphabetic() || matches!(next, '_' | '/' | '?' | '!'));
        if c == '<' && !opens {
            out.push_str("&lt;");
        } else {
            out.push(c);
        }
    }
    out
}

fn line_at(text: &str, position: u64) -> u32 {
    let end = usize::try_from(position).unwrap_or(usize::MAX).min(text.len());
    let lines = text.as_bytes().iter().take(end).filter(|&&byte| byte == b'\n').count();
    u32::try_from(lines).unwrap_or(u32::MAX).saturating_add(1)
}
