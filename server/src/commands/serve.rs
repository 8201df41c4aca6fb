//! `shanzhi serve`: opens a county's doors until it is told to stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use kernel::ledger::{self, Act};
use kernel::{Actor, County, Fault, account, settings};
use tokio::net::TcpListener;

use super::Stopped;
use crate::assembly;
use crate::daily::{self, Leaving};
use crate::place::Where;

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
        announce_first_run(&county, self.bind)?;
        let leaving = Leaving { backups: self.backups, keep: self.keep, checkpoints: self.checkpoints };
        open_doors(county, self.bind, self.origin, leaving)
    }
}

/// Prints the key of the first run while the county has no account; only its hash is kept.
fn announce_first_run(county: &County, bind: SocketAddr) -> Result<(), Stopped> {
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
    eprintln!("This county has no account yet. Open http://{bind}/first-run?key={key}");
    Ok(())
}

/// So long requests under way may take once the house was told to stop.
const PATIENCE: Duration = Duration::from_secs(5);

/// Serves until interrupted; requests under way are finished.
pub(super) fn open_doors(
    county: County,
    bind: SocketAddr,
    origins: Vec<String>,
    leaving: Leaving,
) -> Result<ExitCode, Stopped> {
    daily::keep(&county, leaving);
    let router = assembly::router(county, origins)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async move {
        let listener = TcpListener::bind(bind).await.map_err(|error| {
            format!("{bind} cannot be listened on ({error}); choose another address with --bind")
        })?;
        eprintln!("善治 Shanzhi: http://{}", listener.local_addr()?);
        let router = router.into_make_service_with_connect_info::<SocketAddr>();
        let (told, mut stop) = tokio::sync::watch::channel(());
        let mut heard = stop.clone();
        tokio::spawn(async move {
            told_to_stop().await;
            let _ = told.send(());
        });
        let served = axum::serve(listener, router).with_graceful_shutdown(async move {
            let _ = heard.changed().await;
        });
        // Browsers keep spare connections open on which nothing is asked; they do not hold the house open.
        let patience = async {
            let _ = stop.changed().await;
            tokio::time::sleep(PATIENCE).await;
        };
        tokio::select! { done = served.into_future() => done?, () = patience => {} }
        Ok(ExitCode::SUCCESS)
    })
}

async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _ = interrupted.await;
        return;
    };
    tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
    eprintln!("stopping after the requests under way");
}
