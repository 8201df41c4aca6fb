//! Points for a result: a pure function from method, goal and what came of it to a score and its *working*, the
//! formula with its numbers in words. Not here: where results come from, and what is made of scores.

use jiff::civil::Date;
use law::decision::Text;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::method::{Lateness, Method, Step, day, plain};

/// What a target asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Where the year began; nothing is 0.
    pub baseline: Option<Decimal>,
    /// Where it should end.
    pub goal: Option<Decimal>,
    /// Unit of both, for the working.
    pub unit: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actual {
    /// An amount; `None` if nothing was recorded.
    Amount(Option<Decimal>),
    /// The day it was done; `None` if it was not.
    Reached(Option<Date>),
    /// Ratings from 0 to 100.
    Ratings(Vec<Decimal>),
    /// How often the standard was broken.
    Breaches(u32),
}

/// Points and how they came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    /// Points with at most two decimals, from 0 to the method's most; `None` if there is nothing to score.
    pub points: Option<Decimal>,
    /// The formula with its numbers, in a sentence.
    pub working: Text,
}

/// Scores a result. A result of the wrong kind, or a goal that is missing, gives no points and says why.
#[must_use]
pub fn score(method: &Method, asked: &Asked, actual: &Actual) -> Scored {
    match (method, actual) {
        (Method::Proportional { floor, cap }, Actual::Amount(amount)) => {
            proportional(*floor, *cap, asked, *amount)
        }
        (Method::Steps { more, steps }, Actual::Amount(amount)) => by_steps(*more, steps, asked, *amount),
        (Method::ByDate { full_until, late }, Actual::Reached(reached)) => {
            by_date(*full_until, *late, *reached)
        }
        (Method::TrimmedMean { trim }, Actual::Ratings(ratings)) => trimmed(*trim, ratings),
        (Method::Standard { per_breach, floor }, Actual::Breaches(count)) => {
            kept(*per_breach, *floor, *count)
        }
        _ => nothing(
            "结果的类型与计分方法不一致，请先核对指标。",
            "The result is not of the kind this method scores; check the target.",
        ),
    }
}

/// The points of [`score`] without their working: for a whole county at once, where nobody reads a working. `base`
/// and `goal` are those of [`Asked`].
#[must_use]
pub fn points(
    method: &Method,
    (base, goal): (Option<Decimal>, Option<Decimal>),
    actual: &Actual,
) -> Option<Decimal> {
    match (method, actual) {
        (Method::Proportional { floor, cap }, Actual::Amount(amount)) => {
            let goal = goal?;
            let way = way((*floor, *cap), (base.unwrap_or_default(), goal), amount.unwrap_or_default())?;
            Some(way.points())
        }
        (Method::Steps { more, steps }, Actual::Amount(amount)) => {
            Some(step_of(*more, steps, (*amount)?).map_or(Decimal::ZERO, |step| rounded(step.points)))
        }
        _ => score(method, &Asked { baseline: base, goal, unit: String::new() }, actual).points,
    }
}

/// Two decimals, half away from zero: how points are rounded everywhere.
#[must_use]
pub fn rounded(points: Decimal) -> Decimal {
    points.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize()
}

fn nothing(zh: &str, en: &str) -> Scored {
    Scored { points: None, working: Text::new(zh, en) }
}

/// How far an amount came from the baseline to the goal.
enum Way {
    /// The goal is to keep the baseline.
    Keep { points: Decimal },
    /// A percentage done; `below` the floor it gives nothing.
    Part { done: Decimal, below: bool, points: Decimal },
}

impl Way {
    fn points(&self) -> Decimal {
        match self {
            Way::Keep { points } | Way::Part { points, .. } => *points,
        }
    }
}

/// `None` where the amounts are too large for a percentage.
fn way((floor, cap): (Decimal, Decimal), (base, goal): (Decimal, Decimal), amount: Decimal) -> Option<Way> {
    if goal == base {
        let points = if amount >= goal { Decimal::ONE_HUNDRED.min(cap) } else { Decimal::ZERO };
        return Some(Way::Keep { points: rounded(points) });
    }
    let done = (amount - base).checked_div(goal - base)?.checked_mul(Decimal::ONE_HUNDRED)?;
    let below = done < floor || done <= Decimal::ZERO;
    let points = if below { Decimal::ZERO } else { rounded(done.min(cap)) };
    Some(Way::Part { done, below, points })
}

