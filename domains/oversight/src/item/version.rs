//! Versions of an item: drafted by the head of the office, changed, sent for review. Not here: the review and what
//! comes after (`publishing`), reading a form or a sheet into what a version says (`pages`, `import`).

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::Rulebook;
use law::calendar::Unit;
use law::decision::{Record, Text};
use law::rules::promised_limit;
use serde_json::json;

use super::{Item, State, by_code, find};
use crate::act::{note, record_of};
use crate::coded::coded;
use crate::count::{self, What};
use crate::limit::within;
use crate::permission;
use crate::procedure::ITEM;
use crate::says::{Days, Kind, Says};
use crate::store::item as sql;

coded! {
    /// Where a version stands.
    VersionState {
        /// Being written.
        Draft = "draft", "起草中", "draft";
        /// With the legality review.
        Review = "review", "法制审核中", "in review";
        /// Passed; its day has not come.
        Approved = "approved", "已审核，待施行", "passed, not in force yet";
        /// In force.
        InForce = "in-force", "现行", "in force";
        /// A later one took its place.
        Replaced = "replaced", "已被替代", "replaced";
        /// The item was withdrawn, or the draft dropped.
        Withdrawn = "withdrawn", "已取消", "withdrawn";
    }
}

/// A version of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The item.
    pub item: String,
    /// Its number, from 1.
    pub number: i64,
    /// Where it stands.
    pub state: VersionState,
    /// What it says.
    pub says: Says,
    /// First day in force, as wanted or as it was.
    pub from_on: Option<Date>,
    /// Last day in force.
    pub to_on: Option<Date>,
    /// When it was drafted.
    pub drafted_at: Timestamp,
    /// When it was reviewed.
    pub reviewed_at: Option<Timestamp>,
    /// The office the item goes to with this version; none: it stays where it is.
    pub unit: Option<String>,
}

pub(super) fn body(text: &str) -> Result<Says, DbError> {
    serde_json::from_str(text).map_err(|error| DbError::Stored { what: "an item", why: error.to_string() })
}

fn read(row: &Row) -> Result<Version, DbError> {
    Ok(Version {
        item: row.text(0)?,
        number: row.int(1)?,
        state: VersionState::read(row, 2)?,
        says: body(row.word(3)?)?,
        from_on: row.get(4)?,
        to_on: row.get(5)?,
        drafted_at: row.get(6)?,
        reviewed_at: row.get(7)?,
        unit: row.get(8)?,
    })
}

/// A version in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn version(tx: &mut Tx<'_>, scope: &Scope, item: &str, number: i64) -> Result<Version, Fault> {
    let row = tx.row(scope, sql::VERSION, params![item, number])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// All versions of an item in scope, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn versions(tx: &mut Tx<'_>, scope: &Scope, item: &str) -> Result<Vec<Version>, DbError> {
    tx.rows(scope, sql::VERSIONS, params![item])?.iter().map(read).collect()
}

/// An item nobody has drafted before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fresh {
    /// The office that answers for it.
    pub unit: String,
    /// Its code.
    pub code: String,
    /// What it says.
    pub says: Says,
    /// From when it should be in force.
    pub from_on: Option<Date>,
}

pub(super) fn own() -> Scope {
    Scope::county("the item was found in scope, or its step belongs to whoever acts")
}

/// The decision on what an item promises, before it is published.
///
/// # Errors
/// A refusal: no basis the power comes from, a fee without its basis, more time promised than the law gives.
pub fn check(says: &Says, book: &Rulebook, on: Date) -> Result<Option<Record>, Fault> {
    if says.bases.iter().all(|basis| !basis.founds) {
        let (zh, en) =
            ("请至少写明一项设定依据。", "Give at least one document the power itself comes from.");
        return Err(Refusal::new(zh, en).at("bases").into());
    }
    if !says.fee.trim().is_empty() && says.fee_basis.trim().is_empty() {
        let (zh, en) = ("收费的事项必须写明收费依据。", "A fee needs its basis.");
        return Err(Refusal::new(zh, en).at("fee_basis").into());
    }
    let Some(promised) = says.promised else { return Ok(None) };
    let unit = |days: Days| match days {
        Days::Working => Unit::WorkingDays,
        Days::Calendar => Unit::CalendarDays,
    };
    let facts = promised_limit::Facts {
        permit: says.kind == Kind::Permit,
        statutory: says.statutory.map(|limit| limit.n),
        statutory_unit: says.statutory.map(|limit| unit(limit.unit)),
        promised: promised.n,
        promised_unit: unit(promised.unit),
    };
    let decision = promised_limit::decide(&facts, book, on);
    let record = record_of(&decision)?;
    let refuse =
        |zh: &str, en: &str| Fault::from(Refusal::new(zh, en).at("promised").because(record.clone()));
    match &decision.outcome {
        law::decision::Outcome::Found { value } if !value.within => Err(refuse(
            "承诺时限长于法定时限，请缩短后再送审。",
            "The limit promised is longer than the law allows; make it shorter.",
        )),
        law::decision::Outcome::Refused { why, .. } => Err(refuse(&why.zh, &why.en)),
        _ => Ok(Some(record)),
    }
}

