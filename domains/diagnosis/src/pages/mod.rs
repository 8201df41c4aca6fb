//! The pages of this room, one file per noun, and what several of them share. Not here: what is allowed (the nouns).

pub mod answer;
pub mod bank;
mod figure;
pub mod home;
pub mod library;
pub mod mine;
pub mod norms;
pub mod plans;
mod progress;
pub mod quality;
pub mod report;
mod report_parts;
pub mod report_sheets;
mod slips;
pub mod studies;
pub mod terms;
mod wording;

use kernel::{Fault, Tx};
use rust_decimal::Decimal;
use web::i18n::Lookup;
use web::{FormState, House, Problem};

/// Writes; puts refusals beside their fields. Every other fault ends the request.
pub(crate) async fn act<T, F>(house: &House, form: &mut FormState, work: F) -> Result<Option<T>, Problem>
where
    T: Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
{
    match house.county().write(work).await {
        Ok(value) => Ok(Some(value)),
        Err(fault) => {
            form.take(fault)?;
            Ok(None)
        }
    }
}

/// A number with two decimals, as everywhere in this room.
pub(crate) fn two(t: &Lookup, number: f64) -> String {
    places(t, number, 2)
}

/// A number with so many decimals; a dash for what does not exist.
pub(crate) fn places(t: &Lookup, number: f64, decimals: u32) -> String {
    match Decimal::from_f64_retain(number) {
        Some(number) => t.fixed(number, decimals),
        None => "—".to_owned(),
    }
}

/// An interval in words.
pub(crate) fn interval(t: &Lookup, of: Option<(f64, f64)>) -> String {
    match of {
        Some((low, high)) => t.with("diagnosis-interval", &[("low", &two(t, low)), ("high", &two(t, high))]),
        None => "—".to_owned(),
    }
}

/// A share of one, in whole percent.
pub(crate) fn percent(t: &Lookup, share: f64) -> String {
    format!("{}%", places(t, share * 100.0, 0))
}
