//! One county: its database, its clock, its files. `read` runs on reader threads, each with its own
//! connection; `write` is one transaction, committed together with whatever else is waiting, answered
//! after the commit. Not here: how a batch is committed (`writer`), how PostgreSQL retries (`server`).

mod job;
mod kept;
mod opening;
mod receiving;
mod server;
mod sole;
mod writer;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use crossbeam_channel::Sender;
use tokio::sync::oneshot;

pub use self::job::Retry;
pub(crate) use self::job::WriteJob;
use self::job::{Pending, ReadJob, stopped};
pub use self::kept::{Kept, Moment};
pub use self::opening::{CountyError, Opening, Place};
pub use self::receiving::receive;
use crate::clock::{self, Clock};
use crate::db::migrate::{self, Schema};
use crate::db::{self, DbError, Engine, Handle, PostgresLink, Sources, Tx};
use crate::ids::Entropy;
use crate::seal::Keyring;

/// A county, open. Cheap to clone; closes when the last clone is dropped.
#[derive(Clone)]
pub struct County(Arc<Inner>);

struct Inner {
    readers: Sender<ReadJob>,
    writer: Sender<Box<dyn WriteJob>>,
    clock: Clock,
    entropy: Entropy,
    keyring: Keyring,
    engine: Engine,
    files: PathBuf,
    /// Batches committed since the county was opened; unknown where others may write too.
    changes: Option<Arc<AtomicU64>>,
    _lock: Option<Lock>,
}

/// That this program alone writes; let go when the county closes.
enum Lock {
    /// Of the folder.
    File { _held: File },
    /// Of the schema: the thread that holds it ends with this.
    Schema { _closing: Sender<()> },
}

pub(crate) const DATABASE: &str = "county.sqlite";

impl County {
    /// Opens a county and brings its schema up to date. `create` makes the folder if there is none.
    ///
    /// # Errors
    /// [`CountyError`]: missing folder, another process, a newer schema, the database.
    pub fn open(opening: &Opening, schemas: &[Schema], create: bool) -> Result<County, CountyError> {
        match &opening.place {
            Place::Folder(folder) => County::open_folder(opening, folder, schemas, create),
            Place::Postgres { url, schema, files } => {
                County::open_server(opening, url, schema, files, schemas)
            }
        }
    }

    /// Opens a county only to read it, also while another process serves it: takes no lock, changes no schema.
    ///
    /// # Errors
    /// [`CountyError`]: no county there, the database.
    pub fn inspect(opening: &Opening) -> Result<County, CountyError> {
        let (write_to, _) = crossbeam_channel::unbounded();
        let (read_to, reads) = crossbeam_channel::unbounded::<ReadJob>();
        let (engine, files) = match &opening.place {
            Place::Folder(folder) => {
                let database = folder.join(DATABASE);
                if !database.exists() {
                    return Err(CountyError::Missing(folder.clone()));
                }
                let connection = db::open_reader(&database)?;
                let (clock, sources) = (opening.clock.clone(), opening.sources());
                thread::spawn(move || {
                    while let Ok(job) = reads.recv() {
                        writer::read(&connection, clock.now(), &sources, job);
                    }
                });
                (Engine::Sqlite, folder.join("files"))
            }
            Place::Postgres { url, schema, files } => {
                let post = opening.post(url, schema);
                thread::spawn(move || server::run_reads(&post, &reads));
                (Engine::Postgres, files.clone())
            }
        };
        let (clock, sources) = (opening.clock.clone(), opening.sources());
        Ok(County(Arc::new(Inner {
            readers: read_to,
            writer: write_to,
            clock,
            entropy: sources.entropy,
            keyring: opening.keyring.clone(),
            engine,
            files,
            changes: None,
            _lock: None,
        })))
    }

