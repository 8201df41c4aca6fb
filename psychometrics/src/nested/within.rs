//! One group: its complete rows, and of each item mean, variance and mean distances, by counting where answers are options.
//! Not here: the indices made of them (see `agreement`).

use super::groups::Sorted;

/// Options that are counted; beyond, answers are taken as they are.
const OPTIONS: usize = 16;

/// One item in one group.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moments {
    pub mean: f64,
    pub variance: f64,
    pub ad_mean: f64,
    pub ad_median: f64,
}

/// The complete rows of one group, item after item.
#[derive(Debug, Default)]
pub(super) struct Room {
    pub rows: usize,
    values: Vec<f64>,
    gathered: Vec<f64>,
    sorted: Vec<f64>,
}

impl Room {
    pub fn fill(&mut self, items: &[&[f64]], sorted: &Sorted, group: usize) {
        self.values.clear();
        self.rows = sorted.size(group);
        for item in items {
            self.values.extend_from_slice(sorted.values(group, item, &mut self.gathered));
        }
        if self.values.iter().all(|value| value.is_finite()) {
            return;
        }
        let (all, rows) = (std::mem::take(&mut self.values), self.rows);
        let complete: Vec<usize> = (0..rows)
            .filter(|row| all.iter().skip(*row).step_by(rows).all(|value| value.is_finite()))
            .collect();
        for item in all.chunks_exact(rows) {
            self.values.extend(complete.iter().map(|&row| item[row]));
        }
        self.rows = complete.len();
    }

    pub fn item(&self, item: usize) -> &[f64] {
        &self.values[item * self.rows..(item + 1) * self.rows]
    }

    pub fn moments(&mut self, item: usize, low: f64) -> Moments {
        let values = &self.values[item * self.rows..(item + 1) * self.rows];
        let n = self.rows as f64;
        if let Some(counts) = counts(values, low) {
            return counted(&counts, n, low);
        }
        let (mean, variance) = variance(values);
        self.sorted.clear();
        self.sorted.extend_from_slice(values);
        self.sorted.sort_unstable_by(f64::total_cmp);
        let median = 0.5 * (self.sorted[(self.rows - 1) / 2] + self.sorted[self.rows / 2]);
        let about = |centre: f64| values.iter().map(|value| (value - centre).abs()).sum::<f64>() / n;
        Moments { mean, variance, ad_mean: about(mean), ad_median: about(median) }
    }

    pub fn variance_of_means(&self, items: usize) -> f64 {
        let mean = |row: usize| (0..items).map(|item| self.item(item)[row]).sum::<f64>() / items as f64;
        let means: Vec<f64> = (0..self.rows).map(mean).collect();
        variance(&means).1
    }
}

/// How often each of the sixteen options from `low` on was chosen; none where an answer is no option.
fn counts(values: &[f64], low: f64) -> Option<[u32; OPTIONS]> {
    let mut counts = [0; OPTIONS];
    let mut whole = true;
    for value in values {
        let place = (value - low) as u8;
        whole &= f64::from(place) == value - low && usize::from(place) < OPTIONS;
        counts[usize::from(place) % OPTIONS] += 1;
    }
    whole.then_some(counts)
}

fn counted(counts: &[u32; OPTIONS], n: f64, low: f64) -> Moments {
    let mut sum = 0.0;
    for (place, &count) in counts.iter().enumerate() {
        sum += place as f64 * f64::from(count);
    }
    let mean = sum / n;
    // The median lies between the answers in the two middle places of the order.
    let middle = |before: f64| {
        let mut below = 0.0;
        let passed = counts.iter().take_while(|&&count| {
            below += f64::from(count);
            below <= before
        });
        passed.count() as f64
    };
    let median = 0.5 * (middle(((n - 1.0) / 2.0).floor()) + middle((n / 2.0).floor()));
    let (mut squares, mut ad_mean, mut ad_median) = (0.0, 0.0, 0.0);
    for (place, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let (at, count) = (place as f64, f64::from(count));
        squares += count * (at - mean) * (at - mean);
        ad_mean += count * (at - mean).abs();
        ad_median += count * (at - median).abs();
    }
    Moments {
        mean: low + mean,
        variance: squares / (n - 1.0),
        ad_mean: ad_mean / n,
        ad_median: ad_median / n,
    }
}

/// Sums of distances from `origin` and of their squares, in four strands so that the processor need not wait.
pub(super) fn sums_about(values: &[f64], origin: f64) -> (f64, f64) {
    let mut strands = [(0.0, 0.0); 4];
    let (fours, rest) = values.as_chunks::<4>();
    for four in fours {
        for (strand, value) in strands.iter_mut().zip(four) {
            let distance = value - origin;
            *strand = (strand.0 + distance, strand.1 + distance * distance);
        }
    }
    for (strand, value) in strands.iter_mut().zip(rest) {
        let distance = value - origin;
        *strand = (strand.0 + distance, strand.1 + distance * distance);
    }
    strands.iter().fold((0.0, 0.0), |sum, strand| (sum.0 + strand.0, sum.1 + strand.1))
}

pub(super) fn variance(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let (sum, _) = sums_about(values, values[0]);
    let mean = values[0] + sum / n;
    let (left, squares) = sums_about(values, mean);
    (mean, (squares - left * left / n) / (n - 1.0))
}
