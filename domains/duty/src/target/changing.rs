//! Drafting, adopting and withdrawing targets. Not here: what a target is, and reading it (`target`).

use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::rulebook::Rulebook;
use serde_json::json;

use super::{NewTarget, State, Target, find, flag, sql};
use crate::balance::Force;
use crate::cycle::{self, Cycle};
use crate::method::Method;
use crate::{measure, permission, seat};

pub(crate) fn planning_cycle(tx: &mut Tx<'_>, id: &str) -> Result<Cycle, Fault> {
    let cycle = cycle::find(tx, id)?;
    if cycle.state.plans() {
        return Ok(cycle);
    }
    let state = cycle.state.words();
    Err(Refusal::new(
        format!("{}年度已进入“{}”，目标不能再改。", cycle.year, state.zh),
        format!("The year {} is {}; its targets can no longer be changed.", cycle.year, state.en),
    )
    .into())
}

fn sound(new: &NewTarget) -> Result<(), Fault> {
    let defects = new.defects();
    if defects.is_empty() { Ok(()) } else { Err(Fault::Refused(defects)) }
}

fn method_json(method: &Method) -> Result<String, DbError> {
    serde_json::to_string(method)
        .map_err(|error| DbError::Stored { what: "a method", why: error.to_string() })
}

/// Drafts a target of a unit; answers its id. `parent` is the superior unit's target it carries.
///
/// # Errors
/// Refusals by field; [`Fault::NotFound`] for a unit or parent out of reach.
pub fn add(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (cycle, unit): (&str, &str),
    parent: Option<&str>,
    new: &NewTarget,
) -> Result<String, Fault> {
    let scope = actor.scope(Area::Duty);
    seat::unit(tx, &scope, unit)?.ok_or(Fault::NotFound)?;
    permission::drafter(tx, actor, unit)?;
    planning_cycle(tx, cycle)?;
    sound(new)?;
    if let Some(parent) = parent {
        let above = find(tx, &Scope::county("a target's parent lies above the unit"), parent)?;
        if above.cycle != cycle
            || tx.row(&scope_of_tree(), sql::LIES_UNDER, params![unit, &above.unit])?.is_none()
        {
            return Err(Refusal::new(
                "上级目标应属本年度、且为上级单位的目标。",
                "The parent must be a target of a unit above, in the same year.",
            )
            .at("parent")
            .into());
        }
    }
    store(tx, actor, (cycle, unit), parent, new)
}

pub(crate) fn scope_of_tree() -> Scope {
    Scope::county("the tree of units is in the directory")
}

/// Writes a target that was checked.
pub(crate) fn store(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (cycle, unit): (&str, &str),
    parent: Option<&str>,
    new: &NewTarget,
) -> Result<String, Fault> {
    let (id, now) = (tx.id(), tx.now());
    let last =
        tx.row(&scope_of_tree(), sql::LAST_SORT, params![cycle, unit])?.map_or(Ok(0), |row| row.int(0))?;
    tx.execute(
        sql::ADD,
        params![
            &id,
            cycle,
            unit,
            parent,
            new.title.trim(),
            new.source.code(),
            new.source_ref.trim(),
            new.emphasis.code(),
            new.measure.code(),
            new.measure_unit.trim(),
            measure::stored(new.baseline),
            measure::stored(new.goal),
            new.due_on,
            new.weight,
            method_json(&new.method)?,
            new.evidence_wanted.trim(),
            State::Draft.code(),
            last + 1,
            now
        ],
    )?;
    record(
        tx,
        actor,
        "target.drafted",
        (&id, unit),
        json!({ "weight": new.weight, "measure": new.measure.code() }),
        None,
    )?;
    Ok(id)
}

fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    (id, unit): (&str, &str),
    facts: serde_json::Value,
    decision: Option<&law::decision::Record>,
) -> Result<(), Fault> {
    ledger::record(
        tx,
        actor,
        &Act { kind, subject: ("target", id), unit: Some(unit), person: None, facts, decision },
    )?;
    Ok(())
}

