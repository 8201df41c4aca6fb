//! What the resident can do on the page of their request, as forms that carry number and secret in their body. Not here:
//! the page around them (`follow`).

use web::components::field::Choice;
use web::sheet::{Form, Sheet};

use super::follow::Found;
use crate::coded::{Kind, State};
use crate::rating;

fn posted(path: &str, sheet: &Sheet<'_>) -> Form {
    Form::to(format!("/open/requests/{path}"))
        .hidden("number", sheet.form.value("number"))
        .hidden("secret", sheet.form.value("secret"))
}

/// Every form that is open now.
pub(super) fn draw(sheet: &mut Sheet<'_>, found: &Found) {
    let request = &found.request;
    if request.open {
        supplement(sheet, request.state == State::Correcting);
    }
    if rating::is_open_to(request, &found.ratings) && request.kind != Kind::Complaint {
        rate(sheet);
    }
    if rating::may_reopen(request) {
        let t = sheet.page.t.clone();
        sheet.heading("requests-reopen");
        sheet.hint("requests-reopen-hint");
        let reasons = sheet.field("reasons", "requests-reopen-reasons", |field| field.textarea(4).max(2000));
        let form = posted("reopening", sheet).part(reasons).button(t.of("requests-reopen-send"));
        sheet.add(&form);
    }
    if let Some((level, by)) = found.review {
        let t = sheet.page.t.clone();
        sheet.heading(if level == 1 { "requests-review" } else { "requests-re-review" });
        sheet.text(&t.with("requests-review-until", &[("day", &by)]));
        let reasons = sheet.field("reasons", "requests-review-reasons", |field| field.textarea(5).max(4000));
        let form = posted("review", sheet).part(reasons).button(t.of("requests-review-send"));
        sheet.add(&form);
    }
}

fn supplement(sheet: &mut Sheet<'_>, correcting: bool) {
    let t = sheet.page.t.clone();
    sheet.heading(if correcting { "requests-correct" } else { "requests-supplement" });
    let body = sheet.field("body", "requests-supplement-words", |field| field.textarea(4).max(4000));
    let files = sheet.field("files", "requests-files", |field| {
        field.files("image/*,application/pdf").optional().hint("requests-files-hint")
    });
    let label = if correcting { "requests-correct-send" } else { "requests-supplement-send" };
    let form = posted("messages", sheet).with_files().part(body).part(files).button(t.of(label));
    sheet.add(&form);
}

fn rate(sheet: &mut Sheet<'_>) {
    let t = sheet.page.t.clone();
    sheet.heading("requests-rate");
    sheet.hint("requests-rate-hint");
    let yes_no = Choice::list(&t, &[("yes", "requests-yes"), ("no", "requests-no")]);
    let levels = Choice::list(
        &t,
        &[
            ("satisfied", "requests-level-satisfied"),
            ("fair", "requests-level-fair"),
            ("dissatisfied", "requests-level-dissatisfied"),
        ],
    );
    let parts = [
        sheet.field("responded", "requests-rate-responded", |field| field.radios(&yes_no)),
        sheet.field("resolved", "requests-rate-resolved", |field| field.radios(&yes_no)),
        sheet.field("level", "requests-rate-level", |field| field.radios(&levels)),
        sheet.field("words", "requests-rate-words", |field| field.textarea(2).max(500).optional()),
    ];
    let form = parts.into_iter().fold(posted("rating", sheet), Form::part).button(t.of("requests-rate-send"));
    sheet.add(&form);
}
