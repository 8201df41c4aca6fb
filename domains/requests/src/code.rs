//! Tracking numbers, secrets and keys: made here, kept only as hashes. Pure. Not here: who gets one.

use sha2::{Digest, Sha256};

/// No 0, 1, I, L, O, U, so that a number can be read out and typed without mistakes.
const SIGNS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

fn signs(random: [u8; 16], count: usize) -> String {
    let mut number = u128::from_be_bytes(random);
    let mut code = String::with_capacity(count + count / 4);
    for place in 0..count {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        let sign = SIGNS.get(usize::try_from(number % 30).unwrap_or(0)).copied().unwrap_or(b'2');
        number /= 30;
        code.push(char::from(sign));
    }
    code
}

/// A tracking number: the day and eight signs by chance, so that it says nothing about how many there are.
#[must_use]
pub fn number_of(day: jiff::civil::Date, random: [u8; 16]) -> String {
    format!("{:02}{:02}{:02}-{}", day.year() % 100, day.month(), day.day(), signs(random, 8))
}

/// A secret: twelve signs, about 59 bits.
#[must_use]
pub fn secret_of(random: [u8; 16]) -> String {
    signs(random, 12)
}

/// A key for a program: 32 bytes in hex.
#[must_use]
pub fn key_of(random: [u8; 32]) -> String {
    hex::encode(random)
}

/// Number and secret of a form as sent on a day: the same again for the same drawing of the form with the same words, so that
/// what is sent twice is one request; others for other words. Nobody can tell them without what the form was drawn with.
#[must_use]
pub fn of_form(day: jiff::civil::Date, drawn: &str, words: &[&str]) -> (String, String) {
    let mut digest = Sha256::new();
    digest.update("shanzhi form");
    for word in std::iter::once(&drawn).chain(words) {
        digest.update(u64::try_from(word.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(word);
    }
    let digest: [u8; 32] = digest.finalize().into();
    let (mut first, mut second) = ([0; 16], [0; 16]);
    first.copy_from_slice(&digest[..16]);
    second.copy_from_slice(&digest[16..]);
    (number_of(day, first), secret_of(second))
}

/// Whether this is what a form was drawn with: 16 bytes in hex, as the house makes them.
#[must_use]
pub fn is_drawn(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|sign| matches!(sign, b'0'..=b'9' | b'a'..=b'f'))
}

/// A number as it is stored, however it was typed.
#[must_use]
pub fn plain_number(typed: &str) -> String {
    let plain: String =
        typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    match plain.len() {
        14 => [plain.get(..6), plain.get(6..10), plain.get(10..)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("-"),
        _ => plain,
    }
}

/// The hash under which a secret is known, together with its number.
#[must_use]
pub fn hash_of(number: &str, secret: &str) -> String {
    let plain: String =
        secret.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    hex::encode(Sha256::digest(format!("shanzhi request {number} {plain}")))
}

/// The hash under which the key of a program is known.
#[must_use]
pub fn hash_of_key(key: &str) -> String {
    hex::encode(Sha256::digest(format!("shanzhi open311 {}", key.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_however_it_was_typed_and_its_secret_belongs_to_it_alone() {
        let number = number_of(jiff::civil::date(2026, 3, 2), [7; 16]);
        assert_eq!(number.len(), 16);
        assert_eq!(plain_number(&format!(" {} ", number.to_lowercase().replace('-', " "))), number);
        let secret = secret_of([9; 16]);
        assert_eq!(hash_of(&number, &secret), hash_of(&number, &secret.to_lowercase().replace('-', "")));
        assert_ne!(hash_of(&number, &secret), hash_of("260302-2222-2223", &secret));
    }
}
