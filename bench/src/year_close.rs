//! (a) Closing a year for 100,000 people with 40 items each: the formula alone, the formula with every item scored and
//! its working written, and the same on a county in SQLite, read and written through the rooms.

use std::collections::HashMap;
use std::time::Instant;

use assessment::formula::{self, Item, Marks, Sheet};
use assessment::tally::Tally;
use duty::evidence;
use duty::measure::Category;
use duty::method::Method;
use duty::scheme::Scheme;
use duty::scoring::{Actual, Asked, score};
use kernel::clock::Clock;
use kernel::county::Opening;
use kernel::ids::Entropy;
use kernel::ledger::{self, Act};
use kernel::seal::Keyring;
use kernel::{Actor, County, DbError, Place, Scope, Tx, params};
use law::decision::Text;

use crate::report;

const PEOPLE: usize = 100_000;
const ITEMS: usize = 40;

type Done = Result<(), Box<dyn std::error::Error>>;

/// Measures the year's close.
pub fn measure() -> Done {
    let scheme = Scheme::default();
    let sheets = sheets();
    let began = Instant::now();
    let outcomes = formula::year_close(&sheets, &scheme);
    let pure = began.elapsed().as_secs_f64();
    let known = outcomes.iter().filter(|outcome| outcome.total.is_some()).count();
    if known != PEOPLE {
        return Err(format!("{known} of {PEOPLE} people have a total").into());
    }
    let with_working = scored();
    let measured = serde_json::json!({"seconds": pure, "with_every_working_seconds": with_working});
    report::say("year-close pure", "100,000 × 40 in < 1 s", pure < 1.0, &measured);
    drop((sheets, outcomes));
    on_sqlite()
}

fn sheets() -> Vec<Sheet> {
    (0..PEOPLE)
        .map(|person| Sheet {
            category: Category::ALL[person % Category::ALL.len()],
            items: (0..ITEMS)
                .map(|item| Item {
                    weight: 250,
                    computed: Some(rust_decimal::Decimal::new(
                        ((person * 31 + item * 17) % 10_001) as i64,
                        2,
                    )),
                    adjusted: None,
                })
                .collect(),
            quarters: [0; 4],
            marks: Marks {
                superior: [Some(rust_decimal::Decimal::from(80 + (person % 20) as i64)); 4],
                anonymous: [[Tally([5, 4, 1, (person % 3) as u32]); 4]; 3],
            },
        })
        .collect()
}

/// Seconds to score every item with its working in both languages.
fn scored() -> f64 {
    let method: Method = Method::Proportional { floor: 60.into(), cap: 100.into() };
    let asked = Asked { baseline: None, goal: Some(200.into()), unit: "件".into() };
    let began = Instant::now();
    let mut written: usize = 0;
    for n in 0..PEOPLE * ITEMS {
        let actual = Actual::Amount(Some((n % 240).into()));
        let Text { zh, .. } = score(&method, &asked, &actual).working;
        written += usize::from(!zh.is_empty());
    }
    assert_eq!(written, PEOPLE * ITEMS);
    began.elapsed().as_secs_f64()
}

