//! The organisation chart: units with establishment and who is missing, their posts beneath where one unit is shown.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use kernel::Fault;
use serde::Deserialize;
use std::collections::HashMap;
use web::charts::tree::{Node, org_chart};
use web::charts::{Chart, Head};
use web::components::UnitPath;
use web::i18n::Lookup;
use web::{Acting, House, Page, Problem, show};

use super::{directory, steps, today};
use crate::post::{self, Post};
use crate::unit::{self, Branch, Strength, Unit};

/// Where the chart begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    root: String,
}

#[derive(Template)]
#[template(path = "people/chart.html")]
struct ChartPage<'a> {
    page: &'a Page,
    path: UnitPath,
    chart: Chart,
}

/// What stands in the boxes.
struct Full {
    strength: HashMap<String, Strength>,
    filled: HashMap<String, i64>,
    posts: HashMap<String, Vec<Post>>,
}

/// `GET /units/chart?root=`: without a root the county to the level of townships; a unit with its posts otherwise.
pub async fn chart(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(from): Query<From>,
) -> Result<Response, Problem> {
    let (scope, on) = (directory(&actor), today(&house));
    let (branches, path, full) = house
        .read(move |tx| {
            let branches = unit::tree(tx, &scope)?;
            let root = if from.root.is_empty() {
                branches.first().map(|branch| branch.unit.id.clone()).ok_or(Fault::NotFound)?
            } else {
                from.root
            };
            let mut posts: HashMap<String, Vec<Post>> = HashMap::new();
            for post in post::all(tx, &scope)? {
                posts.entry(post.unit.clone()).or_default().push(post);
            }
            let full = Full {
                strength: unit::strength(tx, &scope, on)?,
                filled: post::filled(tx, &scope, on)?,
                posts,
            };
            Ok((branches, unit::path(tx, &scope, &root)?, full))
        })
        .await?;
    let root = path.last().cloned().ok_or_else(Problem::not_found)?;
    let page = page
        .titled_with("people-chart-of", &[("unit", &root.name)])
        .led_by("people-chart-lead")
        .back_to("/units", "people-units")
        .across();
    let t = &page.t;
    let node = node_of(t, &root, &branches, &full, 0);
    let head = Head::new(
        "organisation",
        t.with("people-chart-of", &[("unit", &root.name)]),
        t.with(
            "people-chart-about",
            &[("unit", &root.name), ("n", &i64::try_from(beneath(&branches, &root.id).count()).unwrap_or(0))],
        ),
        t.of("people-unit"),
    );
    let chart = org_chart(t, head, &node);
    let path = UnitPath::new(t.of("people-unit-path"), steps(&path));
    show(&ChartPage { page: &page, path, chart })
}

fn beneath<'a>(branches: &'a [Branch], id: &'a str) -> impl Iterator<Item = &'a Unit> {
    branches.iter().map(|branch| &branch.unit).filter(move |unit| unit.parent.as_deref() == Some(id))
}

/// A unit with its posts and the units beneath; one level further down only names and numbers.
fn node_of(t: &Lookup, unit: &Unit, branches: &[Branch], full: &Full, depth: usize) -> Node {
    let strength = full.strength.get(&unit.id).copied().unwrap_or_default();
    let mut node = Node::new(unit.short_name.clone()).link(format!("/units/{}", unit.id));
    for (key, filled, posts) in [
        ("people-chart-admin", strength.admin, unit.posts_admin),
        ("people-chart-institution", strength.institution, unit.posts_institution),
    ] {
        if filled == 0 && posts == 0 {
            continue;
        }
        let held = t.with(key, &[("filled", &filled), ("posts", &posts)]);
        let note = match filled - posts {
            0 => held,
            over if over > 0 => {
                node = node.late();
                t.join(&[held, t.with("people-chart-over", &[("n", &over)])])
            }
            short => t.join(&[held, t.with("people-chart-short", &[("n", &-short)])]),
        };
        node = node.note(note);
    }
    if strength.others > 0 {
        node = node.note(t.with("people-chart-others", &[("n", &strength.others)]));
    }
    if depth == 0 {
        for post in full.posts.get(&unit.id).map_or(&[][..], Vec::as_slice) {
            node = node.child(post_node(t, post, full));
        }
    }
    if depth < 2 {
        for child in beneath(branches, &unit.id) {
            // From the county down villages would make the chart a list; they hang on their township's own chart.
            if depth == 0 || matches!(child.kind, unit::UnitKind::Section) {
                node = node.child(node_of(t, child, branches, full, depth + 1));
            }
        }
    }
    node
}

fn post_node(t: &Lookup, post: &Post, full: &Full) -> Node {
    let filled = full.filled.get(&post.id).copied().unwrap_or_default();
    let node = Node::new(post.title.clone())
        .link(format!("/posts/{}", post.id))
        .note(t.with("people-chart-seats", &[("filled", &filled), ("seats", &post.seats)]));
    match post.seats - filled {
        0 => node,
        vacant if vacant > 0 => node.note(t.with("people-chart-vacant", &[("n", &vacant)])),
        over => node.late().note(t.with("people-chart-over", &[("n", &-over)])),
    }
}
