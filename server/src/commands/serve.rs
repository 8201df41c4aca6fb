//! `shanzhi serve`: opens a county's doors until it is told to stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use kernel::ledger::{self, Act};
use kernel::{Actor, County, Fault, account, settings};

use super::Stopped;
use crate::daily::Leaving;
use crate::doors::Doors;
use crate::place::Where;
use crate::tls::Certificate;

/// Serve a county.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    place: Where,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8610")]
    bind: SocketAddr,
    /// Further origins of the same house behind a proxy, as https://host[:port].
    #[arg(long, value_name = "ORIGIN")]
    origin: Vec<String>,
    /// Certificate chain (PEM), where no proxy in front speaks TLS.
    #[arg(long, value_name = "FILE", requires = "tls_key", requires = "origin")]
    tls_cert: Option<PathBuf>,
    /// Its private key (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Address on which those who watch the house read its numbers (Prometheus), as 127.0.0.1:9610.
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,
    /// Leave a line in the log for every request: its id, room, status and duration.
    #[arg(long)]
    log_requests: bool,
    /// Folder for a daily backup.
    #[arg(long, value_name = "FOLDER")]
    backups: Option<PathBuf>,
    /// How many backups stay there.
    #[arg(long, default_value_t = 30, value_name = "N")]
    keep: usize,
    /// Folder for the daily signed checkpoint of the ledger.
    #[arg(long, value_name = "FOLDER")]
    checkpoints: Option<PathBuf>,
}

impl Serve {
    pub(super) fn run(self) -> Result<ExitCode, Stopped> {
        let county = self.place.open(false)?;
        let scheme = if self.tls_cert.is_some() { "https" } else { "http" };
        announce_first_run(&county, scheme, self.bind)?;
        let certificate = self.tls_cert.zip(self.tls_key).map(|(chain, key)| Certificate { chain, key });
        let leaving = Leaving { backups: self.backups, keep: self.keep, checkpoints: self.checkpoints };
        let doors = Doors {
            origins: self.origin,
            certificate,
            metrics: self.metrics,
            log_requests: self.log_requests,
            leaving,
            ..Doors::at(self.bind)
        };
        doors.open(county)
    }
}

/// Prints the key of the first run while the county has no account; only its hash is kept.
fn announce_first_run(county: &County, scheme: &str, bind: SocketAddr) -> Result<(), Stopped> {
    if county.read_now(account::any)? {
        return Ok(());
    }
    let key = hex::encode(county.entropy().bytes::<12>());
    let digest = access::entry::key_digest(&key);
    county.write_now(move |tx| {
        settings::put(tx, access::entry::FIRST_RUN_KEY, &digest)?;
        let act = Act {
            kind: "first-run.key-made",
            subject: ("county", "county"),
            unit: None,
            person: None,
            facts: serde_json::json!({}),
            decision: None,
        };
        ledger::record(tx, &Actor::program(), &act)?;
        Ok::<_, Fault>(())
    })?;
    eprintln!("This county has no account yet. Open {scheme}://{bind}/first-run?key={key}");
    Ok(())
}
