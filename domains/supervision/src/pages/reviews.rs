//! Peer reviews: the list, and opening one in two steps (units first, then who looks).

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Area, Fault, Scope, Tx};
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, Pager, Table};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{PER_PAGE, Paged, act, choices, count, review_tag, units};
use crate::permission::{inspector, inspects};
use crate::review::opening::{self, NewReview};
use crate::review::{self, Kind, Review};

/// `GET /supervision/reviews`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(asked): Query<Paged>,
) -> Result<Response, Problem> {
    let (from, may) = (asked.from(), inspects(&actor));
    let work = move |tx: &mut Tx<'_>| Ok(review::list(tx, &actor.scope(Area::Power), (from, PER_PAGE))?);
    let (all, n) = house.read(work).await?;
    let page = page
        .titled_by("supervision-reviews")
        .led_by("supervision-reviews-lead")
        .back_to("/supervision", "supervision-room")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let mut links = Vec::new();
    if may {
        links.push(("/supervision/reviews/new".to_owned(), t.of("supervision-review-open").to_owned()));
    }
    links.push(("/open/reviews/method".to_owned(), t.of("supervision-method").to_owned()));
    sheet.links(links);
    sheet.add(&table(t, "/supervision/reviews", &all));
    sheet.add(&Pager::new(t, "/supervision/reviews", count(asked.number()), count(n), count(PER_PAGE)));
    sheet.done()
}

/// Reviews as a table; the same for the public.
pub(super) fn table(t: &Lookup, base: &str, all: &[Review]) -> Table {
    let mut table = Table::new(t, "reviews", t.of("supervision-reviews"))
        .caption_unseen()
        .column(t.of("supervision-review"))
        .column(t.of("supervision-reviewed"))
        .column(t.of("supervision-reviewer"))
        .number_column(t.of("supervision-size"))
        .number_column(t.of("supervision-found"))
        .number_column(t.of("supervision-settled"))
        .column(t.of("supervision-state"))
        .empty(t.of("supervision-reviews-none"));
    for one in all {
        table.push(vec![
            Cell::link(format!("{base}/{}", one.id), &*one.title),
            one.reviewed.1.as_str().into(),
            one.reviewer.1.as_str().into(),
            Cell::number(t, one.size),
            Cell::number(t, one.counts.0),
            Cell::number(t, one.counts.2),
            Cell::drawn(&review_tag(t, one.state)),
        ]);
    }
    table
}

/// The units of a new review.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Of {
    reviewed: Option<String>,
    reviewer: Option<String>,
}

struct Ground {
    units: Vec<(String, String)>,
    people: Vec<(String, String)>,
}

fn ground(tx: &mut Tx<'_>, reviewer: &str) -> Result<Ground, Fault> {
    let scope = Scope::county("names and seats are in the directory");
    let (units, today) = (super::peers(tx)?, tx.today());
    let mut people = Vec::new();
    if !reviewer.is_empty() {
        for seat in duty::seat::in_unit(tx, &scope, reviewer, today)? {
            people.push((seat.person, seat.name));
        }
    }
    Ok(Ground { units, people })
}

async fn draw(
    page: Page,
    house: &House,
    actor: &Arc<Actor>,
    (reviewed, reviewer): (String, String),
    form: &FormState,
) -> Result<Response, Problem> {
    inspector(actor).map_err(|refusal| Problem::from(Fault::from(refusal)))?;
    let of = reviewer.clone();
    let ground = house.read(move |tx| ground(tx, &of)).await?;
    let page = page
        .titled_by("supervision-review-open")
        .led_by("supervision-review-open-lead")
        .back_to("/supervision/reviews", "supervision-reviews");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let list = units(&ground.units);
    if ground.people.is_empty() {
        let fields = [
            sheet.field("reviewed", "supervision-reviewed", |field| field.select(&list)),
            sheet.field("reviewer", "supervision-reviewer", |field| field.select(&list)),
        ];
        let whole = fields.into_iter().fold(Form::search("/supervision/reviews/new"), Form::part);
        sheet.add(&whole.button(t.of("supervision-review-next")));
        return sheet.done();
    }
    let name = |id: &str| ground.units.iter().find(|(unit, _)| unit == id).map(|(_, name)| name.clone());
    let pair = (name(&reviewed).unwrap_or_default(), name(&reviewer).unwrap_or_default());
    sheet.text(&t.with("supervision-review-pair", &[("reviewer", &pair.1), ("reviewed", &pair.0)]));
    let kinds = choices(t, Kind::ALL, |one| (one.code(), one.words()));
    let people: Vec<Choice> = ground.people.iter().map(|(id, name)| Choice::new(&**id, &**name)).collect();
    let fields = [
        sheet.field("title", "supervision-review", |field| field.max(60)),
        sheet.field("year", "supervision-year", |field| field.number().short()),
        sheet.field("kinds", "supervision-kinds", |field| field.checkboxes(&kinds)),
        sheet.field("size", "supervision-size", |field| field.number().short()),
        sheet.field("reviewers", "supervision-reviewers", |field| {
            field.checkboxes(&people).hint("supervision-reviewers-hint")
        }),
        sheet.field("review_by", "supervision-review-by", |field| field.date()),
    ];
    let whole = Form::to("/supervision/reviews").hidden("reviewed", reviewed).hidden("reviewer", reviewer);
    let whole = fields.into_iter().fold(whole, Form::part);
    sheet.add(&whole.button(t.of("supervision-review-commit")));
    sheet.hint("supervision-review-commit-hint");
    sheet.done()
}

/// `GET /supervision/reviews/new`
pub async fn new(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let pair = (of.reviewed.unwrap_or_default(), of.reviewer.unwrap_or_default());
    draw(page, &house, &actor, pair, &FormState::default()).await
}

/// `POST /supervision/reviews`
pub async fn add(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let pair = (form.value("reviewed").to_owned(), form.value("reviewer").to_owned());
    let title = form.required_text("title", 60);
    let year = form.required_integer("year", 2000..=2100);
    let kinds = form.choices("kinds", Kind::CODES);
    let size = form.required_integer("size", opening::SIZES);
    let reviewers: Vec<String> =
        form.values("reviewers").filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let review_by = form.required_date("review_by");
    if let (Some(title), Some(year), Some(size), Some(review_by)) = (title, year, size, review_by) {
        let new = NewReview {
            title,
            year,
            reviewed: pair.0.clone(),
            reviewer: pair.1.clone(),
            kinds: kinds.iter().filter_map(|code| Kind::from_code(code)).collect(),
            size,
            reviewers,
            review_by,
        };
        let (by, book) = (actor.clone(), house.book());
        if let Some(id) = act(&house, &mut form, move |tx| opening::open(tx, &by, &book, &new)).await? {
            return Ok(see_other(format!("/supervision/reviews/{id}"))
                .notice("supervision-done-committed", &[])
                .into_response());
        }
    }
    draw(page, &house, &actor, pair, &form).await
}
