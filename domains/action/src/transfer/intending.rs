//! Intended applications: asking learners for them, writing at most three, asking for help and answering it. Not here:
//! attempts (`attempting`).

use jiff::civil::Date;
use kernel::case::{self, About, Assigned};
use kernel::ledger::{self, Act};
use kernel::procedure::Procedure;
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::decision::Text;
use law::rulebook::Rulebook;
use serde_json::json;

use super::changing::wait_for;
use super::{Intention, Source, find, sql};
use crate::permission;
use crate::procedure::{ATTEMPT, INTENTION};
use crate::set::named;

/// Applications a learner writes for one class or set at most.
pub const MOST: i64 = 3;

/// A class or set somebody learned in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// Which kind.
    pub source: Source,
    /// Which one.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its last day.
    pub ended_on: Date,
    /// Applications written for it.
    pub written: i64,
}

/// An application as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIntention {
    /// Where it was learned.
    pub source: Source,
    /// Which class or set.
    pub source_id: String,
    /// What is to be done differently.
    pub what: String,
    /// By when it will have been tried.
    pub when_on: Date,
    /// Where.
    pub setting: String,
    /// With whom.
    pub with_whom: String,
    /// Who is likely to see it.
    pub witness: Option<String>,
    /// What help is wanted.
    pub help: String,
}

/// The classes and sets that have ended in which a person learned, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn occasions(tx: &mut Tx<'_>, person: &str) -> Result<Vec<Occasion>, DbError> {
    tx.rows(&Scope::own(person), sql::OCCASIONS, params![person])?
        .iter()
        .map(|row| {
            Ok(Occasion {
                source: Source::read(row, 0)?,
                id: row.text(1)?,
                title: row.text(2)?,
                ended_on: row.get(3)?,
                written: row.int(4)?,
            })
        })
        .collect()
}

/// What a person wrote after a class about using it: what, when and with whom; so that it is not typed twice.
///
/// # Errors
/// If it cannot be read.
pub fn reported(
    tx: &mut Tx<'_>,
    person: &str,
    class: &str,
) -> Result<Option<(String, String, String)>, DbError> {
    let row = tx.row(&Scope::own(person), sql::REPORTED, params![class, person])?;
    row.map(|row| Ok((row.text(0)?, row.text(1)?, row.text(2)?))).transpose()
}

/// Title and unit of a class or set the person learned in.
pub(super) fn occasion_of(
    tx: &mut Tx<'_>,
    person: &str,
    (source, id): (Source, &str),
) -> Result<(String, String), Fault> {
    let statement = match source {
        Source::Class => sql::CLASS_OF,
        Source::Set => sql::SET_OF,
    };
    let row = tx.row(&Scope::own(person), statement, params![id, person])?.ok_or(Fault::NotFound)?;
    Ok((row.text(0)?, row.text(1)?))
}

/// Asks learners what they mean to use at work: a to-do for each who was not asked before. Answers how many.
///
/// # Errors
/// If it cannot be written.
pub fn invite(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    (source, id, title, unit): (Source, &str, &str, &str),
    learners: &[String],
) -> Result<usize, Fault> {
    let scope = Scope::county("whom the room itself asked before");
    let rows = tx.rows(&scope, sql::INVITED, params![source.code(), id, INTENTION.id])?;
    let asked = rows.iter().map(|row| row.get::<Option<String>>(0)).collect::<Result<Vec<_>, _>>()?;
    let due = book.calendar().add_working_days(tx.today(), 5).ok();
    let link = format!("/action/transfer/new?source={}&of={id}", source.code());
    let mut count = 0;
    for learner in learners.iter().filter(|learner| !asked.iter().flatten().any(|one| one == *learner)) {
        let about = About {
            subject: (source.code(), id),
            unit: Some(unit),
            person: Some(learner),
            title: Text::new(title, title),
            link: &link,
        };
        let mut to = Assigned::person(learner.as_str());
        if let Some(due) = &due {
            to = to.by(due.date, due.provisional);
        }
        case::open(tx, &INTENTION, &about, &to)?;
        count += 1;
    }
    Ok(count)
}

/// Whether any learner of a class was asked.
///
/// # Errors
/// If it cannot be read.
pub fn was_invited(tx: &mut Tx<'_>, class: &str) -> Result<bool, DbError> {
    let scope = Scope::county("whom the room itself asked before");
    Ok(!tx.rows(&scope, sql::INVITED, params![Source::Class.code(), class, INTENTION.id])?.is_empty())
}

