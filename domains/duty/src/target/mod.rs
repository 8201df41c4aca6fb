//! The target 目标 of a unit: where it comes from, how it is measured and scored, what it weighs, who carries which
//! part of it. Drafted by the unit, adopted by whoever stands above it. Not here: whether a unit's targets are in
//! balance (`balance`), dividing them (`share`), the letters made from them.

mod changing;

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{DbError, Fault, Refusal, Scope, Tx, params};
use law::rulebook::Rulebook;
use rust_decimal::Decimal;

pub use changing::{add, adopt, change, send_back, withdraw};
pub(crate) use changing::{planning_cycle, scope_of_tree, store};

use crate::balance::{self, Finding};
use crate::coded::coded;
use crate::measure::{self, Category, Measure};
use crate::method::Method;
use crate::store::target as sql;

coded! {
    /// Where a target comes from.
    Source {
        /// A plan of the county.
        Plan = "plan", "工作计划", "plan";
        /// A target of the superior unit.
        Superior = "superior", "上级目标", "superior target";
        /// An item of the unit's duty list.
        DutyList = "duty-list", "履职事项清单", "duty list";
        /// Set locally.
        Local = "local", "自定", "set locally";
    }
}

coded! {
    /// Where a target stands.
    State {
        /// Being drafted.
        Draft = "draft", "拟定中", "draft";
        /// Adopted: letters are made from it.
        Adopted = "adopted", "已审定", "adopted";
        /// Withdrawn; kept for the record.
        Withdrawn = "withdrawn", "已撤销", "withdrawn";
    }
}

/// What a target says; what a form gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTarget {
    /// What is to be reached.
    pub title: String,
    /// Where it comes from.
    pub source: Source,
    /// The document or item cited.
    pub source_ref: String,
    /// With which emphasis it is judged.
    pub emphasis: Category,
    /// What kind of fact shows it.
    pub measure: Measure,
    /// Unit of the amounts; empty where there are none.
    pub measure_unit: String,
    /// Where the year begins.
    pub baseline: Option<Decimal>,
    /// Where it should end.
    pub goal: Option<Decimal>,
    /// By when.
    pub due_on: Option<Date>,
    /// Hundredths of the unit's 100.
    pub weight: i64,
    /// How a result becomes points.
    pub method: Method,
    /// What shows the result: records that arise from the work anyway.
    pub evidence_wanted: String,
}

/// A target of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Id.
    pub id: String,
    /// Cycle.
    pub cycle: String,
    /// Unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// The superior unit's target it carries.
    pub parent: Option<String>,
    /// What it says.
    pub says: NewTarget,
    /// Where it stands.
    pub state: State,
    /// Its place in the unit's list.
    pub sort: i64,
}

pub(crate) fn read(row: &Row) -> Result<Target, DbError> {
    let method = row.text(15)?;
    let method = serde_json::from_str(&method)
        .map_err(|error| DbError::Stored { what: "a scoring method", why: error.to_string() })?;
    Ok(Target {
        id: row.text(0)?,
        cycle: row.text(1)?,
        unit: row.text(2)?,
        unit_name: row.text(3)?,
        parent: row.get(4)?,
        says: NewTarget {
            title: row.text(5)?,
            source: Source::read(row, 6)?,
            source_ref: row.text(7)?,
            emphasis: Category::read(row, 8)?,
            measure: Measure::read(row, 9)?,
            measure_unit: row.text(10)?,
            baseline: measure::loaded(row.get(11)?),
            goal: measure::loaded(row.get(12)?),
            due_on: row.get(13)?,
            weight: row.int(14)?,
            method,
            evidence_wanted: row.text(16)?,
        },
        state: State::read(row, 17)?,
        sort: row.int(18)?,
    })
}

impl NewTarget {
    /// What is wrong with it, by field; empty if it can be stored.
    #[must_use]
    pub fn defects(&self) -> Vec<Refusal> {
        let mut found = Vec::new();
        let mut wrong = |field: &str, zh: &str, en: &str| found.push(Refusal::new(zh, en).at(field));
        let length = self.title.trim().chars().count();
        if !(2..=200).contains(&length) {
            wrong("title", "目标内容写 2–200 字。", "Say the target in 2 to 200 characters.");
        }
        if self.source_ref.trim().is_empty() || self.source_ref.chars().count() > 200 {
            wrong(
                "source_ref",
                "请写明依据的文件或清单事项（200 字以内）。",
                "Name the document or list item it rests on (up to 200 characters).",
            );
        }
        if self.evidence_wanted.chars().count() > 400 {
            wrong(
                "evidence_wanted",
                "工作纪实要求写 400 字以内。",
                "Say what shows the result in up to 400 characters.",
            );
        }
        if !(1..=crate::scheme::WHOLE).contains(&self.weight) {
            wrong("weight", "权重应大于 0、不超过 100。", "The weight is more than 0 and at most 100.");
        }
        if self.measure == Measure::Quantity {
            if self.goal.is_none() {
                wrong("goal", "数量类目标须写明目标值。", "A quantity needs its goal.");
            }
            if self.measure_unit.trim().is_empty() {
                wrong(
                    "measure_unit",
                    "数量类目标须写明计量单位，如“户”“件”“%”。",
                    "A quantity needs its unit, e.g. households, cases, %.",
                );
            }
        }
        if self.measure_unit.chars().count() > 12 {
            wrong("measure_unit", "计量单位写 12 字以内。", "The unit has at most 12 characters.");
        }
        if self.measure == Measure::Milestone && self.due_on.is_none() {
            wrong("due_on", "节点类目标须写明完成期限。", "A milestone needs the day it is due.");
        }
        if !self.method.fits(self.measure) {
            wrong(
                "method",
                "计分方法与目标类型不符，请重新选择。",
                "This method does not score this kind of target; choose another.",
            );
        }
        if let Some(text) = self.method.defect() {
            found.push(Refusal::new(text.zh, text.en).at("method"));
        }
        found
    }
}

/// A target, in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Target, Fault> {
    let row = tx.row(scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// The targets of a unit, withdrawn ones too, in their order.
///
/// # Errors
/// If they cannot be read.
pub fn of_unit(tx: &mut Tx<'_>, scope: &Scope, cycle: &str, unit: &str) -> Result<Vec<Target>, DbError> {
    tx.rows(scope, sql::OF_UNIT, params![cycle, unit])?.iter().map(read).collect()
}

/// All targets in scope that are not withdrawn, by unit.
///
/// # Errors
/// If they cannot be read.
pub fn of_cycle(tx: &mut Tx<'_>, scope: &Scope, cycle: &str) -> Result<Vec<Target>, DbError> {
    tx.rows(scope, sql::OF_CYCLE, params![cycle])?.iter().map(read).collect()
}

/// The targets of other units that carry a part of this one.
///
/// # Errors
/// If they cannot be read.
pub fn children(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Vec<Target>, DbError> {
    tx.rows(scope, sql::CHILDREN, params![id])?.iter().map(read).collect()
}

/// What the burden rules say of a target's words, if anything.
#[must_use]
pub fn flag(target: &Target, book: &Rulebook, on: Date) -> Option<Finding> {
    let says = &target.says;
    let words = format!("{}。{}。{}", says.title, says.measure_unit, says.evidence_wanted);
    balance::flag(balance::About::Target(target.id.clone()), &words, book, on)
}
