//! Everything the likelihood needs of the rows, gathered in two readings: means, then products of the centred columns,
//! and for each group the products with its random-effect columns.
//! Not here: the likelihood (see `deviance`).

use nalgebra::DMatrix;

use super::design::{Column, Design, Grouping};
use super::small::axpy;
use crate::numeric::crossproduct::{Products, ROWS};
use crate::{Error, Result};

/// Sums for one grouping. Random-effect columns are divided by their root mean square, so that a model does not mind the
/// units of its slopes.
#[derive(Debug, Clone)]
pub struct Levels {
    /// Number of groups.
    pub count: usize,
    /// Number of random effects of a group.
    pub q: usize,
    /// What each random-effect column was divided by.
    pub scale: Vec<f64>,
    /// `ZᵀZ` of each group, `q × q`.
    pub zz: Vec<f64>,
    /// `Zᵀ[X y]` of each group, `q × w`.
    pub zx: Vec<f64>,
}

/// Products of the random-effect columns of two groupings, for the pairs of groups that share rows.
#[derive(Debug, Clone)]
pub struct Pairs {
    /// The earlier grouping.
    pub first: usize,
    /// The later grouping.
    pub second: usize,
    /// Pairs of groups, sorted.
    pub pairs: Vec<(u32, u32)>,
    /// `Z₁ᵀZ₂` of each pair, `q₁ × q₂`.
    pub products: Vec<f64>,
}

/// All sums.
#[derive(Debug, Clone)]
pub struct Sums {
    /// Rows.
    pub n: usize,
    /// Columns of `[X y]`.
    pub w: usize,
    /// What was subtracted from each column of `[X y]`; zeros without an intercept.
    pub means: Vec<f64>,
    /// True means of all columns of `[X y]`.
    pub true_means: Vec<f64>,
    /// `[X y]ᵀ[X y]`.
    pub products: DMatrix<f64>,
    /// Names of the fixed effects.
    pub names: Vec<String>,
    /// Fixed effects left out because others say the same.
    pub dropped: Vec<String>,
    /// Places of the kept fixed effects in the design.
    pub kept: Vec<usize>,
    /// Each grouping.
    pub levels: Vec<Levels>,
    /// Each pair of groupings.
    pub pairs: Vec<Pairs>,
    /// Sum of the logarithms of the weights.
    pub log_weights: f64,
}

impl Sums {
    /// Reads the rows of `design`.
    ///
    /// # Errors
    /// [`Error::Constant`] for a response that does not vary; [`Error::Model`] without fixed effects that can be told.
    pub fn of(design: &Design<'_>) -> Result<Self> {
        let columns: Vec<&Column<'_>> = design.fixed.iter().chain([&design.response]).collect();
        let true_means = means(design, &columns);
        let intercept = design.fixed.iter().any(Column::is_intercept);
        let shift = |(column, &mean): (&&Column<'_>, &f64)| {
            if intercept && !column.is_intercept() { mean } else { 0.0 }
        };
        let means: Vec<f64> = columns.iter().zip(&true_means).map(shift).collect();
        let mut gathering = Gathering::new(design, &columns, &means);
        gathering.read();
        let Gathering { products, levels, pairs, log_weights, .. } = gathering;
        let mut sums = Self {
            n: design.n,
            w: columns.len(),
            means,
            true_means,
            products: products.matrix(),
            names: design.fixed.iter().map(|column| column.name.clone()).collect(),
            dropped: Vec::new(),
            kept: (0..design.fixed.len()).collect(),
            levels,
            pairs,
            log_weights,
        };
        let y = sums.w - 1;
        let size = sums.n as f64 * sums.true_means[y] * sums.true_means[y];
        if sums.products[(y, y)] <= 1e-24 * size {
            return Err(Error::Constant { item: design.response.name.clone() });
        }
        sums.drop_repeated();
        if sums.n <= sums.w {
            let what = "complete rows".to_owned();
            return Err(Error::TooFew { what, needed: sums.w + 1, found: sums.n });
        }
        Ok(sums)
    }

