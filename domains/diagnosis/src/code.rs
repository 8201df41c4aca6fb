//! Personal codes and what follows from them: the hash under which a code is known, and the pseudonym under which its
//! answers are kept. The one does not lead to the other without the code. Pure. Not here: who gets a code (nobody
//! knows: slips of a group are alike).

use sha2::{Digest, Sha256};

/// The signs of a code: no 0, 1, I, L, O, U, so that it can be read out and typed without mistakes.
const SIGNS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code from random bytes: twelve of thirty signs in three groups, about 59 bits.
#[must_use]
pub fn code_of(random: [u8; 16]) -> String {
    let mut number = u128::from_be_bytes(random);
    let mut code = String::with_capacity(14);
    for place in 0..12 {
        if place == 4 || place == 8 {
            code.push('-');
        }
        let sign = SIGNS.get(usize::try_from(number % 30).unwrap_or(0)).copied().unwrap_or(b'2');
        number /= 30;
        code.push(char::from(sign));
    }
    code
}

/// A code as it is hashed: case, blanks and dashes do not matter.
fn plain(code: &str) -> String {
    code.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect()
}

/// The hash under which a code is known.
#[must_use]
pub fn hash_of(code: &str) -> String {
    hex::encode(Sha256::digest(format!("shanzhi diagnosis {}", plain(code))))
}

/// The pseudonym of a code under the key of its class (HMAC-SHA-256, RFC 2104). The same in both waves; once the key
/// is destroyed nobody can make it again, not even who still has the code.
#[must_use]
pub fn pseudonym_of(key: &[u8], code: &str) -> String {
    let mut block = [0_u8; 64];
    block.iter_mut().zip(key).for_each(|(slot, byte)| *slot = *byte);
    let padded = |with: u8| -> Vec<u8> { block.iter().map(|byte| byte ^ with).collect() };
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(plain(code)).finalize();
    hex::encode(&Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize()[..16])
}

/// A pseudonym hidden by the code of somebody who sees the work; hiding twice shows it again.
#[must_use]
pub fn mask(pseudonym: &str, seen_code: &str) -> Option<String> {
    let bytes = hex::decode(pseudonym).ok().filter(|bytes| bytes.len() == 16)?;
    let over = Sha256::digest(format!("shanzhi seen {}", plain(seen_code)));
    Some(hex::encode(bytes.iter().zip(over).map(|(a, b)| a ^ b).collect::<Vec<u8>>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_was_typed() {
        assert_eq!(hash_of("ABCD-2345-WXYZ"), hash_of(" abcd 2345wxyz"));
        assert_eq!(pseudonym_of(b"key", "ABCD-2345-WXYZ"), pseudonym_of(b"key", "abcd2345wxyz"));
        assert_eq!(code_of([7; 16]).len(), 14);
    }

    #[test]
    fn the_pseudonym_is_an_hmac_as_others_compute_it() {
        assert_eq!(pseudonym_of(b"Jefe", "wh-at"), "d7814833b83ad40bfd385864f64324a5");
        assert_ne!(pseudonym_of(b"one", "WHAT"), pseudonym_of(b"two", "WHAT"));
        assert_eq!(pseudonym_of(b"one", "WHAT").len(), 32);
    }

    #[test]
    fn what_a_seen_code_hides_only_that_code_shows() {
        let hidden = mask("00112233445566778899aabbccddeeff", "ABCD-2345-WXYZ").unwrap();
        assert_eq!(mask(&hidden, "abcd2345wxyz").as_deref(), Some("00112233445566778899aabbccddeeff"));
        assert_ne!(mask(&hidden, "ABCD-2345-WXY2").as_deref(), Some("00112233445566778899aabbccddeeff"));
    }
}
