//! The letter as an official document: printed by the layout of GB/T 9704 and as docx. Not here: its words
//! (`document`).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::Area;
use web::document::{Block, Document as Paper, Signature as Line};
use web::i18n::Language;
use web::{Acting, House, Markup, Page, Problem, show};

use crate::document::{COLUMNS, Document};
use crate::letter::{self, Letter, Side, Signature};
use crate::method::day;
use web::download::{DOCX, download};

#[derive(Template)]
#[template(path = "duty/paper.html")]
struct PaperPage<'a> {
    page: &'a Page,
    letter: &'a Letter,
    paper: Markup,
}

/// The document with its signatures, ready to be drawn. The official language whatever the reader's is.
fn paper(document: &Document, signatures: &[Signature]) -> Paper {
    let rows = document
        .items
        .iter()
        .map(|item| {
            vec![
                item.number.to_string(),
                item.title.clone(),
                item.goal.clone(),
                item.weight.clone(),
                item.method.clone(),
                item.source.clone(),
            ]
        })
        .collect();
    let table = Block::Table {
        caption: String::new(),
        head: COLUMNS.iter().map(ToString::to_string).collect(),
        rows,
        widths: vec![6, 24, 18, 9, 25, 18],
    };
    let hash = document.hash();
    let mut body = vec![
        Block::Paragraph(document.unit_side.clone()),
        Block::Paragraph(document.holder_side.clone()),
        Block::Paragraph(document.opening.clone()),
        Block::Heading { level: 1, text: "工作目标".to_owned() },
        table,
        Block::Heading { level: 1, text: "双方约定".to_owned() },
    ];
    let numbered = document.terms.iter().enumerate();
    body.extend(numbered.map(|(at, term)| Block::Paragraph(format!("{}．{term}", at + 1))));
    let line = |role: &str, side: Side| {
        let signed = signatures.iter().rev().find(|one| one.side == side && one.hash == hash);
        let on = |one: &Signature| day(kernel::clock::date_at(one.at)).zh;
        Line {
            role: role.to_owned(),
            name: signed.map(|one| one.name.clone()).unwrap_or_default(),
            day: signed.map(on).unwrap_or_default(),
        }
    };
    body.push(Block::Signatures(vec![
        line("甲方（代表单位）", Side::Head),
        line("乙方（本人）", Side::Holder),
    ]));
    body.push(Block::Note(format!("{}。内容校验码（SHA-256）：", document.edition)));
    body.push(Block::Note(hash));
    Paper {
        language: Language::ZhCn,
        number: String::new(),
        title: document.title.clone(),
        to: String::new(),
        body,
        attachments: Vec::new(),
        signed_by: Vec::new(),
        date: None,
    }
}

async fn read(
    house: &House,
    actor: std::sync::Arc<kernel::Actor>,
    id: String,
) -> Result<(Letter, Paper), Problem> {
    house
        .read(move |tx| {
            let scope = actor.scope(Area::Duty);
            let found = letter::find(tx, &scope, &id)?;
            let document = letter::document(tx, &scope, &found)?;
            let signatures = letter::signatures(tx, &scope, &id)?;
            let paper = paper(&document, &signatures);
            Ok((found, paper))
        })
        .await
}

/// `GET /duty/letters/{id}/paper`
pub async fn print(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (letter, paper) = read(&house, actor, id).await?;
    let page =
        super::letter::titled(page, &letter).back_to(format!("/duty/letters/{}", letter.id), "duty-letter");
    show(&PaperPage { page: &page, letter: &letter, paper: paper.html() })
}

/// `GET /duty/letters/{id}/letter.docx`
pub async fn docx(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (letter, paper) = read(&house, actor, id).await?;
    let bytes = paper.docx().map_err(Problem::internal)?;
    let name = format!("{}年度目标责任书（{}）.docx", letter.year, letter.holder_name);
    Ok(download(&name, DOCX, bytes))
}
