//! The scheme 考核方案 of one year: limits, weights and minimum sizes the county decides, by category of post.
//! Kept as JSON with the cycle, so a closed year keeps the scheme it was closed with.
//!
//! Defaults are the house's own unless a clause stands beside them; every number is the county's to change while
//! the year is being planned. Not here: quotas and grades (crate `law`), applying the weights (assessment).

use std::collections::BTreeMap;

use law::decision::Text;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::coded::coded;
use crate::measure::{Category, Measure};

/// The whole of anything: weights and parts are hundredths of a percent.
pub const WHOLE: i64 = 10_000;

coded! {
    /// Who is asked about somebody's work.
    Source {
        /// 上级.
        Superior = "superior", "上级", "superiors";
        /// 同级.
        Peers = "peers", "同级", "peers";
        /// 下级.
        Subordinates = "subordinates", "下级", "subordinates";
        /// 服务对象.
        Served = "served", "服务对象", "those served";
    }
}

coded! {
    /// What the law has assessed (公务员法 art. 35): 德能勤绩廉.
    Dimension {
        /// 德.
        Virtue = "virtue", "德", "integrity of purpose";
        /// 能.
        Ability = "ability", "能", "ability";
        /// 勤.
        Diligence = "diligence", "勤", "diligence";
        /// 绩.
        Results = "results", "绩", "results";
        /// 廉.
        Probity = "probity", "廉", "probity";
    }
}

/// What the county decided for one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheme {
    /// Most targets of a unit one person may carry a part of.
    pub most_targets: i64,
    /// Most of a unit's 100 one person may carry, in hundredths; the head, who answers for all of it, excepted.
    pub most_load: i64,
    /// Most items in a letter.
    pub most_items: i64,
    /// Working days a holder or a head has to answer once a letter lies with them.
    pub answer_days: u32,
    /// Fewest answers from a group before anything about them is shown (house rule; smaller groups are joined).
    pub min_group: i64,
    /// Share of ratings left out at each end before a mean is taken.
    pub trim: Decimal,
    /// Weight of the four quarterly reviews in the year's work results, in hundredths; the rest is the letter's.
    pub routine_weight: i64,
    /// What differs by category of post. All categories are there.
    pub categories: BTreeMap<Category, CategoryScheme>,
}

/// What differs by category of post. Every map of weights sums to [`WHOLE`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryScheme {
    /// Weight of the post's own duties in a letter that also carries targets.
    pub duties_weight: i64,
    /// How the post's own duties are measured.
    pub duties_measure: Measure,
    /// A letter gives each of these measures at least this weight: the emphasis of the category.
    pub at_least: BTreeMap<Measure, i64>,
    /// And each of these at most this weight.
    pub at_most: BTreeMap<Measure, i64>,
    /// Whose word counts how much in the yearly review.
    pub sources: BTreeMap<Source, i64>,
    /// How much each of the five counts. 德 and 绩 count most (AS-01).
    pub dimensions: BTreeMap<Dimension, i64>,
}

impl Default for Scheme {
    fn default() -> Scheme {
        Scheme {
            most_targets: 8,
            most_load: 4_000,
            most_items: 15,
            answer_days: 5,
            min_group: 5,
            trim: Decimal::new(1, 1),
            routine_weight: 4_000,
            categories: Category::ALL
                .iter()
                .map(|category| (*category, CategoryScheme::of(*category)))
                .collect(),
        }
    }
}

/// Kinds of items with a weight each.
type Bounds<'a> = &'a [(Measure, i64)];

