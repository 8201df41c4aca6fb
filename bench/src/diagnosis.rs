//! (f) The transfer diagnosis: the county's report on 100,000 people who answered both waves, from the counts kept of
//! each class; and answers given through HTTP without an account, each durable before it is answered, while somebody
//! reads the report.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diagnosis::bank::{OWN, SCALES, own};
use diagnosis::counts::{Counts, Layout, Pairs};
use diagnosis::report::{self, Of};
use diagnosis::study::{self, NewStudy};
use diagnosis::{bank, due};
use jiff::civil::Date;
use kernel::account::{self, NewAccount};
use kernel::clock::Clock;
use kernel::county::Opening;
use kernel::ids::Entropy;
use kernel::ledger::{self, Act};
use kernel::seal::Keyring;
use kernel::{Actor, County, Fault, Grant, Place, Role, Tx, params, settings};
use law::Rulebook;

use crate::client::Client;
use crate::house::House;
use crate::report::{self as said, Load};

type Done<T> = Result<T, Box<dyn std::error::Error>>;

const CLASSES: usize = 2_500;
const EACH: usize = 40;
const CELLS: usize = 4;
const UNITS: usize = 100;
const CLIENTS: usize = 64;
/// Codes enough for half a minute of answers.
const LEARNERS: usize = 40_000;

fn open(dir: &Path) -> Done<County> {
    let place = Place::Folder(dir.to_owned());
    let opening = Opening {
        place,
        clock: Clock::System,
        entropy: Entropy::from_system(),
        keyring: Keyring::given(&"00".repeat(32)),
        readers: 2,
    };
    Ok(County::open(&opening, &server::assembly::schemas(), true)?)
}

fn trainer() -> Actor {
    let grants = vec![Grant { role: Role::Trainer, unit: None }];
    Actor { account: "bench".into(), person: None, name: "bench".into(), grants }
}

fn note(tx: &mut Tx<'_>) -> Result<(), Fault> {
    let facts = serde_json::json!({});
    let act = Act {
        kind: "bench.made",
        subject: ("bench", "county"),
        unit: None,
        person: None,
        facts,
        decision: None,
    };
    ledger::record(tx, &Actor::program(), &act)?;
    Ok(())
}

/// Answers of somebody: spread enough that no two classes count alike.
fn answers(seed: usize) -> Vec<Option<u8>> {
    let mut state = seed as u64 ^ 0x9e37_79b9_7f4a_7c15;
    (0..own().items.len())
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            Some(1 + ((state >> 33) % 5) as u8)
        })
        .collect()
}

fn units(tx: &mut Tx<'_>) -> Result<(), Fault> {
    for unit in 0..UNITS {
        let id = format!("u{unit}");
        tx.execute(
            "insert into unit (id, parent_id, name, short_name, kind, sort, posts_admin, posts_institution, search, opened_on) \
             values ($1, null, $1, $1, 'office', 1, 0, 0, $1, '2020-01-01')",
            params![&id],
        )?;
        tx.execute("insert into unit_tree (unit_id, ancestor_id, depth) values ($1, $1, 0)", params![&id])?;
    }
    Ok(())
}

