//! What goes into a letter: a pure function from a seat, the parts a person carries and the scheme to items whose
//! weights sum to exactly 100. Not here: storing them, and what the head then amends.

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::measure::{Measure, is_ratio};
use crate::method::Method;
use crate::scheme::{CategoryScheme, Scheme, WHOLE};
use crate::seat::Seat;
use crate::share::Held;

/// Most lines of a post description that become items of their own; what is beyond joins the last.
const DUTY_LINES: usize = 5;

/// An item of a letter, as composed or as amended in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The item this one continues, from an earlier version of the letter or before an amendment.
    pub root: Option<String>,
    /// The target it carries; `None` for a duty of the post itself.
    pub target: Option<String>,
    /// The basis as printed.
    pub source: String,
    /// What is asked.
    pub title: String,
    /// How it is measured.
    pub measure: Measure,
    /// Unit of the amounts.
    pub measure_unit: String,
    /// Where the year begins.
    pub baseline: Option<Decimal>,
    /// Where it should end.
    pub goal: Option<Decimal>,
    /// By when.
    pub due_on: Option<Date>,
    /// Hundredths of the letter's 100.
    pub weight: i64,
    /// How a result becomes points.
    pub method: Method,
    /// What shows the result.
    pub evidence_wanted: String,
}

/// A part of an amount. Levels and shares (%, points) stay as they are; counts of things that were whole stay
/// whole, goals rounded up and baselines down.
#[must_use]
pub fn portion(amount: Decimal, part: i64, unit: &str, is_goal: bool) -> Decimal {
    if is_ratio(unit) || part >= WHOLE {
        return amount;
    }
    let share = amount * Decimal::new(part, 4);
    let places = if amount.fract().is_zero() { 0 } else { 2 };
    let way = if is_goal { RoundingStrategy::AwayFromZero } else { RoundingStrategy::ToZero };
    share.round_dp_with_strategy(places, way).normalize()
}

/// Divides `whole` in the proportion of `raws` by largest remainders: the parts are whole numbers, sum to `whole`
/// and, if there is enough to go round, none is zero. All-zero raws divide evenly.
#[must_use]
pub fn allocate(whole: i64, raws: &[i64]) -> Vec<i64> {
    let count = i64::try_from(raws.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return Vec::new();
    }
    let raws: Vec<i128> = raws.iter().map(|raw| i128::from((*raw).max(0))).collect();
    let sum: i128 = raws.iter().sum();
    let even = sum == 0;
    let (sum, raws) = if even { (i128::from(count), vec![1; raws.len()]) } else { (sum, raws) };
    // One for each first, so that a tiny part is still an item somebody can be asked about.
    let least = i64::from(whole >= count);
    let rest = i128::from(whole - least * count);
    let mut parts: Vec<i64> = Vec::with_capacity(raws.len());
    let mut remainders: Vec<(i128, usize)> = Vec::with_capacity(raws.len());
    for (at, raw) in raws.iter().enumerate() {
        let share = rest * raw;
        parts.push(least + i64::try_from(share / sum).unwrap_or(0));
        remainders.push((share % sum, at));
    }
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut missing = whole - parts.iter().sum::<i64>();
    for (_, at) in remainders {
        if missing <= 0 {
            break;
        }
        if let Some(part) = parts.get_mut(at) {
            *part += 1;
            missing -= 1;
        }
    }
    parts
}

/// As [`allocate`], in whole points where they go round: people read 12 more easily than 11.87.
fn allocate_points(whole: i64, raws: &[i64]) -> Vec<i64> {
    const POINT: i64 = 100;
    let count = i64::try_from(raws.len()).unwrap_or(i64::MAX);
    if whole % POINT == 0 && count <= whole / POINT {
        return allocate(whole / POINT, raws).into_iter().map(|points| points * POINT).collect();
    }
    allocate(whole, raws)
}

/// The items of a letter: what the person carries, then the duties of the post.
#[must_use]
pub fn compose(seat: &Seat, held: &[Held], scheme: &Scheme) -> Vec<Draft> {
    let rules = scheme.of(seat.category);
    let duties = duty_lines(&seat.duties);
    let for_duties = match (held.is_empty(), duties.is_empty()) {
        (true, _) => WHOLE,
        (false, true) => 0,
        (false, false) => rules.duties_weight,
    };
    let raws: Vec<i64> = held.iter().map(|one| one.target.says.weight.saturating_mul(one.part)).collect();
    let mut items: Vec<Draft> = held
        .iter()
        .zip(allocate_points(WHOLE - for_duties, &raws))
        .map(|(one, weight)| of_target(one, weight))
        .collect();
    if for_duties > 0 {
        let lines = if duties.is_empty() { vec!["履行岗位职责".to_owned()] } else { duties };
        let weights = allocate_points(for_duties, &vec![1; lines.len()]);
        items.extend(lines.into_iter().zip(weights).map(|(line, weight)| of_duty(line, weight, &rules)));
    }
    items
}

fn duty_lines(duties: &str) -> Vec<String> {
    let numbering = |c: char| c.is_ascii_digit() || "一二三四五六七八九十（）().、．-· \t".contains(c);
    let mut lines: Vec<String> = duties
        .lines()
        .map(|line| line.trim_start_matches(numbering).trim().trim_end_matches(['；', ';', '。']).to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    if lines.len() > DUTY_LINES {
        let rest = lines.split_off(DUTY_LINES - 1);
        lines.push(rest.join("；"));
    }
    for line in &mut lines {
        if line.chars().count() > 200 {
            *line = line.chars().take(199).chain(['…']).collect();
        }
    }
    lines
}

fn of_target(held: &Held, weight: i64) -> Draft {
    let says = &held.target.says;
    let unit = &says.measure_unit;
    let scaled = says.measure == Measure::Quantity && held.part < WHOLE && !is_ratio(unit);
    let method = match &says.method {
        // Steps name amounts of the whole target; for a part they would mislead.
        Method::Steps { .. } if scaled => Method::usual(Measure::Quantity, None),
        method => method.clone(),
    };
    Draft {
        root: None,
        target: Some(held.target.id.clone()),
        source: format!("{}：{}", says.source.words().zh, says.source_ref),
        title: says.title.clone(),
        measure: says.measure,
        measure_unit: unit.clone(),
        baseline: says
            .baseline
            .map(|amount| if scaled { portion(amount, held.part, unit, false) } else { amount }),
        goal: says.goal.map(|amount| if scaled { portion(amount, held.part, unit, true) } else { amount }),
        due_on: says.due_on,
        weight,
        method,
        evidence_wanted: says.evidence_wanted.clone(),
    }
}

fn of_duty(title: String, weight: i64, rules: &CategoryScheme) -> Draft {
    let measure = match rules.duties_measure {
        measure @ (Measure::Rating | Measure::Standard) => measure,
        // A duty without a goal or a day can only be judged as kept.
        Measure::Quantity | Measure::Milestone => Measure::Standard,
    };
    Draft {
        root: None,
        target: None,
        source: "岗位说明书".to_owned(),
        title,
        measure,
        measure_unit: String::new(),
        baseline: None,
        goal: None,
        due_on: None,
        weight,
        method: Method::usual(measure, None),
        evidence_wanted: String::new(),
    }
}
