//! Rating after closing, reopening once with reasons, and the ratings that do not count. Not here: the rates (`figures`).

use jiff::civil::Date;
use kernel::{Actor, Fault, Refusal, Tx, params};
use law::Rulebook;
use serde_json::json;

use crate::coded::{Kind, Level, State};
use crate::count::{self, Change, taken_away};
use crate::dates::New;
use crate::facts::{Ticket, read};
use crate::permission::{county_desk, wanted};
use crate::procedure::SERVICE;
use crate::request::{self, Request, due, known};
use crate::sorting::ticket_clause;
use crate::store::request as sql;
use crate::{dates, facts};
use kernel::clock;
use law::rules::deadline::Start;
use law::rules::hotline_ticket;

/// A rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// 0 at first, 1 after reopening.
    pub round: i64,
    /// Whether anybody answered.
    pub responded: bool,
    /// Whether it was resolved.
    pub resolved: bool,
    /// How content.
    pub level: Level,
    /// Words.
    pub words: String,
    /// Day.
    pub rated_on: Date,
    /// Why it does not count; empty: it counts.
    pub excluded: String,
}

/// What a resident says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Whether anybody answered.
    pub responded: bool,
    /// Whether it was resolved.
    pub resolved: bool,
    /// How content.
    pub level: Level,
    /// Words; may be empty.
    pub words: String,
}

