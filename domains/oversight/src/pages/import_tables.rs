//! What a trial reading found, as tables: the problems by row and column, and what would be written. Not here: reading and
//! carrying out (`imports`).

use people::formats::Finding;
use web::components::{Cell, Table};
use web::i18n::Lookup;

use super::said;
use crate::import::sheet::Column;
use crate::import::upload::Purpose;
use crate::import::{duties, items};

/// As many rows and findings as a page shows.
const SHOWN: usize = 200;

/// What a file would do.
pub(super) enum Plan {
    Items(items::Plan),
    Duties(duties::Plan),
}

impl Plan {
    pub(super) fn findings(&self) -> &[Finding] {
        match self {
            Plan::Items(plan) => &plan.findings,
            Plan::Duties(plan) => &plan.findings,
        }
    }

    pub(super) fn is_sound(&self) -> bool {
        match self {
            Plan::Items(plan) => plan.is_sound(),
            Plan::Duties(plan) => plan.is_sound(),
        }
    }

    /// Rows, what is new, what goes, what is the same.
    pub(super) fn counts(&self) -> [usize; 4] {
        match self {
            Plan::Items(plan) => [plan.rows, plan.items.len(), 0, plan.same],
            Plan::Duties(plan) => {
                [plan.rows, plan.setting.new.len(), plan.setting.off.len(), plan.setting.same]
            }
        }
    }
}

/// The columns of a sheet by its purpose.
pub(super) fn columns(purpose: Purpose) -> &'static [Column] {
    match purpose {
        Purpose::Items => &items::COLUMNS,
        Purpose::Duties => &duties::COLUMNS,
    }
}

/// Every problem by row and column.
pub(super) fn findings_table(t: &Lookup, purpose: Purpose, findings: &[Finding]) -> Table {
    let mut table = Table::new(t, "findings", t.of("oversight-findings"))
        .caption_unseen()
        .number_column(t.of("oversight-row"))
        .column(t.of("oversight-field"))
        .column(t.of("oversight-problem"))
        .column(t.of("oversight-mending"));
    for one in findings.iter().take(SHOWN) {
        let row = one.place.row.map(|row| row.to_string()).unwrap_or_default();
        let column = columns(purpose).iter().find(|column| column.zh == one.field);
        let field = column.map_or(&*one.field, |column| t.choose(column.zh, column.en));
        table.push(vec![
            Cell::Number(row),
            field.into(),
            t.both(&one.problem).into(),
            t.both(&one.mending).into(),
        ]);
    }
    table
}

/// What would be written.
pub(super) fn new_table(t: &Lookup, plan: &Plan) -> Table {
    let mut table = Table::new(t, "new", t.of("oversight-import-new"))
        .caption_unseen()
        .column(t.of("oversight-code-or-list"))
        .column(t.of("oversight-item"))
        .column(t.of("oversight-what"));
    match plan {
        Plan::Items(plan) => {
            for (one, new) in plan.items.iter().take(SHOWN) {
                let what = if *new { "oversight-import-is-new" } else { "oversight-import-is-changed" };
                table.push(vec![one.code.as_str().into(), one.says.name.as_str().into(), t.of(what).into()]);
            }
        }
        Plan::Duties(plan) => {
            for one in plan.setting.new.iter().take(SHOWN) {
                let list = said(t, one.list.words());
                table.push(vec![
                    list.into(),
                    one.name.as_str().into(),
                    t.of("oversight-import-is-new").into(),
                ]);
            }
            for (_, name) in plan.setting.off.iter().take(SHOWN) {
                table.push(vec!["".into(), name.as_str().into(), t.of("oversight-import-is-off").into()]);
            }
        }
    }
    table
}
