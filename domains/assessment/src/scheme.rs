//! The assessment scheme of a cycle: what counts how much for which category of post, whose marks are asked,
//! how small a group may be, how means are trimmed. Pure. Not here: scoring of items (duty), the sums (formula).

use std::collections::BTreeMap;

use kernel::Refusal;
use law::decision::Text;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The five dimensions of the Civil Servant Law, art. 35: 德、能、勤、绩、廉.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dimension {
    /// 德: political and moral conduct.
    Virtue,
    /// 能: ability.
    Ability,
    /// 勤: diligence.
    Diligence,
    /// 绩: results against the letter.
    Results,
    /// 廉: integrity.
    Integrity,
}

/// All five in the order of the law.
pub const DIMENSIONS: [Dimension; 5] =
    [Dimension::Virtue, Dimension::Ability, Dimension::Diligence, Dimension::Results, Dimension::Integrity];

/// The four that people mark; 绩 comes from the letter alone.
pub const MARKED: [Dimension; 4] =
    [Dimension::Virtue, Dimension::Ability, Dimension::Diligence, Dimension::Integrity];

impl Dimension {
    /// Its name.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Dimension::Virtue => Text::new("德", "conduct (德)"),
            Dimension::Ability => Text::new("能", "ability (能)"),
            Dimension::Diligence => Text::new("勤", "diligence (勤)"),
            Dimension::Results => Text::new("绩", "results (绩)"),
            Dimension::Integrity => Text::new("廉", "integrity (廉)"),
        }
    }

    /// What a rater is asked to look at.
    #[must_use]
    pub fn question(self) -> Text {
        match self {
            Dimension::Virtue => Text::new(
                "政治素质、职业道德、社会公德",
                "Political conduct and ethics at work and in public",
            ),
            Dimension::Ability => {
                Text::new("履职所需的业务能力、办事能力", "Knows the work and gets things done")
            }
            Dimension::Diligence => {
                Text::new("责任心、工作态度、工作作风", "Responsible, attentive, present when needed")
            }
            Dimension::Results => {
                Text::new("责任书各项目标的完成情况", "What was achieved against the letter")
            }
            Dimension::Integrity => Text::new("廉洁自律、公道办事", "Honest and fair in office"),
        }
    }

    /// What feeds it.
    #[must_use]
    pub fn fed_by(self) -> Text {
        if self == Dimension::Results {
            Text::new(
                "目标责任书逐项得分加权平均，负责人调整须写明理由",
                "weighted mean of the item scores of the letter; any adjustment by the head carries its reason",
            )
        } else {
            Text::new(
                "上级署名评价和同级、下级、服务对象匿名测评",
                "the superior's signed marks and anonymous marks of peers, subordinates and those served",
            )
        }
    }

    /// Its place in arrays of five.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

/// Whose marks are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// 上级: the superior who verifies, by name.
    Superior,
    /// 同级: colleagues, anonymous.
    Peers,
    /// 下级: subordinates, anonymous.
    Subordinates,
    /// 服务对象: those served, anonymous.
    Served,
}

/// All four.
pub const SOURCES: [Source; 4] = [Source::Superior, Source::Peers, Source::Subordinates, Source::Served];
/// The three that answer anonymously, by code.
pub const ANONYMOUS: [Source; 3] = [Source::Peers, Source::Subordinates, Source::Served];

impl Source {
    /// The word stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Source::Superior => "superior",
            Source::Peers => "peers",
            Source::Subordinates => "subordinates",
            Source::Served => "served",
        }
    }

    /// The source of a stored word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Source> {
        SOURCES.into_iter().find(|source| source.code() == code)
    }

    /// Its name.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Source::Superior => Text::new("上级", "superior"),
            Source::Peers => Text::new("同级", "peers"),
            Source::Subordinates => Text::new("下级", "subordinates"),
            Source::Served => Text::new("服务对象", "those served"),
        }
    }
}

/// What counts how much for one category of post. Each list sums to 100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emphasis {
    /// Percent of the five dimensions, in the order of [`DIMENSIONS`].
    pub dimensions: [u32; 5],
    /// Percent of the four sources within each marked dimension, in the order of [`SOURCES`].
    pub sources: [u32; 4],
}

/// The scheme of a cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheme {
    /// By category of post (`general`, `enforcement`, `technical`, `village`, `institution`).
    /// A category without its own follows `general`.
    pub emphasis: BTreeMap<String, Emphasis>,
    /// An anonymous group smaller than this is neither shown nor used.
    pub minimum_group: u32,
    /// Percent of the answers left out at each end before the mean is taken.
    pub trim_percent: u32,
    /// Points of the four answers 好、较好、一般、差.
    pub scale: [u32; 4],
    /// Days a person has to state an opinion on the notice, working days.
    pub opinion_days: u32,
}

/// The answers of the scale, best first.
#[must_use]
pub fn answers() -> [Text; 4] {
    [
        Text::new("好", "good"),
        Text::new("较好", "fairly good"),
        Text::new("一般", "middling"),
        Text::new("差", "poor"),
    ]
}

