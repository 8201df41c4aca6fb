//! A request as it is kept: finding, listing, what is said on it, its dates, and the act of every change. Not here: how
//! each kind is handled (one file each).

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::case::{self, Assigned};
use kernel::ledger::{self, Act};
use kernel::procedure::Procedure;
use kernel::{Actor, Area, DbError, Fault, Refusal, Role, Row, Scope, Tx, account, params};
use law::Text;
use law::decision::Record;
use serde_json::Value as Json;

use crate::coded::{Kind, State};
use crate::listing::Line;
use crate::permission::is_county_desk;
use crate::store::request as sql;

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Id.
    pub id: String,
    /// Tracking number.
    pub number: String,
    /// What it turned out to be.
    pub kind: Kind,
    /// Category of a service request.
    pub category: String,
    /// Subject.
    pub title: String,
    /// What was asked.
    pub body: String,
    /// Where it stands.
    pub state: State,
    /// Whether something is still to be done.
    pub open: bool,
    /// The office that answers; none: the county's desk.
    pub unit: Option<String>,
    /// Its name.
    pub unit_name: String,
    /// Town or village.
    pub place: Option<String>,
    /// Its name.
    pub place_name: String,
    /// Where exactly.
    pub address: String,
    /// Item of the catalogue.
    pub item: Option<String>,
    /// How it came.
    pub channel: String,
    /// Who asked; empty: nobody knows.
    pub name: String,
    /// How to reach them.
    pub phone: String,
    /// How they wish to be answered.
    pub reply_by: String,
    /// Where an answer by post goes; empty unless it is wanted by post.
    pub post_address: String,
    /// Its postcode; may be empty.
    pub postcode: String,
    /// Who asks, for the yearly report.
    pub applicant: String,
    /// How many came.
    pub people: i64,
    /// When it came.
    pub received_at: Timestamp,
    /// The day.
    pub received_on: Date,
    /// The month, `2026-03`.
    pub month: String,
    /// The day that binds now.
    pub due: Option<Date>,
    /// It may move.
    pub provisional: bool,
    /// What its clocks rest on, JSON.
    pub facts: String,
    /// The case that runs or ran last.
    pub case: Option<String>,
    /// Day of the last answer.
    pub answered_on: Option<Date>,
    /// Day it was closed.
    pub closed_on: Option<Date>,
    /// How it ended.
    pub outcome: String,
    /// Whether it was in time.
    pub in_time: Option<bool>,
    /// Whether it was reopened.
    pub reopened: bool,
    /// The one it is part of now.
    pub merged_into: Option<String>,
    /// Whether everybody may read [`Request::public_words`].
    pub published: bool,
    /// Its words as everybody may read them.
    pub public_words: String,
    /// Whether it is outside every common list.
    pub sealed: bool,
    /// Account that wrote it down for a caller and was told the secret.
    pub entered_by: Option<String>,
}

pub(crate) fn known() -> Scope {
    Scope::county("a request is found by its id or its secret; who may see it is checked on it")
}

pub(crate) fn request(row: &Row) -> Result<Request, DbError> {
    Ok(Request {
        id: row.text(0)?,
        number: row.text(1)?,
        kind: Kind::from_code(&row.text(2)?).unwrap_or(Kind::Unsorted),
        category: row.text(3)?,
        title: row.text(4)?,
        body: row.text(5)?,
        state: State::from_code(&row.text(6)?).unwrap_or(State::Received),
        open: row.get(7)?,
        unit: row.get(8)?,
        unit_name: row.get::<Option<String>>(9)?.unwrap_or_default(),
        place: row.get(10)?,
        place_name: row.get::<Option<String>>(11)?.unwrap_or_default(),
        address: row.text(12)?,
        item: row.get(13)?,
        channel: row.text(14)?,
        name: row.text(15)?,
        phone: row.text(16)?,
        reply_by: row.text(17)?,
        applicant: row.text(18)?,
        people: row.int(19)?,
        received_at: row.get(20)?,
        received_on: row.get(21)?,
        month: row.text(22)?,
        due: row.get(23)?,
        provisional: row.get(24)?,
        facts: row.text(25)?,
        case: row.get(26)?,
        answered_on: row.get(27)?,
        closed_on: row.get(28)?,
        outcome: row.text(29)?,
        in_time: row.get(30)?,
        reopened: row.get(31)?,
        merged_into: row.get(32)?,
        published: row.get(33)?,
        public_words: row.text(34)?,
        sealed: row.get(35)?,
        entered_by: row.get(36)?,
        post_address: row.text(37)?,
        postcode: row.text(38)?,
    })
}

