//! Whom a complaint is about, and who may have it therefore: somebody it does not concern, or nobody. Not here: how a
//! complaint goes on (`complaint`).

use kernel::case::{self, Assigned};
use kernel::{Actor, Fault, Refusal, Role, Tx, account, params};
use law::Rulebook;
use law::rules::petition::{self, Stage};
use serde_json::json;

use crate::coded::State;
use crate::complaint::{Complaint, find};
use crate::dates;
use crate::request::{self, Request, due, known};
use crate::sorting::office;
use crate::store::complaint as sql;

/// Whom somebody may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// Person.
    pub id: String,
    /// Name.
    pub name: String,
    /// Where they serve.
    pub unit: String,
}

/// Whom a complaint is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identified {
    /// This person.
    Person(String),
    /// No official of this county.
    Outside,
}

/// The people whose name holds some signs.
///
/// # Errors
/// [`Fault::NotFound`] to who does not handle the complaint.
pub fn meant(tx: &mut Tx<'_>, actor: &Actor, id: &str, name: &str) -> Result<Vec<Meant>, Fault> {
    find(tx, actor, id)?;
    let name: String = name.chars().filter(|sign| !matches!(sign, '%' | '_' | '!')).collect();
    let today = tx.today();
    if name.trim().is_empty() {
        return Ok(Vec::new());
    }
    let mut found: Vec<Meant> = Vec::new();
    for row in tx.rows(&known(), sql::MEANT, params![format!("%{}%", name.trim()), today])? {
        found.push(Meant { id: row.text(0)?, name: row.text(1)?, unit: row.text(2)? });
    }
    found.dedup_by(|a, b| a.id == b.id);
    Ok(found)
}

/// Says who it is about: they are kept from it, others of the same name are not. Where whoever handles it is concerned
/// now, it is handed to somebody who is not.
///
/// # Errors
/// Refused where it is about the actor, where there is no such person, and where nobody would be left to handle it.
pub fn identify(tx: &mut Tx<'_>, actor: &Actor, id: &str, who: &Identified) -> Result<(), Fault> {
    let (found, complaint) = find(tx, actor, id)?;
    let how = match who {
        Identified::Outside => {
            tx.execute(sql::DROP_GUESSES, params![id])?;
            "outside"
        }
        Identified::Person(person) => {
            if actor.person.as_deref() == Some(person.as_str()) {
                return Err(Refusal::new("被反映人是您本人，请回避。", "It is about you: step aside.").into());
            }
            if tx.row(&known(), sql::PERSON, params![person])?.is_none() {
                let (zh, en) = ("请选择被反映人。", "Choose the person it is about.");
                return Err(Refusal::new(zh, en).at("meant").into());
            }
            tx.execute(sql::ACCUSE, params![id, person])?;
            tx.execute(sql::DROP_GUESSES, params![id])?;
            "known"
        }
    };
    tx.execute(sql::IDENTIFY, params![id, how])?;
    keep_clear(tx, &found, &complaint)?;
    request::record(tx, actor, &found, "complaint.identified", json!({ "how": how }), None)?;
    Ok(())
}

/// Hands an open step on where it would lie with somebody the complaint concerns.
fn keep_clear(tx: &mut Tx<'_>, found: &Request, complaint: &Complaint) -> Result<(), Fault> {
    if !found.open {
        return Ok(());
    }
    let now = match (complaint.handler.as_str(), &complaint.unit) {
        ("head", Some(unit)) => unbarred(tx, &found.id, Role::Head, Some(unit))?,
        ("inspector", _) if !holds(tx, &found.id, Role::Inspector)? => {
            unbarred(tx, &found.id, Role::Inspector, None)?
        }
        ("committee", _) => unbarred(tx, &found.id, Role::Committee, None)?,
        _ => None,
    };
    match now {
        Some(to) => reassign(tx, found, &to),
        None => {
            let above = bodies(tx, &found.id)?;
            hand_on(tx, found, above).map(drop)
        }
    }
}

/// Gives the open step of a complaint to the first of two bodies that has somebody it does not concern.
///
/// # Errors
/// Refused where neither has.
pub(crate) fn hand_on(tx: &mut Tx<'_>, found: &Request, order: [Role; 2]) -> Result<Role, Fault> {
    let (role, to) = body(tx, &found.id, order)?;
    tx.execute(sql::PASS, params![&found.id, role.code(), None::<String>])?;
    reassign(tx, found, &to)?;
    Ok(role)
}

fn reassign(tx: &mut Tx<'_>, found: &Request, to: &Assigned) -> Result<(), Fault> {
    let step = match &found.case {
        Some(case) => case::open_step_of(tx, case)?,
        None => None,
    };
    if let Some(step) = step {
        let to = due(to.clone(), found.due.map(|day| (day, found.provisional)));
        case::reassign(tx, &step.id, &to)?;
    }
    Ok(())
}

