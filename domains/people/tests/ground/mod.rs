//! A small county for the room's tests: county, a department, a township with two villages, posts and people.
#![allow(dead_code, reason = "each test file uses what it needs")]

pub mod door;

use jiff::civil::{Date, date};
use kernel::testing::{Ground, actor, grounds};
use kernel::{Actor, Fault, Role, Tx};
use people::person::{self, Kind, NewPerson, Sex};
use people::post::{self, Category, Description, NewPost};
use people::tenure::{self, NewTenure, TenureKind};
use people::unit::{self, NewUnit, UnitKind};

/// The day the small county began.
pub const BEGAN: Date = date(2020, 1, 1);

/// Ids of what the small county holds.
#[derive(Debug, Clone)]
pub struct Small {
    pub county: String,
    pub office: String,
    pub town: String,
    pub village: String,
    pub other_village: String,
    pub mayor_post: String,
    pub clerk_post: String,
    pub mayor: String,
    pub clerk: String,
}

/// The organiser of the whole county.
pub fn organiser() -> Actor {
    actor("organiser", &[(Role::Organiser, None)])
}

/// A unit to be set up.
pub fn new_unit(parent: Option<&str>, name: &str, kind: UnitKind) -> NewUnit {
    NewUnit {
        parent: parent.map(str::to_owned),
        name: name.into(),
        short_name: String::new(),
        kind,
        sort: 0,
        posts_admin: 10,
        posts_institution: 5,
        opened_on: BEGAN,
        document: "凤编〔2020〕1号".into(),
    }
}

/// A post to be set up.
pub fn new_post(unit: &str, title: &str, is_head: bool, seats: i64) -> NewPost {
    NewPost {
        unit: unit.into(),
        title: title.into(),
        category: Category::General,
        level: None,
        is_head,
        seats,
        description: Description::default(),
        opened_on: BEGAN,
    }
}

/// A tenure to begin.
pub fn new_tenure(person: &str, unit: &str, post: Option<&str>, kind: TenureKind, from: Date) -> NewTenure {
    NewTenure {
        person: person.into(),
        unit: unit.into(),
        post: post.map(str::to_owned),
        kind,
        from_on: from,
        document: "凤组干〔2021〕3号".into(),
    }
}

/// Builds the small county.
pub fn build(tx: &mut Tx<'_>) -> Result<Small, Fault> {
    let by = organiser();
    let county = unit::add(tx, &by, &new_unit(None, "凤县", UnitKind::County))?;
    let office = unit::add(tx, &by, &new_unit(Some(&county), "县民政局", UnitKind::Office))?;
    let town = unit::add(tx, &by, &new_unit(Some(&county), "双石铺镇", UnitKind::Township))?;
    let village = unit::add(tx, &by, &new_unit(Some(&town), "十里店村", UnitKind::Village))?;
    let other_village = unit::add(tx, &by, &new_unit(Some(&town), "草店村", UnitKind::Village))?;
    let mayor_post = post::add(tx, &by, &new_post(&town, "镇长", true, 1))?;
    let clerk_post = post::add(tx, &by, &new_post(&town, "科员", false, 3))?;
    let mayor = person::add(tx, &by, &NewPerson::named("单示例", Sex::Female, Kind::CivilServant))?;
    let clerk = person::add(tx, &by, &NewPerson::named("张示例", Sex::Male, Kind::CivilServant))?;
    tenure::begin(
        tx,
        &by,
        &new_tenure(&mayor, &town, Some(&mayor_post), TenureKind::Holds, date(2021, 3, 1)),
    )?;
    tenure::begin(
        tx,
        &by,
        &new_tenure(&clerk, &town, Some(&clerk_post), TenureKind::Holds, date(2021, 3, 1)),
    )?;
    Ok(Small { county, office, town, village, other_village, mayor_post, clerk_post, mayor, clerk })
}

/// A fresh county of each engine with the small county in it.
pub fn small() -> Vec<(Ground, Small)> {
    let grounds = grounds(&[people::schema()]);
    grounds
        .into_iter()
        .map(|ground| {
            let small = ground.county.write_now(build).expect("the small county");
            (ground, small)
        })
        .collect()
}

/// The refusal of an operation, as one English text.
pub fn refusal<T: std::fmt::Debug>(result: Result<T, Fault>) -> String {
    match result {
        Err(Fault::Refused(refusals)) => {
            refusals.iter().map(|r| r.text.en.as_str()).collect::<Vec<_>>().join(" ")
        }
        other => panic!("not refused: {other:?}"),
    }
}
