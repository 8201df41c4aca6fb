//! Running other programs: quietly, aloud, or beside us until dropped. Not here: which ones.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The root of the repository.
pub fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}

/// A program with its words, to be run in the root.
pub fn command(program: &str, words: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(words).current_dir(root()).stdin(Stdio::null());
    command
}

/// Cargo itself.
pub fn cargo(words: &[&str]) -> Command {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    command(&cargo, words)
}

/// Runs it with its output shown.
pub fn aloud(mut command: Command) -> Result<(), String> {
    let said = spelled(&command);
    println!("$ {said}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{said}` ended with {status}")),
        Err(error) => Err(format!("`{said}` could not be started: {error}")),
    }
}

/// Runs it and answers what it printed; its output is shown only in the error.
pub fn quietly(mut command: Command) -> Result<String, String> {
    let said = spelled(&command);
    let output = command.output().map_err(|error| format!("`{said}` could not be started: {error}"))?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(printed);
    }
    let complained = String::from_utf8_lossy(&output.stderr);
    Err(format!("`{said}` ended with {}\n{printed}{complained}", output.status))
}

/// Whether it can be started and ends well.
pub fn works(program: &str, words: &[&str]) -> bool {
    let mut command = command(program, words);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn spelled(command: &Command) -> String {
    let mut said = Path::new(command.get_program())
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into());
    for word in command.get_args() {
        said.push(' ');
        said.push_str(&word.to_string_lossy());
    }
    said
}

/// A program running beside us; ended when dropped.
pub struct Beside(pub Child);

impl Drop for Beside {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A fresh folder, gone when dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes one whose name begins so.
    pub fn fresh(name: &str) -> Result<Folder, String> {
        let base = std::env::temp_dir();
        for attempt in 0..1000 {
            let path = base.join(format!("{name}-{}-{attempt}", std::process::id()));
            match std::fs::create_dir(&path) {
                Ok(()) => return Ok(Folder(path)),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(format!("{}: {error}", path.display())),
            }
        }
        Err(format!("no free name for a folder in {}", base.display()))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The path of something in it, as a word for a command.
    pub fn word(&self, inside: &str) -> String {
        self.0.join(inside).to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed stays in the system's temporary folder, which the system clears.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A port nobody listens on.
pub fn free_port() -> Result<u16, String> {
    let listener =
        std::net::TcpListener::bind("127.0.0.1:0").map_err(|error| format!("no free port: {error}"))?;
    listener.local_addr().map(|address| address.port()).map_err(|error| format!("no free port: {error}"))
}