/// The rows an actor may see.
#[must_use]
pub fn scope(actor: &Actor) -> Scope {
    actor.scope(Area::Requests)
}

/// A request in reach; never one about a person.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Request, Fault> {
    Ok(request(&tx.row(scope, sql::ONE, params![id])?.ok_or(Fault::NotFound)?)?)
}

/// A request in reach; what nobody sorted yet may be a complaint, and is for the county's desk alone.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Request, Fault> {
    let found = find(tx, &scope(actor), id)?;
    if found.kind == Kind::Unsorted && !is_county_desk(actor) {
        return Err(Fault::NotFound);
    }
    Ok(found)
}

/// A sealed request; the caller has checked that they may.
pub(crate) fn find_sealed(tx: &mut Tx<'_>, id: &str) -> Result<Request, Fault> {
    Ok(request(&tx.row(&known(), sql::ONE_SEALED, params![id])?.ok_or(Fault::NotFound)?)?)
}

/// A request of whoever holds its number and secret.
///
/// # Errors
/// A refusal that does not tell which of the two was wrong.
pub fn of_resident(tx: &mut Tx<'_>, number: &str, secret: &str) -> Result<Request, Fault> {
    let number = crate::code::plain_number(number);
    let hash = crate::code::hash_of(&number, secret);
    let Some(row) = tx.row(&known(), sql::BY_SECRET, params![&number, hash])? else {
        return Err(Refusal::new(
            "没有找到这件诉求：请对照回执，核对查询编号和查询密码。",
            "There is no such request: compare number and secret with your slip.",
        )
        .at("secret")
        .into());
    };
    let id = row.text(0)?;
    if row.get(1)? { find_sealed(tx, &id) } else { find(tx, &known(), &id) }
}

impl Request {
    /// As a row of a list.
    #[must_use]
    pub fn line(&self) -> Line {
        Line {
            id: self.id.clone(),
            number: self.number.clone(),
            kind: self.kind,
            title: self.title.clone(),
            state: self.state,
            open: self.open,
            unit: self.unit_name.clone(),
            received_on: self.received_on,
            due: self.due,
            provisional: self.provisional,
            outcome: self.outcome.clone(),
        }
    }

    /// Where the office works on it.
    #[must_use]
    pub fn link(&self) -> String {
        let folder = if self.sealed { "/requests/complaints" } else { "/requests" };
        format!("{folder}/{}", self.id)
    }
}

/// Writes the act of a change. What was written on either side never goes into it.
pub(crate) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    request: &Request,
    kind: &str,
    facts: Json,
    decision: Option<&Record>,
) -> Result<(), DbError> {
    // A complaint's acts carry no office: whoever reads acts by office does not learn of it.
    let unit = request.unit.as_deref().filter(|_| !request.sealed);
    let subject = ("request", request.id.as_str());
    ledger::record(tx, actor, &Act { kind, subject, unit, person: None, facts, decision }).map(drop)
}

/// Adds words to a request.
pub(crate) fn say(
    tx: &mut Tx<'_>,
    request: &Request,
    by: Option<&Actor>,
    kind: &str,
    body: &str,
) -> Result<(), DbError> {
    say_dated(tx, request, by, (kind, body), None)
}

