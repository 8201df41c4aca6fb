//! (e) Importing 5,000 people from a workbook: reading, the trial, carrying it out.

use std::time::Instant;

use kernel::clock::Clock;
use kernel::county::Opening;
use kernel::ids::Entropy;
use kernel::seal::Keyring;
use kernel::{Actor, Area, County, Fault, Grant, Place, Role};
use people::formats::table::{self, Cell};
use people::import::{self, Defaults, Source};
use people::unit::{self, NewUnit, UnitKind};

use crate::report;

const PEOPLE: usize = 5_000;
const UNITS: usize = 80;

/// Measures the import; also on PostgreSQL where `SHANZHI_TEST_POSTGRES` names a server.
pub fn measure() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir_in("target")?;
    let seconds = import(Place::Folder(folder.path().to_owned()))?;
    report::say("import", "5,000 people in < 2 s", seconds.whole < 2.0, &seconds.json());
    if let Ok(url) = std::env::var("SHANZHI_TEST_POSTGRES") {
        let folder = tempfile::tempdir_in("target")?;
        let schema = format!("bench_{}", hex_of(Entropy::from_system().bytes::<6>()));
        let seconds = import(Place::Postgres { url, schema, files: folder.path().to_owned() })?;
        report::say("import on PostgreSQL", "5,000 people in < 5 s", seconds.whole < 5.0, &seconds.json());
    }
    Ok(())
}

fn hex_of(bytes: [u8; 6]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How long each part took, in seconds.
struct Seconds {
    whole: f64,
    reading: f64,
    trial: f64,
}

impl Seconds {
    fn json(&self) -> serde_json::Value {
        let carrying_out = self.whole - self.reading - self.trial;
        serde_json::json!({
            "seconds": self.whole, "reading": self.reading, "trial": self.trial, "carrying_out": carrying_out
        })
    }
}

fn import(place: Place) -> Result<Seconds, Box<dyn std::error::Error>> {
    let opening = Opening {
        place,
        clock: Clock::System,
        entropy: Entropy::seeded(1),
        keyring: Keyring::given(&"00".repeat(32)),
        readers: 2,
    };
    let county = County::open(&opening, &server::assembly::schemas(), true)?;
    let actor = Actor { grants: vec![Grant { role: Role::Organiser, unit: None }], ..Actor::program() };
    let keeper = actor.clone();
    county.write_now(move |tx| {
        let opened_on = tx.today();
        for number in 0..UNITS {
            let new = NewUnit {
                parent: None,
                name: format!("测试单位{number}"),
                short_name: String::new(),
                kind: UnitKind::Office,
                sort: 0,
                posts_admin: 100,
                posts_institution: 0,
                opened_on,
                document: String::new(),
            };
            unit::add(tx, &keeper, &new)?;
        }
        Ok::<_, Fault>(())
    })?;
    let bytes = workbook()?;
    let began = Instant::now();
    let source = Source::read("花名册.xlsx", &bytes).map_err(|error| error.text().en)?;
    let read = began.elapsed().as_secs_f64();
    let asker = actor.clone();
    let plan = county
        .read_now(move |tx| import::plan(tx, &asker.scope(Area::People), &source, Defaults::default()))?;
    let planned = began.elapsed().as_secs_f64();
    let counts = plan.counts();
    if counts.add != PEOPLE {
        let first = plan.findings.first().map(|finding| finding.problem.zh.clone());
        return Err(format!("{} of {PEOPLE} would be added: {first:?}", counts.add).into());
    }
    county.write_now(move |tx| import::carry_out(tx, &actor, &plan))?;
    Ok(Seconds { whole: began.elapsed().as_secs_f64(), reading: read, trial: planned - read })
}

const COLUMNS: [&str; 7] = ["单位", "姓名", "性别", "出生年月", "人员类别", "任职方式", "任职时间"];

fn workbook() -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let row = |person| COLUMNS.iter().map(|column| Cell::Text(value(column, person))).collect();
    let rows: Vec<Vec<Cell>> = (0..PEOPLE).map(row).collect();
    Ok(table::xlsx("花名册", &COLUMNS, &rows).map_err(|error| error.text().en)?)
}

/// What stands in a column for a person; columns that may be empty stay empty.
fn value(column: &str, person: usize) -> String {
    match column {
        "姓名" => format!("测试{}", char::from_u32(0x4e00 + (person as u32 % 2000)).unwrap_or('一')),
        "单位" => format!("测试单位{}", person % UNITS),
        "性别" => if person.is_multiple_of(2) { "女" } else { "男" }.to_owned(),
        "出生年月" => format!("{}.{:02}", 1970 + person % 30, 1 + person % 12),
        "人员类别" => "公务员".to_owned(),
        "任职方式" => "任职".to_owned(),
        "任职时间" => "2024.01".to_owned(),
        _ => String::new(),
    }
}
