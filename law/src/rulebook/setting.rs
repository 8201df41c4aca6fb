//! The kinds of values a parameter can hold, how they are read and how they are said. What is deliberately not
//! here: their history (the parameter) and a county's changes (overlay).

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::calendar::{Period, Unit};
use crate::decision::Text;

/// The kind of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Kind {
    /// A whole number.
    Int,
    /// A decimal number.
    Decimal,
    /// A share of one, said as a percentage.
    Share,
    /// A length of time with its unit and whether its end rolls off days off.
    Period {
        /// What it is counted in.
        unit: Unit,
        /// Whether its end moves off days off.
        roll: bool,
    },
    /// A day of every year, `MM-DD`.
    Annual,
    /// A date.
    Date,
    /// A text.
    Text,
    /// Yes or no.
    Bool,
    /// One of several words.
    Enum {
        /// The words.
        options: Vec<String>,
    },
    /// A list of words.
    Words,
}

/// A day of every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annual {
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

/// A value of a parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Setting {
    /// A whole number.
    Int(i64),
    /// A decimal number or a share.
    Decimal(Decimal),
    /// A length of time.
    Period(Period),
    /// A day of every year.
    Annual(Annual),
    /// A date.
    Date(Date),
    /// A text, or one of the words of an enumeration.
    Text(String),
    /// Yes or no.
    Bool(bool),
    /// A list of words.
    Words(Vec<String>),
}

impl Kind {
    /// Reads a value of this kind from JSON. A period is its number, or `{n, unit, roll}`.
    pub fn read(&self, value: &Value) -> Option<Setting> {
        let text = value.as_str();
        match self {
            Kind::Int => value.as_i64().map(Setting::Int),
            Kind::Decimal | Kind::Share => {
                let written = text.map_or_else(|| value.to_string(), ToOwned::to_owned);
                let number: Decimal = written.parse().ok()?;
                let fits = *self == Kind::Decimal || (Decimal::ZERO..=Decimal::ONE).contains(&number);
                fits.then_some(Setting::Decimal(number))
            }
            Kind::Period { unit, roll } => read_period(*unit, *roll, value),
            Kind::Annual => {
                let (month, day) = text?.split_once('-')?;
                let (month, day) = (month.parse().ok()?, day.parse().ok()?);
                // 29 February exists in a leap year only, so it is no day of every year.
                Date::new(2023, month, day).ok().map(|_| Setting::Annual(Annual { month, day }))
            }
            Kind::Date => text?.parse().ok().map(Setting::Date),
            Kind::Text => text.map(|text| Setting::Text(text.to_owned())),
            Kind::Bool => value.as_bool().map(Setting::Bool),
            Kind::Enum { options } => {
                let text = text?;
                options.iter().any(|option| option == text).then(|| Setting::Text(text.to_owned()))
            }
            Kind::Words => {
                let words = value.as_array()?.iter().map(|word| word.as_str().map(ToOwned::to_owned));
                words.collect::<Option<Vec<_>>>().map(Setting::Words)
            }
        }
    }

    /// How a value of this kind is written, for messages.
    pub fn form(&self) -> Text {
        let (zh, en) = match self {
            Kind::Int => ("整数，如 5", "a whole number, e.g. 5"),
            Kind::Decimal => ("数，如 0.5", "a number, e.g. 0.5"),
            Kind::Share => ("0 至 1 的比例，如 0.20", "a share from 0 to 1, e.g. 0.20"),
            Kind::Period { .. } => ("期限的数目，如 20", "the number of the period, e.g. 20"),
            Kind::Annual => ("月-日，如 01-31", "month and day, e.g. 01-31"),
            Kind::Date => ("日期，如 2026-03-02", "a date, e.g. 2026-03-02"),
            Kind::Text => ("文字", "a text"),
            Kind::Bool => ("true 或 false", "true or false"),
            Kind::Enum { options } => {
                let options = options.join(" / ");
                return Text::new(format!("下列之一：{options}"), format!("one of: {options}"));
            }
            Kind::Words => ("词语列表", "a list of words"),
        };
        Text::new(zh, en)
    }

    /// A value of this kind in words.
    pub fn words(&self, setting: &Setting) -> Text {
        match (self, setting) {
            (Kind::Share, Setting::Decimal(share)) => {
                let percent = (*share * Decimal::ONE_HUNDRED).normalize();
                Text::new(format!("{percent}%"), format!("{percent}%"))
            }
            _ => setting.words(),
        }
    }
}

fn read_period(unit: Unit, roll: bool, value: &Value) -> Option<Setting> {
    let period = if value.is_object() {
        serde_json::from_value::<Period>(value.clone()).ok()?
    } else {
        Period { n: u32::try_from(value.as_u64()?).ok()?, unit, roll }
    };
    (period.n > 0).then_some(Setting::Period(period))
}

impl Setting {
    /// The value in words, without its meaning.
    pub fn words(&self) -> Text {
        match self {
            Setting::Int(n) => Text::new(n.to_string(), n.to_string()),
            Setting::Decimal(n) => Text::new(n.normalize().to_string(), n.normalize().to_string()),
            Setting::Period(period) => period.words(),
            Setting::Annual(day) => {
                Text::new(format!("{}月{}日", day.month, day.day), format!("{:02}-{:02}", day.month, day.day))
            }
            Setting::Date(date) => {
                let zh = format!("{}年{}月{}日", date.year(), date.month(), date.day());
                Text::new(zh, date.to_string())
            }
            Setting::Text(text) => Text::new(text.clone(), text.clone()),
            Setting::Bool(yes) => Text::new(if *yes { "是" } else { "否" }, if *yes { "yes" } else { "no" }),
            Setting::Words(words) => Text::new(words.join("、"), words.join(", ")),
        }
    }

    /// The value as JSON, as it is written in a fact or a change.
    pub fn json(&self) -> Value {
        match self {
            Setting::Int(n) => json!(n),
            Setting::Decimal(n) => json!(n.to_string()),
            Setting::Period(period) => json!(period),
            Setting::Annual(day) => json!(format!("{:02}-{:02}", day.month, day.day)),
            Setting::Date(date) => json!(date.to_string()),
            Setting::Text(text) => json!(text),
            Setting::Bool(yes) => json!(yes),
            Setting::Words(words) => json!(words),
        }
    }
}

/// A Rust type a parameter can be taken as.
pub trait FromSetting: Sized {
    /// The value, if the setting is of this type.
    fn from_setting(setting: &Setting) -> Option<Self>;
}

macro_rules! from_setting {
    ($($kind:ident => $type:ty),* $(,)?) => {$(
        impl FromSetting for $type {
            fn from_setting(setting: &Setting) -> Option<Self> {
                match setting {
                    Setting::$kind(value) => Some(value.clone()),
                    _ => None,
                }
            }
        }
    )*};
}

from_setting! {
    Int => i64, Decimal => Decimal, Period => Period, Annual => Annual, Date => Date, Text => String,
    Bool => bool, Words => Vec<String>,
}

impl FromSetting for Setting {
    fn from_setting(setting: &Setting) -> Option<Self> {
        Some(setting.clone())
    }
}
