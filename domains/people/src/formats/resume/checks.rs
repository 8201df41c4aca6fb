//! What a résumé's lines say about each other: order, gaps, open lines; and the sentences for mistyped dates. Gaps
//! are notes only: whether one needs explaining is for people.

use law::decision::Text;

use super::lines::ELEMENT;
use super::{Resume, ResumeRow, Slip, Span};
use crate::formats::finding::{Finding, Place, quoted};

/// Checks the rows; `numbers` are their line numbers.
pub fn check(resume: &Resume, numbers: &[u32], findings: &mut Vec<Finding>) {
    if resume.rows.is_empty() && !resume.preface.is_empty() {
        findings.push(Finding::warning(
            Place::element(ELEMENT),
            "resume",
            Text::new(
                "“简历”没有起止年月，无法分行。",
                "The résumé has no dates and cannot be read as rows.",
            ),
            Text::new(
                "请按“2003.09--2007.07  某单位某职务”逐行填写。",
                "Write lines such as 2003.09--2007.07 and what was done.",
            ),
        ));
    }
    let mut rows = resume.rows.iter().zip(numbers).peekable();
    while let Some((row, &number)) = rows.next() {
        let next = rows.peek().map(|(next, number)| (*next, **number));
        findings.extend(backwards(row, number));
        let Some((next, next_number)) = next else { break };
        findings.extend(between(row, number, next, next_number));
    }
}

fn backwards(row: &ResumeRow, number: u32) -> Option<Finding> {
    let (from, to) = (row.from?, row.to?);
    (to.months() < from.months() && row.as_written.is_none()).then(|| {
        Finding::warning(
            Place::line(ELEMENT, number),
            "resume",
            Text::new(
                format!("“简历”第 {number} 行止于 {}，早于起始 {}。", to.dotted(), from.dotted()),
                format!("Résumé line {number} ends {} before it begins {}.", to.dotted(), from.dotted()),
            ),
            Text::new("请核对起止年月。", "Check both dates."),
        )
    })
}

fn between(row: &ResumeRow, number: u32, next: &ResumeRow, next_number: u32) -> Option<Finding> {
    if row.open && row.as_written.is_none() {
        return Some(Finding::warning(
            Place::line(ELEMENT, number),
            "resume",
            Text::new(
                format!("“简历”第 {number} 行没有终止年月，后面却还有第 {next_number} 行。"),
                format!("Résumé line {number} has no end, yet line {next_number} follows."),
            ),
            Text::new("请补上这一行的终止年月。", "Add the month it ended."),
        ));
    }
    let (from, next_from) = (row.from?, next.from?);
    if next_from.months() < from.months() {
        return Some(Finding::warning(
            Place::line(ELEMENT, next_number),
            "resume",
            Text::new(
                format!(
                    "“简历”第 {next_number} 行起于 {}，早于上一行的 {}。",
                    next_from.dotted(),
                    from.dotted()
                ),
                format!(
                    "Résumé line {next_number} begins {} before the line above ({}).",
                    next_from.dotted(),
                    from.dotted()
                ),
            ),
            Text::new("请按时间先后排列。", "Put the lines in order of time."),
        ));
    }
    let to = row.to?;
    (next_from.months() > to.months() + 1).then(|| {
        Finding::note(
            Place::line(ELEMENT, next_number),
            "resume",
            Text::new(
                format!(
                    "“简历”第 {next_number} 行与上一行之间空了 {} 至 {}。",
                    to.dotted(),
                    next_from.dotted()
                ),
                format!(
                    "Between {} and {} the résumé says nothing (before line {next_number}).",
                    to.dotted(),
                    next_from.dotted()
                ),
            ),
            Text::new(
                "简历应前后衔接；请补上这段经历，待业也要写明。",
                "A résumé runs without gaps; fill it, also with time out of work.",
            ),
        )
    })
}

/// The sentence for dates that look mistyped.
pub fn slip(number: u32, written: &str, span: &Span, slip: Slip) -> Finding {
    let shown = quoted(written.trim());
    let guess = match (span.from, span.to) {
        (Some(from), Some(to)) => format!("{}--{}", from.dotted(), to.dotted()),
        (Some(from), None) => format!("{}--", from.dotted()),
        _ => String::new(),
    };
    let (zh, en) = match slip {
        Slip::Typing => (format!("像是 {guess} 之误"), format!("probably meant {guess}")),
        Slip::Month => ("月份应为 01–12".to_owned(), "the month must be 01–12".to_owned()),
        Slip::YearOnly => ("只有年份，没有月份".to_owned(), "the month is missing".to_owned()),
        Slip::NoDash => ("缺少起止之间的“--”".to_owned(), "the two dashes are missing".to_owned()),
        Slip::End => ("终止年月认不出".to_owned(), "the end cannot be read".to_owned()),
    };
    Finding::warning(
        Place::line(ELEMENT, number),
        "resume",
        Text::new(
            format!("“简历”第 {number} 行的起止年月写的是“{shown}”，{zh}。"),
            format!("Résumé line {number} is dated “{shown}”: {en}."),
        ),
        Text::new(
            "请改为“2011.09--2015.07”的写法；导出时原样保留。",
            "Write it like 2011.09--2015.07; until then it is exported as it stands.",
        ),
    )
}
