//! Official documents: one small model, drawn as an A4 page for print (`static/document.css`) and written as
//! docx (`docx.rs`), both set as GB/T 9704-2012 asks: 版心 156 × 225 mm, 22 lines of 28 characters, 仿宋 body,
//! headings 一、（一）1.（1）. Rooms fill the model and get both. Not here: the words of any document.

pub mod docx;

use std::fmt::{self, Write};

use askama::Template;
use jiff::civil::Date;

use crate::components::{Markup, escape};
use crate::i18n::{Language, Lookup};

/// A part of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading; its number (一、（一）1.（1）) is added. Level 1 to 4, others count as 4.
    Heading {
        /// Level, 1 to 4.
        level: u8,
        /// Words without the number.
        text: String,
    },
    /// A paragraph, indented by two characters.
    Paragraph(String),
    /// A table with a caption above.
    Table {
        /// Caption; may be empty.
        caption: String,
        /// Heads of the columns.
        head: Vec<String>,
        /// Rows of as many cells as there are heads.
        rows: Vec<Vec<String>>,
        /// Widths of the columns in parts of the whole; empty: equal.
        widths: Vec<u32>,
    },
    /// Lines to sign on, side by side where they fit: 签字人 and 日期.
    Signatures(Vec<Signature>),
    /// A small line below a table or at the end.
    Note(String),
    /// Begins a new page.
    PageBreak,
}

/// A line to sign on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signature {
    /// In what capacity, e.g. 责任人.
    pub role: String,
    /// Name, if it is signed; empty leaves room for a hand-written one.
    pub name: String,
    /// Day of signing, as written; empty leaves room.
    pub day: String,
}

/// A document. Empty parts are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Language of the document; numbers and dates follow it.
    pub language: Language,
    /// 发文字号, e.g. `凤组发〔2026〕3号`; may be empty.
    pub number: String,
    /// Title.
    pub title: String,
    /// 主送: to whom, without the colon; may be empty.
    pub to: String,
    /// The body in order.
    pub body: Vec<Block>,
    /// Names of attachments, numbered when there are several.
    pub attachments: Vec<String>,
    /// 署名: the issuing offices.
    pub signed_by: Vec<String>,
    /// 成文日期.
    pub date: Option<Date>,
}

impl Document {
    /// A document with a title.
    pub fn new(t: &Lookup, title: impl Into<String>) -> Document {
        Document {
            language: t.language(),
            number: String::new(),
            title: title.into(),
            to: String::new(),
            body: Vec::new(),
            attachments: Vec::new(),
            signed_by: Vec::new(),
            date: None,
        }
    }

    /// Adds a heading.
    #[must_use]
    pub fn heading(mut self, level: u8, text: impl Into<String>) -> Document {
        self.body.push(Block::Heading { level, text: text.into() });
        self
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn paragraph(mut self, text: impl Into<String>) -> Document {
        self.body.push(Block::Paragraph(text.into()));
        self
    }

    /// Adds any block.
    #[must_use]
    pub fn block(mut self, block: Block) -> Document {
        self.body.push(block);
        self
    }

    /// The document as HTML of class `official`, for a page that extends `document.html`.
    pub fn html(&self) -> Markup {
        Markup::of(&Drawn { document: self })
    }

    /// 成文日期 as written.
    pub(crate) fn date_text(&self) -> Option<String> {
        let date = self.date?;
        Some(match self.language {
            Language::ZhCn => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            Language::En => date.strftime("%-d %B %Y").to_string(),
        })
    }

    /// 主送 with its colon.
    pub(crate) fn to_text(&self) -> Option<String> {
        let colon = if self.language == Language::ZhCn { "：" } else { ":" };
        (!self.to.is_empty()).then(|| format!("{}{colon}", self.to))
    }

    /// 附件说明, line by line: `附件：1.…`.
    pub(crate) fn attachment_lines(&self) -> Vec<String> {
        let label = if self.language == Language::ZhCn { "附件：" } else { "Attachments: " };
        let numbered = self.attachments.len() > 1;
        let lines = self.attachments.iter().enumerate().map(|(index, name)| {
            let number = if numbered { format!("{}. ", index + 1) } else { String::new() };
            let before = if index == 0 { label } else { "\u{3000}\u{3000}\u{3000}" };
            format!("{before}{number}{name}")
        });
        lines.collect()
    }
}

/// Counts headings and writes their numbers.
#[derive(Debug, Default)]
pub(crate) struct Numbering {
    counts: [usize; 4],
}

impl Numbering {
    /// The number of the next heading of a level, with its punctuation.
    pub(crate) fn next(&mut self, level: u8, language: Language) -> String {
        let level = usize::from(level.clamp(1, 4)) - 1;
        self.counts[level] += 1;
        self.counts[level + 1..].fill(0);
        let count = self.counts[level];
        match (language, level) {
            (Language::ZhCn, 0) => format!("{}、", chinese(count)),
            (Language::ZhCn, 1) => format!("（{}）", chinese(count)),
            (Language::ZhCn, 2) => format!("{count}."),
            (Language::ZhCn, _) => format!("（{count}）"),
            (Language::En, _) => {
                let parts = self.counts[..=level].iter().map(ToString::to_string);
                format!("{}. ", parts.collect::<Vec<_>>().join("."))
            }
        }
    }
}

/// A number below 100 in Chinese numerals: 二十三. Larger ones stay in digits.
fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match number {
        1..10 => DIGITS[number].to_owned(),
        10..20 => format!("十{}", DIGITS[number % 10]),
        20..100 => format!("{}十{}", DIGITS[number / 10], DIGITS[number % 10]),
        other => other.to_string(),
    }
}

