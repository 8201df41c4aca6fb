//! Slips: codes alike within a group, each with a second code for somebody who sees the learner's work. Made here, seen
//! once, kept only as hashes. Places for the answers are made with them, in the order of their pseudonyms. Not here:
//! answering.

use std::collections::BTreeMap;

use kernel::{Actor, DbError, Fault, Refusal, Tx, params};
use serde_json::json;

use crate::code::{code_of, hash_of, mask, pseudonym_of};
use crate::disclosure::{Cell, fold};
use crate::store::answer as sql;
use crate::store::study as studies;
use crate::study::{self, known};

/// A slip: the one and only time its codes are seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The learner's own code, for both waves.
    pub own: String,
    /// The code for somebody who sees their work, for the second.
    pub seen: String,
    /// Name of the unit it is for; empty for everybody else.
    pub unit: String,
}

/// A group of slips alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Id.
    pub id: String,
    /// Unit; none for people of units too small for a group of their own.
    pub unit: Option<String>,
    /// Its name.
    pub unit_name: Option<String>,
    /// Slips given out.
    pub codes: i64,
}

/// The groups of a study.
///
/// # Errors
/// If they cannot be read.
pub fn groups(tx: &mut Tx<'_>, study: &str) -> Result<Vec<Group>, DbError> {
    let rows = tx.rows(&known(), sql::GROUPS, params![study])?;
    rows.iter()
        .map(|row| {
            Ok(Group { id: row.text(0)?, unit: row.get(1)?, unit_name: row.get(2)?, codes: row.int(3)? })
        })
        .collect()
}

/// Makes the slips of a class: a group for each unit with enough people in it, one for all others.
pub(crate) fn make(
    tx: &mut Tx<'_>,
    study: &str,
    secret: &[u8],
    people: &[(String, String)],
    least: u64,
) -> Result<Vec<Slip>, Fault> {
    let mut units: BTreeMap<&str, u64> = BTreeMap::new();
    people.iter().for_each(|(_, unit)| *units.entry(unit).or_default() += 1);
    let sizes: Vec<(bool, u64)> = units.values().map(|n| (true, *n)).collect();
    let cells = fold(&sizes, least).unwrap_or_else(|| vec![Cell::Rest; sizes.len()]);
    let mut groups: BTreeMap<Option<&str>, u64> = BTreeMap::new();
    for ((unit, n), cell) in units.iter().zip(cells) {
        *groups.entry(matches!(cell, Cell::Own(_)).then_some(*unit)).or_default() += n;
    }
    let (mut slips, mut places) = (Vec::new(), Vec::new());
    for (unit, n) in groups {
        let group = tx.id();
        let name = match unit {
            Some(unit) => {
                tx.row(&known(), studies::UNIT_NAME, params![unit])?.map(|row| row.text(0)).transpose()?
            }
            None => None,
        };
        tx.execute(sql::ADD_GROUP, params![&group, study, unit, i64::try_from(n).unwrap_or(0)])?;
        for _ in 0..n {
            let (own, seen) = (code_of(tx.random::<16>()), code_of(tx.random::<16>()));
            places.push((pseudonym_of(secret, &own), group.clone()));
            slips.push((Slip { own, seen, unit: name.clone().unwrap_or_default() }, group.clone()));
        }
    }
    write(tx, study, secret, &slips, places)?;
    Ok(slips.into_iter().map(|(slip, _)| slip).collect())
}

fn write(
    tx: &mut Tx<'_>,
    study: &str,
    secret: &[u8],
    slips: &[(Slip, String)],
    mut places: Vec<(String, String)>,
) -> Result<(), Fault> {
    let mut codes: Vec<(String, &str, &str, String)> = Vec::with_capacity(slips.len() * 2);
    for (slip, group) in slips {
        let hidden = mask(&pseudonym_of(secret, &slip.own), &slip.seen).unwrap_or_default();
        codes.push((hash_of(&slip.own), group, "own", String::new()));
        codes.push((hash_of(&slip.seen), group, "seen", hidden));
    }
    // Sorted by what is random, so that the order of the rows says nothing about who sat beside whom.
    codes.sort_unstable();
    places.sort_unstable();
    for (hash, group, kind, hidden) in &codes {
        tx.execute(sql::ADD_CODE, params![hash, study, *group, *kind, hidden])?;
    }
    for (pseudonym, group) in &places {
        for wave in [1_i64, 2] {
            tx.execute(sql::ADD_PLACE, params![study, wave, pseudonym, group])?;
        }
    }
    Ok(())
}

/// Makes a few more slips of a group, for slips lost. What was answered with a lost one does not pair with the new.
///
/// # Errors
/// A refusal if the study is over or more than ten are asked for.
pub fn more(tx: &mut Tx<'_>, actor: &Actor, id: &str, group: &str, count: i64) -> Result<Vec<Slip>, Fault> {
    let found = study::find(tx, actor, id)?;
    let secret: Option<Vec<u8>> =
        tx.row(&known(), studies::SECRET, params![id])?.map(|row| row.get(0)).transpose()?.flatten();
    let Some(secret) = secret.filter(|_| found.state == "running") else {
        return Err(Refusal::new("两次问卷都已结束，不能再补印。", "Both waves are over.").into());
    };
    if !(1..=10).contains(&count) {
        return Err(Refusal::new("一次补印 1 至 10 张。", "One to ten slips at a time.").at("count").into());
    }
    let group = groups(tx, id)?.into_iter().find(|one| one.id == group).ok_or(Fault::NotFound)?;
    let (mut slips, mut places) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let (own, seen) = (code_of(tx.random::<16>()), code_of(tx.random::<16>()));
        places.push((pseudonym_of(&secret, &own), group.id.clone()));
        slips.push((Slip { own, seen, unit: group.unit_name.clone().unwrap_or_default() }, group.id.clone()));
    }
    write(tx, id, &secret, &slips, places)?;
    tx.execute(sql::MORE_CODES, params![&group.id, count])?;
    study::record(tx, actor, (id, &found.unit), "diagnosis.slips-added", json!({ "count": count }))?;
    Ok(slips.into_iter().map(|(slip, _)| slip).collect())
}
