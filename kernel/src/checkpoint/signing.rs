//! Signatures on checkpoints: Ed25519, or SM2 with SM3 for counties of the national suite. Not here: what is signed.

use ed25519_dalek::{Signer as _, Verifier as _};
use sha2::{Digest, Sha256};

use crate::seal::{KEY, Suite};

/// The distinguishing identifier GB/T 32918 gives to signers without one of their own.
const SM2_SIGNER: &str = "1234567812345678";

/// Who signs, as everybody may know: name, algorithm, public key. Written `name+key id+base64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    /// Name of the signer.
    pub name: String,
    suite: Suite,
    key: Vec<u8>,
}

/// Who signs, with the secret half.
pub(crate) struct Signer {
    secret: Secret,
    verifier: Verifier,
}

enum Secret {
    Sm(Box<sm2::dsa::SigningKey>),
    Intl(Box<ed25519_dalek::SigningKey>),
}

fn algorithm(suite: Suite) -> &'static [u8] {
    match suite {
        // 0x01 is Ed25519 in the signed-note format; what has no number of its own goes by 0xff and a name.
        Suite::Intl => b"\x01",
        Suite::Sm => b"\xffSM2-SM3",
    }
}

impl Verifier {
    /// The four bytes by which a signature names its key.
    #[must_use]
    pub fn key_id(&self) -> [u8; 4] {
        let mut hasher = Sha256::new();
        for part in [self.name.as_bytes(), b"\n", algorithm(self.suite), &self.key] {
            hasher.update(part);
        }
        let digest = hasher.finalize();
        [digest[0], digest[1], digest[2], digest[3]]
    }

    /// Reads what [`Verifier::to_string`] wrote; nothing if it is not a verifier.
    #[must_use]
    pub fn parse(text: &str) -> Option<Verifier> {
        let (name, rest) = text.trim().split_once('+')?;
        let (id, key) = rest.split_once('+')?;
        let key = super::from_base64(key)?;
        let (suite, key) = [Suite::Intl, Suite::Sm]
            .into_iter()
            .find_map(|suite| Some((suite, key.strip_prefix(algorithm(suite))?)))?;
        let verifier = Verifier { name: name.to_owned(), suite, key: key.to_vec() };
        (hex::encode(verifier.key_id()) == id).then_some(verifier)
    }

    /// Whether a signature is this signer's on a text.
    #[must_use]
    pub fn verifies(&self, text: &[u8], signature: &[u8]) -> bool {
        match self.suite {
            Suite::Intl => {
                let key: Option<[u8; 32]> = self.key.as_slice().try_into().ok();
                let key = key.and_then(|key| ed25519_dalek::VerifyingKey::from_bytes(&key).ok());
                let signature = ed25519_dalek::Signature::from_slice(signature).ok();
                key.zip(signature).is_some_and(|(key, signature)| key.verify(text, &signature).is_ok())
            }
            Suite::Sm => {
                let key = sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_SIGNER, &self.key).ok();
                let signature = sm2::dsa::Signature::from_slice(signature).ok();
                key.zip(signature).is_some_and(|(key, signature)| key.verify(text, &signature).is_ok())
            }
        }
    }
}

impl std::fmt::Display for Verifier {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key: Vec<u8> = [algorithm(self.suite), &self.key].concat();
        write!(out, "{}+{}+{}", self.name, hex::encode(self.key_id()), super::to_base64(&key))
    }
}

impl Signer {
    /// The signer of a secret; nothing if the secret is no key of the suite.
    pub(crate) fn new(name: &str, suite: Suite, secret: &[u8; KEY]) -> Option<Signer> {
        let (secret, key) = match suite {
            Suite::Intl => {
                let secret = ed25519_dalek::SigningKey::from_bytes(secret);
                let key = secret.verifying_key().to_bytes().to_vec();
                (Secret::Intl(Box::new(secret)), key)
            }
            Suite::Sm => {
                let secret = sm2::SecretKey::from_slice(secret).ok()?;
                let secret = sm2::dsa::SigningKey::new(SM2_SIGNER, &secret).ok()?;
                let key = secret.verifying_key().to_sec1_bytes().to_vec();
                (Secret::Sm(Box::new(secret)), key)
            }
        };
        Some(Signer { secret, verifier: Verifier { name: name.to_owned(), suite, key } })
    }

    pub(crate) fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    pub(crate) fn sign(&self, text: &[u8]) -> Vec<u8> {
        match &self.secret {
            Secret::Intl(secret) => secret.sign(text).to_bytes().to_vec(),
            Secret::Sm(secret) => {
                let signature: sm2::dsa::Signature = secret.sign(text);
                signature.to_bytes().to_vec()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_known_by_its_verifier_and_by_no_other() {
        for suite in [Suite::Sm, Suite::Intl] {
            let signer = Signer::new("shanzhi/610330", suite, &[7; KEY]).expect("a signer");
            let other = Signer::new("shanzhi/610330", suite, &[8; KEY]).expect("another");
            let signature = signer.sign(b"text");
            let told = Verifier::parse(&signer.verifier().to_string()).expect("a verifier");
            assert_eq!(&told, signer.verifier());
            assert!(told.verifies(b"text", &signature));
            assert!(!told.verifies(b"texts", &signature));
            assert!(!told.verifies(b"text", &signature[1..]));
            assert!(!other.verifier().verifies(b"text", &signature));
        }
    }

    #[test]
    fn a_verifier_with_a_changed_letter_is_not_read() {
        let signer = Signer::new("shanzhi/610330", Suite::Sm, &[7; KEY]).expect("a signer");
        let told = signer.verifier().to_string();
        assert_eq!(Verifier::parse(&told.replace("610330", "610331")), None);
        assert_eq!(Verifier::parse("nothing"), None);
        assert_eq!(Verifier::parse("a+b+c"), None);
    }
}
