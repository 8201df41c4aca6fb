//! Rows made ready for the expectation step: equal rows once, items taken together in packs.
//! A pack of items has one state for each combination of their answers, so that one table row multiplies in (or counts)
//! several items at once.
//! Not here: the tables of a model (see `tables`).

use std::collections::HashMap;

use super::responses::{MISSING, Responses};

/// The most states of a pack; its tables should stay in the second cache.
const MOST_STATES: usize = 40;

/// Items taken together.
#[derive(Debug, Clone)]
pub(crate) struct Pack {
    pub items: Vec<usize>,
    /// Number of states of each item, one of them for a missing answer where there are any.
    pub radix: Vec<usize>,
    /// First state in the numbering of all packs.
    pub base: usize,
}

/// The rows of one group.
#[derive(Debug, Clone)]
pub(crate) struct Stock {
    pub items: usize,
    pub packs: Vec<Pack>,
    /// Number of states over all packs.
    pub states: usize,
    /// State of each pack, row by row.
    pub state: Vec<u32>,
    /// Answers, row by row.
    pub codes: Vec<u8>,
    /// How often each row stands in the data.
    pub frequency: Vec<f64>,
    /// How many answered with each state.
    pub total: Vec<f64>,
}

impl Pack {
    /// The answer to the item at `place` within the pack under a state counted from the pack's base; nothing if missing.
    pub fn answer(&self, state: usize, place: usize, categories: usize) -> Option<usize> {
        let below: usize = self.radix[..place].iter().product();
        let code = state / below % self.radix[place];
        (code < categories).then_some(code)
    }

    /// Number of states.
    pub fn states(&self) -> usize {
        self.radix.iter().product()
    }

    fn state(&self, row: &[u8]) -> usize {
        let (mut state, mut step) = (self.base, 1);
        for (&item, &radix) in self.items.iter().zip(&self.radix) {
            let code = if row[item] == MISSING { radix - 1 } else { row[item] as usize };
            state += step * code;
            step *= radix;
        }
        state
    }
}

impl Stock {
    /// Takes the rows that hold at least one answer.
    pub fn new(responses: &Responses, rows: impl Iterator<Item = usize>) -> Self {
        let items = responses.items();
        let (codes, frequency) = distinct_rows(responses, rows);
        let mut missing = vec![false; items];
        for row in codes.chunks_exact(items.max(1)) {
            for (gap, code) in missing.iter_mut().zip(row) {
                *gap |= *code == MISSING;
            }
        }
        let mut packs: Vec<Pack> = Vec::new();
        let mut states = 0;
        for (item, gap) in missing.into_iter().enumerate() {
            let radix = responses.values(item).len() + usize::from(gap);
            match packs.last_mut() {
                Some(pack) if pack.states() * radix <= MOST_STATES => {
                    states += pack.states() * (radix - 1);
                    pack.items.push(item);
                    pack.radix.push(radix);
                }
                _ => {
                    packs.push(Pack { items: vec![item], radix: vec![radix], base: states });
                    states += radix;
                }
            }
        }
        let mut state = Vec::with_capacity(frequency.len() * packs.len());
        let mut total = vec![0.0; states];
        for (row, times) in codes.chunks_exact(items.max(1)).zip(&frequency) {
            for pack in &packs {
                let one = pack.state(row);
                state.push(one as u32);
                total[one] += times;
            }
        }
        Self { items, packs, states, state, codes, frequency, total }
    }

    /// Number of different rows.
    pub fn rows(&self) -> usize {
        self.frequency.len()
    }

    /// Number of rows in the data.
    pub fn weight(&self) -> f64 {
        self.frequency.iter().sum()
    }

    /// How many chose each category of an item.
    pub fn margin(&self, item: usize, categories: usize) -> Vec<f64> {
        let mut margin = vec![0.0; categories];
        let Some(pack) = self.packs.iter().find(|pack| pack.items.contains(&item)) else { return margin };
        let place = pack.items.iter().position(|&one| one == item).unwrap_or(0);
        for state in 0..pack.states() {
            if let Some(code) = pack.answer(state, place, categories) {
                margin[code] += self.total[pack.base + state];
            }
        }
        margin
    }
}

/// Equal rows once with their number, by their scores, so that neighbours have posteriors over much the same points; where there are far more possible rows than
/// persons, looking for equal ones would cost more than it saves and every row stands for itself.
fn distinct_rows(responses: &Responses, rows: impl Iterator<Item = usize>) -> (Vec<u8>, Vec<f64>) {
    let possible: f64 = (0..responses.items()).map(|item| (responses.values(item).len() as f64).log2()).sum();
    let seek = possible < 8.0 + 1.5 * (responses.rows() as f64).log2();
    let mut places: HashMap<&[u8], usize> = HashMap::new();
    let mut found: Vec<(&[u8], f64, u32)> = Vec::new();
    for row in rows {
        let row = responses.row(row);
        let Some(score) = score(row) else { continue };
        if seek {
            if let Some(&place) = places.get(row) {
                found[place].1 += 1.0;
                continue;
            }
            places.insert(row, found.len());
        }
        found.push((row, 1.0, score));
    }
    found.sort_by_key(|row| row.2);
    let mut codes = Vec::with_capacity(found.len() * responses.items());
    found.iter().for_each(|(row, _, _)| codes.extend_from_slice(row));
    (codes, found.into_iter().map(|row| row.1).collect())
}

/// The mean of the codes that are there, in 1024ths; none where all are missing.
fn score(row: &[u8]) -> Option<u32> {
    let (mut answered, mut sum) = (0, 0);
    for &code in row {
        let there = u32::from(code != MISSING);
        answered += there;
        sum += there * u32::from(code);
    }
    (sum << 10).checked_div(answered)
}
