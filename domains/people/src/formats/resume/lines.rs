//! Cutting a résumé text into its lines: files with doubled line ends, with wrapped lines, with no line ends at all.

use law::decision::Text;

use super::head::{Head, read_at};
use super::{Meanwhile, Span};
use crate::formats::finding::{Finding, Place};
use crate::formats::text::fold_char;

/// Element the findings are about.
pub const ELEMENT: &str = "JianLi";
/// A hard-wrapped line is indented 18 columns; fewer than this is careless typing.
const WRAP_INDENT: usize = 12;
/// So many blanks inside a line stand for a line break.
const INNER_BREAK: usize = 16;

/// A line of the résumé proper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Number in the text as read, from 1.
    pub number: u32,
    /// The line.
    pub text: String,
    /// Whether it only continues the line before because that was too wide.
    pub soft: bool,
}

/// The text cut up.
#[derive(Debug, Default)]
pub struct Split {
    /// Lines of the résumé proper.
    pub lines: Vec<Line>,
    /// What follows the first empty line.
    pub remarks: String,
    /// What was found on the way.
    pub findings: Vec<Finding>,
}

/// Cuts a tidied text.
pub fn split(text: &str) -> Split {
    let mut out = Split::default();
    if text.is_empty() {
        return out;
    }
    let mut numbered: Vec<(u32, &str)> = (1..).zip(text.split('\n')).collect();
    if doubled(&numbered) {
        numbered.retain(|(_, line)| !line.trim().is_empty());
    }
    let end = numbered.iter().position(|(_, line)| line.trim().is_empty()).unwrap_or(numbered.len());
    let (body, after) = numbered.split_at_checked(end).unwrap_or((&numbered, &[]));
    out.remarks = after.iter().map(|(_, line)| *line).collect::<Vec<_>>().join("\n").trim().to_owned();
    if let Some((number, _)) = after.iter().find(|(_, line)| dated(line)) {
        out.findings.push(dated_remark(*number));
    }
    if let [(number, only)] = body {
        let pieces = cut_at_dates(only);
        if pieces.len() > 1 {
            out.findings.push(no_breaks(pieces.len()));
        }
        for piece in pieces {
            push(&mut out.lines, *number, &piece);
        }
    } else {
        for (number, line) in body {
            push(&mut out.lines, *number, line);
        }
    }
    out
}

/// Some writers end each line twice: then every second line is empty, and none of them parts off a remark.
fn doubled(numbered: &[(u32, &str)]) -> bool {
    let odd_filled = numbered.iter().step_by(2).all(|(_, line)| !line.trim().is_empty());
    let even_empty = numbered.iter().skip(1).step_by(2).all(|(_, line)| line.trim().is_empty());
    let dates = numbered.iter().filter(|(_, line)| dated(line)).count();
    numbered.len() >= 5 && odd_filled && even_empty && dates >= 2
}

fn dated(line: &str) -> bool {
    let folded: Vec<char> = line.trim().chars().take(64).map(fold_char).collect();
    matches!(read_at(&folded), Head::Clear(_))
}

/// Pushes a line, broken where a wide gap stands for a line break.
fn push(lines: &mut Vec<Line>, number: u32, line: &str) {
    let indent = line
        .chars()
        .take_while(|c| c.is_whitespace())
        .map(|c| if c == '\u{3000}' { 2 } else { 1 })
        .sum::<usize>();
    let mut soft = indent >= WRAP_INDENT && !lines.is_empty();
    let mut rest = line.trim();
    while let Some((before, after)) = inner_break(rest) {
        lines.push(Line { number, text: before.to_owned(), soft });
        soft = true;
        rest = after;
    }
    if !rest.is_empty() {
        lines.push(Line { number, text: rest.to_owned(), soft });
    }
}

/// The line before and after a gap of 18 columns, unless the gap only fills in for a missing end date.
fn inner_break(line: &str) -> Option<(&str, &str)> {
    let mut start = None;
    let mut length = 0;
    for (at, c) in line.char_indices() {
        if c == ' ' || c == '\u{3000}' {
            start.get_or_insert(at);
            length += if c == ' ' { 1 } else { 2 };
            continue;
        }
        if let Some(begin) = start
            && length >= INNER_BREAK
        {
            let (before, _) = line.split_at_checked(begin)?;
            let (_, after) = line.split_at_checked(at)?;
            let text_before = before.chars().any(|c| !c.is_ascii_digit() && !". -".contains(fold_char(c)));
            if text_before {
                return Some((before.trim_end(), after));
            }
        }
        start = None;
        length = 0;
    }
    None
}

