//! Of the inverse of a crossed model's matrix just the blocks that the slopes need, from the last node to the first
//! (Takahashi, Fagan & Chin 1973).
//! Not here: the factor (see `crossed`).

use nalgebra::DMatrix;

use super::crossed::Crossed;
use super::small::{add_crossed, add_product, inverse, solve_transposed};

impl Crossed {
    /// `A⁻¹ΛᵀZᵀ[X y]` and the blocks of `A⁻¹` where the factor has blocks.
    pub(super) fn invert(&mut self) {
        let w = self.sums.w;
        let sparse = self.pattern.effect[self.pattern.dense_from];
        self.effects.copy_from_slice(&self.border);
        if self.pattern.dense() > 0 {
            let border = DMatrix::from_row_slice(self.pattern.dense(), w, &self.border[sparse * w..]);
            let upper = self.dense.transpose();
            let solved = &upper * border;
            self.effects[sparse * w..].copy_from_slice(solved.transpose().as_slice());
            self.inverse_dense.gemm(1.0, &upper, &self.dense, 0.0);
        }
        for v in (0..self.pattern.dense_from).rev() {
            self.invert_node(v);
        }
    }

    fn invert_node(&mut self, v: usize) {
        let (w, q) = (self.sums.w, self.pattern.q_of(v));
        let l = self.squares[self.pattern.square[v]..self.pattern.square[v + 1]].to_vec();
        let list = self.pattern.list(v);
        let effect = self.pattern.effect[v];
        let (before, after) = self.effects.split_at_mut((effect + q) * w);
        let own = &mut before[effect * w..];
        let mut spread = Vec::with_capacity(list.len());
        for place in list.clone() {
            let u = self.pattern.rows[place] as usize;
            let qu = self.pattern.q_of(u);
            let block = &self.blocks[self.pattern.block[place]..self.pattern.block[place + 1]];
            let from = (self.pattern.effect[u] - effect - q) * w;
            add_crossed(own, block, &after[from..from + qu * w], (q, qu, w), -1.0);
            let mut turned = block.to_vec();
            for row in turned.chunks_exact_mut(q) {
                solve_transposed(&l, row, q, 1);
            }
            spread.push(turned);
        }
        solve_transposed(&l, own, q, w);
        let mut square = vec![0.0; q * q];
        inverse(&l, &mut square, q);
        let mut room = Vec::new();
        for (at, place) in list.clone().enumerate() {
            let u = self.pattern.rows[place] as usize;
            let qu = self.pattern.q_of(u);
            let mut block = vec![0.0; qu * q];
            for (turned, other) in spread.iter().zip(list.clone()) {
                let x = self.pattern.rows[other] as usize;
                self.inverse_at(u, x, &mut room);
                add_product(&mut block, &room, turned, (qu, self.pattern.q_of(x), q), -1.0);
            }
            add_crossed(&mut square, &spread[at], &block, (q, qu, q), -1.0);
            self.inverse_blocks[self.pattern.block[place]..self.pattern.block[place + 1]]
                .copy_from_slice(&block);
        }
        self.inverse_squares[self.pattern.square[v]..self.pattern.square[v + 1]].copy_from_slice(&square);
    }

    /// The block of `A⁻¹` at row node `u` and column node `v`.
    pub(super) fn inverse_at(&self, u: usize, v: usize, out: &mut Vec<f64>) {
        let (qu, qv) = (self.pattern.q_of(u), self.pattern.q_of(v));
        out.clear();
        if u.min(v) >= self.pattern.dense_from {
            let (row, column) = (self.pattern.in_dense(u), self.pattern.in_dense(v));
            out.extend((0..qu * qv).map(|at| self.inverse_dense[(row + at / qv, column + at % qv)]));
        } else if u == v {
            out.extend_from_slice(&self.inverse_squares[self.pattern.square[u]..self.pattern.square[u + 1]]);
        } else if let Some(place) = self.pattern.find(u.min(v), u.max(v)) {
            let block = &self.inverse_blocks[self.pattern.block[place]..self.pattern.block[place + 1]];
            if u > v {
                out.extend_from_slice(block);
            } else {
                out.extend((0..qu * qv).map(|at| block[at % qv * qu + at / qv]));
            }
        } else {
            out.resize(qu * qv, 0.0);
        }
    }
}
