//! Code tables of personnel work, in the project's own form: looked up by code, name or the ways people write
//! the name. National tables keep the national codes; tables the standards do not have use codes of the house.
//! Not here: division codes (units room) and what follows from a code (`law`).

mod learning;
mod person;
mod post;
mod unit;

use serde::Serialize;

use super::text::fold_char;

pub use learning::{DEGREE, EDUCATION};
pub use person::{FAMILY, HEALTH, NATION, POLITICAL, SEX};
pub use post::{APPOINTED_BY, GRADE, PERSONNEL_KIND, POST_CATEGORY, RANK, TENURE_KIND};
pub use unit::UNIT_KIND;

/// One line of a code table.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The code.
    pub code: &'static str,
    /// Name in Chinese, as it is written on forms.
    #[serde(rename = "name")]
    pub zh: &'static str,
    /// Name in English.
    pub en: &'static str,
    /// Other ways the Chinese name is written.
    #[serde(skip)]
    pub variants: &'static [&'static str],
}

/// A line found in a table.
pub type Coded = &'static Entry;

/// A code table.
#[derive(Debug)]
pub struct Table {
    /// What it lists, in English snake_case.
    pub name: &'static str,
    /// The standard or set it follows; empty for tables of the house.
    pub standard: &'static str,
    /// Its lines in the order of the standard.
    pub entries: &'static [Entry],
}

impl Table {
    /// The line with this code.
    pub fn by_code(&self, code: &str) -> Option<Coded> {
        self.entries.iter().find(|entry| entry.code.eq_ignore_ascii_case(code))
    }

    /// The line with this name, in either language or any of its variants; blanks and brackets' width apart.
    pub fn by_name(&self, name: &str) -> Option<Coded> {
        // Most cells hold the name as the pick list gives it; comparing those costs nothing.
        if let Some(entry) = self.entries.iter().find(|entry| entry.zh == name) {
            return Some(entry);
        }
        let wanted = normal(name);
        if wanted.is_empty() {
            return None;
        }
        let direct = |entry: &&Entry| {
            normal(entry.zh) == wanted
                || entry.variants.iter().any(|variant| normal(variant) == wanted)
                || normal(entry.en) == wanted
        };
        self.entries.iter().find(direct).or_else(|| {
            let short = shortened(&wanted);
            self.entries.iter().find(|entry| shortened(&normal(entry.zh)) == short)
        })
    }

    /// The line with this name or, failing that, this code.
    pub fn find(&self, written: &str) -> Option<Coded> {
        self.by_name(written).or_else(|| self.by_code(written.trim()))
    }

    /// The Chinese names, for pick lists.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.entries.iter().map(|entry| entry.zh)
    }
}

/// Blanks gone, widths folded, small letters.
fn normal(name: &str) -> String {
    name.chars()
        .map(fold_char)
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '（' => '(',
            '）' => ')',
            '_' | '-' => '-',
            other => other.to_ascii_lowercase(),
        })
        .collect()
}

/// Without the word that says what kind of thing it is: 汉族 → 汉, 管理学学士学位 → 管理学学士.
fn shortened(name: &str) -> String {
    let mut short = name;
    for ending in ["专业学位", "学位", "族", "学历", "毕业"] {
        if let Some(rest) = short.strip_suffix(ending)
            && !rest.is_empty()
        {
            short = rest;
        }
    }
    short.to_owned()
}

const fn entry(code: &'static str, zh: &'static str, en: &'static str) -> Entry {
    Entry { code, zh, en, variants: &[] }
}

const fn varied(
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    variants: &'static [&'static str],
) -> Entry {
    Entry { code, zh, en, variants }
}
