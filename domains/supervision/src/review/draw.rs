//! The draw, so that anyone can do it again: with `seed = secret|word`, every candidate gets
//! `SHA-256(seed|number)` of the UTF-8 text; the smallest come first. Every file of the list takes part:
//! who looks at a drawn one is settled afterwards (`opening`). Before the word is known the secret is bound by `SHA-256(secret)` and the list by `SHA-256` of its
//! numbers, sorted, each followed by a line feed. Pure. Not here: where candidates come from (`opening`).

use sha2::{Digest, Sha256};

/// A candidate with its place in the draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its number.
    pub number: String,
    /// SHA-256 of seed and number, 64 hex digits.
    pub key: String,
    /// Whether it was drawn.
    pub drawn: bool,
}

/// SHA-256 of a text, 64 hex digits.
#[must_use]
pub fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// What binds a list before the draw.
#[must_use]
pub fn list_hash<'a>(numbers: impl IntoIterator<Item = &'a str>) -> String {
    let mut numbers: Vec<&str> = numbers.into_iter().collect();
    numbers.sort_unstable();
    let mut hasher = Sha256::new();
    for number in numbers {
        hasher.update(number.as_bytes());
        hasher.update(b"\n");
    }
    hex::encode(hasher.finalize())
}

/// Draws `size` of the numbers, in the order of their keys.
#[must_use]
pub fn draw(secret: &str, word: &str, numbers: &[String], size: usize) -> Vec<Placed> {
    let mut placed: Vec<Placed> = numbers
        .iter()
        .map(|number| Placed {
            number: number.clone(),
            key: sha256(&format!("{secret}|{word}|{number}")),
            drawn: false,
        })
        .collect();
    placed.sort_by(|a, b| (&a.key, &a.number).cmp(&(&b.key, &b.number)));
    for one in placed.iter_mut().take(size) {
        one.drawn = true;
    }
    placed
}
