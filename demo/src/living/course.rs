//! The course of the demo's life: phases in their order, each cut into parts. A part is one transaction that also
//! notes that it was done, so a run that was killed goes on with the first part that was not. Not here: what is lived.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::clock::{self, Clock};
use kernel::ledger::{self, Act};
use kernel::{Actor, County, DbError, Fault, Role, Tx, account, settings};
use law::decision::Text;
use law::rulebook::Rulebook;
use serde_json::json;

use super::{roster, year_key};
use crate::invention::Invention;
use crate::{DemoError, Progress};

/// A phase: its key, what it is called, and how much of the whole it is.
#[derive(Debug, Clone)]
pub struct Phase {
    /// Key under which its parts are noted.
    pub key: String,
    /// What is being lived, in Chinese.
    pub zh: &'static str,
    /// And in English.
    pub en: &'static str,
    /// Share of the whole, in the units of [`Progress`].
    pub weight: u32,
}

/// Key, Chinese, English, weight.
pub type Named = (&'static str, &'static str, &'static str, u32);

impl Phase {
    /// A phase lived once.
    #[must_use]
    pub fn named((key, zh, en, weight): Named) -> Phase {
        Phase { key: key.to_owned(), zh, en, weight }
    }

    /// A phase lived once in a year.
    #[must_use]
    pub fn of_year(year: i16, (key, zh, en, weight): Named) -> Phase {
        Phase { key: year_key(year, key), zh, en, weight }
    }
}

/// What a part may use: the invention, the rulebook, and the ids that earlier phases left.
#[derive(Debug, Clone)]
pub struct World {
    /// Everything invented.
    pub invention: Arc<Invention>,
    /// The rulebook with what the county added.
    pub book: Arc<Rulebook>,
    noted: HashMap<String, Arc<Vec<String>>>,
    overseers: Arc<HashMap<usize, usize>>,
    positions: Arc<HashMap<String, usize>>,
}

impl World {
    /// The ids a phase left, in order.
    ///
    /// # Errors
    /// If the phase was not lived.
    pub fn ids(&self, phase: &str) -> Result<Arc<Vec<String>>, Fault> {
        self.noted.get(phase).cloned().ok_or_else(|| missing(phase, 0))
    }

    /// One id of a phase.
    ///
    /// # Errors
    /// If the phase left no such id.
    pub fn id(&self, phase: &str, at: usize) -> Result<String, Fault> {
        self.ids(phase)?.get(at).cloned().ok_or_else(|| missing(phase, at))
    }

    /// The actor behind the account that a phase opened.
    ///
    /// # Errors
    /// If there is none.
    pub fn actor(&self, tx: &mut Tx<'_>, phase: &str, at: usize) -> Result<Actor, Fault> {
        let account = self.id(phase, at)?;
        account::actor(tx, &account)?.ok_or(Fault::NotFound)
    }
}

impl World {
    /// The id of a person.
    ///
    /// # Errors
    /// If they are not on the roster yet.
    pub fn person(&self, at: usize) -> Result<String, Fault> {
        self.of_people(at, "persons", "newcomers")
    }

    /// Whose id it is.
    #[must_use]
    pub fn position(&self, person: &str) -> Option<usize> {
        self.positions.get(person).copied()
    }

    /// Who of the leaders oversees a unit.
    #[must_use]
    pub fn overseer(&self, unit: usize) -> Option<usize> {
        self.overseers.get(&unit).copied()
    }

    /// The id of a person's account.
    ///
    /// # Errors
    /// If they have none yet.
    pub fn account(&self, at: usize) -> Result<String, Fault> {
        self.of_people(at, "accounts", "newcomer-accounts")
    }

    fn of_people(&self, at: usize, start: &str, later: &str) -> Result<String, Fault> {
        let first = self.invention.from_the_start();
        if at < first { self.id(start, at) } else { self.id(later, at - first) }
    }

    /// Whether somebody is on the roster.
    #[must_use]
    pub fn is_present(&self, at: usize) -> bool {
        at < self.invention.from_the_start() || self.noted.contains_key("newcomers")
    }

    /// Somebody of the roster as an actor.
    ///
    /// # Errors
    /// If they have no account.
    pub fn somebody(&self, tx: &mut Tx<'_>, at: usize) -> Result<Actor, Fault> {
        let account = self.account(at)?;
        account::actor(tx, &account)?.ok_or(Fault::NotFound)
    }

    /// Who of the roster holds a role over the county first.
    ///
    /// # Errors
    /// If nobody does.
    pub fn appointed(&self, tx: &mut Tx<'_>, role: Role) -> Result<Actor, Fault> {
        let found = roster::appointments(&self.invention).into_iter().find(|one| one.0 == role);
        self.somebody(tx, found.ok_or_else(|| missing(role.code(), 0))?.1)
    }

    /// The organiser.
    ///
    /// # Errors
    /// If there is none.
    pub fn organiser(&self, tx: &mut Tx<'_>) -> Result<Actor, Fault> {
        self.appointed(tx, Role::Organiser)
    }
}

fn missing(phase: &str, at: usize) -> Fault {
    Fault::Db(DbError::Schema(format!("the demo has no {phase} {at}")))
}

/// What a part does: answers the ids it leaves.
type Work = dyn Fn(&mut Tx<'_>, &World, usize) -> Result<Vec<String>, Fault> + Send + Sync;

/// A phase that goes on beside all others, each of its parts on its own day.
struct Beside {
    key: String,
    at: Vec<Timestamp>,
    work: Arc<Work>,
    next: usize,
}

/// The run of a life.
pub struct Course<'a> {
    county: &'a County,
    clock: &'a Clock,
    progress: &'a dyn Fn(Progress),
    world: Arc<World>,
    done: u32,
    total: u32,
    beside: Vec<Beside>,
}

impl<'a> Course<'a> {
    /// At the beginning, or where it stopped.
    pub fn begin(
        county: &'a County,
        clock: &'a Clock,
        invention: Invention,
        book: Rulebook,
        (progress, total): (&'a dyn Fn(Progress), u32),
    ) -> Course<'a> {
        let overseers =
            roster::oversights(&invention).into_iter().map(|(person, unit)| (unit, person)).collect();
        let world = World {
            invention: Arc::new(invention),
            book: Arc::new(book),
            noted: HashMap::new(),
            overseers: Arc::new(overseers),
            positions: Arc::default(),
        };
        Course { county, clock, progress, world: Arc::new(world), done: 0, total, beside: Vec::new() }
    }

    /// The invention that is lived.
    #[must_use]
    pub fn invention(&self) -> Arc<Invention> {
        self.world.invention.clone()
    }

    /// What was lived so far.
    #[must_use]
    pub fn world(&self) -> Arc<World> {
        self.world.clone()
    }

    /// The folder of the county's attachments.
    #[must_use]
    pub fn files(&self) -> PathBuf {
        self.county.files().to_owned()
    }

    /// The rulebook from now on: the county added to it.
    pub fn use_book(&mut self, book: Rulebook) {
        Arc::make_mut(&mut self.world).book = Arc::new(book);
    }

    /// Lives a phase of `parts` parts, each at its own time; parts already lived are read instead.
    ///
    /// # Errors
    /// What an operation refused, with the phase and part.
    pub fn live<W>(
        &mut self,
        phase: Phase,
        parts: usize,
        at: impl Fn(usize) -> Timestamp,
        work: W,
    ) -> Result<(), DemoError>
    where
        W: Fn(&mut Tx<'_>, &World, usize) -> Result<Vec<String>, Fault> + Send + Sync + 'static,
    {
        let work: Arc<Work> = Arc::new(work);
        let mut noted = self.noted(&phase.key, parts)?;
        for part in noted.len()..parts {
            self.tell(&phase, part, parts);
            self.catch_up(at(part))?;
            noted.push(self.live_part(&phase.key, part, at(part), work.clone())?);
        }
        let all = Arc::new(noted.concat());
        let world = Arc::make_mut(&mut self.world);
        if matches!(phase.key.as_str(), "persons" | "newcomers") {
            let first = if phase.key == "persons" { 0 } else { world.invention.from_the_start() };
            let known = all.iter().enumerate().map(|(at, id)| (id.clone(), first + at));
            Arc::make_mut(&mut world.positions).extend(known);
        }
        world.noted.insert(phase.key.clone(), all);
        self.done += phase.weight;
        self.tell(&phase, 0, 1);
        Ok(())
    }

    fn live_part(
        &self,
        phase: &str,
        part: usize,
        at: Timestamp,
        work: Arc<Work>,
    ) -> Result<Vec<String>, DemoError> {
        self.clock.set(at);
        let (world, name) = (self.world.clone(), phase.to_owned());
        let lived = self.county.write_now(move |tx| {
            let left = work(tx, &world, part)?;
            settings::put(tx, &key(&name, part), &json!(left).to_string())?;
            let facts = json!({ "phase": name, "part": part });
            let act = Act {
                kind: "demo.lived",
                subject: ("demo", &name),
                unit: None,
                person: None,
                facts,
                decision: None,
            };
            ledger::record(tx, &Actor::program(), &act)?;
            Ok::<_, Fault>(left)
        });
        lived.map_err(|fault| DemoError::Refused { phase: phase.to_owned(), part, fault })
    }

    /// Lets a phase go on beside those that follow: its parts are lived as their days come. Answers what was lived of it
    /// before.
    ///
    /// # Errors
    /// If what was lived cannot be read.
    pub fn live_beside(
        &mut self,
        phase: &str,
        at: Vec<Timestamp>,
        work: impl FnOnce(Vec<Vec<String>>) -> Arc<Work>,
    ) -> Result<(), DemoError> {
        let noted = self.noted(phase, at.len())?;
        let next = noted.len();
        self.beside.push(Beside { key: phase.to_owned(), at, work: work(noted), next });
        Ok(())
    }

    fn catch_up(&mut self, to: Timestamp) -> Result<(), DemoError> {
        loop {
            let due = |beside: &&mut Beside| beside.at.get(beside.next).is_some_and(|at| *at <= to);
            let first = self.beside.iter_mut().filter(due).min_by_key(|beside| beside.at[beside.next]);
            let Some(beside) = first else { return Ok(()) };
            let at = beside.at[beside.next];
            let (part, phase, work) = (beside.next, beside.key.clone(), beside.work.clone());
            beside.next += 1;
            self.live_part(&phase, part, at, work)?;
        }
    }

    /// Says that everything is lived.
    pub fn finish(&self) {
        let phase = Text::new("演示县已建成", "The demo county is ready");
        (self.progress)(Progress { phase, done: self.total, total: self.total });
    }

    /// Reads without living anything.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Tx<'_>, &World) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, DemoError> {
        let world = self.world.clone();
        let found = self.county.read_now(move |tx| read(tx, &world));
        found.map_err(|fault| DemoError::Refused { phase: "reading".to_owned(), part: 0, fault })
    }

    fn tell(&self, phase: &Phase, part: usize, parts: usize) {
        let share = u32::try_from(part * phase.weight as usize / parts.max(1)).unwrap_or(0);
        let phase = Text::new(phase.zh, phase.en);
        (self.progress)(Progress { phase, done: (self.done + share).min(self.total), total: self.total });
    }

    fn noted(&self, phase: &str, parts: usize) -> Result<Vec<Vec<String>>, DemoError> {
        let phase = phase.to_owned();
        let read = self.county.read_now(move |tx| {
            let mut found = Vec::new();
            for part in 0..parts {
                let Some(note) = settings::get(tx, &key(&phase, part))? else { break };
                let ids = serde_json::from_str(&note).map_err(|error| DbError::Stored {
                    what: "a note of the demo",
                    why: error.to_string(),
                })?;
                found.push(ids);
            }
            Ok::<_, DbError>(found)
        });
        read.map_err(DemoError::from)
    }
}

fn key(phase: &str, part: usize) -> String {
    format!("demo.lived.{phase}.{part}")
}

/// The time of a part on a date: parts of one day follow each other by a second, so that no two share an id's time.
pub fn on(date: Date, hour: i8) -> impl Fn(usize) -> Timestamp {
    move |part| later(clock::at_hour(date, hour), i64::try_from(part).unwrap_or(0))
}

/// A time some seconds later.
#[must_use]
pub fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap_or(at)
}

/// How many parts of `each` there are in `all`.
#[must_use]
pub fn parts(all: usize, each: usize) -> usize {
    all.div_ceil(each)
}

/// The positions of one part.
#[must_use]
pub fn slice(part: usize, each: usize, all: usize) -> std::ops::Range<usize> {
    (part * each).min(all)..((part + 1) * each).min(all)
}
