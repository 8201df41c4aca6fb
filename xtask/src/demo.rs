//! A demo county in a temporary folder: made, served on a free port, ended when dropped.

use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::run::{Beside, Folder, aloud, cargo, command, free_port, quietly, root};

/// Longer than this no county takes to open its doors.
const PATIENCE: Duration = Duration::from_secs(60);

/// Builds the program as it is delivered, and beside it what breaks the machine beneath it.
pub fn build() -> Result<(), String> {
    aloud(cargo(&["build", "--release", "--locked", "--package", "server", "--package", "faults"]))
}

/// The built program.
pub fn program() -> PathBuf {
    let target = std::env::var("CARGO_TARGET_DIR").map_or_else(|_| root().join("target"), PathBuf::from);
    target.join("release/shanzhi")
}

/// Whether the built program has a command of that name.
pub fn has(name: &str) -> bool {
    let help = quietly(command(&program().to_string_lossy(), &["--help"])).unwrap_or_default();
    help.lines().any(|line| line.split_whitespace().next() == Some(name))
}

/// A demo county on disk.
pub struct County {
    /// The folder it lives in.
    pub folder: Folder,
}

impl County {
    /// Lives the demo county's two years.
    pub fn make() -> Result<County, String> {
        let folder = Folder::fresh("shanzhi-demo")?;
        let dir = folder.word("county");
        aloud(command(&program().to_string_lossy(), &["demo", "--no-serve", "--dir", &dir]))?;
        Ok(County { folder })
    }

    /// The folder as a word for a command.
    pub fn dir(&self) -> String {
        self.folder.word("county")
    }

    /// Serves it on a free port; what the server says goes to `server.log` beside it.
    pub fn serve(&self) -> Result<Served, String> {
        let port = free_port()?;
        let log = self.folder.path().join("server.log");
        let file = || {
            File::options()
                .create(true)
                .append(true)
                .open(&log)
                .map_err(|error| format!("{}: {error}", log.display()))
        };
        let bind = format!("127.0.0.1:{port}");
        let mut serve =
            command(&program().to_string_lossy(), &["demo", "--dir", &self.dir(), "--bind", &bind]);
        serve.stdout(Stdio::from(file()?)).stderr(Stdio::from(file()?));
        let child =
            serve.spawn().map_err(|error| format!("the demo county could not be started: {error}"))?;
        let mut served = Served { base: format!("http://{bind}"), _beside: Beside(child) };
        served.wait(port).map_err(|problem| {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            format!("{problem}\n{said}")
        })?;
        Ok(served)
    }
}

/// A county being served.
pub struct Served {
    /// Its address.
    pub base: String,
    _beside: Beside,
}

impl Served {
    fn wait(&mut self, port: u16) -> Result<(), String> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Ok(Some(status)) = self._beside.0.try_wait() {
                return Err(format!("the demo county ended with {status}"));
            }
            if answers(port) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err(format!("the demo county did not answer within {} s", PATIENCE.as_secs()))
    }
}

fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let asked = stream.set_read_timeout(Some(Duration::from_secs(5))).and_then(|()| {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    });
    let mut answer = String::new();
    asked.is_ok() && stream.read_to_string(&mut answer).is_ok() && answer.starts_with("HTTP/1.1 200")
}
