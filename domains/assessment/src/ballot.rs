//! Rounds of anonymous review 民主测评: who reviews whom, the one-time codes, opening and closing. All codes of a
//! group are alike — a slip drawn from a box tells nobody whose it is — and exist only as hashes while the round is
//! open. Answers are in `vote`. Not here: what the answers mean (tally, formula).

mod codes;

pub use codes::{Slip, hash_of};

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::Text;
use serde_json::json;

use crate::annual;
use crate::appraisal;
use crate::permission::{organiser, wanted};
use crate::procedure::ROUND;
use crate::store::ballot as sql;
use crate::tally::Tally;
use crate::terms::{ANONYMOUS, MARKED};
use codes::{code_of, plan, write_codes};

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
