//! Several groupings, nested or crossed: a block-sparse Cholesky factor, the largest grouping eliminated first, and of
//! its inverse just the blocks that the slopes need (Takahashi, Fagan & Chin 1973).
//! Not here: which blocks there are (see `pattern`), and large dense parts (see `dense`).

use nalgebra::DMatrix;

use super::dense::inverse_factor;
use super::pattern::Pattern;
use super::small::{add_crossed, add_outer, add_product, axpy, dot, factor, solve};
use super::structure::{Modes, Reduced, Slopes, Solved};
use super::sums::Sums;
use crate::Result;

/// The sums and, after an evaluation, the factor and parts of the inverse.
#[derive(Debug, Clone)]
pub struct Crossed {
    pub(super) sums: Sums,
    pub(super) pattern: Pattern,
    /// Diagonal blocks, then their factors.
    pub(super) squares: Vec<f64>,
    /// Blocks below the diagonal, `q_row × q_column`.
    pub(super) blocks: Vec<f64>,
    /// `L⁻¹ΛᵀZᵀ[X y]`, a row for each effect.
    pub(super) border: Vec<f64>,
    /// The dense rest, then the inverse of its factor.
    pub(super) dense: DMatrix<f64>,
    pub(super) inverse_squares: Vec<f64>,
    pub(super) inverse_blocks: Vec<f64>,
    pub(super) inverse_dense: DMatrix<f64>,
    /// `A⁻¹ΛᵀZᵀ[X y]`.
    pub(super) effects: Vec<f64>,
}

impl Crossed {
    /// Finds the pattern.
    ///
    /// # Errors
    /// [`crate::Error::Model`] where the dense rest is too large.
    pub fn new(sums: &Sums) -> Result<Self> {
        let pattern = Pattern::of(sums)?;
        let (squares, blocks) =
            (vec![0.0; pattern.square[pattern.nodes()]], vec![0.0; pattern.block[pattern.rows.len()]]);
        let border = vec![0.0; pattern.effect[pattern.nodes()] * sums.w];
        let dense = DMatrix::zeros(pattern.dense(), pattern.dense());
        Ok(Self {
            sums: sums.clone(),
            inverse_squares: squares.clone(),
            inverse_blocks: blocks.clone(),
            inverse_dense: dense.clone(),
            effects: border.clone(),
            pattern,
            squares,
            blocks,
            border,
            dense,
        })
    }

    /// Eliminates the effects with the templates `t`.
    pub fn reduce(&mut self, t: &[Vec<f64>]) -> Option<Reduced> {
        self.load(t);
        let w = self.sums.w;
        let mut matrix = self.sums.products.clone();
        let mut log_det = 0.0;
        for v in 0..self.pattern.dense_from {
            log_det += self.eliminate(v)?;
        }
        let sparse = self.pattern.effect[self.pattern.dense_from];
        if self.pattern.dense() > 0 {
            log_det += inverse_factor(&mut self.dense)?;
            let border = DMatrix::from_row_slice(self.pattern.dense(), w, &self.border[sparse * w..]);
            let solved = &self.dense * border;
            self.border[sparse * w..].copy_from_slice(solved.transpose().as_slice());
        }
        let mut left = vec![0.0; w * w];
        for row in self.border.chunks_exact(w) {
            for i in 0..w {
                axpy(row[i], &row[i..], &mut left[i * w + i..(i + 1) * w]);
            }
        }
        for i in 0..w {
            for j in 0..w {
                matrix[(i, j)] -= left[i.min(j) * w + i.max(j)];
            }
        }
        Some(Reduced { log_det, matrix })
    }

    /// Writes `ΛᵀZᵀZΛ + I` and `ΛᵀZᵀ[X y]`.
    fn load(&mut self, t: &[Vec<f64>]) {
        self.squares.fill(0.0);
        self.blocks.fill(0.0);
        self.border.fill(0.0);
        self.dense.fill(0.0);
        let w = self.sums.w;
        for (at, levels) in self.sums.levels.iter().enumerate() {
            let q = levels.q;
            let mut half = vec![0.0; q * q];
            for group in 0..levels.count {
                let node = self.pattern.first[at] + group;
                half.fill(0.0);
                add_product(
                    &mut half,
                    &levels.zz[group * q * q..(group + 1) * q * q],
                    &t[at],
                    (q, q, q),
                    1.0,
                );
                let square = &mut self.squares[self.pattern.square[node]..self.pattern.square[node + 1]];
                add_crossed(square, &t[at], &half, (q, q, q), 1.0);
                for i in 0..q {
                    square[i * q + i] += 1.0;
                }
                let effect = self.pattern.effect[node];
                let border = &mut self.border[effect * w..(effect + q) * w];
                add_crossed(border, &t[at], &levels.zx[group * q * w..(group + 1) * q * w], (q, q, w), 1.0);
            }
        }
        for node in self.pattern.dense_from..self.pattern.nodes() {
            let square = self.squares[self.pattern.square[node]..self.pattern.square[node + 1]].to_vec();
            self.add_dense(node, node, &square);
        }
        for at in 0..self.sums.pairs.len() {
            self.load_pairs(at, t);
        }
    }

