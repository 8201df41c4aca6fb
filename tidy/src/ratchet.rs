//! The ratchet: what offended when a rule came in, with its number. A new offence, or one that grew, fails;
//! one that shrank fails too until the ratchet follows, so that it cannot grow back. It never grows by itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crate::Offence;

/// Offences by rule and place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ratchet(BTreeMap<String, BTreeMap<String, usize>>);

/// Where it is kept.
#[must_use]
pub fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("ratchet.toml")
}

impl Ratchet {
    /// Reads the kept one.
    ///
    /// # Errors
    /// If it cannot be read or is no table of tables of numbers.
    pub fn read() -> Result<Ratchet, String> {
        let text = fs::read_to_string(path()).map_err(|error| format!("tidy/ratchet.toml: {error}"))?;
        Ratchet::parse(&text)
    }

    /// Reads one from its text.
    ///
    /// # Errors
    /// As [`Ratchet::read`].
    pub fn parse(text: &str) -> Result<Ratchet, String> {
        toml::from_str(text).map(Ratchet).map_err(|error| format!("tidy/ratchet.toml: {error}"))
    }

    /// Compares what was found with what is kept. Answers one line per difference; empty when all is well.
    #[must_use]
    pub fn judge(&self, rule: &str, found: &[Offence]) -> Vec<String> {
        let none = BTreeMap::new();
        let kept = self.0.get(rule).unwrap_or(&none);
        let found = by_place(found);
        let mut said = Vec::new();
        for (place, (amount, why)) in &found {
            match kept.get(place) {
                None => said.push(format!("{place}: {why}")),
                Some(allowed) if amount > allowed => {
                    said.push(format!("{place}: {why} It was {allowed} and is now {amount}."));
                }
                Some(allowed) if amount < allowed => said.push(format!(
                    "{place}: better than the ratchet ({amount}, not {allowed}); run `cargo xtask ratchet`."
                )),
                Some(_) => {}
            }
        }
        for place in kept.keys().filter(|place| !found.contains_key(*place)) {
            said.push(format!("{place}: mended; run `cargo xtask ratchet` to take it off the ratchet."));
        }
        said
    }

    /// Everything found, as a ratchet: for looking at, and for the day a rule comes in.
    #[must_use]
    pub fn of(rules: &[(&str, Vec<Offence>)]) -> Ratchet {
        let places =
            |found| by_place(found).into_iter().map(|(place, (amount, _))| (place, amount)).collect();
        let offended = rules.iter().filter(|(_, found)| !found.is_empty());
        Ratchet(offended.map(|(rule, found)| ((*rule).to_owned(), places(found))).collect())
    }

    /// Lets go of what was mended and lowers what shrank. What is new or grew stays out.
    #[must_use]
    pub fn shrunk(&self, rules: &[(&str, Vec<Offence>)]) -> Ratchet {
        let mut next = BTreeMap::new();
        for (rule, found) in rules {
            let found = by_place(found);
            let Some(kept) = self.0.get(*rule) else { continue };
            let still: BTreeMap<String, usize> = kept
                .iter()
                .filter_map(|(place, allowed)| {
                    found.get(place).map(|(now, _)| (place.clone(), *now.min(allowed)))
                })
                .collect();
            if !still.is_empty() {
                next.insert((*rule).to_owned(), still);
            }
        }
        Ratchet(next)
    }

    /// The text that is kept.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::from(
            "# What offends against the style today, by rule, with its number. It may only shrink:\n\
             # `cargo xtask ratchet` follows every improvement; nothing makes it grow but a hand and a reason.\n",
        );
        for (rule, places) in &self.0 {
            let _ = write!(text, "\n[{rule}]\n");
            for (place, amount) in places {
                let _ = writeln!(text, "{place:?} = {amount}");
            }
        }
        text
    }
}

fn by_place(found: &[Offence]) -> BTreeMap<String, (usize, &str)> {
    let mut places: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    for offence in found {
        let entry = places.entry(offence.place.clone()).or_insert((0, &offence.why));
        entry.0 += offence.amount;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Ratchet {
        Ratchet::parse("[file-length]\n\"a.rs\" = 500\n").unwrap()
    }

    #[test]
    fn an_offence_of_the_kept_size_is_let_be() {
        assert_eq!(kept().judge("file-length", &[Offence::new("a.rs", 500, "long")]), [""; 0]);
    }

    #[test]
    fn a_new_a_grown_and_a_shrunk_offence_are_all_said() {
        let found = [Offence::new("a.rs", 501, "long."), Offence::new("b.rs", 401, "long.")];
        assert_eq!(kept().judge("file-length", &found).len(), 2);
        assert!(kept().judge("file-length", &[Offence::new("a.rs", 450, "long.")])[0].contains("ratchet"));
        assert!(kept().judge("file-length", &[])[0].contains("mended"));
    }

    #[test]
    fn shrinking_lowers_and_lets_go_but_never_admits() {
        let found = vec![Offence::new("a.rs", 450, "long"), Offence::new("b.rs", 401, "long")];
        let next = kept().shrunk(&[("file-length", found)]);
        assert_eq!(next, Ratchet::parse("[file-length]\n\"a.rs\" = 450\n").unwrap());
        assert_eq!(kept().shrunk(&[("file-length", vec![])]), Ratchet::default());
    }

    #[test]
    fn everything_found_is_a_ratchet_of_its_own() {
        let found = [("file-length", vec![Offence::new("a.rs", 500, "long")]), ("head", vec![])];
        assert_eq!(Ratchet::of(&found), kept());
    }

    #[test]
    fn the_text_written_is_read_back() {
        assert_eq!(Ratchet::parse(&kept().text()), Ok(kept()));
    }
}
