//! Whether somebody has to withdraw: what they declared, compared with a counterpart, judged by the rule. The one who
//! asks learns yes or no; the head learns who (the head above, where it is the head); what was declared only the person sees. Not here: declaring (`register`),
//! checks of a unit as they are kept (`unit`).

mod arranging;
mod statement;
mod unit;

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{DbError, Scope, Tx, params};
use law::decision::Decision;
use law::rulebook::Rulebook;
use law::rules::recusal::{self, Facts, Matter, Recusal};

pub use arranging::{arrange, arranges};
pub use statement::say;
pub use unit::{Asked, Check, Hit, Mine, ask, code, find, list, mine, who};

use crate::register::firm::{self, Alike};
use crate::register::{Holder, NewInterest, body};
use crate::store::register as sql;

/// The other side of a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterpart {
    /// Its name.
    pub name: String,
    /// Unified social credit code; may be empty.
    pub code: String,
}

/// A declared interest as far as a recusal needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    pub(crate) id: String,
    pub(crate) person: String,
    holder: Holder,
    key: String,
    code: String,
}

/// A wording that stands as the program compares it; none if it has ended.
fn live(tx: &mut Tx<'_>, row: &Row) -> Result<Option<Live>, DbError> {
    let says: NewInterest = body::unlock(tx, row, 2)?;
    if says.to_on.is_some_and(|to| to < tx.today()) {
        return Ok(None);
    }
    let key = firm::key(&says.firm);
    Ok(Some(Live { id: row.text(0)?, person: row.text(1)?, holder: says.holder, key, code: says.code }))
}

/// What a person declared and has not ended.
///
/// # Errors
/// If it cannot be read.
pub fn interests_of(tx: &mut Tx<'_>, person: &str) -> Result<Vec<Live>, DbError> {
    let scope = Scope::county("the program compares what was declared; it shows it to nobody");
    let rows = tx.rows(&scope, sql::LIVE_OF, params![person])?;
    rows.iter().filter_map(|row| live(tx, row).transpose()).collect()
}

fn alike(one: &Live, counterpart: &Counterpart) -> Alike {
    let code = counterpart.code.trim().to_uppercase();
    if !code.is_empty() && !one.code.is_empty() {
        return if one.code == code { Alike::Same } else { Alike::Different };
    }
    firm::compare(&one.key, &firm::key(&counterpart.name))
}

/// The interest that touches a counterpart most: certain before perhaps.
fn touching<'a>(interests: &'a [Live], counterpart: &Counterpart) -> Option<(&'a Live, Alike)> {
    let found = interests.iter().map(|one| (one, alike(one, counterpart)));
    found.filter(|(_, alike)| *alike != Alike::Different).min_by_key(|(_, alike)| *alike != Alike::Same)
}

/// What the rule says of a person with these interests.
#[must_use]
pub fn decide(
    interests: &[Live],
    counterpart: &Counterpart,
    matter: Matter,
    (book, on): (&Rulebook, Date),
) -> Decision<Recusal> {
    judge(interests, (counterpart, matter), false, (book, on))
}

/// As [`decide`]; with `same` the person said that a name that is only alike is the one declared.
fn judge(
    interests: &[Live],
    (counterpart, matter): (&Counterpart, Matter),
    same: bool,
    (book, on): (&Rulebook, Date),
) -> Decision<Recusal> {
    let found = touching(interests, counterpart);
    let certain = found.is_some_and(|(_, alike)| alike == Alike::Same);
    let of = |own: bool| {
        interests.iter().any(|one| {
            (one.holder == Holder::Own) == own
                && match alike(one, counterpart) {
                    Alike::Same => true,
                    Alike::Perhaps => !certain,
                    Alike::Different => false,
                }
        })
    };
    let facts = Facts {
        matter,
        own_interest: of(true),
        relative_interest: of(false),
        alike_only: found.is_some() && !certain && !same,
    };
    recusal::decide(&facts, book, on)
}

/// Whether a person has to withdraw from a matter with a counterpart, by what they declared.
///
/// # Errors
/// If the declarations cannot be read.
pub fn check(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    person: &str,
    (counterpart, matter): (&Counterpart, Matter),
) -> Result<Decision<Recusal>, DbError> {
    let interests = interests_of(tx, person)?;
    Ok(decide(&interests, counterpart, matter, (book, tx.today())))
}
