//! The draw, so that anyone can do it again: with `seed = secret|word`, every candidate gets
//! `SHA-256(seed|number)` of the UTF-8 text; the smallest come first; files from which a reviewer has to withdraw are
//! passed over. Before the word is known the secret is bound by `SHA-256(secret)` and the list by `SHA-256` of its
//! numbers, sorted, each followed by a line feed. Pure. Not here: where candidates come from (`opening`).

use sha2::{Digest, Sha256};

/// A file that can be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its number.
    pub number: String,
    /// A reviewer has to withdraw from it.
    pub excluded: bool,
}

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

/// Draws `size` of the candidates, in the order of their keys.
#[must_use]
pub fn draw(secret: &str, word: &str, candidates: &[Candidate], size: usize) -> Vec<Placed> {
    let mut placed: Vec<(Placed, bool)> = candidates
        .iter()
        .map(|one| {
            let key = sha256(&format!("{secret}|{word}|{}", one.number));
            (Placed { number: one.number.clone(), key, drawn: false }, one.excluded)
        })
        .collect();
    placed.sort_by(|(a, _), (b, _)| (&a.key, &a.number).cmp(&(&b.key, &b.number)));
    for (one, _) in placed.iter_mut().filter(|(_, excluded)| !excluded).take(size) {
        one.drawn = true;
    }
    placed.into_iter().map(|(one, _)| one).collect()
}
