//! The dates at the head of a résumé line: every dash and spelling that occurs, and the usual slips. Not here: what
//! lines make a résumé (the parent module).

use crate::formats::dates::{DateFault, PartialDate};
use crate::formats::text::fold_char;

/// How a line begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// No dates.
    None,
    /// Dates that can be written anew in the proper form.
    Clear(Span),
    /// Dates with a slip: what they probably mean, or as much as could be read.
    Doubtful(Span, Slip),
}

/// The dates of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// Beginning.
    pub from: Option<PartialDate>,
    /// End; none when open.
    pub to: Option<PartialDate>,
    /// Whether it is still running.
    pub open: bool,
    /// Number of characters the dates take in the line.
    pub length: usize,
}

/// What is odd about the dates of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// Stops or dashes doubled or misplaced: `1998..09`, `2011.09-2-015.07`.
    Typing,
    /// A month that does not exist.
    Month,
    /// A year without a month.
    YearOnly,
    /// No dash between or after the dates.
    NoDash,
    /// An end that could not be read.
    End,
}

struct Cursor<'a> {
    chars: &'a [char],
    at: usize,
    slip: Option<Slip>,
}

/// Reads the dates a line begins with. `line` has no leading blanks.
pub fn read_head(line: &str) -> Head {
    let chars: Vec<char> = line.chars().take(64).map(fold_char).collect();
    read_at(&chars)
}

/// Reads the dates the folded characters begin with.
pub fn read_at(chars: &[char]) -> Head {
    let mut cursor = Cursor { chars, at: 0, slip: None };
    let Some(from) = cursor.date() else { return Head::None };
    let spoken = chars.get(..cursor.at).unwrap_or_default().contains(&'年');
    cursor.skip_blanks();
    let dashed = cursor.dash();
    if !dashed {
        return bare(&cursor, from, spoken, chars);
    }
    let after_dash = cursor.at;
    cursor.skip_blanks();
    if from.is_err() {
        cursor.slip = Some(Slip::Month);
    }
    let mut span = Span { from: from.ok(), ..Span::default() };
    if cursor.word(&["至今", "现在", "今", "至 今"]) {
        span.open = true;
    } else if cursor.looks_like_date() {
        cursor.end_date(&mut span);
    } else {
        span.open = true;
        cursor.at = after_dash;
    }
    span.length = cursor.at;
    if cursor.slip.is_none() && (span.from.is_some_and(year_only) || span.to.is_some_and(year_only)) {
        cursor.slip = Some(Slip::YearOnly);
    }
    match cursor.slip {
        None => Head::Clear(span),
        Some(slip) => Head::Doubtful(span, slip),
    }
}

fn year_only(date: PartialDate) -> bool {
    date.month().is_none()
}

/// A date that no dash follows: `2003.09 参加工作` heads a line, `2008年获奖` is prose.
fn bare(cursor: &Cursor<'_>, from: Result<PartialDate, DateFault>, spoken: bool, chars: &[char]) -> Head {
    let Ok(from) = from else { return Head::None };
    let blank_follows = cursor.at > 0 && chars.get(cursor.at - 1) == Some(&' ');
    if spoken || year_only(from) || !blank_follows {
        return Head::None;
    }
    let length =
        chars.get(..cursor.at).unwrap_or_default().iter().rposition(|&c| c != ' ').map_or(0, |at| at + 1);
    Head::Doubtful(Span { from: Some(from), to: None, open: false, length }, Slip::NoDash)
}

