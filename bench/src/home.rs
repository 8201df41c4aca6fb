//! (b) The signed-in home page: requests per second from 32 connections, each somebody else, and how long they wait;
//! first while nothing changes, then while work is recorded beside them, so that nothing kept holds for long.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::evidence::{self, Work};
use crate::house::{self, House};
use crate::report::{self, Load};

const CONNECTIONS: usize = 32;
/// Time between two entries of the one who records work.
const EACH: Duration = Duration::from_millis(20);

/// Measures the home page.
pub fn measure(county: &Path, seconds: u64) -> Result<(), Box<dyn std::error::Error>> {
    let goal = ">= 3000 requests/s, p99 < 20 ms";
    let logins = house::logins(county, CONNECTIONS)?;
    let served = House::open(county)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut load = runtime.block_on(visits(served.at, logins.clone(), seconds, None))?;
    say("home", goal, &mut load, served.memory());
    drop(served);
    let copy = house::copy(county)?;
    let work = evidence::work(copy.path(), logins.get(..1).unwrap_or_default())?;
    let served = House::open(copy.path())?;
    let mut load = runtime.block_on(visits(served.at, logins, seconds, work.into_iter().next()))?;
    say("home, 50 entries recorded each second", goal, &mut load, served.memory());
    Ok(())
}

fn say(name: &str, goal: &str, load: &mut Load, memory: f64) {
    let (rate, p50, p99) = (load.rate(), load.within(0.5), load.within(0.99));
    let measured =
        serde_json::json!({"per_second": rate, "p50_ms": p50, "p99_ms": p99, "memory_mib": memory});
    report::say(name, goal, rate >= 3000.0 && p99 < 20.0, &measured);
}

/// Everybody asks for their first page again and again; the first of them also records work, if there is any.
async fn visits(
    at: SocketAddr,
    logins: Vec<String>,
    seconds: u64,
    work: Option<Work>,
) -> std::io::Result<Load> {
    let mut clients = Vec::new();
    for login in &logins {
        let mut client = Client::connect(at).await?;
        client.sign_in(login).await?;
        let first = client.get("/").await?;
        if first.status != 200 {
            return Err(std::io::Error::other(format!("home answered {}", first.status)));
        }
        clients.push(client);
    }
    let mut writer = Client::connect(at).await?;
    if let Some(first) = logins.first() {
        writer.sign_in(first).await?;
    }
    let began = Instant::now();
    let until = began + Duration::from_secs(seconds);
    let mut tasks = tokio::task::JoinSet::new();
    for mut client in clients {
        tasks.spawn(async move {
            let mut each = Vec::new();
            while Instant::now() < until {
                let asked = Instant::now();
                client.get("/").await?;
                each.push(asked.elapsed());
            }
            Ok::<_, std::io::Error>(each)
        });
    }
    if let Some(work) = work {
        tasks.spawn(async move { record(writer, &work, until).await.map(|()| Vec::new()) });
    }
    let mut each = Vec::new();
    while let Some(done) = tasks.join_next().await {
        each.extend(done.map_err(std::io::Error::other)??);
    }
    Ok(Load { each, whole: began.elapsed() })
}

async fn record(mut client: Client, work: &Work, until: Instant) -> std::io::Result<()> {
    let mut number = 0;
    while Instant::now() < until {
        let once = format!("home-{}-{number}", std::process::id());
        number += 1;
        let answer = client.post("/duty/evidence", &work.form(&once)).await?;
        if answer.status != 303 {
            return Err(std::io::Error::other(format!("entering answered {}", answer.status)));
        }
        tokio::time::sleep(EACH).await;
    }
    Ok(())
}
