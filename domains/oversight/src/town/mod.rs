//! Township duty lists 履职事项清单: what a town must do, where it cooperates, and what was taken back. Not here: tasks
//! sent down (`task`), changes of the lists (`change`), reading a sheet (`import`).

pub mod change;
mod deciding;
pub mod task;

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Scope, Tx, params};
use serde_json::json;

use crate::act::note;
use crate::coded::coded;
use crate::permission;
use crate::store::town as sql;

coded! {
    /// One of the three lists.
    List {
        /// What a town must do and answers for wholly.
        Basic = "basic", "基本履职事项", "basic duties";
        /// Where it cooperates and another leads.
        Cooperating = "cooperating", "配合履职事项", "cooperating duties";
        /// What the level above took back.
        TakenBack = "taken-back", "上级部门收回事项", "duties taken back";
    }
}

/// The classes duties are grouped by, as the lists of the counties name them.
pub const CLASSES: [&str; 23] = [
    "党的建设",
    "经济发展",
    "民生服务",
    "平安法治",
    "乡村振兴",
    "精神文明建设",
    "社会管理",
    "安全稳定",
    "社会保障",
    "自然资源",
    "生态环保",
    "城乡建设",
    "交通运输",
    "商贸流通",
    "文化和旅游",
    "卫生健康",
    "应急管理及消防",
    "市场监管",
    "综合政务",
    "投资促进",
    "人民武装",
    "教育培训监管",
    "民族宗教",
];

/// A duty on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Id.
    pub id: String,
    /// The town.
    pub town: String,
    /// The list.
    pub list: List,
    /// Its class.
    pub class: String,
    /// Its number on the list.
    pub sort: i64,
    /// What it is.
    pub name: String,
    /// Cooperating: the office above; taken back: who took it over.
    pub lead: String,
    /// The same as a unit, where it is one.
    pub lead_id: Option<String>,
    /// Cooperating: what the office above does; taken back: how it is done now.
    pub lead_part: String,
    /// Cooperating: what the town does.
    pub town_part: String,
    /// The document it stands on the list by.
    pub document: String,
    /// First day on the list.
    pub from_on: Date,
    /// Last day on the list.
    pub to_on: Option<Date>,
}

fn read(row: &Row) -> Result<Duty, DbError> {
    Ok(Duty {
        id: row.text(0)?,
        town: row.text(1)?,
        list: List::read(row, 2)?,
        class: row.text(3)?,
        sort: row.int(4)?,
        name: row.text(5)?,
        lead: row.text(6)?,
        lead_id: row.get(7)?,
        lead_part: row.text(8)?,
        town_part: row.text(9)?,
        document: row.text(10)?,
        from_on: row.get(11)?,
        to_on: row.get(12)?,
    })
}

pub(crate) fn open() -> Scope {
    Scope::county("the lists of the towns are public")
}

/// The duties of a town on a day.
///
/// # Errors
/// If they cannot be read.
pub fn on_day(tx: &mut Tx<'_>, town: &str, day: Date) -> Result<Vec<Duty>, DbError> {
    tx.rows(&open(), sql::ON_DAY, params![town, day])?.iter().map(read).collect()
}

/// A duty by id.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub fn duty(tx: &mut Tx<'_>, id: &str) -> Result<Duty, Fault> {
    let row = tx.row(&open(), sql::DUTY, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// A town with the length of its three lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TownCounts {
    /// Unit.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Basic, cooperating, taken back.
    pub counts: [i64; 3],
}

/// All towns with the length of their lists on a day.
///
/// # Errors
/// If they cannot be counted.
pub fn towns(tx: &mut Tx<'_>, day: Date) -> Result<Vec<TownCounts>, DbError> {
    tx.rows(&open(), sql::COUNTS, params![day])?
        .iter()
        .map(|row| {
            Ok(TownCounts {
                id: row.text(0)?,
                name: row.text(1)?,
                counts: [row.int(2)?, row.int(3)?, row.int(4)?],
            })
        })
        .collect()
}

