//! Signing and ending a letter. A signature names the document by its hash, needs the password given again, and is
//! refused if a single word has changed since the letter was offered. Not here: agreeing what it says.

use jiff::Timestamp;
use kernel::account::Proof;
use kernel::case;
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::rulebook::Rulebook;
use serde_json::json;

use super::agreeing::record;
use super::drafting::{mine, superior_of, to_superior};
use super::{Letter, State, document, find, may_end, sql};
use crate::coded::coded;
use crate::cycle;
use crate::procedure::LETTER;

coded! {
    /// For which side somebody signed.
    Side {
        /// The person who answers for it.
        Holder = "holder", "本人", "the holder";
        /// The unit.
        Head = "head", "单位", "the unit";
    }
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// For which side.
    pub side: Side,
    /// Who signed.
    pub person: String,
    /// Their name.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// Hash of the document signed.
    pub hash: String,
}

/// The signatures on a letter, oldest first; those on wordings since amended too.
///
/// # Errors
/// If they cannot be read.
pub fn signatures(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Vec<Signature>, DbError> {
    let rows = tx.rows(scope, sql::SIGNATURES, params![id])?;
    rows.iter()
        .map(|row| {
            Ok(Signature {
                side: Side::read(row, 0)?,
                person: row.text(1)?,
                name: row.text(2)?,
                at: row.get(3)?,
                hash: row.text(4)?,
            })
        })
        .collect()
}

/// Signs a letter for whichever side its open step waits for. `seen` is the hash of the document the signer was
/// shown. The holder's signature puts it before the head; the head's puts it in force and ends the version it replaces.
///
/// # Errors
/// A refusal: no fresh proof of the password, another's step, the document changed since it was offered or shown,
/// the head is not who the document names; [`Fault::NotFound`] out of reach.
pub fn sign(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    proof: &Proof,
    seen: &str,
) -> Result<Side, Fault> {
    let letter = find(tx, &actor.scope(Area::Duty), id)?;
    let side = if letter.state == State::SignedByHolder { Side::Head } else { Side::Holder };
    let case = mine(tx, actor, &letter, side.code())?;
    if !proof.covers(actor, tx.now()) {
        return Err(Refusal::new("请重新输入密码后签订。", "Give your password again to sign.")
            .at("password")
            .into());
    }
    let Some(person) = actor.person.clone() else {
        return Err(Refusal::new(
            "这个账号没有对应的人员，不能签订。",
            "This account has no person behind it and cannot sign.",
        )
        .into());
    };
    check_unchanged(tx, &letter, seen)?;
    let now = tx.now();
    let row = tx.id();
    tx.execute(sql::SIGN, params![&row, id, side.code(), &person, &actor.account, now, seen])?;
    match side {
        Side::Holder => signed_by_holder(tx, actor, book, &letter, &case)?,
        Side::Head => signed_by_head(tx, actor, &letter, &case, &person)?,
    }
    let kind = if side == Side::Holder { "letter.signed" } else { "letter.in-force" };
    record(
        tx,
        actor,
        kind,
        &letter,
        json!({ "hash": seen, "side": side.code(), "version": letter.version }),
        None,
    )?;
    Ok(side)
}

fn check_unchanged(tx: &mut Tx<'_>, letter: &Letter, seen: &str) -> Result<(), Fault> {
    let hash = document(tx, &Scope::own(&letter.person), letter)?.hash();
    if letter.body_hash.as_deref() == Some(hash.as_str()) && hash == seen {
        return Ok(());
    }
    Err(Refusal::new(
        "责任书的内容在发出之后有变动，未签订。请重新阅看；如页面内容与所发不符，请负责人重新发出。",
        "The letter has changed since it was offered, so it was not signed. Read it again; if it still differs, it has to be offered again.",
    )
    .into())
}

fn signed_by_holder(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    letter: &Letter,
    case: &str,
) -> Result<(), Fault> {
    tx.execute(sql::SET_STATE, params![&letter.id, State::SignedByHolder.code()])?;
    let cycle = cycle::find(tx, &letter.cycle)?;
    let superior = superior_of(tx, letter)?;
    let to = to_superior(tx, &superior, book, &cycle)?;
    case::advance(tx, &LETTER, case, ("holder", "signed"), actor, "", Some(to))?;
    Ok(())
}

fn signed_by_head(
    tx: &mut Tx<'_>,
    actor: &Actor,
    letter: &Letter,
    case: &str,
    person: &str,
) -> Result<(), Fault> {
    if letter.person == person {
        return Err(
            Refusal::new("不能代表单位与自己签订。", "Nobody signs for the unit with themselves.").into()
        );
    }
    if letter.head_person.as_deref() != Some(person) {
        let named = &letter.head_name;
        return Err(Refusal::new(
            format!("责任书写明由{named}代表单位签订。如负责人已变动，请退回修改后重新发出。"),
            format!("The letter names {named} to sign for the unit. If that has changed, return it and offer it again."),
        )
        .into());
    }
    let (now, today) = (tx.now(), tx.today());
    tx.execute(sql::SIGNED_BY_HEAD, params![&letter.id, person, today])?;
    case::advance(tx, &LETTER, case, ("head", "signed"), actor, "", None)?;
    if let Some(old) = &letter.replaces {
        tx.execute(sql::END, params![old, State::Revised.code(), now])?;
    }
    Ok(())
}

/// Ends a letter before the year does, when its holder leaves the post: in force it stays on record for the
/// assessment; unsigned it lapses.
///
/// # Errors
/// A refusal: neither the organisation department nor who signs for the unit, ended already, a missing reason;
/// [`Fault::NotFound`].
pub fn close(tx: &mut Tx<'_>, actor: &Actor, id: &str, note: &str) -> Result<(), Fault> {
    let letter = find(tx, &actor.scope(Area::Duty), id)?;
    if !may_end(tx, actor, &letter)? {
        return Err(Refusal::new(
            "终止责任书由代表单位签订的负责人或组织部门办理。",
            "A letter is closed by whoever signs for the unit or the organisation department.",
        )
        .into());
    }
    if note.trim().is_empty() {
        return Err(Refusal::new("请写明终止的理由。", "Give the reason.").at("note").into());
    }
    let to = match letter.state {
        State::InForce => State::Closed,
        open if open.is_open() => State::Dropped,
        _ => return Err(Refusal::new("责任书已终止。", "The letter has ended already.").into()),
    };
    end(tx, &letter, to, note)?;
    record(tx, actor, "letter.closed", &letter, json!({ "to": to.code(), "reason": note.trim() }), None)
}

fn end(tx: &mut Tx<'_>, letter: &Letter, to: State, note: &str) -> Result<(), Fault> {
    let now = tx.now();
    tx.execute(sql::END, params![&letter.id, to.code(), now])?;
    let Some(case) = case::of_subject(tx, &LETTER, "letter", &letter.id)? else { return Ok(()) };
    if let Some(open) = case::open_step_of(tx, &case)? {
        case::advance(tx, &LETTER, &case, (&open.step, "lapsed"), &Actor::program(), note, None)?;
    }
    Ok(())
}

/// Ends all letters of a year that closes. The act is the cycle's.
pub(crate) fn close_all(tx: &mut Tx<'_>, cycle: &str) -> Result<(), Fault> {
    let scope = Scope::county("all letters end with their year");
    let now = tx.now();
    let open = tx.rows(&scope, sql::OPEN_OF_CYCLE, params![cycle])?;
    for row in &open {
        let letter = find(tx, &scope, &row.text(0)?)?;
        end(tx, &letter, State::Dropped, "年度结束")?;
    }
    tx.execute(sql::CLOSE_IN_FORCE, params![cycle, now])?;
    Ok(())
}
