//! Sorting: what a request is, which office answers it, and whether it is one that is already under way. Not here: what
//! the office then does.

use jiff::civil::Date;
use kernel::clock;
use kernel::{Actor, Fault, Refusal, Tx, params};
use law::Rulebook;
use law::decision::Record;
use law::rules::deadline::Start;
use law::rules::hotline_ticket::ItemUnit;
use law::rules::{disclosure_request, hotline_ticket, petition};
use oversight::says::Days;
use serde_json::json;

use crate::coded::{Applicant, Kind, State};
use crate::count;
use crate::dates::{self, New};
use crate::facts::{Information, Matter, Ticket, write};
use crate::permission::{county_desk, wanted};
use crate::procedure::{INFORMATION, PETITION, SERVICE, SORT};
use crate::request::{self, Request, due, known};
use crate::store::request as sql;
use crate::{category, complaint, listing};

/// How a request was sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sorted {
    /// What it is.
    pub kind: Option<Kind>,
    /// Subject, as it stands in lists; no names in it.
    pub title: String,
    /// Office that answers.
    pub unit: String,
    /// Category of a service request.
    pub category: String,
    /// Item of the catalogue.
    pub item: String,
    /// Days of the item's own limit.
    pub item_days: Option<u32>,
    /// Who asks.
    pub applicant: Option<Applicant>,
    /// How many came together.
    pub people: i64,
    /// The official a complaint is about.
    pub accused: String,
    /// Their office.
    pub accused_unit: String,
}

