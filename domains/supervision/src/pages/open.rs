//! What the public sees of peer reviews: hashes, word, seed, list and counts; never a title, a name or a finding. And the
//! recipe by which anyone draws again.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::Tx;
use web::components::{FactList, Markup, Pager};
use web::download::download;
use web::sheet::Sheet;
use web::{FormState, House, Page, Problem};

use super::reviews::table;
use super::{PER_PAGE, Paged, count, moment, review_tag, said};
use crate::review::{self, Review};

/// `GET /open/reviews`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Query(asked): Query<Paged>,
) -> Result<Response, Problem> {
    let from = asked.from();
    let work = move |tx: &mut Tx<'_>| Ok(review::list(tx, &review::public(), (from, PER_PAGE))?);
    let (all, n) = house.read(work).await?;
    let page = page
        .titled_by("supervision-open-reviews")
        .led_by("supervision-open-reviews-lead")
        .back_to("/open", "supervision-open");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    sheet.links(vec![("/open/reviews/method".to_owned(), t.of("supervision-method").to_owned())]);
    sheet.add(&table(t, "/open/reviews", &all));
    sheet.add(&Pager::new(t, "/open/reviews", count(asked.number()), count(n), count(PER_PAGE)));
    sheet.done()
}

/// `GET /open/reviews/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let review = house.read(move |tx| review::find(tx, &review::public(), &id)).await?;
    let page = page.titled(review.title.clone()).back_to("/open/reviews", "supervision-open-reviews");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let kinds: Vec<String> = review.kinds.iter().map(|kind| said(t, kind.words())).collect();
    let (found, answered, settled) = review.counts;
    sheet.add(
        &FactList::new()
            .drawn(t.of("supervision-state"), Markup::of(&review_tag(t, review.state)))
            .fact(t.of("supervision-reviewed"), &review.reviewed.1)
            .fact(t.of("supervision-reviewer"), &review.reviewer.1)
            .fact(t.of("supervision-year"), &review.year.to_string())
            .fact(t.of("supervision-kinds"), &t.join(&kinds))
            .fact(t.of("supervision-candidates"), &t.number(review.candidates))
            .fact(t.of("supervision-size"), &t.number(review.size)),
    );
    sheet.heading("supervision-open-draw");
    sheet.add(&hashes(&page, &review));
    sheet.links(vec![
        (
            format!("/open/reviews/{}/candidates.csv", review.id),
            t.of("supervision-candidates-csv").to_owned(),
        ),
        ("/open/reviews/method".to_owned(), t.of("supervision-method").to_owned()),
    ]);
    sheet.heading("supervision-open-counts");
    sheet.add(
        &FactList::new()
            .fact(t.of("supervision-found"), &t.number(found))
            .fact(t.of("supervision-answered-n"), &t.number(answered))
            .fact(t.of("supervision-settled"), &t.number(settled)),
    );
    sheet.done()
}

fn hashes(page: &Page, review: &Review) -> FactList {
    let t = &page.t;
    let mut facts = FactList::new()
        .fact(t.of("supervision-commitment"), &review.commitment)
        .fact(t.of("supervision-list-hash"), &review.list_hash)
        .fact(t.of("supervision-committed-at"), &moment(t, review.committed_at));
    if let Some((word, at)) = &review.word {
        facts = facts
            .fact(t.of("supervision-word-given"), word)
            .fact(t.of("supervision-word-at"), &moment(t, *at));
    }
    if let Some(at) = review.drawn_at {
        facts = facts
            .fact(t.of("supervision-secret"), &review.secret)
            .fact(t.of("supervision-drawn-at"), &moment(t, at));
    }
    facts
}

/// `GET /open/reviews/{id}/candidates.csv`: number, key, drawn; before the draw numbers only.
pub async fn candidates(State(house): State<House>, Path(id): Path<String>) -> Result<Response, Problem> {
    let of = id.clone();
    let work = move |tx: &mut Tx<'_>| {
        review::find(tx, &review::public(), &of)?;
        Ok(review::candidates(tx, &of)?)
    };
    let all = house.read(work).await?;
    let mut text = String::from("number,sha256,drawn\n");
    for one in &all {
        let key = one.key.as_deref().unwrap_or_default();
        text.push_str(&format!("{},{key},{}\n", one.number, u8::from(one.drawn)));
    }
    Ok(download(&format!("candidates-{id}.csv"), "text/csv; charset=utf-8", text.into_bytes()))
}

/// `GET /open/reviews/method`
pub async fn method(page: Page) -> Result<Response, Problem> {
    let page = page
        .titled_by("supervision-method")
        .led_by("supervision-method-lead")
        .back_to("/open/reviews", "supervision-open-reviews");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    for step in 1..=6 {
        let key = format!("supervision-method-{step}");
        sheet.lesser(&t.with("supervision-method-step", &[("n", &step)]));
        sheet.text(t.get(&key).unwrap_or_default());
    }
    sheet.heading("supervision-method-commands");
    for line in COMMANDS {
        sheet.quoted(line);
    }
    sheet.hint("supervision-method-commands-hint");
    sheet.done()
}

/// Commands that do the draw again on any Unix machine; the words in capitals are on the page of the review.
const COMMANDS: [&str; 3] = [
    "printf '%s' SECRET | sha256sum",
    "cut -d, -f1 candidates.csv | tail -n +2 | LC_ALL=C sort | sha256sum",
    "cut -d, -f1 candidates.csv | tail -n +2 | while read -r n; do echo \"$(printf '%s' \"SECRET|WORD|$n\" | sha256sum | cut -c1-64) $n\"; done | LC_ALL=C sort | head -n SIZE",
];
