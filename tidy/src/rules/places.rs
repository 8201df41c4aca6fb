//! Nothing in the repository knows the machine it was written on or where packages come from.
//! The forbidden words are put together here, so that this file may stand beside the others.

use crate::Offence;
use crate::house::House;

const PATHS: [&str; 5] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/wo", "rk/main"),
    concat!("/wo", "rk/shared"),
    concat!("/Us", "ers/"),
];

const HOSTS: [&str; 7] = [
    concat!("crates", ".io"),
    concat!("npm", "js."),
    concat!("pypi", ".org"),
    concat!("deb.", "debian"),
    concat!("static.rust", "-lang"),
    concat!("npm", "mirror"),
    concat!("proxy.", "golang"),
];

/// Paths of somebody's machine.
#[must_use]
pub fn machine_paths(house: &House) -> Vec<Offence> {
    holding(house, &PATHS, "is a path of one machine: take it from the environment or the project's root.")
}

/// Hosts of package registries, but in the lock file Cargo writes.
#[must_use]
pub fn registry_hosts(house: &House) -> Vec<Offence> {
    holding(house, &HOSTS, "is a host of a package registry: leave it to the tools' own settings.")
}

fn holding(house: &House, words: &[&str], why: &str) -> Vec<Offence> {
    let mut found = Vec::new();
    for file in house.files.iter().filter(|file| !file.path.ends_with("Cargo.lock")) {
        for word in words.iter().filter(|word| file.text.contains(**word)) {
            found.push(Offence::new(&file.path, file.text.matches(*word).count(), format!("“{word}” {why}")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_a_machine_is_found_and_a_route_is_not() {
        let bad = format!("cd {}main", concat!("/wo", "rk/"));
        let house = House::of(&[("a.md", &bad), ("b.rs", "\"/duty/work/new\" \"/home\"")]);
        assert_eq!(machine_paths(&house).len(), 1);
    }

    #[test]
    fn a_registry_is_found_everywhere_but_in_the_lock_file() {
        let house = House::of(&[("package-lock.json", HOSTS[1]), ("Cargo.lock", HOSTS[0])]);
        assert_eq!(registry_hosts(&house).len(), 1);
    }
}
