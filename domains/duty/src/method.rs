//! Scoring methods as data: which there are, which measure each fits, what a sound one looks like, what it is
//! called. Not here: applying one to a result (`scoring`).

use jiff::civil::Date;
use law::decision::Text;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::measure::Measure;

/// The most points any method gives for a target; the county's own cap is usually 100.
pub const MOST: i64 = 150;

/// How the result of a target becomes points out of 100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Method {
    /// Points as the percentage of the way from baseline to goal.
    Proportional {
        /// Below this percentage there are no points.
        floor: Decimal,
        /// Never more points than this.
        cap: Decimal,
    },
    /// Points by steps of the amount.
    Steps {
        /// Whether more is better; otherwise less is.
        more: bool,
        /// Thresholds ascending. With `more`: from this amount on. Otherwise: up to this amount.
        steps: Vec<Step>,
    },
    /// Full points until a day, then less.
    ByDate {
        /// Last day with full points.
        full_until: Date,
        /// What being late costs.
        late: Lateness,
    },
    /// The mean of ratings from 0 to 100 without the highest and the lowest.
    TrimmedMean {
        /// Share left out at each end, from 0 to 0.4.
        trim: Decimal,
    },
    /// Full points less a fixed loss for each breach.
    Standard {
        /// Points lost for each breach.
        per_breach: Decimal,
        /// Never fewer points than this.
        floor: Decimal,
    },
}

/// One step of [`Method::Steps`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The amount.
    pub at: Decimal,
    /// Points.
    pub points: Decimal,
}

/// What being late costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "loss", rename_all = "kebab-case")]
pub enum Lateness {
    /// Points fall evenly to nothing on this day.
    ZeroFrom {
        /// First day without points.
        date: Date,
    },
    /// A fixed loss for each calendar day.
    PerDay {
        /// Points lost a day.
        points: Decimal,
    },
}

impl Method {
    /// The method a form offers first for a measure. `due` is the day of a milestone.
    #[must_use]
    pub fn usual(measure: Measure, due: Option<Date>) -> Method {
        match measure {
            Measure::Quantity => Method::Proportional { floor: Decimal::from(60), cap: Decimal::ONE_HUNDRED },
            Measure::Milestone => Method::ByDate {
                full_until: due.unwrap_or(Date::MAX),
                late: Lateness::PerDay { points: Decimal::TWO },
            },
            Measure::Rating => Method::TrimmedMean { trim: Decimal::new(1, 1) },
            Measure::Standard => Method::Standard { per_breach: Decimal::TEN, floor: Decimal::ZERO },
        }
    }

    /// Whether results of this measure can be scored by it.
    #[must_use]
    pub fn fits(&self, measure: Measure) -> bool {
        matches!(
            (self, measure),
            (Method::Proportional { .. } | Method::Steps { .. }, Measure::Quantity)
                | (Method::ByDate { .. }, Measure::Milestone)
                | (Method::TrimmedMean { .. }, Measure::Rating)
                | (Method::Standard { .. }, Measure::Standard)
        )
    }

    /// What is wrong with its parameters, if anything.
    #[must_use]
    pub fn defect(&self) -> Option<Text> {
        let (zero, most) = (Decimal::ZERO, Decimal::from(MOST));
        let wrong = |zh: &str, en: &str| Some(Text::new(zh, en));
        match self {
            Method::Proportional { floor, cap }
                if *floor < zero || floor > cap || *cap > most || cap.is_zero() =>
            {
                wrong(
                    "起算线应在 0 与最高分之间，最高分不超过 150。",
                    "The floor lies between 0 and the cap; the cap is at most 150.",
                )
            }
            Method::Steps { more, steps } => steps_defect(*more, steps),
            Method::ByDate { full_until, late: Lateness::ZeroFrom { date } } if date <= full_until => wrong(
                "不再得分之日应晚于满分截止日。",
                "The day without points must be later than the last day with full points.",
            ),
            Method::ByDate { late: Lateness::PerDay { points }, .. }
                if *points <= zero || *points > Decimal::ONE_HUNDRED =>
            {
                wrong("每逾一日扣分应大于 0、不超过 100。", "The loss a day is more than 0 and at most 100.")
            }
            Method::TrimmedMean { trim } if *trim < zero || *trim > Decimal::new(4, 1) => wrong(
                "首尾各去掉的比例应在 0 与 0.4 之间。",
                "The share left out at each end lies between 0 and 0.4.",
            ),
            Method::Standard { per_breach, floor }
                if *per_breach <= zero
                    || *per_breach > Decimal::ONE_HUNDRED
                    || *floor < zero
                    || *floor > Decimal::ONE_HUNDRED =>
            {
                wrong(
                    "每次扣分应大于 0、不超过 100，最低分应在 0 与 100 之间。",
                    "The loss for a breach is more than 0 and at most 100; the floor lies between 0 and 100.",
                )
            }
            _ => None,
        }
    }

