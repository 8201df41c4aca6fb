//! A unit in a year: its targets with their balance, the breakdown as a tree, who carries what, its letters.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::Area;
use kernel::actor::Role;
use serde::Deserialize;
use web::charts::Head;
use web::charts::tree::{self, Node};
use web::components::{Cell, StateTag, Table};
use web::i18n::Lookup;
use web::{Acting, House, Page, Problem, see_other, show};

use super::{Found, findings, hundredths, letter_state, said, target_state};
use crate::balance::{self, percent, points};
use crate::carried::{self, Carried};
use crate::cycle::{self, Cycle};
use crate::letter::{self, Letter};
use crate::scheme::WHOLE;
use crate::share::Bearer;
use crate::{permission, seat};

/// Which year.
#[derive(Debug, Deserialize)]
pub struct Of {
    cycle: Option<String>,
}

#[derive(Template)]
#[template(path = "duty/unit.html")]
struct UnitPage<'a> {
    page: &'a Page,
    unit: &'a seat::Unit,
    year: &'a Cycle,
    state: StateTag,
    findings: Vec<Found>,
    in_balance: bool,
    targets: Table,
    tree: Option<web::charts::Chart>,
    loads: Table,
    letters: Table,
    beneath: Vec<seat::Unit>,
    may_draft: bool,
    plans: bool,
    may_letter: bool,
    drafts: bool,
}

/// `GET /duty/units/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let asker = actor.clone();
    let (unit, year, carried, letters, beneath, may_draft) = house
        .read(move |tx| {
            let scope = asker.scope(Area::Duty);
            let unit = seat::unit(tx, &scope, &id)?.ok_or(kernel::Fault::NotFound)?;
            let year = match of.cycle {
                Some(cycle) => cycle::find(tx, &cycle)?,
                None => cycle::current(tx)?.ok_or(kernel::Fault::NotFound)?,
            };
            let carried = carried::of_unit(tx, &scope, &year.id, &id)?;
            let letters = letter::of_unit(tx, &scope, &year.id, &id)?;
            let beneath = seat::children(tx, &scope, &id)?;
            let may = permission::may_draft(tx, &asker, &id)?;
            Ok((unit, year, carried, letters, beneath, may))
        })
        .await?;
    let page = page
        .titled(unit.name.clone())
        .led_by("duty-unit-lead")
        .back_to(format!("/duty/cycles/{}", year.id), "duty-cycle")
        .across();
    let t = &page.t;
    let found = balance::of_unit(&carried, &year.scheme);
    let plans = year.state.plans();
    // Drafts wait for the head of exactly this unit; the head's own waits for whoever stands above.
    let leads = actor.units_as(Role::Head).any(|led| led == unit.id);
    let lettering = matches!(year.state, cycle::State::Agreed | cycle::State::Running);
    let view = UnitPage {
        state: super::cycle_state(t, year.state),
        in_balance: found.is_empty() && !carried.is_empty(),
        findings: findings(t, found),
        targets: targets_table(t, &unit, &year, &carried, may_draft && plans),
        tree: tree_chart(t, &unit, &carried),
        loads: loads_table(t, &carried),
        letters: letters_table(t, &letters),
        drafts: leads
            && letters
                .iter()
                .any(|one| one.state == letter::State::Draft && actor.person.as_ref() != Some(&one.person)),
        beneath,
        may_draft,
        plans,
        may_letter: may_draft && lettering,
        page: &page,
        unit: &unit,
        year: &year,
    };
    show(&view)
}

fn targets_table(t: &Lookup, unit: &seat::Unit, year: &Cycle, carried: &[Carried], may_draft: bool) -> Table {
    let mut table = Table::new(t, "targets", t.of("duty-unit-targets"))
        .caption_unseen()
        .column(t.of("duty-target"))
        .column(t.of("duty-state"))
        .column(t.of("duty-measure"))
        .column(t.of("duty-source"))
        .number_column(t.of("duty-weight"))
        .number_column(t.of("duty-carried"))
        .empty(t.of("duty-targets-empty"));
    if may_draft {
        let new = format!("/duty/units/{}/targets/new?cycle={}", unit.id, year.id);
        table = table.empty_next(new, t.of("duty-target-new"));
    }
    for one in carried {
        let (target, parts) = (&one.target, one.shares.iter().map(|share| share.part).sum::<i64>());
        table.push(vec![
            Cell::link(format!("/duty/targets/{}", target.id), target.says.title.as_str()),
            Cell::drawn(&target_state(t, target.state)),
            said(t, target.says.measure.words()).into(),
            target.says.source_ref.as_str().into(),
            Cell::Number(points(target.says.weight)),
            Cell::Number(percent(parts)),
        ]);
    }
    let sum: i64 = carried.iter().map(|one| one.target.says.weight).sum();
    if carried.is_empty() {
        return table;
    }
    table.foot(vec![
        t.of("duty-sum").into(),
        "".into(),
        "".into(),
        "".into(),
        Cell::Number(points(sum)),
        "".into(),
    ])
}

