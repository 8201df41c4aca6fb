//! Whether targets and letters are in balance: pure checks, shown live while they are drafted and asked again when
//! they are adopted or offered. Limits come from the year's scheme; where a clause stands behind a check, its
//! decision comes with the finding. Not here: what is done about a finding (targets, letters).

use std::collections::BTreeMap;

use jiff::civil::Date;
use law::decision::Record;
use law::decision::Text;
use law::rulebook::Rulebook;
use law::rules::indicator_flag;
use rust_decimal::Decimal;

use crate::carried::Carried;
use crate::coded::coded;
use crate::measure::{Category, Measure};
use crate::scheme::{Scheme, WHOLE};
use crate::share::Bearer;

coded! {
    /// What was checked.
    Check {
        /// Weights sum to 100.
        Weights = "weights", "权重合计", "sum of weights";
        /// Every target is carried whole.
        Whole = "whole", "分解完整", "carried whole";
        /// Nobody carries too many targets.
        Many = "many", "承担项数", "number carried";
        /// Nobody carries too much.
        Load = "load", "承担分值", "load carried";
        /// The emphasis of the category is kept.
        Emphasis = "emphasis", "分类侧重", "emphasis of the category";
        /// Not too many items.
        Items = "items", "责任书条数", "number of items";
        /// Not judged by traces.
        Traces = "traces", "减负审查", "burden check";
    }
}

/// What a finding does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Force {
    /// It is shown.
    Advises,
    /// Going on needs a reason, which is kept.
    NeedsReason,
    /// Going on is refused until it is mended.
    Blocks,
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// All of it.
    Whole,
    /// A target.
    Target(String),
    /// A person.
    Person(String),
    /// An item of a letter, by its place from 0.
    Item(usize),
}

/// Something found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What was checked.
    pub check: Check,
    /// What it does.
    pub force: Force,
    /// What it is about.
    pub about: About,
    /// What is wrong and how to mend it.
    pub text: Text,
    /// The decision behind it, if a clause says so.
    pub decision: Option<Record>,
}

impl Finding {
    fn new(check: Check, force: Force, about: About, zh: String, en: String) -> Finding {
        Finding { check, force, about, text: Text::new(zh, en), decision: None }
    }
}

/// Hundredths of a percent as people write them: `33.33%`.
#[must_use]
pub fn percent(hundredths: i64) -> String {
    format!("{}%", points(hundredths))
}

/// Hundredths as people write them: `33.33`.
#[must_use]
pub fn points(hundredths: i64) -> String {
    Decimal::new(hundredths, 2).normalize().to_string()
}

/// The checks of a unit's targets: weights sum to 100, each target carried whole, nobody over the county's limits.
#[must_use]
pub fn of_unit(carried: &[Carried], scheme: &Scheme) -> Vec<Finding> {
    let mut found = Vec::new();
    let sum: i64 = carried.iter().map(|one| one.target.says.weight).sum();
    if sum != WHOLE && !carried.is_empty() {
        found.push(weights(sum, "本单位目标", "The weights of the unit's targets"));
    }
    for one in carried {
        let parts: i64 = one.shares.iter().map(|share| share.part).sum();
        if parts != WHOLE {
            let (title, now) = (&one.target.says.title, percent(parts));
            found.push(Finding::new(
                Check::Whole,
                Force::Blocks,
                About::Target(one.target.id.clone()),
                format!("“{title}”已分解 {now}，应合计 100%，请补足承担人或单位。"),
                format!("“{title}” is carried to {now}; name who carries the rest, so that it is 100%."),
            ));
        }
    }
    limits(carried, scheme, &mut found);
    found
}

fn weights(sum: i64, zh: &str, en: &str) -> Finding {
    let now = points(sum);
    let (gap, off) =
        (points((WHOLE - sum).abs()), if sum < WHOLE { ("少", "short") } else { ("多", "over") });
    Finding::new(
        Check::Weights,
        Force::Blocks,
        About::Whole,
        format!("{zh}权重合计 {now}，应为 100，{}了 {gap}。", off.0),
        format!("{en} sum to {now} instead of 100: {gap} {}.", off.1),
    )
}

