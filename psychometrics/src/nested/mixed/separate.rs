//! One grouping with any number of random effects: each group is eliminated on its own, from its `q × q` and `q × w` sums.
//! Not here: several groupings (see `crossed`).

use nalgebra::DMatrix;

use super::small::{
    add_crossed, add_outer, add_product, axpy, dot, factor, inverse, solve, solve_transposed,
};
use super::structure::{Modes, Reduced, Slopes, Solved};
use super::sums::{Levels, Sums};

/// The groups and, after an evaluation, their factors.
#[derive(Debug, Clone)]
pub struct Separate {
    w: usize,
    products: DMatrix<f64>,
    levels: Levels,
    /// Cholesky factors of `TᵀZᵀZT + I`.
    factors: Vec<f64>,
    /// `L⁻¹TᵀZᵀ[X y]`.
    borders: Vec<f64>,
}

impl Separate {
    /// Takes the sums of the only grouping; without any grouping there is nothing to eliminate.
    #[must_use]
    pub fn new(sums: &Sums) -> Self {
        let none = Levels { count: 0, q: 0, scale: Vec::new(), zz: Vec::new(), zx: Vec::new() };
        let levels = sums.levels.first().cloned().unwrap_or(none);
        let (factors, borders) = (vec![0.0; levels.zz.len()], vec![0.0; levels.zx.len()]);
        Self { w: sums.w, products: sums.products.clone(), levels, factors, borders }
    }

    /// Eliminates the effects with template `t`.
    pub fn reduce(&mut self, t: &[f64]) -> Option<Reduced> {
        let (w, q) = (self.w, self.levels.q);
        let mut left = vec![0.0; w * w];
        let mut half = vec![0.0; q * q];
        let mut log_det = 0.0;
        for group in 0..self.levels.count {
            let (zz, zx) = self.levels.of(group, self.w);
            half.fill(0.0);
            add_product(&mut half, zz, t, (q, q, q), 1.0);
            let l = &mut self.factors[group * q * q..(group + 1) * q * q];
            l.fill(0.0);
            for i in 0..q {
                l[i * q + i] = 1.0;
            }
            add_crossed(l, t, &half, (q, q, q), 1.0);
            log_det += factor(l, q)?;
            let border = &mut self.borders[group * q * w..(group + 1) * q * w];
            border.fill(0.0);
            add_crossed(border, t, zx, (q, q, w), 1.0);
            solve(l, border, q, w);
            for row in border.chunks_exact(w) {
                for i in 0..w {
                    axpy(row[i], &row[i..], &mut left[i * w + i..(i + 1) * w]);
                }
            }
        }
        let matrix = DMatrix::from_fn(w, w, |i, j| self.products[(i, j)] - left[i.min(j) * w + i.max(j)]);
        Some(Reduced { log_det, matrix })
    }

    /// The slopes along the template.
    #[must_use]
    pub fn slopes(&self, t: &[f64], solved: &Solved, restricted: bool) -> Slopes {
        let (w, p, q) = (self.w, self.w - 1, self.levels.q);
        let mut found = Slopes { trace: vec![0.0; q * q], outer: vec![0.0; q * q] };
        let (mut small, mut st) = (vec![0.0; q * q], vec![0.0; q * q]);
        let (mut b, mut g) = (vec![0.0; q * w], vec![0.0; q * w]);
        let (mut gx, mut bx, mut gi) = (vec![0.0; q * p], vec![0.0; q * p], vec![0.0; q * p]);
        for group in 0..self.levels.count {
            let (zz, zx) = self.levels.of(group, self.w);
            let l = &self.factors[group * q * q..(group + 1) * q * q];
            b.copy_from_slice(&self.borders[group * q * w..(group + 1) * q * w]);
            solve_transposed(l, &mut b, q, w);
            st.fill(0.0);
            add_product(&mut st, zz, t, (q, q, q), 1.0);
            g.copy_from_slice(zx);
            add_product(&mut g, &st, &b, (q, q, w), -1.0);
            inverse(l, &mut small, q);
            add_product(&mut found.trace, &st, &small, (q, q, q), 1.0);
            for i in 0..q {
                let u = dot(&g[i * w..(i + 1) * w], &solved.residual);
                for j in 0..q {
                    found.outer[i * q + j] += u * dot(&b[j * w..(j + 1) * w], &solved.residual);
                }
            }
            if restricted {
                for i in 0..q {
                    gx[i * p..(i + 1) * p].copy_from_slice(&g[i * w..i * w + p]);
                    bx[i * p..(i + 1) * p].copy_from_slice(&b[i * w..i * w + p]);
                }
                gi.fill(0.0);
                add_product(&mut gi, &gx, &solved.inverse, (q, p, p), 1.0);
                add_outer(&mut found.trace, &gi, &bx, (q, p, q), -1.0);
            }
        }
        found
    }

    /// The modes.
    #[must_use]
    pub fn modes(&self, t: &[f64], solved: &Solved) -> Modes {
        let (w, q) = (self.w, self.levels.q);
        let mut found =
            Modes { values: vec![0.0; self.levels.count * q], variances: vec![0.0; self.levels.zz.len()] };
        let (mut b, mut small, mut half) = (vec![0.0; q * w], vec![0.0; q * q], vec![0.0; q * q]);
        for group in 0..self.levels.count {
            let l = &self.factors[group * q * q..(group + 1) * q * q];
            b.copy_from_slice(&self.borders[group * q * w..(group + 1) * q * w]);
            solve_transposed(l, &mut b, q, w);
            let spherical: Vec<f64> = b.chunks_exact(w).map(|row| dot(row, &solved.residual)).collect();
            add_product(&mut found.values[group * q..(group + 1) * q], t, &spherical, (q, q, 1), 1.0);
            inverse(l, &mut small, q);
            half.fill(0.0);
            add_product(&mut half, t, &small, (q, q, q), 1.0);
            let own = &mut found.variances[group * q * q..(group + 1) * q * q];
            add_outer(own, &half, t, (q, q, q), 1.0);
        }
        found
    }
}
