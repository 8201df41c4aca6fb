//! Complaints about a person: kept outside every common list, never with the person or the office concerned, the
//! complainant's identity sealed. Not here: sealing itself (`sealing`).

use jiff::civil::Date;
use kernel::case::Assigned;
use kernel::files::Stored;
use kernel::{Actor, DbError, Fault, Refusal, Role, Tx, params, seal};
use law::Rulebook;
use law::rules::petition::{self, Stage};
use serde_json::json;

use crate::accused;
use crate::coded::{Kind, State};
use crate::dates::{self, New};
use crate::permission::{county_desk, examines, wanted};
use crate::procedure::{COMPLAINT, SORT};
use crate::request::{self, Request, due, known};
use crate::sealing;
pub use crate::sealing::Identity;
use crate::store::{complaint as sql, request as requests};
use crate::submission::Asked;
use crate::ticket::unfilled;
use crate::{count, listing, message};

/// Who handles a complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// `inspector`, `committee`, `head`.
    pub handler: String,
    /// Unit whose head handles it.
    pub unit: Option<String>,
    /// Its name.
    pub unit_name: String,
    /// Name and office as the complainant wrote them.
    pub words: String,
    /// The sealed identity; none: anonymous.
    pub sealed: Option<String>,
    /// `known`, `outside` (no official of this county), or empty: nobody said yet who it is about.
    pub identified: String,
    /// The people it is about; until it is known, everybody of the name that was written: id and name.
    pub accused: Vec<(String, String)>,
}

impl Complaint {
    /// Who speaks for whoever handles it: a body or a unit, never a person.
    fn office(&self) -> String {
        match self.handler.as_str() {
            "head" => self.unit_name.clone(),
            "committee" => "县委".to_owned(),
            _ => "纪检监察机关".to_owned(),
        }
    }
}

/// Adds what came in about a complaint otherwise, with the day it came; whoever complained does not see it.
///
/// # Errors
/// Refused without words, with a day to come, once it is closed, and to who does not handle it.
pub fn enclose(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    added: (&str, Option<Date>),
    stored: &[(Stored, String)],
) -> Result<(), Fault> {
    let (found, complaint) = find(tx, actor, id)?;
    let told = Request { unit_name: complaint.office(), ..found };
    message::enclose(tx, actor, &told, added, stored)
}

/// A complaint as it came in: straight to who examines it.
pub(crate) fn receive(tx: &mut Tx<'_>, id: &str, asked: &Asked, last: (Date, bool)) -> Result<(), Fault> {
    let words = format!("{} {}", asked.accused.trim(), asked.accused_unit.trim());
    let identity = asked.identity();
    take(tx, id, (&asked.accused, &words), &identity, last)?;
    let found = request::find_sealed(tx, id)?;
    count::add(tx, (&found.month, None, Kind::Complaint), &count::RECEIVED)?;
    request::record(tx, &Actor::code_holder(), &found, "complaint.received", json!({}), None)?;
    Ok(())
}

/// Seals the identity, notes whom it concerns, and opens its case with somebody it does not concern.
fn take(
    tx: &mut Tx<'_>,
    id: &str,
    (name, words): (&str, &str),
    identity: &Identity,
    last: (Date, bool),
) -> Result<(), Fault> {
    let sealed = sealing::close(tx, id, identity)?;
    let today = tx.today();
    // Everybody of that name is kept from it until who examines it says which one it is: better one too many.
    let rows = tx.rows(&known(), sql::NAMED, params![name.trim(), "", today])?;
    tx.execute(sql::ADD, params![id, "inspector", None::<String>, words.trim(), sealed])?;
    for row in &rows {
        tx.execute(sql::GUESS, params![id, row.text(0)?])?;
    }
    let order = accused::bodies(tx, id)?;
    let (handler, to) = match accused::body(tx, id, order) {
        // What somebody tells is taken in any case: where nobody is free, it waits for the leading body to be filled.
        Err(Fault::Refused(_)) => (order[1], Assigned::role(order[1], None)),
        other => other?,
    };
    tx.execute(sql::PASS, params![id, handler.code(), None::<String>])?;
    let found = request::find_sealed(tx, id)?;
    let case = request::open_case(tx, &COMPLAINT, &found, &to.by(last.0, last.1))?;
    let now = tx.now();
    tx.execute(requests::SET_CASE, params![id, &case, now])?;
    Ok(())
}

