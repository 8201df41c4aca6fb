//! The doors held open until the house is told to stop: the address people come to, in the clear or by TLS, and the one
//! for those who watch. Not here: what stands behind them (`assembly`), what happens by itself (`daily`).

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use kernel::County;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::assembly;
use crate::clockwatch;
use crate::commands::Stopped;
use crate::daily::{self, Leaving};
use crate::metrics::{self, Meters};
use crate::tls::{self, Certificate};

/// So long requests under way may take once the house was told to stop.
const PATIENCE: Duration = Duration::from_secs(5);

/// How a county's doors are to stand.
#[derive(Debug, Clone)]
pub struct Doors {
    /// Where people come in.
    pub bind: SocketAddr,
    /// Further origins of the same house, as `https://host[:port]`.
    pub origins: Vec<String>,
    /// The certificate, where no proxy in front has it.
    pub certificate: Option<Certificate>,
    /// Where those who watch the house read its numbers.
    pub metrics: Option<SocketAddr>,
    /// Whether each request leaves a line in the log.
    pub log_requests: bool,
    /// What leaves the building every day.
    pub leaving: Leaving,
}

impl Doors {
    /// Doors at an address, with nothing else asked.
    #[must_use]
    pub fn at(bind: SocketAddr) -> Doors {
        Doors {
            bind,
            origins: Vec::new(),
            certificate: None,
            metrics: None,
            log_requests: false,
            leaving: Leaving::default(),
        }
    }

    /// Serves until interrupted; requests under way are finished.
    ///
    /// # Errors
    /// If an address cannot be listened on, or the certificate cannot be read.
    pub fn open(self, county: County) -> Result<ExitCode, Stopped> {
        daily::keep(&county, self.leaving.clone());
        clockwatch::watch(&county);
        let meters = Arc::new(Meters::new(self.log_requests));
        let router = meters.around(assembly::router(county.clone(), self.origins.clone())?);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(self.stand(router, meters, county))
    }

    async fn stand(self, router: Router, meters: Arc<Meters>, county: County) -> Result<ExitCode, Stopped> {
        let (told, mut stop) = watch::channel(());
        tokio::spawn(async move {
            told_to_stop().await;
            let _ = told.send(());
        });
        let listener = listen(self.bind, "--bind").await?;
        let scheme = if self.certificate.is_some() { "https" } else { "http" };
        eprintln!("善治 Shanzhi: {scheme}://{}", listener.local_addr()?);
        if let Some(at) = self.metrics {
            let watched = listen(at, "--metrics").await?;
            let numbers = axum::serve(watched, metrics::router(meters, county));
            tokio::spawn(numbers.into_future());
        }
        let served = people_come_in(listener, router, self.certificate, stop.clone())?;
        // Browsers keep spare connections open on which nothing is asked; they do not hold the house open.
        let patience = async {
            let _ = stop.changed().await;
            tokio::time::sleep(PATIENCE).await;
        };
        tokio::select! { done = served => done?, () = patience => {} }
        Ok(ExitCode::SUCCESS)
    }
}

async fn listen(at: SocketAddr, option: &str) -> Result<TcpListener, String> {
    TcpListener::bind(at).await.map_err(|error| {
        format!("{at} cannot be listened on ({error}); choose another address with {option}")
    })
}

type Served = Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;

fn people_come_in(
    listener: TcpListener,
    router: Router,
    certificate: Option<Certificate>,
    mut stop: watch::Receiver<()>,
) -> Result<Served, Stopped> {
    let told = async move {
        let _ = stop.changed().await;
    };
    Ok(match certificate {
        None => {
            let make = router.into_make_service_with_connect_info::<SocketAddr>();
            Box::pin(axum::serve(listener, make).with_graceful_shutdown(told).into_future())
        }
        Some(certificate) => {
            let make = tls::known_peers(router).into_make_service_with_connect_info::<tls::Peer>();
            let listener = tls::Listener::over(listener, certificate)?;
            Box::pin(axum::serve(listener, make).with_graceful_shutdown(told).into_future())
        }
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
