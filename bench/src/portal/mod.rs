//! (g) Power in the open: the public page of an item, search over 20,000 items, requests sent through the whole form flow
//! and durable, and the pages of offices with a million requests and as many cases stored. Not here: making the rows
//! (`fill`).

mod fill;

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::client::Client;
use crate::house::{self, House};
use crate::report::{self, Load};

/// Connections that read.
const READERS: usize = 32;
/// Connections that send requests.
const RESIDENTS: usize = 64;
/// Items for the search.
const ITEMS: u32 = 20_000;
/// Requests stored.
const REQUESTS: u32 = 1_000_000;

type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// Measures all of it on copies of the demo county.
pub fn measure(county: &Path, seconds: u64) -> Done<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let item = fill::published(&Connection::open(county.join("county.sqlite"))?)?;
    let copy = house::copy(county)?;
    let served = House::open(copy.path())?;
    let mut load = runtime.block_on(read_item(served.at, &item, seconds))?;
    let (rate, p50, p99) = (load.rate(), load.within(0.5), load.within(0.99));
    let measured = json!({"per_second": rate, "p50_ms": p50, "p99_ms": p99, "memory_mib": served.memory()});
    let goal = ">= 8000 requests/s, p99 < 15 ms";
    report::say("portal: public page of an item", goal, rate >= 8000.0 && p99 < 15.0, &measured);
    submissions(served, copy.path(), &runtime, seconds)?;
    drop(copy);
    search(county, &runtime, seconds)?;
    million(county, &runtime, seconds)
}

async fn read_item(at: SocketAddr, item: &str, seconds: u64) -> std::io::Result<Load> {
    let path = format!("/open/items/{item}");
    let mut clients = Vec::new();
    for _ in 0..READERS {
        let mut client = Client::connect(at).await?;
        let first = client.get(&path).await?;
        if first.status != 200 {
            return Err(std::io::Error::other(format!("{path} answered {}", first.status)));
        }
        clients.push(client);
    }
    let began = Instant::now();
    let until = began + Duration::from_secs(seconds);
    let mut tasks = tokio::task::JoinSet::new();
    for mut client in clients {
        let path = path.clone();
        tasks.spawn(async move {
            let mut each = Vec::new();
            while Instant::now() < until {
                let asked = Instant::now();
                client.get(&path).await?;
                each.push(asked.elapsed());
            }
            Ok::<_, std::io::Error>(each)
        });
    }
    let mut each = Vec::new();
    while let Some(done) = tasks.join_next().await {
        each.extend(done.map_err(std::io::Error::other)??);
    }
    Ok(Load { each, whole: began.elapsed() })
}

/// The mark by which a form sent twice is known for one.
fn drawn(page: &[u8]) -> Option<String> {
    const BEFORE: &[u8] = b"name=\"drawn\" value=\"";
    let at = page.windows(BEFORE.len()).position(|window| window == BEFORE)? + BEFORE.len();
    let end = page[at..].iter().position(|byte| *byte == b'"')? + at;
    String::from_utf8(page[at..end].to_vec()).ok()
}