impl Cursor<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn skip_blanks(&mut self) {
        while self.peek(0) == Some(' ') {
            self.at += 1;
        }
    }

    fn digits(&self, from: usize) -> usize {
        self.chars.iter().skip(self.at + from).take_while(|c| c.is_ascii_digit()).count()
    }

    fn number(&mut self, length: usize) -> Option<i16> {
        let text: String = self.chars.get(self.at..self.at + length)?.iter().collect();
        self.at += length;
        text.parse().ok()
    }

    /// A date at the cursor: none if there is no year; the fault if its month or day does not exist.
    fn date(&mut self) -> Option<Result<PartialDate, DateFault>> {
        let run = self.digits(0);
        let century = (self.peek(0), self.peek(1));
        if !matches!(century, (Some('1'), Some('9')) | (Some('2'), Some('0'))) || !matches!(run, 4 | 6 | 8) {
            return None;
        }
        let year = self.number(4)?;
        let month = self.month(run)?;
        let day = if month.is_some() { self.day(run) } else { None };
        Some(PartialDate::new(year, month, day))
    }

    /// The month after the year; an inner none when there is none, an outer none when digits make no sense.
    fn month(&mut self, run: usize) -> Option<Option<i8>> {
        if run > 4 {
            return Some(self.number(2).and_then(|month| i8::try_from(month).ok()));
        }
        let separator = self.peek(0);
        let mut width = 1;
        match separator {
            Some('.') => {
                while matches!(self.peek(width), Some('.' | ' ')) {
                    if self.peek(width) == Some('.') {
                        self.slip = Some(Slip::Typing);
                    }
                    width += 1;
                }
            }
            Some('/' | '年') => {}
            Some('-') if matches!(self.digits(1), 1 | 2) && self.dash_after_month() => {}
            _ => return Some(None),
        }
        let digits = self.digits(width);
        if !matches!(digits, 1 | 2) {
            if separator == Some('年') {
                self.at += 1;
            }
            return Some(None);
        }
        self.at += width;
        let month = self.number(digits)?;
        if self.peek(0) == Some('月') {
            self.at += 1;
        }
        Some(Some(i8::try_from(month).unwrap_or(99)))
    }

    /// In `1998-09--2001-07` the first dash belongs to the month; in `1998-2001` it does not.
    fn dash_after_month(&self) -> bool {
        let mut at = self.at + 1 + self.digits(1);
        while self.chars.get(at) == Some(&' ') {
            at += 1;
        }
        matches!(self.chars.get(at), None | Some('-' | '至' | '到')) || (at > self.at + 3)
    }

    fn day(&mut self, run: usize) -> Option<i8> {
        if run == 8 {
            return self.number(2).and_then(|day| i8::try_from(day).ok()).filter(|&day| day > 0);
        }
        let width = usize::from(matches!(self.peek(0), Some('.' | '/')));
        let digits = self.digits(width);
        let marked = width == 1 || matches!(self.peek(digits), Some('日' | '号'));
        if !marked || !matches!(digits, 1 | 2) {
            return None;
        }
        self.at += width;
        let day = self.number(digits).and_then(|day| i8::try_from(day).ok());
        if matches!(self.peek(0), Some('日' | '号')) {
            self.at += 1;
        }
        day
    }

    /// A run of dashes, or a word for one.
    fn dash(&mut self) -> bool {
        let start = self.at;
        while self.peek(0) == Some('-')
            || (self.at > start && self.peek(0) == Some(' ') && self.peek(1) == Some('-'))
        {
            self.at += 1;
        }
        // 至今 is an end, not a dash.
        if self.at == start && matches!(self.peek(0), Some('至' | '到' | '起')) && self.peek(1) != Some('今')
        {
            self.at += 1;
        }
        self.at > start || (self.peek(0), self.peek(1)) == (Some('至'), Some('今'))
    }

    fn word(&mut self, words: &[&str]) -> bool {
        for word in words {
            let length = word.chars().count();
            let here = self.chars.iter().skip(self.at).take(length).copied().eq(word.chars());
            if here {
                self.at += length;
                return true;
            }
        }
        false
    }

    /// Whether what follows the dash was meant for a date rather than for text such as `863项目`.
    fn looks_like_date(&self) -> bool {
        let run = self.run();
        let digits = run.iter().filter(|c| c.is_ascii_digit()).count();
        digits >= 5
            || (digits == 4 && run.first().is_some_and(char::is_ascii_digit) && self.peek(4) != Some('级'))
    }

    fn run(&self) -> &[char] {
        let rest = self.chars.get(self.at..).unwrap_or_default();
        let spoken = |c: &char| c.is_ascii_digit() || matches!(c, '.' | '-' | '/' | '年' | '月');
        let length = rest.iter().take_while(|c| spoken(c)).count();
        rest.get(..length).unwrap_or_default()
    }

    /// Reads the end; where it is mistyped, what is left without the stray marks.
    fn end_date(&mut self, span: &mut Span) {
        let start = self.at;
        let run: Vec<char> = self.run().to_vec();
        match self.date() {
            Some(Ok(date)) if self.at >= start + run.len() || self.settled() => {
                span.to = Some(date);
                return;
            }
            Some(Err(_)) => self.slip = Some(Slip::Month),
            _ => self.slip = Some(Slip::End),
        }
        self.at = start + run.len();
        let mended: Vec<char> = run.iter().copied().filter(|c| *c != '-').collect();
        let mut again = Cursor { chars: &mended, at: 0, slip: None };
        if let Some(Ok(date)) = again.date()
            && again.at == mended.len()
        {
            span.to = Some(date);
            self.slip = Some(Slip::Typing);
        }
    }

    /// Whether a date may end here: no more digits, stops or dashes run on.
    fn settled(&self) -> bool {
        !matches!(self.peek(0), Some(c) if c.is_ascii_digit() || matches!(c, '.' | '-' | '/'))
    }
}
