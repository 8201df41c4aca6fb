//! Answers as counts that add over cells, classes and counties: for each scale how often each pattern of answers was
//! given, and exact sums of products of the scores. All that a report says follows from them; no row of anybody is in
//! them. Pure. Not here: what the numbers mean (`analysis`), how they are stored (`coding`).

mod coding;
mod pairs;

pub use pairs::{Moved, Pairs, Sums};

use std::collections::BTreeMap;

use crate::bank::{Bank, CONSTRUCTS, Form, SCALES, Wave};

/// The unit of whole-number scores: a mean of up to eight answers is a whole number of these.
pub const PARTS: i64 = 840;
/// Scale number of what somebody who sees the work said; it stands beside the person's own scales.
pub const SEEN: usize = SCALES;

/// The digit of a question that was not asked: the short form asks one of each construct, and that is enough.
const NOT_ASKED: u32 = 6;
/// Digits a question has: not answered, five answers, not asked.
const DIGITS: u32 = 7;

/// Which questions make up which scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Questions of each scale; the last is what others saw.
    pub sizes: [usize; SCALES + 1],
    /// For each question in asking order: its scale, its place in it, whether its answer is turned round.
    places: Vec<(usize, usize, bool)>,
    /// The questions that were not asked.
    left_out: Vec<bool>,
    outcome: Vec<bool>,
}

impl Layout {
    /// Of a set of questions, all of them asked.
    #[must_use]
    pub fn of(bank: &Bank) -> Layout {
        Layout::asked(bank, Form::Full, Wave::Later)
    }

    /// Of a set of questions as a form asks them in a wave.
    #[must_use]
    pub fn asked(bank: &Bank, form: Form, wave: Wave) -> Layout {
        let asked = bank.asked(form, wave);
        let left_out = (0..bank.items.len()).map(|item| !asked.contains(&item)).collect();
        let mut sizes = [0; SCALES + 1];
        let mut places = Vec::with_capacity(bank.items.len());
        for item in &bank.items {
            places.push((item.scale, sizes[item.scale], item.turned));
            sizes[item.scale] += 1;
        }
        let outcome: Vec<bool> =
            bank.items.iter().filter(|item| item.scale == CONSTRUCTS).map(|item| item.turned).collect();
        sizes[SEEN] = outcome.len();
        Layout { sizes, places, left_out, outcome }
    }

    /// The answers to each scale as a number with a digit for each question: 0 not answered, 1 to 5 turned so that high
    /// helps, 6 not asked. `answers` are as given, in asking order.
    #[must_use]
    pub fn patterns(&self, answers: &[Option<u8>]) -> [u32; SCALES] {
        let mut patterns = [0; SCALES];
        for (((scale, place, turned), left_out), answer) in
            self.places.iter().zip(&self.left_out).zip(answers)
        {
            let digit = if *left_out { NOT_ASKED } else { digit(*answer, *turned) };
            patterns[*scale] += digit * DIGITS.pow(u32::try_from(*place).unwrap_or(0));
        }
        patterns
    }

    /// The same of what somebody else saw.
    #[must_use]
    pub fn seen_pattern(&self, answers: &[Option<u8>]) -> u32 {
        let digits = self.outcome.iter().zip(answers).rev();
        digits.fold(0, |pattern, (turned, answer)| pattern * DIGITS + digit(*answer, *turned))
    }
}

fn digit(answer: Option<u8>, turned: bool) -> u32 {
    match answer {
        Some(given @ 1..=5) => u32::from(if turned { 6 - given } else { given }),
        _ => 0,
    }
}

fn signs(mut pattern: u32, size: usize) -> impl Iterator<Item = u32> {
    (0..size).map(move |_| {
        let sign = pattern % DIGITS;
        pattern /= DIGITS;
        sign
    })
}

