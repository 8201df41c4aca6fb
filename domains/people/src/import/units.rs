//! The units a file may mean, by any of their names: full and short, alone or behind those of the units above, with
//! or without the words for their office. A name nobody knows is an error with the names that come near.

use std::collections::HashMap;

use kernel::{DbError, Scope, Tx};

use super::finding;
use super::incoming::Seat;
use crate::formats::text::fold_char;
use crate::formats::{Finding, Severity};
use crate::store::unit as store;
use crate::unit::UnitKind;

/// A unit as far as an import needs it.
pub(super) struct KnownUnit {
    pub id: String,
    pub name: String,
    pub short_name: String,
    pub parent: Option<String>,
    pub kind: UnitKind,
}

/// The units in scope with all their names.
pub(super) struct Units {
    list: Vec<KnownUnit>,
    names: HashMap<String, Vec<usize>>,
}

/// Words that follow the name of a unit when its office is meant.
pub(super) const OFFICES: [&str; 8] =
    ["人民政府", "党工委", "党委", "街道办事处", "办事处", "党支部", "党总支", "委员会"];
/// A name without blanks and with plain digits and signs.
pub(crate) fn normal(name: &str) -> String {
    name.chars().map(fold_char).filter(|c| !c.is_whitespace()).collect()
}

/// The ways a unit may be meant by what is written, the likeliest first.
pub(crate) fn readings(written: &str) -> Vec<String> {
    let name = normal(written);
    let mut ways = vec![name.clone()];
    for (ending, becomes) in [
        ("村村民委员会", "村"),
        ("村民委员会", "村"),
        ("村委会", "村"),
        ("社区居民委员会", "社区"),
        ("社区居委会", "社区"),
        ("居民委员会", "社区"),
        ("居委会", "社区"),
    ] {
        if let Some(stem) = name.strip_suffix(ending) {
            ways.push(format!("{stem}{becomes}"));
            ways.push(stem.to_owned());
        }
    }
    for ending in OFFICES {
        if let Some(stem) = name.strip_suffix(ending).filter(|stem| !stem.is_empty()) {
            ways.push(stem.to_owned());
        }
    }
    ways
}

impl Units {
    pub(super) fn load(tx: &mut Tx<'_>, scope: &Scope) -> Result<Units, DbError> {
        let mut list = Vec::new();
        for row in tx.rows(scope, store::OF_NAMES, &[])? {
            list.push(KnownUnit {
                id: row.text(0)?,
                name: row.text(1)?,
                short_name: row.text(2)?,
                parent: row.get(3)?,
                kind: row.get(4)?,
            });
        }
        Ok(Units { names: names_of(&list), list })
    }

    pub(super) fn get(&self, at: usize) -> Option<&KnownUnit> {
        self.list.get(at)
    }

    /// The name of a unit by its id.
    pub(super) fn name(&self, id: &str) -> &str {
        self.list.iter().find(|known| known.id == id).map_or("", |known| known.name.as_str())
    }

    /// The one unit whose name begins the text, the longest name first, and how many characters it takes.
    pub(super) fn starting(&self, text: &[char]) -> Option<(usize, usize)> {
        (2..=text.len()).rev().find_map(|end| {
            let name: String = text.iter().take(end).collect();
            match self.names.get(&name).map(Vec::as_slice) {
                Some([one]) => Some((*one, end)),
                _ => None,
            }
        })
    }

    /// The unit a seat of the file names, or a finding.
    pub(super) fn of_seat(&self, seat: &Seat, findings: &mut Vec<Finding>) -> Option<usize> {
        if seat.unit.trim().is_empty() {
            // The reader has said so already.
            return None;
        }
        let found = readings(&seat.unit).into_iter().find_map(|way| self.names.get(&way));
        match found.map(Vec::as_slice) {
            Some([one]) => Some(*one),
            Some(several) => {
                let paths: Vec<String> = several.iter().take(4).map(|at| self.path(*at)).collect();
                findings.push(finding(
                    Severity::Error,
                    &seat.place,
                    "unit",
                    (
                        format!(
                            "“单位”写的是{}，有 {} 个单位都叫这个名称：{}。",
                            seat.unit,
                            several.len(),
                            paths.join("、")
                        ),
                        format!(
                            "the unit is {}, and {} units are called that: {}.",
                            seat.unit,
                            several.len(),
                            paths.join(", ")
                        ),
                    ),
                    ("请连同上级单位一起写明，如“双石铺镇十里店村”。", "Write it with the unit above it."),
                ));
                None
            }
            None => {
                findings.push(self.unknown(seat));
                None
            }
        }
    }

    fn unknown(&self, seat: &Seat) -> Finding {
        let wanted = normal(&seat.unit);
        let mut near: Vec<(usize, &str)> = self
            .list
            .iter()
            .map(|unit| (shared(&wanted, &normal(&unit.name)), unit.name.as_str()))
            .filter(|(shared, _)| *shared >= 2)
            .collect();
        near.sort_by(|a, b| b.cmp(a));
        let names: Vec<&str> = near.iter().take(3).map(|(_, name)| *name).collect();
        let (zh, en) = if names.is_empty() {
            (
                "请按单位名录写全称，或先设立该单位。".to_owned(),
                "Write the full name as in the list of units, or set the unit up first.".to_owned(),
            )
        } else {
            (
                format!("请按单位名录写全称，相近的有：{}；或先设立该单位。", names.join("、")),
                format!(
                    "Write the full name as in the list of units; near it are: {}. Or set the unit up first.",
                    names.join(", ")
                ),
            )
        };
        finding(
            Severity::Error,
            &seat.place,
            "unit",
            (
                format!("“单位”写的是{}，您管理的单位中没有这个名称。", seat.unit),
                format!("the unit is {}; no unit you keep is called that.", seat.unit),
            ),
            (&zh, &en),
        )
    }

    fn path(&self, at: usize) -> String {
        let Some(unit) = self.list.get(at) else { return String::new() };
        let above = self.list.iter().find(|other| Some(&other.id) == unit.parent.as_ref());
        format!("{}{}", above.map_or("", |above| above.short_name.as_str()), unit.name)
    }
}

/// Every name a unit goes by: full and short, alone and behind those of the units above it.
fn names_of(units: &[KnownUnit]) -> HashMap<String, Vec<usize>> {
    let at: HashMap<&str, usize> =
        units.iter().enumerate().map(|(at, unit)| (unit.id.as_str(), at)).collect();
    let mut names: HashMap<String, Vec<usize>> = HashMap::new();
    for (position, unit) in units.iter().enumerate() {
        let mut ways = vec![normal(&unit.name), normal(&unit.short_name)];
        let mut above = unit.parent.as_deref();
        let mut behind = ways.clone();
        while let Some(parent) = above.and_then(|id| at.get(id)).and_then(|at| units.get(*at)) {
            let mut longer = Vec::new();
            for name in [normal(&parent.name), normal(&parent.short_name)] {
                longer.extend(behind.iter().map(|way| format!("{name}{way}")));
            }
            longer.sort_unstable();
            longer.dedup();
            ways.extend(longer.iter().cloned());
            // Names may leave out units between: 凤县十里店村 stands for 凤县双石铺镇十里店村.
            behind.extend(longer);
            behind.truncate(16);
            above = parent.parent.as_deref();
        }
        ways.sort_unstable();
        ways.dedup();
        for way in ways {
            names.entry(way).or_default().push(position);
        }
    }
    names
}

/// How many characters two names share.
pub(crate) fn shared(a: &str, b: &str) -> usize {
    b.chars().filter(|c| a.contains(*c) && !"县镇乡村局委办".contains(*c)).count()
}
