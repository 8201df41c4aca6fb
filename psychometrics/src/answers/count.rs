//! Counting: the joint counts of two blocks of packed answers, taken apart into the tables of their items.
//!
//! One increment per row and pair of blocks. For 48 five-point items (16 blocks of three) that is 120 increments a row for
//! 1,128 tables; bit planes with AND and population count need 18,048 word operations per 64 rows, 282 a row.
//! Not here: what the counts mean.

use rayon::prelude::*;

use super::Answers;
use super::packed::Block;
use super::tables::{Tables, pair_place};

/// Rows counted at a time, so that two columns of codes and their joint counts stay in the second-level cache.
const CHUNK: usize = 1 << 16;

/// Below so many rows each pair is counted by itself.
const FEW: usize = 500;

/// Joint counts of two blocks, addressed by a 16-bit code.
type Joint = [u32; 1 << 16];

/// Every table of `answers`.
pub(super) fn tables(answers: &Answers) -> Tables {
    let mut tables = Tables::empty(answers);
    let histograms: Vec<Vec<u64>> = answers.blocks.par_iter().map(histogram).collect();
    for (block, counts) in answers.blocks.iter().zip(&histograms) {
        within(block, counts, &mut tables);
    }
    if answers.rows() < FEW {
        few(answers, &mut tables);
        return tables;
    }
    let blocks = answers.blocks.len();
    let pairs: Vec<(usize, usize)> = (0..blocks).flat_map(|a| (a + 1..blocks).map(move |b| (a, b))).collect();
    let counted: Vec<Vec<(usize, Vec<u64>)>> = pairs
        .par_iter()
        .map_init(
            || Box::new([0u32; 1 << 16]),
            |joint, &(a, b)| between(&answers.blocks[a], &answers.blocks[b], joint, &tables),
        )
        .collect();
    for (place, counts) in counted.into_iter().flatten() {
        tables.pairs[place] = counts;
    }
    tables
}

/// How often each code of a block occurs.
pub(super) fn histogram(block: &Block) -> Vec<u64> {
    let mut total = vec![0u64; 256];
    for chunk in block.codes.chunks(1 << 30) {
        // Four counters in turn: a run of equal codes would otherwise wait for its own store.
        let mut counts = [[0u32; 256]; 4];
        let mut quads = chunk.chunks_exact(4);
        for quad in &mut quads {
            for lane in 0..4 {
                counts[lane][usize::from(quad[lane])] += 1;
            }
        }
        for &code in quads.remainder() {
            counts[0][usize::from(code)] += 1;
        }
        for (code, sum) in total.iter_mut().enumerate() {
            *sum += counts.iter().map(|lane| u64::from(lane[code])).sum::<u64>();
        }
    }
    total.truncate(block.size());
    total
}

/// Margins of a block's items and the tables among them.
fn within(block: &Block, counts: &[u64], tables: &mut Tables) {
    let items = tables.items();
    for first in 0..block.levels.len() {
        let (i, rows) = (block.first + first, block.levels_of(first));
        for (code, &count) in counts.iter().enumerate() {
            if let Some(cell) = tables.margins[i].get_mut(usize::from(rows[code])) {
                *cell += count;
            }
        }
        for second in first + 1..block.levels.len() {
            let (j, columns) = (block.first + second, block.levels_of(second));
            let width = tables.values(j).len();
            let height = tables.values(i).len();
            let cells = &mut tables.pairs[pair_place(items, i, j)];
            for (code, &count) in counts.iter().enumerate() {
                let (row, column) = (usize::from(rows[code]), usize::from(columns[code]));
                if row < height && column < width {
                    cells[row * width + column] += count;
                }
            }
        }
    }
}

/// The tables between the items of two blocks, with their places among all pairs.
fn between(a: &Block, b: &Block, joint: &mut Joint, tables: &Tables) -> Vec<(usize, Vec<u64>)> {
    let width = b.size();
    let mut found = empty(a, b, tables);
    // A 32-bit cell counts up to 2^32 rows.
    for (left, right) in a.codes.chunks(1 << 31).zip(b.codes.chunks(1 << 31)) {
        joint[..a.size() * width].fill(0);
        for (left, right) in left.chunks(CHUNK).zip(right.chunks(CHUNK)) {
            tally(left, right, width as u16, joint);
        }
        apart(a, b, joint, &mut found);
    }
    let places = a.levels.len() * b.levels.len();
    let mut out = Vec::with_capacity(places);
    for (place, (height, width, cells)) in found.into_iter().enumerate() {
        let (i, j) = (a.first + place / b.levels.len(), b.first + place % b.levels.len());
        let full = b.levels[place % b.levels.len()];
        let kept =
            (0..height).flat_map(|row| cells[row * full..row * full + width].iter().copied()).collect();
        out.push((pair_place(tables.items(), i, j), kept));
    }
    out
}