/// A request and the office it goes to.
fn loaded(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Request, Fault> {
    county_desk(actor)?;
    let found = request::find(tx, &request::scope(actor), id)?;
    if found.state != State::Received {
        return Err(Refusal::new("这件诉求已经分办。", "This request has been sorted already.").into());
    }
    Ok(found)
}

/// The name of an office that exists.
pub(crate) fn office(tx: &mut Tx<'_>, unit: &str) -> Result<(String, String), Fault> {
    let row = tx
        .row(&known(), sql::UNIT, params![unit])?
        .ok_or_else(|| Refusal::new("请选择承办单位。", "Choose the office that answers.").at("unit"))?;
    Ok((row.text(0)?, row.text(1)?))
}

/// Sorts a request and passes it on; answers the day by which the next step is due.
///
/// # Errors
/// Refused to anybody but the county's desk, without kind, subject or office, and where a rule says no.
pub fn sort(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    sorted: &Sorted,
) -> Result<Option<Date>, Fault> {
    let kind = sorted
        .kind
        .filter(|kind| *kind != Kind::Unsorted)
        .ok_or_else(|| Refusal::new("请选择诉求属于哪一类。", "Choose what it is.").at("kind"))?;
    if kind == Kind::Complaint {
        county_desk(actor)?;
        let found = request::find(tx, &request::scope(actor), id)?;
        if !found.open {
            let (zh, en) = ("这件诉求已经办结。", "This request is closed.");
            return Err(Refusal::new(zh, en).into());
        }
        return complaint::take_over(tx, actor, &found, (&sorted.accused, &sorted.accused_unit));
    }
    let found = loaded(tx, actor, id)?;
    let title =
        wanted(&sorted.title, "title", "请写明诉求事项，不写人名。", "Give the subject, without names.")?;
    let title: String = title.chars().take(60).collect();
    if kind == Kind::Service && category::category(&sorted.category).is_none() {
        return Err(Refusal::new("请选择诉求类别。", "Choose a category.").at("category").into());
    }
    check_visitors(tx, book, kind, sorted.people)?;
    let (unit, unit_name) = office(tx, &sorted.unit)?;
    let next = Request {
        kind,
        title: title.clone(),
        category: if kind == Kind::Service { sorted.category.clone() } else { String::new() },
        item: Some(sorted.item.trim().to_owned()).filter(|item| !item.is_empty()).or(found.item.clone()),
        applicant: sorted.applicant.unwrap_or(Applicant::Person).code().to_owned(),
        people: sorted.people.max(found.people),
        unit: Some(unit),
        unit_name,
        ..found.clone()
    };
    count::moved(tx, &found, next.unit.as_deref(), kind)?;
    request::advance(tx, &SORT, &found, ("sort", "sorted"), actor, ("", None))?;
    dates::meet(tx, &found.id, "register")?;
    listing::index(tx, id, &title)?;
    let began = begin(tx, book, &next, sorted.item_days)?;
    write_sorted(tx, &next, &began)?;
    if kind == Kind::Information {
        count::disclose(tx, (next.received_on.year(), next.unit.as_deref()), "received", &next.applicant, 1)?;
    }
    if kind == Kind::Rating {
        count::closed(tx, &next, None)?;
    }
    let facts = json!({ "kind": kind.code(), "category": next.category, "due": began.due.map(|due| due.0) });
    request::record(tx, actor, &next, "request.sorted", facts, began.decision.as_ref())?;
    Ok(began.due.map(|due| due.0))
}

/// PET-09: people who come together send at most so many.
fn check_visitors(tx: &Tx<'_>, book: &Rulebook, kind: Kind, people: i64) -> Result<(), Fault> {
    if kind != Kind::Petition || people <= 1 {
        return Ok(());
    }
    let facts =
        petition::Facts { stage: petition::Stage::Visit, people: Some(people), ..petition::Facts::default() };
    let (value, record) = dates::found(&petition::decide(&facts, book, tx.today()))?;
    if value.allowed {
        return Ok(());
    }
    Err(Refusal::new(
        format!("共同走访应当推选代表，现登记 {people} 人，超过规定人数，请登记代表。"),
        format!(
            "A common visit is made by representatives; {people} are too many: register the representatives."
        ),
    )
    .at("people")
    .because(record)
    .into())
}

/// What a sorted request begins with.
pub(crate) struct Began {
    pub(crate) state: State,
    pub(crate) due: Option<(Date, bool)>,
    pub(crate) facts: String,
    pub(crate) case: Option<String>,
    pub(crate) decision: Option<Record>,
}

fn write_sorted(tx: &mut Tx<'_>, next: &Request, began: &Began) -> Result<(), Fault> {
    let now = tx.now();
    let open = began.state != State::Recorded;
    let (day, provisional) = began.due.map_or((None, false), |(day, provisional)| (Some(day), provisional));
    tx.execute(
        sql::SORTED,
        params![
            &next.id,
            next.kind.code(),
            &next.category,
            &next.title,
            next.unit.as_deref(),
            began.state.code(),
            open,
            next.item.as_deref(),
            &next.applicant,
            next.people,
            &began.facts,
            began.case.as_deref(),
            day,
            provisional,
            now
        ],
    )?;
    Ok(())
}

/// Begins the case of a kind at its office, with its first date.
pub(crate) fn begin(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    next: &Request,
    item_days: Option<u32>,
) -> Result<Began, Fault> {
    match next.kind {
        Kind::Service => begin_service(tx, book, next, item_days),
        Kind::Information => begin_information(tx, book, next),
        Kind::Petition => begin_petition(tx, book, next),
        _ => Ok(Began {
            state: State::Recorded,
            due: None,
            facts: "{}".to_owned(),
            case: next.case.clone(),
            decision: None,
        }),
    }
}

fn begin_service(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    next: &Request,
    item_days: Option<u32>,
) -> Result<Began, Fault> {
    let today = tx.today();
    let tier = category::category(&next.category).map_or(hotline_ticket::Tier::Week, |one| one.tier);
    let at = clock::china().to_datetime(tx.now());
    // The item's own limit, as published, goes before what the desk remembers of it.
    let own = match &next.item {
        Some(item) => item_limit(tx, item)?,
        None => None,
    };
    let (item_days, item_unit) = own.map_or((item_days, ItemUnit::WorkingDays), |(n, unit)| (Some(n), unit));
    let ticket = Ticket { item_days, item_unit, ..Ticket::of(Start::Time(at), tier) };
    let (value, record) = dates::found(&hotline_ticket::decide(&ticket.asked(), book, today))?;
    let last = Some((value.due, value.provisional));
    let ticket = Ticket { due_at: value.due_at, ..ticket };
    let clause = ticket_clause(&record);
    let new = New { what: "ticket", clause, starts_on: today, due: last, decision: &record };
    dates::add(tx, &next.id, &new)?;
    let to = request::handler(tx, next.unit.as_deref())?;
    let case = request::open_case(tx, &SERVICE, next, &due(to, last))?;
    Ok(Began {
        state: State::Handling,
        due: last,
        facts: write(&ticket)?,
        case: Some(case),
        decision: Some(record),
    })
}

/// The days an item of the catalogue promises (or the law gives it), as it stands published; none where it names no days.
fn item_limit(tx: &mut Tx<'_>, id: &str) -> Result<Option<(u32, ItemUnit)>, Fault> {
    let item = match oversight::item::find_public(tx, id) {
        Ok(item) => item,
        Err(Fault::NotFound) => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let says = oversight::item::version(tx, &known(), id, item.version)?.says;
    let limit = says.promised.or(says.statutory).filter(|limit| limit.n > 0);
    Ok(limit.map(|limit| {
        let unit = match limit.unit {
            Days::Working => ItemUnit::WorkingDays,
            Days::Calendar => ItemUnit::CalendarDays,
        };
        (limit.n, unit)
    }))
}

/// The clause the limit of a ticket follows from.
pub(crate) fn ticket_clause(record: &Record) -> &'static str {
    let tiers = record.reasons.iter().any(|reason| reason.held && reason.citation.clause == "HOT-09");
    if tiers { "HOT-09" } else { "HOT-08" }
}

fn begin_information(tx: &mut Tx<'_>, book: &Rulebook, next: &Request) -> Result<Began, Fault> {
    let today = tx.today();
    let channel = match next.channel.as_str() {
        "visit" => "in-person",
        "post" => "registered-post",
        _ => "online",
    };
    let asked = disclosure_request::Facts {
        received_on: next.received_on,
        channel: Some(channel.to_owned()),
        ..disclosure_request::Facts::default()
    };
    let (value, record) = dates::found(&disclosure_request::decide(&asked, book, today))?;
    let last = value.reply_by.map(|day| (day, value.provisional));
    let starts_on = next.received_on;
    let correct = Some((value.correct_by, value.provisional));
    dates::add(
        tx,
        &next.id,
        &New { what: "correct", clause: "INF-03", starts_on, due: correct, decision: &record },
    )?;
    dates::add(
        tx,
        &next.id,
        &New { what: "reply", clause: "INF-05", starts_on, due: last, decision: &record },
    )?;
    let to = request::handler(tx, next.unit.as_deref())?;
    let case = request::open_case(tx, &INFORMATION, next, &due(to, last))?;
    let facts = write(&Information { law: asked, ..Information::default() })?;
    Ok(Began { state: State::Handling, due: last, facts, case: Some(case), decision: Some(record) })
}

fn begin_petition(tx: &mut Tx<'_>, book: &Rulebook, next: &Request) -> Result<Began, Fault> {
    let (last, record) = assigned(tx, book, next)?;
    let to = request::handler(tx, next.unit.as_deref())?;
    let case = request::open_case(tx, &PETITION, next, &due(to, last))?;
    let facts = write(&Matter { assigned_on: Some(tx.today()), ..Matter::default() })?;
    Ok(Began { state: State::Accepting, due: last, facts, case: Some(case), decision: Some(record) })
}

/// The dates of a matter assigned today: notice to the petitioner, objection of the office.
pub(crate) fn assigned(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    next: &Request,
) -> Result<(Option<(Date, bool)>, Record), Fault> {
    let today = tx.today();
    let mut first = None;
    for (stage, what, clause) in [
        (petition::Stage::AssignedNotice, "notice", "PET-03"),
        (petition::Stage::Objection, "objection", "PET-04"),
    ] {
        let asked = petition::Facts { stage, start: Some(today), ..petition::Facts::default() };
        let (value, record) = dates::found(&petition::decide(&asked, book, today))?;
        let last = value.due.map(|day| (day, value.provisional));
        dates::add(tx, &next.id, &New { what, clause, starts_on: today, due: last, decision: &record })?;
        first.get_or_insert((last, record));
    }
    first.ok_or(Fault::NotFound)
}

/// Merges a request with one under way about the same matter.
///
/// # Errors
/// Refused to anybody but the county's desk, and where the other is not under way.
pub fn merge(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str, into: &str) -> Result<String, Fault> {
    let found = loaded(tx, actor, id)?;
    let number = crate::code::plain_number(into);
    let row = tx.row(&request::scope(actor), sql::BY_NUMBER, params![&number])?;
    let other = match row {
        Some(row) => Some(request::find(tx, &request::scope(actor), &row.text(0)?)?),
        None => None,
    };
    let other = other
        .filter(|other| other.open && other.id != found.id && other.kind == Kind::Service)
        .ok_or_else(|| {
            Refusal::new(
                "请填写一件在办的服务诉求的编号，重复的并到它名下一并答复。",
                "Give the number of a service request under way; repeats are answered with it.",
            )
            .at("into")
        })?;
    let facts = hotline_ticket::Facts {
        received: Start::Day(found.received_on),
        tier: hotline_ticket::Tier::Week,
        item_days: None,
        item_unit: hotline_ticket::ItemUnit::WorkingDays,
        closed_on: Some(tx.today()),
        closed_at: None,
        answered: false,
        merged: true,
    };
    let (_, record) = dates::found(&hotline_ticket::decide(&facts, book, tx.today()))?;
    request::advance(tx, &SORT, &found, ("sort", "merged"), actor, ("", None))?;
    dates::meet(tx, id, "register")?;
    count::moved(tx, &found, other.unit.as_deref(), Kind::Service)?;
    let (now, today) = (tx.now(), tx.today());
    let title = other.title.clone();
    tx.execute(
        sql::MERGE,
        params![id, &other.id, today, &title, Kind::Service.code(), other.unit.as_deref(), now],
    )?;
    let merged = Request {
        unit: other.unit.clone(),
        unit_name: other.unit_name.clone(),
        kind: Kind::Service,
        ..found
    };
    count::closed(tx, &merged, None)?;
    request::record(tx, actor, &merged, "request.merged", json!({ "into": other.id }), Some(&record))?;
    Ok(other.number)
}