/// Up to so many bearers the picture shows each by name.
const MOST_NAMES: usize = 24;

fn tree_chart(t: &Lookup, unit: &seat::Unit, carried: &[Carried]) -> Option<web::charts::Chart> {
    if carried.is_empty() {
        return None;
    }
    // Many names make the picture a list; each target's own page then shows who carries it.
    let single = carried.iter().map(|one| one.shares.len()).sum::<usize>() <= MOST_NAMES;
    let mut root = Node::new(unit.name.clone());
    for one in carried {
        let parts: i64 = one.shares.iter().map(|share| share.part).sum();
        let mut node = Node::new(one.target.says.title.clone())
            .note(t.with("duty-weight-of", &[("weight", &hundredths(one.target.says.weight))]))
            .link(format!("/duty/targets/{}", one.target.id));
        if parts != WHOLE {
            node = node.late().note(t.with("duty-carried-to", &[("part", &percent(parts))]));
        }
        if single {
            for share in &one.shares {
                let words = format!("{} {}", said(t, share.role.words()), percent(share.part));
                node = node.child(Node::new(share.name.clone()).note(words));
            }
        } else {
            node = node.note(t.with("duty-carried-by", &[("n", &one.shares.len())]));
        }
        root = root.child(node);
    }
    let head = Head::new("tree", t.of("duty-tree"), t.of("duty-tree-about"), t.of("duty-target"));
    Some(tree::target_tree(t, head, &root))
}

/// Who carries what, by name: the load is shown so that it can be balanced, never ranked.
fn loads_table(t: &Lookup, carried: &[Carried]) -> Table {
    let mut loads: BTreeMap<(&str, &Bearer), (i64, i64)> = BTreeMap::new();
    for one in carried {
        for share in &one.shares {
            let load = loads.entry((&share.name, &share.to)).or_default();
            load.0 += 1;
            load.1 += one.target.says.weight * share.part / WHOLE;
        }
    }
    let mut table = Table::new(t, "loads", t.of("duty-loads"))
        .caption_unseen()
        .column(t.of("duty-bearer"))
        .number_column(t.of("duty-target-count"))
        .number_column(t.of("duty-load"))
        .empty(t.of("duty-loads-empty"));
    for ((name, _), (count, load)) in loads {
        table.push(vec![name.into(), Cell::number(t, count), Cell::Number(points(load))]);
    }
    table
}

pub(super) fn letters_table(t: &Lookup, letters: &[Letter]) -> Table {
    let mut table = Table::new(t, "letters", t.of("duty-letters"))
        .caption_unseen()
        .column(t.of("duty-holder"))
        .column(t.of("duty-post"))
        .column(t.of("duty-state"))
        .column(t.of("duty-in-force-on"))
        .filter()
        .empty(t.of("duty-letters-empty"));
    for one in letters {
        table.push(vec![
            Cell::link(format!("/duty/letters/{}", one.id), one.holder_name.as_str()),
            one.post_title.as_str().into(),
            Cell::drawn(&letter_state(t, one.state)),
            one.in_force_on.map(|day| t.day(day)).unwrap_or_default().into(),
        ]);
    }
    table
}

/// `POST /duty/units/{id}/letters`: drafts letters for everybody in the unit who has none.
pub async fn generate(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let cycle = of.cycle.ok_or_else(Problem::not_found)?;
    let (book, unit, year) = (house.book(), id.clone(), cycle.clone());
    let done =
        house.county().write(move |tx| letter::generate(tx, &actor, &book, &year, Some(&unit))).await?;
    Ok(see_other(format!("/duty/units/{id}?cycle={cycle}"))
        .notice("duty-letters-drafted", &[("n", &done.made.len()), ("had", &done.skipped)])
        .into_response())
}
