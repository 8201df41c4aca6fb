//! A class or set asked about in two waves: opening it with its slips, its days, who was asked. Not here: codes
//! (`slip`), answers (`answer`), what closes a wave (`closing`), what happens by itself (`due`).

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case;
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::Rulebook;
use serde_json::json;

use crate::admission::unfit;
use crate::bank::{Form, Wave};
use crate::permission::may_run;
use crate::procedure::SLIPS;
use crate::slip::{self, Slip};
use crate::store::study as sql;
use crate::terms::{Terms, terms};

/// A study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Study {
    /// Id.
    pub id: String,
    /// `class` or `set`.
    pub kind: String,
    /// Which.
    pub subject: String,
    /// Its title.
    pub title: String,
    /// Unit that holds it.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Who gives out the slips.
    pub trainer: Option<String>,
    /// Set of questions.
    pub bank: String,
    /// How much is asked.
    pub form: Form,
    /// Smallest group told.
    pub least: u64,
    /// Year of its first wave.
    pub year: i16,
    /// `running`, `closed`, `dropped`.
    pub state: String,
}

/// One wave of a study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaveRow {
    /// Which.
    pub wave: Wave,
    /// First day.
    pub opens_on: Date,
    /// Last day.
    pub closes_on: Date,
    /// The days rest on a calendar year not yet announced.
    pub provisional: bool,
    /// `planned`, `open`, `closed`.
    pub state: String,
    /// Reminders sent.
    pub reminders: i64,
    /// Answers so far, or in all.
    pub answered: i64,
}

pub(crate) fn known() -> Scope {
    Scope::county("a study is found by its id; who may see it is checked on it")
}

fn study(row: &Row) -> Result<Study, DbError> {
    Ok(Study {
        id: row.text(0)?,
        kind: row.text(1)?,
        subject: row.text(2)?,
        title: row.text(3)?,
        unit: row.text(4)?,
        unit_name: row.text(5)?,
        trainer: row.get(6)?,
        bank: row.text(7)?,
        form: Form::from_code(&row.text(8)?),
        least: u64::try_from(row.int(9)?).unwrap_or(crate::terms::LEAST),
        year: i16::try_from(row.int(10)?).unwrap_or(0),
        state: row.text(11)?,
    })
}

/// A study, whoever asks.
pub(crate) fn one(tx: &mut Tx<'_>, id: &str) -> Result<Study, Fault> {
    let row = tx.row(&known(), sql::ONE, params![id])?.ok_or(Fault::NotFound)?;
    Ok(study(&row)?)
}

/// A study for who runs it.
///
/// # Errors
/// [`Fault::NotFound`] if there is none they may run.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Study, Fault> {
    let found = one(tx, id)?;
    if !runs(tx, actor, &found)? {
        return Err(Fault::NotFound);
    }
    Ok(found)
}

/// Whether somebody runs a study.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn runs(tx: &mut Tx<'_>, actor: &Actor, study: &Study) -> Result<bool, DbError> {
    let reaches =
        actor.holds(tx, Role::Trainer, &study.unit)? || actor.holds(tx, Role::Organiser, &study.unit)?;
    Ok(may_run(actor, study.trainer.as_deref(), reaches))
}

/// The studies in reach, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<Study>, DbError> {
    tx.rows(&actor.scope(Area::Learning), sql::LIST, params![200])?.iter().map(study).collect()
}

/// The studies somebody was asked in.
///
/// # Errors
/// If they cannot be read.
pub fn asked_of(tx: &mut Tx<'_>, person: &str) -> Result<Vec<Study>, Fault> {
    let scope = Scope::county("studies of one person, asked by themselves");
    let rows = tx.rows(&scope, sql::ASKED_OF, params![person])?;
    rows.iter().map(|row| one(tx, &row.text(0)?)).collect()
}

/// The waves of a study.
///
/// # Errors
/// If they cannot be read.
pub fn waves(tx: &mut Tx<'_>, study: &str) -> Result<Vec<WaveRow>, DbError> {
    let rows = tx.rows(&known(), sql::WAVES, params![study])?;
    rows.iter()
        .map(|row| {
            Ok(WaveRow {
                wave: Wave::from_number(row.int(0)?),
                opens_on: row.get(1)?,
                closes_on: row.get(2)?,
                provisional: row.get(3)?,
                state: row.text(4)?,
                reminders: row.int(5)?,
                answered: row.int(6)?,
            })
        })
        .collect()
}

