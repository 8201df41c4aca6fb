//! The declarations of the room.

use crate::ground::Place;

#[test]
fn every_procedure_is_soundly_declared() {
    for procedure in assessment::procedures() {
        assert_eq!(procedure.defects(), Vec::<String>::new(), "{}", procedure.id);
    }
}

#[test]
fn every_clause_a_procedure_rests_on_is_in_the_rulebook() {
    let book = law::Rulebook::built_in().expect("the rulebook is sound");
    for procedure in assessment::procedures() {
        for clause in procedure.basis {
            assert!(book.find(clause).is_some(), "{}: {clause}", procedure.id);
        }
    }
}

#[test]
fn every_statement_is_known_to_both_engines() {
    for place in Place::all() {
        for (name, sql) in assessment::schema().statements.iter().flat_map(|file| file.iter()) {
            let prepared: Result<(), kernel::DbError> = place.ground.county.read_now(|tx| tx.prepare(sql));
            prepared.unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}
