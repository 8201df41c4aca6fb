//! The licences and bans of `deny.toml`, checked from what Cargo itself knows: no network, no further program.
//! `cargo deny check` reads the same file where it is installed, and knows advisories too.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value as Json;

use crate::run::{cargo, quietly, root};

/// Every dependency's licence is allowed, and none is banned.
pub fn check() -> Result<(), String> {
    let rules: toml::Table = fs::read_to_string(root().join("deny.toml"))
        .map_err(|error| format!("deny.toml: {error}"))?
        .parse()
        .map_err(|error| format!("deny.toml: {error}"))?;
    let allowed = words(&rules, "licenses", "allow");
    let banned = words(&rules, "bans", "deny");
    let printed = quietly(cargo(&["metadata", "--format-version", "1", "--locked"]))?;
    let known: Json = serde_json::from_str(&printed).map_err(|error| format!("cargo metadata: {error}"))?;
    let none = Vec::new();
    let packages = known["packages"].as_array().unwrap_or(&none);
    let mut wrong = Vec::new();
    for package in packages {
        let (name, licence) =
            (package["name"].as_str().unwrap_or_default(), package["license"].as_str().unwrap_or_default());
        if banned.contains(name) {
            wrong.push(format!("{name} is banned in deny.toml"));
        }
        if !holds(licence, &allowed) {
            wrong.push(format!("{name}: the licence “{licence}” is not allowed in deny.toml"));
        }
    }
    println!("{} packages, {} allowed licences", packages.len(), allowed.len());
    if packages.is_empty() {
        return Err("Cargo named no packages".to_owned());
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// A list of `deny.toml`, of texts or of tables with `crate` or `name`.
fn words(rules: &toml::Table, part: &str, list: &str) -> BTreeSet<String> {
    let entries = rules.get(part).and_then(|part| part.get(list)).and_then(toml::Value::as_array);
    let word = |entry: &toml::Value| {
        let named = entry.get("crate").or_else(|| entry.get("name")).and_then(toml::Value::as_str);
        entry.as_str().or(named).map(str::to_owned)
    };
    entries.into_iter().flatten().filter_map(word).collect()
}

/// Whether an SPDX expression can be met from the allowed licences. `/` is the old way to write OR.
fn holds(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced =
        expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ").replace(" WITH ", "·WITH·");
    let tokens: Vec<String> =
        spaced.split_whitespace().map(|token| token.replace("·WITH·", " WITH ")).collect();
    let mut at = 0;
    !tokens.is_empty() && either(&tokens, &mut at, allowed) && at == tokens.len()
}

fn either(tokens: &[String], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut met = both(tokens, at, allowed);
    while tokens.get(*at).is_some_and(|token| token == "OR") {
        *at += 1;
        met |= both(tokens, at, allowed);
    }
    met
}

fn both(tokens: &[String], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut met = single(tokens, at, allowed);
    while tokens.get(*at).is_some_and(|token| token == "AND") {
        *at += 1;
        met &= single(tokens, at, allowed);
    }
    met
}

fn single(tokens: &[String], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let Some(token) = tokens.get(*at) else { return false };
    *at += 1;
    if token != "(" {
        return allowed.contains(token);
    }
    let met = either(tokens, at, allowed);
    *at += 1;
    met
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_holds_when_the_allowed_licences_meet_it() {
        let allowed: BTreeSet<String> =
            ["MIT", "Zlib", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned).into();
        for good in [
            "MIT",
            "GPL-3.0 OR MIT",
            "Apache-2.0/MIT",
            "(GPL-3.0 OR MIT) AND Zlib",
            "Apache-2.0 WITH LLVM-exception OR X",
        ] {
            assert!(holds(good, &allowed), "{good}");
        }
        for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Zlib) AND GPL-3.0", "Apache-2.0", "MIT Zlib"] {
            assert!(!holds(bad, &allowed), "{bad}");
        }
    }
}
