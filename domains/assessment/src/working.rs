//! The working 计算过程: the formula of [`crate::formula`] written out with its numbers, made only when somebody
//! reads it. Not here: the sums themselves; every number shown is taken from them.

use law::decision::Text;
use rust_decimal::Decimal;

use crate::formula::{Item, Sheet, compute, items_mean};
use crate::scheme::{DIMENSIONS, Dimension, Emphasis, MARKED, SOURCES, Scheme};
use crate::tally::Mean;

/// One line of the working.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is computed: a dimension, or `None` for the total.
    pub of: Option<Dimension>,
    /// Weight in the total, percent; 100 for the total.
    pub weight: u32,
    /// The result.
    pub points: Option<Decimal>,
    /// The formula with its numbers and, where something was left out, what and why.
    pub text: Text,
}

/// The working of a sheet: five dimensions, then the total.
#[must_use]
pub fn working(sheet: &Sheet, scheme: &Scheme) -> Vec<Line> {
    let outcome = compute(sheet, scheme);
    let emphasis = scheme.emphasis(&sheet.category);
    let mut lines: Vec<Line> = DIMENSIONS
        .into_iter()
        .map(|dimension| {
            let points = outcome.dimensions[dimension.index()];
            let text = match MARKED.iter().position(|marked| *marked == dimension) {
                None => results_text(&sheet.items, points),
                Some(place) => marked_text(sheet, place, &emphasis, scheme, points),
            };
            Line { of: Some(dimension), weight: emphasis.dimensions[dimension.index()], points, text }
        })
        .collect();
    let text = total_text(&outcome.dimensions, &emphasis, outcome.total);
    lines.push(Line { of: None, weight: 100, points: outcome.total, text });
    lines
}

/// A number as it is printed: no needless zeros.
#[must_use]
pub fn plain(number: Decimal) -> String {
    number.normalize().to_string()
}

fn percent_of(weight: i64) -> String {
    plain(Decimal::new(weight, 2))
}

fn results_text(items: &[Item], points: Option<Decimal>) -> Text {
    let Some(points) = points else {
        return Text::new(
            "没有可计分的责任书项目，本项不计，权重由其他各项按比例分担。",
            "No item of a letter can be scored; this dimension is left out and the others share its weight.",
        );
    };
    let scored: Vec<(&Item, Decimal)> =
        items.iter().filter_map(|item| Some((item, item.points()?))).collect();
    let sum = scored.iter().map(|(item, points)| format!("{}×{}", plain(*points), percent_of(item.weight)));
    let sum = sum.collect::<Vec<_>>().join("＋");
    let weights: i64 = scored.iter().map(|(item, _)| item.weight).sum();
    let (left_out, adjusted) =
        (items.len() - scored.len(), items.iter().filter(|item| item.adjusted.is_some()).count());
    let mut text = Text::new(
        format!("（{sum}）÷{}＝{}", percent_of(weights), plain(points)),
        format!(
            "({}) ÷ {} = {}",
            sum.replace('＋', " + ").replace('×', " × "),
            percent_of(weights),
            plain(points)
        ),
    );
    if items_mean(items).is_some_and(|mean| mean > Decimal::ONE_HUNDRED) {
        append(&mut text, "，超过100的以100计", ", taken as 100 at most");
    }
    append(&mut text, "。", ".");
    if adjusted > 0 {
        let zh = format!("其中{adjusted}项由负责人调整，理由见各项。");
        append(
            &mut text,
            &zh,
            &format!(" {adjusted} adjusted by the head; the reasons stand beside the items."),
        );
    }
    if left_out > 0 {
        let zh = format!("{left_out}项没有可计分的结果，未计入，其权重由其余项目按比例分担。");
        append(
            &mut text,
            &zh,
            &format!(" {left_out} without a result did not enter; the others share the weight."),
        );
    }
    text
}

fn marked_text(
    sheet: &Sheet,
    place: usize,
    emphasis: &Emphasis,
    scheme: &Scheme,
    points: Option<Decimal>,
) -> Text {
    let (mut zh, mut en, mut weights) = (Vec::new(), Vec::new(), 0);
    let mut left_out = Text::new("", "");
    for (source, weight) in SOURCES.into_iter().zip(emphasis.sources) {
        let name = source.text();
        match sheet.marks.mean(source, place, scheme) {
            Mean::Known { points, answers, cut } => {
                weights += weight;
                let (points, how) = (plain(points), kept_text(answers, cut));
                zh.push(format!("{}{points}{}×{weight}", name.zh, how.zh));
                en.push(format!("{} {points}{} × {weight}", name.en, how.en));
            }
            Mean::TooFew => {
                let least = scheme.minimum_group;
                let said = format!("{}参评不足{least}人，为保护参评人不显示、不采用；", name.zh);
                append(
                    &mut left_out,
                    &said,
                    &format!(" Fewer than {least} {} answered: not shown and not used.", name.en),
                );
            }
            Mean::Nobody if weight > 0 => {
                append(
                    &mut left_out,
                    &format!("{}无人参评；", name.zh),
                    &format!(" No marks from {}.", name.en),
                );
            }
            Mean::Nobody => {}
        }
    }
    if !left_out.zh.is_empty() && weights > 0 {
        append(&mut left_out, "权重由其余主体按比例分担。", " The others share the weight.");
    }
    match points {
        Some(points) => Text::new(
            format!("（{}）÷{weights}＝{}。{}", zh.join("＋"), plain(points), left_out.zh),
            format!("({}) ÷ {weights} = {}.{}", en.join(" + "), plain(points), left_out.en),
        ),
        None => Text::new(
            format!("{}本项不计，权重由其他各项按比例分担。", left_out.zh),
            format!("{} This dimension is left out and the others share its weight.", left_out.en)
                .trim_start()
                .to_owned(),
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

fn total_text(dimensions: &[Option<Decimal>; 5], emphasis: &Emphasis, total: Option<Decimal>) -> Text {
    let Some(total) = total else {
        return Text::new("尚无可计算的内容。", "There is nothing to compute yet.");
    };
    let (mut zh, mut en, mut weights) = (Vec::new(), Vec::new(), 0);
    for dimension in DIMENSIONS {
        let Some(points) = dimensions[dimension.index()] else { continue };
        let (weight, name, points) =
            (emphasis.dimensions[dimension.index()], dimension.text(), plain(points));
        weights += weight;
        zh.push(format!("{}{points}×{weight}", name.zh));
        en.push(format!("{} {points} × {weight}", name.en));
    }
    Text::new(
        format!("（{}）÷{weights}＝{}。此数供审核评鉴参考，不直接对应等次。", zh.join("＋"), plain(total)),
        format!(
            "({}) ÷ {weights} = {}. It informs those who decide and does not itself mean a grade.",
            en.join(" + "),
            plain(total)
        ),
    )
}

fn append(text: &mut Text, zh: &str, en: &str) {
    text.zh.push_str(zh);
    text.en.push_str(en);
}
