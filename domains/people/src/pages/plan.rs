//! The tables of a trial reading: what was found, what would change, who and what would be added.

use web::components::{Cell, StateTag, Table, Tone};
use web::i18n::Lookup;

use super::said;
use crate::export::List;
use crate::formats::{Finding, Place, Severity, table};
use crate::import::{Plan, Step};
use crate::person::Kind;

/// Lines of each table shown; the rest is in the spreadsheet.
pub(super) const SHOWN: usize = 300;

pub(super) fn place_words(t: &Lookup, place: &Place) -> String {
    let file = place.file.as_deref().unwrap_or_default();
    let row = match (place.row, &place.element, place.line) {
        (Some(row), _, _) => t.with("people-import-row", &[("n", &row.to_string())]),
        (None, Some(element), Some(line)) => format!("{element} {line}"),
        (None, Some(element), None) => element.clone(),
        (None, None, _) => String::new(),
    };
    [file, &row].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

pub(super) fn force(t: &Lookup, severity: Severity) -> (Tone, &str) {
    match severity {
        Severity::Error => (Tone::Late, t.of("people-import-error")),
        Severity::Warning => (Tone::Waiting, t.of("people-import-warning")),
        Severity::Note => (Tone::Info, t.of("people-import-note")),
    }
}

pub(super) fn findings_table(t: &Lookup, findings: &[Finding]) -> Table {
    let mut table = Table::new(t, "findings", t.of("people-import-findings"))
        .caption_unseen()
        .column(t.of("people-import-place"))
        .column(t.of("people-import-force"))
        .column(t.of("people-import-problem"))
        .column(t.of("people-import-mending"))
        .empty(t.of("people-import-clean"));
    for finding in findings.iter().take(SHOWN) {
        let (tone, words) = force(t, finding.severity);
        table.push(vec![
            place_words(t, &finding.place).into(),
            Cell::drawn(&StateTag::new(tone, words)),
            t.both(&finding.problem).into(),
            t.both(&finding.mending).into(),
        ]);
    }
    table
}

/// Everything found as a list, for whoever mends the file.
pub(super) fn findings_list(t: &Lookup, findings: &[Finding]) -> List {
    let heads =
        ["people-import-place", "people-import-force", "people-import-problem", "people-import-mending"];
    let row = |finding: &Finding| -> Vec<table::Cell> {
        vec![
            place_words(t, &finding.place).into(),
            force(t, finding.severity).1.into(),
            t.both(&finding.problem).into(),
            t.both(&finding.mending).into(),
        ]
    };
    List {
        headings: heads.map(|key| t.of(key).to_owned()).to_vec(),
        rows: findings.iter().map(row).collect(),
    }
}

pub(super) fn shown_value(t: &Lookup, field: &str, value: Option<&String>) -> String {
    match (field, value) {
        (_, None) => t.of("people-empty").to_owned(),
        ("kind", Some(code)) => Kind::from_code(code).map(|kind| said(t, kind.words())).unwrap_or_default(),
        (_, Some(value)) => value.clone(),
    }
}

pub(super) fn changes_table(t: &Lookup, plan: &Plan) -> Table {
    let mut table = Table::new(t, "changes", t.of("people-import-changes"))
        .caption_unseen()
        .column(t.of("people-name"))
        .column(t.of("people-import-field"))
        .column(t.of("people-import-old"))
        .column(t.of("people-import-new"))
        .empty(t.of("people-import-no-changes"));
    for person in &plan.people {
        let Step::Change { id, changes, .. } = &person.step else { continue };
        for change in changes {
            table.push(vec![
                Cell::link(format!("/people/{id}"), person.name.as_str()),
                t.choose(change.label.0, change.label.1).into(),
                shown_value(t, change.field, change.before.as_ref()).into(),
                shown_value(t, change.field, change.after.as_ref()).into(),
            ]);
        }
    }
    table
}

pub(super) fn added_table(t: &Lookup, plan: &Plan) -> (Table, usize) {
    let mut table = Table::new(t, "added", t.of("people-import-added"))
        .caption_unseen()
        .column(t.of("people-name"))
        .column(t.of("people-import-what"))
        .column(t.of("people-unit"))
        .column(t.of("people-post"))
        .column(t.of("people-from"))
        .empty(t.of("people-import-none-added"));
    let mut lines = 0;
    for person in &plan.people {
        let new = matches!(person.step, Step::Add(_));
        let what = t.of(if new { "people-import-new-person" } else { "people-import-new-tenure" });
        if new && person.tenures.is_empty() {
            lines += 1;
            if lines <= SHOWN {
                table.push(vec![person.name.as_str().into(), what.into(), "".into(), "".into(), "".into()]);
            }
        }
        for tenure in &person.tenures {
            lines += 1;
            if lines > SHOWN {
                continue;
            }
            let title = if tenure.post_title.is_empty() {
                said(t, tenure.kind.words())
            } else {
                tenure.post_title.clone()
            };
            table.push(vec![
                person.name.as_str().into(),
                what.into(),
                tenure.unit_name.as_str().into(),
                title.into(),
                tenure.from.into(),
            ]);
        }
    }
    (table, lines.saturating_sub(SHOWN))
}

pub(super) fn posts_table(t: &Lookup, plan: &Plan) -> Table {
    let mut table = Table::new(t, "posts", t.of("people-import-posts"))
        .caption_unseen()
        .column(t.of("people-unit"))
        .column(t.of("people-post"))
        .column(t.of("people-category"))
        .number_column(t.of("people-seats"))
        .empty(t.of("people-import-no-posts"));
    for post in &plan.posts {
        table.push(vec![
            post.unit_name.as_str().into(),
            post.title.as_str().into(),
            said(t, post.category.words()).into(),
            Cell::number(t, post.seats),
        ]);
    }
    table
}
