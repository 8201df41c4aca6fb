//! The yearly review of grants: every right but that of an ordinary cadre, kept or ended one by one; nobody reviews their
//! own. Not here: granting (`proposal`), when it opens (`due`).

use jiff::civil::Date;
use kernel::account;
use kernel::actor::{Actor, Role};
use kernel::case::{self, About, Assigned};
use kernel::{DbError, Fault, Refusal, Row, Scope, Tx, entering, ledger, params, session};
use law::decision::Text;
use serde_json::json;

use crate::entry::act;
use crate::procedure::REVIEW;
use crate::proposal::takes_part;
use crate::store;

/// Lines on a page.
pub const PAGE: u32 = 50;

/// A review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Id.
    pub id: String,
    /// Of which year.
    pub year: i64,
    /// Until when.
    pub due: Date,
    /// Grants not yet looked at.
    pub left: i64,
    /// Whether it is over.
    pub closed: bool,
}

/// A grant that waits to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The grant.
    pub grant: String,
    /// The account.
    pub account: String,
    /// Name and sign-in name.
    pub who: (String, String),
    /// Role, as stored.
    pub role: String,
    /// Name of the unit; `None` is the county.
    pub unit: Option<String>,
    /// From.
    pub from: Date,
    /// To.
    pub to: Option<Date>,
    /// Why it was granted.
    pub reason: String,
}

fn scope() -> Scope {
    Scope::county("grants are reviewed for the whole county")
}

fn review(row: &Row) -> Result<Review, DbError> {
    let closed: Option<String> = row.get(4)?;
    Ok(Review {
        id: row.text(0)?,
        year: row.int(1)?,
        due: row.get(2)?,
        left: row.int(3)?,
        closed: closed.is_some(),
    })
}

fn line(row: &Row) -> Result<Line, DbError> {
    Ok(Line {
        grant: row.text(0)?,
        account: row.text(1)?,
        who: (row.text(2)?, row.text(3)?),
        role: row.text(4)?,
        unit: row.get(6)?,
        from: row.get(7)?,
        to: row.get(8)?,
        reason: row.text(9)?,
    })
}

/// Whether the review of a year has been opened.
///
/// # Errors
/// If it cannot be read.
pub fn is_open_for(tx: &mut Tx<'_>, year: i16) -> Result<bool, DbError> {
    Ok(tx.row(&scope(), store::REVIEW_OF, params![i64::from(year)])?.is_some())
}

/// Opens the review of a year with every grant in force, if it has not been opened; answers whether it was now.
///
/// # Errors
/// If it cannot be written.
pub fn open(tx: &mut Tx<'_>, year: i16, due: Date) -> Result<bool, Fault> {
    if is_open_for(tx, year)? {
        return Ok(false);
    }
    let (id, now, today) = (tx.id(), tx.now(), tx.today());
    tx.execute(store::ADD_REVIEW, params![&id, i64::from(year), now, due, 0_i64])?;
    let lines = i64::try_from(tx.execute(store::ADD_LINES, params![&id, today])?).unwrap_or(i64::MAX);
    tx.execute(store::LESS, params![&id, -lines])?;
    let about = About {
        subject: ("grant-review", &id),
        unit: None,
        person: None,
        title: Text::new(format!("{year}年度权限复核"), format!("Review of grants {year}")),
        link: "/accounts/review",
    };
    case::open(tx, &REVIEW, &about, &Assigned::role(Role::SecurityAdmin, None).by(due, false))?;
    ledger::record(
        tx,
        &Actor::program(),
        &act("grants.review-opened", &id, json!({"year": year, "grants": lines})),
    )?;
    Ok(true)
}

/// The last review and a page of what is left of it.
///
/// # Errors
/// [`Fault::NotFound`] for whoever takes no part.
pub fn last(tx: &mut Tx<'_>, actor: &Actor) -> Result<Option<(Review, Vec<Line>)>, Fault> {
    if !takes_part(actor) {
        return Err(Fault::NotFound);
    }
    let Some(row) = tx.row(&scope(), store::REVIEW_LAST, &[])? else { return Ok(None) };
    let found = review(&row)?;
    let lines = tx.rows(&scope(), store::LINES_LEFT, params![&found.id, PAGE])?;
    Ok(Some((found, lines.iter().map(line).collect::<Result<_, _>>()?)))
}

/// Says of grants whether they stay; those that do not end at once. Answers how many are left.
///
/// # Errors
/// Refused for one's own; [`Fault::NotFound`] for whoever takes no part.
pub fn say(tx: &mut Tx<'_>, actor: &Actor, said: &[(String, bool)]) -> Result<i64, Fault> {
    let Some((found, _)) = last(tx, actor)?.filter(|(review, _)| !review.closed) else {
        return Err(Fault::NotFound);
    };
    let (now, today) = (tx.now(), tx.today());
    for (grant, keep) in said {
        let Some(row) = tx.row(&scope(), store::LINE, params![&found.id, grant])? else { continue };
        let holder = row.text(0)?;
        if holder == actor.account {
            return Err(Refusal::new(
                "不能复核本人的权限，请由组织部门或另一位安全管理员复核。",
                "Nobody reviews their own rights; the organisation department or another security administrator does.",
            )
            .into());
        }
        let word = if *keep { "kept" } else { "ended" };
        tx.execute(store::SAY, params![&found.id, grant, word, &actor.account, &actor.name, now])?;
        tx.execute(store::ONE_LESS, params![&found.id])?;
        if !keep {
            account::end_grant(tx, grant, today.yesterday().unwrap_or(today))?;
            session::end_all(tx, &holder)?;
            entering::close_all(tx, &holder)?;
        }
        let kind = if *keep { "grant.kept" } else { "grant.ended" };
        ledger::record(tx, actor, &act(kind, &holder, json!({"grant": grant, "review": found.year})))?;
    }
    finish(tx, &found.id)
}

/// Drops what is over by itself and closes the review when nothing is left; answers what is left.
///
/// # Errors
/// If it cannot be written.
pub fn finish(tx: &mut Tx<'_>, id: &str) -> Result<i64, Fault> {
    let (now, today) = (tx.now(), tx.today());
    let gone = tx.execute(store::DROP_GONE, params![id, today, now])?;
    tx.execute(store::LESS, params![id, i64::try_from(gone).unwrap_or(i64::MAX)])?;
    let row = tx.row(&scope(), store::REVIEW_LAST, &[])?.ok_or(Fault::NotFound)?;
    let left = review(&row)?.left;
    if left == 0 && tx.execute(store::CLOSE_REVIEW, params![id, now])? > 0 {
        if let Some(case) = case::of_subject(tx, &REVIEW, "grant-review", id)? {
            case::advance(tx, &REVIEW, &case, ("review", "reviewed"), &Actor::program(), "", None)?;
        }
        ledger::record(tx, &Actor::program(), &act("grants.reviewed", id, json!({})))?;
    }
    Ok(left)
}
