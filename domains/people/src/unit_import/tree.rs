//! Where each row of a list of units belongs: which unit stands above it, and which known unit it is, if it is one.
//! Units above may stand in the file itself, in any order. Not here: what a written name means (`naming`), what a row
//! then does (`compare`).

use std::collections::HashMap;

use super::known::Units;
use super::naming::{DEEPEST, Meant, compared, index, suffixes};
use super::unplaced::{circle, no_county, twice};
use crate::formats::Finding;
use crate::formats::sheet::UnitRow;
use crate::unit::{CodeSystem, UnitKind};

/// Findings after which names that come near are no longer looked for: a file this wrong has one cause.
const HINTED: usize = 100;

/// A unit of the county or of the file, or both.
#[derive(Debug)]
pub(super) struct Node {
    /// Its name as it is shown.
    pub name: String,
    /// Full and short names as they are compared; more if the file renames it.
    pub names: Vec<String>,
    /// The node above, as the file would have it.
    pub above: Option<usize>,
    /// The known unit.
    pub known: Option<usize>,
    /// The row, by position.
    pub row: Option<usize>,
    /// Cannot be imported.
    pub failed: bool,
}

/// All nodes and the order in which the rows were placed: each after the one above it.
pub(super) struct Placed {
    pub nodes: Vec<Node>,
    /// Node of each row, in the order of placing.
    pub order: Vec<usize>,
}

/// The tree while its rows are being placed.
pub(super) struct Tree<'a> {
    known: &'a Units,
    pub(super) rows: &'a [UnitRow],
    pub(super) nodes: Vec<Node>,
    pub(super) by_name: HashMap<String, Vec<usize>>,
    by_place: HashMap<(Option<usize>, String), usize>,
    order: Vec<usize>,
}

/// Places every row; what cannot be placed is a failed node with a finding.
pub(super) fn place(known: &Units, rows: &[UnitRow], findings: &mut Vec<Finding>) -> Placed {
    let mut tree = Tree::of_known(known, rows);
    let mut waiting: Vec<usize> = (0..rows.len()).collect();
    // The county first: rows that name no unit above stand under it.
    waiting.sort_by_key(|at| rows.get(*at).is_none_or(|row| !is_county(row)));
    let mut patient = true;
    let mut rounds = 0;
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut named = tree.named(&waiting);
        let mut still = Vec::new();
        for at in waiting {
            if patient && tree.waits(at, &named) {
                still.push(at);
                continue;
            }
            tree.settle(at, &named, findings);
            tree.unname(at, &mut named);
        }
        waiting = still;
        // Nobody moved: they wait for each other, and are settled with what is known by now.
        rounds += 1;
        patient = waiting.len() < before && rounds < DEEPEST;
    }
    tree.refuse_circles(findings);
    Placed { nodes: tree.nodes, order: tree.order }
}

fn is_county(row: &UnitRow) -> bool {
    row.kind.is_some_and(|kind| kind.code == "county") && row.above.is_empty()
}

fn names_of(row: &UnitRow) -> Vec<String> {
    let mut names = vec![compared(&row.name), compared(&row.short)];
    names.retain(|name| !name.is_empty());
    names.dedup();
    names
}

