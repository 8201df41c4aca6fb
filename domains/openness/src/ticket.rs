//! The number and secret with which somebody follows what they wrote without saying who they are. The secret is shown
//! once and kept only as a hash. Not here: what was written.

use kernel::Tx;
use sha2::{Digest, Sha256};

/// Letters and figures that cannot be mistaken for each other.
const SIGNS: &[u8; 31] = b"23456789abcdefghjkmnpqrstuvwxyz";

/// What the writer keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The number.
    pub number: String,
    /// The secret, in groups of four.
    pub secret: String,
}

/// A new secret: twelve signs of 31, fifty-nine bits.
pub(crate) fn secret(tx: &Tx<'_>) -> String {
    let mut out = String::new();
    // 31 signs of equal weight: bytes above the last whole multiple are thrown away.
    while out.chars().filter(|c| *c != '-').count() < 12 {
        for byte in tx.random::<16>() {
            let len = out.chars().filter(|c| *c != '-').count();
            if byte >= 248 || len >= 12 {
                continue;
            }
            if len > 0 && len % 4 == 0 {
                out.push('-');
            }
            out.push(char::from(SIGNS[usize::from(byte % 31)]));
        }
    }
    out
}

/// The hash that is kept of a secret, as typed with or without hyphens.
pub(crate) fn hash(number: &str, secret: &str) -> String {
    let plain: String =
        secret.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    hex::encode(Sha256::digest(format!("openness/{number}/{plain}")))
}

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn a_secret_counts_as_typed_with_or_without_hyphens() {
        assert_eq!(hash("2026-0001-1", "ab3d-EF5G-h6jk"), hash("2026-0001-1", "AB3DEF5GH6JK"));
        assert_ne!(hash("2026-0001-1", "ab3d"), hash("2026-0001-2", "ab3d"), "a secret fits one number only");
    }
}
