//! Coming in, on both engines: passwords, second factors, sessions, proving again who one is, slowing down guesses.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

mod given;
mod grants;
mod ground;
mod guesses;
mod passkeys;
mod passwords;
mod second;
mod sessions;

use ground::Town;

#[test]
fn every_statement_is_known_to_both_engines() {
    for town in Town::all() {
        town.write(|tx| {
            for (name, sql) in access::STATEMENTS {
                tx.prepare(sql).unwrap_or_else(|error| panic!("{name}: {error}"));
            }
            Ok(())
        });
    }
}
