//! The model of a document written as docx with the settings of GB/T 9704-2012, so that an office can go on
//! working on it in its own word processor. Not here: the model and its HTML (`document.rs`).

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BreakType, DocGrid, DocGridType, Docx, Footer, LineSpacing, LineSpacingType, PageMargin,
    PageNum, Paragraph, Run, RunFonts, SpecialIndentType, Table, TableAlignmentType, TableCell,
    TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::{Block, Document, Numbering, Signature, day_of};

/// 三号, the size of the body, in half points.
const BODY: usize = 32;
/// 二号, the size of the title, in half points.
const TITLE: usize = 44;
/// 四号, page numbers and notes, in half points.
const SMALL: usize = 28;
/// 225 mm / 22 lines, in twentieths of a point.
const LINE: i32 = 580;
/// Two characters of the body, in twentieths of a point.
const INDENT: i32 = 640;
/// Width of the 版心, 156 mm, in twentieths of a point.
const WIDTH: usize = 8844;

const FANGSONG: &str = "仿宋_GB2312";
const XIAOBIAOSONG: &str = "方正小标宋简体";
const HEITI: &str = "黑体";
const KAITI: &str = "楷体_GB2312";
const SONGTI: &str = "宋体";

/// A document could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the docx could not be written: {0}")]
pub struct DocxError(String);

impl Document {
    /// The document as the bytes of a docx file.
    ///
    /// # Errors
    /// If packing into memory fails.
    pub fn docx(&self) -> Result<Vec<u8>, DocxError> {
        let mut docx = frame();
        if !self.number.is_empty() {
            docx = docx.add_paragraph(line(&self.number, FANGSONG, BODY).align(AlignmentType::Center));
        }
        let title = line(&self.title, XIAOBIAOSONG, TITLE).align(AlignmentType::Center);
        docx = docx.add_paragraph(title.outline_lvl(0)).add_paragraph(Paragraph::new());
        if let Some(to) = self.to_text() {
            docx = docx.add_paragraph(line(&to, FANGSONG, BODY));
        }
        let mut numbers = Numbering::default();
        for block in &self.body {
            docx = self.add(docx, block, &mut numbers);
        }
        docx = self.close(docx);
        let mut bytes = Cursor::new(Vec::new());
        docx.build().pack(&mut bytes).map_err(|error| DocxError(error.to_string()))?;
        Ok(bytes.into_inner())
    }

    fn add(&self, docx: Docx, block: &Block, numbers: &mut Numbering) -> Docx {
        match block {
            Block::Heading { level, text } => {
                let number = numbers.next(*level, self.language);
                let font = match level {
                    0 | 1 => HEITI,
                    2 => KAITI,
                    _ => FANGSONG,
                };
                let heading = line(&format!("{number}{text}"), font, BODY);
                let outline = usize::from((*level).clamp(1, 4));
                docx.add_paragraph(indented(heading).keep_next(true).outline_lvl(outline))
            }
            Block::Paragraph(text) => docx.add_paragraph(indented(line(text, FANGSONG, BODY))),
            Block::Note(text) => docx.add_paragraph(line(text, FANGSONG, SMALL)),
            Block::PageBreak => {
                docx.add_paragraph(Paragraph::new().add_run(Run::new().add_break(BreakType::Page)))
            }
            Block::Table { caption, head, rows, widths } => {
                let docx = match caption.is_empty() {
                    true => docx,
                    false => docx.add_paragraph(
                        line(caption, HEITI, SMALL).align(AlignmentType::Center).keep_next(true),
                    ),
                };
                docx.add_table(table(head, rows, widths))
            }
            Block::Signatures(lines) => {
                docx.add_paragraph(Paragraph::new()).add_table(self.signatures(lines))
            }
        }
    }

    /// Lines to sign on, two beside each other, in a table without borders.
    fn signatures(&self, lines: &[Signature]) -> Table {
        let colon = if self.language == crate::i18n::Language::ZhCn { "：" } else { ": " };
        let rows = lines.chunks(2).map(|pair| {
            let cells = pair.iter().map(|one| {
                let name = line(&format!("{}{colon}{}", one.role, one.name), FANGSONG, BODY);
                let day = line(&day_of(one, self.language), FANGSONG, BODY);
                TableCell::new().width(WIDTH / 2, WidthType::Dxa).add_paragraph(name).add_paragraph(day)
            });
            TableRow::new(cells.collect()).cant_split()
        });
        Table::without_borders(rows.collect())
            .set_grid(vec![WIDTH / 2, WIDTH / 2])
            .width(WIDTH, WidthType::Dxa)
            .layout(TableLayoutType::Fixed)
    }

