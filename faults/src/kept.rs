//! What stands in a county after a trial, read past the program: each acknowledged record once, and a ledger that holds.

use std::collections::BTreeMap;

use crate::house::{Place, Program, Stopped, said};

const RECORDS: &str =
    "select client_key, count(*) from evidence where title like '故障检验 %' group by client_key";

fn records(place: &Place) -> Result<BTreeMap<String, i64>, Stopped> {
    let mut found = BTreeMap::new();
    match &place.database {
        None => {
            let connection = rusqlite::Connection::open(place.folder.join("county.sqlite"))?;
            let mut statement = connection.prepare(RECORDS)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                found.insert(row.get(0)?, row.get(1)?);
            }
        }
        Some((url, schema)) => {
            let mut client = postgres::Client::connect(url, postgres::NoTls)?;
            client.batch_execute(&format!("set search_path to {schema}"))?;
            for row in client.query(RECORDS, &[])? {
                found.insert(row.get(0), row.get(1));
            }
        }
    }
    Ok(found)
}

/// Every acknowledged record is there once, and nothing stands twice; the program's own `verify` agrees with its ledger.
/// Answers the number of entries in the ledger.
pub fn check(program: &Program, place: &Place, acknowledged: &[String]) -> Result<u64, Stopped> {
    let found = records(place)?;
    if let Some(gone) = acknowledged.iter().find(|key| !found.contains_key(*key)) {
        let all = acknowledged.iter().filter(|key| !found.contains_key(*key)).count();
        return Err(format!("{all} acknowledged records are gone, {gone} among them").into());
    }
    if let Some((twice, _)) = found.iter().find(|(_, count)| **count != 1) {
        return Err(format!("the record {twice} stands twice").into());
    }
    let verified = program.run("verify", place, &["--json"])?;
    let entries = serde_json::from_slice::<serde_json::Value>(&verified.stdout).ok();
    let entries =
        entries.as_ref().filter(|_| verified.status.success()).and_then(|said| said["entries"].as_u64());
    entries.ok_or_else(|| format!("verify: {}", said(&verified)).into())
}
