//! Sums of products of columns of small numbers, some rows at a time.
//!
//! A tile is three columns against three: of each pair 32 products are made and added in pairs to sums of 16 bits by two
//! instructions, and what six loads bring serves nine pairs. Before a sum of 16 bits could overflow it is added to sums of
//! 32. Whole numbers only, so that the order in which they are added shows nowhere.
//! Not here: how answers become columns, and what the sums mean (see `sums`).

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
use wide::add_tiles;

/// Rows at a time: few enough that a hundred columns stay in the second cache, and enough that adding up the sums of a
/// tile takes little beside making them.
pub(super) const CHUNK: usize = 1024;

/// The largest number there may be in a column.
pub(super) const MOST: u8 = 127;

/// Rows that may be added before a sum of 32 bits could overflow, with room to spare.
pub(super) const ROWS: usize = 1 << 17;

/// Columns on each side of a tile.
const SIDE: usize = 3;

/// Bytes worked on at once.
const LANES: usize = 32;

/// The numbers of some rows, nought where there is none.
#[derive(Clone, Copy)]
#[repr(align(32))]
pub(super) struct Column([[u8; LANES]; CHUNK / LANES]);

impl Column {
    /// Nothing but noughts.
    pub const ZEROS: Self = Self([[0; LANES]; CHUNK / LANES]);

    /// A number for each row.
    pub fn rows(&mut self) -> &mut [u8] {
        self.0.as_flattened_mut()
    }
}

/// Sums of 32 bits of a pair of columns, to be added up.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Pair([u32; 8]);

/// The pairs of a tile.
type Tile = [Pair; SIDE * SIDE];

/// Sums of products of every two of some columns, each with itself too.
pub(super) struct Gram {
    /// Vectors after which a sum of 16 bits could overflow.
    spell: usize,
    columns: Vec<Column>,
    tiles: Vec<Tile>,
}

impl Gram {
    /// Of so many columns of numbers up to `most`, which is at most [`MOST`].
    pub fn new(columns: usize, most: u8) -> Self {
        let sides = columns.div_ceil(SIDE);
        Self {
            spell: spell(most),
            columns: vec![Column::ZEROS; sides * SIDE],
            tiles: vec![[Pair([0; 8]); SIDE * SIDE]; sides * (sides + 1) / 2],
        }
    }

    /// The columns, to be filled before each [`Self::add`].
    pub fn columns(&mut self) -> &mut [Column] {
        &mut self.columns
    }

    /// From now on there may be numbers up to `most`.
    pub fn reach(&mut self, most: u8) {
        self.spell = self.spell.min(spell(most));
    }

    /// Adds the products of the rows that stand in the columns; at most [`ROWS`] in all.
    pub fn add(&mut self) {
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        if let Some(avx2) = fearless_simd::Level::new().as_avx2() {
            return add_tiles(avx2, &self.columns, self.spell, &mut self.tiles);
        }
        self.add_plainly();
    }

    /// The same on any processor.
    fn add_plainly(&mut self) {
        let mut tiles = self.tiles.iter_mut();
        let (columns, _) = self.columns.as_chunks::<SIDE>();
        for (side, left) in columns.iter().enumerate() {
            for (right, tile) in columns[side..].iter().zip(&mut tiles) {
                for (place, pair) in tile.iter_mut().enumerate() {
                    let (a, b) = (&left[place / SIDE], &right[place % SIDE]);
                    let products = a.0.as_flattened().iter().zip(b.0.as_flattened());
                    pair.0[0] += products.map(|(a, b)| u32::from(u16::from(*a) * u16::from(*b))).sum::<u32>();
                }
            }
        }
    }

    /// Every sum, in an order that [`place`] knows.
    pub fn sums(&self) -> Vec<u64> {
        self.tiles.as_flattened().iter().map(|pair| pair.0.iter().map(|&sum| u64::from(sum)).sum()).collect()
    }
}

/// Vectors of numbers up to `most` after which a sum of 16 bits could overflow.
fn spell(most: u8) -> usize {
    let pair = 2 * u32::from(most.clamp(1, MOST)).pow(2);
    ((32_767 / pair) as usize).min(CHUNK / LANES)
}

