//! A mixed load while something breaks: officials record work, sign in and read. It keeps which records the program has
//! acknowledged, and what it answered otherwise. Not here: whether what was acknowledged is there (`kept`).

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::client;
use crate::house::Stopped;

/// Clients at once.
const CLIENTS: usize = 24;
/// What is read between two records.
const READ: [&str; 5] = ["/", "/duty/evidence", "/open", "/account", "/open/notices"];

/// Somebody who records work: their session, and what their own form asks.
#[derive(Debug, Clone)]
pub struct Worker {
    /// The session cookie.
    pub cookie: String,
    login: String,
    item: String,
    day: String,
    counted: bool,
}

impl Worker {
    /// The first of the demo county's accounts whose form offers an item.
    pub fn find(at: SocketAddr) -> Result<Worker, Stopped> {
        let page = client::get(at, "/sign-in", "")?.body;
        let logins: Vec<String> = page
            .split("name=\"login\" value=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next().map(str::to_owned))
            .collect();
        for login in logins {
            let Some(cookie) = sign_in(at, &login)? else { continue };
            let form = client::get(at, "/duty/evidence/new", &cookie)?;
            if let (Some(item), Some(day)) = (form.field("item"), form.field("happened_on")) {
                let counted = form.body.contains(&format!("quantity-{item}"));
                return Ok(Worker { cookie, login, item, day, counted });
            }
        }
        Err("nobody the demo county offers has an item to record work for".into())
    }

    /// The same person with a session of their own, on whatever day it now is for the county.
    pub fn again(&self, at: SocketAddr) -> Result<Worker, Stopped> {
        let cookie = sign_in(at, &self.login)?.ok_or("nobody could sign in again")?;
        let day = client::get(at, "/duty/evidence/new", &cookie)?.field("happened_on");
        let day = day.ok_or("the form to record work offers no day")?;
        Ok(Worker { cookie, day, ..self.clone() })
    }

    /// Records one piece of work under a key; the status of the answer.
    pub fn record(&self, at: SocketAddr, key: &str) -> std::io::Result<client::Answer> {
        let (title, quantity) = (format!("故障检验 {key}"), format!("quantity-{}", self.item));
        let mut form =
            vec![("once", key), ("happened_on", &self.day), ("title", &title), ("item", self.item.as_str())];
        if self.counted {
            form.push((&quantity, "1"));
        }
        client::post(at, "/duty/evidence", &self.cookie, &form)
    }
}

fn sign_in(at: SocketAddr, login: &str) -> Result<Option<String>, Stopped> {
    let answer = client::post(at, "/sign-in/demo", "", &[("login", login)])?;
    Ok(answer.session().filter(|_| answer.status == 303))
}

/// What a load met.
#[derive(Debug, Default)]
pub struct Met {
    /// Keys of the records that were acknowledged.
    pub acknowledged: Vec<String>,
    /// Answers that said “not now” (503).
    pub later: u64,
    /// Connections that broke.
    pub broken: u64,
    /// Answers that should not have been given, with how often.
    pub wrong: BTreeMap<String, u64>,
}

impl Met {
    /// Adds what another load met.
    pub fn add(&mut self, other: Met) {
        self.acknowledged.extend(other.acknowledged);
        self.later += other.later;
        self.broken += other.broken;
        for (what, count) in other.wrong {
            *self.wrong.entry(what).or_default() += count;
        }
    }

    /// An error if an answer was given that should not have been.
    pub fn nothing_wrong(&self) -> Result<(), Stopped> {
        match self.wrong.iter().next() {
            None => Ok(()),
            Some((what, count)) => Err(format!("{what} ({count} times)").into()),
        }
    }
}

/// Runs the load while `during` happens, and a moment after; keys begin with `name`.
pub fn run<T>(
    at: SocketAddr,
    who: &Worker,
    name: &str,
    during: impl FnOnce() -> Result<T, Stopped>,
) -> Result<(Met, T), Stopped> {
    let (going, met) = (AtomicBool::new(true), Mutex::new(Met::default()));
    let done = thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (going, met) = (&going, &met);
            scope.spawn(move || {
                let own = work(at, who, &format!("{name}-{client}"), going);
                met.lock().unwrap_or_else(PoisonError::into_inner).add(own);
            });
        }
        let done = during();
        going.store(false, Ordering::Release);
        done
    })?;
    Ok((met.into_inner().unwrap_or_else(PoisonError::into_inner), done))
}

fn work(at: SocketAddr, who: &Worker, name: &str, going: &AtomicBool) -> Met {
    let mut met = Met::default();
    let mut turn = 0usize;
    while going.load(Ordering::Acquire) {
        let key = format!("{name}-{turn}");
        let answer = match turn % 4 {
            0 | 2 => who.record(at, &key),
            1 => client::get(at, READ[turn / 4 % READ.len()], &who.cookie),
            _ if turn % 16 == 3 => client::post(at, "/sign-in/demo", "", &[("login", &who.login)]),
            _ => client::get(at, READ[turn / 2 % READ.len()], &who.cookie),
        };
        match answer {
            Ok(answer) if answer.status == 303 && turn.is_multiple_of(2) => met.acknowledged.push(key),
            Ok(answer) if matches!(answer.status, 200 | 303) => {}
            Ok(answer) if matches!(answer.status, 429 | 503) => {
                met.later += 1;
                thread::sleep(Duration::from_millis(20));
            }
            Ok(answer) => {
                let begin: String = title(&answer.body).chars().take(80).collect();
                *met.wrong.entry(format!("answered {} “{begin}”", answer.status)).or_default() += 1;
            }
            Err(_) => {
                met.broken += 1;
                thread::sleep(Duration::from_millis(5));
            }
        }
        turn += 1;
    }
    met
}

fn title(page: &str) -> &str {
    page.split_once("<title>")
        .and_then(|(_, rest)| rest.split_once("</title>"))
        .map_or("", |(title, _)| title)
}
