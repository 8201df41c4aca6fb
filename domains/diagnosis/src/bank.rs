//! The questions: sixteen constructs in four areas, our own items for them, and whether it arrived. Data stand in
//! `data/bank.toml`; a licensed set has our constructs and its own words. Pure. Not here: reading a set somebody
//! brings in (`licensed`), answers (`answer`).

use std::sync::LazyLock;

use law::Text;
use serde::Deserialize;

/// The id of the house's own questions.
pub const OWN: &str = "own";
/// Constructs.
pub const CONSTRUCTS: usize = 16;
/// The scale of the outcome, after the constructs.
pub const OUTCOME: usize = CONSTRUCTS;
/// Scales of somebody's own answers: constructs and outcome.
pub const SCALES: usize = CONSTRUCTS + 1;

/// Where in the model a construct acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// 能力: whether it can be used.
    Ability,
    /// 动机: whether it is wanted.
    Motivation,
    /// 环境: whether others let and help.
    Environment,
    /// 次级影响: what the person brings.
    Secondary,
}

/// The areas in the order of the pages.
pub const AREAS: [Area; 4] = [Area::Ability, Area::Motivation, Area::Environment, Area::Secondary];

impl Area {
    /// Its name.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Area::Ability => Text::new("能力", "Ability"),
            Area::Motivation => Text::new("动机", "Motivation"),
            Area::Environment => Text::new("环境", "Environment"),
            Area::Secondary => Text::new("次级影响", "Secondary influences"),
        }
    }
}

/// Which end of a construct helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Better {
    /// More of it helps.
    High,
    /// Less of it helps; scores are turned round.
    Low,
    /// It depends; never called a barrier or a catalyst.
    Context,
}

/// One of the sixteen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Construct {
    /// Code, e.g. `SS`.
    pub code: String,
    /// Where it acts.
    pub area: Area,
    /// Which end helps.
    pub better: Better,
    /// Name.
    pub name: Text,
    /// What it is, in a sentence.
    pub about: Text,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Code, e.g. `SS2`.
    pub code: String,
    /// Place of its construct, or [`OUTCOME`].
    pub scale: usize,
    /// Agreeing speaks against the construct, as it is worded.
    pub against: bool,
    /// Whether an answer is turned round so that high helps.
    pub turned: bool,
    /// In the short form.
    pub short: bool,
    /// As asked at the end of the class.
    pub pulse: Text,
    /// As asked later.
    pub later: Text,
    /// As asked of somebody who sees the work; outcome only.
    pub seen: Text,
}

/// A set of questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bank {
    /// Id; [`OWN`] for the house's own.
    pub id: String,
    /// Name.
    pub name: Text,
    /// The questions in the order asked: first one of each construct, then the second …, the outcome last.
    pub items: Vec<Item>,
}

/// How much is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Every question.
    Full,
    /// One of each construct.
    Short,
}

impl Form {
    /// The word stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Form::Full => "full",
            Form::Short => "short",
        }
    }

    /// From the word stored.
    #[must_use]
    pub fn from_code(code: &str) -> Form {
        if code == "short" { Form::Short } else { Form::Full }
    }
}

#[derive(Deserialize)]
struct File {
    construct: Vec<ConstructRow>,
    outcome: Vec<OutcomeRow>,
}

#[derive(Deserialize)]
struct ConstructRow {
    code: String,
    area: Area,
    better: Better,
    zh: String,
    en: String,
    about_zh: String,
    about_en: String,
    items: Vec<ItemRow>,
}

