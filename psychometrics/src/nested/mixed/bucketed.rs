//! One random effect of one grouping: groups with the same `zᵀz` (for an intercept, of the same size) are eliminated by
//! one formula, so that an evaluation costs as much as there are different sizes, whatever the number of groups.
//! Not here: several effects (see `separate`) or groupings (see `crossed`).

use nalgebra::DMatrix;

use super::small::{axpy, dot};
use super::structure::{Modes, Reduced, Slopes, Solved};
use super::sums::{Levels, Sums};

/// Groups gathered by `zᵀz`.
#[derive(Debug, Clone)]
pub struct Bucketed {
    w: usize,
    products: DMatrix<f64>,
    levels: Levels,
    buckets: Vec<Bucket>,
}

#[derive(Debug, Clone)]
struct Bucket {
    zz: f64,
    count: f64,
    /// `Σ sᵀs` of the groups' rows `s = zᵀ[X y]`; the upper triangle.
    squares: Vec<f64>,
}

impl Bucketed {
    /// Gathers the groups; none where there are several effects or hardly two groups alike.
    #[must_use]
    pub fn new(sums: &Sums) -> Option<Self> {
        let [levels] = &sums.levels[..] else { return None };
        if levels.q != 1 {
            return None;
        }
        let mut order: Vec<usize> = (0..levels.count).collect();
        order.sort_by(|&a, &b| levels.zz[a].total_cmp(&levels.zz[b]));
        let different = 1 + order.windows(2).filter(|pair| levels.zz[pair[0]] != levels.zz[pair[1]]).count();
        if different > 16 && different * 2 > levels.count {
            return None;
        }
        let w = sums.w;
        let mut buckets: Vec<Bucket> = Vec::with_capacity(different);
        for group in order {
            let zz = levels.zz[group];
            if buckets.last().is_none_or(|last| last.zz != zz) {
                buckets.push(Bucket { zz, count: 0.0, squares: vec![0.0; w * w] });
            }
            let row = &levels.zx[group * w..(group + 1) * w];
            for bucket in buckets.iter_mut().rev().take(1) {
                bucket.count += 1.0;
                for i in 0..w {
                    axpy(row[i], &row[i..], &mut bucket.squares[i * w + i..(i + 1) * w]);
                }
            }
        }
        Some(Self { w, products: sums.products.clone(), levels: levels.clone(), buckets })
    }

    /// Eliminates the effect with relative standard deviation `t`.
    #[must_use]
    pub fn reduce(&self, t: f64) -> Reduced {
        let (w, square) = (self.w, t * t);
        let mut left = vec![0.0; w * w];
        let mut log_det = 0.0;
        for bucket in &self.buckets {
            axpy(square / (1.0 + square * bucket.zz), &bucket.squares, &mut left);
            log_det += bucket.count * (square * bucket.zz).ln_1p();
        }
        let matrix = DMatrix::from_fn(w, w, |i, j| self.products[(i, j)] - left[i.min(j) * w + i.max(j)]);
        Reduced { log_det, matrix }
    }

    /// The slopes along `t`.
    #[must_use]
    pub fn slopes(&self, t: f64, solved: &Solved, restricted: bool) -> Slopes {
        let (w, p, square) = (self.w, self.w - 1, t * t);
        let mut squares = vec![0.0; w * w];
        let mut trace = 0.0;
        for bucket in &self.buckets {
            let weight = (1.0 + square * bucket.zz).recip();
            axpy(weight * weight, &bucket.squares, &mut squares);
            trace += bucket.count * bucket.zz * weight;
        }
        let at = |i: usize, j: usize| squares[i.min(j) * w + i.max(j)];
        if restricted {
            let both = |i: usize| (0..p).map(|j| solved.inverse[i * p + j] * at(i, j)).sum::<f64>();
            trace -= (0..p).map(both).sum::<f64>();
        }
        let row = |i: usize| (0..w).map(|j| at(i, j) * solved.residual[j]).sum::<f64>();
        let outer: f64 = (0..w).map(|i| solved.residual[i] * row(i)).sum();
        Slopes { trace: vec![trace * t], outer: vec![outer * t] }
    }

    /// The modes.
    #[must_use]
    pub fn modes(&self, t: f64, solved: &Solved) -> Modes {
        let shrunk = |group: usize| t * t / (1.0 + t * t * self.levels.zz[group]);
        let row = |group: usize| &self.levels.zx[group * self.w..(group + 1) * self.w];
        Modes {
            values: (0..self.levels.count).map(|g| shrunk(g) * dot(row(g), &solved.residual)).collect(),
            variances: (0..self.levels.count).map(shrunk).collect(),
        }
    }
}