    /// Leaves out fixed effects that earlier ones already make up.
    fn drop_repeated(&mut self) {
        let p = self.w - 1;
        let mut kept: Vec<usize> = Vec::new();
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for j in 0..p {
            let own = self.products[(j, j)];
            let raw = own + self.n as f64 * self.means[j] * self.means[j];
            let mut row: Vec<f64> = Vec::with_capacity(kept.len() + 1);
            for (at, &k) in kept.iter().enumerate() {
                let inner: f64 = rows[at][..at].iter().zip(&row).map(|(a, b)| a * b).sum();
                row.push((self.products[(j, k)] - inner) / rows[at][at]);
            }
            let pivot = own - row.iter().map(|value| value * value).sum::<f64>();
            if pivot > 1e-11 * own && own > 1e-26 * raw {
                row.push(pivot.sqrt());
                rows.push(row);
                kept.push(j);
            } else {
                self.dropped.push(self.names[j].clone());
            }
        }
        if kept.len() < p {
            self.keep(&kept);
        }
    }

    fn keep(&mut self, kept: &[usize]) {
        let mut columns = kept.to_vec();
        columns.push(self.w - 1);
        self.products = self.products.select_columns(&columns).select_rows(&columns);
        let pick = |values: &[f64]| -> Vec<f64> { columns.iter().map(|&c| values[c]).collect() };
        (self.means, self.true_means) = (pick(&self.means), pick(&self.true_means));
        for levels in &mut self.levels {
            levels.zx = levels.zx.chunks_exact(self.w).flat_map(pick).collect();
        }
        self.names = kept.iter().map(|&c| self.names[c].clone()).collect();
        self.kept = kept.to_vec();
        self.w = columns.len();
    }
}

fn means(design: &Design<'_>, columns: &[&Column<'_>]) -> Vec<f64> {
    let mut block = vec![0.0; ROWS];
    let mut of = |column: &&Column<'_>| {
        if column.is_intercept() {
            return 1.0;
        }
        let mut sum = 0.0;
        for from in (0..design.n).step_by(ROWS) {
            let block = &mut block[..ROWS.min(design.n - from)];
            column.fill(design.rows.as_deref(), from, block);
            // Four strands, since one chain of additions would wait for itself.
            let (fours, rest) = block.as_chunks::<4>();
            let strands = fours
                .iter()
                .fold([0.0; 4], |s: [f64; 4], v| [s[0] + v[0], s[1] + v[1], s[2] + v[2], s[3] + v[3]]);
            sum += strands.iter().sum::<f64>() + rest.iter().sum::<f64>();
        }
        sum / design.n as f64
    };
    columns.iter().map(&mut of).collect()
}

struct Gathering<'d, 'a> {
    design: &'d Design<'a>,
    columns: &'d [&'d Column<'a>],
    means: &'d [f64],
    products: Products,
    levels: Vec<Levels>,
    pairs: Vec<Pairs>,
    places: Vec<Vec<u32>>,
    log_weights: f64,
}

impl<'d, 'a> Gathering<'d, 'a> {
    fn new(design: &'d Design<'a>, columns: &'d [&'d Column<'a>], means: &'d [f64]) -> Self {
        let w = columns.len();
        let levels: Vec<Levels> =
            design.groupings.iter().map(|grouping| empty(design, grouping, w)).collect();
        let mut pairs = Vec::new();
        let mut places = Vec::new();
        for second in 1..levels.len() {
            for first in 0..second {
                let (found, place) = shared(&design.groupings[first], &design.groupings[second]);
                let products = vec![0.0; found.len() * levels[first].q * levels[second].q];
                pairs.push(Pairs { first, second, pairs: found, products });
                places.push(place);
            }
        }
        Self { design, columns, means, products: Products::new(w), levels, pairs, places, log_weights: 0.0 }
    }

