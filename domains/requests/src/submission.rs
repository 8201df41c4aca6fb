//! Asking: one entry for whatever somebody wants, without an account. A complaint about a person goes straight to who
//! examines it, past the desk. Not here: what is lacking (`asked`), sorting, files.

use jiff::civil::Date;
use kernel::case::Assigned;
use kernel::files::{self, Stored};
use kernel::{Actor, Fault, Refusal, Role, Tx, params};
use law::Rulebook;
use law::rules::petition::{self, Stage};
use serde_json::json;

pub use crate::asked::Asked;
use crate::asked::checked;
use crate::code::{hash_of, number_of, secret_of};
use crate::coded::{Channel, Kind, ReplyBy, State};
use crate::complaint;
use crate::dates::{self, New};
use crate::permission::is_county_desk;
use crate::procedure::SORT;
use crate::request::{self, Request, known};
use crate::store::request as sql;
use crate::{category, count};

/// What the resident is told; the secret is told this once.
#[derive(Debug, Clone, PartialEq)]
pub struct Submitted {
    /// Id, for the program only.
    pub id: String,
    /// Tracking number.
    pub number: String,
    /// Secret.
    pub secret: String,
    /// By when it is registered and passed on.
    pub due: Date,
    /// It may move.
    pub provisional: bool,
    /// Whether it went to who examines complaints.
    pub sealed: bool,
    /// Whether the same form was taken before: nothing was written now.
    pub again: bool,
}

/// Takes what somebody asks; answers number and secret.
///
/// # Errors
/// Refused without words, with words too long, or where they cannot be answered as they wish.
pub fn submit(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    asked: &Asked,
    stored: &[(Stored, String)],
) -> Result<Submitted, Fault> {
    submit_as(tx, &Actor::code_holder(), book, asked, stored)
}

/// As [`submit`], written down by somebody of an office for a caller or visitor.
///
/// # Errors
/// As [`submit`]; refused to who receives nothing.
pub fn submit_for_caller(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    asked: &Asked,
    stored: &[(Stored, String)],
) -> Result<Submitted, Fault> {
    let accuses = !asked.accused.trim().is_empty();
    if accuses && !may_accuse(actor) {
        let (zh, en) = (
            "检举控告由县诉求受理人员或者纪检监察人员登记，请告知来访、来电人通过全县统一入口提出。",
            "Complaints about a person are written down by the county's desk or an inspector: point the caller to the \
             common entry.",
        );
        return Err(Refusal::new(zh, en).at("accused").into());
    }
    if !accuses && !actor.is(Role::Desk) && !actor.is(Role::Head) {
        return Err(Refusal::new("此事由诉求受理人员办理。", "This is for a requests desk.").into());
    }
    submit_as(tx, actor, book, asked, stored)
}

/// Whether somebody may write down a complaint about a person: never who might be near that person.
#[must_use]
pub fn may_accuse(actor: &Actor) -> bool {
    is_county_desk(actor) || actor.is_county(Role::Inspector)
}

/// What a resident asks, without taking it.
///
/// # Errors
/// As [`submit`].
pub fn check(asked: &Asked) -> Result<(), Fault> {
    checked(asked)
}

fn submit_as(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    asked: &Asked,
    stored: &[(Stored, String)],
) -> Result<Submitted, Fault> {
    checked(asked)?;
    let today = tx.today();
    if let Some(before) = sent_before(tx, actor, asked, stored)? {
        return Ok(before);
    }
    let facts = petition::Facts { stage: Stage::Register, start: Some(today), ..petition::Facts::default() };
    let (value, record) = dates::found(&petition::decide(&facts, book, today))?;
    let due = value.due.unwrap_or(today);
    let codes = asked.codes(actor, stored, today);
    let (number, secret) = codes.unwrap_or_else(|| (number_of(today, tx.random()), secret_of(tx.random())));
    let sealed = !asked.accused.trim().is_empty();
    let id = add(tx, actor, asked, (&number, &secret), (due, value.provisional))?;
    let new = New {
        what: "register",
        clause: "PET-01",
        starts_on: today,
        due: Some((due, value.provisional)),
        decision: &record,
    };
    dates::add_at(tx, &id, (1, 1), &new)?;
    for (file, name) in stored {
        files::attach(tx, ("request", &id), file, name, (None, None), "resident")?;
    }
    if sealed {
        complaint::receive(tx, &id, asked, (due, value.provisional))?;
    } else {
        let found = minimal(&id, &number, asked, today);
        let first = Assigned::role(Role::Desk, None).by(due, value.provisional);
        let case = request::open_case(tx, &SORT, &found, &first)?;
        let now = tx.now();
        tx.execute(sql::SET_CASE, params![&id, &case, now])?;
        count::add(tx, (&found.month, None, Kind::Unsorted), &count::RECEIVED)?;
        let facts = json!({ "channel": found.channel, "files": stored.len() });
        request::record(tx, actor, &found, "request.received", facts, None)?;
    }
    Ok(Submitted { id, number, secret, due, provisional: value.provisional, sealed, again: false })
}

