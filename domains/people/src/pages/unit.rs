//! Units: the tree with how full each is, and one unit with its posts, people, history and codes.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;
use kernel::{Fault, Role};
use web::components::{Cell, FactList, StateTag, Table, Tone, UnitPath};
use web::i18n::Lookup;
use web::{Acting, House, Markup, Page, Problem, show};

use super::{directory, said, steps, today};
use crate::check;
use crate::post::{self, Post};
use crate::tenure::{self, Tenure};
use crate::unit::{self, Code, Strength, Unit, Version};

#[derive(Template)]
#[template(path = "people/units.html")]
struct UnitsPage<'a> {
    page: &'a Page,
    table: Table,
    keeps: bool,
}

/// Establishment and how much of it is taken: `12 / 10`.
fn full(t: &Lookup, filled: i64, posts: i64) -> String {
    if posts == 0 && filled == 0 {
        "—".to_owned()
    } else {
        format!("{} / {}", t.number(filled), t.number(posts))
    }
}

/// `GET /units`
pub async fn tree(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let scope = directory(&actor);
    let on = today(&house);
    let (branches, strength) =
        house.read(move |tx| Ok((unit::tree(tx, &scope)?, unit::strength(tx, &scope, on)?))).await?;
    let page = page.titled_by("people-units").led_by("people-units-lead").across();
    let t = &page.t;
    let mut table = Table::new(t, "units", t.of("people-units"))
        .caption_unseen()
        .column(t.of("people-unit"))
        .column(t.of("people-unit-kind"))
        .number_column(t.of("people-admin-full"))
        .number_column(t.of("people-institution-full"))
        .number_column(t.of("people-others"))
        .number_column(t.of("people-seats"))
        .filter()
        .empty(t.of("people-units-none"));
    for branch in &branches {
        let unit = &branch.unit;
        let strength = strength.get(&unit.id).copied().unwrap_or_default();
        let name = format!("{}{}", "\u{3000}".repeat(branch.depth), unit.name);
        table.push(vec![
            Cell::link(format!("/units/{}", unit.id), name),
            said(t, unit.kind.words()).into(),
            Cell::Number(full(t, strength.admin, unit.posts_admin)),
            Cell::Number(full(t, strength.institution, unit.posts_institution)),
            Cell::number(t, strength.others),
            Cell::number(t, strength.seats),
        ]);
    }
    let keeps = check::keeps_roster(&actor);
    if keeps && branches.is_empty() {
        table = table.empty_next("/units/import", t.of("people-units-import"));
    }
    show(&UnitsPage { page: &page, table, keeps })
}

struct Seen {
    unit: Unit,
    path: Vec<Unit>,
    children: Vec<Unit>,
    posts: Vec<Post>,
    filled: std::collections::HashMap<String, i64>,
    serving: Vec<Tenure>,
    strength: Strength,
    versions: Vec<Version>,
    codes: Vec<Code>,
    keeps: bool,
}

#[derive(Template)]
#[template(path = "people/unit.html")]
struct UnitPage<'a> {
    page: &'a Page,
    seen: &'a Seen,
    path: UnitPath,
    state: Option<StateTag>,
    facts: FactList,
    posts: Table,
    people: Table,
    beneath: Table,
    versions: Table,
    codes: Table,
}

/// `GET /units/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (scope, on) = (directory(&actor), today(&house));
    let seen = house
        .read(move |tx| {
            let unit = unit::find(tx, &scope, &id)?;
            Ok::<Seen, Fault>(Seen {
                path: unit::path(tx, &scope, &id)?,
                children: unit::children(tx, &scope, Some(&id))?,
                posts: post::of_unit(tx, &scope, &id)?,
                filled: post::filled(tx, &scope, on)?,
                serving: tenure::in_unit(tx, &scope, &id, on)?,
                strength: unit::strength(tx, &scope, on)?.get(&id).copied().unwrap_or_default(),
                versions: unit::versions(tx, &scope, &id)?,
                codes: unit::codes(tx, &scope, &id)?,
                keeps: actor.holds(tx, Role::Organiser, &id)?,
                unit,
            })
        })
        .await?;
    let page = page.titled(seen.unit.name.clone()).back_to("/units", "people-units").across();
    let t = &page.t;
    let view = UnitPage {
        path: UnitPath::new(t.of("people-unit-path"), steps(&seen.path)),
        state: seen.unit.closed_on.map(|on| closed(t, on)),
        facts: facts(t, &seen),
        posts: posts(t, &seen),
        people: people(t, &seen),
        beneath: beneath(t, &seen),
        versions: versions(t, &seen),
        codes: codes(t, &seen),
        page: &page,
        seen: &seen,
    };
    show(&view)
}

fn closed(t: &Lookup, on: Date) -> StateTag {
    StateTag::new(Tone::Archived, t.with("people-unit-closed-on", &[("on", &on)]))
}

