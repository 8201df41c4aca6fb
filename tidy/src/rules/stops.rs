//! The program does not stop itself: no `unwrap`, `expect` or `panic!` outside tests, unless `#[expect]` says why.
//! The workbench crates, which nobody serves from, may.

use crate::Offence;
use crate::house::House;

const WORKBENCH: [&str; 3] = ["xtask", "tidy", "bench"];

/// Calls that stop the program.
#[must_use]
pub fn outside_tests(house: &House) -> Vec<Offence> {
    let mut found = Vec::new();
    for file in house.ending(".rs").filter(|file| !WORKBENCH.contains(&file.wing())) {
        match file.reading() {
            Ok(reading) if reading.stops.is_empty() => {}
            Ok(reading) => {
                let why =
                    format!("stops the program (lines {:?}): return an error or a refusal.", reading.stops);
                found.push(Offence::new(&file.path, reading.stops.len(), why));
            }
            Err(problem) => found.push(Offence::new(&file.path, 1, format!("cannot be read: {problem}"))),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_in_a_room_is_found_and_one_on_the_workbench_is_not() {
        let stop = "fn a() { b.unwrap(); c.expect(\"d\"); }";
        let house =
            House::of(&[("domains/duty/src/a.rs", stop), ("xtask/src/a.rs", stop), ("law/tests/a.rs", stop)]);
        assert_eq!(outside_tests(&house).iter().map(|o| o.amount).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn a_file_that_is_not_rust_is_said_to_be_so() {
        assert!(outside_tests(&House::of(&[("law/src/a.rs", "fn (")]))[0].why.contains("cannot be read"));
    }
}
