//! Posts 岗位 and the four parts of a post description 岗位说明书: duties, powers, qualifications, way up. A unit has at
//! most one head post; whoever serves in it holds the role of head. Not here: who serves (`tenure`), pay.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use crate::check::{self, Checks};
use crate::coded::coded;
use crate::store::post as store;
use crate::{tenure, unit};

coded! {
    /// What kind of work a post is; emphasis and weights of assessment follow it.
    Category {
        /// 综合管理.
        General = "general", "综合管理类", "General management";
        /// 行政执法.
        Enforcement = "enforcement", "行政执法类", "Enforcement";
        /// 专业技术.
        Technical = "technical", "专业技术类", "Technical";
        /// 村、社区.
        Village = "village", "村（社区）类", "Village and community";
        /// 事业单位管理.
        Institution = "institution", "事业单位管理类", "Institution management";
    }
}

/// The four parts of a post description.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description {
    /// What the post answers for 职责.
    pub duties: String,
    /// What it may decide 权限.
    pub powers: String,
    /// What it takes to hold it 任职资格.
    pub qualifications: String,
    /// Where it leads 晋升路径.
    pub way_up: String,
}

impl Description {
    /// The parts with their names, in the order of the document.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, (&'static str, &'static str), &str); 4] {
        [
            ("duties", ("岗位职责", "duties"), &self.duties),
            ("powers", ("岗位权限", "powers"), &self.powers),
            ("qualifications", ("任职资格", "qualifications"), &self.qualifications),
            ("way_up", ("晋升路径", "way up"), &self.way_up),
        ]
    }

    /// Whether all four parts are written.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.parts().iter().all(|(_, _, text)| !text.trim().is_empty())
    }
}

/// A post as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Id.
    pub id: String,
    /// The unit it belongs to.
    pub unit: String,
    /// Title.
    pub title: String,
    /// Category.
    pub category: Category,
    /// Level of the post, e.g. 乡科级正职.
    pub level: Option<String>,
    /// Whether its holder answers for the unit.
    pub is_head: bool,
    /// How many may hold it 职数.
    pub seats: i64,
    /// Its description.
    pub description: Description,
    /// First day.
    pub opened_on: Date,
    /// First day on which it no longer exists.
    pub closed_on: Option<Date>,
}

/// A post to be set up.
#[derive(Debug, Clone)]
pub struct NewPost {
    /// The unit.
    pub unit: String,
    /// Title.
    pub title: String,
    /// Category.
    pub category: Category,
    /// Level, if it has one.
    pub level: Option<String>,
    /// Whether its holder answers for the unit.
    pub is_head: bool,
    /// How many may hold it.
    pub seats: i64,
    /// Its description; may be written later.
    pub description: Description,
    /// First day.
    pub opened_on: Date,
}

/// A wording the description of a post had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Since when.
    pub at: Timestamp,
    /// Who wrote it.
    pub by: String,
    /// The wording.
    pub description: Description,
}

/// Longest part of a description, in characters.
const LONGEST_PART: usize = 4000;

fn trimmed(level: Option<&String>) -> Option<String> {
    level.map(|level| level.trim().to_owned()).filter(|level| !level.is_empty())
}

fn check_post(tx: &mut Tx<'_>, id: &str, unit: &str, new: &NewPost) -> Result<(), Fault> {
    let scope = Scope::county("posts of a unit the actor keeps");
    let title = new.title.trim();
    let mut checks = Checks::default();
    checks.text("title", ("岗位名称", "title of the post"), title, 40);
    checks.at_most("level", ("职务层次", "level"), new.level.as_deref().unwrap_or(""), 20);
    checks.hold((1..=999).contains(&new.seats), "seats", "职数应为 1–999。", "Seats: 1 to 999.");
    checks.hold(
        !new.is_head || new.seats == 1,
        "seats",
        "单位负责人岗位只设 1 个职数。",
        "The head post of a unit has one seat.",
    );
    for (field, names, text) in new.description.parts() {
        checks.at_most(field, names, text, LONGEST_PART);
    }
    let taken = tx.row(&scope, store::SAME_TITLE, params![unit, title, id])?.is_some();
    checks.hold(
        !taken,
        "title",
        format!("本单位已有岗位“{title}”，可增加其职数或另取名称。"),
        format!("The unit already has a post {title}; add seats to it or choose another title."),
    );
    if new.is_head
        && let Some(row) = tx.row(&scope, store::OTHER_HEAD, params![unit, id])?
    {
        let other = row.text(0)?;
        checks.hold(
            false,
            "is_head",
            format!("本单位的负责人岗位是“{other}”，一个单位只设一个，请先调整。"),
            format!("The head post of this unit is {other}; a unit has one. Change that first."),
        );
    }
    checks.done()
}

fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    (id, unit): (&str, &str),
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let act = Act { kind, subject: ("post", id), unit: Some(unit), person: None, facts, decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// Sets up a post; answers its id.
///
/// # Errors
/// A refusal: not the actor's, unit closed, no title or one the unit has, a second head post, no seats.
pub fn add(tx: &mut Tx<'_>, actor: &Actor, new: &NewPost) -> Result<String, Fault> {
    check::organiser(tx, actor, Some(&new.unit))?;
    let scope = Scope::county("the unit of a post to be set up, after the actor's right to it was checked");
    let unit = unit::find(tx, &scope, &new.unit)?;
    if unit.closed_on.is_some() {
        return Err(Refusal::new(
            format!("{}已撤销，不能再设岗位。", unit.name),
            format!("{} has been closed; it takes no more posts.", unit.name),
        )
        .at("unit")
        .into());
    }
    check_post(tx, "", &new.unit, new)?;
    let id = tx.id();
    let description = &new.description;
    tx.execute(
        store::INSERT,
        params![
            &id,
            &new.unit,
            new.title.trim(),
            new.category,
            trimmed(new.level.as_ref()),
            new.is_head,
            new.seats,
            description.duties.trim(),
            description.powers.trim(),
            description.qualifications.trim(),
            description.way_up.trim(),
            new.opened_on
        ],
    )?;
    if *description != Description::default() {
        keep_wording(tx, actor, &id, description)?;
    }
    let facts = json!({"title": new.title.trim(), "category": new.category.code(), "seats": new.seats, "head": new.is_head});
    record(tx, actor, "post.added", (&id, &new.unit), facts)?;
    Ok(id)
}

fn keep_wording(tx: &mut Tx<'_>, actor: &Actor, id: &str, description: &Description) -> Result<(), Fault> {
    let now = tx.now();
    tx.execute(
        store::WORDING_ADD,
        params![
            id,
            now,
            &actor.name,
            description.duties.trim(),
            description.powers.trim(),
            description.qualifications.trim(),
            description.way_up.trim()
        ],
    )?;
    Ok(())
}

fn open_post(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Post, Fault> {
    let scope = Scope::county("a post is loaded before the right to its unit is checked");
    let post = find(tx, &scope, id)?;
    check::organiser(tx, actor, Some(&post.unit))?;
    if post.closed_on.is_some() {
        return Err(Refusal::new(
            format!("岗位“{}”已撤销，不能再变动。", post.title),
            format!("The post {} has been closed and no longer changes.", post.title),
        )
        .into());
    }
    Ok(post)
}

/// Writes the description of a post; the wording before is kept.
///
/// # Errors
/// A refusal: not the actor's, closed, a part too long, nothing changed.
pub fn describe(tx: &mut Tx<'_>, actor: &Actor, id: &str, description: &Description) -> Result<(), Fault> {
    let post = open_post(tx, actor, id)?;
    let mut checks = Checks::default();
    for (field, names, text) in description.parts() {
        checks.at_most(field, names, text, LONGEST_PART);
    }
    checks.hold(
        description.parts().iter().any(|(_, _, text)| !text.trim().is_empty()),
        "duties",
        "岗位说明书至少写明一项。",
        "Write at least one part of the description.",
    );
    checks.done()?;
    tx.execute(
        store::DESCRIBE,
        params![
            id,
            description.duties.trim(),
            description.powers.trim(),
            description.qualifications.trim(),
            description.way_up.trim()
        ],
    )?;
    keep_wording(tx, actor, id, description)?;
    let changed: Vec<&str> = post
        .description
        .parts()
        .iter()
        .zip(description.parts())
        .filter(|((_, _, before), (_, _, after))| before.trim() != after.trim())
        .map(|((field, _, _), _)| *field)
        .collect();
    record(tx, actor, "post.described", (id, &post.unit), json!({"parts": changed}))
}

/// Changes title, category, level, seats and whether it is the head post; whoever serves in it gains or loses the role.
/// Unit, description and first day of `new` are not looked at.
///
/// # Errors
/// As [`add`].
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: &str, new: &NewPost) -> Result<(), Fault> {
    let post = open_post(tx, actor, id)?;
    check_post(tx, id, &post.unit, new)?;
    tx.execute(
        store::CHANGE,
        params![id, new.title.trim(), new.category, trimmed(new.level.as_ref()), new.is_head, new.seats],
    )?;
    if post.is_head != new.is_head {
        tenure::follow_head_mark(tx, actor, id, new.is_head)?;
    }
    let facts = json!({"title": [post.title, new.title.trim()], "category": [post.category.code(), new.category.code()],
        "seats": [post.seats, new.seats], "head": [post.is_head, new.is_head]});
    record(tx, actor, "post.changed", (id, &post.unit), facts)
}

fn serving(tx: &mut Tx<'_>, id: &str) -> Result<i64, Fault> {
    let scope = Scope::county("how many serve in a post of a unit the actor keeps");
    let today = tx.today();
    Ok(tx.row(&scope, store::SERVING, params![id, today])?.map_or(Ok(0), |row| row.int(0))?)
}

/// Closes a post from a day on.
///
/// # Errors
/// A refusal: not the actor's, closed, a day to come, somebody serving in it.
pub fn close(tx: &mut Tx<'_>, actor: &Actor, id: &str, on: Date) -> Result<(), Fault> {
    let post = open_post(tx, actor, id)?;
    let serving = serving(tx, id)?;
    let mut checks = Checks::default();
    checks.not_future("on", on, tx.today());
    checks.hold(
        serving == 0,
        "post",
        format!("该岗位还有 {serving} 人任职，请先办理免职或转任。"),
        format!("{serving} people serve in this post; end their tenures first."),
    );
    checks.done()?;
    tx.execute(store::CLOSE, params![id, on])?;
    record(tx, actor, "post.closed", (id, &post.unit), json!({"title": post.title, "on": on}))
}

/// A post in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Post, Fault> {
    let row = tx.row(scope, store::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(store::post(&row)?)
}

/// The open posts of a unit, its head post first.
///
/// # Errors
/// If they cannot be read.
pub fn of_unit(tx: &mut Tx<'_>, scope: &Scope, unit: &str) -> Result<Vec<Post>, DbError> {
    let today = tx.today();
    tx.rows(scope, store::OF_UNIT, params![unit, today])?.iter().map(store::post).collect()
}

/// All open posts in scope, by unit.
///
/// # Errors
/// If they cannot be read.
pub fn all(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Post>, DbError> {
    let today = tx.today();
    tx.rows(scope, store::OPEN, params![today])?.iter().map(store::post).collect()
}

/// How many hold or act in each post in scope on a day.
///
/// # Errors
/// If they cannot be counted.
pub fn filled(tx: &mut Tx<'_>, scope: &Scope, on: Date) -> Result<HashMap<String, i64>, DbError> {
    tx.rows(scope, store::FILLED, params![on])?.iter().map(|row| Ok((row.text(0)?, row.int(1)?))).collect()
}

/// The wordings the description of a post had, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn wordings(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Vec<Wording>, DbError> {
    tx.rows(scope, store::WORDINGS, params![id])?.iter().map(store::wording).collect()
}
