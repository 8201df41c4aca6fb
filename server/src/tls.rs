//! TLS with a certificate the county gives, for a house without a proxy in front. The files are looked at again, so that a
//! renewed certificate needs no restart. Not here: getting one.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request};
use axum::middleware::{self, Next};
use axum::serve::IncomingStream;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// A greeting that takes longer is given up.
const GREETING: Duration = Duration::from_secs(10);
/// Greetings under way at once; who comes after them waits in the system's queue.
const AT_ONCE: usize = 256;
/// The files are looked at again at most this often.
const LOOK: Duration = Duration::from_secs(60);
/// After a failed acceptance (no file handles left) the next one waits so long.
const BREATH: Duration = Duration::from_millis(100);

/// Where a certificate and its key lie.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// The chain, PEM, the house's own first.
    pub chain: PathBuf,
    /// The private key, PEM.
    pub key: PathBuf,
}

impl Certificate {
    fn changed_at(&self) -> Option<(SystemTime, SystemTime)> {
        let of = |path: &Path| std::fs::metadata(path).and_then(|about| about.modified()).ok();
        Some((of(&self.chain)?, of(&self.key)?))
    }

    /// The settings that follow from it: TLS 1.3 and 1.2.
    ///
    /// # Errors
    /// If a file cannot be read, or key and certificate do not belong together; the message names the file.
    pub fn settings(&self) -> io::Result<Arc<ServerConfig>> {
        let wrong =
            |path: &Path, why: &dyn std::fmt::Display| io::Error::other(format!("{}: {why}", path.display()));
        let chain = CertificateDer::pem_file_iter(&self.chain)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|why| wrong(&self.chain, &why))?;
        if chain.is_empty() {
            return Err(wrong(&self.chain, &"no certificate in it"));
        }
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|why| wrong(&self.key, &why))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut settings = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(|why| wrong(&self.key, &why))?;
        settings.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(settings))
    }
}

/// Accepts people who greeted well; one that is slow to greet keeps nobody waiting.
pub struct Listener {
    greeted: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    at: SocketAddr,
}

impl Listener {
    /// Over an open address.
    ///
    /// # Errors
    /// As [`Certificate::settings`].
    pub fn over(listener: TcpListener, certificate: Certificate) -> io::Result<Listener> {
        let at = listener.local_addr()?;
        let settings = certificate.settings()?;
        let (to, greeted) = mpsc::channel(AT_ONCE);
        tokio::spawn(accept(listener, certificate, settings, to));
        Ok(Listener { greeted, at })
    }
}

async fn accept(
    listener: TcpListener,
    certificate: Certificate,
    mut settings: Arc<ServerConfig>,
    to: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    let places = Arc::new(tokio::sync::Semaphore::new(AT_ONCE));
    let (mut looked, mut of) = (Instant::now(), certificate.changed_at());
    while !to.is_closed() {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let (stream, peer) = match listener.accept().await {
            Ok(come) => come,
            Err(error) => {
                tracing::error!(%error, "nobody could be let in");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        if looked.elapsed() > LOOK {
            looked = Instant::now();
            let now = certificate.changed_at();
            if now.is_some() && now != of {
                of = now;
                match certificate.settings() {
                    Ok(renewed) => settings = renewed,
                    Err(error) => tracing::error!(%error, "the renewed certificate is not used"),
                }
            }
        }
        let (acceptor, to) = (TlsAcceptor::from(settings.clone()), to.clone());
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            if let Ok(Ok(stream)) = tokio::time::timeout(GREETING, acceptor.accept(stream)).await {
                drop(place);
                let _ = to.send((stream, peer)).await;
            }
        });
    }
}

impl axum::serve::Listener for Listener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.greeted.recv().await {
            Some(come) => come,
            // The accepting task ends only with the house.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.at)
    }
}

/// Who is at the other end of an encrypted connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(SocketAddr);

impl Connected<IncomingStream<'_, Listener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Listener>) -> Peer {
        Peer(*stream.remote_addr())
    }
}

/// The router, told the peers as it is told them without TLS.
pub fn known_peers(router: Router) -> Router {
    router.layer(middleware::from_fn(|mut request: Request, next: Next| async move {
        if let Some(ConnectInfo(Peer(peer))) = request.extensions().get::<ConnectInfo<Peer>>().copied() {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        next.run(request).await
    }))
}
