//! `shanzhi migrate`: a county to another folder or to another engine, row by row, compared when it has arrived.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::sync_channel;
use std::thread;

use clap::Args;
use kernel::copy::{self, CopyError, Frame};
use kernel::county::{Opening, receive};
use kernel::{County, Place};

use super::Stopped;
use crate::assembly;
use crate::place::Where;

/// Move a county to another folder or engine: `--from sqlite:county --to postgres://user@host/name`.
#[derive(Debug, Args)]
pub struct Migrate {
    /// Where the county is: sqlite:FOLDER or postgres://user@host/name.
    #[arg(long, value_name = "PLACE")]
    from: String,
    /// Where it goes; there must be none yet.
    #[arg(long, value_name = "PLACE")]
    to: String,
    /// With PostgreSQL: the folder for attachments and the master key.
    #[arg(long, default_value = "county", value_name = "DIR")]
    files: PathBuf,
    /// With PostgreSQL: the schema.
    #[arg(long, default_value = "shanzhi", value_name = "NAME")]
    schema: String,
}

/// So many parts wait between the one who reads and the one who writes.
const WAITING: usize = 1_000;

impl Migrate {
    pub(super) fn run(self) -> Result<ExitCode, Stopped> {
        let (from, to) = (self.named(&self.from)?, self.named(&self.to)?);
        let county = from.open(false)?;
        let versions = county.read_now(copy::versions)?;
        carry_key(&from, &to)?;
        let opening = Opening { readers: 1, ..to.opening() };
        let (send, frames) = sync_channel::<Result<Frame, CopyError>>(WAITING);
        let reader = thread::spawn(move || {
            let files = county.files().to_owned();
            let whole = county.read_now(move |tx| {
                let gone = || CopyError::Shape("the other side stopped");
                copy::send(tx, &files, &mut |frame| send.send(Ok(frame)).map_err(|_| gone()))
            });
            (county, whole)
        });
        let mut next = || frames.recv().map_or(Ok(None), |frame| frame.map(Some));
        let arrived = receive(&opening, &assembly::schemas(), &versions, &mut next);
        drop(frames);
        let (_county, sent) = reader.join().map_err(|_| "reading stopped unexpectedly")?;
        let arrived = arrived?;
        if sent? != arrived {
            return Err("what arrived is not what was sent".into());
        }
        County::open(&opening, &assembly::schemas(), false)?;
        let rows: u64 = arrived.tables.values().sum();
        println!(
            "{} tables, {rows} rows and {} attachments are there; the ledger has {} entries and head {} on both sides. \
             Next: shanzhi serve{}",
            arrived.tables.len(),
            arrived.files,
            arrived.entries,
            arrived.head,
            to.options()
        );
        Ok(ExitCode::SUCCESS)
    }

    fn named(&self, place: &str) -> Result<Where, Stopped> {
        if let Some(folder) = place.strip_prefix("sqlite:") {
            return Ok(Where { dir: folder.into(), database: None, schema: self.schema.clone() });
        }
        if place.starts_with("postgres://") || place.starts_with("postgresql://") {
            let database = Some(place.to_owned());
            return Ok(Where { dir: self.files.clone(), database, schema: self.schema.clone() });
        }
        Err(format!("{place}: a place is sqlite:FOLDER or postgres://user@host/name").into())
    }
}

/// The master key goes along where it lies in the county's folder: without it sealed values never open again.
fn carry_key(from: &Where, to: &Where) -> Result<(), Stopped> {
    let (old, new) = (from.dir.join("master.key"), to.dir.join("master.key"));
    if matches!(to.place(), Place::Folder(_) | Place::Postgres { .. }) && old.exists() && !new.exists() {
        std::fs::create_dir_all(&to.dir)?;
        std::fs::copy(&old, &new)?;
    }
    Ok(())
}
