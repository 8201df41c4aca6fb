//! Passkeys, with an authenticator written here: registered, asked for at the door and later, refused wherever something
//! does not fit.

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value as Cbor;
use ed25519_dalek::{Signer, SigningKey as EdKey};
use kernel::Role;
use p256::ecdsa::{Signature, SigningKey as EcKey};
use sha2::{Digest, Sha256};

use crate::ground::{Answer, Browser, ORIGIN, PASSWORD, Town};

const PARTY: &str = "shanzhi.example";
/// The user was there and was made sure of; a key comes along.
const VERIFIED: u8 = 0b101;
const WITH_KEY: u8 = 0b100_0000;

enum Key {
    Ec(Box<EcKey>),
    Ed(Box<EdKey>),
}

/// An authenticator with one key.
struct Device {
    key: Key,
    id: Vec<u8>,
    counter: u32,
    flags: u8,
    party: &'static str,
    origin: &'static str,
}

impl Device {
    fn new(key: Key, seed: u8) -> Device {
        Device { key, id: vec![seed; 32], counter: 0, flags: VERIFIED, party: PARTY, origin: ORIGIN }
    }

    fn ec(seed: u8) -> Device {
        Device::new(Key::Ec(Box::new(EcKey::from_slice(&[seed; 32]).expect("a key"))), seed)
    }

    fn ed(seed: u8) -> Device {
        Device::new(Key::Ed(Box::new(EdKey::from_bytes(&[seed; 32]))), seed)
    }

    fn client(&self, kind: &str, challenge: &str) -> Vec<u8> {
        format!(
            "{{\"type\":\"{kind}\",\"challenge\":\"{challenge}\",\"origin\":\"{}\",\"crossOrigin\":false}}",
            self.origin
        )
        .into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let party = Sha256::digest(self.party.as_bytes());
        [party.as_slice(), &[flags], &self.counter.to_be_bytes()].concat()
    }

    fn public(&self) -> Vec<u8> {
        let int = |number: i64| Cbor::Integer(number.into());
        let entries = match &self.key {
            Key::Ec(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let bytes = point.as_bytes();
                vec![
                    (int(1), int(2)),
                    (int(3), int(-7)),
                    (int(-1), int(1)),
                    (int(-2), Cbor::Bytes(bytes[1..33].to_vec())),
                    (int(-3), Cbor::Bytes(bytes[33..].to_vec())),
                ]
            }
            Key::Ed(key) => vec![
                (int(1), int(1)),
                (int(3), int(-8)),
                (int(-1), int(6)),
                (int(-2), Cbor::Bytes(key.verifying_key().to_bytes().to_vec())),
            ],
        };
        let mut out = Vec::new();
        ciborium::into_writer(&Cbor::Map(entries), &mut out).expect("written");
        out
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.key {
            Key::Ec(key) => {
                let signature: Signature = key.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
            Key::Ed(key) => key.sign(message).to_bytes().to_vec(),
        }
    }

    /// What a browser sends after `navigator.credentials.create`.
    fn create(&self, challenge: &str) -> Vec<(&'static str, String)> {
        let length = u16::try_from(self.id.len()).expect("short").to_be_bytes();
        let data =
            [self.data(self.flags | WITH_KEY), vec![0; 16], length.to_vec(), self.id.clone(), self.public()]
                .concat();
        let object = Cbor::Map(vec![
            (Cbor::Text("fmt".into()), Cbor::Text("none".into())),
            (Cbor::Text("attStmt".into()), Cbor::Map(Vec::new())),
            (Cbor::Text("authData".into()), Cbor::Bytes(data)),
        ]);
        let mut attestation = Vec::new();
        ciborium::into_writer(&object, &mut attestation).expect("written");
        vec![
            ("passkey-client", coded(&self.client("webauthn.create", challenge))),
            ("passkey-attestation", coded(&attestation)),
        ]
    }

    /// What it sends after `navigator.credentials.get`.
    fn get(&mut self, challenge: &str) -> Vec<(&'static str, String)> {
        self.counter += 1;
        let (client, data) = (self.client("webauthn.get", challenge), self.data(self.flags));
        let signed = [data.as_slice(), Sha256::digest(&client).as_slice()].concat();
        vec![
            ("passkey-id", coded(&self.id)),
            ("passkey-client", coded(&client)),
            ("passkey-authenticator", coded(&data)),
            ("passkey-signature", coded(&self.sign(&signed))),
        ]
    }
}

fn coded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn challenge(page: &Answer) -> String {
    let rest = page
        .body
        .split("data-challenge=\"")
        .nth(1)
        .unwrap_or_else(|| panic!("no challenge: {}", page.seen()));
    rest.split('"').next().expect("a challenge").to_owned()
}

fn send(browser: &mut Browser<'_>, path: &str, fields: &[(&'static str, String)]) -> Answer {
    let form: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(path, &form)
}

fn register(browser: &mut Browser<'_>, device: &Device, name: &str) -> Answer {
    let page = browser.get("/account/passkeys");
    let mut fields = device.create(&challenge(&page));
    fields.push(("passkey-name", name.to_owned()));
    send(browser, "/account/passkeys", &fields)
}

/// A clerk with one-time codes and these passkeys.
fn clerk<'t>(town: &'t Town, devices: &[&Device]) -> Browser<'t> {
    town.account("clerk", &[Role::Cadre]);
    let mut browser = town.signed_in("clerk");
    browser.enrol();
    for (at, device) in devices.iter().enumerate() {
        let done = register(&mut browser, device, &format!("密钥{at}"));
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.seen());
    }
    browser
}