/// Where the sum of products of columns `a` and `b` of `columns` stands.
pub(super) fn place(columns: usize, a: usize, b: usize) -> usize {
    let (a, b) = (a.min(b), a.max(b));
    let (left, right) = (a / SIDE, b / SIDE);
    let tile = left * columns.div_ceil(SIDE) - left * (left + 1) / 2 + right;
    (tile * SIDE + a % SIDE) * SIDE + b % SIDE
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod wide {
    #[cfg(target_arch = "x86")]
    use std::arch::x86 as arch;
    #[cfg(target_arch = "x86_64")]
    use std::arch::x86_64 as arch;

    use arch::{
        __m256i, _mm256_add_epi16, _mm256_add_epi32, _mm256_madd_epi16, _mm256_maddubs_epi16,
        _mm256_set1_epi16, _mm256_setzero_si256,
    };
    use fearless_simd::{Avx2, prelude::*, u8x32, u32x8};

    use super::{CHUNK, Column, LANES, SIDE, Tile};

    /// The bytes of one column.
    #[inline(always)]
    fn bytes(avx2: Avx2, bytes: &[u8; LANES]) -> __m256i {
        u8x32::from_slice(avx2, bytes).into()
    }

    fearless_simd::kernel!(
        /// Adds the products of the columns, at most `spell` vectors to a sum of 16 bits.
        pub(super) fn add_tiles(avx2: Avx2, columns: &[Column], spell: usize, tiles: &mut [Tile]) {
            let ones = _mm256_set1_epi16(1);
            let mut tiles = tiles.iter_mut();
            let (columns, _) = columns.as_chunks::<SIDE>();
            for (side, [a, b, c]) in columns.iter().enumerate() {
                for ([x, y, z], tile) in columns[side..].iter().zip(&mut tiles) {
                    for from in (0..CHUNK / LANES).step_by(spell) {
                        let now = from..(from + spell).min(CHUNK / LANES);
                        let (a, b, c) = (&a.0[now.clone()], &b.0[now.clone()], &c.0[now.clone()]);
                        let (x, y, z) = (&x.0[now.clone()], &y.0[now.clone()], &z.0[now]);
                        let mut sums = [_mm256_setzero_si256(); SIDE * SIDE];
                        let left = a.iter().zip(b).zip(c);
                        let right = x.iter().zip(y).zip(z);
                        for (((a, b), c), ((x, y), z)) in left.zip(right) {
                            let left = [bytes(avx2, a), bytes(avx2, b), bytes(avx2, c)];
                            let right = [bytes(avx2, x), bytes(avx2, y), bytes(avx2, z)];
                            for (place, sum) in sums.iter_mut().enumerate() {
                                let products = _mm256_maddubs_epi16(left[place / SIDE], right[place % SIDE]);
                                *sum = _mm256_add_epi16(*sum, products);
                            }
                        }
                        for (pair, sum) in tile.iter_mut().zip(sums) {
                            let known: __m256i = u32x8::from_slice(avx2, &pair.0).into();
                            let known = _mm256_add_epi32(known, _mm256_madd_epi16(sum, ones));
                            u32x8::simd_from(avx2, known).store_slice(&mut pair.0);
                        }
                    }
                }
            }
        }
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers up to `most` without a pattern.
    fn fill(gram: &mut Gram, most: u8, rows: usize) {
        let mut state = 7u64;
        for column in gram.columns() {
            for number in &mut column.rows()[..rows] {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                *number = ((state >> 33) % (u64::from(most) + 1)) as u8;
            }
        }
    }

    #[test]
    fn the_widest_registers_give_the_sums_of_any_processor() {
        for (columns, most, rows) in [(1, 1, 1), (2, 4, CHUNK), (3, 15, 511), (7, 31, 33), (8, 127, CHUNK)] {
            let mut wide = Gram::new(columns, most);
            let mut plain = Gram::new(columns, most);
            for _ in 0..3 {
                fill(&mut wide, most, rows);
                fill(&mut plain, most, rows);
                wide.add();
                plain.add_plainly();
            }
            assert_eq!(wide.sums(), plain.sums());
        }
    }

    #[test]
    fn nothing_overflows_where_every_number_is_the_largest() {
        let mut gram = Gram::new(5, MOST);
        for column in gram.columns() {
            column.rows().fill(MOST);
        }
        for _ in 0..ROWS / CHUNK {
            gram.add();
        }
        let sums = gram.sums();
        for (a, b) in [(0, 0), (4, 1), (2, 3), (4, 4)] {
            assert_eq!(sums[place(5, a, b)], ROWS as u64 * 127 * 127);
        }
    }
}
