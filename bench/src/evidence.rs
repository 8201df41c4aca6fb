//! (c) Work recorded through HTTP by 64 clients at once, each entry durable before it is answered; beside it a bare
//! loop of SQLite commits on the same disk with as many entries in each.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::client::Client;
use crate::house::{self, House};
use crate::report::{self, Load};

const CLIENTS: usize = 64;

type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// Measures entering evidence; then counts that every acknowledged entry is there.
pub fn measure(county: &Path, seconds: u64) -> Done<()> {
    let copy = house::copy(county)?;
    let county = copy.path();
    let logins = house::logins(county, CLIENTS)?;
    let work = work(county, &logins)?;
    let before = entries(county)?;
    let served = House::open(county)?;
    let at = served.at;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut load = runtime.block_on(async move {
        let mut clients = Vec::new();
        for (login, work) in logins.into_iter().zip(work) {
            let mut client = Client::connect(at).await?;
            client.sign_in(&login).await?;
            clients.push((client, work));
        }
        let began = Instant::now();
        let until = began + Duration::from_secs(seconds);
        let mut tasks = tokio::task::JoinSet::new();
        for (number, (mut client, work)) in clients.into_iter().enumerate() {
            tasks.spawn(async move {
                let mut each = Vec::new();
                while Instant::now() < until {
                    let once = format!("bench-{number}-{}-{}", std::process::id(), each.len());
                    let asked = Instant::now();
                    let answer = client.post("/duty/evidence", &work.form(&once)).await?;
                    if answer.status != 303 {
                        let said = format!("entering answered {}: {}", answer.status, answer.summary());
                        return Err(std::io::Error::other(said));
                    }
                    each.push(asked.elapsed());
                }
                Ok::<_, std::io::Error>(each)
            });
        }
        let mut each = Vec::new();
        while let Some(done) = tasks.join_next().await {
            each.extend(done.map_err(std::io::Error::other)??);
        }
        Ok::<_, std::io::Error>(Load { each, whole: began.elapsed() })
    })?;
    drop(served);
    let stored = entries(county)? - before;
    if stored != i64::try_from(load.each.len())? {
        return Err(format!("{} entries were acknowledged, {stored} are there", load.each.len()).into());
    }
    let (rate, p50, p99) = (load.rate(), load.within(0.5), load.within(0.99));
    let bare = bare_loop()?;
    let measured = serde_json::json!({"per_second": rate, "p50_ms": p50, "p99_ms": p99, "bare_per_second": bare, "ratio": rate / bare});
    report::say("evidence", ">= 2000 durable entries/s from 64 clients", rate >= 2000.0, &measured);
    Ok(())
}

fn entries(county: &Path) -> rusqlite::Result<i64> {
    Connection::open(county.join("county.sqlite"))?
        .query_row("select count(*) from evidence", [], |row| row.get(0))
}

/// What somebody records: work for one item of their letter in force, with an amount where the item counts one.
pub struct Work {
    item: String,
    amount: Option<String>,
    day: String,
}

impl Work {
    /// The form as a browser sends it; `once` names the entry.
    pub fn form<'a>(&'a self, once: &'a str) -> Vec<(&'a str, &'a str)> {
        let mut form =
            vec![("once", once), ("happened_on", &self.day), ("title", "入户走访"), ("item", &self.item)];
        if let Some(field) = &self.amount {
            form.push((field, "1"));
        }
        form
    }
}

/// Work of each of these people, on the last day on which anybody recorded any.
pub fn work(county: &Path, logins: &[String]) -> rusqlite::Result<Vec<Work>> {
    let connection = Connection::open(county.join("county.sqlite"))?;
    let mut statement = connection.prepare(
        "select i.id, i.measure, (select max(e.happened_on) from evidence e where e.cycle_id = c.id) \
         from account a join letter l on l.person_id = a.person_id and l.state = 'in-force' \
         join letter_item i on i.letter_id = l.id join cycle c on c.id = l.cycle_id \
         where a.login = ?1 order by c.year desc, i.sort limit 1",
    )?;
    let read = |row: &rusqlite::Row<'_>| {
        let (item, measure, day): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let amount = (measure == "quantity").then(|| format!("quantity-{item}"));
        Ok(Work { item, amount, day })
    };
    logins.iter().map(|login| statement.query_row([login], read)).collect()
}

/// Entries a second when nothing but SQLite is in the way: the rows of an entry, 64 entries a commit, synced.
fn bare_loop() -> Done<f64> {
    let folder = tempfile::tempdir_in("target")?;
    let connection = Connection::open(folder.path().join("bare.sqlite"))?;
    connection.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; \
         create table entry (id text primary key, person text, body text) strict; \
         create table entry_item (entry text, item text, primary key (entry, item)) strict; \
         create table standing (item text primary key, entries integer) strict; \
         create table act (seq integer primary key, facts text, hash blob) strict; \
         create table head (one integer primary key, seq integer, hash blob) strict; \
         insert into head values (1, 0, zeroblob(32));",
    )?;
    let began = Instant::now();
    let mut written: u32 = 0;
    while began.elapsed() < Duration::from_secs(4) {
        connection.execute_batch("begin immediate")?;
        for _ in 0..CLIENTS {
            written += 1;
            let id = format!("{written:032}");
            connection.prepare_cached("insert into entry values (?1, 'p', '入户走访')")?.execute([&id])?;
            connection.prepare_cached("insert into entry_item values (?1, 'i')")?.execute([&id])?;
            let count =
                "insert into standing values (?1, 1) on conflict (item) do update set entries = entries + 1";
            connection.prepare_cached(count)?.execute([format!("{:032}", written % 64)])?;
            connection
                .prepare_cached("insert into act (facts, hash) values (?1, zeroblob(32))")?
                .execute([&id])?;
            connection.prepare_cached("update head set seq = seq + 1, hash = zeroblob(32)")?.execute([])?;
        }
        connection.execute_batch("commit")?;
    }
    Ok(f64::from(written) / began.elapsed().as_secs_f64())
}
