//! Teams of a class: drawn so that units mix, from a seed that is kept, so that anyone can draw again and get the
//! same teams. Not here: what teams do (`exercise`).

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Actor, DbError, Fault, Refusal, Tx, params};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::act::{On, note};
use crate::announcement::going_on;
use crate::class;
use crate::seat;
use crate::store::class as sql;
use crate::year::open_to_all;

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Number, from 1.
    pub number: i64,
    /// Name the team gave itself, or 第一组.
    pub name: String,
}

/// The lot of somebody or of a unit: SHA-256 of seed, a colon and the id, in hex. Whoever has the seed can compute it.
#[must_use]
pub fn lot(seed: &str, id: &str) -> String {
    hex::encode(Sha256::digest(format!("{seed}:{id}").as_bytes()))
}

/// Deals people into teams: units in the order of their lots, the people of each in the order of theirs, dealt one by
/// one to teams 1, 2, … and round again. So teams differ by at most one, and of any unit no team has two more than
/// another. Takes (person, unit); answers (person, team from 1).
#[must_use]
pub fn deal(seed: &str, people: &[(String, String)], teams: i64) -> Vec<(String, i64)> {
    let mut ordered: Vec<(String, String, &str)> =
        people.iter().map(|(person, unit)| (lot(seed, unit), lot(seed, person), person.as_str())).collect();
    ordered.sort();
    let teams = teams.max(1);
    (0_i64..).zip(ordered).map(|(at, (.., person))| (person.to_owned(), at % teams + 1)).collect()
}

/// The teams of a class.
///
/// # Errors
/// If they cannot be read.
pub fn of_class(tx: &mut Tx<'_>, class: &str) -> Result<Vec<Team>, DbError> {
    tx.rows(&open_to_all(), sql::TEAMS, params![class])?
        .iter()
        .map(|row| Ok(Team { number: row.int(0)?, name: row.text(1)? }))
        .collect()
}

const NUMERALS: [&str; 20] = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五",
    "十六", "十七", "十八", "十九", "二十",
];

/// Draws the teams of a class; answers the seed. A new draw replaces the one before, and both stand in the ledger.
///
/// # Errors
/// A refusal: not the trainer, the class is over, fewer than two people in a team, more than twenty teams.
pub fn draw(tx: &mut Tx<'_>, actor: &Actor, id: &str, teams: i64) -> Result<String, Fault> {
    let (found, _) = going_on(tx, actor, id)?;
    let learners = class::learners(tx, &seat::directory(), id)?;
    let count = i64::try_from(learners.len()).unwrap_or(0);
    if !(2..=20).contains(&teams) || teams * 2 > count {
        return Err(Refusal::new(
            format!("本班现有{count}人，组数应在 2 到 {} 之间，每组至少两人。", (count / 2).clamp(2, 20)),
            format!(
                "There are {count} people: 2 to {} teams, at least two people in each.",
                (count / 2).clamp(2, 20)
            ),
        )
        .at("teams")
        .into());
    }
    let seed = hex::encode(tx.random::<16>());
    let people: Vec<(String, String)> =
        learners.iter().map(|one| (one.person.clone(), one.unit.clone())).collect();
    for (person, team) in deal(&seed, &people, teams) {
        tx.execute(sql::TEAM_OF, params![id, &person, team])?;
    }
    tx.execute(sql::TEAMS_CLEAR, params![id])?;
    for (number, numeral) in (1..=teams).zip(NUMERALS) {
        tx.execute(sql::TEAM_ADD, params![id, number, format!("第{numeral}组")])?;
    }
    let now = tx.now();
    tx.execute(sql::DRAWN, params![id, &seed, now, &actor.name, teams])?;
    let units: BTreeSet<&str> = learners.iter().map(|one| one.unit.as_str()).collect();
    let facts = json!({"seed": seed, "teams": teams, "people": count, "units": units.len()});
    note(tx, actor, "teams.drawn", On::class(&found), facts)?;
    Ok(seed)
}

/// Gives a team the name it chose.
///
/// # Errors
/// A refusal: nobody of the team and not the trainer, too long a name.
pub fn rename(tx: &mut Tx<'_>, actor: &Actor, id: &str, number: i64, name: &str) -> Result<(), Fault> {
    let found = class::one(tx, &seat::directory(), id)?;
    let learners = class::learners(tx, &seat::directory(), id)?;
    let own =
        learners.iter().any(|one| Some(&one.person) == actor.person.as_ref() && one.team == Some(number));
    if !own && !crate::permission::answers_for(actor, &found) {
        return Err(Refusal::new("组名由本组定。", "A team names itself.").into());
    }
    let name = name.trim();
    if !(1..=12).contains(&name.chars().count()) {
        return Err(Refusal::new("组名写 1–12 字。", "A name has 1 to 12 characters.").at("name").into());
    }
    if tx.execute(sql::TEAM_NAME, params![id, number, name])? == 0 {
        return Err(Fault::NotFound);
    }
    note(tx, actor, "team.named", On::class(&found), json!({"team": number, "name": name}))
}

/// How many of each unit a team has, the most first: what shows that units are mixed.
#[must_use]
pub fn mixed(learners: &[class::Learner], number: i64) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in learners.iter().filter(|one| one.team == Some(number)) {
        *counts.entry(one.unit_name.as_str()).or_default() += 1;
    }
    let mut found: Vec<(String, usize)> = counts.into_iter().map(|(unit, n)| (unit.to_owned(), n)).collect();
    found.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(units: &[usize]) -> Vec<(String, String)> {
        units
            .iter()
            .enumerate()
            .flat_map(|(unit, n)| (0..*n).map(move |at| (format!("p{unit}-{at}"), format!("u{unit}"))))
            .collect()
    }

    #[test]
    fn teams_differ_by_at_most_one_and_units_are_mixed() {
        for units in [vec![12, 1, 1, 1], vec![5, 5, 5], vec![1; 17], vec![30]] {
            for teams in 2..6_i64 {
                let all = people(&units);
                let dealt = deal("seed", &all, teams);
                assert_eq!(dealt.len(), all.len());
                let size = |team| dealt.iter().filter(|(_, at)| *at == team).count();
                let sizes: Vec<usize> = (1..=teams).map(size).collect();
                assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1, "{sizes:?}");
                for unit in 0..units.len() {
                    let of = |team: i64| {
                        dealt
                            .iter()
                            .filter(|(person, at)| *at == team && person.starts_with(&format!("p{unit}-")))
                            .count()
                    };
                    let counts: Vec<usize> = (1..=teams).map(of).collect();
                    assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1, "{counts:?}");
                }
            }
        }
    }

    #[test]
    fn the_same_seed_draws_the_same_teams_in_whatever_order_people_are_given() {
        let mut all = people(&[4, 3, 6]);
        let first = deal("a", &all, 3);
        all.reverse();
        let again = deal("a", &all, 3);
        assert_eq!(first, again);
        assert_ne!(first, deal("b", &all, 3), "another seed, other teams");
    }
}
