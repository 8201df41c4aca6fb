//! The cycle 责任年度: one responsibility year of the county, opened with its scheme and moved from planning to
//! closing by acts of the organisation department. Not here: the letters and results within it.

mod progress;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

pub use progress::{Progress, progress};

use crate::coded::coded;
use crate::scheme::Scheme;
use crate::store::cycle as sql;
use crate::{carried, letter, permission};

coded! {
    /// Where a year stands.
    State {
        /// Targets are being drafted and divided.
        Planning = "planning", "编制目标", "planning";
        /// Targets are adopted; letters are being agreed.
        Agreed = "agreed", "签订责任书", "agreeing letters";
        /// The year is being worked.
        Running = "running", "实施", "under way";
        /// Results are being assessed.
        Assessing = "assessing", "考核", "assessing";
        /// Proposed results are public.
        Publicity = "publicity", "公示", "publicity";
        /// Closed.
        Closed = "closed", "已结束", "closed";
        /// Opened again for a reason that is on record.
        Reopened = "reopened", "重新办理", "reopened";
    }
}

impl State {
    /// Whether targets may still be changed.
    #[must_use]
    pub fn plans(self) -> bool {
        matches!(self, State::Planning | State::Agreed | State::Running)
    }

    /// Whether work may be recorded.
    #[must_use]
    pub fn records(self) -> bool {
        matches!(self, State::Agreed | State::Running | State::Assessing | State::Reopened)
    }
}

/// A move from one state to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// From.
    pub from: State,
    /// To.
    pub to: State,
    /// Whether a reason has to be given.
    pub reason: bool,
}

/// The moves there are. Publicity and closing are offered by the assessment pages, which know the results.
pub const MOVES: &[Move] = &[
    Move { from: State::Planning, to: State::Agreed, reason: false },
    Move { from: State::Agreed, to: State::Planning, reason: true },
    Move { from: State::Agreed, to: State::Running, reason: false },
    Move { from: State::Running, to: State::Assessing, reason: false },
    Move { from: State::Assessing, to: State::Running, reason: true },
    Move { from: State::Assessing, to: State::Publicity, reason: false },
    Move { from: State::Publicity, to: State::Assessing, reason: true },
    Move { from: State::Publicity, to: State::Closed, reason: false },
    Move { from: State::Closed, to: State::Reopened, reason: true },
    Move { from: State::Reopened, to: State::Closed, reason: true },
];

/// A responsibility year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// Id.
    pub id: String,
    /// Calendar year.
    pub year: i16,
    /// Where it stands.
    pub state: State,
    /// What the county decided for it.
    pub scheme: Scheme,
    /// Letters are to be signed by this day.
    pub letters_by: Date,
    /// Assessment is to be done by this day.
    pub assessment_by: Date,
    /// Results are public from this day.
    pub publicity_from: Option<Date>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

/// The dates a cycle names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// Letters are to be signed by this day.
    pub letters_by: Date,
    /// Assessment is to be done by this day.
    pub assessment_by: Date,
    /// Results are public from this day, if already set.
    pub publicity_from: Option<Date>,
}

fn cycle(row: &Row) -> Result<Cycle, DbError> {
    let scheme = serde_json::from_str(row.word(3)?)
        .map_err(|error| DbError::Stored { what: "the scheme of a cycle", why: error.to_string() })?;
    let year = i16::try_from(row.int(1)?).map_err(|_| DbError::Cell { column: 1, expected: "a year" })?;
    Ok(Cycle {
        id: row.text(0)?,
        year,
        state: State::read(row, 2)?,
        scheme,
        letters_by: row.get(4)?,
        assessment_by: row.get(5)?,
        publicity_from: row.get(6)?,
        closed_at: row.get(7)?,
    })
}

fn everybody() -> Scope {
    Scope::county("the county's years and their scheme are known to everybody who serves in it")
}

/// A cycle.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub fn find(tx: &mut Tx<'_>, id: &str) -> Result<Cycle, Fault> {
    let row = tx.row(&everybody(), sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(cycle(&row)?)
}

