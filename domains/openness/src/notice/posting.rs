//! Drafting and posting a notice, with the rule of publicity between them. Not here: what comes after.

use jiff::civil::Date;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, Fault, Refusal, Tx, params};
use law::rules::publicity;
use law::{Record, Rulebook, Text};
use serde_json::json;

use super::{Kind, find, kind, next, record, unit_of};
use crate::permission::{poster_of, short, wanted};
use crate::procedure::NOTICE;
use crate::store::notice as sql;
use crate::village;

/// What is to be posted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewNotice {
    /// Code of its kind.
    pub kind: String,
    /// Unit that posts it.
    pub unit: String,
    /// Title, as shown while it is posted.
    pub title: String,
    /// Text, as shown while it is posted.
    pub body: String,
    /// The title that stays, without anybody's name; the same if nothing personal is in it.
    pub lasting_title: Option<String>,
    /// The text that stays, without anything personal.
    pub lasting_body: Option<String>,
    /// What it is about: kind and id.
    pub subject: Option<(String, String)>,
    /// Last day; none for kinds without a period.
    pub closes_on: Option<Date>,
    /// Why the time is shorter than in general, where the clause allows that to be explained (DEC-03, NDOC-07).
    pub shorter_because: Option<String>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Id.
    pub id: String,
    /// Public number: its address is `/open/notices/{number}`.
    pub number: String,
}

/// What the rule says of the days of a notice posted today.
///
/// # Errors
/// If the decision cannot be written down.
pub fn judge(
    kind: &Kind,
    posted_on: Date,
    closes_on: Option<Date>,
    book: &Rulebook,
) -> Result<Option<Record>, Fault> {
    if !kind.timed {
        return Ok(None);
    }
    let facts = json!({ "kind": kind.code, "posted_on": posted_on, "closes_on": closes_on });
    Ok(Some((publicity::RULE.decide)(&facts, book, posted_on)))
}

/// The earliest last day of a notice posted on a day, where the rule can say it.
#[must_use]
pub fn earliest(record: &Record) -> Option<Date> {
    record.value()?.get("earliest_close")?.as_str()?.parse().ok()
}

fn refuse_days(record: Record) -> Refusal {
    if let Some(day) = earliest(&record) {
        let clause = record.against();
        return Refusal::new(
            format!("公示期不够：按{}，今天发布的最早 {day} 截止，请改截止日。", clause.zh),
            format!(
                "The time is too short: by {}, posted today it may close on {day} at the earliest.",
                clause.en
            ),
        )
        .at("closes_on")
        .because(record);
    }
    Refusal::new(
        "公示期限不能计算：依据的条款尚待本县核实，或者不在施行期内。请先在规则库中核实。",
        "The time cannot be computed: its clause awaits the county's confirmation or is not in force. Confirm it first.",
    )
    .at("closes_on")
    .because(record)
}

/// The rule on a notice: allowed with this record, or refused.
fn allowed(
    kind: &Kind,
    (closes_on, shorter): (Option<Date>, bool),
    posted_on: Date,
    book: &Rulebook,
) -> Result<Option<Record>, Fault> {
    let Some(record) = judge(kind, posted_on, closes_on, book)? else { return Ok(None) };
    if closes_on.is_none() {
        return Err(Refusal::new("请填写截止日期。", "Give the last day.").at("closes_on").into());
    }
    let enough = record.value().and_then(|value| value.get("enough")).and_then(serde_json::Value::as_bool);
    let explained = shorter && kind.general && enough == Some(false);
    if enough == Some(true) || explained { Ok(Some(record)) } else { Err(refuse_days(record).into()) }
}

/// Whether a notice names people while it is posted.
fn names_people(kind: &Kind, new: &NewNotice) -> bool {
    let item = new.subject.as_ref().filter(|of| of.0 == "village-item");
    kind.personal || item.and_then(|of| village::item(&of.1)).is_some_and(|item| item.personal)
}

