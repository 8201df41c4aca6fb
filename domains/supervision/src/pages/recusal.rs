//! Asking who has to withdraw from a matter, and arranging it. Whoever asks sees yes or no; the head sees who.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Fault, Tx};
use law::rules::recusal::Matter;
use web::components::field::Choice;
use web::components::{Cell, FactList, Pager, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Markup, Page, Problem, see_other};

use super::{PER_PAGE, Paged, act, count, moment, own_units, units};
use crate::recusal::{self, Asked, Check, Counterpart, Hit};

const MATTERS: [(&str, &str); 3] = [
    ("administrative", "supervision-matter-administrative"),
    ("petition", "supervision-matter-petition"),
    ("peer-review", "supervision-matter-peer-review"),
];

const SAYS: [(&str, &str); 2] = [("yes", "supervision-same-yes"), ("no", "supervision-same-no")];

fn matter(code: &str) -> Matter {
    match code {
        "petition" => Matter::Petition,
        "peer-review" => Matter::PeerReview,
        _ => Matter::Administrative,
    }
}

fn matter_name(t: &Lookup, code: &str) -> String {
    let found = MATTERS.iter().find(|(known, _)| *known == code);
    found.map_or_else(|| code.to_owned(), |(_, key)| t.of(key).to_owned())
}

fn tag(t: &Lookup, check: &Check) -> StateTag {
    match check.state.as_str() {
        "clear" => StateTag::new(Tone::Done, t.of("supervision-clear")),
        "arranged" => StateTag::new(Tone::Done, t.of("supervision-arranged")),
        "asking" => StateTag::new(Tone::Waiting, t.of("supervision-asking")),
        _ => StateTag::new(Tone::Waiting, t.of("supervision-waiting")),
    }
}

struct Found {
    units: Vec<(String, String)>,
    checks: Vec<Check>,
    all: i64,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, from: i64) -> Result<Found, Fault> {
    let mut units = own_units(tx, actor)?;
    if units.is_empty() && crate::permission::inspects(actor) {
        units = super::peers(tx)?;
    }
    let (checks, all) = recusal::list(tx, actor, (from, PER_PAGE))?;
    Ok(Found { units, checks, all })
}

async fn draw(
    page: Page,
    house: &House,
    actor: Arc<Actor>,
    (asked, form): (Paged, FormState),
) -> Result<Response, Problem> {
    let from = asked.from();
    let found = house.read(move |tx| read(tx, &actor, from)).await?;
    let form = match found.units.first() {
        Some((unit, _)) if form.value("unit").is_empty() => form.prefilled("unit", unit.clone()),
        _ => form,
    };
    let page = page
        .titled_by("supervision-recusal")
        .led_by("supervision-recusal-lead")
        .back_to("/supervision", "supervision-room");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    let list = units(&found.units);
    let matters = Choice::list(t, &MATTERS);
    let fields = [
        sheet.field("counterpart", "supervision-counterpart", |field| field.max(100)),
        sheet.field("code", "supervision-code", |field| field.max(18).optional()),
        sheet.field("unit", "supervision-handles", |field| field.select(&list)),
        sheet.owned_with("matter", "supervision-matter-kind", &matters),
        sheet.field("about", "supervision-about", |field| field.max(200).hint("supervision-about-hint")),
    ];
    let whole = fields.into_iter().fold(Form::to("/supervision/recusal"), Form::part);
    sheet.add(&whole.button(t.of("supervision-recusal-check")));
    sheet.heading("supervision-checks");
    let mut table = Table::new(t, "checks", t.of("supervision-checks"))
        .caption_unseen()
        .column(t.of("supervision-about"))
        .column(t.of("supervision-office"))
        .column(t.of("supervision-when"))
        .column(t.of("supervision-state"))
        .empty(t.of("supervision-checks-none"));
    for one in &found.checks {
        table.push(vec![
            Cell::link(format!("/supervision/recusal/{}", one.id), &*one.about),
            one.unit_name.as_str().into(),
            moment(t, one.asked_at).into(),
            Cell::drawn(&tag(t, one)),
        ]);
    }
    sheet.add(&table);
    sheet.add(&Pager::new(
        t,
        "/supervision/recusal",
        count(asked.number()),
        count(found.all),
        count(PER_PAGE),
    ));
    sheet.done()
}

/// `GET /supervision/recusal`
pub async fn show_form(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(asked): Query<Paged>,
) -> Result<Response, Problem> {
    draw(page, &house, actor, (asked, FormState::default())).await
}

/// `POST /supervision/recusal`
pub async fn check(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let name = form.required_text("counterpart", 100);
    let code = form.text("code", 18).unwrap_or_default();
    let unit = form.value("unit").to_owned();
    let kind = form.required_choice("matter", &MATTERS.map(|(code, _)| code));
    let about = form.required_text("about", 200);
    if let (Some(name), Some(kind), Some(about)) = (name, kind, about) {
        let asked = Asked { unit, counterpart: Counterpart { name, code }, matter: matter(&kind), about };
        let (by, book) = (actor.clone(), house.book());
        if let Some(id) = act(&house, &mut form, move |tx| recusal::ask(tx, &by, &book, &asked)).await? {
            return Ok(see_other(format!("/supervision/recusal/{id}"))
                .notice("supervision-done-checked", &[])
                .into_response());
        }
    }
    draw(page, &house, actor, (Paged::default(), form)).await
}

