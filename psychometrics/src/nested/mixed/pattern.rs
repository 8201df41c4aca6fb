//! Which blocks of the factor of a crossed model are not zero: groups of all groupings as nodes, in the order of their
//! elimination, with the fill it brings. Where little is left empty, the rest is treated as dense.
//! Not here: the numbers (see `crossed`).

use super::sums::Sums;
use crate::{Error, Result};

/// The most rows and columns the dense rest may have.
const DENSE_MOST: usize = 6000;

/// Nodes and blocks.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// The first node of each grouping, and the number of nodes.
    pub first: Vec<usize>,
    /// The grouping of each node.
    pub grouping: Vec<u32>,
    /// Random effects of a group, for each grouping.
    pub q: Vec<usize>,
    /// Nodes from here on are dense.
    pub dense_from: usize,
    /// For each sparse node, where its list of later neighbours starts in `rows`.
    pub start: Vec<usize>,
    /// Later neighbours, rising.
    pub rows: Vec<u32>,
    /// Where the block of each neighbour starts among the numbers; one more than there are neighbours.
    pub block: Vec<usize>,
    /// Where the square of each node starts among the squares.
    pub square: Vec<usize>,
    /// Where the effects of each node start among all effects.
    pub effect: Vec<usize>,
}

impl Pattern {
    /// Eliminates by name only.
    ///
    /// # Errors
    /// [`Error::Model`] where the dense rest is too large.
    pub fn of(sums: &Sums) -> Result<Self> {
        let q: Vec<usize> = sums.levels.iter().map(|levels| levels.q).collect();
        let mut first = vec![0];
        let (mut grouping, mut square, mut effect) = (Vec::new(), vec![0], vec![0]);
        for (at, levels) in sums.levels.iter().enumerate() {
            first.push(first[at] + levels.count);
            for _ in 0..levels.count {
                grouping.push(at as u32);
                square.push(square[square.len() - 1] + levels.q * levels.q);
                effect.push(effect[effect.len() - 1] + levels.q);
            }
        }
        let mut pattern = Self {
            first,
            grouping,
            q,
            dense_from: 0,
            start: vec![0],
            rows: Vec::new(),
            block: vec![0],
            square,
            effect,
        };
        pattern.fill(neighbours(sums, &pattern.first));
        let dense = pattern.dense();
        if dense > DENSE_MOST {
            return Err(Error::Model(format!(
                "crossed groupings leave a dense block of {dense} random effects; {DENSE_MOST} is the most"
            )));
        }
        Ok(pattern)
    }

    fn fill(&mut self, mut lists: Vec<Vec<u32>>) {
        let nodes = lists.len();
        for v in 0..nodes {
            let mut own = std::mem::take(&mut lists[v]);
            own.sort_unstable();
            own.dedup();
            let left = nodes - v - 1;
            let full = 10 * own.len() > 3 * left && own.len() > 8;
            if self.grouping[v] > 0 && (left < 64 || full) {
                break;
            }
            if let Some((&parent, rest)) = own.split_first() {
                lists[parent as usize].extend_from_slice(rest);
            }
            let q = self.q_of(v);
            for &row in &own {
                let next = self.block[self.block.len() - 1] + q * self.q_of(row as usize);
                self.block.push(next);
            }
            self.rows.extend_from_slice(&own);
            self.start.push(self.rows.len());
        }
        self.dense_from = self.start.len() - 1;
    }

    /// How many nodes there are.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.grouping.len()
    }

    /// Random effects of a node.
    #[must_use]
    pub fn q_of(&self, node: usize) -> usize {
        self.q[self.grouping[node] as usize]
    }

    /// Rows and columns of the dense rest.
    #[must_use]
    pub fn dense(&self) -> usize {
        self.effect[self.nodes()] - self.effect[self.dense_from]
    }

    /// Where the effects of a dense node start in the dense rest.
    #[must_use]
    pub fn in_dense(&self, node: usize) -> usize {
        self.effect[node] - self.effect[self.dense_from]
    }

    /// The places in `rows` of the neighbours of a sparse node.
    #[must_use]
    pub fn list(&self, node: usize) -> std::ops::Range<usize> {
        self.start[node]..self.start[node + 1]
    }

    /// The place in `rows` of neighbour `row` of sparse node `node`.
    #[must_use]
    pub fn find(&self, node: usize, row: usize) -> Option<usize> {
        let list = self.list(node);
        let at = self.rows[list.clone()].binary_search(&(row as u32)).ok()?;
        Some(list.start + at)
    }
}

/// The later neighbours of each node before any elimination.
fn neighbours(sums: &Sums, first: &[usize]) -> Vec<Vec<u32>> {
    let mut lists = vec![Vec::new(); first[first.len() - 1]];
    for pair in &sums.pairs {
        for &(a, b) in &pair.pairs {
            lists[first[pair.first] + a as usize].push((first[pair.second] + b as usize) as u32);
        }
    }
    lists
}
