//! Anonymous answers as counts, and what may be said of them: a trimmed mean if enough people answered, nothing
//! if not. Pure. Not here: codes and ballots (ballot), weights (scheme).

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::terms::{SCALE, Terms};

/// How often each answer 好、较好、一般、差 was given to one question about one person by one group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally(pub [u32; 4]);

/// What may be said of a tally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mean {
    /// Nobody answered.
    Nobody,
    /// Fewer answered than the scheme's minimum: neither shown nor used.
    TooFew,
    /// The mean without the extremes, two decimals.
    Known {
        /// Points.
        points: Decimal,
        /// How many answered.
        answers: u32,
        /// How many were left out at each end.
        cut: u32,
    },
}

impl Mean {
    /// The points, if they may be used.
    #[must_use]
    pub fn points(self) -> Option<Decimal> {
        match self {
            Mean::Known { points, .. } => Some(points),
            Mean::Nobody | Mean::TooFew => None,
        }
    }
}

impl Tally {
    /// Counts one answer by its place on the scale; places outside it are not answers.
    pub fn count(&mut self, answer: usize) {
        if let Some(slot) = self.0.get_mut(answer) {
            *slot += 1;
        }
    }

    /// How many answered.
    #[must_use]
    pub fn answers(&self) -> u32 {
        self.0.iter().sum()
    }

    /// The mean without the extremes, if the group is large enough.
    #[must_use]
    pub fn mean(&self, terms: &Terms) -> Mean {
        let answers = self.answers();
        if answers == 0 {
            return Mean::Nobody;
        }
        if answers < terms.minimum_group {
            return Mean::TooFew;
        }
        let cut = cut(answers, terms.trim);
        let mut kept = self.0;
        take_away(kept.iter_mut(), cut);
        take_away(kept.iter_mut().rev(), cut);
        let sum: u64 =
            kept.iter().zip(SCALE).map(|(count, points)| u64::from(*count) * u64::from(points)).sum();
        let points = two_places(Decimal::from(sum) / Decimal::from(answers - 2 * cut));
        Mean::Known { points, answers, cut }
    }
}

/// How many answers are left out at each end: never so many that nothing remains.
fn cut(answers: u32, trim: Decimal) -> u32 {
    let share = Decimal::from(answers) * trim.clamp(Decimal::ZERO, Decimal::new(4, 1));
    u32::try_from(share.floor()).unwrap_or(0)
}

fn take_away<'a>(counts: impl Iterator<Item = &'a mut u32>, mut left: u32) {
    for count in counts {
        let taken = left.min(*count);
        *count -= taken;
        left -= taken;
    }
}

/// Two decimals, half away from zero: how every result of this room is rounded.
#[must_use]
pub fn two_places(number: Decimal) -> Decimal {
    number.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

#[cfg(test)]
mod tests {
    use duty::measure::Category;
    use duty::scheme::Scheme;
    use proptest::prelude::*;

    use super::*;

    fn terms() -> Terms {
        Terms::of(&Scheme::default(), Category::General)
    }

    fn points(tally: [u32; 4]) -> Option<Decimal> {
        Tally(tally).mean(&terms()).points()
    }

    #[test]
    fn ten_percent_is_cut_at_each_end_before_the_mean_is_taken() {
        // 20 answers: 2 best and 2 worst go; 8 × 95 + 8 × 85 remain.
        assert_eq!(points([10, 8, 0, 2]), Some(Decimal::from(90)));
        let known = Tally([10, 8, 0, 2]).mean(&terms());
        assert_eq!(known, Mean::Known { points: Decimal::new(9000, 2), answers: 20, cut: 2 });
    }

    #[test]
    fn nine_answers_lose_nobody_because_a_tenth_of_nine_is_less_than_one() {
        assert_eq!(points([8, 0, 0, 1]), Some(Decimal::from(90)));
    }

    #[test]
    fn a_group_of_four_says_nothing_and_a_group_of_five_speaks() {
        assert_eq!(Tally([4, 0, 0, 0]).mean(&terms()), Mean::TooFew);
        assert_eq!(points([5, 0, 0, 0]), Some(Decimal::from(95)));
        assert_eq!(Tally::default().mean(&terms()), Mean::Nobody);
    }

    #[test]
    fn a_mean_is_rounded_half_away_from_zero() {
        // (5 × 95 + 3 × 70) / 8 = 85.625
        assert_eq!(points([5, 0, 3, 0]), Some(Decimal::new(8563, 2)));
    }

    #[test]
    fn an_answer_off_the_scale_is_not_counted() {
        let mut tally = Tally::default();
        (0..9).for_each(|answer| tally.count(answer));
        assert_eq!(tally, Tally([1, 1, 1, 1]));
    }

    proptest! {
        #[test]
        fn a_mean_lies_between_the_worst_and_the_best_answer_given(counts in proptest::array::uniform4(0u32..60)) {
            let terms = terms();
            if let Mean::Known { points, answers, cut } = Tally(counts).mean(&terms) {
                prop_assert!(answers >= terms.minimum_group && 2 * cut < answers);
                let given: Vec<u32> = (0..4).filter(|place| counts[*place] > 0).map(|place| SCALE[place]).collect();
                let best = given.first().copied().unwrap_or(0);
                let worst = given.last().copied().unwrap_or(0);
                prop_assert!(points >= Decimal::from(worst) && points <= Decimal::from(best));
            }
        }

        #[test]
        fn cutting_by_counts_is_the_same_as_sorting_the_answers(counts in proptest::array::uniform4(0u32..40)) {
            let terms = terms();
            let mut all: Vec<u32> = Vec::new();
            for (place, count) in counts.iter().enumerate() {
                all.extend(std::iter::repeat_n(SCALE[place], *count as usize));
            }
            all.sort_unstable();
            let cut = all.len() / 10;
            let kept = &all[cut..all.len() - cut];
            let expected = (all.len() >= 5).then(|| {
                two_places(Decimal::from(kept.iter().sum::<u32>()) / Decimal::from(kept.len()))
            });
            prop_assert_eq!(Tally(counts).mean(&terms).points(), expected);
        }
    }
}