/// The ratings of a request.
///
/// # Errors
/// If they cannot be read.
pub fn of(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Rating>, kernel::DbError> {
    tx.rows(&known(), sql::RATINGS, params![id])?
        .iter()
        .map(|row| {
            Ok(Rating {
                round: row.int(0)?,
                responded: row.get(1)?,
                resolved: row.get(2)?,
                level: Level::from_code(&row.text(4)?).unwrap_or(Level::Fair),
                words: row.text(5)?,
                rated_on: row.get(6)?,
                excluded: row.text(7)?,
            })
        })
        .collect()
}

/// Whether a request can be rated now.
#[must_use]
pub fn is_open_to(found: &Request, given: &[Rating]) -> bool {
    let round = i64::from(found.reopened);
    !found.open
        && matches!(found.state, State::Answered | State::Routed)
        && given.iter().all(|rating| rating.round != round)
}

fn weights(given: &Given) -> Change {
    Change {
        rated: 1,
        responded: i64::from(given.responded),
        resolved: i64::from(given.resolved),
        satisfied: i64::from(given.level != Level::Dissatisfied),
        unresolved: i64::from(!given.resolved),
        ..Change::default()
    }
}

/// The resident rates what was done: once for each closing. The later rating takes the place of the earlier one in the
/// counts.
///
/// # Errors
/// Refused while it is open and a second time.
pub fn rate(tx: &mut Tx<'_>, found: &Request, given: &Given) -> Result<(), Fault> {
    let before = of(tx, &found.id)?;
    if !is_open_to(found, &before) {
        let (zh, en) =
            ("这件诉求还没有办结，或者已经评价过。", "It is not closed yet, or was rated already.");
        return Err(Refusal::new(zh, en).into());
    }
    if given.words.chars().count() > 500 {
        return Err(Refusal::new("评价的话不超过 500 字。", "At most 500 characters.").at("words").into());
    }
    let (today, entered) = (tx.today(), found.entered_by.is_some());
    // Whoever wrote it down knows the secret: it counts once somebody else called back.
    let excluded = if entered { ENTERED } else { "" };
    tx.execute(
        sql::RATE,
        params![
            &found.id,
            i64::from(found.reopened),
            given.responded,
            given.resolved,
            given.level != Level::Dissatisfied,
            given.level.code(),
            given.words.trim(),
            today,
            excluded
        ],
    )?;
    if let Some(last) = before.last().filter(|last| last.excluded.is_empty()) {
        count::of(tx, found, &taken_away(&weights_of(last)))?;
    }
    let counted = if entered { Change { excluded: 1, ..Change::default() } } else { weights(given) };
    count::of(tx, found, &counted)?;
    let told = json!({ "resolved": given.resolved, "level": given.level.code() });
    request::record(tx, &Actor::code_holder(), found, "request.rated", told, None)?;
    Ok(())
}

/// What a rating adds to the counts.
pub(crate) fn weights_of(rating: &Rating) -> Change {
    let Rating { responded, resolved, level, .. } = rating;
    weights(&Given { responded: *responded, resolved: *resolved, level: *level, words: String::new() })
}

/// Why the rating of a request that an officer wrote down does not count: they were told the secret too.
pub const ENTERED: &str = "entered";

/// Confirms by calling back that the resident gave the rating of a request that was written down for them.
///
/// # Errors
/// Refused to anybody but the county's desk, to who wrote it down, and where nothing waits for it.
pub fn confirm(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), Fault> {
    county_desk(actor)?;
    let found = request::find(tx, &request::scope(actor), id)?;
    if found.entered_by.as_deref() == Some(actor.account.as_str()) {
        return Err(Refusal::new(
            "这件诉求由您代为登记，评价应当由其他受理人员回访核实。",
            "You wrote this request down: somebody else of the desk has to call back.",
        )
        .into());
    }
    let given = of(tx, id)?;
    let Some(last) = given.last().filter(|last| last.excluded == ENTERED) else {
        return Err(Refusal::new("没有等待回访核实的评价。", "No rating waits for a call-back.").into());
    };
    tx.execute(sql::CONFIRM, params![id, last.round])?;
    count::of(tx, &found, &Change { excluded: -1, ..weights_of(last) })?;
    request::record(tx, actor, &found, "request.rating-confirmed", json!({ "round": last.round }), None)?;
    Ok(())
}

/// Leaves a rating out of the rates, with the reason: an objection that held, or nothing of substance asked (HOT-05).
///
/// # Errors
/// Refused to anybody but the county's desk, without a reason, and a second time.
pub fn exclude(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<(), Fault> {
    county_desk(actor)?;
    let found = request::find(tx, &request::scope(actor), id)?;
    let reason = wanted(reason, "note", "请写明不计入的理由。", "Say why it does not count.")?;
    let given = of(tx, id)?;
    let Some(last) = given.last().filter(|last| last.excluded.is_empty()) else {
        return Err(Refusal::new("没有可以扣除的评价。", "There is no rating to leave out.").into());
    };
    tx.execute(sql::EXCLUDE, params![id, last.round, &reason])?;
    let change = Change { excluded: 1, ..taken_away(&weights_of(last)) };
    count::of(tx, &found, &change)?;
    request::record(tx, actor, &found, "request.rating-excluded", json!({ "round": last.round }), None)?;
    Ok(())
}

/// Whether the resident may reopen it: a service request answered, once.
#[must_use]
pub fn may_reopen(found: &Request) -> bool {
    found.kind == Kind::Service && found.state == State::Answered && !found.reopened
}

/// The resident has it taken up again: once, with reasons; the same office, a new ticket with a new day.
///
/// # Errors
/// Refused a second time, for other kinds, without reasons.
pub fn reopen(tx: &mut Tx<'_>, book: &Rulebook, found: &Request, reasons: &str) -> Result<Date, Fault> {
    if !may_reopen(found) {
        let (zh, en) = (
            "只有已办结的服务诉求可以要求重办，且只能一次。",
            "Only a service request, once it was answered, and once.",
        );
        return Err(Refusal::new(zh, en).into());
    }
    let reasons = wanted(reasons, "reasons", "请写明没有解决的是什么。", "Say what was not resolved.")?;
    let today = tx.today();
    let before: Ticket = read(found)?;
    let received = Start::Time(clock::china().to_datetime(tx.now()));
    let ticket = Ticket { received, wanted: None, extended: false, ..before };
    let (value, record) = dates::found(&hotline_ticket::decide(&ticket.asked(), book, today))?;
    let ticket = Ticket { due_at: value.due_at, ..ticket };
    let last = Some((value.due, value.provisional));
    let clause = ticket_clause(&record);
    let new = New { what: "ticket", clause, starts_on: today, due: last, decision: &record };
    let to = due(request::handler(tx, found.unit.as_deref())?, last);
    let case = request::open_case(tx, &SERVICE, found, &to)?;
    let now = tx.now();
    tx.execute(sql::REOPEN, params![&found.id, &case, value.due, value.provisional, now])?;
    // Only now: a date is of the handling at which the request stands.
    dates::add(tx, &found.id, &new)?;
    let again = Request { reopened: true, state: State::Handling, ..found.clone() };
    request::stand(tx, &again, State::Handling, last, &facts::write(&ticket)?)?;
    request::say(tx, found, None, "reopening", &reasons)?;
    count::reopened(tx, found)?;
    request::record(tx, &Actor::code_holder(), found, "request.reopened", json!({}), Some(&record))?;
    Ok(value.due)
}
