//! Tenures 任职: a person in a post or with a unit, from a day to a day, with the document that made it so. A tenure
//! in a head post brings the role of head, 分管 brings the role of overseer, for as long as it lasts.
//! Not here: accounts themselves, letters and grades of the tenure.

mod reading;
mod roles;

use jiff::civil::Date;
use kernel::ledger::{self, Act};
use kernel::{Actor, Fault, Role, Scope, Tx, params};
use serde_json::json;

use crate::check::{self, Checks};
use crate::coded::coded;
use crate::person;
use crate::post::{self, Post};
use crate::store::tenure as store;
use crate::unit::{self, Unit};

coded! {
    /// How a person is with a unit.
    TenureKind {
        /// 任职.
        Holds = "holds", "任职", "Holds";
        /// 主持工作、代理.
        Acts = "acts", "主持工作", "Acts";
        /// 挂职.
        Attached = "attached", "挂职", "Attached";
        /// 借调.
        Seconded = "seconded", "借调", "Seconded";
        /// 分管.
        Oversees = "oversees", "分管", "Oversees";
    }
}

/// A tenure, with the names of what it joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenure {
    /// Id.
    pub id: String,
    /// The person.
    pub person: String,
    /// The unit.
    pub unit: String,
    /// The post; none for people with a unit and no post of it.
    pub post: Option<String>,
    /// How.
    pub kind: TenureKind,
    /// First day.
    pub from_on: Date,
    /// Last day; none while it lasts.
    pub to_on: Option<Date>,
    /// The document that began it.
    pub document: String,
    /// The document that ended it.
    pub ended_document: Option<String>,
    /// The grant it brought.
    pub grant: Option<String>,
    /// Name of the person.
    pub person_name: String,
    /// Short name of the unit.
    pub unit_name: String,
    /// Title of the post.
    pub post_title: Option<String>,
}

impl Tenure {
    /// Whether it lasts on a day.
    #[must_use]
    pub fn lasts_on(&self, on: Date) -> bool {
        self.from_on <= on && self.to_on.is_none_or(|to| to >= on)
    }

    /// What the person is called in it: the post, or how they are with the unit.
    #[must_use]
    pub fn title(&self) -> law::decision::Text {
        let words = self.kind.words();
        match (&self.post_title, self.kind) {
            (Some(title), TenureKind::Holds) => law::decision::Text::new(title, title),
            (Some(title), _) => law::decision::Text::new(
                format!("{title}（{}）", words.zh),
                format!("{title} ({})", words.en.to_lowercase()),
            ),
            (None, _) => words.text(),
        }
    }
}

/// A tenure to begin.
#[derive(Debug, Clone)]
pub struct NewTenure {
    /// The person.
    pub person: String,
    /// The unit.
    pub unit: String,
    /// The post, one of that unit's; a person who holds or acts has one.
    pub post: Option<String>,
    /// How.
    pub kind: TenureKind,
    /// First day.
    pub from_on: Date,
    /// Number of the document; may be empty.
    pub document: String,
}

/// Where somebody serves in the main: the tenure with its post and unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The tenure.
    pub tenure: Tenure,
    /// Its post.
    pub post: Option<Post>,
    /// Its unit.
    pub unit: Unit,
}

fn county() -> Scope {
    Scope::county("what a tenure joins, after the actor's right to the unit was checked")
}

/// Begins a tenure; answers its id. Brings the role the post or 分管 carries to the person's account.
///
/// # Errors
/// A refusal: not the actor's unit, person left, unit or post closed or not yet open, post of another unit, no seat
/// free, the same tenure already running.
pub fn begin(tx: &mut Tx<'_>, actor: &Actor, new: &NewTenure) -> Result<String, Fault> {
    check::organiser(tx, actor, Some(&new.unit))?;
    let person = person::find(tx, &county(), &new.person)?;
    let unit = unit::find(tx, &county(), &new.unit)?;
    let post = new.post.as_deref().map(|post| post::find(tx, &county(), post)).transpose()?;
    let mut checks = Checks::default();
    checks.hold(
        person.left_on.is_none(),
        "person",
        format!("{}已离任，须先办理重新进入。", person.name),
        format!("{} has left; they have to return to service first.", person.name),
    );
    check_place(&mut checks, new, &unit, post.as_ref());
    if let Some(post) = &post {
        check_seats(tx, &mut checks, new, post)?;
    }
    let same = params![&new.person, &new.unit, new.post.as_deref(), new.kind, new.from_on];
    if let Some(row) = tx.row(&county(), store::SAME, same)? {
        let since: Date = row.get(0)?;
        checks.hold(
            false,
            "post",
            format!("{}自 {since} 起已任此职，不能重复登记。", person.name),
            format!("{} has held this since {since}.", person.name),
        );
    }
    checks.done()?;
    insert(tx, actor, new, post.as_ref().is_some_and(|post| post.is_head))
}

fn check_place(checks: &mut Checks, new: &NewTenure, unit: &Unit, post: Option<&Post>) {
    let from = new.from_on;
    checks.hold(
        unit.opened_on <= from && unit.closed_on.is_none(),
        "unit",
        format!("{}在 {from} 不是存续单位，请核对单位和起始日期。", unit.name),
        format!("{} does not exist on {from}; check unit and day.", unit.name),
    );
    checks.at_most("document", ("任职文号", "number of the document"), &new.document, 80);
    let needs_post = matches!(new.kind, TenureKind::Holds | TenureKind::Acts);
    checks.hold(
        post.is_some() || !needs_post,
        "post",
        "任职、主持工作须选定岗位；没有合适岗位的，请先在单位下增设。",
        "Whoever holds or acts needs a post; add one to the unit first.",
    );
    checks.hold(
        post.is_none() || new.kind != TenureKind::Oversees,
        "post",
        "分管的是单位，不选岗位。",
        "One oversees a unit, not a post; choose none.",
    );
    let Some(post) = post else { return };
    checks.hold(
        post.unit == new.unit,
        "post",
        format!("岗位“{}”不属于{}，请重新选择。", post.title, unit.name),
        format!("The post {} is not one of {}; choose again.", post.title, unit.name),
    );
    checks.hold(
        post.opened_on <= from && post.closed_on.is_none(),
        "post",
        format!("岗位“{}”在 {from} 不存续，请核对。", post.title),
        format!("The post {} does not exist on {from}.", post.title),
    );
}

