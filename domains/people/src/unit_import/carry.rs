//! Carrying a plan out: every unit of it in one transaction, each change with its act, or nothing.

use jiff::civil::Date;
use kernel::ledger::{self, Act};
use kernel::{Actor, Fault, Refusal, Scope, Tx};
use serde_json::json;

use super::{Above, Changed, Fresh, Plan, Step};
use crate::check;
use crate::unit::{self, Code, Correction};

/// What changes of known units go by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// The day on which new names and places take effect.
    pub on: Date,
    /// Number of the document; required when an establishment changes.
    pub document: String,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Units set up.
    pub added: usize,
    /// Units changed.
    pub changed: usize,
}

/// Carries a plan out. Everything it lists is done, nothing else; if a unit has changed since it was made, nothing.
///
/// # Errors
/// A refusal: errors in the plan or nothing to do, no document where one is needed, units not the actor's, a unit
/// changed since, a day before the last change of a unit.
pub fn carry_out(tx: &mut Tx<'_>, actor: &Actor, plan: &Plan, basis: &Basis) -> Result<Done, Fault> {
    check::any_organiser(actor)?;
    if !plan.can_be_carried_out() {
        return Err(Refusal::new(
            "试读中还有错误，或者没有要新增、变更的单位；请改好文件后重新上传。",
            "The trial reading found errors or nothing to do; mend the file and upload it again.",
        )
        .into());
    }
    if plan.establishes() && basis.document.trim().is_empty() {
        return Err(Refusal::new(
            "有单位调整编制，请填写编制批复文号。",
            "Establishments change; give the number of the establishment document.",
        )
        .at("document")
        .into());
    }
    let run = tx.id();
    let mut done = Done { added: 0, changed: 0 };
    let mut made: Vec<Option<String>> = Vec::with_capacity(plan.units.len());
    for planned in &plan.units {
        let id = match &planned.step {
            Step::Blocked => None,
            Step::Leave { id } => Some(id.clone()),
            Step::Add(fresh) => {
                done.added += 1;
                Some(add(tx, actor, fresh, &made).map_err(|fault| of_unit(&planned.name, fault))?)
            }
            Step::Change(changed) => {
                done.changed += 1;
                change(tx, actor, changed, &made, basis).map_err(|fault| of_unit(&planned.name, fault))?;
                Some(changed.id.clone())
            }
        };
        made.push(id);
    }
    let facts = json!({"file": plan.file_hash, "rows": plan.rows_read, "added": done.added,
        "changed": done.changed, "on": basis.on, "document": basis.document.trim()});
    let subject = ("import", run.as_str());
    let act =
        Act { kind: "unit-import.carried-out", subject, unit: None, person: None, facts, decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(done)
}

/// Names the unit in every refusal: a file has many.
fn of_unit(name: &str, fault: Fault) -> Fault {
    let Fault::Refused(mut refusals) = fault else { return fault };
    for refusal in &mut refusals {
        refusal.text.zh = format!("“{name}”：{}", refusal.text.zh);
        refusal.text.en = format!("{name}: {}", refusal.text.en);
    }
    Fault::Refused(refusals)
}

fn stale() -> Fault {
    Refusal::new(
        "试读之后该单位已有变动，本次未导入；请重新试读。",
        "the unit has changed since the trial reading; nothing was imported. Read the file again.",
    )
    .into()
}

/// The id of the unit above; none for the county.
fn parent(above: &Above, made: &[Option<String>]) -> Result<Option<String>, Fault> {
    match above {
        Above::None => Ok(None),
        Above::Known(id) => Ok(Some(id.clone())),
        Above::Planned(at) => made.get(*at).cloned().flatten().map(Some).ok_or_else(stale),
    }
}

fn add(tx: &mut Tx<'_>, actor: &Actor, fresh: &Fresh, made: &[Option<String>]) -> Result<String, Fault> {
    let mut new = fresh.unit.clone();
    new.parent = parent(&fresh.above, made)?;
    let id = unit::add(tx, actor, &new)?;
    note_codes(tx, actor, &id, &fresh.codes)?;
    Ok(id)
}

fn note_codes(tx: &mut Tx<'_>, actor: &Actor, id: &str, codes: &[Code]) -> Result<(), Fault> {
    codes.iter().try_for_each(|code| unit::set_code(tx, actor, id, code))
}

fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    changed: &Changed,
    made: &[Option<String>],
    basis: &Basis,
) -> Result<(), Fault> {
    let (id, before, after) = (changed.id.as_str(), &changed.before, &changed.after);
    check::organiser(tx, actor, Some(id))?;
    let scope = Scope::county("the unit of the plan, after the actor's right to it was checked");
    let now = unit::find(tx, &scope, id)?;
    let parent_now = now.parent.clone().map_or(Above::None, Above::Known);
    if (&now.name, &parent_now, now.closed_on) != (&before.name, &before.above, None) {
        return Err(stale());
    }
    let record = |of: &super::Standing| Correction {
        short_name: of.short_name.clone(),
        kind: of.kind,
        opened_on: of.opened_on,
        document: of.document.clone(),
    };
    let mut recorded = record(before);
    if before.name != after.name {
        recorded.short_name.clone_from(&after.short_name);
        let names = (after.name.as_str(), after.short_name.as_str());
        unit::rename(tx, actor, id, names, basis.on, &basis.document)?;
    }
    if recorded != record(after) {
        unit::correct(tx, actor, id, &record(after))?;
    }
    if before.above != after.above {
        let above = parent(&after.above, made)?.ok_or_else(stale)?;
        unit::move_under(tx, actor, id, &above, basis.on, &basis.document)?;
    }
    if changed.establishes() {
        unit::establish(tx, actor, id, (after.posts_admin, after.posts_institution), &basis.document)?;
    }
    if before.sort != after.sort {
        unit::reorder(tx, actor, id, after.sort)?;
    }
    note_codes(tx, actor, id, &changed.codes)
}
