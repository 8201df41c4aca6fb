//! Dependencies point one way: server, demo → domains → web → kernel → law. A room may use another only if its
//! README says so. Some crates stay out of some layers: no engine in a room, no clock of the machine in the law.

use std::collections::BTreeMap;

use crate::Offence;
use crate::house::{File, House};

/// What each layer may use, besides what stands in its README (rooms only).
const LAYERS: [(&str, &[&str]); 4] =
    [("law", &[]), ("psychometrics", &[]), ("kernel", &["law"]), ("web", &["law", "kernel"])];
const ROOM_MAY: [&str; 4] = ["law", "kernel", "web", "psychometrics"];
const KEPT_OUT: [(&str, &[&str]); 4] = [
    ("law", &["tokio", "axum", "rusqlite", "postgres", "rand", "uuid", "tracing", "askama"]),
    ("kernel", &["axum", "askama", "tower", "tower-http"]),
    ("web", &["rusqlite", "postgres", "argon2"]),
    ("domains", &["rusqlite", "postgres", "diesel", "sqlx", "sea-orm"]),
];

/// Uses that point upwards or sideways without leave.
#[must_use]
pub fn downwards(house: &House) -> Vec<Offence> {
    let crates = crates(house);
    let mut found = Vec::new();
    for (name, manifest) in &crates {
        let Some(may) = allowed(house, name, manifest) else { continue };
        for used in dependencies(manifest, "dependencies").iter().filter(|used| crates.contains_key(*used)) {
            if !may.contains(used) {
                let why = format!(
                    "may not use `{used}`: dependencies point downwards, and a room says in its README whom it uses."
                );
                found.push(Offence::new(format!("{}::{used}", manifest.path), 1, why));
            }
        }
    }
    found
}

/// Rooms without a README that says its vocabulary and whom it uses.
#[must_use]
pub fn described(house: &House) -> Vec<Offence> {
    let mut found = Vec::new();
    for (name, manifest) in crates(house).iter().filter(|(_, manifest)| manifest.wing() == "domains") {
        let path = manifest.path.replace("Cargo.toml", "README.md");
        let text = house.text(&path).unwrap_or_default();
        if uses_line(text).is_none() {
            let why =
                format!("room {name} has a README of about ten lines with one “Uses other domains: …”.");
            found.push(Offence::new(path, 1, why));
        }
    }
    found
}

/// Foreign crates in a layer that stays free of them.
#[must_use]
pub fn kept_out(house: &House) -> Vec<Offence> {
    let mut found = Vec::new();
    for manifest in crates(house).values() {
        let Some((_, out)) = KEPT_OUT.iter().find(|(wing, _)| *wing == manifest.wing()) else { continue };
        for used in dependencies(manifest, "dependencies").iter().filter(|used| out.contains(&used.as_str()))
        {
            let why = format!("`{used}` is kept out of {}.", manifest.wing());
            found.push(Offence::new(format!("{}::{used}", manifest.path), 1, why));
        }
    }
    found
}

fn crates(house: &House) -> BTreeMap<String, &File> {
    let manifests = house.files.iter().filter(|file| file.path.ends_with("/Cargo.toml"));
    manifests
        .filter_map(|file| {
            let table: toml::Table = file.text.parse().ok()?;
            Some((table.get("package")?.get("name")?.as_str()?.to_owned(), file))
        })
        .collect()
}

fn dependencies(manifest: &File, kind: &str) -> Vec<String> {
    let table: toml::Table = manifest.text.parse().unwrap_or_default();
    let list = table.get(kind).and_then(toml::Value::as_table);
    list.map(|list| list.keys().cloned().collect()).unwrap_or_default()
}

/// `None`: a crate at the top, which may use all.
fn allowed(house: &House, name: &str, manifest: &File) -> Option<Vec<String>> {
    if manifest.wing() == "domains" {
        let readme = house.text(&manifest.path.replace("Cargo.toml", "README.md")).unwrap_or_default();
        let line = uses_line(readme).unwrap_or_default();
        let named = line.split(|c: char| !c.is_ascii_lowercase() && c != '_').map(str::to_owned);
        return Some(ROOM_MAY.iter().map(|may| (*may).to_owned()).chain(named).collect());
    }
    let (_, may) = LAYERS.iter().find(|(layer, _)| *layer == name)?;
    Some(may.iter().map(|may| (*may).to_owned()).collect())
}

/// The sentence of a room's README that names the rooms it uses.
fn uses_line(readme: &str) -> Option<&str> {
    let at = readme.find("Uses other domains:")?;
    let rest = &readme[at..];
    Some(rest.split("\n\n").next().unwrap_or(rest).split(". ").next().unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEOPLE: (&str, &str) =
        ("domains/people/Cargo.toml", "[package]\nname = \"people\"\n[dependencies]\nkernel = 1\n");
    const DUTY: (&str, &str) =
        ("domains/duty/Cargo.toml", "[package]\nname = \"duty\"\n[dependencies]\npeople = 1\n");

    #[test]
    fn a_room_uses_another_only_when_its_readme_says_so() {
        assert_eq!(downwards(&House::of(&[PEOPLE, DUTY])).len(), 1);
        let said = ("domains/duty/README.md", "# duty\nUses other domains: `people` (seats). More.\n");
        assert_eq!(downwards(&House::of(&[PEOPLE, DUTY, said])), []);
    }

    #[test]
    fn a_layer_that_looks_upwards_is_found() {
        let law = ("law/Cargo.toml", "[package]\nname = \"law\"\n[dependencies]\nkernel = 1\nrand = 1\n");
        let kernel = ("kernel/Cargo.toml", "[package]\nname = \"kernel\"\n[dependencies]\nlaw = 1\n");
        let house = House::of(&[law, kernel]);
        assert_eq!(downwards(&house).len(), 1);
        assert_eq!(kept_out(&house).len(), 1);
    }

    #[test]
    fn a_room_without_its_readme_is_found() {
        assert_eq!(described(&House::of(&[PEOPLE])).len(), 1);
        let readme = ("domains/people/README.md", "# people\nUses other domains: none.\n");
        assert_eq!(described(&House::of(&[PEOPLE, readme])), []);
    }
}
