//! Identity numbers that belong to nobody: the county's division code, a birth date, and an order number from 900
//! to 999, which this demo keeps for itself, with a valid check character. Odd order numbers are men's.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::data::COUNTY_CODE;

/// First order number of the reserved sequence.
pub const RESERVED_FROM: u16 = 900;

/// Gives out numbers, each once.
#[derive(Debug, Default)]
pub struct Numbers {
    given: HashMap<(Date, bool), u16>,
}

impl Numbers {
    /// The next number of a birth date; `None` once its fifty are given out.
    pub fn next(&mut self, born: Date, male: bool) -> Option<String> {
        let given = self.given.entry((born, male)).or_insert(0);
        let order = RESERVED_FROM + 2 * *given + u16::from(male);
        if order > 999 {
            return None;
        }
        *given += 1;
        let body = format!("{COUNTY_CODE}{}{order}", born.strftime("%Y%m%d"));
        let check = check_character(&body)?;
        Some(format!("{body}{check}"))
    }
}

/// The check character of GB 11643.
#[must_use]
pub fn check_character(body: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let mut sum = 0;
    for (digit, weight) in body.chars().zip(WEIGHTS) {
        sum += digit.to_digit(10)? * weight;
    }
    "10X98765432".chars().nth(usize::try_from(sum % 11).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn numbers_carry_the_birth_the_sex_and_the_reserved_sequence_and_none_comes_twice() {
        let mut numbers = Numbers::default();
        let born = date(1986, 5, 4);
        let mut seen = Vec::new();
        for position in 0..50 {
            let number = numbers.next(born, true).expect("a number");
            assert_eq!(number.len(), 18);
            assert!(number.starts_with("610330198605049"), "{number}");
            assert_eq!(number.as_bytes()[16] % 2, 1, "{position}");
            assert_eq!(check_character(&number[..17]), number.chars().last());
            assert!(!seen.contains(&number));
            seen.push(number);
        }
        assert_eq!(numbers.next(born, true), None);
        assert!(numbers.next(born, false).is_some());
    }
}
