//! Objections 异议 to a notice: by anybody, without a name, followed with a number and a secret. Their text is for
//! whoever answers. Not here: complaints about a person (room `requests`).

use jiff::Timestamp;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::{Rulebook, Text};
use serde_json::json;

use super::{find, find_any, find_public, record};
use crate::permission::{short, wanted};
use crate::procedure::{ANSWER_DAYS, OBJECTION};
use crate::store::notice as sql;
use crate::ticket::{self, Slip};

/// An objection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Id.
    pub id: String,
    /// Number.
    pub number: String,
    /// What was said; empty for whoever only sees that there is one.
    pub body: String,
    /// Whether it was answered.
    pub answered: bool,
    /// Whether it was upheld.
    pub upheld: Option<bool>,
    /// The answer; empty for whoever only sees that there is one.
    pub answer: String,
    /// When it came.
    pub received_at: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Its case.
    pub case: String,
    /// The notice.
    pub notice: String,
}

fn objection(row: &Row) -> Result<Objection, DbError> {
    Ok(Objection {
        id: row.text(0)?,
        number: row.text(1)?,
        body: row.text(2)?,
        answered: row.text(3)? == "answered",
        upheld: row.get(4)?,
        answer: row.text(5)?,
        received_at: row.get(6)?,
        answered_at: row.get(7)?,
        case: row.text(8)?,
        notice: row.text(9)?,
    })
}

/// Takes an objection to what is posted.
///
/// # Errors
/// A refusal without words or when the time is over; [`Fault::NotFound`] if nothing of that number is posted.
pub fn object(tx: &mut Tx<'_>, book: &Rulebook, number: &str, words: &str) -> Result<Slip, Fault> {
    let found = find_public(tx, number)?;
    let today = tx.today();
    if !found.takes_objections(today) {
        return Err(Refusal::new(
            "公示期已满或者本公示不受理异议。您可以通过“办事诉求”反映。",
            "The time of this notice is over, or it takes no objections. You can still turn to the requests desk.",
        )
        .into());
    }
    let words = wanted(words, "body", "请写明您的异议和理由。", "Say what you object to and why.")?;
    let words = short(&words, "body", 2_000)?;
    let id = tx.id();
    let slip =
        Slip { number: format!("{}-{}", found.number, found.objections + 1), secret: ticket::secret(tx) };
    let due = book.calendar().add_working_days(today, u32::from(ANSWER_DAYS));
    let due = due.map_err(|error| DbError::Schema(error.to_string()))?;
    let to = match found.kind.answered_by {
        Role::Organiser => Assigned::role(Role::Organiser, None),
        role => Assigned::role(role, Some(&found.unit)),
    };
    let about = About {
        subject: ("objection", &id),
        unit: Some(&found.unit),
        person: None,
        title: Text::new(
            format!("公示 {} 的异议", found.number),
            format!("Objection to notice {}", found.number),
        ),
        link: &format!("/openness/notices/{}", found.id),
    };
    let case = case::open(tx, &OBJECTION, &about, &to.by(due.date, due.provisional))?;
    let now = tx.now();
    tx.execute(
        sql::ADD_OBJECTION,
        params![&id, &found.id, &slip.number, ticket::hash(&slip.number, &slip.secret), &words, now, &case],
    )?;
    tx.execute(sql::OBJECTED, params![&found.id])?;
    let act = ("notice.objected", ("objection", id.as_str()));
    record(tx, &Actor::code_holder(), act, &found.unit, json!({ "notice": found.number }), None)?;
    Ok(slip)
}

/// An objection as its writer follows it.
///
/// # Errors
/// A refusal where number and secret do not fit.
pub fn follow(tx: &mut Tx<'_>, number: &str, secret: &str) -> Result<Objection, Fault> {
    let scope = Scope::county("whoever holds the secret reads what they wrote");
    let row = tx.row(&scope, sql::OBJECTION_BY, params![number.trim()])?;
    if let Some(row) = row
        && row.text(10)? == ticket::hash(number.trim(), secret)
    {
        return Ok(objection(&row)?);
    }
    Err(Refusal::new(
        "编号和密码对不上，请照回执核对。",
        "Number and secret do not fit; compare them with your slip.",
    )
    .at("number")
    .into())
}

/// An objection as somebody inside may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The objection; without its words where they are not for this reader.
    pub objection: Objection,
    /// Its answer waits for this reader.
    pub waits: bool,
    /// Its words are for this reader: whoever answers it, or did.
    pub readable: bool,
}

/// Objections to a notice, open ones first, for whoever reaches it. Their words are drawn only for whoever answers or
/// answered them: they may speak of anybody else who reaches the notice.
///
/// # Errors
/// [`Fault::NotFound`] out of reach.
pub fn of_notice(
    tx: &mut Tx<'_>,
    actor: &Actor,
    notice: &str,
    (most, from): (i64, i64),
) -> Result<Vec<Seen>, Fault> {
    let found = find(tx, actor, notice)?;
    let scope = Scope::county("objections of a notice loaded in scope");
    let rows = tx.rows(&scope, sql::OBJECTIONS, params![&found.id, most, from])?;
    let mut all = Vec::new();
    for row in &rows {
        let mut one = objection(row)?;
        let waits = case::open_step_of(tx, &one.case)?.is_some_and(|step| step.waits_for(actor));
        let readable = waits || row.get::<Option<String>>(11)?.as_deref() == Some(actor.account.as_str());
        if !readable {
            one.body.clear();
            one.answer.clear();
        }
        all.push(Seen { objection: one, waits, readable });
    }
    Ok(all)
}

/// Answers several objections to a notice that say the same, each its writer reads with its own number.
///
/// # Errors
/// Refusals: none chosen, or as [`answer`]; [`Fault::NotFound`] where one is of another notice.
pub fn answer_all(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (notice, ids): (&str, &[String]),
    (upheld, words): (bool, &str),
) -> Result<(), Fault> {
    if ids.is_empty() {
        return Err(Refusal::new("请至少选一件异议。", "Choose at least one objection.")
            .at("objection")
            .into());
    }
    for id in ids {
        if answer(tx, actor, id, (upheld, words))? != notice {
            return Err(Fault::NotFound);
        }
    }
    Ok(())
}

/// Answers an objection.
///
/// # Errors
/// A refusal without words, or where the step is not theirs; [`Fault::NotFound`] out of reach.
pub fn answer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (upheld, words): (bool, &str),
) -> Result<String, Fault> {
    let scope = Scope::county("whose step it is is checked when it is taken");
    let row = tx.row(&scope, sql::OBJECTION, params![id])?.ok_or(Fault::NotFound)?;
    let found = objection(&row)?;
    let of = find_any(tx, &found.notice)?;
    let words = wanted(words, "answer", "请写明核实情况和答复。", "Say what was found and what you answer.")?;
    let outcome = if upheld { "upheld" } else { "explained" };
    // The note of the step stays empty of the objection's own words: the answer stands with the objection.
    case::advance(tx, &OBJECTION, &found.case, ("answer", outcome), actor, "已答复", None)?;
    let now = tx.now();
    tx.execute(sql::ANSWER, params![id, upheld, &words, now, &actor.account])?;
    tx.execute(sql::ANSWERED, params![&found.notice])?;
    let facts = json!({ "upheld": upheld, "notice": of.number });
    record(tx, actor, ("notice.objection-answered", ("objection", id)), &of.unit, facts, None)?;
    Ok(found.notice)
}
