//! (e) Importing 5,000 people from a workbook: reading, the trial, carrying it out.

use std::time::Instant;

use kernel::clock::Clock;
use kernel::county::Opening;
use kernel::ids::Entropy;
use kernel::{Actor, Area, County, Fault, Grant, Place, Role};
use people::formats::table::{self, Cell};
use people::import::{self, Defaults, Source};
use people::unit::{self, NewUnit, UnitKind};

use crate::report;

const PEOPLE: usize = 5_000;
const UNITS: usize = 80;

/// Measures the import.
pub fn measure() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir_in("target")?;
    let opening = Opening {
        place: Place::Folder(folder.path().to_owned()),
        clock: Clock::System,
        entropy: Entropy::seeded(1),
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
    let seconds = began.elapsed().as_secs_f64();
    let measured = serde_json::json!({
        "seconds": seconds, "reading": read, "trial": planned - read, "carrying_out": seconds - planned
    });
    report::say("import", "5,000 people in < 2 s", seconds < 2.0, &measured);
    Ok(())
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