    /// The method in one sentence, as letters and handbooks print it.
    #[must_use]
    pub fn words(&self) -> Text {
        match self {
            Method::Proportional { floor, cap } => Text::new(
                format!("按完成率计分，低于{}%不得分，最高{}分", plain(*floor), plain(*cap)),
                format!(
                    "by percentage of completion; below {}% no points, at most {}",
                    plain(*floor),
                    plain(*cap)
                ),
            ),
            Method::Steps { more, steps } => steps_words(*more, steps),
            Method::ByDate { full_until, late } => by_date_words(*full_until, *late),
            Method::TrimmedMean { trim } => {
                let percent = plain(*trim * Decimal::ONE_HUNDRED);
                Text::new(
                    format!("去掉最高、最低各{percent}%后取平均分"),
                    format!("mean of the ratings without the highest and lowest {percent}%"),
                )
            }
            Method::Standard { per_breach, floor } => Text::new(
                format!("满分100分，每违反一次扣{}分，最低{}分", plain(*per_breach), plain(*floor)),
                format!("100 points less {} for each breach, at least {}", plain(*per_breach), plain(*floor)),
            ),
        }
    }

    /// The most points it can give.
    #[must_use]
    pub fn most(&self) -> Decimal {
        match self {
            Method::Proportional { cap, .. } => *cap,
            Method::Steps { steps, .. } => steps.iter().map(|step| step.points).max().unwrap_or_default(),
            Method::ByDate { .. } | Method::TrimmedMean { .. } | Method::Standard { .. } => {
                Decimal::ONE_HUNDRED
            }
        }
    }
}

/// A number as it is printed: no needless zeros.
#[must_use]
pub(crate) fn plain(number: Decimal) -> String {
    number.normalize().to_string()
}

fn steps_defect(more: bool, steps: &[Step]) -> Option<Text> {
    if steps.is_empty() {
        return Some(Text::new("至少写一档。", "Give at least one step."));
    }
    let out = |step: &Step| step.points < Decimal::ZERO || step.points > Decimal::from(MOST);
    if steps.iter().any(out) {
        return Some(Text::new(
            "每档得分应在 0 与 150 之间。",
            "The points of a step lie between 0 and 150.",
        ));
    }
    let falls = steps.windows(2).any(|pair| match pair {
        [a, b] => a.at >= b.at || (more && a.points > b.points) || (!more && a.points < b.points),
        _ => false,
    });
    falls.then(|| {
        Text::new(
            "各档数值应从小到大，且结果越好得分不得越低。",
            "The steps rise in amount, and a better result never gives fewer points.",
        )
    })
}

fn steps_words(more: bool, steps: &[Step]) -> Text {
    let zh: Vec<String> = steps
        .iter()
        .map(|step| {
            format!("{}{}得{}分", plain(step.at), if more { "及以上" } else { "及以下" }, plain(step.points))
        })
        .collect();
    let en: Vec<String> = steps
        .iter()
        .map(|step| {
            format!(
                "{} {}: {} points",
                if more { "from" } else { "up to" },
                plain(step.at),
                plain(step.points)
            )
        })
        .collect();
    Text::new(format!("分档计分：{}", zh.join("，")), format!("by steps: {}", en.join(", ")))
}

fn by_date_words(full_until: Date, late: Lateness) -> Text {
    let until = day(full_until);
    match late {
        Lateness::ZeroFrom { date } => Text::new(
            format!("{}前完成得100分，此后逐日递减，至{}不得分", until.zh, day(date).zh),
            format!("100 points if done by {}, then falling evenly to none on {}", until.en, day(date).en),
        ),
        Lateness::PerDay { points } => Text::new(
            format!("{}前完成得100分，每逾一日扣{}分", until.zh, plain(points)),
            format!("100 points if done by {}, less {} for each day late", until.en, plain(points)),
        ),
    }
}

/// A day in both languages.
pub(crate) fn day(date: Date) -> Text {
    Text::new(format!("{}年{}月{}日", date.year(), date.month(), date.day()), date.to_string())
}
