//! The two suites of algorithms a county may choose between when it is made, and how bytes are locked with either:
//! nonce, ciphertext and tag in one. Not here: which key, for what purpose, who may open.

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, AesGcm};
use sm4::Sm4;

/// Length of a key as stored; SM4 uses its first half.
pub const KEY: usize = 32;
const NONCE: usize = 12;

/// Which algorithms lock the county's sealed values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suite {
    /// SM4-GCM (GB/T 32907, GB/T 36624).
    Sm,
    /// AES-256-GCM.
    Intl,
}

impl Suite {
    /// The word stored with a key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Suite::Sm => "sm",
            Suite::Intl => "intl",
        }
    }

    /// The suite of a stored word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Suite> {
        [Suite::Sm, Suite::Intl].into_iter().find(|suite| suite.code() == code)
    }

    /// Locks `plain` for `context`: opened again only with the same context.
    pub(crate) fn lock(
        self,
        key: &[u8; KEY],
        nonce: [u8; NONCE],
        context: &[u8],
        plain: &[u8],
    ) -> Option<Vec<u8>> {
        let payload = Payload { msg: plain, aad: context };
        let locked = match self {
            Suite::Sm => AesGcm::<Sm4, U12>::new_from_slice(&key[..16]).ok()?.encrypt(&nonce.into(), payload),
            Suite::Intl => Aes256Gcm::new_from_slice(key).ok()?.encrypt(&nonce.into(), payload),
        };
        let mut all = nonce.to_vec();
        all.extend(locked.ok()?);
        Some(all)
    }

    /// Unlocks what [`Suite::lock`] made; nothing if key, context or a single bit differ.
    pub(crate) fn unlock(self, key: &[u8; KEY], context: &[u8], locked: &[u8]) -> Option<Vec<u8>> {
        let (nonce, rest) = locked.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: rest, aad: context };
        match self {
            Suite::Sm => {
                AesGcm::<Sm4, U12>::new_from_slice(&key[..16]).ok()?.decrypt(&(*nonce).into(), payload).ok()
            }
            Suite::Intl => Aes256Gcm::new_from_slice(key).ok()?.decrypt(&(*nonce).into(), payload).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sm4_gcm_gives_the_published_ciphertext() {
        // RFC 8998, appendix A.1.
        let half: [u8; 16] = *b"\x01\x23\x45\x67\x89\xab\xcd\xef\xfe\xdc\xba\x98\x76\x54\x32\x10";
        let mut key = [0; KEY];
        key[..16].copy_from_slice(&half);
        let nonce = *b"\x00\x00\x12\x34\x56\x78\x00\x00\x00\x00\xab\xcd";
        let context = b"\xfe\xed\xfa\xce\xde\xad\xbe\xef\xfe\xed\xfa\xce\xde\xad\xbe\xef\xab\xad\xda\xd2";
        let plain: Vec<u8> =
            [0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0xee, 0xaa].into_iter().flat_map(|byte| [byte; 8]).collect();
        let locked = Suite::Sm.lock(&key, nonce, context, &plain).unwrap_or_default();
        let expected = "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
            d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec";
        assert_eq!(hex::encode(&locked[NONCE..]), expected.replace([' ', '\n'], ""));
        assert_eq!(Suite::Sm.unlock(&key, context, &locked), Some(plain));
    }

    #[test]
    fn another_context_another_key_or_a_changed_bit_opens_nothing() {
        for suite in [Suite::Sm, Suite::Intl] {
            let key = [3; KEY];
            let locked = suite.lock(&key, [1; NONCE], b"here", "举报人".as_bytes()).unwrap_or_default();
            assert_eq!(suite.unlock(&key, b"here", &locked).as_deref(), Some("举报人".as_bytes()));
            assert_eq!(suite.unlock(&key, b"there", &locked), None);
            assert_eq!(suite.unlock(&[4; KEY], b"here", &locked), None);
            for at in 0..locked.len() {
                let mut changed = locked.clone();
                changed[at] ^= 1;
                assert_eq!(suite.unlock(&key, b"here", &changed), None, "byte {at}");
            }
            assert_eq!(suite.unlock(&key, b"here", &locked[..5]), None);
        }
    }
}
