//! What an item says, written one a line as people type it in a form or a sheet: `名称｜文号｜条款｜印发日期｜有效期至`. Read and
//! written back the same. Not here: what may stand (`item`).

use jiff::civil::Date;
use law::decision::Text;

use crate::says::{Basis, Copy, Days, Limit, Material, Stage};

/// The sign between the parts of a line, as written; `|` is read as well.
const BAR: char = '｜';

fn parts(line: &str) -> Vec<&str> {
    line.split([BAR, '|']).map(str::trim).collect()
}

/// The lines of a text that say something.
#[must_use]
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn wrong(line: &str, zh: &str, en: &str) -> Text {
    Text::new(format!("“{line}”：{zh}"), format!("“{line}”: {en}"))
}

fn day(line: &str, text: &str) -> Result<Option<Date>, Text> {
    if text.is_empty() {
        return Ok(None);
    }
    match people::formats::PartialDate::parse(text).ok().filter(|date| date.day().is_some()) {
        Some(date) => Ok(date.first_day()),
        None => Err(wrong(line, "日期请写成 2026-04-17 这样。", "write days like 2026-04-17.")),
    }
}

/// A limit: `20个工作日`, `15日`, `当场`; nothing for an empty text.
///
/// # Errors
/// What is wrong with it.
pub fn limit(text: &str) -> Result<Option<Limit>, Text> {
    let plain: String = web::forms::narrow(text).chars().filter(|c| !c.is_whitespace()).collect();
    if plain.is_empty() || plain == "无" || plain == "-" {
        return Ok(None);
    }
    if plain.starts_with("当场") || plain.starts_with("即时") || plain == "0" {
        return Ok(Some(Limit { n: 0, unit: Days::Working }));
    }
    let digits: String = plain.chars().take_while(char::is_ascii_digit).collect();
    let unit = plain.get(digits.len()..).unwrap_or_default().trim_start_matches('个').to_lowercase();
    let unit = match unit.as_str() {
        "工作日" | "workingdays" | "workingday" => Some(Days::Working),
        "日" | "天" | "自然日" | "calendardays" | "days" | "day" => Some(Days::Calendar),
        _ => None,
    };
    match (digits.parse::<u32>().ok().filter(|n| *n <= 1_000), unit) {
        (Some(n), Some(unit)) => Ok(Some(Limit { n, unit })),
        _ => Err(wrong(
            text.trim(),
            "时限请写成“20个工作日”“15日”或“当场”。",
            "write “20 working days”, “15 days” or leave it empty.",
        )),
    }
}

/// A limit in the words it is read from.
#[must_use]
pub fn limit_words(limit: Option<Limit>) -> String {
    match limit {
        None => String::new(),
        Some(Limit { n: 0, .. }) => "当场".to_owned(),
        Some(Limit { n, unit }) => format!("{n}{}", unit.words().zh),
    }
}

/// A basis: title, number, article, issued on, valid until. The register is asked elsewhere.
///
/// # Errors
/// What is wrong with the line.
pub fn basis(line: &str, founds: bool) -> Result<Basis, Text> {
    let parts = parts(line);
    let at = |place: usize| parts.get(place).copied().unwrap_or_default();
    if at(0).chars().count() < 2 || parts.len() > 5 {
        return Err(wrong(
            line,
            "依据请写成“名称｜文号｜条款｜印发日期｜有效期至”，后面的可以不写。",
            "write title｜number｜article｜issued on｜valid until; all but the title may be left out.",
        ));
    }
    Ok(Basis {
        title: at(0).to_owned(),
        number: at(1).to_owned(),
        article: at(2).to_owned(),
        issued_on: day(line, at(3))?,
        valid_until: day(line, at(4))?,
        document: None,
        founds,
    })
}

fn joined(parts: &[&str]) -> String {
    let mut text = parts.join("｜");
    while text.ends_with(BAR) {
        text.pop();
    }
    text
}

/// The line a basis is read from.
#[must_use]
pub fn basis_line(basis: &Basis) -> String {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    joined(&[&basis.title, &basis.number, &basis.article, &day(basis.issued_on), &day(basis.valid_until)])
}

/// A material: name, in what form, who holds it already.
///
/// # Errors
/// What is wrong with the line.
pub fn material(line: &str) -> Result<Material, Text> {
    let parts = parts(line);
    let at = |place: usize| parts.get(place).copied().unwrap_or_default();
    let form = match at(1) {
        "" => Some(Copy::Original),
        "核验" | "出示" => Some(Copy::Shown),
        "电子" | "电子版" => Some(Copy::Electronic),
        text => Copy::ALL.iter().copied().find(|one| {
            let words = one.words();
            words.zh == text || words.en == text || one.code() == text
        }),
    };
    let Some(copy) = form.filter(|_| !at(0).is_empty() && parts.len() <= 3) else {
        return Err(wrong(
            line,
            "材料请写成“名称｜原件、复印件、原件核验后退还或电子文件｜已由哪个单位掌握”，后两项可以不写。",
            "write name｜original, copy, shown and handed back or electronic file｜the office that holds it already.",
        ));
    };
    Ok(Material { name: at(0).to_owned(), copy, held_by: at(2).to_owned() })
}

/// The line a material is read from.
#[must_use]
pub fn material_line(material: &Material) -> String {
    let copy = if material.copy == Copy::Original && material.held_by.is_empty() {
        ""
    } else {
        material.copy.words().zh
    };
    joined(&[&material.name, copy, &material.held_by])
}

/// A step: name, who, within how long.
///
/// # Errors
/// What is wrong with the line.
pub fn stage(line: &str) -> Result<Stage, Text> {
    let parts = parts(line);
    let at = |place: usize| parts.get(place).copied().unwrap_or_default();
    if at(0).is_empty() || parts.len() > 3 {
        return Err(wrong(
            line,
            "环节请写成“名称｜办理人｜时限”，后两项可以不写。",
            "write name｜who｜within how long.",
        ));
    }
    Ok(Stage { name: at(0).to_owned(), who: at(1).to_owned(), limit: limit(at(2))? })
}

/// The line a step is read from.
#[must_use]
pub fn stage_line(stage: &Stage) -> String {
    joined(&[&stage.name, &stage.who, &limit_words(stage.limit)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_back_as_it_is_written() {
        for line in [
            "中华人民共和国某法｜主席令第7号｜第十二条",
            "某办法｜某政发〔2024〕3号｜第五条｜2024-07-01｜2026-06-30",
        ] {
            assert_eq!(basis(line, true).map(|one| basis_line(&one)).as_deref(), Ok(line));
        }
        for line in ["身份证｜原件核验后退还｜县公安局", "申请表", "户口簿｜复印件"]
        {
            assert_eq!(material(line).map(|one| material_line(&one)).as_deref(), Ok(line));
        }
        for line in ["受理｜窗口｜当场", "审查｜业务股室｜5个工作日", "公示｜经办人｜7日"]
        {
            assert_eq!(stage(line).map(|one| stage_line(&one)).as_deref(), Ok(line));
        }
    }

    #[test]
    fn a_limit_that_cannot_be_read_says_how_to_write_it() {
        assert!(limit("三周左右").is_err_and(|why| why.zh.contains("20个工作日")));
        assert_eq!(limit("１５ 个工作日"), Ok(Some(Limit { n: 15, unit: Days::Working })));
        assert_eq!(limit(""), Ok(None));
    }
}