/// One increment per row.
fn tally(left: &[u8], right: &[u8], width: u16, joint: &mut Joint) {
    for (&a, &b) in left.iter().zip(right) {
        joint[usize::from(u16::from(a).wrapping_mul(width).wrapping_add(u16::from(b)))] += 1;
    }
}

/// Tables of zeros with every level, and how many rows and columns of them are categories.
fn empty(a: &Block, b: &Block, tables: &Tables) -> Vec<(usize, usize, Vec<u64>)> {
    let mut found = Vec::with_capacity(a.levels.len() * b.levels.len());
    for (p, &rows) in a.levels.iter().enumerate() {
        for (q, &columns) in b.levels.iter().enumerate() {
            let (height, width) = (tables.values(a.first + p).len(), tables.values(b.first + q).len());
            found.push((height, width, vec![0u64; rows * columns]));
        }
    }
    found
}

/// Adds the joint counts of two blocks to the tables of their items: first the rows that share a level of an item of `a`,
/// then within those the columns that share a level of an item of `b`.
fn apart(a: &Block, b: &Block, joint: &Joint, found: &mut [(usize, usize, Vec<u64>)]) {
    let width = b.size();
    let mut lines: Vec<u32> = joint[..a.size() * width].to_vec();
    let mut summed: Vec<u32> = Vec::new();
    for (p, &height) in a.levels.iter().enumerate() {
        // What is left in `lines` runs over the levels of this item fastest; summing them out leaves the next items.
        summed.clear();
        summed.resize(height * width, 0);
        let mut rest = vec![0u32; lines.len() / height];
        for (group, rest) in lines.chunks_exact(height * width).zip(rest.chunks_exact_mut(width)) {
            for (sum, count) in summed.iter_mut().zip(group) {
                *sum += count;
            }
            for line in group.chunks_exact(width) {
                for (sum, count) in rest.iter_mut().zip(line) {
                    *sum += count;
                }
            }
        }
        for (q, cells) in found[p * b.levels.len()..(p + 1) * b.levels.len()].iter_mut().enumerate() {
            collect(&summed, b, q, &mut cells.2);
        }
        lines = rest;
    }
}

/// Sums lines over the codes of `b` that share a level of its item `q`.
fn collect(lines: &[u32], b: &Block, q: usize, cells: &mut [u64]) {
    let stride: usize = b.levels[..q].iter().product();
    let levels = b.levels[q];
    for (line, cells) in lines.chunks_exact(b.size()).zip(cells.chunks_exact_mut(levels)) {
        for period in line.chunks_exact(stride * levels) {
            for (run, cell) in period.chunks_exact(stride).zip(&mut *cells) {
                *cell += run.iter().map(|&count| u64::from(count)).sum::<u64>();
            }
        }
    }
}

/// Every pair of items of different blocks by itself, for rows so few that taking joint counts apart would take longer.
fn few(answers: &Answers, tables: &mut Tables) {
    let items = tables.items();
    let columns: Vec<Vec<u8>> = answers
        .blocks
        .iter()
        .flat_map(|block| {
            (0..block.levels.len()).map(|place| {
                let levels = block.levels_of(place);
                block.codes.iter().map(|&code| levels[usize::from(code)]).collect()
            })
        })
        .collect();
    let mut pairs = std::mem::take(&mut tables.pairs);
    for (at, block) in answers.blocks.iter().enumerate() {
        let next = answers.blocks.get(at + 1).map_or(items, |next| next.first);
        for i in block.first..next {
            for j in next..items {
                let (height, width) = (tables.values(i).len(), tables.values(j).len());
                // One row and one column more than there can be categories take the missing answers.
                let mut counts = [[0u32; 32]; 32];
                for (&a, &b) in columns[i].iter().zip(&columns[j]) {
                    counts[usize::from(a & 31)][usize::from(b & 31)] += 1;
                }
                let kept =
                    counts[..height].iter().flat_map(|line| line[..width].iter().map(|&count| count.into()));
                pairs[pair_place(items, i, j)] = kept.collect();
            }
        }
    }
    tables.pairs = pairs;
}