/// A class or set that could be asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// `class` or `set`.
    pub kind: &'static str,
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Its last day.
    pub ends_on: Date,
}

/// Classes and sets in scope without a study, that ended in the last two months or end within three.
///
/// # Errors
/// If they cannot be read.
pub fn subjects(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<Subject>, DbError> {
    let (scope, today) = (actor.scope(Area::Learning), tx.today());
    let (from, to) = (shifted(today, -60), shifted(today, 90));
    let mut found = Vec::new();
    for (kind, rows) in [
        ("class", tx.rows(&scope, sql::CLASSES_WITHOUT, params![from, to])?),
        ("set", tx.rows(&scope, sql::SETS_WITHOUT, params![from])?),
    ] {
        for row in &rows {
            found.push(Subject { kind, id: row.text(0)?, title: row.text(1)?, ends_on: row.get(2)? });
        }
    }
    Ok(found)
}

pub(crate) fn shifted(day: Date, by: i32) -> Date {
    day.checked_add(by.days()).unwrap_or(day)
}

/// What a study is opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStudy {
    /// `class` or `set`.
    pub kind: String,
    /// Which.
    pub subject: String,
    /// Set of questions.
    pub bank: String,
    /// How much is asked.
    pub form: Form,
    /// Day of the last session, when the first wave opens.
    pub opens_on: Date,
}

/// What opening a study gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The study.
    pub id: String,
    /// Of which class or set.
    pub title: String,
    /// First and last day of each wave.
    pub days: Vec<(Date, Date)>,
    /// The slips, to be printed now: they cannot be shown again.
    pub slips: Vec<Slip>,
}

/// What is to be asked about.
pub(crate) struct About {
    title: String,
    unit: String,
    trainer: Option<String>,
    /// Its people with their units.
    pub people: Vec<(String, String)>,
    /// Last day of a class.
    pub ends_on: Option<Date>,
}

fn about(tx: &mut Tx<'_>, kind: &str, id: &str) -> Result<About, Fault> {
    let (row, people) = if kind == "set" {
        (tx.row(&known(), sql::SET, params![id])?, tx.rows(&known(), sql::SET_PEOPLE, params![id])?)
    } else {
        (tx.row(&known(), sql::CLASS, params![id])?, tx.rows(&known(), sql::CLASS_PEOPLE, params![id])?)
    };
    let row = row.ok_or(Fault::NotFound)?;
    let people = people.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect::<Result<_, DbError>>()?;
    let (trainer, ends_on) = if kind == "set" { (None, None) } else { (row.get(2)?, row.get(3)?) };
    Ok(About { title: row.text(0)?, unit: row.text(1)?, trainer, people, ends_on })
}

/// People of a study with the unit they came from, as they are now.
pub(crate) fn people(tx: &mut Tx<'_>, study: &Study) -> Result<Vec<(String, String)>, Fault> {
    Ok(about(tx, &study.kind, &study.subject)?.people)
}

/// The days of a wave that opens on or after a day.
fn days(book: &Rulebook, from: Date, open_for: u16) -> Result<(Date, Date, bool), Fault> {
    let calendar = book.calendar();
    let first = calendar.on_or_after(from);
    let last =
        first.as_ref().ok().and_then(|first| calendar.add_working_days(first.date, u32::from(open_for)).ok());
    let (Ok(first), Some(last)) = (first, last) else {
        return Err(Refusal::new("日期超出工作日历，请核对。", "The day lies outside the calendar.")
            .at("opens_on")
            .into());
    };
    Ok((first.date, last.date, first.provisional || last.provisional))
}

/// The days of both waves of a class whose last session is on a day: the first opens that day, the second on a working
/// day 30 to 60 days later.
pub fn both_days(
    book: &Rulebook,
    terms: &Terms,
    last_session: Date,
) -> Result<[(Date, Date, bool); 2], Fault> {
    let (_, closes, provisional) = days(book, last_session, terms.pulse)?;
    let wanted = shifted(last_session, i32::from(terms.after));
    let mut later = days(book, wanted, terms.later)?;
    if later.0 > shifted(last_session, 60) {
        // A long holiday lies there: the last working day before it.
        let before = book.calendar().on_or_before(wanted).map_or(wanted, |due| due.date);
        later = days(book, before, terms.later)?;
    }
    Ok([(last_session, closes, provisional), later])
}