pub(super) fn title(unit: &str, name: &str) -> Text {
    Text::new(format!("{unit}：{name}"), format!("{unit}: {name}"))
}

fn open_case(tx: &mut Tx<'_>, item: &Item, book: &Rulebook) -> Result<String, Fault> {
    let link = format!("/oversight/items/{}", item.id);
    let about = About {
        subject: ("power-item", &item.id),
        unit: Some(&item.unit),
        person: None,
        title: title(&item.unit_name, &item.name),
        link: &link,
    };
    let today = tx.today();
    let to = within(Assigned::role(Role::Head, Some(&item.unit)), book, 10, today);
    case::open(tx, &ITEM, &about, &to)
}

/// Begins a new item: its first version as a draft. Answers the item's id.
///
/// # Errors
/// A refusal: not the head of the office, the code is taken, something the law forbids.
pub fn begin(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, fresh: &Fresh) -> Result<String, Fault> {
    permission::head(tx, actor, &fresh.unit)?;
    let id = put_new(tx, fresh)?;
    let found = find(tx, &own(), &id)?;
    write_draft(tx, actor, book, &found, (&fresh.says, fresh.from_on))?;
    open_case(tx, &found, book)?;
    let facts = json!({"code": fresh.code, "version": 1});
    note(tx, actor, "item.drafted", ("power-item", &id, &fresh.unit), (facts, None))?;
    Ok(id)
}

pub(super) fn put_new(tx: &mut Tx<'_>, fresh: &Fresh) -> Result<String, Fault> {
    if by_code(tx, &own(), &fresh.code)?.is_some() {
        let zh = format!("事项编码“{}”已经有了，请换一个。", fresh.code);
        let en = format!("There is an item with the code {} already; take another.", fresh.code);
        return Err(Refusal::new(zh, en).at("code").into());
    }
    let (id, now) = (tx.id(), tx.now());
    let (says, kind) = (&fresh.says, fresh.says.kind.code());
    tx.execute(sql::ADD, params![&id, &fresh.unit, &fresh.code, &says.name, kind, now])?;
    count::add(tx, What::Item, (&fresh.unit, "", State::Draft.code()), 1)?;
    Ok(id)
}

/// A document that is still being made carries nothing, and may be given up.
fn issued_bases(tx: &mut Tx<'_>, says: &Says) -> Result<(), Fault> {
    for id in says.bases.iter().filter_map(|basis| basis.document.as_deref()) {
        let found = crate::document::find(tx, &own(), id)?;
        if found.state == crate::document::State::Draft {
            let zh = format!("“{}”尚未印发，不能作为依据。", found.title);
            let en = format!("{} is not issued; it cannot be a basis.", found.title);
            return Err(Refusal::new(zh, en).at("bases").into());
        }
    }
    Ok(())
}

/// Writes a draft: a new version, or the one that is being written.
pub(super) fn write_draft(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    item: &Item,
    (says, from_on): (&Says, Option<Date>),
) -> Result<i64, Fault> {
    let today = tx.today();
    check(says, book, today)?;
    issued_bases(tx, says)?;
    let scope = own();
    let open = tx.row(&scope, sql::OPEN_VERSION, params![&item.id])?.map(|row| row.int(0)).transpose()?;
    let text = serde_json::to_string(says)
        .map_err(|error| DbError::Stored { what: "an item", why: error.to_string() })?;
    let now = tx.now();
    let number = match open {
        Some(number) => {
            let values = params![&item.id, number, &text, from_on, &actor.account, now];
            if tx.execute(sql::SAY, values)? == 0 {
                let (zh, en) = (
                    "这一版正在审核或者等待施行，暂不能修改。",
                    "This version is with the review or waits for its day.",
                );
                return Err(Refusal::new(zh, en).into());
            }
            number
        }
        None => {
            let last =
                tx.row(&scope, sql::LAST_VERSION, params![&item.id])?.map_or(Ok(0), |row| row.int(0))?;
            tx.execute(sql::ADD_VERSION, params![&item.id, last + 1, &text, from_on, &actor.account, now])?;
            last + 1
        }
    };
    tx.execute(sql::RENAME_DRAFT, params![&item.id, &says.name, says.kind.code()])?;
    tx.execute(sql::FORGET_BASIS, params![&item.id, number])?;
    for (sort, basis) in (1_i64..).zip(&says.bases) {
        if let Some(document) = &basis.document {
            tx.execute(sql::ADD_BASIS, params![&item.id, number, sort, document])?;
        }
    }
    Ok(number)
}

