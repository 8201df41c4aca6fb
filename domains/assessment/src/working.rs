//! The working 计算过程: the formula of [`crate::formula`] written out with its numbers, made only when somebody
//! reads it. Not here: the sums themselves; every number shown is taken from them.

use duty::scheme::{Dimension, WHOLE};
use law::decision::Text;
use rust_decimal::Decimal;

use crate::formula::{self, Item, Sheet, compute, items_mean};
use crate::tally::Mean;
use crate::terms::{self, DIMENSIONS, MARKED, SOURCES, Terms};

/// One line of the working.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is computed: a dimension, or `None` for the total.
    pub of: Option<Dimension>,
    /// Weight in the total, hundredths of a percent; 10000 for the total.
    pub weight: u64,
    /// The result.
    pub points: Option<Decimal>,
    /// The formula with its numbers and, where something was left out, what and why.
    pub text: Text,
}

/// The working of a sheet: five dimensions, then the total.
#[must_use]
pub fn working(sheet: &Sheet, terms: &Terms) -> Vec<Line> {
    let outcome = compute(sheet, terms);
    let lines = DIMENSIONS.into_iter().zip(outcome.dimensions).zip(terms.dimensions);
    let mut lines: Vec<Line> = lines
        .map(|((dimension, points), weight)| {
            let text = match MARKED.iter().position(|marked| *marked == dimension) {
                None => results_text(sheet, terms, points),
                Some(place) => marked_text(sheet, place, terms, points),
            };
            Line { of: Some(dimension), weight, points, text }
        })
        .collect();
    let text = total_text(&outcome.dimensions, terms, outcome.total);
    lines.push(Line { of: None, weight: WHOLE.unsigned_abs(), points: outcome.total, text });
    lines
}

/// A number as it is printed: no needless zeros.
#[must_use]
pub fn plain(number: Decimal) -> String {
    number.normalize().to_string()
}

/// A weight of hundredths as percent.
#[must_use]
pub fn percent(weight: u64) -> String {
    plain(Decimal::new(i64::try_from(weight).unwrap_or(i64::MAX), 2))
}

fn results_text(sheet: &Sheet, terms: &Terms, points: Option<Decimal>) -> Text {
    let Some(points) = points else {
        return Text::new(
            "没有可计分的责任书项目，本项不计，权重由其他各项按比例分担。",
            "No item of a letter can be scored; this dimension is left out and the others share its weight.",
        );
    };
    let letter = formula::letter(&sheet.items);
    let quarters = formula::quarters(&sheet.quarters);
    let mut text = Text::new("", "");
    if let Some(letter) = letter {
        append_letter(&mut text, &sheet.items, letter);
    }
    let Some(routine) = quarters else { return text };
    let counts = sheet.quarters.iter().zip(terms::answers()).filter(|(count, _)| **count > 0);
    let (zh, en): (Vec<_>, Vec<_>) = counts
        .map(|(count, answer)| (format!("{}{count}次", answer.zh), format!("{} × {count}", answer.en)))
        .unzip();
    let routine = plain(routine);
    append(
        &mut text,
        &format!("平时考核：{}，折{routine}分。", zh.join("、")),
        &format!(" Quarterly reviews: {}, that is {routine}.", en.join(", ")),
    );
    if let Some(letter) = letter {
        let (own, rest) = (WHOLE.unsigned_abs().saturating_sub(terms.routine), terms.routine);
        let (letter, own, rest, points) = (plain(letter), percent(own), percent(rest), plain(points));
        append(
            &mut text,
            &format!("合计：（责任书{letter}×{own}＋平时考核{routine}×{rest}）÷100＝{points}。"),
            &format!(" Together: (letter {letter} × {own} + quarters {routine} × {rest}) ÷ 100 = {points}."),
        );
    } else {
        append(&mut text, &format!("合计＝{}。", plain(points)), &format!(" Together = {}.", plain(points)));
    }
    text
}

