//! Every statement of every room, and those of the rooms without tables of their own, on both engines.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

use kernel::DbError;
use kernel::testing::grounds;
use server::assembly;

#[test]
fn every_statement_of_the_house_is_known_to_both_engines() {
    let rooms = assembly::schemas();
    let mut statements: Vec<(&str, &str)> =
        rooms.iter().flat_map(|room| room.statements.iter().copied().flatten().copied()).collect();
    statements.extend(access::STATEMENTS);
    assert!(access::STATEMENTS.iter().all(|of| statements.contains(of)) && statements.len() > 200);
    for ground in grounds(&assembly::schemas()) {
        let statements = statements.clone();
        let prepared: Result<(), DbError> = ground.county.read_now(move |tx| {
            for (name, sql) in &statements {
                if let Err(error) = tx.prepare(sql) {
                    panic!("{name}: {error}");
                }
            }
            Ok(())
        });
        prepared.expect("prepared");
    }
}