/// Why a class cannot be asked about, if it cannot.
/// Opens a study and makes its slips, which exist only in the answer.
///
/// # Errors
/// A refusal if the class has a study or no learners, or the day is past or too far off.
pub fn open(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, new: &NewStudy) -> Result<Opened, Fault> {
    let about = about(tx, &new.kind, &new.subject)?;
    let reaches =
        actor.holds(tx, Role::Trainer, &about.unit)? || actor.holds(tx, Role::Organiser, &about.unit)?;
    if !may_run(actor, about.trainer.as_deref(), reaches) {
        return Err(Fault::NotFound);
    }
    let terms = terms(tx)?;
    if let Some(refusal) = unfit(tx, new, &about, terms.least)? {
        return Err(refusal.into());
    }
    crate::licensed::bank(tx, &new.bank)?;
    let both = both_days(book, &terms, new.opens_on)?;
    let (id, now, secret) = (tx.id(), tx.now(), tx.random::<32>());
    let least = i64::try_from(terms.least).unwrap_or(i64::MAX);
    tx.execute(
        sql::ADD,
        params![
            &id,
            &new.kind,
            &new.subject,
            &about.title,
            &about.unit,
            about.trainer.as_deref(),
            &new.bank,
            new.form.code(),
            secret.as_slice(),
            least,
            new.opens_on.year(),
            now
        ],
    )?;
    for (number, (opens, closes, provisional)) in (1_i64..).zip(both) {
        tx.execute(sql::ADD_WAVE, params![&id, number, opens, closes, provisional])?;
    }
    let slips = slip::make(tx, &id, &secret, &about.people, terms.least)?;
    if let Some(case) = case::of_subject(tx, &SLIPS, &new.kind, &new.subject)?
        && case::open_step_of(tx, &case)?.is_some()
    {
        // Whoever prints them has done it, also where it waited for a colleague.
        case::advance(tx, &SLIPS, &case, ("prepare", "prepared"), &Actor::program(), "", None)?;
    }
    let facts = json!({ "of": [&new.kind, &new.subject], "slips": slips.len(), "bank": &new.bank, "form": new.form.code() });
    record(tx, actor, (&id, &about.unit), "diagnosis.opened", facts)?;
    if new.opens_on == tx.today() {
        // The learners may have the slips in their hands a minute from now.
        crate::due::open(tx, book, &id, Wave::Pulse)?;
    }
    opened(tx, &id, slips)
}

/// Slips with what stands on them.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such study.
pub fn opened(tx: &mut Tx<'_>, id: &str, slips: Vec<Slip>) -> Result<Opened, Fault> {
    let title = one(tx, id)?.title;
    let days = waves(tx, id)?.iter().map(|wave| (wave.opens_on, wave.closes_on)).collect();
    Ok(Opened { id: id.to_owned(), title, days, slips })
}

pub(crate) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (study, unit): (&str, &str),
    kind: &str,
    facts: serde_json::Value,
) -> Result<(), DbError> {
    let subject = ("diagnosis", study);
    let act = Act { kind, subject, unit: Some(unit), person: None, facts, decision: None };
    ledger::record(tx, actor, &act).map(drop)
}

/// Says that a class has no diagnosis, with the reason.
///
/// # Errors
/// A refusal without a reason, or where the step is not theirs.
pub fn leave_out(tx: &mut Tx<'_>, actor: &Actor, class: &str, reason: &str) -> Result<(), Fault> {
    let case = case::of_subject(tx, &SLIPS, "class", class)?.ok_or(Fault::NotFound)?;
    let about = about(tx, "class", class)?;
    case::advance(tx, &SLIPS, &case, ("prepare", "left-out"), actor, reason, None)?;
    let subject = ("class", class);
    let facts = json!({ "reason": reason });
    let act = Act {
        kind: "diagnosis.left-out",
        subject,
        unit: Some(&about.unit),
        person: None,
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}