fn check_seats(tx: &mut Tx<'_>, checks: &mut Checks, new: &NewTenure, post: &Post) -> Result<(), Fault> {
    if !matches!(new.kind, TenureKind::Holds | TenureKind::Acts) {
        return Ok(());
    }
    let row = tx.row(&county(), store::TAKEN_SEATS, params![&post.id, &new.person, new.from_on])?;
    let taken = row.map_or(Ok(0), |row| row.int(0))?;
    checks.hold(
        taken < post.seats,
        "post",
        format!(
            "岗位“{}”职数 {}，{} 起已有 {taken} 人任职；请先免去前任或增加职数。",
            post.title, post.seats, new.from_on
        ),
        format!(
            "The post {} has {} seats and {taken} people in it from {}; end a tenure or add seats.",
            post.title, post.seats, new.from_on
        ),
    );
    Ok(())
}

/// Writes a tenure without checking it: for [`begin`] and the import, which check.
pub(crate) fn insert(
    tx: &mut Tx<'_>,
    actor: &Actor,
    new: &NewTenure,
    is_head: bool,
) -> Result<String, Fault> {
    let grant = bring(tx, &new.person, &new.unit, (new.kind, is_head), new.from_on)?;
    let id = tx.id();
    tx.insert(
        store::INSERT,
        params![
            &id,
            &new.person,
            &new.unit,
            new.post.as_deref(),
            new.kind,
            new.from_on,
            new.document.trim(),
            grant.as_deref()
        ],
    )?;
    let facts = json!({"post": new.post, "kind": new.kind.code(), "from": new.from_on, "document": new.document.trim(),
        "brings": role_of(new.kind, is_head).map(Role::code)});
    let act = Act {
        kind: "tenure.begun",
        subject: ("tenure", &id),
        unit: Some(&new.unit),
        person: Some(&new.person),
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(id)
}

/// Whether a tenure is one that brings a role: 分管, or in the head post.
fn carries_role(tx: &mut Tx<'_>, tenure: &Tenure) -> Result<bool, Fault> {
    match &tenure.post {
        _ if tenure.kind == TenureKind::Oversees => Ok(true),
        Some(post) => Ok(post::find(tx, &county(), post)?.is_head),
        None => Ok(false),
    }
}

/// Ends a tenure; `on` is its last day. The role it brought ends with it.
///
/// # Errors
/// A refusal: not the actor's unit, ended already, a day before its first.
pub fn finish(tx: &mut Tx<'_>, actor: &Actor, id: &str, on: Date, document: &str) -> Result<(), Fault> {
    let tenure = find(tx, &county(), id)?;
    check::organiser(tx, actor, Some(&tenure.unit))?;
    let mut checks = Checks::default();
    if let Some(to) = tenure.to_on {
        checks.hold(
            to > on,
            "on",
            format!("该任职已于 {to} 终止，最后任职日只能提前。"),
            format!("The tenure ends on {to} already; its last day can only be earlier."),
        );
    }
    checks.hold(
        on >= tenure.from_on,
        "on",
        format!("该任职自 {} 起，最后任职日不能更早。", tenure.from_on),
        format!("The tenure began on {}; its last day cannot be earlier.", tenure.from_on),
    );
    checks.at_most("document", ("免职文号", "number of the document"), document, 80);
    checks.done()?;
    if carries_role(tx, &tenure)? {
        take_back(tx, &tenure, on)?;
    }
    tx.execute(store::FINISH, params![id, on, document.trim()])?;
    let act = Act {
        kind: "tenure.finished",
        subject: ("tenure", id),
        unit: Some(&tenure.unit),
        person: Some(&tenure.person),
        facts: json!({"last_day": on, "document": document.trim()}),
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// Mends the first day or the document of a tenure that was recorded wrongly.
///
/// # Errors
/// A refusal: not the actor's unit, a first day after the last.
pub fn correct(tx: &mut Tx<'_>, actor: &Actor, id: &str, from_on: Date, document: &str) -> Result<(), Fault> {
    let tenure = find(tx, &county(), id)?;
    check::organiser(tx, actor, Some(&tenure.unit))?;
    let mut checks = Checks::default();
    checks.at_most("document", ("任职文号", "number of the document"), document, 80);
    checks.hold(
        tenure.to_on.is_none_or(|to| from_on <= to),
        "from_on",
        "起始日不能晚于最后任职日。",
        "The first day cannot be after the last.",
    );
    checks.done()?;
    tx.execute(store::CORRECT, params![id, from_on, document.trim()])?;
    let facts = json!({"from": [tenure.from_on, from_on], "document": [tenure.document, document.trim()]});
    let act = Act {
        kind: "tenure.corrected",
        subject: ("tenure", id),
        unit: Some(&tenure.unit),
        person: Some(&tenure.person),
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

pub use roles::bring_roles;
pub(crate) use roles::follow_head_mark;
use roles::{bring, role_of, take_back};

pub use reading::{beneath, current, find, in_unit, main_seat, main_tenures, of_person, of_post, seat_of};
