//! The people, rounds and commitments of a set as tables. Not here: the page they stand on (`set`).

use web::components::{Cell, StateTag, Table, Tone};
use web::i18n::Lookup;

use super::{commitment_state, said};
use crate::round::{Commitment, Round};
use crate::set::Member;

/// The people of a set with their goals.
pub(super) fn people(t: &Lookup, members: &[Member]) -> Table {
    let mut table = Table::new(t, "people", t.of("action-people"))
        .caption_unseen()
        .column(t.of("action-name"))
        .column(t.of("action-part"))
        .column(t.of("action-unit"))
        .column(t.of("action-goal"));
    for one in members {
        table.push(vec![
            one.name.as_str().into(),
            said(t, one.part.words()).into(),
            one.unit_name.as_str().into(),
            one.goal.as_str().into(),
        ]);
    }
    table
}

/// The rounds of a set.
pub(super) fn rounds(t: &Lookup, rounds: &[Round]) -> Table {
    let mut table = Table::new(t, "rounds", t.of("action-rounds"))
        .caption_unseen()
        .column(t.of("action-round"))
        .column(t.of("action-meets"))
        .column(t.of("action-state"));
    for one in rounds {
        let state = if one.open {
            StateTag::new(Tone::Active, t.of("action-round-open"))
        } else {
            StateTag::new(Tone::Done, t.of("action-round-finished"))
        };
        table.push(vec![
            Cell::link(
                format!("/action/rounds/{}", one.id),
                t.with("action-round-number", &[("n", &one.number)]),
            ),
            one.meets_on.into(),
            Cell::drawn(&state),
        ]);
    }
    table
}

/// The commitments of a set.
pub(super) fn commitments(t: &Lookup, all: &[Commitment]) -> Table {
    let mut table = Table::new(t, "commitments", t.of("action-commitments"))
        .caption_unseen()
        .column(t.of("action-what"))
        .column(t.of("action-name"))
        .column(t.of("action-by"))
        .column(t.of("action-state"))
        .column(t.of("action-happened"));
    for one in all {
        table.push(vec![
            Cell::link(format!("/action/commitments/{}", one.id), &*one.what),
            one.name.as_str().into(),
            one.by_on.into(),
            Cell::drawn(&commitment_state(t, one.state)),
            one.happened.as_str().into(),
        ]);
    }
    table
}
