//! What a placed row would do: set a unit up, change what differs in a known one, or nothing. What the file leaves
//! empty stays. Not here: where a row belongs (`tree`).

use std::collections::HashMap;

use jiff::civil::Date;
use law::decision::Text;

use super::known::{Known, Units};
use super::naming::{compared, path};
use super::tree::{Node, Placed};
use super::{Above, Change, Changed, Fresh, Planned, Standing, Step, finding};
use crate::formats::finding::quoted;
use crate::formats::sheet::{CODE_COLUMNS, UnitColumn, UnitRow};
use crate::formats::{Finding, Place, Severity};
use crate::unit::{Code, CodeSystem, NewUnit, UnitKind};

struct Comparison<'a> {
    known: &'a Units,
    nodes: &'a [Node],
    /// Position among the planned, by node.
    planned: HashMap<usize, usize>,
    today: Date,
    findings: &'a mut Vec<Finding>,
}

/// The steps of all rows, each after the one above it.
pub(super) fn steps(
    known: &Units,
    rows: &[UnitRow],
    placed: &Placed,
    today: Date,
    findings: &mut Vec<Finding>,
) -> Vec<Planned> {
    malformed_codes(rows, findings);
    repeated_codes(rows, findings);
    let planned = placed.order.iter().enumerate().map(|(at, node)| (*node, at)).collect();
    let mut comparison = Comparison { known, nodes: &placed.nodes, planned, today, findings };
    let mut steps = Vec::with_capacity(placed.order.len());
    for node in placed.order.iter().filter_map(|node| placed.nodes.get(*node)) {
        let Some(row) = node.row.and_then(|row| rows.get(row)) else { continue };
        let above = node.above.and_then(|above| placed.nodes.get(above));
        let step = if node.failed { None } else { comparison.step(node, row) };
        steps.push(Planned {
            place: Place::row(row.row),
            name: row.name.clone(),
            above: above.map(|above| above.name.clone()).unwrap_or_default(),
            step: step.unwrap_or(Step::Blocked),
        });
    }
    steps
}

/// Codes that can be none of their list.
fn malformed_codes(rows: &[UnitRow], findings: &mut Vec<Finding>) {
    for row in rows {
        for ((system, written), (column, _)) in CodeSystem::ALL.iter().zip(&row.codes).zip(CODE_COLUMNS) {
            if written.code.is_empty() || system.admits(&written.code) {
                continue;
            }
            let shown = quoted(&written.code);
            let said = (
                format!("写的是“{shown}”，位数或字符不对。"),
                format!("says “{shown}”, which has the wrong length or characters."),
            );
            let mend = (
                "区划代码为 6、9 或 12 位数字，信用代码为 18 位。",
                "Division codes have 6, 9 or 12 digits, credit codes 18 characters.",
            );
            findings.push(finding(Severity::Error, row.row, column, said, mend));
        }
    }
}

/// Two rows with one code: one of them is likely mistaken.
fn repeated_codes(rows: &[UnitRow], findings: &mut Vec<Finding>) {
    let mut first: HashMap<(usize, &str), u32> = HashMap::new();
    for row in rows {
        for (at, code) in row.codes.iter().enumerate().filter(|(_, code)| !code.code.is_empty()) {
            let Some(other) = first.insert((at, &code.code), row.row) else { continue };
            let Some((column, _)) = CODE_COLUMNS.get(at) else { continue };
            let said = (
                format!("{} 与第 {other} 行相同。", quoted(&code.code)),
                format!("{} is that of row {other} too.", quoted(&code.code)),
            );
            let mend = ("请核对两个单位的代码。", "Check the codes of both.");
            findings.push(finding(Severity::Warning, row.row, *column, said, mend));
        }
    }
}