/// What the same form with the same words became, today or the day before: who presses twice, or again where no answer came
/// through, is told the same number and secret.
fn sent_before(
    tx: &mut Tx<'_>,
    actor: &Actor,
    asked: &Asked,
    stored: &[(Stored, String)],
) -> Result<Option<Submitted>, Fault> {
    let today = tx.today();
    for day in [Some(today), today.yesterday().ok()].into_iter().flatten() {
        let Some((number, secret)) = asked.codes(actor, stored, day) else { return Ok(None) };
        let row = tx.row(&known(), sql::OF_FORM, params![&number, hash_of(&number, &secret)])?;
        if let Some(row) = row {
            let (id, due, provisional) = (row.text(0)?, row.get::<Option<Date>>(1)?, row.get(2)?);
            let sealed = !asked.accused.trim().is_empty();
            let due = due.unwrap_or(today);
            return Ok(Some(Submitted { id, number, secret, due, provisional, sealed, again: true }));
        }
    }
    Ok(None)
}

/// Name, phone, post address and postcode as they are kept. Of a complaint none: what tells who complains is sealed beside.
fn contacts(asked: &Asked, sealed: bool) -> [&str; 4] {
    if sealed {
        return [""; 4];
    }
    let [post, postcode] =
        if asked.by_post() { [asked.post_address.trim(), asked.postcode.trim()] } else { [""; 2] };
    [asked.name.trim(), asked.phone.trim(), post, postcode]
}

fn add(
    tx: &mut Tx<'_>,
    actor: &Actor,
    asked: &Asked,
    (number, secret): (&str, &str),
    (due, provisional): (Date, bool),
) -> Result<String, Fault> {
    let (id, now, today) = (tx.id(), tx.now(), tx.today());
    let sealed = !asked.accused.trim().is_empty();
    let kind = if sealed { Kind::Complaint } else { Kind::Unsorted };
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let [name, phone, post, postcode] = contacts(asked, sealed);
    let category = category::category(&asked.category).map_or("", |one| one.code.as_str());
    // No words of the resident: until the desk writes a subject, lists and cases show the number.
    let title = "";
    let place = match some(&asked.place) {
        Some(place) => tx.row(&known(), sql::UNIT, params![&place])?.map(|row| row.text(0)).transpose()?,
        None => None,
    };
    let item = match some(&asked.item) {
        Some(item) => tx.row(&known(), sql::ITEM, params![&item])?.map(|row| row.text(0)).transpose()?,
        None => None,
    };
    let entered_by = (actor.account != "code-holder").then_some(actor.account.as_str());
    tx.execute(
        sql::ADD,
        params![
            &id,
            number,
            hash_of(number, secret),
            kind.code(),
            category,
            title,
            asked.body.trim(),
            sealed,
            place,
            asked.address.trim(),
            asked.at.map(|at| at.0),
            asked.at.map(|at| at.1),
            item,
            asked.channel.unwrap_or(Channel::Online).code(),
            name,
            phone,
            asked.reply_by.unwrap_or(ReplyBy::Online).code(),
            "person",
            asked.people.max(1),
            now,
            today,
            month(today),
            due,
            provisional,
            None::<String>,
            asked.key.as_deref(),
            entered_by,
            post,
            postcode
        ],
    )?;
    Ok(id)
}

/// A month as it is counted by.
#[must_use]
pub fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// What a case and an act need of a request that was only just written.
fn minimal(id: &str, number: &str, asked: &Asked, today: Date) -> Request {
    Request {
        id: id.to_owned(),
        number: number.to_owned(),
        kind: Kind::Unsorted,
        category: String::new(),
        title: String::new(),
        body: String::new(),
        state: State::Received,
        open: true,
        unit: None,
        unit_name: String::new(),
        place: None,
        place_name: String::new(),
        address: String::new(),
        item: None,
        channel: asked.channel.unwrap_or(Channel::Online).code().to_owned(),
        name: String::new(),
        phone: String::new(),
        reply_by: String::new(),
        post_address: String::new(),
        postcode: String::new(),
        applicant: String::new(),
        people: 1,
        received_at: jiff::Timestamp::UNIX_EPOCH,
        received_on: today,
        month: month(today),
        due: None,
        provisional: false,
        facts: String::new(),
        case: None,
        answered_on: None,
        closed_on: None,
        outcome: String::new(),
        in_time: None,
        reopened: false,
        merged_into: None,
        published: false,
        public_words: String::new(),
        sealed: false,
        entered_by: None,
    }
}
