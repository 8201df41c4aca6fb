//! Sums of products of ordinal items straight from the packed answers, for when covariances are all that is wanted.
//!
//! Some rows at a time the bytes of the blocks are taken apart again: a column of values for each item, nought where the
//! answer is missing, and for each item with gaps a column that is one where it was answered. The products of all these
//! columns hold every sum that is needed.
//! Not here: the products (see `gram`), means and covariances made of the sums (see `moments`).

use fearless_simd::Level;
use rayon::prelude::*;

use super::gram::{self, CHUNK, Gram};
use super::packed::Block;
use super::{Answers, bytes};
use crate::numeric::wide::{Kernel, widest};

/// Rows a thread takes at a time.
const SEGMENT: usize = 1 << 14;

const _: () = assert!(SEGMENT <= gram::ROWS);

/// Sums over the rows that answered both of a pair `i <= j`, at `i * items + j`; values counted from the least of their
/// item.
#[derive(Clone)]
pub(super) struct PairSums {
    /// Rows that answered both.
    pub n: Vec<u64>,
    /// Sum of the values of `i`.
    pub x: Vec<u64>,
    /// Sum of the values of `j`.
    pub y: Vec<u64>,
    /// Sum of products.
    pub xy: Vec<u64>,
}

/// What the columns are: first the values of every item, then who answered each item with gaps.
struct Layout {
    items: Vec<Item>,
    columns: usize,
    /// The largest value.
    most: u8,
    /// What the processor can do.
    level: Level,
}

/// How an item is read.
struct Item {
    /// Its values, counted from the least.
    values: Vec<u8>,
    /// Where the levels of its block are not its values: the value of each level.
    levels: Option<[u8; 32]>,
    /// Where it has gaps: the column of who answered.
    answered: Option<usize>,
}

impl Item {
    /// None where the values lie too far apart.
    fn new(own: &[f64], gaps: bool, columns: &mut usize) -> Option<Self> {
        let value = |value: &f64| (value - own[0] <= f64::from(gram::MOST)).then(|| (value - own[0]) as u8);
        let values = own.iter().map(value).collect::<Option<Vec<u8>>>()?;
        let mut levels = [0; 32];
        levels[..values.len()].copy_from_slice(&values);
        let in_turn = values.iter().zip(0..).all(|(value, level)| *value == level);
        let answered = gaps.then(|| {
            *columns += 1;
            *columns - 1
        });
        Some(Self { values, levels: (!in_turn).then_some(levels), answered })
    }
}

impl Layout {
    /// None where the values of an item lie too far apart.
    fn new(answers: &Answers) -> Option<Self> {
        let mut columns = answers.items();
        let mut items = Vec::with_capacity(columns);
        for block in &answers.blocks {
            for (item, levels) in (block.first..).zip(&block.levels) {
                let own = answers.values(item);
                items.push(Item::new(own, *levels > own.len(), &mut columns)?);
            }
        }
        let most = items.iter().flat_map(|item| &item.values).copied().max().unwrap_or(0);
        Some(Self { items, columns, most, level: Level::new() })
    }

    /// Sums of products of the columns over some rows.
    fn products(&self, answers: &Answers, start: usize, end: usize) -> Vec<u64> {
        let mut products = Gram::new(self.columns, self.most);
        for from in (start..end).step_by(CHUNK) {
            let to = (from + CHUNK).min(end);
            if to - from < CHUNK {
                // Rows past the last add nothing.
                products.columns().fill(gram::Column::ZEROS);
            }
            for block in &answers.blocks {
                self.take_apart(block, &block.codes[from..to], products.columns());
                self.finish(block, to - from, products.columns());
            }
            products.add();
        }
        products.sums()
    }

    /// Fills the columns of a block's items with the levels in its codes, digit by digit.
    fn take_apart(&self, block: &Block, codes: &[u8], columns: &mut [gram::Column]) {
        let rows = codes.len();
        columns[block.first].rows()[..rows].copy_from_slice(codes);
        // What is left of the codes stands in the column of the next item, and in the last is its level.
        let (_, but_last) = block.levels.split_last().unwrap_or((&0, &[]));
        for (item, &levels) in (block.first..).zip(but_last) {
            let (own, next) = columns[item..].split_at_mut(1);
            let (digits, rest) = (&mut own[0].rows()[..rows], &mut next[0].rows()[..rows]);
            bytes::divide(self.level, digits, rest, levels as u8);
        }
    }

    /// From the levels of a block's items to their values and to who answered.
    fn finish(&self, block: &Block, rows: usize, columns: &mut [gram::Column]) {
        for item in block.first..block.first + block.levels.len() {
            let Item { values, levels, answered } = &self.items[item];
            if let Some(column) = answered {
                let (head, tail) = columns.split_at_mut(*column);
                let (digits, mask) = (&mut head[item].rows()[..rows], tail[0].rows());
                widest(Gaps { digits, mask, gap: values.len() as u8 });
            }
            if let Some(levels) = levels {
                for digit in &mut columns[item].rows()[..rows] {
                    *digit = levels[usize::from(*digit & 31)];
                }
            }
        }
    }