struct Drawn<'a> {
    document: &'a Document,
}

#[derive(Template)]
#[template(path = "components/document.html")]
struct Frame<'a> {
    document: &'a Document,
    body: Markup,
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = Markup::of(&Body(self.document));
        Frame { document: self.document, body }.render_into(f).map_err(|_| fmt::Error)
    }
}

impl askama::filters::HtmlSafe for Drawn<'_> {}

struct Body<'a>(&'a Document);

impl askama::filters::HtmlSafe for Body<'_> {}

impl fmt::Display for Body<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut numbers = Numbering::default();
        for block in &self.0.body {
            match block {
                Block::Heading { level, text } => {
                    let level = (*level).clamp(1, 4);
                    let number = numbers.next(level, self.0.language);
                    // The title is the page's h1, so the first level is h2.
                    let tag = level + 1;
                    write!(f, r#"<h{tag} class="level-{level}">{number}{}</h{tag}>"#, escape(text))?;
                }
                Block::Paragraph(text) => write!(f, "<p>{}</p>", escape(text))?,
                Block::Note(text) => write!(f, r#"<p class="note">{}</p>"#, escape(text))?,
                Block::PageBreak => f.write_str(r#"<div class="page-break"></div>"#)?,
                Block::Table { caption, head, rows, widths } => write_table(f, caption, head, rows, widths)?,
                Block::Signatures(lines) => write_signatures(f, lines, self.0.language)?,
            }
            f.write_char('\n')?;
        }
        Ok(())
    }
}

fn write_table(
    f: &mut fmt::Formatter<'_>,
    caption: &str,
    head: &[String],
    rows: &[Vec<String>],
    widths: &[u32],
) -> fmt::Result {
    f.write_str("<table>")?;
    if !caption.is_empty() {
        write!(f, "<caption>{}</caption>", escape(caption))?;
    }
    let whole: u32 = widths.iter().sum();
    f.write_str("<colgroup>")?;
    for width in widths {
        let percent = (width * 100).checked_div(whole).unwrap_or_default();
        // `width` as an attribute: the policy forbids inline styles, and print engines honour it.
        write!(f, r#"<col width="{percent}%">"#)?;
    }
    f.write_str("</colgroup>")?;
    f.write_str("<thead><tr>")?;
    for cell in head {
        write!(f, r#"<th scope="col">{}</th>"#, escape(cell))?;
    }
    f.write_str("</tr></thead><tbody>")?;
    for row in rows {
        f.write_str("<tr>")?;
        for cell in row {
            write!(f, "<td>{}</td>", escape(cell).replace('\n', "<br>"))?;
        }
        f.write_str("</tr>")?;
    }
    f.write_str("</tbody></table>")
}

fn write_signatures(f: &mut fmt::Formatter<'_>, lines: &[Signature], language: Language) -> fmt::Result {
    let colon = if language == Language::ZhCn { "：" } else { ": " };
    f.write_str(r#"<div class="signatures">"#)?;
    for line in lines {
        write!(
            f,
            r#"<p>{}{colon}<span class="blank">{}</span><br><span class="day">{}</span></p>"#,
            escape(&line.role),
            escape(&line.name),
            escape(&day_of(line, language))
        )?;
    }
    f.write_str("</div>")
}

/// The day of a signature; without one, room to write it by hand.
pub(crate) fn day_of(line: &Signature, language: Language) -> String {
    match (line.day.is_empty(), language) {
        (false, _) => line.day.clone(),
        (true, Language::ZhCn) => "\u{3000}\u{3000}年\u{3000}月\u{3000}日".to_owned(),
        (true, Language::En) => "Date: ____________".to_owned(),
    }
}
