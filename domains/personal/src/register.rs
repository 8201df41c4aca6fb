//! The register of personal data (个人信息处理清单; 《个人信息保护法》 art. 17, 51, 54): every table of the house with every column,
//! which of them tell of people, whose they are, why they are held, and when they are forgotten. It is data, compiled in, and
//! held against the schema by a test. Not here: what is done by it (`copy`, `retention`).

use std::collections::BTreeSet;
use std::sync::OnceLock;

use law::Text;
use serde::Deserialize;
use thiserror::Error;

/// One area of the house.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Its name in addresses and files.
    #[serde(skip)]
    pub code: &'static str,
    /// Its name for people.
    pub name: Words,
    /// Why the data is held.
    pub why: Words,
    /// On what law it rests.
    pub basis: Words,
    /// How long.
    pub kept: Words,
    /// Its tables.
    #[serde(rename = "table")]
    pub tables: Vec<Held>,
}

/// A text in both languages, as it stands in the register.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    zh: String,
    en: String,
}

impl Words {
    /// As texts are elsewhere.
    #[must_use]
    pub fn text(&self) -> Text {
        Text::new(self.zh.clone(), self.en.clone())
    }
}

/// One table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// Its name in the database.
    pub table: String,
    /// What it holds.
    pub about: Words,
    /// Whose a row is; without it rows are in nobody's own copy.
    pub whose: Option<Whose>,
    /// A row is in the own copy only once this column is filled, of the row or of the one it is found through: what is not
    /// decided or told yet is not told by a copy.
    pub only_if: Option<String>,
    /// Columns that are in no copy: secrets.
    #[serde(default)]
    pub withheld: Vec<String>,
    /// When rows are forgotten.
    #[serde(default)]
    pub forgotten: Vec<Forgotten>,
    /// Columns that tell of people.
    pub personal: Vec<String>,
    /// The others.
    pub other: Vec<String>,
}

/// Which person a row belongs to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whose {
    /// The column with the person, or with the row they are found through.
    pub column: String,
    /// The table they are found through.
    pub through: Option<String>,
    /// Its key.
    pub key: Option<String>,
    /// Its column with the person.
    pub person: Option<String>,
}

/// Rows are deleted so many days after the time in a column.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forgotten {
    /// Days.
    pub days: u16,
    /// The column.
    pub after: String,
}

impl Held {
    /// Every column, of people or not.
    #[must_use]
    pub fn columns(&self) -> BTreeSet<&str> {
        self.personal.iter().chain(&self.other).map(String::as_str).collect()
    }

    /// The columns of an own copy, in the order of the register.
    #[must_use]
    pub fn copied(&self) -> Vec<&str> {
        let all = self.personal.iter().chain(&self.other).map(String::as_str);
        all.filter(|column| !self.withheld.iter().any(|withheld| withheld == column)).collect()
    }
}

/// The register cannot be read, which a test rules out.
#[derive(Debug, Error)]
#[error("register of personal data, {area}: {why}")]
pub struct RegisterError {
    area: &'static str,
    why: toml::de::Error,
}

const SOURCES: [(&str, &str); 13] = [
    ("kernel", include_str!("../register/kernel.toml")),
    ("people", include_str!("../register/people.toml")),
    ("duty", include_str!("../register/duty.toml")),
    ("assessment", include_str!("../register/assessment.toml")),
    ("training", include_str!("../register/training.toml")),
    ("action", include_str!("../register/action.toml")),
    ("diagnosis", include_str!("../register/diagnosis.toml")),
    ("oversight", include_str!("../register/oversight.toml")),
    ("requests", include_str!("../register/requests.toml")),
    ("openness", include_str!("../register/openness.toml")),
    ("supervision", include_str!("../register/supervision.toml")),
    ("burden", include_str!("../register/burden.toml")),
    ("personal", include_str!("../register/personal.toml")),
];

/// The areas, in the order of the pages.
///
/// # Errors
/// [`RegisterError`] if the register in the program cannot be read.
pub fn areas() -> Result<&'static [Area], RegisterError> {
    static READ: OnceLock<Vec<Area>> = OnceLock::new();
    if let Some(read) = READ.get() {
        return Ok(read);
    }
    let mut all = Vec::new();
    for (code, source) in SOURCES {
        let mut area: Area = toml::from_str(source).map_err(|why| RegisterError { area: code, why })?;
        area.code = code;
        all.push(area);
    }
    Ok(READ.get_or_init(|| all))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn each(check: impl Fn(&Area, &Held)) {
        for area in areas().expect("a register") {
            area.tables.iter().for_each(|held| check(area, held));
        }
    }

    #[test]
    fn a_column_stands_in_one_list_only_and_what_is_said_of_it_exists() {
        each(|_, held| {
            let all = held.columns();
            assert_eq!(all.len(), held.personal.len() + held.other.len(), "{}", held.table);
            let named = held.withheld.iter().chain(held.forgotten.iter().map(|one| &one.after));
            let through = held.whose.as_ref().is_some_and(|whose| whose.through.is_some());
            let named = named.chain(held.whose.iter().map(|whose| &whose.column));
            let named = named.chain(held.only_if.iter().filter(|_| !through));
            for column in named {
                assert!(all.contains(column.as_str()), "{}.{column}", held.table);
            }
        });
    }

    #[test]
    fn whose_a_row_is_through_another_table_is_said_whole_and_that_table_is_registered() {
        let areas = areas().expect("a register");
        each(|_, held| {
            let Some(whose) = &held.whose else { return };
            let said = [&whose.through, &whose.key, &whose.person];
            assert!(
                said.iter().all(|one| one.is_some()) || said.iter().all(|one| one.is_none()),
                "{}",
                held.table
            );
            if let (Some(through), Some(person)) = (&whose.through, &whose.person) {
                let other = areas.iter().flat_map(|area| &area.tables).find(|other| &other.table == through);
                assert!(
                    other.is_some_and(|other| other.columns().contains(person.as_str())),
                    "{}",
                    held.table
                );
            }
        });
    }

    #[test]
    fn no_secret_is_in_an_own_copy() {
        each(|_, held| {
            for column in held.copied() {
                let secret = ["password", "secret", "token", "hash", "wrapped", "body_key"].contains(&column);
                let harmless =
                    ["import_run", "attachment", "ledger", "xapi_statement"].contains(&held.table.as_str());
                assert!(held.whose.is_none() || !secret || harmless, "{}.{column}", held.table);
            }
        });
    }
}