/// Asks the learners of a class, by whoever keeps the learning of its unit, or by the program when it is finished.
/// Answers how many were asked now.
///
/// # Errors
/// A refusal for who may not, or for a class that has not begun; [`Fault::NotFound`].
pub fn invite_class(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, class: &str) -> Result<usize, Fault> {
    let by_itself = actor.account == "program";
    let scope = if by_itself {
        Scope::county("the program asks when a class is finished")
    } else {
        actor.scope(Area::Learning)
    };
    let row = tx.row(&scope, sql::CLASS, params![class])?.ok_or(Fault::NotFound)?;
    let (title, unit, state) = (row.text(0)?, row.text(1)?, row.text(2)?);
    if !by_itself && !permission::keeps(tx, actor, &unit)? {
        return Err(Refusal::new(
            "由主办单位或培训、组织部门请学员填写。",
            "Learners are asked by the unit that holds the class, trainers or the organisation department.",
        )
        .into());
    }
    if !matches!(state.as_str(), "running" | "finished") {
        return Err(
            Refusal::new("培训班尚未开班或已取消。", "The class has not begun, or was cancelled.").into()
        );
    }
    let all = Scope::county("the learners of a class that was found in scope");
    let rows = tx.rows(&all, sql::LEARNERS, params![class])?;
    let learners = rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, _>>()?;
    let count = invite(tx, book, (Source::Class, class, &title, &unit), &learners)?;
    let act = Act {
        kind: "transfer.invited",
        subject: ("class", class),
        unit: Some(&unit),
        person: None,
        facts: json!({ "learners": count }),
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(count)
}

/// Writes down one intended application; answers its id. The to-do to write is done with the first; trying it becomes
/// a to-do by its day.
///
/// # Errors
/// Refusals by field; a refusal beyond the third; [`Fault::NotFound`] for a class or set one did not learn in.
pub fn intend(tx: &mut Tx<'_>, actor: &Actor, new: &NewIntention) -> Result<String, Fault> {
    let person = permission::person(actor)?.to_owned();
    let (title, _) = occasion_of(tx, &person, (new.source, &new.source_id))?;
    check(new, tx.today())?;
    let me = named(tx, &person)?.ok_or(Fault::NotFound)?;
    check_witness(tx, &person, new.witness.as_deref())?;
    let own = Scope::own(&person);
    let count = tx.row(&own, sql::COUNT, params![&person, new.source.code(), &new.source_id])?;
    let place = count.map(|row| row.int(0)).transpose()?.unwrap_or(0) + 1;
    if place > MOST {
        return Err(Refusal::new(
            "一个培训班或小组最多写三项打算。",
            "At most three applications are written for a class or set.",
        )
        .into());
    }
    let (id, now) = (tx.id(), tx.now());
    tx.execute(
        sql::ADD,
        params![
            &id,
            &person,
            &me.unit,
            &me.name,
            new.source.code(),
            &new.source_id,
            &title,
            place,
            new.what.trim(),
            new.when_on,
            new.setting.trim(),
            new.with_whom.trim(),
            new.witness.as_deref(),
            new.help.trim(),
            now
        ],
    )?;
    end_case(tx, &INTENTION, (new.source.code(), &new.source_id, &person), ("write", "written"))?;
    wait_for(tx, (&id, &me.unit, &person), (new.what.trim(), new.when_on))?;
    record(tx, actor, "transfer.intended", (&id, &me.unit, &person), json!({ "place": place }))?;
    Ok(id)
}

pub(super) fn check(new: &NewIntention, today: Date) -> Result<(), Fault> {
    let mut wrong = Vec::new();
    let mut must = |field: &str, text: &str, (least, most): (usize, usize), zh: &str, en: &str| {
        if !(least..=most).contains(&text.trim().chars().count()) {
            wrong.push(Refusal::new(zh, en).at(field));
        }
    };
    must(
        "what",
        &new.what,
        (4, 100),
        "写 4–100 字：准备怎样做。",
        "Say in 4 to 100 characters what you will do.",
    );
    must(
        "setting",
        &new.setting,
        (2, 100),
        "写 2–100 字：用在什么场合。",
        "Say in 2 to 100 characters where.",
    );
    must(
        "with_whom",
        &new.with_whom,
        (1, 100),
        "写 1–100 字：和谁一起。",
        "Say in 1 to 100 characters with whom.",
    );
    must("help", &new.help, (0, 400), "需要的支持写 400 字以内。", "Help wanted has at most 400 characters.");
    let latest = today.saturating_add(jiff::Span::new().days(183));
    if new.when_on < today || new.when_on > latest {
        let zh = "日期应在今天起六个月之内。";
        wrong.push(Refusal::new(zh, "The day lies within six months from today.").at("when_on"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Fault::Refused(wrong)) }
}

/// Refuses a witness who is not there or is the learner.
pub(super) fn check_witness(
    tx: &mut Tx<'_>,
    person: &str,
    witness: Option<&str>,
) -> Result<Option<String>, Fault> {
    let Some(witness) = witness else { return Ok(None) };
    if witness == person {
        return Err(Refusal::new("见证人应是另外一人。", "Somebody else has to have seen it.")
            .at("witness")
            .into());
    }
    match named(tx, witness)? {
        Some(one) => Ok(Some(one.name)),
        None => Err(Refusal::new("没有这位同事，请重新选择。", "There is no such colleague; choose again.")
            .at("witness")
            .into()),
    }
}

/// Ends what waits for a person in a procedure, if something does.
pub(super) fn end_case(
    tx: &mut Tx<'_>,
    procedure: &Procedure,
    (kind, id, person): (&str, &str, &str),
    way: (&str, &str),
) -> Result<(), Fault> {
    let scope = Scope::county("a to-do of the person who takes it now");
    for row in tx.rows(&scope, sql::OPEN_CASE, params![kind, id, procedure.id, person])? {
        case::advance(tx, procedure, &row.text(0)?, way, &Actor::program(), "", None)?;
    }
    Ok(())
}

pub(super) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    (id, unit, person): (&str, &str, &str),
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let act = Act {
        kind,
        subject: ("intention", id),
        unit: Some(unit),
        person: Some(person),
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// An application of the actor's own.
pub(super) fn own(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Intention, Fault> {
    let found = find(tx, &actor.scope(Area::Learning), id)?;
    if actor.person.as_deref() != Some(found.person.as_str()) {
        return Err(Refusal::new("由写下打算的本人办理。", "This is for whoever wrote it down.").into());
    }
    if found.withdrawn_at.is_some() {
        return Err(Refusal::new("这项打算已经撤回。", "This application was taken back.").into());
    }
    Ok(found)
}

/// Takes back one's own application; what was tried stays on record and counts nowhere.
///
/// # Errors
/// A refusal: another's, taken back already; [`Fault::NotFound`].
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), Fault> {
    let found = own(tx, actor, id)?;
    let now = tx.now();
    tx.execute(sql::WITHDRAW, params![id, now])?;
    end_case(tx, &ATTEMPT, ("intention", id, &found.person), ("try", "lapsed"))?;
    record(tx, actor, "transfer.withdrawn", (id, &found.unit, &found.person), json!({}))
}

/// Says what help is wanted for one's application; an answer given before is set aside.
///
/// # Errors
/// A refusal: another's, too long; [`Fault::NotFound`].
pub fn ask_help(tx: &mut Tx<'_>, actor: &Actor, id: &str, help: &str) -> Result<(), Fault> {
    let found = own(tx, actor, id)?;
    let help = help.trim();
    if help.chars().count() > 400 {
        return Err(Refusal::new("需要的支持写 400 字以内。", "Help wanted has at most 400 characters.")
            .at("help")
            .into());
    }
    tx.execute(sql::ASK_HELP, params![id, help])?;
    record(tx, actor, "transfer.help-asked", (id, &found.unit, &found.person), json!({}))
}

/// Answers as head, or whoever keeps the learning of the unit, what is done about the help that is wanted.
///
/// # Errors
/// A refusal: not theirs, no help wanted, too short; [`Fault::NotFound`].
pub fn answer_help(tx: &mut Tx<'_>, actor: &Actor, id: &str, answer: &str) -> Result<(), Fault> {
    let found = find(tx, &actor.scope(Area::Learning), id)?;
    if actor.person.as_deref() == Some(found.person.as_str()) || !permission::keeps(tx, actor, &found.unit)? {
        return Err(Refusal::new(
            "由单位负责人、分管领导或培训、组织部门答复。",
            "This is answered by the head of the unit, the leader who oversees it, trainers or the organisation department.",
        )
        .into());
    }
    if found.help.is_empty() {
        return Err(Refusal::new("本人没有提出需要支持。", "No help was asked for.").into());
    }
    let answer = answer.trim();
    if !(2..=400).contains(&answer.chars().count()) {
        return Err(Refusal::new("答复写 2–400 字。", "The answer has 2 to 400 characters.")
            .at("answer")
            .into());
    }
    let now = tx.now();
    tx.execute(sql::ANSWER_HELP, params![id, answer, &actor.name, now])?;
    record(tx, actor, "transfer.help-answered", (id, &found.unit, &found.person), json!({}))
}
