//! Targets: the form that drafts or changes one, its own page, adopting, sending back and withdrawing.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::Area;
use law::decision::Record;
use serde::Deserialize;
use web::charts::Head;
use web::charts::tree::{self, Node};
use web::components::field::Choice;
use web::components::{Cell, FactList, History, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Markup, Page, Problem, see_other, show, show_again};

use super::{amounts, choices, findings, hundredths, method_form, said, target_state, weight};
use crate::balance::percent;
use crate::measure::{Category, Measure};
use crate::method::Method;
use crate::share::{self, Share};
use crate::target::{self, NewTarget, Source, State as Stage, Target};
use crate::{cycle, permission, seat};

/// Which year and which superior target a new one belongs to.
#[derive(Debug, Deserialize)]
pub struct Of {
    cycle: Option<String>,
}

#[derive(Template)]
#[template(path = "duty/target_form.html")]
struct FormPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    action: String,
    sources: Vec<Choice>,
    emphases: Vec<Choice>,
    measures: Vec<Choice>,
    methods: Vec<Choice>,
    ways: Vec<Choice>,
    new: bool,
}

fn draw_form(
    page: Page,
    form: &FormState,
    action: String,
    (new, again): (bool, bool),
) -> Result<Response, Problem> {
    let t = &page.t;
    let view = FormPage {
        sources: choices(t, Source::ALL, |one| (one.code(), one.words())),
        emphases: choices(t, Category::ALL, |one| (one.code(), one.words())),
        measures: Measure::ALL
            .iter()
            .map(|one| {
                Choice::new(one.code(), said(t, one.words()))
                    .explained(t.of(&format!("duty-measure-{}-for", one.code())))
            })
            .collect(),
        methods: method_form::kinds(t),
        ways: Choice::list(t, &[("more", "duty-steps-more"), ("less", "duty-steps-less")]),
        page: &page,
        form,
        action,
        new,
    };
    if again { show_again(&view) } else { show(&view) }
}

fn fill(says: &NewTarget) -> FormState {
    let number = |amount: Option<rust_decimal::Decimal>| {
        amount.map(|amount| amount.normalize().to_string()).unwrap_or_default()
    };
    let mut form = FormState::default()
        .prefilled("title", says.title.clone())
        .prefilled("source", says.source.code())
        .prefilled("source_ref", says.source_ref.clone())
        .prefilled("emphasis", says.emphasis.code())
        .prefilled("measure", says.measure.code())
        .prefilled("measure_unit", says.measure_unit.clone())
        .prefilled("baseline", number(says.baseline))
        .prefilled("goal", number(says.goal))
        .prefilled("due_on", says.due_on.map(|day| day.to_string()).unwrap_or_default())
        .prefilled("weight", hundredths(says.weight).to_string())
        .prefilled("evidence_wanted", says.evidence_wanted.clone());
    method_form::fill(&mut form, &says.method);
    form
}

fn read(form: &mut FormState) -> Option<NewTarget> {
    let title = form.required_text("title", 200);
    let source = form.required_choice("source", Source::CODES).and_then(|code| Source::from_code(&code));
    let source_ref = form.required_text("source_ref", 200);
    let emphasis =
        form.required_choice("emphasis", Category::CODES).and_then(|code| Category::from_code(&code));
    let measure = form.required_choice("measure", Measure::CODES).and_then(|code| Measure::from_code(&code));
    let measure_unit = form.text("measure_unit", 12).unwrap_or_default();
    let baseline = form.decimal("baseline", 4, amounts());
    let goal = form.decimal("goal", 4, amounts());
    let due_on = form.date("due_on");
    let weight = weight(form, "weight");
    let method = method_form::read(form, due_on);
    let evidence_wanted = form.text("evidence_wanted", 400).unwrap_or_default();
    Some(NewTarget {
        title: title?,
        source: source?,
        source_ref: source_ref?,
        emphasis: emphasis?,
        measure: measure?,
        measure_unit,
        baseline,
        goal,
        due_on,
        weight: weight?,
        method: method?,
        evidence_wanted,
    })
}

fn titled_new(page: Page, unit: &seat::Unit, cycle: &str) -> Page {
    let back = format!("/duty/units/{}?cycle={cycle}", unit.id);
    page.titled_by("duty-target-new").led(unit.name.clone()).back_to(back, "duty-unit-targets")
}

