//! The facts a rule asks for: named fields from which the JSON schema is made and by which given facts are
//! checked. What is deliberately not here: what a rule makes of its facts (rules).

mod check;
mod schema;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::decision::Text;

pub use check::check;
pub use schema::schema;

/// A field of the facts.
#[derive(Debug)]
pub struct Field {
    /// Its name in JSON.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether the rule cannot do without it. An optional field may be absent or null.
    pub required: bool,
    /// What it is, in Chinese.
    pub zh: &'static str,
    /// What it is, in English.
    pub en: &'static str,
}

/// What a field holds.
#[derive(Debug)]
pub enum FieldKind {
    /// A day, `2026-03-02`.
    Date,
    /// A day, or a day and time `2026-03-02T14:30`.
    Moment,
    /// A whole number within bounds.
    Int {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
    },
    /// A calendar year within bounds: written in four digits, never with separators.
    Year {
        /// Earliest.
        min: i64,
        /// Latest.
        max: i64,
    },
    /// Days, whole or half, from none to a number.
    HalfDays {
        /// Largest.
        max: i64,
    },
    /// Yes or no.
    Flag,
    /// A text that is not empty.
    Text,
    /// One of several words.
    OneOf(&'static [Choice]),
    /// An object of fields.
    Group(&'static [Field]),
    /// A list of objects.
    List(&'static [Field]),
    /// A list of words.
    ListOf(&'static [Choice]),
    /// An object from years to words.
    ByYear(&'static [Choice]),
}

/// A word a field takes: its id, or its Chinese name.
#[derive(Debug)]
pub struct Choice {
    /// The id, as decisions write it.
    pub id: &'static str,
    /// Its name in Chinese, also taken.
    pub zh: &'static str,
    /// Its name in English.
    pub en: &'static str,
    /// Other spellings taken.
    pub also: &'static [&'static str],
}

impl Field {
    /// A field a rule cannot do without.
    pub const fn needed(name: &'static str, kind: FieldKind, zh: &'static str, en: &'static str) -> Field {
        Field { name, kind, required: true, zh, en }
    }

    /// A field that may be left out.
    pub const fn optional(name: &'static str, kind: FieldKind, zh: &'static str, en: &'static str) -> Field {
        Field { name, kind, required: false, zh, en }
    }

    /// The word of this id, if the field takes it.
    pub(crate) fn choice(&self, id: &str) -> Option<&'static Choice> {
        match self.kind {
            FieldKind::OneOf(choices) | FieldKind::ListOf(choices) | FieldKind::ByYear(choices) => {
                choices.iter().find(|choice| choice.id == id)
            }
            _ => None,
        }
    }
}

/// Facts that rules find out by themselves and note beside those they were given.
pub const FOUND: &[Field] = &[
    Field::optional("due", FieldKind::Date, "截止日期", "the day it is due"),
    Field::optional("year", FieldKind::Year { min: 1900, max: 2200 }, "年度", "the year"),
];

/// The word of this id in the first of these fields, or of the fields within them, that takes it.
pub(crate) fn any_choice(fields: &'static [Field], id: &str) -> Option<&'static Choice> {
    fields.iter().find_map(|field| match field.kind {
        FieldKind::Group(within) | FieldKind::List(within) => any_choice(within, id),
        _ => field.choice(id),
    })
}

/// The field of that name, also within groups and lists.
pub fn named<'a>(fields: &'a [Field], name: &str) -> Option<&'a Field> {
    fields.iter().find_map(|field| {
        if field.name == name {
            return Some(field);
        }
        match &field.kind {
            FieldKind::Group(within) | FieldKind::List(within) => named(within, name),
            _ => None,
        }
    })
}

impl Choice {
    /// A word by its id and names.
    pub const fn new(id: &'static str, zh: &'static str, en: &'static str) -> Choice {
        Choice { id, zh, en, also: &[] }
    }

    /// A word with other spellings.
    pub const fn also(
        id: &'static str,
        zh: &'static str,
        en: &'static str,
        also: &'static [&'static str],
    ) -> Choice {
        Choice { id, zh, en, also }
    }

    /// The word meant by a spelling; case does not matter, and `_` or a space stands for `-`.
    pub fn find<'a>(choices: &'a [Choice], spelling: &str) -> Option<&'a Choice> {
        let spelling = spelling.trim().to_ascii_lowercase().replace(['_', ' '], "-");
        choices.iter().find(|choice| {
            choice.id == spelling || choice.zh == spelling || choice.also.contains(&spelling.as_str())
        })
    }

    /// The two names.
    pub fn text(&self) -> Text {
        Text::new(self.zh, self.en)
    }
}

/// What is wrong with a fact, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Path of the fact, e.g. `sanctions[0].kind`.
    pub fact: String,
    /// What is wrong and how to mend it.
    pub why: Text,
}

impl Fault {
    /// A fault of a fact.
    pub fn new(fact: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Fault {
        Fault { fact: fact.into(), why: Text::new(zh, en) }
    }
}

/// Days counted in halves, so that half a day is exact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct HalfDays(pub i64);

impl HalfDays {
    /// Whole days.
    pub const fn days(days: i64) -> HalfDays {
        HalfDays(days * 2)
    }

    /// As JSON: a whole number if it is one.
    pub fn json(self) -> Value {
        if self.0 % 2 == 0 { Value::from(self.0 / 2) } else { Value::from(self.0 as f64 / 2.0) }
    }

    /// From a number of days that is a multiple of one half.
    pub fn from_days(days: f64) -> Option<HalfDays> {
        let halves = days * 2.0;
        // Beyond this a double no longer holds halves exactly.
        (halves.fract() == 0.0 && halves.abs() < 1e9).then_some(HalfDays(halves as i64))
    }
}

impl Serialize for HalfDays {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for HalfDays {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<HalfDays, D::Error> {
        let days = f64::deserialize(deserializer)?;
        HalfDays::from_days(days)
            .ok_or_else(|| serde::de::Error::custom("days are whole or half, e.g. 12 or 12.5"))
    }
}
