//! The assessment handbook 考核手册 of a year, made from its scheme and the rulebook: what is assessed, how scores come
//! about, with which weights, by which clauses, and what a person may do. Pure. Not here: drawing it (pages).

use duty::measure::Category;
use duty::scheme::Scheme;
use jiff::civil::Date;
use law::{Rulebook, Text};
use rust_decimal::Decimal;

use crate::procedure::ANNUAL;
use crate::terms::{DIMENSIONS, OPINION_DAYS, SCALE, SOURCES, Terms, answers, fed_by, question};
use crate::working::{percent, plain};

/// A part of the handbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub heading: Text,
    /// Its paragraphs.
    pub paragraphs: Vec<Text>,
    /// A table: heads and rows; empty if there is none.
    pub table: (Vec<Text>, Vec<Vec<Text>>),
}

fn section(zh: &str, en: &str, paragraphs: Vec<Text>) -> Section {
    Section { heading: Text::new(zh, en), paragraphs, table: (Vec::new(), Vec::new()) }
}

fn same(text: impl Into<String>) -> Text {
    let text = text.into();
    Text::new(text.clone(), text)
}

/// The handbook of a year.
#[must_use]
pub fn handbook(scheme: &Scheme, book: &Rulebook, on: Date) -> Vec<Section> {
    vec![
        contents(scheme),
        weights(scheme),
        sources(scheme),
        formulas(scheme),
        steps(),
        clauses(book, on, ("等次", "Grades"), &["AS-04", "AS-05", "AS-06", "AS-07", "AS-08"]),
        clauses(
            book,
            on,
            ("不定等次和受限情形", "Years without a grade, and limits"),
            &["AS-18", "AS-20", "AS-21", "AS-22", "AS-23", "AS-24", "AS-25", "AS-26", "AS-28", "AS-29"],
        ),
        clauses(
            book,
            on,
            ("结果运用", "What follows"),
            &["AS-09", "AS-10", "AS-11", "AS-12", "AS-13", "AS-14", "AS-15", "AS-16", "AS-17"],
        ),
        clauses(book, on, ("本人的权利", "What a person may do"), &["AS-30", "AS-31"]),
        clauses(book, on, ("村（社区）干部", "Village and community cadres"), &["VIL-01", "VIL-02"]),
    ]
}

fn contents(scheme: &Scheme) -> Section {
    let rows = DIMENSIONS.map(|dimension| {
        let name = dimension.words().text();
        vec![name, question(dimension), fed_by(dimension)]
    });
    let routine = percent(scheme.routine_weight.unsigned_abs());
    Section {
        table: (
            vec![
                Text::new("项目", "Dimension"),
                Text::new("考核内容", "What is looked at"),
                Text::new("数据来源", "What feeds it"),
            ],
            rows.to_vec(),
        ),
        ..section(
            "考核内容",
            "What is assessed",
            vec![Text::new(
                format!(
                    "全面考核德、能、勤、绩、廉，重点考核政治素质和工作实绩（公务员法第三十五条）。平时考核评定等次的，在“绩”中占{routine}%。不以留痕、打卡、学习时长、软件使用次数作为考核依据。"
                ),
                format!(
                    "Conduct, ability, diligence, results and integrity, with stress on political conduct and results (Civil Servant Law, art. 35). Where quarters are graded they weigh {routine}% within results. Traces, check-ins, learning time and use of software are never scored."
                ),
            )],
        )
    }
}

fn weights(scheme: &Scheme) -> Section {
    let mut head = vec![Text::new("岗位类别", "Category of post")];
    head.extend(DIMENSIONS.map(|dimension| dimension.words().text()));
    let rows = Category::ALL.iter().map(|category| {
        let terms = Terms::of(scheme, *category);
        let mut row = vec![category.words().text()];
        row.extend(terms.dimensions.map(|weight| same(percent(weight))));
        row
    });
    let paragraphs = vec![Text::new(
        "不同类别岗位各有侧重，各项权重合计 100。缺少数据的项目不计，权重由其余项目按比例分担。",
        "Each category has its own emphasis; weights sum to 100. What has no data does not enter, and the others share its weight.",
    )];
    Section { table: (head, rows.collect()), ..section("权重", "Weights", paragraphs) }
}

