//! `shanzhi decide`: applies a rule of the registry to facts.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use kernel::clock::{self, Clock};
use law::decision::{Outcome, Record};
use law::registry;
use law::rulebook::Rulebook;

use super::Stopped;
use crate::place::Where;

/// Apply a rule to facts and say why.
#[derive(Debug, Args)]
pub struct Decide {
    /// Name of the rule; see --list.
    name: Option<String>,
    /// Facts as JSON, or @FILE.
    #[arg(long, value_name = "JSON|@FILE")]
    facts: Option<String>,
    /// The day whose law applies; today if not given.
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Print the decision as JSON.
    #[arg(long)]
    json: bool,
    /// List the rules with the facts they take.
    #[arg(long)]
    list: bool,
    /// Apply what this county has added to the rulebook.
    #[arg(long, value_name = "DIR")]
    county: Option<PathBuf>,
}

impl Decide {
    pub(super) fn run(self) -> Result<ExitCode, Stopped> {
        if self.list {
            list(self.json)?;
            return Ok(ExitCode::SUCCESS);
        }
        let name = self.name.as_deref().ok_or("name a rule; `shanzhi decide --list` lists them")?;
        let facts = self.facts.as_deref().ok_or("give the facts with --facts JSON or --facts @FILE")?;
        let text = match facts.strip_prefix('@') {
            Some(path) => std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?,
            None => facts.to_owned(),
        };
        let facts =
            serde_json::from_str(&text).map_err(|error| format!("the facts are not JSON: {error}"))?;
        let on = self.on.unwrap_or_else(|| clock::date_at(Clock::System.now()));
        let book = match &self.county {
            None => Rulebook::built_in()?,
            Some(dir) => {
                let place = Where { dir: dir.clone(), database: None, schema: String::new() };
                let county = place.inspect()?;
                county.read_now(|tx| Ok::<_, kernel::DbError>(web::house::rulebook_of(tx)))??
            }
        };
        let record = registry::decide(name, &facts, &book, on)?;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&record)?);
        } else {
            say(&record);
        }
        Ok(if record.value().is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn list(json: bool) -> Result<(), Stopped> {
    if json {
        let rules: Vec<_> = registry::rules()
            .iter()
            .map(|rule| {
                serde_json::json!({
                    "name": rule.name,
                    "title": rule.title,
                    "about": rule.about,
                    "clauses": rule.clauses,
                    "facts": rule.schema(),
                    "example": rule.example_facts(),
                })
            })
            .collect();
        println!("{}", serde_json::to_string_pretty(&rules)?);
        return Ok(());
    }
    for rule in registry::rules() {
        println!("{}\t{} / {}", rule.name, rule.title.zh, rule.title.en);
        println!("\t{}", rule.about.en);
        println!("\te.g. --facts '{}'", rule.example_facts());
    }
    Ok(())
}

/// The decision in words, Chinese and English.
fn say(record: &Record) {
    match &record.outcome {
        Outcome::Found { value } => println!("{value}"),
        Outcome::NeedsConfirmation { parameters, .. } => {
            println!("需县里确认后才能计算 / needs confirmation by the county: {}", parameters.join(", "));
        }
        Outcome::Refused { fact, why } => println!("{fact}: {} / {}", why.zh, why.en),
    }
    for reason in &record.reasons {
        let held = if reason.held { "✓" } else { "✗" };
        let citation = &reason.citation;
        println!("{held} {} {} {}", citation.clause, citation.regulation.zh, citation.article);
        println!("  {}\n  {}", reason.text.zh, reason.text.en);
    }
}
