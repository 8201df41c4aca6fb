//! Sums of products of many columns, by blocks of rows that stay in the nearest cache and by tiles of two times four
//! columns that stay in registers.
//! Not here: where the columns come from, missing values, or what the sums are for.
//!
//! Cost: `rows × width² / 2` multiplications and additions, and every number read from memory once.

/// Rows in a block.
pub const ROWS: usize = 128;

/// Sums of products of `width` columns, gathered block by block.
#[derive(Debug, Clone)]
pub struct Products {
    width: usize,
    padded: usize,
    block: Vec<f64>,
    sums: Vec<f64>,
}

impl Products {
    /// Empty sums for `width` columns.
    #[must_use]
    pub fn new(width: usize) -> Self {
        let padded = width.div_ceil(4) * 4;
        Self { width, padded, block: vec![0.0; padded * ROWS], sums: vec![0.0; padded * padded] }
    }

    /// Where the rows of column `c` of the next block go; rows that are not filled must be zero.
    #[must_use]
    pub fn column(&mut self, c: usize) -> &mut [f64] {
        &mut self.block[c * ROWS..(c + 1) * ROWS]
    }

    /// The block as it stands, column after column, each of [`ROWS`] numbers.
    #[must_use]
    pub fn block(&self) -> &[f64] {
        &self.block
    }

    /// Adds the products of the block.
    pub fn add(&mut self) {
        let (columns, rest) = self.block.as_chunks::<ROWS>();
        debug_assert!(rest.is_empty());
        for i in (0..self.padded).step_by(2) {
            for j in (i / 4 * 4..self.padded).step_by(4) {
                let right = [&columns[j], &columns[j + 1], &columns[j + 2], &columns[j + 3]];
                let found = tile(&columns[i], &columns[i + 1], right);
                for (k, value) in found.iter().enumerate() {
                    self.sums[(i + k / 4) * self.padded + j + k % 4] += value;
                }
            }
        }
    }

    /// The sum of products of columns `i` and `j`.
    #[must_use]
    pub fn get(&self, i: usize, j: usize) -> f64 {
        self.sums[i.min(j) * self.padded + i.max(j)]
    }

    /// All sums, `width × width`.
    #[must_use]
    pub fn matrix(&self) -> nalgebra::DMatrix<f64> {
        nalgebra::DMatrix::from_fn(self.width, self.width, |i, j| self.get(i, j))
    }

    /// Forgets the sums and keeps the room.
    pub fn clear(&mut self) {
        self.sums.fill(0.0);
        self.block.fill(0.0);
    }
}

fn tile(a0: &[f64; ROWS], a1: &[f64; ROWS], b: [&[f64; ROWS]; 4]) -> [f64; 8] {
    let mut sums = [[0.0_f64; 2]; 8];
    for r in (0..ROWS).step_by(2) {
        for lane in 0..2 {
            let (x, y) = (a0[r + lane], a1[r + lane]);
            for k in 0..4 {
                sums[k][lane] += x * b[k][r + lane];
                sums[k + 4][lane] += y * b[k][r + lane];
            }
        }
    }
    sums.map(|pair| pair[0] + pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_products_equal_those_added_one_by_one() {
        let mut products = Products::new(7);
        let value = |r: usize, c: usize| ((r * 37 + c * 11) % 17) as f64 - 5.0;
        for block in 0..3 {
            for c in 0..7 {
                for r in 0..ROWS {
                    products.column(c)[r] = value(block * ROWS + r, c);
                }
            }
            products.add();
        }
        for i in 0..7 {
            for j in 0..7 {
                let known: f64 = (0..3 * ROWS).map(|r| value(r, i) * value(r, j)).sum();
                assert!((products.get(i, j) - known).abs() < 1e-9);
            }
        }
    }
}
