//! Chance that can be repeated: every throw is a function of the seed, of what it is thrown for and of whom. So a run
//! that was interrupted goes on as if it had not been. Not for secrets.

/// Throws by seed.
#[derive(Debug, Clone, Copy)]
pub struct Dice {
    seed: u64,
}

/// A row of throws for one purpose and one index.
#[derive(Debug, Clone)]
pub struct Throws {
    state: u64,
}

impl Dice {
    /// Dice of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Dice {
        Dice { seed }
    }

    /// The throws for a purpose and an index.
    #[must_use]
    pub fn throws(&self, purpose: &str, index: usize) -> Throws {
        // FNV-1a over the purpose, then mixed with seed and index.
        let name = purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let state = mix(self.seed ^ name).wrapping_add(mix(index as u64 ^ 0x5851_f42d_4c95_7f2d));
        Throws { state }
    }
}

fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Throws {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.state)
    }

    /// From 0 to below `n`; 0 if `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { usize::try_from(self.next() % n as u64).unwrap_or(0) }
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        let width = usize::try_from(high - low).unwrap_or(0) + 1;
        low + i32::try_from(self.below(width)).unwrap_or(0)
    }

    /// True in `percent` of a hundred throws.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent as usize
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let at = self.below(from.len());
        from.get(at)
    }

    /// A number between 0 and 1, the mean of four throws: most often near a half.
    pub fn middling(&mut self) -> f64 {
        let sum: usize = (0..4).map(|_| self.below(1001)).sum();
        #[expect(clippy::cast_precision_loss, reason = "at most 4000")]
        let share = sum as f64 / 4000.0;
        share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_purpose_and_index_throw_alike_and_another_of_each_does_not() {
        let row = |seed, purpose: &str, index| {
            let mut throws = Dice::new(seed).throws(purpose, index);
            (0..8).map(|_| throws.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(row(1, "name", 4), row(1, "name", 4));
        assert_ne!(row(1, "name", 4), row(2, "name", 4));
        assert_ne!(row(1, "name", 4), row(1, "birth", 4));
        assert_ne!(row(1, "name", 4), row(1, "name", 5));
    }

    #[test]
    fn between_reaches_both_ends_and_nothing_beyond() {
        let mut throws = Dice::new(1).throws("ends", 0);
        let thrown: Vec<i32> = (0..500).map(|_| throws.between(-1, 2)).collect();
        assert!((-1..=2).all(|value| thrown.contains(&value)));
        assert!(thrown.iter().all(|value| (-1..=2).contains(value)));
    }
}
