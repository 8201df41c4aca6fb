//! The handbook as a page for print and as docx. Not here: its words (handbook).

use askama::Template;
use axum::extract::{Query, State as Ax};
use axum::response::Response;
use web::document::Block;
use web::i18n::Lookup;
use web::{Acting, Document, House, Markup, Page, Problem, show};

use super::Asked;
use crate::handbook::handbook;
use web::download::{DOCX, download};

#[derive(Template)]
#[template(path = "assessment/paper.html")]
struct PaperPage<'a> {
    page: &'a Page,
    paper: Markup,
    docx: &'a str,
}

fn paper(t: &Lookup, house: &House, year: &duty::cycle::Cycle, today: jiff::civil::Date) -> Document {
    let title = t.with("assessment-handbook-title", &[("year", &year.year.to_string())]);
    let mut document = Document::new(t, title);
    for section in handbook(&year.scheme, &house.book(), today) {
        document = document.heading(1, t.both(&section.heading));
        for paragraph in &section.paragraphs {
            document = document.paragraph(t.both(paragraph));
        }
        let (head, rows) = section.table;
        if !rows.is_empty() {
            let words =
                |row: &[law::Text]| row.iter().map(|text| t.both(text).to_owned()).collect::<Vec<_>>();
            let rows = rows.iter().map(|row| words(row)).collect();
            document = document.block(Block::Table {
                caption: String::new(),
                head: words(&head),
                rows,
                widths: Vec::new(),
            });
        }
    }
    document
}

async fn read(house: &House, asked: Asked) -> Result<(duty::cycle::Cycle, jiff::civil::Date), Problem> {
    let found = house.read(move |tx| Ok((super::year(tx, asked.year)?, tx.today()))).await?;
    match found {
        (Some(year), today) => Ok((year, today)),
        (None, _) => Err(Problem::not_found()),
    }
}

/// `GET /assessment/handbook`
pub async fn print(
    page: Page,
    Ax(house): Ax<House>,
    Acting(_): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (year, today) = read(&house, asked).await?;
    let page = page.titled_by("assessment-handbook").back_to("/assessment", "assessment-room");
    let docx = format!("/assessment/handbook.docx?year={}", year.year);
    let paper = paper(&page.t, &house, &year, today).html();
    show(&PaperPage { page: &page, paper, docx: &docx })
}

/// `GET /assessment/handbook.docx`
pub async fn docx(
    page: Page,
    Ax(house): Ax<House>,
    Acting(_): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (year, today) = read(&house, asked).await?;
    let document = paper(&page.t, &house, &year, today);
    let bytes = document.docx().map_err(Problem::internal)?;
    Ok(download(&format!("{}.docx", document.title), DOCX, bytes))
}
