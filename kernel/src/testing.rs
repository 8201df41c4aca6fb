//! Grounds for storage tests: the same test on a fresh county of each engine. PostgreSQL is used where
//! `SHANZHI_TEST_POSTGRES` names a server, which `cargo xtask check` starts. Only with feature `testing`.

use tempfile::TempDir;

use crate::actor::{Actor, Grant, Role};
use crate::clock::Clock;
use crate::county::{County, Opening, Place};
use crate::db::migrate::Schema;
use crate::ids::Entropy;
use crate::seal::Keyring;

/// A fresh county that is gone when dropped. Its clock stands at 2026-03-02 09:00 in China.
pub struct Ground {
    /// The county.
    pub county: County,
    /// Where it lives.
    pub place: Place,
    _folder: TempDir,
}

/// One ground per engine at hand.
///
/// # Panics
/// If a county cannot be made: the test cannot go on.
#[must_use]
#[expect(clippy::expect_used, reason = "a test that has no ground to stand on stops")]
pub fn grounds(schemas: &[Schema]) -> Vec<Ground> {
    let mut places = Vec::new();
    let folder = tempfile::tempdir().expect("a temporary folder");
    places.push((Place::Folder(folder.path().to_owned()), folder));
    if let Ok(url) = std::env::var("SHANZHI_TEST_POSTGRES") {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let schema = format!("t_{}", hex::encode(Entropy::from_system().bytes::<6>()));
        places.push((Place::Postgres { url, schema, files: folder.path().to_owned() }, folder));
    }
    let at = "2026-03-02T01:00:00Z".parse().expect("a time");
    places
        .into_iter()
        .map(|(place, folder)| {
            let opening = Opening {
                place: place.clone(),
                clock: Clock::standing_at(at),
                entropy: Entropy::seeded(7),
                keyring: Keyring::given(&"07".repeat(32)),
                readers: 2,
            };
            let county = County::open(&opening, schemas, true).expect("a county");
            Ground { county, place, _folder: folder }
        })
        .collect()
}

/// An actor with grants, without an account behind it.
#[must_use]
pub fn actor(person: &str, grants: &[(Role, Option<&str>)]) -> Actor {
    let grants =
        grants.iter().map(|(role, unit)| Grant { role: *role, unit: unit.map(str::to_owned) }).collect();
    Actor {
        account: format!("account-of-{person}"),
        person: Some(person.to_owned()),
        name: person.to_owned(),
        grants,
    }
}
