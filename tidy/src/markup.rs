//! Reading templates and texts by their surface: tags, braces, keys. Not here: any rule.

use std::collections::{BTreeMap, BTreeSet};

/// The methods whose first text is a key of the texts.
pub const KEY_METHODS: [&str; 6] = ["of", "with", "titled_by", "notice", "why", "hint"];

/// A template without its `{# comments #}`.
#[must_use]
pub fn without_comments(text: &str) -> String {
    without(text, "{#", "#}")
}

/// What a template says itself: without comments, `{{ expressions }}` and `{% orders %}`.
#[must_use]
pub fn own_words(text: &str) -> String {
    without(&without(&without_comments(text), "{{", "}}"), "{%", "%}")
}

fn without(text: &str, open: &str, close: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(open) {
        kept.push_str(&rest[..at]);
        let after = &rest[at + open.len()..];
        rest = after.find(close).map_or("", |end| &after[end + close.len()..]);
    }
    kept.push_str(rest);
    kept
}

/// The keys a template asks for: `.of("…")` and its kin, and the label of `.field(form, "name", "…")`.
#[must_use]
pub fn keys_asked(template: &str) -> Vec<String> {
    let text = without_comments(template);
    let mut keys = Vec::new();
    for method in KEY_METHODS {
        let opening = format!(".{method}(\"");
        for (at, _) in text.match_indices(&opening) {
            keys.extend(text[at + opening.len()..].split('"').next().map(str::to_owned));
        }
    }
    for (at, _) in text.match_indices(".field(") {
        let inside = text[at..].split(')').next().unwrap_or_default();
        keys.extend(inside.split('"').nth(3).map(str::to_owned));
    }
    keys
}

/// The messages of a `.ftl` file: key and the names of its arguments.
#[must_use]
pub fn messages(ftl: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut open: Option<String> = None;
    for line in ftl.lines() {
        let starts = line.starts_with(|first: char| first.is_ascii_alphabetic());
        if let (true, Some((key, _))) = (starts, line.split_once('=')) {
            let key = key.trim().to_owned();
            found.insert(key.clone(), BTreeSet::new());
            open = Some(key);
        }
        let Some(arguments) = open.as_ref().and_then(|key| found.get_mut(key)) else { continue };
        for part in line.split('$').skip(1) {
            let name: String =
                part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').collect();
            arguments.insert(name);
        }
    }
    found
}

/// Whether a character is Chinese.
#[must_use]
pub fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_expressions_and_in_field_labels() {
        let text = r#"{{ page.t.of("duty-a") }} {# t.of("duty-gone") #} {{ page.field(form, "title", "duty-b").why("duty-c") }}"#;
        assert_eq!(keys_asked(text), ["duty-a", "duty-c", "duty-b"]);
    }

    #[test]
    fn a_message_knows_its_arguments_also_on_later_lines() {
        let found =
            messages("# note\nduty-due = 至 { $day }\nduty-who =\n    { $who } 与 { $day }\n-term = x\n");
        assert_eq!(found.len(), 2);
        assert_eq!(found["duty-who"].iter().cloned().collect::<Vec<_>>(), ["day", "who"]);
    }

    #[test]
    fn own_words_leave_out_what_the_program_says() {
        assert_eq!(own_words("<p>{{ a }} b {% if c %}d{% endif %}</p>{# e #}"), "<p> b d</p>");
    }
}
