//! The rulebook as a whole: it reads, it is sound, a county can change it. Not here: what the rules make of it.

use jiff::civil::date;
use law::Rulebook;

fn book() -> Rulebook {
    Rulebook::built_in().unwrap()
}

#[test]
fn the_rulebook_reads_and_has_no_gap_overlap_or_missing_text() {
    assert_eq!(book().faults(), Vec::<String>::new());
}

#[test]
fn every_clause_a_rule_names_is_in_the_rulebook() {
    let book = book();
    for rule in law::registry::rules() {
        for clause in rule.clauses {
            assert!(book.find(clause).is_some(), "{} names {clause}", rule.name);
        }
    }
}

#[test]
fn every_rule_decides_its_own_example() {
    let book = book();
    for rule in law::registry::rules() {
        let record =
            law::registry::decide(rule.name, &rule.example_facts(), &book, date(2026, 3, 31)).unwrap();
        println!("{}", serde_json::to_string_pretty(&record).unwrap());
        assert!(record.value().is_some(), "{}: {record:?}", rule.name);
    }
}