/// Residents at addresses of their own open the form and send it; every one that got a slip must be stored.
fn submissions(
    mut served: House,
    county: &Path,
    runtime: &tokio::runtime::Runtime,
    seconds: u64,
) -> Done<()> {
    let file = county.join("county.sqlite");
    let before = stored(&file)?;
    let at = served.at;
    let mut load = runtime.block_on(async move {
        let mut clients = Vec::new();
        for _ in 0..RESIDENTS {
            clients.push(Client::connect(at).await?);
        }
        let began = Instant::now();
        let until = began + Duration::from_secs(seconds);
        let mut tasks = tokio::task::JoinSet::new();
        for (number, mut client) in clients.into_iter().enumerate() {
            tasks.spawn(async move {
                let mut each = Vec::new();
                while Instant::now() < until {
                    let n = each.len();
                    let address = format!("10.{number}.{}.1", n % 200);
                    let body = format!("村口路灯不亮，请派人查看。第{number}组第{n}件。");
                    let asked = Instant::now();
                    let page = client.get("/open/requests/new").await?;
                    let drawn =
                        drawn(&page.body).ok_or_else(|| std::io::Error::other("a form without its mark"))?;
                    let place = [("address", "老街口"), ("phone", "0917-0000000")];
                    let form = [[("drawn", &*drawn), ("body", &*body)], place].concat();
                    let answer = client.post_parts("/open/requests/new", &form, &address).await?;
                    if answer.status != 200 || !String::from_utf8_lossy(&answer.body).contains("slips") {
                        let said = format!("sending answered {}: {}", answer.status, answer.summary());
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
    // As a power cut would: what was acknowledged is on the disk.
    served.kill();
    let kept = stored(&file)? - before;
    if kept != i64::try_from(load.each.len())? {
        return Err(format!("{} requests were acknowledged, {kept} are there", load.each.len()).into());
    }
    let (rate, p50, p99) = (load.rate(), load.within(0.5), load.within(0.99));
    let measured = json!({"per_second": rate, "p50_ms": p50, "p99_ms": p99, "stored": kept});
    let goal = ">= 1500 whole form flows/s, durable";
    report::say("portal: requests sent by residents", goal, rate >= 1500.0, &measured);
    Ok(())
}

fn stored(file: &Path) -> rusqlite::Result<i64> {
    Connection::open(file)?.query_row("select count(*) from request", [], |row| row.get(0))
}

fn search(county: &Path, runtime: &tokio::runtime::Runtime, seconds: u64) -> Done<()> {
    let copy = house::copy(county)?;
    let words = fill::items(&Connection::open(copy.path().join("county.sqlite"))?, ITEMS)?;
    let served = House::open(copy.path())?;
    let paths: Vec<String> = words.iter().map(|word| format!("/open/items?q={}", escaped(word))).collect();
    let mut load = runtime.block_on(pages(served.at, None, &paths, seconds))?;
    let (p50, p99) = (load.within(0.5), load.within(0.99));
    let measured = json!({"items": ITEMS, "p50_ms": p50, "p99_ms": p99, "memory_mib": served.memory()});
    report::say("portal: search over 20,000 items", "p99 < 10 ms", p99 < 10.0, &measured);
    Ok(())
}

/// One after another, as one reader would; each path is asked for once before the clock runs.
async fn pages(at: SocketAddr, login: Option<&str>, paths: &[String], seconds: u64) -> std::io::Result<Load> {
    let mut client = Client::connect(at).await?;
    if let Some(login) = login {
        client.sign_in(login).await?;
    }
    for path in paths {
        let answer = client.get(path).await?;
        if answer.status != 200 {
            return Err(std::io::Error::other(format!("{path} answered {}", answer.status)));
        }
    }
    let began = Instant::now();
    let until = began + Duration::from_secs(seconds);
    let mut each = Vec::new();
    for path in paths.iter().cycle() {
        if Instant::now() >= until {
            break;
        }
        let asked = Instant::now();
        client.get(path).await?;
        each.push(asked.elapsed());
    }
    Ok(Load { each, whole: began.elapsed() })
}

fn million(county: &Path, runtime: &tokio::runtime::Runtime, seconds: u64) -> Done<()> {
    let copy = house::copy(county)?;
    let made = Instant::now();
    let ground = fill::requests(&mut Connection::open(copy.path().join("county.sqlite"))?, REQUESTS)?;
    let filled = made.elapsed();
    let served = House::open(copy.path())?;
    let login =
        |role: &str| ground.logins.iter().find(|(key, _)| key == role).map(|(_, login)| login.clone());
    let desk = login("desk").ok_or("the demo county has no desk")?;
    let inspector = login("inspector").ok_or("the demo county has no inspector")?;
    let overseer = login("overseer").ok_or("the demo county has no overseer")?;
    let office = &ground.office;
    let word = escaped(&ground.word);
    let asked: [(&str, &str, Vec<String>); 6] = [
        ("list of open requests", &desk, vec!["/requests".into(), "/requests?kind=service".into()]),
        (
            "list of all requests",
            &desk,
            vec!["/requests?what=all".into(), format!("/requests?what=all&unit={office}")],
        ),
        (
            "search among them",
            &desk,
            vec![format!("/requests?q={word}"), format!("/requests?q={}", ground.number)],
        ),
        ("figures", &desk, vec!["/requests/figures".into()]),
        ("figures of a deputy in charge", &overseer, vec!["/requests/figures".into(), "/requests".into()]),
        (
            "where steps stand still",
            &inspector,
            vec!["/supervision/standing".into(), format!("/supervision/standing/{office}")],
        ),
    ];
    for (what, login, paths) in asked {
        let mut load = runtime.block_on(pages(served.at, Some(login), &paths, seconds.min(5)))?;
        let (p50, p99) = (load.within(0.5), load.within(0.99));
        let measured: Value = json!({"requests": REQUESTS, "p50_ms": p50, "p99_ms": p99});
        report::say(&format!("portal: a million requests, {what}"), "p99 < 50 ms", p99 < 50.0, &measured);
    }
    let measured = json!({"seconds": filled.as_secs_f64(), "memory_mib": served.memory()});
    report::say("portal: a million requests, made for the measurement", "—", true, &measured);
    Ok(())
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