/// The answers of a pattern, one for each question; 0 where there is none.
pub fn digits(pattern: u32, size: usize) -> impl Iterator<Item = u8> {
    signs(pattern, size).map(|sign| if sign == NOT_ASKED { 0 } else { u8::try_from(sign).unwrap_or(0) })
}

/// Whether any question of a pattern was answered.
fn is_answered(pattern: u32, size: usize) -> bool {
    digits(pattern, size).any(|digit| digit > 0)
}

/// The mean of a pattern in whole parts ([`PARTS`]); none where fewer than half of the questions asked were answered.
#[must_use]
pub fn score(pattern: u32, size: usize) -> Option<i64> {
    let (mut sum, mut answered, mut asked) = (0_i64, 0_i64, 0_i64);
    for sign in signs(pattern, size).filter(|sign| *sign != NOT_ASKED) {
        sum += i64::from(sign);
        answered += i64::from(sign > 0);
        asked += 1;
    }
    (answered > 0 && answered * 2 >= asked).then(|| sum * PARTS / answered)
}

/// Sums over the rows in which every score is there: constructs, then one outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cross {
    /// Such rows.
    pub rows: i64,
    /// Sum of each score.
    pub sums: [i64; SCALES],
    /// Sums of products, lower triangle row by row.
    pub products: Vec<i64>,
}

impl Default for Cross {
    fn default() -> Cross {
        Cross { rows: 0, sums: [0; SCALES], products: vec![0; SCALES * (SCALES + 1) / 2] }
    }
}

impl Cross {
    fn add(&mut self, scores: &[i64; SCALES]) {
        self.rows += 1;
        let mut at = 0;
        for (i, one) in scores.iter().enumerate() {
            self.sums[i] += one;
            for other in &scores[..=i] {
                self.products[at] += one * other;
                at += 1;
            }
        }
    }

    fn merge(&mut self, other: &Cross) {
        self.rows += other.rows;
        self.sums.iter_mut().zip(other.sums).for_each(|(sum, more)| *sum += more);
        self.products.iter_mut().zip(&other.products).for_each(|(sum, more)| *sum += more);
    }
}

/// How often each pattern was given, by its number; as long as the largest that was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patterns(Vec<u64>);

impl Patterns {
    /// Counts a pattern so many times.
    pub fn add(&mut self, pattern: u32, times: u64) {
        let at = usize::try_from(pattern).unwrap_or(0);
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        self.0[at] += times;
    }

    /// The patterns given, with how often.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u64)> {
        (0_u32..).zip(&self.0).filter(|(_, times)| **times > 0).map(|(pattern, times)| (pattern, *times))
    }
}

/// Counts of one cell of one wave, or of many added up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows.
    pub rows: u64,
    /// Of each scale; the last is what others saw (only rows with such an answer).
    pub patterns: [Patterns; SCALES + 1],
    /// With the outcome as the person says.
    pub own: Cross,
    /// With the outcome as somebody else says.
    pub seen: Cross,
}

impl Counts {
    /// Counts one row.
    pub fn add(&mut self, layout: &Layout, patterns: &[u32; SCALES], seen: Option<u32>) {
        self.rows += 1;
        let mut scores = [0; SCALES];
        let (mut constructs, mut outcome) = (true, false);
        for (scale, pattern) in patterns.iter().enumerate() {
            if is_answered(*pattern, layout.sizes[scale]) {
                self.patterns[scale].add(*pattern, 1);
            }
            match score(*pattern, layout.sizes[scale]) {
                Some(known) => {
                    scores[scale] = known;
                    outcome |= scale == CONSTRUCTS;
                }
                None => constructs &= scale == CONSTRUCTS,
            }
        }
        if constructs && outcome {
            self.own.add(&scores);
        }
        let Some(seen) = seen.filter(|seen| *seen > 0) else { return };
        self.patterns[SEEN].add(seen, 1);
        if let (true, Some(known)) = (constructs, score(seen, layout.sizes[SEEN])) {
            scores[CONSTRUCTS] = known;
            self.seen.add(&scores);
        }
    }

