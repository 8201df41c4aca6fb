//! The three lists of a town as a sheet: one row a duty. The columns are those the lists are printed with. Not here: what
//! setting the lists does (`town`), reading cells (`sheet`).

use std::collections::BTreeMap;

use kernel::{Fault, Scope, Tx, params};
use law::decision::Text;
use people::formats::Finding;

use super::sheet::{Column, Row, Sheet};
use super::{finding, lacking, worded};
use crate::store::item as units;
use crate::town::{self, CLASSES, Duty, List, NewDuty, Setting};

const LISTS: &[&str] = &["基本履职事项", "配合履职事项", "上级部门收回事项"];

/// The columns: the lists of the counties have these under one heading or another.
pub static COLUMNS: [Column; 9] = [
    Column::new("清单", "List", true, ("从下拉列表选", "from the list")).of(LISTS),
    Column::new("序号", "Number", true, ("在本清单上的序号", "its number on the list")),
    Column::new("类别", "Class", true, ("如 民生服务", "e.g. public welfare")).of(&CLASSES),
    Column::new("事项名称", "Duty", true, ("2–120 字", "2 to 120 characters")),
    Column::new("对应上级部门", "Office above", false, ("配合履职事项必填", "needed for cooperating duties")),
    Column::new("上级部门职责", "Its part", false, ("配合履职事项必填", "needed for cooperating duties")),
    Column::new(
        "乡镇（街道）配合职责",
        "Part of the town",
        false,
        ("配合履职事项必填", "needed for cooperating duties"),
    ),
    Column::new("承接部门", "Taken over by", false, ("收回事项必填", "needed for duties taken back")),
    Column::new("工作方式", "How it is done now", false, ("收回事项必填", "needed for duties taken back")),
];

/// What a file would do with the lists of a town.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Rows read.
    pub rows: usize,
    /// What the lists would be.
    pub wanted: Vec<NewDuty>,
    /// What that changes.
    pub setting: Setting,
    /// What is wrong, by row and field. With anything here nothing is written.
    pub findings: Vec<Finding>,
}

impl Plan {
    /// Whether it can be carried out.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty() && !(self.setting.new.is_empty() && self.setting.off.is_empty())
    }
}

/// Works out what a sheet would do to the lists of a town now.
///
/// # Errors
/// If the lists cannot be read.
pub fn plan(tx: &mut Tx<'_>, town: &str, read: &Sheet) -> Result<Plan, Fault> {
    let mut plan = Plan { rows: read.rows.len(), findings: lacking(&read.missing), ..Plan::default() };
    if !plan.findings.is_empty() {
        return Ok(plan);
    }
    let mut seen: BTreeMap<(List, String), u32> = BTreeMap::new();
    for row in &read.rows {
        let mut wrong = Vec::new();
        let new = of_row(tx, row, &mut wrong)?;
        plan.findings.append(&mut wrong);
        let Some(new) = new else { continue };
        if let Some(first) = seen.insert((new.list, new.name.clone()), row.number) {
            let problem = Text::new(format!("与第{first}行重复。"), format!("The same as row {first}."));
            plan.findings.push(finding(
                row,
                &COLUMNS[3],
                problem,
                ("请删去其中一行。", "Delete one of the two."),
            ));
        } else {
            plan.wanted.push(new);
        }
    }
    if plan.findings.is_empty() {
        plan.setting = town::compare(tx, town, &plan.wanted)?;
    }
    Ok(plan)
}

fn list_of(row: &Row, wrong: &mut Vec<Finding>) -> Option<List> {
    let text = row.cell(&COLUMNS[0]);
    let found = List::ALL.iter().copied().find(|list| {
        let words = list.words();
        words.zh == text || words.en == text || words.zh.starts_with(text) && text.chars().count() >= 2
    });
    let found = found.or_else(|| text.contains("收回").then_some(List::TakenBack));
    if found.is_none() {
        let problem =
            Text::new(format!("“{text}”不是三张清单之一。"), format!("“{text}” is none of the three lists."));
        let mending = format!("请从{}中选。", LISTS.join("、"));
        wrong.push(finding(
            row,
            &COLUMNS[0],
            problem,
            (&mending, "Choose one from the list of the template."),
        ));
    }
    found
}

fn of_row(tx: &mut Tx<'_>, row: &Row, wrong: &mut Vec<Finding>) -> Result<Option<NewDuty>, Fault> {
    let list = list_of(row, wrong);
    let sort = web::forms::narrow(row.cell(&COLUMNS[1]))
        .trim()
        .parse::<i64>()
        .ok()
        .filter(|n| (1..=9_999).contains(n));
    if sort.is_none() {
        let problem = Text::new("序号不是 1 到 9999 的整数。", "Not a whole number from 1 to 9999.");
        wrong.push(finding(row, &COLUMNS[1], problem, ("请填写序号。", "Give the number.")));
    }
    let class = row.cell(&COLUMNS[2]);
    if !CLASSES.contains(&class) {
        let problem =
            Text::new(format!("“{class}”不是清单类别。"), format!("“{class}” is no class of the lists."));
        wrong.push(finding(
            row,
            &COLUMNS[2],
            problem,
            ("请从模板的下拉列表选。", "Choose from the list of the template."),
        ));
    }
    let name = worded(row, &COLUMNS[3], 120, wrong);
    let (lead, lead_part, town_part) = match list {
        Some(List::Cooperating) => (
            worded(row, &COLUMNS[4], 80, wrong),
            worded(row, &COLUMNS[5], 600, wrong),
            worded(row, &COLUMNS[6], 600, wrong),
        ),
        Some(List::TakenBack) => {
            (worded(row, &COLUMNS[7], 80, wrong), worded(row, &COLUMNS[8], 600, wrong), Some(String::new()))
        }
        _ => (Some(String::new()), Some(String::new()), Some(String::new())),
    };
    let (Some(list), Some(name), Some(lead), Some(lead_part), Some(town_part), true) =
        (list, name, lead, lead_part, town_part, wrong.is_empty())
    else {
        return Ok(None);
    };
    let scope = Scope::county("units are in the directory");
    // Several offices may lead together: only one that is a unit by itself is linked.
    let lead_id = match tx.rows(&scope, units::UNIT_NAMED, params![&lead])?.as_slice() {
        [only] => Some(only.text(0)?),
        _ => None,
    };
    Ok(Some(NewDuty { list, class: class.to_owned(), sort, name, lead, lead_id, lead_part, town_part }))
}

/// The rows of an export: what an import reads.
#[must_use]
pub fn rows(duties: &[Duty]) -> Vec<Vec<String>> {
    let mut all: Vec<&Duty> = duties.iter().collect();
    all.sort_by_key(|duty| (duty.list, duty.sort));
    all.into_iter()
        .map(|duty| {
            let when =
                |list: List, text: &str| if duty.list == list { text.to_owned() } else { String::new() };
            vec![
                duty.list.words().zh.to_owned(),
                duty.sort.to_string(),
                duty.class.clone(),
                duty.name.clone(),
                when(List::Cooperating, &duty.lead),
                when(List::Cooperating, &duty.lead_part),
                when(List::Cooperating, &duty.town_part),
                when(List::TakenBack, &duty.lead),
                when(List::TakenBack, &duty.lead_part),
            ]
        })
        .collect()
}