struct One {
    check: Check,
    hits: Vec<Hit>,
    arranges: bool,
    me: Option<String>,
}

impl One {
    /// The reader's own part in it.
    fn own(&self) -> Option<&Hit> {
        self.hits.iter().find(|hit| Some(&hit.person) == self.me.as_ref())
    }
}

fn read_one(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<One, Fault> {
    let check = recusal::find(tx, actor, id)?;
    let hits = recusal::who(tx, actor, &check)?;
    Ok(One { arranges: recusal::arranges(actor, &check), me: actor.person.clone(), check, hits })
}

fn draw_one(page: Page, one: &One, form: &FormState) -> Result<Response, Problem> {
    let check = &one.check;
    let page =
        page.titled_by("supervision-recusal-one").back_to("/supervision/recusal", "supervision-recusal");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    sheet.add(
        &FactList::new()
            .drawn(t.of("supervision-state"), Markup::of(&tag(t, check)))
            .fact(t.of("supervision-about"), &check.about)
            .fact(t.of("supervision-matter-kind"), &matter_name(t, &check.matter))
            .fact(t.of("supervision-counterpart"), &check.counterpart)
            .fact(t.of("supervision-handles"), &check.unit_name)
            .fact(t.of("supervision-asked-by"), &super::signed(t, &check.asked_name, check.asked_at)),
    );
    let key = match check.state.as_str() {
        "clear" => "supervision-recusal-no",
        _ => "supervision-recusal-yes",
    };
    sheet.text(t.of(key));
    if one.arranges && !one.hits.is_empty() {
        sheet.heading("supervision-who");
        sheet.hint("supervision-who-hint");
        for hit in &one.hits {
            let key = match (hit.waits(), hit.withdraws()) {
                (true, _) => "supervision-hit-ask",
                (false, true) => "supervision-hit",
                (false, false) => "supervision-hit-another",
            };
            sheet.text(&t.with(key, &[("name", &hit.name)]));
        }
    }
    if one.own().is_some_and(Hit::waits) {
        sheet.heading("supervision-statement");
        sheet.text(t.of("supervision-say-first"));
        let ways = Choice::list(t, &SAYS);
        let field = sheet.owned_with("same", "supervision-same", &ways);
        let whole = Form::to(format!("/supervision/recusal/{}/statement", check.id));
        sheet.add(&whole.part(field).button(t.of("supervision-statement-give")));
    }
    if !one.arranges && one.own().is_none() {
        // Whoever only asked learns yes or no.
        return sheet.done();
    }
    if let Some((says, who, at)) = &check.arranged {
        sheet.heading("supervision-arrangement");
        sheet.quoted(says);
        sheet.text(&super::signed(t, who, *at));
    } else if one.arranges && check.state == "waiting" {
        sheet.heading("supervision-arrange");
        let field = sheet.field("arrangement", "supervision-arrangement", |field| field.textarea(2).max(400));
        let whole = Form::to(format!("/supervision/recusal/{}/arrangement", check.id));
        sheet.add(&whole.part(field).button(t.of("supervision-arrange")));
    }
    sheet.done()
}

/// `POST /supervision/recusal/{id}/statement`
pub async fn say(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    if let Some(said) = form.required_choice("same", &SAYS.map(|(code, _)| code)) {
        let (by, which, book) = (actor.clone(), id.clone(), house.book());
        let work = move |tx: &mut Tx<'_>| recusal::say(tx, &by, &book, &which, said == "yes");
        if act(&house, &mut form, work).await?.is_some() {
            return Ok(see_other(format!("/supervision/recusal/{id}"))
                .notice("supervision-done-said", &[])
                .into_response());
        }
    }
    let one = house.read(move |tx| read_one(tx, &actor, &id)).await?;
    draw_one(page, &one, &form)
}

/// `GET /supervision/recusal/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let one = house.read(move |tx| read_one(tx, &actor, &id)).await?;
    draw_one(page, &one, &FormState::default())
}

/// `POST /supervision/recusal/{id}/arrangement`
pub async fn arrange(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let says = form.text("arrangement", 400).unwrap_or_default();
    let (by, which) = (actor.clone(), id.clone());
    if act(&house, &mut form, move |tx| recusal::arrange(tx, &by, &which, &says)).await?.is_some() {
        return Ok(see_other(format!("/supervision/recusal/{id}"))
            .notice("supervision-done-arranged", &[])
            .into_response());
    }
    let one = house.read(move |tx| read_one(tx, &actor, &id)).await?;
    draw_one(page, &one, &form)
}