impl CategoryScheme {
    /// What the house proposes for a category.
    #[must_use]
    pub fn of(category: Category) -> CategoryScheme {
        use Measure::{Milestone, Quantity, Rating, Standard};
        let (duties_weight, duties_measure) = match category {
            Category::General | Category::Institution => (3_000, Standard),
            // Enforcement is judged first by whether it keeps to the rules, not by how many cases it makes.
            Category::Enforcement => (4_000, Standard),
            // Technical work is judged by those who can tell: peers.
            Category::Technical => (3_000, Rating),
            // Village and community cadres by the residents (yearly 民主评议).
            Category::Village => (4_000, Rating),
        };
        let (at_least, at_most): (Bounds<'_>, Bounds<'_>) = match category {
            Category::General | Category::Institution => (&[], &[(Quantity, 8_000)]),
            Category::Enforcement => (&[(Standard, 3_000)], &[(Quantity, 4_000)]),
            Category::Technical => (&[(Rating, 2_000)], &[(Quantity, 5_000), (Milestone, 7_000)]),
            Category::Village => (&[(Rating, 3_000)], &[(Quantity, 6_000)]),
        };
        let sources = match category {
            Category::General => [40, 20, 20, 20],
            Category::Enforcement => [30, 20, 20, 30],
            Category::Technical => [30, 40, 10, 20],
            Category::Village => [30, 20, 0, 50],
            Category::Institution => [35, 25, 20, 20],
        };
        let dimensions = match category {
            Category::General | Category::Institution => [20, 20, 10, 40, 10],
            Category::Enforcement => [20, 15, 10, 35, 20],
            Category::Technical => [20, 25, 10, 35, 10],
            Category::Village => [25, 15, 10, 40, 10],
        };
        CategoryScheme {
            duties_weight,
            duties_measure,
            at_least: at_least.iter().copied().collect(),
            at_most: at_most.iter().copied().collect(),
            sources: weights(Source::ALL, sources),
            dimensions: weights(Dimension::ALL, dimensions),
        }
    }
}

fn weights<K: Copy + Ord, const N: usize>(keys: &[K], percent: [i64; N]) -> BTreeMap<K, i64> {
    keys.iter().copied().zip(percent.map(|one| one * 100)).collect()
}

/// Something wrong with a scheme, bound to the field of the form that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// Name of the field, e.g. `enforcement-sources`.
    pub field: String,
    /// What is wrong and how to mend it.
    pub text: Text,
}

impl Scheme {
    /// What differs for a category; the house's proposal if the stored scheme is older than the category.
    #[must_use]
    pub fn of(&self, category: Category) -> CategoryScheme {
        self.categories.get(&category).cloned().unwrap_or_else(|| CategoryScheme::of(category))
    }

    /// What is wrong with it; empty if it can be used.
    #[must_use]
    pub fn defects(&self) -> Vec<Defect> {
        let mut found = Vec::new();
        let limits = [
            ("most_targets", self.most_targets, 1, 50, "每人承担的目标数", "targets a person may carry"),
            ("most_load", self.most_load, 100, WHOLE, "每人承担的分值", "load a person may carry"),
            ("most_items", self.most_items, 1, 60, "责任书的条数", "items in a letter"),
            ("answer_days", i64::from(self.answer_days), 1, 60, "答复的工作日数", "working days to answer"),
            // Under three, an answer can be traced to who gave it.
            ("min_group", self.min_group, 3, 50, "最少答卷份数", "smallest group"),
            (
                "routine_weight",
                self.routine_weight,
                0,
                WHOLE,
                "平时考核所占权重",
                "weight of the quarterly reviews",
            ),
        ];
        for (field, value, low, high, zh, en) in limits {
            if !(low..=high).contains(&value) {
                let text = Text::new(
                    format!("{zh}应在 {low} 与 {high} 之间，现为 {value}。"),
                    format!("The {en} must lie between {low} and {high}; it is {value}."),
                );
                found.push(Defect { field: field.to_owned(), text });
            }
        }
        if self.trim < Decimal::ZERO || self.trim > Decimal::new(4, 1) {
            let text = Text::new(
                "首尾去掉的比例应在 0 与 0.4 之间。",
                "The share left out at each end lies between 0 and 0.4.",
            );
            found.push(Defect { field: "trim".to_owned(), text });
        }
        for (category, scheme) in &self.categories {
            scheme.find_defects(*category, &mut found);
        }
        found
    }
}

