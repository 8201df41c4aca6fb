//! Changes of the duty lists: admission 职责准入, where an office wants to add a duty, and adjustment 动态调整, where a town
//! asks. The other side is heard, legality reviewed, the county decides, and it is reported. Not here: the steps after asking (`deciding`), importing lists.

use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::procedure::Procedure;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::Rulebook;
use law::decision::Text;
use serde_json::json;

pub use super::deciding::{Resolution, decide, give_opinion, report, review};
use super::{List, duty};
use crate::act::note;
use crate::coded::coded;
use crate::limit::due;
use crate::permission;
use crate::procedure::{ADJUSTMENT, ADMISSION};
use crate::store::town as sql;

coded! {
    /// What kind of change it is.
    Kind {
        /// An office wants to add a duty.
        Admission = "admission", "职责准入", "admission";
        /// A town asks to change a list.
        Adjustment = "adjustment", "动态调整", "adjustment";
    }
}

coded! {
    /// Where the duty is to stand.
    Wanted {
        /// Among the basic ones.
        Basic = "basic", "列入基本履职事项", "among the basic duties";
        /// Among the cooperating ones.
        Cooperating = "cooperating", "列入配合履职事项", "among the cooperating duties";
        /// Taken back.
        TakenBack = "taken-back", "由上级部门收回", "taken back by the level above";
        /// Nowhere.
        Off = "off", "移出清单", "off the lists";
    }
}

coded! {
    /// Where a change stands.
    State {
        /// Under way.
        Open = "open", "办理中", "under way";
        /// Decided.
        Decided = "decided", "已决定", "decided";
        /// Decided and reported upward.
        Reported = "reported", "已报备案", "reported";
    }
}

impl Wanted {
    pub(super) fn list(self) -> Option<List> {
        match self {
            Wanted::Basic => Some(List::Basic),
            Wanted::Cooperating => Some(List::Cooperating),
            Wanted::TakenBack => Some(List::TakenBack),
            Wanted::Off => None,
        }
    }
}

/// A change of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Id.
    pub id: String,
    /// Admission or adjustment.
    pub kind: Kind,
    /// The town.
    pub town: String,
    /// Its name.
    pub town_name: String,
    /// The office that applies, or is concerned.
    pub office: String,
    /// Its name.
    pub office_name: String,
    /// The refused task it grew from.
    pub task: Option<String>,
    /// Adjustment: the duty concerned.
    pub duty: Option<String>,
    /// The duty in words.
    pub name: String,
    /// Its class.
    pub class: String,
    /// Where it is to stand.
    pub wanted: Wanted,
    /// Basis.
    pub basis: String,
    /// People, money and powers that come with it.
    pub resources: String,
    /// Why.
    pub reason: String,
    /// What the town says.
    pub town_opinion: String,
    /// What the office says.
    pub office_opinion: String,
    /// What the legality review says.
    pub legality: String,
    /// Agreed or refused; none: not decided.
    pub agreed: Option<bool>,
    /// By which document.
    pub result_document: String,
    /// With which reason.
    pub result_note: String,
    /// Where it stands.
    pub state: State,
    /// Begun on.
    pub begun_on: Date,
    /// Decided on.
    pub decided_on: Option<Date>,
    /// Reported on.
    pub reported_on: Option<Date>,
}

fn read(row: &Row) -> Result<Change, DbError> {
    Ok(Change {
        id: row.text(0)?,
        kind: Kind::read(row, 1)?,
        town: row.text(2)?,
        town_name: row.text(3)?,
        office: row.text(4)?,
        office_name: row.text(5)?,
        task: row.get(6)?,
        duty: row.get(7)?,
        name: row.text(8)?,
        class: row.text(9)?,
        wanted: Wanted::read(row, 10)?,
        basis: row.text(11)?,
        resources: row.text(12)?,
        reason: row.text(13)?,
        town_opinion: row.text(14)?,
        office_opinion: row.text(15)?,
        legality: row.text(16)?,
        agreed: match row.word(17)? {
            "agreed" => Some(true),
            "refused" => Some(false),
            _ => None,
        },
        result_document: row.text(18)?,
        result_note: row.text(19)?,
        state: State::read(row, 20)?,
        begun_on: row.get(21)?,
        decided_on: row.get(22)?,
        reported_on: row.get(23)?,
    })
}

/// A change whose office or town is in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Change, Fault> {
    let row = tx.row(scope, sql::CHANGE, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// Changes in scope, of a town or (empty) of all, newest first, at most so many.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>, scope: &Scope, town: &str, most: i64) -> Result<Vec<Change>, DbError> {
    tx.rows(scope, sql::CHANGES, params![town, most])?.iter().map(read).collect()
}