fn proportional(floor: Decimal, cap: Decimal, asked: &Asked, amount: Option<Decimal>) -> Scored {
    let Some(goal) = asked.goal else {
        return nothing("未定目标值，不能计分。", "There is no goal, so there are no points.");
    };
    let (base, amount) = (asked.baseline.unwrap_or_default(), amount.unwrap_or_default());
    let unit = &asked.unit;
    let (said_amount, said_goal, said_base) = (plain(amount), plain(goal), plain(base));
    let (done, below, points) = match way((floor, cap), (base, goal), amount) {
        None => {
            let zh = "数值过大，不能计算完成率。";
            return nothing(zh, "The amounts are too large to compute a percentage.");
        }
        Some(Way::Keep { points }) => {
            return Scored {
                points: Some(points),
                working: Text::new(
                    format!("目标是保持{said_goal}{unit}，实际{said_amount}{unit}，得{points}分。"),
                    format!(
                        "The goal is to keep {said_goal} {unit}; it is {said_amount} {unit}: {points} points."
                    ),
                ),
            };
        }
        Some(Way::Part { done, below, points }) => (done, below, points),
    };
    let percent = plain(rounded(done));
    let (fraction_zh, fraction_en) = if base.is_zero() {
        (
            format!("实际{said_amount}{unit}÷目标{said_goal}{unit}"),
            format!("{said_amount} ÷ {said_goal} {unit}"),
        )
    } else {
        (
            format!("（实际{said_amount}−基数{said_base}）÷（目标{said_goal}−基数{said_base}）{unit}"),
            format!("({said_amount} − {said_base}) ÷ ({said_goal} − {said_base}) {unit}"),
        )
    };
    let (why_zh, why_en) = if below {
        (
            format!("低于起算线{}%，得0分", plain(floor)),
            format!("below the floor of {}%: 0 points", plain(floor)),
        )
    } else if done > cap {
        (format!("按最高分计{}分", plain(points)), format!("capped at {} points", plain(points)))
    } else {
        (format!("得{}分", plain(points)), format!("{} points", plain(points)))
    };
    Scored {
        points: Some(points),
        working: Text::new(
            format!("完成率＝{fraction_zh}＝{percent}%，{why_zh}。"),
            format!("Completion = {fraction_en} = {percent}%, {why_en}."),
        ),
    }
}

fn step_of(more: bool, steps: &[Step], amount: Decimal) -> Option<&Step> {
    if more {
        steps.iter().rev().find(|step| amount >= step.at)
    } else {
        steps.iter().find(|step| amount <= step.at)
    }
}

fn by_steps(more: bool, steps: &[Step], asked: &Asked, amount: Option<Decimal>) -> Scored {
    let Some(amount) = amount else {
        return nothing("没有可计分的数值。", "There is no amount to score.");
    };
    let step = step_of(more, steps, amount);
    let (unit, said) = (&asked.unit, plain(amount));
    let Some(step) = step else {
        return Scored {
            points: Some(Decimal::ZERO),
            working: Text::new(
                format!("实际{said}{unit}，未达到任何一档，得0分。"),
                format!("{said} {unit} reaches no step: 0 points."),
            ),
        };
    };
    let points = rounded(step.points);
    let (edge_zh, edge_en) = if more { ("及以上", "and more") } else { ("及以下", "and less") };
    Scored {
        points: Some(points),
        working: Text::new(
            format!("实际{said}{unit}，属“{}{unit}{edge_zh}”一档，得{points}分。", plain(step.at)),
            format!(
                "{said} {unit} falls in the step “{} {unit} {edge_en}”: {points} points.",
                plain(step.at)
            ),
        ),
    }
}