impl CategoryScheme {
    fn find_defects(&self, category: Category, found: &mut Vec<Defect>) {
        let (code, name) = (category.code(), category.words());
        let mut push = |what: &str, zh: String, en: String| {
            let text = Text::new(format!("{}：{zh}", name.zh), format!("{}: {en}", name.en));
            found.push(Defect { field: format!("{code}-{what}"), text });
        };
        for (what, zh, en, sum) in [
            ("sources", "评价主体", "review", self.sources.values().sum::<i64>()),
            ("dimensions", "德能勤绩廉", "dimension", self.dimensions.values().sum::<i64>()),
        ] {
            if sum != WHOLE {
                let now = Decimal::new(sum, 2).normalize();
                push(
                    what,
                    format!("{zh}权重合计应为 100，现为 {now}。"),
                    format!("the {en} weights must sum to 100; they sum to {now}."),
                );
            }
        }
        if !(0..WHOLE).contains(&self.duties_weight) {
            push(
                "duties_weight",
                "岗位职责的权重应在 0 与 100 之间。".into(),
                "the weight of the post's duties lies between 0 and 100.".into(),
            );
        }
        let heaviest = self.dimensions.values().copied().max().unwrap_or(0);
        if self.dimensions.get(&Dimension::Results).copied().unwrap_or(0) < heaviest {
            push(
                "dimensions",
                "考核应注重工作实绩（公务员法第三十五条），“绩”的权重不得低于其他各项。".into(),
                "assessment stresses actual results (Civil Servant Law art. 35): results may not weigh less than any other.".into(),
            );
        }
        let floor: i64 = self.at_least.values().sum();
        let clash = self
            .at_least
            .iter()
            .any(|(measure, least)| self.at_most.get(measure).is_some_and(|most| most < least));
        if floor > WHOLE || clash {
            push(
                "emphasis",
                "侧重的下限与上限相互矛盾。".into(),
                "the least and the most of its emphasis contradict each other.".into(),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_house_proposes_has_no_defects() {
        assert_eq!(Scheme::default().defects(), Vec::new());
    }

    #[test]
    fn a_scheme_comes_back_from_its_json_unchanged() {
        let scheme = Scheme::default();
        let json = serde_json::to_string(&scheme).expect("written");
        assert_eq!(serde_json::from_str::<Scheme>(&json).expect("read"), scheme);
    }

    #[test]
    fn a_category_missing_from_an_older_scheme_has_the_proposal() {
        let mut scheme = Scheme::default();
        scheme.categories.remove(&Category::Village);
        assert_eq!(scheme.of(Category::Village), CategoryScheme::of(Category::Village));
    }

    #[test]
    fn each_defect_names_its_field() {
        let mut scheme = Scheme { min_group: 2, trim: Decimal::ONE, ..Scheme::default() };
        let general = scheme.categories.get_mut(&Category::General).expect("there");
        general.sources.insert(Source::Peers, 0);
        general.dimensions = weights(Dimension::ALL, [40, 20, 10, 20, 10]);
        let fields: Vec<String> = scheme.defects().into_iter().map(|defect| defect.field).collect();
        assert_eq!(fields, ["min_group", "trim", "general-sources", "general-dimensions"]);
    }
    #[test]
    fn as_much_as_two_fifths_or_nothing_may_be_left_out_at_each_end() {
        for trim in [Decimal::ZERO, Decimal::new(4, 1)] {
            assert_eq!(Scheme { trim, ..Scheme::default() }.defects(), Vec::new());
        }
        for trim in [Decimal::new(-1, 2), Decimal::new(41, 2)] {
            assert_eq!(Scheme { trim, ..Scheme::default() }.defects().len(), 1);
        }
    }

    #[test]
    fn the_least_and_the_most_of_an_emphasis_contradict_each_other_only_when_they_cannot_both_be_kept() {
        let defects = |least: &[(Measure, i64)], most: &[(Measure, i64)]| {
            let mut scheme = Scheme::default();
            let general = scheme.categories.get_mut(&Category::General).expect("there");
            general.at_least = least.iter().copied().collect();
            general.at_most = most.iter().copied().collect();
            scheme.defects().into_iter().map(|defect| defect.field).collect::<Vec<_>>()
        };
        let (quantity, rating) = (Measure::Quantity, Measure::Rating);
        assert_eq!(defects(&[(quantity, 4_000)], &[(quantity, 4_000)]), Vec::<String>::new());
        assert_eq!(defects(&[(quantity, 3_000)], &[(quantity, 4_000)]), Vec::<String>::new());
        assert_eq!(defects(&[(quantity, 4_001)], &[(quantity, 4_000)]), ["general-emphasis"]);
        assert_eq!(defects(&[(quantity, 6_000), (rating, 4_000)], &[]), Vec::<String>::new());
        assert_eq!(defects(&[(quantity, 6_000), (rating, 4_001)], &[]), ["general-emphasis"]);
    }
}