/// At the door after the password: the challenge of the second page.
fn at_the_door(browser: &mut Browser<'_>) -> String {
    assert_eq!(browser.sign_in("clerk", PASSWORD).location, "/sign-in/code");
    challenge(&browser.get("/sign-in/code"))
}

#[test]
fn a_passkey_of_either_kind_opens_the_door_and_each_answer_opens_it_once() {
    for town in Town::all() {
        let (mut phone, mut computer) = (Device::ec(1), Device::ed(2));
        let mut browser = clerk(&town, &[&phone, &computer]);
        let page = browser.get("/account/passkeys").seen();
        assert!(page.contains("密钥0") && page.contains("密钥1"), "{page}");
        for device in [&mut phone, &mut computer] {
            let mut door = town.browser();
            let asked = at_the_door(&mut door);
            let said = device.get(&asked);
            let entry = door.cookies["shanzhi-entry"].clone();
            assert_eq!(send(&mut door, "/sign-in/passkey", &said).status, StatusCode::SEE_OTHER);
            assert!(door.is_in());
            let mut thief = town.browser();
            thief.cookies.insert("shanzhi-entry".into(), entry);
            assert_eq!(send(&mut thief, "/sign-in/passkey", &said).location, "/sign-in");
            let other = at_the_door(&mut thief);
            assert_ne!(other, asked, "two entries with one challenge");
            let again = send(&mut thief, "/sign-in/passkey", &said);
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "an answer to another entry");
        }
    }
}

#[test]
fn what_does_not_fit_opens_nothing() {
    for town in Town::all() {
        let mut device = Device::ec(1);
        clerk(&town, &[&device]);
        let mut door = town.browser();
        let asked = at_the_door(&mut door);
        let refused = |door: &mut Browser<'_>, said: &[(&'static str, String)], why: &str| {
            let answer = send(door, "/sign-in/passkey", said);
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}: {}", answer.location);
            assert!(!door.is_in(), "{why}");
        };
        device.flags = 0b001;
        refused(&mut door, &device.get(&asked), "a user nobody made sure of");
        device.flags = VERIFIED;
        device.party = "example.com";
        refused(&mut door, &device.get(&asked), "a key of another party");
        device.party = PARTY;
        device.origin = "https://shanzhi.example.com";
        refused(&mut door, &device.get(&asked), "an answer given to another site");
        device.origin = ORIGIN;
        let mut stranger = Device::ec(9);
        stranger.id = device.id.clone();
        refused(&mut door, &stranger.get(&asked), "somebody else's signature");
        let rests = send(&mut door, "/sign-in/passkey", &Device::ec(8).get(&asked));
        assert!(rests.seen().contains("1 分钟后"), "{}", rests.seen());
        town.pass(61);
        assert_eq!(send(&mut door, "/sign-in/passkey", &device.get(&asked)).status, StatusCode::SEE_OTHER);
        let mut door = town.browser();
        device.counter = 0;
        let asked = at_the_door(&mut door);
        refused(&mut door, &device.get(&asked), "a counter that went back");
    }
}

#[test]
fn a_registration_is_refused_where_it_is_not_sound() {
    for town in Town::all() {
        let mut browser = clerk(&town, &[]);
        let unsure = Device { flags: 0b001, ..Device::ec(1) };
        let elsewhere = Device { origin: "https://example.com", ..Device::ec(2) };
        for device in [unsure, elsewhere] {
            assert_eq!(register(&mut browser, &device, "密钥").status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let fields = [
            ("passkey-name", "密钥".to_owned()),
            ("passkey-client", coded(b"{}")),
            ("passkey-attestation", coded(b"\xa0")),
        ];
        assert_eq!(send(&mut browser, "/account/passkeys", &fields).status, StatusCode::UNPROCESSABLE_ENTITY);
        let device = Device::ed(3);
        assert_eq!(register(&mut browser, &device, "密钥").status, StatusCode::SEE_OTHER);
        assert_eq!(register(&mut browser, &device, "密钥").status, StatusCode::UNPROCESSABLE_ENTITY, "twice");
        town.account("other", &[Role::Cadre]);
        let mut other = town.signed_in("other");
        assert!(
            !other.get("/account/passkeys").body.contains("data-passkey"),
            "without one-time codes to fall back on"
        );
        let bare = send(
            &mut other,
            "/account/passkeys",
            &[
                ("passkey-name", "密钥".to_owned()),
                ("passkey-client", coded(b"{}")),
                ("passkey-attestation", coded(b"\xa0")),
            ],
        );
        assert_eq!(bare.status, StatusCode::NOT_FOUND);
    }
}

#[test]
fn a_passkey_proves_again_who_one_is_and_a_removed_one_nothing() {
    for town in Town::all() {
        let mut device = Device::ec(1);
        let mut browser = clerk(&town, &[&device]);
        town.pass(601);
        let asked = browser.post("/account/second-factor/codes", &[]);
        assert_eq!(asked.status, StatusCode::FORBIDDEN);
        let mut fields = device.get(&challenge(&asked));
        fields.extend([
            ("step-up-to", "/account/second-factor/codes".to_owned()),
            ("step-up-kept", "1".to_owned()),
        ]);
        let done = send(&mut browser, "/account/step-up/passkey", &fields);
        assert_eq!((done.status, done.codes().len()), (StatusCode::OK, 10), "{}", done.seen());
        let again = send(&mut browser, "/account/step-up/passkey", &fields);
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "an answer proves twice");
        let id = coded(&device.id);
        assert_eq!(
            browser.post("/account/passkeys/removal", &[("passkey", &id)]).status,
            StatusCode::SEE_OTHER
        );
        let mut door = town.browser();
        door.sign_in("clerk", PASSWORD);
        let page = door.get("/sign-in/code");
        assert!(!page.body.contains("data-passkey"), "a removed one is still asked for");
    }
}
