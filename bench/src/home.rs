//! (b) The signed-in home page: requests per second from 32 connections, each somebody else, and how long they wait.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::house::{self, House};
use crate::report::{self, Load};

const CONNECTIONS: usize = 32;

/// Measures the home page.
pub fn measure(county: &Path, seconds: u64) -> Result<(), Box<dyn std::error::Error>> {
    let logins = house::logins(county, CONNECTIONS)?;
    let served = House::open(county)?;
    let at = served.at;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut load = runtime.block_on(async move {
        let mut clients = Vec::new();
        for login in logins {
            let mut client = Client::connect(at).await?;
            client.sign_in(&login).await?;
            let first = client.get("/").await?;
            if first.status != 200 {
                return Err(std::io::Error::other(format!("home answered {}", first.status)));
            }
            clients.push(client);
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
        let mut each = Vec::new();
        while let Some(done) = tasks.join_next().await {
            each.extend(done.map_err(std::io::Error::other)??);
        }
        Ok(Load { each, whole: began.elapsed() })
    })?;
    let (rate, p50, p99) = (load.rate(), load.within(0.5), load.within(0.99));
    let measured =
        serde_json::json!({"per_second": rate, "p50_ms": p50, "p99_ms": p99, "memory_mib": served.memory()});
    report::say("home", ">= 3000 requests/s, p99 < 20 ms", rate >= 3000.0 && p99 < 20.0, &measured);
    Ok(())
}
