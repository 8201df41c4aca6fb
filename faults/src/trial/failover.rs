//! A primary killed under load, and a standby that takes its place: watched over by pg_auto_failover (Debian's
//! `postgresql-15-auto-failover` and `pg-auto-failover-cli`), which this trial starts.

use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use super::{End, Ground, restart};
use crate::cluster::{self, Hand, free_port};
use crate::house::{House, Stopped};
use crate::kept;
use crate::load::{self, Worker};

/// How long the pair may take to stand, and to change over.
const STANDING: Duration = Duration::from_secs(120);

/// A monitor and two nodes; ended when dropped.
struct Pair {
    hand: Hand,
    monitor: String,
    nodes: [(Child, u16); 2],
    watcher: Child,
}

impl Pair {
    fn start(hand: Hand) -> Result<Pair, Stopped> {
        let port = free_port()?;
        let at = hand.path("monitor");
        let port_word = port.to_string();
        let common = ["--hostname", "127.0.0.1", "--auth", "trust", "--no-ssl"];
        let create = ["create", "monitor", "--pgdata", &at, "--pgport", &port_word];
        hand.run("pg_autoctl", &[create.as_slice(), &common].concat())?;
        let watcher = hand.beside("pg_autoctl", &["run", "--pgdata", &at], "monitor.log")?;
        let monitor = format!("postgres://autoctl_node@127.0.0.1:{port}/pg_auto_failover");
        wait_for("the monitor", || Ok(hand.run("pg_autoctl", &["show", "uri", "--pgdata", &at]).is_ok()))?;
        let mut nodes = Vec::new();
        for name in ["first", "second"] {
            let (port, at) = (free_port()?, hand.path(name));
            let port_word = port.to_string();
            let create = [
                "create",
                "postgres",
                "--pgdata",
                &at,
                "--pgport",
                &port_word,
                "--name",
                name,
                "--username",
                "shanzhi",
                "--dbname",
                "shanzhi",
                "--monitor",
                &monitor,
            ];
            hand.run("pg_autoctl", &[create.as_slice(), &common].concat())?;
            nodes.push((hand.beside("pg_autoctl", &["run", "--pgdata", &at], &format!("{name}.log"))?, port));
            let reached = format!("postgres://shanzhi@127.0.0.1:{port}/shanzhi");
            if name == "first" {
                wait_for("the first node", || {
                    Ok(postgres::Client::connect(&reached, postgres::NoTls).is_ok())
                })?;
            }
        }
        let nodes = <[(Child, u16); 2]>::try_from(nodes).map_err(|_| "two nodes were started")?;
        let pair = Pair { hand, monitor, nodes, watcher };
        wait_for("a standby that follows", || Ok(pair.states()?.contains("secondary")))?;
        // Twenty seconds of silence are the tool's own measure; the trial does not need to wait so long.
        let mut watch =
            postgres::Client::connect(&pair.monitor.replace("autoctl_node", "postgres"), postgres::NoTls)?;
        watch.batch_execute("alter system set pgautofailover.node_considered_unhealthy_timeout = 6000")?;
        watch.batch_execute("alter system set pgautofailover.health_check_period = 2000")?;
        watch.batch_execute("select pg_reload_conf()")?;
        Ok(pair)
    }

    fn states(&self) -> Result<String, Stopped> {
        let mut client = postgres::Client::connect(&self.monitor, postgres::NoTls)?;
        let sql = "select string_agg(nodename || '=' || reportedstate::text, ' ') from pgautofailover.node";
        Ok(client.query_one(sql, &[])?.get::<_, Option<String>>(0).unwrap_or_default())
    }

    fn url(&self) -> String {
        let [(_, first), (_, second)] = &self.nodes;
        format!(
            "postgres://shanzhi@127.0.0.1:{first},127.0.0.1:{second}/shanzhi?target_session_attrs=read-write"
        )
    }

    /// The primary with all that belongs to it, ended without a word.
    fn kill_first(&mut self) -> Result<(), Stopped> {
        let at = self.hand.path("first");
        let pid = std::fs::read_to_string(format!("{at}/postmaster.pid"))?;
        let pid = pid.lines().next().unwrap_or_default().trim().to_owned();
        // Its keeper first, so that it is not started again.
        let keeper = self.nodes[0].0.id().to_string();
        for words in [["-9", "-P", &keeper], ["-9", "-P", &pid]] {
            let _ = std::process::Command::new("pkill").args(words).status();
        }
        let _ = std::process::Command::new("kill").args(["-9", &keeper, &pid]).status();
        let _ = std::process::Command::new("pkill").args(["-9", "-f", &at]).status();
        Ok(())
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        let _ = std::process::Command::new("pkill").args(["-9", "-f", &self.hand.path("")]).status();
        let children = self.nodes.iter_mut().map(|(child, _)| child).chain([&mut self.watcher]);
        for child in children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn wait_for(what: &str, mut ready: impl FnMut() -> Result<bool, Stopped>) -> Result<(), Stopped> {
    let begun = Instant::now();
    while begun.elapsed() < STANDING {
        if ready().unwrap_or(false) {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(300));
    }
    ready().and_then(|ready| if ready { Ok(()) } else { Err(format!("{what} did not come").into()) })
}

/// Requests are told “not now” until the standby has taken over; then they go on, with all that was acknowledged.
pub fn to_the_standby(ground: &Ground) -> Result<End, Stopped> {
    let Some(programs) = cluster::programs() else {
        return Ok(End::NotTried("PostgreSQL is not installed".to_owned()));
    };
    if !std::path::Path::new("/usr/bin/pg_autoctl").exists() {
        let packages =
            "pg_auto_failover is not installed (Debian: postgresql-15-auto-failover, pg-auto-failover-cli)";
        return Ok(End::NotTried(packages.to_owned()));
    }
    let mut pair = Pair::start(Hand::over(programs, &ground.work.join("pair"))?)?;
    let place = restart::moved(ground, &ground.program, "on-the-pair", &pair.url())?;
    let mut house = House::open(&ground.program, &place)?;
    let who = Worker::find(house.at)?;
    let (met, took) = load::run(house.at, &who, "failover", || {
        thread::sleep(Duration::from_secs(3));
        pair.kill_first()?;
        let begun = Instant::now();
        // Asked by somebody else than the load, so that it is known when writing goes on.
        wait_for("a record after the change", || {
            Ok(who.record(house.at, "failover-probe").is_ok_and(|answer| answer.status == 303)
                && pair.states()?.contains("second=wait_primary"))
        })?;
        let took = begun.elapsed();
        thread::sleep(Duration::from_secs(3));
        Ok(took)
    })?;
    met.nothing_wrong()?;
    if !house.is_alive() {
        return Err(format!("the program ended: {}", house.last_words()).into());
    }
    house.kill();
    let entries = kept::check(&ground.program, &place, &met.acknowledged)?;
    Ok(End::Held(format!(
        "the standby took over, writing went on {} s after the primary was killed; {} records, each there once; {} answers \
         “not now” (503); {entries} entries hold",
        took.as_secs(),
        met.acknowledged.len(),
        met.later
    )))
}
