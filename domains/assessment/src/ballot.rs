//! Rounds of anonymous review 民主测评: who reviews whom, the one-time codes, opening and closing. All codes of a
//! group are alike — a slip drawn from a box tells nobody whose it is — and exist only as hashes while the round is
//! open. Answers are in `vote`. Not here: what the answers mean (tally, formula).

use std::collections::BTreeMap;

use duty::scheme::Source;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::procedure::{By, Limit, Procedure, Step, Way, Words};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::Text;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::annual;
use crate::appraisal;
use crate::permission::{organiser, wanted};
use crate::store::ballot as sql;
use crate::tally::Tally;
use crate::terms::{ANONYMOUS, MARKED};

/// How a round runs.
pub const ROUND: Procedure = Procedure {
    id: "review-round",
    version: 1,
    title: Words::new("民主测评", "Anonymous review"),
    about: Words::new(
        "同级、下级和服务对象凭一次性测评码匿名评价德、能、勤、廉；人数不足的不显示、不采用；结束后只出截尾平均分和份数。",
        "Peers, subordinates and those served mark conduct, ability, diligence and probity by one-time codes; small groups \
         are neither shown nor used; only trimmed means and counts come out, after the round has closed.",
    ),
    basis: &["AS-08"],
    steps: &[Step {
        id: "close",
        title: Words::new("结束民主测评", "Close the review"),
        by: By::Role(Role::Organiser),
        limit: Limit::CycleDate,
        ways: &[Way {
            outcome: "closed",
            title: Words::new("结束测评", "Close the review"),
            to: None,
            reason: false,
        }],
        not_by: &[],
        public: false,
    }],
};

/// A round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Id.
    pub id: String,
    /// Cycle.
    pub cycle: String,
    /// The organ whose people are reviewed.
    pub organ: String,
    /// Its name.
    pub organ_name: String,
    /// Whether answers are taken.
    pub open: bool,
    /// Last day.
    pub closes_on: Date,
    /// Codes given out.
    pub codes: i64,
    /// Codes that came back.
    pub used: i64,
    case: String,
}

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

/// What opening a round gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opened {
    /// The round.
    pub round: String,
    /// The slips, to be printed now: they cannot be shown again.
    pub slips: Vec<Slip>,
    /// Units too small for an anonymous group of their own.
    pub skipped: Vec<String>,
}

fn whole() -> Scope {
    Scope::county("rounds are organised over whole organs; only the organisation department gets here")
}

fn round(row: &Row) -> Result<Round, DbError> {
    Ok(Round {
        id: row.text(0)?,
        cycle: row.text(1)?,
        organ: row.text(2)?,
        organ_name: row.text(3)?,
        open: row.text(4)? == "open",
        closes_on: row.get(5)?,
        codes: row.int(6)?,
        used: row.int(7)?,
        case: row.text(8)?,
    })
}

/// The rounds of a cycle in scope.
///
/// # Errors
/// If they cannot be read.
pub fn rounds(tx: &mut Tx<'_>, scope: &Scope, cycle: &str) -> Result<Vec<Round>, DbError> {
    tx.rows(scope, sql::ROUNDS, params![cycle])?.iter().map(round).collect()
}

/// A round, for the organisation department.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Round, Fault> {
    organiser(actor)?;
    let row = tx.row(&whole(), sql::ROUND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(round(&row)?)
}

/// A group of alike codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Id.
    pub id: String,
    /// Unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// `staff`, `heads` or `served`.
    pub kind: String,
    /// Codes given out.
    pub codes: i64,
    /// Codes that came back, while the round is open.
    pub used: i64,
}

