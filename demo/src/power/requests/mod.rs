//! Two years of residents' requests in the demo county, through the room's own operations, day by day beside everything
//! else. Not here: what is asked and when (`script`), doing it (`acting`).

mod acting;
mod script;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use kernel::clock::at_hour;
use serde::Deserialize;

use crate::DemoError;
use crate::living::course::Course;
use crate::living::day;
use acting::Scene;
use script::Script;

/// A matter residents raise.
#[derive(Debug, Clone, Deserialize)]
struct Matter {
    #[serde(default)]
    category: String,
    office: String,
    title: String,
    bodies: Vec<String>,
    #[serde(default)]
    answers: Vec<String>,
    #[serde(default)]
    facts: String,
    #[serde(default)]
    opinion: String,
    #[serde(default)]
    basis: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Accusation {
    bodies: Vec<String>,
    answers: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Words {
    surnames: String,
    given: Vec<String>,
    returns: Vec<String>,
    reopens: Vec<String>,
    reviews: Vec<String>,
    praise: Vec<String>,
    blame: Vec<String>,
    corrections: Vec<String>,
    corrected: Vec<String>,
    extension: String,
}

/// What is invented for this room.
#[derive(Debug, Clone, Deserialize)]
struct Told {
    openings: Vec<String>,
    wishes: Vec<String>,
    service: Vec<Matter>,
    petition: Vec<Matter>,
    information: Vec<Matter>,
    rating: Vec<Matter>,
    complaint: Vec<Accusation>,
    lines: HashMap<String, String>,
    words: Words,
}

fn told() -> Result<Told, DemoError> {
    toml::from_str(include_str!("../../../data/requests.toml"))
        .map_err(|error| DemoError::Data { file: "requests.toml", why: error.to_string() })
}

/// The weekdays from one day to another.
fn weekdays(from: Date, to: Date) -> Vec<Date> {
    let mut found = Vec::new();
    let mut at = from;
    while at <= to {
        if !matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday) {
            found.push(at);
        }
        at = at.checked_add(1.day()).unwrap_or(Date::MAX);
    }
    found
}

/// Lets residents ask from January of the closed year to today.
///
/// # Errors
/// If the data cannot be read.
pub fn begin(course: &mut Course<'_>) -> Result<(), DemoError> {
    let county = course.invention();
    let days = weekdays(day(county.plan.year_closed, 1, 20), day(county.plan.year_running, 11, 20));
    let told = Arc::new(told()?);
    let all = (county.plan.people as usize * 5 / 2).clamp(60, 6_000);
    let scripts: Vec<Script> = (0..all).map(|at| script::write(&county, &told, (at, all), &days)).collect();
    let mut of_day: Vec<Vec<(usize, usize)>> = vec![Vec::new(); days.len()];
    for (at, script) in scripts.iter().enumerate() {
        for (place, (on, _)) in script.acts.iter().enumerate() {
            of_day[*on].push((at, place));
        }
    }
    let times = days.iter().map(|day| at_hour(*day, 10)).collect();
    course.live_beside("requests", times, move |lived| {
        let known: HashMap<usize, String> = lived
            .concat()
            .iter()
            .filter_map(|note| {
                let (at, id) = note.split_once(' ')?;
                Some((at.parse().ok()?, id.to_owned()))
            })
            .collect();
        let known = Mutex::new(known);
        Arc::new(move |tx, world, part| {
            let mut left = Vec::new();
            acting::pass_day(tx, world)?;
            for (at, place) in of_day.get(part).into_iter().flatten() {
                let Some(script) = scripts.get(*at) else { continue };
                let id = known.lock().unwrap_or_else(PoisonError::into_inner).get(at).cloned();
                let mut scene = Scene { world, told: &told, script, id };
                let Some((_, act)) = script.acts.get(*place) else { continue };
                if let Some(id) = scene.play(tx, *act)? {
                    left.push(format!("{at} {id}"));
                    known.lock().unwrap_or_else(PoisonError::into_inner).insert(*at, id);
                }
            }
            Ok(left)
        })
    })
}
