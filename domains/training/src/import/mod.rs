//! Outside records from a workbook: a trial reading that says row, field, problem and mending, then all of it or
//! nothing. A record that is there already is passed over. Not here: reading cells (`sheet`).

mod row;
pub mod sheet;
pub mod upload;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Actor, DbError, Fault, Refusal, Tx};
use law::inquiry::Inquiry;
use law::{Rulebook, Text};
use people::formats::Finding;
use serde_json::json;

use crate::act::{On, note};
use crate::permission;
use crate::record::{self, Record};
use row::{finding, of_row};
use sheet::{Column, Sheet, heading};

/// What a file would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Rows read.
    pub rows: usize,
    /// Records to be written.
    pub new: Vec<(String, Record)>,
    /// Records that are there already.
    pub known: usize,
    /// What is wrong, by row and field. With anything here nothing is written.
    pub findings: Vec<Finding>,
}

impl Plan {
    /// Whether it can be carried out.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty() && !self.new.is_empty()
    }
}

/// What the rulebook says of class hours.
struct Measure {
    class_hour: i64,
    day_hours: i64,
}

fn measure(book: &Rulebook, on: Date) -> Result<Measure, Fault> {
    let inquiry = Inquiry::new("training-hours", book, on);
    let take = |name: &str| {
        inquiry.take::<i64>("TR-08", name).map_err(|_| {
            Fault::from(Refusal::new(
                format!("规则库中 TR-08.{name} 尚不能使用，请先核实。"),
                format!("TR-08.{name} of the rulebook cannot be used yet."),
            ))
        })
    };
    Ok(Measure { class_hour: take("class_hour")?, day_hours: take("day_hours")? })
}

/// Works out what a sheet would do now.
///
/// # Errors
/// If the roster cannot be read.
pub fn plan(tx: &mut Tx<'_>, book: &Rulebook, read: &Sheet) -> Result<Plan, Fault> {
    let today = tx.today();
    let measure = measure(book, today)?;
    let mut plan = Plan { rows: read.rows.len(), ..Plan::default() };
    for column in &read.missing {
        let name = heading(*column);
        plan.findings.push(Finding::error(
            people::formats::Place::whole(),
            &name.zh,
            Text::new(format!("表中没有“{}”这一列。", name.zh), format!("There is no column “{}”.", name.en)),
            Text::new("请按模板补上该列。", "Add the column as in the template."),
        ));
    }
    if !read.missing.is_empty() {
        return Ok(plan);
    }
    let mut seen: BTreeMap<(String, String), u32> = BTreeMap::new();
    for row in &read.rows {
        let mut wrong = Vec::new();
        let new = of_row(tx, row, (&measure, today), &mut wrong)?;
        plan.findings.append(&mut wrong);
        let Some((name, new)) = new else { continue };
        let key = (new.person.clone(), new.source_ref.clone());
        if let Some(first) = seen.insert(key, row.number) {
            plan.findings.push(finding(
                row,
                Column::Title,
                (&format!("与第{first}行重复。"), &format!("The same as row {first}.")),
                ("请删去其中一行。", "Delete one of the two."),
            ));
        } else if record::is_known(tx, &new)? {
            plan.known += 1;
        } else {
            plan.new.push((name, new));
        }
    }
    Ok(plan)
}

/// Carries a plan out: every new record, or nothing.
///
/// # Errors
/// A refusal: not the training section, anything found wrong, nothing new.
pub fn carry_out(tx: &mut Tx<'_>, actor: &Actor, file: &str, plan: &Plan) -> Result<usize, Fault> {
    permission::trainer(actor)?;
    if !plan.is_sound() {
        let (zh, en) = if plan.findings.is_empty() {
            ("文件里没有新的记录，本次未登记。", "There is nothing new in the file; nothing was recorded.")
        } else {
            (
                "文件还有问题没有改好，本次未登记任何记录。",
                "Something in the file is still wrong; nothing was recorded.",
            )
        };
        return Err(Refusal::new(zh, en).into());
    }
    for (_, new) in &plan.new {
        let (id, added) = record::add(tx, new)?;
        if !added {
            return Err(
                DbError::Duplicate { constraint: format!("training_record {}", new.source_ref) }.into()
            );
        }
        let on = On::county("training-record", &id).about(&new.unit, &new.person);
        note(tx, actor, "training-record.imported", on, json!({"minutes": new.minutes, "file": file}))?;
    }
    Ok(plan.new.len())
}