/// A change as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChange {
    /// Admission or adjustment.
    pub kind: Kind,
    /// The town.
    pub town: String,
    /// The office that applies, or is concerned.
    pub office: String,
    /// The refused task it grew from.
    pub task: Option<String>,
    /// Adjustment: the duty concerned.
    pub duty: Option<String>,
    /// The duty in words.
    pub name: String,
    /// Its class.
    pub class: String,
    /// Where it is to stand.
    pub wanted: Wanted,
    /// Basis.
    pub basis: String,
    /// People, money and powers that come with it.
    pub resources: String,
    /// Why.
    pub reason: String,
}

pub(super) fn own() -> Scope {
    Scope::county("the change was found in scope, or its step belongs to whoever acts")
}

pub(super) fn procedure(kind: Kind) -> &'static Procedure {
    match kind {
        Kind::Admission => &ADMISSION,
        Kind::Adjustment => &ADJUSTMENT,
    }
}

fn check(tx: &mut Tx<'_>, new: &NewChange) -> Result<(), Fault> {
    let refuse = |field: &str, zh: &str, en: &str| Err(Refusal::new(zh, en).at(field).into());
    match new.kind {
        Kind::Admission if new.basis.trim().is_empty() => {
            refuse("basis", "职责准入必须写明依据。", "An admission needs its basis.")
        }
        Kind::Admission if new.resources.trim().is_empty() => refuse(
            "resources",
            "职责准入必须写明随事项下放的人、财、物和权限；没有的，写明理由。",
            "An admission says which people, money and powers come with the duty; if none, why.",
        ),
        Kind::Admission if !matches!(new.wanted, Wanted::Basic | Wanted::Cooperating) => refuse(
            "wanted",
            "职责准入只能列入基本履职或者配合履职事项。",
            "A duty is admitted as basic or cooperating.",
        ),
        Kind::Admission => Ok(()),
        Kind::Adjustment => {
            let today = tx.today();
            let Some(id) = &new.duty else {
                return refuse("duty", "请选择要调整的事项。", "Choose the duty to be changed.");
            };
            let found = duty(tx, id)?;
            if found.town != new.town || found.to_on.is_some_and(|to| to < today) {
                return refuse("duty", "所选事项不在现行清单上。", "The duty is not on the lists today.");
            }
            if new.wanted.list() == Some(found.list) {
                return refuse("wanted", "事项已在这张清单上。", "The duty stands on that list already.");
            }
            Ok(())
        }
    }
}

/// Asks for a change; answers its id. The side that did not ask is heard first.
///
/// # Errors
/// A refusal: not the head of the office (admission) or of the town (adjustment), something is missing.
pub fn ask(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, new: &NewChange) -> Result<String, Fault> {
    let (asks, heard) = match new.kind {
        Kind::Admission => (&new.office, &new.town),
        Kind::Adjustment => (&new.town, &new.office),
    };
    permission::head(tx, actor, asks)?;
    if new.office == new.town {
        let (zh, en) = (
            "部门和乡镇（街道）不能是同一个单位，请重新选择。",
            "The office and the town must be two units; choose again.",
        );
        return Err(Refusal::new(zh, en).at("office").into());
    }
    check(tx, new)?;
    let (id, today) = (tx.id(), tx.today());
    tx.execute(
        sql::ADD_CHANGE,
        params![
            &id,
            new.kind.code(),
            &new.town,
            &new.office,
            new.task.as_deref(),
            new.duty.as_deref(),
            &new.name,
            &new.class,
            new.wanted.code(),
            &new.basis,
            &new.resources,
            &new.reason,
            today
        ],
    )?;
    let link = format!("/oversight/changes/{id}");
    let about = About {
        subject: ("town-change", &id),
        unit: Some(&new.town),
        person: None,
        title: Text::new(&*new.name, &*new.name),
        link: &link,
    };
    let to = due(Assigned::role(Role::Head, Some(heard)), book, ("LD-20", "opinion"), today);
    let (procedure, asker) = (procedure(new.kind), Assigned::role(Role::Head, Some(asks)));
    let case = case::open(tx, procedure, &about, &asker)?;
    case::advance(tx, procedure, &case, ("ask", "asked"), actor, "", Some(to))?;
    let facts = json!({"kind": new.kind.code(), "wanted": new.wanted.code(), "office": new.office});
    note(tx, actor, "change.asked", ("town-change", &id, &new.town), (facts, None))?;
    Ok(id)
}

pub(super) fn with_case(tx: &mut Tx<'_>, id: &str) -> Result<(Change, String), Fault> {
    let change = find(tx, &own(), id)?;
    let case = case::of_subject(tx, procedure(change.kind), "town-change", id)?.ok_or(Fault::NotFound)?;
    Ok((change, case))
}
