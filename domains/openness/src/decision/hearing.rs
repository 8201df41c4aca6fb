//! A hearing on a decision (DEC-04): announced, and the papers in the hands of those who take part in time. Not here: the
//! other ways of taking part (`preparing`).

use jiff::civil::Date;
use kernel::{Actor, Fault, Refusal, Tx};
use law::Rulebook;
use law::rules::decision_gate::Facts;

use super::preparing::{is_public, led};
use super::{done, set_facts, shown};
use crate::notice::{NewNotice, Posted, posting};
use crate::permission::{short, wanted};

/// Announces a hearing with its place and those who take part.
///
/// # Errors
/// A refusal where the time is too short, or where it is not theirs.
pub fn announce(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (on, place): (Date, &str),
) -> Result<Posted, Fault> {
    let of = led(tx, actor, id)?;
    is_public(&of)?;
    let (zh, en) = ("请写听证会地点和听证参加人名单。", "Give the place of the hearing and who takes part.");
    let place = short(&wanted(place, "words", zh, en)?, "words", 500)?;
    let new = NewNotice {
        kind: "hearing-notice".to_owned(),
        unit: of.unit.clone(),
        title: format!("关于举行《{}》听证会的公告", of.title),
        body: format!("听证会定于 {on} 举行。{place}\n\n{}", of.question),
        subject: Some(("decision".to_owned(), of.id.clone())),
        closes_on: Some(on),
        ..NewNotice::default()
    };
    let posted = posting::publish(tx, actor, book, &new)?;
    let facts = Facts {
        hearing: true,
        hearing_announced: Some(tx.today()),
        hearing_on: Some(on),
        ..of.facts.clone()
    };
    set_facts(tx, id, &facts)?;
    let said = shown(format!("公告听证会，{on} 举行。"), format!("Hearing announced for {on}."));
    done(tx, actor, &of, ("hearing-announced", said, &place), None)?;
    Ok(posted)
}

/// Notes the day on which those who take part had the papers.
///
/// # Errors
/// A refusal before a hearing is announced, for a day to come, or where it is not theirs.
pub fn send_papers(tx: &mut Tx<'_>, actor: &Actor, id: &str, (on, words): (Date, &str)) -> Result<(), Fault> {
    let of = led(tx, actor, id)?;
    if !of.facts.hearing {
        return Err(Refusal::new("请先公告听证会。", "Announce the hearing first.").into());
    }
    if on > tx.today() {
        return Err(Refusal::new(
            "送达日不能晚于今天，请在送达后登记。",
            "The day of delivery cannot be to come; note it once they have the papers.",
        )
        .at("day")
        .into());
    }
    let (zh, en) = ("请写怎样送达、送达哪些人。", "Say how and to whom they were delivered.");
    let words = wanted(words, "words", zh, en)?;
    set_facts(tx, id, &Facts { papers_sent_on: Some(on), ..of.facts.clone() })?;
    let said = shown(
        format!("听证材料于 {on} 送达听证参加人。"),
        format!("Papers delivered to the participants on {on}."),
    );
    done(tx, actor, &of, ("papers-sent", said, &words), None)
}
