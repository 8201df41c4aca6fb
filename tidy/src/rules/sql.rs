//! SQL stands in the stores: `store.rs` or a file in `store/`. The kernel is the executor and may; so may tests,
//! benchmarks and fault tests.

use crate::Offence;
use crate::house::House;

const FREE: [&str; 5] = ["kernel", "bench", "faults", "tidy", "xtask"];

/// Statements outside a store.
#[must_use]
pub fn outside_stores(house: &House) -> Vec<Offence> {
    let mut found = Vec::new();
    for file in house.ending(".rs").filter(|file| !file.is_test() && !FREE.contains(&file.wing())) {
        if file.path.ends_with("/store.rs") || file.path.contains("/store/") {
            continue;
        }
        let literals = file.reading().map(|reading| reading.literals.as_slice()).unwrap_or_default();
        let amount = literals.iter().filter(|literal| !literal.in_test && is_sql(&literal.value)).count();
        if amount > 0 {
            found.push(Offence::new(
                &file.path,
                amount,
                "holds SQL: move it to the room's store, in `statements!`.",
            ));
        }
    }
    found
}

fn is_sql(text: &str) -> bool {
    let text = text.trim_start();
    let starts = |word: &str| text.starts_with(word);
    (starts("select ") && text.contains("from "))
        || (starts("select 1") || starts("select count("))
        || starts("insert into ")
        || (starts("update ") && text.contains(" set "))
        || starts("delete from ")
        || starts("create table ")
        || (starts("with ") && text.contains(" as (select"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_found_outside_a_store_and_let_be_inside() {
        let code = "fn a() { tx.rows(scope, \"select id from letter\", &[]); b(\"select a file\"); }";
        let house = House::of(&[
            ("domains/duty/src/letter.rs", code),
            ("domains/duty/src/store.rs", code),
            ("domains/duty/src/store/letter.rs", code),
            ("kernel/src/case.rs", code),
        ]);
        let found = outside_stores(&house);
        assert_eq!((found.len(), found[0].amount), (1, 1));
    }
}
