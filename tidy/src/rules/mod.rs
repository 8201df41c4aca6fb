//! The rules, each a plain function from the house to what offends, and the list that `xtask` and the tests share.

pub mod clauses;
pub mod decisions;
pub mod dependencies;
pub mod glossary;
pub mod heads;
pub mod leftovers;
pub mod names;
pub mod places;
pub mod sizes;
pub mod sql;
pub mod stops;
pub mod templates;
pub mod testing;
pub mod texts;

use crate::Offence;
use crate::house::House;

/// A rule: the house, and where it is broken.
pub type Rule = fn(&House) -> Vec<Offence>;

/// Every rule with the name it has in the ratchet.
pub const RULES: [(&str, Rule); 22] = [
    ("file-length", sizes::files),
    ("function-length", sizes::functions),
    ("head", heads::of_files),
    ("name", names::of_things),
    ("stop", stops::outside_tests),
    ("text-pair", texts::pairs),
    ("text-asked", texts::asked),
    ("text-word", texts::words),
    ("machine-path", places::machine_paths),
    ("registry-host", places::registry_hosts),
    ("inline-style-or-script", templates::inline),
    ("template-language", templates::language),
    ("sql", sql::outside_stores),
    ("clause", clauses::cited),
    ("glossary", glossary::complete),
    ("decision", decisions::numbered),
    ("dependency", dependencies::downwards),
    ("room", dependencies::described),
    ("foreign-crate", dependencies::kept_out),
    ("test-name", testing::sentences),
    ("test-ignored", testing::ignored),
    ("leftover", leftovers::notes),
];

/// The rule of a name.
#[must_use]
pub fn named(name: &str) -> Option<Rule> {
    RULES.iter().find(|(known, _)| *known == name).map(|(_, rule)| *rule)
}
