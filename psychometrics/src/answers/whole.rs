//! Sums of products of columns of whole numbers without gaps, straight from the columns.
//!
//! Nothing is sorted, packed or kept: some rows at a time the numbers become bytes, their distances from a base of their
//! column, and the bytes are multiplied. Sums of whole numbers are exact, so neither the base nor the order shows.
//! Not here: the products (see `gram`), answers with gaps (see `sums`), what is made of the sums.

use rayon::prelude::*;

use super::coding::{SHIFT, TOGETHER};
use super::gram::{self, CHUNK, Column, Gram, MOST};
use crate::numeric::wide::{Kernel, widest};

/// Rows a thread takes at a time.
const SEGMENT: usize = 1 << 14;

const _: () = assert!(SEGMENT <= gram::ROWS);

/// Rows of a column that are read before those of its neighbours: memory brings several streams faster than one.
const STRETCH: usize = 64;

/// Whole numbers up to here and their distances are exact.
const EXACT: f64 = 1_125_899_906_842_624.0;

/// Sums over the rows of distances from the base of each column.
pub(crate) struct WholeSums {
    /// What was taken off each number of a column.
    pub bases: Vec<f64>,
    columns: usize,
    sums: Vec<u64>,
    products: Vec<u64>,
}

impl WholeSums {
    /// Of columns of one length; none where a number is missing or not whole, or where those of a column lie more than
    /// 127 apart.
    pub fn new(columns: &[&[f64]]) -> Option<Self> {
        // Most answers are counted from nought or one, and need no pass that looks for the least.
        Self::from_bases(columns, vec![0.0; columns.len()])
            .or_else(|| Self::from_bases(columns, least(columns)?))
    }

    fn from_bases(columns: &[&[f64]], bases: Vec<f64>) -> Option<Self> {
        let rows = columns.first()?.len();
        let parts = (0..rows.div_ceil(SEGMENT)).into_par_iter().map(|part| {
            let first = part * SEGMENT;
            over(columns, &bases, first, (first + SEGMENT).min(rows))
        });
        let (sums, products) = parts.try_reduce_with(|(mut sums, mut products), more| {
            add(&mut sums, &more.0);
            add(&mut products, &more.1);
            Some((sums, products))
        })??;
        Some(Self { columns: columns.len(), bases, sums, products })
    }

    /// The sum of a column's distances.
    pub fn sum(&self, column: usize) -> u64 {
        self.sums[column]
    }

    /// The sum of products of the distances of two columns.
    pub fn product(&self, a: usize, b: usize) -> u64 {
        self.products[gram::place(self.columns, a, b)]
    }
}

fn add(sums: &mut [u64], more: &[u64]) {
    sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

/// Sums and products over some rows.
fn over(columns: &[&[f64]], bases: &[f64], start: usize, end: usize) -> Option<(Vec<u64>, Vec<u64>)> {
    let mut gram = Gram::new(columns.len(), 1);
    let mut sums = vec![0; columns.len()];
    for from in (start..end).step_by(CHUNK) {
        let to = (from + CHUNK).min(end);
        if to - from < CHUNK {
            // Rows past the last add nothing.
            gram.columns().fill(Column::ZEROS);
        }
        let rows = Rows { columns, bases, from, to, bytes: gram.columns(), sums: &mut sums };
        let most = widest(rows)?;
        gram.reach(most);
        gram.add();
    }
    Some((sums, gram.sums()))
}

/// The least number of each column, if it is whole.
fn least(columns: &[&[f64]]) -> Option<Vec<f64>> {
    let whole = |value: &f64| value.fract() == 0.0 && value.abs() < EXACT;
    let least = |column: &&[f64]| {
        // Numbers with fractions mostly show at once.
        let first = column.first().filter(|value| whole(value))?;
        column.iter().all(whole).then(|| column.iter().copied().fold(*first, f64::min))
    };
    columns.iter().map(least).collect()
}

/// Some rows of all columns, and where their bytes go.
struct Rows<'a> {
    columns: &'a [&'a [f64]],
    bases: &'a [f64],
    from: usize,
    to: usize,
    bytes: &'a mut [Column],
    sums: &'a mut [u64],
}