/// The groups of a round: how many codes went out and came back.
///
/// # Errors
/// If they cannot be read.
pub fn groups(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Vec<Group>, Fault> {
    organiser(actor)?;
    let rows = tx.rows(&whole(), sql::GROUPS, params![id])?;
    let found = rows.iter().map(|row| {
        Ok::<_, DbError>(Group {
            id: row.text(0)?,
            unit: row.text(1)?,
            unit_name: row.text(2)?,
            kind: row.text(3)?,
            codes: row.int(4)?,
            used: row.int(5)?,
        })
    });
    Ok(found.collect::<Result<_, _>>()?)
}

/// Whether the review of an organ is over: closed at least once and none open.
pub(crate) fn is_over(tx: &mut Tx<'_>, cycle: &str, organ: &str) -> Result<bool, DbError> {
    let (mut closed, mut open) = (false, false);
    for row in tx.rows(&whole(), sql::OF_UNIT, params![cycle, organ])? {
        match row.text(0)?.as_str() {
            "open" => open = true,
            _ => closed = true,
        }
    }
    Ok(closed && !open)
}

/// The signs of a code: no 0, 1, I, L, O, U, so that it can be read out and typed without mistakes.
const SIGNS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code from random bytes: twelve of thirty signs, about 59 bits.
fn code_of(random: [u8; 16]) -> String {
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

struct Plan {
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
fn plan(
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

/// Opens a round in an organ (or on the county itself, for the heads of the organs) and makes its codes.
/// `served` says how many codes go to those served, by unit. The codes exist only in the answer.
///
/// # Errors
/// A refusal if a round is open, nobody is to be reviewed, or the last day is past.
pub fn open(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: &str,
    organ: &str,
    closes_on: Date,
    served: &BTreeMap<String, usize>,
) -> Result<Opened, Fault> {
    organiser(actor)?;
    if closes_on < tx.today() {
        return Err(Refusal::new("截止日期不能早于今天。", "The last day cannot be past.")
            .at("closes_on")
            .into());
    }
    if served.values().any(|codes| *codes > 500) {
        return Err(Refusal::new(
            "服务对象测评码每单位最多 500 个。",
            "At most 500 codes for those served in a unit.",
        )
        .at("served")
        .into());
    }
    let running = tx.rows(&whole(), sql::OF_UNIT, params![cycle, organ])?;
    if running.iter().any(|row| row.text(0).is_ok_and(|state| state == "open")) {
        return Err(Refusal::new("本单位的民主测评正在进行。", "A review of this organ is under way.").into());
    }
    let scheme = duty::cycle::scheme(tx, cycle)?;
    let least = usize::try_from(scheme.min_group).unwrap_or(usize::MAX);
    let (plans, skipped) = plan(tx, cycle, organ, served, least)?;
    if plans.is_empty() {
        return Err(Refusal::new(
            format!("没有达到 {least} 人的测评分组。可为服务对象发码，或者说明理由后不组织测评。"),
            format!("No group reaches {least} people. Give codes to those served, or record why there is no review."),
        )
        .into());
    }
    let id = tx.id();
    let slips = write_codes(tx, &id, &plans)?;
    let case = open_case(tx, &id, organ, closes_on)?;
    let (codes, now) = (i64::try_from(slips.len()).unwrap_or(i64::MAX), tx.now());
    tx.execute(
        sql::ADD_ROUND,
        params![&id, cycle, organ, "open", closes_on, codes, &case, now, None::<&str>],
    )?;
    record(
        tx,
        actor,
        (&id, organ),
        "review-round.opened",
        json!({ "codes": codes, "closes_on": closes_on }),
    )?;
    Ok(Opened { round: id, slips, skipped })
}

fn open_case(tx: &mut Tx<'_>, round: &str, organ: &str, closes_on: Date) -> Result<String, Fault> {
    let name = appraisal::unit_name(tx, organ)?;
    let about = About {
        subject: ("review-round", round),
        unit: Some(organ),
        person: None,
        title: Text::new(format!("民主测评：{name}"), format!("Anonymous review: {name}")),
        link: "/assessment/ballots",
    };
    case::open(tx, &ROUND, &about, &Assigned::role(Role::Organiser, None).by(closes_on, false))
}

fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: (&str, &str),
    kind: &str,
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let subject = ("review-round", of.0);
    ledger::record(tx, actor, &Act { kind, subject, unit: Some(of.1), person: None, facts, decision: None })?;
    Ok(())
}

/// Makes codes, and a place for every answer they can give, in an order that says nothing.
fn write_codes(tx: &mut Tx<'_>, round: &str, plans: &[Plan]) -> Result<Vec<Slip>, Fault> {
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

/// Makes new codes in place of a group's unused ones, when slips were lost. The lost ones no longer open anything.
///
/// # Errors
/// A refusal if the round is closed or every code has come back.
pub fn reissue(tx: &mut Tx<'_>, actor: &Actor, round_id: &str, group: &str) -> Result<Vec<Slip>, Fault> {
    let round = find(tx, actor, round_id)?;
    let groups = groups(tx, actor, round_id)?;
    let group = groups.into_iter().find(|one| one.id == group).ok_or(Fault::NotFound)?;
    let unused = tx.rows(&whole(), sql::UNUSED, params![&group.id])?;
    if !round.open || unused.is_empty() {
        return Err(Refusal::new("没有可以重发的测评码。", "There is no unused code to replace.").into());
    }
    let people = tx.rows(&whole(), sql::SUBJECTS, params![&group.id])?.len();
    let mut slips = Vec::with_capacity(unused.len());
    for row in &unused {
        tx.execute(sql::DROP_CODE, params![row.text(0)?])?;
        let code = code_of(tx.random::<16>());
        tx.execute(sql::ADD_CODE, params![hash_of(&code), round_id, &group.id])?;
        slips.push(Slip { code, unit: group.unit_name.clone(), kind: group.kind.clone(), people });
    }
    record(tx, actor, (round_id, &round.organ), "review-round.reissued", json!({ "codes": slips.len() }))?;
    Ok(slips)
}

/// Closes a round: codes are destroyed, and everybody of the organ who waits moves on to verification.
/// Before the last day a reason is asked for.
///
/// # Errors
/// A refusal if it is closed already, or closed early without a reason.
pub fn close(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<u32, Fault> {
    let round = find(tx, actor, id)?;
    let early = tx.today() <= round.closes_on && round.used < round.codes;
    if early {
        wanted(
            reason,
            "note",
            "尚未到截止日期且未全部收回，请写明提前结束的理由。",
            "It is before the last day and codes are out; give the reason.",
        )?;
    }
    let now = tx.now();
    case::advance(tx, &ROUND, &round.case, ("close", "closed"), actor, reason, None)?;
    tx.execute(sql::CLOSE_ROUND, params![id, round.used, now])?;
    tx.execute(sql::DROP_CODES, params![id])?;
    let moved = move_on(tx, &round.cycle, &round.organ)?;
    let facts = json!({ "codes": round.codes, "used": round.used, "moved": moved, "early": early });
    record(tx, actor, (id, &round.organ), "review-round.closed", facts)?;
    Ok(moved)
}

/// Records that an organ holds no anonymous review, with the reason; its people move on to verification.
///
/// # Errors
/// A refusal without a reason, or while a round is open.
pub fn waive(tx: &mut Tx<'_>, actor: &Actor, cycle: &str, organ: &str, reason: &str) -> Result<u32, Fault> {
    organiser(actor)?;
    let reason = wanted(reason, "note", "请写明不组织民主测评的理由。", "Say why there is no review.")?;
    let running = tx.rows(&whole(), sql::OF_UNIT, params![cycle, organ])?;
    if running.iter().any(|row| row.text(0).is_ok_and(|state| state == "open")) {
        return Err(Refusal::new(
            "本单位的民主测评正在进行，请先结束。",
            "A review of this organ is under way; close it first.",
        )
        .into());
    }
    let (id, now, today) = (tx.id(), tx.now(), tx.today());
    tx.execute(sql::ADD_ROUND, params![&id, cycle, organ, "closed", today, 0_i64, "", now, now])?;
    let moved = move_on(tx, cycle, organ)?;
    record(tx, actor, (&id, organ), "review-round.waived", json!({ "reason": reason, "moved": moved }))?;
    Ok(moved)
}

fn move_on(tx: &mut Tx<'_>, cycle: &str, organ: &str) -> Result<u32, Fault> {
    if !is_over(tx, cycle, organ)? {
        return Ok(0);
    }
    let mut moved = 0;
    for row in tx.rows(&whole(), sql::WAITING, params![cycle, organ])? {
        let appraisal = appraisal::find(tx, &whole(), &row.text(0)?)?;
        annual::after_review(tx, &appraisal)?;
        moved += 1;
    }
    Ok(moved)
}

/// The answers of closed rounds about somebody, as counts. Whether a group is large enough is asked of each count.
///
/// # Errors
/// If they cannot be read.
pub fn tallies(tx: &mut Tx<'_>, appraisal: &str) -> Result<[[Tally; 4]; 3], DbError> {
    let scope = Scope::county("answers are read by an appraisal loaded in scope, and only counted");
    let mut tallies = [[Tally::default(); 4]; 3];
    for row in tx.rows(&scope, sql::ANSWERS, params![appraisal])? {
        let (source, marks) = (row.text(0)?, row.text(1)?);
        let Some(place) = ANONYMOUS.iter().position(|one| one.code() == source) else { continue };
        for (tally, sign) in tallies[place].iter_mut().zip(marks.chars().take(MARKED.len())) {
            if let Some(answer) = sign.to_digit(10) {
                tally.count(answer as usize);
            }
        }
    }
    Ok(tallies)
}

/// Whether the actor organises rounds: for pages.
#[must_use]
pub fn may_organise(actor: &Actor) -> bool {
    organiser(actor).is_ok() && actor.scope(Area::Duty).is_county()
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