fn limits(carried: &[Carried], scheme: &Scheme, found: &mut Vec<Finding>) {
    let mut loads: BTreeMap<&str, (&str, i64, i64)> = BTreeMap::new();
    for one in carried {
        for share in &one.shares {
            if let Bearer::Person(person) = &share.to {
                let load = loads.entry(person).or_insert((&share.name, 0, 0));
                load.1 += 1;
                load.2 += one.target.says.weight * share.part / WHOLE;
            }
        }
    }
    // Where few people share the work, half as much again as an even share is allowed: two people cannot stay under 40 each.
    let carriers = i64::try_from(loads.len()).unwrap_or(i64::MAX).max(1);
    let targets = i64::try_from(carried.len()).unwrap_or(i64::MAX);
    let most_targets =
        scheme.most_targets.max((targets.saturating_mul(3) + 2 * carriers - 1) / (2 * carriers));
    let most_load = scheme.most_load.max(WHOLE * 3 / (2 * carriers));
    for (person, (name, count, load)) in loads {
        let about = || About::Person(person.to_owned());
        if count > most_targets {
            let most = most_targets;
            found.push(Finding::new(
                Check::Many,
                Force::Blocks,
                about(),
                format!("{name}承担 {count} 项，超过上限 {most} 项，请调给他人。"),
                format!("{name} carries {count} targets, over the limit of {most}; give some to others."),
            ));
        }
        if load > most_load {
            let (now, most) = (points(load), points(most_load));
            found.push(Finding::new(
                Check::Load,
                Force::Blocks,
                about(),
                format!("{name}承担全单位 100 分中的 {now} 分，超过上限 {most} 分，请调给他人。"),
                format!(
                    "{name} carries {now} of the unit's 100, over the limit of {most}; give some to others."
                ),
            ));
        }
    }
}

/// An item of a letter, as the checks need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed<'a> {
    /// What is asked.
    pub title: &'a str,
    /// How it is measured.
    pub measure: Measure,
    /// Hundredths of the letter's 100.
    pub weight: i64,
}

/// The checks of a letter: weights sum to 100, not too many items, the emphasis of the category kept.
#[must_use]
pub fn of_letter(items: &[Weighed<'_>], category: Category, scheme: &Scheme) -> Vec<Finding> {
    let mut found = Vec::new();
    let sum: i64 = items.iter().map(|item| item.weight).sum();
    if sum != WHOLE {
        found.push(weights(sum, "责任书各条", "The weights of the letter's items"));
    }
    let (count, most) = (i64::try_from(items.len()).unwrap_or(i64::MAX), scheme.most_items);
    if count > most {
        found.push(Finding::new(
            Check::Items,
            Force::NeedsReason,
            About::Whole,
            format!("责任书有 {count} 条，超过本县上限 {most} 条，请合并或删减。"),
            format!("The letter has {count} items, over the county's limit of {most}; join or drop some."),
        ));
    }
    let rules = scheme.of(category);
    let weight = |measure: Measure| {
        items.iter().filter(|item| item.measure == measure).map(|item| item.weight).sum::<i64>()
    };
    let name = category.words();
    for (bounds, is_least) in [(&rules.at_least, true), (&rules.at_most, false)] {
        for (measure, bound) in bounds {
            let now = weight(*measure);
            if (is_least && now >= *bound) || (!is_least && now <= *bound) {
                continue;
            }
            let (kind, now, bound) = (measure.words(), points(now), points(*bound));
            let (zh, en) = if is_least { ("不少于", "at least") } else { ("不超过", "at most") };
            found.push(Finding::new(
                Check::Emphasis,
                Force::NeedsReason,
                About::Whole,
                format!("{}岗位的“{}”类目标应{zh} {bound} 分，现为 {now} 分。", name.zh, kind.zh),
                format!(
                    "A letter of category {} gives {en} {bound} to “{}”; it gives {now}.",
                    name.en, kind.en
                ),
            ));
        }
    }
    found
}

/// What the burden rules say of the words of an indicator; nothing if they say nothing. Words about safety and
/// emergency, which the clause may allow, are shown without asking for a reason.
#[must_use]
pub fn flag(about: About, words: &str, book: &Rulebook, on: Date) -> Option<Finding> {
    let facts = indicator_flag::Facts { text: words.to_owned() };
    let decision = indicator_flag::decide(&facts, book, on);
    let flags = &decision.value()?.flags;
    if flags.is_empty() {
        return None;
    }
    let mut said: Vec<&str> = flags.iter().map(|flag| flag.word.as_str()).collect();
    said.dedup();
    let force = if flags.iter().all(|flag| flag.exception) { Force::Advises } else { Force::NeedsReason };
    let (zh, en) = (said.join("、"), said.join(", "));
    let mut finding = Finding::new(
        Check::Traces,
        force,
        about,
        format!("措辞“{zh}”以留痕、打卡、积分或使用时长论成效，与减负规定不符，请改为看实际结果。"),
        format!(
            "The words “{en}” judge by traces, check-ins, points or time of use, against the burden rules; ask for results instead."
        ),
    );
    finding.decision = decision.record().ok();
    Some(finding)
}