/// The desk found a complaint about a person among what came in or is under way: it leaves every common list at once, and
/// nothing of the way it went till then tells what it was about.
pub(crate) fn take_over(
    tx: &mut Tx<'_>,
    actor: &Actor,
    found: &Request,
    (accused, unit): (&str, &str),
) -> Result<Option<Date>, Fault> {
    county_desk(actor)?;
    let accused = wanted(accused, "accused", "请写明被反映人的姓名。", "Name the official it is about.")?;
    if found.state == State::Received {
        request::advance(tx, &SORT, found, ("sort", "sorted"), actor, ("", None))?;
    }
    let (now, today) = (tx.now(), tx.today());
    count::left(tx, found)?;
    count::add(tx, (&found.month, None, Kind::Complaint), &count::RECEIVED)?;
    if found.kind == Kind::Information {
        let of = (found.received_on.year(), found.unit.as_deref());
        count::disclose(tx, of, "received", &found.applicant, -1)?;
    }
    for word in listing::words_of(&found.title) {
        tx.execute(requests::DROP_WORDS, params![&found.id, word])?;
    }
    dates::meet(tx, &found.id, "register")?;
    tx.execute(requests::DROP_RUNNING, params![&found.id])?;
    tx.execute(requests::SEAL, params![&found.id, now])?;
    let sealed = request::find_sealed(tx, &found.id)?;
    let title = request::case_title(&sealed);
    tx.execute(sql::END_STEPS, params![&found.id, now, &actor.account, &actor.name])?;
    tx.execute(sql::END_CASES, params![&found.id, now])?;
    tx.execute(sql::COVER_CASES, params![&found.id, title.zh, title.en, sealed.link()])?;
    tx.execute(sql::COVER_STEPS, params![&found.id])?;
    let words = format!("{accused} {}", unit.trim());
    let last = (found.due.unwrap_or(today), found.provisional);
    let post = [found.post_address.as_str(), found.postcode.as_str()].join(" ").trim().to_owned();
    let identity = Identity { name: found.name.clone(), phone: found.phone.clone(), post };
    take(tx, &found.id, (&accused, &words), &identity, last)?;
    request::record(tx, actor, &sealed, "complaint.received", json!({}), None)?;
    Ok(found.due)
}

/// A complaint for somebody who handles it and whom it does not concern.
///
/// # Errors
/// [`Fault::NotFound`] for everybody else.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(Request, Complaint), Fault> {
    let person = actor.person.clone().unwrap_or_default();
    let row = tx.row(&known(), sql::ONE, params![id])?.ok_or(Fault::NotFound)?;
    let rows = tx.rows(&known(), sql::ACCUSED, params![id])?;
    let mut accused = Vec::new();
    for row in &rows {
        accused.push((row.text(0)?, row.text(1)?));
    }
    let complaint = Complaint {
        handler: row.text(0)?,
        unit: row.get(1)?,
        words: row.text(2)?,
        sealed: row.get(3)?,
        unit_name: row.get::<Option<String>>(4)?.unwrap_or_default(),
        identified: row.text(5)?,
        accused,
    };
    let barred = tx.row(&known(), sql::IS_BARRED, params![id, &person])?.is_some();
    let handles = match complaint.handler.as_str() {
        "committee" => actor.is_county(Role::Committee),
        // Inspectors follow what they passed on.
        "head" => {
            actor.is_county(Role::Inspector)
                || complaint
                    .unit
                    .as_deref()
                    .is_some_and(|unit| actor.units_as(Role::Head).any(|one| one == unit))
        }
        _ => actor.is_county(Role::Inspector),
    };
    if person.is_empty() || barred || !handles {
        return Err(Fault::NotFound);
    }
    Ok((request::find_sealed(tx, id)?, complaint))
}

/// A row of the list of complaints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Id.
    pub id: String,
    /// Tracking number.
    pub number: String,
    /// Where it stands.
    pub state: State,
    /// Whether it is open.
    pub open: bool,
    /// Day it came.
    pub received_on: Date,
    /// Last day.
    pub due: Option<Date>,
    /// Who handles it.
    pub handler: String,
    /// Unit whose head does.
    pub unit: String,
}

/// The complaints that lie with somebody and do not concern them, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, before: &str, most: i64) -> Result<Vec<Row>, DbError> {
    let Some(person) = &actor.person else { return Ok(Vec::new()) };
    let head = actor.units_as(Role::Head).next().unwrap_or("-");
    let before = if before.is_empty() { "~" } else { before };
    let (inspects, leads) = (actor.is_county(Role::Inspector), actor.is_county(Role::Committee));
    tx.rows(&known(), sql::LIST, params![before, inspects, leads, head, person, most])?
        .iter()
        .map(|row| {
            Ok(Row {
                id: row.text(0)?,
                number: row.text(1)?,
                state: State::from_code(&row.text(2)?).unwrap_or(State::Received),
                open: row.get(3)?,
                received_on: row.get(4)?,
                due: row.get(5)?,
                handler: row.text(6)?,
                unit: row.get::<Option<String>>(7)?.unwrap_or_default(),
            })
        })
        .collect()
}

