//! The server under measurement: the real binary, in its own process, on the demo county.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server; killed when dropped.
pub struct House {
    child: Child,
    /// Where it listens.
    pub at: SocketAddr,
    /// From starting the process to the first page.
    pub started_in: Duration,
}

/// The release binary beside this one.
pub fn binary() -> io::Result<PathBuf> {
    if let Some(given) = std::env::var_os("SHANZHI_PROGRAM") {
        return Ok(PathBuf::from(given));
    }
    let own = std::env::current_exe()?;
    let beside = own.with_file_name("shanzhi");
    if beside.exists() {
        Ok(beside)
    } else {
        Err(io::Error::other("build it first: cargo build --release -p server"))
    }
}

/// A port nobody uses just now.
pub fn free_port() -> io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}

impl House {
    /// Serves a county's folder.
    pub fn open(dir: &Path) -> io::Result<House> {
        let at = free_port()?;
        let began = Instant::now();
        let child = Command::new(binary()?)
            .args(["serve", "--dir"])
            .arg(dir)
            .args(["--bind", &at.to_string()])
            .stderr(Stdio::null())
            .spawn()?;
        let mut house = House { child, at, started_in: Duration::ZERO };
        while began.elapsed() < Duration::from_secs(20) {
            if first_page(at).is_ok() {
                house.started_in = began.elapsed();
                return Ok(house);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Err(io::Error::other("the server did not start"))
    }

    /// Memory held in RAM, in MiB.
    pub fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
        let kib: f64 = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0.0);
        kib / 1024.0
    }

    /// Stops it as a power cut would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.kill();
    }
}

fn first_page(at: SocketAddr) -> io::Result<()> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect_timeout(&at, Duration::from_millis(50))?;
    stream.write_all(b"GET /sign-in HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    if answer.starts_with("HTTP/1.1 200") { Ok(()) } else { Err(io::Error::other("not yet")) }
}

/// Makes the demo county of 1,200 people if there is none.
pub fn make_county(dir: &Path) -> io::Result<()> {
    let made = Command::new(binary()?).args(["demo", "--no-serve", "--dir"]).arg(dir).status()?;
    if made.success() { Ok(()) } else { Err(io::Error::other("the demo county could not be made")) }
}

/// A copy of a county that nobody serves, for measurements that write.
pub fn copy(dir: &Path) -> io::Result<tempfile::TempDir> {
    let to = tempfile::tempdir_in("target")?;
    for file in std::fs::read_dir(dir)? {
        let file = file?;
        if file.file_type()?.is_file() && file.file_name() != "county.lock" {
            std::fs::copy(file.path(), to.path().join(file.file_name()))?;
        }
    }
    Ok(to)
}

/// Sign-in names of people with a letter in force this year.
pub fn logins(dir: &Path, most: usize) -> Result<Vec<String>, rusqlite::Error> {
    let connection = rusqlite::Connection::open(dir.join("county.sqlite"))?;
    let mut statement = connection.prepare(
        "select distinct a.login from account a join letter l on l.person_id = a.person_id \
         join cycle c on c.id = l.cycle_id where l.state = 'in-force' and c.year = (select max(year) from cycle) \
         order by a.login limit ?1",
    )?;
    let found = statement.query_map([i64::try_from(most).unwrap_or(i64::MAX)], |row| row.get(0))?;
    found.collect()
}