/// A county with a letter of 40 items and 40 records for each of 100,000 people, closed in one pass.
fn on_sqlite() -> Done {
    let folder = tempfile::tempdir_in("target")?;
    let opening = Opening {
        place: Place::Folder(folder.path().to_owned()),
        clock: Clock::System,
        entropy: Entropy::seeded(1),
        keyring: Keyring::given(&"00".repeat(32)),
        readers: 1,
    };
    let county = County::open(&opening, &server::assembly::schemas(), true)?;
    let made = Instant::now();
    fill(&county)?;
    let made = made.elapsed().as_secs_f64();
    let began = Instant::now();
    let sums = county.read_now(read_items)?;
    let read = began.elapsed().as_secs_f64();
    let (ids, sheets): (Vec<String>, Vec<Sheet>) = sums
        .into_iter()
        .map(|(id, items)| {
            (id, Sheet { category: Category::ALL[0], items, quarters: [0; 4], marks: Marks::default() })
        })
        .unzip();
    let outcomes = formula::year_close(&sheets, &Scheme::default());
    let totals: Vec<(String, Option<String>)> = ids
        .into_iter()
        .zip(outcomes)
        .map(|(id, outcome)| (id, outcome.total.map(|total| total.to_string())))
        .collect();
    let people = totals.len();
    county.write_now(move |tx| {
        for (id, total) in &totals {
            tx.insert(
                "insert into setting (name, value) values ($1, $2)",
                params![id, total.as_deref().unwrap_or("")],
            )?;
        }
        let facts = serde_json::json!({"people": totals.len()});
        let act = Act {
            kind: "year.computed",
            subject: ("cycle", "cycle"),
            unit: None,
            person: None,
            facts,
            decision: None,
        };
        ledger::record(tx, &Actor::program(), &act)?;
        Ok::<_, DbError>(())
    })?;
    let seconds = began.elapsed().as_secs_f64();
    let measured = serde_json::json!({"seconds": seconds, "of_which_reading": read, "people": people, "filled_in": made});
    report::say("year-close sqlite", "100,000 × 40 on SQLite in < 10 s", seconds < 10.0, &measured);
    Ok(())
}

/// The items of every letter with their points: one pass, each scored by its own method as it arrives.
fn read_items(tx: &mut Tx<'_>) -> Result<Vec<(String, Vec<Item>)>, DbError> {
    let mut letters: Vec<(String, Vec<Item>)> = Vec::with_capacity(PEOPLE);
    let mut places: HashMap<String, usize> = HashMap::with_capacity(PEOPLE);
    let mut last = 0;
    let scope = Scope::county("a measurement of the whole county");
    evidence::scores_of_cycle(tx, &scope, "cycle", |letter, given| {
        // An engine hands a letter's items over together or not; only then is its place looked up.
        if letters.get(last).is_none_or(|(id, _)| id != letter) {
            last = *places.entry(letter.to_owned()).or_insert_with(|| {
                letters.push((letter.to_owned(), Vec::with_capacity(ITEMS)));
                letters.len() - 1
            });
        }
        if let Some((_, items)) = letters.get_mut(last) {
            items.push(Item { weight: given.weight, computed: given.points, adjusted: None });
        }
    })?;
    Ok(letters)
}

fn fill(county: &County) -> Done {
    const CHUNK: usize = 5_000;
    for chunk in 0..PEOPLE / CHUNK {
        county.write_now(move |tx| {
            for person in chunk * CHUNK..(chunk + 1) * CHUNK {
                fill_letter(tx, person)?;
            }
            let facts = serde_json::json!({});
            let subject = ("cycle", "cycle");
            let act = Act { kind: "bench.filled", subject, unit: None, person: None, facts, decision: None };
            ledger::record(tx, &Actor::program(), &act)?;
            Ok::<_, DbError>(())
        })?;
    }
    Ok(())
}

fn fill_letter(tx: &mut Tx<'_>, person: usize) -> Result<(), DbError> {
    let letter = format!("l{person:06}");
    tx.insert(
        "insert into letter (id, cycle_id, person_id, unit_id, category, version, form, state, \
         holder_name, unit_name, post_title, head_name, created_at) \
         values ($1, 'cycle', $1, 'u', 'general', 1, 1, 'in-force', '', '', '', '', '')",
        params![&letter],
    )?;
    let method = r#"{"kind":"proportional","floor":"60","cap":"100"}"#;
    for item in 0..ITEMS {
        let id = format!("{letter}-{item:02}");
        tx.insert(
            "insert into letter_item (id, root_id, letter_id, source, title, measure, measure_unit, goal, weight, \
             method, evidence_wanted, sort) values ($1, $1, $2, '', '走访', 'quantity', '户', 200, 250, $3, '', $4)",
            params![&id, &letter, method, item as i64],
        )?;
        let amount = ((person + item) % 240) as f64;
        tx.insert(
            "insert into item_standing (root_id, entries, quantity, latest, latest_on, last_on, confirmations) \
             values ($1, 1, $2, $2, '2026-06-01', '2026-06-01', 0)",
            params![&id, amount],
        )?;
    }
    Ok(())
}