    fn read(&mut self) {
        let mut z: Vec<Vec<f64>> = self.levels.iter().map(|levels| vec![0.0; levels.q * ROWS]).collect();
        let mut weights = vec![1.0; ROWS];
        for from in (0..self.design.n).step_by(ROWS) {
            let count = ROWS.min(self.design.n - from);
            let weighted = self.design.root_weights(from, &mut weights[..count]);
            if weighted {
                self.log_weights += 2.0 * weights[..count].iter().map(|weight| weight.ln()).sum::<f64>();
            }
            let rows = self.design.rows.as_deref();
            for (c, column) in self.columns.iter().enumerate() {
                let out = self.products.column(c);
                out[count..].fill(0.0);
                column.fill(rows, from, &mut out[..count]);
                let mean = self.means[c];
                out[..count].iter_mut().for_each(|value| *value -= mean);
                if weighted {
                    out[..count].iter_mut().zip(&weights).for_each(|(value, weight)| *value *= weight);
                }
            }
            self.products.add();
            for (at, grouping) in self.design.groupings.iter().enumerate() {
                for (a, column) in grouping.columns.iter().enumerate() {
                    let out = &mut z[at][a * ROWS..a * ROWS + count];
                    column.fill(rows, from, out);
                    let scale = self.levels[at].scale[a].recip();
                    out.iter_mut().zip(&weights).for_each(|(value, weight)| *value *= scale * weight);
                }
                let codes = &grouping.groups.codes()[from..from + count];
                self.levels[at].add(self.products.block(), self.columns.len(), &z[at], codes);
            }
            for (pair, places) in self.pairs.iter_mut().zip(&self.places) {
                pair.add(&z[pair.first], &z[pair.second], &places[from..from + count]);
            }
        }
    }
}

impl Levels {
    /// The `ZᵀZ` and `Zᵀ[X y]` of a group, with `w` columns in `[X y]`.
    #[must_use]
    pub fn of(&self, group: usize, w: usize) -> (&[f64], &[f64]) {
        let q = self.q;
        (&self.zz[group * q * q..(group + 1) * q * q], &self.zx[group * q * w..(group + 1) * q * w])
    }

    fn add(&mut self, block: &[f64], w: usize, z: &[f64], codes: &[u32]) {
        let q = self.q;
        for (r, &code) in codes.iter().enumerate() {
            let at = code as usize * q;
            for a in 0..q {
                let own = z[a * ROWS + r];
                for b in 0..q {
                    self.zz[(at + a) * q + b] += own * z[b * ROWS + r];
                }
                let sums = &mut self.zx[(at + a) * w..(at + a + 1) * w];
                for (sum, column) in sums.iter_mut().zip(block.chunks_exact(ROWS)) {
                    *sum += own * column[r];
                }
            }
        }
    }
}

impl Pairs {
    fn add(&mut self, first: &[f64], second: &[f64], places: &[u32]) {
        let (q1, q2) = (first.len() / ROWS, second.len() / ROWS);
        let mut row = vec![0.0; q2];
        for (r, &place) in places.iter().enumerate() {
            for (b, value) in row.iter_mut().enumerate() {
                *value = second[b * ROWS + r];
            }
            let at = place as usize * q1 * q2;
            for a in 0..q1 {
                axpy(first[a * ROWS + r], &row, &mut self.products[at + a * q2..at + (a + 1) * q2]);
            }
        }
    }
}

fn empty(design: &Design<'_>, grouping: &Grouping<'_>, w: usize) -> Levels {
    let (count, q) = (grouping.groups.count(), grouping.columns.len());
    let mut block = vec![0.0; ROWS];
    let mut size = |column: &Column<'_>| {
        if column.is_intercept() {
            return 1.0;
        }
        let mut squares = 0.0;
        for from in (0..design.n).step_by(ROWS) {
            let block = &mut block[..ROWS.min(design.n - from)];
            column.fill(design.rows.as_deref(), from, block);
            squares += block.iter().map(|value| value * value).sum::<f64>();
        }
        let size = (squares / design.n as f64).sqrt();
        if size > 0.0 { size } else { 1.0 }
    };
    let scale = grouping.columns.iter().map(&mut size).collect();
    Levels { count, q, scale, zz: vec![0.0; count * q * q], zx: vec![0.0; count * q * w] }
}

/// The pairs of groups that share rows, sorted, and for each row the place of its pair.
fn shared(first: &Grouping<'_>, second: &Grouping<'_>) -> (Vec<(u32, u32)>, Vec<u32>) {
    let keys: Vec<u64> = first
        .groups
        .codes()
        .iter()
        .zip(second.groups.codes())
        .map(|(&a, &b)| (u64::from(a) << 32) | u64::from(b))
        .collect();
    let mut levels = keys.clone();
    levels.sort_unstable();
    levels.dedup();
    let place: std::collections::HashMap<u64, u32> =
        levels.iter().enumerate().map(|(at, &key)| (key, at as u32)).collect();
    let pairs = levels.iter().map(|&key| ((key >> 32) as u32, key as u32)).collect();
    (pairs, keys.iter().map(|key| place[key]).collect())
}
