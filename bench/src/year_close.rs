//! (a) Closing a year for 100,000 people with 40 items each: the formula alone, the formula with every item scored and
//! its working written, and the same on a county in SQLite, read and written through the rooms.

use std::time::Instant;

use assessment::formula::{self, Item, Marks, Sheet};
use assessment::tally::Tally;
use duty::measure::Category;
use duty::method::Method;
use duty::scheme::Scheme;
use duty::scoring::{Actual, Asked, score};
use kernel::clock::Clock;
use kernel::county::Opening;
use kernel::ids::Entropy;
use kernel::ledger::{self, Act};
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
            tx.execute(
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

/// Every item of the county with its points, by letter: one pass over letters, items and evidence.
fn read_items(tx: &mut Tx<'_>) -> Result<Vec<(String, Vec<Item>)>, DbError> {
    let sql = "select i.letter_id, i.weight, i.goal, cast(sum(e.quantity) as double precision) from letter l \
        join letter_item i on i.letter_id = l.id left join evidence_item e on e.item_id = i.id \
        where l.cycle_id = $1 and $scope(l.unit_id, l.person_id) group by i.letter_id, i.id order by i.letter_id";
    let mut sums: Vec<(String, Vec<Item>)> = Vec::with_capacity(PEOPLE);
    let method = Method::Proportional { floor: 60.into(), cap: 100.into() };
    tx.each(&Scope::county("a measurement of the whole county"), sql, params!["cycle"], |row| {
        let letter = row.text(0)?;
        let goal = row.get::<Option<f64>>(2)?.and_then(|goal| rust_decimal::Decimal::try_from(goal).ok());
        let amount =
            row.get::<Option<f64>>(3)?.and_then(|amount| rust_decimal::Decimal::try_from(amount).ok());
        let asked = Asked { baseline: None, goal, unit: String::new() };
        let computed = score(&method, &asked, &Actual::Amount(amount)).points;
        let item = Item { weight: row.int(1)?, computed, adjusted: None };
        match sums.last_mut() {
            Some((last, items)) if *last == letter => items.push(item),
            _ => sums.push((letter, vec![item])),
        }
        Ok(())
    })?;
    Ok(sums)
}

fn fill(county: &County) -> Done {
    const CHUNK: usize = 5_000;
    for chunk in 0..PEOPLE / CHUNK {
        county.write_now(move |tx| {
            for person in chunk * CHUNK..(chunk + 1) * CHUNK {
                let letter = format!("l{person:06}");
                tx.execute(
                    "insert into letter (id, cycle_id, person_id, unit_id, category, version, form, state, \
                     holder_name, unit_name, post_title, head_name, created_at) \
                     values ($1, 'cycle', $1, 'u', 'general', 1, 1, 'in-force', '', '', '', '', '')",
                    params![&letter],
                )?;
                for item in 0..ITEMS {
                    let id = format!("{letter}-{item:02}");
                    tx.execute(
                        "insert into letter_item (id, root_id, letter_id, source, title, measure, measure_unit, goal, weight, \
                         method, evidence_wanted, sort) values ($1, $1, $2, '', '走访', 'quantity', '户', 200, 250, '{}', '', $3)",
                        params![&id, &letter, item as i64],
                    )?;
                    tx.execute(
                        "insert into evidence_item (evidence_id, item_id, quantity) values ($1, $1, $2)",
                        params![&id, ((person + item) % 240) as f64],
                    )?;
                }
            }
            let facts = serde_json::json!({});
            let act = Act { kind: "bench.filled", subject: ("cycle", "cycle"), unit: None, person: None, facts, decision: None };
            ledger::record(tx, &Actor::program(), &act)?;
            Ok::<_, DbError>(())
        })?;
    }
    Ok(())
}