impl Comparison<'_> {
    fn step(&mut self, node: &Node, row: &UnitRow) -> Option<Step> {
        match node.known.and_then(|at| self.known.list.get(at)) {
            Some(known) => self.change(known, node, row),
            None => self.add(node, row),
        }
    }

    fn refuse<T>(
        &mut self,
        row: &UnitRow,
        column: UnitColumn,
        said: (&str, &str),
        mend: (&str, &str),
    ) -> Option<T> {
        let said = (said.0.to_owned(), said.1.to_owned());
        self.findings.push(finding(Severity::Error, row.row, column, said, mend));
        None
    }

    fn above(&self, node: &Node) -> Above {
        let Some(above) = node.above else { return Above::None };
        let known = self.nodes.get(above).and_then(|node| self.known.list.get(node.known?));
        match known {
            Some(known) => Above::Known(known.unit.id.clone()),
            None => self.planned.get(&above).copied().map_or(Above::None, Above::Planned),
        }
    }

    /// Whether the actor may set units up there. A unit of the file was asked about when it was compared itself.
    fn keeps(&self, above: &Above) -> bool {
        match above {
            Above::None => self.known.whole,
            Above::Known(id) => {
                self.known.at(id).and_then(|at| self.known.list.get(at)).is_some_and(|one| one.kept)
            }
            Above::Planned(_) => true,
        }
    }

    fn beyond<T>(&mut self, row: &UnitRow, column: UnitColumn) -> Option<T> {
        self.refuse(
            row,
            column,
            ("不在您管理的单位之内，不能在其下设立或变更单位。", "is not among the units you keep."),
            (
                "请删去这一行，或交由管理该单位的组织部门导入。",
                "Delete the row, or leave it to whoever keeps that unit.",
            ),
        )
    }

    fn add(&mut self, node: &Node, row: &UnitRow) -> Option<Step> {
        let kind = kind_of(row)?;
        let above = self.above(node);
        if !self.keeps(&above) {
            return self.beyond(row, UnitColumn::Above);
        }
        self.fitting_kind(row, kind, node.above.is_none())?;
        let codes = self.codes(row, None)?;
        self.not_to_come(row);
        self.same_name_elsewhere(node, row, kind);
        let unit = NewUnit {
            parent: None,
            name: row.name.clone(),
            short_name: row.short.clone(),
            kind,
            sort: row.sort.unwrap_or_default(),
            posts_admin: row.posts_admin.unwrap_or_default(),
            posts_institution: row.posts_institution.unwrap_or_default(),
            opened_on: row.opened_on.unwrap_or(self.today),
            document: row.document.clone(),
        };
        let codes = codes.into_iter().map(|(_, code)| code).collect();
        Some(Step::Add(Box::new(Fresh { above, unit, codes })))
    }

    fn change(&mut self, known: &Known, node: &Node, row: &UnitRow) -> Option<Step> {
        let before = known.standing();
        let after = self.wanted(&before, node, row);
        self.fitting_kind(row, after.kind, node.above.is_none())?;
        if after.opened_on != before.opened_on
            && let Some(turned) = known.turned.filter(|turned| after.opened_on >= *turned)
        {
            let zh = format!("写的是 {}，但该单位 {turned} 已有变动记录。", after.opened_on);
            let en = format!("says {}, yet the unit changed on {turned}.", after.opened_on);
            let mend = ("设立日期应早于这一天。", "It must have been set up before that day.");
            return self.refuse(row, UnitColumn::OpenedOn, (&zh, &en), mend);
        }
        let codes = self.codes(row, Some(known))?;
        let mut changes = self.differences(&before, &after);
        changes.extend(codes.iter().map(|(before, code)| code_change(before.as_ref(), code)));
        if changes.is_empty() {
            return Some(Step::Leave { id: known.unit.id.clone() });
        }
        if !known.kept {
            return self.beyond(row, UnitColumn::Name);
        }
        if before.above != after.above && !self.keeps(&after.above) {
            return self.beyond(row, UnitColumn::Above);
        }
        if after.opened_on != before.opened_on {
            self.not_to_come(row);
        }
        let codes = codes.into_iter().map(|(_, code)| code).collect();
        let id = known.unit.id.clone();
        Some(Step::Change(Box::new(Changed { id, before, after, codes, changes })))
    }

    fn wanted(&self, before: &Standing, node: &Node, row: &UnitRow) -> Standing {
        let name = if compared(&row.name) == compared(&before.name) {
            before.name.clone()
        } else {
            row.name.clone()
        };
        let short_name = match (row.short.is_empty(), before.short_name == before.name) {
            (false, _) => row.short.clone(),
            (true, true) => name.clone(),
            (true, false) => before.short_name.clone(),
        };
        Standing {
            above: self.above(node),
            name,
            short_name,
            kind: kind_of(row).unwrap_or(before.kind),
            posts_admin: row.posts_admin.unwrap_or(before.posts_admin),
            posts_institution: row.posts_institution.unwrap_or(before.posts_institution),
            sort: row.sort.unwrap_or(before.sort),
            opened_on: row.opened_on.unwrap_or(before.opened_on),
            document: if row.document.is_empty() { before.document.clone() } else { row.document.clone() },
        }
    }

    fn differences(&self, before: &Standing, after: &Standing) -> Vec<Change> {
        let same = |text: &str| Text::new(text, text);
        let number = |number: i64| same(&number.to_string());
        let kind = |kind: UnitKind| Text::new(kind.words().zh, kind.words().en);
        let day = |day: Date| same(&day.to_string());
        let of = |standing: &Standing| {
            [
                (UnitColumn::Above, same(&self.shown(&standing.above))),
                (UnitColumn::Name, same(&standing.name)),
                (UnitColumn::Short, same(&standing.short_name)),
                (UnitColumn::Kind, kind(standing.kind)),
                (UnitColumn::PostsAdmin, number(standing.posts_admin)),
                (UnitColumn::PostsInstitution, number(standing.posts_institution)),
                (UnitColumn::Sort, number(standing.sort)),
                (UnitColumn::OpenedOn, day(standing.opened_on)),
                (UnitColumn::Document, same(&standing.document)),
            ]
        };
        // Two units above may have one name; which is meant decides, not what it is called.
        let moved = before.above != after.above;
        let pairs = of(before).into_iter().zip(of(after));
        let differ = pairs.filter(|((column, before), (_, after))| match column {
            UnitColumn::Above => moved,
            _ => before != after,
        });
        differ.map(|((column, before), (_, after))| Change { column, before, after }).collect()
    }

    fn shown(&self, above: &Above) -> String {
        let node = match above {
            Above::None => None,
            Above::Known(id) => self.known.at(id),
            Above::Planned(at) => {
                self.planned.iter().find(|(_, planned)| *planned == at).map(|(node, _)| *node)
            }
        };
        node.map(|node| path(self.nodes, node)).unwrap_or_default()
    }

    /// The codes to be noted, each with the one it follows; none if one of them is none.
    fn codes(&mut self, row: &UnitRow, known: Option<&Known>) -> Option<Vec<(Option<Code>, Code)>> {
        let mut wanted = Vec::new();
        let mut sound = true;
        for ((system, written), (_, as_of)) in CodeSystem::ALL.iter().zip(&row.codes).zip(CODE_COLUMNS) {
            if written.code.is_empty() {
                continue;
            }
            if !system.admits(&written.code) {
                // Said of every row, also of those that fail for other reasons.
                sound = false;
                continue;
            }
            if written.as_of.is_some_and(|day| day > self.today) {
                self.warn_day(row, as_of, written.as_of);
            }
            let newest = known.and_then(|known| known.code(*system)).cloned();
            let there =
                |found: &Code| found.system == *system && found.code.eq_ignore_ascii_case(&written.code);
            let recorded = match written.as_of {
                Some(day) => {
                    known.is_some_and(|known| known.codes.iter().any(|one| there(one) && one.as_of == day))
                }
                None => newest.as_ref().is_some_and(there),
            };
            if !recorded {
                let as_of = written.as_of.unwrap_or(self.today);
                wanted.push((newest, Code { system: *system, as_of, code: written.code.clone() }));
            }
        }
        sound.then_some(wanted)
    }

    fn fitting_kind(&mut self, row: &UnitRow, kind: UnitKind, is_root: bool) -> Option<()> {
        if (kind == UnitKind::County) == is_root {
            return Some(());
        }
        let (zh, en) = if is_root {
            ("应为“县（市、区）”：这一行是县本身。", "must be County: this row is the county itself.")
        } else {
            ("写的是县，但它在其他单位之下。", "says county, yet it stands under another unit.")
        };
        let mend = ("请改选类型；直属县的单位，上级单位不填。", "Choose another kind.");
        self.refuse(row, UnitColumn::Kind, (zh, en), mend)
    }

    fn not_to_come(&mut self, row: &UnitRow) {
        if row.opened_on.is_some_and(|day| day > self.today) {
            self.warn_day(row, UnitColumn::OpenedOn, row.opened_on);
        }
    }

    fn warn_day(&mut self, row: &UnitRow, column: UnitColumn, day: Option<Date>) {
        let day = day.unwrap_or(self.today);
        let said = (format!("写的是 {day}，还没有到。"), format!("says {day}, which is still to come."));
        self.findings.push(finding(
            Severity::Warning,
            row.row,
            column,
            said,
            ("请核对年份。", "Check the year."),
        ));
    }

    /// A unit known by that name elsewhere, which the file does not mention: perhaps it was meant.
    fn same_name_elsewhere(&mut self, node: &Node, row: &UnitRow, kind: UnitKind) {
        let common = matches!(kind, UnitKind::Section | UnitKind::Village | UnitKind::Community);
        if common && !row.above.is_empty() {
            return;
        }
        let wanted = compared(&row.name);
        let same =
            |other: &&Node| other.known.is_some() && other.row.is_none() && compared(&other.name) == wanted;
        let Some(at) = self.nodes.iter().position(|other| same(&other)) else { return };
        let there = path(self.nodes, at);
        let above =
            node.above.and_then(|above| self.nodes.get(above)).map_or("", |above| above.name.as_str());
        let said = (
            format!("“{}”将在{above}之下新设；名录中已有同名的{there}。", quoted(&row.name)),
            format!("{} would be set up under {above}; there is {there} already.", quoted(&row.name)),
        );
        let mend = (
            "是同一单位的，请改写上级单位或填写代码。",
            "If it is the same unit, mend the unit above or give its code.",
        );
        self.findings.push(finding(Severity::Warning, row.row, UnitColumn::Name, said, mend));
    }
}

fn kind_of(row: &UnitRow) -> Option<UnitKind> {
    row.kind.and_then(|kind| UnitKind::from_code(kind.code))
}

fn code_change(before: Option<&Code>, after: &Code) -> Change {
    let column = CodeSystem::ALL.iter().position(|system| *system == after.system);
    let column =
        column.and_then(|at| CODE_COLUMNS.get(at)).map_or(UnitColumn::CreditCode, |(column, _)| *column);
    let shown = |code: &Code| {
        Text::new(format!("{}（{}）", code.code, code.as_of), format!("{} ({})", code.code, code.as_of))
    };
    Change { column, before: before.map_or_else(|| Text::new("", ""), shown), after: shown(after) }
}
