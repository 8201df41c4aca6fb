//! The way to a PostgreSQL: on the same machine as it is; to another machine encrypted, with a certificate that is looked
//! at, unless the address says `sslmode=disable`. Not here: what is asked there.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ::postgres::config::{Host, SslMode};
use ::postgres::{Client, Config, NoTls};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::DbError;

/// For so long a machine that does not answer is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// What an address says about encryption.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    /// The address as the driver takes it.
    address: String,
    /// `sslmode`, if there.
    mode: Option<String>,
    /// `sslrootcert`, if there: whose certificates are believed instead of the machine's.
    root: Option<PathBuf>,
}

/// Takes out of an address what the driver does not know.
fn asked(url: &str) -> Asked {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut mode, mut root, mut kept) = (None, None, Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", said)) => mode = Some(said.to_owned()),
            Some(("sslrootcert", said)) => root = Some(PathBuf::from(said)),
            _ => kept.push(pair),
        }
    }
    let address = if kept.is_empty() { address.to_owned() } else { format!("{address}?{}", kept.join("&")) };
    Asked { address, mode, root }
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost"
                || name.starts_with('/')
                || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
    }
}

/// Connects, under a name by which the database's own administrator knows whose connection it is.
///
/// # Errors
/// [`DbError::Unavailable`] if nobody answers, [`DbError::Schema`] if the address or a certificate cannot be read.
pub(super) fn connect(url: &str, name: &str) -> Result<Client, DbError> {
    let asked = asked(url);
    let mut config: Config = asked.address.parse()?;
    config.application_name(&format!("shanzhi {name}"));
    // Whoever waits for a page has given up long before the network has.
    config.connect_timeout(PATIENCE).tcp_user_timeout(PATIENCE).keepalives_idle(PATIENCE);
    let encrypted = match asked.mode.as_deref() {
        Some("disable") => false,
        Some("require" | "verify-ca" | "verify-full") => true,
        None | Some("prefer" | "allow") => !config.get_hosts().iter().all(is_here),
        Some(other) => {
            let message = format!("sslmode={other} is not known: disable, require or verify-full");
            return Err(DbError::Schema(message));
        }
    };
    if encrypted {
        config.ssl_mode(SslMode::Require);
        return Ok(config.connect(MakeRustlsConnect::new(believing(asked.root)?))?);
    }
    config.ssl_mode(SslMode::Disable);
    Ok(config.connect(NoTls)?)
}

/// TLS that believes the certificates of a file, or those the machine believes.
fn believing(root: Option<PathBuf>) -> Result<ClientConfig, DbError> {
    let unread =
        |why: &dyn std::fmt::Display| DbError::Schema(format!("certificates for the database: {why}"));
    let mut roots = RootCertStore::empty();
    match root {
        Some(file) => {
            for one in CertificateDer::pem_file_iter(&file).map_err(|why| unread(&why))? {
                roots.add(one.map_err(|why| unread(&why))?).map_err(|why| unread(&why))?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if roots.is_empty() {
        return Err(unread(&"none is believed; name one with sslrootcert=FILE in the address"));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Ok(versions.map_err(|why| unread(&why))?.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_driver_does_not_know_is_taken_out_of_the_address() {
        let asked = asked(
            "postgres://a@b/c?sslmode=verify-full&target_session_attrs=read-write&sslrootcert=/etc/ca.pem",
        );
        assert_eq!(asked.address, "postgres://a@b/c?target_session_attrs=read-write");
        assert_eq!(asked.mode.as_deref(), Some("verify-full"));
        assert_eq!(asked.root, Some(PathBuf::from("/etc/ca.pem")));
    }

    #[test]
    fn an_address_without_words_about_encryption_stays_as_it_is() {
        let asked = asked("postgres://a@b/c");
        assert_eq!((asked.address.as_str(), asked.mode, asked.root), ("postgres://a@b/c", None, None));
    }

    #[test]
    fn another_machine_is_not_this_one() {
        assert!(is_here(&Host::Tcp("127.0.0.1".into())));
        assert!(is_here(&Host::Tcp("localhost".into())));
        assert!(is_here(&Host::Unix("/run/postgresql".into())));
        assert!(!is_here(&Host::Tcp("db.county.example".into())));
    }

    #[test]
    fn a_word_for_encryption_that_nobody_knows_is_refused_before_anything_is_sent() {
        let refused = connect("postgres://a@127.0.0.1/c?sslmode=sometimes", "feng").map(drop).unwrap_err();
        assert!(refused.to_string().contains("sslmode=sometimes"));
    }
}
