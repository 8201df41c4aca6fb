//! What the organisation department sets going from the page of the year: the assessment, a quarter, approvals, pools,
//! the year's end. Each folded away until it is wanted. Not here: doing it (cockpit_acts).

use duty::cycle::State as YearState;
use web::components::field::Choice;

use super::cockpit::Found;
use web::sheet::{Form, Sheet};

fn path(found: &Found) -> String {
    format!("/cockpit?year={}", found.year.year)
}

/// Folds a form away under what its button says; it stands open if it was just sent back.
fn fold(sheet: &mut Sheet<'_>, act: &str, title: &str, form: Form) {
    let open = !sheet.form.is_ok() && sheet.form.value("act") == act;
    sheet.fold(title, &form, open);
}

/// Everything that can be set going now.
pub(super) fn add(sheet: &mut Sheet<'_>, found: &Found) {
    let t = &sheet.page.t;
    sheet.heading("assessment-start");
    if matches!(found.year.state, YearState::Assessing | YearState::Reopened) {
        let on =
            sheet.field("on", "assessment-open-on", |field| field.date().hint("assessment-open-on-hint"));
        let form = Form::to(path(found)).part(on).way("act", "open", t.of("assessment-open-annual"), false);
        fold(sheet, "open", t.of("assessment-open-annual"), form);
        sheet.add(&Form::to(path(found)).way("act", "lapse", t.of("assessment-lapse"), true));
    }
    if found.now.is_some() {
        quarter(sheet, found);
    }
    let next = match found.year.state {
        YearState::Assessing => Some((YearState::Publicity, "assessment-year-publicity")),
        YearState::Publicity | YearState::Reopened => Some((YearState::Closed, "assessment-year-close")),
        _ => None,
    };
    if let Some((to, key)) = next {
        let note = sheet.field("move_note", "assessment-year-note", |field| field.max(300).optional());
        let form = Form::to(path(found)).hidden("to", to.code()).part(note);
        fold(sheet, "move", t.of(key), form.way("act", "move", t.of(key), false));
    }
    let choices: Vec<Choice> =
        found.view.organs.iter().map(|organ| Choice::new(organ.id.as_str(), organ.name.as_str())).collect();
    if !choices.is_empty() {
        approval(sheet, found, &choices);
        pools(sheet, found, &choices);
    }
}

fn quarter(sheet: &mut Sheet<'_>, found: &Found) {
    let t = &sheet.page.t;
    let quarters: Vec<Choice> = (1..=4)
        .map(|n: i64| Choice::new(n.to_string(), t.with("assessment-quarter-of", &[("n", &n.to_string())])))
        .collect();
    let quarter = sheet.field("quarter", "assessment-quarter", |field| field.radios(&quarters));
    let due = sheet.field("due_on", "assessment-quarter-due", |field| field.date());
    let form = Form::to(path(found)).part(quarter).part(due);
    let form = form.way("act", "quarter", t.of("assessment-open-quarter"), false);
    fold(sheet, "quarter", t.of("assessment-open-quarter"), form);
}

fn approval(sheet: &mut Sheet<'_>, found: &Found, organs: &[Choice]) {
    let t = &sheet.page.t;
    let organ = sheet.field("organ", "assessment-organ", |field| field.select(organs));
    let document = sheet.field("document", "assessment-approval-document", |field| field.max(120));
    let on = sheet.field("approved_on", "assessment-approval-on", |field| field.date());
    let form = Form::to(path(found)).part(organ).part(document).part(on);
    let form = form.way("act", "approve", t.of("assessment-approve"), false);
    fold(sheet, "approve", t.of("assessment-approval"), form);
}

fn pools(sheet: &mut Sheet<'_>, found: &Found, organs: &[Choice]) {
    let t = &sheet.page.t;
    let methods = Choice::list(
        t,
        &[("sum", "assessment-pool-sum"), ("largest-remainder", "assessment-pool-remainder")],
    );
    let name = sheet.field("name", "assessment-pool-name", |field| field.max(60));
    let method = sheet.field("method", "assessment-pool-method", |field| field.radios(&methods));
    let chosen = sheet.field("organs", "assessment-organs", |field| field.checkboxes(organs));
    let form = Form::to(path(found)).part(name).part(method).part(chosen);
    let form = form.way("act", "pool", t.of("assessment-pool"), false);
    for pool in &found.pools {
        sheet.text(&t.labelled(&pool.name, &t.join(&pool.organs)));
    }
    fold(sheet, "pool", t.of("assessment-pools"), form);
}