/// The title and text that stay: needed apart, and without the names posted, where the notice names people.
fn lasting<'a>(
    tx: &mut Tx<'_>,
    people: bool,
    new: &'a NewNotice,
    (title, body): (&'a str, &'a str),
) -> Result<(&'a str, &'a str), Fault> {
    let lasting_title = new.lasting_title.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let lasting_body = new.lasting_body.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if people && (lasting_title.is_none() || lasting_body.is_none()) {
        let field = if lasting_title.is_none() { "lasting_title" } else { "lasting_body" };
        return Err(Refusal::new(
            "这类公示写有个人情况，期满即行删除：请另写期满后保留的标题和内容，不写姓名。",
            "This kind names people and is erased when its time is over: write the title and text that stay, without names.",
        )
        .at(field)
        .into());
    }
    if people && lasting_body == Some(body) {
        return Err(Refusal::new(
            "期满后保留的内容和公示内容一样，个人情况就删不掉：请另写，不写姓名。",
            "The text that stays is the text posted, so nothing would be erased: write it apart, without names.",
        )
        .at("lasting_body")
        .into());
    }
    let posted = format!("{title}\n{body}");
    for (field, text) in [("lasting_title", lasting_title), ("lasting_body", lasting_body)] {
        let named = match text.filter(|_| people) {
            Some(text) => super::named(tx, (text, &posted))?,
            None => None,
        };
        if let Some(name) = named {
            return Err(naming(&name).at(field).into());
        }
    }
    Ok((lasting_title.unwrap_or(title), lasting_body.unwrap_or(body)))
}

/// What stays names nobody.
pub(super) fn naming(name: &str) -> Refusal {
    Refusal::new(
        format!("期满后长期保留的文字里写有“{name}”，是本县干部的姓名：请改写，不写姓名。"),
        format!(
            "What is kept for good says “{name}”, the name of somebody in the county: write it without names."
        ),
    )
}

/// What belongs to a decision or a village is posted from there.
fn in_its_place(kind: &Kind, new: &NewNotice) -> Result<(), Refusal> {
    match kind.about {
        Some(about) if new.subject.as_ref().is_none_or(|of| of.0 != about) => Err(Refusal::new(
            format!("“{}”从决策或者村务页面发布，不能单独起草。", kind.name.zh),
            format!("“{}” is posted from the page of its decision or village, not by itself.", kind.name.en),
        )
        .at("kind")),
        _ => Ok(()),
    }
}

/// A text that stays apart needs the day on which the rest goes.
fn ends(personal: bool, new: &NewNotice) -> Result<(), Refusal> {
    if !personal || new.closes_on.is_some() {
        return Ok(());
    }
    Err(Refusal::new(
        "写了期满后保留的内容，就要填写截止日期，到期才能删除其余内容。",
        "Where a text stays apart, give the last day: the rest is erased after it.",
    )
    .at("closes_on"))
}

/// Drafts a notice; answers its id.
///
/// # Errors
/// Refusals by field: who may post, title and text, what stays of it, the days.
pub fn draft(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, new: &NewNotice) -> Result<Posted, Fault> {
    let Some(kind) = kind::find(&new.kind) else {
        return Err(Refusal::new("请选择公示类别。", "Choose a kind of notice.").at("kind").into());
    };
    poster_of(tx, actor, kind, &new.unit)?;
    in_its_place(kind, new)?;
    let (unit_name, _, _) = unit_of(tx, &new.unit)?;
    let title = wanted(&new.title, "title", "请写标题。", "Give a title.")?;
    let title = short(&title, "title", 120)?;
    let body = wanted(&new.body, "body", "请写公示内容。", "Give the text.")?;
    let people = names_people(kind, new);
    let (lasting_title, lasting_body) = lasting(tx, people, new, (&title, &body))?;
    let personal = lasting_title != title || lasting_body != body;
    ends(personal, new)?;
    let shorter =
        short(new.shorter_because.as_deref().filter(|_| kind.general).unwrap_or(""), "shorter", 500)?;
    let today = tx.today();
    allowed(kind, (new.closes_on, !shorter.is_empty()), today, book)?;
    let year = today.year();
    let number = format!("{year}-{:04}", next(tx, &format!("notice-{year}"))?);
    let (id, now) = (tx.id(), tx.now());
    let about = About {
        subject: ("notice", &id),
        unit: Some(&new.unit),
        person: None,
        title: Text::new(
            format!("{}：{lasting_title}", kind.name.zh),
            format!("{unit_name}: {lasting_title}"),
        ),
        link: &format!("/openness/notices/{id}"),
    };
    let to = by_hand(actor, kind, &new.unit);
    let case = case::open(tx, &NOTICE, &about, &to)?;
    let subject = new.subject.as_ref();
    tx.execute(
        sql::ADD,
        params![
            &id,
            &number,
            kind.code,
            &new.unit,
            &title,
            &body,
            lasting_title,
            lasting_body,
            personal,
            subject.map(|of| of.0.as_str()),
            subject.map(|of| of.1.as_str()),
            new.closes_on,
            &case,
            actor.person.as_deref(),
            now,
            &shorter
        ],
    )?;
    let facts = json!({ "kind": kind.code, "number": number });
    record(tx, actor, ("notice.drafted", ("notice", &id)), &new.unit, facts, None)?;
    Ok(Posted { id, number })
}

