//! PostgreSQL servers of the trial's own, that can be stopped, killed and started again: with care for the disk, because
//! that is what is tried. They touch no cluster of the machine.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::house::Stopped;

/// The folder with PostgreSQL's programs, the newest; `None` where it is not installed.
pub fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(Result::ok)
        .map(|entry| (entry.file_name().to_string_lossy().parse().unwrap_or(0), entry.path().join("bin")))
        .filter(|(_, programs)| programs.join("initdb").exists())
        .collect();
    found.sort();
    found.pop().map(|(_, programs)| programs)
}

/// A free port.
pub fn free_port() -> Result<u16, Stopped> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Who starts servers: PostgreSQL refuses to be root, so root starts it as the user it came with.
pub struct Hand {
    programs: PathBuf,
    folder: PathBuf,
}

impl Hand {
    /// For servers in a folder, which is theirs alone.
    pub fn over(programs: PathBuf, folder: &Path) -> Result<Hand, Stopped> {
        std::fs::create_dir_all(folder)?;
        if rustix::process::geteuid().is_root() {
            let owned = Command::new("chown").arg("-R").arg("postgres").arg(folder).status()?;
            if !owned.success() {
                return Err("there is no user postgres to run PostgreSQL as".into());
            }
        }
        Ok(Hand { programs, folder: folder.to_owned() })
    }

    /// A path inside the folder, as a word.
    pub fn path(&self, inside: &str) -> String {
        self.folder.join(inside).to_string_lossy().into_owned()
    }

    /// A program, to be run there.
    pub fn command(&self, name: &str, words: &[&str]) -> Command {
        let own = self.programs.join(name);
        let program = if own.exists() { own } else { PathBuf::from(name) };
        let mut command = if rustix::process::geteuid().is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        let path = format!("{}:{}", self.programs.display(), std::env::var("PATH").unwrap_or_default());
        command.args(words).current_dir(&self.folder).env("HOME", &self.folder).env("PATH", path);
        command.env_remove("XDG_RUNTIME_DIR").env_remove("PGDATA").stdin(Stdio::null());
        command
    }

    /// Runs one to its end.
    pub fn run(&self, name: &str, words: &[&str]) -> Result<String, Stopped> {
        // A server started by it keeps its output open: that must not be a pipe of ours.
        let log = self.folder.join(format!("{}.out", name.replace('/', "-")));
        let file = std::fs::File::create(&log)?;
        let status = self.command(name, words).stdout(file.try_clone()?).stderr(file).status()?;
        let printed = std::fs::read_to_string(&log).unwrap_or_default();
        if status.success() {
            Ok(printed)
        } else {
            Err(format!("{name} {}: {printed}", words.join(" ")).into())
        }
    }

    /// Starts one beside us.
    pub fn beside(&self, name: &str, words: &[&str], log: &str) -> Result<Child, Stopped> {
        let file = std::fs::File::create(self.folder.join(log))?;
        Ok(self.command(name, words).stdout(file.try_clone()?).stderr(file).spawn()?)
    }
}

/// One server; stopped when dropped.
pub struct Cluster {
    hand: Hand,
    port: u16,
}

impl Cluster {
    /// Makes and starts one in a folder.
    pub fn start(programs: PathBuf, folder: &Path) -> Result<Cluster, Stopped> {
        let cluster = Cluster { hand: Hand::over(programs, folder)?, port: free_port()? };
        let data = cluster.hand.path("data");
        let words = ["-D", &data, "-U", "shanzhi", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"];
        cluster.hand.run("initdb", &words)?;
        cluster.go()?;
        cluster.hand.run(
            "createdb",
            &["-h", "127.0.0.1", "-p", &cluster.port.to_string(), "-U", "shanzhi", "shanzhi"],
        )?;
        Ok(cluster)
    }

    /// Where it is reached.
    pub fn url(&self) -> String {
        format!("postgres://shanzhi@127.0.0.1:{}/shanzhi", self.port)
    }

    /// Starts it again.
    pub fn go(&self) -> Result<(), Stopped> {
        let settings = format!(
            "-p {} -k {} -c listen_addresses=127.0.0.1 -c max_connections=200",
            self.port,
            self.hand.path("")
        );
        let (data, log) = (self.hand.path("data"), self.hand.path("log"));
        self.hand.run("pg_ctl", &["-D", &data, "-l", &log, "-w", "-t", "60", "-o", &settings, "start"])?;
        Ok(())
    }

    /// Stops it: `fast` breaks connections and says so, `immediate` is a power cut.
    pub fn stop(&self, how: &str) -> Result<(), Stopped> {
        self.hand.run("pg_ctl", &["-D", &self.hand.path("data"), "-m", how, "-w", "stop"])?;
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = self.stop("immediate") {
            eprintln!("a PostgreSQL of a trial was not stopped: {error}");
        }
    }
}