/// The counts of one class, as closing its waves keeps them.
fn write_class(tx: &mut Tx<'_>, layout: &Layout, class: usize, year: i16) -> Result<(), Fault> {
    let id = format!("s{class}");
    tx.execute(
        "insert into diagnosis_study (id, kind, subject_id, title, unit_id, trainer_id, bank_id, form, secret, least, year, state, created_at) \
         values ($1, 'class', $1, $1, 'u0', null, 'own', 'full', null, 5, $2, 'closed', $3)",
        params![&id, year, tx.now()],
    )?;
    let mut pairs = Pairs::default();
    let patterns = |person: usize, wave: usize| -> [u32; SCALES] {
        layout.patterns(&answers((class * EACH + person) * 2 + wave))
    };
    for wave in 0..2 {
        for cell in 0..CELLS {
            let mut counts = Counts::default();
            for person in (0..EACH).filter(|person| person % CELLS == cell) {
                counts.add(layout, &patterns(person, wave), None);
            }
            let rows = i64::try_from(counts.rows).unwrap_or(0);
            let unit = format!("u{}", (class + cell) % UNITS);
            tx.execute(
                "insert into diagnosis_count (id, study_id, wave, unit_id, rows_in, paired, batch_id, body) \
                 values ($1, $2, $3, $4, $5, $5, null, $6)",
                params![tx.id(), &id, if wave == 0 { 1_i64 } else { 2 }, unit, rows, counts.to_bytes()],
            )?;
        }
    }
    for person in 0..EACH {
        pairs.add(layout, &patterns(person, 0), &patterns(person, 1));
    }
    let rows = i64::try_from(pairs.rows).unwrap_or(0);
    tx.execute(
        "insert into diagnosis_pair (study_id, rows_in, body) values ($1, $2, $3)",
        params![&id, rows, pairs.to_bytes()],
    )?;
    Ok(())
}

/// Measures both.
pub fn measure(seconds: u64) -> Done<()> {
    std::fs::create_dir_all("target")?;
    let folder = tempfile::tempdir_in("target")?;
    let county = open(folder.path())?;
    let today = kernel::clock::date_at(county.clock().now());
    make(&county, today)?;
    measure_report(&county, today.year())?;
    let codes = invite(&county, today)?;
    drop(county);
    measure_answers(folder.path(), codes, today.year(), seconds)
}

fn make(county: &County, today: Date) -> Done<()> {
    county.write_now(|tx| {
        units(tx)?;
        settings::put(tx, access::entry::DEMO, "1")?;
        let new = NewAccount {
            person: None,
            login: "bench",
            name: "bench",
            password_hash: account::DEMO_PASSWORD,
            must_change: false,
        };
        let account = account::create(tx, &new)?;
        let grant = Grant { role: Role::Trainer, unit: None };
        account::grant(tx, &account, &grant, (tx.today(), None), "bench")?;
        note(tx)
    })?;
    let year = today.year();
    for part in 0..CLASSES / 100 {
        county.write_now(move |tx| {
            let layout = Layout::of(own());
            for class in part * 100..(part + 1) * 100 {
                write_class(tx, &layout, class, year)?;
            }
            note(tx)
        })?;
    }
    Ok(())
}

fn measure_report(county: &County, year: i16) -> Done<()> {
    let mut each = Vec::new();
    for _ in 0..7 {
        let began = Instant::now();
        let of = Of::County { bank: OWN.to_owned(), year };
        let (_, found) = county.read_now(move |tx| report::report(tx, &trainer(), &of))?;
        each.push(began.elapsed());
        let people = found.now().map_or(0, |wave| wave.rows);
        if people != (CLASSES * EACH) as u64 || found.own.is_err() {
            return Err(format!("the report is of {people} people").into());
        }
    }
    let whole = each.iter().sum();
    let mut load = Load { each, whole };
    let (p50, worst) = (load.within(0.5), load.within(1.0));
    let measured = serde_json::json!({ "p50_ms": p50, "worst_ms": worst, "people": CLASSES * EACH });
    said::say(
        "diagnosis, county report read anew",
        "< 300 ms on 100,000 people in two waves",
        worst < 300.0,
        &measured,
    );
    Ok(())
}

