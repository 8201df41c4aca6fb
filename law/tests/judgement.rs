//! The judgement without words: it agrees with the rule and takes no texts along. Not here: timing (bench).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use law::Rulebook;
use law::facts::HalfDays;
use law::rules::SanctionKind;
use law::rules::grade_eligibility::{Facts, Leave, Sanction, Terms, decide, judge};
use proptest::prelude::*;

const ON: Date = date(2026, 6, 30);

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::built_in().unwrap());

fn kinds() -> impl Strategy<Value = SanctionKind> {
    prop::sample::select(vec![
        SanctionKind::Warning,
        SanctionKind::Demerit,
        SanctionKind::RemovedFromPost,
        SanctionKind::PartyWarning,
        SanctionKind::PartySeriousWarning,
        SanctionKind::PartyProbationTwoYears,
        SanctionKind::Admonition,
        SanctionKind::LoweredPost,
    ])
}

prop_compose! {
    fn any_facts()(
        year in 2020_i16..=2026,
        sick in -5_i64..800,
        sanction in prop::option::of((kinds(), 2018_i16..=2026)),
        hired in prop::option::of(2015_i16..=2026),
        under_investigation in any::<bool>(),
        refused_without_reason in any::<bool>(),
        attached in 0_i64..750,
    ) -> Facts {
        Facts {
            hired: hired.map(|year| date(year, 7, 1)),
            leave_days: Leave { sick: HalfDays(sick), personal: HalfDays::default() },
            sanctions: sanction
                .map(|(kind, year)| Sanction { kind, decided: date(year, 3, 1) })
                .into_iter()
                .collect(),
            under_investigation,
            refused_without_reason,
            attached_elsewhere_days: HalfDays(attached),
            ..Facts::ordinary(year)
        }
    }
}

proptest! {
    #[test]
    fn the_judgement_without_words_agrees_with_the_rule(facts in any_facts()) {
        let terms = Terms::take(&BOOK, ON).unwrap();
        let decision = decide(&facts, &BOOK, ON);
        match judge(&facts, &terms) {
            Ok(found) => {
                let value = decision.value().unwrap();
                prop_assert_eq!(
                    (value.form, value.highest, value.assessed_by),
                    (found.form, found.highest, found.assessed_by)
                );
            }
            Err(_) => prop_assert!(decision.value().is_none()),
        }
    }

    #[test]
    fn more_leave_or_another_sanction_never_opens_a_higher_grade(facts in any_facts(), more in 1_i64..60) {
        let terms = Terms::take(&BOOK, ON).unwrap();
        let Ok(before) = judge(&facts, &terms) else { return Ok(()) };
        let mut worse = facts.clone();
        worse.leave_days.sick = HalfDays(worse.leave_days.sick.0 + more);
        worse.sanctions.push(Sanction { kind: SanctionKind::Warning, decided: date(facts.year, 1, 15) });
        let Ok(after) = judge(&worse, &terms) else { return Ok(()) };
        prop_assert!(after.highest <= before.highest);
    }
}
