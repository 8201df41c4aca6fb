//! All SQL of the room, by table. Each query takes a scope; what a row means is said where its noun lives.

pub(crate) mod import;
pub(crate) mod person;
pub(crate) mod post;
pub(crate) mod standing;
pub(crate) mod tenure;
pub(crate) mod unit;

/// Every statement of the room, for the test that prepares each on both engines.
pub const ALL: &[&[(&str, &str)]] = &[
    unit::STATEMENTS,
    post::STATEMENTS,
    person::STATEMENTS,
    tenure::STATEMENTS,
    standing::STATEMENTS,
    import::STATEMENTS,
];

/// A piece of text as a `like` pattern that finds it anywhere; `\` is the escape.
pub(crate) fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.trim().to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// The words of a search, as four patterns each of which must be found; unused ones find everything.
pub(crate) fn words(text: &str) -> [String; 4] {
    let mut found = text.split_whitespace();
    std::array::from_fn(|_| found.next().map_or_else(|| "%".to_owned(), containing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_a_pattern_are_looked_for_as_themselves() {
        assert_eq!(containing(" 100%_A\\ "), "%100\\%\\_a\\\\%");
        assert_eq!(words("双石铺  张"), ["%双石铺%", "%张%", "%", "%"]);
    }
}
