//! The house as those who watch it see it: its numbers, and the way in by TLS.
#![allow(clippy::expect_used, reason = "a test that has no ground to stand on stops")]

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use axum::routing::get;
use axum::{Router, middleware};
use kernel::County;
use kernel::testing::grounds;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use server::metrics::{self, Meters};
use server::tls::{self, Certificate};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::ServiceExt;

async fn text(router: Router, path: &str) -> String {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let response = router.oneshot(request).await.expect("an answer");
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[test]
fn the_numbers_count_requests_by_room_and_name_no_path() {
    for ground in grounds(&[]) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(counted(&ground.county));
    }
}

async fn counted(county: &County) {
    let meters = Arc::new(Meters::new(false));
    let rooms = Router::new()
        .route("/people/persons/{id}", get(|| async { "somebody" }))
        .layer(middleware::from_fn(metrics::remember_route));
    let house = meters.around(rooms);
    for _ in 0..3 {
        text(house.clone(), "/people/persons/0192-secret").await;
    }
    text(house, "/nowhere-at-all").await;
    let said = text(metrics::router(meters, county.clone()), "/metrics").await;
    assert!(said.contains(r#"shanzhi_requests_total{room="people",method="GET",status="200"} 3"#), "{said}");
    assert!(said.contains(r#"shanzhi_requests_total{room="",method="GET",status="404"} 1"#), "{said}");
    assert!(said.contains("shanzhi_requests_under_way 0"), "{said}");
    assert!(said.contains("shanzhi_request_duration_seconds_count 4"), "{said}");
    assert!(said.contains("shanzhi_ledger_entries 0"), "{said}");
    assert!(!said.contains("0192-secret") && !said.contains("nowhere"), "{said}");
}

fn made_certificate(folder: &Path) -> Certificate {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    let certificate = Certificate { chain: folder.join("chain.pem"), key: folder.join("key.pem") };
    std::fs::write(&certificate.chain, made.cert.pem()).expect("written");
    std::fs::write(&certificate.key, made.signing_key.serialize_pem()).expect("written");
    certificate
}

#[tokio::test]
async fn with_a_certificate_the_doors_speak_tls_and_know_their_peers() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = made_certificate(folder.path());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("an address");
    let at = listener.local_addr().expect("an address");
    let peer = |peer: axum::extract::ConnectInfo<SocketAddr>| async move { peer.0.ip().to_string() };
    let make = tls::known_peers(Router::new().route("/", get(peer)))
        .into_make_service_with_connect_info::<tls::Peer>();
    let doors = tls::Listener::over(listener, certificate.clone()).expect("doors");
    tokio::spawn(axum::serve(doors, make).into_future());

    // Somebody who says nothing keeps nobody waiting.
    let silent = tokio::net::TcpStream::connect(at).await.expect("connected");
    let mut roots = RootCertStore::empty();
    for one in CertificateDer::pem_file_iter(&certificate.chain).expect("a file") {
        roots.add(one.expect("a certificate")).expect("believed");
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let settings = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = tokio::net::TcpStream::connect(at).await.expect("connected");
    let name = ServerName::try_from("localhost").expect("a name");
    let mut stream =
        tokio_rustls::TlsConnector::from(Arc::new(settings)).connect(name, stream).await.expect("greeted");
    stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.expect("asked");
    let mut said = String::new();
    // A server that closes without a last word of TLS still has answered.
    let _ = stream.read_to_string(&mut said).await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    assert!(said.ends_with("127.0.0.1"), "{said}");
    drop(silent);
}

#[test]
fn a_key_of_another_certificate_is_refused_with_the_name_of_its_file() {
    let (folder, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let (mut mixed, foreign) = (made_certificate(folder.path()), made_certificate(other.path()));
    mixed.key = foreign.key;
    let said = mixed.settings().expect_err("refused").to_string();
    assert!(said.contains("key.pem"), "{said}");
    let missing = Certificate { chain: folder.path().join("nowhere.pem"), ..mixed };
    assert!(missing.settings().expect_err("refused").to_string().contains("nowhere.pem"));
}