    fn load_pairs(&mut self, at: usize, t: &[Vec<f64>]) {
        let pairs = std::mem::take(&mut self.sums.pairs);
        let own = &pairs[at];
        let (q1, q2) = (self.pattern.q[own.first], self.pattern.q[own.second]);
        let (mut half, mut block) = (vec![0.0; q1 * q2], vec![0.0; q1 * q2]);
        for (&(a, b), product) in own.pairs.iter().zip(own.products.chunks_exact(q1 * q2)) {
            half.fill(0.0);
            add_product(&mut half, product, &t[own.second], (q1, q2, q2), 1.0);
            block.fill(0.0);
            // (T₁ᵀ Z₁ᵀZ₂ T₂)ᵀ, since blocks are stored below the diagonal.
            add_crossed(&mut block, &half, &t[own.first], (q2, q1, q1), 1.0);
            let v = self.pattern.first[own.first] + a as usize;
            self.add_block(v, self.pattern.first[own.second] + b as usize, &block);
        }
        self.sums.pairs = pairs;
    }

    /// Adds a block at row node `u` and column node `v`, `v < u`.
    fn add_block(&mut self, v: usize, u: usize, block: &[f64]) {
        if v >= self.pattern.dense_from {
            self.add_dense(u, v, block);
        } else if let Some(place) = self.pattern.find(v, u) {
            let at = self.pattern.block[place];
            axpy(1.0, block, &mut self.blocks[at..at + block.len()]);
        }
    }

    fn add_dense(&mut self, u: usize, v: usize, block: &[f64]) {
        let (row, column, q) = (self.pattern.in_dense(u), self.pattern.in_dense(v), self.pattern.q_of(v));
        for (i, values) in block.chunks_exact(q).enumerate() {
            for (j, value) in values.iter().enumerate() {
                self.dense[(row + i, column + j)] += value;
            }
        }
    }

    /// Eliminates sparse node `v`; the logarithm of its determinant.
    fn eliminate(&mut self, v: usize) -> Option<f64> {
        let (w, q) = (self.sums.w, self.pattern.q_of(v));
        let square = self.pattern.square[v]..self.pattern.square[v + 1];
        let log = factor(&mut self.squares[square.clone()], q)?;
        let l = self.squares[square].to_vec();
        let effect = self.pattern.effect[v];
        let (before, after) = self.border.split_at_mut((effect + q) * w);
        let own = &mut before[effect * w..];
        solve(&l, own, q, w);
        let list = self.pattern.list(v);
        for place in list.clone() {
            let u = self.pattern.rows[place] as usize;
            let qu = self.pattern.q_of(u);
            let block = &mut self.blocks[self.pattern.block[place]..self.pattern.block[place + 1]];
            for row in block.chunks_exact_mut(q) {
                // A row times L⁻ᵀ is L⁻¹ times the row stood up.
                solve(&l, row, q, 1);
            }
            let target = (self.pattern.effect[u] - effect - q) * w;
            add_product(&mut after[target..target + qu * w], block, own, (qu, q, w), -1.0);
        }
        let mut product = Vec::new();
        for place in list.clone() {
            let u = self.pattern.rows[place] as usize;
            let mut next = if u < self.pattern.dense_from { self.pattern.list(u).start } else { 0 };
            for other in place..list.end {
                let x = self.pattern.rows[other] as usize;
                let (qu, qx) = (self.pattern.q_of(u), self.pattern.q_of(x));
                product.clear();
                product.resize(qx * qu, 0.0);
                let block =
                    |place: usize| &self.blocks[self.pattern.block[place]..self.pattern.block[place + 1]];
                add_outer(&mut product, block(other), block(place), (qx, q, qu), -1.0);
                if u >= self.pattern.dense_from {
                    self.add_dense(x, u, &product);
                } else if x == u {
                    axpy(
                        1.0,
                        &product,
                        &mut self.squares[self.pattern.square[u]..self.pattern.square[u + 1]],
                    );
                } else {
                    while (self.pattern.rows[next] as usize) < x {
                        next += 1;
                    }
                    axpy(
                        1.0,
                        &product,
                        &mut self.blocks[self.pattern.block[next]..self.pattern.block[next + 1]],
                    );
                }
            }
        }
        Some(log)
    }

