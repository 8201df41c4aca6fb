//! What a browser and an authenticator say of a passkey (WebAuthn level 2), checked: registration without attestation,
//! and assertions with ES256 or EdDSA. The authenticator must have made sure of its user. Pure. Not here: which keys an
//! account has (`super::passkey`).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value as Cbor;
use ed25519_dalek::{Signature as EdSignature, VerifyingKey as EdKey};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature as EcSignature, VerifyingKey as EcKey};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// ECDSA on P-256 with SHA-256.
pub const ES256: i64 = -7;
/// Ed25519.
pub const EDDSA: i64 = -8;
/// Longest answer taken, in bytes.
const LONGEST: usize = 16_000;

/// What was asked of the browser.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The challenge.
    pub challenge: &'a [u8; 32],
    /// The origin of the house as the browser knows it, e.g. `https://example.gov.cn`.
    pub origin: &'a str,
    /// Its domain: the relying party.
    pub party: &'a str,
}

/// Why an answer was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// Not an answer at all.
    #[error("the answer cannot be read")]
    Shape,
    /// An answer to another question.
    #[error("the answer is to another question")]
    Question,
    /// Given to another site.
    #[error("the answer was given to another site")]
    Site,
    /// Nobody touched the authenticator, or it did not make sure who.
    #[error("the authenticator did not make sure of its user")]
    User,
    /// A kind of key that is not used here.
    #[error("the kind of key is not used here")]
    Kind,
    /// The signature does not fit.
    #[error("the signature does not fit")]
    Signature,
    /// The counter went back: there may be a copy of the key.
    #[error("the counter went back")]
    Counter,
}

/// A new key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// The authenticator's name for it.
    pub id: Vec<u8>,
    /// [`ES256`] or [`EDDSA`].
    pub algorithm: i64,
    /// The public key: an uncompressed point, or 32 bytes.
    pub public_key: Vec<u8>,
    /// How often it has signed, if it counts.
    pub counter: u32,
}

#[derive(Deserialize)]
struct Client {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: bool,
}

fn check_client(asked: &Asked<'_>, kind: &str, json: &[u8]) -> Result<(), Wrong> {
    if json.len() > LONGEST {
        return Err(Wrong::Shape);
    }
    let client: Client = serde_json::from_slice(json).map_err(|_| Wrong::Shape)?;
    let challenge = URL_SAFE_NO_PAD.decode(&client.challenge).map_err(|_| Wrong::Shape)?;
    if client.kind != kind || challenge != asked.challenge {
        return Err(Wrong::Question);
    }
    if client.origin != asked.origin || client.cross_origin {
        return Err(Wrong::Site);
    }
    Ok(())
}

/// What the authenticator says of itself: flags, counter, and the rest.
fn check_authenticator<'a>(asked: &Asked<'_>, data: &'a [u8]) -> Result<(u8, u32, &'a [u8]), Wrong> {
    const PRESENT_AND_VERIFIED: u8 = 0b101;
    let (party, rest) = data.split_at_checked(32).ok_or(Wrong::Shape)?;
    let [flags, a, b, c, d, rest @ ..] = rest else { return Err(Wrong::Shape) };
    if party != Sha256::digest(asked.party.as_bytes()).as_slice() {
        return Err(Wrong::Site);
    }
    if flags & PRESENT_AND_VERIFIED != PRESENT_AND_VERIFIED {
        return Err(Wrong::User);
    }
    Ok((*flags, u32::from_be_bytes([*a, *b, *c, *d]), rest))
}

