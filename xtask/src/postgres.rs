//! A PostgreSQL that lives for one run: a fresh cluster in a temporary folder, on a free port, without care for
//! the disk, stopped and gone when dropped. It never touches a cluster of the machine.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::run::{Folder, command, free_port, quietly, works};
use crate::setup::postgres_programs;

/// The running cluster.
pub struct Cluster {
    programs: PathBuf,
    folder: Folder,
    port: u16,
    /// The user it runs as, when we are root: PostgreSQL refuses to be.
    user: Option<&'static str>,
}

impl Cluster {
    /// Makes and starts one.
    pub fn start() -> Result<Cluster, String> {
        let programs = postgres_programs().ok_or("PostgreSQL is missing; `cargo xtask setup` installs it")?;
        let user = is_root().then_some("postgres");
        let cluster =
            Cluster { programs, folder: Folder::fresh("shanzhi-postgres")?, port: free_port()?, user };
        if user.is_some() {
            quietly(command("chown", &["postgres", &cluster.folder.path().to_string_lossy()]))?;
        }
        let data = cluster.folder.word("data");
        quietly(cluster.program(
            "initdb",
            &["-D", &data, "-U", "shanzhi", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        ))?;
        let settings = format!(
            "-p {} -k {} -c listen_addresses=127.0.0.1 -c max_connections=400 -c fsync=off \
             -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off",
            cluster.port,
            cluster.folder.path().display()
        );
        let log = cluster.folder.word("log");
        // Its output must not be a pipe of ours: the server keeps it open for as long as it lives.
        let mut start =
            cluster.program("pg_ctl", &["-D", &data, "-l", &log, "-w", "-t", "60", "-o", &settings, "start"]);
        start.stdout(Stdio::null()).stderr(Stdio::null());
        let started = start.status().is_ok_and(|status| status.success());
        if !started {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            return Err(format!("PostgreSQL did not start:\n{said}"));
        }
        let (host, port) = (cluster.folder.path().to_string_lossy().into_owned(), cluster.port.to_string());
        quietly(cluster.program("createdb", &["-h", &host, "-p", &port, "-U", "shanzhi", "shanzhi_test"]))?;
        Ok(cluster)
    }

    /// Where tests connect.
    pub fn url(&self) -> String {
        format!("postgres://shanzhi@127.0.0.1:{}/shanzhi_test", self.port)
    }

    fn program(&self, name: &str, words: &[&str]) -> Command {
        let path = self.programs.join(name).to_string_lossy().into_owned();
        let mut command = match self.user {
            None => command(&path, words),
            Some(user) => command("runuser", &[&["-u", user, "--", &path], words].concat()),
        };
        // The root of the repository may be closed to that user.
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.folder.word("data");
        if let Err(problem) = quietly(self.program("pg_ctl", &["-D", &data, "-m", "immediate", "-w", "stop"]))
        {
            println!("PostgreSQL was not stopped: {problem}");
        }
    }
}

fn is_root() -> bool {
    works("sh", &["-c", "test \"$(id -u)\" = 0"])
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn a_cluster_answers_while_it_lives_and_is_gone_afterwards() {
        if postgres_programs().is_none() {
            return;
        }
        let cluster = Cluster::start().unwrap();
        let (port, folder) = (cluster.port, cluster.folder.path().to_owned());
        assert!(cluster.url().contains(&port.to_string()));
        assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
        drop(cluster);
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
        assert!(!folder.exists());
    }
}
