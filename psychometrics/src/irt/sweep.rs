//! The expectation step over the rows of a group, in the order of their scores: neighbours have posteriors over much the
//! same points, so what they need of the tables is still in the cache.
//! Not here: the posterior of a single row (see `tables`), the division of rows among threads (see `expectation`).

use super::tables::{Hint, Tables, count};
use crate::numeric::wide::Kernel;

/// Logarithms are taken of products, which are kept between this and its inverse.
const LEAST: f64 = 1e-150;

/// Some rows of a group.
pub(crate) struct Sweep<'a> {
    pub tables: &'a Tables,
    /// Packs of a row.
    pub width: usize,
    /// State of each pack, row by row.
    pub state: &'a [u32],
    pub frequency: &'a [f64],
    pub hints: &'a mut [Hint],
    /// Expected numbers with each state at each point, to be added to.
    pub counts: Vec<f64>,
}

impl Kernel for Sweep<'_> {
    /// Log-likelihood but for the scales, and the counts.
    type Output = (f64, Vec<f64>);

    #[inline(always)]
    fn run(mut self) -> Self::Output {
        let stride = self.tables.stride;
        let mut buffer = vec![0.0; stride];
        let mut logarithms = Logarithms { sum: 0.0, product: 1.0 };
        let mut last = Hint::NONE;
        let rows = self.state.chunks_exact(self.width).zip(self.frequency).zip(self.hints);
        for ((row, &times), hint) in rows {
            *hint = hint.or(last);
            let window = self.tables.posterior_here(row, hint, &mut buffer);
            last = *hint;
            logarithms.sum += times * window.shift;
            logarithms.add(times, window.sum);
            let factor = times / window.sum;
            buffer[window.from..window.to].iter_mut().for_each(|value| *value *= factor);
            count(&mut self.counts, stride, row, window, &buffer);
        }
        (logarithms.sum + logarithms.product.ln(), self.counts)
    }
}

/// A sum of logarithms, of which few are taken.
struct Logarithms {
    sum: f64,
    /// What is still to be taken the logarithm of.
    product: f64,
}

impl Logarithms {
    /// Adds the logarithm of the likelihood of so many equal rows.
    #[inline(always)]
    fn add(&mut self, times: f64, likelihood: f64) {
        if times == 1.0 && likelihood > LEAST && likelihood < LEAST.recip() {
            self.product *= likelihood;
            if self.product < LEAST || self.product > LEAST.recip() {
                self.sum += self.product.ln();
                self.product = 1.0;
            }
        } else {
            self.sum += times * likelihood.ln();
        }
    }
}