/// The first of two bodies that has somebody a complaint does not concern, and who of it.
pub(crate) fn body(tx: &mut Tx<'_>, id: &str, order: [Role; 2]) -> Result<(Role, Assigned), Fault> {
    for role in order {
        if let Some(to) = unbarred(tx, id, role, None)? {
            return Ok((role, to));
        }
    }
    Err(Refusal::new(
        "纪检监察机关和县委都没有其他可以办理的人，请先由县里指定办理人。",
        "Neither the inspectors nor the leading body have anybody else to handle it: let the county appoint somebody first.",
    )
    .into())
}

/// Inspectors first, unless one of them is accused: then the leading body.
pub(crate) fn bodies(tx: &mut Tx<'_>, id: &str) -> Result<[Role; 2], Fault> {
    let concerned = holds(tx, id, Role::Inspector)?;
    Ok(if concerned { [Role::Committee, Role::Inspector] } else { [Role::Inspector, Role::Committee] })
}

/// Whether somebody who holds a role on the county is among the accused.
fn holds(tx: &mut Tx<'_>, id: &str, role: Role) -> Result<bool, Fault> {
    let today = tx.today();
    Ok(tx.row(&known(), sql::HOLDS, params![id, role.code(), None::<String>, today])?.is_some())
}

/// Whoever holds a role and is not kept from a complaint: all of them, or, where one of them is, a named one of the
/// others, so that it never stands among what waits for the one it concerns. None: there is nobody.
pub(crate) fn unbarred(
    tx: &mut Tx<'_>,
    id: &str,
    role: Role,
    unit: Option<&str>,
) -> Result<Option<Assigned>, Fault> {
    let (mut free, mut barred) = (None, false);
    for holder in account::holders(tx, role, unit)? {
        let Some(person) = holder.person else { continue };
        if tx.row(&known(), sql::IS_BARRED, params![id, &person])?.is_some() {
            barred = true;
        } else {
            free.get_or_insert(person);
        }
    }
    Ok(free.map(|person| if barred { Assigned::person(person) } else { Assigned::role(role, unit) }))
}

/// PET-12: to the head of a unit that is neither that of the person concerned nor beneath it; never where nobody said yet
/// who that is.
pub(crate) fn head_of(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    id: &str,
    complaint: &Complaint,
    unit: &str,
) -> Result<Assigned, Fault> {
    let today = tx.today();
    let (unit, _) = office(tx, unit)?;
    let head = unbarred(tx, id, Role::Head, Some(&unit))?;
    let mut own = false;
    for (person, _) in &complaint.accused {
        own |= tx.row(&known(), sql::BENEATH_SEAT, params![person, &unit, today])?.is_some();
    }
    let accused = tx.row(&known(), sql::HOLDS, params![id, Role::Head.code(), &unit, today])?.is_some();
    let of = petition::Facts {
        stage: Stage::Handler,
        handler_is_accused: accused,
        handler_of_accused_unit: own,
        ..petition::Facts::default()
    };
    let (stood, record) = dates::found(&petition::decide(&of, book, today))?;
    if !stood.allowed {
        return Err(Refusal::new(
            "不得转给被反映人或者其所在单位、下级单位（PET-12），请另选上一级单位或者自行核查。",
            "Never to the person concerned, their unit or one beneath it (PET-12): choose the unit above or examine it here.",
        )
        .at("unit")
        .because(record)
        .into());
    }
    head.ok_or_else(|| {
        Refusal::new(
            "该单位没有可以办理的负责人，请另选单位或者自行核查。",
            "That unit has no head who could handle it: choose another or examine it here.",
        )
        .at("unit")
        .into()
    })
}

/// Refuses while nobody said whom a complaint is about.
pub(crate) fn identified(complaint: &Complaint) -> Result<(), Refusal> {
    if !complaint.identified.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(
        "请先核定被反映人是谁，或者注明不是本县干部：未核定前不知道谁应当回避（PET-12）。",
        "Say first who it is about, or that it is no official of this county: until then nobody knows who has to stay away \
         (PET-12).",
    )
    .at("meant"))
}

/// Somebody steps aside: back to the examination where it was under way, with somebody else.
pub(crate) fn step_aside(
    tx: &mut Tx<'_>,
    actor: &Actor,
    found: &Request,
    complaint: &Complaint,
    reason: &str,
) -> Result<(), Fault> {
    let handler = Role::from_code(&complaint.handler).unwrap_or(Role::Inspector);
    let other = if handler == Role::Inspector { Role::Committee } else { Role::Inspector };
    if found.state != State::Handling {
        return hand_on(tx, found, [handler, other]).map(drop);
    }
    let order = if handler == Role::Head { bodies(tx, &found.id)? } else { [other, handler] };
    let (back, to) = body(tx, &found.id, order)?;
    let last = found.due.map(|day| (day, found.provisional));
    let next = Some(due(to, last));
    request::advance(tx, &crate::procedure::COMPLAINT, found, ("handle", "recused"), actor, (reason, next))?;
    tx.execute(sql::PASS, params![&found.id, back.code(), None::<String>])?;
    request::stand(tx, found, State::Received, last, &found.facts)?;
    Ok(())
}
