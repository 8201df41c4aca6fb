//! Counts as bytes: whole numbers in groups of seven bits, so that the thousands of cells of a county are read in a
//! few milliseconds. Not here: what they count.

use kernel::DbError;

use super::{Counts, Cross, Pairs, Patterns, Sums};
use crate::bank::CONSTRUCTS;

/// The first byte of each: the form it is written in.
const FORM: u8 = 1;

fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// More than any scale has: six questions.
const MOST_PATTERNS: u32 = 7_u32.pow(6);

struct Reader<'a>(&'a [u8]);

fn broken() -> DbError {
    DbError::Stored {
        what: "counts of a questionnaire",
        why: "they end too early or are of another form".into(),
    }
}

impl Reader<'_> {
    fn next(&mut self) -> Result<u64, DbError> {
        let (mut number, mut shift) = (0_u64, 0_u32);
        loop {
            let (first, rest) = self.0.split_first().ok_or_else(broken)?;
            self.0 = rest;
            if shift > 63 {
                return Err(broken());
            }
            number |= u64::from(first & 0x7f) << shift;
            if first & 0x80 == 0 {
                return Ok(number);
            }
            shift += 7;
        }
    }

    fn whole(&mut self) -> Result<i64, DbError> {
        i64::try_from(self.next()?).ok().filter(|one| *one < 1 << 60).ok_or_else(broken)
    }

    fn patterns(&mut self, into: &mut Patterns) -> Result<(), DbError> {
        for _ in 0..self.next()? {
            let pattern = u32::try_from(self.next()?).ok().filter(|one| *one < MOST_PATTERNS);
            into.add(pattern.ok_or_else(broken)?, self.next()?.min(1 << 40));
        }
        Ok(())
    }

    fn cross(&mut self, into: &mut Cross) -> Result<(), DbError> {
        let rows = self.whole()?;
        if rows == 0 {
            return Ok(());
        }
        into.rows += rows;
        for sum in into.sums.iter_mut().chain(&mut into.products) {
            *sum = sum.checked_add(self.whole()?).ok_or_else(broken)?;
        }
        Ok(())
    }
}

fn open(bytes: &[u8]) -> Result<Reader<'_>, DbError> {
    match bytes.split_first() {
        Some((form, rest)) if *form == FORM => Ok(Reader(rest)),
        _ => Err(broken()),
    }
}

/// Scores and their sums are never negative.
fn put_whole(out: &mut Vec<u8>, number: i64) {
    put(out, u64::try_from(number).unwrap_or(0));
}

fn put_cross(out: &mut Vec<u8>, cross: &Cross) {
    put_whole(out, cross.rows);
    if cross.rows > 0 {
        cross.sums.iter().chain(&cross.products).for_each(|number| put_whole(out, *number));
    }
}

impl Counts {
    /// As bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![FORM];
        put(&mut out, self.rows);
        for patterns in &self.patterns {
            put(&mut out, patterns.iter().count() as u64);
            for (pattern, count) in patterns.iter() {
                put(&mut out, u64::from(pattern));
                put(&mut out, count);
            }
        }
        put_cross(&mut out, &self.own);
        put_cross(&mut out, &self.seen);
        out
    }

    /// From bytes.
    ///
    /// # Errors
    /// [`DbError::Stored`] if they are not counts.
    pub fn from_bytes(bytes: &[u8]) -> Result<Counts, DbError> {
        let mut counts = Counts::default();
        counts.merge_bytes(bytes)?;
        Ok(counts)
    }

    /// Adds counts written as bytes, without making them first.
    ///
    /// # Errors
    /// [`DbError::Stored`] if they are not counts; what was added before that stays.
    pub fn merge_bytes(&mut self, bytes: &[u8]) -> Result<(), DbError> {
        let mut reader = open(bytes)?;
        self.rows = self.rows.checked_add(reader.next()?).ok_or_else(broken)?;
        for patterns in &mut self.patterns {
            reader.patterns(patterns)?;
        }
        reader.cross(&mut self.own)?;
        reader.cross(&mut self.seen)
    }

    /// Adds the rows and the constructs alone, which is all that agreement within a unit needs.
    ///
    /// # Errors
    /// As [`Counts::merge_bytes`].
    pub fn merge_constructs(&mut self, bytes: &[u8]) -> Result<(), DbError> {
        let mut reader = open(bytes)?;
        self.rows = self.rows.checked_add(reader.next()?).ok_or_else(broken)?;
        for patterns in &mut self.patterns[..CONSTRUCTS] {
            reader.patterns(patterns)?;
        }
        Ok(())
    }
}

impl Pairs {
    /// As bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![FORM];
        put(&mut out, self.rows);
        for moved in &self.moved {
            let (first, second) = (&moved.first, &moved.second);
            for number in [first.n, first.sum, first.squares, second.sum, second.squares, moved.products] {
                put_whole(&mut out, number);
            }
        }
        out
    }

    /// From bytes.
    ///
    /// # Errors
    /// [`DbError::Stored`] if they are not pairs.
    pub fn from_bytes(bytes: &[u8]) -> Result<Pairs, DbError> {
        let mut reader = open(bytes)?;
        let mut pairs = Pairs { rows: reader.next()?, ..Pairs::default() };
        for moved in &mut pairs.moved {
            let n = reader.whole()?;
            moved.first = Sums { n, sum: reader.whole()?, squares: reader.whole()? };
            moved.second = Sums { n, sum: reader.whole()?, squares: reader.whole()? };
            moved.products = reader.whole()?;
        }
        Ok(pairs)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::{any_answers, count};
    use super::*;
    use crate::bank;
    use crate::counts::Layout;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn counts_written_are_the_counts_read(rows in proptest::collection::vec(any_answers(), 0..20)) {
            let counts = count(&rows.iter().map(|row| (row.clone(), None)).collect::<Vec<_>>());
            prop_assert_eq!(Counts::from_bytes(&counts.to_bytes()).unwrap(), counts);
            let layout = Layout::of(bank::own());
            let mut pairs = Pairs::default();
            rows.windows(2).for_each(|two| pairs.add(&layout, &layout.patterns(&two[0]), &layout.patterns(&two[1])));
            prop_assert_eq!(Pairs::from_bytes(&pairs.to_bytes()).unwrap(), pairs);
        }

        #[test]
        fn bytes_that_are_not_counts_are_refused_or_read_but_never_stop_the_program(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = Counts::from_bytes(&bytes);
            let _ = Pairs::from_bytes(&bytes);
            prop_assert!(Counts::from_bytes(&bytes[..bytes.len().min(5)]).is_err());
        }
    }
}