/// How a complaint goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passing {
    /// Examined here.
    Keep,
    /// By the head of a unit, which is never that of the person concerned.
    Head(String),
}

/// Examines a complaint here, or passes it to the head of the unit above, with the clock of an accepted matter.
///
/// # Errors
/// Refused where the head or the unit is concerned (PET-12).
pub fn pass(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    to: &Passing,
) -> Result<Option<Date>, Fault> {
    let (found, complaint) = find(tx, actor, id)?;
    accused::identified(&complaint)?;
    let today = tx.today();
    let of = petition::Facts {
        stage: Stage::Resolve,
        start: Some(today),
        route: Some(petition::Route::Petition),
        ..petition::Facts::default()
    };
    let (stood, record) = dates::found(&petition::decide(&of, book, today))?;
    let last = stood.due.map(|day| (day, stood.provisional));
    let next = match to {
        Passing::Keep => {
            let role = Role::from_code(&complaint.handler).unwrap_or(Role::Inspector);
            accused::body(tx, id, [role, role])?.1
        }
        Passing::Head(unit) => {
            let head = accused::head_of(tx, book, id, &complaint, unit)?;
            tx.execute(sql::PASS, params![id, "head", unit])?;
            head
        }
    };
    let outcome = if *to == Passing::Keep { "kept" } else { "passed" };
    request::advance(tx, &COMPLAINT, &found, ("check", outcome), actor, ("", Some(due(next, last))))?;
    dates::meet(tx, id, "register")?;
    let new = New { what: "resolve", clause: "PET-05", starts_on: today, due: last, decision: &record };
    dates::add(tx, id, &new)?;
    request::stand(tx, &found, State::Handling, last, &found.facts)?;
    request::record(tx, actor, &found, "complaint.passed", json!({ "how": outcome }), Some(&record))?;
    Ok(last.map(|last| last.0))
}

/// Steps aside: the complaint goes back to the others who examine, and is out of one's reach from now on.
///
/// # Errors
/// Refused without a reason, and where nobody else could take it.
pub fn recuse(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<(), Fault> {
    let (found, complaint) = find(tx, actor, id)?;
    let reason = wanted(reason, "note", "请写明回避的理由。", "Say why you step aside.")?;
    let person = actor.person.clone().ok_or(Fault::NotFound)?;
    let today = tx.today();
    tx.execute(sql::RECUSE, params![id, &person, &reason, today])?;
    if found.open {
        accused::step_aside(tx, actor, &found, &complaint, &reason)?;
    }
    request::record(tx, actor, &found, "complaint.recused", json!({}), None)?;
    Ok(())
}

/// Closes a complaint with what the complainant may be told; or says that it is not within competence.
///
/// # Errors
/// Refused without words, or to who does not handle it.
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, id: &str, (accepted, text): (bool, &str)) -> Result<(), Fault> {
    let (found, complaint) = find(tx, actor, id)?;
    let text = wanted(text, "answer", "请写明答复内容。", "Write the answer.")?;
    unfilled(&text, "answer")?;
    let today = tx.today();
    let in_time = found.due.map(|due| today <= due);
    let (taken, state) = if accepted {
        (("handle", "answered"), State::Answered)
    } else {
        (("check", "refused"), State::Refused)
    };
    request::advance(tx, &COMPLAINT, &found, taken, actor, (&text, None))?;
    let told = Request { unit_name: complaint.office(), ..found.clone() };
    request::say(tx, &told, Some(actor), "answer", &text)?;
    dates::meet(tx, id, if accepted { "resolve" } else { "register" })?;
    let now = tx.now();
    tx.execute(requests::CLOSE, params![id, state.code(), state.code(), today, in_time, &found.facts, now])?;
    count::closed(tx, &found, in_time)?;
    request::record(tx, actor, &found, "complaint.closed", json!({ "accepted": accepted }), None)?;
    Ok(())
}

/// Asks to open the identity, agrees to a colleague's asking, or opens what was agreed to.
///
/// # Errors
/// Refused without a reason, to the same person twice, before the second agreed.
pub fn unseal(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (act, words): (&str, &str),
) -> Result<Option<Identity>, Fault> {
    let (_, complaint) = find(tx, actor, id)?;
    let sealed = complaint.sealed.ok_or_else(|| {
        Refusal::new("这件举报是匿名的，没有身份可以开启。", "It is anonymous; there is nothing to open.")
    })?;
    if !examines(actor) {
        return Err(Fault::NotFound);
    }
    let known = sealing::openings(tx, &sealed)?.into_iter().any(|one| one.id == words);
    match act {
        "ask" => seal::ask(tx, actor, &sealed, words).map(|_| None),
        "agree" if known => seal::agree(tx, actor, words).map(|()| None),
        "open" if known => sealing::open(tx, actor, words).map(Some),
        _ => Err(Fault::NotFound),
    }
}