/// `GET /duty/units/{id}/targets/new`
pub async fn new(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let (unit, year) = house
        .read(move |tx| {
            let unit = seat::unit(tx, &actor.scope(Area::Duty), &id)?.ok_or(kernel::Fault::NotFound)?;
            permission::drafter(tx, &actor, &unit.id)?;
            let year = match of.cycle {
                Some(cycle) => cycle::find(tx, &cycle)?,
                None => cycle::current(tx)?.ok_or(kernel::Fault::NotFound)?,
            };
            Ok((unit, year))
        })
        .await?;
    let mut form = FormState::default()
        .prefilled("cycle", year.id.clone())
        .prefilled("emphasis", Category::General.code());
    method_form::fill(&mut form, &Method::usual(Measure::Quantity, None));
    let action = format!("/duty/units/{}/targets?cycle={}", unit.id, year.id);
    draw_form(titled_new(page, &unit, &year.id), &form, action, (true, false))
}

/// `POST /duty/units/{id}/targets`
pub async fn add(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let year = of.cycle.ok_or_else(Problem::not_found)?;
    if let (Some(new), true) = (read(&mut form), form.is_ok()) {
        let (actor, unit, cycle) = (actor.clone(), id.clone(), year.clone());
        let added =
            house.county().write(move |tx| target::add(tx, &actor, (&cycle, &unit), None, &new)).await;
        match added {
            Ok(target) => {
                let to = format!("/duty/targets/{target}/shares");
                return Ok(see_other(to).notice("duty-target-added", &[]).into_response());
            }
            Err(fault) => {
                form.take(fault)?;
            }
        }
    }
    let asked = id.clone();
    let unit = house
        .read(move |tx| seat::unit(tx, &actor.scope(Area::Duty), &asked)?.ok_or(kernel::Fault::NotFound))
        .await?;
    let action = format!("/duty/units/{id}/targets?cycle={year}");
    draw_form(titled_new(page, &unit, &year), &form, action, (true, true))
}

/// `GET /duty/targets/{id}/change`
pub async fn edit(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| target::find(tx, &actor.scope(Area::Duty), &id)).await?;
    let page =
        page.titled_by("duty-target-change").back_to(format!("/duty/targets/{}", found.id), "duty-target");
    draw_form(page, &fill(&found.says), format!("/duty/targets/{}/change", found.id), (false, false))
}

/// `POST /duty/targets/{id}/change`
pub async fn change(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    if let (Some(new), true) = (read(&mut form), form.is_ok()) {
        let asked = id.clone();
        match house.county().write(move |tx| target::change(tx, &actor, &asked, &new)).await {
            Ok(()) => {
                return Ok(see_other(format!("/duty/targets/{id}"))
                    .notice("duty-target-changed", &[])
                    .into_response());
            }
            Err(fault) => {
                form.take(fault)?;
            }
        }
    }
    let page = page.titled_by("duty-target-change").back_to(format!("/duty/targets/{id}"), "duty-target");
    draw_form(page, &form, format!("/duty/targets/{id}/change"), (false, true))
}

#[derive(Template)]
#[template(path = "duty/target.html")]
struct TargetPage<'a> {
    page: &'a Page,
    target: &'a Target,
    facts: FactList,
    shares: Table,
    tree: Option<web::charts::Chart>,
    flag: Option<(String, Option<Record>)>,
    may_draft: bool,
    may_adopt: bool,
    plans: bool,
    history: History,
}

/// The facts of a target, as its page and others show them.
pub(super) fn facts(t: &Lookup, found: &Target) -> FactList {
    let says = &found.says;
    let amount = |value: Option<rust_decimal::Decimal>| {
        value
            .map(|value| format!("{} {}", t.decimal(value), says.measure_unit).trim().to_owned())
            .unwrap_or_default()
    };
    let source = format!("{}{}{}", said(t, says.source.words()), t.choose("：", ": "), says.source_ref);
    FactList::new()
        .drawn(t.of("duty-state"), Markup::of(&target_state(t, found.state)))
        .drawn(t.of("duty-unit"), Markup::text(&found.unit_name))
        .fact(t.of("duty-source"), &source)
        .fact(t.of("duty-measure"), &said(t, says.measure.words()))
        .fact(t.of("duty-baseline"), &amount(says.baseline))
        .fact(t.of("duty-goal"), &amount(says.goal))
        .fact(t.of("duty-due"), &says.due_on.map(|day| t.date(day)).unwrap_or_default())
        .fact(t.of("duty-weight"), &t.decimal(hundredths(says.weight)))
        .fact(t.of("duty-method"), t.both(&says.method.words()))
        .fact(t.of("duty-emphasis-of"), &said(t, says.emphasis.words()))
        .fact(t.of("duty-evidence-wanted"), &says.evidence_wanted)
}