/// Changes a published item: a new version as a draft, which its office then sends for review.
///
/// # Errors
/// A refusal: not the head of the office, something is under way, something the law forbids.
pub fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (says, from_on): (&Says, Option<Date>),
) -> Result<i64, Fault> {
    let item = find(tx, &own(), id)?;
    permission::head(tx, actor, &item.unit)?;
    if item.state == State::Withdrawn {
        return Err(Refusal::new("事项已取消，不能再修改。", "The item was withdrawn.").into());
    }
    if tx.row(&own(), sql::OPEN_VERSION, params![id])?.is_some() {
        let (zh, en) = ("已有一版正在办理，请先办结。", "A version is under way; finish it first.");
        return Err(Refusal::new(zh, en).into());
    }
    let number = write_draft(tx, actor, book, &item, (says, from_on))?;
    open_case(tx, &item, book)?;
    note(tx, actor, "item.drafted", ("power-item", id, &item.unit), (json!({"version": number}), None))?;
    Ok(number)
}

/// Writes on at the draft of an item.
///
/// # Errors
/// A refusal: not the head of the office, no draft, something the law forbids.
pub fn say(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (says, from_on): (&Says, Option<Date>),
) -> Result<(), Fault> {
    let item = find(tx, &own(), id)?;
    permission::head(tx, actor, &item.unit)?;
    if tx.row(&own(), sql::OPEN_VERSION, params![id])?.is_none() {
        return Err(Refusal::new("没有正在起草的版本。", "No version is being drafted.").into());
    }
    let number = write_draft(tx, actor, book, &item, (says, from_on))?;
    note(tx, actor, "item.changed", ("power-item", id, &item.unit), (json!({"version": number}), None))
}

pub(super) fn the_case(tx: &mut Tx<'_>, id: &str) -> Result<String, Fault> {
    case::of_subject(tx, &ITEM, "power-item", id)?.ok_or(Fault::NotFound)
}

pub(super) fn open_version(tx: &mut Tx<'_>, id: &str) -> Result<i64, Fault> {
    let row = tx.row(&own(), sql::OPEN_VERSION, params![id])?.ok_or(Fault::NotFound)?;
    Ok(row.int(0)?)
}

/// Sends the draft of an item for review.
///
/// # Errors
/// A refusal: the step is not the actor's, something the law forbids.
pub fn send(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<(), Fault> {
    let item = find(tx, &own(), id)?;
    let number = open_version(tx, id)?;
    let today = tx.today();
    let decision = check(&version(tx, &own(), id, number)?.says, book, today)?;
    let case = the_case(tx, id)?;
    let next = within(Assigned::role(Role::Jurist, None), book, 5, today);
    case::advance(tx, &ITEM, &case, ("draft", "sent"), actor, "", Some(next))?;
    tx.execute(sql::VERSION_STATE, params![id, number, VersionState::Review.code()])?;
    let facts = json!({"version": number});
    note(tx, actor, "item.sent", ("power-item", id, &item.unit), (facts, decision.as_ref()))
}

/// Drops the draft of an item; one that was never published goes with it into the withdrawn.
///
/// # Errors
/// A refusal: the step is not the actor's.
pub fn drop_draft(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), Fault> {
    let item = find(tx, &own(), id)?;
    let number = open_version(tx, id)?;
    let case = the_case(tx, id)?;
    case::advance(tx, &ITEM, &case, ("draft", "dropped"), actor, "", None)?;
    tx.execute(sql::VERSION_STATE, params![id, number, VersionState::Withdrawn.code()])?;
    note(tx, actor, "item.dropped", ("power-item", id, &item.unit), (json!({"version": number}), None))
}