impl Kernel for Rows<'_> {
    /// No byte is larger; none where a number fits into none.
    type Output = Option<u8>;

    #[inline(always)]
    fn run(self) -> Option<u8> {
        let mut seen = Seen::default();
        let columns = self.columns.chunks(TOGETHER).zip(self.bases.chunks(TOGETHER));
        let places = self.bytes.chunks_mut(TOGETHER).zip(self.sums.chunks_mut(TOGETHER));
        for ((columns, bases), (bytes, sums)) in columns.zip(places) {
            for from in (self.from..self.to).step_by(STRETCH) {
                let to = (from + STRETCH).min(self.to);
                let own = from - self.from..to - self.from;
                for (((column, base), bytes), sum) in
                    columns.iter().zip(bases).zip(&mut *bytes).zip(&mut *sums)
                {
                    *sum += seen.see(&column[from..to], *base, &mut bytes.rows()[own.clone()]);
                }
            }
            if !seen.fits() {
                return None;
            }
        }
        Some(seen.bits as u8)
    }
}

/// Bits gathered over numbers, in which shows what is wrong with any of them.
#[derive(Default)]
struct Seen {
    /// Of the distances.
    bits: u64,
    /// Of what is left of them when they are made whole.
    odd: u64,
}

impl Seen {
    /// Writes distances from the base as bytes; their sum.
    #[inline(always)]
    fn see(&mut self, numbers: &[f64], base: f64, bytes: &mut [u8]) -> u64 {
        let (mut seen, mut odd) = (0, 0);
        for (number, byte) in numbers.iter().zip(&mut *bytes) {
            let apart = number - base;
            let moved = apart + SHIFT;
            let bits = moved.to_bits() ^ SHIFT.to_bits();
            seen |= bits;
            odd |= (moved - SHIFT).to_bits() ^ apart.to_bits();
            *byte = bits as u8;
        }
        self.bits |= seen;
        self.odd |= odd;
        // 64 bytes stay far below the largest number of 16 bits.
        u64::from(bytes.iter().map(|byte| u16::from(*byte)).sum::<u16>())
    }

    /// Whether there was nothing but whole numbers up to [`MOST`].
    fn fits(&self) -> bool {
        self.odd == 0 && self.bits <= u64::from(MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const _: () = assert!(STRETCH * 255 <= u16::MAX as usize && MOST == 127);

    fn agree(columns: &[Vec<f64>]) {
        let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let found = WholeSums::new(&slices).unwrap();
        let plain = |a: usize, b: usize| {
            let pairs = columns[a].iter().zip(&columns[b]);
            pairs.map(|(x, y)| (x - found.bases[a]) * (y - found.bases[b])).sum::<f64>()
        };
        for a in 0..columns.len() {
            assert_eq!(found.sum(a) as f64, columns[a].iter().map(|x| x - found.bases[a]).sum::<f64>());
            for b in 0..columns.len() {
                assert_eq!(found.product(a, b) as f64, plain(a, b), "{a} {b}");
            }
        }
    }

    fn columns(count: usize, rows: usize, span: usize, base: f64) -> Vec<Vec<f64>> {
        let number = |column: usize, row: usize| ((row * (column + 3) + row * row / 7) % span) as f64 + base;
        (0..count).map(|column| (0..rows).map(|row| number(column, row)).collect()).collect()
    }

    #[test]
    fn sums_are_those_of_one_row_after_the_other() {
        for (count, rows) in [(1, 1), (2, 63), (3, 1024), (5, 1025), (7, 4100), (4, SEGMENT + 5)] {
            for (span, base) in [(5, 1.0), (2, 0.0), (128, 0.0), (128, -64.0), (101, 1e12), (7, -3.0)] {
                agree(&columns(count, rows, span, base));
            }
        }
    }

    #[test]
    fn larger_numbers_may_follow_small_ones() {
        let mut own = columns(4, 3000, 2, 0.0);
        own[1][2500..].fill(127.0);
        own[2][2500..].fill(127.0);
        agree(&own);
    }

    #[test]
    fn gaps_fractions_and_numbers_far_apart_are_left_to_others() {
        for odd in [f64::NAN, 0.5, f64::INFINITY, f64::NEG_INFINITY, 129.0, -127.0, 1e300] {
            for row in [0, 700, 1999] {
                let mut own = columns(3, 2000, 4, 1.0);
                own[2][row] = odd;
                let slices: Vec<&[f64]> = own.iter().map(Vec::as_slice).collect();
                assert!(WholeSums::new(&slices).is_none(), "{odd} in {row}");
            }
        }
        assert!(WholeSums::new(&[]).is_none() && WholeSums::new(&[&[]]).is_none());
    }
}
