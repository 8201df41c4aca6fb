//! The texts of the house in its two languages: loading, checking and looking up.
//!
//! Every room owns one pair of `.ftl` files; [`Texts::build`] joins them. A text without arguments is made
//! once, at the start, and is afterwards one look in a table. How dates, numbers and money are written is in
//! `writing.rs`. Not here: the texts themselves, and the language of one request (`page.rs`).

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::resolver::errors::{ReferenceKind, ResolverError};
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use fluent_syntax::ast;
use unic_langid::LanguageIdentifier;

use crate::argument::Arg;

mod check;

pub use check::{TextError, check, keys_used};

/// The texts of `web` itself.
pub const WEB: Source =
    Source { room: "web", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// The languages of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Simplified Chinese; what a visitor gets who asks for nothing.
    #[default]
    ZhCn,
    /// English.
    En,
}

impl Language {
    /// Both, in the order of the house.
    pub const ALL: [Language; 2] = [Language::ZhCn, Language::En];

    /// The tag used in `lang` attributes and in the cookie.
    pub fn tag(self) -> &'static str {
        match self {
            Language::ZhCn => "zh-CN",
            Language::En => "en",
        }
    }

    /// The language of a cookie value, if it is one of the house.
    pub fn from_tag(tag: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The best language for an `Accept-Language` header; Chinese when neither is asked for.
    pub fn from_accept(header: &str) -> Language {
        let mut best = (0.0_f32, Language::ZhCn);
        for range in header.split(',') {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let language = match tag.split('-').next().unwrap_or_default() {
                "zh" => Language::ZhCn,
                "en" => Language::En,
                _ => continue,
            };
            let quality = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
            if quality > best.0 {
                best = (quality, language);
            }
        }
        best.1
    }

    fn id(self) -> LanguageIdentifier {
        // Both tags are well formed; the undetermined language would still choose plural forms safely.
        self.tag().parse().unwrap_or_default()
    }
}

/// The texts of one room, as compiled in: `include_str!("../text/zh-CN.ftl")` and its English twin.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// Name of the room, for messages about its texts.
    pub room: &'static str,
    /// Texts in simplified Chinese, Fluent syntax.
    pub zh: &'static str,
    /// Texts in English, Fluent syntax.
    pub en: &'static str,
}

impl Source {
    fn text(&self, language: Language) -> &'static str {
        match language {
            Language::ZhCn => self.zh,
            Language::En => self.en,
        }
    }
}

struct Volume {
    /// `None` marks a text that needs arguments and is made by the bundle.
    fixed: HashMap<String, Option<Box<str>>>,
    bundle: FluentBundle<FluentResource>,
}

/// All texts of the house; a cheap handle on one shared copy.
#[derive(Clone)]
pub struct Texts {
    volumes: Arc<[Volume; 2]>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Texts({} keys)", self.volumes[0].fixed.len())
    }
}

impl Texts {
    /// Joins the texts of the rooms. Include [`WEB`] first.
    ///
    /// # Errors
    /// The first thing [`check`] would report.
    pub fn build(sources: &[Source]) -> Result<Texts, TextError> {
        if let Some(first) = check(sources).into_iter().next() {
            return Err(first);
        }
        let zh = Volume::read(sources, Language::ZhCn, &mut Vec::new());
        let en = Volume::read(sources, Language::En, &mut Vec::new());
        Ok(Texts { volumes: Arc::new([zh, en]) })
    }

    /// The texts in one language.
    pub fn lookup(&self, language: Language) -> Lookup {
        Lookup { texts: self.clone(), language }
    }

    fn volume(&self, language: Language) -> &Volume {
        &self.volumes[language as usize]
    }
}

impl Volume {
    fn read(sources: &[Source], language: Language, errors: &mut Vec<TextError>) -> Volume {
        let mut bundle = FluentBundle::new_concurrent(vec![language.id()]);
        // The marks that isolate directions are of no use to these two scripts and end up in copied text.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(crate::argument::format_number));
        let mut owners = Vec::new();
        for source in sources {
            let (Ok(resource) | Err((resource, _))) =
                FluentResource::try_new(source.text(language).to_owned());
            for entry in resource.entries() {
                if let ast::Entry::Message(message) = entry {
                    owners.push((source.room, message.id.name.to_owned()));
                }
            }
            bundle.add_resource_overriding(resource);
        }
        let mut fixed = HashMap::with_capacity(owners.len());
        for (room, key) in owners {
            let text = fix_text(&bundle, room, language, &key, errors);
            fixed.insert(key, text);
        }
        Volume { fixed, bundle }
    }
}

/// The finished text of a message that takes no arguments; `None` if it takes some.
fn fix_text(
    bundle: &FluentBundle<FluentResource>,
    room: &'static str,
    language: Language,
    key: &str,
    errors: &mut Vec<TextError>,
) -> Option<Box<str>> {
    let pattern = bundle.get_message(key).and_then(|message| message.value())?;
    let mut faults = Vec::new();
    let text = bundle.format_pattern(pattern, None, &mut faults).into_owned();
    for fault in &faults {
        let waits_for_argument = matches!(
            fault,
            FluentError::ResolverError(ResolverError::Reference(ReferenceKind::Variable { .. }))
        );
        if !waits_for_argument {
            let (key, detail) = (key.to_owned(), fault.to_string());
            errors.push(TextError::Reference { room, language: language.tag(), key, detail });
        }
    }
    faults.is_empty().then(|| text.into_boxed_str())
}

/// The texts in one language: what every page carries as `page.t`. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Lookup {
    texts: Texts,
    language: Language,
}

impl Lookup {
    /// The language looked up.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text of a key without arguments. A key that does not exist shows as itself, so that a page never
    /// fails for a word; tests find such keys with [`keys_used`].
    pub fn of<'a>(&'a self, key: &'a str) -> &'a str {
        self.get(key).unwrap_or_else(|| {
            tracing::error!(key, "no such text");
            key
        })
    }

    /// The text of a key without arguments, if there is one.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.texts.volume(self.language).fixed.get(key).and_then(Option::as_deref)
    }

    /// The text of a key with its arguments: `t.with("duty-due", &[("who", &name), ("day", &date)])`.
    /// Whole numbers get thousands separators (pass years and codes as text), dates are written out.
    pub fn with(&self, key: &str, args: &[(&str, &dyn Arg)]) -> String {
        let volume = self.texts.volume(self.language);
        let Some(pattern) = volume.bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, "no such text");
            return key.to_owned();
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            values.set((*name).to_owned(), arg.value().into_fluent(self));
        }
        let mut faults = Vec::new();
        let text = volume.bundle.format_pattern(pattern, Some(&values), &mut faults).into_owned();
        if !faults.is_empty() {
            tracing::error!(key, ?faults, "text not given what it needs");
        }
        text
    }

    /// The version of a two-language text for this reader.
    pub fn both<'a>(&self, text: &'a law::decision::Text) -> &'a str {
        match self.language {
            Language::ZhCn => &text.zh,
            Language::En => &text.en,
        }
    }

    /// Chooses between two literals; for the rare text that is data, not a key.
    pub fn choose<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.language {
            Language::ZhCn => zh,
            Language::En => en,
        }
    }
}