    fn open_folder(
        opening: &Opening,
        folder: &Path,
        schemas: &[Schema],
        create: bool,
    ) -> Result<County, CountyError> {
        let at = |path: &Path, why| CountyError::File { path: path.to_owned(), why };
        let database = folder.join(DATABASE);
        if !create && !database.exists() {
            return Err(CountyError::Missing(folder.to_owned()));
        }
        std::fs::create_dir_all(folder).map_err(|why| at(folder, why))?;
        let lock_path = folder.join("county.lock");
        let lock = File::create(&lock_path).map_err(|why| at(&lock_path, why))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(CountyError::InUse(folder.to_owned())),
            Err(TryLockError::Error(why)) => return Err(at(&lock_path, why)),
        }
        let connection = db::open_writer(&database)?;
        writer::migrate(&connection, opening.clock.now(), &opening.sources(), schemas)?;
        let (write_to, writes) = crossbeam_channel::unbounded();
        let (clock, sources) = (opening.clock.clone(), opening.sources());
        let changes = Arc::new(AtomicU64::new(0));
        let counted = changes.clone();
        thread::spawn(move || writer::run(&connection, &writes, &clock, &sources, &counted));
        let (read_to, reads) = crossbeam_channel::unbounded::<ReadJob>();
        for _ in 0..opening.readers.max(1) {
            let connection = db::open_reader(&database)?;
            let (reads, clock, sources) = (reads.clone(), opening.clock.clone(), opening.sources());
            thread::spawn(move || {
                while let Ok(job) = reads.recv() {
                    writer::read(&connection, clock.now(), &sources, job);
                }
            });
        }
        Ok(County(Arc::new(Inner {
            readers: read_to,
            writer: write_to,
            clock: opening.clock.clone(),
            entropy: opening.entropy.clone(),
            keyring: opening.keyring.clone(),
            engine: Engine::Sqlite,
            files: folder.join("files"),
            changes: Some(changes),
            _lock: Some(Lock::File { _held: lock }),
        })))
    }

    fn open_server(
        opening: &Opening,
        url: &str,
        schema: &str,
        files: &Path,
        schemas: &[Schema],
    ) -> Result<County, CountyError> {
        let held = sole::take(url, schema)?;
        let mut link = PostgresLink::connect(url, schema)?;
        server::migrate(&mut link, opening.clock.now(), &opening.sources(), schemas)?;
        let post = opening.post(url, schema);
        let (closing, closed) = crossbeam_channel::bounded::<()>(0);
        let keeper = post.clone();
        thread::spawn(move || sole::hold(held, &keeper.url, &keeper.schema, &closed, &keeper.lost));
        let (write_to, writes) = crossbeam_channel::unbounded::<Box<dyn WriteJob>>();
        let (read_to, reads) = crossbeam_channel::unbounded::<ReadJob>();
        for _ in 0..opening.readers.max(1) {
            let (post, reads, writes) = (post.clone(), reads.clone(), writes.clone());
            thread::spawn(move || server::run(&post, &reads, &writes));
        }
        Ok(County(Arc::new(Inner {
            readers: read_to,
            writer: write_to,
            clock: opening.clock.clone(),
            entropy: opening.entropy.clone(),
            keyring: opening.keyring.clone(),
            engine: Engine::Postgres,
            files: files.to_owned(),
            changes: None,
            _lock: Some(Lock::Schema { _closing: closing }),
        })))
    }

    /// Reads, on a reader thread, from one consistent state.
    ///
    /// # Errors
    /// What `work` returns, or that the county is closing.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let answer = self.ask(work);
        answer.await.unwrap_or_else(|_| Err(E::from(stopped())))
    }

    /// As [`County::read`], blocking: for commands and tests, never inside a request.
    ///
    /// # Errors
    /// As [`County::read`].
    pub fn read_now<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.ask(work).blocking_recv().unwrap_or_else(|_| Err(E::from(stopped())))
    }

    fn ask<T, E, F>(&self, work: F) -> oneshot::Receiver<Result<T, E>>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: ReadJob = Box::new(move |tx| {
            let _ = reply.send(tx.map_err(E::from).and_then(work));
        });
        let _ = self.0.readers.send(job);
        answer
    }

    /// Writes in one transaction; resolves after it is durable. `work` may run more than once.
    ///
    /// # Errors
    /// What `work` returns (then nothing was changed), or what the commit met.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Retry + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.submit(work).await.unwrap_or_else(|_| Err(E::from(stopped())))
    }

    /// As [`County::write`], blocking.
    ///
    /// # Errors
    /// As [`County::write`].
    pub fn write_now<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Retry + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.submit(work).blocking_recv().unwrap_or_else(|_| Err(E::from(stopped())))
    }

    fn submit<T, E, F>(&self, work: F) -> oneshot::Receiver<Result<T, E>>
    where
        T: Send + 'static,
        E: From<DbError> + Retry + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let _ = self.0.writer.send(Box::new(Pending { work, result: None, again: false, reply }));
        answer
    }

    /// The state the county is in; `None` where another program may change it unseen.
    #[must_use]
    pub fn moment(&self) -> Option<Moment> {
        let changes = self.0.changes.as_ref()?.load(Ordering::Acquire);
        Some(Moment { changes, on: clock::date_at(self.0.clock.now()) })
    }

    /// The county's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The county's source of ids and secrets.
    #[must_use]
    pub fn entropy(&self) -> &Entropy {
        &self.0.entropy
    }

    /// Who keeps its master key.
    #[must_use]
    pub fn keyring(&self) -> &Keyring {
        &self.0.keyring
    }

    /// The engine beneath.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.0.engine
    }

    /// The folder of the attachments.
    #[must_use]
    pub fn files(&self) -> &Path {
        &self.0.files
    }
}

pub(crate) fn apply(tx: &mut Tx<'_>, schemas: &[Schema]) -> Result<Vec<String>, DbError> {
    let mut all = vec![crate::schema()];
    all.extend_from_slice(schemas);
    let applied = migrate::migrate(tx, &all)?;
    tx.execute(
        "insert into ledger_head (one, seq, hash) values (1, 0, $1) on conflict (one) do nothing",
        crate::params![vec![0u8; 32]],
    )?;
    Ok(applied)
}

pub(crate) fn transaction<'a>(
    handle: Handle<'a>,
    now: jiff::Timestamp,
    sources: &'a Sources,
    writing: bool,
) -> Tx<'a> {
    Tx::new(handle, now, sources, writing)
}