/// `GET /duty/targets/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let book = house.book();
    let (found, shares, children, may, plans, flag, acts) = house
        .read(move |tx| {
            let scope = actor.scope(Area::Duty);
            let found = target::find(tx, &scope, &id)?;
            let shares = share::of_target(tx, &scope, &id)?;
            let children = target::children(tx, &scope, &id)?;
            let parent = seat::unit(tx, &target::scope_of_tree(), &found.unit)?.and_then(|unit| unit.parent);
            let may_draft = permission::may_draft(tx, &actor, &found.unit)?;
            let may_adopt = permission::may_adopt(tx, &actor, &found.unit, parent.as_deref())?;
            let plans = cycle::find(tx, &found.cycle)?.state.plans();
            let flag = target::flag(&found, &book, tx.today());
            let acts = super::history::read(tx, &scope, &crate::procedure::LETTER, ("target", &id))?;
            Ok((found, shares, children, (may_draft, may_adopt), plans, flag, acts))
        })
        .await?;
    let back = format!("/duty/units/{}?cycle={}", found.unit, found.cycle);
    let page = page.titled(found.says.title.clone()).back_to(back, "duty-unit-targets");
    let t = &page.t;
    let flag = flag.and_then(|found| findings(t, vec![found]).into_iter().next());
    let view = TargetPage {
        facts: facts(t, &found),
        shares: shares_table(t, &shares),
        tree: tree_chart(t, &found, &shares, &children),
        flag: flag.map(|flag| (flag.text, flag.decision.map(|(record, _)| record))),
        may_draft: may.0 && plans,
        may_adopt: may.1 && plans,
        plans,
        history: acts.history(t),
        page: &page,
        target: &found,
    };
    show(&view)
}

fn shares_table(t: &Lookup, shares: &[Share]) -> Table {
    let mut table = Table::new(t, "shares", t.of("duty-shares"))
        .caption_unseen()
        .column(t.of("duty-bearer"))
        .column(t.of("duty-share-role"))
        .number_column(t.of("duty-part"))
        .empty(t.of("duty-shares-empty"));
    for one in shares {
        table.push(vec![
            one.name.as_str().into(),
            said(t, one.role.words()).into(),
            Cell::Number(percent(one.part)),
        ]);
    }
    let sum: i64 = shares.iter().map(|one| one.part).sum();
    if shares.is_empty() {
        table
    } else {
        table.foot(vec![t.of("duty-sum").into(), "".into(), Cell::Number(percent(sum))])
    }
}

/// The breakdown of a target: its bearers, and what the units beneath made of their part.
fn tree_chart(
    t: &Lookup,
    found: &Target,
    shares: &[Share],
    children: &[Target],
) -> Option<web::charts::Chart> {
    if shares.is_empty() {
        return None;
    }
    let parts: i64 = shares.iter().map(|one| one.part).sum();
    let mut root = Node::new(found.says.title.clone())
        .note(found.unit_name.clone())
        .note(t.with("duty-weight-of", &[("weight", &hundredths(found.says.weight))]));
    if parts != crate::scheme::WHOLE {
        root = root.late().note(t.with("duty-carried-to", &[("part", &percent(parts))]));
    }
    for one in shares {
        let mut node =
            Node::new(one.name.clone()).note(format!("{} {}", said(t, one.role.words()), percent(one.part)));
        let of_unit = children.iter().filter(|child| one.to == share::Bearer::Unit(child.unit.clone()));
        for child in of_unit {
            let state = said(t, child.state.words());
            let leaf =
                Node::new(child.says.title.clone()).note(state).link(format!("/duty/targets/{}", child.id));
            node = node.child(leaf);
        }
        root = root.child(node);
    }
    let head = Head::new("tree", t.of("duty-tree"), t.of("duty-tree-about"), t.of("duty-target"));
    Some(tree::target_tree(t, head, &root))
}

impl TargetPage<'_> {
    fn is(&self, stage: &str) -> bool {
        Stage::from_code(stage) == Some(self.target.state)
    }
}
