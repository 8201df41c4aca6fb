//! What happens by itself: waves open on their day, remind twice at most, and close; before a class ends its trainer is
//! asked for the slips. Called again and again; nothing is done twice. Not here: the clock that calls.

use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, County, DbError, Fault, Tx, params};
use law::{Rulebook, Text};
use serde_json::json;

use crate::bank::Wave;
use crate::closing;
use crate::procedure::{ASKED, SLIPS};
use crate::store::study as sql;
use crate::study::{self, Study, WaveRow, known, shifted};
use crate::terms::terms;

/// One thing that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// A wave opens.
    Open(String, Wave),
    /// Its people are reminded.
    Remind(String, Wave),
    /// A wave closes.
    Close(String, Wave),
    /// The slips of a class are asked for: class, title, unit, trainer, last session.
    Slips(String, String, String, Option<String>, Date),
}

/// Days before the last session on which the slips are asked for.
const AHEAD: i32 = 3;

/// What is due today.
///
/// # Errors
/// If it cannot be read.
pub fn due(tx: &mut Tx<'_>) -> Result<Vec<Due>, DbError> {
    let today = tx.today();
    let mut found = Vec::new();
    for row in tx.rows(&known(), sql::UNDER_WAY, params![today])? {
        let (study, wave) = (row.text(0)?, Wave::from_number(row.int(1)?));
        let (opens, closes): (Date, Date) = (row.get(2)?, row.get(3)?);
        match (row.text(4)?.as_str(), row.int(5)?) {
            ("planned", _) => found.push(Due::Open(study, wave)),
            (_, _) if today > closes => found.push(Due::Close(study, wave)),
            (_, 0) if today >= middle(opens, closes) && today > opens => found.push(Due::Remind(study, wave)),
            (_, 1) if today >= closes => found.push(Due::Remind(study, wave)),
            _ => {}
        }
    }
    let rows =
        tx.rows(&known(), sql::CLASSES_WITHOUT, params![shifted(today, -14), shifted(today, AHEAD)])?;
    for row in &rows {
        let class = row.text(0)?;
        if case::of_subject(tx, &SLIPS, "class", &class)?.is_none() {
            found.push(Due::Slips(class, row.text(1)?, row.text(3)?, row.get(4)?, row.get(2)?));
        }
    }
    Ok(found)
}

fn middle(opens: Date, closes: Date) -> Date {
    let days = opens.until(closes).map_or(0, |span| span.get_days());
    shifted(opens, days.div_euclid(2) + days.rem_euclid(2))
}

/// Does one thing that is due.
///
/// # Errors
/// If it cannot be done; what another did meanwhile is no error.
pub fn take(tx: &mut Tx<'_>, book: &Rulebook, due: &Due) -> Result<(), Fault> {
    match due {
        Due::Open(study, wave) => open(tx, book, study, *wave),
        Due::Remind(study, wave) => remind(tx, study, *wave),
        Due::Close(study, wave) => closing::close(tx, &Actor::program(), study, *wave),
        Due::Slips(class, title, unit, trainer, day) => {
            ask_for_slips(tx, book, (class, title, unit), trainer.as_deref(), *day)
        }
    }
}