/// The category whose emphasis applies where a category has none of its own.
pub const GENERAL: &str = "general";

impl Default for Scheme {
    /// The house's own proposal; a county adopts or changes it for each cycle.
    fn default() -> Scheme {
        let emphasis = [
            ("general", [20, 15, 10, 45, 10], [40, 30, 20, 10]),
            ("enforcement", [20, 15, 10, 40, 15], [35, 25, 15, 25]),
            ("technical", [15, 25, 10, 40, 10], [40, 40, 10, 10]),
            ("institution", [15, 20, 10, 45, 10], [40, 30, 10, 20]),
            ("village", [20, 10, 15, 40, 15], [30, 20, 10, 40]),
        ];
        let emphasis = emphasis
            .into_iter()
            .map(|(category, dimensions, sources)| (category.to_owned(), Emphasis { dimensions, sources }));
        Scheme {
            emphasis: emphasis.collect(),
            minimum_group: 5,
            trim_percent: 10,
            scale: [95, 85, 70, 50],
            opinion_days: 5,
        }
    }
}

impl Scheme {
    /// The emphasis of a category of post.
    #[must_use]
    pub fn emphasis(&self, category: &str) -> Emphasis {
        let found = self.emphasis.get(category).or_else(|| self.emphasis.get(GENERAL));
        found.cloned().unwrap_or(Emphasis { dimensions: [20, 15, 10, 45, 10], sources: [40, 30, 20, 10] })
    }

    /// Points of the answer at a place of the scale.
    #[must_use]
    pub fn points(&self, answer: usize) -> Decimal {
        Decimal::from(self.scale.get(answer).copied().unwrap_or(0))
    }

    /// What is wrong with the scheme, each bound to its field; empty when it can be adopted.
    #[must_use]
    pub fn faults(&self) -> Vec<Refusal> {
        let mut found = Vec::new();
        if !self.emphasis.contains_key(GENERAL) {
            found.push(
                Refusal::new(
                    "须有“综合管理类”的权重，其他类别缺省适用。",
                    "Give the weights of the general category; others follow it by default.",
                )
                .at("emphasis"),
            );
        }
        for (category, emphasis) in &self.emphasis {
            check_sum(category, "dimensions", &emphasis.dimensions, &mut found);
            check_sum(category, "sources", &emphasis.sources, &mut found);
        }
        if self.minimum_group < 3 {
            found.push(Refusal::new("匿名测评的最低人数不得少于 3 人，否则容易推知是谁所评。", "An anonymous group has at least 3 people; in a smaller one it could be told who said what.").at("minimum_group"));
        }
        if self.trim_percent > 25 {
            found.push(
                Refusal::new(
                    "两端各剔除的比例不得超过 25%。",
                    "At most 25 percent may be left out at each end.",
                )
                .at("trim_percent"),
            );
        }
        if !self.scale.is_sorted_by(|a, b| a > b) || self.scale[0] > 100 {
            found.push(
                Refusal::new(
                    "四档分值应由高到低，最高不超过 100。",
                    "The points of the four answers fall from good to poor and do not exceed 100.",
                )
                .at("scale"),
            );
        }
        if !(1..=30).contains(&self.opinion_days) {
            found.push(
                Refusal::new(
                    "本人签署意见的时间应为 1–30 个工作日。",
                    "A person has 1 to 30 working days to state an opinion.",
                )
                .at("opinion_days"),
            );
        }
        found
    }
}

fn check_sum(category: &str, field: &str, parts: &[u32], found: &mut Vec<Refusal>) {
    let sum: u32 = parts.iter().sum();
    if sum != 100 {
        let refusal = Refusal::new(
            format!("“{category}”类各项权重合计为 {sum}，应为 100。"),
            format!("The weights of `{category}` sum to {sum}; they must sum to 100."),
        );
        found.push(refusal.at(format!("{category}_{field}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proposal_of_the_house_can_be_adopted() {
        assert_eq!(Scheme::default().faults(), []);
    }

    #[test]
    fn weights_that_do_not_sum_to_a_hundred_are_named_with_their_category() {
        let mut scheme = Scheme::default();
        if let Some(technical) = scheme.emphasis.get_mut("technical") {
            technical.dimensions[0] += 1;
        }
        let faults = scheme.faults();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].field.as_deref(), Some("technical_dimensions"));
    }

    #[test]
    fn a_group_of_two_a_rising_scale_and_a_deep_trim_are_refused() {
        let scheme = Scheme {
            minimum_group: 2,
            scale: [50, 70, 85, 95],
            trim_percent: 26,
            opinion_days: 0,
            ..Scheme::default()
        };
        let fields: Vec<_> = scheme.faults().into_iter().filter_map(|fault| fault.field).collect();
        assert_eq!(fields, ["minimum_group", "trim_percent", "scale", "opinion_days"]);
    }

    #[test]
    fn a_category_without_its_own_emphasis_follows_the_general_one() {
        let scheme = Scheme::default();
        assert_eq!(scheme.emphasis("unheard-of"), scheme.emphasis(GENERAL));
        assert_ne!(scheme.emphasis("technical"), scheme.emphasis(GENERAL));
    }
}
