//! Any JSON as the facts of any rule, on any day: a decision, and the same one again. Not here: whether it is right.
#![no_main]

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::date;
use law::{Rulebook, registry};
use libfuzzer_sys::fuzz_target;

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::built_in().expect("a rulebook"));

fuzz_target!(|bytes: &[u8]| {
    let [rule, high, low, rest @ ..] = bytes else { return };
    let rules = registry::rules();
    let rule = &rules[usize::from(*rule) % rules.len()];
    let days = i32::from(u16::from_be_bytes([*high, *low]));
    let Ok(facts) = serde_json::from_slice(rest) else { return };
    let on = date(2020, 1, 1).saturating_add(days.days());
    let first = registry::decide(rule.name, &facts, &BOOK, on).expect("a rule");
    let again = registry::decide(rule.name, &facts, &BOOK, on).expect("a rule");
    assert_eq!(first, again);
    serde_json::to_string(&first).expect("a record is JSON");
});
