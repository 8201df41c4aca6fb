//! Who reviews whom, and the codes for it: made here, seen once on slips, kept only as hashes. Not here: opening and
//! closing a round (the file above), answering (`vote`).

use std::collections::BTreeMap;

use duty::scheme::Source;
use kernel::{DbError, Fault, Tx, params};
use sha2::{Digest, Sha256};

use super::{sql, whole};
use crate::appraisal;

/// A slip: the one and only time a code is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The code, in three groups of four signs.
    pub code: String,
    /// Name of the unit it is for.
    pub unit: String,
    /// `staff`, `heads` or `served`.
    pub kind: String,
    /// How many people are on its page.
    pub people: usize,
}

/// The signs of a code: no 0, 1, I, L, O, U, so that it can be read out and typed without mistakes.
const SIGNS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code from random bytes: twelve of thirty signs, about 59 bits.
pub(super) fn code_of(random: [u8; 16]) -> String {
    let mut number = u128::from_be_bytes(random);
    let mut code = String::with_capacity(14);
    for place in 0..12 {
        if place == 4 || place == 8 {
            code.push('-');
        }
        let sign = SIGNS.get(usize::try_from(number % 30).unwrap_or(0)).copied().unwrap_or(b'2');
        number /= 30;
        code.push(char::from(sign));
    }
    code
}

/// The hash under which a code is kept, however it was typed: case, blanks and dashes do not matter.
#[must_use]
pub fn hash_of(code: &str) -> String {
    let plain: String =
        code.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect();
    hex::encode(Sha256::digest(format!("shanzhi ballot {plain}")))
}

pub(super) struct Plan {
    unit: String,
    unit_name: String,
    kind: &'static str,
    codes: usize,
    subjects: Vec<(String, Source)>,
}

struct Team {
    name: String,
    heads: Vec<String>,
    staff: Vec<String>,
}

fn teams(tx: &mut Tx<'_>, cycle: &str, organ: &str) -> Result<BTreeMap<String, Team>, DbError> {
    let mut teams: BTreeMap<String, Team> = BTreeMap::new();
    for row in tx.rows(&whole(), sql::PEOPLE, params![cycle, organ])? {
        let name = row.text(2)?;
        let team =
            teams.entry(row.text(1)?).or_insert_with(|| Team { name, heads: Vec::new(), staff: Vec::new() });
        if row.get::<bool>(3)? { team.heads.push(row.text(0)?) } else { team.staff.push(row.text(0)?) }
    }
    Ok(teams)
}

/// Who reviews whom: the staff of a unit each other as peers and their head as subordinates; the heads of the units
/// right beneath a unit each other as peers; those served everybody in the unit they dealt with.
pub(super) fn plan(
    tx: &mut Tx<'_>,
    cycle: &str,
    organ: &str,
    served: &BTreeMap<String, usize>,
    least: usize,
) -> Result<(Vec<Plan>, Vec<String>), DbError> {
    let mut teams = teams(tx, cycle, organ)?;
    let organ_name = appraisal::unit_name(tx, organ)?;
    teams.entry(organ.to_owned()).or_insert_with(|| Team {
        name: organ_name,
        heads: Vec::new(),
        staff: Vec::new(),
    });
    let (mut plans, mut skipped) = (Vec::new(), Vec::new());
    for (unit, team) in teams {
        let of = |source: Source, people: &[String]| {
            people.iter().map(|one| (one.clone(), source)).collect::<Vec<_>>()
        };
        let everybody: Vec<String> = team.heads.iter().chain(&team.staff).cloned().collect();
        let mut push = |kind, codes, subjects: Vec<(String, Source)>| {
            if codes > 0 && !subjects.is_empty() {
                plans.push(Plan { unit: unit.clone(), unit_name: team.name.clone(), kind, codes, subjects });
            }
        };
        if team.staff.len() >= least {
            let subjects = [of(Source::Peers, &team.staff), of(Source::Subordinates, &team.heads)].concat();
            push("staff", team.staff.len(), subjects);
        } else if !team.staff.is_empty() {
            skipped.push(team.name.clone());
        }
        push("served", served.get(&unit).copied().unwrap_or(0), of(Source::Served, &everybody));
        let rows = tx.rows(&whole(), sql::HEADS_BENEATH, params![cycle, &unit])?;
        let heads = rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, _>>()?;
        if heads.len() >= least {
            push("heads", heads.len(), of(Source::Peers, &heads));
        }
    }
    Ok((plans, skipped))
}

/// Makes codes, and a place for every answer they can give, in an order that says nothing.
pub(super) fn write_codes(tx: &mut Tx<'_>, round: &str, plans: &[Plan]) -> Result<Vec<Slip>, Fault> {
    let (mut slips, mut places) = (Vec::new(), Vec::new());
    for plan in plans {
        let group = tx.id();
        let codes = i64::try_from(plan.codes).unwrap_or(i64::MAX);
        tx.execute(sql::ADD_GROUP, params![&group, round, &plan.unit, plan.kind, codes])?;
        for (appraisal, source) in &plan.subjects {
            tx.execute(sql::ADD_SUBJECT, params![&group, appraisal, source.code()])?;
        }
        for _ in 0..plan.codes {
            slips.push(new_code(tx, round, &group, plan)?);
            for (appraisal, source) in &plan.subjects {
                places.push((hex::encode(tx.random::<16>()), appraisal.as_str(), *source));
            }
        }
    }
    places.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    for (id, appraisal, source) in &places {
        tx.execute(sql::ADD_PLACE, params![id, round, *appraisal, source.code()])?;
    }
    Ok(slips)
}

fn new_code(tx: &mut Tx<'_>, round: &str, group: &str, plan: &Plan) -> Result<Slip, Fault> {
    let code = code_of(tx.random::<16>());
    tx.execute(sql::ADD_CODE, params![hash_of(&code), round, group])?;
    Ok(Slip { code, unit: plan.unit_name.clone(), kind: plan.kind.to_owned(), people: plan.subjects.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_three_groups_of_four_signs_that_cannot_be_mistaken() {
        let code = code_of([7; 16]);
        let groups: Vec<&str> = code.split('-').collect();
        assert_eq!(groups.iter().map(|group| group.len()).collect::<Vec<_>>(), [4, 4, 4]);
        assert!(!code.chars().any(|c| "01ILOU".contains(c)));
        assert_ne!(code_of([7; 16]), code_of([8; 16]));
    }

    #[test]
    fn a_code_is_known_however_it_was_typed() {
        assert_eq!(hash_of("ABCD-2345-WXYZ"), hash_of(" abcd 2345wxyz"));
        assert_ne!(hash_of("ABCD-2345-WXYZ"), hash_of("ABCD-2345-WXY2"));
    }
}
