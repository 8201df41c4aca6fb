//! Years and results out of the free text of the form's appraisal field. Not here: grades given in this program.

use serde::Serialize;

use super::codes::{self, Coded};

/// The result of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearResult {
    /// The year.
    pub year: i16,
    /// The result.
    pub grade: Coded,
}

/// Results by the words for them, longer words first because they contain the shorter.
const WORDS: [(&str, &str); 10] = [
    ("不定等次", "5"),
    ("未定等次", "5"),
    ("不确定等次", "5"),
    ("不进行考核", "6"),
    ("基本称职", "3"),
    ("不称职", "4"),
    ("基本合格", "3"),
    ("不合格", "4"),
    ("优秀", "1"),
    ("称职", "2"),
];

/// Reads `2022年年度考核优秀，2023年、2024年年度考核称职。`: every year named up to a result has that result.
/// A year that is named twice keeps its first result.
pub fn read(written: &str) -> Vec<YearResult> {
    let mut results: Vec<YearResult> = Vec::new();
    let mut waiting: Vec<i16> = Vec::new();
    let mut span = false;
    let mut rest = written;
    while let Some(first) = rest.chars().next() {
        if let Some(year) = year_at(rest) {
            extend(&mut waiting, year, span);
            span = false;
            rest = rest.get(4..).unwrap_or_default();
            continue;
        }
        if let Some((word, grade)) = grade_at(rest) {
            for year in waiting.drain(..) {
                if !results.iter().any(|result| result.year == year) {
                    results.push(YearResult { year, grade });
                }
            }
            rest = rest.get(word.len()..).unwrap_or_default();
            continue;
        }
        span = match first {
            '至' | '到' | '-' | '—' | '–' | '～' | '~' | '－' => true,
            '年' | '度' | ' ' => span,
            _ => false,
        };
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    results
}

fn extend(waiting: &mut Vec<i16>, year: i16, span: bool) {
    let from = waiting.last().copied().filter(|&from| span && from < year && year - from <= 10);
    match from {
        Some(from) => waiting.extend(from + 1..=year),
        None => waiting.push(year),
    }
}

fn year_at(text: &str) -> Option<i16> {
    let digits = text.get(..4)?;
    let next_is_digit = text.as_bytes().get(4).is_some_and(u8::is_ascii_digit);
    let year = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()?;
    (!next_is_digit && (1950..=2100).contains(&year)).then_some(year)
}

fn grade_at(text: &str) -> Option<(&'static str, Coded)> {
    let (word, code) = WORDS.iter().find(|(word, _)| text.starts_with(word))?;
    Some((word, codes::GRADE.by_code(code)?))
}