fn append_letter(text: &mut Text, items: &[Item], letter: Decimal) {
    let scored: Vec<(&Item, Decimal)> =
        items.iter().filter_map(|item| Some((item, item.points()?))).collect();
    let weight = |item: &Item| percent(item.weight.unsigned_abs());
    let zh: Vec<String> =
        scored.iter().map(|(item, points)| format!("{}×{}", plain(*points), weight(item))).collect();
    let en: Vec<String> =
        scored.iter().map(|(item, points)| format!("{} × {}", plain(*points), weight(item))).collect();
    let weights = percent(scored.iter().map(|(item, _)| item.weight.unsigned_abs()).sum());
    let points = plain(letter);
    let zh = format!("责任书：（{}）÷{weights}＝{points}", zh.join("＋"));
    append(text, &zh, &format!("Letter: ({}) ÷ {weights} = {points}", en.join(" + ")));
    if items_mean(items).is_some_and(|mean| mean > Decimal::ONE_HUNDRED) {
        append(text, "，超过100的以100计", ", taken as 100 at most");
    }
    append(text, "。", ".");
    let adjusted = items.iter().filter(|item| item.adjusted.is_some()).count();
    if adjusted > 0 {
        let zh = format!("其中{adjusted}项由负责人调整，理由见各项。");
        append(text, &zh, &format!(" {adjusted} adjusted by the head; the reasons stand beside the items."));
    }
    let left_out = items.len() - scored.len();
    if left_out > 0 {
        let zh = format!("{left_out}项没有可计分的结果，未计入，其权重由其余项目按比例分担。");
        append(
            text,
            &zh,
            &format!(" {left_out} without a result did not enter; the others share the weight."),
        );
    }
}

fn marked_text(sheet: &Sheet, place: usize, terms: &Terms, points: Option<Decimal>) -> Text {
    let (mut zh, mut en, mut weights) = (Vec::new(), Vec::new(), 0);
    let mut left_out = Text::new("", "");
    for (source, weight) in SOURCES.into_iter().zip(terms.sources).filter(|(_, weight)| *weight > 0) {
        let name = source.words();
        match sheet.marks.mean(source, place, terms) {
            Mean::Known { points, answers, cut } => {
                weights += weight;
                let (points, how, weight) = (plain(points), kept_text(answers, cut), percent(weight));
                zh.push(format!("{}{points}{}×{weight}", name.zh, how.zh));
                en.push(format!("{} {points}{} × {weight}", name.en, how.en));
            }
            Mean::TooFew => {
                let least = terms.minimum_group;
                let said = format!("{}参评不足{least}人，为保护参评人不显示、不采用；", name.zh);
                append(
                    &mut left_out,
                    &said,
                    &format!(" Fewer than {least} {} answered: not shown and not used.", name.en),
                );
            }
            Mean::Nobody => {
                append(
                    &mut left_out,
                    &format!("{}无人参评；", name.zh),
                    &format!(" No marks from {}.", name.en),
                );
            }
        }
    }
    if !left_out.zh.is_empty() && weights > 0 {
        append(&mut left_out, "权重由其余主体按比例分担。", " The others share the weight.");
    }
    match points {
        Some(points) => {
            let (weights, points) = (percent(weights), plain(points));
            Text::new(
                format!("（{}）÷{weights}＝{points}。{}", zh.join("＋"), left_out.zh),
                format!("({}) ÷ {weights} = {points}.{}", en.join(" + "), left_out.en),
            )
        }
        None => Text::new(
            format!("{}本项不计，权重由其他各项按比例分担。", left_out.zh),
            format!(
                "{} This dimension is left out and the others share its weight.",
                left_out.en.trim_start()
            ),
        ),
    }
}

fn kept_text(answers: u32, cut: u32) -> Text {
    match (answers, cut) {
        (1, _) => Text::new("", ""),
        (_, 0) => Text::new(format!("（{answers}人平均）"), format!(" (mean of {answers})")),
        _ => Text::new(
            format!("（{answers}人，去掉最高、最低各{cut}人后平均）"),
            format!(" (mean of {answers} without the {cut} highest and {cut} lowest)"),
        ),
    }
}

fn total_text(dimensions: &[Option<Decimal>; 5], terms: &Terms, total: Option<Decimal>) -> Text {
    let Some(total) = total else {
        return Text::new("尚无可计算的内容。", "There is nothing to compute yet.");
    };
    let (mut zh, mut en, mut weights) = (Vec::new(), Vec::new(), 0);
    for ((dimension, points), weight) in DIMENSIONS.into_iter().zip(dimensions).zip(terms.dimensions) {
        let Some(points) = points else { continue };
        let (name, points) = (dimension.words(), plain(*points));
        weights += weight;
        zh.push(format!("{}{points}×{}", name.zh, percent(weight)));
        en.push(format!("{} {points} × {}", name.en, percent(weight)));
    }
    let (weights, total) = (percent(weights), plain(total));
    Text::new(
        format!("（{}）÷{weights}＝{total}。此数供审核评鉴参考，不直接对应等次。", zh.join("＋")),
        format!(
            "({}) ÷ {weights} = {total}. It informs those who decide and does not itself mean a grade.",
            en.join(" + ")
        ),
    )
}

fn append(text: &mut Text, zh: &str, en: &str) {
    text.zh.push_str(zh);
    text.en.push_str(en);
}
