//! Tests are named as sentences, and none is switched off without saying why.

use crate::Offence;
use crate::house::House;
use crate::rust;

const WORDS: usize = 4;

/// Tests whose name is no sentence.
#[must_use]
pub fn sentences(house: &House) -> Vec<Offence> {
    each(house, |function| {
        let words = function.name.split('_').filter(|word| !word.is_empty()).count();
        (words < WORDS).then(|| format!("has {words} words in its name: say in a sentence what holds."))
    })
}

/// Tests ignored without a reason.
#[must_use]
pub fn ignored(house: &House) -> Vec<Offence> {
    each(house, |function| {
        function.ignored_silently.then(|| "is ignored: say why, `#[ignore = \"…\"]`.".to_owned())
    })
}

fn each(house: &House, wrong: impl Fn(&rust::Function) -> Option<String>) -> Vec<Offence> {
    let mut found = Vec::new();
    for file in house.ending(".rs") {
        let functions = file.reading().map(|reading| reading.functions.as_slice()).unwrap_or_default();
        for function in functions.iter().filter(|function| function.is_test) {
            found.extend(
                wrong(function).map(|why| Offence::new(format!("{}::{}", file.path, function.name), 1, why)),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_named_by_two_words_and_one_switched_off_are_found() {
        let code =
            "#[test] fn test_letter() {}\n#[test] #[ignore] fn a_letter_is_signed_once() {}\nfn free() {}";
        let house = House::of(&[("law/tests/a.rs", code)]);
        assert_eq!((sentences(&house).len(), ignored(&house).len()), (1, 1));
    }
}
