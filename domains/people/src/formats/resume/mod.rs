//! Résumés (简历): the lines of the appointment form as rows, and rows as lines in the one proper form. What a line
//! says is never changed: dates that look mistyped are reported and written back as they were.

mod checks;
mod head;
mod lines;

use serde::Serialize;

use super::dates::PartialDate;
use super::finding::Reading;
use super::text::tidy_block;
use head::{Head, Slip, Span};

/// A résumé as rows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Resume {
    /// Text before the first dated line; normally empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub preface: String,
    /// The dated lines.
    pub rows: Vec<ResumeRow>,
    /// What follows an empty line: a remark, not résumé.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remarks: String,
}

/// One dated line with the lines that continue it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ResumeRow {
    /// Beginning, where it could be read.
    pub from: Option<PartialDate>,
    /// End; none when still running or unreadable.
    pub to: Option<PartialDate>,
    /// Whether it is still running.
    pub open: bool,
    /// What the person did, with 其间 notes; `\n` between lines that continue it.
    pub text: String,
    /// What the person did meanwhile (其间), read out of the text.
    pub meanwhile: Vec<Meanwhile>,
    /// The dates as written, where they could not be read with certainty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_written: Option<String>,
}

/// A 其间 note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Meanwhile {
    /// Beginning.
    pub from: Option<PartialDate>,
    /// End; none when still running.
    pub to: Option<PartialDate>,
    /// What the person did.
    pub text: String,
}

impl Resume {
    /// Reads a résumé in any form the format's writers and cadres produce. Findings name the line, counted from
    /// 1 in the text given.
    pub fn parse(written: &str) -> Reading<Resume> {
        let tidied = tidy_block(written);
        let mut split = lines::split(&tidied);
        let mut resume = Resume::default();
        let mut numbers = Vec::new();
        for line in &split.lines {
            resume.take(line, &mut numbers, &mut split.findings);
        }
        for row in &mut resume.rows {
            row.meanwhile = lines::meanwhile(&row.text);
        }
        resume.remarks = split.remarks;
        checks::check(&resume, &numbers, &mut split.findings);
        Reading { value: resume, findings: split.findings }
    }

    /// A résumé of given rows, in the form reading it back would give.
    pub fn of_rows(rows: Vec<ResumeRow>, remarks: &str) -> Resume {
        Resume { preface: String::new(), rows, remarks: remarks.to_owned() }.settled()
    }

    /// The résumé as it is after being written and read, however its texts were put together.
    pub fn settled(&self) -> Resume {
        // Joined lines may read otherwise than the lines they were joined from; each round joins what is left.
        const ROUNDS: usize = 8;
        let mut resume = self.clone();
        for _ in 0..ROUNDS {
            let again = Resume::parse(&resume.to_text()).value;
            if again == resume {
                break;
            }
            resume = again;
        }
        resume
    }

    /// The text in the proper form, `\n` between lines: two dashes, two blanks, an open line with nine.
    pub fn to_text(&self) -> String {
        let mut out = self.preface.clone();
        for row in &self.rows {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&row.head());
            out.push_str(&row.text);
        }
        if !self.remarks.is_empty() {
            out.push_str("\n\n");
            out.push_str(&self.remarks);
        }
        tidy_block(&out)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.preface.is_empty() && self.rows.is_empty() && self.remarks.is_empty()
    }

    fn take(&mut self, line: &lines::Line, numbers: &mut Vec<u32>, findings: &mut Vec<super::Finding>) {
        let text = line.text.trim();
        let (span, slip) = match head::read_head(text) {
            Head::None => {
                self.continue_last(text, line.soft);
                return;
            }
            Head::Clear(span) => (span, None),
            Head::Doubtful(span, slip) => (span, Some(slip)),
        };
        let at = text.char_indices().nth(span.length).map_or(text.len(), |(at, _)| at);
        let (dates, rest) = text.split_at_checked(at).unwrap_or((text, ""));
        if let Some(slip) = slip {
            findings.push(checks::slip(line.number, dates, &span, slip));
        }
        self.rows.push(ResumeRow {
            from: span.from,
            to: span.to,
            open: span.open,
            text: rest.trim_start().to_owned(),
            meanwhile: Vec::new(),
            as_written: slip.map(|_| dates.trim_end().to_owned()),
        });
        numbers.push(line.number);
    }

    fn continue_last(&mut self, text: &str, soft: bool) {
        let target = match self.rows.last_mut() {
            Some(row) => &mut row.text,
            None => &mut self.preface,
        };
        if !target.is_empty() && !soft {
            target.push('\n');
        }
        target.push_str(text);
    }
}

impl ResumeRow {
    /// The dates as they head a line, with the blanks that follow.
    fn head(&self) -> String {
        let date = |date: &Option<PartialDate>| date.map(|date| date.dotted()).unwrap_or_default();
        match &self.as_written {
            Some(written) => format!("{written}  "),
            None if self.open => format!("{}--         ", date(&self.from)),
            None => format!("{}--{}  ", date(&self.from), date(&self.to)),
        }
    }
}