/// Changes a draft.
///
/// # Errors
/// Refusals by field, or because it is adopted; [`Fault::NotFound`].
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: &str, new: &NewTarget) -> Result<(), Fault> {
    let target = find(tx, &actor.scope(Area::Duty), id)?;
    permission::drafter(tx, actor, &target.unit)?;
    planning_cycle(tx, &target.cycle)?;
    if target.state != State::Draft {
        return Err(Refusal::new(
            "目标已审定，须先退回拟定再修改。",
            "The target is adopted; send it back to draft before changing it.",
        )
        .into());
    }
    sound(new)?;
    tx.execute(
        sql::CHANGE,
        params![
            id,
            new.title.trim(),
            new.source.code(),
            new.source_ref.trim(),
            new.emphasis.code(),
            new.measure.code(),
            new.measure_unit.trim(),
            measure::stored(new.baseline),
            measure::stored(new.goal),
            new.due_on,
            new.weight,
            method_json(&new.method)?,
            new.evidence_wanted.trim()
        ],
    )?;
    record(tx, actor, "target.changed", (id, &target.unit), json!({ "weight": new.weight }), None)
}

/// Adopts a draft. An indicator that judges by traces, check-ins, learning time or app use needs a reason, and the
/// flag with its clause is kept with the act; so does a target adopted after planning.
///
/// # Errors
/// A refusal: not above the unit, not a draft, a reason missing; [`Fault::NotFound`].
pub fn adopt(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str, note: &str) -> Result<(), Fault> {
    let target = find(tx, &actor.scope(Area::Duty), id)?;
    let unit = above(tx, actor, &target)?;
    let cycle = planning_cycle(tx, &target.cycle)?;
    if target.state != State::Draft {
        return Err(Refusal::new("这项目标不在拟定状态，不需要审定。", "This target is not a draft.").into());
    }
    let flag = flag(&target, book, tx.today());
    let reason = note.trim();
    if let Some(found) = flag.as_ref().filter(|found| found.force == Force::NeedsReason && reason.is_empty())
    {
        let mut refusal = Refusal::new(
            format!("{}如确需保留，请写明理由。", found.text.zh),
            format!("{} If it must stay, give the reason.", found.text.en),
        )
        .at("note");
        refusal.decision = found.decision.clone().map(Box::new);
        return Err(refusal.into());
    }
    if cycle.state != cycle::State::Planning && reason.is_empty() {
        return Err(Refusal::new(
            "年中增补目标，请写明理由。",
            "A target added after planning needs a reason.",
        )
        .at("note")
        .into());
    }
    tx.execute(sql::SET_STATE, params![id, State::Adopted.code()])?;
    let decision = flag.and_then(|found| found.decision);
    record(tx, actor, "target.adopted", (id, &unit), json!({ "reason": reason }), decision.as_ref())
}

fn above(tx: &mut Tx<'_>, actor: &Actor, target: &Target) -> Result<String, Fault> {
    let unit = seat::unit(tx, &scope_of_tree(), &target.unit)?.ok_or(Fault::NotFound)?;
    permission::adopter(tx, actor, &unit.id, unit.parent.as_deref())?;
    Ok(unit.id)
}

/// Sends an adopted target back to draft, with a reason.
///
/// # Errors
/// A refusal: not above the unit, not adopted, a reason missing; [`Fault::NotFound`].
pub fn send_back(tx: &mut Tx<'_>, actor: &Actor, id: &str, note: &str) -> Result<(), Fault> {
    settle(tx, actor, id, note, State::Draft, "target.sent-back")
}

/// Withdraws a target, with a reason. Its shares end with it; letters in force keep their items until revised.
///
/// # Errors
/// A refusal: not above the unit, withdrawn already, a reason missing; [`Fault::NotFound`].
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: &str, note: &str) -> Result<(), Fault> {
    settle(tx, actor, id, note, State::Withdrawn, "target.withdrawn")
}

fn settle(tx: &mut Tx<'_>, actor: &Actor, id: &str, note: &str, to: State, kind: &str) -> Result<(), Fault> {
    let target = find(tx, &actor.scope(Area::Duty), id)?;
    // A unit may give up its own draft; what was adopted above is given up above.
    if target.state == State::Draft && to == State::Withdrawn {
        permission::drafter(tx, actor, &target.unit)?;
    } else {
        above(tx, actor, &target)?;
    }
    planning_cycle(tx, &target.cycle)?;
    if target.state == to || target.state == State::Withdrawn {
        let words = target.state.words();
        return Err(Refusal::new(
            format!("这项目标{}。", words.zh),
            format!("This target is {} already.", words.en),
        )
        .into());
    }
    if note.trim().is_empty() {
        return Err(Refusal::new("请写明理由。", "Give the reason.").at("note").into());
    }
    tx.execute(sql::SET_STATE, params![id, to.code()])?;
    record(tx, actor, kind, (id, &target.unit), json!({ "reason": note.trim() }), None)
}