fn by_date(full_until: Date, late: Lateness, reached: Option<Date>) -> Scored {
    let until = day(full_until);
    let Some(reached) = reached else {
        return Scored {
            points: Some(Decimal::ZERO),
            working: Text::new(
                format!("应于{}前完成，尚无完成记录，得0分。", until.zh),
                format!("Due by {}; nothing is recorded as done: 0 points.", until.en),
            ),
        };
    };
    let on = day(reached);
    if reached <= full_until {
        return Scored {
            points: Some(Decimal::ONE_HUNDRED),
            working: Text::new(
                format!("{}完成，不晚于{}，得100分。", on.zh, until.zh),
                format!("Done on {}, not later than {}: 100 points.", on.en, until.en),
            ),
        };
    }
    let days = Decimal::from(days_between(full_until, reached));
    let (points, how_zh, how_en) = match late {
        Lateness::PerDay { points } => {
            let left = Decimal::ONE_HUNDRED - days.saturating_mul(points);
            let each = plain(points);
            (left, format!("100−{days}×{each}"), format!("100 − {days} × {each}"))
        }
        Lateness::ZeroFrom { date } => {
            let span = Decimal::from(days_between(full_until, date).max(1));
            let left = (span - days) / span * Decimal::ONE_HUNDRED;
            (left, format!("100×（{span}−{days}）÷{span}"), format!("100 × ({span} − {days}) ÷ {span}"))
        }
    };
    let points = rounded(points.max(Decimal::ZERO));
    Scored {
        points: Some(points),
        working: Text::new(
            format!("{}完成，比{}晚{days}天：{how_zh}，最低0分，得{points}分。", on.zh, until.zh),
            format!(
                "Done on {}, {days} days after {}: {how_en}, at least 0, gives {points} points.",
                on.en, until.en
            ),
        ),
    }
}

/// Calendar days from one day to a later one.
fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

fn trimmed(trim: Decimal, ratings: &[Decimal]) -> Scored {
    let zero_to_hundred = Decimal::ZERO..=Decimal::ONE_HUNDRED;
    if ratings.iter().any(|rating| !zero_to_hundred.contains(rating)) {
        return nothing("评分应在 0 与 100 之间，请核对。", "Ratings lie between 0 and 100; check them.");
    }
    let Some(mean) = trimmed_mean(trim, ratings) else {
        return nothing("尚无评分。", "There are no ratings yet.");
    };
    let points = rounded(mean.value);
    let (given, cut) = (ratings.len(), mean.cut);
    let how = if cut == 0 {
        Text::new(format!("共{given}份评分，取平均"), format!("{given} ratings, their mean"))
    } else {
        Text::new(
            format!("共{given}份评分，去掉最高、最低各{cut}份，其余取平均"),
            format!("{given} ratings without the {cut} highest and {cut} lowest, their mean"),
        )
    };
    Scored {
        points: Some(points),
        working: Text::new(format!("{}：{points}分。", how.zh), format!("{}: {points} points.", how.en)),
    }
}

/// A mean without its extremes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trimmed {
    /// The mean of what is left.
    pub value: Decimal,
    /// How many were left out at each end.
    pub cut: usize,
}

/// The mean without `trim` of the values at each end (rounded down); `None` if there are no values.
#[must_use]
pub fn trimmed_mean(trim: Decimal, values: &[Decimal]) -> Option<Trimmed> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let share = Decimal::from(sorted.len()) * trim.clamp(Decimal::ZERO, Decimal::new(4, 1));
    let cut = share.floor().to_usize().unwrap_or(0);
    let kept = sorted.get(cut..sorted.len().saturating_sub(cut)).filter(|kept| !kept.is_empty())?;
    let value = kept.iter().sum::<Decimal>() / Decimal::from(kept.len());
    Some(Trimmed { value, cut })
}

fn kept(per_breach: Decimal, floor: Decimal, count: u32) -> Scored {
    let points = Decimal::ONE_HUNDRED - Decimal::from(count).saturating_mul(per_breach);
    let points = rounded(points.max(floor));
    let (each, least) = (plain(per_breach), plain(floor));
    let working = if count == 0 {
        Text::new("未发生违反，得100分。", "No breach: 100 points.")
    } else {
        Text::new(
            format!("100−{count}次×{each}分，最低{least}分，得{points}分。"),
            format!("100 − {count} × {each}, at least {least}, gives {points} points."),
        )
    };
    Scored { points: Some(points), working }
}