#[derive(Deserialize)]
struct ItemRow {
    code: String,
    keyed: String,
    #[serde(default)]
    short: bool,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
struct OutcomeRow {
    code: String,
    keyed: String,
    pulse_zh: String,
    pulse_en: String,
    later_zh: String,
    later_en: String,
    seen_zh: String,
    seen_en: String,
}

struct Loaded {
    constructs: Vec<Construct>,
    own: Bank,
}

static LOADED: LazyLock<Loaded> = LazyLock::new(load);

fn load() -> Loaded {
    // The file is part of the program; a test reads it and says what is wrong. Nothing is asked without it.
    let file: File = toml::from_str(include_str!("../data/bank.toml"))
        .unwrap_or(File { construct: Vec::new(), outcome: Vec::new() });
    let mut constructs = Vec::new();
    let mut ordered: Vec<(usize, usize, Item)> = Vec::new();
    for (scale, row) in file.construct.into_iter().enumerate() {
        for (place, item) in row.items.into_iter().enumerate() {
            let against = item.keyed == "-";
            let words = Text::new(item.zh, item.en);
            let turned = against != (row.better == Better::Low);
            let (pulse, later, seen) = (words.clone(), words, Text::new("", ""));
            let item =
                Item { code: item.code, scale, against, turned, short: item.short, pulse, later, seen };
            ordered.push((place, scale, item));
        }
        constructs.push(Construct {
            code: row.code,
            area: row.area,
            better: row.better,
            name: Text::new(row.zh, row.en),
            about: Text::new(row.about_zh, row.about_en),
        });
    }
    ordered.sort_by_key(|(place, scale, _)| (*place, *scale));
    let mut items: Vec<Item> = ordered.into_iter().map(|(_, _, item)| item).collect();
    items.extend(file.outcome.into_iter().map(|row| {
        let against = row.keyed == "-";
        Item {
            code: row.code,
            scale: OUTCOME,
            against,
            turned: against,
            short: false,
            pulse: Text::new(row.pulse_zh, row.pulse_en),
            later: Text::new(row.later_zh, row.later_en),
            seen: Text::new(row.seen_zh, row.seen_en),
        }
    }));
    let name = Text::new("本系统自编题目", "The house's own questions");
    Loaded { constructs, own: Bank { id: OWN.to_owned(), name, items } }
}

/// The sixteen constructs.
#[must_use]
pub fn constructs() -> &'static [Construct] {
    &LOADED.constructs
}

/// A construct by its code.
#[must_use]
pub fn construct(code: &str) -> Option<(usize, &'static Construct)> {
    constructs().iter().enumerate().find(|(_, one)| one.code == code)
}

/// The house's own questions.
#[must_use]
pub fn own() -> &'static Bank {
    &LOADED.own
}

impl Bank {
    /// The questions of a form in a wave, by their place in `items`. The short form asks for the outcome only later.
    #[must_use]
    pub fn asked(&self, form: Form, wave: Wave) -> Vec<usize> {
        let wanted = |item: &Item| match form {
            Form::Full => true,
            Form::Short => item.short || (item.scale == OUTCOME && wave == Wave::Later),
        };
        (0..self.items.len()).filter(|place| wanted(&self.items[*place])).collect()
    }

    /// The questions of the outcome, by their place in `items`.
    #[must_use]
    pub fn outcome(&self) -> Vec<usize> {
        (0..self.items.len()).filter(|place| self.items[*place].scale == OUTCOME).collect()
    }

    /// Codes of the questions of a scale, in order.
    #[must_use]
    pub fn codes_of(&self, scale: usize) -> Vec<String> {
        self.items.iter().filter(|item| item.scale == scale).map(|item| item.code.clone()).collect()
    }
}

/// When it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wave {
    /// At the end of the class.
    Pulse,
    /// Some weeks later.
    Later,
}

impl Wave {
    /// The number stored.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Wave::Pulse => 1,
            Wave::Later => 2,
        }
    }

    /// From the number stored.
    #[must_use]
    pub fn from_number(number: i64) -> Wave {
        if number == 2 { Wave::Later } else { Wave::Pulse }
    }

    /// Its name.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Wave::Pulse => Text::new("结业时", "end of class"),
            Wave::Later => Text::new("回岗后", "back at work"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_sixteen_constructs_of_three_items_and_five_outcomes() {
        assert_eq!(constructs().len(), CONSTRUCTS);
        for scale in 0..CONSTRUCTS {
            assert_eq!(own().codes_of(scale).len(), 3, "{}", constructs()[scale].code);
        }
        assert_eq!(own().codes_of(OUTCOME).len(), 5);
        assert_eq!(own().asked(Form::Full, Wave::Pulse).len(), 53);
        assert_eq!(own().asked(Form::Short, Wave::Pulse).len(), 16);
        let areas = |area| constructs().iter().filter(|one| one.area == area).count();
        assert_eq!(AREAS.map(areas), [4, 3, 7, 2]);
    }

    #[test]
    fn every_question_has_its_words_in_both_languages_and_none_twice() {
        let mut seen = std::collections::HashSet::new();
        for item in &own().items {
            for text in [&item.pulse, &item.later] {
                assert!(!text.zh.is_empty() && !text.en.is_empty(), "{}", item.code);
            }
            assert!(seen.insert(item.pulse.zh.clone()), "{} is asked twice", item.code);
        }
    }

    #[test]
    fn agreeing_with_coldness_from_above_counts_against_and_disagreeing_for_help() {
        let turned = |code: &str| own().items.iter().find(|item| item.code == code).map(|item| item.turned);
        assert_eq!(turned("SAN1"), Some(true));
        assert_eq!(turned("LR3"), Some(true));
        assert_eq!(turned("SS1"), Some(false));
    }
}