/// The cycle of a year, if it was opened.
///
/// # Errors
/// If it cannot be read.
pub fn by_year(tx: &mut Tx<'_>, year: i16) -> Result<Option<Cycle>, DbError> {
    tx.row(&everybody(), sql::BY_YEAR, params![year])?.as_ref().map(cycle).transpose()
}

/// All cycles, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Cycle>, DbError> {
    tx.rows(&everybody(), sql::ALL, &[])?.iter().map(cycle).collect()
}

/// The cycle pages open with: this year's; before it is opened, the newest.
///
/// # Errors
/// If it cannot be read.
pub fn current(tx: &mut Tx<'_>) -> Result<Option<Cycle>, DbError> {
    let year = i64::from(tx.today().year());
    let rows = tx.rows(&everybody(), sql::ALL, &[])?;
    let years = rows.iter().map(|row| row.int(1)).collect::<Result<Vec<_>, _>>()?;
    let at = years.iter().position(|one| *one == year).unwrap_or(0);
    rows.get(at).map(cycle).transpose()
}

/// The scheme of a cycle.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such cycle.
pub fn scheme(tx: &mut Tx<'_>, id: &str) -> Result<Scheme, Fault> {
    Ok(find(tx, id)?.scheme)
}

fn check_plan(year: i16, dates: Dates, scheme: &Scheme) -> Result<(), Fault> {
    let mut refusals: Vec<Refusal> = scheme
        .defects()
        .into_iter()
        .map(|defect| Refusal::new(defect.text.zh, defect.text.en).at(defect.field))
        .collect();
    if dates.letters_by.year() != year {
        refusals.push(
            Refusal::new(
                format!("责任书签订期限应在{year}年内。"),
                format!("Letters are to be signed within {year}."),
            )
            .at("letters_by"),
        );
    }
    if dates.assessment_by <= dates.letters_by || !(year..=year + 1).contains(&dates.assessment_by.year()) {
        refusals.push(
            Refusal::new(
                "考核完成期限应晚于责任书签订期限，且不迟于次年年底。",
                "Assessment ends after the letters are signed and before the end of the next year.",
            )
            .at("assessment_by"),
        );
    }
    if dates.publicity_from.is_some_and(|from| from < dates.letters_by) {
        refusals.push(
            Refusal::new(
                "公示开始日应晚于责任书签订期限。",
                "Publicity begins after the letters are signed.",
            )
            .at("publicity_from"),
        );
    }
    if refusals.is_empty() { Ok(()) } else { Err(Fault::Refused(refusals)) }
}

fn written(scheme: &Scheme) -> Result<String, DbError> {
    serde_json::to_string(scheme)
        .map_err(|error| DbError::Stored { what: "a scheme", why: error.to_string() })
}

/// Opens a year in planning; answers its id.
///
/// # Errors
/// A refusal if the actor is not the organisation department, the year is open already, or dates or scheme do
/// not hold (bound to their fields).
pub fn open(
    tx: &mut Tx<'_>,
    actor: &Actor,
    year: i16,
    dates: Dates,
    scheme: &Scheme,
) -> Result<String, Fault> {
    permission::organiser(actor)?;
    if !(2000..2200).contains(&year) {
        return Err(Refusal::new("年度应在 2000 与 2199 之间。", "The year lies between 2000 and 2199.")
            .at("year")
            .into());
    }
    check_plan(year, dates, scheme)?;
    let taken = || {
        Refusal::new(format!("{year}年度已经建立。"), format!("The year {year} has been opened already."))
            .at("year")
    };
    if by_year(tx, year)?.is_some() {
        return Err(taken().into());
    }
    let (id, now, body) = (tx.id(), tx.now(), written(scheme)?);
    let state = State::Planning.code();
    tx.execute(
        sql::ADD,
        params![&id, year, state, body, dates.letters_by, dates.assessment_by, dates.publicity_from, now],
    )?;
    record(
        tx,
        actor,
        "cycle.opened",
        &id,
        json!({ "year": year, "letters_by": dates.letters_by.to_string() }),
    )?;
    Ok(id)
}