fn sources(scheme: &Scheme) -> Section {
    let mut head = vec![Text::new("岗位类别", "Category of post")];
    head.extend(SOURCES.map(|source| source.words().text()));
    let rows = Category::ALL.iter().map(|category| {
        let terms = Terms::of(scheme, *category);
        let mut row = vec![category.words().text()];
        row.extend(terms.sources.map(|weight| same(percent(weight))));
        row
    });
    let (least, trim) = (scheme.min_group, plain(scheme.trim * Decimal::ONE_HUNDRED));
    let paragraphs = vec![
        Text::new(
            "上级评价署名。同级、下级和服务对象凭一次性测评码匿名评价，不需要账号；同组的测评码完全一样，由本人随机抽取。",
            "The superior marks by name. Peers, subordinates and those served answer anonymously with one-time codes and no account; the codes of a group are alike and drawn at random.",
        ),
        Text::new(
            format!(
                "不足 {least} 人的匿名组不显示、不采用；计分时两端各去掉 {trim}% 后取平均。测评结束前不出任何结果，结束时销毁测评码。"
            ),
            format!(
                "An anonymous group of fewer than {least} is neither shown nor used; {trim}% is left out at each end before the mean. Nothing comes out before the review closes, and the codes are then destroyed."
            ),
        ),
    ];
    Section { table: (head, rows.collect()), ..section("评价主体", "Who marks", paragraphs) }
}

fn formulas(scheme: &Scheme) -> Section {
    let scale: Vec<(String, String)> = answers()
        .into_iter()
        .zip(SCALE)
        .map(|(answer, points)| (format!("{}{points}分", answer.zh), format!("{} {points}", answer.en)))
        .collect();
    let zh: Vec<&str> = scale.iter().map(|(zh, _)| zh.as_str()).collect();
    let en: Vec<&str> = scale.iter().map(|(_, en)| en.as_str()).collect();
    let routine = scheme.routine_weight.unsigned_abs();
    let letter = duty::scheme::WHOLE.unsigned_abs().saturating_sub(routine);
    let (letter, routine) = (percent(letter), percent(routine));
    section(
        "计分公式",
        "Formulas",
        vec![
            Text::new(
                format!(
                    "责任书得分＝Σ（项目得分×项目权重）÷Σ项目权重，最高 100。绩＝（责任书得分×{letter}＋平时考核×{routine}）÷100；没有平时考核等次的，绩＝责任书得分。"
                ),
                format!(
                    "Letter = Σ(points × weight) ÷ Σ weight, at most 100. Results = (letter × {letter} + quarters × {routine}) ÷ 100; without quarterly grades, results = letter."
                ),
            ),
            Text::new(
                "德、能、勤、廉＝Σ（主体平均分×主体权重）÷Σ主体权重。总分＝Σ（各项得分×各项权重）÷Σ各项权重。均保留两位小数，四舍五入。",
                "Conduct, ability, diligence, integrity = Σ(mean of a source × its weight) ÷ Σ weight. Total = Σ(dimension × its weight) ÷ Σ weight. Two decimals, halves up.",
            ),
            Text::new(
                format!("测评四档：{}。", zh.join("、")),
                format!("The four answers: {}.", en.join(", ")),
            ),
            Text::new(
                "总分供审核评鉴参考，不排名，不直接对应等次；等次由考核委员会集体研究、署名确定，并说明理由。",
                "The total informs those who decide; nobody is ranked by it, and it is not a grade. Grades are decided by the committee, by name and with reasons.",
            ),
        ],
    )
}

