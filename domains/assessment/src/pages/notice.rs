//! The written notice of a result as an official document: page and docx, in the official language.

use askama::Template;
use axum::extract::{Path, State as Ax};
use axum::response::Response;
use jiff::civil::Date;
use kernel::clock::date_at;
use kernel::{Area, Fault};
use web::document::{Block, Signature};
use web::i18n::Language;
use web::{Acting, Document, House, Markup, Page, Problem, show};

use crate::appraisal::{self, Appraisal};
use crate::notice;
use web::download::{DOCX, download};

#[derive(Template)]
#[template(path = "assessment/paper.html")]
struct PaperPage<'a> {
    page: &'a Page,
    paper: Markup,
    docx: &'a str,
}

fn day(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// The notice. Official Chinese whatever the reader's language, since it is the organ's own document.
fn paper(one: &Appraisal, organ: &str, remedy: Option<String>) -> Option<Document> {
    let sentence = notice::sentence(one)?;
    let mut body = vec![Block::Paragraph(sentence.zh)];
    if !one.comment.is_empty() {
        body.push(Block::Paragraph(format!("评语：{}", one.comment)));
    }
    if let Some(record) = &one.eligibility {
        body.push(Block::Heading { level: 1, text: "依据".to_owned() });
        for reason in record.reasons.iter().filter(|reason| reason.held) {
            let cited = &reason.citation;
            let article = if cited.article.is_empty() || cited.article == "?" {
                String::new()
            } else {
                format!("第{}条", cited.article)
            };
            body.push(Block::Paragraph(format!("《{}》{article}：{}", cited.regulation.zh, reason.text.zh)));
        }
    }
    body.push(Block::Heading { level: 1, text: "本人的权利".to_owned() });
    body.push(Block::Paragraph("收到本通知后，本人可以签署意见；签署意见不影响结果的执行。".to_owned()));
    body.push(Block::Paragraph(
        remedy.unwrap_or_else(|| "对本结果有不同意见的，可以向本机关书面陈述。".to_owned()),
    ));
    let signed = |role: &str, name: Option<&str>, on: Option<Date>| Signature {
        role: role.to_owned(),
        name: name.unwrap_or_default().to_owned(),
        day: on.map(day).unwrap_or_default(),
    };
    let opinion = one.opinion.as_deref().filter(|opinion| *opinion != "silent");
    body.push(Block::Signatures(vec![
        signed("送达人", one.noticed_name.as_deref(), one.noticed_at.map(date_at)),
        signed(
            "本人",
            opinion.map(|_| one.name.as_str()),
            one.opinion_at.filter(|_| opinion.is_some()).map(date_at),
        ),
    ]));
    Some(Document {
        language: Language::ZhCn,
        number: String::new(),
        title: format!("{}年度考核结果通知书", one.year),
        to: format!("{}同志", one.name),
        body,
        attachments: Vec::new(),
        signed_by: vec![organ.to_owned()],
        date: one.noticed_at.map(date_at).or_else(|| one.decided_at.map(date_at)),
    })
}

async fn read(
    house: &House,
    actor: std::sync::Arc<kernel::Actor>,
    id: String,
) -> Result<(Appraisal, Document), Problem> {
    let book = house.book();
    let read = house.read(move |tx| {
        let one = appraisal::find(tx, &actor.scope(Area::Duty), &id)?;
        let organ = appraisal::unit_name(tx, &one.organ)?;
        let remedy = notice::remedy(&one, &book, tx.today()).and_then(|decision| decision.value().copied());
        let remedy = remedy.map(|remedy| {
            format!("对本结果不服的，可以在{}前向本机关申请复核，或者向同级公务员主管部门申诉；复核、申诉期间不停止执行。", day(remedy.file_by))
        });
        let document = paper(&one, &organ, remedy).ok_or(Fault::NotFound)?;
        Ok((one, document))
    });
    read.await
}

/// `GET /assessment/{id}/notice`
pub async fn print(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (one, document) = read(&house, actor, id).await?;
    let page = super::appraisal::titled(page, &one).back_to(one.link(), "assessment-appraisal");
    let docx = format!("{}/notice.docx", one.link());
    show(&PaperPage { page: &page, paper: document.html(), docx: &docx })
}

/// `GET /assessment/{id}/notice.docx`
pub async fn docx(
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (one, document) = read(&house, actor, id).await?;
    let bytes = document.docx().map_err(Problem::internal)?;
    Ok(download(&format!("{}年度考核结果通知书（{}）.docx", one.year, one.name), DOCX, bytes))
}