    /// The slopes along the templates.
    pub fn slopes(&mut self, t: &[Vec<f64>], solved: &Solved, restricted: bool) -> Vec<Slopes> {
        self.invert();
        let (w, p) = (self.sums.w, self.sums.w - 1);
        let empty = |q: &usize| Slopes { trace: vec![0.0; q * q], outer: vec![0.0; q * q] };
        let mut found: Vec<Slopes> = self.pattern.q.iter().map(empty).collect();
        let mut g: Vec<f64> = self.sums.levels.iter().flat_map(|levels| levels.zx.iter().copied()).collect();
        self.own_parts(t, &mut g, &mut found);
        self.shared_parts(t, &mut g, &mut found);
        let mut gi = vec![0.0; p];
        for v in 0..self.pattern.nodes() {
            let (q, at) = (self.pattern.q_of(v), self.pattern.effect[v]);
            let slopes = &mut found[self.pattern.grouping[v] as usize];
            for i in 0..q {
                let row = &g[(at + i) * w..(at + i + 1) * w];
                let u = dot(row, &solved.residual);
                gi.fill(0.0);
                if restricted {
                    add_product(&mut gi, &row[..p], &solved.inverse, (1, p, p), 1.0);
                }
                for j in 0..q {
                    let effect = &self.effects[(at + j) * w..(at + j + 1) * w];
                    slopes.outer[i * q + j] += u * dot(effect, &solved.residual);
                    slopes.trace[i * q + j] -= dot(&gi, &effect[..p]);
                }
            }
        }
        found
    }

    /// What a node adds to `ZᵀV⁻¹[X y]` and to `ZᵀV⁻¹ZΛ` by itself.
    fn own_parts(&self, t: &[Vec<f64>], g: &mut [f64], found: &mut [Slopes]) {
        let (w, mut room) = (self.sums.w, Vec::new());
        for (at, levels) in self.sums.levels.iter().enumerate() {
            let q = levels.q;
            let mut st = vec![0.0; q * q];
            for group in 0..levels.count {
                let v = self.pattern.first[at] + group;
                let rows = self.pattern.effect[v] * w..(self.pattern.effect[v] + q) * w;
                st.fill(0.0);
                add_product(&mut st, &levels.zz[group * q * q..(group + 1) * q * q], &t[at], (q, q, q), 1.0);
                add_product(&mut g[rows.clone()], &st, &self.effects[rows], (q, q, w), -1.0);
                self.inverse_at(v, v, &mut room);
                add_product(&mut found[at].trace, &st, &room, (q, q, q), 1.0);
            }
        }
    }

    /// What two nodes that share rows add to each other's.
    fn shared_parts(&self, t: &[Vec<f64>], g: &mut [f64], found: &mut [Slopes]) {
        let (w, mut room) = (self.sums.w, Vec::new());
        for pairs in &self.sums.pairs {
            let (q1, q2) = (self.pattern.q[pairs.first], self.pattern.q[pairs.second]);
            let (mut right, mut left) = (vec![0.0; q1 * q2], vec![0.0; q2 * q1]);
            for (&(a, b), product) in pairs.pairs.iter().zip(pairs.products.chunks_exact(q1 * q2)) {
                let v = self.pattern.first[pairs.first] + a as usize;
                let u = self.pattern.first[pairs.second] + b as usize;
                let of_v = self.pattern.effect[v] * w..(self.pattern.effect[v] + q1) * w;
                let of_u = self.pattern.effect[u] * w..(self.pattern.effect[u] + q2) * w;
                right.fill(0.0);
                add_product(&mut right, product, &t[pairs.second], (q1, q2, q2), 1.0);
                add_product(&mut g[of_v.clone()], &right, &self.effects[of_u.clone()], (q1, q2, w), -1.0);
                self.inverse_at(u, v, &mut room);
                add_product(&mut found[pairs.first].trace, &right, &room, (q1, q2, q1), 1.0);
                left.fill(0.0);
                add_crossed(&mut left, product, &t[pairs.first], (q2, q1, q1), 1.0);
                add_product(&mut g[of_u], &left, &self.effects[of_v], (q2, q1, w), -1.0);
                // The block at (v, u) is the one at (u, v) turned.
                add_outer(&mut found[pairs.second].trace, &left, &room, (q2, q1, q2), 1.0);
            }
        }
    }

    /// The modes.
    pub fn modes(&mut self, t: &[Vec<f64>], solved: &Solved) -> Vec<Modes> {
        self.invert();
        let (w, mut room) = (self.sums.w, Vec::new());
        let mut all = Vec::with_capacity(t.len());
        for (at, levels) in self.sums.levels.iter().enumerate() {
            let q = levels.q;
            let mut found =
                Modes { values: vec![0.0; levels.count * q], variances: vec![0.0; levels.zz.len()] };
            let mut half = vec![0.0; q * q];
            for group in 0..levels.count {
                let v = self.pattern.first[at] + group;
                let effect = self.pattern.effect[v];
                let spherical: Vec<f64> = self.effects[effect * w..(effect + q) * w]
                    .chunks_exact(w)
                    .map(|row| dot(row, &solved.residual))
                    .collect();
                add_product(
                    &mut found.values[group * q..(group + 1) * q],
                    &t[at],
                    &spherical,
                    (q, q, 1),
                    1.0,
                );
                self.inverse_at(v, v, &mut room);
                half.fill(0.0);
                add_product(&mut half, &t[at], &room, (q, q, q), 1.0);
                let own = &mut found.variances[group * q * q..(group + 1) * q * q];
                add_outer(own, &half, &t[at], (q, q, q), 1.0);
            }
            all.push(found);
        }
        all
    }
}
