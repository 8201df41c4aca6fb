//! Units 单位: the county's tree with its history, both code systems and establishment 编制. The tree that scopes
//! are made of (`unit_tree`) is kept here. A closed unit stays in the tree, so that its records stay in reach.
//! Not here: posts and people of a unit.

mod correction;
mod model;

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::ledger::{self, Act};
use kernel::{Actor, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use crate::check::{self, Checks};
use crate::formats::pinyin;
use crate::store::unit as store;

const NAME: (&str, &str) = ("单位名称", "name of the unit");

fn search_text(name: &str, short_name: &str) -> String {
    let mut parts = pinyin::search_keys(short_name);
    parts.push(name.to_lowercase());
    if short_name != name {
        parts.push(short_name.to_lowercase());
    }
    parts.join(" ")
}

fn act(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    unit: &str,
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let act = Act { kind, subject: ("unit", unit), unit: Some(unit), person: None, facts, decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

fn county() -> Scope {
    Scope::county("what a change of the tree touches, after the actor's right to it was checked")
}

fn loaded(tx: &mut Tx<'_>, id: &str) -> Result<Unit, Fault> {
    find(tx, &county(), id)
}

fn open_unit(tx: &mut Tx<'_>, id: &str) -> Result<Unit, Fault> {
    let unit = loaded(tx, id)?;
    if unit.closed_on.is_some() {
        return Err(Refusal::new(
            format!("{}已撤销，不能再变动。", unit.name),
            format!("{} has been closed and no longer changes.", unit.name),
        )
        .into());
    }
    Ok(unit)
}

fn name_is_free(tx: &mut Tx<'_>, parent: Option<&str>, name: &str, but: &str) -> Result<bool, Fault> {
    let rows = tx.rows(&county(), store::SAME_NAME, params![parent, name])?;
    for row in rows {
        if row.text(0)? != but {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Sets up a unit; answers its id. The county itself has no parent and is set up by the program or a county organiser.
///
/// # Errors
/// A refusal: not the actor's, no name, a name its sibling has, negative establishment, a parent that is closed.
pub fn add(tx: &mut Tx<'_>, actor: &Actor, new: &NewUnit) -> Result<String, Fault> {
    check::organiser(tx, actor, new.parent.as_deref())?;
    if let Some(parent) = &new.parent {
        open_unit(tx, parent)?;
    }
    let name = new.name.trim().to_owned();
    let short =
        if new.short_name.trim().is_empty() { name.clone() } else { new.short_name.trim().to_owned() };
    let mut checks = Checks::default();
    checks.text("name", NAME, &name, 60);
    checks.at_most("short_name", ("简称", "short name"), &short, 60);
    checks.hold(
        new.posts_admin >= 0 && new.posts_institution >= 0,
        "posts_admin",
        "编制数不能为负。",
        "The establishment cannot be negative.",
    );
    let free = name_is_free(tx, new.parent.as_deref(), &name, "")?;
    checks.hold(
        free,
        "name",
        format!("同一上级单位之下已有“{name}”，请核对或另取名称。"),
        format!("There is already a {name} under the same unit."),
    );
    checks.done()?;
    let id = tx.id();
    tx.execute(
        store::INSERT,
        params![
            &id,
            new.parent.as_deref(),
            &name,
            &short,
            new.kind,
            new.sort,
            new.posts_admin,
            new.posts_institution,
            search_text(&name, &short),
            new.opened_on
        ],
    )?;
    tx.execute(store::TREE_SELF, params![&id])?;
    if let Some(parent) = &new.parent {
        tx.execute(store::TREE_ABOVE, params![&id, parent])?;
    }
    tx.execute(
        store::VERSION_ADD,
        params![&id, new.opened_on, new.parent.as_deref(), &name, new.document.trim()],
    )?;
    act(tx, actor, "unit.added", &id, json!({"name": name, "parent": new.parent, "kind": new.kind.code()}))?;
    Ok(id)
}

fn begin_version(tx: &mut Tx<'_>, unit: &Unit, on: Date, name: &str, document: &str) -> Result<(), Fault> {
    let before = on.checked_sub(1.day()).unwrap_or(on);
    tx.execute(store::VERSION_END, params![&unit.id, before])?;
    tx.execute(store::VERSION_ADD, params![&unit.id, on, unit.parent.as_deref(), name, document])?;
    Ok(())
}

fn check_day(tx: &mut Tx<'_>, checks: &mut Checks, unit: &Unit, on: Date) -> Result<(), Fault> {
    let latest = versions(tx, &county(), &unit.id)?.last().map_or(unit.opened_on, |version| version.from);
    checks.not_future("on", on, tx.today());
    checks.hold(
        on >= latest,
        "on",
        format!("该单位 {latest} 已有变动记录，生效日期不能早于这一天。"),
        format!("The unit last changed on {latest}; the change cannot take effect before that day."),
    );
    Ok(())
}

/// Renames a unit from a day on; its history keeps the old name.
///
/// # Errors
/// A refusal: not the actor's, closed, no name, a name its sibling has, a day before its last change or to come.
pub fn rename(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (name, short_name): (&str, &str),
    on: Date,
    document: &str,
) -> Result<(), Fault> {
    check::organiser(tx, actor, Some(id))?;
    let unit = open_unit(tx, id)?;
    let name = name.trim();
    let short = if short_name.trim().is_empty() { name } else { short_name.trim() };
    let mut checks = Checks::default();
    checks.text("name", NAME, name, 60);
    check_day(tx, &mut checks, &unit, on)?;
    let free = name_is_free(tx, unit.parent.as_deref(), name, id)?;
    checks.hold(
        free,
        "name",
        format!("同一上级单位之下已有“{name}”，请核对或另取名称。"),
        format!("There is already a {name} under the same unit."),
    );
    checks.done()?;
    tx.execute(store::RENAME, params![id, name, short, search_text(name, short)])?;
    begin_version(tx, &unit, on, name, document.trim())?;
    act(
        tx,
        actor,
        "unit.renamed",
        id,
        json!({"from": unit.name, "to": name, "on": on, "document": document.trim()}),
    )
}

/// Moves a unit with everything beneath it under another, from a day on.
///
/// # Errors
/// A refusal: either place not the actor's, the new parent closed or beneath the unit, the same as now.
pub fn move_under(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    parent: &str,
    on: Date,
    document: &str,
) -> Result<(), Fault> {
    check::organiser(tx, actor, Some(id))?;
    check::organiser(tx, actor, Some(parent))?;
    let mut unit = open_unit(tx, id)?;
    open_unit(tx, parent)?;
    let beneath = tx.row(&county(), store::IS_BENEATH, params![parent, id])?.is_some();
    let free = name_is_free(tx, Some(parent), &unit.name, id)?;
    let mut checks = Checks::default();
    checks.hold(
        unit.parent.is_some(),
        "parent",
        "县一级是最上级单位，不能划归其他单位。",
        "The county is the topmost unit and cannot be moved.",
    );
    checks.hold(
        !beneath,
        "parent",
        "不能把单位划归它自己或它的下级单位，请另选上级单位。",
        "A unit cannot be placed under itself or a unit beneath it; choose another.",
    );
    checks.hold(
        unit.parent.as_deref() != Some(parent),
        "parent",
        "该单位现在就隶属于所选单位，无须变动。",
        "The unit already belongs there.",
    );
    checks.hold(
        free,
        "parent",
        format!("所选单位之下已有“{}”，请先更名。", unit.name),
        format!("There is already a {} under that unit; rename one of them first.", unit.name),
    );
    check_day(tx, &mut checks, &unit, on)?;
    checks.done()?;
    let before = unit.parent.replace(parent.to_owned());
    tx.execute(store::PLACE, params![id, parent])?;
    tx.execute(store::TREE_CUT, params![id])?;
    tx.execute(store::TREE_JOIN, params![id, parent])?;
    let name = unit.name.clone();
    begin_version(tx, &unit, on, &name, document.trim())?;
    act(
        tx,
        actor,
        "unit.moved",
        id,
        json!({"from": before, "to": parent, "on": on, "document": document.trim()}),
    )
}

/// Closes a unit from a day on (that day it no longer exists), with its posts. Its tree rows stay.
///
/// # Errors
/// A refusal: not the actor's, closed already, open units beneath, people still serving on that day.
pub fn close(tx: &mut Tx<'_>, actor: &Actor, id: &str, on: Date, document: &str) -> Result<(), Fault> {
    check::organiser(tx, actor, Some(id))?;
    let unit = open_unit(tx, id)?;
    let row = tx.row(&county(), store::IN_USE, params![id, on])?.ok_or(Fault::NotFound)?;
    let (units, people) = (row.int(0)?, row.int(1)?);
    let mut checks = Checks::default();
    check_day(tx, &mut checks, &unit, on)?;
    checks.hold(
        units == 0,
        "unit",
        format!("还有 {units} 个下级单位，请先撤销或划转。"),
        format!("{units} units beneath it are open; close or move them first."),
    );
    checks.hold(
        people == 0,
        "unit",
        format!("还有 {people} 条任职未终止，请先办理免职或转任。"),
        format!("{people} tenures have not ended; end or move them first."),
    );
    checks.done()?;
    tx.execute(store::CLOSE, params![id, on])?;
    tx.execute(store::CLOSE_POSTS, params![id, on])?;
    tx.execute(store::VERSION_END, params![id, on.checked_sub(1.day()).unwrap_or(on)])?;
    act(tx, actor, "unit.closed", id, json!({"name": unit.name, "on": on, "document": document.trim()}))
}

/// Sets the establishment of a unit.
///
/// # Errors
/// A refusal: not the actor's, closed, negative, no document.
pub fn establish(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (admin, institution): (i64, i64),
    document: &str,
) -> Result<(), Fault> {
    check::organiser(tx, actor, Some(id))?;
    let unit = open_unit(tx, id)?;
    let mut checks = Checks::default();
    checks.hold(
        (0..100_000).contains(&admin),
        "posts_admin",
        "行政编制应为 0 以上的整数。",
        "Give a whole number, 0 or more.",
    );
    checks.hold(
        (0..100_000).contains(&institution),
        "posts_institution",
        "事业编制应为 0 以上的整数。",
        "Give a whole number, 0 or more.",
    );
    checks.text("document", ("编制批复文号", "number of the establishment document"), document, 80);
    checks.done()?;
    tx.execute(store::ESTABLISH, params![id, admin, institution])?;
    let facts = json!({"admin": [unit.posts_admin, admin], "institution": [unit.posts_institution, institution],
        "document": document.trim()});
    act(tx, actor, "unit.established", id, facts)
}

/// Sets the place of a unit among its siblings.
///
/// # Errors
/// A refusal if it is not the actor's or closed.
pub fn reorder(tx: &mut Tx<'_>, actor: &Actor, id: &str, sort: i64) -> Result<(), Fault> {
    check::organiser(tx, actor, Some(id))?;
    let unit = open_unit(tx, id)?;
    tx.execute(store::ORDER, params![id, sort])?;
    act(tx, actor, "unit.reordered", id, json!({"from": unit.sort, "to": sort}))
}

/// Notes the code of a unit in one of the lists, as of the list's date.
///
/// # Errors
/// A refusal: not the actor's, not a code of that list.
pub fn set_code(tx: &mut Tx<'_>, actor: &Actor, id: &str, code: &Code) -> Result<(), Fault> {
    check::organiser(tx, actor, Some(id))?;
    loaded(tx, id)?;
    let written = code.code.trim().to_uppercase();
    let mut checks = Checks::default();
    checks.hold(
        code.system.admits(&written),
        "code",
        format!(
            "“{written}”不是{}：区划代码为 6、9 或 12 位数字，信用代码为 18 位。",
            code.system.words().zh
        ),
        format!(
            "“{written}” is not a {}: division codes have 6, 9 or 12 digits, credit codes 18 characters.",
            code.system.words().en
        ),
    );
    checks.done()?;
    tx.execute(store::CODE_PUT, params![id, code.system, code.as_of, &written])?;
    act(
        tx,
        actor,
        "unit.coded",
        id,
        json!({"system": code.system.code(), "as_of": code.as_of, "code": written}),
    )
}

pub use correction::{Correction, correct};
pub use model::{Code, CodeSystem, NewUnit, Unit, UnitKind, Version};

pub use crate::unit_reading::{
    Branch, Strength, all, by_code, children, codes, find, path, strength, tree, versions,
};
