//! The program under trial: the real binary in its own process, on a copy of the demo county. Not here: what is done to it.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::client;

/// Whatever stops a trial before it has a finding.
pub type Stopped = Box<dyn std::error::Error + Send + Sync>;

/// How long the doors may take to open.
const OPENING: Duration = Duration::from_secs(60);

/// Where the county under trial lives.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its folder.
    pub folder: PathBuf,
    /// Its database elsewhere, with its schema.
    pub database: Option<(String, String)>,
}

impl Place {
    /// A county in a folder.
    pub fn folder(folder: &Path) -> Place {
        Place { folder: folder.to_owned(), database: None }
    }

    fn words(&self) -> Vec<String> {
        let mut words = vec!["--dir".to_owned(), self.folder.to_string_lossy().into_owned()];
        if let Some((url, schema)) = &self.database {
            words.extend(["--database".to_owned(), url.clone(), "--schema".to_owned(), schema.clone()]);
        }
        words
    }
}

/// The program's file.
#[derive(Debug, Clone)]
pub struct Program(pub PathBuf);

impl Program {
    /// Runs one of its commands on a county, to its end.
    pub fn run(&self, command: &str, place: &Place, more: &[&str]) -> Result<Output, Stopped> {
        Ok(Command::new(&self.0).arg(command).args(place.words()).args(more).stdin(Stdio::null()).output()?)
    }

    /// Moves a county from one place to another.
    pub fn migrate(&self, from: &str, to: &str, more: &[&str]) -> Result<(), Stopped> {
        let moved = Command::new(&self.0)
            .args(["migrate", "--from", from, "--to", to])
            .args(more)
            .stdin(Stdio::null())
            .output()?;
        if moved.status.success() { Ok(()) } else { Err(said(&moved).into()) }
    }
}

/// What a command said, both ways.
pub fn said(output: &Output) -> String {
    let both = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).trim().to_owned());
    both.join(" ").trim().to_owned()
}

/// A running server; ended as by a power cut when dropped.
pub struct House {
    child: Child,
    /// Where it listens.
    pub at: SocketAddr,
    log: PathBuf,
}

impl House {
    /// Serves a county and waits until the doors are open.
    pub fn open(program: &Program, place: &Place) -> Result<House, Stopped> {
        House::open_with(program, place, &[])
    }

    /// The same with variables of the environment.
    pub fn open_with(
        program: &Program,
        place: &Place,
        environment: &[(&str, &str)],
    ) -> Result<House, Stopped> {
        let at = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let log = std::env::temp_dir().join(format!("shanzhi-faults-{}.log", at.port()));
        let child = Command::new(&program.0)
            .arg("serve")
            .args(place.words())
            .args(["--bind", &at.to_string()])
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()?;
        let mut house = House { child, at, log };
        let begun = Instant::now();
        while begun.elapsed() < OPENING {
            if let Some(status) = house.child.try_wait()? {
                return Err(format!("the program ended with {status}: {}", house.last_words()).into());
            }
            if client::get(at, "/readyz", "").is_ok_and(|answer| answer.status == 200) {
                return Ok(house);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(format!("the doors did not open: {}", house.log()).into())
    }

    /// What it has written down so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The last of it, for messages.
    pub fn last_words(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().rev().take(4).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join(" / ")
    }

    /// Ends it without a word, as a power cut does.
    pub fn kill(mut self) -> String {
        self.end();
        self.log()
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    fn end(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.end();
        let _ = std::fs::remove_file(&self.log);
    }
}

/// A copy of a county nobody serves.
pub fn copy(from: &Path, to: &Path) -> Result<(), Stopped> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy(&source, &target)?;
        } else if entry.file_name() != "county.lock" {
            std::fs::copy(&source, &target)?;
        }
    }
    Ok(())
}
