//! Checking the texts: everything that can be wrong with them, found by tests before anybody reads them.
//! Not here: looking texts up (`i18n.rs`).

use std::collections::{BTreeSet, HashMap};

use fluent_bundle::FluentResource;
use fluent_syntax::ast;

use super::{Language, Source, Volume};

/// Something wrong with the texts of a room. All of them are found by [`check`], so a test finds them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// The file is not Fluent.
    #[error("{room} {language}: {detail} near `{near}`")]
    Syntax {
        /// Room the file belongs to.
        room: &'static str,
        /// Language tag of the file.
        language: &'static str,
        /// What the parser says.
        detail: String,
        /// The text it stopped at.
        near: String,
    },
    /// Two rooms, or two lines, give the same key.
    #[error("{room} {language}: the key `{key}` is already taken")]
    Duplicate {
        /// Room of the second occurrence.
        room: &'static str,
        /// Language tag of the file.
        language: &'static str,
        /// The key.
        key: String,
    },
    /// A key that only one language has.
    #[error("{room}: the key `{key}` is missing in {language}")]
    Missing {
        /// Room of the key.
        room: &'static str,
        /// Language tag of the file that lacks it.
        language: &'static str,
        /// The key.
        key: String,
    },
    /// The two versions of a text take different arguments.
    #[error("{room}: `{key}` takes {zh:?} in zh-CN and {en:?} in en")]
    Arguments {
        /// Room of the key.
        room: &'static str,
        /// The key.
        key: String,
        /// Arguments of the Chinese text.
        zh: Vec<String>,
        /// Arguments of the English text.
        en: Vec<String>,
    },
    /// A text names a term or message that does not exist.
    #[error("{room} {language}: `{key}`: {detail}")]
    Reference {
        /// Room of the key.
        room: &'static str,
        /// Language tag of the file.
        language: &'static str,
        /// The key.
        key: String,
        /// What could not be resolved.
        detail: String,
    },
}

/// Everything wrong with the texts of the rooms: syntax, keys given twice, keys one language lacks, arguments
/// that differ, references to nothing. Empty when all is well.
pub fn check(sources: &[Source]) -> Vec<TextError> {
    let mut errors = Vec::new();
    let keys = Language::ALL.map(|language| collect_keys(sources, language, &mut errors));
    for language in Language::ALL {
        Volume::read(sources, language, &mut errors);
    }
    for (key, (room, zh)) in &keys[0] {
        match keys[1].get(key) {
            None => errors.push(TextError::Missing { room, language: "en", key: key.clone() }),
            Some((_, en)) if en != zh => errors.push(TextError::Arguments {
                room,
                key: key.clone(),
                zh: zh.iter().cloned().collect(),
                en: en.iter().cloned().collect(),
            }),
            Some(_) => {}
        }
    }
    for (key, (room, _)) in &keys[1] {
        if !keys[0].contains_key(key) {
            errors.push(TextError::Missing { room, language: "zh-CN", key: key.clone() });
        }
    }
    errors.sort_by_key(ToString::to_string);
    errors
}

/// Calls whose first argument is the key of a text.
const ASKING: [&str; 11] = [
    ".of(\"",
    ".with(\"",
    ".why(\"",
    ".hint(\"",
    ".titled_by(\"",
    ".titled_with(\"",
    ".led_by(\"",
    ".notice(\"",
    ".saying(\"",
    "::bad_request(\"",
    "::conflict(\"",
];

/// The keys asked for in a template or a Rust file: the literal first arguments of `.of("…")`, `.with("…"`,
/// `.why("…")`, `.hint("…")`, `.titled_by("…")`, `.notice("…"` and their like. For tests that no page asks
/// for a text that does not exist.
pub fn keys_used(source: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for opening in ASKING {
        for (at, _) in source.match_indices(opening) {
            let rest = &source[at + opening.len()..];
            if let Some(end) = rest.find('"') {
                found.push(&rest[..end]);
            }
        }
    }
    found
}

type Keys = HashMap<String, (&'static str, BTreeSet<String>)>;

fn collect_keys(sources: &[Source], language: Language, errors: &mut Vec<TextError>) -> Keys {
    let mut keys = Keys::new();
    for source in sources {
        let resource = match FluentResource::try_new(source.text(language).to_owned()) {
            Ok(resource) => resource,
            Err((resource, faults)) => {
                errors.extend(faults.into_iter().map(|fault| {
                    TextError::Syntax {
                        room: source.room,
                        language: language.tag(),
                        detail: fault.kind.to_string(),
                        near: source
                            .text(language)
                            .get(fault.pos.start..)
                            .unwrap_or_default()
                            .chars()
                            .take(40)
                            .collect(),
                    }
                }));
                resource
            }
        };
        for entry in resource.entries() {
            let ast::Entry::Message(message) = entry else { continue };
            let key = message.id.name.to_owned();
            let mut arguments = BTreeSet::new();
            if let Some(pattern) = &message.value {
                collect_arguments(pattern, &mut arguments);
            }
            if keys.insert(key.clone(), (source.room, arguments)).is_some() {
                errors.push(TextError::Duplicate { room: source.room, language: language.tag(), key });
            }
        }
    }
    keys
}

fn collect_arguments(pattern: &ast::Pattern<&str>, into: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let ast::PatternElement::Placeable { expression } = element else { continue };
        match expression {
            ast::Expression::Inline(inline) => collect_inline(inline, into),
            ast::Expression::Select { selector, variants } => {
                collect_inline(selector, into);
                variants.iter().for_each(|variant| collect_arguments(&variant.value, into));
            }
        }
    }
}

fn collect_inline(inline: &ast::InlineExpression<&str>, into: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            into.insert(id.name.to_owned());
        }
        ast::InlineExpression::Placeable { expression } => {
            if let ast::Expression::Inline(inner) = expression.as_ref() {
                collect_inline(inner, into);
            }
        }
        _ => {}
    }
}
