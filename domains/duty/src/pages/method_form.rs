//! The part of a form that gives a scoring method: one choice, and the parameters of each beside it. The last day
//! with full points of a milestone is the day it is due, so it is asked once.

use jiff::civil::Date;
use rust_decimal::Decimal;
use web::FormState;
use web::components::field::Choice;
use web::i18n::Lookup;

use crate::measure::Measure;
use crate::method::{Lateness, Method, Step};

/// The methods, as the form names them.
pub(super) const KINDS: [&str; 5] = ["proportional", "steps", "by-date", "trimmed-mean", "standard"];

/// The choices of methods with what each is for.
pub(super) fn kinds(t: &Lookup) -> Vec<Choice> {
    KINDS
        .iter()
        .map(|kind| {
            Choice::new(*kind, t.of(&format!("duty-method-{kind}")))
                .explained(t.of(&format!("duty-method-{kind}-for")))
        })
        .collect()
}

fn set(form: &mut FormState, name: &str, value: Decimal) {
    form.set(name, value.normalize().to_string());
}

/// A form with a method filled in, and the usual parameters of the others.
pub(super) fn fill(form: &mut FormState, method: &Method) {
    for usual in Measure::ALL.iter().map(|measure| Method::usual(*measure, None)) {
        fill_one(form, &usual);
    }
    form.set("steps_more", "more");
    fill_one(form, method);
}

fn fill_one(form: &mut FormState, method: &Method) {
    let kind = match method {
        Method::Proportional { floor, cap } => {
            set(form, "floor", *floor);
            set(form, "cap", *cap);
            "proportional"
        }
        Method::Steps { more, steps } => {
            form.set("steps_more", if *more { "more" } else { "less" });
            let lines =
                steps.iter().map(|step| format!("{} {}", step.at.normalize(), step.points.normalize()));
            form.set("steps", lines.collect::<Vec<_>>().join("\n"));
            "steps"
        }
        Method::ByDate { late, .. } => {
            match late {
                Lateness::PerDay { points } => set(form, "per_day", *points),
                Lateness::ZeroFrom { date } => {
                    form.set("zero_from", date.to_string());
                    form.set("per_day", "");
                }
            }
            "by-date"
        }
        Method::TrimmedMean { trim } => {
            set(form, "trim", *trim * Decimal::ONE_HUNDRED);
            "trimmed-mean"
        }
        Method::Standard { per_breach, floor } => {
            set(form, "per_breach", *per_breach);
            set(form, "least", *floor);
            "standard"
        }
    };
    form.set("method", kind);
}

/// The method of a form; errors stand on the fields of the method chosen only.
pub(super) fn read(form: &mut FormState, due_on: Option<Date>) -> Option<Method> {
    let zero_to_hundred = || Decimal::ZERO..=Decimal::ONE_HUNDRED;
    let most = || Decimal::ZERO..=Decimal::from(crate::method::MOST);
    match form.required_choice("method", &KINDS)?.as_str() {
        "proportional" => {
            let floor = form.required_decimal("floor", 2, zero_to_hundred());
            let cap = form.required_decimal("cap", 2, most());
            Some(Method::Proportional { floor: floor?, cap: cap? })
        }
        "steps" => {
            let more = form.required_choice("steps_more", &["more", "less"])? == "more";
            Some(Method::Steps { more, steps: read_steps(form)? })
        }
        "by-date" => {
            let zero_from = form.date("zero_from");
            let late = match zero_from {
                Some(date) => Lateness::ZeroFrom { date },
                None => Lateness::PerDay { points: form.required_decimal("per_day", 2, zero_to_hundred())? },
            };
            if due_on.is_none() {
                form.error("due_on", "web-error-required");
            }
            Some(Method::ByDate { full_until: due_on?, late })
        }
        "trimmed-mean" => {
            let trim = form.required_decimal("trim", 1, Decimal::ZERO..=Decimal::from(40))?;
            Some(Method::TrimmedMean { trim: trim / Decimal::ONE_HUNDRED })
        }
        _ => {
            let per_breach = form.required_decimal("per_breach", 2, zero_to_hundred());
            let floor = form.required_decimal("least", 2, zero_to_hundred());
            Some(Method::Standard { per_breach: per_breach?, floor: floor? })
        }
    }
}

/// One step a line: the amount and its points.
fn read_steps(form: &mut FormState) -> Option<Vec<Step>> {
    let typed = form.required_text("steps", 2_000)?;
    let mut steps = Vec::new();
    for (at, line) in typed.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        let mut parts =
            line.split([' ', '\t', '，', ',', '：', ':', '\u{3000}']).filter(|part| !part.is_empty());
        let numbers = (parts.next().map(str::parse), parts.next().map(str::parse), parts.next());
        let (Some(Ok(amount)), Some(Ok(points)), None) = numbers else {
            form.error_with("steps", "duty-error-step", &[("n", &(at + 1)), ("line", &line.trim())]);
            return None;
        };
        steps.push(Step { at: amount, points });
    }
    Some(steps)
}
