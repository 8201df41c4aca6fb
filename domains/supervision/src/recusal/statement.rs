//! What a person says where only the name of a counterpart is alike to one declared: the same or another. Nothing is arranged
//! before. Not here: the comparison (`super`), arranging (`arranging`).

use kernel::case::{self, About, Assigned};
use kernel::{Actor, DbError, Fault, Refusal, Tx, params};
use law::decision::Text;
use law::rulebook::Rulebook;
use serde_json::json;

use super::arranging::open_arranging;
use super::unit::{Check, Hit, all_hits, load, matter_of, record};
use super::{Counterpart, interests_of, judge};
use crate::permission::{person, within};
use crate::procedure::STATEMENT;
use crate::store::register as sql;

const SUBJECT: &str = "recusal-hit";

fn subject(check: &str, person: &str) -> String {
    format!("{check}.{person}")
}

/// Asks a person to say it.
pub(super) fn open(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    (check, person): (&str, &str),
    link: &str,
) -> Result<(), Fault> {
    let id = subject(check, person);
    let today = tx.today();
    let about = About {
        subject: (SUBJECT, &id),
        unit: None,
        person: Some(person),
        title: Text::new("说明对方是不是您登记的企业", "Is the counterpart the one you declared?"),
        link,
    };
    case::open(tx, &STATEMENT, &about, &within(book, Assigned::person(person), today, 2))?;
    Ok(())
}

/// The person says whether the counterpart is the one declared. Once everybody asked has said it, the head arranges what is
/// left to arrange.
///
/// # Errors
/// Refusals: not asked, said already; [`Fault::NotFound`].
pub fn say(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str, same: bool) -> Result<(), Fault> {
    let me = person(actor)?.to_owned();
    let check = load(tx, id)?;
    let hit = all_hits(tx, id)?.into_iter().find(|hit| hit.person == me).ok_or(Fault::NotFound)?;
    if !hit.waits() {
        return Err(Refusal::new(
            "不需要您说明，或者已经说明。",
            "Nothing is asked of you, or you have said it.",
        )
        .into());
    }
    let (now, today) = (tx.now(), tx.today());
    let decision = if same {
        let interests = interests_of(tx, &me)?;
        let counterpart =
            Counterpart { name: check.counterpart.clone(), code: check.counterpart_code.clone() };
        let found = judge(&interests, (&counterpart, matter_of(&check.matter)), true, (book, today));
        found
            .record()
            .and_then(|record| serde_json::to_string(&record))
            .map_err(|error| DbError::Stored { what: "a decision", why: error.to_string() })?
    } else {
        hit.decision
    };
    tx.execute(sql::SAY, params![id, &me, i64::from(same), now, &decision])?;
    let case = case::of_subject(tx, &STATEMENT, SUBJECT, &subject(id, &me))?.ok_or(Fault::NotFound)?;
    let outcome = if same { "same" } else { "another" };
    case::advance(tx, &STATEMENT, &case, ("say", outcome), actor, "", None)?;
    settle(tx, book, &check)?;
    record(tx, actor, "recusal.said", (id, &check.unit), json!({}))
}

/// Goes on once nobody is asked any more.
fn settle(tx: &mut Tx<'_>, book: &Rulebook, check: &Check) -> Result<(), Fault> {
    let hits = all_hits(tx, &check.id)?;
    if hits.iter().any(Hit::waits) {
        return Ok(());
    }
    let withdraw = hits.iter().any(Hit::withdraws);
    tx.execute(sql::CHECK_STATE, params![&check.id, if withdraw { "waiting" } else { "clear" }])?;
    if withdraw {
        open_arranging(tx, book, (&check.id, &check.unit), check.arranger.as_deref())?;
    }
    Ok(())
}