fn steps() -> Section {
    let rows = ANNUAL.steps.iter().map(|step| vec![step.title.text(), limit_words(step.limit)]);
    let paragraphs = vec![
        ANNUAL.about.text(),
        Text::new(
            format!(
                "书面通知送达后，本人可在 {OPINION_DAYS} 个工作日内签署意见。提出等次建议的人不参加同一人的等次确定；涉及本人的，一律回避。"
            ),
            format!(
                "After the written notice the person has {OPINION_DAYS} working days to state an opinion. Whoever proposes a grade does not decide it, and nobody acts about themselves."
            ),
        ),
    ];
    Section {
        table: (vec![Text::new("步骤", "Step"), Text::new("时限", "Within")], rows.collect()),
        ..section("程序", "Procedure", paragraphs)
    }
}

fn limit_words(limit: kernel::procedure::Limit) -> Text {
    use kernel::procedure::Limit;
    match limit {
        Limit::Open => Text::new("—", "—"),
        Limit::Clause(clause) => Text::new(format!("按 {clause}"), format!("by {clause}")),
        Limit::WorkingDays(days) => Text::new(format!("{days} 个工作日"), format!("{days} working days")),
        Limit::CycleDate => Text::new("年度方案规定的日期", "the date the year names"),
    }
}

/// Clauses in force as the rulebook words them, with parameters filled in and how each was checked.
fn clauses(book: &Rulebook, on: Date, (zh, en): (&str, &str), ids: &[&str]) -> Section {
    let rows = ids.iter().filter_map(|id| {
        let cited = book.cite(id, on)?;
        let clause = book.clause(id, on)?;
        let mut text = clause.text.clone();
        for parameter in &clause.parameters {
            let Some(value) = parameter.value(on) else { continue };
            let words = parameter.kind.words(value);
            let mark = format!("{{{}}}", parameter.name);
            text.zh = text.zh.replace(&mark, &words.zh);
            text.en = text.en.replace(&mark, &words.en);
        }
        let article = if cited.article.is_empty() || cited.article == "?" {
            String::new()
        } else {
            format!(" {}", cited.article)
        };
        let place = Text::new(
            format!("{}{article}", cited.regulation.zh),
            format!("{}{article}", cited.regulation.en),
        );
        let checked = match cited.verified {
            law::Verified::Read => Text::new("已核对条文", "checked against the text"),
            law::Verified::Secondary => Text::new("据二手资料", "secondary source"),
            law::Verified::Recalled => Text::new("待本县核实", "to be confirmed by the county"),
        };
        Some(vec![text, place, checked])
    });
    Section {
        table: (
            vec![Text::new("规定", "Rule"), Text::new("依据", "Basis"), Text::new("核对情况", "Checked")],
            rows.collect(),
        ),
        ..section(zh, en, Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handbook_names_every_weight_of_the_scheme_and_leaves_no_mark_unfilled() {
        let book = Rulebook::built_in().expect("the rulebook is sound");
        let on = Date::new(2026, 3, 2).expect("a day");
        let sections = handbook(&Scheme::default(), &book, on);
        assert_eq!(sections.len(), 10);
        for section in &sections {
            assert!(!section.table.1.is_empty() || !section.paragraphs.is_empty(), "{}", section.heading.en);
            for row in &section.table.1 {
                assert_eq!(row.len(), section.table.0.len());
                assert!(row.iter().all(|text| !text.zh.contains('{') && !text.en.contains('{')), "{row:?}");
            }
        }
        assert_eq!(sections[1].table.1.len(), Category::ALL.len());
    }

    #[test]
    fn another_minimum_and_trim_stand_in_the_handbook() {
        let book = Rulebook::built_in().expect("the rulebook is sound");
        let scheme = Scheme { min_group: 7, trim: Decimal::new(2, 1), ..Scheme::default() };
        let sections = handbook(&scheme, &book, Date::new(2026, 3, 2).expect("a day"));
        assert!(
            sections[2].paragraphs[1].zh.contains("不足 7 人")
                && sections[2].paragraphs[1].zh.contains("20%")
        );
    }
}
