//! The typed getters of a form. Each returns the value, or records what is wrong and returns `None`; after
//! all fields are read, `form.is_ok()` says whether to go on. Not here: rules of a room; record their
//! findings with `form.error` and `form.refused`.

use std::ops::RangeInclusive;
use std::str::FromStr;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{FormState, reading};

impl FormState {
    /// Text without surrounding space, at most `max` characters; `None` when empty (no error).
    pub fn text(&mut self, name: &str, max: usize) -> Option<String> {
        let text = self.value(name).trim().to_owned();
        let length = text.chars().count();
        if length > max {
            self.error_with(name, "web-error-too-long", &[("max", &max), ("now", &length)]);
            return None;
        }
        (!text.is_empty()).then_some(text)
    }

    /// Text that must be there.
    pub fn required_text(&mut self, name: &str, max: usize) -> Option<String> {
        self.require(name, "web-error-required")?;
        self.text(name, max)
    }

    /// A secret: taken exactly as typed, at most 1,024 bytes, and no longer kept for re-rendering.
    pub fn secret(&mut self, name: &str) -> Option<String> {
        let secret = self.value(name).to_owned();
        self.forget(&[name]);
        if secret.is_empty() {
            self.error(name, "web-error-required");
            return None;
        }
        if secret.len() > 1024 {
            self.error_with(name, "web-error-too-long", &[("max", &1024), ("now", &secret.len())]);
            return None;
        }
        Some(secret)
    }

    /// A whole number in a range; `None` when empty (no error).
    pub fn integer(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let (low, high) = (Decimal::from(*range.start()), Decimal::from(*range.end()));
        let number = self.decimal(name, 0, low..=high)?;
        number.trunc().try_into().ok()
    }

    /// A whole number that must be there.
    pub fn required_integer(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        self.require(name, "web-error-required")?;
        self.integer(name, range)
    }

    /// A number with at most `places` decimals, in a range; `None` when empty (no error).
    pub fn decimal(&mut self, name: &str, places: u32, range: RangeInclusive<Decimal>) -> Option<Decimal> {
        let typed = self.value(name).trim().to_owned();
        if typed.is_empty() {
            return None;
        }
        let Some(number) = reading::decimal(&typed) else {
            self.error_with(name, "web-error-number", &[("typed", &shorten(&typed))]);
            return None;
        };
        let number = number.normalize();
        if number.scale() > places {
            match places {
                0 => self.error_with(name, "web-error-whole", &[("typed", &shorten(&typed))]),
                _ => self.error_with(name, "web-error-places", &[("places", &places)]),
            }
            return None;
        }
        if !range.contains(&number) {
            self.error_with(name, "web-error-range", &[("low", range.start()), ("high", range.end())]);
            return None;
        }
        Some(number)
    }

    /// A number that must be there.
    pub fn required_decimal(
        &mut self,
        name: &str,
        places: u32,
        range: RangeInclusive<Decimal>,
    ) -> Option<Decimal> {
        self.require(name, "web-error-required")?;
        self.decimal(name, places, range)
    }

    /// A day, in any way officials write one, between 1900 and 2199; `None` when empty (no error).
    pub fn date(&mut self, name: &str) -> Option<Date> {
        let typed = self.value(name).trim().to_owned();
        if typed.is_empty() {
            return None;
        }
        let day = reading::date(&typed).filter(|day| (1900..2200).contains(&day.year()));
        if day.is_none() {
            self.error_with(name, "web-error-date", &[("typed", &shorten(&typed))]);
        }
        day
    }

    /// A day that must be there.
    pub fn required_date(&mut self, name: &str) -> Option<Date> {
        self.require(name, "web-error-required")?;
        self.date(name)
    }

    /// One of a closed list of codes; `None` when empty (no error).
    pub fn choice(&mut self, name: &str, allowed: &[&str]) -> Option<String> {
        let chosen = self.value(name).to_owned();
        if chosen.is_empty() {
            return None;
        }
        if !allowed.contains(&chosen.as_str()) {
            self.error(name, "web-error-choice");
            return None;
        }
        Some(chosen)
    }

    /// One of a closed list of codes, which must be chosen.
    pub fn required_choice(&mut self, name: &str, allowed: &[&str]) -> Option<String> {
        self.require(name, "web-error-choose")?;
        self.choice(name, allowed)
    }

    /// One of a closed list of values, each sent as its code.
    pub fn coded<T: Copy>(&mut self, name: &str, all: &[T], code: impl Fn(T) -> &'static str) -> Option<T> {
        let codes: Vec<&str> = all.iter().map(|one| code(*one)).collect();
        let chosen = self.choice(name, &codes)?;
        all.iter().copied().find(|one| code(*one) == chosen)
    }

    /// One of a closed list of values, which must be chosen.
    pub fn required_coded<T: Copy>(
        &mut self,
        name: &str,
        all: &[T],
        code: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        self.require(name, "web-error-choose")?;
        self.coded(name, all, code)
    }

    /// A value its type can read (an id, an enum with `FromStr`); `None` when empty (no error).
    pub fn parsed<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let typed = self.value(name).trim().to_owned();
        if typed.is_empty() {
            return None;
        }
        let value = typed.parse().ok();
        if value.is_none() {
            self.error(name, "web-error-choice");
        }
        value
    }

    /// A value its type can read, which must be there.
    pub fn required_parsed<T: FromStr>(&mut self, name: &str) -> Option<T> {
        self.require(name, "web-error-choose")?;
        self.parsed(name)
    }

    /// The ticked codes of a checkbox list, each of which must be allowed.
    pub fn choices(&mut self, name: &str, allowed: &[&str]) -> Vec<String> {
        let chosen: Vec<String> = self.values(name).filter(|v| !v.is_empty()).map(str::to_owned).collect();
        if chosen.iter().any(|code| !allowed.contains(&code.as_str())) {
            self.error(name, "web-error-choice");
            return Vec::new();
        }
        chosen
    }

    /// Whether a single checkbox is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.value(name).is_empty()
    }

    fn require(&mut self, name: &str, key: &str) -> Option<()> {
        if self.value(name).trim().is_empty() {
            self.error(name, key);
            return None;
        }
        Some(())
    }
}

/// What was typed, short enough to be quoted in a message.
fn shorten(typed: &str) -> String {
    if typed.chars().count() <= 24 {
        return typed.to_owned();
    }
    typed.chars().take(24).chain(['…']).collect()
}