    /// Adds other rows.
    pub fn merge(&mut self, other: &Counts) {
        self.rows += other.rows;
        for (mine, more) in self.patterns.iter_mut().zip(&other.patterns) {
            more.iter().for_each(|(pattern, times)| mine.add(pattern, times));
        }
        self.own.merge(&other.own);
        self.seen.merge(&other.seen);
    }

    /// How often each score of a scale occurs, in whole parts.
    #[must_use]
    pub fn scores(&self, layout: &Layout, scale: usize) -> BTreeMap<i64, u64> {
        let mut scores = BTreeMap::new();
        for (pattern, count) in self.patterns[scale].iter() {
            if let Some(known) = score(pattern, layout.sizes[scale]) {
                *scores.entry(known).or_default() += count;
            }
        }
        scores
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::bank;

    /// Any answers to the whole form.
    pub(crate) fn any_answers() -> impl Strategy<Value = Vec<Option<u8>>> {
        proptest::collection::vec(proptest::option::weighted(0.9, 1u8..=5), 53)
    }

    pub(crate) fn count(rows: &[(Vec<Option<u8>>, Option<Vec<Option<u8>>>)]) -> Counts {
        let layout = Layout::of(bank::own());
        let mut counts = Counts::default();
        for (own, seen) in rows {
            let seen = seen.as_ref().map(|seen| layout.seen_pattern(seen));
            counts.add(&layout, &layout.patterns(own), seen);
        }
        counts
    }

    #[test]
    fn a_question_that_speaks_against_counts_the_other_way_round() {
        let layout = Layout::of(bank::own());
        let at = |code: &str| bank::own().items.iter().position(|item| item.code == code).unwrap_or(0);
        let mut answers = vec![None; 53];
        answers[at("LR1")] = Some(5);
        answers[at("LR3")] = Some(1);
        let pattern = layout.patterns(&answers)[0];
        assert_eq!(digits(pattern, 3).collect::<Vec<_>>(), [5, 0, 5]);
        assert_eq!(score(pattern, 3), Some(5 * PARTS));
        answers[at("LR3")] = None;
        assert_eq!(score(layout.patterns(&answers)[0], 3), None, "one of three is less than half");
    }

    #[test]
    fn the_short_form_asks_one_of_each_construct_and_that_is_enough() {
        let layout = Layout::asked(bank::own(), Form::Short, Wave::Pulse);
        let mut answers = vec![None; 53];
        for item in bank::own().asked(Form::Short, Wave::Pulse) {
            answers[item] = Some(4);
        }
        let mut counts = Counts::default();
        counts.add(&layout, &layout.patterns(&answers), None);
        for scale in 0..CONSTRUCTS {
            let scores = counts.scores(&layout, scale);
            let turned =
                bank::own().items.iter().any(|item| item.scale == scale && item.short && item.turned);
            assert_eq!(scores.keys().copied().collect::<Vec<_>>(), [if turned { 2 } else { 4 } * PARTS]);
        }
        assert!(counts.scores(&layout, CONSTRUCTS).is_empty(), "the outcome is asked only later");
        let mut whole = count(&[((0..53).map(|_| Some(3)).collect(), None)]);
        whole.merge(&counts);
        assert_eq!(whole.scores(&layout, 0).values().sum::<u64>(), 2, "both forms add");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn counting_in_two_parts_and_adding_is_counting_at_once(
            rows in proptest::collection::vec((any_answers(), proptest::option::of(proptest::collection::vec(proptest::option::of(1u8..=5), 5))), 0..30),
            cut in 0usize..30,
        ) {
            let cut = cut.min(rows.len());
            let mut parts = count(&rows[..cut]);
            parts.merge(&count(&rows[cut..]));
            prop_assert_eq!(parts, count(&rows));
        }
    }
}