/// A class large enough to answer for as long as is measured; its codes.
fn invite(county: &County, today: Date) -> Done<Vec<String>> {
    county.write_now(move |tx| {
        tx.execute(
            "insert into class (id, programme_id, year, title, form, unit_id, trainer_id, leader_id, place, link, capacity, starts_on, ends_on, state, evaluated, created_at) \
             values ('big', 'g', $1, '示例班', 'online', 'u0', null, null, '', '', 1, $2, $2, 'running', 0, $3)",
            params![today.year(), today, tx.now()],
        )?;
        for person in 0..LEARNERS {
            tx.execute(
                "insert into enrolment (class_id, person_id, unit_id, name, state, by_own, place, created_at) \
                 values ('big', $1, $2, '', 'enrolled', 0, 1, $3)",
                params![format!("p{person}"), format!("u{}", person % UNITS), tx.now()],
            )?;
        }
        note(tx)
    })?;
    let opened = county.write_now(move |tx| {
        let book = Rulebook::built_in().map_err(|error| kernel::DbError::Schema(error.to_string()))?;
        let new = NewStudy {
            kind: "class".into(),
            subject: "big".into(),
            bank: OWN.into(),
            form: bank::Form::Full,
            opens_on: today,
        };
        let trainer = Actor { grants: vec![Grant { role: Role::Trainer, unit: None }], ..Actor::program() };
        study::open(tx, &trainer, &book, &new)
    })?;
    due::run(county, &Rulebook::built_in()?)?;
    Ok(opened.slips.into_iter().map(|slip| slip.own).collect())
}

fn stored(dir: &Path) -> rusqlite::Result<i64> {
    rusqlite::Connection::open(dir.join("county.sqlite"))?.query_row(
        "select count(*) from diagnosis_answer where items is not null",
        [],
        |row| row.get(0),
    )
}

fn measure_answers(dir: &Path, codes: Vec<String>, year: i16, seconds: u64) -> Done<()> {
    let served = House::open(dir)?;
    let at = served.at;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let codes = Arc::new(Mutex::new(codes));
    let (mut load, read) = runtime.block_on(async move {
        let mut reader = Client::connect(at).await?;
        reader.sign_in("bench").await?;
        let began = Instant::now();
        let until = began + Duration::from_secs(seconds);
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..CLIENTS {
            let mut client = Client::connect(at).await?;
            let codes = codes.clone();
            tasks.spawn(async move { answer(&mut client, &codes, number, until).await });
        }
        let mut read = 0_u32;
        let path = format!("/diagnosis/report?bank=own&year={year}");
        while Instant::now() < until {
            let page = reader.get(&path).await?;
            if page.status != 200 {
                return Err(std::io::Error::other(format!("the report answered {}", page.status)));
            }
            read += 1;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        let mut each = Vec::new();
        while let Some(done) = tasks.join_next().await {
            each.extend(done.map_err(std::io::Error::other)??);
        }
        Ok::<_, std::io::Error>((Load { each, whole: began.elapsed() }, read))
    })?;
    drop(served);
    let there = stored(dir)?;
    if there != i64::try_from(load.each.len())? {
        return Err(format!("{} answers were acknowledged, {there} are there", load.each.len()).into());
    }
    let (rate, p50, p99) = (load.rate(), load.within(0.5), load.within(0.99));
    let measured =
        serde_json::json!({"per_second": rate, "p50_ms": p50, "p99_ms": p99, "reports_read": read});
    said::say(
        "diagnosis, answers",
        ">= 1000 durable answers/s while reports are read",
        rate >= 1000.0,
        &measured,
    );
    Ok(())
}

async fn answer(
    client: &mut Client,
    codes: &Mutex<Vec<String>>,
    number: usize,
    until: Instant,
) -> std::io::Result<Vec<Duration>> {
    let names: Vec<String> = (0..own().items.len()).map(|at| format!("q_{at}")).collect();
    let mut each = Vec::new();
    while Instant::now() < until {
        let next = codes.lock().map_err(|_| std::io::Error::other("codes"))?.pop();
        let Some(code) = next else { break };
        let values: Vec<String> = answers(number + each.len() * CLIENTS)
            .into_iter()
            .map(|answer| answer.unwrap_or(3).to_string())
            .collect();
        let mut form = vec![("code", code.as_str())];
        form.extend(names.iter().map(String::as_str).zip(values.iter().map(String::as_str)));
        let asked = Instant::now();
        let answer = client.post("/answer/answers", &form).await?;
        if answer.status != 303 {
            let said = format!("an answer was answered {}: {}", answer.status, answer.summary());
            return Err(std::io::Error::other(said));
        }
        each.push(asked.elapsed());
    }
    Ok(each)
}
