//! `shanzhi init`: makes a new, empty county.

use std::process::ExitCode;

use clap::Args;
use kernel::ledger::{self, Act};
use kernel::{Actor, Fault, Grant, Role, seal, settings};
use people::unit::{NewUnit, UnitKind};

use super::Stopped;
use crate::place::Where;

/// Make a new, empty county.
#[derive(Debug, Args)]
pub struct Init {
    #[command(flatten)]
    place: Where,
    /// Name of the county, e.g. 凤县.
    #[arg(long)]
    name: String,
    /// Its name in English.
    #[arg(long)]
    name_en: Option<String>,
    /// Its division code, six digits.
    #[arg(long)]
    code: Option<String>,
    /// Algorithms for sealed values and signatures: sm (SM4, SM2, SM3) or intl (AES, Ed25519, SHA-2).
    #[arg(long, default_value = "sm", value_parser = ["sm", "intl"])]
    suite: String,
}

impl Init {
    pub(super) fn run(self) -> Result<ExitCode, Stopped> {
        if self
            .code
            .as_deref()
            .is_some_and(|code| code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()))
        {
            return Err("--code takes the six digits of the county's division code, e.g. 610330".into());
        }
        let county = self.place.open(true)?;
        if county.read_now(|tx| settings::get(tx, "county.name"))?.is_some() {
            return Err("there is a county here already; choose another --dir or --schema".into());
        }
        let (name, english, code, suite) = (self.name.clone(), self.name_en, self.code, self.suite);
        county.write_now(move |tx| {
            settings::put(tx, "county.name", &name)?;
            settings::put(tx, "county.name-en", english.as_deref().unwrap_or(&name))?;
            settings::put(tx, seal::SUITE, &suite)?;
            if let Some(code) = &code {
                settings::put(tx, "county.code", code)?;
            }
            let keeper =
                Actor { grants: vec![Grant { role: Role::Organiser, unit: None }], ..Actor::program() };
            let unit = NewUnit {
                parent: None,
                name: name.clone(),
                short_name: String::new(),
                kind: UnitKind::County,
                sort: 0,
                posts_admin: 0,
                posts_institution: 0,
                opened_on: tx.today(),
                document: String::new(),
            };
            people::unit::add(tx, &keeper, &unit)?;
            let act = Act {
                kind: "county.made",
                subject: ("county", "county"),
                unit: None,
                person: None,
                facts: serde_json::json!({"name": name}),
                decision: None,
            };
            ledger::record(tx, &Actor::program(), &act)?;
            Ok::<_, Fault>(())
        })?;
        println!("{} is made. Next: shanzhi serve{}", self.name, self.place.options());
        Ok(ExitCode::SUCCESS)
    }
}