/// Adds words that came in on a day of their own.
pub(crate) fn say_dated(
    tx: &mut Tx<'_>,
    request: &Request,
    by: Option<&Actor>,
    (kind, body): (&str, &str),
    dated_on: Option<Date>,
) -> Result<(), DbError> {
    let (id, now) = (tx.id(), tx.now());
    let unit = if by.is_some() { request.unit_name.as_str() } else { "" };
    let account = by.map(|actor| actor.account.as_str());
    tx.execute(sql::SAY, params![id, &request.id, now, by.is_none(), kind, unit, body, account, dated_on])?;
    Ok(())
}

/// Something said.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// When.
    pub at: Timestamp,
    /// By the resident.
    pub by_resident: bool,
    /// What it is.
    pub kind: String,
    /// Office.
    pub unit: String,
    /// Words.
    pub body: String,
    /// The day it came in, where an officer added what came otherwise.
    pub dated_on: Option<Date>,
}

/// What was said on a request, oldest first. The caller loaded it in scope.
///
/// # Errors
/// If it cannot be read.
pub fn said(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Said>, DbError> {
    tx.rows(&known(), sql::MESSAGES, params![id])?
        .iter()
        .map(|row| {
            Ok(Said {
                at: row.get(0)?,
                by_resident: row.get(1)?,
                kind: row.text(2)?,
                unit: row.text(3)?,
                body: row.text(4)?,
                dated_on: row.get(5)?,
            })
        })
        .collect()
}

/// Puts state, day and facts of an open request.
pub(crate) fn stand(
    tx: &mut Tx<'_>,
    request: &Request,
    state: State,
    due: Option<(Date, bool)>,
    facts: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    let (day, provisional) = due.map_or((None, false), |(day, provisional)| (Some(day), provisional));
    tx.execute(sql::SET_STATE, params![&request.id, state.code(), day, provisional, facts, now])?;
    Ok(())
}

/// Who takes a step for an office: its desk, or its head where it has none; the county's desk where there is no office.
pub(crate) fn handler(tx: &mut Tx<'_>, unit: Option<&str>) -> Result<Assigned, DbError> {
    let Some(unit) = unit else { return Ok(Assigned::role(Role::Desk, None)) };
    let desk = !account::holders(tx, Role::Desk, Some(unit))?.is_empty();
    Ok(Assigned::role(if desk { Role::Desk } else { Role::Head }, Some(unit)))
}

/// Adds the day of a step.
pub(crate) fn due(to: Assigned, due: Option<(Date, bool)>) -> Assigned {
    match due {
        Some((day, provisional)) => to.by(day, provisional),
        None => to,
    }
}

/// The title of a request's case: its subject as the desk wrote it; until then, and of a sealed one, its number alone. Words of
/// residents never stand in it.
pub(crate) fn case_title(request: &Request) -> Text {
    let number = &request.number;
    match (request.sealed, request.kind) {
        (true, _) => Text::new(format!("检举控告 {number}"), format!("Complaint {number}")),
        (_, Kind::Unsorted) => {
            Text::new(format!("待分办诉求 {number}"), format!("Request to be sorted {number}"))
        }
        _ => Text::new(format!("{}（{number}）", request.title), format!("{} ({number})", request.title)),
    }
}

/// Opens the case of a request; its title is the subject, never a name.
pub(crate) fn open_case(
    tx: &mut Tx<'_>,
    procedure: &Procedure,
    request: &Request,
    first: &Assigned,
) -> Result<String, Fault> {
    let title = case_title(request);
    let link = request.link();
    let about = case::About {
        subject: ("request", &request.id),
        unit: request.unit.as_deref().filter(|_| !request.sealed),
        person: None,
        title,
        link: &link,
    };
    case::open(tx, procedure, &about, first)
}

/// Takes the open step of a request's case.
pub(crate) fn advance(
    tx: &mut Tx<'_>,
    procedure: &Procedure,
    request: &Request,
    taken: (&str, &str),
    actor: &Actor,
    (note, next): (&str, Option<Assigned>),
) -> Result<(), Fault> {
    let case = request.case.as_deref().ok_or(Fault::NotFound)?;
    case::advance(tx, procedure, case, taken, actor, note, next).map(drop)
}