/// A duty as it is to stand on a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NewDuty {
    /// The list.
    pub list: List,
    /// Its class.
    pub class: String,
    /// Its number; none: the next.
    pub sort: Option<i64>,
    /// What it is.
    pub name: String,
    /// See [`Duty::lead`].
    pub lead: String,
    /// See there.
    pub lead_id: Option<String>,
    /// See there.
    pub lead_part: String,
    /// See there.
    pub town_part: String,
}

impl NewDuty {
    /// Whether a duty says the same, wherever it stands on the list.
    #[must_use]
    pub fn is(&self, duty: &Duty) -> bool {
        (self.list, &self.class, &self.name, &self.lead, &self.lead_part, &self.town_part)
            == (duty.list, &duty.class, &duty.name, &duty.lead, &duty.lead_part, &duty.town_part)
    }
}

/// Puts a duty on a list; answers its id. The caller has checked who may and records the act.
pub(crate) fn put(
    tx: &mut Tx<'_>,
    (town, from_on): (&str, Date),
    new: &NewDuty,
    (document, change): (&str, Option<&str>),
) -> Result<String, Fault> {
    let sort = match new.sort {
        Some(sort) => sort,
        None => tx
            .row(&open(), sql::NEXT_SORT, params![town, new.list.code()])?
            .map_or(Ok(1), |row| row.int(0))?,
    };
    let id = tx.id();
    tx.execute(
        sql::ADD_DUTY,
        params![
            &id,
            town,
            new.list.code(),
            &new.class,
            sort,
            &new.name,
            &new.lead,
            new.lead_id.as_deref(),
            &new.lead_part,
            &new.town_part,
            document,
            from_on,
            change
        ],
    )?;
    Ok(id)
}

/// Takes a duty off its list the day before `from`.
pub(crate) fn end(tx: &mut Tx<'_>, id: &str, from: Date) -> Result<(), DbError> {
    tx.execute(sql::END_DUTY, params![id, from.yesterday().unwrap_or(from)])?;
    Ok(())
}

/// What setting the lists of a town would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Setting {
    /// Duties to be put on.
    pub new: Vec<NewDuty>,
    /// Duties to be taken off: id and name.
    pub off: Vec<(String, String)>,
    /// Duties that stay as they are.
    pub same: usize,
}

/// Compares what a town is to have with what it has.
///
/// # Errors
/// If the lists cannot be read.
pub fn compare(tx: &mut Tx<'_>, town: &str, wanted: &[NewDuty]) -> Result<Setting, DbError> {
    let today = tx.today();
    let mut now = on_day(tx, town, today)?;
    let mut setting = Setting::default();
    for one in wanted {
        match now.iter().position(|duty| one.is(duty)) {
            Some(at) => {
                now.swap_remove(at);
                setting.same += 1;
            }
            None => setting.new.push(one.clone()),
        }
    }
    now.sort_by_key(|duty| (duty.list, duty.sort));
    setting.off = now.into_iter().map(|duty| (duty.id, duty.name)).collect();
    Ok(setting)
}

/// Sets the lists of a town as a document of the county gives them, from today. Answers what was done.
///
/// # Errors
/// A refusal: not the legality review of the county.
pub fn set(
    tx: &mut Tx<'_>,
    actor: &Actor,
    town: &str,
    (wanted, document): (&[NewDuty], &str),
) -> Result<Setting, Fault> {
    permission::jurist(actor)?;
    let today = tx.today();
    let setting = compare(tx, town, wanted)?;
    for (id, _) in &setting.off {
        end(tx, id, today)?;
    }
    for new in &setting.new {
        put(tx, (town, today), new, (document, None))?;
    }
    let facts = json!({"new": setting.new.len(), "off": setting.off.len(), "document": document});
    note(tx, actor, "duty-lists.set", ("duty-lists", town, town), (facts, None))?;
    Ok(setting)
}
