//! Which unit is meant by what is written for the one above: a name, a short name, a path (双石铺镇/党政办), in any of the
//! ways offices are named. Not here: which row waits for which (`tree`), what is said when nobody is meant (`unplaced`).

use std::collections::HashMap;

use super::tree::{Node, Tree};
use crate::import::{normal, readings};

/// Deepest way up that is followed.
pub(crate) const DEEPEST: usize = 64;

/// What is written for the unit above stands for.
pub(super) enum Meant {
    One(usize),
    None,
    Several(Vec<usize>),
}

/// A name as names are compared.
pub(crate) fn compared(written: &str) -> String {
    normal(written).replace(['>', '＞', '\\', '→'], "/").trim_matches('/').to_owned()
}

impl Tree<'_> {
    /// The node that is written, as a name or as a path; the nearest fit counts.
    pub(super) fn meant(&self, written: &str) -> Meant {
        for way in readings(written) {
            let way = compared(&way);
            for end in suffixes(&way) {
                let mut fits: Vec<(usize, usize)> = self
                    .by_name
                    .get(end)
                    .into_iter()
                    .flatten()
                    .filter_map(|node| Some((self.fit(*node, &way, 0)?, *node)))
                    .collect();
                fits.sort_unstable();
                let Some((best, node)) = fits.first().copied() else { continue };
                let nodes: Vec<usize> =
                    fits.iter().take_while(|(cost, _)| *cost == best).map(|(_, node)| *node).collect();
                // A failed row may be one of them and hide another: what is beneath it fails with it.
                let failed = |node: &&usize| self.nodes.get(**node).is_some_and(|node| node.failed);
                return match (nodes.len(), nodes.iter().find(failed)) {
                    (1, _) => Meant::One(node),
                    (_, Some(failed)) => Meant::One(*failed),
                    _ => Meant::Several(nodes),
                };
            }
        }
        Meant::None
    }

    /// How far what is written is from a node's own path: levels left out, short names; none if it does not fit.
    fn fit(&self, node: usize, written: &str, depth: usize) -> Option<usize> {
        let node = self.nodes.get(node).filter(|_| depth < DEEPEST)?;
        let mut best: Option<usize> = None;
        for (short, name) in node.names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            let Some(rest) = written.strip_suffix(name.as_str()) else { continue };
            let rest = rest.trim_end_matches('/');
            let cost = if rest.is_empty() { Some(0) } else { self.fit_above(node.above, rest, depth) };
            if let Some(cost) = cost.map(|cost| cost + short.min(1)) {
                best = Some(best.map_or(cost, |best| best.min(cost)));
            }
        }
        best
    }

    fn fit_above(&self, mut above: Option<usize>, rest: &str, depth: usize) -> Option<usize> {
        for skipped in 0..DEEPEST {
            let one = above?;
            if let Some(cost) = self.fit(one, rest, depth + 1) {
                return Some(cost + 2 * skipped);
            }
            above = self.nodes.get(one)?.above;
        }
        None
    }

    /// The way down to a node, for a sentence.
    pub(super) fn path(&self, node: usize) -> String {
        path(&self.nodes, node)
    }
}

/// The way down to a node from beneath the county.
pub(super) fn path(nodes: &[Node], node: usize) -> String {
    let mut names = Vec::new();
    let mut at = Some(node);
    while let Some(one) = at.and_then(|at| nodes.get(at)).filter(|_| names.len() < DEEPEST) {
        if one.above.is_some() || names.is_empty() {
            names.push(one.name.as_str());
        }
        at = one.above;
    }
    names.reverse();
    names.join("/")
}

/// Notes that a node goes by a name.
pub(super) fn index(by_name: &mut HashMap<String, Vec<usize>>, name: &str, node: usize) {
    let nodes = by_name.entry(name.to_owned()).or_default();
    if !name.is_empty() && !nodes.contains(&node) {
        nodes.push(node);
    }
}

/// The ends of a text, the longest first.
pub(super) fn suffixes(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().filter_map(|(at, _)| text.get(at..))
}
