//! Any JSON as the facts of any rule, on any day: a decision, and the same one again. Not here: whether it is right.
#![no_main]

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::date;
use law::{Rulebook, registry};
use libfuzzer_sys::fuzz_target;

static BOOK: LazyLock<Option<Rulebook>> = LazyLock::new(|| Rulebook::built_in().ok());

fuzz_target!(|bytes: &[u8]| {
    let [rule, high, low, rest @ ..] = bytes else { return };
    let rules = registry::rules();
    let rule = &rules[usize::from(*rule) % rules.len()];
    let days = i32::from(u16::from_be_bytes([*high, *low]));
    let Ok(facts) = serde_json::from_slice(rest) else { return };
    let on = date(2020, 1, 1).saturating_add(days.days());
    let Some(book) = BOOK.as_ref() else { return };
    let decide = || registry::decide(rule.name, &facts, book, on).map(|record| serde_json::to_string(&record).ok()).ok();
    let first = decide();
    assert!(matches!(first, Some(Some(_))), "every rule decides, and its record is JSON");
    assert_eq!(first, decide());
});
