//! My declarations: interests and contacts, the yearly confirmation, who read them, what they led to.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Fault, Tx};
use law::rulebook::Rulebook;
use web::components::{Cell, FactList, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::reading::stage;
use super::{act, moment, said};
use crate::permission::person;
use crate::recusal::{self, Mine};
use crate::register::contact::{self, Contact};
use crate::register::reading::{self, Reading};
use crate::register::{self, Confirmed, Interest, own};

struct Found {
    interests: Vec<Interest>,
    contacts: Vec<Contact>,
    confirmed: Vec<Confirmed>,
    readings: Vec<Reading>,
    led_to: Vec<Mine>,
    year: i64,
}

fn read(tx: &mut Tx<'_>, actor: &Actor) -> Result<Found, Fault> {
    let me = person(actor)?.to_owned();
    let scope = own(&me);
    Ok(Found {
        interests: register::interests(tx, &scope, &me)?,
        contacts: contact::contacts(tx, &scope, &me)?,
        confirmed: register::confirmed(tx, &scope, &me)?,
        readings: reading::readings(tx, &scope, &me)?,
        led_to: recusal::mine(tx, &scope, &me)?,
        year: i64::from(tx.today().year()),
    })
}

/// Interests as a table; `href` where each may be amended.
pub(super) fn interest_table(t: &Lookup, all: &[Interest], amends: bool) -> Table {
    let mut table = Table::new(t, "interests", t.of("supervision-interests"))
        .caption_unseen()
        .column(t.of("supervision-firm"))
        .column(t.of("supervision-holder"))
        .column(t.of("supervision-interest"))
        .column(t.of("supervision-what"))
        .column(t.of("supervision-time"))
        .column(t.of("supervision-state"))
        .empty(t.of("supervision-interests-none"));
    for one in all {
        let firm = match (amends, one.replaced_at) {
            (true, None) => {
                Cell::link(format!("/supervision/register/interests/{}", one.id), &*one.says.firm)
            }
            _ => one.says.firm.as_str().into(),
        };
        let day = |day: Option<jiff::civil::Date>| day.map(|day| t.day(day)).unwrap_or_default();
        table.push(vec![
            firm,
            said(t, one.says.holder.words()).into(),
            said(t, one.says.kind.words()).into(),
            one.says.what.as_str().into(),
            format!("{}–{}", day(one.says.from_on), day(one.says.to_on)).into(),
            state(t, one.declared_at, one.replaced_at),
        ]);
    }
    table
}

/// Contacts as a table.
pub(super) fn contact_table(t: &Lookup, all: &[Contact], amends: bool) -> Table {
    let mut table = Table::new(t, "contacts", t.of("supervision-contacts"))
        .caption_unseen()
        .column(t.of("supervision-on"))
        .column(t.of("supervision-firm"))
        .column(t.of("supervision-occasion"))
        .column(t.of("supervision-said"))
        .column(t.of("supervision-gifts"))
        .column(t.of("supervision-state"))
        .empty(t.of("supervision-contacts-none"));
    for one in all {
        let firm = match (amends, one.replaced_at) {
            (true, None) => Cell::link(format!("/supervision/register/contacts/{}", one.id), &*one.says.firm),
            _ => one.says.firm.as_str().into(),
        };
        let gifts = said(t, one.says.gifts.words());
        let gifts =
            if one.says.gift_note.is_empty() { gifts } else { t.labelled(&gifts, &one.says.gift_note) };
        table.push(vec![
            one.says.on.into(),
            firm,
            said(t, one.says.occasion.words()).into(),
            one.says.said.as_str().into(),
            gifts.into(),
            state(t, one.declared_at, one.replaced_at),
        ]);
    }
    table
}

fn state(t: &Lookup, declared: jiff::Timestamp, replaced: Option<jiff::Timestamp>) -> Cell {
    match replaced {
        Some(at) => {
            let label = t.with("supervision-replaced-on", &[("day", &t.day(super::local(at).date()))]);
            Cell::drawn(&StateTag::new(Tone::Archived, label))
        }
        None => {
            let label = t.with("supervision-declared-on", &[("day", &t.day(super::local(declared).date()))]);
            Cell::drawn(&StateTag::new(Tone::Active, label))
        }
    }
}

fn draw(page: Page, found: &Found, form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_by("supervision-register-mine")
        .led_by("supervision-register-lead")
        .back_to("/supervision", "supervision-room")
        .across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let year = found.year.to_string();
    let confirmed = found.confirmed.iter().find(|one| one.0 == found.year);
    let said = match confirmed {
        Some((_, n, at)) => {
            t.with("supervision-confirmed", &[("year", &year), ("n", n), ("at", &moment(t, *at))])
        }
        None => t.with("supervision-not-confirmed", &[("year", &year)]),
    };
    sheet.text(&said);
    if confirmed.is_none() {
        let label = t.with("supervision-confirm", &[("year", &year)]);
        sheet.add(&Form::to("/supervision/register/confirmation").button(label));
    }
    sheet.heading("supervision-interests");
    let link = |href: &str, key: &str| vec![(href.to_owned(), t.of(key).to_owned())];
    sheet.links(link("/supervision/register/interests/new", "supervision-interest-add"));
    sheet.add(&interest_table(t, &found.interests, true));
    sheet.heading("supervision-contacts");
    sheet.links(link("/supervision/register/contacts/new", "supervision-contact-add"));
    sheet.add(&contact_table(t, &found.contacts, true));
    sheet.heading("supervision-led-to");
    sheet.hint("supervision-led-to-hint");
    led_to(&mut sheet, found);
    sheet.heading("supervision-readings-mine");
    let mut table = Table::new(t, "readings", t.of("supervision-readings-mine"))
        .caption_unseen()
        .column(t.of("supervision-when"))
        .column(t.of("supervision-reader"))
        .column(t.of("supervision-purpose"))
        .column(t.of("supervision-state"))
        .empty(t.of("supervision-readings-none"));
    for one in &found.readings {
        table.push(vec![
            moment(t, one.at).into(),
            one.reader.as_str().into(),
            one.purpose.as_str().into(),
            stage(t, one).into(),
        ]);
    }
    sheet.add(&table);
    sheet.done()
}

fn led_to(sheet: &mut Sheet<'_>, found: &Found) {
    let t = &sheet.page.t;
    if found.led_to.is_empty() {
        sheet.text(t.of("supervision-led-to-none"));
    }
    for one in &found.led_to {
        sheet.lesser(&one.about);
        let key = match one.state.as_str() {
            "arranged" => "supervision-arranged",
            "asking" => "supervision-asking",
            "clear" => "supervision-clear",
            _ => "supervision-waiting",
        };
        sheet.add(
            &FactList::new()
                .fact(t.of("supervision-office"), &one.unit_name)
                .fact(t.of("supervision-counterpart"), &one.counterpart)
                .fact(t.of("supervision-when"), &moment(t, one.at))
                .fact(t.of("supervision-state"), t.of(key)),
        );
        let said = t.of(match (one.ask, one.said) {
            (true, None) => "supervision-say-first",
            (true, Some(false)) => "supervision-said-another",
            _ => "supervision-withdraw-self",
        });
        if one.ask && one.said.is_none() {
            let href = format!("/supervision/recusal/{}", one.check);
            sheet.links(vec![(href, t.of("supervision-statement-give").to_owned())]);
        }
        match serde_json::from_str::<law::Record>(&one.decision) {
            Ok(record) => sheet.decision(&record, said, true),
            Err(_) => sheet.text(said),
        }
    }
}

/// `GET /supervision/register`
pub async fn show_mine(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| read(tx, &actor)).await?;
    draw(page, &found, &FormState::default())
}

/// `POST /supervision/register/confirmation`
pub async fn confirm(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let mut form = FormState::default();
    let by = actor.clone();
    if let Some(year) = act(&house, &mut form, move |tx| register::confirm(tx, &by)).await? {
        return Ok(see_other("/supervision/register")
            .notice("supervision-done-confirmed", &[("year", &year.to_string())])
            .into_response());
    }
    let found = house.read(move |tx| read(tx, &actor)).await?;
    draw(page, &found, &form)
}

/// The two lists beside the form of contacts, in the reader's language, with where they come from.
pub(super) fn lists(sheet: &mut Sheet<'_>, book: &Arc<Rulebook>, on: jiff::civil::Date) {
    let t = &sheet.page.t;
    let names = [
        (t.choose("supported", "supported_en"), "supervision-supported"),
        (t.choose("banned", "banned_en"), "supervision-banned"),
    ];
    for (name, key) in names {
        if let Ok(found) = book.parameter::<Vec<String>>("TOL-23", name, on) {
            let open = key == "supervision-banned";
            let title = t.of(key).to_owned();
            sheet.folded(&title, found.value, open);
        }
    }
    let source = t.of("supervision-lists-source").to_owned();
    sheet.text(&source);
}
