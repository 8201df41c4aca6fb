//! Receiving a copy of a county into a place that holds none yet: one transaction, kept only if every row arrived and
//! the ledger holds. Not here: what a copy is (`copy`), opening the county afterwards.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Opening, Place, server, writer};
use crate::copy::{self, Copied, CopyError, Frame};
use crate::county::DATABASE;
use crate::db::migrate::Schema;
use crate::db::{self, DbError, PostgresLink, Tx};

/// Receives a copy; `versions` are the migrations it was made with, to which the county is brought up to date when it
/// is next opened.
///
/// # Errors
/// [`CopyError`]; then nothing was kept but an empty database.
pub fn receive(
    opening: &Opening,
    schemas: &[Schema],
    versions: &BTreeMap<String, usize>,
    source: &mut dyn FnMut() -> Result<Option<Frame>, CopyError>,
) -> Result<Copied, CopyError> {
    let (now, sources) = (opening.clock.now(), opening.sources());
    let mut work = |tx: &mut Tx<'_>, files: &Path| {
        copy::prepare(tx, schemas, versions)?;
        copy::receive(tx, files, source)
    };
    match &opening.place {
        Place::Folder(folder) => {
            std::fs::create_dir_all(folder)?;
            let connection = db::open_writer(&folder.join(DATABASE))?;
            let copied = writer::within(&connection, now, &sources, |tx| work(tx, &folder.join("files")))?;
            // The copy is whole in one file before anybody relies on it.
            connection.execute_batch("pragma wal_checkpoint(truncate)").map_err(DbError::from)?;
            Ok(copied)
        }
        Place::Postgres { url, schema, files } => {
            let mut link = PostgresLink::connect(url, schema)?;
            server::within(&mut link, now, &sources, |tx| work(tx, files))
        }
    }
}