fn facts(t: &Lookup, seen: &Seen) -> FactList {
    let unit = &seen.unit;
    let short = |filled: i64, posts: i64| match posts - filled {
        _ if posts == 0 && filled == 0 => String::new(),
        0 => t.with("people-full-exactly", &[("filled", &filled), ("posts", &posts)]),
        vacant if vacant > 0 => {
            t.with("people-full-vacant", &[("filled", &filled), ("posts", &posts), ("vacant", &vacant)])
        }
        over => t.with("people-full-over", &[("filled", &filled), ("posts", &posts), ("over", &-over)]),
    };
    FactList::new()
        .fact(t.of("people-unit-kind"), &said(t, unit.kind.words()))
        .fact(t.of("people-posts-admin"), &short(seen.strength.admin, unit.posts_admin))
        .fact(t.of("people-posts-institution"), &short(seen.strength.institution, unit.posts_institution))
        .fact(
            t.of("people-others"),
            &if seen.strength.others > 0 { t.number(seen.strength.others) } else { String::new() },
        )
        .fact(t.of("people-opened-on"), &t.day(unit.opened_on))
}

fn posts(t: &Lookup, seen: &Seen) -> Table {
    let mut table = Table::new(t, "posts", t.of("people-posts"))
        .caption_unseen()
        .column(t.of("people-post"))
        .column(t.of("people-category"))
        .column(t.of("people-level"))
        .number_column(t.of("people-seats"))
        .number_column(t.of("people-filled"))
        .column(t.of("people-described"))
        .empty(t.of("people-posts-none"));
    if seen.keeps {
        table = table.empty_next(format!("/units/{}/posts", seen.unit.id), t.of("people-post-new"));
    }
    for post in &seen.posts {
        let filled = seen.filled.get(&post.id).copied().unwrap_or_default();
        let name = if post.is_head {
            t.with("people-head-post", &[("title", &post.title)])
        } else {
            post.title.clone()
        };
        let tone = |complete: bool| match complete {
            true => StateTag::new(Tone::Done, t.of("people-described-yes")),
            false => StateTag::new(Tone::Draft, t.of("people-described-no")),
        };
        let filled = match filled {
            over if over > post.seats => {
                Cell::drawn(&StateTag::new(Tone::Late, t.with("people-over", &[("n", &over)])))
            }
            short if short < post.seats => {
                let vacant = post.seats - short;
                Cell::drawn(&StateTag::new(
                    Tone::Waiting,
                    t.with("people-vacant", &[("n", &short), ("vacant", &vacant)]),
                ))
            }
            exact => Cell::number(t, exact),
        };
        table.push(vec![
            Cell::link(format!("/posts/{}", post.id), name),
            said(t, post.category.words()).into(),
            post.level.clone().unwrap_or_default().into(),
            Cell::number(t, post.seats),
            filled,
            Cell::drawn(&tone(post.description.is_complete())),
        ]);
    }
    table
}

fn people(t: &Lookup, seen: &Seen) -> Table {
    let mut table = Table::new(t, "people", t.of("people-serving"))
        .caption_unseen()
        .column(t.of("people-name"))
        .column(t.of("people-post"))
        .column(t.of("people-from"))
        .empty(t.of("people-serving-none"));
    for tenure in &seen.serving {
        table.push(vec![
            Cell::link(format!("/people/{}", tenure.person), tenure.person_name.as_str()),
            t.both(&tenure.title()).into(),
            tenure.from_on.into(),
        ]);
    }
    table
}

fn beneath(t: &Lookup, seen: &Seen) -> Table {
    let mut table = Table::new(t, "beneath", t.of("people-beneath"))
        .caption_unseen()
        .column(t.of("people-unit"))
        .column(t.of("people-unit-kind"))
        .empty(t.of("people-beneath-none"));
    for unit in &seen.children {
        let name = Cell::link(format!("/units/{}", unit.id), unit.name.as_str());
        table.push(vec![name, said(t, unit.kind.words()).into()]);
    }
    table
}

fn versions(t: &Lookup, seen: &Seen) -> Table {
    let mut table = Table::new(t, "versions", t.of("people-versions"))
        .caption_unseen()
        .column(t.of("people-from"))
        .column(t.of("people-to"))
        .column(t.of("people-unit-name"))
        .column(t.of("people-unit-above"))
        .column(t.of("people-document"));
    for version in &seen.versions {
        table.push(vec![
            version.from.into(),
            version.to.map_or_else(|| t.of("people-to-now").to_owned(), |to| to.to_string()).into(),
            version.name.as_str().into(),
            version.parent_name.clone().unwrap_or_default().into(),
            version.document.as_str().into(),
        ]);
    }
    table
}

fn codes(t: &Lookup, seen: &Seen) -> Table {
    let mut table = Table::new(t, "codes", t.of("people-codes"))
        .caption_unseen()
        .column(t.of("people-code-system"))
        .column(t.of("people-code-as-of"))
        .column(t.of("people-code"))
        .empty(t.of("people-codes-none"));
    for code in &seen.codes {
        table.push(vec![
            said(t, code.system.words()).into(),
            code.as_of.into(),
            Cell::Drawn(Markup::text(&code.code)),
        ]);
    }
    table
}
