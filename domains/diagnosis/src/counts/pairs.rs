//! Sums of scores, and how scores changed in those who answered both waves. Not here: counts of one wave (the file above).

use psychometrics::classical::Sample;

use super::{Layout, PARTS, score};
use crate::bank::{CONSTRUCTS, SCALES};

/// Exact sums of one score, in whole parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Scores.
    pub n: i64,
    /// Their sum.
    pub sum: i64,
    /// Sum of their squares.
    pub squares: i64,
}

impl Sums {
    /// Counts a score so many times.
    pub fn add(&mut self, score: i64, times: i64) {
        self.n += times;
        self.sum += score * times;
        self.squares += score * score * times;
    }

    fn merge(&mut self, other: &Sums) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// Number, mean and standard deviation, as scores from 1 to 5. Whole numbers until the last step, so that no digit
    /// is lost between large squares.
    #[must_use]
    pub fn sample(&self) -> Sample {
        let (n, sum) = (i128::from(self.n), i128::from(self.sum));
        let (count, parts) = (self.n as f64, PARTS as f64);
        let spread = (n * i128::from(self.squares) - sum * sum) as f64 / count / parts / parts;
        Sample {
            n: u64::try_from(self.n).unwrap_or(0),
            mean: self.sum as f64 / count / parts,
            sd: (spread / (count - 1.0)).max(0.0).sqrt(),
        }
    }
}

/// Change of a construct of those in both waves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// The first score.
    pub first: Sums,
    /// The second.
    pub second: Sums,
    /// Sum of the products of both; what the change is follows from it.
    pub products: i64,
}

impl Moved {
    /// The second less the first.
    #[must_use]
    pub fn change(&self) -> Sums {
        Sums {
            n: self.first.n,
            sum: self.second.sum - self.first.sum,
            squares: self.first.squares + self.second.squares - 2 * self.products,
        }
    }
}

/// Change of those in both waves, as sums.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs {
    /// People in both waves.
    pub rows: u64,
    /// Each construct, of those with a score in both.
    pub moved: [Moved; CONSTRUCTS],
}

impl Pairs {
    /// Counts one person.
    pub fn add(&mut self, layout: &Layout, first: &[u32; SCALES], second: &[u32; SCALES]) {
        self.rows += 1;
        for scale in 0..CONSTRUCTS {
            let size = layout.sizes[scale];
            if let (Some(before), Some(after)) = (score(first[scale], size), score(second[scale], size)) {
                let moved = &mut self.moved[scale];
                moved.first.add(before, 1);
                moved.second.add(after, 1);
                moved.products += before * after;
            }
        }
    }

    /// Adds other people.
    pub fn merge(&mut self, other: &Pairs) {
        self.rows += other.rows;
        for (mine, more) in self.moved.iter_mut().zip(&other.moved) {
            mine.first.merge(&more.first);
            mine.second.merge(&more.second);
            mine.products += more.products;
        }
    }
}
