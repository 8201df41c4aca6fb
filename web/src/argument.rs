//! What may be put into a text: words, numbers, dates, two-language texts. Not here: how they are written
//! in running text outside a message (`writing.rs`).

use fluent_bundle::FluentValue;
use fluent_bundle::types::FluentNumber;
use jiff::civil::Date;
use law::decision::Text;
use rust_decimal::Decimal;

use crate::i18n::Lookup;
use crate::writing::group_digits;

/// An argument of a text, by kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words, shown as they are.
    Text(String),
    /// A whole number: gets thousands separators and may choose a plural form.
    Integer(i64),
    /// A number with decimals, shown with separators.
    Decimal(Decimal),
    /// A day, written out in the reader's language.
    Date(Date),
    /// A text in both languages; the reader's is taken.
    Both(Text),
}

impl Value {
    pub(crate) fn into_fluent(self, t: &Lookup) -> FluentValue<'static> {
        match self {
            Value::Text(text) => FluentValue::from(text),
            Value::Integer(number) => FluentValue::from(number),
            Value::Decimal(number) => FluentValue::from(t.decimal(number)),
            Value::Date(date) => FluentValue::from(t.date(date)),
            Value::Both(text) => FluentValue::from(t.both(&text).to_owned()),
        }
    }
}

/// Anything that can be an argument of a text.
pub trait Arg {
    /// The argument by kind.
    fn value(&self) -> Value;
}

impl Arg for Value {
    fn value(&self) -> Value {
        self.clone()
    }
}

impl Arg for str {
    fn value(&self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl Arg for String {
    fn value(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl Arg for Decimal {
    fn value(&self) -> Value {
        Value::Decimal(*self)
    }
}

impl Arg for Date {
    fn value(&self) -> Value {
        Value::Date(*self)
    }
}

impl Arg for Text {
    fn value(&self) -> Value {
        Value::Both(self.clone())
    }
}

impl<T: Arg + ?Sized> Arg for &T {
    fn value(&self) -> Value {
        (**self).value()
    }
}

macro_rules! whole_numbers {
    ($($kind:ty)*) => {$(
        impl Arg for $kind {
            fn value(&self) -> Value {
                // A count beyond 2^63 does not occur; saturating keeps the text readable if it ever does.
                Value::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
    )*};
}
whole_numbers!(i32 i64 u16 u32 u64 usize);

/// Numbers inside texts get thousands separators, as everywhere in the house.
pub(crate) fn format_number<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(FluentNumber { value, .. }) => Some(group_digits(&value.to_string())),
        _ => None,
    }
}