/// Changes dates and scheme. After planning a reason is needed; once assessment began the scheme stands.
///
/// # Errors
/// A refusal as in [`open`], or because it is too late or the reason is missing.
pub fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    dates: Dates,
    scheme: &Scheme,
    note: &str,
) -> Result<(), Fault> {
    permission::organiser(actor)?;
    let cycle = find(tx, id)?;
    if !cycle.state.plans() {
        return Err(Refusal::new(
            "考核已经开始，方案不能再改。",
            "Assessment has begun; the scheme can no longer be changed.",
        )
        .into());
    }
    if cycle.state != State::Planning && note.trim().is_empty() {
        return Err(reason_missing().into());
    }
    check_plan(cycle.year, dates, scheme)?;
    let body = written(scheme)?;
    tx.execute(
        sql::SET_SCHEME,
        params![id, &body, dates.letters_by, dates.assessment_by, dates.publicity_from],
    )?;
    let changed = cycle.scheme != *scheme;
    record(tx, actor, "cycle.changed", id, json!({ "scheme": changed, "reason": note.trim() }))
}

fn reason_missing() -> Refusal {
    Refusal::new("请写明理由。", "Give the reason.").at("note")
}

fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    id: &str,
    facts: serde_json::Value,
) -> Result<(), Fault> {
    ledger::record(
        tx,
        actor,
        &Act { kind, subject: ("cycle", id), unit: None, person: None, facts, decision: None },
    )?;
    Ok(())
}

/// Moves a year on (or back, with a reason). Adopting needs every unit's targets in balance; closing ends what is
/// still open: letters in force close, letters never signed lapse.
///
/// # Errors
/// A refusal: not the organisation department, no such move from here, a missing reason, units out of balance.
pub fn advance(tx: &mut Tx<'_>, actor: &Actor, id: &str, to: State, note: &str) -> Result<(), Fault> {
    permission::organiser(actor)?;
    let cycle = find(tx, id)?;
    let from = cycle.state;
    let Some(step) = MOVES.iter().find(|step| step.from == from && step.to == to) else {
        let (now, then) = (from.words(), to.words());
        return Err(Refusal::new(
            format!("{}年度现处于“{}”，不能转入“{}”。", cycle.year, now.zh, then.zh),
            format!("The year {} is {}; it cannot become {} from there.", cycle.year, now.en, then.en),
        )
        .into());
    };
    if step.reason && note.trim().is_empty() {
        return Err(reason_missing().into());
    }
    if to == State::Agreed {
        carried::check_all_balanced(tx, &cycle)?;
    }
    if (from, to) == (State::Agreed, State::Running) && note.trim().is_empty() {
        let open = letters_open(tx, id)?;
        if open > 0 {
            return Err(Refusal::new(
                format!("还有 {open} 份责任书没有签完。请先办完，或写明先行实施的理由。"),
                format!("{open} letters are not signed yet. Finish them first, or give the reason to go on without."),
            )
            .at("note")
            .into());
        }
    }
    let now = tx.now();
    let closed_at = (to == State::Closed).then_some(now);
    let public_from = (to == State::Publicity).then(|| tx.today());
    tx.execute(sql::SET_STATE, params![id, to.code(), closed_at, public_from])?;
    if to == State::Closed {
        letter::close_all(tx, id)?;
    }
    record(
        tx,
        actor,
        "cycle.moved",
        id,
        json!({ "from": from.code(), "to": to.code(), "reason": note.trim() }),
    )
}

/// How many letters of a cycle are neither in force nor given up.
///
/// # Errors
/// If they cannot be counted.
pub fn letters_open(tx: &mut Tx<'_>, id: &str) -> Result<i64, DbError> {
    tx.row(&everybody(), sql::LETTERS_OPEN, params![id])?.map_or(Ok(0), |row| row.int(0))
}
