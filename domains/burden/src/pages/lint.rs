//! A draft pasted in and looked at: its length, words that judge by traces, demands for reports. Nothing is kept. Not
//! here: noting what is issued (`entries`).

use axum::extract::State as Ax;
use axum::response::Response;
use law::rules::burden_check::{self, Facts, Form as DocumentForm, Kind};
use web::components::FactList;
use web::components::field::Choice;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem};

use super::said;
use crate::entry::{characters, record_of};

/// Words of a draft that ask for reports or matching documents.
const REPORT: [&str; 16] = [
    "报送贯彻",
    "报送落实",
    "贯彻落实情况报",
    "每月报送",
    "每周报送",
    "每日报送",
    "每日上报",
    "每周上报",
    "每月上报",
    "月报",
    "按周报送",
    "按月报送",
    "定期报送",
    "定期上报",
    "零报告",
    "日报告",
];
const MATCHING: [&str; 4] = ["制定配套", "配套文件", "配套实施方案", "制定实施细则"];

/// Whether a draft asks for reports of its carrying out.
pub(super) fn asks_report(text: &str) -> bool {
    REPORT.iter().any(|word| text.contains(word))
}

/// Whether a draft asks for matching documents below.
pub(super) fn asks_matching(text: &str) -> bool {
    MATCHING.iter().any(|word| text.contains(word))
}

/// `GET /burden/lint`
pub async fn ask(page: Page, Acting(_): Acting) -> Result<Response, Problem> {
    draw(page, FormState::default(), None)
}

/// `POST /burden/lint`: reads only; a draft is too long for an address.
pub async fn look(
    page: Page,
    Ax(house): Ax<House>,
    Acting(_): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let Some(text) = form.required_text("text", 50_000) else { return draw(page, form, None) };
    let (kind, document) = match form.value("kind") {
        "inspection" => (Kind::Inspection, None),
        "comprehensive" => (Kind::Document, Some(DocumentForm::Comprehensive)),
        _ => (Kind::Document, Some(DocumentForm::Special)),
    };
    let length = characters(&text);
    let facts = Facts {
        kind,
        form: document,
        characters: (kind == Kind::Document).then_some(length),
        asks_report: asks_report(&text),
        asks_matching: asks_matching(&text),
        planned: true,
        filed: true,
        text: Some(text.clone()),
        ..Facts::default()
    };
    let today = house.read(|tx| Ok(tx.today())).await?;
    let record = record_of(&burden_check::decide(&facts, &house.book(), today))?;
    draw(page, form, Some((length, record)))
}

fn draw(page: Page, form: FormState, found: Option<(i64, law::Record)>) -> Result<Response, Problem> {
    let page = page.titled_by("burden-lint").led_by("burden-lint-lead").back_to("/burden", "burden-room");
    let t = &page.t;
    let kinds = [
        Choice::new("special", t.of("burden-form-special")),
        Choice::new("comprehensive", t.of("burden-form-comprehensive")),
        Choice::new("inspection", t.of("burden-kind-inspection")),
    ];
    let mut sheet = Sheet::new(&page, &form);
    if let Some((length, record)) = &found {
        sheet.add(&FactList::new().fact(t.of("burden-characters"), &t.number(*length)));
        let sentence = said(t, record);
        sheet.decision(record, &sentence, true);
    }
    let whole = Form::to("/burden/lint")
        .part(sheet.field("kind", "burden-form", |field| field.radios(&kinds)))
        .part(sheet.field("text", "burden-text", |field| field.textarea(12).max(50_000)))
        .button(t.of("burden-look"));
    sheet.add(&whole);
    sheet.done()
}