    /// The sums of all pairs from those of all columns.
    fn spread(&self, answers: &Answers, products: &[u64]) -> PairSums {
        let items = self.items.len();
        let zeros = || vec![0; items * items];
        let mut found = PairSums { n: zeros(), x: zeros(), y: zeros(), xy: zeros() };
        let margins = answers.margins();
        let total = |item: usize| -> u64 {
            self.items[item].values.iter().zip(&margins[item]).map(|(value, n)| u64::from(*value) * n).sum()
        };
        let (totals, counts): (Vec<u64>, Vec<u64>) =
            (0..items).map(|item| (total(item), margins[item].iter().sum::<u64>())).unzip();
        let sum = |a: usize, b: usize| products[gram::place(self.columns, a, b)];
        for i in 0..items {
            for j in i..items {
                let pair = i * items + j;
                let (left, right) = (self.items[i].answered, self.items[j].answered);
                found.xy[pair] = sum(i, j);
                found.x[pair] = right.map_or(totals[i], |right| sum(i, right));
                found.y[pair] = left.map_or(totals[j], |left| sum(j, left));
                found.n[pair] = match (left, right) {
                    (Some(left), Some(right)) => sum(left, right),
                    (Some(_), None) => counts[i],
                    (None, _) => counts[j],
                };
            }
        }
        found
    }
}

/// The sums of all pairs; none where values of an item lie more than 127 apart.
pub(super) fn pair_sums(answers: &Answers) -> Option<PairSums> {
    let layout = Layout::new(answers)?;
    let starts: Vec<usize> = (0..answers.rows()).step_by(SEGMENT).collect();
    let parts = starts.into_par_iter().map(|start| {
        let end = (start + SEGMENT).min(answers.rows());
        layout.products(answers, start, end)
    });
    let products = parts.reduce(Vec::new, |mut sums, more| {
        if sums.is_empty() {
            return more;
        }
        for (sum, more) in sums.iter_mut().zip(&more) {
            *sum += more;
        }
        sums
    });
    Some(layout.spread(answers, &products))
}

/// Writes who answered, and nought where an answer is missing.
struct Gaps<'a> {
    digits: &'a mut [u8],
    mask: &'a mut [u8],
    gap: u8,
}

impl Kernel for Gaps<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (digit, mask) in self.digits.iter_mut().zip(self.mask) {
            *mask = u8::from(*digit != self.gap);
            *digit &= mask.wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without a pattern.
    struct Source(u64);

    impl Source {
        fn below(&mut self, end: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % end
        }
    }

    /// Columns of up to 16 categories whose values lie `step` apart, a share of them with gaps.
    fn columns(source: &mut Source, items: usize, rows: usize, step: u64) -> Vec<Vec<f64>> {
        let column = |item: usize, source: &mut Source| {
            let categories = if item == 0 { 16 } else { 1 + source.below(16) };
            let gaps = [0, 3, 50, 100][source.below(4) as usize];
            let answer = |source: &mut Source| {
                let value = source.below(categories);
                // Some values are left out, so that levels are not values.
                let value = if item % 3 == 1 && value == 1 { 0 } else { value };
                if source.below(100) < gaps { f64::NAN } else { (value * step) as f64 - 3.0 }
            };
            (0..rows).map(|_| answer(source)).collect()
        };
        (0..items).map(|item| column(item, source)).collect()
    }

    /// The sums of one pair, one row after the other.
    fn plain(answers: &Answers, i: usize, j: usize) -> [u64; 4] {
        let least = |item: usize| answers.values(item).first().copied().unwrap_or(0.0);
        let mut sums = [0; 4];
        for (x, y) in answers.column(i).iter().zip(answers.column(j)) {
            if !x.is_nan() && !y.is_nan() {
                let (x, y) = ((x - least(i)) as u64, (y - least(j)) as u64);
                for (sum, term) in sums.iter_mut().zip([1, x, y, x * y]) {
                    *sum += term;
                }
            }
        }
        sums
    }

    fn agree(columns: &[Vec<f64>]) {
        let names: Vec<String> = (0..columns.len()).map(|item| format!("q{item}")).collect();
        let answers = Answers::from_columns(&names, columns).unwrap();
        let found = pair_sums(&answers).unwrap();
        for i in 0..columns.len() {
            for j in i..columns.len() {
                let pair = i * columns.len() + j;
                let sums = [found.n[pair], found.x[pair], found.y[pair], found.xy[pair]];
                assert_eq!(sums, plain(&answers, i, j), "{i} {j}");
            }
        }
    }

    #[test]
    fn sums_are_those_of_one_row_after_the_other() {
        let mut source = Source(3);
        for (items, rows) in [(1, 1), (1, 300), (2, 2), (4, 1023), (5, 1024), (7, 1025), (9, 2100), (13, 700)]
        {
            for step in [1, 2, 8] {
                agree(&columns(&mut source, items, rows, step));
            }
        }
        agree(&columns(&mut source, 6, 2 * SEGMENT + 77, 1));
    }

    #[test]
    fn complete_answers_and_items_nobody_answered_have_their_sums() {
        let five: Vec<f64> = (0..700).map(|row| f64::from(1 + row * row % 5)).collect();
        let three: Vec<f64> = (0..700).map(|row| f64::from(row / 3 % 3)).collect();
        agree(&[five.clone(), three.clone(), five.clone(), vec![2.0; 700]]);
        agree(&[five, vec![f64::NAN; 700], three]);
        agree(&[vec![f64::NAN; 2], vec![f64::NAN, 1.0]]);
    }

    #[test]
    fn values_too_far_apart_for_a_byte_are_left_to_the_tables() {
        let answers = Answers::from_columns(&["q".to_owned()], &[[0.0, 127.0]]).unwrap();
        assert_eq!(pair_sums(&answers).unwrap().xy, [127 * 127]);
        let answers = Answers::from_columns(&["q".to_owned()], &[[0.0, 128.0]]).unwrap();
        assert!(pair_sums(&answers).is_none());
    }
}
