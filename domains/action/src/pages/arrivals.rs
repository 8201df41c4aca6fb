//! What arrives, for trainers and whoever keeps learning: counts per class and set, a chart over them, a spreadsheet;
//! and asking the learners of a class. No person appears here.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::Span;
use kernel::Area;
use web::components::{Cell, Table};
use web::i18n::Lookup;
use web::spreadsheet::{self, Cell as Out};
use web::{Acting, House, Page, Problem, see_other, show};

use super::said;
use super::sets::keeps_somewhere;
use crate::transfer::arriving::{Arrival, arrivals};
use crate::transfer::{self, Source};

#[derive(Template)]
#[template(path = "action/arrivals.html")]
struct ArrivalsPage<'a> {
    page: &'a Page,
    table: Table,
    asks: Vec<(String, String, i64)>,
}

async fn read(house: &House, actor: std::sync::Arc<kernel::Actor>) -> Result<Vec<Arrival>, Problem> {
    if !keeps_somewhere(&actor) {
        return Err(Problem::not_found());
    }
    house.read(move |tx| Ok(arrivals(tx, &actor.scope(Area::Learning))?)).await
}

/// Classes that ended longer ago are not asked any more.
const DAYS: i32 = 90;

/// The heads of the columns, in the order of [`numbers`].
const HEADS: [&str; 9] = [
    "action-learners",
    "action-writers",
    "action-intended-n",
    "action-tried-n",
    "action-transferred-n",
    "action-attempts-n",
    "action-low-n",
    "action-forward-n",
    "action-backward-n",
];

fn numbers(one: &Arrival) -> [i64; 9] {
    [
        one.learners,
        one.writers,
        one.intended,
        one.tried,
        one.transferred,
        one.attempts,
        one.low,
        one.forward,
        one.backward,
    ]
}

fn table(t: &Lookup, all: &[Arrival]) -> Table {
    let mut table = Table::new(t, "arrivals", t.of("action-arrivals"))
        .caption_unseen()
        .column(t.of("action-learned-in"))
        .column(t.of("action-kind"))
        .column(t.of("action-ended"));
    for key in HEADS {
        table = table.number_column(t.of(key));
    }
    table = table.filter().export("/action/transfer/arrivals.xlsx").empty(t.of("action-arrivals-none"));
    for one in all {
        let title = match one.source {
            Source::Set => Cell::link(format!("/action/sets/{}", one.id), &*one.title),
            Source::Class => one.title.as_str().into(),
        };
        let mut row = vec![title, said(t, one.source.words()).into(), one.ended_on.into()];
        row.extend(numbers(one).into_iter().map(|number| Cell::number(t, number)));
        table.push(row);
    }
    table
}

/// `GET /action/transfer/arrivals`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let all = read(&house, actor).await?;
    let (mut all, asked, since) = house
        .read(move |tx| {
            let mut asked = BTreeSet::new();
            for one in all.iter().filter(|one| one.source == Source::Class) {
                if transfer::was_invited(tx, &one.id)? {
                    asked.insert(one.id.clone());
                }
            }
            Ok((all, asked, tx.today().saturating_sub(Span::new().days(DAYS))))
        })
        .await?;
    let page = page
        .titled_by("action-arrivals")
        .led_by("action-arrivals-lead")
        .back_to("/action", "action-room")
        .across();
    let silent = all.iter().filter(|one| {
        one.source == Source::Class
            && one.writers < one.learners
            && one.ended_on >= since
            && !asked.contains(&one.id)
    });
    let asks = silent.map(|one| (one.id.clone(), one.title.clone(), one.learners)).collect();
    // Those of which something can be told come first; within each the latest.
    all.sort_by_key(|one| one.intended == 0);
    let table = table(&page.t, &all);
    show(&ArrivalsPage { page: &page, table, asks })
}

/// `GET /action/transfer/arrivals.xlsx`
pub async fn sheet(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let all = read(&house, actor).await?;
    let t = &page.t;
    let mut heads: Vec<String> =
        ["action-learned-in", "action-kind", "action-ended"].iter().map(|key| t.of(key).to_owned()).collect();
    heads.extend(HEADS.iter().map(|key| t.of(key).to_owned()));
    let rows: Vec<Vec<Out>> = all
        .iter()
        .map(|one| {
            let mut row: Vec<Out> = vec![
                one.title.clone().into(),
                said(t, one.source.words()).into(),
                t.day(one.ended_on).into(),
            ];
            row.extend(numbers(one).into_iter().map(Out::from));
            row
        })
        .collect();
    spreadsheet::sheet(t.of("action-arrivals"), &heads, &rows)
}

/// `POST /action/classes/{id}/invitation`: asks the learners of a class who were not asked before.
pub async fn invite(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let book = house.book();
    let count = house.county().write(move |tx| transfer::invite_class(tx, &actor, &book, &id)).await?;
    Ok(see_other("/action/transfer/arrivals").notice("action-invited", &[("n", &count)]).into_response())
}