/// The step lies with whoever took the notice in hand; what the program posts lies with the head of the unit.
pub(super) fn by_hand(actor: &Actor, kind: &Kind, unit: &str) -> Assigned {
    match &actor.person {
        Some(person) => Assigned::person(person),
        None if kind.answered_by == kernel::Role::Organiser => Assigned::role(kernel::Role::Organiser, None),
        None => Assigned::role(kernel::Role::Head, Some(unit)),
    }
}

/// Posts a draft. The days are judged again by the day it is posted, with the reason for a shorter time kept with it.
///
/// # Errors
/// A refusal where the time is too short or the step is not theirs.
pub fn post(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<Posted, Fault> {
    let found = match actor.person {
        Some(_) => find(tx, actor, id)?,
        None => super::find_any(tx, id)?,
    };
    poster_of(tx, actor, found.kind, &found.unit)?;
    let (today, shorter) = (tx.today(), !found.shorter.is_empty());
    let decision = allowed(found.kind, (found.closes_on, shorter), today, book)?;
    let written = match &decision {
        Some(record) => Some(
            serde_json::to_string(record)
                .map_err(|error| kernel::DbError::Stored { what: "a decision", why: error.to_string() })?,
        ),
        None => None,
    };
    let now = tx.now();
    match found.closes_on.filter(|_| found.kind.concludes) {
        Some(last) => {
            let provisional = false;
            let due = last.tomorrow().unwrap_or(last);
            let next = by_hand(actor, found.kind, &found.unit).by(due, provisional);
            case::advance(tx, &NOTICE, &found.case, ("post", "posted"), actor, "", Some(next))?;
        }
        None => {
            case::advance(tx, &NOTICE, &found.case, ("post", "published"), actor, "", None)?;
        }
    }
    tx.execute(sql::POST, params![id, today, found.closes_on, written, now])?;
    tx.execute(sql::COUNT_UP, params![found.kind.code, &found.unit])?;
    super::keep_feed_id(tx)?;
    let facts = json!({
        "kind": found.kind.code, "number": found.number, "closes_on": found.closes_on, "shorter": shorter
    });
    record(tx, actor, ("notice.posted", ("notice", id)), &found.unit, facts, decision.as_ref())?;
    Ok(Posted { id: id.to_owned(), number: found.number })
}

/// Drafts and posts at once: the one way for other rooms.
///
/// # Errors
/// As [`draft`] and [`post`].
pub fn publish(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, new: &NewNotice) -> Result<Posted, Fault> {
    let made = draft(tx, actor, book, new)?;
    post(tx, actor, book, &made.id)
}

/// Drops a draft.
///
/// # Errors
/// A refusal where the step is not theirs; [`Fault::NotFound`] out of reach.
pub fn drop_draft(tx: &mut Tx<'_>, actor: &Actor, id: &str, why: &str) -> Result<(), Fault> {
    let found = find(tx, actor, id)?;
    case::advance(tx, &NOTICE, &found.case, ("post", "dropped"), actor, why, None)?;
    tx.execute(sql::DROP_DRAFT, params![id])?;
    let facts = json!({ "kind": found.kind.code });
    record(tx, actor, ("notice.dropped", ("notice", id)), &found.unit, facts, None)?;
    Ok(())
}