/// Cuts a text that has lost its line ends before every pair of dates that is not inside brackets or a 其间 note.
fn cut_at_dates(line: &str) -> Vec<String> {
    let original: Vec<char> = line.chars().collect();
    let folded: Vec<char> = original.iter().copied().map(fold_char).collect();
    let balanced = folded.iter().map(|&c| bracket(c)).sum::<i32>() == 0;
    let mut pieces = Vec::new();
    let mut begin = 0;
    let mut depth = 0;
    let mut at = 0;
    while at < folded.len() {
        depth += folded.get(at).map_or(0, |&c| bracket(c));
        let starts = at > begin && (depth <= 0 || !balanced) && may_begin(&folded, at);
        if starts && let Some(length) = pair_length(folded.get(at..).unwrap_or_default()) {
            pieces.push(collect(&original, begin, at));
            begin = at;
            at += length;
        } else if at == begin {
            at += pair_length(folded.get(at..).unwrap_or_default()).unwrap_or(1).max(1);
        } else {
            at += 1;
        }
    }
    pieces.push(collect(&original, begin, original.len()));
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn collect(chars: &[char], from: usize, to: usize) -> String {
    chars.get(from..to).unwrap_or_default().iter().collect::<String>().trim().to_owned()
}

fn bracket(c: char) -> i32 {
    match c {
        '（' | '(' => 1,
        '）' | ')' => -1,
        _ => 0,
    }
}

/// Length of a pair of dates with month and dash, as they begin a line.
fn pair_length(chars: &[char]) -> Option<usize> {
    let window = chars.get(..chars.len().min(48)).unwrap_or_default();
    match read_at(window) {
        Head::Clear(span) if window.get(4) == Some(&'.') => Some(span.length),
        _ => None,
    }
}

/// Whether dates at this place may begin a line, by what stands before them.
fn may_begin(chars: &[char], at: usize) -> bool {
    if !chars.get(at).is_some_and(char::is_ascii_digit) {
        return false;
    }
    let before: String = chars.get(at.saturating_sub(4)..at).unwrap_or_default().iter().collect();
    let trimmed = before.trim_end();
    let last = trimmed.chars().last();
    let runs_on = before.chars().last().is_some_and(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '/'));
    let note = ["其间", "期间", "其中"]
        .iter()
        .any(|word| trimmed.trim_end_matches([':', '：', ',', '，']).ends_with(word));
    !runs_on
        && !note
        && !matches!(last, Some('，' | ',' | '至' | '到' | '于' | '自' | '从' | '（' | '(' | '-'))
}

/// The 其间 notes of a row's text: `其间：YYYY.MM--YYYY.MM text`, several joined by a semicolon.
pub fn meanwhile(text: &str) -> Vec<Meanwhile> {
    let mut notes = Vec::new();
    for word in ["其间", "期间"] {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once(word) {
            let end = after.find(['）', ')']).unwrap_or(after.len());
            let (inside, beyond) = after.split_at_checked(end).unwrap_or((after, ""));
            rest = beyond;
            for piece in inside.trim_start_matches(['：', ':', '，', ',', ' ', '\u{3000}']).split(['；', ';'])
            {
                notes.extend(note(piece.trim()));
            }
        }
    }
    notes
}

fn note(piece: &str) -> Option<Meanwhile> {
    let folded: Vec<char> = piece.chars().take(64).map(fold_char).collect();
    let span: Span = match read_at(&folded) {
        Head::Clear(span) | Head::Doubtful(span, _) => span,
        Head::None => return None,
    };
    let text: String = piece.chars().skip(span.length).collect();
    Some(Meanwhile {
        from: span.from,
        to: span.to,
        text: text.trim().trim_matches(['。', '，', ',']).to_owned(),
    })
}

fn no_breaks(rows: usize) -> Finding {
    Finding::note(
        Place::element(ELEMENT),
        "resume",
        Text::new(
            format!("“简历”没有换行，已按起止年月分成 {rows} 行。"),
            format!("The résumé has no line ends; it was cut at its dates into {rows} lines."),
        ),
        Text::new("请核对分行是否正确。", "Check that the lines are cut rightly."),
    )
}

fn dated_remark(number: u32) -> Finding {
    Finding::warning(
        Place::line(ELEMENT, number),
        "resume",
        Text::new(
            format!("“简历”第 {number} 行在空行之后，按备注处理，没有作为简历。"),
            format!("Résumé line {number} follows an empty line and was taken for a remark."),
        ),
        Text::new(
            "如果是简历，请删去它前面的空行。",
            "If it belongs to the résumé, remove the empty line before it.",
        ),
    )
}
