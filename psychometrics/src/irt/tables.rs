//! The model at the points of quadrature, laid out for the expectation step, and the posterior of one row.
//! Not here: sums over rows (see `expectation`).

use super::curve::Curve;
use super::quadrature::Nodes;
use super::stock::Stock;

/// Numbers in a line of the cache.
const LINE: usize = 8;

/// Windows begin and end at multiples of so many points.
const BLOCK: usize = 4;

/// Posterior mass below this share of the largest is left out; the posterior falls on both sides of its mode because
/// every curve is log-concave in the trait, so nothing beyond an edge this small can matter in double precision.
const EDGE: f64 = 1e-17;

/// A largest product below this may stand for one that has lost its digits.
const FAINT: f64 = 1e-250;

/// Tables of one group.
#[derive(Debug, Clone)]
pub(crate) struct Tables {
    /// Points, padded.
    pub stride: usize,
    /// Probability of each pack's state at each point, each row scaled to a largest value of one.
    product: Vec<f64>,
    /// Logarithm of what each row was scaled by.
    pub scale: Vec<f64>,
    /// Weights of the group's distribution, padded with nought.
    pub prior: Vec<f64>,
}

/// Blocks of points in which the posterior of a row was found last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hint {
    pub from: u8,
    pub to: u8,
}

impl Hint {
    /// Nothing known.
    pub const NONE: Self = Self { from: 0, to: 0 };

    /// The middle of the points.
    pub const fn middle(stride: usize) -> Self {
        let half = stride / BLOCK / 2;
        Self { from: half.saturating_sub(2) as u8, to: half as u8 + 2 }
    }

    /// Another place where nothing is known.
    #[inline(always)]
    pub const fn or(self, other: Self) -> Self {
        if self.to == 0 { other } else { self }
    }
}

/// Where the posterior of a row stands in the caller's buffer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub from: usize,
    pub to: usize,
    /// Sum of the unnormalised posterior in the window.
    pub sum: f64,
    /// What was added to its logarithm beyond the scales.
    pub shift: f64,
}

/// Padded number of points: an odd number of lines of the cache, so that table rows do not fall on each other there.
pub(crate) const fn padded(points: usize) -> usize {
    (points.div_ceil(LINE) | 1) * LINE
}

impl Tables {
    /// Multiplies the curves of each pack.
    pub fn new(stock: &Stock, curves: &[Curve], nodes: &Nodes, prior: &[f64]) -> Self {
        let (points, stride) = (nodes.theta.len(), padded(nodes.theta.len()));
        let mut product = vec![0.0; stock.states * stride];
        let mut scale = vec![0.0; stock.states];
        let singles: Vec<Vec<f64>> = curves.iter().map(|curve| probabilities(curve, nodes)).collect();
        for pack in &stock.packs {
            for state in 0..pack.states() {
                let row = &mut product[(pack.base + state) * stride..][..stride];
                row[..points].fill(1.0);
                for (place, &item) in pack.items.iter().enumerate() {
                    if let Some(code) = pack.answer(state, place, curves[item].categories()) {
                        let single = &singles[item][code * stride..][..points];
                        row.iter_mut().zip(single).for_each(|(one, factor)| *one *= factor);
                    }
                }
                let most = row.iter().copied().fold(0.0, f64::max);
                if most > 0.0 {
                    row.iter_mut().for_each(|one| *one /= most);
                }
                scale[pack.base + state] = most.ln();
            }
        }
        let mut prior = prior.to_vec();
        prior.resize(stride, 0.0);
        Self { stride, product, scale, prior }
    }

    /// The posterior of the row with these pack states, not normalised, into `buffer` (as long as the stride) at the
    /// points of the window. `hint` is where to look first, and becomes where it was found.
    pub fn posterior(&self, state: &[u32], hint: &mut Hint, buffer: &mut [f64]) -> Window {
        self.posterior_here(state, hint, buffer)
    }

    /// The same within a loop that is compiled for the registers there are (see [`crate::numeric::wide`]).
    #[inline(always)]
    pub fn posterior_here(&self, state: &[u32], hint: &mut Hint, buffer: &mut [f64]) -> Window {
        let last = self.stride / BLOCK;
        *hint = hint.or(Hint::middle(self.stride));
        let (mut from, mut to) = (usize::from(hint.from), usize::from(hint.to).min(last));
        self.run(state, from * BLOCK, to * BLOCK, buffer);
        let mut most = largest(&buffer[from * BLOCK..to * BLOCK]);
        while from > 0 && buffer[from * BLOCK] > EDGE * most {
            from -= 1;
            self.multiply::<BLOCK>(state, from * BLOCK, buffer);
            most = most.max(largest(&buffer[from * BLOCK..(from + 1) * BLOCK]));
        }
        while to < last && buffer[to * BLOCK - 1] > EDGE * most {
            self.multiply::<BLOCK>(state, to * BLOCK, buffer);
            to += 1;
            most = most.max(largest(&buffer[(to - 1) * BLOCK..to * BLOCK]));
        }
        if most < FAINT {
            return self.in_logarithms(state, buffer);
        }
        while to - from > 1 && buffer[(from + 1) * BLOCK] < EDGE * most {
            from += 1;
        }
        while to - from > 1 && buffer[(to - 1) * BLOCK - 1] < EDGE * most {
            to -= 1;
        }
        *hint = Hint { from: from as u8, to: to as u8 };
        let (from, to) = (from * BLOCK, to * BLOCK);
        Window { from, to, sum: sum(&buffer[from..to]), shift: 0.0 }
    }

