//! What is said of a row that cannot be placed: the field, what is wrong with it and how to mend it. Not here: when it
//! is said (`tree`).

use super::finding;
use super::naming::compared;
use super::tree::Tree;
use crate::formats::finding::quoted;
use crate::formats::sheet::{UnitColumn, UnitRow};
use crate::formats::{Finding, Severity};
use crate::import::shared;
use crate::unit::CodeSystem;

impl Tree<'_> {
    pub(super) fn two_units(
        &self,
        row: &UnitRow,
        (system, code): (CodeSystem, &str),
        one: usize,
        other: usize,
    ) -> Finding {
        let (one, other) = (self.path(one), self.path(other));
        let words = system.words();
        finding(
            Severity::Error,
            row.row,
            UnitColumn::Name,
            (
                format!("指的是{one}，但{} {} 已登记在{other}名下。", words.zh, quoted(code)),
                format!("means {one}, yet {} {} is that of {other}.", words.en, quoted(code)),
            ),
            ("请核对单位名称和代码。", "Check the name and the code."),
        )
    }

    pub(super) fn second_county(&self, row: &UnitRow, root: usize) -> Finding {
        let name = self.path(root);
        finding(
            Severity::Error,
            row.row,
            UnitColumn::Kind,
            (
                format!("写的是县，但本县已登记为“{name}”，一个县只有一个。"),
                format!("says county, but this county is {name}, and there is one."),
            ),
            (
                "请核对类型；县更名的，请在单位页办理更名后再导入。",
                "Check the kind; if the county was renamed, rename it on its page first.",
            ),
        )
    }

    pub(super) fn ambiguous(&self, row: &UnitRow, nodes: &[usize]) -> Finding {
        let paths: Vec<String> = nodes.iter().take(4).map(|node| self.path(*node)).collect();
        let written = quoted(&row.above);
        finding(
            Severity::Error,
            row.row,
            UnitColumn::Above,
            (
                format!("写的是{written}，有 {} 个单位都叫这个名称：{}。", nodes.len(), paths.join("、")),
                format!("says {written}, and {} units are called that: {}.", nodes.len(), paths.join(", ")),
            ),
            (
                "请连同再上一级单位写明，如“双石铺镇/党政办”。",
                "Write it with the unit above it, such as 双石铺镇/党政办.",
            ),
        )
    }

    pub(super) fn unknown(&self, row: &UnitRow, hinted: bool) -> Finding {
        let wanted = compared(&row.above);
        let there = self.nodes.iter().filter(|node| !node.failed).map(|node| node.name.as_str());
        let in_file = self.rows.iter().filter(|other| other.row != row.row).map(|other| other.name.as_str());
        let mut near: Vec<(usize, &str)> = there
            .chain(in_file)
            .filter(|_| hinted)
            .map(|name| (shared(&wanted, &compared(name)), name))
            .filter(|(shared, _)| *shared >= 2)
            .collect();
        near.sort_by(|a, b| b.cmp(a));
        near.dedup();
        let names: Vec<&str> = near.iter().take(3).map(|(_, name)| *name).collect();
        let (zh, en) = if names.is_empty() {
            (
                "请在本表中增加这个单位，或改写为已有单位。".to_owned(),
                "Add that unit to the file, or name one there is.".to_owned(),
            )
        } else {
            (
                format!("相近的有：{}；确为新单位的，请在本表中增加一行。", names.join("、")),
                format!("Near it are: {}. If it is new, add a row for it.", names.join(", ")),
            )
        };
        let written = quoted(&row.above);
        finding(
            Severity::Error,
            row.row,
            UnitColumn::Above,
            (
                format!("写的是{written}，单位名录和本表中都没有这个单位。"),
                format!("says {written}, which is neither among the units nor in this file."),
            ),
            (&zh, &en),
        )
    }
}

pub(super) fn twice(row: &UnitRow, first: &UnitRow) -> Finding {
    finding(
        Severity::Error,
        row.row,
        UnitColumn::Name,
        (
            format!("“{}”与第 {} 行是同一单位。", quoted(&row.name), first.row),
            format!("{} is the unit of row {} again.", quoted(&row.name), first.row),
        ),
        (
            "请删去重复的一行；不是同一单位的，请核对名称、上级单位和代码。",
            "Delete one of the two, or check names, units above and codes.",
        ),
    )
}

pub(super) fn no_county(row: &UnitRow) -> Finding {
    finding(
        Severity::Error,
        row.row,
        UnitColumn::Above,
        (
            "没有填写，而本县还没有登记。".to_owned(),
            "is empty, and the county itself is not recorded.".to_owned(),
        ),
        ("请在本表中增加县一行，类型选“县（市、区）”。", "Add a row for the county, of the kind County."),
    )
}

pub(super) fn circle(row: &UnitRow) -> Finding {
    let written = quoted(&row.above);
    finding(
        Severity::Error,
        row.row,
        UnitColumn::Above,
        (
            format!("写的是{written}，而它又在本单位之下，互为上下级。"),
            format!("says {written}, which itself stands beneath this unit."),
        ),
        ("请核对这几行的上级单位。", "Check the units above in these rows."),
    )
}