    /// 附件说明, 署名 and 成文日期.
    fn close(&self, mut docx: Docx) -> Docx {
        let attachments = self.attachment_lines();
        if !attachments.is_empty() {
            docx = docx.add_paragraph(Paragraph::new());
        }
        for text in &attachments {
            docx = docx.add_paragraph(indented(line(text, FANGSONG, BODY)));
        }
        if !self.signed_by.is_empty() || self.date.is_some() {
            docx = docx.add_paragraph(Paragraph::new()).add_paragraph(Paragraph::new());
        }
        for office in &self.signed_by {
            docx = docx.add_paragraph(flush_right(line(office, FANGSONG, BODY), 2).keep_next(true));
        }
        if let Some(date) = self.date_text() {
            docx = docx.add_paragraph(flush_right(line(&date, FANGSONG, BODY), 4));
        }
        docx
    }
}

/// An empty document with paper, margins, line grid, fonts and page numbers.
fn frame() -> Docx {
    let margin = PageMargin::new().top(2098).bottom(1985).left(1588).right(1474).header(851).footer(1588);
    let mut docx = Docx::new()
        .page_size(11906, 16838)
        .page_margin(margin)
        .default_size(BODY)
        .default_fonts(fonts(FANGSONG))
        .default_line_spacing(LineSpacing::new().line_rule(LineSpacingType::Exact).line(LINE))
        .footer(page_number(AlignmentType::Right))
        .even_footer(page_number(AlignmentType::Left));
    let grid = DocGrid::with_empty().grid_type(DocGridType::LinesAndChars).line_pitch(579).char_space(-842);
    docx.document = docx.document.doc_grid(grid);
    docx
}

/// 一字线 on both sides, on the outer edge, one character in.
fn page_number(side: AlignmentType) -> Footer {
    let run = |text: &str| Run::new().size(SMALL).fonts(fonts(SONGTI)).add_text(text);
    let one_in = |p: Paragraph| match side {
        AlignmentType::Left => p.indent(Some(280), None, None, None),
        _ => p.indent(None, None, Some(280), None),
    };
    let number = Paragraph::new().add_run(run("— ")).add_page_num(PageNum::new()).add_run(run(" —"));
    Footer::new().add_paragraph(one_in(number.align(side).size(SMALL).fonts(fonts(SONGTI))))
}

fn fonts(name: &str) -> RunFonts {
    RunFonts::new().east_asia(name).ascii("Times New Roman").hi_ansi("Times New Roman").cs("Times New Roman")
}

fn line(text: &str, font: &str, size: usize) -> Paragraph {
    let mut run = Run::new().size(size).fonts(fonts(font));
    for (index, part) in text.split('\n').enumerate() {
        if index > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        run = run.add_text(part);
    }
    // Exact lines keep the body on the grid; larger and smaller type keeps it too.
    Paragraph::new()
        .line_spacing(LineSpacing::new().line_rule(LineSpacingType::Exact).line(if size > BODY {
            700
        } else {
            LINE
        }))
        .add_run(run)
}

fn indented(paragraph: Paragraph) -> Paragraph {
    paragraph
        .align(AlignmentType::Both)
        .indent(None, Some(SpecialIndentType::FirstLine(INDENT)), None, None)
        .first_line_chars(200)
}

fn flush_right(paragraph: Paragraph, characters: i32) -> Paragraph {
    paragraph.align(AlignmentType::Right).indent(None, None, Some(characters * INDENT / 2), None)
}

fn table(head: &[String], rows: &[Vec<String>], widths: &[u32]) -> Table {
    let whole = widths.iter().sum::<u32>() as usize;
    let columns = head.len().max(1);
    let grid: Vec<usize> = (0..columns)
        .map(|column| match widths.get(column) {
            Some(width) if whole > 0 => WIDTH * *width as usize / whole,
            _ => WIDTH / columns,
        })
        .collect();
    let cell = |text: &str, font: &str, column: usize| {
        let paragraph = line(text, font, SMALL)
            .line_spacing(LineSpacing::new().line_rule(LineSpacingType::Exact).line(420));
        let width = grid.get(column).copied().unwrap_or(WIDTH / columns);
        TableCell::new()
            .width(width, WidthType::Dxa)
            .vertical_align(VAlignType::Center)
            .add_paragraph(paragraph)
    };
    let row = |cells: &[String], font: &str| {
        let cells = cells.iter().enumerate().map(|(column, text)| cell(text, font, column));
        TableRow::new(cells.collect()).cant_split()
    };
    let mut all = vec![row(head, HEITI)];
    all.extend(rows.iter().map(|cells| row(cells, FANGSONG)));
    Table::new(all)
        .set_grid(grid.clone())
        .width(WIDTH, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .align(TableAlignmentType::Center)
        .margins(TableCellMargins::new().margin(60, 80, 60, 80))
}
