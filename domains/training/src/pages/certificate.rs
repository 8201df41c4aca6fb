//! A certificate as an official document: printed and as docx.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::Area;
use web::document::{Block, Document as Paper};
use web::download::{DOCX, download};
use web::i18n::Language;
use web::{Acting, House, Markup, Page, Problem, show};

use super::Asker;
use crate::certificate::{self, Certificate};
use crate::words;

#[derive(Template)]
#[template(path = "training/paper.html")]
pub(crate) struct PaperPage<'a> {
    pub page: &'a Page,
    pub docx: String,
    pub paper: Markup,
}

/// The certificate in official language, whatever the reader's is.
fn paper(one: &Certificate) -> Paper {
    let (from, to, on) = (words::day(one.from).zh, words::day(one.to).zh, words::day(one.issued_on).zh);
    let span = if one.from == one.to { from } else { format!("{from}至{to}") };
    Paper {
        language: Language::ZhCn,
        number: String::new(),
        title: "结业证书".to_owned(),
        to: format!("{}同志", one.name),
        body: vec![
            Block::Paragraph(format!(
                "于{span}参加“{}”（{}），参训{}，准予结业。",
                one.title,
                one.form.words().zh,
                words::minutes(one.minutes).zh
            )),
            Block::Note(format!("工作单位：{}。证书编号：{}。登记日期：{on}。", one.unit_name, one.number)),
        ],
        attachments: Vec::new(),
        signed_by: vec![one.held_by.clone()],
        date: Some(one.issued_on),
    }
}

async fn read(house: &House, actor: Asker, number: String) -> Result<Certificate, Problem> {
    house.read(move |tx| certificate::find(tx, &actor.scope(Area::Learning), &number)).await
}

/// `GET /training/certificates/{number}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let found = read(&house, actor, number).await?;
    let page = page
        .titled_with("training-certificate-of", &[("name", &found.name)])
        .back_to(format!("/training/people/{}", found.person), "training-statement");
    let docx = format!("/training/certificates/{}/certificate.docx", found.number);
    show(&PaperPage { page: &page, docx, paper: paper(&found).html() })
}

/// `GET /training/certificates/{number}/certificate.docx`
pub async fn docx(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let found = read(&house, actor, number).await?;
    let bytes = paper(&found).docx().map_err(Problem::internal)?;
    Ok(download(&format!("结业证书（{}）.docx", found.name), DOCX, bytes))
}
