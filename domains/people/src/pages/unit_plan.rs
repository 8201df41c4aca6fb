//! The tables of a trial reading of a list of units: what would change, what would be set up.

use web::components::{Cell, Table};
use web::i18n::Lookup;

use super::plan::SHOWN;
use super::said;
use crate::formats::sheet::Columns;
use crate::unit_import::{Plan, Step};

pub(super) fn changes_table(t: &Lookup, plan: &Plan) -> Table {
    let mut table = Table::new(t, "changes", t.of("people-import-changes"))
        .caption_unseen()
        .column(t.of("people-unit"))
        .column(t.of("people-import-field"))
        .column(t.of("people-import-old"))
        .column(t.of("people-import-new"))
        .empty(t.of("people-units-import-no-changes"));
    let shown = |text: &str| if text.is_empty() { t.of("people-empty").to_owned() } else { text.to_owned() };
    for changed in plan.changed() {
        for change in &changed.changes {
            let heading = change.column.heading();
            table.push(vec![
                Cell::link(format!("/units/{}", changed.id), changed.before.name.as_str()),
                t.choose(heading.zh, heading.en).into(),
                shown(t.both(&change.before)).into(),
                shown(t.both(&change.after)).into(),
            ]);
        }
    }
    table
}

/// The units that would be set up, and how many more there are than are shown.
pub(super) fn added_table(t: &Lookup, plan: &Plan) -> (Table, usize) {
    let mut table = Table::new(t, "added", t.of("people-units-import-added"))
        .caption_unseen()
        .column(t.of("people-unit-name"))
        .column(t.of("people-unit-above"))
        .column(t.of("people-unit-kind"))
        .number_column(t.of("people-posts-admin"))
        .number_column(t.of("people-posts-institution"))
        .column(t.of("people-opened-on"))
        .empty(t.of("people-import-none-added"));
    let mut lines: usize = 0;
    for planned in &plan.units {
        let Step::Add(fresh) = &planned.step else { continue };
        lines += 1;
        if lines > SHOWN {
            continue;
        }
        table.push(vec![
            planned.name.as_str().into(),
            planned.above.as_str().into(),
            said(t, fresh.unit.kind.words()).into(),
            Cell::number(t, fresh.unit.posts_admin),
            Cell::number(t, fresh.unit.posts_institution),
            fresh.unit.opened_on.into(),
        ]);
    }
    (table, lines.saturating_sub(SHOWN))
}
