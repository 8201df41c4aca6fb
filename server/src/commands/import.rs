//! `shanzhi import`: a trial reading of a roster file, and carrying it out. The same two steps as on the page.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use kernel::{Area, account, files};
use people::formats::Finding;
use people::import::{self, Defaults, Plan, Source, Step};
use people::person::Kind;

use super::Stopped;
use crate::place::Where;

/// Import a roster: xlsx, csv, LRMX, LRM or a zip of them.
#[derive(Debug, Args)]
pub struct Import {
    /// The file.
    file: PathBuf,
    #[command(flatten)]
    place: Where,
    /// Sign-in name of the organiser who imports it; the acts carry this name.
    #[arg(long = "as", value_name = "LOGIN")]
    as_login: String,
    /// Kind of people whose kind the file does not give: civil-servant, institution-staff, village-cadre, community-worker.
    #[arg(long)]
    kind: Option<String>,
    /// Carry it out; without this, only say what would be done.
    #[arg(long)]
    carry_out: bool,
}

/// Findings one a line: where, what, how to mend.
pub(super) fn say_findings(findings: &[Finding]) {
    for finding in findings {
        println!("{:?}: {} {}", finding.severity, finding.problem.zh, finding.mending.zh);
    }
}

fn say(plan: &Plan) {
    say_findings(&plan.findings);
    for person in &plan.people {
        if let Step::Change { changes, .. } = &person.step {
            println!("~ {}: {} facts change", person.name, changes.len());
        }
    }
    let counts = plan.counts();
    println!(
        "{}: {} rows; {} people to add, {} to change, {} as they are, {} blocked; {} tenures; {} errors, {} warnings",
        plan.file_name,
        plan.rows_read,
        counts.add,
        counts.change,
        counts.leave,
        counts.blocked,
        counts.tenures,
        counts.errors,
        counts.warnings
    );
}

impl Import {
    pub(super) fn run(self) -> Result<ExitCode, Stopped> {
        let bytes = std::fs::read(&self.file).map_err(|error| format!("{}: {error}", self.file.display()))?;
        let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let source = Source::read(&name, &bytes).map_err(|error| error.text().en)?;
        let kind = match self.kind.as_deref() {
            None => None,
            Some(code) => Some(Kind::from_code(code).ok_or("--kind is not one of the four kinds")?),
        };
        let county = if self.carry_out { self.place.open(false)? } else { self.place.inspect()? };
        let login = self.as_login.clone();
        let actor = county
            .read_now(move |tx| match account::credential_by_login(tx, &login)? {
                Some(found) => account::actor(tx, &found.account),
                None => Ok(None),
            })?
            .ok_or_else(|| format!("there is no account “{}”", self.as_login))?;
        let asker = actor.clone();
        let plan = county
            .read_now(move |tx| import::plan(tx, &asker.scope(Area::People), &source, Defaults { kind }))?;
        say(&plan);
        if !plan.can_be_carried_out() {
            return Ok(ExitCode::FAILURE);
        }
        if !self.carry_out {
            println!("nothing was changed; --carry-out does it");
            return Ok(ExitCode::SUCCESS);
        }
        for photo in plan.photos() {
            files::store(county.files(), photo.bytes()).map_err(|error| error.to_string())?;
        }
        let done = county.write_now(move |tx| import::carry_out(tx, &actor, &plan))?;
        println!(
            "added {}, changed {}, tenures {}, posts {}",
            done.added, done.changed, done.tenures, done.posts
        );
        Ok(ExitCode::SUCCESS)
    }
}