impl<'a> Tree<'a> {
    fn of_known(known: &'a Units, rows: &'a [UnitRow]) -> Tree<'a> {
        let mut tree = Tree {
            known,
            rows,
            nodes: Vec::with_capacity(known.list.len() + rows.len()),
            by_name: HashMap::new(),
            by_place: HashMap::new(),
            order: Vec::with_capacity(rows.len()),
        };
        for (at, one) in known.list.iter().enumerate() {
            let above = one.unit.parent.as_deref().and_then(|parent| known.at(parent));
            let names = vec![compared(&one.unit.name), compared(&one.unit.short_name)];
            tree.push(Node {
                name: one.unit.name.clone(),
                names,
                above,
                known: Some(at),
                row: None,
                failed: false,
            });
        }
        tree
    }

    fn push(&mut self, node: Node) -> usize {
        let at = self.nodes.len();
        for name in &node.names {
            index(&mut self.by_name, name, at);
        }
        if let Some(name) = node.names.first() {
            self.by_place.insert((node.above, name.clone()), at);
        }
        self.nodes.push(node);
        at
    }

    /// How many waiting rows go by each name.
    fn named(&self, waiting: &[usize]) -> HashMap<String, usize> {
        let mut named = HashMap::new();
        for name in waiting.iter().filter_map(|at| self.rows.get(*at)).flat_map(names_of) {
            *named.entry(name).or_default() += 1;
        }
        named
    }

    fn unname(&self, at: usize, named: &mut HashMap<String, usize>) {
        for name in self.rows.get(at).map(names_of).unwrap_or_default() {
            if let Some(count) = named.get_mut(&name) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// Whether what is written above a row may mean a row that has not been placed yet.
    fn waits(&self, at: usize, named: &HashMap<String, usize>) -> bool {
        let Some(row) = self.rows.get(at) else { return false };
        let written = compared(&row.above);
        let own = names_of(row);
        suffixes(&written).any(|end| {
            let others = usize::from(own.iter().any(|name| name == end));
            named.get(end).is_some_and(|count| *count > others)
        })
    }

    fn settle(&mut self, at: usize, named: &HashMap<String, usize>, findings: &mut Vec<Finding>) {
        let Some(row) = self.rows.get(at) else { return };
        let above = match self.above(row, named, findings) {
            Ok(above) => above,
            Err(()) => return self.fail(at, None),
        };
        if above.is_some_and(|above| self.nodes.get(above).is_none_or(|node| node.failed)) {
            return self.fail(at, above);
        }
        match self.identify(row, above, findings) {
            Ok(Some(found)) => {
                // Known by its code, and nothing is said of where it stands: it stays.
                let stays = if row.above.is_empty() {
                    self.nodes.get(found).and_then(|node| node.above)
                } else {
                    None
                };
                self.claim(at, found, stays.or(above));
            }
            Ok(None) => {
                let node = Node {
                    name: row.name.clone(),
                    names: names_of(row),
                    above,
                    known: None,
                    row: Some(at),
                    failed: row.name.is_empty() || row.kind.is_none(),
                };
                let node = self.push(node);
                self.order.push(node);
            }
            Err(()) => self.fail(at, above),
        }
    }

    fn fail(&mut self, at: usize, above: Option<usize>) {
        let Some(row) = self.rows.get(at) else { return };
        let node = Node {
            name: row.name.clone(),
            names: Vec::new(),
            above,
            known: None,
            row: Some(at),
            failed: true,
        };
        let node = self.push(node);
        // Rows beneath are failed with it, and nothing further is said of them.
        for name in names_of(row) {
            index(&mut self.by_name, &name, node);
        }
        if let Some(node) = self.nodes.get_mut(node) {
            node.names = names_of(row);
        }
        self.order.push(node);
    }

    /// A known unit takes the place and the name the file gives it.
    fn claim(&mut self, at: usize, found: usize, above: Option<usize>) {
        let Some(row) = self.rows.get(at) else { return };
        let Some(node) = self.nodes.get_mut(found) else { return };
        if let Some(name) = node.names.first() {
            self.by_place.remove(&(node.above, name.clone()));
        }
        node.row = Some(at);
        node.above = above;
        for name in names_of(row) {
            if !node.names.contains(&name) {
                index(&mut self.by_name, &name, found);
                node.names.push(name);
            }
        }
        self.by_place.insert((above, compared(&row.name)), found);
        self.order.push(found);
    }

    /// The node a row is: the one of its name in its place, or the one that carries its code.
    fn identify(
        &self,
        row: &UnitRow,
        above: Option<usize>,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<usize>, ()> {
        let by_name = self.by_place.get(&(above, compared(&row.name))).copied();
        let mut found = by_name;
        for (system, code) in CodeSystem::ALL.iter().zip(&row.codes).rev() {
            let coded = Some(code).filter(|code| !code.code.is_empty());
            let Some(other) = coded.and_then(|code| self.known.coded(*system, &code.code)) else { continue };
            match found {
                Some(one) if one != other => {
                    return refuse(findings, self.two_units(row, (*system, &code.code), one, other));
                }
                _ => found = Some(other),
            }
        }
        let Some(node) = found.and_then(|found| self.nodes.get(found)) else { return Ok(None) };
        if let Some(first) = node.row.and_then(|at| self.rows.get(at)) {
            return refuse(findings, twice(row, first));
        }
        Ok(found)
    }

    /// The node above a row; `None` for the county itself.
    fn above(
        &self,
        row: &UnitRow,
        named: &HashMap<String, usize>,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<usize>, ()> {
        let root = self.root();
        if row.above.is_empty() {
            let wanted = compared(&row.name);
            let is_root =
                root.and_then(|root| self.nodes.get(root)).is_some_and(|root| root.names.contains(&wanted));
            let county = row.kind.is_some_and(|kind| kind.code == "county");
            return match root {
                Some(_) if is_root || self.carries_code_of(root, row) => Ok(None),
                Some(root) if county => refuse(findings, self.second_county(row, root)),
                Some(root) => Ok(Some(root)),
                None if county => Ok(None),
                None => refuse(findings, no_county(row)),
            };
        }
        let meant = self.meant(&row.above);
        match meant {
            Meant::One(node) => Ok(Some(node)),
            Meant::Several(nodes) => refuse(findings, self.ambiguous(row, &nodes)),
            Meant::None if self.waits_for_other(row, named) => refuse(findings, circle(row)),
            Meant::None => refuse(findings, self.unknown(row, findings.len() < HINTED)),
        }
    }

    /// The county: the topmost unit.
    fn root(&self) -> Option<usize> {
        let county = |node: &Node| match (node.known, node.row) {
            (Some(known), _) => {
                self.known.list.get(known).is_some_and(|one| one.unit.kind == UnitKind::County)
            }
            (None, row) => row.and_then(|row| self.rows.get(row)).is_some_and(is_county),
        };
        self.nodes.iter().position(|node| node.above.is_none() && !node.failed && county(node))
    }

    fn waits_for_other(&self, row: &UnitRow, named: &HashMap<String, usize>) -> bool {
        let written = compared(&row.above);
        suffixes(&written).any(|end| named.get(end).is_some_and(|count| *count > 0))
    }

    fn carries_code_of(&self, node: Option<usize>, row: &UnitRow) -> bool {
        let systems = CodeSystem::ALL.iter().zip(&row.codes).filter(|(_, code)| !code.code.is_empty());
        let mut found = systems.filter_map(|(system, code)| self.known.coded(*system, &code.code));
        found.any(|found| Some(found) == node)
    }

    /// A unit moved beneath itself.
    fn refuse_circles(&mut self, findings: &mut Vec<Finding>) {
        for at in self.order.clone() {
            let mut above = self.nodes.get(at).and_then(|node| node.above);
            for _ in 0..DEEPEST {
                let Some(one) = above.filter(|one| *one != at) else { break };
                above = self.nodes.get(one).and_then(|node| node.above);
            }
            if above.is_none() {
                continue;
            }
            let Some(node) = self.nodes.get_mut(at).filter(|node| !node.failed) else { continue };
            node.failed = true;
            if let Some(row) = node.row.and_then(|row| self.rows.get(row)) {
                findings.push(circle(row));
            }
        }
    }
}

fn refuse<T>(findings: &mut Vec<Finding>, finding: Finding) -> Result<T, ()> {
    findings.push(finding);
    Err(())
}