    /// For rows whose likelihood is below what a double can hold as a product.
    #[cold]
    #[inline(never)]
    fn in_logarithms(&self, state: &[u32], buffer: &mut [f64]) -> Window {
        for (point, value) in buffer.iter_mut().enumerate() {
            *value = self.prior[point].ln()
                + state.iter().map(|&s| self.product[s as usize * self.stride + point].ln()).sum::<f64>();
        }
        let most = buffer.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if !most.is_finite() {
            buffer.fill(0.0);
            return Window { from: 0, to: self.stride, sum: 0.0, shift: f64::NEG_INFINITY };
        }
        buffer.iter_mut().for_each(|value| *value = (*value - most).exp());
        Window { from: 0, to: self.stride, sum: sum(buffer), shift: most }
    }

    #[inline(always)]
    fn run(&self, state: &[u32], mut at: usize, to: usize, buffer: &mut [f64]) {
        while at < to {
            at += match to - at {
                44.. | 24 => self.multiply::<24>(state, at, buffer),
                40 => self.multiply::<40>(state, at, buffer),
                36 => self.multiply::<36>(state, at, buffer),
                32 => self.multiply::<32>(state, at, buffer),
                28 => self.multiply::<28>(state, at, buffer),
                20 => self.multiply::<20>(state, at, buffer),
                16 => self.multiply::<16>(state, at, buffer),
                12 => self.multiply::<12>(state, at, buffer),
                8 => self.multiply::<8>(state, at, buffer),
                _ => self.multiply::<BLOCK>(state, at, buffer),
            };
        }
    }

    /// Products over packs at `B` points, which stay in registers.
    #[inline(always)]
    fn multiply<const B: usize>(&self, state: &[u32], at: usize, buffer: &mut [f64]) -> usize {
        let Some(prior) = self.prior[at..].first_chunk::<B>() else { return B };
        let mut product = *prior;
        for &one in state {
            if let Some(row) = self.product[one as usize * self.stride + at..].first_chunk::<B>() {
                for k in 0..B {
                    product[k] *= row[k];
                }
            }
        }
        buffer[at..at + B].copy_from_slice(&product);
        B
    }
}

/// Adds a posterior to the rows of the states chosen.
#[inline(always)]
pub(crate) fn count(counts: &mut [f64], stride: usize, state: &[u32], window: Window, buffer: &[f64]) {
    let mut at = window.from;
    while at < window.to {
        at += match window.to - at {
            44.. | 24 => count_run::<24>(counts, stride, state, at, buffer),
            40 => count_run::<40>(counts, stride, state, at, buffer),
            36 => count_run::<36>(counts, stride, state, at, buffer),
            32 => count_run::<32>(counts, stride, state, at, buffer),
            28 => count_run::<28>(counts, stride, state, at, buffer),
            20 => count_run::<20>(counts, stride, state, at, buffer),
            16 => count_run::<16>(counts, stride, state, at, buffer),
            12 => count_run::<12>(counts, stride, state, at, buffer),
            8 => count_run::<8>(counts, stride, state, at, buffer),
            _ => count_run::<BLOCK>(counts, stride, state, at, buffer),
        };
    }
}

#[inline(always)]
fn count_run<const B: usize>(
    counts: &mut [f64],
    stride: usize,
    state: &[u32],
    at: usize,
    buffer: &[f64],
) -> usize {
    let Some(posterior) = buffer[at..].first_chunk::<B>() else { return B };
    let posterior = *posterior;
    for &one in state {
        if let Some(row) = counts[one as usize * stride + at..].first_chunk_mut::<B>() {
            for k in 0..B {
                row[k] += posterior[k];
            }
        }
    }
    B
}

#[inline(always)]
fn sum(values: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    for part in values.chunks_exact(4) {
        for k in 0..4 {
            sums[k] += part[k];
        }
    }
    sums[0] + sums[1] + (sums[2] + sums[3])
}

#[inline(always)]
fn largest(values: &[f64]) -> f64 {
    let mut most = [0.0_f64; 4];
    for part in values.chunks_exact(4) {
        for k in 0..4 {
            most[k] = if part[k] > most[k] { part[k] } else { most[k] };
        }
    }
    most[0].max(most[1]).max(most[2]).max(most[3])
}

/// Category by category at the points, padded with nought.
pub(crate) fn probabilities(curve: &Curve, nodes: &Nodes) -> Vec<f64> {
    let (categories, stride) = (curve.categories(), padded(nodes.theta.len()));
    let mut table = vec![0.0; categories * stride];
    for (point, &theta) in nodes.theta.iter().enumerate() {
        let bend = curve.bend(theta);
        for c in 0..categories {
            table[c * stride + point] = bend.probability[c];
        }
    }
    table
}
