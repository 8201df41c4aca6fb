//! The terms a year is computed on: the cycle's scheme (room duty) for one category of post, in the shape the
//! sums need; the scale of answers; what each of 德能勤绩廉 asks and is fed by. Pure.

use duty::measure::Category;
use duty::scheme::{Dimension, Scheme, Source};
use law::decision::Text;
use rust_decimal::Decimal;

/// Points of the four answers 好、较好、一般、较差.
pub const SCALE: [u32; 4] = [95, 85, 70, 50];
/// The four dimensions that people mark; 绩 comes from the letter and the quarters.
pub const MARKED: [Dimension; 4] =
    [Dimension::Virtue, Dimension::Ability, Dimension::Diligence, Dimension::Probity];
/// All five in the order of the law.
pub const DIMENSIONS: [Dimension; 5] =
    [Dimension::Virtue, Dimension::Ability, Dimension::Diligence, Dimension::Results, Dimension::Probity];
/// The sources that answer anonymously, by code. The superior's marks carry a name.
pub const ANONYMOUS: [Source; 3] = [Source::Peers, Source::Subordinates, Source::Served];
/// All four sources.
pub const SOURCES: [Source; 4] = [Source::Superior, Source::Peers, Source::Subordinates, Source::Served];
/// Working days a person has to state an opinion on a written notice.
pub const OPINION_DAYS: u16 = 5;

/// The scheme of a cycle for one category, weights in hundredths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Of the five dimensions in the order of [`DIMENSIONS`].
    pub dimensions: [u64; 5],
    /// Of the four sources in the order of [`SOURCES`], within each marked dimension.
    pub sources: [u64; 4],
    /// An anonymous group smaller than this is neither shown nor used.
    pub minimum_group: u32,
    /// Share of the answers left out at each end, 0 to 0.4.
    pub trim: Decimal,
    /// Of the quarterly reviews within 绩; the rest is the letter's.
    pub routine: u64,
}

impl Terms {
    /// The terms of a category.
    #[must_use]
    pub fn of(scheme: &Scheme, category: Category) -> Terms {
        let own = scheme.of(category);
        let weight = |weight: Option<&i64>| weight.map_or(0, |weight| weight.unsigned_abs());
        Terms {
            dimensions: DIMENSIONS.map(|dimension| weight(own.dimensions.get(&dimension))),
            sources: SOURCES.map(|source| weight(own.sources.get(&source))),
            minimum_group: u32::try_from(scheme.min_group).unwrap_or(u32::MAX),
            trim: scheme.trim,
            routine: scheme.routine_weight.unsigned_abs(),
        }
    }

    /// The terms of every category, in the order of [`Category::ALL`].
    #[must_use]
    pub fn all(scheme: &Scheme) -> Vec<Terms> {
        Category::ALL.iter().map(|category| Terms::of(scheme, *category)).collect()
    }
}

/// A place on the scale as points.
#[must_use]
pub fn points(answer: usize) -> u32 {
    SCALE.get(answer).copied().unwrap_or(0)
}

/// The four answers, best first; also the grades of a quarterly review.
#[must_use]
pub fn answers() -> [Text; 4] {
    [
        Text::new("好", "good"),
        Text::new("较好", "fairly good"),
        Text::new("一般", "fair"),
        Text::new("较差", "poor"),
    ]
}

/// What a rater is asked to look at.
#[must_use]
pub fn question(dimension: Dimension) -> Text {
    match dimension {
        Dimension::Virtue => {
            Text::new("政治素质、职业道德、社会公德", "political conduct and ethics, at work and in public")
        }
        Dimension::Ability => {
            Text::new("履职所需的业务能力、办事能力", "knows the work and gets things done")
        }
        Dimension::Diligence => Text::new("责任心、工作态度、工作作风", "responsible and attentive in work"),
        Dimension::Results => Text::new("责任书各项目标的完成情况", "what was achieved against the letter"),
        Dimension::Probity => Text::new("廉洁自律、公道办事", "honest and fair in office"),
    }
}

/// What feeds a dimension.
#[must_use]
pub fn fed_by(dimension: Dimension) -> Text {
    if dimension == Dimension::Results {
        return Text::new(
            "目标责任书逐项得分按权重平均；平时考核评定等次的，按方案比例计入；负责人调整须写明理由",
            "the item scores of the letter by weight; quarterly grades where the county gives them; \
             an adjustment by the head carries its reason",
        );
    }
    Text::new(
        "上级署名评价，同级、下级、服务对象匿名测评",
        "the superior's marks by name and the anonymous marks of peers, subordinates and those served",
    )
}