/// Does all that is due, each in a transaction of its own.
///
/// # Errors
/// The first that could not be done; those before it are done.
pub fn run(county: &County, book: &Rulebook) -> Result<usize, Fault> {
    let all = county.read_now(due)?;
    for one in &all {
        let (one, book) = (one.clone(), book.clone());
        let done = county.write_now(move |tx| take(tx, &book, &one));
        match done {
            // Somebody closed it by hand in the meantime.
            Ok(()) | Err(Fault::Refused(_) | Fault::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(all.len())
}

fn wave_of(tx: &mut Tx<'_>, study: &str, wave: Wave) -> Result<(Study, WaveRow), Fault> {
    let found = study::one(tx, study)?;
    let row = study::waves(tx, study)?.into_iter().find(|one| one.wave == wave).ok_or(Fault::NotFound)?;
    Ok((found, row))
}

/// A house that was closed on the day opens the wave when it is open again, for as long as it would have been.
fn opened_late(tx: &mut Tx<'_>, book: &Rulebook, id: &str, row: WaveRow) -> Result<WaveRow, Fault> {
    let today = tx.today();
    if today <= row.opens_on {
        return Ok(row);
    }
    let terms = terms(tx)?;
    let open_for = if row.wave == Wave::Pulse { terms.pulse } else { terms.later };
    let Ok(closes) = book.calendar().add_working_days(today, u32::from(open_for)) else { return Ok(row) };
    tx.execute(sql::SET_DAYS, params![id, row.wave.number(), today, closes.date, closes.provisional])?;
    Ok(WaveRow { opens_on: today, closes_on: closes.date, provisional: closes.provisional, ..row })
}

/// Opens a wave and asks its people.
///
/// # Errors
/// [`Fault::NotFound`] if it is not planned any more.
pub(crate) fn open(tx: &mut Tx<'_>, book: &Rulebook, id: &str, wave: Wave) -> Result<(), Fault> {
    let (found, row) = wave_of(tx, id, wave)?;
    let row = opened_late(tx, book, id, row)?;
    if found.state != "running"
        || tx.execute(sql::MOVE_WAVE, params![id, wave.number(), "open", "planned"])? == 0
    {
        return Err(Fault::NotFound);
    }
    for (person, _) in study::people(tx, &found)? {
        let subject = format!("{id}/{}/{person}", wave.number());
        let words = wave.text();
        let about = About {
            subject: ("diagnosis-wave", &subject),
            unit: None,
            person: Some(&person),
            title: Text::new(
                format!("{}（{}）", found.title, words.zh),
                format!("{} ({})", found.title, words.en),
            ),
            link: "/diagnosis/mine",
        };
        let case =
            case::open(tx, &ASKED, &about, &Assigned::person(&person).by(row.closes_on, row.provisional))?;
        tx.execute(sql::ADD_ASKED, params![id, wave.number(), &person, &case])?;
    }
    let facts = json!({ "wave": wave.number(), "closes_on": row.closes_on });
    study::record(tx, &Actor::program(), (id, &found.unit), "diagnosis.wave-opened", facts)?;
    Ok(())
}

fn remind(tx: &mut Tx<'_>, id: &str, wave: Wave) -> Result<(), Fault> {
    let (found, row) = wave_of(tx, id, wave)?;
    let mut reminded = 0;
    let asked = tx.rows(&known(), sql::ASKED, params![id, wave.number()])?;
    for one in &asked {
        let (case, person) = (one.text(0)?, one.text(1)?);
        let Some(step) = case::open_step_of(tx, &case)?.filter(|step| step.step != "last") else { continue };
        let next = Assigned::person(person).by(row.closes_on, row.provisional);
        case::advance(tx, &ASKED, &case, (&step.step, "reminded"), &Actor::program(), "", Some(next))?;
        reminded += 1;
    }
    tx.execute(sql::SET_REMINDED, params![id, wave.number(), row.reminders + 1])?;
    let facts = json!({ "wave": wave.number(), "reminded": reminded });
    study::record(tx, &Actor::program(), (id, &found.unit), "diagnosis.reminded", facts)?;
    Ok(())
}

fn ask_for_slips(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    (class, title, unit): (&str, &str, &str),
    trainer: Option<&str>,
    last_session: Date,
) -> Result<(), Fault> {
    if case::of_subject(tx, &SLIPS, "class", class)?.is_some() {
        return Err(Fault::NotFound);
    }
    let to = match trainer {
        Some(person) => Assigned::person(person),
        None => Assigned::role(Role::Trainer, None),
    };
    let due = last_session.max(tx.today());
    let provisional = book.calendar().day(due).provisional;
    let about = About {
        subject: ("class", class),
        unit: Some(unit),
        person: None,
        title: Text::new(title, title),
        link: &format!("/diagnosis/new?class={class}"),
    };
    case::open(tx, &SLIPS, &about, &to.by(due, provisional))?;
    let subject = ("class", class);
    let act = kernel::ledger::Act {
        kind: "diagnosis.slips-asked",
        subject,
        unit: Some(unit),
        person: None,
        facts: json!({}),
        decision: None,
    };
    kernel::ledger::record(tx, &Actor::program(), &act)?;
    Ok(())
}

/// Opens or closes a wave by hand, for who runs it: a class may end a day early, and answers may all be in.
///
/// # Errors
/// [`Fault::NotFound`] if it is not theirs, a refusal if the wave is not in that state.
pub fn by_hand(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (id, wave): (&str, Wave),
    act: &str,
) -> Result<(), Fault> {
    study::find(tx, actor, id)?;
    match act {
        "open" if wave == Wave::Pulse => open(tx, book, id, wave),
        "close" => closing::close(tx, actor, id, wave),
        _ => Err(Fault::NotFound),
    }
}

/// Says on one's own to-do that one has answered, or will not.
///
/// # Errors
/// A refusal if it does not wait for them.
pub fn say(tx: &mut Tx<'_>, actor: &Actor, case: &str, done: bool) -> Result<(), Fault> {
    let step = case::open_step_of(tx, case)?.ok_or(Fault::NotFound)?;
    let outcome = if done { "done" } else { "not" };
    case::advance(tx, &ASKED, case, (&step.step, outcome), actor, "", None)?;
    let subject = ("case", case);
    let act = kernel::ledger::Act {
        kind: "diagnosis.todo-ended",
        subject,
        unit: None,
        person: actor.person.as_deref(),
        facts: json!({}),
        decision: None,
    };
    kernel::ledger::record(tx, actor, &act)?;
    Ok(())
}