/// Reads a registration.
///
/// # Errors
/// [`Wrong`]: it is not an answer to what was asked, here, by a user the authenticator made sure of.
pub fn registered(asked: &Asked<'_>, client: &[u8], attestation: &[u8]) -> Result<NewKey, Wrong> {
    const HAS_KEY: u8 = 0b100_0000;
    check_client(asked, "webauthn.create", client)?;
    if attestation.len() > LONGEST {
        return Err(Wrong::Shape);
    }
    let object: Cbor = ciborium::from_reader(attestation).map_err(|_| Wrong::Shape)?;
    let entries = object.as_map().ok_or(Wrong::Shape)?;
    let found = entries.iter().find(|(name, _)| name.as_text() == Some("authData"));
    let data = found.and_then(|(_, value)| value.as_bytes()).ok_or(Wrong::Shape)?;
    let (flags, counter, rest) = check_authenticator(asked, data)?;
    if flags & HAS_KEY == 0 {
        return Err(Wrong::Shape);
    }
    let (_model, rest) = rest.split_at_checked(16).ok_or(Wrong::Shape)?;
    let [high, low, rest @ ..] = rest else { return Err(Wrong::Shape) };
    let (id, rest) =
        rest.split_at_checked(usize::from(u16::from_be_bytes([*high, *low]))).ok_or(Wrong::Shape)?;
    if id.len() < 16 || id.len() > 1_023 {
        return Err(Wrong::Shape);
    }
    let (algorithm, public_key) = public_key(rest)?;
    Ok(NewKey { id: id.to_vec(), algorithm, public_key, counter })
}

/// A COSE key: what follows it (extensions) is not looked at.
fn public_key(coded: &[u8]) -> Result<(i64, Vec<u8>), Wrong> {
    let key: Cbor = ciborium::from_reader(coded).map_err(|_| Wrong::Shape)?;
    let entries = key.as_map().ok_or(Wrong::Shape)?;
    let find = |label: i64| {
        let is = |name: &Cbor| name.as_integer().and_then(|name| i64::try_from(name).ok()) == Some(label);
        entries.iter().find(|(name, _)| is(name)).map(|(_, value)| value)
    };
    let number = |label| find(label).and_then(Cbor::as_integer).and_then(|value| i64::try_from(value).ok());
    let bytes = |label| find(label).and_then(Cbor::as_bytes);
    match (number(1), number(3), number(-1)) {
        (Some(2), Some(ES256), Some(1)) => {
            let (x, y) = (bytes(-2).ok_or(Wrong::Shape)?, bytes(-3).ok_or(Wrong::Shape)?);
            let point = [[4].as_slice(), x, y].concat();
            EcKey::from_sec1_bytes(&point).map_err(|_| Wrong::Shape)?;
            Ok((ES256, point))
        }
        (Some(1), Some(EDDSA), Some(6)) => {
            let key = bytes(-2).ok_or(Wrong::Shape)?;
            ed_key(key)?;
            Ok((EDDSA, key.clone()))
        }
        _ => Err(Wrong::Kind),
    }
}

fn ed_key(key: &[u8]) -> Result<EdKey, Wrong> {
    let key: [u8; 32] = key.try_into().map_err(|_| Wrong::Shape)?;
    EdKey::from_bytes(&key).map_err(|_| Wrong::Shape)
}

/// What a browser answers when a key is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assertion {
    /// Which key.
    pub id: Vec<u8>,
    /// What the browser says.
    pub client: Vec<u8>,
    /// What the authenticator says.
    pub authenticator: Vec<u8>,
    /// Its signature over both.
    pub signature: Vec<u8>,
}

/// Checks an assertion of a key; answers its new counter.
///
/// # Errors
/// [`Wrong`].
pub fn asserted(
    asked: &Asked<'_>,
    (algorithm, public_key, counter): (i64, &[u8], u32),
    said: &Assertion,
) -> Result<u32, Wrong> {
    check_client(asked, "webauthn.get", &said.client)?;
    let (_, counted, _) = check_authenticator(asked, &said.authenticator)?;
    let signed = [said.authenticator.as_slice(), Sha256::digest(&said.client).as_slice()].concat();
    match algorithm {
        ES256 => {
            let key = EcKey::from_sec1_bytes(public_key).map_err(|_| Wrong::Kind)?;
            let signature = EcSignature::from_der(&said.signature).map_err(|_| Wrong::Signature)?;
            key.verify(&signed, &signature).map_err(|_| Wrong::Signature)?;
        }
        EDDSA => {
            let signature = EdSignature::from_slice(&said.signature).map_err(|_| Wrong::Signature)?;
            ed_key(public_key)?.verify_strict(&signed, &signature).map_err(|_| Wrong::Signature)?;
        }
        _ => return Err(Wrong::Kind),
    }
    // An authenticator that does not count says zero each time.
    if (counted != 0 || counter != 0) && counted <= counter {
        return Err(Wrong::Counter);
    }
    Ok(counted)
}
